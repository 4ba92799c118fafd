//! Tuning constants: unit, origin, and the metric that changes with each.

/// The number of opening words that name a section without a title.
pub(crate) const OPENING_WORDS: usize = 6;

/// The most that a block's margin takes of a narrow window, in CSS: with both margins, text keeps 60 % of a phone's
/// width.
pub(crate) const MOST_SIDE_MARGIN: &str = "20%";

/// The type size of a paragraph number, of its paragraph's; as in the style sheet's own rule. Changes the number's column.
pub(crate) const NUMBER_SIZE: f64 = 0.6;

/// The characters of a line of a table on a phone: 336 px at 9 px a character (type of 20 px, made smaller by the style
/// sheet). A table whose unbreakable words need more is stacked there. Smaller values stack tables that would fit.
pub(crate) const PHONE_TABLE_CHARACTERS: usize = 36;

/// The characters that a column's padding takes on a phone.
pub(crate) const COLUMN_PADDING_CHARACTERS: usize = 1;

/// The characters from a paragraph's start within which its number is placed at a space: about the words of a first line
/// on a phone, so that the number is beside the first line.
pub(crate) const OPENING_CHARACTERS: usize = 24;
