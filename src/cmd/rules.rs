//! `dehusk rules`: which rules there are, what one says, and whether they do what their tests say.

use std::io::{self, Write};

use clap::{Args, Subcommand};
use dehusk::{RULE_SCHEMA, RuleSet, SiteRule};

use super::options::host_of;
use super::rule_folders::RuleFolders;
#[cfg(feature = "studio")]
use super::rules_teach;
use super::{rules_check, rules_health, rules_import, rules_learn, rules_migrate, rules_pack};
use crate::batch::exit::Exit;
use crate::batch::stdout_error;
use crate::batch::terminal::{Color, Screen, escape, say};

/// List, show and check the rules of sites
#[derive(Debug, Args)]
pub(crate) struct Rules {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List the sites that have a rule: name, hosts, day of the last check, file
    List(RuleFolders),
    /// Print the rule that is in force for a host, and where each line comes from
    ///
    /// It is whole: what its file says, on top of all that it extends. It can be used as a rule file of its own.
    #[command(after_long_help = "Examples:
      dehusk rules show example.org
      dehusk rules show https://example.org/harbour --rules my-rules
      dehusk rules show example.org --as-written")]
    Show {
        /// A host, as `www.example.org`, or an address
        host: String,
        /// The rule's file as it is, comments and tests included
        #[arg(long)]
        as_written: bool,
        /// The rule as JSON
        #[arg(long, conflicts_with = "as_written")]
        json: bool,
        #[command(flatten)]
        folders: RuleFolders,
    },
    Check(rules_check::Check),
    #[command(visible_alias = "new")]
    Learn(rules_learn::Learn),
    #[cfg(feature = "studio")]
    Teach(rules_teach::Teach),
    Health(rules_health::Health),
    Migrate(rules_migrate::Migrate),
    Import(rules_import::Import),
    Pack(rules_pack::Pack),
    /// Print the JSON Schema of rule files, for editors
    #[command(after_long_help = "Example:\n      dehusk rules schema > rules/schema.json")]
    Schema,
}

impl Rules {
    pub(super) fn run(self) -> anyhow::Result<Exit> {
        match self.command {
            Command::List(folders) => list(&folders.all()?),
            Command::Show { host, as_written, json, folders } => {
                let rules = folders.all()?;
                if as_written { show_file(&rules, &host) } else { show(&rules, &host, json) }
            }
            Command::Health(health) => health.run(),
            Command::Check(check) => check.run(),
            #[cfg(feature = "studio")]
            Command::Teach(teach) => teach.run(),
            Command::Learn(learn) => learn.run(),
            Command::Migrate(migrate) => migrate.run(),
            Command::Import(import) => import.run(),
            Command::Pack(pack) => pack.run(),
            Command::Schema => print(RULE_SCHEMA).map(|()| Exit::Fine),
        }
    }
}

fn list(rules: &RuleSet) -> anyhow::Result<Exit> {
    let rows: Vec<[String; 4]> = rules.iter().map(row).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let (name, hosts, checked) = (width(0), width(1), width(2));
    let line = |row: &[String; 4]| format!("{:name$}  {:hosts$}  {:checked$}  {}\n", row[0], row[1], row[2], row[3]);
    print(&rows.iter().map(line).collect::<String>())?;
    Ok(Exit::Fine)
}

fn row(rule: SiteRule<'_>) -> [String; 4] {
    let file = if rule.is_builtin { "built-in".to_owned() } else { rule.file.to_owned() };
    [rule.name.to_owned(), rule.hosts.join(" "), rule.checked.unwrap_or_else(|| "-".to_owned()), file]
}

fn show(rules: &RuleSet, host: &str, json: bool) -> anyhow::Result<Exit> {
    let Some(rule) = rules.effective(host_of(host)) else { return no_rule(host) };
    print(&if json { serde_json::to_string_pretty(&rule)? + "\n" } else { rule.to_toml() })?;
    Ok(Exit::Fine)
}

fn no_rule(host: &str) -> anyhow::Result<Exit> {
    say(&format!("dehusk: {} has no rule; `dehusk rules new PAGE` prints one to start from", escape(host)));
    Ok(Exit::Partly)
}

fn show_file(rules: &RuleSet, host: &str) -> anyhow::Result<Exit> {
    let Some(rule) = rules.get(host_of(host)) else { return no_rule(host) };
    let from = if rule.is_builtin { " (built-in)" } else { "" };
    print(&format!("# {}{from}\n{}", rule.file, rule.text))?;
    Ok(Exit::Fine)
}

fn print(text: &str) -> anyhow::Result<()> {
    let text = Screen::stdout(Color::Never).foreign(text).into_owned();
    io::stdout().write_all(text.as_bytes()).map_err(stdout_error)
}
