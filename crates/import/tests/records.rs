//! What the ledger and the chapters record of an import: notes, captions, links, rights, and decisions that last.

mod support;

use anthology_import::{CaptureFile, LEDGER, Options, Outcome};
use support::Folder;

/// Prose with nouns of its own, so that no two texts share a run of words.
fn prose(key: &str) -> Vec<String> {
    (0..6)
        .map(|n| {
            format!(
                "The {key}er of day {n} mended a {key}stone for the {key}man, and whoever asked {key}wright number {n} for it was told by the {key}let that a {key}house is the last {key}ford that a {key}ing would mend."
            )
        })
        .collect()
}

fn text(name: &str, text: &str) -> CaptureFile {
    CaptureFile { name: name.to_owned(), bytes: text.as_bytes().to_vec() }
}

fn import(folder: &mut Folder, files: &[CaptureFile]) -> Outcome {
    let (outcome, diagnostics) = folder.import(files, &Options::default());
    assert!(!diagnostics.has_errors(), "{:?}", diagnostics.iter().map(|d| &d.message).collect::<Vec<_>>());
    outcome
}

fn only_chapter(folder: &Folder) -> String {
    let [path] = &folder.existing.chapters.keys().collect::<Vec<_>>()[..] else { panic!("one chapter") };
    folder.chapter(path)
}

#[test]
fn numbered_notes_at_the_end_of_a_capture() {
    let mut paragraphs = prose("clock");
    paragraphs[0].push_str("[1] It was older.[2]");
    let capture = format!(
        "The Clock\n\n{}\n\nNotes\n\n[1] From the parish book.\n\n[2] My father said 1874. ↩\n",
        paragraphs.join("\n\n")
    );
    let mut folder = Folder::default();
    import(&mut folder, &[text("a.txt", &capture)]);
    let chapter = only_chapter(&folder);
    for expected in ["mend.[^1] It was older.[^2]", "[^1]: From the parish book.", "[^2]: My father said 1874.\n"] {
        assert!(chapter.contains(expected), "{expected}\n{chapter}");
    }
    assert!(!chapter.contains("Notes"), "{chapter}");
    // A list of sources is no list of notes: nothing in the text refers to it.
    let sources = format!("The Clock\n\n{}\n\nSources\n\n[1] One book.\n\n[2] Another.\n", prose("clock").join("\n\n"));
    let mut folder = Folder::default();
    import(&mut folder, &[text("a.txt", &sources)]);
    assert!(!only_chapter(&folder).contains("[^1]"));
}

#[test]
fn shortcodes_of_a_capture() {
    let capture = format!(
        "The Clock\n\n{}\n\n[caption id=\"attachment_22\" width=\"300\"] The quay in winter.[/caption]\n\n[gallery ids=\"1,2,3\"]\n\n{}\n",
        prose("clock").join("\n\n"),
        prose("bell").join("\n\n")
    );
    let mut folder = Folder::default();
    let outcome = import(&mut folder, &[text("a.txt", &capture)]);
    let chapter = only_chapter(&folder);
    assert!(chapter.contains("The quay in winter.") && !chapter.contains("[caption") && !chapter.contains("gallery"));
    assert!(outcome.report.dropped.iter().any(|d| d.text.starts_with("[gallery")));
}

#[test]
fn the_author_of_a_line_under_each_post() {
    let posts: String = ["Clock", "Feather", "Rope"]
        .iter()
        .zip(["8:14 PM No comments", "7:02 AM 3 comments", "6:30 AM No comments"])
        .map(|(title, rest)| {
            let body = prose(&title.to_lowercase()).join("\n\n");
            format!("The {title}\n\n{body}\n\nPosted by Mira Holm at {rest}:\n\nLabels: quay, time\n\n")
        })
        .collect();
    let mut folder = Folder::default();
    let outcome = import(&mut folder, &[text("a.txt", &posts)]);
    let authors: Vec<_> = outcome.ledger.essay.iter().map(|e| e.author.as_deref()).collect();
    assert_eq!(authors, [Some("Mira Holm"); 3]);
}

