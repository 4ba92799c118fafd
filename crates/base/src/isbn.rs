//! International Standard Book Numbers (ISO 2108).

use std::fmt;
use std::str::FromStr;

/// An ISBN of thirteen digits with the right check digit. One of ten digits is read as the thirteen that replaced it in
/// 2007.
///
/// ```
/// use anthology_base::Isbn;
///
/// let isbn: Isbn = "0-306-40615-2".parse().expect("a valid ISBN");
/// assert_eq!(isbn.to_string(), "978-0-306-40615-7");
/// assert_eq!(isbn.uri(), "urn:isbn:9780306406157");
/// assert!("978-0-306-40615-8".parse::<Isbn>().is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Isbn([u8; 13]);

/// A text that is not an ISBN.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParseIsbnError {
    /// It hasn't ten or thirteen digits, or other characters than digits, spaces and hyphens.
    Form(String),
    /// Its check digit is wrong.
    CheckDigit(String),
    /// It has thirteen digits and begins neither with 978 nor with 979.
    Prefix(String),
}

impl fmt::Display for ParseIsbnError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Form(text) => write!(f, "`{text}` is not an ISBN: it has thirteen digits, or ten"),
            Self::CheckDigit(text) => {
                write!(f, "`{text}` is not a valid ISBN: its check digit is wrong, so look for a typing error")
            }
            Self::Prefix(text) => write!(f, "`{text}` is not an ISBN: they begin with 978 or 979"),
        }
    }
}

impl std::error::Error for ParseIsbnError {}

impl Isbn {
    /// The ISBN of a URI such as `urn:isbn:9780306406157`.
    pub fn of_uri(uri: &str) -> Option<Self> {
        uri.strip_prefix("urn:isbn:")?.parse().ok()
    }

    /// Its URI.
    pub fn uri(self) -> String {
        format!("urn:isbn:{}", self.bare())
    }

    /// Its digits without hyphens.
    pub fn bare(self) -> String {
        self.0.iter().map(|digit| char::from(b'0' + digit)).collect()
    }

    /// The values of its digits.
    pub fn digits(self) -> [u8; 13] {
        self.0
    }
}

impl FromStr for Isbn {
    type Err = ParseIsbnError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let form = || ParseIsbnError::Form(text.to_owned());
        let written = text.trim().chars().filter(|c| !matches!(c, '-' | ' '));
        // The check digit of ten digits may be an X, for ten.
        let value = |c: char| match c {
            'x' | 'X' => Some(10),
            _ => c.to_digit(10).map(|digit| digit as u8),
        };
        let values: Vec<u8> = written.map(value).collect::<Option<_>>().ok_or_else(form)?;
        let body = values.split_last().map_or(&[][..], |(_, body)| body);
        if body.contains(&10) {
            return Err(form());
        }
        let number = match (<[u8; 13]>::try_from(&values[..]), <[u8; 10]>::try_from(&values[..])) {
            (Ok(thirteen), _) if thirteen[12] < 10 => isbn::Isbn13::new(thirteen),
            (_, Ok(ten)) => isbn::Isbn10::new(ten).map(isbn::Isbn13::from),
            _ => return Err(form()),
        };
        let number = number.map_err(|_| ParseIsbnError::CheckDigit(text.to_owned()))?;
        let mut digits = [0; 13];
        for (digit, written) in digits.iter_mut().zip(number.to_string().bytes()) {
            *digit = written - b'0';
        }
        match digits {
            [9, 7, 8 | 9, ..] => Ok(Self(digits)),
            _ => Err(ParseIsbnError::Prefix(text.to_owned())),
        }
    }
}

/// With hyphens between its parts, where the ranges of the International ISBN Agency have them; where they don't know
/// the number, after the prefix alone.
impl fmt::Display for Isbn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match isbn::Isbn13::new(self.0).and_then(|number| number.hyphenate()) {
            Ok(hyphenated) => f.write_str(&hyphenated),
            Err(_) => {
                let bare = self.bare();
                write!(f, "{}-{}", &bare[..3], &bare[3..])
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hyphens_are_where_the_ranges_have_them() {
        for (written, hyphenated) in [
            ("9780306406157", "978-0-306-40615-7"),
            ("3-16-148410-X", "978-3-16-148410-0"),
            ("9791032305690", "979-10-323-0569-0"),
            ("978 2 07 036024 6", "978-2-07-036024-6"),
            ("9789999999991", "978-9999999991"),
        ] {
            assert_eq!(written.parse::<Isbn>().map(|isbn| isbn.to_string()).as_deref(), Ok(hyphenated), "{written}");
        }
    }

    #[test]
    fn what_is_no_isbn_is_told_apart() {
        assert!(matches!("978-0-306-40615-8".parse::<Isbn>(), Err(ParseIsbnError::CheckDigit(_))));
        assert!(matches!("4003994155486".parse::<Isbn>(), Err(ParseIsbnError::Prefix(_))));
        for text in ["", "978", "97803064061571", "978-0-306-40615-X", "my book"] {
            assert!(matches!(text.parse::<Isbn>(), Err(ParseIsbnError::Form(_))), "{text}");
        }
    }
}
