//! Files in the shapes that devices and programs write.

mod common;

use anthology_base::MemoryWorld;
use anthology_book::{Confidence, MemberNote};
use anthology_notes::Imported;
use anthology_test_support::lay_out;
use anthology_typeset::PageMap;
use common::Fixture;

const PARAGRAPHS: [&str; 6] = [
    "When the mill was sold, nobody in the village had been told of it, and so it goes.",
    "A letter from the council said that the weir would be repaired in the spring of that year.",
    "So the meeting was called, and forty people came to the hall that night to shout at one another.",
    "Nothing is known about the ducks, whose opinion no committee had asked for in all that time.[^1]",
    "Minutes were taken by a schoolboy who wrote down everything, even the coughs, and so it goes.",
    "In the end the weir was neither mended nor sold: the river went round it, as rivers do.",
];

fn book() -> Fixture {
    Fixture::new(&world(), |text| lay_out(text).map)
}

fn book_without_pages() -> Fixture {
    Fixture::new(&world(), |_| PageMap::default())
}

fn world() -> MemoryWorld {
    let one = format!("# The Mill\n\n{}\n\n{}\n\n{}\n", PARAGRAPHS[0], PARAGRAPHS[1], PARAGRAPHS[2]);
    let two = format!(
        "# After the Weir\n\n{}\n\n## Minutes\n\n{}\n\n{}\n\n[^1]: Eleven ducks were counted by the vicar in May.\n",
        PARAGRAPHS[3], PARAGRAPHS[4], PARAGRAPHS[5]
    );
    MemoryWorld::new()
        .with("book.toml", "[book]\ntitle = \"The Weir\"\nlanguage = \"en\"\nchapters = [\"mill.md\", \"after.md\"]\n")
        .with("mill.md", one)
        .with("after.md", two)
}

/// `mill.2 sure “quote” note — who`
fn line(note: &MemberNote) -> String {
    let address = note.address.as_ref().map_or_else(|| "?".to_owned(), ToString::to_string);
    let mut line = format!("{address} {}", note.confidence);
    for part in [&note.quote, &note.note].into_iter().filter(|part| !part.is_empty()) {
        line.push_str(" | ");
        line.push_str(&part.replace('\n', " / "));
    }
    line
}

fn lines(imported: &Imported) -> Vec<String> {
    imported.added.iter().map(line).collect()
}

fn read(text: &str) -> Vec<String> {
    lines(&book().import(&[("file", text.as_bytes())], None, None))
}

#[test]
fn typed_lines() {
    let found = read(
        "# Thursday\n1.2 Ben: isn't this the weir again?\n   yes it is\nafter.2 Anna: coughs!\nmill 1: sold\n\n\
         p. 1 ¶ 3, Ben: shouting\n\"ducks, whose opinion\" Ben: poor ducks\n2 Cleo: second page\n99.1 Ben: where?\n\
         no place here\n",
    );
    assert_eq!(
        found,
        [
            "mill.2 sure | isn't this the weir again? / yes it is",
            "after.2 sure | coughs!",
            "mill.1 sure | sold",
            "mill.3 sure | shouting",
            "after.1 sure | poor ducks",
            "after.1 perhaps | second page",
            "? unplaced | where?",
        ]
    );
    let imported = book().import(&[("evening.txt", b"1.2 Ben: a\n1.3 Ben: b\nnothing\n")], None, None);
    let finding = imported.findings.iter().next().expect("a finding");
    assert_eq!(
        (finding.code, finding.message.as_str()),
        ("note-without-place", "no place at the beginning of `nothing`")
    );
}

