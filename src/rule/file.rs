//! A rule file as it is written: every value with its place, nothing looked into yet.
//!
//! The file is read key by key and goes on after an error, so that all of them are told at once.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::Fault;
use super::key::{Key, Stands, Takes};
use super::layout::ARTICLE_BODY;
use crate::lookup::spelling;
use crate::mark::RuleKey;

/// A string and its place in the file, quotes included.
pub(crate) type Text = Spanned<String>;

/// A file as written: a rule of dehusk, for a site or as a block that sites share.
#[derive(Debug, Default)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(default))]
pub(crate) struct RuleFile {
    /// The version of the rule language.
    #[cfg_attr(test, schemars(schema_with = "super::schema::version"))]
    pub(crate) schema: Option<Spanned<String>>,
    /// The day a human last saw the rule work, as `"2026-11-20"`.
    #[cfg_attr(test, schemars(schema_with = "super::schema::day"))]
    pub(crate) checked: Option<Text>,
    /// The hosts that the rule is for: `"example.org"` (with `www.`), `"*.example.org"` (all below it).
    #[cfg_attr(test, schemars(schema_with = "super::schema::hosts"))]
    pub(crate) hosts: Vec<Text>,
    /// Whether it stands in the place of the rules that layers below have for its hosts; else it adds to them.
    pub(crate) replace: bool,
    #[cfg_attr(test, schemars(flatten))]
    pub(crate) body: Body,
    /// Templates of the site, tried in order: the first fits whose `path` and `when` hold and whose `content` finds
    /// something.
    #[cfg_attr(test, schemars(rename = "layout", with = "Vec<Body>"))]
    pub(crate) layouts: Vec<Spanned<Body>>,
    /// Pages and what must come out of them.
    #[cfg_attr(test, schemars(rename = "test"))]
    pub(crate) tests: Vec<TestCase>,
}

impl RuleFile {
    /// Whether it means what files of the first version of the language meant: it hides the rules below it, and its
    /// container is cleaned carefully.
    pub(crate) fn is_first_schema(&self) -> bool {
        self.schema.as_ref().is_some_and(|schema| schema.get_ref() == "1")
    }

    /// The last day on which it is known to hold: the one that it names, or the last of its layouts, where it has nothing for
    /// the pages of later days.
    pub(crate) fn valid_until(&self) -> Option<&Text> {
        let of_layouts = || {
            let days = self.layouts.iter().map(|layout| layout.get_ref().valid_until.as_ref());
            let days: Option<Vec<&Text>> = days.collect();
            let has_content = self.body.lines.get(&RuleKey::Content).is_some_and(|lines| !lines.is_empty());
            days.filter(|_| !has_content && !self.is_extension())?.into_iter().max_by_key(|day| day.get_ref())
        };
        self.body.valid_until.as_ref().or_else(of_layouts)
    }

    /// Whether it builds on any other.
    pub(crate) fn is_extension(&self) -> bool {
        let layouts = self.layouts.iter().map(Spanned::get_ref);
        std::iter::once(&self.body).chain(layouts).any(|body| !body.extends.is_empty())
    }
}

/// What a file and each of its layouts can say.
#[derive(Debug, Default)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(default))]
pub(crate) struct Body {
    /// The shared blocks that this builds on, by name.
    #[cfg_attr(test, schemars(schema_with = "super::schema::texts"))]
    pub(crate) extends: Vec<Text>,
    /// Only for pages whose path (`/news/2019/`) matches this regex.
    #[cfg_attr(test, schemars(schema_with = "super::schema::text"))]
    pub(crate) path: Option<Text>,
    /// Only for pages on which this selector finds something.
    #[cfg_attr(test, schemars(schema_with = "super::schema::text"))]
    pub(crate) when: Option<Text>,
    /// The lines that keep or drop.
    #[cfg_attr(test, schemars(flatten, schema_with = "super::schema::lines"))]
    pub(crate) lines: BTreeMap<RuleKey, Vec<LineText>>,
    /// How much the generic layer cleans inside the content.
    #[cfg_attr(test, schemars(schema_with = "super::schema::clean"))]
    pub(crate) clean: Option<Text>,
    /// Where title, author, date and more stand.
    #[cfg_attr(test, schemars(schema_with = "super::schema::meta"))]
    pub(crate) meta: Vec<(Text, Vec<SourceText>)>,
    /// The last day on which it is known to hold: that of a template, or the day on which a human is to look at the rule.
    #[cfg_attr(test, schemars(schema_with = "super::schema::day"))]
    pub(crate) valid_until: Option<Text>,
}

