//! `dehusk explain page.html`: why each text of a page is kept or dropped.

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use anstyle::{AnsiColor, Style};
use anyhow::{anyhow, bail};
use clap::{Args, ValueEnum, ValueHint};
use dehusk::{ExplainedText, Explanation, Policies, Told};

use super::config::Config;
use super::options::{ColorOption, LimitOptions, PageOptions, RuleOptions, named};
use super::pages::{Pages, Unread};
use crate::batch::cpu;
use crate::batch::exit::Exit;
use crate::batch::terminal::{Screen, escape, escape_line, say};
use crate::batch::{STDOUT, spare, stdout_error, write_whole};
use dehusk::formats::{Kind, text_of};

const EXAMPLES: &str = "Examples:
      dehusk explain page.html
      dehusk explain page.html -o why.html
      dehusk explain --dropped page.html
      dehusk explain --around 'harbour office' page.html
      dehusk explain --format json page.html
      dehusk explain pages.jsonl --id ferry";

/// Show each text of a page, kept or dropped, and why
///
/// Kept texts have a plus, dropped ones a minus. Below each stands what decided on it: the file and line of a rule, or
/// how likely the generic layer takes it to be a part of the article, how likely it had to be, and which of its measures
/// speaks loudest for that.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct Explain {
    /// A saved page, or an archive or a folder with it; without it, or with `-`, standard input is read
    #[arg(value_name = "PATH", default_value = "-", hide_default_value = true, value_hint = ValueHint::AnyPath)]
    path: PathBuf,
    /// Which page of an archive or a folder: the id that its record has, or its address
    #[arg(long, value_name = "ID|URL")]
    id: Option<String>,
    #[command(flatten)]
    page: PageOptions,
    /// How to show it [default: as the extension of the output says, else text]
    #[arg(short, long, value_name = "FORMAT", value_enum, ignore_case = true)]
    format: Option<Shape>,
    /// Show the texts that are kept, no others
    #[arg(long, conflicts_with = "dropped")]
    kept: bool,
    /// Show the texts that are dropped, no others
    #[arg(long)]
    dropped: bool,
    /// Show the texts that have these words, and what stands around them
    #[arg(long, value_name = "WORDS")]
    around: Option<String>,
    /// Write to a file; `-` is standard output
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    output: Option<PathBuf>,
    #[command(flatten)]
    color: ColorOption,
    #[command(flatten)]
    rules: RuleOptions,
    #[command(flatten)]
    limits: LimitOptions,
    /// Whether the format is that of a configuration file, which counts where the output's extension says none.
    #[arg(skip)]
    is_usual: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Shape {
    /// For people
    Text,
    /// For people with a browser: one file, which needs nothing else
    Html,
    /// For programs
    Json,
}

impl Explain {
    /// Notes whether a configuration file has given the format.
    pub(super) fn note_defaults(&mut self, is_default: impl Fn(&str) -> bool) {
        self.is_usual = is_default("format");
    }

    /// What was said, else what the output's extension says, else text.
    fn shape(&self) -> anyhow::Result<Shape> {
        let extension = || named(&self.output)?.extension()?.to_str().map(str::to_ascii_lowercase);
        Ok(match (self.format.filter(|_| !self.is_usual), extension().as_deref()) {
            (Some(shape), _) => shape,
            (None, Some("html" | "htm")) => Shape::Html,
            (None, Some("json")) => Shape::Json,
            (None, Some("txt")) => Shape::Text,
            (None, Some(other)) if self.format.is_none() => {
                bail!(
                    "`.{other}` is none of what explain writes, which are .txt, .html, .json: name the format by -f FORMAT"
                )
            }
            (None, _) => self.format.unwrap_or(Shape::Text),
        })
    }

