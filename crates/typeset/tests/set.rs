//! Books to set text: snapshots of the books of `tests/suite/typeset/*.md`, and what holds for any text.

mod support;

use std::fmt::Write;
use std::path::PathBuf;

use anthology_base::{Date, MemoryWorld, World};
use anthology_typeset::{GroupRole, ObjectKind, SectionKind, SetBlock, SetBlockKind, SetLink, SetParagraph, SetText};
use proptest::prelude::*;
use support::{ROOT, one_chapter, set_book};

/// A paragraph in a dump: `style [address] text`, with runs as
/// `{style|text}`, hyphenation points as `·`, U+00A0 as `~` and U+202F as `_`.
fn show(paragraph: &SetParagraph) -> String {
    let mut out = paragraph.style.name().to_owned();
    if let Some(address) = &paragraph.address {
        let _ = write!(out, " [{address}]");
    }
    out.push(' ');
    let mut start = 0;
    for run in &paragraph.runs {
        let mut name = style_name(run.style);
        if run.lang != paragraph.lang {
            name.push(run.lang.to_string());
        }
        if let Some(link) = run.link {
            name.push(match &paragraph.links[link as usize] {
                SetLink::External(url) => format!("→{url}"),
                SetLink::Internal(anchor) => {
                    format!("→{}{}", anchor.section, anchor.id.as_ref().map_or(String::new(), |id| format!("#{id}")))
                }
                SetLink::Paragraph(address) => format!("→{address}"),
                SetLink::Note(note) | SetLink::NoteBack(note) => format!("note {note}"),
            });
        }
        name.extend(run.expansion.as_ref().map(|expansion| format!("={expansion}")));
        let mut text = String::new();
        for (at, c) in
            (start..).zip(paragraph.text[start..run.end as usize].char_indices()).map(|(_, (i, c))| (start + i, c))
        {
            if paragraph.hyphens.iter().any(|point| point.at == at as u32) {
                text.push('·');
            }
            text.push(c);
        }
        let _ = if name.is_empty() { write!(out, "{text}") } else { write!(out, "{{{}|{text}}}", name.join(" ")) };
        start = run.end as usize;
    }
    for object in &paragraph.objects {
        let _ = match &object.kind {
            ObjectKind::PageNumber(anchor) => write!(out, " <page of {}>", anchor.section),
            ObjectKind::Locators(places) => write!(out, " <pages of {} places>", places.len()),
            ObjectKind::ParagraphPage(address) => write!(out, " <page of {address}>"),
            ObjectKind::ParagraphOnPage(address) => write!(out, " <number of {address}>"),
            ObjectKind::Image(image) => write!(out, " <image {}>", image.image),
        };
    }
    for (at, id) in &paragraph.ids {
        let _ = write!(out, " <#{id} at {at}>");
    }
    out.replace('\u{a0}', "~").replace('\u{202f}', "_").replace('\u{fffc}', "¤").replace('\n', "⏎")
}

fn style_name(style: anthology_typeset::RunStyle) -> Vec<String> {
    let flags = [
        (style.emphasis, "em"),
        (style.strong, "strong"),
        (style.cite, "cite"),
        (style.small_caps, "sc"),
        (style.code, "code"),
        (style.strike, "strike"),
        (style.underline, "underline"),
        (style.no_break, "nobreak"),
        (style.quoted == 1, "quoted"),
        (style.quoted > 1, "quoted twice"),
        (style.position == anthology_typeset::Position::Super, "sup"),
        (style.position == anthology_typeset::Position::Sub, "sub"),
    ];
    flags.iter().filter(|(on, _)| *on).map(|(_, name)| (*name).to_owned()).collect()
}

