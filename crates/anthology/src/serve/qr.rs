//! A QR code in the terminal.

use qrcode::{Color, EcLevel, QrCode};

/// Modules of white around a code (ISO/IEC 18004, 9.1).
const QUIET: isize = 4;

/// The code, two modules a character. Dark modules are drawn on white where colours may be used; else light modules are
/// drawn, as most terminals are dark. `None` for a text that is too long for a code.
pub(super) fn code(text: &str, color: bool) -> Option<String> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let width = isize::try_from(code.width()).ok()?;
    let colors = code.to_colors();
    let is_dark = |x: isize, y: isize| {
        (0..width).contains(&x) && (0..width).contains(&y) && colors[(y * width + x) as usize] == Color::Dark
    };
    let mut out = String::new();
    for y in (-QUIET..width + QUIET).step_by(2) {
        if color {
            // Black on bright white.
            out.push_str("\u{1b}[30;107m");
        }
        for x in -QUIET..width + QUIET {
            let drawn = |dark: bool| dark == color;
            // Below the last row is paper.
            let lower = y + 1 < width + QUIET && is_dark(x, y + 1);
            out.push(match (drawn(is_dark(x, y)), drawn(lower)) {
                (true, true) => '█',
                (true, false) => '▀',
                (false, true) => '▄',
                (false, false) => ' ',
            });
        }
        if color {
            out.push_str("\u{1b}[0m");
        }
        out.push('\n');
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_drawings_show_the_same_modules() {
        let text = "http://192.168.1.20:8000/k7m2/";
        let on_white = code(text, true).expect("a code").replace("\u{1b}[30;107m", "").replace("\u{1b}[0m", "");
        let on_black = code(text, false).expect("a code");
        let inverse = |c: char| match c {
            '█' => ' ',
            ' ' => '█',
            '▀' => '▄',
            '▄' => '▀',
            other => other,
        };
        assert_eq!(on_white.chars().map(inverse).collect::<String>(), on_black);
        let lines: Vec<&str> = on_white.lines().collect();
        let width = lines[0].chars().count();
        assert!(width >= 25 + 8 && lines.len() == width.div_ceil(2), "{width}");
        assert!(lines[0].trim().is_empty() && lines[1].trim().is_empty(), "white around it");
        assert!(lines[2].trim_start().starts_with("█▀▀▀▀▀█"), "a finder pattern: {}", lines[2]);
        assert!(code(&"x".repeat(5000), true).is_none());
    }
}
