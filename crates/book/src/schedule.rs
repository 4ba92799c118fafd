//! The schedule of a reading group: which essays at which meeting, on which day.

use std::collections::{BTreeMap, BTreeSet};

use anthology_base::{Date, Diagnostic, Diagnostics, LocalDateTime, nearest, paths};
use anthology_document::{Block, BlockKind, InlineKind, Node, plain_text, walk_blocks};

use crate::costs::{CHARACTERS_PER_WORD, MOST_SLOTS, WORDS_PER_MINUTE};
use crate::division::{divide, fewest};
use crate::manifest::{Division, Every, EveryUnit, Group, MeetingChange, MeetingStatus};
use crate::model::{BookChapter, Matter, Section, SectionKind};
use crate::reading_plan::{Meeting, Plan, Reading};

/// What the book has to offer: the chapters of the body.
#[derive(Clone, Copy)]
pub(crate) struct Contents<'a> {
    pub(crate) sections: &'a [Section],
    pub(crate) chapters: &'a [BookChapter],
}

/// A stretch that is not divided.
#[derive(Clone, Debug)]
struct Unit {
    section: usize,
    from: Option<String>,
    until: Option<String>,
    words: u64,
}

/// Plans the meetings of every group.
pub(crate) fn plans(groups: &[Group], contents: Contents<'_>, d: &mut Diagnostics) -> Vec<Plan> {
    (groups.iter().enumerate())
        .map(|(number, group)| Plan { group: number, meetings: Planner { group, contents }.meetings(d) })
        .collect()
}

struct Planner<'a> {
    group: &'a Group,
    contents: Contents<'a>,
}

