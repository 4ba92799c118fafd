//! Calendars of a group's meetings: iCalendar (RFC 5545, with the properties of RFC 7986).

use anthology_base::{Date, Diagnostic, LocalDateTime, LocalTime, Slug};
use anthology_book::{Anchor, Book, Group, Meeting, MeetingStatus, Plan};
use anthology_language::words;
use anthology_typeset::{PageMap, SetText};
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp, civil};

use crate::lock::{Lock, LockedMeeting};

/// Octets of a line of a calendar, without its end (RFC 5545, 3.1).
const LINE_OCTETS: usize = 75;

/// Changes of a time zone that a calendar lists at most: those of a century.
const MOST_CHANGES: usize = 200;

/// What a calendar is made of.
#[derive(Clone, Copy, Debug)]
pub struct CalendarSource<'a> {
    /// The book.
    pub book: &'a Book,
    /// Its text, for titles.
    pub text: &'a SetText,
    /// Its reference pages.
    pub map: &'a PageMap,
    /// What members' calendars know already.
    pub lock: &'a Lock,
    /// The day that new and changed events are stamped with.
    pub today: Date,
}

/// The calendar files of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendars {
    /// The name of the group's folder and of its calendar.
    pub group: Slug,
    /// Name and content: one of all meetings, then one of each that has a date.
    pub files: Vec<(String, String)>,
    /// The meetings as these files have them, for the lock.
    pub meetings: Vec<LockedMeeting>,
}

/// Makes the calendars of a plan. A meeting has the same UID always; its `SEQUENCE` and `DTSTAMP` change when its time,
/// status or content does, so that a calendar moves it and doesn't double it.
///
/// # Errors
/// If the group's time zone isn't one of the IANA database.
pub fn calendars(plan: &Plan, source: &CalendarSource<'_>) -> Result<Calendars, Diagnostic> {
    let group = &source.book.groups[plan.group];
    let zone = group.time_zone.as_ref().map(|name| zone(name, group)).transpose()?;
    let writer = Writer { group, zone: zone.as_ref(), source };
    let slug = Slug::from_text(&group.name);
    let mut events = Vec::new();
    let mut meetings = Vec::new();
    for meeting in &plan.meetings {
        let Some(time) = meeting.time else { continue };
        let (event, locked) = writer.event(meeting, time);
        events.push((meeting.number, time, event));
        meetings.push(locked);
    }
    let whole = |events: &[&(u32, LocalDateTime, String)]| {
        let times: Vec<LocalDateTime> = events.iter().map(|(_, time, _)| *time).collect();
        let events: String = events.iter().map(|(_, _, event)| event.as_str()).collect();
        writer.calendar(&times, &events)
    };
    let mut files = Vec::new();
    if !events.is_empty() {
        files.push((format!("{slug}.ics"), whole(&events.iter().collect::<Vec<_>>())));
        files.extend(events.iter().map(|event| (format!("{slug}-{}.ics", event.0), whole(&[event]))));
    }
    Ok(Calendars { group: slug, files, meetings })
}

fn zone(name: &str, group: &Group) -> Result<TimeZone, Diagnostic> {
    TimeZone::get(name).map_err(|_| {
        Diagnostic::error("unknown-time-zone", format!("unknown time zone `{name}`"))
            .at(group.time_zone_span.unwrap_or(group.span))
            .hint("use a name of the IANA time zone database, such as Europe/London or America/New_York")
    })
}

struct Writer<'a> {
    group: &'a Group,
    zone: Option<&'a TimeZone>,
    source: &'a CalendarSource<'a>,
}

