//! Turned items: text and images that are read with the page turned.

use anthology_base::Length;
use anthology_layout::page::{Item, ItemKind, Page, TurnedFrame};

use super::{State, Writer};
use crate::images::PlacedImage;

impl Writer<'_> {
    /// Writes turned items in a coordinate system that is turned for them (ISO 32000-1, 8.3.4). Its origin is that of the
    /// page.
    pub(super) fn turned(&mut self, page: &Page, items: &[&Item], images: &[PlacedImage]) {
        let frame = TurnedFrame { left: Length::ZERO, foot: page.height };
        let in_frame = |item: &&Item| {
            let kind = match item.kind.clone() {
                ItemKind::Glyphs(run) => ItemKind::Glyphs(frame.run_in_frame(run)),
                ItemKind::Image { image, rect, .. } => {
                    ItemKind::Image { image, rect: frame.rect_in_frame(rect), turned: false }
                }
                ItemKind::Rule(rect) => ItemKind::Rule(frame.rect_in_frame(rect)),
            };
            Item { kind, ..**item }
        };
        let items: Vec<Item> = items.iter().map(in_frame).collect();
        self.close();
        let outer = self.state;
        self.put("q 0 1 -1 0 0 0 cm\n");
        (self.height, self.frame) = (Length::ZERO, Some(frame));
        self.items(page, &items.iter().collect::<Vec<_>>(), images);
        self.close();
        self.put("Q\n");
        (self.height, self.frame) = (page.height, None);
        self.state = State { pen: None, ..outer };
    }
}

/// An item is in a turned frame. (Rules, which look the same, are upright.)
pub(super) fn is_turned(item: &Item) -> bool {
    match &item.kind {
        ItemKind::Glyphs(run) => run.turned,
        ItemKind::Image { turned, .. } => *turned,
        ItemKind::Rule(_) => false,
    }
}
