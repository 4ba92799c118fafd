//! Resolution of links.

use std::collections::{BTreeMap, BTreeSet};

use anthology_base::{Diagnostic, Diagnostics, Slug, Span, World, nearest, paths};
use anthology_document::{Inline, InlineKind, Node, walk_inlines};
use rayon::prelude::*;

use crate::chapter_names;
use crate::ids::Ids;
use crate::model::{Anchor, BookChapter, LinkTarget};

/// The places of a book that links can lead to.
#[derive(Clone, Debug, Default)]
pub(crate) struct LinkTargets {
    /// One entry a chapter, in the order of the book's chapters.
    pub(crate) chapters: Vec<ChapterAnchors>,
    /// Chapters by their paths.
    pub(crate) by_path: BTreeMap<String, usize>,
    /// Chapters that book.toml names and that couldn't be read; errors have been given.
    pub(crate) unread: BTreeSet<String>,
}

/// A chapter as a target.
#[derive(Clone, Debug)]
pub(crate) struct ChapterAnchors {
    pub(crate) path: String,
    pub(crate) slug: Slug,
    pub(crate) ids: Ids,
}

/// The faults of a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum LinkFault {
    /// It has no address.
    Empty,
    /// It is a relative path to something that isn't in the book.
    LeavesBook,
    /// It is a path in the book's folder, but of no chapter: the path.
    NoFile(String),
    /// It names a Markdown file that isn't in the book: its path.
    NoChapter(String),
    /// The chapter has no such id.
    NoAnchor { chapter: usize, fragment: String },
}

/// The text that a link prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LinkText {
    /// The author's words.
    Text,
    /// The title or the page of its target, which must be known.
    Target,
}

impl LinkTargets {
    /// Resolves `target`, as written in a chapter.
    pub(crate) fn resolve(&self, chapter: usize, target: &str) -> Result<LinkTarget, LinkFault> {
        let target = target.trim();
        if target.is_empty() {
            return Err(LinkFault::Empty);
        }
        if let Some(scheme) = scheme(target) {
            // What no reader of a book can follow, and no reading system may.
            let stays = ["data", "file", "javascript", "vbscript", "blob", "about"];
            let lost = stays.iter().any(|known| scheme.eq_ignore_ascii_case(known));
            return if lost { Err(LinkFault::LeavesBook) } else { Ok(LinkTarget::External(target.to_owned())) };
        }
        if target.starts_with("//") {
            return Ok(LinkTarget::External(format!("https:{target}")));
        }
        let (path, fragment) = target.split_once('#').unwrap_or((target, ""));
        let path = paths::percent_decode(path.split('?').next().unwrap_or_default());
        let fragment = paths::percent_decode(fragment);
        let found = if path.is_empty() { Some(chapter) } else { self.chapter(chapter, &path)? };
        found.map_or(Ok(LinkTarget::Dropped), |found| self.anchor(found, &fragment))
    }

    /// The chapter that a path means; `None` for one that couldn't be read.
    fn chapter(&self, from: usize, path: &str) -> Result<Option<usize>, LinkFault> {
        let folder = paths::folder(&self.chapters[from].path);
        let relative = paths::join(folder, path);
        // Some tools link to the page that a chapter becomes.
        let pages = path.strip_suffix(".html").into_iter();
        let pages =
            pages.flat_map(|stem| ["md", "qmd", "Rmd"].map(|ending| paths::join(folder, &format!("{stem}.{ending}"))));
        let from_top = paths::join("", path.trim_start_matches('/'));
        for candidate in std::iter::once(relative.clone()).chain(pages).chain([from_top]).flatten() {
            if let Some(&found) = self.by_path.get(&candidate) {
                return Ok(Some(found));
            }
            if self.unread.contains(&candidate) {
                return Ok(None);
            }
        }
        match relative {
            Some(path) if chapter_names::is_markdown(&path) => Err(LinkFault::NoChapter(path)),
            Some(path) => Err(LinkFault::NoFile(path)),
            None => Err(LinkFault::LeavesBook),
        }
    }

    fn anchor(&self, chapter: usize, fragment: &str) -> Result<LinkTarget, LinkFault> {
        let place = &self.chapters[chapter];
        let id = match fragment {
            "" => None,
            _ => match place.ids.find(fragment) {
                Some(id) => id.map(str::to_owned),
                None if fragment == place.slug.as_str() => None,
                None => return Err(LinkFault::NoAnchor { chapter, fragment: fragment.to_owned() }),
            },
        };
        Ok(LinkTarget::Internal(Anchor { section: place.slug.clone(), id }))
    }

