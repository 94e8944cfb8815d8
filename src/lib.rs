//! Strips the boilerplate from saved web pages, by rules that people can read, and keeps only the article.
#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod article;
mod blocks;
mod dom;
mod mark;
mod page;
mod rule;
mod strip;

pub use article::{Article, Meta, State, Warning};
pub use blocks::{Block, Image, Inline, Inlines, Row, Run, Style};
pub use mark::{Mark, Reason, RuleKey, Verdict};
pub use page::Page;
pub use rule::RuleSet;
pub use strip::{Options, Refused, Stripper};
