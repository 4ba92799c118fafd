//! The file that comes of pages set by hand: read back with lopdf, and with qpdf and poppler where they are
//! installed.

#[path = "write/images.rs"]
mod images;
#[path = "write/ledger.rs"]
mod ledger;
#[path = "write/profiles.rs"]
mod profiles;
#[path = "support/reader.rs"]
mod reader;
#[path = "support/sample.rs"]
mod sample;
mod support;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use anthology_layout::page::{Artifact, GlyphRun, ImageFormat, ItemKind, LinkTo, NodeId, PixelSize, Rect, Role, Tag};
use lopdf::Object;
use proptest::prelude::*;
use reader::Reader;
use support::{MARGIN, REGULAR, Setter, pt};

static BYTES: LazyLock<Vec<u8>> = LazyLock::new(|| written(&sample::book()));

fn written(pages: &anthology_layout::page::Pages) -> Vec<u8> {
    anthology_pdf::write(pages, &support::options(&pages.fonts)).expect("a file")
}

#[test]
fn two_saves_are_alike() {
    assert_eq!(*BYTES, written(&sample::book()));
}

#[test]
fn everything_painted_is_content_or_artifact() {
    let reader = Reader::new(&BYTES);
    assert_eq!(reader.bare, []);
    assert_eq!(reader.artifacts[2], "The running head1");
    assert_eq!(reader.marks.len(), 47);
}

#[test]
fn the_structure_says_what_the_pages_mean() {
    let structure = Reader::new(&BYTES).structure();
    insta::assert_snapshot!(structure);
}

#[test]
fn the_parent_tree_and_the_structure_agree() {
    let reader = Reader::new(&BYTES);
    let root = reader.at(&reader.catalog(), "StructTreeRoot");
    let parents = reader.tree(&reader.at(&root, "ParentTree"), "Nums");
    let keys: Vec<i64> = parents.iter().map(|(key, _)| key.as_i64().expect("a key")).collect();
    assert_eq!(keys, (0..keys.len() as i64).collect::<Vec<_>>());
    for (index, page) in reader.pages.iter().enumerate() {
        let dict = reader.document.get_dictionary(*page).expect("a page");
        assert_eq!(dict.get(b"StructParents").and_then(Object::as_i64).expect("a key"), index as i64);
        let elements = parents[index].1.as_array().expect("elements");
        assert_eq!(elements.len(), reader.marks.keys().filter(|(on, _)| on == page).count());
        for (mark, element) in elements.iter().enumerate() {
            let element = reader.dict(element);
            let own = element.get(b"Pg").and_then(Object::as_reference).ok();
            let holds = reader.kids(&element).iter().any(|kid| match kid {
                Object::Integer(id) => own == Some(*page) && *id == mark as i64,
                Object::Dictionary(kid) => {
                    kid.get(b"MCID").and_then(Object::as_i64).ok() == Some(mark as i64)
                        && kid.get(b"Pg").and_then(Object::as_reference).ok() == Some(*page)
                }
                _ => false,
            });
            assert!(holds, "page {index}, mark {mark}");
        }
        for annotation in dict.get(b"Annots").and_then(Object::as_array).into_iter().flatten() {
            let link = reader.dict(annotation);
            let key = link.get(b"StructParent").and_then(Object::as_i64).expect("a key");
            let element = reader.dict(&parents[key as usize].1);
            assert_eq!(element.get(b"S").and_then(Object::as_name).expect("a type"), b"Link");
            let refers = |kid: &Object| kid.as_dict().is_ok_and(|kid| kid.get(b"Obj").ok() == Some(annotation));
            assert!(reader.kids(&element).iter().any(refers));
            assert!(link.has(b"Contents") && link.has(b"F"));
        }
    }
}

#[test]
fn header_cells_and_lists_say_what_they_are() {
    let reader = Reader::new(&BYTES);
    let mut found = Vec::new();
    for element in reader.document.objects.values().filter_map(|object| object.as_dict().ok()) {
        let kind = element.get(b"S").and_then(Object::as_name).unwrap_or_default();
        if kind == b"TH" || kind == b"L" {
            let attributes = reader.at(element, "A");
            let key: &[u8] = if kind == b"L" { b"ListNumbering" } else { b"Scope" };
            let value = attributes.get(key).and_then(Object::as_name).expect("a name");
            found.push(String::from_utf8_lossy(value).into_owned());
        }
    }
    found.sort();
    assert_eq!(found, ["Column", "Column", "Decimal", "None"]);
}

