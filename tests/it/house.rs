//! The test house: the real binary on a fresh database of either kind, in a folder of its own, with a town of named people.
//!
//! Nothing here knows the code inside: a story runs commands, fetches pages and fills in forms, as people do.

use std::cell::{Cell, RefCell};
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

pub(crate) use crate::http::path_of;
use crate::http::{Form, Page, escape, exchange, told};
use crate::logs::Secrets;

/// Writes each story once and makes two tests of it: `the_story::on_sqlite` and `the_story::on_postgresql`.
#[macro_export]
macro_rules! stories {
    ($($(#[$meta:meta])* fn $name:ident($house:ident) $body:block)+) => {
        $($(#[$meta])* mod $name {
            #[allow(unused_imports, reason = "not every story needs every word")]
            use super::*;

            fn story($house: &$crate::house::House) $body

            #[test]
            fn on_sqlite() {
                story(&$crate::house::House::on($crate::house::Backend::Sqlite));
            }

            #[test]
            fn on_postgresql() {
                story(&$crate::house::House::on($crate::house::Backend::Postgres));
            }
        })+
    };
}

/// Which database a story runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Backend {
    Sqlite,
    Postgres,
}

/// A fresh installation: folder, database, configuration, and a server once `serve` is called.
pub(crate) struct House {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) url: String,
    pub(crate) backend: Backend,
    address: String,
    server: RefCell<Option<Child>>,
    served: Cell<u32>,
    /// What its logs may not hold.
    pub(crate) secrets: Secrets,
}

/// What a command did.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

static HOUSES: AtomicU32 = AtomicU32::new(0);

/// The variable of the environment that tells where PostgreSQL is; a story that lacks it fails.
pub(crate) fn postgres() -> String {
    std::env::var("NULPUNKT_TEST_POSTGRES").expect(
        "NULPUNKT_TEST_POSTGRES is not set: this test needs PostgreSQL. tests/run starts one and sets it; a test is not skipped",
    )
}

/// The folder of the project.
pub(crate) fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The program under test: the one that cargo built for this test, or another by `NULPUNKT_BINARY`, such as one built for release.
pub(crate) fn program() -> String {
    std::env::var("NULPUNKT_BINARY").unwrap_or_else(|_| env!("CARGO_BIN_EXE_nulpunkt").to_owned())
}

fn psql(url: &str, sql: &str) -> String {
    let ran = Command::new("psql").args([url, "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", sql]).output();
    said(ran.expect("psql runs")).unwrap_or_else(|refused| panic!("psql refused `{sql}`: {refused}"))
}

/// What a database's own program said; an error where it refused.
fn said(ran: std::process::Output) -> Result<String, String> {
    let said = |bytes| String::from_utf8(bytes).expect("it speaks UTF-8");
    if ran.status.success() { Ok(said(ran.stdout)) } else { Err(said(ran.stderr)) }
}

/// SQLite's own program, which waits its turn like any other that opens the file.
pub(crate) fn sqlite3() -> Command {
    let mut asked = Command::new("sqlite3");
    asked.args(["-cmd", ".timeout 20000"]);
    asked
}

/// A free port of eight that each process has below the system's own: a house's server starts long after its port is chosen.
fn free_port() -> u16 {
    let next = |_| u16::try_from(10_000 + std::process::id() % 2_500 * 8 + HOUSES.fetch_add(1, Ordering::Relaxed) % 8).ok();
    (0..8).find_map(|at| next(at).filter(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok())).expect("a port is free")
}