/// A selector, or a regex on one block of text.
#[derive(Debug)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(untagged))]
pub(crate) enum LineText {
    /// `".author-bio"`
    Selector(#[cfg_attr(test, schemars(schema_with = "super::schema::text"))] Text),
    /// `{ text = '^Read more$' }`
    Pattern {
        /// A regex on one block of text.
        #[cfg_attr(test, schemars(schema_with = "super::schema::text"))]
        text: Text,
    },
}

/// Where a fact about the article stands.
#[derive(Debug)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct SourceText {
    /// `"h1"`, `"time@datetime"`, `"meta:og:title"`, `"ld:datePublished"`
    #[cfg_attr(test, schemars(schema_with = "super::schema::text"))]
    pub(crate) select: Text,
    /// A regex; its first group is taken, or its match if it has none: `'^By (.+)$'`.
    #[cfg_attr(test, schemars(default, rename = "match", schema_with = "super::schema::text"))]
    pub(crate) matching: Option<Text>,
    /// Of a date: how it is written, in the letters of `strftime`: `"%d.%m.%Y"`.
    #[cfg_attr(test, schemars(default, schema_with = "super::schema::text"))]
    pub(crate) format: Option<Text>,
    /// Of a date: the zone of a time that does not say its own: `"Europe/Berlin"`.
    #[cfg_attr(test, schemars(default, schema_with = "super::schema::text"))]
    pub(crate) zone: Option<Text>,
}

impl SourceText {
    fn of(select: Text) -> Self {
        SourceText { select, matching: None, format: None, zone: None }
    }
}

/// A `[[test]]`: what must come out of a page.
#[derive(Clone, Debug, Default)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct TestCase {
    /// Where `[[test]]` stands.
    #[cfg_attr(test, schemars(skip))]
    pub(crate) span: Range<usize>,
    /// The page, its path told from the folder in which the folder of rules stands.
    #[cfg_attr(test, schemars(required, schema_with = "super::schema::text"))]
    pub(crate) file: Option<Text>,
    /// The text starts so, white space folded.
    #[cfg_attr(test, schemars(default, schema_with = "super::schema::text"))]
    pub(crate) starts_with: Option<Text>,
    /// The text ends so, white space folded.
    #[cfg_attr(test, schemars(default, schema_with = "super::schema::text"))]
    pub(crate) ends_with: Option<Text>,
    /// Each of these stands in the text.
    #[cfg_attr(test, schemars(default, schema_with = "super::schema::texts"))]
    pub(crate) contains: Vec<Text>,
    /// None of these stands in the text.
    #[cfg_attr(test, schemars(default, schema_with = "super::schema::texts"))]
    pub(crate) excludes: Vec<Text>,
    /// The text has so many words or more.
    #[cfg_attr(test, schemars(default, with = "u64"))]
    pub(crate) min_words: Option<u64>,
    /// A file with the whole text.
    #[cfg_attr(test, schemars(default, schema_with = "super::schema::text"))]
    pub(crate) expect: Option<Text>,
}

/// A selector, regex or place that a file has.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Written<'f> {
    pub(crate) key: &'static str,
    pub(crate) text: &'f Text,
    pub(crate) is_selector: bool,
}

impl RuleFile {
    /// All lines that look at a page, those of the layouts behind those of the file itself.
    pub(crate) fn written(&self) -> Vec<Written<'_>> {
        let layouts = self.layouts.iter().map(Spanned::get_ref);
        let when = layouts.clone().filter_map(|layout| layout.when.as_ref());
        let when = when.map(|text| Written { key: Key::When.name(), text, is_selector: true });
        std::iter::once(&self.body).chain(layouts).flat_map(Body::written).chain(when).collect()
    }
}

