//! The explanation as one HTML file that needs nothing from anywhere: no script, no font, no picture.
//!
//! Texts that stand together and have the same fate for the same reason are one run. All that a page says is text here:
//! it is escaped, isolated from the direction of what stands around it, and never an address.

use super::runs::{Run, runs};
use super::{Explanation, Told};
use crate::article::State;
use crate::mark::{Reason, in_words, percent};
use crate::render::push_text;

const STYLE: &str = concat!(include_str!("palette.css"), include_str!("style.css"));

/// What may be loaded: nothing.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// The switches above the texts, by id and label: which of them are shown.
const SHOWN: [(&str, &str); 3] = [("all", "All"), ("kept", "Kept"), ("dropped", "Dropped")];

/// A document that any browser shows.
pub(super) fn document(explanation: &Explanation) -> String {
    let (runs, title) = (runs(explanation), explanation.meta.title.as_deref().unwrap_or("A page without a title"));
    let mut out = String::from("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    out.push_str(&format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n"));
    out.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    out.push_str("<meta name=\"color-scheme\" content=\"light dark\">\n");
    out.push_str(&format!("<title>{} · dehusk explain</title>\n", escaped(title)));
    out.push_str(&format!("<style>\n{STYLE}</style>\n</head>\n<body>\n"));
    push_head(&mut out, explanation, title);
    push_reasons(&mut out, &runs);
    push_switches(&mut out, explanation, &runs);
    push_runs(&mut out, explanation, &runs);
    out.push_str("</body>\n</html>\n");
    out
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    push_text(&mut out, text);
    out
}

/// A piece of the page's own text: its direction and its language are its own.
fn foreign(explanation: &Explanation, tag: &str, class: &str, text: &str) -> String {
    let language =
        explanation.meta.language.as_deref().map(|l| format!(" lang=\"{}\"", escaped(l))).unwrap_or_default();
    let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
    format!("<{tag}{class} dir=\"auto\"{language}>{}</{tag}>", escaped(text))
}

fn push_head(out: &mut String, explanation: &Explanation, title: &str) {
    out.push_str("<header>\n<p class=\"tool\">dehusk explain</p>\n");
    out.push_str(&format!("{}\n<dl>\n", foreign(explanation, "h1", "", title)));
    let bdi = |text: &str| format!("<bdi>{}</bdi>", escaped(text));
    let told = |told: &Told| format!("{} <span class=\"by\">by {}</span>", bdi(&told.fact), escaped(&told.by));
    let rule = explanation.rule.as_deref().map(|rule| format!("<code>{}</code>", bdi(rule)));
    let state = format!("<span class=\"state {}\">{}</span>", state_class(explanation.state), state(explanation.state));
    let authors = (!explanation.meta.authors.is_empty()).then(|| bdi(&explanation.meta.authors.join(", ")));
    let rows = [
        ("Found by", Some(state)),
        ("Rule", rule),
        ("Host", explanation.host.as_ref().map(told)),
        ("Encoding", explanation.encoding.as_ref().map(told)),
        ("Authors", authors),
        ("Date", explanation.meta.date.as_deref().map(bdi)),
        ("Kept", Some(counts(explanation))),
        ("Confidence", Some(format!("{:.2}", explanation.confidence))),
        ("From", explanation.region.map(|region| bdi(&start(explanation, region.first)))),
        ("To", explanation.region.map(|region| bdi(&start(explanation, region.last)))),
    ];
    for (name, value) in rows.into_iter().filter_map(|(name, value)| Some((name, value?))) {
        out.push_str(&format!("<div><dt>{name}</dt><dd>{value}</dd></div>\n"));
    }
    out.push_str("</dl>\n");
    for warning in &explanation.warnings {
        let warning = escaped(&warning.to_string());
        out.push_str(&format!("<p class=\"warning\"><strong>Warning</strong> {warning}</p>\n"));
    }
    out.push_str("</header>\n");
}

/// The first words of a text.
fn start(explanation: &Explanation, text: usize) -> String {
    explanation.texts[text].text.chars().take(80).collect()
}

fn state(state: State) -> &'static str {
    match state {
        State::Rule => "the rule of its site",
        State::RuleMissed => "the generic layer: the site has a rule, but that finds nothing of the article",
        State::Generic => "the generic layer: the site has no rule",
        State::Embedded => {
            "the page's structured data: its visible part has no article, or the rule of its site says so"
        }
    }
}

fn state_class(state: State) -> &'static str {
    match state {
        State::Rule => "rule",
        State::RuleMissed => "missed",
        State::Generic => "generic",
        State::Embedded => "embedded",
    }
}

fn counts(explanation: &Explanation) -> String {
    let texts = |kept: bool| explanation.texts.iter().filter(move |text| !kept || text.kept);
    let chars = |kept: bool| texts(kept).map(|text| text.text.chars().count()).sum::<usize>();
    let (kept, all) = (chars(true), chars(false));
    let share = if all == 0 { 0.0 } else { 100.0 * kept as f64 / all as f64 };
    format!("{} of {} texts, {share:.0}% of {all} characters", texts(true).count(), texts(false).count())
}

