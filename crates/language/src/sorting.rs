//! The forms of titles that catalogues sort by.

use anthology_base::Lang;

use crate::language;

/// A title in the form for sorting, with its article at the end: `Castle, The`; `None` if it has no article.
pub fn sort_title(title: &str, lang: Lang) -> Option<String> {
    language(lang).sorting.articles.iter().find_map(|article| {
        let elided = article.ends_with('’');
        let rest = match title.strip_prefix(article.as_str()) {
            Some(rest) if elided => rest,
            Some(rest) => rest.strip_prefix(' ')?,
            None if elided => title.strip_prefix(article.trim_end_matches('’'))?.strip_prefix('\'')?,
            None => return None,
        };
        (!rest.trim().is_empty()).then(|| format!("{rest}, {article}"))
    })
}

#[cfg(test)]
mod tests {
    use super::sort_title;

    #[test]
    fn articles_are_sorted_last() {
        for (lang, title, sorted) in [
            ("en", "The Castle", Some("Castle, The")),
            ("en", "Theory of Colours", None),
            ("en", "The", None),
            ("fr", "L’Étranger", Some("Étranger, L’")),
            ("fr", "L'Étranger", Some("Étranger, L’")),
            ("fr", "Les Misérables", Some("Misérables, Les")),
            ("nl", "De avonden", Some("avonden, De")),
            ("hu", "Az arany ember", Some("arany ember, Az")),
            ("cy", "Y Mabinogi", Some("Mabinogi, Y")),
            ("pl", "Lalka", None),
        ] {
            assert_eq!(sort_title(title, lang.parse().expect("a tag")).as_deref(), sorted, "{title}");
        }
    }
}
