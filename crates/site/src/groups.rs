//! The pages of a reading group: sheets that are set as chapters, in the frame and style of the book's own web pages.

use anthology_group::SheetLink;
use anthology_typeset::{PageMap, SetLink, SetText, site_words, words};
use anthology_xhtml::{Files, Publication, write_sections};
use rayon::prelude::*;

use crate::page::{Chrome, ChromeLink, PageFrame, PageLink};
use crate::site_file::{SiteFile, text_file};
use crate::style;

/// A page of a group.
#[derive(Clone, Debug)]
pub struct GroupPage {
    /// Its path in the group's folder: `meeting-3.html`.
    pub path: String,
    /// Its title.
    pub title: String,
    /// Its text, one section, whose links are [`SheetLink`]s.
    pub text: SetText,
}

/// The folder of a group.
#[derive(Clone, Copy, Debug)]
pub struct GroupFolder<'a> {
    /// The name of the group.
    pub name: &'a str,
    /// The book's text, in whose style the pages are.
    pub text: &'a SetText,
    /// The reference pages.
    pub map: &'a PageMap,
    /// The address of the book's pages: of its folder on the web, which ends in `/`; from within that folder `../../`;
    /// `None` where a group's folder is by itself and nobody knows where the book is.
    pub book: Option<&'a str>,
    /// True if search engines may list the pages.
    pub listed: bool,
}

/// Writes the pages of a group and their style sheet. `meetings` are the pages that lead to the ones before and after
/// them.
pub fn group_pages(folder: &GroupFolder<'_>, pages: Vec<GroupPage>, meetings: &[String]) -> Vec<SiteFile> {
    let lang = folder.text.metadata.language;
    let (words, book_words) = (site_words(lang), words(lang));
    let find = folder.book.map(|book| format!("{book}find.html"));
    let mut links = vec![ChromeLink { class: "book", href: "index.html", text: folder.name, lang }];
    if let Some(find) = &find {
        links.push(ChromeLink { class: "", href: find, text: &words.find, lang: words.lang });
    }
    let chrome = Chrome { name: folder.name, lang, listed: folder.listed, links, words, book_words };
    let book = Publication::of_files(Files::Pages, folder.text, Some(folder.map), Vec::new());
    let titles: Vec<(String, String)> = pages.iter().map(|page| (page.path.clone(), page.title.clone())).collect();
    let neighbour = |at: Option<usize>| {
        let path = meetings.get(at?)?;
        let (path, title) = titles.iter().find(|(known, _)| known == path)?;
        Some(PageLink { href: path.clone(), title: title.clone() })
    };
    let write = |mut page: GroupPage| {
        let root = if page.path.contains('/') { "../" } else { "" };
        resolve(&mut page.text, root, folder, &book);
        let at = meetings.iter().position(|path| *path == page.path);
        let frame = PageFrame {
            chrome: &chrome,
            title: &page.title,
            lang,
            root,
            class: "site reading group",
            previous: neighbour(at.and_then(|at| at.checked_sub(1))),
            next: neighbour(at.map(|at| at + 1)),
        };
        let publication = Publication::of_files(Files::Pages, &page.text, None, Vec::new());
        let html = frame.write(|_| (), |m| write_sections(m, &publication, 0..page.text.sections.len()));
        SiteFile { path: page.path.clone(), bytes: html.into_bytes() }
    };
    let mut files: Vec<SiteFile> = pages.into_par_iter().map(write).collect();
    files.push(text_file("style.css", style::sheet(folder.text)));
    files
}

/// The address of a link's target from a page; `None` where the book's pages can't be reached.
fn target(link: &SheetLink, root: &str, folder: &GroupFolder<'_>, book: &Publication<'_>) -> Option<String> {
    let section = |index: usize| folder.text.sections.get(index).map(|section| book.file(section));
    let path = match link {
        SheetLink::File(path) => return Some(format!("{root}{path}")),
        SheetLink::Section(index) => section(*index)?,
        SheetLink::Place(address) => {
            let index = folder.text.sections.iter().position(|section| section.slug == address.chapter)?;
            format!("{}#{address}", section(index)?)
        }
    };
    let start = folder.book?;
    let from = if start.starts_with('.') { root } else { "" };
    Some(format!("{from}{start}{path}"))
}

/// The address of a link's target on the web, for files that aren't in a folder with the book's pages.
pub fn web_address(link: &SheetLink, text: &SetText, map: &PageMap, url: &str) -> Option<String> {
    let folder = GroupFolder { name: "", text, map, book: Some(url), listed: false };
    let book = Publication::of_files(Files::Pages, text, None, Vec::new());
    match link {
        SheetLink::File(_) => None,
        _ => target(link, "", &folder, &book),
    }
}

/// Gives the links of a page their addresses; words whose target can't be reached stand alone.
fn resolve(text: &mut SetText, root: &str, folder: &GroupFolder<'_>, book: &Publication<'_>) {
    for section in &mut text.sections {
        section.change_paragraphs(&mut |paragraph| {
            let targets: Vec<Option<String>> = (paragraph.links.iter())
                .map(|link| match link {
                    SetLink::External(url) => match url.parse() {
                        Ok(link) => target(&link, root, folder, book),
                        Err(_) => Some(url.clone()),
                    },
                    _ => None,
                })
                .collect();
            for run in &mut paragraph.runs {
                run.link = run.link.filter(|link| targets.get(*link as usize).is_some_and(Option::is_some));
            }
            for (link, target) in paragraph.links.iter_mut().zip(targets) {
                if let (SetLink::External(url), Some(target)) = (link, target) {
                    *url = target;
                }
            }
        });
    }
}
