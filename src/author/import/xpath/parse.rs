//! Tokens to tree, by descent over the grammar of XPath 1.0 §3.

use super::lex::{Kind, Token, tokens};
use super::{Axis, Expr, Op, Path, Start, Step, Test};

/// How deep brackets may stand in each other; what people write stays below ten.
const NESTING: usize = 24;

/// Why a text is not an expression.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SyntaxError {
    /// `//p[`: the expression stops where more is needed.
    #[error("the expression ends too early")]
    Ends,
    /// `//p]`: a character that cannot stand there, counted from 1.
    #[error("character {column} cannot stand there")]
    Unexpected {
        /// Its place, counted in characters from 1.
        column: usize,
    },
    /// `((((((…`
    #[error("brackets stand too deep in each other")]
    TooDeep,
}

/// Reads a whole expression.
pub(crate) fn parse(text: &str) -> Result<Expr, SyntaxError> {
    let tokens = tokens(text).map_err(|at| unexpected(text, at))?;
    let mut parser = Parser { text, tokens, next: 0, depth: 0 };
    let expr = parser.expr()?;
    match parser.tokens.get(parser.next) {
        None => Ok(expr),
        Some(token) => Err(unexpected(text, token.at)),
    }
}

fn unexpected(text: &str, at: usize) -> SyntaxError {
    let column = text.char_indices().take_while(|&(i, _)| i < at).count() + 1;
    SyntaxError::Unexpected { column }
}

struct Parser<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    next: usize,
    depth: usize,
}

/// The operators from the weakest level to the strongest.
const LEVELS: [&[Op]; 7] = [
    &[Op::Or],
    &[Op::And],
    &[Op::Equal, Op::NotEqual],
    &[Op::Less, Op::LessEqual, Op::Greater, Op::GreaterEqual],
    &[Op::Plus, Op::Minus],
    &[Op::Times, Op::Div, Op::Mod],
    &[Op::Union],
];

