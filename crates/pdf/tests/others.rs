//! What programs of others make of the file: poppler, MuPDF, Ghostscript and qpdf, where they are installed.

#[path = "others/drawing.rs"]
mod drawing;
#[path = "others/reading.rs"]
mod reading;
#[path = "others/structure.rs"]
mod structure;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use anthology_base::MemoryWorld;
use anthology_layout::page::Pages;
use anthology_pdf::{Options, Profile};
use anthology_typeset::SetText;

/// A book, set, laid out and written to a file.
struct Written {
    text: SetText,
    pages: Pages,
    path: PathBuf,
}

static SAMPLE: LazyLock<Written> = LazyLock::new(|| write("book", &anthology_test_support::sample()));
static TORTURE: LazyLock<Written> = LazyLock::new(|| write("torture", &anthology_test_support::torture()));

/// Text that runs both ways, in the two letters from right to left that the program's own fonts have.
static BOTH_WAYS: LazyLock<Written> = LazyLock::new(|| both_ways("both-ways", Profile::Archive));

/// The same for a screen, with the word spaces that pdf.js reads.
static BOTH_WAYS_ON_SCREEN: LazyLock<Written> = LazyLock::new(|| both_ways("both-ways-screen", Profile::Screen));

fn both_ways(name: &str, profile: Profile) -> Written {
    let book = "[book]\ntitle = \"מחברת\"\nlanguage = \"he\"\nidentifier = \"urn:x:both\"\n\
                [typesetting]\ntheme = \"large-print\"\n[front]\nmatter = [\"contents\"]\n\
                [[part]]\ntitle = \"התחלות\"\nchapters = [\"a.md\", \"b.md\"]\n";
    let hebrew = "# על מלאכת הספר\n\nבימים עברו היו הספרים נכתבים ביד, והסופר היה יושב ליד החלון מן הבוקר ועד הערב (כך \
                  אומרים), הופך דפים, סופר שורות ומודד שוליים.[^1]\n\nאחר כך, בשנת 1450, בעיר Mainz on the Rhine, נדפס ספר ב־3.5 \
                  דוקטים, *והאות* נעשתה **עופרת** ו־[קישור](https://example.org/a).\n\nוְהִנֵּה מִלִּים מְנֻקָּדוֹת בְּשׁוּרָה אַחַת.\n\n- \
                  נייר טוב\n- דיו שחור\n\n| מידה | רוחב |\n| --- | --- |\n| קטן | 148 |\n\n[^1]: הערה ראשונה, ובה הפניה לעמוד 12.\n";
    let arabic = "+++\ntitle = \"صنعة الكتاب\"\nlanguage = \"ar\"\n+++\n\nكان الكتاب في الزمن القديم ينسخ باليد، وكان الناسخ \
                  يجلس إلى جوار النافذة من الصباح إلى المساء.\n\nثم جاءت الطباعة سنة 1450 في مدينة Mainz فصار الحرف من رصاص.\n";
    let world = [("book.toml", book), ("a.md", hebrew), ("b.md", arabic)];
    let world = world.into_iter().fold(MemoryWorld::new(), |world, (path, text)| world.with(path, text));
    write_for(profile, name, &world)
}

fn write(name: &str, world: &MemoryWorld) -> Written {
    // Only an archive distinguishes line-end hyphens from the text's own.
    write_for(Profile::Archive, name, world)
}

fn write_for(profile: Profile, name: &str, world: &MemoryWorld) -> Written {
    let (text, _) = anthology_test_support::set(world);
    let pages = anthology_test_support::lay_out(&text);
    let options = Options { profile, producer: "test", svg_fonts: &pages.fonts, ..Options::default() };
    let bytes = anthology_pdf::write(&pages, &options).expect("a file");
    // Tests in other processes write the same bytes to the same place, and read them there.
    let own = folder().join(format!("{name}-{}.pdf", std::process::id()));
    let path = folder().join(format!("{name}.pdf"));
    std::fs::write(&own, bytes).and_then(|()| std::fs::rename(&own, &path)).expect("a place to write to");
    Written { text, pages, path }
}

fn folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("others");
    std::fs::create_dir_all(&folder).expect("a place to write to");
    folder
}

/// Runs a program. Gives what it prints, or says that it isn't there.
fn run(name: &str, arguments: &[&str]) -> Option<String> {
    match Command::new(name).args(arguments).output() {
        Ok(output) => {
            assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
            Some(String::from_utf8_lossy(&output.stdout).into_owned())
        }
        Err(_) => {
            println!("skipped: {name} is not installed");
            None
        }
    }
}
