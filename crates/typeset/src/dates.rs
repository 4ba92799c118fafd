//! A day as a reader of each of the ten languages writes it.

use anthology_base::{Date, Lang};

/// The months as they stand in a date (genitive where the language has one).
fn months(lang: &str) -> [&'static str; 12] {
    match lang {
        "de" => [
            "Januar",
            "Februar",
            "März",
            "April",
            "Mai",
            "Juni",
            "Juli",
            "August",
            "September",
            "Oktober",
            "November",
            "Dezember",
        ],
        "fr" => [
            "janvier",
            "février",
            "mars",
            "avril",
            "mai",
            "juin",
            "juillet",
            "août",
            "septembre",
            "octobre",
            "novembre",
            "décembre",
        ],
        "es" => [
            "enero",
            "febrero",
            "marzo",
            "abril",
            "mayo",
            "junio",
            "julio",
            "agosto",
            "septiembre",
            "octubre",
            "noviembre",
            "diciembre",
        ],
        "it" => [
            "gennaio",
            "febbraio",
            "marzo",
            "aprile",
            "maggio",
            "giugno",
            "luglio",
            "agosto",
            "settembre",
            "ottobre",
            "novembre",
            "dicembre",
        ],
        "nl" => [
            "januari",
            "februari",
            "maart",
            "april",
            "mei",
            "juni",
            "juli",
            "augustus",
            "september",
            "oktober",
            "november",
            "december",
        ],
        "pl" => [
            "stycznia",
            "lutego",
            "marca",
            "kwietnia",
            "maja",
            "czerwca",
            "lipca",
            "sierpnia",
            "września",
            "października",
            "listopada",
            "grudnia",
        ],
        "ru" => [
            "января",
            "февраля",
            "марта",
            "апреля",
            "мая",
            "июня",
            "июля",
            "августа",
            "сентября",
            "октября",
            "ноября",
            "декабря",
        ],
        "pt" => [
            "janeiro",
            "fevereiro",
            "março",
            "abril",
            "maio",
            "junho",
            "julho",
            "agosto",
            "setembro",
            "outubro",
            "novembro",
            "dezembro",
        ],
        "sv" => [
            "januari",
            "februari",
            "mars",
            "april",
            "maj",
            "juni",
            "juli",
            "augusti",
            "september",
            "oktober",
            "november",
            "december",
        ],
        _ => [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ],
    }
}

/// `4 March 2027`, `March 4, 2027`, `4. März 2027`, with the day tied to the month; `March 2027` without a day,
/// but as it is stored in languages whose months have another form then.
pub(crate) fn in_words(date: Date, lang: Lang) -> String {
    let Some(month) = date.month else { return date.to_string() };
    let tag = lang.primary();
    let Some(name) = months(tag).get(usize::from(month).wrapping_sub(1)).copied() else { return date.to_string() };
    let year = date.year;
    let Some(day) = date.day else {
        return match tag {
            "es" | "pt" => format!("{name} de {year}"),
            "ru" | "pl" => date.to_string(),
            _ => format!("{name} {year}"),
        };
    };
    match tag {
        "de" => format!("{day}.\u{a0}{name} {year}"),
        "es" | "pt" => format!("{day}\u{a0}de {name} de {year}"),
        "fr" if day == 1 => format!("1er\u{a0}{name} {year}"),
        "ru" => format!("{day}\u{a0}{name} {year}\u{a0}г."),
        "fr" | "it" | "nl" | "pl" | "sv" => format!("{day}\u{a0}{name} {year}"),
        _ if lang.region() == Some("US") => format!("{name}\u{a0}{day}, {year}"),
        _ => format!("{day}\u{a0}{name} {year}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_written_as_their_readers_write_them() {
        let written = |date: &str, lang: &str| {
            in_words(date.parse().expect("a date"), lang.parse().expect("a tag")).replace('\u{a0}', "~")
        };
        for (lang, expected) in [
            ("en-GB", "4~March 2027"),
            ("en-US", "March~4, 2027"),
            ("de", "4.~März 2027"),
            ("fr", "4~mars 2027"),
            ("pt-BR", "4~de março de 2027"),
            ("ru", "4~марта 2027~г."),
            ("pl", "4~marca 2027"),
        ] {
            assert_eq!(written("2027-03-04", lang), expected);
        }
        assert_eq!(written("2027-12-01", "fr"), "1er~décembre 2027");
        assert_eq!(written("2027-12", "en"), "December 2027");
        assert_eq!(written("2027-12", "es"), "diciembre de 2027");
        assert_eq!(written("2027-12", "pl"), "2027-12");
    }
}