#[test]
fn clippings_in_several_languages() {
    let entry = |about: &str, text: &str| format!("The Weir (Roe, Anna)\r\n{about}\r\n\r\n{text}\r\n==========\r\n");
    let quote = "the weir would be repaired in the spring";
    for [mark, note, bookmark] in [
        [
            "- Your Highlight on page 2 | Location 17-18 | Added on Sunday, 3 January 2027 10:30:45",
            "- Your Note on page 2 | Location 18 | Added on Sunday, 3 January 2027 10:31:45",
            "- Your Bookmark on page 2 | Location 18 | Added on Sunday, 3 January 2027 10:31:45",
        ],
        [
            "- Ihre Markierung bei Position 17-18 | Hinzugefügt am Sonntag, 3. Januar 2027 10:30:45",
            "- Ihre Notiz bei Position 18 | Hinzugefügt am Sonntag, 3. Januar 2027 10:31:45",
            "- Ihr Lesezeichen bei Position 18 | Hinzugefügt am Sonntag, 3. Januar 2027 10:31:45",
        ],
        [
            "- Votre surlignement à l’emplacement 17-18 | Ajouté le dimanche 3 janvier 2027 10:30:45",
            "- Votre note à l’emplacement 18 | Ajouté le dimanche 3 janvier 2027 10:31:45",
            "- Votre signet à l’emplacement 18 | Ajouté le dimanche 3 janvier 2027 10:31:45",
        ],
        [
            "- 您在第 2 页（位置 #17-18）的标注 | 添加于 2027年1月3日星期日 上午10:30:45",
            "- 您在第 2 页（位置 #18）的笔记 | 添加于 2027年1月3日星期日 上午10:31:45",
            "- 您在第 2 页（位置 #18）的书签 | 添加于 2027年1月3日星期日 上午10:31:45",
        ],
        [
            "- Ваш выделенный отрывок в месте 17-18 | Добавлено: воскресенье, 3 января 2027 г. в 10:30:45",
            "- Ваша заметка в месте 18 | Добавлено: воскресенье, 3 января 2027 г. в 10:31:45",
            "- Ваша закладка в месте 18 | Добавлено: воскресенье, 3 января 2027 г. в 10:31:45",
        ],
        [
            "- Your highlight on page 2 | Added on Sunday, January 03, 2027 10:30:45 AM",
            "- Your note on page 2 | Added on Sunday, January 03, 2027 10:31:45 AM",
            "- Your bookmark on page 2 | Added on Sunday, January 03, 2027 10:31:45 AM",
        ],
        [
            "- 2ページ|位置No. 17-18のハイライト |作成日: 2027年1月3日日曜日 10:30:45",
            "- 2ページ|位置No. 18のメモ |作成日: 2027年1月3日日曜日 10:31:45",
            "- 2ページ|位置No. 18のブックマーク |作成日: 2027年1月3日日曜日 10:31:45",
        ],
        [
            "- Je highlight op pagina 2 | locatie 17 t/m 18 | Toegevoegd op zondag 3 januari 2027 10:30:45",
            "- Je notitie op pagina 2 | locatie 18 | Toegevoegd op zondag 3 januari 2027 10:31:45",
            "- Je bladwijzer op pagina 2 | locatie 18 | Toegevoegd op zondag 3 januari 2027 10:31:45",
        ],
        [
            "-  La tua evidenziazione alla posizione 17-18 | Aggiunto in data domenica 3 gennaio 2027 10:30:45",
            "-  La tua nota alla posizione 18 | Aggiunto in data domenica 3 gennaio 2027 10:31:45",
            "-  Il tuo segnalibro alla posizione 18 | Aggiunto in data domenica 3 gennaio 2027 10:31:45",
        ],
        [
            "- Seu destaque na página xiv | posição 17-18 | Adicionado: domingo, 3 de janeiro de 2027 10:30:45",
            "- Sua nota na página xiv | posição 18 | Adicionado: domingo, 3 de janeiro de 2027 10:31:45",
            "- Seu marcador na página xiv | posição 18 | Adicionado: domingo, 3 de janeiro de 2027 10:31:45",
        ],
        [
            "- Your Underline on Location 17-18 | Added on Sunday, January 3, 2027 10:30:45\u{202f}AM",
            "- Your Note on Location 18 | Added on Sunday, January 3, 2027 10:31:45\u{202f}AM",
            "- Your Bookmark on Location 18 | Added on Sunday, January 3, 2027 10:31:45\u{202f}AM",
        ],
    ] {
        let text = format!("\u{feff}{}{}{}", entry(mark, quote), entry(note, "Is it?"), entry(bookmark, ""));
        assert_eq!(read(&text), [format!("mill.2 sure | {quote} | Is it?")], "{mark}");
        // The note before its mark, as some devices have it.
        let text = format!("{}{}", entry(note, "Is it?"), entry(mark, quote));
        assert_eq!(read(&text), [format!("mill.2 sure | {quote} | Is it?")], "{note}");
    }
}

