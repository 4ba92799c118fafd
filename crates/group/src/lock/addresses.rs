//! Addresses that survive corrections.

use std::collections::{BTreeMap, BTreeSet};

use anthology_base::{Address, ParagraphNumber};
use anthology_dedupe::{Sketch, align};
use anthology_typeset::{ParagraphId, SetSection, SetText};

use super::{Lock, LockedParagraph};
use crate::places::words_of;

impl Lock {
    /// Gives paragraphs the addresses that the last copy has for them. One that it doesn't have is numbered after the
    /// one before it (`trust.4a`), and links to one that was deleted lead to the place where it was.
    pub fn apply(&self, text: &mut SetText) {
        let Some(copy) = self.last() else { return };
        for (number, section) in text.sections.iter_mut().enumerate() {
            if let Some(locked) = copy.chapters.get(&section.slug) {
                apply_to(section, number, locked);
            }
        }
    }
}

fn apply_to(section: &mut SetSection, index: usize, locked: &[LockedParagraph]) {
    let paragraphs = section.addressed(index);
    let sketches: Vec<Sketch> = paragraphs.iter().map(|found| Sketch::of(&words_of(&found.paragraphs))).collect();
    let ids: Vec<Option<ParagraphId>> =
        paragraphs.iter().map(|found| found.paragraphs.first().map(|paragraph| paragraph.id)).collect();
    let numbers = numbered(&sketches, locked);
    let kept: BTreeSet<ParagraphNumber> = numbers.iter().copied().collect();
    let mut former: BTreeMap<ParagraphId, Vec<Address>> = BTreeMap::new();
    for gone in locked.iter().map(|paragraph| paragraph.number).filter(|number| !kept.contains(number)) {
        let before = numbers.iter().rposition(|number| *number < gone).unwrap_or(0);
        if let Some(id) = ids.get(before).copied().flatten() {
            former.entry(id).or_default().push(Address { chapter: section.slug.clone(), number: gone });
        }
    }
    for (address, number) in section.addresses_mut().into_iter().zip(numbers) {
        address.number = number;
    }
    section.former = former;
}

/// The numbers of paragraphs, of which `locked` are those of the last copy and the deleted ones before it.
fn numbered(sketches: &[Sketch], locked: &[LockedParagraph]) -> Vec<ParagraphNumber> {
    let (old, old_sketches): (Vec<ParagraphNumber>, Vec<Sketch>) =
        locked.iter().filter_map(|paragraph| Some((paragraph.number, paragraph.sketch?))).unzip();
    let mut numbers: Vec<Option<ParagraphNumber>> = vec![None; sketches.len()];
    for pair in align(&old_sketches, sketches) {
        numbers[pair.new] = Some(old[pair.old]);
    }
    let mut used: BTreeSet<ParagraphNumber> = locked.iter().map(|paragraph| paragraph.number).collect();
    let mut highest = used.last().map_or(0, |number| number.ordinal);
    let last_kept = numbers.iter().rposition(Option::is_some);
    let mut before = ParagraphNumber::from(0);
    (numbers.iter().enumerate())
        .map(|(at, number)| {
            let number = number.unwrap_or_else(|| {
                // At the chapter's end the count goes on.
                if last_kept.is_none_or(|last| at > last) && highest > 0 {
                    highest += 1;
                    return highest.into();
                }
                let free = (1..).map(|insertion| ParagraphNumber { ordinal: before.ordinal, insertion });
                free.into_iter().find(|number| !used.contains(number)).unwrap_or(before)
            });
            used.insert(number);
            before = number;
            number
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXTS: [&str; 6] = [
        "When the mill was sold, nobody in the village had been told of it.",
        "A letter from the council said that the weir would be repaired in spring.",
        "So the meeting was called, and forty people came to the hall that night.",
        "Elsewhere, other things happened to other persons entirely.",
        "Nothing is known about the ducks, whose opinion no committee had asked for.",
        "Minutes were taken by a schoolboy who wrote down everything, even the coughs.",
    ];

    /// The numbers after a correction, where `locked` are indices of texts with their numbers, `None` for deleted ones.
    fn after(locked: &[(Option<usize>, &str)], texts: &[usize]) -> String {
        let locked: Vec<LockedParagraph> = locked
            .iter()
            .map(|(text, number)| LockedParagraph {
                number: number.parse().expect("a number"),
                sketch: text.map(|text| Sketch::of(TEXTS[text])),
                page: None,
            })
            .collect();
        let sketches: Vec<Sketch> = texts.iter().map(|&text| Sketch::of(TEXTS[text])).collect();
        let numbers = numbered(&sketches, &locked);
        assert_eq!(numbers.iter().collect::<BTreeSet<_>>().len(), numbers.len(), "a number twice");
        numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn numbers_stay_and_new_ones_fit_between() {
        let three = [(Some(0), "1"), (Some(1), "2"), (Some(2), "3")];
        assert_eq!(after(&three, &[0, 1, 2]), "1 2 3");
        assert_eq!(after(&three, &[0, 3, 1, 2]), "1 1a 2 3");
        assert_eq!(after(&three, &[3, 0, 1, 4, 5, 2]), "0a 1 2 2a 2b 3");
        assert_eq!(after(&three, &[0, 1, 2, 3, 4]), "1 2 3 4 5");
        assert_eq!(after(&three, &[0, 2]), "1 3");
        assert_eq!(after(&three, &[2, 0, 1]), "3 1 2");
        assert_eq!(after(&three, &[3, 4]), "4 5");
        assert_eq!(after(&[], &[0, 1]), "0a 0b");
    }

    #[test]
    fn the_numbers_of_deleted_paragraphs_are_not_used_again() {
        let locked = [(Some(0), "1"), (Some(2), "3"), (None, "2"), (None, "1a"), (None, "9")];
        assert_eq!(after(&locked, &[0, 4, 2]), "1 1b 3");
        assert_eq!(after(&locked, &[0, 2, 4]), "1 3 10");
    }
}
