//! Character references: `&amp;`, `&#38;`, `&#x26;`, and what the standard makes of broken ones.

use html5ever::data::{C1_REPLACEMENTS, NAMED_ENTITIES};
use memchr::memchr2;

/// Where a reference stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Text,
    /// Where fewer of the broken ones are taken for references: `?a=1&copy=2`.
    Attribute,
    /// Where there are none: in a script.
    Raw,
}

/// The characters of a part of a page: references resolved, line ends as one character.
pub(super) fn decode(raw: &str, place: Place) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = memchr2(b'&', b'\r', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        let behind = &rest[at + 1..];
        rest = if rest.as_bytes()[at] == b'\r' {
            out.push('\n');
            behind.strip_prefix('\n').unwrap_or(behind)
        } else {
            &behind[reference(behind, place, &mut out)..]
        };
    }
    out.push_str(rest);
    out
}

/// Writes what a `&` and the text behind it stand for: how many bytes of that text belong to the reference.
fn reference(behind: &str, place: Place, out: &mut String) -> usize {
    if place == Place::Raw {
        out.push('&');
        return 0;
    }
    let number = behind.strip_prefix('#').and_then(numeric).map(|(c, length)| ((c, None), 1 + length));
    let found = number.or_else(|| named(behind, place));
    let Some(((first, second), length)) = found else {
        out.push('&');
        return 0;
    };
    out.push(first);
    out.extend(second);
    length
}

/// `38;` or `x26;`: its character, and how many bytes spell it.
fn numeric(text: &str) -> Option<(char, usize)> {
    let (base, mark) = if text.starts_with(['x', 'X']) { (16, 1) } else { (10, 0) };
    let digits = text[mark..].chars().map_while(|c| c.to_digit(base));
    let count = digits.clone().count();
    let end = mark + count;
    let length = end + usize::from(text[end..].starts_with(';'));
    let number = digits.fold(0_u32, |number, digit| number.saturating_mul(base).saturating_add(digit));
    (count > 0).then_some((numbered(number), length))
}

/// The character of a number; those of Windows-1252 where Unicode has control characters.
fn numbered(number: u32) -> char {
    let windows = number.checked_sub(0x80).and_then(|at| *C1_REPLACEMENTS.get(at as usize)?);
    let unicode = || char::from_u32(number).filter(|c| *c != '\0');
    windows.or_else(unicode).unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// `amp;`, or the longest name without a semicolon that the text starts with.
fn named(text: &str, place: Place) -> Option<((char, Option<char>), usize)> {
    let bytes = text.as_bytes();
    let length = bytes.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
    if bytes.get(length) == Some(&b';')
        && let Some(chars) = entity(&text[..=length])
    {
        return Some((chars, length + 1));
    }
    let known = (1..=length).take_while(|&end| NAMED_ENTITIES.contains_key(&text[..end]));
    let (chars, length) = known.filter_map(|end| Some((entity(&text[..end])?, end))).last()?;
    let goes_on = bytes.get(length).is_some_and(|byte| *byte == b'=' || byte.is_ascii_alphanumeric());
    (place == Place::Text || !goes_on).then_some((chars, length))
}

fn entity(name: &str) -> Option<(char, Option<char>)> {
    let (first, second) = NAMED_ENTITIES.get(name)?;
    let char = |code: u32| char::from_u32(code).filter(|c| *c != '\0');
    Some((char(*first)?, char(*second)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_resolved_as_the_standard_says() {
        let rows = [
            ("a &amp; b &lt;&gt;", "a & b <>", "a & b <>"),
            ("&eacute;&NotEqualTilde;", "é≂̸", "é≂̸"),
            ("&ampa &amp= &amp", "&a &= &", "&ampa &amp= &"),
            ("&notit; &notin;", "¬it; ∉", "&notit; ∉"),
            ("&#65;&#x42;&#X43 &#68", "ABC D", "ABC D"),
            (
                "&#0;&#xd800;&#x110000;&#99999999999;",
                "\u{fffd}\u{fffd}\u{fffd}\u{fffd}",
                "\u{fffd}\u{fffd}\u{fffd}\u{fffd}",
            ),
            ("&#146;&#x81;", "’\u{81}", "’\u{81}"),
            ("& &; &#; &#x; &bogus; &é", "& &; &#; &#x; &bogus; &é", "& &; &#; &#x; &bogus; &é"),
            ("a\r\nb\rc\r", "a\nb\nc\n", "a\nb\nc\n"),
        ];
        for (raw, in_text, in_attribute) in rows {
            assert_eq!(decode(raw, Place::Text), in_text);
            assert_eq!(decode(raw, Place::Attribute), in_attribute);
        }
    }
}
