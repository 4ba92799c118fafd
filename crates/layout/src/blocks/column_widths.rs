//! Widths of a table's columns.

use std::borrow::Cow;
use std::ops::Range;

use anthology_base::{Diagnostic, Length};
use anthology_typeset::{
    ImageWidth, ParagraphStyle, SetBlock, SetBlockKind, SetCell, SetParagraph, SetTable, SetVerseLine, TextAlign,
};

use crate::blocks::collect::{Collector, emphasised};
use crate::blocks::image_size::image_size;
use crate::blocks::table::column_count;
use crate::blocks::unset_blocks::{CellSetting, Column};
use crate::costs::{COLUMN_GAP, LEAST_COLUMN, LEAST_COLUMN_GAP, SIZE_STEP};
use crate::paragraph::builder::IntrinsicWidths;

/// The widths with which a table fits its column.
pub(super) struct TableFit {
    /// By column.
    pub(super) widths: Vec<Length>,
    pub(super) gap: Length,
    /// The reduction of its type size.
    pub(super) smaller: Length,
    /// Words are hyphenated.
    pub(super) hyphens: bool,
    /// What is wrong with it.
    pub(super) fault: Option<TableFault>,
}

/// The fault of a table that is too wide for its column; each is worse than those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum TableFault {
    /// Words are hyphenated so often that they have three lines.
    WordsOnThreeLines,
    /// Words are broken anywhere.
    BrokenWords,
    /// Columns would hold only a few letters a line, which no reader can use.
    FewLetters,
}

impl TableFit {
    /// The width of columns side by side.
    pub(super) fn width_of(&self, columns: Range<usize>) -> Length {
        let gaps = self.gap * (columns.len() as i64 - 1).max(0);
        self.widths[columns].iter().copied().sum::<Length>() + gaps
    }
}

/// The widths that the columns of a table can have.
struct Columns {
    whole: Vec<Length>,
    piece: Vec<Length>,
    part: Vec<Length>,
    /// By row: its cells.
    cells: Vec<Vec<WideCell>>,
    size: Length,
}

/// A cell on one line.
#[derive(Clone)]
struct WideCell {
    /// The columns that it covers.
    columns: Range<usize>,
    /// The rows that it covers.
    rows: i64,
    width: Length,
}

impl Columns {
    fn of(c: &Collector<'_, '_>, table: &SetTable, columns: usize, column: Column) -> Self {
        let least = vec![Length::from_pt(6); columns];
        let (whole, piece, part) = (least.clone(), least.clone(), least);
        let size = c.style(ParagraphStyle::TableCell).size;
        let mut all = Self { whole, piece, part, cells: Vec::with_capacity(table.rows.len() + 1), size };
        let mut covering = Vec::new();
        for row in table.head.iter().chain(&table.rows) {
            let mut wides = Vec::with_capacity(columns);
            for cell in row {
                let widths = cell_widths(c, cell, column);
                let covered = cell.column as usize..(cell.column + cell.covers.columns) as usize;
                wides.push(WideCell {
                    columns: covered.clone(),
                    rows: i64::from(cell.covers.rows),
                    width: widths.max_content,
                });
                if covered.len() == 1 {
                    all.widen(covered, widths);
                } else {
                    covering.push((covered, widths));
                }
            }
            all.cells.push(wides);
        }
        // The narrowest first, as in CSS 2.1, 17.5.2.2.
        covering.sort_by_key(|(covered, _)| covered.len());
        covering.into_iter().for_each(|(covered, widths)| all.widen(covered, widths));
        all
    }

    /// Makes columns wide enough for a cell that covers them.
    fn widen(&mut self, covered: Range<usize>, widths: IntrinsicWidths) {
        spread(&mut self.whole[covered.clone()], widths.max_content);
        spread(&mut self.piece[covered.clone()], widths.min_content);
        spread(&mut self.part[covered], widths.min_hyphenated);
    }

