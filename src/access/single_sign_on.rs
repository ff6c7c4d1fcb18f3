//! Whom a provider of single sign-on may speak for, and what its groups give: nothing that the configuration does not say.
//!
//! A provider speaks for the mail addresses of its own domains alone, so that no municipality's provider can let anybody in as a
//! colleague of another.

use serde_json::Value;

use super::id_token::Claims;
use super::{Role, Scope, Within};
use crate::config::{Oidc, OidcGroup};

/// Why a provider's word for a mail address is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoAddress {
    /// It gave none.
    Missing,
    /// It says itself that it has not verified it.
    Unverified,
    /// Its domain is not one of the provider's.
    OtherDomain,
}

/// A role with its scope, which a group gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// Its trials and municipalities.
    pub scope: Scope,
}

/// The domain of a mail address as domains are compared: in ASCII and small letters. None where it is no address of plain signs, since
/// a sign that only looks like another would make another's name of it.
#[must_use]
pub fn domain_of(address: &str) -> Option<String> {
    let (user, written) = address.trim().rsplit_once('@')?;
    let is_plain = !user.is_empty() && user.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'@');
    if is_plain { domain(written) } else { None }
}

/// A domain as domains are compared.
#[must_use]
pub fn domain(written: &str) -> Option<String> {
    let domain = idna::domain_to_ascii(written.trim()).ok()?;
    let parts = || domain.split('.');
    let is_domain = domain.contains('.') && parts().all(|part| !part.is_empty());
    let is_plain = domain.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte));
    (is_domain && is_plain).then_some(domain)
}

/// The provider that speaks for this mail address.
#[must_use]
pub fn provider_of<'a>(providers: &'a [Oidc], address: &str) -> Option<&'a Oidc> {
    let wanted = domain_of(address)?;
    providers.iter().find(|provider| provider.domains.iter().any(|own| domain(own).as_ref() == Some(&wanted)))
}

/// The mail address that a provider vouches for.
pub fn address<'a>(provider: &Oidc, claims: &'a Claims) -> Result<&'a str, NoAddress> {
    let address = claims.get("email").and_then(Value::as_str).ok_or(NoAddress::Missing)?;
    // Providers that manage all of their addresses leave it out; some write it as a word.
    let verified = claims.get("email_verified");
    if verified.is_some_and(|verified| *verified != Value::Bool(true) && verified.as_str() != Some("true")) {
        return Err(NoAddress::Unverified);
    }
    let speaks = provider_of(std::slice::from_ref(provider), address).is_some();
    if speaks { Ok(address.trim()) } else { Err(NoAddress::OtherDomain) }
}

/// Whether a person signed in as strongly at the provider as the configuration demands (OpenID Connect Core 1.0, section 2: `acr` and `amr`).
/// Where it demands nothing, how strongly its people sign in is the provider's own.
#[must_use]
pub fn is_strong(provider: &Oidc, claims: &Claims) -> bool {
    let class = claims.get("acr").and_then(Value::as_str);
    let methods: Vec<&str> =
        claims.get("amr").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    let strong = provider.acr_values.is_empty() || provider.acr_values.iter().any(|wanted| class == Some(wanted));
    strong && (provider.amr_values.is_empty() || provider.amr_values.iter().any(|wanted| methods.contains(&wanted.as_str())))
}

/// What a person's groups give: the first group of the configuration that is among them. Unknown groups give nothing.
#[must_use]
pub fn grant(provider: &Oidc, claims: &Claims) -> Option<Grant> {
    let groups: Vec<&str> = match claims.get(provider.groups_claim.as_deref()?)? {
        Value::String(one) => vec![one],
        Value::Array(all) => all.iter().filter_map(Value::as_str).collect(),
        _ => return None,
    };
    provider.group.iter().find(|known| groups.contains(&known.name.as_str())).and_then(given)
}

