//! Holds TEI against `docs/tei.toml`, the part of its schema that is written, by an XML parser that is not ours.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use dehusk::{Article, Format, Page, Policies, RuleSet, Stripper};
use roxmltree::{Document, Node};
use serde::Deserialize;

use common::{all_kept, cases, files, page};

mod common;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Schema {
    root: Root,
    groups: HashMap<String, Vec<String>>,
    elements: HashMap<String, Element>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Root {
    name: String,
    namespace: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Element {
    holds: Vec<String>,
    text: bool,
    order: Vec<String>,
    needs: Vec<String>,
    attributes: Vec<String>,
}

impl Schema {
    fn read() -> Schema {
        toml::from_str(include_str!("../docs/tei.toml")).expect("the table is TOML")
    }

    /// What is wrong with a document.
    fn check(&self, xml: &str) -> Result<(), String> {
        let document = Document::parse(xml).map_err(|e| e.to_string())?;
        let root = document.root_element();
        if !root.has_tag_name((&*self.root.namespace, &*self.root.name)) {
            return Err("another root".to_owned());
        }
        let ids: Vec<&str> = root.descendants().filter_map(|node| node.attribute((XML, "id"))).collect();
        if let Some(id) = ids.iter().find(|id| ids.iter().filter(|other| other == id).count() > 1) {
            return Err(format!("two places are called {id}"));
        }
        root.descendants().filter(Node::is_element).try_for_each(|node| self.check_element(node))
    }

    fn check_element(&self, node: Node<'_, '_>) -> Result<(), String> {
        let name = node.tag_name().name();
        let rule = self.elements.get(name).ok_or_else(|| format!("<{name}> is not in the table"))?;
        let children: Vec<&str> = node.children().filter(Node::is_element).map(|n| n.tag_name().name()).collect();
        if let Some(child) = children.iter().find(|child| !self.may_hold(rule, child)) {
            return Err(format!("<{child}> in <{name}>"));
        }
        if let Some(needed) = rule.needs.iter().find(|needed| !children.contains(&needed.as_str())) {
            return Err(format!("no <{needed}> in <{name}>"));
        }
        let other = rule.order.iter().position(|name| name == "*").unwrap_or(0);
        let place = |child: &&str| rule.order.iter().position(|name| name == child).unwrap_or(other);
        if !rule.order.is_empty() && !children.is_sorted_by_key(place) {
            return Err(format!("another order in <{name}>: {children:?}"));
        }
        let is_glossary = node.attribute("type") == Some("gloss");
        if name == "list" && children.chunks(2).any(|pair| pair == ["label", "item"]) != is_glossary {
            return Err(format!("labels in a list: {children:?}"));
        }
        let has_text = node.children().any(|n| n.is_text() && n.text().is_some_and(|t| !t.trim().is_empty()));
        if has_text && !rule.text {
            return Err(format!("text in <{name}>"));
        }
        let known = |attribute: &str| attribute == "xml:id" || rule.attributes.iter().any(|own| own == attribute);
        let written = |a: roxmltree::Attribute<'_, '_>| match a.namespace() {
            Some(XML) => format!("xml:{}", a.name()),
            _ => a.name().to_owned(),
        };
        node.attributes()
            .map(written)
            .find(|attribute| !known(attribute))
            .map_or(Ok(()), |attribute| Err(format!("{attribute} on <{name}>")))
    }

    fn may_hold(&self, rule: &Element, child: &str) -> bool {
        rule.holds.iter().any(|held| match held.strip_prefix('@') {
            Some(group) => self.groups[group].iter().any(|name| name == child),
            None => held == child,
        })
    }
}

const XML: &str = "http://www.w3.org/XML/1998/namespace";

fn article(html: &[u8]) -> Article {
    let reading = Stripper::new(RuleSet::builtin()).read(&Page::new(html)).expect("a small page");
    reading.article(&Policies::of(Format::Tei))
}

/// Fails where the document is not valid, or says something else than the article's text does.
fn check(schema: &Schema, article: &Article) -> Result<(), String> {
    let xml = article.render(Format::Tei);
    schema.check(&xml).map_err(|wrong| format!("{wrong}\n{xml}"))?;
    let (said, text) = (letters(&told(&xml)), letters(&article.render(Format::Text)));
    if said == text { Ok(()) } else { Err(format!("{said}\n--- but the text is:\n{text}")) }
}

/// The text of a document, without what stands for pictures and films.
fn told(xml: &str) -> String {
    let document = Document::parse(xml).expect("XML");
    let root = document.root_element();
    let body = root.children().find(|node| node.has_tag_name("text")).expect("a text");
    let is_apart = |node: Node<'_, '_>| {
        ["desc", "figDesc"].iter().any(|name| node.has_tag_name(*name)) || node.attribute("type") == Some("embed")
    };
    let shown = body.descendants().filter(|node| !node.ancestors().any(is_apart));
    let label = |node: Node<'_, '_>| node.attribute("n").filter(|_| node.has_tag_name("note")).unwrap_or("").to_owned();
    shown.map(|node| if node.is_text() { node.text().unwrap_or("").to_owned() } else { label(node) }).collect()
}

/// The letters alone: the numbers of items and notes stand in attributes.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphabetic()).collect()
}

#[test]
fn pages_are_valid_and_say_what_the_text_says() {
    let (schema, root) = (Schema::read(), Path::new(env!("CARGO_MANIFEST_DIR")));
    let pages: Vec<PathBuf> = files(&root.join("tests/pages"));
    assert!(pages.len() > 100, "{}", pages.len());
    for page in pages.iter().step_by(3) {
        let article = article(&fs::read(page).expect("the page is there"));
        check(&schema, &article).unwrap_or_else(|wrong| panic!("{}: {wrong}", page.display()));
    }
}

/// Pages of the cases, under a rule that keeps all: what makers of pages write.
#[test]
fn every_case_is_valid() {
    let mut options = dehusk::Options::default();
    options.policies = Policies::of(Format::Tei);
    options.policies.comments = dehusk::Comments::Keep;
    let (schema, stripper) = (Schema::read(), Stripper::new(all_kept()).options(options));
    let tables =
        [include_str!("cases/blocks.toml"), include_str!("cases/markup.toml"), include_str!("cases/meta.toml")];
    for case in cases(&tables) {
        let article = stripper.strip(&page(&case.html)).expect("a small page");
        check(&schema, &article).unwrap_or_else(|wrong| panic!("{}: {wrong}", case.name));
    }
}

#[test]
fn no_character_breaks_it() {
    let hostile: String =
        (0..0x3000_u32).chain([0xfffe, 0xffff, 0xfdd0, 0x1f_fffe]).filter_map(char::from_u32).collect();
    let blocks = serde_json::json!([
        { "type": "heading", "level": 3, "id": hostile, "text": [{ "type": "text", "text": hostile }] },
        { "type": "heading", "level": 2, "id": "a b", "text": [] },
        { "type": "heading", "level": 2, "id": "a_b", "text": [] },
        { "type": "paragraph", "text": [{ "type": "math", "tex": hostile, "display": true },
            { "type": "note", "note": hostile, "label": hostile },
            { "type": "link", "href": hostile, "content": [{ "type": "image", "src": hostile, "alt": hostile }] }] },
        { "type": "code", "language": hostile, "text": hostile },
        { "type": "callout", "kind": hostile, "title": [], "blocks": [] },
        { "type": "note", "note": "1", "label": hostile, "blocks": [] },
        { "type": "note", "note": "1", "label": "again", "blocks": [{ "type": "heading", "level": 1, "text": [] }] },
        { "type": "list", "ordered": true, "start": 7, "items": [] },
        { "type": "table", "caption": [], "rows": [{ "cells": [] }, { "cells": [{ "covered": true, "text": [] }] }] },
    ]);
    let article = serde_json::json!({
        "meta": { "title": hostile, "authors": [hostile], "site": hostile, "url": hostile, "tags": [hostile], "language": "x\" y",
            "date": "2024-03-14", "license": hostile, "description": hostile, "page_type": "thread", "words": 3 },
        "blocks": blocks, "comments": blocks, "state": "generic", "confidence": 0.5, "warnings": [],
    });
    let article: Article = serde_json::from_value(article).expect("an article");
    let xml = article.render(Format::Tei);
    Schema::read().check(&xml).unwrap_or_else(|wrong| panic!("{wrong}"));
}

#[test]
fn sections_are_divisions_and_the_header_has_the_metadata() {
    let text = "Gulls sit on the mole and wait for the boats. ".repeat(20);
    let html = format!(
        "<html lang=en><title>Ships</title><meta name=author content='Jane Doe'><link rel=license href=https://a.example/by>\
         <article><h1>Ships</h1><p>{text}<h2 id=k>Knots</h2><p>{text}<a href='#k'>up</a><h3>Bends</h3><p>{text}<h2>Boats</h2><p>{text}"
    );
    let xml = article(html.as_bytes()).render(Format::Tei);
    let document = Document::parse(&xml).expect("XML");
    let heads: Vec<(usize, String)> = document
        .descendants()
        .filter(|node| node.has_tag_name("head"))
        .map(|node| (node.ancestors().filter(|n| n.has_tag_name("div")).count(), node.text().unwrap_or("").to_owned()))
        .collect();
    let expected = [(2, "Knots"), (3, "Bends"), (2, "Boats")].map(|(depth, head)| (depth, head.to_owned()));
    assert_eq!(heads, expected, "{xml}");
    for part in [
        "<title>Ships</title>\n<author>Jane Doe</author>",
        "<licence target=\"https://a.example/by\">",
        "<TEI xmlns=\"http://www.tei-c.org/ns/1.0\" xml:lang=\"en\">",
        "<head xml:id=\"s-knots\">",
        "<ref target=\"#s-knots\">up</ref>",
    ] {
        assert!(xml.contains(part), "{part}: {xml}");
    }
}

#[test]
fn the_table_has_no_element_that_is_never_allowed() {
    let schema = Schema::read();
    let held: Vec<&String> = schema.elements.values().flat_map(|rule| &rule.holds).collect();
    for name in schema.elements.keys().filter(|name| **name != schema.root.name) {
        let grouped = schema.groups.values().any(|group| group.contains(name));
        assert!(grouped || held.contains(&name), "{name}");
    }
}