#[test]
fn extended_marks_and_other_books_in_clippings() {
    let entry = |title: &str, place: &str, text: &str| {
        format!("{title}\n- Your Highlight on Location {place} | Added on Sunday\n\n{text}\n==========\n")
    };
    let text = [
        entry("A Secret Life (Nobody)", "7-8", "What nobody else may know of this reader."),
        entry("The Weir (Roe, Anna)", "30-31", "forty people came"),
        entry("The Weir (Roe, Anna)", "30-32", "forty people came to the hall that night"),
        entry("The-Weir-kindle", "10-11", "nobody in the village had been told of it"),
        entry(
            "The Weir (Roe, Anna)",
            "20-21",
            "the weir would be repaired <You have reached the clipping limit set by the publisher>",
        ),
        entry("Another Weir (Somebody)", "7-8", "The weir would be repaired in summer, if ever."),
    ];
    let imported = book().import(&[("My Clippings.txt", text.concat().as_bytes())], Some("Ben"), None);
    assert_eq!(
        lines(&imported),
        [
            "mill.3 sure | forty people came to the hall that night",
            "mill.2 sure | the weir would be repaired",
            "mill.1 sure | nobody in the village had been told of it"
        ]
    );
    assert_eq!(imported.of_other_books, 2);
    let all = format!("{imported:?}");
    for secret in ["Secret", "Nobody", "What nobody", "Another", "summer"] {
        assert!(!all.contains(secret), "{secret} is in {all}");
    }
}

#[test]
fn koreader_in_all_its_formats() {
    let json = r#"{"created_on":1767225600,"version":"json/1.0.0","title":"The Weir","author":"Anna Roe","file":"/mnt/onboard/The-Weir.epub","number_of_pages":12,"entries":[
        {"sort":"highlight","drawer":"lighten","page":2,"time":1767225600,"chapter":"The Mill","text":"said that the weir would be repaired"},
        {"sort":"highlight","drawer":"lighten","page":5,"time":1767225700,"chapter":"Minutes","text":"and so it goes","note":"again!"}]}"#;
    assert_eq!(
        read(json),
        ["mill.2 sure | said that the weir would be repaired", "after.2 sure | and so it goes | again!"]
    );
    let all = format!(
        r#"{{"version":"json/1.0.0","created_on":1,"documents":[{json},{{"title":"A Secret Life","entries":[{{"text":"secret words here","page":1}}]}}]}}"#
    );
    let imported = book().import(&[("all-books.json", all.as_bytes())], None, None);
    assert_eq!((imported.added.len(), imported.of_other_books), (2, 1));

    let markdown = "# The Weir\n##### Anna Roe\n\n## The Mill\n### Page 2 @ 03 January 2027 10:30:45 AM\n*said that the weir \
                    would be repaired*\n### Page 3 @ 03 January 2027 10:31:45 AM\n**forty people came to the hall**\n\n---\n\
                    forty?\nreally?\n\n[View in book](<file:///mnt/The-Weir.epub?pos=/body>)\n";
    assert_eq!(
        read(markdown),
        [
            "mill.2 sure | said that the weir would be repaired",
            "mill.3 sure | forty people came to the hall | forty? / really?"
        ]
    );

    let lua = "-- /mnt/onboard/The-Weir.sdr/metadata.epub.lua\nreturn {\n    [\"annotations\"] = {\n        [1] = {\n            \
               [\"chapter\"] = \"The Mill\",\n            [\"color\"] = \"yellow\",\n            [\"datetime\"] = \
               \"2027-01-03 10:30:45\",\n            [\"drawer\"] = \"lighten\",\n            [\"note\"] = \"hm \\\"so\\\"\",\n\
               \x20           [\"page\"] = \"/body/DocFragment[3]/body/main/p[2]/text().12\",\n            [\"pageno\"] = 2,\n\
               \x20           [\"pos0\"] = \"/body/DocFragment[3]/body/main/p[2]/text().12\",\n            [\"pos1\"] = \"x\",\n\
               \x20           [\"text\"] = \"said that the weir\\\nwould be repaired\",\n        },\n        [2] = {\n            \
               [\"datetime\"] = \"2027-01-03 10:30:45\",\n            [\"page\"] = \"/body\",\n            [\"text\"] = \"in The \
               Mill\",\n        },\n    },\n    [\"doc_props\"] = {\n        [\"title\"] = \"The Weir\",\n    },\n}\n";
    assert_eq!(read(lua), ["mill.2 sure | said that the weir would be repaired | hm \"so\""]);
    let old = "return {\n    [\"bookmarks\"] = {\n        [1] = {\n            [\"highlighted\"] = true,\n            \
               [\"notes\"] = \"forty people came to the hall\",\n            [\"text\"] = \"Page 3 forty people came to the hall @ \
               2020-01-03 10:30:45\",\n        },\n        [2] = {\n            [\"highlighted\"] = true,\n            [\"notes\"] = \
               \"nobody in the village had been told\",\n            [\"text\"] = \"nobody?\",\n        },\n    },\n    \
               [\"highlight\"] = {\n        [3] = {\n            [1] = { [\"text\"] = \"forty people came to the hall\" },\n        \
               },\n    },\n    [\"stats\"] = { [\"title\"] = \"The Weir\" },\n}\n";
    assert_eq!(
        read(old),
        ["mill.3 sure | forty people came to the hall", "mill.1 sure | nobody in the village had been told | nobody?"]
    );
}

