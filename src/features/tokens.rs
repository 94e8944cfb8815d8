//! What an element says of itself: the words in its class and id, its tag, its role.
//!
//! `class="post-shareBar"` says `post`, `share`, `bar`, and the pairs `post-share` and `share-bar`; `<nav hidden>`
//! says `<nav>` and `hidden=`. Which attributes are heard stands in `rules/generic.toml`, what each word is worth in
//! `rules/learned.toml`.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::ops::Range;

use html5ever::LocalName;
use serde::Deserialize;

use crate::lookup::fnv::{self, PRIME, START, mix};
use crate::lookup::letters::{is_letter, is_letter_or_number};
use crate::lookup::sieve::Sieve;

use super::lexicon::Groups;
use super::measure::is_dense;

/// The attributes that are heard, as written.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Attributes {
    /// Cut into words.
    tokenize: Vec<String>,
    /// Heard whole, with their name: `role=navigation`.
    verbatim: Vec<String>,
    /// Pieces of an inline style, without spaces: `style=display:none`.
    styles: Vec<String>,
    names: Names,
    pub(crate) texts: Short,
}

/// Names that say nothing of what an element is.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Names {
    /// These, wherever they stand.
    mute: Vec<String>,
    /// What the topics of an entry begin with: `category-media`.
    topics: Vec<String>,
    /// What an element is called that is an entry.
    entries: Vec<String>,
}

/// Which texts are heard.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Short {
    /// Words of longer texts are not looked up.
    pub(crate) words: f32,
    /// A colon behind so many words at most parts what is said of a text from the text: `Read more: Mill closes`.
    pub(crate) lead: usize,
}

/// The attributes that are heard, ready to be compared.
#[derive(Debug)]
pub(crate) struct Tokenizer {
    tokenize: Vec<LocalName>,
    verbatim: Vec<LocalName>,
    styles: Vec<String>,
    names: Names,
}

/// One thing that an element says.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Token<'a> {
    /// `<nav>`
    Tag(&'a str),
    /// `share` of `shareBar`, whose letters may be capitals, and its number.
    Word(&'a str, u64),
    /// `share-bar` of `shareBar`, and its number.
    Pair(&'a str, &'a str, u64),
    /// `role=navigation`
    Value(&'a str, &'a str),
}

/// The number of a word and that of the group of words that say the same; none where it does not matter.
pub(crate) type Meant = [Option<u32>; 2];

/// Gives words their numbers.
pub(crate) trait Numbering {
    /// What something that an element says means.
    fn element(&mut self, token: Token<'_>) -> Meant;
    /// What a word or pair of words of a text means, given as a hash and how to spell it.
    fn text(&mut self, hash: u64, spell: &dyn Fn() -> String) -> Meant;
}

/// The words of a table, numbered in its order.
#[derive(Debug)]
pub(crate) struct Numbers {
    meant: Map<u64, Meant>,
    /// Hardly any word that is asked for has a number.
    sieve: Sieve,
}

impl Numbers {
    /// Numbers words, and groups of words among them, in the order given.
    pub(crate) fn new<'w>(words: impl Iterator<Item = &'w str>, groups: &Groups) -> Self {
        let known: HashMap<&str, u32> = words.zip(0..).collect();
        let mut meant: Map<u64, Meant> = Map::default();
        for (word, number) in &known {
            meant.entry(hash(word.bytes())).or_default()[0] = Some(*number);
        }
        for (word, group) in groups.members().filter_map(|(word, group)| Some((word, *known.get(group)?))) {
            meant.entry(word).or_default()[1] = Some(group);
        }
        Numbers { sieve: Sieve::new(meant.keys().map(|hash| start(*hash))), meant }
    }

    pub(crate) fn get(&self, hash: u64) -> Meant {
        if self.sieve.may_have(start(hash)) {
            self.meant.get(&hash).copied().unwrap_or_default()
        } else {
            Meant::default()
        }
    }
}

/// What a hash begins with.
fn start(hash: u64) -> u16 {
    (hash >> 48) as u16
}

impl Tokenizer {
    pub(crate) fn new(attributes: &Attributes) -> Self {
        let names = |list: &[String]| list.iter().map(|name| LocalName::from(&name[..])).collect();
        Tokenizer {
            tokenize: names(&attributes.tokenize),
            verbatim: names(&attributes.verbatim),
            styles: attributes.styles.clone(),
            names: attributes.names.clone(),
        }
    }

    /// Everything that an element says by an attribute.
    pub(crate) fn for_each_token<'d>(&'d self, name: &'d LocalName, value: &'d str, mut hear: impl FnMut(Token<'d>)) {
        if self.tokenize.contains(name) {
            self.names.telling(value).for_each(|value| cut(value, &mut hear));
        } else if self.verbatim.contains(name) {
            hear(Token::Value(name, value));
        } else if &**name == "style" {
            self.styles.iter().filter(|s| has_style(value, s)).for_each(|s| hear(Token::Value(name, s)));
        }
    }
}

impl Names {
    /// The parts of a list of names that tell what the element is, without those that tell what it is about.
    fn telling<'v>(&self, value: &'v str) -> impl Iterator<Item = &'v str> {
        let is_one_of = |list: &[String], name: &str| list.iter().any(|row| row.eq_ignore_ascii_case(name));
        let is_entry = value.split_ascii_whitespace().any(|name| is_one_of(&self.entries, name));
        let is_topic = |name: &str| is_entry && self.topics.iter().any(|start| name.starts_with(start.as_str()));
        let is_silent = move |name: &str| is_topic(name) || is_one_of(&self.mute, name);
        let is_whole = !is_entry && !value.split_ascii_whitespace().any(|name| is_one_of(&self.mute, name));
        let whole = is_whole.then_some(value);
        let parts = if is_whole { "" } else { value };
        let telling: Vec<&str> = parts.split_ascii_whitespace().filter(|name| !is_silent(name)).collect();
        whole.into_iter().chain(telling)
    }
}

