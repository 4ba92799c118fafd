//! The text of the mail that reminds members of a meeting.

use anthology_book::Meeting;
use anthology_language::{site_words, words};

use crate::sheet::SheetSource;
use crate::sheet::SheetText;

/// A reminder of a meeting, in plain text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reminder {
    /// The subject of the mail: `Thursday Circle: 4 March 2027, 19:30–21:00`.
    pub subject: String,
    /// Its text, with a line break at the end of each line.
    pub body: String,
}

/// The reminder of a meeting: when and where it is, what is read and how long that takes, the questions with the
/// passages that they are about, and where the book is. For members only: it has the group's place and link.
pub fn reminder(source: SheetSource<'_>, meeting: &Meeting, url: Option<&str>) -> Reminder {
    let lang = source.text.metadata.language;
    let (said, words) = (&site_words(lang).group, words(lang));
    let group = &source.book.groups[source.plan.group];
    let text = SheetText::new(source);
    let when = text.when(meeting);
    let mut lines = vec![said.reminder.replace("{group}", &group.name).replace("{date}", &when), String::new()];
    let places = meeting.place.iter().chain(&group.link);
    lines.extend(places.map(|place| format!("{}: {place}", said.place)));
    lines.extend(meeting.leader.iter().map(|leader| said.led_by.replace("{name}", leader)));
    if !meeting.readings.is_empty() {
        lines.push(format!("\n{}", said.what_to_read));
        for reading in &meeting.readings {
            let title = source.text.sections.get(reading.section).map_or("", |section| section.title.as_str());
            let pages = text.named_pages(reading).map_or_else(String::new, |pages| format!("{}{pages}", words.comma));
            lines.push(format!("- {title}{pages}{}{}", words.comma, words.minutes(reading.minutes)));
        }
    }
    let questions = text.questions(meeting);
    if !questions.is_empty() {
        lines.push(format!("\n{}", words.questions));
        for (number, question) in (1..).zip(questions) {
            lines.push(format!("{number}. {}", question.text));
            lines.extend(question.place.map(|place| format!("   {}", place.names(lang).join(" · "))));
        }
    }
    lines.extend(url.map(|url| format!("\n{url}")));
    let body: String = lines.iter().map(|line| format!("{line}\n")).collect();
    // Mail programs show the spaces that tie words as they are, and search for others.
    let body = body.replace(['\u{a0}', '\u{202f}'], " ");
    Reminder { subject: format!("{}: {}", group.name, when.replace(['\u{a0}', '\u{202f}'], " ")), body }
}
