//! The navigation document and, for EPUB 2 reading systems, the NCX.

use anthology_typeset::{SectionKind, SetBlock, SetBlockKind, SetLink, SetParagraph, SetSection, words};
use anthology_xhtml::{Markup, PageEntry, Publication, document, page_id, semantics};

use crate::costs::DEEPEST_HEADING;

/// An item of the navigation document's contents.
struct NavItem {
    title: String,
    /// Relative to the package document.
    href: String,
    /// 0 for the outermost; no deeper than one below the entry before.
    depth: u8,
}

/// The sections, and the headings within them.
fn entries(publication: &Publication<'_>) -> Vec<NavItem> {
    let mut entries: Vec<NavItem> = Vec::new();
    let mut push = |title: String, href: String, depth: u8| {
        let deepest = entries.last().map_or(0, |last| last.depth + 1);
        entries.push(NavItem { title, href, depth: depth.min(deepest) });
    };
    for section in publication.text.sections.iter().filter(|s| s.in_contents) {
        push(entry_title(publication, section), publication.file(section), section.depth);
        headings(&section.blocks, &mut |level, id, title| {
            if !title.is_empty() {
                let id = publication.author_id(&section.slug, id);
                push(title, format!("{}#{id}", publication.file(section)), section.depth + level - 1);
            }
        });
    }
    // The contents of a book are never empty (EPUB 3.3, 5.4.1.2).
    if let (Some(first), true) = (publication.text.sections.first(), entries.is_empty()) {
        entries.push(NavItem { title: publication.name(first), href: publication.file(first), depth: 0 });
    }
    entries
}

/// Visits the headings below a section's own.
fn headings<'a>(blocks: &'a [SetBlock], visit: &mut impl FnMut(u8, &'a str, String)) {
    for block in blocks {
        match (&block.kind, &block.id) {
            (SetBlockKind::Heading { .. }, _) if block.classes.iter().any(|class| class == "unlisted") => {}
            (SetBlockKind::Heading { level, paragraph }, Some(id)) if (2..=DEEPEST_HEADING).contains(level) => {
                visit(*level, id, block.contents_title.clone().unwrap_or_else(|| words_of(paragraph)));
            }
            (SetBlockKind::Group { blocks, .. }, _) => headings(blocks, visit),
            _ => {}
        }
    }
}

