//! The style sheet, made from the theme's tokens. All lengths are relative to the reader's type size. No colour is set
//! except the white behind transparent images, so that dark and sepia modes work. Sides are physical (left, right), mirrored
//! for sections of the other direction: MuPDF and many e-readers ignore logical properties.

use std::fmt::Write;

use anthology_base::{Lang, Length};
use anthology_typeset::{
    Anchoring, ContentsAuthors, EmphasisForm, Figures, ParagraphStyle, SetText, TextAlign, TextStyle, Theme,
    TitleFrame, VersePlace,
};

use crate::classes;
use crate::costs::{MOST_SIDE_MARGIN, NUMBER_SIZE};
use crate::font_rules::{self, FontFace};

/// The style sheet of a publication. With soft hyphens in its text, words are broken at them alone.
pub fn stylesheet(text: &SetText, fonts: &[FontFace], soft_hyphens: bool) -> String {
    let mut css = String::new();
    font_rules::rules(&mut css, fonts);
    css.push_str(BASE);
    let theme = &text.theme;
    let rtl = text.metadata.language.is_rtl();
    let sides = Sides::of(text.metadata.language);
    for style in ParagraphStyle::ALL {
        let own = theme.style(style);
        let margins = SideMargins::new(own.start, own.end, rtl);
        rule(&mut css, theme, style, &sides, margins, soft_hyphens, fonts);
    }
    blocks(&mut css, theme, rtl);
    directional(&mut css, text, &Sides::of(text.metadata.language), "");
    kinds(&mut css, theme, &sides);
    classes::rules(&mut css, theme, &sides, rtl);
    let other = |lang: Lang| lang.is_rtl() != rtl;
    if let Some(section) = text.sections.iter().find(|section| other(section.lang)) {
        let selector = format!("html[dir=\"{}\"] ", if section.lang.is_rtl() { "rtl" } else { "ltr" });
        directional(&mut css, text, &Sides::of(section.lang), &selector);
    }
    if !fonts.is_empty() {
        font_rules::family_rules(&mut css, fonts, theme);
    }
    css
}

/// A length in em of a type size, with three decimals.
pub(crate) fn em(length: Length, size: Length) -> String {
    let value = (length.ratio(size) * 1000.0).round() / 1000.0;
    if value == 0.0 { "0".to_owned() } else { format!("{value}em") }
}

/// The left and right margins of a style.
#[derive(Clone, Copy)]
struct SideMargins {
    left: Length,
    right: Length,
}

impl SideMargins {
    /// The physical margins of logical ones: many reading systems ignore logical properties.
    fn new(start: Length, end: Length, rtl: bool) -> Self {
        if rtl { Self { left: end, right: start } } else { Self { left: start, right: end } }
    }
}

/// The rule of one style.
fn rule(
    css: &mut String,
    theme: &Theme,
    paragraph: ParagraphStyle,
    sides: &Sides,
    margins: SideMargins,
    soft_hyphens: bool,
    fonts: &[FontFace],
) {
    let style = theme.style(paragraph);
    let body = theme.style(ParagraphStyle::Body);
    let _ = writeln!(css, ".{} {{", paragraph.name());
    let mut put = |key: &str, value: &str| {
        let _ = writeln!(css, "  {key}: {value};");
    };
    if style.size != body.size {
        put("font-size", &em(style.size, body.size));
    }
    let leading = (style.leading.ratio(style.size) * 100.0).round() / 100.0;
    put("line-height", &leading.to_string());
    put("text-align", alignment(style.align, sides));
    put("text-indent", &em(style.indent, style.size));
    let lengths = [style.above, margins.right, style.below, margins.left].map(|length| em(length, style.size));
    put("margin", &lengths.join(" "));
    if style.end.max(style.start) > style.size * 3 / 2 {
        // Large margins must leave room for the text in a narrow window; readers without `min` keep the line before.
        let [above, end, below, start] = &lengths;
        put("margin", &format!("{above} min({end}, {MOST_SIDE_MARGIN}) {below} min({start}, {MOST_SIDE_MARGIN})"));
    }
    // The reader's own fonts seldom have a weight between the two.
    put(
        "font-weight",
        match font_rules::weight(style) {
            400 => "normal",
            600 if !fonts.is_empty() => "600",
            _ => "bold",
        },
    );
    put("font-style", if style.italic { "italic" } else { "normal" });
    decorate(style, &mut put);
    let hyphens = match (style.hyphenate, soft_hyphens) {
        (false, _) => "none",
        (true, true) => "manual",
        (true, false) => "auto",
    };
    for prefix in ["-webkit-", "-epub-", ""] {
        put(&format!("{prefix}hyphens"), hyphens);
    }
    if style.anchor == Anchoring::Foot {
        // A window has no foot that text could be put at; it is set apart as far as windows allow.
        put("margin-top", "25vh");
    }
    if style.keep_with_next {
        put("break-after", "avoid");
        put("page-break-after", "avoid");
    }
    if style.keep_together {
        put("break-inside", "avoid");
        put("page-break-inside", "avoid");
    }
    css.push_str("}\n");
    block_rules(css, paragraph, style, sides);
}

