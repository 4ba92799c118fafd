//! The words that the program itself puts into a book, in ten languages.

use anthology_base::Lang;

/// The words of one language.
#[derive(Debug)]
pub struct Words {
    /// The language they are in: English where the book's language is none of the ten.
    pub lang: Lang,
    /// Title of the table of contents.
    pub contents: &'static str,
    /// Before a chapter's number.
    pub chapter: &'static str,
    /// Before a part's number.
    pub part: &'static str,
    /// Before a figure's number.
    pub figure: &'static str,
    /// Before a table's number.
    pub table: &'static str,
    /// Before a page number in running text.
    pub page: &'static str,
    /// Title of the endnotes.
    pub notes: &'static str,
    /// Title of the list of sources.
    pub sources: &'static str,
    /// Title of the reading guide.
    pub questions: &'static str,
    /// Title of the notes on contributors.
    pub contributors: &'static str,
    /// Title of the colophon.
    pub colophon: &'static str,
    /// Before editors' names.
    pub edited_by: &'static str,
    /// Before translators' names.
    pub translated_by: &'static str,
    /// Before illustrators' names.
    pub illustrated_by: &'static str,
    /// Before the name of who wrote the introduction.
    pub introduced_by: &'static str,
    /// Before a designer's name.
    pub designed_by: &'static str,
    /// Before other contributors' names.
    pub with: &'static str,
    /// Between the last two of a list.
    pub and: &'static str,
    /// Between a chapter's title and the source that it reprints.
    pub reprints: &'static str,
    /// Between a chapter's title and the source that it answers.
    pub answers: &'static str,
    /// Between a chapter's title and a source that it uses.
    pub uses: &'static str,
    /// The colophon's sentence, with `{font}`, `{size}` and `{leading}`.
    pub set_in: &'static str,
    /// The colophon's sentence about the tool.
    pub made_with: &'static str,
    cardinals: &'static [&'static str],
    parts: &'static [&'static str],
}

impl Words {
    /// A number in words where the language's are known, else in figures.
    pub fn number(&self, n: u32) -> String {
        self.cardinals.get(n as usize - 1).map_or_else(|| n.to_string(), |&word| word.to_owned())
    }

    /// "Part One", "Première partie"; with a roman number where the words run out.
    pub fn part(&self, n: u32) -> String {
        self.parts.get(n as usize - 1).map_or_else(|| format!("{}\u{a0}{}", self.part, roman(n)), |&words| words.to_owned())
    }
}

/// A number from 1 in capital roman numerals.
pub fn roman(mut n: u32) -> String {
    const DIGITS: [(u32, &str); 13] = [
        (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"),
        (4, "IV"), (1, "I"),
    ];
    let mut text = String::new();
    for (value, digits) in DIGITS {
        while n >= value {
            text.push_str(digits);
            n -= value;
        }
    }
    text
}

/// The words of a language; English for a language that isn't one of the ten.
pub fn words(lang: Lang) -> &'static Words {
    match lang.primary() {
        "de" => &GERMAN,
        "fr" => &FRENCH,
        "es" => &SPANISH,
        "it" => &ITALIAN,
        "nl" => &DUTCH,
        "pl" => &POLISH,
        "ru" => &RUSSIAN,
        "pt" => &PORTUGUESE,
        "sv" => &SWEDISH,
        _ if lang.region() == Some("US") => &AMERICAN,
        _ => &ENGLISH,
    }
}

static ENGLISH: Words = Words {
    lang: Lang::EN_GB,
    contents: "Contents",
    chapter: "Chapter",
    part: "Part",
    figure: "Figure",
    table: "Table",
    page: "page",
    notes: "Notes",
    sources: "Sources",
    questions: "Questions for Discussion",
    contributors: "Contributors",
    colophon: "Colophon",
    edited_by: "Edited by",
    translated_by: "Translated by",
    illustrated_by: "Illustrated by",
    introduced_by: "With an introduction by",
    designed_by: "Designed by",
    with: "With",
    and: "and",
    reprints: "first appeared as",
    answers: "answers",
    uses: "draws on",
    set_in: "The text is set in {font}, {size} points on {leading}.",
    made_with: "Lines, pages and the electronic edition were made from one manuscript with anthology, an open book compiler.",
    cardinals: &[
        "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve", "Thirteen", "Fourteen", "Fifteen",
        "Sixteen", "Seventeen", "Eighteen", "Nineteen", "Twenty", "Twenty-One", "Twenty-Two", "Twenty-Three", "Twenty-Four", "Twenty-Five",
        "Twenty-Six", "Twenty-Seven", "Twenty-Eight", "Twenty-Nine", "Thirty",
    ],
    parts: &["Part One", "Part Two", "Part Three", "Part Four", "Part Five", "Part Six", "Part Seven", "Part Eight", "Part Nine", "Part Ten"],
};

