//! Options that several subcommands share.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use anyhow::bail;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Arg, ArgMatches, Args, Command, FromArgMatches};
use dehusk::{Form, Format, Limits, Options, Policies, Policy, Prefer, RuleSet, Stripper};

use super::rule_folders::RuleFolders;
use crate::batch::cpu;
use crate::batch::terminal::Color;
use crate::batch::{Day, Field, Filter, is_whole_address};

/// What is known of the page.
#[derive(Debug, Args)]
pub(crate) struct PageOptions {
    /// The address that the page was saved from
    #[arg(long, value_name = "URL", value_parser = address)]
    pub(crate) url: Option<String>,
    /// The site whose rule is used, whatever the pages say; text files need it
    #[arg(long, value_name = "HOST")]
    pub(crate) site: Option<String>,
}

/// When to use colours.
#[derive(Debug, Args)]
pub(crate) struct ColorOption {
    /// When to use colours
    #[arg(long, value_name = "WHEN", value_enum, ignore_case = true, default_value_t)]
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
    #[arg(long, value_name = "CHOICE", default_value = "f1", ignore_case = true, value_parser = prefer())]
    pub(crate) prefer: Prefer,
}

/// How much one page may ask for. Counted limits give the same result on every machine.
#[derive(Debug, Args)]
#[command(next_help_heading = "Limits of a page")]
pub(crate) struct LimitOptions {
    /// Bytes, after decompression, as 8M or 500K; more is refused
    #[arg(long, value_name = "SIZE", allow_negative_numbers = true, default_value_t = ByteSize(Limits::default().bytes))]
    max_bytes: ByteSize,
    /// Elements inside one another; deeper ones are flattened, their text stays
    #[arg(long, value_name = "N", allow_negative_numbers = true, default_value_t = Limits::default().depth, value_parser = whole::<usize>)]
    max_depth: usize,
    /// Nodes of the tree, of which each text counts for five; more is refused
    #[arg(long, value_name = "N", allow_negative_numbers = true, default_value_t = Limits::default().nodes, value_parser = whole::<usize>)]
    max_nodes: usize,
    /// Attributes of an element; those after them are left out
    #[arg(long, value_name = "N", allow_negative_numbers = true, default_value_t = Limits::default().attributes, value_parser = whole::<usize>)]
    max_attributes: usize,
    /// Steps of the work with the rules' selectors and regexes
    #[arg(long, value_name = "N", allow_negative_numbers = true, default_value_t = Limits::default().steps, value_parser = whole::<u64>)]
    max_steps: u64,
    /// Seconds of CPU time, the last resort; the page is stopped
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true, default_value_t = 10, value_parser = whole::<u64>)]
    pub(crate) timeout: u64,
    /// Strip the pages in processes of their own: whatever one does, the run goes on
    #[arg(long)]
    pub(crate) isolate: bool,
    /// Memory of such a process, at least 32M
    #[arg(long, value_name = "SIZE", allow_negative_numbers = true, default_value_t = ByteSize(1 << 30), value_parser = memory)]
    max_memory: ByteSize,
    /// The stack of a worker. Nothing recurses over a page's depth, so little is enough.
    #[arg(long, value_name = "SIZE", allow_negative_numbers = true, hide = true, default_value_t = ByteSize(LimitOptions::STACK))]
    stack: ByteSize,
}

impl LimitOptions {
    /// Bytes of a page, after decompression.
    pub(crate) fn bytes(&self) -> usize {
        self.max_bytes.0
    }

    /// Bytes of the stack of a worker where nothing else is said.
    pub(crate) const STACK: usize = 1 << 20;

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
            let option =
                Arg::new(policy.name).long(policy.name.replace('_', "-")).value_name("CHOICE").ignore_case(true);
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
        let chosen =
            |policy: &'static Policy| Some((policy, matches.get_one::<String>(policy.name)?.to_ascii_lowercase()));
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

/// Which articles are wanted.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Filters (what is left out is counted, and no fault)")]
pub(crate) struct FilterOptions {
    /// Only articles in these languages; `en` takes `en-GB`, too
    #[arg(long, value_name = "TAG,…", value_delimiter = ',', value_parser = language)]
    language: Vec<String>,
    /// Only articles of this day or later, as 2019-11-18, 2019-11 or 2019
    #[arg(long, value_name = "DATE")]
    since: Option<Day>,
    /// Only articles of this day or earlier
    #[arg(long, value_name = "DATE")]
    until: Option<Day>,
    /// Only articles with so many words
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = whole::<usize>)]
    min_words: Option<usize>,
    /// Only articles of which dehusk is as sure as this, from 0 to 1
    #[arg(long, value_name = "X", allow_negative_numbers = true, value_parser = share)]
    min_confidence: Option<f32>,
    /// Only articles whose metadata have these
    #[arg(long, value_name = "FIELD,…", value_delimiter = ',', ignore_case = true, value_parser = field())]
    only_with: Vec<Field>,
}