impl Body {
    fn written(&self) -> Vec<Written<'_>> {
        let lines = self.lines.iter().flat_map(|(key, lines)| lines.iter().map(|line| line.written(*key)));
        let sources = self.meta.iter().flat_map(|(_, sources)| sources);
        let sources = sources.map(|s| Written { key: Key::Meta.name(), text: &s.select, is_selector: false });
        lines.chain(sources).collect()
    }
}

impl LineText {
    fn written(&self, key: RuleKey) -> Written<'_> {
        let (LineText::Selector(text) | LineText::Pattern { text }) = self;
        let is_selector = matches!(self, LineText::Selector(_)) && text.get_ref() != ARTICLE_BODY;
        Written { key: key.name(), text, is_selector }
    }
}

/// The keys of a source that is a table.
const SOURCE_KEYS: &[&str] = &["format", "match", "select", "zone"];

/// The keys of `[[test]]`.
pub(crate) const TEST_KEYS: &[&str] =
    &["contains", "ends_with", "excludes", "expect", "file", "min_words", "starts_with"];

/// A fault and its place.
pub(crate) type Found = (Range<usize>, Fault);

/// Reads a file; what can be read of it, and all that is wrong.
pub(crate) fn read(text: &str, is_site: bool) -> (RuleFile, Vec<Found>) {
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut reader = Reader { found: Vec::new(), is_site };
    // One slip makes several errors, and what is said of half a file would only confuse: the first one counts.
    if let Some(error) = errors.first() {
        reader.found.push((error.span().unwrap_or_default(), Fault::Toml(error.message().to_owned())));
    }
    let file = if reader.found.is_empty() { reader.file(table.get_ref()) } else { RuleFile::default() };
    (file, reader.found)
}

struct Reader {
    found: Vec<Found>,
    is_site: bool,
}

type Value<'t> = Spanned<DeValue<'t>>;

impl Reader {
    fn fault(&mut self, span: Range<usize>, fault: Fault) {
        self.found.push((span, fault));
    }

