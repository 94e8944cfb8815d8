//! The words of metadata: `rules/meta.toml`, as written and as used.

use std::collections::{BTreeMap, HashMap};
use std::ops::Deref;
use std::sync::{Arc, LazyLock, OnceLock};

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, MatchKind};
use serde::Deserialize;

use super::source::Source;
use super::title::is_wide;
use crate::claims::LdWords;
use crate::lookup::builtin::builtin;
use crate::rule::MetaField;

/// The words as used: looked up, not searched for.
#[derive(Debug)]
pub(crate) struct MetaWords {
    pub(super) sources: HashMap<MetaField, Vec<Source>>,
    pub(crate) ld: LdWords,
    pub(super) title: TitleWords,
    pub(super) fields: FieldWords,
    pub(super) names: NameWords,
    pub(super) dates: DateWords,
    pub(super) page: PageWords,
    pub(super) language: LanguageWords,
    pub(super) direction: DirectionWords,
}

/// `rules/meta.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    sources: HashMap<String, Vec<String>>,
    ld: LdWords,
    title: TitleFile,
    fields: FieldFile,
    names: NameWords,
    dates: DateFile,
    page: PageFile,
    language: LanguageFile,
    direction: DirectionWords,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TitleFile {
    separators: Vec<String>,
    max_bytes: usize,
    few: usize,
    fronts: Vec<String>,
    home: Vec<String>,
    paragraph: usize,
    tight: Vec<char>,
    label: usize,
    media: Vec<String>,
    vouched: f64,
    vouched_article: f64,
    same: f64,
    article: Vec<String>,
    headline: Vec<String>,
    apart: Vec<String>,
    frame: Vec<String>,
}

/// How titles are told from the names of sites.
#[derive(Debug)]
pub(super) struct TitleWords {
    /// What stands between the parts of a `<title>`.
    pub(super) separators: Searcher,
    /// Longer texts are no titles.
    pub(super) max_bytes: usize,
    /// A text that is so many times as long in words as another has but few words in common with it.
    pub(super) few: usize,
    /// How front pages are called in addresses.
    pub(super) fronts: Vec<String>,
    /// How they are called in titles, in lower case.
    pub(super) home: Vec<String>,
    /// A longer heading that is more than twice as long as a title is a paragraph.
    pub(super) paragraph: usize,
    /// What stands between the parts of a title in scripts that part no words.
    pub(super) tight: Vec<char>,
    /// The most letters of the name of a section or a medium in such a script.
    pub(super) label: usize,
    /// What the names of media end in, in such a script.
    pub(super) media: Vec<String>,
    /// The likeness from which on a stated title vouches for a heading.
    pub(super) vouched: f64,
    /// The same on a page that says that it is an article.
    pub(super) vouched_article: f64,
    /// The same for a heading that has the name of the site in it.
    pub(super) same: f64,
    /// Values of `og:type` by which a page says that it is an article.
    pub(super) article: Vec<String>,
    /// Words in the classes of elements that show headlines.
    pub(super) headline: Searcher,
    /// Words in the classes of what stands in a heading and is no part of the headline.
    pub(super) apart: Searcher,
    /// Words in the classes of headings, and what is around them, that are on every page of a site.
    pub(super) frame: Searcher,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FieldFile {
    name_chars: usize,
    tag_chars: usize,
    tags: usize,
    description_chars: (usize, usize),
    joiners: Vec<String>,
    copyright: String,
    no_picture: Vec<String>,
    licenses: Vec<String>,
}

/// What short texts are told from other texts by.
#[derive(Debug)]
pub(super) struct FieldWords {
    /// The most letters of the name of a site or a section, and of a tag.
    pub(super) name_chars: usize,
    pub(super) tag_chars: usize,
    /// The most tags.
    pub(super) tags: usize,
    /// The least and the most letters of a description.
    pub(super) description_chars: (usize, usize),
    /// Words by which a text with a comma is one name: `Arts, Culture & Media`.
    pub(super) joiners: Vec<String>,
    /// The word in front of the name of a site.
    pub(super) copyright: String,
    /// Words in the names of files that hold no picture of an article.
    pub(super) no_picture: Searcher,
    /// How the addresses of the terms of licenses start.
    pub(super) licenses: Vec<String>,
}

/// How a byline is put together. All words are in lower case.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NameWords {
    pub(super) prefixes: Prefixes,
    /// Those that nothing but the name of an author follows, right behind a headline.
    pub(super) surest: Prefixes,
    pub(super) joiners: Vec<String>,
    pub(super) roles: Vec<String>,
    pub(super) nobody: Vec<String>,
    /// Types of things that are no people.
    pub(super) organisations: Vec<String>,
    /// What the people of a site call themselves together: `Staff`.
    pub(super) teams: Vec<String>,
    /// A role of so many letters makes a desk of the word before it.
    pub(super) desk: usize,
    /// Firms that sell news: beside a name they are not who wrote it.
    pub(super) agencies: Vec<String>,
    /// What stands in front of those who did not write: `Photographs by`.
    pub(super) credits: Vec<String>,
    /// What may stand beside these words: `Die Redaktion`.
    pub(super) team_fillers: Vec<String>,
    /// What the names of firms and clubs end in.
    pub(super) firms: Vec<String>,
    /// Types of things in microdata that answer to the page.
    pub(super) replies: Vec<String>,
    /// The `<meta>` that write `Doe, Jane`.
    pub(super) turned: Vec<String>,
    /// Words between a date and a name: `27. Januar 2014 von`.
    pub(super) behind_date: Vec<String>,
    /// Words between a name and a date: `Jane Doe am 27. Januar`.
    pub(super) before_date: Vec<String>,
    /// Words that stand behind a name and are no part of it.
    pub(super) ends: Vec<String>,
    /// Words in lower case with which names start: `von`, `de la`.
    pub(super) particles: Vec<String>,
    pub(super) max_words: usize,
    pub(super) max_chars: usize,
    /// Longer texts are no bylines.
    pub(super) max_bytes: usize,
}

