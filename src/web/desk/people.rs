//! The people who may sign in: who they are, what they may, a way in for a new one and none for one who has left.
//!
//! An address that can be used once stands on the page that made it and nowhere else.

use std::collections::BTreeSet;

use actix_web::HttpResponse;
use maud::{Markup, html};

use super::account::scope;
use super::caller::Admitted;
use super::layout::{Noun, Page};
use super::sign_in::notice;
use super::words::Words;
use super::{broken, missing};
use crate::access::{Person, Role, Scope, Within, is_name};
use crate::language::Language;
use crate::questionnaire::Trials;
use crate::store::{Error, KeptPerson};
use crate::web::words::with;

/// What happened, for the top of the page.
enum Said {
    Nothing,
    Done(String),
    Wrong(String),
    /// An address to hand on, with the sentence for it.
    Address(String, String),
    /// Somebody who is about to be added, for whoever adds them to see what they will be let do.
    Seen(Person),
}

/// GET `/desk/people`.
pub(super) fn page(admitted: &Admitted) -> HttpResponse {
    answer(admitted, Ok(Said::Nothing))
}

/// POST `/desk/people`.
pub(super) fn add(admitted: &Admitted) -> HttpResponse {
    answer(admitted, added(admitted))
}

fn added(admitted: &Admitted) -> Result<Said, Error> {
    let words = Words::of(admitted.language);
    let name = admitted.field("name").split_whitespace().collect::<Vec<_>>().join(" ");
    if !is_name(&name) {
        return Ok(Said::Wrong(words.no_name.to_owned()));
    }
    let Some(role) = Role::from_name(admitted.field("role")) else { return Ok(Said::Wrong(words.no_role.to_owned())) };
    let trials = admitted.state.store.trials()?;
    let trial_keys: Vec<&str> = trials.trials.iter().map(|trial| trial.key.as_str()).collect();
    let unit_keys: Vec<&str> = trials.municipalities.iter().map(|unit| unit.key.as_str()).collect();
    let of_trials = ticked(admitted, ("trial", "trials"), &trial_keys, &|key| named_trial(&trials, key, admitted.language));
    let of_units = ticked(admitted, ("municipality", "municipalities"), &unit_keys, &|key| named_unit(&trials, key));
    let (trials, municipalities) = match (of_trials, of_units) {
        (Ok(trials), Ok(municipalities)) => (trials, municipalities),
        (Err(wrong), _) | (_, Err(wrong)) => return Ok(Said::Wrong(wrong)),
    };
    let new = Person { name, role, scope: Scope { trials, municipalities } };
    if admitted.field("seen") != seen(&new) {
        return Ok(Said::Seen(new));
    }
    Ok(match admitted.state.store.add_person(&new, &admitted.person.person.name, admitted.now())? {
        Some(secret) => Said::Address(with(words.added, &[("name", &new.name)]), address(admitted, &secret)),
        None => Said::Wrong(with(words.taken, &[("name", &new.name)])),
    })
}

/// What was chosen of a kind: all, or those that are ticked and known. Both at once is a contradiction, and nothing is guessed from it.
fn ticked(
    admitted: &Admitted,
    (kind, all): (&str, &str),
    known: &[&str],
    name: &dyn Fn(&str) -> String,
) -> Result<Within, String> {
    let words = Words::of(admitted.language);
    let ticked = admitted.form.iter().filter(|(field, key)| field == kind && known.contains(&key.as_str()));
    let keys: BTreeSet<String> = ticked.map(|(_, key)| key.clone()).collect();
    match admitted.field(all) {
        "all" if keys.is_empty() => Ok(Within::All),
        "all" => {
            let names: Vec<String> = keys.iter().map(|key| name(key)).collect();
            Err(with(words.both_ticked, &[("names", &names.join(", "))]))
        }
        "listed" if !keys.is_empty() => Ok(Within::Listed(keys)),
        _ => Err(words.none_ticked.to_owned()),
    }
}

fn named_trial(trials: &Trials, key: &str, language: Language) -> String {
    trials.trial(key).map_or(key, |trial| trial.name.get(language)).to_owned()
}

fn named_unit(trials: &Trials, key: &str) -> String {
    trials.municipality(key).map_or(key, |unit| &unit.short).to_owned()
}

/// Of which rights it was said what they are, so that others are said anew.
fn seen(new: &Person) -> String {
    let within = |within: &Within| if within.is_all() { "*".to_owned() } else { within.keys().collect::<Vec<_>>().join(",") };
    format!("{} {} {}", new.role.name(), within(&new.scope.trials), within(&new.scope.municipalities))
}

