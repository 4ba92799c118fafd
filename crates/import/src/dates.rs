//! Dates in the fields of exports and pages.

use anthology_base::Date;

/// The date at the beginning of an ISO 8601 or RFC 3339 time, or in an RFC 5322 one.
pub(crate) fn date(text: &str) -> Option<Date> {
    let text = text.trim();
    if let Some(date) = text.get(..10).and_then(|d| d.parse().ok()) {
        return Some(date);
    }
    crate::dateline::date_in(text)
}
