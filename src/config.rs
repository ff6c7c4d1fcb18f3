//! The configuration: one file, every key with its default; secrets are named by file, never written here.
//!
//! The README's table of keys is held equal to these structs by a test.

use std::net::IpAddr;
use std::path::PathBuf;

use serde::Deserialize;
use url::{Host, Url};

/// Everything that can be configured.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// The address under which people reach the server, without a slash at the end; required before `invite`.
    pub public_url: Option<String>,
    /// Where the server listens.
    pub listen: String,
    /// The addresses of proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// The database's URL.
    pub database: Option<String>,
    /// The folder of secrets that must not lie in the database.
    pub keys_dir: Option<PathBuf>,
    /// The address of the accessibility statement (tilgængelighedserklæring).
    pub was_url: Option<String>,
    /// How letters leave.
    pub mail: Mail,
    /// Whom to write to and when.
    pub fieldwork: Fieldwork,
    /// How long what was said in focus groups is kept.
    pub focus_groups: FocusGroups,
    /// How people sign in to the desk.
    pub desk: Desk,
    /// The small-number rules of this installation.
    pub privacy: Privacy,
    /// Languages.
    pub language: LanguageDefault,
    /// Where to tell what happens to rounds.
    pub webhook: Vec<Webhook>,
    /// Providers of OpenID Connect by which people of a municipality sign in.
    pub oidc: Vec<Oidc>,
}

/// An address that is told what happens to rounds.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Webhook {
    /// The address: of https, or of http on this machine.
    pub url: String,
    /// The file with the secret that messages are signed with.
    pub secret_file: PathBuf,
    /// Only rounds of this trial; all where none is named.
    pub trial: Option<String>,
}

/// A provider of OpenID Connect by which people of a municipality sign in.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Oidc {
    /// What people know it by.
    pub name: String,
    /// Its address, exactly as it calls itself.
    pub issuer: String,
    /// What it calls this installation.
    pub client_id: String,
    /// The file that holds the secret, where the provider gave one.
    pub client_secret_file: Option<PathBuf>,
    /// A PEM file of the authorities that may sign the provider's certificate, in place of those that every browser trusts.
    pub ca_file: Option<PathBuf>,
    /// The domains of mail addresses that it may speak for.
    pub domains: Vec<String>,
    /// How strongly people must have signed in there, as its `acr` says: one of these is asked for and must come back.
    #[serde(default)]
    pub acr_values: Vec<String>,
    /// By what people must have signed in there, as its `amr` says: one of these must be among them.
    #[serde(default)]
    pub amr_values: Vec<String>,
    /// The claim that names a person's groups.
    pub groups_claim: Option<String>,
    /// The groups that give rights.
    #[serde(default)]
    pub group: Vec<OidcGroup>,
}

/// A group whose people have a role here, whether anybody added them or not.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OidcGroup {
    /// The group as the provider's claim names it.
    pub name: String,
    /// The role.
    pub role: String,
    /// The keys of the trials; all where it is left out.
    pub trials: Option<Vec<String>>,
    /// The keys of the municipalities; all where it is left out.
    pub municipalities: Option<Vec<String>>,
}

/// How letters leave.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mail {
    /// Into a folder of `.eml` files or by SMTP.
    pub transport: Transport,
    /// The folder.
    pub folder: PathBuf,
    /// The sender's address; the domain must be the one of `public_url`.
    pub from: String,
    /// A person's address for replies, where the municipality has none.
    pub reply_to: Option<String>,
    /// The address that returns go to; each letter gets one of its own from it.
    pub returns: Option<String>,
    /// A Maildir into which what comes to that address is delivered.
    pub returns_maildir: Option<PathBuf>,
    /// Letters that leave in a minute to one domain, from all processes together; none: as many as there are.
    pub per_domain_per_minute: Option<u32>,
    /// The signature on each letter.
    pub dkim: Option<Dkim>,
    /// The relay.
    pub smtp: Smtp,
}

/// The signature on each letter (DKIM).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dkim {
    /// The domain that signs: the one of `from`, or one above it.
    pub domain: String,
    /// The name under which the domain shows the public key.
    pub selector: String,
    /// The file that holds the key: RSA or Ed25519, in PKCS #8 as PEM.
    pub key_file: PathBuf,
}

/// A way for letters to leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Transport {
    /// Into a folder of `.eml` files.
    Folder,
    /// By SMTP to a relay.
    Smtp,
}

