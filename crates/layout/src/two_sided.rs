//! Values that come in twos: for both edges of a word or a line, and for both directions in which glue is set.

use std::ops::{Add, Sub};

/// A value for the start and one for the end, of a word or of a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Edges<T> {
    pub(crate) start: T,
    pub(crate) end: T,
}

/// An edge of a word or a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Edge {
    Start,
    End,
}

impl<T: Copy> Edges<T> {
    /// The value of one edge.
    pub(crate) fn at(self, edge: Edge) -> T {
        match edge {
            Edge::Start => self.start,
            Edge::End => self.end,
        }
    }
}

impl Edge {
    /// The other one.
    pub(crate) fn opposite(self) -> Self {
        match self {
            Self::Start => Self::End,
            Self::End => Self::Start,
        }
    }
}

/// A value for lines that are stretched and one for lines that are shrunk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Elastic<T> {
    pub(crate) stretch: T,
    pub(crate) shrink: T,
}

impl<T: Copy> Elastic<T> {
    /// The same value for both.
    pub(crate) fn both(value: T) -> Self {
        Self { stretch: value, shrink: value }
    }

    /// The value for lines that are shrunk, or for those that are stretched.
    pub(crate) fn when(self, shrinks: bool) -> T {
        if shrinks { self.shrink } else { self.stretch }
    }
}

impl<T: Add<Output = T>> Add for Elastic<T> {
    type Output = Self;
    fn add(self, rhs: Self) -> Self {
        Self { stretch: self.stretch + rhs.stretch, shrink: self.shrink + rhs.shrink }
    }
}

impl<T: Sub<Output = T>> Sub for Elastic<T> {
    type Output = Self;
    fn sub(self, rhs: Self) -> Self {
        Self { stretch: self.stretch - rhs.stretch, shrink: self.shrink - rhs.shrink }
    }
}
