//! Exim, a real mail server, on ports and in a folder of its own; letters end up in a Maildir.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::certificate::Certificate;
use crate::house::project;
use crate::people::{Letter, letter};

/// The server; it ends with the test.
pub(crate) struct Exim {
    folder: tempfile::TempDir,
    /// Where a connection starts in the open.
    pub(crate) port: u16,
    /// Where a connection is encrypted from its first byte.
    pub(crate) implicit: u16,
    /// The certificate that it shows.
    pub(crate) certificate: Certificate,
    child: Child,
}

/// The user whom it knows.
pub(crate) const USER: &str = "svar";
/// The user's password.
pub(crate) const PASSWORD: &str = "Rødgrød-med-fløde-17";

impl Exim {
    /// A server that takes letters from everybody.
    pub(crate) fn start() -> Self {
        Self::with(None, true)
    }

    /// A server that takes letters from everybody, but to addresses of ASCII alone.
    pub(crate) fn of_ascii_alone() -> Self {
        Self::with(None, false)
    }

    /// A server that takes letters only from its user, who logs in by this mechanism.
    pub(crate) fn that_wants_login(mechanism: &str) -> Self {
        Self::with(Some(mechanism), true)
    }

    fn with(mechanism: Option<&str>, utf8: bool) -> Self {
        let program = std::env::var("NULPUNKT_TEST_EXIM")
            .expect("NULPUNKT_TEST_EXIM is not set: this test needs Exim. tests/run installs it");
        let folder = tempfile::tempdir().expect("a folder");
        let certificate = Certificate::make(folder.path(), "localhost");
        // Both are held at once, so that they differ.
        let free = [(); 2].map(|()| TcpListener::bind("127.0.0.1:0").expect("a port is free"));
        let [port, implicit] = free.map(|socket| socket.local_addr().expect("an address").port());
        let whoami = Command::new("id").arg("-un").output().expect("id runs");
        let me = String::from_utf8(whoami.stdout).expect("UTF-8").trim().to_owned();
        // Exim will not deliver as root: then its own user from the package does.
        let user = if me == "root" { "Debian-exim".to_owned() } else { me };
        let template = fs::read_to_string(project().join("tests/mail/exim.conf")).expect("the configuration");
        let values = [
            ("@EXIM@", program.as_str()),
            ("@FOLDER@", folder.path().to_str().expect("UTF-8")),
            ("@USER@", &user),
            ("@GROUP@", &user),
            ("@PORT@", &port.to_string()),
            ("@IMPLICIT@", &implicit.to_string()),
            ("@LOGIN@", if mechanism.is_some() { "yes" } else { "no" }),
            ("@MECHANISM@", mechanism.unwrap_or("NONE")),
            ("@UTF8@", if utf8 { "*" } else { "" }),
            ("@USERNAME@", USER),
            ("@PASSWORD@", PASSWORD),
        ];
        let config = values.iter().fold(template, |text, (word, value)| text.replace(word, value));
        for name in ["spool", "log", "maildir"] {
            fs::create_dir(folder.path().join(name)).expect("a folder for Exim");
        }
        let owner =
            Command::new("chown").args(["-R", &format!("{user}:{user}")]).arg(folder.path()).status().expect("chown runs");
        assert!(owner.success());
        // A configuration that anybody else owns is refused.
        let path = folder.path().join("exim.conf");
        fs::write(&path, config).expect("the configuration is written");
        let child = Command::new(program)
            .arg("-C")
            .arg(&path)
            .arg("-bdf")
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .expect("Exim starts");
        let exim = Self { folder, port, implicit, certificate, child };
        let start = Instant::now();
        // It listens on this port last; a look at the other would be a handshake that breaks, and busy after the story's end.
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(start.elapsed() < Duration::from_secs(15), "Exim does not answer: {}", exim.log());
            std::thread::sleep(Duration::from_millis(20));
        }
        exim
    }

    /// Everything that it logged.
    pub(crate) fn log(&self) -> String {
        ["mainlog", "paniclog"]
            .iter()
            .map(|name| fs::read_to_string(self.folder.path().join("log").join(name)).unwrap_or_default())
            .collect()
    }

    /// The letters delivered, once there are as many as expected or some seconds have passed.
    pub(crate) fn delivered(&self, expected: usize) -> Vec<Letter> {
        maildir(&self.mailbox(), expected)
    }

    /// Where its letters lie.
    pub(crate) fn mailbox(&self) -> PathBuf {
        self.folder.path().join("maildir/new")
    }
}

/// The letters of a folder, once there are as many as expected or some seconds have passed.
pub(crate) fn maildir(folder: &Path, expected: usize) -> Vec<Letter> {
    let start = Instant::now();
    loop {
        let files: Vec<_> = fs::read_dir(folder).into_iter().flatten().flatten().collect();
        if files.len() >= expected || start.elapsed() > Duration::from_secs(20) {
            let read = |file: &fs::DirEntry| fs::read(file.path()).expect("a letter");
            return files.iter().map(|file| letter(&String::from_utf8_lossy(&read(file)))).collect();
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

impl Drop for Exim {
    fn drop(&mut self) {
        // A process of its own serves each connection, and some look at a broken one for seconds: all of them end here.
        let _ = Command::new("kill").args(["-KILL", "--", &format!("-{}", self.child.id())]).status();
        let _ = self.child.wait();
    }
}
