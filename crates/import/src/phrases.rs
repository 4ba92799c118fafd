//! The wording of web pages in all languages that [`anthology_language`] has it for, as sets to look lines up in. All
//! in lower case without punctuation, as [`crate::shape::normalised_words`] makes them. Boilerplate is often in another language than
//! the essay, so that phrases of all languages count everywhere.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use anthology_language::{WebPhrases, languages};

type Set = BTreeSet<&'static str>;

/// The phrases of all languages. The fields are those of [`WebPhrases`].
#[derive(Default)]
pub(crate) struct Phrases {
    pub(crate) lines: Set,
    pub(crate) no_comments: Set,
    pub(crate) openings: BTreeMap<&'static str, usize>,
    pub(crate) invitations: Set,
    pub(crate) about_the_post: Set,
    pub(crate) weak_lines: Set,
    pub(crate) list_headings: Set,
    pub(crate) listing_pages: Set,
    pub(crate) labels: Set,
    pub(crate) reply: Set,
    pub(crate) said: Set,
    pub(crate) posted: Set,
    pub(crate) by: Set,
    pub(crate) bylines: Set,
    pub(crate) never_in_names: Set,
    pub(crate) name_particles: Set,
    pub(crate) date_words: Set,
    pub(crate) weekdays: Set,
    /// Months in full and in short, with their numbers; 0 where languages disagree.
    pub(crate) months: BTreeMap<String, u8>,
    pub(crate) time_units: Set,
    pub(crate) ago_before: Set,
    pub(crate) ago_after: Set,
    pub(crate) common_words: Set,
}

/// The phrases of all languages, gathered at first use.
pub(crate) fn phrases() -> &'static Phrases {
    static ALL: OnceLock<Phrases> = OnceLock::new();
    ALL.get_or_init(|| {
        let mut all = Phrases::default();
        for language in languages() {
            all.add(&language.import);
            // The months of a language whose pages aren't known would be read without the words around them.
            if let Some(dates) = language.dates.as_ref().filter(|_| !language.import.posted.is_empty()) {
                for (month, number) in dates.months.iter().zip(1..) {
                    all.add_month(month.to_lowercase(), number);
                }
            }
        }
        all
    })
}

impl Phrases {
    /// A name that is one month in one language and another in another (listopada: October in Croatian, November in
    /// Polish) dates nothing.
    fn add_month(&mut self, name: String, number: u8) {
        let known = self.months.entry(name).or_insert(number);
        if *known != number {
            *known = 0;
        }
    }

    fn add(&mut self, own: &'static WebPhrases) {
        let lists = [
            (&mut self.lines, &own.lines),
            (&mut self.no_comments, &own.no_comments),
            (&mut self.invitations, &own.invitations),
            (&mut self.about_the_post, &own.about_the_post),
            (&mut self.weak_lines, &own.weak_lines),
            (&mut self.list_headings, &own.list_headings),
            (&mut self.listing_pages, &own.listing_pages),
            (&mut self.labels, &own.labels),
            (&mut self.reply, &own.reply),
            (&mut self.said, &own.said),
            (&mut self.posted, &own.posted),
            (&mut self.by, &own.by),
            (&mut self.bylines, &own.bylines),
            (&mut self.never_in_names, &own.never_in_names),
            (&mut self.name_particles, &own.name_particles),
            (&mut self.date_words, &own.date_words),
            (&mut self.weekdays, &own.weekdays),
            (&mut self.time_units, &own.time_units),
            (&mut self.common_words, &own.common_words),
        ];
        for (set, list) in lists {
            set.extend(list.iter().map(String::as_str));
        }
        for (opening, &most) in &own.openings {
            let known = self.openings.entry(opening).or_default();
            *known = most.max(*known);
        }
        self.ago_before.extend(own.ago_before.as_deref());
        self.ago_after.extend(own.ago_after.as_deref());
        for (month, &number) in &own.short_months {
            self.add_month(month.clone(), number);
        }
    }
}
