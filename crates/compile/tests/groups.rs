//! The folder of a reading group: pages, sheets, reminders, annotations, marks in its own edition.

use std::io::{Cursor, Read};

use anthology_base::{MemoryWorld, Severity};
use anthology_compile::{Compilation, OutputFile, Request, SiteRequest, check, compile};

const GROUP: &str = "[[group]]\nname = \"Thursday Circle\"\nstarts = 2027-03-04T19:30:00\nevery = \"2 weeks\"\n\
    lasts = \"90 min\"\nmeetings = 2\nplace = \"Upstairs, the Crown\"\nlink = \"https://meet.example/abc\"\n";

/// A book of two chapters, the first with questions.
fn world(language: &str, questions: &str, group: &str) -> MemoryWorld {
    let manifest = format!(
        "[book]\ntitle = \"Tides\"\nlanguage = \"{language}\"\nauthors = [\"A\"]\nchapters = [\"one.md\", \"two.md\"]\n\n\
         {group}"
    );
    let text = "A sentence of some words that takes a while to read. ".repeat(80);
    let one = format!(
        "+++\ntitle = \"Ebb\"\nquestions = {questions}\n+++\n\nThe sea goes out & waits.\n\nIt comes *back* again.\n\n{text}\n\n![A line](a.svg)\n"
    );
    MemoryWorld::new()
        .with("a.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><path d=\"M0 0h9\"/></svg>")
        .with("book.toml", manifest)
        .with("one.md", one)
        .with("two.md", format!("# Flow\n\nThe flood begins.\n\n## Later\n\n{text}\n"))
}

const QUESTIONS: &str = "[\"Is it *all* true?\", { text = \"Why does it come back?\", passage = \"one.2\" }]";

fn hand_out(world: &MemoryWorld, group: Option<&str>) -> Compilation {
    let request = SiteRequest { group: group.map(str::to_owned), ..SiteRequest::default() };
    compile(world, &Request::site(request))
}

fn sound(world: &MemoryWorld) -> Compilation {
    let compilation = hand_out(world, None);
    assert!(!compilation.findings.has_errors(), "{:#?}", compilation.findings);
    compilation
}

fn text_of(files: &[OutputFile], name: &str) -> String {
    let file = files.iter().find(|file| file.name == name).unwrap_or_else(|| panic!("no {name}"));
    String::from_utf8_lossy(&file.bytes).into_owned()
}

#[test]
fn a_group_has_its_plan_pages_and_sheets() {
    let compilation = sound(&world("en-GB", QUESTIONS, GROUP));
    let names: Vec<&str> = compilation.groups.iter().map(|file| file.name.as_str()).collect();
    let base = "thursday-circle";
    for name in [
        "index.html",
        "meeting-1.html",
        "meeting-2.html",
        "style.css",
        "questions.annotation",
        "thursday-circle.ics",
        "sheets/leader-1.html",
        "sheets/leader-1.pdf",
        "sheets/leader-1-large-print.pdf",
        "sheets/questions-2.pdf",
        "sheets/poster.pdf",
        "sheets/bookmark.pdf",
        "sheets/reminder-1.txt",
    ] {
        assert!(names.contains(&&*format!("{base}/{name}")), "{name}: {names:#?}");
    }
    let plan = text_of(&compilation.groups, "thursday-circle/index.html");
    assert!(plan.contains("<a href=\"meeting-1.html\">1</a>"), "{plan}");
    assert!(plan.contains("4\u{a0}March 2027, 19:30–21:00"), "{plan}");
    let leader = text_of(&compilation.groups, "thursday-circle/sheets/leader-1.html");
    for text in [
        "Is it <em>all</em> true?",
        "Why does it come back?",
        "It comes back again.",
        "one.2",
        "page\u{a0}1, ¶\u{a0}2",
        "“It comes back”",
        "Upstairs, the Crown",
        "<a href=\"https://meet.example/abc\">",
    ] {
        assert!(leader.contains(text), "{text}: {leader}");
    }
    // Nobody knows where the book's pages are.
    assert!(!leader.contains("anthology.invalid") && !leader.contains("read/"), "{leader}");
    for file in compilation.groups.iter().filter(|file| file.name.ends_with(".pdf")) {
        assert!(file.bytes.starts_with(b"%PDF-2.0"), "{}: not a PDF/UA-2 file", file.name);
    }
    assert!(!compilation.site.iter().any(|file| file.path.starts_with("groups/")));
}

