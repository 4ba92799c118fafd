//! A small reader of tagged PDF, which knows nothing of how the file was written.

use std::collections::BTreeMap;

use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object, ObjectId};

/// A file, read.
pub(crate) struct Reader {
    pub(crate) document: Document,
    pub(crate) pages: Vec<ObjectId>,
    /// By page and marked-content identifier: the text. Pictures and rules have an empty one.
    pub(crate) marks: BTreeMap<(ObjectId, i64), String>,
    /// By page: the text of artifacts.
    pub(crate) artifacts: Vec<String>,
    /// By page: operators that paint outside of any marked content.
    pub(crate) bare: Vec<(usize, String)>,
}

impl Reader {
    pub(crate) fn new(bytes: &[u8]) -> Self {
        let document = Document::load_mem(bytes).expect("a PDF");
        let pages: Vec<ObjectId> = document.page_iter().collect();
        let count = pages.len();
        let mut reader =
            Self { document, pages, marks: BTreeMap::new(), artifacts: vec![String::new(); count], bare: Vec::new() };
        (0..count).for_each(|page| reader.page(page));
        reader
    }

    pub(crate) fn dict(&self, object: &Object) -> Dictionary {
        let (_, object) = self.document.dereference(object).expect("an object");
        match object {
            Object::Stream(stream) => stream.dict.clone(),
            other => other.as_dict().expect("a dictionary").clone(),
        }
    }

    pub(crate) fn catalog(&self) -> Dictionary {
        self.document.catalog().expect("a catalog").clone()
    }

    pub(crate) fn at(&self, dict: &Dictionary, key: &str) -> Dictionary {
        self.dict(dict.get(key.as_bytes()).unwrap_or_else(|_| panic!("no {key}")))
    }

    pub(crate) fn stream(&self, object: &Object) -> Vec<u8> {
        let (_, object) = self.document.dereference(object).expect("an object");
        let stream = object.as_stream().expect("a stream");
        stream.decompressed_content().unwrap_or_else(|_| stream.content.clone())
    }

    pub(crate) fn fonts(&self) -> Dictionary {
        let page = self.document.get_dictionary(self.pages[0]).expect("a page");
        let resources = self.at(page, "Resources");
        self.at(&resources, "Font")
    }

    fn page(&mut self, index: usize) {
        let fonts = self.fonts();
        let maps: BTreeMap<Vec<u8>, UnicodeMap> = fonts
            .iter()
            .map(|(name, font)| {
                let font = self.dict(font);
                (name.clone(), unicode_map(&self.stream(font.get(b"ToUnicode").expect("a map"))))
            })
            .collect();
        let id = self.pages[index];
        let page = self.document.get_dictionary(id).expect("a page").clone();
        let content = Content::decode(&self.stream(page.get(b"Contents").expect("content"))).expect("operators");
        let mut open: Option<Option<i64>> = None;
        let mut font = Vec::new();
        for operation in content.operations {
            let operands = &operation.operands;
            match operation.operator.as_str() {
                "BDC" => {
                    assert!(open.is_none(), "marked content in marked content on page {index}");
                    let mark = operands[1].as_dict().expect("properties").get(b"MCID").ok();
                    open = Some(mark.map(|id| id.as_i64().expect("an identifier")));
                    if let Some(Some(mark)) = open {
                        let before = self.marks.insert((id, mark), String::new());
                        assert!(before.is_none(), "mark {mark} twice on page {index}");
                    }
                }
                "EMC" => assert!(open.take().is_some(), "nothing to end on page {index}"),
                "Tf" => font = operands[0].as_name().expect("a name").to_vec(),
                "Tj" | "TJ" => {
                    let text = text(&operands[0], &maps[&font]);
                    match open {
                        Some(Some(mark)) => self.marks.entry((id, mark)).or_default().push_str(&text),
                        Some(None) => self.artifacts[index].push_str(&text),
                        None => self.bare.push((index, text)),
                    }
                }
                "f" | "f*" | "S" | "B" | "Do" | "sh" if open.is_none() => {
                    self.bare.push((index, operation.operator.clone()));
                }
                _ => {}
            }
        }
        assert!(open.is_none(), "marked content without end on page {index}");
    }

    /// The structure, an element a line, indented, with its text.
    pub(crate) fn structure(&self) -> String {
        let root = self.at(&self.catalog(), "StructTreeRoot");
        let mut out = String::new();
        self.element(root.get(b"K").expect("a document"), 0, &mut out);
        out
    }

