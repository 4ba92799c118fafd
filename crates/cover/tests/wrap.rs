//! Wraps: what stands on which panel.

use std::sync::Arc;

use anthology_base::{Diagnostics, Isbn, Length, MemoryWorld, SourceMap};
use anthology_cover::{DrawError, TrimSize, Wrap, wrap};
use anthology_images::{Channels, Raster, png_file};
use anthology_layout::fonts::Fonts;
use anthology_layout::page::{ImageAsset, ImageFormat, ItemKind, Pages, PixelSize, Rect};
use anthology_typeset::{Color, SetText};

fn text(description: &str) -> SetText {
    text_in("en", description)
}

fn text_in(language: &str, description: &str) -> SetText {
    let manifest = format!(
        "[book]\ntitle = \"Trust\"\nlanguage = \"{language}\"\nauthors = [\"Jane Roe\"]\nidentifier = \"9780306406157\"\npublisher = \"A Press\"\n\
         description = \"{description}\"\nchapters = [\"1.md\"]\n"
    );
    let world = MemoryWorld::new().with("book.toml", manifest).with("1.md", "+++\ntitle = \"One\"\n+++\n\nText.\n");
    let (mut sources, mut found) = (SourceMap::new(), Diagnostics::new());
    let book = anthology_book::load(&world, &mut sources, &mut found).expect("a book");
    let theme = anthology_typeset::theme("modern", None, &world, &mut sources, &mut found).expect("a theme");
    let set = anthology_typeset::set(&book, theme, &mut found);
    assert!(!found.has_errors(), "{found:?}");
    set
}

fn around(text: &SetText) -> Wrap<'_> {
    Wrap {
        text,
        trim: TrimSize { width: Length::from_pt(396), height: Length::from_pt(612) },
        spine: Length::from_pt(20),
        spine_text: true,
        bleed: Length::from_pt(9),
        front: None,
        isbn: text.metadata.identifiers.iter().find_map(|uri| Isbn::of_uri(uri)),
    }
}

fn drawing(pages: &Pages) -> String {
    let asset = pages.images.iter().find(|asset| asset.format == ImageFormat::Svg).expect("a drawing");
    String::from_utf8(asset.bytes.to_vec()).expect("UTF-8")
}

fn images(pages: &Pages) -> Vec<Rect> {
    let rect = |kind: &ItemKind| if let ItemKind::Image { rect, .. } = kind { Some(*rect) } else { None };
    pages.pages[0].items.iter().filter_map(|item| rect(&item.kind)).collect()
}

#[test]
fn panels_spine_and_bar_code() {
    let set = text("A book about trust, and what comes of it where nobody has the time to look.");
    let pages = wrap(&around(&set), &Fonts::bundled()).expect("a wrap");
    assert_eq!(pages.pages[0].width, Length::from_pt(2 * 396 + 20));
    let [all] = images(&pages)[..] else { panic!("one drawing") };
    assert_eq!((all.x, all.width), (Length::from_pt(-9), Length::from_pt(2 * 396 + 20 + 18)));
    let svg = drawing(&pages);
    assert!(svg.contains("rotate(90)") && svg.contains(">ISBN 978-0-306-40615-7</text>"), "{svg}");
    let bars = svg.matches("fill=\"#000\"/>").count();
    // Two bars a digit and two a guard.
    assert_eq!(bars, 12 * 2 + 3 * 2);
    let without = wrap(&Wrap { spine_text: false, ..around(&set) }, &Fonts::bundled()).expect("a wrap");
    assert!(!drawing(&without).contains("rotate(90)"));
}

#[test]
fn the_description_stays_on_the_back_and_above_the_bar_code() {
    let fonts = Fonts::bundled();
    let long = "A book about trust, and what comes of it where nobody has the time to look. ".repeat(20);
    let set = text(long.trim());
    let pages = wrap(&around(&set), &fonts).expect("a wrap");
    let mut said = String::new();
    for item in &pages.pages[0].items {
        let ItemKind::Glyphs(run) = &item.kind else { continue };
        let end = run.x + run.glyphs.iter().map(|glyph| glyph.advance).sum();
        assert!(run.x >= Length::from_pt(50) && end <= Length::from_pt(396 - 50), "{}", run.text);
        assert!(run.y < Length::from_pt(612 - 104) || end < Length::from_pt(396 - 162), "{}", run.text);
        said.push_str(&run.text);
        said.push(' ');
    }
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(words(&said), words(&format!("{long} A Press")));
    let longer = text(&long.repeat(4));
    assert!(matches!(wrap(&around(&longer), &fonts), Err(DrawError::Blurb { .. })));
}

