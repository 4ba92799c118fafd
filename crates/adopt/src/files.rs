//! The files of the folder.

use std::collections::BTreeSet;

use anthology_base::paths::{file_name, folder};
use anthology_base::{World, natural_order};

use crate::outcome::LeftOut;

/// Levels of folders that are searched.
const DEEPEST: usize = 12;
/// Files that are listed at most.
const MOST_FILES: usize = 100_000;
/// Folders of programs' outputs and of what they fetch; nobody writes chapters there.
const OUTPUTS: [&str; 7] = ["node_modules", "target", "dist", "_book", "_site", "venv", "__pycache__"];

/// The paths of a folder's files, in natural order.
pub(crate) struct Files<'a> {
    world: &'a dyn World,
    paths: Vec<String>,
}

impl<'a> Files<'a> {
    pub(crate) fn list(world: &'a dyn World) -> Self {
        let mut paths = Vec::new();
        descend(world, "", DEEPEST, &mut paths);
        paths.sort_by(|a, b| natural_order(a, b));
        Self { world, paths }
    }

    pub(crate) fn contains(&self, path: &str) -> bool {
        self.paths.iter().any(|known| known == path)
    }

    /// The text of a file that is there and is UTF-8.
    pub(crate) fn text(&self, path: &str) -> Option<String> {
        let bytes = self.world.read(path).ok()?;
        String::from_utf8(bytes).ok().map(|text| text.trim_start_matches('\u{feff}').to_owned())
    }

    pub(crate) fn paths(&self) -> impl Iterator<Item = &str> {
        self.paths.iter().map(String::as_str)
    }

    /// The files that could be chapters, beside those taken or at the top, and are not among them.
    pub(crate) fn unlisted(&self, taken: &[String]) -> Vec<LeftOut> {
        let taken: BTreeSet<&str> = taken.iter().map(String::as_str).collect();
        let folders: BTreeSet<&str> = taken.iter().map(|path| folder(path)).chain([""]).collect();
        let beside = |path: &str| folders.contains(folder(path)) && !taken.contains(path);
        let left = self.paths().filter(|path| is_markdown(path) && beside(path));
        left.map(|path| LeftOut { path: path.to_owned(), reason: no_chapter(path).unwrap_or("not in the list") })
            .collect()
    }
}

fn descend(world: &dyn World, folder: &str, levels: usize, paths: &mut Vec<String>) {
    let path = |name: &str| if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
    paths.extend(world.list(folder).iter().filter(|name| !name.starts_with('.')).map(|name| path(name)));
    if levels == 0 || paths.len() > MOST_FILES {
        return;
    }
    for name in world.folders(folder) {
        if !name.starts_with('.') && !OUTPUTS.contains(&name.as_str()) {
            descend(world, &path(&name), levels - 1, paths);
        }
    }
}

/// Returns true for the name of a Markdown file of any program.
pub(crate) fn is_markdown(path: &str) -> bool {
    const ENDINGS: [&str; 5] = [".md", ".markdown", ".mkd", ".qmd", ".rmd"];
    let lower = path.to_ascii_lowercase();
    ENDINGS.iter().any(|ending| lower.ends_with(ending))
}

/// The reason why a Markdown file is none of the book's, as its name says.
pub(crate) fn no_chapter(path: &str) -> Option<&'static str> {
    if path.split('/').any(|part| part.starts_with('_')) {
        return Some("its name begins with `_`");
    }
    match stem(path).to_ascii_lowercase().as_str() {
        "readme" => Some("a README"),
        "summary" | "license" | "licence" | "contributing" | "changelog" | "code_of_conduct" | "code-of-conduct"
        | "security" | "todo" | "authors" => Some("a file about the folder"),
        _ => None,
    }
}

/// The name of a file without its folder and its ending.
pub(crate) fn stem(path: &str) -> &str {
    let name = file_name(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}
