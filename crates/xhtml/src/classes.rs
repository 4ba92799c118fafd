//! Classes of the author's own and those of kinds of text: their meaning for assistive technology, and their rules in
//! the style sheet.

use std::fmt::Write;

use anthology_base::Length;
use anthology_typeset::{ClassStyle, EmphasisForm, Figures, ParagraphStyle, Theme};

use crate::stylesheet::{Sides, alignment, em};

/// The vocabulary of the types in [`meaning`] that EPUB's own doesn't have (ANSI/NISO Z39.98, structural semantics).
pub(crate) const VOCABULARY: &str = "z3998: http://www.daisy.org/z3998/2012/vocab/structure/";

/// The `epub:type` of text of a class; empty for one without.
pub(crate) fn meaning(classes: &str) -> &'static str {
    let of = |class: &str| {
        Some(match class {
            "letter" => "z3998:letter",
            "diary" => "z3998:diary",
            "salutation" => "z3998:salutation",
            "valediction" => "z3998:valediction",
            "signature" => "z3998:signature",
            "postscript" => "z3998:postscript",
            "drama" => "z3998:drama",
            "stage" => "z3998:stage-direction",
            "speaker" => "z3998:persona",
            "personae" => "z3998:dramatis-personae",
            _ => return None,
        })
    };
    classes.split(' ').find_map(of).unwrap_or_default()
}

/// Classes of this crate's own markup, which mean something else there.
const TAKEN: [&str; 22] = [
    "box",
    "center",
    "chapter",
    "chapter-opening",
    "contents",
    "cover",
    "end",
    "endnotes",
    "footnote",
    "inline",
    "label",
    "line",
    "line-number",
    "note-label",
    "noteref",
    "notes",
    "notes-of",
    "page",
    "paragraph-number",
    "stacked",
    "stanza",
    "table",
];

/// The author's classes as they are written: one that has another meaning in the files is set apart from it.
pub(crate) fn attribute(classes: &str) -> String {
    let is_taken =
        |class: &str| TAKEN.contains(&class) || ParagraphStyle::ALL.iter().any(|style| style.name() == class);
    let apart = |class: &str| if is_taken(class) { format!("own-{class}") } else { class.to_owned() };
    classes.split(' ').filter(|class| !class.is_empty()).map(apart).collect::<Vec<_>>().join(" ")
}

/// The rules of the theme's classes. Those of blocks come first: a paragraph's own go before those of what it is in.
pub(crate) fn rules(css: &mut String, theme: &Theme, sides: &Sides, rtl: bool) {
    for (name, class) in &theme.classes {
        let name = attribute(name);
        let margins = declarations(|put| margins(class, theme, rtl, put));
        let size = declarations(|put| size(class, put));
        if !margins.is_empty() || !size.is_empty() {
            let _ = writeln!(css, "div.{name}, ol.{name}, ul.{name}, dl.{name}, section.{name} {{{margins}{size} }}");
        }
        let text = declarations(|put| text(class, theme, sides, put));
        if !text.is_empty() {
            let _ = writeln!(css, ".{name} p, .{name} .line {{{text} }}");
        }
    }
    for (name, class) in &theme.classes {
        let name = attribute(name);
        let own = declarations(|put| {
            margins(class, theme, rtl, put);
            size(class, put);
            text(class, theme, sides, put);
        });
        if !own.is_empty() {
            let _ = writeln!(css, "p.{name}, p.{name}:first-child {{{own} }}");
        }
        if let Some(ratio) = class.size {
            smaller_in_small_text(css, theme, &name, ratio);
        }
        let inline = declarations(|put| look(class, theme, put));
        if !inline.is_empty() {
            let _ =
                writeln!(css, "span.{name}, i.{name}, b.{name}, em.{name}, strong.{name}, cite.{name} {{{inline} }}");
        }
        if class.italic == Some(true) && theme.emphasis == EmphasisForm::Italic {
            let _ = writeln!(
                css,
                "em span.{name}, em i.{name}, p.{name} em, p.{name} i, p.{name} cite {{ font-style: normal; }}"
            );
        }
    }
}