#[test]
fn annotation_sets_of_readium_and_the_w3c() {
    let set = r##"{"@context":"http://www.w3.org/ns/anno.jsonld","id":"urn:uuid:1","type":"AnnotationSet","generator":{"id":"https://thorium","type":"Software","name":"Thorium"},
        "about":{"dc:identifier":["urn:isbn:1"],"dc:title":"The Weir","dc:creator":["Anna Roe"]},"items":[
        {"@context":"http://www.w3.org/ns/anno.jsonld","id":"urn:uuid:2","type":"Annotation","created":"2027-01-03T10:30:45Z",
         "creator":{"id":"urn:uuid:9","type":"Person","name":"Ben"},"body":{"type":"TextualBody","value":"twice","color":"yellow","highlight":"solid"},
         "target":{"source":"text/after.xhtml","meta":{"headings":[{"level":1,"txt":"After the Weir"}],"page":"2"},"selector":[
           {"type":"TextQuoteSelector","exact":"so it goes","prefix":"even the coughs, and ","suffix":"."},
           {"type":"CssSelector","value":"#after\\.2","refinedBy":{"type":"TextPositionSelector","start":79,"end":89}}]}},
        {"type":"Annotation","motivation":"bookmarking","target":{"source":"text/mill.xhtml"}},
        {"type":"Annotation","body":{"type":"TextualBody","value":"mine","tags":["private"]},"target":{"source":"text/mill.xhtml","selector":[{"type":"TextQuoteSelector","exact":"nobody in the village"}]}}]}"##;
    let imported = book().import(&[("set.ann", set.as_bytes())], None, None);
    assert_eq!(lines(&imported), ["after.2 sure | so it goes | twice"]);
    assert_eq!(imported.private, 1);
    let collection = r#"{"@context":"http://www.w3.org/ns/anno.jsonld","type":"AnnotationCollection","total":2,"first":{"type":"AnnotationPage","items":[
        {"type":"Annotation","body":[{"type":"TextualBody","purpose":"tagging","value":"x"},{"type":"TextualBody","purpose":"commenting","value":"why?"}],
         "target":{"source":"https://example.org/read/mill.html","selector":{"type":"FragmentSelector","conformsTo":"http://www.idpf.org/epub/linking/cfi/epub-cfi.html","value":"epubcfi(/6/8!/4/2/6[mill.3],/1:4,/1:20)"}}},
        {"type":"Annotation","bodyValue":"short","target":{"source":"mill.html","selector":{"type":"TextQuoteSelector","exact":"forty people"}}}]}}"#;
    assert_eq!(read(collection), ["mill.3 sure | why?", "mill.3 perhaps | forty people | short"]);
}

