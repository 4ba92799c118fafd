//! Code: the same characters in both formats, with the tokens of its language set apart.

use std::io::{Cursor, Read};

use anthology_base::MemoryWorld;
use anthology_compile::{Compilation, Request, compile};

fn book(manifest: &str, chapter: &str) -> Compilation {
    let manifest = format!("[book]\ntitle = \"Code\"\nlanguage = \"en-GB\"\nchapters = [\"one.md\"]\n{manifest}");
    let world = MemoryWorld::new().with("book.toml", manifest).with("one.md", format!("# One\n\nText.\n\n{chapter}\n"));
    compile(&world, &Request::default())
}

fn chapter(compilation: &Compilation) -> String {
    let epub = compilation.files.iter().find(|file| file.name.ends_with(".epub")).expect("an EPUB");
    let mut archive = zip::ZipArchive::new(Cursor::new(&epub.bytes)).expect("an archive");
    let mut text = String::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).expect("a file");
        if file.name().is_ok_and(|name| name.ends_with("one.xhtml")) {
            file.read_to_string(&mut text).expect("UTF-8");
        }
    }
    text
}

const CODE: &str = "```rust\nfn main() {} // nothing\n```";

#[test]
fn tokens_have_classes() {
    let made = book("", CODE);
    assert!(!made.findings.has_errors(), "{:?}", made.findings);
    let page = chapter(&made);
    for part in [
        "<span class=\"code-keyword\">fn</span>",
        "<span class=\"code-function\">main</span>",
        "<span class=\"code-comment\">// nothing</span>",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(!chapter(&book("\n[typesetting]\nhighlighting = false\n", CODE)).contains("code-keyword"));
    assert!(!chapter(&book("", "```\nfn main() {}\n```")).contains("code-keyword"));
}

#[test]
fn the_characters_stay() {
    let plain = book("\n[typesetting]\nhighlighting = false\n", "```python\n\tif x:  # é\n\n\t\treturn \"<&>\"\n```");
    let set = book("", "```python\n\tif x:  # é\n\n\t\treturn \"<&>\"\n```");
    let bare = |made: &Compilation| {
        let page = chapter(made);
        let (mut text, mut inside) = (String::new(), false);
        for c in page.chars() {
            match c {
                '<' => inside = true,
                '>' => inside = false,
                c if !inside => text.push(c),
                _ => {}
            }
        }
        text
    };
    assert_eq!(bare(&plain), bare(&set));
    assert!(chapter(&set).contains("code-keyword"));
}

#[test]
fn lines_are_numbered_and_marked() {
    let made = book("", "```rust {.numbered start=9 mark=\"2\"}\nlet a = 1;\nlet b = 2;\n```");
    assert!(made.findings.iter().all(|finding| finding.code == "missing-metadata"), "{:?}", made.findings);
    let page = chapter(&made);
    assert!(
        page.contains("data-number=\"9\"") && page.contains("class=\"code-line code-marked\" data-number=\"10\""),
        "{page}"
    );
    let faulty = book("", "```rust {mark=\"7\"}\nlet a = 1;\n```");
    assert!(faulty.findings.iter().any(|finding| finding.code == "code-lines"), "{:?}", faulty.findings);
}
