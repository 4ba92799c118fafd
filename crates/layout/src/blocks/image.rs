//! Figures: images and what is set under them.

use anthology_base::Length;
use anthology_typeset::{CaptionWidth, ParagraphStyle, SetBlock, SetImage};

use crate::blocks::collect::Collector;
use crate::blocks::image_size::image_size;
use crate::blocks::unset_blocks::{BlockSource, Column, UnsetFigure};
use crate::costs::NARROWEST_CAPTION;
use crate::page::{ContentPlace, NodeId, Role};

impl<'a> Collector<'a, '_> {
    /// Collects a figure.
    pub(super) fn figure(&mut self, image: &'a SetImage, caption: &'a [SetBlock], column: Column) {
        let Some(asset) = self.text.images.get(image.image) else { return };
        let size = image_size(asset, image.width, column.width);
        let node = self.node(Role::Figure, Some(column.node));
        let place = (!image.decorative).then(|| self.figure_place(node, image));
        let before = std::mem::take(&mut self.out.blocks);
        if !caption.is_empty() {
            let under = self.node(Role::Caption, Some(node));
            let narrowest = self.style(ParagraphStyle::Caption).size * NARROWEST_CAPTION;
            let side = match self.text.theme.blocks.caption_width {
                CaptionWidth::Measure => Length::ZERO,
                CaptionWidth::Image => (column.width - size.width.max(narrowest)).max(Length::ZERO) / 2,
            };
            self.blocks(caption, Column { node: under, ..column }.within(side, side));
        }
        let caption = std::mem::replace(&mut self.out.blocks, before);
        let space = self.text.theme.blocks.float_space;
        let x = column.x + (column.width - size.width) / 2;
        let figure = UnsetFigure { image: image.image, x, size, place, caption, span: image.span };
        let unset = self.push(BlockSource::Figure(figure));
        unset.space_before = space;
        unset.space_after = space;
    }

    pub(super) fn figure_place(&mut self, node: NodeId, image: &SetImage) -> ContentPlace {
        let order = self.out.next_order;
        self.out.next_order += 1;
        self.out.nodes[node.0 as usize].alt = Some(image.alt.clone());
        ContentPlace { node, order }
    }
}
