//! The folders that rules are read from, the first of which wins: those of the call, of the environment, of the user's
//! configuration, and the rules that come with dehusk.

use std::env;
use std::path::{Path, PathBuf};

use crate::batch::Hash;
use dehusk::formats::rule_sources;
use dehusk::{Layer, RuleSet, RuleSource};

/// The rules of all folders.
pub(super) fn all(given: &[PathBuf]) -> anyhow::Result<RuleSet> {
    let mut layers = layers(given)?;
    layers.push(Layer::builtin());
    Ok(RuleSet::compile(layers)?)
}

/// The folders that are not part of dehusk, in their order.
pub(super) fn folders(given: &[PathBuf]) -> Vec<PathBuf> {
    let environment = env::var_os("DEHUSK_RULES").unwrap_or_default();
    let environment = env::split_paths(&environment).filter(|path| !path.as_os_str().is_empty());
    given.iter().cloned().chain(environment).chain(user_folder()).collect()
}

/// A hash of the rules of all folders that are not part of dehusk.
pub(super) fn hash(given: &[PathBuf]) -> anyhow::Result<Hash> {
    let mut hash = Hash::new();
    for folder in folders(given) {
        hash.add(folder.as_os_str().as_encoded_bytes());
        for RuleSource { name, text } in rule_sources(&folder)? {
            hash.add(name.as_bytes());
            hash.add(text.as_bytes());
        }
    }
    Ok(hash)
}

/// A hash of the rules in force, the same wherever their folders are.
pub(super) fn hash_in_force(given: &[PathBuf]) -> anyhow::Result<Hash> {
    let mut hash = Hash::new();
    for folder in folders(given) {
        for RuleSource { name, text } in rule_sources(&folder)? {
            let path = Path::new(&name);
            hash.add(path.strip_prefix(&folder).unwrap_or(path).as_os_str().as_encoded_bytes());
            hash.add(text.as_bytes());
        }
    }
    hash.add(Layer::builtin_hash().as_bytes());
    Ok(hash)
}

fn layers(given: &[PathBuf]) -> anyhow::Result<Vec<Layer>> {
    let user = user_folder();
    let layer = |folder: PathBuf| {
        let layer = Layer::from_dir(&folder)?;
        Ok(if Some(&folder) == user.as_ref() { layer.own() } else { layer })
    };
    folders(given).into_iter().map(layer).collect()
}

/// `dehusk/rules` where the user's configuration is, if it is there.
fn user_folder() -> Option<PathBuf> {
    let var = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let config = if cfg!(windows) {
        var("APPDATA")
    } else {
        var("XDG_CONFIG_HOME").or_else(|| Some(var("HOME")?.join(".config")))
    };
    Some(config?.join("dehusk").join("rules")).filter(|folder| folder.is_dir())
}
