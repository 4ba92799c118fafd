//! Blocks side by side: the images of a gallery in rows that fit the measure, and parallel texts in columns.

use anthology_base::Length;
use anthology_typeset::{ImageFormat, ImageWidth, ParagraphStyle, SetBlock, SetBlockKind, SetImage};

use crate::blocks::collect::Collector;
use crate::blocks::image_size::image_size;
use crate::blocks::rows::{RowBuilder, shift};
use crate::blocks::unset_blocks::{BlockSource, Column, UnsetBlock, UnsetColumns, UnsetImage};
use crate::blocks::vertical_list::{Block, BlockDestination, Row, RowItem};
use crate::costs::{CAPTION_GAP, FORBIDDEN, INDEX_GAP, MOST_ENLARGED, ROW_IMAGES};
use crate::page::plan::FacingSide;
use crate::page::{NodeId, Rect, Role};

/// An image of a gallery with its own caption.
struct GalleryImage<'a> {
    /// The id that links lead to.
    id: Option<&'a str>,
    image: &'a SetImage,
    caption: &'a [SetBlock],
    /// The greatest height at which it is sharp.
    tallest: Length,
    /// Width by height, in thousandths.
    aspect: i64,
}

impl<'a> Collector<'a, '_> {
    /// Collects a gallery: rows of images, the images of a row equally tall, and the caption of all of them.
    pub(super) fn gallery(&mut self, blocks: &'a [SetBlock], column: Column) {
        let mut images = Vec::new();
        for block in blocks {
            let SetBlockKind::Figure { image, caption } = &block.kind else { continue };
            let Some(asset) = self.text.images.get(image.image) else { continue };
            let natural = image_size(asset, ImageWidth::Natural, column.width * 100);
            let tallest = match asset.format {
                ImageFormat::Svg => column.width * 2,
                _ => natural.height * MOST_ENLARGED,
            };
            let aspect = (natural.width.sp() * 1000 / natural.height.sp().max(1)).max(1);
            images.push(GalleryImage { id: block.id.as_deref(), image, caption, tallest, aspect });
        }
        let node = self.node(Role::Div, Some(column.node));
        let column = column.under(node);
        let space = self.text.theme.blocks.float_space;
        let first = self.out.blocks.len();
        let rows = images.len().div_ceil(ROW_IMAGES).max(1);
        let in_row = images.len().div_ceil(rows).max(1);
        for row in images.chunks(in_row) {
            self.gallery_row(row, column);
        }
        let shared = self.out.blocks.len();
        let mut caption = None;
        for block in blocks.iter().filter(|block| !matches!(block.kind, SetBlockKind::Figure { .. })) {
            // Made with its content: PDF/UA-2 refuses a caption without any.
            let caption = *caption.get_or_insert_with(|| self.node(Role::Caption, Some(node)));
            self.classed(block, column.under(caption));
        }
        let count = self.out.blocks.len();
        if let Some(unset) = self.out.blocks.get_mut(shared).filter(|_| shared > first) {
            unset.space_before = CAPTION_GAP;
        }
        for (i, unset) in self.out.blocks[first..].iter_mut().enumerate() {
            unset.keep_with_next |= first + i + 1 < count;
        }
        if let Some(unset) = self.out.blocks.get_mut(first) {
            unset.space_before = space;
        }
        if let Some(unset) = self.out.blocks[first..].last_mut() {
            unset.space_after = space;
        }
    }

    fn gallery_row(&mut self, row: &[GalleryImage<'a>], column: Column) {
        let gap = self.style(ParagraphStyle::Body).size;
        let room = column.width - gap * (row.len() as i64 - 1);
        let aspects: i64 = row.iter().map(|image| image.aspect).sum();
        let page = &self.text.theme.page;
        let half = (page.height - page.top - page.bottom) / 2;
        let sharp = row.iter().map(|image| image.tallest).min().unwrap_or(half);
        let height = room.scale(1000, aspects.max(1)).min(half).min(sharp);
        let width_of = |image: &GalleryImage<'_>| height.scale(image.aspect, 1000);
        let taken: Length = row.iter().map(width_of).sum::<Length>() + gap * (row.len() as i64 - 1);
        let mut x = column.x + (column.width - taken).max(Length::ZERO) / 2;
        let mut unset = UnsetColumns { images: Vec::new(), columns: Vec::new() };
        let mut destinations = Vec::new();
        for image in row {
            let width = width_of(image);
            let figure = self.node(Role::Figure, Some(column.node));
            destinations.extend(image.id.map(|id| BlockDestination { key: self.key(id), node: Some(figure) }));
            let place = (!image.image.decorative).then(|| self.figure_place(figure, image.image));
            let rect = Rect { x, y: Length::ZERO, width, height };
            unset.images.push(UnsetImage { image: image.image.image, rect, place });
            let under = if image.caption.is_empty() { figure } else { self.node(Role::Caption, Some(figure)) };
            let narrow = Column { x, width, node: under, ..column };
            unset.columns.push(self.apart(|c| c.blocks(image.caption, narrow)));
            x += width + gap;
        }
        let space = self.text.theme.blocks.float_space / 2;
        let made = self.push(BlockSource::Columns(unset));
        made.destinations = destinations;
        made.space_before = space;
        made.space_after = space;
        made.keep_together = true;
    }

    /// Collects texts side by side, whose lines stand on the same lines.
    pub(super) fn pair(&mut self, sides: &'a [SetBlock], column: Column) {
        let count = sides.len().max(1) as i64;
        let gap = self.style(ParagraphStyle::Body).size * 3 / 2;
        let width = (column.width - gap * (count - 1)) / count;
        let node = self.node(Role::Div, Some(column.node));
        let mut unset = UnsetColumns { images: Vec::new(), columns: Vec::new() };
        let mut x = column.x;
        for side in sides {
            let narrow = Column { x, width, node, ..column };
            unset.columns.push(self.apart(|c| c.classed(side, narrow)));
            x += width + gap;
        }
        let snap_to_grid = column.x == Length::ZERO;
        self.push(BlockSource::Columns(unset)).snap_to_grid = snap_to_grid;
    }

    /// The first of the columns in which paragraphs of a style are set, as those of an index are.
    pub(super) fn index_column(&self, style: ParagraphStyle, column: Column) -> Option<Column> {
        use ParagraphStyle as P;
        let count = i64::from(self.text.theme.blocks.index_columns);
        if count < 2 || !matches!(style, P::IndexLetter | P::IndexEntry | P::IndexSubentry) {
            return None;
        }
        let gap = self.grid() * INDEX_GAP / 10;
        Some(Column { width: (column.width - gap * (count - 1)) / count, ..column })
    }

    /// Collects two texts that stand on facing pages. Within other blocks they are set in columns.
    pub(super) fn facing_pair(&mut self, sides: &'a [SetBlock], column: Column) {
        let parent = self.out.nodes.get(column.node.0 as usize).and_then(|node| node.parent);
        let is_outermost = parent == Some(NodeId(0)) && !column.note && column.cell.is_none();
        let ([first, second], true) = (sides, is_outermost) else { return self.pair(sides, column) };
        let node = self.node(Role::Div, Some(column.node));
        let column = column.under(node);
        let collected = [(FacingSide::Verso, first), (FacingSide::Recto, second)]
            .map(|(side, block)| (side, self.apart(|c| c.side(block, column))));
        let space_before = collected.iter().filter_map(|(_, blocks)| Some(blocks.first()?.space_before)).max();
        let space_after = collected.iter().filter_map(|(_, blocks)| Some(blocks.last()?.space_after)).max();
        for (side, blocks) in collected {
            let unset = self.push(BlockSource::Side(side, blocks));
            unset.space_before = space_before.unwrap_or_default();
            unset.space_after = space_after.unwrap_or_default();
            unset.snap_to_grid = true;
        }
    }

    /// Collects a part of a text on one of two facing pages: ordinary text of the full measure, without the look of
    /// columns.
    fn side(&mut self, block: &'a SetBlock, column: Column) {
        match &block.kind {
            SetBlockKind::Group { blocks, .. } => self.blocks(blocks, column),
            _ => self.classed(block, column),
        }
    }

    /// Collects blocks that are set beside others.
    fn apart(&mut self, collect: impl FnOnce(&mut Self)) -> Vec<UnsetBlock> {
        let before = std::mem::take(&mut self.out.blocks);
        collect(self);
        std::mem::replace(&mut self.out.blocks, before)
    }
}

