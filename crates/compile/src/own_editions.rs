//! Groups' own editions: the book with the plan of a group, in both formats.

use anthology_base::{Diagnostic, Severity, SourceMap};
use anthology_group::Places;

use crate::compilation::{OutputFile, Request};
use crate::file_names::FileNames;
use crate::groups::folder_name;
use crate::log::Log;
use crate::prepared::{LaidOut, Prepared, lay_out};
use crate::write::{self, EpubJob, PdfJob};

/// The own edition of a group.
pub(crate) struct OwnEdition {
    /// The group, an index into [`Book::groups`](anthology_book::Book::groups).
    pub(crate) group: usize,
    /// The EPUB and the PDF, by their names in the group's folder.
    pub(crate) files: Vec<OutputFile>,
}

/// The EPUB and the reference edition of each group that asks for its own. The book is read once, and set anew with the
/// group's plan and marks; its findings are those of the book, which are reported. `places` are the book's: a page that
/// begins elsewhere in a group's edition is a warning.
pub(crate) fn make(prepared: &Prepared, sources: &SourceMap, places: &Places, log: &mut Log<'_>) -> Vec<OwnEdition> {
    let reference = prepared.book.reference_edition();
    let request = Request { editions: vec![reference.name.clone()], ..Request::default() };
    let is_wanted = |group: usize| prepared.group.is_none_or(|wanted| wanted == group);
    let mut made = Vec::new();
    for plan in prepared.book.plans.iter().filter(|plan| is_wanted(plan.group)) {
        let group = &prepared.book.groups[plan.group];
        if !group.own_edition {
            continue;
        }
        let mut book = prepared.book.clone();
        book.make_own_edition(plan.group);
        let mut own_log = Log::new(log.world());
        let editions = std::slice::from_ref(&reference);
        let LaidOut { layouts, epub, pdfs } = lay_out(&request, &book, editions, prepared, sources, &mut own_log);
        let pdfs: Vec<PdfJob<'_>> =
            pdfs.into_iter().map(|(edition, layout)| PdfJob { edition, layout: layouts.get(layout) }).collect();
        let epub = epub.as_ref().map(|pages| {
            let (text, map) = layouts.epub_pages(&pages.pages);
            EpubJob { text, map, cover: &pages.cover, request: &request }
        });
        let names = FileNames::of(&book);
        let files = write::write(&book, &prepared.fonts, sources, &names, epub.as_ref(), &pdfs, &mut own_log);
        let errors = own_log.findings().iter().filter(|finding| finding.severity == Severity::Error);
        log.report(errors.cloned().collect());
        if let Some(EpubJob { text, map, .. }) = &epub {
            let own = Places::new(text, map);
            let elsewhere = |place: &&anthology_group::Place| {
                places.find(&place.address).is_some_and(|other| other.page != place.page)
            };
            let moved = own.paragraphs.iter().filter(elsewhere).count();
            if moved > 0 {
                let message = format!(
                    "in the own edition of {}, {moved} {} on other pages than in the book",
                    group.name,
                    if moved == 1 { "paragraph is" } else { "paragraphs are" }
                );
                let finding = Diagnostic::warning("other-pages", message).at(group.span);
                let finding = match group.stops {
                    true => finding.hint("the marks of `stops` take a line each; without them, pages are the same"),
                    false => finding.hint("say paragraphs by their addresses to members who have both"),
                };
                log.report([finding].into_iter().collect());
            }
        }
        let slug = folder_name(&prepared.book, plan);
        let named = files.into_iter().filter_map(|OutputFile { name, bytes }| {
            let ending = match &name {
                name if *name == names.epub() => "epub",
                name if *name == names.pdf(&reference.name) => "pdf",
                _ => return None,
            };
            Some(OutputFile { name: format!("{}-{slug}.{ending}", names.stem()), bytes })
        });
        made.push(OwnEdition { group: plan.group, files: named.collect() });
    }
    made
}
