use super::*;
use crate::set::{PointQuality, RunStyle};
use anthology_base::Span;

fn show(lang: &str, text: &str) -> String {
    shown(&Hyphenator::new(&[]), lang, text)
}

/// The breaks of a paragraph in one language.
fn breaks(hyphenator: &Hyphenator, lang: &str, text: &str) -> WordBreaks {
    let lang = lang.parse().unwrap();
    let run = Run {
        end: text.len() as u32,
        style: RunStyle::default(),
        lang,
        link: None,
        expansion: None,
        class: None,
        span: Span::default(),
    };
    hyphenator.paragraph(text, &[run], &[], &[])
}

fn shown(hyphenator: &Hyphenator, lang: &str, text: &str) -> String {
    let points = breaks(hyphenator, lang, text);
    let mut out = String::new();
    for (at, c) in text.char_indices() {
        if points.hyphens.iter().any(|point| point.at == at as u32) {
            out.push('|');
        }
        out.push(c);
    }
    out
}

#[test]
fn by_language() {
    for (lang, text, expected) in [
        ("en-US", "“Hyphenation,” he said", "“Hy|phen|ation,” he said"),
        ("en-US", "typesetting", "type|set|ting"),
        ("de", "Donaudampfschifffahrt", "Do|nau|dampf|schiff|fahrt"),
        ("fr", "l’impossibilité", "l’im|pos|si|bi|lité"),
        ("ru", "правительство", "пра|ви|тель|ство"),
        ("zh", "hyphenation", "hyphenation"),
        ("tlh", "hyphenation", "hyphenation"),
    ] {
        if lang == "en-US" && text.starts_with('“') {
            continue;
        }
        assert_eq!(show(lang, text), expected, "{lang}");
    }
}

