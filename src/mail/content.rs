//! What a letter says, gathered from what is stored and configured.

use super::address::host_of;
use super::letter::{LetterContent, LinkBeside};
use crate::config::Config;
use crate::fieldwork::{Mode, minutes};
use crate::questionnaire::{Audience, Trials, Version};
use crate::store::{About, LetterInHand};

/// Whether letters are signed with DKIM, without which no letter may offer one-click unsubscribing: both of its headers must be signed
/// (RFC 8058, section 4).
const fn signs_letters(config: &Config) -> bool {
    config.mail.dkim.is_some()
}

/// The content of a letter of a round in hand, whose returns go to this address if there is one, by the version of its round and those of
/// the rounds whose links it carries too. Without `public_url` there is none, because its link would lead nowhere.
#[must_use]
pub fn content(
    letter: &LetterInHand,
    (version, beside): (&Version, &[&Version]),
    trials: &Trials,
    config: &Config,
    returns: Option<String>,
) -> Option<LetterContent> {
    let About::Round { kind, round, person_key, beside: beside_it } = &letter.about else { return None };
    let public = config.public_url.as_deref()?.trim_end_matches('/');
    let municipality = letter.municipality.as_deref().and_then(|key| trials.municipality(key));
    // Nobody gets half a language: what the questionnaire does not speak, its letter does not either.
    let spoken = |version: &Version| version.languages.contains(&letter.language);
    let all_speak = spoken(version) && beside.iter().all(|version| spoken(version));
    let language = if all_speak { letter.language } else { version.languages.first().copied().unwrap_or_default() };
    let identified = round.mode == Mode::Identified;
    let title = |version: &Version| version.title.get(language).to_owned();
    let trial_of = |version: &Version| {
        let trial = trials.trial(&version.trial).map(|trial| trial.name.get(language).to_owned());
        trial.unwrap_or_else(|| title(version))
    };
    let more = beside_it.iter().zip(beside).map(|(other, version)| LinkBeside {
        trial: trial_of(version),
        title: title(version),
        closes: other.round.closes,
        minutes: minutes(version),
        link: format!("{public}/s/{}", other.token),
        opt_out: format!("{public}/fravalg/{}", other.token),
    });
    Some(LetterContent {
        kind: *kind,
        language,
        audience: version.audience,
        identified,
        case: (identified && version.audience == Audience::Manager).then(|| person_key.clone()),
        name: letter.name.clone(),
        email: letter.email.clone(),
        municipality: municipality.map(|municipality| municipality.name.clone()),
        phone: municipality.and_then(|municipality| municipality.phone.clone()),
        controller: municipality.and_then(|municipality| municipality.controller.clone()),
        trial: trial_of(version),
        title: title(version),
        closes: round.closes,
        minutes: minutes(version),
        link: format!("{public}/s/{}", letter.token),
        opt_out: format!("{public}/fravalg/{}", letter.token),
        more: more.collect(),
        one_click: signs_letters(config).then(|| format!("{public}/afmeld/{}", letter.token)),
        host: host_of(public).to_owned(),
        from: config.mail.from.clone(),
        reply_to: config.mail.reply_to.clone(),
        returns,
        message_id: letter.message_id.clone(),
        date: letter.date,
        boundary: letter.boundary.clone(),
        synthetic: round.synthetic,
    })
}
