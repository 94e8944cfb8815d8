//! `X | X/following-sibling::*`: what people write for "the article stops here".

use super::xpath::{Axis, Expr, Op, Path, Step, Test};

/// What the article stops before, if an expression says so, and what remains of the expression.
pub(super) fn stop_and_rest(expr: &Expr) -> (Option<&Expr>, Option<Expr>) {
    let parts = union(expr);
    let follows = |(at, part): (usize, &&Expr)| {
        let start = before_following(part)?;
        let same = parts.iter().position(|other| bare(other).is_some_and(|path| path == start))?;
        Some((same, at))
    };
    let Some((stop, following)) = parts.iter().enumerate().find_map(follows) else {
        return (None, Some(expr.clone()));
    };
    let rest = parts.iter().enumerate().filter(|&(at, _)| at != stop && at != following);
    let rest = rest.map(|(_, part)| (*part).clone()).reduce(|a, b| Expr::Binary(Op::Union, Box::new(a), Box::new(b)));
    (parts.get(stop).copied(), rest)
}

/// The parts between `|`.
fn union(expr: &Expr) -> Vec<&Expr> {
    let mut out = Vec::new();
    let mut open = vec![expr];
    while let Some(expr) = open.pop() {
        match expr {
            Expr::Binary(Op::Union, a, b) => open.extend([&**b, &**a]),
            other => out.push(other),
        }
    }
    out
}

/// `X/following-sibling::*`: `X`.
fn before_following(expr: &Expr) -> Option<Path> {
    let Expr::Path(path) = expr else { return None };
    let (last, before) = path.steps.split_last()?;
    let is_all = matches!(last.test, Test::Any | Test::Node) && last.predicates.is_empty();
    (last.axis == Axis::FollowingSibling && is_all).then(|| Path { start: path.start.clone(), steps: before.to_vec() })
}

/// `X`, `X/self::footer`: `X`.
fn bare(expr: &Expr) -> Option<Path> {
    let Expr::Path(path) = expr else { return None };
    let mut steps = path.steps.clone();
    while let [.., before, last] = steps.as_slice()
        && is_same(before, last)
    {
        steps.pop();
    }
    Some(Path { start: path.start.clone(), steps })
}

/// Whether a step stays where the one before it led to.
fn is_same(before: &Step, last: &Step) -> bool {
    let passes = matches!(last.test, Test::Any | Test::Node) || last.test == before.test;
    last.axis == Axis::Own && last.predicates.is_empty() && passes
}
