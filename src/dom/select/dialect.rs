//! The dialect as the engine sees it: which names elements have, how our own pseudo-classes are read.
//!
//! Servo's engine refuses `:has` inside `:has`. So `:has` is one of our own: it holds its selectors, each read as if
//! `:scope` stood before it, and is tested over what follows the element that it stands at.

use std::collections::HashMap;
use std::fmt::{self, Debug};
use std::sync::Arc;

use cssparser::{Delimiter, ParseError, ToCss};
use html5ever::LocalName;
use precomputed_hash::PrecomputedHash;
use selectors::parser::{ParseRelative, Parser, SelectorImpl, SelectorList, SelectorParseErrorKind};

use super::index::Needs;
use super::own::OwnTest;

/// Names of the selector language bound to those of our tree.
#[derive(Clone, Debug)]
pub(super) struct Dialect;

impl SelectorImpl for Dialect {
    type ExtraMatchingData<'a> = ();
    type AttrValue = Word;
    type Identifier = Word;
    type LocalName = Name;
    type NamespaceUrl = Word;
    type NamespacePrefix = Word;
    type BorrowedNamespaceUrl = Word;
    type BorrowedLocalName = Name;
    type NonTSPseudoClass = Pseudo;
    type PseudoElement = NoPseudoElement;
}

/// The name of an element or an attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name(pub(super) LocalName);

impl From<&str> for Name {
    fn from(text: &str) -> Self {
        Name(LocalName::from(text))
    }
}

impl PrecomputedHash for Name {
    fn precomputed_hash(&self) -> u32 {
        self.0.precomputed_hash()
    }
}

impl ToCss for Name {
    fn to_css<W: fmt::Write>(&self, dest: &mut W) -> fmt::Result {
        dest.write_str(&self.0)
    }
}

/// A class, an id, the value of an attribute.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Word(Box<str>);

impl From<&str> for Word {
    fn from(text: &str) -> Self {
        Word(text.into())
    }
}

impl AsRef<str> for Word {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl PrecomputedHash for Word {
    fn precomputed_hash(&self) -> u32 {
        super::index::hash(&self.0)
    }
}

impl ToCss for Word {
    fn to_css<W: fmt::Write>(&self, dest: &mut W) -> fmt::Result {
        dest.write_str(&self.0)
    }
}

/// There are no pseudo-elements in a saved page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum NoPseudoElement {}

impl ToCss for NoPseudoElement {
    fn to_css<W: fmt::Write>(&self, _: &mut W) -> fmt::Result {
        match *self {}
    }
}

impl selectors::parser::PseudoElement for NoPseudoElement {}

/// A pseudo-class of our own. Two are equal if they are the same one.
#[derive(Clone, Debug)]
pub(super) enum Pseudo {
    /// `:has-text(x)`
    Test(Arc<OwnTest>),
    /// `:has(> img, + p)`
    Has(Arc<[Relative]>),
}

/// One selector in `:has(…)`, with `:scope` as the element that `:has` stands at.
#[derive(Debug)]
pub(super) struct Relative {
    pub(super) selector: selectors::parser::Selector<Dialect>,
    pub(super) needs: Needs,
    /// `:has(+ p)`: it looks beside the element, not into it.
    pub(super) sideways: bool,
}

impl PartialEq for Pseudo {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Pseudo::Test(a), Pseudo::Test(b)) => Arc::ptr_eq(a, b),
            (Pseudo::Has(a), Pseudo::Has(b)) => Arc::ptr_eq(a, b),
            _ => false,
        }
    }
}

impl Eq for Pseudo {}

impl ToCss for Pseudo {
    fn to_css<W: fmt::Write>(&self, dest: &mut W) -> fmt::Result {
        write!(dest, "{self:?}")
    }
}

impl selectors::parser::NonTSPseudoClass for Pseudo {
    fn is_active_or_hover(&self) -> bool {
        false
    }

    fn is_user_action_state(&self) -> bool {
        false
    }
}

/// Reads a part of a masked text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reader<'t> {
    /// Our own tests, by where their argument starts in the whole text.
    pub(super) tests: &'t HashMap<usize, OwnTest>,
    /// Where the part starts in the whole text, less the length of what was put before it.
    pub(super) base: isize,
}

/// What the engine puts before a selector so that it starts from a given element.
const SCOPE: &str = ":scope";

impl Reader<'_> {
    /// Reads selectors as they stand.
    pub(super) fn list(self, part: &str) -> Result<SelectorList<Dialect>, ParseError<SelectorParseErrorKind>> {
        SelectorList::parse(&self, &mut cssparser::Parser::new(part), ParseRelative::No)
    }

    /// Reads one selector that goes on from `:scope`.
    pub(super) fn scoped(
        mut self,
        part: &str,
        gap: &str,
    ) -> Result<SelectorList<Dialect>, ParseError<SelectorParseErrorKind>> {
        self.base -= (SCOPE.len() + gap.len()) as isize;
        self.list(&format!("{SCOPE}{gap}{part}"))
    }

    fn at(self, parser: &cssparser::Parser<'_>) -> Option<usize> {
        usize::try_from(self.base + parser.position().byte_index() as isize).ok()
    }

    fn relative(self, part: &str, start: usize) -> Result<Relative, ParseError<SelectorParseErrorKind>> {
        let list = Reader { base: start as isize, ..self }.scoped(part, " ")?;
        let selector = list.slice()[0].clone();
        let needs = Needs::of(&selector);
        Ok(Relative { selector, needs, sideways: part.trim_start().starts_with(['+', '~']) })
    }
}

impl<'i> Parser<'i> for Reader<'_> {
    type Impl = Dialect;
    type Error = SelectorParseErrorKind;

    fn parse_nth_child_of(&self) -> bool {
        true
    }

    fn parse_is_and_where(&self) -> bool {
        true
    }

    fn allow_forgiving_selectors(&self) -> bool {
        false
    }

    fn parse_non_ts_functional_pseudo_class(
        &self,
        name: &str,
        parser: &mut cssparser::Parser<'i>,
        _after_part: bool,
    ) -> Result<Pseudo, ParseError<SelectorParseErrorKind>> {
        if !name.eq_ignore_ascii_case("has") {
            let unknown = || ParseError::custom(SelectorParseErrorKind::UnsupportedPseudoClassOrElement);
            let test = self.at(parser).and_then(|at| self.tests.get(&at)).ok_or_else(unknown)?;
            while parser.next().is_ok() {}
            return Ok(Pseudo::Test(Arc::new(test.clone())));
        }
        let mut all = Vec::new();
        loop {
            let start = self.at(parser).unwrap_or_default();
            let part = parser.parse_until_before(Delimiter::Comma, |parser| {
                let start = parser.position();
                while parser.next().is_ok() {}
                Ok::<_, ParseError<SelectorParseErrorKind>>(parser.slice_from(start))
            })?;
            all.push(self.relative(part, start)?);
            if parser.next().is_err() {
                return Ok(Pseudo::Has(all.into()));
            }
        }
    }
}
