//! Comma-separated values.

/// A record of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CsvRecord {
    /// The line on which it begins, from 1.
    pub line: usize,
    /// Its fields.
    pub fields: Vec<String>,
}

/// The records of a table of comma-separated values (RFC 4180) without empty ones. The separator is what the first line
/// has most of: spreadsheets of countries with a decimal comma write semicolons, and some programs write tabs. A quoted
/// field that never ends has the rest of the text.
///
/// ```
/// use anthology_base::csv;
///
/// let records = csv("name;note\nBen;\"one; \"\"two\"\"\"\n");
/// assert_eq!(records[1].fields, ["Ben", "one; \"two\""]);
/// assert_eq!(records[1].line, 2);
/// ```
pub fn csv(text: &str) -> Vec<CsvRecord> {
    let text = text.trim_start_matches('\u{feff}');
    let header = text.lines().next().unwrap_or_default();
    let count = |separator: char| header.matches(separator).count();
    // The first of the most frequent ones.
    let separator = [',', ';', '\t'].into_iter().rev().max_by_key(|&separator| count(separator)).unwrap_or(',');
    let mut records = Vec::new();
    let mut fields = Vec::new();
    let mut field = String::new();
    let mut quoted = false;
    let (mut line, mut start) = (1, 1);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        line += usize::from(c == '\n');
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                field.push('"');
            }
            '"' => quoted = !quoted,
            c if c == separator && !quoted => fields.push(std::mem::take(&mut field)),
            '\r' if !quoted => {}
            '\n' if !quoted => {
                fields.push(std::mem::take(&mut field));
                push(&mut records, start, &mut fields);
                start = line;
            }
            c => field.push(c),
        }
    }
    fields.push(field);
    push(&mut records, start, &mut fields);
    records
}

fn push(records: &mut Vec<CsvRecord>, line: usize, fields: &mut Vec<String>) {
    let fields = std::mem::take(fields);
    if fields.iter().any(|field| !field.is_empty()) {
        records.push(CsvRecord { line, fields });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(text: &str) -> Vec<Vec<String>> {
        csv(text).into_iter().map(|record| record.fields).collect()
    }

    #[test]
    fn quoted_fields_and_lines() {
        assert_eq!(fields("a,b\r\n\"x, \"\"y\"\"\nz\",2\n"), [vec!["a", "b"], vec!["x, \"y\"\nz", "2"]]);
        let lines: Vec<usize> = csv("a,b\n\n\"x\ny\",2\nlast,").iter().map(|record| record.line).collect();
        assert_eq!(lines, [1, 3, 5]);
        assert_eq!(fields("\u{feff}a\tb\n1,5\t2"), [vec!["a", "b"], vec!["1,5", "2"]]);
        assert_eq!(fields("a,\"never ends\n,"), [vec!["a", "never ends\n,"]]);
        assert!(fields("").is_empty());
    }
}
