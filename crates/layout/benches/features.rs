//! What each feature costs: the whole of typesetting, cold, on the sample book's prose, with everything on and with
//! one feature after another switched off by its token in the theme; and what the parts of the road cost alone.
//!
//! All of it is run in turn, round after round, on one thread, and each round's times are divided by that round's
//! time for the whole; the table has the medians of these ratios, so that what else the machine does, which differs
//! from round to round, falls out. Times are of the processor where the system tells them, else of the clock.

use std::hint::black_box;
use std::time::Instant;

use anthology_base::{Diagnostics, Length, MemoryWorld, SourceMap};
use anthology_book::Book;
use anthology_layout::fonts::Fonts;
use anthology_layout::line::Measure;
use anthology_layout::{ParagraphBuilder, Resolve, layout, unicode_breaks};
use anthology_typeset::{SetBlockKind, SetParagraph, SetText, TextAlign, Theme, set, theme};

/// The program's own.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How often all of it is run.
const ROUNDS: usize = 15;

fn main() {
    // Without this, as in `cargo test --benches`, it is only tried out, on little text.
    let trial = !std::env::args().any(|arg| arg == "--bench");
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
    pool.install(|| if trial { table(1, 2) } else { table(ROUNDS, usize::MAX) });
}

/// The sample book's chapters, as a book whose theme is a plain one, and the theme.
fn book(chapters: usize) -> (Book, Theme) {
    let files = anthology_test_support::files_of(&anthology_test_support::root());
    let prose = files.into_iter().filter(|(path, _)| path.starts_with("chapters/") && path.ends_with(".md"));
    let mut world = MemoryWorld::new();
    let mut names = Vec::new();
    for (path, bytes) in prose.take(chapters) {
        names.push(format!("\"{path}\""));
        world = world.with(&path, bytes);
    }
    let manifest = format!("[book]\ntitle = \"Prose\"\nlanguage = \"en-GB\"\nchapters = [{}]\n", names.join(", "));
    let world = world.with("book.toml", manifest);
    // Links to what is left out are reported, and of no concern here.
    let (mut sources, mut found) = (SourceMap::new(), Diagnostics::new());
    let book = anthology_book::load(&world, &mut sources, &mut found).expect("the chapters load");
    let theme = theme("classic", None, &world, &mut sources, &mut found).expect("the theme comes with the program");
    (book, theme)
}

/// The paragraphs of running text, from all sections.
fn paragraphs(text: &SetText) -> Vec<&SetParagraph> {
    let blocks = text.sections.iter().flat_map(|section| &section.blocks);
    blocks
        .filter_map(|block| match &block.kind {
            SetBlockKind::Paragraph(paragraph) => Some(paragraph),
            _ => None,
        })
        .collect()
}

