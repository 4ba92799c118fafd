//! What lines cost: preparing (shaping and measuring) cold and warm, and the whole with and without its
//! refinements. The text is made up of syllables, so that nothing but its statistics is borrowed.

use std::hint::black_box;

use anthology_base::{Lang, Length, Span};
use anthology_layout::fonts::Fonts;
use anthology_layout::line::Measure;
use anthology_layout::{ParagraphBuilder, Resolve};
use anthology_test_support::{font_tokens, micro_tokens, text_style};
use anthology_typeset::{MicroTokens, ParagraphId, ParagraphStyle, Run, RunStyle, SetParagraph, TextAlign, TextStyle};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

const SYLLABLES: [&str; 40] = [
    "the", "of", "and", "a", "to", "in", "he", "was", "that", "it", "his", "for", "with", "as", "had", "but", "be",
    "on", "at", "by", "ment", "con", "ver", "ing", "er", "ble", "per", "tion", "ness", "ly", "fi", "ffle", "stand",
    "light", "house", "man", "ten", "der", "wind", "age",
];

/// Paragraphs of some 60 words, with hyphenation points between syllables.
fn paragraphs(words: usize) -> Vec<SetParagraph> {
    let mut seed = 7_u64;
    let mut random = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below
    };
    (0..words / 60)
        .map(|_| {
            let (mut text, mut hyphens) = (String::new(), Vec::new());
            for i in 0..60 {
                if i > 0 {
                    text.push_str(if i % 11 == 0 { ", " } else { " " });
                }
                let long = random(5) == 0;
                for part in 0..if long { 2 + random(3) } else { 1 } {
                    if part > 0 && text.len() > 3 {
                        hyphens.push((text.len() as u32).into());
                    }
                    text.push_str(SYLLABLES[random(if long { 40 } else { 20 })]);
                }
            }
            text.push('.');
            let run = Run {
                end: text.len() as u32,
                style: RunStyle::default(),
                lang: Lang::EN_GB,
                link: None,
                expansion: None,
                class: None,
                span: Span::default(),
            };
            SetParagraph {
                id: ParagraphId::default(),
                style: ParagraphStyle::Body,
                lang: Lang::EN_GB,
                text,
                runs: vec![run],
                hyphens,
                discretionaries: Vec::new(),
                objects: Vec::new(),
                links: Vec::new(),
                ids: Vec::new(),
                address: None,
                span: Span::default(),
            }
        })
        .collect()
}

/// As novels are set.
fn style(align: TextAlign) -> TextStyle {
    let (size, leading) = (Length::from_millipt(10_500), Length::from_pt(14));
    TextStyle { size, leading, indent: Length::from_pt(11), ..text_style(align) }
}

fn lines(c: &mut Criterion) {
    const WORDS: usize = 12_000;
    let text = paragraphs(WORDS);
    let fonts = Fonts::bundled();
    let (tokens, full) = (font_tokens("Libertinus Serif"), micro_tokens());
    let plain = MicroTokens { expansion: 0, letter_space: 0, protrusion: false, tolerance: 1_500, ..full.clone() };
    let resolve = Resolve { page: &|_| String::new(), image: &|_| Length::ZERO };
    let measure = Measure { width: Length::from_pt(297), indent: Length::from_pt(11), notch: None };
    let set = |builder: &ParagraphBuilder<'_>, style: &TextStyle| {
        for paragraph in &text {
            black_box(builder.set(paragraph, style, &measure, resolve));
        }
    };
    let mut group = c.benchmark_group("lines");
    group.throughput(Throughput::Elements(WORDS as u64)).sample_size(10);
    let (justified, ragged) = (style(TextAlign::Justify), style(TextAlign::Start));
    group.bench_function("cold", |b| b.iter(|| set(&ParagraphBuilder::new(&fonts, &tokens, &full), &justified)));
    for (name, micro, style) in
        [("warm", &full, &justified), ("warm, spaces only", &plain, &justified), ("warm, ragged", &full, &ragged)]
    {
        let builder = ParagraphBuilder::new(&fonts, &tokens, micro);
        group.bench_function(name, |b| b.iter(|| set(&builder, style)));
    }
    let builder = ParagraphBuilder::new(&fonts, &tokens, &full);
    group.bench_function("warm, breaks alone", |b| {
        b.iter(|| {
            for paragraph in &text {
                let settings = builder.settings(paragraph, &justified, &measure, resolve);
                black_box(settings.variant(0).map(|v| v.lines));
            }
        });
    });
    group.finish();
}

criterion_group!(benches, lines);
criterion_main!(benches);
