//! A folder in which a test runs `dehusk`, and nothing of the machine's own configuration.

use std::ffi::OsStr;
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use flate2::Compression;
use flate2::write::GzEncoder;

/// The folder. It is new for each test, and stays after it to be looked into.
pub struct Sandbox {
    pub root: PathBuf,
}

/// What a call did.
#[derive(Debug)]
pub struct Ran {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Sandbox {
    /// The folder of the test with this name, which no other test may have.
    pub fn new(name: &str) -> Self {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cli").join(name);
        let _ = fs::remove_dir_all(&root);
        fs::create_dir_all(&root).expect("the sandbox can be made");
        Sandbox { root }
    }

    /// A file in the folder, with the folders on its way.
    pub fn file(&self, path: impl AsRef<Path>, bytes: impl AsRef<[u8]>) -> &Self {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("its folder can be made");
        fs::write(path, bytes).expect("the file can be written");
        self
    }

    /// What is in a file of the folder.
    pub fn read(&self, path: impl AsRef<Path>) -> String {
        let path = self.root.join(path);
        fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
    }

    /// All files below a folder, in order, relative to it.
    pub fn files(&self, folder: &str) -> Vec<String> {
        let (root, mut found) = (self.root.join(folder), Vec::new());
        let mut open = vec![root.clone()];
        while let Some(folder) = open.pop() {
            for entry in fs::read_dir(folder).expect("the folder can be listed") {
                let path = entry.expect("the entry can be read").path();
                // A run that goes on may have given it another name.
                let Ok(meta) = path.symlink_metadata() else { continue };
                if meta.is_dir() {
                    open.push(path);
                } else {
                    let path = path.strip_prefix(&root).expect("it is below the root");
                    found.push(path.to_str().expect("the test's names are UTF-8").replace('\\', "/"));
                }
            }
        }
        found.sort();
        found
    }

    /// `dehusk` with these arguments, ready to be run.
    pub fn command(&self, args: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dehusk"));
        command.args(args).current_dir(&self.root).env_remove("DEHUSK_RULES").env_remove("NO_COLOR");
        command.env("XDG_CONFIG_HOME", self.root.join("config")).env("HOME", &self.root);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs `dehusk`.
    pub fn dehusk(&self, args: &[&str]) -> Ran {
        ran(self.command(args).output().expect("dehusk runs"))
    }

    /// Runs `dehusk` with bytes on its standard input.
    pub fn dehusk_with(&self, args: &[&str], stdin: &[u8]) -> Ran {
        let mut child = self.command(args).stdin(Stdio::piped()).spawn().expect("dehusk runs");
        // A reader that stops early is the test's business.
        let _ = child.stdin.take().expect("it was piped").write_all(stdin);
        ran(child.wait_with_output().expect("dehusk ends"))
    }

    /// Starts `dehusk`.
    pub fn start(&self, args: &[&str]) -> Child {
        self.command(args).spawn().expect("dehusk runs")
    }
}

/// What a call did, as text.
pub fn ran(output: Output) -> Ran {
    Ran {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).expect("the output is UTF-8"),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

impl Ran {
    /// The lines of the output as JSON.
    pub fn records(&self) -> Vec<serde_json::Value> {
        records(&self.out)
    }
}

/// The lines of a text as JSON.
pub fn records(text: &str) -> Vec<serde_json::Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{line}: {e}"))).collect()
}

/// A page with a menu, an article in which the word stands, and a footer.
pub fn page(word: &str) -> String {
    let paragraph = |n: usize| {
        format!(
            "<p>The {n}. report from {word} says that the harbour was quiet all morning, that the ferry came in on \
             time, and that nobody on the quay could remember when the lamps had last been painted so bright a red. The \
             harbour master, who has kept the book for thirty years, wrote it down with care and closed it again.</p>"
        )
    };
    let paragraphs: String = (1..=5).map(paragraph).collect();
    format!(
        "<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>News from {word}</title></head><body>\
         <nav><ul><li><a href=/a>HUSK home</a><li><a href=/b>HUSK sports</a></ul></nav>\
         <main><article><h1>News from {word}</h1>{paragraphs}</article></main>\
         <footer><p>HUSK all rights reserved</p></footer></body></html>"
    )
}

/// The words that every text of [`page`] holds, and no husk.
pub fn assert_article(text: &str, word: &str) {
    assert!(text.contains(&format!("The 5. report from {word} says")), "no article about {word} in:\n{text}");
    assert!(!text.contains("HUSK"), "husk in:\n{text}");
}

/// The bytes as one member of a gzip file.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("memory can be written")
}

/// Reads so many bytes of a child's output, then closes it.
pub fn read_some(child: &mut Child, bytes: usize) -> Vec<u8> {
    let mut some = vec![0; bytes];
    let mut out = child.stdout.take().expect("it was piped");
    let got = out.read(&mut some).expect("the output can be read");
    some.truncate(got);
    some
}