impl Writer<'_> {
    fn calendar(&self, times: &[LocalDateTime], events: &str) -> String {
        let mut out = String::new();
        line(&mut out, "BEGIN:VCALENDAR");
        line(&mut out, "VERSION:2.0");
        line(&mut out, "PRODID:-//anthology//reading groups//EN");
        line(&mut out, "CALSCALE:GREGORIAN");
        for name in ["NAME", "X-WR-CALNAME"] {
            line(&mut out, &format!("{name}:{}", escaped(&self.group.name)));
        }
        if let (Some(zone), Some(name)) = (self.zone, &self.group.time_zone)
            && times.iter().any(|time| time.time.is_some())
        {
            time_zone(&mut out, zone, name, times);
        }
        out.push_str(events);
        line(&mut out, "END:VCALENDAR");
        out
    }

    fn event(&self, meeting: &Meeting, time: LocalDateTime) -> (String, LockedMeeting) {
        let content = self.content(meeting, time);
        let hash = blake3::hash(content.as_bytes()).to_hex();
        let record = hash[..16].to_owned();
        let known = self.source.lock.meetings().iter();
        let known = known.into_iter().find(|known| known.group == self.group.name && known.number == meeting.number);
        let (sequence, stamp) = match known {
            Some(known) if known.content == record => (known.sequence, known.stamp),
            Some(known) => (known.sequence + 1, self.source.today),
            None => (0, self.source.today),
        };
        let mut out = String::new();
        line(&mut out, "BEGIN:VEVENT");
        line(&mut out, &format!("UID:{}", self.uid(meeting)));
        line(&mut out, &format!("DTSTAMP:{}T000000Z", basic(stamp)));
        line(&mut out, &format!("SEQUENCE:{sequence}"));
        out.push_str(&content);
        line(&mut out, "END:VEVENT");
        let locked = LockedMeeting {
            group: self.group.name.clone(),
            number: meeting.number,
            time: Some(time),
            status: meeting.status,
            sequence,
            stamp,
            content: record,
        };
        (out, locked)
    }

    /// The same for a meeting of a book and a group whatever else changes.
    fn uid(&self, meeting: &Meeting) -> String {
        let identifier = self.source.book.metadata.identifiers.first().map_or("", String::as_str);
        let hash = blake3::hash(format!("{identifier}\n{}", self.group.name).as_bytes()).to_hex();
        format!("{}-{}", &hash[..32], meeting.number)
    }

    /// The properties that a change of makes another version of the event.
    fn content(&self, meeting: &Meeting, time: LocalDateTime) -> String {
        let text = self.source.text;
        let language = words(text.metadata.language);
        let mut out = String::new();
        match (time.time, &self.group.time_zone) {
            (None, _) => line(&mut out, &format!("DTSTART;VALUE=DATE:{}", basic(time.date))),
            (Some(at), None) => line(&mut out, &format!("DTSTART:{}", basic_time(time.date, at))),
            (Some(at), Some(zone)) => line(&mut out, &format!("DTSTART;TZID={zone}:{}", basic_time(time.date, at))),
        }
        if let (Some(minutes), Some(_)) = (self.group.lasts, time.time) {
            line(&mut out, &format!("DURATION:PT{minutes}M"));
        }
        let title = |section: usize| text.sections.get(section).map_or("", |section| section.title.as_str());
        let titles: Vec<&str> = meeting.readings.iter().map(|reading| title(reading.section)).collect();
        let summary = if titles.is_empty() {
            self.group.name.clone()
        } else {
            format!("{}: {}", self.group.name, titles.join(&language.comma))
        };
        line(&mut out, &format!("SUMMARY:{}", escaped(&summary)));
        let (before, after) = language.around_page();
        let mut description: Vec<String> = Vec::new();
        for reading in &meeting.readings {
            let Some(section) = text.sections.get(reading.section) else { continue };
            let place = |id| self.source.map.folios.get(&Anchor { section: section.slug.clone(), id });
            let page = place(reading.from.clone()).or_else(|| place(None));
            let page = page.map_or_else(String::new, |page| format!("{}{before}{page}{after}", language.comma));
            description.push(format!("{}{page}{}{}", section.title, language.comma, language.minutes(reading.minutes)));
        }
        description.extend(meeting.leader.clone());
        description.extend(self.group.link.clone());
        if !description.is_empty() {
            line(&mut out, &format!("DESCRIPTION:{}", escaped(&description.join("\n").replace('\u{a0}', " "))));
        }
        if let Some(place) = &meeting.place {
            line(&mut out, &format!("LOCATION:{}", escaped(place)));
        }
        if let Some(link) = self.group.link.as_ref().filter(|link| !link.contains(char::is_whitespace)) {
            line(&mut out, &format!("URL:{link}"));
        }
        let status = if meeting.status == MeetingStatus::Cancelled { "CANCELLED" } else { "CONFIRMED" };
        line(&mut out, &format!("STATUS:{status}"));
        out
    }
}