#[test]
fn ways_through_the_document_lead_somewhere() {
    let reader = Reader::new(&BYTES);
    let catalog = reader.catalog();
    let names = reader.tree(&reader.at(&reader.at(&catalog, "Names"), "Dests"), "Names");
    let keys: Vec<&[u8]> = names.iter().map(|(key, _)| key.as_str().expect("a name")).collect();
    assert_eq!(keys, [b"contents".as_slice(), b"note-1", b"trust", b"trust#costs", b"trust.1"]);
    let page = names[2].1.as_array().expect("a place")[0].as_reference().expect("a page");
    assert_eq!(page, reader.pages[2]);
    let labels = reader.tree(&reader.at(&catalog, "PageLabels"), "Nums");
    assert_eq!(labels.iter().map(|(at, _)| at.as_i64().expect("a page")).collect::<Vec<_>>(), [0, 2]);
    let outline = reader.at(&catalog, "Outlines");
    assert_eq!(outline.get(b"Count").and_then(Object::as_i64).expect("a number"), 3);
    let part = reader.at(&outline, "Last");
    let chapter = reader.at(&part, "First");
    let section = reader.at(&chapter, "First");
    assert_eq!(lopdf::decode_text_string(section.get(b"Title").expect("a title")).expect("a text"), "Costs & “gains”");
    assert_eq!(chapter.get(b"Count").and_then(Object::as_i64).expect("a number"), -1);
}

#[test]
fn a_link_to_nowhere_is_left_out() {
    let mut s = Setter::new();
    s.page("1");
    let p = s.node(Some(NodeId(0)), Role::Paragraph);
    s.line(p, REGULAR, 11, "lost");
    s.link(p, pt(MARGIN), pt(90), LinkTo::Destination("nowhere".to_owned()), "");
    assert!(!Reader::new(&written(&s.pages)).structure().contains("Link"));
}

#[test]
fn text_from_right_to_left_is_heard_in_its_order() {
    let mut s = Setter::new();
    s.page("1");
    let p = s.node(Some(NodeId(0)), Role::Paragraph);
    let mut run = s.run(s.font(REGULAR), pt(11), pt(MARGIN), pt(80), "abc def");
    run.glyphs.reverse();
    s.push(ItemKind::Glyphs(run), Tag::Content { node: p, order: 100 });
    let structure = Reader::new(&written(&s.pages)).structure();
    assert_eq!(structure, "Document\n  P\n    \"abc def\"\n");
}

#[test]
fn a_missing_glyph_is_a_box_that_says_its_character() {
    let mut s = Setter::new();
    s.page("1");
    let p = s.node(Some(NodeId(0)), Role::Paragraph);
    s.line(p, REGULAR, 11, "a\u{4e00}b");
    let structure = Reader::new(&written(&s.pages)).structure();
    assert_eq!(structure, "Document\n  P\n    \"a\"\n    Span ActualText=\u{4e00}\n      \"\"\n    \"b\"\n");
}

#[test]
fn an_image_without_a_description_is_no_figure() {
    let mut pages = sample::book();
    pages.structure.iter_mut().filter(|node| node.role == Role::Figure).for_each(|node| node.alt = None);
    let reader = Reader::new(&written(&pages));
    assert!(!reader.structure().contains("Figure"));
    assert_eq!(reader.bare, []);
}

#[test]
fn letter_spacing_is_said_once() {
    let mut s = Setter::new();
    s.page("1");
    let p = s.node(Some(NodeId(0)), Role::Paragraph);
    let mut run = s.run(s.font(REGULAR), pt(10), pt(MARGIN), pt(80), "letters apart");
    run.glyphs.iter_mut().for_each(|glyph| glyph.advance += anthology_base::Length::from_millipt(250));
    s.push(ItemKind::Glyphs(run), Tag::Content { node: p, order: 100 });
    let bytes = written(&s.pages);
    let reader = Reader::new(&bytes);
    let content = reader.document.get_page_content(reader.pages[0]);
    let content = lopdf::content::Content::decode(&content).expect("operators").operations;
    let of = |name: &str| content.iter().filter(|operation| operation.operator == name).count();
    assert_eq!((of("Tc"), of("Tj"), of("TJ")), (1, 1, 0));
}

