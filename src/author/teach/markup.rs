//! A page written anew for who points at it: from the tree that the rules see, so that a place on it *is* a node of that
//! tree, and with nothing in it that runs, loads or leads anywhere.

use html5ever::{LocalName, local_name as tag};
use serde::Serialize;

use super::Session;
use crate::author::learn::Known;
use crate::dom::{Display, Dom, NodeId};
use crate::render::{is_media_type, push_text};

/// A page as it may be shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ShownPage {
    /// The content of a `<body>`. Elements have the number of their node in `data-n`; texts that are judged stand in
    /// `<d-t data-n>`, pictures that cannot be shown are `<d-img data-n>`, paragraphs `<d-p>` and links `<d-a>`.
    pub html: String,
    /// The texts, each a `<d-t>`, in their order.
    pub texts: Vec<ShownText>,
}

/// A text of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ShownText {
    /// The number of its node.
    pub node: u32,
    /// The number of the run of text that it is a part of, from 0 on.
    pub run: usize,
}

/// Gives a picture's address in the page as one that needs nothing from anywhere: `data:image/png;base64,…`.
pub type Pictures<'p> = dyn FnMut(&str) -> Option<String> + 'p;

/// The elements that are written as they are called; others are `<div>` or `<span>`, as they lay their content out.
fn is_written(name: &LocalName) -> bool {
    const WRITTEN: &str = "address article aside b bdi bdo blockquote br caption center cite code dd del dfn div dl dt em \
        figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i ins kbd li main mark menu nav ol pre q rp rt ruby s samp \
        section small span strike strong sub sup table tbody td tfoot th thead time tr tt u ul var wbr";
    WRITTEN.split_ascii_whitespace().any(|written| *written == **name)
}

/// The attributes that are written as they are.
const ATTRIBUTES: [LocalName; 9] = [
    tag!("class"),
    tag!("id"),
    tag!("title"),
    tag!("alt"),
    tag!("dir"),
    tag!("lang"),
    tag!("hidden"),
    tag!("colspan"),
    tag!("rowspan"),
];

impl Session {
    /// A page as it may be shown. `pictures` gives those that were saved with it.
    pub fn page(&self, page: usize, pictures: &mut Pictures<'_>) -> Option<ShownPage> {
        let mut writer = Writer::new(self.pages.get(page)?, pictures);
        writer.write();
        Some(ShownPage { html: writer.out, texts: writer.texts })
    }
}

struct Writer<'w, 'p> {
    known: &'w Known,
    pictures: &'w mut Pictures<'p>,
    out: String,
    texts: Vec<ShownText>,
    /// The elements that are open, each with the name that it was written by.
    open: Vec<(NodeId, String)>,
}

impl<'w, 'p> Writer<'w, 'p> {
    fn new(known: &'w Known, pictures: &'w mut Pictures<'p>) -> Self {
        Writer { known, pictures, out: String::new(), texts: Vec::new(), open: Vec::new() }
    }

    fn write(&mut self) {
        let dom = &self.known.trial.dom;
        let mut hidden_until = NodeId::ROOT;
        for node in dom.descendants(NodeId::ROOT) {
            if node < hidden_until {
                continue;
            }
            self.close(dom, node);
            if Display::of(dom, node) == Display::None {
                hidden_until = dom.end(node);
            } else if let Some(text) = dom.text(node) {
                self.text(node, text);
            } else if dom.is_element(node) {
                self.element(dom, node);
            }
        }
        self.close(dom, dom.end(NodeId::ROOT));
    }

    fn close(&mut self, dom: &Dom, node: NodeId) {
        while let Some((_, name)) = self.open.pop_if(|(element, _)| dom.end(*element) <= node) {
            self.out.push_str(&format!("</{name}>"));
        }
    }

    fn text(&mut self, node: NodeId, text: &str) {
        let run = self.known.trial.block_of(node).filter(|_| !text.trim().is_empty());
        let Some(run) = run else { return push_text(&mut self.out, text) };
        let number = node.index() as u32;
        self.texts.push(ShownText { node: number, run });
        self.out.push_str(&format!("<d-t data-n=\"{number}\">"));
        push_text(&mut self.out, text);
        self.out.push_str("</d-t>");
    }

    fn element(&mut self, dom: &Dom, node: NodeId) {
        let Some(name) = dom.name(node) else { return };
        if !dom.is_foreign(node) && [tag!("html"), tag!("body"), tag!("input"), tag!("embed")].contains(name) {
            return;
        }
        if dom.is(node, &tag!("img")) {
            return self.picture(dom, node);
        }
        let written = match (dom.is_foreign(node), Display::of(dom, node)) {
            (false, _) if *name == tag!("p") => "d-p",
            (false, _) if *name == tag!("a") => "d-a",
            (false, _) if is_written(name) => name,
            (false, Display::Block) => "div",
            _ => "span",
        };
        self.start(dom, node, written);
        if ![tag!("br"), tag!("hr"), tag!("wbr")].contains(name) {
            self.open.push((node, written.to_owned()));
        }
    }

    /// Writes a start tag.
    fn start(&mut self, dom: &Dom, node: NodeId, written: &str) {
        self.out.push_str(&format!("<{written} data-n=\"{}\"", node.index()));
        for (name, value) in dom.attrs(node).filter(|(name, _)| ATTRIBUTES.contains(name)) {
            self.attribute(name, value);
        }
        if let Some(style) = dom.attr(node, &tag!("style")).filter(|style| is_harmless(style)) {
            self.attribute("style", style);
        }
        self.out.push('>');
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.out.push_str(&format!(" {name}=\""));
        push_text(&mut self.out, value);
        self.out.push('"');
    }

