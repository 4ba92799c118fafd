//! Both editions of a book beside each other, as their readers have them: the same pages under the same
//! numbers, and the same paragraphs under the same addresses. Nothing here knows how the files were made.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;

use lopdf::{Dictionary, Document, Object};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// How many letters are compared at the beginning of a page.
const LETTERS: usize = 14;

/// The repository's root.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

struct Editions {
    folder: tempfile::TempDir,
    /// Titles that chapters give for running heads.
    short_titles: Vec<String>,
    epub: BTreeMap<String, String>,
    pdf: Document,
}

/// Builds a book with the program.
fn build(book: &Path) -> Editions {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_anthology"))
        .args(["build", "--book"])
        .arg(book)
        .arg("--out")
        .arg(folder.path())
        .env("SOURCE_DATE_EPOCH", "1767225600")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let file = |kind: &str| {
        let mut entries = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path());
        std::fs::read(entries.find(|path| path.extension().is_some_and(|e| e == kind)).unwrap()).unwrap()
    };
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(file("epub"))).unwrap();
    let mut epub = BTreeMap::new();
    for i in 0..archive.len() {
        let mut entry = archive.by_index(i).unwrap();
        let name = entry.name().unwrap().into_owned();
        if [".xhtml", ".opf", ".ncx"].iter().any(|end| name.ends_with(end)) {
            let mut text = String::new();
            entry.read_to_string(&mut text).unwrap();
            epub.insert(name, text);
        }
    }
    let pdf = Document::load_mem(&file("pdf")).unwrap();
    Editions { folder, short_titles: short_titles(book), epub, pdf }
}

fn short_titles(book: &Path) -> Vec<String> {
    let chapters = std::fs::read_dir(book.join("chapters")).unwrap().map(|entry| entry.unwrap().path());
    let texts = chapters
        .filter(|path| path.extension().is_some_and(|e| e == "md"))
        .map(|path| std::fs::read_to_string(path).unwrap());
    texts.filter_map(|text| text.lines().find_map(|line| line.strip_prefix("short-title").map(letters))).collect()
}

fn sample() -> Editions {
    build(&root())
}

fn torture() -> Editions {
    build(&root().join("tests/suite/torture"))
}

/// The letters of a text and nothing else, in one case, since editions differ in hyphens, spaces and numbers
/// that readers see and files don't hold.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect()
}

fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = start.attributes().flatten().find(|a| a.key.as_ref() == name)?;
    Some(quick_xml::escape::unescape(&found.value).unwrap().into_owned())
}

/// The letters after each page's marker as far as the next one's, in reading order; notes, which print has at
/// the foot of the page, left out.
fn marked_pages(epub: &BTreeMap<String, String>) -> Vec<(String, String)> {
    let mut pages: Vec<(String, String)> = Vec::new();
    for file in spine(epub) {
        let mut reader = Reader::from_str(&epub[&file]);
        let (mut depth, mut skip): (usize, Option<usize>) = (0, Some(1));
        loop {
            let mut say = |text: &str| {
                if let (None, Some(page)) = (skip, pages.last_mut()) {
                    page.1.push_str(&letters(text));
                }
            };
            match reader.read_event().unwrap() {
                Event::Eof => break,
                Event::Start(start) => {
                    depth += 1;
                    match start.name().as_ref() {
                        "body" => skip = None,
                        "aside" if attribute(&start, "role").is_some_and(|role| role == "doc-footnote") => {
                            skip = skip.or(Some(depth));
                        }
                        _ => {}
                    }
                    if attribute(&start, "role").is_some_and(|role| role == "doc-pagebreak") {
                        pages.push((attribute(&start, "aria-label").unwrap(), String::new()));
                    }
                }
                Event::End(_) => {
                    if skip == Some(depth) {
                        skip = None;
                    }
                    depth -= 1;
                }
                Event::Text(text) => say(&text),
                Event::GeneralRef(entity) => {
                    say(quick_xml::escape::resolve_predefined_entity(&entity).unwrap_or_default());
                }
                _ => {}
            }
        }
    }
    pages
}

/// The files of the spine, in order.
fn spine(epub: &BTreeMap<String, String>) -> Vec<String> {
    let mut reader = Reader::from_str(&epub["OEBPS/content.opf"]);
    let (mut files, mut spine) = (BTreeMap::new(), Vec::new());
    loop {
        match reader.read_event().unwrap() {
            Event::Eof => return spine.iter().map(|id: &String| format!("OEBPS/{}", files[id])).collect(),
            Event::Empty(start) if start.name().as_ref() == "item" => {
                files.insert(attribute(&start, "id").unwrap(), attribute(&start, "href").unwrap());
            }
            Event::Empty(start) if start.name().as_ref() == "itemref" => {
                spine.push(attribute(&start, "idref").unwrap());
            }
            _ => {}
        }
    }
}

