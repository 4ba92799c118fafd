//! The words of the print edition are the words of the EPUB: for every paragraph of the sample book, what
//! the finished PDF says of it, read through its structure tree, marked content and ToUnicode maps, is what
//! the shared layer decided. (That the EPUB carries the same characters is tested beside the command line.)

use std::collections::BTreeMap;

use anthology_pdf::{Options, Profile};
use anthology_typeset::{ObjectKind, ParagraphStyle, SetText};
use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object, ObjectId};

fn build() -> (SetText, Vec<u8>) {
    let (text, _) = anthology_test_support::set(&anthology_test_support::sample());
    let pages = anthology_test_support::lay_out(&text);
    // Only an archive distinguishes line-end hyphens from the text's own.
    let profile = Profile::Archive;
    let options = Options { profile, producer: "test", svg_fonts: &pages.fonts, ..Options::default() };
    let pdf = anthology_pdf::write(&pages, &options).unwrap();
    (text, pdf)
}

/// What the codes of a font stand for, and before that of how many bytes they are.
type Texts = (usize, BTreeMap<u16, String>);

/// Reads text through the structure tree.
struct Reader<'a> {
    document: &'a Document,
    /// Text by page and marked-content identifier.
    marked: BTreeMap<(ObjectId, i64), String>,
    /// What each paragraph-like element says, in reading order.
    said: Vec<String>,
}

fn dictionary<'a>(document: &'a Document, object: &'a Object) -> Option<&'a Dictionary> {
    match object {
        Object::Reference(id) => document.get_object(*id).ok().and_then(|object| dictionary(document, object)),
        Object::Dictionary(dictionary) => Some(dictionary),
        Object::Stream(stream) => Some(&stream.dict),
        _ => None,
    }
}

impl<'a> Reader<'a> {
    fn read(document: &'a Document) -> Vec<String> {
        let mut reader = Self { document, marked: BTreeMap::new(), said: Vec::new() };
        for page in document.get_pages().into_values() {
            reader.page(page);
        }
        let root = document.catalog().unwrap().get(b"StructTreeRoot").unwrap();
        let mut rest = String::new();
        reader.kids(dictionary(document, root).unwrap(), None, &mut rest);
        reader.said
    }

    fn page(&mut self, page: ObjectId) {
        let fonts: BTreeMap<Vec<u8>, Texts> = self
            .document
            .get_page_fonts(page)
            .unwrap()
            .into_iter()
            .map(|(name, font)| (name, self.to_unicode(font)))
            .collect();
        let content = Content::decode(&self.document.get_page_content(page)).unwrap();
        let mut font = &(2, BTreeMap::new());
        // One entry an open marked-content sequence: its identifier, and the text that replaces what is in it.
        let mut open: Vec<(Option<i64>, Option<String>)> = Vec::new();
        for operation in &content.operations {
            match operation.operator.as_str() {
                "Tf" => font = &fonts[operation.operands[0].as_name().unwrap()],
                "BMC" => open.push((None, None)),
                "BDC" => {
                    let properties = dictionary(self.document, &operation.operands[1]);
                    let mcid = properties.and_then(|p| p.get(b"MCID").ok()).and_then(|o| o.as_i64().ok());
                    let actual = properties.and_then(|p| p.get(b"ActualText").ok()).and_then(|o| o.as_str().ok());
                    open.push((mcid, actual.map(utf16)));
                }
                "EMC" => {
                    let (_, actual) = open.pop().unwrap();
                    if let Some(actual) = actual.filter(|_| !open.iter().any(|(_, outer)| outer.is_some())) {
                        self.say(page, &open, &actual);
                    }
                }
                "Tj" | "TJ" if !open.iter().any(|(_, actual)| actual.is_some()) => {
                    let said = shown(&operation.operands[0], font);
                    self.say(page, &open, &said);
                }
                _ => {}
            }
        }
    }

    fn say(&mut self, page: ObjectId, open: &[(Option<i64>, Option<String>)], text: &str) {
        if let Some(mcid) = open.iter().rev().find_map(|(mcid, _)| *mcid) {
            self.marked.entry((page, mcid)).or_default().push_str(text);
        }
    }

    fn to_unicode(&self, font: &Dictionary) -> Texts {
        let stream = font.get(b"ToUnicode").and_then(Object::as_reference).unwrap();
        let stream = self.document.get_object(stream).unwrap().as_stream().unwrap();
        let bytes = stream.decompressed_content().unwrap_or_else(|_| stream.content.clone());
        let mut map = BTreeMap::new();
        let mut in_range = false;
        for line in String::from_utf8_lossy(&bytes).lines() {
            in_range = line.ends_with("beginbfrange") || in_range && !line.contains("endbfrange");
            let codes: Vec<&str> = line.split('<').skip(1).map(|part| part.split('>').next().unwrap()).collect();
            let number = |hex: &str| u16::from_str_radix(hex, 16).unwrap();
            match (in_range, codes.as_slice()) {
                (false, [glyph, text]) if !glyph.is_empty() && text.len() >= 4 && *text != "FFFF" => {
                    map.insert(number(glyph), utf16(hex(text)));
                }
                (true, [first, last, text]) => {
                    let start = char::from_u32(u32::from(number(text))).unwrap();
                    for glyph in number(first)..=number(last) {
                        let shift = u32::from(glyph - number(first));
                        map.insert(glyph, char::from_u32(start as u32 + shift).unwrap().to_string());
                    }
                }
                _ => {}
            }
        }
        let narrow = font.get(b"Encoding").and_then(Object::as_reference).is_ok();
        (if narrow { 1 } else { 2 }, map)
    }

