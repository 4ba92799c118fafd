use super::elasticity::ratio;
use super::problem::line_metrics;
use super::*;
use crate::costs::{FITNESS_CONTRAST, GRAVE, LADDER};
use crate::paragraph::breakpoints::{BreakKind, BreakMetrics, Breakpoint};
use crate::paragraph::line_metrics::LineMetrics;
use crate::two_sided::{Edge, Edges, Elastic};
use proptest::prelude::*;
use std::cell::Cell;

fn params(width: i64) -> BreakParams {
    BreakParams {
        widths: vec![width - 20, width],
        ragged: None,
        balanced: false,
        space: Elastic { stretch: 100, shrink: 80 },
        space_beyond: Elastic { stretch: 160, shrink: 130 },
        max_space_shrink: 280,
        hyphens: true,
        ties: false,
        code_breaks: false,
        tolerance: i64::MAX,
        emergency: 0,
        line_penalty: 10,
        double_hyphen: 100_000,
        final_hyphen: 50_000,
        fitness: 10_000,
        stacks: true,
        stack: 30_000,
        runt: 100_000,
        runt_width: 40,
        full_width: width - 10,
        scrap_width: 25,
        max_ladder: 2,
    }
}

/// Boxes of these widths with spaces of 10 between them; where `hyphen`, a box is broken in the middle.
fn paragraph(boxes: &[(i64, bool)]) -> Vec<Breakpoint> {
    let word = |i: usize| boxes.get(i).map_or(0, |b| (b.0 % 4) as u64);
    let at = |end_prefix: LineMetrics, start_prefix: LineMetrics, words, kind, penalty| Breakpoint {
        kind,
        end: 0,
        next: 0,
        split: None,
        at: 0,
        penalty,
        hyphenated: kind == BreakKind::Hyphen,
        metrics: BreakMetrics { end_prefix, start_prefix, words, ..BreakMetrics::default() }.into(),
    };
    let ink = |width| LineMetrics {
        width,
        expansion: Elastic::both(width / 50),
        letter_space: width / 100,
        ..LineMetrics::default()
    };
    let space = LineMetrics { width: 10, glue: Elastic::both(10), ..LineMetrics::default() };
    let mut metrics = LineMetrics::default();
    let mut breakpoints = vec![at(metrics, metrics, Edges { start: 0, end: word(0) }, BreakKind::Start, 0)];
    for (i, &(width, hyphen)) in boxes.iter().enumerate() {
        if hyphen {
            let half = metrics + ink(width / 2);
            let hyphened = half + LineMetrics { width: 5, ..LineMetrics::default() };
            breakpoints.push(at(hyphened, half, Edges::default(), BreakKind::Hyphen, 50));
        }
        metrics = metrics + ink(width);
        let kind = if i + 1 == boxes.len() { BreakKind::End } else { BreakKind::Free };
        let before = metrics;
        metrics = metrics + space;
        breakpoints.push(at(before, metrics, Edges { start: word(i), end: word(i + 1) }, kind, 0));
    }
    breakpoints
}

/// In place of rivers: demerits of a layout as a whole.
fn whims(lines: &[ChosenLine]) -> i64 {
    let alike = |three: &&[ChosenLine]| three.iter().all(|l| l.ratio > 0) || three.iter().all(|l| l.ratio < 0);
    let runs = lines.windows(3).filter(alike).count() as i64;
    runs * 70_000 + i64::from(lines.len() % 4 == 3) * 25_000
}

fn problem<'a>(
    breakpoints: &'a [Breakpoint],
    params: &'a BreakParams,
    rivers: &'a dyn Fn(&[ChosenLine]) -> i64,
    work: &'a Cell<u64>,
) -> BreakProblem<'a> {
    let (fragment, measure) =
        (&|_: &Breakpoint, _: &Breakpoint| LineMetrics::default(), &|place: &Breakpoint| *place.metrics());
    BreakProblem {
        breakpoints,
        prefix: &[],
        params,
        target: LineTarget::Best,
        last_resort: false,
        below: i64::MAX,
        measure,
        fragment,
        rivers,
        work,
    }
}