/// The rules above and below a style, as generated content that may be narrower than the text.
fn block_rules(css: &mut String, paragraph: ParagraphStyle, style: &TextStyle, sides: &Sides) {
    let width = match style.rule_width {
        Length::ZERO => "auto".to_owned(),
        width => em(width, style.size),
    };
    let side = match style.align {
        TextAlign::Center => "0 auto",
        TextAlign::End if sides.end == "right" => "0 0 0 auto",
        TextAlign::Start | TextAlign::Justify if sides.end == "left" => "0 0 0 auto",
        _ => "0",
    };
    for (name, thickness) in [("before", style.rule_above), ("after", style.rule_below)] {
        if thickness > Length::ZERO {
            let gap = if name == "before" { "padding-bottom: 0.5em" } else { "padding-top: 0.5em" };
            let edge = if name == "before" { "top" } else { "bottom" };
            let _ = writeln!(
                css,
                ".{}::{name} {{ content: \"\"; display: block; width: {width}; max-width: 100%; margin: {side}; \
                 border-{edge}: {} solid; {gap}; }}",
                paragraph.name(),
                em(thickness, style.size),
            );
        }
    }
}

fn decorate(style: &TextStyle, put: &mut impl FnMut(&str, &str)) {
    if style.small_caps {
        put("font-variant-caps", if style.all_small_caps { "all-small-caps" } else { "small-caps" });
    }
    if style.uppercase {
        put("text-transform", "uppercase");
    }
    if style.tracking != 0 {
        put("letter-spacing", &format!("{}em", f64::from(style.tracking) / 1000.0));
    }
    match style.figures {
        Figures::Default => {}
        Figures::OldStyle => put("font-variant-numeric", "oldstyle-nums proportional-nums"),
        Figures::Lining => put("font-variant-numeric", "lining-nums"),
        Figures::Tabular => put("font-variant-numeric", "lining-nums tabular-nums"),
    }
}

/// The physical sides of a direction.
pub(crate) struct Sides {
    start: &'static str,
    end: &'static str,
}

impl Sides {
    fn of(lang: Lang) -> Self {
        if lang.is_rtl() { Self { start: "right", end: "left" } } else { Self { start: "left", end: "right" } }
    }
}

/// A physical alignment. (`start` would follow the direction, but MuPDF takes it for the left side.)
pub(crate) const fn alignment(align: TextAlign, sides: &Sides) -> &'static str {
    match align {
        TextAlign::Justify => "justify",
        TextAlign::Start => sides.start,
        TextAlign::Center => "center",
        TextAlign::End => sides.end,
    }
}

