//! A page as HTML again, with markup put in.

use crate::dom::{Dom, NodeId};

/// Markup to put in behind a node.
pub(super) struct Insertion {
    pub(super) behind: NodeId,
    pub(super) html: String,
}

/// Elements without an end tag.
const VOID: [&str; 13] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];

/// Elements whose text is no markup.
const RAW: [&str; 2] = ["script", "style"];

/// The HTML of a node and all in it.
pub(super) fn html(dom: &Dom, root: NodeId, insertions: &[Insertion]) -> String {
    write(dom, root, insertions, &Without(&[]))
}

/// The HTML of a page without some nodes, which are in document order, and all in them.
pub(super) fn without(dom: &Dom, cut: &[NodeId]) -> String {
    write(dom, NodeId::ROOT, &[], &Without(cut))
}

/// What is changed as a page is written.
pub(super) trait Edit {
    /// Whether a node is left out with all in it.
    fn is_cut(&self, _dom: &Dom, _node: NodeId) -> bool {
        false
    }

    /// What an element is called.
    fn name<'n>(&self, name: &'n str) -> &'n str
    where
        Self: 'n,
    {
        name
    }

    /// The value of an attribute; none if it is left out.
    fn attribute(&self, _name: &str, value: &str) -> Option<String> {
        Some(value.to_owned())
    }
}

/// Nodes, in document order, that are left out.
struct Without<'c>(&'c [NodeId]);

impl Edit for Without<'_> {
    fn is_cut(&self, _dom: &Dom, node: NodeId) -> bool {
        self.0.binary_search(&node).is_ok()
    }
}

/// The HTML of a page with something changed everywhere.
pub(super) fn edited(dom: &Dom, edit: &impl Edit) -> String {
    write(dom, NodeId::ROOT, &[], edit)
}

fn write(dom: &Dom, root: NodeId, insertions: &[Insertion], edit: &impl Edit) -> String {
    let mut writer = Writer { dom, insertions, edit, out: String::new(), open: Vec::new() };
    let mut past = root;
    for node in dom.subtree(root) {
        if node >= past && edit.is_cut(dom, node) {
            past = dom.end(node);
        } else if node >= past {
            writer.close(node);
            writer.start(node);
        }
    }
    writer.close(dom.end(root));
    writer.out
}

struct Writer<'d, E> {
    dom: &'d Dom,
    insertions: &'d [Insertion],
    edit: &'d E,
    out: String,
    open: Vec<NodeId>,
}

impl<E: Edit> Writer<'_, E> {
    /// Ends what ends before a node.
    fn close(&mut self, node: NodeId) {
        while let Some(last) = self.open.pop_if(|last| self.dom.end(*last) <= node) {
            if let Some(name) = self.dom.name(last).filter(|name| !VOID.contains(&&***name)) {
                self.out += &format!("</{}>", self.edit.name(name));
            }
            for insertion in self.insertions.iter().filter(|insertion| insertion.behind == last) {
                self.out += &insertion.html;
            }
        }
    }

    fn start(&mut self, node: NodeId) {
        if let Some(text) = self.dom.text(node) {
            let parent = self.dom.parent(node).and_then(|parent| self.dom.name(parent));
            let is_raw = parent.is_some_and(|name| RAW.contains(&&**name));
            self.out += &if is_raw { text.to_owned() } else { escape(text) };
        }
        if let Some(name) = self.dom.name(node) {
            self.out += &format!("<{}", self.edit.name(name));
            for (name, value) in self.dom.attrs(node) {
                if let Some(value) = self.edit.attribute(name, value) {
                    self.out += &format!(" {name}=\"{}\"", escape(&value));
                }
            }
            self.out.push('>');
        }
        self.open.push(node);
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dom::of_html;

    #[test]
    fn a_page_is_the_same_again_and_holds_what_was_put_in() {
        let page = "<p class=\"a &amp; b\">Slates &lt; <b>ridge</b><br>tiles</p>";
        let dom = of_html(page);
        assert!(html(&dom, NodeId::ROOT, &[]).contains(page), "{}", html(&dom, NodeId::ROOT, &[]));
        let bold = dom.ids().find(|id| dom.name(*id).is_some_and(|name| &**name == "b")).unwrap_or(NodeId::ROOT);
        let insertion = Insertion { behind: bold, html: "<i>new</i>".into() };
        assert!(html(&dom, NodeId::ROOT, &[insertion]).contains("<b>ridge</b><i>new</i><br>"));
        assert!(without(&dom, &[bold]).contains("&lt; <br>tiles"));
    }
}
