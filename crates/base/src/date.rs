//! Calendar dates, as precise as the author knows them.

use std::fmt;
use std::str::FromStr;

/// A date of the proleptic Gregorian calendar: a year, a year and a month, or a full date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// The year.
    pub year: i32,
    /// The month, 1 to 12.
    pub month: Option<u8>,
    /// The day of the month, from 1; only with a month.
    pub day: Option<u8>,
}

impl Date {
    /// The date of a Unix time stamp, in UTC. (Days to civil: Howard Hinnant, "chrono-Compatible
    /// Low-Level Date Algorithms".)
    pub fn from_unix(seconds: i64) -> Self {
        let z = seconds.div_euclid(86_400) + 719_468;
        let era = z.div_euclid(146_097);
        let doe = z.rem_euclid(146_097);
        let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
        let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
        let mp = (5 * doy + 2) / 153;
        let day = (doy - (153 * mp + 2) / 5 + 1) as u8;
        let month = if mp < 10 { mp + 3 } else { mp - 9 } as u8;
        let year = (yoe + era * 400 + i64::from(month <= 2)) as i32;
        Self { year, month: Some(month), day: Some(day) }
    }

    /// The days since 1 January 1970 (negative before); `None` for a date without a day. (Civil to days: Howard Hinnant,
    /// "chrono-Compatible Low-Level Date Algorithms".)
    pub fn unix_days(self) -> Option<i64> {
        let (month, day) = (i64::from(self.month?), i64::from(self.day?));
        let y = i64::from(self.year) - i64::from(month <= 2);
        let (era, yoe) = (y.div_euclid(400), y.rem_euclid(400));
        let doy = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
        let doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
        Some(era * 146_097 + doe - 719_468)
    }

    /// The date so many days later; `None` for a date without a day.
    pub fn plus_days(self, days: i64) -> Option<Self> {
        Some(Self::from_unix((self.unix_days()? + days) * 86_400))
    }

    /// The same day so many months later, or the last day of a month that has no such day; `None` for a date without a
    /// day.
    pub fn plus_months(self, months: i64) -> Option<Self> {
        let (month, day) = (self.month?, self.day?);
        let months = i64::from(self.year) * 12 + i64::from(month) - 1 + months;
        let year = i32::try_from(months.div_euclid(12)).ok()?;
        let month = months.rem_euclid(12) as u8 + 1;
        Some(Self { year, month: Some(month), day: Some(day.min(Self::days_in_month(year, month))) })
    }

    fn days_in_month(year: i32, month: u8) -> u8 {
        match month {
            4 | 6 | 9 | 11 => 30,
            2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
            2 => 28,
            _ => 31,
        }
    }
}

/// ISO 8601, as precise as the date is: `2012`, `2012-02`, `2012-02-29`.
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
        }
        if let Some(day) = self.day {
            write!(f, "-{day:02}")?;
        }
        Ok(())
    }
}

/// A text that is not a date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseDateError {
    text: String,
}

impl fmt::Display for ParseDateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not a date: write 2012, 2012-02 or 2012-02-29", self.text)
    }
}
impl std::error::Error for ParseDateError {}

impl FromStr for Date {
    type Err = ParseDateError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let err = || ParseDateError { text: text.to_owned() };
        let mut parts = text.trim().splitn(3, '-');
        let mut number = |digits: std::ops::RangeInclusive<usize>| -> Result<Option<i32>, ParseDateError> {
            match parts.next() {
                None => Ok(None),
                Some(p) if digits.contains(&p.len()) && p.bytes().all(|b| b.is_ascii_digit()) => Ok(p.parse().ok()),
                Some(_) => Err(err()),
            }
        };
        // A year before 1000 is written as it is said: 397.
        let year = number(3..=4)?.ok_or_else(err)?;
        let month = number(2..=2)?.map(|m| m as u8);
        let day = number(2..=2)?.map(|d| d as u8);
        let month_ok = month.is_none_or(|m| (1..=12).contains(&m));
        let day_ok = day.is_none_or(|d| d >= 1 && month.is_some_and(|m| d <= Self::days_in_month(year, m)));
        if month_ok && day_ok { Ok(Self { year, month, day }) } else { Err(err()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn precision_and_validity() {
        for good in ["2012", "2012-02", "2012-02-29", "1900-02-28"] {
            assert_eq!(good.parse::<Date>().unwrap().to_string(), good);
        }
        for bad in ["", "12", "2012-13", "1900-02-29", "2012-2-1", "2012-02-00", "2012-02-29-1"] {
            assert!(bad.parse::<Date>().is_err(), "{bad}");
        }
        assert_eq!("397".parse::<Date>().map(|date| date.year), Ok(397));
        assert_eq!(Date::from_unix(0).to_string(), "1970-01-01");
        assert_eq!(Date::from_unix(951_782_400).to_string(), "2000-02-29");
        assert_eq!(Date::from_unix(-1).to_string(), "1969-12-31");
    }

    #[test]
    fn later_dates() {
        let date = |text: &str| text.parse::<Date>().unwrap();
        for day in ["1969-12-31", "2000-02-29", "2027-03-04", "0001-01-01"] {
            assert_eq!(date(day).unix_days().map(|days| Date::from_unix(days * 86_400)), Some(date(day)));
        }
        assert_eq!(date("2027-12-30").plus_days(7), Some(date("2028-01-06")));
        assert_eq!(date("2027-01-31").plus_months(1), Some(date("2027-02-28")));
        assert_eq!(date("2027-11-15").plus_months(4), Some(date("2028-03-15")));
        assert_eq!(date("2027-11").plus_days(1), None);
    }
}
