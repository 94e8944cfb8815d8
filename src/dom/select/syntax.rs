//! Selector text as written to its parts: where a comma-separated member starts, where a step cuts it, which tests of
//! our own it holds.
//!
//! The engine below us (Servo's `selectors`) says only that something is wrong, not where. So the text is walked once
//! here, and the first thing that is not a selector is named with its place and a remedy. What passes is handed on
//! with the arguments of our own tests masked by `_`, as `:has-text(it's)` is no CSS that a tokenizer could read.

use std::collections::HashMap;
use std::ops::Range;

use super::lexis::{self, Cursor};
use super::own::{self, OwnTest};
use super::{MAX_HAS, MAX_NESTING, SelectorError};
use crate::spelling;

/// A selector text that is well formed.
#[derive(Debug)]
pub(super) struct Syntax {
    /// The text, byte for byte as long as the one written, the arguments of our own tests masked.
    pub(super) masked: String,
    /// Our own tests, by where their argument starts.
    pub(super) tests: HashMap<usize, OwnTest>,
    /// What the commas on the top level part.
    pub(super) members: Vec<Member>,
}

/// `a:has-text(x):upward(2) > p`: what is looked for, then the steps from there.
#[derive(Debug)]
pub(super) struct Member {
    pub(super) first: Range<usize>,
    pub(super) steps: Vec<(StepText, Range<usize>)>,
}

/// A step as written.
#[derive(Clone, Debug)]
pub(super) enum StepText {
    /// `:upward(2)`
    UpwardBy(u32),
    /// `:upward(article)`: where the selector stands.
    UpwardTo(Range<usize>),
    /// `:nth-match(2)`
    NthMatch(i32),
}

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
enum Takes {
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

/// An open parenthesis of a function that holds selectors; the first one is the whole text.
#[derive(Debug)]
struct Frame {
    takes: Takes,
    /// Where its `(` stands.
    open: usize,
    /// How many `:has` are open.
    has: usize,
    before: Before,
}

/// What stands before the cursor in the current member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Before {
    /// Nothing but white space.
    Nothing,
    /// A combinator, and where.
    Combinator(usize),
    /// Part of a compound selector, without white space in between.
    Compound,
    /// A compound selector and white space.
    Space,
}

/// Reads a selector text.
pub(super) fn read(text: &str) -> Result<Syntax, SelectorError> {
    let mut walk = Walk {
        cursor: Cursor::new(text),
        frames: vec![Frame { takes: Takes::List, open: 0, has: 0, before: Before::Nothing }],
        out: Syntax { masked: text.to_owned(), tests: HashMap::new(), members: Vec::new() },
        member: Member { first: 0..0, steps: Vec::new() },
        upward: 0,
    };
    while !walk.cursor.at_end() {
        walk.token()?;
    }
    walk.finish()
}

struct Walk<'t> {
    cursor: Cursor<'t>,
    frames: Vec<Frame>,
    out: Syntax,
    member: Member,
    /// Where the selector of the open `:upward(` starts.
    upward: usize,
}

