//! EPUB 2 and 3: the essays of the spine, cut where the table of contents says that they begin.

use crate::archive::Package;
use crate::blocks::{drop_title, level_headings, plain, text_of, visit_blocks};
use crate::dates::date;
use crate::documents::{Content, Document, Media, one_line, said};
use crate::html::{CUT, Hints, attr as html_attr, is_back_link, is_mark, is_note_reference, name, read as blocks};
use crate::html::{SEPARATOR, percent_decode};
use crate::xml::{self, attr, find, local, part_path};
use anthology_base::Lang;
use anthology_document::{Block, BlockKind};
use dom_query::Document as Dom;
use std::collections::{BTreeMap, BTreeSet};

/// Files of one spine.
const MAX_FILES: usize = 20_000;

/// Kinds of matter that are no essay (EPUB's structural vocabulary, and the guide of EPUB 2), with what they are.
const MATTER: &[(&str, &str)] = &[
    ("cover", "the cover"),
    ("titlepage", "the title page"),
    ("title-page", "the title page"),
    ("halftitlepage", "the half-title page"),
    ("copyright-page", "the copyright page"),
    ("toc", "the table of contents"),
    ("landmarks", "a list of landmarks"),
    ("index", "the index"),
    ("colophon", "the colophon"),
    ("loi", "a list of illustrations"),
    ("lot", "a list of tables"),
    ("dedication", "the dedication"),
];

/// The essays of a book; `None` if it has no spine.
pub(crate) fn read(package: &mut Package<'_>) -> Option<Vec<Document>> {
    let container = package.text("META-INF/container.xml")?;
    let path = {
        let tree = xml::parse(&container)?;
        attr(&find(&tree.root_element(), "rootfile")?, "full-path")?.to_owned()
    };
    let opf = package.text(&path)?;
    let book = Book::read(&opf, &path)?;
    let entries = contents(package, &book);
    let files: Vec<(String, String)> = book
        .spine
        .iter()
        .take(MAX_FILES)
        .filter_map(|item| Some((item.path.clone(), package.text(&item.path)?)))
        .collect();
    let notes = Notes::of(&files);
    let mut essays: Vec<Essay> = Vec::new();
    for (path, text) in &files {
        let item = book.spine.iter().find(|i| i.path == *path)?;
        if !item.linear && notes.files.contains(path) {
            continue;
        }
        spine_file(path, text, item, &entries, &notes, &book, &mut essays);
    }
    let mut documents: Vec<Document> = Vec::new();
    for essay in essays {
        documents.push(essay.document(package, &book));
    }
    // Notes in a file of their own are where their marks are.
    Some(documents)
}

/// What the package document says.
struct Book {
    author: Option<String>,
    date: Option<anthology_base::Date>,
    lang: Option<Lang>,
    url: Option<String>,
    rights: Option<String>,
    spine: Vec<SpineItem>,
    nav: Option<String>,
    ncx: Option<String>,
}

struct SpineItem {
    path: String,
    linear: bool,
    /// What it is in place of an essay.
    matter: Option<&'static str>,
}

impl Book {
    fn read(opf: &str, path: &str) -> Option<Self> {
        let tree = xml::parse(opf)?;
        let root = tree.root_element();
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let value = |name: &str| find(&root, name).and_then(|n| said(xml::text(&n)));
        let mut paths: BTreeMap<&str, (String, &str, &str)> = BTreeMap::new();
        let mut ncx = None;
        for item in root.descendants().filter(|n| local(n) == "item") {
            let (Some(id), Some(href)) = (attr(&item, "id"), attr(&item, "href")) else { continue };
            let path = part_path(folder, &percent_decode(href));
            let kind = attr(&item, "media-type").unwrap_or_default();
            if kind == "application/x-dtbncx+xml" {
                ncx = Some(path.clone());
            }
            paths.insert(id, (path, attr(&item, "properties").unwrap_or_default(), kind));
        }
        let nav = paths.values().find(|(_, p, _)| p.split(' ').any(|p| p == "nav")).map(|(path, ..)| path.clone());
        let guide: BTreeMap<String, &str> = root
            .descendants()
            .filter(|n| local(n) == "reference")
            .filter_map(|n| {
                let href = attr(&n, "href")?.split('#').next()?;
                Some((part_path(folder, &percent_decode(href)), attr(&n, "type")?))
            })
            .collect();
        let spine = root.descendants().filter(|n| local(n) == "itemref").filter_map(|n| {
            let (path, _, kind) = paths.get(attr(&n, "idref")?)?;
            let matter = guide.get(path).and_then(|kind| matter(kind));
            let matter = matter.or((nav.as_ref() == Some(path)).then_some("the table of contents"));
            let linear = attr(&n, "linear") != Some("no");
            (kind.contains("html")).then(|| SpineItem { path: path.clone(), linear, matter })
        });
        let creators: Vec<String> =
            root.descendants().filter(|n| local(n) == "creator").filter_map(|n| said(xml::text(&n))).collect();
        let url = root
            .descendants()
            .filter(|n| matches!(local(n), "source" | "identifier"))
            .filter_map(|n| said(xml::text(&n)))
            .find(|t| t.starts_with("http"));
        Some(Self {
            author: (!creators.is_empty()).then(|| creators.join(", ")),
            date: value("date").as_deref().and_then(date),
            lang: value("language").and_then(|l| l.parse().ok()),
            url,
            rights: value("rights"),
            spine: spine.collect(),
            nav,
            ncx,
        })
    }
}

