//! Tokens of themes on pages: each moves what it says, and nothing else.

use anthology_base::{Diagnostics, Length, MemoryWorld, SourceMap};
use anthology_layout::fonts::Fonts;
use anthology_layout::layout;
use anthology_layout::page::{GlyphRun, Item, ItemKind, Page, Pages, Rect};

const MANIFEST: &str = "[book]\ntitle = \"Low Water\"\nauthors = [\"Ada Marsh\", \"Tom Reed\"]\npublisher = \"Tide Press\"\n\
                        language = \"en-GB\"\nchapters = [\"one.md\", \"two.md\"]\n\n[front]\nmatter = [\"title\", \"contents\"]\n\n\
                        [typesetting]\ntheme = \"own.toml\"\n";
const ONE: &str = "+++\ntitle = \"The Ledger\"\nauthor = \"Ada Marsh\"\n+++\n\nBefore the verse.\n\n::: verse\nThe river is \
                   wide\nand low, and the lamps along the quay are lit\n:::\n\n![A lamp.](lamp.svg \"The lamp at the end of \
                   the pier was lit by hand until the winter of the long frost, and after it by nobody at all.\")\n";
const TWO: &str = "+++\ntitle = \"TIDES\"\nauthor = \"Tom Reed\"\n+++\n\nText.\n";
const LAMP: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"200\" height=\"100\"><rect width=\"200\" \
                    height=\"100\"/></svg>";

/// The pages of a small book in a theme of these tokens.
fn pages(tokens: &str) -> Pages {
    let world = MemoryWorld::new()
        .with("book.toml", MANIFEST)
        .with("one.md", ONE)
        .with("two.md", TWO)
        .with("lamp.svg", LAMP)
        .with("own.toml", tokens);
    let (mut sources, mut found) = (SourceMap::new(), Diagnostics::new());
    let book = anthology_book::load(&world, &mut sources, &mut found).expect("a book");
    let theme = anthology_typeset::theme("own.toml", None, &world, &mut sources, &mut found);
    let errors: Vec<String> = found.iter().map(|finding| finding.message.clone()).collect();
    let text = anthology_typeset::set(&book, theme.unwrap_or_else(|| panic!("{errors:?}")), &mut found);
    layout(&text, &Fonts::bundled(), &mut found)
}

fn runs(page: &Page) -> impl Iterator<Item = &GlyphRun> {
    page.items.iter().filter_map(|item| match &item.kind {
        ItemKind::Glyphs(run) => Some(run),
        _ => None,
    })
}

/// The first run that holds a text on the pages from one on, and its page.
fn find<'p>(pages: &'p Pages, from: usize, text: &str) -> (&'p Page, &'p GlyphRun) {
    let pages = pages.pages.iter().skip(from);
    let mut all = pages.flat_map(|page| runs(page).map(move |run| (page, run)));
    all.find(|(_, run)| run.text.contains(text)).unwrap_or_else(|| panic!("no `{text}`"))
}

fn width(run: &GlyphRun) -> Length {
    run.glyphs.iter().map(|glyph| glyph.advance).sum()
}

fn rules(page: &Page) -> Vec<Rect> {
    let rule = |item: &Item| match item.kind {
        ItemKind::Rule(rect) => Some(rect),
        _ => None,
    };
    page.items.iter().filter_map(rule).collect()
}

#[test]
fn what_is_anchored_at_the_foot_stands_on_the_last_line() {
    let flow = "[styles.book-publisher]\nanchor = \"flow\"\nsmall-caps = false\n";
    let foot = "[styles.book-publisher]\nanchor = \"foot\"\nsmall-caps = false\n";
    let (flow, foot) = (pages(flow), pages(foot));
    let of = |pages: &Pages, text: &str| find(pages, 0, text).1.y;
    assert_eq!(of(&flow, "Low"), of(&foot, "Low"));
    let page = &foot.pages[0];
    let last = page.height - Length::from_pt(78);
    assert!(of(&flow, "Tide") < page.height / 2 + Length::from_pt(40));
    assert!((last - of(&foot, "Tide")).abs() < Length::from_pt(20), "{} of {last}", of(&foot, "Tide"));
}

#[test]
fn rules_stand_clear_of_the_text_in_the_space_around_it() {
    let made = pages("[styles.chapter-title]\nrule-above = \"1pt\"\nrule-below = \"2pt\"\nrule-width = \"60pt\"\n");
    let (page, title) = find(&made, 3, "TIDES");
    let [above, below] = rules(page)[..] else { panic!("two rules: {:?}", rules(page)) };
    assert_eq!((above.width, above.height), (Length::from_pt(60), Length::from_pt(1)));
    assert!(above.y + above.height < title.y - title.size && above.y > title.y - title.size * 2);
    assert!(below.y > title.y + title.size / 3 && below.height == Length::from_pt(2));
    let middle = |x: Length, width: Length| x + width / 2;
    let off = middle(above.x, above.width) - middle(title.x, width(title));
    assert!(off.abs() < Length::from_pt(2), "centred like its title: {off}");
    assert!(rules(find(&pages(""), 3, "TIDES").0).is_empty());
}

