//! Signing in by a municipality's provider: which sign-ins are on their way, and which of the provider's people is who here.
//!
//! A person is bound once to what the provider calls them. From then on that binding alone counts, whatever their mail address becomes;
//! and it is the provider's own, so that no other can use it.

use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error as Diesel};
use sha2::{Digest, Sha256};

use super::schema::{login_try, person_login, person_session};
use super::{AnyConnection, Error, KeptPerson, Store, TooMany, log, person, session};
use crate::access::single_sign_on::{Grant, NoAddress};
use crate::access::{Person, is_name};
use crate::time::Timestamp;
use crate::token::desk_token_hash;

/// For so long a sign-in may be away at the provider.
const AWAY: i64 = 10 * 60_000;
/// So many may be on their way from one address: a whole municipality may sit behind it.
const FROM_ONE: usize = 100;
/// Whom the log names where it is nobody of ours.
const SOMEBODY: &str = "somebody unknown";

/// A sign-in that is on its way.
pub struct LoginTry {
    /// By which provider.
    pub issuer: String,
    /// The page of the desk that it leads to.
    pub next: String,
}

/// What a provider said of whoever signs in, after all of it was checked.
pub struct SaidByProvider<'a> {
    /// The provider.
    pub issuer: &'a str,
    /// What it calls the person.
    pub subject: &'a str,
    /// The mail address that it vouches for, of one of its own domains.
    pub address: Result<&'a str, NoAddress>,
    /// What the person's groups give.
    pub grant: Option<Grant>,
    /// Whether they signed in there as strongly as is demanded here.
    pub is_strong: bool,
}

/// How a sign-in by a provider ended.
pub enum ByProvider {
    /// The person is in, or half in while the code of their app is waited for.
    In {
        /// The session's secret.
        session: String,
        /// Whether the code of an app is waited for.
        waits_for_code: bool,
    },
    /// They have no way in.
    Refused,
}

/// Why somebody whom a provider knows has no way in; said in the log alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Refusal {
    /// The provider's answer could not be believed.
    Untrusted,
    /// The person signed in less strongly than is demanded here.
    Weak,
    /// There is no account for a provider's word without an address, and why it has none.
    Address(NoAddress),
    /// Nobody added the person, and no group gives them rights.
    Unknown,
    /// The account belongs to somebody else at the provider, or at another.
    OtherLogin,
    /// The account was removed.
    Removed,
    /// The account was a group's, and the person is in none any more.
    NoGroup,
}

impl Refusal {
    /// The words of the log.
    fn noted(self) -> &'static str {
        match self {
            Self::Untrusted => "login refused: the answer cannot be believed",
            Self::Weak => "login refused: not signed in strongly enough",
            Self::Address(NoAddress::Missing) => "login refused: no mail address",
            Self::Address(NoAddress::Unverified) => "login refused: the mail address is not verified",
            Self::Address(NoAddress::OtherDomain) => "login refused: a mail address of another domain",
            Self::Unknown => "login refused: not added and in no known group",
            Self::OtherLogin => "login refused: the account belongs to another login",
            Self::Removed => "login refused: the account was removed",
            Self::NoGroup => "login refused: in no known group any more",
        }
    }
}

impl Store {
    /// Notes that a sign-in goes to a provider: by its state, and by the secret that the browser holds.
    pub fn begin_login(
        &self,
        state: &str,
        browser: &str,
        origin: &str,
        to: &LoginTry,
        now: Timestamp,
    ) -> Result<Result<(), TooMany>, Error> {
        let origin = desk_token_hash(origin);
        self.write(|connection| {
            diesel::delete(login_try::table.filter(login_try::expires_at.le(now.0))).execute(connection)?;
            let from_one = login_try::table.filter(login_try::origin.eq(&origin)).order(login_try::expires_at);
            let ends: Vec<i64> = from_one.select(login_try::expires_at).load(connection)?;
            if let Some(at) = ends.len().checked_sub(FROM_ONE).and_then(|place| ends.get(place)) {
                return Ok(Err(TooMany(Timestamp(*at))));
            }
            diesel::insert_into(login_try::table)
                .values((
                    login_try::hash.eq(desk_token_hash(state)),
                    login_try::browser.eq(desk_token_hash(browser)),
                    login_try::origin.eq(&origin),
                    login_try::issuer.eq(&to.issuer),
                    login_try::next.eq(&to.next),
                    login_try::expires_at.eq(now.0 + AWAY),
                ))
                .execute(connection)?;
            Ok(Ok(()))
        })
    }

    /// Uses up the sign-in of this state; none if it was used, is too old, never was, or is another browser's.
    pub fn take_login(&self, state: &str, browser: &str, now: Timestamp) -> Result<Option<LoginTry>, Error> {
        self.write(|connection| {
            let own = login_try::table
                .find(desk_token_hash(state))
                .filter(login_try::browser.eq(desk_token_hash(browser)).and(login_try::expires_at.gt(now.0)));
            let found: Option<(String, String)> =
                own.select((login_try::issuer, login_try::next)).first(connection).optional()?;
            // Of two who take it at the same moment one deletes nothing.
            let taken = diesel::delete(
                login_try::table.find(desk_token_hash(state)).filter(login_try::browser.eq(desk_token_hash(browser))),
            )
            .execute(connection)?;
            Ok(found.filter(|_| taken == 1).map(|(issuer, next)| LoginTry { issuer, next }))
        })
    }

