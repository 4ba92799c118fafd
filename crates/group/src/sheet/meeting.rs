//! The sheets and the page of a meeting.

use anthology_book::{A_READER, Confidence, Meeting, MeetingStatus, MemberNote};
use anthology_document::BlockKind;

use super::source::{LinkForm, Sheet, SheetLink, SheetSource};
use super::writer::{SheetWriter, block, excerpt, inline, lines, plain};
use crate::costs::MOST_MARKED;
use crate::most_marked::most_marked;

/// The sheet for whoever leads a meeting: time and place, what was read, each question with its passage and room for
/// notes, what members have marked and asked, and the next meeting.
pub fn leaders_sheet(source: SheetSource<'_>, meeting: &Meeting, link: LinkForm<'_>) -> Sheet {
    let mut writer = SheetWriter::new(source, link);
    let title = writer.words.leaders_sheet.clone();
    opening(&mut writer, meeting, &title);
    writer.readings(meeting);
    questions(&mut writer, meeting, source.on_paper);
    marks(&mut writer, meeting);
    if source.on_paper {
        writer.heading(2, writer.said(&writer.words.space));
        (0..3).for_each(|_| writer.lines());
    }
    next(&mut writer, meeting);
    finish(writer, meeting, &title)
}

/// The sheet for members: time and place, what was read, and the questions with their passages.
pub fn question_sheet(source: SheetSource<'_>, meeting: &Meeting, link: LinkForm<'_>) -> Sheet {
    let mut writer = SheetWriter::new(source, link);
    let title = writer.words.question_sheet.clone();
    opening(&mut writer, meeting, &title);
    writer.readings(meeting);
    questions(&mut writer, meeting, false);
    finish(writer, meeting, &title)
}

/// The page of a meeting, for members who prepare for it or were absent: what is read and in how many minutes, the
/// questions, what members have marked, and the next meeting. `files` are the sheets and the calendar of the meeting,
/// by path and title.
pub fn meeting_page(
    source: SheetSource<'_>,
    meeting: &Meeting,
    files: &[(String, String)],
    link: LinkForm<'_>,
) -> Sheet {
    let mut writer = SheetWriter::new(source, link);
    let title = writer.book_words.meeting(meeting.number);
    writer.title(plain(&title));
    writer.particulars(meeting);
    writer.readings(meeting);
    if meeting.status != MeetingStatus::Cancelled {
        questions(&mut writer, meeting, false);
    }
    marks(&mut writer, meeting);
    next(&mut writer, meeting);
    if !files.is_empty() {
        writer.heading(2, writer.said(&writer.words.sheets));
        let item = |(path, title): &(String, String)| writer.linked(&SheetLink::File(path.clone()), plain(title));
        let items = files.iter().map(item).collect();
        writer.bullets(items);
    }
    Sheet::new(title, &writer.chapter())
}

/// The name of the group and the kind of sheet, then time and place.
fn opening(writer: &mut SheetWriter<'_>, meeting: &Meeting, kind: &str) {
    let mut title = plain(&format!("{}: ", writer.book_words.meeting(meeting.number)));
    title.extend(writer.said(kind));
    writer.title(title);
    writer.paragraph(vec![inline(anthology_document::InlineKind::Emphasis(plain(&writer.group.name)))]);
    writer.particulars(meeting);
}

fn finish(writer: SheetWriter<'_>, meeting: &Meeting, kind: &str) -> Sheet {
    let title = format!("{}: {}: {kind}", writer.group.name, writer.book_words.meeting(meeting.number));
    Sheet::new(title, &writer.chapter())
}

/// The questions, numbered, each with its passage; in a leader's sheet with room for notes.
fn questions(writer: &mut SheetWriter<'_>, meeting: &Meeting, room: bool) {
    let found = writer.text.questions(meeting);
    writer.heading(2, plain(&writer.book_words.questions));
    if found.is_empty() {
        writer.paragraph(writer.said(&writer.words.no_questions));
        return;
    }
    let mut items = Vec::new();
    for question in found {
        let mut blocks = vec![block(BlockKind::Paragraph(question.content))];
        blocks.extend(question.place.into_iter().flat_map(|place| writer.passage(place)));
        blocks.extend(room.then(lines));
        items.push(blocks);
    }
    writer.list(Some(1), false, items);
}

/// What members have marked and asked about what is read, the passages that most have marked first: for members only.
fn marks(writer: &mut SheetWriter<'_>, meeting: &Meeting) {
    if writer.source.public {
        return;
    }
    let places = writer.source.places;
    let is_read = |address: &anthology_base::Address| {
        let section = places.find(address).map(|place| place.section);
        section.is_some_and(|section| meeting.readings.iter().any(|reading| reading.section == section))
    };
    let notes = writer.source.notes;
    let mut marked = most_marked(notes, places, 1);
    marked.retain(|paragraph| is_read(&paragraph.address));
    marked.truncate(MOST_MARKED);
    if !marked.is_empty() {
        writer.heading(2, writer.said(&writer.words.most_marked));
        let mut items = Vec::new();
        for paragraph in marked {
            let Some(place) = places.find(&paragraph.address) else { continue };
            let mut names = plain(&format!("{}\u{a0}× · ", paragraph.people));
            names.extend(writer.names(place));
            let words = if paragraph.quote.is_empty() { &place.text } else { &paragraph.quote };
            let quote = block(BlockKind::Paragraph(plain(&excerpt(words))));
            items.push(vec![block(BlockKind::Paragraph(names)), block(BlockKind::Quote(vec![quote]))]);
        }
        writer.list(Some(1), false, items);
    }
    let is_shown =
        |note: &&MemberNote| !note.private && note.confidence != Confidence::Unplaced && !note.note.is_empty();
    let mut items = Vec::new();
    for note in notes.iter().filter(is_shown) {
        let place = note.address.as_ref().filter(|address| is_read(address)).and_then(|address| places.find(address));
        let Some(place) = place else { continue };
        let mut text = plain(&note.note);
        if !note.who.is_empty() && note.who != A_READER {
            text.extend(plain(&format!(" ({})", note.who)));
        }
        items.push(vec![block(BlockKind::Paragraph(text)), block(BlockKind::Paragraph(writer.names(place)))]);
    }
    if !items.is_empty() {
        writer.heading(2, writer.said(&writer.words.members_questions));
        writer.list(Some(1), false, items);
    }
}

/// The meeting after this one that isn't called off, and what is read for it.
fn next(writer: &mut SheetWriter<'_>, meeting: &Meeting) {
    let later = writer.source.plan.meetings.iter().filter(|other| other.number > meeting.number);
    let next = later.filter(|other| other.status != MeetingStatus::Cancelled).min_by_key(|other| other.number);
    writer.heading(2, writer.said(&writer.words.next));
    let Some(next) = next else {
        writer.paragraph(writer.said(&writer.words.last));
        return;
    };
    let file = SheetLink::File(meeting_file(next.number));
    writer.paragraph(writer.linked(&file, plain(&writer.text.when(next))));
    writer.bullets(next.readings.iter().map(|reading| writer.reading(reading)).collect());
}

/// The path of a meeting's page in its group's folder.
pub(super) fn meeting_file(number: u32) -> String {
    format!("meeting-{number}.html")
}
