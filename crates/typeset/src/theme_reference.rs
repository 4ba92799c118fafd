//! The tokens of themes, described: for the reference page and for themes that authors begin.

use std::fmt::Write;

use crate::set::ParagraphStyle;
use crate::theme_file::{BundledTheme, themes};

/// A token of a theme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Its path, `heads.folio`; for a key of styles the key alone.
    pub path: &'static str,
    /// The values that it takes.
    pub values: &'static str,
    /// Its effect.
    pub effect: &'static str,
}

const fn token(path: &'static str, values: &'static str, effect: &'static str) -> Token {
    Token { path, values, effect }
}

const TOKENS: &[Token] = &[
    token("inherits", "theme", "the theme whose tokens hold where this one has none; `classic` where not set"),
    token("name", "text", "the theme's name"),
    token("description", "text", "a sentence about it"),
    token("emphasis", "`italic`, `bold`", "the form of `*emphasis*`"),
    token("page.width", "length", "width of the trimmed page (page size, trim)"),
    token("page.height", "length", "height of the trimmed page"),
    token("page.inner", "length", "margin at the spine (gutter)"),
    token("page.outer", "length", "margin at the fore-edge"),
    token("page.top", "length", "margin at the head"),
    token("page.bottom", "length", "margin at the foot"),
    token("page.canon", "6 to 16", "margins by a canon of page construction, instead of the four lengths"),
    token("fonts.text", "family", "the family of the text"),
    token("fonts.heading", "family", "the family of headings and titles"),
    token("fonts.mono", "family", "the family of code"),
    token("fonts.text-fallback", "family", "the family of the text where `fonts.text` isn't there"),
    token("fonts.text-fallback-size", "500 to 1500", "its type size, in thousandths of the theme's"),
    token("fonts.heading-fallback", "family", "the family of headings where `fonts.heading` isn't there"),
    token("fonts.heading-fallback-size", "500 to 1500", "its type size, in thousandths of the theme's"),
    token("blocks.chapter-sink", "length", "white above a chapter's title"),
    token("blocks.opening-below", "length", "white below a chapter's title, before the text"),
    token(
        "blocks.recto-openings",
        "`true`, `false`, `\"long\"`",
        "chapters begin on right-hand pages; `long`: where that leaves few blank pages",
    ),
    token(
        "blocks.chapter-label",
        "`none`, `arabic`, `roman`, `word`, `chapter`",
        "the chapter label (chapter number) above the title: `1`, `I`, `One`, `Chapter 1`",
    ),
    token("blocks.chapter-date", "`none`, `opening`, `end`", "the place of a chapter's date"),
    token("blocks.chapter-source", "`none`, `opening`, `end`", "the place of a chapter's first publication"),
    token("blocks.drop-cap", "0 to 6", "lines that a chapter's first letter is deep (initial); 0 for none"),
    token(
        "blocks.small-caps-opening",
        "`true`, `false`",
        "a chapter's first words in small capitals (first-line style)",
    ),
    token("blocks.lead-in", "`small-caps`, `bold`", "the first words of captions and lists of people"),
    token("blocks.scene-break", "text", "the ornament of a scene break; empty for a blank line"),
    token("blocks.quote-start", "length", "indent of block quotations at the line's start"),
    token("blocks.quote-end", "length", "the same at the line's end"),
    token("blocks.block-space", "length", "white around quotations, lists and other blocks"),
    token("blocks.list-indent", "length", "indent of lists"),
    token("blocks.verse-step", "length", "indent of a line of verse by one step"),
    token(
        "blocks.verse",
        "`start`, `center`",
        "verse begins at its style's indent, or stands in the middle by its longest line",
    ),
    token("blocks.float-space", "length", "white around figures and tables"),
    token("blocks.table-step", "length", "by how much the type of a wide table may be smaller"),
    token(
        "blocks.code-step",
        "length",
        "by how much the type of code may be smaller, so that its lines fit the measure",
    ),
    token("blocks.note-rule", "length", "width of the rule above footnotes"),
    token("blocks.note-space", "length", "white above footnotes"),
    token("blocks.side-notes", "`true`, `false`", "footnotes in the outer margin (sidenotes), where it has room"),
    token("blocks.rule", "length", "thickness of rules"),
    token("blocks.index-columns", "1 to 4", "columns of an index in print; they are balanced where it ends"),
    token("blocks.speakers", "`run-in`, `hanging`, `column`", "the form of speakers' names in dialogue and drama"),
    token("blocks.contents-leaders", "`true`, `false`", "dots from titles to page numbers in the contents"),
    token(
        "blocks.contents-pages",
        "`end`, `after`",
        "page numbers in the contents at the end of the line, or an em after the title",
    ),
    token(
        "blocks.contents-authors",
        "`under`, `beside`",
        "authors in the contents on a line of their own, or after the title",
    ),
    token(
        "blocks.caption-width",
        "`measure`, `image`",
        "captions of figures as wide as the text, or as the image (pages only)",
    ),
    token("blocks.title-frame", "`none`, `rule`, `double`", "a frame around the title page"),
    token("heads.baseline", "length", "the running head's baseline, from the page's top (header)"),
    token("heads.folio-baseline", "length", "the baseline of a page number at the foot (footer)"),
    token("heads.folio", "`head`, `foot-center`, `foot-outer`", "the place of page numbers"),
    token(
        "heads.verso",
        "`none`, `title`, `chapter`, `author`, `part`, or text",
        "the running head of left-hand pages",
    ),
    token(
        "heads.recto",
        "`none`, `title`, `chapter`, `author`, `part`, or text",
        "the running head of right-hand pages",
    ),
    token("heads.rule", "`true`, `false`", "a rule under the running head"),
    token(
        "cover.composition",
        "`disc`, `frame`, `rules`, `bands`, `initial`, `column`, `plain`",
        "the composition of a cover that is drawn",
    ),
    token("cover.paper", "`\"#rrggbb\"`", "the cover's ground"),
    token("cover.ink", "`\"#rrggbb\"`", "the cover's text; its contrast with `paper` is checked"),
    token("cover.accent", "`\"#rrggbb\"`", "the cover's second colour"),
    token("micro.expansion", "0 to 50", "glyph expansion, in thousandths, to either side"),
    token("micro.letter-space", "0 to 50", "letter-spacing in a line that is hard to set, in thousandths of an em"),
    token(
        "micro.emergency-stretch",
        "0 to 10000",
        "stretch of a line that can't be set otherwise, in thousandths of an em",
    ),
    token(
        "micro.hyphen-penalty",
        "0 to 10000",
        "the cost of a hyphen at a line's end; to turn hyphenation off, set `hyphenate = false` in `[styles.body]`",
    ),
    token("micro.line-penalty", "0 to 10000", "the cost of a line"),
    token("micro.double-hyphen", "0 to 100000000", "the cost of two hyphens under one another"),
    token("micro.final-hyphen", "0 to 100000000", "the cost of a hyphen in the last line but one"),
    token("micro.fitness", "0 to 100000000", "the cost of a tight line next to a loose one"),
    token("micro.tolerance", "0 to 10000", "how badly a line may be spaced before emergency stretch is used"),
    token("micro.protrusion", "`true`, `false`", "margin kerning: punctuation protrudes into the margin"),
    token("micro.rivers", "`true`, `false`", "avoid rivers of white through the lines"),
    token("micro.stacks", "`true`, `false`", "avoid equal words under one another at the edges"),
    token("micro.looseness", "`true`, `false`", "make a paragraph a line longer or shorter where a page asks for it"),
];

