//! Folders as their authors left them, and the manifests that they get.

use anthology_adopt::{Adopted, LeftOut, Origin, Refusal, adopt};
use anthology_base::MemoryWorld;

fn world(files: &[(&str, &str)]) -> MemoryWorld {
    files.iter().fold(MemoryWorld::new(), |world, (path, text)| world.with(path, *text))
}

fn adopted(files: &[(&str, &str)]) -> Adopted {
    adopt(&world(files), "my-book").expect("chapters")
}

/// The manifest without its comments.
fn manifest(adopted: &Adopted) -> String {
    adopted.manifest.lines().filter(|line| !line.starts_with('#')).collect::<Vec<_>>().join("\n").trim().to_owned()
}

fn left(adopted: &Adopted) -> Vec<(&str, &str)> {
    adopted.left.iter().map(|LeftOut { path, reason }| (path.as_str(), *reason)).collect()
}

#[test]
fn file_names_give_the_order_and_front_matter_the_author() {
    let adopted = adopted(&[
        ("README.md", "# The Long Walk\n\nHow to build it.\n"),
        ("_notes.md", "x"),
        ("10-home.md", "---\ntitle: Home\nauthor: Ann Other\n---\n\nText.\n"),
        ("2-away.md", "---\ntitle: Away\nauthor: Ann Other\nlang: en-GB\n---\n\nText.\n"),
        ("3-unfinished.md", "---\ntitle: Unfinished\ndraft: true\n---\n\nText.\n"),
        ("dedication.md", "For you.\n"),
        ("appendix-a.md", "# Appendix\n"),
        ("prologue.md", "# Prologue\n"),
        ("node_modules/x/README.md", "x"),
    ]);
    assert_eq!(adopted.origin, Origin::FileNames);
    insta::assert_snapshot!(manifest(&adopted), @r#"
    [book]
    title = "The Long Walk"
    authors = ["Ann Other"]
    language = "en-GB"

    [front]
    matter = [
      "half-title",
      "title",
      "copyright",
      "contents",
      "dedication.md",
    ]

    [[part]]
    chapters = [
      "prologue.md",
      "2-away.md",
      "10-home.md",
    ]

    [back]
    matter = [
      "appendix-a.md",
    ]
    "#);
    assert_eq!(
        left(&adopted),
        [
            ("3-unfinished.md", "its front matter says `draft`"),
            ("README.md", "a README"),
            ("_notes.md", "its name begins with `_`")
        ]
    );
}

#[test]
fn several_folders_are_parts_and_one_is_not() {
    let one = adopted(&[("chapters/1.md", "# One\n"), ("chapters/2.md", "# Two\n"), ("foreword.md", "# F\n")]);
    assert_eq!((one.parts, one.taken.len()), (0, 3));
    let two = adopted(&[
        ("part-10/1.md", "# Late\n"),
        ("part-2-the-sea/1.md", "# Early\n"),
        ("part-2-the-sea/2.md", "# Later\n"),
        ("introduction.md", "# Introduction\n"),
    ]);
    assert_eq!(two.parts, 2);
    assert_eq!(two.taken, ["introduction.md", "part-2-the-sea/1.md", "part-2-the-sea/2.md", "part-10/1.md"]);
    assert!(two.manifest.contains("title = \"Part 2 the sea\""));
}

#[test]
fn mdbook_keeps_its_manifest() {
    let adopted = adopted(&[
        (
            "book.toml",
            "[book]\ntitle = \"The Guide\"\nauthors = [\"A\", \"B\"]\nlanguage = \"en\"\nsrc = \"text\"\n[output.html]\n",
        ),
        (
            "text/SUMMARY.md",
            "# Summary\n\n[Introduction](./intro.md)\n\n# First *things*\n\n- [One](one.md)\n    - [One and a half](sub/one%20half.md)\n        - \
             [Deep](sub/deep.md)\n- [Two]()\n    - [Below](below.md)\n\n---\n\n# Second\n\n- [Three](three.md)\n- \
             [Gone](gone.md)\n\n-----------\n\n[Credits](credits.md)\n[Site](https://example.org)\n",
        ),
        ("text/intro.md", "# Introduction\n"),
        ("text/one.md", "# One\n"),
        ("text/sub/one half.md", "# Half\n"),
        ("text/sub/deep.md", "# Deep\n"),
        ("text/below.md", "# Below\n"),
        ("text/three.md", "# Three\n"),
        ("text/credits.md", "# Credits\n"),
        ("text/forgotten.md", "# Forgotten\n"),
    ]);
    assert_eq!((adopted.name, &adopted.origin), ("anthology.toml", &Origin::Summary("text/SUMMARY.md".to_owned())));
    insta::assert_snapshot!(manifest(&adopted), @r#"
    [book]
    title = "The Guide"
    authors = ["A", "B"]
    language = "en"

    [front]
    matter = [
      "half-title",
      "title",
      "copyright",
      "contents",
      "text/intro.md",
    ]

    [[part]]
    title = "First things"
    chapters = [
      { file = "text/one.md", sections = [
        { file = "text/sub/one half.md", sections = [
          "text/sub/deep.md",
        ] },
      ] },
      "text/below.md",
    ]

    [[part]]
    title = "Second"
    chapters = [
      "text/three.md",
    ]

    [back]
    matter = [
      "text/credits.md",
    ]
    "#);
    assert_eq!(
        left(&adopted),
        [
            ("Site", "a web page"),
            ("Two", "it has no file yet"),
            ("text/SUMMARY.md", "a file about the folder"),
            ("text/forgotten.md", "not in the list"),
            ("text/gone.md", "there is no such file"),
        ]
    );
}

#[test]
fn quarto_gives_parts_people_and_appendices() {
    let adopted = adopted(&[
        (
            "_quarto.yml",
            "project:\n  type: book\nlang: de\nbook:\n  title: \"Über: alles\"\n  author:\n    - name: Jo Doe\n    - name:\n        given: Ann\n        family: Other\n  date: today\n  \
             cover-image: cover.png\n  chapters:\n    - index.qmd\n    - part: one.qmd\n      chapters:\n        - a.qmd\n        - b.ipynb\n    - part: \"Zwei\"\n      \
             chapters:\n        - text: \"See\"\n          file: c.qmd\n  appendices:\n    - x.qmd\n",
        ),
        ("index.qmd", "# Vorwort {.unnumbered}\n\nText.\n"),
        ("one.qmd", "# Eins\n"),
        ("a.qmd", "---\ntitle: A\n---\nText.\n"),
        ("c.qmd", "# C\n"),
        ("x.qmd", "# X\n"),
        ("cover.png", ""),
    ]);
    assert_eq!(adopted.origin, Origin::Quarto);
    insta::assert_snapshot!(manifest(&adopted), @r#"
    [book]
    title = "Über: alles"
    authors = ["Jo Doe", "Ann Other"]
    language = "de"

    [[part]]
    chapters = [
      "index.qmd",
    ]

    [[part]]
    title = "Eins"
    chapters = [
      "a.qmd",
    ]

    [[part]]
    title = "Zwei"
    chapters = [
      "c.qmd",
    ]

    [back]
    matter = [
      "x.qmd",
    ]

    [epub]
    cover = "cover.png"
    "#);
}

#[test]
fn bookdown_and_leanpub() {
    let index = "---\ntitle: \"Short\"\nauthor: Ann Other\ndate: \"`r Sys.Date()`\"\nsite: bookdown::bookdown_site\n---\n\n# Pre\n";
    let bookdown = adopted(&[
        ("_bookdown.yml", "book_filename: x\n"),
        ("index.Rmd", index),
        ("01-a.Rmd", "# (PART) Beginnings {-}\n\n# A\n"),
        ("02-b.Rmd", "# B\n"),
        ("_common.Rmd", "x"),
    ]);
    assert_eq!(bookdown.origin, Origin::Bookdown);
    assert_eq!((bookdown.title.as_str(), bookdown.parts), ("Short", 1));
    assert_eq!(bookdown.taken, ["index.Rmd", "01-a.Rmd", "02-b.Rmd"]);

    let leanpub = adopted(&[
        ("manuscript/Book.txt", "frontmatter.txt\nintro.md\nmainmatter:\npart1.txt\none.md\nbackmatter:\nend.md\n"),
        ("manuscript/frontmatter.txt", "\n{frontmatter}\n"),
        ("manuscript/part1.txt", "-# Part One\n"),
        ("manuscript/intro.md", "# Intro\n"),
        ("manuscript/one.md", "# One\n"),
        ("manuscript/end.md", "# End\n"),
    ]);
    assert_eq!(leanpub.origin, Origin::Leanpub("manuscript/Book.txt".to_owned()));
    assert!(leanpub.manifest.contains("[[part]]\ntitle = \"Part One\"\nchapters = [\n  \"manuscript/one.md\",\n]"));
    assert_eq!(leanpub.taken, ["manuscript/intro.md", "manuscript/one.md", "manuscript/end.md"]);
}

#[test]
fn what_is_no_folder_of_chapters_is_refused() {
    assert_eq!(adopt(&world(&[("a.txt", "x")]), "x"), Err(Refusal::NoChapters));
    assert_eq!(adopt(&world(&[("README.md", "x")]), "x"), Err(Refusal::NoChapters));
    let ours = "[book]\ntitle = \"A\"\nchapters = [\"a.md\"]\n";
    assert_eq!(adopt(&world(&[("book.toml", ours), ("a.md", "x")]), "x"), Err(Refusal::HasManifest("book.toml")));
    let broken = adopt(&world(&[("_quarto.yml", "book: [\n"), ("a.md", "x")]), "x");
    assert!(matches!(broken, Err(Refusal::Unreadable { .. })), "{broken:?}");
    let bomb = "[".repeat(100_000);
    assert!(adopt(&world(&[("_quarto.yml", &bomb), ("a.md", "x")]), "x").is_err());
}
