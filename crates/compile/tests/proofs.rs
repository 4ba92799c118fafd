//! Proofs for authors, and corrections that come back in them.

use anthology_base::MemoryWorld;
use anthology_compile::{Compilation, Correction, Corrections, Export, MarkKind, corrections, proofs};
use lopdf::{Dictionary, Document, Object, StringFormat, dictionary};

const GATE: &str = "+++\ntitle = \"The *Gate*\"\nauthor = \"Ann Other\"\n\
                    first-published = { year = 1931, in = \"The Yale Review\" }\n\
                    permission = { status = \"asked\", holder = \"Harbour Press\", \
                    wording = \"Reprinted by kind permission of Harbour Press.\" }\n+++\n\n\
                    The gate was shut in teh morning, and *nobody* had a key.\n\n\
                    We waited. See [the mill](two.md) for the key, which \"old Ben\" has\nlost twice since then.\n\n\
                    The key was found, the gate was opened, and the key was lost again.\n";

fn world() -> MemoryWorld {
    let line = "Another sentence of the mill, which goes on turning. ".repeat(60);
    MemoryWorld::new()
        .with(
            "book.toml",
            "[book]\ntitle = \"Tides\"\nlanguage = \"en-GB\"\neditors = [\"Jo\"]\n\
             contributors = [{ name = \"Ann Other\", note = \"Ann Other keeps a gate.\" }]\npermissions = \"required\"\n\
             chapters = [\"gate.md\", \"two.md\"]\n",
        )
        .with("gate.md", GATE)
        .with("two.md", format!("+++\ntitle = \"The Mill\"\nauthor = \"Ben Roe\"\n+++\n\n{line}\n"))
}

fn made(pieces: &[&str]) -> Compilation {
    let pieces: Vec<String> = pieces.iter().map(|piece| (*piece).to_owned()).collect();
    proofs(&world(), &pieces)
}

fn names(compilation: &Compilation) -> Vec<&str> {
    compilation.files.iter().map(|file| file.name.as_str()).collect()
}

/// A rectangle: left, bottom, right, top.
type Rect = [f64; 4];

fn rect(rect: Rect) -> Vec<Object> {
    rect.iter().map(|number| Object::Real(*number as f32)).collect()
}

fn string(text: &str) -> Object {
    Object::String(text.as_bytes().to_vec(), StringFormat::Literal)
}

fn marked(kind: &str, [l, b, r, t]: Rect, note: &str) -> Dictionary {
    let quads = [l, t, r, t, l, b, r, b].map(|number| Object::Real(number as f32));
    dictionary! {
        "Type" => "Annot", "Subtype" => kind, "Rect" => rect([l, b, r, t]), "QuadPoints" => quads.to_vec(),
        "Contents" => string(note), "T" => string("Ann")
    }
}

/// The file with annotations on a page; those with a `Leader` name the annotation before them as their group's.
fn annotated(file: &[u8], page: u32, annotations: Vec<Dictionary>) -> Vec<u8> {
    let mut document = Document::load_mem(file).expect("a document");
    let id = document.get_pages()[&page];
    let mut added: Vec<Object> = Vec::new();
    for mut annotation in annotations {
        if annotation.remove(b"Leader").is_some() {
            annotation.set("IRT", added.last().expect("a leader").clone());
            annotation.set("RT", "Group");
        }
        added.push(Object::Reference(document.add_object(annotation)));
    }
    document.get_dictionary_mut(id).expect("a page").set("Annots", added);
    let mut out = Vec::new();
    document.save_to(&mut out).expect("saved");
    out
}

/// The text under each of the rectangles, without its spaces.
fn under(file: &[u8], page: u32, rects: impl Iterator<Item = Rect>) -> Vec<String> {
    let highlights = rects.map(|rect| marked("Highlight", rect, "probe")).collect();
    let world = world();
    let file = annotated(file, page, highlights);
    let read = corrections(&world, &[Export { name: "probe", bytes: &file }]);
    // They come back in the order of the text, so the order of the rectangles is found by their number of letters.
    read.corrections.into_iter().map(|correction| correction.words.replace(' ', "")).collect()
}

/// The place of a word on a page: the first line that has it.
fn place(file: &[u8], page: u32, word: &str) -> Rect {
    let width = 700.0;
    let line = (0..850).rev().map(f64::from).find(|&y| {
        let strip = [0.0, y, width, y + 2.0];
        under(file, page, std::iter::once(strip)).first().is_some_and(|text| text.contains(word))
    });
    let y = line.unwrap_or_else(|| panic!("`{word}` is not on page {page}"));
    let to = |x: f64| under(file, page, std::iter::once([0.0, y, x, y + 2.0])).into_iter().next().unwrap_or_default();
    let (mut low, mut high) = (0.0, width);
    let until = |text: &str, low: &mut f64, high: &mut f64| {
        while *high - *low > 0.5 {
            let middle = (*low + *high) / 2.0;
            if to(middle).contains(text) { *high = middle } else { *low = middle }
        }
        *high
    };
    let right = until(word, &mut low, &mut high);
    let whole = to(right);
    let before = &whole[..whole.find(word).expect("the word")];
    let (mut low, mut high) = (0.0, right);
    let left = match before.is_empty() {
        true => 0.0,
        false => until(before, &mut low, &mut high),
    };
    [left, y - 2.0, right, y + 6.0]
}

fn gate() -> Vec<u8> {
    let compilation = made(&["gate.md"]);
    assert!(!compilation.findings.has_errors(), "{:#?}", compilation.findings);
    compilation.files.into_iter().next().expect("a proof").bytes
}

