//! Scripts, and what typesetting needs to know of them.

use harfrust::Script;

/// The script of a character (UAX 24).
pub(crate) fn script_of(c: char) -> Script {
    harfrust::unicode::script(u32::from(c))
}

/// True if a script is that of characters which take on the script of their neighbours.
pub(crate) fn is_neutral(script: Script) -> bool {
    matches!(script, Script::COMMON | Script::INHERITED | Script::UNKNOWN)
}

/// Scripts of full-width characters, which keep their shape.
pub(crate) fn is_full_width(script: Script) -> bool {
    matches!(script, Script::HAN | Script::HIRAGANA | Script::KATAKANA | Script::BOPOMOFO)
}

/// Cursive scripts, and others whose letters are joined, so that letter-spacing would tear words apart.
pub(crate) fn is_joined(script: Script) -> bool {
    matches!(
        script,
        Script::ARABIC | Script::SYRIAC | Script::MONGOLIAN | Script::NKO | Script::DEVANAGARI | Script::BENGALI
    )
}
