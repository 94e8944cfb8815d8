//! Where a page is from: its address, if its keeper knows it, else what the page itself says.

use url::Url;

use crate::claims::{Claims, Saver};

/// What is known of a page besides its bytes.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Clues<'a> {
    /// The host or name of the site, if the caller insists on one.
    pub(crate) site: Option<&'a str>,
    /// The address that it was saved from.
    pub(crate) url: Option<&'a str>,
    /// The path of its file.
    pub(crate) file_name: Option<&'a str>,
    /// Whether it is text that some other tool extracted.
    pub(crate) is_text: bool,
}

/// What told where a page is from. The first that tells wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Evidence {
    /// The caller named the site.
    Site,
    /// The caller gave the address.
    Url,
    /// `<!-- saved from url=(0025)https://example.org/news -->`
    SavedFrom,
    /// `<!-- Page saved with SingleFile url: https://example.org/news … -->`
    SingleFile,
    /// `<link rel="canonical" href="https://example.org/news">`
    Canonical,
    /// `<meta property="og:url" content="https://example.org/news">`
    OgUrl,
    /// `<script type="application/ld+json">{"url": "https://example.org/news"}</script>`
    JsonLd,
    /// `example.org/news.html`
    FileName,
}

impl Evidence {
    /// In a few words, as after "by".
    pub(crate) fn name(self) -> &'static str {
        match self {
            Evidence::Site => "the site given",
            Evidence::Url => "the address given",
            Evidence::SavedFrom => "saved-from comment",
            Evidence::SingleFile => "SingleFile comment",
            Evidence::Canonical => "canonical link",
            Evidence::OgUrl => "og:url",
            Evidence::JsonLd => "JSON-LD",
            Evidence::FileName => "file name",
        }
    }
}

/// Where a page is from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Origin {
    pub(crate) host: String,
    /// The path of the address, where more than the host is known.
    pub(crate) path: Option<String>,
    pub(crate) evidence: Evidence,
}

impl Origin {
    /// Where the page is from, by the best evidence; a part of the file's name counts only if it is a `known` host.
    pub(crate) fn of(claims: &Claims<'_>, clues: &Clues<'_>, known: impl Fn(&str) -> bool) -> Option<Origin> {
        let site = clues.site.and_then(|site| Origin::from_site(site, &known));
        let given = || clues.url.and_then(|url| Origin::from_url(url, Evidence::Url));
        let named = || clues.file_name.and_then(|name| Origin::from_file_name(name, &known));
        site.or_else(given).or_else(|| Origin::from_page(claims)).or_else(named)
    }

    fn from_url(url: &str, evidence: Evidence) -> Option<Origin> {
        let url = Url::parse(url.trim()).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
        let host = url.host_str()?.to_owned();
        Some(Origin { host, path: Some(url.path().to_owned()), evidence })
    }

    /// A site is named by its host or its address.
    fn from_site(site: &str, known: &impl Fn(&str) -> bool) -> Option<Origin> {
        let bare = || Origin { host: site.trim().to_owned(), path: None, evidence: Evidence::Site };
        if known(site) { Some(bare()) } else { Origin::from_url(site, Evidence::Site).or_else(|| Some(bare())) }
    }

    /// Some tool that saved the page wrote the address into a comment, or the page names it itself.
    fn from_page(claims: &Claims<'_>) -> Option<Origin> {
        Origin::first(Evidence::SavedFrom, claims.saved(Saver::Browser))
            .or_else(|| Origin::first(Evidence::SingleFile, claims.saved(Saver::SingleFile)))
            .or_else(|| Origin::first(Evidence::Canonical, claims.link("canonical")))
            .or_else(|| Origin::first(Evidence::OgUrl, claims.meta("og.url")))
            .or_else(|| Origin::first(Evidence::JsonLd, claims.things().addresses()))
    }

    /// The first address that is one of the web.
    fn first(evidence: Evidence, mut addresses: impl Iterator<Item = impl AsRef<str>>) -> Option<Origin> {
        addresses.find_map(|address| Origin::from_url(address.as_ref(), evidence))
    }

    /// `example.org/2019/news.html`, `example.org_news.html`: the part of a path that is a known host.
    fn from_file_name(name: &str, known: &impl Fn(&str) -> bool) -> Option<Origin> {
        let parts = name.rsplit(['/', '\\']).flat_map(|part| {
            let stem = ["gz", "html", "htm", "txt"].iter().fold(part, |stem, extension| {
                stem.strip_suffix(extension).and_then(|stem| stem.strip_suffix('.')).unwrap_or(stem)
            });
            [part, stem, stem.split(['_', ' ', '@']).next().unwrap_or_default()]
        });
        let host = parts.filter(|part| part.contains('.')).find(|part| known(part))?.to_owned();
        Some(Origin { host, path: None, evidence: Evidence::FileName })
    }
}

#[cfg(test)]
mod tests {
    use super::{Clues, Evidence, Origin};
    use crate::claims::Claims;
    use crate::dom;
    use crate::meta::MetaWords;

    #[test]
    fn the_best_clue_tells_the_host() {
        let canonical = "<link rel=canonical href='https://a.example/c'>";
        let og = "<meta property=og:url content='https://b.example/o'>";
        let ld = r#"<script type="application/ld+json">{"@graph": [{"@type": "Article", "mainEntityOfPage": {"@id": "https://c.example/l"}}]}</script>"#;
        let saved = "<!-- saved from url=(0019)https://d.example/s -->";
        let single = "<!--\n Page saved with SingleFile \n url: https://e.example/f \n saved date: today\n-->";
        let cases = [
            (format!("{og}{canonical}"), Some(("a.example", Evidence::Canonical))),
            (format!("{ld}{og}"), Some(("b.example", Evidence::OgUrl))),
            (ld.to_owned(), Some(("c.example", Evidence::JsonLd))),
            (format!("{saved}<html>{canonical}"), Some(("d.example", Evidence::SavedFrom))),
            (format!("<html>{single}{canonical}"), Some(("e.example", Evidence::SingleFile))),
            (
                r#"<script>{"@context": "https://schema.org", "@type": "Article", "url": "https://f.example/b",}</script>"#
                    .to_owned(),
                Some(("f.example", Evidence::JsonLd)),
            ),
            ("<link rel=canonical href=/c>".to_owned(), Some(("site.example", Evidence::FileName))),
        ];
        let words = MetaWords::builtin();
        for (html, expected) in cases {
            let clues = Clues { file_name: Some("saved/site.example/2019/page.html"), ..Clues::default() };
            let dom = dom::of_html(&html);
            let origin = Origin::of(&Claims::collect(&words.ld, &dom), &clues, |host| host == "site.example");
            let found = origin.as_ref().map(|origin| (origin.host.as_str(), origin.evidence));
            assert_eq!(found, expected, "{html}");
        }
    }

    #[test]
    fn what_the_caller_says_goes_before_the_page() {
        let dom = dom::of_html("<link rel=canonical href='https://a.example/c'>");
        let words = MetaWords::builtin();
        let claims = Claims::collect(&words.ld, &dom);
        let clues = Clues { url: Some("https://b.example/x?y"), ..Clues::default() };
        let origin = Origin::of(&claims, &clues, |_| false).expect("known");
        assert_eq!((origin.host.as_str(), origin.path.as_deref()), ("b.example", Some("/x")));
        let clues = Clues { site: Some("c.example"), ..clues };
        assert_eq!(Origin::of(&claims, &clues, |_| false).expect("known").host, "c.example");
    }
}