#[test]
fn hypothesis() {
    let rows = r#"{"total":4,"rows":[
        {"id":"a","created":"2027-01-03T10:30:45+00:00","user":"acct:ben@hypothes.is","user_info":{"display_name":"Ben"},"uri":"https://example.org/weir/read/mill.html","text":"again?","tags":[],
         "permissions":{"read":["group:__world__"],"admin":["acct:ben@hypothes.is"]},"document":{"title":["The Mill · The Weir"]},
         "target":[{"source":"https://example.org/weir/read/mill.html","selector":[{"type":"RangeSelector","startContainer":"/main[1]/p[2]","endContainer":"/main[1]/p[2]","startOffset":1,"endOffset":9},{"type":"TextPositionSelector","start":100,"end":130},{"type":"TextQuoteSelector","exact":"the weir would be repaired","prefix":"council said that ","suffix":" in the spring"}]}]},
        {"id":"b","user":"acct:cleo@hypothes.is","uri":"https://example.org/weir/read/mill.html","text":"and again","references":["a"],"permissions":{"read":["group:x"]},"document":{"title":["The Mill · The Weir"]},"target":[{"source":"https://example.org/weir/read/mill.html"}]},
        {"id":"c","user":"acct:cleo@hypothes.is","uri":"https://example.org/weir/read/mill.html","text":"only me","permissions":{"read":["acct:cleo@hypothes.is"]},"document":{"title":["The Mill · The Weir"]},"target":[{"selector":[{"type":"TextQuoteSelector","exact":"forty people came to the hall"}]}]},
        {"id":"d","user":"acct:cleo@hypothes.is","uri":"https://secret.example/page","text":"elsewhere","permissions":{"read":["group:__world__"]},"document":{"title":["A Secret Page"]},"target":[{"selector":[{"type":"TextQuoteSelector","exact":"words of a page that is no book"}]}]}]}"#;
    let imported = book().import(&[("h.json", rows.as_bytes())], None, None);
    assert_eq!(
        lines(&imported),
        ["mill.2 sure | the weir would be repaired | again?", "mill.2 sure | the weir would be repaired | and again"]
    );
    assert_eq!((imported.private, imported.of_other_books), (1, 1));
    assert!(!format!("{imported:?}").contains("ecret"));
}

#[test]
fn notebooks_of_kindle_apps() {
    let html = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><!DOCTYPE html PUBLIC \"x\"><html><head><style>\n.noteText{}\n</style></head><body>\
        <div class=\"bodyContainer\"><div class=\"notebookFor\">Notizbuch exportiert für</div>\n<div class=\"bookTitle\">\nThe Weir\n</div>\
        <div class=\"authors\">\nRoe, Anna\n</div><hr/>\n<h2 class='sectionHeading'>The Mill</h2>\
        <h3 class='noteHeading'>Markierung (<span class='highlight_yellow'>gelb</span>) - Position 17</div><div class='noteText'>the weir would be repaired in the spring</h3>\
        <h3 class='noteHeading'>Notiz - Position 17</div><div class='noteText'>Is it? &amp; when?</h3>\
        <div class=\"sectionHeading\">Minutes</div><div class=\"noteHeading\">Markierung (<span class=\"highlight_blue\">blau</span>) - Position 44</div>\
        <div class=\"noteText\">even the coughs, and so it goes</div></div></body></html>";
    assert_eq!(
        read(html),
        [
            "mill.2 sure | the weir would be repaired in the spring | Is it? & when?",
            "after.2 sure | even the coughs, and so it goes"
        ]
    );
}