fn matter(kind: &str) -> Option<&'static str> {
    kind.split(' ').find_map(|kind| MATTER.iter().find(|(name, _)| *name == kind)).map(|(_, what)| *what)
}

/// An entry of the table of contents: where an essay begins.
#[derive(Clone, Debug)]
struct Entry {
    path: String,
    fragment: Option<String>,
    title: String,
}

/// The entries at which essays begin: those of the first level, and deeper ones that lead to another file than the
/// entry before. Sections of one file stay sections.
fn contents(package: &mut Package<'_>, book: &Book) -> Vec<Entry> {
    let mut all: Vec<(usize, Entry)> = Vec::new();
    if let Some(path) = &book.nav
        && let Some(text) = package.text(path)
    {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let dom = Dom::from(text);
        let navs = dom.select("nav");
        let toc = navs.nodes().iter().find(|n| html_attr(n, "epub:type").is_some_and(|t| t.contains("toc")));
        for link in toc.map(|n| n.descendants()).unwrap_or_default().iter().filter(|n| name(n) == "a") {
            let depth = link.ancestors(None).iter().filter(|a| name(a) == "ol").count().saturating_sub(1);
            all.extend(html_attr(link, "href").map(|href| (depth, entry(folder, &href, &link.text()))));
        }
    }
    if all.is_empty()
        && let Some(path) = &book.ncx
        && let Some(text) = package.text(path)
        && let Some(tree) = xml::parse(&text)
    {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        for point in tree.root_element().descendants().filter(|n| local(n) == "navPoint") {
            let depth = point.ancestors().filter(|a| local(a) == "navPoint").count().saturating_sub(1);
            let label = xml::child(&point, "navLabel").map(|l| xml::text(&l)).unwrap_or_default();
            if let Some(href) = xml::child(&point, "content").and_then(|c| attr(&c, "src")) {
                all.push((depth, entry(folder, href, &label)));
            }
        }
    }
    let mut before: Option<String> = None;
    all.retain(|(depth, entry)| {
        let same = before.as_ref() == Some(&entry.path);
        before = Some(entry.path.clone());
        *depth == 0 || !same
    });
    all.into_iter().map(|(_, entry)| entry).collect()
}

fn entry(folder: &str, href: &str, title: &str) -> Entry {
    let (path, fragment) = href.split_once('#').map_or((href, None), |(p, f)| (p, Some(f.to_owned())));
    Entry { path: part_path(folder, &percent_decode(path)), fragment, title: one_line(title) }
}

/// Notes that are in other files than their marks, by `PATH#ID`.
#[derive(Default)]
struct Notes {
    texts: BTreeMap<String, String>,
    files: BTreeSet<String>,
}

