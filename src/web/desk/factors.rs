//! What is demanded beside a password: the code of an app, or a passkey, and where whoever has neither yet sets it up.
//!
//! Whoever signs in by their municipality's provider proves themselves there, and has no password here.

use actix_web::HttpResponse;

use super::caller::{Admitted, Caller};
use super::{broken, passkey};
use crate::config::TwoFactors;
use crate::store::{Error, KeptPerson};

/// What can be reached without: what sets it up, and the way out.
const OPEN: [&str; 9] = [
    "/desk/account",
    "/desk/account/app",
    "/desk/account/app/off",
    "/desk/account/passkey",
    "/desk/account/passkey/keep",
    "/desk/account/passkey/remove",
    "/desk/account/password",
    "/desk/account/sessions",
    "/desk/sign-out",
];

fn is_demanded(caller: &Caller) -> bool {
    !caller.state.demonstration && caller.state.config.desk.two_factors == TwoFactors::Demanded
}

fn has_passkey(caller: &Caller, person: i64) -> Result<bool, Error> {
    Ok(passkey::is_possible(caller) && !caller.state.store.passkeys(person)?.is_empty())
}

/// Whether more than a password is demanded of this person, who has nothing more.
pub(super) fn are_missing(caller: &Caller, person: &KeptPerson) -> Result<bool, Error> {
    Ok(is_demanded(caller) && person.has_password && !person.has_app && !has_passkey(caller, person.id)?)
}

/// Whether a password alone does not let this person in, who has a passkey and no app.
pub(super) fn needs_passkey(caller: &Caller, person: i64, has_app: bool) -> Result<bool, Error> {
    Ok(is_demanded(caller) && !has_app && has_passkey(caller, person)?)
}

/// Leads whoever has to set something up first to the page where they do.
pub(super) fn check(admitted: &Admitted) -> Result<(), HttpResponse> {
    if OPEN.contains(&admitted.request.path()) {
        return Ok(());
    }
    match are_missing(admitted, &admitted.person) {
        Ok(false) => Ok(()),
        Ok(true) => Err(admitted.see("/desk/account")),
        Err(error) => Err(broken(admitted, &error)),
    }
}
