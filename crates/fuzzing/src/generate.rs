//! Books of any structure: every construct of a manuscript, in any order and depth, with links and notes that may lead
//! nowhere.

use anthology_base::MemoryWorld;
use anthology_compile::Request;

use crate::choices::Choices;

/// Blocks of one book at most: more make a build slow and find nothing else.
const MOST_BLOCKS: usize = 60;

/// Levels of blocks within blocks at most, and of markup within markup.
const MOST_LEVELS: usize = 6;

/// A book, and how it is to be built.
pub(crate) struct Generated {
    pub(crate) world: MemoryWorld,
    pub(crate) request: Request,
    /// Whether it is built again with one thread, which has to give the same.
    pub(crate) twice: bool,
}

/// Words of several scripts, with what changes at their edges: quotation marks, dashes, figures, long words, marks.
const WORDS: &[&str] = &[
    "the",
    "sea",
    "office",
    "\"quoted\"",
    "don't",
    "'tis",
    "1999-2004",
    "--",
    "...",
    "WORD",
    "unbreakable_identifier_name",
    "https://example.org/a/very/long/path?query=1",
    "größe",
    "Straße",
    "naïve",
    "漢字かな",
    "한국어",
    "שלום",
    "مرحبا",
    "हिन्दी",
    "ภาษาไทย",
    "e\u{301}",
    "a\u{ad}b",
    "\u{200b}",
    "x^2^",
    "H~2~O",
    "5'10\"",
    "№",
    "ﬁ",
    "𝄞",
    "—",
    "non\u{a0}breaking",
    "incomprehensibilities",
    "\\*",
    "&amp;",
    "&nbsp;",
    "<br>",
    "supercalifragilisticexpialidocious",
];

const LANGUAGES: &[&str] = &["en-GB", "en-US", "de", "fr", "it", "es", "ru", "he", "ja", "und"];
const THEMES: &[&str] = &["classic", "modern", "large-print"];
const EDITIONS: &[&str] = &["screen", "print", "booklet", "large-print", "archive", "cover"];

/// A book of these choices.
pub(crate) fn book(choices: &mut Choices<'_>) -> Generated {
    let request = Request {
        epub: choices.below(4) != 1,
        editions: vec![choices.pick(EDITIONS).to_owned()],
        ..Request::default()
    };
    let twice = choices.below(8) == 1;
    let chapters = 1 + usize::from(choices.below(3));
    let names: Vec<String> = (0..chapters).map(|i| format!("\"c{i}.md\"")).collect();
    let mut manifest = format!("[book]\ntitle = \"{}\"\n", word_for_toml(choices));
    manifest.push_str(&format!("language = \"{}\"\nchapters = [{}]\n", choices.pick(LANGUAGES), names.join(", ")));
    manifest.push_str(&format!("[typesetting]\ntheme = \"{}\"\n", choices.pick(THEMES)));
    manifest.push_str(choices.pick(&["", "notes = \"chapter\"\n", "notes = \"book\"\n", "paragraph-numbers = true\n"]));
    match choices.below(6) {
        1 => manifest.push_str("[print]\ntrim = \"a6\"\n"),
        2 => manifest.push_str("[print]\nsize = \"30pt\"\n"),
        3 => manifest.push_str("[print]\ntrim = [\"60mm\", \"90mm\"]\nsize = \"14pt\"\n"),
        _ => {}
    }
    let mut world = MemoryWorld::new().with("book.toml", manifest).with("a.svg", SVG);
    let mut writer = Writer { left: MOST_BLOCKS, notes: 0 };
    for i in 0..chapters {
        let mut text = format!("+++\ntitle = \"{}\"\n+++\n\n", word_for_toml(choices));
        writer.notes = 0;
        loop {
            writer.block(choices, &mut text, "", MOST_LEVELS);
            if choices.is_empty() || writer.left == 0 || choices.below(12) == 1 {
                break;
            }
        }
        for note in 0..writer.notes {
            text.push_str(&format!("\n[^{note}]: "));
            writer.line(choices, &mut text, 2);
            text.push('\n');
        }
        world = world.with(&format!("c{i}.md"), text);
    }
    Generated { world, request, twice }
}

const SVG: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"40\" height=\"20\"><rect width=\"40\" height=\"20\"/>\
                   <text x=\"2\" y=\"15\">text</text></svg>";

fn word_for_toml(choices: &mut Choices<'_>) -> String {
    choices.pick(WORDS).replace('\\', "\\\\").replace('"', "\\\"")
}

struct Writer {
    /// Blocks that may still be written.
    left: usize,
    /// Notes that were called in this chapter.
    notes: usize,
}

