//! Chinese, Japanese and Korean: where lines break, marks that are set half-width, and what lines give.

use anthology_base::{Diagnostics, Lang, Length, MemoryWorld, SourceMap};
use anthology_layout::fonts::Fonts;
use anthology_layout::line::{Line, Measure, Setting};
use anthology_layout::{ParagraphBuilder, Resolve};
use anthology_test_support::{font_tokens, micro_tokens, text_style};
use anthology_typeset::{ParagraphStyle, SetParagraph, TextAlign};
use proptest::prelude::*;

/// An em, half of one, and what rounding may take.
const EM: i64 = 10 * 65_536;
const HALF: i64 = EM / 2;
const NEAR: i64 = 64;

fn fonts() -> Fonts {
    let font = &include_bytes!("fonts/squares.otf")[..];
    let world = MemoryWorld::new()
        .with("fonts/squares.toml", "family = \"Squares\"\n[[face]]\nfile = \"squares.otf\"\n")
        .with("fonts/squares.otf", font);
    let (mut sources, mut diagnostics) = (SourceMap::new(), Diagnostics::new());
    let fonts = Fonts::load(&world, &mut sources, &mut diagnostics);
    assert!(diagnostics.is_empty());
    fonts
}

/// Sets a text in lines of so many tenths of an em.
fn set(fonts: &Fonts, lang: &str, text: &str, tenths: i64) -> Setting {
    let (tokens, micro) = (font_tokens("Squares"), micro_tokens());
    let lang: Lang = lang.parse().unwrap();
    let paragraph = SetParagraph::plain(text, ParagraphStyle::Body, lang);
    let measure = Measure { width: Length::from_pt(tenths), indent: Length::ZERO, notch: None };
    let resolve = Resolve { page: &|_| String::new(), image: &|_| Length::ZERO };
    ParagraphBuilder::new(fonts, &tokens, &micro).set(&paragraph, &text_style(TextAlign::Justify), &measure, resolve)
}

fn shown(line: &Line) -> String {
    line.runs.iter().map(|run| run.glyphs.text.as_str()).collect()
}

fn lines(setting: &Setting) -> Vec<String> {
    setting.lines.iter().map(shown).collect()
}

/// The advances of a line's glyphs, in scaled points.
fn advances(line: &Line) -> Vec<i64> {
    line.runs.iter().flat_map(|run| &run.glyphs.glyphs).map(|glyph| glyph.advance.sp()).collect()
}

fn near(a: i64, b: i64) -> bool {
    (a - b).abs() <= NEAR
}

#[test]
fn lines_keep_the_rules_of_marks() {
    let fonts = fonts();
    let text = "「一二三。」四、五六（七八）ょー九々人っ水『火木』金……土——日「月（山）」川、田。";
    for tenths in 80..200 {
        let setting = set(&fonts, "ja", text, tenths);
        let (lines, text_end) = (lines(&setting), text.len());
        assert_eq!(lines.concat(), text);
        for (i, line) in lines.iter().enumerate() {
            assert!(i == 0 || !line.starts_with(['、', '。', '」', '』', '）', '々', 'ょ', 'っ', 'ー']), "{line}");
            assert!(!line.ends_with(['「', '『', '（']), "{line}");
        }
        for (line, text) in setting.lines.iter().zip(&lines) {
            let hang = |c: Option<char>, marks: &str| c.filter(|c| marks.contains(*c)).map_or(0, |_| HALF);
            let (start, end) = (hang(text.chars().next(), "「『（"), hang(text.chars().next_back(), "、。」』）"));
            let x = line.runs[0].glyphs.x.sp();
            assert!(near(x, -start), "the white of an opening mark is outside: {text} at {x}");
            let right = x + line.width.sp() - end;
            let last = line.text.end as usize == text_end;
            assert!(last && right <= tenths * 65_536 + NEAR || near(right, tenths * 65_536), "{text} ends at {right}");
        }
    }
}

#[test]
fn marks_side_by_side_share_their_white() {
    let setting = set(&fonts(), "ja", "一」「二。」三（「四」）五、（六", 400);
    let found = advances(&setting.lines[0]);
    let expected = [2, 1, 2, 2, 1, 2, 2, 1, 2, 2, 1, 2, 2, 1, 2, 2].map(|halves| halves * HALF);
    assert!(found.iter().zip(expected).all(|(a, b)| near(*a, b)) && found.len() == expected.len(), "{found:?}");
}

