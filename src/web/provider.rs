//! Asking providers of single sign-on: where their pages are, who came back with a code, and with which keys they sign.
//!
//! What a provider publishes of itself is kept for ten minutes, also by several processes each for itself: it is another's public
//! document, and a key that is not in it is looked for again at once.

use std::collections::HashMap;
use std::io::Error as Io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use actix_web::web::{Data, block};
use serde_json::Value;
use tokio::sync::Semaphore;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::{self, PemObject as _};
use ureq::Agent;
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use url::{Url, form_urlencoded};

use crate::access::id_token::{self, Claims, Expected, PublicKey, Untrusted};
use crate::config::Oidc;

/// For so long what a provider publishes is kept.
const KEPT: Duration = Duration::from_mins(10);
/// So long passes before a key that is not there is looked for again.
const AGAIN: Duration = Duration::from_mins(1);
/// For so long a provider is waited for.
const PATIENCE: Duration = Duration::from_secs(10);
/// The longest answer that is read.
const LONGEST: u64 = 256 * 1024;
/// So many questions are open at a time; who comes then is asked to try again.
const AT_A_TIME: usize = 16;

/// Why a provider did not help.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unanswered {
    #[error("too many questions are open")]
    Busy,
    #[error("it cannot be reached: {0}")]
    Unreachable(Box<ureq::Error>),
    #[error("it answered with status {0}")]
    Status(u16),
    #[error("its answer is not JSON")]
    Unreadable,
    #[error("it calls itself {0:?} and not what is configured as its issuer")]
    OtherName(String),
    #[error("it does not say a safe {0}")]
    Address(&'static str),
    #[error("client_secret_file cannot be read: {0}")]
    Secret(Io),
    #[error("ca_file cannot be read: {0}")]
    Authorities(#[from] pem::Error),
    #[error("its answer came from {0:?}")]
    OtherIssuer(String),
    #[error("its ID token is not believed: {0}")]
    Untrusted(#[from] Untrusted),
    #[error("it names another person when asked for more")]
    OtherPerson,
}

impl Unanswered {
    /// Whether somebody may have meddled with the answer; else it is merely not there.
    pub(super) fn is_distrust(&self) -> bool {
        matches!(self, Self::OtherIssuer(_) | Self::Untrusted(_) | Self::OtherPerson)
    }
}

/// What a provider says of itself (OpenID Connect Discovery 1.0, section 3; RFC 8414).
#[derive(Clone)]
pub(super) struct Metadata {
    authorization: Url,
    token: Url,
    keys: Url,
    person: Option<Url>,
    /// Whether it names itself beside every code (RFC 9207).
    names_itself: bool,
    /// Whether a secret goes into the header; else into the form.
    basic: bool,
}

/// Somebody who came back from a provider.
pub(super) struct Returned {
    pub(super) code: String,
    pub(super) verifier: String,
    pub(super) nonce: String,
    /// The address that they came back to, as it was named when they left.
    pub(super) address: String,
    /// Who says that they come from there; empty where nobody is named.
    pub(super) from: String,
    /// The present, in seconds.
    pub(super) now: i64,
}

struct Kept {
    metadata: Metadata,
    at: Instant,
    keys: Option<(Arc<Vec<PublicKey>>, Instant)>,
    looked_again: Option<Instant>,
}

/// What this process knows of providers.
pub(in crate::web) struct Providers {
    kept: Mutex<HashMap<String, Kept>>,
    permits: Semaphore,
}

impl Default for Providers {
    fn default() -> Self {
        Self { kept: Mutex::default(), permits: Semaphore::new(AT_A_TIME) }
    }
}

impl Metadata {
    /// The address at which a provider asks who somebody is (RFC 6749, section 4.1.1; RFC 7636).
    pub(super) fn authorization(&self, asked: &[(&str, &str)]) -> String {
        let mut address = self.authorization.clone();
        address.query_pairs_mut().extend_pairs(asked);
        address.into()
    }
}

/// Where the provider's pages are.
pub(super) async fn metadata(providers: &Data<Providers>, provider: &Oidc) -> Result<Metadata, Unanswered> {
    asked(providers, provider, Providers::metadata).await
}

/// What a provider says of whoever came back with this code.
pub(super) async fn claims(providers: &Data<Providers>, provider: &Oidc, returned: Returned) -> Result<Claims, Unanswered> {
    asked(providers, provider, move |providers, agent, provider| providers.redeem(agent, provider, &returned)).await
}

/// Asks on a thread that may wait.
async fn asked<T: Send + 'static>(
    providers: &Data<Providers>,
    provider: &Oidc,
    ask: impl FnOnce(&Providers, &Agent, &Oidc) -> Result<T, Unanswered> + Send + 'static,
) -> Result<T, Unanswered> {
    let _permit = providers.permits.try_acquire().map_err(|_| Unanswered::Busy)?;
    let (own, provider) = (providers.clone(), provider.clone());
    block(move || ask(&own, &agent(&provider)?, &provider)).await.unwrap_or(Err(Unanswered::Busy))
}

impl Providers {
    fn metadata(&self, agent: &Agent, provider: &Oidc) -> Result<Metadata, Unanswered> {
        if let Some(known) = self.with(provider, |kept| (kept.at.elapsed() < KEPT).then(|| kept.metadata.clone())) {
            return Ok(known);
        }
        let address = format!("{}/.well-known/openid-configuration", provider.issuer.trim_end_matches('/'));
        let metadata = read(&json(agent.get(&address).call())?, provider)?;
        let new = Kept { metadata: metadata.clone(), at: Instant::now(), keys: None, looked_again: None };
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).insert(provider.issuer.clone(), new);
        Ok(metadata)
    }

    fn with<T>(&self, provider: &Oidc, look: impl FnOnce(&mut Kept) -> Option<T>) -> Option<T> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).get_mut(&provider.issuer).and_then(look)
    }

    fn redeem(&self, agent: &Agent, provider: &Oidc, returned: &Returned) -> Result<Claims, Unanswered> {
        let metadata = self.metadata(agent, provider)?;
        let is_named = metadata.names_itself || !returned.from.is_empty();
        if is_named && returned.from != provider.issuer {
            return Err(Unanswered::OtherIssuer(returned.from.clone()));
        }
        let answer = exchange(agent, provider, &metadata, returned)?;
        let token = answer["id_token"].as_str().ok_or(Unanswered::Unreadable)?;
        let expected =
            Expected { issuer: &provider.issuer, client_id: &provider.client_id, nonce: &returned.nonce, now: returned.now };
        let keys = self.keys(agent, provider, &metadata)?;
        let mut claims = match id_token::read(token, &keys, &expected) {
            Err(Untrusted::Key) if self.may_look_again(provider) => {
                id_token::read(token, &self.new_keys(agent, provider, &metadata)?, &expected)
            }
            other => other,
        }?;
        add_what_is_told_elsewhere(agent, provider, &metadata, &answer, &mut claims)?;
        Ok(claims)
    }

    fn keys(&self, agent: &Agent, provider: &Oidc, metadata: &Metadata) -> Result<Arc<Vec<PublicKey>>, Unanswered> {
        let known = |kept: &mut Kept| kept.keys.as_ref().filter(|(_, at)| at.elapsed() < KEPT).map(|(keys, _)| keys.clone());
        self.with(provider, known).map_or_else(|| self.new_keys(agent, provider, metadata), Ok)
    }

    fn new_keys(&self, agent: &Agent, provider: &Oidc, metadata: &Metadata) -> Result<Arc<Vec<PublicKey>>, Unanswered> {
        let keys = Arc::new(id_token::keys(&json(agent.get(metadata.keys.as_str()).call())?));
        self.with(provider, |kept| {
            kept.keys = Some((keys.clone(), Instant::now()));
            Some(())
        });
        Ok(keys)
    }

    /// Whether a key may be looked for again that is not among those that are known; a provider that changes its keys needs it once.
    fn may_look_again(&self, provider: &Oidc) -> bool {
        let may = self.with(provider, |kept| {
            let may = kept.looked_again.is_none_or(|at| at.elapsed() >= AGAIN);
            if may {
                kept.looked_again = Some(Instant::now());
            }
            Some(may)
        });
        may == Some(true)
    }
}

