//! Made parts of pages: teasers, comments, descriptions and the like as sites of all times set them, with the sentences
//! and titles of other pages in them, and made pages around a few paragraphs of an article.

use super::Rng;
use super::made::MADE;
use super::sample::squeeze;

/// Sentences and titles are kept up to so many.
const MOST: usize = 20_000;

/// Makes parts and pages.
#[derive(Debug, Default)]
pub(super) struct Modules {
    sentences: Vec<String>,
    titles: Vec<String>,
}

impl Modules {
    /// Tells it of an article.
    pub(super) fn hear(&mut self, title: Option<&str>, body: &str) {
        let is_plain = |s: &&str| !s.contains(['<', '>', '&', '|']);
        let sentences = body.split_inclusive(['\n', '.', '!', '?', '。']).map(str::trim).filter(is_plain);
        let whole = |s: &&str| (8..=35).contains(&s.split_whitespace().count());
        for sentence in sentences.filter(whole).step_by(5).take(12) {
            keep(&mut self.sentences, sentence);
        }
        if let Some(title) = title.filter(is_plain).filter(|t| (3..=14).contains(&t.split_whitespace().count())) {
            keep(&mut self.titles, title);
        }
    }

    /// A part that is none of the article; none as long as too little was heard.
    pub(super) fn module(&self, rng: &mut Rng) -> Option<String> {
        if self.sentences.len() < 200 || self.titles.len() < 50 {
            return None;
        }
        let inner = match rng.below(7) {
            0..=2 => self.teasers(rng),
            3 => self.comments(rng),
            4 => self.description(rng),
            5 => self.slides(rng),
            _ => self.story(rng),
        };
        let heading =
            if rng.below(3) == 0 { format!("<h3>{}</h3>", rng.one_of(&MADE.names.parts)) } else { String::new() };
        Some(format!("<div{}>{heading}{inner}</div>", called(rng, &MADE.names.parts)))
    }

    fn sentences(&self, rng: &mut Rng, most: usize) -> String {
        let count = 1 + rng.below(most);
        (0..count).map(|_| rng.one_of(&self.sentences).as_str()).collect::<Vec<_>>().join(" ")
    }

    /// Other pages: a title in a link, and a sentence.
    fn teasers(&self, rng: &mut Rng) -> String {
        let (outer, item) =
            *rng.one_of(&[("ul", "li"), ("div", "div"), ("dl", "dd"), ("div", "p"), ("ol", "li"), ("div", "article")]);
        let name = called(rng, &MADE.names.parts);
        let (style, kicker, length) = (rng.below(5), rng.below(3), 1 + rng.below(2));
        let entry = |n: usize, rng: &mut Rng| {
            let (title, text) = (rng.one_of(&self.titles).clone(), self.sentences(rng, length));
            let time = if kicker == 0 { format!("<span>{}:05 PM</span> ", 1 + n % 12) } else { String::new() };
            let inner = match style {
                0 => format!("<a href=\"/{n}\">{time}<strong>{title}</strong> {text}</a>"),
                1 => format!("<h3><a href=\"/{n}\">{title}</a></h3>{time}<p>{text}</p>"),
                2 => format!("{time}<a href=\"/{n}\"><b>{title}</b></a><br>{text}"),
                3 => format!("<a href=\"/{n}\">{title}</a><br>{time}{text} <a href=\"/{n}\">»</a>"),
                _ => format!("<a href=\"/{n}\"><img src=\"/{n}.jpg\"></a><h4><a href=\"/{n}\">{title}</a></h4>{text}"),
            };
            format!("<{item}{name}>{inner}</{item}>")
        };
        let count = 2 + rng.below(7);
        format!("<{outer}>{}</{outer}>", (0..count).map(|n| entry(n, rng)).collect::<String>())
    }

    /// What readers wrote, each with a name and a time.
    fn comments(&self, rng: &mut Rng) -> String {
        let (item, style) = (*rng.one_of(&["div", "li", "p", "dd"]), rng.below(4));
        let name = called(rng, &MADE.names.nothing);
        let comment = |n: usize, rng: &mut Rng| {
            let (who, text) = (rng.one_of(&MADE.names.people), self.sentences(rng, 4));
            let date = format!("{}.{}.20{:02} {}:{:02}", 1 + n, 1 + n % 12, 5 + n % 20, n % 24, 7 * n % 60);
            match style {
                0 => format!("<{item}{name}><b>{who}</b> {date}<br>{text}</{item}>"),
                1 => format!("<{item}{name}><div>{who} | {date}</div><div>{text}</div></{item}>"),
                2 => format!("<{item}{name}>{text}<br><i>{who}, {date}</i></{item}>"),
                _ => format!("<h4>{who}</h4><small>{date}</small><{item}{name}>{text}</{item}>"),
            }
        };
        let count = 2 + rng.below(8);
        (0..count).map(|n| comment(n, rng)).collect()
    }

