//! `dehusk.toml`: options that need not be said each time.
//!
//! A key is the name of a long option. Keys at the top hold for every command that has such an option, those of a table for
//! the subcommand that it is called by. What the command line says goes before the file of the folder that dehusk is called
//! in, and that before the file of the user's configuration. The values become the defaults of the options, so that all that
//! holds for what is typed holds for them too.

use std::ffi::{OsStr, OsString};
use std::fmt::Write as _;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command, ValueHint};
use strsim::levenshtein;
use toml::Value;
use toml::de::DeTable;

use super::rule_folders::{CONFIGURED, user_configuration};
use crate::batch::cannot_read;

/// What the file is called.
pub(super) const FILE: &str = "dehusk.toml";

/// The option that says that no such file is read.
const NONE: &str = "--no-config";

/// Options that a file cannot hold: they are about one call, or about the file itself.
const OF_A_CALL: [&str; 6] = ["help", "version", "no-config", "show-config", "worker", "resume"];

/// Options that are for stripping alone where they stand above all tables: what other subcommands write is none of its output.
const OF_STRIPPING: [&str; 1] = ["output"];

/// The options of all files, each with the place where it stands.
#[derive(Debug, Default)]
pub(super) struct Config {
    /// The files that were read, the nearest first.
    pub(super) files: Vec<PathBuf>,
    settings: Vec<Setting>,
}

/// An option of a file.
#[derive(Clone, Debug)]
struct Setting {
    /// The subcommand that it is for; none for all.
    command: Option<String>,
    key: String,
    values: Vec<OsString>,
    place: String,
}

impl Config {
    /// Reads the files, unless the call says that none is wanted.
    ///
    /// # Errors
    /// If one cannot be read, is no TOML, or names an option that there is not: with the file and the line.
    pub(super) fn of(args: &[OsString], dehusk: &Command) -> anyhow::Result<Self> {
        let mut config = Config::default();
        if args.iter().take_while(|arg| *arg != "--").any(|arg| arg == NONE) {
            return Ok(config);
        }
        let user = user_configuration().map(|folder| folder.join(FILE));
        for path in [Some(PathBuf::from(FILE)), user].into_iter().flatten() {
            match fs::read_to_string(&path) {
                Ok(text) => config.add(path, &text, dehusk)?,
                Err(error) if [ErrorKind::NotFound, ErrorKind::NotADirectory].contains(&error.kind()) => {}
                Err(error) => return Err(error).with_context(|| cannot_read(&path)),
            }
        }
        Ok(config)
    }

    fn add(&mut self, path: PathBuf, text: &str, dehusk: &Command) -> anyhow::Result<()> {
        let place = |at: usize| format!("{}:{}", path.display(), text[..at].matches('\n').count() + 1);
        let read = || Ok((toml::from_str::<toml::Table>(text)?, DeTable::parse(text)?.into_inner()));
        let (rows, spans) = read().map_err(|error: toml::de::Error| {
            let at = error.span().map_or(0, |span| span.start);
            anyhow!("{}: {}", place(at), error.message())
        })?;
        for (name, value, at) in in_order(rows, &spans) {
            match value {
                Value::Table(table) => {
                    let Some(command) = dehusk.find_subcommand(&name) else {
                        bail!("{}: dehusk has no subcommand `{name}`", place(at));
                    };
                    let spans = spans.get(name.as_str()).and_then(|value| value.get_ref().as_table());
                    for (key, value, at) in in_order(table, spans.unwrap_or(&DeTable::new())) {
                        self.set(Some(&name), &key, value, &place(at), &path, command)?;
                    }
                }
                value => self.set(None, &name, value, &place(at), &path, dehusk)?,
            }
        }
        self.files.push(path);
        Ok(())
    }

