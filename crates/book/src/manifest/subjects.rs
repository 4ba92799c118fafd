//! `subjects` of `[book]`: headings, and codes of the classifications that bookshops sort by.

use std::fmt;
use std::str::FromStr;

use anthology_base::{Diagnostic, Diagnostics};

use crate::model::{SubjectCode, SubjectScheme};
use crate::read::Value;

/// The subjects: what is shown of each, and their codes.
pub(super) fn subjects(value: &Value<'_>, d: &mut Diagnostics) -> (Vec<String>, Vec<SubjectCode>) {
    let (mut names, mut codes) = (Vec::new(), Vec::new());
    for item in value.array(d).unwrap_or_default() {
        let found = if item.is_table() { entry(&item, d) } else { item.string(d).map(plain) };
        let Some((name, of_entry)) = found else { continue };
        codes.extend(of_entry.into_iter().map(|(scheme, code)| SubjectCode { subject: names.len(), scheme, code }));
        names.push(name);
    }
    (names, codes)
}

type Subject = (String, Vec<(SubjectScheme, String)>);

/// A heading; or a BISAC code alone, which nothing else looks like.
fn plain(text: String) -> Subject {
    let codes = text.parse::<Bisac>().map(|code| vec![(SubjectScheme::Bisac, code.0)]);
    (text, codes.unwrap_or_default())
}

/// `{ name = "Literary essays", bisac = "LCO010000", thema = "DNL" }`
fn entry(value: &Value<'_>, d: &mut Diagnostics) -> Option<Subject> {
    let mut table = value.table("an entry of `subjects`".to_owned(), d)?;
    let name = table.string("name", d);
    let (bisac, thema) = (table.get("bisac"), table.get("thema"));
    let is_empty = name.is_none() && bisac.is_none() && thema.is_none();
    let bisac: Option<Bisac> = bisac.and_then(|v| v.parsed("bad-subject", d));
    let thema: Option<Thema> = thema.and_then(|v| v.parsed("bad-subject", d));
    let span = table.span();
    table.finish(d);
    let codes: Vec<_> = bisac
        .map(|code| (SubjectScheme::Bisac, code.0))
        .into_iter()
        .chain(thema.map(|code| (SubjectScheme::Thema, code.0)))
        .collect();
    let name = name.or_else(|| codes.first().map(|(_, code)| code.clone()));
    if is_empty {
        d.push(
            Diagnostic::error("bad-subject", "empty entry in `subjects`")
                .at(span)
                .hint("write { name = \"Literary essays\", bisac = \"LCO010000\", thema = \"DNL\" }"),
        );
    }
    Some((name?, codes))
}

/// Three letters and six digits (Book Industry Study Group).
struct Bisac(String);

/// The reason why a text is no subject code.
#[derive(Debug)]
struct InvalidCode {
    text: String,
    form: &'static str,
}

impl fmt::Display for InvalidCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not {}", self.text, self.form)
    }
}

impl FromStr for Bisac {
    type Err = InvalidCode;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let code = text.trim();
        let good = code.len() == 9
            && code.bytes().enumerate().all(|(i, b)| if i < 3 { b.is_ascii_uppercase() } else { b.is_ascii_digit() });
        let form = "a BISAC code: write three capitals and six digits, as in LCO010000";
        if good { Ok(Self(code.to_owned())) } else { Err(InvalidCode { text: text.to_owned(), form }) }
    }
}

/// Capitals, or a digit from 1 to 6 for a qualifier, which may go on in digits and after a hyphen (EDItEUR).
struct Thema(String);

impl FromStr for Thema {
    type Err = InvalidCode;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let code = text.trim();
        let subject = !code.is_empty() && code.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        let qualifier = code.starts_with(|c: char| ('1'..='6').contains(&c))
            && code.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-');
        let first = code.starts_with(|c: char| c.is_ascii_uppercase());
        let form = "a Thema code: write capitals, as in DNL, or a qualifier, as in 1DDU";
        if code.len() <= 20 && (subject && first || qualifier) {
            Ok(Self(code.to_owned()))
        } else {
            Err(InvalidCode { text: text.to_owned(), form })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes() {
        for (code, bisac, thema) in [
            ("LCO010000", true, true),
            ("LCO01000", false, true),
            ("lco010000", false, false),
            ("DNL", false, true),
            ("1DDU-GB-E", false, true),
            ("7A", false, false),
            ("", false, false),
        ] {
            assert_eq!((code.parse::<Bisac>().is_ok(), code.parse::<Thema>().is_ok()), (bisac, thema), "{code}");
        }
    }
}
