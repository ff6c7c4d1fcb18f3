//! Certificates that the stories make for themselves, as a municipality with an authority of its own does.

use std::path::{Path, PathBuf};
use std::process::Command;

/// A relay's certificate and its key, and the authority that signed it, as PEM files.
pub(crate) struct Certificate {
    pub(crate) authority: PathBuf,
    pub(crate) chain: PathBuf,
    pub(crate) key: PathBuf,
}

const EXTENSIONS: &str = "[req]\ndistinguished_name = name\n[name]\n[authority]\nbasicConstraints = critical,CA:TRUE\n\
    [relay]\nbasicConstraints = critical,CA:FALSE\nsubjectAltName = DNS:";

impl Certificate {
    /// Makes an authority in this folder, and a certificate for a host of this name.
    pub(crate) fn make(folder: &Path, host: &str) -> Self {
        let [authority, its_key, chain, key, config] =
            ["authority.pem", "authority.key", "relay.pem", "relay.key", "openssl.conf"].map(|name| folder.join(name));
        std::fs::write(&config, format!("{EXTENSIONS}{host}\n")).expect("the extensions are written");
        let sign = |subject: &str, kind: &str, key: &Path, out: &Path| {
            let mut openssl = Command::new("openssl");
            openssl.args(["req", "-x509", "-nodes", "-days", "30", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]);
            openssl.args(["-subj", &format!("/CN={subject}"), "-extensions", kind, "-config"]).arg(&config);
            openssl.arg("-keyout").arg(key).arg("-out").arg(out);
            openssl
        };
        let run = |openssl: &mut Command| {
            let ran = openssl.output().expect("openssl runs: tests/run installs it");
            assert!(ran.status.success(), "openssl: {}", String::from_utf8_lossy(&ran.stderr));
        };
        run(&mut sign("An authority of our own", "authority", &its_key, &authority));
        run(sign(host, "relay", &key, &chain).arg("-CA").arg(&authority).arg("-CAkey").arg(&its_key));
        Self { authority, chain, key }
    }
}
