//! The files of `languages/`: their form, their completeness, and their agreement with CLDR.

use anthology_base::Lang;
use anthology_language::{Language, SiteWords, Words, date_in_words, languages, lead, site_words, variants, words};

/// The languages and their variants.
fn with_variants() -> impl Iterator<Item = &'static Language> {
    languages().flat_map(|language| std::iter::once(language).chain(variants(language.tag)))
}

/// The words of every language that has some.
fn all() -> impl Iterator<Item = &'static Words> {
    with_variants().filter_map(|language| language.words.as_ref())
}

/// All generated words of a language, by their use.
fn generated(words: &Words) -> Vec<(&'static str, String)> {
    let (before, after) = words.around_page();
    let mut all = vec![
        ("number 1", words.number(1)),
        ("part 1", words.part(1)),
        ("part 40", words.part(40)),
        ("chapter", words.chapter(3)),
        ("figure", words.figure(3)),
        ("table", words.table(3)),
        ("listing", words.listing(3)),
        ("table name", words.table_name().to_owned()),
        ("page", format!("{before}3{after}")),
        ("meeting", words.meeting(3)),
        ("minutes", words.minutes(3)),
        ("list", words.list(&["A", "B", "C"])),
    ];
    let plain = [
        ("contents", words.contents.as_str()),
        ("notes", words.notes.as_str()),
        ("sources", words.sources.as_str()),
        ("questions", words.questions.as_str()),
        ("contributors", words.contributors.as_str()),
        ("colophon", words.colophon.as_str()),
        ("edited by", words.edited_by(1)),
        ("translated by", words.translated_by.as_str()),
        ("illustrated by", words.illustrated_by.as_str()),
        ("introduced by", words.introduced_by.as_str()),
        ("designed by", words.designed_by.as_str()),
        ("with", words.with.as_str()),
        ("reprints", words.reprints.as_str()),
        ("answers", words.answers.as_str()),
        ("uses", words.uses.as_str()),
        ("set in", words.set_in.as_str()),
        ("made with", words.made_with.as_str()),
        ("landmarks", words.landmarks.as_str()),
        ("pages", words.pages.as_str()),
    ];
    all.extend(plain.map(|(what, text)| (what, text.to_owned())));
    all
}

#[test]
fn every_file_is_well_formed() {
    for language in with_variants() {
        let tag = language.tag;
        assert!(!language.name.is_empty() && (tag == Lang::UND || !language.own_name.is_empty()), "{tag}: name");
        for pair in [&language.marks.double, &language.marks.single] {
            assert!(!pair.open.is_empty() && !pair.close.is_empty(), "{tag}: quotation marks");
        }
        assert!(!language.marks.source.is_empty(), "{tag}: the source of its marks");
        for abbreviation in &language.ties.abbreviations {
            assert!(abbreviation.contains(' '), "{tag}: {abbreviation}");
        }
        for word in language.elisions.words.iter().chain(&language.elisions.unpaired) {
            assert_eq!(*word, word.to_lowercase(), "{tag}: elisions are in lower case");
        }
        if let Some(dates) = &language.dates {
            let months: std::collections::BTreeSet<&String> = dates.months.iter().collect();
            assert!(months.is_empty() || months.len() == 12, "{tag}: months");
            for form in [&dates.day].into_iter().chain(&dates.first_of_month).chain(&dates.month) {
                assert_eq!(form.matches("{year").count(), 1, "{tag}: {form}");
                assert_eq!(form.matches("{month}").count(), usize::from(!months.is_empty()), "{tag}: {form}");
            }
        }
        let import = &language.import;
        for phrase in import.lines.iter().chain(&import.weak_lines).chain(import.openings.keys()) {
            assert_eq!(*phrase, phrase.to_lowercase(), "{tag}: phrases are in lower case");
        }
    }
}

