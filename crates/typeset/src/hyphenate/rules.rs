//! A language's rules for hyphenation points beside its patterns: breaks that change the spelling, seams of compounds,
//! breaks that mislead the reader, and letters without a vowel, which are no syllable.

use std::collections::BTreeMap;

use anthology_language::{Hyphenation, PatternPoints, Respelling};

use crate::hyphenate::words::each;
use crate::patterns::Points;
use crate::set::PointQuality;

/// The hyphenation points of a word by their kinds, as sets of byte offsets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct WordPoints {
    /// Points at which the word is broken as it is written.
    pub(super) plain: Points,
    /// Of these, the seams of compounds…
    pub(super) seams: Points,
    /// …and those whose fragments mislead the reader.
    pub(super) misleading: Points,
    /// Points at which the spelling changes.
    pub(super) respelled: Points,
}

impl WordPoints {
    /// The points that are in a set.
    pub(super) fn within(self, set: Points) -> Self {
        let Self { plain, seams, misleading, respelled } = self;
        Self { plain: plain & set, seams: seams & set, misleading: misleading & set, respelled: respelled & set }
    }

    /// The points with another set for each of theirs.
    pub(super) fn map(self, change: impl Fn(Points) -> Points) -> Self {
        let Self { plain, seams, misleading, respelled } = self;
        Self {
            plain: change(plain),
            seams: change(seams),
            misleading: change(misleading),
            respelled: change(respelled),
        }
    }

    /// The quality of a plain point.
    pub(super) fn quality(self, at: usize) -> PointQuality {
        if self.misleading >> at & 1 == 1 {
            PointQuality::Misleading
        } else if self.seams >> at & 1 == 1 {
            PointQuality::Seam
        } else {
            PointQuality::Plain
        }
    }
}

/// The rules of a language.
pub(super) struct Rules {
    vowels: String,
    /// By the letter after their place, or where they have none, by the letter before it in upper case, which no word
    /// has here.
    rules: BTreeMap<char, Vec<Rule>>,
}

/// The letters around a place of a word, and what is special about it. A full stop is a word's edge.
struct Rule {
    before: String,
    after: String,
    kind: RuleKind,
}

enum RuleKind {
    /// A seam, if the patterns have the point.
    Seam,
    /// A seam whatever the patterns have.
    ForcedSeam,
    /// A point that misleads the reader.
    Misleading,
    /// A point at which the spelling changes.
    Respelled(Respelling),
}

/// The change of spelling at a point, in bytes around it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Change<'a> {
    /// Bytes before the point that are replaced…
    pub(super) before: usize,
    /// …and bytes after it.
    pub(super) after: usize,
    /// The text before the hyphen instead.
    pub(super) pre: &'a str,
    /// The text of the next line instead.
    pub(super) post: &'a str,
}

impl Rules {
    pub(super) fn new(data: &Hyphenation) -> Self {
        let mut rules: BTreeMap<char, Vec<Rule>> = BTreeMap::new();
        let mut add = |before: &str, after: &str, kind| {
            let first = after.chars().next().filter(|&c| c != '.');
            let key = first.or_else(|| before.chars().next_back()?.to_uppercase().next()).unwrap_or('.');
            rules.entry(key).or_default().push(Rule { before: before.to_owned(), after: after.to_owned(), kind });
        };
        for seam in &data.seams {
            match seam.split_once('=') {
                Some((before, after)) => add(before, after, RuleKind::ForcedSeam),
                None => {
                    let (before, after) = seam.split_once('-').unwrap_or((seam, ""));
                    add(before, after, RuleKind::Seam);
                }
            }
        }
        for place in &data.misleading {
            let (before, after) = place.split_once('-').unwrap_or((place, ""));
            add(before, after, RuleKind::Misleading);
        }
        for respelling in &data.respellings {
            let (before, after) = respelling.word.split_once('|').unwrap_or((&respelling.word, ""));
            add(before, after, RuleKind::Respelled(respelling.clone()));
        }
        Self { vowels: data.vowels.clone(), rules }
    }

    /// The points of a lower-case word, of those that its patterns or an exception have.
    pub(super) fn apply(&self, word: &str, points: Points) -> WordPoints {
        let mut found = WordPoints { plain: self.with_vowels(word, points), ..WordPoints::default() };
        if self.rules.is_empty() {
            return found;
        }
        for (at, _) in word.char_indices().skip(1).filter(|&(at, _)| at < 128) {
            let bit = 1 << at;
            let is_point = points & bit != 0;
            for rule in self.rules_at(word, at) {
                match &rule.kind {
                    RuleKind::Seam if is_point => found.seams |= bit,
                    RuleKind::ForcedSeam => {
                        // A syllable that reaches over the seam is none.
                        let beside = |offset: Option<usize>| offset.filter(|&at| at < 128).map_or(0, |at| 1 << at);
                        let before = word[..at].char_indices().next_back().map(|(at, _)| at);
                        let after = word[at..].chars().next().map(|c| at + c.len_utf8());
                        found.plain &= !(beside(before) | beside(after));
                        found.plain |= bit;
                        found.seams |= bit;
                    }
                    RuleKind::Misleading if is_point => found.misleading |= bit,
                    RuleKind::Respelled(respelling) => {
                        let applies = match respelling.points {
                            PatternPoints::Needed => is_point,
                            PatternPoints::Ignored => true,
                            // Rossz-indulatú: the letters end a part of the word, so that they aren't divided.
                            PatternPoints::Absent => !is_point && points >> (at + rule.after.len()) & 1 == 0,
                        };
                        found.respelled |= if applies { bit } else { 0 };
                    }
                    _ => {}
                }
            }
        }
        found.plain &= !found.respelled;
        found
    }