fn item(title: &str, body: &str) -> String {
    let slug = title.to_lowercase();
    format!(
        "<item><title>{title}</title><link>https://a.example/{slug}/</link><content:encoded><![CDATA[{body}]]></content:encoded><wp:post_date>2014-03-09 09:00:00</wp:post_date><wp:status>publish</wp:status><wp:post_type>post</wp:post_type></item>"
    )
}

#[test]
fn links_between_posts_and_posts_that_share_most_of_their_text() {
    let html = |key: &str| -> String { prose(key).iter().map(|p| format!("<p>{p}</p>\n")).collect() };
    let link = "<p>As <a href=\"http://www.a.example/rope?utm_source=x\">I wrote</a>.</p>";
    let more = "<p>And here are a dozen words more that only one of the posts has, as it was written later.</p>";
    let export = format!(
        "<rss version=\"2.0\"><channel>{}{}{}</channel></rss>",
        item("Lamp", &(html("lamp") + link)),
        item("Rope", &html("rope")),
        item("Again", &(html("rope") + more))
    );
    let mut folder = Folder::default();
    let outcome = import(&mut folder, &[text("a.xml", &export)]);
    let decisions: Vec<_> = outcome.report.essays.iter().map(|e| e.decision).collect();
    assert_eq!(decisions, ["kept", "kept", "kept"]);
    let lamp = folder.chapter("chapters/lamp.md");
    assert!(lamp.contains("[I wrote](rope.md)"), "{lamp}");
    assert!(import(&mut folder, &[]).writes.is_empty());
}

#[test]
fn a_right_to_print_is_recorded_and_reaches_the_chapter() {
    let mut folder = Folder::default();
    let capture = format!("The Clock\n\n{}\n", prose("clock").join("\n\n"));
    import(&mut folder, &[text("a.txt", &capture)]);
    let ledger = folder.existing.ledger.take().expect("a ledger");
    let permission = "permission = { status = \"granted\", date = \"2026-03-09\", wording = \"By kind permission.\" }";
    folder.existing.ledger = Some(ledger.replacen("[[essay]]\n", &format!("[[essay]]\n{permission}\n"), 1));
    let outcome = import(&mut folder, &[]);
    assert_eq!(outcome.report.essays[0].permission.as_deref(), Some("granted"));
    assert!(only_chapter(&folder).contains("By kind permission."));
    let again = import(&mut folder, &[]);
    assert!(again.writes.is_empty(), "{:?}", again.writes.keys());
    let ledger = folder.existing.ledger.clone().expect("a ledger");
    folder.existing.ledger = Some(ledger.replace("status = \"granted\"", "status = \"maybe\""));
    let (outcome, diagnostics) = folder.import(&[], &Options::default());
    assert!(outcome.writes.is_empty() && diagnostics.iter().any(|d| d.message.contains("unknown status")));
}

#[test]
fn what_the_editor_decided_survives_every_later_import() {
    let posts =
        format!("# The Clock\n\n{}\n\n# The Rope\n\n{}\n", prose("clock").join("\n\n"), prose("rope").join("\n\n"));
    let mut folder = Folder::default();
    let outcome = import(&mut folder, &[text("a.txt", &posts)]);
    assert_eq!(outcome.report.essays.len(), 2);
    let line = outcome.report.essays[1].start_line;
    let ledger = folder.existing.ledger.clone().expect("a ledger");
    let id = format!("id = \"a.txt:{line}\"\n");
    folder.existing.ledger = Some(ledger.replacen(&id, &format!("{id}overrule = \"join\"\n"), 1));
    let all = Options { accept_all: true, ..Options::default() };
    for (files, options) in [
        (vec![], Options::default()),
        (vec![], all.clone()),
        (vec![text("b.txt", &format!("The Bell\n\n{}\n", prose("bell").join("\n\n")))], Options::default()),
        (vec![], all),
    ] {
        let (outcome, _) = folder.import(&files, &options);
        let own = outcome.report.essays.iter().filter(|e| e.capture == "a.txt").count();
        assert_eq!(own, 1, "{}", folder.existing.ledger.as_deref().unwrap_or_default());
        assert!(!outcome.report.proposals.iter().any(|p| p.likely));
    }
    assert!(folder.existing.ledger.as_deref().is_some_and(|l| l.contains("[[override]]")), "{LEDGER}");
}
