//! What a file is, by its name.

use std::ffi::OsStr;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::saved;

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
    /// WARC files with their index, in a zip.
    Wacz,
    /// Pages in a zip. Only if it is named: other things are zips, too.
    Zip,
    /// A table whose rows hold pages. Only if it is named, too.
    Parquet,
}

/// Whether a file is taken from a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Its name says so: `a.html`
    Yes,
    /// If its content is a page: `a`, `a.php`
    Perhaps,
    /// Not unless it is named itself: `a.zip`, `a.jsonl`
    IfNamed,
    /// `a.css`
    No,
}

/// What the extensions of files say.
const KINDS: &[(&str, Kind)] = &[
    ("html", Kind::Html),
    ("htm", Kind::Html),
    ("xhtml", Kind::Html),
    ("xht", Kind::Html),
    ("mhtml", Kind::Html),
    ("mht", Kind::Html),
    ("webarchive", Kind::Html),
    ("txt", Kind::Text),
    ("warc", Kind::Warc),
    ("wacz", Kind::Wacz),
    ("zip", Kind::Zip),
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

    /// What a file of this name is, and the name that its article has; none where the name is no page's. Only `.html`
    /// is cut off, so that two articles never have one name.
    pub fn of(name: &OsStr) -> Option<(Kind, &OsStr)> {
        let bare = unwrapped(name);
        let extension = extension(bare)?;
        let (_, kind) = KINDS.iter().find(|(known, _)| extension.eq_ignore_ascii_case(known))?;
        let is_usual = Path::new(bare).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("html"));
        Some((*kind, if is_usual { Path::new(bare).file_stem()? } else { bare }))
    }

    /// Whether a file of this name is taken from a folder.
    pub fn wanted(name: &OsStr) -> Wanted {
        let by_content = || extension(unwrapped(name)).is_none_or(saved::is_asked);
        match Kind::of(name) {
            Some((kind, _)) if kind.must_be_named() => Wanted::IfNamed,
            Some(_) => Wanted::Yes,
            None if by_content() => Wanted::Perhaps,
            None => Wanted::No,
        }
    }

    /// The extensions that say what a file is, but for those of files that must be named.
    pub fn extensions() -> impl Iterator<Item = &'static str> {
        KINDS.iter().filter(|(_, kind)| !kind.must_be_named()).map(|(extension, _)| *extension)
    }

    /// The extensions of files that must be named.
    pub fn named_extensions() -> impl Iterator<Item = &'static str> {
        KINDS.iter().filter(|(_, kind)| kind.must_be_named()).map(|(extension, _)| *extension)
    }

    /// Whether it holds many pages.
    pub fn is_archive(self) -> bool {
        !matches!(self, Kind::Html | Kind::Text)
    }

    /// Whether such a file is taken only if it is named.
    fn must_be_named(self) -> bool {
        matches!(self, Kind::Zip | Kind::JsonLines | Kind::Parquet)
    }
}

/// What stands behind the last point of a name; of `index.html?page=2` that is `html`, as some downloaders write it.
fn extension(name: &OsStr) -> Option<&str> {
    Path::new(name).extension()?.to_str()?.split(['?', '@']).next()
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
            ("a.b.HTML", Kind::Html, "a.b"),
            ("a.htm", Kind::Html, "a.htm"),
            ("a.xhtml.zst", Kind::Html, "a.xhtml"),
            ("a.html?page=2", Kind::Html, "a.html?page=2"),
            ("a.html.gz", Kind::Html, "a"),
            ("a.html.gz.gz", Kind::Html, "a"),
            ("a.txt", Kind::Text, "a.txt"),
            ("a.txt.gz", Kind::Text, "a.txt"),
            ("a.mhtml", Kind::Html, "a.mhtml"),
            ("a.warc.gz", Kind::Warc, "a.warc"),
        ] {
            assert_eq!(Kind::of(name.as_ref()), Some((kind, stem.as_ref())), "{name}");
        }
        for name in ["a", "a.gz", ".html", "a.html.bak", ""] {
            assert_eq!(Kind::of(name.as_ref()), None, "{name}");
        }
    }

    #[test]
    fn a_name_says_whether_a_file_is_taken_from_a_folder() {
        for (name, wanted) in [
            ("a.html", Wanted::Yes),
            ("a.html?page=2", Wanted::Yes),
            ("a.warc.gz", Wanted::Yes),
            ("a", Wanted::Perhaps),
            ("a.gz", Wanted::Perhaps),
            ("a.PHP", Wanted::Perhaps),
            ("a.php@id=2", Wanted::Perhaps),
            ("a.jsonl", Wanted::IfNamed),
            ("a.zip", Wanted::IfNamed),
            ("a.css", Wanted::No),
            ("a.html.bak", Wanted::No),
        ] {
            assert_eq!(Kind::wanted(name.as_ref()), wanted, "{name}");
        }
    }
}
