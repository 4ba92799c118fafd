//! The EPUB as a whole: every file well-formed, every id unique, every link leading somewhere, and every
//! paragraph's characters those that the shared layer decided.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

use anthology_base::MemoryWorld;
use anthology_test_support as support;
use anthology_typeset::{MappedPage, ObjectKind, PageMap, SetText};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// The files of a publication by name.
fn unpack(epub: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(epub)).unwrap();
    (0..archive.len())
        .map(|i| {
            let mut file = archive.by_index(i).unwrap();
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            (file.name().unwrap().into_owned(), bytes)
        })
        .collect()
}

/// What a file says of itself.
#[derive(Default)]
struct Document {
    ids: Vec<String>,
    links: Vec<String>,
    /// Text by the id of the innermost element that has one and is a paragraph.
    text_of: BTreeMap<String, String>,
}

fn attributes(start: &BytesStart<'_>) -> BTreeMap<String, String> {
    start
        .attributes()
        .map(|a| {
            let a = a.expect("well-formed attributes");
            (a.key.as_ref().to_owned(), quick_xml::escape::unescape(&a.value).unwrap().into_owned())
        })
        .collect()
}

fn read(name: &str, bytes: &[u8]) -> Document {
    let text = std::str::from_utf8(bytes).unwrap();
    let mut reader = Reader::from_str(text);
    let mut document = Document::default();
    let mut open: Vec<Option<String>> = Vec::new();
    loop {
        match reader.read_event().unwrap_or_else(|e| panic!("{name} is not well-formed: {e}")) {
            Event::Eof => break,
            Event::Start(start) => {
                let id = document.note(&start);
                let paragraph = id.filter(|_| matches!(start.name().as_ref(), "p" | "h1" | "h2" | "h3" | "h4"));
                open.push(paragraph);
            }
            Event::Empty(start) => {
                document.note(&start);
                if start.name().as_ref() == "br" {
                    document.say(&open, "\n");
                }
            }
            Event::End(_) => {
                open.pop();
            }
            Event::Text(text) => document.say(&open, &text),
            Event::GeneralRef(entity) => {
                let name: &str = &entity;
                let text = quick_xml::escape::resolve_predefined_entity(name).expect("a predefined entity");
                document.say(&open, text);
            }
            _ => {}
        }
    }
    assert!(open.is_empty(), "{name} ends inside an element");
    document
}

impl Document {
    fn note(&mut self, start: &BytesStart<'_>) -> Option<String> {
        let attributes = attributes(start);
        self.ids.extend(attributes.get("id").cloned());
        for key in ["href", "src"] {
            self.links.extend(attributes.get(key).cloned());
        }
        attributes.get("id").cloned()
    }

    fn say(&mut self, open: &[Option<String>], text: &str) {
        if let Some(id) = open.iter().rev().flatten().next() {
            self.text_of.entry(id.clone()).or_default().push_str(text);
        }
    }
}

/// A page map that begins a page inside every third paragraph of the text.
fn pages_for(text: &SetText) -> PageMap {
    let mut map = PageMap::default();
    let mut number = 0;
    for (index, section) in text.sections.iter().enumerate() {
        let notes: BTreeSet<_> =
            section.notes.iter().flat_map(|n| &n.blocks).flat_map(|b| b.paragraphs()).map(|p| p.id).collect();
        for paragraph in section.paragraphs().filter(|p| !notes.contains(&p.id)).step_by(3) {
            number += 1;
            let middle = (0..=paragraph.text.len() / 2).rev().find(|&i| paragraph.text.is_char_boundary(i)).unwrap();
            map.pages.push(MappedPage {
                label: number.to_string(),
                section: index as u32,
                start: Some((paragraph.id, middle as u32)),
            });
        }
    }
    map
}

fn check(text: &SetText, map: &PageMap) {
    same_characters(text, &well_formed(text, map));
}