#[test]
fn readwise() {
    let csv = "Highlight,Book Title,Book Author,Amazon Book ID,Note,Color,Tags,Location Type,Location,Highlighted at,Document tags\n\
               \"the weir, \"\"repaired\"\"\",Another,Nobody,,x,,,page,3,2027-01-03 10:30:45+00:00,\n\
               \"the weir would be\nrepaired in the spring\",The Weir,Anna Roe,B00X,why?,yellow,,location,17,2027-01-03 10:30:45+00:00,\n\
               nobody in the village had been told,The Weir,Anna Roe,B00X,,,private,location,7,2027-01-03,\n";
    let imported = book().import(&[("readwise-data.csv", csv.as_bytes())], None, None);
    assert_eq!(lines(&imported), ["mill.2 sure | the weir would be repaired in the spring | why?"]);
    assert_eq!((imported.private, imported.of_other_books), (1, 1));
}

#[test]
fn kobo_and_adobe() {
    let annot = "<annotationSet xmlns:xhtml=\"http://www.w3.org/1999/xhtml\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
        xmlns=\"http://ns.adobe.com/digitaleditions/annotations\"><publication><dc:identifier>urn:uuid:1</dc:identifier><dc:title>The \
        Weir</dc:title><dc:creator>Anna Roe</dc:creator></publication><annotation><dc:identifier>urn:uuid:2</dc:identifier><dc:date>\
        2027-01-03T10:30:45Z</dc:date><dc:creator>urn:uuid:3</dc:creator><target><fragment \
        start=\"OEBPS/text/mill.xhtml#point(/1/4/2/6/1:3)\" end=\"OEBPS/text/mill.xhtml#point(/1/4/2/6/1:33)\" progress=\"0.2\" \
        color=\"3\"><text>forty people came to the hall</text></fragment></target><content><dc:date>2027-01-03</dc:date><text>forty?\
        </text></content></annotation></annotationSet>";
    assert_eq!(read(annot), ["mill.3 sure | forty people came to the hall | forty?"]);
    let text = "The Weir\nAnna Roe\n\nThe Mill\n\nforty people came to the hall that night\n\nNote: forty?\n\nMinutes\n\n\
                “even the coughs, and so it goes.”\n\n";
    assert_eq!(
        read(text),
        [
            "mill.3 sure | forty people came to the hall that night | forty?",
            "after.2 sure | even the coughs, and so it goes."
        ]
    );
}

#[test]
fn texts_in_which_a_passage_is_not_found() {
    // A whole paragraph is no heading, and what isn't found is a passage where notes have a label.
    let text = format!(
        "The Weir\nAnna Roe\n\n{}\n\nNote: whose?\n\nforty people came to the hall\n\nNote: forty?\n\nnothing of this is \
         in the book any more\n\nNote: gone\n",
        PARAGRAPHS[4]
    );
    assert_eq!(
        read(&text),
        [
            format!("after.2 sure | {} | whose?", PARAGRAPHS[4]),
            "mill.3 sure | forty people came to the hall | forty?".to_owned(),
            "? unplaced | nothing of this is in the book any more | gone".to_owned(),
        ]
    );
}

