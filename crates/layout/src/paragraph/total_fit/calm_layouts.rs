//! Layouts by all their demerits, rivers among them. A river runs over any number of lines, so no node can hold it;
//! layouts are enumerated from the cheapest on instead, until the next costs more without its rivers than the best so
//! far with them: that one is the optimum again.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::active_nodes::Search;
use super::problem::{ChosenLine, Flaw, LineLayout};
use crate::costs::{MAX_RIVER_LINES, MAX_RIVER_PATHS, MAX_RIVER_TAILS};

/// The last lines of a layout, from a node on.
struct Tail {
    node: u32,
    /// Ratio of its first line.
    ratio: i64,
    /// The tail that goes on from that line's end.
    next: u32,
    /// Demerits of its lines.
    demerits: i64,
    flaw: Flaw,
}

impl Search<'_> {
    /// The best layout with the demerits of its rivers. Since a node knows the demerits of the best lines up to it, tails
    /// come off the heap in the order of the best layouts that end in them (A* with an exact estimate). Of tails with equal
    /// demerits the one that is nearest to the start comes first (nodes are in the order of the text): else a text of
    /// equal words, whose lines all cost the same, would be searched breadth-first. `None` where the feasible lines were
    /// too many to keep.
    pub(super) fn calmest(&self, count: Option<u32>) -> Option<LineLayout> {
        let feasible = self.feasible.as_deref()?;
        let mut tails = Vec::new();
        let mut heap = BinaryHeap::new();
        for (node, end) in self.finals(count) {
            heap.push(Reverse((end.demerits, node, tails.len() as u32)));
            tails.push(Tail { node, ratio: 0, next: u32::MAX, demerits: 0, flaw: Flaw::None });
        }
        let (mut best, mut layouts, mut lines_seen): (Option<LineLayout>, _, _) = (None, 0, 0);
        while let Some(Reverse((least, _, index))) = heap.pop() {
            let enough = layouts == MAX_RIVER_PATHS || lines_seen > MAX_RIVER_LINES || tails.len() > MAX_RIVER_TAILS;
            if best.as_ref().is_some_and(|b| least >= b.demerits || enough) {
                break;
            }
            let Tail { node, demerits, flaw, .. } = tails[index as usize];
            if node == 0 {
                let lines = self.lines_of(&tails, index);
                let demerits = demerits + (self.problem.rivers)(&lines);
                layouts += 1;
                lines_seen += lines.len();
                self.problem.count(lines.len());
                if best.as_ref().is_none_or(|b| demerits < b.demerits) {
                    let emergency = self.params.emergency;
                    best = Some(LineLayout { lines, emergency, demerits, overfull: false, flaw });
                }
                continue;
            }
            let first = feasible.partition_point(|line| line.to < node);
            self.problem.count(1);
            for line in feasible[first..].iter().take_while(|line| line.to == node) {
                let demerits = demerits + line.demerits;
                let least = demerits + self.nodes[line.from as usize].demerits;
                heap.push(Reverse((least, line.from, tails.len() as u32)));
                let flaw = flaw.max(line.flaw);
                tails.push(Tail { node: line.from, ratio: line.ratio, next: index, demerits, flaw });
            }
        }
        best
    }

    fn lines_of(&self, tails: &[Tail], mut index: u32) -> Vec<ChosenLine> {
        let mut lines = Vec::new();
        while let Some(next) = tails.get(tails[index as usize].next as usize) {
            lines.push(ChosenLine {
                end: self.nodes[next.node as usize].breakpoint,
                ratio: tails[index as usize].ratio,
            });
            index = tails[index as usize].next;
        }
        lines
    }
}