/// The documents of the publication, each well-formed, with unique ids and with links that lead to ids.
fn well_formed(text: &SetText, map: &PageMap) -> BTreeMap<String, Document> {
    let epub = anthology_epub::write(text, Some(map), None, &[], anthology_epub::Options::default()).unwrap();
    assert_eq!(
        epub,
        anthology_epub::write(text, Some(map), None, &[], anthology_epub::Options::default()).unwrap(),
        "the same input gives the same bytes"
    );
    let files = unpack(&epub);
    let documents: BTreeMap<String, Document> = files
        .iter()
        .filter(|(name, _)| name.ends_with(".xhtml") || name.ends_with(".ncx") || name.ends_with(".opf"))
        .map(|(name, bytes)| (name.clone(), read(name, bytes)))
        .collect();
    for (name, document) in &documents {
        let unique: BTreeSet<&String> = document.ids.iter().collect();
        assert_eq!(unique.len(), document.ids.len(), "{name} has an id twice: {:?}", twice(&document.ids));
        for link in &document.links {
            follow(name, link, &files, &documents);
        }
    }
    let nav = &documents["OEBPS/nav.xhtml"];
    for page in &map.pages {
        let fragment = format!("#page-{}", page.label);
        assert!(nav.links.iter().any(|l| l.ends_with(&fragment)), "page {} is not in the page-list", page.label);
    }
    documents
}

fn twice(ids: &[String]) -> Vec<&String> {
    ids.iter().filter(|id| ids.iter().filter(|other| other == id).count() > 1).collect()
}

fn follow(from: &str, link: &str, files: &BTreeMap<String, Vec<u8>>, documents: &BTreeMap<String, Document>) {
    if link.contains(':') {
        return;
    }
    let (path, fragment) = link.split_once('#').map_or((link, None), |(path, fragment)| (path, Some(fragment)));
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in path.split('/').filter(|part| !part.is_empty()) {
        if part == ".." { parts.pop().map_or((), |_| ()) } else { parts.push(part) }
    }
    let target = if path.is_empty() { from.to_owned() } else { parts.join("/") };
    assert!(files.contains_key(&target), "{from} links to {link}, which isn't there");
    if let Some(fragment) = fragment {
        let found = documents[&target].ids.iter().any(|id| id == fragment);
        assert!(found, "{from} links to {link}, and {target} has no such id");
    }
}

/// Every numbered paragraph's text, with its soft hyphens taken out, is the shared layer's.
fn same_characters(text: &SetText, documents: &BTreeMap<String, Document>) {
    let mut compared = 0;
    for section in &text.sections {
        let document = &documents[&format!("OEBPS/text/{}.xhtml", section.slug)];
        for paragraph in section.paragraphs() {
            let Some(address) = &paragraph.address else { continue };
            let Some(found) = document.text_of.get(&address.to_string()) else { continue };
            let has_folio =
                paragraph.objects.iter().any(|o| matches!(o.kind, ObjectKind::PageNumber(_) | ObjectKind::Locators(_)));
            if has_folio || paragraph.style == anthology_typeset::ParagraphStyle::Verse {
                continue;
            }
            let wanted = paragraph.text.replace('\u{fffc}', "");
            assert_eq!(found.replace('\u{ad}', ""), wanted, "{address}");
            compared += 1;
        }
    }
    assert!(compared > 15, "only {compared} paragraphs were compared");
}

#[test]
fn every_construct_comes_out_well() {
    let (text, _) = support::set(&support::torture());
    check(&text, &pages_for(&text));
}

#[test]
fn the_sample_book_comes_out_well() {
    let (text, _) = support::set(&support::sample());
    check(&text, &pages_for(&text));
}

#[test]
fn notes_stand_at_the_end_of_the_book_and_link_both_ways() {
    let manifest = std::fs::read_to_string(support::root().join("tests/suite/torture/book.toml")).unwrap();
    let world = support::torture().with("book.toml", format!("{manifest}\n[typesetting]\nnotes = \"book\"\n"));
    let (text, _) = support::set(&world);
    check(&text, &pages_for(&text));
    let files = unpack(&anthology_epub::write(&text, None, None, &[], anthology_epub::Options::default()).unwrap());
    let notes = String::from_utf8_lossy(&files["OEBPS/text/notes.xhtml"]).into_owned();
    for section in text.sections.iter().filter(|s| !s.notes.is_empty()) {
        let file = String::from_utf8_lossy(&files[&format!("OEBPS/text/{}.xhtml", section.slug)]).into_owned();
        assert!(!file.contains("<aside epub:type=\"footnote\""));
        for note in &section.notes {
            assert!(file.contains(&format!("href=\"notes.xhtml#{}-{}\"", section.slug, note.id)));
            let back = format!("href=\"{0}.xhtml#{0}-{1}-mark\"", section.slug, note.id);
            assert!(notes.contains(&back), "{back}");
        }
    }
}