fn dump_blocks(blocks: &[SetBlock], depth: usize, out: &mut String) {
    for block in blocks {
        let pad = "  ".repeat(depth);
        let mut head = |what: String| {
            let id = block.id.as_ref().map_or(String::new(), |id| format!(" #{id}"));
            let _ = writeln!(out, "{pad}{what}{id}");
        };
        match &block.kind {
            SetBlockKind::Paragraph(p) => head(show(p)),
            SetBlockKind::Heading { level, paragraph } => head(format!("h{level} {}", show(paragraph))),
            SetBlockKind::SceneBreak(p) => head(format!("break {}", show(p))),
            SetBlockKind::Quote(blocks) => {
                head("quote".to_owned());
                dump_blocks(blocks, depth + 1, out);
            }
            SetBlockKind::Group { role, blocks } => {
                head(format!("group {role:?}"));
                dump_blocks(blocks, depth + 1, out);
            }
            SetBlockKind::Figure { image, caption } => {
                head(format!("figure {} {:?}", image.image, image.width));
                dump_blocks(caption, depth + 1, out);
            }
            SetBlockKind::List { numbered, start, tight, items } => {
                head(format!("list numbered={numbered} start={start} tight={tight}"));
                for item in items {
                    let _ = writeln!(out, "{pad}  {}", item.label);
                    dump_blocks(&item.blocks, depth + 2, out);
                }
            }
            SetBlockKind::Definitions(list) => {
                head("definitions".to_owned());
                for definition in list {
                    let _ = writeln!(out, "{pad}  {}", show(&definition.term));
                    definition.details.iter().for_each(|blocks| dump_blocks(blocks, depth + 2, out));
                }
            }
            SetBlockKind::Code { info, lines, .. } => {
                head(format!("code {info}"));
                for line in lines {
                    let _ = writeln!(out, "{pad}  {}", show(line));
                }
            }
            SetBlockKind::Table(table) => {
                head(format!("table {:?}", table.align));
                if let Some(caption) = &table.caption {
                    let _ = writeln!(out, "{pad}  {}", show(caption));
                }
                for row in table.head.iter().chain(&table.rows) {
                    let cells = row.iter().map(|cell| cell.paragraphs().map(show).collect::<Vec<_>>().join(" / "));
                    let _ = writeln!(out, "{pad}  {}", cells.collect::<Vec<_>>().join(" | "));
                }
            }
            SetBlockKind::Verse(stanzas) => {
                head("verse".to_owned());
                for stanza in stanzas {
                    let _ = writeln!(
                        out,
                        "{pad}  stanza {}",
                        stanza.address.as_ref().map_or(String::new(), ToString::to_string)
                    );
                    for line in &stanza.lines {
                        let _ = writeln!(out, "{pad}    {} {}", line.indent, show(&line.paragraph));
                    }
                }
            }
            SetBlockKind::Contents(entries) => {
                head("contents".to_owned());
                for entry in entries {
                    let label = entry.label.as_deref().unwrap_or("-");
                    let _ = writeln!(
                        out,
                        "{pad}  {} {label} {} →{}",
                        entry.depth,
                        show(&entry.title),
                        entry.target.section
                    );
                    if let Some(author) = &entry.author {
                        let _ = writeln!(out, "{pad}    {}", show(author));
                    }
                }
            }
        }
    }
}

fn dump(text: &SetText) -> String {
    let mut out = String::new();
    for section in &text.sections {
        let _ = writeln!(
            out,
            "== {} {} {:?} | {:?} | heads {:?}",
            section.slug,
            section.lang,
            section.label,
            section.title,
            section.running_heads.each_ref().map(|head| &head.text)
        );
        dump_blocks(&section.blocks, 0, &mut out);
        for note in &section.notes {
            let _ = writeln!(out, "note {} {} from {}", note.label, note.id, note.called_from.index);
            dump_blocks(&note.blocks, 1, &mut out);
        }
    }
    out.replace('\u{a0}', "~").replace('\u{202f}', "_")
}

/// A suite file is a whole book: files after `%% path` lines.
fn world(suite: &str) -> MemoryWorld {
    let mut world = MemoryWorld::new();
    for part in suite.split("\n%% ").map(|part| part.trim_start_matches("%% ")) {
        let (path, text) = part.split_once('\n').unwrap_or((part, ""));
        world = world.with(path, format!("{text}\n"));
    }
    world
}

fn check_all(text: &SetText) {
    for (number, section) in text.sections.iter().enumerate() {
        let mut next = 0;
        for paragraph in section.paragraphs() {
            assert_eq!(paragraph.id.section, number as u32, "{:?}", paragraph.text);
            // A number is left out where another theme would have a label over the title.
            assert!((next..=next + 1).contains(&paragraph.id.index), "{:?}", paragraph.text);
            next = paragraph.id.index + 1;
            paragraph.check().unwrap();
        }
    }
}