    /// A thread, and the texts of its posts: the first is the one that is given, or its first paragraph.
    fn thread(&self, rng: &mut Rng, title: &str, texts: Vec<String>) -> (String, Vec<String>) {
        let (style, count) = (rng.below(4), 2 + rng.below(9));
        let (post, body) = (called(rng, &MADE.names.posts), called(rng, &MADE.names.posts));
        let mut posts = vec![texts[0].clone()];
        posts.extend((0..count).map(|_| squeeze(&self.sentences(rng, 5))));
        let row = |(n, text): (usize, &String)| {
            let who = rng.one_of(&MADE.names.people);
            let date = format!("{}.{}.20{:02} {}:{:02}", 1 + n, 1 + n % 12, 5 + n % 20, n % 24, 7 * n % 60);
            match style {
                0 => format!("<div{post}><div><b>{who}</b></div><div>{date}</div><div{body}>{text}</div></div>"),
                1 => format!(
                    "<tr><td><b>{who}</b><br>Posts: {n}</td><td{post}><small>{date}</small><div{body}>{text}</div></td></tr>"
                ),
                2 => format!("<li{post}><a href=\"/u/{n}\">{who}</a> <span>{date}</span><p{body}>{text}</p></li>"),
                _ => format!("<div{post}><h4>{who} wrote on {date}:</h4><div{body}><p>{text}</p></div></div>"),
            }
        };
        let rows: String = posts.iter().enumerate().map(row).collect();
        let tag = *rng.one_of(&["h1", "h2", "h3"]);
        let rows = match style {
            1 => format!("<table>{rows}</table>"),
            2 => format!("<ol>{rows}</ol>"),
            _ => rows,
        };
        (format!("<{tag}>{title}</{tag}>{rows}"), posts)
    }

    /// What a site says of itself or of its author.
    fn description(&self, rng: &mut Rng) -> String {
        let text = self.sentences(rng, 3);
        match rng.below(3) {
            0 => format!("<p{}>{text}</p>", called(rng, &MADE.names.parts)),
            1 => format!("<h2>{}</h2><div>{text}</div>", rng.one_of(&MADE.names.people)),
            _ => text,
        }
    }

    fn slides(&self, rng: &mut Rng) -> String {
        let slide = |n: usize, rng: &mut Rng| {
            let (title, text) = (rng.one_of(&self.titles).clone(), self.sentences(rng, 3));
            format!("<li><img src=\"/{n}.jpg\"><div><h3>{title}</h3><p>{text}</p></div></li>")
        };
        let count = 3 + rng.below(5);
        format!("<ul{}>{}</ul>", called(rng, &MADE.names.parts), (0..count).map(|n| slide(n, rng)).collect::<String>())
    }

    /// Another article in full.
    fn story(&self, rng: &mut Rng) -> String {
        let paragraphs: String = (0..2 + rng.below(4)).map(|_| format!("<p>{}</p>", self.sentences(rng, 3))).collect();
        format!("<h2><a href=\"/next\">{}</a></h2>{paragraphs}", rng.one_of(&self.titles))
    }

    /// A page around the first paragraphs of an article, and the texts that are the article's; none of a body without
    /// paragraphs.
    pub(super) fn page(&self, rng: &mut Rng, title: &str, body: &str) -> Option<(String, Vec<String>)> {
        let is_plain = |p: &&str| p.split_whitespace().count() >= 12 && !p.contains(['<', '&']);
        let paragraphs = body.lines().map(str::trim).filter(is_plain);
        let texts: Vec<String> = paragraphs.take(1 + rng.below(8)).map(squeeze).collect();
        if texts.is_empty() || texts.iter().any(|text| text.len() > 2000) {
            return None;
        }
        let modules: Vec<String> = (0..1 + rng.below(3)).map(|_| self.module(rng)).collect::<Option<_>>()?;
        let is_thread = rng.below(3) == 0;
        let nav = "<ul><li><a href=\"/\">Home</a></li><li><a href=\"/a\">About</a></li><li><a href=\"/c\">Contact</a></li></ul>";
        let nav = if rng.below(2) == 0 { nav } else { "" };
        let (article, texts) =
            if is_thread { self.thread(rng, title, texts) } else { (article(rng, title, &texts), texts) };
        let body = layout(rng, &article, &modules);
        let head = format!("<head><title>{title}</title></head>");
        Some((
            format!("<html>{head}<body><div{}>{nav}{body}</div></body></html>", called(rng, &MADE.names.nothing)),
            texts,
        ))
    }
}

