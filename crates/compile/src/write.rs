//! The finished files of a book that is set and laid out.

use anthology_base::{Diagnostic, SourceMap};
use anthology_book::{Book, Edition, EditionBase, Inks, PageSize, PrintProfile, Standard};
use anthology_cover::{DrawError, TrimSize, Wrap};
use anthology_epub::Device;
use anthology_images::Cache;
use anthology_layout::fonts::Fonts;
use anthology_layout::page::Pages;
use anthology_pdf::{Bleed, Fold, Options, Press, PressStandard, Profile, Separation, Size};
use anthology_typeset::{PageMap, SetText};
use rayon::prelude::*;

use crate::compilation::{OutputFile, Request};
use crate::cover::Cover;
use crate::devices::{DeviceFile, kindle_language, sample};
use crate::embedding::embedded;
use crate::file_names::FileNames;
use crate::layouts::Layout;
use crate::log::{Log, timed};

/// The program's name in the PDF's metadata.
pub(crate) const PRODUCER: &str = concat!("anthology ", env!("CARGO_PKG_VERSION"));

/// An EPUB to write.
pub(crate) struct EpubJob<'a> {
    pub(crate) text: &'a SetText,
    pub(crate) map: &'a PageMap,
    pub(crate) cover: &'a Result<Cover, Diagnostic>,
    /// Which files are made of them.
    pub(crate) request: &'a Request,
}

impl EpubJob<'_> {
    /// A file for a device.
    fn write_for(
        &self,
        device: DeviceFile,
        book: &Book,
        fonts: &Fonts,
        cache: Cache<'_>,
    ) -> Result<Vec<u8>, Diagnostic> {
        match device {
            DeviceFile::Kindle => write_epub(book, fonts, self, Device::Kindle, cache),
            DeviceFile::Kobo => write_epub(book, fonts, self, Device::Kobo, cache),
            DeviceFile::Text => Ok(anthology_group::plain_text(self.text, self.map).into_bytes()),
            DeviceFile::Sample => {
                let (text, map) = sample(self.text, self.map);
                let job = EpubJob { text: &text, map: &map, ..*self };
                write_epub(book, fonts, &job, Device::Any, cache)
            }
        }
    }
}

/// A PDF to write.
pub(crate) struct PdfJob<'a> {
    pub(crate) edition: &'a Edition,
    pub(crate) layout: &'a Layout,
}

/// Writes all files, in parallel. Incomplete where a file can't be made, which is an error in the log.
pub(crate) fn write(
    book: &Book,
    fonts: &Fonts,
    sources: &SourceMap,
    names: &FileNames,
    epub: Option<&EpubJob<'_>>,
    pdfs: &[PdfJob<'_>],
    log: &mut Log<'_>,
) -> Vec<OutputFile> {
    let world = log.world();
    let cache = Cache::new(world);
    if epub.is_some_and(|job| job.request.devices.contains(&DeviceFile::Kindle)) {
        log.report(kindle_language(book).into_iter().collect());
    }
    let for_devices = |job: &EpubJob<'_>| -> Vec<_> {
        let devices = job.request.devices.par_iter();
        devices.map(|&device| (device, timed(world, || job.write_for(device, book, fonts, cache)))).collect()
    };
    let ((epub_bytes, device_bytes), pdf_bytes) = rayon::join(
        || {
            let main = epub.filter(|job| job.request.epub);
            let main = main.map(|job| timed(world, || write_epub(book, fonts, job, Device::Any, cache)));
            (main, epub.map(for_devices).unwrap_or_default())
        },
        || pdfs.par_iter().map(|job| timed(world, || write_pdf(book, fonts, job, sources, cache))).collect::<Vec<_>>(),
    );
    let written = epub_bytes.map(|bytes| ("epub", names.epub(), bytes)).into_iter();
    let written =
        written.chain(device_bytes.into_iter().map(|(device, bytes)| ("device", names.device(device), bytes)));
    let written =
        written.chain(pdfs.iter().zip(pdf_bytes).map(|(job, bytes)| ("pdf", names.pdf(&job.edition.name), bytes)));
    let mut files = Vec::new();
    for (stage, name, written) in written {
        log.record_time(stage, written.time);
        match written.value {
            Ok(bytes) => files.push(OutputFile { name, bytes }),
            Err(finding) => log.report_unmade(finding),
        }
    }
    let written = |name: &str, files: &[OutputFile]| files.iter().any(|file| file.name == name);
    if let Some(job) = epub.filter(|_| written(&names.epub(), &files)) {
        if job.text.epub.onix {
            let record = anthology_epub::onix(job.text, Some(job.map.pages.len()));
            files.push(OutputFile { name: names.onix(), bytes: record.into_bytes() });
        }
        if let Ok(cover) = job.cover {
            files.push(OutputFile { name: names.thumbnail(), bytes: cover.thumbnail.clone() });
        }
    }
    files
}

