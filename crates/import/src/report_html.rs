//! The report of an import as one page: self-contained, readable offline, by keyboard and by screen reader.
//!
//! Nothing in it is loaded from anywhere, and it works without its script, which only filters the list of essays.

use crate::ledger::LEDGER;
use crate::report::{Report, ReportDiff, ReportEssay, ReportProposal, ReportStated};
use anthology_dedupe::{Change, changes};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// The name of the report in the book's folder.
pub const REPORT: &str = "import-report.html";

/// Essays, and lines of one reason, that the page shows; the JSON has all of them.
const SHOWN: usize = 2_000;
const SHOWN_LINES: usize = 100;
/// Differences of one pair of variants.
const SHOWN_DIFFERENCES: usize = 200;

const STYLE: &str = "
:root { color-scheme: light dark; --line: #767676; --quiet: #595959; --kept: #0b5d1e; --other: #7a2100; --old: #ffe0d6;
  --new: #d5f2dc; --field: #f2f2f2; --link: #0b4fae; --page: #fff; --ink: #111; }
@media (prefers-color-scheme: dark) { :root { --line: #8f8f8f; --quiet: #b5b5b5; --kept: #7fd893; --other: #ffb59c;
  --old: #5a2415; --new: #14461f; --field: #2a2a2a; --link: #9ecbff; --page: #121212;
  --ink: #eee; } }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 68rem; margin: 0 auto; padding: 1rem; }
h1, h2, h3 { line-height: 1.25; } a { color: var(--link); }
html { background: var(--page); color: var(--ink); }
code { font: 0.95em ui-monospace, monospace; background: var(--field); padding: 0.1em 0.3em; overflow-wrap: anywhere; }
article, .diff { border-top: 1px solid var(--line); padding: 0.5rem 0 1rem; overflow-wrap: anywhere; }
dl.facts { display: grid; grid-template-columns: max-content 1fr; gap: 0.1rem 1rem; margin: 0.5rem 0; }
dl.facts dt { color: var(--quiet); } dl.facts dd { margin: 0; }
.decision { font-weight: bold; } .kept { color: var(--kept); } .duplicate, .set-aside { color: var(--other); }
table { border-collapse: collapse; width: 100%; table-layout: fixed; }
th, td { border: 1px solid var(--line); padding: 0.4rem; text-align: start; vertical-align: top; }
del { background: var(--old); } ins { background: var(--new); }
.aside { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; inset-inline-start: -99rem; } .skip:focus { position: static; }
summary { cursor: pointer; padding: 0.2rem 0; } :focus-visible { outline: 3px solid; outline-offset: 2px; }
label { display: block; margin: 0.5rem 0; } input { font: inherit; padding: 0.3rem; width: min(100%, 30rem); }
@media (max-width: 40rem) { dl.facts { grid-template-columns: 1fr; } dl.facts dt { margin-top: 0.4rem; } }
@media print { .filter { display: none; } }
";

const SCRIPT: &str = "
const field = document.getElementById('filter'), count = document.getElementById('found');
const essays = [...document.querySelectorAll('#essays article')];
document.querySelector('.filter').hidden = false;
field.addEventListener('input', () => {
  const words = field.value.toLowerCase().split(/\\s+/);
  let shown = 0;
  for (const essay of essays) {
    essay.hidden = !words.every(word => essay.textContent.toLowerCase().includes(word));
    shown += !essay.hidden;
  }
  count.textContent = `${shown} of ${essays.length} shown`;
});
";

/// Text for HTML. Control characters and overrides of direction are shown as a replacement character.
fn text(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    for c in raw.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(c),
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => out.push('\u{fffd}'),
            c if c.is_control() => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// A path in the book's folder as the target of a link.
fn path(raw: &str) -> String {
    let mut out = String::from("./");
    for byte in raw.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(char::from(byte)),
            byte => drop(write!(out, "%{byte:02X}")),
        }
    }
    out
}

fn many(count: usize, thing: &str) -> String {
    format!("{count} {thing}{}", if count == 1 { "" } else { "s" })
}

impl Report {
    /// The report as a page. `title` is the book's; `ledger` is the ledger's text, in which the report finds the lines
    /// that the editor may change.
    pub fn to_html(&self, title: &str, ledger: &str) -> String {
        Page { report: self, lines: Lines::of(ledger), out: String::new() }.write(title)
    }
}

/// The lines of the ledger at which its entries begin.
struct Lines {
    essays: BTreeMap<String, usize>,
    proposals: BTreeMap<(String, usize), usize>,
    dropped: BTreeMap<(String, usize), usize>,
}

impl Lines {
    fn of(ledger: &str) -> Self {
        let mut found = Self { essays: BTreeMap::new(), proposals: BTreeMap::new(), dropped: BTreeMap::new() };
        let quoted = |value: &str| value.trim().trim_matches(['"', '\'']).to_owned();
        let (mut kind, mut start, mut capture) = ("", 0, String::new());
        for (n, line) in ledger.lines().enumerate() {
            let (key, value) = line.split_once(" = ").unwrap_or((line, ""));
            match (kind, key) {
                (_, "[[essay]]" | "[[proposal]]" | "[[dropped]]" | "[[capture]]" | "[[image]]") => {
                    (kind, start, capture) = (key, n + 1, String::new());
                }
                ("[[essay]]", "id") => drop(found.essays.insert(quoted(value), start)),
                (_, "capture") => capture = quoted(value),
                ("[[proposal]]", "line") => {
                    let line = value.parse().unwrap_or(0);
                    found.proposals.insert((capture.clone(), line), start);
                }
                ("[[dropped]]", "lines") => {
                    let digits = value.trim_start_matches('[').split(',').next().unwrap_or_default();
                    let line = digits.trim().parse().unwrap_or(0);
                    found.dropped.entry((capture.clone(), line)).or_insert(start);
                }
                // A list over several lines: its first number is in the next line.
                ("[[dropped]]", key) if capture.is_empty() || key.trim().parse::<usize>().is_err() => {}
                _ => {}
            }
        }
        found
    }
}

struct Page<'a> {
    report: &'a Report,
    lines: Lines,
    out: String,
}

impl Page<'_> {
    fn write(mut self, title: &str) -> String {
        let title = text(title);
        self.push(&format!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n<title>Import report: {title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">Skip to the report</a>\n<header><h1>Import report: {title}</h1></header>\n"
        ));
        self.contents();
        self.push("<main id=\"main\">\n");
        self.summary();
        self.proposals();
        self.essays();
        self.variants();
        self.skipped();
        self.dropped();
        self.push("</main>\n");
        self.push(&format!("<script>{SCRIPT}</script>\n</body>\n</html>\n"));
        self.out
    }

    fn push(&mut self, html: &str) {
        self.out.push_str(html);
    }

    fn contents(&mut self) {
        let report = self.report;
        self.push("<nav aria-label=\"Contents\"><ul>\n");
        for (id, name, count) in [
            ("summary", "Summary", 1),
            ("proposals", "Waiting for you", report.proposals.len()),
            ("essays", "Essays", report.essays.len()),
            ("variants", "Variants", report.variants.len()),
            ("skipped", "Files not imported", report.skipped.len()),
            ("dropped", "Lines left out", report.dropped.len()),
        ] {
            if count > 0 {
                self.push(&format!("<li><a href=\"#{id}\">{name}</a></li>\n"));
            }
        }
        self.push("</ul></nav>\n");
    }

    fn summary(&mut self) {
        let report = self.report;
        let decided = |d: &str| report.essays.iter().filter(|e| e.decision == d).count();
        let captures: BTreeSet<&str> = report.essays.iter().map(|e| e.capture.as_str()).collect();
        let unrecorded = report.essays.iter().filter(|e| e.decision == "kept" && e.permission.is_none()).count();
        let rows = [
            ("Found", format!("{} in {}", many(report.essays.len(), "essay"), many(captures.len(), "file"))),
            ("Kept", many(decided("kept"), "chapter")),
            ("Merged", format!("{} of kept essays", many(decided("duplicate"), "copy").replace("copys", "copies"))),
            ("Set aside", many(decided("set-aside"), "text")),
            ("Left out", many(report.dropped.len(), "line")),
            ("Not imported", many(report.skipped.len(), "file")),
            ("Without a recorded right to print", many(unrecorded, "chapter")),
        ];
        let rows: String = rows.iter().map(|(k, v)| format!("<dt>{k}</dt><dd>{v}</dd>\n")).collect();
        self.push(&format!(
            "<section aria-labelledby=\"summary\"><h2 id=\"summary\">Summary</h2>\n<dl class=\"facts\">\n{rows}</dl>\n<p>Every decision can be changed in <code>{LEDGER}</code>. Paste the line that this page gives into the entry that begins at the line it names, save, and run <code>anthology import --into</code> with the book’s folder again.</p></section>\n"
        ));
    }

    fn proposals(&mut self) {
        let report = self.report;
        let mut all: Vec<&ReportProposal> = report.proposals.iter().collect();
        all.sort_by_key(|p| (!p.likely, -p.score));
        let (likely, possible) = all.split_at(all.iter().filter(|p| p.likely).count());
        if all.is_empty() {
            return;
        }
        self.push("<section aria-labelledby=\"proposals\"><h2 id=\"proposals\">Waiting for you</h2>\n<p>An essay may begin at each of these lines. The evidence was not enough to cut there without asking.</p>\n");
        likely.iter().take(SHOWN).for_each(|proposal| self.proposal(proposal));
        if !possible.is_empty() {
            let count = many(possible.len(), "line");
            self.push(&format!("<details><summary>{count} where an essay is possible, but less likely</summary>\n"));
            possible.iter().take(SHOWN).for_each(|proposal| self.proposal(proposal));
            self.push("</details>\n");
        }
        self.push("</section>\n");
    }

    fn proposal(&mut self, proposal: &ReportProposal) {
        let because: String = proposal.because.iter().map(|b| format!("<li>{}</li>", text(b))).collect();
        let line = self.lines.proposals.get(&(proposal.capture.clone(), proposal.line)).copied();
        let change = change(line, &[("accept = true", "to begin an essay here")]);
        self.push(&format!(
            "<article><h3>{}</h3>\n<p>{}, {} points.</p>\n<details><summary>Evidence</summary><ul>{because}</ul></details>\n{change}</article>\n",
            text(&proposal.text),
            source(&proposal.capture, proposal.line),
            proposal.score,
        ));
    }

    fn essays(&mut self) {
        self.push("<section aria-labelledby=\"essays-title\" id=\"essays\"><h2 id=\"essays-title\">Essays</h2>\n<div class=\"filter\" hidden><label>Show essays with these words <input id=\"filter\" type=\"search\"></label><p id=\"found\" role=\"status\"></p></div>\n");
        let report = self.report;
        // What needs a look comes first.
        let order = |e: &&ReportEssay| usize::from(e.decision == "kept");
        let mut essays: Vec<&ReportEssay> = report.essays.iter().collect();
        essays.sort_by_key(order);
        for essay in essays.iter().take(SHOWN) {
            self.essay(essay);
        }
        if essays.len() > SHOWN {
            let rest = many(essays.len() - SHOWN, "more essay");
            self.push(&format!(
                "<p>{rest}: see the ledger, or the report as JSON (<code>--report FILE.json</code>).</p>\n"
            ));
        }
        self.push("</section>\n");
    }

    fn essay(&mut self, essay: &ReportEssay) {
        let mut facts = String::new();
        let mut fact = |name: &str, value: String| {
            let _ = writeln!(facts, "<dt>{name}</dt><dd>{value}</dd>");
        };
        if let Some(chapter) = &essay.chapter {
            fact("Chapter", format!("<a href=\"{}\">{}</a>", path(chapter), text(chapter)));
        }
        fact("From", source(&essay.capture, essay.start_line));
        let stated = |found: &ReportStated| {
            let place = if found.found_in.is_empty() { String::new() } else { format!(" ({})", text(&found.found_in)) };
            let web = found.value.starts_with("http://") || found.value.starts_with("https://");
            let value = text(&found.value);
            if web { format!("<a href=\"{value}\" rel=\"noreferrer\">{value}</a>{place}") } else { value + &place }
        };
        for (name, found) in [
            ("Author", &essay.author),
            ("Date", &essay.date),
            ("Published at", &essay.source),
            ("Licence", &essay.licence),
        ] {
            if let Some(found) = found {
                fact(name, stated(found));
            } else if essay.decision == "kept" && name != "Licence" {
                fact(name, "not found".to_owned());
            }
        }
        if essay.decision == "kept" {
            fact("Permission", text(essay.permission.as_deref().unwrap_or("not recorded")));
        }
        fact("Words", essay.words.to_string());
        if let Some(other) = &essay.duplicate_of {
            fact("Copy of", text(other));
        }
        let because: String = essay.because.iter().map(|b| format!("<li>{}</li>", text(b))).collect();
        let guess = if essay.title_source == "proposed" { " (a proposed title)" } else { "" };
        let merge = essay.duplicate_of.as_ref().map(|id| format!("overrule = \"merge-with:{id}\""));
        let choices: &[(&str, &str)] = match essay.decision {
            "kept" => &[
                ("overrule = \"drop\"", "to make no chapter of it"),
                (
                    "overrule = \"merge-with:CAPTURE:LINE\"",
                    "if it is the same text as another essay, with that one’s id",
                ),
                ("overrule = \"join\"", "if no essay begins here: it belongs to the one before"),
                (
                    "permission = { status = \"granted\", date = \"YYYY-MM-DD\", wording = \"…\" }",
                    "to record the right to print it",
                ),
            ],
            "duplicate" => &[
                ("overrule = \"not-duplicate\"", "if it is a text of its own"),
                (merge.as_deref().unwrap_or_default(), "to keep it merged whatever later imports find"),
            ],
            _ => &[("overrule = \"keep\"", "to make a chapter of it")],
        };
        let change = change(self.lines.essays.get(&essay.id).copied(), choices);
        let title = text(&essay.title);
        let decision = essay.decision;
        self.push(&format!(
            "<article><h3>{title}{guess}</h3>\n<p><span class=\"decision {decision}\">{}</span>: {}</p>\n<dl class=\"facts\">\n{facts}</dl>\n<details><summary>Why it begins here<span class=\"aside\">: {title}</span></summary><ul>{because}</ul></details>\n{change}</article>\n",
            match decision {
                "kept" => "Kept",
                "duplicate" => "Merged",
                _ => "Set aside",
            },
            text(&essay.reason),
        ));
    }

    fn variants(&mut self) {
        if self.report.variants.is_empty() {
            return;
        }
        self.push("<section aria-labelledby=\"variants\"><h2 id=\"variants\">Variants</h2>\n<p>Where copies of one essay differ: on the left the text that the book has, on the right the other.</p>\n");
        for variant in self.report.variants.iter().take(SHOWN) {
            self.variant(variant);
        }
        self.push("</section>\n");
    }

    fn variant(&mut self, variant: &ReportDiff) {
        let (kept, other) = (text(&variant.kept), text(&variant.other));
        self.push(&format!(
            "<div class=\"diff\"><h3>{kept} and {other}</h3>\n<p>{} and {} words, {} of them the same in the same order.</p>\n",
            variant.kept_words, variant.other_words, variant.same_words
        ));
        let count = variant.differences.len();
        if count > 0 {
            self.push(&format!(
                "<details><summary>{}<span class=\"aside\"> between {kept} and {other}</span></summary><table><caption>Differences between {kept} and {other}</caption><thead><tr><th scope=\"col\">kept: {kept}</th><th scope=\"col\">other: {other}</th></tr></thead><tbody>\n",
                many(count, "difference")
            ));
            for hunk in variant.differences.iter().take(SHOWN_DIFFERENCES) {
                let (mut left, mut right) = (String::new(), String::new());
                for change in changes(&hunk.kept, &hunk.other) {
                    match change {
                        Change::Same(words) => {
                            left.push_str(&text(&words));
                            right.push_str(&text(&words));
                        }
                        Change::Removed(words) => drop(write!(left, "<del>{}</del>", text(&words))),
                        Change::Added(words) => drop(write!(right, "<ins>{}</ins>", text(&words))),
                    }
                }
                let nothing = |cell: String| if cell.is_empty() { "(nothing)".to_owned() } else { cell };
                self.push(&format!("<tr><td>{}</td><td>{}</td></tr>\n", nothing(left), nothing(right)));
            }
            self.push("</tbody></table>");
            if count > SHOWN_DIFFERENCES {
                self.push(&format!("<p>and {} more</p>", count - SHOWN_DIFFERENCES));
            }
            self.push("</details>\n");
        }
        self.push("</div>\n");
    }

    fn skipped(&mut self) {
        if self.report.skipped.is_empty() {
            return;
        }
        self.push("<section aria-labelledby=\"skipped\"><h2 id=\"skipped\">Files not imported</h2>\n<ul>\n");
        for file in self.report.skipped.iter().take(SHOWN) {
            self.push(&format!("<li><code>{}</code>: {}</li>\n", text(&file.file), text(&file.reason)));
        }
        let rest = self.report.skipped.len().saturating_sub(SHOWN);
        if rest > 0 {
            self.push(&format!("<li>and {} more</li>\n", rest));
        }
        self.push("</ul></section>\n");
    }

    fn dropped(&mut self) {
        if self.report.dropped.is_empty() {
            return;
        }
        self.push(&format!(
            "<section aria-labelledby=\"dropped\"><h2 id=\"dropped\">Lines left out</h2>\n<p>By reason. To bring a line back, paste <code>overrule = \"keep\"</code> into its entry in <code>{LEDGER}</code>.</p>\n"
        ));
        let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (n, dropped) in self.report.dropped.iter().enumerate() {
            groups.entry(&dropped.reason).or_default().push(n);
        }
        for (reason, list) in groups {
            self.push(&format!("<details><summary>{}: {}</summary><ul>\n", text(reason), many(list.len(), "line")));
            for &n in list.iter().take(SHOWN_LINES) {
                let dropped = &self.report.dropped[n];
                let entry = self.lines.dropped.get(&(dropped.capture.clone(), dropped.start_line));
                let entry = entry.map_or_else(String::new, |line| format!(" ({LEDGER}, line {line})"));
                self.push(&format!(
                    "<li>{}{entry}: {}</li>\n",
                    source(&dropped.capture, dropped.start_line),
                    text(&dropped.text)
                ));
            }
            if list.len() > SHOWN_LINES {
                self.push(&format!("<li>and {} more: see the ledger</li>\n", list.len() - SHOWN_LINES));
            }
            self.push("</ul></details>\n");
        }
        self.push("</section>\n");
    }
}

