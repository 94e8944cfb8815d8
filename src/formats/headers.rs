//! Headers as mail, HTTP and WARC have them: lines of `Name: value` up to an empty line.

/// The headers of a message, in their order.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Headers(Vec<(String, String)>);

impl Headers {
    /// Reads the lines; one that starts with white space goes on with the one before. What is no header is passed over.
    pub(super) fn parse(block: &[u8]) -> Self {
        let mut headers: Vec<(String, String)> = Vec::new();
        for line in String::from_utf8_lossy(block).lines() {
            if line.starts_with([' ', '\t']) {
                if let Some((_, value)) = headers.last_mut() {
                    value.push(' ');
                    value.push_str(line.trim());
                }
            } else if let Some((name, value)) = line.split_once(':') {
                headers.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
            }
        }
        Headers(headers)
    }

    /// The value of the first header of this name, which is given in lower case.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|header| header.0 == name).map(|header| header.1.as_str())
    }

    /// The values of all headers of this name, which is given in lower case.
    pub(super) fn all(&self, name: &str) -> impl DoubleEndedIterator<Item = &str> {
        self.0.iter().filter(move |header| header.0 == name).map(|header| header.1.as_str())
    }

    /// A parameter of a header's value: `boundary` of `Content-Type: multipart/related; boundary="b"`.
    pub(super) fn parameter(&self, name: &str, parameter: &str) -> Option<&str> {
        let parts = self.get(name)?.split(';').skip(1).filter_map(|part| part.split_once('='));
        let (_, value) = parts.into_iter().find(|(name, _)| name.trim().eq_ignore_ascii_case(parameter))?;
        Some(value.trim().trim_matches('"'))
    }
}

/// Splits a message at the empty line after its headers.
pub(super) fn split(message: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut line_start = 0;
    while let Some(length) = message[line_start..].iter().position(|&b| b == b'\n') {
        let line = &message[line_start..line_start + length];
        let next = line_start + length + 1;
        if line.is_empty() || line == b"\r" {
            return Some((&message[..line_start], &message[next..]));
        }
        line_start = next;
    }
    None
}

/// Whether a media type is that of a page, also as servers miswrite it: `text/html charset=utf-8`,
/// `text/html,text/html`, `"text/html"`.
pub(super) fn is_html(media_type: &str) -> bool {
    let is_around = |c: char| c.is_whitespace() || matches!(c, ';' | ',' | '"' | '\'');
    let name = media_type.trim_matches(is_around).split(is_around).next().unwrap_or_default();
    ["text/html", "application/xhtml+xml"].iter().any(|html| name.eq_ignore_ascii_case(html))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_found_by_name_and_go_on_over_lines() {
        let headers = Headers::parse(
            b"Content-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n boundary=\"a=b\"\r\nX:1\r\n",
        );
        assert_eq!(headers.parameter("content-type", "type"), Some("text/html"));
        assert_eq!(headers.parameter("content-type", "Boundary"), Some("a=b"));
        assert_eq!(headers.get("x"), Some("1"));
        assert_eq!(headers.get("y"), None);
    }

    #[test]
    fn a_message_is_split_at_its_first_empty_line() {
        for (name, message, split_at) in [
            ("as it should be", &b"A: 1\r\n\r\nbody\r\n\r\n"[..], Some((&b"A: 1\r\n"[..], &b"body\r\n\r\n"[..]))),
            ("line feeds alone", b"A: 1\n\nbody", Some((b"A: 1\n", b"body"))),
            ("no headers", b"\r\nbody", Some((b"", b"body"))),
            ("no end", b"A: 1\r\nB: 2", None),
            ("nothing", b"", None),
        ] {
            assert_eq!(split(message), split_at, "{name}");
        }
    }
}
