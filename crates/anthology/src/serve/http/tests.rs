use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::thread;
use std::time::Instant;

use super::*;

/// Bytes of the book that is downloaded: more than a socket's buffers hold.
const BOOK: usize = 3 << 20;

fn listing(code: &str) -> Arc<Listing> {
    let file = |path: &str, bytes: Vec<u8>| SiteFile { path: path.to_owned(), bytes };
    let book = (0..BOOK).map(|at| (at % 251) as u8).collect();
    let files = vec![
        file("index.html", b"<p>hello</p>".to_vec()),
        file("files/Book.epub", book),
        file("files/Book.kepub.epub", b"kobo".to_vec()),
        file("opds.json", b"{}".to_vec()),
        file("empty.txt", Vec::new()),
    ];
    Arc::new(Listing::new(files, code, SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000)))
}

/// A server on a free port, which stops when it is dropped.
struct TestServer {
    address: SocketAddr,
    runtime: Option<tokio::runtime::Runtime>,
    stop: Option<tokio::sync::oneshot::Sender<()>>,
    task: Option<tokio::task::JoinHandle<()>>,
}

impl TestServer {
    fn start(limits: ServerLimits) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        let runtime = runtime.expect("a runtime");
        let socket = runtime.block_on(TcpListener::bind("127.0.0.1:0")).expect("a port");
        let address = socket.local_addr().expect("an address");
        let (stop, stopped) = tokio::sync::oneshot::channel();
        let task = runtime.spawn(serve(socket, listing("k7m2"), limits, async {
            let _ = stopped.await;
        }));
        Self { address, runtime: Some(runtime), stop: Some(stop), task: Some(task) }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).expect("a connection");
        stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a timeout");
        stream
    }

    /// The status line with the headers, and the body of a response.
    fn ask(&self, request: &str) -> (String, Vec<u8>) {
        let mut stream = self.connect();
        // In one piece: the server may hang up as soon as it has seen that a request is none.
        let request = format!("{request}\r\nHost: x\r\nConnection: close\r\n\r\n");
        let _ = stream.write_all(request.as_bytes());
        let mut all = Vec::new();
        let _ = stream.read_to_end(&mut all);
        let end = all.windows(4).position(|window| window == b"\r\n\r\n").unwrap_or(all.len());
        let head = String::from_utf8_lossy(&all[..end]).to_lowercase();
        (head, all[(end + 4).min(all.len())..].to_vec())
    }

    fn get(&self, path: &str) -> (String, Vec<u8>) {
        self.ask(&format!("GET {path} HTTP/1.1"))
    }

    /// Stops it; the time that it took.
    fn stop(&mut self) -> Duration {
        let start = Instant::now();
        let (runtime, task) = (self.runtime.take().expect("a runtime"), self.task.take().expect("a task"));
        drop(self.stop.take());
        runtime.block_on(task).expect("an end");
        start.elapsed()
    }
}

#[test]
fn files_have_their_types_and_nothing_else_is_there() {
    let server = TestServer::start(ServerLimits::default());
    let (head, body) = server.get("/k7m2/index.html");
    assert!(head.starts_with("http/1.1 200") && head.contains("content-type: text/html; charset=utf-8"), "{head}");
    assert!(head.contains("last-modified: fri, 15 jan 2027 08:00:00 gmt") && head.contains("content-length: 12"));
    assert_eq!(body, b"<p>hello</p>");
    assert!(server.get("/k7m2/files/Book.epub").0.contains("content-type: application/epub+zip"));
    assert!(server.get("/k7m2/files/Book.kepub.epub").0.contains("content-type: application/kepub+zip"));
    assert!(server.get("/k7m2/opds.json").0.contains("content-type: application/opds+json"));
    for path in ["/k7m2", "/k7m2/"] {
        let (head, _) = server.get(path);
        assert!(head.starts_with("http/1.1 302") && head.contains("location: /k7m2/index.html"), "{head}");
    }
    let (head, body) = server.ask("HEAD /k7m2/files/Book.epub HTTP/1.1");
    assert!(head.contains(&format!("content-length: {BOOK}")) && body.is_empty(), "{head}");
    let (head, _) = server.ask("POST /k7m2/index.html HTTP/1.1");
    assert!(head.starts_with("http/1.1 405") && head.contains("allow: get, head"), "{head}");
    let (head, _) = server.ask("GET /k7m2/index.html HTTP/1.1\r\nIf-Modified-Since: Fri, 15 Jan 2027 08:00:00 GMT");
    assert!(head.starts_with("http/1.1 304"), "{head}");
    let open = listing("");
    let request = Request::builder().uri("/index.html").body(()).expect("a request");
    assert_eq!(open.answer(&request).status(), StatusCode::OK);
}

