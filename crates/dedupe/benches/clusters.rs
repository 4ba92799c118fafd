//! What finding copies costs: 2,000 texts of about 600 words, one in ten of which is an edited copy of another.

use std::hint::black_box;

use anthology_dedupe::{Settings, Text, cluster, compare, normalise};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

const TEXTS: usize = 2_000;
const WORDS: usize = 600;

fn texts() -> Vec<String> {
    let mut seed = 5_u64;
    let mut random = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below
    };
    let mut out: Vec<String> = Vec::new();
    for i in 0..TEXTS {
        if i % 10 == 9 {
            // Every fortieth word is another one.
            let model = out[random(out.len())].clone();
            let words = model.split(' ').enumerate().map(|(n, w)| if n % 40 == 7 { "changed" } else { w });
            out.push(words.collect::<Vec<_>>().join(" "));
        } else {
            let words: Vec<String> =
                (0..WORDS).map(|n| format!("w{}{}", random(4000), if n % 15 == 14 { "." } else { "" })).collect();
            out.push(words.join(" "));
        }
    }
    out
}

fn copies(c: &mut Criterion) {
    let owned = texts();
    let texts: Vec<Text<'_>> = owned
        .iter()
        .enumerate()
        .map(|(i, text)| Text {
            text,
            titled: true,
            complete: true,
            boilerplate_lines: 0,
            kept_before: false,
            revision: None,
            rank: i as u32,
        })
        .collect();
    let bytes = owned.iter().map(|t| t.len() as u64).sum();
    let mut group = c.benchmark_group("dedupe");
    group.sample_size(10).throughput(Throughput::Bytes(bytes));
    group.bench_function("cluster", |b| b.iter(|| cluster(black_box(&texts), Settings::default(), &[], &[])));
    group
        .bench_function("normalise", |b| b.iter(|| owned.iter().map(|t| normalise(black_box(t)).len()).sum::<usize>()));
    group.finish();
    c.bench_function("dedupe/compare", |b| b.iter(|| compare(black_box(&owned[0]), black_box(&owned[9]))));
}

criterion_group!(benches, copies);
criterion_main!(benches);
