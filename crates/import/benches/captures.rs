//! What an import costs: 1,000 captures of about 28 kB, of made-up words in the shapes of several kinds of blog,
//! one in twenty of whose posts stands in another capture too.

use std::hint::black_box;

use anthology_base::Diagnostics;
use anthology_import::{Existing, InputFile, Options, run};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

/// Bytes of a capture, about.
const SIZE: usize = 28_000;

const SYLLABLES: [&str; 32] = [
    "ba", "con", "der", "el", "for", "gra", "hin", "is", "jo", "ker", "lan", "mi", "nor", "o", "per", "qui", "ran",
    "so", "ter", "un", "ver", "wil", "yon", "ze", "ness", "ing", "ly", "ment", "the", "and", "of", "to",
];

/// A generator whose numbers are the same on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n
    }

    fn words(&mut self, count: usize) -> String {
        let mut out = String::new();
        for i in 0..count {
            if i > 0 {
                out.push_str(if i % 13 == 12 { ", " } else { " " });
            }
            for _ in 0..=self.below(3) {
                out.push_str(SYLLABLES[self.below(SYLLABLES.len())]);
            }
        }
        out[..1].make_ascii_uppercase();
        out
    }

    fn post(&mut self) -> String {
        let title = 3 + self.below(5);
        let mut out = format!("{}\n\n", self.words(title));
        if self.below(2) == 0 {
            out.push_str(&format!("Posted on March {}, 20{:02} by Somebody\n\n", 1 + self.below(28), self.below(20)));
        }
        for _ in 0..8 + self.below(8) {
            let words = 40 + self.below(60);
            out.push_str(&format!("{}.\n\n", self.words(words)));
        }
        out + "Share this:\n\nLeave a comment\n\n"
    }
}

fn captures(count: usize) -> Vec<InputFile> {
    let mut random = Random(11);
    let mut shared: Vec<String> = Vec::new();
    (0..count)
        .map(|n| {
            let mut text = String::new();
            while text.len() < SIZE {
                let post = match shared.is_empty() || random.below(20) > 0 {
                    true => random.post(),
                    false => shared[random.below(shared.len())].clone(),
                };
                text.push_str(&post);
                shared.push(post);
            }
            InputFile { name: format!("{n:04}.txt"), blob: text.into_bytes().into() }
        })
        .collect()
}

fn import(c: &mut Criterion) {
    let mut group = c.benchmark_group("import");
    group.sample_size(10);
    for count in [100, 1000] {
        let inputs = captures(count);
        group.throughput(Throughput::Bytes(inputs.iter().map(|f| f.blob.read().len() as u64).sum()));
        group.bench_function(format!("{count} captures"), |b| {
            b.iter(|| {
                let mut found = Diagnostics::new();
                run(black_box(&inputs), &Existing::default(), &Options::default(), &mut found)
            });
        });
    }
    group.finish();
}

criterion_group!(benches, import);
criterion_main!(benches);
