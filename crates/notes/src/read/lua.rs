//! Lua's table constructors, as KOReader's settings files have them: data only; nothing is run.

use std::iter::Peekable;
use std::str::Chars;

/// Tables in tables at most.
const DEEPEST: usize = 40;

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Lua {
    /// `nil`, `true`, `false`, or a number.
    Other(String),
    Text(String),
    /// Keys and values in their order.
    Table(Vec<(String, Self)>),
}

impl Lua {
    /// The value of a key.
    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Table(entries) => entries.iter().find(|(name, _)| name == key).map(|(_, value)| value),
            _ => None,
        }
    }

    /// The values of a table.
    pub(super) fn values(&self) -> impl Iterator<Item = &Self> {
        let entries = if let Self::Table(entries) = self { entries.as_slice() } else { &[] };
        entries.iter().map(|(_, value)| value)
    }

    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A number, or a text that is one.
    pub(super) fn number(&self) -> Option<u64> {
        match self {
            Self::Text(text) | Self::Other(text) => text.parse().ok(),
            Self::Table(_) => None,
        }
    }
}

/// The value that a file returns; `None` where it isn't one.
pub(super) fn parse(text: &str) -> Option<Lua> {
    let mut parser = Parser { chars: text.chars().peekable() };
    parser.space()?;
    let word = parser.word();
    if word != "return" {
        return None;
    }
    parser.value(0)
}

struct Parser<'a> {
    chars: Peekable<Chars<'a>>,
}

