//! "Page 42" is the same page in every output, or a warning says that it isn't.

use std::collections::BTreeMap;

use anthology_base::MemoryWorld;
use anthology_compile::{Compilation, Progress, Request, compile_with_progress};

fn world(tables: &str) -> MemoryWorld {
    let text = "The sea comes in twice a day, and goes out again as if nothing had been said. ".repeat(40);
    let chapter = |title: &str| format!("# {title}\n\n{}", format!("{text}\n\n").repeat(6));
    MemoryWorld::new()
        .with("book.toml", format!("[book]\ntitle = \"Tides\"\nchapters = [\"a.md\", \"b.md\"]\n{tables}"))
        .with("a.md", chapter("Ebb"))
        .with("b.md", chapter("Flow"))
}

/// The compilation, and the numbers of pages of its editions.
fn compile(tables: &str, epub: bool, editions: &[&str]) -> (Compilation, BTreeMap<String, usize>) {
    let editions = editions.iter().map(|name| (*name).to_owned()).collect();
    let request = Request { epub, editions, ..Request::default() };
    let mut pages = BTreeMap::new();
    let compilation = compile_with_progress(&world(tables), &request, &mut |step| {
        if let Progress::Writing { edition, pages: count } = step {
            pages.insert(edition.to_owned(), count);
        }
    });
    assert!(!compilation.findings.has_errors(), "{:#?}", compilation.findings);
    (compilation, pages)
}

/// The pages that the EPUB lists, as its record for booksellers counts them.
fn epub_pages(compilation: &Compilation) -> usize {
    let record = compilation.files.iter().find(|file| file.name.ends_with(".onix.xml")).expect("a record");
    let record = String::from_utf8_lossy(&record.bytes);
    let (_, rest) = record.split_once("<ExtentValue>").expect("an extent");
    rest.split('<').next().and_then(|count| count.parse().ok()).expect("a number")
}

fn messages(compilation: &Compilation) -> Vec<String> {
    compilation.findings.iter().filter(|finding| finding.code == "other-pages").map(|f| f.message.clone()).collect()
}

#[test]
fn the_epub_names_the_pages_of_the_print_edition() {
    let tables = "[epub]\nonix = true\n[edition.print]\ntrim = \"a6\"\n";
    let (all, pages) = compile(tables, true, &["screen", "print", "cover"]);
    assert_ne!(pages["screen"], pages["print"]);
    assert_eq!(epub_pages(&all), pages["print"]);
    let expected = format!(
        "page numbers differ: the EPUB has the {} pages of edition `print`, edition `screen` has {}",
        pages["print"], pages["screen"]
    );
    assert_eq!(messages(&all), [expected]);
    let (alone, _) = compile(tables, true, &[]);
    assert_eq!(epub_pages(&alone), pages["print"]);
    assert_eq!(messages(&alone), Vec::<String>::new());
    let epub = |compilation: &Compilation| {
        compilation.files.iter().find(|file| file.name == "Tides.epub").map(|file| file.bytes.clone())
    };
    assert_eq!(epub(&alone), epub(&all));
}

#[test]
fn pages_of_selects_and_a_concordance_satisfies() {
    let print = "[edition.print]\ntrim = \"a6\"\n[epub]\nonix = true\n";
    let (selected, pages) = compile(&format!("pages-of = \"screen\"\n{print}"), true, &["screen"]);
    assert_eq!(epub_pages(&selected), pages["screen"]);
    assert_eq!(messages(&selected), Vec::<String>::new());
    let (concordant, _) =
        compile(&format!("{print}[edition.screen]\nconcordance = true\n"), true, &["screen", "print"]);
    assert_eq!(messages(&concordant), Vec::<String>::new());
    let (plain, pages) = compile("[epub]\nonix = true\n", true, &["screen", "archive"]);
    assert_eq!((epub_pages(&plain), messages(&plain)), (pages["screen"], Vec::new()));
}

#[test]
fn a_printers_margins_count() {
    // Narrow margins of the book's own are too narrow for the printer, whose pages the EPUB names too.
    let tables = "[epub]\nonix = true\n[edition.print]\nprofile = \"ingram\"\ntheme = \"narrow.toml\"\n";
    let narrow = "name = \"narrow\"\ndescription = \"Narrow margins.\"\ninherits = \"classic\"\n[page]\ninner = \"8mm\"\nouter = \"7mm\"\n";
    let compile = |editions: &[&str]| {
        let request =
            Request { epub: true, editions: editions.iter().map(|e| (*e).to_owned()).collect(), ..Request::default() };
        let mut pages = 0;
        let found = compile_with_progress(&world(tables).with("narrow.toml", narrow), &request, &mut |step| {
            if let Progress::Writing { pages: count, .. } = step {
                pages = count;
            }
        });
        assert!(!found.findings.has_errors(), "{:#?}", found.findings);
        (epub_pages(&found), pages)
    };
    let (listed, printed) = compile(&["print"]);
    assert_eq!(listed, printed);
    assert_eq!(compile(&[]).0, printed);
}
