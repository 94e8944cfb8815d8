//! The tree while html5ever makes it: nodes in the order of their creation, linked to their neighbours.
//!
//! The HTML standard moves nodes about (text out of a table, the elements inside a wrongly closed `<b>`), so this tree
//! has links instead of the order that a [`Dom`](super::Dom) has; [`Sink::finish`] renumbers it once. Every change here
//! takes the same time whatever the size of the tree, but for moving all children of a node.

use std::borrow::Cow;
use std::cell::{Cell, Ref, RefCell};
use std::collections::HashMap;

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::tree_builder::ElemName;
use html5ever::{Attribute, LocalName, Namespace, QualName, local_name as tag, ns};

use super::{Attr, Attrs, Builder, Parsed, Span, Store, is_copy, is_shadow_root};
use crate::limits::{Limited, Limits, Refused};

/// The place of a node in its [`Tree`], in order of creation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Id(u32);

pub(super) const DOCUMENT: Id = Id(0);
/// No node.
const NONE: Id = Id(u32::MAX);

#[derive(Debug)]
struct Raw {
    parent: Id,
    prev: Id,
    next: Id,
    first: Id,
    last: Id,
    /// How many nodes held this one when it was put in its place. Later moves of what holds it do not count.
    depth: u16,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    /// The document, or the content of a `<template>`.
    Root,
    Element(Element),
    Text(Span),
    Comment(Span),
    /// `<?php … ?>`
    Nothing,
}

#[derive(Debug)]
struct Element {
    name: LocalName,
    attrs: Attrs,
    language: Language,
    /// `<annotation-xml encoding="text/html">`: HTML inside MathML.
    holds_html: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Language {
    Html,
    Svg,
    MathMl,
}

impl Language {
    fn of(ns: &Namespace) -> Self {
        match *ns {
            ns!(svg) => Language::Svg,
            ns!(mathml) => Language::MathMl,
            _ => Language::Html,
        }
    }

    fn ns(self) -> &'static Namespace {
        static HTML: Namespace = ns!(html);
        static SVG: Namespace = ns!(svg);
        static MATHML: Namespace = ns!(mathml);
        match self {
            Language::Html => &HTML,
            Language::Svg => &SVG,
            Language::MathMl => &MATHML,
        }
    }
}

#[derive(Debug)]
struct Tree<'l> {
    nodes: Vec<Raw>,
    store: Store<'l>,
    /// The attributes of a second `<html>` or `<body>` tag: they belong to the first.
    late: Vec<(Id, Attr)>,
    /// Each template with the root of its content, in order.
    templates: Vec<(Id, Id)>,
    /// Where long values of formatting elements stand: the parser repeats such elements, its copies share the value.
    long_values: HashMap<(usize, usize), (StrTendril, Span)>,
}

/// html5ever's way to the tree.
#[derive(Debug)]
pub(super) struct Sink<'l> {
    tree: RefCell<Tree<'l>>,
    /// The node whose name was asked for last.
    named: Cell<Id>,
}

impl<'l> Sink<'l> {
    pub(super) fn new(limits: &'l Limits) -> Self {
        let tree = Tree {
            nodes: vec![Raw::new(Kind::Root)],
            store: Store::new(limits),
            late: Vec::new(),
            templates: Vec::new(),
            long_values: HashMap::new(),
        };
        Sink { tree: RefCell::new(tree), named: Cell::new(DOCUMENT) }
    }

    /// Forgets which node's name was asked for.
    pub(super) fn forget_named(&self) {
        self.named.set(DOCUMENT);
    }

    /// The node whose name was asked for last.
    pub(super) fn named(&self) -> Id {
        self.named.get()
    }

    /// The depth of the node whose name was asked for last.
    pub(super) fn depth_of_named(&self) -> usize {
        self.tree.borrow().node(self.named.get()).depth as usize
    }

    /// How many nodes were made so far, with those that no longer stand in the tree.
    pub(super) fn len(&self) -> usize {
        self.tree.borrow().nodes.len()
    }

    pub(super) fn note(&self, limited: Limited) {
        self.tree.borrow_mut().store.note(limited);
    }

    pub(super) fn refuse(&self, refused: Refused) {
        self.tree.borrow_mut().store.refuse(refused);
    }