    /// Signs in whom the provider names, if there is a way in for them, and notes how it ended.
    pub fn sign_in_by_provider(
        &self,
        said: &SaidByProvider<'_>,
        browser: &str,
        brought: Option<&str>,
        now: Timestamp,
    ) -> Result<ByProvider, Error> {
        let sign_in = || {
            self.write(|connection| match find(connection, said, now)? {
                Ok(kept) => enter(connection, said, &kept, browser, brought, now),
                Err((refusal, name)) => {
                    let who = name.as_deref().unwrap_or(SOMEBODY);
                    log::note(connection, now, who, refusal.noted(), said.issuer)?;
                    Ok(ByProvider::Refused)
                }
            })
        };
        match sign_in() {
            // Another process bound the same at the same moment: what it did is seen now.
            Err(Error::Query(Diesel::DatabaseError(DatabaseErrorKind::UniqueViolation, _))) => sign_in(),
            other => other,
        }
    }

    /// Notes that a provider's answer was not believed.
    pub fn note_untrusted_login(&self, issuer: &str, now: Timestamp) -> Result<(), Error> {
        self.note(now, SOMEBODY, Refusal::Untrusted.noted(), issuer)
    }
}

/// Why not, and whom it is about where that is known.
type Refused = (Refusal, Option<String>);

/// The person whom the provider names, bound now if they were not yet.
fn find(connection: &mut AnyConnection, said: &SaidByProvider<'_>, now: Timestamp) -> Result<Result<KeptPerson, Refused>, Error> {
    if !said.is_strong {
        return Ok(Err((Refusal::Weak, None)));
    }
    let subject = subject(said.issuer, said.subject);
    let bound: Option<i64> = person_login::table.find(&subject).select(person_login::person_id).first(connection).optional()?;
    let known = match bound {
        Some(id) => person::of_id(connection, id)?,
        None => None,
    };
    let kept = match known {
        Some(kept) => kept,
        None => match named(connection, said, bound.is_some(), now)? {
            Err(refused) => return Ok(Err(refused)),
            Ok(kept) => {
                // One who was removed and added again is bound anew.
                diesel::delete(person_login::table.find(&subject)).execute(connection)?;
                diesel::insert_into(person_login::table)
                    .values((
                        person_login::subject.eq(&subject),
                        person_login::person_id.eq(kept.id),
                        person_login::issuer.eq(said.issuer),
                    ))
                    .execute(connection)?;
                log::note(connection, now, &kept.person.name, "bound to a login", said.issuer)?;
                kept
            }
        },
    };
    if kept.by_groups { followed(connection, said, kept, now) } else { Ok(Ok(kept)) }
}

/// The person with the name that is the mail address, made now if a group gives them rights.
fn named(
    connection: &mut AnyConnection,
    said: &SaidByProvider<'_>,
    was_removed: bool,
    now: Timestamp,
) -> Result<Result<KeptPerson, Refused>, Error> {
    let address = match said.address {
        Ok(address) => address,
        Err(no_address) => return Ok(Err((Refusal::Address(no_address), None))),
    };
    if let Some(kept) = person::of_name(connection, address)? {
        let name = kept.person.name.clone();
        return Ok(if kept.issuer.is_some() { Err((Refusal::OtherLogin, Some(name))) } else { Ok(kept) });
    }
    let grant = match &said.grant {
        _ if was_removed => return Ok(Err((Refusal::Removed, None))),
        Some(grant) if is_name(address) => grant,
        Some(_) | None => return Ok(Err((Refusal::Unknown, None))),
    };
    let new = Person { name: address.to_owned(), role: grant.role, scope: grant.scope.clone() };
    let Some(id) = person::insert(connection, &new, now)? else { return Err(Error::Corrupt("person")) };
    person::set_rights(connection, id, grant)?;
    log::note(connection, now, &new.name, "account made by a group", &format!("{} {}", new.name, new.role.name()))?;
    let made = person::of_id(connection, id)?;
    made.map(Ok).ok_or(Error::Corrupt("person"))
}

/// A group's account with the rights that the groups give now; without any it is shut, and where it is signed in it is so no longer.
fn followed(
    connection: &mut AnyConnection,
    said: &SaidByProvider<'_>,
    mut kept: KeptPerson,
    now: Timestamp,
) -> Result<Result<KeptPerson, Refused>, Error> {
    let Some(grant) = &said.grant else {
        diesel::delete(person_session::table.filter(person_session::person_id.eq(kept.id))).execute(connection)?;
        return Ok(Err((Refusal::NoGroup, Some(kept.person.name))));
    };
    if (kept.person.role, &kept.person.scope) != (grant.role, &grant.scope) {
        person::set_rights(connection, kept.id, grant)?;
        (kept.person.role, kept.person.scope) = (grant.role, grant.scope.clone());
        let (name, role) = (&kept.person.name, grant.role.name());
        log::note(connection, now, name, "rights follow the groups", &format!("{name} {role}"))?;
    }
    Ok(Ok(kept))
}

fn enter(
    connection: &mut AnyConnection,
    said: &SaidByProvider<'_>,
    kept: &KeptPerson,
    browser: &str,
    brought: Option<&str>,
    now: Timestamp,
) -> Result<ByProvider, Error> {
    if let Some(brought) = brought {
        diesel::delete(person_session::table.find(desk_token_hash(brought))).execute(connection)?;
    }
    diesel::delete(person_session::table.filter(person_session::expires_at.le(now.0))).execute(connection)?;
    let waits_for_code = kept.has_app;
    if !waits_for_code {
        log::note(connection, now, &kept.person.name, "signed in", said.issuer)?;
    }
    let session = session::start(connection, kept.id, waits_for_code, browser, now)?;
    Ok(ByProvider::In { session, waits_for_code })
}

/// What the database holds of a provider's name for a person; the length keeps the two parts apart.
fn subject(issuer: &str, subject: &str) -> Vec<u8> {
    let mut hash = Sha256::new();
    hash.update((issuer.len() as u64).to_be_bytes());
    hash.update(issuer);
    hash.update(subject);
    hash.finalize().to_vec()
}