/// What stands in front of a name: `by`.
#[derive(Debug, Deserialize)]
#[serde(from = "Vec<String>")]
pub(super) struct Prefixes {
    /// In the order in which they are written.
    pub(super) rows: Vec<String>,
    /// The places of those that begin with each small ASCII letter.
    of_letter: [Vec<usize>; 128],
}

impl From<Vec<String>> for Prefixes {
    fn from(rows: Vec<String>) -> Self {
        let mut of_letter = [const { Vec::new() }; 128];
        for (place, first) in rows.iter().enumerate().filter_map(|(place, row)| Some((place, row.bytes().next()?))) {
            if first.is_ascii() {
                of_letter[usize::from(first.to_ascii_lowercase())].push(place);
            }
        }
        Prefixes { rows, of_letter }
    }
}

impl Prefixes {
    /// Those that a text may begin with, by its first letter: all where that is not of ASCII.
    pub(super) fn of_first(&self, text: &str) -> impl Iterator<Item = &String> {
        let first = text.bytes().next();
        let is_ascii = first.is_some_and(|first| first.is_ascii());
        let of_letter =
            first.filter(u8::is_ascii).map(|first| &self.of_letter[usize::from(first.to_ascii_lowercase())]);
        let all = self.rows.iter().filter(move |_| !is_ascii && first.is_some());
        all.chain(of_letter.into_iter().flatten().map(|&place| &self.rows[place]))
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DateFile {
    years: (i16, i16),
    epoch_years: (i16, i16),
    month_first: Vec<String>,
    day_first: Vec<String>,
    fillers: Vec<String>,
    eras: HashMap<String, i64>,
    later: Later,
    zones: HashMap<String, String>,
    months: [Vec<String>; 12],
}

/// Years that are counted from an earlier one.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Later {
    /// The first and the last of them.
    pub(super) years: (i64, i64),
    /// How many years they are ahead.
    pub(super) by: i64,
}

/// How dates are written.
#[derive(Debug)]
pub(super) struct DateWords {
    /// The first and the last year that is one.
    pub(super) years: (i16, i16),
    /// The same of a number of seconds, which most numbers of ten digits are not.
    pub(super) epoch_years: (i16, i16),
    /// Languages that write the month first.
    pub(super) month_first: Vec<String>,
    /// The ends of hosts whose pages in a language of no country write the day first.
    pub(super) day_first: Vec<String>,
    pub(super) fillers: Vec<String>,
    /// The year before the first of each era.
    pub(super) eras: HashMap<String, i64>,
    pub(super) later: Later,
    pub(super) zones: HashMap<String, String>,
    pub(super) months: HashMap<String, i8>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PageFile {
    before: usize,
    behind: usize,
    beside: usize,
    running: usize,
    byline: Vec<String>,
    role: Vec<String>,
    role_classes: Vec<String>,
    person: Vec<String>,
    author_links: Vec<String>,
    date: Vec<String>,
    stamps: Vec<String>,
    updated: Vec<String>,
    published: Vec<String>,
    not_dates: Vec<String>,
    picture: Vec<String>,
    elsewhere: Vec<String>,
    elsewhere_near: Vec<String>,
    today: Vec<String>,
    own: Vec<String>,
}

/// What is written from right to left.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DirectionWords {
    /// Languages,
    pub(super) rtl: Vec<String>,
    /// and scripts, by the names in the tags of languages: `az-Arab`.
    pub(super) rtl_scripts: Vec<String>,
}

/// By what a language is told from others.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LanguageFile {
    sample: usize,
    script: f32,
    hits: usize,
    lead: f32,
    scripts: Vec<Script>,
    words: BTreeMap<String, Vec<String>>,
}

