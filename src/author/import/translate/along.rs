//! A path inside brackets, as a condition on the element where it starts.
//!
//! `[div/a]` becomes `:has(> div > a)`; against the reading direction it becomes `:is(…)`: `[ancestor::aside]` is
//! `:is(aside *)`.

use super::cond::Cond;
use super::number::{Places, places};
use super::predicate::Counted;
use super::text::{Compare, TextTest, is_text};
use super::why::{Note, Problem, Refusal};
use super::{Translator, css};
use crate::author::import::xpath::{Axis, Expr, Path, Start, Step, Test};

impl Translator {
    pub(super) fn exists(&mut self, path: &Path) -> Result<Cond, Problem> {
        match &path.start {
            Start::Context => self.along(&path.steps, None),
            Start::Root | Start::Expr { .. } => Err(Refusal::Elsewhere.into()),
        }
    }

    /// Whether the steps lead anywhere; with a test, to something that passes it.
    pub(super) fn along(&mut self, steps: &[Step], test: Option<&TextTest>) -> Result<Cond, Problem> {
        let Some((step, rest)) = steps.split_first() else {
            return Ok(test.map_or(Cond::Always, |test| test.on_text(&mut self.notes)));
        };
        match step.axis {
            Axis::Attribute | Axis::Namespace => self.attribute(step, rest, test),
            _ if is_text(step) => self.own_text(step, rest, test),
            _ if step.test == Test::Node && step.axis == Axis::Child => self.any_content(step, rest, test),
            _ => {
                let step = &if rest.is_empty() && test.is_none() { step.for_any() } else { step.clone() };
                let (link, counted) = self.neighbour(step)?;
                let step = if link.is_some() { &step.without_first_predicate() } else { step };
                let here = self.element(step, counted)?;
                let beyond = self.along(rest, test)?;
                Ok(towards(step.axis, link.as_deref(), here, beyond))
            }
        }
    }

    fn attribute(&mut self, step: &Step, rest: &[Step], test: Option<&TextTest>) -> Result<Cond, Problem> {
        if !rest.is_empty() || !step.predicates.is_empty() {
            return Err(Refusal::NotAnElement.into());
        }
        let Test::Name(_) = &step.test else { return Err(Refusal::AnyAttribute.into()) };
        let Cond::Tag(name) = self.name(&step.test)? else { return Err(Refusal::AnyAttribute.into()) };
        match test {
            None => Ok(Cond::Part(format!("[{name}]"))),
            Some(test) => Ok(test.on_attribute(&name.replace('\\', ""), &mut self.notes)?),
        }
    }

    /// `text()[contains(., 'x')]`, `.//text()[. = 'x']`
    fn own_text(&mut self, step: &Step, rest: &[Step], test: Option<&TextTest>) -> Result<Cond, Problem> {
        if !rest.is_empty() {
            return Err(Refusal::NotAnElement.into());
        }
        let asked = self.text_asked(step)?;
        let tested = test.map_or(Cond::Always, |test| test.on_text(&mut self.notes));
        let is_plain = step.predicates.is_empty() || test.is_some();
        match (asked.and(tested), step.axis) {
            (Cond::Always, _) if !is_plain => Err(Refusal::TextNode.into()),
            (Cond::Always, axis) => {
                self.notes.insert(Note::ShownText);
                let any = css::has_match(".", "");
                Ok(if axis == Axis::Child { self.directly(any) } else { any })
            }
            (found, Axis::Child) => Ok(self.directly(found)),
            (found, _) if is_about_part(step, test) => Ok(found),
            (found, _) => Ok(found.clone().or(Cond::Has(found.css()))),
        }
    }

    /// What the predicates ask of a piece of text; which piece it is, is not looked at.
    pub(super) fn text_asked(&mut self, step: &Step) -> Result<Cond, Problem> {
        let mut asked = Cond::Always;
        for expr in &step.predicates {
            match places(expr) {
                Some(_) => drop(self.notes.insert(Note::OwnText)),
                None => asked = asked.and(self.filtered(Cond::Always, std::slice::from_ref(expr), Counted::Others)?),
            }
        }
        Ok(asked)
    }

    /// What holds for the text of an element, as something that holds for the text directly in it: that is, for its
    /// text and for that of no element inside. Where it must not hold, or must be nothing, for all of its text.
    pub(super) fn directly(&mut self, found: Cond) -> Cond {
        self.notes.insert(Note::OwnText);
        if self.is_negated || matches!(found, Cond::Not(_)) {
            return found;
        }
        found.clone().and(Cond::Has(found.css()).negated())
    }