    fn picture(&mut self, dom: &Dom, node: NodeId) {
        let src = dom.attr(node, &tag!("src")).unwrap_or_default().trim();
        let is_own = src.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("data:"));
        let shown = if is_own { Some(src.to_owned()) } else { (self.pictures)(src) };
        let Some(shown) = shown.filter(|src| is_picture(src)) else {
            self.start(dom, node, "d-img");
            push_text(&mut self.out, dom.attr(node, &tag!("alt")).unwrap_or_default());
            return self.out.push_str("</d-img>");
        };
        self.start(dom, node, "img");
        self.out.pop();
        self.attribute("src", &shown);
        self.out.push('>');
    }
}

/// Whether an address is that of a picture which it holds itself: of dots alone, nothing that is itself a document.
fn is_picture(src: &str) -> bool {
    let Some((scheme, rest)) = src.split_at_checked(5) else { return false };
    let kind = rest.split([';', ',']).next().unwrap_or_default().trim();
    scheme.eq_ignore_ascii_case("data:") && is_media_type(kind)
}

/// Whether a style loads nothing: no function, no escape, no rule, no comment stands in it. What a browser refuses besides,
/// by the policy of the page that this one is shown in, need not be found here.
fn is_harmless(style: &str) -> bool {
    !style.contains(['(', '\\', '@', '{', '/', '<'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::author::learn::Sample;
    use crate::author::teach::Site;
    use crate::page::Page;

    fn shown(html: &str) -> String {
        let page = Page::new(html.as_bytes()).url("https://gazette.example/a");
        let site = Site::read(&[Sample::new(page, "a.html")]).expect("a page");
        let session = site.session("a.toml", Vec::new()).expect("no rules");
        let mut pictures = |src: &str| (src == "a_files/b.png").then(|| "data:image/png;base64,AAAA".to_owned());
        session.page(0, &mut pictures).expect("a page").html
    }

    #[test]
    fn a_page_is_written_from_its_tree() {
        let cases = [
            (
                "<p class=a>One <b>two</b>",
                "<d-p data-n=\"4\" class=\"a\"><d-t data-n=\"5\">One </d-t><b data-n=\"6\"><d-t data-n=\"7\">two</d-t></b></d-p>",
            ),
            ("<a href=/x id=y>One</a>", "<d-a data-n=\"4\" id=\"y\"><d-t data-n=\"5\">One</d-t></d-a>"),
            ("<img src=a_files/b.png alt=c>", "<img data-n=\"4\" alt=\"c\" src=\"data:image/png;base64,AAAA\">"),
            ("<img src=//b.example/c.png alt='<c>'>", "<d-img data-n=\"4\" alt=\"&lt;c&gt;\">&lt;c&gt;</d-img>"),
            (
                "<form><button>One</button></form>",
                "<div data-n=\"4\"><span data-n=\"5\"><d-t data-n=\"6\">One</d-t></span></div>",
            ),
            ("<p style='color: red'>", "<d-p data-n=\"4\" style=\"color: red\"></d-p>"),
        ];
        for (html, expected) in cases {
            assert_eq!(shown(html), expected, "{html}");
        }
    }

    #[test]
    fn nothing_of_a_page_runs_loads_or_leads_anywhere() {
        let tricks = [
            "<script>x</script>",
            "<img src=//e.example onerror=x>",
            "<p onclick=x>y",
            "<a href=//e.example ping=//e.example>x</a>",
            "<iframe src=//e.example></iframe>",
            "<svg><image href=//e.example /></svg>",
            "<video poster=//e.example></video>",
            "<p style='background: url(//e.example)'>x",
            "<p style='background: \\75rl(//e.example)'>x",
            "<link rel=stylesheet href=//e.example>",
            "<style>@import '//e.example'</style>",
            "<base href=//e.example>",
            "<meta http-equiv=refresh content='0;url=//e.example'>",
            "<object data=//e.example></object>",
            "<embed src=//e.example>",
            "<form action=//e.example><input type=image src=//e.example></form>",
            "<table background=//e.example>",
            "<img srcset='//e.example 2x'>",
            "<img src='data:image/svg+xml,<svg>'>",
            "<picture><source srcset=//e.example></picture>",
            "<audio src=//e.example>",
            "<p>&lt;script>x",
            "<math href=//e.example>",
            "<template><img src=//e.example></template>",
            "<noscript><img src=//e.example></noscript>",
            "<button formaction=//e.example>x</button>",
            "<p title='\"><script>x</script>'>y",
        ];
        for trick in tricks {
            let html = shown(trick).to_lowercase();
            let open = html.split('<').skip(1).map(|tag| tag.split(['>', ' ']).next().unwrap_or_default());
            let is_shown = |name: &str| {
                let name = name.trim_start_matches('/');
                is_written(&LocalName::from(name)) || ["d-p", "d-a", "d-t", "d-img", "img"].contains(&name)
            };
            assert!(open.clone().all(is_shown), "{trick}: {html}");
            for word in [" src=\"/", "href", " on", "url(", "srcset", "e.example", "ping", "action", "svg"] {
                assert!(!html.contains(word), "{trick}: {word} in {html}");
            }
        }
    }
}