fn agent(provider: &Oidc) -> Result<Agent, Unanswered> {
    let authorities = match &provider.ca_file {
        None => RootCerts::WebPki,
        Some(file) => {
            let own: Result<Vec<_>, _> = CertificateDer::pem_file_iter(file)?.collect();
            RootCerts::Specific(Arc::new(own?.iter().map(|one| Certificate::from_der(one).to_owned()).collect()))
        }
    };
    let tls = TlsConfig::builder().root_certs(authorities);
    let tls = tls.unversioned_rustls_crypto_provider(Arc::new(default_provider())).build();
    let config = Agent::config_builder()
        .tls_config(tls)
        .timeout_global(Some(PATIENCE))
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .proxy(None)
        .user_agent("nulpunkt")
        .build();
    Ok(config.into())
}

fn read(said: &Value, provider: &Oidc) -> Result<Metadata, Unanswered> {
    let text = |name: &str| said[name].as_str();
    // Whoever could answer under another's name could sign in as its people (section 4.3).
    if text("issuer") != Some(&provider.issuer) {
        return Err(Unanswered::OtherName(text("issuer").unwrap_or_default().chars().take(200).collect()));
    }
    let address = |name: &'static str| text(name).and_then(safe).ok_or(Unanswered::Address(name));
    let methods = said["token_endpoint_auth_methods_supported"].as_array();
    Ok(Metadata {
        authorization: address("authorization_endpoint")?,
        token: address("token_endpoint")?,
        keys: address("jwks_uri")?,
        person: text("userinfo_endpoint").and_then(safe),
        names_itself: said["authorization_response_iss_parameter_supported"] == Value::Bool(true),
        basic: methods.is_none_or(|methods| methods.iter().any(|method| method == "client_secret_basic")),
    })
}

