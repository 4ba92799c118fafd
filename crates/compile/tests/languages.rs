//! What a group and a site hand out, in every language that has words of its own: nothing is left in English.

use anthology_base::{Lang, MemoryWorld};
use anthology_compile::{Request, SiteRequest, compile};
use anthology_typeset::{language, languages, words};

/// English words of the program that none of the languages below has.
const ENGLISH: [&str; 16] = [
    "the",
    "and",
    "with",
    "from",
    "this",
    "that",
    "chapter",
    "reading",
    "meeting",
    "questions",
    "sheet",
    "next",
    "place",
    "what",
    "your",
    "files",
];

/// A book of two chapters with questions and a group, in a language; its own words are Latin.
fn world(tag: Lang) -> MemoryWorld {
    let manifest = format!(
        "[book]\ntitle = \"Aestus\"\nlanguage = \"{tag}\"\nauthors = [\"A\"]\nchapters = [\"one.md\", \"two.md\"]\n\n\
         [[group]]\nname = \"Circulus\"\nstarts = 2027-03-04T19:30:00\nevery = \"2 weeks\"\nmeetings = 2\n\
         place = \"Roma\"\nlisted = true\n"
    );
    let text = "Gallia est omnis divisa in partes tres. ".repeat(60);
    MemoryWorld::new()
        .with("book.toml", manifest)
        .with("one.md", format!("+++\ntitle = \"Unus\"\nquestions = [\"Cur?\"]\n+++\n\n{text}\n"))
        .with("two.md", format!("# Duo\n\n{text}\n"))
}

/// The text of a page without its tags, scripts and styles.
fn visible(html: &str) -> String {
    let (mut text, mut rest) = (String::new(), html);
    while let Some((before, tag)) = rest.split_once('<') {
        text.push_str(before);
        let hidden = ["script", "style"].into_iter().find(|name| tag.starts_with(name));
        let after = hidden.and_then(|name| tag.split_once(&format!("</{name}"))).map_or(tag, |(_, after)| after);
        rest = after.split_once('>').map_or("", |(_, rest)| rest);
        text.push(' ');
    }
    text + rest
}

#[test]
fn what_is_handed_out_has_no_english() {
    let mut tags: Vec<Lang> = languages().filter(|language| language.words.is_some()).map(|l| l.tag).collect();
    tags.extend(["sr-Latn", "pt-PT", "de-AT"].map(|tag| tag.parse::<Lang>().expect("a tag")));
    let mut wrong = Vec::new();
    // The built-in fonts have no characters of Chinese, Japanese and Korean.
    for tag in tags.into_iter().filter(|tag| !["en", "ja", "ko", "zh"].contains(&tag.primary())) {
        let compilation = compile(&world(tag), &Request::site(SiteRequest::default()));
        assert!(!compilation.findings.has_errors(), "{tag}: {:#?}", compilation.findings);
        assert!(language(tag).site.is_some() && words(tag).lang.primary() != "en", "{tag} has no words of its own");
        let site = compilation.site.iter().map(|file| (&file.path, &file.bytes));
        let files = site.chain(compilation.groups.iter().map(|file| (&file.name, &file.bytes)));
        let mut pages = 0;
        for (name, bytes) in files.filter(|(name, _)| name.ends_with(".html") || name.ends_with(".txt")) {
            pages += 1;
            // Names of programs, and words that are the same in the language.
            let text = visible(&String::from_utf8_lossy(bytes)).to_lowercase();
            let word = text.split(|c: char| !c.is_alphanumeric()).find(|word| ENGLISH.contains(word));
            if let Some(word) = word.filter(|word| !(tag.primary() == "fr" && *word == "questions")) {
                let at = text.find(word).unwrap_or_default();
                let around: String = text[at..].chars().take(60).collect();
                wrong.push(format!("{tag}: {name}: {around}"));
            }
        }
        assert!(pages > 8, "{tag}: {pages} pages");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
