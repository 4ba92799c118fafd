//! What each step costs, on images that are generated.

use std::hint::black_box;

use anthology_base::Length;
use anthology_images::{Cache, ImageAsset, ImageFormat, Limits, for_press, for_reader, for_screen, inspect, thumbnail};
use criterion::{Criterion, criterion_group, criterion_main};

#[path = "../examples/generated/mod.rs"]
mod generated;

fn asset(bytes: Vec<u8>) -> ImageAsset {
    let found = inspect(&bytes, Cache::default()).expect("a sound file");
    let path = "generated".to_owned();
    ImageAsset { path, bytes: bytes.into(), format: found.format, size: found.size, orientation: found.orientation }
}

fn purposes(c: &mut Criterion) {
    let photograph = asset(generated::photograph(2400, 1800, 7));
    let diagram = asset(generated::diagram(1200, 900, 7));
    for (name, image) in [("jpeg", &photograph), ("png", &diagram)] {
        let mut group = c.benchmark_group(name);
        group.sample_size(10);
        let cache = Cache::default();
        group.bench_function("inspect", |b| b.iter(|| inspect(black_box(&image.bytes), cache)));
        let (narrow, wide) = (Length::from_pt(300), Length::from_pt(3000));
        group.bench_function("screen, resampled", |b| b.iter(|| for_screen(black_box(image), narrow, cache)));
        group.bench_function("screen, as it is", |b| b.iter(|| for_screen(black_box(image), wide, cache)));
        group.bench_function("press", |b| {
            b.iter(|| for_press(black_box(image), &anthology_images::Separation::default(), cache));
        });
        let limits = Limits::steps(1000).next().expect("a first step");
        group.bench_function("e-reader, resampled", |b| b.iter(|| for_reader(black_box(image), limits, cache)));
        group.bench_function("thumbnail", |b| b.iter(|| thumbnail(black_box(&image.bytes), 640, cache)));
        group.finish();
        assert_ne!(image.format, ImageFormat::Svg);
    }
}

criterion_group!(benches, purposes);
criterion_main!(benches);