#[test]
fn hostile_paths_lead_nowhere() {
    let server = TestServer::start(ServerLimits::default());
    for path in [
        "/",
        "/index.html",
        "/k7m3/index.html",
        "/k7m2/files",
        "/k7m2/files/",
        "/k7m2/../k7m2/index.html",
        "/k7m2/../../../../etc/passwd",
        "/k7m2/..%2f..%2fetc/passwd",
        "/k7m2/%2e%2e/%2e%2e/etc/passwd",
        "/k7m2/files/../index.html",
        "/k7m2//index.html",
        "//k7m2/index.html",
        "/k7m2/index.html%00",
        "/k7m2/index.html/",
        "/k7m2/INDEX.HTML",
        "/k7m2/./index.html",
        "/k7m2/index.html;x",
        "/k7m2\\index.html",
        "/k7m2/.htaccess",
        "/etc/passwd",
        "http://elsewhere.example/etc/passwd",
    ] {
        let (head, body) = server.get(path);
        assert!(head.starts_with("http/1.1 40"), "{path}: {head}");
        assert!(body.len() < 100, "{path}");
    }
    for request in ["", "GET", "\0\0\0", "GET /k7m2/index.html HTTP/9.9", "\u{16}\u{3}\u{1}\u{2}"] {
        let (head, _) = server.ask(request);
        assert!(!head.starts_with("http/1.1 200"), "{request:?}: {head}");
    }
    let long = server.get(&format!("/k7m2/{}", "a".repeat(100_000))).0;
    assert!(!long.starts_with("http/1.1 200"), "{long}");
    assert!(server.get("/k7m2/index.html").0.starts_with("http/1.1 200"), "it is still there");
}

#[test]
fn ranges_are_parts_of_the_file() {
    let server = TestServer::start(ServerLimits::default());
    let part = |range: &str| server.ask(&format!("GET /k7m2/files/Book.epub HTTP/1.1\r\nRange: {range}"));
    let (_, whole) = server.get("/k7m2/files/Book.epub");
    assert_eq!(whole.len(), BOOK);
    let last = BOOK - 1;
    for (range, expected) in [
        ("bytes=0-0", 0..1),
        ("bytes=100-199", 100..200),
        ("bytes=-10", BOOK - 10..BOOK),
        (&format!("bytes={last}-"), last..BOOK),
        ("bytes=5-99999999999999999999999", 5..BOOK),
        (&format!("bytes=-{}", BOOK * 2), 0..BOOK),
    ] {
        let (head, body) = part(range);
        assert!(head.starts_with("http/1.1 206"), "{range}: {head}");
        let content = format!("content-range: bytes {}-{}/{BOOK}", expected.start, expected.end - 1);
        assert!(head.contains(&content), "{range}: {head}");
        assert!(body == whole[expected], "{range}");
    }
    for range in [&format!("bytes={BOOK}-"), "bytes=-0"] {
        let (head, _) = part(range);
        assert!(head.starts_with("http/1.1 416") && head.contains(&format!("content-range: bytes */{BOOK}")), "{head}");
    }
    for range in ["bytes=9-5", "lines=1-2", "bytes=1-2,5-6", "bytes=a-b", "bytes=", "bytes=--1", "bytes=+1-2"] {
        let (head, body) = part(range);
        assert!(head.starts_with("http/1.1 200") && body.len() == BOOK, "{range}: {head}");
    }
    let (head, _) = part("bytes=0-9\r\nIf-Range: Thu, 14 Jan 2027 08:00:00 GMT");
    assert!(head.starts_with("http/1.1 200"), "another version: {head}");
    let (head, _) = server.ask("GET /k7m2/empty.txt HTTP/1.1\r\nRange: bytes=0-");
    assert!(head.starts_with("http/1.1 416"), "{head}");
}

#[test]
fn hundreds_download_at_once() {
    let server = TestServer::start(ServerLimits { connections: 64, ..ServerLimits::default() });
    thread::scope(|scope| {
        let clients: Vec<_> = (0..300)
            .map(|_| {
                scope.spawn(|| {
                    let (head, body) = server.get("/k7m2/files/Book.epub");
                    assert!(head.starts_with("http/1.1 200"), "{head}");
                    assert!(body.len() == BOOK && body.iter().enumerate().all(|(at, byte)| *byte == (at % 251) as u8));
                })
            })
            .collect();
        for client in clients {
            client.join().expect("a whole file");
        }
    });
}

#[test]
fn slow_clients_are_let_go() {
    let (header, idle) = (Duration::from_millis(300), Duration::from_millis(600));
    let limits = ServerLimits { connections: 8, header, idle, ..ServerLimits::default() };
    let mut server = TestServer::start(limits);
    // As many as there are places: some say nothing, some never end their request, some never read the answer.
    let mut slow: Vec<TcpStream> = (0..8).map(|_| server.connect()).collect();
    for (at, stream) in slow.iter_mut().enumerate() {
        let text = match at % 3 {
            0 => "",
            1 => "GET /k7m2/index.html HTTP/1.1\r\nX-Slow: ",
            _ => "GET /k7m2/files/Book.epub HTTP/1.1\r\nHost: x\r\n\r\n",
        };
        stream.write_all(text.as_bytes()).expect("a request");
    }
    let (head, _) = server.get("/k7m2/index.html");
    assert!(head.starts_with("http/1.1 200"), "others are served once the slow ones are gone: {head}");
    // Clients that keep their connections don't keep the server.
    let _open = server.connect();
    let stopped = server.stop();
    assert!(stopped < Duration::from_secs(20), "{stopped:?}");
    assert!(TcpStream::connect(server.address).is_err(), "nobody listens any more");
}
