//! A day as a reader of each language writes it.

use anthology_base::{Date, Lang};

/// The months as they stand in a date (genitive where the language has one), a space within one as `_`.
const MONTHS: [(&str, &str); 38] = [
    ("en", "January February March April May June July August September October November December"),
    ("af", "Januarie Februarie Maart April Mei Junie Julie Augustus September Oktober November Desember"),
    ("ar", "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر"),
    ("be", "студзеня лютага сакавіка красавіка мая чэрвеня ліпеня жніўня верасня кастрычніка лістапада снежня"),
    ("bg", "януари февруари март април май юни юли август септември октомври ноември декември"),
    (
        "ca",
        "de_gener de_febrer de_març d’abril de_maig de_juny de_juliol d’agost de_setembre d’octubre de_novembre de_desembre",
    ),
    ("cs", "ledna února března dubna května června července srpna září října listopadu prosince"),
    ("cy", "Ionawr Chwefror Mawrth Ebrill Mai Mehefin Gorffennaf Awst Medi Hydref Tachwedd Rhagfyr"),
    ("da", "januar februar marts april maj juni juli august september oktober november december"),
    ("de", "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"),
    (
        "el",
        "Ιανουαρίου Φεβρουαρίου Μαρτίου Απριλίου Μαΐου Ιουνίου Ιουλίου Αυγούστου Σεπτεμβρίου Οκτωβρίου Νοεμβρίου Δεκεμβρίου",
    ),
    ("es", "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"),
    ("et", "jaanuar veebruar märts aprill mai juuni juuli august september oktoober november detsember"),
    (
        "fi",
        "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta",
    ),
    ("fr", "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"),
    (
        "ga",
        "Eanáir Feabhra Márta Aibreán Bealtaine Meitheamh Iúil Lúnasa Meán_Fómhair Deireadh_Fómhair Samhain Nollaig",
    ),
    ("gl", "xaneiro febreiro marzo abril maio xuño xullo agosto setembro outubro novembro decembro"),
    ("he", "בינואר בפברואר במרץ באפריל במאי ביוני ביולי באוגוסט בספטמבר באוקטובר בנובמבר בדצמבר"),
    ("hr", "siječnja veljače ožujka travnja svibnja lipnja srpnja kolovoza rujna listopada studenoga prosinca"),
    ("hu", "január február március április május június július augusztus szeptember október november december"),
    ("is", "janúar febrúar mars apríl maí júní júlí ágúst september október nóvember desember"),
    ("it", "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre"),
    ("lt", "sausio vasario kovo balandžio gegužės birželio liepos rugpjūčio rugsėjo spalio lapkričio gruodžio"),
    ("lv", "janvāris februāris marts aprīlis maijs jūnijs jūlijs augusts septembris oktobris novembris decembris"),
    ("mk", "јануари февруари март април мај јуни јули август септември октомври ноември декември"),
    ("nb", "januar februar mars april mai juni juli august september oktober november desember"),
    ("nl", "januari februari maart april mei juni juli augustus september oktober november december"),
    ("pl", "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia"),
    ("pt", "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro"),
    ("ro", "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie"),
    ("ru", "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"),
    ("sk", "januára februára marca apríla mája júna júla augusta septembra októbra novembra decembra"),
    ("sl", "januarja februarja marca aprila maja junija julija avgusta septembra oktobra novembra decembra"),
    ("sr", "јануара фебруара марта априла маја јуна јула августа септембра октобра новембра децембра"),
    ("sr-Latn", "januara februara marta aprila maja juna jula avgusta septembra oktobra novembra decembra"),
    ("sv", "januari februari mars april maj juni juli augusti september oktober november december"),
    ("tr", "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık"),
    ("uk", "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня"),
];

fn month(tag: &str, number: u8) -> Option<String> {
    let (_, months) = MONTHS.iter().find(|(lang, _)| *lang == tag)?;
    Some(months.split(' ').nth(usize::from(number).checked_sub(1)?)?.replace('_', " "))
}

