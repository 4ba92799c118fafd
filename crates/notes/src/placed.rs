//! The marks of a book in their places, each passage once.

use std::collections::BTreeMap;
use std::ops::Range;

use anthology_book::Confidence;

use crate::costs::{ENOUGH_WORDS, ORDERED_MARKS};
use crate::fold::{Folded, fold};
use crate::mark::{Mark, Position, Scale};
use crate::places::{PlaceFinder, Placement};

/// A mark and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Placed {
    pub(crate) mark: Mark,
    pub(crate) placement: Option<Placement>,
}

/// Places marks: those that are certain first, which say about where the others are.
pub(crate) fn place(mut marks: Vec<Mark>, finder: &PlaceFinder<'_>) -> Vec<Placed> {
    for (at, mark) in (0..).zip(&mut marks) {
        mark.hints.position.get_or_insert(Position { scale: Scale::Mark, at });
    }
    let place = |mark: Mark| Placed { placement: finder.find(&mark, None), mark };
    let mut placed: Vec<Placed> = marks.into_iter().map(place).collect();
    for scale in [Scale::Location, Scale::Page, Scale::Mark] {
        let anchors = anchors(&placed, scale);
        if anchors.is_empty() {
            continue;
        }
        for Placed { mark, placement } in &mut placed {
            let sure = placement.as_ref().is_some_and(|found| found.confidence == Confidence::Sure);
            let Some(position) = mark.hints.position.filter(|position| position.scale == scale && !sure) else {
                continue;
            };
            let between = between(&anchors, position, finder.text.len());
            let found = finder.find(mark, Some(&between));
            *placement = found.or(placement.take());
        }
    }
    placed
}

/// The positions of certain marks and where they are in the book, in order; empty where the two orders don't agree, as
/// when the size of a device's pages has changed.
fn anchors(placed: &[Placed], scale: Scale) -> Vec<(u64, usize)> {
    let anchor = |Placed { mark, placement }: &Placed| {
        let position = mark.hints.position.filter(|position| position.scale == scale)?;
        let placement = placement.as_ref().filter(|found| found.confidence == Confidence::Sure)?;
        let enough = Folded::of(&mark.quote).word_count() >= ENOUGH_WORDS;
        enough.then_some((position.at, placement.range.as_ref()?.start))
    };
    let mut all: Vec<(u64, usize)> = placed.iter().filter_map(anchor).collect();
    all.sort_unstable();
    let ordered = longest_ascending(&all);
    if ordered.len() * 100 >= all.len() * ORDERED_MARKS { ordered } else { Vec::new() }
}

/// The most anchors whose places ascend.
fn longest_ascending(all: &[(u64, usize)]) -> Vec<(u64, usize)> {
    // By length less one: the anchor that ends the best sequence; and the one before each anchor.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::new();
    for (at, (_, place)) in all.iter().enumerate() {
        let length = ends.partition_point(|&end| all[end].1 <= *place);
        before.push(length.checked_sub(1).map(|length| ends[length]));
        match ends.get_mut(length) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let mut found = Vec::new();
    let mut next = ends.last().copied();
    while let Some(at) = next {
        found.push(all[at]);
        next = before[at];
    }
    found.reverse();
    found
}

/// The stretch of the book between the marks before and after a position.
fn between(anchors: &[(u64, usize)], position: Position, length: usize) -> Range<usize> {
    let after = anchors.partition_point(|(at, _)| *at <= position.at);
    let before = anchors.partition_point(|(at, _)| *at < position.at);
    let start = before.checked_sub(1).map_or(0, |at| anchors[at].1);
    let end = anchors.get(after).map_or(length, |(_, place)| *place);
    start..end.max(start)
}

/// Leaves out passages that are part of longer ones: a Kindle keeps both when a mark is extended. A note stays with the
/// longer one, and two different notes stay two.
pub(crate) fn without_parts(placed: Vec<Placed>) -> Vec<Placed> {
    let mut by_start: Vec<(usize, Range<usize>)> = placed
        .iter()
        .enumerate()
        .filter_map(|(at, placed)| Some((at, placed.placement.as_ref()?.range.clone()?)))
        .collect();
    by_start.sort_by_key(|(at, range)| (range.start, std::cmp::Reverse(range.end), *at));
    let mut placed: Vec<Option<Placed>> = placed.into_iter().map(Some).collect();
    let mut open: Vec<(usize, Range<usize>)> = Vec::new();
    for (at, range) in by_start {
        open.retain(|(_, other)| other.end + LOOSE > range.start);
        let around = open.iter().rev().take(MOST_OPEN).find(|(_, other)| range.end <= other.end + LOOSE);
        let Some(longer) = around.map(|(longer, _)| *longer) else {
            open.push((at, range));
            continue;
        };
        let Some(note) = placed[at].as_ref().map(|part| part.mark.note.clone()) else { continue };
        let Some(whole) = &mut placed[longer] else { continue };
        if note.is_empty() || fold(&note) == fold(&whole.mark.note) {
            placed[at] = None;
        } else if whole.mark.note.is_empty() {
            whole.mark.note = note;
            placed[at] = None;
        } else {
            open.push((at, range));
        }
    }
    without_copies(placed.into_iter().flatten().collect())
}

/// Bytes of letters by which a part may exceed the whole: an edit at its end.
const LOOSE: usize = 4;

/// Passages that a part is compared with. Bounds the time.
const MOST_OPEN: usize = 32;

/// Leaves out what is there twice without a place.
fn without_copies(placed: Vec<Placed>) -> Vec<Placed> {
    let mut seen: BTreeMap<(String, String, String), ()> = BTreeMap::new();
    let key = |Placed { mark, placement }: &Placed| {
        let address = placement.as_ref().map(|found| found.address.to_string()).unwrap_or_default();
        (address, fold(&mark.quote), fold(&mark.note))
    };
    placed.into_iter().filter(|placed| seen.insert(key(placed), ()).is_none()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_are_those_in_order() {
        let all = [(1, 10), (2, 20), (3, 5), (4, 40), (4, 41), (5, 30)];
        assert_eq!(longest_ascending(&all), [(1, 10), (2, 20), (4, 40), (4, 41)]);
        assert_eq!(between(&all[..2], Position { scale: Scale::Page, at: 2 }, 99), 10..99);
        assert_eq!(between(&all[..2], Position { scale: Scale::Page, at: 0 }, 99), 0..10);
    }
}
