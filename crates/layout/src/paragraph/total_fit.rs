//! The best set of lines over a whole paragraph: D. E. Knuth and M. F. Plass, "Breaking Paragraphs into
//! Lines", Software: Practice and Experience 11 (1981), in integers, with the costs that fine book work adds:
//! ladders, stacks of words, last lines, and glyphs that are elastic as well as spaces.
//!
//! The paper's terms and where to find them: boxes and glue are [`LineMetrics`](super::line_metrics::LineMetrics) of
//! tokens, penalties and discretionaries are [`Breakpoint`](super::breakpoints::Breakpoint)s; [`elasticity`] has
//! the adjustment ratio and the badness [`line_fit`] the fitness class; [`demerits`] adds up
//! what lines cost; [`active_nodes`] is the dynamic programme. All that a line costs depends on it and on the nodes at
//! its two ends, so the best path over the nodes is the optimum. What depends on more lines than that, rivers, is in
//! [`calm_layouts`].

mod active_nodes;
mod calm_layouts;
mod demerits;
mod elasticity;
mod line_fit;
mod problem;

use active_nodes::Search;
pub(crate) use elasticity::{GlueSetting, loosest};
pub(crate) use problem::{BreakParams, BreakProblem, ChosenLine, Flaw, LineLayout, LineTarget, line_metrics};

/// The best layout, or `None` where none is within the tolerance.
pub(crate) fn best_layout(problem: &BreakProblem<'_>) -> Option<LineLayout> {
    best_layouts(problem).pop().flatten()
}

/// The best layout of each number of lines that is asked for, or `None` where none is within the tolerance.
pub(crate) fn best_layouts(problem: &BreakProblem<'_>) -> Vec<Option<LineLayout>> {
    let counts: Vec<Option<u32>> = match problem.target {
        LineTarget::Best => vec![None],
        LineTarget::Counts { counts, .. } => counts.iter().copied().map(Some).collect(),
    };
    let Some(found) = Search::new(*problem, false).run() else { return vec![None; counts.len()] };
    // Most paragraphs have no rivers, so all feasible lines are kept only in a second search.
    let mut all = None;
    let mut layouts = Vec::with_capacity(counts.len());
    for count in counts {
        let layout = found.best(count).map(|layout| {
            let rivers = (problem.rivers)(&layout.lines);
            let with_rivers = LineLayout { demerits: layout.demerits + rivers, ..layout };
            if rivers == 0 || with_rivers.overfull {
                return with_rivers;
            }
            let all = all.get_or_insert_with(|| Search::new(*problem, true).run()).as_ref();
            all.and_then(|all| all.calmest(count)).unwrap_or(with_rivers)
        });
        layouts.push(layout);
    }
    layouts
}

#[cfg(test)]
mod tests;