#[test]
fn letters_and_figures_stand_apart_from_squares() {
    let fonts = fonts();
    let apart = EM / 8;
    let found = advances(&set(&fonts, "zh-Hans", "一ABC二", 400).lines[0]);
    let alone = advances(&set(&fonts, "zh-Hans", "ABC", 400).lines[0]);
    assert!(near(found[0], EM + apart) && near(found[3], alone[2] + apart) && near(found[4], EM), "{found:?}");
    let marked = advances(&set(&fonts, "zh-Hans", "A，二", 400).lines[0]);
    assert!(near(marked[0], alone[0]), "none beside marks: {marked:?}");
    let korean = advances(&set(&fonts, "ko", "가A나", 400).lines[0]);
    assert!(near(korean[0], advances(&set(&fonts, "ko", "가", 400).lines[0])[0]), "nor in Korean: {korean:?}");
    // At a line's end nothing is left of it.
    let broken = set(&fonts, "zh-Hans", "一二三四12345", 44);
    assert_eq!(lines(&broken)[0], "一二三四");
    assert!(near(broken.lines[0].width.sp() - EM / 8, 44 * 65_536), "{}", broken.lines[0].width.sp());
}

#[test]
fn squares_keep_their_width_and_open_between_them() {
    let setting = set(&fonts(), "ja", "一二三四五六七八九十人水火木金土日月", 104);
    let line = &setting.lines[0];
    assert_eq!(shown(line), "一二三四五六七八九十");
    assert!(line.runs.iter().all(|run| run.glyphs.scale == 10_000));
    let found = advances(line);
    let gap = 4 * 65_536 / 9;
    assert!(found[..9].iter().all(|a| near(*a, EM + gap)) && near(found[9], EM), "{found:?}");
}

#[test]
fn a_line_gives_the_white_of_its_marks_first() {
    let setting = set(&fonts(), "ja", "一二、三四、五六、七八九十人水火木金土", 117);
    let (line, text) = (&setting.lines[0], shown(&setting.lines[0]));
    assert_eq!(text, "一二、三四、五六、七八九");
    let found = advances(line);
    for (advance, c) in found.iter().zip(text.chars()) {
        assert!(if c == '、' { *advance < EM - NEAR } else { near(*advance, EM) }, "{c} {advance}");
    }
}

#[test]
fn a_font_without_half_width_marks_is_measured() {
    // The same font with its table of features out of sight.
    let mut bytes = include_bytes!("fonts/squares.otf").to_vec();
    let records = usize::from(u16::from_be_bytes([bytes[4], bytes[5]]));
    let gpos = (0..records).map(|i| 12 + 16 * i).find(|&at| &bytes[at..at + 4] == b"GPOS").expect("it has halt");
    bytes[gpos..gpos + 4].copy_from_slice(b"GPOX");
    let world = MemoryWorld::new()
        .with("fonts/squares.toml", "family = \"Squares\"\n[[face]]\nfile = \"squares.otf\"\n")
        .with("fonts/squares.otf", bytes);
    let fonts = Fonts::load(&world, &mut SourceMap::new(), &mut Diagnostics::new());
    let found = advances(&set(&fonts, "ja", "一」「二。」三", 400).lines[0]);
    let white = |advance: i64| (HALF - NEAR..EM * 7 / 10).contains(&advance);
    assert!(white(found[1]) && white(found[4]), "{found:?}");
}

#[test]
fn korean_breaks_between_words_before_syllables() {
    let fonts = fonts();
    let text = "가나다 라가나 다라가 나다라 가나다 라가나 다라가 나다라 가나다 라가나 다라가 나다라";
    let words = lines(&set(&fonts, "ko", text, 128));
    assert!(
        words.iter().all(|line| line.split(' ').all(|word| word.is_empty() || word.chars().count() == 3)),
        "{words:?}"
    );
    let syllables = lines(&set(&fonts, "ko", "가나다라가나다라가나다라", 50));
    assert!(syllables.len() > 1, "a word too long for its line is parted: {syllables:?}");
}

proptest! {
    #[test]
    fn nothing_is_lost_and_lines_fit(text in "[一二三四五六七八九十、。「」（）ょー々…A1 가나]{1,60}", tenths in 40_i64..200) {
        let fonts = fonts();
        let setting = set(&fonts, "ja", &text, tenths);
        prop_assert_eq!(lines(&setting).concat().replace(' ', ""), text.replace(' ', ""));
        for line in &setting.lines {
            let end = line.runs.last().map_or(0, |run| (run.glyphs.x + run.width).sp());
            prop_assert!(setting.overfull || end <= tenths * 65_536 + EM + NEAR, "{} ends at {}", shown(line), end);
        }
    }
}
