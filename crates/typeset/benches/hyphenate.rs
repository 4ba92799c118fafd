//! The cost of hyphenation: a chapter of 40,000 words, of which few recur, set in two languages that have patterns
//! and in one that has none.

use std::hint::black_box;

use anthology_base::{Diagnostics, MemoryWorld, SourceMap};
use anthology_book::Book;
use anthology_typeset::{Theme, set, theme};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

const WORDS: usize = 40_000;

const SYLLABLES: [&str; 24] = [
    "con", "ver", "sa", "tion", "al", "per", "haps", "gar", "den", "ing", "mul", "ti", "ply", "un", "der", "stand",
    "re", "mem", "ber", "less", "ness", "for", "tu", "nate",
];

/// The chapter as a book of its own.
fn book(language: &str) -> (Book, Theme) {
    let mut seed = 3_u64;
    let mut random = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below
    };
    let mut text = String::from("# Words\n\n");
    for i in 0..WORDS {
        for _ in 0..=random(5) {
            text.push_str(SYLLABLES[random(SYLLABLES.len())]);
        }
        text.push_str(if i % 80 == 79 { ".\n\n" } else { " " });
    }
    let manifest = format!("[book]\ntitle = \"Words\"\nlanguage = \"{language}\"\nchapters = [\"a.md\"]\n");
    let world = MemoryWorld::new().with("book.toml", manifest).with("a.md", text);
    let (mut sources, mut found) = (SourceMap::new(), Diagnostics::new());
    let book = anthology_book::load(&world, &mut sources, &mut found).expect("the book loads");
    let theme = theme("classic", None, &world, &mut sources, &mut found).expect("the theme comes with the program");
    (book, theme)
}

fn hyphenation(c: &mut Criterion) {
    let mut group = c.benchmark_group("hyphenate");
    group.throughput(Throughput::Elements(WORDS as u64)).sample_size(20);
    for language in ["en-GB", "de", "zxx"] {
        let (book, theme) = book(language);
        group.bench_function(language, |b| b.iter(|| set(black_box(&book), theme.clone(), &mut Diagnostics::new())));
    }
    group.finish();
}

criterion_group!(benches, hyphenation);
criterion_main!(benches);