    /// The only place of the book with the id of a figure, table, listing or section that a reference without a chapter
    /// names; Quarto's ids are the whole book's.
    fn anywhere(&self, target: &str) -> Option<LinkTarget> {
        const PREFIXES: [&str; 4] = ["fig", "tbl", "lst", "sec"];
        let id = target.trim().strip_prefix('#')?;
        let is_labelled = PREFIXES
            .iter()
            .any(|prefix| id.strip_prefix(prefix).is_some_and(|rest| rest.len() > 1 && rest.starts_with(['-', ':'])));
        let mut places = self.chapters.iter().filter(|place| is_labelled && place.ids.has(id));
        let place = places.next()?;
        let anchor = Anchor { section: place.slug.clone(), id: Some(id.to_owned()) };
        places.next().is_none().then_some(LinkTarget::Internal(anchor))
    }

    fn beginning(&self, chapter: usize) -> LinkTarget {
        LinkTarget::Internal(Anchor { section: self.chapters[chapter].slug.clone(), id: None })
    }

    /// The diagnostic for a link that can't be resolved.
    pub(crate) fn diagnose(
        &self,
        fault: &LinkFault,
        target: &str,
        chapter: usize,
        shown: LinkText,
        span: Span,
        listings: &mut Listings<'_>,
    ) -> Diagnostic {
        match fault {
            LinkFault::Empty => {
                Diagnostic::warning("empty-link", "link without an address; the link was removed, its text kept")
                    .at(span)
                    .hint("write the address between the parentheses")
            }
            LinkFault::LeavesBook => leaves_book(target, span),
            LinkFault::NoFile(path) if listings.contains(path) => leaves_book(target, span),
            LinkFault::NoFile(_) if target.starts_with("www.") => leaves_book(target, span),
            LinkFault::NoFile(path) => no_file(path, span),
            LinkFault::NoChapter(path) => self.no_chapter(path, chapter, span, listings),
            LinkFault::NoAnchor { chapter, fragment } => {
                let place = &self.chapters[*chapter];
                let mut message = format!("no `#{fragment}` in `{}`", place.path);
                let finding = match shown {
                    LinkText::Target => Diagnostic::error("unknown-anchor", message),
                    LinkText::Text => {
                        message.push_str("; the link goes to the start of the chapter");
                        Diagnostic::warning("unknown-anchor", message)
                    }
                };
                let finding = finding.at(span);
                let known = if listings.may_suggest() { nearest(fragment, place.ids.names()) } else { None };
                match known {
                    Some(known) => finding.hint(format!("did you mean `#{known}`?")),
                    None => finding.hint(format!("add {{#{fragment}}} after the heading that the link should go to")),
                }
            }
        }
    }

    /// A file that is there, or is like none of the book's, was left out on purpose; another is misspelt.
    fn no_chapter(&self, path: &str, from: usize, span: Span, listings: &mut Listings<'_>) -> Diagnostic {
        if listings.contains(path) {
            return Diagnostic::warning(
                "chapter-not-listed",
                format!("`{path}` is not listed in book.toml; the link was removed, its text kept"),
            )
            .at(span)
            .hint("add it to a [[part]], to [front] or to [back]");
        }
        let names = self.chapters.iter().map(|place| paths::file_name(&place.path));
        let known = if listings.may_suggest() { nearest(paths::file_name(path), names) } else { None };
        match known.and_then(|name| self.chapters.iter().find(|place| paths::file_name(&place.path) == name)) {
            Some(place) => {
                let shown = if paths::folder(&place.path) == paths::folder(&self.chapters[from].path) {
                    paths::file_name(&place.path).to_owned()
                } else {
                    format!("/{}", place.path)
                };
                Diagnostic::error("unknown-chapter", format!("no chapter `{path}` in this book"))
                    .at(span)
                    .hint(format!("did you mean `{shown}`?"))
            }
            None => no_file(path, span),
        }
    }
}

/// Links of a chapter that a right target is suggested for; each suggestion compares the link with all ids or names.
const MOST_SUGGESTIONS: usize = 100;

/// Folders that were listed for the links of a chapter.
pub(crate) struct Listings<'a> {
    world: &'a dyn World,
    folders: BTreeMap<String, BTreeSet<String>>,
    suggestions: usize,
}

impl<'a> Listings<'a> {
    fn new(world: &'a dyn World) -> Self {
        Self { world, folders: BTreeMap::new(), suggestions: 0 }
    }

    fn contains(&mut self, path: &str) -> bool {
        let folder = paths::folder(path);
        if !self.folders.contains_key(folder) {
            self.folders.insert(folder.to_owned(), self.world.list(folder).into_iter().collect());
        }
        self.folders[folder].contains(paths::file_name(path))
    }

    fn may_suggest(&mut self) -> bool {
        self.suggestions += 1;
        self.suggestions <= MOST_SUGGESTIONS
    }
}

fn no_file(path: &str, span: Span) -> Diagnostic {
    Diagnostic::warning("unknown-file", format!("file `{path}` not found; the link was removed, its text kept"))
        .at(span)
        .hint("link to a chapter, or write the full address, with https://")
}

