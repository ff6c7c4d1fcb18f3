//! Webhooks: what happens to a round reaches a receiver once, signed, also when it was down and when two servers share the database.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use nulpunkt::time::Clock;
use serde_json::Value;

use crate::house::House;
use crate::people::own_surveys;
use crate::stories;

/// 24 bytes, as the standard writes a secret, and the same in hexadecimal.
const SECRET: (&str, &str) = ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "31f290f6bf06298aab4f08d43c3f082cf648a362da2da4b0");

/// What a receiver was sent.
struct Received {
    headers: Vec<(String, String)>,
    body: String,
}

impl Received {
    fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("JSON")
    }

    /// The signature as openssl makes it.
    fn expected(&self) -> String {
        let signed = format!("{}.{}.{}", self.header("webhook-id"), self.header("webhook-timestamp"), self.body);
        let mut openssl = Command::new("openssl")
            .args(["dgst", "-sha256", "-mac", "HMAC", "-macopt", &format!("hexkey:{}", SECRET.1), "-binary"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("openssl");
        openssl.stdin.take().expect("its input").write_all(signed.as_bytes()).expect("openssl reads");
        let made = openssl.wait_with_output().expect("openssl ends").stdout;
        format!("v1,{}", data_encoding::BASE64.encode(&made))
    }
}

/// A receiver that answers first with this status, and then 204 for ever; with its port.
fn receiver(mut first: Option<u16>) -> (u16, Receiver<Received>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let port = listener.local_addr().expect("an address").port();
    let (sender, received) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            if take(stream, first.take().unwrap_or(204), &sender).is_none() {
                return;
            }
        }
    });
    (port, received)
}

fn take(mut stream: TcpStream, status: u16, sender: &Sender<Received>) -> Option<()> {
    let mut read = Vec::new();
    let mut piece = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&read).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let headers: Vec<(String, String)> = head
                .lines()
                .skip(1)
                .filter_map(|line| line.split_once(": "))
                .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
                .collect();
            let length = headers.iter().find(|(name, _)| name == "content-length").and_then(|(_, length)| length.parse().ok());
            if body.len() >= length.unwrap_or(0) {
                let answer = format!("HTTP/1.1 {status} x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                stream.write_all(answer.as_bytes()).ok();
                return sender.send(Received { headers, body: body.to_owned() }).ok();
            }
        }
        match stream.read(&mut piece) {
            Ok(0) | Err(_) => return Some(()),
            Ok(count) => read.extend_from_slice(&piece[..count]),
        }
    }
}

/// A second server on the same database.
fn second_server(house: &House) -> Child {
    let mut command = house.command(&["serve", "--listen", "127.0.0.1:0"]);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(house.log_file("second")).spawn().expect("a second server")
}

fn next(received: &Receiver<Received>) -> Received {
    received.recv_timeout(Duration::from_mins(1)).expect("a message within a minute")
}

stories! {
    fn what_happens_to_a_round_reaches_its_receiver_once_and_signed(house) {
        let (port, received) = receiver(Some(503));
        let (other, nothing) = receiver(None);
        let secret = house.file("webhook.secret", SECRET.0);
        house.configure(&format!(
            "[[webhook]]\nurl = \"http://127.0.0.1:{port}/hook\"\nsecret_file = \"{secret}\"\ntrial = \"house\"\n\
             [[webhook]]\nurl = \"http://127.0.0.1:{other}/hook\"\nsecret_file = \"{secret}\"\ntrial = \"gss\"\n"
        ));
        house.ok(&["publish", &own_surveys()]);
        let today = Clock::system().now().day().to_string();
        let of = ["--questionnaire", "house-caseworkers", "--version", "1", "--mode", "pseudonymous"];
        house.ok(&[&["round", "add", "--key", "long-ago", "--opens", "2019-01-01", "--closes", "2019-01-31"], &of[..]].concat());
        house.ok(&[&["round", "add", "--key", "now", "--opens", &today, "--closes", "2099-12-31"], &of[..]].concat());
        let rows: Vec<String> = (0..40).map(|at| format!("T-{at},t{at}@example.dk,thisted\n")).collect();
        house.ok(&["recipients", "import", "--round", "now", &house.file("many.csv", format!("person_key,email,municipality\n{}", rows.concat()))]);
        house.ok(&["invite", "--round", "now"]);
        house.serve();
        let mut second = second_server(house);
        let opened = next(&received);
        assert_eq!((opened.header("webhook-signature"), opened.header("content-type")), (&*opened.expected(), "application/json"));
        let said = opened.json();
        assert_eq!((&said["type"], &said["data"]), (&"round.opened".into(), &serde_json::json!({ "trial": "house", "round": "now" })));
        // It was answered with 503: it comes again, the same, with a moment and a signature of its own.
        let again = next(&received);
        assert_eq!((again.header("webhook-id"), &again.body), (opened.header("webhook-id"), &opened.body));
        assert_eq!(again.header("webhook-signature"), again.expected());
        house.sql("update invitation set state = 2 where id in (select id from invitation limit 21)");
        let counted = next(&received).json();
        assert_eq!((&counted["type"], &counted["data"]["invited"], &counted["data"]["answered_at_least"]), (&"responses.counted".into(), &40.into(), &20.into()));
        // A quarter more within the hour is not told.
        house.sql("update invitation set state = 2");
        house.ok(&["round", "close", "now"]);
        let closed = next(&received);
        assert_eq!((&closed.json()["type"], closed.header("webhook-signature")), (&"round.closed".into(), &*closed.expected()));
        let quiet = Instant::now();
        while quiet.elapsed() < Duration::from_secs(20) {
            assert!(received.recv_timeout(Duration::from_secs(1)).is_err(), "something was told twice");
        }
        second.kill().expect("the second server is killed");
        second.wait().expect("it is gone");
        assert!(nothing.try_recv().is_err(), "a receiver of another trial was told");
        assert_eq!(house.sql("select count(*) from webhook_message where state = 1").trim(), "3");
        assert!(house.run(&["--language", "en", "doctor"]).out.contains("0 messages wait, 0 were given up"));
    }

    fn an_address_that_others_could_read_and_a_secret_that_is_none_are_refused(house) {
        for url in ["http://drift.example.dk/", "ftp://127.0.0.1/", "drift", "https://a:b@drift.example.dk/"] {
            house.configure(&format!("[[webhook]]\nurl = \"{url}\"\nsecret_file = \"x\"\n"));
            let said = house.refuses(&["round", "list"], &["webhook.url"]);
            assert!(said.starts_with("nulpunkt.toml:4:"), "{said}");
        }
        house.configure("[[webhook]]\nurl = \"https://drift.example.dk/\"\n");
        house.refuses(&["round", "list"], &["secret_file"]);
        let secret = house.file("webhook.secret", "whsec_a29ydA==");
        house.configure(&format!("[[webhook]]\nurl = \"https://drift.example.dk/\"\nsecret_file = \"{secret}\"\n"));
        let doctor = house.run(&["--language", "en", "doctor"]);
        assert!(doctor.out.contains("webhook") && doctor.out.contains("cannot be signed") && doctor.out.contains("24 random bytes"), "{}", doctor.out);
    }
}
