//! The rule that is in force for a host: what its file says, what the blocks that it extends add, and where each line
//! comes from.

use std::sync::Arc;

use serde::Serialize;

use super::quote::{comment, string};
use crate::mark::RuleKey;
use crate::rule::RuleLine;
use crate::rule::layout::{Clean, Layout, Line, Rule, Scope};
use crate::rule::{Key, Matcher, MetaSource, RuleSet, Takes};

/// The rule that is in force for a host, all that it extends laid under it.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct EffectiveRule {
    /// The file's name without folder and `.toml`.
    pub name: String,
    /// The file, as it was named when it was loaded.
    pub file: String,
    /// The hosts that it is for, as written.
    pub hosts: Vec<String>,
    /// For which of their pages it is: `path` and `when`.
    pub scope: Vec<EffectiveLine>,
    /// The layouts in the order in which they are tried, each whole.
    pub layouts: Vec<Vec<EffectiveLine>>,
}

/// A line of the rule.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct EffectiveLine {
    /// Where it comes from.
    #[serde(flatten)]
    pub from: RuleLine,
    /// The fact that a line of `[meta]` is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<&'static str>,
    /// What it says, as TOML.
    pub value: String,
}

impl RuleSet {
    /// The rule that is in force for a host. None if there is none, or if something in it is wrong.
    pub fn effective(&self, host: &str) -> Option<EffectiveRule> {
        let written = self.get(host)?;
        let rule: Arc<Rule> = self.rule_for(host)?;
        Some(EffectiveRule {
            name: rule.name.to_string(),
            file: rule.file.to_string(),
            hosts: written.hosts,
            scope: scope(&rule.scope),
            layouts: rule.layouts.iter().map(lines).collect(),
        })
    }
}

fn scope(scope: &Scope) -> Vec<EffectiveLine> {
    let path = scope.path.iter().map(|line| plain(Key::Path, line));
    path.chain(scope.when.iter().map(|line| plain(Key::When, line))).collect()
}

fn lines(layout: &Layout) -> Vec<EffectiveLine> {
    let mut out = scope(&layout.scope);
    out.extend(RuleKey::ALL.into_iter().flat_map(|key| layout.lines.of(key).iter().map(move |l| matcher(key, l))));
    out.extend(layout.clean.iter().map(|line: &Arc<Line<Clean>>| plain(Key::Clean, line)));
    // What files of the first schema leave unsaid.
    if let Some(content) =
        layout.lines.of(RuleKey::Content).first().filter(|_| layout.is_careful && layout.clean.is_none())
    {
        out.push(EffectiveLine { value: string("safe"), ..plain(Key::Clean, content) });
    }
    for (field, sources) in &layout.meta {
        out.extend(sources.iter().map(|line| EffectiveLine { field: Some(field.name()), ..source(line) }));
    }
    out
}

fn plain<T>(key: Key, line: &Line<T>) -> EffectiveLine {
    EffectiveLine { from: RuleLine::of(key.name(), line), field: None, value: string(&line.pattern) }
}

fn matcher(key: RuleKey, line: &Line<Matcher>) -> EffectiveLine {
    let written = plain(Key::Lines(key), line);
    match (key.row().takes, &line.value) {
        (Takes::Either, Matcher::Pattern(_)) => {
            EffectiveLine { value: format!("{{ text = {} }}", written.value), ..written }
        }
        _ => written,
    }
}

fn source(line: &Line<MetaSource>) -> EffectiveLine {
    let written = plain(Key::Meta, line);
    let MetaSource { matching, date, .. } = &line.value;
    let (format, zone) = date.as_ref().map_or((None, None), |date| (date.format.as_ref(), date.zone.as_ref()));
    let entries = [
        ("match", matching.as_ref().map(|pattern| pattern.as_str())),
        ("format", format.map(|format| &*format.written)),
        ("zone", zone.map(|zone| zone.name)),
    ];
    let entries = entries.iter().filter_map(|(key, value)| Some(format!(", {key} = {}", string((*value)?))));
    let entries: String = entries.collect();
    if entries.is_empty() {
        return written;
    }
    let value = format!("{{ select = {}{entries} }}", written.value);
    EffectiveLine { value, ..written }
}

impl EffectiveRule {
    /// The rule as a file of its own that does the same, with the place that each line comes from as a comment.
    pub fn to_toml(&self) -> String {
        let hosts: Vec<String> = self.hosts.iter().map(|host| string(host)).collect();
        let mut out =
            format!("# {}\nschema = 2\nhosts = [{}]\nreplace = true\n", comment(&self.file), hosts.join(", "));
        out.push_str(&keys(&self.scope));
        for layout in &self.layouts {
            let is_only =
                self.layouts.len() == 1 && !layout.iter().any(|line| ["path", "when"].contains(&line.from.key));
            out.push_str(if is_only { "" } else { "\n[[layout]]\n" });
            out.push_str(&keys(layout));
            out.push_str(&meta(layout, if is_only { "meta" } else { "layout.meta" }));
        }
        out
    }
}

