//! Files for a press, read back with lopdf and held against the rules of PDF/X-4 (ISO 15930-7) by a checker that
//! knows nothing of how they were written; with qpdf too, where it is installed.

#[path = "support/sample.rs"]
mod sample;
mod support;

use anthology_base::Length;
use anthology_layout::page::{ImageFormat, ItemKind, NodeId, Pages, PixelSize, Rect, Role, Tag};
use anthology_pdf::{Bleed, Fold, Inks, OutputProfile, Press, PressStandard, Separation, Size};
use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object};
use support::{MARGIN, REGULAR, Setter, pt};

fn plain(inks: Inks) -> Press {
    Press {
        separation: Separation::of(inks),
        standard: PressStandard::X4,
        bleed: Bleed::Round(Length::ZERO),
        crop_marks: false,
        pages: 0,
        discreet: false,
    }
}

fn printed(pages: &Pages, press: &Press) -> Vec<u8> {
    anthology_pdf::print(pages, press, &support::options(&pages.fonts)).expect("a file")
}

/// What PDF/X-4 forbids, and what X-1a forbids to be seen, in a file.
struct Checker<'a> {
    document: &'a Document,
    faults: Vec<String>,
    allowed: &'a [&'a str],
}

fn faults(bytes: &[u8]) -> Vec<String> {
    let document = Document::load_mem(bytes).expect("a PDF");
    let mut checker = Checker { document: &document, faults: Vec::new(), allowed: &["DeviceGray"] };
    checker.file(bytes);
    for (_, id) in document.get_pages() {
        checker.page(document.get_dictionary(id).expect("a page"));
    }
    for object in document.objects.values() {
        checker.object(object);
    }
    checker.faults
}