#[test]
fn a_proof_for_each_piece() {
    let all = made(&[]);
    assert!(!all.findings.has_errors(), "{:#?}", all.findings);
    assert_eq!(names(&all), ["Ann-Other-The-Gate-proof.pdf", "Ben-Roe-The-Mill-proof.pdf"]);
    assert_eq!(names(&made(&["ben roe"])), ["Ben-Roe-The-Mill-proof.pdf"], "by author, whatever the case");
    assert_eq!(names(&made(&["two"])), ["Ben-Roe-The-Mill-proof.pdf"], "by id");
    let unknown = made(&["Ben Row"]);
    assert!(unknown.files.is_empty());
    let finding = unknown.findings.iter().find(|finding| finding.code == "unknown-piece").expect("a finding");
    assert_eq!(finding.hints, ["did you mean `Ben Roe`?"]);
    assert_eq!(all.files, made(&[]).files, "the same bytes on every run");
}

#[test]
fn the_form_says_what_will_be_printed() {
    let file = gate();
    let pages = Document::load_mem(&file).expect("a document").get_pages().len() as u32;
    let form = |page| under(&file, page, std::iter::once([0.0, 0.0, 700.0, 850.0])).concat();
    let last = (2..=pages).map(form).collect::<String>();
    for text in [
        "TheGate",
        "Firstpublished:TheYaleReview",
        "ReprintedbykindpermissionofHarbourPress.",
        "AnnOtherkeepsagate.",
        "Signature:",
    ] {
        assert!(last.contains(text), "{text} in {last}");
    }
    assert!(!last.contains("page000"), "{last}");
}

fn correction<'c>(found: &'c [Correction], note: &str) -> &'c Correction {
    found.iter().find(|correction| correction.note == note).unwrap_or_else(|| panic!("`{note}` in {found:#?}"))
}

/// The text of the chapter at a correction's place, for as many characters.
fn source(correction: &Correction, characters: usize) -> String {
    let place = correction.place.as_ref().expect("a place");
    assert!(place.exact && place.path == "gate.md", "{correction:#?}");
    GATE.lines().nth(place.line - 1).expect("the line").chars().skip(place.column - 1).take(characters).collect()
}

#[test]
fn corrections_have_their_places_in_the_markdown() {
    let file = gate();
    let word = |word: &str| place(&file, 1, word);
    let teh = word("teh");
    let mut replaced = marked("StrikeOut", teh, "");
    replaced.set("Leader", true);
    let after = |[_, b, r, _]: Rect| [r - 1.0, b - 4.0, r + 3.0, b + 4.0];
    let twice = word("twice");
    let opened = word("opened");
    let annotations = vec![
        marked("StrikeOut", twice, ""),
        marked("Caret", after(teh), "the"),
        replaced,
        marked("Caret", after(word("waited")), "for hours"),
        marked("Highlight", word("nobody"), "Nobody at all?"),
        marked("Highlight", opened, "By whom?"),
        marked("Text", [520.0, opened[1] - 5.0, 540.0, opened[3] + 5.0], "A note in the margin."),
    ];
    let file = annotated(&file, 1, annotations);
    let Corrections { corrections, findings, .. } = corrections(&world(), &[Export { name: "ann.pdf", bytes: &file }]);
    assert!(!findings.has_errors(), "{findings:#?}");
    // The caret and the word that is struck out are one.
    assert_eq!(corrections.len(), 6, "{corrections:#?}");
    let the = correction(&corrections, "the");
    assert_eq!((the.kind, the.words.as_str(), source(the, 3).as_str()), (MarkKind::Replacement, "teh", "teh"));
    let hours = correction(&corrections, "for hours");
    assert_eq!((hours.kind, source(hours, 2).as_str()), (MarkKind::Insertion, ". "));
    assert!(hours.before.ends_with("We waited"), "{hours:#?}");
    assert_eq!(source(correction(&corrections, "Nobody at all?"), 6), "nobody");
    assert_eq!(source(correction(&corrections, "By whom?"), 6), "opened");
    let deleted = corrections.iter().find(|found| found.kind == MarkKind::Deletion).expect("a deletion");
    assert_eq!((deleted.words.as_str(), source(deleted, 5).as_str()), ("twice", "twice"));
    let beside = correction(&corrections, "A note in the margin.");
    assert_eq!(beside.place.as_ref().map(|place| place.line), Some(13), "{beside:#?}");
    assert!(corrections.iter().all(|found| found.who.as_deref() == Some("Ann") && found.page == 1));
    let places: Vec<_> = corrections.iter().map(|found| found.place.as_ref().map(|p| (p.line, p.column))).collect();
    assert!(places.is_sorted(), "{places:?}");
}

#[test]
fn corrections_of_a_changed_text_and_of_other_files() {
    let file = gate();
    let teh = place(&file, 1, "teh");
    let file = annotated(&file, 1, vec![marked("Highlight", teh, "the")]);
    let changed = world().with("gate.md", GATE.replace("teh", "the").replace("+++\n\n", "+++\n\nA new paragraph.\n\n"));
    let exports = [Export { name: "ann.pdf", bytes: &file }, Export { name: "no.pdf", bytes: b"%PDF-1.7 nothing" }];
    let Corrections { corrections, findings, .. } = corrections(&changed, &exports);
    let place = corrections[0].place.as_ref().expect("its paragraph");
    assert!(!place.exact, "the word is corrected already: {place:?}");
    assert_eq!(findings.iter().map(|finding| finding.code).filter(|code| code.contains("proof")).count(), 1);
}
