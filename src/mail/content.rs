//! What a letter says, gathered from what is stored and configured.

use super::address::host_of;
use super::letter::LetterContent;
use crate::config::Config;
use crate::fieldwork::{Mode, minutes};
use crate::questionnaire::{Audience, Trials, Version};
use crate::store::{About, LetterInHand};

/// Whether letters are signed with DKIM, without which no letter may offer one-click unsubscribing: both of its headers must be signed
/// (RFC 8058, section 4).
const fn signs_letters(config: &Config) -> bool {
    config.mail.dkim.is_some()
}

/// The content of a letter of a round in hand, whose returns go to this address if there is one. Without `public_url` there is none, because its link would lead nowhere.
#[must_use]
pub fn content(
    letter: &LetterInHand,
    version: &Version,
    trials: &Trials,
    config: &Config,
    returns: Option<String>,
) -> Option<LetterContent> {
    let About::Round { kind, round, person_key } = &letter.about else { return None };
    let public = config.public_url.as_deref()?.trim_end_matches('/');
    let municipality = letter.municipality.as_deref().and_then(|key| trials.municipality(key));
    // Nobody gets half a language: what the questionnaire does not speak, its letter does not either.
    let spoken = version.languages.contains(&letter.language);
    let language = if spoken { letter.language } else { version.languages.first().copied().unwrap_or_default() };
    let identified = round.mode == Mode::Identified;
    let trial = trials.trial(&version.trial).map(|trial| trial.name.get(language).to_owned());
    let title = version.title.get(language).to_owned();
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
        trial: trial.unwrap_or_else(|| title.clone()),
        title,
        closes: round.closes,
        minutes: minutes(version),
        link: format!("{public}/s/{}", letter.token),
        opt_out: format!("{public}/fravalg/{}", letter.token),
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
