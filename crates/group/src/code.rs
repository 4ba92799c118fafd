//! A QR code as an SVG image.

use std::fmt::Write as _;

use qrcode::{Color, EcLevel, QrCode};

/// Modules of white around a code (ISO/IEC 18004, 9.1).
const QUIET: usize = 4;

/// The code of a text, black on white with its quiet zone. `None` for a text that is too long for one.
///
/// ```
/// let image = anthology_group::code_image("https://example.org/tides/").expect("a short text");
/// assert!(image.starts_with("<svg "));
/// assert_eq!(anthology_group::code_image(&"x".repeat(5000)), None);
/// ```
pub fn code_image(text: &str) -> Option<String> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let (width, colors) = (code.width(), code.to_colors());
    let side = width + 2 * QUIET;
    let mut path = String::new();
    for (y, row) in colors.chunks(width).enumerate() {
        let mut x = 0;
        while x < width {
            // A run of dark modules is one rectangle, so that no hairline of white is between them.
            let run = row[x..].iter().take_while(|color| **color == Color::Dark).count();
            if run > 0 {
                // Writing to a string can't fail.
                let _ = write!(path, "M{} {}h{run}v1h-{run}z", x + QUIET, y + QUIET);
            }
            x += run.max(1);
        }
    }
    Some(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" width=\"{side}\" height=\"{side}\">\
         <path d=\"M0 0h{side}v{side}h-{side}z\" fill=\"#fff\"/><path d=\"{path}\" fill=\"#000\"/></svg>\n"
    ))
}
