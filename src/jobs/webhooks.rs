//! Telling other programs that a round opened, closed, or came a quarter further: signed as Standard Webhooks (standardwebhooks.com).
//!
//! What is told of answers is what the desk tells of the round as a whole, made coarser: a quarter of the invited, once, at most every
//! hour, and only from as many invited as the quarters of a municipality need. No message names a person or a municipality.

use std::fs;
use std::time::Duration;

use data_encoding::{BASE64, BASE64_NOPAD};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::json;
use sha2::Sha256;
use ureq::Agent;
use ureq::tls::{TlsConfig, TlsProvider};

use crate::compare::monitor::{Quarter, Turnout, quarters};
use crate::config::{Config, Webhook};
use crate::fieldwork::Round;
use crate::mail::crypto_provider;
use crate::store::{Error, InvitationState, Store, WebhookInHand, WebhookMarks, WebhookNews, WebhookOutcome};
use crate::time::{Clock, Timestamp};
use crate::token::desk_token;

const OPENED: &str = "round.opened";
const CLOSED: &str = "round.closed";
const COUNTED: &str = "responses.counted";

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
/// What happened longer ago was before anybody asked to be told.
const NEWS: i64 = 24 * HOUR;
/// For so long a message is in hand: longer than an attempt takes.
const LEASE: i64 = 5 * MINUTE;
/// Messages taken in hand at a time.
const BATCH: i64 = 10;
/// So long an address may take to answer.
const PATIENCE: Duration = Duration::from_secs(15);
/// The waits before the next attempts; after the last it is given up, a day after the first.
const WAITS: [i64; 8] = [5_000, MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 4 * HOUR, 7 * HOUR, 10 * HOUR];
/// The shortest secret, in bytes.
const SHORTEST: usize = 24;

/// Why a secret cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum NoSecret {
    /// The file cannot be read.
    #[error("{path} cannot be read: {source}")]
    Unreadable {
        /// The file.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// It holds something else.
    #[error("{0} must hold whsec_ and at least 24 random bytes in Base64")]
    Malformed(String),
}

/// The secret of a webhook, as Standard Webhooks writes it: `whsec_` and Base64.
pub fn secret_of(hook: &Webhook) -> Result<Vec<u8>, NoSecret> {
    let path = hook.secret_file.display().to_string();
    let text = match fs::read_to_string(&hook.secret_file) {
        Ok(text) => text,
        Err(source) => return Err(NoSecret::Unreadable { path, source }),
    };
    let bytes =
        text.trim().strip_prefix("whsec_").and_then(|rest| BASE64_NOPAD.decode(rest.trim_end_matches('=').as_bytes()).ok());
    bytes.filter(|bytes| bytes.len() >= SHORTEST).ok_or(NoSecret::Malformed(path))
}

/// Queues what happened since the last look.
pub(super) fn tell(store: &Store, config: &Config, clock: Clock) -> Result<(), Error> {
    let now = clock.now();
    let marks = store.webhook_marks()?;
    for round in store.rounds()? {
        let trial = store.version(store.version_id_of(round.id)?)?.version.trial.clone();
        let hooks: Vec<&Webhook> =
            config.webhook.iter().filter(|hook| hook.trial.as_ref().is_none_or(|own| *own == trial)).collect();
        if hooks.is_empty() {
            continue;
        }
        for (event, value, more) in news(store, &round, &marks, now)? {
            let mut data = json!({ "trial": trial, "round": round.key });
            if let (Some(data), serde_json::Value::Object(more)) = (data.as_object_mut(), more) {
                data.extend(more);
            }
            let body = json!({ "type": event, "timestamp": now.rfc3339(), "data": data }).to_string();
            let message = |hook: &&Webhook| Ok::<_, Error>((hook.url.clone(), format!("msg_{}", desk_token()?), body.clone()));
            let messages = hooks.iter().map(message).collect::<Result<Vec<_>, _>>()?;
            store.tell_webhooks(&WebhookNews { round: round.id, event, value, messages: &messages }, now)?;
        }
    }
    Ok(())
}

/// What is to be told of a round now.
fn news(
    store: &Store,
    round: &Round,
    marks: &WebhookMarks,
    now: Timestamp,
) -> Result<Vec<(&'static str, i64, serde_json::Value)>, Error> {
    let told = |event: &str| marks.get(&(round.id, event.to_owned())).copied();
    let is_new = |event: &str, at: Timestamp| told(event).is_none() && at <= now && now.0 - at.0 < NEWS;
    let mut found = Vec::new();
    if round.has_opened(now) {
        let eve = round.opens.yesterday().unwrap_or(round.opens);
        if is_new(OPENED, Timestamp::after(eve)) {
            found.push((OPENED, 0, json!({})));
        }
    }
    if round.is_closed(now) {
        let by_the_day = Timestamp::after(round.closes);
        let at = round.closed_at.filter(|closed| *closed < by_the_day).unwrap_or(by_the_day);
        if is_new(CLOSED, at) {
            found.push((CLOSED, 0, json!({})));
        }
    } else if told(COUNTED).is_none_or(|(_, at)| now.0 - at.0 >= HOUR)
        && let Some((quarter, turnout)) = quarter_of(store, round)?
        && told(COUNTED).is_none_or(|(before, _)| quarter > before)
    {
        let at_least = (u64::try_from(quarter).unwrap_or_default() * turnout.invited).div_ceil(4);
        found.push((COUNTED, quarter, json!({ "invited": turnout.invited, "answered_at_least": at_least })));
    }
    Ok(found)
}

