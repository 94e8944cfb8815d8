//! What stands in brackets, as a condition on the element before them.

use super::cond::Cond;
use super::number::{Number, Places, places};
use super::text::{Compare, Operand, Spaces, TextTest, is_text};
use super::why::{Dead, Note, Problem, Refusal};
use super::{Translator, css};
use crate::author::import::xpath::{Axis, Expr, Op, Path, Start, Step, Test};

/// What positions in a predicate count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Counted {
    /// The children of one parent: CSS counts them, too.
    Siblings,
    /// There is only one: a parent, the element itself.
    One,
    /// Anything else.
    Others,
}

impl Counted {
    pub(super) fn on(axis: Axis) -> Self {
        match axis {
            Axis::Child | Axis::Deep => Counted::Siblings,
            Axis::Parent | Axis::Own => Counted::One,
            _ => Counted::Others,
        }
    }
}

impl Translator {
    /// All predicates of a step, on top of its name.
    pub(super) fn element(&mut self, step: &Step, counted: Counted) -> Result<Cond, Problem> {
        if step.test == Test::Node && step.axis.is_downward() && !step.predicates.is_empty() {
            self.notes.insert(Note::BareText);
        }
        let name = self.name(&step.test)?;
        self.filtered(name, &step.predicates, counted)
    }

    pub(super) fn filtered(&mut self, start: Cond, predicates: &[Expr], counted: Counted) -> Result<Cond, Problem> {
        predicates.iter().try_fold(start, |so_far, expr| {
            let more = self.predicate(expr, &so_far, counted)?;
            Ok(so_far.narrowed(more))
        })
    }

    pub(super) fn name(&mut self, test: &Test) -> Result<Cond, Problem> {
        match test {
            Test::Any | Test::Node => Ok(Cond::Always),
            Test::Name(name) if name.contains(':') => Err(Dead::Prefix.into()),
            Test::Name(name) => Ok(Cond::Tag(css::ident(&self.lower_case(name)))),
            Test::Text => Err(Refusal::TextNode.into()),
            Test::Unseen => Err(Dead::Comment.into()),
        }
    }

    fn lower_case(&mut self, name: &str) -> String {
        let lower = name.to_ascii_lowercase();
        if lower != name {
            self.notes.insert(Note::NameCase);
        }
        lower
    }

    fn predicate(&mut self, expr: &Expr, so_far: &Cond, counted: Counted) -> Result<Cond, Problem> {
        match (Number::of(expr), places(expr)) {
            (Some(Number::Position(shift)), _) => Ok(if shift == 0.0 { Cond::Always } else { Cond::Never }),
            (Some(_), Some(places)) => self.place(&places, so_far, counted),
            _ => self.boolean(expr, so_far, counted),
        }
    }

    fn place(&mut self, places: &Places, so_far: &Cond, counted: Counted) -> Result<Cond, Problem> {
        match counted {
            Counted::Siblings => Ok(places.among(so_far)),
            Counted::One => Ok(if places.has_first() { Cond::Always } else { Cond::Never }),
            Counted::Others => Err(Refusal::Position.into()),
        }
    }

    /// A number where true or false is asked for: `[a and position() - 1]`.
    fn is_not_zero(&mut self, number: Number, so_far: &Cond, counted: Counted) -> Result<Cond, Problem> {
        match number {
            Number::Known(value) => Ok(if value == 0.0 { Cond::Never } else { Cond::Always }),
            Number::Last(offset) if offset >= 0.0 => Ok(Cond::Always),
            Number::Last(_) => Err(Refusal::NumberTest.into()),
            Number::Position(shift) if shift >= 0.0 => Ok(Cond::Always),
            Number::Position(shift) => self.place(&Places::all_but(-shift), so_far, counted),
        }
    }

