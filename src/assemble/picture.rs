//! Pictures: which of the addresses that an `<img>` carries is the picture's own.
//!
//! A page that loads its pictures late has a stand-in in `src` (a data URI, a blank dot) and the true address in
//! another attribute, in the `<source>` beside it, or in a `<noscript>` after it.

use html5ever::local_name as attr;
use html5ever::local_name as tag;

use super::address::Addresses;
use crate::blocks::{Block, Image, Inline, Inlines, Link, Run, Style};
use crate::dom::markup::MARKUP;
use crate::dom::names;
use crate::dom::{Dom, NodeId, declared};

/// How many nodes a search in an element looks at.
const NEAR: usize = 8;

/// Whether the element is a picture.
pub(super) fn is_picture(dom: &Dom, id: NodeId) -> bool {
    dom.name(id).is_some_and(|name| MARKUP.image.elements.iter().any(|element| element.0 == *name))
}

/// The picture that an element shows. One that is in the page itself has no address that could be given: the text that
/// stands for it stays, and where there is none it is none.
pub(super) fn read(dom: &Dom, id: NodeId, addresses: &mut Addresses) -> Option<Image> {
    if is_spacer(dom, id) || is_again(dom, id) || is_preview(dom, id) {
        return None;
    }
    let embedded = written(dom, id).filter(|address| !is_stand_in(address)).find_map(|a| addresses.embedded(a));
    let src = embedded.or_else(|| written(dom, id).find_map(|address| usable(address, addresses)));
    let src = src.or_else(|| written(dom, id).find_map(|address| addresses.embedded(address)));
    let alt = dom.attr(id, &attr!("alt")).unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
    let src = src.or_else(|| (!alt.is_empty() && !has_copy(dom, id)).then(String::new))?;
    Some(Image { src, alt })
}

/// Whether a picture that keeps a place free stands there once more, with an address: beside it under the same text, or in a
/// `<noscript>` right behind it.
fn has_copy(dom: &Dom, id: NodeId) -> bool {
    let has_address = |n| is_picture(dom, n) && written(dom, n).any(|address| !address.starts_with("data:"));
    let beside = dom.parent(id).into_iter().flat_map(|parent| dom.children(parent)).take(NEAR);
    let alt = dom.attr(id, &attr!("alt"));
    if beside.filter(|&n| n != id).any(|n| has_address(n) && dom.attr(n, &attr!("alt")) == alt) {
        return true;
    }
    let behind = |node| dom.siblings_after(node).find(|&n| dom.is_element(n));
    let noscripts = std::iter::once(id).chain(dom.ancestors(id).take(2)).filter_map(behind);
    let mut noscripts = noscripts.filter(|&n| dom.is(n, &tag!("noscript")));
    noscripts.any(|noscript| dom.subtree(noscript).take(NEAR).any(has_address))
}

/// Whether a picture in its address is so small that it may keep the place free for another.
fn is_stand_in(address: &str) -> bool {
    const SMALL: usize = 512;
    address.len() < SMALL && address.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("data:"))
}

/// Puts links in the place of all pictures.
pub(super) fn link(blocks: &mut Vec<Block>) {
    for block in blocks.iter_mut() {
        block.each_line(&mut |line| line.0.iter_mut().for_each(link_inline));
    }
    let linked = std::mem::take(blocks).into_iter().flat_map(link_figure);
    blocks.extend(linked);
    blocks.iter_mut().flat_map(Block::inner).for_each(link);
}

fn link_inline(inline: &mut Inline) {
    match inline {
        Inline::Image(image) if image.src.is_empty() => *inline = as_text(image),
        Inline::Image(image) => *inline = linked(image),
        // No link stands in another.
        Inline::Link(link) => {
            for inner in &mut link.content.0 {
                if let Inline::Image(image) = inner {
                    *inner = as_text(image);
                }
            }
        }
        _ => {}
    }
}

fn link_figure(block: Block) -> Vec<Block> {
    let Block::Figure { image: Some(image), caption } = block else { return vec![block] };
    let text = if image.src.is_empty() { as_text(&image) } else { linked(&image) };
    let mut blocks = vec![Block::Paragraph { text: Inlines(vec![text]) }];
    blocks.extend((!caption.is_empty()).then_some(Block::Figure { image: None, caption }));
    blocks
}

/// Whether a picture is the one before it once more, as in a `<noscript>`.
pub(super) fn is_same(last: &Image, next: &Image) -> bool {
    last.src == next.src && (!next.src.is_empty() || last.alt == next.alt)
}

fn linked(image: &Image) -> Inline {
    Inline::Link(Link { href: image.src.as_str().into(), content: Inlines(vec![as_text(image)]) })
}

/// What stands for a picture, its address where nothing else does.
fn as_text(image: &Image) -> Inline {
    let text = if image.alt.is_empty() { &image.src } else { &image.alt };
    Inline::Text(Run { text: text.clone(), style: Style::default() })
}

/// The addresses that an element carries, the best first.
fn written(dom: &Dom, id: NodeId) -> impl Iterator<Item = &str> {
    let own = move |rows: &'static [crate::dom::markup::Name]| rows.iter().filter_map(move |row| dom.attr(id, &row.0));
    own(&MARKUP.image.addresses)
        .chain(own(&MARKUP.image.sets).filter(|set| !set.starts_with("data:")).filter_map(largest))
        .chain(dom.attr(id, &attr!("src")))
        .chain(sources(dom, id).filter_map(largest))
        .chain(dom.attrs(id).filter(|(name, value)| name.starts_with("data-") && names_picture(value)).map(|row| row.1))
}

fn names_picture(address: &str) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    MARKUP.image.extensions.iter().any(|extension| path.ends_with(extension)) && !path.contains(char::is_whitespace)
}

