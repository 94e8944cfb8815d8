//! What can be counted in a text: words, sentences, digits.

use crate::lookup::letters::is_letter;

/// The counts of one text.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Measure {
    pub(crate) chars: u32,
    /// Words as white space parts them; where a script sets no spaces, two characters count as one.
    pub(crate) words: f32,
    /// Marks that end a sentence and are followed by a space or the text's end.
    pub(crate) stops: u32,
    pub(crate) commas: u32,
    pub(crate) digits: u32,
    pub(crate) upper: u32,
    pub(crate) letters: u32,
    /// Marks that part the items of a line: `|`, `•`, `›`.
    pub(crate) bars: u32,
    /// Single line breaks.
    pub(crate) lines: u32,
    /// Words that begin with a capital or a digit.
    pub(crate) capital_words: u32,
    /// Marks that are neither of these: `{`, `=`, `$`.
    pub(crate) symbols: u32,
    /// Numbers that look like years, and times of the day.
    pub(crate) times: u32,
    /// What the text begins and ends with.
    pub(crate) first: First,
    pub(crate) last: Last,
}

/// The number that a text is in the middle of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Number {
    #[default]
    None,
    /// `2024`
    Whole { digits: u32, value: u32 },
    /// `12:`
    Hour,
}

/// What a text begins with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum First {
    Upper,
    Lower,
    Digit,
    Quote,
    #[default]
    Other,
}

/// What a text ends with, quotes and brackets aside.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Last {
    Stop,
    Question,
    Colon,
    Comma,
    Ellipsis,
    Digit,
    #[default]
    Other,
}

impl Measure {
    /// Counts in one pass over the text.
    pub(crate) fn of(text: &str) -> Self {
        let mut measure = Measure::default();
        let (mut dense, mut between, mut stopped) = (0, true, false);
        let mut number = Number::default();
        let mut rest = text.chars();
        while let Some(c) = rest.next() {
            measure.chars += 1;
            if c == ' ' && number == Number::None {
                measure.stops += u32::from(stopped);
                (stopped, between) = (false, true);
                continue;
            }
            number = measure.follow(number, c);
            if c.is_whitespace() {
                measure.stops += u32::from(stopped);
                measure.lines += u32::from(c == '\n');
                (stopped, between) = (false, true);
                continue;
            }
            if measure.chars == 1 {
                measure.first = First::of(c);
            }
            if is_dense(c) {
                dense += 1;
            } else if between {
                measure.words += 1.0;
                measure.capital_words += u32::from(c.is_uppercase() || c.is_ascii_digit());
            }
            between = false;
            stopped = measure.mark(c, stopped);
            // The middle of a word, which most of a text is.
            let inside = rest.as_str().bytes().take_while(u8::is_ascii_lowercase).count();
            if inside > 0 && number == Number::None {
                measure.chars += inside as u32;
                (measure.letters, measure.last, stopped) = (measure.letters + inside as u32, Last::Other, false);
                rest = rest.as_str()[inside..].chars();
            }
        }
        measure.follow(number, ' ');
        measure.stops += u32::from(stopped);
        measure.words += dense as f32 / 2.0;
        measure
    }

    /// Goes on with the number that a character belongs to, and counts it where it ends.
    fn follow(&mut self, number: Number, c: char) -> Number {
        match (number, c) {
            (Number::Whole { digits, value }, '0'..='9') => {
                Number::Whole { digits: digits + 1, value: (value * 10 + (c as u32 - 48)).min(99_999) }
            }
            (Number::Whole { digits: 1 | 2, .. }, ':') => Number::Hour,
            (before, '0'..='9') => {
                self.times += u32::from(before == Number::Hour);
                Number::Whole { digits: 1, value: c as u32 - 48 }
            }
            (before, _) => {
                self.times += u32::from(matches!(before, Number::Whole { digits: 4, value: 1900..=2099 }));
                Number::None
            }
        }
    }

    /// Counts one character that is not white space; says whether a sentence may have ended.
    fn mark(&mut self, c: char, stopped: bool) -> bool {
        match c {
            'a'..='z' => self.letters += 1,
            'A'..='Z' => (self.letters, self.upper) = (self.letters + 1, self.upper + 1),
            '0'..='9' => self.digits += 1,
            '"' | '\'' | '”' | '“' | '»' | '«' | '’' | '‘' | ')' | ']' | '」' | '』' => return stopped,
            '.' | '!' | '?' | '…' | '。' | '！' | '？' | '؟' | '।' => {
                self.last = match c {
                    '?' | '？' | '؟' => Last::Question,
                    '…' => Last::Ellipsis,
                    '.' if stopped && self.last == Last::Stop => Last::Ellipsis,
                    _ => Last::Stop,
                };
                self.stops += u32::from(matches!(c, '。' | '！' | '？'));
                return !matches!(c, '。' | '！' | '？');
            }
            ',' | ';' | '、' | '，' | '،' => self.commas += 1,
            '|' | '•' | '›' | '·' | '→' | '/' => self.bars += 1,
            _ if is_letter(c) => {
                (self.letters, self.upper) = (self.letters + 1, self.upper + u32::from(c.is_uppercase()))
            }
            _ => self.symbols += 1,
        }
        self.last = match c {
            ':' | '：' => Last::Colon,
            ',' | ';' | '、' | '，' | '،' => Last::Comma,
            '0'..='9' => Last::Digit,
            _ => Last::Other,
        };
        false
    }
}

impl First {
    fn of(c: char) -> Self {
        match c {
            '0'..='9' => First::Digit,
            '"' | '\'' | '“' | '„' | '«' | '»' | '‘' | '’' | '‚' | '「' | '『' => First::Quote,
            _ if c.is_lowercase() => First::Lower,
            _ if c.is_alphabetic() => First::Upper,
            _ => First::Other,
        }
    }
}

/// Whether a character belongs to a script that sets no spaces between words.
pub(crate) fn is_dense(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{e7f}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}
