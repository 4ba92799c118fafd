//! What large imports need: a workspace outside memory, tables for an engine, and decisions that last.

mod support;

use anthology_base::Diagnostics;
use anthology_import::{Blob, CaptureFile, Existing, InputFile, Options, Outcome, Stored, Workspace, run};
use anthology_test_support::sentences;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::{Arc, Mutex};
use support::Folder;

/// Keeps everything somewhere else, and the tables.
#[derive(Debug, Default)]
struct Elsewhere {
    tables: Mutex<BTreeMap<&'static str, String>>,
}

#[derive(Debug)]
struct Away(Vec<u8>);

impl Stored for Away {
    fn read(&self) -> io::Result<Vec<u8>> {
        Ok(self.0.clone())
    }
}

impl Workspace for Elsewhere {
    fn keep(&self, bytes: Vec<u8>) -> Blob {
        Blob::Stored(Arc::new(Away(bytes)))
    }

    fn table(&self, table: &'static str, rows: &str) {
        self.tables.lock().expect("no panic").entry(table).or_default().push_str(rows);
    }
}

/// Invented paragraphs.
fn paragraphs(seed: u64, n: usize) -> Vec<String> {
    sentences(seed, n, 30)
}

fn post(title: &str, link: &str, paragraphs: &[String]) -> String {
    let body: String = paragraphs.iter().map(|p| format!("<p>{p}</p>\n")).collect();
    format!(
        "<!DOCTYPE html><html><head><title>{title}</title><link rel=\"canonical\" href=\"https://a.example/{link}\"></head>\
         <body><article><h1>{title}</h1>\n{body}<p>See <a href=\"https://a.example/1\">the first one</a> on *that*.</p>\
         </article></body></html>"
    )
}

/// Posts of which some are copies of others, in several ways, and two captures that share an essay.
fn corpus() -> Vec<InputFile> {
    let mut files: Vec<(String, String)> = Vec::new();
    for i in 0..30_u64 {
        let model = if i % 10 == 9 { i - 7 } else { i };
        let mut text = paragraphs(model, 8);
        match i {
            9 => text[3] = paragraphs(500, 1).remove(0),
            19 => text.truncate(6),
            29 => text.extend(paragraphs(600, 6)),
            _ => {}
        }
        let nouns = sentences(1000 + i, 1, 2).remove(0);
        let title = format!("The {}", nouns.trim_end_matches('.').replace(' ', " of the "));
        files.push((format!("{i:02}.html"), post(&title, &i.to_string(), &text)));
    }
    let essay = format!("On mills\n\n{}\n", paragraphs(900, 6).join("\n\n"));
    files.push(("a.txt".into(), format!("{essay}\nOn weirs\n\n{}\n", paragraphs(901, 6).join("\n\n"))));
    files.push(("b.txt".into(), format!("On locks\n\n{}\n\n{essay}", paragraphs(902, 6).join("\n\n"))));
    files.into_iter().map(|(name, text)| InputFile { name, blob: text.into_bytes().into() }).collect()
}

fn import(options: &Options) -> Outcome {
    let mut found = Diagnostics::new();
    let outcome = run(&corpus(), &Existing::default(), options, &mut found);
    assert!(!found.has_errors(), "{found:?}");
    outcome
}

#[test]
fn it_does_not_matter_where_texts_are_kept() {
    let inside = import(&Options::default());
    let outside = import(&Options { workspace: Some(Arc::new(Elsewhere::default())), ..Options::default() });
    assert_eq!(inside.writes, outside.writes);
    assert_eq!(inside.report.to_json(), outside.report.to_json());
    assert!(inside.summary.duplicates >= 3, "{:?}", inside.summary);
    let linked = inside.writes.values().filter(|b| String::from_utf8_lossy(&b.read()).contains("](the-")).count();
    assert!(linked > 20, "{linked} chapters link to another");
}

/// Two columns of a table.
fn columns(table: &str, key: usize, value: usize) -> BTreeMap<(i64, i64), Vec<usize>> {
    let mut groups: BTreeMap<(i64, i64), Vec<usize>> = BTreeMap::new();
    for line in table.lines().skip(1) {
        let fields: Vec<i64> = line.split(',').map(|f| f.parse().expect("a number")).collect();
        let band = if key == value { 0 } else { fields[key] };
        groups.entry((band, fields[value])).or_default().push(fields[0] as usize);
    }
    groups
}

/// What `edges.sql` says, in other words.
fn joined(tables: &BTreeMap<&'static str, String>) -> String {
    let star = |group: &[usize]| {
        let (lo, hi) = (*group.iter().min().expect("one"), *group.iter().max().expect("one"));
        let pairs = group.iter().flat_map(|&doc| [(lo, doc), (doc, hi)]);
        pairs.filter(|(a, b)| a != b).collect::<BTreeSet<(usize, usize)>>()
    };
    let mut edges: BTreeSet<(usize, usize)> = columns(&tables["bands"], 1, 2).values().flat_map(|g| star(g)).collect();
    let mut shared: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for pair in columns(&tables["shingles"], 1, 1).values().filter(|g| g.len() <= 64).flat_map(|g| star(g)) {
        *shared.entry(pair).or_default() += 1;
    }
    edges.extend(shared.into_iter().filter(|(_, n)| *n >= 2).map(|(pair, _)| pair));
    edges.iter().rev().fold("a,b\n".to_owned(), |text, (a, b)| format!("{text}{a},{b}\n"))
}