fn given(group: &OidcGroup) -> Option<Grant> {
    let within =
        |keys: &Option<Vec<String>>| keys.as_ref().map_or(Within::All, |keys| Within::Listed(keys.iter().cloned().collect()));
    let scope = Scope { trials: within(&group.trials), municipalities: within(&group.municipalities) };
    Role::from_name(&group.role).map(|role| Grant { role, scope })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn provider() -> Oidc {
        toml::from_str(
            "name = \"Thisted\"\nissuer = \"https://login.thisted.example\"\nclient_id = \"nulpunkt\"\n\
             domains = [\"Thisted.dk\", \"brønderslev.dk\"]\ngroups_claim = \"groups\"\n\
             [[group]]\nname = \"leads\"\nrole = \"municipal-lead\"\nmunicipalities = [\"thisted\"]\n\
             [[group]]\nname = \"readers\"\nrole = \"reader\"\ntrials = []\n",
        )
        .unwrap()
    }

    fn claims(value: Value) -> Claims {
        let Value::Object(claims) = value else { panic!("{value}") };
        claims
    }

    #[test]
    fn a_provider_speaks_for_its_own_domains_alone() {
        let of = |address: &str| provider_of(&[provider()], address).is_some();
        for own in ["mette@thisted.dk", "METTE@THISTED.DK", " mette@thisted.dk ", "a@brønderslev.dk", "a@xn--brnderslev-1cb.dk"]
        {
            assert!(of(own), "{own}");
        }
        for other in [
            "mette@rebild.dk",
            "mette@thisted.dk.evil.example",
            "mette@evil-thisted.dk",
            "mette@under.thisted.dk",
            "mette@thisted.dk@rebild.dk",
            "mette@rebild.dk@thisted.dk",
            "\u{212a}aren@thisted.dk",
            "mette kjær@thisted.dk",
            "@thisted.dk",
            "thisted.dk",
            "",
        ] {
            assert!(!of(other), "{other}");
        }
    }

    #[test]
    fn an_address_counts_only_where_it_is_vouched_for() {
        let of = |value: Value| address(&provider(), &claims(value)).map(str::to_owned);
        assert_eq!(of(json!({ "email": "Mette@Thisted.dk" })), Ok("Mette@Thisted.dk".to_owned()));
        assert_eq!(of(json!({ "email": "m@thisted.dk", "email_verified": true })), Ok("m@thisted.dk".to_owned()));
        for unverified in [json!(false), json!("false"), json!(null), json!(0)] {
            let said = of(json!({ "email": "m@thisted.dk", "email_verified": unverified }));
            assert_eq!(said, Err(NoAddress::Unverified), "{unverified}");
        }
        assert_eq!(of(json!({ "email": "m@rebild.dk" })), Err(NoAddress::OtherDomain));
        assert_eq!(of(json!({ "email": ["m@thisted.dk"] })), Err(NoAddress::Missing));
    }

    #[test]
    fn a_sign_in_is_as_strong_as_the_configuration_demands() {
        let of = |acr: &[&str], amr: &[&str], said: Value| {
            let written = |all: &[&str]| all.iter().map(|one| (*one).to_owned()).collect();
            is_strong(&Oidc { acr_values: written(acr), amr_values: written(amr), ..provider() }, &claims(said))
        };
        assert!(of(&[], &[], json!({})));
        assert!(of(&["high", "loa3"], &[], json!({ "acr": "loa3" })));
        assert!(of(&["high"], &["mfa", "hwk"], json!({ "acr": "high", "amr": ["pwd", "mfa"] })));
        for weak in
            [json!({}), json!({ "acr": "low" }), json!({ "acr": ["high"] }), json!({ "acr": "High" }), json!({ "acr": 1 })]
        {
            assert!(!of(&["high"], &[], weak.clone()), "{weak}");
        }
        for weak in [json!({}), json!({ "amr": "mfa" }), json!({ "amr": ["pwd"] }), json!({ "amr": [] })] {
            assert!(!of(&[], &["mfa"], weak.clone()), "{weak}");
        }
    }

    #[test]
    fn only_known_groups_give_rights_and_exactly_theirs() {
        let of = |groups: Value| grant(&provider(), &claims(json!({ "groups": groups })));
        let lead = of(json!(["unknown", "readers", "leads"])).unwrap();
        assert_eq!((lead.role, lead.scope.trials.is_all()), (Role::MunicipalLead, true));
        assert_eq!(lead.scope.municipalities.keys().collect::<Vec<_>>(), ["thisted"]);
        let reader = of(json!("readers")).unwrap();
        assert!(!reader.scope.trials.holds("mentor"), "an empty list is none, not all");
        for nothing in [json!([]), json!(["coordinator", "Leads", "leads "]), json!({ "leads": true }), json!(null), json!(7)] {
            assert_eq!(of(nothing.clone()), None, "{nothing}");
        }
        let silent = Oidc { groups_claim: None, ..provider() };
        assert_eq!(grant(&silent, &claims(json!({ "groups": ["leads"] }))), None);
    }
}