static AMERICAN: Words = Words { lang: Lang::EN_US, ..ENGLISH };

static GERMAN: Words = Words {
    lang: Lang::DE,
    contents: "Inhalt",
    chapter: "Kapitel",
    part: "Teil",
    figure: "Abbildung",
    table: "Tabelle",
    page: "Seite",
    notes: "Anmerkungen",
    sources: "Quellen",
    questions: "Fragen zum Gespräch",
    contributors: "Beitragende",
    colophon: "Kolophon",
    edited_by: "Herausgegeben von",
    translated_by: "Übersetzt von",
    illustrated_by: "Illustriert von",
    introduced_by: "Mit einer Einleitung von",
    designed_by: "Gestaltet von",
    with: "Mit",
    and: "und",
    reprints: "erschien zuerst als",
    answers: "antwortet auf",
    uses: "stützt sich auf",
    set_in: "Gesetzt aus der {font}, {size} auf {leading} Punkt.",
    made_with: "Zeilen, Seiten und die elektronische Ausgabe entstanden aus einem Manuskript mit anthology, einem freien Satzprogramm.",
    cardinals: &["Eins", "Zwei", "Drei", "Vier", "Fünf", "Sechs", "Sieben", "Acht", "Neun", "Zehn", "Elf", "Zwölf"],
    parts: &[
        "Erster Teil", "Zweiter Teil", "Dritter Teil", "Vierter Teil", "Fünfter Teil", "Sechster Teil", "Siebter Teil", "Achter Teil",
        "Neunter Teil", "Zehnter Teil",
    ],
};

static FRENCH: Words = Words {
    lang: Lang::FR,
    contents: "Table des matières",
    chapter: "Chapitre",
    part: "Partie",
    figure: "Figure",
    table: "Tableau",
    page: "page",
    notes: "Notes",
    sources: "Sources",
    questions: "Questions pour la discussion",
    contributors: "Les auteurs",
    colophon: "Colophon",
    edited_by: "Textes réunis par",
    translated_by: "Traduit par",
    illustrated_by: "Illustré par",
    introduced_by: "Avec une introduction de",
    designed_by: "Conception graphique de",
    with: "Avec",
    and: "et",
    reprints: "a d’abord paru sous le titre",
    answers: "répond à",
    uses: "s’appuie sur",
    set_in: "Le texte est composé en {font}, corps {size} interligné {leading}.",
    made_with: "Les lignes, les pages et l’édition numérique proviennent d’un seul manuscrit, composé avec anthology, un logiciel libre.",
    cardinals: &["Un", "Deux", "Trois", "Quatre", "Cinq", "Six", "Sept", "Huit", "Neuf", "Dix", "Onze", "Douze"],
    parts: &[
        "Première partie", "Deuxième partie", "Troisième partie", "Quatrième partie", "Cinquième partie", "Sixième partie", "Septième partie",
        "Huitième partie", "Neuvième partie", "Dixième partie",
    ],
};

static SPANISH: Words = Words {
    lang: Lang::ES,
    contents: "Índice",
    chapter: "Capítulo",
    part: "Parte",
    figure: "Figura",
    table: "Tabla",
    page: "página",
    notes: "Notas",
    sources: "Fuentes",
    questions: "Preguntas para el debate",
    contributors: "Colaboradores",
    colophon: "Colofón",
    edited_by: "Edición de",
    translated_by: "Traducción de",
    illustrated_by: "Ilustraciones de",
    introduced_by: "Introducción de",
    designed_by: "Diseño de",
    with: "Con",
    and: "y",
    reprints: "se publicó por primera vez como",
    answers: "responde a",
    uses: "se apoya en",
    set_in: "El texto está compuesto en {font}, cuerpo {size} con interlínea {leading}.",
    made_with: "Las líneas, las páginas y la edición electrónica proceden de un mismo manuscrito, compuesto con anthology, un programa libre.",
    cardinals: &["Uno", "Dos", "Tres", "Cuatro", "Cinco", "Seis", "Siete", "Ocho", "Nueve", "Diez", "Once", "Doce"],
    parts: &[
        "Primera parte", "Segunda parte", "Tercera parte", "Cuarta parte", "Quinta parte", "Sexta parte", "Séptima parte", "Octava parte",
        "Novena parte", "Décima parte",
    ],
};

