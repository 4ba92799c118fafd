//! `anthology serve`: the folder to hand out, to the devices in the room.

mod address;
mod http;
mod idle;
mod qr;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use anthology_compile::SiteRequest;

#[cfg(feature = "preview")]
pub(crate) use self::http::{Handler, message};
pub(crate) use self::http::{Listing, ServerLimits, serve};
use crate::cli::ServeArgs;
use crate::console::Console;
use crate::distribute::hand_out;
use crate::exit::Failure;
use crate::global::Global;
use crate::world::FileWorld;

/// The port that is tried first, where none is given.
const PORT: u16 = 8000;

/// How long nobody has come before the reasons are listed.
const NOBODY: Duration = Duration::from_secs(60);

/// Letters and figures that aren't taken for one another.
const CODE_LETTERS: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";

const WHY_NOBODY: &str = "\
Nobody has come yet. If their browsers can't open the page:
  - are they in the same Wi-Fi as this computer? Mobile data must be off or unused.
  - guest Wi-Fi often keeps devices apart: use another network, or a hotspot on a phone, and start this again there.
  - a firewall on this computer may block it: allow `anthology` when the system asks.
  - this computer has other addresses: try --address with one of them.
Without a network: `anthology distribute` and a memory stick.";

pub(crate) fn run(args: &ServeArgs, global: &Global, console: &Console) -> Result<(), Failure> {
    let world = FileWorld::open(global.book.as_deref())?.with_cache();
    let made = hand_out(&world, SiteRequest::default(), console)?;
    let code = if args.open { String::new() } else { random_code() };
    let listing = Arc::new(Listing::new(made.files, &code, now()));
    let addresses = address::all().map_err(|error| Failure::Machine(format!("no network was found: {error}")))?;
    let shown = args.address.or_else(|| address::best(&addresses)).unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.map_err(|error| Failure::Machine(format!("the server can't start: {error}")))?;
    runtime.block_on(async {
        let socket = bind(args, shown).await?;
        let port = socket.local_addr().map_or(PORT, |address| address.port());
        let url = url(shown, port, &code);
        show(&url, shown, console);
        let nobody = async {
            tokio::time::sleep(NOBODY).await;
            if listing.requests() == 0 && !console.quiet {
                console.say(WHY_NOBODY);
            }
            std::future::pending::<()>().await;
        };
        let stop = async {
            // Without the signal, the process ends at once, which leaves nothing half done either.
            if tokio::signal::ctrl_c().await.is_err() {
                std::future::pending::<()>().await;
            }
        };
        tokio::select! {
            () = serve(socket, Arc::clone(&listing), ServerLimits::default(), stop) => {}
            () = nobody => {}
        }
        Ok(())
    })?;
    console.say(&match listing.requests() {
        1 => "Stopped. One file was fetched.".to_owned(),
        count => format!("Stopped. {count} files were fetched."),
    });
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "the command line is where the clock is read")]
pub(crate) fn now() -> SystemTime {
    SystemTime::now()
}

/// Binds the port, or another one where none is given and the usual one is taken.
async fn bind(args: &ServeArgs, shown: IpAddr) -> Result<tokio::net::TcpListener, Failure> {
    // An address that was asked for is the only one to be heard; otherwise devices may come by any.
    let host = if args.address.is_some() { shown } else { IpAddr::V4(Ipv4Addr::UNSPECIFIED) };
    let ports = args.port.map_or_else(|| vec![PORT, 0], |port| vec![port]);
    let mut refused = None;
    for port in ports {
        match tokio::net::TcpListener::bind(SocketAddr::new(host, port)).await {
            Ok(socket) => return Ok(socket),
            Err(error) => refused = Some((port, error)),
        }
    }
    let (port, error) = refused.map_or((PORT, std::io::Error::other("no port")), |refused| refused);
    Err(Failure::Machine(match error.kind() {
        std::io::ErrorKind::AddrInUse => {
            format!("port {port} is in use by another program\nhelp: leave --port out and a free one is taken")
        }
        std::io::ErrorKind::AddrNotAvailable => {
            format!("this computer doesn't have the address {host}\nhelp: leave --address out and one is chosen")
        }
        _ => format!("port {port} can't be opened: {error}"),
    }))
}

fn url(host: IpAddr, port: u16, code: &str) -> String {
    let address = SocketAddr::new(host, port);
    if code.is_empty() { format!("http://{address}/") } else { format!("http://{address}/{code}/") }
}

fn show(url: &str, host: IpAddr, console: &Console) {
    if !console.quiet {
        if let Some(code) = qr::code(url, console.color) {
            console.say_styled(&code);
        }
        console.say(&format!("Open this address on each device, or scan the code:\n\n    {url}\n"));
        if host.is_loopback() {
            console.say("This computer has no network: only its own browser can open the page.");
        }
        console.say("The devices have to be in the same network as this computer. Ctrl-C stops the server.");
    }
    if console.piped {
        console.print(url);
    }
}

/// A few letters for the path, so that others in the network don't come across the page by chance.
fn random_code() -> String {
    use std::hash::{BuildHasher, Hasher};
    // The standard library's hash maps are seeded by the system's random numbers.
    let mut number = std::hash::RandomState::new().build_hasher().finish();
    let mut code = String::new();
    for _ in 0..4 {
        code.push(char::from(CODE_LETTERS[(number % CODE_LETTERS.len() as u64) as usize]));
        number /= CODE_LETTERS.len() as u64;
    }
    code
}
