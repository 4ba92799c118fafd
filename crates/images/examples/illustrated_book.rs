//! Writes a book with images, to measure a build of it:
//!
//! ```sh
//! cargo run --release -p anthology-images --example illustrated_book -- FOLDER [mixed|png]
//! time anthology build --book FOLDER
//! ```
//!
//! `mixed` (the default) has about 785 pages and 85 images of 11 MB: photographs of several sizes and diagrams; `png` has
//! the same text and 84 PNGs of 1200 × 900 pixels.

use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

mod generated;

use generated::{Random, diagram, photograph, scene};

const CHAPTERS: u64 = 42;
const PARAGRAPHS: u64 = 80;

/// Words of several lengths, to be set in any order.
const WORDS: &str = "the of and to in that was his he it with is for as had you not be her on at by which have or from \
    this him but all she they were my are me one their so an said them we who would been will no when there if more \
    out up into do any your what has man could other than our some very time upon about may its only now like little \
    then can should made did us such great before must two these see know over much down after first good men own \
    never most old shall day where those came come himself way work life without go make well through being long say \
    might how am too again against between every under always thought another country nothing something question \
    government understanding neighbourhood conversation extraordinary circumstances";

fn paragraph(random: &mut Random, words: &[&str]) -> String {
    let mut text = String::new();
    for _ in 0..3 + random.below(5) {
        let count = 8 + random.below(18);
        for i in 0..count {
            let word = words[random.below(words.len() as u64) as usize];
            if i == 0 {
                text.push_str(&word[..1].to_uppercase());
                text.push_str(&word[1..]);
            } else {
                text.push(' ');
                text.push_str(word);
            }
        }
        text.push_str(". ");
    }
    text
}

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().ok_or_else(|| std::io::Error::other("name a folder"))?);
    let png = arguments.next().is_some_and(|kind| kind == "png");
    fs::create_dir_all(folder.join("chapters/images"))?;
    let words: Vec<&str> = WORDS.split_whitespace().collect();
    let mut random = Random(1);
    let mut manifest =
        String::from("[book]\ntitle = \"An Illustrated Book\"\nlanguage = \"en-GB\"\n\n[[part]]\nchapters = [\n");
    for chapter in 1..=CHAPTERS {
        let mut text = format!("+++\ntitle = \"Chapter {chapter}\"\n+++\n\n");
        for n in 1..=PARAGRAPHS {
            let _ = write!(text, "{}\n\n", paragraph(&mut random, &words));
            if n % (PARAGRAPHS / 2) == 0 {
                let number = (chapter - 1) * 2 + n * 2 / PARAGRAPHS;
                let (name, bytes) = image(number, png);
                fs::write(folder.join("chapters/images").join(&name), bytes)?;
                let _ = write!(text, "![Image number {number}](images/{name})\n\n");
            }
        }
        fs::write(folder.join(format!("chapters/{chapter:02}.md")), text)?;
        let _ = writeln!(manifest, "  \"chapters/{chapter:02}.md\",");
    }
    manifest.push_str("]\n");
    fs::write(folder.join("book.toml"), manifest)
}

/// The name and bytes of an image by its number.
fn image(number: u64, png: bool) -> (String, Vec<u8>) {
    match number % 4 {
        _ if png => (format!("{number}.png"), anthology_images::png_file(scene(1200, 900, number))),
        0 => (format!("{number}.png"), diagram(1200, 900, number)),
        1 => (format!("{number}.jpg"), photograph(2400, 1600, number)),
        2 => (format!("{number}.jpg"), photograph(800, 600, number)),
        _ => (format!("{number}.jpg"), photograph(1500, 1000, number)),
    }
}
