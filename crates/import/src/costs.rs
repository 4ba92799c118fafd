//! The importer's tuning constants.
//!
//! Evidence for or against a boundary is counted in points: at [`SPLIT_THRESHOLD`] an essay begins. The values
//! were fitted by hand to five real captures and checked on 154 captures made from two public blogs. The
//! metric that moves with each is the F1 of exact boundaries (`score-import`): higher positive points buy recall
//! with false splits, higher negative ones the opposite. A group's comment names the metric where it is another.

/// Points from which an essay begins by itself. Two strong signs, or one certain one.
pub(crate) const SPLIT_THRESHOLD: i32 = 100;
/// Points from which a boundary is proposed to the editor: any sign besides the shape of a title. Moves the number of
/// proposals, not the cuts.
pub(crate) const PROPOSE_THRESHOLD: i32 = 35;

/// So many more points make an untitled beginning a proposal: nearly every paragraph has one weak sign.
pub(crate) const UNTITLED_MARGIN: i32 = 15;
/// A boundary with something to speak for it is proposed as possible with so many points less than a likely one has, if
/// it is titled and if it isn't. Moves the share of missed boundaries that are proposed (.92 and .3) against the share of
/// the proposals that are right.
pub(crate) const POSSIBLE_TITLE: i32 = 55;
/// See [`POSSIBLE_TITLE`].
pub(crate) const POSSIBLE_UNTITLED: i32 = 5;
/// Points from which one sign of the page's typography is certain, so that the wording and the subject of the text
/// around the line have no say.
pub(crate) const CERTAIN_SIGN: i32 = 90;

/// An objection of so many points leaves a title-like line to the editor, whatever speaks for it, unless one sign of
/// [`UNDISPUTED`] points does. Moves false splits.
pub(crate) const OBJECTION: i32 = -40;
/// See [`OBJECTION`].
pub(crate) const UNDISPUTED: i32 = 60;

// A title-like line by itself.

/// A short line by itself, without a full stop, before a paragraph.
pub(crate) const TITLE_SHAPE: i32 = 30;
/// A label or dateline beside a title: alone enough (precision .93 on the captures made from blogs).
pub(crate) const LABELLED_TITLE: i32 = 100;
/// No label or dateline, where several other titles of the capture have one.
pub(crate) const UNLABELLED_AMONG_LABELLED: i32 = -100;
/// No label or dateline, where the capture's first title has one.
pub(crate) const UNLABELLED_AFTER_FIRST: i32 = -70;
/// The line is a heading that occurs inside essays (`Conclusion`, `Part 2`).
pub(crate) const SECTION_WORDING: i32 = -60;
/// The line is numbered.
pub(crate) const NUMBERED: i32 = -60;
/// The line ends with an exclamation mark.
pub(crate) const EXCLAMATION: i32 = -30;

// Typography of the line: first the points where other titles of the capture agree, then where it is the only one.

/// A no-break space before the last word, as blog themes set it in titles and nowhere else.
pub(crate) const WIDOW_GUARD: Agreement = Agreement { shared: 100, alone: 70 };
/// Other titles have such a space and this line, of four words and more or of fewer, has none.
pub(crate) const NO_WIDOW_GUARD: Agreement = Agreement { shared: -50, alone: -25 };
/// More blank lines before the line than paragraphs have.
pub(crate) const WIDE_GAP: Agreement = Agreement { shared: 70, alone: 35 };
/// Other titles have more blank lines before them.
pub(crate) const NO_WIDE_GAP: i32 = -50;
/// A Markdown heading of the capture's highest level. One alone may be a comment in program text.
pub(crate) const TOP_HEADING: Agreement = Agreement { shared: 90, alone: 60 };
/// A Markdown heading of a lower level.
pub(crate) const LOWER_HEADING: i32 = -100;
/// No Markdown marks where other headings have them.
pub(crate) const UNMARKED_HEADING: i32 = -60;
/// Capitals as in the capture's first title.
pub(crate) const LIKE_FIRST_TITLE: i32 = 30;
/// Capitals unlike those of the capture's first title.
pub(crate) const UNLIKE_FIRST_TITLE: i32 = -40;
/// Boilerplate that ends a post right before the line.
pub(crate) const AFTER_POST_END: Agreement = Agreement { shared: 100, alone: 75 };
/// Other boilerplate right before the line.
pub(crate) const AFTER_BOILERPLATE: i32 = 35;
/// Other titles follow the end of a post and this one doesn't.
pub(crate) const NOT_AFTER_POST_END: i32 = -60;
/// A rule before the line.
pub(crate) const RULE_BEFORE: i32 = 35;
/// A rule before an untitled paragraph: scene breaks have one too unless the capture has several.
pub(crate) const RULE_BEFORE_PLAIN: Agreement = Agreement { shared: 35, alone: 15 };
/// The line is underlined with a rule.
pub(crate) const UNDERLINED: Agreement = Agreement { shared: 90, alone: 60 };
/// Other titles are underlined and this one is not.
pub(crate) const NOT_UNDERLINED: i32 = -100;

