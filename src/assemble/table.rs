//! Tables: of data, of code lines, or only there to set the layout, in which case the blocks in their cells are plain
//! ones.

use html5ever::local_name as attr;
use html5ever::local_name as tag;

use super::frame::joined;
use crate::blocks::{Block, Inlines, Row};
use crate::dom::{Dom, NodeId};

/// The rows of a `<table>` so far.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) caption: Inlines,
    /// What the element says of itself, where it does.
    says: Option<Purpose>,
    rows: Vec<Vec<Cell>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Purpose {
    Data,
    Layout,
}

/// A `<td>` or `<th>` and what is kept of it.
#[derive(Debug)]
pub(super) struct Cell {
    pub(super) header: bool,
    pub(super) columns: usize,
    pub(super) rows: usize,
    pub(super) blocks: Vec<Block>,
}

impl Table {
    pub(super) fn new(dom: &Dom, id: NodeId) -> Self {
        let says = match dom.attr(id, &attr!("role")).map(str::trim) {
            Some("presentation" | "none") => Some(Purpose::Layout),
            Some("table" | "grid" | "treegrid") => Some(Purpose::Data),
            _ => None,
        };
        let says = says.or_else(|| {
            let mut parts = dom.children(id);
            parts.any(|part| dom.is(part, &tag!("thead"))).then_some(Purpose::Data)
        });
        Table { caption: Inlines::default(), says, rows: Vec::new() }
    }

    pub(super) fn row(&mut self, cells: Vec<Cell>) {
        if cells.iter().any(|cell| !cell.blocks.is_empty()) {
            self.rows.push(cells);
        }
    }

    /// What the table is: one block, or those in its cells. `loose` stood in the table but in none of its cells.
    pub(super) fn finish(mut self, mut loose: Vec<Block>) -> Vec<Block> {
        self.drop_line_numbers();
        match self.purpose() {
            Purpose::Layout => {
                let caption = std::mem::take(&mut self.caption);
                loose.extend((!caption.is_empty()).then_some(Block::Paragraph { text: caption }));
                loose.extend(self.rows.into_iter().flatten().flat_map(|cell| cell.blocks));
            }
            Purpose::Data => {
                let Table { caption, rows, .. } = self;
                loose.push(Block::Table { caption, rows: grid(rows) });
            }
        }
        loose
    }

    /// A highlighter's table has the line numbers of its code in a `<pre>` of their own.
    fn drop_line_numbers(&mut self) {
        let code = |cell: &Cell| cell.blocks.iter().all(|block| matches!(block, Block::Code { .. }));
        if self.rows.iter().flatten().all(code) {
            self.rows.iter_mut().flatten().filter(|cell| is_gutter(cell)).for_each(|cell| cell.blocks.clear());
            self.rows.retain(|row| row.iter().any(|cell| !cell.blocks.is_empty()));
        }
    }

    fn purpose(&self) -> Purpose {
        let filled = |row: &Vec<Cell>| row.iter().filter(|cell| !cell.blocks.is_empty()).count();
        let narrow = self.rows.iter().all(|row| filled(row) < 2);
        let big = |cell: &Cell| cell.blocks.iter().any(is_big) || cell.blocks.len() > 4;
        if narrow || self.says == Some(Purpose::Layout) {
            return Purpose::Layout;
        }
        if self.says == Some(Purpose::Data) || !self.caption.is_empty() {
            return Purpose::Data;
        }
        let headed = self.rows.iter().flatten().any(|cell| cell.header);
        if self.rows.iter().flatten().any(big) || self.rows.len() < 2 && !headed {
            return Purpose::Layout;
        }
        Purpose::Data
    }
}

/// Whether a block is more than a data table's cell would hold.
fn is_big(block: &Block) -> bool {
    match block {
        Block::Table { .. } | Block::Heading { .. } | Block::Quote { .. } | Block::Break => true,
        Block::Code { text, .. } => text.contains('\n'),
        Block::Figure { caption, .. } => !caption.is_empty(),
        Block::List { .. } | Block::Definitions { .. } | Block::Paragraph { .. } => false,
    }
}

/// Whether a cell holds the numbers 1, 2, 3 … and nothing else.
fn is_gutter(cell: &Cell) -> bool {
    let [Block::Code { text, .. }] = &cell.blocks[..] else { return false };
    let numbers: Option<Vec<u32>> = text.split_whitespace().map(|word| word.parse().ok()).collect();
    numbers.is_some_and(|n| n.windows(2).all(|pair| pair[0].checked_add(1) == Some(pair[1])))
}

/// The cells as rows of one grid: each stands in the column where the page shows it.
fn grid(mut rows: Vec<Vec<Cell>>) -> Vec<Row> {
    let widest = rows.iter().map(Vec::len).max().unwrap_or_default();
    bound_spans(&mut rows, widest);
    // For each column, the row from which on it is free of cells that reach down into it.
    let mut free = vec![0; widest];
    rows.into_iter().enumerate().map(|(at, cells)| grid_row(at, cells, &mut free)).collect()
}

/// No cell spans more than the table has; where spans would still make the table many times larger than what is in it,
/// there are none.
fn bound_spans(rows: &mut [Vec<Cell>], widest: usize) {
    const LARGER: usize = 16;
    let height = rows.len();
    let (mut cells, mut area) = (0_usize, 0_usize);
    for cell in rows.iter_mut().flatten() {
        cell.columns = cell.columns.clamp(1, widest);
        cell.rows = cell.rows.clamp(1, height);
        cells += 1;
        area = area.saturating_add(cell.columns.saturating_mul(cell.rows));
    }
    if area > cells.saturating_mul(LARGER) {
        rows.iter_mut().flatten().for_each(|cell| (cell.columns, cell.rows) = (1, 1));
    }
}

fn grid_row(at: usize, cells: Vec<Cell>, free: &mut [usize]) -> Row {
    let header = cells.iter().all(|cell| cell.header);
    let mut row = Vec::new();
    for cell in cells {
        let reached = free.iter().skip(row.len()).take_while(|&&from| from > at).count();
        row.resize_with(row.len() + reached, Inlines::default);
        let column = row.len();
        row.push(joined(cell.blocks));
        row.resize_with(column + cell.columns, Inlines::default);
        free.iter_mut().skip(column).take(cell.columns).for_each(|from| *from = at + cell.rows);
    }
    let filled = row.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
    row.truncate(filled);
    Row { header, cells: row }
}
