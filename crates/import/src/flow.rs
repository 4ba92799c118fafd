//! The text of a word processor as HTML in the making: one paragraph after another, with what its style means.

use crate::documents::{one_line, said};
use crate::xml::{Lists, Style, escape, is_scene_break};
use anthology_base::Lang;

/// One essay of the document.
#[derive(Clone, Debug, Default)]
pub(crate) struct Part {
    pub(crate) title: Option<String>,
    pub(crate) author: Option<String>,
    pub(crate) date: Option<anthology_base::Date>,
    pub(crate) html: String,
}

/// HTML in the making.
#[derive(Default)]
pub(crate) struct Flow {
    done: Vec<Part>,
    part: Part,
    lists: Lists,
    in_list: bool,
    /// The element that groups paragraphs of one style: a quotation, code, verse.
    group: Option<Style>,
    pub(crate) lang: Option<Lang>,
    /// The beginning of a paragraph whose end was deleted.
    pub(crate) pending: String,
}

impl Flow {
    /// A text whose language is known.
    pub(crate) fn in_language(lang: Option<Lang>) -> Self {
        Self { lang, ..Self::default() }
    }

    /// Adds a paragraph.
    pub(crate) fn paragraph(&mut self, style: Style, list: Option<(usize, bool, u32)>, html: &str, text: &str) {
        let shown = html.contains("<img") || html.contains("<hr");
        let blank = text.trim().is_empty() && self.pending.is_empty() && !shown;
        let html = std::mem::take(&mut self.pending) + html;
        if blank && self.group != Some(Style::Code) {
            return;
        }
        let heading = matches!(style, Style::Heading(_));
        if let Some((level, numbered, start)) = list.filter(|_| !heading) {
            if !self.in_list {
                self.end_group();
            }
            self.lists.item(level, numbered, start, &mut self.part.html);
            self.part.html.push_str(&html);
            self.in_list = true;
            return;
        }
        self.end_list();
        match style {
            Style::Title => {
                self.end_group();
                let empty = self.part.html.trim().is_empty();
                if self.part.title.is_some() && !empty {
                    self.done.push(std::mem::take(&mut self.part));
                }
                match &mut self.part.title {
                    // A title on two lines.
                    Some(title) if empty => *title = format!("{title} {}", one_line(text)),
                    _ if empty => self.part.title = said(text),
                    _ => self.part.html.push_str(&format!("<h1>{html}</h1>\n")),
                }
            }
            Style::Author if self.part.html.trim().is_empty() => {
                self.part.author = said(text.trim().trim_start_matches("by ").trim_start_matches("By "));
            }
            // The date of a title page; elsewhere it is text.
            Style::Date if self.part.html.trim().is_empty() && crate::dates::date(text).is_some() => {
                self.part.date = crate::dates::date(text);
            }
            Style::Heading(level) => {
                self.end_group();
                self.part.html.push_str(&format!("<h{level}>{html}</h{level}>\n"));
            }
            Style::Quote | Style::Verse | Style::Code => {
                if self.group != Some(style) {
                    self.end_group();
                    self.group = Some(style);
                    self.part.html.push_str(match style {
                        Style::Quote => "<blockquote>",
                        Style::Verse => "<div class=\"verse\">",
                        _ => "<pre>",
                    });
                }
                match style {
                    Style::Code => {
                        escape(text, &mut self.part.html);
                        self.part.html.push('\n');
                    }
                    // A paragraph is a line; one with line breaks is a stanza.
                    Style::Verse if html.contains("<br") => self.part.html.push_str(&format!("<p>{html}</p>")),
                    Style::Verse => self.part.html.push_str(&format!("<p class=\"line\">{html}</p>")),
                    _ => self.part.html.push_str(&format!("<p>{html}</p>")),
                }
            }
            Style::Term | Style::Definition => {
                if self.group != Some(Style::Definition) {
                    self.end_group();
                    self.group = Some(Style::Definition);
                    self.part.html.push_str("<dl>");
                }
                self.part.html.push_str(&match style {
                    Style::Term => format!("<dt>{html}</dt>"),
                    _ => format!("<dd><p>{html}</p></dd>"),
                });
            }
            Style::Caption if self.part.html.trim_end().ends_with("<!--image--></figure>") => {
                self.end_group();
                let kept = self.part.html.trim_end().len() - "<!--image--></figure>".len();
                self.part.html.truncate(kept);
                self.part.html.push_str(&format!("<figcaption>{html}</figcaption></figure>\n"));
            }
            _ => {
                self.end_group();
                if is_scene_break(text) {
                    self.part.html.push_str("<hr>\n");
                } else if html.starts_with("<img") && text.trim().is_empty() {
                    self.part.html.push_str(&format!("<figure>{html}<!--image--></figure>\n"));
                } else {
                    self.part.html.push_str(&format!("<p>{html}</p>\n"));
                }
            }
        }
    }

    /// Adds a block of HTML.
    pub(crate) fn block(&mut self, html: &str) {
        if !self.in_list {
            self.end_group();
        }
        self.part.html.push_str(html);
        self.part.html.push('\n');
    }

    pub(crate) fn end_list(&mut self) {
        if self.in_list {
            self.lists.end(&mut self.part.html);
            self.in_list = false;
        }
    }

    fn end_group(&mut self) {
        self.end_list();
        if let Some(group) = self.group.take() {
            self.part.html.push_str(match group {
                Style::Quote => "</blockquote>\n",
                Style::Verse => "</div>\n",
                Style::Definition => "</dl>\n",
                _ => "</pre>\n",
            });
        }
    }

    /// The HTML of one text.
    pub(crate) fn end(mut self) -> String {
        self.end_group();
        self.part.html
    }

    /// The essays; text before the first title belongs to the first.
    pub(crate) fn parts(mut self) -> Vec<Part> {
        self.end_group();
        self.done.push(self.part);
        self.done
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_and_definitions_are_one_list() {
        let mut flow = Flow::default();
        for (style, text) in [
            (Style::Body, "Before."),
            (Style::Term, "weir"),
            (Style::Definition, "A low dam."),
            (Style::Term, "leat"),
            (Style::Definition, "A mill's channel."),
            (Style::Body, "After."),
        ] {
            flow.paragraph(style, None, text, text);
        }
        let list = "<dl><dt>weir</dt><dd><p>A low dam.</p></dd><dt>leat</dt><dd><p>A mill's channel.</p></dd></dl>";
        assert_eq!(flow.end(), format!("<p>Before.</p>\n{list}\n<p>After.</p>\n"));
    }
}