impl Checker<'_> {
    fn want(&mut self, holds: bool, what: &str) {
        if !holds && !self.faults.iter().any(|fault| fault == what) {
            self.faults.push(what.to_owned());
        }
    }

    fn dict(&self, object: Option<&Object>) -> Dictionary {
        let object = object.map(|object| self.document.dereference(object).expect("an object").1);
        match object {
            Some(Object::Dictionary(dict)) => dict.clone(),
            Some(Object::Stream(stream)) => stream.dict.clone(),
            _ => Dictionary::new(),
        }
    }

    fn file(&mut self, bytes: &[u8]) {
        self.want(bytes.starts_with(b"%PDF-1.6"), "version 1.6");
        let document = self.document;
        let trailer = &document.trailer;
        self.want(trailer.get(b"ID").and_then(Object::as_array).is_ok_and(|id| id.len() == 2), "an identifier");
        self.want(!trailer.has(b"Encrypt"), "no encryption");
        let catalog = document.catalog().expect("a catalogue");
        for key in ["Outlines", "AcroForm", "OpenAction", "Names", "StructTreeRoot", "OCProperties"] {
            self.want(!catalog.has(key.as_bytes()), "nothing for the screen");
        }
        let info = self.dict(trailer.get(b"Info").ok());
        for key in ["Title", "CreationDate", "ModDate"] {
            self.want(info.has(key.as_bytes()), "title and dates");
        }
        self.want(
            info.get(b"Trapped").and_then(Object::as_name).is_ok_and(|name| name == b"False"),
            "trapping is said",
        );
        let metadata = catalog.get(b"Metadata").and_then(Object::as_reference).expect("metadata");
        let stream = document.get_object(metadata).and_then(Object::as_stream).expect("a stream");
        self.want(!stream.dict.has(b"Filter"), "plain metadata");
        let packet = String::from_utf8(stream.content.clone()).expect("XMP in UTF-8");
        for part in [
            "<pdfxid:GTS_PDFXVersion>PDF/X-4</",
            "<xmpMM:DocumentID>uuid:",
            "<xmpMM:RenditionClass>default<",
            "<xmpMM:VersionID>1<",
            "<pdf:Trapped>False<",
            "<xmp:MetadataDate>2026-11-22T",
            "<dc:title>",
        ] {
            self.want(packet.contains(part), part);
        }
        self.intent(catalog);
    }

    fn intent(&mut self, catalog: &Dictionary) {
        let intents = catalog.get(b"OutputIntents").and_then(Object::as_array).expect("intents");
        self.want(intents.len() == 1, "one output intent");
        let intent = self.dict(intents.first());
        self.want(
            intent.get(b"S").and_then(Object::as_name).is_ok_and(|name| name == b"GTS_PDFX"),
            "an intent for print",
        );
        self.want(intent.has(b"OutputConditionIdentifier") && intent.has(b"Info"), "a condition by name");
        let profile = intent.get(b"DestOutputProfile").and_then(Object::as_reference).expect("a profile");
        let stream = self.document.get_object(profile).and_then(Object::as_stream).expect("a stream");
        let profile = stream.decompressed_content().expect("a profile");
        self.want(&profile[12..16] == b"prtr" && &profile[36..40] == b"acsp", "an output profile");
        let (components, allowed): (i64, &[&str]) = match &profile[16..20] {
            b"GRAY" => (1, &["DeviceGray"]),
            b"CMYK" => (4, &["DeviceGray", "DeviceCMYK"]),
            other => panic!("{other:?}"),
        };
        self.want(
            stream.dict.get(b"N").and_then(Object::as_i64).is_ok_and(|n| n == components),
            "the profile's components",
        );
        self.allowed = allowed;
    }

    fn page(&mut self, page: &Dictionary) {
        let corners = |key: &str| -> Vec<f32> {
            let corners = page.get(key.as_bytes()).and_then(Object::as_array).unwrap_or_else(|_| panic!("no {key}"));
            corners.iter().map(|n| n.as_float().expect("a number")).collect()
        };
        let [media, bleed, trim] = ["MediaBox", "BleedBox", "TrimBox"].map(corners);
        let within = |inner: &[f32], outer: &[f32]| {
            inner[0] >= outer[0] && inner[1] >= outer[1] && inner[2] <= outer[2] && inner[3] <= outer[3]
        };
        self.want(within(&trim, &bleed) && within(&bleed, &media), "boxes within one another");
        self.want(!page.has(b"ArtBox"), "no art box");
        for key in ["Annots", "Group", "AA", "StructParents", "Tabs"] {
            self.want(!page.has(key.as_bytes()), "no annotations, groups or tags");
        }
        let content = page.get(b"Contents").and_then(Object::as_reference).expect("content");
        let stream = self.document.get_object(content).and_then(Object::as_stream).expect("a stream");
        self.content(&stream.decompressed_content().expect("content"));
    }

    fn content(&mut self, bytes: &[u8]) {
        for operation in Content::decode(bytes).expect("content").operations {
            let operator = operation.operator.as_str();
            match operator {
                "k" | "K" => self.want(self.allowed.contains(&"DeviceCMYK"), "no colours"),
                "rg" | "RG" | "cs" | "CS" | "sc" | "SC" | "scn" | "SCN" | "sh" => self.want(false, "no colours"),
                "gs" | "BDC" | "BMC" | "BI" => self.want(false, &format!("no {operator}")),
                _ => {}
            }
        }
    }

    fn object(&mut self, object: &Object) {
        let dict = match object {
            Object::Dictionary(dict) => dict,
            Object::Stream(stream) => &stream.dict,
            _ => return,
        };
        let type_of = |key: &str| dict.get(key.as_bytes()).and_then(Object::as_name).unwrap_or_default();
        match (type_of("Type"), type_of("Subtype")) {
            (_, b"Image") => {
                let space = match dict.get(b"ColorSpace") {
                    Ok(Object::Array(parts)) if parts[0].as_name().is_ok_and(|name| name == b"Indexed") => {
                        parts[1].as_name().unwrap_or_default()
                    }
                    Ok(space) => space.as_name().unwrap_or_default(),
                    Err(_) => b"",
                };
                let space = String::from_utf8_lossy(space).into_owned();
                self.want(self.allowed.contains(&space.as_str()), "images in the inks of the press");
                for key in ["SMask", "Mask", "Alternates", "OPI"] {
                    self.want(!dict.has(key.as_bytes()), "nothing transparent");
                }
                self.want(
                    dict.get(b"BitsPerComponent").and_then(Object::as_i64).is_ok_and(|bits| bits <= 8),
                    "eight bits at most",
                );
            }
            (_, b"Form") => {
                self.want(!dict.has(b"Group"), "nothing transparent");
                let resources = self.dict(dict.get(b"Resources").ok());
                self.want(!resources.has(b"ExtGState"), "no graphics states");
                let Object::Stream(stream) = object else { return };
                self.content(&stream.decompressed_content().unwrap_or_else(|_| stream.content.clone()));
            }
            (b"FontDescriptor", _) => {
                let embedded = ["FontFile", "FontFile2", "FontFile3"].iter().any(|key| dict.has(key.as_bytes()));
                self.want(embedded, "fonts embedded");
            }
            (b"Annot" | b"StructElem" | b"Outlines", _) => self.want(false, "nothing for the screen"),
            _ => {}
        }
    }
}

