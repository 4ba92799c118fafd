//! Calendars as other programs read them: their lines, and what changes between two of them.

use anthology_base::{Date, Diagnostics, MemoryWorld, SourceMap};
use anthology_book::Book;
use anthology_group::{CalendarSource, Calendars, Lock, Places, calendars};
use anthology_test_support::{lay_out, set};

fn calendar(group: &str, lock: &Lock, today: &str) -> Result<Calendars, String> {
    let manifest = format!(
        "[book]\ntitle = \"A\"\nidentifier = \"urn:x:a\"\nlanguage = \"en-GB\"\nchapters = [\"one.md\", \"two.md\"]\n\
         [[group]]\nname = \"Thursday; Circle\"\nstarts = 2027-03-18T19:30:00\nevery = \"2 weeks\"\n{group}"
    );
    let world = MemoryWorld::new()
        .with("book.toml", manifest)
        .with("one.md", "# A First Essay, with a Rather Long Title — and Dashes — That Has to Be Folded\n\nText.\n")
        .with("two.md", "# Two\n\nText.\n");
    let (mut sources, mut found) = (SourceMap::new(), Diagnostics::new());
    let book: Book = anthology_book::load(&world, &mut sources, &mut found).expect("a book");
    assert!(!found.has_errors(), "{found:#?}");
    let (text, _) = set(&world);
    let map = lay_out(&text).map;
    let today: Date = today.parse().expect("a date");
    let source = CalendarSource { book: &book, text: &text, map: &map, lock, today };
    calendars(&book.plans[0], &source).map_err(|finding| finding.message)
}

const LONDON: &str = "time-zone = \"Europe/London\"\nlasts = \"90 min\"\nplace = \"Upstairs, the Crown\"\n";

/// The values of a property, without parameters.
fn values<'a>(calendar: &'a str, name: &str) -> Vec<&'a str> {
    let of_name = calendar.split("\r\n").filter(|line| line.split([':', ';']).next() == Some(name));
    of_name.filter_map(|line| line.split_once(':')).map(|(_, value)| value).collect()
}

#[test]
fn a_calendar_has_the_meetings_and_their_time_zone() {
    let made = calendar(LONDON, &Lock::default(), "2027-03-01").expect("a time zone");
    let names: Vec<&str> = made.files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["thursday-circle.ics", "thursday-circle-1.ics", "thursday-circle-2.ics"]);
    let all = &made.files[0].1;
    assert!(all.split_inclusive('\n').all(|line| line.ends_with("\r\n") && line.len() <= 77), "{all}");
    let unfolded = all.replace("\r\n ", "");
    assert_eq!(values(&unfolded, "X-WR-CALNAME"), ["Thursday\\; Circle"]);
    // Summer time begins on 28 March 2027 in London, between the two meetings.
    assert!(unfolded.contains("DTSTART;TZID=Europe/London:20270318T193000\r\nDURATION:PT90M\r\n"), "{unfolded}");
    assert!(unfolded.contains("DTSTART;TZID=Europe/London:20270401T193000\r\n"), "{unfolded}");
    let daylight = "BEGIN:DAYLIGHT\r\nDTSTART:20270328T010000\r\nTZOFFSETFROM:+0000\r\nTZOFFSETTO:+0100\r\nTZNAME:BST";
    assert!(unfolded.contains(daylight), "{unfolded}");
    let standard = "BEGIN:STANDARD\r\nDTSTART:20261025T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0000\r\nTZNAME:GMT";
    assert!(unfolded.contains(standard), "{unfolded}");
    assert_eq!(values(&unfolded, "LOCATION"), ["Upstairs\\, the Crown"; 2]);
    assert_eq!(values(&unfolded, "DESCRIPTION")[1], "Two\\, page 2\\, 1 minute");
    assert_eq!(values(&unfolded, "SEQUENCE"), ["0", "0"]);
    assert!(made.files[1].1.contains("20270318T193000") && !made.files[1].1.contains("20270401T193000"));
}

#[test]
fn a_moved_meeting_is_a_new_version_of_the_same_event() {
    let first = calendar(LONDON, &Lock::default(), "2027-03-01").expect("a time zone");
    let (text, _) = set(&MemoryWorld::new()
        .with("book.toml", "[book]\ntitle = \"A\"\nchapters = [\"one.md\"]\n")
        .with("one.md", "# One\n\nText.\n"));
    let places = Places::new(&text, &lay_out(&text).map);
    let lock = Lock::default().hand_out("2027-03-01".parse().expect("a date"), &[], &places, &first.meetings);
    assert_eq!(Lock::parse(&lock.to_toml()), Ok(lock.clone()));
    let moved = "[[group.meeting]]\nnumber = 2\ndate = 2027-04-03T18:00:00\nstatus = \"cancelled\"\n";
    let second = calendar(&format!("{LONDON}{moved}"), &lock, "2027-03-20").expect("a time zone");
    let (first, second) = (&first.files[0].1, &second.files[0].1);
    let (uids, new) = (values(first, "UID"), values(second, "UID"));
    // The reading of the cancelled meeting has one of its own now.
    assert_eq!((uids.len(), &new[..2]), (2, &uids[..]));
    assert_eq!(values(second, "SEQUENCE"), ["0", "1", "0"]);
    assert_eq!(values(second, "DTSTAMP"), ["20270301T000000Z", "20270320T000000Z", "20270320T000000Z"]);
    assert_eq!(values(second, "STATUS"), ["CONFIRMED", "CANCELLED", "CONFIRMED"]);
    assert!(second.contains(":20270403T180000"), "{second}");
}

#[test]
fn without_a_time_zone_times_are_local_and_unknown_zones_are_errors() {
    let local = calendar("", &Lock::default(), "2027-03-01").expect("no time zone");
    assert!(local.files[0].1.contains("DTSTART:20270318T193000\r\n") && !local.files[0].1.contains("VTIMEZONE"));
    let wrong = calendar("time-zone = \"London\"\n", &Lock::default(), "2027-03-01");
    assert_eq!(wrong, Err("unknown time zone `London`".to_owned()));
}
