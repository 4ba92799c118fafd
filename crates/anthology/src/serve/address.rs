//! The address that the devices in the room can reach, among those that a computer has.

use std::io;
use std::net::{IpAddr, Ipv4Addr};

/// An address of this computer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct OwnAddress {
    /// The name of its interface: `wlan0`, `Wi-Fi`.
    pub(super) interface: String,
    pub(super) address: IpAddr,
}

/// The addresses of this computer.
pub(super) fn all() -> io::Result<Vec<OwnAddress>> {
    let found = if_addrs::get_if_addrs()?.into_iter();
    Ok(found.map(|interface| OwnAddress { address: interface.ip(), interface: interface.name }).collect())
}

/// Beginnings of the names of interfaces that lead to a virtual machine, a container or a private tunnel.
const VIRTUAL: &[&str] = &[
    "docker",
    "br-",
    "veth",
    "virbr",
    "vmnet",
    "vbox",
    "vethernet",
    "podman",
    "cni",
    "lxc",
    "tun",
    "tap",
    "utun",
    "wg",
    "ppp",
    "ipsec",
    "zt",
    "tailscale",
    "nordlynx",
    "proton",
    "bridge",
    "lo",
];

/// Beginnings of the names of Wi-Fi and Ethernet interfaces on Linux, macOS and Windows.
const LOCAL: &[&str] = &["wl", "wi-fi", "wifi", "wireless", "en", "eth", "ethernet"];

/// The best address: a private one of Wi-Fi or Ethernet before others, and none that a tunnel or a container has.
pub(super) fn best(addresses: &[OwnAddress]) -> Option<IpAddr> {
    let ranked = addresses.iter().filter_map(|own| Some((rank(own)?, own.address)));
    // Of equal ones the first: systems list the interface in use before others.
    ranked.min_by_key(|(rank, _)| *rank).map(|(_, address)| address)
}

fn rank(own: &OwnAddress) -> Option<u8> {
    let IpAddr::V4(address) = own.address else { return None };
    if address.is_loopback() || address.is_link_local() || address.is_unspecified() {
        return None;
    }
    let name = own.interface.to_lowercase();
    let begins = |names: &[&str]| names.iter().any(|beginning| name.starts_with(beginning));
    Some(match (begins(VIRTUAL), begins(LOCAL), is_private(address)) {
        (true, ..) => 3,
        (false, true, true) => 0,
        (false, false, true) => 1,
        (false, _, false) => 2,
    })
}

fn is_private(address: Ipv4Addr) -> bool {
    address.is_private()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(addresses: &[(&str, &str)]) -> Option<String> {
        let own = addresses.iter().map(|(interface, address)| OwnAddress {
            interface: (*interface).to_owned(),
            address: address.parse().expect("an address"),
        });
        best(&own.collect::<Vec<_>>()).map(|address| address.to_string())
    }

    #[test]
    fn the_room_is_preferred_to_tunnels_and_containers() {
        let linux = [("lo", "127.0.0.1"), ("docker0", "172.17.0.1"), ("tun0", "10.8.0.2"), ("wlp3s0", "192.168.1.20")];
        assert_eq!(chosen(&linux).as_deref(), Some("192.168.1.20"));
        let mac = [("utun3", "10.9.0.4"), ("en0", "fe80::1"), ("en0", "10.0.0.12"), ("bridge100", "192.168.64.1")];
        assert_eq!(chosen(&mac).as_deref(), Some("10.0.0.12"));
        let windows = [("vEthernet (WSL)", "172.20.0.1"), ("Wi-Fi", "192.168.178.30"), ("Ethernet 2", "169.254.3.4")];
        assert_eq!(chosen(&windows).as_deref(), Some("192.168.178.30"));
        assert_eq!(chosen(&[("eth0", "203.0.113.9"), ("wg0", "10.0.0.1")]).as_deref(), Some("203.0.113.9"));
        assert_eq!(chosen(&[("rndis0", "192.168.42.1")]).as_deref(), Some("192.168.42.1"));
    }

    #[test]
    fn a_tunnel_is_better_than_nothing() {
        assert_eq!(chosen(&[("lo", "127.0.0.1"), ("wg0", "10.0.0.1")]).as_deref(), Some("10.0.0.1"));
        assert_eq!(chosen(&[("lo", "127.0.0.1")]), None);
    }
}