#[test]
fn a_book_in_black_is_x4() {
    let book = sample::book();
    assert_eq!(faults(&printed(&book, &plain(Inks::Gray))), Vec::<String>::new());
}

#[test]
fn a_book_in_four_inks_with_bleed_and_marks_is_x4() {
    let press =
        Press { bleed: Bleed::Outside(pt(9)), crop_marks: true, pages: 12, discreet: true, ..plain(Inks::Cmyk) };
    let bytes = printed(&sample::book(), &press);
    assert_eq!(faults(&bytes), Vec::<String>::new());
    let document = Document::load_mem(&bytes).expect("a PDF");
    assert_eq!(document.get_pages().len(), 12);
}

#[test]
fn x1a_has_the_same_pages_in_pdf_1_3() {
    let book = sample::book();
    let press = Press { standard: PressStandard::X1a, bleed: Bleed::Outside(pt(9)), ..plain(Inks::Cmyk) };
    let bytes = printed(&book, &press);
    assert!(bytes.starts_with(b"%PDF-1.3\n"));
    assert_eq!(bytes, printed(&book, &press));
    let document = Document::load_mem(&bytes).expect("a PDF");
    let mut checker = Checker { document: &document, faults: Vec::new(), allowed: &["DeviceGray", "DeviceCMYK"] };
    for (_, id) in document.get_pages() {
        checker.page(document.get_dictionary(id).expect("a page"));
    }
    for object in document.objects.values() {
        checker.object(object);
    }
    assert_eq!(checker.faults, Vec::<String>::new());
    // ISO 15930-1, 6.1.2 and 6.2: the standard by its name, and nothing that PDF 1.3 doesn't know.
    let info = checker.dict(document.trailer.get(b"Info").ok());
    let said = |key: &[u8]| info.get(key).and_then(Object::as_str).map(<[u8]>::to_vec).unwrap_or_default();
    assert_eq!(said(b"GTS_PDFXVersion"), b"PDF/X-1:2001");
    assert_eq!(said(b"GTS_PDFXConformance"), b"PDF/X-1a:2001");
    for object in document.objects.values() {
        let Ok(stream) = object.as_stream() else { continue };
        let kind = stream.dict.get(b"Type").and_then(Object::as_name).unwrap_or_default();
        assert!(![&b"ObjStm"[..], b"XRef", b"Metadata"].contains(&kind), "{:?}", stream.dict);
        assert!(
            !stream.dict.has(b"SMask")
                && !stream.dict.get(b"Subtype").is_ok_and(|s| s == &Object::Name(b"OpenType".to_vec()))
        );
        assert!(
            stream.dict.get(b"BitsPerComponent").and_then(Object::as_i64).is_ok_and(|bits| bits <= 8)
                || !stream.dict.has(b"BitsPerComponent")
        );
    }
    let x4 = Document::load_mem(&printed(&book, &Press { standard: PressStandard::X4, ..press })).expect("a PDF");
    let contents = |document: &Document| -> Vec<Vec<u8>> {
        document.get_pages().values().map(|id| document.get_page_content(*id)).collect()
    };
    assert_eq!(contents(&document), contents(&x4));
    let profile = profile_of(&bytes);
    assert_eq!(profile[8], 2, "a profile of a version that PDF 1.3 knows");
}

