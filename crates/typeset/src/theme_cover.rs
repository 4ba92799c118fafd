//! The theme's tokens for covers, and the colours that they are given in.

use std::fmt;
use std::str::FromStr;

/// A colour of sRGB, written `#rrggbb`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Color {
    /// Red, 0 to 255.
    pub red: u8,
    /// Green.
    pub green: u8,
    /// Blue.
    pub blue: u8,
}

impl Color {
    /// `#000000`
    pub const BLACK: Self = Self { red: 0, green: 0, blue: 0 };
    /// `#ffffff`
    pub const WHITE: Self = Self { red: 255, green: 255, blue: 255 };

    /// A colour from `0xrrggbb`.
    pub const fn rgb(code: u32) -> Self {
        Self { red: (code >> 16) as u8, green: (code >> 8) as u8, blue: code as u8 }
    }

    /// The contrast ratio with another colour, from 1 to 21 (WCAG 2.2, "contrast ratio").
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// The relative luminance, from 0 to 1 (WCAG 2.2, "relative luminance").
    fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { power_2_4((part + 0.055) / 1.055) }
        };
        0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
    }

    /// The colour mixed with so many per cent of white.
    #[must_use]
    pub fn tinted(self, white: u8) -> Self {
        let mix = |part: u8| {
            let white = u32::from(white.min(100));
            ((u32::from(part) * (100 - white) + 255 * white + 50) / 100) as u8
        };
        Self { red: mix(self.red), green: mix(self.green), blue: mix(self.blue) }
    }
}

/// `x` to the power of 2.4, for `x` between 0 and 1: its square times the fifth root of its square, by Newton's method.
/// Every machine has the same result, which no mathematics library promises.
fn power_2_4(x: f64) -> f64 {
    let square = x * x;
    let mut root = 1.0_f64;
    for _ in 0..40 {
        let fourth = root * root * root * root;
        root -= (fourth * root - square) / (5.0 * fourth);
    }
    square * root
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

impl FromStr for Color {
    type Err = ();

    /// Reads `#rrggbb`.
    fn from_str(text: &str) -> Result<Self, ()> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6).ok_or(())?;
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(());
        }
        u32::from_str_radix(digits, 16).map(Self::rgb).map_err(|_| ())
    }
}

/// The composition of a cover that is drawn from the title and the names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CoverComposition {
    /// Flush left, with a disc that bleeds over the outer edge.
    #[default]
    Disc,
    /// Centred in a double frame.
    Frame,
    /// Centred between heavy and thin rules.
    Rules,
    /// Three bands, the title centred on the middle one.
    Bands,
    /// The initial of the title, larger than the page, under the text.
    Initial,
    /// A coloured column with the marks of a rule beside flush-left text.
    Column,
    /// One size of type on a coloured ground.
    Plain,
}

/// The tokens of a cover. A colour that is `None` is taken from one of the program's palettes, which a book keeps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CoverTokens {
    /// The composition.
    pub composition: CoverComposition,
    /// The ground.
    pub paper: Option<Color>,
    /// The text.
    pub ink: Option<Color>,
    /// The accent.
    pub accent: Option<Color>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_read_back() {
        let color: Color = "#1c2226".parse().unwrap();
        assert_eq!(color, Color { red: 0x1c, green: 0x22, blue: 0x26 });
        assert_eq!(color.to_string(), "#1c2226");
        for wrong in ["1c2226", "#1c222", "#1c22g6", "#+12345", "black", ""] {
            assert_eq!(wrong.parse::<Color>(), Err(()), "{wrong}");
        }
    }

    #[test]
    fn contrast_is_that_of_wcag() {
        assert!((Color::BLACK.contrast(Color::WHITE) - 21.0).abs() < 1e-9);
        assert!((Color::rgb(0x76_7676).contrast(Color::WHITE) - 4.54).abs() < 0.01);
        assert_eq!(Color::BLACK.tinted(100), Color::WHITE);
        assert_eq!(Color::BLACK.tinted(20), Color::rgb(0x33_3333));
    }
}
