//! Why an input gave no article.

use std::any::Any;
use std::io;

/// How many characters of a foreign text a message repeats.
const MESSAGE: usize = 300;

/// What is wrong with one input. The run goes on without it. Each has a stable code.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// The library turned the page down: it breaks a limit or is no page.
    #[error("{0}")]
    Refused(crate::limits::Refused),
    /// `mkfifo page.html`
    #[error("it is not a regular file")]
    NotAFile,
    /// `ln -s / pages/link`: links inside a folder are not followed.
    #[error("a symbolic link, which is not followed: name it, and it is")]
    Link,
    /// `dehusk a.html missing.html`
    #[error("there is no such file or folder")]
    Missing,
    /// `ln -s nowhere a.html; dehusk a.html`
    #[error("it is a symbolic link to what is not there")]
    Dangling,
    /// `dehusk 'pages/*.htlm'`
    #[error("no file has such a name")]
    NoMatch,
    /// `dehusk pictures/`
    #[error("{}", no_pages(*.others, *.links, *.hidden))]
    NoPages {
        /// Files in it that are none.
        others: u64,
        /// Symbolic links in it.
        links: u64,
        /// Files and folders in it whose names begin with a point.
        hidden: u64,
    },
    /// `page.html.gz.gz`
    #[error("it is compressed more than once: unpack it once")]
    Nested,
    /// The end of an archive or a compressed file is missing.
    #[error("it ends too early: what is missing of it must be got anew")]
    Truncated,
    /// Compressed data that does not fit its checksum or its format.
    #[error("its compressed data is damaged")]
    Damaged,
    /// A WARC record whose headers or length are wrong.
    #[error("the record's headers or its length are wrong")]
    BadRecord,
    /// `WARC-Type: revisit`: the page came once more as another record has it.
    #[error("it is a revisit: the page is that of another record")]
    Revisit,
    /// `WARC-Segment-Number: 1`
    #[error("it is a part of a record that goes on in others, which are not put together")]
    Segmented,
    /// `Content-Encoding: compress`
    #[error("it is encoded as {0}, which is not supported")]
    Encoding(String),
    /// `zip -e pages.zip a.html`
    #[error("it is encrypted: unpack the zip with its password, and name the folder")]
    Encrypted,
    /// `7z a -mm=LZMA pages.zip a.html`
    #[error("the zip packs it in a way that is not supported: unpack the zip, and name the folder")]
    Packing,
    /// An MHTML file without a page.
    #[error("there is no page in it")]
    NoHtml,
    /// `{"content": "<p>…"}`, where the page is looked for in `html`.
    #[error("it has no field `{0}` that holds a page")]
    NoField(String),
    /// A line of JSON lines that is no object.
    #[error("it is no JSON object")]
    NoJson,
    /// `a.html` beside `a.htm`, or `A.html` where the case of letters may not tell files apart.
    #[error("its output would have the name of that of {0}: rename one of them, or name other outputs for them")]
    Collision(String),
    /// `dehusk pages pages/a.html`
    #[error("it is named twice, and was done before")]
    Again,
    /// `pages.parquet`, where the program was built without the feature that reads it.
    #[cfg_attr(feature = "parquet", allow(dead_code, reason = "all features are there"))]
    #[error("this dehusk was built without the feature `{0}`: one that cargo builds with `--features {0}` has it")]
    Unsupported(&'static str),
    /// It was there when the folder was listed, and is gone.
    #[error("it is gone")]
    Vanished,
    /// The system does not give the file out.
    #[error("{0}")]
    Unreadable(io::Error),
    /// A defect of dehusk.
    #[error("dehusk failed on it, which is a defect of dehusk: {0}")]
    Panicked(String),
    /// The limit of CPU time, the last resort.
    #[error("it took more than {seconds} s of CPU time")]
    TimedOut {
        /// The limit.
        seconds: u64,
    },
    /// What a worker in a process of its own told of the page, or what it died of.
    #[error("{message}")]
    Reported {
        /// The stable code of its fault.
        code: String,
        /// What is wrong, for a person.
        message: String,
        /// What [`Fault::is_refusal`] said of it.
        is_refusal: bool,
    },
}

