//! Postfix, a second real mail server, unpacked but not installed (Debian lets no two be), in folders and on a port of its own.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::certificate::Certificate;
use crate::exim::maildir;
use crate::house::project;
use crate::people::Letter;

/// The server; it ends with the test.
pub(crate) struct Postfix {
    folder: tempfile::TempDir,
    pub(crate) port: u16,
    /// The certificate that it shows.
    pub(crate) certificate: Certificate,
    child: Child,
}

/// The folders of its queue that are its own user's alone.
const QUEUES: [&str; 10] = ["active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming", "private", "saved"];

fn run(program: &str, arguments: &[&str], path: &Path) {
    let ran = Command::new(program).args(arguments).arg(path).status();
    assert!(ran.is_ok_and(|status| status.success()), "{program} {arguments:?} {}: Postfix wants root", path.display());
}

impl Postfix {
    /// A server that takes letters by STARTTLS alone, over so many connections from one machine at a time.
    pub(crate) fn start(connections: u32) -> Self {
        let root = std::env::var("NULPUNKT_TEST_POSTFIX")
            .expect("NULPUNKT_TEST_POSTFIX is not set: this test needs Postfix. tests/run unpacks it");
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        let certificate = Certificate::make(folder.path(), "localhost");
        let port = TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("a port").port();
        let mail = Command::new("id").args(["-u", "mail"]).output().expect("id runs");
        let mail = String::from_utf8(mail.stdout).expect("UTF-8");
        for name in ["conf", "queue", "data", "maildir"] {
            fs::create_dir(at(name)).expect("a folder for Postfix");
        }
        for name in ["main.cf", "master.cf"] {
            let template = fs::read_to_string(project().join("tests/mail/postfix").join(name)).expect("the configuration");
            let values = [
                ("@FOLDER@", folder.path().to_str().expect("UTF-8")),
                ("@POSTFIX@", root.trim_end_matches('/')),
                ("@PORT@", &port.to_string()),
                ("@CONNECTIONS@", &connections.to_string()),
                ("@MAIL@", mail.trim()),
            ];
            let text = values.iter().fold(template, |text, (word, value)| text.replace(word, value));
            fs::write(at("conf").join(name), text).expect("the configuration is written");
        }
        run("chmod", &["755"], folder.path());
        for (name, mode) in QUEUES.map(|name| (name, "700")).into_iter().chain([
            ("trace", "700"),
            ("public", "710"),
            ("maildrop", "730"),
            ("pid", "755"),
        ]) {
            let queue = at("queue").join(name);
            fs::create_dir(&queue).expect("a queue");
            run("chown", &[if name == "pid" { "root" } else { "mail:uucp" }], &queue);
            run("chmod", &[mode], &queue);
        }
        run("chown", &["mail:mail"], &at("data"));
        run("chown", &["mail:mail"], &at("maildir"));
        let child = Command::new(format!("{root}/usr/lib/postfix/sbin/master"))
            .arg("-c")
            .arg(at("conf"))
            .arg("-d")
            .env("LD_LIBRARY_PATH", format!("{root}/usr/lib/postfix"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .expect("Postfix starts");
        let postfix = Self { folder, port, certificate, child };
        let start = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(start.elapsed() < Duration::from_secs(30), "Postfix does not answer: {}", postfix.log());
            std::thread::sleep(Duration::from_millis(20));
        }
        postfix
    }

    /// Everything that it logged.
    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    /// Where its letters lie.
    pub(crate) fn mailbox(&self) -> PathBuf {
        self.folder.path().join("maildir/box/new")
    }

    /// The letters delivered, once there are as many as expected or some seconds have passed.
    pub(crate) fn delivered(&self, expected: usize) -> Vec<Letter> {
        maildir(&self.mailbox(), expected)
    }
}

impl Drop for Postfix {
    fn drop(&mut self) {
        // Its many parts are of one group: all of them end here.
        let _ = Command::new("kill").args(["-KILL", "--", &format!("-{}", self.child.id())]).status();
        let _ = self.child.wait();
    }
}