/// A feature's name, and how it is switched off.
type Switch = (&'static str, fn(&mut Theme));

const SWITCHES: [Switch; 8] = [
    ("hyphenation", |theme| theme.styles.values_mut().for_each(|style| style.hyphenate = false)),
    ("expansion", |theme| theme.micro.expansion = 0),
    ("letter-space", |theme| theme.micro.letter_space = 0),
    ("protrusion", |theme| theme.micro.protrusion = false),
    ("rivers", |theme| theme.micro.rivers = false),
    ("stacks", |theme| theme.micro.stacks = false),
    ("looser and tighter paragraphs", |theme| theme.micro.looseness = false),
    ("justification (ragged right)", |theme| {
        let justified = theme.styles.values_mut().filter(|style| style.align == TextAlign::Justify);
        justified.for_each(|style| style.align = TextAlign::Start);
    }),
];

/// The whole, cold: nothing is kept from one run to the next but the fonts' bytes.
fn whole(book: &Book, theme: &Theme, fonts: &Fonts) {
    let text = set(book, theme.clone(), &mut Diagnostics::new());
    black_box(layout(&text, fonts, &mut Diagnostics::new()));
}

fn table(rounds: usize, chapters: usize) {
    let (book, theme) = book(chapters);
    let fonts = Fonts::bundled();
    let text = set(&book, theme.clone(), &mut Diagnostics::new());
    let paragraphs = paragraphs(&text);
    let words: usize = paragraphs.iter().map(|p| p.text.split_whitespace().count()).sum();
    let off: Vec<(&str, Theme)> = SWITCHES
        .iter()
        .map(|(name, switch)| {
            let mut theme = theme.clone();
            switch(&mut theme);
            (*name, theme)
        })
        .collect();
    let style = text.theme.style(anthology_typeset::ParagraphStyle::Body);
    let width = text.theme.page.width - text.theme.page.inner - text.theme.page.outer;
    let measure = Measure { width, indent: style.indent, notch: None };
    let resolve = Resolve { page: &|_| String::new(), image: &|_| Length::ZERO };
    let break_all = |builder: &ParagraphBuilder<'_>| {
        for paragraph in &paragraphs {
            black_box(builder.settings(paragraph, style, &measure, resolve).variants().count());
        }
    };
    let builder = || ParagraphBuilder::new(&fonts, &text.theme.fonts, &text.theme.micro);
    let warm = builder();
    break_all(&warm);
    let mut times: Vec<[f64; PARTS]> = Vec::new();
    let mut switched: Vec<Vec<f64>> = vec![Vec::new(); off.len()];
    for _ in 0..rounds {
        let all = took(|| whole(&book, &theme, &fonts));
        for ((_, theme), ratios) in off.iter().zip(&mut switched) {
            ratios.push(took(|| whole(&book, theme, &fonts)) / all);
        }
        let no_hyphens = &off[0].1;
        let characters = took(|| drop(black_box(set(&book, no_hyphens.clone(), &mut Diagnostics::new()))));
        let hyphenated = took(|| drop(black_box(set(&book, theme.clone(), &mut Diagnostics::new()))));
        let segmented = took(|| {
            for paragraph in &paragraphs {
                unicode_breaks(&paragraph.text, |at| {
                    black_box(at);
                });
            }
        });
        let cold = took(|| break_all(&builder()));
        let broken = took(|| break_all(&warm));
        let lines = took(|| {
            for paragraph in &paragraphs {
                black_box(warm.set(paragraph, style, &measure, resolve));
            }
        });
        let pages = took(|| drop(black_box(layout(&text, &fonts, &mut Diagnostics::new()))));
        times.push([
            all,
            characters,
            hyphenated - characters,
            segmented,
            cold - broken,
            broken - segmented,
            lines - broken,
            pages - cold - (lines - broken),
        ]);
    }
    let all = median(times.iter().map(|t| t[0]).collect());
    println!("{words} words in {} paragraphs, {rounds} rounds, one thread", paragraphs.len());
    println!("{:.0} words a second, cold, everything on\n", words as f64 / all);
    println!("switched off                      time of the whole");
    for ((name, _), ratios) in off.iter().zip(switched) {
        println!("{name:<34}{:>6.1} %", 100.0 * median(ratios));
    }
    println!("\nalone                             part of the whole");
    for (part, name) in NAMES.iter().enumerate() {
        println!("{name:<34}{:>6.1} %", 100.0 * median(times.iter().map(|t| t[part + 1] / t[0]).collect()));
    }
}

const NAMES: [&str; PARTS - 1] = [
    "characters (quotes, dashes, runs)",
    "hyphenation",
    "break opportunities (UAX 14)",
    "shaping (cold less warm)",
    "breaking",
    "lines (glyphs placed)",
    "pages, structure and the rest",
];

/// The whole and its parts.
const PARTS: usize = 8;

/// Seconds that something takes.
fn took(work: impl FnOnce()) -> f64 {
    let (clock, processor) = (Instant::now(), processor());
    work();
    match (processor, self::processor()) {
        (Some(before), Some(after)) => after - before,
        _ => clock.elapsed().as_secs_f64(),
    }
}

/// Seconds that this thread has had a processor, where the system tells (Linux).
fn processor() -> Option<f64> {
    // The time of the present slice is counted when it ends.
    std::thread::yield_now();
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds: f64 = text.split(' ').next()?.parse().ok()?;
    Some(nanoseconds / 1e9)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
