//! Plain text out of a metadata value.
//!
//! Pages write markup where text belongs: `"headline": "Fish &amp; <em>chips</em>"`, `content="Caf&amp;eacute;"`. A
//! value is taken as text in which references and tags may still stand, and comes out as one line without them.

use std::borrow::Cow;

use html5ever::data::NAMED_ENTITIES;

/// The value as a line of text: references resolved, tags taken out, white space folded, invisible characters gone.
pub(super) fn plain(value: &str) -> String {
    let text = if value.contains('&') { Cow::Owned(resolve(&resolve(value))) } else { Cow::Borrowed(value) };
    let text = if text.contains('<') { Cow::Owned(without_tags(&text)) } else { text };
    fold(&text)
}

/// A text of the page itself in which references still stand: `Fish &amp;amp; chips`.
pub(super) fn resolved(text: String) -> String {
    if text.contains('&') { resolve(&text) } else { text }
}

/// One space between words, none at the ends; soft hyphens, joiners and marks of direction left out.
pub(super) fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut apart = false;
    for c in text.chars() {
        if c.is_whitespace() || c.is_control() {
            apart = !out.is_empty();
        } else if !is_invisible(c) {
            if std::mem::take(&mut apart) {
                out.push(' ');
            }
            out.push(c);
        }
    }
    out
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// `&eacute;`, `&#233;` and `&#xE9;` as the character; all else as it stands.
fn resolve(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        match reference(rest) {
            Some((characters, length)) => {
                out.extend(characters.into_iter().flatten());
                rest = &rest[length..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// So many bytes has a reference at most: `&CounterClockwiseContourIntegral;`, a number with many zeros.
const LONGEST_REFERENCE: usize = 64;

/// The characters that a reference at the start of the text stands for, and the length of the reference.
fn reference(text: &str) -> Option<([Option<char>; 2], usize)> {
    let end = text.bytes().take(LONGEST_REFERENCE).position(|byte| byte == b';')?;
    let (body, name, length) = (text.get(1..end)?, text.get(1..=end)?, end + 1);
    if let Some(number) = body.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => number.parse(),
        };
        return Some(([char::from_u32(code.ok()?), None], length));
    }
    let (first, second) = *NAMED_ENTITIES.get(name)?;
    let character = |code: u32| char::from_u32(code).filter(|&c| c != '\0');
    Some(([character(first), character(second)], length)).filter(|(characters, _)| characters[0].is_some())
}

/// `Fish <em>and</em> chips` without its tags; `a < b` stays.
fn without_tags(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        out.push_str(before);
        let is_tag = tag[1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!'));
        match tag.find('>') {
            Some(end) if is_tag => {
                if breaks(tag) {
                    out.push(' ');
                }
                rest = &tag[end + 1..];
            }
            _ => {
                out.push('<');
                rest = &tag[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// Whether a tag parts words: `<br>`, `</p>`.
fn breaks(tag: &str) -> bool {
    let name = tag.trim_start_matches(['<', '/']);
    let name = &name[..name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len())];
    ["br", "p", "div", "li"].iter().any(|n| name.eq_ignore_ascii_case(n))
}

#[cfg(test)]
mod tests {
    use super::resolve;

    #[test]
    fn a_reference_is_resolved_up_to_the_length_of_the_longest() {
        let far = format!("& {}; &amp;", "x".repeat(100));
        let cases = [
            ("Fish &amp; chips & peas", "Fish & chips & peas".to_owned()),
            ("&CounterClockwiseContourIntegral;&#0000000000000000000065;", "∳A".to_owned()),
            (&far, far.replace("&amp;", "&")),
        ];
        for (text, expected) in cases {
            assert_eq!(resolve(text), expected);
        }
    }
}
