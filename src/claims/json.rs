//! JSON as pages write it: the reader behind JSON-LD.
//!
//! One page in fifty breaks the grammar: comments, trailing commas, raw line breaks or quotes within a string, CDATA
//! marks, bare keys, two objects in one script. So there is no error here: what cannot be read is stepped over, and
//! reading goes on behind it. What is read is bounded in depth and in number, whatever the page holds.

use std::borrow::Cow;

/// A value; strings without escapes are slices of the page.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Json<'a> {
    /// `12`, `true`, `null`: anything without quotes, as written.
    Bare(&'a str),
    /// `"text"`
    Text(Cow<'a, str>),
    /// `[1, 2]`
    List(Vec<Json<'a>>),
    /// `{"name": "Ada"}`, in the order of the source.
    Map(Vec<(Cow<'a, str>, Json<'a>)>),
}

/// How much of a script is read.
#[derive(Clone, Copy, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Bounds {
    /// Lists and maps within each other; what lies deeper is left out.
    pub(crate) depth: usize,
    /// Values in one script; reading stops after them.
    pub(crate) values: usize,
}

impl<'a> Json<'a> {
    /// All values that stand in the text, one after the other.
    pub(crate) fn read(text: &'a str, bounds: Bounds) -> Vec<Json<'a>> {
        let mut tokens = Tokens { text, at: 0 };
        let mut tree = Tree::new(bounds);
        while let Some(token) = tokens.next() {
            if !tree.take(token) {
                break;
            }
        }
        tree.finish()
    }

    /// The value under this key of a map.
    pub(crate) fn get(&self, key: &str) -> Option<&Json<'a>> {
        match self {
            Json::Map(entries) => entries.iter().find(|(k, _)| k == key).map(|(_, v)| v),
            _ => None,
        }
    }

    /// The characters of a text or bare value; none for `null`.
    pub(crate) fn as_str(&self) -> Option<&str> {
        match self {
            Json::Text(text) => Some(text),
            Json::Bare(text) => (*text != "null").then_some(text),
            _ => None,
        }
    }

    /// The members of a list; any other value stands for a list of itself.
    pub(crate) fn each(&self) -> &[Json<'a>] {
        match self {
            Json::List(items) => items,
            other => std::slice::from_ref(other),
        }
    }
}

#[derive(Debug)]
enum Token<'a> {
    OpenMap,
    OpenList,
    Close,
    Comma,
    Value(Json<'a>),
}

/// A list or map that is not closed yet; of a map also the key that waits for its value.
enum Open<'a> {
    List(Vec<Json<'a>>),
    Map(Vec<(Cow<'a, str>, Json<'a>)>, Option<Cow<'a, str>>),
}

struct Tree<'a> {
    bounds: Bounds,
    values: usize,
    open: Vec<Open<'a>>,
    /// How many lists and maps are open beyond the bound.
    beyond: usize,
    done: Vec<Json<'a>>,
}

impl<'a> Tree<'a> {
    fn new(bounds: Bounds) -> Self {
        Tree { bounds, values: 0, open: Vec::new(), beyond: 0, done: Vec::new() }
    }

    /// Takes one token; false when enough is read.
    fn take(&mut self, token: Token<'a>) -> bool {
        self.values += 1;
        match token {
            Token::OpenMap => self.open(Open::Map(Vec::new(), None)),
            Token::OpenList => self.open(Open::List(Vec::new())),
            Token::Close if self.beyond > 0 => self.beyond -= 1,
            Token::Close => self.close(),
            Token::Comma => {
                if let (0, Some(Open::Map(_, key))) = (self.beyond, self.open.last_mut()) {
                    *key = None;
                }
            }
            Token::Value(value) => self.put(value),
        }
        self.values < self.bounds.values
    }

    fn open(&mut self, open: Open<'a>) {
        if self.beyond > 0 || self.open.len() >= self.bounds.depth {
            self.beyond += 1;
        } else {
            self.open.push(open);
        }
    }

    fn close(&mut self) {
        match self.open.pop() {
            Some(Open::List(items)) => self.put(Json::List(items)),
            Some(Open::Map(entries, _)) => self.put(Json::Map(entries)),
            None => {}
        }
    }

    fn put(&mut self, value: Json<'a>) {
        if self.beyond > 0 {
            return;
        }
        match self.open.last_mut() {
            None => self.done.push(value),
            Some(Open::List(items)) => items.push(value),
            Some(Open::Map(entries, key)) => match (key.take(), value) {
                (Some(key), value) => entries.push((key, value)),
                (None, Json::Text(text)) => *key = Some(text),
                (None, Json::Bare(text)) => *key = Some(Cow::Borrowed(text)),
                (None, _) => {}
            },
        }
    }

    /// Closes what the page left open.
    fn finish(mut self) -> Vec<Json<'a>> {
        self.beyond = 0;
        while !self.open.is_empty() {
            self.close();
        }
        self.done
    }
}