    /// Takes a row, unless a file that goes before has it.
    fn set(
        &mut self,
        command: Option<&str>,
        key: &str,
        value: Value,
        place: &str,
        path: &Path,
        of: &Command,
    ) -> anyhow::Result<()> {
        let found = find(of, key);
        if found.is_some() && OF_A_CALL.contains(&key) {
            bail!("{place}: `{key}` is for the command line alone: say --{key} there");
        }
        let Some((owner, arg)) = found else {
            let names: Vec<&str> = longs(of).filter(|name| !OF_A_CALL.contains(name)).collect();
            let nearest = names.iter().copied().min_by_key(|name| levenshtein(name, key)).unwrap_or_default();
            let hint = if levenshtein(nearest, key) <= 3 {
                format!("did you mean `{nearest}`?")
            } else {
                "a key is the name of a long option, as `dehusk --help` has them".to_owned()
            };
            bail!("{place}: there is no option `{key}`; {hint}");
        };
        let folder = path.parent().unwrap_or(Path::new(""));
        let values = values(arg, value, folder).with_context(|| format!("{place}: `{key}`"))?;
        check(owner, arg, key, &values).with_context(|| format!("{place}: `{key}`"))?;
        if !self.settings.iter().any(|set| set.key == key && set.command.as_deref() == command) {
            let (command, key, place) = (command.map(str::to_owned), key.to_owned(), place.to_owned());
            self.settings.push(Setting { command, key, values, place });
        }
        Ok(())
    }

    /// What is set for an option of a command: what is for that alone, else what is for all.
    fn get(&self, command: &str, key: &str) -> Option<&Setting> {
        let own = self.settings.iter().find(|set| set.key == key && set.command.as_deref() == Some(command));
        let is_for_all = command.is_empty() || !OF_STRIPPING.contains(&key);
        own.or_else(|| self.settings.iter().find(|set| is_for_all && set.key == key && set.command.is_none()))
    }

    /// The command line with what is set as the defaults of its options.
    pub(super) fn apply(&self, dehusk: Command) -> Command {
        if self.settings.is_empty() {
            return dehusk;
        }
        let subcommands: Vec<String> = dehusk.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
        let dehusk = self.with_defaults(dehusk, "");
        subcommands.iter().fold(dehusk, |dehusk, name| {
            dehusk.mut_subcommand(name, |sub| {
                let inner: Vec<String> = sub.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
                let sub = self.with_defaults(sub, name);
                inner.iter().fold(sub, |sub, inner| sub.mut_subcommand(inner, |sub| self.with_defaults(sub, name)))
            })
        })
    }

    fn with_defaults(&self, command: Command, name: &str) -> Command {
        // Folders of rules are as many as are named anywhere, in an order of their own.
        let key = |long: &str| match long {
            "rules" => None,
            CONFIGURED => self.get(name, "rules"),
            key => self.get(name, key),
        };
        command.mut_args(|arg| match arg.get_long().and_then(key) {
            Some(set) if is_flag(&arg) => arg.default_value(set.values[0].clone().into_string().unwrap_or_default()),
            Some(set) => arg.default_values(set.values.iter().map(os_str)),
            None => arg,
        })
    }

    /// What holds for a call, option by option, and from where.
    pub(super) fn shown(&self, command: &Command, matches: &ArgMatches) -> String {
        let mut out = String::new();
        if matches.get_flag("no_config") {
            let _ = writeln!(out, "# by {NONE} no {FILE} is read");
        } else if self.files.is_empty() {
            let user = user_configuration().map(|folder| format!(" nor {}", folder.join(FILE).display()));
            // Writing into a string cannot fail.
            let _ = writeln!(out, "# there is no {FILE} in this folder{}", user.unwrap_or_default());
        }
        for path in &self.files {
            let _ = writeln!(out, "# {}", path.display());
        }
        for arg in command.get_arguments().filter(|arg| !arg.is_hide_set()) {
            let Some(key) = arg.get_long().filter(|key| !OF_A_CALL.contains(key)) else { continue };
            let (source, id) = (matches.value_source(arg.get_id().as_str()), arg.get_id().as_str());
            let from = match (source, self.get("", key)) {
                (Some(ValueSource::CommandLine), _) => "command line",
                (Some(_), Some(set)) => set.place.as_str(),
                _ => continue,
            };
            let value = match matches.get_raw(id) {
                _ if is_flag(arg) => matches.get_flag(id).to_string(),
                Some(values) if values.len() == 1 => quoted(values),
                Some(values) => format!("[{}]", quoted(values)),
                None => continue,
            };
            let _ = writeln!(out, "{key} = {value}  # {from}");
        }
        if let Some(set) = self.get("", "rules") {
            let _ = writeln!(out, "rules = [{}]  # {}", quoted(set.values.iter().map(OsString::as_os_str)), set.place);
        }
        self.show_tables(&mut out);
        out
    }