/// The address that can be used once, as it is handed on: made of what is configured, never of what the request says.
fn address(admitted: &Admitted, secret: &str) -> String {
    format!("{}/desk/sign-in/{secret}", admitted.state.public_url())
}

/// POST `/desk/people/{person}/remove`.
pub(super) fn remove(admitted: &Admitted) -> HttpResponse {
    with_other(admitted, |other| {
        let words = Words::of(admitted.language);
        let name = &other.person.name;
        if admitted.field("name").trim() != name {
            return Ok(Said::Wrong(words.name_differs.to_owned()));
        }
        admitted.state.store.remove_person(other.id, &admitted.person.person.name, admitted.now())?;
        Ok(Said::Done(with(words.removed, &[("name", name)])))
    })
}

/// POST `/desk/people/{person}/reset`.
pub(super) fn reset(admitted: &Admitted) -> HttpResponse {
    with_other(admitted, |other| {
        let words = Words::of(admitted.language);
        let by = &admitted.person.person.name;
        Ok(match admitted.state.store.reset_person(other.id, by, admitted.now())? {
            Some(secret) => Said::Address(with(words.was_reset, &[("name", &other.person.name)]), address(admitted, &secret)),
            None => Said::Nothing,
        })
    })
}

/// POST `/desk/people/{person}/factors`.
pub(super) fn reset_factors(admitted: &Admitted) -> HttpResponse {
    with_other(admitted, |other| {
        admitted.state.store.reset_factors(other.id, &admitted.person.person.name, admitted.now())?;
        Ok(Said::Done(with(Words::of(admitted.language).factors_gone, &[("name", &other.person.name)])))
    })
}

/// Does something to the person in the path, who is somebody else: so that whoever is last keeps their way in.
fn with_other(admitted: &Admitted, act: impl FnOnce(&KeptPerson) -> Result<Said, Error>) -> HttpResponse {
    let people = match admitted.state.store.people() {
        Ok(people) => people,
        Err(error) => return broken(admitted, &error),
    };
    let id = admitted.path("person").parse().ok();
    let Some(other) = people.iter().find(|person| Some(person.id) == id) else { return missing(admitted) };
    if other.id == admitted.person.id {
        return answer(admitted, Ok(Said::Wrong(Words::of(admitted.language).yourself.to_owned())));
    }
    answer(admitted, act(other))
}

fn answer(admitted: &Admitted, said: Result<Said, Error>) -> HttpResponse {
    if let Ok(Said::Done(done)) = &said {
        return admitted.done("/desk/people", done);
    }
    let shown = said.and_then(|said| Ok((said, admitted.state.store.people()?, admitted.state.store.trials()?)));
    match shown {
        Ok((said, people, trials)) => show(admitted, &said, &people, &trials),
        Err(error) => broken(admitted, &error),
    }
}

fn show(admitted: &Admitted, said: &Said, people: &[KeptPerson], trials: &Trials) -> HttpResponse {
    let words = Words::of(admitted.language);
    let page = Page {
        language: admitted.language,
        noun: Some(Noun::People),
        title: words.people,
        path: &[],
        synthetic: false,
        address: "/desk/people",
    };
    let body = html! {
        @match said {
            Said::Nothing | Said::Done(_) => {},
            Said::Wrong(wrong) => (notice(wrong)),
            Said::Seen(new) => div.notice role="status" tabindex="-1" autofocus {
                p { b { (with(words.seen, &[("name", &new.name)])) } }
                p { (words.role_at_length(new.role)) }
                (scope(&new.scope, trials, admitted.language))
                p { (words.seen_on) }
            },
            Said::Address(sentence, address) => div.notice role="status" { p { (sentence) } p { code.key { (address) } } },
        }
        p.say { (words.people_say) }
        p { a href=(admitted.to("/desk/log")) { (admitted.say("Log: hvem der har gjort hvad", "Log: who did what")) } }
        @if people.is_empty() {
            p.card { (admitted.say("Ingen har en konto: demonstrationen lukker alle ind.", "Nobody has an account: the demonstration lets everybody in.")) }
        } @else { div.card { table.groups.plain.people {
            thead { tr {
                th scope="col" { (words.name) }
                th scope="col" { (words.role_heading) }
                th scope="col" { (words.trials) " · " (words.municipalities) }
                th scope="col" { (words.signs_in) }
                th scope="col" { span.aloud { (words.manage) } }
            } }
            tbody { @for person in people { (line(admitted, words, person, trials)) } }
        } } }
        (form(admitted, words, trials, said))
    };
    admitted.respond_typed(matches!(said, Said::Wrong(_)), &page, &body)
}

