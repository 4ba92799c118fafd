//! What was probably meant.

/// The candidate that a misspelt word is nearest to, by Damerau–Levenshtein distance without regard to
/// case; `None` where more than a third of the word's letters (at least one, with transpositions counted
/// once) would have to change. The first of several equally near ones.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let limit = (word.chars().count() / 3).max(1);
    candidates
        .into_iter()
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
