//! The ICC profile of a press with four inks that look on paper as [`anthology_images::cmyk`] takes them to: an output
//! profile with tables (ICC.1:2001-04, 6.3.3.2 and 6.5.7), made here.

use crate::profile::{D50, NO_COPYRIGHT, assemble, description, element, linear, text, xyz};

/// The name of the press.
pub(crate) const CMYK: &str = "Four inks with the colours of sRGB";

/// Points on each axis of the tables from inks and from colours.
const INKS: u8 = 9;
const COLORS: u8 = 17;

/// The profile.
pub(crate) fn cmyk() -> Vec<u8> {
    let parts = [description(CMYK), text(NO_COPYRIGHT), xyz(D50), to_lab(), to_inks(), gamut()];
    let tags: [(&[u8; 4], usize); 10] = [
        (b"desc", 0),
        (b"cprt", 1),
        (b"wtpt", 2),
        (b"A2B0", 3),
        (b"A2B1", 3),
        (b"A2B2", 3),
        (b"B2A0", 4),
        (b"B2A1", 4),
        (b"B2A2", 4),
        (b"gamt", 5),
    ];
    assemble(b"prtrCMYKLab ", &parts, &tags)
}

/// A `lut8Type` of `points` on each of `N` axes, by a function of places from 0 to 1.
fn table<const N: usize, const M: usize>(points: u8, value: impl Fn([f64; N]) -> [u8; M]) -> Vec<u8> {
    let mut out = element(b"mft1");
    out.extend_from_slice(&[N as u8, M as u8, points, 0]);
    for (row, column) in (0..3).flat_map(|row| (0..3).map(move |column| (row, column))) {
        out.extend_from_slice(&(u32::from(row == column) << 16).to_be_bytes());
    }
    let straight = |out: &mut Vec<u8>, count: usize| (0..count).for_each(|_| out.extend(0..=255u8));
    straight(&mut out, N);
    for index in 0..usize::from(points).pow(N as u32) {
        let mut place = [0.0; N];
        let mut rest = index;
        // The last axis varies fastest.
        for at in place.iter_mut().rev() {
            *at = (rest % usize::from(points)) as f64 / f64::from(points - 1);
            rest /= usize::from(points);
        }
        out.extend_from_slice(&value(place));
    }
    straight(&mut out, M);
    out
}

fn to_lab() -> Vec<u8> {
    table(INKS, |inks: [f64; 4]| {
        let [red, green, blue] = rgb(inks).map(linear);
        let light: [f64; 3] = std::array::from_fn(|i| red * RED[i] + green * GREEN[i] + blue * BLUE[i]);
        let [x, y, z] = std::array::from_fn(|i| lightness(light[i] / (RED[i] + GREEN[i] + BLUE[i])));
        [(116.0 * y - 16.0) * 2.55, 500.0 * (x - y) + 128.0, 200.0 * (y - z) + 128.0].map(byte)
    })
}

/// The colour that four inks print, in sRGB from 0 to 1.
fn rgb([cyan, magenta, yellow, black]: [f64; 4]) -> [f64; 3] {
    [cyan, magenta, yellow].map(|ink| (1.0 - ink) * (1.0 - black))
}

fn to_inks() -> Vec<u8> {
    table(COLORS, |lab: [f64; 3]| {
        // The darkest colours differ invisibly, and much in the coloured ink that they would take.
        if lab[0] < 0.05 {
            return [0, 0, 0, 255];
        }
        anthology_images::cmyk(screen(lab).map(|part| byte(encoded(part.clamp(0.0, 1.0)) * 255.0)))
    })
}

/// 0 for a colour that the inks have.
fn gamut() -> Vec<u8> {
    table(COLORS, |lab: [f64; 3]| {
        let inside = screen(lab).into_iter().all(|part| (-0.01..=1.01).contains(&part));
        [if inside { 0 } else { 255 }]
    })
}

/// The colorants of sRGB adapted to D50; as in [`crate::profile::srgb`].
const RED: [f64; 3] = [0.436_065_67, 0.222_488_4, 0.013_916_02];
const GREEN: [f64; 3] = [0.385_147_1, 0.716_873_17, 0.097_076_42];
const BLUE: [f64; 3] = [0.143_066_4, 0.060_607_91, 0.714_096_07];

/// The light of a screen's red, green and blue for a colour of CIELAB as `lut8Type` has it.
fn screen([l, a, b]: [f64; 3]) -> [f64; 3] {
    let y = (l * 100.0 + 16.0) / 116.0;
    let (x, z) = (y + (a * 255.0 - 128.0) / 500.0, y - (b * 255.0 - 128.0) / 200.0);
    let [x, y, z] = [x, y, z].map(|f| if f > 6.0 / 29.0 { f * f * f } else { (f - 4.0 / 29.0) * 108.0 / 841.0 });
    let light: [f64; 3] = std::array::from_fn(|i| [x, y, z][i] * (RED[i] + GREEN[i] + BLUE[i]));
    // Cramer's rule.
    let whole = determinant(RED, GREEN, BLUE);
    [determinant(light, GREEN, BLUE), determinant(RED, light, BLUE), determinant(RED, GREEN, light)]
        .map(|part| part / whole)
}

fn determinant(a: [f64; 3], b: [f64; 3], c: [f64; 3]) -> f64 {
    a[0] * (b[1] * c[2] - b[2] * c[1]) - b[0] * (a[1] * c[2] - a[2] * c[1]) + c[0] * (a[1] * b[2] - a[2] * b[1])
}

fn byte(value: f64) -> u8 {
    (value + 0.5).clamp(0.0, 255.0) as u8
}

/// CIE 15, 8.2.1.1: the cube root, straight near black. By Newton's method, as in [`linear`], so that the bytes
/// are the same on every machine.
fn lightness(t: f64) -> f64 {
    if t <= 216.0 / 24_389.0 {
        return t * 841.0 / 108.0 + 4.0 / 29.0;
    }
    let mut root = 1.0;
    for _ in 0..40 {
        root -= (root * root * root - t) / (3.0 * root * root);
    }
    root
}

/// The value of sRGB of a linear light: the inverse of [`linear`], by bisection.
fn encoded(light: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..24 {
        let middle = (low + high) / 2.0;
        if linear(middle) < light {
            low = middle;
        } else {
            high = middle;
        }
    }
    (low + high) / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inks_become_colours_and_back() {
        assert!((lightness(0.5) - 0.793_700_526).abs() < 1e-9);
        assert!((encoded(0.214_041_14) - 0.5).abs() < 1e-6);
        let table = to_lab();
        let nodes = 48 + 4 * 256;
        assert_eq!(&table[nodes..nodes + 3], [255, 128, 128], "paper");
        assert_eq!(&table[table.len() - 3 * 256 - 3..table.len() - 3 * 256], [0, 128, 128], "all inks");
    }

    #[test]
    fn the_profile_is_as_long_as_it_says() {
        let profile = cmyk();
        assert_eq!(profile[..4], (profile.len() as u32).to_be_bytes());
        assert_eq!(&profile[12..24], b"prtrCMYKLab ");
    }
}
