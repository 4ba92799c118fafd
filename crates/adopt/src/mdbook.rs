//! `SUMMARY.md` and `book.toml` of mdBook; GitBook's `SUMMARY.md` is of the same form.

use anthology_base::paths::{folder, join};
use anthology_base::{Diagnostics, SourceMap};
use anthology_document::{Block, BlockKind, Inline, InlineKind, parse, plain_text};
use toml::Table;

use crate::facts::Facts;
use crate::files::Files;
use crate::outcome::{LeftOut, MANIFEST, Origin, Refusal};
use crate::plan::{Entry, Part, Plan};

const SUMMARY: &str = "SUMMARY.md";

/// Returns true for the text of a manifest of mdBook.
pub(crate) fn is_manifest(text: &str) -> bool {
    let Ok(root) = text.parse::<Table>() else { return false };
    let book = root.get("book").and_then(toml::Value::as_table);
    let ours = root.contains_key("part") || book.is_some_and(|book| book.contains_key("chapters"));
    let tables = ["output", "preprocessor", "build", "rust"].iter().any(|key| root.contains_key(*key));
    let keys = ["src", "multilingual", "text-direction"];
    let foreign = tables || book.is_some_and(|book| keys.iter().any(|key| book.contains_key(*key)));
    // A manifest without chapters is no book of ours; mdBook's lists none.
    !ours && (foreign || book.is_some())
}

/// Plans a book from `SUMMARY.md`, if there is one.
pub(crate) fn plan(files: &Files<'_>, _: &mut Facts<'_>) -> Result<Option<Plan>, Refusal> {
    let text = files.text(MANIFEST).unwrap_or_default();
    let settings = text.parse::<Table>().unwrap_or_default();
    let book = settings.get("book").and_then(toml::Value::as_table).cloned().unwrap_or_default();
    let src = book.get("src").and_then(toml::Value::as_str).unwrap_or("src");
    let named = join(src, SUMMARY).into_iter().chain([SUMMARY.to_owned()]).find(|path| files.contains(path));
    let below = || files.paths().find(|path| path.rsplit('/').next() == Some(SUMMARY)).map(str::to_owned);
    let Some(path) = named.or_else(below) else { return Ok(None) };
    let Some(summary) = files.text(&path) else { return Ok(None) };
    let mut plan = Plan::new(Origin::Summary(path.clone()));
    let said = |key: &str| book.get(key).and_then(toml::Value::as_str).map(str::to_owned);
    plan.metadata.title = said("title");
    plan.metadata.description = said("description");
    plan.metadata.language = said("language");
    let authors = book.get("authors").and_then(toml::Value::as_array).into_iter().flatten();
    plan.metadata.authors = authors.filter_map(|name| name.as_str().map(str::to_owned)).collect();
    let chapter = parse(SourceMap::new().add(path.as_str(), ""), &summary, &mut Diagnostics::new());
    let mut reader = Reader { base: folder(&path), plan: &mut plan, listed: false };
    reader.read(&chapter.blocks);
    if settings.contains_key("preprocessor") {
        plan.notes
            .push("the preprocessors of book.toml aren't run: what they replace stays as it is written".to_owned());
    }
    Ok(Some(plan))
}

struct Reader<'a> {
    /// The folder that the list's links are relative to.
    base: &'a str,
    plan: &'a mut Plan,
    /// True behind the first list: links by themselves are back matter from there.
    listed: bool,
}

impl Reader<'_> {
    fn read(&mut self, blocks: &[Block]) {
        for (at, block) in blocks.iter().enumerate() {
            match &block.kind {
                // The first heading is the list's own.
                BlockKind::Heading { content, .. } if at > 0 => {
                    self.plan.parts.push(Part { title: Some(plain_text(content)), entries: Vec::new() });
                }
                BlockKind::List { items, .. } => {
                    for item in items {
                        let entries = self.entries(&item.blocks);
                        self.plan.last_part().extend(entries);
                    }
                    self.listed = true;
                }
                BlockKind::Paragraph(content) => {
                    for inline in content {
                        let Some(path) = self.linked(inline) else { continue };
                        if self.listed { self.plan.back.push(path) } else { self.plan.front.push(path) }
                    }
                }
                _ => {}
            }
        }
    }

    /// The chapters of a list item with their sections. Those of a chapter without a file take its place.
    fn entries(&mut self, blocks: &[Block]) -> Vec<Entry> {
        let mut entries: Vec<Entry> = Vec::new();
        for block in blocks {
            match &block.kind {
                BlockKind::Paragraph(content) => {
                    let paths: Vec<String> = content.iter().filter_map(|inline| self.linked(inline)).collect();
                    entries.extend(paths.into_iter().map(Entry::of));
                }
                BlockKind::List { items, .. } => {
                    for item in items {
                        let below = self.entries(&item.blocks);
                        match entries.first_mut() {
                            Some(chapter) => chapter.sections.extend(below),
                            None => entries.extend(below),
                        }
                    }
                }
                _ => {}
            }
        }
        entries
    }

    /// The path of a link; what has none is reported as left out.
    fn linked(&mut self, inline: &Inline) -> Option<String> {
        let InlineKind::Link { target, content, .. } = &inline.kind else { return None };
        let target = target.split('#').next().unwrap_or_default().replace("%20", " ");
        let outside = target.contains("://");
        let path = if outside || target.is_empty() { None } else { join(self.base, &target) };
        if path.is_none() {
            let reason = if outside { "a web page" } else { "it has no file yet" };
            self.plan.left.push(LeftOut { path: plain_text(content), reason });
        }
        path
    }
}
