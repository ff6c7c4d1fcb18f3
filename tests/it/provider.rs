//! Providers of single sign-on: a real one (oidc-provider, on Node) with the browser that goes there, and one that says what a story
//! tells it to.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};

use data_encoding::BASE64URL_NOPAD;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::{Value, json};

use crate::certificate::Certificate;
use crate::house::{path_of, project};
use crate::http::{Form, Page, exchange};

/// Where providers send people back to.
pub(crate) const BACK: &str = "https://svar.example.dk/desk/sign-in/back";
/// A secret with every sign that must be written otherwise in a header.
pub(crate) const SECRET: &str = "hemmelig: 100 % a+/=&";

/// A real provider; it ends with the story.
pub(crate) struct Provider {
    pub(crate) issuer: String,
    /// Where its pages are reached without encryption.
    address: String,
    people: PathBuf,
    child: Child,
}

fn free_ports() -> [u16; 2] {
    // Both are held at once, so that they differ.
    let free = [(); 2].map(|()| TcpListener::bind("127.0.0.1:0").expect("a port is free"));
    free.map(|socket| socket.local_addr().expect("an address").port())
}

impl Provider {
    /// One that conforms in all: it tells scopes only when asked, signs with RS256 and wants a secret.
    pub(crate) fn start(folder: &Path) -> Self {
        Self::with(folder, &json!({ "secret": SECRET }), None)
    }

    /// One that is reached by TLS, tells all in its ID token, signs with PS256 and knows us without a secret.
    pub(crate) fn encrypted(folder: &Path, certificate: &Certificate) -> Self {
        Self::with(folder, &json!({ "algorithm": "PS256", "in_token": true }), Some(certificate))
    }

