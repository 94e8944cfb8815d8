//! White space made whole again where something was taken out: no two spaces in a row, none at either end of a line,
//! no empty line, nothing empty.

use crate::blocks::{Inline, Inlines};

/// What stands at the place that is looked at, on the side that was already seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Edge {
    /// Nothing: the start or the end of the block.
    Border,
    Break,
    Space,
    Ink,
}

impl Inlines {
    /// Heals the white space.
    pub(super) fn heal(&mut self) {
        forward(&mut self.0, &mut Edge::Border);
        backward(&mut self.0, &mut Edge::Border);
    }

    /// Gives back the room that it does not need.
    pub(super) fn shrink(&mut self) {
        self.0.shrink_to_fit();
        for item in &mut self.0 {
            if let Inline::Text(run) = item {
                run.text.shrink_to_fit();
            }
        }
    }
}

/// Takes out what follows an edge for nothing: spaces after a space or a break, breaks after a break.
fn forward(items: &mut Vec<Inline>, edge: &mut Edge) {
    items.retain_mut(|item| match item {
        Inline::Text(run) => {
            heal(&mut run.text, edge);
            !run.text.is_empty()
        }
        item => passes(item, edge, forward),
    });
}

fn heal(text: &mut String, edge: &mut Edge) {
    let begins_well = match edge {
        Edge::Border | Edge::Break => !text.starts_with(char::is_whitespace),
        Edge::Space => !text.starts_with(' '),
        Edge::Ink => true,
    };
    if !begins_well || text.as_bytes().windows(2).any(|pair| pair == b"  ") {
        text.retain(|c| keeps(c, edge));
    } else if let Some(last) = text.bytes().next_back() {
        *edge = if last == b' ' { Edge::Space } else { Edge::Ink };
    }
}

/// The same from the other side.
fn backward(items: &mut Vec<Inline>, edge: &mut Edge) {
    items.reverse();
    items.retain_mut(|item| match item {
        Inline::Text(run) => {
            if matches!(edge, Edge::Border | Edge::Break) {
                run.text.truncate(run.text.trim_end().len());
            }
            if !run.text.is_empty() {
                *edge = Edge::Ink;
            }
            !run.text.is_empty()
        }
        item => passes(item, edge, backward),
    });
    items.reverse();
}

fn passes(item: &mut Inline, edge: &mut Edge, sweep: fn(&mut Vec<Inline>, &mut Edge)) -> bool {
    match item {
        Inline::Link(link) => {
            sweep(&mut link.content.0, edge);
            !link.content.is_empty()
        }
        Inline::Break(_) => {
            let stays = !matches!(edge, Edge::Border | Edge::Break);
            *edge = if stays { Edge::Break } else { *edge };
            stays
        }
        Inline::Text(_) | Inline::Image(_) | Inline::Math(_) | Inline::Note(_) | Inline::Check(_) => {
            *edge = Edge::Ink;
            true
        }
    }
}

fn keeps(c: char, edge: &mut Edge) -> bool {
    let stays = match edge {
        Edge::Border | Edge::Break => !c.is_whitespace(),
        Edge::Space => c != ' ',
        Edge::Ink => true,
    };
    if stays {
        *edge = if c == ' ' { Edge::Space } else { Edge::Ink };
    }
    stays
}