    fn element(&self, object: &Object, depth: usize, out: &mut String) {
        let element = self.dict(object);
        let kind = String::from_utf8_lossy(element.get(b"S").expect("a type").as_name().expect("a name")).into_owned();
        out.push_str(&format!("{}{kind}", "  ".repeat(depth)));
        for key in ["Lang", "Alt", "ActualText", "E", "T", "ID"] {
            if let Ok(value) = element.get(key.as_bytes()) {
                out.push_str(&format!(" {key}={}", lopdf::decode_text_string(value).expect("a text")));
            }
        }
        out.push('\n');
        for kid in self.kids(&element) {
            let (page, mark) = match &kid {
                Object::Integer(mark) => (element.get(b"Pg").ok(), *mark),
                other => {
                    let kid = self.dict(other);
                    match kid.get(b"Type").and_then(Object::as_name).unwrap_or(b"StructElem") {
                        b"OBJR" => {
                            out.push_str(&format!("{}@ link\n", "  ".repeat(depth + 1)));
                            continue;
                        }
                        b"MCR" => {
                            let mark = kid.get(b"MCID").and_then(Object::as_i64).expect("an identifier");
                            let page = kid.get(b"Pg").and_then(Object::as_reference).expect("a page");
                            self.line(page, mark, depth + 1, out);
                            continue;
                        }
                        _ => {
                            self.element(other, depth + 1, out);
                            continue;
                        }
                    }
                }
            };
            self.line(page.and_then(|page| page.as_reference().ok()).expect("a page"), mark, depth + 1, out);
        }
    }

    fn line(&self, page: ObjectId, mark: i64, depth: usize, out: &mut String) {
        let text = self.marks.get(&(page, mark)).unwrap_or_else(|| panic!("no mark {mark}"));
        out.push_str(&format!("{}{text:?}\n", "  ".repeat(depth)));
    }

    pub(crate) fn kids(&self, element: &Dictionary) -> Vec<Object> {
        match element.get(b"K") {
            Ok(Object::Array(kids)) => kids.clone(),
            Ok(kid) => vec![kid.clone()],
            Err(_) => Vec::new(),
        }
    }

    /// The entries of a number tree or name tree.
    pub(crate) fn tree(&self, root: &Dictionary, key: &str) -> Vec<(Object, Object)> {
        let mut out = Vec::new();
        if let Ok(list) = root.get(key.as_bytes()).and_then(Object::as_array) {
            out.extend(list.chunks_exact(2).map(|pair| (pair[0].clone(), pair[1].clone())));
        }
        for kid in root.get(b"Kids").and_then(Object::as_array).into_iter().flatten() {
            let kid = self.dict(kid);
            let entries = self.tree(&kid, key);
            let limits = kid.get(b"Limits").and_then(Object::as_array).expect("limits");
            assert_eq!(limits, &[entries[0].0.clone(), entries[entries.len() - 1].0.clone()]);
            out.extend(entries);
        }
        out
    }
}

/// What the codes of a font stand for, and of how many bytes they are.
pub(crate) struct UnicodeMap {
    pub(crate) bytes: usize,
    pub(crate) texts: BTreeMap<u16, String>,
}

fn text(operand: &Object, map: &UnicodeMap) -> String {
    let pieces = match operand {
        Object::Array(pieces) => pieces.clone(),
        other => vec![other.clone()],
    };
    let codes = pieces.iter().filter_map(|piece| piece.as_str().ok()).flat_map(|bytes| bytes.chunks_exact(map.bytes));
    let number = |code: &[u8]| code.iter().fold(0, |n, byte| n << 8 | u16::from(*byte));
    codes.map(|code| map.texts[&number(code)].as_str()).collect()
}

/// The `bfchar` entries of a ToUnicode map.
pub(crate) fn unicode_map(map: &[u8]) -> UnicodeMap {
    let map = String::from_utf8_lossy(map);
    let mut texts = BTreeMap::new();
    let mut bytes = 2;
    let mut in_codes = false;
    for line in map.lines() {
        in_codes = line.ends_with("begincodespacerange") || in_codes && !line.contains("endcodespacerange");
        let Some((code, text)) = line.strip_prefix('<').and_then(|line| line.split_once("> <")) else { continue };
        let Some(text) = text.strip_suffix('>') else { continue };
        if in_codes {
            bytes = text.len() / 2;
            continue;
        }
        let units: Vec<u16> = (0..text.len() / 4)
            .map(|i| u16::from_str_radix(&text[4 * i..4 * i + 4], 16).expect("hexadecimal"))
            .collect();
        if let Ok(code) = u16::from_str_radix(code, 16) {
            texts.insert(code, String::from_utf16(&units).expect("UTF-16"));
        }
    }
    UnicodeMap { bytes, texts }
}
