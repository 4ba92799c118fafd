//! Adjustment ratios: how far the glue, the glyphs and the letter-spaces of a line are stretched or shrunk to its width,
//! and how bad that is.

use super::problem::BreakParams;
use crate::costs::{EMERGENCY_LETTER_SPACES, MAX_BADNESS, MAX_BADNESS_RATIO, MAX_EMERGENCY_RATIO, RATIO_ONE as ONE};
use crate::paragraph::line_metrics::LineMetrics;

/// By how much a line can grow, or shrink: what each kind of elasticity contributes.
struct Elasticity {
    /// Of glue, at ratio 1.
    glue: i64,
    /// Of glyphs, at ratio 1.
    expansion: i64,
    /// Of glue, with each 1 that the ratio goes further.
    glue_beyond: i64,
    /// Of letters in an emergency, from ratio 1 to [`MAX_EMERGENCY_RATIO`].
    emergency: i64,
}

impl Elasticity {
    fn of(metrics: &LineMetrics, shrinks: bool, params: &BreakParams) -> Self {
        let glue = metrics.glue.when(shrinks);
        let share = |per_mille: i64| glue * per_mille / 1000;
        let letters = metrics.letter_space * EMERGENCY_LETTER_SPACES;
        Self {
            glue: share(params.space.when(shrinks)),
            expansion: metrics.expansion.when(shrinks),
            glue_beyond: share(params.space_beyond.when(shrinks)),
            emergency: if shrinks { 0 } else { params.emergency.min(letters) },
        }
    }
}

/// The adjustment ratio at which a line of these metrics is `surplus` wider (negative: narrower) than its natural
/// width.
///
/// In Knuth and Plass the ratio is the surplus divided by the line's stretch, or shrink. Here that quotient is bent at
/// three places, so that each kind of elasticity is used where it is seen least:
///
/// 1. up to ±½, glue and glyphs share the surplus;
/// 2. from ±½ to ±1, letter-spaces give too, twice as fast as the others, so that all three are exhausted at ±1;
/// 3. beyond ±1 only glue gives, and in an emergency letter-spaces up to [`MAX_EMERGENCY_RATIO`];
/// 4. beyond that, only glue.
///
/// The function is continuous and monotonic, so a better fit never has a worse ratio.
pub(crate) fn ratio(metrics: &LineMetrics, surplus: i64, params: &BreakParams) -> i64 {
    if surplus == 0 {
        return 0;
    }
    let (elasticity, amount) = (Elasticity::of(metrics, surplus < 0, params), surplus.abs());
    let letters = metrics.letter_space;
    // What glue and glyphs give at ratio 1; half of it is given at ½.
    let both = elasticity.glue + elasticity.expansion;
    let size = if amount * 2 <= both {
        amount * ONE / both.max(1)
    } else if amount <= both + letters {
        ONE / 2 + (amount * 2 - both) * ONE / (2 * (both + 2 * letters)).max(1)
    } else {
        let (rest, span) = (amount - both - letters, MAX_EMERGENCY_RATIO - ONE);
        let within = elasticity.glue_beyond * span / ONE + elasticity.emergency;
        if rest <= within {
            ONE + rest * span / within.max(1)
        } else {
            MAX_EMERGENCY_RATIO + (rest - within) * ONE / elasticity.glue_beyond.max(1)
        }
    };
    if surplus > 0 { size } else { -size }
}

/// The glue, glyphs and letter-spaces of lines set at one ratio (TeX's `glue_set`): the inverse of [`ratio`].
pub(crate) struct GlueSetting {
    shrinks: bool,
    /// Share of the elastic glue, in thousandths of [`ONE`].
    glue: i64,
    /// Share of the glyphs' expansion, in parts of [`ONE`].
    expansion: i64,
    /// Share of the letter-space, in parts of [`ONE`].
    letters: i64,
    /// The emergency letter-space of a line, and the share of it in parts of [`ONE`].
    emergency: i64,
    emergency_share: i64,
}

impl GlueSetting {
    pub(crate) fn at(ratio: i64, params: &BreakParams) -> Self {
        let (shrinks, size) = (ratio <= 0, ratio.abs());
        let within = size.min(ONE);
        let sign = if shrinks { -1 } else { 1 };
        let glue = params.space.when(shrinks) * within + params.space_beyond.when(shrinks) * (size - within);
        Self {
            shrinks,
            glue: sign * glue,
            expansion: sign * within,
            letters: sign * (2 * within - ONE).max(0),
            emergency: if shrinks { 0 } else { params.emergency },
            emergency_share: (size.min(MAX_EMERGENCY_RATIO) - within) * ONE / (MAX_EMERGENCY_RATIO - ONE),
        }
    }

    /// Surplus over its natural width of a line of these metrics, or of a part of one.
    pub(crate) fn surplus(&self, metrics: &LineMetrics) -> i64 {
        let (glue, expansion) = (metrics.glue.when(self.shrinks), metrics.expansion.when(self.shrinks));
        let letters = metrics.letter_space;
        let emergency = self.emergency.min(letters * EMERGENCY_LETTER_SPACES) * self.emergency_share;
        (glue * self.glue / 1000 + expansion * self.expansion + letters * self.letters + emergency) / ONE
    }
}

/// Badness, `100 r²`. Knuth and Plass have `100 |r|³`; since demerits square it, theirs all but ignores lines
/// under half the ratio, while the square also evens out the colour of good lines. (Measured on a novel at
/// 28 em: with the same number of hyphens the spaces vary 4 % less.)
pub(crate) fn badness(ratio: i64) -> i64 {
    let r = ratio.abs().min(MAX_BADNESS_RATIO);
    100 * r * r / (ONE * ONE)
}

/// The greatest ratio whose badness is within a tolerance: the inverse of [`badness`].
pub(crate) fn loosest(tolerance: i64) -> i64 {
    (tolerance.clamp(0, MAX_BADNESS) * ONE * ONE / 100).isqrt()
}
