//! From a place inside a TOML string to the place in the file.

/// Where the byte `offset` of a string's value stands in `raw`, the string as written, quotes included.
pub(crate) fn place(raw: &str, offset: usize) -> usize {
    let basic = raw.starts_with('"');
    let quotes = if raw.starts_with("\"\"\"") || raw.starts_with("'''") { 3 } else { 1 };
    let end = raw.len().saturating_sub(quotes).max(quotes);
    let mut at = quotes.min(raw.len());
    if quotes == 3 {
        at += newline_len(&raw[at..]);
    }
    let mut seen = 0;
    while seen < offset && at < end {
        let rest = &raw[at..];
        let escape = if basic { escape(rest) } else { None };
        let (written, meant) = escape.unwrap_or_else(|| {
            let len = rest.chars().next().map_or(1, char::len_utf8);
            (len, len)
        });
        at += written;
        seen += meant;
    }
    at.min(raw.len())
}

/// How long the escape at the start is as written and as meant.
fn escape(rest: &str) -> Option<(usize, usize)> {
    let kind = rest.strip_prefix('\\')?.chars().next()?;
    let digits = match kind {
        'x' => 2,
        'u' => 4,
        'U' => 8,
        c if c.is_whitespace() => {
            let after = rest[1..].trim_start();
            return Some((rest.len() - after.len(), 0));
        }
        _ => return Some((1 + kind.len_utf8(), 1)),
    };
    let meant = rest.get(2..2 + digits).and_then(|hex| char::from_u32(u32::from_str_radix(hex, 16).ok()?));
    Some((2 + digits, meant.map_or(1, char::len_utf8)))
}

fn newline_len(text: &str) -> usize {
    match text {
        _ if text.starts_with("\r\n") => 2,
        _ if text.starts_with('\n') => 1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::place;

    #[test]
    fn a_place_in_the_value_is_found_as_written() {
        let cases = [
            (r#""div[""#, 3, r#""div"#),
            (r#"'div['"#, 3, "'div"),
            (r#""a\"b[""#, 3, r#""a\"b"#),
            (r#""a\u00e9[""#, 3, r#""a\u00e9"#),
            ("'''\ndiv['''", 3, "'''\ndiv"),
            ("\"\"\"a\\\n   b[\"\"\"", 2, "\"\"\"a\\\n   b"),
            ("\"é(\"", 2, "\"é"),
        ];
        for (raw, offset, before) in cases {
            assert_eq!(&raw[..place(raw, offset)], before, "{raw}");
        }
        assert_eq!(place("\"a\"", 100), 2);
    }
}
