//! The names of files that can be chapters.

use anthology_base::paths::file_name;

/// The endings of files that are read as chapters: Markdown's, and those of Quarto, R Markdown and Leanpub.
const TEXT_ENDINGS: [&str; 6] = [".md", ".markdown", ".mkd", ".qmd", ".rmd", ".txt"];

/// Returns true for the name of a file that can be a chapter.
pub(crate) fn is_text(path: &str) -> bool {
    text_ending(path).is_some()
}

/// Returns true for the name of a Markdown file.
pub(crate) fn is_markdown(path: &str) -> bool {
    text_ending(path).is_some_and(|ending| !ending.eq_ignore_ascii_case(".txt"))
}

/// The name of a file without its folder and the ending of a chapter.
pub(crate) fn stem(path: &str) -> &str {
    let name = file_name(path);
    text_ending(name).map_or(name, |ending| &name[..name.len() - ending.len()])
}

fn text_ending(path: &str) -> Option<&str> {
    let ending = &path[path.rfind('.')?..];
    TEXT_ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known)).then_some(ending)
}

/// Returns true for a file that lies among chapters and is meant for other readers: hidden ones, those whose name
/// begins with `_`, and the files that tools and hosts ask for.
pub(crate) fn is_no_chapter(path: &str) -> bool {
    const NAMES: [&str; 2] = ["README", "SUMMARY"];
    file_name(path).starts_with(['_', '.']) || NAMES.iter().any(|name| stem(path).eq_ignore_ascii_case(name))
}
