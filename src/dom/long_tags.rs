//! Tags with more attributes than an element may have, found without html5ever, whose work at such a tag grows with
//! the square of their number.
//!
//! This reads a page as the HTML standard's tokenizer does, but looks only for tags: what it takes for one inside
//! exotic markup (CDATA in SVG, scripts in comments in scripts) is harmless, since only thousands of attributes count.

use std::ops::Range;

/// The stretches of a page that hold the surplus attributes of a tag: from after the attribute that is the last one
/// allowed to the end of the tag. In order.
pub(super) fn surplus_attributes(text: &str, allowed: usize) -> Vec<Range<usize>> {
    let mut reader = Reader { bytes: text.as_bytes(), at: 0 };
    let mut found = Vec::new();
    while reader.find(b"<") {
        reader.at += 1;
        match reader.peek() {
            Some(b'!') if reader.bytes[reader.at..].starts_with(b"!--") => reader.skip_comment(),
            Some(b'!' | b'?') => _ = reader.find(b">"),
            Some(b'/') => {
                reader.at += 1;
                if reader.peek().is_some_and(|b| b.is_ascii_alphabetic()) {
                    reader.skip_name();
                    found.extend(reader.skip_attributes(allowed));
                }
            }
            Some(b) if b.is_ascii_alphabetic() => {
                let name = reader.skip_name();
                found.extend(reader.skip_attributes(allowed));
                reader.skip_raw_text(name);
            }
            _ => {}
        }
    }
    found
}

/// Elements whose content is text, whatever it looks like.
const RAW_TEXT: [&str; 9] =
    ["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "plaintext"];

struct Reader<'t> {
    bytes: &'t [u8],
    at: usize,
}

impl<'t> Reader<'t> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// Goes to the next place that starts with `needle`, or to the end of the page.
    fn find(&mut self, needle: &[u8]) -> bool {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let found = rest.windows(needle.len()).position(|w| w == needle);
        self.at = found.map_or(self.bytes.len(), |n| self.at + n);
        found.is_some()
    }

    fn skip_while(&mut self, test: impl Fn(u8) -> bool) {
        while self.peek().is_some_and(&test) {
            self.at += 1;
        }
    }

    fn skip_comment(&mut self) {
        self.at += 1;
        if self.find(b"-->") {
            self.at += 3;
        }
    }

    fn skip_name(&mut self) -> &'t [u8] {
        let start = self.at;
        self.skip_while(|b| !is_space(b) && b != b'/' && b != b'>');
        &self.bytes[start..self.at]
    }

    /// Goes past the end of the tag: the stretch of its surplus attributes, the `>` left out.
    fn skip_attributes(&mut self, allowed: usize) -> Option<Range<usize>> {
        let mut count = 0;
        let mut surplus = None;
        loop {
            self.skip_while(|b| is_space(b) || b == b'/');
            if self.peek().is_none_or(|b| b == b'>') {
                return surplus.map(|start| start..self.at);
            }
            if count == allowed {
                surplus = Some(self.at);
            }
            count += 1;
            self.skip_attribute();
        }
    }

    fn skip_attribute(&mut self) {
        self.at += 1; // also a `=` can start a name
        self.skip_while(|b| !is_space(b) && !matches!(b, b'/' | b'>' | b'='));
        self.skip_while(is_space);
        if self.peek() != Some(b'=') {
            return;
        }
        self.at += 1;
        self.skip_while(is_space);
        match self.peek() {
            Some(quote @ (b'"' | b'\'')) => {
                self.at += 1;
                self.find(&[quote]);
                self.at = (self.at + 1).min(self.bytes.len());
            }
            _ => self.skip_while(|b| !is_space(b) && b != b'>'),
        }
    }

    /// Goes to the end tag of an element whose content is text.
    fn skip_raw_text(&mut self, name: &[u8]) {
        if !RAW_TEXT.iter().any(|raw| name.eq_ignore_ascii_case(raw.as_bytes())) {
            return;
        }
        while self.find(b"</") {
            let after = self.bytes.get(self.at + 2..).unwrap_or_default();
            if after.get(..name.len()).is_some_and(|end| end.eq_ignore_ascii_case(name)) {
                return;
            }
            self.at += 2;
        }
    }
}

fn is_space(b: u8) -> bool {
    matches!(b, b' ' | b'\t' | b'\n' | b'\r' | b'\x0c')
}

#[cfg(test)]
mod tests {
    use super::surplus_attributes;

    #[test]
    fn surplus_is_what_comes_after_the_last_attribute_allowed() {
        let rows = [
            ("no tag", "a < b > c", vec![]),
            ("as many as allowed", "<p a b=1>", vec![]),
            ("names only", "<p a b c d>x", vec!["c d"]),
            ("values of all kinds", "<p a='>' b=\"<p x x x>\" c = 1 d=e>x", vec!["c = 1 d=e"]),
            ("two tags", "<p a b c><i a b d/>", vec!["c", "d/"]),
            ("an end tag", "</p a b c>", vec!["c"]),
            ("a tag that never ends", "<p a b c=\"d e f", vec!["c=\"d e f"]),
            ("a comment", "<!-- <p a b c> --><p a b d>", vec!["d"]),
            ("a comment of nothing", "<!--><p a b d>", vec!["d"]),
            ("a script", "<script>'<p a b c>'</script ><p a b d>", vec!["d"]),
            ("a script that never ends", "<script a b>'<p a b c>'</scr", vec![]),
            ("a name that starts with an equals sign", "<p =a b =c =d>", vec!["=d"]),
        ];
        for (what, html, expected) in rows {
            let found: Vec<&str> = surplus_attributes(html, 2).into_iter().map(|r| &html[r]).collect();
            assert_eq!(found, expected, "{what}");
        }
    }
}
