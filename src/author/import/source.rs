//! Where a config says that a title, an author or a date stands: XPath for a string becomes a source of `[meta]`.
//!
//! What is cut out of the string becomes a regex whose group is the rest:
//! `substring-before(substring-after(//p, 'by '), ',')` is `//p` with `by\s+(.*?)\s*,`.

use std::collections::BTreeSet;

use super::translate::{Dead, Note, Problem, Refusal, Take, Translation, from_end, is_function, translate};
use super::xpath::{Axis, Expr, Op, Path, Start, Test};

/// One entry of a list in `[meta]`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Source {
    /// `h1`, `time@datetime`, `meta:og:title`, `ld:datePublished`
    pub(super) select: String,
    /// `match = 'by (.*)'`
    pub(super) matching: Option<String>,
}

/// The sources for an expression, and how their meaning differs from its.
pub(super) fn sources(expr: &Expr) -> Result<(Vec<Source>, BTreeSet<Note>), Problem> {
    let mut notes = BTreeSet::new();
    let (nodes, cut) = peeled(expr, &mut notes)?;
    if let Some(path) = cut.json_key().filter(|_| is_json_ld(nodes)) {
        notes.insert(Note::JsonLd);
        return Ok((vec![Source { select: format!("ld:{path}"), matching: None }], notes));
    }
    let matching = cut.regex();
    if let Some(name) = meta_name(nodes) {
        return Ok((vec![Source { select: format!("meta:{name}"), matching }], notes));
    }
    let translation = translate(nodes)?;
    let found = selects(&translation, &mut notes);
    notes.extend(&translation.notes);
    Ok((found.into_iter().map(|select| Source { select, matching: matching.clone() }).collect(), notes))
}

/// One entry for all that is taken in the same way, in the order of the expression.
fn selects(translation: &Translation, notes: &mut BTreeSet<Note>) -> Vec<String> {
    let mut out: Vec<(Vec<&str>, &str)> = Vec::new();
    for (selector, take) in &translation.parts {
        let mut selector = selector.as_str();
        let attribute = match take {
            Take::Attribute(name) => {
                // What has no such attribute gives nothing anyway.
                let rest = selector.strip_suffix(&format!("[{name}]")).unwrap_or_default();
                selector = if rest.ends_with(' ') || rest.is_empty() { selector } else { rest };
                name.as_str()
            }
            Take::Element => "",
            Take::Text => {
                notes.insert(Note::WholeText);
                ""
            }
        };
        match out.last_mut() {
            Some((selectors, last)) if *last == attribute => selectors.push(selector),
            _ => out.push((vec![selector], attribute)),
        }
    }
    if out.len() > 1 {
        notes.insert(Note::InTurn);
    }
    let written = |(selectors, attribute): (Vec<&str>, &str)| match attribute {
        "" => selectors.join(", "),
        attribute => format!("{}@{attribute}", selectors.join(", ")),
    };
    out.into_iter().map(written).collect()
}

/// What is cut out of a string.
#[derive(Clone, Debug, Default, PartialEq)]
struct Cut {
    /// What is before the part that is taken.
    after: Vec<String>,
    /// How many characters are left out behind that.
    skip: usize,
    /// How many are taken then.
    take: Option<usize>,
    /// How many are taken from the end.
    last: Option<usize>,
    /// What is behind the part that is taken.
    before: Option<String>,
}

/// The nodes inside an expression for a string, and what is cut out of their string.
fn peeled<'e>(expr: &'e Expr, notes: &mut BTreeSet<Note>) -> Result<(&'e Expr, Cut), Problem> {
    let Expr::Call(name, args) = expr else { return Ok((expr, Cut::default())) };
    let refused = || Problem::Refused(Refusal::Function(name.clone()));
    match (name.as_str(), args.as_slice()) {
        ("id", _) => Ok((expr, Cut::default())),
        ("string", [Expr::Literal(_)]) => Err(Refusal::Constant.into()),
        ("normalize-space" | "string", [inner]) => peeled(inner, notes),
        ("translate", [inner, ..]) => {
            notes.insert(Note::NoExchange);
            peeled(inner, notes)
        }
        ("concat", parts) => {
            let mut said = parts.iter().filter(|part| !matches!(part, Expr::Literal(text) if text.trim().is_empty()));
            match (said.next(), said.next()) {
                (Some(only), None) => peeled(only, notes),
                _ => Err(refused()),
            }
        }
        ("substring-after", [inner, Expr::Literal(text)]) => {
            let (nodes, mut cut) = peeled(inner, notes)?;
            if cut.before.is_some() {
                notes.insert(Note::EndBehindStart);
            }
            cut.after.push(text.clone());
            if cut.has_place() { Err(refused()) } else { Ok((nodes, cut)) }
        }
        ("substring-before", [inner, Expr::Literal(text)]) => {
            let (nodes, cut) = peeled(inner, notes)?;
            let is_free = cut.before.is_none() && !cut.has_place();
            if is_free { Ok((nodes, Cut { before: Some(text.clone()), ..cut })) } else { Err(refused()) }
        }
        ("substring", [inner, from, len @ ..]) => {
            let (nodes, cut) = peeled(inner, notes)?;
            let is_free = cut.before.is_none() && !cut.has_place();
            let cut = cut.placed(from, len, inner).filter(|_| is_free).ok_or_else(refused)?;
            Ok((nodes, cut))
        }
        _ if !is_function(name) => Err(Dead::NoFunction(name.clone()).into()),
        _ => Err(refused()),
    }
}

