//! What each language wants of quotation marks and spaces. The tables follow the usage guides named in
//! `docs/typography.md`.

use anthology_base::Lang;

/// An opening and a closing mark, with the spaces that belong inside them.
pub(crate) type Marks = (&'static str, &'static str);

/// How punctuation is set in one language.
pub(crate) struct Rules {
    /// What straight double marks become.
    pub(crate) double: Marks,
    /// What straight single marks become.
    pub(crate) single: Marks,
    /// The space inside guillemets, where there is one.
    pub(crate) guillemet_space: Option<char>,
    /// The space before `;`, `!` and `?`, where there is one.
    pub(crate) high_space: Option<char>,
    /// The space before `:`, where there is one.
    pub(crate) colon_space: Option<char>,
    /// The dash between words, where one or two hyphens are typed between spaces.
    pub(crate) word_dash: &'static str,
    /// Whether an em dash that was typed between spaces closes up.
    pub(crate) closed_em_dash: bool,
    /// The space in numbers of more than three digits, where they are written with spaces.
    pub(crate) group_space: Option<char>,
    /// Words of one letter that don't end a line.
    pub(crate) one_letter: &'static str,
    /// Words that stay with a number after them.
    pub(crate) before_number: &'static [&'static str],
    /// Words that stay with a capitalised word after them.
    pub(crate) before_name: &'static [&'static str],
    /// Words that stay with a number before them.
    pub(crate) after_number: &'static [&'static str],
    /// Abbreviations of several words.
    pub(crate) pairs: &'static [(&'static str, &'static str)],
    /// Words that begin with an apostrophe, whatever follows.
    pub(crate) elisions: &'static [&'static str],
    /// Words that begin with an apostrophe where no closing mark follows.
    pub(crate) weak_elisions: &'static [&'static str],
}

const NBSP: char = '\u{a0}';
const NARROW: char = '\u{202f}';

const BASE: Rules = Rules {
    double: ("“", "”"),
    single: ("‘", "’"),
    guillemet_space: None,
    high_space: None,
    colon_space: None,
    word_dash: "–",
    closed_em_dash: false,
    group_space: None,
    one_letter: "",
    before_number: &["p.", "pp.", "§", "§§", "No.", "no."],
    before_name: &[],
    after_number: &[],
    pairs: &[],
    elisions: &[],
    weak_elisions: &[],
};

static OTHER: Rules = BASE;

static ENGLISH: Rules = Rules {
    closed_em_dash: true,
    before_number: &[
        "p.", "pp.", "§", "§§", "No.", "no.", "Nos.", "nos.", "vol.", "Vol.", "vols.", "ch.", "Ch.", "fig.", "Fig.",
        "c.", "ca.", "page", "pages", "Page", "Chapter", "chapter", "Part", "Figure", "figure", "Table", "Section",
        "section", "Volume", "Book", "Act", "Scene", "Appendix", "line", "lines", "verse",
    ],
    before_name: &[
        "Mr", "Mr.", "Mrs", "Mrs.", "Ms", "Ms.", "Dr", "Dr.", "St", "St.", "Prof.", "Rev.", "Fr.", "Hon.", "Messrs",
    ],
    after_number: &[
        "a.m.",
        "p.m.",
        "am",
        "pm",
        "BC",
        "AD",
        "BCE",
        "CE",
        "million",
        "billion",
        "trillion",
        "o’clock",
        "o'clock",
    ],
    elisions: &[
        "tis", "tisn", "twas", "twasn", "twere", "twill", "twould", "twouldn", "twixt", "em", "n", "tain", "sblood",
        "zounds", "nuff",
    ],
    weak_elisions: &[
        "til", "till", "bout", "cause", "cos", "coz", "round", "neath", "gainst", "fore", "cross", "ere", "kay", "un",
    ],
    ..BASE
};

