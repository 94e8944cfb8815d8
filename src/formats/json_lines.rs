//! Pages in JSON lines: one object a line, with the page in one of its fields.

use std::sync::Arc;

use memchr::{memchr, memmem};
use serde_json::{Map, Value};

use super::ArchiveOptions;
use super::Opened;
use super::open::{GLANCE, too_large};
use super::stream::Stream;
use super::{Fault, Source, loose_json};

/// What some programs begin a file with.
const BOM: &[u8] = b"\xef\xbb\xbf";

/// Takes the page out of a line: `{"id": "a", "url": "https://example.org/a", "html": "<p>…"}`.
pub(super) fn open(line: &[u8], field: &str) -> Result<Opened, Fault> {
    let line = line.strip_prefix(BOM).unwrap_or(line);
    let Ok(mut object) = serde_json::from_slice::<Map<String, Value>>(line) else { return loose(line, field) };
    let mut text = |name: &str| match object.remove(name) {
        Some(Value::String(text)) => Some(text),
        Some(Value::Number(number)) => Some(number.to_string()),
        _ => None,
    };
    let html = text(field).ok_or_else(|| Fault::NoField(field.to_owned()))?;
    Ok(opened(html, text("url"), text("id")))
}

/// The same for a line that is not quite JSON.
fn loose(line: &[u8], field: &str) -> Result<Opened, Fault> {
    let [html, url, id] =
        loose_json::fields(&String::from_utf8_lossy(line), [field, "url", "id"]).ok_or(Fault::NoJson)?;
    Ok(opened(html.ok_or_else(|| Fault::NoField(field.to_owned()))?, url, id))
}

fn opened(html: String, url: Option<String>, id: Option<String>) -> Opened {
    // The text is UTF-8 by now, whatever the page says of itself.
    let content_type = Some("text/html; charset=utf-8".to_owned());
    Opened { bytes: html.into_bytes(), url, content_type, id }
}

/// Reads the lines of a file; the objects in them are the workers' to open.
pub(super) struct Lines {
    stream: Stream,
    field: Arc<str>,
    /// Bytes of a page.
    limit: usize,
    number: u64,
}

impl Lines {
    pub(super) fn new(stream: Stream, options: ArchiveOptions) -> Self {
        Lines { stream, field: options.html_field.into(), limit: options.limit, number: 0 }
    }

    /// Whether these are the first bytes of such a file. The first line may go on behind them.
    pub(super) fn are_in(start: &[u8], field: &str) -> bool {
        let start = start.strip_prefix(BOM).unwrap_or(start);
        let line_end = memchr(b'\n', start);
        let line = &start[..line_end.unwrap_or(start.len())];
        let goes_on = line_end.is_none() && start.len() >= GLANCE;
        let name = format!("\"{field}\"");
        line.starts_with(b"{\"") && (goes_on || memmem::find(line, name.as_bytes()).is_some())
    }

    /// How far the file was read, in bytes as they are stored.
    pub(super) fn position(&self) -> u64 {
        self.stream.position()
    }

    /// The next line without its line feed. None at the end.
    fn line(&mut self) -> Result<Option<Vec<u8>>, Fault> {
        // In JSON, a page is longer than it is: every quote has a backslash.
        let most = self.limit.saturating_mul(2);
        let (mut line, mut length) = (Vec::new(), 0);
        loop {
            let ready = self.stream.fill()?;
            if ready.is_empty() {
                return Ok((length > 0).then_some(line));
            }
            let line_end = ready.iter().position(|&b| b == b'\n');
            let count = line_end.unwrap_or(ready.len());
            length += count;
            if length <= most {
                line.extend_from_slice(&ready[..count]);
            }
            self.stream.consume(count + usize::from(line_end.is_some()));
            if line_end.is_some() {
                return if length > most { Err(too_large(self.limit)) } else { Ok(Some(line)) };
            }
        }
    }
}

impl Iterator for Lines {
    type Item = (u64, Source);

    fn next(&mut self) -> Option<(u64, Source)> {
        loop {
            self.number += 1;
            match self.line() {
                Ok(None) => return None,
                Ok(Some(line)) if line.trim_ascii().is_empty() => {}
                Ok(Some(line)) => {
                    return Some((self.number, Source::Json { line, field: Arc::clone(&self.field) }));
                }
                Err(fault) => return Some((self.number, Source::None(fault))),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{GLANCE, Lines};

    #[test]
    fn a_first_line_may_have_its_page_behind_what_is_seen() {
        let long = format!("{{\"text\": \"{}", "x".repeat(GLANCE));
        for (start, is_lines) in [
            ("{\"html\": \"<p>", true),
            ("\u{feff}{\"html\": 1}\n", true),
            (&long, true),
            ("{\"text\": \"x\"}\n{\"html\": 1}", false),
            ("{\"text\": \"x", false),
            ("<p>{\"html\"", false),
        ] {
            assert_eq!(Lines::are_in(start.as_bytes(), "html"), is_lines, "{start:.12}");
        }
    }
}
