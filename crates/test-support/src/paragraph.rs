//! Tokens and fonts of a paragraph, for tests and benches of paragraphs alone.

use anthology_base::Length;
use anthology_typeset::{Anchoring, Family, Figures, FontTokens, MicroTokens, TextAlign, TextStyle};

/// Families: one for text and headings, and that of code.
pub fn font_tokens(text: &str) -> FontTokens {
    FontTokens {
        text: text.to_owned(),
        heading: text.to_owned(),
        mono: "DejaVu Sans Mono".to_owned(),
        text_fallback: None,
        heading_fallback: None,
    }
}

/// Limits of expansion and costs of breaks, with everything switched on.
pub fn micro_tokens() -> MicroTokens {
    MicroTokens {
        expansion: 20,
        letter_space: 8,
        protrusion: true,
        emergency_stretch: 500,
        hyphen_penalty: 700,
        line_penalty: 10,
        double_hyphen: 300_000,
        final_hyphen: 3_000_000,
        fitness: 10_000,
        tolerance: 850,
        rivers: true,
        stacks: true,
        looseness: true,
    }
}

/// Text of 10 on 13 points, hyphenated, with old-style figures and no indent.
pub fn text_style(align: TextAlign) -> TextStyle {
    TextStyle {
        family: Family::Text,
        size: Length::from_pt(10),
        leading: Length::from_pt(13),
        align,
        bold: false,
        semibold: false,
        italic: false,
        small_caps: false,
        all_small_caps: false,
        uppercase: false,
        tracking: 0,
        figures: Figures::OldStyle,
        indent: Length::ZERO,
        start: Length::ZERO,
        end: Length::ZERO,
        above: Length::ZERO,
        below: Length::ZERO,
        rule_above: Length::ZERO,
        rule_below: Length::ZERO,
        rule_width: Length::ZERO,
        anchor: Anchoring::Flow,
        hyphenate: true,
        keep_with_next: false,
        keep_together: false,
    }
}