/// How many whole quarters of those invited have answered, from the first on; none where that is not told.
fn quarter_of(store: &Store, round: &Round) -> Result<Option<(i64, Turnout)>, Error> {
    let totals = store.invitation_totals(round)?;
    let of = |state: InvitationState| totals.get(&state).copied().unwrap_or(0);
    let answered = of(InvitationState::Answered) + of(InvitationState::ScreenedOut);
    let turnout = Turnout { invited: totals.values().sum(), answered };
    let quarter = match quarters(&[turnout]).first().copied().flatten() {
        None | Some(Quarter::First) => return Ok(None),
        Some(Quarter::Second) => 1,
        Some(Quarter::Third) => 2,
        Some(Quarter::Fourth) => 3,
    };
    Ok(Some((quarter, turnout)))
}

/// Sends what is due; nothing while mail is on hold, since a database that was restored for a look must tell nobody.
pub(super) fn send(store: &Store, config: &Config, clock: Clock) -> Result<(), Error> {
    if store.mail_hold()?.is_some() {
        return Ok(());
    }
    let agent = agent();
    loop {
        let now = clock.now();
        let taken = store.take_webhooks(now, Timestamp(now.0 + LEASE), BATCH)?;
        if taken.is_empty() {
            return Ok(());
        }
        for message in &taken {
            match attempt(&agent, config, message, clock.now()) {
                Ok(()) => store.put_down_webhook(message, WebhookOutcome::Sent)?,
                Err(Failure { why, is_final }) => {
                    let wait = usize::try_from(message.attempts).ok().and_then(|tried| WAITS.get(tried)).filter(|_| !is_final);
                    tracing::warn!(message = message.id, why, again = wait.is_some(), "a webhook was not taken");
                    let outcome = match wait {
                        Some(wait) => WebhookOutcome::Again(Timestamp(clock.now().0 + wait), &why),
                        None => WebhookOutcome::GivenUp(&why),
                    };
                    store.put_down_webhook(message, outcome)?;
                }
            }
        }
    }
}

/// Why a message was not taken, and whether it never will be.
struct Failure {
    why: String,
    is_final: bool,
}

fn attempt(agent: &Agent, config: &Config, message: &WebhookInHand, now: Timestamp) -> Result<(), Failure> {
    let passing = |why: String| Failure { why, is_final: false };
    let hook = config.webhook.iter().find(|hook| hook.url == message.url);
    let hook = hook.ok_or_else(|| Failure { why: "the address is no longer configured".to_owned(), is_final: true })?;
    let secret = secret_of(hook).map_err(|error| passing(error.to_string()))?;
    let seconds = now.0.div_euclid(1000);
    let sent = agent
        .post(&message.url)
        .header("content-type", "application/json")
        .header("webhook-id", &message.message_id)
        .header("webhook-timestamp", &seconds.to_string())
        .header("webhook-signature", &signature(&secret, &message.message_id, seconds, &message.body))
        .send(message.body.as_bytes());
    match sent.map(|answer| answer.status().as_u16()) {
        Ok(200..=299) => Ok(()),
        // The receiver says that it wants no more.
        Ok(410) => Err(Failure { why: "answered 410".to_owned(), is_final: true }),
        Ok(status) => Err(passing(format!("answered {status}"))),
        Err(error) => Err(passing(error.to_string())),
    }
}

/// What the receiver makes again to see that it comes from us: `v1,` and HMAC-SHA-256 over id, moment and body.
fn signature(secret: &[u8], id: &str, seconds: i64, body: &str) -> String {
    // HMAC takes keys of any length, so this never fails.
    let Ok(mut mac) = <Hmac<Sha256> as KeyInit>::new_from_slice(secret) else { return String::new() };
    mac.update(format!("{id}.{seconds}.").as_bytes());
    mac.update(body.as_bytes());
    format!("v1,{}", BASE64.encode(&mac.finalize().into_bytes()))
}

/// What speaks HTTP: it follows no redirection, and encrypts as the way to the mail relay does.
fn agent() -> Agent {
    let tls = TlsConfig::builder().provider(TlsProvider::Rustls).unversioned_rustls_crypto_provider(crypto_provider()).build();
    Agent::config_builder()
        .timeout_global(Some(PATIENCE))
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .user_agent("nulpunkt")
        .tls_config(tls)
        .build()
        .new_agent()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_that_of_the_standard() {
        // The example of the specification's reference libraries.
        let secret = BASE64.decode(b"MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let signed = signature(&secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, "{\"test\": 2432232314}");
        assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn a_message_is_given_up_a_day_after_its_first_attempt() {
        let whole: i64 = WAITS.iter().sum();
        assert!((23 * HOUR..=24 * HOUR).contains(&whole), "{whole}");
    }

    #[test]
    fn a_secret_is_read_as_the_standard_writes_it() {
        let folder = tempfile::tempdir().unwrap();
        let of = |text: &str| {
            let secret_file = folder.path().join("secret");
            fs::write(&secret_file, text).unwrap();
            secret_of(&Webhook { url: String::new(), secret_file, trial: None })
        };
        assert_eq!(of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n").unwrap().len(), 24);
        assert_eq!(of("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=").unwrap().len(), 32);
        for wrong in ["", "whsec_", "whsec_c2hvcnQ=", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_æ"] {
            assert!(matches!(of(wrong), Err(NoSecret::Malformed(_))), "{wrong}");
        }
    }
}
