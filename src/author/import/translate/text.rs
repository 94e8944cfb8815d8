//! Tests on a string: of an attribute, of an element's text, of the text directly in an element.

use std::collections::BTreeSet;

use super::cond::Cond;
use super::css;
use super::why::{Dead, Note, Problem, Refusal};
use crate::author::import::xpath::{Axis, Expr, Path, Start, Step, Test};

/// How a string is compared with the one written in the expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Compare {
    Equals,
    Differs,
    Contains,
    StartsWith,
    EndsWith,
}

/// What happens to the white space of the string before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spaces {
    AsIs,
    /// `normalize-space(@x)`
    Folded,
    /// `concat(' ', @x, ' ')`: to find whole names in a list of names.
    Padded,
}

/// A test on a string, wherever the string comes from.
#[derive(Clone, Debug)]
pub(super) struct TextTest {
    pub(super) compare: Compare,
    pub(super) wanted: String,
    pub(super) spaces: Spaces,
    /// `translate(@x, 'AB', 'ab')`: which characters stand for which.
    pub(super) exchange: Vec<(char, char)>,
}

/// The string that a test looks at: where it stands, seen from the element, and what is done to it.
#[derive(Debug)]
pub(super) struct Operand<'e> {
    pub(super) steps: &'e [Step],
    pub(super) spaces: Spaces,
    pub(super) exchange: Vec<(char, char)>,
}

impl<'e> Operand<'e> {
    /// Reads `@class`, `normalize-space(.)`, `concat(' ', @class, ' ')`.
    pub(super) fn of(expr: &'e Expr) -> Result<Self, Problem> {
        match expr {
            Expr::Path(Path { start: Start::Context, steps }) => {
                Ok(Operand { steps, spaces: Spaces::AsIs, exchange: Vec::new() })
            }
            Expr::Path(_) => Err(Refusal::Elsewhere.into()),
            Expr::Call(name, args) => Self::of_call(name, args),
            _ => Err(Refusal::TwoNodes.into()),
        }
    }

    fn of_call(name: &str, args: &'e [Expr]) -> Result<Self, Problem> {
        match (name, args) {
            ("string", []) => Ok(Operand { steps: &[], spaces: Spaces::AsIs, exchange: Vec::new() }),
            ("normalize-space", []) => Ok(Operand { steps: &[], spaces: Spaces::Folded, exchange: Vec::new() }),
            ("string", [inner]) => Operand::of(inner),
            ("normalize-space", [inner]) => Ok(Operand { spaces: Spaces::Folded, ..Operand::of(inner)? }),
            ("lower-case" | "upper-case", _) => Err(Dead::NoFunction(name.to_owned()).into()),
            ("translate", [inner, Expr::Literal(from), Expr::Literal(to)]) => {
                let exchange = exchange(from, to).ok_or(Refusal::Translate)?;
                let inner = Operand::of(inner)?;
                if inner.exchange.is_empty() {
                    Ok(Operand { exchange, ..inner })
                } else {
                    Err(Refusal::Translate.into())
                }
            }
            ("concat", [Expr::Literal(before), inner, Expr::Literal(after)]) if before == " " && after == " " => {
                Ok(Operand { spaces: Spaces::Padded, ..Operand::of(inner)? })
            }
            _ => Err(Refusal::Function(name.to_owned()).into()),
        }
    }
}

/// The pairs of `translate`; none where it deletes characters.
fn exchange(from: &str, to: &str) -> Option<Vec<(char, char)>> {
    let mut seen = BTreeSet::new();
    let mut to = to.chars();
    let pairs = from.chars().map(|f| (f, to.next())).filter(|&(f, _)| seen.insert(f)).collect::<Vec<_>>();
    pairs.into_iter().map(|(f, t)| Some((f, t?))).collect()
}

impl TextTest {
    /// As a condition on an element's attribute.
    pub(super) fn on_attribute(&self, name: &str, notes: &mut BTreeSet<Note>) -> Result<Cond, Refusal> {
        let fold = self.fold()?;
        let Some(flag) = fold else { return Ok(Cond::Never) };
        let part = |operator: &str, value: &str| match (name, operator, flag) {
            ("id", "=", "") => Cond::Part(css::id(value)),
            _ => Cond::Part(flagged(css::attribute(name, operator, value), flag)),
        };
        let wanted = self.wanted.as_str();
        Ok(match self.compare {
            Compare::Equals => {
                if self.spaces != Spaces::AsIs && !wanted.is_empty() {
                    notes.insert(Note::Spaces);
                }
                part("=", wanted.trim())
            }
            Compare::Differs => Cond::Part(format!("[{}]", css::ident(name))).and(part("=", wanted).negated()),
            _ if wanted.is_empty() => Cond::Always,
            Compare::Contains if self.spaces == Spaces::Padded => padded(name, wanted, flag, notes),
            Compare::Contains => part("*=", wanted),
            Compare::StartsWith => part("^=", wanted),
            Compare::EndsWith => part("$=", wanted),
        })
    }

