//! `anthology preview` as a browser drives it, on the sample book.

#![cfg(feature = "preview")]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

/// The program, which is stopped at the end of a test however that ends.
struct Preview {
    child: Child,
    address: String,
}

impl Preview {
    fn start(book: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_anthology"))
            .args(["preview", "--book"])
            .arg(book)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program");
        let mut url = String::new();
        let output = child.stdout.take().expect("its output");
        BufReader::new(output).read_line(&mut url).expect("an address");
        let address = url.trim().trim_start_matches("http://").trim_end_matches('/').to_owned();
        Self { child, address }
    }

    /// The status and the body of a response.
    fn get(&self, path: &str) -> (u16, String) {
        self.ask(path, &self.address)
    }

    fn ask(&self, path: &str, host: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.address).expect("a connection");
        stream.set_read_timeout(Some(Duration::from_secs(120))).expect("a timeout");
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").expect("a request");
        let mut all = Vec::new();
        stream.read_to_end(&mut all).expect("a response");
        let text = String::from_utf8_lossy(&all).into_owned();
        let (head, body) = text.split_once("\r\n\r\n").expect("a head");
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        (status.expect("a status"), body.to_owned())
    }

    fn state(&self, known: u64) -> Value {
        serde_json::from_str(&self.get(&format!("/state/{known}")).1).expect("JSON")
    }

    /// The first state in which something holds.
    fn until(&self, mut known: u64, holds: impl Fn(&Value) -> bool) -> Value {
        let start = Instant::now();
        loop {
            let state = self.state(known);
            if holds(&state) {
                return state;
            }
            known = state["version"].as_u64().expect("a version");
            assert!(start.elapsed() < Duration::from_secs(100), "{state}");
        }
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn copy_of_the_sample() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, bytes) in anthology_test_support::files_of(&anthology_test_support::root()) {
        let target = folder.path().join(path);
        fs::create_dir_all(target.parent().expect("a folder")).expect("a folder");
        fs::write(target, bytes).expect("a file");
    }
    folder
}

#[test]
fn a_save_shows_and_nothing_else_is_served() {
    let book = copy_of_the_sample();
    let preview = Preview::start(book.path());
    let state = preview.state(0);
    assert_eq!(state["version"], 1);
    let pages = state["pages"].as_array().expect("pages");
    assert!(pages.len() > 40, "{}", pages.len());
    for (path, has) in [
        ("/preview.html", "preview.js"),
        ("/preview.js", "fetch("),
        ("/page/9", "<use "),
        (&format!("/{}", pages[20][1].as_str().expect("a path")), "<main"),
        ("/style.css", ".opening"),
    ] {
        let (status, body) = preview.get(path);
        assert!(status == 200 && body.contains(has), "{path}: {status}");
    }
    assert_eq!(preview.get("/").0, 302);
    for path in ["/page/100000", "/page/x", "/source/none.1", "/book.toml", "/../book.toml", "/chapters/foreword.md"] {
        assert_eq!(preview.get(path).0, 404, "{path}");
    }
    assert_eq!(preview.ask("/preview.html", "evil.example").0, 403, "a page elsewhere can't read the book");

    // A paragraph's source, and the page after a save.
    let chapters = book.path().join("chapters");
    let path = chapters.join("foreword.md");
    let text = fs::read_to_string(&path).expect("a chapter");
    let source: Value = serde_json::from_str(&preview.get("/source/foreword.1").1).expect("JSON");
    assert_eq!(source["path"], "chapters/foreword.md");
    let written = source["text"].as_str().expect("its words");
    assert!(text.contains(written) && !written.is_empty(), "{source}");
    let line = text[..text.find(written).expect("the place")].lines().count() as u64 + 1;
    assert!(source["line"].as_u64().is_some_and(|own| own.abs_diff(line) <= 1), "{source} at line {line}");
    fs::write(&path, text.replace(written, "A sentence that was saved just now.")).expect("a save");
    preview.until(1, |_| preview.get("/read/foreword.html").1.contains("was saved just now."));

    // A fault is shown with its line, and goes when it is mended.
    let manifest = book.path().join("book.toml");
    let good = fs::read_to_string(&manifest).expect("a manifest");
    fs::write(&manifest, good.replace("chapters/foreword.md", "chapters/no-such.md")).expect("a save");
    let state = preview.until(1, |state| state["findings"].to_string().contains("no-such.md"));
    let finding = state["findings"].as_array().expect("findings").iter().find(|f| f["severity"] == "error");
    assert_eq!(finding.expect("an error")["place"]["path"], "book.toml");
    fs::write(&manifest, good).expect("a save");
    preview.until(state["version"].as_u64().expect("a version"), |state| {
        state["pages"].as_array().is_some_and(|pages| pages.len() > 40)
    });
}
