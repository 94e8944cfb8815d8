//! The tree of a caller's own parse, an `RcDom`, as a [`Dom`](super::Dom): the same tree as if the page came as bytes.

use markup5ever_rcdom::{Handle, Node, NodeData};

use html5ever::ns;

use super::{Builder, Parsed, Store, is_copy, is_shadow_root};
use crate::limits::{Limits, Refused};

enum Step {
    Open(Handle),
    Close,
}

/// Copies a tree that was parsed elsewhere, best with scripting off.
///
/// # Errors
/// If the tree breaks a limit.
pub(crate) fn from_rcdom(document: &Handle, limits: &Limits) -> Result<Parsed, Refused> {
    let mut builder = Builder::new(Store::new(limits));
    let mut steps = Vec::new();
    push_children(document, &mut steps);
    while let Some(step) = steps.pop() {
        match step {
            Step::Open(node) => open(&node, &mut builder, &mut steps),
            Step::Close => builder.close(),
        }
    }
    builder.finish()
}

fn open(node: &Node, builder: &mut Builder<'_>, steps: &mut Vec<Step>) {
    match &node.data {
        NodeData::Element { name, attrs, template_contents, .. } => {
            let attrs = attrs.borrow();
            let attrs = builder.store.attrs(attrs.iter().map(|a| (a.name.local.clone(), &*a.value)));
            let is_shadow_root = is_shadow_root(builder.store.values(attrs));
            builder.open(name.local.clone(), name.ns != ns!(html), attrs);
            steps.push(Step::Close);
            if !is_copy(&name.local) {
                push_children(node, steps);
            }
            if let Some(content) = template_contents.borrow().as_ref().filter(|_| is_shadow_root) {
                push_children(content, steps);
            }
        }
        NodeData::Text { contents } => {
            let text = builder.store.string(&contents.borrow());
            builder.text(text);
        }
        NodeData::Comment { contents } => {
            let text = builder.store.string(contents);
            builder.comment(text);
        }
        _ => {}
    }
}

fn push_children(node: &Node, steps: &mut Vec<Step>) {
    steps.extend(node.children.borrow().iter().rev().cloned().map(Step::Open));
}
