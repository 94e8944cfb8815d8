//! What is left when all is in place: empty blocks vanish, `<hr>` stands only between two blocks, a caption is written once,
//! policies are kept.

use super::table::tidy_rows;
use crate::blocks::{Block, EmbedKind, Inlines};
use crate::dom::markup::MARKUP;
use crate::policy::{Captions, Embeds, Policies, Tables};

/// Tidies blocks and the blocks in them.
pub(super) fn tidy(blocks: &mut Vec<Block>, policies: &Policies) {
    blocks.retain_mut(|block| stays(block, policies));
    blocks.dedup_by(|b, a| *a == Block::Break && *b == Block::Break);
    write_captions_once(blocks);
    blocks.pop_if(|block| *block == Block::Break);
    if blocks.first() == Some(&Block::Break) {
        blocks.remove(0);
    }
}

/// What stands right before a table or a picture and is its caption once more goes: pages show a small one and hide a large one.
fn write_captions_once(blocks: &mut Vec<Block>) {
    let is_again = |at: &usize| {
        let next = blocks.get(at + 1).and_then(caption);
        let own = match &blocks[*at] {
            Block::Paragraph { text } if next.is_some() => Some(text.text()),
            figure => caption(figure),
        };
        next.is_some() && own == next
    };
    let again: Vec<usize> = (0..blocks.len()).filter(is_again).collect();
    let (mut again, mut at) = (again.into_iter().peekable(), 0..);
    blocks.retain(|_| again.next_if_eq(&at.next().unwrap_or_default()).is_none());
}

/// A caption of at least a word.
fn caption(block: &Block) -> Option<String> {
    let least = MARKUP.figure.caption_letters;
    let (Block::Table { caption, .. } | Block::Figure { caption, .. }) = block else { return None };
    Some(caption.text()).filter(|caption| caption.chars().filter(|c| c.is_alphanumeric()).take(least).count() == least)
}

fn stays(block: &mut Block, policies: &Policies) -> bool {
    match block {
        Block::Heading { text, .. } | Block::Paragraph { text } => !text.is_empty(),
        Block::List { items, .. } => {
            items.iter_mut().for_each(|item| tidy(item, policies));
            items.retain(|item| !item.is_empty());
            !items.is_empty()
        }
        Block::Quote { blocks } | Block::Note { blocks, .. } | Block::Callout { blocks, .. } => {
            tidy(blocks, policies);
            !blocks.is_empty()
        }
        Block::Details { summary, blocks } => {
            tidy(blocks, policies);
            !summary.is_empty() || !blocks.is_empty()
        }
        Block::Embed { kind, text, blocks, .. } => {
            tidy(blocks, policies);
            if *kind == EmbedKind::Post {
                *text = said(blocks);
            }
            policies.embeds == Embeds::Keep
        }
        Block::Code { text, .. } => !text.trim().is_empty(),
        Block::Table { rows, .. } => {
            tidy_rows(rows);
            policies.tables == Tables::Keep && !rows.is_empty()
        }
        Block::Definitions { entries } => {
            entries.iter_mut().for_each(|entry| tidy(&mut entry.meaning, policies));
            entries.retain(|entry| !entry.term.is_empty() || !entry.meaning.is_empty());
            !entries.is_empty()
        }
        Block::Figure { image, caption } => {
            if policies.captions == Captions::Drop {
                *caption = Inlines::default();
            }
            image.is_some() || !caption.is_empty()
        }
        Block::Break => true,
    }
}

/// All that a post says, a line feed between its lines.
fn said(blocks: &mut [Block]) -> String {
    let mut lines = Vec::new();
    blocks.iter_mut().for_each(|block| block.each_line(&mut |line| lines.push(line.text())));
    lines.retain(|line| !line.is_empty());
    lines.join("\n")
}
