//! The formats that saved pages come in: files, compressed or not, and archives of them.

pub(crate) mod archive;
mod fault;
mod headers;
mod http;
mod json_lines;
pub(crate) mod kind;
mod loose_json;
mod mhtml;
pub(crate) mod open;
#[cfg(feature = "parquet")]
mod parquet;
pub(crate) mod raw;
mod stream;
pub(crate) mod walk;
mod warc;
pub(crate) mod zstd;

use std::path::PathBuf;
use std::sync::Arc;

pub(crate) use archive::ArchiveOptions;
pub(crate) use fault::Fault;
pub(crate) use kind::Kind;
pub(crate) use open::{Opened, Size, open};

/// Where the bytes of a page come from.
#[derive(Debug)]
pub(crate) enum Source {
    /// A file, to be read by the worker.
    File(PathBuf),
    /// The page, compressed or not.
    Bytes(Vec<u8>),
    /// A web server's answer, head and body.
    Answer(Vec<u8>),
    /// A JSON object with the page in a field.
    Json { line: Vec<u8>, field: Arc<str> },
    /// A page that its archive opened, such as a row of a table.
    #[cfg_attr(not(feature = "parquet"), allow(dead_code, reason = "only tables do"))]
    Opened(Opened),
    /// Nowhere: the input cannot be read, and this is why.
    None(Fault),
}
