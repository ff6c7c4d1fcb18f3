//! The form in which a recommendation is written, with the figures beside each criterion.

use actix_web::HttpResponse;
use maud::{Markup, html};

use super::typed::{JudgedRow, Typed};
use super::{BELOW, Complaint, Known, evidence, figures, measured, shape, shown};
use crate::evaluation::{LONGEST_STATEMENT, LONGEST_TEXT, Met, Verdict};
use crate::language::filled;
use crate::store::RecommendationSaved;
use crate::web::desk::broken;
use crate::web::desk::caller::Admitted;
use crate::web::desk::design::Place;
use crate::web::desk::sign_in::notice;

/// Saves what was sent as the next version.
pub(super) fn saved(admitted: &Admitted, place: &Place, known: &Known) -> HttpResponse {
    let mut typed = Typed::sent(admitted, known);
    let mut complaint = Complaint::default();
    let recommendation = match typed.read(known, admitted.language) {
        Ok(recommendation) => recommendation,
        Err(wrong) => {
            admitted
                .say("Intet er gemt. Ret det, der er markeret.", "Nothing was saved. Mend what is marked.")
                .clone_into(&mut complaint.writing);
            complaint.wrong = wrong;
            return shown(admitted, (place, known), &typed, &complaint);
        }
    };
    let by = (admitted.person.person.name.as_str(), admitted.now());
    let words = match admitted.state.store.save_recommendation(place.which(), &recommendation, &typed.seen, by) {
        Ok(RecommendationSaved::Saved(version, 0)) => {
            let words = admitted.say("Anbefalingen er gemt som version {n}.", "The recommendation is saved as version {n}.");
            filled(words, &[("n", &version.to_string())])
        }
        Ok(RecommendationSaved::Saved(version, lapsed)) => {
            let words = match lapsed {
                1 => admitted.say(
                    "Anbefalingen er gemt som version {n}. Teksten er ændret, så én godkendelse gælder ikke mere og skal gives igen.",
                    "The recommendation is saved as version {n}. Its words changed, so one approval holds no more and must be given again.",
                ),
                _ => admitted.say(
                    "Anbefalingen er gemt som version {n}. Teksten er ændret, så {lapsed} godkendelser gælder ikke mere og skal gives igen.",
                    "The recommendation is saved as version {n}. Its words changed, so {lapsed} approvals hold no more and must be given again.",
                ),
            };
            filled(words, &[("n", &version.to_string()), ("lapsed", &lapsed.to_string())])
        }
        Ok(RecommendationSaved::Same) => admitted
            .say("Der er ikke ændret noget. Godkendelserne gælder stadig.", "Nothing was changed. The approvals still hold.")
            .to_owned(),
        Ok(RecommendationSaved::Newer) => {
            typed.seen = known.versions.first().map(|current| current.hash.clone()).unwrap_or_default();
            admitted
                .say(
                    "Nogen har gemt en nyere version imens. Din tekst står i formularen endnu. Gemmer du igen, bliver den den nyeste.",
                    "Somebody has saved a newer version meanwhile. Your text still stands in the form. If you save again, it becomes the newest.",
                )
                .clone_into(&mut complaint.writing);
            return shown(admitted, (place, known), &typed, &complaint);
        }
        Err(error) => return broken(admitted, &error),
    };
    admitted.done(&place.address(BELOW), &words)
}

