//! Pictures: which of the addresses that an `<img>` carries is the picture's own.
//!
//! A page that loads its pictures late has a stand-in in `src` (a data URI, a blank dot) and the true address in
//! another attribute, in the `<source>` beside it, or in a `<noscript>` after it.

use html5ever::local_name as attr;
use html5ever::local_name as tag;

use super::address::Addresses;
use super::markup::MARKUP;
use crate::blocks::Image;
use crate::dom::{Dom, NodeId};

/// Whether the element is a picture.
pub(super) fn is_picture(dom: &Dom, id: NodeId) -> bool {
    dom.name(id).is_some_and(|name| MARKUP.image.elements.iter().any(|element| element.0 == *name))
}

/// The picture that an element shows; none if it has no address of use.
pub(super) fn read(dom: &Dom, id: NodeId, addresses: &Addresses) -> Option<Image> {
    let src = written(dom, id).find_map(|address| usable(address, addresses))?;
    let alt = dom.attr(id, &attr!("alt")).unwrap_or_default();
    Some(Image { src, alt: alt.split_whitespace().collect::<Vec<_>>().join(" ") })
}

/// The addresses that an element carries, the best first.
fn written(dom: &Dom, id: NodeId) -> impl Iterator<Item = &str> {
    let own = move |rows: &'static [super::markup::Name]| rows.iter().filter_map(move |row| dom.attr(id, &row.0));
    own(&MARKUP.image.addresses)
        .chain(own(&MARKUP.image.sets).filter(|set| !set.starts_with("data:")).filter_map(largest))
        .chain(dom.attr(id, &attr!("src")))
        .chain(sources(dom, id).filter_map(largest))
}

/// What the `<source>`s of the `<picture>` around an element offer.
fn sources(dom: &Dom, id: NodeId) -> impl Iterator<Item = &str> {
    let picture = dom.parent(id).filter(|&parent| dom.is(parent, &tag!("picture")));
    picture
        .into_iter()
        .flat_map(move |picture| dom.children(picture))
        .filter(move |&child| dom.is(child, &tag!("source")))
        .flat_map(move |source| MARKUP.image.sets.iter().filter_map(move |row| dom.attr(source, &row.0)))
}

/// The address of the largest picture in a `srcset`: `small.png 1x, large.png 2x`.
fn largest(set: &str) -> Option<&str> {
    let size = |candidate: &&str| {
        let (_, size) = candidate.rsplit_once(char::is_whitespace).unwrap_or_default();
        size.trim_end_matches(['w', 'x']).parse::<f32>().unwrap_or_default()
    };
    let candidates = set.split(", ").flat_map(|part| part.split(",\n")).map(|c| c.trim().trim_end_matches(','));
    // Of equals the first.
    let best = candidates.filter(|c| !c.is_empty()).reduce(|best, c| if size(&c) > size(&best) { c } else { best })?;
    best.split_whitespace().next()
}

fn usable(address: &str, addresses: &Addresses) -> Option<String> {
    addresses.resolve(address).filter(|src| !src.ends_with('#'))
}
