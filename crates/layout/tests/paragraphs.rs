//! Paragraphs through the whole builder: nothing is lost, lines fit, and words break as they should.

use anthology_base::{Lang, Length, Span};
use anthology_layout::fonts::Fonts;
use anthology_layout::line::{Line, Measure, Notch, Setting};
use anthology_layout::{ParagraphBuilder, Resolve};
use anthology_test_support::{font_tokens, micro_tokens, text_style};
use anthology_typeset::{
    Discretionary, Family, HyphenationPoint, Object, ObjectKind, ParagraphId, ParagraphStyle, PointQuality, Run,
    RunStyle, SetParagraph, TextAlign, TextStyle,
};
use proptest::prelude::*;

fn run(end: usize, style: RunStyle, lang: Lang) -> Run {
    Run { end: end as u32, style, lang, link: None, expansion: None, class: None, span: Span::default() }
}

/// A paragraph of one run. `|` marks a hyphenation point.
fn paragraph(marked: &str) -> SetParagraph {
    let (mut text, mut hyphens) = (String::new(), Vec::new());
    for c in marked.chars() {
        match c {
            '|' => hyphens.push((text.len() as u32).into()),
            c => text.push(c),
        }
    }
    SetParagraph {
        id: ParagraphId::default(),
        style: ParagraphStyle::Body,
        lang: Lang::EN_GB,
        runs: vec![run(text.len(), RunStyle::default(), Lang::EN_GB)],
        text,
        hyphens,
        discretionaries: Vec::new(),
        objects: Vec::new(),
        links: Vec::new(),
        ids: Vec::new(),
        address: None,
        span: Span::default(),
    }
}

fn measure(ems: i64) -> Measure {
    Measure { width: Length::from_pt(10 * ems), indent: Length::ZERO, notch: None }
}

fn resolve() -> Resolve<'static> {
    Resolve { page: &|_| "42".to_owned(), image: &|_| Length::from_pt(12) }
}

fn set_with(fonts: &Fonts, paragraph: &SetParagraph, style: &TextStyle, measure: &Measure) -> Setting {
    let (tokens, micro) = (font_tokens("Libertinus Serif"), micro_tokens());
    ParagraphBuilder::new(fonts, &tokens, &micro).set(paragraph, style, measure, resolve())
}

fn set(marked: &str, ems: i64) -> (SetParagraph, Setting) {
    let paragraph = paragraph(marked);
    let setting = set_with(&Fonts::bundled(), &paragraph, &text_style(TextAlign::Justify), &measure(ems));
    (paragraph, setting)
}

/// What stands on a line, hyphens that were added among it.
fn shown(line: &Line) -> String {
    let mut shown: String = line.runs.iter().map(|r| r.glyphs.text.as_str()).collect();
    if line.runs.iter().any(|r| r.glyphs.glyphs.iter().any(|g| g.hyphen)) {
        shown.push('-');
    }
    shown
}

fn lines(setting: &Setting) -> Vec<String> {
    setting.lines.iter().map(shown).collect()
}

/// The lines' ranges follow one another and cover the text, their runs hold the characters that stand on
/// them, and widths are what the advances add up to.
fn check(paragraph: &SetParagraph, setting: &Setting) {
    let mut at = 0;
    for line in &setting.lines {
        assert_eq!(line.text.start, at);
        at = line.text.end;
        let mut width = Length::ZERO;
        for run in &line.runs {
            let advances: Length = run.glyphs.glyphs.iter().map(|g| g.advance).sum();
            assert_eq!(run.width, advances);
            width += advances;
            assert!(run.glyphs.glyphs.iter().all(|g| g.advance >= Length::ZERO));
            assert!(run.glyphs.glyphs.iter().all(|g| g.cluster as usize <= run.glyphs.text.len()));
            assert!((9_800..=10_200).contains(&run.glyphs.scale));
            assert!(run.text.start >= line.text.start && run.text.end <= line.text.end);
        }
        if line.images.is_empty() {
            assert_eq!(line.width, width);
        }
        let runs = &line.runs;
        assert!(runs.windows(2).all(|p| p[0].glyphs.x + p[0].width <= p[1].glyphs.x));
    }
    assert_eq!(at as usize, paragraph.text.len());
}