fn line(admitted: &Admitted, words: &Words, person: &KeptPerson, trials: &Trials) -> Markup {
    let login = person.issuer.as_ref().map(|issuer| with(words.proof_provider, &[("name", admitted.provider(issuer))]));
    let own = match (person.has_password, person.has_app) {
        (false, _) if login.is_some() => None,
        (false, _) => Some(words.proof_none),
        (true, false) => Some(words.proof_password),
        (true, true) => Some(words.proof_both),
    };
    let proof: Vec<&str> = [login.as_deref(), own].into_iter().flatten().collect();
    let name = &person.person.name;
    html! {
        tr {
            th scope="row" { (name) }
            td data-label=(words.role_heading) { (words.role(person.person.role)) }
            td { (scope(&person.person.scope, trials, admitted.language)) }
            td data-label=(words.signs_in) {
                (proof.join(", "))
                @if person.by_groups { div.small { (words.by_group) } }
            }
            td {
                @if person.id != admitted.person.id {
                    details {
                        summary { (words.manage) span.aloud { ": " (name) } }
                        form method="post" action=(admitted.to(&format!("/desk/people/{}/reset", person.id))) {
                            (admitted.form_field())
                            p.small { (words.reset_say) }
                            button.quiet type="submit" { (words.reset) }
                        }
                        @if person.has_password { form method="post" action=(admitted.to(&format!("/desk/people/{}/factors", person.id))) {
                            (admitted.form_field())
                            p.small { (words.factors_say) }
                            button.quiet type="submit" { (words.factors_reset) }
                        } }
                        form method="post" action=(admitted.to(&format!("/desk/people/{}/remove", person.id))) {
                            (admitted.form_field())
                            p.small { (words.remove_say) }
                            p {
                                label.over for={ "name-" (person.id) } { (words.name) }
                                input id={ "name-" (person.id) } name="name" type="text" autocomplete="off" required;
                            }
                            button.quiet type="submit" { (with(words.remove, &[("name", name)])) }
                        }
                    }
                }
            }
        }
    }
}

fn form(admitted: &Admitted, words: &Words, trials: &Trials, said: &Said) -> Markup {
    let language = admitted.language;
    let again = matches!(said, Said::Wrong(_) | Said::Seen(_));
    let typed = |field: &str| if again { admitted.field(field) } else { "" };
    let is_ticked = |field: &str, key: &str| again && admitted.form.iter().any(|(name, value)| name == field && value == key);
    let kinds = [
        (
            ("trial", "trials"),
            words.trials,
            trials.trials.iter().map(|trial| (trial.key.as_str(), trial.name.get(language))).collect::<Vec<_>>(),
        ),
        (
            ("municipality", "municipalities"),
            words.municipalities,
            trials.municipalities.iter().map(|unit| (unit.key.as_str(), unit.short.as_str())).collect(),
        ),
    ];
    html! {
        form.card method="post" action=(admitted.to("/desk/people")) {
            (admitted.form_field())
            @if let Said::Seen(new) = said { input type="hidden" name="seen" value=(seen(new)); }
            h2 { (words.add) }
            p {
                label.over for="name" { (words.name) }
                input id="name" name="name" type="text" value=(typed("name")) autocomplete="off" maxlength="60" required;
                @if !admitted.state.config.oidc.is_empty() { br; span.small { (words.name_is_address) } }
            }
            fieldset {
                legend { (words.role_heading) }
                @for role in Role::ALL {
                    label.pick { input type="radio" name="role" value=(role.name()) checked[typed("role") == role.name()] required; span { (words.role_at_length(role)) } }
                }
            }
            @for ((kind, field), title, all) in kinds {
                fieldset {
                    legend { (title) }
                    @let listed = typed(field) == "listed";
                    label.pick { input type="radio" name=(field) value="all" checked[typed(field) == "all"] required; (words.which_all) }
                    label.pick { input type="radio" name=(field) value="listed" checked[listed]; (words.which_listed) }
                    @if !all.is_empty() {
                        details open[listed || all.iter().any(|(key, _)| is_ticked(kind, key))] {
                            summary { (admitted.say("Vælg", "Choose")) " " (title.to_lowercase()) }
                            div.ticks { @for (key, name) in &all {
                                label.pick { input type="checkbox" name=(kind) value=(key) checked[is_ticked(kind, key)]; (name) }
                            } }
                        }
                    }
                }
            }
            button type="submit" { (words.add_button) }
        }
    }
}
