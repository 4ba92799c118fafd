//! The colours of a cover.

use anthology_typeset::{Color, CoverTokens};

/// Ground, text and accent of a cover.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Palette {
    /// The ground.
    pub paper: Color,
    /// The text on it.
    pub ink: Color,
    /// Discs, bands and rules.
    pub accent: Color,
}

/// Light papers with dark inks: contrast of ink on paper above 7:1 (WCAG 2.2, 1.4.6).
const PALETTES: [Palette; 6] = [
    Palette::new(0xf4_ede0, 0x1c_2226, 0xd9_603b),
    Palette::new(0xee_f0ea, 0x14_261f, 0x5a_a184),
    Palette::new(0xf3_efe8, 0x20_203a, 0x7f_8fd1),
    Palette::new(0xf7_f1df, 0x2a_1f14, 0xe0_a526),
    Palette::new(0xec_eff1, 0x15_242e, 0x5c_9fc0),
    Palette::new(0xf5_ecea, 0x2a_1620, 0xd1_778f),
];

impl Palette {
    const fn new(paper: u32, ink: u32, accent: u32) -> Self {
        Self { paper: Color::rgb(paper), ink: Color::rgb(ink), accent: Color::rgb(accent) }
    }

    /// The theme's colours; those that it leaves open are of a palette that depends on the title alone, so that a book
    /// keeps its own.
    pub fn of(tokens: &CoverTokens, title: &str) -> Self {
        let own = PALETTES[index_of(title)];
        Self {
            paper: tokens.paper.unwrap_or(own.paper),
            ink: tokens.ink.unwrap_or(own.ink),
            accent: tokens.accent.unwrap_or(own.accent),
        }
    }

    /// The colour of text on a ground: ink or paper, whichever has more contrast; black or white if neither has 4.5:1
    /// (WCAG 2.2, 1.4.3).
    pub(crate) fn text_on(&self, ground: Color) -> Color {
        let clearer = |a: Color, b: Color| if a.contrast(ground) >= b.contrast(ground) { a } else { b };
        let own = clearer(self.ink, self.paper);
        if own.contrast(ground) >= 4.5 { own } else { clearer(Color::BLACK, Color::WHITE) }
    }
}

/// FNV-1a over the title.
fn index_of(title: &str) -> usize {
    let hash = title.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
    (hash % PALETTES.len() as u64) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_palette_can_be_read() {
        for palette in PALETTES {
            assert!(palette.ink.contrast(palette.paper) > 7.0, "{palette:?}");
            let on_accent = palette.text_on(palette.accent);
            assert!(on_accent.contrast(palette.accent) >= 4.5, "{palette:?}");
        }
    }

    #[test]
    fn a_themes_colours_go_first() {
        let tokens = CoverTokens { accent: Some(Color::WHITE), ..CoverTokens::default() };
        let palette = Palette::of(&tokens, "Trust");
        assert_eq!(palette.accent, Color::WHITE);
        assert_eq!(palette.paper, Palette::of(&CoverTokens::default(), "Trust").paper);
    }
}