    /// The same in smaller text.
    fn smaller(&self, by: Length) -> Self {
        let (new, old) = ((self.size - by).sp(), self.size.sp().max(1));
        let scaled = |all: &Vec<Length>| all.iter().map(|w| w.scale(new, old)).collect::<Vec<_>>();
        let scaled_cell = |cell: &WideCell| WideCell { width: cell.width.scale(new, old), ..cell.clone() };
        Self {
            whole: scaled(&self.whole),
            piece: scaled(&self.piece),
            part: scaled(&self.part),
            cells: self.cells.iter().map(|row| row.iter().map(scaled_cell).collect()).collect(),
            size: self.size - by,
        }
    }

    /// Widths that leave no column less than `least`, which together have room.
    fn share(&self, least: Vec<Length>, room: Length) -> Vec<Length> {
        let spare = room - least.iter().copied().sum::<Length>();
        Shares { cells: &self.cells, natural: &self.whole, widths: least, spare }.give()
    }

    /// Widths for as few columns with broken words as can be; where even their parts have no room, all that are
    /// wider are equally wide.
    fn broken(&self, room: Length) -> Vec<Length> {
        let mut least = self.part.clone();
        let mut spare = room - least.iter().copied().sum::<Length>();
        if spare < Length::ZERO {
            let mut order: Vec<Length> = least.clone();
            order.sort_unstable();
            let mut left = room.max(Length::ZERO);
            let mut most = Length::ZERO;
            for (i, &width) in order.iter().enumerate() {
                most = left / (order.len() - i) as i64;
                if width > most {
                    break;
                }
                left -= width;
            }
            return least.iter().map(|&width| width.min(most)).collect();
        }
        let mut order: Vec<usize> = (0..least.len()).collect();
        order.sort_by_key(|&i| self.piece[i] - self.part[i]);
        for i in order {
            let wanted = self.piece[i] - self.part[i];
            if wanted <= spare {
                least[i] += wanted;
                spare -= wanted;
            }
        }
        self.share(least, room)
    }
}

/// The columns' widths: natural where all fit, else every column its longest word, and of the rest what makes the
/// table short. Where words have no room there is less white between the columns, then the text is smaller, as far
/// as the theme lets it be, then words are hyphenated, and only then broken anywhere.
pub(super) fn fit(c: &Collector<'_, '_>, table: &SetTable, columns: usize, column: Column) -> TableFit {
    let width = column.width;
    let full = Columns::of(c, table, columns, column);
    let sum = |widths: &[Length]| widths.iter().copied().sum::<Length>();
    let room = |gap: Length| width - gap * (columns as i64 - 1);
    let (mut smaller, mut gap) = (Length::ZERO, COLUMN_GAP);
    let close = COLUMN_GAP * 3 / 4;
    if let Some(gap) = [COLUMN_GAP, close].into_iter().find(|&gap| sum(&full.whole) <= room(gap)) {
        return TableFit { widths: full.whole, gap, smaller, hyphens: false, fault: None };
    }
    let most = c.text.theme.blocks.table_step.min(full.size / 4);
    loop {
        let columns = full.smaller(smaller);
        if sum(&columns.piece) <= room(gap) {
            let widths = columns.share(columns.piece.clone(), room(gap));
            return TableFit { widths, gap, smaller, hyphens: false, fault: None };
        }
        if gap > LEAST_COLUMN_GAP {
            gap -= (COLUMN_GAP - LEAST_COLUMN_GAP) / 2;
        } else if smaller + SIZE_STEP <= most {
            smaller += SIZE_STEP;
        } else {
            break;
        }
    }
    let columns = full.smaller(smaller);
    let widths = columns.broken(room(gap));
    let narrowest = columns.part.iter().zip(&widths).filter(|(part, width)| width < part).map(|(_, &width)| width);
    let fault = match narrowest.min() {
        Some(narrowest) if narrowest < columns.size * LEAST_COLUMN / 10 => Some(TableFault::FewLetters),
        Some(_) => Some(TableFault::BrokenWords),
        None => {
            let mut words = columns.piece.iter().zip(&widths);
            words.any(|(&word, &width)| word > width * 2).then_some(TableFault::WordsOnThreeLines)
        }
    };
    TableFit { widths, gap, smaller, hyphens: true, fault }
}

