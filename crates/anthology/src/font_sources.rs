//! Where fonts to be added come from: a file, an archive, a folder, or the system's font folders; with their licence.

use std::collections::VecDeque;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use anthology_layout::fonts::{FontFile, family_names, letters};

use crate::exit::Failure;

/// Bytes of one font file: the largest, with all of Chinese, have a third.
const MOST_BYTES: u64 = 64 << 20;
/// Bytes of all fonts of a folder or an archive.
const MOST_ALL: u64 = 512 << 20;
/// Files and folders that are looked at.
const MOST_FILES: usize = 20_000;
/// Bytes of a licence.
const MOST_LICENCE: u64 = 1 << 20;

/// Fonts, and what else was found with them.
pub(crate) struct Source {
    pub(crate) fonts: Vec<FontFile>,
    pub(crate) licence: Licence,
    /// Files that were looked at.
    pub(crate) looked_at: usize,
    /// They are those of the system.
    pub(crate) of_system: bool,
}

/// The licence of fonts.
pub(crate) enum Licence {
    /// A file of it.
    Found {
        /// Its contents.
        text: Vec<u8>,
    },
    /// No file.
    None,
}

/// True for the ending of a font or of an archive of fonts.
pub(crate) fn is_font_or_archive(ending: &OsStr) -> bool {
    is_font(ending) || ending.eq_ignore_ascii_case("zip")
}

fn is_font(ending: &OsStr) -> bool {
    ["otf", "ttf", "otc", "ttc"].iter().any(|known| ending.eq_ignore_ascii_case(known))
}

fn is_licence(path: &Path) -> bool {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().to_lowercase()).unwrap_or_default();
    let is_text = path.extension().is_none_or(|end| ["txt", "md"].iter().any(|known| end.eq_ignore_ascii_case(known)));
    let starts = ["ofl", "license", "licence", "copying", "copyright", "gpl", "apache", "ufl", "mit"];
    is_text && starts.iter().any(|start| stem.starts_with(start)) && !stem.contains("faq")
}

/// Fonts of a file, an archive or a folder.
pub(crate) fn from_path(path: &Path) -> Result<Source, Failure> {
    if path.is_dir() {
        let files = walk(vec![path.to_owned()]);
        let fonts = read_all(files.iter().filter(|file| file.extension().is_some_and(is_font)));
        let licence = files.iter().find(|file| is_licence(file)).map(|file| read(file, MOST_LICENCE));
        return Ok(Source { fonts, licence: licence_of(licence), looked_at: files.len(), of_system: false });
    }
    let bytes = read(path, MOST_ALL)
        .ok_or_else(|| Failure::Usage(format!("`{}` can't be read, or is too large for a font", path.display())))?;
    if bytes.starts_with(b"PK\x03\x04") {
        return archive(path, &bytes);
    }
    if bytes.starts_with(b"wOFF") || bytes.starts_with(b"wOF2") {
        return Err(Failure::Usage(format!(
            "`{}` is a web font\nhelp: use the family's .otf or .ttf files, which have all of its characters and features",
            path.display()
        )));
    }
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let licence = licence_beside(path);
    Ok(Source { fonts: vec![FontFile { name, bytes }], licence, looked_at: 1, of_system: false })
}

fn licence_of(found: Option<Option<Vec<u8>>>) -> Licence {
    found.flatten().map_or(Licence::None, |text| Licence::Found { text })
}

/// The fonts of a ZIP archive, within bounds: an archive may unpack to far more than it is.
fn archive(path: &Path, bytes: &[u8]) -> Result<Source, Failure> {
    let fault = |error: &dyn std::fmt::Display| Failure::Usage(format!("`{}` is damaged: {error}", path.display()));
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| fault(&error))?;
    let (mut fonts, mut licence, mut left) = (Vec::new(), None, MOST_ALL);
    let count = archive.len().min(MOST_FILES);
    for index in 0..count {
        let file = archive.by_index(index).map_err(|error| fault(&error))?;
        let Some(own) = file.enclosed_name().filter(|_| file.is_file()) else { continue };
        // What macOS puts beside each file isn't a font.
        let hidden = own.components().any(|part| part.as_os_str().to_string_lossy().starts_with(['.', '_']));
        let (is_font, is_licence) = (own.extension().is_some_and(is_font), is_licence(&own));
        if hidden || !(is_font || is_licence && licence.is_none()) {
            continue;
        }
        let most = left.min(if is_font { MOST_BYTES } else { MOST_LICENCE });
        let mut contents = Vec::new();
        file.take(most + 1).read_to_end(&mut contents).map_err(|error| fault(&error))?;
        if contents.len() as u64 > most {
            return Err(Failure::Usage(format!("`{}` in `{}` is too large for a font", own.display(), path.display())));
        }
        left -= contents.len() as u64;
        let name = own.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        match is_font {
            true => fonts.push(FontFile { name, bytes: contents }),
            false => licence = Some(contents),
        }
    }
    let licence = licence.map_or(Licence::None, |text| Licence::Found { text });
    Ok(Source { fonts, licence, looked_at: count, of_system: false })
}

