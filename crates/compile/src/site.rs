//! The folder to hand out: the finished files under readable names, and web pages that lead to them.

use anthology_base::{Diagnostic, Diagnostics, World};
use anthology_book::Book;
use anthology_group::{CalendarSource, Changes, Lock, LockedMeeting, Places, calendars};
use anthology_images::Cache;
use anthology_layout::fonts::Fonts;
use anthology_site::{Download, DownloadKind, Site, SiteFile};

use crate::compilation::OutputFile;
use crate::devices::DeviceFile;
use crate::editions;
use crate::file_names::FileNames;
use crate::groups::{self, GroupFiles, GroupSource};
use crate::log::Log;
use crate::own_editions::OwnEdition;
use crate::write::EpubJob;

/// The edition in large print.
/// The folder, and the record of the copies that were handed out, this one among them.
pub(crate) struct HandOut {
    pub(crate) files: Vec<SiteFile>,
    /// The files of the groups, by path: `thursday-circle/thursday-circle.ics`.
    pub(crate) groups: Vec<OutputFile>,
    pub(crate) lock: String,
}

/// What the folder is made of, besides the finished files.
pub(crate) struct HandOutSource<'a> {
    pub(crate) book: &'a Book,
    pub(crate) fonts: &'a Fonts,
    pub(crate) lock: &'a Lock,
    pub(crate) places: &'a Places,
    /// What has changed since the last copy.
    pub(crate) changes: Option<&'a Changes>,
    /// The only group whose files are made, by its index; `None` for all.
    pub(crate) group: Option<usize>,
    /// The groups' own editions.
    pub(crate) own: &'a [OwnEdition],
}

/// Makes the folder from the finished files; `None` where an error, which is in the log, leaves it without one.
pub(crate) fn make(
    source: &HandOutSource<'_>,
    job: &EpubJob<'_>,
    files: &[OutputFile],
    names: &FileNames,
    log: &mut Log<'_>,
) -> Option<HandOut> {
    let &HandOutSource { book, lock, places, .. } = source;
    let sound = log.report(anthology_check::permissions(book, book.site.index));
    let downloads = downloads(book, files, names)?;
    let world = log.world();
    let handed: Vec<(&str, &[u8])> = downloads.iter().map(|file| (file.name.as_str(), &file.bytes[..])).collect();
    let MadeGroups { mut own, listed, meetings } = match log.timed("groups", || make_groups(source, job, world)) {
        Ok((made, findings)) => {
            log.report(findings);
            made
        }
        Err(finding) => {
            log.report([finding].into_iter().collect());
            return None;
        }
    };
    own.extend(crate::notes::notebooks(book, places));
    let lock = lock.hand_out(world.today(), &handed, places, &meetings).to_toml();
    let cover = job.cover.as_ref().ok();
    let site = Site {
        text: job.text,
        map: job.map,
        places,
        cover: cover.map(|cover| anthology_site::Cover { jpeg: &cover.thumbnail, alt: cover.image().alt }),
        url: book.site.url.as_deref(),
        listed: book.site.index,
        changes: source.changes,
        date: world.today(),
        groups: &groups::listed(book),
    };
    match log.timed("site", || anthology_site::write(&site, downloads, Cache::new(world))) {
        Ok(mut files) => {
            files.extend(listed);
            sound.then_some(HandOut { files, groups: own, lock })
        }
        Err(error) => {
            let mut finding = Diagnostic::error("broken-image", error.to_string());
            let anthology_site::WriteError::Image { path } = &error;
            finding.span = book.image_span(path);
            log.report([finding.hint("copy or save the image again")].into_iter().collect());
            None
        }
    }
}

/// The files of all groups.
struct MadeGroups {
    /// By path: `thursday-circle/index.html`.
    own: Vec<OutputFile>,
    /// Those that are part of the folder to hand out.
    listed: Vec<SiteFile>,
    /// The meetings as calendars now have them.
    meetings: Vec<LockedMeeting>,
}

fn make_groups(
    source: &HandOutSource<'_>,
    job: &EpubJob<'_>,
    world: &dyn World,
) -> Result<(MadeGroups, Diagnostics), Diagnostic> {
    let &HandOutSource { book, fonts, lock, places, .. } = source;
    let (text, map) = (job.text, job.map);
    let calendar_source = CalendarSource { book, text, map, lock, today: world.today() };
    let annotations = anthology_site::annotations(text, map, &groups::passage_questions(book), world.today());
    let group_source = GroupSource { world, book, fonts, text, map, places, annotations: annotations.as_deref() };
    let (mut made, mut findings) =
        (MadeGroups { own: Vec::new(), listed: Vec::new(), meetings: Vec::new() }, Diagnostics::new());
    for plan in &book.plans {
        let is_wanted = source.group.is_none_or(|wanted| wanted == plan.group);
        let name = &book.groups[plan.group].name;
        if !is_wanted {
            // Nobody is told of its changes yet.
            made.meetings.extend(lock.meetings().iter().filter(|meeting| meeting.group == *name).cloned());
        }
        let calendars = calendars(plan, &calendar_source)?;
        let notes = book.member_notes.get(&calendars.group).map_or(&[][..], Vec::as_slice);
        let names: Vec<String> = calendars.files.iter().map(|(name, _)| name.clone()).collect();
        let own = source.own.iter().find(|own| own.group == plan.group).map_or(&[][..], |own| &own.files);
        let editions: Vec<String> = own.iter().map(|file| file.name.clone()).collect();
        let GroupFiles { own: pages, listed, findings: found } =
            groups::files(group_source, plan, notes, &names, &editions)?;
        // The pages on the web are those of all groups: the folder is made as a whole.
        made.listed.extend(listed);
        if !is_wanted {
            continue;
        }
        findings.append(found);
        made.meetings.extend(calendars.meetings);
        let calendar_files = calendars.files.into_iter().map(|(name, text)| OutputFile { name, bytes: text.into() });
        for file in calendar_files.chain(own.iter().cloned()).chain(pages) {
            made.own.push(OutputFile { name: format!("{}/{}", calendars.group, file.name), bytes: file.bytes });
        }
    }
    Ok((made, findings))
}

/// The files to download; `None` if one of them has errors, which have been reported.
fn downloads(book: &Book, files: &[OutputFile], names: &FileNames) -> Option<Vec<Download>> {
    let [kindle, kobo, text, sample] = DeviceFile::ALL.map(|file| names.device(file));
    let wanted = [
        (DownloadKind::Epub, names.epub()),
        (DownloadKind::Pdf, names.pdf(&book.reference_edition().name)),
        (DownloadKind::LargePrint, names.pdf(editions::LARGE_PRINT)),
        (DownloadKind::Kindle, kindle),
        (DownloadKind::Kobo, kobo),
        (DownloadKind::Text, text),
        (DownloadKind::Sample, sample),
    ];
    let found = wanted.into_iter().map(|(kind, name)| {
        let file = files.iter().find(|file| file.name == name)?;
        Some(Download { name, kind, bytes: file.bytes.clone() })
    });
    found.collect()
}
