//! Options that several subcommands share.

use std::fmt;
use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use anyhow::bail;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Arg, ArgMatches, Args, Command, FromArgMatches};
use dehusk::{Form, Format, Limits, Options, Page, Policies, Policy, Prefer, RuleSet, Stripper};

use super::rule_folders::RuleFolders;
use crate::batch::cpu;
use crate::batch::terminal::Color;
use dehusk::formats::{Described, Opened};

/// What is known of the page.
#[derive(Debug, Args)]
pub(crate) struct PageOptions {
    /// The address that the page was saved from
    #[arg(long, value_name = "URL")]
    pub(crate) url: Option<String>,
    /// The site whose rule is used, whatever the pages say; text files need it
    #[arg(long, value_name = "HOST")]
    pub(crate) site: Option<String>,
}

impl PageOptions {
    /// A page of which this is known.
    pub(crate) fn page(&self, opened: Opened, path: &Path) -> Page<'static> {
        let mut page = opened.described(self.url.clone(), Described::default()).page(path.to_string_lossy());
        page.site.clone_from(&self.site);
        page
    }
}

/// When to use colours.
#[derive(Debug, Args)]
pub(crate) struct ColorOption {
    /// When to use colours
    #[arg(long, value_name = "WHEN", value_enum, default_value_t)]
    pub(crate) color: Color,
}

/// Which rules are used.
#[derive(Debug, Args)]
#[command(next_help_heading = "Rules")]
pub(crate) struct RuleOptions {
    #[command(flatten)]
    pub(crate) folders: RuleFolders,
    /// Use the generic layer alone
    #[arg(long)]
    pub(crate) no_site_rules: bool,
    /// Where it is not clear what belongs to the article: rather lose some of it than keep husk (`precision`), or the
    /// other way round (`recall`)
    #[arg(long, value_name = "CHOICE", default_value = "f1", value_parser = prefer())]
    pub(crate) prefer: Prefer,
}

/// How much one page may ask for. Counted limits give the same result on every machine.
#[derive(Debug, Args)]
#[command(next_help_heading = "Limits of a page")]
pub(crate) struct LimitOptions {
    /// Bytes, after decompression, as 8M or 500K; more is refused
    #[arg(long, value_name = "SIZE", default_value_t = Size(Limits::default().bytes))]
    max_bytes: Size,
    /// Elements inside one another; deeper ones are flattened, their text stays
    #[arg(long, value_name = "N", default_value_t = Limits::default().depth)]
    max_depth: usize,
    /// Nodes of the tree, of which each text counts for five; more is refused
    #[arg(long, value_name = "N", default_value_t = Limits::default().nodes)]
    max_nodes: usize,
    /// Attributes of an element; those after them are left out
    #[arg(long, value_name = "N", default_value_t = Limits::default().attributes)]
    max_attributes: usize,
    /// Steps of the work with the rules' selectors and regexes
    #[arg(long, value_name = "N", default_value_t = Limits::default().steps)]
    max_steps: u64,
    /// Seconds of CPU time, the last resort; the page is stopped
    #[arg(long, value_name = "SECONDS", default_value_t = 10)]
    pub(crate) timeout: u64,
    /// Strip the pages in processes of their own: whatever one does, the run goes on
    #[arg(long)]
    pub(crate) isolate: bool,
    /// Memory of such a process, at least 32M
    #[arg(long, value_name = "SIZE", requires = "isolate", default_value_t = Size(1 << 30), value_parser = memory)]
    max_memory: Size,
    /// The stack of a worker. Nothing recurses over a page's depth, so little is enough.
    #[arg(long, value_name = "SIZE", hide = true, default_value_t = Size(1 << 20))]
    stack: Size,
}

impl LimitOptions {
    /// Bytes of a page, after decompression.
    pub(crate) fn bytes(&self) -> usize {
        self.max_bytes.0
    }

    /// Bytes of a worker's stack.
    pub(crate) fn stack(&self) -> usize {
        self.stack.0
    }

    /// Bytes of memory of a process that strips.
    pub(crate) fn memory(&self) -> u64 {
        self.max_memory.0 as u64
    }

    /// What the result of a page depends on.
    pub(crate) fn told(&self) -> String {
        format!("{:?}", self.limits())
    }

    fn limits(&self) -> Limits {
        Limits::default()
            .bytes(self.max_bytes.0)
            .depth(self.max_depth)
            .nodes(self.max_nodes)
            .attributes(self.max_attributes)
            .steps(self.max_steps)
    }
}