    /// Whether the page broke a limit.
    pub(super) fn is_refused(&self) -> bool {
        self.tree.borrow().store.refused.is_some()
    }

    /// Whether the last characters that came are a space.
    pub(super) fn ends_with_space(&self) -> bool {
        self.tree.borrow().store.strings.ends_with(' ')
    }

    /// The flat tree.
    pub(super) fn finish(self) -> Result<Parsed, Refused> {
        self.tree.into_inner().renumber()
    }
}

impl Raw {
    fn new(kind: Kind) -> Self {
        Raw { parent: NONE, prev: NONE, next: NONE, first: NONE, last: NONE, depth: 0, kind }
    }

    /// Starts the node in the builder, its name goes with it: the first node inside.
    fn open(&mut self, builder: &mut Builder<'_>) -> Id {
        match &mut self.kind {
            Kind::Element(Element { name, attrs, language, .. }) => {
                let name = std::mem::replace(name, tag!(""));
                let first = if is_copy(&name) { NONE } else { self.first };
                builder.open(name, *language != Language::Html, *attrs);
                return first;
            }
            Kind::Text(span) => builder.text(span.clone()),
            Kind::Comment(span) => builder.comment(span.clone()),
            Kind::Root | Kind::Nothing => {}
        }
        NONE
    }
}

