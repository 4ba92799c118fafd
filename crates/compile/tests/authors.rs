//! The authors of the pieces, wherever a format says whose a piece is: in both contents of the EPUB, its package document
//! and the ONIX record, in the outline and the metadata of the PDF.

use std::io::{Cursor, Read};

use anthology_base::MemoryWorld;
use anthology_compile::{Compilation, Request, compile};
use lopdf::{Dictionary, Document, Object};

const PIECES: [(&str, &str, &str); 3] =
    [("Ebb", "Ann Other", "ebb.md"), ("Flood", "José van Dam", "flood.md"), ("Slack Water", "Ann Other", "slack.md")];

fn book() -> Compilation {
    let manifest = "[book]\ntitle = \"Tides\"\nlanguage = \"en-GB\"\neditors = [\"Jo Editor\"]\n\
                    chapters = [\"ebb.md\", \"flood.md\", \"slack.md\"]\n[epub]\nonix = true\n";
    let world = PIECES.iter().fold(MemoryWorld::new().with("book.toml", manifest), |world, (title, author, path)| {
        let text =
            format!("+++\ntitle = \"{title}\"\nauthor = \"{author}\"\nopening = \"run-on\"\n+++\n\nThe water moves.\n");
        world.with(path, text)
    });
    let made = compile(&world, &Request::default());
    assert!(!made.findings.has_errors(), "{:#?}", made.findings);
    made
}

fn file<'c>(made: &'c Compilation, ending: &str) -> &'c [u8] {
    let file = made.files.iter().find(|file| file.name.ends_with(ending));
    &file.unwrap_or_else(|| panic!("no {ending} in {:?}", made.files.iter().map(|f| &f.name).collect::<Vec<_>>())).bytes
}

fn of_epub(made: &Compilation, ending: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(file(made, ".epub"))).expect("an archive");
    let mut text = String::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).expect("a file");
        if file.name().is_ok_and(|name| name.ends_with(ending)) {
            file.read_to_string(&mut text).expect("UTF-8");
        }
    }
    text
}

/// A string of a PDF: UTF-16 with its mark, or Latin letters.
fn text(object: &Object) -> String {
    let bytes = object.as_str().expect("a string");
    match bytes.strip_prefix(&[0xfe, 0xff]) {
        Some(units) => {
            let units: Vec<u16> = units.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
            String::from_utf16_lossy(&units)
        }
        None => bytes.iter().map(|&byte| char::from(byte)).collect(),
    }
}

fn outline(document: &Document, item: &Dictionary, titles: &mut Vec<String>) {
    if let Ok(title) = item.get(b"Title") {
        titles.push(text(title));
    }
    for key in [b"First".as_slice(), b"Next"] {
        if let Ok(id) = item.get(key).and_then(Object::as_reference) {
            outline(document, document.get_dictionary(id).expect("an item"), titles);
        }
    }
}

#[test]
fn the_epubs_contents_name_them() {
    let made = book();
    for ending in ["nav.xhtml", ".ncx"] {
        let contents = of_epub(&made, ending);
        for (title, author, _) in PIECES {
            assert!(contents.contains(&format!("{title}, {author}")), "{ending}: {title}\n{contents}");
        }
    }
}

#[test]
fn the_package_and_the_record_name_them() {
    let made = book();
    let package = of_epub(&made, ".opf");
    let onix = String::from_utf8(file(&made, ".xml").to_vec()).expect("UTF-8");
    for (title, author, _) in PIECES {
        assert!(package.contains(&format!(">{author}</dc:contributor>")), "{package}");
        let at = onix.find(&format!("<TitleText>{title}</TitleText>")).unwrap_or_else(|| panic!("{title}: {onix}"));
        let item = onix[..at].rfind("<ContentItem>").expect("an item of the contents");
        let item = &onix[item..item + onix[item..].find("</ContentItem>").expect("its end")];
        assert!(item.contains(&format!("<PersonName>{author}</PersonName>")), "{item}");
    }
}

#[test]
fn the_pdfs_outline_and_metadata_name_them() {
    let made = book();
    let document = Document::load_mem(file(&made, ".pdf")).expect("a document");
    let catalogue = document.catalog().expect("a catalogue");
    let root = catalogue.get(b"Outlines").and_then(Object::as_reference).expect("an outline");
    let mut titles = Vec::new();
    outline(&document, document.get_dictionary(root).expect("a dictionary"), &mut titles);
    for (title, author, _) in PIECES {
        assert!(titles.iter().any(|entry| entry.ends_with(&format!("{title}, {author}"))), "{titles:?}");
    }
    let metadata = catalogue.get(b"Metadata").and_then(Object::as_reference).expect("metadata");
    let stream = document.get_object(metadata).and_then(Object::as_stream).expect("a stream");
    let bytes = stream.decompressed_content().unwrap_or_else(|_| stream.content.clone());
    let metadata = String::from_utf8(bytes).expect("UTF-8");
    let contributors = metadata.find("<dc:contributor>").expect("contributors");
    for (_, author, _) in PIECES {
        assert!(metadata[contributors..].contains(&format!("<rdf:li>{author}</rdf:li>")), "{metadata}");
    }
}