#[test]
fn a_reminder_has_what_is_read_and_asked() {
    let compilation = sound(&world("en-GB", QUESTIONS, GROUP));
    let reminder = text_of(&compilation.groups, "thursday-circle/sheets/reminder-1.txt");
    assert!(reminder.starts_with("Thursday Circle: 4 March 2027, 19:30–21:00\n\nThe next meeting of"), "{reminder}");
    assert!(reminder.contains("- Ebb, pp. 1–"), "{reminder}");
    assert!(reminder.contains("2. Why does it come back?\n   page 1, ¶ 2 · one.2 · “It comes back”\n"), "{reminder}");
    assert!(reminder.contains("Place: Upstairs, the Crown\nPlace: https://meet.example/abc\n"), "{reminder}");
}

#[test]
fn pages_that_everybody_sees_have_no_place_and_lead_into_the_book() {
    let compilation = sound(&world("en-GB", QUESTIONS, &format!("{GROUP}listed = true\nown-edition = true\n")));
    let public: Vec<_> = compilation.site.iter().filter(|file| file.path.starts_with("groups/")).collect();
    assert!(public.iter().any(|file| file.path == "groups/thursday-circle/meeting-1.html"));
    for file in &public {
        let text = String::from_utf8_lossy(&file.bytes);
        assert!(!text.contains("Crown") && !text.contains("meet.example"), "{}", file.path);
        assert!(!file.path.contains("leader") && !file.path.ends_with(".ics") && !file.path.contains("reminder"));
    }
    let page = |path: &str| {
        let file = public.iter().find(|file| file.path == path).unwrap_or_else(|| panic!("no {path}"));
        String::from_utf8_lossy(&file.bytes).into_owned()
    };
    assert!(page("groups/thursday-circle/meeting-1.html").contains("href=\"../../read/one.html#one.2\""));
    assert!(page("groups/thursday-circle/sheets/questions-1.html").contains("href=\"../../../read/one.html#one.2\""));
    let landing = compilation.site.iter().find(|file| file.path == "index.html").expect("the first page");
    assert!(String::from_utf8_lossy(&landing.bytes).contains("<a href=\"groups/thursday-circle/index.html\">"));
}

#[test]
fn sheets_lead_to_the_web_where_the_book_is_there() {
    let site = "[site]\nurl = \"https://example.org/tides/\"\n";
    let compilation = sound(&world("en-GB", QUESTIONS, &format!("{GROUP}\n{site}")));
    let leader = text_of(&compilation.groups, "thursday-circle/sheets/leader-1.html");
    assert!(leader.contains("href=\"https://example.org/tides/read/one.html#one.2\""), "{leader}");
    assert!(leader.contains("href=\"https://example.org/tides/find.html\""), "{leader}");
}

#[test]
fn pages_are_in_the_language_of_the_book() {
    let compilation = sound(&world("de", QUESTIONS, GROUP));
    let leader = text_of(&compilation.groups, "thursday-circle/sheets/leader-1.html");
    for text in ["Treffen\u{a0}1: Blatt für die Leitung", "4.\u{a0}März 2027", "Was zu lesen ist", "„It comes back“"]
    {
        assert!(leader.contains(text), "{text}: {leader}");
    }
    // Of Occitan, no words are known: the English ones say that they are English.
    let compilation = sound(&world("oc", QUESTIONS, GROUP));
    let leader = text_of(&compilation.groups, "thursday-circle/sheets/leader-1.html");
    assert!(leader.contains("lang=\"en"), "{leader}");
}

#[test]
fn a_passage_that_the_book_lacks_is_an_error_with_the_nearest() {
    for (passage, nearest) in [("one.99", "one.3"), ("ona.2", "one.2")] {
        let questions = format!("[{{ text = \"Why?\", passage = \"{passage}\" }}]");
        let world = world("en-GB", &questions, "");
        for compilation in [compile(&world, &Request::default()), check(&world, &["screen".to_owned()])] {
            let found = compilation.findings.iter().find(|finding| finding.code == "unknown-passage");
            let found = found.unwrap_or_else(|| panic!("{:#?}", compilation.findings));
            assert_eq!(found.severity, Severity::Error);
            assert!(found.hints[0].contains(&format!("`{nearest}`")), "{found:#?}");
            let span = found.span.expect("a place");
            assert_eq!(compilation.sources.text(span), format!("\"{passage}\""));
            assert!(compilation.files.is_empty());
        }
    }
}

