//! The letters of a group: who would get one now, who has got which, and how each looks.
//!
//! Nothing is mailed here: the buttons fill the outbox. Of a session that is moved or called off its participants are told by themselves.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use maud::{Markup, html};

use super::{LIST, above, gathered, group_in_path, refused, show, told};
use crate::export::summary::Talks;
use crate::fieldwork::LetterState;
use crate::focusgroup::{Occasion, Reply};
use crate::language::{Language, number};
use crate::mail::{self, CannotQueue, SESSION_TEMPLATE_VERSION, SessionContent, Stamp};
use crate::store::{Error, FocusGroup, LetterToParticipant, NewLetter, Participant, SessionLetter, reminds, themes_of};
use crate::token::{RandomId, Secret, Token};
use crate::web::desk::account::moment;
use crate::web::desk::broken;
use crate::web::desk::caller::Admitted;
use crate::web::desk::layout::allow_letters;
use crate::web::desk::letters::{demonstration, why_of_group, words};
use crate::web::desk::round_letters::want_none;
use crate::web::desk::sign_in::notice;

/// GET `/desk/focus-groups/{group}/letters`.
pub(in crate::web::desk) fn page(admitted: &Admitted) -> HttpResponse {
    let talks = match gathered(admitted) {
        Ok(talks) => talks,
        Err(answer) => return answer,
    };
    let group = match group_in_path(admitted, &talks) {
        Ok(group) => group,
        Err(answer) => return answer,
    };
    match body(admitted, &talks, group) {
        Ok(body) => {
            let title = admitted.say("Gruppens breve", "The group's letters");
            let mut answer = show(admitted, StatusCode::OK, title, &above(group), &address(group), &body);
            allow_letters(&mut answer);
            answer
        }
        Err(error) => broken(admitted, &error),
    }
}

/// POST `/desk/focus-groups/{group}/letters`.
pub(in crate::web::desk) fn send(admitted: &Admitted) -> HttpResponse {
    let talks = match gathered(admitted) {
        Ok(talks) => talks,
        Err(answer) => return answer,
    };
    let group = match group_in_path(admitted, &talks) {
        Ok(group) => group,
        Err(answer) => return answer,
    };
    let occasion = match admitted.field("act") {
        "invite" => Occasion::Invitation,
        "approval" => Occasion::Approval,
        _ => return refused(admitted, "Formularen kan ikke læses.", "The form cannot be read."),
    };
    let Some(new) = new_letter(admitted) else {
        let sentence = CannotQueue::NoPublicUrl.sentence(admitted.language, crate::fieldwork::Reading::Page);
        return refused(admitted, &sentence, &sentence);
    };
    let store = &admitted.state.store;
    match store.write_to_participants(Some(group.id), occasion, &new, &admitted.person.person.name) {
        Ok(count) => admitted.done(&address(group), &queued(admitted, count)),
        Err(error) => broken(admitted, &error),
    }
}

fn address(group: &FocusGroup) -> String {
    format!("{LIST}/{}/letters", group.id)
}

/// What letters that are queued now have in common; none where no letter can be written.
pub(super) fn new_letter(admitted: &Admitted) -> Option<NewLetter<'_>> {
    let domain = mail::own_domain(&admitted.state.config)?;
    Some(NewLetter::new(domain, SESSION_TEMPLATE_VERSION, admitted.now()))
}

fn queued(admitted: &Admitted, count: usize) -> String {
    match count {
        0 => admitted.say("Ingen skal have et brev nu.", "Nobody gets a letter now.").to_owned(),
        1 => admitted.say("Et brev er lagt i kø.", "One letter is in the outbox.").to_owned(),
        _ => {
            let n = number::whole(count as u64, admitted.language);
            told(admitted, "{n} breve er lagt i kø.", "{n} letters are in the outbox.", &[("n", &n)])
        }
    }
}