/// `20270304`
fn basic(date: Date) -> String {
    date.to_string().replace('-', "")
}

/// `20270304T193000`
fn basic_time(date: Date, time: LocalTime) -> String {
    format!("{}T{:02}{:02}00", basic(date), time.hour, time.minute)
}

/// A value of type TEXT (RFC 5545, 3.3.11).
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// Writes a line, folded between characters where it has more than 75 octets.
fn line(out: &mut String, text: &str) {
    let mut octets = 0;
    for c in text.chars() {
        if octets + c.len_utf8() > LINE_OCTETS {
            out.push_str("\r\n ");
            octets = 1;
        }
        out.push(c);
        octets += c.len_utf8();
    }
    out.push_str("\r\n");
}

/// The time zone for the time of the meetings: an observance for each change of its offset.
fn time_zone(out: &mut String, zone: &TimeZone, name: &str, times: &[LocalDateTime]) {
    let stamps: Vec<Timestamp> = times.iter().filter_map(|time| timestamp(zone, *time)).collect();
    let (Some(first), Some(last)) = (stamps.iter().min(), stamps.iter().max()) else { return };
    line(out, "BEGIN:VTIMEZONE");
    line(out, &format!("TZID:{name}"));
    let before_first = zone.preceding(*first).next();
    if before_first.is_none() {
        let info = zone.to_offset_info(*first);
        observance(
            out,
            civil::DateTime::constant(1970, 1, 1, 0, 0, 0, 0),
            [info.offset(); 2],
            info.abbreviation(),
            false,
        );
    }
    let during = zone.following(*first).take_while(|change| change.timestamp() <= *last);
    for change in before_first.into_iter().chain(during).take(MOST_CHANGES) {
        let just_before = change.timestamp().checked_sub(SignedDuration::from_secs(1)).unwrap_or(change.timestamp());
        let from = zone.to_offset(just_before);
        let start = from.to_datetime(change.timestamp());
        observance(out, start, [from, change.offset()], change.abbreviation(), change.dst().is_dst());
    }
    line(out, "END:VTIMEZONE");
}

fn observance(out: &mut String, start: civil::DateTime, [from, to]: [Offset; 2], name: &str, is_daylight: bool) {
    let kind = if is_daylight { "DAYLIGHT" } else { "STANDARD" };
    line(out, &format!("BEGIN:{kind}"));
    line(out, &format!("DTSTART:{}", start.strftime("%Y%m%dT%H%M%S")));
    line(out, &format!("TZOFFSETFROM:{}", offset(from)));
    line(out, &format!("TZOFFSETTO:{}", offset(to)));
    line(out, &format!("TZNAME:{}", escaped(name)));
    line(out, &format!("END:{kind}"));
}

/// `+0100`
fn offset(offset: Offset) -> String {
    let seconds = offset.seconds();
    let sign = if seconds < 0 { '-' } else { '+' };
    let minutes = seconds.abs() / 60;
    format!("{sign}{:02}{:02}", minutes / 60, minutes % 60)
}

fn timestamp(zone: &TimeZone, time: LocalDateTime) -> Option<Timestamp> {
    let LocalTime { hour, minute } = time.time?;
    let Date { year, month, day } = time.date;
    let (year, month, day) = (i16::try_from(year).ok()?, month? as i8, day? as i8);
    let local = civil::DateTime::new(year, month, day, hour as i8, minute as i8, 0, 0).ok()?;
    zone.to_timestamp(local).ok()
}
