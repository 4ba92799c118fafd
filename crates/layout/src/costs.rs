//! The tuning constants of the layout, in the order of the passes. Of each: its unit, where it comes from, and the
//! figure of typeset prose that moves when it does. "Measured" means on novels of 26 to 30 em and, for the costs of
//! code, on technical books.
//!
//! Demerits are those of Knuth and Plass ("Breaking Paragraphs into Lines", 1981): the square of a line's penalty
//! plus badness, and the square of its breakpoint's penalty. A *penalty* below therefore costs its square, *demerits*
//! cost themselves.

use anthology_base::Length;

/// The fixed-point one of adjustment ratios: 1/4096 is finer than any two settings of a line that can be told apart.
pub(crate) const RATIO_ONE: i64 = 1 << 12;

// Shaping.

/// Letter-spacing of small capitals, thousandths of an em: Bringhurst's 3 to 5 %.
pub(crate) const SMALL_CAPS_TRACKING: i32 = 35;

// Glue.

/// Stretch of a space at ratio 1, per mille of its natural width. So little that glyphs, within their 2 %, carry more
/// than the spaces: measured, the spaces' coefficient of variation (CV) is a fifth less than with twice as much, in the
/// same lines.
pub(crate) const SPACE_STRETCH: i64 = 85;
/// Shrink of a space at ratio −1, per mille of its natural width. As for the stretch.
pub(crate) const SPACE_SHRINK: i64 = 75;
/// Further stretch for each 1 that the ratio exceeds 1, where glyphs and letters give no more; per mille. Less spreads
/// loose lines over higher ratios, so that fewer are loose and more words are hyphenated.
pub(crate) const SPACE_STRETCH_BEYOND: i64 = 160;
/// Further shrink for each 1 that the ratio is below −1; per mille. Moves the number of tight lines.
pub(crate) const SPACE_SHRINK_BEYOND: i64 = 130;
/// The most that a space shrinks, per mille: a tight line keeps 0.7 of its natural space, the meter's bound for tight.
pub(crate) const MAX_SPACE_SHRINK: i64 = 300;
/// The same in the passes that come before a loose or overfull line, and that of the glue in full-width marks. A quarter
/// of an em stays wider than [`MIN_SPACE`].
pub(crate) const LAST_MAX_SPACE_SHRINK: i64 = 370;
/// No space is set narrower, thousandths of an em: programs that extract a page's text join what is closer (measured:
/// poppler below 0.15 em).
pub(crate) const MIN_SPACE: i64 = 155;
/// The part of a space's natural width that is elastic at most, thousandths of an em: monospaced spaces of 0.6 em would
/// else give twice as much as those of the text beside them.
pub(crate) const MAX_ELASTIC_SPACE: i64 = 300;
/// The ratio from which a line is very loose, the last fitness class. Moves the number of adjacent contrasts.
pub(crate) const VERY_LOOSE: i64 = 5 * RATIO_ONE / 2;
/// The ratio at which letters are as far apart as an emergency lets them be.
pub(crate) const MAX_EMERGENCY_RATIO: i64 = 5 * RATIO_ONE;
/// In an emergency the letters of a line may be so many times further apart than otherwise, besides: 3 % of an em in
/// all, Bringhurst's limit.
pub(crate) const EMERGENCY_LETTER_SPACES: i64 = 3;
/// The ratio from which a loose line is given more letter-space, and so many times the theme's that is at
/// [`MAX_EMERGENCY_RATIO`]: 2.4 % of an em. Fewer than one line in a hundred are as loose. Moves the number of loose lines.
pub(crate) const LOOSE_LETTERS: i64 = 16 * RATIO_ONE / 5;
/// See [`LOOSE_LETTERS`].
pub(crate) const LOOSE_LETTER_SPACES: i64 = 3;
/// Glue between two ideographs or kana: one part in so many of an em, set like a space of that width.
pub(crate) const CJK_GLUE: i64 = 6;
/// The same between syllables of Korean, which has spaces as well.
pub(crate) const HANGUL_GLUE: i64 = 12;
/// Space between an ideograph and a letter or figure, one part in so many of an em (CSS Text 4, 8.1). With the quarter
/// of older books, programs that extract text find a space there.
pub(crate) const CJK_LATIN_SPACE: i64 = 8;
/// Space in a full-width mark that is less than so much of an em isn't half of its square: the mark is in the middle.
pub(crate) const MIN_MARK_SPACE: i32 = 300;