/// The rules that depend on the direction; `html` selects the files that they are for.
fn directional(css: &mut String, text: &SetText, sides: &Sides, html: &str) {
    let Sides { start, end } = sides;
    let theme = &text.theme;
    let tokens = &theme.blocks;
    let size = theme.style(ParagraphStyle::Body).size;
    let (list, turn) = (em(tokens.list_indent, size), em(tokens.verse_step * 2, size));
    // The turned-over lines of verse are indented; the indents of its lines are margins.
    let _ = write!(
        css,
        "{html}ol, {html}ul {{ padding-{start}: {list}; padding-{end}: 0; }}\n\
         {html}.line {{ display: block; padding-{start}: {turn}; padding-{end}: 0; text-indent: -{turn}; }}\n\
         {html}.verse, {html}.stanza, {html}.line, {html}pre, {html}caption, {html}th, {html}td {{ text-align: {start}; }}\n\
         {html}.end, {html}td.end, {html}th.end {{ text-align: {end}; }}\n\
         {html}.center, {html}td.center, {html}th.center {{ text-align: center; }}\n\
         @media (max-width: 420px) {{ {html}.stacked td, {html}.stacked td.center, {html}.stacked td.end {{ text-align: {start}; }} }}\n\
         @container (max-width: 420px) {{ {html}.stacked td, {html}.stacked td.center, {html}.stacked td.end {{ text-align: {start}; }} }}\n\
         {html}dd {{ margin-{start}: 1.5em; margin-{end}: 0; }}\n\
         {html}ol.contents, {html}ol.contents ol, {html}nav ol {{ padding: 0; }}\n\
         {html}ol.contents ol, {html}nav ol ol {{ padding-{start}: 1.2em; }}\n\
         {html}.tasks li > .box {{ float: {start}; margin: 0; margin-{start}: -1.4em; }}\n\
         {html}a.note-label {{ padding: 0; padding-{end}: 0.2em; }}\n",
    );
    if !html.is_empty() {
        for style in ParagraphStyle::ALL {
            let align = theme.style(style).align;
            if matches!(align, TextAlign::Start | TextAlign::End) {
                let align = alignment(align, sides);
                let _ = writeln!(css, "{html}.{} {{ text-align: {align}; }}", style.name());
            }
        }
    }
    for indent in 1..=9 {
        let step = em(tokens.verse_step * indent, size);
        let _ = writeln!(css, "{html}.indent{indent} {{ margin: 0; margin-{start}: {step}; }}");
    }
    if text.paragraph_numbers > 0 {
        paragraph_numbers(css, theme, sides, html);
    }
}

/// Paragraph numbers float in a column of their own beside the text, also beside paragraphs that are inset.
fn paragraph_numbers(css: &mut String, theme: &Theme, Sides { start, end }: &Sides, html: &str) {
    let _ = write!(
        css,
        "{html}.chapter {{ margin: 0; margin-{end}: 1.4em; }}\n\
         {html}.paragraph-number {{ float: {end}; margin: 0; margin-{end}: -2em; text-align: {start}; }}\n",
    );
    // In ems of the number's own type.
    let inset = |length: Length, size: Length| 2.0 + length.ratio(size) / NUMBER_SIZE;
    let mut rule = |selector: &str, margin: f64| {
        let margin = (margin * 1000.0).round() / 1000.0;
        let _ = writeln!(css, "{html}{selector}.paragraph-number {{ margin-{end}: -{margin}em; }}");
    };
    for style in ParagraphStyle::ALL {
        let own = theme.style(style);
        if own.end > Length::ZERO {
            rule(&format!(".{} ", style.name()), inset(own.end, own.size));
        }
    }
    let quote = theme.style(ParagraphStyle::Quote);
    let margin = theme.blocks.quote_end;
    if margin > Length::ZERO {
        rule("blockquote ", inset(margin + quote.end, quote.size));
        rule("blockquote blockquote ", inset(margin * 2 + quote.end, quote.size));
    }
    rule(".editor-notes ", 2.0 + 1.5 / NUMBER_SIZE);
}