/// A capture and a line of it.
fn source(capture: &str, line: usize) -> String {
    let file = format!("{}/{capture}", crate::request::CAPTURES);
    format!("<a href=\"{}\">{}</a>, line {line}", path(&file), text(capture))
}

/// The lines to paste into an entry of the ledger.
fn change(line: Option<usize>, choices: &[(&str, &str)]) -> String {
    let Some(line) = line else { return String::new() };
    let list: String =
        choices.iter().map(|(paste, why)| format!("<li><code>{}</code> {}</li>", text(paste), text(why))).collect();
    format!("<details><summary>Change it ({LEDGER}, line {line})</summary><ul>{list}</ul></details>\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{ReportDropped, ReportHunk, ReportSkipped};

    #[test]
    fn one_page_with_every_decision_and_nothing_from_elsewhere() {
        let essay = |id: &str, title: &str, decision: &'static str| ReportEssay {
            id: id.into(),
            capture: "a b.txt".into(),
            start_line: 1,
            end_line: 9,
            title: title.into(),
            title_source: "capture",
            kind: "essay",
            decision,
            reason: "because".into(),
            duplicate_of: None,
            chapter: (decision == "kept").then(|| "chapters/x.md".into()),
            words: 90,
            because: vec!["+100 a sign".into()],
            author: Some(ReportStated { value: "Mira <Holm>".into(), found_in: "the feed".into() }),
            date: None,
            source: Some(ReportStated { value: "https://a.example/?a=1&b=2".into(), found_in: String::new() }),
            licence: None,
            permission: None,
        };
        let report = Report {
            skipped: vec![ReportSkipped { file: "x.pdf".into(), reason: "a PDF".into() }],
            essays: vec![essay("a b.txt:1", "On <i>Tides</i>", "kept"), essay("a b.txt:20", "Copy", "duplicate")],
            dropped: vec![ReportDropped {
                capture: "a b.txt".into(),
                start_line: 4,
                end_line: 4,
                reason: "boilerplate".into(),
                text: "Share\u{202e} <script>this</script>".into(),
            }],
            proposals: vec![ReportProposal {
                capture: "a b.txt".into(),
                line: 12,
                text: "A line".into(),
                score: 60,
                likely: true,
                because: vec!["+60 a sign".into()],
            }],
            variants: vec![ReportDiff {
                kept: "a b.txt:1".into(),
                other: "a b.txt:20".into(),
                kept_words: 90,
                other_words: 90,
                same_words: 89,
                differences: vec![ReportHunk {
                    kept: "The old mill stood.".into(),
                    other: "The new mill stood.".into(),
                }],
            }],
        };
        let ledger = "[[proposal]]\ncapture = \"a b.txt\"\nline = 12\n\n[[essay]]\nid = \"a b.txt:1\"\n\n[[essay]]\nid = \"a b.txt:20\"\n\n[[dropped]]\ncapture = \"a b.txt\"\nlines = [4, 4]\n";
        let page = report.to_html("Tides & Co", ledger);
        for expected in [
            "<title>Import report: Tides &amp; Co</title>",
            "On &lt;i&gt;Tides&lt;/i&gt;",
            "href=\"./captures/a%20b.txt\"",
            "href=\"./chapters/x.md\"",
            "Mira &lt;Holm&gt; (the feed)",
            "import-ledger.toml, line 1)",
            "import-ledger.toml, line 5)",
            "import-ledger.toml, line 8)",
            "(import-ledger.toml, line 11)",
            "<del>old </del>",
            "<ins>new </ins>",
            "Share\u{fffd} &lt;script&gt;",
            "x.pdf</code>: a PDF",
        ] {
            assert!(page.contains(expected), "{expected}\n{page}");
        }
        assert!(!page.contains("<link") && !page.contains("src="), "{page}");
    }
}
