//! How a line fits its measure: how far its spaces, glyphs and letters are stretched or shrunk, and how bad
//! that is.

use std::ops::Sub;

use super::Rules;
use crate::costs::{
    EMERGENCY_LETTER_SPACES, MAX_BADNESS, MAX_BADNESS_RATIO, MAX_EMERGENCY_RATIO, RATIO_ONE, VERY_LOOSE,
};
use crate::paragraph::breakpoints::Break;
use crate::paragraph::prepare::Sums;

/// Stands for any stretch.
pub(super) const NO_LIMIT: i64 = i64::MAX;

/// How a line fits.
#[derive(Clone, Copy)]
pub(super) struct Fit {
    pub(super) ratio: i64,
    pub(super) badness: i64,
    pub(super) class: u8,
}

/// How much a line gains, or loses, in its spaces and glyphs at ratio 1, and in its spaces with each 1 after that.
struct Give {
    space: i64,
    ink: i64,
    beyond: i64,
    /// What letters give in an emergency from ratio 1 to [`MAX_EMERGENCY_RATIO`].
    more: i64,
}

impl Give {
    fn of(sums: &Sums, stretches: bool, rules: &Rules) -> Self {
        let side = usize::from(!stretches);
        let (elastic, ink) = if stretches { (sums.stretch, sums.widen) } else { (sums.shrink, sums.narrow) };
        let part = |share: i64| elastic * share / 1000;
        let more = if stretches { rules.emergency.min(sums.letter * EMERGENCY_LETTER_SPACES) } else { 0 };
        Self { space: part(rules.space[side]), ink, beyond: part(rules.beyond[side]), more }
    }
}

/// How far a line of these figures has to be stretched (or shrunk) to a width: the ratio at which spaces,
/// glyphs and, from half the way on, letter-spaces together give what is wanted. Beyond ±1 only spaces
/// give further, and in an emergency letter-spaces.
pub(crate) fn ratio(sums: &Sums, wanted: i64, rules: &Rules) -> i64 {
    if wanted == 0 {
        return 0;
    }
    let (give, amount) = (Give::of(sums, wanted > 0, rules), wanted.abs());
    let both = give.space + give.ink;
    let size = if amount * 2 <= both {
        amount * RATIO_ONE / both.max(1)
    } else if amount <= both + sums.letter {
        RATIO_ONE / 2 + (amount * 2 - both) * RATIO_ONE / (2 * (both + 2 * sums.letter)).max(1)
    } else {
        let (after, span) = (amount - both - sums.letter, MAX_EMERGENCY_RATIO - RATIO_ONE);
        let near = give.beyond * span / RATIO_ONE + give.more;
        match after <= near {
            true => RATIO_ONE + after * span / near.max(1),
            false => MAX_EMERGENCY_RATIO + (after - near) * RATIO_ONE / give.beyond.max(1),
        }
    };
    if wanted > 0 { size } else { -size }
}

/// What lines gain at one ratio: the inverse of [`ratio`], by the parts of a line that give.
pub(crate) struct Gain {
    stretches: bool,
    /// Of what spaces give, in thousandths of [`RATIO_ONE`].
    space: i64,
    /// Of what glyphs give, in parts of [`RATIO_ONE`].
    ink: i64,
    /// Of what letters give, and in an emergency besides; in parts of [`RATIO_ONE`].
    letter: i64,
    emergency: i64,
    more: i64,
}

impl Gain {
    /// At a ratio, under some rules.
    pub(crate) fn at(ratio: i64, rules: &Rules) -> Self {
        let (stretches, size) = (ratio > 0, ratio.abs());
        let (side, part) = (usize::from(!stretches), size.min(RATIO_ONE));
        let sign = if stretches { 1 } else { -1 };
        Self {
            stretches,
            space: sign * (rules.space[side] * part + rules.beyond[side] * (size - part)),
            ink: sign * part,
            letter: sign * (2 * part - RATIO_ONE).max(0),
            emergency: if stretches { rules.emergency } else { 0 },
            more: (size.min(MAX_EMERGENCY_RATIO) - part) * RATIO_ONE / (MAX_EMERGENCY_RATIO - RATIO_ONE),
        }
    }

    /// Of a line, or a part of one, of these figures.
    pub(crate) fn of(&self, sums: &Sums) -> i64 {
        let (elastic, ink) = if self.stretches { (sums.stretch, sums.widen) } else { (sums.shrink, sums.narrow) };
        let more = self.emergency.min(sums.letter * EMERGENCY_LETTER_SPACES) * self.more;
        (elastic * self.space / 1000 + ink * self.ink + sums.letter * self.letter + more) / RATIO_ONE
    }
}