impl Fault {
    /// The fault of a page on which dehusk panicked.
    pub fn panicked(payload: &(dyn Any + Send)) -> Self {
        let message = payload.downcast_ref::<&str>().copied();
        let message = message.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
        Fault::Panicked(message.unwrap_or_default().chars().take(MESSAGE).collect())
    }

    /// The stable code.
    pub fn code(&self) -> &str {
        match self {
            Fault::Refused(refused) => refused.code(),
            Fault::NotAFile => "not-a-file",
            Fault::Link => "link",
            Fault::Missing | Fault::Dangling => "missing",
            Fault::NoMatch => "no-match",
            Fault::NoPages { .. } => "no-pages",
            Fault::Nested => "nested",
            Fault::Truncated => "truncated",
            Fault::Damaged => "damaged",
            Fault::BadRecord => "bad-record",
            Fault::Revisit => "revisit",
            Fault::Segmented => "segmented",
            Fault::Encoding(_) | Fault::Encrypted | Fault::Packing => "encoding",
            Fault::NoHtml | Fault::NoField(_) => "no-html",
            Fault::NoJson => "no-json",
            Fault::Collision(_) | Fault::Again => "collision",
            Fault::Unsupported(_) => "unsupported",
            Fault::Vanished => "vanished",
            Fault::Unreadable(_) => "unreadable",
            Fault::Panicked(_) => "panicked",
            Fault::TimedOut { .. } => "cpu-time",
            Fault::Reported { code, .. } => code,
        }
    }

    /// Whether the input is no part of the run at all: it is told and counted, but has no record, and is no fault.
    pub fn is_left_out(&self) -> bool {
        matches!(self, Fault::Link)
    }

    /// Whether the input was turned down by a rule of dehusk's; else something went wrong.
    pub fn is_refusal(&self) -> bool {
        matches!(
            self,
            Fault::Refused(_)
                | Fault::Revisit
                | Fault::Segmented
                | Fault::Encoding(_)
                | Fault::Encrypted
                | Fault::Packing
                | Fault::NoHtml
                | Fault::NoField(_)
                | Fault::NoJson
                | Fault::NotAFile
                | Fault::NoPages { .. }
                | Fault::Nested
                | Fault::Collision(_)
                | Fault::Again
                | Fault::Unsupported(_)
                | Fault::Reported { is_refusal: true, .. }
        )
    }
}

/// What is said of a folder that has none.
fn no_pages(others: u64, links: u64, hidden: u64) -> String {
    let left_out = [
        counted(
            links,
            "a symbolic link, which is followed if it is named",
            "symbolic links, which are followed if they are named",
        ),
        counted(
            hidden,
            "a hidden file or folder, which is taken if it is named",
            "hidden files or folders, which are taken if they are named",
        ),
    ];
    let left_out = left_out.into_iter().flatten().collect::<Vec<_>>().join(", and ");
    let files = match (others, left_out.as_str()) {
        (0, "") => "nothing is in it".to_owned(),
        (0, _) => format!("nothing is in it but {left_out}"),
        (1, "") => "one file is in it, and it is no page".to_owned(),
        (1, _) => format!("one file is in it, and it is no page, and {left_out}"),
        (n, "") => format!("{n} files are in it, none of them a page"),
        (n, _) => format!("{n} files are in it, none of them a page, and {left_out}"),
    };
    let (known, named) = (listed(super::Kind::extensions()), listed(super::Kind::named_extensions()));
    format!(
        "{files}; taken are {known}, also as .gz and .zst, and pages whose names have no extension, or .php and the like; {named} only if they are named"
    )
}

/// So many of something, if there are any.
fn counted(count: u64, one: &str, many: &str) -> Option<String> {
    match count {
        0 => None,
        1 => Some(one.to_owned()),
        n => Some(format!("{n} {many}")),
    }
}

/// `.html, .htm`
fn listed<'a>(extensions: impl Iterator<Item = &'a str>) -> String {
    extensions.map(|extension| format!(".{extension}")).collect::<Vec<_>>().join(", ")
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Fault::Vanished,
            io::ErrorKind::UnexpectedEof => Fault::Truncated,
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => Fault::Damaged,
            _ => Fault::Unreadable(error),
        }
    }
}