fn article(rng: &mut Rng, title: &str, texts: &[String]) -> String {
    let tag = *rng.one_of(&["h1", "h2", "h3", "div", "h1"]);
    let date = if rng.below(3) == 0 { "<div>Monday, October 29, 2012</div>" } else { "" };
    let text: String = match rng.below(4) {
        0 => texts.join("<br><br>"),
        1 => texts.iter().map(|text| format!("<div>{text}</div>")).collect(),
        _ => texts.iter().map(|text| format!("<p>{text}</p>\n")).collect(),
    };
    let headline = format!("{date}<{tag}>{title}</{tag}>");
    let foot = if rng.below(3) == 0 { "<p>Posted by Ada at 9:12 PM</p>" } else { "" };
    if rng.below(2) == 0 {
        format!("<div{}>{headline}{text}{foot}</div>", called(rng, &MADE.names.article))
    } else {
        format!("{headline}<div{}>{text}</div>{foot}", called(rng, &MADE.names.article))
    }
}

/// An article with parts before, behind and beside it, in a table as sites set it before there were other means, or not.
fn layout(rng: &mut Rng, article: &str, modules: &[String]) -> String {
    let (before, behind) = modules.split_at(rng.below(modules.len() + 1).min(modules.len() / 2 + rng.below(2)));
    let part = |parts: &[String], rng: &mut Rng| -> String {
        parts
            .iter()
            .map(|part| format!("<div {}{}>{part}</div>", super::foreign::MARK, called(rng, &MADE.names.parts)))
            .collect()
    };
    let (before, behind) = (part(before, rng), part(behind, rng));
    match rng.below(4) {
        0 => format!("<table><tr><td>{before}</td><td>{article}</td><td>{behind}</td></tr></table>"),
        1 => format!("<table><tr><td>{before}{article}</td></tr><tr><td>{behind}</td></tr></table>"),
        2 => format!("{before}<div>{article}{behind}</div>"),
        _ => format!("{before}{article}{behind}"),
    }
}

/// A class or an id, or none.
fn called(rng: &mut Rng, names: &[String]) -> String {
    let names = if rng.below(2) == 0 { names } else { &MADE.names.nothing };
    let name = rng.one_of(names);
    match rng.below(4) {
        0 => String::new(),
        1 => format!(" id=\"{name}\""),
        _ => format!(" class=\"{name}\""),
    }
}

fn keep(list: &mut Vec<String>, text: &str) {
    if list.len() < MOST {
        list.push(text.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::foreign;

    /// What was heard of enough articles, each with a sentence and a title of its own.
    fn modules() -> Modules {
        let mut modules = Modules::default();
        for n in 0..220 {
            let body = format!("The miller of weir {n} says that the wheel will turn again before the frost.");
            modules.hear(Some(&format!("Mill {n} to grind")), &body);
        }
        modules
    }

    #[test]
    fn a_made_page_has_its_article_and_marked_parts_of_other_pages() {
        let body = "The ferry of Thursday leaves on Friday, since the tide will not wait for the mail.\nShort.";
        for seed in 1..40 {
            let (page, texts) =
                modules().page(&mut Rng::new(seed), "The ferry is late", body).expect("it has heard enough");
            assert_eq!(texts[0], body.lines().next().unwrap_or_default());
            assert!(texts.iter().all(|text| page.contains(text)) && page.contains("The ferry is late"), "{page}");
            assert!(page.contains(foreign::MARK) && page.contains("miller of weir"), "{page}");
        }
    }

    #[test]
    fn nothing_is_made_before_enough_was_heard_or_of_a_body_without_paragraphs() {
        assert!(Modules::default().module(&mut Rng::new(1)).is_none());
        assert!(modules().page(&mut Rng::new(1), "The ferry is late", "Short.\nShorter.").is_none());
    }
}