impl Notes {
    fn of(files: &[(String, String)]) -> Self {
        let mut wanted: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        let names: BTreeSet<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
        for (path, text) in files {
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            let dom = Dom::from(text.as_str());
            for link in dom.select("a[href*='#']").nodes().iter().filter(|l| is_mark(&l.text()) || is_note_reference(l))
            {
                let href = html_attr(link, "href").unwrap_or_default();
                let Some((target, id)) = href.split_once('#').filter(|(t, _)| !t.is_empty()) else { continue };
                let target = part_path(folder, &percent_decode(target));
                // The back links of notes are marks by their looks; they lead to files that come before.
                let later = files.iter().position(|(p, _)| p == path) < files.iter().position(|(p, _)| *p == target);
                if let Some(name) = names.get(target.as_str()).filter(|_| later || is_note_reference(link)) {
                    wanted.entry(name).or_default().insert(id.to_owned());
                }
            }
        }
        let mut notes = Self::default();
        for (path, text) in files {
            let Some(ids) = wanted.get(path.as_str()) else { continue };
            let dom = Dom::from(text.as_str());
            for node in dom.root().descendants() {
                let Some(id) = html_attr(&node, "id").filter(|id| ids.contains(id)) else { continue };
                let whole = |n: &dom_query::NodeRef<'_>| {
                    matches!(name(n).as_str(), "li" | "p" | "div" | "aside" | "dd" | "section" | "td")
                };
                let element = if whole(&node) { Some(node) } else { node.ancestors(Some(4)).into_iter().find(whole) };
                let Some(element) = element else { continue };
                for link in element.descendants().iter().filter(|n| name(n) == "a" && is_back_link(&n.text())) {
                    link.remove_from_parent();
                }
                let element_text = element.first_child().filter(|c| c.is_text());
                if let Some(first) =
                    element_text.filter(|t| t.text().trim().trim_matches(['.', ')', ']', ':']).is_empty())
                {
                    first.remove_from_parent();
                }
                let html = if name(&element) == "li" { element.inner_html() } else { element.html() };
                notes.texts.insert(format!("{path}#{id}"), html.to_string());
                notes.files.insert(path.clone());
            }
        }
        notes
    }
}

/// An essay in the making.
struct Essay {
    title: Option<String>,
    content: Content,
    matter: Option<&'static str>,
}

/// Reads a file of the spine: it goes on with the essay before, or begins one or more.
fn spine_file(
    path: &str,
    text: &str,
    item: &SpineItem,
    entries: &[Entry],
    notes: &Notes,
    book: &Book,
    essays: &mut Vec<Essay>,
) {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let dom = Dom::from(text);
    let own: Vec<&Entry> = entries.iter().filter(|e| e.path == path).collect();
    let body = dom.body().unwrap_or_else(|| dom.root());
    let kinds = std::iter::once(body).chain(body.children_it(false).filter(|c| c.is_element()).take(1));
    let kind = kinds.filter_map(|n| html_attr(&n, "epub:type")).find_map(|k| matter(&k));
    let matter = item.matter.or(kind);
    // Marks of notes in other files, and the places where essays begin.
    for link in dom.select("a[href*='#']").nodes() {
        let href = html_attr(link, "href").unwrap_or_default();
        if let Some((target, id)) = href.split_once('#').filter(|(t, _)| !t.is_empty()) {
            let key = format!("{}#{id}", part_path(folder, &percent_decode(target)));
            if notes.texts.contains_key(&key) {
                link.set_attr("data-fn", &key);
            }
        }
    }
    let mut fragments = 0;
    for (n, entry) in own.iter().enumerate() {
        let Some(fragment) = &entry.fragment else { continue };
        let target = dom.root().descendants().into_iter().find(|d| html_attr(d, "id").as_ref() == Some(fragment));
        if let Some(target) = target {
            let block = |x: &dom_query::NodeRef<'_>| crate::html::BLOCKS.contains(&name(x).as_str());
            let at = if block(&target) { Some(target) } else { target.ancestors(Some(6)).into_iter().find(block) };
            if let Some(at) = at.filter(|a| name(a) != "body" && name(a) != "html") {
                at.before_html(format!("<div {CUT}=\"{n}\"></div>"));
                fragments += 1;
            }
        }
    }
    let hints = Hints { notes: notes.texts.clone(), lang: book.lang, ..Hints::default() };
    let mut content = blocks(&body, &hints);
    visit_blocks(&mut content.blocks, &mut |list| {
        for block in list {
            if let BlockKind::Figure { image, .. } = &mut block.kind {
                let paths = image.path.split(SEPARATOR).map(|p| {
                    if p.contains("://") || p.starts_with("data:") {
                        p.to_owned()
                    } else {
                        part_path(folder, &percent_decode(p))
                    }
                });
                image.path = paths.collect::<Vec<_>>().join(&SEPARATOR.to_string());
            }
        }
    });
    let mut parts = cut(std::mem::take(&mut content.blocks));
    let first = parts.remove(0).1;
    let begins = own.iter().find(|e| e.fragment.is_none()).or_else(|| own.first().filter(|_| fragments == 0));
    let in_contents = !entries.is_empty();
    let blank = first.is_empty();
    // Notes belong to the parts that have their marks; their numbers are those of the whole file.
    let all_notes = content.notes.clone();
    let part = |blocks: Vec<Block>, title: Option<String>| Essay {
        title,
        content: Content { notes: all_notes.clone(), blocks, ..Content::default() },
        matter,
    };
    let continues =
        in_contents && begins.is_none() && matter.is_none() && essays.last().is_some_and(|e| e.matter.is_none());
    if continues && !blank {
        if let Some(last) = essays.last_mut() {
            append(&mut last.content, first, &all_notes);
        }
    } else if !blank {
        essays.push(part(first, begins.map(|e| e.title.clone())));
    }
    for (n, blocks) in parts {
        let title = own.get(n).map(|e| e.title.clone());
        if !blocks.is_empty() {
            essays.push(part(blocks, title));
        }
    }
    if let Some(last) = essays.last_mut() {
        last.content.dropped.extend(content.dropped);
        last.content.media.extend(content.media);
    }
}

