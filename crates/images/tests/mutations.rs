//! Damaged images of every format: each is refused or has pixels for every purpose, and never makes a decoder panic. The
//! seeds are those of the fuzz target `image`, and photographs of each coding of JPEG.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anthology_base::Length;
use anthology_images::{
    Cache, Edge, ImageAsset, Inks, Limits, edge_color, for_press, for_reader, for_screen, ink_coverage, inspect,
    prepare_svg, thumbnail,
};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    files
}

/// The seeds. Those of the fuzz target begin with three bytes that say how the image is used.
fn seeds() -> Vec<Vec<u8>> {
    let of_fuzzer =
        files("../../fuzz/seeds/image").into_iter().map(|path| fs::read(path).expect("a seed").split_off(3));
    let photographs = files("tests/jpeg").into_iter().map(|path| fs::read(path).expect("a photograph"));
    of_fuzzer.chain(photographs).collect()
}

/// A change of a file at a place, which is a part of its length.
#[derive(Clone, Debug)]
enum Change {
    Set(prop::sample::Index, u8),
    FlipBit(prop::sample::Index, u8),
    Remove(prop::sample::Index, usize),
    Repeat(prop::sample::Index, usize, usize),
    Truncate(prop::sample::Index),
    /// Four bytes of a length, a size or an offset.
    Number(prop::sample::Index, u32),
}

impl Change {
    fn apply(&self, bytes: &mut Vec<u8>) {
        if bytes.len() < 4 {
            return;
        }
        let span = |at: &prop::sample::Index, length: usize| {
            let start = at.index(bytes.len());
            start..(start + length).min(bytes.len())
        };
        match self {
            Self::Set(at, value) => {
                let at = at.index(bytes.len());
                bytes[at] = *value;
            }
            Self::FlipBit(at, bit) => {
                let at = at.index(bytes.len());
                bytes[at] ^= 1 << (bit % 8);
            }
            Self::Remove(at, length) => drop(bytes.drain(span(at, *length))),
            Self::Repeat(at, length, times) => {
                let part = bytes[span(at, *length)].repeat(*times);
                let at = at.index(bytes.len());
                bytes.splice(at..at, part);
            }
            Self::Truncate(at) => bytes.truncate(at.index(bytes.len())),
            Self::Number(at, number) => {
                let at = at.index(bytes.len() - 3);
                bytes[at..at + 4].copy_from_slice(&number.to_be_bytes());
            }
        }
    }
}

fn change() -> impl Strategy<Value = Change> {
    let at = any::<prop::sample::Index>;
    prop_oneof![
        3 => (at(), any::<u8>()).prop_map(|(at, value)| Change::Set(at, value)),
        3 => (at(), any::<u8>()).prop_map(|(at, bit)| Change::FlipBit(at, bit)),
        1 => (at(), 1..40usize).prop_map(|(at, length)| Change::Remove(at, length)),
        1 => (at(), 1..40usize, 1..20usize).prop_map(|(at, length, times)| Change::Repeat(at, length, times)),
        1 => at().prop_map(Change::Truncate),
        1 => (at(), prop::sample::select(vec![0, 1, 0x7fff_ffff, u32::MAX, 0x0001_0000, 65_500])).prop_map(|(at, number)| Change::Number(at, number)),
    ]
}

/// Asks for everything that the program asks of an image.
fn use_up(bytes: &[u8]) {
    let cache = Cache::default();
    let Ok(found) = inspect(bytes, cache) else { return };
    assert!(found.size.width > 0 && found.size.height > 0, "an image without pixels: {:?}", found.size);
    let asset = ImageAsset {
        path: "a".to_owned(),
        bytes: Arc::from(bytes),
        format: found.format,
        size: found.size,
        orientation: found.orientation,
    };
    for width in [1, 400] {
        if let Ok(image) = for_screen(&asset, Length::from_pt(width), cache) {
            assert!(image.width > 0 && image.height > 0);
        }
    }
    for inks in [Inks::Gray, Inks::Cmyk] {
        let _ = for_press(&asset, &anthology_images::Separation::of(inks), cache)
            .map(|image| assert!(image.width > 0 && image.height > 0));
    }
    let limits = Limits { side: 32, quality: 80, squeeze: true };
    if let Some(image) = for_reader(&asset, limits, cache) {
        assert!(inspect(&image.bytes, cache).is_ok(), "what is made for a reader can't be read");
    }
    if let Some(png) = thumbnail(bytes, 16, cache) {
        assert!(inspect(&png, cache).is_ok(), "a thumbnail can't be read");
    }
    let _ = (ink_coverage(&asset), edge_color(&asset, Edge::Left), prepare_svg(bytes));
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 600,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(5),
        ..ProptestConfig::default()
    })]

    #[test]
    fn damaged_images_are_refused_or_have_pixels(
        seed in any::<prop::sample::Index>(),
        changes in prop::collection::vec(change(), 1..6),
    ) {
        let seeds = seeds();
        let mut bytes = seed.get(&seeds).clone();
        changes.iter().for_each(|change| change.apply(&mut bytes));
        use_up(&bytes);
    }
}

#[test]
fn sound_seeds_have_pixels() {
    let seeds = seeds();
    let sound = seeds.iter().filter(|bytes| inspect(bytes, Cache::default()).is_ok()).count();
    assert!(sound * 2 > seeds.len(), "only {sound} of {} seeds can be read", seeds.len());
    seeds.iter().for_each(|bytes| use_up(bytes));
}
