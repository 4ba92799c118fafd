//! What the chapters say of themselves and of the book.

use std::collections::BTreeMap;

use anthology_base::{Diagnostics, SourceMap, World};
use anthology_document::{BlockKind, Chapter, parse, plain_text};

use crate::files::{Files, is_markdown, stem};
use crate::plan::{Metadata, Plan};
use crate::yaml::front_matter;

/// The facts of one file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fact {
    pub(crate) title: Option<String>,
    pub(crate) author: Option<String>,
    pub(crate) language: Option<String>,
    /// True if its front matter says that it isn't finished.
    pub(crate) draft: bool,
    /// True if there is text besides the title.
    pub(crate) has_text: bool,
}

/// The files that were read, each once.
pub(crate) struct Facts<'a> {
    world: &'a dyn World,
    read: BTreeMap<String, Fact>,
}

impl<'a> Facts<'a> {
    pub(crate) fn new(world: &'a dyn World) -> Self {
        Self { world, read: BTreeMap::new() }
    }

    /// What a file says of itself; nothing where it can't be read.
    pub(crate) fn of(&mut self, path: &str) -> &Fact {
        let world = self.world;
        self.read.entry(path.to_owned()).or_insert_with(|| {
            let bytes = world.read(path).unwrap_or_default();
            let text = String::from_utf8_lossy(&bytes);
            let chapter = parse(SourceMap::new().add(path, ""), &text, &mut Diagnostics::new());
            let heading = heading(&chapter);
            let title = Some(chapter.front.title.clone()).filter(|title| !title.trim().is_empty());
            Fact {
                has_text: chapter.blocks.len() > usize::from(heading.is_some()),
                title: title.or(heading),
                author: Some(chapter.front.authors.join(", ")).filter(|authors| !authors.is_empty()),
                language: chapter.front.language.map(|lang| lang.as_str().to_owned()),
                draft: is_draft(&text),
            }
        })
    }

    /// The plan's metadata with what the files add: an author whom all chapters name, a title from README, a language.
    pub(crate) fn complete(
        &mut self,
        plan: &Plan,
        files: &Files<'_>,
        folder_name: &str,
        notes: &mut Vec<String>,
    ) -> Metadata {
        let mut metadata = plan.metadata.clone();
        let facts: Vec<Fact> = plan.paths().iter().map(|path| self.of(path).clone()).collect();
        if metadata.title.is_none() {
            let readme = files.paths().find(|path| is_markdown(path) && stem(path).eq_ignore_ascii_case("readme"));
            let (title, origin) = match readme.and_then(|path| self.of(path).title.clone()) {
                Some(title) => (title, "that of README"),
                None => (words_of(folder_name), "the folder's name"),
            };
            notes.push(format!("the title is {origin}: change `title` in [book]"));
            metadata.title = Some(title);
        }
        if metadata.authors.is_empty() {
            let first = facts.iter().find_map(|fact| fact.author.clone());
            let one = first.filter(|name| facts.iter().all(|f| f.author.as_ref().is_none_or(|other| other == name)));
            match one {
                Some(name) => metadata.authors.push(name),
                None => notes.push("no author is known: add `authors` to [book]".to_owned()),
            }
        }
        if metadata.language.is_none() {
            metadata.language = facts.iter().find_map(|fact| fact.language.clone()).or_else(|| {
                notes.push("no language is known, so it is English: change `language` in [book]".to_owned());
                Some("en".to_owned())
            });
        }
        metadata
    }
}

/// The text of the heading that a file opens with.
fn heading(chapter: &Chapter) -> Option<String> {
    let BlockKind::Heading { content, .. } = &chapter.blocks.first()?.kind else { return None };
    Some(plain_text(content)).filter(|text| !text.trim().is_empty())
}

fn is_draft(text: &str) -> bool {
    let yaml = || front_matter(text)?.get("draft")?.text().map(|word| word == "true");
    let toml = || {
        let rest = text.strip_prefix("+++\n")?;
        Some(rest[..rest.find("\n+++")?].lines().any(|line| line.split_whitespace().eq(["draft", "=", "true"])))
    };
    yaml().or_else(toml).unwrap_or(false)
}

/// A name of a file or folder as a title: without its number, with spaces, in capitals at the beginning.
pub(crate) fn words_of(name: &str) -> String {
    let bare = name.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | '_' | '.' | ' '));
    let bare = if bare.is_empty() { name } else { bare };
    let text = bare.split(['-', '_', ' ']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    let mut chars = text.chars();
    chars.next().map_or(text.clone(), |first| first.to_uppercase().chain(chars).collect())
}
