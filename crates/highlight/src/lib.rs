//! Syntax highlighting: a language's name and lines of code in; for each line, the tokens that are set apart from the
//! rest out. What they look like is the theme's. The grammars are those of Sublime Text that bat collects.
//!
//! ```
//! use anthology_highlight::{TokenKind, tokens};
//!
//! let lines = tokens("rust", &["let answer = 42; // known"]).expect("a language that is known");
//! let kinds: Vec<TokenKind> = lines[0].iter().map(|token| token.kind).collect();
//! assert_eq!(kinds, [TokenKind::Keyword, TokenKind::Constant, TokenKind::Comment]);
//! assert_eq!(lines[0][0].range, 0..3);
//! assert!(tokens("no-such-language", &["x"]).is_none());
//! ```

mod costs;
mod kinds;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use syntect::parsing::{ParseState, ScopeStack, SyntaxReference, SyntaxSet};

use crate::costs::{MOST_CHARACTERS, MOST_KEPT, MOST_LINE};
use crate::kinds::Kinds;
pub use crate::kinds::TokenKind;

/// A stretch of a line of code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Its bytes in the line.
    pub range: Range<usize>,
    /// Its kind.
    pub kind: TokenKind,
}

/// The tokens of code, by line. Lines have no newline at their end. `None` for a language that isn't known. Code that is
/// too long to be parsed in a moment has no tokens from there on.
pub fn tokens(language: &str, lines: &[&str]) -> Option<Arc<[Vec<Token>]>> {
    let syntax = syntax(language)?;
    let key = (syntax.name.clone(), lines.join("\n"));
    if let Some(known) = known().get(&key) {
        return Some(Arc::clone(known));
    }
    let found: Arc<[Vec<Token>]> = parse(syntax, lines).into();
    let mut known = known();
    // Code that is edited leaves its earlier versions behind.
    if known.keys().map(|(_, code)| code.len()).sum::<usize>() > MOST_KEPT {
        known.clear();
    }
    known.insert(key, Arc::clone(&found));
    Some(found)
}

/// Tokens by language and code.
type Known = BTreeMap<(String, String), Arc<[Vec<Token>]>>;

/// The code that was parsed already, by language: a book is set several times, and a preview again and again.
fn known() -> std::sync::MutexGuard<'static, Known> {
    static KNOWN: Mutex<Known> = Mutex::new(BTreeMap::new());
    KNOWN.lock().unwrap_or_else(PoisonError::into_inner)
}

fn grammars() -> &'static SyntaxSet {
    static GRAMMARS: OnceLock<SyntaxSet> = OnceLock::new();
    GRAMMARS.get_or_init(two_face::syntax::extra_newlines)
}

/// The grammar of a language, by one of its names or the ending of its files; `None` for plain text.
fn syntax(language: &str) -> Option<&'static SyntaxReference> {
    let lower = language.to_ascii_lowercase();
    let name = match lower.as_str() {
        "" | "text" | "plain" | "plaintext" | "none" | "console" | "output" => return None,
        "shell" | "sh-session" | "zsh" => "sh",
        "golang" => "go",
        "c++" => "cpp",
        "c#" | "csharp" => "cs",
        "jsonc" | "json5" => "json",
        "node" => "js",
        other => other,
    };
    grammars().find_syntax_by_token(name)
}

fn parse(syntax: &SyntaxReference, lines: &[&str]) -> Vec<Vec<Token>> {
    let (grammars, kinds) = (grammars(), Kinds::new());
    let (mut state, mut stack) = (ParseState::new(syntax), ScopeStack::new());
    let mut found: Vec<Vec<Token>> = vec![Vec::new(); lines.len()];
    let mut characters = 0;
    for (line, tokens) in lines.iter().zip(&mut found) {
        characters += line.len() + 1;
        if line.len() > MOST_LINE || characters > MOST_CHARACTERS {
            break;
        }
        let Ok(changes) = state.parse_line(&format!("{line}\n"), grammars) else { break };
        let mut start = 0;
        for (at, change) in changes {
            push(tokens, line, start..at, kinds.of(&stack));
            start = at;
            if stack.apply(&change).is_err() {
                return found;
            }
        }
        push(tokens, line, start..line.len(), kinds.of(&stack));
    }
    found
}

/// Adds a stretch of a line to its tokens, without white space at its edges.
fn push(tokens: &mut Vec<Token>, line: &str, range: Range<usize>, kind: Option<TokenKind>) {
    let range = range.start.min(line.len())..range.end.min(line.len());
    let (Some(kind), Some(text)) = (kind, line.get(range.clone())) else { return };
    let start = range.start + (text.len() - text.trim_start().len());
    let end = range.start + text.trim_end().len();
    if start >= end {
        return;
    }
    match tokens.last_mut() {
        // A comment's marks and its words are one; so are the parts of a string.
        Some(last) if last.kind == kind && line[last.range.end..start].trim().is_empty() => last.range.end = end,
        _ => tokens.push(Token { range: start..end, kind }),
    }
}
