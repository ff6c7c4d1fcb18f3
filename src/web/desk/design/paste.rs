//! A design out of a word processor: pasted, looked at as it was understood, then stored as the draft.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use maud::{Markup, html};

use super::{Place, prose, show, text_of, written};
use crate::evaluation::{Design, Heading};
use crate::import::{LONGEST_DESIGN, PastedDesign, pasted_design, with_pasted};
use crate::language::filled;
use crate::store::{DesignSaved, Error};
use crate::web::desk::broken;
use crate::web::desk::caller::Admitted;
use crate::web::desk::sign_in::notice;

const BELOW: &str = "/design/paste";

/// What happened, for the page.
#[derive(Default)]
struct Said {
    wrong: String,
    /// What was read, with the design as it would be.
    read: Option<(PastedDesign, Design)>,
    /// The draft that it would stand in place of.
    seen: String,
}

/// GET `/desk/trials/{trial}/design/paste`.
pub(in crate::web::desk) fn page(admitted: &Admitted) -> HttpResponse {
    match Place::to_write(admitted, BELOW) {
        Ok(place) => shown(admitted, &place, &Said::default()),
        Err(answer) => answer,
    }
}

/// POST `/desk/trials/{trial}/design/paste`.
pub(in crate::web::desk) fn act(admitted: &Admitted) -> HttpResponse {
    let place = match Place::to_write(admitted, BELOW) {
        Ok(place) => place,
        Err(answer) => return answer,
    };
    match taken(admitted, &place) {
        Ok(Ok(said)) => shown(admitted, &place, &said),
        Ok(Err(answer)) => answer,
        Err(error) => broken(admitted, &error),
    }
}

fn taken(admitted: &Admitted, place: &Place) -> Result<Result<Said, HttpResponse>, Error> {
    let (trial, evaluation) = place.which();
    let store = &admitted.state.store;
    let draft = store.design_draft(trial, evaluation)?;
    let seen = draft.as_ref().map(|draft| draft.hash.clone()).unwrap_or_default();
    let mut said = Said { seen, ..Said::default() };
    let text = text_of(admitted, "pasted");
    let wrong = if text.is_empty() {
        admitted.say("Indsæt teksten fra jeres design.", "Paste the text of your design.")
    } else if text.chars().count() > LONGEST_DESIGN {
        admitted.say("Teksten er for lang. Indsæt kun selve designet.", "The text is too long. Paste the design alone.")
    } else {
        ""
    };
    if !wrong.is_empty() {
        wrong.clone_into(&mut said.wrong);
        return Ok(Ok(said));
    }
    let there = match draft {
        Some(draft) => draft.design,
        None => store.design(trial, evaluation)?.map(|kept| kept.design).unwrap_or_default(),
    };
    let read = pasted_design(&text);
    let merged = with_pasted(&there, &read);
    if admitted.field("act") == "store" {
        let by = (admitted.person.person.name.as_str(), admitted.now());
        // What was looked at is what is stored, or nothing is.
        if store.save_design(place.which(), &merged, admitted.field("seen"), by)? == DesignSaved::Saved {
            let words = admitted.say(
                "Teksten er gemt i kladden. Se den igennem, og skriv det belæg, I planlægger.",
                "The text is stored in the draft. Look it through and write the evidence that you plan.",
            );
            return Ok(Err(admitted.done(&place.address("/design"), words)));
        }
        admitted
            .say(
                "Nogen har gemt en nyere kladde imens. Se, hvad der sker med den, og gem så igen.",
                "Somebody has saved a newer draft meanwhile. See what becomes of it, then store again.",
            )
            .clone_into(&mut said.wrong);
    }
    said.read = Some((read, merged));
    Ok(Ok(said))
}

fn shown(admitted: &Admitted, place: &Place, said: &Said) -> HttpResponse {
    let say = |danish, english| admitted.say(danish, english);
    let body = html! {
        (place.others(admitted, BELOW))
        (notice(&said.wrong))
        @if let Some((read, merged)) = &said.read { (preview(admitted, read, merged)) }
        form.card id="pasting" method="post" action=(admitted.to(&place.address(BELOW))) {
            (admitted.form_field())
            input type="hidden" name="seen" value=(said.seen);
            p {
                label.over for="pasted" { (say("Teksten fra jeres dokument", "The text of your document")) }
                span.small id="pasted-help" { (say(
                    "Marker det hele i Word, kopiér, og indsæt her. Overskrifterne kendes på deres navne. Det, der ikke kan placeres, bliver gemt for sig.",
                    "Select everything in Word, copy it and paste it here. Headings are known by their names. What cannot be placed is kept apart.",
                )) }
                textarea id="pasted" name="pasted" rows="18" autocomplete="off" required aria-describedby="pasted-help" { "\n" (admitted.field("pasted")) }
            }
            p.row {
                @if said.read.is_some() { button type="submit" name="act" value="store" { (say("Gem i kladden", "Store in the draft")) } " " }
                button.quiet[said.read.is_some()] type="submit" name="act" value="look" { (say("Se, hvordan det er forstået", "See how it was understood")) }
            }
        }
    };
    let status = if said.wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    show(admitted, status, (say("Indsæt fra Word", "Paste from Word"), BELOW), place, &body)
}

/// How the text was understood: what was found, what was not, and what stands nowhere yet.
fn preview(admitted: &Admitted, read: &PastedDesign, merged: &Design) -> Markup {
    let say = |danish, english| admitted.say(danish, english);
    let language = admitted.language;
    let is_found = |heading: &Heading| read.found.iter().any(|(found, _)| found == heading);
    let lacking: Vec<&str> =
        Heading::ALL.iter().filter(|heading| !is_found(heading)).map(|heading| heading.words(language)).collect();
    let found = Heading::ALL.len() - lacking.len();
    let counts = [
        ("found", found.to_string()),
        ("all", Heading::ALL.len().to_string()),
        ("criteria", read.design.criteria.len().to_string()),
    ];
    let counts: Vec<(&str, &str)> = counts.iter().map(|(name, count)| (*name, count.as_str())).collect();
    html! {
        div.notice role="status" tabindex="-1" autofocus {
            p { b { (say("Intet er gemt endnu.", "Nothing was stored yet.")) } " " (filled(say(
                "{found} af {all} overskrifter er fundet, og {criteria} succeskriterier.",
                "{found} of {all} headings were found, and {criteria} criteria of success.",
            ), &counts)) }
            @if !lacking.is_empty() { p { (say("Ikke fundet: ", "Not found: ")) (lacking.join("; ")) "." } }
        }
        @if !read.design.unplaced.is_empty() {
            section.card {
                h2 { (say("Kunne ikke placeres", "Could not be placed")) }
                p.small { (say("Det bliver gemt for sig i kladden, så I kan flytte det.", "It is kept apart in the draft, so that you can move it.")) }
                (prose(&read.design.unplaced))
            }
        }
        details open {
            summary { (say("Sådan bliver designet", "What the design will be")) }
            (written(admitted, &Design { unplaced: String::new(), ..merged.clone() }, &[]))
        }
    }
}
