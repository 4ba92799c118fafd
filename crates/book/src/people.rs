//! The people of a book: who edits it, who wrote and who translated its pieces. A chapter names its author; this links
//! the name to the person, and reports names that are probably misspelt.

use std::collections::BTreeMap;

use anthology_base::{Diagnostic, Diagnostics, Lang, SourceMap, nearest};
use anthology_document::{parse_inline, plain_text};

use crate::assemble::front_key;
use crate::model::{BookChapter, Contributor, Metadata, Person, Role};

/// A name of fewer letters than this is too short for one letter to be a slip.
const SHORTEST_COMPARED: usize = 6;

/// Links the authors and translators of `chapters` to people, and puts the people into `metadata`: the contributors
/// that the manifest lists, then everyone whom only a chapter names. A contributor without a role of their own who wrote
/// or translated a piece is named with that piece, and no longer among those who made the book as a whole.
pub(crate) fn link(
    chapters: &mut [BookChapter],
    metadata: &mut Metadata,
    without_role: &[String],
    sources: &SourceMap,
    d: &mut Diagnostics,
) {
    let mut people = People { list: Vec::new(), by_name: BTreeMap::new(), lang: metadata.language };
    for contributor in &metadata.contributors {
        people.add(contributor);
    }
    let listed = people.list.len();
    let names: Vec<[Vec<String>; 2]> =
        chapters.iter().map(|c| [printed(&c.chapter.front.authors), printed(&c.chapter.front.translators)]).collect();
    let counts = counts(&names);
    for (chapter, [authors, translators]) in chapters.iter_mut().zip(names) {
        for (key, names) in [("author", authors), ("translator", translators)] {
            for name in names {
                if let Some(meant) = people.misspelt(&name, listed, &counts) {
                    let message = match people.by_name.get(&meant).is_some_and(|&person| person < listed) {
                        true => format!("`{name}` is not among the contributors of book.toml"),
                        false => format!("`{name}` is the {key} of this chapter only"),
                    };
                    let finding = Diagnostic::warning("unknown-person", message);
                    let span = front_key(&chapter.chapter, key, sources);
                    d.push(finding.at(span).hint(format!("did you mean `{meant}`?")));
                }
                let person = people.named(&name);
                let linked = match key {
                    "author" => {
                        people.list[person].writes = true;
                        &mut chapter.authors
                    }
                    _ => {
                        people.list[person].translates = true;
                        &mut chapter.translators
                    }
                };
                if !linked.contains(&person) {
                    linked.push(person);
                }
            }
        }
    }
    let list = people.list;
    metadata.contributors.retain(|contributor| {
        let of_pieces = list.iter().any(|p| p.name == contributor.name && (p.writes || p.translates));
        !(contributor.role == Role::Contributor && of_pieces && without_role.contains(&contributor.name))
    });
    metadata.people = list;
}

/// Names without their markup.
fn printed(names: &[String]) -> Vec<String> {
    // Faults of the markup are reported where the name is printed.
    let plain =
        |name: &String| plain_text(&parse_inline(anthology_base::Span::default(), name, &mut Diagnostics::new()));
    names.iter().map(plain).map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect()
}

/// The number of pieces that each name has.
fn counts(names: &[[Vec<String>; 2]]) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for name in names.iter().flatten().flatten() {
        *counts.entry(name.clone()).or_default() += 1;
    }
    counts
}

struct People {
    list: Vec<Person>,
    by_name: BTreeMap<String, usize>,
    /// The book's language, by which names are sorted.
    lang: Lang,
}

impl People {
    fn add(&mut self, contributor: &Contributor) {
        let Contributor { name, sort, note, .. } = contributor;
        if let Some(&known) = self.by_name.get(name) {
            // One person with two roles.
            let person = &mut self.list[known];
            person.note = person.note.take().or_else(|| note.clone());
            return;
        }
        self.by_name.insert(name.clone(), self.list.len());
        let (name, sort, note) = (name.clone(), sort.clone(), note.clone());
        self.list.push(Person { name, sort, note, listed: true, writes: false, translates: false });
    }

    /// The person of a name, who is added if nobody has it.
    fn named(&mut self, name: &str) -> usize {
        if let Some(&known) = self.by_name.get(name) {
            return known;
        }
        self.by_name.insert(name.to_owned(), self.list.len());
        self.list.push(Person {
            name: name.to_owned(),
            sort: anthology_language::sort_name(name, self.lang),
            note: None,
            listed: false,
            writes: false,
            translates: false,
        });
        self.list.len() - 1
    }

    /// The name that is meant by one that is nearly another's: a contributor's, or that of an author of more pieces.
    fn misspelt(&self, name: &str, listed: usize, counts: &BTreeMap<String, usize>) -> Option<String> {
        if self.by_name.get(name).is_some_and(|&person| person < listed) || name.chars().count() < SHORTEST_COMPARED {
            return None;
        }
        let own = counts.get(name).copied().unwrap_or_default();
        let contributors = self.list[..listed].iter().map(|person| person.name.as_str());
        let meant = nearest(name, contributors).filter(|meant| alike(name, meant));
        let other = || {
            let others = counts.iter().filter(|&(other, &count)| other != name && count > own.max(1));
            nearest(name, others.map(|(other, _)| other.as_str())).filter(|meant| alike(name, meant))
        };
        meant.or_else(other).map(str::to_owned)
    }
}

/// Two names that differ by a slip and not by a name: as many words, and each alike. Initials may stand for a forename.
fn alike(name: &str, other: &str) -> bool {
    let (words, others): (Vec<&str>, Vec<&str>) =
        (name.split_whitespace().collect(), other.split_whitespace().collect());
    words.len() == others.len()
        && words.iter().zip(&others).all(|(word, other)| {
            word == other || word.chars().count() > 3 && nearest(word, [*other]).is_some() && !swaps(word, other)
        })
}

/// Two short words with different first letters are different names: Mary and Gary.
fn swaps(word: &str, other: &str) -> bool {
    word.chars().count() < SHORTEST_COMPARED && word.chars().next() != other.chars().next()
}

#[cfg(test)]
mod tests {
    use super::alike;

    #[test]
    fn slips_are_told_from_names() {
        assert!(alike("Virginia Wolf", "Virginia Woolf"));
        assert!(alike("Gorge Orwell", "George Orwell"));
        assert!(!alike("Mary Shelley", "Gary Shelley"));
        assert!(!alike("A. Smith", "B. Smith"));
        assert!(!alike("Jane Doe", "Jane Doe Smith"));
    }
}
