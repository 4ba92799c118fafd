//! `anthology languages`: the languages that the program knows, and what each still lacks.

use anthology_base::Lang;
use anthology_typeset::{Language, date_in_words, has_hyphenation, language, languages, variants, words};

use crate::cli::LanguagesArgs;
use crate::console::Console;
use crate::exit::Failure;

/// Lists all languages, or describes one.
pub(crate) fn run(args: &LanguagesArgs, console: &Console) -> Result<(), Failure> {
    match &args.tag {
        Some(tag) => describe(*tag, console),
        None => list(console),
    }
    Ok(())
}

fn list(console: &Console) {
    console.print("A book's language is set in book.toml, a chapter's in its front matter: language = \"de-AT\"\n");
    for language in languages().filter(|language| language.tag != Lang::UND) {
        let lacks = language.lacks();
        let state = if lacks.is_empty() { "complete".to_owned() } else { format!("lacks {}", readable(&lacks)) };
        console.print(&format!("{:<4} {:<18} {state}", language.tag.as_str(), language.name));
    }
    console
        .print("\nanthology languages TAG shows one of them. Languages that aren't listed are set with English words.");
}

fn describe(tag: Lang, console: &Console) {
    let language: &Language = language(tag);
    let marks = &language.marks;
    let known = language.tag != Lang::UND;
    let own_name = if known { &language.own_name } else { "not known: set with English words and marks" };
    console.print(&format!("{tag}: {} ({own_name})", language.name));
    let (double, single) = (&marks.double, &marks.single);
    console.print(&format!(
        "quotation marks  {}a {}b{} c{}  ({})",
        double.open, single.open, single.close, double.close, marks.source
    ));
    let date = "2027-03-01".parse().map(|date| date_in_words(date, tag)).unwrap_or_default();
    console.print(&format!("dates            {date}"));
    console.print(&format!("words            {}, {}", words(tag).contents, words(tag).chapter(3)));
    let counted: Vec<String> = [1, 2, 5, 11, 21].into_iter().map(|n| words(tag).minutes(n)).collect();
    console.print(&format!("numbers          {}", counted.join(", ")));
    let hyphenation = if has_hyphenation(tag) { "by patterns" } else { "none" };
    console.print(&format!("hyphenation      {hyphenation}"));
    let others: Vec<&str> = variants(tag).map(|variant| variant.tag.as_str()).collect();
    if known && !others.is_empty() {
        console.print(&format!("variants         {}", others.join(", ")));
    }
    if known {
        let lacks = language.lacks();
        let lacks = if lacks.is_empty() { "nothing".to_owned() } else { readable(&lacks) };
        console.print(&format!("lacks            {lacks}"));
    }
}

/// The names of missing keys, as a user knows what they are for.
fn readable(lacks: &[&str]) -> String {
    let name = |key: &&str| {
        match *key {
            "words" => "words in the book (English instead)",
            "words.numbers" => "chapter numbers in words",
            "words.parts" => "part titles in words",
            "site" => "words of a site (English instead)",
            "dates" => "dates in words",
            "dates.month" => "months with a year",
            "import.lines" => "boilerplate for import",
            "import.openings" => "beginnings of boilerplate",
            "import.posted" => "datelines for import",
            "import.weekdays" => "weekdays for import",
            "import.stop-words" => "recognition for import",
            "import.common-words" => "subjects for import",
            other => other,
        }
        .to_owned()
    };
    lacks.iter().map(name).collect::<Vec<_>>().join(", ")
}
