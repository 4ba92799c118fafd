//! Suggestions for misspelt words.

/// Candidates that are compared at most.
const MOST_CANDIDATES: usize = 300;

/// The candidate nearest to a misspelt word, by Damerau–Levenshtein distance without regard to case; `None` where more
/// than a third of the word's letters (at least one, with transpositions counted once) would have to change. The first of
/// several equally near ones. At most 300 candidates are compared, so that many misspelt words among many candidates
/// cost no more than their number.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let letters = word.chars().count();
    let limit = (letters / 3).max(1);
    candidates
        .into_iter()
        .take(MOST_CANDIDATES)
        // A difference in length is a lower bound of the distance. UTF-8 has at most four bytes for a character.
        .filter(|candidate| candidate.len() <= 4 * (letters + limit) && 4 * candidate.len() + 4 * limit >= letters)
        .map(|candidate| (strsim::damerau_levenshtein(&word, &candidate.to_lowercase()), candidate))
        .filter(|&(distance, _)| distance <= limit)
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misspellings() {
        let keys = ["title", "subtitle", "short-title", "date"];
        assert_eq!(nearest("titel", keys), Some("title"));
        assert_eq!(nearest("Subtitle", keys), Some("subtitle"));
        assert_eq!(nearest("short_title", keys), Some("short-title"));
        assert_eq!(nearest("questions", keys), None);
        assert_eq!(nearest("", keys), None);
    }
}
