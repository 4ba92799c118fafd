//! Licences that sources state.

/// True if a statement of rights allows printing by its wording: a Creative Commons licence or a waiver.
pub(crate) fn is_licence(text: &str) -> bool {
    let text = text.to_lowercase();
    ["creative commons", "creativecommons.org", "public domain", "cc by", "cc-by", "cc0", "gnu free documentation"]
        .iter()
        .any(|words| text.contains(words))
}

/// The name of a licence at an address: `https://creativecommons.org/licenses/by-sa/4.0/` is `CC BY-SA 4.0`.
pub(crate) fn licence_at(address: &str) -> Option<String> {
    let rest = address.split_once("creativecommons.org/")?.1;
    let parts: Vec<&str> = rest.split('/').filter(|p| !p.is_empty()).collect();
    match parts[..] {
        ["licenses", kind, version, ..] => Some(format!("CC {} {version}", kind.to_uppercase())),
        ["publicdomain", "zero", ..] => Some("CC0".to_owned()),
        ["publicdomain", ..] => Some("public domain".to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn licences_by_their_addresses() {
        let at = |a: &str| licence_at(a);
        assert_eq!(at("https://creativecommons.org/licenses/by-sa/4.0/").as_deref(), Some("CC BY-SA 4.0"));
        assert_eq!(at("http://creativecommons.org/publicdomain/zero/1.0/").as_deref(), Some("CC0"));
        assert_eq!(at("https://a.example/licence"), None);
        assert!(is_licence("This work is licensed under a Creative Commons licence.") && !is_licence("© 2014 M. Holm"));
    }
}