    pub(super) fn run(self, config: &Config) -> anyhow::Result<Exit> {
        if self.path == Path::new("-") && io::stdin().is_terminal() {
            bail!("nothing to explain: name a page, or see `dehusk explain -h`");
        }
        self.spare(config)?;
        let shape = self.shape()?;
        if shape != Shape::Text && (self.kept || self.dropped || self.around.is_some()) {
            bail!("--kept, --dropped and --around are for text: the HTML page has its own switches, and JSON has all");
        }
        let stripper = self.rules.stripper(&self.limits, Policies::default(), self.page.site.as_deref())?;
        let page = self.unread()?;
        let (shown, kind) = (page.shown.clone(), page.kind());
        cpu::begin_page();
        let page = page.read_as(self.page.url.clone(), self.limits.bytes());
        let mut page = page.map_err(|error| anyhow!("{shown}: {error}"))?;
        page.site.clone_from(&self.page.site);
        let explanation = match kind {
            Kind::Text => stripper.explain_text(&text_of(page.content.as_bytes()), self.page.site.as_deref()),
            _ => stripper.explain(&page),
        };
        let explanation = explanation.map_err(|refused| anyhow!("{shown}: {refused}"))?;
        self.write(&self.shown(&explanation, shape)?)?;
        let is_found = match self.around {
            None => explanation.texts.iter().any(|text| text.kept),
            Some(_) => self.chosen(&explanation).contains(&true),
        };
        if let Some(words) = self.around.as_deref().filter(|_| !is_found) {
            say(&format!("dehusk: {shown}: no text has “{}” in it", escape(words)));
        }
        Ok(if is_found { Exit::Fine } else { Exit::Partly })
    }

    /// The page that is meant.
    fn unread(&self) -> anyhow::Result<Unread> {
        let mut pages = Pages::of_all_kinds(std::slice::from_ref(&self.path), self.limits.bytes())?;
        let shown = self.path.display();
        if let Some(id) = &self.id {
            let mut others = Vec::new();
            let found = pages.find(|page| {
                let is_meant = page.is(id);
                others.extend((!is_meant && others.len() < NAMED).then(|| quoted(page)));
                is_meant
            });
            return found.ok_or_else(|| {
                anyhow!(
                    "{shown}: no page has the id or address `{}`; ids are as {}",
                    escape_line(id),
                    others.join(", ")
                )
            });
        }
        let first: Vec<Unread> = pages.take(NAMED + 1).collect();
        let names: Vec<String> = first.iter().take(NAMED).map(quoted).collect();
        let etc = if first.len() > NAMED { ", …" } else { "" };
        match <[Unread; 1]>::try_from(first) {
            Ok([page]) => Ok(page),
            Err(none) if none.is_empty() => bail!("{shown}: there is no page in it"),
            Err(_) => bail!("{shown} has several pages: say which by --id, as {}{etc}", names.join(", ")),
        }
    }

    /// Of each text, whether it is shown.
    fn chosen(&self, explanation: &Explanation) -> Vec<bool> {
        let texts = &explanation.texts;
        let around = self.around.as_deref().map(folded);
        let has_words = |text: &ExplainedText| around.as_ref().is_none_or(|words| folded(&text.text).contains(words));
        let hits: Vec<usize> = (0..texts.len()).filter(|&at| has_words(&texts[at])).collect();
        let is_near = |at: usize| {
            let from = hits.partition_point(|&hit| hit + BESIDE < at);
            around.is_none() || hits.get(from).is_some_and(|&hit| hit <= at + BESIDE)
        };
        let is_wanted = |text: &ExplainedText| if text.kept { !self.dropped } else { !self.kept };
        texts.iter().enumerate().map(|(at, text)| is_wanted(text) && is_near(at)).collect()
    }
}

/// The id of a page, as a message has it.
fn quoted(page: &Unread) -> String {
    format!("`{}`", escape_line(&page.id))
}

/// So many pages of an archive are named where it is not clear which one is meant.
const NAMED: usize = 3;

/// So many texts are shown before and behind one that has the words.
const BESIDE: usize = 2;

/// A text as it is compared: in small letters, white space folded.
fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

impl Explain {
    fn shown(&self, explanation: &Explanation, shape: Shape) -> anyhow::Result<String> {
        let screen = if named(&self.output).is_some() { Screen::file } else { Screen::stdout }(self.color.color);
        Ok(match shape {
            Shape::Text => screen.explanation(explanation, &self.chosen(explanation)),
            Shape::Html => explanation.to_html(),
            Shape::Json => serde_json::to_string_pretty(explanation)? + "\n",
        })
    }