fn declarations(fill: impl FnOnce(&mut dyn FnMut(&str, &str))) -> String {
    let mut out = String::new();
    fill(&mut |key, value| {
        let _ = write!(out, " {key}: {value};");
    });
    out
}

type Put<'a> = &'a mut dyn FnMut(&str, &str);

fn margins(class: &ClassStyle, theme: &Theme, rtl: bool, put: Put<'_>) {
    let size = theme.style(ParagraphStyle::Body).size;
    let (left, right) = if rtl { (class.end, class.start) } else { (class.start, class.end) };
    let sides =
        [("margin-top", class.above), ("margin-right", right), ("margin-bottom", class.below), ("margin-left", left)];
    for (key, length) in sides {
        let Some(length) = length else { continue };
        let length = em(length, size);
        put(key, &length);
        if matches!(key, "margin-left" | "margin-right") && length != "0" {
            put(key, &format!("min({length}, {})", crate::costs::MOST_SIDE_MARGIN));
        }
    }
    if class.keep_with_next == Some(true) {
        put("break-after", "avoid");
        put("page-break-after", "avoid");
    }
    if class.keep_with_previous == Some(true) {
        put("break-before", "avoid");
        put("page-break-before", "avoid");
    }
    if class.keep_together == Some(true) {
        put("break-inside", "avoid");
        put("page-break-inside", "avoid");
    }
}

fn size(class: &ClassStyle, put: Put<'_>) {
    if let Some(ratio) = class.size {
        put("font-size", &format!("{}em", ratio as f64 / 1000.0));
    }
}

fn text(class: &ClassStyle, theme: &Theme, sides: &Sides, put: Put<'_>) {
    if let Some(align) = class.align {
        put("text-align", alignment(align, sides));
    }
    if let Some(indent) = class.indent {
        put("text-indent", &em(indent, theme.style(ParagraphStyle::Body).size));
    }
    if class.hyphenate == Some(false) {
        for prefix in ["-webkit-", "-epub-", ""] {
            put(&format!("{prefix}hyphens"), "none");
        }
    }
    look(class, theme, put);
}

fn look(class: &ClassStyle, theme: &Theme, put: Put<'_>) {
    let bold_for_italic = theme.emphasis == EmphasisForm::Bold;
    match class.italic {
        Some(true) if bold_for_italic => put("font-weight", "bold"),
        Some(true) => put("font-style", "italic"),
        Some(false) => put("font-style", "normal"),
        None => {}
    }
    if let Some(bold) = class.bold {
        put("font-weight", if bold { "bold" } else { "normal" });
    }
    if let Some(small_caps) = class.small_caps {
        put("font-variant-caps", if small_caps { "small-caps" } else { "normal" });
    }
    if let Some(uppercase) = class.uppercase {
        put("text-transform", if uppercase { "uppercase" } else { "none" });
    }
    if let Some(tracking) = class.tracking {
        put("letter-spacing", &format!("{}em", f64::from(tracking) / 1000.0));
    }
    match class.figures {
        None | Some(Figures::Default) => {}
        Some(Figures::OldStyle) => put("font-variant-numeric", "oldstyle-nums proportional-nums"),
        Some(Figures::Lining) => put("font-variant-numeric", "lining-nums"),
        Some(Figures::Tabular) => put("font-variant-numeric", "lining-nums tabular-nums"),
    }
}

/// The size of a paragraph of a class in text that is smaller itself.
fn smaller_in_small_text(css: &mut String, theme: &Theme, name: &str, ratio: i64) {
    use ParagraphStyle as S;
    let body = theme.style(S::Body).size;
    for style in [S::Note, S::Quote, S::EditorNote, S::Epigraph, S::Caption, S::ListItem] {
        let own = theme.style(style).size;
        if own != body {
            let size: Length = own.scale(ratio, 1000);
            let _ = writeln!(css, "p.{}.{name} {{ font-size: {}; }}", style.name(), em(size, body));
        }
    }
}
