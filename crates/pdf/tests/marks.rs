//! Highlights in our own files, as other programs add them.

use anthology_base::MemoryWorld;
use anthology_layout::page::{ItemKind, Pages};
use anthology_pdf::{MarksError, Options, marks};
use anthology_test_support::{lay_out, set};
use lopdf::{Document, Object, StringFormat, dictionary};

const SECOND: &str = "The sea goes out again in the evening, and the fishermen of the finest harbour in the whole county wait for \
                      it on the office steps, with difficulty, since nobody has told them when it will be back.";

fn pages() -> Pages {
    let world = MemoryWorld::new()
        .with("book.toml", "[book]\ntitle = \"Tides\"\nlanguage = \"en\"\nchapters = [\"one.md\"]\n")
        .with("one.md", format!("# One\n\nThe sea comes in.\n\n{SECOND}\n\nNobody watches.\n"));
    lay_out(&set(&world).0)
}

/// A rectangle around all glyphs of a line: left, bottom, right, top, in points from the lower left corner.
type Rect = [f64; 4];

/// The page on which the second paragraph is, and the rectangles of its lines.
fn lines(pages: &Pages) -> (usize, Vec<Rect>) {
    let points = |length: anthology_base::Length| length.millipt() as f64 / 1000.0;
    for (number, page) in pages.pages.iter().enumerate() {
        let mut found: Vec<(i64, Rect)> = Vec::new();
        let mut within = false;
        for item in &page.items {
            let ItemKind::Glyphs(run) = &item.kind else { continue };
            within |= run.text.contains("goes");
            within &= !run.text.contains("watches");
            if !within {
                continue;
            }
            let height = points(page.height);
            let width: i64 = run.glyphs.iter().map(|glyph| glyph.advance.millipt()).sum();
            let (left, base, size) = (points(run.x), height - points(run.y), points(run.size));
            let right = left + width as f64 / 1000.0;
            match found.iter_mut().find(|(y, _)| *y == run.y.sp()) {
                Some((_, rect)) => (rect[0], rect[2]) = (rect[0].min(left), rect[2].max(right)),
                None => found.push((run.y.sp(), [left, base - size * 0.2, right, base + size * 0.7])),
            }
        }
        if !found.is_empty() {
            return (number, found.into_iter().map(|(_, rect)| rect).collect());
        }
    }
    panic!("the paragraph is on no page");
}

/// The file with annotations on a page.
fn annotated(pages: &Pages, page: usize, annotations: Vec<lopdf::Dictionary>) -> Vec<u8> {
    let file = anthology_pdf::write(pages, &Options { svg_fonts: &pages.fonts, ..Options::default() }).expect("a file");
    let mut document = Document::load_mem(&file).expect("a document");
    let id = document.get_pages()[&(page as u32 + 1)];
    let added: Vec<Object> =
        annotations.into_iter().map(|annotation| Object::Reference(document.add_object(annotation))).collect();
    document.get_dictionary_mut(id).expect("a page").set("Annots", added);
    let mut out = Vec::new();
    document.save_to(&mut out).expect("saved");
    out
}

fn highlight(rects: &[Rect], contents: &str) -> lopdf::Dictionary {
    let quads = rects.iter().flat_map(|[l, b, r, t]| [*l, *t, *r, *t, *l, *b, *r, *b]);
    dictionary! {
        "Type" => "Annot",
        "Subtype" => "Highlight",
        "QuadPoints" => quads.map(|number| Object::Real(number as f32)).collect::<Vec<_>>(),
        "Contents" => Object::String(contents.as_bytes().to_vec(), StringFormat::Literal),
        "T" => Object::String(b"\xfe\xff\0B\0e\0n".to_vec(), StringFormat::Literal)
    }
}

#[test]
fn words_under_highlights() {
    let pages = pages();
    let (page, lines) = lines(&pages);
    assert!(lines.len() > 2, "{lines:?}");
    let half = |[l, b, r, t]: Rect| [l, b, (l + r) / 2.0, t];
    let note = dictionary! {
        "Subtype" => "Text",
        "Rect" => vec![Object::Real(10.0), Object::Real(lines[1][1] as f32), Object::Real(20.0), Object::Real(lines[1][3] as f32)],
        "Contents" => Object::String(b"beside".to_vec(), StringFormat::Literal)
    };
    let link = dictionary! { "Subtype" => "Link", "Contents" => Object::String(b"no".to_vec(), StringFormat::Literal) };
    let file =
        annotated(&pages, page, vec![highlight(&lines, "All of it."), highlight(&[half(lines[0])], ""), note, link]);
    let found = marks(&file).expect("marks");
    let [all, first, note] = found.marks.as_slice() else { panic!("{found:#?}") };
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    assert_eq!(letters(&all.text), letters(SECOND));
    assert_eq!((all.note.as_str(), all.author.as_deref()), ("All of it.", Some("Ben")));
    assert_eq!(all.paragraph.as_deref(), Some("one.2"));
    assert!(SECOND.starts_with(first.text.trim_end_matches('-')) && first.text.len() > 10, "{}", first.text);
    assert_eq!((note.text.as_str(), note.note.as_str(), note.paragraph.as_deref()), ("", "beside", Some("one.2")));
}

#[test]
fn damaged_files_are_errors() {
    assert!(matches!(marks(b"%PDF-1.7 nothing"), Err(MarksError::Damaged(_))));
    let pages = pages();
    let (page, lines) = lines(&pages);
    let file = annotated(&pages, page, vec![highlight(&lines, "x")]);
    for step in 1..60 {
        let mut cut = file[..file.len() * step / 60].to_vec();
        let _ = marks(&cut);
        for at in (step..cut.len()).step_by(97) {
            cut[at] ^= 0x15;
        }
        let _ = marks(&cut);
    }
}