impl Tree<'_> {
    fn node(&self, id: Id) -> &Raw {
        &self.nodes[id.0 as usize]
    }

    fn node_mut(&mut self, id: Id) -> &mut Raw {
        &mut self.nodes[id.0 as usize]
    }

    fn create(&mut self, kind: Kind) -> Id {
        if self.nodes.len() > self.store.limits.nodes {
            self.store.refuse(Refused::Nodes { limit: self.store.limits.nodes });
        }
        self.nodes.push(Raw::new(kind));
        Id(self.nodes.len() as u32 - 1)
    }

    fn element_mut(&mut self, id: Id) -> Option<&mut Element> {
        match &mut self.node_mut(id).kind {
            Kind::Element(element) => Some(element),
            _ => None,
        }
    }

    /// Takes a node out from between its neighbours.
    fn detach(&mut self, id: Id) {
        let Raw { parent, prev, next, .. } = *self.node(id);
        if parent == NONE {
            return;
        }
        if prev == NONE {
            self.node_mut(parent).first = next
        } else {
            self.node_mut(prev).next = next
        }
        if next == NONE {
            self.node_mut(parent).last = prev
        } else {
            self.node_mut(next).prev = prev
        }
        let node = self.node_mut(id);
        (node.parent, node.prev, node.next) = (NONE, NONE, NONE);
    }

    /// Puts a node into `parent`, before `next` or as the last one.
    fn attach(&mut self, id: Id, parent: Id, next: Id) {
        self.detach(id);
        let prev = if next == NONE { self.node(parent).last } else { self.node(next).prev };
        if prev == NONE {
            self.node_mut(parent).first = id
        } else {
            self.node_mut(prev).next = id
        }
        if next == NONE {
            self.node_mut(parent).last = id
        } else {
            self.node_mut(next).prev = id
        }
        let depth = self.node(parent).depth.saturating_add(1);
        let node = self.node_mut(id);
        (node.parent, node.prev, node.next, node.depth) = (parent, prev, next, depth);
    }

    /// Puts a node or text into `parent`, before `next` or at the end.
    fn insert(&mut self, child: NodeOrText<Id>, parent: Id, next: Id) {
        match child {
            NodeOrText::AppendNode(id) => self.attach(id, parent, next),
            NodeOrText::AppendText(text) => self.insert_text(&text, parent, next),
        }
    }

    /// Text goes on where the text before it ends, if that is the end of all text so far. If not there are two text
    /// nodes side by side, which the builder joins.
    fn insert_text(&mut self, text: &str, parent: Id, next: Id) {
        let before = if next == NONE { self.node(parent).last } else { self.node(next).prev };
        if before != NONE
            && let Kind::Text(span) = &mut self.nodes[before.0 as usize].kind
            && let Some(longer) = self.store.extend(span, text)
        {
            *span = longer;
            return;
        }
        let span = self.store.string(text);
        let id = self.create(Kind::Text(span));
        self.attach(id, parent, next);
    }

    /// The attributes of an element. A long value that stands in the store already is not put in again.
    fn attrs(&mut self, name: &LocalName, attrs: &[Attribute]) -> Attrs {
        const LONG: usize = 256;
        if !is_formatting(name) || attrs.iter().all(|a| a.value.len() < LONG) {
            return self.store.attrs(attrs.iter().map(|a| (a.name.local.clone(), &*a.value)));
        }
        let start = self.store.attrs.len();
        for Attribute { name, value } in &attrs[..attrs.len().min(self.store.max_attrs())] {
            let key = (value.as_ptr() as usize, value.len());
            let known = self.long_values.get(&key).map(|(_, span)| span.clone());
            let span = known.unwrap_or_else(|| self.store.string(value));
            if value.len() >= LONG {
                self.long_values.entry(key).or_insert_with(|| (value.clone(), span.clone()));
            }
            self.store.attr(Attr { name: name.local.clone(), value: span });
        }
        self.store.attrs_from(start)
    }

    /// Remembers an attribute of a second `<body>` tag that the first does not have.
    fn add_attr_if_missing(&mut self, id: Id, attr: &Attribute) {
        let Some(own) = self.element_mut(id).map(|element| element.attrs) else { return };
        let name = &attr.name.local;
        let late = self.late.iter().filter(|(late, _)| *late == id).map(|(_, attr)| attr);
        let own = self.store.attrs[own.range()].iter();
        if own.len() + self.late.len() >= self.store.max_attrs() {
            self.store.note(Limited::Attributes);
        } else if own.chain(late).all(|old| old.name != *name) {
            let value = self.store.string(&attr.value);
            self.late.push((id, Attr { name: name.clone(), value }));
        }
    }

    /// Gives the attributes of a second `<body>` tag to the first.
    fn settle_late(&mut self) {
        let mut late = std::mem::take(&mut self.late);
        late.sort_by_key(|(id, _)| id.0);
        for late in late.chunk_by(|(a, _), (b, _)| a == b) {
            let id = late[0].0;
            let Some(old) = self.element_mut(id).map(|element| element.attrs) else { continue };
            let start = self.store.attrs.len();
            for n in old.range() {
                self.store.attr(self.store.attrs[n].clone());
            }
            late.iter().for_each(|(_, attr)| self.store.attr(attr.clone()));
            let attrs = self.store.attrs_from(start);
            if let Some(element) = self.element_mut(id) {
                element.attrs = attrs;
            }
        }
    }

    /// The content of a template that is a shadow root is shown: it becomes the content of its element.
    fn show_shadow_roots(&mut self) {
        for (template, content) in std::mem::take(&mut self.templates) {
            if let Kind::Element(Element { attrs, .. }) = &self.node(template).kind
                && is_shadow_root(self.store.values(*attrs))
            {
                self.move_children(content, template);
            }
        }
    }

    fn move_children(&mut self, from: Id, to: Id) {
        while self.node(from).first != NONE {
            self.attach(self.node(from).first, to, NONE);
        }
    }

    /// The same tree in document order.
    fn renumber(mut self) -> Result<Parsed, Refused> {
        self.settle_late();
        self.show_shadow_roots();
        let mut builder = Builder::new(self.store);
        let mut at = self.nodes[0].first;
        while at != NONE {
            let node = &mut self.nodes[at.0 as usize];
            let first = node.open(&mut builder);
            at = if first == NONE { leave(&self.nodes, at, &mut builder) } else { first };
        }
        builder.finish()
    }
}

/// Closes all elements that end where `at` does: the node after them.
fn leave(nodes: &[Raw], mut at: Id, builder: &mut Builder<'_>) -> Id {
    while at != DOCUMENT && at != NONE {
        let node = &nodes[at.0 as usize];
        if matches!(node.kind, Kind::Element(_)) {
            builder.close();
        }
        if node.next != NONE {
            return node.next;
        }
        at = node.parent;
    }
    NONE
}