    /// The change of spelling at a point of a lower-case word.
    pub(super) fn change(&self, word: &str, at: usize) -> Option<Change<'_>> {
        self.rules_at(word, at).find_map(|rule| {
            let RuleKind::Respelled(respelling) = &rule.kind else { return None };
            let (pre, post) = respelling.broken.split_once('|')?;
            let (old_pre, old_post) = (rule.before.as_str(), rule.after.as_str());
            // What both spellings have at their outer ends stays.
            let same = |a: char, b: char| a == b;
            let kept_before: usize =
                old_pre.chars().zip(pre.chars()).take_while(|&(a, b)| same(a, b)).map(|(a, _)| a.len_utf8()).sum();
            let outer = old_post.chars().rev().zip(post.chars().rev());
            let kept_after: usize = outer.take_while(|&(a, b)| same(a, b)).map(|(a, _)| a.len_utf8()).sum();
            Some(Change {
                before: old_pre.len() - kept_before,
                after: old_post.len() - kept_after,
                pre: &pre[kept_before..],
                post: &post[..post.len() - kept_after],
            })
        })
    }

    /// The rules for a place of a lower-case word.
    fn rules_at<'r, 'w>(&'r self, word: &'w str, at: usize) -> impl Iterator<Item = &'r Rule> + use<'r, 'w> {
        let (before, after) = word.split_at(at);
        let capital = before.chars().next_back().and_then(|c| c.to_uppercase().next());
        let keys = [after.chars().next(), capital];
        let rules = keys.into_iter().flatten().filter_map(|key| self.rules.get(&key)).flatten();
        rules.filter(move |rule| {
            let ends = match rule.before.strip_prefix('.') {
                Some(start) => before == start,
                None => before.ends_with(rule.before.as_str()),
            };
            let begins = match rule.after.strip_suffix('.') {
                Some(end) => after == end,
                None => after.starts_with(rule.after.as_str()),
            };
            ends && begins && rule.is_between(before, after)
        })
    }

    /// The points whose fragments all have a vowel.
    fn with_vowels(&self, word: &str, points: Points) -> Points {
        if self.vowels.is_empty() || points == 0 {
            return points;
        }
        let has_vowel = |text: &str| text.contains(|c| self.vowels.contains(c));
        let (mut kept, mut from) = (0, 0);
        each(points, |at| {
            if has_vowel(&word[from..at]) && has_vowel(&word[at..]) {
                kept |= 1 << at;
                from = at;
            }
        });
        kept
    }
}

impl Rule {
    /// Returns true if the letters around the rule's own are those that it asks for.
    fn is_between(&self, before: &str, after: &str) -> bool {
        let RuleKind::Respelled(Respelling { between, .. }) = &self.kind else { return true };
        let outer_before = before.strip_suffix(self.before.trim_start_matches('.')).and_then(|b| b.chars().next_back());
        let outer_after = after.strip_prefix(self.after.trim_end_matches('.')).and_then(|a| a.chars().next());
        let fits = |c: Option<char>| c.is_some_and(|c| between.contains(c));
        between.is_empty() || fits(outer_before) && fits(outer_after)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(text: &str) -> Rules {
        let table: toml::Table = text.parse().expect("TOML");
        Rules::new(&table.try_into().expect("the keys of [hyphenation]"))
    }

    #[test]
    fn spelling_changes_by_the_least() {
        let rules = rules(
            "word = 5\nrespellings = [{ word = 's|sz', broken = 'sz|sz' }, { word = '|ë', broken = '|e' }, \
             { word = 'c|k', broken = 'k|k', between = 'aeiou', points = 'ignored' }, { word = 'l·|l', broken = 'l|l' }]",
        );
        let change = |word: &str, at| rules.change(word, at);
        assert_eq!(change("asszony", 2), Some(Change { before: 0, after: 0, pre: "z", post: "" }));
        assert_eq!(change("ideeën", 4), Some(Change { before: 0, after: 2, pre: "", post: "e" }));
        assert_eq!(change("zucker", 3), Some(Change { before: 1, after: 0, pre: "k", post: "" }));
        assert_eq!(change("col·lecció", 5), Some(Change { before: 2, after: 0, pre: "", post: "" }));
        assert_eq!(rules.apply("zucker", 0).respelled, 1 << 3);
        assert_eq!(rules.apply("drucks", 0).respelled, 0, "no vowel after it");
    }

    #[test]
    fn seams_and_misleading_points() {
        let rules = rules("word = 5\nseams = ['student=examen', 'heits-', '-arbeit']\nmisleading = ['.gen-tle']");
        let found = rules.apply("studentexamen", 1 << 6 | 1 << 9);
        assert_eq!((found.plain, found.seams), (1 << 7 | 1 << 9, 1 << 7));
        assert_eq!(rules.apply("gentlemen", 1 << 3).misleading, 1 << 3);
        assert_eq!(rules.apply("regentle", 1 << 5).misleading, 0);
        assert_eq!(rules.apply("einheitsarbeit", 1 << 3 | 1 << 8 | 1 << 10).seams, 1 << 8);
    }

    #[test]
    fn fragments_have_vowels() {
        let rules = rules("word = 5\nvowels = 'аеиоуъюя'");
        let found = rules.apply("телство", 1 << 6 | 1 << 8 | 1 << 10);
        assert_eq!(found.plain, 1 << 6);
    }
}
