//! The rights to print and to publish the pieces.

use std::collections::BTreeSet;

use anthology_base::{Diagnostic, Diagnostics, Severity};
use anthology_book::{Book, BookChapter, Matter, SectionKind};
use anthology_document::{PermissionStatus, Relation};

/// Reports each piece by others without a recorded right to print it: as an error where the book requires one, else all
/// of them in one note.
pub(crate) fn check(book: &Book, d: &mut Diagnostics) {
    let own: BTreeSet<&str> = book.metadata.contributors.iter().map(|person| person.name.as_str()).collect();
    let mut without: Vec<(&BookChapter, &str)> = Vec::new();
    for section in book.sections.iter().filter(|section| section.matter == Matter::Body) {
        let SectionKind::Chapter(chapter) = section.kind else { continue };
        let chapter = &book.chapters[chapter];
        let people = chapter.authors.iter().chain(&chapter.translators);
        let by_others = people.clone().any(|&person| !own.contains(book.metadata.people[person].name.as_str()));
        let reprinted = chapter.chapter.front.source.iter().any(|source| source.relation == Relation::Reprint);
        let unsigned = book.permissions_required && people.count() == 0;
        if by_others || reprinted || unsigned {
            without.extend(missing(chapter).map(|fault| (chapter, fault)));
        }
    }
    if book.permissions_required {
        for (chapter, fault) in without {
            d.push(
                Diagnostic::error("no-permission", format!("{fault} `{}`", chapter.path))
                    .at(chapter.chapter.front_span)
                    .hint("record it: permission = { holder = \"…\", wording = \"…\", date = \"…\" }, or \"public-domain\""),
            );
        }
        return;
    }
    let Some((first, _)) = without.first() else { return };
    let paths: Vec<String> = without.iter().map(|(chapter, _)| format!("`{}`", chapter.path)).collect();
    d.push(
        Diagnostic::note("no-permission", format!("no recorded right to print {}", paths.join(", ")))
            .at(first.chapter.front_span)
            .hint(
                "record it as `permission` in the front matter; permissions = \"required\" in [book] makes it an error",
            ),
    );
}

/// Reports each chapter that reprints somebody's text and says nothing about a permission: a warning for a book that is
/// handed out, an error for one that search engines may find (`public`).
pub fn permissions(book: &Book, public: bool) -> Diagnostics {
    let mut found = Diagnostics::new();
    for chapter in &book.chapters {
        let front = &chapter.chapter.front;
        let reprints = front.source.iter().any(|source| source.relation == Relation::Reprint);
        if !reprints || missing(chapter).is_none() {
            continue;
        }
        let message = format!("`{}` reprints a text, and nothing says that its author permits it", chapter.path);
        let mut finding = Diagnostic::warning("no-permission", message)
            .at(chapter.chapter.front_span)
            .hint("write permission = \"By permission of …\" into the chapter's front matter");
        if public {
            finding.severity = Severity::Error;
            finding = finding.hint("or leave `index` out of [site], so that search engines don't list the pages");
        }
        found.push(finding);
    }
    found
}

/// The fault of the right to print a chapter.
fn missing(chapter: &BookChapter) -> Option<&'static str> {
    match &chapter.chapter.front.permission {
        None => Some("no recorded right to print"),
        Some(permission) if permission.is_settled() => None,
        Some(permission) => Some(match permission.status {
            PermissionStatus::Asked => "the permission has been asked for and not given, to print",
            _ => "the licence isn't named, under which to print",
        }),
    }
}
