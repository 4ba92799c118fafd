//! bookdown: `index.Rmd` with the metadata, and `_bookdown.yml`, which may list the files.

use crate::facts::Facts;
use crate::files::{Files, no_chapter};
use crate::outcome::{Origin, Refusal};
use crate::plan::{Entry, Part, Plan};
use crate::quarto::is_date;
use crate::yaml::{Yaml, front_matter};

const INDEX: &str = "index.Rmd";
const SETTINGS: &str = "_bookdown.yml";

/// Plans a book of bookdown, if there is one.
pub(crate) fn plan(files: &Files<'_>, _: &mut Facts<'_>) -> Result<Option<Plan>, Refusal> {
    let index = files.text(INDEX).unwrap_or_default();
    let of_bookdown = index.contains("bookdown");
    if !files.contains(SETTINGS) && !of_bookdown {
        return Ok(None);
    }
    let settings = Yaml::parse(&files.text(SETTINGS).unwrap_or_default())
        .map_err(|fault| Refusal::Unreadable { path: SETTINGS.to_owned(), fault })?;
    let mut plan = Plan::new(Origin::Bookdown);
    let front = front_matter(&index).unwrap_or(Yaml::Map(Vec::new()));
    // R in backticks is run by bookdown.
    let said = |key: &str| front.get(key).and_then(Yaml::text).filter(|t| !t.contains("`r ")).map(str::to_owned);
    plan.metadata.title = said("title");
    plan.metadata.subtitle = said("subtitle");
    plan.metadata.description = said("description");
    plan.metadata.language = said("lang");
    plan.metadata.date = said("date").filter(|date| is_date(date));
    plan.metadata.cover = said("cover-image").filter(|cover| files.contains(cover));
    plan.metadata.authors = front.get("author").map(Yaml::names).unwrap_or_default();
    for path in listed(&settings).unwrap_or_else(|| by_name(files)) {
        if let Some(title) = files.text(&path).as_deref().and_then(part_title) {
            plan.notes.push(format!("`{path}` begins the part \u{201c}{title}\u{201d}: remove its line `# (PART) …`"));
            plan.parts.push(Part { title: Some(title), entries: Vec::new() });
        }
        plan.last_part().push(Entry::of(path));
    }
    plan.notes.push("R in the chapters isn't run: knit them first where its results belong in the book".to_owned());
    Ok(Some(plan))
}

/// `rmd_files`, a list or lists by format.
fn listed(settings: &Yaml) -> Option<Vec<String>> {
    let files = settings.get("rmd_files")?;
    let list = ["html", "latex", "epub"].into_iter().find_map(|format| files.get(format)).unwrap_or(files);
    Some(list.items().iter().filter_map(|item| item.text().map(str::to_owned)).collect())
}

/// All files at the top, `index.Rmd` first.
fn by_name(files: &Files<'_>) -> Vec<String> {
    let chapters = files.paths().filter(|path| {
        let lower = path.to_ascii_lowercase();
        !path.contains('/') && (lower.ends_with(".rmd") || lower.ends_with(".md")) && no_chapter(path).is_none()
    });
    let mut chapters: Vec<String> = chapters.map(str::to_owned).collect();
    chapters.sort_by_key(|path| path != INDEX);
    chapters
}

/// The title of the part that begins with a file: `# (PART) Title {-}`.
fn part_title(text: &str) -> Option<String> {
    let line =
        text.lines().find_map(|line| line.strip_prefix("# (PART)").or_else(|| line.strip_prefix("# (PART\\*)")))?;
    let title = line.split('{').next().unwrap_or_default().trim();
    (!title.is_empty()).then(|| title.to_owned())
}
