//! Colours from a profile of three curves and a matrix (ICC.1:2022, F.3) into sRGB, in whole numbers, so that every
//! processor comes to the same pixels.

use moxcms::{ColorProfile, DataColorSpace, ToneReprCurve};

/// One, as light; leaves room for a sum of three products in 64 bits.
const ONE: i64 = 1 << 20;

/// The way from a profile's colours to sRGB's.
pub(crate) struct ToSrgb {
    /// Light by each channel's value.
    curves: [Vec<i64>; 3],
    /// Light in sRGB's primaries, in parts of [`ONE`].
    matrix: [[i64; 3]; 3],
    /// The least light of each value of sRGB but the first.
    steps: Vec<i64>,
}

impl ToSrgb {
    /// `None` for a profile of another kind.
    pub(crate) fn new(profile: &ColorProfile) -> Option<Self> {
        if profile.color_space != DataColorSpace::Rgb || profile.lut_a_to_b_perceptual.is_some() {
            return None;
        }
        let srgb = ColorProfile::new_srgb();
        let curve = |trc: &Option<ToneReprCurve>| light(trc.as_ref()?, (0..=255).map(|value| value as f32 / 255.0));
        let matrix = profile.transform_matrix(&srgb).v;
        if matrix.iter().flatten().any(|part| !part.is_finite() || part.abs() > 64.0) {
            return None;
        }
        Some(Self {
            curves: [curve(&profile.red_trc)?, curve(&profile.green_trc)?, curve(&profile.blue_trc)?],
            matrix: matrix.map(|row| row.map(|part| (part * ONE as f64).round() as i64)),
            steps: light(srgb.red_trc.as_ref()?, (0..255).map(|value| (value as f32 + 0.5) / 255.0))?,
        })
    }

    /// Red, green and blue in sRGB.
    pub(crate) fn convert(&self, rgb: [u8; 3]) -> [u8; 3] {
        let light: [i64; 3] = std::array::from_fn(|i| self.curves[i][usize::from(rgb[i])]);
        self.matrix.map(|row| {
            let sum: i64 = row.iter().zip(light).map(|(part, light)| part * light).sum();
            self.steps.partition_point(|&step| step <= sum / ONE) as u8
        })
    }
}

/// A curve's light, in parts of [`ONE`], at each of some values.
fn light(curve: &ToneReprCurve, values: impl Iterator<Item = f32>) -> Option<Vec<i64>> {
    let curve = curve.make_linear_evaluator().ok()?;
    Some(
        values
            .map(|value| (f64::from(curve.evaluate_value(value).clamp(0.0, 1.0)) * ONE as f64).round() as i64)
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn srgb_stays_as_it_is() {
        let same = ToSrgb::new(&ColorProfile::new_srgb()).unwrap();
        for value in 0..=255 {
            for rgb in [[value, value, value], [value, 0, 255], [7, value, 128]] {
                assert_eq!(same.convert(rgb), rgb);
            }
        }
    }

    /// Worked out by hand from the profile's definition (Adobe RGB (1998), 4.3.1) and IEC 61966-2-1.
    #[test]
    fn wide_colours_are_what_the_standards_say() {
        let wide = ToSrgb::new(&ColorProfile::new_adobe_rgb()).unwrap();
        assert_eq!(wide.convert([255, 255, 255]), [255, 255, 255]);
        assert_eq!(wide.convert([0, 255, 0]), [0, 255, 0], "outside of sRGB");
        for (from, to) in [([128, 128, 128], [129, 129, 129]), ([100, 150, 200], [66, 151, 203])] {
            for (found, wanted) in wide.convert(from).into_iter().zip(to) {
                assert!(found.abs_diff(wanted) <= 1, "{from:?}: {:?}", wide.convert(from));
            }
        }
    }
}
