//! The names that pages have taken in one output. There may be millions: of each a hash is kept, and which ending its path has
//! behind the name.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasher, RandomState};
use std::path::{MAIN_SEPARATOR, Path};

use unicode_normalization::UnicodeNormalization;

use super::Label;
use dehusk::formats::{Fault, bare};

/// Which names may not meet in one output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Names {
    /// The ids of records.
    Exact,
    /// The names of files, in folders that may not tell cases and Unicode forms apart.
    Folded,
}

/// The names that are taken.
#[derive(Debug)]
pub(super) struct TakenNames {
    names: Names,
    hasher: RandomState,
    /// By the hash of a name.
    taken: HashMap<u64, Holder>,
    /// `.html`, `.txt.gz`
    endings: Vec<String>,
}

/// What is kept of the page that has a name.
#[derive(Clone, Copy, Debug)]
struct Holder {
    /// The hash of its name as it is written.
    id: u32,
    /// The place of its ending.
    ending: u32,
}

impl TakenNames {
    pub(super) fn new(names: Names) -> Self {
        TakenNames { names, hasher: RandomState::new(), taken: HashMap::new(), endings: Vec::new() }
    }

    /// Takes a name.
    ///
    /// # Errors
    /// If it was taken before, by which page.
    pub(super) fn claim(&mut self, label: &Label) -> Result<(), Fault> {
        let (id, name) = match self.names {
            Names::Exact => (self.hasher.hash_one(&label.id), self.hasher.hash_one(&label.id)),
            Names::Folded => (self.hasher.hash_one(bare(&label.id)), self.hasher.hash_one(folded(&label.id))),
        };
        let (before, ending) = parts(label);
        let ending = self.place_of(ending);
        match self.taken.entry(name) {
            Entry::Vacant(free) => {
                free.insert(Holder { id: id as u32, ending });
                Ok(())
            }
            Entry::Occupied(taken) => {
                let holder = *taken.get();
                let path = format!("{before}{}", self.endings[holder.ending as usize]);
                Err(match holder.id == id as u32 {
                    true if path == label.shown => Fault::Again,
                    true => Fault::Collision(path),
                    false => Fault::Collision(alike(&path).unwrap_or_else(|| ALIKE.to_owned())),
                })
            }
        }
    }

    fn place_of(&mut self, ending: &str) -> u32 {
        let known = self.endings.iter().position(|known| known == ending);
        let place = known.unwrap_or_else(|| {
            self.endings.push(ending.to_owned());
            self.endings.len() - 1
        });
        place as u32
    }
}

/// What is said of a page in another folder.
const ALIKE: &str = "a page that is called so but for the case of its letters or their Unicode form";

/// The file of a folder that is called like a path in all but that.
fn alike(path: &str) -> Option<String> {
    let path = Path::new(path);
    let name = path.file_name()?.to_str()?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut names = folder.read_dir().ok()?.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let other = names.find(|other| other != name && folded(other) == folded(name))?;
    Some(path.with_file_name(other).to_string_lossy().into_owned())
}

fn folded(name: &str) -> String {
    bare(name).to_lowercase().nfc().collect()
}

/// A page's path up to the end of its name, and the ending behind that.
fn parts(label: &Label) -> (&str, &str) {
    let (shown, name) = (&label.shown, label.stem.file_name().unwrap_or_default().to_string_lossy());
    let name = bare(&name);
    let is_start = |at: usize| at == 0 || shown[..at].ends_with(['/', ':', MAIN_SEPARATOR]);
    let at = shown.rmatch_indices(name).map(|(at, _)| at).find(|at| is_start(*at));
    shown.split_at(at.map_or(shown.len(), |at| at + name.len()))
}
