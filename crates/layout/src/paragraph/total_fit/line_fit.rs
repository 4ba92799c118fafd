//! The fit of a line to its width, and the lines that can't be set at all.

use std::ops::Sub;

use super::elasticity::{badness, loosest, ratio};
use super::problem::BreakParams;
use crate::costs::{MAX_BADNESS, RATIO_ONE as ONE, VERY_LOOSE};
use crate::paragraph::line_metrics::LineMetrics;

/// Means that a line may be stretched without limit.
pub(super) const NO_LIMIT: i64 = i64::MAX;

/// The fit of a line to its width.
#[derive(Clone, Copy)]
pub(super) struct LineFit {
    /// Adjustment ratio, in parts of [`ONE`].
    pub(super) ratio: i64,
    pub(super) badness: i64,
    /// Fitness class: 0 tight, 1 normal, 2 loose, 3 looser than it should be, 4 very loose. (Knuth and Plass have four;
    /// what they call very loose begins at ratio 1 and is two classes here.)
    pub(super) class: u8,
}

/// The fitness class of lines that are neither stretched nor shrunk.
pub(super) const NORMAL: u8 = 1;

/// The figures that decide whether a line can be set within its width. Each figure is linear in the prefix sums, so that of a line
/// it is a difference of two, and only lines that pass are looked at further.
#[derive(Clone, Copy, Default)]
pub(super) struct WidthBounds {
    pub(super) width: i64,
    /// A thousand times the width of a line that is stretched as far as it may be.
    pub(super) max: i64,
    /// A thousand times the width of a line that is shrunk as far as it may be.
    pub(super) min: i64,
}

impl WidthBounds {
    /// Of prefix sums, or a line; `limit` is [`BreakParams::max_stretch`].
    pub(super) fn of(metrics: &LineMetrics, protrusion: i64, params: &BreakParams, limit: i64) -> Self {
        let width = metrics.width + protrusion;
        // Where every line is allowed the maximum is never used.
        let stretch = if limit == NO_LIMIT { 0 } else { metrics.glue.stretch * limit };
        let (expansion, letters) = (metrics.expansion, metrics.letter_space);
        Self {
            width,
            max: (width + expansion.stretch + letters) * 1000 + stretch,
            min: (width - expansion.shrink - letters) * 1000 - metrics.glue.shrink * params.max_space_shrink,
        }
    }
}

impl Sub for WidthBounds {
    type Output = Self;
    fn sub(self, rhs: Self) -> Self {
        Self { width: self.width - rhs.width, max: self.max - rhs.max, min: self.min - rhs.min }
    }
}

impl BreakParams {
    /// Share of the elastic glue by which it is set wider where a line is as loose as the tolerance allows; per mille.
    /// [`NO_LIMIT`] where every line is allowed.
    pub(super) fn max_stretch(&self) -> i64 {
        if self.tolerance >= MAX_BADNESS {
            return NO_LIMIT;
        }
        self.space.stretch + self.space_beyond.stretch * (loosest(self.tolerance) + 1) / ONE
    }

    /// Demerits of the best line that is worse than the tolerance.
    pub(crate) fn worst_line(&self) -> i64 {
        (self.line_penalty + self.tolerance.min(MAX_BADNESS)).pow(2)
    }

    /// By how much a line can be shrunk.
    pub(crate) fn max_shrink(&self, metrics: &LineMetrics) -> i64 {
        metrics.glue.shrink * self.max_space_shrink / 1000 + metrics.expansion.shrink + metrics.letter_space
    }

    /// The fit of a line of these metrics that is neither too loose nor too long.
    pub(super) fn fit(&self, metrics: &LineMetrics, width: i64, last: bool) -> LineFit {
        let surplus = width - metrics.width;
        if let Some(stretch) = self.ragged {
            // Ragged text is set as Knuth and Plass set it: with stretch at the line's end, and rigid spaces.
            let ratio = surplus * ONE / stretch.max(1);
            let badness = if last && !self.balanced { 0 } else { badness(ratio) };
            return LineFit { ratio: 0, badness, class: NORMAL };
        }
        if last && surplus >= 0 {
            // TeX's `\parfillskip`: the last line ends in glue that stretches without limit.
            return LineFit { ratio: 0, badness: 0, class: NORMAL };
        }
        let ratio = ratio(metrics, surplus, self);
        let class = match ratio {
            r if r < -ONE / 2 => 0,
            r if r <= ONE / 2 => NORMAL,
            r if r <= ONE => 2,
            r if r <= VERY_LOOSE => 3,
            _ => 4,
        };
        LineFit { ratio, badness: badness(ratio), class }
    }

    /// The fit of a line that can't be made narrow enough.
    pub(super) fn overfull(&self, metrics: &LineMetrics, width: i64) -> LineFit {
        match self.ragged {
            Some(_) => LineFit { ratio: 0, badness: MAX_BADNESS, class: NORMAL },
            None => LineFit { ratio: ratio(metrics, width - metrics.width, self), badness: MAX_BADNESS, class: 0 },
        }
    }
}