impl Planner<'_> {
    fn meetings(&self, d: &mut Diagnostics) -> Vec<Meeting> {
        let units = self.units();
        let chosen = self.chosen(&units, d);
        let taken: BTreeSet<usize> = chosen.values().flatten().copied().collect();
        let free: Vec<usize> = (0..units.len()).filter(|unit| !taken.contains(unit)).collect();
        let stretches = self.stretches(&units, &free, &chosen, d);
        let mut meetings = self.numbered(&units, chosen, stretches);
        self.put_dates(&mut meetings, d);
        self.check(&meetings, d);
        meetings
    }

    /// The chapters of the body, or the parts that the headings of the highest level divide them into.
    fn units(&self) -> Vec<Unit> {
        let mut units = Vec::new();
        for (number, section) in self.contents.sections.iter().enumerate() {
            let (Matter::Body, SectionKind::Chapter(chapter)) = (section.matter, &section.kind) else { continue };
            let chapter = &self.contents.chapters[*chapter];
            let blocks = &chapter.chapter.blocks;
            let notes: u64 = chapter.chapter.notes.iter().map(|note| words_of(&note.blocks)).sum();
            let cuts = if self.group.cut_at_headings { cuts(blocks) } else { Vec::new() };
            let first = units.len();
            let mut from = None;
            let mut start = 0;
            for (at, id) in cuts {
                units.push(Unit {
                    section: number,
                    from: from.replace(id.clone()),
                    until: Some(id),
                    words: words_of(&blocks[start..at]),
                });
                start = at;
            }
            units.push(Unit { section: number, from, until: None, words: words_of(&blocks[start..]) });
            units[first].words += notes;
        }
        units
    }

    /// The units of the meetings whose chapters the manifest names, by number.
    fn chosen(&self, units: &[Unit], d: &mut Diagnostics) -> BTreeMap<u32, Vec<usize>> {
        let mut chosen: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        let by_section = |section: usize| (0..units.len()).filter(move |&unit| units[unit].section == section);
        for change in self.group.meetings.iter().filter(|change| change.status != MeetingStatus::Cancelled) {
            let Some(chapters) = &change.chapters else { continue };
            let mut of_meeting: Vec<usize> = Vec::new();
            for named in chapters {
                match self.section_of(&named.path) {
                    Some(section) => of_meeting.extend(by_section(section)),
                    None => d.push(self.unknown_chapter(&named.path).at(named.span)),
                }
            }
            of_meeting.sort_unstable();
            of_meeting.dedup();
            chosen.insert(change.number, of_meeting);
        }
        chosen
    }

    fn section_of(&self, path: &str) -> Option<usize> {
        let path = paths::join("", path)?;
        self.contents.sections.iter().position(|section| match section.kind {
            SectionKind::Chapter(chapter) => self.contents.chapters[chapter].path == path,
            _ => false,
        })
    }

    fn unknown_chapter(&self, path: &str) -> Diagnostic {
        let finding = Diagnostic::error("unknown-chapter", format!("the book has no chapter `{path}`"));
        let known = self.contents.chapters.iter().map(|chapter| chapter.path.as_str());
        match nearest(path, known) {
            Some(known) => finding.hint(format!("did you mean `{known}`?")),
            None => finding.hint("write the path as [[part]] or [book] lists it"),
        }
    }

    /// Divides the units that no meeting has chosen.
    fn stretches(
        &self,
        units: &[Unit],
        free: &[usize],
        chosen: &BTreeMap<u32, Vec<usize>>,
        d: &mut Diagnostics,
    ) -> Vec<Vec<usize>> {
        let weights: Vec<u64> = free.iter().map(|&unit| units[unit].words).collect();
        let essays = || -> Vec<usize> {
            let is_last = |at: &usize| free.get(at + 1).is_none_or(|&next| units[next].from.is_none());
            (0..free.len()).filter(is_last).map(|at| at + 1).collect()
        };
        let ends = match self.group.division {
            Division::Essays => essays(),
            Division::Minutes(minutes) => {
                let most = u64::from(minutes) * WORDS_PER_MINUTE;
                self.report_long(units, free, minutes, d);
                divide(&weights, fewest(&weights, most), Some(most))
            }
            Division::Meetings(meetings) => {
                let free_meetings = (meetings as usize).saturating_sub(chosen.len());
                self.report_count(free_meetings, meetings, free.len(), d);
                divide(&weights, free_meetings, None)
            }
            Division::Finish(date) => match self.slots_until(date) {
                Some(slots) => {
                    let used = |number: &u32| *number as usize <= slots;
                    let cancelled = self.cancelled().filter(|number| used(number)).count();
                    let free_meetings = slots.saturating_sub(cancelled + chosen.keys().filter(|n| used(n)).count());
                    self.report_count(free_meetings, slots as u32, free.len(), d);
                    divide(&weights, free_meetings, None)
                }
                None => {
                    let finding = match self.group.starts {
                        Some(starts) => Diagnostic::error(
                            "bad-finish",
                            format!("the group finishes on {date}, before it starts on {}", starts.date),
                        ),
                        None => Diagnostic::error("missing-key", "`finish` needs `starts`")
                            .hint("add starts = 2027-03-04T19:30:00, the first meeting"),
                    };
                    d.push(finding.at(self.group.division_span.unwrap_or(self.group.span)));
                    essays()
                }
            },
        };
        let starts = std::iter::once(0).chain(ends.iter().copied());
        starts.zip(&ends).map(|(start, &end)| free[start..end].to_vec()).collect()
    }

    fn cancelled(&self) -> impl Iterator<Item = u32> {
        let cancelled = self.group.meetings.iter().filter(|change| change.status == MeetingStatus::Cancelled);
        cancelled.map(|change| change.number)
    }

    /// Reports essays that are longer than a meeting's reading is to be.
    fn report_long(&self, units: &[Unit], free: &[usize], minutes: u32, d: &mut Diagnostics) {
        for unit in free.iter().map(|&unit| &units[unit]) {
            let needed = to_minutes(unit.words);
            if needed <= minutes {
                continue;
            }
            let SectionKind::Chapter(chapter) = self.contents.sections[unit.section].kind else { continue };
            let chapter = &self.contents.chapters[chapter];
            let title = plain_text(&chapter.title);
            let what = if unit.from.is_some() || unit.until.is_some() { "a part of " } else { "" };
            let message =
                format!("{what}“{title}” takes {needed} minutes to read, more than the {minutes} of a meeting");
            let finding =
                Diagnostic::warning("long-reading", message).at(self.group.division_span.unwrap_or(self.group.span));
            let can_cut = !self.group.cut_at_headings && !cuts(&chapter.chapter.blocks).is_empty();
            d.push(if can_cut {
                finding.hint("write cut-at-headings = true to divide it, or give meetings more minutes")
            } else {
                finding.hint("it has a meeting to itself; give meetings more minutes if that is too much")
            });
        }
    }

    /// Reports a number of meetings that the essays can't fill, or that leaves none for them.
    fn report_count(&self, free_meetings: usize, meetings: u32, units: usize, d: &mut Diagnostics) {
        let at = self.group.division_span.unwrap_or(self.group.span);
        if units > 0 && free_meetings == 0 {
            let message = format!("{meetings} meetings leave none for the essays that [[group.meeting]] doesn't name");
            d.push(Diagnostic::warning("few-meetings", message).at(at).hint("one meeting more is planned for them"));
        } else if free_meetings > units {
            let message = format!(
                "{meetings} meetings are more than there is to read: {units} essays for {free_meetings} of them"
            );
            let finding = Diagnostic::warning("few-essays", message).at(at);
            d.push(if self.group.cut_at_headings {
                finding.hint("the last meetings are left out")
            } else {
                finding.hint("the last meetings are left out; cut-at-headings = true divides long essays")
            });
        }
    }

    /// Gives the meetings their numbers: what is chosen and cancelled has its own, the rest follows the book.
    fn numbered(
        &self,
        units: &[Unit],
        mut chosen: BTreeMap<u32, Vec<usize>>,
        stretches: Vec<Vec<usize>>,
    ) -> Vec<Meeting> {
        let cancelled: BTreeSet<u32> = self.cancelled().collect();
        let mut stretches = stretches.into_iter().peekable();
        let mut meetings = Vec::new();
        for number in 1.. {
            let ahead = chosen.keys().chain(&cancelled).any(|other| *other >= number);
            if stretches.peek().is_none() && !ahead {
                break;
            }
            let readings = match chosen.remove(&number) {
                Some(readings) => readings,
                None if cancelled.contains(&number) => Vec::new(),
                // A meeting between others for which nothing is left to read.
                None => stretches.next().unwrap_or_default(),
            };
            meetings.push(self.meeting(number, &readings, units));
        }
        meetings
    }

    fn meeting(&self, number: u32, readings: &[usize], units: &[Unit]) -> Meeting {
        let change = self.change(number);
        let mut words = 0;
        let mut whole: Vec<Unit> = Vec::new();
        for unit in readings.iter().map(|&unit| &units[unit]) {
            words += unit.words;
            match whole.last_mut() {
                Some(last) if last.section == unit.section && last.until == unit.from => {
                    last.until.clone_from(&unit.until);
                    last.words += unit.words;
                }
                _ => whole.push(unit.clone()),
            }
        }
        let reading =
            |Unit { section, from, until, words }| Reading { section, from, until, minutes: to_minutes(words) };
        Meeting {
            number,
            time: None,
            minutes: if whole.is_empty() { 0 } else { to_minutes(words) },
            readings: whole.into_iter().map(reading).collect(),
            leader: change.and_then(|change| change.leader.clone()),
            place: change.and_then(|change| change.place.clone()).or_else(|| self.group.place.clone()),
            status: change.map(|change| change.status).unwrap_or_default(),
        }
    }

    fn change(&self, number: u32) -> Option<&MeetingChange> {
        self.group.meetings.iter().find(|change| change.number == number)
    }

    /// The days of the series, those apart that are skipped.
    fn slots(&self) -> impl Iterator<Item = Date> {
        let starts = self.group.starts.map(|starts| starts.date);
        let all = (0..MOST_SLOTS).map_while(move |slot| slot_date(starts?, self.group.every, slot));
        all.filter(|date| !self.group.skip.iter().any(|skipped| skipped.date == *date))
    }

    /// The number of meetings up to a day; `None` if there is none.
    fn slots_until(&self, last: Date) -> Option<usize> {
        Some(self.slots().take_while(|date| *date <= last).count()).filter(|count| *count > 0)
    }

    fn put_dates(&self, meetings: &mut [Meeting], d: &mut Diagnostics) {
        let time = self.group.starts.and_then(|starts| starts.time);
        let mut slots = self.slots();
        let mut last = None;
        for meeting in meetings.iter_mut() {
            let slot = slots.next();
            last = slot.or(last);
            let own = self.change(meeting.number).and_then(|change| change.date);
            meeting.time = match own {
                Some(own) => Some(LocalDateTime { date: own.date, time: own.time.or(time) }),
                None => slot.map(|date| LocalDateTime { date, time }),
            };
        }
        let (Some(starts), Some(last)) = (self.group.starts, last) else { return };
        for skipped in self.group.skip.iter().filter(|skipped| skipped.date <= last) {
            let mut series = (0..MOST_SLOTS).map_while(|slot| slot_date(starts.date, self.group.every, slot));
            if series.find(|date| *date >= skipped.date) != Some(skipped.date) {
                let message = format!("no meeting would be on {}, so there is nothing to skip", skipped.date);
                d.push(Diagnostic::warning("idle-skip", message).at(skipped.span));
            }
        }
    }

    /// Reports what the convenor may not have meant.
    fn check(&self, meetings: &[Meeting], d: &mut Diagnostics) {
        for change in &self.group.meetings {
            let Some(meeting) = meetings.iter().find(|meeting| meeting.number == change.number) else {
                let message = format!("there is no meeting {}: the group has {}", change.number, meetings.len());
                d.push(Diagnostic::warning("unknown-meeting", message).at(change.span));
                continue;
            };
            if let Some(date) = change.date.map(|time| time.date)
                && let Some(skipped) = self.group.skip.iter().find(|skipped| skipped.date == date)
            {
                let message = format!("meeting {} is on {date}, which `skip` leaves out", change.number);
                let finding = Diagnostic::warning("skipped-meeting", message).at(change.span);
                d.push(finding.label(skipped.span, "left out here").hint("change one of the two dates"));
            }
            if change.status == MeetingStatus::Held && change.chapters.is_none() {
                let paths: Vec<String> = meeting.readings.iter().filter_map(|reading| self.path(reading)).collect();
                let message = format!("meeting {} was held, but what it read may still change", change.number);
                d.push(
                    Diagnostic::warning("open-meeting", message)
                        .at(change.span)
                        .hint(format!("add chapters = [{}] to it", paths.join(", "))),
                );
            }
        }
        for pair in meetings.windows(2) {
            if let (Some(first), Some(second)) = (pair[0].time, pair[1].time)
                && first >= second
            {
                let message = format!(
                    "meeting {} on {} is not after meeting {} on {}",
                    pair[1].number, second.date, pair[0].number, first.date
                );
                let change = self.change(pair[1].number).or_else(|| self.change(pair[0].number));
                let at = change.map_or(self.group.span, |change| change.span);
                d.push(Diagnostic::warning("meeting-order", message).at(at).hint("change the date of one of them"));
            }
        }
    }

    /// A reading's chapter as the manifest would name it, in quotation marks.
    fn path(&self, reading: &Reading) -> Option<String> {
        let SectionKind::Chapter(chapter) = self.contents.sections[reading.section].kind else { return None };
        Some(format!("\"{}\"", self.contents.chapters[chapter].path))
    }
}