    /// The file that is read.
    fn input(&self) -> PathBuf {
        if self.path == Path::new("-") { "/dev/stdin".into() } else { self.path.clone() }
    }

    /// Sees that nothing that is read is written over.
    fn spare(&self, config: &Config) -> anyhow::Result<()> {
        let output = named(&self.output).unwrap_or(Path::new(STDOUT));
        let read = std::iter::once(self.input()).chain(config.files.iter().cloned());
        spare(output, read.chain(self.rules.folders.files()))
    }

    fn write(&self, text: &str) -> anyhow::Result<()> {
        let Some(path) = named(&self.output) else {
            return io::stdout().write_all(text.as_bytes()).map_err(stdout_error);
        };
        write_whole(path, text.as_bytes())
    }
}

/// So many characters of the texts at the article's ends are shown.
const SHOWN: usize = 60;

const KEPT: Style = AnsiColor::Green.on_default();
const DROPPED: Style = AnsiColor::Red.on_default();
const REASON: Style = Style::new().dimmed();
const HEAD: Style = Style::new().bold();

impl Screen {
    /// What is chosen; where something is left out between two texts, that shows.
    fn explanation(self, explanation: &Explanation, chosen: &[bool]) -> String {
        let is_all = chosen.iter().all(|chosen| *chosen);
        let mut out = self.head(explanation);
        let mut last = None;
        for (at, text) in explanation.texts.iter().enumerate().filter(|(at, _)| chosen[*at]) {
            if !is_all && at > last.map_or(0, |last: usize| last + 1) {
                out.push_str(&(self.paint(REASON, "  …") + "\n"));
            }
            out.push_str(&self.text(text));
            last = Some(at);
        }
        out
    }

    /// Which rules found the article, and what a reader should know.
    fn head(self, explanation: &Explanation) -> String {
        let state = explanation.state.name().to_owned();
        let rule = explanation.rule.as_deref().map(|rule| format!(" {}", self.foreign(rule))).unwrap_or_default();
        let kept = explanation.texts.iter().filter(|text| text.kept).count();
        let counts = format!(": {kept} of {} texts kept", explanation.texts.len());
        let head = self.paint(HEAD, &self.wrapped(&[state, rule, counts].concat(), "    "));
        let told = |told: &Told| self.foreign(&format!("{} by {}", told.fact, told.by)).into_owned();
        let told: Vec<String> = explanation.host.iter().chain(&explanation.encoding).map(told).collect();
        let line = |text: &str| self.wrapped(&format!("    {text}"), "    ") + "\n";
        let warnings =
            explanation.warnings.iter().map(|warning| line(&format!("warning: {}: {warning}", warning.code())));
        let place = self.place(explanation).map(|place| line(&place)).unwrap_or_default() + &line(&told.join(", "));
        format!("{head}\n{}{}", self.paint(REASON, &place), warnings.collect::<String>())
    }

    /// Between which texts the article stands, where dehusk looked for that, and how sure it is.
    fn place(self, explanation: &Explanation) -> Option<String> {
        let region = explanation.region?;
        let text = |at: usize| self.foreign(&explanation.texts[at].text).chars().take(SHOWN).collect::<String>();
        let (first, last) = (text(region.first), text(region.last));
        Some(format!("confidence {:.2}; the article stands between “{first}” and “{last}”", explanation.confidence))
    }

    fn text(self, text: &ExplainedText) -> String {
        let (sign, style) = if text.kept { ('+', KEPT) } else { ('-', DROPPED) };
        let text_shown = self.wrapped(&format!("{sign} {}", self.foreign(&text.text)), "  ");
        let place = if text.element.is_empty() { String::new() } else { format!(" · {}", text.element) };
        let reason = format!("{}{place}", text.reason);
        let reason = self.wrapped(&format!("    {}", self.foreign(&reason)), "    ");
        format!("{}\n{}\n", self.paint(style, &text_shown), self.paint(REASON, &reason))
    }
}
