//! RTF documents (version 1.9.1) as HTML: paragraphs, headings by their styles, notes, tables, images, fields.

mod code_pages;
mod control;
mod paragraphs;
mod reader;

use crate::documents::{Document, Dropped};
use crate::office::{FileSource, documents};
use reader::Reader;

/// The essays of a document; `None` if it holds nothing that can be read.
pub(crate) fn read(bytes: &[u8], name: &str) -> Option<Vec<Document>> {
    let mut reader = Reader::new(bytes);
    reader.run();
    reader.end_paragraph();
    if reader.damaged {
        let reason = "damaged: the document breaks off here".to_owned();
        reader.dropped.push(Dropped { text: "the end of the document".to_owned(), reason });
    }
    let source = FileSource {
        name,
        properties: reader.info,
        lang: reader.lang,
        notes: reader.notes,
        media: reader.media,
        dropped: reader.dropped,
    };
    Some(documents(reader.flow.parts(), source))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::structure::outline;

    #[test]
    fn styles_notes_emphasis_and_code_pages() {
        let text = br#"{\rtf1\ansi\ansicpg1251\deff0{\fonttbl{\f0\fcharset204 Times;}{\f1\fcharset0 Arial;}}{\stylesheet{\s0 Normal;}{\s1\outlinelevel0\b heading 1;}{\s2 Quote;}}{\info{\title Tides}{\author Mira Holm}{\creatim\yr2014\mo3\dy9}}
\pard\s1 First part\par
\pard It was {\b bold} and \i italic\i0 , \'cf\u1088?\u8212-\'f1.{\super\chftn}{\footnote\pard The {\i note}.\par} So.\par
\pard\s2 Said.\par\pard {\field{\*\fldinst HYPERLINK "https://a.example/"}{\fldrslt here}}{\deleted gone}\par
{\listtext\tab 1.}\ls1 one\par{\listtext 2.}\ls1 two\par
\pard\trowd\intbl a\cell b\cell\row\intbl c\cell d\cell\row\pard end\par}"#.to_vec();
        let found = read(&text, "a.rtf").expect("documents");
        let [document] = &found[..] else { panic!("{found:?}") };
        assert_eq!(document.title.as_deref(), Some("Tides"));
        assert_eq!(document.author.as_deref(), Some("Mira Holm"));
        assert_eq!(document.date.map(|d| d.to_string()).as_deref(), Some("2014-03-09"));
        let lines = outline(&document.content.blocks);
        assert_eq!(lines[0], "## First part");
        assert_eq!(lines[1], "It was *bold* and *italic*, Пр—с. So.");
        assert_eq!(lines[2], "> Said.");
        assert_eq!(lines[3], "[here](https://a.example/)");
        assert_eq!(outline(&document.content.notes[0].blocks), ["The *note*."]);
        assert!(document.content.dropped.iter().any(|d| d.text == "gone"));
        assert!(lines.contains(&"end".to_owned()), "{lines:?}");
    }

    #[test]
    fn set_in_paragraphs_are_quotations() {
        let text = br"{\rtf1 \pard Before.\par \pard\li720 One.\par Two.\par \pard\li720\ri720 Three.\par \pard After.\par \pard\li720\fi-360 - a\par}";
        let found = read(text, "a.rtf").expect("documents");
        let lines = outline(&found[0].content.blocks);
        assert_eq!(lines, ["Before.", "> One.", "> Two.", "> Three.", "After.", "- a"]);
    }

    #[test]
    fn damaged_and_hostile_files_end() {
        for text in [&b"{\\rtf1 a{{{"[..], b"{\\rtf1\\bin999999999 a}", b"{\\rtf1 \\'", b"{\\rtf1 \\u", b"{\\rtf1"] {
            let _ = read(text, "a.rtf");
        }
        let deep = [b"{\\rtf1 ".to_vec(), vec![b'{'; 100_000]].concat();
        assert!(read(&deep, "a.rtf").is_some());
    }
}