static GERMAN: Rules = Rules {
    double: ("„", "“"),
    single: ("‚", "‘"),
    before_number: &[
        "S.",
        "§",
        "§§",
        "Nr.",
        "Bd.",
        "Abb.",
        "Tab.",
        "Kap.",
        "Seite",
        "Seiten",
        "Kapitel",
        "Teil",
        "Abbildung",
        "Tabelle",
        "Band",
        "Abschnitt",
        "um",
        "ca.",
    ],
    before_name: &["Dr.", "Prof.", "Hr.", "Fr.", "St.", "Hl."],
    after_number: &["Uhr", "Mio.", "Mrd.", "Millionen", "Milliarden", "Euro", "v.", "n."],
    pairs: &[
        ("z.", "B."),
        ("d.", "h."),
        ("u.", "a."),
        ("u.", "ä."),
        ("o.", "ä."),
        ("i.", "d."),
        ("d.", "R."),
        ("v.", "Chr."),
        ("n.", "Chr."),
        ("z.", "T."),
        ("s.", "o."),
        ("s.", "u."),
        ("u.", "U."),
        ("a.", "a."),
    ],
    elisions: &["s", "n", "ne", "nen", "nem", "ner", "ran", "rein", "raus", "runter", "rüber"],
    ..BASE
};

static SWISS_GERMAN: Rules = Rules { double: ("«", "»"), single: ("‹", "›"), ..GERMAN };

static FRENCH: Rules = Rules {
    double: ("«\u{a0}", "\u{a0}»"),
    single: ("“", "”"),
    guillemet_space: Some(NBSP),
    high_space: Some(NARROW),
    colon_space: Some(NBSP),
    group_space: Some(NARROW),
    before_number: &[
        "p.", "pp.", "§", "n°", "N°", "no", "nº", "t.", "vol.", "chap.", "fig.", "page", "pages", "chapitre", "tome",
        "figure", "tableau", "vers",
    ],
    before_name: &["M.", "MM.", "Mme", "Mmes", "Mlle", "Mlles", "Dr", "Pr", "Me", "Mgr", "saint", "sainte"],
    after_number: &["%", "millions", "milliards", "euros", "francs", "h"],
    ..BASE
};

static CANADIAN_FRENCH: Rules = Rules { high_space: None, ..FRENCH };

static SWISS_FRENCH: Rules = Rules {
    double: ("«\u{202f}", "\u{202f}»"),
    single: ("‹\u{202f}", "\u{202f}›"),
    guillemet_space: Some(NARROW),
    colon_space: Some(NARROW),
    ..FRENCH
};

static SPANISH: Rules = Rules {
    double: ("«", "»"),
    single: ("“", "”"),
    before_number: &[
        "p.",
        "pp.",
        "pág.",
        "págs.",
        "§",
        "n.º",
        "núm.",
        "vol.",
        "cap.",
        "fig.",
        "página",
        "capítulo",
        "figura",
        "tomo",
    ],
    before_name: &["Sr.", "Sra.", "Srta.", "Dr.", "Dra.", "D.", "Da.", "Ud.", "Fr."],
    after_number: &["%", "millones", "euros"],
    pairs: &[("EE.", "UU."), ("a.", "C."), ("d.", "C."), ("p.", "ej.")],
    group_space: Some(NARROW),
    ..BASE
};

static ITALIAN: Rules = Rules {
    double: ("«", "»"),
    single: ("“", "”"),
    before_number: &["p.", "pp.", "pag.", "§", "n.", "vol.", "cap.", "fig.", "pagina", "capitolo", "figura", "tomo"],
    before_name: &["sig.", "Sig.", "dott.", "Dott.", "prof.", "Prof.", "S.", "don"],
    after_number: &["milioni", "miliardi", "euro"],
    pairs: &[("a.", "C."), ("d.", "C."), ("p.", "es.")],
    elisions: &["sto", "sta", "sti", "ndrangheta", "na", "nu"],
    ..BASE
};