#[test]
fn golden_books() {
    let folder = format!("{ROOT}/tests/suite/typeset");
    let mut suites: Vec<PathBuf> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    suites.retain(|path| path.extension().is_some_and(|ext| ext == "book"));
    suites.sort();
    assert!(!suites.is_empty());
    for path in suites {
        let (text, found) = set_book(&world(&std::fs::read_to_string(&path).unwrap()));
        check_all(&text);
        let got = format!("{}{}", dump(&text), found.iter().map(|d| format!("! {d}\n")).collect::<String>());
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(name, got);
        });
    }
}

/// The letters and figures of a text, without what punctuation may change.
fn letters(text: &str) -> String {
    let fractions = text.replace('½', "12").replace('¼', "14").replace('¾', "34");
    fractions.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn piece() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "word",
        "Hyphenation",
        "“curly”",
        "\"",
        "'",
        "--",
        "---",
        "...",
        ". . .",
        " ",
        " ",
        " ",
        " ",
        "*em*",
        "**strong**",
        "`code \" x`",
        "[^n]",
        "1/2",
        "10 km",
        "p. 4",
        "!",
        "?",
        ";",
        " : ",
        "«",
        "»",
        "(",
        ")",
        "\u{ad}",
        "\u{a0}",
        "é",
        "e\u{301}",
        "日本",
        "\n",
        "\\\"",
        "\\.",
        "https://a.b/c",
        "x@y.org",
        "[span]{lang=fr}",
        "[l](https://x.org)",
        "A. B.",
        "'tis",
        "-",
        "ẞtraßenbahn",
        "\u{fffc}",
        "~~s~~",
        "H~2~O",
        "[a]{#i}",
        "\u{200b}",
        "\t",
        "’",
        "—",
        "– ",
        "&amp;",
    ])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_keeps_its_letters_and_invariants(
        pieces in prop::collection::vec(piece(), 1..60),
        lang in prop::sample::select(vec!["en-GB", "fr", "de", "cs", "ru", "ja", "tlh"]),
    ) {
        let source = pieces.concat().replace("![", "! [");
        let (file, mut diagnostics) = (anthology_base::FileId(0), anthology_base::Diagnostics::new());
        // With a title, so that no heading becomes one.
        let chapter = format!("+++\ntitle = \"T\"\n+++\n\nstart {source}\n\n[^n]: note\n");
        let tree = anthology_document::parse(file, &chapter, &mut diagnostics);
        let mut written = String::new();
        for block in &tree.blocks {
            if let anthology_document::BlockKind::Paragraph(inlines) | anthology_document::BlockKind::Heading { content: inlines, .. } = &block.kind {
                written.push_str(&anthology_document::plain_text(inlines));
            }
        }
        let text = one_chapter(lang, &chapter);
        check_all(&text);
        let Some(section) = text.sections.iter().find(|s| s.slug.as_str() == "a") else { return Ok(()) };
        let mut set = String::new();
        for paragraph in section.paragraphs().filter(|p| !matches!(p.style.name(), "note" | "chapter-title" | "chapter-label")) {
            let mut start = 0;
            for run in &paragraph.runs {
                let is_mark = run.link.is_some_and(|link| matches!(paragraph.links[link as usize], SetLink::Note(_)));
                if !is_mark {
                    set.push_str(&paragraph.text[start..run.end as usize]);
                }
                start = run.end as usize;
            }
        }
        use unicode_normalization::UnicodeNormalization;
        let all_paragraphs = tree.blocks.iter().all(|b| matches!(
            b.kind,
            anthology_document::BlockKind::Paragraph(_) | anthology_document::BlockKind::Heading { .. }
        ));
        if all_paragraphs {
            prop_assert_eq!(letters(&set), letters(&written.nfc().collect::<String>()), "{}", source);
        }
    }
}