const STYLE_KEYS: &[Token] = &[
    token("based-on", "style", "the style that all other keys are taken from where they aren't set"),
    token("family", "`text`, `heading`, `mono`", "which of `[fonts]`"),
    token("size", "length", "type size"),
    token("leading", "length", "from baseline to baseline (line height)"),
    token("align", "`justify`, `start`, `center`, `end`", "justified, ragged right (`start`), centred, ragged left"),
    token("bold", "`true`, `false`", "bold"),
    token("semibold", "`true`, `false`", "weight 600 where the family has it, else bold"),
    token("italic", "`true`, `false`", "italic"),
    token("small-caps", "`true`, `false`", "all in small capitals"),
    token("all-small-caps", "`true`, `false`", "all in small capitals, capitals too; with `small-caps`"),
    token("uppercase", "`true`, `false`", "all in capitals"),
    token("tracking", "-200 to 500", "letter-spacing, in thousandths of an em"),
    token("figures", "`default`, `old-style`, `lining`, `tabular`", "the form of figures"),
    token("indent", "length", "first-line indent; negative for a hanging one"),
    token("start", "length", "indent of all lines at their start"),
    token("end", "length", "indent of all lines at their end"),
    token("above", "length", "white before it"),
    token("below", "length", "white after it"),
    token("rule-above", "length", "thickness of a rule in the white before it; 0 for none"),
    token("rule-below", "length", "the same in the white after it"),
    token("rule-width", "length", "width of these rules; 0 for the measure's"),
    token("anchor", "`flow`, `foot`", "`foot`: on the title page, it and what follows stand at the foot of the page"),
    token("hyphenate", "`true`, `false`", "words are hyphenated; `false` turns hyphenation off"),
    token("keep-with-next", "`true`, `false`", "no page ends with it"),
    token("keep-together", "`true`, `false`", "it isn't broken over pages"),
];

