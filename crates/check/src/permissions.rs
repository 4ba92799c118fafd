//! Permissions to publish.

use anthology_base::{Diagnostic, Diagnostics, Severity};
use anthology_book::Book;
use anthology_document::Relation;

/// Reports each chapter that reprints somebody's text and says nothing about a permission: a warning for a book that is
/// handed out, an error for one that search engines may find (`public`).
pub fn permissions(book: &Book, public: bool) -> Diagnostics {
    let mut found = Diagnostics::new();
    for chapter in &book.chapters {
        let front = &chapter.chapter.front;
        let reprints = front.source.iter().any(|source| source.relation == Relation::Reprint);
        if !reprints || front.permission.is_some() {
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
