//! The group that a command names.

use anthology_base::{Diagnostic, Slug, nearest};
use anthology_book::Book;

/// The folder of members' notes in a book that describes no group.
const READERS: &str = "readers";

/// The group of a name, or of the name of its folder: an index into [`Book::groups`].
///
/// # Errors
/// The finding about a name that no group has, with the nearest one.
pub(crate) fn group_named(book: &Book, name: &str) -> Result<usize, Diagnostic> {
    let names = || book.groups.iter().map(|group| group.name.as_str());
    let wanted = Slug::from_text(name);
    let found = names().position(|known| known == name).or_else(|| names().position(|n| Slug::from_text(n) == wanted));
    found.ok_or_else(|| {
        let finding = Diagnostic::error("unknown-group", format!("the book has no group `{name}`"));
        match nearest(name, names()) {
            Some(known) => finding.hint(format!("did you mean `{known}`?")),
            None if book.groups.is_empty() => finding.hint("describe it in book.toml: [[group]], with a `name`"),
            None => finding.hint(format!("the groups of this book are {}", list(book))),
        }
    })
}

/// The folder of a group; without a name, that of the book's only one. In a book that describes no group, any name is a
/// folder's.
///
/// # Errors
/// The finding, where the group can't be known.
pub(crate) fn folder_of_group(book: &Book, name: Option<&str>) -> Result<Slug, Diagnostic> {
    let folder = |index: usize| Slug::from_text(&book.groups[index].name);
    match (name, book.groups.len()) {
        (Some(name), 0) => Ok(Slug::from_text(name)),
        (Some(name), _) => group_named(book, name).map(folder),
        (None, 0) => Ok(Slug::from_text(READERS)),
        (None, 1) => Ok(folder(0)),
        (None, _) => Err(Diagnostic::error("unknown-group", "the book has several groups")
            .hint(format!("name one of them with --group: {}", list(book)))),
    }
}

fn list(book: &Book) -> String {
    book.groups.iter().map(|group| format!("`{}`", group.name)).collect::<Vec<_>>().join(", ")
}
