//! STAND-IN until the library's formats are there.
use dehusk::Article;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Text,
    Markdown,
    Html,
    Json,
    Jsonl,
}

impl Format {
    pub(crate) const NAMES: [(&'static str, Format); 5] = [
        ("text", Format::Text),
        ("markdown", Format::Markdown),
        ("html", Format::Html),
        ("json", Format::Json),
        ("jsonl", Format::Jsonl),
    ];
    pub(crate) fn extension(self) -> &'static str {
        match self {
            Format::Text => "txt",
            Format::Markdown => "md",
            Format::Html => "html",
            Format::Json => "json",
            Format::Jsonl => "jsonl",
        }
    }
}

pub(crate) fn render(article: &Article, format: Format) -> String {
    if format == Format::Json {
        return serde_json::to_string_pretty(article).unwrap_or_default() + "\n";
    }
    article.render(dehusk::Format::Text)
}
