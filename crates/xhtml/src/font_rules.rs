//! The fonts of a style sheet: the rules that name embedded files, and the families of each style.

use std::fmt::Write;

use anthology_typeset::{Family, ParagraphStyle, TextStyle, Theme};

/// An embedded face.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FontFace {
    /// The family's name.
    pub family: String,
    /// Weight class, 1 to 1000.
    pub weight: u16,
    /// True for italic.
    pub italic: bool,
    /// Its file, relative to the style sheet.
    pub file: String,
}

/// The weight of a style, where its fonts come with the book.
pub fn weight(style: &TextStyle) -> u16 {
    match (style.bold, style.semibold) {
        (true, _) => 700,
        (false, true) => 600,
        (false, false) => 400,
    }
}

/// The rules that name the embedded files.
pub(crate) fn rules(css: &mut String, fonts: &[FontFace]) {
    for font in fonts {
        let _ = writeln!(
            css,
            "@font-face {{ font-family: {}; font-weight: {}; font-style: {}; src: url(\"{}\"); }}",
            quoted(&font.family),
            font.weight,
            if font.italic { "italic" } else { "normal" },
            font.file,
        );
    }
}

/// A `font-family` value: the family, then all other embedded ones, for missing characters, then a generic one.
fn stack(fonts: &[FontFace], theme: &Theme, family: Family) -> String {
    let (first, generic) = match family {
        Family::Text => (&theme.fonts.text, "serif"),
        Family::Heading => (&theme.fonts.heading, "serif"),
        Family::Mono => (&theme.fonts.mono, "monospace"),
    };
    let mut names: Vec<&str> = vec![first];
    for font in fonts {
        if !names.contains(&font.family.as_str()) {
            names.push(&font.family);
        }
    }
    names.into_iter().map(quoted).chain([generic.to_owned()]).collect::<Vec<_>>().join(", ")
}

/// The families of the body, of headings where they differ, and of code.
pub(crate) fn family_rules(css: &mut String, fonts: &[FontFace], theme: &Theme) {
    let _ = writeln!(css, "body {{ font-family: {}; }}", stack(fonts, theme, Family::Text));
    let _ = writeln!(css, "pre, code {{ font-family: {}; }}", stack(fonts, theme, Family::Mono));
    let styles = |family| ParagraphStyle::ALL.into_iter().filter(move |style| theme.style(*style).family == family);
    for family in [Family::Heading, Family::Mono] {
        let names: Vec<String> = styles(family).map(|style| format!(".{}", style.name())).collect();
        if !names.is_empty() {
            let _ = writeln!(css, "{} {{ font-family: {}; }}", names.join(", "), stack(fonts, theme, family));
        }
    }
}

fn quoted(name: &str) -> String {
    let safe: String = name.chars().filter(|c| !c.is_control()).collect();
    format!("\"{}\"", safe.replace('\\', "\\\\").replace('"', "\\\""))
}
