//! HTML text to [`Dom`]: html5ever with scripting off, so that the content of `<noscript>` is content.

use html5ever::tendril::TendrilSink;
use html5ever::tree_builder::TreeBuilderOpts;
use html5ever::{ParseOpts, ns, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};

use super::{Builder, Dom};

/// Parses a page. Broken HTML is never an error.
pub(crate) fn parse(text: &str) -> Dom {
    let opts = ParseOpts {
        tree_builder: TreeBuilderOpts { scripting_enabled: false, ..Default::default() },
        ..Default::default()
    };
    from_rcdom(&parse_document(RcDom::default(), opts).one(text).document)
}

/// The same tree from a caller's own parse.
fn from_rcdom(document: &Handle) -> Dom {
    enum Step {
        Visit(Handle),
        Close,
    }
    let mut builder = Builder::new();
    let mut steps: Vec<Step> = document.children.borrow().iter().rev().cloned().map(Step::Visit).collect();
    while let Some(step) = steps.pop() {
        let Step::Visit(node) = step else {
            builder.close();
            continue;
        };
        match &node.data {
            NodeData::Element { name, attrs, .. } => {
                let attrs = attrs.borrow();
                let attrs = attrs.iter().map(|a| (a.name.local.clone(), &*a.value));
                builder.open(name.local.clone(), name.ns != ns!(html), attrs);
                steps.push(Step::Close);
                steps.extend(node.children.borrow().iter().rev().cloned().map(Step::Visit));
            }
            NodeData::Text { contents } => builder.text(&contents.borrow()),
            NodeData::Comment { contents } => builder.comment(contents),
            _ => {}
        }
    }
    builder.finish()
}