// Line breaking.

/// The ratio up to which the badness of loose lines grows: spaces more than thirty times too wide.
pub(crate) const MAX_BADNESS_RATIO: i64 = 200 * RATIO_ONE;
/// The badness of a line at that ratio.
pub(crate) const MAX_BADNESS: i64 = 4_000_000;
/// Badness that ragged lines may have: a line two thirds of which is empty.
pub(crate) const RAGGED_TOLERANCE: i64 = 9_000;
/// So many times the theme's tolerance is allowed in the third pass.
pub(crate) const WIDE_TOLERANCE: i64 = 4;
/// Badness that is allowed rather than a scrap of a last line or one after a hyphen: spaces are less than twice as wide as
/// they should be. Moves runts and hyphens before last lines against very loose lines.
pub(crate) const BLEMISH_TOLERANCE: i64 = 4_300;
/// Demerits of an overfull line: more than those of any paragraph without one.
pub(crate) const OVERFULL: i64 = 100_000_000_000_000;
/// Demerits of what is never wanted (a stack of three, a scrap of a last line): only spaces more than twice as wide as
/// they should be are worse. Moves stacks and runts.
pub(crate) const GRAVE: i64 = 50_000_000;
/// Demerits of more than [`MAX_LADDER`] hyphens in a row: only spaces three times as wide as they should be are worse.
pub(crate) const LADDER: i64 = 300_000_000;
/// Most hyphens at the ends of successive lines.
pub(crate) const MAX_LADDER: u8 = 2;
/// The multiple of the theme's fitness demerits for adjacent lines whose classes differ by 0 to 4. Knuth and Plass
/// charge any difference of two or more alike; at half a space the eye sees the seam. Moves adjacent jumps.
pub(crate) const FITNESS_CONTRAST: [i64; 5] = [0, 0, 1, 10, 40];
/// Demerits of the same word at the start, or at the end, of two lines in a row. Moves stack pairs.
pub(crate) const STACK: i64 = 380_000;
/// Demerits of a last line that is a runt. Moves runts.
pub(crate) const RUNT: i64 = 500_000;
/// A last line below so much of the measure is a runt, per cent; or below one and a half indents.
pub(crate) const RUNT_MEASURE: i64 = 15;
/// Gaps above one another in so many lines are a river.
pub(crate) const RIVER_LINES: u32 = 4;
/// Demerits of a river of so many lines, and of each line more. Moves rivers of five lines and more.
pub(crate) const RIVER: i64 = 20_000;
/// See [`RIVER`].
pub(crate) const LONGER_RIVER: i64 = 200_000;
/// The most paths that are compared for rivers.
pub(crate) const MAX_RIVER_PATHS: usize = 200;
/// The most ends of paths, which bounds the memory of that search.
pub(crate) const MAX_RIVER_TAILS: usize = 20_000;
/// The most lines of these paths in all: 200 paths of 200 lines, which no paragraph of a book has.
pub(crate) const MAX_RIVER_LINES: usize = 40_000;
/// The most feasible lines kept for that search, 10 MB: where there are more, the best layout is taken with its
/// rivers. Prose has some 100 of each line that is set; this is for texts of equal short words.
pub(crate) const MAX_FEASIBLE_LINES: usize = 250_000;
/// Demerits of lines weigh so much less than those of pages.
pub(crate) const SETTING_WEIGHT: i64 = 10;
/// Settings of a paragraph that cost so much more than the best are never worth a page; demerits of lines.
pub(crate) const HOPELESS_SETTING: i64 = HOPELESS_PAGE * SETTING_WEIGHT;

