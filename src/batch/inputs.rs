//! What the command line names, as a row of jobs.
//!
//! The name of a page is its path relative to the folder that holds all that was named: of `pages/` that is `pages`
//! itself, of `a/x.html b/x.html` the folder above `a` and `b`.

use std::collections::HashSet;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

use anyhow::{anyhow, bail};
use globset::{GlobBuilder, GlobMatcher};

use super::account::Hash;
use super::device::is_open_stream;
use super::jobs::Jobs;
use super::taken::Names;
use dehusk::formats::{ArchiveOptions, Fault, Found, Kind, PassedOver, Taken, Walk, Wanted};

/// The inputs as they were named, looked at but not yet read.
#[derive(Clone, Debug)]
pub(crate) struct Inputs {
    roots: Vec<Root>,
    /// The folder that holds them all; names are relative to it.
    base: PathBuf,
}

/// One argument.
#[derive(Clone, Debug)]
pub(super) enum Root {
    Stream(PathBuf),
    File(PathBuf),
    Folder(PathBuf),
    Glob {
        folder: PathBuf,
        glob: Box<GlobMatcher>,
    },
    /// Named, but not there, or without a page.
    Missing(PathBuf, Why),
}

/// Why nothing is to be had of an argument.
#[derive(Clone, Copy, Debug)]
pub(super) enum Why {
    Missing,
    Dangling,
    NoMatch,
    NoPages { others: u64, links: u64, hidden: u64 },
}

impl From<Why> for Fault {
    fn from(why: Why) -> Fault {
        match why {
            Why::Missing => Fault::Missing,
            Why::Dangling => Fault::Dangling,
            Why::NoMatch => Fault::NoMatch,
            Why::NoPages { others, links, hidden } => Fault::NoPages { others, links, hidden },
        }
    }
}

impl Inputs {
    /// Takes the arguments, each once; `-` is standard input, a path that does not exist but has `*`, `?`, `[` or `{` is a
    /// glob. One that is not there is an input without a page.
    ///
    /// # Errors
    /// If none of them is there.
    pub(crate) fn new(args: &[PathBuf]) -> anyhow::Result<Self> {
        let roots = once(args).map(|arg| Root::new(arg)).collect::<anyhow::Result<Vec<_>>>()?;
        if let Some(Root::Missing(path, why)) = roots.first()
            && roots.iter().all(|root| matches!(root, Root::Missing(..)))
        {
            bail!("{}: {}", path.display(), Fault::from(*why));
        }
        let base = roots.iter().filter_map(Root::base).reduce(|a, b| common(&a, &b)).unwrap_or_default();
        Ok(Inputs { roots, base })
    }

    /// Whether the inputs are one page for certain.
    pub(crate) fn is_single(&self) -> bool {
        match self.roots.as_slice() {
            [Root::Stream(_)] => true,
            [Root::File(file)] => !Kind::of_path(file).is_archive(),
            _ => false,
        }
    }

    /// Whether a path is inside one of the folders, links resolved: an output there would become an input.
    pub(crate) fn hold(&self, path: &Path) -> bool {
        let Some(path) = resolved(path) else { return false };
        let folders = self.roots.iter().filter_map(|root| match root {
            Root::Folder(folder) | Root::Glob { folder, .. } => folder.canonicalize().ok(),
            Root::Stream(_) | Root::File(_) | Root::Missing(..) => None,
        });
        folders.into_iter().any(|folder| path.starts_with(folder))
    }

    /// Sees that a file to be written is none of the inputs, by any name or link.
    pub(crate) fn spare(&self, output: &Path) -> anyhow::Result<()> {
        let stdin = self.roots.iter().any(|root| matches!(root, Root::Stream(_))).then(|| "/dev/stdin".into());
        spare(output, self.files().chain(stdin))
    }

    /// The same for an article among many, where what is named is a folder: what is in there is not asked one by one.
    pub(super) fn spares(&self, output: &Path) -> bool {
        let is_named = |root: &Root| matches!(root, Root::File(file) if is_same_file(file, output));
        !self.hold(output) && !self.roots.iter().any(is_named)
    }

    /// The files to be read, all of them, those in folders found while one iterates.
    pub(crate) fn files(&self) -> impl Iterator<Item = PathBuf> + Send + use<> {
        self.roots.clone().into_iter().flat_map(|root| -> Box<dyn Iterator<Item = PathBuf> + Send> {
            match (root.walk(&PassedOver::default()), root) {
                (Some(walk), Root::Folder(folder) | Root::Glob { folder, .. }) => {
                    Box::new(walk.filter(|found| found.fault.is_none()).map(move |found| folder.join(found.path)))
                }
                (_, Root::File(file)) => Box::new(std::iter::once(file)),
                _ => Box::new(std::iter::empty()),
            }
        })
    }

