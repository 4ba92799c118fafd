//! The images that chapters and manifest use: found, read and inspected.

use std::collections::BTreeMap;
use std::sync::Arc;

use anthology_base::{Diagnostic, Diagnostics, Span, World, nearest, paths};
use anthology_images::{Cache, Fault, Flaw, ImageAsset, ImageFormat, inspect};
use rayon::prelude::*;

/// A place that an image is used in.
#[derive(Clone, Debug)]
pub(crate) struct Use {
    /// The chapter, or `None` for the manifest.
    pub(crate) chapter: Option<usize>,
    /// The folder that the path is relative to.
    pub(crate) folder: String,
    /// The path as written.
    pub(crate) written: String,
    pub(crate) span: Span,
}

/// The images of a book.
#[derive(Clone, Debug, Default)]
pub(crate) struct Images {
    /// Those of the chapters, sorted by path.
    pub(crate) images: Vec<Arc<ImageAsset>>,
    /// Which of them a path in a chapter means.
    pub(crate) meant: BTreeMap<(usize, String), usize>,
    /// The first use of each, by its path.
    pub(crate) places: BTreeMap<String, Span>,
    /// The manifest's cover.
    pub(crate) cover: Option<Arc<ImageAsset>>,
}

/// Reads every image that is used, once.
pub(crate) fn load(uses: &[Use], world: &dyn World, d: &mut Diagnostics) -> Images {
    let mut by_path: BTreeMap<String, Vec<&Use>> = BTreeMap::new();
    for used in uses {
        match locate(used) {
            Ok(path) => by_path.entry(path).or_default().push(used),
            Err(finding) => d.push(finding),
        }
    }
    let wanted: Vec<(&String, &Vec<&Use>)> = by_path.iter().collect();
    let loaded: Vec<Result<Loaded, Unusable>> = wanted.par_iter().map(|(path, _)| asset(path, world)).collect();
    let mut images = Images::default();
    for ((path, uses), result) in wanted.into_iter().zip(loaded) {
        match result {
            Ok((asset, flaws)) => {
                for used in uses {
                    flaws.iter().for_each(|flaw| d.push(flaw.diagnose(path).at(used.span)));
                }
                images.add(Arc::new(asset), uses, d);
            }
            Err(unusable) => uses.iter().for_each(|used| d.push(unusable.diagnose(path, used, world))),
        }
    }
    images
}

impl Images {
    fn add(&mut self, asset: Arc<ImageAsset>, uses: &[&Use], d: &mut Diagnostics) {
        self.places.extend(uses.first().map(|used| (asset.path.clone(), used.span)));
        for used in uses.iter().filter(|used| used.chapter.is_none()) {
            if !matches!(asset.format, ImageFormat::Png | ImageFormat::Jpeg) {
                d.push(
                    Diagnostic::error("bad-cover", format!("the cover `{}` is neither PNG nor JPEG", asset.path))
                        .at(used.span)
                        .hint("shops and reading systems take no other format: save it as one of them"),
                );
            }
            self.cover = Some(Arc::clone(&asset));
        }
        let keys: Vec<_> = uses.iter().filter_map(|used| Some((used.chapter?, used.written.clone()))).collect();
        if !keys.is_empty() {
            self.meant.extend(keys.into_iter().map(|key| (key, self.images.len())));
            self.images.push(asset);
        }
    }
}

fn locate(used: &Use) -> Result<String, Diagnostic> {
    let written = used.written.trim();
    if written.contains("://") || written.starts_with("data:") || written.starts_with("//") {
        let shown: String = written.chars().take(60).collect();
        return Err(Diagnostic::error("remote-image", format!("`{shown}` is not a file of this book"))
            .at(used.span)
            .hint("save the image in the book's folder and write its path"));
    }
    paths::join(&used.folder, &paths::percent_decode(without_query(written))).ok_or_else(|| {
        let what = if written.is_empty() {
            "an image without a path".to_owned()
        } else {
            format!("`{written}` lies outside the book's folder")
        };
        Diagnostic::error("image-outside-book", what)
            .at(used.span)
            .hint("save the image in the book's folder and write its path from there")
    })
}

/// A path without the query that a web server would have read (`plan.png?raw=true`).
fn without_query(written: &str) -> &str {
    const ENDINGS: [&str; 6] = [".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg"];
    match written.split_once(['?', '#']) {
        Some((path, _)) if ENDINGS.iter().any(|ending| path.to_ascii_lowercase().ends_with(ending)) => path,
        _ => written,
    }
}

/// An image, and what is to be warned of in it.
type Loaded = (ImageAsset, Vec<Flaw>);

/// The reason why an image can't be used.
enum Unusable {
    Missing,
    Unreadable(String),
    Faulty(Fault),
}

impl Unusable {
    fn diagnose(&self, path: &str, used: &Use, world: &dyn World) -> Diagnostic {
        match self {
            Self::Missing => {
                let finding = Diagnostic::error("missing-image", format!("there is no image `{path}`")).at(used.span);
                match suggestion(path, used, world) {
                    Some(known) => finding.hint(format!("did you mean `{known}`?")),
                    None => finding.hint("paths are relative to the file that contains them"),
                }
            }
            Self::Unreadable(why) => {
                Diagnostic::error("unreadable-image", format!("the image `{path}` can't be read: {why}")).at(used.span)
            }
            Self::Faulty(fault) => fault.diagnose(path).at(used.span),
        }
    }
}

/// An image of a similar name beside the missing one, or the same path from the book's folder.
fn suggestion(path: &str, used: &Use, world: &dyn World) -> Option<String> {
    let from_top = paths::join("", &used.written).filter(|from_top| from_top != path);
    if let Some(from_top) = from_top
        && world.list(paths::folder(&from_top)).iter().any(|n| n == paths::file_name(&from_top))
    {
        let up = "../".repeat(used.folder.split('/').filter(|part| !part.is_empty()).count());
        return Some(format!("{up}{from_top}"));
    }
    let names = world.list(paths::folder(path));
    let known = nearest(paths::file_name(path), names.iter().map(String::as_str))?;
    let written = used.written.strip_suffix(paths::file_name(&used.written))?;
    Some(format!("{written}{known}"))
}

fn asset(path: &str, world: &dyn World) -> Result<Loaded, Unusable> {
    let bytes = world.read(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Unusable::Missing,
        _ => Unusable::Unreadable(error.to_string()),
    })?;
    let found = inspect(&bytes, Cache::new(world)).map_err(Unusable::Faulty)?;
    let (format, size, orientation) = (found.format, found.size, found.orientation);
    Ok((ImageAsset { path: path.to_owned(), bytes: bytes.into(), format, size, orientation }, found.flaws))
}