/// A text without the differences between spaces, which CLDR doesn't mean for books.
fn without_spaces(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Where languages differ from CLDR 48 on purpose: language, what, why.
const OTHER_THAN_CLDR: [(&str, &str, &str); 14] = [
    ("af", "day", "no zero before a day in running text"),
    ("ca", "day", "de before every year; CLDR has del, which the IEC allows too"),
    ("ca", "month", "as above"),
    ("cy", "names", "CLDR has both forms of the conjunction at once"),
    ("fa", "names", "no comma before \u{648}"),
    ("ga", "minutes", "CLDR abbreviates"),
    ("he", "names", "the names of this test are Latin ones, before which \u{5d5} has a hyphen"),
    ("hy", "day", "no zero before a day in running text"),
    ("hy", "month", "CLDR has a one dot leader for a full stop"),
    ("ko", "names", "names in credits are separated by commas"),
    ("la", "names", "CLDR has no lists in Latin"),
    ("lv", "month", "CLDR abbreviates gada"),
    ("vi", "day", "n\u{103}m before the year, as in prose"),
    ("zh-Hant-HK", "names", "\u{548c} is as usual in Hong Kong as \u{53ca}"),
];

/// Quotation marks, dates, lists and counted phrases are those of CLDR where a file names no other source.
#[test]
fn languages_agree_with_cldr() {
    let (mut compared, mut wrong) = (0, Vec::new());
    for line in include_str!("cldr.tsv").lines().filter(|line| !line.starts_with('#')) {
        let columns: Vec<&str> = line.split('\t').collect();
        let [tag, quotes, in_dates, alone, day, month, names, minutes] = columns[..] else { panic!("{line}") };
        let lang: Lang = tag.parse().expect("a tag");
        let language = anthology_language::language(lang);
        let mut compare = |what: &str, own: &str, cldr: &str| {
            compared += 1;
            let differs =
                (OTHER_THAN_CLDR.iter()).any(|(own, other, _)| [tag, lang.primary()].contains(own) && *other == what);
            if without_spaces(own) != without_spaces(cldr) && !differs {
                wrong.push(format!("{tag}: {what}: {own}; CLDR has {cldr}"));
            }
        };
        let marks = &language.marks;
        if marks.source.starts_with("CLDR") && marks.source.matches('(').count() == 0 && language.tag == lang {
            let own = [&marks.double.open, &marks.double.close, &marks.single.open, &marks.single.close];
            let own: Vec<&str> = own.iter().map(|mark| mark.trim_matches(char::is_whitespace)).collect();
            compare("marks", &own.join(" "), quotes);
        }
        if let Some(dates) = language.dates.as_ref().filter(|dates| dates.source.is_none()) {
            if !dates.months.is_empty() {
                compare("months", &dates.months.join("|"), in_dates);
            }
            if !dates.months_alone.is_empty() {
                compare("months alone", &dates.months_alone.join("|"), alone);
            }
            let written = |date: &str| date_in_words(date.parse().expect("a date"), lang);
            compare("day", &written("2027-03-04"), day);
            if dates.month.is_some() {
                compare("month", &written("2027-03"), month);
            }
        }
        if let Some(words) = &language.words {
            let three = words.list(&["A", "B", "C"]);
            let (_, last_two) = three.split_at(three.find('B').expect("the second name"));
            compare("names", &format!("{}|{last_two}", words.list(&["A", "B"])), names);
            let forms: Vec<String> = words.minutes_by_category().map(|(name, form)| format!("{name}={form}")).collect();
            compare("minutes", &forms.join("|").replace("{}", "{0}"), minutes);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(compared > 250, "{compared} comparisons");
}

/// Missing sections and keys, language by language.
#[test]
fn what_each_language_lacks() {
    let mut list = String::new();
    for language in languages().filter(|language| language.tag != Lang::UND && !language.lacks().is_empty()) {
        list.push_str(&format!("{} ({}): {}\n", language.tag, language.name, language.lacks().join(", ")));
    }
    insta::assert_snapshot!(list);
}

#[test]
fn generated_words_are_complete() {
    for words in all() {
        for (what, text) in generated(words) {
            assert!(!text.trim().is_empty(), "{}: {what}", words.lang);
            assert!(!text.contains("{}"), "{}: {what}: {text}", words.lang);
        }
        for text in [words.chapter(3), words.part(40), words.figure(3), words.table(3), words.meeting(3)] {
            assert!(!text.contains(' '), "{}: {text}: a number stays with its word", words.lang);
        }
        for field in ["{font}", "{size}", "{leading}"] {
            assert_eq!(words.set_in.matches(field).count(), 1, "{}: {field}", words.lang);
        }
        assert!(words.made_with.contains("anthology"), "{}", words.lang);
    }
    for tag in ["en-GB", "en-US", "pt-PT", "sr-Latn", "zh-Hant", "da"] {
        assert_eq!(words(tag.parse().expect("a tag")).lang.as_str(), tag);
    }
    assert_eq!(words("tlh-US".parse().expect("a tag")).lang, Lang::EN_US);
    assert_eq!(words("tlh".parse().expect("a tag")).lang, Lang::EN_GB);
}

/// The links that each text of a site has, and no other language's.
#[test]
fn site_words_have_their_links() {
    let links = |text: &str| -> Vec<String> {
        let parts = text.split('{').skip(1).filter_map(|part| part.split_once('}'));
        let mut names: Vec<String> = parts.map(|(name, _)| name.to_owned()).collect();
        // Languages order words differently.
        names.sort();
        names
    };
    let steps = |words: &SiteWords| -> Vec<String> {
        let of = [&words.for_kindle, &words.for_kobo, &words.for_iphone, &words.for_android, &words.for_computer];
        let of = of.into_iter().chain([&words.for_screen_reader, &words.for_paper]);
        let mail = &words.mail;
        let mail = [&mail.greeting, &mail.attached, &mail.linked, &mail.approve_subject, &mail.approve, &mail.more];
        of.flatten().chain([&words.find_hint, &words.copy_of, &words.since]).chain(mail).cloned().collect()
    };
    let english = steps(site_words(Lang::EN_GB));
    for words in with_variants().filter_map(|language| language.site.as_ref()) {
        for (own, english) in steps(words).iter().zip(&english) {
            assert_eq!(links(own), links(english), "{}: {own}", words.lang);
            let short = own.len() < 20;
            assert!(own != english || short || words.lang.primary() == "en", "{}: {own}", words.lang);
        }
    }
    for words in with_variants().filter_map(|language| language.site.as_ref()) {
        let (own, english) = (&words.group, &site_words(Lang::EN_GB).group);
        for (own, english) in [
            (&own.led_by, &english.led_by),
            (&own.total, &english.total),
            (&own.read_to_here, &english.read_to_here),
            (&own.margin, &english.margin),
            (&own.reminder, &english.reminder),
        ] {
            assert_eq!(links(own), links(english), "{}: {own}", words.lang);
            assert!(own != english || words.lang.primary() == "en", "{}: {own}", words.lang);
        }
    }
    assert_eq!(site_words("pt-PT".parse().expect("a tag")).file, "Ficheiro");
    assert_eq!(site_words("pt".parse().expect("a tag")).file, "Arquivo");
    assert_eq!(site_words("tlh".parse().expect("a tag")).lang.primary(), "en");
}

/// Words that English shares with other languages: those from French and Latin, and signs.
const SHARED: [(&str, &[&str]); 11] = [
    ("notes", &["fr", "ca"]),
    ("sources", &["fr"]),
    ("colophon", &["fr", "it", "la"]),
    ("figure", &["fr"]),
    // A programmer's word.
    ("listing", &["da", "de", "fr", "nb", "nl", "nn", "no", "pl", "sh", "sr"]),
    ("page", &["fr"]),
    ("pages", &["fr"]),
    ("part 40", &["ca"]),
    ("part 1", &[]),
    ("minutes", &["fr"]),
    ("list", &["*"]),
];

#[test]
fn no_english_is_left() {
    let english = generated(words(Lang::EN_GB));
    for other in all().filter(|words| words.lang.primary() != "en") {
        for ((what, own), (_, english)) in generated(other).iter().zip(&english) {
            let shared = SHARED.iter().find(|(name, _)| name == what).map_or(&[][..], |(_, tags)| tags);
            let shared = shared.iter().any(|tag| *tag == "*" || *tag == other.lang.primary());
            assert!(own != english || shared, "{}: {what}: {own}", other.lang);
        }
    }
}

/// Texts of a file by their keys: `site.group.plan`.
fn texts(value: &toml::Value, key: &str, found: &mut Vec<(String, String)>) {
    match value {
        toml::Value::String(text) => found.push((key.to_owned(), text.clone())),
        toml::Value::Array(values) => {
            (0..).zip(values).for_each(|(i, value)| texts(value, &format!("{key}.{i}"), found))
        }
        toml::Value::Table(table) => {
            table.iter().for_each(|(name, value)| texts(value, &format!("{key}.{name}"), found))
        }
        _ => {}
    }
}

/// English words that no other language has.
const ENGLISH: [&str; 22] = [
    "the",
    "of",
    "and",
    "with",
    "from",
    "by",
    "this",
    "that",
    "page",
    "pages",
    "chapter",
    "reading",
    "meeting",
    "file",
    "question",
    "questions",
    "notes",
    "sheet",
    "leader",
    "print",
    "read",
    "your",
];

/// Words that a language shares with English, by its tag.
const NOT_ENGLISH: [(&str, &[&str]); 12] = [
    ("af", &["by", "of", "leader"]),
    ("ca", &["notes"]),
    ("cy", &["print"]),
    ("da", &["by", "print"]),
    ("de", &["print"]),
    ("et", &["read"]),
    ("fr", &["page", "pages", "notes", "question", "questions"]),
    ("is", &["of"]),
    ("it", &["file"]),
    ("nb", &["by"]),
    ("nl", &["of", "leader"]),
    ("nn", &["by"]),
];

/// Neither the book, nor a group's sheets and mails, nor the pages of a site have English in another language.
#[test]
fn no_text_is_left_in_english() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/languages");
    let mut wrong = Vec::new();
    let mut count = 0;
    for entry in std::fs::read_dir(folder).expect("the folder") {
        let path = entry.expect("a file").path();
        let tag = path.file_stem().expect("a name").to_string_lossy().into_owned();
        if path.extension().is_none_or(|extension| extension != "toml") || ["en", "und"].contains(&tag.as_str()) {
            continue;
        }
        let table: toml::Table = std::fs::read_to_string(&path).expect("a file").parse().expect("TOML");
        let mut found = Vec::new();
        let variants = table.get("variant").and_then(toml::Value::as_table);
        for table in
            std::iter::once(&table).chain(variants.into_iter().flat_map(|v| v.values()).filter_map(|v| v.as_table()))
        {
            for section in ["words", "site", "lists"] {
                table.get(section).into_iter().for_each(|value| texts(value, section, &mut found));
            }
        }
        let shared = NOT_ENGLISH.iter().find(|(own, _)| *own == tag).map_or(&[][..], |(_, words)| words);
        for (key, text) in &found {
            count += 1;
            // Names of programs are English everywhere.
            let text = ["Screen Reader", "Google Play Books", "Thorium Reader"]
                .iter()
                .fold(text.clone(), |t, n| t.replace(n, ""));
            let is_field = |word: &str| text.contains(&format!("{{{word}}}"));
            let english = |word: &&str| ENGLISH.contains(word) && !shared.contains(word) && !is_field(word);
            let lower = text.to_lowercase();
            if let Some(word) = lower.split(|c: char| !c.is_alphanumeric()).find(english) {
                wrong.push(format!("{tag}: {key}: “{word}” in {text}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count > 4000, "{count} texts");
}

/// Generated words are in the language's own script.
#[test]
fn words_are_in_their_script() {
    let of = |tag: &str| words(tag.parse().expect("a tag"));
    let cases: [(&str, std::ops::RangeInclusive<char>); 9] = [
        ("ru", 'Ѐ'..='ӿ'),
        ("uk", 'Ѐ'..='ӿ'),
        ("sr", 'Ѐ'..='ӿ'),
        ("el", 'Ͱ'..='Ͽ'),
        ("he", '\u{590}'..='\u{5ff}'),
        ("ar", '\u{600}'..='\u{6ff}'),
        ("ko", '가'..='힣'),
        ("zh", '一'..='鿿'),
        ("zh-TW", '一'..='鿿'),
    ];
    for (tag, script) in cases {
        let words = of(tag);
        for (what, text) in generated(words).iter().filter(|(what, _)| !["number 1", "list"].contains(what)) {
            let left = ["anthology", "font", "size", "leading"].iter().fold(text.clone(), |t, w| t.replace(w, ""));
            let left = if what.starts_with("part") { left.replace(['I', 'X', 'L'], "") } else { left };
            let foreign: String = left.chars().filter(|c| c.is_alphabetic() && !script.contains(c)).collect();
            assert_eq!(foreign, "", "{tag}: {what}: {text}");
        }
    }
}

#[test]
fn numbers_are_in_their_place() {
    let of = |tag: &str| words(tag.parse().expect("a tag"));
    assert_eq!(of("hu").chapter(3), "3.\u{a0}fejezet");
    assert_eq!(of("ja").chapter(3), "第3章");
    assert_eq!(of("zh-HK").contents, "目錄");
    assert_eq!(of("zh-Hans-HK").contents, "目录");
    assert_eq!(of("sr-Latn-RS").contents, "Sadržaj");
    assert_eq!(of("ko").around_page(), ("", "쪽"));
    assert_eq!(of("hu").table_name(), "táblázat");
    assert_eq!((of("ar").part_number(4), of("cs").part_number(4)), ("4".to_owned(), "IV".to_owned()));
    assert_eq!(of("ar").list(&["أحمد", "سلمى", "محمد"]), "أحمد، سلمى ومحمد");
    assert_eq!(of("ja").list(&["甲", "乙"]), "甲、乙");
    assert_eq!((lead("Redakce:"), lead("編集：")), ("Redakce: ".to_owned(), "編集：".to_owned()));
}

#[test]
fn dates_in_words() {
    let written = |date: &str, lang: &str| {
        date_in_words(date.parse().expect("a date"), lang.parse().expect("a tag")).replace('\u{a0}', "~")
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
        ("eu", "2027ko martxoaren~4a"),
    ] {
        assert_eq!(written("2027-03-04", lang), expected);
    }
    assert_eq!(written("2027-12-01", "fr"), "1er~décembre 2027");
    assert_eq!(written("2027-12", "en"), "December 2027");
    assert_eq!(written("2027-12", "es"), "diciembre de 2027");
    assert_eq!(written("2027-12", "pl"), "grudzień 2027");
    assert_eq!(written("2027-10-12", "ga"), "12~Deireadh Fómhair 2027");
    assert_eq!(written("2027-04-12", "ca"), "12~d’abril de 2027");
}