#[test]
fn contents_have_page_numbers_and_authors_beside_titles() {
    let made = pages("[blocks]\ncontents-pages = \"after\"\ncontents-authors = \"beside\"\nchapter-label = \"none\"\n");
    let (page, title) = find(&made, 1, "TIDES");
    let (_, author) = find(&made, 1, "Tom Reed");
    assert_eq!(title.y, author.y);
    assert!(author.x > title.x + width(title));
    let number = runs(page).find(|run| run.y == title.y && run.x > author.x).expect("a number");
    assert!(number.x - author.x - width(author) < Length::from_pt(24), "close after the author");
    let plain = pages("[blocks]\nchapter-label = \"none\"\n");
    let ((_, title), (_, author)) = (find(&plain, 1, "TIDES"), find(&plain, 1, "Tom Reed"));
    assert!(author.y > title.y);
}

#[test]
fn authors_that_have_no_room_beside_titles_are_below() {
    let made = pages(
        "[page]\nwidth = \"210pt\"\n[styles.contents-chapter]\ntracking = 300\n[blocks]\ncontents-authors = \"beside\"\n",
    );
    let ((_, title), (_, author)) = (find(&made, 1, "Ledger"), find(&made, 1, "Ada Marsh"));
    assert!(author.y > title.y);
}

#[test]
fn verse_is_centred_by_its_longest_line() {
    let made = pages("[blocks]\nverse = \"center\"\n");
    let (page, long) = find(&made, 3, "lamps along");
    let line: Vec<&GlyphRun> = runs(page).filter(|run| run.y == long.y).collect();
    let (left, right) = (line[0].x, line.iter().map(|run| run.x + width(run)).max().expect("a run"));
    let (_, first) = find(&made, 3, "The river is");
    assert_eq!(first.x, left, "lines begin together");
    let text = find(&made, 3, "Before the").1.x;
    let measure = page.width - Length::from_pt(50 + 72);
    let off = (left - text) - (text + measure - right);
    assert!(off.abs() < Length::from_pt(4), "{off} off the middle");
    assert!(find(&pages(""), 3, "The river is").1.x < left);
}

#[test]
fn captions_are_as_wide_as_their_images() {
    let widest = |tokens: &str| {
        let made = pages(tokens);
        let (page, _) = find(&made, 3, "frost");
        let image = page.items.iter().find_map(|item| match item.kind {
            ItemKind::Image { rect, .. } => Some(rect),
            _ => None,
        });
        let caption = |run: &&GlyphRun| run.size == Length::from_pt(9);
        let edges = runs(page).filter(caption).map(|run| run.x + width(run));
        (image.expect("an image"), edges.max().expect("a caption"))
    };
    let (image, right) = widest("[blocks]\ncaption-width = \"image\"\n");
    assert!(right < image.x + image.width + Length::from_pt(4), "{right} {image:?}");
    let (image, right) = widest("[blocks]\ncaption-width = \"measure\"\n");
    assert!(right > image.x + image.width + Length::from_pt(10), "{right} {image:?}");
}

#[test]
fn the_title_page_is_framed() {
    for (tokens, count) in [("none", 0), ("rule", 4), ("double", 8)] {
        let made = pages(&format!("[blocks]\ntitle-frame = \"{tokens}\"\n"));
        let page = &made.pages[0];
        let rules = rules(page);
        assert_eq!(rules.len(), count, "{tokens}");
        for run in runs(page) {
            let inside =
                |rect: &&Rect| rect.x > run.x && rect.x < run.x + width(run) && (rect.y - run.y).abs() < run.size;
            assert!(!rules.iter().any(|rect| inside(&rect)), "{tokens} touches {}", run.text);
        }
        assert!(rules.iter().all(|rect| rect.x > Length::ZERO && rect.x + rect.width < page.width));
        assert!(rules.iter().all(|rect| rect.y > Length::ZERO && rect.y + rect.height < page.height));
    }
}

#[test]
fn capitals_become_small_ones_too() {
    let glyphs = |all: bool| {
        let made = pages(&format!("[styles.chapter-title]\nsmall-caps = true\nall-small-caps = {all}\n"));
        let run = find(&made, 3, "Ledger").1.clone();
        run.glyphs.iter().map(|glyph| glyph.id).collect::<Vec<_>>()
    };
    let (all, some) = (glyphs(true), glyphs(false));
    assert_eq!(all.len(), some.len());
    assert_ne!(all[0], some[0], "the capital");
    assert_eq!(all[1..3], some[1..3], "the small letters");
}