/// The character that a picture stands for: `<img alt="🎉">`, `<img class="wp-smiley" alt=":)">`.
pub(super) fn emoji(dom: &Dom, id: NodeId) -> Option<&str> {
    let alt = dom.attr(id, &attr!("alt"))?.trim();
    let is_called = || dom.classes(id).any(|class| MARKUP.image.smileys.contains(class));
    let is_sign = || alt.chars().all(|c| MARKUP.image.smiley_signs.contains(c));
    if !alt.is_empty() && is_sign() && is_called() {
        return Some(alt);
    }
    let joins = |c: char| matches!(c, '\u{200d}' | '\u{fe0e}' | '\u{fe0f}' | '\u{20e3}' | '\u{e0020}'..='\u{e007f}');
    let is_keycap = alt.ends_with('\u{20e3}');
    let shows = |c: char| is_pictograph(c) || joins(c) || is_keycap && c.is_ascii_graphic();
    (alt.chars().all(shows) && (is_keycap || alt.contains(is_pictograph))).then_some(alt)
}

fn is_pictograph(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{21ff}' | '\u{2300}'..='\u{23ff}' | '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}'
        | '\u{1f000}'..='\u{1fbff}')
}

/// A picture that only keeps a place free, or counts who reads the page.
fn is_spacer(dom: &Dom, id: NodeId) -> bool {
    is_tiny(dom, id) || is_styled_tiny(dom, id) || is_counter(dom, id)
}

/// `<noscript><img src="https://count.example/p?id=7"></noscript>`: no text stands for it, and its address asks.
fn is_counter(dom: &Dom, id: NodeId) -> bool {
    let is_plain = dom.ancestors(id).take(2).any(|n| dom.is(n, &tag!("noscript")))
        && dom.attr(id, &attr!("alt")).is_none_or(|alt| alt.trim().is_empty());
    let src = dom.attr(id, &attr!("src")).unwrap_or_default();
    let counts = MARKUP.image.counters.iter().any(|part| src.contains(part.as_str()));
    counts || is_plain && src.contains('?') && !names_picture(src)
}

fn is_styled_tiny(dom: &Dom, id: NodeId) -> bool {
    ["width", "height"].iter().any(|side| declared(dom, id, side).any(|size| matches!(size, "0" | "0px" | "1px")))
}

fn is_tiny(dom: &Dom, id: NodeId) -> bool {
    [attr!("width"), attr!("height")].iter().any(|side| {
        let size = dom.attr(id, side).and_then(|size| size.trim().parse::<u32>().ok());
        size.is_some_and(|size| size < 3)
    })
}

/// A picture in a `<noscript>` after an element that is or holds a picture that is seen.
pub(super) fn is_again(dom: &Dom, id: NodeId) -> bool {
    let noscript = dom.ancestors(id).take(3).find(|&n| dom.is(n, &tag!("noscript")));
    let before = noscript.and_then(|noscript| dom.siblings_before(noscript).find(|&n| dom.is_element(n)));
    before.is_some_and(|before| {
        dom.subtree(before).take(NEAR).any(|n| {
            is_picture(dom, n) && !hides(dom, n) && written(dom, n).any(|address| !address.starts_with("data:"))
        })
    })
}

/// Whether a picture is hidden until a script has loaded it.
fn hides(dom: &Dom, id: NodeId) -> bool {
    declared(dom, id, "display").any(|value| value == "none")
}

/// A small picture that is shown until the one beside it is there: `<img class="lqip" src="…"><img data-src="…">`, or both
/// of one file name.
fn is_preview(dom: &Dom, id: NodeId) -> bool {
    let is_called = |node| names::is_called(dom, node, &MARKUP.image.previews);
    let addresses = |node| written(dom, node).filter(|address| !address.starts_with("data:"));
    let is_of_this_file = |other| addresses(other).any(|one| addresses(id).any(|own| file(own) == file(one)));
    let beside = dom.parent(id).into_iter().flat_map(|parent| dom.children(parent)).filter(|&other| other != id);
    let mut pictures = beside.take(NEAR).filter(|&other| is_picture(dom, other));
    pictures.any(|other| {
        let is_late = MARKUP.image.addresses.iter().any(|row| dom.attr(other, &row.0).is_some());
        is_called(id) && !is_called(other) && addresses(other).next().is_some() || is_late && is_of_this_file(other)
    })
}

/// The last part of an address's path.
fn file(address: &str) -> Option<&str> {
    address.split(['?', '#']).next()?.rsplit('/').next().filter(|file| !file.is_empty())
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
    let size = |size: &str| size.trim().trim_end_matches(['w', 'x']).parse::<f32>().unwrap_or_default();
    // Of equals the first.
    let sized = candidates(set).map(|(address, said)| (address, size(said)));
    Some(sized.reduce(|best, next| if next.1 > best.1 { next } else { best })?.0)
}

/// The addresses of a `srcset`, each with what is said of it: a comma parts them behind that, and behind an address that
/// nothing is said of; any other is part of the address (HTML, §4.8.4.2.1).
fn candidates(set: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = set;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
        let (address, behind) = rest.split_at(rest.find(char::is_whitespace).unwrap_or(rest.len()));
        let bare = address.trim_end_matches(',');
        let (said, behind) =
            if bare.len() < address.len() { ("", behind) } else { behind.split_once(',').unwrap_or((behind, "")) };
        rest = behind;
        (!bare.is_empty()).then_some((bare, said))
    })
}

fn usable(address: &str, addresses: &mut Addresses) -> Option<String> {
    addresses.resolve(address).filter(|src| !src.ends_with('#'))
}