impl Parser<'_> {
    /// Skips white space and comments.
    fn space(&mut self) -> Option<()> {
        loop {
            while self.chars.next_if(|c| c.is_whitespace()).is_some() {}
            if self.chars.peek() != Some(&'-') {
                return Some(());
            }
            let mut ahead = self.chars.clone();
            ahead.next();
            if ahead.next() != Some('-') {
                return Some(());
            }
            self.chars = ahead;
            match self.long_bracket() {
                Some(level) => drop(self.long(level)?),
                None => while self.chars.next_if(|c| *c != '\n').is_some() {},
            }
        }
    }

    fn word(&mut self) -> String {
        let mut word = String::new();
        while let Some(c) = self.chars.next_if(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | '+')) {
            word.push(c);
        }
        word
    }

    fn value(&mut self, depth: usize) -> Option<Lua> {
        self.space()?;
        match *self.chars.peek()? {
            '{' if depth < DEEPEST => self.table(depth),
            '"' | '\'' => self.quoted().map(Lua::Text),
            '[' => {
                let level = self.long_bracket()?;
                self.long(level).map(Lua::Text)
            }
            _ => Some(self.word()).filter(|word| !word.is_empty()).map(Lua::Other),
        }
    }

    fn table(&mut self, depth: usize) -> Option<Lua> {
        self.chars.next();
        let mut entries = Vec::new();
        loop {
            self.space()?;
            let next = *self.chars.peek()?;
            match next {
                '}' => {
                    self.chars.next();
                    return Some(Lua::Table(entries));
                }
                ',' | ';' => {
                    self.chars.next();
                    continue;
                }
                '[' if self.long_bracket_ahead().is_none() => {
                    self.chars.next();
                    let key = match self.value(depth + 1)? {
                        Lua::Text(key) | Lua::Other(key) => key,
                        Lua::Table(_) => return None,
                    };
                    self.space()?;
                    self.chars.next_if_eq(&']')?;
                    self.equals()?;
                    entries.push((key, self.value(depth + 1)?));
                }
                c if c.is_alphabetic() || c == '_' => {
                    let word = self.word();
                    self.space()?;
                    match self.chars.peek() {
                        Some('=') => {
                            self.equals()?;
                            entries.push((word, self.value(depth + 1)?));
                        }
                        _ => entries.push(((entries.len() + 1).to_string(), Lua::Other(word))),
                    }
                }
                _ => entries.push(((entries.len() + 1).to_string(), self.value(depth + 1)?)),
            }
        }
    }

    fn equals(&mut self) -> Option<()> {
        self.space()?;
        self.chars.next_if_eq(&'=').map(drop)
    }

    /// A string in quotation marks, with Lua's escapes.
    fn quoted(&mut self) -> Option<String> {
        let quote = self.chars.next()?;
        let mut bytes = Vec::new();
        loop {
            let c = self.chars.next()?;
            if c == quote {
                return Some(String::from_utf8_lossy(&bytes).into_owned());
            }
            if c != '\\' {
                bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                continue;
            }
            match self.chars.next()? {
                'n' => bytes.push(b'\n'),
                't' => bytes.push(b'\t'),
                'r' => bytes.push(b'\r'),
                'a' | 'b' | 'f' | 'v' => bytes.push(b' '),
                'x' => {
                    let digits: String = self.chars.by_ref().take(2).collect();
                    bytes.push(u8::from_str_radix(&digits, 16).ok()?);
                }
                'z' => while self.chars.next_if(|c| c.is_whitespace()).is_some() {},
                first if first.is_ascii_digit() => {
                    let mut digits = first.to_string();
                    while digits.len() < 3
                        && let Some(digit) = self.chars.next_if(char::is_ascii_digit)
                    {
                        digits.push(digit);
                    }
                    bytes.push(digits.parse().ok()?);
                }
                other => bytes.extend_from_slice(other.encode_utf8(&mut [0; 4]).as_bytes()),
            }
        }
    }

    fn long_bracket_ahead(&self) -> Option<usize> {
        let mut ahead = self.chars.clone();
        if ahead.next() != Some('[') {
            return None;
        }
        let mut level = 0;
        loop {
            match ahead.next()? {
                '=' => level += 1,
                '[' => return Some(level),
                _ => return None,
            }
        }
    }

    /// Takes `[[` or `[==[`: the number of equals signs.
    fn long_bracket(&mut self) -> Option<usize> {
        let level = self.long_bracket_ahead()?;
        for _ in 0..level + 2 {
            self.chars.next();
        }
        Some(level)
    }

    /// The rest of a string in long brackets.
    fn long(&mut self, level: usize) -> Option<String> {
        let end = format!("]{}]", "=".repeat(level));
        let mut text = String::new();
        loop {
            text.push(self.chars.next()?);
            if text.ends_with(&end) {
                text.truncate(text.len() - end.len());
                return Some(text.strip_prefix('\n').map(str::to_owned).unwrap_or(text));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables() {
        let text = "-- we can read Lua syntax here!\n--[[ a\ncomment ]]\nreturn {\n  [\"a\"] = { [1] = \"x \\\"y\\\"\\\nz\", [2] = -1.5, },\n  b = 'it\\'s \\228\\189\\160',\n  c = [==[long ]] text]==],\n  true, nil; {},\n}\n";
        let value = parse(text).expect("a value");
        let a: Vec<&Lua> = value.get("a").expect("a table").values().collect();
        assert_eq!(a, [&Lua::Text("x \"y\"\nz".to_owned()), &Lua::Other("-1.5".to_owned())]);
        assert_eq!(value.get("b").and_then(Lua::text), Some("it's 你"));
        assert_eq!(value.get("c").and_then(Lua::text), Some("long ]] text"));
        assert_eq!(value.get("6"), Some(&Lua::Table(Vec::new())));
    }

    #[test]
    fn what_is_no_table() {
        for text in
            ["", "return", "return {", "return { [\"a\" }", "x = 1", "return { os.execute('rm') }", "return \"a"]
        {
            assert_eq!(parse(text), None, "{text}");
        }
        assert_eq!(parse(&format!("return {}", "{".repeat(100_000))), None);
        assert_eq!(parse("return { [\"\\300\"] = 1 }").and_then(|v| v.get("a").cloned()), None);
    }
}
