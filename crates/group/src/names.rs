//! The four names of a place as sheets, pages and mails print them.

use anthology_base::Lang;
use anthology_language::{language, site_words, words};

use crate::places::Place;

impl Place {
    /// Its names in a language, for readers of every format: `page 42, ¶ 3`, `trust.12`, `“The sea comes in”` and, where
    /// the margin has numbers, `number 12 in the margin`.
    pub fn names(&self, lang: Lang) -> Vec<String> {
        let marks = &language(lang).marks.double;
        let mut names = Vec::new();
        if let Some(page) = &self.page {
            let (words, number) = (words(lang), self.paragraph_on_page);
            let (before, after) = words.around_page();
            names.push(format!("{before}{page}{after}{}¶\u{a0}{number}", words.comma));
        }
        names.push(self.address.to_string());
        names.push(format!("{}{}{}", marks.open, self.first_words, marks.close));
        if let Some(number) = &self.margin_number {
            names.push(site_words(lang).group.margin.replace("{number}", &number.to_string()));
        }
        names
    }
}