/// Schemes that something follows: those of the web, of messages and of identifiers (IANA, "URI Schemes").
const SCHEMES: [&str; 36] = [
    "https", "http", "mailto", "acct", "bitcoin", "callto", "cid", "dav", "doi", "facetime", "fax", "feed", "ftp",
    "ftps", "gemini", "geo", "git", "gopher", "info", "irc", "ircs", "isbn", "ldap", "magnet", "matrix", "news",
    "nntp", "sftp", "sip", "sips", "sms", "ssh", "tel", "urn", "webcal", "xmpp",
];

/// A scheme that nothing follows is a slip.
fn unknown_scheme(target: &str, span: Span) -> Option<Diagnostic> {
    let found = scheme(target)?.to_ascii_lowercase();
    if SCHEMES.contains(&found.as_str()) {
        return None;
    }
    let finding =
        Diagnostic::warning("unknown-scheme", format!("unknown scheme `{found}:` of link `{target}`")).at(span);
    Some(match nearest(&found, SCHEMES) {
        Some(known) => finding.hint(format!("did you mean `{known}:`?")),
        None => finding.hint("write the full address, with https://"),
    })
}

fn leaves_book(target: &str, span: Span) -> Diagnostic {
    let message = format!("link target `{target}` is not in this book; the link was removed, its text kept");
    let hint = match target.starts_with("www.") {
        true => format!("write `https://{target}`"),
        false => "link to a chapter, or write the full address, with https://".to_owned(),
    };
    Diagnostic::warning("link-leaves-book", message).at(span).hint(hint)
}

/// The scheme of a URI (RFC 3986, section 3.1). One letter is a drive of Windows.
fn scheme(target: &str) -> Option<&str> {
    let (scheme, _) = target.split_once(':')?;
    let is_scheme = scheme.len() > 1
        && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    is_scheme.then_some(scheme)
}

/// Resolves every link of every chapter, in parallel; findings are in reading order.
pub(crate) fn resolve_links(
    chapters: &[BookChapter],
    places: &LinkTargets,
    world: &dyn World,
    d: &mut Diagnostics,
) -> BTreeMap<(usize, Span), LinkTarget> {
    let resolved: Vec<(Vec<(Span, LinkTarget)>, Diagnostics)> = chapters
        .par_iter()
        .enumerate()
        .map(|(index, chapter)| {
            let mut found = (Vec::new(), Diagnostics::new());
            let mut listings = Listings::new(world);
            let mut resolve = |inline: &Inline| {
                let InlineKind::Link { target, attrs, content } = &inline.kind else { return };
                let found_elsewhere = |_: &LinkFault| content.is_empty().then(|| places.anywhere(target)).flatten();
                let lead = places.resolve(index, target);
                let lead = lead.or_else(|fault| found_elsewhere(&fault).ok_or(fault)).unwrap_or_else(|fault| {
                    let shown =
                        if content.is_empty() || attrs.has_class("page") { LinkText::Target } else { LinkText::Text };
                    found.1.push(places.diagnose(&fault, target, index, shown, inline.span, &mut listings));
                    match (fault, shown) {
                        (LinkFault::NoAnchor { chapter, .. }, LinkText::Text) => places.beginning(chapter),
                        _ => LinkTarget::Dropped,
                    }
                });
                if let LinkTarget::External(address) = &lead
                    && let Some(finding) = unknown_scheme(address, inline.span)
                {
                    found.1.push(finding);
                }
                found.0.push((inline.span, lead));
            };
            each_inline(chapter, &mut resolve);
            found
        })
        .collect();
    let mut links = BTreeMap::new();
    for (index, (found, diagnostics)) in resolved.into_iter().enumerate() {
        links.extend(found.into_iter().map(|(span, target)| ((index, span), target)));
        d.append(diagnostics);
    }
    links
}

/// Visits the inlines of a chapter, its title's and its front matter's among them.
fn each_inline(source: &BookChapter, visit: &mut dyn FnMut(&Inline)) {
    let mut visit_all = |inlines: &[Inline]| {
        walk_inlines(inlines, &mut |node| {
            if let Node::Inline(inline) = node {
                visit(inline);
            }
        });
    };
    visit_all(&source.title);
    let chapter = &source.chapter;
    let front = &chapter.front;
    let epigraph = front.epigraph.iter().flat_map(|e| [Some(&e.text), e.source.as_ref()]).flatten();
    let questions = front.questions.iter().map(|question| &question.text);
    let headnote = front.headnote.iter().map(|headnote| &headnote.text);
    let texts = front.subtitle.iter().chain(questions).chain(epigraph).chain(headnote);
    for text in texts.filter(|text| text.contains('[') || text.contains('<')) {
        visit_all(&chapter.parse_line(chapter.front_span, text, &mut Diagnostics::new()));
    }
    chapter.walk(&mut |node| {
        if let Node::Inline(inline) = node {
            visit(inline);
        }
    });
}
