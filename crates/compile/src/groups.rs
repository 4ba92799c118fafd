//! The folder of a reading group: its plan, the pages and sheets of its meetings, reminders, and the questions as
//! annotations.

use anthology_base::{Diagnostic, Diagnostics, Slug, World};
use anthology_book::{Book, Meeting, MeetingStatus, MemberNote, Plan};
use anthology_group::{
    Listing, Places, Sheet, SheetForm, SheetLink, SheetSource, bookmark, code_image, leaders_sheet, meeting_page,
    plan_page, poster, question_sheet, question_text, reminder,
};
use anthology_layout::fonts::Fonts;
use anthology_site::{GroupFolder, GroupPage, ListedGroup, PassageQuestion, SiteFile, group_pages, web_address};
use anthology_typeset::{PageMap, SetText, SiteWords, site_words};
use rayon::prelude::*;

use crate::compilation::OutputFile;
use crate::sheets::SheetPress;

/// The questions about passages as annotations, for Thorium Reader and others of Readium.
const ANNOTATIONS: &str = "questions.annotation";

/// The end of the address of the book's pages from a group's folder that is among them.
const UP: &str = "../../";

/// What the folders of all groups are made from.
#[derive(Clone, Copy)]
pub(crate) struct GroupSource<'a> {
    pub(crate) world: &'a dyn World,
    pub(crate) book: &'a Book,
    pub(crate) fonts: &'a Fonts,
    pub(crate) text: &'a SetText,
    pub(crate) map: &'a PageMap,
    pub(crate) places: &'a Places,
    /// The questions about passages as an annotation set.
    pub(crate) annotations: Option<&'a str>,
}

/// Who sees a group's folder.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Audience {
    /// Its members: a folder by itself, with the place of the meetings and with what members have marked.
    Members,
    /// Everybody: a folder among the book's web pages.
    Everybody,
}

/// The files of a group's folder, by their path in it, without calendars.
pub(crate) struct GroupFiles {
    /// For members.
    pub(crate) own: Vec<OutputFile>,
    /// For everybody, where the group is listed.
    pub(crate) listed: Vec<SiteFile>,
    /// Characters of its sheets that no font has.
    pub(crate) findings: Diagnostics,
}

/// The name of a group's folder.
pub(crate) fn folder_name(book: &Book, plan: &Plan) -> Slug {
    Slug::from_text(&book.groups[plan.group].name)
}

/// The groups whose pages everybody may see.
pub(crate) fn listed(book: &Book) -> Vec<ListedGroup> {
    let plans = book.plans.iter().filter(|plan| book.groups[plan.group].listed);
    let group = |plan: &Plan| ListedGroup {
        name: book.groups[plan.group].name.clone(),
        folder: format!("groups/{}/", folder_name(book, plan)),
    };
    plans.map(group).collect()
}

/// The questions of all chapters that are about a passage, without markup.
pub(crate) fn passage_questions(book: &Book) -> Vec<PassageQuestion> {
    let questions = book.chapters.iter().flat_map(|chapter| {
        let front = &chapter.chapter.front;
        front.questions.iter().filter_map(|question| {
            let passage = question.passage.clone()?;
            Some(PassageQuestion { passage, text: question_text(question) })
        })
    });
    questions.collect()
}

/// Makes the folder of a group. `calendars` are the names of its calendar files, and `editions` those of its own
/// edition.
pub(crate) fn files(
    source: GroupSource<'_>,
    plan: &Plan,
    notes: &[MemberNote],
    calendars: &[String],
    editions: &[String],
) -> Result<GroupFiles, Diagnostic> {
    let is_listed = source.book.groups[plan.group].listed;
    let maker = |audience| FolderMaker { source, plan, notes, calendars, editions, audience };
    let (own, mut findings) = maker(Audience::Members).make()?;
    let mut listed = Vec::new();
    if is_listed {
        let folder = folder_name(source.book, plan);
        let (files, found) = maker(Audience::Everybody).make()?;
        findings.append(found);
        let site_file = |OutputFile { name, bytes }| SiteFile { path: format!("groups/{folder}/{name}"), bytes };
        listed.extend(files.into_iter().map(site_file));
    }
    Ok(GroupFiles { own, listed, findings })
}

