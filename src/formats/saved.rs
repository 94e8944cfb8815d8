//! What a folder of saved pages holds beside them: the rows of `rules/saved.toml`, and what a page begins with.

use std::ffi::OsStr;
use std::sync::LazyLock;

use serde::Deserialize;

use super::mhtml::is_mhtml;
use super::warc;

#[derive(Deserialize)]
struct Rows {
    belonging: Vec<String>,
    by_content: Vec<String>,
}

static ROWS: LazyLock<Rows> =
    LazyLock::new(|| toml::from_str(include_str!("../../rules/saved.toml")).expect("a test reads the built-in file"));

/// Whether a file of such an extension may be a page or a program.
pub(super) fn is_asked(extension: &str) -> bool {
    ROWS.by_content.iter().any(|asked| extension.eq_ignore_ascii_case(asked))
}

/// `harbour` of `harbour_files`: the page that a folder belongs to, without its extension.
pub(super) fn owner(folder: &OsStr) -> Option<&str> {
    let folder = folder.to_str()?;
    let owner = |suffix: &String| folder.strip_suffix(suffix.as_str()).filter(|owner| !owner.is_empty());
    ROWS.belonging.iter().find_map(owner)
}

/// What a page begins with, by the MIME Sniffing standard (§7.1), in lower case; behind each stands a space or `>`.
const TAGS: [&str; 16] = [
    "<!doctype html",
    "<html",
    "<head",
    "<script",
    "<iframe",
    "<h1",
    "<div",
    "<font",
    "<table",
    "<a",
    "<style",
    "<title",
    "<b",
    "<body",
    "<br",
    "<p",
];

/// Whether a file that begins like this is a page, a page as mail or the records of a crawl; a program that makes pages
/// is none.
pub(super) fn is_page(start: &[u8]) -> bool {
    if start.starts_with(warc::START) || is_mhtml(start) {
        return true;
    }
    let (text, ..) = encoding_rs::UTF_8.decode(start);
    let is_program = text.contains("<?php") || text.contains("<?=") || text.contains("<%");
    !is_program && begins_as_page(text.trim_start())
}

/// Whether it begins with a page's tag, or with comments or an XML declaration and one.
fn begins_as_page(mut text: &str) -> bool {
    loop {
        let end = match text.get(..2) {
            Some("<!") if text.starts_with("<!--") => "-->",
            Some("<?") => "?>",
            _ => break,
        };
        let Some((_, rest)) = text.split_once(end) else { return end == "-->" };
        text = rest.trim_start();
    }
    let begins = |tag: &&str| text.get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag));
    TAGS.iter()
        .filter(|tag| begins(tag))
        .any(|tag| text[tag.len()..].starts_with([' ', '>', '\t', '\n', '\r', '\u{c}']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_belongs_to_the_page_that_it_is_called_by() {
        for (folder, page) in [
            ("harbour_files", Some("harbour")),
            ("Die Fähre-Dateien", Some("Die Fähre")),
            ("a.files", Some("a")),
            ("_files", None),
            ("profiles", None),
        ] {
            assert_eq!(owner(folder.as_ref()), page, "{folder}");
        }
    }

    #[test]
    fn a_page_is_known_by_what_it_begins_with() {
        for (start, is) in [
            ("<!DOCTYPE html><p>", true),
            ("\u{feff}\n <HTML lang=en>", true),
            ("<?xml version=\"1.0\"?>\n<!DOCTYPE html PUBLIC \"-\">", true),
            ("<!-- saved from url=(0019)https://example.org -->\r\n<html>", true),
            ("<!-- a comment without end", true),
            ("<p>Hello", true),
            ("WARC/1.0\r\n", true),
            ("MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n", true),
            ("<?php echo 1; ?><html>", false),
            ("<html><?php the_title() ?>", false),
            ("<%@ Page %><html>", false),
            ("<?xml version=\"1.0\"?><rss>", false),
            ("<picture>", false),
            ("All is well.", false),
            ("", false),
        ] {
            assert_eq!(is_page(start.as_bytes()), is, "{start:?}");
        }
        let utf_16: Vec<u8> = "\u{feff}<html>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(is_page(&utf_16));
    }
}