#[test]
fn widths_are_the_fonts_own_to_half_a_thousandth() {
    let pages = sample::book();
    let reader = Reader::new(&BYTES);
    let fonts = reader.fonts();
    let mut checked = 0;
    for (name, font) in &fonts {
        let index: usize =
            String::from_utf8_lossy(&name[1..]).split('.').next().expect("a number").parse().expect("one");
        let face = &pages.fonts[index];
        let font = reader.dict(font);
        let texts = reader::unicode_map(&reader.stream(font.get(b"ToUnicode").expect("a map")));
        let descendant = reader.dict(&font.get(b"DescendantFonts").and_then(Object::as_array).expect("a font")[0]);
        let widths = descendant.get(b"W").and_then(Object::as_array).expect("widths");
        for pair in widths.chunks_exact(2) {
            let first = pair[0].as_i64().expect("a code");
            for (i, width) in pair[1].as_array().expect("widths").iter().enumerate() {
                let text = &texts.texts[&((first as usize + i) as u16)];
                let mut chars = text.chars();
                let (Some(c), None) = (chars.next(), chars.next()) else { continue };
                let Some(glyph) = face.glyph(c) else { continue };
                let exact = f64::from(face.advance(glyph)) * 1000.0 / f64::from(face.units_per_em);
                // A small letter of another language stands for a capital in one place.
                if (exact - width.as_i64().expect("a width") as f64).abs() > 0.5 {
                    assert_eq!(text, "w");
                }
                checked += 1;
            }
        }
    }
    assert!(checked > 50);
}

#[test]
fn a_jpeg_goes_in_as_it_is() {
    let pages = sample::book();
    let jpeg = &pages.images[2].bytes;
    assert!(BYTES.windows(jpeg.len()).any(|window| window == &**jpeg));
}

#[test]
fn an_image_that_cannot_be_read_is_named() {
    let mut pages = sample::book();
    let mut broken = (*pages.images[1]).clone();
    broken.bytes = broken.bytes[..40].into();
    pages.images[1] = broken.into();
    let error = anthology_pdf::write(&pages, &support::options(&[])).expect_err("an error");
    assert!(error.to_string().starts_with("the image p1 can't be used: "), "{error}");
}

#[test]
fn what_info_says_xmp_says() {
    let reader = Reader::new(&BYTES);
    let info = reader.at(&reader.document.trailer, "Info");
    let xmp = String::from_utf8(reader.stream(reader.catalog().get(b"Metadata").expect("metadata"))).expect("UTF-8");
    let pairs = [
        ("Title", "<rdf:li xml:lang=\"x-default\">Pages &amp; &lt;Proofs&gt;</rdf:li>", "Pages & <Proofs>"),
        ("Author", "<dc:creator><rdf:Seq><rdf:li>The Éditors</rdf:li>", "The Éditors"),
        ("Keywords", "<pdf:Keywords>Typography, Tests<", "Typography, Tests"),
        ("ModDate", "<xmp:ModifyDate>2026-11-22T00:00:00Z<", "D:20261122000000Z"),
    ];
    for (key, packet, value) in pairs {
        assert!(xmp.contains(packet), "{packet}");
        let found = lopdf::decode_text_string(info.get(key.as_bytes()).expect("a value")).expect("a text");
        assert_eq!(found, value);
    }
}

/// Runs a tool on the sample, or says that it isn't there.
fn tool(name: &str, arguments: &[&str]) -> Option<(bool, String)> {
    static FILE: LazyLock<PathBuf> = LazyLock::new(|| {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("sample-{}.pdf", std::process::id()));
        std::fs::write(&path, &*BYTES).expect("a place to write to");
        path
    });
    let path = FILE.to_str().expect("a path");
    let arguments = arguments.iter().map(|argument| if *argument == "FILE" { path } else { argument });
    match Command::new(name).args(arguments).output() {
        Ok(output) => Some((output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned())),
        Err(_) => {
            println!("skipped: {name} is not installed");
            None
        }
    }
}

#[test]
fn qpdf_finds_no_fault() {
    if let Some((success, said)) = tool("qpdf", &["--check", "FILE"]) {
        assert!(success && said.contains("No syntax or stream encoding errors found"), "{said}");
    }
}

