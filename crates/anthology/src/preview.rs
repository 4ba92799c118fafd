//! `anthology preview`: the book in a browser on this computer, made anew whenever a file is saved.

mod state;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use anthology_compile::PreviewCache;
use notify::{RecursiveMode, Watcher};

use self::state::{PreviewServer, State};
use crate::cli::PreviewArgs;
use crate::console::Console;
use crate::exit::Failure;
use crate::global::Global;
use crate::serve::{ServerLimits, serve};
use crate::world::FileWorld;

/// The port that is tried first, where none is given.
const PORT: u16 = 8100;

/// How long files have to be quiet before the book is made anew: editors write a file in several steps.
const QUIET: Duration = Duration::from_millis(30);

pub(crate) fn run(args: &PreviewArgs, global: &Global, console: &Console) -> Result<(), Failure> {
    let world = FileWorld::open(global.book.as_deref())?.with_cache();
    let root = world.root().to_owned();
    let mut cache = PreviewCache::default();
    let server = Arc::new(PreviewServer::new(State::make(world, &mut cache)));
    let (changes, watcher) = watch(&root)?;
    let maker = Arc::clone(&server);
    let book = global.book.clone();
    thread::spawn(move || {
        while wait_for_change(&changes) {
            // A manifest that is being written may be gone for a moment.
            if let Ok(world) = FileWorld::open(book.as_deref()) {
                maker.show(State::make(world.with_cache(), &mut cache));
            }
        }
    });
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.map_err(|error| Failure::Machine(format!("the server can't start: {error}")))?;
    runtime.block_on(async {
        let mut ports = args.port.map_or_else(|| vec![PORT, 0], |port| vec![port]).into_iter();
        let socket = loop {
            let Some(port) = ports.next() else {
                let port = args.port.unwrap_or(PORT);
                return Err(Failure::Machine(format!(
                    "port {port} is in use by another program\nhelp: leave --port out and a free one is taken"
                )));
            };
            let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
            if let Ok(socket) = tokio::net::TcpListener::bind(address).await {
                break socket;
            }
        };
        let port = socket.local_addr().map_or(PORT, |address| address.port());
        server.listen_on(port);
        let url = format!("http://127.0.0.1:{port}/");
        console.say(&format!("The book is at {url} while this runs. Ctrl-C stops it."));
        if console.piped {
            console.print(&url);
        }
        let stop = async {
            if tokio::signal::ctrl_c().await.is_err() {
                std::future::pending::<()>().await;
            }
        };
        serve(socket, Arc::clone(&server), ServerLimits { stop: Duration::ZERO, ..ServerLimits::default() }, stop)
            .await;
        Ok(())
    })?;
    drop(watcher);
    Ok(())
}

/// Watches a book's folder. A message stands for a file that has changed.
fn watch(root: &Path) -> Result<(Receiver<()>, notify::RecommendedWatcher), Failure> {
    let failed = |error: notify::Error| Failure::Machine(format!("the book's folder can't be watched: {error}"));
    let root = std::path::absolute(if root.as_os_str().is_empty() { Path::new(".") } else { root });
    let root = root.map_err(|error| Failure::Machine(format!("the book's folder can't be watched: {error}")))?;
    let (sender, changes) = channel();
    let folder = root.clone();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        let Ok(event) = event else { return };
        if !event.kind.is_access() && event.paths.iter().any(|path| is_source(path, &folder)) {
            // The other end is gone only when the program ends.
            let _ = sender.send(());
        }
    })
    .map_err(failed)?;
    watcher.watch(&root, RecursiveMode::Recursive).map_err(failed)?;
    Ok((changes, watcher))
}

/// False for what the program writes itself, and for what is hidden.
fn is_source(path: &Path, root: &Path) -> bool {
    let inner: PathBuf = path.strip_prefix(root).unwrap_or(path).to_owned();
    let mut names = inner.components().map(|part| part.as_os_str().to_string_lossy().into_owned());
    names.clone().next().is_none_or(|first| first != "dist") && names.all(|name| !name.starts_with('.'))
}

/// Waits until something has changed and nothing more does. False if nobody watches any longer.
fn wait_for_change(changes: &Receiver<()>) -> bool {
    if changes.recv().is_err() {
        return false;
    }
    loop {
        match changes.recv_timeout(QUIET) {
            Ok(()) => {}
            Err(RecvTimeoutError::Timeout) => return true,
            Err(RecvTimeoutError::Disconnected) => return false,
        }
    }
}
