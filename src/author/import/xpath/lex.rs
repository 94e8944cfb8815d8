//! Cuts an expression into tokens, with the rule of XPath 1.0 §3.7 for `*`, `and`, `or`, `div` and `mod`: they are
//! operators where something stands before them that an operator can follow.

use super::Op;

/// A token and where it starts, in bytes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    pub(super) at: usize,
    pub(super) kind: Kind,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    Slash,
    SlashSlash,
    Dot,
    DotDot,
    At,
    Axis,
    Open,
    Close,
    OpenBracket,
    CloseBracket,
    Comma,
    Star,
    Op(Op),
    Name(String),
    Literal(String),
    Number(f64),
}

/// The tokens, or the place of the character that starts none.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, usize> {
    let mut out: Vec<Token> = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|r| !r.is_empty()) {
        let space = rest.len() - rest.trim_start().len();
        if space > 0 {
            at += space;
            continue;
        }
        let (kind, len) = token(rest, operator_can_follow(out.last())).ok_or(at)?;
        out.push(Token { at, kind });
        at += len;
    }
    Ok(out)
}

fn operator_can_follow(last: Option<&Token>) -> bool {
    use Kind::*;
    match last.map(|t| &t.kind) {
        None => false,
        Some(At | Axis | Open | OpenBracket | Comma | Op(_) | Slash | SlashSlash) => false,
        Some(Dot | DotDot | Close | CloseBracket | Star | Name(_) | Literal(_) | Number(_)) => true,
    }
}

const SYMBOLS: [(&str, Kind); 20] = [
    ("//", Kind::SlashSlash),
    ("/", Kind::Slash),
    ("..", Kind::DotDot),
    ("::", Kind::Axis),
    ("@", Kind::At),
    ("(", Kind::Open),
    (")", Kind::Close),
    ("[", Kind::OpenBracket),
    ("]", Kind::CloseBracket),
    (",", Kind::Comma),
    ("|", Kind::Op(Op::Union)),
    ("+", Kind::Op(Op::Plus)),
    ("-", Kind::Op(Op::Minus)),
    ("!=", Kind::Op(Op::NotEqual)),
    ("=", Kind::Op(Op::Equal)),
    ("<=", Kind::Op(Op::LessEqual)),
    ("<", Kind::Op(Op::Less)),
    (">=", Kind::Op(Op::GreaterEqual)),
    (">", Kind::Op(Op::Greater)),
    ("*", Kind::Star),
];

const WORDS: [(&str, Op); 4] = [("and", Op::And), ("or", Op::Or), ("div", Op::Div), ("mod", Op::Mod)];

/// The first token of `rest` and its length.
fn token(rest: &str, operator: bool) -> Option<(Kind, usize)> {
    if let Some(found) = number(rest).or_else(|| literal(rest)) {
        return Some(found);
    }
    if let Some((symbol, kind)) = SYMBOLS.iter().find(|(s, _)| rest.starts_with(s)) {
        let kind = if *kind == Kind::Star && operator { Kind::Op(Op::Times) } else { kind.clone() };
        return Some((kind, symbol.len()));
    }
    if rest.starts_with('.') {
        return Some((Kind::Dot, 1));
    }
    let name = name(rest)?;
    let word = WORDS.iter().find(|(w, _)| operator && *w == name);
    let kind = word.map_or_else(|| Kind::Name(name.to_owned()), |&(_, op)| Kind::Op(op));
    Some((kind, name.len()))
}

fn number(rest: &str) -> Option<(Kind, usize)> {
    let digits = |s: &str| s.len() - s.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let whole = digits(rest);
    let fraction = rest.get(whole..)?.strip_prefix('.').map_or(0, digits);
    let len = if fraction > 0 { whole + 1 + fraction } else { whole };
    let value = rest.get(..len)?.parse().ok()?;
    Some((Kind::Number(value), len))
}

fn literal(rest: &str) -> Option<(Kind, usize)> {
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let inner = rest.get(1..)?.split_once(quote)?.0;
    Some((Kind::Literal(inner.to_owned()), inner.len() + 2))
}

/// `div`, `og:title`, `svg:*`; a colon that starts `::` is not part of it.
fn name(rest: &str) -> Option<&str> {
    let first = part(rest)?;
    let prefixed = rest.get(first.len()..)?.strip_prefix(':').filter(|r| !r.starts_with(':'));
    let second = prefixed.and_then(|r| part(r).or_else(|| r.starts_with('*').then_some("*")));
    rest.get(..first.len() + second.map_or(0, |s| s.len() + 1))
}

fn part(rest: &str) -> Option<&str> {
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '\u{b7}');
    let starts = rest.starts_with(|c: char| c.is_alphabetic() || c == '_');
    let len = rest.len() - rest.trim_start_matches(is_name).len();
    rest.get(..len).filter(|_| starts)
}
