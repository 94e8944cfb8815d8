//! What can be counted in a text: words, sentences, digits.

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
    /// Whether the last character, quotes aside, ends a sentence.
    pub(crate) ends: bool,
}

impl Measure {
    /// Counts in one pass over the text.
    pub(crate) fn of(text: &str) -> Self {
        let mut measure = Measure::default();
        let (mut dense, mut between, mut stopped) = (0, true, false);
        for c in text.chars() {
            measure.chars += 1;
            if c.is_whitespace() {
                measure.stops += u32::from(stopped);
                (stopped, between) = (false, true);
                continue;
            }
            if is_dense(c) {
                dense += 1;
            } else if between {
                measure.words += 1.0;
            }
            between = false;
            match c {
                '.' | '!' | '?' | '…' => stopped = true,
                '。' | '！' | '？' => measure.stops += 1,
                '"' | '\'' | '”' | '“' | '»' | '«' | '’' | ')' | ']' | '」' => {}
                ',' | ';' | ':' | '、' | '，' | '،' => (measure.commas, stopped) = (measure.commas + 1, false),
                _ => stopped = false,
            }
            measure.digits += u32::from(c.is_ascii_digit());
            measure.upper += u32::from(c.is_uppercase());
            measure.ends = stopped || matches!(c, '。' | '！' | '？');
        }
        measure.stops += u32::from(stopped);
        measure.words += dense as f32 / 2.0;
        measure
    }
}

/// Whether a character belongs to a script that sets no spaces between words.
fn is_dense(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{e7f}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}
