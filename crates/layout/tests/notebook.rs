//! The notebook at a book's end: page and paragraph of each note are those of the pages.

use std::fmt::Write;

use anthology_base::{Diagnostics, MemoryWorld, SourceMap};
use anthology_layout::fonts::Fonts;
use anthology_layout::layout;
use anthology_layout::page::{ItemKind, Pages};
use anthology_typeset::paragraph_places;

fn printed(pages: &Pages) -> String {
    let items = pages.pages.iter().flat_map(|page| &page.items);
    let runs = items.filter_map(|item| match &item.kind {
        ItemKind::Glyphs(run) => Some(run.text.as_str()),
        _ => None,
    });
    // A line's spaces may be those between its runs.
    runs.collect::<String>().replace(['\u{a0}', ' '], "")
}

#[test]
fn notes_are_under_the_page_and_the_paragraph_on_it() {
    let noted = ["one.1", "one.9", "one.14", "one.22"];
    let mut notes = String::new();
    for address in noted {
        let _ = write!(
            notes,
            "[[note]]\nid = \"{address}\"\naddress = \"{address}\"\nquote = \"the lower steps\"\nreader = \"r\"\n\
             confidence = \"sure\"\n"
        );
    }
    let sentence = "The water came up over the lower steps, and nobody who had seen it said so afterwards. ";
    let paragraphs = (0..24_usize).map(|n| format!("{}\n\n", sentence.repeat(1 + n * 5 % 7)));
    let world = MemoryWorld::new()
        .with(
            "book.toml",
            "[book]\ntitle = \"Floods\"\nlanguage = \"en-GB\"\nchapters = [\"one.md\"]\n[back]\nmatter = \
             [\"notebook\"]\n[[group]]\nname = \"Us\"\nstarts = 2027-03-04\n",
        )
        .with("one.md", format!("# One\n\n{}", paragraphs.collect::<String>()))
        .with("groups/us/notes.toml", notes);
    let (mut sources, mut found) = (SourceMap::new(), Diagnostics::new());
    let book = anthology_book::load(&world, &mut sources, &mut found).expect("a book");
    let theme = anthology_typeset::theme("classic", None, &world, &mut sources, &mut found).expect("a theme");
    let text = anthology_typeset::set(&book, theme, &mut found);
    let pages = layout(&text, &Fonts::bundled(), &mut found);
    assert!(!found.has_errors(), "{found:?}");
    let (places, all) = (paragraph_places(&text, &pages.map), printed(&pages));
    for address in noted {
        let place = &places[&address.parse().expect("an address")];
        let names = format!("page{},¶{}·{address}", place.page, place.number);
        assert!(all.contains(&names), "{names} in {all}");
    }
    let is_late = |address: &&str| places[&address.parse().expect("an address")].number > 2;
    assert!(noted.iter().any(is_late), "{places:?}");
}
