//! What each profile claims, and what follows from it for the file.

use anthology_base::SourceMap;
use anthology_pdf::{Options, Profile};
use lopdf::{Dictionary, Object};

use crate::reader::Reader;
use crate::{sample, support};

fn written(profile: Profile, attachments: &[anthology_pdf::Attachment]) -> Vec<u8> {
    let pages = sample::book();
    let options = Options { profile, attachments, ..support::options(&pages.fonts) };
    anthology_pdf::write(&pages, &options).expect("a file")
}

fn packet(reader: &Reader) -> String {
    String::from_utf8(reader.stream(reader.catalog().get(b"Metadata").expect("metadata"))).expect("UTF-8")
}

/// Every element of the structure.
fn elements(reader: &Reader) -> Vec<Dictionary> {
    let all = reader.document.objects.values().filter_map(|object| object.as_dict().ok());
    all.filter(|dict| dict.has(b"S") && dict.has(b"P") && !dict.has(b"Rect")).cloned().collect()
}

fn kind(element: &Dictionary) -> String {
    String::from_utf8_lossy(element.get(b"S").and_then(Object::as_name).expect("a type")).into_owned()
}

fn sources() -> SourceMap {
    let mut map = SourceMap::new();
    map.add("chapters/b.md", "# B\n");
    map.add("book.toml", "[book]\n");
    map.add("chapters/\u{e9}.md", "# E\n");
    map.add("draft.md", "");
    map.add("chapters/a.md", "# Ä\n");
    map
}

#[test]
fn line_end_hyphens_are_those_that_search_knows_except_in_archives() {
    let cases =
        [(Profile::Screen, "diffi-cult"), (Profile::Screen2, "diffi-cult"), (Profile::Archive, "diffi\\u{ad}cult")];
    for (profile, word) in cases {
        let structure = Reader::new(&written(profile, &[])).structure();
        assert!(structure.contains(word), "{profile:?}: {structure}");
    }
}

#[test]
fn each_profile_claims_its_parts() {
    let cases = [
        (Profile::Screen, "%PDF-1.7", "1", "2", Some("A")),
        (Profile::Screen2, "%PDF-2.0", "2", "4", None),
        (Profile::Archive, "%PDF-1.7", "1", "3", Some("A")),
    ];
    for (profile, header, ua, a, level) in cases {
        let bytes = written(profile, &[]);
        assert!(bytes.starts_with(header.as_bytes()), "{profile:?}");
        let packet = packet(&Reader::new(&bytes));
        assert!(packet.contains(&format!("<pdfuaid:part>{ua}<")), "{profile:?}");
        assert!(packet.contains(&format!("<pdfaid:part>{a}<")), "{profile:?}");
        let conformance = level.map(|level| format!("<pdfaid:conformance>{level}<"));
        assert!(conformance.is_none_or(|claim| packet.contains(&claim)), "{profile:?}");
        assert_eq!(packet.contains("pdfaid:conformance"), level.is_some(), "{profile:?}");
        assert_eq!(bytes, written(profile, &[]), "{profile:?} twice");
    }
}

#[test]
fn elements_of_pdf_2_are_of_its_namespace() {
    let reader = Reader::new(&written(Profile::Screen2, &[]));
    assert!(!reader.document.trailer.has(b"Info"));
    let root = reader.at(&reader.catalog(), "StructTreeRoot");
    assert!(!root.has(b"RoleMap"));
    let namespace = reader.dict(&root.get(b"Namespaces").and_then(Object::as_array).expect("namespaces")[0]);
    assert_eq!(namespace.get(b"NS").and_then(Object::as_str).expect("a name"), b"http://iso.org/pdf2/ssn");
    let elements = elements(&reader);
    assert!(elements.len() > 40);
    for element in elements {
        let kind = kind(&element);
        let older = ["BlockQuote", "Code", "Quote", "Reference", "TOC", "TOCI"].contains(&kind.as_str());
        assert_eq!(element.has(b"NS"), !older, "{kind}");
        assert_ne!(kind, "Note");
    }
}

#[test]
fn marks_within_a_line_and_lists_say_what_they_are() {
    let told = |profile: Profile| -> Vec<String> {
        let reader = Reader::new(&written(profile, &[]));
        let mut told = Vec::new();
        for element in elements(&reader).iter().filter(|element| element.has(b"A")) {
            if !["L", "Span"].contains(&kind(element).as_str()) {
                continue;
            }
            let attributes = reader.at(element, "A");
            told.extend(attributes.iter().filter(|(key, _)| *key != b"O").map(|(key, value)| {
                let value = value.as_name().map_or_else(
                    |_| value.as_float().expect("a number").to_string(),
                    |name| String::from_utf8_lossy(name).into_owned(),
                );
                format!("{} {value}", String::from_utf8_lossy(key))
            }));
        }
        told.sort();
        told
    };
    let decorations = ["TextDecorationType LineThrough", "TextDecorationType Underline"];
    let older = ["BaselineShift -1.5", "BaselineShift 3.5", "ListNumbering Decimal", "ListNumbering None"];
    assert_eq!(told(Profile::Screen), [older.as_slice(), &decorations].concat());
    let newer = ["ListNumbering Decimal", "ListNumbering Description"];
    let positions = ["TextPosition Sub", "TextPosition Sup"];
    assert_eq!(told(Profile::Screen2), [newer.as_slice(), &decorations, &positions].concat());
}

