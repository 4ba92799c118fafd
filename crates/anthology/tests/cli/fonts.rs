//! `anthology fonts`, and themes whose fonts aren't there.

use std::fs;
use std::path::Path;
use std::process::Output;

use tempfile::TempDir;

use super::{MANIFEST, anthology, book, command, said, write};

/// A folder of the bundled fonts, as a system has them.
fn font_folder() -> TempDir {
    let dir = TempDir::new().unwrap();
    let fonts = anthology_layout::fonts::Fonts::bundled();
    for font in fonts.faces("Libertinus Serif").chain(fonts.faces("DejaVu Sans Mono")) {
        fs::write(dir.path().join(format!("{}.otf", font.postscript_name)), font.bytes()).unwrap();
    }
    write(dir.path(), "OFL.txt", "The licence.\n");
    dir
}

fn with_fonts(dir: &Path, fonts: &Path, args: &[&str]) -> Output {
    command(dir, args).env("ANTHOLOGY_FONT_FOLDERS", fonts).output().unwrap()
}

#[test]
fn fonts_of_the_system_are_added_with_their_licence() {
    let (dir, fonts) = (book(&[]), font_folder());
    let output = with_fonts(dir.path(), fonts.path(), &["fonts", "add", "libertinus serif"]);
    insta::assert_snapshot!(said(&output));
    let mut names: Vec<_> = fs::read_dir(dir.path().join("fonts")).unwrap().map(|e| e.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(
        names,
        [
            "LibertinusSerif-Bold.otf",
            "LibertinusSerif-BoldItalic.otf",
            "LibertinusSerif-Italic.otf",
            "LibertinusSerif-Regular.otf",
            "LibertinusSerif-Semibold.otf",
            "libertinus-serif-licence.txt",
            "libertinus-serif.toml",
        ]
    );
    assert_eq!(fs::read_to_string(dir.path().join("fonts/libertinus-serif-licence.txt")).unwrap(), "The licence.\n");
    // Adding it again changes nothing; a descriptor of one's own is kept.
    assert!(with_fonts(dir.path(), fonts.path(), &["fonts", "add", "Libertinus Serif"]).status.success());
    write(dir.path(), "fonts/libertinus-serif.toml", "family = \"Mine\"\n");
    let refused = said(&with_fonts(dir.path(), fonts.path(), &["fonts", "add", "Libertinus Serif"]));
    assert!(
        refused.contains("exit code 2") && refused.contains("libertinus-serif.toml` is there already"),
        "{refused}"
    );
    let unknown = said(&with_fonts(dir.path(), fonts.path(), &["fonts", "add", "Libertinus Sherif"]));
    assert!(unknown.contains("did you mean `Libertinus Serif`?"), "{unknown}");
}

#[test]
fn fonts_are_added_from_an_archive_within_bounds() {
    use std::io::Write as _;
    let (dir, fonts) = (book(&[]), font_folder());
    let archive = |name: &str, files: &[(&str, Vec<u8>)]| {
        let mut zip = zip::ZipWriter::new(fs::File::create(dir.path().join(name)).unwrap());
        for (path, bytes) in files {
            zip.start_file(*path, zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap();
    };
    let mono = fs::read(fonts.path().join("DejaVuSansMono.otf")).unwrap();
    archive(
        "good.zip",
        &[("d/mono.ttf", mono.clone()), ("d/LICENSE", b"Free.".to_vec()), ("__MACOSX/d/._mono.ttf", b"x".to_vec())],
    );
    let said_of = |name: &str| said(&anthology(dir.path(), &["fonts", "add", name]));
    assert!(said_of("good.zip").contains("exit code 0"), "{}", said_of("good.zip"));
    assert_eq!(fs::read_to_string(dir.path().join("fonts/dejavu-sans-mono-licence.txt")).unwrap(), "Free.");
    archive("bomb.zip", &[("mono.ttf", vec![0; 70 << 20])]);
    assert!(said_of("bomb.zip").contains("too large for a font"), "{}", said_of("bomb.zip"));
    archive("outside.zip", &[("../../mono.ttf", mono)]);
    assert!(said_of("outside.zip").contains("no OpenType or TrueType font"), "{}", said_of("outside.zip"));
    write(dir.path(), "x.otf", "no font");
    assert!(said_of("x.otf").contains("exit code 2"));
    write(dir.path(), "x.woff2", "wOF2 and more");
    assert!(said_of("x.woff2").contains("is a web font"));
    assert!(said_of("gone.ttf").contains("there is no file `gone.ttf`"));
}

#[test]
fn fonts_are_listed_and_shown() {
    let dir = book(&[("book.toml", &format!("{MANIFEST}\n[typesetting]\ntheme = \"aldine\"\n"))]);
    insta::assert_snapshot!(said(&anthology(dir.path(), &["fonts"])));
    let made = anthology(dir.path(), &["fonts", "--specimen", "page.pdf", "--family", "new computer modern"]);
    assert!(made.status.success(), "{}", said(&made));
    assert!(fs::read(dir.path().join("page.pdf")).unwrap().starts_with(b"%PDF"));
    let unknown = said(&anthology(dir.path(), &["fonts", "--specimen", "x.pdf", "--family", "Nowhere"]));
    assert!(unknown.contains("anthology fonts add \"Nowhere\""), "{unknown}");
}

#[test]
fn a_theme_names_the_command_that_adds_its_font() {
    let dir = book(&[("book.toml", &format!("{MANIFEST}\n[typesetting]\ntheme = \"aldine\"\n"))]);
    let said = said(&anthology(dir.path(), &["build"]));
    assert!(said.contains("exit code 0"), "{said}");
    assert!(said.contains("warning[missing-family]") && said.contains("anthology fonts add \"EB Garamond\""), "{said}");
}