/// `4 March 2027`, `March 4, 2027`, `4. März 2027`, with the day tied to the month; `March 2027` without a day,
/// but as it is stored in languages whose months have another form then, or whose form of dates isn't known.
/// `lang` is one that [`crate::words`] has words in.
pub(crate) fn in_words(date: Date, lang: Lang) -> String {
    let Some(month_number) = date.month else { return date.to_string() };
    let tag = match lang.primary() {
        "nn" | "no" => "nb",
        "sr" if lang.script() == Some("Latn") => "sr-Latn",
        tag => tag,
    };
    let year = date.year;
    match (tag, date.day) {
        ("ja" | "zh", Some(day)) => return format!("{year}年{month_number}月{day}日"),
        ("ja" | "zh", None) => return format!("{year}年{month_number}月"),
        ("ko", Some(day)) => return format!("{year}년 {month_number}월 {day}일"),
        ("ko", None) => return format!("{year}년 {month_number}월"),
        _ => {}
    }
    let Some(name) = month(tag, month_number) else { return date.to_string() };
    let Some(day) = date.day else {
        return match tag {
            "es" | "gl" | "pt" => format!("{name} de {year}"),
            "be" | "ca" | "cs" | "el" | "fi" | "he" | "hr" | "hu" | "lt" | "lv" | "pl" | "ru" | "sk" | "sl" | "sr"
            | "sr-Latn" | "uk" => date.to_string(),
            _ => format!("{name} {year}"),
        };
    };
    match tag {
        "en" if lang.region() == Some("US") => format!("{name}\u{a0}{day}, {year}"),
        "fr" if day == 1 => format!("1er\u{a0}{name} {year}"),
        "es" | "gl" | "pt" => format!("{day}\u{a0}de {name} de {year}"),
        "ca" => format!("{day}\u{a0}{name} de {year}"),
        "hr" | "sr" | "sr-Latn" => format!("{day}.\u{a0}{name} {year}."),
        "cs" | "da" | "de" | "et" | "fi" | "is" | "nb" | "sk" | "sl" => format!("{day}.\u{a0}{name} {year}"),
        "hu" => format!("{year}. {name}\u{a0}{day}."),
        "lt" => format!("{year}\u{a0}m. {name} {day}\u{a0}d."),
        "lv" => format!("{year}. gada {day}.\u{a0}{name}"),
        "be" | "bg" | "ru" => format!("{day}\u{a0}{name} {year}\u{a0}г."),
        "uk" => format!("{day}\u{a0}{name} {year}\u{a0}р."),
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
            ("ca", "4~de març de 2027"),
            ("cs", "4.~března 2027"),
            ("hr", "4.~ožujka 2027."),
            ("hu", "2027. március~4."),
            ("nn", "4.~mars 2027"),
            ("sr-Latn", "4.~marta 2027."),
            ("he", "4~במרץ 2027"),
            ("ja", "2027年3月4日"),
            ("ko", "2027년 3월 4일"),
            ("eu", "2027-03-04"),
        ] {
            assert_eq!(written("2027-03-04", lang), expected);
        }
        assert_eq!(written("2027-12-01", "fr"), "1er~décembre 2027");
        assert_eq!(written("2027-12", "en"), "December 2027");
        assert_eq!(written("2027-12", "es"), "diciembre de 2027");
        assert_eq!(written("2027-12", "pl"), "2027-12");
        assert_eq!(written("2027-10-12", "ga"), "12~Deireadh Fómhair 2027");
        assert_eq!(written("2027-04-12", "ca"), "12~d’abril de 2027");
    }

    #[test]
    fn years_have_twelve_months() {
        for (lang, months) in MONTHS {
            let months: std::collections::BTreeSet<&str> = months.split(' ').collect();
            assert_eq!(months.len(), 12, "{lang}");
        }
    }
}
