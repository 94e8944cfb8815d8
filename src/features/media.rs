//! What stands between texts without being text: pictures and form fields.

use html5ever::local_name as tag;

use crate::dom::{Dom, NodeId, TextBlocks};

use super::page::before;

/// For each block the sums of what stands between the blocks before it and in them. What stands between two blocks
/// counts for the second, as a picture in front of its caption.
#[derive(Debug, Default)]
pub(crate) struct MediaCounts {
    pub(crate) pictures: Vec<f32>,
    pub(crate) fields: Vec<f32>,
}

impl MediaCounts {
    /// Counts in one pass over the page.
    pub(crate) fn of(dom: &Dom, texts: &TextBlocks) -> Self {
        let mut counts = vec![[0.0_f32; 2]; texts.len() + 1];
        let mut block = 0;
        for id in dom.ids() {
            while block < texts.len() && texts[block].nodes.end <= id {
                block += 1;
            }
            if let Some(kind) = kind(dom, id) {
                counts[block][kind] += 1.0;
            }
        }
        let sums = |kind: usize| before(counts.iter().take(texts.len()).map(|c| c[kind]));
        MediaCounts { pictures: sums(0), fields: sums(1) }
    }
}

fn kind(dom: &Dom, id: NodeId) -> Option<usize> {
    match *dom.name(id)? {
        tag!("img") | tag!("picture") => Some(0),
        tag!("input") | tag!("textarea") | tag!("select") | tag!("button") => Some(1),
        _ => None,
    }
}