    /// `[node()]`
    fn any_content(&mut self, step: &Step, rest: &[Step], test: Option<&TextTest>) -> Result<Cond, Problem> {
        if !rest.is_empty() || !step.predicates.is_empty() || test.is_some() {
            return Err(Refusal::TextNode.into());
        }
        self.notes.insert(Note::Comments);
        Ok(Cond::Part(":empty".to_owned()).negated())
    }

    /// For `following-sibling::*[1]` and its like: how CSS gets there, one element after the other.
    fn neighbour(&mut self, step: &Step) -> Result<(Option<String>, Counted), Problem> {
        let counted = Counted::on(step.axis);
        let is_sibling = matches!(step.axis, Axis::FollowingSibling | Axis::PrecedingSibling);
        if is_sibling && step.test == Test::Node {
            return Err(Refusal::TextNode.into());
        }
        let number = step.predicates.first().and_then(places);
        match number {
            Some(Places::FromFirst(n)) if is_sibling && step.test == Test::Any => match n.parse::<usize>() {
                Ok(n) => Ok((Some("* + ".repeat(n.saturating_sub(1).min(16))), Counted::One)),
                Err(_) => Ok((None, counted)),
            },
            _ => Ok((None, counted)),
        }
    }
}

impl Step {
    /// For one who only asks whether it leads anywhere: that there is a first one says that there is any.
    fn for_any(&self) -> Step {
        let mut step = self.clone();
        if Counted::on(self.axis) == Counted::Others
            && self.predicates.len() > usize::from(self.is_beside())
            && self.predicates.last().and_then(places).is_some_and(|places| places.has_first())
        {
            step.predicates.pop();
        }
        step
    }

    fn is_beside(&self) -> bool {
        self.test == Test::Any && matches!(self.axis, Axis::FollowingSibling | Axis::PrecedingSibling)
    }

    fn without_first_predicate(&self) -> Step {
        Step { predicates: self.predicates.get(1..).unwrap_or_default().to_vec(), ..self.clone() }
    }
}

/// Whether what is asked of a piece of text holds for all that has the piece in it: `.//text()[contains(., 'x')]`.
fn is_about_part(step: &Step, test: Option<&TextTest>) -> bool {
    let asks_part =
        |expr: &Expr| matches!(expr, Expr::Call(name, _) if name == "contains" || name == "normalize-space");
    step.predicates.iter().all(asks_part) && test.is_none_or(|test| test.compare == Compare::Contains)
}

/// The condition on an element from which an axis leads to one that is so here, and so beyond.
fn towards(axis: Axis, neighbours: Option<&str>, here: Cond, beyond: Cond) -> Cond {
    if here == Cond::Never || beyond == Cond::Never {
        return Cond::Never;
    }
    if let Some(lead) = lead(axis, neighbours) {
        return Cond::Has(match beyond {
            Cond::Has(relative) => format!("{lead}{} {relative}", here.css()),
            beyond => format!("{lead}{}", here.and(beyond).css()),
        });
    }
    let here = here.and(beyond);
    let css = here.css();
    let part = |text: String| Cond::Part(format!(":is({text})"));
    match (axis, neighbours) {
        (Axis::Parent, _) => part(format!("{css} > *")),
        (Axis::Ancestor, _) => part(format!("{css} *")),
        (Axis::AncestorOrSelf, _) => here.or(part(format!("{css} *"))),
        (Axis::DescendantOrSelf, _) => here.or(Cond::Has(css)),
        (Axis::PrecedingSibling, Some(between)) => part(format!("{css} + {between}*")),
        (Axis::PrecedingSibling, None) => part(format!("{css} ~ *")),
        (Axis::Following, _) => {
            let beside = Cond::Has(format!("~ {}", here.or(Cond::Has(css)).css()));
            let css = beside.css();
            beside.or(part(format!("{css} *")))
        }
        (Axis::Preceding, _) => {
            let behind = format!("{} ~ *", here.or(Cond::Has(css)).css());
            part(format!("{behind}, {behind} *"))
        }
        _ => here,
    }
}

/// What stands before the element inside `:has(…)`, for the axes that it can follow.
fn lead(axis: Axis, neighbours: Option<&str>) -> Option<String> {
    match (axis, neighbours) {
        (Axis::Child, _) => Some("> ".to_owned()),
        (Axis::Deep | Axis::Descendant, _) => Some(String::new()),
        (Axis::FollowingSibling, None) => Some("~ ".to_owned()),
        (Axis::FollowingSibling, Some(between)) => Some(format!("+ {between}")),
        _ => None,
    }
}