// Breakpoints.

/// Penalty of breaking a tie: a name from its title.
pub(crate) const TIE: i64 = 2_200;
/// Penalty of breaking a formula at its minus: only spaces more than twice as wide as they should be are worse.
pub(crate) const FORMULA_MINUS: i64 = 12_000;
/// Penalty of breaking a short piece of code at a space.
pub(crate) const CODE_SPACE: i64 = 550;
/// Penalty of breaking a Korean word between two syllables, which is custom in justified text.
pub(crate) const HANGUL_SYLLABLE: i64 = 150;
/// Added to a hyphen's penalty for a capital, where nouns have none: names stay whole.
pub(crate) const CAPITALISED: i64 = 200;
/// Added to a hyphen's penalty for fewer than three letters on either side of it, in languages where that is unusual
/// (English).
pub(crate) const UNUSUAL_SHORT_FRAGMENT: i64 = 400;
/// The same in other languages.
pub(crate) const SHORT_FRAGMENT: i64 = 50;
/// Added to a hyphen's penalty within a part of a compound that has a hyphen of its own (tom|ahawk-pipe): its own hyphen
/// is the better place.
pub(crate) const COMPOUND: i64 = 400;
/// The share of a hyphen's penalty at the seam of a compound, per cent: of two places in a word the seam is taken, and a
/// line isn't worse for it than by a twentieth. Lower: more hyphens in languages of compounds.
pub(crate) const SEAM: i64 = 80;
/// Added to a hyphen's penalty where its fragments mislead the reader (gen-tlemen): as bad as a break within a part of a
/// compound that has a hyphen. Higher: fewer such breaks, more loose lines.
pub(crate) const MISLEADING: i64 = 400;
/// The share of a hyphen's penalty in languages of long words, per cent. Moves hyphens per 100 lines and loose lines
/// against each other.
pub(crate) const LONG_WORDS_HYPHEN: i64 = 75;
/// The same where nouns have capitals (German), whose compounds would be broken too often.
pub(crate) const CAPITALISED_NOUNS_HYPHEN: i64 = 88;
/// The share of the demerits of two hyphens in a row in languages of long words, per cent: somewhat more than a line
/// costs whose spaces are half as wide again as they should be. Moves ladders of two.
pub(crate) const LONG_WORDS_DOUBLE_HYPHEN: i64 = 200;
/// A measure is narrow below so many ems…
pub(crate) const NARROW: i64 = 24;
/// …and as narrow as any at so many.
pub(crate) const NARROWEST: i64 = 16;
/// The least narrowness of a paragraph with a long run of code, which has as few breakpoints as a narrow measure; per
/// mille of the way from [`NARROW`] to [`NARROWEST`].
pub(crate) const NARROWNESS_OF_CODE: i64 = 500;
/// Bytes of a long run of code.
pub(crate) const LONG_CODE_RUN: u32 = 6;
/// The share of a hyphen's penalty in the narrowest measure, per cent.
pub(crate) const NARROW_HYPHEN: i64 = 60;
/// The share of letter-space in the narrowest measure, per cent.
pub(crate) const NARROW_LETTER_SPACE: i64 = 250;
/// Penalty of splitting a word between any two letters since it is wider than its measure: more than that of any good
/// place.
pub(crate) const WORD_SPLIT: i64 = 3_000;
/// Ems of a measure that has room for a hyphen after a word that is split.
pub(crate) const HYPHEN_ROOM: i64 = 3;
/// Words that may be broken at more places than this between two spaces keep no others: 24 breakpoints of one word are
/// more than a line needs, and each is measured by shaping.
pub(crate) const MAX_BREAKS_OF_WORD: usize = 24;
/// The indent of a line of code that fits its measure in no other way is at most one part in so many of the measure.
pub(crate) const MAX_CODE_INDENT: i64 = 4;
/// Fewest characters of code before and after a break.
pub(crate) const MIN_CODE_FRAGMENT: usize = 3;
/// The same where nothing but letters and figures is around.
pub(crate) const MIN_CODE_SPLIT: usize = 4;
/// A piece of code without marks that is shorter is never broken.
pub(crate) const LONG_CODE_WORD: usize = 14;
/// About so many breakpoints are enough in such a piece.
pub(crate) const CODE_SPLITS: usize = 20;
/// Code that is longer is broken at its spaces as readily as prose.
pub(crate) const SHORT_CODE: usize = 20;
/// Penalty of a break in code after an opening mark: a line costs as much whose spaces are half as wide again as they
/// should be.
pub(crate) const AFTER_OPENING_MARK: i64 = 1_100;
/// Penalty of a break in code before a capital in the middle of a name.
pub(crate) const CAMEL_CASE: i64 = 1_200;
/// Penalty of a break in code anywhere: a line costs as much in which spaces are nearly twice as wide.
pub(crate) const CODE_SPLIT: i64 = 3_500;