impl Walk<'_> {
    fn token(&mut self) -> Result<(), SelectorError> {
        let at = self.cursor.pos;
        match self.cursor.peek() {
            c if c.is_ascii_whitespace() => self.space(),
            '/' if self.cursor.rest().starts_with("/*") => self.cursor.skip_comment(),
            ',' => self.comma(),
            ')' => self.close(),
            '>' | '+' | '~' => self.combinator(),
            '.' => {
                self.cursor.bump();
                self.compound(lexis::class)
            }
            '#' => {
                self.cursor.bump();
                self.compound(lexis::id)
            }
            '[' => self.compound(lexis::attribute),
            ':' => self.pseudo(),
            '*' => {
                self.type_first()?;
                self.cursor.bump();
                self.compound(lexis::no_namespace)
            }
            '{' => Err(SelectorError::new(
                at..at + 1,
                "a selector has no `{`",
                "leave the style sheet's block out, keep what stands before it",
            )),
            _ if self.cursor.at_ident() => {
                self.type_first()?;
                self.cursor.skip_ident();
                self.compound(lexis::no_namespace)
            }
            c => Err(lexis::unexpected(at, c)),
        }
    }

    fn frame(&mut self) -> &mut Frame {
        self.frames.last_mut().expect("the whole text is never closed")
    }

    fn space(&mut self) -> Result<(), SelectorError> {
        self.cursor.skip_space();
        if self.frame().before == Before::Compound {
            self.frame().before = Before::Space;
        }
        Ok(())
    }

    /// Reads one more part of a compound selector.
    fn compound(&mut self, read: fn(&mut Cursor<'_>) -> Result<(), SelectorError>) -> Result<(), SelectorError> {
        read(&mut self.cursor)?;
        self.frame().before = Before::Compound;
        Ok(())
    }

    /// A type selector stands first in its compound.
    fn type_first(&mut self) -> Result<(), SelectorError> {
        if self.frame().before != Before::Compound {
            return Ok(());
        }
        let at = self.cursor.pos;
        Err(SelectorError::new(
            at..at + 1,
            "the name of an element must stand first",
            "write `p.intro`, not `.introp`; for an element inside put a space before it",
        ))
    }

    fn combinator(&mut self) -> Result<(), SelectorError> {
        let at = self.cursor.pos;
        let found = self.cursor.peek();
        let frame = self.frame();
        match frame.before {
            Before::Nothing if frame.takes != Takes::Relative => {
                return Err(SelectorError::new(
                    at..at + 1,
                    format!("a selector cannot start with `{found}`"),
                    "put before it the element that it starts from; only inside `:has(…)` there is one already",
                ));
            }
            Before::Combinator(_) => {
                return Err(SelectorError::new(
                    at..at + 1,
                    "two combinators in a row",
                    "delete one, or put `*` between them",
                ));
            }
            _ => frame.before = Before::Combinator(at),
        }
        self.cursor.bump();
        Ok(())
    }

    /// Whether the member that ends here is one.
    fn member_ends(&mut self) -> Result<(), SelectorError> {
        let at = self.cursor.pos;
        let len = usize::from(!self.cursor.at_end());
        match self.frame().before {
            Before::Nothing => Err(SelectorError::new(
                at..at + len,
                "a selector is missing here",
                "write one, or delete the comma or the empty brackets",
            )),
            Before::Combinator(at) => Err(SelectorError::new(
                at..at + 1,
                "nothing stands after this combinator",
                "write the element that it leads to, or delete it",
            )),
            Before::Compound | Before::Space => Ok(()),
        }
    }

    fn comma(&mut self) -> Result<(), SelectorError> {
        self.member_ends()?;
        self.frame().before = Before::Nothing;
        if self.frames.len() == 1 {
            self.end_member();
            self.member.first.start = self.cursor.pos + 1;
        }
        self.cursor.bump();
        Ok(())
    }

    fn end_member(&mut self) {
        let end = self.cursor.pos;
        self.open_range().end = end;
        let next = Member { first: end..end, steps: Vec::new() };
        self.out.members.push(std::mem::replace(&mut self.member, next));
    }

    /// The stretch of plain selector that is being read on the top level.
    fn open_range(&mut self) -> &mut Range<usize> {
        match self.member.steps.last_mut() {
            Some((_, range)) => range,
            None => &mut self.member.first,
        }
    }

    fn close(&mut self) -> Result<(), SelectorError> {
        let at = self.cursor.pos;
        if self.frames.len() == 1 {
            return Err(SelectorError::new(at..at + 1, "this `)` closes nothing", "delete it"));
        }
        self.member_ends()?;
        let frame = self.frames.pop().expect("more than one is open");
        self.cursor.bump();
        if frame.takes == Takes::StepTarget {
            let target = StepText::UpwardTo(self.upward..at);
            self.step(target);
        }
        self.frame().before = Before::Compound;
        Ok(())
    }

    /// Ends the stretch before the step; the one behind it starts at the cursor.
    fn step(&mut self, step: StepText) {
        let pos = self.cursor.pos;
        self.member.steps.push((step, pos..pos));
        self.frame().before = Before::Compound;
    }

    fn pseudo(&mut self) -> Result<(), SelectorError> {
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
            self.frame().before = Before::Compound;
            return Ok(());
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
        self.frame().before = Before::Compound;
        Ok(())
    }

    fn own_test(&mut self, name: &str, open: usize) -> Result<(), SelectorError> {
        let start = self.cursor.pos;
        let (test, end) = own::read(name, self.cursor.text, start).map_err(|e| e.unwrap_or_else(|| unclosed(open)))?;
        self.out.masked.replace_range(start..end, &"_".repeat(end - start));
        self.out.tests.insert(start, test);
        self.cursor.pos = end + 1;
        self.frame().before = Before::Compound;
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

    fn finish(mut self) -> Result<Syntax, SelectorError> {
        if self.frames.len() > 1 {
            return Err(unclosed(self.frame().open));
        }
        self.member_ends()?;
        self.end_member();
        Ok(self.out)
    }
}

fn unclosed(open: usize) -> SelectorError {
    SelectorError::new(open..open + 1, "this `(` is never closed", "write the `)` where its argument ends")
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
