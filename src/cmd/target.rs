//! Where the articles go, by what the call says: the one place where an output's path, its extension, the format and the
//! number of pages are weighed against each other.

use std::path::{Path, PathBuf};

use anyhow::bail;
use dehusk::Format;

use crate::batch::{Device, Packing, Pattern};

/// Where the articles go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// Standard output, without a path or by `-`.
    Stdout,
    /// A device or pipe that is there: written as it is.
    Device(PathBuf),
    /// A Parquet file.
    Table(PathBuf),
    /// JSON lines of several pages: they grow, and can be gone on with.
    Lines(PathBuf),
    /// One article, or several in one text, each headed by its name: the file is there at once or not at all.
    File(PathBuf),
    /// JSON lines in files of about one size, which can be gone on with, too.
    Shards(Pattern),
    /// A file an article.
    Folder(PathBuf),
}

/// What a call says of its output.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked<'a> {
    pub(super) path: Option<&'a Path>,
    pub(super) format: Option<Format>,
    /// The format where neither that nor the path says one.
    pub(super) usual: Option<Format>,
    /// Whether there is one page for certain.
    pub(super) is_single: bool,
    /// Whether HTML comes without a document around it.
    pub(super) is_fragment: bool,
}

impl Asked<'_> {
    /// The format: what was said, else what the output's extension says, else the usual one, else text.
    pub(super) fn format(self) -> Format {
        self.format.or_else(|| format_of(self.path?)).or(self.usual).unwrap_or_default()
    }

    /// The target.
    ///
    /// # Errors
    /// Where it is not clear what is meant, or cannot be done: how to say it.
    pub(super) fn target(self) -> anyhow::Result<Target> {
        let format = self.format();
        let Some(path) = self.path.filter(|path| *path != Path::new("-")) else {
            self.sees_one_document(format, "standard output")?;
            return Ok(Target::Stdout);
        };
        let owned = path.to_owned();
        if Device::is_at(path) {
            return Ok(Target::Device(owned));
        }
        if path.is_dir() || ends_as_folder(path) {
            return Ok(Target::Folder(owned));
        }
        if let Some(pattern) = Pattern::of(path)? {
            if format != Format::Jsonl {
                bail!("{}: only JSON lines are written in shards: name them as out-%05d.jsonl.gz", path.display());
            }
            return Ok(Target::Shards(pattern));
        }
        if is_table(path) {
            if format != Format::Jsonl {
                bail!("{} can hold records alone: leave out `-f {format}`", path.display());
            }
            return Ok(Target::Table(owned));
        }
        self.known_extension(path)?;
        match (self.is_single, format) {
            (true, _) => Ok(Target::File(owned)),
            (false, Format::Jsonl) => Ok(Target::Lines(owned)),
            (false, _) if extension(path).is_none() => Ok(Target::Folder(owned)),
            (false, _) => {
                self.sees_one_document(format, &path.display().to_string())?;
                Ok(Target::File(owned))
            }
        }
    }

    /// Sees that several articles can be one text.
    fn sees_one_document(self, format: Format, shown: &str) -> anyhow::Result<()> {
        let remedy = match format {
            Format::Html if !self.is_fragment => "add --fragment, or give a folder for them, as -o FOLDER/",
            Format::Json => "write -f jsonl for a record a line, or give a folder for them, as -o FOLDER/",
            Format::Tei => "give a folder for them, as -o FOLDER/",
            _ => return Ok(()),
        };
        if self.is_single {
            return Ok(());
        }
        bail!("{shown} cannot hold several pages: several {format} documents are none; {remedy}")
    }

    /// Sees that an extension that names a format names one that dehusk writes.
    fn known_extension(self, path: &Path) -> anyhow::Result<()> {
        let Some(extension) = extension(path) else { return Ok(()) };
        let is_clear = format_of(path).is_some() || (self.format.is_some() && (self.is_single || self.is_lines()));
        if is_clear {
            return Ok(());
        }
        let known: Vec<String> = Format::all().map(|format| format!(".{}", format.extension())).collect();
        let (shown, known) = (path.display(), known.join(", "));
        let remedy =
            if self.is_single { "name the format by -f FORMAT" } else { "a folder is meant by a `/` at its end" };
        bail!("{shown}: `.{extension}` is none of the formats that dehusk writes, which are {known}; {remedy}")
    }

    fn is_lines(self) -> bool {
        self.format == Some(Format::Jsonl)
    }
}

fn ends_as_folder(path: &Path) -> bool {
    path.as_os_str().as_encoded_bytes().last().is_some_and(|&last| std::path::is_separator(last.into()))
}

/// Whether a path is that of a Parquet file.
fn is_table(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("parquet"))
}

/// The extension under that of the compression; that of the compression where there is no other.
fn extension(path: &Path) -> Option<String> {
    let inner = if Packing::of(path) == Packing::Plain { path } else { Path::new(path.file_stem()?) };
    let extension = inner.extension().or(path.extension())?;
    Some(extension.to_string_lossy().into_owned())
}

/// The format that a file's extension names, under that of its compression. The rows of a table are records.
fn format_of(path: &Path) -> Option<Format> {
    if is_table(path) {
        return Some(Format::Jsonl);
    }
    extension(path)?.parse().ok()
}