fn write_epub(
    book: &Book,
    fonts: &Fonts,
    job: &EpubJob<'_>,
    device: Device,
    cache: Cache<'_>,
) -> Result<Vec<u8>, Diagnostic> {
    let embedded = embedded(job.text, fonts)?;
    let cover = job.cover.as_ref().map_err(Clone::clone)?;
    let reference = book.reference_edition();
    let options = anthology_epub::Options { device, pages_of: &reference.name, cache };
    anthology_epub::write(job.text, Some(job.map), Some(cover.image()), &embedded, options).map_err(
        |error| match &error {
            anthology_epub::WriteError::Image { path } => broken_image(book, path, error.to_string()),
            _ => Diagnostic::error("epub", error.to_string()),
        },
    )
}

pub(crate) fn write_pdf(
    book: &Book,
    fonts: &Fonts,
    job: &PdfJob<'_>,
    sources: &SourceMap,
    cache: Cache<'_>,
) -> Result<Vec<u8>, Diagnostic> {
    let PdfJob { edition, layout } = job;
    let wrapped = wrap(book, fonts, edition, layout)?;
    let attachments = if edition.base == EditionBase::Archive { anthology_pdf::sources(sources) } else { Vec::new() };
    let profile = match (edition.standard, edition.base) {
        (Standard::Ua2, _) => Profile::Screen2,
        (_, EditionBase::Archive) => Profile::Archive,
        _ => Profile::Screen,
    };
    let identifiers = book.edition_identifiers(edition);
    let options = Options {
        profile,
        producer: PRODUCER,
        identifiers: &identifiers,
        svg_fonts: fonts.list(),
        attachments: &attachments,
        cache,
    };
    let pages = &layout.pages;
    let written = match edition.base {
        EditionBase::Screen | EditionBase::LargePrint | EditionBase::Archive => anthology_pdf::write(pages, &options),
        EditionBase::Booklet => anthology_pdf::booklet(pages, &fold(edition), &options),
        EditionBase::Print | EditionBase::Cover => {
            let pages = wrapped.as_ref().unwrap_or(pages);
            let count = if wrapped.is_some() { 1 } else { bound_pages(edition, pages) };
            anthology_pdf::print(pages, &press(book, edition, count), &options)
        }
    };
    written.map_err(|error| match &error {
        anthology_pdf::WriteError::Image { path, .. } => broken_image(book, path, error.to_string()),
        _ => Diagnostic::error("pdf", error.to_string()),
    })
}

/// The finding about an image whose header could be read when the book was loaded, and whose pixels can't be.
pub(crate) fn broken_image(book: &Book, path: &str, message: String) -> Diagnostic {
    let mut finding = Diagnostic::error("broken-image", message);
    finding.span = book.image_span(path);
    finding.hint("copy or save the image again")
}

/// The number of pages of an edition when it is bound.
fn bound_pages(edition: &Edition, pages: &Pages) -> usize {
    edition.profile.bound_pages(pages.pages.len(), pages.pages.last().is_some_and(|page| page.blank))
}

fn press(book: &Book, edition: &Edition, pages: usize) -> Press {
    let round = edition.profile == PrintProfile::Plain || edition.base == EditionBase::Cover;
    Press {
        separation: Separation {
            inks: match edition.inks {
                Inks::Black => anthology_pdf::Inks::Gray,
                Inks::Cmyk => anthology_pdf::Inks::Cmyk,
            },
            profile: book.output_profile(edition),
        },
        standard: match edition.standard {
            Standard::X1a => PressStandard::X1a,
            _ => PressStandard::X4,
        },
        bleed: if round { Bleed::Round(edition.bleed) } else { Bleed::Outside(edition.bleed) },
        crop_marks: edition.crop_marks,
        pages,
        discreet: edition.profile == PrintProfile::Kdp,
    }
}

fn fold(edition: &Edition) -> Fold {
    let sheets = edition.sheets.map(|sheets| sheets as usize);
    let PageSize { width, height } = edition.sheet.size();
    Fold { sheet: Size { width, height }, sheets, creep: edition.creep }
}

/// The cover around the pages (back, spine, front), where the edition is one.
pub(crate) fn wrap(
    book: &Book,
    fonts: &Fonts,
    edition: &Edition,
    layout: &Layout,
) -> Result<Option<Pages>, Diagnostic> {
    if edition.base != EditionBase::Cover {
        return Ok(None);
    }
    let Layout { text, pages, .. } = layout;
    let inside = edition.source().and_then(|name| book.edition(name));
    let count = bound_pages(inside.as_ref().unwrap_or(edition), pages);
    let spine = edition.spine.unwrap_or_else(|| edition.paper.spine(count));
    let wrap = Wrap {
        text,
        trim: TrimSize { width: text.theme.page.width, height: text.theme.page.height },
        spine,
        spine_text: edition.profile.spine_takes_text(count, spine),
        bleed: edition.bleed,
        front: book.cover.as_ref(),
        isbn: book.edition_isbn(edition),
    };
    anthology_cover::wrap(&wrap, fonts).map(Some).map_err(|error| {
        let mut finding = Diagnostic::error("cover", error.to_string());
        finding.span = edition.span;
        match error {
            DrawError::Blurb { .. } => finding.hint("shorten `description` in [book]"),
            _ => finding,
        }
    })
}
