//! Lengths as integers, so that the same book has the same bytes on every machine.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Div, Mul, Neg, Sub, SubAssign};
use std::str::FromStr;

/// A length in scaled points: 1/65536 of a point, where a point is 1/72 inch (a PostScript point, the
/// unit of PDF). Signed; 64 bits, so that a prefix sum over a whole paragraph cannot overflow.
///
/// ```
/// use anthology_base::Length;
///
/// let margin: Length = "25.4mm".parse()?;
/// assert_eq!(margin, Length::from_pt(72));
/// assert_eq!("12".parse::<Length>().unwrap_err().to_string(),
///     "`12` is not a length: write a number and a unit, one of pt, pc, mm, cm, in");
/// # Ok::<(), anthology_base::ParseLengthError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize)]
#[serde(try_from = "String")]
pub struct Length(i64);

impl Length {
    /// The length zero.
    pub const ZERO: Self = Self(0);
    /// The greatest length, above anything that can be set; a start value for searches for a minimum.
    pub const MAX: Self = Self(i64::MAX / 4);

    /// A length of scaled points (1/65536 pt).
    pub const fn from_sp(sp: i64) -> Self {
        Self(sp)
    }

    /// A length of whole points (1/72 in).
    pub const fn from_pt(pt: i64) -> Self {
        Self(pt * 65536)
    }

    /// A length of thousandths of a point.
    pub const fn from_millipt(millipt: i64) -> Self {
        Self(millipt * 65536 / 1000)
    }

    /// A length of points with a fraction, rounded to the nearest scaled point. For figures read from a theme;
    /// arithmetic inside the program stays in integers.
    pub fn from_pt_f64(pt: f64) -> Self {
        Self((pt * 65536.0).round() as i64)
    }

    /// The length in scaled points.
    pub const fn sp(self) -> i64 {
        self.0
    }

    /// The length in points, for a ratio or for writing a figure out; never for an order or a key.
    pub fn pt(self) -> f64 {
        self.0 as f64 / 65536.0
    }

    /// The length in thousandths of a point, rounded half away from zero.
    pub const fn millipt(self) -> i64 {
        let n = self.0 * 1000;
        if n >= 0 { (n + 32768) / 65536 } else { (n - 32768) / 65536 }
    }

    /// `self * numerator / denominator`, computed in 128 bits and rounded towards zero.
    ///
    /// # Panics
    /// If `denominator` is zero.
    pub const fn scale(self, numerator: i64, denominator: i64) -> Self {
        Self((self.0 as i128 * numerator as i128 / denominator as i128) as i64)
    }

    /// The magnitude.
    pub const fn abs(self) -> Self {
        Self(self.0.abs())
    }

    /// The ratio of two lengths as a float; zero where `other` is zero.
    pub fn ratio(self, other: Self) -> f64 {
        if other.0 == 0 { 0.0 } else { self.0 as f64 / other.0 as f64 }
    }

    /// The least multiple of `unit` that is at least this length.
    ///
    /// # Panics
    /// If `unit` is zero or negative.
    pub const fn round_up_to(self, unit: Self) -> Self {
        assert!(unit.0 > 0);
        Self(self.0.div_euclid(unit.0) * unit.0 + if self.0.rem_euclid(unit.0) == 0 { 0 } else { unit.0 })
    }
}

impl Add for Length {
    type Output = Self;
    fn add(self, rhs: Self) -> Self {
        Self(self.0 + rhs.0)
    }
}
impl Sub for Length {
    type Output = Self;
    fn sub(self, rhs: Self) -> Self {
        Self(self.0 - rhs.0)
    }
}
impl Neg for Length {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}
impl Mul<i64> for Length {
    type Output = Self;
    fn mul(self, rhs: i64) -> Self {
        Self(self.0 * rhs)
    }
}
impl Div<i64> for Length {
    type Output = Self;
    fn div(self, rhs: i64) -> Self {
        Self(self.0 / rhs)
    }
}
impl AddAssign for Length {
    fn add_assign(&mut self, rhs: Self) {
        self.0 += rhs.0;
    }
}
impl SubAssign for Length {
    fn sub_assign(&mut self, rhs: Self) {
        self.0 -= rhs.0;
    }
}
impl Sum for Length {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::ZERO, Add::add)
    }
}

/// Points with three decimals, such as `11.000pt`.
impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let m = self.millipt();
        let sign = if m < 0 { "-" } else { "" };
        write!(f, "{sign}{}.{:03}pt", m.abs() / 1000, m.abs() % 1000)
    }
}

/// A text that is not a length.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseLengthError {
    text: String,
}

impl fmt::Display for ParseLengthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not a length: write a number and a unit, one of pt, pc, mm, cm, in", self.text)
    }
}
impl std::error::Error for ParseLengthError {}

/// A number and a unit: `11pt`, `26pc` (12 pt), `148mm`, `14.8cm`, `5.5in`.
impl FromStr for Length {
    type Err = ParseLengthError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let err = || ParseLengthError { text: text.to_owned() };
        let s = text.trim();
        let split = s.find(|c: char| c.is_ascii_alphabetic()).ok_or_else(err)?;
        let number: f64 = s[..split].trim().parse().map_err(|_| err())?;
        if !number.is_finite() || number.abs() > 1.0e6 {
            return Err(err());
        }
        let points = match &s[split..] {
            "pt" => number,
            "pc" => number * 12.0,
            "in" => number * 72.0,
            "mm" => number * 72.0 / 25.4,
            "cm" => number * 720.0 / 25.4,
            _ => return Err(err()),
        };
        Ok(Self::from_pt_f64(points))
    }
}

/// For TOML files that serde reads.
impl TryFrom<String> for Length {
    type Error = ParseLengthError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units() {
        assert_eq!("1in".parse(), Ok(Length::from_pt(72)));
        assert_eq!("25.4mm".parse(), Ok(Length::from_pt(72)));
        assert_eq!("26pc".parse(), Ok(Length::from_pt(312)));
        assert!("12".parse::<Length>().is_err());
        assert!("1e9pt".parse::<Length>().is_err());
        assert!("nanpt".parse::<Length>().is_err());
    }

    #[test]
    fn rounding_and_display() {
        assert_eq!(Length::from_pt(15).round_up_to(Length::from_pt(14)), Length::from_pt(28));
        assert_eq!(Length::from_pt(28).round_up_to(Length::from_pt(14)), Length::from_pt(28));
        assert_eq!(Length::from_pt_f64(-0.25).to_string(), "-0.250pt");
        assert_eq!(Length::from_pt(10).scale(3, 4), Length::from_pt_f64(7.5));
    }
}
