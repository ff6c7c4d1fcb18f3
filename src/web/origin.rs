//! Where a request comes from, for whoever counts tries.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use actix_web::HttpRequest;

/// Where a request comes from: the connection's other end, or who stands before the proxies that are trusted. Of an IPv6
/// address only the network counts, since one connection at home has all of it.
pub(super) fn origin(request: &HttpRequest, trusted: &[IpAddr]) -> IpAddr {
    let peer = request.peer_addr().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip().to_canonical());
    let named = request.headers().get_all("x-forwarded-for").filter_map(|value| value.to_str().ok());
    let named: Vec<&str> = named.flat_map(|value| value.split(',')).collect();
    // Each proxy adds at the end whom it heard from, so what stands before one that is not trusted may be anything.
    let mut at = peer;
    for before in named.iter().rev() {
        match address(before) {
            Some(before) if trusted.contains(&at) => at = before,
            _ => break,
        }
    }
    match at {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64))),
        IpAddr::V4(_) => at,
    }
}

/// An address as proxies write it, some with a port.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = text.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|socket| socket.ip()));
    bare.map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn ip(last: u32) -> IpAddr {
        IpAddr::V4(Ipv4Addr::from_bits(0x0a00_0000 + last))
    }

    #[test]
    fn a_forwarded_address_is_believed_only_from_a_trusted_proxy() {
        let from = |peer: &str, forwarded: &str, trusted: &[IpAddr]| {
            let request = TestRequest::default().peer_addr(peer.parse().unwrap());
            let request = if forwarded.is_empty() { request } else { request.insert_header(("X-Forwarded-For", forwarded)) };
            origin(&request.to_http_request(), trusted)
        };
        let proxy = ip(9);
        assert_eq!(from("10.0.0.9:1", "10.0.0.1", &[]), proxy);
        assert_eq!(from("10.0.0.9:1", "10.0.0.1", &[proxy]), ip(1));
        assert_eq!(from("10.0.0.9:1", "10.0.0.7, 10.0.0.1:4711", &[proxy]), ip(1), "what the respondent made up is not believed");
        assert_eq!(from("10.0.0.9:1", "10.0.0.7, 10.0.0.1, 10.0.0.8", &[proxy, ip(8)]), ip(1));
        assert_eq!(from("10.0.0.9:1", "", &[proxy]), proxy);
        assert_eq!(from("10.0.0.9:1", "ukendt", &[proxy]), proxy);
        assert_eq!(from("[::ffff:10.0.0.9]:1", "2001:db8:1:2:3:4:5:6", &[proxy]), "2001:db8:1:2::".parse::<IpAddr>().unwrap());
    }
}
