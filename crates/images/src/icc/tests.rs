//! Profiles made here, and what becomes of colours in them.

use super::*;

/// A profile of these tags.
pub(crate) fn profile(space: &[u8; 4], connection: &[u8; 4], tags: &[(&[u8; 4], Vec<u8>)]) -> Vec<u8> {
    let mut out = vec![0; 128];
    out[8] = 2;
    out[12..16].copy_from_slice(b"mntr");
    out[16..20].copy_from_slice(space);
    out[20..24].copy_from_slice(connection);
    out[36..40].copy_from_slice(b"acsp");
    out.extend((tags.len() as u32).to_be_bytes());
    let mut at = 132 + 12 * tags.len();
    for (signature, element) in tags {
        out.extend(*signature);
        out.extend((at as u32).to_be_bytes());
        out.extend((element.len() as u32).to_be_bytes());
        at += element.len();
    }
    tags.iter().for_each(|(_, element)| out.extend(element));
    out
}

pub(crate) fn element(signature: &[u8; 4], words: &[u32]) -> Vec<u8> {
    let words = words.iter().flat_map(|word| word.to_be_bytes());
    signature.iter().copied().chain([0; 4]).chain(words).collect()
}

fn power(numerator: u32, denominator: u32) -> Vec<u8> {
    let gamma = ((numerator * 256 + denominator / 2) / denominator) as u16;
    [&element(b"curv", &[1])[..], &gamma.to_be_bytes()].concat()
}

/// Adobe RGB (1998), 4.3: a power of 563/256 and colorants adapted to D50.
pub(crate) fn adobe() -> Vec<u8> {
    let column = |values: [u32; 3]| element(b"XYZ ", &values);
    let curve = || power(563, 256);
    profile(
        b"RGB ",
        b"XYZ ",
        &[
            (b"rXYZ", column([0x9c18, 0x4fa5, 0x04fc])),
            (b"gXYZ", column([0x348d, 0xa02c, 0x0f95])),
            (b"bXYZ", column([0x2631, 0x102f, 0xbe9c])),
            (b"rTRC", curve()),
            (b"gTRC", curve()),
            (b"bTRC", curve()),
        ],
    )
}

fn srgb() -> Vec<u8> {
    let column = |j: usize| element(b"XYZ ", &[0, 1, 2].map(|i: usize| SRGB[i][j] as u32));
    let wide = |n: u32, d: u32| (u64::from(n) * 65_536 / u64::from(d)) as u32;
    let words = [3 << 16, wide(24, 10), wide(1000, 1055), wide(55, 1055), wide(100, 1292), wide(4045, 100_000)];
    let curve = || element(b"para", &words);
    profile(
        b"RGB ",
        b"XYZ ",
        &[
            (b"rXYZ", column(0)),
            (b"gXYZ", column(1)),
            (b"bXYZ", column(2)),
            (b"rTRC", curve()),
            (b"gTRC", curve()),
            (b"bTRC", curve()),
        ],
    )
}

fn converted(profile: &[u8], channels: Channels, pixel: &[u8]) -> Vec<u8> {
    let raster = Raster::new(1, 1, channels, pixel.to_vec()).expect("a pixel");
    Transform::new(profile, channels).expect("a profile").apply(raster).samples
}

#[test]
fn srgb_stays_as_it_is() {
    let profile = srgb();
    for value in 0..=255 {
        for rgb in [[value, value, value], [value, 0, 255], [7, value, 128]] {
            assert_eq!(converted(&profile, Channels::Rgb, &rgb), rgb);
        }
    }
}

/// Worked out by hand from the profile's definition and IEC 61966-2-1.
#[test]
fn wide_colours_are_what_the_standards_say() {
    let cases = [
        ([255, 255, 255], [255; 3]),
        ([0, 255, 0], [0, 255, 0]),
        ([128; 3], [129; 3]),
        ([100, 150, 200], [66, 151, 203]),
    ];
    for (from, to) in cases {
        let found = converted(&adobe(), Channels::Rgb, &from);
        assert!(found.iter().zip(to).all(|(found, to)| found.abs_diff(to) <= 1), "{from:?}: {found:?}");
    }
    let found = converted(&adobe(), Channels::Rgba, &[60, 200, 60, 9]);
    assert!(found[0] < 60 && found[1] >= 200 && found[3] == 9, "{found:?}");
}

#[test]
fn greys_follow_their_curve() {
    let straight = profile(b"GRAY", b"XYZ ", &[(b"kTRC", element(b"curv", &[0]))]);
    let found = converted(&straight, Channels::Gray, &[55])[0];
    assert!((127..=129).contains(&found), "light of 0.216 is the grey 128 of sRGB: {found}");
    assert!(changes_grays(&straight));
    assert!(!changes_grays(&profile(b"GRAY", b"XYZ ", &[(b"kTRC", power(22, 10))])) || found > 0);
    assert!(!changes_grays(b"no profile"));
}

/// Four inks by a table of two points on each axis: paper at one end, black at the others.
#[test]
fn inks_are_looked_up_in_their_table() {
    let mut table = element(b"mft1", &[]);
    table.extend([4, 3, 2, 0]);
    table.extend([0; 36]);
    (0..4).for_each(|_| table.extend(0..=255_u8));
    for point in 0..16 {
        let black = point % 2 == 1;
        // Lightness, a and b of CIELAB: a neutral.
        table.extend([if black { 0 } else { 255 }, 128, 128]);
    }
    (0..3).for_each(|_| table.extend(0..=255_u8));
    let press = profile(b"CMYK", b"Lab ", &[(b"A2B0", table)]);
    assert_eq!(converted(&press, Channels::Cmyk, &[0, 0, 0, 0]), [255; 3]);
    assert_eq!(converted(&press, Channels::Cmyk, &[9, 9, 9, 255]), [0; 3]);
    // L* of 50 is a light of 0.184, which is 119 in sRGB.
    let middle = converted(&press, Channels::Cmyk, &[0, 0, 0, 128]);
    assert!(middle.iter().all(|value| value.abs_diff(118) <= 1), "{middle:?}");
}

#[test]
fn damaged_profiles_do_no_harm() {
    let whole = adobe();
    for at in 0..whole.len() {
        for byte in [0, 0x7f, 0xff] {
            let mut damaged = whole.clone();
            damaged[at] = byte;
            if let Some(transform) = Transform::new(&damaged, Channels::Rgb) {
                let raster = Raster::new(2, 1, Channels::Rgb, vec![0, 90, 255, 255, 1, 128]).expect("pixels");
                let _ = transform.apply(raster);
            }
        }
        let _ = Transform::new(&whole[..at], Channels::Rgb);
    }
}
