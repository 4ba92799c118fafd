//! The natural width of a token or a line, and its elasticity.
//!
//! Knuth and Plass sum widths, stretch and shrink over all items up to each breakpoint (their ΣW, ΣY and ΣZ). These
//! prefix sums give the metrics of any line as the difference of two of them.

use std::ops::{Add, Sub};

use crate::two_sided::Elastic;

/// A natural width and what it can be stretched or shrunk by, in scaled points.
///
/// Knuth and Plass have one kind of elasticity, that of glue. Here glyphs and the gaps between letters are elastic too,
/// and the adjustment ratio ([`super::total_fit`]) distributes a line's surplus over all three.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct LineMetrics {
    pub(crate) width: i64,
    /// The elastic part of the glue, between words and between full-width characters; what it stretches and shrinks by
    /// at ratio ±1 is a share of it ([`BreakParams::space`](super::total_fit::BreakParams::space)).
    pub(crate) glue: Elastic<i64>,
    /// Font expansion: by how much glyphs are widened and narrowed at ratio ±1.
    pub(crate) expansion: Elastic<i64>,
    /// Letter-space that is added, or taken away, at ratio ±1.
    pub(crate) letter_space: i64,
}

impl Add for LineMetrics {
    type Output = Self;
    fn add(self, rhs: Self) -> Self {
        Self {
            width: self.width + rhs.width,
            glue: self.glue + rhs.glue,
            expansion: self.expansion + rhs.expansion,
            letter_space: self.letter_space + rhs.letter_space,
        }
    }
}

impl Sub for LineMetrics {
    type Output = Self;
    fn sub(self, rhs: Self) -> Self {
        Self {
            width: self.width - rhs.width,
            glue: self.glue - rhs.glue,
            expansion: self.expansion - rhs.expansion,
            letter_space: self.letter_space - rhs.letter_space,
        }
    }
}