fn blocks(css: &mut String, theme: &Theme, rtl: bool) {
    let tokens = &theme.blocks;
    let SideMargins { left, right } = SideMargins::new(tokens.quote_start, tokens.quote_end, rtl);
    let size = theme.style(ParagraphStyle::Body).size;
    let ornament = tokens.scene_break.replace('\\', "\\\\").replace('"', "\\\"");
    let space = em(tokens.block_space, size);
    let _ = write!(
        css,
        "blockquote {{ margin: {space} {right} {space} {left}; }}\n\
         ol, ul, dl, pre, .verse {{ margin: {space} 0; }}\n\
         figure, .table {{ margin: {float} 0; }}\n\
         .chapter-opening {{ margin: {sink} 0 {below}; }}\n\
         hr.scene-break::before {{ content: \"{ornament}\"; }}\n",
        right = em(right, size),
        left = em(left, size),
        float = em(tokens.float_space, size),
        sink = em(tokens.chapter_sink / 2, size),
        below = em(tokens.opening_below, size),
    );
    if tokens.verse == VersePlace::Center {
        css.push_str(
            ".verse { display: table; margin-left: auto; margin-right: auto; max-width: 100%; }\n\
             .verse.speech, .epigraph-block .verse, .footnote .verse, td .verse { display: block; margin-left: 0; margin-right: 0; }\n",
        );
    }
    if tokens.contents_authors == ContentsAuthors::Under {
        css.push_str("ol.contents a, span.contents-author { display: block; }\n");
    }
    match tokens.title_frame {
        TitleFrame::None => {}
        TitleFrame::Rule => css.push_str(".title-page { border: 0.06em solid; padding: 1em; }\n"),
        TitleFrame::Double => css.push_str(".title-page { border: 0.3em double; padding: 1em; }\n"),
    }
    if tokens.drop_cap >= 2 {
        drop_cap(css, theme, rtl);
    }
    if theme.emphasis == EmphasisForm::Bold {
        css.push_str("em, cite, i { font-style: normal; font-weight: bold; }\n");
    }
    for style in ParagraphStyle::ALL.into_iter().filter(|style| theme.style(*style).italic) {
        // What is set off in italic text is roman.
        let name = style.name();
        let _ = writeln!(css, ".{name} em, .{name} cite, .{name} i {{ font-style: normal; }}");
    }
    in_notes(css, theme);
}

/// Verse, quotations and the like in a note are as small as the note.
fn in_notes(css: &mut String, theme: &Theme) {
    let note = theme.style(ParagraphStyle::Note);
    let (size, leading) = (note.size, (note.leading.ratio(note.size) * 100.0).round() / 100.0);
    let body = theme.style(ParagraphStyle::Body).size;
    for style in [ParagraphStyle::Verse, ParagraphStyle::Attribution, ParagraphStyle::Term, ParagraphStyle::Detail] {
        let own = theme.style(style).size;
        // As large beside the note as it is beside running text, as in print.
        let size = em(own.scale(size.sp(), body.sp().max(1)), body);
        let _ = writeln!(css, ".footnote .{} {{ font-size: {size}; line-height: {leading}; }}", style.name());
    }
    let epigraph = theme.style(ParagraphStyle::Epigraph);
    let _ = writeln!(
        css,
        ".epigraph-block .verse {{ font-size: {}; font-style: {}; }}",
        em(epigraph.size, body),
        if epigraph.italic { "italic" } else { "normal" },
    );
}

/// Rules of kinds of text that a theme doesn't change: speakers beside their speeches, lines of verse that go on from
/// the one before, numbers of lines.
fn kinds(css: &mut String, theme: &Theme, Sides { start, end }: &Sides) {
    let size = theme.style(ParagraphStyle::Body).size;
    let column = theme.classes.get("column").and_then(|class| class.start).unwrap_or(size * 6);
    let (width, name) = (em(column, size), em(column - size / 3, size));
    let _ = write!(
        css,
        "p.column > .speaker:first-child {{ float: {start}; width: {name}; margin-{start}: -{width}; text-indent: 0; text-align: {start}; }}\n\
         .announced.column {{ margin-bottom: 0; }}\n\
         @media (max-width: 420px) {{\n  \
         p.column, div.column {{ margin-{start}: 0; }}\n  \
         p.column > .speaker:first-child {{ float: none; margin-{start}: 0; width: auto; }}\n}}\n\
         .verse.numbered {{ padding-{end}: 2em; }}\n\
         .line-number {{ float: {end}; margin-{end}: -2em; text-indent: 0; }}\n"
    );
}