/// All tokens but those of styles, in the order of a theme file.
pub fn tokens() -> &'static [Token] {
    TOKENS
}

/// The keys that every style has: `[styles.NAME]`, and `[heads.style]` for running heads.
pub fn style_keys() -> &'static [Token] {
    STYLE_KEYS
}

/// The page about tokens in the documentation, in Markdown.
pub fn token_reference() -> String {
    let mut out = String::from(
        "# Theme tokens\n\nEvery token of a theme. The page is generated from the program. `anthology themes new NAME` \
         writes a theme to begin with; `anthology themes --show NAME` prints one that comes with the program.\n\nLengths \
         are a number and `pt`, `pc`, `mm`, `cm`, `in`, `em` (the style's own size) or `lines` (the leading of the \
         body).\n\n| token | values | effect |\n|---|---|---|\n",
    );
    let row = |out: &mut String, token: &Token| {
        let _ = writeln!(out, "| `{}` | {} | {} |", token.path, token.values, token.effect);
    };
    TOKENS.iter().for_each(|token| row(&mut out, token));
    out.push_str(
        "\n![A framed title page; the publisher at the foot; page numbers after titles; rules around a title; verse in \
         the middle of the measure](tokens.png)\n",
    );
    out.push_str("\n## Styles\n\nThe keys of `[styles.NAME]`, of `[heads.style]` for running heads, and of `[class.NAME]` for kinds of text, which \
         also have `keep-with-previous`:\n\n");
    out.push_str("| key | values | effect |\n|---|---|---|\n");
    STYLE_KEYS.iter().for_each(|token| row(&mut out, token));
    let names: Vec<String> = ParagraphStyle::ALL.iter().map(|style| format!("`{}`", style.name())).collect();
    let _ = write!(out, "\nThe styles: {}.\n", names.join(", "));
    out
}

/// A theme for an author to edit: it inherits from `from`, whose own tokens follow as comments with what they mean.
///
/// ```
/// let from = anthology_typeset::themes().iter().find(|theme| theme.name == "modern").expect("a theme");
/// let text = anthology_typeset::new_theme("mine", from);
/// assert!(text.starts_with("name = \"mine\"\ndescription = \"\"\ninherits = \"modern\"\n"));
/// assert!(text.contains("# drop-cap = 0 "), "{text}");
/// ```
pub fn new_theme(name: &str, from: &BundledTheme) -> String {
    let mut out = format!("name = {name:?}\ndescription = \"\"\ninherits = {:?}\n", from.name);
    out.push_str("\n# Remove the `# ` before what you change, and before the heading of its table.\n");
    let mut table = String::new();
    let chain = std::iter::once(from).chain(themes().iter().filter(|theme| theme.name == "classic"));
    let inherits = from.source.lines().any(|line| line.starts_with("inherits"));
    // A theme that inherits shows what it changes; classic is where the rest can be seen.
    for theme in chain.take(1 + usize::from(inherits && from.name != "classic")) {
        if theme.name != from.name {
            let _ = write!(out, "\n# What {} takes from {}:\n", from.name, theme.name);
        }
        for line in theme.source.lines() {
            commented(&mut out, line, &mut table);
        }
    }
    out
}