    fn kids(&mut self, element: &Dictionary, page: Option<ObjectId>, out: &mut String) {
        let page = element.get(b"Pg").and_then(Object::as_reference).ok().or(page);
        let kids: Vec<&Object> = match element.get(b"K").map(|k| self.document.dereference(k).unwrap().1) {
            Ok(Object::Array(kids)) => kids.iter().collect(),
            Ok(_) => vec![element.get(b"K").unwrap()],
            Err(_) => Vec::new(),
        };
        for kid in kids {
            if let Ok(mcid) = kid.as_i64() {
                out.push_str(self.marked.get(&(page.unwrap(), mcid)).map_or("", String::as_str));
                continue;
            }
            let Some(kid) = dictionary(self.document, kid) else { continue };
            if let Ok(mcid) = kid.get(b"MCID").and_then(Object::as_i64) {
                let page = kid.get(b"Pg").and_then(Object::as_reference).ok().or(page);
                out.push_str(self.marked.get(&(page.unwrap(), mcid)).map_or("", String::as_str));
            } else if kid.has(b"S") {
                self.element(kid, page, out);
            }
        }
    }

    fn element(&mut self, element: &Dictionary, page: Option<ObjectId>, out: &mut String) {
        let inline = matches!(
            element.get(b"S").and_then(Object::as_name).unwrap(),
            b"Span" | b"Link" | b"Reference" | b"Code" | b"Quote" | b"Em" | b"Strong"
        );
        if inline {
            self.kids(element, page, out);
        } else {
            let mut own = String::new();
            self.kids(element, page, &mut own);
            self.said.push(own);
        }
    }
}

fn shown(operand: &Object, font: &Texts) -> String {
    let pieces = match operand {
        Object::Array(pieces) => pieces.as_slice(),
        one => std::slice::from_ref(one),
    };
    pieces
        .iter()
        .filter_map(|piece| piece.as_str().ok())
        .flat_map(|bytes| bytes.chunks_exact(font.0))
        .map(|code| code.iter().fold(0, |n, byte| n << 8 | u16::from(*byte)))
        .map(|code| font.1.get(&code).map_or("\u{fffd}", String::as_str))
        .collect()
}

fn hex(text: &str) -> Vec<u8> {
    (0..text.len() / 2).map(|i| u8::from_str_radix(&text[2 * i..2 * i + 2], 16).unwrap()).collect()
}

/// Text as PDF writes it: UTF-16 with or without a byte order mark, else Latin-1.
fn utf16(bytes: impl AsRef<[u8]>) -> String {
    let bytes = bytes.as_ref();
    let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
    String::from_utf16_lossy(&units).replace('\u{feff}', "")
}

fn plain(text: &str) -> String {
    text.replace(['\u{ad}', '\u{fffc}'], "").split([' ', '\n']).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ")
}

#[test]
fn every_paragraph_of_the_sample_book_is_the_shared_layers() {
    let (text, pdf) = build();
    let document = Document::load_mem(&pdf).unwrap();
    let mut said: BTreeMap<String, usize> = BTreeMap::new();
    for paragraph in Reader::read(&document) {
        *said.entry(plain(&paragraph)).or_default() += 1;
    }
    let mut missing = Vec::new();
    let mut compared = 0;
    for paragraph in text.paragraphs() {
        let folio =
            paragraph.objects.iter().any(|o| matches!(o.kind, ObjectKind::PageNumber(_) | ObjectKind::Locators(_)));
        let contents = matches!(
            paragraph.style,
            ParagraphStyle::ContentsPart | ParagraphStyle::ContentsChapter | ParagraphStyle::ContentsAuthor
        );
        let ornament = paragraph.style == ParagraphStyle::SceneBreak;
        let code = paragraph.style == ParagraphStyle::Code;
        let wanted = plain(&paragraph.text);
        if folio || contents || ornament || code || wanted.is_empty() {
            continue;
        }
        compared += 1;
        match said.get_mut(&wanted).filter(|count| **count > 0) {
            Some(count) => *count -= 1,
            None => missing.push(wanted),
        }
    }
    assert!(compared > 100, "only {compared} paragraphs were compared");
    assert!(missing.is_empty(), "{} of {compared} are not in the PDF as they were set: {missing:#?}", missing.len());
}
