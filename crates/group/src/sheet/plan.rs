//! The plan of a group: as its first page, on a poster and on a bookmark.

use anthology_book::{Meeting, MeetingStatus};
use anthology_document::{Align, Inline, InlineKind};

use super::meeting::meeting_file;
use super::source::{LinkForm, Sheet, SheetLink, SheetSource};
use super::writer::{SheetWriter, inline, plain};
use crate::costs::{BOOKMARK_CODE, POSTER_CODE};

/// The files that the first page of a group lists: path and title.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// The calendar, the questions for a reading app.
    pub files: Vec<(String, String)>,
    /// The group's own edition.
    pub editions: Vec<(String, String)>,
    /// Poster and bookmark.
    pub sheets: Vec<(String, String)>,
}

/// The first page of a group: its meetings with their dates, chapters, pages and minutes, and its files.
pub fn plan_page(source: SheetSource<'_>, listing: &Listing, link: LinkForm<'_>) -> Sheet {
    let mut writer = SheetWriter::new(source, link);
    writer.title(plain(&writer.group.name));
    if let Some(convenor) = &writer.group.convenor {
        writer.paragraph(vec![inline(InlineKind::Emphasis(plain(convenor)))]);
    }
    if !source.public {
        let mut where_to = Vec::new();
        where_to.extend(writer.group.place.iter().cloned());
        where_to.extend(writer.group.link.iter().cloned());
        for place in where_to {
            let mut line = writer.said(&writer.words.place);
            line.extend(plain(&format!(": {place}")));
            writer.paragraph(line);
        }
    }
    writer.heading(2, writer.said(&writer.words.plan));
    table(&mut writer);
    let (files, own, sheets) = (&writer.words.calendar, &writer.words.own_edition, &writer.words.sheets);
    for (heading, files) in [(files, &listing.files), (own, &listing.editions), (sheets, &listing.sheets)] {
        if !files.is_empty() {
            writer.heading(2, writer.said(heading));
            let item = |(path, title): &(String, String)| writer.linked(&SheetLink::File(path.clone()), plain(title));
            let items = files.iter().map(item).collect();
            writer.bullets(items);
        }
    }
    Sheet::new(writer.group.name.clone(), &writer.chapter())
}

/// A sheet to hang up: the group, the book, the plan, and the code that leads to the book where it is on the web.
pub fn poster(source: SheetSource<'_>, url: Option<&str>, link: LinkForm<'_>) -> Sheet {
    let mut writer = SheetWriter::new(source, link);
    let title = writer.group.name.clone();
    writer.title(plain(&title));
    book_title(&mut writer);
    if let Some(place) = &writer.group.place {
        writer.paragraph(vec![inline(InlineKind::Strong(plain(place)))]);
    }
    meetings(&mut writer);
    if let Some(url) = url {
        writer.code(url, POSTER_CODE);
    }
    let title = format!("{title}: {}", writer.words.poster);
    Sheet::new(title, &writer.chapter())
}

/// A strip to lay into the book: when is what read.
pub fn bookmark(source: SheetSource<'_>, url: Option<&str>, link: LinkForm<'_>) -> Sheet {
    let mut writer = SheetWriter::new(source, link);
    let title = writer.group.name.clone();
    writer.title(plain(&title));
    book_title(&mut writer);
    meetings(&mut writer);
    if let Some(url) = url {
        writer.code(url, BOOKMARK_CODE);
    }
    let title = format!("{title}: {}", writer.words.bookmark);
    Sheet::new(title, &writer.chapter())
}

/// A paragraph for each meeting: its date, and a line for each chapter.
fn meetings(writer: &mut SheetWriter<'_>) {
    for meeting in &writer.source.plan.meetings {
        let mut lines = vec![vec![when(writer, meeting)]];
        for reading in &meeting.readings {
            let mut line = writer.reading_title(reading);
            if let Some(pages) = writer.text.named_pages(reading) {
                line.extend(plain(&format!("{}{pages}", writer.book_words.comma)));
            }
            lines.push(line);
        }
        writer.lines_of_text(lines);
    }
}

fn book_title(writer: &mut SheetWriter<'_>) {
    writer.paragraph(vec![inline(InlineKind::Emphasis(plain(&writer.source.text.metadata.title)))]);
}

/// The date in bold; struck through where the meeting is called off.
fn when(writer: &SheetWriter<'_>, meeting: &Meeting) -> Inline {
    let text = plain(&writer.text.when(meeting));
    inline(match meeting.status {
        MeetingStatus::Cancelled => InlineKind::Strikethrough(text),
        _ => InlineKind::Strong(text),
    })
}

/// A row for each chapter that is read, the first of a meeting with its number and date.
fn table(writer: &mut SheetWriter<'_>) {
    let words = writer.book_words;
    let head = vec![
        plain(words.meeting_name()),
        writer.said(&writer.words.date),
        plain(words.chapter_name()),
        plain(&words.pages),
        plain(&words.minutes_heading),
    ];
    let mut rows = Vec::new();
    for meeting in &writer.source.plan.meetings {
        let number = writer.linked(&SheetLink::File(meeting_file(meeting.number)), plain(&meeting.number.to_string()));
        let mut first = vec![number, vec![when(writer, meeting)]];
        if let Some(leader) = &meeting.leader {
            first[1].extend(plain(&format!("{}{leader}", words.comma)));
        }
        for reading in &meeting.readings {
            let mut row = if first.is_empty() { vec![Vec::new(), Vec::new()] } else { std::mem::take(&mut first) };
            row.push(writer.reading_title(reading));
            row.push(plain(&writer.text.pages(reading).unwrap_or_default()));
            row.push(plain(&reading.minutes.to_string()));
            rows.push(row);
        }
        if !first.is_empty() {
            first.extend([Vec::new(), Vec::new(), Vec::new()]);
            rows.push(first);
        }
    }
    let align = vec![Align::Start, Align::Start, Align::Start, Align::End, Align::End];
    writer.table(align, head, rows);
}