// The text around the line.

/// The paragraph below refers back to earlier text.
pub(crate) const REFERS_BACK: i32 = -30;
/// A paragraph that could begin an untitled essay doesn't refer back.
pub(crate) const REFERS_NOWHERE: i32 = 10;
/// An update or editor's note below.
pub(crate) const UPDATE_BELOW: i32 = 30;
/// The paragraph below repeats the line as the text of a lost image.
pub(crate) const REPEATED_BELOW: i32 = 60;
/// The line's words occur in the paragraph below.
pub(crate) const WORDS_BELOW: i32 = 10;
/// The line speaks in the first person.
pub(crate) const FIRST_PERSON_TITLE: i32 = 15;
/// The line names a date.
pub(crate) const DATE_IN_TITLE: i32 = 20;
/// The paragraph before announces what follows, before a title and before an untitled paragraph.
pub(crate) const ANNOUNCED_TITLE: i32 = -15;
/// See [`ANNOUNCED_TITLE`].
pub(crate) const ANNOUNCED_PLAIN: i32 = -30;
/// Nothing before an untitled paragraph closes a post.
pub(crate) const NOTHING_CLOSES: i32 = -20;
/// A date line between two untitled posts.
pub(crate) const DATED_GAP: i32 = 100;
/// Boilerplate between two untitled posts.
pub(crate) const BOILERPLATE_GAP: i32 = 60;
/// A post's opening or closing wording counts at most this much.
pub(crate) const WORDING_LIMIT: i32 = 45;

// Vocabulary: cosine similarity of the words before and after, against the capture's median.

/// Similarity below this, in parts of 1000, is a change of subject whatever the median.
pub(crate) const NO_COHESION: u32 = 50;
/// Points for a change of subject; for a share of the median below 450 per mille; for one below 700.
pub(crate) const VOCABULARY_CHANGE: [i32; 3] = [30, 20, 10];
/// Points for a share of the median of 1300 per mille and more.
pub(crate) const VOCABULARY_CONTINUES: i32 = -10;

// The subject around a title-like line that the page itself doesn't show to be a title. Fitted by logistic regression
// over the points above, on 64 captures without boilerplate made from seven public blogs, and checked on 70 made from
// nine others: 3 false splits per 100 boundaries on either.

