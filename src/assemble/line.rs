//! A line: the inlines of one text block while they are put together, white space folded as a browser does.

use std::sync::Arc;

use crate::blocks::{Break, Check, Image, Inline, Inlines, Link, Math, NoteRef, Run, Style};
use crate::dom::markup::MARKUP;
use crate::dom::{NodeId, folded, is_break_hint};

/// How the next words are written: their style and the link they stand in.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Pen<'a> {
    pub(super) style: Style,
    pub(super) link: Option<(NodeId, &'a Arc<str>)>,
}

/// What is between the last piece taken and the next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gap {
    #[default]
    None,
    /// Shown text that was left out: a space if words would be glued without it.
    Hole,
    /// The edge of a box in the line: a space, but before the point that follows, behind a bracket that opens, and between
    /// two characters of a script that parts no words.
    Edge,
    /// A line feed of the source: nothing between two characters of a script that parts no words, else a space (CSS
    /// Text 3, §4.1.3).
    Fold,
    Space,
    Break,
}

#[derive(Debug, Default)]
pub(super) struct Line {
    items: Vec<Inline>,
    gap: Gap,
    /// The link that the last item is.
    link: Option<NodeId>,
}

impl Line {
    /// Takes the characters of a text node.
    pub(super) fn text(&mut self, text: &str, pen: Pen<'_>) {
        if let Some([before, words, behind]) = folded(text) {
            self.fold(before);
            self.word(words, pen);
            return self.fold(behind);
        }
        let mut rest = text;
        while let Some(start) = rest.find(|c: char| !c.is_whitespace()) {
            self.fold(&rest[..start]);
            rest = &rest[start..];
            let word = &rest[..rest.find(char::is_whitespace).unwrap_or(rest.len())];
            rest = &rest[word.len()..];
            if word.is_ascii() {
                self.word(word, pen);
            } else if word.contains(|c| !is_break_hint(c)) {
                self.word(&word.replace(is_break_hint, ""), pen);
            }
        }
        self.fold(rest);
    }

    /// Takes the white space between two words.
    fn fold(&mut self, space: &str) {
        if !space.is_empty() {
            self.widen(if space.contains('\n') { Gap::Fold } else { Gap::Space });
        }
    }

    /// Keeps what comes apart from what was, at least by this.
    pub(super) fn widen(&mut self, gap: Gap) {
        self.gap = self.gap.max(gap);
    }

    /// Lets a sign stand at what it belongs to, though a space was written before it.
    pub(super) fn narrow(&mut self) {
        if self.gap == Gap::Space {
            self.gap = Gap::Edge;
        }
    }

    /// Keeps what comes at what was, whatever stood between the two.
    pub(super) fn close_up(&mut self) {
        self.gap = Gap::None;
    }

    /// Notes that shown text was left out here.
    pub(super) fn hole(&mut self) {
        self.widen(Gap::Hole);
    }

    /// Takes a `<br>`.
    pub(super) fn line_break(&mut self) {
        self.widen(Gap::Break);
    }

    pub(super) fn image(&mut self, image: Image, pen: Pen<'_>) {
        self.bridge(None, pen);
        self.place(Inline::Image(image), pen);
    }

    /// Takes a box to be ticked.
    pub(super) fn check(&mut self, checked: bool, pen: Pen<'_>) {
        self.bridge(None, pen);
        self.place(Inline::Check(Check { checked }), pen);
    }

    /// Takes a reference to a note.
    pub(super) fn note(&mut self, note: NoteRef) {
        self.bridge(None, Pen::default());
        self.place(Inline::Note(note), Pen::default());
    }

