//! From the cheapest end back to the pages that lead to it.

use super::{CarriedNote, CarriedNotes, NONE, PageStart, Paginator, PlacedPiece};
use crate::page::plan::{BlockPiece, NotePiece, PagePlan};

impl Paginator<'_> {
    /// The pages before a state, from the first.
    pub(super) fn trace_back(&self, best: Option<PageStart>) -> Vec<PagePlan> {
        let mut plans = Vec::new();
        let mut at = best;
        while let Some(end) = at.filter(|end| end.previous != NONE) {
            let start = &self.starts[end.previous as usize];
            let mut pieces: Vec<BlockPiece> = end.last_piece.into_iter().collect();
            let mut placed = end.placed;
            while placed != NONE {
                let PlacedPiece { previous, piece } = self.placed[placed as usize];
                pieces.push(piece);
                placed = previous;
            }
            pieces.reverse();
            let notes = self.notes_of(&start.key.carried, &pieces, &end.key.carried);
            plans.push(PagePlan { pieces, notes, rows: end.depth, side: None });
            at = Some(start.clone());
        }
        plans.reverse();
        plans
    }

    /// The notes of a page: those carried over to it and those with references on it, less what is carried over
    /// from it.
    fn notes_of(&self, carried: &CarriedNotes, pieces: &[BlockPiece], rest: &CarriedNotes) -> Vec<NotePiece> {
        let mut all = carried.clone();
        for piece in pieces {
            let rows = &self.blocks[piece.block as usize].variants[piece.variant as usize].rows;
            let called = rows[piece.from as usize..piece.to as usize].iter().flat_map(|row| &row.notes);
            all.extend(called.map(|&note| CarriedNote { note, row: 0 }));
        }
        let end = |note: u32| {
            let stop = rest.iter().find(|carried| carried.note == note).map(|carried| carried.row);
            stop.unwrap_or(self.notes[note as usize].len() as u32)
        };
        all.into_iter()
            .map(|CarriedNote { note, row }| NotePiece { note, from: row, to: end(note) })
            .filter(|piece| piece.to > piece.from)
            .collect()
    }
}
