//! The sample book of kinds of text, on paper and off it: addresses of links as notes and as a list, pages of references,
//! and text in the place of images.

use anthology_base::{Diagnostics, SourceMap};
use anthology_book::{LinkForm, PaperForm};
use anthology_layout::page::{ItemKind, Pages};
use anthology_test_support as support;
use anthology_typeset::{SetText, map_onto};

struct Reader {
    text: SetText,
    pages: Pages,
}

fn reader(form: PaperForm) -> Reader {
    let world = support::world_of(&support::root().join("examples/reader"));
    let (mut sources, mut found) = (SourceMap::new(), Diagnostics::new());
    let book = anthology_book::load(&world, &mut sources, &mut found).expect("a book");
    let theme = anthology_typeset::theme("classic", None, &world, &mut sources, &mut found).expect("a theme");
    let text = anthology_typeset::set(&book.on_paper(form), theme, &mut found);
    assert!(!found.has_errors(), "{found:#?}");
    let pages = support::lay_out(&text);
    Reader { text, pages }
}

impl Reader {
    /// How often a text is printed, wherever lines break in it.
    fn count(&self, wanted: &str) -> usize {
        let mut text = String::new();
        for item in self.pages.pages.iter().flat_map(|page| &page.items) {
            if let ItemKind::Glyphs(run) = &item.kind {
                text.push_str(&run.text);
            }
        }
        text.replace([' ', '\u{a0}'], "").matches(&wanted.replace(' ', "")).count()
    }
}

#[test]
fn addresses_are_notes_once_a_chapter() {
    let plain = reader(PaperForm::default());
    assert_eq!(plain.count("example.org/histories/locks"), 0);
    let notes = reader(PaperForm { links: LinkForm::Notes, images: true });
    assert_eq!(notes.count("example.org/histories/locks"), 1);
    assert_eq!(notes.count("www.example.org"), 0);
    // A reference to another chapter has its page.
    assert!(notes.count("the ninety steps (page") == 1, "no page");
    let count = |text: &SetText| text.sections.iter().map(|section| section.notes.len()).sum::<usize>();
    assert_eq!(count(&notes.text), count(&plain.text) + 2);
}

#[test]
fn addresses_are_a_list_at_the_chapters_end() {
    let list = reader(PaperForm { links: LinkForm::List, images: true });
    assert_eq!(list.count("history of locks[1]"), 1);
    assert_eq!(list.count("example.org/histories/locks"), 1);
}

#[test]
fn addresses_are_a_list_at_the_books_end() {
    let list = reader(PaperForm { links: LinkForm::BookList, images: true });
    assert_eq!(list.count("history of locks[1]"), 1);
    assert_eq!(list.count("example.org/histories/locks"), 1);
    let slugs: Vec<&str> = list.text.sections.iter().map(|section| section.slug.as_str()).collect();
    let at = slugs.iter().position(|slug| *slug == "links").expect("a list");
    assert_eq!(slugs[at + 1..], ["colophon"]);
    let page = list.pages.destinations["links"].page as usize;
    assert!(list.pages.pages[page].links.iter().any(|link| link.contents.contains("example.org")));
    assert_eq!(list.pages.outline.iter().filter(|entry| entry.title == "Links").count(), 1);
    // The EPUB has no such section, and starts its pages where they are.
    let plain = reader(PaperForm::default());
    let map = map_onto(&list.pages.map, &list.text, &plain.text);
    let last = map.pages.last().expect("a page");
    assert_eq!(plain.text.sections[last.section as usize].slug.as_str(), "colophon");
    assert!(map.pages[page].start.is_none() && last.start.is_some());
}

#[test]
fn an_edition_without_images_keeps_their_words() {
    let words = reader(PaperForm { links: LinkForm::None, images: false });
    assert_eq!(words.count("The light[A white tower with a black band and a yellow lamp.]"), 1);
    let images = |pages: &Pages| {
        let items = pages.pages.iter().flat_map(|page| &page.items);
        items.filter(|item| matches!(item.kind, ItemKind::Image { .. })).count()
    };
    assert_eq!(images(&words.pages), 0);
    assert_eq!(images(&reader(PaperForm::default()).pages), 5);
}

#[test]
fn pages_on_paper_start_at_the_same_words_of_the_book() {
    let plain = reader(PaperForm::default());
    let notes = reader(PaperForm { links: LinkForm::Notes, images: true });
    let map = map_onto(&notes.pages.map, &notes.text, &plain.text);
    let words = |text: &SetText, map: &anthology_typeset::PageMap| -> Vec<String> {
        let start = |page: &anthology_typeset::MappedPage| {
            let (id, at) = page.start?;
            let paragraph = text.paragraphs().find(|paragraph| paragraph.id == id)?;
            Some(paragraph.text[at as usize..].split_whitespace().next().unwrap_or_default().to_owned())
        };
        map.pages.iter().map(|page| start(page).unwrap_or_default()).collect()
    };
    assert_eq!(words(&plain.text, &map), words(&notes.text, &notes.pages.map));
}