/// By what a language is told from others.
#[derive(Debug)]
pub(super) struct LanguageWords {
    /// How many characters of a page's text are looked at.
    pub(super) sample: usize,
    /// The share of a text's letters from which on its script tells the language.
    pub(super) script: f32,
    /// How many words of a language a text has at least.
    pub(super) hits: usize,
    /// How many times as many as of any other language.
    pub(super) lead: f32,
    pub(super) scripts: Vec<Script>,
    /// The languages by name.
    pub(super) languages: Vec<String>,
    /// For each word the places of its languages.
    pub(super) words: HashMap<String, Vec<usize>>,
}

/// Letters of which a text in a language has a share.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Script {
    pub(super) language: String,
    /// The first and the last of each stretch of letters.
    pub(super) letters: Vec<(char, char)>,
    /// The share from which on, if not the usual one.
    pub(super) share: Option<f32>,
}

impl LanguageFile {
    fn compile(self) -> LanguageWords {
        let LanguageFile { sample, script, hits, lead, scripts, words: rows } = self;
        let mut words: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, row) in rows.values().enumerate() {
            row.iter().for_each(|word| words.entry(word.clone()).or_default().push(at));
        }
        LanguageWords { sample, script, hits, lead, scripts, languages: rows.into_keys().collect(), words }
    }
}

/// What the names of classes tell of an element.
#[derive(Debug)]
pub(super) struct PageWords {
    pub(super) before: usize,
    pub(super) behind: usize,
    /// How many nodes from the headline a date stands that readers take for the article's.
    pub(super) beside: usize,
    /// A text with more bytes is running text, in which a date has its year in full.
    pub(super) running: usize,
    pub(super) byline: Searcher,
    /// What a person is, beside the name.
    pub(super) role: Searcher,
    /// Classes of the same, whole.
    pub(super) role_classes: Vec<String>,
    /// Drawings of a person.
    pub(super) person: Searcher,
    /// Parts of the addresses of authors' pages.
    pub(super) author_links: Searcher,
    pub(super) date: Searcher,
    /// Attributes that tell a time.
    pub(super) stamps: Vec<String>,
    pub(super) updated: Searcher,
    pub(super) published: Searcher,
    /// What dates are about that are no article's.
    pub(super) not_dates: Searcher,
    pub(super) picture: Searcher,
    pub(super) elsewhere: Searcher,
    /// The same near the headline, where boxes of all names are the article's own.
    pub(super) elsewhere_near: Searcher,
    /// The names of what holds dates of today and of posts.
    pub(super) today: Searcher,
    /// Names in which those words have another meaning.
    pub(super) own: Searcher,
}

impl MetaWords {
    /// The words that come with dehusk, made when they are first asked for.
    pub(crate) fn builtin() -> Arc<Self> {
        static BUILTIN: LazyLock<Arc<MetaWords>> = LazyLock::new(|| Arc::new(MetaWords::new(builtin!("meta"))));
        Arc::clone(&BUILTIN)
    }

    /// # Panics
    /// If the file does not hold what it must; a test reads the one that is built in.
    fn new(file: File) -> Self {
        let sources = file.sources.into_iter();
        let source = |text: String| Source::named(&text).expect("rules/meta.toml names its sources");
        let field = |name: String| MetaField::named(&name).expect("rules/meta.toml names its fields");
        MetaWords {
            sources: sources.map(|(name, texts)| (field(name), texts.into_iter().map(source).collect())).collect(),
            ld: file.ld,
            title: file.title.compile(),
            fields: file.fields.compile(),
            names: file.names,
            dates: file.dates.compile(),
            page: file.page.compile(),
            language: file.language.compile(),
            direction: file.direction,
        }
    }
}