impl Parser<'_> {
    fn peek(&self) -> Option<&Kind> {
        self.tokens.get(self.next).map(|t| &t.kind)
    }

    fn peek_after(&self) -> Option<&Kind> {
        self.tokens.get(self.next + 1).map(|t| &t.kind)
    }

    /// Takes the next token if it is this one.
    fn eat(&mut self, kind: &Kind) -> bool {
        let found = self.peek() == Some(kind);
        self.next += usize::from(found);
        found
    }

    fn expect(&mut self, kind: &Kind) -> Result<(), SyntaxError> {
        if self.eat(kind) { Ok(()) } else { Err(self.error()) }
    }

    fn error(&self) -> SyntaxError {
        self.tokens.get(self.next).map_or(SyntaxError::Ends, |t| unexpected(self.text, t.at))
    }

    fn expr(&mut self) -> Result<Expr, SyntaxError> {
        self.depth += 1;
        if self.depth > NESTING {
            return Err(SyntaxError::TooDeep);
        }
        let expr = self.level(0);
        self.depth -= 1;
        expr
    }

    fn level(&mut self, level: usize) -> Result<Expr, SyntaxError> {
        let Some(ops) = LEVELS.get(level) else { return self.path() };
        // The minus sign stands between the arithmetic and the union.
        let minus = *ops == [Op::Union] && self.eat(&Kind::Op(Op::Minus));
        let mut left = self.level(level + 1)?;
        while let Some(&Kind::Op(op)) = self.peek().filter(|k| matches!(k, Kind::Op(op) if ops.contains(op))) {
            self.next += 1;
            let right = self.level(level + 1)?;
            left = Expr::Binary(op, Box::new(left), Box::new(right));
        }
        Ok(if minus { Expr::Negative(Box::new(left)) } else { left })
    }

    fn path(&mut self) -> Result<Expr, SyntaxError> {
        if self.starts_primary() {
            return self.filtered();
        }
        let mut path = Path { start: Start::Context, steps: Vec::new() };
        match self.peek() {
            Some(Kind::Slash) => {
                path.start = Start::Root;
                self.next += 1;
                if self.starts_step() {
                    self.relative(&mut path.steps, false)?;
                }
            }
            Some(Kind::SlashSlash) => {
                path.start = Start::Root;
                self.next += 1;
                self.relative(&mut path.steps, true)?;
            }
            _ => self.relative(&mut path.steps, false)?,
        }
        Ok(Expr::Path(path))
    }

    fn starts_primary(&self) -> bool {
        match self.peek() {
            Some(Kind::Literal(_) | Kind::Number(_) | Kind::Open) => true,
            Some(Kind::Name(name)) => self.peek_after() == Some(&Kind::Open) && node_type(name).is_none(),
            _ => false,
        }
    }

    fn starts_step(&self) -> bool {
        matches!(self.peek(), Some(Kind::Name(_) | Kind::Star | Kind::At | Kind::Dot | Kind::DotDot))
    }

    /// `(//p)[2]/a`: something other than steps, what filters it, and steps from there.
    fn filtered(&mut self) -> Result<Expr, SyntaxError> {
        let expr = self.primary()?;
        let predicates = self.predicates()?;
        let mut steps = Vec::new();
        match self.peek() {
            Some(Kind::Slash) => {
                self.next += 1;
                self.relative(&mut steps, false)?;
            }
            Some(Kind::SlashSlash) => {
                self.next += 1;
                self.relative(&mut steps, true)?;
            }
            _ if predicates.is_empty() => return Ok(expr),
            _ => {}
        }
        Ok(Expr::Path(Path { start: Start::Expr { expr: Box::new(expr), predicates }, steps }))
    }

    fn primary(&mut self) -> Result<Expr, SyntaxError> {
        let Some(kind) = self.peek().cloned() else { return Err(SyntaxError::Ends) };
        self.next += 1;
        match kind {
            Kind::Literal(text) => Ok(Expr::Literal(text)),
            Kind::Number(value) => Ok(Expr::Number(value)),
            Kind::Open => {
                let expr = self.expr()?;
                self.expect(&Kind::Close)?;
                Ok(expr)
            }
            Kind::Name(name) => Ok(Expr::Call(name, self.arguments()?)),
            _ => Err(self.error()),
        }
    }

    fn arguments(&mut self) -> Result<Vec<Expr>, SyntaxError> {
        self.expect(&Kind::Open)?;
        let mut arguments = Vec::new();
        if self.eat(&Kind::Close) {
            return Ok(arguments);
        }
        loop {
            arguments.push(self.expr()?);
            if !self.eat(&Kind::Comma) {
                break;
            }
        }
        self.expect(&Kind::Close)?;
        Ok(arguments)
    }

    fn predicates(&mut self) -> Result<Vec<Expr>, SyntaxError> {
        let mut predicates = Vec::new();
        while self.eat(&Kind::OpenBracket) {
            predicates.push(self.expr()?);
            self.expect(&Kind::CloseBracket)?;
        }
        Ok(predicates)
    }

    /// Steps with slashes between them; `deep` if a double slash led here.
    fn relative(&mut self, steps: &mut Vec<Step>, mut deep: bool) -> Result<(), SyntaxError> {
        loop {
            self.step(steps, deep)?;
            deep = match self.peek() {
                Some(Kind::Slash) => false,
                Some(Kind::SlashSlash) => true,
                _ => return Ok(()),
            };
            self.next += 1;
        }
    }

    fn step(&mut self, steps: &mut Vec<Step>, deep: bool) -> Result<(), SyntaxError> {
        let step = if self.eat(&Kind::Dot) {
            Step { axis: Axis::Own, test: Test::Node, predicates: Vec::new() }
        } else if self.eat(&Kind::DotDot) {
            Step { axis: Axis::Parent, test: Test::Node, predicates: Vec::new() }
        } else {
            let axis = self.axis()?;
            let test = self.test()?;
            Step { axis, test, predicates: self.predicates()? }
        };
        match step.axis {
            Axis::Child if deep => steps.push(Step { axis: Axis::Deep, ..step }),
            _ => {
                if deep {
                    steps.push(Step { axis: Axis::DescendantOrSelf, test: Test::Node, predicates: Vec::new() });
                }
                steps.push(step);
            }
        }
        Ok(())
    }

    fn axis(&mut self) -> Result<Axis, SyntaxError> {
        if self.eat(&Kind::At) {
            return Ok(Axis::Attribute);
        }
        let (Some(Kind::Name(name)), Some(Kind::Axis)) = (self.peek(), self.peek_after()) else {
            return Ok(Axis::Child);
        };
        let axis = Axis::named(name).ok_or_else(|| self.error())?;
        self.next += 2;
        Ok(axis)
    }

    fn test(&mut self) -> Result<Test, SyntaxError> {
        let test = match self.peek() {
            Some(Kind::Star) => Test::Any,
            Some(Kind::Name(name)) if self.peek_after() == Some(&Kind::Open) => {
                let test = node_type(name).ok_or_else(|| self.error())?;
                self.next += 1;
                self.arguments()?;
                return Ok(test);
            }
            Some(Kind::Name(name)) => Test::Name(name.clone()),
            _ => return Err(self.error()),
        };
        self.next += 1;
        Ok(test)
    }
}

fn node_type(name: &str) -> Option<Test> {
    match name {
        "node" => Some(Test::Node),
        "text" => Some(Test::Text),
        "comment" | "processing-instruction" => Some(Test::Unseen),
        _ => None,
    }
}
