//! A preview is what a build would make, whatever it kept from earlier versions of the book.

use anthology_base::{Diagnostics, MemoryWorld, World};
use anthology_compile::{PreviewCache, preview};
use anthology_layout::fonts::Fonts;
use anthology_layout::page::{Page, Pages};
use anthology_test_support::{lay_out, sample, set};

/// The pages of a build, with what doesn't show taken out.
fn built(world: &MemoryWorld) -> Vec<Page> {
    let (text, _) = set(world);
    lay_out(&text).pages.into_iter().map(visible).collect()
}

/// A page without its links to the structure tree, which a preview doesn't have.
fn visible(mut page: Page) -> Page {
    page.links.clear();
    for item in &mut page.items {
        item.tag = anthology_layout::page::Tag::Artifact(anthology_layout::page::Artifact::Layout);
    }
    page
}

fn previewed(world: &MemoryWorld, cache: &mut PreviewCache) -> Vec<Page> {
    let made = preview(world, cache);
    assert!(!made.findings.has_errors(), "{:?}", made.findings);
    let page = |pages: &Pages, index: usize| visible(pages.pages[index].clone());
    (0..made.pages().len()).map(|index| made.page(index, page).expect("a page")).collect()
}

#[test]
fn pages_are_those_of_a_build() {
    let mut cache = PreviewCache::default();
    let world = sample();
    let first = previewed(&world, &mut cache);
    assert!(first.len() > 40, "{}", first.len());
    assert_eq!(first, built(&world));
    // Again, from the cache; then with a paragraph more, and with one less.
    assert_eq!(previewed(&world, &mut cache), first);
    let path = "chapters/foreword.md";
    let text = String::from_utf8(world.read(path).expect("a chapter")).expect("UTF-8");
    let longer = world.clone().with(path, format!("{text}\n{}\n", "A sentence that was added later. ".repeat(60)));
    let changed = previewed(&longer, &mut cache);
    assert_ne!(changed, first);
    assert_eq!(changed, built(&longer));
    assert_eq!(previewed(&world, &mut cache), first);
}

#[test]
fn a_change_of_the_theme_sets_all_anew() {
    let mut cache = PreviewCache::default();
    let world = sample();
    previewed(&world, &mut cache);
    let manifest = String::from_utf8(world.read("book.toml").expect("a manifest")).expect("UTF-8");
    let font = "[typesetting]\nfont = \"New Computer Modern\"\n";
    let other = match manifest.contains("[typesetting]\n") {
        true => manifest.replace("[typesetting]\n", font),
        false => format!("{manifest}\n{font}"),
    };
    let other = world.with("book.toml", other);
    let made = previewed(&other, &mut cache);
    let anew = previewed(&other, &mut PreviewCache::default());
    assert_eq!(made, anew);
}

#[test]
fn findings_of_unchanged_paragraphs_stay() {
    let world = MemoryWorld::new()
        .with(
            "book.toml",
            "[book]\ntitle = \"A\"\nchapters = [\"one.md\"]\n\n[typesetting]\nmissing-glyphs = \"warn\"\n",
        )
        .with("one.md", "# One\n\nA sign that no font has: \u{1F9A3}.\n\nText.\n");
    let mut cache = PreviewCache::default();
    let codes = |cache: &mut PreviewCache| -> Vec<String> {
        preview(&world, cache).findings.iter().map(|finding| finding.code.to_owned()).collect()
    };
    let first = codes(&mut cache);
    assert!(first.iter().any(|code| code == "missing-glyph"), "{first:?}");
    assert_eq!(codes(&mut cache), first);
}

#[test]
fn web_pages_and_sources_are_made_when_they_are_asked_for() {
    let world = sample();
    let made = preview(&world, &mut PreviewCache::default());
    let page = made.pages()[20].web_page.clone();
    let file = made.file(&page, &world).expect("a page");
    assert!(String::from_utf8_lossy(&file.bytes).contains("<main"));
    for path in ["style.css", "index.html", "find.html", "read/all.html"] {
        assert!(made.file(path, &world).is_some(), "{path}");
    }
    assert!(made.file("book.toml", &world).is_none());
    assert_eq!(made.source("foreword.1").expect("a paragraph").path, "chapters/foreword.md");
    assert!(made.source("none.1").is_none());
}

#[test]
fn a_divided_book_reports_what_a_layout_does() {
    let world = sample();
    let (text, _) = set(&world);
    let (fonts, mut cache) = (Fonts::bundled(), anthology_layout::BreakCache::default());
    let (mut whole, mut divided) = (Diagnostics::new(), Diagnostics::new());
    let pages = anthology_layout::layout(&text, &fonts, &mut whole);
    let book = anthology_layout::PaginatedBook::new(&text, &fonts, &mut cache, &mut divided);
    assert_eq!(book.map().pages, pages.map.pages);
    assert_eq!(format!("{whole:?}"), format!("{divided:?}"));
}
