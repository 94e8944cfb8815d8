//! Lines put into the text of a rule and taken out of it; all else of the text, comments too, stays as it is.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::author::quote::{comment, string};

/// A list in a rule that lines are put into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum List {
    /// `drop = […]`
    Lines(&'static str),
    /// `title = […]` in `[meta]`
    Meta(&'static str),
}

impl List {
    pub(super) fn key(self) -> &'static str {
        let (List::Lines(key) | List::Meta(key)) = self;
        key
    }
}

type Value<'t> = Spanned<DeValue<'t>>;
type Table<'t> = DeTable<'t>;

/// The text with a line more, last in its list; in `[meta]` first, since the first place that has the fact counts. `note`
/// is put behind it as a comment, where there is room. None of a text that is no TOML, or where the list is something else.
pub(super) fn add(text: &str, list: List, value: &str, note: &str) -> Option<String> {
    let root = DeTable::parse(text).ok()?;
    let (table, place) = match list {
        List::Lines(_) => (Some(root.get_ref()), behind_values(text, root.get_ref())),
        List::Meta(_) => match root.get_ref().get_key_value("meta") {
            Some((key, meta)) => (meta.get_ref().as_table(), line_end(text, key.span().end)),
            None => (None, tables(text, root.get_ref())),
        },
    };
    if let Some(old) = table.and_then(|table| table.get(list.key())) {
        return added(text, old, list, value, note);
    }
    let (key, value) = (list.key(), string(value));
    let line = match list {
        List::Lines(_) => format!("\n{key} = [\n{}]\n", item(&value, note)),
        List::Meta(_) if table.is_some() => format!("{key} = [{value}]\n"),
        List::Meta(_) => format!("\n[meta]\n{key} = [{value}]\n\n"),
    };
    let (before, behind) = text.split_at(place);
    let feed = if before.is_empty() || before.ends_with('\n') { "" } else { "\n" };
    Some(format!("{before}{feed}{line}{behind}"))
}

/// The text without a line; without its whole list, where it was the only one. None where it has no such line.
pub(super) fn take_out(text: &str, key: &str, value: &str) -> Option<String> {
    let root = DeTable::parse(text).ok()?;
    let (name, list) = root.get_ref().get_key_value(key)?;
    let of = |item: &Value<'_>| match item.get_ref() {
        DeValue::String(own) => own == value,
        DeValue::Table(table) => table.get("text").is_some_and(|own| own.get_ref().as_str() == Some(value)),
        _ => false,
    };
    let (gone, count) = match list.get_ref() {
        DeValue::Array(items) => (items.iter().find(|item| of(item))?.span(), items.len()),
        _ => (list.span(), usize::from(of(list))),
    };
    match count {
        0 => return None,
        1 => return Some(without(text, line_start(text, name.span().start)..line_end(text, list.span().end))),
        _ => {}
    }
    // With the comma behind it, or, of the last one, the one before it.
    let behind = &text[gone.end..list.span().end];
    let comma = behind.find(|c: char| !c.is_whitespace()).filter(|at| behind[*at..].starts_with(','));
    let end = comma.map_or(gone.end, |at| gone.end + at + 1);
    let rest = text[end..].split('\n').next().unwrap_or_default().trim_start();
    let is_line =
        text[line_start(text, gone.start)..gone.start].trim().is_empty() && (rest.is_empty() || rest.starts_with('#'));
    if is_line {
        return Some(without(text, line_start(text, gone.start)..line_end(text, end)));
    }
    let start = match comma {
        Some(_) => gone.start,
        None => text[..gone.start].rfind(',').unwrap_or(gone.start),
    };
    let end = if comma.is_some() { end + text[end..].len() - text[end..].trim_start_matches(' ').len() } else { end };
    Some(without(text, start..end))
}

