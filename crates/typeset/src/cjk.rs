//! Full-width characters: those of Chinese, Japanese and Korean, and their marks.

/// Full-width characters of CJK scripts and their marks. Most of them are written without spaces.
pub fn is_full_width(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}')
        || matches!(c, '\u{ff01}'..='\u{ffef}' | '\u{20000}'..='\u{3fffd}')
}

/// Letters and syllables of Korean, whose words are separated by spaces.
pub fn is_hangul(c: char) -> bool {
    matches!(c, '\u{3131}'..='\u{318e}' | '\u{ac00}'..='\u{d7af}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts() {
        for (c, cjk, hangul) in
            [('語', true, false), ('の', true, false), ('。', true, false), ('한', true, true), ('ㄱ', true, true)]
        {
            assert_eq!((is_full_width(c), is_hangul(c)), (cjk, hangul), "{c}");
        }
        assert!(!is_full_width('a') && !is_full_width('“') && !is_full_width('…'));
    }
}
