//! The work of drawing an SVG image's filters, which a few bytes can make endless.

use std::sync::Arc;

use resvg::usvg;
use resvg::usvg::filter::{Filter, Kind};

use crate::costs::{FILTER_PIXELS_PER_UNIT, MOST_FILTER_WORK};

/// Makes sure that the filters of an image are drawn in bounded time.
///
/// # Errors
/// What they take, in words.
pub(super) fn check(tree: &usvg::Tree) -> Result<(), String> {
    let mut work = 0.0;
    add_work(tree.root(), &mut work);
    if work > MOST_FILTER_WORK {
        let times = (work / MOST_FILTER_WORK).ceil();
        return Err(format!("its filters take {times} times as long to draw as is allowed"));
    }
    Ok(())
}

/// Adds the work of a group and everything in it.
fn add_work(group: &usvg::Group, work: &mut f64) {
    let transform = group.abs_transform();
    let (x, y) = transform.get_scale();
    let (x, y) = (f64::from(x) * FILTER_PIXELS_PER_UNIT, f64::from(y) * FILTER_PIXELS_PER_UNIT);
    *work += group.filters().iter().map(|filter| filter_work(filter, x, y)).sum::<f64>();
    for node in group.children() {
        if let usvg::Node::Group(group) = node {
            add_work(group, work);
        }
        node.subroots(|root| add_work(root, work));
    }
}

/// Pixels of a filter's region times the work that its primitives take for each.
fn filter_work(filter: &Arc<Filter>, x: f64, y: f64) -> f64 {
    let region = filter.rect();
    let pixels = f64::from(region.width()) * x * f64::from(region.height()) * y;
    pixels * filter.primitives().iter().map(|primitive| work_per_pixel(primitive.kind(), x, y)).sum::<f64>()
}

/// The work of a primitive for a pixel; one is a step of a few nanoseconds.
fn work_per_pixel(kind: &Kind, x: f64, y: f64) -> f64 {
    match kind {
        // Noise of four channels, an octave at a time.
        Kind::Turbulence(turbulence) => 20.0 * f64::from(turbulence.num_octaves()),
        // Every pixel around is looked at.
        Kind::Morphology(morphology) => {
            let around = |radius: f32, scale: f64| (f64::from(radius) * scale * 2.0 + 1.0).max(1.0);
            around(morphology.radius_x().get(), x) * around(morphology.radius_y().get(), y)
        }
        Kind::ConvolveMatrix(convolve) => {
            4.0 * f64::from(convolve.matrix().columns()) * f64::from(convolve.matrix().rows())
        }
        // A blur takes the same time whatever its radius.
        Kind::GaussianBlur(_) | Kind::DropShadow(_) => 20.0,
        _ => 10.0,
    }
}
