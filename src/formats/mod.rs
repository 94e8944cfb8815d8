//! The formats that saved pages come in: files, compressed or not, folders, and archives.
//!
//! ```
//! use dehusk::formats::{Size, Source, open};
//! use dehusk::{Format, RuleSet, Stripper};
//!
//! let mail = "MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n<article><p>All is well in the harbour.</article>";
//! let opened = open(Source::Bytes(mail.into()), 32 << 20, &mut Size::default())?;
//! let article = Stripper::new(RuleSet::builtin()).strip(&opened.page("harbour.mhtml"))?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod archive;
mod beside;
mod fault;
mod headers;
mod http;
mod json_lines;
mod kind;
mod loose_json;
mod mhtml;
mod open;
mod pack;
#[cfg(feature = "parquet")]
mod parquet;
mod raw;
mod rules;
mod saved;
mod stream;
mod walk;
mod warc;
#[cfg(feature = "webarchive")]
mod webarchive;
#[cfg(feature = "zip")]
mod zip;
mod zstd;

use std::path::PathBuf;
use std::sync::Arc;

pub use archive::{Archive, ArchiveOptions, Entry, Sniffed};
pub use beside::Beside;
pub use fault::Fault;
pub use kind::{Kind, Wanted, bare, unwrapped};
pub use open::{Described, GZIP, Opened, Size, open, read_stdin, text_of, up_to};
pub use pack::{RulePackError, pack_rules};
pub use raw::Raw;
pub use rules::{RuleFolderError, read_test_page, root_of_rules, rule_sources};
pub use walk::{Found, PassedOver, Taken, Walk};
pub use zstd::{Unpacked, ZSTD};

/// Where the bytes of a page come from.
#[derive(Debug)]
pub enum Source {
    /// A file, to be read by the worker.
    File(PathBuf),
    /// The page, compressed or not.
    Bytes(Vec<u8>),
    /// A web server's answer, head and body.
    Answer(Vec<u8>),
    /// A JSON object with the page in a field.
    Json {
        /// The line with the object.
        line: Vec<u8>,
        /// The name of the field.
        field: Arc<str>,
    },
    /// A page that its archive opened, such as a row of a table.
    #[cfg_attr(not(feature = "parquet"), allow(dead_code, reason = "only tables do"))]
    Opened(Opened),
    /// Nowhere: the input cannot be read, and this is why.
    None(Fault),
}
