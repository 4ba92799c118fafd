//! What members will notice who have an older copy.

use std::collections::{BTreeMap, BTreeSet};

use anthology_base::{Address, Date, Diagnostic, Lang, Slug};
use anthology_book::{Group, MeetingStatus, Plan};
use anthology_dedupe::Sketch;
use anthology_language::date_in_words;

use super::{HandedOut, Lock};
use crate::places::Places;

/// Pages that a message names one by one.
const NAMED_PAGES: usize = 6;

/// The differences between the last copy that was handed out and the book as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changes {
    /// The day of the copy.
    pub since: Date,
    /// Paragraphs that the copy doesn't have, in the order of the book.
    pub new: Vec<Address>,
    /// Paragraphs that have other words in the copy.
    pub changed: Vec<Address>,
    /// Paragraphs that only the copy has.
    pub deleted: Vec<Address>,
    /// Chapters that the copy doesn't have.
    pub new_chapters: Vec<Slug>,
    /// Chapters that only the copy has.
    pub deleted_chapters: Vec<Slug>,
    /// Labels of pages that begin elsewhere, or that only one of the two has.
    pub pages: Vec<String>,
    /// Meetings whose sheets name a place that is on another page in the copy.
    pub meetings: Vec<MeetingChanges>,
}

/// A meeting whose sheet names pages that have changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeetingChanges {
    /// The group's name.
    pub group: String,
    /// The number of the meeting.
    pub number: u32,
    /// The labels of these pages in the copy.
    pub pages: Vec<String>,
}

impl Lock {
    /// What has changed since the last copy. `passages` are the places that the questions about a section name, by its
    /// index; `None` where nothing was handed out.
    pub fn changes(
        &self,
        places: &Places,
        groups: &[Group],
        plans: &[Plan],
        passages: &BTreeMap<usize, Vec<Address>>,
    ) -> Option<Changes> {
        let copy = self.last()?;
        let mut changes = Changes {
            since: copy.date,
            new: Vec::new(),
            changed: Vec::new(),
            deleted: Vec::new(),
            new_chapters: Vec::new(),
            deleted_chapters: Vec::new(),
            pages: Vec::new(),
            meetings: Vec::new(),
        };
        let mut now: BTreeMap<&Slug, BTreeSet<&Address>> = BTreeMap::new();
        for place in &places.paragraphs {
            let address = &place.address;
            now.entry(&address.chapter).or_default().insert(address);
            let Some(chapter) = copy.living(&address.chapter) else {
                if !changes.new_chapters.contains(&address.chapter) {
                    changes.new_chapters.push(address.chapter.clone());
                }
                continue;
            };
            match chapter.iter().find(|(number, _)| *number == address.number) {
                None => changes.new.push(address.clone()),
                Some((_, sketch)) if sketch.similarity(Sketch::of(&place.text)) < 1000 => {
                    changes.changed.push(address.clone());
                }
                Some(_) => {}
            }
        }
        for (slug, paragraphs) in &copy.chapters {
            let Some(now) = now.get(slug) else {
                if paragraphs.iter().any(|paragraph| paragraph.sketch.is_some()) {
                    changes.deleted_chapters.push(slug.clone());
                }
                continue;
            };
            let living = paragraphs.iter().filter(|paragraph| paragraph.sketch.is_some());
            let addresses = living.map(|paragraph| Address { chapter: slug.clone(), number: paragraph.number });
            changes.deleted.extend(addresses.filter(|address| !now.contains(address)));
        }
        changes.pages = changed_pages(copy, places);
        changes.meetings = changed_meetings(copy, places, groups, plans, passages);
        Some(changes)
    }
}

impl HandedOut {
    /// The paragraphs of a chapter that the copy has.
    fn living(&self, chapter: &Slug) -> Option<Vec<(anthology_base::ParagraphNumber, Sketch)>> {
        let paragraphs = self.chapters.get(chapter)?;
        let living: Vec<_> = paragraphs.iter().filter_map(|p| Some((p.number, p.sketch?))).collect();
        (!living.is_empty()).then_some(living)
    }

    /// The label of the page on which a paragraph begins in the copy.
    fn page_of(&self, address: &Address) -> Option<&str> {
        let paragraphs = self.chapters.get(&address.chapter)?;
        paragraphs.iter().find(|paragraph| paragraph.number == address.number)?.page.as_deref()
    }
}