    fn boolean(&mut self, expr: &Expr, so_far: &Cond, counted: Counted) -> Result<Cond, Problem> {
        match (Number::of(expr), places(expr)) {
            (Some(number), _) => return self.is_not_zero(number, so_far, counted),
            (None, Some(places)) => return self.place(&places, so_far, counted),
            (None, None) => {}
        }
        match expr {
            Expr::Binary(Op::Or, a, b) => Ok(self.boolean(a, so_far, counted)?.or(self.boolean(b, so_far, counted)?)),
            Expr::Binary(Op::And, a, b) => Ok(self.boolean(a, so_far, counted)?.and(self.boolean(b, so_far, counted)?)),
            Expr::Binary(Op::Union, a, b) => {
                Ok(self.boolean(a, so_far, counted)?.or(self.boolean(b, so_far, counted)?))
            }
            Expr::Binary(Op::Plus | Op::Minus | Op::Times | Op::Div | Op::Mod, ..) => Err(Refusal::NumberTest.into()),
            Expr::Binary(op, a, b) => self.comparison(*op, a, b),
            Expr::Path(path) => self.exists(path),
            Expr::Literal(text) => Ok(if text.is_empty() { Cond::Never } else { Cond::Always }),
            Expr::Number(_) | Expr::Negative(_) => Err(Refusal::NumberTest.into()),
            Expr::Call(name, args) => self.call(name, args, so_far, counted),
        }
    }

    fn call(&mut self, name: &str, args: &[Expr], so_far: &Cond, counted: Counted) -> Result<Cond, Problem> {
        match (name, args) {
            ("not", [inner]) => {
                self.is_negated = !self.is_negated;
                let found = self.boolean(inner, so_far, counted);
                self.is_negated = !self.is_negated;
                Ok(found?.negated())
            }
            ("boolean", [inner]) => self.boolean(inner, so_far, counted),
            ("true", []) => Ok(Cond::Always),
            ("false", []) => Ok(Cond::Never),
            ("contains", [a, b]) => self.string_test(Compare::Contains, a, b),
            ("starts-with", [a, b]) => self.string_test(Compare::StartsWith, a, b),
            ("string" | "normalize-space" | "translate" | "concat", _) => {
                self.text_test(&Expr::Call(name.to_owned(), args.to_vec()), Compare::Differs, "")
            }
            ("string-length", _) => self.length(args, Op::Greater, 0.0),
            ("count", [inner]) => self.boolean(inner, so_far, counted),
            ("not" | "boolean" | "contains" | "starts-with" | "count", _) => {
                Err(Dead::Arguments(name.to_owned()).into())
            }
            (known, _) if is_function(known) => Err(Refusal::Function(name.to_owned()).into()),
            _ => Err(Dead::NoFunction(name.to_owned()).into()),
        }
    }

    fn comparison(&mut self, op: Op, a: &Expr, b: &Expr) -> Result<Cond, Problem> {
        let is_fixed = |e: &Expr| matches!(e, Expr::Literal(_) | Expr::Number(_) | Expr::Negative(_));
        if is_fixed(a) && !is_fixed(b) {
            return self.comparison(mirrored(op), b, a);
        }
        if let (Expr::Call(name, args), Some(Number::Known(value))) = (a, Number::of(b)) {
            match name.as_str() {
                "count" => return self.count(args, op, value),
                "string-length" => return self.length(args, op, value),
                _ => {}
            }
        }
        let wanted = match b {
            Expr::Literal(text) => text.clone(),
            Expr::Number(value) => value.to_string(),
            Expr::Call(name, args) if args.is_empty() && matches!(name.as_str(), "true" | "false") => {
                let is_true = self.boolean(a, &Cond::Always, Counted::Others)?;
                return Ok(if (name == "true") == (op == Op::Equal) { is_true } else { is_true.negated() });
            }
            _ => return Err(Refusal::TwoNodes.into()),
        };
        match (op, a) {
            (Op::Equal, Expr::Call(name, _)) if matches!(name.as_str(), "name" | "local-name") => {
                Ok(Cond::Tag(css::ident(&wanted.to_ascii_lowercase())))
            }
            (Op::NotEqual, Expr::Call(name, _)) if matches!(name.as_str(), "name" | "local-name") => {
                Ok(Cond::Tag(css::ident(&wanted.to_ascii_lowercase())).negated())
            }
            (Op::Equal, Expr::Call(name, args)) if name == "substring" => self.tail(args, &wanted),
            (Op::Equal, a) => self.text_test(a, Compare::Equals, &wanted),
            (Op::NotEqual, a) => self.text_test(a, Compare::Differs, &wanted),
            _ => Err(Refusal::NumberTest.into()),
        }
    }