impl Token<'_> {
    /// A number for it that differs between different things said, near enough.
    pub(crate) fn hash(self) -> u64 {
        match self {
            Token::Tag(name) => hash([b'<'].into_iter().chain(name.bytes()).chain([b'>'])),
            Token::Word(_, hash) | Token::Pair(_, _, hash) => hash,
            Token::Value(name, value) => hash(name.bytes().chain([b'=']).chain(value.bytes())),
        }
    }

    /// As it is written in `rules/generic.toml`.
    pub(crate) fn spell(self) -> String {
        let mut text = match self {
            Token::Tag(name) => format!("<{name}>"),
            Token::Word(word, _) => word.to_owned(),
            Token::Pair(a, b, _) => format!("{a}-{b}"),
            Token::Value(name, value) => format!("{name}={value}"),
        };
        text.make_ascii_lowercase();
        text
    }
}

/// Cuts an attribute's value into words, and pairs of words that stand together.
fn cut<'v>(value: &'v str, hear: &mut impl FnMut(Token<'v>)) {
    let mut start = None;
    // The word before, and the number of what a pair that it begins begins with.
    let mut last: Option<(&str, u64)> = None;
    let (mut word_hash, mut pair_hash) = (START, START);
    let mut lower = false;
    for (at, byte) in value.bytes().chain([b' ']).enumerate() {
        let letter = byte.is_ascii_alphabetic();
        if let Some(from) = start.filter(|_| !letter || lower && byte.is_ascii_uppercase()) {
            let word = &value[from..at];
            hear(Token::Word(word, word_hash));
            if let Some((last, _)) = last {
                hear(Token::Pair(last, word, pair_hash));
            }
            (last, start) = (Some((word, mix(word_hash, b'-'))), None);
        }
        if byte.is_ascii_whitespace() {
            last = None;
        }
        lower = byte.is_ascii_lowercase();
        if letter && start.is_none() {
            start = Some(at);
            (word_hash, pair_hash) = (START, last.map_or(START, |(_, hash)| hash));
        }
        let small = byte.to_ascii_lowercase();
        (word_hash, pair_hash) = (mix(word_hash, small), mix(pair_hash, small));
    }
}

/// Whether an inline style holds a piece that is given without spaces.
fn has_style(value: &str, wanted: &str) -> bool {
    let bare = value.bytes().filter(|b| !b.is_ascii_whitespace()).map(|b| b.to_ascii_lowercase());
    let wanted = wanted.as_bytes();
    let mut met = 0;
    for byte in bare {
        met = if byte == wanted[met] { met + 1 } else { usize::from(byte == wanted[0]) };
        if met == wanted.len() {
            return true;
        }
    }
    false
}

/// The most letters of a run without spaces that are looked up as a word of their own.
const LETTERS: usize = 6;

/// The words of a text, in lower case, and each pair of neighbours: their numbers, where they stand, in bytes, and how to
/// spell them. Where words are written without spaces between them, each two to six letters are a word, too.
pub(crate) fn text_words(text: &str, mut hear: impl FnMut(u64, Range<usize>, &dyn Fn() -> String)) {
    let mut last: Option<(Range<usize>, u64)> = None;
    for place in words_of(text) {
        let word = &text[place.clone()];
        let [now, pair] = fold_lower_both([START, last.as_ref().map_or(START, |(_, hash)| mix(*hash, b' '))], word);
        hear(now, place.clone(), &|| lower(word));
        if word.starts_with(is_dense) {
            hear_letters(text, place.clone(), &mut hear);
        }
        if let Some((before, _)) = last {
            hear(pair, before.start..place.end, &|| lower(&format!("{} {word}", &text[before.clone()])));
        }
        last = Some((place, now));
    }
}

/// Goes on with two hashes by the same word.
fn fold_lower_both(hashes: [u64; 2], word: &str) -> [u64; 2] {
    if word.is_ascii() {
        word.bytes().fold(hashes, |hashes, byte| hashes.map(|hash| mix(hash, byte.to_ascii_lowercase())))
    } else {
        hashes.map(|hash| fold_lower(hash, word))
    }
}

