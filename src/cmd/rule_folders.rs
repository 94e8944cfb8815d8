//! The folders that rules are read from, the nearest first: those of the call, of the environment, of the user's
//! configuration, and the rules that come with dehusk.

use std::env;
use std::path::{Path, PathBuf};

use crate::batch::Hash;
use anyhow::{Context, anyhow};
use clap::{Args, ValueHint};
use dehusk::formats::rule_sources;
use dehusk::{Layer, RuleSet, RuleSource};

/// The option that has the folders of a configuration file, which stand below those of the environment.
pub(super) const CONFIGURED: &str = "configured-rules";

/// Where rules are read from.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct RuleFolders {
    /// A folder of rules, or a pack of them, that are nearer than all others; can be repeated
    ///
    /// Below them come the folders in the environment's DEHUSK_RULES, those of `dehusk.toml`, the folder `dehusk/rules` in the
    /// user's configuration, and the rules that dehusk brings along. The rules for a host add up; the nearest wins.
    #[arg(long, value_name = "DIR|PACK", value_hint = ValueHint::AnyPath)]
    rules: Vec<PathBuf>,
    /// Those of a configuration file.
    #[arg(long = CONFIGURED, hide = true)]
    configured: Vec<PathBuf>,
    /// Without the rules that dehusk brings along
    #[arg(long)]
    no_builtin_rules: bool,
}

impl RuleFolders {
    /// The rules of all folders.
    pub(super) fn all(&self) -> anyhow::Result<RuleSet> {
        Ok(RuleSet::compile(self.layers()?)?)
    }

    /// The layers, the nearest first.
    pub(super) fn layers(&self) -> anyhow::Result<Vec<Layer>> {
        self.layers_but(None)
    }

    /// The layers without one file, which may be in one of them.
    pub(super) fn layers_but(&self, file: Option<&Path>) -> anyhow::Result<Vec<Layer>> {
        let mut layers = layers(self, file.and_then(|file| file.canonicalize().ok()).as_deref())?;
        layers.extend((!self.no_builtin_rules).then(Layer::builtin));
        Ok(layers)
    }

    /// A hash of the rules that are not part of dehusk, and of whether the others are there.
    pub(super) fn hash(&self) -> anyhow::Result<Hash> {
        let mut hash = Hash::new();
        for folder in folders(self) {
            hash.add(folder.as_os_str().as_encoded_bytes());
            add_sources(&mut hash, &folder, Path::new(""))?;
        }
        hash.add(&[u8::from(self.no_builtin_rules)]);
        Ok(hash)
    }

    /// A hash of the rules in force, the same wherever their folders are.
    pub(super) fn hash_in_force(&self) -> anyhow::Result<Hash> {
        let mut hash = Hash::new();
        for folder in folders(self) {
            add_sources(&mut hash, &folder, &folder)?;
        }
        if !self.no_builtin_rules {
            hash.add(Layer::builtin_hash().as_bytes());
        }
        Ok(hash)
    }

    /// The files that rules are read from, and packs of them.
    pub(super) fn files(&self) -> impl Iterator<Item = PathBuf> {
        folders(self).into_iter().flat_map(|folder| {
            let sources = rule_sources(&folder).unwrap_or_default();
            sources.into_iter().map(|source| source.name.into()).chain([folder]).collect::<Vec<_>>()
        })
    }

    /// The names of all layers, the nearest first.
    pub(super) fn names(&self) -> Vec<PathBuf> {
        let builtin = (!self.no_builtin_rules).then(|| PathBuf::from("built-in"));
        folders(self).into_iter().chain(builtin).collect()
    }
}

/// Adds a folder's rule files, each called as it is told from the `base`.
fn add_sources(hash: &mut Hash, folder: &Path, base: &Path) -> anyhow::Result<()> {
    for RuleSource { name, text } in rule_sources(folder)? {
        let path = Path::new(&name);
        hash.add(path.strip_prefix(base).unwrap_or(path).as_os_str().as_encoded_bytes());
        hash.add(text.as_bytes());
    }
    Ok(())
}

/// The folders that are not part of dehusk, in their order.
pub(super) fn folders(given: &RuleFolders) -> Vec<PathBuf> {
    let environment = env::var_os("DEHUSK_RULES").unwrap_or_default();
    let environment = env::split_paths(&environment).filter(|path| !path.as_os_str().is_empty());
    let (given, configured) = (given.rules.iter().cloned(), given.configured.iter().cloned());
    given.chain(environment).chain(configured).chain(user_folder()).collect()
}

fn layers(given: &RuleFolders, but: Option<&Path>) -> anyhow::Result<Vec<Layer>> {
    let user = user_folder();
    let is_left_out =
        |source: &RuleSource| but.is_some_and(|but| Path::new(&source.name).canonicalize().is_ok_and(|it| it == but));
    let layer = |folder: PathBuf| {
        let mut sources = match named_by(given, &folder) {
            Some(place) => rule_sources(&folder).with_context(|| place)?,
            None => rule_sources(&folder)?,
        };
        if sources.is_empty() && given.rules.contains(&folder) {
            return Err(no_rules(&folder));
        }
        sources.retain(|source| !is_left_out(source));
        let layer = Layer::new(folder.to_string_lossy(), sources);
        Ok(if Some(&folder) == user.as_ref() { layer.own() } else { layer })
    };
    folders(given).into_iter().map(layer).collect()
}

/// What has named a folder, if the call has not.
fn named_by(given: &RuleFolders, folder: &PathBuf) -> Option<&'static str> {
    match () {
        () if given.rules.contains(folder) || Some(folder) == user_folder().as_ref() => None,
        () if given.configured.contains(folder) => Some("`rules` of dehusk.toml"),
        () => Some("DEHUSK_RULES"),
    }
}

/// What is said of a folder that was named for its rules.
pub(super) fn no_rules(folder: &Path) -> anyhow::Error {
    anyhow!("{}: there are no rules in it; a rule is a file that ends in .toml", folder.display())
}

/// `dehusk/rules` where the user's configuration is, if it is there.
fn user_folder() -> Option<PathBuf> {
    Some(user_configuration()?.join("rules")).filter(|folder| folder.is_dir())
}

/// `dehusk` where the user's configuration is, there or not.
pub(super) fn user_configuration() -> Option<PathBuf> {
    let var = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let config = if cfg!(windows) {
        var("APPDATA")
    } else {
        var("XDG_CONFIG_HOME").or_else(|| Some(var("HOME")?.join(".config")))
    };
    Some(config?.join("dehusk"))
}