    fn wrong(&mut self, key: &str, value: &Value<'_>, remedy: &'static str) {
        let found = match value.get_ref() {
            DeValue::String(text) if text.trim().is_empty() => "empty",
            DeValue::String(_) => "a string",
            DeValue::Integer(_) | DeValue::Float(_) => "a number",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date without quotes",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        self.fault(value.span(), Fault::WrongType { key: key.to_owned(), found, remedy });
    }

    fn unknown(&mut self, key: &str, span: Range<usize>, known: &[&'static str], table: &'static str) {
        let near = spelling::nearest(key, known.iter().copied());
        self.fault(span, Fault::UnknownKey { key: key.to_owned(), near, table });
    }

    fn file(&mut self, table: &DeTable<'_>) -> RuleFile {
        let mut file = RuleFile::default();
        for (name, value) in table.iter() {
            match self.key(name, &[Stands::Top, Stands::Site, Stands::Both]) {
                Some(Key::Schema) => file.schema = self.schema(value),
                Some(Key::Checked) => file.checked = self.text("checked", value),
                Some(Key::Hosts) => file.hosts = self.texts("hosts", value),
                Some(Key::Replace) => file.replace = self.truth("replace", value),
                Some(Key::Layout) => file.layouts = self.layouts(value),
                Some(Key::Test) => file.tests = self.tests(value),
                Some(key) => self.body_key(&mut file.body, key, value),
                None => {}
            }
        }
        file
    }

    /// The key of that name, if it may stand here.
    fn key(&mut self, name: &Spanned<std::borrow::Cow<'_, str>>, here: &[Stands]) -> Option<Key> {
        let in_layout = !here.contains(&Stands::Top);
        let table = match (in_layout, self.is_site) {
            (true, _) => "`[[layout]]`",
            (false, true) => "the file of a site",
            (false, false) => "a shared block",
        };
        let stands = |key: &Key| here.contains(&key.stands()) && (self.is_site || key.stands() != Stands::Site);
        match Key::named(name.get_ref()) {
            Some(key) if stands(&key) => Some(key),
            Some(key) => {
                self.fault(name.span(), Fault::Misplaced { key, table });
                None
            }
            None => {
                let known: Vec<&str> = Key::all().filter(stands).map(Key::name).collect();
                self.unknown(name.get_ref(), name.span(), &known, table);
                None
            }
        }
    }

    fn body_key(&mut self, body: &mut Body, key: Key, value: &Value<'_>) {
        let name = key.name();
        match key {
            Key::Extends => body.extends = self.texts(name, value),
            Key::Path => body.path = self.text(name, value),
            Key::When => body.when = self.text(name, value),
            Key::Lines(key) => {
                body.lines.insert(key, self.lines(key, value));
            }
            Key::Clean => body.clean = self.text(name, value),
            Key::Meta => body.meta = self.meta(value),
            Key::ValidUntil => body.valid_until = self.text(name, value),
            Key::Schema | Key::Checked | Key::Hosts | Key::Replace | Key::Layout | Key::Test => {}
        }
    }

    fn schema(&mut self, value: &Value<'_>) -> Option<Spanned<String>> {
        match value.get_ref() {
            DeValue::Integer(number) => Some(Spanned::new(value.span(), number.as_str().to_owned())),
            _ => {
                self.wrong("schema", value, "write `schema = 2`");
                None
            }
        }
    }

    fn truth(&mut self, key: &str, value: &Value<'_>) -> bool {
        match value.get_ref() {
            DeValue::Boolean(truth) => *truth,
            _ => {
                self.wrong(key, value, "write `true` or `false`, without quotes");
                false
            }
        }
    }

    fn text(&mut self, key: &str, value: &Value<'_>) -> Option<Text> {
        match value.get_ref() {
            DeValue::String(text) if !text.trim().is_empty() => Some(Spanned::new(value.span(), text.to_string())),
            _ => {
                self.wrong(key, value, "write a string in quotes: `\"…\"` or `'…'`");
                None
            }
        }
    }

    /// The values of a list; one value by itself is a list of one.
    fn each<T>(
        &mut self,
        key: &str,
        value: &Value<'_>,
        mut read: impl FnMut(&mut Self, &str, &Value<'_>) -> Option<T>,
    ) -> Vec<T> {
        match value.get_ref() {
            DeValue::Array(array) => array.iter().filter_map(|item| read(self, key, item)).collect(),
            _ => read(self, key, value).into_iter().collect(),
        }
    }

    fn texts(&mut self, key: &str, value: &Value<'_>) -> Vec<Text> {
        self.each(key, value, Self::text)
    }

    /// The fields of a small table, by name; unknown ones are told.
    fn fields<'v, 't>(
        &mut self,
        table: &'v DeTable<'t>,
        known: &[&'static str],
        place: &'static str,
    ) -> Vec<(&'v str, &'v Value<'t>)> {
        let mut fields = Vec::new();
        for (name, value) in table.iter() {
            match known.contains(&&**name.get_ref()) {
                true => fields.push((&**name.get_ref(), value)),
                false => self.unknown(name.get_ref(), name.span(), known, place),
            }
        }
        fields
    }

    fn lines(&mut self, key: RuleKey, value: &Value<'_>) -> Vec<LineText> {
        self.each(key.name(), value, |reader, name, item| match (key.row().takes, item.get_ref()) {
            (Takes::Selectors, _) | (Takes::Either, DeValue::String(_)) => {
                reader.text(name, item).map(LineText::Selector)
            }
            (Takes::Patterns, _) => Some(LineText::Pattern { text: reader.text(name, item)? }),
            (Takes::Either, DeValue::Table(table)) => {
                let fields = reader.fields(table, &["text"], "`{ text = '…' }`");
                let (name, pattern) = fields.first()?;
                Some(LineText::Pattern { text: reader.text(name, pattern)? })
            }
            (Takes::Either, _) => {
                let remedy = "write a selector in quotes, or `{ text = '…' }` with a regular expression";
                reader.wrong(name, item, remedy);
                None
            }
        })
    }

    fn meta(&mut self, value: &Value<'_>) -> Vec<(Text, Vec<SourceText>)> {
        let DeValue::Table(table) = value.get_ref() else {
            self.wrong("meta", value, "write it as a table: `[meta]`, and below it `title = [\"h1\"]`");
            return Vec::new();
        };
        let entry = |(name, value): (&Spanned<std::borrow::Cow<'_, str>>, &Value<'_>)| {
            let field = Spanned::new(name.span(), name.get_ref().to_string());
            (field, self.each(name.get_ref(), value, Self::source))
        };
        table.iter().map(entry).collect()
    }

    fn source(&mut self, key: &str, item: &Value<'_>) -> Option<SourceText> {
        let table = match item.get_ref() {
            DeValue::Table(table) => table,
            DeValue::String(_) => return Some(SourceText::of(self.text(key, item)?)),
            _ => {
                self.wrong(
                    key,
                    item,
                    "write `\"selector\"`, `\"selector@attribute\"`, `\"meta:name\"` or `\"ld:path\"`",
                );
                return None;
            }
        };
        let (mut select, mut matching, mut format, mut zone) = (None, None, None, None);
        for (name, value) in self.fields(table, SOURCE_KEYS, "`{ select = \"…\", match = '…' }`") {
            let text = self.text(name, value);
            match name {
                "format" => format = text,
                "match" => matching = text,
                "zone" => zone = text,
                _ => select = text,
            }
        }
        if select.is_none() && !table.contains_key("select") {
            let (problem, remedy) = ("`select` is missing", "write `{ select = \"…\", match = '…' }`");
            self.fault(item.span(), Fault::Incomplete { problem, remedy });
        }
        Some(SourceText { matching, format, zone, ..SourceText::of(select?) })
    }

    fn tables<T>(
        &mut self,
        key: &str,
        value: &Value<'_>,
        mut read: impl FnMut(&mut Self, &DeTable<'_>, Range<usize>) -> T,
    ) -> Vec<T> {
        const REMEDY: &str = "write each as a table of its own, under `[[layout]]` or `[[test]]`";
        let DeValue::Array(array) = value.get_ref() else {
            self.wrong(key, value, REMEDY);
            return Vec::new();
        };
        let mut out = Vec::new();
        for item in array.iter() {
            match item.get_ref() {
                DeValue::Table(table) => out.push(read(self, table, item.span())),
                _ => self.wrong(key, item, REMEDY),
            }
        }
        out
    }

    fn layouts(&mut self, value: &Value<'_>) -> Vec<Spanned<Body>> {
        self.tables("layout", value, |reader, table, span| {
            let mut body = Body::default();
            for (name, value) in table.iter() {
                if let Some(key) = reader.key(name, &[Stands::Both]) {
                    reader.body_key(&mut body, key, value);
                }
            }
            Spanned::new(span, body)
        })
    }

    fn tests(&mut self, value: &Value<'_>) -> Vec<TestCase> {
        self.tables("test", value, |reader, table, span| {
            let mut test = TestCase { span, ..TestCase::default() };
            for (name, value) in reader.fields(table, TEST_KEYS, "`[[test]]`") {
                match name {
                    "file" => test.file = reader.text(name, value),
                    "starts_with" => test.starts_with = reader.text(name, value),
                    "ends_with" => test.ends_with = reader.text(name, value),
                    "contains" => test.contains = reader.texts(name, value),
                    "excludes" => test.excludes = reader.texts(name, value),
                    "expect" => test.expect = reader.text(name, value),
                    _ => test.min_words = reader.number(name, value),
                }
            }
            test
        })
    }

    fn number(&mut self, key: &str, value: &Value<'_>) -> Option<u64> {
        let number = match value.get_ref() {
            DeValue::Integer(number) => number.as_str().parse().ok(),
            _ => None,
        };
        if number.is_none() {
            self.wrong(key, value, "write a whole number, such as `250`");
        }
        number
    }
}
