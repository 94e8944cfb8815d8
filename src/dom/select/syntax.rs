//! Selector text as written to its parts: where a comma-separated member starts, where a step cuts it, which tests of
//! our own it holds.
//!
//! The engine below us (Servo's `selectors`) says only that something is wrong, not where. So the text is walked once
//! here, and the first thing that is not a selector is named with its place and a remedy. What passes is handed on
//! with the arguments of our own tests masked by `_`, as `:has-text(it's)` is no CSS that a tokenizer could read.

use std::collections::HashMap;
use std::ops::Range;

use super::lexis::{self, Cursor};
use super::own::OwnTest;
use super::pseudo::Takes;
use super::{MAX_COMPOUNDS, SelectorError};

/// A selector text that is well formed.
#[derive(Debug)]
pub(super) struct Syntax {
    /// The text, byte for byte as long as the one written, the arguments of our own tests masked.
    pub(super) masked: String,
    /// Our own tests, by where their argument starts.
    pub(super) tests: HashMap<usize, OwnTest>,
    /// What the commas on the top level part.
    pub(super) members: Vec<Member>,
    /// The names and attribute tests in it, wherever they stand.
    pub(super) names: Vec<(NameKind, Range<usize>)>,
}

/// What a selector goes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NameKind {
    /// `.story`
    Class,
    /// `#story`
    Id,
    /// `[class="story"]`
    Attribute,
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

/// An open parenthesis of a function that holds selectors; the first one is the whole text.
#[derive(Debug)]
pub(super) struct Frame {
    pub(super) takes: Takes,
    /// Where its `(` stands.
    pub(super) open: usize,
    /// How many `:has` are open.
    pub(super) has: usize,
    pub(super) before: Before,
}

/// What stands before the cursor in the current member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Before {
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
        out: Syntax { masked: text.to_owned(), tests: HashMap::new(), members: Vec::new(), names: Vec::new() },
        member: Member { first: 0..0, steps: Vec::new() },
        upward: 0,
        compounds: 0,
    };
    while !walk.cursor.at_end() {
        walk.token()?;
    }
    walk.finish()
}

/// The walk over a text: the place, what is open there, and what was read so far.
pub(super) struct Walk<'t> {
    pub(super) cursor: Cursor<'t>,
    pub(super) frames: Vec<Frame>,
    pub(super) out: Syntax,
    member: Member,
    /// Where the selector of the open `:upward(` starts.
    pub(super) upward: usize,
    compounds: usize,
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
                self.named(NameKind::Class, lexis::class)
            }
            '#' => {
                self.cursor.bump();
                self.named(NameKind::Id, lexis::id)
            }
            '[' => self.named(NameKind::Attribute, lexis::attribute),
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

    pub(super) fn frame(&mut self) -> &mut Frame {
        self.frames.last_mut().expect("the whole text is never closed")
    }

    fn space(&mut self) -> Result<(), SelectorError> {
        self.cursor.skip_space();
        if self.frame().before == Before::Compound {
            self.frame().before = Before::Space;
        }
        Ok(())
    }

    /// Reads a part that goes by a name.
    fn named(
        &mut self,
        kind: NameKind,
        read: fn(&mut Cursor<'_>) -> Result<(), SelectorError>,
    ) -> Result<(), SelectorError> {
        let start = self.cursor.pos;
        self.compound(read)?;
        self.out.names.push((kind, start..self.cursor.pos));
        Ok(())
    }

    /// Reads one more part of a compound selector.
    fn compound(&mut self, read: fn(&mut Cursor<'_>) -> Result<(), SelectorError>) -> Result<(), SelectorError> {
        read(&mut self.cursor)?;
        self.extend()
    }

    /// Notes that what was read is part of a compound selector, of a new one if white space or a combinator stands
    /// before it.
    pub(super) fn extend(&mut self) -> Result<(), SelectorError> {
        let before = std::mem::replace(&mut self.frame().before, Before::Compound);
        self.compounds += usize::from(before != Before::Compound);
        if self.compounds > MAX_COMPOUNDS {
            return Err(SelectorError::new(
                0..self.cursor.text.len(),
                format!("a selector has at most {MAX_COMPOUNDS} parts"),
                "split it into several lines of the list",
            ));
        }
        Ok(())
    }

    /// A type selector stands first in its compound.
    fn type_first(&mut self) -> Result<(), SelectorError> {
        if self.frame().before != Before::Compound {
            return Ok(());
        }
        let at = self.cursor.pos;
        Err(SelectorError::new(
            at..at + self.cursor.peek().len_utf8(),
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
    pub(super) fn open_range(&mut self) -> &mut Range<usize> {
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
        Ok(())
    }

    /// Ends the stretch before the step; the one behind it starts at the cursor.
    pub(super) fn step(&mut self, step: StepText) {
        let pos = self.cursor.pos;
        self.member.steps.push((step, pos..pos));
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

pub(super) fn unclosed(open: usize) -> SelectorError {
    SelectorError::new(open..open + 1, "this `(` is never closed", "write the `)` where its argument ends")
}