impl Cut {
    /// Whether it takes so many characters at a place.
    fn has_place(&self) -> bool {
        self.skip > 0 || self.take.is_some() || self.last.is_some()
    }

    /// `substring(…, 11)`, `substring(…, 1, 10)`, `substring(…, string-length(…) - 9)`
    fn placed(self, from: &Expr, len: &[Expr], whole: &Expr) -> Option<Cut> {
        let take = match len {
            [] => None,
            [Expr::Number(len)] if *len >= 1.0 => Some(*len as usize),
            _ => return None,
        };
        match from {
            Expr::Number(from) if *from >= 1.0 => Some(Cut { skip: *from as usize - 1, take, ..self }),
            _ => {
                let back =
                    from_end(from, whole).filter(|back| *back <= 0.0 && self == Cut::default() && len.is_empty())?;
                Some(Cut { last: Some(1 + (-back) as usize), ..self })
            }
        }
    }

    /// As a regex whose group is what remains; none where all does.
    fn regex(&self) -> Option<String> {
        if *self == Cut::default() {
            return None;
        }
        let mut out = String::new();
        for text in &self.after {
            let gap = if out.is_empty() { "" } else { ".*?" };
            out.push_str(&format!("{gap}{}", literal(text)));
        }
        if self.skip > 0 {
            let start = if out.is_empty() { "^" } else { "" };
            out.push_str(&format!("{start}.{{{}}}", self.skip));
        }
        if let Some(last) = self.last {
            return Some(format!("(.{{1,{last}}})$"));
        }
        match (&self.before, self.take) {
            (Some(text), _) => {
                let start = if out.is_empty() { "^" } else { "" };
                out.push_str(&format!("{start}(.*?){}", literal(text)));
            }
            (None, Some(len)) => out.push_str(&format!("(.{{1,{len}}})")),
            (None, None) => out.push_str("(.+)"),
        }
        Some(out)
    }

    /// For what is cut out between `"author":{"name":"` and a quotation mark: `author.name`.
    fn json_key(&self) -> Option<String> {
        let [after] = self.after.as_slice() else { return None };
        let before = self.before.as_deref()?;
        let opened = after.trim_end().strip_suffix('"').filter(|_| before.starts_with('"'))?;
        let mut keys = Vec::new();
        for part in opened.split(['{', '[', ',']).filter(|part| !part.trim().is_empty()) {
            let (key, value) = part.trim().strip_prefix('"')?.split_once("\":")?;
            if value.trim().is_empty() {
                keys.push(key);
            }
        }
        let is_plain = |key: &&str| key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        (!keys.is_empty() && keys.iter().all(is_plain)).then(|| keys.join("."))
    }
}

/// A text as a regex; any white space matches any.
fn literal(text: &str) -> String {
    let words: Vec<String> = text.split_whitespace().map(regex::escape).collect();
    let gap = |has: bool| if has { r"\s+" } else { "" };
    let (starts, ends) = (text.starts_with(char::is_whitespace), text.ends_with(char::is_whitespace));
    format!("{}{}{}", gap(starts), words.join(r"\s+"), gap(ends && !words.is_empty()))
}

/// `//script[@type="application/ld+json"]`
fn is_json_ld(nodes: &Expr) -> bool {
    let Expr::Path(Path { start: Start::Root, steps }) = nodes else { return false };
    let Some(step) = steps.last() else { return false };
    let is_type = |expr: &Expr| matches!(tested_attribute(expr), Some(("type", "application/ld+json")));
    step.test == Test::Name("script".to_owned()) && matches!(step.predicates.as_slice(), [only] if is_type(only))
}

