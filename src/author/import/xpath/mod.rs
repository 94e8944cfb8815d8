//! XPath 1.0 as site configs use it, as a tree that mirrors the text. Nothing here looks at a page.
//!
//! Abbreviations are spelled out by the parser (`@x` is the attribute axis, `..` the parent axis) with one exception:
//! `//name` stays one step, on the axis [`Axis::Deep`], since CSS has that step too.

mod lex;
mod parse;

pub use parse::SyntaxError;
pub(crate) use parse::parse;

/// An expression: `//p[1]`, `'x'`, `contains(@class, 'x')`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Expr {
    /// `//div[@id='x']/p`
    Path(Path),
    /// `'By '`
    Literal(String),
    /// `11`
    Number(f64),
    /// `contains(., 'x')`
    Call(String, Vec<Expr>),
    /// `a or b`, `position() > 1`, `//h1 | //h2`
    Binary(Op, Box<Expr>, Box<Expr>),
    /// `-1`
    Negative(Box<Expr>),
}

/// Operators with two sides, from the weakest to the strongest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Op {
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Plus,
    Minus,
    Times,
    Div,
    Mod,
    Union,
}

/// A way through the page, step by step.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Path {
    pub(crate) start: Start,
    pub(crate) steps: Vec<Step>,
}

/// Where a path sets out.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Start {
    /// `/html`, `//p`
    Root,
    /// `a/@href`
    Context,
    /// `(//p)[2]/a`, `id('x')`
    Expr { expr: Box<Expr>, predicates: Vec<Expr> },
}

/// One step: `following-sibling::div[1]`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Step {
    pub(crate) axis: Axis,
    pub(crate) test: Test,
    pub(crate) predicates: Vec<Expr>,
}

/// The direction of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Axis {
    /// `//x`: children at any depth; positions count among the children of one parent.
    Deep,
    Ancestor,
    AncestorOrSelf,
    Attribute,
    Child,
    Descendant,
    DescendantOrSelf,
    Following,
    FollowingSibling,
    Namespace,
    Parent,
    Preceding,
    PrecedingSibling,
    Own,
}

/// What a step lets through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Test {
    /// `*`
    Any,
    /// `div`
    Name(String),
    /// `node()`
    Node,
    /// `text()`
    Text,
    /// `comment()`, `processing-instruction()`
    Unseen,
}

impl Axis {
    const NAMES: [(&str, Axis); 13] = [
        ("ancestor", Axis::Ancestor),
        ("ancestor-or-self", Axis::AncestorOrSelf),
        ("attribute", Axis::Attribute),
        ("child", Axis::Child),
        ("descendant", Axis::Descendant),
        ("descendant-or-self", Axis::DescendantOrSelf),
        ("following", Axis::Following),
        ("following-sibling", Axis::FollowingSibling),
        ("namespace", Axis::Namespace),
        ("parent", Axis::Parent),
        ("preceding", Axis::Preceding),
        ("preceding-sibling", Axis::PrecedingSibling),
        ("self", Axis::Own),
    ];

    /// Whether it leads to elements inside or beside, of which there may be many.
    pub(crate) fn is_downward(self) -> bool {
        !matches!(self, Axis::Ancestor | Axis::AncestorOrSelf | Axis::Parent | Axis::Own)
    }

    fn named(name: &str) -> Option<Axis> {
        Self::NAMES.iter().find(|(n, _)| *n == name).map(|&(_, axis)| axis)
    }
}
