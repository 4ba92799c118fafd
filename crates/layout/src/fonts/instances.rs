//! Instances of variable fonts: the weights and optical sizes that books use, each a face of its own.

use anthology_base::Length;
use skrifa::{FontRef, MetadataProvider};

use super::font::OpticalSizes;

/// A place in a font's design space, and what it is for.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Instance {
    /// Axes and values, in the font's own units.
    pub(super) axes: Vec<([u8; 4], f32)>,
    /// Its weight, where the font has a weight axis.
    pub(super) weight: Option<u16>,
    /// The type sizes that it is made for, where the font has an axis of them.
    pub(super) sizes: Option<OpticalSizes>,
}

/// The weights that styles ask for.
const WEIGHTS: [u16; 3] = [400, 600, 700];

/// Optical sizes in points: steps of a sixth or less, since nobody sees smaller ones.
const SIZES: [f32; 21] = [
    6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0, 13.0, 14.0, 16.0, 18.0, 20.0, 24.0, 28.0, 32.0, 36.0, 42.0, 48.0, 60.0, 72.0,
    144.0,
];

/// A fault of an axis in a descriptor.
pub(super) enum AxisError {
    /// The font has none of that name; those that it has.
    Unknown(Vec<String>),
    /// The value is outside of the axis; its limits.
    Range {
        /// The least value.
        least: f32,
        /// The greatest.
        most: f32,
    },
}

/// Checks that a font has an axis, and that a value is within its limits.
pub(super) fn check(data: &[u8], index: u32, tag: &str, value: f32) -> Result<(), AxisError> {
    let Ok(font) = FontRef::from_index(data, index) else { return Ok(()) };
    let axes = font.axes();
    let Some(axis) = axes.iter().find(|axis| axis.tag() == tag) else {
        return Err(AxisError::Unknown(axes.iter().map(|axis| axis.tag().to_string()).collect()));
    };
    let (least, most) = (axis.min_value(), axis.max_value());
    if (least..=most).contains(&value) { Ok(()) } else { Err(AxisError::Range { least, most }) }
}

/// The instances of a font: one of a font without axes. `fixed` axes keep their values, a `weight` is the only
/// one, and all others but weight and optical size have their defaults.
pub(super) fn instances(data: &[u8], index: u32, fixed: &[([u8; 4], f32)], weight: Option<u16>) -> Vec<Instance> {
    let Ok(font) = FontRef::from_index(data, index) else { return vec![Instance::default()] };
    let axes = font.axes();
    let limits = |tag: &[u8; 4]| {
        let axis = axes.iter().find(|axis| axis.tag().to_be_bytes() == *tag)?;
        let (least, default, most) = (axis.min_value(), axis.default_value(), axis.max_value());
        fixed.iter().all(|(fixed, _)| fixed != tag).then_some(AxisLimits { least, default, most })
    };
    let first = Instance { axes: fixed.to_vec(), ..Instance::default() };
    let weights = limits(b"wght").map_or_else(
        || vec![first.clone()],
        |limits| {
            let of = |value: f32| Instance {
                axes: first.axes.iter().copied().chain([(*b"wght", value)]).collect(),
                weight: Some(value as u16),
                ..first.clone()
            };
            of_weights(limits, weight).into_iter().map(of).collect()
        },
    );
    let Some(AxisLimits { least, most, .. }) = limits(b"opsz") else { return weights };
    let cuts: &[f32] = &sizes(least, most);
    let sized = |instance: Instance| {
        cuts.iter().enumerate().map(move |(i, &size)| {
            let middle = |a: f32, b: f32| Length::from_pt_f64(f64::from(a + b) / 2.0);
            let from = i.checked_sub(1).map_or(Length::ZERO, |before| middle(cuts[before], size));
            let to = cuts.get(i + 1).map_or(Length::MAX, |next| middle(size, *next));
            let axes = instance.axes.iter().copied().chain([(*b"opsz", size)]).collect();
            Instance { axes, sizes: Some(OpticalSizes { from, to }), ..instance.clone() }
        })
    };
    weights.into_iter().flat_map(sized).collect()
}

/// The limits of an axis, and its default.
#[derive(Clone, Copy)]
struct AxisLimits {
    least: f32,
    default: f32,
    most: f32,
}

fn of_weights(limits: AxisLimits, weight: Option<u16>) -> Vec<f32> {
    let AxisLimits { least, default, most } = limits;
    if let Some(weight) = weight {
        return vec![f32::from(weight).clamp(least, most)];
    }
    let within: Vec<f32> =
        WEIGHTS.into_iter().map(f32::from).filter(|weight| (least..=most).contains(weight)).collect();
    if within.is_empty() { vec![default] } else { within }
}

fn sizes(least: f32, most: f32) -> Vec<f32> {
    let between = SIZES.into_iter().filter(|size| *size > least && *size < most);
    let mut sizes: Vec<f32> = [least].into_iter().chain(between).chain([most]).collect();
    sizes.dedup();
    sizes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_and_sizes_stay_within_the_axes() {
        let limits = |least, default, most| AxisLimits { least, default, most };
        assert_eq!(of_weights(limits(200.0, 400.0, 900.0), None), [400.0, 600.0, 700.0]);
        assert_eq!(of_weights(limits(200.0, 400.0, 900.0), Some(950)), [900.0]);
        assert_eq!(of_weights(limits(100.0, 300.0, 350.0), None), [300.0]);
        assert_eq!(sizes(8.0, 12.0), [8.0, 9.0, 10.0, 11.0, 12.0]);
        assert_eq!(sizes(7.5, 7.5), [7.5]);
    }
}
