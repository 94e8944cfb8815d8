//! The pseudo-classes: which there are, and how their arguments are read.

use std::ops::Range;

use super::lexis;
use super::own;
use super::syntax::{Before, Frame, StepText, Walk, unclosed};
use super::{MAX_HAS, MAX_NESTING, SelectorError};
use crate::lookup::spelling;

/// The pseudo-classes that take no argument.
const PLAIN: &[&str] = &[
    "empty",
    "first-child",
    "first-of-type",
    "last-child",
    "last-of-type",
    "only-child",
    "only-of-type",
    "root",
    "scope",
];

/// The pseudo-classes that take an argument, and what kind of one.
const FUNCTIONS: &[(&str, Takes)] = &[
    ("has", Takes::Relative),
    ("has-text", Takes::Own),
    ("is", Takes::List),
    ("link-density", Takes::Own),
    ("min-text-length", Takes::Own),
    ("not", Takes::List),
    ("nth-child", Takes::NthOf),
    ("nth-last-child", Takes::NthOf),
    ("nth-last-of-type", Takes::Nth),
    ("nth-match", Takes::StepNumber),
    ("nth-of-type", Takes::Nth),
    ("upward", Takes::StepTarget),
    ("where", Takes::List),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Takes {
    /// Selectors: `:is(h1, h2)`.
    List,
    /// Selectors that may start with a combinator: `:has(> img)`.
    Relative,
    /// `:nth-of-type(2n+1)`
    Nth,
    /// `:nth-child(2 of .x)`
    NthOf,
    /// What `own` reads: `:has-text(x)`.
    Own,
    /// A number: `:nth-match(2)`.
    StepNumber,
    /// A number or selectors: `:upward(2)`, `:upward(article)`.
    StepTarget,
}

impl Walk<'_> {
    pub(super) fn pseudo(&mut self) -> Result<(), SelectorError> {
        let start = self.cursor.pos;
        self.cursor.bump();
        if self.cursor.rest().starts_with(':') {
            return Err(SelectorError::new(
                start..start + 2,
                "a saved page has no pseudo-elements",
                "select the element itself",
            ));
        }
        if !self.cursor.at_ident() {
            return Err(SelectorError::new(
                start..start + 1,
                "the name of a pseudo-class is missing after `:`",
                "write one, such as `:first-child`; a colon in a class name is written `\\:`",
            ));
        }
        let name = self.cursor.skip_ident().to_ascii_lowercase();
        let span = start..self.cursor.pos;
        if !self.cursor.rest().starts_with('(') {
            return self.plain(&name, span);
        }
        match FUNCTIONS.iter().find(|f| f.0 == name) {
            Some(&(_, takes)) => self.function(&name, takes, span),
            None => Err(unknown(&name, span)),
        }
    }

    fn plain(&mut self, name: &str, span: Range<usize>) -> Result<(), SelectorError> {
        if PLAIN.contains(&name) {
            return self.extend();
        }
        if FUNCTIONS.iter().any(|f| f.0 == name) {
            let remedy = format!("write `:{name}(…)`");
            return Err(SelectorError::new(span, format!("`:{name}` needs an argument"), remedy));
        }
        Err(unknown(name, span))
    }

    fn function(&mut self, name: &str, takes: Takes, span: Range<usize>) -> Result<(), SelectorError> {
        let open = self.cursor.pos;
        self.cursor.bump();
        if !matches!(takes, Takes::StepNumber | Takes::StepTarget) {
            self.extend()?;
        }
        match takes {
            Takes::List | Takes::Relative => self.open(takes, open),
            Takes::Nth | Takes::NthOf => self.nth(takes, open),
            Takes::Own => self.own_test(name, open),
            Takes::StepNumber | Takes::StepTarget => self.step_function(name, takes, open, span),
        }
    }

    fn open(&mut self, takes: Takes, open: usize) -> Result<(), SelectorError> {
        let has = self.frame().has + usize::from(takes == Takes::Relative);
        if has > MAX_HAS {
            return Err(SelectorError::new(
                open.saturating_sub(4)..open,
                format!("`:has` is nested more than {MAX_HAS} deep"),
                "select the inner element and go up with `:upward(…)`",
            ));
        }
        if self.frames.len() > MAX_NESTING {
            return Err(SelectorError::new(
                open..open + 1,
                format!("brackets are nested more than {MAX_NESTING} deep"),
                "write several selectors instead",
            ));
        }
        self.frames.push(Frame { takes, open, has, before: Before::Nothing });
        Ok(())
    }

    /// `2n+1)`, `2 of .x)`: the part before `of` is read here, the selectors as those of `:is`.
    fn nth(&mut self, takes: Takes, open: usize) -> Result<(), SelectorError> {
        let rest = self.cursor.rest();
        let end = rest.find([')', '.', '[', '#', ':', '*', ',', '(']).unwrap_or(rest.len());
        let of = rest[..end].to_ascii_lowercase().find(" of").filter(|_| takes == Takes::NthOf);
        let numbers = &rest[..of.unwrap_or(end)];
        if !lexis::is_an_plus_b(numbers) {
            return Err(SelectorError::new(
                self.cursor.pos..self.cursor.pos + numbers.len(),
                "this is not a position",
                "write a number, `odd`, `even` or a pattern such as `2n+1`",
            ));
        }
        if let Some(of) = of {
            self.cursor.pos += of + " of".len();
            return self.open(takes, open);
        }
        self.cursor.pos += end;
        if !self.cursor.rest().starts_with(')') {
            return Err(self.unclosed(open));
        }
        self.cursor.bump();
        Ok(())
    }

    fn own_test(&mut self, name: &str, open: usize) -> Result<(), SelectorError> {
        let start = self.cursor.pos;
        let (test, end) = own::read(name, self.cursor.text, start).map_err(|e| e.unwrap_or_else(|| unclosed(open)))?;
        self.out.masked.replace_range(start..end, &"_".repeat(end - start));
        self.out.tests.insert(start, test);
        self.cursor.pos = end + 1;
        Ok(())
    }

    fn step_function(
        &mut self,
        name: &str,
        takes: Takes,
        open: usize,
        span: Range<usize>,
    ) -> Result<(), SelectorError> {
        if self.frames.len() > 1 {
            return Err(SelectorError::new(
                span,
                format!("`:{name}` goes on from what was found, so it cannot stand inside brackets"),
                "put it behind the brackets, or use `:has(…)`",
            ));
        }
        if matches!(self.frame().before, Before::Nothing | Before::Combinator(_)) {
            return Err(SelectorError::new(
                span,
                format!("`:{name}` has nothing to start from"),
                "put before it the element that it starts from, or `*`",
            ));
        }
        self.open_range().end = span.start;
        let start = self.cursor.pos;
        let rest = self.cursor.rest();
        let Some(len) = rest.find(')') else { return Err(unclosed(open)) };
        let number = rest[..len].trim();
        let in_range = number.parse::<i32>().ok().filter(|n| match takes {
            Takes::StepTarget => (1..=255).contains(n),
            _ => *n != 0,
        });
        if let Some(n) = in_range {
            self.cursor.pos += len + 1;
            let by = n.unsigned_abs();
            self.step(if takes == Takes::StepTarget { StepText::UpwardBy(by) } else { StepText::NthMatch(n) });
            return Ok(());
        }
        let is_number = number.starts_with(|c: char| c.is_ascii_digit() || c == '-' || c == '+');
        if takes == Takes::StepTarget && !is_number {
            self.upward = start;
            return self.open(takes, open);
        }
        let remedy = match takes {
            Takes::StepTarget => "write how many levels to go up, from 1 to 255, or a selector",
            _ => "write which hit to take: 1 is the first, -1 the last",
        };
        Err(SelectorError::new(start..start + len, format!("`:{name}` cannot take this"), remedy))
    }

    fn unclosed(&self, open: usize) -> SelectorError {
        match self.cursor.rest().chars().next() {
            Some(c) => lexis::unexpected(self.cursor.pos, c),
            None => unclosed(open),
        }
    }
}

fn unknown(name: &str, span: Range<usize>) -> SelectorError {
    let known = PLAIN.iter().copied().chain(FUNCTIONS.iter().map(|f| f.0));
    let remedy = match spelling::nearest(name, known) {
        Some(near) => format!("did you mean `:{near}`?"),
        None => "rules/README.md lists those that there are; what a visitor does (`:hover`) is not in a saved page"
            .to_owned(),
    };
    SelectorError::new(span, format!("there is no pseudo-class `:{name}`"), remedy)
}
