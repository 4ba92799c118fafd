//! `anthology send --drafts` as a convenor meets it; `tests/mail.py` has the servers.
#![cfg(feature = "send")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use mailparse::{MailHeaderMap, ParsedMail, parse_mail};
use tempfile::TempDir;

const BOOK: &str = "[book]\ntitle = \"Ebbe & Flut\"\nlanguage = \"en\"\nchapters = [\"one.md\"]\n\n\
    [[group]]\nname = \"Thursday Circle\"\nstarts = 2027-03-04T19:30:00\n\n\
    [mail]\nsender = \"Anna Roe <anna@example.org>\"\n";
const ROSTER: &str = "name,email,reads,kindle-address,language\n\
    Anna Roe,anna@example.org,screen-reader,,en\n\
    Ben,ben@example.org,kindle,ben_12@kindle.com,de\n\
    \"Cleo\nBcc: all@example.org\",cleo@example.org,kobo,,fr\n\
    Dora,,paper,,\n\
    Émile Ångström,emile@example.org,large-print,,sv\n";

fn book(manifest: &str, roster: &str) -> TempDir {
    let dir = TempDir::new().unwrap();
    let files = [
        ("book.toml", manifest),
        ("one.md", "+++\ntitle = \"One\"\n+++\n\nThe sea comes in twice a day.\n"),
        ("groups/thursday-circle/roster.csv", roster),
    ];
    for (path, text) in files {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    dir
}

fn send(dir: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_anthology"));
    command.arg("send").args(args).current_dir(dir).env("SOURCE_DATE_EPOCH", "1767225600").env_remove("NO_COLOR");
    command.output().unwrap()
}

fn said(output: &Output) -> String {
    let text = [&output.stdout[..], &output.stderr].map(String::from_utf8_lossy).concat();
    let text: String = text.lines().map(|line| format!("{}\n", line.trim_end())).collect();
    format!("exit code {}\n\n{text}", output.status.code().unwrap())
}

fn header(mail: &ParsedMail<'_>, name: &str) -> String {
    mail.headers.get_first_value(name).unwrap_or_else(|| panic!("no {name}"))
}

#[test]
fn a_draft_for_each_member_in_their_language() {
    let dir = book(BOOK, ROSTER);
    let listed = send(dir.path(), &["--group", "Thursday Circle", "--drafts", "mails"]);
    assert!(!dir.path().join("mails").exists() && !dir.path().join("editions.lock").exists());
    // Sizes are those of the PDF and the EPUB, which other tests measure.
    let table: Vec<String> = said(&listed)
        .lines()
        .map(|line| match line.split_once(" kB)") {
            Some((before, after)) => format!("{} N kB){after}", &before[..before.rfind('(').unwrap() + 1]),
            None => line.to_owned(),
        })
        .collect();
    insta::assert_snapshot!(table.join("\n"));
    let written = send(dir.path(), &["--drafts", "mails", "--yes"]);
    assert!(written.status.success(), "{}", said(&written));
    assert!(dir.path().join("editions.lock").exists());
    assert!(fs::read_to_string(dir.path().join("groups/.gitignore")).unwrap().contains("roster.csv"));
    let mut names: Vec<_> =
        fs::read_dir(dir.path().join("mails")).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    let texts: Vec<Vec<u8>> = names.iter().map(|path| fs::read(path).unwrap()).collect();
    let mails: Vec<ParsedMail<'_>> = texts.iter().map(|text| parse_mail(text).unwrap()).collect();
    let summary = |mail: &ParsedMail<'_>| {
        let parts = if mail.subparts.is_empty() { std::slice::from_ref(mail) } else { &mail.subparts[..] };
        let file = parts.get(1).map(|part| part.get_content_disposition().params["filename"].clone());
        let body = parts[0].get_body().unwrap();
        let first = body.lines().next().unwrap_or_default().to_owned();
        format!("{} | {} | {first} | {}", header(mail, "To"), header(mail, "Subject"), file.unwrap_or_default())
    };
    let summaries: Vec<String> = mails.iter().map(summary).collect();
    assert_eq!(
        summaries,
        [
            "Anna Roe <anna@example.org> | Ebbe & Flut | Hello Anna Roe, | Ebbe-Flut.epub",
            "Ben <ben@example.org> | Bitte lassen Sie einen Absender zu: Ebbe & Flut | Guten Tag Ben, | ",
            "Ben <ben_12@kindle.com> | Ebbe & Flut | Ebbe & Flut hängt an dieser Mail, als Ebbe-Flut-kindle.epub. | Ebbe-Flut-kindle.epub",
            "Cleo Bcc: all@example.org <cleo@example.org> | Ebbe & Flut | Bonjour Cleo Bcc: all@example.org, | Ebbe-Flut.kepub.epub",
            "Émile Ångström <emile@example.org> | Ebbe & Flut | Hej Émile Ångström! | Ebbe-Flut-large-print.pdf",
        ]
    );
    for mail in &mails {
        assert_eq!(header(mail, "From"), "Anna Roe <anna@example.org>");
        assert_eq!(header(mail, "X-Unsent"), "1");
        assert!(mail.headers.get_first_value("Bcc").is_none());
        assert!(header(mail, "Message-ID").ends_with("@example.org>"));
    }
    let approval = mails[1].get_body().unwrap();
    assert!(approval.contains("anna@example.org") && approval.contains("ben_12@kindle.com"), "{approval}");
    let epub = mails[0].subparts[1].get_body_raw().unwrap();
    assert!(epub.starts_with(b"PK") && mails[0].subparts[1].ctype.mimetype == "application/epub+zip");
    // The same again, to the byte.
    send(dir.path(), &["--drafts", "mails", "--yes"]);
    assert!(names.iter().zip(&texts).all(|(path, text)| fs::read(path).unwrap() == *text));
}