/// The text of each page of the print edition, by poppler. `None` where it isn't installed.
fn printed_pages(editions: &Editions) -> Option<Vec<String>> {
    let mut files = std::fs::read_dir(editions.folder.path()).unwrap().map(|entry| entry.unwrap().path());
    let pdf = files.find(|path| path.extension().is_some_and(|e| e == "pdf")).unwrap();
    // By the order of the content: an order by places reads two columns of an index as one.
    let Ok(output) = Command::new("pdftotext").arg("-raw").arg(pdf).arg("-").output() else {
        println!("skipped: pdftotext is not installed");
        return None;
    };
    let text = String::from_utf8(output.stdout).unwrap();
    let mut pages: Vec<String> = text.split('\u{c}').map(str::to_owned).collect();
    pages.pop();
    Some(pages)
}

/// The labels of the print edition's pages (ISO 32000-1, 12.4.2).
fn labels(pdf: &Document) -> Vec<String> {
    let count = pdf.get_pages().len();
    let tree = dictionary(pdf, pdf.catalog().unwrap().get(b"PageLabels").unwrap());
    let ranges = tree.get(b"Nums").unwrap().as_array().unwrap();
    let mut labels = Vec::new();
    for (i, range) in ranges.chunks(2).enumerate() {
        let from = range[0].as_i64().unwrap() as usize;
        let to = ranges.get(2 * i + 2).map_or(count, |next| next.as_i64().unwrap() as usize);
        let style = dictionary(pdf, &range[1]);
        let first = style.get(b"St").map_or(1, |first| first.as_i64().unwrap());
        let prefix =
            style.get(b"P").map_or(String::new(), |p| String::from_utf8_lossy(p.as_str().unwrap()).into_owned());
        for page in from..to {
            let number = first as u32 + (page - from) as u32;
            let number = match style.get(b"S").and_then(Object::as_name) {
                Ok(b"D") => number.to_string(),
                Ok(b"r") => anthology_typeset::roman(number).to_lowercase(),
                Ok(b"R") => anthology_typeset::roman(number).to_uppercase(),
                _ => String::new(),
            };
            labels.push(format!("{prefix}{number}"));
        }
    }
    labels
}

fn dictionary(pdf: &Document, object: &Object) -> Dictionary {
    pdf.dereference(object).unwrap().1.as_dict().unwrap().clone()
}

/// What may stand over the text of a page: its running head and its folio.
fn heads(editions: &Editions, label: &str) -> Vec<String> {
    let titles = editions.epub.values().flat_map(|text| {
        let title = text.split("<title>").nth(1)?.split("</title>").next()?;
        Some(letters(&quick_xml::escape::unescape(title).unwrap()))
    });
    let folio = letters(label);
    let mut heads: Vec<String> = titles
        .chain(editions.short_titles.iter().cloned())
        .flat_map(|title| [format!("{title}{folio}"), format!("{folio}{title}"), title])
        .collect();
    heads.extend([folio, String::new()]);
    heads
}

/// The heads of tables, which stand again over the rows of the next page.
fn table_heads(editions: &Editions) -> Vec<String> {
    let parts = editions.epub.values().flat_map(|text| text.split("<thead>").skip(1));
    let heads = parts.filter_map(|rest| rest.split("</thead>").next());
    heads
        .map(|head| head.split('<').filter_map(|part| part.split_once('>')).map(|(_, text)| letters(text)).collect())
        .collect()
}

fn same_pages(editions: &Editions) {
    let marked = marked_pages(&editions.epub);
    let labels = labels(&editions.pdf);
    assert_eq!(marked.iter().map(|page| page.0.as_str()).collect::<Vec<_>>(), labels, "page labels");
    let Some(printed) = printed_pages(editions) else { return };
    assert_eq!(printed.len(), labels.len());
    let table_heads = table_heads(editions);
    let mut compared = 0;
    for ((label, text), page) in marked.iter().zip(&printed) {
        let wanted: String = text.chars().take(LETTERS).collect();
        let page = letters(page);
        let bodies =
            heads(editions, label).into_iter().filter_map(|head| page.strip_prefix(head.as_str()).map(str::to_owned));
        let begins_so = |body: &str| if wanted.is_empty() { body.is_empty() } else { body.starts_with(&wanted) };
        let under_head =
            |body: &str| table_heads.iter().filter_map(|head| body.strip_prefix(head.as_str())).any(begins_so);
        let found = bodies.into_iter().any(|body| begins_so(&body) || under_head(&body));
        let begins: String = page.chars().take(60).collect();
        assert!(found, "page {label} begins with “{begins}”, and its marker stands before “{wanted}”");
        compared += usize::from(!wanted.is_empty());
    }
    assert!(compared > 8, "only {compared} pages were compared");
}

#[test]
fn every_page_of_the_sample_book_begins_at_its_marker() {
    same_pages(&sample());
}

#[test]
fn every_page_of_the_torture_book_begins_at_its_marker() {
    same_pages(&torture());
}

/// The text of every element of a kind within the first element that holds a mark.
fn list<'a>(text: &'a str, within: &str, before: &str, after: &str) -> Vec<&'a str> {
    let part = text.split(within).nth(1).unwrap_or_default();
    part.split(before).skip(1).filter_map(|rest| rest.split(after).next()).collect()
}