const PROSE: &str = "It was one of those bright and windy morn|ings in the early spring when the whole hill|side \
    seemed to be at work. The clouds went over like fur|ni|ture vans, the lanes were full of wash|ing, and the \
    old post|man, who had a theory about ev|ery|thing, walked with his head down and his bag be|hind him, \
    count|ing the gates aloud for fear of miss|ing one. No|body had writ|ten to the house at the end since \
    the sum|mer be|fore last; yet there he stood, with a thick of|fi|cial en|ve|lope in his hand.";

#[test]
fn prose_fills_its_measure() {
    for ems in [15, 20, 26, 30, 40] {
        let (paragraph, setting) = set(PROSE, ems);
        check(&paragraph, &setting);
        assert!(!setting.overfull, "{ems}");
        for line in &setting.lines[..setting.lines.len() - 1] {
            let start = line.runs[0].glyphs.x;
            let end = start + line.width;
            let em = Length::from_pt(10);
            assert!(start <= Length::ZERO && start > -em && end >= measure(ems).width && end < measure(ems).width + em);
            assert_eq!(line.runs.len(), 1, "one run a plain line");
        }
    }
}

#[test]
fn a_ligature_is_parted_by_a_hyphen_and_kept_without() {
    let whole = set("office", 20).1;
    let parted = set("of|fice", 2).1;
    assert_eq!(lines(&parted), ["of-", "fice"]);
    let count = |line: &Line| line.runs[0].glyphs.glyphs.len();
    assert!(count(&whole.lines[0]) < "office".len(), "Libertinus has a ligature for ffi");
    assert_eq!(count(&parted.lines[0]), 3, "o, f, hyphen");
    assert!(count(&parted.lines[1]) < "fice".len(), "fi is a ligature again");
    assert!(parted.lines[0].hyphenated && !parted.lines[1].hyphenated);
    let (_, twice) = set("sub|effi|cient", 2);
    assert_eq!(lines(&twice), ["sub-", "effi-", "cient"]);
    assert!(count(&twice.lines[1]) < "effi-".len(), "a piece between two hyphens is shaped by itself");
}

#[test]
fn words_of_the_author_break_without_a_second_hyphen() {
    let (paragraph, setting) = set("well-known and/or—dash", 4);
    check(&paragraph, &setting);
    assert_eq!(lines(&setting), ["well-", "known", "and/or—", "dash"]);
    assert!(setting.lines.iter().all(|l| !l.hyphenated));
}

#[test]
fn a_word_too_long_for_any_line_is_cut() {
    let (paragraph, setting) = set("Donaudampfschifffahrtsgesellschaftskapitän", 6);
    check(&paragraph, &setting);
    assert!(setting.lines.len() > 2);
    // Their hyphens hang out.
    assert!(setting.lines.iter().all(|l| l.width < Length::from_pt(63)));
    let (last, others) = setting.lines.split_last().unwrap();
    assert!(others.iter().all(|l| l.hyphenated) && !last.hyphenated, "{:?}", lines(&setting));
    // Code has none, nor have figures, nor a column that is hardly wider than a hyphen.
    let mut code = paragraph;
    code.runs[0].style.code = true;
    let setting = set_with(&Fonts::bundled(), &code, &text_style(TextAlign::Justify), &measure(6));
    assert!(setting.lines.len() > 2 && setting.lines.iter().all(|l| !l.hyphenated), "{:?}", lines(&setting));
    for (word, ems) in [("314159265358979323846264338327950288", 6), ("kapitän", 2)] {
        let (_, setting) = set(word, ems);
        assert!(setting.lines.len() > 1 && setting.lines.iter().all(|l| !l.hyphenated), "{:?}", lines(&setting));
    }
}

#[test]
fn a_long_line_of_code_is_full_before_it_turns() {
    let mut p = paragraph("let all = one + two + three + four + five + six + seven + eight;");
    p.style = ParagraphStyle::Code;
    let setting = set_with(&Fonts::bundled(), &p, &text_style(TextAlign::Start), &measure(20));
    check(&p, &setting);
    let widths: Vec<Length> = setting.lines.iter().map(|line| line.width).collect();
    let next = Length::from_pt(40);
    assert!(widths.len() > 1 && widths[0] + next > measure(20).width, "{:?}", lines(&setting));
}

