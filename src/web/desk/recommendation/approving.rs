//! Who has approved a recommendation, step by step, and the form in which the next approval is noted.

use actix_web::HttpResponse;
use maud::{Markup, html};

use super::typed::Typed;
use super::{BELOW, Complaint, Known, shown};
use crate::evaluation::{Approval, Approver, LONGEST_STATEMENT};
use crate::language::{filled, number};
use crate::store::{KeptRecommendation, NewApprovalStep, NotApproved};
use crate::web::desk::broken;
use crate::web::desk::caller::Admitted;
use crate::web::desk::design::{Place, text_of};
use crate::web::desk::sign_in::notice;

/// Notes the approval that was sent.
pub(super) fn noted(admitted: &Admitted, place: &Place, known: &Known) -> HttpResponse {
    let refuse = |words: String| {
        let complaint = Complaint { approving: words, ..Complaint::default() };
        shown(admitted, (place, known), &Typed::of(known), &complaint)
    };
    let Some(step) = Approver::from_name(admitted.field("step")) else {
        return refuse(admitted.say("Formularen kan ikke læses.", "The form cannot be read.").to_owned());
    };
    let Ok(on) = admitted.field("on").trim().parse() else {
        return refuse(admitted.say("Skriv dagen, de godkendte.", "Write the day on which they approved.").to_owned());
    };
    let note = text_of(admitted, "note").split_whitespace().collect::<Vec<_>>().join(" ");
    if note.chars().count() > LONGEST_STATEMENT {
        return refuse(admitted.say("Bemærkningen er for lang.", "The note is too long.").to_owned());
    }
    let new = NewApprovalStep { step, on, note: &note, seen: admitted.field("seen") };
    let by = (admitted.person.person.name.as_str(), admitted.now());
    match admitted.state.store.approve_recommendation(place.which(), new, by) {
        Ok(Ok(())) => {
            let words = filled(
                admitted.say("Noteret: {step} har godkendt.", "Noted: {step} has approved."),
                &[("step", step.words(admitted.language))],
            );
            admitted.done(&place.address(BELOW), &words)
        }
        Ok(Err(NotApproved::Refused(refusal))) => refuse(refusal.sentence(admitted.language)),
        Ok(Err(NotApproved::Newer)) => refuse(
            admitted
                .say(
                    "Teksten er ændret imens. Se den igennem: Er det den, der blev godkendt?",
                    "The words have changed meanwhile. Look them through: are they what was approved?",
                )
                .to_owned(),
        ),
        Err(error) => broken(admitted, &error),
    }
}

/// The steps with those that are given, what lapsed, and the form for the next.
pub(super) fn section(
    admitted: &Admitted,
    place: &Place,
    current: &KeptRecommendation,
    is_writer: bool,
    complaint: &str,
) -> Markup {
    let (say, language) = (|danish, english| admitted.say(danish, english), admitted.language);
    let standing = current.standing();
    let given = |step: Approver| standing.iter().find(|one| one.step == step);
    let next = Approver::ALL.into_iter().find(|step| given(*step).is_none());
    let lapsed = current.lapsed();
    html! {
        h2 { (say("Godkendelser", "Approvals")) }
        section.card {
            ol.plain { @for step in Approver::ALL {
                li { @match given(step) {
                    Some(approval) => { "● " b { (step.words(language)) } " · " (told(admitted, approval)) },
                    None => { "○ " (step.words(language)) " · " (say("har ikke godkendt", "has not approved")) },
                } }
            } }
            @if !lapsed.is_empty() {
                h3 { (say("Gælder ikke mere, fordi teksten er ændret", "Holds no more, because the words changed")) }
                ul { @for approval in lapsed {
                    li { (approval.step.words(language)) ", " (filled(say("version {n}", "version {n}"), &[("n", &approval.version.to_string())])) " · " (told(admitted, approval)) }
                } }
            }
        }
        (notice(complaint))
        @if let Some(step) = next.filter(|_| is_writer) { (form(admitted, place, current, step)) }
    }
}

/// When an approval was given, who noted it, and what was said.
fn told(admitted: &Admitted, approval: &Approval) -> String {
    let words = admitted.say("{on}, noteret af {by}", "{on}, noted by {by}");
    let told = filled(words, &[("on", &number::day(approval.on, admitted.language)), ("by", &approval.by)]);
    if approval.note.is_empty() { told } else { format!("{told}: {}", approval.note) }
}

fn form(admitted: &Admitted, place: &Place, current: &KeptRecommendation, step: Approver) -> Markup {
    let say = |danish, english| admitted.say(danish, english);
    let is_sent = admitted.field("act") == "approve";
    let kept = |name: &str| if is_sent { admitted.field(name) } else { "" };
    html! {
        form.card method="post" action=(admitted.to(&place.address(BELOW))) {
            (admitted.form_field())
            input type="hidden" name="seen" value=(current.hash);
            input type="hidden" name="step" value=(step.name());
            h3 { (filled(say("Noter, at {step} har godkendt", "Note that {step} has approved"), &[("step", &in_sentence(admitted, step))])) }
            p {
                label.over for="on" { (say("Dagen, de godkendte", "The day on which they approved")) }
                input id="on" name="on" type="date" value=(kept("on")) required;
            }
            p {
                label.over for="note" { (say("Bemærkning (kan være tom)", "Note (may be empty)")) }
                input id="note" name="note" type="text" value=(kept("note")) maxlength=(LONGEST_STATEMENT) autocomplete="off";
            }
            p.small { (say("Godkendelsen gælder teksten, som den står nu.", "The approval holds for the words as they are now.")) }
            button type="submit" name="act" value="approve" { (say("Noter godkendelsen", "Note the approval")) }
        }
    }
}

/// Who it is, within a sentence.
fn in_sentence(admitted: &Admitted, step: Approver) -> String {
    let words = step.words(admitted.language);
    if step == Approver::Mayors && words == "KKR" {
        return words.to_owned();
    }
    let mut signs = words.chars();
    signs.next().map_or_else(String::new, |first| first.to_lowercase().chain(signs).collect())
}