/// The figures of the line between two breaks; `part` gives those of a piece of one word.
pub(crate) fn line_sums(from: &Break, to: &Break, part: &dyn Fn(&Break, &Break) -> Sums) -> Sums {
    let mut sums = match (&from.part, &to.part) {
        (Some(a), Some(b)) if a.token == b.token => part(from, to),
        _ => to.figures().end_sums - from.figures().start_sums,
    };
    sums.width -= from.figures().hang_start + to.figures().hang_end;
    sums
}

/// What decides whether a line between two breaks can be set at all. Each figure is linear in the sums, so that
/// of a line it is a difference, and only lines that pass are looked at further.
#[derive(Clone, Copy, Default)]
pub(super) struct Bounds {
    pub(super) width: i64,
    /// A thousand times the width of a line that is stretched, and shrunk, as far as it may be.
    pub(super) most: i64,
    pub(super) least: i64,
}

impl Bounds {
    pub(super) fn of(sums: &Sums, hang: i64, rules: &Rules, limit: i64) -> Self {
        let width = sums.width + hang;
        // Where every line is allowed, nobody asks for the most.
        let stretch = if limit == NO_LIMIT { 0 } else { sums.stretch * limit };
        Self {
            width,
            most: (width + sums.widen + sums.letter) * 1000 + stretch,
            least: (width - sums.narrow - sums.letter) * 1000 - sums.shrink * rules.most,
        }
    }
}

impl Sub for Bounds {
    type Output = Self;
    fn sub(self, rhs: Self) -> Self {
        Self { width: self.width - rhs.width, most: self.most - rhs.most, least: self.least - rhs.least }
    }
}

impl Rules {
    pub(crate) fn width(&self, line: u32) -> i64 {
        self.widths[(line as usize).min(self.widths.len() - 1)]
    }

    /// Part of a space's width by which it grows where a line is as loose as the tolerance allows; per mille.
    /// [`NO_LIMIT`] where every line is allowed.
    pub(super) fn most_stretch(&self) -> i64 {
        if self.tolerance >= MAX_BADNESS {
            return NO_LIMIT;
        }
        self.space[0] + self.beyond[0] * (loosest(self.tolerance) + 1) / RATIO_ONE
    }

    /// What the best line costs that is worse than the tolerance.
    pub(crate) fn worst_line(&self) -> i64 {
        (self.line_penalty + self.tolerance.min(MAX_BADNESS)).pow(2)
    }

    /// How much narrower a line can become.
    pub(crate) fn most_shrink(&self, sums: &Sums) -> i64 {
        sums.shrink * self.most / 1000 + sums.narrow + sums.letter
    }

    /// How a line of these figures fits that is neither too loose nor too long.
    pub(super) fn fit(&self, sums: &Sums, width: i64, last: bool) -> Fit {
        let wanted = width - sums.width;
        if let Some(stretch) = self.ragged {
            let ratio = wanted * RATIO_ONE / stretch.max(1);
            let badness = if last && !self.balanced { 0 } else { badness(ratio) };
            return Fit { ratio: 0, badness, class: 1 };
        }
        if last && wanted >= 0 {
            return Fit { ratio: 0, badness: 0, class: 1 };
        }
        let ratio = ratio(sums, wanted, self);
        let class = match ratio {
            r if r < -RATIO_ONE / 2 => 0,
            r if r <= RATIO_ONE / 2 => 1,
            r if r <= RATIO_ONE => 2,
            r if r <= VERY_LOOSE => 3,
            _ => 4,
        };
        Fit { ratio, badness: badness(ratio), class }
    }

    /// How a line fits that can't be made narrow enough.
    pub(super) fn overfull(&self, sums: &Sums, width: i64) -> Fit {
        match self.ragged {
            Some(_) => Fit { ratio: 0, badness: MAX_BADNESS, class: 1 },
            None => Fit { ratio: ratio(sums, width - sums.width, self), badness: MAX_BADNESS, class: 0 },
        }
    }
}

/// Badness, `100 r²`. Knuth and Plass have `100 |r|³`; since demerits square it, theirs all but ignores lines
/// under half the ratio, while the square also evens out the colour of good lines. (Measured on a novel at
/// 28 em: with the same number of hyphens the spaces vary 4 % less.)
pub(crate) fn badness(ratio: i64) -> i64 {
    let r = ratio.abs().min(MAX_BADNESS_RATIO);
    100 * r * r / (RATIO_ONE * RATIO_ONE)
}

/// The greatest ratio whose badness is within a tolerance.
pub(crate) fn loosest(tolerance: i64) -> i64 {
    (tolerance.clamp(0, MAX_BADNESS) * RATIO_ONE * RATIO_ONE / 100).isqrt()
}