#[test]
fn annotations_stand_at_files_of_the_epub() {
    let compilation = sound(&world("en-GB", QUESTIONS, GROUP));
    let set = text_of(&compilation.groups, "thursday-circle/questions.annotation");
    let set: serde_json::Value = serde_json::from_str(&set).expect("JSON");
    let item = &set["items"][0];
    assert_eq!(set["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(item["body"]["value"], "Why does it come back?");
    assert_eq!(item["target"]["selector"][0]["value"], "#one\\.2");
    let epub = compilation.site.iter().find(|file| file.path == "files/Tides.epub").expect("the EPUB");
    let mut archive = zip::ZipArchive::new(Cursor::new(&epub.bytes)).expect("an archive");
    let mut text = String::new();
    let source = item["target"]["source"].as_str().expect("a source");
    archive.by_name(source).expect("the file").read_to_string(&mut text).expect("UTF-8");
    assert!(text.contains("id=\"one.2\""));
    let exact = item["target"]["selector"][1]["exact"].as_str().expect("a quotation");
    assert_eq!(exact.replace('\u{ad}', ""), "It comes back again.");
    let length = item["target"]["selector"][0]["refinedBy"]["end"].as_u64();
    assert_eq!(length, Some(exact.chars().count() as u64));
}

/// The text of an EPUB's chapter.
fn chapter(epub: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(epub)).expect("an archive");
    let mut text = String::new();
    archive.by_name(name).expect("a chapter").read_to_string(&mut text).expect("UTF-8");
    text
}

#[test]
fn marks_in_a_groups_own_edition_say_how_far_to_read() {
    let group = format!("{GROUP}own-edition = true\n");
    let own = |group: &str| {
        let compilation = sound(&world("en-GB", QUESTIONS, group));
        let file = compilation.groups.iter().find(|file| file.name.ends_with("Tides-thursday-circle.epub"));
        file.expect("the own edition").bytes.clone()
    };
    let marked = own(&format!("{group}stops = true\n"));
    let text = chapter(&marked, "OEBPS/text/one.xhtml");
    let mark = "class=\"read-to-here chapter-credit\">Read to here for 4\u{a0}March 2027</p>";
    assert!(text.contains(mark), "{text}");
    assert!(!chapter(&own(&group), "OEBPS/text/one.xhtml").contains("Read to here"));
    // A part of a chapter ends before a heading.
    let cut = "[[group]]\nname = \"Us\"\nstarts = 2027-03-04\nmeetings = 3\ncut-at-headings = true\n\
        own-edition = true\nstops = true\n";
    let compilation = sound(&world("en-GB", QUESTIONS, cut));
    let file = compilation.groups.iter().find(|file| file.name.ends_with("Tides-us.epub")).expect("an EPUB");
    let text = chapter(&file.bytes, "OEBPS/text/two.xhtml");
    let at = |what: &str| text.find(what).unwrap_or_else(|| panic!("{what}: {text}"));
    assert!(at("The flood") < at("Read to here") && at("Read to here") < at(">Later"), "{text}");
}

#[test]
fn one_group_alone_is_written() {
    let two = format!("{GROUP}\n[[group]]\nname = \"Others\"\nmeetings = 2\nstarts = 2027-03-05\n");
    let world = world("en-GB", QUESTIONS, &two);
    let compilation = hand_out(&world, Some("Others"));
    assert!(!compilation.findings.has_errors(), "{:#?}", compilation.findings);
    assert!(compilation.groups.iter().all(|file| file.name.starts_with("others/")));
    let unknown = hand_out(&world, Some("Otters"));
    let finding = unknown.findings.iter().find(|finding| finding.code == "unknown-group").expect("an error");
    assert_eq!(finding.hints, ["did you mean `Others`?"]);
}

#[test]
fn a_changed_passage_of_a_meetings_questions_is_reported() {
    let world = world("en-GB", "[{ text = \"Why?\", passage = \"one.3\" }]", GROUP);
    let lock = sound(&world).lock.expect("a lock");
    let text = "A sentence of some words that takes a while to read. ".repeat(80);
    let more = "Something that was not here before. ".repeat(90);
    let one = format!(
        "+++\ntitle = \"Ebb\"\nquestions = [{{ text = \"Why?\", passage = \"one.3\" }}]\n+++\n\nThe sea goes out & waits.\n\n\
         It comes *back* again.\n\n{more}\n\n{text}\n"
    );
    let changed = world.with("editions.lock", lock).with("one.md", one);
    let compilation = compile(&changed, &Request::default());
    let finding = compilation.findings.iter().find(|finding| finding.code == "changed-since-copy");
    let finding = finding.unwrap_or_else(|| panic!("{:#?}", compilation.findings));
    assert!(finding.message.contains("meeting 1's sheet of Thursday Circle names page 1"), "{}", finding.message);
}