/// Reports a table whose words are broken anywhere, even if it is turned.
pub(super) fn report_too_wide(c: &mut Collector<'_, '_>, table: &SetTable, fault: TableFault) {
    let cells = || table.cells().flat_map(SetCell::paragraphs);
    let Some(first) = cells().next().filter(|_| fault > TableFault::WordsOnThreeLines) else { return };
    let words = cells().flat_map(|cell| cell.text.split_whitespace());
    let longest = words.max_by_key(|word| word.chars().count()).unwrap_or_default();
    let columns = column_count(table);
    let found = if fault == TableFault::FewLetters {
        let message = format!(
            "a table of {columns} columns is too wide for the page: its columns have room for only a few letters"
        );
        Diagnostic::error("wide-table", message)
            .hint("exchange rows and columns, make several tables of it with fewer columns, or set it as a list")
    } else {
        let message =
            format!("a table of {columns} columns is too wide for the page: words such as `{longest}` are broken");
        Diagnostic::warning("wide-table", message)
            .hint("leave out a column, shorten its words, or make two tables of it")
    };
    c.out.diagnostics.push(found.at(first.span));
}

/// Free width to be divided among columns.
struct Shares<'t> {
    /// By row: its cells.
    cells: &'t [Vec<WideCell>],
    natural: &'t [Length],
    widths: Vec<Length>,
    spare: Length,
}

/// The number of steps in which free width is divided.
const STEPS: i64 = 48;

impl Shares<'_> {
    /// Gives each step to the column by which the table becomes shorter, or comes nearest to that.
    fn give(mut self) -> Vec<Length> {
        let step = self.spare / STEPS;
        for _ in 0..STEPS {
            let best = (0..self.widths.len()).filter(|&i| self.widths[i] < self.natural[i]).min_by_key(|&i| {
                let mut widths = self.widths.clone();
                widths[i] += step;
                (self.lines(&widths), i)
            });
            let Some(best) = best else { break };
            self.widths[best] += step;
        }
        self.widths
    }

    /// About how many lines the rows have, and then all cells together, in hundredths.
    fn lines(&self, widths: &[Length]) -> (i64, i64) {
        let (mut rows, mut all) = (0, 0);
        for row in self.cells {
            let lines = row.iter().map(|cell| {
                let width = widths[cell.columns.clone()].iter().copied().sum::<Length>();
                cell.width.sp() * 100 / (width.sp().max(1) * cell.rows)
            });
            let mut most = 1;
            for hundredths in lines {
                // Words don't fill lines to the end.
                most = most.max(if hundredths <= 100 { 1 } else { (hundredths + 108).div_euclid(100) });
                all += hundredths * hundredths / 100;
            }
            rows += most;
        }
        (rows, all)
    }
}

/// Makes columns together at least as wide as a cell that covers them, each in proportion. Between them is at least the
/// smallest gap.
fn spread(columns: &mut [Length], needed: Length) {
    let gaps = LEAST_COLUMN_GAP * (columns.len() as i64 - 1);
    let sum: Length = columns.iter().copied().sum();
    let missing = needed - gaps - sum;
    if missing <= Length::ZERO {
        return;
    }
    let mut left = missing;
    for column in columns.iter_mut() {
        let more = missing.scale(column.sp(), sum.sp().max(1));
        *column += more;
        left -= more;
    }
    if let Some(last) = columns.last_mut() {
        *last += left;
    }
}

const NO_WIDTH: IntrinsicWidths =
    IntrinsicWidths { max_content: Length::ZERO, min_content: Length::ZERO, min_hyphenated: Length::ZERO };

fn wider(a: IntrinsicWidths, b: IntrinsicWidths) -> IntrinsicWidths {
    IntrinsicWidths {
        max_content: a.max_content.max(b.max_content),
        min_content: a.min_content.max(b.min_content),
        min_hyphenated: a.min_hyphenated.max(b.min_hyphenated),
    }
}

