//! `--fetch-images`: images of imported essays from the web, within limits. Addresses inside a private network are
//! refused, also when a name or a redirect leads there: what an export names must not reach the editor's own machines.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::time::{Duration, Instant};

use anthology_import::RemoteImage;
use ureq::Agent;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};

use crate::console::Console;

/// The limits of one import.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// Bytes of one image.
    image: u64,
    /// Bytes of all images.
    total: u64,
    /// Images.
    count: usize,
    /// Hosts.
    hosts: usize,
    /// Time for one image.
    each: Duration,
    /// Time for all.
    all: Duration,
    /// Redirects of one image.
    redirects: usize,
    /// True in tests, whose server is on this machine.
    private: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            image: 32 << 20,
            total: 1 << 30,
            count: 5_000,
            hosts: 100,
            each: Duration::from_secs(30),
            all: Duration::from_secs(1800),
            redirects: 5,
            private: false,
        }
    }
}

/// What was fetched, by address, and what was not, with the reason.
#[derive(Debug, Default)]
pub(crate) struct Fetched {
    pub(crate) images: BTreeMap<String, Vec<u8>>,
    pub(crate) failures: BTreeMap<String, String>,
}

/// Fetches images, one after the other so that no host is pressed.
pub(crate) fn fetch(wanted: &[RemoteImage], limits: Limits, console: &Console) -> Fetched {
    let config = Agent::config_builder()
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .timeout_global(Some(limits.each))
        .proxy(None)
        .user_agent(concat!("anthology/", env!("CARGO_PKG_VERSION")))
        .accept("image/png, image/jpeg, image/gif, image/webp, image/svg+xml")
        .build();
    let agent = Agent::with_parts(config, DefaultConnector::default(), PublicResolver { private: limits.private });
    let mut fetched = Fetched::default();
    let mut hosts: BTreeSet<String> = BTreeSet::new();
    let mut bytes = 0;
    let begun = Instant::now();
    let addresses: BTreeSet<&str> = wanted.iter().map(|i| i.address.as_str()).collect();
    let count = addresses.len();
    for (n, address) in addresses.into_iter().enumerate() {
        console.progress("Fetching", &format!("image {} of {count}: {address}", n + 1));
        let host = address.parse::<Uri>().ok().and_then(|u| u.host().map(str::to_owned)).unwrap_or_default();
        let new_host = !hosts.contains(&host);
        let refused = if n >= limits.count {
            Some(format!("not tried: there are more than {} images", limits.count))
        } else if bytes >= limits.total {
            Some(format!("not tried: the images have more than {} MB", limits.total >> 20))
        } else if begun.elapsed() >= limits.all {
            Some("not tried: the time for fetching is over".to_owned())
        } else if new_host && hosts.len() >= limits.hosts {
            Some(format!("not tried: the images are on more than {} hosts", limits.hosts))
        } else {
            None
        };
        let result = match refused {
            Some(reason) => Err(reason),
            None => {
                hosts.insert(host);
                one(&agent, address, limits)
            }
        };
        match result {
            Ok(image) => {
                bytes += image.len() as u64;
                fetched.images.insert(address.to_owned(), image);
            }
            Err(reason) => drop(fetched.failures.insert(address.to_owned(), reason)),
        }
    }
    fetched
}

/// Fetches one image; redirects are followed by hand, since each may lead elsewhere.
fn one(agent: &Agent, address: &str, limits: Limits) -> Result<Vec<u8>, String> {
    let mut address = address.to_owned();
    for _ in 0..=limits.redirects {
        let uri: Uri = address.parse().map_err(|_| "its address is not valid".to_owned())?;
        if !matches!(uri.scheme_str(), Some("http" | "https")) {
            return Err("its address is not one of the web".to_owned());
        }
        // An address that is written as numbers isn't resolved.
        let literal = uri.host().map(|h| h.trim_matches(['[', ']'])).and_then(|h| h.parse::<IpAddr>().ok());
        if literal.is_some_and(|ip| !limits.private && !is_public(ip)) {
            return Err("it is in a private network".to_owned());
        }
        let mut response = agent.get(&address).call().map_err(|error| error.to_string())?;
        let status = response.status();
        if status.is_redirection() {
            let to = response.headers().get("location").and_then(|l| l.to_str().ok()).unwrap_or_default();
            address = absolute(&uri, to).ok_or("it is redirected to no address")?;
            continue;
        }
        if !status.is_success() {
            return Err(format!("the server answered {status}"));
        }
        let kind = response.headers().get("content-type").and_then(|k| k.to_str().ok()).unwrap_or_default().to_owned();
        if kind.starts_with("text/html") {
            return Err("the server sent a page in place of an image".to_owned());
        }
        let mut bytes = Vec::new();
        let reader = response.body_mut().as_reader();
        reader.take(limits.image + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
        if bytes.len() as u64 > limits.image {
            return Err(format!("it is larger than {} MB", limits.image >> 20));
        }
        return Ok(bytes);
    }
    Err(format!("it is redirected more than {} times", limits.redirects))
}

/// The address that a redirect leads to.
fn absolute(from: &Uri, to: &str) -> Option<String> {
    if to.starts_with("http://") || to.starts_with("https://") {
        return Some(to.to_owned());
    }
    let (scheme, authority) = (from.scheme_str()?, from.authority()?);
    if let Some(rest) = to.strip_prefix("//") {
        return Some(format!("{scheme}://{rest}"));
    }
    if to.is_empty() || to.contains("://") {
        return None;
    }
    let folder = from.path().rsplit_once('/').map_or("", |(folder, _)| folder);
    let path = if to.starts_with('/') { to.to_owned() } else { format!("{folder}/{to}") };
    Some(format!("{scheme}://{authority}{path}"))
}

/// Resolves names, and leaves out addresses that are not public. It is asked for each connection, so a name that
/// changes its address between two of them gains nothing.
#[derive(Debug)]
struct PublicResolver {
    private: bool,
}

impl Resolver for PublicResolver {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = DefaultResolver::default().resolve(uri, config, timeout)?;
        let mut kept = self.empty();
        for address in found.iter().filter(|a| self.private || is_public(a.ip())) {
            kept.push(*address);
        }
        if kept.is_empty() {
            return Err(ureq::Error::Io(std::io::Error::other("its host is in a private network")));
        }
        Ok(kept)
    }
}