/// Parts between title-like lines that one segment may have. Bounds time, not quality.
pub(crate) const MAX_SEGMENT_PARTS: usize = 24;
/// The best segmentation has no boundary here.
pub(crate) const SUBJECT_CONTINUES: i32 = -40;
/// It has one, and would cost more than [`CLEAR_GAIN`] without it.
pub(crate) const SUBJECT_CHANGES: i32 = 18;
/// In nats.
pub(crate) const CLEAR_GAIN: i64 = 20;
/// Similarities of the words before and after in parts of 1000, and the points for one below each; all that apply are
/// added.
pub(crate) const DISSIMILAR: [(u32, i32); 3] = [(150, 13), (100, 5), (50, 4)];
/// Points for a similarity over 250 parts of 1000.
pub(crate) const SIMILAR: (u32, i32) = (250, -10);
/// Points for one word of the line in the text below it, and for each of two and more.
pub(crate) const WORDS_RECUR_BELOW: [i32; 2] = [12, 20];
/// The same for the text above it.
pub(crate) const WORDS_OCCUR_ABOVE: [i32; 2] = [-12, -21];
/// Occurrences of its words in the paragraphs below, and the points for so many; all that apply are added.
pub(crate) const WORDS_THROUGHOUT: [(usize, i32); 2] = [(6, 5), (15, 10)];
/// Words of text that are looked at below and above the line.
pub(crate) const TITLE_WORDS_AFTER: usize = 250;
/// See [`TITLE_WORDS_AFTER`].
pub(crate) const TITLE_WORDS_BEFORE: usize = 400;
/// Paragraphs in which occurrences are counted.
pub(crate) const TITLE_WORDS_PARAGRAPHS: usize = 60;
/// A line of one or two words: headings are shorter than titles.
pub(crate) const SHORT_LINE: i32 = -16;
/// The capture is one saved page, whose other headings are sections unless its typography shows posts.
pub(crate) const ONE_PAGE: i32 = -60;
/// The capture begins without a title, so that its posts may have none.
pub(crate) const UNTITLED_START: i32 = -20;
/// The line has several sentences.
pub(crate) const SEVERAL_SENTENCES: i32 = -30;
/// The capture has the same line more than once.
pub(crate) const RECURRING_HEADING: i32 = -70;
/// A heading directly below another: the first section of a post, or its subtitle.
pub(crate) const BELOW_HEADING: i32 = -60;
/// The first title of the capture is in capitals, as this line is, and other headings are not.
pub(crate) const CAPITALS_LIKE_FIRST: i32 = 80;

// Runs of paragraphs that another capture has too. An end of such a run has precision .95.

/// The other capture begins or ends with the run.
pub(crate) const WHOLE_RUN: i32 = 95;
/// Both captures have other text beyond the run.
pub(crate) const PARTIAL_RUN: i32 = 60;
/// Lines that more captures share are boilerplate or a much-quoted passage.
pub(crate) const RUN_CAPTURES: usize = 8;
/// A gap of at most so many lines is an edit inside an essay and not the end of a run.
pub(crate) const RUN_GAP: usize = 4;
/// A run needs this many words; one of fewer than three lines needs [`SHORT_RUN_WORDS`]. Shorter ones are
/// quotations.
pub(crate) const RUN_WORDS: usize = 120;
/// See [`RUN_WORDS`].
pub(crate) const SHORT_RUN_WORDS: usize = 250;

// The capture as a whole.

/// So many title-like lines of four words and more must share a capitalisation, and as many differ from it,
/// before it tells titles from headings.
pub(crate) const MIN_ALIKE_TITLES: usize = 2;
/// A title whose words come from the running essay's title is a section, less surely where the paragraph
/// before it closes a post.
pub(crate) const WORDS_OF_TITLE: Agreement = Agreement { shared: -60, alone: -20 };
/// Most title-like lines begin posts by other signs: five and more of which four in five do, or three and
/// more of which three in five do.
pub(crate) const CONSISTENT_TITLES: Agreement = Agreement { shared: 40, alone: 25 };
/// The capture's other posts have titles: two and more, or one.
pub(crate) const UNTITLED_AMONG_TITLED: Agreement = Agreement { shared: -60, alone: -40 };
/// Points from which a capture's first line is the heading of a listing page.
pub(crate) const LISTING_THRESHOLD: i32 = 100;

// The head of a saved page. The metric is the share of dumps of pages whose title is found.

