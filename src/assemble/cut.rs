//! `cut`: stretches of text taken out of kept blocks, wherever the styles and links in them begin and end.

use std::ops::Range;

use crate::lookup::pattern::{MAX_MATCHES, Pattern};

use crate::blocks::{Block, Inline, Inlines};

/// Longer blocks are left as they are.
const LONGEST: usize = 16 * 1024;

/// Takes all matches out of all blocks.
pub(super) fn cut(blocks: &mut [Block], cuts: &[Pattern]) {
    if cuts.is_empty() {
        return;
    }
    for block in blocks {
        block.each(&mut |block| match block {
            Block::Code { text, .. } => cut_code(text, cuts),
            block => block.lines().into_iter().for_each(|line| cut_line(line, cuts)),
        });
    }
}

fn cut_line(line: &mut Inlines, cuts: &[Pattern]) {
    let matches = matches(&line.to_string(), cuts);
    if !matches.is_empty() {
        take_out(&mut line.0, &matches, &mut 0);
        line.heal();
    }
}

fn cut_code(code: &mut String, cuts: &[Pattern]) {
    for found in matches(code, cuts).into_iter().rev() {
        code.replace_range(found, "");
    }
}

/// What the regexes match, in order. All look at the whole text, so that their order changes nothing.
fn matches(text: &str, cuts: &[Pattern]) -> Vec<Range<usize>> {
    if text.len() > LONGEST {
        return Vec::new();
    }
    let mut all: Vec<Range<usize>> = Vec::new();
    for cut in cuts {
        all.extend(cut.find_iter(text).map(|found| found.range()).filter(|found| !found.is_empty()).take(MAX_MATCHES));
    }
    all.sort_unstable_by_key(|found| found.start);
    let mut joined: Vec<Range<usize>> = Vec::new();
    for found in all {
        match joined.last_mut() {
            Some(last) if found.start <= last.end => last.end = last.end.max(found.end),
            _ => joined.push(found),
        }
    }
    joined
}

/// Takes stretches of a line's text out of its inlines; `at` is where in the text the first of them starts.
fn take_out(inlines: &mut Vec<Inline>, stretches: &[Range<usize>], at: &mut usize) {
    inlines.retain_mut(|inline| {
        let start = *at;
        match inline {
            Inline::Text(run) => {
                *at += run.text.len();
                run.text = outside(&run.text, start, stretches);
                return !run.text.is_empty();
            }
            Inline::Link(link) => {
                take_out(&mut link.content.0, stretches, at);
                return !link.content.is_empty();
            }
            Inline::Image(_) => return true,
            Inline::Break(_) | Inline::Math(_) | Inline::Note(_) | Inline::Check(_) => {
                *at += Inlines(vec![inline.clone()]).to_string().len()
            }
        }
        !stretches.iter().any(|stretch| stretch.start <= start && *at <= stretch.end)
    });
}

/// The part of a text that no stretch covers; the stretches count from `start` before it.
fn outside(text: &str, start: usize, stretches: &[Range<usize>]) -> String {
    let mut rest = String::with_capacity(text.len());
    let mut from = 0;
    for stretch in stretches {
        let cut =
            stretch.start.saturating_sub(start).min(text.len())..stretch.end.saturating_sub(start).min(text.len());
        rest.push_str(&text[from..cut.start.max(from)]);
        from = cut.end.max(from);
    }
    rest.push_str(&text[from..]);
    rest
}