#[test]
fn small_capitals_that_a_face_lacks_are_small_letters_of_capitals() {
    let set_small = |text: &str| {
        let mut p = paragraph(text);
        p.runs[0].style.small_caps = true;
        set_with(&Fonts::bundled(), &p, &text_style(TextAlign::Start), &measure(30))
    };
    // Libertinus has small capitals for Latin and Greek letters but none for Cyrillic ones.
    let size = |setting: &Setting| setting.lines[0].runs[0].glyphs.size;
    assert_eq!(size(&set_small("Second")), Length::from_pt(10));
    assert_eq!(size(&set_small("The Member for the Ward, Half-Baked")), Length::from_pt(10));
    assert_eq!(size(&set_small("Второй")), Length::from_pt(8));
}

#[test]
fn forced_breaks_objects_and_page_numbers() {
    let mut p = paragraph("one\ntwo, page \u{fffc} and \u{fffc}.");
    let image = ObjectKind::Image(anthology_typeset::SetImage {
        image: 0,
        alt: String::new(),
        decorative: true,
        width: anthology_typeset::ImageWidth::Natural,
        span: Span::default(),
    });
    let at = |n: usize| p.text.match_indices('\u{fffc}').nth(n).unwrap().0 as u32;
    let anchor = anthology_typeset::Anchor { section: anthology_base::Slug::from_text("x"), id: None };
    p.objects = vec![Object { at: at(0), kind: ObjectKind::PageNumber(anchor) }, Object { at: at(1), kind: image }];
    let setting = set_with(&Fonts::bundled(), &p, &text_style(TextAlign::Start), &measure(20));
    check(&p, &setting);
    assert_eq!(lines(&setting), ["one", "two, page 42 and ."]);
    assert_eq!(setting.lines[1].images.len(), 1);
    assert_eq!(setting.lines[1].images[0].0, 1);
}

#[test]
fn hebrew_is_reordered() {
    let mut p = paragraph("שלום עולם 12");
    p.lang = "he".parse().unwrap();
    p.runs[0].lang = p.lang;
    let setting = set_with(&Fonts::bundled(), &p, &text_style(TextAlign::Start), &measure(20));
    check(&p, &setting);
    let line = &setting.lines[0];
    assert!(line.runs[0].glyphs.x > Length::from_pt(100), "it stands at the right");
    let clusters: Vec<u32> = line.runs.last().unwrap().glyphs.glyphs.iter().map(|g| g.cluster).collect();
    assert!(clusters.windows(2).all(|p| p[0] >= p[1]), "from right to left: {clusters:?}");
    assert_eq!(line.runs[0].glyphs.text, "12");
}

#[test]
fn letters_that_join_are_not_spaced() {
    let width = |text: &str, style: &TextStyle| {
        let setting = set_with(&Fonts::bundled(), &paragraph(text), style, &measure(20));
        setting.lines[0].width
    };
    let plain = text_style(TextAlign::Start);
    let spaced = TextStyle { tracking: 100, ..plain.clone() };
    assert_eq!(width("الكتاب", &spaced), width("الكتاب", &plain));
    assert!(width("Book", &spaced) > width("Book", &plain));
    // What has no capitals has no small ones.
    let small = TextStyle { small_caps: true, ..plain.clone() };
    assert_eq!(width("שלום", &small), width("שלום", &plain));
    assert_ne!(width("Book", &small), width("Book", &plain));
}

#[test]
fn empty_and_blank_paragraphs_have_one_line() {
    for text in ["", " ", "   "] {
        let (paragraph, setting) = set(text, 20);
        check(&paragraph, &setting);
        assert_eq!(setting.lines.len(), 1, "{text:?}");
    }
}

#[test]
fn variants_are_a_line_longer_or_shorter() {
    let fonts = Fonts::bundled();
    let (tokens, micro) = (font_tokens("Libertinus Serif"), micro_tokens());
    let builder = ParagraphBuilder::new(&fonts, &tokens, &micro);
    let long = [PROSE; 5].join(" ");
    let paragraph = paragraph(&long);
    let settings = builder.settings(&paragraph, &text_style(TextAlign::Justify), &measure(26), resolve());
    let best = settings.variant(0).unwrap().clone();
    let variants: Vec<_> = settings.variants().cloned().collect();
    assert!(variants.len() > 1, "so long a paragraph can give a line");
    for variant in variants {
        let setting = settings.setting(variant.looseness).unwrap();
        check(&paragraph, &setting);
        assert_eq!(setting.lines.len() as i64, i64::from(best.lines) + i64::from(variant.looseness));
        let ends = lines(&setting).iter().map(|line| line.ends_with('-')).collect::<Vec<_>>();
        assert_eq!(ends, variant.hyphenated);
        assert!(variant.demerits >= best.demerits);
    }
}