/// The day of a slot of a series, from 0.
fn slot_date(starts: Date, every: Every, slot: u32) -> Option<Date> {
    let steps = i64::from(every.count) * i64::from(slot);
    match every.unit {
        EveryUnit::Day => starts.plus_days(steps),
        EveryUnit::Week => starts.plus_days(steps * 7),
        EveryUnit::Month => starts.plus_months(steps),
    }
}

/// The places within a chapter where a meeting's reading may end: its headings of the highest level, by index and id,
/// without one that opens the chapter.
fn cuts(blocks: &[Block]) -> Vec<(usize, String)> {
    let level = |block: &Block| match block.kind {
        BlockKind::Heading { level, .. } => Some(level),
        _ => None,
    };
    let highest = blocks.iter().filter_map(level).min();
    let of_highest =
        blocks.iter().enumerate().skip(1).filter(|(_, block)| level(block).is_some() && level(block) == highest);
    of_highest.filter_map(|(at, block)| Some((at, block.attrs.id.clone()?))).collect()
}

fn to_minutes(words: u64) -> u32 {
    u32::try_from(words.div_ceil(WORDS_PER_MINUTE)).unwrap_or(u32::MAX).max(1)
}

/// The words of blocks, where a few characters of scripts without spaces count as one.
fn words_of(blocks: &[Block]) -> u64 {
    let (mut words, mut characters) = (0, 0);
    walk_blocks(blocks, &mut |node| {
        if let Node::Inline(inline) = node
            && let InlineKind::Text(text) = &inline.kind
        {
            for word in text.split_whitespace() {
                let cjk =
                    word.chars().filter(|c| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}')).count();
                characters += cjk as u64;
                words += u64::from(cjk == 0 && word.contains(char::is_alphanumeric));
            }
        }
    });
    words + characters.div_ceil(CHARACTERS_PER_WORD)
}