#[test]
fn notes_and_their_marks_refer_to_one_another() {
    let reader = Reader::new(&written(Profile::Screen2, &[]));
    let follow = |element: &Dictionary| -> Vec<Dictionary> {
        let list = element.get(b"Ref").and_then(Object::as_array).map(Vec::as_slice).unwrap_or_default();
        list.iter().map(|object| reader.dict(object)).collect()
    };
    let elements = elements(&reader);
    let notes: Vec<&Dictionary> = elements.iter().filter(|element| kind(element) == "FENote").collect();
    assert_eq!(notes.len(), 1);
    let marks = follow(notes[0]);
    assert_eq!(marks.iter().map(kind).collect::<Vec<_>>(), ["Reference"]);
    assert_eq!(follow(&marks[0]), [notes[0].clone()]);
    let attributes = reader.at(notes[0], "A");
    assert_eq!(attributes.get(b"NoteType").and_then(Object::as_name).expect("a type"), b"Footnote");
    let entries = elements.iter().filter(|element| kind(element) == "TOCI");
    assert!(entries.flat_map(follow).all(|target| kind(&target) == "H1"));
}

#[test]
fn destinations_of_pdf_2_are_elements() {
    let reader = Reader::new(&written(Profile::Screen2, &[]));
    let is_element = |place: &Object| reader.dict(&place.as_array().expect("a place")[0]).has(b"S");
    let names = reader.tree(&reader.at(&reader.at(&reader.catalog(), "Names"), "Dests"), "Names");
    assert_eq!(names.len(), 5);
    for (_, place) in names {
        assert!(is_element(reader.dict(&place).get(b"SD").expect("an element")));
    }
    let mut led = 0;
    for dict in reader.document.objects.values().filter_map(|object| object.as_dict().ok()) {
        assert!(!dict.has(b"Dest"));
        if let Ok(action) = dict.get(b"A").and_then(Object::as_dict)
            && action.get(b"S").and_then(Object::as_name).is_ok_and(|name| name == b"GoTo")
        {
            assert!(is_element(action.get(b"SD").expect("an element")));
            led += 1;
        }
    }
    // Links within the book, and entries of the outline.
    assert_eq!(led, 4 + 4);
}

#[test]
fn an_archive_holds_the_sources() {
    let attachments = anthology_pdf::sources(&sources());
    let reader = Reader::new(&written(Profile::Archive, &attachments));
    let catalog = reader.catalog();
    let files = reader.tree(&reader.at(&reader.at(&catalog, "Names"), "EmbeddedFiles"), "Names");
    assert!(files.is_sorted_by_key(|(key, _)| key.as_str().expect("a key").to_vec()));
    let text = |object: &Object| lopdf::decode_text_string(object).expect("a text");
    let found: Vec<(String, Vec<u8>, String)> = files
        .iter()
        .map(|(key, file)| {
            let file = reader.dict(file);
            assert_eq!(file.get(b"AFRelationship").and_then(Object::as_name).expect("a relation"), b"Source");
            assert_eq!(text(file.get(b"UF").expect("a path")), text(key));
            assert!(file.has(b"Desc") && file.has(b"F"));
            let embedded = reader.at(&file, "EF");
            let stream = reader.at(&embedded, "UF");
            let params = reader.at(&stream, "Params");
            assert_eq!(params.get(b"ModDate").and_then(Object::as_str).expect("a date"), b"D:20261122000000Z");
            let kind = stream.get(b"Subtype").and_then(Object::as_name).expect("a type");
            let bytes = reader.stream(embedded.get(b"UF").expect("a stream"));
            (text(key), bytes, String::from_utf8_lossy(kind).into_owned())
        })
        .collect();
    let file = |path: &str, bytes: &str, kind: &str| (path.to_owned(), bytes.as_bytes().to_vec(), kind.to_owned());
    let expected = [
        file("book.toml", "[book]\n", "application/toml"),
        file("chapters/a.md", "# Ä\n", "text/markdown"),
        file("chapters/b.md", "# B\n", "text/markdown"),
        file("draft.md", "", "text/markdown"),
        // Its path is written in UTF-16, whose mark is above all letters.
        file("chapters/\u{e9}.md", "# E\n", "text/markdown"),
    ];
    assert_eq!(found, expected);
    assert_eq!(catalog.get(b"AF").and_then(Object::as_array).expect("files").len(), 5);
}

#[test]
fn other_profiles_hold_no_files() {
    let attachments = anthology_pdf::sources(&sources());
    for profile in [Profile::Screen, Profile::Screen2] {
        let catalog = Reader::new(&written(profile, &attachments)).catalog();
        assert!(!catalog.has(b"AF"));
    }
}