static DUTCH: Rules = Rules {
    before_number: &[
        "p.",
        "pp.",
        "blz.",
        "§",
        "nr.",
        "dl.",
        "hfst.",
        "afb.",
        "bladzijde",
        "hoofdstuk",
        "deel",
        "figuur",
        "tabel",
    ],
    before_name: &["dhr.", "mevr.", "dr.", "prof.", "mr.", "ds.", "St."],
    after_number: &["uur", "miljoen", "miljard", "euro"],
    pairs: &[("d.", "w."), ("v.", "Chr."), ("n.", "Chr.")],
    elisions: &["s", "t", "n", "k", "m", "r"],
    ..BASE
};

static POLISH: Rules = Rules {
    double: ("„", "”"),
    single: ("«", "»"),
    group_space: Some(NBSP),
    one_letter: "aiouwzAIOUWZ",
    before_number: &[
        "s.",
        "str.",
        "§",
        "nr",
        "t.",
        "rozdz.",
        "rys.",
        "ok.",
        "rozdział",
        "tom",
        "rysunek",
        "tabela",
        "roku",
    ],
    before_name: &["p.", "dr", "prof.", "ks.", "św."],
    after_number: &["r.", "w.", "zł", "mln", "mld", "tys."],
    ..BASE
};

static RUSSIAN: Rules = Rules {
    double: ("«", "»"),
    single: ("„", "“"),
    word_dash: "—",
    group_space: Some(NBSP),
    one_letter: "авикосуяАВИКОСУЯ",
    before_number: &[
        "с.",
        "стр.",
        "§",
        "№",
        "т.",
        "гл.",
        "рис.",
        "табл.",
        "ок.",
        "глава",
        "том",
        "часть",
        "рисунок",
        "таблица",
    ],
    before_name: &["г.", "г-н", "г-жа", "св.", "о."],
    after_number: &["г.", "гг.", "в.", "вв.", "руб.", "млн", "млрд", "тыс.", "%"],
    pairs: &[("т.", "е."), ("т.", "д."), ("т.", "п."), ("и", "т."), ("н.", "э.")],
    ..BASE
};

static UKRAINIAN: Rules = Rules { one_letter: "авеєзийіоуяАВЕЄЗЙІОУЯ", ..RUSSIAN };

static PORTUGUESE: Rules = Rules {
    before_number: &["p.", "pp.", "pág.", "§", "n.º", "vol.", "cap.", "fig.", "página", "capítulo", "figura", "tomo"],
    before_name: &["Sr.", "Sra.", "Dr.", "Dra.", "D.", "S."],
    after_number: &["%", "milhões", "euros", "reais"],
    pairs: &[("a.", "C."), ("d.", "C.")],
    ..BASE
};

static EUROPEAN_PORTUGUESE: Rules = Rules { double: ("«", "»"), single: ("“", "”"), ..PORTUGUESE };

static SWEDISH: Rules = Rules {
    double: ("”", "”"),
    single: ("’", "’"),
    group_space: Some(NBSP),
    before_number: &["s.", "§", "nr", "kap.", "fig.", "bd", "sidan", "kapitel", "figur", "tabell", "del"],
    before_name: &["dr", "prof.", "S:t", "S:ta"],
    after_number: &["kr", "kronor", "miljoner", "miljarder", "%"],
    pairs: &[("t.", "ex."), ("bl.", "a."), ("d.", "v."), ("f.", "Kr."), ("e.", "Kr.")],
    ..BASE
};