#[cfg(test)]
mod tests {
    use anthology_base::{MemoryWorld, SourceMap};

    use super::*;
    use crate::Book;

    /// A book whose chapters have so many minutes of text each, and a group.
    fn book(minutes: &[u64], group: &str) -> (Book, Vec<String>) {
        let names: Vec<String> = (1..=minutes.len()).map(|n| format!("\"c{n}.md\"")).collect();
        let manifest =
            format!("[book]\ntitle = \"A\"\nchapters = [{}]\n[[group]]\nname = \"Us\"\n{group}", names.join(", "));
        let mut world = MemoryWorld::new().with("book.toml", manifest);
        for (n, minutes) in (1..).zip(minutes) {
            let half = "word ".repeat((minutes * WORDS_PER_MINUTE / 2) as usize);
            world = world.with(&format!("c{n}.md"), format!("# C{n}\n\n{half}\n\n## Middle {n}\n\n{half}\n"));
        }
        let (mut sources, mut found) = (SourceMap::new(), Diagnostics::new());
        let book = crate::load(&world, &mut sources, &mut found).expect("a book");
        (book, found.iter().map(|finding| finding.message.clone()).collect())
    }

    /// `1 2027-03-04: c1 c2; 25`, a line a meeting.
    fn lines(book: &Book) -> Vec<String> {
        let name = |reading: &Reading| {
            let ids = [&reading.from, &reading.until].map(|id| id.as_ref().map_or("", |_| "-"));
            format!(" {}{}{}", ids[0], book.sections[reading.section].slug, ids[1])
        };
        let line = |meeting: &Meeting| {
            let time = meeting.time.map_or(String::new(), |time| format!(" {time}"));
            let readings: String = meeting.readings.iter().map(name).collect();
            format!("{}{time}:{readings}; {}", meeting.number, meeting.minutes)
        };
        book.plans[0].meetings.iter().map(line).collect()
    }

