//! Embeds: what another site shows in a page, by the address that it is loaded from.

use html5ever::LocalName;
use html5ever::local_name as attr;
use html5ever::local_name as tag;

use super::address::Addresses;
use crate::blocks::{Block, EmbedKind};
use crate::dom::markup::MARKUP;
use crate::dom::{Dom, NodeId};

/// The most letters of a name.
const NAME: usize = 200;

/// The embed that an element is, if it is a frame or a player with an address.
pub(super) fn read(dom: &Dom, id: NodeId, addresses: &mut Addresses) -> Option<Block> {
    let name = dom.name(id).filter(|_| !dom.is_foreign(id))?;
    match *name {
        tag!("iframe") | tag!("embed") | tag!("object") | tag!("script") => frame(dom, id, addresses),
        tag!("video") => media(dom, id, EmbedKind::Video, addresses),
        tag!("audio") => media(dom, id, EmbedKind::Audio, addresses),
        tag!("figure") => again(dom, id, addresses),
        _ => player(dom, id, addresses),
    }
}

/// Whether an element is a post of a network: `<blockquote class="twitter-tweet">`.
pub(super) fn is_post(dom: &Dom, id: NodeId) -> bool {
    dom.is(id, &tag!("blockquote"))
        && (dom.classes(id).any(|class| MARKUP.embed.posts.contains(class)) || told(dom, id) == Some(EmbedKind::Post))
}

/// The address of a post: its own, else that of its last link.
pub(super) fn post_address(dom: &Dom, id: NodeId, addresses: &mut Addresses) -> Option<String> {
    let own = MARKUP.embed.post_addresses.iter().filter_map(|row| dom.attr(id, &row.0)).next();
    let links = dom.descendants(id).rev().filter(|&n| dom.is(n, &tag!("a")));
    let mut all = own.into_iter().chain(links.filter_map(|n| dom.attr(n, &attr!("href"))));
    all.find(|address| address.starts_with("http")).and_then(|address| addresses.resolve(address))
}

/// `<iframe src="https://maps.example/embed?q=harbour" title="The harbour">`
fn frame(dom: &Dom, id: NodeId, addresses: &mut Addresses) -> Option<Block> {
    let written = MARKUP.embed.addresses.iter().filter_map(|row| dom.attr(id, &row.0));
    let usable =
        |address: &&str| address.contains('/') && !address.starts_with("about:") && !address.starts_with("data:");
    let address = written.map(str::trim).find(usable)?;
    let (part, kind, page) = MARKUP.embed.frames.iter().find(|row| address.contains(row.0.as_str()))?;
    if dom.is(id, &tag!("script")) && !is_code_script(kind, address) {
        return None;
    }
    let rest = address.split_once(part.as_str()).map_or("", |split| split.1);
    let url = shown(address.strip_suffix(".js").unwrap_or(address), rest, page, addresses)?;
    Some(Block::Embed { kind: kind_of(kind)?, url, text: name(dom, id), blocks: Vec::new() })
}

/// `<script src="https://code.example/ada/1.js">`: code that a script writes.
fn is_code_script(kind: &str, address: &str) -> bool {
    kind == "code" && address.split('?').next().is_some_and(|path| path.ends_with(".js"))
}

/// Where a reader sees what a frame shows.
fn shown(address: &str, rest: &str, page: &str, addresses: &mut Addresses) -> Option<String> {
    let key = rest.split(['?', '&', '#', '/', '"']).next().unwrap_or_default();
    let own = if page.is_empty() || key.is_empty() { address.to_owned() } else { page.replace("{}", key) };
    addresses.resolve(&own)
}

/// `<video src="ducks.mp4">`, `<video><source src="ducks.mp4">`
fn media(dom: &Dom, id: NodeId, kind: EmbedKind, addresses: &mut Addresses) -> Option<Block> {
    let sources = dom.children(id).filter(|&n| dom.is(n, &tag!("source")));
    let written = std::iter::once(id)
        .chain(sources)
        .flat_map(|n| [dom.attr(n, &attr!("src")), dom.attr(n, &LocalName::from("data-src"))].into_iter().flatten());
    let url = written.filter(|src| !src.starts_with("blob:")).find_map(|src| addresses.resolve(src))?;
    Some(Block::Embed { kind, url, text: name(dom, id), blocks: Vec::new() })
}

/// `<lite-youtube videoid="7">`
fn player(dom: &Dom, id: NodeId, addresses: &mut Addresses) -> Option<Block> {
    let row = MARKUP.embed.players.iter().find(|row| dom.is(id, &row.0.0))?;
    let url = shown("", dom.attr(id, &row.1.0)?, &row.2, addresses)?;
    Some(Block::Embed { kind: EmbedKind::Video, url, text: name(dom, id), blocks: Vec::new() })
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
