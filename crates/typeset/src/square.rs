//! Characters that stand in squares: those of Chinese, Japanese and Korean, and their marks.

/// Characters of scripts that are written in squares, most of them without spaces, and marks that stand like them.
pub fn is_square(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}')
        || matches!(c, '\u{ff01}'..='\u{ffef}' | '\u{20000}'..='\u{3fffd}')
}

/// Letters of Korean and its syllables, between which stand spaces.
pub fn is_hangul(c: char) -> bool {
    matches!(c, '\u{3131}'..='\u{318e}' | '\u{ac00}'..='\u{d7af}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts() {
        for (c, square, hangul) in
            [('語', true, false), ('の', true, false), ('。', true, false), ('한', true, true), ('ㄱ', true, true)]
        {
            assert_eq!((is_square(c), is_hangul(c)), (square, hangul), "{c}");
        }
        assert!(!is_square('a') && !is_square('“') && !is_square('…'));
    }
}