/// The blocks between the cuts, with the numbers of the cuts; the first part is that before any.
fn cut(blocks: Vec<Block>) -> Vec<(usize, Vec<Block>)> {
    let mut parts: Vec<(usize, Vec<Block>)> = vec![(0, Vec::new())];
    for block in blocks {
        match &block.kind {
            BlockKind::Div { name, .. } if name.starts_with(CUT) => {
                parts.push((name[CUT.len()..].parse().unwrap_or(0), Vec::new()));
            }
            _ => parts.last_mut().into_iter().for_each(|(_, list)| list.push(block.clone())),
        }
    }
    parts
}

/// Adds blocks with their notes to a text that has notes of its own.
fn append(content: &mut Content, mut blocks: Vec<Block>, notes: &[anthology_document::Note]) {
    let offset = content.notes.len();
    content.notes.extend(notes.iter().cloned());
    crate::notes::shift(&mut blocks, offset);
    for note in &mut content.notes[offset..] {
        crate::notes::shift(&mut note.blocks, offset);
    }
    content.blocks.extend(blocks);
}

impl Essay {
    fn document(mut self, package: &mut Package<'_>, book: &Book) -> Document {
        let heading = self.content.blocks.first().and_then(|b| match &b.kind {
            BlockKind::Heading { content, .. } => said(text_of(content)),
            _ => None,
        });
        let title = self.title.or_else(|| heading.clone());
        if let Some(title) = &title {
            drop_title(&mut self.content.blocks, title);
            // The contents may say more than the heading, or less: `1. Moss` for `Moss`.
            let normal = |text: &str| crate::shape::normalised_words(text);
            if let Some(heading) =
                heading.filter(|h| normal(title).contains(&normal(h)) || normal(h).contains(&normal(title)))
                && matches!(self.content.blocks.first().map(|b| &b.kind), Some(BlockKind::Heading { content, .. }) if said(text_of(content)).as_ref() == Some(&heading))
            {
                self.content.blocks.remove(0);
            }
        }
        level_headings(&mut self.content.blocks);
        crate::notes::keep_used(&mut self.content);
        let mut paths: BTreeSet<String> = BTreeSet::new();
        let mut collect = |list: &mut Vec<Block>| {
            for block in list {
                if let BlockKind::Figure { image, .. } = &block.kind {
                    paths.extend(image.path.split(SEPARATOR).map(str::to_owned));
                }
            }
        };
        visit_blocks(&mut self.content.blocks, &mut collect);
        let known: BTreeSet<String> = self.content.media.iter().map(|m| m.address.clone()).collect();
        for path in paths.into_iter().filter(|p| !known.contains(p)) {
            if let Some(bytes) = package.part(&path) {
                self.content.media.push(Media { address: path, bytes });
            }
        }
        let words = crate::shape::word_count(&plain(&self.content.blocks));
        let left_out = self
            .matter
            .map(|what| format!("{what} of the book"))
            .or_else(|| (words == 0).then(|| "a page of the book without text".to_owned()));
        let mut document = Document {
            title,
            author: book.author.clone(),
            date: book.date,
            url: book.url.clone(),
            lang: book.lang,
            content: self.content,
            left_out,
            licence: book.rights.clone().filter(|r| crate::rights::is_licence(r)),
            ..Document::default()
        };
        document.found_in.date = Some("the book's metadata (a guess: the book's date)".to_owned());
        document.found("the book's metadata");
        document
    }
}
