//! Lints on a selector by itself: names that do not last, and tests of `class` that mean a token.

use std::ops::Range;

use super::Problem;
use crate::author::names::{AUTHOR, Unstable, has_digit};
use crate::dom::{self, NameKind};

/// What is wrong with the names in a selector, each with its place in the text.
pub(super) fn lint(selector: &str) -> Vec<(Range<usize>, Problem)> {
    let of_name = |(kind, span): (NameKind, Range<usize>)| Some((span.clone(), problem(kind, &selector[span])?));
    dom::names(selector).into_iter().filter_map(of_name).collect()
}

fn problem(kind: NameKind, name: &str) -> Option<Problem> {
    match kind {
        NameKind::Class => of_class(name),
        NameKind::Id => has_digit(name).then(|| Problem::NumberedId { id: name.to_owned() }),
        NameKind::Attribute => of_attribute(name),
    }
}

fn of_class(name: &str) -> Option<Problem> {
    let name = name.to_owned();
    Some(match AUTHOR.unstable(&name)? {
        Unstable::Hashed => Problem::HashedName { name },
        Unstable::Utility => Problem::UtilityName { name },
    })
}

/// `[class="a b"]`, `[class~="a.b"]`: what is meant is one class or several.
fn of_attribute(test: &str) -> Option<Problem> {
    let inside = test.strip_prefix('[')?.strip_suffix(']')?.trim();
    let (name, value) = inside.split_once('=')?;
    let (name, operator) = match name.strip_suffix(['~', '|', '^', '$', '*']) {
        Some(bare) => (bare, &name[bare.len()..]),
        None => (name, ""),
    };
    let value = value.trim().trim_matches(['"', '\'']);
    let is_token = matches!(operator, "" | "~") && value.contains([' ', '.']);
    if !name.trim().eq_ignore_ascii_case("class") || !is_token {
        return None;
    }
    let classes: Vec<&str> = value.split([' ', '.']).filter(|class| !class.is_empty()).collect();
    Some(Problem::ClassValue { test: test.to_owned(), instead: format!(".{}", classes.join(".")) })
}

#[cfg(test)]
mod tests {
    use super::lint;

    #[test]
    fn names_are_judged_wherever_they_stand() {
        let cases: &[(&str, &[&str])] = &[
            ("article .story__text > p", &[]),
            (".css-1x2abcd", &["hashed-name"]),
            ("div.col-md-8 p, .lead", &["utility-name"]),
            ("main:not(:has(.css-1x2abcd)) p", &["hashed-name"]),
            ("#post-12345, #story", &["numbered-id"]),
            ("p:has-text(#1 .css-1x2abcd)", &[]),
            ("[class='share bar']", &["class-value"]),
            ("[class~=\".share\"] a", &["class-value"]),
            ("[class=share]", &[]),
            ("[class^='share bar']", &[]),
            ("[id^='post-1']", &[]),
        ];
        for (selector, expected) in cases {
            let found: Vec<&str> = lint(selector).iter().map(|(_, problem)| problem.code()).collect();

            assert_eq!(found, *expected, "{selector}");
        }
        let (span, problem) = lint("p > [class='share  bar.x']").remove(0);
        assert_eq!((span, problem.remedy().as_str()), (4..26, "write `.share.bar.x`"));
    }
}
