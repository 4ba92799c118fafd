//! The whole road, stage by stage, on the sample book repeated to about 1,000 pages.

use std::collections::BTreeMap;
use std::hint::black_box;

use anthology_base::{Diagnostics, MemoryWorld, SourceMap};
use anthology_book::Book;
use anthology_images::Cache;
use anthology_import::{Existing, InputFile};
use anthology_layout::fonts::Fonts;
use anthology_pdf::Profile;
use anthology_typeset::SetText;
use criterion::{Criterion, criterion_group, criterion_main};

/// One copy of the sample book is a little under 100 pages.
const COPIES: usize = 11;

/// The sample book's chapters and pictures by path.
fn chapters() -> BTreeMap<String, Vec<u8>> {
    let mut files = anthology_test_support::files_of(&anthology_test_support::root());
    files.retain(|path, _| path.starts_with("chapters/"));
    files
}

/// The sample book `COPIES` times over, as one book. Links lead out of each copy into the first.
fn long_book() -> MemoryWorld {
    let mut world = MemoryWorld::new();
    let mut manifest = String::from("[book]\ntitle = \"A Long Book\"\nlanguage = \"en-GB\"\n");
    let files = chapters();
    for copy in 1..=COPIES {
        manifest.push_str(&format!("\n[[part]]\ntitle = \"Volume {copy}\"\nchapters = [\n"));
        for (path, bytes) in &files {
            let name = match path.strip_suffix(".md") {
                Some(stem) if copy > 1 => format!("{stem}-{copy}.md"),
                _ => path.clone(),
            };
            if name.ends_with(".md") {
                manifest.push_str(&format!("  \"{name}\",\n"));
            }
            world = world.with(&name, bytes.clone());
        }
        manifest.push_str("]\n");
    }
    world.with("book.toml", manifest)
}

fn load(world: &MemoryWorld) -> Book {
    let (mut sources, mut found) = (SourceMap::new(), Diagnostics::new());
    let book = anthology_book::load(world, &mut sources, &mut found).expect("the long book loads");
    assert!(!found.has_errors(), "{found:#?}");
    book
}

fn set(world: &MemoryWorld, book: &Book) -> SetText {
    let (mut sources, mut found) = (SourceMap::new(), Diagnostics::new());
    let theme = anthology_typeset::theme(&book.typesetting.theme, None, world, &mut sources, &mut found);
    anthology_typeset::set(book, theme.expect("a theme that comes with the program"), &mut found)
}

/// Captures made of the sample book: six chapters each, with their titles, and one in two captures.
fn captures() -> Vec<InputFile> {
    let texts: Vec<String> = chapters()
        .iter()
        .filter(|(path, _)| path.ends_with(".md"))
        .map(|(_, bytes)| {
            let text = String::from_utf8_lossy(bytes);
            let body = text.splitn(3, "+++").nth(2).unwrap_or_default().trim().to_owned();
            let title = text.lines().find_map(|line| line.strip_prefix("title = ")).unwrap_or("Untitled");
            format!("{}\n\n{body}\n\n", title.trim_matches('"'))
        })
        .collect();
    texts
        .windows(6)
        .step_by(5)
        .enumerate()
        .map(|(i, window)| InputFile { name: format!("{i:03}.txt"), blob: window.concat().into_bytes().into() })
        .collect()
}

fn road(c: &mut Criterion) {
    let mut group = c.benchmark_group("book");
    group.sample_size(10);
    let captures = captures();
    group.bench_function("import", |b| {
        b.iter(|| {
            let mut found = Diagnostics::new();
            let options = anthology_import::Options::default();
            black_box(anthology_import::run(&captures, &Existing::default(), &options, &mut found))
        });
    });
    let world = long_book();
    group.bench_function("load", |b| b.iter(|| black_box(load(&world))));
    let book = load(&world);
    group.bench_function("typeset", |b| b.iter(|| black_box(set(&world, &book))));
    let text = set(&world, &book);
    let fonts = Fonts::bundled();
    group.bench_function("layout", |b| {
        b.iter(|| black_box(anthology_layout::layout(&text, &fonts, &mut Diagnostics::new())));
    });
    let pages = anthology_layout::layout(&text, &fonts, &mut Diagnostics::new());
    group.bench_function("epub", |b| {
        b.iter(|| {
            black_box(anthology_epub::write(&text, Some(&pages.map), None, &[], anthology_epub::Options::default()))
        })
    });
    let options = anthology_pdf::Options {
        profile: Profile::Screen,
        producer: "bench",
        identifiers: &[],
        svg_fonts: fonts.list(),
        attachments: &[],
        cache: Cache::default(),
    };
    group.bench_function("pdf", |b| b.iter(|| black_box(anthology_pdf::write(&pages, &options))));
    group.finish();
}

criterion_group!(benches, road);
criterion_main!(benches);
