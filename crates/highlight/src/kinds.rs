//! The kinds of tokens, from the scopes of grammars (Sublime Text, "Scope Naming").

use syntect::parsing::{Scope, ScopeStack};

/// The kind of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TokenKind {
    /// A keyword; also a tag of markup.
    Keyword,
    /// A comment.
    Comment,
    /// A string or a character.
    String,
    /// A number, or a constant of the language such as `true`.
    Constant,
    /// The name of a function.
    Function,
    /// The name of a type, a section or an attribute.
    Type,
}

impl TokenKind {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Keyword, Self::Comment, Self::String, Self::Constant, Self::Function, Self::Type];

    /// The class that marks it.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Keyword => "code-keyword",
            Self::Comment => "code-comment",
            Self::String => "code-string",
            Self::Constant => "code-constant",
            Self::Function => "code-function",
            Self::Type => "code-type",
        }
    }
}

/// Beginnings of scopes and the kind of what has them, the first that fits; `None` for what stays plain, whatever is
/// around it.
const SCOPES: [(&str, Option<TokenKind>); 25] = [
    ("comment", Some(TokenKind::Comment)),
    ("constant.character", Some(TokenKind::String)),
    ("constant.numeric", Some(TokenKind::Constant)),
    ("constant.language", Some(TokenKind::Constant)),
    ("constant.other.placeholder", Some(TokenKind::String)),
    ("keyword.operator.word", Some(TokenKind::Keyword)),
    ("keyword.operator.logical.python", Some(TokenKind::Keyword)),
    ("keyword.operator", None),
    ("keyword.other.unit", Some(TokenKind::Constant)),
    ("keyword", Some(TokenKind::Keyword)),
    ("storage", Some(TokenKind::Keyword)),
    ("string.unquoted", None),
    ("string", Some(TokenKind::String)),
    ("entity.name.function", Some(TokenKind::Function)),
    ("support.function", Some(TokenKind::Function)),
    ("variable.function", Some(TokenKind::Function)),
    ("entity.name.tag", Some(TokenKind::Keyword)),
    ("entity.name", Some(TokenKind::Type)),
    ("entity.other.attribute-name", Some(TokenKind::Type)),
    ("support.type", Some(TokenKind::Type)),
    ("support.class", Some(TokenKind::Type)),
    ("variable.language", Some(TokenKind::Keyword)),
    // Code within a string is code.
    ("meta.interpolation", None),
    ("meta.template.expression", None),
    ("source", None),
];

/// The scopes, as a parser knows them.
pub(crate) struct Kinds(Vec<(Scope, Option<TokenKind>)>);

impl Kinds {
    pub(crate) fn new() -> Self {
        Self(SCOPES.iter().filter_map(|&(name, kind)| Some((Scope::new(name).ok()?, kind))).collect())
    }

    /// The kind of what has these scopes: that of the innermost that has one.
    pub(crate) fn of(&self, stack: &ScopeStack) -> Option<TokenKind> {
        let known = |scope: &Scope| self.0.iter().find(|(prefix, _)| prefix.is_prefix_of(*scope));
        stack.scopes.iter().rev().find_map(known).and_then(|(_, kind)| *kind)
    }
}