    /// `substring(@id, 1, 4) = 'post'` and `substring(@id, string-length(@id) - 3) = 'post'`: what XPath 1.0 has for
    /// the start and the end of a string.
    fn tail(&mut self, args: &[Expr], wanted: &str) -> Result<Cond, Problem> {
        let len = wanted.chars().count() as f64;
        match args {
            [a, from] if from_end(from, a) == Some(1.0 - len) => self.text_test(a, Compare::EndsWith, wanted),
            [a, from, count] if Number::of(from) == Some(Number::Known(1.0)) && *count == Expr::Number(len) => {
                self.text_test(a, Compare::StartsWith, wanted)
            }
            _ => Err(Refusal::Function("substring".to_owned()).into()),
        }
    }

    fn string_test(&mut self, compare: Compare, a: &Expr, b: &Expr) -> Result<Cond, Problem> {
        let wanted = constant(b).ok_or(Refusal::TwoNodes)?;
        self.text_test(a, compare, &wanted)
    }

    fn text_test(&mut self, a: &Expr, compare: Compare, wanted: &str) -> Result<Cond, Problem> {
        if let Expr::Binary(Op::Union, left, right) = a {
            return Ok(self.text_test(left, compare, wanted)?.or(self.text_test(right, compare, wanted)?));
        }
        let operand = Operand::of(a)?;
        if operand.spaces == Spaces::Padded && compare != Compare::Contains {
            return Err(Refusal::Function("concat".to_owned()).into());
        }
        let test = TextTest { compare, wanted: wanted.to_owned(), spaces: operand.spaces, exchange: operand.exchange };
        let is_function = !matches!(a, Expr::Path(_)) || !matches!(compare, Compare::Equals | Compare::Differs);
        match operand.steps {
            [child, attribute @ ..] if is_function && child.axis == Axis::Child && !is_text(child) => {
                let has_one_step = matches!(attribute, [] | [Step { axis: Axis::Attribute, .. }]);
                if has_one_step { self.first_child(child, attribute, &test) } else { self.any(operand.steps, &test) }
            }
            [Step { axis: Axis::Own | Axis::Attribute | Axis::Parent, .. }] => self.along(operand.steps, Some(&test)),
            steps if is_function && steps.len() > 1 => self.any(steps, &test),
            steps => self.along(steps, Some(&test)),
        }
    }

    /// A test that XPath does on the first of several nodes, and selectors on any.
    fn any(&mut self, steps: &[Step], test: &TextTest) -> Result<Cond, Problem> {
        self.notes.insert(Note::AnyOfSeveral);
        self.along(steps, Some(test))
    }

    /// `contains(a/@href, 'x')`: the first `a` that has a `href`.
    fn first_child(&mut self, child: &Step, attribute: &[Step], test: &TextTest) -> Result<Cond, Problem> {
        let has_attribute = self.along(attribute, None)?;
        let of = self.element(child, Counted::Siblings)?.and(has_attribute);
        let first = Places::FromFirst("1".to_owned()).among(&of);
        let inner = self.along(attribute, Some(test))?;
        Ok(Cond::Has(format!("> {}", of.narrowed(first).and(inner).css())))
    }

    /// `count(p) > 2`
    fn count(&mut self, args: &[Expr], op: Op, value: f64) -> Result<Cond, Problem> {
        let [inner] = args else { return Err(Dead::Arguments("count".to_owned()).into()) };
        let at_least = |n: f64, this: &mut Self| this.at_least(inner, n);
        match op {
            Op::Greater => at_least(value.floor() + 1.0, self),
            Op::GreaterEqual => at_least(value.ceil(), self),
            Op::Less => Ok(at_least(value.ceil(), self)?.negated()),
            Op::LessEqual => Ok(at_least(value.floor() + 1.0, self)?.negated()),
            Op::Equal => Ok(at_least(value, self)?.and(at_least(value + 1.0, self)?.negated())),
            Op::NotEqual => Ok(at_least(value, self)?.and(at_least(value + 1.0, self)?.negated()).negated()),
            _ => Err(Refusal::NumberTest.into()),
        }
    }