#[test]
fn a_set_without_a_title_whose_passages_were_edited() {
    let item = |quote: &str| {
        format!(
            r#"{{"type":"Annotation","target":{{"source":"https://example.org/42","selector":{{"type":"TextQuoteSelector","exact":"{quote}"}}}}}}"#
        )
    };
    let quotes = [
        "nobody in the village had been told of it",
        "the weir would be repaired in the spring",
        "forty persons came to the great hall that night to shout at each other",
        "Minutes were taken by a schoolgirl who wrote down everything, also the coughs",
        "neither mended nor sold: the stream went round it, as streams do",
    ];
    let set = |quotes: &[&str]| {
        let items = quotes.iter().map(|quote| item(quote)).collect::<Vec<_>>().join(",");
        format!(r#"{{"type":"AnnotationCollection","first":{{"type":"AnnotationPage","items":[{items}]}}}}"#)
    };
    let found = read(&set(&quotes));
    assert_eq!(found.len(), 5, "{found:?}");
    // A book that quotes this one is another book.
    let other = [
        quotes[0],
        quotes[1],
        "a passage of six words elsewhere",
        "another passage that is not ours",
        "and six more words of that book",
    ];
    let imported = book().import(&[("set.json", set(&other).as_bytes())], None, None);
    assert_eq!((imported.added.len(), imported.of_other_books), (0, 5));
}

#[test]
fn the_database_of_a_kobo() {
    let database = include_bytes!("fixtures/KoboReader.sqlite");
    let imported = book().import(&[("KoboReader.sqlite", database)], None, None);
    let found = lines(&imported);
    assert_eq!(found[0], "after.2 sure | and so it goes");
    assert!(
        found[1].starts_with("mill.3 sure | forty people came to the hall that night | forty? really really"),
        "{}",
        found[1]
    );
    assert_eq!((found.len(), imported.added[1].note.len(), imported.of_other_books), (2, 2106, 40));
    assert!(!format!("{imported:?}").contains("ecret"));
    for step in 1..200 {
        let mut damaged = database[..database.len() - step * 50].to_vec();
        for at in (step..damaged.len()).step_by(131) {
            damaged[at] ^= 0x55;
        }
        damaged[..16].copy_from_slice(b"SQLite format 3\0");
        book_without_pages().import(&[("x", &damaged)], None, None);
    }
}

#[test]
fn spans_of_kobos_renderer_lead_back() {
    let set = r#"{"type":"AnnotationSet","about":{"dc:title":"The Weir"},"items":[{"type":"Annotation","target":{"source":"OEBPS/text/after.xhtml","selector":[
        {"type":"CssSelector","value":"span#kobo\\.2\\.1"},{"type":"TextQuoteSelector","exact":"it goes"}]}}]}"#;
    assert_eq!(read(set), ["after.2 sure | it goes"]);
    // The words are in another chapter: the id is of another edition, or the few words of another book.
    assert_eq!(
        read(&set.replace("it goes", "forty people came to the hall")),
        ["mill.3 perhaps | forty people came to the hall"]
    );
}

#[test]
fn notes_and_edits_and_what_is_not_there() {
    let entry = |text: &str| {
        format!("The Weir (Roe, Anna)\n- Your Highlight on Location 7-8 | Added on Sunday\n\n{text}\n==========\n")
    };
    for (quote, line) in [
        ("Eleven ducks were counted by the vicar", "after.1 sure"),
        ("said that the wier would be re\u{ad}paired in the springof that year", "mill.2 sure"),
        ("letter from our council said the weir would soon be repaired", "mill.2 sure"),
        ("and so it goes", "mill.1 perhaps"),
        ("the ducks", "after.1 perhaps"),
        ("a paragraph that was deleted long before this edition was made", "? unplaced"),
    ] {
        let text = [entry("nobody in the village had been told of it"), entry(quote)].concat();
        let imported = book().import(&[("x", text.as_bytes())], None, None);
        let note = imported.added.iter().find(|note| !note.quote.starts_with("nobody")).expect("a note");
        let found = note.address.as_ref().map_or_else(|| "?".to_owned(), ToString::to_string);
        assert_eq!(format!("{found} {}", note.confidence), line, "{quote}");
        assert!(note.confidence != Confidence::Unplaced || note.quote == quote);
    }
}

#[test]
fn what_is_none_of_the_formats() {
    for bytes in [
        &b""[..],
        b"\0\x01binary",
        b"Some text about nothing at all.\n",
        b"{\"a\": 1}",
        b"{",
        b"<html></html>",
        b"%PDF-1.7 no",
        b"SQLite format 3\0",
    ] {
        let imported = book().import(&[("file", bytes)], None, None);
        assert_eq!(imported.added, [], "{bytes:?}");
        assert_eq!(imported.text, None);
        assert_eq!(
            imported.findings.iter().map(|finding| finding.code).collect::<Vec<_>>(),
            ["unreadable-notes"],
            "{bytes:?}"
        );
    }
}