    /// What is set for subcommands alone.
    fn show_tables(&self, out: &mut String) {
        let mut rows: Vec<_> = self.settings.iter().filter_map(|set| Some((set.command.as_deref()?, set))).collect();
        rows.sort_by_key(|(command, _)| *command);
        for (at, (command, set)) in rows.iter().enumerate() {
            if at == 0 || rows[at - 1].0 != *command {
                let _ = writeln!(out, "\n[{command}]");
            }
            let _ =
                writeln!(out, "{} = {}  # {}", set.key, quoted(set.values.iter().map(OsString::as_os_str)), set.place);
        }
    }
}

/// The rows of a table as they stand in the file, each with the place of its key.
fn in_order(rows: toml::Table, spans: &DeTable<'_>) -> Vec<(String, Value, usize)> {
    let at = |key: &str| spans.get_key_value(key).map_or(0, |(key, _)| key.span().start);
    let mut rows: Vec<_> = rows.into_iter().map(|(key, value)| (at(&key), key, value)).collect();
    rows.sort_by_key(|(at, ..)| *at);
    rows.into_iter().map(|(at, key, value)| (key, value, at)).collect()
}

/// The values of an option, as a file says them.
fn quoted<'v>(values: impl Iterator<Item = &'v OsStr>) -> String {
    values.map(|value| format!("{:?}", value.to_string_lossy())).collect::<Vec<_>>().join(", ")
}

fn os_str(value: &OsString) -> clap::builder::OsStr {
    clap::builder::OsStr::from(value.clone())
}

fn is_flag(arg: &Arg) -> bool {
    matches!(arg.get_action(), ArgAction::SetTrue)
}

/// The option of this name, of the command or of one of its subcommands, and whose it is.
fn find<'c>(command: &'c Command, key: &str) -> Option<(&'c Command, &'c Arg)> {
    let own = command.get_arguments().find(|arg| arg.get_long() == Some(key) && !arg.is_hide_set());
    own.map(|arg| (command, arg)).or_else(|| command.get_subcommands().find_map(|sub| find(sub, key)))
}

/// The long options of a command and of its subcommands.
fn longs(command: &Command) -> Box<dyn Iterator<Item = &str> + '_> {
    let own = command.get_arguments().filter(|arg| !arg.is_hide_set()).filter_map(|arg| arg.get_long());
    Box::new(own.chain(command.get_subcommands().flat_map(longs)))
}

/// The value of a row as it would be typed; a path starts from the folder that the file is in.
fn values(arg: &Arg, value: Value, folder: &Path) -> anyhow::Result<Vec<OsString>> {
    let is_path = matches!(arg.get_value_hint(), ValueHint::AnyPath | ValueHint::FilePath | ValueHint::DirPath);
    let typed = |value: Value| {
        Ok(match value {
            Value::String(text) if is_path && text != "-" => folder.join(text).into_os_string(),
            Value::String(text) => text.into(),
            Value::Integer(number) => number.to_string().into(),
            Value::Float(number) => number.to_string().into(),
            Value::Datetime(date) => date.to_string().into(),
            _ => bail!("expected a text or a number"),
        })
    };
    match value {
        Value::Boolean(is) if is_flag(arg) => Ok(vec![is.to_string().into()]),
        _ if is_flag(arg) => bail!("expected `true` or `false`"),
        Value::Array(values) if matches!(arg.get_action(), ArgAction::Append) => {
            values.into_iter().map(typed).collect()
        }
        Value::Array(_) => bail!("expected one value, not a list"),
        value => Ok(vec![typed(value)?]),
    }
}

/// Sees that an option takes these values.
fn check(owner: &Command, arg: &Arg, key: &str, values: &[OsString]) -> anyhow::Result<()> {
    if is_flag(arg) {
        return Ok(());
    }
    use clap::error::ErrorKind::{InvalidValue, TooManyValues, ValueValidation, WrongNumberOfValues};
    let typed = values.iter().map(|value| {
        let mut option = OsString::from(format!("--{key}="));
        option.push(value);
        option
    });
    match owner.clone().try_get_matches_from(std::iter::once("dehusk".into()).chain(typed)) {
        Err(error) if [InvalidValue, TooManyValues, ValueValidation, WrongNumberOfValues].contains(&error.kind()) => {
            let text = error.render().to_string();
            let text = text.strip_prefix("error: ").unwrap_or(&text);
            bail!("{}", text.split("\n\nFor more").next().unwrap_or(text).trim_end())
        }
        _ => Ok(()),
    }
}
