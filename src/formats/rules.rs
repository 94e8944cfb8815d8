//! A folder of rule files, read.

use std::ffi::OsStr;
use std::fs::{self, File, FileType};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::pack::{self, RulePackError, unpack};
use super::{Size, Source, open};
use crate::limits::Limits;
use crate::rule::{Layer, RuleSource};

/// More of a rule file is not read: the library refuses one that is this long.
const MOST: u64 = 1 << 20;

/// More of a rule pack is not read, so that a larger one is damaged.
const MOST_OF_A_PACK: u64 = 256 << 20;

/// Why a folder of rules cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RuleFolderError {
    /// `--rules my-ruls`
    #[error("the rules in {} cannot be read: {error}", .folder.display())]
    Folder {
        /// The folder or file that was named.
        folder: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// A file in it that may not be read, or is not UTF-8.
    #[error("{} cannot be read: {error}", .file.display())]
    File {
        /// The file.
        file: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// `ln -s ../other-rules my-rules/other`
    #[error(
        "{} is a symbolic link, and those in a folder of rules are not followed: name what it leads to by --rules",
        .0.display()
    )]
    Link(PathBuf),
    /// `dehusk --rules team.pack`, where the file is not as it was packed.
    #[error("{}: {error}", .file.display())]
    Pack {
        /// The pack.
        file: PathBuf,
        /// What is wrong with it.
        error: RulePackError,
    },
    /// `mkfifo my-rules/example.org.toml`
    #[error("{}: a rule must be a regular file", .0.display())]
    NotAFile(PathBuf),
}

impl Layer {
    /// The rules of a folder and of the folders in it; of a file that is named, that rule with the shared blocks beside it, or
    /// all rules that are packed in it ([`pack_rules`](super::pack_rules)).
    /// Where there is a folder `sites` in the folder, that, `shared` and the rules beside them are meant; what else stands there
    /// is none.
    ///
    /// # Errors
    /// If the folder or a file in it cannot be read. What is wrong in the rules is told by
    /// [`RuleSet::compile`](crate::RuleSet::compile).
    pub fn from_dir(folder: impl AsRef<Path>) -> Result<Self, RuleFolderError> {
        let folder = folder.as_ref();
        Ok(Layer::new(folder.to_string_lossy(), rule_sources(folder)?))
    }
}

/// The rule files of a folder, in the order of their paths.
///
/// # Errors
/// Those of [`Layer::from_dir`].
pub fn rule_sources(folder: &Path) -> Result<Vec<RuleSource>, RuleFolderError> {
    let unreadable = |error| RuleFolderError::Folder { folder: folder.to_owned(), error };
    if let Some(text) = read_pack(folder).map_err(unreadable)? {
        return unpack(folder, &text).map_err(|error| RuleFolderError::Pack { file: folder.to_owned(), error });
    }
    let files = rule_files(folder).map_err(unreadable)?;
    let mut bytes = Vec::new();
    files.iter().map(|file| source(file, &mut bytes)).collect()
}

/// The text of a rule pack; none of what is something else.
fn read_pack(path: &Path) -> io::Result<Option<String>> {
    if !fs::metadata(path)?.is_file() {
        return Ok(None);
    }
    let mut file = File::open(path)?.take(MOST_OF_A_PACK);
    let mut bytes = Vec::new();
    file.by_ref().take(pack::START.len() as u64).read_to_end(&mut bytes)?;
    if bytes != pack::START {
        return Ok(None);
    }
    file.read_to_end(&mut bytes)?;
    // What is not UTF-8 is not what was packed: the hash tells it.
    Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
}

/// The folder from which tests name their pages: the one in which the folder of rules stands. Of a rule file or a folder
/// of them.
pub fn root_of_rules(rules: &Path) -> Option<PathBuf> {
    let path = rules.canonicalize().ok()?;
    let folder = if path.is_file() { path.parent()? } else { &path };
    let is_part = folder.ends_with("sites") || folder.ends_with("shared");
    let rules = if is_part { folder.parent()? } else { folder };
    Some(rules.parent()?.to_owned())
}

/// The bytes of the page that a test names, below the root of its rules, decompressed.
///
/// # Errors
/// If it cannot be read, or a link leads out of the root: a rule from a stranger shows nothing else of the machine.
pub fn read_test_page(root: &Path, page: &str) -> io::Result<Vec<u8>> {
    let root = if root == Path::new("") { Path::new(".") } else { root }.canonicalize()?;
    let path = root.join(page).canonicalize()?;
    if !path.starts_with(&root) {
        return Err(io::Error::other(format!("it is not in {}, where the folder of rules is", root.display())));
    }
    let opened = open(Source::File(path), Limits::default().bytes, &mut Size::default());
    opened.map(|opened| opened.bytes).map_err(|fault| io::Error::other(fault.to_string()))
}

/// A rule file that was found.
struct Found {
    path: PathBuf,
    kind: Option<FileType>,
}