/// What is kept of the article beside its text, by the rows of [`Policies::TABLE`]: what was chosen, by name. Where nothing
/// is said, it is what suits the format.
#[derive(Clone, Debug, Default)]
pub(crate) struct PolicyOptions(Vec<(&'static Policy, String)>);

impl Args for PolicyOptions {
    fn augment_args(command: Command) -> Command {
        let command = command.next_help_heading("Parts of the article (keep or drop)");
        Policies::TABLE.iter().fold(command, |command, policy| {
            let option = Arg::new(policy.name).long(policy.name.replace('_', "-")).value_name("CHOICE");
            let help = format!("{} [default: {}]", policy.help(), default_of(policy));
            command.arg(option.value_parser(PossibleValuesParser::new(policy.choices)).help(help))
        })
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for PolicyOptions {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let chosen = |policy: &'static Policy| Some((policy, matches.get_one::<String>(policy.name)?.clone()));
        Ok(PolicyOptions(Policies::TABLE.iter().filter_map(chosen).collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// What a policy is where nothing is said: one choice, or what suits plain text and which formats have something else.
fn default_of(policy: &Policy) -> String {
    let text = policy.chosen(&Policies::of(Format::Text));
    let others: Vec<Format> = Format::all().filter(|format| policy.chosen(&Policies::of(*format)) != text).collect();
    let Some(&first) = others.first() else { return text.to_owned() };
    let names = others.iter().map(|format| format.name()).collect::<Vec<_>>().join(", ");
    format!("{} for {names}; else {text}", policy.chosen(&Policies::of(first)))
}

/// What goes with the article into its document.
#[derive(Debug, Args)]
#[command(next_help_heading = "Document")]
pub(crate) struct FormOptions {
    /// Markdown: the metadata as YAML above the article
    #[arg(long)]
    front_matter: bool,
    /// JSON, JSON lines, front matter: by what the record was made and from what
    ///
    /// `provenance` has the version of dehusk, a hash of the rules in force, of a page out of a WARC file the record's id,
    /// its digest and the time of its capture, and the SHA-256 of the text.
    #[arg(long)]
    pub(crate) provenance: bool,
    /// HTML: the article's elements alone, to be put into another document
    #[arg(long)]
    fragment: bool,
    /// JSON lines: the article also in these formats, beside `text`
    #[arg(long, value_name = "FIELD,…", value_delimiter = ',', value_parser = ["text", "markdown", "html"])]
    fields: Vec<String>,
}

impl FormOptions {
    /// What was asked for, if the format can have it.
    pub(crate) fn form(&self, format: Format) -> anyhow::Result<Form> {
        let asked = [
            ("--front-matter", self.front_matter, Format::Markdown),
            ("--fragment", self.fragment, Format::Html),
            ("--fields", !self.fields.is_empty(), Format::Jsonl),
        ];
        if let Some((option, _, only)) = asked.into_iter().find(|(_, asked, only)| *asked && *only != format) {
            bail!("{option} goes with {only} alone, and this is {format}: write -f {only}, or leave it out");
        }
        if self.provenance && !self.has_room(format) {
            bail!("--provenance goes with json, jsonl and --front-matter, and this is {format} without one");
        }
        let has = |field: &str| self.fields.iter().any(|asked| asked == field);
        let form = Form::default().front_matter(self.front_matter).fragment(self.fragment);
        Ok(form.markdown(has("markdown")).html(has("html")))
    }
}

impl FormOptions {
    /// Whether the document has room for facts beside the article.
    fn has_room(&self, format: Format) -> bool {
        matches!(format, Format::Json | Format::Jsonl) || self.front_matter
    }
}

impl PolicyOptions {
    /// What was chosen, else what suits the format.
    pub(crate) fn policies(&self, format: Format) -> Policies {
        let mut policies = Policies::of(format);
        for (policy, choice) in &self.0 {
            policy.choose(&mut policies, choice).expect("it was parsed as one of the choices");
        }
        policies
    }
}

impl RuleOptions {
    /// A stripper that goes by these rules.
    pub(crate) fn stripper(&self, limits: &LimitOptions, policies: Policies) -> anyhow::Result<Stripper> {
        let rules = if self.no_site_rules { Ok(RuleSet::empty()) } else { self.folders.all() };
        let stop = cpu::stop_after(Duration::from_secs(limits.timeout));
        let options = Options::default()
            .site_rules(!self.no_site_rules)
            .limits(limits.limits().stop(stop))
            .policies(policies)
            .prefer(self.prefer);
        Ok(Stripper::new(rules?).options(options))
    }
}

/// Takes the name of a format.
pub(super) fn format() -> impl TypedValueParser<Value = Format> {
    PossibleValuesParser::new(Format::all().map(Format::name)).try_map(|name| name.parse::<Format>())
}

/// Takes the name of a preference.
fn prefer() -> impl TypedValueParser<Value = Prefer> {
    PossibleValuesParser::new(Prefer::NAMES.iter().map(|row| row.0)).try_map(|name| name.parse::<Prefer>())
}

/// `32M`: a number of bytes, with `K`, `M` or `G` for powers of 1024.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Size(usize);

/// Takes what a process needs before it has seen a page, or more.
fn memory(text: &str) -> Result<Size, &'static str> {
    let size: Size = text.parse()?;
    if size.0 < 32 << 20 { Err("a process needs 32M at least") } else { Ok(size) }
}

const UNITS: [(char, u32); 3] = [('K', 10), ('M', 20), ('G', 30)];

impl FromStr for Size {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.to_ascii_uppercase();
        let number = text.trim_end_matches('B').trim_end_matches('I');
        let unit = UNITS.into_iter().find(|(letter, _)| number.ends_with(*letter));
        let number = number.trim_end_matches(|c| unit.is_some_and(|(letter, _)| c == letter));
        let number: usize = number.parse().map_err(|_| "expected a number, with K, M or G if it is large")?;
        number.checked_mul(1 << unit.map_or(0, |(_, bits)| bits)).map(Size).ok_or("more than this machine can count")
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = UNITS.into_iter().rev().find(|(_, bits)| self.0 > 0 && self.0.trailing_zeros() >= *bits);
        match unit {
            Some((letter, bits)) => write!(f, "{}{letter}", self.0 >> bits),
            None => write!(f, "{}", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Size;

    #[test]
    fn sizes_are_powers_of_1024() {
        for (text, bytes) in [("0", 0), ("17", 17), ("17B", 17), ("2k", 2048), ("32M", 32 << 20), ("1GiB", 1 << 30)] {
            assert_eq!(text.parse(), Ok(Size(bytes)), "{text}");
        }
        for text in ["", "M", "1T", "-1", "1.5M", "99999999999G"] {
            assert!(text.parse::<Size>().is_err(), "{text}");
        }
        for text in ["0", "17", "2K", "32M", "1G", "1025K"] {
            assert_eq!(text.parse::<Size>().map(|size| size.to_string()), Ok(text.to_owned()));
        }
    }
}