/// A sheet to print.
struct PrintJob {
    path: String,
    sheet: Sheet,
    form: SheetForm,
}

/// Makes the folder of a group for an audience.
struct FolderMaker<'a> {
    source: GroupSource<'a>,
    plan: &'a Plan,
    notes: &'a [MemberNote],
    calendars: &'a [String],
    editions: &'a [String],
    audience: Audience,
}

impl FolderMaker<'_> {
    fn sheet_source(&self, on_paper: bool) -> SheetSource<'_> {
        let GroupSource { book, text, map, places, .. } = self.source;
        let public = self.audience == Audience::Everybody;
        SheetSource { book, text, map, places, plan: self.plan, notes: self.notes, public, on_paper }
    }

    fn make(&self) -> Result<(Vec<OutputFile>, Diagnostics), Diagnostic> {
        let GroupSource { world, book, fonts, text, map, annotations, .. } = self.source;
        let url = book.site.url.as_deref();
        let code = url.and_then(code_image);
        let press = SheetPress { world, book, fonts, code: code.as_deref() };
        let pages: Vec<(String, Sheet)> = self.pages();
        let set = |(path, sheet): (String, Sheet)| {
            let text = press.text(&sheet)?;
            Ok(GroupPage { path, title: sheet.title, text })
        };
        let pages: Vec<GroupPage> = pages.into_par_iter().map(set).collect::<Result<_, Diagnostic>>()?;
        let meetings: Vec<String> = self.plan.meetings.iter().map(page_of).collect();
        let folder = GroupFolder {
            name: &book.groups[self.plan.group].name,
            text,
            map,
            book: if self.audience == Audience::Everybody { Some(UP) } else { url },
            listed: self.audience == Audience::Everybody && book.site.index,
        };
        let files = group_pages(&folder, pages, &meetings).into_iter();
        let mut files: Vec<OutputFile> =
            files.map(|SiteFile { path, bytes }| OutputFile { name: path, bytes }).collect();
        let print = |job: PrintJob| {
            let (bytes, found) = press.pdf(&job.sheet, job.form)?;
            Ok((OutputFile { name: job.path, bytes }, found))
        };
        let jobs = self.print_jobs(code.as_ref().and(url));
        let printed: Vec<(OutputFile, Diagnostics)> =
            jobs.into_par_iter().map(print).collect::<Result<_, Diagnostic>>()?;
        let mut findings = Diagnostics::new();
        for (file, found) in printed {
            files.push(file);
            findings.append(found);
        }
        files.extend(annotations.map(|set| OutputFile { name: ANNOTATIONS.to_owned(), bytes: set.into() }));
        if self.audience == Audience::Members {
            for meeting in self.plan.meetings.iter().filter(|meeting| meeting.status == MeetingStatus::Planned) {
                let reminder = reminder(self.sheet_source(false), meeting, url);
                let text = format!("{}\n\n{}", reminder.subject, reminder.body);
                let name = format!("sheets/reminder-{}.txt", meeting.number);
                files.push(OutputFile { name, bytes: text.into_bytes() });
            }
        }
        Ok((files, findings))
    }

    /// The meetings that have sheets.
    fn meetings(&self) -> impl Iterator<Item = &Meeting> {
        self.plan.meetings.iter().filter(|meeting| meeting.status != MeetingStatus::Cancelled)
    }

    /// The web pages, links as they are written until an output has addresses for them.
    fn pages(&self) -> Vec<(String, Sheet)> {
        let source = self.sheet_source(false);
        let link = |link: &SheetLink| Some(link.to_string());
        let mut pages = vec![("index.html".to_owned(), plan_page(source, &self.listing(), &link))];
        for meeting in &self.plan.meetings {
            pages.push((page_of(meeting), meeting_page(source, meeting, &self.files_of(meeting), &link)));
        }
        for meeting in self.meetings() {
            pages.push((sheet_path(QUESTIONS, meeting, ".html"), question_sheet(source, meeting, &link)));
            if self.audience == Audience::Members {
                pages.push((sheet_path(LEADER, meeting, ".html"), leaders_sheet(source, meeting, &link)));
            }
        }
        pages
    }

    /// The sheets on paper. Their links lead to the book on the web, where it is there.
    fn print_jobs(&self, code: Option<&str>) -> Vec<PrintJob> {
        let source = self.sheet_source(true);
        let GroupSource { book, text, map, .. } = self.source;
        let link = |link: &SheetLink| web_address(link, text, map, book.site.url.as_deref()?);
        let mut jobs = Vec::new();
        let members = self.audience == Audience::Members;
        for meeting in self.meetings() {
            for (form, ending) in [(SheetForm::Usual, ".pdf"), (SheetForm::LargePrint, "-large-print.pdf")] {
                let sheet = question_sheet(source, meeting, &link);
                jobs.push(PrintJob { path: sheet_path(QUESTIONS, meeting, ending), sheet, form });
                if members {
                    let sheet = leaders_sheet(source, meeting, &link);
                    jobs.push(PrintJob { path: sheet_path(LEADER, meeting, ending), sheet, form });
                }
            }
        }
        let sheet = bookmark(source, code, &link);
        jobs.push(PrintJob { path: BOOKMARK.to_owned(), sheet, form: SheetForm::Bookmark });
        if members {
            let sheet = poster(source, code, &link);
            jobs.push(PrintJob { path: POSTER.to_owned(), sheet, form: SheetForm::Poster });
        }
        jobs
    }

    fn words(&self) -> &'static SiteWords {
        site_words(self.source.text.metadata.language)
    }

    fn listing(&self) -> Listing {
        let words = &self.words().group;
        let mut listing = Listing::default();
        if self.audience == Audience::Members {
            // The first has all meetings.
            let calendar = self.calendars.first();
            listing.files.extend(calendar.map(|name| (name.clone(), format!("{} (ICS)", words.calendar))));
            listing.editions.extend(self.editions.iter().map(|name| (name.clone(), name.clone())));
            listing.sheets.push((POSTER.to_owned(), format!("{} (PDF)", words.poster)));
        }
        listing.sheets.push((BOOKMARK.to_owned(), format!("{} (PDF)", words.bookmark)));
        let set = self.source.annotations.map(|_| (ANNOTATIONS.to_owned(), words.annotations.clone()));
        listing.sheets.extend(set);
        listing
    }

    /// The files of a meeting that its page lists: path and title.
    fn files_of(&self, meeting: &Meeting) -> Vec<(String, String)> {
        let words = &self.words().group;
        if meeting.status == MeetingStatus::Cancelled {
            return Vec::new();
        }
        let mut sheets = vec![(QUESTIONS, &words.question_sheet)];
        if self.audience == Audience::Members {
            sheets.push((LEADER, &words.leaders_sheet));
        }
        let mut files = Vec::new();
        for (name, title) in sheets {
            files.push((sheet_path(name, meeting, ".html"), title.clone()));
            files.push((sheet_path(name, meeting, ".pdf"), format!("{title} (PDF)")));
            let large = format!("{title} ({}, PDF)", words.large_print);
            files.push((sheet_path(name, meeting, "-large-print.pdf"), large));
        }
        if self.audience == Audience::Members {
            let ending = format!("-{}.ics", meeting.number);
            let calendar = self.calendars.iter().find(|name| name.ends_with(&ending));
            files.extend(calendar.map(|name| (name.clone(), format!("{} (ICS)", words.calendar))));
        }
        files
    }
}

const QUESTIONS: &str = "questions";
const LEADER: &str = "leader";
const POSTER: &str = "sheets/poster.pdf";
const BOOKMARK: &str = "sheets/bookmark.pdf";

/// `sheets/leader-3.pdf`
fn sheet_path(name: &str, meeting: &Meeting, ending: &str) -> String {
    format!("sheets/{name}-{}{ending}", meeting.number)
}

/// The path of a meeting's page.
fn page_of(meeting: &Meeting) -> String {
    format!("meeting-{}.html", meeting.number)
}