#[test]
fn edges_made_elsewhere_give_the_same_book() {
    let alone = import(&Options::default());
    let work = Arc::new(Elsewhere::default());
    let tables = import(&Options { stages: true, workspace: Some(work.clone()), ..Options::default() });
    assert!(tables.writes.is_empty() && tables.summary.essays == alone.summary.essays);
    let tables = work.tables.lock().expect("no panic").clone();
    assert_eq!(
        tables.keys().copied().collect::<Vec<_>>(),
        ["bands", "documents", "paragraphs", "shingles", "signatures"]
    );
    let edges = joined(&tables);
    assert_eq!(edges.lines().count(), 4, "{edges}");
    let work = Arc::new(Elsewhere::default());
    let by_engine = import(&Options {
        stages: true,
        edges: Some(edges.clone()),
        workspace: Some(work.clone()),
        ..Options::default()
    });
    assert_eq!(alone.writes, by_engine.writes);
    // The pairs that were compared are those of the engine, and those of a single process are the same.
    let tables = work.tables.lock().expect("no panic").clone();
    let sorted = |text: &str| text.lines().map(str::to_owned).collect::<BTreeSet<String>>();
    assert_eq!(sorted(&tables["edges"]), sorted(&edges));
    assert!(tables["verified"].starts_with("a,b,relation,containment\n") && tables["verified"].contains("near"));
    // Without edges nothing but exact copies is found: the pairs come from the file.
    let none = import(&Options { edges: Some("a,b\n".into()), ..Options::default() });
    assert!(none.summary.duplicates < alone.summary.duplicates);
    let mut found = Diagnostics::new();
    let wrong = Options { edges: Some("a,b\n0,9999\n".into()), ..Options::default() };
    assert!(run(&corpus(), &Existing::default(), &wrong, &mut found).writes.is_empty() && found.has_errors());
}

fn capture(name: &str, text: String) -> CaptureFile {
    CaptureFile { name: name.to_owned(), bytes: text.into_bytes() }
}

/// Writes an `overrule` into the entry of an essay.
fn overrule(folder: &mut Folder, id: &str, line: &str) {
    let ledger = folder.existing.ledger.take().expect("a ledger");
    let entry = format!("[[essay]]\nid = \"{id}\"\n");
    assert!(ledger.contains(&entry), "{ledger}");
    folder.existing.ledger = Some(ledger.replace(&entry, &format!("{entry}{line}\n")));
}

fn decisions(outcome: &Outcome) -> Vec<(&str, &str)> {
    outcome.report.essays.iter().map(|e| (e.id.as_str(), e.decision)).collect()
}

#[test]
fn a_line_against_a_merger_outlives_later_imports() {
    let old = format!("The mill at the bend\n\n{}\n", paragraphs(1, 8).join("\n\n"));
    let new = format!("The mill at the bend\n\n{}\n", [paragraphs(1, 5), paragraphs(2, 3)].concat().join("\n\n"));
    let mut folder = Folder::default();
    let inputs = [capture("a.txt", old), capture("b.txt", new)];
    let (outcome, _) = folder.import(&inputs, &Options::default());
    let merged = decisions(&outcome).iter().find(|d| d.1 == "duplicate").map(|d| d.0.to_owned()).expect("a merger");
    let page = outcome.report.to_html("A", &outcome.ledger.to_text());
    assert!(page.contains("overrule = &quot;not-duplicate&quot;"), "the report has the line to paste");
    overrule(&mut folder, &merged, "overrule = \"not-duplicate\"");
    let other = capture("c.txt", format!("On locks\n\n{}\n", paragraphs(3, 8).join("\n\n")));
    for accept_all in [false, true, false] {
        let (outcome, _) = folder.import(std::slice::from_ref(&other), &Options { accept_all, ..Options::default() });
        assert!(decisions(&outcome).iter().all(|d| d.1 == "kept"), "{:?}", decisions(&outcome));
        let entry = outcome.ledger.essay.iter().find(|e| e.id == merged).expect("its entry");
        assert_eq!(entry.overrule.as_deref(), Some("not-duplicate"));
    }
}

#[test]
fn a_line_for_a_merger_outlives_later_imports() {
    let text = |seed: u64, title: &str| format!("{title}\n\n{}\n", paragraphs(seed, 8).join("\n\n"));
    let mut folder = Folder::default();
    let inputs = [capture("a.txt", text(1, "On mills")), capture("b.txt", text(2, "On weirs"))];
    let (outcome, _) = folder.import(&inputs, &Options::default());
    assert!(decisions(&outcome).iter().all(|d| d.1 == "kept"));
    overrule(&mut folder, "b.txt:1", "overrule = \"merge-with:a.txt:1\"");
    for accept_all in [false, true, false] {
        let (outcome, _) = folder.import(&[], &Options { accept_all, ..Options::default() });
        assert_eq!(decisions(&outcome).iter().filter(|d| d.1 == "duplicate").count(), 1);
        assert_eq!(folder.existing.chapters.len(), 1, "the chapter of the other is gone");
        assert!(folder.chapter("chapters/on-mills.md").contains("capture = \"b.txt\""));
    }
    let ledger = folder.existing.ledger.take().expect("a ledger");
    folder.existing.ledger = Some(ledger.replace("merge-with:a.txt:1", "merge-with:z.txt:1"));
    let (outcome, found) = folder.import(&[], &Options::default());
    assert!(found.iter().any(|d| d.message.contains("no essay has the id `z.txt:1`")), "{found:?}");
    assert!(decisions(&outcome).iter().all(|d| d.1 == "kept"));
}