impl Writer {
    /// A block. `prefix` begins its lines.
    fn block(&mut self, choices: &mut Choices<'_>, text: &mut String, prefix: &str, levels: usize) {
        if self.left == 0 {
            return;
        }
        self.left -= 1;
        text.push_str(prefix);
        let kind = if levels == 0 { 0 } else { choices.below(17) };
        match kind {
            1 => {
                text.push_str(&"#".repeat(1 + usize::from(choices.below(6))));
                text.push(' ');
                self.line(choices, text, 2);
                text.push_str(choices.pick(&["", " {#a}", " {#b .unnumbered}"]));
            }
            2 => self.nested(choices, text, prefix, "> ", "> ", levels),
            3 => self.nested(choices, text, prefix, "- ", "  ", levels),
            4 => self.nested(choices, text, prefix, "1. ", "   ", levels),
            5 => text.push_str("- [ ] open\n- [x] done"),
            6 => {
                text.push_str("```rust\n");
                for _ in 0..1 + choices.below(6) {
                    text.push_str(prefix);
                    text.push_str(&choices.pick(WORDS).repeat(1 + usize::from(choices.below(20))));
                    text.push('\n');
                }
                text.push_str(prefix);
                text.push_str("```");
            }
            7 => self.table(choices, text, prefix),
            8 => text.push_str(choices.pick(&["* * *", "---", "***"])),
            9 => text.push_str(choices.pick(&["![An image](a.svg)", "![](a.svg){width=200%}", "![gone](gone.png)"])),
            10 => {
                text.push_str("::: ");
                text.push_str(choices.pick(&["verse", "epigraph", "dedication", "letter", "unknown"]));
                text.push('\n');
                self.block(choices, text, prefix, levels - 1);
                text.push_str(prefix);
                text.push_str(":::");
            }
            11 => {
                text.push_str("Term\n");
                text.push_str(prefix);
                text.push_str(": ");
                self.line(choices, text, 3);
            }
            12 => text.push_str("<div>\n\n<p align=\"center\">HTML</p>\n\n</div>"),
            13 => {
                for _ in 0..=choices.below(30) {
                    self.line(choices, text, 3);
                    text.push(' ');
                }
            }
            _ => self.line(choices, text, MOST_LEVELS),
        }
        text.push_str("\n\n");
    }

    /// Blocks inside of a block, the first after one prefix and the others after another.
    fn nested(
        &mut self,
        choices: &mut Choices<'_>,
        text: &mut String,
        prefix: &str,
        first: &str,
        rest: &str,
        levels: usize,
    ) {
        text.push_str(first);
        self.line(choices, text, 3);
        text.push('\n');
        for _ in 0..choices.below(3) {
            text.push_str(&format!("{prefix}{rest}\n"));
            self.block(choices, text, &format!("{prefix}{rest}"), levels - 1);
        }
    }

    fn table(&mut self, choices: &mut Choices<'_>, text: &mut String, prefix: &str) {
        let columns = 1 + usize::from(choices.below(6));
        for row in 0..2 + choices.below(5) {
            text.push_str(if row == 0 { "|" } else { prefix });
            if row == 1 {
                text.push_str(&"|---".repeat(columns));
            } else {
                for _ in 0..columns {
                    self.line(choices, text, 1);
                    text.push_str(" | ");
                }
            }
            text.push('\n');
        }
    }

    /// Words with markup.
    fn line(&mut self, choices: &mut Choices<'_>, text: &mut String, levels: usize) {
        for _ in 0..=choices.below(14) {
            let word = choices.pick(WORDS);
            match if levels == 0 { 0 } else { choices.below(24) } {
                1 => self.wrapped(choices, text, "*", "*", levels),
                2 => self.wrapped(choices, text, "**", "**", levels),
                3 => self.wrapped(choices, text, "`", "`", 0),
                4 => self.wrapped(choices, text, "[", "](https://example.org)", levels),
                5 => self.wrapped(choices, text, "[", "](c0.md#a)", levels),
                6 => self.wrapped(choices, text, "[", "]{.smallcaps}", levels),
                7 => {
                    text.push_str(&format!("{word}[^{}]", self.notes));
                    self.notes += 1;
                }
                8 => text.push_str("![in line](a.svg)"),
                9 => text.push_str(&word.repeat(30)),
                10 => text.push_str("[](c1.md){.page}"),
                _ => text.push_str(word),
            }
            text.push(' ');
        }
    }

    fn wrapped(&mut self, choices: &mut Choices<'_>, text: &mut String, open: &str, close: &str, levels: usize) {
        text.push_str(open);
        let mut inner = String::new();
        self.line(choices, &mut inner, levels.saturating_sub(1));
        text.push_str(inner.trim());
        text.push_str(close);
    }
}