static ITALIAN: Words = Words {
    lang: Lang::IT,
    contents: "Indice",
    chapter: "Capitolo",
    part: "Parte",
    figure: "Figura",
    table: "Tabella",
    page: "pagina",
    notes: "Note",
    sources: "Fonti",
    questions: "Domande per la discussione",
    contributors: "Gli autori",
    colophon: "Colophon",
    edited_by: "A cura di",
    translated_by: "Traduzione di",
    illustrated_by: "Illustrazioni di",
    introduced_by: "Introduzione di",
    designed_by: "Progetto grafico di",
    with: "Con",
    and: "e",
    reprints: "è apparso per la prima volta come",
    answers: "risponde a",
    uses: "si basa su",
    set_in: "Il testo è composto in {font}, corpo {size} su {leading}.",
    made_with: "Righe, pagine ed edizione elettronica provengono da un solo manoscritto, composto con anthology, un programma libero.",
    cardinals: &["Uno", "Due", "Tre", "Quattro", "Cinque", "Sei", "Sette", "Otto", "Nove", "Dieci", "Undici", "Dodici"],
    parts: &[
        "Parte prima", "Parte seconda", "Parte terza", "Parte quarta", "Parte quinta", "Parte sesta", "Parte settima", "Parte ottava",
        "Parte nona", "Parte decima",
    ],
};

static DUTCH: Words = Words {
    lang: Lang::NL,
    contents: "Inhoud",
    chapter: "Hoofdstuk",
    part: "Deel",
    figure: "Figuur",
    table: "Tabel",
    page: "pagina",
    notes: "Noten",
    sources: "Bronnen",
    questions: "Vragen voor het gesprek",
    contributors: "Over de auteurs",
    colophon: "Colofon",
    edited_by: "Onder redactie van",
    translated_by: "Vertaald door",
    illustrated_by: "Geïllustreerd door",
    introduced_by: "Met een inleiding van",
    designed_by: "Vormgeving:",
    with: "Met",
    and: "en",
    reprints: "verscheen eerder als",
    answers: "antwoordt op",
    uses: "steunt op",
    set_in: "De tekst is gezet uit de {font}, {size} op {leading} punt.",
    made_with: "Regels, pagina’s en de elektronische uitgave zijn uit één manuscript gemaakt met anthology, een vrij zetprogramma.",
    cardinals: &["Eén", "Twee", "Drie", "Vier", "Vijf", "Zes", "Zeven", "Acht", "Negen", "Tien", "Elf", "Twaalf"],
    parts: &["Deel een", "Deel twee", "Deel drie", "Deel vier", "Deel vijf", "Deel zes", "Deel zeven", "Deel acht", "Deel negen", "Deel tien"],
};

static POLISH: Words = Words {
    lang: Lang::PL,
    contents: "Spis treści",
    chapter: "Rozdział",
    part: "Część",
    figure: "Rysunek",
    table: "Tabela",
    page: "strona",
    notes: "Przypisy",
    sources: "Źródła",
    questions: "Pytania do dyskusji",
    contributors: "Autorzy",
    colophon: "Kolofon",
    edited_by: "Redakcja:",
    translated_by: "Przekład:",
    illustrated_by: "Ilustracje:",
    introduced_by: "Wstęp:",
    designed_by: "Projekt graficzny:",
    with: "Współpraca:",
    and: "i",
    reprints: "– pierwodruk:",
    answers: "– odpowiedź na:",
    uses: "– na podstawie:",
    set_in: "Tekst złożono pismem {font}, {size} na {leading} punktów.",
    made_with: "Wiersze, strony i wydanie elektroniczne powstały z jednego rękopisu w programie anthology.",
    cardinals: &["Jeden", "Dwa", "Trzy", "Cztery", "Pięć", "Sześć", "Siedem", "Osiem", "Dziewięć", "Dziesięć", "Jedenaście", "Dwanaście"],
    parts: &[
        "Część pierwsza", "Część druga", "Część trzecia", "Część czwarta", "Część piąta", "Część szósta", "Część siódma", "Część ósma",
        "Część dziewiąta", "Część dziesiąta",
    ],
};