static FINNISH: Rules = Rules { group_space: Some(NBSP), ..SWEDISH };
static DANISH: Rules = Rules { double: ("»", "«"), single: ("›", "‹"), ..BASE };
static NORWEGIAN: Rules = Rules { double: ("«", "»"), group_space: Some(NBSP), ..BASE };
static CZECH: Rules = Rules {
    double: ("„", "“"),
    single: ("‚", "‘"),
    group_space: Some(NBSP),
    one_letter: "aikosuvzAIKOSUVZ",
    before_number: &["s.", "str.", "§", "č.", "kap.", "obr.", "tab.", "sv.", "r."],
    before_name: &["p.", "dr.", "prof.", "sv."],
    after_number: &["Kč", "mil.", "mld.", "%"],
    ..BASE
};
static LOW_HIGH: Rules = Rules { double: ("„", "“"), single: ("‚", "‘"), ..BASE };
static LOW_HIGH_NINE: Rules = Rules { double: ("„", "”"), single: ("»", "«"), ..BASE };
static ROMANIAN: Rules = Rules { double: ("„", "”"), single: ("«", "»"), ..BASE };
static SERBO_CROATIAN: Rules = Rules { double: ("„", "”"), ..BASE };
static SERBIAN: Rules = Rules { double: ("„", "“"), single: ("’", "’"), ..BASE };
static LATVIAN: Rules = Rules { double: ("„", "”"), single: ("‚", "’"), ..BASE };
static GUILLEMETS: Rules = Rules { double: ("«", "»"), single: ("“", "”"), ..BASE };
static JAPANESE: Rules = Rules { double: ("「", "」"), single: ("『", "』"), ..BASE };

/// The rules of a language; for a language without rules of its own, marks as in English and no spaces.
pub(crate) fn rules(lang: Lang) -> &'static Rules {
    match (lang.primary(), lang.region()) {
        ("en", _) => &ENGLISH,
        ("de", Some("CH" | "LI")) => &SWISS_GERMAN,
        ("de", _) => &GERMAN,
        ("fr", Some("CA")) => &CANADIAN_FRENCH,
        ("fr", Some("CH")) => &SWISS_FRENCH,
        ("fr", _) => &FRENCH,
        ("es" | "ca" | "gl", _) => &SPANISH,
        ("it", _) => &ITALIAN,
        ("nl", _) => &DUTCH,
        ("pl", _) => &POLISH,
        ("ru" | "be", _) => &RUSSIAN,
        ("uk", _) => &UKRAINIAN,
        ("pt", Some("PT" | "AO" | "MZ")) => &EUROPEAN_PORTUGUESE,
        ("pt", _) => &PORTUGUESE,
        ("sv", _) => &SWEDISH,
        ("fi", _) => &FINNISH,
        ("da", _) => &DANISH,
        ("nb" | "nn" | "no", _) => &NORWEGIAN,
        ("cs" | "sk", _) => &CZECH,
        ("hr" | "bs", _) => &SERBO_CROATIAN,
        ("sr" | "sh", _) => &SERBIAN,
        ("lv", _) => &LATVIAN,
        ("sl" | "bg" | "et" | "lt" | "is" | "mk" | "hsb", _) => &LOW_HIGH,
        ("hu", _) => &LOW_HIGH_NINE,
        ("ro", _) => &ROMANIAN,
        ("ar" | "fa" | "el" | "grc" | "hy" | "eu" | "oc" | "sq", _) => &GUILLEMETS,
        ("ja", _) => &JAPANESE,
        ("zh", Some("TW" | "HK" | "MO")) => &JAPANESE,
        ("zh", _) if lang.script() == Some("Hant") => &JAPANESE,
        _ => &OTHER,
    }
}

/// Units that stay with the number before them in every language.
pub(crate) const UNITS: &[&str] = &[
    "km", "m", "cm", "mm", "nm", "kg", "g", "mg", "t", "l", "ml", "ha", "lb", "lbs", "oz", "ft", "mi", "mph", "km/h",
    "m/s", "m²", "km²", "°C", "°F", "°", "K", "kB", "KB", "MB", "GB", "TB", "Hz", "kHz", "MHz", "GHz", "W", "kW", "MW",
    "kWh", "V", "ms", "s", "min", "h", "pt", "pc", "px", "€", "$", "£", "¥", "zł", "dB", "ppm", "kcal", "kJ", "bn",
];
