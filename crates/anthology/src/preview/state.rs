//! What the preview shows now, and the requests of its page.

use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};
use std::time::Duration;

use anthology_base::{Diagnostic, Severity};
use anthology_compile::{Preview, PreviewCache, SiteFile};
use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::header::{self, HeaderValue};
use hyper::{Request, Response, StatusCode};
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::serve::{Handler, Listing, message, now};
use crate::world::FileWorld;

/// How long a page waits for the next state before it asks again: shorter than a connection may be idle.
const PATIENCE: Duration = Duration::from_secs(20);

/// The page's own files.
const OWN: [(&str, &str); 3] = [
    ("preview.html", include_str!("preview.html")),
    ("preview.js", include_str!("preview.js")),
    ("preview.css", include_str!("preview.css")),
];

/// The book as it was when a file was last saved.
pub(super) struct State {
    preview: Preview,
    world: FileWorld,
    /// The URLs of the images, in their order.
    images: OnceLock<Vec<String>>,
}

impl State {
    pub(super) fn make(world: FileWorld, cache: &mut PreviewCache) -> Self {
        let mut preview = anthology_compile::preview(&world, cache);
        preview.findings.append(world.links_out_of_the_book());
        preview.findings.sort();
        Self { preview, world, images: OnceLock::new() }
    }

    /// What the page is made of, without the pages themselves.
    fn summary(&self, version: usize) -> Value {
        let pages = self.preview.pages();
        let pages: Vec<Value> = pages.iter().map(|page| json!([page.label, page.web_page])).collect();
        let findings: Vec<Value> = self.preview.findings.iter().map(|finding| self.finding(finding)).collect();
        json!({ "version": version, "pages": pages, "findings": findings })
    }

    fn finding(&self, finding: &Diagnostic) -> Value {
        let severity = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        };
        let place = finding.span.map(|span| {
            let file = self.preview.sources.file(span.file);
            let line = file.line_col(span.start as usize).line;
            let text = file.line_range(line).and_then(|range| file.text().get(range)).unwrap_or_default();
            json!({ "path": file.path(), "line": line, "text": text.chars().take(300).collect::<String>() })
        });
        json!({
            "severity": severity,
            "code": finding.code,
            "message": finding.message,
            "hints": finding.hints,
            "place": place,
        })
    }

    fn source(&self, address: &str) -> Option<Value> {
        let place = self.preview.source(address)?;
        Some(json!({ "path": place.path, "line": place.line, "text": place.text }))
    }

    fn page(&self, index: &str) -> Option<String> {
        let index = index.parse().ok()?;
        self.preview.page(index, |pages, own| {
            let urls = || self.preview.image_paths(&self.world).iter().map(|path| format!("/{path}")).collect();
            let images = if pages.images.is_empty() { &[] } else { self.images.get_or_init(urls).as_slice() };
            anthology_preview::page_svg(pages, own, index, images)
        })?
    }

    /// A file by the path of its URL.
    fn file(&self, path: &str) -> Option<Listing> {
        let path = path.strip_prefix('/')?;
        let own = OWN.iter().find(|(own, _)| *own == path);
        let own = own.map(|(path, text)| SiteFile { path: (*path).to_owned(), bytes: (*text).into() });
        let file = own.or_else(|| self.preview.file(path, &self.world))?;
        Some(Listing::new(vec![file], "", now()))
    }
}

/// The server: the newest state, and those who wait for the next one.
pub(super) struct PreviewServer {
    state: RwLock<Arc<State>>,
    version: watch::Sender<usize>,
    port: AtomicU16,
}

impl PreviewServer {
    pub(super) fn new(state: State) -> Self {
        Self { state: RwLock::new(Arc::new(state)), version: watch::Sender::new(1), port: AtomicU16::new(0) }
    }

    pub(super) fn listen_on(&self, port: u16) {
        self.port.store(port, Ordering::Relaxed);
    }

    /// Shows a new state to everybody who waits for one.
    pub(super) fn show(&self, state: State) {
        *self.state.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(state);
        self.version.send_modify(|version| *version += 1);
    }

    fn state(&self) -> Arc<State> {
        Arc::clone(&self.state.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// True if the request names this computer: a page of another site may have its own name lead here.
    fn is_local(&self, request: &Request<Incoming>) -> bool {
        let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
        let port = self.port.load(Ordering::Relaxed);
        [format!("127.0.0.1:{port}"), format!("localhost:{port}")].iter().any(|own| own == host)
    }
}

impl Handler for PreviewServer {
    async fn handle(&self, request: Request<Incoming>) -> Response<Full<Bytes>> {
        if !self.is_local(&request) {
            return message(StatusCode::FORBIDDEN, false);
        }
        let path = request.uri().path();
        if path == "/" {
            let mut response = message(StatusCode::FOUND, false);
            response.headers_mut().insert(header::LOCATION, HeaderValue::from_static("/preview.html"));
            return response;
        }
        if let Some(known) = path.strip_prefix("/state/").and_then(|known| known.parse::<usize>().ok()) {
            let mut changes = self.version.subscribe();
            let _ = tokio::time::timeout(PATIENCE, changes.wait_for(|version| *version != known)).await;
            let version = *self.version.borrow();
            return data("application/json", self.state().summary(version).to_string());
        }
        let state = self.state();
        if let Some(page) = path.strip_prefix("/page/") {
            return state
                .page(page)
                .map_or_else(|| message(StatusCode::NOT_FOUND, false), |svg| data("image/svg+xml", svg));
        }
        if let Some(address) = path.strip_prefix("/source/") {
            let source = state.source(address);
            return source.map_or_else(
                || message(StatusCode::NOT_FOUND, false),
                |json| data("application/json", json.to_string()),
            );
        }
        match state.file(path) {
            Some(file) => file.answer(&request),
            None => message(StatusCode::NOT_FOUND, false),
        }
    }
}

fn data(media_type: &'static str, text: String) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(text)));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