/// The rule files of a folder, by name; of a file that was named, itself and the shared blocks beside it. Where there is a folder `sites` in it,
/// that and `shared` hold the rules, as in dehusk's own `rules/`, whose tables stand beside them; else the folder and all in
/// it do.
fn rule_files(folder: &Path) -> io::Result<Vec<Found>> {
    if fs::metadata(folder)?.is_file() {
        return beside(folder);
    }
    let parts = ["sites", "shared"].map(|part| folder.join(part));
    let mut files = Vec::new();
    if parts[0].is_dir() {
        parts.iter().filter(|part| part.is_dir()).try_for_each(|part| find(part, &mut files))?;
        beside_sites(folder, &mut files)?;
    } else {
        find(folder, &mut files)?;
    }
    // Byte by byte: to compare paths part by part takes longer than to read the files.
    files.sort_unstable_by(|a, b| a.path.as_os_str().cmp(b.path.as_os_str()));
    Ok(files)
}

/// The folder of rules that a rule file stands in.
pub(super) fn folder_of(file: &Path) -> &Path {
    let folder = file.parent().unwrap_or(Path::new(""));
    if folder.ends_with("sites") { folder.parent().unwrap_or(folder) } else { folder }
}

/// A rule file and the shared blocks of the folder that it stands in.
fn beside(file: &Path) -> io::Result<Vec<Found>> {
    let rules = folder_of(file);
    let (shared, mut files) = (rules.join("shared"), vec![Found { path: file.to_owned(), kind: None }]);
    if shared.is_dir() && !file.starts_with(&shared) {
        find(&shared, &mut files)?;
        files[1..].sort_by(|a, b| a.path.cmp(&b.path));
    }
    Ok(files)
}

/// Finds the rules of a folder that stand beside its `sites`.
fn beside_sites(folder: &Path, files: &mut Vec<Found>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let (path, kind) = entry.and_then(|entry| Ok((entry.path(), entry.file_type()?)))?;
        if path.extension() == Some(OsStr::new("toml")) && !kind.is_dir() && (!kind.is_file() || is_rule(&path)?) {
            files.push(Found { path, kind: Some(kind) });
        }
    }
    Ok(())
}

/// Whether a file says above its first table that it is a rule: `hosts = ["example.org"]`
fn is_rule(path: &Path) -> io::Result<bool> {
    let mut bytes = Vec::new();
    // What cannot be opened is told where it is read.
    let Ok(file) = File::open(path) else { return Ok(true) };
    file.take(MOST).read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes);
    let is_key = |line: &str, key| line.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('='));
    let mut lines = text.lines().take_while(|line| !line.starts_with('['));
    Ok(lines.any(|line| OF_A_RULE.iter().any(|key| is_key(line, key))))
}

/// The keys of which a site's rule has one.
const OF_A_RULE: [&str; 2] = ["schema", "hosts"];

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

/// Reads a file by way of `bytes`: a text of its own has just the room that it needs.
fn source(Found { path, kind }: &Found, bytes: &mut Vec<u8>) -> Result<RuleSource, RuleFolderError> {
    if kind.is_some_and(|kind| kind.is_symlink()) {
        return Err(RuleFolderError::Link(path.clone()));
    }
    if kind.is_some_and(|kind| !kind.is_file()) {
        return Err(RuleFolderError::NotAFile(path.clone()));
    }
    bytes.clear();
    let read = File::open(path).and_then(|file| file.take(MOST).read_to_end(bytes)).and_then(|_| in_utf8(bytes));
    let text = read.map_err(|error| RuleFolderError::File { file: path.clone(), error })?;
    Ok(RuleSource { name: path.to_string_lossy().into_owned(), text: text.to_owned() })
}

fn in_utf8(bytes: &[u8]) -> io::Result<&str> {
    str::from_utf8(bytes).map_err(|error| {
        let line = bytes[..error.valid_up_to()].split(|byte| *byte == b'\n').count();
        io::Error::new(io::ErrorKind::InvalidData, format!("line {line} is not UTF-8; save the file in that encoding"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RuleSet;

    #[test]
    fn a_folder_is_a_layer_and_what_cannot_be_read_is_told() {
        let folder = std::env::temp_dir().join(format!("dehusk-rules-{}", std::process::id()));
        fs::create_dir_all(folder.join("sites")).expect("a folder");
        let file = folder.join("sites/boats.example.toml");
        fs::write(&file, "schema = 1\nhosts = ['boats.example']\ncontent = ['main']\n").expect("a file");
        fs::write(folder.join("left-out.toml"), "not a rule").expect("a file");
        for named in [&folder, &file] {
            let layer = Layer::from_dir(named).expect("a layer");
            let rules = RuleSet::compile([layer]).expect("rules");
            assert_eq!(rules.get("boats.example").map(|rule| rule.file.to_owned()), file.to_str().map(str::to_owned));
        }
        fs::write(&file, b"schema = 2\n# \xff").expect("a file");
        let told = Layer::from_dir(&folder).expect_err("no UTF-8").to_string();
        let place = format!("{} cannot be read: line 2 is not UTF-8", file.display());
        assert!(told.starts_with(&place), "{told}");
        fs::remove_dir_all(&folder).expect("it is there");
        assert!(matches!(Layer::from_dir(&folder), Err(RuleFolderError::Folder { .. })));
    }
}