    /// A hash of what is named, in its order, and of the names, sizes and times of all files.
    pub(crate) fn hash(&self) -> Hash {
        let mut hash = Hash::new();
        for root in &self.roots {
            hash.add(root.clone().into_path().as_os_str().as_encoded_bytes());
        }
        self.files().for_each(|file| hash.add_stat(&file));
        hash
    }

    /// The row of jobs.
    pub(crate) fn jobs(self, names: Names, options: ArchiveOptions) -> Jobs {
        Jobs::new(self, names, options)
    }

    pub(super) fn into_parts(self) -> (Vec<Root>, PathBuf) {
        (self.roots, self.base)
    }
}

impl Root {
    fn new(arg: &Path) -> anyhow::Result<Self> {
        if arg == Path::new("-") {
            return Ok(Root::Stream(arg.to_owned()));
        }
        if let Some(remote) = arg.to_str().and_then(Remote::of) {
            return Err(remote.into());
        }
        match arg.symlink_metadata() {
            Ok(_) if arg.is_dir() => Ok(Root::folder(arg)),
            Ok(_) if is_open_stream(arg) => Ok(Root::Stream(arg.to_owned())),
            Ok(meta) if meta.is_symlink() && leads_nowhere(arg) => Ok(Root::Missing(arg.to_owned(), Why::Dangling)),
            Ok(_) => Ok(Root::File(arg.to_owned())),
            Err(_) if is_glob(arg) => Root::glob(arg),
            Err(error) if [ErrorKind::NotFound, ErrorKind::NotADirectory].contains(&error.kind()) => {
                Ok(Root::Missing(arg.to_owned(), Why::Missing))
            }
            // What the system says of it is told when it is read, and the others are done.
            Err(_) => Ok(Root::File(arg.to_owned())),
        }
    }

    fn folder(arg: &Path) -> Self {
        let (root, passed) = (Root::Folder(arg.to_owned()), PassedOver::default());
        let mut links = 0;
        let is_page = |found: Found| {
            let is_link = found.fault.is_some_and(|fault| fault.is_left_out());
            links += u64::from(is_link);
            !is_link
        };
        let has_pages = root.walk(&passed).is_some_and(|mut walk| walk.any(is_page));
        if has_pages {
            root
        } else {
            let (others, hidden) = (passed.others() + passed.if_named(), passed.hidden());
            Root::Missing(arg.to_owned(), Why::NoPages { others, links, hidden })
        }
    }

    fn glob(arg: &Path) -> anyhow::Result<Self> {
        let Some(pattern) = arg.to_str() else { bail!("{}: a glob must be UTF-8", arg.display()) };
        let glob = GlobBuilder::new(pattern).literal_separator(true).build();
        let wrong = |error: globset::Error| {
            anyhow!("{pattern}: no file is called so, and as a pattern it is wrong: {}", error.kind())
        };
        let glob = glob.map_err(wrong)?.compile_matcher();
        let folder: PathBuf = arg.components().take_while(|c| !is_glob(Path::new(c))).collect();
        let folder = if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder };
        let root = Root::Glob { folder, glob: Box::new(glob) };
        let finds = root.walk(&PassedOver::default()).is_some_and(|mut walk| walk.next().is_some());
        Ok(if finds { root } else { Root::Missing(arg.to_owned(), Why::NoMatch) })
    }

    pub(super) fn into_path(self) -> PathBuf {
        match self {
            Root::Stream(path)
            | Root::File(path)
            | Root::Folder(path)
            | Root::Glob { folder: path, .. }
            | Root::Missing(path, _) => path,
        }
    }

    /// The files of a folder or glob.
    pub(super) fn walk(&self, passed: &PassedOver) -> Option<Box<dyn Iterator<Item = Found> + Send>> {
        match self {
            Root::Stream(_) | Root::File(_) | Root::Missing(..) => None,
            Root::Folder(folder) => Some(Box::new(Walk::new(folder.clone(), Taken::PAGES, passed))),
            Root::Glob { folder, glob } if folder.is_dir() => {
                let (prefix, glob) = (folder.clone(), glob.clone());
                let prefix = if prefix == Path::new(".") { PathBuf::new() } else { prefix };
                // What a glob names is taken, and what it does not match is none of its business.
                let pattern = Path::new(glob.glob().glob());
                let is_named = |part: &str| part.starts_with('.') && !part.trim_start_matches('.').is_empty();
                let hidden = pattern.components().any(|part| part.as_os_str().to_str().is_some_and(is_named));
                let taken = Taken { by_name: |_| Wanted::Yes, hidden, belonging: Taken::names_belonging(pattern) };
                let walk = Walk::new(folder.clone(), taken, &PassedOver::default());
                Some(Box::new(walk.filter(move |found| glob.is_match(prefix.join(&found.path)))))
            }
            Root::Glob { .. } => None,
        }
    }

    /// The folder that the names of its pages are relative to, without links resolved.
    fn base(&self) -> Option<PathBuf> {
        match self {
            Root::Stream(_) => None,
            Root::File(file) | Root::Missing(file, _) => Some(absolute(file).parent()?.to_owned()),
            Root::Folder(folder) | Root::Glob { folder, .. } => Some(absolute(folder)),
        }
    }
}