    #[test]
    fn meetings_are_even_and_dated() {
        let (even, found) = book(
            &[10, 12, 8, 10, 11, 9, 4],
            "starts = 2027-03-04T19:30:00\nevery = \"2 weeks\"\nminutes = 31\nskip = [2027-03-18]\n",
        );
        assert_eq!(found, Vec::<String>::new());
        assert_eq!(
            lines(&even),
            ["1 2027-03-04T19:30: c1 c2; 23", "2 2027-04-01T19:30: c3 c4; 19", "3 2027-04-15T19:30: c5 c6 c7; 25"]
        );
        let (one_each, _) = book(&[10, 20], "");
        assert_eq!(lines(&one_each), ["1: c1; 11", "2: c2; 21"]);
        let (months, _) = book(&[10, 20, 10], "starts = 2027-01-31\nevery = \"month\"\nfinish = 2027-03-01\n");
        assert_eq!(lines(&months), ["1 2027-01-31: c1 c2; 31", "2 2027-02-28: c3; 11"]);
    }

    #[test]
    fn a_change_moves_nothing_else() {
        let changed = "starts = 2027-03-04\nmeetings = 3\n[[group.meeting]]\nnumber = 1\nchapters = [\"c2.md\"]\n\
                       status = \"held\"\n[[group.meeting]]\nnumber = 2\ndate = 2027-03-13T18:00:00\nleader = \"Ben\"\n";
        let (book, found) = book(&[10, 10, 10, 10], changed);
        assert_eq!(found, Vec::<String>::new());
        assert_eq!(lines(&book), ["1 2027-03-04: c2; 11", "2 2027-03-13T18:00: c1 c3; 21", "3 2027-03-18: c4; 11"]);
        assert_eq!(book.plans[0].meetings[1].leader.as_deref(), Some("Ben"));
    }