impl RowBuilder<'_, '_> {
    /// The rows of blocks side by side: a row for each line of all columns, or with images one row.
    pub(super) fn columns(&mut self, columns: &UnsetColumns) -> Vec<Row> {
        let stacks: Vec<Vec<Row>> = columns.columns.iter().map(|column| self.stacked_rows(column)).collect();
        let lines = stacks.iter().map(Vec::len).max().unwrap_or(0);
        let mut rows: Vec<Row> = (0..lines).map(|_| Row::default()).collect();
        for stack in stacks {
            for (row, mut own) in rows.iter_mut().zip(stack) {
                row.height = row.height.max(own.height);
                row.cost = row.cost.max(own.cost);
                row.hyphen |= own.hyphen;
                row.notes.append(&mut own.notes);
                // Read column by column, so that none of the lines is the row's own.
                row.content.others.extend(own.content.line.map(RowItem::Line));
                row.content.others.append(&mut own.content.others);
            }
        }
        if columns.images.is_empty() {
            return rows;
        }
        let tallest = columns.images.iter().map(|image| image.rect.height).max().unwrap_or_default();
        let gap = if rows.is_empty() { Length::ZERO } else { CAPTION_GAP };
        let mut whole = Row { height: tallest + gap, ..Row::default() };
        for UnsetImage { image, rect, place } in &columns.images {
            whole.content.others.push(RowItem::Image { image: *image, rect: *rect, place: *place });
        }
        for mut row in rows {
            shift(&mut row, whole.height);
            whole.height += row.height;
            whole.notes.append(&mut row.notes);
            whole.content.others.append(&mut row.content.others);
        }
        vec![whole]
    }

    /// The rows of a text on one of two facing pages. What heads the next one stays with it.
    pub(super) fn side_rows(&mut self, blocks: &[UnsetBlock]) -> Vec<Row> {
        let mut rows = self.stacked_rows(blocks);
        let heads = blocks.last().is_some_and(|last| last.heading || last.keep_with_next);
        if let Some(last) = rows.last_mut().filter(|_| heads) {
            last.cost += FORBIDDEN;
        }
        rows
    }
}

/// Makes rows that face each other equally tall, so that what follows them begins on one line.
pub(super) fn level_sides(blocks: &mut [Block]) {
    for i in 1..blocks.len() {
        if blocks[i].facing != Some(FacingSide::Recto) {
            continue;
        }
        let (before, after) = blocks.split_at_mut(i);
        let (Some(first), Some(second)) = (before.last_mut(), after.first_mut()) else { continue };
        for (first, second) in first.variants.iter_mut().zip(&mut second.variants) {
            for (a, b) in first.rows.iter_mut().zip(&mut second.rows) {
                let height = a.height.max(b.height);
                (a.height, b.height) = (height, height);
            }
            for side in [first, second] {
                side.height = side.rows.iter().map(|row| row.height).sum();
            }
        }
    }
}