struct Tokens<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Tokens<'a> {
    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let rest = self.rest();
            let byte = *rest.as_bytes().first()?;
            let token = match byte {
                b'{' => Token::OpenMap,
                b'[' => Token::OpenList,
                b'}' | b']' => Token::Close,
                b',' => Token::Comma,
                b'"' => return Some(Token::Value(self.string())),
                b'/' if rest.starts_with("//") => {
                    self.skip_line();
                    continue;
                }
                b'/' if rest.starts_with("/*") => {
                    self.at += rest.find("*/").map_or(rest.len(), |end| end + 2);
                    continue;
                }
                b'<' if rest.starts_with(CDATA) => {
                    self.at += CDATA.len();
                    continue;
                }
                _ if is_bare(byte) => return Some(Token::Value(self.bare())),
                _ => {
                    self.at += rest.chars().next().map_or(1, char::len_utf8);
                    continue;
                }
            };
            self.at += 1;
            return Some(token);
        }
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// A comment ends with its line; in front of a CDATA mark it ends with the mark.
    fn skip_line(&mut self) {
        let rest = self.rest();
        let behind = rest.trim_start_matches('/').trim_start();
        self.at += match behind.starts_with(CDATA) {
            true => rest.len() - behind.len(),
            false => rest.find('\n').unwrap_or(rest.len()),
        };
    }

    fn bare(&mut self) -> Json<'a> {
        let rest = self.rest();
        let end = rest.bytes().position(|b| !is_bare(b)).unwrap_or(rest.len());
        self.at += end;
        Json::Bare(&rest[..end])
    }

    fn string(&mut self) -> Json<'a> {
        let rest = &self.rest()[1..];
        let (end, escaped) = string_end(rest);
        self.at += 1 + end + usize::from(end < rest.len());
        let raw = &rest[..end];
        Json::Text(if escaped { Cow::Owned(unescape(raw)) } else { Cow::Borrowed(raw) })
    }
}

const CDATA: &str = "<![CDATA[";

fn is_bare(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.' | b'_' | b'@' | b'$')
}

/// Where the string's own quote stands, and whether a backslash stands before it.
fn string_end(rest: &str) -> (usize, bool) {
    let bytes = rest.as_bytes();
    let (mut at, mut escaped) = (0, false);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' => {
                escaped = true;
                at += 1;
            }
            b'"' if closes(&bytes[at + 1..]) => return (at, escaped),
            _ => {}
        }
        at += 1;
    }
    (bytes.len(), escaped)
}

/// A quote closes a string when what follows can follow a string: `"she said "no" to it",`.
fn closes(behind: &[u8]) -> bool {
    let space = behind.iter().take_while(|b| b.is_ascii_whitespace()).count();
    match behind.get(space) {
        None | Some(b',' | b':' | b'}' | b']' | b'/') => true,
        Some(_) => behind[..space].contains(&b'\n'),
    }
}

fn unescape(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let (character, length) = escape(&rest[at + 1..]);
        out.extend(character);
        rest = &rest[at + 1 + length..];
    }
    out.push_str(rest);
    out
}

/// The character that stands behind a backslash, and how many bytes spell it.
fn escape(rest: &str) -> (Option<char>, usize) {
    let Some(first) = rest.chars().next() else { return (None, 0) };
    let plain = match first {
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'b' | 'f' => ' ',
        'u' => return unicode(rest),
        other => other,
    };
    (Some(plain), first.len_utf8())
}

/// `u00e4`, or a pair of surrogates: `ud83d\ude00`.
fn unicode(rest: &str) -> (Option<char>, usize) {
    let Some(high) = rest.get(1..5).and_then(hex) else { return (None, 1) };
    if let Some(character) = char::from_u32(high) {
        return (Some(character), 5);
    }
    match rest.get(5..11).and_then(|pair| pair.strip_prefix("\\u")).and_then(hex) {
        Some(low @ 0xDC00..=0xDFFF) if high < 0xDC00 => {
            (char::from_u32(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)), 11)
        }
        _ => (None, 5),
    }
}

fn hex(digits: &str) -> Option<u32> {
    u32::from_str_radix(digits, 16).ok()
}