#[test]
fn notes_of_the_book_have_a_section_of_their_own() {
    let world = MemoryWorld::new()
        .with("book.toml", "[book]\ntitle = \"T\"\n[[part]]\nchapters = [\"a.md\"]\n[typesetting]\nnotes = \"book\"\n")
        .with("a.md", "Text.[^1]\n\n[^1]: Note.\n");
    let (text, found) = set_book(&world);
    assert!(found.is_empty(), "{found:?}");
    assert_eq!(text.notes, anthology_typeset::NotePlacement::Book);
    let chapter = text.sections.iter().position(|s| !s.notes.is_empty()).unwrap() as u32;
    let end = text.sections.iter().find(|s| s.kind == SectionKind::Notes).unwrap();
    assert_eq!((end.title.as_str(), end.in_contents), ("Notes", true));
    let groups = end.blocks.iter().filter_map(|block| match &block.kind {
        SetBlockKind::Group { role: GroupRole::NotesOf(section), .. } => Some(*section),
        _ => None,
    });
    assert_eq!(groups.collect::<Vec<_>>(), [chapter]);
}

#[test]
fn threads_make_no_difference() {
    let suite = std::fs::read_to_string(format!("{ROOT}/tests/suite/typeset/all.book")).unwrap();
    let with = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| format!("{:?}", set_book(&world(&suite))))
    };
    assert_eq!(with(1), with(8));
}

/// A folder on disk.
struct Folder(PathBuf);

impl World for Folder {
    fn read(&self, path: &str) -> std::io::Result<Vec<u8>> {
        std::fs::read(self.0.join(path))
    }

    fn list(&self, folder: &str) -> Vec<String> {
        let entries = std::fs::read_dir(self.0.join(folder)).into_iter().flatten().flatten();
        let mut names: Vec<String> = entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
        names.sort();
        names
    }

    fn today(&self) -> Date {
        Date { year: 2000, month: Some(1), day: Some(1) }
    }
}

#[test]
fn real_books() {
    let mut books = vec![PathBuf::from(ROOT)];
    let shared =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|folder| folder.join("shared/manuscripts"));
    match shared.into_iter().find(|folder| folder.exists()) {
        Some(manuscripts) => books.extend(std::fs::read_dir(manuscripts).unwrap().map(|entry| entry.unwrap().path())),
        None => println!("no shared manuscripts here: only the book of this repository is set"),
    }
    for book in books.into_iter().filter(|book| book.join("book.toml").exists()) {
        let (text, _) = set_book(&Folder(book));
        check_all(&text);
        assert!(text.paragraphs().any(|p| !p.hyphens.is_empty()));
    }
}

/// Markdown's left and right are left and right in any language; a column without an alignment begins where the
/// language does.
#[test]
fn columns_are_aligned_as_markdown_says() {
    use anthology_typeset::TextAlign::{Center, End, Start};
    let table = "A start of some words.\n\n| a | b | c | d |\n|---|:--|:-:|--:|\n| 1 | 2 | 3 | 4 |\n";
    for (lang, expected) in [("en", [Start, Start, Center, End]), ("he", [Start, End, Center, Start])] {
        let text = support::one_chapter(lang, table);
        let blocks = text.sections.iter().flat_map(|section| &section.blocks);
        let found = blocks.filter_map(|block| match &block.kind {
            SetBlockKind::Table(table) => Some(table.align.clone()),
            _ => None,
        });
        assert_eq!(found.collect::<Vec<_>>(), [expected], "{lang}");
    }
}

#[test]
fn a_language_without_patterns_is_reported() {
    let found = |book: &str, chapter: &str| {
        let manifest = format!("[book]\ntitle = \"T\"\nlanguage = \"{book}\"\n[[part]]\nchapters = [\"a.md\"]\n");
        let front = format!("+++\ntitle = \"A\"\nlanguage = \"{chapter}\"\n+++\n\nText.\n");
        set_book(&MemoryWorld::new().with("book.toml", manifest).with("a.md", front)).1
    };
    assert!(found("en-GB", "he").is_empty());
    let said = "Warning no hyphenation patterns for the language `xx-ZZ`, so its words are never broken";
    assert_eq!(found("xx-zz", "en"), [said]);
    assert_eq!(found("ja", "xx-zz"), [said]);
}

