//! The frame of an XHTML document.

use anthology_base::Lang;

use crate::classes;
use crate::markup::Markup;

const PROLOG: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE html>\n";

/// A whole document around a body, in a language of a book. It names its direction if that is not the default of the
/// language or the style sheet.
pub fn document(
    lang: Lang,
    book: Lang,
    title: &str,
    stylesheet: &str,
    body_type: &str,
    body: impl FnOnce(&mut Markup),
) -> String {
    let mut content = Markup::new("");
    body(&mut content);
    let content = content.finish();
    let vocabulary = if content.contains("epub:type=\"z3998:") { classes::VOCABULARY } else { "" };
    let mut m = Markup::new(PROLOG);
    let direction = match (lang.is_rtl(), book.is_rtl()) {
        (true, _) => "rtl",
        (false, true) => "ltr",
        (false, false) => "",
    };
    m.open(
        "html",
        &[
            ("xmlns", "http://www.w3.org/1999/xhtml"),
            ("xmlns:epub", "http://www.idpf.org/2007/ops"),
            ("epub:prefix", vocabulary),
            ("lang", lang.as_str()),
            ("xml:lang", lang.as_str()),
            ("dir", direction),
        ],
    );
    m.newline();
    m.open("head", &[]);
    m.newline();
    m.line("title", &[], title);
    m.empty("link", &[("rel", "stylesheet"), ("type", "text/css"), ("href", stylesheet)]);
    m.newline();
    m.close_line("head");
    m.open("body", &[("epub:type", body_type)]);
    m.newline();
    m.raw(&content);
    m.close_line("body");
    m.close_line("html");
    m.finish()
}
