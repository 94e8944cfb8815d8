//! Conditions on the place of an element among its siblings: `[2]`, `[last()]`, `[position() > 1]`.

use super::cond::Cond;
use crate::author::import::xpath::{Expr, Op};

/// A number that is known, or stands in a fixed distance to a place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Number {
    /// `2`
    Known(f64),
    /// `position()`, `position() - 1`
    Position(f64),
    /// `last()`, `last() - 1`
    Last(f64),
}

/// Which places among the siblings: the argument of `:nth-child`, counted from the first or from the last one.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Places {
    None,
    FromFirst(String),
    FromLast(String),
    Not(Box<Places>),
}

impl Number {
    /// Reads an expression that has such a value.
    pub(super) fn of(expr: &Expr) -> Option<Number> {
        match expr {
            Expr::Number(value) => Some(Number::Known(*value)),
            Expr::Negative(inner) => match Number::of(inner)? {
                Number::Known(value) => Some(Number::Known(-value)),
                _ => None,
            },
            Expr::Call(name, args) if args.is_empty() && name == "position" => Some(Number::Position(0.0)),
            Expr::Call(name, args) if args.is_empty() && name == "last" => Some(Number::Last(0.0)),
            Expr::Binary(Op::Plus, a, b) => Number::of(a)?.plus(Number::of(b)?),
            Expr::Binary(Op::Minus, a, b) => match Number::of(b)? {
                Number::Known(b) => Number::of(a)?.plus(Number::Known(-b)),
                _ => None,
            },
            _ => None,
        }
    }

    fn plus(self, other: Number) -> Option<Number> {
        match (self, other) {
            (Number::Known(a), Number::Known(b)) => Some(Number::Known(a + b)),
            (Number::Position(a), Number::Known(b)) | (Number::Known(b), Number::Position(a)) => {
                Some(Number::Position(a + b))
            }
            (Number::Last(a), Number::Known(b)) | (Number::Known(b), Number::Last(a)) => Some(Number::Last(a + b)),
            _ => None,
        }
    }
}

/// The places that a predicate lets through, if it is about places: `3`, `last()`, `position() < 3`.
pub(super) fn places(expr: &Expr) -> Option<Places> {
    if let Some(number) = Number::of(expr) {
        return match number {
            Number::Known(value) => Some(from_first(Op::Equal, value)),
            Number::Last(offset) => Some(from_last(Op::Equal, offset)),
            Number::Position(_) => None,
        };
    }
    let Expr::Binary(op, a, b) = expr else { return None };
    if let (Expr::Binary(Op::Mod, place, modulus), Op::Equal) = (&**a, op) {
        return every(Number::of(place)?, Number::of(modulus)?, Number::of(b)?);
    }
    compare(*op, Number::of(a)?, Number::of(b)?)
}

fn compare(op: Op, a: Number, b: Number) -> Option<Places> {
    mirrored(op)?;
    match (a, b) {
        (Number::Position(shift), Number::Known(value)) => Some(from_first(op, value - shift)),
        (Number::Position(shift), Number::Last(offset)) => Some(from_last(op, offset - shift)),
        (Number::Known(_) | Number::Last(_), Number::Position(_)) => compare(mirrored(op)?, b, a),
        _ => None,
    }
}

fn mirrored(op: Op) -> Option<Op> {
    Some(match op {
        Op::Equal | Op::NotEqual => op,
        Op::Less => Op::Greater,
        Op::LessEqual => Op::GreaterEqual,
        Op::Greater => Op::Less,
        Op::GreaterEqual => Op::LessEqual,
        _ => return None,
    })
}

/// The places `p` from 1 on with `p op value`.
fn from_first(op: Op, value: f64) -> Places {
    let whole = value.fract() == 0.0;
    match op {
        Op::Equal if whole && value >= 1.0 => Places::FromFirst(value.to_string()),
        Op::Equal => Places::None,
        Op::NotEqual => Places::Not(Box::new(from_first(Op::Equal, value))),
        Op::Less => up_to(if whole { value - 1.0 } else { value.floor() }),
        Op::LessEqual => up_to(value.floor()),
        Op::Greater => Places::Not(Box::new(from_first(Op::LessEqual, value))),
        _ => Places::Not(Box::new(from_first(Op::Less, value))),
    }
}

fn up_to(value: f64) -> Places {
    match value {
        v if v < 1.0 => Places::None,
        1.0 => Places::FromFirst("1".to_owned()),
        v => Places::FromFirst(format!("-n+{v}")),
    }
}

/// The places `p` with `p op last() + offset`: counted from the last, `q = last() + 1 - p` has `q` mirrored-`op`
/// `1 - offset`.
fn from_last(op: Op, offset: f64) -> Places {
    mirrored(op).map_or(Places::None, |op| from_first(op, 1.0 - offset).turned())
}

/// `position() mod 2 = 1`
fn every(place: Number, modulus: Number, rest: Number) -> Option<Places> {
    match (place, modulus, rest) {
        (Number::Position(0.0), Number::Known(modulus), Number::Known(rest))
            if modulus >= 1.0 && modulus.fract() == 0.0 && rest >= 0.0 && rest < modulus =>
        {
            Some(Places::FromFirst(format!("{modulus}n+{rest}")))
        }
        _ => None,
    }
}

impl Places {
    /// All places but this one.
    pub(super) fn all_but(place: f64) -> Places {
        from_first(Op::NotEqual, place)
    }

    /// The same places, counted from the other end.
    pub(super) fn turned(&self) -> Places {
        match self {
            Places::None => Places::None,
            Places::FromFirst(formula) => Places::FromLast(formula.clone()),
            Places::FromLast(formula) => Places::FromFirst(formula.clone()),
            Places::Not(inner) => Places::Not(Box::new(inner.turned())),
        }
    }

    /// Whether the first place is one of them; where there is only one, it is the last one, too.
    pub(super) fn has_first(&self) -> bool {
        match self {
            Places::None => false,
            Places::FromFirst(text) | Places::FromLast(text) => text == "1" || text.starts_with("-n"),
            Places::Not(inner) => !inner.has_first(),
        }
    }

    /// As a condition on an element that stands at such a place among those of its siblings that `of` holds for.
    pub(super) fn among(&self, of: &Cond) -> Cond {
        match self {
            Places::None => Cond::Never,
            Places::FromFirst(formula) => nth("", formula, of),
            Places::FromLast(formula) => nth("last-", formula, of),
            Places::Not(inner) => inner.among(of).negated(),
        }
    }
}

fn nth(last: &str, formula: &str, of: &Cond) -> Cond {
    match of {
        Cond::Always => Cond::Part(format!(":nth-{last}child({formula})")),
        Cond::Tag(_) => Cond::Part(format!(":nth-{last}of-type({formula})")),
        other => Cond::Nth(format!(":nth-{last}child({formula} of {})", other.css())),
    }
}
