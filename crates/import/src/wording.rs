//! Lines that their wording alone explains: updates, and titles that an extraction glued to a paragraph.

/// Length in bytes of a title glued in front of a paragraph: `Open SeasonThe season…`.
pub(crate) fn glued_title(title: &str, paragraph: &str) -> Option<usize> {
    let rest = paragraph.strip_prefix(title)?;
    let glued = rest.chars().next().is_some_and(char::is_uppercase) && title.ends_with(char::is_alphanumeric);
    (glued && title.chars().count() >= 4).then_some(title.len())
}

/// `** Update: … **`, `Originally published …`.
pub(crate) fn is_update(text: &str, normalised: &str) -> bool {
    if text.split(' ').count() > 70 || normalised.split_whitespace().count() > 60 {
        return false;
    }
    let starts = ["update", "updated", "edit", "edited to add", "editor's note", "nachtrag", "mise à jour"];
    let published = [" published ", " appeared ", " posted ", " veröffentlicht ", " publié ", " erschienen "];
    let version = [
        " version of this ",
        " originally ",
        " first published ",
        " first appeared ",
        " this post was ",
        " this article was ",
        " this piece was ",
        " cross posted ",
        " crossposted ",
        " zuerst ",
        " initialement ",
    ];
    let marked = text.starts_with(['*', '[', '(']) || text.contains([':', '–', '—']) || crate::dateline::has_date(text);
    starts.iter().any(|s| normalised[1..].starts_with(s) && normalised[1 + s.len()..].starts_with(' ')) && marked
        || version.iter().any(|v| normalised.contains(v))
            && (published.iter().any(|p| normalised.contains(p)) || normalised.contains("cross"))
}

/// `Photo: A. Writer`, `Image credit: …`: the caption of an image.
pub(crate) fn is_credit(text: &str) -> bool {
    const OPENINGS: &[&str] = &[
        "image:",
        "photo:",
        "photo by",
        "picture:",
        "photo credit",
        "image credit",
        "bild:",
        "foto:",
        "photo :",
        "[image",
        "(photo",
        "figure:",
    ];
    let start: String = text.chars().take(16).flat_map(char::to_lowercase).collect();
    OPENINGS.iter().any(|opening| start.starts_with(opening))
}