/// The output profile of a file.
fn profile_of(bytes: &[u8]) -> Vec<u8> {
    let document = Document::load_mem(bytes).expect("a PDF");
    let intents = document.catalog().and_then(|catalog| catalog.get(b"OutputIntents")).and_then(Object::as_array);
    let intent = match &intents.expect("intents")[0] {
        Object::Reference(id) => document.get_dictionary(*id).expect("an intent"),
        direct => direct.as_dict().expect("an intent"),
    };
    let id = intent.get(b"DestOutputProfile").and_then(Object::as_reference).expect("a profile");
    let stream = document.get_object(id).and_then(Object::as_stream).expect("a stream");
    stream.decompressed_content().expect("a profile")
}

#[test]
fn an_output_profile_is_the_intent_and_separates_the_images() {
    let book = sample::book();
    let generic = printed(&book, &plain(Inks::Cmyk));
    // The program's own profile, under another name: what it makes of colours is nearly what the program does.
    let mut bytes = profile_of(&generic);
    let at = bytes.windows(9).position(|part| part == b"Four inks").expect("its name");
    bytes[at..at + 9].copy_from_slice(b"Some inks");
    let profile = OutputProfile::new(&bytes).expect("a profile");
    assert!(profile.name().starts_with("Some inks"), "{}", profile.name());
    let mut press = plain(Inks::Cmyk);
    press.separation.profile = Some(std::sync::Arc::new(profile));
    let made = printed(&book, &press);
    assert_eq!(faults(&made), Vec::<String>::new());
    assert_eq!(profile_of(&made), bytes);
    assert_eq!(made, printed(&book, &press));
    assert_ne!(made, generic);
}

#[test]
fn the_checker_finds_what_a_screen_has() {
    let book = sample::book();
    let press = anthology_pdf::write(&book, &support::options(&book.fonts)).expect("a file");
    let document = Document::load_mem(&press).expect("a PDF");
    let mut checker = Checker { document: &document, faults: Vec::new(), allowed: &["DeviceGray"] };
    for (_, id) in document.get_pages() {
        checker.page(
            document
                .get_dictionary(id)
                .map(|page| {
                    let mut page = page.clone();
                    page.set("BleedBox", page.get(b"MediaBox").expect("a box").clone());
                    page
                })
                .as_ref()
                .expect("a page"),
        );
    }
    document.objects.values().for_each(|object| checker.object(object));
    for fault in ["no annotations, groups or tags", "no BDC", "images in the inks of the press", "nothing transparent"]
    {
        assert!(checker.faults.iter().any(|found| found == fault), "{fault}: {:?}", checker.faults);
    }
}

#[test]
fn what_is_transparent_becomes_pixels() {
    let opaque = "<svg xmlns='http://www.w3.org/2000/svg' width='96' height='96'><rect width='50' height='50' fill='red'/></svg>";
    let veiled = opaque.replace("fill='red'", "fill='red' fill-opacity='.5'");
    let shaded = "<svg xmlns='http://www.w3.org/2000/svg' width='96' height='96'><linearGradient id='g'>\
                  <stop offset='0' stop-color='red'/><stop offset='1' stop-color='blue'/></linearGradient>\
                  <rect width='50' height='50' fill='url(#g)'/></svg>";
    let form = b"Form".as_slice();
    for (drawing, subtype) in [(opaque, form), (&veiled, b"Image"), (shaded, b"Image")] {
        let mut s = Setter::new();
        s.page("1");
        let p = s.node(Some(NodeId(0)), Role::Paragraph);
        s.line(p, REGULAR, 11, "A drawing");
        let image = s.image("a.svg", ImageFormat::Svg, drawing.as_bytes().to_vec(), PixelSize::new(96, 96));
        let rect = Rect { x: pt(MARGIN), y: pt(100), width: pt(72), height: pt(72) };
        s.push(ItemKind::Image { image, rect, turned: false }, Tag::Content { node: p, order: 500 });
        let bytes = printed(&s.pages, &plain(Inks::Gray));
        assert_eq!(faults(&bytes), Vec::<String>::new());
        let document = Document::load_mem(&bytes).expect("a PDF");
        let found = document.objects.values().filter_map(|object| object.as_stream().ok());
        let found: Vec<&[u8]> = found.filter_map(|s| s.dict.get(b"Subtype").and_then(Object::as_name).ok()).collect();
        assert!(found.contains(&subtype), "{found:?}");
        if subtype == b"Image" {
            let image = document.objects.values().filter_map(|object| object.as_stream().ok());
            let mut images = image.filter(|s| s.dict.has(b"Width"));
            let width = images.next().expect("an image").dict.get(b"Width").and_then(Object::as_i64);
            assert_eq!(width.expect("a width"), 600, "an inch at 600 dots");
        }
    }
}