// Pages. All costs are on one scale, on which a page that ends a line short costs [`RUN_SHORT`]; demerits of lines are
// brought to it by [`SETTING_WEIGHT`].

/// A page break that is used only where nothing else is possible. Larger than all other costs of a page together.
pub(crate) const FORBIDDEN: i64 = 10_000_000;

/// Page-start states that are followed. More make books with notes and images slower and change no page of the
/// sample books beyond 16; fewer show as uneven spreads.
pub(crate) const BEAM_WIDTH: usize = 24;
/// A page start that costs so much more than the cheapest is not followed. Lower: faster, uneven spreads near
/// tables and images.
pub(crate) const HOPELESS_PAGE: i64 = 400_000;
/// Page breaks that end a page early and are kept, for each page start. More: slower, hardly any other pages.
pub(crate) const SHORT_PAGES: usize = 2;
/// Both pages of a spread a line short or long: the cost of each. Their ratio to [`SETTING`] decides between short
/// spreads and paragraphs set a line long or short.
pub(crate) const RUN_SHORT: i64 = 3_000;
pub(crate) const RUN_LONG: i64 = 4_500;
/// Every further line that a page runs short, squared. Lower: more white at the foot of pages before headings.
pub(crate) const SHORT_LINE: i64 = 12_000;
/// The same where notes stand at the foot and the white is between them and the text.
pub(crate) const SHORT_OVER_NOTES: i64 = 1_500;
/// Facing pages of unequal depth, for every line, squared. Lower: more uneven spreads, fewer changed paragraphs.
pub(crate) const UNEVEN: i64 = 120_000;
/// The most that this square counts: pages that differ by three lines or more are no worse for more.
pub(crate) const MOST_UNEVEN: i64 = 9;
/// A word broken over the two pages of a spread, and over a page turn. Lower: hyphens at page ends.
pub(crate) const HYPHEN_OVER_SPREAD: i64 = 200_000;
pub(crate) const HYPHEN_OVER_TURN: i64 = 800_000;
/// A note that is continued on the next page, and one that begins only there. Lower: more split notes, fewer short
/// pages.
pub(crate) const SPLIT_NOTE: i64 = 200_000;
pub(crate) const LATE_NOTE: i64 = 2_000_000;
/// Every row of text between the reference to a split note and the page's end. Lower: less of the note on the page of
/// its reference.
pub(crate) const ROW_BESIDE_SPLIT_NOTE: i64 = 1_000;
/// At most so many rows of the grid are there.
pub(crate) const ROWS_BESIDE_SPLIT_NOTE: i64 = 12;
/// A float that waits for the next page.
pub(crate) const FLOAT_WAITS: i64 = 2_000;
/// At most so many floats wait at a time; a further one stands where it is.
pub(crate) const MOST_PENDING_FLOATS: usize = 2;
/// Pages of a chapter that is long enough to open on a recto: then at most one page in sixteen is blank.
pub(crate) const LONG_CHAPTER_PAGES: usize = 8;
/// A page more. Lower: longer books.
pub(crate) const PAGE: i64 = 1_000;
/// The lines that a section's last page should hold, and the cost of each line less.
pub(crate) const LAST_PAGE_LINES: i64 = 5;
pub(crate) const SHORT_LAST_PAGE: i64 = 60_000;
/// Rows that a page keeps free of notes carried over from the page before.
pub(crate) const ROWS_FOR_TEXT: i64 = 3;