/// `//meta[@property='og:title']/@content`: `og:title`.
fn meta_name(nodes: &Expr) -> Option<&str> {
    let Expr::Path(Path { start: Start::Root, steps }) = nodes else { return None };
    let [.., meta, content] = steps.as_slice() else { return None };
    let is_content = content.axis == Axis::Attribute && content.test == Test::Name("content".to_owned());
    let is_above = |name: &str| matches!(name, "html" | "head");
    let above = steps.get(..steps.len() - 2)?;
    let is_meta = meta.test == Test::Name("meta".to_owned())
        && above.iter().all(|s| s.predicates.is_empty() && matches!(&s.test, Test::Name(n) if is_above(n)));
    let [only] = meta.predicates.as_slice() else { return None };
    let (attribute, name) = tested_attribute(only)?;
    let is_name = matches!(attribute, "name" | "property" | "itemprop") && !name.trim().is_empty();
    (is_content && is_meta && is_name).then_some(name)
}

/// `@name='author'`
fn tested_attribute(expr: &Expr) -> Option<(&str, &str)> {
    let Expr::Binary(Op::Equal, a, b) = expr else { return None };
    let (Expr::Path(Path { start: Start::Context, steps }), Expr::Literal(value)) = (&**a, &**b) else { return None };
    match steps.as_slice() {
        [step] if step.axis == Axis::Attribute && step.predicates.is_empty() => match &step.test {
            Test::Name(name) => Some((name, value)),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Source, sources};
    use crate::author::import::xpath;

    #[test]
    fn strings_become_sources() {
        let rows = [
            ("//h1", "h1", None),
            ("normalize-space(//h1)", "h1", None),
            ("//meta[@property='og:title']/@content", "meta:og:title", None),
            ("//head/meta[@name=\"author\"]/@content", "meta:author", None),
            ("//meta[contains(@name, 'author')]/@content", "meta[name*=author]@content", None),
            ("//time/@datetime", "time@datetime", None),
            ("//div/@datetime | //time/@datetime", "div, time@datetime", None),
            ("//div/@*[1]", "", None),
            ("substring-after(//p, 'by ')", "p", Some(r"by\s+(.+)")),
            ("substring-after(//p, ':')", "p", Some(r":(.+)")),
            ("substring-before(//p, ', ')", "p", Some(r"^(.*?),\s+")),
            ("substring-before(substring-after(//p, 'by '), '|')", "p", Some(r"by\s+(.*?)\|")),
            ("substring-after(substring-after(//p, 'a'), 'b')", "p", Some(r"a.*?b(.+)")),
            ("substring(//p, 11)", "p", Some(r"^.{10}(.+)")),
            ("substring(//p, 1, 10)", "p", Some(r"(.{1,10})")),
            ("substring(//p, string-length(//p) - 9)", "p", Some(r"(.{1,10})$")),
            ("substring(substring-after(//p, 'on '), 1, 10)", "p", Some(r"on\s+(.{1,10})")),
            ("substring(substring-after(//p, 'on '), 3)", "p", Some(r"on\s+.{2}(.+)")),
            ("substring-after(substring-before(//p, ' |'), 'By ')", "p", Some(r"By\s+(.*?)\s+\|")),
            ("concat(//p, ' ')", "p", None),
            ("concat(//p, ': ', //i)", "", None),
            ("substring(//p, string-length(//i) - 9)", "", None),
            ("replace(//p, 'a', 'b')", "", None),
            ("(//meta[@name='a']/@content)[1]", "meta[name=a][content]:nth-match(1)@content", None),
            ("(//p/text())[last()]", "p:nth-match(-1)", None),
            (
                "substring-before(substring-after(//script[@type='application/ld+json'], '\"datePublished\":\"'), '\"')",
                "ld:datePublished",
                None,
            ),
            (
                "substring-before(substring-after(//script[@type='application/ld+json'], '\"author\":{\"@type\":\"Person\",\"name\":\"'), '\"')",
                "ld:author.name",
                None,
            ),
        ];
        for (text, select, matching) in rows {
            let found = xpath::parse(text).ok().and_then(|expr| sources(&expr).ok());
            let found = found.map_or(Vec::new(), |(sources, _)| sources);
            let expected = Source { select: select.to_owned(), matching: matching.map(str::to_owned) };
            let expected = if select.is_empty() { Vec::new() } else { vec![expected] };
            assert_eq!(found, expected, "{text}");
        }
    }
}
