//! Attributes of an element.

/// Attributes that any block may have.
#[derive(Clone, Default)]
pub(crate) struct Attributes<'a> {
    pub(crate) id: &'a str,
    pub(crate) lang: &'a str,
    pub(crate) class: String,
    /// The accessible name, where the text is none.
    pub(crate) label: &'a str,
    /// Its `epub:type`, where its class has one.
    pub(crate) kind: &'static str,
}

impl Attributes<'_> {
    pub(crate) fn add_class(&mut self, class: &str) {
        if !class.is_empty() {
            if !self.class.is_empty() {
                self.class.push(' ');
            }
            self.class.push_str(class);
        }
    }

    pub(crate) fn with<'b>(&'b self, extra: &[(&'b str, &'b str)]) -> Vec<(&'b str, &'b str)> {
        let (class, label) = (self.class.as_str(), self.label);
        let typed = extra.iter().any(|(key, value)| *key == "epub:type" && !value.is_empty());
        let kind = if typed { "" } else { self.kind };
        let own = [
            ("epub:type", kind),
            ("id", self.id),
            ("class", class),
            ("lang", self.lang),
            ("xml:lang", self.lang),
            ("aria-label", label),
        ];
        extra.iter().copied().chain(own).collect()
    }
}