fn body(admitted: &Admitted, talks: &Talks, group: &FocusGroup) -> Result<Markup, Error> {
    let store = &admitted.state.store;
    let own: Vec<&Participant> = talks.participants.iter().filter(|one| one.group_id == group.id && !one.withdrawn).collect();
    let suppressed = store.suppressed(own.iter().map(|one| one.email.as_str()))?;
    let letters = store.letters_to_participants()?;
    let can = new_letter(admitted).is_some();
    let invitations = store.participants_due(group.id, Occasion::Invitation, admitted.now())?.len();
    let approvals = store.participants_due(group.id, Occasion::Approval, admitted.now())?.len();
    let is_over = admitted.now() >= group.planned.starts;
    let no = own.iter().filter(|one| one.reply == Some(Reply::No)).count();
    Ok(html! {
        (demonstration(admitted))
        @if !can { (notice(&CannotQueue::NoPublicUrl.sentence(admitted.language, crate::fieldwork::Reading::Page))) }
        div.card {
            h2 { (admitted.say("Invitationer", "Invitations")) }
            @if group.cancelled {
                p.say { (admitted.say("Samtalen er aflyst, så der sendes ingen invitationer.", "The talk is called off, so no invitations are sent.")) }
            } @else if is_over {
                p.say { (admitted.say("Samtalen er begyndt, så der sendes ikke flere invitationer.", "The talk has begun, so no more invitations are sent.")) }
            } @else {
                p.say { (would_get(admitted, invitations, ("vil få en invitation nu", "would get an invitation now"))) }
            }
            p { (admitted.say(
                "Invitationen har samtalen med som kalenderfil og et link til deltagerens egen side.",
                "The invitation brings the talk as a calendar file and a link to the participant's own page.",
            )) }
            @if suppressed > 0 { p { (want_none(suppressed, admitted.language)) } }
            (button(admitted, group, "invite", can && invitations > 0, admitted.say("Læg invitationerne i kø", "Put the invitations in the queue")))
        }
        @if !is_over && !group.cancelled { div.card {
            h2 { (admitted.say("Breve, der sendes af sig selv", "Letters that go by themselves")) }
            p { (admitted.say(
                "Flytter eller aflyser du samtalen, får de, der har fået en invitation, straks et brev med en ny kalenderfil.",
                "If you move or call off the talk, those who were invited get a letter with a new calendar file at once.",
            )) }
            @let remind = reminds(group.planned.starts);
            @if remind > admitted.now() {
                p { (told(admitted, "Påmindelsen sendes {when}.", "The reminder is sent {when}.", &[("when", &moment(admitted, remind))])) }
            }
            @if no > 0 { p { (admitted.say("De, der har svaret nej, får ingen breve.", "Those who answered no get no letters.")) } }
        } }
        div.card {
            h2 { (admitted.say("Tak og citater", "Thanks and quotes")) }
            p.say { (would_get(admitted, approvals, ("har citater, der venter på et svar, og vil få et brev nu", "have quotes that wait for an answer and would get a letter now"))) }
            p { (admitted.say("Den samme person får højst et sådant brev hver tredje dag.", "The same person gets such a letter every third day at most.")) }
            (button(admitted, group, "approval", can && approvals > 0, admitted.say("Læg brevene om citater i kø", "Put the letters about quotes in the queue")))
        }
        (why_of_group(admitted, group.id)?)
        @if !own.is_empty() { (people(admitted, group, &own, &letters)) }
        @if let Some(one) = own.first() { (looks(admitted, talks, group, one)) }
    })
}

fn would_get(admitted: &Admitted, count: usize, (danish, english): (&str, &str)) -> String {
    format!("{} {}.", number::whole(count as u64, admitted.language), admitted.say(danish, english))
}

fn button(admitted: &Admitted, group: &FocusGroup, act: &str, is_there: bool, words: &str) -> Markup {
    html! {
        @if is_there {
            form method="post" action=(admitted.to(&address(group))) {
                (admitted.form_field())
                button type="submit" name="act" value=(act) { (words) }
            }
        }
    }
}

/// Who has got which letter, and how far it has come.
fn people(admitted: &Admitted, group: &FocusGroup, own: &[&Participant], letters: &[LetterToParticipant]) -> Markup {
    html! {
        div.card {
            h2 { (admitted.say("Breve til hver deltager", "Letters to each participant")) }
            table.groups.plain {
                thead { tr {
                    th scope="col" { (admitted.say("Deltager", "Participant")) }
                    th scope="col" { (admitted.say("Breve", "Letters")) }
                } }
                tbody { @for one in own {
                    tr {
                        th scope="row" { (one.name) div.small { (one.code) } }
                        td data-label=(admitted.say("Breve", "Letters")) {
                            @for letter in letters.iter().filter(|letter| letter.participant == one.id) {
                                div { (named(admitted, letter.occasion)) ": " (come_to(admitted, group, one, letter)) span.small { " · " (moment(admitted, letter.date)) } }
                            }
                            @if !letters.iter().any(|letter| letter.participant == one.id) { (admitted.say("ingen endnu", "none yet")) }
                        }
                    }
                } }
            }
        }
    }
}