fn arbitrary_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[a-z]{1,12}",
        1 => "[A-Z][a-z]{1,8}[.,;]?",
        1 => Just("—".to_owned()),
        1 => Just("שלום".to_owned()),
        1 => Just("مرحبا".to_owned()),
        1 => Just("日本語。".to_owned()),
        1 => Just("👩‍👩‍👧".to_owned()),
        1 => Just("é\u{301}ﬁ".to_owned()),
        1 => Just("\n".to_owned()),
        1 => Just("https://example.org/a/b-c?d=e".to_owned()),
        1 => "[a-z]{40,60}",
        1 => "\\PC{0,6}",
    ];
    let glue = prop_oneof![6 => Just(" "), 1 => Just("\u{a0}"), 1 => Just(""), 1 => Just("  "), 1 => Just("\u{202f}")];
    proptest::collection::vec((piece, glue), 0..24).prop_map(|pieces| {
        pieces.into_iter().map(|(p, g)| p + g).collect::<String>().replace(['\u{fffc}', '\u{ad}'], "")
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]
    #[test]
    fn every_character_is_on_a_line_once(text in arbitrary_text(), ems in 5_i64..60, align in 0..3_usize, bold in any::<u64>()) {
        let mut p = paragraph("");
        p.runs.clear();
        let mut ends: Vec<usize> = text.char_indices().map(|(i, _)| i).filter(|i| bold >> (i % 64) & 1 == 1).collect();
        ends.push(text.len());
        ends.dedup();
        for (i, end) in ends.into_iter().filter(|e| *e > 0 || text.is_empty()).enumerate() {
            let marks = RunStyle { emphasis: i % 3 == 1, small_caps: i % 5 == 2, code: i % 7 == 3, ..RunStyle::default() };
            p.runs.push(run(end, marks, Lang::EN_GB));
        }
        p.text = text;
        p.hyphens = p.text.char_indices().map(|(i, _)| i as u32)
            .filter(|&i| i > 3 && p.text.as_bytes()[i as usize - 1].is_ascii_lowercase()
                && p.text.as_bytes()[i as usize].is_ascii_lowercase() && i % 3 == 0).map(Into::into).collect();
        let align = [TextAlign::Justify, TextAlign::Start, TextAlign::Center][align];
        let setting = set_with(&Fonts::bundled(), &p, &text_style(align), &measure(ems));
        check(&p, &setting);
        for line in &setting.lines {
            let hang = Length::from_pt(10);
            prop_assert!(setting.overfull || line.width <= measure(ems).width + hang, "{}", shown(line));
        }
    }
}

/// Texts whose layouts are many and cost the same, and words of any length.
fn hostile_text() -> impl Strategy<Value = String> {
    let unit = prop_oneof![
        Just("ha ".to_owned()),
        Just("a ".to_owned()),
        Just("ab cd ".to_owned()),
        Just("[ ] ".to_owned()),
        Just("— ".to_owned()),
        "[a-z]{1,30} ",
        "[a-z]{1,4}-[a-z]{1,9} ",
        "\\PC{1,4} ",
    ];
    (unit, 1_usize..400, arbitrary_text()).prop_map(|(unit, count, rest)| unit.repeat(count) + &rest)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]
    /// Any text is set in any measure and size, without a panic and with nothing lost.
    #[test]
    fn any_text_is_set_in_any_measure_and_size(
        text in hostile_text(),
        points in 1_i64..400,
        size in 4_i64..60,
        indent in -30_i64..60,
        notch in proptest::option::of((1_u8..4, 1_i64..80)),
        style in 0..3_usize,
        ragged in any::<bool>(),
    ) {
        let text = text.replace(['\u{fffc}', '\u{ad}'], "");
        let mut p = paragraph(&text.replace('|', " "));
        p.style = [ParagraphStyle::Body, ParagraphStyle::Code, ParagraphStyle::Heading2][style];
        p.hyphens = p.text.char_indices().map(|(i, _)| i as u32).filter(|i| i % 4 == 3).map(Into::into).collect();
        let align = if ragged { TextAlign::Start } else { TextAlign::Justify };
        let style = TextStyle { size: Length::from_pt(size), ..text_style(align) };
        let notch = notch.map(|(lines, by)| {
            let width = Length::from_pt(by);
            Notch { lines, width, first: width / 2 }
        });
        let measure = Measure { width: Length::from_pt(points), indent: Length::from_pt(indent), notch };
        let (fonts, tokens, micro) = (Fonts::bundled(), font_tokens("Libertinus Serif"), micro_tokens());
        let builder = ParagraphBuilder::new(&fonts, &tokens, &micro);
        let settings = builder.settings(&p, &style, &measure, resolve());
        for variant in settings.variants() {
            check(&p, &settings.setting(variant.looseness).unwrap());
        }
    }
}

