//! Strips the boilerplate from saved web pages, by rules that people can read, and keeps only the article.
#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod article;
mod assemble;
mod blocks;
pub mod check;
mod decode;
mod dom;
mod explain;
mod limits;
mod mark;
mod meta;
mod page;
mod pattern;
mod policy;
mod render;
mod rule;
mod spelling;
#[cfg(feature = "stages")]
pub mod stages;
mod strip;

pub use article::{Article, Meta, State, Warning};
pub use blocks::{Block, Break, Cell, Definition, Image, Inline, Inlines, Link, Math, Row, Run, Style};
pub use explain::{ExplainedText, Explanation, Told};
pub use limits::{Limits, Refused};
pub use mark::{Mark, Reason, RuleKey, Verdict};
pub use page::Page;
pub use policy::{Captions, Comments, Images, Links, Policies, Tables, Title, UnknownChoice};
pub use render::{Format, UnknownFormat};
pub use rule::import;
pub use rule::{Layer, RuleError, RuleErrors, RuleSet, RuleSource, SiteRule};
pub use strip::{Options, Stripper};