// Page breaks within blocks and between them. Each moves the meter's counts of short pages and uneven spreads
// against the breaks that it names.

/// A page that ends two lines before a paragraph's end, the last of them short.
pub(crate) const SHORT_WIDOW: i64 = 3_000;
/// A page that ends within what should stay together. (A page a third of which is empty, across from a full one,
/// costs two and a half millions.)
pub(crate) const PART_WHOLE: i64 = 1_500_000;
/// The same within a table of less than a third of the page.
pub(crate) const PART_SHORT_TABLE: i64 = 5_000_000;
/// A page that ends with a line that announces what follows, or with only a line of that.
pub(crate) const PART_INTRO: i64 = 1_600_000;
/// Lines of verse or code that stay together, and of verse if that leaves little white.
pub(crate) const SHORT_LINES: usize = 4;
pub(crate) const FEW_LINES: usize = 8;
/// A page that ends within the latter, and with two lines of many or before the last two.
pub(crate) const PART_FEW: i64 = 60_000;
pub(crate) const PART_PAIR: i64 = 40_000;
/// The same of code.
pub(crate) const PART_SHORT_CODE: i64 = 1_400_000;
pub(crate) const PART_CODE_PAIR: i64 = 1_200_000;
/// A page that ends within code: where there is no empty line, beside one, and before a bracket that closes.
pub(crate) const PART_CODE: i64 = 40_000;
pub(crate) const PART_ALONE: i64 = 150_000;
pub(crate) const PART_CLOSING: i64 = 150_000;
/// A page that ends before or after a scene break.
pub(crate) const AT_BREAK: i64 = 6_000;
/// Lines that stay with a heading, and with a line that announces them.
pub(crate) const AFTER_HEADING: usize = 3;
pub(crate) const AFTER_INTRO: usize = 2;
/// The most lines of a paragraph that counts as the caption of the image before it.
pub(crate) const CAPTION_LINES: usize = 4;
/// The most lines of a strong paragraph that counts as a heading.
pub(crate) const LEADING_LINES: usize = 3;
/// A line more of white before a heading, or around an image, a table or code. Lower: fewer uneven spreads in technical
/// books, less even white.
pub(crate) const MORE_SPACE: i64 = 30_000;
/// Setting a paragraph longer or shorter at all. Lower: more changed paragraphs (at most 5 % is the aim), fewer
/// short spreads.
pub(crate) const SETTING: i64 = 1_200;
/// Rows of a table that have more lines may be broken.
pub(crate) const WHOLE_CELL_LINES: usize = 8;

// Spaces that no theme sets.