/// Where the words of a text stand: its runs of letters, parted where a script without spaces begins or ends.
pub(crate) fn words_of(text: &str) -> impl Iterator<Item = Range<usize>> {
    let (bytes, mut at) = (text.as_bytes(), 0);
    std::iter::from_fn(move || {
        let skip = |from: usize, test: fn(&u8) -> bool| from + bytes[from..].iter().take_while(|b| test(b)).count();
        at = skip(at, |byte| byte.is_ascii() && !byte.is_ascii_alphabetic());
        if bytes.get(at).is_some_and(|byte| !byte.is_ascii()) {
            at = end_of(text, at, |c| !is_letter(c));
        }
        let start = at;
        let dense = text[start..].chars().next().map(is_dense)?;
        at = if dense { at } else { skip(at, u8::is_ascii_alphabetic) };
        if bytes.get(at).is_some_and(|byte| !byte.is_ascii()) {
            at = end_of(text, at, |c| is_letter(c) && is_dense(c) == dense);
        }
        Some(start..at)
    })
}

/// Where the run of characters ends that pass a test, from a place on.
fn end_of(text: &str, from: usize, test: impl Fn(char) -> bool) -> usize {
    text[from..].char_indices().find(|(_, c)| !test(*c)).map_or(text.len(), |(length, _)| from + length)
}

/// Each few letters of a longer run.
fn hear_letters(text: &str, run: Range<usize>, hear: &mut impl FnMut(u64, Range<usize>, &dyn Fn() -> String)) {
    let starts: Vec<usize> = text[run.clone()].char_indices().map(|(at, _)| run.start + at).chain([run.end]).collect();
    for (first, start) in starts.iter().enumerate() {
        for end in starts[first..].iter().skip(2).take(LETTERS - 1) {
            let few = *start..*end;
            if few != run {
                hear(hash_text(&text[few.clone()]), few.clone(), &|| lower(&text[few.clone()]));
            }
        }
    }
}

/// A text in lower case, as its words are spelled: without the dot that Turkish capitals leave on a small i.
fn lower(text: &str) -> String {
    text.to_lowercase().replace(DOT, "")
}

/// The number of a word or a pair of words, in lower case; none for anything else.
#[cfg(test)]
pub(crate) fn phrase_hash(phrase: &str) -> Option<u64> {
    let mut found = None;
    text_words(phrase, |hash, _, spell| found = found.or((spell() == phrase).then_some(hash)));
    found
}

/// A number for a text in lower case that differs between different texts, near enough.
pub(crate) fn hash_text(text: &str) -> u64 {
    fold_lower(START, text)
}

/// The numbers of the words of a text, and of its numbers: what stands between other signs, in lower case.
pub(crate) fn hash_words(text: &str) -> impl Iterator<Item = u64> {
    let (bytes, mut at) = (text.as_bytes(), 0);
    std::iter::from_fn(move || {
        let mut word = None;
        while let Some(&byte) = bytes.get(at) {
            let is_part = if byte.is_ascii() {
                at += 1;
                let is_part = byte.is_ascii_alphanumeric();
                word = if is_part { Some(mix(word.unwrap_or(START), byte.to_ascii_lowercase())) } else { word };
                is_part
            } else {
                let c = text[at..].chars().next()?;
                at += c.len_utf8();
                let is_part = is_letter_or_number(c);
                word = if is_part { Some(fold_lower_char(word.unwrap_or(START), c)) } else { word };
                is_part
            };
            if !is_part && word.is_some() {
                return word;
            }
        }
        word
    })
}

fn fold_lower(hash: u64, text: &str) -> u64 {
    text.chars().fold(hash, fold_lower_char)
}

fn fold_lower_char(hash: u64, c: char) -> u64 {
    match c {
        _ if c.is_ascii() => mix(hash, c.to_ascii_lowercase() as u8),
        _ => c.to_lowercase().filter(|c| *c != DOT).fold(hash, fold_char),
    }
}

/// A number for some words in a row, given as numbers.
pub(crate) fn hash_row(words: &[u64]) -> u64 {
    words.iter().fold(START, |hash, word| (hash.rotate_left(23) ^ word).wrapping_mul(PRIME))
}

/// The combining dot of `İ` in lower case.
const DOT: char = '\u{307}';

fn fold_char(hash: u64, c: char) -> u64 {
    if c.is_ascii() { mix(hash, c as u8) } else { c.encode_utf8(&mut [0; 4]).bytes().fold(hash, mix) }
}

/// The number of something spelled, capitals or not.
pub(crate) fn hash(bytes: impl Iterator<Item = u8>) -> u64 {
    fnv::hash(bytes.map(|b| b.to_ascii_lowercase()))
}

/// A map whose keys are hashes already.
pub(crate) type Map<K, V> = HashMap<K, V, BuildHasherDefault<Same>>;

/// A hasher for keys that are hashes already.
#[derive(Debug, Default)]
pub(crate) struct Same(u64);

impl Hasher for Same {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().copied().fold(self.0, mix);
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}
