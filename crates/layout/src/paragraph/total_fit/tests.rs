use super::fit::{line_sums, ratio};
use super::*;
use crate::costs::{FITNESS_CONTRAST, GRAVE, LADDER};
use crate::paragraph::breakpoints::BreakKind;
use proptest::prelude::*;

fn rules(width: i64) -> Rules {
    Rules {
        widths: vec![width - 20, width],
        ragged: None,
        balanced: false,
        space: [100, 80],
        beyond: [160, 130],
        most: 280,
        hyphens: true,
        held: false,
        seams: false,
        tolerance: i64::MAX,
        emergency: 0,
        line_penalty: 10,
        double_hyphen: 100_000,
        final_hyphen: 50_000,
        fitness: 10_000,
        stacks: true,
        stack: 30_000,
        runt: 100_000,
        last: [40, width - 10],
        scrap: 25,
        ladder: 2,
    }
}

/// Boxes of these widths with spaces of 10 between them; where `hyphen`, a box is broken in the middle.
fn paragraph(boxes: &[(i64, bool)]) -> Vec<Break> {
    let word = |i: usize| boxes.get(i).map_or(0, |b| (b.0 % 4) as u64);
    let at = |end_sums: Sums, start_sums: Sums, words, kind, penalty| Break {
        kind,
        end: 0,
        next: 0,
        part: None,
        at: 0,
        penalty,
        dashed: kind == BreakKind::Hyphen,
        figures: Figures { end_sums, start_sums, words, ..Figures::default() }.into(),
    };
    let ink = |width| Sums { width, widen: width / 50, narrow: width / 50, letter: width / 100, ..Sums::default() };
    let space = Sums { width: 10, stretch: 10, shrink: 10, ..Sums::default() };
    let mut sums = Sums::default();
    let mut breaks = vec![at(sums, sums, [0, word(0)], BreakKind::Start, 0)];
    for (i, &(width, hyphen)) in boxes.iter().enumerate() {
        if hyphen {
            let half = sums + ink(width / 2);
            let hyphened = half + Sums { width: 5, ..Sums::default() };
            breaks.push(at(hyphened, half, [0; 2], BreakKind::Hyphen, 50));
        }
        sums = sums + ink(width);
        let kind = if i + 1 == boxes.len() { BreakKind::End } else { BreakKind::Free };
        let before = sums;
        sums = sums + space;
        breaks.push(at(before, sums, [word(i), word(i + 1)], kind, 0));
    }
    breaks
}

/// Stands for rivers: what a path costs as a whole.
fn whims(lines: &[Chosen]) -> i64 {
    let alike = |three: &&[Chosen]| three.iter().all(|l| l.ratio > 0) || three.iter().all(|l| l.ratio < 0);
    let runs = lines.windows(3).filter(alike).count() as i64;
    runs * 70_000 + i64::from(lines.len() % 4 == 3) * 25_000
}

fn task<'a>(breaks: &'a [Break], rules: &'a Rules, rivers: &'a dyn Fn(&[Chosen]) -> i64) -> Task<'a> {
    let (part, measure) = (&|_: &Break, _: &Break| Sums::default(), &|place: &Break| *place.figures());
    Task { breaks, prefix: &[], rules, lines: Lines::Best, last_resort: false, below: i64::MAX, measure, part, rivers }
}

