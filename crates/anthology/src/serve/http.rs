//! The server: a list of files in memory, looked up by their exact paths. No path leads to a file system.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::future::Future;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use anthology_compile::SiteFile;
use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::header::{self, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use super::idle::IdleStream;

/// Bounds of what clients may take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ServerLimits {
    /// Connections at a time; others wait.
    pub(crate) connections: usize,
    /// From a connection's start, or the end of a response, to the end of a request's head.
    pub(crate) header: Duration,
    /// While nothing passes in either direction.
    pub(crate) idle: Duration,
    /// For responses under way when the server is stopped.
    pub(crate) stop: Duration,
}

impl Default for ServerLimits {
    fn default() -> Self {
        Self {
            connections: 512,
            header: Duration::from_secs(10),
            idle: Duration::from_secs(30),
            stop: Duration::from_secs(2),
        }
    }
}

/// What answers requests.
pub(crate) trait Handler: Send + Sync + 'static {
    /// Answers a request.
    fn handle(&self, request: Request<Incoming>) -> impl Future<Output = Response<Full<Bytes>>> + Send;
}

impl Handler for Listing {
    async fn handle(&self, request: Request<Incoming>) -> Response<Full<Bytes>> {
        self.answer(&request)
    }
}

/// The files that are served.
pub(crate) struct Listing {
    /// By their paths, with the code.
    files: BTreeMap<String, ListedFile>,
    /// Paths that lead to the first page.
    start: Vec<String>,
    modified: HeaderValue,
    fetched: AtomicUsize,
}

struct ListedFile {
    bytes: Bytes,
    media_type: HeaderValue,
}

impl Listing {
    /// Lists files below a path of a code; an empty code leaves that part out.
    pub(crate) fn new(files: Vec<SiteFile>, code: &str, modified: SystemTime) -> Self {
        let root = if code.is_empty() { "/".to_owned() } else { format!("/{code}/") };
        let listed = files.into_iter().map(|file| {
            let media_type = HeaderValue::from_static(media_type(&file.path));
            (format!("{root}{}", file.path), ListedFile { bytes: file.bytes.into(), media_type })
        });
        let files = listed.collect();
        let start = if code.is_empty() { Vec::new() } else { vec![format!("/{code}")] };
        let modified = HeaderValue::from_str(&httpdate::fmt_http_date(modified));
        let modified = modified.unwrap_or(HeaderValue::from_static("Thu, 01 Jan 1970 00:00:00 GMT"));
        Self { files, start: [start, vec![root]].concat(), modified, fetched: AtomicUsize::new(0) }
    }

    /// How many responses had a file.
    pub(crate) fn requests(&self) -> usize {
        self.fetched.load(Ordering::Relaxed)
    }

    pub(crate) fn answer<B>(&self, request: &Request<B>) -> Response<Full<Bytes>> {
        let head = request.method() == Method::HEAD;
        if !head && request.method() != Method::GET {
            let mut response = message(StatusCode::METHOD_NOT_ALLOWED, head);
            response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
            return response;
        }
        let path = request.uri().path();
        if let Some(root) = self.start.last().filter(|_| self.start.iter().any(|start| start == path)) {
            let mut response = message(StatusCode::FOUND, head);
            // The page's own links are relative to its folder.
            if let Ok(location) = HeaderValue::from_str(&format!("{root}index.html")) {
                response.headers_mut().insert(header::LOCATION, location);
            }
            return response;
        }
        let Some(file) = self.files.get(path) else { return message(StatusCode::NOT_FOUND, head) };
        self.fetched.fetch_add(1, Ordering::Relaxed);
        self.file(file, request, head)
    }

