//! Runs `tests/cases/blocks.toml` and `markup.toml` and `addresses.toml` beside it: from a piece of a page to blocks to output. Each case is a test of its name.

use dehusk::{Format, Layer, Options, Page, RuleSet, RuleSource, Stripper};
use libtest_mimic::{Arguments, Failed, Trial};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    case: Vec<Case>,
}

/// A piece of a page, what a rule drops or cuts of it, and how the rest is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    html: String,
    url: Option<String>,
    #[serde(default)]
    drop: Vec<String>,
    #[serde(default)]
    keep: Vec<String>,
    #[serde(default)]
    cut: Vec<String>,
    clean: Option<String>,
    captions: Option<String>,
    title: Option<String>,
    tables: Option<String>,
    links: Option<String>,
    images: Option<String>,
    embeds: Option<String>,
    comments: Option<String>,
    text: Option<String>,
    markdown: Option<String>,
    as_html: Option<String>,
    json: Option<String>,
}

impl Case {
    fn stripper(&self) -> Stripper {
        let mut rule = toml::toml! {
            schema = 1
            hosts = ["cases.example"]
            content = ["body"]
        };
        rule.insert("clean".to_owned(), self.clean.as_deref().unwrap_or("none").into());
        for (key, values) in [("drop", &self.drop), ("keep", &self.keep), ("cut", &self.cut)] {
            rule.insert(key.to_owned(), values.clone().into());
        }
        let source = RuleSource { name: "sites/cases.example.toml".to_owned(), text: rule.to_string() };
        let rules = RuleSet::compile([Layer::new("cases", vec![source])]).expect("the case makes a rule");
        let mut options = Options::default();
        options.policies.captions = self.captions.as_deref().unwrap_or("keep").parse().expect("the case chooses");
        options.policies.title = self.title.as_deref().unwrap_or("drop").parse().expect("the case chooses");
        options.policies.tables = self.tables.as_deref().unwrap_or("keep").parse().expect("the case chooses");
        options.policies.links = self.links.as_deref().unwrap_or("keep").parse().expect("the case chooses");
        options.policies.images = self.images.as_deref().unwrap_or("keep").parse().expect("the case chooses");
        options.policies.embeds = self.embeds.as_deref().unwrap_or("keep").parse().expect("the case chooses");
        options.policies.comments = self.comments.as_deref().unwrap_or("drop").parse().expect("the case chooses");
        Stripper::new(rules).options(options)
    }

    /// Fails where the output is not as expected.
    fn run(&self) -> Result<(), Failed> {
        let mut page = Page::new(self.html.as_bytes());
        page.site = Some("cases.example".to_owned());
        page.url.clone_from(&self.url);
        let article = self.stripper().strip(&page)?;
        let expected = [
            (Format::Text, &self.text),
            (Format::Markdown, &self.markdown),
            (Format::Html, &self.as_html),
            (Format::Json, &self.json),
        ];
        if expected.iter().all(|row| row.1.is_none()) {
            return Err("nothing is expected".into());
        }
        for (format, expected) in expected {
            let Some(expected) = expected else { continue };
            let found = inner(format, &article.render(format));
            if found.trim_end() != expected.trim_end() {
                return Err(format!("as {format}:\n{found}\n--- expected:\n{expected}").into());
            }
        }
        Ok(())
    }
}

/// What is of interest in an output: the blocks.
fn inner(format: Format, output: &str) -> String {
    match format {
        Format::Html => {
            let (_, rest) = output.split_once("<article>\n").expect("an article starts");
            rest.split_once("</article>\n").expect("and ends").0.to_owned()
        }
        Format::Json => {
            let article: serde_json::Value = serde_json::from_str(output).expect("JSON");
            article["blocks"].to_string()
        }
        _ => output.to_owned(),
    }
}

fn main() {
    let tables =
        [include_str!("cases/blocks.toml"), include_str!("cases/markup.toml"), include_str!("cases/addresses.toml")];
    let cases = tables.into_iter().flat_map(|table| toml::from_str::<Cases>(table).expect("the table is TOML").case);
    let trials = cases.map(|case| Trial::test(case.name.clone(), move || case.run())).collect();
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}