/// The relay.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Smtp {
    /// Its host.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Whether and how the connection is encrypted.
    pub tls: Tls,
    /// The user, where the relay wants one.
    pub user: Option<String>,
    /// How the user logs in.
    pub auth: Auth,
    /// The file that holds the password, or with `xoauth2` the token; read anew for each connection.
    pub password_file: Option<PathBuf>,
    /// A PEM file of the authorities that may sign the relay's certificate, in place of those that every browser trusts.
    pub ca_file: Option<PathBuf>,
    /// Connections that send at the same time.
    pub connections: u32,
    /// Letters that leave in a minute, from all processes together; none: as many as the relay takes.
    pub per_minute: Option<u32>,
    /// Seconds for each step; after the final dot twice as many.
    pub timeout: u32,
}

/// How the user logs in at the relay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Auth {
    /// By a password.
    Login,
    /// By a token that another program fetches (OAuth 2.0).
    Xoauth2,
}

/// How the connection to the relay is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tls {
    /// Not at all; only for a relay on the same machine.
    None,
    /// By STARTTLS.
    Starttls,
    /// From the first byte.
    Implicit,
}

/// Whom to write to and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Fieldwork {
    /// For so many days after an invitation it is said, before anything is sent, that a person would get another; 0 says it never.
    pub quiet_days: u32,
    /// Rounds whose letters go together open at most so many days apart; 0: on the same day.
    pub together_days: u32,
}

/// How long what was said in focus groups is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FocusGroups {
    /// So many days after a group's summary is frozen the originals of its transcripts are due to be deleted.
    pub transcript_days: u32,
    /// So many days after a talk its recordings are due to be deleted.
    pub recording_days: u32,
    /// For so many days after a group's summary is frozen its notes are kept; 0 sets no day.
    pub notes_days: u32,
}

/// How people sign in to the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Desk {
    /// Of whom more than a password is demanded: the code of an app, or a passkey.
    pub two_factors: TwoFactors,
    /// Whether `serve` writes every line of the log to standard error too, as JSON, so that what collects the machine's logs has it elsewhere.
    pub log_to_stderr: bool,
}

/// Of whom more than a password is demanded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TwoFactors {
    /// Of everybody who signs in by a password.
    Demanded,
    /// Of nobody; it is offered to everybody.
    Offered,
}

/// The lowest minimum of a mean that an installation may set.
pub const LEAST_MINIMUM_MEAN: u32 = 3;
/// The lowest minimum of a distribution.
pub const LEAST_MINIMUM_DISTRIBUTION: u32 = 8;

/// The small-number rules of this installation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Privacy {
    /// From this n a mean or a top box is shown: 3, 4 or more.
    pub minimum_mean: u32,
    /// From this n a distribution is shown: never below 8.
    pub minimum_distribution: u32,
}

/// Languages.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LanguageDefault {
    /// The language of pages that no questionnaire decides.
    pub default: crate::language::Language,
}

/// Whether what is said to this address cannot be read on its way: it is of https, or of http on this very machine.
#[must_use]
pub fn is_safe(address: &str) -> bool {
    let Ok(url) = Url::parse(address) else { return false };
    let is_here = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => return false,
    };
    let names_nobody = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    names_nobody && (url.scheme() == "https" || (url.scheme() == "http" && is_here))
}

impl Default for Config {
    fn default() -> Self {
        Self {
            public_url: None,
            listen: "127.0.0.1:8080".to_owned(),
            trusted_proxies: Vec::new(),
            database: None,
            keys_dir: None,
            was_url: None,
            mail: Mail::default(),
            fieldwork: Fieldwork::default(),
            focus_groups: FocusGroups::default(),
            desk: Desk::default(),
            privacy: Privacy::default(),
            language: LanguageDefault::default(),
            webhook: Vec::new(),
            oidc: Vec::new(),
        }
    }
}

impl Default for Mail {
    fn default() -> Self {
        Self {
            transport: Transport::Folder,
            folder: PathBuf::from("letters"),
            from: "nulpunkt@localhost".to_owned(),
            reply_to: None,
            returns: None,
            returns_maildir: None,
            per_domain_per_minute: None,
            dkim: None,
            smtp: Smtp::default(),
        }
    }
}

impl Default for Smtp {
    fn default() -> Self {
        Self {
            host: "localhost".to_owned(),
            port: 25,
            tls: Tls::Starttls,
            user: None,
            auth: Auth::Login,
            password_file: None,
            ca_file: None,
            connections: 4,
            per_minute: None,
            timeout: 300,
        }
    }
}

impl Default for Fieldwork {
    fn default() -> Self {
        Self { quiet_days: 60, together_days: 0 }
    }
}

impl Default for FocusGroups {
    fn default() -> Self {
        Self { transcript_days: 90, recording_days: 30, notes_days: 90 }
    }
}

impl Default for Desk {
    fn default() -> Self {
        Self { two_factors: TwoFactors::Demanded, log_to_stderr: false }
    }
}

impl Default for Privacy {
    fn default() -> Self {
        Self { minimum_mean: 5, minimum_distribution: 8 }
    }
}