/// A line of a theme as a comment, with the effect of its token.
fn commented(out: &mut String, line: &str, table: &mut String) {
    if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        *table = name.to_owned();
        let _ = write!(out, "\n# [{name}]\n");
        return;
    }
    let Some((key, _)) = line.split_once('=').map(|(key, value)| (key.trim(), value)) else { return };
    if table.is_empty() && matches!(key, "name" | "description" | "inherits") {
        return;
    }
    let of_style = table.starts_with("styles.") || table == "heads.style";
    let path = if table.is_empty() { key.to_owned() } else { format!("{table}.{key}") };
    let known =
        if of_style { STYLE_KEYS.iter().find(|t| t.path == key) } else { TOKENS.iter().find(|t| t.path == path) };
    let effect = known.map_or("", |token| token.effect).replace('`', "");
    let _ = writeln!(out, "# {:<32} # {effect}", line.trim());
}

#[cfg(test)]
mod tests {
    use anthology_base::{Diagnostics, MemoryWorld, SourceMap};

    use super::*;

    #[test]
    fn every_token_that_is_read_is_described_and_no_other() {
        let asked = crate::theme_file::paths_read();
        let styles: Vec<String> = ParagraphStyle::ALL.iter().map(|style| format!("styles.{}", style.name())).collect();
        let described = |path: &String| {
            let style =
                path.rsplit_once('.').filter(|(table, _)| styles.iter().any(|s| s == table) || *table == "heads.style");
            match style {
                // `[class.NAME]` changes the style of a kind of text, by the same keys.
                None if path.starts_with("class.") => {
                    let key = path.rsplit('.').next().unwrap_or_default();
                    key == "keep-with-previous" || STYLE_KEYS.iter().any(|token| token.path == key)
                }
                Some((_, key)) => STYLE_KEYS.iter().any(|token| token.path == key),
                None => TOKENS.iter().any(|token| token.path == path),
            }
        };
        let missing: Vec<&String> = asked.iter().filter(|path| !described(path)).collect();
        assert!(missing.is_empty(), "describe {missing:?}");
        let stale: Vec<&str> =
            TOKENS.iter().map(|token| token.path).filter(|path| !asked.iter().any(|a| a == path)).collect();
        assert!(stale.is_empty(), "nothing reads {stale:?}");
    }

    #[test]
    fn the_reference_page_is_current() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/manual/theme-tokens.md");
        if std::env::var_os("INSTA_UPDATE").is_some() {
            std::fs::write(path, token_reference()).expect("docs");
        }
        let page = std::fs::read_to_string(path).expect("docs/manual/theme-tokens.md");
        assert!(page == token_reference(), "run this test with INSTA_UPDATE=always");
    }

    #[test]
    fn a_new_theme_can_be_used_as_it_is_and_with_every_comment_removed() {
        for from in themes() {
            let text = new_theme("mine", from);
            let (head, rest) = text.split_once("# Remove").expect("the advice");
            let open: String = rest
                .lines()
                .skip(1)
                .filter_map(|line| line.strip_prefix("# "))
                .filter(|l| !l.starts_with("What "))
                .fold(String::new(), |all, line| all + line + "\n");
            // Only one of two themes' tables can be opened: TOML has each table once.
            let open = open.split("\n# What").next().unwrap_or_default().to_owned();
            let whole = if from.source.contains("inherits") { text.clone() } else { format!("{head}{open}") };
            for text in [text.clone(), whole] {
                let world = MemoryWorld::new().with("mine.toml", text.as_str());
                let mut found = Diagnostics::new();
                let theme = crate::theme("mine.toml", None, &world, &mut SourceMap::new(), &mut found);
                assert!(theme.is_some(), "{}: {found:?}\n{text}", from.name);
            }
        }
    }
}
