//! Rule files of an older schema, rewritten so that they mean the same in the newest.

use toml::Spanned;

use crate::mark::RuleKey;
use crate::rule::file::{Body, read};

/// Rewrites a file of schema 1. None if it is of another. What schema 1 left unsaid is written down: that the rule stands
/// in place of those of layers below, and that its container is cleaned with care; `clean` without a container, which
/// left nothing of a page, becomes a comment. Comments and order stay.
///
/// ```
/// let old = "schema = 1\nhosts = [\"example.org\"]\ncontent = \"article\"\n";
/// let new = "schema = 2\nreplace = true\nclean = \"safe\"\nhosts = [\"example.org\"]\ncontent = \"article\"\n";
/// assert_eq!(dehusk::migrate::migrate(old).as_deref(), Some(new));
/// assert_eq!(dehusk::migrate::migrate(new), None);
/// ```
pub fn migrate(text: &str) -> Option<String> {
    let (file, _) = read(text, true);
    let schema = file.schema.as_ref().filter(|_| file.is_first_schema())?.span();
    let mut edits: Vec<(usize, usize, String)> = vec![(schema.start, schema.end, "2".to_owned())];
    let behind = |at: usize| text[at..].find('\n').map_or(text.len(), |end| at + end + 1);
    let mut unsaid = if file.hosts.is_empty() { String::new() } else { "replace = true\n".to_owned() };
    if is_unsaid(&file.body) {
        unsaid.push_str("clean = \"safe\"\n");
    } else if file.body.clean.is_none() {
        let layouts = file.layouts.iter().filter(|layout| is_unsaid(layout.get_ref()));
        // A layout that is written as a table of its own; one inside brackets is left to a human.
        let starts = layouts.map(|layout| layout.span().start).filter(|at| text[*at..].starts_with("[["));
        edits.extend(starts.map(|at| (behind(at), behind(at), "clean = \"safe\"\n".to_owned())));
    }
    edits.push((behind(schema.end), behind(schema.end), unsaid));
    let bodies = || std::iter::once(&file.body).chain(file.layouts.iter().map(Spanned::get_ref));
    if !bodies().any(has_content) {
        let lost = bodies().filter_map(|body| body.clean.as_ref()).filter(|clean| clean.get_ref() != "full");
        let line = |at: usize| text[..at].rfind('\n').map_or(0, |end| end + 1);
        edits.extend(lost.map(|clean| (line(clean.span().start), line(clean.span().start), "# ".to_owned())));
    }
    edits.sort_by_key(|edit| edit.0);
    let mut out = text.to_owned();
    edits.iter().rev().for_each(|(start, end, new)| out.replace_range(*start..*end, new));
    Some(out)
}

fn has_content(body: &Body) -> bool {
    body.lines.get(&RuleKey::Content).is_some_and(|lines| !lines.is_empty())
}

fn is_unsaid(body: &Body) -> bool {
    has_content(body) && body.clean.is_none()
}

#[cfg(test)]
mod tests {
    use super::migrate;
    use crate::{Layer, Page, RuleSet, RuleSource, Stripper};

    #[test]
    fn what_was_unsaid_is_written_where_it_belongs() {
        let cases = [
            (
                "nothing unsaid but the layer",
                "schema = 1 # v\nhosts = 'a.b'\ndrop = '.x'\n",
                "schema = 2 # v\nreplace = true\nhosts = 'a.b'\ndrop = '.x'\n",
            ),
            (
                "a layout by itself",
                "schema = 1\nhosts = 'a.b'\n[[layout]]\ncontent = '.v'\n[[layout]]\ndrop = '.x'\n",
                "schema = 2\nreplace = true\nhosts = 'a.b'\n[[layout]]\nclean = \"safe\"\ncontent = '.v'\n[[layout]]\ndrop = '.x'\n",
            ),
            (
                "a block has no layer below it",
                "schema = 1\ncontent = '.v'\n",
                "schema = 2\nclean = \"safe\"\ncontent = '.v'\n",
            ),
            (
                "what is said stays",
                "schema = 1\ncontent = '.v'\nclean = 'none'\n",
                "schema = 2\ncontent = '.v'\nclean = 'none'\n",
            ),
            (
                "cleaning without a container",
                "schema = 1\nclean = 'none'\ndrop = '.x'\n",
                "schema = 2\n# clean = 'none'\ndrop = '.x'\n",
            ),
            ("no line feed at the end", "drop = '.x'\nschema = 1", "drop = '.x'\nschema = 2"),
        ];
        for (what, old, new) in cases {
            assert_eq!(migrate(old).as_deref(), Some(new), "{what}");
        }
    }

    #[test]
    fn a_migrated_rule_gives_the_same_text() {
        let text =
            "<p>It rained in the harbour all of the day, and nobody was surprised by it, least of all the mayor.";
        let html =
            format!("<main>{text}<ul class=links><li><a href=/a>More rain</a><li><a href=/b>Tides</a></ul></main>");
        let page = Page::new(html.as_bytes()).url("https://example.org/a");
        let strip = |rule: &str| {
            let source = RuleSource { name: "sites/a.toml".to_owned(), text: rule.to_owned() };
            let rules = RuleSet::compile([Layer::new("test", vec![source])]).expect("it compiles");
            Stripper::new(rules).strip(&page).expect("no limit is broken").blocks
        };
        for clean in ["", "clean = 'none'\n"] {
            let old = format!("schema = 1\nhosts = 'example.org'\n{clean}content = 'main'\n");
            assert_eq!(strip(&old), strip(&migrate(&old).expect("it is of schema 1")), "{clean}");
        }
    }
}
