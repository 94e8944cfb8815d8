//! Options that several subcommands share.

use std::path::{Path, PathBuf};

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use dehusk::{Format, Options, Page, RuleSet, Stripper};

use super::rule_folders;
use crate::terminal::Color;

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
    pub(crate) fn page<'a>(&self, bytes: &'a [u8], path: &Path) -> Page<'a> {
        let mut page = Page::new(bytes).file_name(path.to_string_lossy());
        page.url.clone_from(&self.url);
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
    /// A folder of rules that go before all others; can be repeated
    ///
    /// After them come the folders in the environment's DEHUSK_RULES, the folder `dehusk/rules` in the user's
    /// configuration, and the rules that dehusk brings along. The first that claims a host wins.
    #[arg(long, value_name = "DIR")]
    pub(crate) rules: Vec<PathBuf>,
    /// Use the generic layer alone
    #[arg(long)]
    pub(crate) no_site_rules: bool,
}

/// How much one page may ask for.
#[derive(Debug, Args)]
#[command(next_help_heading = "Limits of a page")]
pub(crate) struct LimitOptions {
    /// Bytes, after decompression; as 8M, 500K
    #[arg(long, value_name = "SIZE", default_value = "32M", value_parser = size)]
    max_bytes: usize,
    /// Seconds by the clock, the last resort
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    pub(crate) timeout: u64,
}

impl LimitOptions {
    pub(crate) fn bytes(&self) -> usize {
        self.max_bytes
    }
}

impl RuleOptions {
    /// A stripper that goes by these rules.
    pub(crate) fn stripper(&self, _limits: &LimitOptions) -> anyhow::Result<Stripper> {
        let rules = if self.no_site_rules { RuleSet::empty() } else { rule_folders::all(&self.rules)? };
        let mut options = Options::default();
        options.site_rules = !self.no_site_rules;
        Ok(Stripper::new(rules).options(options))
    }
}

/// Takes the name of a format.
pub(super) fn format() -> impl TypedValueParser<Value = Format> {
    PossibleValuesParser::new(Format::all().map(Format::name)).try_map(|name| name.parse::<Format>())
}

/// `32M`: a number with `K`, `M` or `G` for powers of 1024.
fn size(text: &str) -> Result<usize, String> {
    let upper = text.to_ascii_uppercase();
    let digits = upper.trim_end_matches("IB").trim_end_matches('B').trim_end_matches(['K', 'M', 'G']);
    let shift = match upper.as_bytes().get(digits.len()) {
        Some(b'K') => 10,
        Some(b'M') => 20,
        Some(b'G') => 30,
        _ => 0,
    };
    let number: usize = digits.parse().map_err(|_| "expected a number with K, M or G".to_owned())?;
    number.checked_mul(1 << shift).ok_or_else(|| "too large".to_owned())
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_are_powers_of_1024() {
        for (text, bytes) in [("0", 0), ("17", 17), ("17B", 17), ("2k", 2048), ("32M", 32 << 20), ("1GiB", 1 << 30)] {
            assert_eq!(size(text), Ok(bytes), "{text}");
        }
        for text in ["", "M", "1T", "-1", "1.5M", "99999999999G"] {
            assert!(size(text).is_err(), "{text}");
        }
    }
}
