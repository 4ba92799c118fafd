//! The folder as browsers, servers and reading apps see it.

use std::collections::{BTreeMap, BTreeSet};

use anthology_base::MemoryWorld;
use anthology_group::Places;
use anthology_images::Cache;
use anthology_site::{Cover, Download, DownloadKind, Site, SiteFile};
use anthology_test_support::{lay_out, sample, set, torture};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// Bytes of the first page with all that it loads.
const MOST_BYTES_OF_THE_FIRST_PAGE: usize = 200_000;

fn downloads() -> Vec<Download> {
    use DownloadKind::{Epub, Kindle, Kobo, LargePrint, Pdf, Sample, Text};
    let names = [
        (Epub, "Book.epub"),
        (Pdf, "Book.pdf"),
        (LargePrint, "Book-large-print.pdf"),
        (Kindle, "Book-kindle.epub"),
        (Kobo, "Book.kepub.epub"),
        (Text, "Book.txt"),
        (Sample, "Book-sample.epub"),
    ];
    names.map(|(kind, name)| Download { name: name.to_owned(), kind, bytes: name.into() }).into()
}

fn folder_with(world: &MemoryWorld, url: Option<&str>, downloads: Vec<Download>) -> BTreeMap<String, Vec<u8>> {
    let (text, _) = set(world);
    let map = lay_out(&text).map;
    let places = Places::new(&text, &map);
    let cover = Some(Cover { jpeg: &[0xff, 0xd8], alt: "The cover" });
    let date = "2027-03-04".parse().expect("a date");
    let site =
        Site { text: &text, map: &map, places: &places, cover, url, listed: false, changes: None, date, groups: &[] };
    let files = anthology_site::write(&site, downloads, Cache::default()).expect("sound images");
    let count = files.len();
    let files: BTreeMap<_, _> = files.into_iter().map(|SiteFile { path, bytes }| (path, bytes)).collect();
    assert_eq!(files.len(), count, "no two files have one path");
    files
}

fn folder(world: &MemoryWorld) -> BTreeMap<String, Vec<u8>> {
    folder_with(world, None, downloads())
}

fn text<'a>(files: &'a BTreeMap<String, Vec<u8>>, path: &str) -> &'a str {
    let bytes = files.get(path).unwrap_or_else(|| panic!("no {path} in {:?}", files.keys()));
    std::str::from_utf8(bytes).expect("UTF-8")
}

/// Visits every element of a page, which has to be well-formed.
fn elements(path: &str, page: &str, visit: &mut dyn FnMut(&BytesStart<'_>)) {
    let mut reader = Reader::from_str(page);
    reader.config_mut().check_end_names = true;
    let mut depth = 0;
    loop {
        match reader.read_event() {
            Ok(Event::Start(element)) => {
                depth += 1;
                visit(&element);
            }
            Ok(Event::Empty(element)) => visit(&element),
            Ok(Event::End(_)) => depth -= 1,
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(error) => panic!("{path}: {error} at {}", reader.error_position()),
        }
    }
    assert_eq!(depth, 0, "{path}");
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element.attributes().map(|attribute| attribute.expect("an attribute"));
    let mut found = found.filter(|attribute| attribute.key.as_ref() == name);
    Some(found.next()?.value.replace("&amp;", "&"))
}

/// A path of the folder that a URL of a page leads to, and the id in it.
fn target(page: &str, url: &str) -> (String, Option<String>) {
    let (path, id) = url.split_once('#').map_or((url, None), |(path, id)| (path, Some(id.to_owned())));
    if path.is_empty() {
        return (page.to_owned(), id);
    }
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            ".." => assert!(parts.pop().is_some(), "{page}: {url} leads out of the folder"),
            _ => parts.push(part),
        }
    }
    (parts.join("/"), id)
}

/// Checks what holds in any folder.
fn check(files: &BTreeMap<String, Vec<u8>>) {
    let pages: Vec<&String> = files.keys().filter(|path| path.ends_with(".html")).collect();
    let mut ids: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let mut links = Vec::new();
    for path in &pages {
        let own = ids.entry(path).or_default();
        let mut headings = 0;
        elements(path, text(files, path), &mut |element| {
            let name = element.name();
            let name: &str = name.as_ref();
            if let Some(id) = attribute(element, "id") {
                assert!(own.insert(id.clone()), "{path}: the id `{id}` twice");
            }
            headings += usize::from(name == "h1");
            for key in ["href", "src"] {
                if let Some(url) = attribute(element, key) {
                    let loads = key == "src" || name == "link";
                    let elsewhere = url.contains(':');
                    assert!(!(loads && elsewhere) || url == "data:,", "{path} loads {url}");
                    if !elsewhere {
                        assert!(!url.ends_with('/') && !url.starts_with('/'), "{path}: {url} names no file");
                        links.push(((*path).clone(), url));
                    }
                }
            }
            for attribute in element.attributes().flatten() {
                let key: &str = attribute.key.as_ref();
                assert!(!key.contains(':') && !key.starts_with("on"), "{path}: {key}");
            }
        });
        assert!(headings >= 1, "{path} has no heading");
    }
    for (path, url) in links {
        let (file, id) = target(&path, &url);
        assert!(files.contains_key(&file), "{path}: {url} leads nowhere");
        if let Some(id) = id {
            assert!(ids.get(file.as_str()).is_some_and(|ids| ids.contains(&id)), "{path}: {url} has no target");
        }
    }
    let top: BTreeSet<&str> = files.keys().filter_map(|path| path.split('/').next()).collect();
    assert!(top.iter().all(|name| anthology_site::TOP_LEVEL.contains(name)), "{top:?}");
}

