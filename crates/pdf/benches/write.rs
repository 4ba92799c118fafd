//! Writing 500 pages: 1.27 million glyphs in 15,000 tagged paragraphs.

#[expect(dead_code, reason = "the tests use the rest")]
#[path = "../tests/support/mod.rs"]
mod support;

use anthology_base::Length;
use anthology_layout::page::{Artifact, NodeId, Pages, Role};
use criterion::{Criterion, criterion_group, criterion_main};
use support::{MARGIN, REGULAR, Setter, pt};

const WORDS: [&str; 48] = [
    "the",
    "of",
    "and",
    "a",
    "to",
    "in",
    "that",
    "it",
    "is",
    "was",
    "he",
    "for",
    "on",
    "with",
    "as",
    "his",
    "they",
    "at",
    "be",
    "this",
    "from",
    "letter",
    "network",
    "office",
    "sufficient",
    "trust",
    "meeting",
    "council",
    "argument",
    "reply",
    "answer",
    "question",
    "between",
    "nobody",
    "evidence",
    "published",
    "different",
    "yesterday",
    "difficult",
    "people",
    "public",
    "without",
    "because",
    "through",
    "should",
    "before",
    "thought",
    "another",
];

/// A book of pseudo-random words, set in lines that are stretched as justified ones are.
fn book(pages: usize) -> Pages {
    let mut s = Setter::new();
    let mut seed = 1u64;
    let mut random = move |n: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % n
    };
    for page in 1..=pages {
        s.page(&page.to_string());
        s.artifact(Artifact::Footer, pt(550), &page.to_string());
        for line in 0..36 {
            let starts = line % 6 != 5;
            if starts || s.pages.structure.len() == 1 {
                let p = s.node(Some(NodeId(0)), Role::Paragraph);
                s.y += pt(1);
                s.destination(&format!("chapter.{}", p.0), p);
            }
            let mut text = String::new();
            while text.len() < 70 {
                let most = 1 + random(WORDS.len() as u64);
                text.push_str(WORDS[random(most) as usize]);
                text.push(' ');
            }
            let p = NodeId(s.pages.structure.len() as u32 - 1);
            s.y += pt(13);
            s.text_at(p, REGULAR, 10, pt(MARGIN), &text);
            let stretch = Length::from_millipt(random(900) as i64);
            if let Some(anthology_layout::page::ItemKind::Glyphs(run)) =
                s.current().items.last_mut().map(|item| &mut item.kind)
            {
                let spaces = run.glyphs.iter_mut().filter(|glyph| run.text.as_bytes()[glyph.cluster as usize] == b' ');
                spaces.for_each(|space| space.advance += stretch);
            }
        }
    }
    s.pages
}

fn write(c: &mut Criterion) {
    let pages = book(500);
    let options = support::options(&pages.fonts);
    let bytes = anthology_pdf::write(&pages, &options).map_or(0, |bytes| bytes.len());
    println!("{} kB", bytes / 1000);
    let mut group = c.benchmark_group("pdf");
    group.sample_size(10);
    group.bench_function("500 pages", |b| b.iter(|| anthology_pdf::write(&pages, &options)));
    group.finish();
}

criterion_group!(benches, write);
criterion_main!(benches);
