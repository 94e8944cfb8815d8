//! Tables: of data, of code lines, or only there to set the layout, in which case the blocks in their cells are plain
//! ones.

use html5ever::local_name as attr;

use super::frame::joined;
use crate::blocks::{Align, Block, Cell, Inlines, Row};
use crate::dom::callout::sets_out_box;
use crate::dom::{Dom, NodeId};

/// The rows of a `<table>` so far.
#[derive(Debug)]
pub(super) struct Table {
    caption: Inlines,
    /// A `<caption>` below the rows.
    below: Vec<Block>,
    /// What the element says of itself, where it does.
    says: Option<Purpose>,
    rows: Vec<Vec<TableCell>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Purpose {
    Data,
    Layout,
}

/// A `<td>` or `<th>` and what is kept of it.
#[derive(Debug)]
pub(super) struct TableCell {
    pub(super) header: bool,
    pub(super) columns: usize,
    pub(super) rows: usize,
    pub(super) align: Align,
    pub(super) blocks: Vec<Block>,
}

impl TableCell {
    /// Whether more than pictures is kept of it.
    fn has_text(&self) -> bool {
        has_text(&self.blocks)
    }
}

fn has_text(blocks: &[Block]) -> bool {
    blocks.iter().any(|block| match block {
        Block::Figure { caption, .. } => !caption.is_empty(),
        Block::List { items, .. } => items.iter().any(|item| has_text(item)),
        _ => true,
    })
}

impl Table {
    pub(super) fn new(dom: &Dom, id: NodeId) -> Self {
        let says = match dom.attr(id, &attr!("role")).map(str::trim) {
            Some("presentation" | "none") => Some(Purpose::Layout),
            Some("table" | "grid" | "treegrid") => Some(Purpose::Data),
            _ if sets_out_box(dom, id) => Some(Purpose::Layout),
            _ => None,
        };
        Table { caption: Inlines::default(), below: Vec::new(), says, rows: Vec::new() }
    }

    pub(super) fn row(&mut self, cells: Vec<TableCell>) {
        if cells.iter().any(|cell| !cell.blocks.is_empty()) {
            self.rows.push(cells);
        }
    }

    pub(super) fn caption(&mut self, blocks: Vec<Block>) {
        if self.rows.is_empty() { self.caption = joined(blocks) } else { self.below.extend(blocks) }
    }

    /// What the table is: one block, or those in its cells. `loose` stood in the table but in none of its cells.
    pub(super) fn finish(mut self, mut loose: Vec<Block>) -> Vec<Block> {
        self.drop_line_numbers();
        let below = std::mem::take(&mut self.below);
        match self.purpose() {
            Purpose::Layout => {
                let caption = std::mem::take(&mut self.caption);
                loose.extend((!caption.is_empty()).then_some(Block::Paragraph { text: caption }));
                loose.extend(self.rows.into_iter().flatten().flat_map(|cell| cell.blocks));
            }
            Purpose::Data => {
                let Table { caption, rows, .. } = self;
                let (columns, rows) = grid(rows);
                loose.push(Block::Table { caption, columns, rows });
            }
        }
        loose.extend(below);
        loose
    }

    /// A highlighter's table has the line numbers of its code in a `<pre>` of their own.
    fn drop_line_numbers(&mut self) {
        let code = |cell: &TableCell| cell.blocks.iter().all(|block| matches!(block, Block::Code { .. }));
        if self.rows.iter().flatten().all(code) {
            self.rows.iter_mut().flatten().filter(|cell| is_gutter(cell)).for_each(|cell| cell.blocks.clear());
            self.rows.retain(|row| row.iter().any(|cell| !cell.blocks.is_empty()));
        }
    }

