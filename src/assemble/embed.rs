//! Embeds: what another site shows in a page, by the address that it is loaded from.

use html5ever::LocalName;
use html5ever::local_name as attr;
use html5ever::local_name as tag;

use super::address::Addresses;
use crate::blocks::{Block, EmbedKind};
use crate::dom::markup::{MARKUP, Name};
use crate::dom::{Dom, NodeId};

/// The most letters of a name.
const NAME: usize = 200;

/// How many nodes of an `<object>` are looked at.
const PARTS: usize = 16;

/// The embed that an element is, if it is a frame or a player with an address.
pub(super) fn read(dom: &Dom, id: NodeId, addresses: &mut Addresses) -> Option<Block> {
    let name = dom.name(id).filter(|_| !dom.is_foreign(id))?;
    let rows = &MARKUP.embed;
    match *name {
        tag!("script") => frame(dom, id, &rows.addresses, addresses),
        tag!("figure") => again(dom, id, addresses),
        _ if rows.elements.iter().any(|row| row.0 == *name) => frame(dom, id, &rows.addresses, addresses),
        _ if let Some((_, kind)) = rows.media.iter().find(|row| row.0.0 == *name) => media(dom, id, kind, addresses),
        _ if dom.attrs(id).any(|(name, _)| rows.held.iter().any(|row| row.0 == *name)) => {
            frame(dom, id, &rows.held, addresses)
        }
        _ if dom.classes(id).any(|class| rows.waiting.contains(class)) => frame(dom, id, &rows.addresses, addresses),
        _ => player(dom, id, addresses),
    }
}

/// Whether an element is a post of a network: `<blockquote class="twitter-tweet">`.
pub(super) fn is_post(dom: &Dom, id: NodeId) -> bool {
    dom.is(id, &tag!("blockquote"))
        && (MARKUP.embed.has_class_of_post(dom, id) || told(dom, id) == Some(EmbedKind::Post))
}

/// The address of a post: its own, else that of its last link.
pub(super) fn post_address(dom: &Dom, id: NodeId, addresses: &mut Addresses) -> Option<String> {
    let own = MARKUP.embed.post_addresses.iter().filter_map(|row| dom.attr(id, &row.0)).next();
    let links = dom.descendants(id).rev().filter(|&n| dom.is(n, &tag!("a")));
    let mut all = own.into_iter().chain(links.filter_map(|n| dom.attr(n, &attr!("href"))));
    all.find(|address| address.starts_with("http")).and_then(|address| addresses.resolve(address))
}

/// `<iframe src="https://maps.example/embed?q=harbour" title="The harbour">`
fn frame(dom: &Dom, id: NodeId, attributes: &[Name], addresses: &mut Addresses) -> Option<Block> {
    let rows = &MARKUP.embed;
    let usable =
        |address: &&str| address.contains('/') && !address.starts_with("about:") && !address.starts_with("data:");
    let written = attributes.iter().filter_map(|row| dom.attr(id, &row.0));
    let address = written.chain(inside(dom, id)).map(str::trim).find(usable)?;
    let row = rows.frames.iter().find(|row| address.contains(row.0.as_str()));
    let (part, kind, page) = match row {
        Some((part, kind, page)) => (part.as_str(), kind_of(kind)?, page.as_str()),
        None => ("", rows.has_class_of_post(dom, id).then_some(EmbedKind::Post)?, ""),
    };
    if dom.is(id, &tag!("script")) && !is_code_script(kind, address) {
        return None;
    }
    let rest = address.split_once(part).map_or("", |split| split.1);
    let url = shown(address.strip_suffix(".js").unwrap_or(address), rest, page, addresses)?;
    Some(Block::Embed { kind, url, text: name(dom, id), blocks: Vec::new() })
}

/// What the parts of an `<object>` have as its address: `<object><param name=movie value="…"><embed src="…">`.
fn inside(dom: &Dom, id: NodeId) -> impl Iterator<Item = &str> {
    let parts = dom.descendants(id).take(if dom.is(id, &tag!("object")) { PARTS } else { 0 });
    let is_named = |n: NodeId| {
        let name = dom.attr(n, &attr!("name")).unwrap_or_default();
        MARKUP.embed.params.iter().any(|row| row.eq_ignore_ascii_case(name))
    };
    parts.filter_map(move |n| match dom.name(n) {
        Some(&tag!("param")) if is_named(n) => dom.attr(n, &attr!("value")),
        Some(&tag!("embed") | &tag!("iframe")) => dom.attr(n, &attr!("src")),
        _ => None,
    })
}