fn changed_pages(copy: &HandedOut, places: &Places) -> Vec<String> {
    let mut changed = Vec::new();
    for at in 0..copy.pages.len().max(places.pages.len()) {
        match (copy.pages.get(at), places.pages.get(at)) {
            (Some(before), Some(now)) => {
                let first = now.paragraphs.first().map(|&first| &places.paragraphs[first].address);
                if before.first.as_ref() != first || before.label != now.label {
                    changed.push(now.label.clone());
                }
            }
            (Some(before), None) => changed.push(before.label.clone()),
            (None, Some(now)) => changed.push(now.label.clone()),
            (None, None) => {}
        }
    }
    changed
}

fn changed_meetings(
    copy: &HandedOut,
    places: &Places,
    groups: &[Group],
    plans: &[Plan],
    passages: &BTreeMap<usize, Vec<Address>>,
) -> Vec<MeetingChanges> {
    let first_of = |section: usize| places.paragraphs.iter().find(|place| place.section == section);
    let mut changed = Vec::new();
    for plan in plans {
        for meeting in plan.meetings.iter().filter(|meeting| meeting.status == MeetingStatus::Planned) {
            let mut pages: Vec<String> = Vec::new();
            for reading in &meeting.readings {
                let named = passages.get(&reading.section).into_iter().flatten();
                let begins = first_of(reading.section).map(|place| &place.address);
                for address in begins.into_iter().chain(named) {
                    let (before, now) = (copy.page_of(address), places.find(address).and_then(|p| p.page.as_deref()));
                    if let Some(before) = before.filter(|_| before != now)
                        && !pages.iter().any(|page| page == before)
                    {
                        pages.push(before.to_owned());
                    }
                }
            }
            if !pages.is_empty() {
                let group = groups.get(plan.group).map(|group| group.name.clone()).unwrap_or_default();
                changed.push(MeetingChanges { group, number: meeting.number, pages });
            }
        }
    }
    changed
}

impl Changes {
    /// True if members with the copy notice nothing.
    pub fn is_empty(&self) -> bool {
        let Self { since: _, new, changed, deleted, new_chapters, deleted_chapters, pages, meetings } = self;
        let no_paragraphs = new.is_empty() && changed.is_empty() && deleted.is_empty();
        no_paragraphs
            && new_chapters.is_empty()
            && deleted_chapters.is_empty()
            && pages.is_empty()
            && meetings.is_empty()
    }

    /// A warning of what members will notice; `None` where that is nothing.
    pub fn finding(&self) -> Option<Diagnostic> {
        if self.is_empty() {
            return None;
        }
        let mut parts = Vec::new();
        let counts = [(self.new.len(), "new"), (self.changed.len(), "changed"), (self.deleted.len(), "deleted")];
        let mut paragraphs: Vec<String> =
            counts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
        if let Some(first) = paragraphs.first_mut()
            && let Some((count, what)) = first.split_once(' ')
        {
            let noun = if count == "1" { "paragraph" } else { "paragraphs" };
            *first = format!("{count} {noun} {what}");
            parts.push(paragraphs.join(", "));
        }
        for (slugs, what) in [(&self.new_chapters, "new"), (&self.deleted_chapters, "deleted")] {
            let names: Vec<String> = slugs.iter().map(|slug| format!("`{slug}`")).collect();
            match names.as_slice() {
                [] => {}
                [name] => parts.push(format!("chapter {name} {what}")),
                names => parts.push(format!("chapters {} {what}", listed(names))),
            }
        }
        match self.pages.as_slice() {
            [] => {}
            [page] => parts.push(format!("page {page} begins elsewhere")),
            pages if pages.len() <= NAMED_PAGES => parts.push(format!("pages {} begin elsewhere", listed(pages))),
            pages => parts.push(format!("{} pages from {} on begin elsewhere", pages.len(), pages[0])),
        }
        for MeetingChanges { group, number, pages } in &self.meetings {
            let noun = if pages.len() == 1 { "page" } else { "pages" };
            parts.push(format!("meeting {number}'s sheet of {group} names {noun} {}", listed(pages)));
        }
        let english = Lang::EN_GB;
        let since = date_in_words(self.since, english).replace('\u{a0}', " ");
        let message = format!("since the copy of {since}: {}", parts.join("; "));
        Some(
            Diagnostic::warning("changed-since-copy", message)
                .hint("hand out the new copy with `anthology distribute`; --new-printing numbers all paragraphs anew"),
        )
    }
}

/// `4, 5 and 6`
fn listed(items: &[String]) -> String {
    match items.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} and {last}", others.join(", ")),
        _ => items.concat(),
    }
}