/// The form, folded away once something is recommended and nothing was refused.
pub(super) fn form(admitted: &Admitted, (place, known): (&Place, &Known), typed: &Typed, complaint: &Complaint) -> Markup {
    let say = |danish, english| admitted.say(danish, english);
    let is_begun = known.versions.is_empty() || !complaint.writing.is_empty();
    let measured = measured(admitted, place, known).unwrap_or_default();
    let standing = known.versions.first().map_or(0, |current| current.standing().len());
    html! {
        details open[is_begun] id="writing" {
            summary { @if known.versions.is_empty() { (say("Skriv anbefalingen", "Write the recommendation")) } @else { (say("Ret anbefalingen", "Change the recommendation")) } }
            (notice(&complaint.writing))
            @if !complaint.wrong.is_empty() { ul { @for wrong in &complaint.wrong { li { a href={ "#" (wrong.field) } {
                    @if let Some((_, number)) = wrong.field.split_once('-') { "K" (number) ": " }
                    (wrong.words)
                } } } } }
            @if standing > 0 { p.notice.warning { (say(
                "Ændrer du teksten, gælder de godkendelser, der er givet, ikke mere. De skal gives igen.",
                "If you change the words, the approvals that were given hold no more. They must be given again.",
            )) } }
            @if known.design.is_none() { p.notice { (say("Der er intet frosset design, så her er ingen succeskriterier at vurdere. ", "No design is frozen, so there are no criteria of success to judge. "))
                a href=(admitted.to(&place.address("/design"))) { (say("Til designet", "To the design")) } } }
            (evidence(admitted, known))
            form method="post" action=(admitted.to(&place.address(BELOW))) {
                (admitted.form_field())
                input type="hidden" name="seen" value=(typed.seen);
                @for row in &typed.judged { (criterion(admitted, known, (row, &measured), complaint)) }
                div.card {
                    fieldset id="verdict" {
                        legend { (say("Hvad anbefaler I?", "What do you recommend?")) }
                        (mistake(complaint, "verdict"))
                        @for verdict in Verdict::ALL {
                            label.pick {
                                input type="radio" name="verdict" value=(verdict.name()) checked[typed.verdict == verdict.name()];
                                span { (verdict.words(admitted.language)) }
                            }
                        }
                    }
                    p {
                        label.over for="text" { (say("Hvad I har set, og hvad der følger af det", "What you have seen, and what follows from it")) }
                        (mistake(complaint, "text"))
                        textarea id="text" name="text" rows="8" maxlength=(LONGEST_TEXT) { "\n" (typed.text) }
                    }
                    p {
                        label.over for="reason" { (say("Hvorfor er belægget for lille? Kun hvis det er det", "Why is the evidence too little? Only where it is")) }
                        span.small { (say("Se, hvad belægget kan bære, ovenfor. Skriv det med jeres egne ord.", "See above what the evidence can carry. Write it in your own words.")) }
                        (mistake(complaint, "reason"))
                        textarea id="reason" name="reason" rows="4" maxlength=(LONGEST_TEXT) { "\n" (typed.reason) }
                    }
                    button type="submit" name="act" value="save" { (say("Gem anbefalingen", "Save the recommendation")) }
                }
            }
        }
    }
}

fn mistake(complaint: &Complaint, field: &str) -> Markup {
    html! { @for wrong in complaint.wrong.iter().filter(|wrong| wrong.field == field) { span.late { (wrong.words) } br; } }
}

/// A criterion with its figures, and the fields in which it is judged.
fn criterion(
    admitted: &Admitted,
    known: &Known,
    (row, measured): (&JudgedRow, &[(u32, String)]),
    complaint: &Complaint,
) -> Markup {
    let (met, sentence) = (format!("met-{}", row.number), format!("sentence-{}", row.number));
    html! {
        section.card {
            h3 { "K" (row.number) ". " (row.statement) }
            @for (_, words) in measured.iter().filter(|(number, _)| *number == row.number) { p.small { (words) } }
            (figures(admitted, row.number, &known.support.figures))
            fieldset id=(met) {
                legend { (admitted.say("Er det opfyldt?", "Is it met?")) }
                (mistake(complaint, &met))
                @for choice in Met::ALL {
                    label.pick {
                        input type="radio" name=(met) value=(choice.name()) checked[row.met == choice.name()];
                        span { (shape(choice)) " " (choice.words(admitted.language)) }
                    }
                }
            }
            p {
                label.over for=(sentence) { (admitted.say("Hvorfor, i en sætning", "Why, in a sentence")) }
                (mistake(complaint, &sentence))
                textarea id=(sentence) name=(sentence) rows="2" maxlength=(LONGEST_STATEMENT) { "\n" (row.sentence) }
            }
        }
    }
}