    /// As a condition on the text of an element.
    pub(super) fn on_text(&self, notes: &mut BTreeSet<Note>) -> Cond {
        notes.insert(Note::ShownText);
        let wanted = self.wanted.split_whitespace().collect::<Vec<_>>().join(" ");
        if wanted.is_empty() {
            return match self.compare {
                Compare::Equals => css::has_match(".", "").negated(),
                Compare::Differs => css::has_match(".", ""),
                _ => Cond::Always,
            };
        }
        let Some((pattern, flags)) = self.pattern(&wanted) else { return Cond::Never };
        let (start, end) = self.word_ends();
        let pattern = format!("{start}{pattern}{end}");
        match self.compare {
            Compare::Contains if flags.is_empty() && pattern == regex::escape(&wanted) => css::has_text(&wanted),
            Compare::Contains => css::has_match(&pattern, flags),
            Compare::Equals => css::has_match(&format!("^{pattern}$"), flags),
            Compare::Differs => css::has_match(&format!("^{pattern}$"), flags).negated(),
            Compare::StartsWith => css::has_match(&format!("^{pattern}"), flags),
            Compare::EndsWith => css::has_match(&format!("{pattern}$"), flags),
        }
    }

    /// What must stand before and behind the text, where white space at its ends says that a word starts or ends there:
    /// `contains(., 'by ')` is not for "bygone". A text that is shown has none at its own ends.
    fn word_ends(&self) -> (&'static str, &'static str) {
        let is_inside = |at: Compare| self.compare == Compare::Contains || self.compare == at;
        let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let (wanted, bare) = (self.wanted.as_str(), self.wanted.trim());
        let starts = wanted.starts_with(char::is_whitespace) && is_word(bare.chars().next());
        let ends = wanted.ends_with(char::is_whitespace) && is_word(bare.chars().next_back());
        let start = if starts && is_inside(Compare::EndsWith) { r"(^|\s)" } else { "" };
        let end = if ends && is_inside(Compare::StartsWith) { r"(\s|$)" } else { "" };
        (start, end)
    }

    /// How the engine's flag for letters of either case is written; none where no string can pass.
    fn fold(&self) -> Result<Option<&'static str>, Refusal> {
        if self.exchange.is_empty() {
            return Ok(Some(""));
        }
        let mut both_cases = false;
        for c in self.wanted.chars() {
            let sources = self.sources(c);
            let cases = BTreeSet::from([c.to_ascii_lowercase(), c.to_ascii_uppercase()]);
            match () {
                () if sources.is_empty() => return Ok(None),
                () if sources == cases => both_cases |= cases.len() > 1,
                () => return Err(Refusal::Translate),
            }
        }
        Ok(Some(if both_cases { " i" } else { "" }))
    }

    /// The characters that become `c`.
    fn sources(&self, c: char) -> BTreeSet<char> {
        let exchanged = self.exchange.iter().any(|&(from, _)| from == c);
        let own = (!exchanged).then_some(c);
        self.exchange.iter().filter(|&&(_, to)| to == c).map(|&(from, _)| from).chain(own).collect()
    }

    /// The wanted text as a regex with its flags; none where no text can match.
    fn pattern(&self, wanted: &str) -> Option<(String, &'static str)> {
        if let Ok(fold) = self.fold() {
            return fold.map(|fold| (regex::escape(wanted), fold.trim_start()));
        }
        let mut out = String::new();
        for c in wanted.chars() {
            let sources: Vec<String> = self.sources(c).into_iter().map(|s| regex::escape(&s.to_string())).collect();
            match sources.as_slice() {
                [] => return None,
                [one] => out.push_str(one),
                several => out.push_str(&format!("[{}]", several.concat())),
            }
        }
        Some((out, ""))
    }
}

/// `contains(concat(' ', normalize-space(@class), ' '), ' x ')` and its relatives.
fn padded(name: &str, wanted: &str, flag: &str, notes: &mut BTreeSet<Note>) -> Cond {
    let words: Vec<&str> = wanted.split_whitespace().collect();
    let (open_start, open_end) = (!wanted.starts_with(' '), !wanted.ends_with(' '));
    let whole = |word: &&str| match name {
        "class" if flag.is_empty() => Cond::Part(css::class(word)),
        _ => Cond::Part(flagged(css::attribute(name, "~=", word), flag)),
    };
    let part = |operator: &str, value: &str| Cond::Part(flagged(css::attribute(name, operator, value), flag));
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return Cond::Always };
    if words.len() > 1 {
        notes.insert(Note::NameOrder);
    }
    let inner = words.get(1..words.len() - 1).unwrap_or_default().iter().map(whole).fold(Cond::Always, Cond::and);
    match (open_start, open_end) {
        (false, false) => words.iter().map(whole).fold(Cond::Always, Cond::and),
        (true, true) => part("*=", wanted),
        // ` x`: a name that starts so.
        (false, true) => {
            let starts = part("^=", last).or(part("*=", &format!(" {last}")));
            if words.len() > 1 { whole(first).and(inner).and(starts) } else { starts }
        }
        (true, false) => {
            let ends = part("$=", first).or(part("*=", &format!("{first} ")));
            if words.len() > 1 { ends.and(inner).and(whole(last)) } else { ends }
        }
    }
}

fn flagged(mut text: String, flag: &str) -> String {
    text.insert_str(text.len().saturating_sub(1), flag);
    text
}

/// Whether a step leads to pieces of text.
pub(super) fn is_text(step: &Step) -> bool {
    step.test == Test::Text && matches!(step.axis, Axis::Child | Axis::Deep | Axis::Descendant)
}
