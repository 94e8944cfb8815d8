//! An independent XPath engine over our tree, for tests: what an expression selects by XPath's own rules.

use std::cmp::Ordering;

use xpath_eval::{DocumentCache, EvaluationContext, ExpandedName, NodeKind, Value};

use crate::dom::{Dom, NodeId};

/// A node of the page; an attribute is its element and its place among the attributes.
#[derive(Clone, Copy)]
struct Node<'d> {
    dom: &'d Dom,
    id: NodeId,
    attr: Option<usize>,
}

/// What makes one page quick to ask again.
pub(super) struct Oracle<'d> {
    root: Node<'d>,
    cache: DocumentCache<Node<'d>>,
}

impl<'d> Oracle<'d> {
    pub(super) fn new(dom: &'d Dom) -> Self {
        Oracle { root: Node { dom, id: NodeId::ROOT, attr: None }, cache: DocumentCache::default() }
    }

    /// The elements that an expression selects, or whose text or attribute it selects, in document order.
    pub(super) fn select(&self, expr: &xpath_eval::Expr) -> Result<Vec<NodeId>, String> {
        let mut context = EvaluationContext::new(self.root);
        context.cache = Some(&self.cache);
        let Value::NodeSet(nodes) = xpath_eval::evaluate(expr, &context).map_err(|e| e.to_string())? else {
            return Err("no nodes".to_owned());
        };
        let mut found: Vec<NodeId> = nodes.into_iter().filter_map(element).collect();
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }
}

fn element(node: Node<'_>) -> Option<NodeId> {
    if node.dom.is_element(node.id) { Some(node.id) } else { node.dom.parent(node.id) }
}

impl PartialEq for Node<'_> {
    fn eq(&self, other: &Self) -> bool {
        (self.id, self.attr) == (other.id, other.attr)
    }
}

impl Eq for Node<'_> {}

impl<'d> Node<'d> {
    fn at(self, id: NodeId) -> Self {
        Node { id, ..self }
    }

    fn attribute(self) -> Option<(&'d str, &'d str)> {
        self.dom.attrs(self.id).nth(self.attr?).map(|(name, value)| (&**name, value))
    }

    fn name(self) -> Option<&'d str> {
        match self.attr {
            Some(_) => self.attribute().map(|(name, _)| name),
            None => self.dom.name(self.id).map(|name| &**name),
        }
    }
}

impl<'d> xpath_eval::Node<'d> for Node<'d> {
    fn kind(self) -> NodeKind {
        match self.attr {
            Some(_) => NodeKind::Attribute,
            None if self.id == NodeId::ROOT => NodeKind::Root,
            None if self.dom.is_element(self.id) => NodeKind::Element,
            None if self.dom.text(self.id).is_some() => NodeKind::Text,
            None => NodeKind::Comment,
        }
    }

    fn parent(self) -> Option<Self> {
        match self.attr {
            Some(_) => Some(Node { attr: None, ..self }),
            None => self.dom.parent(self.id).map(|id| self.at(id)),
        }
    }

    fn children(self) -> impl Iterator<Item = Self> + 'd {
        let id = self.attr.is_none().then_some(self.id);
        id.into_iter().flat_map(move |id| self.dom.children(id)).map(move |id| self.at(id))
    }

    fn attributes(self) -> impl Iterator<Item = Self> + 'd {
        let count = if self.attr.is_none() { self.dom.attrs(self.id).count() } else { 0 };
        (0..count).map(move |n| Node { attr: Some(n), ..self })
    }

    fn namespaces(self) -> impl Iterator<Item = Self> + 'd {
        std::iter::empty()
    }

    fn expanded_name(self) -> Option<ExpandedName> {
        self.name().map(|name| ExpandedName { namespace_uri: None, local_name: name.to_owned() })
    }

    fn has_expanded_name(self, namespace_uri: Option<&str>, local_name: &str) -> bool {
        namespace_uri.is_none() && self.name() == Some(local_name)
    }

    fn string_value(self) -> String {
        match self.attribute() {
            Some((_, value)) => value.to_owned(),
            None => match self.dom.comment(self.id) {
                Some(comment) => comment.to_owned(),
                None => self.dom.text_content(self.id),
            },
        }
    }

    fn document_order(self, other: Self) -> Ordering {
        (self.id, self.attr.map_or(0, |n| n + 1)).cmp(&(other.id, other.attr.map_or(0, |n| n + 1)))
    }

    fn is_id_attribute(self) -> bool {
        self.name() == Some("id")
    }
}