/// Demerits of a set of breakpoints, counted line by line.
fn cost(
    breakpoints: &[Breakpoint],
    params: &BreakParams,
    ends: &[usize],
    rivers: fn(&[ChosenLine]) -> i64,
) -> Option<i64> {
    let (mut total, mut from, mut class, mut ladder, mut stacks) = (0, 0, 1_u8, 0, [0; 2]);
    let mut lines = Vec::new();
    for (i, &to) in ends.iter().enumerate() {
        let (begin, end) = (&breakpoints[from], &breakpoints[to]);
        let last = end.kind == BreakKind::End;
        let metrics = line_metrics(begin, end, &|_, _| LineMetrics::default());
        let width = params.width(i as u32);
        if metrics.width - width > params.max_shrink(&metrics) {
            return None;
        }
        let fit = params.fit(&metrics, width, last);
        lines.push(ChosenLine { end: to as u32, ratio: fit.ratio });
        total += (params.line_penalty + fit.badness).pow(2) + end.penalty.pow(2);
        ladder = if end.kind == BreakKind::Hyphen { ladder + 1 } else { 0 };
        total += match ladder {
            0 | 1 => 0,
            2 => params.double_hyphen,
            _ => LADDER,
        };
        for (edge, stack) in [Edge::End, Edge::Start].into_iter().zip(&mut stacks) {
            let [above, below] = [begin, end].map(|place| place.metrics().words.at(edge));
            let same = above != 0 && above == below && !last;
            *stack = if same { *stack + 1 } else { 0 };
            total += match *stack {
                0 => 0,
                1 => params.stack,
                _ => GRAVE,
            };
        }
        total += params.fitness * FITNESS_CONTRAST[usize::from(class.abs_diff(fit.class))];
        if last && from != 0 {
            total += if begin.kind == BreakKind::Hyphen { params.final_hyphen } else { 0 };
            total += match metrics.width {
                w if w < params.scrap_width => GRAVE,
                w if w < params.runt_width => params.runt,
                w if w > params.full_width => params.stack,
                _ => 0,
            };
        }
        (from, class) = (to, fit.class);
    }
    Some(total + rivers(&lines))
}

/// Every set of breakpoints is tried.
fn brute_force(breakpoints: &[Breakpoint], params: &BreakParams, rivers: fn(&[ChosenLine]) -> i64) -> Option<i64> {
    let inner = breakpoints.len() - 2;
    (0_u32..1 << inner)
        .filter_map(|set| {
            let mut ends: Vec<usize> = (0..inner).filter(|i| set >> i & 1 == 1).map(|i| i + 1).collect();
            ends.push(breakpoints.len() - 1);
            cost(breakpoints, params, &ends, rivers)
        })
        .min()
}

/// Each line takes what fits.
fn greedy(breakpoints: &[Breakpoint], params: &BreakParams, rivers: fn(&[ChosenLine]) -> i64) -> Option<i64> {
    let (mut ends, mut from) = (Vec::new(), 0);
    while from + 1 < breakpoints.len() {
        let width = params.width(ends.len() as u32);
        let fits = |to: &usize| {
            let metrics = line_metrics(&breakpoints[from], &breakpoints[*to], &|_, _| LineMetrics::default());
            metrics.width - width <= params.max_shrink(&metrics)
        };
        from = (from + 1..breakpoints.len()).rev().find(fits)?;
        ends.push(from);
    }
    cost(breakpoints, params, &ends, rivers)
}

proptest! {
    #[test]
    fn the_optimum_is_found(
        boxes in proptest::collection::vec((12_i64..60, any::<bool>()), 1..9),
        width in 70_i64..160,
        whimsical in any::<bool>(),
    ) {
        let (breakpoints, params) = (paragraph(&boxes), params(width));
        let rivers = if whimsical { whims } else { |_: &[ChosenLine]| 0 };
        prop_assume!(breakpoints.len() < 14);
        let found = best_layout(&problem(&breakpoints, &params, &rivers, &Cell::new(0)));
        prop_assert_eq!(found.as_ref().map(|p| p.demerits), brute_force(&breakpoints, &params, rivers));
        if let (Some(found), Some(greedy)) = (found, greedy(&breakpoints, &params, rivers)) {
            prop_assert!(found.demerits <= greedy);
            let ends: Vec<usize> = found.lines.iter().map(|l| l.end as usize).collect();
            prop_assert_eq!(cost(&breakpoints, &params, &ends, rivers), Some(found.demerits));
        }
    }
}

#[test]
fn a_ratio_gives_back_the_amount() {
    let metrics = LineMetrics {
        width: 280_000,
        glue: Elastic::both(30_000),
        expansion: Elastic::both(5_000),
        letter_space: 4_000,
    };
    for emergency in [0, 6_000] {
        let params = BreakParams { emergency, ..params(300) };
        for wanted in [-15_000, -7_000, -3_000, 0, 2_000, 6_000, 12_000, 13_800, 30_000, 60_000] {
            let back = GlueSetting::at(ratio(&metrics, wanted, &params), &params).surplus(&metrics);
            assert!((back - wanted).abs() < 20, "{wanted}: {back}");
        }
    }
}