/// Between an image and its caption.
pub(crate) const CAPTION_GAP: Length = Length::from_pt(6);
/// The steps in which the type of tables and code shrinks to fit.
pub(crate) const SIZE_STEP: Length = Length::from_millipt(500);
/// From a baseline up to the rule above a block, in per cent of its type size: clear of accents on capitals.
pub(crate) const RULE_RISE: i64 = 130;
/// From a baseline down to the rule below a block: clear of descenders.
pub(crate) const RULE_DROP: i64 = 60;
/// From the text block to the frame around a title page, in points, where the margins have as much and more.
pub(crate) const FRAME_DISTANCE: Length = Length::from_pt(16);
/// Between the two rules of a double frame.
pub(crate) const FRAME_GAP: Length = Length::from_pt(3);
/// The narrowest caption that is as wide as its image, in ems of its type.
pub(crate) const NARROWEST_CAPTION: i64 = 14;
/// Between the rows of a table in which some have several lines.
pub(crate) const ROW_GAP: Length = Length::from_pt(3);
/// Before and after the rules of a table.
pub(crate) const RULE_GAP: Length = Length::from_pt(3);
/// Between the columns of a table, and the least where there is no room for more.
pub(crate) const COLUMN_GAP: Length = Length::from_pt(12);
pub(crate) const LEAST_COLUMN_GAP: Length = Length::from_pt(5);
/// A column in which words are broken anywhere is unreadable below so many tenths of an em: about five letters.
pub(crate) const LEAST_COLUMN: i64 = 24;
/// Rows of the grid that a turned table with note references leaves for the notes at the foot: a note of some lines.
pub(crate) const ROWS_BELOW_TURNED_TABLE: i64 = 4;
/// Between an initial's ink and the text beside it, one part in so many of the type size.
pub(crate) const INITIAL_GAP: i64 = 4;
/// Between the tail of an initial and the capitals of the line below it, at least; one part in so many of the type size.
/// With less, that line stands beside the tail.
pub(crate) const INITIAL_TAIL_GAP: i64 = 8;
/// Between the text and a number in the margin, and between two numbers.
pub(crate) const MARGIN_GAP: Length = Length::from_pt(9);
pub(crate) const NUMBERS_GAP: Length = Length::from_pt(4);
/// Every how many lines of a proof one has a number: few enough to be quiet, near enough to count from.
pub(crate) const NUMBERED_LINES: u32 = 5;
/// Between a number in the margin and the page's edge, which a cutter may miss by a little.
pub(crate) const MARGIN_EDGE: Length = Length::from_pt(6);
/// Between a note beside the text and the page's edge: half an inch, which printers ask for, where no label stands
/// in it.
pub(crate) const NOTE_EDGE: Length = Length::from_pt(38);
/// A note beside the text that would be narrower, in ems of its type, stands at the foot.
pub(crate) const NARROWEST_NOTE: i64 = 9;

/// The most images in a row of a gallery: three of a book page's measure are about 4 cm wide each.
pub(crate) const ROW_IMAGES: usize = 3;

/// How many times larger than at 300 dpi an image of a gallery may be set, to be as tall as its neighbours: at 150 dpi it
/// is still sharp to a reader.
pub(crate) const MOST_ENLARGED: i64 = 2;

/// The most white beside a letter that counts for its protrusion, thousandths of an em, and the share of the mean by which
/// it protrudes, per cent. Both were fitted to the table for book serifs. Higher: a line's edge of round letters looks
/// straighter and of straight ones more ragged.
pub(crate) const LETTER_WHITE: i64 = 60;
/// See [`LETTER_WHITE`].
pub(crate) const LETTER_WHITE_SHARE: i64 = 65;
/// The same of punctuation, whose ink is light.
pub(crate) const MARK_WHITE: i64 = 220;
/// See [`MARK_WHITE`].
pub(crate) const MARK_WHITE_SHARE: i64 = 82;

/// The share of the white between two letters by which type of 8 points is opened and type of 24 closed, per cent, where a
/// family has no optical sizes: the difference between the cuts of families that have some.
pub(crate) const TRACKING_SHARE: i64 = 12;

/// White between the columns of an index, in tenths of a line: wider than the indent of a turned line, or columns run
/// into one another.
pub(crate) const INDEX_GAP: i64 = 14;
/// Lines that an index has at least under a heading on the same page.
pub(crate) const INDEX_LINES: i64 = 4;
