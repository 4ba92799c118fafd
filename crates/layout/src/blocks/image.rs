//! Pictures: how large they are set, and what stands under them.

use anthology_base::Length;
use anthology_typeset::{ImageAsset, ImageFormat, ImageWidth, SetBlock, SetImage};

use crate::blocks::unset_blocks::{Collector, Column, Make};
use crate::page::{NodeId, Role};

/// Dots to the inch of a picture that doesn't say how wide it is to be.
const NATURAL_DPI: i64 = 300;

/// Width and height of a picture in a column.
pub(crate) fn size(asset: &ImageAsset, width: ImageWidth, column: Length) -> (Length, Length) {
    let (w, h) = (i64::from(asset.size.0.max(1)), i64::from(asset.size.1.max(1)));
    let natural = match asset.format {
        ImageFormat::Svg => Length::from_pt(w).scale(3, 4),
        _ => Length::from_pt(w).scale(72, NATURAL_DPI),
    };
    let asked = match width {
        ImageWidth::Natural => natural,
        ImageWidth::Measure(mille) => column.scale(i64::from(mille), 1000),
        ImageWidth::Fixed(length) => length,
    };
    let width = asked.min(column).max(Length::from_pt(1));
    (width, width.scale(h, w).max(Length::from_pt(1)))
}

/// Collects a figure.
pub(crate) fn collect<'a>(c: &mut Collector<'a, '_>, image: &'a SetImage, caption: &'a [SetBlock], column: Column) {
    let Some(asset) = c.text.images.get(image.image) else { return };
    let size = size(asset, image.width, column.width);
    let node = c.node(Role::Figure, Some(column.node));
    let place = (!image.decorative).then(|| figure_place(c, node, image));
    let before = std::mem::take(&mut c.out.blocks);
    if !caption.is_empty() {
        let under = c.node(Role::Caption, Some(node));
        c.blocks(caption, Column { node: under, ..column });
    }
    let caption = std::mem::replace(&mut c.out.blocks, before);
    let space = c.text.theme.blocks.float_space;
    let x = column.x + (column.width - size.0) / 2;
    let proto = c.push(Make::Figure { image: image.image, x, size, place, caption, span: image.span });
    proto.above = space;
    proto.below = space;
}

fn figure_place(c: &mut Collector<'_, '_>, node: NodeId, image: &SetImage) -> (NodeId, u64) {
    let order = c.out.orders;
    c.out.orders += 1;
    c.out.nodes[node.0 as usize].alt = Some(image.alt.clone());
    (node, order)
}