#[test]
fn bad_rosters_stop_everything() {
    for (roster, expected) in [
        ("name,email\nBen,ben@example.org\nCleo,BEN@example.org\n", "roster.csv:3"),
        ("name,email\nBen,ben at example\n", "roster.csv:2"),
        ("name,email\nBen,\"ben@example.org\nBcc: all@example.org\"\n", "is not a mail address"),
        ("name,email\n", "is missing, or has no members"),
        ("name,email,reads,kindle-address\nBen,bén@example.org,kindle,\n", "ASCII"),
    ] {
        let dir = book(BOOK, roster);
        let output = send(dir.path(), &["--drafts", "mails", "--yes"]);
        let text = said(&output);
        assert!(text.starts_with("exit code 1") && text.contains(expected), "{text}");
        assert_eq!(text.matches("error[").count(), 1, "{text}");
        assert!(text.contains("help: "), "{text}");
        assert!(!dir.path().join("mails").exists());
    }
}

#[test]
fn what_is_missing_is_said_before_anything_is_sent() {
    let dir = book(&BOOK.replace("sender = \"Anna Roe <anna@example.org>\"\n", ""), ROSTER);
    let drafts = said(&send(dir.path(), &["--drafts", "mails", "--yes"]));
    assert!(drafts.contains("missing-sender") && drafts.contains("Kindle"), "{drafts}");
    let smtp = said(&send(dir.path(), &["--smtp", "--yes"]));
    assert!(smtp.contains("missing-sender") && smtp.contains("missing-mail-server"), "{smtp}");
    let dir = book(&BOOK.replace("[mail]", "[mail]\npassword = \"x\""), ROSTER);
    assert!(said(&send(dir.path(), &["--drafts", "mails"])).contains("password-in-book"));
    let dir = book(BOOK, ROSTER);
    assert!(said(&send(dir.path(), &["--group", "Friday", "--drafts", "x"])).contains("unknown-group"));
    assert!(said(&send(dir.path(), &["--drafts", "x", "--to", "Eve"])).starts_with("exit code 2"));
}
