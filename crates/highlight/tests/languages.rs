//! Tokens of the languages that technical books are about.

use anthology_highlight::{TokenKind, tokens};

/// Each token with the first letter of its kind: `K:fn`.
fn told(language: &str, code: &str) -> String {
    let lines: Vec<&str> = code.lines().collect();
    let found = tokens(language, &lines).unwrap_or_else(|| panic!("{language} isn't known"));
    let mut told = Vec::new();
    for (line, tokens) in lines.iter().zip(found.iter()) {
        for token in tokens {
            let letter = token.kind.class().trim_start_matches("code-").chars().next();
            told.push(format!("{}:{}", letter.unwrap_or('?').to_ascii_uppercase(), &line[token.range.clone()]));
        }
    }
    told.join(" | ")
}

#[test]
fn keywords_comments_and_strings_are_told_apart() {
    for (language, code, has) in [
        ("rust", "fn main() {\n    // hi\n    let s = \"a\\n\";\n}", ["K:fn", "F:main", "C:// hi", "S:\"a\\n\""]),
        ("python", "def f(x):\n    return \"a\"  # no", ["K:def", "F:f", "K:return", "C:# no"]),
        ("js", "const a = 1; // one", ["K:const", "C:1", "C:// one", ""]),
        ("typescript", "interface A { b: string }", ["K:interface", "T:A", "", ""]),
        ("toml", "[a]\nb = 1 # c", ["C:1", "C:# c", "", ""]),
        ("json", "{\"a\": true}", ["S:\"a\"", "C:true", "", ""]),
        ("bash", "if true; then echo \"a\"; fi", ["K:if", "K:then", "S:\"a\"", "K:fi"]),
        ("c", "int main(void) { return 0; }", ["K:int", "F:main", "K:return", "C:0"]),
        ("html", "<p class=\"a\">b</p>", ["K:p", "T:class", "S:\"a\"", ""]),
        ("sql", "SELECT a FROM b -- c", ["K:SELECT", "K:FROM", "C:-- c", ""]),
    ] {
        let found = told(language, code);
        for part in has {
            assert!(found.contains(part), "{language}: no `{part}` in {found}");
        }
    }
}

#[test]
fn tokens_lie_in_their_lines_in_order() {
    let code = ["/* over", "", "   two lines */ let é = 'ü';", "\"open"];
    let found = tokens("rs", &code).expect("Rust");
    assert_eq!(found.len(), code.len());
    assert_eq!((found[0][0].kind, found[2][0].range.clone()), (TokenKind::Comment, 3..15));
    for (line, tokens) in code.iter().zip(found.iter()) {
        let mut end = 0;
        for token in tokens {
            assert!(token.range.start >= end && line.get(token.range.clone()).is_some(), "{line}: {token:?}");
            end = token.range.end;
        }
    }
}

#[test]
fn names_of_no_language_are_plain() {
    for language in ["", "text", "console", "klingon"] {
        assert!(tokens(language, &["let x = 1;"]).is_none(), "{language}");
    }
}

#[test]
fn long_lines_take_no_time() {
    let long = "(".repeat(1 << 20);
    let found = tokens("js", &[&long, "let a"]).expect("JavaScript");
    assert!(found.iter().all(Vec::is_empty));
}
