//! What a file is, by its name.

use std::ffi::OsStr;
use std::path::Path;

use serde::{Deserialize, Serialize};

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// A saved page.
    Html,
    /// Text that some other tool extracted.
    Text,
    /// The records of a crawl.
    Warc,
    /// JSON lines that hold pages. Only if they are named: a folder of pages often has other such lines beside them.
    JsonLines,
    /// A table whose rows hold pages. Only if it is named, too.
    Parquet,
}

/// What the extensions of files say.
const KINDS: &[(&str, Kind)] = &[
    ("html", Kind::Html),
    ("htm", Kind::Html),
    ("xhtml", Kind::Html),
    ("xht", Kind::Html),
    ("mhtml", Kind::Html),
    ("mht", Kind::Html),
    ("txt", Kind::Text),
    ("warc", Kind::Warc),
    ("jsonl", Kind::JsonLines),
    ("ndjson", Kind::JsonLines),
    ("parquet", Kind::Parquet),
];

/// The extensions that say that a file is compressed. What it really is, its first bytes tell.
const WRAPPERS: &[&str] = &["gz", "zst"];

impl Kind {
    /// What a file that was named is: a page, where its name does not say something else.
    pub fn of_path(path: &Path) -> Kind {
        path.file_name().and_then(Kind::of).map_or(Kind::Html, |(kind, _)| kind)
    }

    /// What a file of this name is, and the name without the extensions that say so; none where the name is no page's.
    pub fn of(name: &OsStr) -> Option<(Kind, &OsStr)> {
        let bare = unwrapped(name);
        let extension = Path::new(bare).extension()?;
        let (_, kind) = KINDS.iter().find(|(known, _)| extension.eq_ignore_ascii_case(known))?;
        // A page and the text extracted from it often stand side by side: the text keeps its whole name.
        let stem = if *kind == Kind::Html { Path::new(bare).file_stem()? } else { bare };
        Some((*kind, stem))
    }

    /// Whether a file of this name is taken from a folder.
    pub fn is_in_folders(name: &OsStr) -> bool {
        Kind::of(name).is_some_and(|(kind, _)| !matches!(kind, Kind::JsonLines | Kind::Parquet))
    }

    /// Whether it holds many pages.
    pub fn is_archive(self) -> bool {
        matches!(self, Kind::Warc | Kind::JsonLines | Kind::Parquet)
    }
}

/// The name without the extensions of compression.
pub fn unwrapped(name: &OsStr) -> &OsStr {
    let path = Path::new(name);
    match (path.extension(), path.file_stem()) {
        (Some(extension), Some(stem)) if WRAPPERS.iter().any(|w| extension.eq_ignore_ascii_case(w)) => unwrapped(stem),
        _ => name,
    }
}

/// The name of an article's file without the extension that its text kept.
pub fn bare(name: &str) -> &str {
    name.strip_suffix(".txt").unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_what_a_file_is() {
        for (name, kind, stem) in [
            ("a.html", Kind::Html, "a"),
            ("a.b.HTM", Kind::Html, "a.b"),
            ("a.html.gz", Kind::Html, "a"),
            ("a.html.gz.gz", Kind::Html, "a"),
            ("a.txt", Kind::Text, "a.txt"),
            ("a.txt.gz", Kind::Text, "a.txt"),
            ("a.mhtml", Kind::Html, "a"),
            ("a.warc.gz", Kind::Warc, "a.warc"),
        ] {
            assert_eq!(Kind::of(name.as_ref()), Some((kind, stem.as_ref())), "{name}");
        }
        for name in ["a", "a.gz", ".html", "a.html.bak", ""] {
            assert_eq!(Kind::of(name.as_ref()), None, "{name}");
        }
    }
}
