//! Patterns of SVG as tiling patterns (ISO 32000-1, 8.7.3).

use resvg::tiny_skia::Transform;
use resvg::usvg;

use super::operators::thousandths;
use super::{Form, MOST_NESTED, Paint, Tile};
use crate::costs::MOST_TILES;

impl Form {
    /// The tiling pattern for a path; `None` if it would take too many tiles, or if a tile has more in it than paths.
    pub(super) fn tile(&mut self, pattern: &usvg::Pattern, path: &usvg::Path) -> Option<Paint> {
        let rect = pattern.rect();
        let shrink = pattern.transform().get_scale();
        let tile = rect.width() * shrink.0 * rect.height() * shrink.1;
        let area = path.stroke_bounding_box();
        if self.nested == MOST_NESTED || area.width() * area.height() > tile * MOST_TILES {
            return None;
        }
        let own = own_transform(pattern.root())?;
        let mut form =
            Self::new([thousandths(rect.width()), thousandths(rect.height())], false, self.separation.clone());
        form.nested = self.nested + 1;
        form.base = own;
        form.matrix(own);
        form.children(pattern.root());
        let outer = self.base.pre_concat(path.abs_transform()).pre_concat(pattern.transform());
        let transform = outer.pre_translate(rect.x(), rect.y());
        self.tiles.push(Tile { form, size: [rect.width(), rect.height()], transform });
        Some(Paint::Tile(self.tiles.len() - 1))
    }
}

/// The transform that a pattern's box adds to its paths: the parser leaves the box's scale out of their absolute
/// transforms. `None` if it differs between paths, or if the pattern has more in it than paths.
fn own_transform(root: &usvg::Group) -> Option<Transform> {
    fn walk(group: &usvg::Group, outer: Transform, found: &mut Option<Transform>) -> Option<()> {
        for node in group.children() {
            match node {
                usvg::Node::Group(group) => {
                    let plain = group.clip_path().is_none() && group.mask().is_none() && group.filters().is_empty();
                    let whole = group.opacity() == usvg::Opacity::ONE && !group.isolate();
                    if !plain || !whole {
                        return None;
                    }
                    walk(group, outer.pre_concat(group.transform()), found)?;
                }
                usvg::Node::Path(path) => {
                    let own = outer.pre_concat(path.abs_transform().invert()?);
                    if !alike(*found.get_or_insert(own), own) {
                        return None;
                    }
                }
                usvg::Node::Text(text) => {
                    let outlines = text.flattened();
                    walk(outlines, outer.pre_concat(outlines.transform()), found)?;
                }
                usvg::Node::Image(_) => return None,
            }
        }
        Some(())
    }
    let mut found = None;
    walk(root, Transform::identity(), &mut found)?;
    found
}

/// True if two transforms differ by no more than rounding.
fn alike(a: Transform, b: Transform) -> bool {
    let [a, b] = [a, b].map(|t| [t.sx, t.ky, t.kx, t.sy, t.tx, t.ty]);
    a.iter().zip(b).all(|(a, b)| (a - b).abs() <= 1.0e-4 * a.abs().max(1.0))
}