    /// Whether a path leads to so many nodes: to any, or to so many children.
    fn at_least(&mut self, inner: &Expr, n: f64) -> Result<Cond, Problem> {
        match inner {
            _ if n < 1.0 => Ok(Cond::Always),
            _ if n == 1.0 => self.boolean(inner, &Cond::Always, Counted::Others),
            Expr::Path(Path { start: Start::Context, steps }) => match steps.as_slice() {
                [step] if step.axis == Axis::Child && matches!(step.test, Test::Any | Test::Name(_)) => {
                    let of = self.element(step, Counted::Siblings)?;
                    let nth = Places::FromFirst(n.to_string()).among(&of);
                    Ok(Cond::Has(format!("> {}", of.narrowed(nth).css())))
                }
                _ => Err(Refusal::NumberTest.into()),
            },
            _ => Err(Refusal::NumberTest.into()),
        }
    }

    /// `string-length(.) > 80`
    fn length(&mut self, args: &[Expr], op: Op, value: f64) -> Result<Cond, Problem> {
        let whole = Expr::Call("normalize-space".to_owned(), Vec::new());
        let string = args.first().unwrap_or(&whole);
        match (op, value) {
            (Op::Greater | Op::NotEqual, 0.0) | (Op::GreaterEqual, 1.0) => {
                return self.text_test(string, Compare::Differs, "");
            }
            (Op::Equal | Op::LessEqual, 0.0) | (Op::Less, 1.0) => {
                return Ok(self.text_test(string, Compare::Differs, "")?.negated());
            }
            _ => {}
        }
        if Operand::of(string)?.steps.iter().any(|s| s.axis != Axis::Own) {
            return Err(Refusal::Function("string-length".to_owned()).into());
        }
        self.notes.insert(Note::ShownText);
        let at_least = |n: f64| Cond::Part(format!(":min-text-length({n})"));
        match op {
            Op::Greater => Ok(at_least(value.floor() + 1.0)),
            Op::GreaterEqual => Ok(at_least(value.ceil())),
            Op::Less => Ok(at_least(value.ceil()).negated()),
            Op::LessEqual => Ok(at_least(value.floor() + 1.0).negated()),
            _ => Err(Refusal::Function("string-length".to_owned()).into()),
        }
    }
}

/// For a place that is told from the end of a string, as `string-length(@id) - 3`, how far it is from the last one.
pub(crate) fn from_end(place: &Expr, string: &Expr) -> Option<f64> {
    match place {
        Expr::Call(name, of) if name == "string-length" && of.first() == Some(string) => Some(0.0),
        Expr::Binary(Op::Plus, a, b) => Some(from_end(a, string)? + length(b)?),
        Expr::Binary(Op::Minus, a, b) => Some(from_end(a, string)? - length(b)?),
        _ => None,
    }
}

/// `4`, `string-length('-end')`
fn length(expr: &Expr) -> Option<f64> {
    match expr {
        Expr::Number(value) => Some(*value),
        Expr::Call(name, args) if name == "string-length" => match args.as_slice() {
            [text] => Some(constant(text)?.chars().count() as f64),
            _ => None,
        },
        _ => None,
    }
}

/// The string that an expression always is: `'x'`, `concat(' ', 'x', ' ')`.
fn constant(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Literal(text) => Some(text.clone()),
        Expr::Number(value) => Some(value.to_string()),
        Expr::Call(name, args) if name == "concat" => args.iter().map(constant).collect(),
        _ => None,
    }
}

fn mirrored(op: Op) -> Op {
    match op {
        Op::Less => Op::Greater,
        Op::LessEqual => Op::GreaterEqual,
        Op::Greater => Op::Less,
        Op::GreaterEqual => Op::LessEqual,
        other => other,
    }
}

/// Whether XPath 1.0 has a function of that name.
pub(crate) fn is_function(name: &str) -> bool {
    FUNCTIONS.contains(&name)
}

/// The functions of XPath 1.0.
const FUNCTIONS: [&str; 27] = [
    "boolean",
    "ceiling",
    "concat",
    "contains",
    "count",
    "false",
    "floor",
    "id",
    "lang",
    "last",
    "local-name",
    "name",
    "namespace-uri",
    "normalize-space",
    "not",
    "number",
    "position",
    "round",
    "starts-with",
    "string",
    "string-length",
    "substring",
    "substring-after",
    "substring-before",
    "sum",
    "translate",
    "true",
];