#[test]
fn a_booklet_shows_every_page_once_at_its_size() {
    let mut s = Setter::new();
    for page in 1..=6 {
        s.page(&page.to_string());
        let p = s.node(Some(NodeId(0)), Role::Paragraph);
        s.line(p, REGULAR, 11, &format!("Page {page}"));
    }
    // Pages of 360 × 576 pt on half a sheet of 300 × 500: at five sixths, and pushed towards the fold on the
    // second sheet.
    let fold = Fold { sheet: Size { width: pt(600), height: pt(500) }, sheets: None, creep: pt(6) };
    let bytes = anthology_pdf::booklet(&s.pages, &fold, &support::options(&s.pages.fonts)).expect("a file");
    let document = Document::load_mem(&bytes).expect("a PDF");
    let sides: Vec<String> = document
        .get_pages()
        .into_values()
        .map(|id| {
            let content = document.get_page_content(id);
            let operations = Content::decode(&content).expect("operators").operations;
            let numbers = |operands: &[Object]| {
                operands.iter().map(|n| format!("{:.2}", n.as_float().expect("a number"))).collect::<Vec<_>>().join(" ")
            };
            let places = operations.iter().filter(|o| o.operator == "cm").map(|o| numbers(&o.operands));
            places.collect::<Vec<_>>().join(" | ")
        })
        .collect();
    let (left, right) = ("0.83 0.00 0.00 0.83 0.00 10.00", "0.83 0.00 0.00 0.83 300.00 10.00");
    let inner = "0.83 0.00 0.00 0.83 6.00 10.00 | 0.83 0.00 0.00 0.83 294.00 10.00";
    // The outer sheet has pages 1 and 2 and two blanks, which leaves 3 to 6 for the inner one.
    assert_eq!(sides, [right, left, inner, inner]);
    let forms = document.objects.values().filter_map(|object| object.as_stream().ok());
    let forms = forms.filter(|s| s.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == b"Form"));
    assert_eq!(forms.count(), 6);
}

#[test]
fn two_files_are_alike_and_qpdf_finds_nothing() {
    let book = sample::book();
    let press = Press { crop_marks: true, pages: 7, ..plain(Inks::Cmyk) };
    let bytes = printed(&book, &press);
    assert_eq!(bytes, printed(&book, &press));
    qpdf_finds_nothing(&bytes, "x4");
    qpdf_finds_nothing(&printed(&book, &Press { standard: PressStandard::X1a, ..press }), "x1a");
}

fn qpdf_finds_nothing(bytes: &[u8], name: &str) {
    let folder = std::env::temp_dir().join(format!("anthology-print-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let path = folder.join("print.pdf");
    std::fs::write(&path, bytes).expect("a file");
    match std::process::Command::new("qpdf").arg("--check").arg(&path).output() {
        Ok(output) => assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr)),
        Err(error) => println!("without qpdf: {error}"),
    }
    std::fs::remove_dir_all(&folder).expect("removed");
}