#[test]
fn fractions_and_ordinals_where_the_book_asks_for_them() {
    let set = |options: &str, lang: &str, chapter: &str| {
        let manifest = format!(
            "[book]\ntitle = \"T\"\nlanguage = \"{lang}\"\n[typesetting]\n{options}\n[[part]]\nchapters = [\"a.md\"]\n"
        );
        let world = MemoryWorld::new().with("book.toml", manifest).with("a.md", format!("# A\n\n{chapter}\n"));
        let (text, found) = set_book(&world);
        assert!(found.is_empty(), "{found:?}");
        text.paragraphs().find(|p| p.style.name() == "opening").expect("an opening").clone()
    };
    let fractions = [
        ("Add 3/8 or 11/16, not 1/2.", "Add 3⁄8 or 11⁄16, not 1⁄2."),
        ("On 3/8/2011, 24/7, 9/11, v1/2 and 3/8.5.", "On 3/8/2011, 24/7, 9/11, v1/2 and 3/8.5."),
        ("A *3/8* inch, `3/8`, 3\\/8, (3/10).", "A 3⁄8 inch, 3/8, 3/8, (3⁄10)."),
    ];
    for (typed, expected) in fractions {
        assert_eq!(set("fractions = true", "en-GB", typed).text, expected);
        assert_eq!(set("", "en-GB", typed).text, expected.replace("1⁄2", "½").replace('⁄', "/"));
    }
    let raised = |options: &str, lang: &str, chapter: &str| {
        let paragraph = set(options, lang, chapter);
        let (mut start, mut found) = (0, Vec::new());
        for run in &paragraph.runs {
            if run.style.position == anthology_typeset::Position::Super {
                found.push(paragraph.text[start..run.end as usize].to_owned());
            }
            start = run.end as usize;
        }
        found.join(" ")
    };
    let ordinals = [
        ("en-GB", "The 1st, 2nd, 3rd, 4th, 11th, 112th, 1,001st and 22nd.", "st nd rd th th th st nd"),
        ("en-GB", "Not 1th, 11st, 3nd, north, `2nd`, the 4thing or 4^th^.", "th"),
        ("en-GB", "A *5th*.", "th"),
        ("fr", "Le 1er, la 1re, le 2e, le XIXe siècle et Napoléon Ier; De Ce.", "er re e e er"),
        ("ca", "El 1r, la 2a, el 5è.", "r a è"),
        ("de", "Der 1st und 2e.", ""),
    ];
    for (lang, typed, expected) in ordinals {
        assert_eq!(raised("ordinals = true", lang, typed), expected, "{typed}");
    }
    assert_eq!(raised("", "en-GB", "The 2nd."), "");
}

#[test]
fn marks_within_a_quoted_title_alternate() {
    let chapter =
        "+++\ntitle = \"A\"\n+++\n\n## On [\"Trust\" by *\"Ada\"*](https://example.org) {#on}\n\nSee [](#on).\n";
    let text = support::one_chapter("en-GB", chapter);
    let paragraph = text.paragraphs().find(|p| p.text.starts_with("See")).expect("the reference");
    assert_eq!(paragraph.text, "See “On ‘Trust’ by ‘Ada’\u{202f}”.");
}

/// Between adjacent references to notes there is one raised comma, and a thin space between a number and a reference.
#[test]
fn adjacent_references_to_notes_are_told_apart() {
    for (source, right) in [
        ("word[^a][^b]", "word1,2"),
        ("word[^a][^b][^c]", "word1,2,3"),
        ("spaced[^a] [^b]", "spaced1,2"),
        ("*em[^a]*[^b]", "em1,2"),
        ("**b[^a]** [^b]", "b1,2"),
        ("end.[^a],[^b]", "end.1,2"),
        ("in 1912[^a]", "in 1912\u{202f}1"),
        ("10^2^[^a]", "102\u{202f}1"),
        ("word[^a], then[^b]", "word1, then2"),
    ] {
        let chapter = format!("# T\n\n{source}\n\n[^a]: A.\n\n[^b]: B.\n\n[^c]: C.\n");
        let text = support::one_chapter("en-GB", &chapter);
        let paragraph = text.paragraphs().find(|p| matches!(p.style.name(), "opening" | "body"));
        assert_eq!(paragraph.expect("a paragraph").text.trim_end(), right, "{source}");
    }
}