/// True for addresses of the public internet (IANA's registries of special-purpose addresses).
fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => match ip.to_ipv4_mapped() {
            Some(mapped) => is_public_v4(mapped),
            None => is_public_v6(ip),
        },
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    !(ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_unspecified()
        || ip.is_broadcast()
        || ip.is_multicast()
        || ip.is_documentation()
        || a == 0
        || a >= 240
        || a == 100 && (64..128).contains(&b)
        || a == 192 && b == 0 && c == 0
        || a == 198 && (b == 18 || b == 19))
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let [first, second, ..] = ip.segments();
    // Only 2000::/3 is given out; in it, documentation, benchmarks and tunnels to IPv4.
    first & 0xe000 == 0x2000
        && !(first == 0x2001 && (second == 0xdb8 || second < 0x200))
        && first != 0x2002
        && first != 0x3fff
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;
    use std::net::TcpListener;

    #[test]
    fn addresses_of_private_networks() {
        for ip in [
            "127.0.0.1",
            "10.1.2.3",
            "192.168.0.1",
            "172.16.0.1",
            "169.254.169.254",
            "0.0.0.0",
            "100.64.0.1",
            "::1",
            "fe80::1",
            "fc00::1",
            "::ffff:127.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "224.0.0.1",
        ] {
            assert!(!is_public(ip.parse().expect("an address")), "{ip}");
        }
        for ip in ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"] {
            assert!(is_public(ip.parse().expect("an address")), "{ip}");
        }
    }

    fn console() -> Console {
        Console {
            format: crate::global::MessageFormat::Human,
            color: false,
            quiet: true,
            verbose: false,
            piped: true,
            progress: false,
        }
    }

    fn image(address: String) -> RemoteImage {
        RemoteImage { capture: "a".into(), address, alt: String::new() }
    }

    #[test]
    fn images_redirects_failures_and_limits() {
        let server = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = server.local_addr().expect("an address").port();
        std::thread::spawn(move || {
            for stream in server.incoming() {
                let Ok(mut stream) = stream else { return };
                let mut head = [0_u8; 2048];
                let length = std::io::Read::read(&mut stream, &mut head).unwrap_or(0);
                let head = String::from_utf8_lossy(&head[..length]).into_owned();
                let path = head.split(' ').nth(1).unwrap_or_default();
                let answer = match path {
                    "/a.png" => "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 3\r\nConnection: close\r\n\r\nPNG".to_owned(),
                    "/to" => "HTTP/1.1 302 Found\r\nLocation: a.png\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_owned(),
                    "/loop" => "HTTP/1.1 302 Found\r\nLocation: /loop\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_owned(),
                    "/big" => format!("HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nConnection: close\r\n\r\n{}", "x".repeat(200)),
                    _ => "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_owned(),
                };
                let _ = stream.write_all(answer.as_bytes());
            }
        });
        let at = |path: &str| image(format!("http://127.0.0.1:{port}/{path}"));
        let wanted = [at("a.png"), at("to"), at("loop"), at("big"), at("none"), image("ftp://a.example/b.png".into())];
        let limits = Limits { image: 100, private: true, ..Limits::default() };
        let found = fetch(&wanted, limits, &console());
        assert_eq!(found.images.len(), 2, "{found:?}");
        assert!(found.images.values().all(|b| b == b"PNG"));
        let reason = |path: &str| found.failures[&format!("http://127.0.0.1:{port}/{path}")].clone();
        assert!(reason("loop").contains("redirected more than 5 times"));
        assert!(reason("big").contains("larger than"));
        assert!(reason("none").contains("404"));
        let found = fetch(&wanted[..1], Limits::default(), &console());
        assert!(found.failures.values().all(|r| r.contains("private network")), "{found:?}");
        let local = [image(format!("http://localhost:{port}/a.png"))];
        let found = fetch(&local, Limits::default(), &console());
        assert!(found.failures.values().all(|r| r.contains("private network")), "{found:?}");
    }
}
