//! Turned frames: rows that are read with the page turned.

use anthology_base::Length;

use super::{Corner, Emitter};
use crate::blocks::vertical_list::TurnedRows;
use crate::page::type_area::baseline;
use crate::page::{Item, ItemKind, LinkArea, Page, TurnedFrame};

impl Emitter<'_> {
    /// Rows in a turned frame. They are put on a page of their own, which is then turned.
    pub(super) fn turned(&mut self, turned: &TurnedRows, corner: Corner) {
        let frame = TurnedFrame { left: corner.x, foot: corner.y + turned.width };
        let page = std::mem::take(&mut self.page);
        let width = std::mem::replace(&mut self.width, turned.width);
        let first = self.out.destinations.len();
        self.turning = true;
        let mut at = Corner { x: Length::ZERO, y: Length::ZERO };
        for row in &turned.rows {
            self.row(row, at, false);
            at.y += row.height;
        }
        self.turning = false;
        self.width = width;
        let Page { items, links, .. } = std::mem::replace(&mut self.page, page);
        for (_, destination) in &mut self.out.destinations[first..] {
            // A viewer shows the page from the head of the frame on.
            (destination.x, destination.y) = (frame.left + destination.y, corner.y);
        }
        self.page.items.extend(items.into_iter().map(|item| {
            let kind = match item.kind {
                ItemKind::Glyphs(run) => ItemKind::Glyphs(frame.run_on_page(run)),
                ItemKind::Rule(rect) => ItemKind::Rule(frame.rect_on_page(rect)),
                ItemKind::Image { image, rect, .. } => {
                    ItemKind::Image { image, rect: frame.rect_on_page(rect), turned: true }
                }
            };
            Item { kind, ..item }
        }));
        self.page.links.extend(links.into_iter().map(|link| LinkArea { rect: frame.rect_on_page(link.rect), ..link }));
        // Page numbers of another edition stay in the margin, one for each row, from the head of the page on.
        let grid = self.context.area.grid;
        for (i, row) in (0..).zip(&turned.rows) {
            let base = corner.y + grid * i + baseline(grid);
            for at in row.content.lines() {
                self.beside(at, base);
            }
        }
    }
}