/// What a set of breaks costs, counted line by line.
fn cost(breaks: &[Break], rules: &Rules, ends: &[usize], rivers: fn(&[Chosen]) -> i64) -> Option<i64> {
    let (mut total, mut from, mut class, mut ladder, mut stacks) = (0, 0, 1_u8, 0, [0; 2]);
    let mut lines = Vec::new();
    for (i, &to) in ends.iter().enumerate() {
        let (begin, end) = (&breaks[from], &breaks[to]);
        let last = end.kind == BreakKind::End;
        let sums = line_sums(begin, end, &|_, _| Sums::default());
        let width = rules.width(i as u32);
        if sums.width - width > rules.most_shrink(&sums) {
            return None;
        }
        let fit = rules.fit(&sums, width, last);
        lines.push(Chosen { end: to as u32, ratio: fit.ratio });
        total += (rules.line_penalty + fit.badness).pow(2) + end.penalty.pow(2);
        ladder = if end.kind == BreakKind::Hyphen { ladder + 1 } else { 0 };
        total += match ladder {
            0 | 1 => 0,
            2 => rules.double_hyphen,
            _ => LADDER,
        };
        for (side, stack) in stacks.iter_mut().enumerate() {
            let [above, below] = [begin, end].map(|place| place.figures().words[1 - side]);
            let same = above != 0 && above == below && !last;
            *stack = if same { *stack + 1 } else { 0 };
            total += match *stack {
                0 => 0,
                1 => rules.stack,
                _ => GRAVE,
            };
        }
        total += rules.fitness * FITNESS_CONTRAST[usize::from(class.abs_diff(fit.class))];
        if last && from != 0 {
            total += if begin.kind == BreakKind::Hyphen { rules.final_hyphen } else { 0 };
            total += match sums.width {
                w if w < rules.scrap => GRAVE,
                w if w < rules.last[0] => rules.runt,
                w if w > rules.last[1] => rules.stack,
                _ => 0,
            };
        }
        (from, class) = (to, fit.class);
    }
    Some(total + rivers(&lines))
}

/// Every set of breaks is tried.
fn brute_force(breaks: &[Break], rules: &Rules, rivers: fn(&[Chosen]) -> i64) -> Option<i64> {
    let inner = breaks.len() - 2;
    (0_u32..1 << inner)
        .filter_map(|set| {
            let mut ends: Vec<usize> = (0..inner).filter(|i| set >> i & 1 == 1).map(|i| i + 1).collect();
            ends.push(breaks.len() - 1);
            cost(breaks, rules, &ends, rivers)
        })
        .min()
}

/// Each line takes what fits.
fn greedy(breaks: &[Break], rules: &Rules, rivers: fn(&[Chosen]) -> i64) -> Option<i64> {
    let (mut ends, mut from) = (Vec::new(), 0);
    while from + 1 < breaks.len() {
        let width = rules.width(ends.len() as u32);
        let fits = |to: &usize| {
            let sums = line_sums(&breaks[from], &breaks[*to], &|_, _| Sums::default());
            sums.width - width <= rules.most_shrink(&sums)
        };
        from = (from + 1..breaks.len()).rev().find(fits)?;
        ends.push(from);
    }
    cost(breaks, rules, &ends, rivers)
}

proptest! {
    #[test]
    fn the_optimum_is_found(
        boxes in proptest::collection::vec((12_i64..60, any::<bool>()), 1..9),
        width in 70_i64..160,
        whimsical in any::<bool>(),
    ) {
        let (breaks, rules) = (paragraph(&boxes), rules(width));
        let rivers = if whimsical { whims } else { |_: &[Chosen]| 0 };
        prop_assume!(breaks.len() < 14);
        let found = best_path(&task(&breaks, &rules, &rivers));
        prop_assert_eq!(found.as_ref().map(|p| p.demerits), brute_force(&breaks, &rules, rivers));
        if let (Some(found), Some(greedy)) = (found, greedy(&breaks, &rules, rivers)) {
            prop_assert!(found.demerits <= greedy);
            let ends: Vec<usize> = found.lines.iter().map(|l| l.end as usize).collect();
            prop_assert_eq!(cost(&breaks, &rules, &ends, rivers), Some(found.demerits));
        }
    }
}

#[test]
fn a_ratio_gives_back_the_amount() {
    let sums = Sums { width: 280_000, stretch: 30_000, shrink: 30_000, widen: 5_000, narrow: 5_000, letter: 4_000 };
    for emergency in [0, 6_000] {
        let rules = Rules { emergency, ..rules(300) };
        for wanted in [-15_000, -7_000, -3_000, 0, 2_000, 6_000, 12_000, 13_800, 30_000, 60_000] {
            let back = Gain::at(ratio(&sums, wanted, &rules), &rules).of(&sums);
            assert!((back - wanted).abs() < 20, "{wanted}: {back}");
        }
    }
}
