//! Who sits at the machine of a demonstration.

use actix_web::test::TestRequest;

use super::*;

#[test]
fn only_who_asks_on_this_machine_under_its_own_name_sits_at_it() {
    let from = |peer: &str, host: &str| {
        TestRequest::default().peer_addr(peer.parse().unwrap()).insert_header(("Host", host)).to_http_request()
    };
    for host in ["127.0.0.1:8080", "localhost", "localhost:8080", "[::1]:8080", "[::1]"] {
        assert!(is_local(&from("127.0.0.1:9", host)), "{host}");
    }
    for host in ["evil.example", "evil.example:8080", "127.0.0.1.evil.example:8080", "localhost:evil", ""] {
        assert!(!is_local(&from("127.0.0.1:9", host)), "{host}");
    }
    assert!(!is_local(&from("192.0.2.1:9", "localhost")));
    let proxied = TestRequest::default().peer_addr("127.0.0.1:9".parse().unwrap());
    let proxied = proxied.insert_header(("Host", "localhost")).insert_header(("X-Forwarded-For", "192.0.2.1"));
    assert!(!is_local(&proxied.to_http_request()));
}