impl TitleFile {
    fn compile(self) -> TitleWords {
        TitleWords {
            separators: Searcher::new(self.separators, |builder| builder.match_kind(MatchKind::LeftmostLongest)),
            max_bytes: self.max_bytes,
            few: self.few,
            fronts: self.fronts,
            home: self.home,
            paragraph: self.paragraph,
            tight: self.tight,
            label: self.label,
            media: self.media,
            vouched: self.vouched,
            vouched_article: self.vouched_article,
            same: self.same,
            article: self.article,
            headline: any_of(self.headline),
            apart: any_of(self.apart),
            frame: any_of(self.frame),
        }
    }
}

impl TitleWords {
    /// Whether a part of a title behind such a sign, in front of the name of the site, can only be a section: `_社会_`.
    pub(super) fn is_label(&self, part: &str, sign: &str) -> bool {
        let is_few = part.chars().count() <= self.label && part.chars().all(is_wide);
        is_few && sign.chars().all(|c| self.tight.contains(&c))
    }

    /// Whether a part of a title can only be the name of a medium: `新华网`, `人民日报`.
    pub(super) fn is_medium(&self, part: &str) -> bool {
        part.chars().count() <= self.label && self.media.iter().any(|end| part.ends_with(end.as_str()))
    }
}

impl FieldFile {
    fn compile(self) -> FieldWords {
        let FieldFile { name_chars, tag_chars, tags, description_chars, joiners, copyright, no_picture, licenses } =
            self;
        FieldWords {
            name_chars,
            tag_chars,
            tags,
            description_chars,
            joiners,
            copyright,
            no_picture: any_of(no_picture),
            licenses,
        }
    }
}

impl DateFile {
    fn compile(self) -> DateWords {
        let rows = (1..).zip(self.months);
        let months = rows.flat_map(|(month, words)| words.into_iter().map(move |word| (word, month))).collect();
        let DateFile { years, epoch_years, month_first, day_first, fillers, eras, later, zones, .. } = self;
        DateWords { years, epoch_years, month_first, day_first, fillers, eras, later, zones, months }
    }
}

impl PageFile {
    fn compile(self) -> PageWords {
        PageWords {
            before: self.before,
            role: any_of(self.role),
            role_classes: self.role_classes,
            behind: self.behind,
            beside: self.beside,
            running: self.running,
            byline: any_of(self.byline),
            person: any_of(self.person),
            author_links: any_of(self.author_links),
            date: any_of(self.date),
            stamps: self.stamps,
            updated: any_of(self.updated),
            published: any_of(self.published),
            not_dates: any_of(self.not_dates),
            picture: any_of(self.picture),
            elsewhere: any_of(self.elsewhere),
            elsewhere_near: any_of(self.elsewhere_near),
            today: any_of(self.today),
            own: any_of(self.own),
        }
    }
}

fn any_of(words: Vec<String>) -> Searcher {
    Searcher::new(words, |builder| builder.ascii_case_insensitive(true))
}

/// Words that texts are searched for. What they are searched by is built when the first text comes: that takes longer than
/// to read the words, and many a page asks for few of them.
#[derive(Debug)]
pub(super) struct Searcher {
    words: Vec<String>,
    choose: fn(&mut AhoCorasickBuilder) -> &mut AhoCorasickBuilder,
    built: OnceLock<AhoCorasick>,
}

impl Searcher {
    fn new(words: Vec<String>, choose: fn(&mut AhoCorasickBuilder) -> &mut AhoCorasickBuilder) -> Self {
        Searcher { words, choose, built: OnceLock::new() }
    }
}

impl Deref for Searcher {
    type Target = AhoCorasick;

    fn deref(&self) -> &AhoCorasick {
        let build = || (self.choose)(&mut AhoCorasick::builder()).build(&self.words);
        self.built.get_or_init(|| build().expect("a short list of words"))
    }
}

#[cfg(test)]
mod tests {
    use super::{File, MetaWords};

    #[test]
    fn the_rows_are_read_and_can_be_used() {
        let read = toml::from_str::<File>(include_str!("../../rules/meta.toml"));
        let file = read.unwrap_or_else(|error| panic!("rules/meta.toml: {error}"));
        assert!(!MetaWords::new(file).sources.is_empty());
    }
}