#[test]
fn code_is_never_beyond_its_measure() {
    for text in [
        format!("{}dispatcher_server[\"host\"],", " ".repeat(43)),
        format!("{}words at the end", " ".repeat(90)),
        format!("return this.vertices.slice(){}// OPT: slice is costly", " ".repeat(30)),
        format!("{}{}", " ".repeat(60), "x".repeat(200)),
        "=".repeat(300),
    ] {
        let mut p = paragraph(&text);
        (p.style, p.runs[0].style.code) = (ParagraphStyle::Code, true);
        let style = TextStyle { family: Family::Mono, ..text_style(TextAlign::Start) };
        let setting = set_with(&Fonts::bundled(), &p, &style, &measure(20));
        check(&p, &setting);
        for line in &setting.lines {
            assert!(line.width <= measure(20).width, "{}", shown(line));
        }
    }
}

#[test]
fn long_dashes_are_composed() {
    let (paragraph, setting) = set("Mr. X⸺ wrote ⸻.", 40);
    let glyphs = |text: &str| {
        let line = &setting.lines[0].runs[0].glyphs;
        let at = line.text.find(text).unwrap() as u32;
        line.glyphs.iter().filter(|g| g.cluster == at).map(|g| (g.id, g.advance)).collect::<Vec<_>>()
    };
    check(&paragraph, &setting);
    let (two, three) = (glyphs("⸺"), glyphs("⸻"));
    assert_eq!((two.len(), three.len()), (2, 3));
    assert!(three.iter().all(|glyph| glyph.0 == two[0].0 && glyph.0 != 0));
}

#[test]
fn formulas_are_not_broken_at_their_minus() {
    for ems in 20..34 {
        let (_, setting) = set("and the number of pairs is then n(n − 1)/2 for any n − 1 of them", ems);
        for line in lines(&setting) {
            assert!(!line.trim_end().ends_with('−') && !line.starts_with('−'), "{ems}: {line}");
        }
    }
}

/// The widest space of lines that fill their measure, in thousandths of an em.
fn widest_space(setting: &Setting) -> i64 {
    let filled = setting.lines.iter().rev().skip(1).flat_map(|line| &line.runs);
    let spaces = filled.flat_map(|run| {
        let space = |cluster: u32| run.glyphs.text[cluster as usize..].starts_with(' ');
        run.glyphs.glyphs.iter().filter(move |g| space(g.cluster)).map(|g| g.advance.sp())
    });
    spaces.max().unwrap_or(0) * 1000 / Length::from_pt(10).sp()
}

#[test]
fn spaces_stay_within_bounds_in_narrow_columns() {
    let german = "Die Verwaltungs|vor|schrift über die Bundes|ausbildungs|för|derung, die dem Ver|wal|tungs|gericht seit \
        Jahres|be|ginn vor|liegt, hat der Sach|ver|ständige am Diens|tag|nach|mit|tag im Ge|mein|de|haus er|läu|tert; \
        die Zu|hö|re|rin|nen und Zu|hö|rer, über|wie|gend An|ge|stell|te der Kreis|ver|wal|tung, hat|ten kei|ne Fra|gen.";
    for (text, ems, most) in [(PROSE, 20, 560), (PROSE, 26, 400), (german, 20, 560), (german, 26, 450)] {
        let (paragraph, setting) = set(text, ems);
        check(&paragraph, &setting);
        assert!(!setting.overfull);
        let widest = widest_space(&setting);
        assert!((250..most).contains(&widest), "{ems}: {widest}");
    }
}

