//! `_quarto.yml`.

use crate::facts::Facts;
use crate::files::{Files, is_markdown};
use crate::outcome::{Origin, Refusal};
use crate::plan::{Entry, Part, Plan};
use crate::yaml::Yaml;

/// Plans a book from `_quarto.yml`, if there is one that lists chapters.
pub(crate) fn plan(files: &Files<'_>, facts: &mut Facts<'_>) -> Result<Option<Plan>, Refusal> {
    let Some(path) = ["_quarto.yml", "_quarto.yaml"].into_iter().find(|path| files.contains(path)) else {
        return Ok(None);
    };
    let text = files.text(path).unwrap_or_default();
    let root = Yaml::parse(&text).map_err(|fault| Refusal::Unreadable { path: path.to_owned(), fault })?;
    let Some(book) = root.get("book").filter(|book| book.get("chapters").is_some()) else { return Ok(None) };
    let mut plan = Plan::new(Origin::Quarto);
    let said = |key: &str| book.get(key).or_else(|| root.get(key)).and_then(Yaml::text).map(str::to_owned);
    plan.metadata.title = said("title");
    plan.metadata.subtitle = said("subtitle");
    plan.metadata.description = said("description");
    plan.metadata.language = said("lang");
    plan.metadata.publisher = said("publisher");
    plan.metadata.identifier = said("isbn");
    plan.metadata.date = said("date").filter(|date| is_date(date));
    plan.metadata.cover = said("cover-image").filter(|cover| files.contains(cover));
    plan.metadata.authors = book.get("author").or_else(|| root.get("author")).map(Yaml::names).unwrap_or_default();
    for item in book.get("chapters").into_iter().flat_map(Yaml::items) {
        add(item, &mut plan, facts);
    }
    for item in book.get("appendices").into_iter().flat_map(Yaml::items) {
        plan.back.extend(file_of(item));
    }
    if plan.paths().iter().any(|path| path.ends_with(".qmd")) {
        plan.notes.push("code chunks aren't run: run Quarto first where their results belong in the book".to_owned());
    }
    Ok(Some(plan))
}

/// A chapter, or a part with its chapters. A part's file gives its title; its text opens the part.
fn add(item: &Yaml, plan: &mut Plan, facts: &mut Facts<'_>) {
    let Some(part) = item.get("part").and_then(Yaml::text) else {
        let entries = file_of(item).map(Entry::of);
        plan.last_part().extend(entries);
        return;
    };
    let mut new = Part { title: Some(part.to_owned()), entries: Vec::new() };
    if is_markdown(part) {
        let fact = facts.of(part).clone();
        new.title = fact.title.or(new.title);
        new.entries.extend(fact.has_text.then(|| Entry::of(part.to_owned())));
    }
    let chapters = item.get("chapters").into_iter().flat_map(Yaml::items);
    new.entries.extend(chapters.filter_map(file_of).map(Entry::of));
    plan.parts.push(new);
}

fn file_of(item: &Yaml) -> Option<String> {
    let file = item.get("file").or_else(|| item.get("href")).unwrap_or(item).text()?;
    is_markdown(file).then(|| file.trim_start_matches("./").to_owned())
}

/// Returns true for a year, a month or a day; Quarto knows `today` too.
pub(crate) fn is_date(text: &str) -> bool {
    text.parse::<anthology_base::Date>().is_ok()
}