impl House {
    /// A fresh house on this database, configured to write letters into a folder; nothing runs yet.
    pub(crate) fn on(backend: Backend) -> Self {
        let folder = tempfile::tempdir().expect("a folder of our own");
        let url = match backend {
            Backend::Sqlite => format!("sqlite:{}", folder.path().join("nulpunkt.db").display()),
            Backend::Postgres => {
                let all = postgres();
                let name = format!("nulpunkt_{}_{}", std::process::id(), HOUSES.fetch_add(1, Ordering::Relaxed));
                psql(&all, &format!("create database {name}"));
                let (server, _) = all.rsplit_once('/').expect("a database in the URL");
                format!("{server}/{name}")
            }
        };
        let house = Self {
            url,
            backend,
            address: format!("127.0.0.1:{}", free_port()),
            server: RefCell::new(None),
            served: Cell::new(0),
            secrets: Secrets::default(),
            folder,
        };
        house.configure("[mail]\ntransport = \"folder\"\nfolder = \"letters\"\nfrom = \"svar@svar.example.dk\"\n");
        house
    }

    /// Writes the configuration anew: the house's own keys, then `more`. People sign in by a password alone unless that says something of
    /// the desk: what is demanded beside it has stories of its own.
    pub(crate) fn configure(&self, more: &str) {
        let keys = self.folder.path().join("keys");
        let desk = if more.contains("[desk]") { "" } else { "[desk]\ntwo_factors = \"offered\"\n" };
        let text = format!("public_url = \"https://svar.example.dk\"\nkeys_dir = \"{}\"\n{more}{desk}", keys.display());
        fs::write(self.folder.path().join("nulpunkt.toml"), text).expect("the configuration is written");
    }