#[test]
fn poppler_reads_whole_words() {
    if let Some((_, text)) = tool("pdftotext", &["-enc", "UTF-8", "FILE", "-"]) {
        let text = text.replace("-\n", "");
        for words in ["a sufficient reason is difficult to fill", "« déjà vu »", "not-to-be (that) \\ is"] {
            assert!(text.contains(words), "{words} in {text}");
        }
    }
}

#[test]
fn paragraph_numbers_are_painted_after_the_text() {
    let mut s = Setter::new();
    s.page("1");
    let p = s.node(Some(NodeId(0)), Role::Paragraph);
    s.line(p, REGULAR, 11, "The office of a suffi\u{ad}");
    let number = s.run(s.font(REGULAR), pt(7), pt(10), s.y, "12");
    s.push(ItemKind::Glyphs(number), Tag::Artifact(Artifact::Layout));
    s.line(p, REGULAR, 11, "cient reason");
    let reader = Reader::new(&written(&s.pages));
    assert_eq!(reader.artifacts, ["12"]);
    assert_eq!(reader.marks.len(), 1, "the paragraph is not interrupted");
    assert!(reader.structure().contains("suffi-cient reason"), "{}", reader.structure());
}

#[test]
fn a_drop_cap_is_read_with_its_word() {
    let mut s = Setter::new();
    s.page("1");
    let p = s.node(Some(NodeId(0)), Role::Paragraph);
    let font = s.font(REGULAR);
    let cap = s.run(font, pt(30), pt(MARGIN), pt(94), "T");
    let beside = pt(MARGIN) + cap.glyphs[0].advance;
    s.push(ItemKind::Glyphs(cap), Tag::Content { node: p, order: 100 });
    for (line, text) in ["hese words stand beside ", "a letter of two lines"].into_iter().enumerate() {
        let run = s.run(font, pt(10), beside, pt(80 + 14 * line as i64), text);
        s.push(ItemKind::Glyphs(run), Tag::Content { node: p, order: 101 + line as u64 * 100 });
    }
    let bytes = written(&s.pages);
    let reader = Reader::new(&bytes);
    assert!(reader.structure().contains("These words stand beside a letter of two lines"), "{}", reader.structure());
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("cap-{}.pdf", std::process::id()));
    std::fs::write(&path, bytes).expect("a place to write to");
    let path = path.to_str().expect("a path");
    for (name, arguments) in [("pdftotext", [path, "-"].as_slice()), ("mutool", &["draw", "-q", "-F", "text", path])] {
        if let Some((_, text)) = tool(name, arguments) {
            assert!(text.contains("These words stand beside"), "{name}: {text}");
        }
    }
}

/// A run of any text in any clusters: how many glyphs a cluster has, and what it stands for.
fn any_run() -> impl Strategy<Value = Vec<(usize, String)>> {
    let text = prop_oneof!["[a-f]", "[a-f]{2,3}", "[\u{a0} -]", "[\u{300}\u{301}]"];
    prop::collection::vec((1usize..4, text), 1..12)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn the_structure_carries_every_character(runs in prop::collection::vec((any_run(), any::<bool>()), 1..6)) {
        let mut s = Setter::new();
        s.page("1");
        let p = s.node(Some(NodeId(0)), Role::Paragraph);
        let mut expected = String::new();
        for (clusters, hyphen) in runs {
            s.y += pt(14);
            let mut run = s.run(s.font(REGULAR), pt(10), pt(MARGIN), s.y, "-");
            let glyph = run.glyphs.remove(0);
            run.text.clear();
            for (glyphs, text) in clusters {
                let first = text.chars().next().and_then(|c| s.pages.fonts[run.font as usize].glyph(c)).unwrap_or(40);
                for i in 0..glyphs {
                    run.glyphs.push(anthology_layout::page::Glyph {
                        id: first + i as u16,
                        cluster: run.text.len() as u32,
                        ..glyph
                    });
                }
                run.text.push_str(&text);
            }
            expected.push_str(&run.text);
            if hyphen {
                run.glyphs.push(anthology_layout::page::Glyph { hyphen, cluster: run.text.len() as u32, ..glyph });
                expected.push('-');
            }
            let order = s.next_order();
            s.push(ItemKind::Glyphs(run), Tag::Content { node: p, order });
        }
        prop_assert_eq!(spoken(&Reader::new(&written(&s.pages)).structure()), expected);
    }
}