/// The lines by key: what has one value on one line, what has several as a list.
fn keys(lines: &[EffectiveLine]) -> String {
    let mut out = String::new();
    let lines: Vec<&EffectiveLine> = lines.iter().filter(|line| line.field.is_none()).collect();
    for group in lines.chunk_by(|a, b| a.from.key == b.from.key) {
        let key = group[0].from.key;
        match group {
            [one] if ["path", "when", "clean"].contains(&key) => {
                out.push_str(&format!("{key} = {}  # {}\n", one.value, from(one)));
            }
            several => out.push_str(&list(key, several)),
        }
    }
    out
}

fn meta(lines: &[EffectiveLine], table: &str) -> String {
    let lines: Vec<&EffectiveLine> = lines.iter().filter(|line| line.field.is_some()).collect();
    if lines.is_empty() {
        return String::new();
    }
    let groups = lines.chunk_by(|a, b| a.field == b.field);
    let lists: String = groups.map(|group| list(group[0].field.unwrap_or_default(), group)).collect();
    format!("\n[{table}]\n{lists}")
}

fn list(key: &str, lines: &[&EffectiveLine]) -> String {
    let entries: String = lines.iter().map(|line| format!("  {},  # {}\n", line.value, from(line))).collect();
    format!("{key} = [\n{entries}]\n")
}

fn from(line: &EffectiveLine) -> String {
    format!("{}:{}", comment(&line.from.file), line.from.line)
}

#[cfg(test)]
mod tests {
    use crate::{Layer, RuleSet, RuleSource};

    fn layer(files: &[(&str, &str)]) -> Layer {
        let source = |&(name, text): &(&str, &str)| RuleSource { name: name.to_owned(), text: text.to_owned() };
        Layer::new("test", files.iter().map(source).collect())
    }

    #[test]
    fn each_line_tells_where_it_comes_from() {
        let site = "hosts = ['example.org']\nextends = 'cms'\ndrop = ['.ad']\nstop_before = [{ text = '^More$' }]";
        let shared = "content = ['.cms']\ndrop = ['.bar']\nclean = 'none'\n[meta]\ntitle = { select = 'h1', match = '(.+)!' }\n\
             date = { select = 'p', format = '%d/%m/%Y %H', zone = 'UTC' }";
        let rules = RuleSet::compile([layer(&[("sites/a.toml", site)]), layer(&[("shared/cms.toml", shared)])]);
        let shown = rules.expect("compiles").effective("www.example.org").expect("claimed").to_toml();
        let expected = "# sites/a.toml\nschema = 2\nhosts = [\"example.org\"]\nreplace = true\n\
            content = [\n  \".cms\",  # shared/cms.toml:1\n]\n\
            drop = [\n  \".bar\",  # shared/cms.toml:2\n  \".ad\",  # sites/a.toml:3\n]\n\
            stop_before = [\n  { text = \"^More$\" },  # sites/a.toml:4\n]\n\
            clean = \"none\"  # shared/cms.toml:3\n\n\
            [meta]\ndate = [\n  { select = \"p\", format = \"%d/%m/%Y %H\", zone = \"UTC\" },  # shared/cms.toml:6\n]\n\
            title = [\n  { select = \"h1\", match = \"(.+)!\" },  # shared/cms.toml:5\n]\n";
        assert_eq!(shown, expected);
    }

    #[test]
    fn what_is_shown_of_a_rule_that_ships_says_the_same() {
        let rules = RuleSet::builtin();
        for site in rules.iter() {
            let host = site.hosts[0].replace("*.", "x.");
            let effective = rules.effective(&host).expect("it compiles");
            let text = effective.to_toml();
            let again = RuleSet::compile([layer(&[("sites/again.toml", &text)])]);
            let again = again.unwrap_or_else(|errors| panic!("{}:\n{errors}", site.file));
            let again = again.effective(&host).expect("claimed");
            let said = |lines: &[super::EffectiveLine]| {
                lines.iter().map(|line| (line.from.key, line.field, line.value.clone())).collect::<Vec<_>>()
            };
            assert_eq!(said(&again.scope), said(&effective.scope), "{}", site.file);
            let layouts = |rule: &super::EffectiveRule| rule.layouts.iter().map(|l| said(l)).collect::<Vec<_>>();
            assert_eq!(layouts(&again), layouts(&effective), "{}", site.file);
        }
    }
}
