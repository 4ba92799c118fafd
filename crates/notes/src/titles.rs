//! Whether a file speaks of this book.

use crate::fold::fold;

/// The names that devices have for the book, folded.
pub(crate) struct BookNames {
    titles: Vec<String>,
    authors: Vec<String>,
}

/// How well a title fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum TitleFit {
    /// It is another book's.
    Other,
    /// It is the title of this book; others may have it too.
    Title,
    /// It is the title with an author of this book.
    TitleAndAuthor,
}

/// Ends of the names of the book's files, folded: devices show these where they find no title.
const ENDINGS: [&str; 9] = ["", "kindle", "largeprint", "sample", "print", "screen", "archive", "draft", "kepub"];

impl BookNames {
    /// `titles` are the title, with and without subtitle, and the stems of the names of files.
    pub(crate) fn new<'a>(titles: impl Iterator<Item = &'a str>, authors: impl Iterator<Item = &'a str>) -> Self {
        let folded = |names: &mut dyn Iterator<Item = &'a str>| -> Vec<String> {
            names.map(fold).filter(|name| !name.is_empty()).collect()
        };
        let (mut titles, mut authors) = (titles, authors);
        Self { titles: folded(&mut titles), authors: folded(&mut authors) }
    }

    /// A title as a device writes it: with an author in parentheses, as the name of a file, or of a page of the site.
    pub(crate) fn fits(&self, text: &str) -> TitleFit {
        let text = text.trim();
        let (title, author) = match text.rsplit_once('(') {
            Some((title, author)) if text.ends_with(')') => (title.trim(), fold(author)),
            _ => (text, String::new()),
        };
        let pages = text.split(['·', '|']);
        if !pages.chain([title, without_extension(text)]).any(|name| self.is_title(&fold(name))) {
            return TitleFit::Other;
        }
        match self.authors.iter().any(|name| same_author(&author, name)) {
            true => TitleFit::TitleAndAuthor,
            false => TitleFit::Title,
        }
    }

    fn is_title(&self, name: &str) -> bool {
        let of = |title: &String| name.strip_prefix(title.as_str()).is_some_and(|ending| ENDINGS.contains(&ending));
        self.titles.iter().any(of)
    }
}

/// `Roe, Anna` is `Anna Roe`.
fn same_author(one: &str, other: &str) -> bool {
    let sorted = |name: &str| {
        let mut letters: Vec<char> = name.chars().collect();
        letters.sort_unstable();
        letters
    };
    !one.is_empty() && (one == other || one.len() == other.len() && sorted(one) == sorted(other))
}

fn without_extension(text: &str) -> &str {
    let stem = text.rsplit_once('.').map_or(text, |(stem, _)| stem);
    stem.strip_suffix(".kepub").unwrap_or(stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_as_devices_write_them() {
        let titles = ["The Second Post", "The Second Post: Letters", "The-Second-Post"];
        let names = BookNames::new(titles.into_iter(), ["Anna Roe"].into_iter());
        for (text, fit) in [
            ("The Second Post (Roe, Anna)", TitleFit::TitleAndAuthor),
            ("The Second Post (Ben Smith)", TitleFit::Title),
            ("\u{feff}the second post", TitleFit::Title),
            ("The-Second-Post-kindle", TitleFit::Title),
            ("The-Second-Post.kepub.epub", TitleFit::Title),
            ("Trust · The Second Post", TitleFit::Title),
            ("The Second Post: Letters", TitleFit::Title),
            ("The Second Post: A History", TitleFit::Other),
            ("The Second Postman", TitleFit::Other),
            ("Post", TitleFit::Other),
            ("", TitleFit::Other),
        ] {
            assert_eq!(names.fits(text), fit, "{text}");
        }
    }
}
