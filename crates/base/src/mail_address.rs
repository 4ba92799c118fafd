//! Mail addresses.

/// True for what a mail program may send to: a local part, an `@` and a domain, and no character that would end a header
/// line or an address (RFC 5321, 4.1.2, without quoted local parts).
///
/// ```
/// use anthology_base::is_mail_address;
///
/// assert!(is_mail_address("ben@example.org"));
/// assert!(!is_mail_address("ben@example.org\r\nBcc: all@example.org"));
/// assert!(!is_mail_address("ben"));
/// ```
pub fn is_mail_address(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !"<>(),;:\\\"[]@".contains(c);
    !local.is_empty()
        && local.chars().all(plain)
        && domain.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '.')
        && domain.split('.').all(|label| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-'))
}