#[test]
fn the_editors_front_covers_its_panel_and_bleed() {
    let set = text("");
    for size in [PixelSize::new(100, 160), PixelSize::new(1600, 400), PixelSize::new(100, 900)] {
        let asset = ImageAsset {
            path: "front.png".to_owned(),
            bytes: Arc::from(Vec::new()),
            format: ImageFormat::Png,
            size,
            orientation: 1,
        };
        let front = Arc::new(asset);
        let pages = wrap(&Wrap { front: Some(&front), ..around(&set) }, &Fonts::bundled()).expect("a wrap");
        let [image, _] = images(&pages)[..] else { panic!("an image under a drawing") };
        assert!(image.x <= Length::from_pt(416) && image.y <= Length::from_pt(-9), "{image:?}");
        let (right, foot) = (image.x + image.width, image.y + image.height);
        assert!(right >= Length::from_pt(812 + 9) && foot >= Length::from_pt(612 + 9), "{image:?}");
        let ratio = f64::from(size.width) / f64::from(size.height);
        assert!((image.width.ratio(image.height) / ratio - 1.0).abs() < 1e-3, "{image:?}");
    }
}

#[test]
fn a_book_bound_at_the_right_has_its_front_at_the_left() {
    let set = text_in("he", "שלום");
    let asset = ImageAsset {
        path: "front.png".to_owned(),
        bytes: Arc::from(Vec::new()),
        format: ImageFormat::Png,
        size: PixelSize::new(100, 160),
        orientation: 1,
    };
    let front = Arc::new(asset);
    let pages = wrap(&Wrap { front: Some(&front), ..around(&set) }, &Fonts::bundled()).expect("a wrap");
    let [image, _] = images(&pages)[..] else { panic!("an image under a drawing") };
    assert!(image.x <= Length::from_pt(-9) && image.x + image.width >= Length::from_pt(396), "{image:?}");
    let svg = drawing(&pages);
    // The paper begins with the spine, the spine is read from the top, and the code's box stands beside it.
    assert!(svg.contains("<rect x=\"405.000\"") && svg.contains("rotate(-90)"), "{svg}");
    assert!(svg.contains("<rect x=\"434.000\" y=\"507.600\" width=\"144\""), "{svg}");
    let left = pages.pages[0].items.iter().filter_map(|item| match &item.kind {
        ItemKind::Glyphs(run) => Some(run.x),
        _ => None,
    });
    assert!(left.min().expect("a description") > Length::from_pt(416), "the back is at the right");
}

#[test]
fn a_spine_in_squares_is_upright() {
    let spine = |lang| drawing(&wrap(&around(&text_in(lang, "")), &Fonts::bundled()).expect("a wrap"));
    let (ja, en) = (spine("ja"), spine("en-GB"));
    assert_eq!((ja.matches("writing-mode=\"tb\"").count(), ja.contains("rotate(90)")), (2, false));
    assert_eq!((en.matches("writing-mode=\"tb\"").count(), en.contains("rotate(90)")), (0, true));
}

#[test]
fn the_front_of_a_book_bound_at_the_right_begins_at_the_right() {
    let wrapped = |set: &SetText| drawing(&wrap(&around(set), &Fonts::bundled()).expect("a wrap"));
    let (he, en) = (wrapped(&text_in("he", "")), wrapped(&text_in("en-GB", "")));
    assert!(he.contains("<text x=\"1450.0\"") && !he.contains("<text x=\"150.0\""), "{he}");
    assert!(en.contains("<text x=\"150.0\"") && !en.contains("<text x=\"1450.0\""), "{en}");
    // The disc runs over the fore-edge, not over the spine.
    let disc = |svg: &str| svg.split("cx=\"").nth(1).and_then(|rest| rest.split('"').next()?.parse::<f64>().ok());
    assert!(disc(&he).expect("a disc") < 800.0 && disc(&en).expect("a disc") > 800.0);
}

#[test]
fn without_an_isbn_there_is_no_box_for_a_bar_code() {
    let set = text("A description.");
    let svg = drawing(&wrap(&Wrap { isbn: None, ..around(&set) }, &Fonts::bundled()).expect("a wrap"));
    assert!(!svg.contains("fill=\"#fff\"") && !svg.contains("ISBN"), "{svg}");
}

#[test]
fn spine_and_back_take_the_colour_of_the_editors_image() {
    let set = text("A description.");
    let raster = Raster::new(4, 4, Channels::Rgb, [120, 20, 30].repeat(16)).expect("pixels");
    let asset = ImageAsset {
        path: "front.png".to_owned(),
        bytes: png_file(raster).into(),
        format: ImageFormat::Png,
        size: PixelSize::new(4, 4),
        orientation: 1,
    };
    let front = Arc::new(asset);
    let svg = drawing(&wrap(&Wrap { front: Some(&front), ..around(&set) }, &Fonts::bundled()).expect("a wrap"));
    let code = svg.split("fill=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a ground");
    let ground: Color = code.parse().expect("a colour");
    assert!(ground.contrast(Color::BLACK) >= 7.0, "{ground} has room for black text");
    assert!(ground.red > ground.green && ground.red > ground.blue, "{ground} is a tint of the image's red");
}

#[test]
fn a_spine_with_many_authors_keeps_its_title_legible() {
    let mut set = text("");
    let author = set.metadata.contributors[0].clone();
    set.metadata.contributors = vec![author; 16];
    let svg = drawing(&wrap(&around(&set), &Fonts::bundled()).expect("a wrap"));
    let spine = svg.split("rotate(90)").nth(1).and_then(|rest| rest.split("</g>").next()).expect("a spine");
    assert!(spine.contains(">Trust</text>") && !spine.contains("Jane Roe"), "{spine}");
}