    fn with(folder: &Path, options: &Value, certificate: Option<&Certificate>) -> Self {
        let [port, secure] = free_ports();
        let people = folder.join(format!("people-{port}.json"));
        std::fs::write(&people, "{}").expect("nobody yet");
        let mut options = options.clone();
        options["port"] = json!(port);
        options["people"] = json!(people);
        options["back"] = json!(BACK);
        if let Some(certificate) = certificate {
            options["secure"] = json!({ "port": secure, "chain": certificate.chain, "key": certificate.key });
        }
        let script = project().join("tests/oidc/provider.mjs");
        assert!(
            project().join("tests/oidc/node_modules/oidc-provider").exists(),
            "oidc-provider is missing: tests/run installs it"
        );
        let mut child = Command::new("node")
            .arg(script)
            .arg(options.to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("node runs: tests/run installs it");
        let mut said = BufReader::new(child.stdout.take().expect("its standard output"));
        let mut line = String::new();
        while line.trim() != "ready" {
            line.clear();
            assert!(said.read_line(&mut line).expect("it speaks") > 0, "the provider ended before it was ready");
        }
        // What it says later must go somewhere.
        std::thread::spawn(move || std::io::copy(&mut said, &mut std::io::sink()));
        let issuer =
            if certificate.is_some() { format!("https://localhost:{secure}") } else { format!("http://127.0.0.1:{port}") };
        Self { issuer, address: format!("127.0.0.1:{port}"), people, child }
    }

    /// Whom it knows from now on: what they are called there, and what is said of them.
    pub(crate) fn knows(&self, people: &Value) {
        std::fs::write(&self.people, people.to_string()).expect("the people are written");
    }

    /// Goes to the provider's page as a browser of its own and signs in as one of its people; where it leads back to.
    pub(crate) fn sign_in(&self, asked: &str, name: &str) -> String {
        let mut visitor = Visitor { address: self.address.clone(), cookies: BTreeMap::new() };
        let mut at = visitor.get(asked);
        for _ in 0..6 {
            match at {
                Arrival::Back(address) => return address,
                Arrival::Page(page) => {
                    let form = page.form();
                    let form = if form.fields.iter().any(|(field, _)| field == "login") {
                        form.with("login", name).with("password", "x")
                    } else {
                        form
                    };
                    at = visitor.send(&form);
                }
            }
        }
        panic!("the provider never led back");
    }

    /// The same, but the person turns round at the sign-in page.
    pub(crate) fn turn_round(&self, asked: &str) -> String {
        let mut visitor = Visitor { address: self.address.clone(), cookies: BTreeMap::new() };
        let Arrival::Page(page) = visitor.get(asked) else { panic!("no page") };
        match visitor.get(&page.link("Cancel").expect("a way round")) {
            Arrival::Back(address) => address,
            Arrival::Page(page) => panic!("{}", page.words()),
        }
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A browser at the provider's.
struct Visitor {
    address: String,
    cookies: BTreeMap<String, String>,
}

enum Arrival {
    Page(Page),
    Back(String),
}

impl Visitor {
    fn get(&mut self, address: &str) -> Arrival {
        self.ask("GET", address, "")
    }

    fn send(&mut self, form: &Form) -> Arrival {
        self.ask("POST", &form.action.clone(), &form.encoded())
    }

    /// Asks, keeps every cookie for every page, and follows redirections until they leave the provider.
    fn ask(&mut self, method: &str, address: &str, body: &str) -> Arrival {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = format!(
            "{method} {} HTTP/1.1\r\nHost: {}\r\nX-Forwarded-Proto: https\r\nConnection: close\r\nCookie: {}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            path_of(address),
            self.address,
            cookies.join("; "),
            body.len(),
        );
        let page = exchange(&self.address, request.as_bytes()).expect("the provider answers");
        for (_, set) in page.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie")) {
            let (name, value) = set.split(';').next().and_then(|pair| pair.split_once('=')).expect("a cookie");
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        match page.header("location") {
            Some(to) if to.starts_with(BACK) => Arrival::Back(to.to_owned()),
            Some(to) => self.get(to),
            None => Arrival::Page(page),
        }
    }
}

/// A provider that says what a story tells it to, and signs with keys of its own.
pub(crate) struct Forger {
    pub(crate) issuer: String,
    pub(crate) says: Arc<Mutex<Says>>,
    pair: EcdsaKeyPair,
    random: SystemRandom,
}

/// What it says at its addresses, and how often it was asked.
#[derive(Default)]
pub(crate) struct Says {
    pub(crate) metadata: Value,
    pub(crate) keys: Value,
    pub(crate) token: Value,
    pub(crate) person: Value,
    /// Of each question its first line and its body.
    pub(crate) asked: Vec<(String, String)>,
}

impl Forger {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let issuer = format!("http://{}", listener.local_addr().expect("an address"));
        let random = SystemRandom::new();
        let written = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).expect("a key");
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, written.as_ref(), &random).expect("a key");
        let says = Arc::new(Mutex::new(Says::default()));
        let own = Self { issuer, says: says.clone(), pair, random };
        {
            let mut says = says.lock().expect("no panic");
            says.metadata = json!({ "issuer": own.issuer, "authorization_endpoint": format!("{}/auth", own.issuer),
                "token_endpoint": format!("{}/token", own.issuer), "jwks_uri": format!("{}/keys", own.issuer) });
            says.keys = json!({ "keys": [own.public("one")] });
        }
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let says = says.clone();
                std::thread::spawn(move || answer(stream, &says));
            }
        });
        own
    }

    /// Its public key under this name.
    pub(crate) fn public(&self, id: &str) -> Value {
        let point = self.pair.public_key().as_ref();
        let part = |range: std::ops::Range<usize>| BASE64URL_NOPAD.encode(&point[range]);
        json!({ "kty": "EC", "crv": "P-256", "kid": id, "alg": "ES256", "use": "sig", "x": part(1..33), "y": part(33..65) })
    }

    /// A token of these parts that it signed.
    pub(crate) fn token(&self, header: &Value, claims: &Value) -> String {
        let message = message(header, claims);
        let signature = self.pair.sign(&self.random, message.as_bytes()).expect("signed");
        format!("{message}.{}", BASE64URL_NOPAD.encode(signature.as_ref()))
    }

    /// Gives this ID token to whoever brings a code.
    pub(crate) fn gives(&self, token: &str) {
        self.says.lock().expect("no panic").token = json!({ "access_token": "x", "token_type": "Bearer", "id_token": token });
    }

    /// How often it was asked for what lies at this path.
    pub(crate) fn asked(&self, path: &str) -> usize {
        self.says.lock().expect("no panic").asked.iter().filter(|(line, _)| line.contains(path)).count()
    }
}

/// What is signed of a token.
pub(crate) fn message(header: &Value, claims: &Value) -> String {
    let part = |value: &Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
    format!("{}.{}", part(header), part(claims))
}

fn answer(mut stream: TcpStream, says: &Mutex<Says>) {
    let mut reader = BufReader::new(stream.try_clone().expect("a socket"));
    let (mut first, mut line, mut length) = (String::new(), String::new(), 0);
    reader.read_line(&mut first).expect("a request");
    while reader.read_line(&mut line).is_ok_and(|read| read > 2) {
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().expect("a length");
        }
        line.clear();
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).expect("a body");
    let mut says = says.lock().expect("no panic");
    says.asked.push((first.clone(), String::from_utf8(body).expect("UTF-8")));
    let said = match first.split(' ').nth(1).unwrap_or_default() {
        "/.well-known/openid-configuration" => &says.metadata,
        "/keys" => &says.keys,
        "/token" => &says.token,
        _ => &says.person,
    };
    let said = said.to_string();
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
        said.len()
    );
    let _ = stream.write_all(format!("{head}{said}").as_bytes());
}
