//! JSONL: a record a line, with the fields of datatrove and Dolma in their order.

use serde::Serialize;

use super::{Form, html, json, markdown, text};
use crate::article::{Article, Direction, PageType, Provenance, State, Warning};
use crate::limits::Meter;

#[derive(Serialize)]
struct Record<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    markdown: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    html: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<&'a str>,
    /// The date once more, under Dolma's name for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    created: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    author: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
    state: State,
    warnings: &'a [Warning],
    metadata: Metadata<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    provenance: Option<&'a Provenance>,
}

#[derive(Serialize)]
struct Metadata<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    authors: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    updated: Option<&'a str>,
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
    #[serde(skip_serializing_if = "Option::is_none")]
    direction: Option<Direction>,
    #[serde(skip_serializing_if = "Option::is_none")]
    page_type: Option<PageType>,
    #[serde(skip_serializing_if = "Option::is_none")]
    license: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    words: Option<usize>,
}

/// One record and its line feed.
pub(super) fn render(article: &Article, id: Option<&str>, form: &Form, meter: &Meter) -> String {
    let (meta, text) = (&article.meta, text::render(article, meter));
    let record = Record {
        id,
        text: text.trim_end(),
        markdown: form.markdown.then(|| markdown::render(article, &Form::default(), meter)),
        html: form.html.then(|| html::fragment(article, meter)),
        source: meta.site.as_deref(),
        url: meta.url.as_deref(),
        date: meta.date.as_deref(),
        created: meta.date.as_deref(),
        title: meta.title.as_deref(),
        author: (!meta.authors.is_empty()).then(|| meta.authors.join(", ")),
        language: meta.language.as_deref(),
        state: article.state,
        warnings: &article.warnings,
        metadata: Metadata {
            rule: article.rule.as_deref(),
            authors: &meta.authors,
            updated: meta.updated.as_deref(),
            section: meta.section.as_deref(),
            tags: &meta.tags,
            description: meta.description.as_deref(),
            image: meta.image.as_deref(),
            canonical: meta.canonical.as_deref(),
            direction: meta.direction,
            page_type: meta.page_type,
            license: meta.license.as_deref(),
            words: meta.words,
        },
        provenance: article.provenance.as_ref(),
    };
    json::line(&record, meter)
}