/// How far a letter has come; of one that was cancelled why, as far as the talk tells it.
fn come_to<'a>(admitted: &'a Admitted, group: &FocusGroup, one: &Participant, letter: &LetterToParticipant) -> &'a str {
    let is_stale = letter.occasion != Occasion::Approval && letter.sequence < group.sequence;
    match letter.state {
        LetterState::Cancelled if one.released => {
            admitted.say("annulleret: pladsen blev givet til en anden", "cancelled: the place was given to somebody else")
        }
        // The last change of a talk that is called off is that it was; what was stale before was moved.
        LetterState::Cancelled if is_stale && group.cancelled && letter.sequence + 1 == group.sequence => {
            admitted.say("annulleret: samtalen blev aflyst", "cancelled: the talk was called off")
        }
        LetterState::Cancelled if is_stale => admitted.say("annulleret: samtalen blev flyttet", "cancelled: the talk was moved"),
        LetterState::Cancelled if one.reply == Some(Reply::No) => {
            admitted.say("annulleret: personen har svaret nej", "cancelled: the person answered no")
        }
        state => words(state, admitted.language == Language::En),
    }
}

fn named(admitted: &Admitted, occasion: Occasion) -> &str {
    match occasion {
        Occasion::Invitation => admitted.say("Invitation", "Invitation"),
        Occasion::Moved => admitted.say("Ændret tid eller sted", "New time or place"),
        Occasion::CalledOff => admitted.say("Aflysning", "Called off"),
        Occasion::Reminder => admitted.say("Påmindelse", "Reminder"),
        Occasion::Approval => admitted.say("Tak og citater", "Thanks and quotes"),
    }
}

/// How each letter looks, to the first participant and with a made-up link.
fn looks(admitted: &Admitted, talks: &Talks, group: &FocusGroup, one: &Participant) -> Markup {
    let public = admitted.state.public_url();
    // Of a secret that nobody has: the link leads to nobody.
    let nobody = Token::of(&Secret([0; 32]), RandomId([0; 16]));
    let shown = |occasion| {
        let letter = SessionLetter {
            occasion,
            sequence: group.sequence,
            participant: one.clone(),
            group: group.clone(),
            themes: themes_of(&talks.guides, group),
        };
        let stamp = Stamp { message_id: "", date: admitted.now(), boundary: "", returns: None };
        mail::preview_session(&SessionContent::of(&letter, nobody, &talks.trials, (&admitted.state.config, &public), stamp))
    };
    let lang = one.language.code();
    html! {
        h2 { (admitted.say("Sådan ser brevene ud", "What the letters look like")) }
        p.small { (told(
            admitted,
            "Som {name} får dem. Linket er fundet på; resten er ordret, som det bliver sendt.",
            "As {name} gets them. The link is made up; the rest is word for word what is sent.",
            &[("name", &one.name)],
        )) }
        @for (occasion, shown) in Occasion::ALL.map(|occasion| (occasion, shown(occasion))) {
            @let title = named(admitted, occasion);
            div.card {
                h3 { (title) }
                p { b { (admitted.say("Fra:", "From:")) } " " (shown.sender) br; b { (admitted.say("Emne:", "Subject:")) } " " span lang=(lang) { (shown.subject) } }
                details {
                    summary { (admitted.say("Som mailprogrammer viser det", "As mail programs show it")) span.aloud { ": " (title) } }
                    // Nothing in it can run, and the policy of this page holds in it too.
                    iframe.letter sandbox="" title=(title) srcdoc=(shown.html) {}
                }
                details {
                    summary { (admitted.say("Som ren tekst", "As plain text")) span.aloud { ": " (title) } }
                    pre.letter lang=(lang) { (shown.text) }
                }
            }
        }
    }
}
