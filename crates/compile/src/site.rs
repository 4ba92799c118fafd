//! The folder to hand out: the finished files under readable names, and web pages that lead to them.

use std::collections::BTreeMap;

use anthology_base::Diagnostic;
use anthology_book::Book;
use anthology_group::{CalendarSource, Lock, Places, calendars};
use anthology_images::Cache;
use anthology_site::{Download, DownloadKind, Site, SiteFile};

use crate::compilation::OutputFile;
use crate::devices::DeviceFile;
use crate::file_names::FileNames;
use crate::log::Log;
use crate::write::EpubJob;

/// The edition in large print.
const LARGE_PRINT: &str = "large-print";

/// The editions of the PDF that readers are handed: the one whose pages everyone refers to, and large print.
pub(crate) fn editions(book: &Book) -> Vec<String> {
    vec![book.reference_edition().name, LARGE_PRINT.to_owned()]
}

/// The folder, and the record of the copies that were handed out, this one among them.
pub(crate) struct HandOut {
    pub(crate) files: Vec<SiteFile>,
    /// The files of the groups, by path: `thursday-circle/thursday-circle.ics`.
    pub(crate) groups: Vec<OutputFile>,
    pub(crate) lock: String,
}

/// Makes the folder from the finished files; `None` where an error, which is in the log, leaves it without one.
pub(crate) fn make(
    book: &Book,
    lock: &Lock,
    job: &EpubJob<'_>,
    files: &[OutputFile],
    names: &FileNames,
    log: &mut Log<'_>,
) -> Option<HandOut> {
    let sound = log.report(anthology_check::permissions(book, book.site.index));
    let downloads = downloads(book, files, names)?;
    let world = log.world();
    let places = Places::new(job.text, job.map);
    let changes = lock.changes(&places, &book.groups, &book.plans, &BTreeMap::new());
    let handed: Vec<(&str, &[u8])> = downloads.iter().map(|file| (file.name.as_str(), &file.bytes[..])).collect();
    let source = CalendarSource { book, text: job.text, map: job.map, lock, today: world.today() };
    let (mut groups, mut meetings) = (Vec::new(), Vec::new());
    for plan in &book.plans {
        match calendars(plan, &source) {
            Ok(made) => {
                let file = |(name, text): (String, String)| OutputFile {
                    name: format!("{}/{name}", made.group),
                    bytes: text.into_bytes(),
                };
                groups.extend(made.files.into_iter().map(file));
                meetings.extend(made.meetings);
            }
            Err(finding) => {
                log.report([finding].into_iter().collect());
                return None;
            }
        }
    }
    groups.extend(crate::notes::notebooks(book, &places));
    let lock = lock.hand_out(world.today(), &handed, &places, &meetings).to_toml();
    let cover = job.cover.as_ref().ok();
    let site = Site {
        text: job.text,
        map: job.map,
        places: &places,
        cover: cover.map(|cover| anthology_site::Cover { jpeg: &cover.thumbnail, alt: cover.image().alt }),
        url: book.site.url.as_deref(),
        listed: book.site.index,
        changes: changes.as_ref(),
        date: world.today(),
    };
    match log.timed("site", || anthology_site::write(&site, downloads, Cache::new(world))) {
        Ok(files) => sound.then_some(HandOut { files, groups, lock }),
        Err(error) => {
            let mut finding = Diagnostic::error("broken-image", error.to_string());
            let anthology_site::WriteError::Image { path } = &error;
            finding.span = book.image_span(path);
            log.report([finding.hint("copy or save the image again")].into_iter().collect());
            None
        }
    }
}

/// The files to download; `None` if one of them has errors, which have been reported.
fn downloads(book: &Book, files: &[OutputFile], names: &FileNames) -> Option<Vec<Download>> {
    let stem = names.readable();
    let device = |file| (names.device(file), names.device(file));
    let [kindle, kobo, text, sample] = DeviceFile::ALL.map(device);
    let wanted = [
        (DownloadKind::Epub, (names.epub(), format!("{stem}.epub"))),
        (DownloadKind::Pdf, (names.pdf(&book.reference_edition().name), format!("{stem}.pdf"))),
        (DownloadKind::LargePrint, (names.pdf(LARGE_PRINT), format!("{stem}-large-print.pdf"))),
        (DownloadKind::Kindle, kindle),
        (DownloadKind::Kobo, kobo),
        (DownloadKind::Text, text),
        (DownloadKind::Sample, sample),
    ];
    let found = wanted.into_iter().map(|(kind, (built, name))| {
        let file = files.iter().find(|file| file.name == built)?;
        Some(Download { name, kind, bytes: file.bytes.clone() })
    });
    found.collect()
}