    #[test]
    fn a_cancelled_meeting_keeps_its_number_and_day() {
        let (book, found) =
            book(&[10, 10], "starts = 2027-03-04\n[[group.meeting]]\nnumber = 1\nstatus = \"cancelled\"\n");
        assert_eq!(found, Vec::<String>::new());
        assert_eq!(lines(&book), ["1 2027-03-04:; 0", "2 2027-03-11: c1; 11", "3 2027-03-18: c2; 11"]);
    }

    #[test]
    fn long_essays_are_cut_at_headings() {
        let (whole, found) = book(&[40, 10], "minutes = 25\n");
        assert_eq!(found, ["“C1” takes 41 minutes to read, more than the 25 of a meeting"]);
        assert_eq!(lines(&whole), ["1: c1; 41", "2: c2; 11"]);
        let (cut, found) = book(&[40, 10], "minutes = 25\ncut-at-headings = true\n");
        assert_eq!(found, Vec::<String>::new());
        assert_eq!(lines(&cut), ["1: c1-; 20", "2: -c1; 21", "3: c2; 11"]);
    }

    #[test]
    fn what_may_not_be_meant_is_reported() {
        let found = |group: &str| book(&[10, 10], group).1.join("; ");
        let changes = "starts = 2027-03-04\nskip = [2027-03-05, 2027-03-11]\n[[group.meeting]]\nnumber = 2\n\
                       date = 2027-03-11\nstatus = \"held\"\n[[group.meeting]]\nnumber = 9\nchapters = []\n";
        assert_eq!(
            found(changes),
            "no meeting would be on 2027-03-05, so there is nothing to skip; \
             meeting 2 is on 2027-03-11, which `skip` leaves out; \
             meeting 2 was held, but what it read may still change"
        );
        assert_eq!(
            found("starts = 2027-03-04\nmeetings = 9\n"),
            "9 meetings are more than there is to read: 2 essays for 9 of them"
        );
        assert_eq!(
            found("starts = 2027-03-04\n[[group.meeting]]\nnumber = 1\ndate = 2027-03-30\n"),
            "meeting 2 on 2027-03-11 is not after meeting 1 on 2027-03-30"
        );
        assert_eq!(found("finish = 2027-03-04\n"), "`finish` needs `starts`");
        assert_eq!(found("[[group.meeting]]\nnumber = 1\nchapters = [\"c3.md\"]\n"), "the book has no chapter `c3.md`");
    }
}
