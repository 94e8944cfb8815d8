//! The JSON line of a page. Its keys are those of datatrove and Dolma; what a page does not tell is absent.

use dehusk::{Article, State, Warning};
use serde::Serialize;

use super::format::{self, Format};
use super::report::FaultRecord;
use super::{Fault, Label};

/// One line: `{"id": "2019/harbour", "text": "All is well …", …}`
#[derive(Serialize)]
struct Record<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    /// The names, separated by commas.
    #[serde(skip_serializing_if = "String::is_empty")]
    author: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<State>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<&'a str>,
    warnings: &'a [Warning],
    #[serde(skip_serializing_if = "Option::is_none")]
    metadata: Option<Metadata<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<FaultRecord>,
}

/// What the common tools have no key for.
#[derive(Default, PartialEq, Serialize)]
struct Metadata<'a> {
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    authors: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    updated: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    site: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    section: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    tags: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    canonical: Option<&'a str>,
}

/// The line of a page that gave an article or proved to have none.
pub(super) fn of_article(label: &Label, url: Option<&str>, article: &Article) -> Vec<u8> {
    Record::of_article(label, url, article).line()
}

/// The line of a page that could not be stripped.
pub(super) fn of_fault(label: &Label, url: Option<&str>, fault: &Fault) -> Vec<u8> {
    Record::of_fault(label, url, fault).line()
}

impl<'a> Record<'a> {
    fn of_article(label: &'a Label, url: Option<&'a str>, article: &'a Article) -> Self {
        let meta = &article.meta;
        let metadata = Metadata {
            authors: &meta.authors,
            updated: meta.updated.as_deref(),
            site: meta.site.as_deref(),
            section: meta.section.as_deref(),
            tags: &meta.tags,
            description: meta.description.as_deref(),
            image: meta.image.as_deref(),
            canonical: meta.canonical.as_deref(),
        };
        Record {
            id: &label.id,
            url: url.or(meta.url.as_deref()),
            title: meta.title.as_deref(),
            author: meta.authors.join(", "),
            date: meta.date.as_deref(),
            language: meta.language.as_deref(),
            text: format::render(article, Format::Text).trim_end_matches('\n').to_owned(),
            state: Some(article.state),
            rule: article.rule.as_deref(),
            warnings: &article.warnings,
            metadata: (metadata != Metadata::default()).then_some(metadata),
            error: None,
        }
    }

    fn of_fault(label: &'a Label, url: Option<&'a str>, fault: &Fault) -> Self {
        Record {
            id: &label.id,
            url,
            title: None,
            author: String::new(),
            date: None,
            language: None,
            text: String::new(),
            state: None,
            rule: None,
            warnings: &[],
            metadata: None,
            error: Some(fault.into()),
        }
    }

    fn line(&self) -> Vec<u8> {
        let mut line = serde_json::to_vec(self).expect("all keys of a record are strings");
        line.push(b'\n');
        line
    }
}
