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
    write(dom, root, insertions, |_| false)
}

/// The HTML of a page without some nodes, which are in document order, and all in them.
pub(super) fn without(dom: &Dom, cut: &[NodeId]) -> String {
    write(dom, NodeId::ROOT, &[], |node| cut.binary_search(&node).is_ok())
}

fn write(dom: &Dom, root: NodeId, insertions: &[Insertion], is_cut: impl Fn(NodeId) -> bool) -> String {
    let mut writer = Writer { dom, insertions, out: String::new(), open: Vec::new() };
    let mut past = root;
    for node in dom.subtree(root) {
        if node >= past && is_cut(node) {
            past = dom.end(node);
        } else if node >= past {
            writer.close(node);
            writer.start(node);
        }
    }
    writer.close(dom.end(root));
    writer.out
}

struct Writer<'d> {
    dom: &'d Dom,
    insertions: &'d [Insertion],
    out: String,
    open: Vec<NodeId>,
}

impl Writer<'_> {
    /// Ends what ends before a node.
    fn close(&mut self, node: NodeId) {
        while let Some(last) = self.open.pop_if(|last| self.dom.end(*last) <= node) {
            if let Some(name) = self.dom.name(last).filter(|name| !VOID.contains(&&***name)) {
                self.out += &format!("</{name}>");
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
            self.out += &format!("<{name}");
            for (name, value) in self.dom.attrs(node) {
                self.out += &format!(" {name}=\"{}\"", escape(value));
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
