//! `dehusk explain page.html`: why each text of a page is kept or dropped.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anstyle::{AnsiColor, Style};
use anyhow::anyhow;
use clap::{Args, ValueEnum};
use dehusk::{ExplainedText, Explanation, Policies, Told};

use super::options::{ColorOption, LimitOptions, PageOptions, RuleOptions};
use crate::batch::cpu;
use crate::batch::exit::Exit;
use crate::batch::terminal::Screen;
use crate::batch::{AtomicFile, spare, stdout_error};
use dehusk::formats::{Fault, Kind, Size, Source, open};
use dehusk::formats::{read_stdin, text_of};

const EXAMPLES: &str = "Examples:
      dehusk explain page.html
      dehusk explain --format html -o why.html page.html
      dehusk explain --format json page.html";

/// Show each text of a page, kept or dropped, and why
///
/// Kept texts have a plus, dropped ones a minus. Below each stands what decided on it: the file and line of a rule, or
/// how likely the generic layer takes it to be a part of the article, how likely it had to be, and which of its measures
/// speaks loudest for that.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct Explain {
    /// A saved page; without it, or with `-`, standard input is read
    #[arg(value_name = "PATH", default_value = "-", hide_default_value = true)]
    path: PathBuf,
    #[command(flatten)]
    page: PageOptions,
    /// How to show it
    #[arg(short, long, value_name = "FORMAT", value_enum, default_value_t = Shape::Text)]
    format: Shape,
    /// Write to a file
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    color: ColorOption,
    #[command(flatten)]
    rules: RuleOptions,
    #[command(flatten)]
    limits: LimitOptions,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Shape {
    /// For people
    Text,
    /// For people with a browser: one file, which needs nothing else
    Html,
    /// For programs
    Json,
}

impl Explain {
    pub(super) fn run(self) -> anyhow::Result<Exit> {
        if let Some(output) = &self.output {
            spare(output, std::iter::once(self.input()))?;
        }
        let stripper = self.rules.stripper(&self.limits, Policies::default())?;
        cpu::begin_page();
        let shown = self.path.display();
        let source = source(&self.path, self.limits.bytes());
        let opened = source.and_then(|source| open(source, self.limits.bytes(), &mut Size::default()));
        let opened = opened.map_err(|fault| anyhow!("{shown}: {fault}"))?;
        let explanation = match Kind::of_path(&self.path) {
            Kind::Text => stripper.explain_text(&text_of(&opened.bytes), self.page.site.as_deref()),
            _ => stripper.explain(&self.page.page(opened, &self.path)),
        };
        let explanation = explanation.map_err(|refused| anyhow!("{shown}: {refused}"))?;
        self.write(&self.shown(&explanation)?)?;
        Ok(if explanation.texts.iter().any(|text| text.kept) { Exit::Fine } else { Exit::Partly })
    }
}

impl Explain {
    fn shown(&self, explanation: &Explanation) -> anyhow::Result<String> {
        let screen = if self.output.is_some() { Screen::file } else { Screen::stdout }(self.color.color);
        Ok(match self.format {
            Shape::Text => screen.explanation(explanation),
            Shape::Html => explanation.to_html(),
            Shape::Json => serde_json::to_string_pretty(explanation)? + "\n",
        })
    }

    /// The file that is read.
    fn input(&self) -> PathBuf {
        if self.path == Path::new("-") { "/dev/stdin".into() } else { self.path.clone() }
    }

    fn write(&self, text: &str) -> anyhow::Result<()> {
        let Some(path) = &self.output else { return io::stdout().write_all(text.as_bytes()).map_err(stdout_error) };
        let mut whole = AtomicFile::create(path)?;
        whole.write(text.as_bytes())?;
        whole.finish()
    }
}

fn source(path: &Path, limit: usize) -> Result<Source, Fault> {
    if path == Path::new("-") { read_stdin(limit).map(Source::Bytes) } else { Ok(Source::File(path.to_owned())) }
}

/// So many characters of the texts at the article's ends are shown.
const SHOWN: usize = 60;

const KEPT: Style = AnsiColor::Green.on_default();
const DROPPED: Style = AnsiColor::Red.on_default();
const REASON: Style = Style::new().dimmed();
const HEAD: Style = Style::new().bold();

impl Screen {
    fn explanation(self, explanation: &Explanation) -> String {
        let texts = explanation.texts.iter().map(|text| self.text(text));
        std::iter::once(self.head(explanation)).chain(texts).collect()
    }

    /// Which rules found the article, and what a reader should know.
    fn head(self, explanation: &Explanation) -> String {
        let state = explanation.state.name().to_owned();
        let rule = explanation.rule.as_deref().map(|rule| format!(" {}", self.foreign(rule))).unwrap_or_default();
        let kept = explanation.texts.iter().filter(|text| text.kept).count();
        let counts = format!(": {kept} of {} texts kept", explanation.texts.len());
        let head = self.paint(HEAD, &[state, rule, counts].concat());
        let told = |told: &Told| self.foreign(&format!("{} by {}", told.fact, told.by)).into_owned();
        let told: Vec<String> = explanation.host.iter().chain(&explanation.encoding).map(told).collect();
        let warnings =
            explanation.warnings.iter().map(|warning| format!("    warning: {}: {warning}\n", warning.code()));
        let place = format!("{}{}", self.place(explanation), told.join(", "));
        format!("{head}\n    {}\n{}", self.paint(REASON, &place), warnings.collect::<String>())
    }

    /// Between which texts the article stands, where dehusk looked for that, and how sure it is.
    fn place(self, explanation: &Explanation) -> String {
        let Some(region) = explanation.region else { return String::new() };
        let text = |at: usize| self.foreign(&explanation.texts[at].text).chars().take(SHOWN).collect::<String>();
        let (first, last) = (text(region.first), text(region.last));
        format!("confidence {:.2}; the article stands between “{first}” and “{last}”\n    ", explanation.confidence)
    }

    fn text(self, text: &ExplainedText) -> String {
        let (sign, style) = if text.kept { ('+', KEPT) } else { ('-', DROPPED) };
        let lines = self.foreign(&text.text).replace('\n', "\n  ");
        let place = if text.element.is_empty() { String::new() } else { format!(" · {}", text.element) };
        let reason = format!("{}{place}", text.reason);
        let (shown, reason) = (self.paint(style, &format!("{sign} {lines}")), self.foreign(&reason));
        format!("{shown}\n    {}\n", self.paint(REASON, &reason))
    }
}