/// `<script src="https://code.example/ada/1.js">`: code that a script writes.
fn is_code_script(kind: EmbedKind, address: &str) -> bool {
    kind == EmbedKind::Code && address.split('?').next().is_some_and(|path| path.ends_with(".js"))
}

/// Where a reader sees what a frame shows.
fn shown(address: &str, rest: &str, page: &str, addresses: &mut Addresses) -> Option<String> {
    let key = rest.split(['?', '&', '#', '/', '"']).next().unwrap_or_default();
    let own = if page.is_empty() || key.is_empty() { address.to_owned() } else { page.replace("{}", key) };
    addresses.resolve(&own)
}

/// `<video src="ducks.mp4">`, `<video><source src="ducks.mp4">`
fn media(dom: &Dom, id: NodeId, kind: &str, addresses: &mut Addresses) -> Option<Block> {
    let sources = dom.children(id).filter(|&n| dom.is(n, &tag!("source")));
    let written = std::iter::once(id)
        .chain(sources)
        .flat_map(|n| [dom.attr(n, &attr!("src")), dom.attr(n, &LocalName::from("data-src"))].into_iter().flatten());
    let url = written.filter(|src| !src.starts_with("blob:")).find_map(|src| addresses.resolve(src))?;
    Some(Block::Embed { kind: kind_of(kind)?, url, text: name(dom, id), blocks: Vec::new() })
}

/// `<lite-youtube videoid="7">`
fn player(dom: &Dom, id: NodeId, addresses: &mut Addresses) -> Option<Block> {
    let Some((_, attribute, kind, page)) = MARKUP.embed.players.iter().find(|row| dom.is(id, &row.0.0)) else {
        return facade(dom, id, addresses);
    };
    let told = dom.attr(id, &attribute.0)?;
    let url = shown(told, told, page, addresses)?;
    Some(Block::Embed { kind: kind_of(kind)?, url, text: name(dom, id), blocks: Vec::new() })
}

/// `<div data-plyr-provider="youtube" data-plyr-embed-id="7">`, with an address in its place or not
fn facade(dom: &Dom, id: NodeId, addresses: &mut Addresses) -> Option<Block> {
    let told = |name: &Name| dom.attr(id, &name.0).filter(|value| !value.is_empty());
    let is_this = |value: &str, row: &str| row.is_empty() || value.eq_ignore_ascii_case(row);
    dom.attrs(id).next()?;
    let (value, kind, page) = MARKUP.embed.facades.iter().find_map(|(attribute, beside, row, kind, page)| {
        let (value, beside) = (told(attribute)?, told(beside).filter(|value| is_this(value, row))?);
        Some((value, kind, page.replace("{beside}", beside)))
    })?;
    let url = if value.contains("//") { addresses.resolve(value) } else { shown(value, value, &page, addresses) }?;
    Some(Block::Embed { kind: kind_of(kind)?, url, text: name(dom, id), blocks: Vec::new() })
}

/// `<figure data-embed="video"><a href="https://video.example/1">Ducks</a></figure>`: as dehusk writes it.
fn again(dom: &Dom, id: NodeId, addresses: &mut Addresses) -> Option<Block> {
    let kind = told(dom, id)?;
    let link = dom.descendants(id).find(|&n| dom.is(n, &tag!("a")))?;
    let url = addresses.resolve(dom.attr(link, &attr!("href"))?)?;
    let text = dom.text_content(link).split_whitespace().collect::<Vec<_>>().join(" ");
    let text = if text == url { String::new() } else { text };
    Some(Block::Embed { kind, url, text, blocks: Vec::new() })
}

fn told(dom: &Dom, id: NodeId) -> Option<EmbedKind> {
    kind_of(dom.attr(id, &LocalName::from("data-embed"))?)
}

fn kind_of(name: &str) -> Option<EmbedKind> {
    EmbedKind::ALL.into_iter().find(|kind| kind.name() == name)
}

/// What the page calls it for those who cannot see it.
fn name(dom: &Dom, id: NodeId) -> String {
    let says = [attr!("title"), attr!("aria-label")];
    let mut told = says
        .iter()
        .filter_map(|key| dom.attr(id, key))
        .map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "));
    told.find(|text| !text.is_empty() && text.len() <= NAME).unwrap_or_default()
}
