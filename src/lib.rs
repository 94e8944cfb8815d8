//! Strips the boilerplate from saved web pages, by rules that people can read, and keeps only the article.
//!
//! ```text
//! page bytes ─decode─▶ Text ─parse─▶ Dom ─pick─▶ Pick ─mark─▶ Marks ─assemble─▶ Article ─render─▶ output
//! ```
//!
//! A site's rule, if there is one, picks the container and names the exceptions; a generic layer cleans inside it, or
//! finds the article by itself where there is no rule. Every decision carries its reason.
//!
//! ```
//! use dehusk::{Format, Layer, Page, RuleSet, RuleSource, State, Stripper};
//!
//! // Your own rules go before those that dehusk brings along.
//! let rule = RuleSource {
//!     name: "example.org.toml".into(),
//!     text: r#"
//!         schema  = 2
//!         hosts   = ["example.org"]
//!         content = [".story"]
//!         drop    = [".radio"]
//!     "#.into(),
//! };
//! let rules = RuleSet::compile([Layer::new("my rules", vec![rule]), Layer::builtin()])?;
//!
//! // One stripper serves any number of pages, from any number of threads.
//! let stripper = Stripper::new(rules);
//! let html = br#"<div class="story"><p>All is well.</p><p class="radio">Listen Live</p></div>"#;
//! let page = Page::new(html.as_slice()).url("https://example.org/harbour");
//! let article = stripper.strip(&page)?;
//! assert_eq!(article.state, State::Rule);
//! assert_eq!(article.render(Format::Text).trim(), "All is well.");
//!
//! // And it tells why.
//! let explanation = stripper.explain(&page)?;
//! assert_eq!(explanation.texts[1].reason.to_string(), "example.org.toml:5 drop .radio");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![forbid(unsafe_code)]
#![deny(missing_docs)]
#![cfg_attr(not(feature = "author"), allow(dead_code, unused_imports, reason = "authors ask for more than pages do"))]

#[macro_use]
mod setters;

mod article;
mod assemble;
#[cfg(feature = "author")]
mod author;
mod blocks;
mod claims;
mod codes;
mod decide;
mod decode;
mod dom;
mod explain;
#[cfg_attr(not(feature = "train"), allow(dead_code, reason = "the learner numbers and spells what it hears"))]
mod features;
#[cfg(feature = "formats")]
pub mod formats;
mod generic;
mod hidden;
mod judge;
mod limits;
mod lookup;
mod mark;
mod meta;
mod options;
mod page;
mod policy;
mod reading;
mod region;
mod render;
mod rule;
#[cfg(feature = "stages")]
pub mod stages;
mod strip;
#[cfg(feature = "train")]
#[doc(hidden)]
pub mod train;
#[cfg(test)]
mod typescript;

pub use article::{Article, Capture, Direction, Meta, PageType, Provenance, Rest, State, Warning};
#[cfg(feature = "author")]
pub use author::{EffectiveLine, EffectiveRule, check, health, import, learn, migrate, teach};
pub use blocks::{
    Align, Block, Break, Cell, Check, Definition, EmbedKind, Image, Inline, Inlines, Link, Math, NoteRef, Row, Run,
    Style,
};
pub use codes::{CODES, Code, CodeOf};
pub use explain::{ExplainedRegion, ExplainedText, Explanation, Told};
#[cfg(feature = "cpu-time")]
pub use limits::cpu_time;
pub use limits::{Limit, Limits, Refused, StopCheck};
pub use mark::{Mark, Reason, RuleKey, Verdict};
pub use options::{Options, Prefer};
pub use page::{Content, Page};
pub use policy::{
    Captions, Comments, EmbeddedText, Embeds, Images, Lead, Links, Policies, Policy, Tables, Title, UnknownChoice,
};
pub use reading::Reading;
pub use render::{Form, Format, PictureFile, TakenPictures, UnknownFormat, media_type};
#[cfg(feature = "author")]
pub use rule::{Day, NoDay};
pub use rule::{Layer, RULE_SCHEMA, RuleError, RuleErrors, RuleLine, RuleSet, RuleSource, SiteRule};
pub use strip::Stripper;

/// The README's Rust example, run as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
