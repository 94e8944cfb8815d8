//! The folders that rules are read from, the first of which wins: those of the call, of the environment, of the user's
//! configuration, and the rules that come with dehusk.

use std::env;
use std::ffi::OsStr;
use std::fs::{self, File, FileType};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::batch::Hash;
use anyhow::{Context, bail};
use dehusk::{Layer, RuleSet, RuleSource};

/// More of a rule file is not read: the library refuses one that is this long.
const MOST: u64 = 1 << 20;

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
    let (mut hash, mut text) = (Hash::new(), String::new());
    for folder in folders(given) {
        hash.add(folder.as_os_str().as_encoded_bytes());
        for file in rule_files(&folder).with_context(|| folder.display().to_string())? {
            let RuleSource { name, text } = source(&file, &mut text)?;
            hash.add(name.as_bytes());
            hash.add(text.as_bytes());
        }
    }
    Ok(hash)
}

/// A hash of the rules in force, the same wherever their folders are.
pub(super) fn hash_in_force(given: &[PathBuf]) -> anyhow::Result<Hash> {
    let (mut hash, mut text) = (Hash::new(), String::new());
    for folder in folders(given) {
        for file in rule_files(&folder).with_context(|| folder.display().to_string())? {
            let RuleSource { text, .. } = source(&file, &mut text)?;
            let name = file.path.strip_prefix(&folder).unwrap_or(&file.path);
            hash.add(name.as_os_str().as_encoded_bytes());
            hash.add(text.as_bytes());
        }
    }
    hash.add(Layer::builtin_hash().as_bytes());
    Ok(hash)
}

fn layers(given: &[PathBuf]) -> anyhow::Result<Vec<Layer>> {
    let user = user_folder();
    let layer = |folder: PathBuf| {
        let layer = layer(&folder)?;
        Ok(if Some(&folder) == user.as_ref() { layer.own() } else { layer })
    };
    folders(given).into_iter().map(layer).collect()
}

/// One folder's rules; of a rule file that and the blocks that it may extend.
pub(super) fn layer(folder: &Path) -> anyhow::Result<Layer> {
    let files = rule_files(folder).with_context(|| format!("the rules in {} cannot be read", folder.display()))?;
    let mut text = String::new();
    let sources = files.iter().map(|file| source(file, &mut text)).collect::<anyhow::Result<Vec<_>>>()?;
    Ok(Layer::new(folder.to_string_lossy(), sources))
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

/// A rule file that was found.
struct Found {
    path: PathBuf,
    kind: Option<FileType>,
}

/// The rule files of a folder, by name; of a file that was named, itself and the shared blocks beside it. Where there is a folder `sites` in it,
/// that and `shared` hold the rules, as in dehusk's own `rules/`; else the folder and all in it do.
fn rule_files(folder: &Path) -> io::Result<Vec<Found>> {
    if fs::metadata(folder)?.is_file() {
        return beside(folder);
    }
    let parts = ["sites", "shared"].map(|part| folder.join(part));
    let mut files = Vec::new();
    if parts[0].is_dir() {
        parts.iter().filter(|part| part.is_dir()).try_for_each(|part| find(part, &mut files))?;
    } else {
        find(folder, &mut files)?;
    }
    // Byte by byte: to compare paths part by part takes longer than to read the files.
    files.sort_unstable_by(|a, b| a.path.as_os_str().cmp(b.path.as_os_str()));
    Ok(files)
}

/// A rule file and the shared blocks of the folder that it stands in.
fn beside(file: &Path) -> io::Result<Vec<Found>> {
    let folder = file.parent().unwrap_or(Path::new(""));
    let rules = if folder.ends_with("sites") { folder.parent().unwrap_or(folder) } else { folder };
    let (shared, mut files) = (rules.join("shared"), vec![Found { path: file.to_owned(), kind: None }]);
    if shared.is_dir() && !file.starts_with(&shared) {
        find(&shared, &mut files)?;
        files[1..].sort_by(|a, b| a.path.cmp(&b.path));
    }
    Ok(files)
}

/// Finds the `.toml` files of a folder and of the folders in it.
fn find(folder: &Path, files: &mut Vec<Found>) -> io::Result<()> {
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder)? {
            let (path, kind) = entry.and_then(|entry| Ok((entry.path(), entry.file_type()?)))?;
            if kind.is_dir() {
                open.push(path);
            } else if path.extension() == Some(OsStr::new("toml")) || (kind.is_symlink() && path.is_dir()) {
                files.push(Found { path, kind: Some(kind) });
            }
        }
    }
    Ok(())
}

/// Reads a file by way of `text`: a text of its own has just the room that it needs.
fn source(Found { path, kind }: &Found, text: &mut String) -> anyhow::Result<RuleSource> {
    let shown = path.display();
    if kind.is_some_and(|kind| kind.is_symlink()) {
        bail!(
            "{shown} is a symbolic link, and those in a folder of rules are not followed: name what it leads to by --rules"
        );
    }
    if kind.is_some_and(|kind| !kind.is_file()) {
        bail!("{shown}: a rule must be a regular file");
    }
    text.clear();
    let read = File::open(path).and_then(|file| file.take(MOST).read_to_string(text));
    read.with_context(|| format!("{shown} cannot be read"))?;
    Ok(RuleSource { name: path.to_string_lossy().into_owned(), text: text.clone() })
}

/// The folder from which tests name their pages: the one in which the folder of rules stands. Of a rule file or a folder
/// of them.
pub(super) fn root(rules: &Path) -> Option<PathBuf> {
    let path = rules.canonicalize().ok()?;
    let folder = if path.is_file() { path.parent()? } else { &path };
    let is_part = folder.ends_with("sites") || folder.ends_with("shared");
    let rules = if is_part { folder.parent()? } else { folder };
    Some(rules.parent()?.to_owned())
}