/// The initial of a chapter, as high as its lines from the first one's capitals to the last one's baseline.
/// Reading systems that know `initial-letter` (CSS Inline Layout 3) align it themselves; for others it floats. WebKit, and
/// with it Apple Books, foliate and Kobo, has only its own older `-webkit-initial-letter`, which runs lines through a letter
/// in an embedded font or beside a float: there it floats too.
fn drop_cap(css: &mut String, theme: &Theme, rtl: bool) {
    let Sides { start, end } =
        if rtl { Sides { start: "right", end: "left" } } else { Sides { start: "left", end: "right" } };
    let lines = i64::from(theme.blocks.drop_cap);
    let style = theme.style(ParagraphStyle::Opening);
    // Capitals are about two thirds of an em high.
    let height = style.leading * (lines - 1) * 3 / 2 + style.size;
    let _ = write!(
        css,
        "p.opening::first-letter {{ float: {start}; font-size: {}; line-height: 0.75; \
         padding: 0.03em 0 0 0; padding-{end}: 0.06em; }}\n\
         @supports (initial-letter: {lines}) {{\n  \
         p.opening::first-letter {{ float: none; font-size: inherit; line-height: inherit; padding: 0; padding-{end}: 0.3em; \
         initial-letter: {lines}; }}\n}}\n",
        em(height, style.size),
    );
}