/// A heading's text without note marks and images.
fn words_of(paragraph: &SetParagraph) -> String {
    let mut text = String::new();
    let mut start = 0;
    for run in &paragraph.runs {
        let link = run.link.and_then(|link| paragraph.links.get(link as usize));
        if !matches!(link, Some(SetLink::Note(_))) {
            text.push_str(&paragraph.text[start..run.end as usize]);
        }
        start = run.end as usize;
    }
    text.replace('\u{fffc}', " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What a section is called in the contents: its title and, where the book has several authors, who wrote it.
fn entry_title(publication: &Publication<'_>, section: &SetSection) -> String {
    let title = title_of(publication, section);
    match section.author.as_ref().filter(|_| publication.text.names_authors) {
        Some(author) => format!("{title}{}{author}", words(section.lang).comma),
        None => title,
    }
}

fn title_of(publication: &Publication<'_>, section: &SetSection) -> String {
    match (&section.label, &section.kind) {
        (Some(label), SectionKind::Part { .. }) if !section.title.is_empty() => format!("{label}: {}", section.title),
        (Some(label), SectionKind::Part { .. }) => label.clone(),
        _ => publication.name(section),
    }
}

/// `nav.xhtml` (EPUB 3.3, 7): contents, landmarks, and the page list.
pub(crate) fn nav(publication: &Publication<'_>, words: &NavHeadings) -> String {
    let text = publication.text;
    let lang = text.metadata.language;
    document(lang, lang, &text.metadata.title, "stylesheet.css", "", |m| {
        m.open("nav", &[("epub:type", "toc"), ("role", "doc-toc"), ("id", "toc"), ("aria-labelledby", "toc-title")]);
        m.line("h1", &[("id", "toc-title"), ("class", "chapter-title")], &words.contents);
        m.open("ol", &[]);
        m.newline();
        let mut depth = 0;
        for (i, entry) in entries(publication).iter().enumerate() {
            if entry.depth > depth {
                m.open("ol", &[]);
                m.newline();
            } else if i > 0 {
                m.close_line("li");
            }
            for _ in entry.depth..depth {
                m.close("ol");
                m.close_line("li");
            }
            depth = entry.depth;
            m.open("li", &[]);
            m.open("a", &[("href", &entry.href)]);
            m.text(&entry.title);
            m.close("a");
        }
        for _ in 0..depth {
            m.close("li");
            m.close("ol");
        }
        m.close_line("li");
        m.close_line("ol");
        m.close_line("nav");
        landmarks(m, publication, words);
        page_list(m, publication, words);
    })
}

fn landmarks(m: &mut Markup, publication: &Publication<'_>, words: &NavHeadings) {
    m.open("nav", &[("epub:type", "landmarks"), ("hidden", "hidden"), ("aria-labelledby", "landmarks-title")]);
    m.line("h2", &[("id", "landmarks-title")], &words.landmarks);
    m.open("ol", &[]);
    m.newline();
    for (kind, section) in landmark_sections(publication) {
        m.open("li", &[]);
        let title = if section.title.is_empty() { kind } else { &section.title };
        m.open("a", &[("epub:type", kind), ("href", &publication.file(section))]);
        m.text(title);
        m.close("a");
        m.close_line("li");
    }
    m.close_line("ol");
    m.close_line("nav");
}

/// The landmarks, at most one of a kind (EPUB 3.3, 7.4.3); `bodymatter` is the start of reading.
pub(crate) fn landmark_sections<'a>(publication: &Publication<'a>) -> Vec<(&'static str, &'a SetSection)> {
    let sections = &publication.text.sections;
    let mut list: Vec<(&'static str, &'a SetSection)> = Vec::new();
    for kind in ["titlepage", "copyright-page", "toc", "foreword", "preface", "introduction"] {
        list.extend(sections.iter().find(|s| semantics(s).0 == kind).map(|s| (kind, s)));
    }
    let body = sections.iter().find(|s| s.matter == anthology_typeset::Matter::Body);
    list.extend(body.or(sections.first()).map(|s| ("bodymatter", s)));
    for kind in ["loi", "afterword", "acknowledgments", "glossary", "bibliography", "index", "appendix", "colophon"] {
        list.extend(sections.iter().find(|s| semantics(s).0 == kind).map(|s| (kind, s)));
    }
    list
}

fn page_list(m: &mut Markup, publication: &Publication<'_>, words: &NavHeadings) {
    if publication.page_list.is_empty() {
        return;
    }
    m.open(
        "nav",
        &[
            ("epub:type", "page-list"),
            ("role", "doc-pagelist"),
            ("hidden", "hidden"),
            ("aria-labelledby", "pages-title"),
        ],
    );
    m.line("h2", &[("id", "pages-title")], &words.pages);
    m.open("ol", &[]);
    m.newline();
    for PageEntry { label, section } in &publication.page_list {
        let href = page_href(publication, label, *section);
        m.open("li", &[]);
        m.open("a", &[("href", &href)]);
        m.text(label);
        m.close("a");
        m.close_line("li");
    }
    m.close_line("ol");
    m.close_line("nav");
}

fn page_href(publication: &Publication<'_>, label: &str, section: usize) -> String {
    format!("{}#{}", publication.file(&publication.text.sections[section]), page_id(label))
}

/// `toc.ncx` (DAISY 2005), with a pageList: some reading systems read it rather than the navigation document's.
pub(crate) fn ncx(publication: &Publication<'_>, identifier: &str) -> String {
    let metadata = &publication.text.metadata;
    let pages = &publication.page_list;
    let entries = entries(publication);
    let depth = entries.iter().map(|entry| entry.depth + 1).max().unwrap_or(1);
    let mut m = Markup::new("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    m.open(
        "ncx",
        &[
            ("xmlns", "http://www.daisy.org/z3986/2005/ncx/"),
            ("version", "2005-1"),
            ("xml:lang", metadata.language.as_str()),
        ],
    );
    m.newline();
    m.open("head", &[]);
    m.newline();
    let greatest = pages.iter().filter_map(|page| page.label.parse::<u32>().ok()).max().unwrap_or(0);
    for (name, content) in [
        ("dtb:uid", identifier.to_owned()),
        ("dtb:depth", depth.to_string()),
        ("dtb:totalPageCount", pages.len().to_string()),
        ("dtb:maxPageNumber", greatest.to_string()),
    ] {
        m.empty("meta", &[("name", name), ("content", &content)]);
        m.newline();
    }
    m.close_line("head");
    m.open("docTitle", &[]);
    m.line("text", &[], &metadata.title);
    m.close_line("docTitle");
    m.open("navMap", &[]);
    m.newline();
    let mut order = 0;
    let mut open = 0;
    for entry in &entries {
        for _ in entry.depth..open {
            m.close_line("navPoint");
        }
        order += 1;
        open = entry.depth + 1;
        nav_point(&mut m, entry, order);
    }
    for _ in 0..open {
        m.close_line("navPoint");
    }
    m.close_line("navMap");
    if !pages.is_empty() {
        ncx_pages(&mut m, publication, order);
    }
    m.close_line("ncx");
    m.finish()
}

/// Begins a navPoint, which the caller closes after its children.
fn nav_point(m: &mut Markup, entry: &NavItem, order: usize) {
    m.open("navPoint", &[("id", &format!("nav-{order}")), ("playOrder", &order.to_string())]);
    m.open("navLabel", &[]);
    m.line("text", &[], &entry.title);
    m.close_line("navLabel");
    m.empty("content", &[("src", &entry.href)]);
    m.newline();
}

fn ncx_pages(m: &mut Markup, publication: &Publication<'_>, mut order: usize) {
    m.open("pageList", &[]);
    m.newline();
    for PageEntry { label, section } in &publication.page_list {
        order += 1;
        let number = label.parse::<u32>().ok();
        let value = number.map(|n| n.to_string()).unwrap_or_default();
        let kind = if number.is_some() { "normal" } else { "front" };
        let id = format!("ncx-{}", page_id(label));
        m.open("pageTarget", &[("id", &id), ("type", kind), ("value", &value), ("playOrder", &order.to_string())]);
        m.open("navLabel", &[]);
        m.line("text", &[], label);
        m.close_line("navLabel");
        m.empty("content", &[("src", &page_href(publication, label, *section))]);
        m.close_line("pageTarget");
    }
    m.close_line("pageList");
}

/// The headings of the navigation document, in the book's language if it is known.
pub(crate) struct NavHeadings {
    pub(crate) contents: String,
    pub(crate) landmarks: String,
    pub(crate) pages: String,
}

impl NavHeadings {
    pub(crate) fn of(publication: &Publication<'_>) -> Self {
        let contents = publication.text.sections.iter().find(|s| s.kind == SectionKind::Contents);
        let words = anthology_typeset::words(publication.text.metadata.language);
        let own = contents.map(|s| s.title.clone()).filter(|title| !title.is_empty());
        Self {
            contents: own.unwrap_or_else(|| words.contents.to_owned()),
            landmarks: words.landmarks.to_owned(),
            pages: words.pages.to_owned(),
        }
    }
}