/// Widths of what has `by` beside it.
fn indented(widths: IntrinsicWidths, by: Length) -> IntrinsicWidths {
    IntrinsicWidths {
        max_content: widths.max_content + by,
        min_content: widths.min_content + by,
        min_hyphenated: widths.min_hyphenated + by,
    }
}

/// The widths that a cell can have. A smaller size rounds its widths anew.
fn cell_widths(c: &Collector<'_, '_>, cell: &SetCell, column: Column) -> IntrinsicWidths {
    let setting = CellSetting { smaller: Length::ZERO, hyphens: true, align: TextAlign::Start };
    let column = Column { cell: Some(setting), ..column };
    indented(block_widths(c, &cell.blocks, column), Length::from_sp(65536 / 4))
}

fn block_widths(c: &Collector<'_, '_>, blocks: &[SetBlock], column: Column) -> IntrinsicWidths {
    let tokens = &c.text.theme.blocks;
    let text = |paragraph: &SetParagraph| paragraph_widths(c, paragraph, column);
    let widths = blocks.iter().map(|block| match &block.kind {
        SetBlockKind::Paragraph(paragraph)
        | SetBlockKind::Heading { paragraph, .. }
        | SetBlockKind::SceneBreak(paragraph) => text(paragraph),
        SetBlockKind::Quote(blocks) => indented(block_widths(c, blocks, column), tokens.quote_start + tokens.quote_end),
        SetBlockKind::List { items, .. } => {
            let items_widths = items.iter().map(|item| block_widths(c, &item.blocks, column));
            indented(items_widths.fold(NO_WIDTH, wider), c.list_indent(items, column))
        }
        SetBlockKind::Definitions(definitions) => {
            let terms = definitions.iter().map(|definition| text(&definition.term));
            let details = definitions.iter().flat_map(|definition| &definition.details);
            let details = details.map(|blocks| indented(block_widths(c, blocks, column), tokens.list_indent));
            terms.chain(details).fold(NO_WIDTH, wider)
        }
        SetBlockKind::Code { lines, .. } => lines.iter().map(text).fold(NO_WIDTH, wider),
        SetBlockKind::Table(table) => {
            let columns = Columns::of(c, table, column_count(table), column);
            let gaps = COLUMN_GAP * (columns.whole.len() as i64 - 1).max(0);
            let sum = |widths: &[Length]| widths.iter().copied().sum::<Length>() + gaps;
            IntrinsicWidths {
                max_content: sum(&columns.whole),
                min_content: sum(&columns.piece),
                min_hyphenated: sum(&columns.part),
            }
        }
        SetBlockKind::Figure { image, caption } => {
            let asset = c.text.images.get(image.image);
            let width = asset.map_or(Length::ZERO, |asset| image_size(asset, image.width, column.width).width);
            // An image whose width is a part of its column's has any width.
            let least = if matches!(image.width, ImageWidth::Measure(_)) { width / 4 } else { width };
            let own = IntrinsicWidths { max_content: width, min_content: least, min_hyphenated: least };
            let under = block_widths(c, caption, column);
            wider(own, IntrinsicWidths { max_content: Length::ZERO, ..under })
        }
        SetBlockKind::Verse(stanzas) => {
            let lines = stanzas.iter().flat_map(|stanza| &stanza.lines);
            let width =
                |line: &SetVerseLine| indented(text(&line.paragraph), tokens.verse_step * i64::from(line.indent));
            lines.map(width).fold(NO_WIDTH, wider)
        }
        SetBlockKind::Group { blocks, .. } => block_widths(c, blocks, column),
        SetBlockKind::Contents(_) => NO_WIDTH,
    });
    widths.fold(NO_WIDTH, wider)
}

fn paragraph_widths(c: &Collector<'_, '_>, paragraph: &SetParagraph, column: Column) -> IntrinsicWidths {
    let mut style = c.style_in(paragraph.style, column).into_owned();
    (style.align, style.hyphenate) = (TextAlign::Start, true);
    let paragraph = emphasised(Cow::Borrowed(paragraph), c.text.theme.emphasis);
    c.setter.intrinsic_widths(&paragraph, &style, column.width, c.folios)
}
