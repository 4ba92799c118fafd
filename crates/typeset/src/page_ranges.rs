//! Page numbers of an index: each page once, in order, successive pages as a range. What they are is known only when the
//! pages are, so that both formats write them.

use anthology_book::Anchor;

use crate::set::Locator;

/// The fewest successive pages that become a range, where no mark says that the subject is pursued over them.
const FEWEST_SUCCESSIVE: u32 = 3;

/// A page or a range of pages: `42`, `42–44`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageRange {
    /// As it is printed.
    pub text: String,
    /// The place on its first page.
    pub target: Anchor,
    /// It has the main passage about its subject.
    pub main: bool,
}

/// The folio of a page as a number: those of the front matter come first, in roman numerals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Folio {
    arabic: bool,
    number: u32,
}

impl Folio {
    fn read(label: &str) -> Option<Self> {
        if let Ok(number) = label.parse() {
            return Some(Self { arabic: true, number });
        }
        Some(Self { arabic: false, number: roman_number(label)? })
    }
}

/// A number in lower-case roman numerals.
fn roman_number(text: &str) -> Option<u32> {
    let value = |c| {
        Some(match c {
            'i' => 1,
            'v' => 5,
            'x' => 10,
            'l' => 50,
            'c' => 100,
            'd' => 500,
            'm' => 1000,
            _ => return None,
        })
    };
    let digits: Option<Vec<u32>> = text.chars().map(value).collect();
    let digits = digits.filter(|digits| !digits.is_empty())?;
    let next = digits.iter().skip(1).copied().chain([0]);
    let sum: i64 = digits.iter().zip(next).map(|(&d, next)| if d < next { -i64::from(d) } else { i64::from(d) }).sum();
    u32::try_from(sum).ok().filter(|&n| n > 0)
}

/// From the first page to the last.
struct Stretch {
    from: Folio,
    to: Folio,
    from_label: String,
    to_label: String,
    target: Anchor,
    main: bool,
    /// A mark says that it is a range.
    pursued: bool,
}

/// The pages of the places, in order. `folio` gives the page of a place; where a folio is no number, the places are
/// named one by one, each folio once.
pub fn page_ranges(places: &[Locator], mut folio: impl FnMut(&Anchor) -> Option<String>) -> Vec<PageRange> {
    let mut stretches: Vec<Stretch> = Vec::new();
    let mut others: Vec<PageRange> = Vec::new();
    for place in places {
        let Some(from_label) = folio(&place.from) else { continue };
        let to_label = place.to.as_ref().and_then(&mut folio).unwrap_or_else(|| from_label.clone());
        match (Folio::read(&from_label), Folio::read(&to_label)) {
            (Some(from), Some(to)) if from <= to => stretches.push(Stretch {
                pursued: from < to,
                from,
                to,
                from_label,
                to_label,
                target: place.from.clone(),
                main: place.main,
            }),
            _ if others.iter().any(|other| other.text == from_label) => {}
            _ => others.push(PageRange { text: from_label, target: place.from.clone(), main: place.main }),
        }
    }
    // Stable: of two places on a page, the first is linked.
    stretches.sort_by_key(|stretch| stretch.from);
    let mut merged: Vec<Stretch> = Vec::new();
    for next in stretches {
        match merged.last_mut() {
            Some(last) if next.from <= last.to && next.from.arabic == last.to.arabic => {
                last.main |= next.main;
                last.pursued |= next.pursued;
                if next.to > last.to {
                    (last.to, last.to_label) = (next.to, next.to_label);
                }
            }
            _ => merged.push(next),
        }
    }
    let mut ranges: Vec<PageRange> = Vec::new();
    let mut rest = merged.as_slice();
    while let Some(first) = rest.first() {
        let follows = |pair: &[Stretch]| {
            let [a, b] = pair else { return false };
            a.to.arabic == b.from.arabic && b.from.number == a.to.number + 1 && !a.main && !b.main
        };
        let run = 1 + rest.windows(2).take_while(|pair| follows(pair)).count();
        let last = &rest[run - 1];
        let pages = last.to.number.saturating_sub(first.from.number) + 1;
        let joined = pages >= FEWEST_SUCCESSIVE || rest[..run].iter().any(|stretch| stretch.pursued);
        let run = if joined { run } else { 1 };
        let last = &rest[run - 1];
        let text = match first.from == last.to {
            true => first.from_label.clone(),
            false => format!("{}–{}", first.from_label, last.to_label),
        };
        ranges.push(PageRange { text, target: first.target.clone(), main: first.main });
        rest = &rest[run..];
    }
    ranges.extend(others);
    ranges
}

#[cfg(test)]
mod tests {
    use anthology_base::Slug;

    use super::*;

    fn place(from: &str, to: Option<&str>) -> Locator {
        let anchor = |label: &str| Anchor { section: Slug::from_text("x"), id: Some(label.to_owned()) };
        Locator { from: anchor(from), to: to.map(anchor), main: false }
    }

    fn printed(places: &[Locator]) -> String {
        let ranges = page_ranges(places, |anchor| anchor.id.clone());
        ranges.iter().map(|range| range.text.as_str()).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn pages_are_named_once_and_in_order() {
        let single = |labels: &[&str]| printed(&labels.iter().map(|label| place(label, None)).collect::<Vec<_>>());
        assert_eq!(single(&["42", "7", "42", "xii"]), "xii, 7, 42");
        assert_eq!(single(&["42", "43", "44"]), "42–44");
        assert_eq!(single(&["42", "43", "50"]), "42, 43, 50");
        assert_eq!(single(&["xii", "1", "2"]), "xii, 1, 2");
        assert_eq!(single(&["cover", "3", "cover"]), "3, cover");
    }

    #[test]
    fn ranges_take_in_what_they_hold() {
        assert_eq!(printed(&[place("42", Some("44")), place("43", None), place("60", None)]), "42–44, 60");
        assert_eq!(printed(&[place("42", Some("44")), place("45", None)]), "42–45");
        assert_eq!(printed(&[place("42", Some("42"))]), "42");
        assert_eq!(printed(&[place("ix", Some("xi"))]), "ix–xi");
        assert_eq!(printed(&[place("41", None), place("42", Some("44"))]), "41–44");
    }

    #[test]
    fn a_main_passage_stays_apart() {
        let mut places = [place("3", None), place("4", None), place("5", None)];
        places[1].main = true;
        assert_eq!(printed(&places), "3, 4, 5");
    }
}