/// So many open lines over the first paragraph are a page's head.
pub(crate) const HEAD_LINES: usize = 5;
/// So many of the lines there must be entries of a menu, or boilerplate by their wording.
pub(crate) const HEAD_ENTRIES: usize = 3;
/// The first two paragraphs of a text are at most so many lines apart.
pub(crate) const HEAD_REACH: usize = 8;
/// Words of the text among which those of its title are looked for.
pub(crate) const HEAD_TEXT_WORDS: usize = 500;
/// So many fields, buttons and images, or so many lines with links in Markdown, are those of a page.
pub(crate) const PAGE_ARTEFACTS: usize = 3;
/// See [`PAGE_ARTEFACTS`].
pub(crate) const PAGE_LINKS: usize = 5;
/// So many short entries over the text are those of a page's menu.
pub(crate) const PAGE_MENU: usize = 8;
/// Columns by which lynx indents all but headings.
pub(crate) const BROWSER_INDENT: usize = 3;
/// Points of a Markdown heading of each level as the title of a page.
pub(crate) const HEAD_HEADING: [i32; 3] = [12, 8, 4];
/// Points of a line that is not indented where paragraphs are, or is centred.
pub(crate) const HEAD_OUTDENTED: i32 = 9;
/// Points for each word that the text has too, where most do.
pub(crate) const HEAD_WORD: i32 = 3;
/// Points for blank lines around it.
pub(crate) const HEAD_ALONE: i32 = 2;
/// Points for two words or fewer, and for four or more.
pub(crate) const HEAD_SHORT: i32 = -4;
/// See [`HEAD_SHORT`].
pub(crate) const HEAD_LENGTH: i32 = 2;
/// Points where another line near it has the same words.
pub(crate) const HEAD_REPEATED: i32 = 4;
/// Lines around it that are looked at for that.
pub(crate) const HEAD_NEAR: usize = 60;
/// Points where a date or an author is below it.
pub(crate) const HEAD_DATED: i32 = 6;
/// Lines below it that are looked at for that.
pub(crate) const HEAD_DATE_REACH: usize = 8;
/// One point less for so many lines between it and the text, at most [`HEAD_FARTHEST`].
pub(crate) const HEAD_DISTANCE: usize = 6;
/// See [`HEAD_DISTANCE`].
pub(crate) const HEAD_FARTHEST: usize = 8;
/// Points from which a line is the title.
pub(crate) const HEAD_LEAST: i32 = 9;
/// A headline is at most so many lines over its subtitle.
pub(crate) const HEAD_SUBTITLE: usize = 3;
/// A line near over the best one is the headline if it has at most so many points less.
pub(crate) const HEAD_MARGIN: i32 = 3;

// Kinds of essay. The metric is the share of real essays that are set aside.

/// An essay of fewer words is a stub. The shortest real post of the captures has 74.
pub(crate) const STUB_WORDS: usize = 60;
/// A text of fewer words that is mostly quoted, or breaks off, is a teaser.
pub(crate) const TEASER_WORDS: usize = 150;

/// Two states of one page are one essay if so much of the shorter one, in parts of 1000, is in the other. A front page
/// whose posts change has less.
pub(crate) const STATE_ALIKE: u32 = 500;

/// Two posts of one export with titles and addresses of their own are one essay only if so much of the longer one, in
/// parts of 1000, is in the other. Moves the number of reprints under another headline that are merged.
pub(crate) const REPRINT_ALIKE: u32 = 970;

/// Two texts with different titles and different dates are one essay only if so much of the shorter one, in parts of
/// 1000, is in the other. Moves precision on templates (`tests/revisions.py`).
pub(crate) const OTHER_DATE_ALIKE: u32 = 950;
/// Dates of at most so many days between them may be one text's: a draft's and the day of its publication.
pub(crate) const DRAFT_DAYS: i64 = 14;
/// From so many days on, two texts of one title are those of a series, unless [`OTHER_DATE_ALIKE`] of the words are the
/// same.
pub(crate) const SERIES_DAYS: i64 = 180;
/// A title that more texts have is that of a series, and no evidence that two of them are one.
pub(crate) const SERIES: usize = 12;

/// Points for a sign that other title-like lines of the capture share, and for a sign of this line alone.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Agreement {
    pub(crate) shared: i32,
    pub(crate) alone: i32,
}

impl Agreement {
    /// The points, by whether the sign is shared.
    pub(crate) fn points(self, shared: bool) -> i32 {
        if shared { self.shared } else { self.alone }
    }
}
