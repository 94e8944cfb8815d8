//! The files that the author's page writes: a rule and the right texts beside it, and nothing outside of their folder.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use crate::batch::{cannot, cannot_read, make_folder, write_whole};

/// A folder of rules, and one rule in it.
#[derive(Debug)]
pub(crate) struct Disk {
    folder: PathBuf,
    rule: PathBuf,
    /// Where the right texts stand.
    rights: PathBuf,
}

impl Disk {
    /// The rule of a site in a folder, or the rule file that was named.
    pub(crate) fn new(output: &Path, host: &str) -> Self {
        let is_file = output.extension().is_some_and(|extension| extension == "toml");
        let parent = output.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let folder = if is_file { parent } else { output };
        let sites = folder.join("sites");
        let rule = match is_file {
            true => output.to_owned(),
            false if sites.is_dir() => sites.join(format!("{host}.toml")),
            false => folder.join(format!("{host}.toml")),
        };
        Disk { folder: folder.to_owned(), rule, rights: folder.join(host).join("right") }
    }

    /// The rule's file.
    pub(crate) fn rule(&self) -> &Path {
        &self.rule
    }

    /// The folder that the rule is in.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The file of a page's right text.
    pub(crate) fn right(&self, stem: &str) -> PathBuf {
        self.rights.join(format!("{stem}.txt"))
    }

    /// What is in a file; nothing if there is none.
    pub(crate) fn read(path: &Path) -> anyhow::Result<Option<String>> {
        match fs::read_to_string(path) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error).with_context(|| cannot_read(path)),
        }
    }

    /// Writes a file, whole or not at all.
    pub(crate) fn write(&self, path: &Path, text: &str) -> anyhow::Result<()> {
        let parent = path.parent().unwrap_or(&self.folder);
        make_folder(parent)?;
        // A link in the folder leads nowhere else.
        let (parent, folder) = (parent.canonicalize(), self.folder.canonicalize());
        let (parent, folder) = (parent.with_context(|| cannot(path))?, folder.with_context(|| cannot(path))?);
        if !parent.starts_with(&folder) {
            bail!("{} leads out of {}, and nothing is written there", path.display(), self.folder.display());
        }
        write_whole(path, text.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::Disk;
    use std::path::Path;

    #[test]
    fn a_rule_stands_where_rules_are_looked_for() {
        let disk = Disk::new(Path::new("my-rules"), "boats.example");
        assert_eq!(disk.rule(), Path::new("my-rules/boats.example.toml"));
        assert_eq!(disk.right("a"), Path::new("my-rules/boats.example/right/a.txt"));
        let disk = Disk::new(Path::new("boats.toml"), "boats.example");
        assert_eq!((disk.rule(), disk.folder()), (Path::new("boats.toml"), Path::new(".")));
    }

    #[cfg(unix)]
    #[test]
    fn nothing_is_written_outside_of_the_folder() {
        let root = std::env::temp_dir().join(format!("dehusk-studio-{}", std::process::id()));
        let (folder, outside) = (root.join("rules"), root.join("outside"));
        std::fs::create_dir_all(&folder).expect("a folder");
        std::fs::create_dir_all(&outside).expect("a folder");
        std::os::unix::fs::symlink(&outside, folder.join("boats.example")).expect("a link");
        let disk = Disk::new(&folder, "boats.example");
        let error = disk.write(&disk.right("a"), "x").expect_err("it leads out");
        assert!(error.to_string().contains("leads out of"), "{error}");
        assert!(!outside.join("right/a.txt").exists());
        disk.write(disk.rule(), "schema = 2\n").expect("it is inside");
        assert_eq!(Disk::read(disk.rule()).expect("a text").as_deref(), Some("schema = 2\n"));
        std::fs::remove_dir_all(&root).expect("it is there");
    }
}