#[test]
fn a_name_leaves_its_title_only_in_need() {
    let (_, held) = set("The letter had been left for Mr.\u{a0}Smith by somebody in the afternoon of that day.", 12);
    assert!(lines(&held).iter().any(|line| line.contains("Mr.\u{a0}Smith")), "{:?}", lines(&held));
    let parts = |text: &str, end: &str| {
        let mut measures = 8..30;
        measures.any(|ems| lines(&set(text, ems).1).iter().any(|line| line.ends_with(end)))
    };
    assert!(parts("All this was left for Mr.\u{a0}Featherstonehaugh and for nobody else at all in that house.", "Mr."));
    assert!(!parts("All this was left for 12\u{a0}Featherstonehaughs and for nobody else at all in that house.", "12"));
}

#[test]
fn the_authors_hyphen_is_not_left_before_the_last_line() {
    let (_, setting) = set("He put the book down and thought about it in a half-hearted manner.", 24);
    assert!(!lines(&setting)[0].ends_with('-'), "{:?}", lines(&setting));
}

/// The characters that a line shows: added hyphens and changed letters among them.
fn drawn(fonts: &Fonts, line: &Line) -> String {
    let chars = "abcdefghijklmnopqrstuvwxyzäëłöű-\u{2010}·";
    let of = |font: u32, id: u16| chars.chars().find(|&c| fonts.get(font).glyph(c) == Some(id)).unwrap_or('?');
    let glyphs = line.runs.iter().flat_map(|r| r.glyphs.glyphs.iter().map(|g| of(r.glyphs.font, g.id)));
    glyphs.collect::<String>().replace('\u{2010}', "-")
}

#[test]
fn discretionaries_change_the_letters_but_not_the_text() {
    let fonts = Fonts::bundled();
    let cases: [(&str, Discretionary, [&str; 2]); 5] = [
        ("asszonya", discretionary(2, 2, "z", "", true), ["asz-", "szonya"]),
        ("ideeënbus", discretionary(4, 6, "", "e", true), ["idee-", "enbus"]),
        ("zuckerei", discretionary(2, 3, "k", "", true), ["zuk-", "kerei"]),
        ("col·lecca", discretionary(3, 5, "", "", true), ["col-", "lecca"]),
        ("bialo-czer", discretionary(6, 6, "", "-", false), ["bialo-", "-czer"]),
    ];
    for (text, discretionary, expected) in cases {
        let (start, end) = (discretionary.start as usize, discretionary.end as usize);
        let paragraph = SetParagraph { discretionaries: vec![discretionary], ..paragraph(text) };
        let setting = set_with(&fonts, &paragraph, &text_style(TextAlign::Start), &measure(3));
        check(&paragraph, &setting);
        let found: Vec<String> = setting.lines.iter().map(|line| drawn(&fonts, line)).collect();
        assert_eq!(found, expected, "{text}");
        let read: String = lines(&setting).concat();
        assert_eq!(read.replace('-', ""), text.replace('-', ""), "the text stays as it is written");
        for line in &setting.lines {
            let glyphs = || line.runs.iter().flat_map(|run| &run.glyphs.glyphs);
            let characters = text[line.text.start as usize..line.text.end as usize].chars().count();
            let replaced = text[start..end].chars().count();
            let own = glyphs().filter(|glyph| !glyph.hyphen).count();
            assert!(own <= characters && own + replaced >= characters, "{text}: {own} glyphs for {characters}");
        }
        let whole = set_with(&fonts, &paragraph, &text_style(TextAlign::Start), &measure(30));
        assert_eq!(drawn(&fonts, &whole.lines[0]), text, "without a break nothing changes");
    }
}

fn discretionary(start: u32, end: u32, before: &str, after: &str, hyphen: bool) -> Discretionary {
    Discretionary { start, end, before: before.into(), after: after.into(), hyphen }
}

#[test]
fn seams_are_preferred_and_misleading_breaks_avoided() {
    let fonts = Fonts::bundled();
    let with = |quality: PointQuality| {
        let mut paragraph = paragraph("the staatsminister of the long|er words");
        paragraph.hyphens.insert(0, HyphenationPoint { at: 10, quality });
        paragraph.hyphens.insert(1, 13.into());
        let setting = set_with(&fonts, &paragraph, &text_style(TextAlign::Start), &measure(7));
        setting.demerits
    };
    assert!(with(PointQuality::Seam) < with(PointQuality::Plain));
    assert!(with(PointQuality::Plain) <= with(PointQuality::Misleading));
}