    fn file<B>(&self, file: &ListedFile, request: &Request<B>, head: bool) -> Response<Full<Bytes>> {
        let size = file.bytes.len();
        let header = |name| request.headers().get(name).and_then(|value: &HeaderValue| value.to_str().ok());
        let modified = self.modified.to_str().unwrap_or_default();
        let date = |text: &str| httpdate::parse_http_date(text).ok();
        let since = header(header::IF_MODIFIED_SINCE).and_then(date);
        if since.is_some_and(|since| date(modified).is_some_and(|modified| modified <= since)) {
            return self.with_headers(Response::new(Full::default()), StatusCode::NOT_MODIFIED, file);
        }
        // A part of another version would not fit what the client has (RFC 9110, 13.1.5).
        let same = header(header::IF_RANGE).is_none_or(|version| version == modified);
        let range = header(header::RANGE).filter(|_| same).map_or(Ok(None), |range| range_of(range, size));
        let (status, range) = match range {
            Ok(None) => (StatusCode::OK, 0..size),
            Ok(Some(range)) => (StatusCode::PARTIAL_CONTENT, range),
            Err(Unsatisfiable) => {
                let mut response = message(StatusCode::RANGE_NOT_SATISFIABLE, head);
                if let Ok(range) = HeaderValue::from_str(&format!("bytes */{size}")) {
                    response.headers_mut().insert(header::CONTENT_RANGE, range);
                }
                return response;
            }
        };
        let body = if head { Bytes::new() } else { file.bytes.slice(range.clone()) };
        let mut response = self.with_headers(Response::new(Full::new(body)), status, file);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(range.len()));
        if status == StatusCode::PARTIAL_CONTENT
            && let Ok(range) = HeaderValue::from_str(&format!("bytes {}-{}/{size}", range.start, range.end - 1))
        {
            headers.insert(header::CONTENT_RANGE, range);
        }
        response
    }

    fn with_headers(
        &self,
        mut response: Response<Full<Bytes>>,
        status: StatusCode,
        file: &ListedFile,
    ) -> Response<Full<Bytes>> {
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, file.media_type.clone());
        headers.insert(header::LAST_MODIFIED, self.modified.clone());
        for (name, value) in [
            (header::ACCEPT_RANGES, "bytes"),
            (header::CACHE_CONTROL, "no-cache"),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (header::REFERRER_POLICY, "no-referrer"),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        response
    }
}

/// A response without a file.
pub(crate) fn message(status: StatusCode, head: bool) -> Response<Full<Bytes>> {
    let text = format!("{status}\n");
    let mut response = Response::new(if head { Full::default() } else { Full::new(Bytes::from(text)) });
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response
}

/// A range that begins after the end of its file.
struct Unsatisfiable;

/// The one range of a `Range` header (RFC 9110, 14). Several ranges, or what is none, are answered by the whole file.
fn range_of(text: &str, size: usize) -> Result<Option<Range<usize>>, Unsatisfiable> {
    let Some((first, last)) = text.strip_prefix("bytes=").and_then(|range| range.trim().split_once('-')) else {
        return Ok(None);
    };
    let number = |text: &str| -> Option<usize> {
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        // More digits than a number has are beyond any end.
        digits.then(|| text.parse().unwrap_or(usize::MAX))
    };
    let range = match (number(first), number(last)) {
        (None, Some(end)) if first.is_empty() => size.saturating_sub(end)..size,
        (Some(start), None) if last.is_empty() => start..size,
        (Some(start), Some(last)) if start <= last => start..last.saturating_add(1).min(size),
        _ => return Ok(None),
    };
    if range.start >= size || range.is_empty() { Err(Unsatisfiable) } else { Ok(Some(range)) }
}

/// The media type by a path's ending.
fn media_type(path: &str) -> &'static str {
    let name = path.rsplit('/').next().unwrap_or(path);
    match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "epub" if name.ends_with(".kepub.epub") => "application/kepub+zip",
        "epub" => "application/epub+zip",
        "pdf" => "application/pdf",
        "atom" => "application/atom+xml;profile=opds-catalog;kind=acquisition",
        "json" if name == "opds.json" => "application/opds+json",
        "json" | "ann" => "application/json",
        "ics" => "text/calendar; charset=utf-8",
        "jpg" | "jpeg" => "image/jpeg",
        "png" => "image/png",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "svg" => "image/svg+xml",
        _ => "text/plain; charset=utf-8",
    }
}

/// Serves the files until `stop` is ready; then responses under way have a little time to end.
pub(crate) async fn serve<H: Handler>(
    socket: TcpListener,
    handler: Arc<H>,
    limits: ServerLimits,
    stop: impl Future<Output = ()>,
) {
    let slots = Arc::new(Semaphore::new(limits.connections));
    let mut connections = tokio::task::JoinSet::new();
    let accept = async {
        loop {
            let Ok(slot) = Arc::clone(&slots).acquire_owned().await else { return };
            let stream = match socket.accept().await {
                Ok((stream, _)) => stream,
                Err(_) => {
                    // Out of descriptors, or a client that is gone already.
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            };
            while connections.try_join_next().is_some() {}
            let handler = Arc::clone(&handler);
            connections.spawn(async move {
                let _slot = slot;
                let service = service_fn(move |request| {
                    let handler = Arc::clone(&handler);
                    async move { Ok::<_, Infallible>(handler.handle(request).await) }
                });
                let stream = TokioIo::new(IdleStream::new(stream, limits.idle));
                let mut server = http1::Builder::new();
                server.timer(TokioTimer::new()).header_read_timeout(limits.header).max_buf_size(32 << 10);
                // A client that breaks off is no fault of ours.
                let _ = server.serve_connection(stream, service).await;
            });
        }
    };
    tokio::select! {
        () = accept => {}
        () = stop => {}
    }
    drop(socket);
    let ended = async { while connections.join_next().await.is_some() {} };
    let _ = tokio::time::timeout(limits.stop, ended).await;
}

#[cfg(test)]
mod tests;