/// Whether the parser repeats such an element in what follows, if it is not closed.
pub(super) fn is_formatting(name: &LocalName) -> bool {
    matches!(
        *name,
        tag!("a")
            | tag!("b")
            | tag!("big")
            | tag!("code")
            | tag!("em")
            | tag!("font")
            | tag!("i")
            | tag!("nobr")
            | tag!("s")
            | tag!("small")
            | tag!("strike")
            | tag!("strong")
            | tag!("tt")
            | tag!("u")
    )
}

impl TreeSink for Sink<'_> {
    type Handle = Id;
    type Output = Self;
    type ElemName<'a>
        = Name<'a>
    where
        Self: 'a;

    fn finish(self) -> Self {
        self
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> Id {
        DOCUMENT
    }

    fn elem_name<'a>(&'a self, target: &'a Id) -> Name<'a> {
        self.named.set(*target);
        Name(Ref::map(self.tree.borrow(), |tree| tree.node(*target)))
    }

    fn create_element(&self, name: QualName, attrs: Vec<Attribute>, flags: ElementFlags) -> Id {
        let mut tree = self.tree.borrow_mut();
        let attrs = tree.attrs(&name.local, &attrs);
        let holds_html = flags.mathml_annotation_xml_integration_point;
        let language = Language::of(&name.ns);
        let id = tree.create(Kind::Element(Element { name: name.local, attrs, language, holds_html }));
        if flags.template {
            let content = tree.create(Kind::Root);
            tree.templates.push((id, content));
        }
        id
    }

    fn create_comment(&self, text: StrTendril) -> Id {
        let mut tree = self.tree.borrow_mut();
        let span = tree.store.string(&text);
        tree.create(Kind::Comment(span))
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> Id {
        self.tree.borrow_mut().create(Kind::Nothing)
    }

    fn append(&self, parent: &Id, child: NodeOrText<Id>) {
        self.tree.borrow_mut().insert(child, *parent, NONE);
    }

    fn append_before_sibling(&self, sibling: &Id, child: NodeOrText<Id>) {
        let mut tree = self.tree.borrow_mut();
        let parent = tree.node(*sibling).parent;
        if parent != NONE {
            tree.insert(child, parent, *sibling);
        }
    }

    fn append_based_on_parent_node(&self, element: &Id, prev_element: &Id, child: NodeOrText<Id>) {
        if self.tree.borrow().node(*element).parent == NONE {
            self.append(prev_element, child);
        } else {
            self.append_before_sibling(element, child);
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    fn get_template_contents(&self, target: &Id) -> Id {
        let mut tree = self.tree.borrow_mut();
        let Ok(n) = tree.templates.binary_search_by_key(&target.0, |(template, _)| template.0) else { return *target };
        let content = tree.templates[n].1;
        tree.node_mut(content).depth = tree.node(*target).depth;
        content
    }

    fn same_node(&self, x: &Id, y: &Id) -> bool {
        x == y
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn add_attrs_if_missing(&self, target: &Id, attrs: Vec<Attribute>) {
        let mut tree = self.tree.borrow_mut();
        for attr in attrs {
            tree.add_attr_if_missing(*target, &attr);
        }
    }

    fn remove_from_parent(&self, target: &Id) {
        self.tree.borrow_mut().detach(*target);
    }

    fn reparent_children(&self, node: &Id, new_parent: &Id) {
        self.tree.borrow_mut().move_children(*node, *new_parent);
    }

    fn is_mathml_annotation_xml_integration_point(&self, target: &Id) -> bool {
        matches!(&self.tree.borrow().node(*target).kind, Kind::Element(Element { holds_html: true, .. }))
    }
}

/// The name of an element in the tree.
#[derive(Debug)]
pub(super) struct Name<'a>(Ref<'a, Raw>);

impl ElemName for Name<'_> {
    fn ns(&self) -> &Namespace {
        if let Kind::Element(element) = &self.0.kind { element.language.ns() } else { Language::Html.ns() }
    }

    fn local_name(&self) -> &LocalName {
        static NO_ELEMENT: LocalName = tag!("");
        if let Kind::Element(element) = &self.0.kind { &element.name } else { &NO_ELEMENT }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn nodes_are_small() {
        assert_eq!(size_of::<super::Raw>(), 40);
        assert_eq!(size_of::<crate::dom::Node>(), 32);
    }
}