/// The arguments without those that say again what one before them says: `a.html ./a.html`
fn once(args: &[PathBuf]) -> impl Iterator<Item = &PathBuf> {
    let mut seen = HashSet::new();
    let is_stream = |arg: &Path| arg == Path::new("-");
    let place = move |arg: &Path| {
        if is_stream(arg) { arg.to_owned() } else { std::path::absolute(arg).unwrap_or_else(|_| arg.to_owned()) }
    };
    args.iter().filter(move |arg| seen.insert(place(arg)))
}

/// A page that was named by its address: `https://example.org/harbour`
#[derive(Debug, thiserror::Error)]
#[error("dehusk fetches nothing: {}", self.remedy("dehusk"))]
pub(crate) struct Remote(String);

impl Remote {
    fn of(arg: &str) -> Option<Self> {
        let is_scheme = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphabetic());
        let is_whole = arg.split_once("://").is_some_and(|(scheme, _)| is_scheme(scheme));
        let path = Path::new(arg);
        let is_host = arg.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("www.")) && !is_glob(path);
        match (is_whole, is_host && !path.exists()) {
            (true, _) => Some(Remote(arg.to_owned())),
            (_, true) => Some(Remote(format!("https://{arg}"))),
            _ => None,
        }
    }

    /// How the page gets to a call that reads standard input.
    pub(crate) fn remedy(&self, call: &str) -> String {
        let address = self.0.replace('\'', "%27");
        match self.0.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase()).as_deref() {
            Some("http" | "https") => format!("write `curl -sL '{address}' | {call} --url '{address}'`"),
            Some("file") => match url::Url::parse(&self.0).ok().and_then(|url| url.to_file_path().ok()) {
                Some(path) => format!("name the file by its path, {}", path.display()),
                None => "name the file by its path".to_owned(),
            },
            _ => "save the page, and name the file".to_owned(),
        }
    }
}

fn leads_nowhere(link: &Path) -> bool {
    link.metadata().is_err_and(|error| error.kind() == ErrorKind::NotFound)
}

fn is_glob(path: &Path) -> bool {
    path.as_os_str().as_encoded_bytes().iter().any(|b| b"*?[{".contains(b))
}

/// The path from the root on, `.` and `..` taken out as written.
pub(crate) fn absolute(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in std::path::absolute(path).unwrap_or_else(|_| path.to_owned()).components() {
        match part {
            Component::ParentDir => {
                out.pop();
            }
            Component::CurDir => {}
            part => out.push(part),
        }
    }
    out
}

/// The path with its links resolved, of which the last parts may not exist yet.
fn resolved(path: &Path) -> Option<PathBuf> {
    let path = absolute(path);
    path.ancestors().find_map(|there| Some(there.canonicalize().ok()?.join(path.strip_prefix(there).ok()?)))
}

/// The file behind standard output, where the system gives it a name.
pub(crate) const STDOUT: &str = "/dev/stdout";

/// Sees that a file to be written is none of those that are read.
pub(crate) fn spare(output: &Path, mut inputs: impl Iterator<Item = PathBuf>) -> anyhow::Result<()> {
    if output.is_file() && inputs.any(|input| is_same_file(&input, output)) {
        let output = if output == Path::new(STDOUT) { "standard output".into() } else { output.to_string_lossy() };
        bail!("{output} is an input: writing to it would destroy it");
    }
    Ok(())
}

/// Whether two names lead to one file.
#[cfg(unix)]
fn is_same_file(a: &Path, b: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let place = |path: &Path| path.metadata().ok().map(|meta| (meta.dev(), meta.ino()));
    place(a).is_some_and(|a| Some(a) == place(b))
}

#[cfg(not(unix))]
fn is_same_file(a: &Path, b: &Path) -> bool {
    a.canonicalize().ok().is_some_and(|a| Some(a) == b.canonicalize().ok())
}

fn common(a: &Path, b: &Path) -> PathBuf {
    a.components().zip(b.components()).take_while(|(a, b)| a == b).map(|(a, _)| a).collect()
}
