//! Paths by their whole cost: rivers run over any number of lines, so no state holds them.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::search::Search;
use super::{Chosen, Flaw, Path};
use crate::costs::{MAX_RIVER_PATHS, MAX_RIVER_TAILS};

/// The end of a path, from a state on.
struct Tail {
    node: u32,
    ratio: i64,
    /// The tail that goes on from the line's end.
    next: u32,
    /// What its lines cost.
    cost: i64,
    flaw: Flaw,
}

impl Search<'_> {
    /// The best path with what its rivers cost. Since a state knows what its best way from the start costs, the
    /// tails come off the heap by what the best path that ends in them costs.
    pub(super) fn calmest(&self, count: Option<u32>) -> Option<Path> {
        let edges = self.edges.as_deref().unwrap_or_default();
        let mut tails = Vec::new();
        let mut heap = BinaryHeap::new();
        for (node, state) in self.finals(count) {
            heap.push(Reverse((state.demerits, tails.len() as u32)));
            tails.push(Tail { node, ratio: 0, next: u32::MAX, cost: 0, flaw: Flaw::None });
        }
        let (mut best, mut paths): (Option<Path>, _) = (None, 0);
        while let Some(Reverse((least, index))) = heap.pop() {
            if best
                .as_ref()
                .is_some_and(|b| least >= b.demerits || paths == MAX_RIVER_PATHS || tails.len() > MAX_RIVER_TAILS)
            {
                break;
            }
            let Tail { node, cost, flaw, .. } = tails[index as usize];
            if node == 0 {
                let lines = self.lines_of(&tails, index);
                let demerits = cost + (self.task.rivers)(&lines);
                paths += 1;
                if best.as_ref().is_none_or(|b| demerits < b.demerits) {
                    let emergency = self.rules.emergency;
                    best = Some(Path { lines, emergency, demerits, overfull: false, flaw });
                }
                continue;
            }
            let first = edges.partition_point(|edge| edge.to < node);
            for edge in edges[first..].iter().take_while(|edge| edge.to == node) {
                let cost = cost + edge.cost;
                heap.push(Reverse((cost + self.nodes[edge.from as usize].demerits, tails.len() as u32)));
                let flaw = flaw.max(edge.flaw);
                tails.push(Tail { node: edge.from, ratio: edge.ratio, next: index, cost, flaw });
            }
        }
        best
    }

    fn lines_of(&self, tails: &[Tail], mut index: u32) -> Vec<Chosen> {
        let mut lines = Vec::new();
        while let Some(next) = tails.get(tails[index as usize].next as usize) {
            lines.push(Chosen { end: self.nodes[next.node as usize].at, ratio: tails[index as usize].ratio });
            index = tails[index as usize].next;
        }
        lines
    }
}
