//! The tuning constants of duplicate detection. Metrics: recall and precision on 793 pairs of first and last
//! revisions of posts (two public blogs), and time.

/// Words in a shingle. Five is long enough that two texts on one subject share next to none; three finds more
/// rewritten copies and as many false pairs.
pub(crate) const SHINGLE_WORDS: usize = 5;
/// Bands of a MinHash signature. 28 bands of 4 rows find a pair of Jaccard similarity 0.5 with probability 0.84 and
/// one of 0.7 with probability above 0.999; recall of candidates .982 and .977 (14 bands of 8: .962 and .924).
pub(crate) const BANDS: usize = 28;
/// Rows in a band. More rows mean fewer candidates and less recall.
pub(crate) const ROWS: usize = 4;
/// One shingle in so many is kept for the containment index: MinHash looks for resemblance and misses a short text
/// inside a long one. A smaller value finds shorter contained texts and costs memory in proportion.
pub(crate) const SAMPLED_SHINGLES: u64 = 4;
/// Default of [`crate::Settings::containment`], in parts of 1000. 0.8 keeps .985 and .967 of the true pairs, where
/// the same threshold on Jaccard similarity keeps .95 and .88.
pub(crate) const CONTAINMENT: u32 = 800;
/// Default of [`crate::Settings::aligned`], in parts of 1000. Raises precision: shared phrases in another order are
/// a template.
pub(crate) const ALIGNED: u32 = 800;
/// Default of [`crate::Settings::min_words`]: shorter texts are made of common phrases.
pub(crate) const MIN_WORDS: usize = 40;
/// Default of [`crate::Settings::cap`]: a shingle that more texts share is boilerplate. Bounds the time.
pub(crate) const SHINGLE_CAP: usize = 64;
/// Words of a changed passage up to which it is aligned word by word: the cost is the product of both lengths.
pub(crate) const WORD_ALIGNMENT_LIMIT: usize = 2_000;
/// Numbers in which two otherwise equal texts must differ to be two texts of one template: a corrected date changes
/// one or two.
pub(crate) const TEMPLATE_CHANGES: usize = 3;
/// Thousandths of their words that a sketch estimates two paragraphs to share from which one is taken for a correction
/// of the other: three of eight hash functions agree. Unrelated paragraphs share an eighth of their words, mostly the
/// commonest, and are confused for one pair in twenty, and only between equal neighbours. Higher: rewritten paragraphs
/// get new addresses.
pub(crate) const SKETCH_SIMILARITY: u32 = 375;
/// Products of the numbers of old and new paragraphs between two equal ones up to which they are aligned: 2000 of each,
/// longer than chapters are. Bounds the time and memory.
pub(crate) const ALIGNED_PARAGRAPHS: usize = 4_000_000;
/// Thousandths of resemblance by which an estimate from two signatures may be too low: four standard deviations of 112
/// rows at a resemblance of one half. Pairs whose containment stays under the threshold with it are not read. Lower:
/// less time, and copies are missed.
pub(crate) const ESTIMATE_SLACK: u64 = 190;
/// Parts in which the postings of sampled shingles are sorted, one after the other. More: less memory.
pub(crate) const POSTING_PARTS: u32 = 8;