/// How often each reason decided, the most frequent first.
fn push_reasons(out: &mut String, runs: &[Run<'_>]) {
    let mut counted: Vec<(String, bool, usize)> = Vec::new();
    for run in runs {
        let told = why(run.reason);
        match counted.iter_mut().find(|(other, kept, _)| *other == told && *kept == run.kept) {
            Some((.., count)) => *count += run.texts.len(),
            None => counted.push((told, run.kept, run.texts.len())),
        }
    }
    counted.sort_by_key(|(.., count)| std::cmp::Reverse(*count));
    out.push_str("<details class=\"reasons\">\n<summary>Reasons, the most frequent first</summary>\n<table>\n");
    out.push_str("<thead><tr><th scope=\"col\">Texts<th scope=\"col\">Fate<th scope=\"col\">Reason</thead>\n<tbody>\n");
    for (told, kept, count) in counted {
        out.push_str(&format!("<tr class=\"{0}\"><td>{count}<td>{0}<td>{told}\n", fate(kept)));
    }
    out.push_str("</tbody></table>\n</details>\n");
}

fn fate(kept: bool) -> &'static str {
    if kept { "kept" } else { "dropped" }
}

/// The switches, and the page as a bar from its top to its end.
fn push_switches(out: &mut String, explanation: &Explanation, runs: &[Run<'_>]) {
    let count = |id: &str| explanation.texts.iter().filter(|text| id == "all" || fate(text.kept) == id).count();
    out.push_str("<nav aria-label=\"Texts\">\n<fieldset>\n<legend>Show</legend>\n");
    for (id, label) in SHOWN {
        let checked = if id == "all" { " checked" } else { "" };
        out.push_str(&format!("<input type=\"radio\" name=\"show\" id=\"show-{id}\"{checked}>"));
        out.push_str(&format!("<label for=\"show-{id}\">{label} <span>{}</span></label>\n", count(id)));
    }
    if let Some(first) = runs.iter().position(|run| run.kept) {
        out.push_str(&format!("<a class=\"jump\" href=\"#run-{first}\">To the first kept text</a>\n"));
    }
    out.push_str("</fieldset>\n<div class=\"map\" aria-hidden=\"true\">");
    for (number, run) in runs.iter().enumerate() {
        let (fate, chars) = (fate(run.kept), run.chars());
        out.push_str(&format!(
            "<a href=\"#run-{number}\" tabindex=\"-1\" class=\"{fate}\" style=\"flex-grow:{chars}\"></a>"
        ));
    }
    out.push_str("</div>\n</nav>\n");
}

fn push_runs(out: &mut String, explanation: &Explanation, runs: &[Run<'_>]) {
    out.push_str("<main>\n<ol>\n");
    for (number, run) in runs.iter().enumerate() {
        let (sign, word) = if run.kept { ("+", "Kept") } else { ("−", "Dropped") };
        out.push_str(&format!("<li class=\"run {}\" id=\"run-{number}\">\n<div class=\"why\">\n", fate(run.kept)));
        out.push_str(&format!("<p class=\"fate\"><span aria-hidden=\"true\">{sign}</span> {word}"));
        if run.texts.len() > 1 {
            out.push_str(&format!(" <span class=\"count\">{} texts</span>", run.texts.len()));
        }
        out.push_str(&format!("</p>\n{}", measure(run.reason)));
        out.push_str(&format!("<p class=\"reason\">{}</p>\n</div>\n<div class=\"texts\">\n", why(run.reason)));
        let mut told = "";
        for text in run.texts {
            if text.element != told {
                out.push_str(&format!("<div class=\"element\"><code>{}</code></div>\n", escaped(&text.element)));
                told = &text.element;
            }
            out.push_str(&foreign(explanation, "p", "", &text.text));
            out.push('\n');
        }
        out.push_str("</div>\n</li>\n");
    }
    out.push_str("</ol>\n</main>\n");
}

/// How likely the generic layer takes texts to be of the article, and from where on they are.
fn measure(reason: &Reason) -> String {
    let Reason::Generic { value, limit, .. } = reason else { return String::new() };
    let gauge = format!("style=\"--value:{:.1}%;--limit:{:.1}%\"", value * 100.0, limit * 100.0);
    let (likely, needed) = (escaped(&percent(*value)), escaped(&percent(*limit)));
    format!(
        "<p class=\"measure\"><span class=\"gauge\" {gauge}></span> <strong>{likely}</strong> likely, {needed} needed</p>\n"
    )
}

/// A reason without what is measured.
fn why(reason: &Reason) -> String {
    match reason {
        Reason::Rule { file, line, key, pattern } => {
            let place = escaped(&format!("{file}:{line}"));
            format!("<code>{place}</code> {} <code>{}</code>", key.name(), escaped(pattern))
        }
        Reason::Generic { test, .. } => {
            format!("above all for {} <code>{}</code>", escaped(&in_words(test)), escaped(test))
        }
        other => escaped(&other.to_string()),
    }
}