/// A book of two chapters whose text is the same.
fn twins(settings: &str, body: &str) -> SetText {
    let manifest = format!(
        "[book]\ntitle = \"Twins\"\nlanguage = \"en\"\n\n[[part]]\nchapters = [\"a.md\", \"b.md\"]\n{settings}"
    );
    let world = MemoryWorld::new().with("book.toml", manifest);
    let world = world.with("a.md", format!("# Castor\n\n{body}")).with("b.md", format!("# Pollux\n\n{body}"));
    support::set(&world).0
}

#[test]
fn places_within_notes_are_found_where_the_notes_are() {
    let text = twins(
        "[typesetting]\nnotes = \"book\"\n",
        "A call[^1], and see [a place](#here), [a list](#list) and [the text](#there).\n\n## There\n\n\
         [^1]: A note with [a place]{#here}.\n\n    ::: {#list}\n    - An item\n    :::\n",
    );
    let documents = well_formed(&text, &pages_for(&text));
    let links = &documents["OEBPS/text/b.xhtml"].links;
    for wanted in ["notes.xhtml#b.here_", "notes.xhtml#b.list_", "b.xhtml#there"] {
        assert!(links.iter().any(|link| link == wanted), "{wanted} in {links:?}");
    }
}

#[test]
fn regions_have_names_of_their_own() {
    let table = "|   | B |\n|---|---|\n| 1 | 2 |\n\n";
    let captioned = format!("::: table\n{table}Sums\n:::\n\n");
    let text = twins("", &format!("Text.\n\n{table}{captioned}{table}{captioned}"));
    let chapter = file(&text, "OEBPS/text/b.xhtml");
    let labels: Vec<&str> =
        chapter.split("role=\"region\" aria-label=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(labels, ["Table", "Table\u{a0}3. Sums", "Table 2", "Table\u{a0}4. Sums"]);
    assert!(!chapter.contains("></th>"), "a heading without words");
    assert!(file(&text, "OEBPS/content.opf").contains("<meta property=\"schema:wordCount\">"));
}

#[test]
fn headings_are_in_the_contents() {
    let text =
        twins("", "Text.\n\n## Costs[^1] & more\n\nText.\n\n### Below\n\n#### Too deep\n\nText.\n\n[^1]: Note.\n");
    well_formed(&text, &pages_for(&text));
    let flat = |name: &str| file(&text, name).replace('\n', "");
    let of_castor = "Castor</a><ol><li><a href=\"text/a.xhtml#costs-more\">Costs &amp; more</a>\
                     <ol><li><a href=\"text/a.xhtml#below\">Below</a></li></ol></li></ol></li><li><a href=\"text/b.xhtml\">";
    assert!(flat("OEBPS/nav.xhtml").contains(of_castor), "{}", flat("OEBPS/nav.xhtml"));
    let of_pollux =
        "<text>Below</text></navLabel><content src=\"text/b.xhtml#below\"/></navPoint></navPoint></navPoint>";
    assert!(flat("OEBPS/toc.ncx").contains(of_pollux), "{}", flat("OEBPS/toc.ncx"));
}

#[test]
fn soft_hyphens_can_be_left_out() {
    let (mut text, _) = support::set(&support::torture());
    let count = |text: &SetText| {
        let files = unpack(&anthology_epub::write(text, None, None, &[], anthology_epub::Options::default()).unwrap());
        files.values().map(|bytes| String::from_utf8_lossy(bytes).matches('\u{ad}').count()).sum::<usize>()
    };
    assert!(count(&text) > 20);
    text.epub.soft_hyphens = false;
    assert_eq!(count(&text), 0);
}

#[test]
fn headings_code_and_metadata_have_no_soft_hyphens() {
    let (text, _) = support::set(&support::torture());
    for (name, bytes) in
        unpack(&anthology_epub::write(&text, None, None, &[], anthology_epub::Options::default()).unwrap())
    {
        let content = String::from_utf8_lossy(&bytes);
        if name.ends_with(".opf") || name.ends_with(".ncx") || name.ends_with("nav.xhtml") {
            assert!(!content.contains('\u{ad}'), "{name}");
        }
        for (start, end) in [("<h1", "</h1>"), ("<h2", "</h2>"), ("<code", "</code>"), ("href=\"", "\"")] {
            for part in content.split(start).skip(1) {
                let inside = part.split(end).next().unwrap_or_default();
                assert!(!inside.contains('\u{ad}'), "{name}: {inside}");
            }
        }
    }
}

#[test]
fn the_container_begins_with_its_type() {
    let (text, _) = support::set(&support::torture());
    let epub = anthology_epub::write(&text, None, None, &[], anthology_epub::Options::default()).unwrap();
    assert_eq!(&epub[30..58], b"mimetypeapplication/epub+zip");
}

fn links() -> SetText {
    let (mut text, _) = support::set(&support::world_of(&support::root().join("tests/suite/links")));
    text.epub.soft_hyphens = false;
    text
}

fn file(text: &SetText, name: &str) -> String {
    let mut files = unpack(&anthology_epub::write(text, None, None, &[], anthology_epub::Options::default()).unwrap());
    String::from_utf8(files.remove(name).unwrap()).unwrap()
}

#[test]
fn a_chapter_without_a_title_is_called_by_its_first_words() {
    let text = links();
    let chapter = file(&text, "OEBPS/text/untitled.xhtml");
    let heading = chapter.split("<h1").nth(1).and_then(|rest| rest.split('>').next()).expect("a heading");
    let label = heading.split("aria-label=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a name");
    assert!(label.split(' ').count() > 2 && file(&text, "OEBPS/nav.xhtml").contains(label), "{label}");
}

#[test]
fn every_form_of_link_leads_to_its_place() {
    let text = links();
    well_formed(&text, &pages_for(&text));
    let forms = file(&text, "OEBPS/text/forms.xhtml");
    let href = |label: &str| {
        let before = forms.split(&format!(">{label}</a>")).next().filter(|before| before.len() < forms.len())?;
        before.rsplit("href=\"").next()?.split('"').next()
    };
    let whole = "opens-with-a-heading.xhtml";
    let place = "opens-with-a-heading.xhtml#own-place";
    for (label, expected) in [
        ("plain", Some(whole)),
        ("with a dot", Some(whole)),
        ("from the folder above", Some(whole)),
        ("from the top", Some(whole)),
        ("by id", Some(place)),
        ("by heading", Some("opens-with-a-heading.xhtml#costs-benefits")),
        ("by its title", Some(whole)),
        ("in this file", Some("forms.xhtml#picture")),
        ("as a page", Some(place)),
        ("a full one", Some(whole)),
        ("a collapsed one", Some(place)),
        ("shortcut", Some("page-3.xhtml")),
        ("https://example.org/?a=1&amp;b=2", Some("https://example.org/?a=1&amp;b=2")),
        ("by mail", Some("mailto:a@example.org")),
        ("a script", None),
        ("a folder", None),
        // Headings never get an id that looks like the mark of a page.
        ("its heading", Some("page-3.xhtml#s-page-1")),
        ("its note-like place", Some("page-3.xhtml#note-1")),
    ] {
        assert_eq!(href(label), expected, "{label}");
    }
    let raw = file(&text, "OEBPS/text/raw.xhtml");
    for (inside, times) in [
        ("id=\"raw-note-1-mark\"", 1),
        ("href=\"#raw-note-1\"", 4),
        ("<span id=\"bare\"></span>A place", 1),
        ("href=\"https://example.org/%7B%7Bname%7D%7D/a%5Eb\"", 1),
        ("<a>nowhere</a>", 1),
        ("go to a script, to a file", 1),
        ("alt=\"A slope, by its title\"", 1),
        ("href=\"second-level.xhtml\"", 1),
    ] {
        assert_eq!(raw.replace('\u{ad}', "").matches(inside).count(), times, "{inside} in {raw}");
    }
    assert!(file(&text, "OEBPS/nav.xhtml").contains(">A chapter without a title is …</a>"));
    assert!(
        file(&text, "OEBPS/text/page-3.xhtml").contains("href=\"page-3.xhtml#page-2_\""),
        "nor does a place of an author's"
    );
    assert!(forms.contains("script, a") && forms.contains("folder, and"), "the texts of dropped links stay");
    assert!(forms.contains("&amp; an ampersand\""), "alternative texts are escaped");
}

#[test]
fn conformance_is_claimed_only_with_a_certifier() {
    let mut text = links();
    assert!(!file(&text, "OEBPS/content.opf").contains("conformsTo"));
    text.epub.certifier = Some("A <Certifier>".to_owned());
    let package = file(&text, "OEBPS/content.opf");
    assert!(package.contains(
        "<meta property=\"dcterms:conformsTo\" id=\"conformance\">EPUB Accessibility 1.1 - WCAG 2.2 Level AA</meta>\n\
         <meta refines=\"#conformance\" property=\"a11y:certifiedBy\">A &lt;Certifier&gt;</meta>"
    ));
}

#[test]
fn subjects_carry_their_codes() {
    let text = links();
    let package = file(&text, "OEBPS/content.opf");
    for line in [
        "<dc:subject>Essays</dc:subject>\n<dc:subject id=\"subject-2-1\">Literary essays</dc:subject>",
        "<meta refines=\"#subject-2-1\" property=\"authority\">BISAC</meta>",
        "<meta refines=\"#subject-2-1\" property=\"term\">LCO010000</meta>",
        "<meta refines=\"#subject-2-2\" property=\"authority\">Thema</meta>",
    ] {
        assert!(package.contains(line), "{line} is not in {package}");
    }
    let record = anthology_epub::onix(&text, Some(12));
    read("onix", record.as_bytes());
    for line in [
        "<SubjectCode>LCO010000</SubjectCode>",
        "<SubjectCode>DNL</SubjectCode>",
        "<TitleText>Links &amp; &lt;Ways&gt;</TitleText>",
    ] {
        assert!(record.contains(line), "{line} is not in {record}");
    }
}

#[test]
fn a_book_that_cannot_be_made_small_enough_is_refused() {
    let mut text = links();
    let size = |text: &SetText| {
        anthology_epub::write(text, None, None, &[], anthology_epub::Options::default()).map(|bytes| bytes.len() as u64)
    };
    let natural = size(&text).unwrap();
    text.epub.size_cap = Some(natural);
    assert_eq!(size(&text).unwrap(), natural);
    text.epub.size_cap = Some(1000);
    let refused = size(&text);
    assert!(
        matches!(refused, Err(anthology_epub::WriteError::TooLarge { cap: 1000, size }) if size > 1000),
        "{refused:?}"
    );
}

/// Amazon's Kindle Publishing Guidelines, Kobo's and Apple's: what their readers and shops refuse or ignore.
#[test]
fn nothing_that_kindles_or_kobos_reject() {
    let (text, _) = support::set(&support::torture());
    let files = unpack(
        &anthology_epub::write(&text, Some(&pages_for(&text)), None, &[], anthology_epub::Options::default()).unwrap(),
    );
    let css = String::from_utf8(files["OEBPS/stylesheet.css"].clone()).unwrap();
    for refused in ["position:", "@page", "@import", "http", "expression(", "behavior", "px;", "pt;", "vw;", "rem;"] {
        assert!(!css.contains(refused), "{refused} in the style sheet");
    }
    let body = css.split("\n.body {").nth(1).unwrap().split('}').next().unwrap();
    assert!(!body.contains("font-size") && !body.contains("color") && !body.contains("font-family"), "{body}");
    let package = String::from_utf8(files["OEBPS/content.opf"].clone()).unwrap();
    for kind in ["type=\"toc\"", "type=\"text\"", "toc=\"ncx\"", "properties=\"nav\""] {
        assert!(package.contains(kind), "{kind}");
    }
    assert!(files.contains_key("OEBPS/toc.ncx"));
    assert!(files.contains_key("META-INF/com.apple.ibooks.display-options.xml"));
    for (name, bytes) in files.iter().filter(|(name, _)| name.ends_with(".xhtml")) {
        let page = String::from_utf8(bytes.clone()).unwrap();
        for refused in ["<script", "<form", "<input", "<iframe", "<object", "<embed", "<video", "<audio", "javascript:"]
        {
            assert!(!page.contains(refused), "{refused} in {name}");
        }
        assert!(!page.contains("src=\"http"), "{name} asks for the network");
        let mut open = 0;
        for part in page.split("<").filter(|part| part.starts_with("table") || part.starts_with("/table")) {
            open += if part.starts_with('/') { -1 } else { 1 };
            assert!(open <= 1, "{name} has a table within a table");
        }
    }
    for item in package.split("<item ").skip(1).filter(|item| item.contains("media-type=\"image/")) {
        let known = ["png", "jpeg", "gif", "svg+xml"].iter().any(|kind| item.contains(&format!("\"image/{kind}\"")));
        assert!(known, "{item}");
    }
}

/// A chapter with everything that old reading systems set wrong.
fn plain_reader_book(settings: &str) -> SetText {
    let manifest = format!(
        "[book]\ntitle = \"The Book\"\nsubtitle = \"A Subtitle\"\nlanguage = \"en\"\nchapters = [\"a.md\"]\n{settings}"
    );
    let body = "# One\n\nThe opening words of a chapter[^1] that go on.\n\n\
                [Linked from the start](https://example.org/) and on.\n\n> A quotation of some words.\n\n\
                ::: verse\nA line,\n  and an indented one.\n:::\n\n\
                | Programme | Characteristics | Availability |\n|---|---|---|\n\
                | Interoperability | Internationalisation | Notwithstanding |\n\n\
                | A | B |\n|---|---|\n| 1 | 2 |\n\n[^1]: The note.\n";
    let world = MemoryWorld::new().with("book.toml", manifest).with("a.md", body);
    support::set(&world).0
}

#[test]
fn a_subtitle_is_neither_the_first_nor_the_last_title() {
    let package = file(&plain_reader_book(""), "OEBPS/content.opf");
    let titles: Vec<&str> = package.lines().filter(|line| line.starts_with("<dc:title")).collect();
    assert!(titles[0].ends_with(">The Book</dc:title>"), "{titles:?}");
    assert!(titles[titles.len() - 1].ends_with(">The Book: A Subtitle</dc:title>"), "{titles:?}");
    assert!(package.contains("<meta refines=\"#subtitle\" property=\"title-type\">subtitle</meta>"));
}

#[test]
fn the_style_sheet_needs_no_logical_properties() {
    for language in ["en", "he"] {
        let mut text = plain_reader_book("[typesetting]\nparagraph-numbers = true\n");
        text.metadata.language = language.parse().unwrap();
        let css = file(&text, "OEBPS/stylesheet.css");
        assert!(!css.contains("-inline-") && !css.contains("inline-start") && !css.contains("inline-end"), "{css}");
        assert!(!css.contains("text-align: start") && !css.contains("text-align: end"), "{css}");
        let (start, end) = if language == "he" { ("right", "left") } else { ("left", "right") };
        assert!(css.contains(&format!(".paragraph-number {{ float: {end}; margin: 0; margin-{end}: -2em;")), "{css}");
        assert!(css.contains(&format!(".stanza, .line, pre, caption, th, td {{ text-align: {start};")), "{css}");
        // The chapters are English: the other direction has rules of its own in a Hebrew book.
        assert_eq!(css.contains("html[dir=\"ltr\"] .line"), language == "he");
    }
}

#[test]
fn paragraph_numbers_follow_the_opening_words() {
    let chapter = file(&plain_reader_book("[typesetting]\nparagraph-numbers = true\n"), "OEBPS/text/a.xhtml");
    let number = |n: u32| format!("<span class=\"paragraph-number\" aria-hidden=\"true\" data-number=\"{n}\"></span>");
    assert!(chapter.contains(&format!("The{} open", number(1))), "{chapter}");
    // Within a link it would be part of the link.
    assert!(chapter.contains(&format!("</a>{} and on.", number(2))), "{chapter}");
}

#[test]
fn a_notes_label_is_in_its_first_paragraph() {
    let chapter = file(&plain_reader_book(""), "OEBPS/text/a.xhtml");
    let note = chapter.split("<aside epub:type=\"footnote\"").nth(1).expect("a note");
    let label = "<a class=\"note-label\" role=\"doc-backlink\" href=\"#a-note-1-mark\">1</a> The note.</p>";
    assert!(note.contains(label), "{note}");
}

#[test]
fn verse_is_made_of_blocks_without_line_breaks() {
    let chapter = file(&plain_reader_book(""), "OEBPS/text/a.xhtml");
    assert!(!chapter.contains("<br"), "{chapter}");
    assert!(chapter.contains("<div class=\"line indent0\">A line,</div>\n<div class=\"line indent1\">"), "{chapter}");
}

#[test]
fn tables_too_wide_for_a_phone_are_stacked_there() {
    let chapter = file(&plain_reader_book(""), "OEBPS/text/a.xhtml");
    assert_eq!(chapter.matches("class=\"stacked\"").count(), 1, "{chapter}");
    assert!(chapter.contains("data-label=\"Characteristics\">Internationalisation</td>"), "{chapter}");
    assert!(!chapter.contains("data-label=\"A\""), "{chapter}");
}