/// The text without the `[[test]]` of a page, and which texts that one says are there and are not. None where it has none,
/// or where that one says something that only a human can know.
pub(super) fn take_test_out(text: &str, page: &str) -> Option<(String, [Vec<String>; 2])> {
    let root = DeTable::parse(text).ok()?;
    let tests = root.get_ref().get("test")?.get_ref().as_array()?;
    let is_own = |test: &&Table<'_>| test.get("file").is_some_and(|file| file.get_ref().as_str() == Some(page));
    let test = tests.iter().filter_map(|test| test.get_ref().as_table()).find(is_own)?;
    if ["expect", "min_words"].iter().any(|key| test.get(*key).is_some()) {
        return None;
    }
    let texts = |key: &str| match test.get(key).map(Spanned::get_ref) {
        Some(DeValue::Array(items)) => {
            items.iter().filter_map(|item| Some(item.get_ref().as_str()?.to_owned())).collect()
        }
        Some(DeValue::String(one)) => vec![one.to_string()],
        _ => Vec::new(),
    };
    let start = test.iter().map(|(key, _)| key.span().start).min()?;
    let start = line_start(text, text[..start].rfind("[[")?);
    let end = line_end(text, test.iter().map(|(_, value)| value.span().end).max()?);
    let end = if text[end..].starts_with('\n') { end + 1 } else { end };
    Some((without(text, start..end), [texts("contains"), texts("excludes")]))
}

/// Puts an item into a list, or makes one of what is a single value.
fn added(text: &str, old: &Value<'_>, list: List, value: &str, note: &str) -> Option<String> {
    let (span, value) = (old.span(), string(value));
    let DeValue::Array(items) = old.get_ref() else {
        let one = matches!(old.get_ref(), DeValue::String(_)).then(|| &text[span.clone()])?;
        let both = if matches!(list, List::Meta(_)) { [&value, one] } else { [one, &value] };
        return Some(replaced(text, span, &format!("[{}]", both.join(", "))));
    };
    let (Some(first), Some(last)) = (items.first(), items.last()) else {
        return Some(replaced(text, span, &format!("[{value}]")));
    };
    if matches!(list, List::Meta(_)) {
        let at = first.span().start;
        return Some(replaced(text, at..at, &format!("{value}, ")));
    }
    let end = last.span().end;
    let close = span.end - 1;
    let indent = &text[line_start(text, close)..close];
    if !text[span].contains('\n') || !indent.trim().is_empty() {
        return Some(replaced(text, end..end, &format!(", {value}")));
    }
    let has_comma = text[end..close].trim_start().starts_with(',');
    let text = replaced(text, close - indent.len()..close - indent.len(), &item(&value, note));
    Some(if has_comma { text } else { replaced(&text, end..end, ",") })
}

fn item(value: &str, note: &str) -> String {
    let note = if note.is_empty() { String::new() } else { format!("  # {}", comment(note)) };
    format!("  {value},{note}\n")
}

/// Behind the last value that stands before all tables, and the comments right below it.
fn behind_values(text: &str, root: &Table<'_>) -> usize {
    let is_plain = |value: &&Value<'_>| match value.get_ref() {
        DeValue::Table(_) => false,
        DeValue::Array(items) => !items.iter().any(|item| text.get(item.span()).is_some_and(|it| it.starts_with("[["))),
        _ => true,
    };
    let first = tables(text, root);
    let ends = root.iter().map(|(_, value)| value).filter(is_plain).map(|value| value.span().end);
    let mut at = line_end(text, ends.filter(|end| *end <= first).max().unwrap_or(0));
    while text[at..].starts_with('#') {
        at = line_end(text, at);
    }
    at
}

/// Where the first table that is no `[meta]` begins, with the comments right above it; the end of the text if there is none.
fn tables(text: &str, root: &Table<'_>) -> usize {
    let of_table = |(key, value): (&Spanned<std::borrow::Cow<'_, str>>, &Value<'_>)| {
        let at = line_start(text, key.span().start);
        (value.get_ref().is_table() || value.get_ref().is_array())
            .then_some(at)
            .filter(|at| text[*at..].starts_with('['))
    };
    let mut at = root.iter().filter_map(of_table).min().unwrap_or(text.len());
    while at > 0 && text[line_start(text, at - 1)..].starts_with('#') {
        at = line_start(text, at - 1);
    }
    at
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |feed| feed + 1)
}

/// Behind the line feed of a place's line.
fn line_end(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |feed| at + feed + 1)
}

fn without(text: &str, span: Range<usize>) -> String {
    replaced(text, span, "")
}

fn replaced(text: &str, span: Range<usize>, by: &str) -> String {
    format!("{}{by}{}", &text[..span.start], &text[span.end..])
}

#[cfg(test)]
mod tests {
    use super::{List, add, take_out, take_test_out};

    const DROP: List = List::Lines("drop");