/// The rules that don't depend on the theme: resets, and adaptations to small screens.
///
/// Tables adapt to their own width where the engine has container queries (CSS Conditional Rules 5): epub.js lays its pages
/// out beside one another in one wide frame, whose width says nothing of the page's. Others get the window's width.
///
/// No rule asks for a new page: every section is a file, which begins one, and MuPDF adds a blank page. The rule for first
/// paragraphs is there twice: MuPDF doesn't know `:first-of-type`, and for calibre's converter a class outweighs a
/// pseudo-class.
const BASE: &str = "html { -webkit-text-size-adjust: 100%; }
aside, figure, figcaption, header, nav, section { display: block; }
body { margin: 0; padding: 0; widows: 2; orphans: 2; -webkit-hyphenate-limit-before: 3; -webkit-hyphenate-limit-after: 3; -webkit-hyphenate-limit-lines: 2; \
hyphenate-limit-chars: 6 3 3; hyphenate-limit-lines: 2; hyphenate-limit-last: always; hyphenate-limit-zone: 8%; \
overflow-wrap: break-word; text-wrap: pretty; font-kerning: normal; font-variant-ligatures: common-ligatures; }
p, h1, h2, h3, h4, h5, h6, figure, blockquote, dl, dd, dt, pre { margin: 0; }
h1, h2, h3, h4, h5, h6 { -webkit-hyphens: none; -epub-hyphens: none; hyphens: none; text-wrap: balance; break-inside: avoid; page-break-inside: avoid; }
a { color: inherit; text-decoration: underline; text-decoration-thickness: 0.05em; text-underline-offset: 0.15em; }
nav a, .contents a, h1 a, h2 a, h3 a, h4 a, h5 a, h6 a, a.noteref, a.note-label { text-decoration: none; }
a.noteref { font-size: 0.75em; font-style: normal; font-weight: normal; line-height: 0; vertical-align: super; white-space: nowrap; font-variant-numeric: lining-nums; padding: 0 0.1em; }
sup, sub { font-size: 0.75em; line-height: 0; }
.smallcaps { font-variant-caps: small-caps; letter-spacing: 0.03em; }
abbr { text-decoration: none; border: none; }
.underline { text-decoration: underline; }
.nobreak { white-space: nowrap; }
@media (max-width: 480px) { .nobreak { white-space: normal; } }
em em, em cite, em i, i i, cite i, i em { font-style: normal; }
img { max-width: 100%; max-height: 95vh; height: auto; object-fit: contain; }
img.transparent { background-color: #fff; }
@media (prefers-color-scheme: dark) { img { filter: brightness(0.85); } .cover img { filter: none; } }
img.inline { height: 1em; max-height: 1em; width: auto; vertical-align: baseline; }
figure { text-align: center; break-inside: avoid; page-break-inside: avoid; }
figcaption { display: table; margin: 0.5em auto 0; }
.table { overflow-x: auto; container-type: inline-size; }
table { border-collapse: collapse; margin: 0 auto; }
caption { padding-bottom: 0.5em; }
th, td { padding: 0.2em 0.6em; vertical-align: top; }
@media (max-width: 480px) {
  table { font-size: 0.85em; line-height: 1.25; }
  th, td { padding: 0.15em 0.3em; }
}
@media (max-width: 420px) {
  table.stacked, .stacked caption, .stacked tbody, .stacked tr, .stacked th, .stacked td { display: block; }
  .stacked thead { display: none; }
  .stacked tr { padding: 0.4em 0; border-bottom: 0.06em solid; }
  .stacked th, .stacked td { padding: 0.1em 0; }
  .stacked td[data-label]::before { content: attr(data-label) ': '; font-weight: bold; }
}
@container (max-width: 480px) {
  table { font-size: 0.85em; line-height: 1.25; }
  th, td { padding: 0.15em 0.3em; }
}
@container (max-width: 420px) {
  table.stacked, .stacked caption, .stacked tbody, .stacked tr, .stacked th, .stacked td { display: block; }
  .stacked thead { display: none; }
  .stacked tr { padding: 0.4em 0; border-bottom: 0.06em solid; }
  .stacked th, .stacked td { padding: 0.1em 0; }
  .stacked td[data-label]::before { content: attr(data-label) ': '; font-weight: bold; }
}
thead { border-bottom: 0.06em solid; }
pre { white-space: pre-wrap; overflow-wrap: break-word; text-indent: 2em hanging each-line; }
pre, code { font-family: monospace; -webkit-hyphens: none; -epub-hyphens: none; hyphens: none; }
code { line-height: 0; }
pre code { line-height: inherit; }
.code-line::before { content: attr(data-number); display: inline-block; width: 3ch; padding-right: 1ch; text-align: right; text-indent: 0; opacity: 0.75; }
.code-marked { font-weight: bold; }
.code-marked::before { content: \"\\25B8\" attr(data-number); opacity: 1; }
.code-keyword { color: #c238bc; }
.code-comment { color: #6e7682; }
.code-string { color: #13881f; }
.code-constant { color: #ba5a15; }
.code-function { color: #1d78cb; }
.code-type { color: #138476; }
li > p:first-of-type, blockquote > p:first-of-type, dd > p:first-of-type, .footnote > p:first-child { text-indent: 0; }
li > p.list-item:first-child, blockquote > p.quote:first-child, dd > p.detail:first-child, .footnote > p.note:first-child { text-indent: 0; }
ul.tasks { list-style: none; }
dt { font-weight: bold; break-after: avoid; page-break-after: avoid; }
.stanza + .stanza { margin-top: 1em; }
hr.scene-break { border: none; height: auto; margin: 1.2em 0; text-align: center; break-before: avoid; page-break-before: avoid; }
.editor-notes, .headnotes { margin: 1em 1.5em; }
ul.index, ul.index ul { list-style: none; padding: 0; margin: 0; }
.chapter-author a { text-decoration: none; }
.speech.verse, .verse.speech { margin-top: 0; margin-bottom: 0; }
.verse.centred { display: table; margin-left: auto; margin-right: auto; max-width: 100%; }
.gallery .images { display: flex; flex-wrap: wrap; justify-content: center; gap: 1em; }
.gallery .images > figure { flex: 1 1 28%; margin: 0; }
@media (max-width: 480px) { .gallery .images > figure { flex: 1 1 100%; } }
.pair, .facing-pair { display: table; table-layout: fixed; width: 100%; }
.side { display: table-cell; vertical-align: top; padding: 0 0.6em; }
@media (max-width: 480px) { .pair, .facing-pair, .side { display: block; padding: 0; } .side + .side { margin: 0 0 0.7em 1em; opacity: 0.85; } }
.stanza-label { text-align: center; margin: 0 0 0.5em; }
.line.shared::before { content: attr(data-before) ' '; visibility: hidden; }
.line-number { font-size: 0.8em; font-style: normal; font-variant: normal; opacity: 0.7; }
.line-number::before { content: attr(data-number); }
ol.contents, ol.contents ol, nav ol { list-style: none; }
ol.contents li, nav li { margin: 0.4em 0; }
.notes { margin-top: 2em; padding-top: 1em; border-top: 0.06em solid; }
.footnote { margin: 0.5em 0; }
a.note-label { font-size: 0.85em; }
.paragraph-number { width: 1.7em; font-size: 0.6em; font-style: normal; font-weight: normal; font-variant: normal; letter-spacing: 0; text-indent: 0; opacity: 0.7; }
.paragraph-number::before { content: attr(data-number); }
.cover { text-align: center; margin: 0; padding: 0; }
.cover img { max-height: 100vh; }
";
