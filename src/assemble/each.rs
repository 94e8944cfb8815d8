//! The blocks and lines that a block holds, for what is done to all of them.

use crate::blocks::{Block, Inlines};

impl Block {
    /// The blocks that stand in this one.
    pub(super) fn inner(&mut self) -> Vec<&mut Vec<Block>> {
        match self {
            Block::List { items, .. } => items.iter_mut().collect(),
            Block::Quote { blocks }
            | Block::Callout { blocks, .. }
            | Block::Details { blocks, .. }
            | Block::Embed { blocks, .. }
            | Block::Note { blocks, .. } => vec![blocks],
            Block::Definitions { entries } => entries.iter_mut().map(|entry| &mut entry.meaning).collect(),
            _ => Vec::new(),
        }
    }

    /// The lines of its own.
    pub(crate) fn lines(&mut self) -> Vec<&mut Inlines> {
        match self {
            Block::Heading { text, .. } | Block::Paragraph { text } => vec![text],
            Block::Callout { title: line, .. }
            | Block::Details { summary: line, .. }
            | Block::Figure { caption: line, .. } => vec![line],
            Block::Table { caption, rows, .. } => {
                let cells = rows.iter_mut().flat_map(|row| &mut row.cells).map(|cell| &mut cell.text);
                std::iter::once(caption).chain(cells).collect()
            }
            Block::Definitions { entries } => entries.iter_mut().map(|entry| &mut entry.term).collect(),
            _ => Vec::new(),
        }
    }

    /// Does something to it and all blocks in it.
    pub(crate) fn each(&mut self, act: &mut dyn FnMut(&mut Block)) {
        act(self);
        self.inner().into_iter().flatten().for_each(|block| block.each(act));
    }

    /// Does something to all lines in it.
    pub(super) fn each_line(&mut self, act: &mut dyn FnMut(&mut Inlines)) {
        self.each(&mut |block| block.lines().into_iter().for_each(&mut *act));
    }
}