    pub(super) fn math(&mut self, math: Math, pen: Pen<'_>) {
        self.bridge(None, pen);
        self.place(Inline::Math(math), pen);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// The line so far; what comes next starts a new one.
    pub(super) fn take(&mut self) -> Inlines {
        let mut line = Inlines(std::mem::take(self).items);
        if line.is_empty() {
            return line;
        }
        line.heal();
        line.shrink();
        line
    }

    fn word(&mut self, word: &str, pen: Pen<'_>) {
        self.bridge(word.chars().next(), pen);
        let same = self.inside(pen);
        match self.tail() {
            Some(tail) if same && tail.style == pen.style => tail.text.push_str(word),
            _ => self.place(Inline::Text(Run { text: word.to_owned(), style: pen.style }), pen),
        }
    }

    /// Whether what `pen` writes goes where the last item went.
    fn inside(&self, pen: Pen<'_>) -> bool {
        self.link == pen.link.map(|link| link.0)
    }

    /// Writes what the gap shows.
    fn bridge(&mut self, next: Option<char>, pen: Pen<'_>) {
        let gap = std::mem::take(&mut self.gap);
        if self.items.is_empty() {
            return;
        }
        match gap {
            Gap::None => {}
            Gap::Hole if !self.would_glue(next) => {}
            Gap::Edge if self.is_at_sign(next) || self.is_in_wide(next) => {}
            Gap::Fold if self.is_unbroken(next) => {}
            Gap::Hole | Gap::Edge | Gap::Fold | Gap::Space => self.write_space(pen),
            Gap::Break if self.inside(pen) => self.place(Inline::Break(Break::default()), pen),
            Gap::Break => self.place(Inline::Break(Break::default()), Pen::default()),
        }
    }

    fn would_glue(&mut self, next: Option<char>) -> bool {
        self.last().is_some_and(char::is_alphanumeric) && next.is_some_and(char::is_alphanumeric)
    }

    /// Whether the characters at both sides of a line feed are of a script that parts no words.
    fn is_unbroken(&mut self, next: Option<char>) -> bool {
        self.last().is_some_and(parts_no_words) && next.is_some_and(parts_no_words)
    }

    /// Whether a sign stands at what it belongs to: a point behind it, a bracket that opens in front of it.
    fn is_at_sign(&mut self, next: Option<char>) -> bool {
        let signs = &MARKUP.signs;
        next.is_some_and(|c| signs.closing.contains(c)) || self.last().is_some_and(|c| signs.opening.contains(c))
    }

    /// The same as [`Line::is_unbroken`] of what is or is no character, as a picture is none.
    fn is_in_wide(&mut self, next: Option<char>) -> bool {
        let last = self.last();
        last.or(next).is_some() && last.is_none_or(parts_no_words) && next.is_none_or(parts_no_words)
    }

    /// The last character, if the last thing taken is text.
    fn last(&mut self) -> Option<char> {
        self.tail().and_then(|run| run.text.chars().next_back())
    }

    /// Writes a space in the plainest place: inside a link only between two parts of it, inside a style only between
    /// two words of it.
    fn write_space(&mut self, pen: Pen<'_>) {
        let same = self.inside(pen);
        let outside = if same { pen } else { Pen { link: None, ..pen } };
        let reachable = same || self.link.is_none();
        match self.tail() {
            Some(tail) if reachable && (tail.style == pen.style && same || tail.style == Style::default()) => {
                tail.text.push(' ');
            }
            _ => self.place(
                Inline::Text(Run { text: " ".to_owned(), style: Style::default() }),
                Pen { style: Style::default(), ..outside },
            ),
        }
    }

    /// The last run, if the last thing taken is one.
    fn tail(&mut self) -> Option<&mut Run> {
        match self.items.last_mut()? {
            Inline::Text(run) => Some(run),
            Inline::Link(link) => match link.content.0.last_mut()? {
                Inline::Text(run) => Some(run),
                _ => None,
            },
            _ => None,
        }
    }

    /// Adds an item, inside the link of `pen` if it has one.
    fn place(&mut self, item: Inline, pen: Pen<'_>) {
        let open = self.inside(pen);
        self.link = pen.link.map(|link| link.0);
        let Some((_, href)) = pen.link else { return self.items.push(item) };
        match self.items.last_mut() {
            Some(Inline::Link(link)) if open => link.content.0.push(item),
            _ => self.items.push(Inline::Link(Link { href: href.clone(), content: Inlines(vec![item]) })),
        }
    }
}

/// Whether a character is wide in East Asia and of no Korean script, which does part words (Unicode, UAX 11).
fn parts_no_words(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{33ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{a4cf}' | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe4f}' | '\u{ff01}'..='\u{ff60}' | '\u{ffe0}'..='\u{ffe6}' | '\u{20000}'..='\u{3ffff}')
        && !matches!(c, '\u{3130}'..='\u{318f}' | '\u{3200}'..='\u{321e}' | '\u{3260}'..='\u{327e}')
}
