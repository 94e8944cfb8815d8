//! Callouts: boxes that stand out of the text, `<div class="admonition warning">`.

use html5ever::LocalName;
use html5ever::local_name as tag;

use super::markup::MARKUP;
use super::{Dom, NodeId};

/// The kind of the callout that an element is.
pub(crate) fn kind(dom: &Dom, id: NodeId) -> Option<&'static str> {
    let rows = &MARKUP.callout;
    let alias = |word: &str| rows.aliases.iter().find(|(alias, _)| alias.eq_ignore_ascii_case(word));
    let known = |word: &str| {
        let word = alias(word).map_or(word, |(_, kind)| kind.as_str());
        rows.kinds.iter().map(String::as_str).find(|kind| kind.eq_ignore_ascii_case(word))
    };
    let boxes =
        || dom.classes(id).flat_map(|class| rows.boxes.iter().filter_map(move |row| class.strip_prefix(row.as_str())));
    boxes().find_map(|rest| known(rest.trim_start_matches(['-', '_']))).or_else(|| {
        let is_box = boxes().any(str::is_empty);
        let told = dom.attr(id, &LocalName::from("data-callout"));
        let words = || told.into_iter().chain(dom.classes(id).map(|class| class.strip_prefix("is-").unwrap_or(class)));
        // Of several the one that tells most: `details admonition note`.
        let place = |kind: &&str| rows.kinds.iter().position(|row| row == kind);
        let may_be = |kind: &&str| is_box || rows.headed.contains(kind) && is_headed(dom, id);
        words().filter_map(known).filter(may_be).min_by_key(place).or_else(|| alone(dom, id))
    })
}

/// The kind of an element that is a callout by its own name: `<aside class="note">`. A sign at its start tells more.
fn alone(dom: &Dom, id: NodeId) -> Option<&'static str> {
    let has = |class: &str| dom.classes(id).any(|own| own == class);
    let mut rows = MARKUP.callout.alone.iter();
    let (_, _, kind) = rows.find(|(element, classes, _)| dom.is(id, &element.0) && classes.split(' ').all(has))?;
    Some(sign(dom, id).unwrap_or(kind))
}

/// What the sign at the start of an element stands for: `⚠️`.
fn sign(dom: &Dom, id: NodeId) -> Option<&'static str> {
    const NEAR: usize = 8;
    let first = dom.descendants(id).take(NEAR).filter_map(|n| dom.text(n)).map(str::trim).find(|text| !text.is_empty());
    let sign = first?.trim_end_matches('\u{fe0f}');
    MARKUP.callout.signs.iter().find(|row| row.0 == sign).map(|row| row.1.as_str())
}

/// Whether a box begins with its title, `<div class="tip"><h3 class="title">Tip</h3>`, or is a table that sets it out.
fn is_headed(dom: &Dom, id: NodeId) -> bool {
    let first = || dom.children(id).find(|&n| dom.is_element(n));
    let is_title = |n: NodeId| dom.is_heading(n) && dom.classes(n).any(|class| class == "title");
    dom.is(id, &tag!("div")) && first().is_some_and(|first| is_title(first) || sets_out_box(dom, first))
}

/// `<div class="note"><table summary="Note"><tr><td><img alt="[Note]"></td><th>Note</th></tr>…`: the table of a box, which
/// names its kind.
pub(crate) fn sets_out_box(dom: &Dom, table: NodeId) -> bool {
    let said = || dom.attr(table, &tag!("summary")).map(|said| said.split(':').next().unwrap_or_default().trim());
    let is_kind = |said: &str, around| dom.classes(around).any(|class| class.eq_ignore_ascii_case(said));
    dom.is(table, &tag!("table"))
        && dom.parent(table).zip(said()).is_some_and(|(around, said)| !said.is_empty() && is_kind(said, around))
}
