//! Days and times of day as a clock on the wall shows them, without a time zone.

use std::fmt;
use std::str::FromStr;

use crate::Date;

/// A day, and the time of day where it is known.
///
/// ```
/// use anthology_base::LocalDateTime;
///
/// let meeting: LocalDateTime = "2027-03-04T19:30:00".parse().expect("a date and time");
/// assert_eq!(meeting.to_string(), "2027-03-04T19:30");
/// assert_eq!(meeting.time.map(|time| (time.hour, time.minute)), Some((19, 30)));
/// assert!("2027-03-04".parse::<LocalDateTime>().is_ok());
/// assert!("2027-03-04T19:30:00Z".parse::<LocalDateTime>().is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LocalDateTime {
    /// The day; always a full date.
    pub date: Date,
    /// The time of day.
    pub time: Option<LocalTime>,
}

/// A time of day to the minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LocalTime {
    /// 0 to 23.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
}

/// ISO 8601, to the minute: `2027-03-04T19:30`, `2027-03-04`.
impl fmt::Display for LocalDateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.date)?;
        self.time.map_or(Ok(()), |time| write!(f, "T{time}"))
    }
}

/// `19:30`
impl fmt::Display for LocalTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.hour, self.minute)
    }
}

/// A text that is not a local date and time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseDateTimeError {
    text: String,
}

impl fmt::Display for ParseDateTimeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not a day and time: write 2027-03-04T19:30:00 or 2027-03-04, by the local clock", self.text)
    }
}
impl std::error::Error for ParseDateTimeError {}

impl FromStr for LocalDateTime {
    type Err = ParseDateTimeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let err = || ParseDateTimeError { text: text.to_owned() };
        let (date, time) = match text.trim().split_once(['T', 't', ' ']) {
            Some((date, time)) => (date, Some(time.parse().map_err(|ParseDateTimeError { .. }| err())?)),
            None => (text, None),
        };
        let date: Date = date.parse().map_err(|_| err())?;
        if date.day.is_none() {
            return Err(err());
        }
        Ok(Self { date, time })
    }
}

impl FromStr for LocalTime {
    type Err = ParseDateTimeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let err = || ParseDateTimeError { text: text.to_owned() };
        let number = |part: Option<&&str>, most: u8| -> Result<u8, ParseDateTimeError> {
            let part = part.filter(|part| part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit()));
            part.and_then(|part| part.parse().ok()).filter(|number| *number <= most).ok_or_else(err)
        };
        let parts: Vec<&str> = text.trim().split(':').collect();
        let (hour, minute) = (number(parts.first(), 23)?, number(parts.get(1), 59)?);
        match parts.len() {
            2 => {}
            // A leap second is one.
            3 => drop(number(parts.get(2), 60)?),
            _ => return Err(err()),
        }
        Ok(Self { hour, minute })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_local_times() {
        for good in ["2027-03-04T19:30", "2027-03-04 19:30:00", "2027-03-04"] {
            assert!(good.parse::<LocalDateTime>().is_ok(), "{good}");
        }
        for bad in ["2027-03", "2027-03-04T24:00", "2027-03-04T19:30:00+01:00", "2027-03-04T7:30", "19:30", "x"] {
            assert!(bad.parse::<LocalDateTime>().is_err(), "{bad}");
        }
    }
}