#[test]
fn both_page_lists_are_the_print_editions() {
    let editions = torture();
    let labels = labels(&editions.pdf);
    let nav = list(&editions.epub["OEBPS/nav.xhtml"], "epub:type=\"page-list\"", "\">", "</a>");
    let nav: Vec<&str> = nav.into_iter().filter_map(|entry| entry.rsplit("\">").next()).collect();
    assert_eq!(nav[nav.len() - labels.len()..], labels);
    assert_eq!(list(&editions.epub["OEBPS/toc.ncx"], "<pageList>", "<text>", "</text>"), labels);
}

/// Whether a name is a paragraph's address: chapter, full stop, number.
fn is_address(name: &str) -> bool {
    name.rsplit_once('.')
        .is_some_and(|(chapter, n)| !chapter.is_empty() && !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
}

/// The addresses among the named destinations of the print edition.
fn destinations(pdf: &Document) -> BTreeSet<String> {
    let names = dictionary(pdf, pdf.catalog().unwrap().get(b"Names").unwrap());
    let mut waiting = vec![dictionary(pdf, names.get(b"Dests").unwrap())];
    let mut found = BTreeSet::new();
    while let Some(node) = waiting.pop() {
        if let Ok(kids) = node.get(b"Kids").and_then(Object::as_array) {
            waiting.extend(kids.iter().map(|kid| dictionary(pdf, kid)));
        }
        if let Ok(names) = node.get(b"Names").and_then(Object::as_array) {
            let keys = names.iter().step_by(2).map(|key| String::from_utf8_lossy(key.as_str().unwrap()).into_owned());
            found.extend(keys.filter(|key| is_address(key)));
        }
    }
    found
}

/// The addresses among the ids of the sections' files, with the letters of what each names.
fn fragments(epub: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for (file, text) in epub.iter().filter(|(file, _)| file.starts_with("OEBPS/text/")) {
        let stem = file.trim_start_matches("OEBPS/text/").trim_end_matches(".xhtml");
        for rest in text.split(" id=\"").skip(1) {
            let (id, rest) = rest.split_once('"').unwrap();
            if is_address(id) {
                assert!(id.starts_with(&format!("{stem}.")), "{id} stands in {file}");
                let content = rest.split(" id=\"").next().unwrap_or_default();
                assert_eq!(found.insert(id.to_owned(), letters(content)), None, "{id} stands twice");
            }
        }
    }
    found
}

#[test]
fn paragraphs_have_the_same_addresses_in_both_editions() {
    for editions in [sample(), torture()] {
        let fragments = fragments(&editions.epub);
        assert!(fragments.len() > 10);
        assert_eq!(fragments.into_keys().collect::<BTreeSet<_>>(), destinations(&editions.pdf));
    }
}

#[test]
fn a_change_in_one_chapter_leaves_the_addresses_of_the_others() {
    let folder = tempfile::tempdir().unwrap();
    copy(&root().join("tests/suite/torture"), folder.path());
    let before = fragments(&build(folder.path()).epub);
    let chapter = folder.path().join("chapters/blocks.md");
    let text = std::fs::read_to_string(&chapter).unwrap();
    let front = text.match_indices("+++").nth(1).unwrap().0 + 3;
    let changed = format!("{}\n\nOne more.\n\nAnd another.\n{}", &text[..front], &text[front..]);
    std::fs::write(&chapter, changed).unwrap();
    let after = fragments(&build(folder.path()).epub);
    assert_eq!(after.len(), before.len() + 2);
    let others = |all: &BTreeMap<String, String>| -> Vec<String> {
        all.keys().filter(|id| !id.starts_with("blocks")).cloned().collect()
    };
    assert_eq!(others(&after), others(&before));
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true if entry.file_name() == "dist" => {}
            true => copy(&entry.path(), &target),
            false => std::fs::copy(entry.path(), &target).map(|_| ()).unwrap(),
        }
    }
}

#[test]
fn paragraph_numbers_stand_in_both_editions() {
    let folder = tempfile::tempdir().unwrap();
    copy(&root().join("tests/suite/torture"), folder.path());
    let manifest = folder.path().join("book.toml");
    let text = std::fs::read_to_string(&manifest).unwrap();
    std::fs::write(&manifest, format!("{text}\n[typesetting]\nparagraph-numbers = true\n")).unwrap();
    let editions = build(folder.path());
    let addresses = fragments(&editions.epub);
    let chapter = &editions.epub["OEBPS/text/blocks.xhtml"];
    let numbered = chapter.matches("class=\"paragraph-number\"").count();
    assert!(numbered > 5 && numbered <= addresses.len());
    assert!(chapter.contains("data-number=\"2\""));
    let Some(printed) = printed_pages(&editions) else { return };
    let page = printed.iter().find(|page| page.contains("The second paragraph")).unwrap();
    assert!(page.lines().any(|line| line.trim() == "2"), "the number 2 stands beside its paragraph: {page}");
}