/// The fonts of a family of the system. All other families' fonts are dropped; where there is none of the family, one font
/// of each family stays, so that their names can be listed.
pub(crate) fn from_system(family: &str) -> Result<Source, Failure> {
    let mut files: Vec<PathBuf> = walk(system_folders());
    files.retain(|file| file.extension().is_some_and(is_font));
    let looked_at = files.len();
    let wanted = letters(family);
    // Those whose names look like the family's first: mostly no others have to be read.
    let (near, far): (Vec<_>, Vec<_>) =
        files.into_iter().partition(|file| letters(&file.to_string_lossy()).contains(&wanted));
    let mut others: Vec<(String, FontFile)> = Vec::new();
    for group in [near, far] {
        let mut fonts = Vec::new();
        let mut first = None;
        for path in &group {
            let Some(bytes) = read(path, MOST_BYTES) else { continue };
            let names = family_names(&bytes);
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            if names.iter().any(|name| letters(name) == wanted) {
                first.get_or_insert(path);
                fonts.push(FontFile { name, bytes });
            } else if let Some(own) = names.into_iter().next()
                && others.iter().all(|(known, _)| *known != own)
                && others.iter().map(|(_, file)| file.bytes.len() as u64).sum::<u64>() < MOST_ALL
            {
                others.push((own, FontFile { name, bytes }));
            }
        }
        if let Some(first) = first {
            return Ok(Source { fonts, licence: licence_beside(first), looked_at, of_system: true });
        }
    }
    let fonts = others.into_iter().map(|(_, file)| file).collect();
    Ok(Source { fonts, licence: Licence::None, looked_at, of_system: true })
}

/// The folders in which systems keep fonts, those of TeX among them.
fn system_folders() -> Vec<PathBuf> {
    if let Some(folders) = std::env::var_os("ANTHOLOGY_FONT_FOLDERS") {
        return std::env::split_paths(&folders).collect();
    }
    let home = std::env::home_dir().unwrap_or_default();
    let mut folders: Vec<PathBuf> = [
        "/usr/share/fonts",
        "/usr/local/share/fonts",
        "/usr/share/texmf/fonts/opentype",
        "/usr/share/texlive/texmf-dist/fonts/opentype",
        "/usr/share/texlive/texmf-dist/fonts/truetype",
        "/Library/Fonts",
        "/System/Library/Fonts",
        "C:\\Windows\\Fonts",
    ]
    .iter()
    .map(PathBuf::from)
    .collect();
    let own = [".local/share/fonts", ".fonts", "Library/Fonts", "AppData/Local/Microsoft/Windows/Fonts"];
    folders.extend(own.iter().map(|folder| home.join(folder)));
    folders
}

/// The files below some folders, sorted within each. Links to folders are not followed: they may lead in a circle.
fn walk(folders: Vec<PathBuf>) -> Vec<PathBuf> {
    let (mut waiting, mut files) = (VecDeque::from(folders), Vec::new());
    let mut seen = 0;
    while let Some(folder) = waiting.pop_front() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        let mut entries: Vec<_> = entries.flatten().collect();
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            seen += 1;
            if seen > MOST_FILES {
                return files;
            }
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => waiting.push_back(entry.path()),
                Ok(_) if entry.path().is_file() => files.push(entry.path()),
                _ => {}
            }
        }
    }
    files
}

fn read_all<'p>(paths: impl Iterator<Item = &'p PathBuf>) -> Vec<FontFile> {
    let mut left = MOST_ALL;
    let mut fonts = Vec::new();
    for path in paths {
        let Some(bytes) = read(path, MOST_BYTES.min(left)) else { continue };
        left -= bytes.len() as u64;
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        fonts.push(FontFile { name, bytes });
    }
    fonts
}

/// A regular file of at most so many bytes.
fn read(path: &Path, most: u64) -> Option<Vec<u8>> {
    let size = fs::metadata(path).ok().filter(fs::Metadata::is_file)?.len();
    if size > most {
        return None;
    }
    let mut bytes = Vec::new();
    File::open(path).ok()?.take(most).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// The licence of a font: a file beside it or in the folder above, else what Debian keeps with its package.
fn licence_beside(font: &Path) -> Licence {
    let beside = font.parent().into_iter().chain(font.parent().and_then(Path::parent)).find_map(|folder| {
        let mut files: Vec<PathBuf> = fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path()).collect();
        files.sort();
        files.into_iter().find(|file| is_licence(file) && file.is_file())
    });
    licence_of(beside.or_else(|| debian_copyright(font)).map(|file| read(&file, MOST_LICENCE)))
}

/// The copyright file of the Debian package that a font belongs to.
fn debian_copyright(font: &Path) -> Option<PathBuf> {
    let lists = fs::read_dir("/var/lib/dpkg/info").ok()?.flatten().map(|entry| entry.path());
    let mut lists: Vec<PathBuf> = lists.filter(|list| list.extension().is_some_and(|end| end == "list")).collect();
    // Packages of fonts first.
    lists.sort_by_key(|list| (!list.to_string_lossy().contains("/fonts-"), list.clone()));
    let font = font.to_string_lossy();
    let owner = lists
        .into_iter()
        .take(MOST_FILES)
        .find(|list| fs::read_to_string(list).is_ok_and(|files| files.lines().any(|file| file == font)))?;
    let package = owner.file_stem()?.to_string_lossy().split(':').next()?.to_owned();
    Some(Path::new("/usr/share/doc").join(package).join("copyright")).filter(|file| file.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn licences_and_fonts_are_known_by_their_names() {
        for name in ["OFL.txt", "LICENSE", "licence.md", "COPYING", "copyright"] {
            assert!(is_licence(Path::new(name)), "{name}");
        }
        for name in ["OFL-FAQ.txt", "README.txt", "License.ttf"] {
            assert!(!is_licence(Path::new(name)), "{name}");
        }
        assert!(is_font_or_archive(OsStr::new("OTF")) && is_font_or_archive(OsStr::new("zip")));
        assert!(!is_font_or_archive(OsStr::new("woff2")));
    }
}
