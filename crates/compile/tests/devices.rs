//! The files for devices: what is special about each.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};

use anthology_base::MemoryWorld;
use anthology_compile::{Compilation, DeviceFile, Request, compile};

fn world(language: &str) -> MemoryWorld {
    let long = "Everybody understands the communication of considerable communities. ".repeat(60);
    let manifest = format!(
        "[book]\ntitle = \"Tides\"\nlanguage = \"{language}\"\nchapters = [\"one.md\", \"two.md\"]\n\
         [typesetting]\nnotes = \"book\"\n"
    );
    MemoryWorld::new()
        .with("book.toml", manifest)
        .with(
            "one.md",
            format!("# Ebb\n\nFirst. Then [the flow](two.md), *really. Yes*.[^a]\n\n{long}\n\n[^a]: A note.\n"),
        )
        .with("two.md", format!("# Flow\n\n- An item\n\n| Verse one\n|   verse two\n\n{long}\n"))
}

fn build(language: &str) -> Compilation {
    let request =
        Request { epub: false, editions: Vec::new(), devices: DeviceFile::ALL.to_vec(), ..Request::default() };
    let compilation = compile(&world(language), &request);
    assert!(!compilation.findings.has_errors(), "{:#?}", compilation.findings);
    compilation
}

fn file<'a>(compilation: &'a Compilation, name: &str) -> &'a [u8] {
    let names: Vec<&str> = compilation.files.iter().map(|file| file.name.as_str()).collect();
    &compilation.files.iter().find(|file| file.name == name).unwrap_or_else(|| panic!("no {name} in {names:?}")).bytes
}

/// The text files of an EPUB.
fn unpacked(epub: &[u8]) -> BTreeMap<String, String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(epub)).expect("an archive");
    let mut files = BTreeMap::new();
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).expect("an entry");
        let name = entry.name().expect("a name").into_owned();
        let mut text = String::new();
        if entry.read_to_string(&mut text).is_ok() {
            files.insert(name, text);
        }
    }
    files
}

/// The attributes of a name in a file.
fn attributes<'a>(text: &'a str, name: &str) -> Vec<&'a str> {
    let start = format!(" {name}=\"");
    text.split(start.as_str()).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn a_kindle_sees_pages_and_no_soft_hyphens() {
    let compilation = build("en-GB");
    let files = unpacked(file(&compilation, "Tides-kindle.epub"));
    let two = &files["OEBPS/text/two.xhtml"];
    assert!(two.contains(">[5]</span>"), "{two}");
    for (name, text) in &files {
        assert!(!text.contains('\u{ad}'), "{name} has soft hyphens");
        assert!(!text.contains("<!--"), "{name} has a comment");
    }
    let languages = files["OEBPS/content.opf"].matches("<dc:language>").count();
    assert_eq!((languages, files["OEBPS/content.opf"].contains("<dc:language>en</dc:language>")), (1, true));
    assert!(unpacked(file(&compilation, "Tides.kepub.epub"))["OEBPS/text/two.xhtml"].contains('\u{ad}'));
}

#[test]
fn a_language_that_kindles_refuse_is_reported() {
    let compilation = build("et");
    assert!(compilation.findings.iter().any(|finding| finding.code == "kindle-language"));
    let files = unpacked(file(&compilation, "Tides-kindle.epub"));
    assert!(files["OEBPS/content.opf"].contains("<dc:language>en</dc:language>"));
    assert!(files["OEBPS/text/one.xhtml"].contains("lang=\"et\""));
}

#[test]
fn every_sentence_of_a_kepub_has_a_span() {
    let files = unpacked(file(&build("en-GB"), "Tides.kepub.epub"));
    for (name, text) in files.iter().filter(|(name, _)| name.starts_with("OEBPS/text/")) {
        assert!(text.contains("<div id=\"book-columns\"><div id=\"book-inner\">"), "{name}");
        let ids = attributes(text, "id");
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "an id twice in {name}");
        assert_eq!(
            text.matches("<span class=\"koboSpan\"").count(),
            ids.iter().filter(|id| id.starts_with("kobo.")).count()
        );
    }
    let one = &files["OEBPS/text/one.xhtml"];
    let paragraph = one.split("id=\"one.1\"").nth(1).and_then(|rest| rest.split("</p>").next()).expect("a paragraph");
    let paragraph = paragraph.replace('\u{ad}', "");
    let expected = [
        "<span class=\"smallcaps\"><span class=\"koboSpan\" id=\"kobo.1.1\">First</span></span>",
        "<span class=\"koboSpan\" id=\"kobo.1.2\">. </span><span class=\"koboSpan\" id=\"kobo.1.3\">Then </span>",
        "<span class=\"koboSpan\" id=\"kobo.1.4\">the flow</span></a><span class=\"koboSpan\" id=\"kobo.1.5\">, </span>",
        "<em><span class=\"koboSpan\" id=\"kobo.1.6\">really. </span>",
        "<span class=\"koboSpan\" id=\"kobo.1.7\">Yes</span></em>",
    ];
    for part in expected {
        assert!(paragraph.contains(part), "{part} is not in {paragraph}");
    }
}

#[test]
fn a_sample_is_whole_in_itself() {
    let files = unpacked(file(&build("en-GB"), "Tides-sample.epub"));
    assert!(files.contains_key("OEBPS/text/one.xhtml") && !files.contains_key("OEBPS/text/two.xhtml"));
    for (name, text) in &files {
        assert!(attributes(text, "href").iter().all(|href| !href.contains("two.xhtml")), "{name}");
    }
    assert!(files["OEBPS/text/one.xhtml"].contains("Then the flow,"), "the link's text stays");
    assert!(files["OEBPS/text/one.xhtml"].contains("A note."), "its notes are in it");
    assert!(files["OEBPS/content.opf"].contains("-sample</dc:identifier>"));
}

#[test]
fn the_text_has_pages_and_addresses() {
    let compilation = build("en-GB");
    let text = String::from_utf8(file(&compilation, "Tides.txt").to_vec()).expect("UTF-8");
    let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
    assert!(lines.contains(&"[one.1] First. Then the flow, really. Yes.[1]"), "{text}");
    assert!(lines.contains(&"[1] A note."), "{text}");
    assert!(lines.contains(&"• [two.1] An item"), "{text}");
    let verse = lines.iter().position(|line| *line == "[two.2] Verse one").expect("a stanza");
    assert_eq!(lines[verse + 1], "  verse two");
    assert!(text.contains("[p. 1] ") && text.contains("[p. 3] "), "{text}");
    assert!(!text.contains('\u{ad}') && !text.contains('\u{fffc}'));
}