    fn purpose(&self) -> Purpose {
        let filled = |row: &Vec<TableCell>| row.iter().filter(|cell| cell.has_text()).count();
        let is_head = |cell: &TableCell| cell.header && cell.has_text();
        let headed = !self.caption.is_empty() || self.rows.iter().flatten().any(is_head);
        let narrow = self.rows.iter().all(|row| filled(row) < 2) || self.rows.len() < 2 && !headed;
        let layout = |cell: &TableCell| cell.blocks.iter().any(|block| is_layout(block, headed));
        match self.says {
            _ if narrow => Purpose::Layout,
            Some(purpose) => purpose,
            None if self.rows.iter().flatten().any(layout) => Purpose::Layout,
            None => Purpose::Data,
        }
    }
}

/// Whether a block in a cell is more than a table of data would hold there. One with headers may hold more.
fn is_layout(block: &Block, headed: bool) -> bool {
    match block {
        Block::Table { .. } => true,
        Block::Heading { .. } | Block::Quote { .. } | Block::Break => !headed,
        Block::Code { text, .. } => !headed && text.contains('\n'),
        Block::Figure { caption, .. } => !headed && !caption.is_empty(),
        Block::Callout { .. } | Block::Details { .. } | Block::Embed { .. } => !headed,
        Block::List { .. } | Block::Definitions { .. } | Block::Paragraph { .. } | Block::Note { .. } => false,
    }
}

/// Whether a cell holds the numbers 1, 2, 3 … and nothing else.
fn is_gutter(cell: &TableCell) -> bool {
    let [Block::Code { text, .. }] = &cell.blocks[..] else { return false };
    let numbers: Option<Vec<u32>> = text.split_whitespace().map(|word| word.parse().ok()).collect();
    numbers.is_some_and(|n| n.windows(2).all(|pair| pair[0].checked_add(1) == Some(pair[1])))
}

/// The cells as rows of one grid: each stands in the column where the page shows it. And to which side the columns are
/// set.
fn grid(mut rows: Vec<Vec<TableCell>>) -> (Vec<Align>, Vec<Row>) {
    let widest = rows.iter().map(Vec::len).max().unwrap_or_default();
    bound_spans(&mut rows, widest);
    // For each column, the row from which on it is free of cells that reach down into it.
    let mut free = vec![0; widest];
    let mut sides = vec![Side::default(); widest];
    let rows = rows.into_iter().enumerate().map(|(at, cells)| grid_row(at, cells, &mut free, &mut sides)).collect();
    let columns: Vec<Align> = sides.into_iter().map(Side::settled).collect();
    (if columns.iter().all(|side| *side == Align::None) { Vec::new() } else { columns }, rows)
}

/// To which side the cells of a column are set, as far as they agree.
#[derive(Clone, Copy, Debug, Default)]
struct Side {
    said: Align,
    differs: bool,
}

impl Side {
    fn hear(&mut self, align: Align) {
        self.differs |= self.said != Align::None && self.said != align;
        self.said = align;
    }

    fn settled(self) -> Align {
        if self.differs { Align::None } else { self.said }
    }
}

/// No cell spans more than the table has; where spans would still make the table many times larger than what is in it,
/// there are none.
fn bound_spans(rows: &mut [Vec<TableCell>], widest: usize) {
    const LARGER: usize = 4;
    const SMALL: usize = 1_000;
    let height = rows.len();
    let (mut cells, mut area) = (0_usize, 0_usize);
    for cell in rows.iter_mut().flatten() {
        cell.columns = cell.columns.clamp(1, widest);
        cell.rows = cell.rows.clamp(1, height);
        cells += 1;
        area = area.saturating_add(cell.columns.saturating_mul(cell.rows));
    }
    if area > cells.saturating_mul(LARGER).max(SMALL) {
        rows.iter_mut().flatten().for_each(|cell| (cell.columns, cell.rows) = (1, 1));
    }
}

fn grid_row(at: usize, cells: Vec<TableCell>, free: &mut [usize], sides: &mut [Side]) -> Row {
    let covered = |header: bool| move || Cell { header, covered: true, ..Cell::default() };
    let mut row: Vec<Cell> = Vec::new();
    for cell in cells {
        let TableCell { header, columns, rows, align, blocks } = cell;
        let reached = free.iter().skip(row.len()).take_while(|&&from| from > at).count();
        row.resize_with(row.len() + reached, covered(header));
        let column = row.len();
        if let Some(side) = sides.get_mut(column).filter(|_| !header) {
            side.hear(align);
        }
        row.push(Cell { header, columns, rows, covered: false, text: joined(blocks) });
        row.resize_with(column + columns, covered(header));
        free.iter_mut().skip(column).take(columns).for_each(|from| *from = at + rows);
    }
    let filled = row.iter().rposition(|cell| !cell.text.is_empty() || cell.covered).map_or(0, |last| last + 1);
    row.truncate(filled);
    Row { cells: row }
}

/// Takes out rows without text, and lets no cell reach over more than is left.
pub(super) fn tidy_rows(rows: &mut Vec<Row>) {
    rows.retain(|row| row.cells.iter().any(|cell| !cell.text.is_empty()));
    for at in 0..rows.len() {
        let (above, below) = rows.split_at_mut(at + 1);
        let is_covered = |row: &Row, column: usize| row.cells.get(column).is_some_and(|cell| cell.covered);
        for (column, cell) in above[at].cells.iter_mut().enumerate().filter(|(_, cell)| cell.rows > 1) {
            let reached = below.iter().take(cell.rows - 1).take_while(|row| is_covered(row, column)).count();
            cell.rows = reached + 1;
        }
    }
}