/// An address of https; of http on this machine alone.
fn safe(address: &str) -> Option<Url> {
    crate::config::is_safe(address).then(|| Url::parse(address).ok()).flatten()
}

/// Exchanges the code for tokens (RFC 6749, section 4.1.3).
fn exchange(agent: &Agent, provider: &Oidc, metadata: &Metadata, returned: &Returned) -> Result<Value, Unanswered> {
    let mut form = vec![
        ("grant_type", "authorization_code"),
        ("code", &returned.code),
        ("redirect_uri", &returned.address),
        ("code_verifier", &returned.verifier),
        ("client_id", &provider.client_id),
    ];
    let secret = provider.client_secret_file.as_ref().map(std::fs::read_to_string).transpose().map_err(Unanswered::Secret)?;
    let secret = secret.as_deref().map(|secret| secret.trim_end_matches(['\r', '\n']));
    let mut request = agent.post(metadata.token.as_str()).header("Accept", "application/json");
    match secret {
        Some(secret) if metadata.basic => {
            let part = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
            let both = format!("{}:{}", part(&provider.client_id), part(secret));
            request = request.header("Authorization", format!("Basic {}", data_encoding::BASE64.encode(both.as_bytes())));
        }
        Some(secret) => form.push(("client_secret", secret)),
        None => {}
    }
    json(request.send_form(form))
}

/// Adds the address and the groups where the ID token lacks them, as it does at providers that tell scopes only when asked (OpenID
/// Connect Core 1.0, sections 5.3 and 5.4).
fn add_what_is_told_elsewhere(
    agent: &Agent,
    provider: &Oidc,
    metadata: &Metadata,
    answer: &Value,
    claims: &mut Claims,
) -> Result<(), Unanswered> {
    let groups = provider.groups_claim.as_deref();
    let lacks = |name: &str| !claims.contains_key(name);
    if !lacks("email") && !groups.is_some_and(lacks) {
        return Ok(());
    }
    let (Some(address), Some(token)) = (&metadata.person, answer["access_token"].as_str()) else { return Ok(()) };
    let said = json(agent.get(address.as_str()).header("Authorization", format!("Bearer {token}")).call())?;
    if said["sub"] != claims["sub"] {
        return Err(Unanswered::OtherPerson);
    }
    // An address and whether it is verified belong together.
    if lacks("email") {
        for name in ["email", "email_verified"] {
            claims.remove(name);
            claims.extend(said.get(name).map(|value| (name.to_owned(), value.clone())));
        }
    }
    if let Some(name) = groups.filter(|name| !claims.contains_key(*name)) {
        claims.extend(said.get(name).map(|value| (name.to_owned(), value.clone())));
    }
    Ok(())
}

type Answer = Result<ureq::http::Response<ureq::Body>, ureq::Error>;

fn json(answer: Answer) -> Result<Value, Unanswered> {
    let failed = |error| Unanswered::Unreachable(Box::new(error));
    let mut answer = answer.map_err(failed)?;
    if answer.status() != 200 {
        return Err(Unanswered::Status(answer.status().as_u16()));
    }
    let bytes = answer.body_mut().with_config().limit(LONGEST).read_to_vec().map_err(failed)?;
    serde_json::from_slice(&bytes).map_err(|_| Unanswered::Unreadable)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn provider() -> Oidc {
        toml::from_str("name = \"x\"\nissuer = \"https://a.example/t\"\nclient_id = \"n\"\ndomains = []\n").unwrap()
    }

    fn said() -> Value {
        json!({ "issuer": "https://a.example/t", "authorization_endpoint": "https://a.example/ask?tenant=t",
            "token_endpoint": "https://a.example/token", "jwks_uri": "https://a.example/keys" })
    }

    #[test]
    fn what_is_asked_is_added_to_the_providers_own_address() {
        let metadata = read(&said(), &provider()).ok().unwrap();
        let address = metadata.authorization(&[("state", "a&b"), ("scope", "openid email")]);
        assert_eq!(address, "https://a.example/ask?tenant=t&state=a%26b&scope=openid+email");
        assert!(metadata.basic && !metadata.names_itself && metadata.person.is_none());
    }

    #[test]
    fn a_provider_under_another_name_or_without_encryption_is_not_asked() {
        for (name, value) in [
            ("issuer", json!("https://a.example/t/")),
            ("issuer", json!("https://b.example/t")),
            ("token_endpoint", json!("http://a.example/token")),
            ("jwks_uri", json!("file:///etc/passwd")),
            ("authorization_endpoint", json!("javascript:alert(1)")),
            ("authorization_endpoint", Value::Null),
        ] {
            let mut other = said();
            other[name] = value.clone();
            assert!(read(&other, &provider()).is_err(), "{name} {value}");
        }
    }
}
