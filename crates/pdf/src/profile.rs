//! ICC profiles (ICC.1:2001-04), made here: of sRGB (colours of IEC 61966-2-1; 1.6 kB, of which deflating leaves
//! half), and of presses whose inks look on paper as the same values do on such a screen.

/// Samples of the tone curve; the profile's readers interpolate between them.
const SAMPLES: u32 = 512;

/// A profile's tags, of which some share a part: signatures, and an index into the parts.
pub(crate) type Tags<'a> = &'a [(&'a [u8; 4], usize)];

/// White of the connection space and of the media, D50, in 16.16 fixed point.
pub(crate) const D50: [u32; 3] = [0xf6d6, 0x1_0000, 0xd32d];

/// The copyright notice of the profiles.
pub(crate) const NO_COPYRIGHT: &str = "No copyright: the figures are IEC 61966-2-1's.";

/// The profile of sRGB: a display's, three colorants and one curve that they share.
pub(crate) fn srgb() -> Vec<u8> {
    // Colorants, adapted to D50 (Bradford), in 16.16 fixed point.
    let red = xyz([0x6fa2, 0x38f5, 0x0390]);
    let green = xyz([0x6299, 0xb785, 0x18da]);
    let blue = xyz([0x24a0, 0x0f84, 0xb6cf]);
    let parts = [description("sRGB IEC61966-2.1"), text(NO_COPYRIGHT), xyz(D50), red, green, blue, curve()];
    let tags: Tags<'_> = &[
        (b"desc", 0),
        (b"cprt", 1),
        (b"wtpt", 2),
        (b"rXYZ", 3),
        (b"gXYZ", 4),
        (b"bXYZ", 5),
        (b"rTRC", 6),
        (b"gTRC", 6),
        (b"bTRC", 6),
    ];
    assemble(b"mntrRGB XYZ ", &parts, tags)
}

/// A press with black ink: an output profile (ICC.1:2001-04, 6.3.3.1) with the tone curve of sRGB.
pub(crate) fn gray() -> Vec<u8> {
    let parts = [description(GRAY), text(NO_COPYRIGHT), xyz(D50), curve()];
    assemble(b"prtrGRAYXYZ ", &parts, &[(b"desc", 0), (b"cprt", 1), (b"wtpt", 2), (b"kTRC", 3)])
}

/// The name of the press with black ink.
pub(crate) const GRAY: &str = "Black ink with the tones of sRGB";

/// Header, table of tags and parts, each on a multiple of four bytes.
pub(crate) fn assemble(kind: &[u8; 12], parts: &[Vec<u8>], tags: Tags<'_>) -> Vec<u8> {
    let mut offsets = Vec::new();
    let mut end = 128 + 4 + 12 * tags.len();
    for part in parts {
        offsets.push(end);
        end += part.len().next_multiple_of(4);
    }
    let mut out = header(kind, end as u32);
    push(&mut out, tags.len() as u32);
    for (tag, part) in tags {
        out.extend_from_slice(*tag);
        push(&mut out, offsets[*part] as u32);
        push(&mut out, parts[*part].len() as u32);
    }
    for part in parts {
        out.extend_from_slice(part);
        out.resize(out.len().next_multiple_of(4), 0);
    }
    out
}

/// Version 2.1, with its device class, colour space and connection space.
fn header(kind: &[u8; 12], size: u32) -> Vec<u8> {
    let mut out = Vec::with_capacity(size as usize);
    push(&mut out, size);
    push(&mut out, 0);
    push(&mut out, 0x0210_0000);
    out.extend_from_slice(kind);
    // 2000-01-01, 00:00:00.
    for part in [2000u16, 1, 1, 0, 0, 0] {
        out.extend_from_slice(&part.to_be_bytes());
    }
    out.extend_from_slice(b"acsp");
    out.resize(68, 0);
    // The illuminant of the connection space.
    for value in D50 {
        push(&mut out, value);
    }
    out.resize(128, 0);
    out
}

fn push(out: &mut Vec<u8>, n: u32) {
    out.extend_from_slice(&n.to_be_bytes());
}

pub(crate) fn element(signature: &[u8; 4]) -> Vec<u8> {
    let mut out = signature.to_vec();
    out.extend_from_slice(&[0; 4]);
    out
}

pub(crate) fn xyz(values: [u32; 3]) -> Vec<u8> {
    let mut out = element(b"XYZ ");
    values.into_iter().for_each(|value| push(&mut out, value));
    out
}

pub(crate) fn text(text: &str) -> Vec<u8> {
    let mut out = element(b"text");
    out.extend_from_slice(text.as_bytes());
    out.push(0);
    out
}

/// A `textDescriptionType`: the ASCII text; no Unicode or Macintosh form of it.
pub(crate) fn description(name: &str) -> Vec<u8> {
    let mut out = element(b"desc");
    push(&mut out, name.len() as u32 + 1);
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(&[0; 1 + 4 + 4 + 2 + 1 + 67]);
    out
}

fn curve() -> Vec<u8> {
    let mut out = element(b"curv");
    push(&mut out, SAMPLES);
    for i in 0..SAMPLES {
        let value = linear(f64::from(i) / f64::from(SAMPLES - 1));
        out.extend_from_slice(&((value * 65_535.0 + 0.5) as u16).to_be_bytes());
    }
    out
}

/// The linear light of a value of sRGB. In operations that IEEE 754 rounds exactly, so that the profile
/// has the same bytes on every machine.
pub(crate) fn linear(value: f64) -> f64 {
    if value <= 0.040_45 {
        return value / 12.92;
    }
    let base = (value + 0.055) / 1.055;
    // base^2.4 = base² · (base²)^⅕, the root by Newton's method.
    let square = base * base;
    let mut root = 1.0;
    for _ in 0..40 {
        let fourth = root * root * root * root;
        root -= (fourth * root - square) / (5.0 * fourth);
    }
    square * root
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_curve_is_srgb() {
        for (value, light) in [(0.0, 0.0), (0.04, 0.003_095_975), (0.5, 0.214_041_14), (1.0, 1.0)] {
            assert!((linear(value) - light).abs() < 1e-6, "{value}");
        }
    }

    #[test]
    fn profiles_are_as_long_as_they_say() {
        for profile in [srgb(), gray()] {
            assert_eq!(profile[..4], (profile.len() as u32).to_be_bytes());
            assert_eq!(&profile[36..40], b"acsp");
        }
    }
}