#[test]
fn every_link_of_the_sample_leads_somewhere() {
    let files = folder(&sample());
    check(&files);
    let first_page: usize = ["index.html", "style.css"].iter().map(|path| files[*path].len()).sum();
    assert!(first_page < MOST_BYTES_OF_THE_FIRST_PAGE / 2, "{first_page} bytes without the cover");
    assert_eq!(folder(&sample()), files, "the same input makes the same bytes");
}

#[test]
fn every_construct_is_sound_markup() {
    check(&folder(&torture()));
}

#[test]
fn each_device_has_its_own_file() {
    let files = folder(&sample());
    let page = text(&files, "index.html");
    let steps = |id: &str| {
        let start = page.find(&format!("<section id=\"{id}\"")).expect("a device");
        &page[start..start + page[start..].find("</section>").expect("its end")]
    };
    assert!(steps("kindle").contains("files/Book-kindle.epub") && steps("kindle").contains("48 hours"));
    assert!(steps("kobo").contains("files/Book.kepub.epub"));
    assert!(steps("iphone").contains("files/Book.epub"));
    assert!(steps("screen-reader").contains("read/all.html") && steps("screen-reader").contains("files/Book.txt"));
    assert!(steps("paper").contains("files/Book.pdf") && steps("paper").contains("files/Book-large-print.pdf"));
    for id in ["kindle", "kobo", "iphone", "android", "computer", "screen-reader", "paper"] {
        assert_eq!(steps(id).matches("<li>").count(), 3, "{id}");
    }
    // What isn't there is not spoken of.
    let epub = downloads().into_iter().filter(|file| file.kind == DownloadKind::Epub).collect();
    let files = folder_with(&sample(), None, epub);
    check(&files);
    let page = text(&files, "index.html");
    assert!(!page.contains("kepub") && !page.contains("large-print") && !page.contains('{'));
}

#[test]
fn pages_have_the_ids_of_the_epub() {
    let files = folder(&sample());
    let page = text(&files, "read/trust-is-a-verb.html");
    for id in ["trust-is-a-verb", "trust-is-a-verb.1", "page-3"] {
        assert!(page.contains(&format!(" id=\"{id}\"")), "{id}");
    }
    assert!(page.contains("href=\"a-little-echo.html\"") && page.contains("rel=\"prev\""));
    assert!(!page.contains('\u{ad}'), "browsers hyphenate by themselves");
    let whole = text(&files, "read/all.html");
    assert!(whole.contains(" id=\"trust-is-a-verb.1\"") && whole.contains(" id=\"a-little-echo.1\""));
    assert!(whole.contains("<h2") && whole.matches("<h1").count() == 1);
}

#[test]
fn names_that_a_system_reserves_are_avoided() {
    let mut world = MemoryWorld::new().with(
        "book.toml",
        "[book]\ntitle = \"Names\"\nlanguage = \"en\"\nchapters = [\"all.md\", \"con.md\", \"com1.md\", \"b.md\"]\n",
    );
    for name in ["all", "con", "com1"] {
        world = world.with(&format!("{name}.md"), format!("# {name}\n\nText of {name}, see [B](b.md#x).\n"));
    }
    let files = folder(&world.with("b.md", "# B\n\n## X {#x}\n\nSee [all](all.md).\n"));
    check(&files);
    assert!(files.contains_key("read/all.html") && files.contains_key("read/all-.html"));
    assert!(files.contains_key("read/con-.html") && files.contains_key("read/com1-.html"));
}

#[test]
fn a_book_in_a_language_without_words_says_so() {
    let world = MemoryWorld::new()
        .with("book.toml", "[book]\ntitle = \"סְפָרִים\"\nlanguage = \"yi\"\nchapters = [\"one.md\"]\n[typesetting]\nmissing-glyphs = \"warn\"\n")
        .with("one.md", "# אחת\n\nשלום לכולם.\n");
    let files = folder(&world);
    check(&files);
    let page = text(&files, "read/one.html");
    assert!(page.contains("<html lang=\"yi\" dir=\"rtl\">"));
    assert!(page.contains("<header class=\"chrome\" lang=\"en") && page.contains("dir=\"ltr\">"));
    assert!(text(&files, "index.html").contains("<html lang=\"en"));
    let german = MemoryWorld::new()
        .with("book.toml", "[book]\ntitle = \"Der Pegel\"\nlanguage = \"de\"\nchapters = [\"one.md\"]\n")
        .with("one.md", "# Eins\n\nDer Text.\n");
    let files = folder(&german);
    assert!(text(&files, "index.html").contains("Worauf lesen Sie?"));
    assert!(!text(&files, "read/one.html").contains("lang=\"en"));
}

#[test]
fn feeds_name_what_apps_can_open() {
    let url = Some("https://example.org/book/");
    let files = folder_with(&sample(), url, downloads());
    let feed = text(&files, "opds.atom");
    let mut links = Vec::new();
    elements("opds.atom", feed, &mut |element| {
        if element.name().as_ref() == "link" {
            let get = |name| attribute(element, name).unwrap_or_default();
            assert!(get("href").starts_with("https://example.org/book/"), "{}", get("href"));
            assert!(!get("rel").is_empty() && !get("type").is_empty());
            links.push(get("rel"));
        }
    });
    let image = links.iter().position(|rel| rel.ends_with("/image")).expect("an image");
    let acquisition = links.iter().position(|rel| rel.contains("/acquisition")).expect("a file");
    assert!(image < acquisition, "{links:?}");
    assert_eq!(links.iter().filter(|rel| rel.ends_with("/open-access")).count(), 4, "{links:?}");
    assert!(text(&files, "opds.json").contains("\"http://opds-spec.org/acquisition/sample\""));
    assert!(!feed.contains("kepub") && !feed.contains("kindle"));
}