static RUSSIAN: Words = Words {
    lang: Lang::RU,
    contents: "Содержание",
    chapter: "Глава",
    part: "Часть",
    figure: "Рисунок",
    table: "Таблица",
    page: "страница",
    notes: "Примечания",
    sources: "Источники",
    questions: "Вопросы для обсуждения",
    contributors: "Об авторах",
    colophon: "Выходные сведения",
    edited_by: "Составление:",
    translated_by: "Перевод:",
    illustrated_by: "Иллюстрации:",
    introduced_by: "Вступительная статья:",
    designed_by: "Оформление:",
    with: "При участии:",
    and: "и",
    reprints: "— впервые опубликовано:",
    answers: "— ответ на:",
    uses: "— по материалам:",
    set_in: "Текст набран гарнитурой {font}, кегль {size} на {leading} пунктов.",
    made_with: "Строки, страницы и электронное издание сделаны из одной рукописи программой anthology.",
    cardinals: &["Один", "Два", "Три", "Четыре", "Пять", "Шесть", "Семь", "Восемь", "Девять", "Десять", "Одиннадцать", "Двенадцать"],
    parts: &[
        "Часть первая", "Часть вторая", "Часть третья", "Часть четвёртая", "Часть пятая", "Часть шестая", "Часть седьмая", "Часть восьмая",
        "Часть девятая", "Часть десятая",
    ],
};

static PORTUGUESE: Words = Words {
    lang: Lang::PT,
    contents: "Sumário",
    chapter: "Capítulo",
    part: "Parte",
    figure: "Figura",
    table: "Tabela",
    page: "página",
    notes: "Notas",
    sources: "Fontes",
    questions: "Perguntas para discussão",
    contributors: "Colaboradores",
    colophon: "Colofão",
    edited_by: "Organização de",
    translated_by: "Tradução de",
    illustrated_by: "Ilustrações de",
    introduced_by: "Introdução de",
    designed_by: "Projeto gráfico de",
    with: "Com",
    and: "e",
    reprints: "foi publicado primeiro como",
    answers: "responde a",
    uses: "apoia-se em",
    set_in: "O texto foi composto em {font}, corpo {size} sobre {leading}.",
    made_with: "Linhas, páginas e a edição eletrônica foram feitas de um só manuscrito com anthology, um programa livre.",
    cardinals: &["Um", "Dois", "Três", "Quatro", "Cinco", "Seis", "Sete", "Oito", "Nove", "Dez", "Onze", "Doze"],
    parts: &[
        "Primeira parte", "Segunda parte", "Terceira parte", "Quarta parte", "Quinta parte", "Sexta parte", "Sétima parte", "Oitava parte",
        "Nona parte", "Décima parte",
    ],
};

static SWEDISH: Words = Words {
    lang: Lang::SV,
    contents: "Innehåll",
    chapter: "Kapitel",
    part: "Del",
    figure: "Figur",
    table: "Tabell",
    page: "sidan",
    notes: "Noter",
    sources: "Källor",
    questions: "Frågor att diskutera",
    contributors: "Medverkande",
    colophon: "Kolofon",
    edited_by: "Redaktör:",
    translated_by: "Översättning:",
    illustrated_by: "Illustrationer:",
    introduced_by: "Med inledning av",
    designed_by: "Formgivning:",
    with: "Med",
    and: "och",
    reprints: "publicerades först som",
    answers: "svarar på",
    uses: "bygger på",
    set_in: "Texten är satt med {font}, {size} på {leading} punkter.",
    made_with: "Rader, sidor och den elektroniska utgåvan är gjorda av ett enda manuskript med anthology, ett fritt sättningsprogram.",
    cardinals: &["Ett", "Två", "Tre", "Fyra", "Fem", "Sex", "Sju", "Åtta", "Nio", "Tio", "Elva", "Tolv"],
    parts: &[
        "Första delen", "Andra delen", "Tredje delen", "Fjärde delen", "Femte delen", "Sjätte delen", "Sjunde delen", "Åttonde delen",
        "Nionde delen", "Tionde delen",
    ],
};