    #[test]
    fn a_line_is_put_into_its_list_and_all_else_stays() {
        let cases = [
            ("a list of lines", "drop = [\n  \".a\",  # one\n]\n", "drop = [\n  \".a\",  # one\n  \".x\",  # why\n]\n"),
            (
                "the last has no comma",
                "drop = [\n  \".a\"  # one\n]\n",
                "drop = [\n  \".a\",  # one\n  \".x\",  # why\n]\n",
            ),
            ("a list in a line", "drop = [\".a\"]  # one\n", "drop = [\".a\", \".x\"]  # one\n"),
            ("an empty list", "drop = []\n", "drop = [\".x\"]\n"),
            ("one value", "drop = \".a\"\n", "drop = [\".a\", \".x\"]\n"),
            (
                "no list yet",
                "schema = 2\nhosts = [\"a.example\"]\n# checked = \"\"\n\n# Facts.\n[meta]\nsite = [\"b\"]\n",
                "schema = 2\nhosts = [\"a.example\"]\n# checked = \"\"\n\ndrop = [\n  \".x\",  # why\n]\n\n# Facts.\n[meta]\n\
                 site = [\"b\"]\n",
            ),
            ("no line feed", "schema = 2", "schema = 2\n\ndrop = [\n  \".x\",  # why\n]\n"),
            (
                "tests are no list of lines",
                "schema = 2\n\n[[test]]\nfile = \"a\"\n",
                "schema = 2\n\ndrop = [\n  \".x\",  # why\n]\n\n[[test]]\nfile = \"a\"\n",
            ),
        ];
        for (what, text, expected) in cases {
            assert_eq!(add(text, DROP, ".x", "why").as_deref(), Some(expected), "{what}");
        }
        assert_eq!(add("drop = [", DROP, ".x", ""), None);
        assert_eq!(add("drop = 3", DROP, ".x", ""), None);
    }

    #[test]
    fn a_fact_goes_before_those_that_are_there() {
        let cases = [
            ("[meta]\ntitle = [\"h1\"]\n", "[meta]\ntitle = [\".x\", \"h1\"]\n"),
            ("[meta]\ntitle = \"h1\"\n", "[meta]\ntitle = [\".x\", \"h1\"]\n"),
            ("[meta]\nsite = \"a\"\n", "[meta]\ntitle = [\".x\"]\nsite = \"a\"\n"),
            (
                "schema = 2\n\n# A test.\n[[test]]\nfile = \"a\"\n",
                "schema = 2\n\n\n[meta]\ntitle = [\".x\"]\n\n# A test.\n[[test]]\nfile = \"a\"\n",
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(add(text, List::Meta("title"), ".x", "").as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn a_line_is_taken_out_with_its_comment() {
        let cases = [
            ("drop = [\n  \".a\",  # one\n  \".x\",  # two\n]\n", "drop = [\n  \".a\",  # one\n]\n"),
            ("drop = [\n  \".a\",\n  \".x\"\n]\n", "drop = [\n  \".a\",\n]\n"),
            ("drop = [\".x\", \".a\"]\n", "drop = [\".a\"]\n"),
            ("drop = [\".a\", \".x\"]\n", "drop = [\".a\"]\n"),
            ("schema = 2\ndrop = [\n  \".x\",\n]\nkeep = [\".x\"]\n", "schema = 2\nkeep = [\".x\"]\n"),
            ("drop = \".x\"\n", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(take_out(text, "drop", ".x").as_deref(), Some(expected), "{text}");
        }
        assert_eq!(take_out("drop = [\".a\"]", "drop", ".x"), None);
    }

    #[test]
    fn the_test_of_a_page_is_taken_out_unless_it_says_what_only_a_human_knows() {
        let text = "schema = 2\n\n[[test]]\nfile = \"a\"\nexcludes = [\n  \"one\",\n]\n\n[[test]]\nfile = \"b\"\nmin_words = 3\n";
        let (rest, [contains, excludes]) = take_test_out(text, "a").expect("it has one");
        assert_eq!(rest, "schema = 2\n\n[[test]]\nfile = \"b\"\nmin_words = 3\n");
        assert_eq!((contains, excludes), (vec![], vec!["one".to_owned()]));
        assert_eq!(take_test_out(text, "b"), None);
        assert_eq!(take_test_out(text, "c"), None);
    }
}
