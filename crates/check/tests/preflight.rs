//! What is said about an edition for print.

use anthology_base::{Diagnostics, MemoryWorld, Severity, SourceMap};
use anthology_images::{Channels, Raster, png_file};
use anthology_layout::fonts::Fonts;

/// 16 × 16 pixels in four inks, as Adobe's programs write them: the left half light, the right half 349 %.
const INK: &[u8] = include_bytes!("images/ink.jpg");

/// A white PNG of so many pixels.
fn png(width: u32, height: u32) -> Vec<u8> {
    let samples = vec![255; width as usize * height as usize];
    png_file(Raster::new(width, height, Channels::Gray, samples).expect("as many samples as the size says"))
}

/// Findings about an edition of a book of one chapter, as `severity code place: message`.
fn findings(editions: &str, name: &str, text: &str) -> Vec<String> {
    let manifest = format!("[book]\ntitle = \"A\"\nchapters = [\"1.md\"]\n{editions}");
    let world = MemoryWorld::new()
        .with("book.toml", manifest)
        .with("1.md", text)
        .with("small.png", png(300, 150))
        .with("large.png", png(3000, 1500))
        .with("ink.jpg", INK);
    let (mut sources, mut found) = (SourceMap::new(), Diagnostics::new());
    let book = anthology_book::load(&world, &mut sources, &mut found).expect("a book");
    let edition = book.edition(name).expect("an edition");
    let shown = edition.source().and_then(|source| book.edition(source)).unwrap_or_else(|| edition.clone());
    let look = book.edition_theme(&shown);
    let theme = anthology_typeset::theme(&look.theme, None, &world, &mut sources, &mut found).expect("a theme");
    let theme = theme.with(&look.print, book.typesetting.font.as_deref());
    let text = anthology_typeset::set(&book, theme, &mut found);
    let pages = anthology_layout::layout(&text, &Fonts::bundled(), &mut found);
    assert!(!found.has_errors(), "{found:?}");
    let line = |finding: &anthology_base::Diagnostic| {
        let span = finding.span.expect("a place");
        let file = sources.file(span.file);
        let severity = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        };
        let place = file.line_col(span.start as usize).line;
        format!("{severity} {} {}:{place}: {}", finding.code, file.path(), finding.message)
    };
    anthology_check::preflight(&book, &edition, &pages).iter().map(line).collect()
}

const TEXT: &str = "+++\ntitle = \"One\"\n+++\n\nText.\n";
const IMAGES: &str =
    "+++\ntitle = \"One\"\n+++\n\n![Small](small.png){width=100%}\n\n![Large](large.png){width=100%}\n";

#[test]
fn nothing_about_a_plain_book() {
    assert_eq!(findings("", "print", TEXT), [""; 0]);
    assert_eq!(findings("", "screen", IMAGES), [""; 0]);
}

#[test]
fn images_with_too_few_dots() {
    let found = findings("", "print", IMAGES);
    let [one] = found.as_slice() else { panic!("{found:?}") };
    assert!(one.starts_with("warning low-resolution 1.md:5: the image `small.png` has 79 dpi"), "{one}");
    let found = findings("[edition.print]\nprofile = \"kdp\"\n", "print", IMAGES);
    assert!(found.iter().any(|line| line.starts_with("error low-resolution 1.md:5:")), "{found:?}");
}

#[test]
fn images_with_too_much_ink() {
    let text = "+++\ntitle = \"One\"\n+++\n\nA ![dot](ink.jpg){width=2%} in the text.\n";
    let heavy = |editions: &str| {
        let found = findings(editions, "print", text);
        found.into_iter().filter(|line| line.contains("too-much-ink")).collect::<Vec<_>>()
    };
    assert_eq!(heavy(""), [""; 0]);
    let found = heavy("[edition.print]\ninks = \"cmyk\"\n");
    let [one] = found.as_slice() else { panic!("{found:?}") };
    assert!(one.starts_with("warning too-much-ink 1.md:5: the image `ink.jpg` has up to 34"), "{one}");
}

#[test]
fn what_kdp_refuses() {
    let edition = "[edition.shop]\nbase = \"print\"\nprofile = \"kdp\"\ntrim = [\"3in\", \"5in\"]\n\
                   margins = { inner = \"0.2in\", outer = \"0.1in\", top = \"0.5in\", bottom = \"0.5in\" }\n\
                   size = \"8pt\"\n";
    let found = findings(edition, "shop", TEXT);
    let codes: Vec<&str> = found.iter().filter_map(|line| line.split(' ').nth(1)).collect();
    assert!(found.iter().all(|line| line.starts_with("error ") && line.contains(" book.toml:4: ")), "{found:?}");
    for code in ["page-count", "trim-size", "near-edge"] {
        assert!(codes.contains(&code), "{found:?}");
    }
    assert!(found.iter().any(|line| line.contains("from the spine, and KDP wants 0.375 in")), "{found:?}");
}

#[test]
fn a_spine_without_text() {
    let found = findings("[edition.cover]\nprofile = \"kdp\"\n", "cover", TEXT);
    let [one] = found.as_slice() else { panic!("{found:?}") };
    assert!(one.starts_with("note narrow-spine book.toml:4: the spine of "), "{one}");
}

#[test]
fn a_booklet_too_thick_to_staple() {
    let long =
        format!("# One\n\n{}", "A paragraph of some words that fills a line or two of the page.\n\n".repeat(8000));
    let found = findings("", "booklet", &long);
    assert!(found.iter().any(|line| line.starts_with("warning thick-booklet book.toml")), "{found:?}");
    let sewn = findings("[edition.booklet]\nsheets-per-signature = 8\n", "booklet", &long);
    assert_eq!(sewn, [""; 0]);
    assert_eq!(findings("", "booklet", TEXT), [""; 0]);
}