impl FilterOptions {
    /// Sees that some article can be what is asked for.
    pub(super) fn check(&self) -> anyhow::Result<()> {
        match (&self.since, &self.until) {
            (Some(since), Some(until)) if since.is_after(until) => {
                bail!("--since {since} is after --until {until}: no article can be of both")
            }
            _ => Ok(()),
        }
    }

    pub(super) fn filter(&self) -> Filter {
        Filter {
            languages: self.language.clone(),
            since: self.since.clone(),
            until: self.until.clone(),
            words: self.min_words,
            confidence: self.min_confidence,
            with: self.only_with.clone(),
        }
    }
}

/// Takes the name of a field of the metadata.
fn field() -> impl TypedValueParser<Value = Field> {
    let names = Field::ALL.map(|field| field.name);
    PossibleValuesParser::new(names).map(|name| {
        Field::ALL
            .into_iter()
            .find(|field| field.name.eq_ignore_ascii_case(&name))
            .expect("the parser has the names of the table")
    })
}

/// Takes the tag of a language: `en`, `pt-BR`
fn language(text: &str) -> Result<String, &'static str> {
    let text = text.trim();
    let (first, rest) = text.split_once(['-', '_']).unwrap_or((text, "x"));
    let is_word = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric());
    let is_tag = [2, 3].contains(&first.len()) && is_word(first) && rest.split(['-', '_']).all(is_word);
    if is_tag { Ok(text.to_owned()) } else { Err("write it as pages do: en, de, pt-BR") }
}

/// Takes a number of things.
pub(super) fn whole<T: FromStr>(text: &str) -> Result<T, &'static str> {
    text.parse().map_err(|_| "expected a whole number, as 100")
}

/// Takes how many pages are worked on at a time.
pub(super) fn workers(text: &str) -> Result<u16, &'static str> {
    text.parse().ok().filter(|count| (1..=1024).contains(count)).ok_or("expected a whole number from 1 to 1024")
}

/// Takes the port of an address.
#[cfg(feature = "studio")]
pub(super) fn port(text: &str) -> Result<u16, &'static str> {
    text.parse().map_err(|_| "expected a whole number from 0 to 65535")
}

/// Takes a number from 0 to 1.
fn share(text: &str) -> Result<f32, &'static str> {
    text.parse().ok().filter(|share| (0.0..=1.0).contains(share)).ok_or("expected a number from 0 to 1, as 0.8")
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
    /// Those of a configuration file, by their ids.
    #[arg(skip)]
    configured: Vec<&'static str>,
}

impl FormOptions {
    /// What was asked for, if the format can have it. What a configuration file says counts where it fits.
    pub(crate) fn form(&self, format: Format) -> anyhow::Result<Form> {
        let asked = [
            ("--front-matter", "front_matter", self.front_matter, Format::Markdown),
            ("--fragment", "fragment", self.fragment, Format::Html),
            ("--fields", "fields", !self.fields.is_empty(), Format::Jsonl),
        ];
        let is_typed = |id: &str| !self.configured.contains(&id);
        let misfit = asked.into_iter().find(|(_, id, asked, only)| *asked && *only != format && is_typed(id));
        if let Some((option, _, _, only)) = misfit {
            bail!("{option} goes with {only} alone, and this is {format}: write -f {only}, or leave it out");
        }
        if self.provenance && !self.has_room(format) && is_typed("provenance") {
            bail!("--provenance goes with json, jsonl and --front-matter, and this is {format} without one");
        }
        let has = |field: &str| self.fields.iter().any(|asked| asked == field);
        let form = Form::default().front_matter(self.front_matter).fragment(self.fragment);
        Ok(form.markdown(has("markdown")).html(has("html")))
    }
}

impl FormOptions {
    /// Notes which of its options a configuration file has given.
    pub(super) fn note_defaults(&mut self, is_default: impl Fn(&str) -> bool) {
        self.configured =
            ["front_matter", "fragment", "fields", "provenance"].into_iter().filter(|id| is_default(id)).collect();
    }

