//! Rule packs: the rule files of a folder in one file, for a team to share and a cluster to ship.
//!
//! The first line tells how the rest must hash, so that a pack which was cut off or changed on its way is no rules at all.
//! Each line after it is a file: `{"file": "sites/example.org.toml", "text": "schema = 1\n…"}`.

use std::path::{Component, Path};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::rules::folder_of;
use crate::rule::RuleSource;

/// What a pack begins with.
pub(super) const START: &[u8] = b"{\"dehusk_rules\":";

/// The version of this form of a file.
const VERSION: u32 = 1;

#[derive(Deserialize, Serialize)]
struct Head {
    dehusk_rules: u32,
    files: usize,
    sha256: String,
}

#[derive(Deserialize, Serialize)]
struct Packed {
    file: String,
    text: String,
}

/// Why a pack cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RulePackError {
    /// The rest does not have the hash that the first line tells, or is no list of files.
    #[error("it is damaged: its content is not what its first line tells; have it packed or sent anew")]
    Damaged,
    /// A later version made it.
    #[error("a later version of dehusk packed it: take a newer dehusk, or have it packed by this one")]
    Later,
}

/// The rule files of a folder, or of a file that was named, as one file. The same files give the same bytes.
pub fn pack_rules(named: &Path, sources: &[RuleSource]) -> String {
    let is_file = sources.iter().any(|source| Path::new(&source.name) == named);
    let folder = if is_file { folder_of(named) } else { named };
    let line = |source: &RuleSource| {
        let name = Path::new(&source.name);
        let file = name.strip_prefix(folder).unwrap_or(name).to_string_lossy().replace('\\', "/");
        let packed = Packed { file, text: source.text.clone() };
        serde_json::to_string(&packed).expect("both are texts") + "\n"
    };
    let body: String = sources.iter().map(line).collect();
    let head = Head { dehusk_rules: VERSION, files: sources.len(), sha256: hash(&body) };
    serde_json::to_string(&head).expect("all keys are texts") + "\n" + &body
}

/// The rule files of a pack, each by the pack's name and its own.
pub(super) fn unpack(pack: &Path, text: &str) -> Result<Vec<RuleSource>, RulePackError> {
    let (head, body) = text.split_once('\n').ok_or(RulePackError::Damaged)?;
    let head: Head = serde_json::from_str(head).map_err(|_| RulePackError::Damaged)?;
    if head.dehusk_rules > VERSION {
        return Err(RulePackError::Later);
    }
    if hash(body) != head.sha256 {
        return Err(RulePackError::Damaged);
    }
    let sources: Vec<RuleSource> = body.lines().map(|line| source(pack, line)).collect::<Result<_, _>>()?;
    if sources.len() == head.files { Ok(sources) } else { Err(RulePackError::Damaged) }
}

fn source(pack: &Path, line: &str) -> Result<RuleSource, RulePackError> {
    let Packed { file, text } = serde_json::from_str(line).map_err(|_| RulePackError::Damaged)?;
    let is_plain = Path::new(&file).components().all(|part| matches!(part, Component::Normal(_)));
    if file.is_empty() || !is_plain {
        return Err(RulePackError::Damaged);
    }
    Ok(RuleSource { name: pack.join(file).to_string_lossy().into_owned(), text })
}

fn hash(text: &str) -> String {
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pack_is_its_files_and_nothing_but_them() {
        let source = |name: &str| RuleSource { name: format!("rules/{name}"), text: format!("# {name}\n\"\u{2028}\"") };
        let sources = [source("shared/cms.toml"), source("sites/a.toml")];
        let pack = pack_rules("rules".as_ref(), &sources);
        let files = unpack("team.pack".as_ref(), &pack).expect("it is whole");
        let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(names, ["team.pack/shared/cms.toml", "team.pack/sites/a.toml"]);
        assert!(files.iter().zip(&sources).all(|(file, source)| file.text == source.text));
        let is_damaged = |pack: &str| unpack("p".as_ref(), pack).err() == Some(RulePackError::Damaged);
        for (what, pack) in [
            ("cut off", pack[..pack.len() - 9].to_owned()),
            ("changed", pack.replace("# sites", "# sitez")),
            ("without files", pack.lines().next().unwrap_or_default().to_owned() + "\n"),
            ("nothing", String::new()),
        ] {
            assert!(is_damaged(&pack), "{what}");
        }
        let out = pack_rules("x".as_ref(), &[RuleSource { name: "../out.toml".into(), text: String::new() }]);
        assert!(is_damaged(&out), "a name that leads out");
        let later = pack.replacen("\"dehusk_rules\":1", "\"dehusk_rules\":2", 1);
        assert_eq!(unpack("p".as_ref(), &later).err(), Some(RulePackError::Later));
    }
}