/// What a reader of the structure hears: an element's ActualText where it has one, else its text.
fn spoken(structure: &str) -> String {
    let mut out = String::new();
    let mut silent = false;
    for line in structure.lines().map(str::trim_start) {
        if let Some(text) = line.strip_prefix('"').and_then(|line| line.strip_suffix('"')) {
            if !std::mem::take(&mut silent) {
                out.push_str(&unescaped(text));
            }
        } else if let Some((_, actual)) = line.split_once(" ActualText=") {
            out.push_str(actual);
            silent = true;
        }
    }
    out
}

/// Undoes what `{:?}` did.
fn unescaped(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("\\u{") {
        let (code, after) = after.split_once('}').expect("an escape");
        out.push_str(before);
        out.extend(u32::from_str_radix(code, 16).ok().and_then(char::from_u32));
        rest = after;
    }
    out + rest
}

/// The place of the first glyph of each text-showing operator on the page, and the direction of its baseline.
fn shown_at(reader: &Reader) -> Vec<[i64; 4]> {
    let content = reader.document.get_page_content(reader.pages[0]);
    let operations = lopdf::content::Content::decode(&content).expect("operators").operations;
    let (mut matrix, mut saved) = ([1.0, 0.0, 0.0, 1.0, 0.0, 0.0], Vec::new());
    let (mut x, mut y) = (0.0, 0.0);
    let mut places = Vec::new();
    for operation in operations {
        let operands: Vec<f64> = operation.operands.iter().filter_map(|n| n.as_float().ok()).map(f64::from).collect();
        match operation.operator.as_str() {
            "q" => saved.push(matrix),
            "Q" => matrix = saved.pop().expect("a saved matrix"),
            // Only images have another within it.
            "cm" => matrix = operands.try_into().expect("a matrix"),
            "BT" => (x, y) = (0.0, 0.0),
            "Td" => (x, y) = (x + operands[0], y + operands[1]),
            "Tj" | "TJ" => {
                let [a, b, c, d, e, f] = matrix;
                places.push([x * a + y * c + e, x * b + y * d + f, a, b].map(|n: f64| n.round() as i64));
            }
            _ => {}
        }
    }
    places
}

#[test]
fn a_turned_run_is_read_up_the_page() {
    let mut s = Setter::new();
    s.page("1");
    let p = s.node(Some(NodeId(0)), Role::Paragraph);
    let font = s.font(REGULAR);
    for (n, (x, y, turned)) in
        [(40, 100, false), (80, 400, true), (95, 300, true), (40, 500, false)].into_iter().enumerate()
    {
        let run = GlyphRun { turned, ..s.run(font, pt(10), pt(x), pt(y), "gates ") };
        s.push(ItemKind::Glyphs(run), Tag::Content { node: p, order: 100 + n as u64 * 10 });
    }
    let image = s.image(
        "a.svg",
        ImageFormat::Svg,
        br#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>"#.to_vec(),
        PixelSize::new(9, 9),
    );
    let figure = s.node(Some(NodeId(0)), Role::Figure);
    s.edit(figure).alt = Some("A gate".to_owned());
    let rect = Rect { x: pt(110), y: pt(200), width: pt(30), height: pt(60) };
    s.push(ItemKind::Image { image, rect, turned: true }, Tag::Content { node: figure, order: 200 });
    let reader = Reader::new(&written(&s.pages));
    // From the foot of a page of 576 pt.
    assert_eq!(shown_at(&reader), [[40, 476, 1, 0], [80, 176, 0, 1], [95, 276, 0, 1], [40, 76, 1, 0]]);
    assert_eq!(reader.bare, []);
    let boxes: Vec<&Object> = reader
        .document
        .objects
        .values()
        .filter_map(|object| object.as_dict().ok()?.get(b"A").ok()?.as_dict().ok()?.get(b"BBox").ok())
        .collect();
    let numbers: Vec<Vec<f32>> = boxes
        .iter()
        .map(|corners| corners.as_array().expect("an array").iter().map(|n| n.as_float().expect("a number")).collect())
        .collect();
    assert_eq!(numbers, [[110.0, 316.0, 140.0, 376.0]]);
}
