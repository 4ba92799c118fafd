//! The pages look the same in poppler, MuPDF and Ghostscript.

use std::path::Path;

use anthology_layout::page::ItemKind;

use crate::{SAMPLE, TORTURE, Written, folder, run};

const DPI: &str = "100";

/// A page in grey.
struct Picture {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

impl Picture {
    /// Reads a binary PGM file (Netpbm, magic number P5).
    fn read(path: &Path) -> Self {
        let bytes = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let mut numbers = Vec::new();
        let mut at = 2;
        while numbers.len() < 3 {
            let line = bytes[at..].iter().position(|byte| byte.is_ascii_whitespace()).expect("a header") + at;
            let word = std::str::from_utf8(&bytes[at..line]).expect("ASCII");
            at = line + 1;
            if word == "#" || word.starts_with('#') {
                at += bytes[at - 1..].iter().position(|byte| *byte == b'\n').expect("the comment's end");
            } else if !word.is_empty() {
                numbers.push(word.parse().expect("a number"));
            }
        }
        assert_eq!(&bytes[..2], b"P5");
        Self { width: numbers[0], height: numbers[1], pixels: bytes[at..].to_vec() }
    }

    /// The mean of five pixels by five: renderers smooth edges in different ways.
    fn around(&self, x: usize, y: usize) -> i32 {
        let rows = (y - 2..=y + 2).map(|y| &self.pixels[y * self.width + x - 2..=y * self.width + x + 2]);
        rows.flatten().map(|pixel| i32::from(*pixel)).sum::<i32>() / 25
    }

    /// The greatest difference from another, of 255, and the mean one in thousandths.
    fn difference(&self, other: &Self) -> (i32, i64) {
        let (width, height) = (self.width.min(other.width), self.height.min(other.height));
        assert!(self.width.abs_diff(other.width) < 2 && self.height.abs_diff(other.height) < 2, "sizes differ");
        let places = (2..height - 2).flat_map(|y| (2..width - 2).map(move |x| (x, y)));
        let found: Vec<i32> = places.map(|(x, y)| (self.around(x, y) - other.around(x, y)).abs()).collect();
        let sum: i64 = found.iter().map(|difference| i64::from(*difference)).sum();
        (found.iter().copied().max().unwrap_or(0), sum * 1000 / found.len() as i64)
    }
}

/// A page as each renderer that is installed draws it.
fn drawn(book: &str, path: &str, page: usize) -> Vec<(&'static str, Picture)> {
    let number = (page + 1).to_string();
    let place = |name: &str| folder().join(format!("{book}-{number}-{name}"));
    let text = |path: &Path| path.to_str().expect("a path").to_owned();
    let poppler = place("poppler");
    let (mupdf, ghostscript) = (place("mupdf.pgm"), place("gs.pgm"));
    let mut drawn = Vec::new();
    let arguments = ["-gray", "-r", DPI, "-f", &number, "-l", &number, "-singlefile", path, &text(&poppler)];
    if run("pdftoppm", &arguments).is_some() {
        drawn.push(("poppler", Picture::read(&poppler.with_extension("pgm"))));
    }
    if run("mutool", &["draw", "-q", "-r", DPI, "-c", "gray", "-o", &text(&mupdf), path, &number]).is_some() {
        drawn.push(("MuPDF", Picture::read(&mupdf)));
    }
    let (resolution, out) = (format!("-r{DPI}"), format!("-sOutputFile={}", text(&ghostscript)));
    let pages = [format!("-dFirstPage={number}"), format!("-dLastPage={number}")];
    let common = ["-q", "-dNOPAUSE", "-dBATCH", "-dSAFER", "-sDEVICE=pgmraw"];
    let smooth = ["-dTextAlphaBits=4", "-dGraphicsAlphaBits=4"];
    let rest = [&resolution, &pages[0], &pages[1], &out, path];
    if run("gs", &[&common[..], &smooth, &rest].concat()).is_some() {
        drawn.push(("Ghostscript", Picture::read(&ghostscript)));
    }
    drawn
}

/// What two renderers may differ by: at the place where they differ most, of 255, and in the mean, in thousandths.
/// They smooth edges, thin lines and enlarged pixels each in its own way.
const GREATEST: i32 = 100;
const MEAN: i64 = 4000;

/// Compares some pages of a book in all renderers.
fn compare(name: &str, book: &Written, pages: &[usize]) {
    let path = book.path.to_str().expect("a path");
    let mut before: Option<Picture> = None;
    for page in pages {
        let mut drawn = drawn(name, path, *page);
        for pair in drawn.windows(2) {
            let (greatest, mean) = pair[0].1.difference(&pair[1].1);
            assert!(
                greatest <= GREATEST && mean <= MEAN,
                "page {} differs between {} and {}: by {greatest} at most and {mean}/1000 in the mean",
                page + 1,
                pair[0].0,
                pair[1].0
            );
        }
        let Some((_, first)) = drawn.drain(..).next() else { continue };
        if let Some(before) = before {
            let (greatest, mean) = first.difference(&before);
            assert!(greatest > GREATEST || mean > MEAN, "another page would pass for page {}", page + 1);
        }
        before = Some(first);
    }
}

/// Pages with images, and some without.
fn choice(book: &Written, images: usize, others: usize) -> Vec<usize> {
    let is_image = |page: &usize| {
        let items = &book.pages.pages[*page].items;
        items.iter().any(|item| matches!(item.kind, ItemKind::Image { .. }))
    };
    let all = 0..book.pages.pages.len();
    let step = (all.len() / others).max(1);
    let written = |page: &usize| !book.pages.pages[*page].blank;
    all.clone().filter(is_image).take(images).chain(all.step_by(step).filter(written)).collect()
}

#[test]
fn the_sample_book_looks_the_same() {
    compare("book", &SAMPLE, &choice(&SAMPLE, 2, 4));
}

#[test]
fn the_torture_book_looks_the_same() {
    compare("torture", &TORTURE, &choice(&TORTURE, 3, 8));
}
