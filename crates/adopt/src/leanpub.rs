//! `Book.txt` of Leanpub: a file a line, and lines or files that divide the book.

use anthology_base::paths::{folder, join};

use crate::facts::Facts;
use crate::files::Files;
use crate::outcome::{Origin, Refusal};
use crate::plan::{Entry, Part, Plan};

/// The division of the book that the next files belong to.
#[derive(Clone, Copy)]
enum Division {
    Front,
    Main,
    Back,
}

/// Plans a book from `Book.txt`, if there is one.
pub(crate) fn plan(files: &Files<'_>, _: &mut Facts<'_>) -> Result<Option<Plan>, Refusal> {
    let found = ["manuscript/Book.txt", "Book.txt"].into_iter().find(|path| files.contains(path));
    let Some((path, list)) = found.and_then(|path| Some((path, files.text(path)?))) else { return Ok(None) };
    let base = folder(path);
    let mut plan = Plan::new(Origin::Leanpub(path.to_owned()));
    let mut division = Division::Main;
    for line in list.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(next) = division_of(line) {
            division = next;
            continue;
        }
        let Some(file) = join(base, line) else { continue };
        let text = files.text(&file).unwrap_or_default();
        let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let first = lines.next().unwrap_or_default();
        if let Some(next) = division_of(first).filter(|_| lines.clone().next().is_none()) {
            division = next;
            continue;
        }
        if let Some(title) = part_title(first, lines.clone().next()) {
            if matches!(division, Division::Main) {
                plan.parts.push(Part { title: Some(title), entries: Vec::new() });
            }
            let rest = text.lines().filter(|line| !line.trim().is_empty()).count();
            if rest <= 2 {
                continue;
            }
        }
        match division {
            Division::Front => plan.front.push(file),
            Division::Main => plan.last_part().push(Entry::of(file)),
            Division::Back => plan.back.push(file),
        }
    }
    Ok(Some(plan))
}

/// `frontmatter:`, `{mainmatter}`.
fn division_of(line: &str) -> Option<Division> {
    let name = line.strip_suffix(':').or_else(|| line.strip_prefix('{')?.strip_suffix('}'))?;
    match name.trim() {
        "frontmatter" => Some(Division::Front),
        "mainmatter" => Some(Division::Main),
        "backmatter" => Some(Division::Back),
        _ => None,
    }
}

/// The title of a file that only names a part: `-# Title`, `# Title #` in Markua, or `{class: part}` before a heading.
fn part_title(first: &str, second: Option<&str>) -> Option<String> {
    let heading = |line: &str| line.strip_prefix("# ").map(|title| title.trim_end_matches(['#', ' ']).to_owned());
    if let Some(title) = first.strip_prefix("-#") {
        return Some(title.trim().to_owned());
    }
    if first.starts_with('{') && first.contains("class") && first.contains("part") {
        return heading(second?);
    }
    heading(first).filter(|_| first.ends_with(" #") && second.is_none())
}