    /// A command with the global options, not yet started.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(program());
        command
            .current_dir(self.folder.path())
            .env_remove("NULPUNKT_DATABASE")
            .env_remove("NULPUNKT_CONFIG")
            .env("LC_ALL", "C.UTF-8")
            // Whoever looks for a fault asks for this: even then nothing may be told.
            .env("RUST_LOG", "trace");
        command.args(["--database", &self.url, "--create"]).args(arguments);
        command
    }

    /// Runs a command to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        let output = self.command(arguments).stdin(Stdio::null()).output().expect("the binary runs");
        let ran = Ran {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).expect("standard output is UTF-8"),
            err: String::from_utf8(output.stderr).expect("standard error is UTF-8"),
        };
        if let Some(line) = self.secrets.told_by(&ran.err) {
            panic!("`nulpunkt {}` tells on standard error: {line}", arguments[..arguments.len().min(2)].join(" "));
        }
        ran
    }

    /// Runs a command that must succeed and gives back its standard output.
    pub(crate) fn ok(&self, arguments: &[&str]) -> String {
        let ran = self.run(arguments);
        assert_eq!(ran.code, 0, "`nulpunkt {}` failed on {:?}:\n{}{}", arguments.join(" "), self.backend, ran.out, ran.err);
        ran.out
    }

    /// Runs a command that must find faults in its input: exit code 1, and every piece of `words` on standard error.
    pub(crate) fn refuses(&self, arguments: &[&str], words: &[&str]) -> String {
        let ran = self.run(arguments);
        assert_eq!(ran.code, 1, "`nulpunkt {}` on {:?} said:\n{}{}", arguments.join(" "), self.backend, ran.out, ran.err);
        for word in words {
            assert!(ran.err.contains(word), "the refusal of `{}` does not say `{word}`:\n{}", arguments.join(" "), ran.err);
        }
        ran.err
    }

    /// Writes a file into the house's folder and gives back its path as text.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder for the file");
        if path.extension().is_some_and(|ending| ending == "csv") {
            self.secrets.learn_table(content.as_ref());
        }
        fs::write(&path, content).expect("the file is written");
        path.to_str().expect("a path in UTF-8").to_owned()
    }

    /// Starts the server and waits until it is ready.
    pub(crate) fn serve(&self) {
        let log = |name: &str| self.log_file(&format!("{name}-{}", self.served.get()));
        let child = self
            .command(&["serve", "--listen", &self.address])
            .stdin(Stdio::null())
            .stdout(log("serve-out"))
            .stderr(log("serve-err"))
            .spawn()
            .expect("the server starts");
        *self.server.borrow_mut() = Some(child);
        let start = Instant::now();
        while exchange(&self.address, b"GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            .is_none_or(|page| page.status != 200)
        {
            let ended = self.server.borrow_mut().as_mut().and_then(|child| child.try_wait().ok().flatten());
            assert!(
                ended.is_none() && start.elapsed() < Duration::from_secs(30),
                "the server is not ready ({ended:?}): {}",
                self.log()
            );
            std::thread::sleep(Duration::from_millis(5));
        }
        self.served.set(self.served.get() + 1);
    }

    /// Kills the server as a power cut would: no signal that it could see.
    pub(crate) fn kill(&self) {
        if let Some(mut child) = self.server.borrow_mut().take() {
            child.kill().expect("the server can be killed");
            child.wait().expect("the server is gone");
        }
    }

    /// A file for what a process of this house says, which is searched as the house ends.
    pub(crate) fn log_file(&self, name: &str) -> fs::File {
        let path = self.folder.path().join(format!("log-{name}"));
        fs::File::options().create(true).append(true).open(path).expect("a log file")
    }

    /// Everything that the servers of this house wrote.
    pub(crate) fn log(&self) -> String {
        let files = fs::read_dir(self.folder.path()).into_iter().flatten().flatten();
        let logs = files.filter(|file| file.file_name().to_string_lossy().starts_with("log-"));
        logs.map(|log| String::from_utf8_lossy(&fs::read(log.path()).expect("a log")).into_owned()).collect()
    }

    pub(crate) fn address(&self) -> String {
        self.address.clone()
    }

    /// Sends a request of any bytes; the house speaks as its public address, which a reverse proxy passes on.
    pub(crate) fn send(&self, method: &str, path: &str, headers: &str, body: &[u8]) -> Option<Page> {
        let page = send_to(&self.address, method, path, headers, body)?;
        Some(if method == "POST" { told(&self.address, page, headers) } else { page })
    }

    pub(crate) fn get(&self, path: &str) -> Page {
        self.send("GET", path_of(path), "", b"").unwrap_or_else(|| panic!("GET {path} got no answer: {}", self.log()))
    }

    /// Follows the redirections of an answer, as a browser does.
    pub(crate) fn follow(&self, mut page: Page) -> Page {
        for _ in 0..5 {
            if !(300..400).contains(&page.status) {
                return page;
            }
            let next = page.header("location").expect("a redirection has a place").to_owned();
            page = self.get(&next);
        }
        panic!("more than five redirections in a row");
    }

    /// Sends a form as it stands; no redirection is followed.
    pub(crate) fn post(&self, form: &Form) -> Page {
        self.secrets.learn_form(form);
        let page = self.send(
            "POST",
            path_of(&form.action),
            "Content-Type: application/x-www-form-urlencoded\r\n",
            form.encoded().as_bytes(),
        );
        page.unwrap_or_else(|| panic!("POST {} got no answer: {}", form.action, self.log()))
    }

    /// Sends a form and follows where it leads.
    pub(crate) fn submit(&self, form: &Form) -> Page {
        let page = self.post(form);
        self.follow(page)
    }

    /// Every row of every table as text, read by the database's own tool: what two moments are compared by.
    pub(crate) fn dump(&self) -> String {
        let output = match self.backend {
            Backend::Sqlite => sqlite3().arg(self.sqlite_file()).arg(".dump").output().expect("sqlite3 runs"),
            Backend::Postgres => {
                Command::new("pg_dump").args(["--data-only", "--inserts", "-d", &self.url]).output().expect("pg_dump runs")
            }
        };
        assert!(output.status.success(), "the dump failed: {}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        // pg_dump guards its output with a key that is new each time.
        text.lines()
            .filter(|line| !line.starts_with("\\restrict") && !line.starts_with("\\unrestrict"))
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// Fails with the lines that differ when the database is not as it was; `{name}` in `what` is not filled in.
    pub(crate) fn unchanged(&self, before: &str, what: &str) {
        let after = self.dump();
        if after != before {
            let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
            let short = |line: &&&str| line.chars().take(300).collect::<String>();
            let gone: Vec<String> = old.iter().filter(|line| !new.contains(line)).take(5).map(|line| short(&line)).collect();
            let come: Vec<String> = new.iter().filter(|line| !old.contains(line)).take(5).map(|line| short(&line)).collect();
            panic!("the database changed: {what}\ngone:\n{}\ncome:\n{}", gone.join("\n"), come.join("\n"));
        }
    }

    /// Asks the database itself; one row a line, columns separated by `|`.
    pub(crate) fn sql(&self, query: &str) -> String {
        self.try_sql(query).unwrap_or_else(|refused| panic!("the database refused `{query}`: {refused}"))
    }

    /// The same; an error where the database refuses.
    pub(crate) fn try_sql(&self, query: &str) -> Result<String, String> {
        let asked = match self.backend {
            Backend::Postgres => {
                Command::new("psql").args([&self.url, "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", query]).output()
            }
            Backend::Sqlite => sqlite3().arg(self.sqlite_file()).arg(query).output(),
        };
        said(asked.expect("the database's own program runs"))
    }

    pub(crate) fn sqlite_file(&self) -> PathBuf {
        self.folder.path().join("nulpunkt.db")
    }
}

impl Drop for House {
    fn drop(&mut self) {
        if let Some(mut child) = self.server.borrow_mut().take() {
            let _ = child.kill();
            let _ = child.wait();
        }
        let told = if std::thread::panicking() { None } else { self.secrets.told_by(&self.log()) };
        if self.backend == Backend::Postgres
            && let Some((server, name)) = self.url.rsplit_once('/')
        {
            let sql = format!("drop database if exists {name} with (force)");
            let _ = Command::new("psql").args([&format!("{server}/postgres"), "-X", "-q", "-c", &sql]).output();
        }
        if let Some(line) = told {
            panic!("a log tells: {line}");
        }
    }
}

/// Sends one request to a server at `address`, for threads that have no house at hand.
pub(crate) fn send_to(address: &str, method: &str, path: &str, headers: &str, body: &[u8]) -> Option<Page> {
    let length = if body.is_empty() && method != "POST" { String::new() } else { format!("Content-Length: {}\r\n", body.len()) };
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: svar.example.dk\r\nX-Forwarded-Proto: https\r\nConnection: close\r\n{headers}{length}\r\n"
    );
    let mut request = head.into_bytes();
    request.extend_from_slice(body);
    exchange(address, &request)
}

/// A named person of the test town.
#[derive(Clone, Copy)]
pub(crate) struct Person {
    pub(crate) key: &'static str,
    pub(crate) name: &'static str,
    pub(crate) email: &'static str,
    pub(crate) municipality: &'static str,
}

/// The town: caseworkers of four municipalities, among them letters that only Danes have.
pub(crate) const TOWN: [Person; 6] = [
    Person { key: "T-001", name: "Mette Kjærgård", email: "mette@thisted.example.dk", municipality: "thisted" },
    Person { key: "T-002", name: "Jørgen Bæk", email: "joergen@thisted.example.dk", municipality: "thisted" },
    Person { key: "R-001", name: "Åse Østergaard", email: "aase@rebild.example.dk", municipality: "rebild" },
    Person { key: "R-002", name: "Lars Holm", email: "lars@rebild.example.dk", municipality: "rebild" },
    Person { key: "A-001", name: "Fatma Yılmaz", email: "fatma@aalborg.example.dk", municipality: "aalborg" },
    Person { key: "J-001", name: "Søren Aagaard", email: "soeren@jammerbugt.example.dk", municipality: "jammerbugt" },
];

/// The town as a file of recipients.
pub(crate) fn recipients(people: &[Person]) -> String {
    let rows = people.iter().map(|one| format!("{},{},{},{}\n", one.key, one.name, one.email, one.municipality));
    format!("person_key,name,email,municipality\n{}", rows.collect::<String>())
}

/// A form body of these pairs.
pub(crate) fn body(pairs: &[(&str, &str)]) -> String {
    pairs.iter().map(|(name, value)| format!("{}={}", escape(name), escape(value))).collect::<Vec<_>>().join("&")
}
