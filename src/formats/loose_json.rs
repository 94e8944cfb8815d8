//! Lines of JSON as programs write them that hold more than JSON has: `NaN`, halves of surrogate pairs, bytes that are
//! no UTF-8, numbers without bounds. What nobody asks for is passed over, whatever it is.

/// The fields of the object that a line is, those that are asked for: strings and bare words (numbers) as text. None
/// if the line is no object.
pub(super) fn fields<const N: usize>(line: &str, names: [&str; N]) -> Option<[Option<String>; N]> {
    let mut found = [const { None }; N];
    let mut rest = line.trim().strip_prefix('{')?.trim_start();
    while !rest.starts_with('}') {
        let (name, after) = string(rest)?;
        rest = after.trim_start().strip_prefix(':')?.trim_start();
        let (value, after) = value(rest)?;
        if let Some(place) = names.iter().position(|wanted| *wanted == name) {
            found[place] = text(value);
        }
        rest = after.trim_start();
        rest = match rest.strip_prefix(',') {
            Some(after) => after.trim_start(),
            None if rest.starts_with('}') => rest,
            None => return None,
        };
    }
    (rest == "}").then_some(found)
}

/// A value as it is written, and what is behind it.
fn value(rest: &str) -> Option<(&str, &str)> {
    let (mut depth, mut at) = (0_usize, 0);
    let bytes = rest.as_bytes();
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => at += quoted(&rest[at..])?.len() + 1,
            b'{' | b'[' => depth += 1,
            b'}' | b']' | b',' if depth == 0 => break,
            b'}' | b']' => depth -= 1,
            _ => {}
        }
        at += 1;
    }
    let value = rest[..at].trim_end();
    (depth == 0 && !value.is_empty()).then_some((value, &rest[at..]))
}

/// What a value is as text: a string's content, a number; nothing for all else.
fn text(value: &str) -> Option<String> {
    if value.starts_with('"') {
        return string(value).map(|(text, _)| text);
    }
    value.starts_with(|c: char| c == '-' || c.is_ascii_digit()).then(|| value.to_owned())
}

/// The content of the string that a text begins with, its escapes in it, up to the last quote.
fn quoted(rest: &str) -> Option<&str> {
    let inside = rest.strip_prefix('"')?;
    let mut at = 0;
    loop {
        at += inside.as_bytes().get(at..)?.iter().position(|byte| matches!(byte, b'"' | b'\\'))?;
        if inside.as_bytes()[at] == b'"' {
            return Some(&inside[..at]);
        }
        at += 2;
    }
}

/// The string that a text begins with, and what is behind it.
fn string(rest: &str) -> Option<(String, &str)> {
    let inside = quoted(rest)?;
    let after = &rest[inside.len() + 2..];
    let (mut out, mut left) = (String::with_capacity(inside.len()), inside);
    while let Some(at) = left.find('\\') {
        out.push_str(&left[..at]);
        left = escape(&left[at + 1..], &mut out)?;
    }
    out.push_str(left);
    Some((out, after))
}

/// Adds what an escape stands for, its backslash left out: what is behind it.
fn escape<'r>(rest: &'r str, out: &mut String) -> Option<&'r str> {
    let c = match rest.chars().next()? {
        'u' => return code_unit(rest, out),
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        'b' => '\u{8}',
        'f' => '\u{c}',
        c @ ('"' | '\\' | '/') => c,
        _ => return None,
    };
    out.push(c);
    Some(&rest[1..])
}

/// `ud83d\ude00` is one character, half of it is none.
fn code_unit<'r>(rest: &'r str, out: &mut String) -> Option<&'r str> {
    let unit = |rest: &str| u16::from_str_radix(rest.strip_prefix('u')?.get(..4)?, 16).ok();
    let (first, after) = (unit(rest)?, &rest[5..]);
    let second = after.strip_prefix('\\').and_then(unit).filter(|second| (0xdc00..0xe000).contains(second));
    let pair = second.filter(|_| (0xd800..0xdc00).contains(&first));
    out.extend(char::decode_utf16([Some(first), pair].into_iter().flatten()).map(|c| c.unwrap_or('\u{fffd}')));
    Some(if pair.is_some() { &after[6..] } else { after })
}

#[cfg(test)]
mod tests {
    use super::fields;

    #[test]
    fn what_is_asked_for_is_read_whatever_else_there_is() {
        for (name, line, html) in [
            ("JSON", r#"{"a": [1, {"html": "no"}], "html": "<p>\n\"\u00e9\ud83d\ude00"}"#, Some("<p>\n\"é😀")),
            ("NaN", r#"{"score": NaN, "low": -Infinity, "html": "x"}"#, Some("x")),
            ("half a pair", r#"{"html": "a\ud83db\ude00\ud83d\u0041"}"#, Some("a\u{fffd}b\u{fffd}\u{fffd}A")),
            ("a number without bounds", r#"{"n": 1e99999, "html": "x", "m": 12345678901234567890123}"#, Some("x")),
            ("brackets in strings", r#"{"a": ["]}", "\\"], "html": "}"}"#, Some("}")),
            ("the last one counts", r#"{"html": "a", "html": "b"}"#, Some("b")),
            ("a number", r#"{"html": 17}"#, Some("17")),
            ("none", r#" { "a" : null } "#, None),
        ] {
            assert_eq!(fields(line, ["html"]), Some([html.map(str::to_owned)]), "{name}");
        }
    }

    #[test]
    fn what_is_no_object_is_none() {
        for line in ["", "[]", "{", "{}x", r#"{"a"}"#, r#"{"a": }"#, r#"{"a": "b}"#, r#"{"a": [}"#] {
            assert_eq!(fields(line, ["html"]), None, "{line}");
        }
    }

    #[test]
    fn any_text_is_read_or_is_none() {
        let pieces = ["{", "}", "[", "]", "\"", "\\", ":", ",", "u", "d83d", "é", " ", "1"];
        let mut seed = 7_usize;
        for _ in 0..20_000 {
            let line: String = (0..12)
                .map(|_| {
                    seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    pieces[(seed >> 33) % pieces.len()]
                })
                .collect();
            let _ = fields(&format!("{{\"a\":{line}"), ["a"]);
        }
    }
}