    /// Whether HTML comes without a document around it.
    pub(super) fn is_fragment(&self) -> bool {
        self.fragment
    }

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
    ///
    /// # Errors
    /// If the rules are wrong, or none is for the site that was named.
    pub(crate) fn stripper(
        &self,
        limits: &LimitOptions,
        policies: Policies,
        site: Option<&str>,
    ) -> anyhow::Result<Stripper> {
        let rules = if self.no_site_rules { RuleSet::empty() } else { self.folders.all()? };
        let stop = cpu::stop_after(Duration::from_secs(limits.timeout));
        let options = Options::default()
            .site_rules(!self.no_site_rules)
            .limits(limits.limits().stop(stop))
            .policies(policies)
            .prefer(self.prefer);
        if let Some(site) = site.filter(|_| !self.no_site_rules)
            && rules.name_for(host_of(site)).is_none()
        {
            bail!(
                "--site {site}: no rule is for it; `dehusk rules list` has those that there are, and without --site a page is stripped by what holds for all"
            );
        }
        Ok(Stripper::new(rules).options(options))
    }
}

/// The file that was named for an output; none for `-`, standard output.
pub(super) fn named(path: &Option<PathBuf>) -> Option<&Path> {
    path.as_deref().filter(|path| *path != Path::new("-"))
}

/// The host of an address; what is no address is a host already.
pub(super) fn host_of(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or(rest).trim()
}

/// Takes a whole address.
pub(super) fn address(text: &str) -> Result<String, String> {
    let meant = format!("https://{}", text.trim_start_matches('/'));
    match is_whole_address(text) {
        true => Ok(text.to_owned()),
        false if text.contains('.') && !text.contains(':') && is_whole_address(&meant) => {
            Err(format!("write it whole, as {meant}"))
        }
        false => Err("it is no address: write it whole, as https://example.org/harbour".to_owned()),
    }
}

/// Takes the name of a format.
pub(super) fn format() -> impl TypedValueParser<Value = Format> {
    let value = |format: Format| PossibleValue::new(format.name()).aliases(format.aliases());
    PossibleValuesParser::new(Format::all().map(value)).try_map(|name| name.parse::<Format>())
}

/// Takes the name of a preference.
fn prefer() -> impl TypedValueParser<Value = Prefer> {
    PossibleValuesParser::new(Prefer::NAMES.iter().map(|row| row.0))
        .try_map(|name| name.to_ascii_lowercase().parse::<Prefer>())
}

/// `32M`: a number of bytes, with `K`, `M` or `G` for powers of 1024.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ByteSize(usize);

impl ByteSize {
    pub(super) fn bytes(self) -> u64 {
        self.0 as u64
    }
}

/// Takes at least a byte.
pub(super) fn some_bytes(text: &str) -> Result<ByteSize, &'static str> {
    let size: ByteSize = text.parse()?;
    if size.0 == 0 { Err("expected more than nothing, as 256M") } else { Ok(size) }
}

/// Takes what a process needs before it has seen a page, or more.
fn memory(text: &str) -> Result<ByteSize, &'static str> {
    let size: ByteSize = text.parse()?;
    if size.0 < 32 << 20 { Err("a process needs 32M at least") } else { Ok(size) }
}

const UNITS: [(char, u32); 3] = [('K', 10), ('M', 20), ('G', 30)];

impl FromStr for ByteSize {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.to_ascii_uppercase();
        let number = text.trim_end_matches('B').trim_end_matches('I');
        let unit = UNITS.into_iter().find(|(letter, _)| number.ends_with(*letter));
        let number = number.trim_end_matches(|c| unit.is_some_and(|(letter, _)| c == letter));
        let number: usize = number.parse().map_err(|_| "expected a number, with K, M or G if it is large")?;
        number
            .checked_mul(1 << unit.map_or(0, |(_, bits)| bits))
            .map(ByteSize)
            .ok_or("more than this machine can count")
    }
}

impl fmt::Display for ByteSize {
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
    use super::ByteSize;

    #[test]
    fn sizes_are_powers_of_1024() {
        for (text, bytes) in [("0", 0), ("17", 17), ("17B", 17), ("2k", 2048), ("32M", 32 << 20), ("1GiB", 1 << 30)] {
            assert_eq!(text.parse(), Ok(ByteSize(bytes)), "{text}");
        }
        for text in ["", "M", "1T", "-1", "1.5M", "99999999999G"] {
            assert!(text.parse::<ByteSize>().is_err(), "{text}");
        }
        for text in ["0", "17", "2K", "32M", "1G", "1025K"] {
            assert_eq!(text.parse::<ByteSize>().map(|size| size.to_string()), Ok(text.to_owned()));
        }
    }
}