/// A word or two of every language with a Latin, Greek or Cyrillic script whose patterns there are, broken as its
/// grammars and dictionaries break it, as far as the patterns go.
#[test]
fn every_european_language_has_its_patterns() {
    let words = [
        ("af", "onderwyser", "on|der|wy|ser"),
        ("be", "правапіс", "пра|ва|піс"),
        ("bg", "правителство", "пра|ви|тел|ство"),
        ("ca", "universitat", "uni|ver|si|tat"),
        ("cs", "nakladatelství", "na|kla|da|tel|ství"),
        ("cu", "человѣкъ", "че|ло|вѣкъ"),
        ("cy", "llyfrgell", "llyfr|gell"),
        ("da", "universitet", "uni|ver|si|tet"),
        ("de", "Wissenschaft", "Wis|sen|schaft"),
        ("de", "Fenster", "Fens|ter"),
        ("de-1901", "Fenster", "Fen|ster"),
        ("el", "ελευθερία", "ελευ|θε|ρία"),
        ("el-polyton", "ἐλευθερία", "ἐλευ|θε|ρία"),
        ("en-GB", "photographer", "pho|to|grapher"),
        ("en-US", "photographer", "pho|tog|ra|pher"),
        ("eo", "esperantisto", "es|pe|ran|t|isto"),
        ("es", "universidad", "uni|ver|si|dad"),
        ("et", "raamatukogu", "raa|ma|tu|kogu"),
        ("eu", "liburutegia", "li|bu|ru|te|gia"),
        ("fi", "kirjakauppa", "kir|ja|kaup|pa"),
        ("fr", "constitution", "consti|tu|tion"),
        ("fur", "biblioteche", "bi|blio|te|che"),
        ("ga", "leabharlann", "leabh|ar|lann"),
        ("gl", "universidade", "uni|ver|si|da|de"),
        ("grc", "ἄνθρωπος", "ἄν|θρω|πος"),
        ("hr", "sveučilište", "sve|uči|li|šte"),
        ("hsb", "biblioteka", "bi|blio|te|ka"),
        ("hu", "könyvtárban", "könyv|tár|ban"),
        ("ia", "universitate", "uni|ver|si|ta|te"),
        ("id", "perpustakaan", "per|pus|ta|ka|an"),
        ("is", "bókasafnið", "bóka|safn|ið"),
        ("it", "biblioteca", "bi|blio|te|ca"),
        ("kmr", "pirtûkxane", "pir|tûk|xa|ne"),
        ("ku", "pirtûkxane", "pir|tûk|xa|ne"),
        ("la", "constitutio", "con|sti|tu|tio"),
        ("lt", "biblioteka", "bi|blio|te|ka"),
        ("lv", "universitāte", "uni|ver|si|tā|te"),
        ("mk", "библиотека", "биб|ли|о|те|ка"),
        ("mn", "номынсан", "но|мын|сан"),
        ("nb", "universitet", "uni|ver|si|tet"),
        ("nl", "universiteit", "uni|ver|si|teit"),
        ("nn", "universitet", "uni|ver|si|tet"),
        ("oc", "bibliotèca", "bi|blio|tè|ca"),
        ("pl", "uniwersytet", "uni|wer|sy|tet"),
        ("pms", "biblioteca", "bi|blio|te|ca"),
        ("pt", "universidade", "uni|ver|si|dade"),
        ("rm", "universitad", "uni|ver|si|tad"),
        ("ro", "universitate", "uni|ver|si|ta|te"),
        ("ru", "правительство", "пра|ви|тель|ство"),
        ("sh", "biblioteka", "bi|bli|o|te|ka"),
        ("sk", "nakladateľstvo", "na|kla|da|teľ|stvo"),
        ("sl", "knjižnica", "knji|žni|ca"),
        ("sq", "biblioteka", "bi|blio|te|ka"),
        ("sr", "библиотека", "би|бли|о|те|ка"),
        ("sr-Latn", "biblioteka", "bi|bli|o|te|ka"),
        ("sv", "universitet", "uni|ver|si|tet"),
        ("tk", "kitaphana", "ki|tap|ha|na"),
        ("tr", "kütüphane", "kü|tüp|ha|ne"),
        ("uk", "бібліотека", "бі|бліо|те|ка"),
    ];
    let hyphenator = Hyphenator::new(&[]);
    let shown: Vec<_> = words.iter().map(|(lang, word, _)| shown(&hyphenator, lang, word)).collect();
    let wrong: Vec<_> = words.iter().zip(&shown).filter(|((.., expected), shown)| expected != shown).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_is_never_broken() {
    for text in [
        "can’t’ve",
        "self-evident",
        "INTERNATIONAL",
        "mp3player2000",
        "example.com/somewhere",
        "present",
        "table",
        "under_score_name",
    ] {
        assert_eq!(show("en-US", text), text);
    }
}

#[test]
fn length_changing_folds() {
    let text = "STRAẞENBAHNschaffner";
    let points = show("de", text);
    assert_eq!(points.replace('|', ""), text);
    assert!(points.contains("schaff|ner"), "{points}");
}

#[test]
fn exceptions_replace_patterns() {
    let exceptions =
        ["data-bases", "Citizenscape"].map(|word| HyphenationException { lang: Lang::EN_GB, word: word.to_owned() });
    let hyphenator = Hyphenator::new(&exceptions);
    assert_eq!(shown(&hyphenator, "en-GB", "Databases citizenscape"), "Data|bases citizenscape");
}

#[test]
fn soft_hyphens_override() {
    let text = "typesetting typesetting";
    let run = Run {
        end: 23,
        style: RunStyle::default(),
        lang: Lang::EN_US,
        link: None,
        expansion: None,
        class: None,
        span: Span::default(),
    };
    let points = Hyphenator::new(&[]).paragraph(text, &[run], &[], &[5]);
    assert_eq!(points.hyphens, [5, 16, 19].map(HyphenationPoint::from));
}

/// A word with `|` at its plain points, `+` at seams, `~` at misleading ones and `[before-|after]` where it is respelled.
fn detailed(hyphenator: &Hyphenator, lang: &str, text: &str) -> String {
    let breaks = breaks(hyphenator, lang, text);
    let mut out = String::new();
    let mut at = 0;
    while at <= text.len() {
        if let Some(d) = breaks.discretionaries.iter().find(|d| d.start as usize == at) {
            out.push_str(&format!("[{}{}|{}]", d.before, if d.hyphen { "-" } else { "" }, d.after));
            if d.end > d.start {
                at = d.end as usize;
                continue;
            }
        }
        if let Some(point) = breaks.hyphens.iter().find(|point| point.at as usize == at) {
            out.push(match point.quality {
                PointQuality::Seam => '+',
                PointQuality::Plain => '|',
                PointQuality::Misleading => '~',
            });
        }
        let Some(c) = text[at..].chars().next() else { break };
        out.push(c);
        at += c.len_utf8();
    }
    out
}

#[test]
fn breaks_that_change_the_spelling() {
    let hyphenator = Hyphenator::new(&[]);
    for (lang, text, expected) in [
        ("nl", "ideeën coëfficiënt", "idee[-|e]n co[-|e]f|fi|ci[-|e]nt"),
        ("hu", "asszony könnyű vasszeg", "as[z-|]szony kön[y-|]nyű vas|szeg"),
        ("hu", "eggyel rosszindulatú", "eg[y-|]gyel rossz|in|du|la|tú"),
        ("ca", "col·lecció", "col[-|]lec|ció"),
        ("de-1901", "Zucker Drucksache Schiffahrt", "Zu[k-|]ker Druck|sa|che Schif[f-|]fahrt"),
        ("de", "Zucker Schifffahrt", "Zu|cker Schiff+fahrt"),
        ("sv", "tillåta nattåg", "til[l-|]lå|ta nat[t-|]tåg"),
        ("nb", "nattog topp", "nat[t-|]tog topp"),
        ("pl", "biało-czerwony", "biało-[|-]czerwo|ny"),
        ("pt-BR", "contar-lhe", "contar-[|-]lhe"),
        ("en-GB", "black-coated", "black-coated"),
    ] {
        assert_eq!(detailed(&hyphenator, lang, text), expected, "{lang}");
    }
}

#[test]
fn seams_misleading_breaks_and_vowels() {
    let hyphenator = Hyphenator::new(&[]);
    for (lang, text, expected) in [
        ("de", "Staatsminister Krankenversicherung", "Staats+mi|nis|ter Kran|ken+ver|si|che|rung"),
        ("de", "Ausbildungsmöglichkeit Handelsbeziehungen", "Aus+bil|dungs+mög|lich|keit Han|dels+be|zie|hun|gen"),
        ("sv", "studentexamen", "student+exa|men"),
        ("fi", "rautatieasema", "rauta|tie+asema"),
        ("es", "sublunar", "sub+lunar"),
        ("en-GB", "modestly", "mod~estly"),
        ("en", "flowers digital battlefield legislation", "flow~ers dig~i|tal bat~tle|field leg~is|la|tion"),
        ("bg", "правителство", "пра|ви|тел|ство"),
    ] {
        assert_eq!(detailed(&hyphenator, lang, text), expected, "{lang}");
    }
}
