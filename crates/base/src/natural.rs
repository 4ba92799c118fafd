//! Natural order of file names.

use std::cmp::Ordering;

/// Compares names as people number them: digits by their value, letters without regard to case. Names that differ only
/// in case or in leading zeros are in the order of their characters, so the order is total.
///
/// ```
/// let mut names = ["chapter 10.md", "Chapter 9.md", "chapter 1.md"];
/// names.sort_by(|a, b| anthology_base::natural_order(a, b));
/// assert_eq!(names, ["chapter 1.md", "Chapter 9.md", "chapter 10.md"]);
/// ```
pub fn natural_order(a: &str, b: &str) -> Ordering {
    let (mut left, mut right) = (a, b);
    while let (Some(first), Some(second)) = (left.chars().next(), right.chars().next()) {
        if first.is_ascii_digit() && second.is_ascii_digit() {
            let ((number, after), (other, after_other)) = (split_number(left), split_number(right));
            let order = number.len().cmp(&other.len()).then_with(|| number.cmp(other));
            if order.is_ne() {
                return order;
            }
            (left, right) = (after, after_other);
            continue;
        }
        // A folder's files come before those of a folder whose name goes on.
        let key = |c: char| (c != '/', c.to_lowercase().next());
        let order = key(first).cmp(&key(second));
        if order.is_ne() {
            return order;
        }
        (left, right) = (&left[first.len_utf8()..], &right[second.len_utf8()..]);
    }
    left.len().cmp(&right.len()).then_with(|| a.cmp(b))
}

/// The digits at the beginning, without leading zeros, and the rest.
fn split_number(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    (text[..end].trim_start_matches('0'), &text[end..])
}

#[cfg(test)]
mod tests {
    use super::natural_order;

    #[test]
    fn numbers_by_value_and_letters_without_case() {
        for (before, after) in [
            ("2.md", "10.md"),
            ("02.md", "10.md"),
            ("a2b3.md", "a2b20.md"),
            ("B.md", "c.md"),
            ("part 2/1.md", "part 10/1.md"),
            ("part/9.md", "part two/1.md"),
            ("99999999999999999999999.md", "100000000000000000000000.md"),
            ("01.md", "1.md"),
            ("A.md", "a.md"),
            ("a.md", "a1.md"),
        ] {
            assert!(natural_order(before, after).is_lt(), "{before} before {after}");
            assert!(natural_order(after, before).is_gt(), "{after} after {before}");
        }
        assert!(natural_order("x", "x").is_eq());
    }
}
