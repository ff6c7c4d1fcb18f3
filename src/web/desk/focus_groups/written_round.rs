//! One written round at the desk: opened, shown, sorted into themes, taken into the notes, ended.
//!
//! Before a round is shown the desk sees no card and no answer, and of a round without authors only roughly how many there are: whoever
//! watched the number while people type would see whose card made it rise.

mod results;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use maud::{Markup, html};

use super::written::{address, of_group};
use super::{above, done, refused, show, told, with_group};
use crate::export::summary::Talks;
use crate::focusgroup::{Phase, Purpose, WrittenKind, roughly};
use crate::store::{Card, Error, FocusGroup, Participant, WentOn, Written, card_key};
use crate::token::RandomId;
use crate::web::desk::caller::Admitted;
use crate::web::desk::{broken, missing};

/// GET `/desk/focus-groups/{group}/written/{written}`.
pub(in crate::web::desk) fn page(admitted: &Admitted) -> HttpResponse {
    with_group(admitted, shown)
}

fn in_path<'a>(admitted: &Admitted, talks: &'a Talks, group: &FocusGroup) -> Option<&'a Written> {
    let id: i64 = admitted.path("written").parse().ok()?;
    of_group(talks, group).into_iter().find(|one| one.round.id == id)
}

fn shown(admitted: &Admitted, talks: &Talks, group: &FocusGroup) -> HttpResponse {
    let Some(one) = in_path(admitted, talks, group) else { return missing(admitted) };
    match body(admitted, talks, group, one) {
        Ok(body) => {
            let mut path = above(group);
            path.push((address(group), admitted.say("Skriftlige runder", "Written rounds").to_owned()));
            let here = format!("{}/{}", address(group), one.round.id);
            show(admitted, StatusCode::OK, &one.round.asked, &path, &here, &body)
        }
        Err(error) => broken(admitted, &error),
    }
}

/// POST `/desk/focus-groups/{group}/written/{written}`.
pub(in crate::web::desk) fn act(admitted: &Admitted) -> HttpResponse {
    with_group(admitted, acted)
}

fn acted(admitted: &Admitted, talks: &Talks, group: &FocusGroup) -> HttpResponse {
    let Some(one) = in_path(admitted, talks, group) else { return missing(admitted) };
    let (store, by, now) = (&admitted.state.store, &admitted.person.person.name, admitted.now());
    let here = format!("{}/{}", address(group), one.round.id);
    if let Some(phase) = Phase::from_name(admitted.field("phase")) {
        return went_on(admitted, one.round.kind, store.go_on(&one.round, phase, by, now), &here);
    }
    let sorted = one.round.kind == WrittenKind::Cards && matches!(one.round.phase, Phase::Shown | Phase::Over);
    let card = |name| card_key(admitted.field(name)).and_then(|key| one.cards.iter().find(|card| card.key == key));
    match admitted.field("act") {
        "remove" => match store.remove_written(&one.round, by, now) {
            Ok(true) => admitted.done(&address(group), admitted.say("Runden er fjernet.", "The round is removed.")),
            Ok(false) => {
                refused(admitted, "Runden er begyndt og kan ikke fjernes.", "The round has begun and cannot be removed.")
            }
            Err(error) => broken(admitted, &error),
        },
        "merge" if is_ranked(talks, one) => as_ranked(admitted),
        "merge" if sorted => {
            let picked = admitted.form.iter().filter(|(name, _)| name == "picked").filter_map(|(_, key)| card_key(key));
            let picked: Vec<RandomId> = picked.filter(|key| one.cards.iter().any(|card| card.key == *key)).collect();
            match picked.split_first() {
                Some((first, others)) if !others.is_empty() => {
                    done(admitted, store.merge_cards(&one.round, *first, others), &here)
                }
                _ => refused(
                    admitted,
                    "Sæt kryds ved mindst to kort, der siger det samme.",
                    "Tick at least two cards that say the same.",
                ),
            }
        }
        "themes" if sorted => {
            let themes = talks.guide(group).map(|guide| &guide.themes[..]).unwrap_or_default();
            let known = |theme: &str| theme.is_empty() || themes.iter().any(|one| one.key == theme);
            let chosen = admitted.form.iter().filter_map(|(name, theme)| {
                let key = card_key(name.strip_prefix("theme-")?)?;
                known(theme).then_some((key, theme.as_str()))
            });
            done(admitted, store.theme_cards(&one.round, &chosen.collect::<Vec<_>>()), &here)
        }
        _ if !sorted => refused(admitted, "Formularen kan ikke læses.", "The form cannot be read."),
        _ => match (card("split"), card("note")) {
            (Some(_), _) if is_ranked(talks, one) => as_ranked(admitted),
            (Some(card), _) => done(admitted, store.split_card(&one.round, card.key), &here),
            (None, Some(card)) => {
                let author = card.author.and_then(|id| talks.participants.iter().find(|one| one.id == id));
                match store.note_card(&one.round, card, author, by, now) {
                    Ok(()) => admitted.done(&here, admitted.say("Kortet står nu i noterne.", "The card is in the notes now.")),
                    Err(error) => broken(admitted, &error),
                }
            }
            (None, None) => refused(admitted, "Formularen kan ikke læses.", "The form cannot be read."),
        },
    }
}

/// Whether these cards are ranked, or were: what is laid together then would count for another.
fn is_ranked(talks: &Talks, of: &Written) -> bool {
    talks.written.iter().any(|one| one.round.cards_of == Some(of.round.id) && one.round.phase != Phase::Planned)
}

fn lies_as_ranked<'a>(admitted: &Admitted) -> &'a str {
    admitted.say(
        "Gruppen rangordner kortene, som de ligger, så de kan ikke lægges sammen eller skilles ad mere.",
        "The group ranks the cards as they lie, so they cannot be laid together or taken apart any more.",
    )
}

fn as_ranked(admitted: &Admitted) -> HttpResponse {
    refused(admitted, lies_as_ranked(admitted), lies_as_ranked(admitted))
}

fn went_on(admitted: &Admitted, kind: WrittenKind, went: Result<WentOn, Error>, here: &str) -> HttpResponse {
    match went {
        Ok(WentOn::Done) => admitted.done(here, admitted.say("Runden er gået videre.", "The round went on.")),
        Ok(WentOn::Deleted(_)) if kind == WrittenKind::Cards => admitted.done(
            here,
            admitted.say(
                "Kortene kan ikke åbnes, fordi nøglen til dem er væk, så de er slettet.",
                "The cards cannot be opened, because their key is gone, so they are deleted.",
            ),
        ),
        Ok(WentOn::Deleted(_)) => admitted.done(
            here,
            admitted.say(
                "For få havde svaret, til at det kan vises, eller nøglen til svarene er væk, så svarene er slettet.",
                "Too few had answered for it to be shown, or the key to the answers is gone, so the answers are deleted.",
            ),
        ),
        Ok(WentOn::Stale) => refused(
            admitted,
            "En anden var hurtigere, eller runden kan ikke gå derhen. Se siden igen.",
            "Somebody else was quicker, or the round cannot go there. Look at the page again.",
        ),
        Err(error) => broken(admitted, &error),
    }
}

fn body(admitted: &Admitted, talks: &Talks, group: &FocusGroup, one: &Written) -> Result<Markup, Error> {
    let language = admitted.language;
    Ok(html! {
        p.say { (one.round.kind.words(language)) " · " (one.round.phase.words(language)) }
        p { (one.round.mode.sentence(language)) }
        (too_small(admitted, talks, one))
        (going_on(admitted, group, one)?)
        @match (one.round.kind, one.round.phase) {
            (WrittenKind::Cards, Phase::Shown | Phase::Over) => (sorting(admitted, talks, group, one)?),
            (WrittenKind::Ranking, Phase::Shown | Phase::Over) => (results::ranking(admitted, talks, one)),
            (WrittenKind::Delphi, _) if one.round.turn > 0 => (results::estimates(admitted, one)),
            _ => {}
        }
    })
}

/// That a group is too small for anything to be shown to it, before it answers for nothing.
fn too_small(admitted: &Admitted, talks: &Talks, one: &Written) -> Markup {
    let in_it = |person: &&Participant| person.group_id == one.round.group_id && person.is_in();
    let able = talks.participants.iter().filter(in_it).filter(|person| person.consents_to(Purpose::TakePart)).count();
    let waits = matches!(one.round.phase, Phase::Planned | Phase::Open) && one.round.kind != WrittenKind::Cards;
    html! { @if waits && able < one.round.group_least { p.notice { (told(
        admitted,
        "Så mange kan svare: {n}. Der skal mindst {least} svar til, før noget bliver vist, så svarene i denne runde bliver slettet, når du lukker den.",
        "So many can answer: {n}. It takes at least {least} answers before anything is shown, so the answers of this round are deleted when you close it.",
        &[("n", &able.to_string()), ("least", &one.round.group_least.to_string())],
    )) } } }
}

/// How many wrote, as far as it may be told, and the way to the next phase.
fn going_on(admitted: &Admitted, group: &FocusGroup, one: &Written) -> Result<Markup, Error> {
    let here = admitted.to(&format!("{}/{}", address(group), one.round.id));
    let words = |to: Phase| match to {
        Phase::Planned | Phase::Open if one.round.turn > 0 => admitted.say("Åbn for en omgang til", "Open for one more turn"),
        Phase::Planned | Phase::Open => admitted.say("Åbn, så gruppen kan skrive", "Open, so that the group can write"),
        Phase::Shown => admitted.say("Luk for at skrive, og vis alt", "Close the writing and show everything"),
        Phase::Over => admitted.say("Afslut runden", "End the round"),
    };
    Ok(html! {
        section.card {
            h2 { (admitted.say("Hvor langt er I?", "How far are you?")) }
            @if one.round.phase == Phase::Open { (so_far(admitted, one)?) }
            @if one.round.phase == Phase::Over {
                p { (admitted.say("Runden er slut. Gruppen ser den ikke mere.", "The round is over. The group sees it no more.")) }
            } @else {
                form method="post" action=(here) {
                    (admitted.form_field())
                    @for to in one.round.phase.next(one.round.kind) {
                        p {
                            button type="submit" name="phase" value=(to.name()) { (words(*to)) }
                            @if let Some(means) = means(admitted, *to) { br; span.small { (means) } }
                        }
                    }
                    @if one.round.phase == Phase::Planned {
                        p { button.quiet type="submit" name="act" value="remove" { (admitted.say("Fjern runden", "Remove the round")) } }
                    }
                }
            }
            @if one.round.phase == Phase::Open { p { a href=(here) { (admitted.say("Hent siden igen", "Load the page again")) } } }
        }
    })
}

/// What cannot be undone about a step, where something cannot.
fn means<'a>(admitted: &Admitted, to: Phase) -> Option<&'a str> {
    match to {
        Phase::Planned | Phase::Open => None,
        Phase::Shown => Some(admitted.say("Hvad der er vist, kan ikke skjules igen.", "What is shown cannot be hidden again.")),
        Phase::Over => Some(admitted.say(
            "Gruppen ser så ikke runden mere, og den kan ikke åbnes igen.",
            "The group then sees the round no more, and it cannot be opened again.",
        )),
    }
}

fn so_far(admitted: &Admitted, one: &Written) -> Result<Markup, Error> {
    let store = &admitted.state.store;
    let cards = one.round.kind == WrittenKind::Cards;
    let count = if cards { store.count_cards(&one.round)? } else { store.count_answers(&one.round)? };
    let step = one.round.least;
    let (number, danish, english) = match (one.round.is_unstored(), cards) {
        (false, true) => (
            count,
            "{n} kort er skrevet. De kan læses, når de er vist.",
            "{n} cards are written. They can be read once they are shown.",
        ),
        (false, false) => (count, "{n} har svaret.", "{n} answered."),
        (true, true) if count < step => (step, "Færre end {n} kort er skrevet.", "Fewer than {n} cards are written."),
        (true, true) => (roughly(count, step), "Mindst {n} kort er skrevet.", "At least {n} cards are written."),
        (true, false) if count < step => (step, "Færre end {n} har svaret.", "Fewer than {n} answered."),
        (true, false) => (roughly(count, step), "Mindst {n} har svaret.", "At least {n} answered."),
    };
    let from = one.round.group_least;
    let least = from.to_string();
    Ok(html! {
        p { (told(admitted, danish, english, &[("n", &number.to_string())])) }
        @if !cards && count < from { p { (told(admitted,
            "Svarene kan først vises, når mindst {n} har svaret. Lukker du før, bliver de slettet.",
            "The answers can be shown only once at least {n} answered. If you close before, they are deleted.",
            &[("n", &least)])) } }
    })
}

/// The cards with their themes, what lies under them, and the ways into the notes.
fn sorting(admitted: &Admitted, talks: &Talks, group: &FocusGroup, one: &Written) -> Result<Markup, Error> {
    let here = admitted.to(&format!("{}/{}", address(group), one.round.id));
    let lines = admitted.state.store.lines(group.id, 0)?;
    let is_noted = |card: &Card| lines.iter().any(|line| line.client_id == card.line_id());
    let themes = talks.guide(group).map(|guide| &guide.themes[..]).unwrap_or_default();
    let ranked = is_ranked(talks, one);
    Ok(html! {
        @if one.cards.is_empty() { p.card.empty { (admitted.say("Ingen skrev et kort.", "Nobody wrote a card.")) } }
        @else { form.card method="post" action=(here) {
            (admitted.form_field())
            h2 { (told(admitted, "Kort: {n}", "Cards: {n}", &[("n", &one.cards.len().to_string())])) }
            p.small { @if ranked { (lies_as_ranked(admitted)) } @else { (admitted.say(
                "Læg kort sammen, der siger det samme: det øverste af dem, du sætter kryds ved, kommer til at ligge øverst, og de andre beholder deres ord under det.",
                "Lay cards together that say the same: the uppermost of those that you tick will lie on top, and the others keep their words under it.",
            )) } }
            ol.plain.lines { @for card in one.heads() {
                li {
                    span.said {
                        @if ranked { p { b { (card.words) } } }
                        @else { label.pick { input type="checkbox" name="picked" value=(card.handle()); span { (card.words) } } }
                        (beside(admitted, talks, card, is_noted(card)))
                        @if one.under(card.key).next().is_some() { ul { @for under in one.under(card.key) {
                            li {
                                p { (under.words) }
                                (beside(admitted, talks, under, is_noted(under)))
                                @if !ranked { " " button.quiet type="submit" name="split" value=(under.handle()) { (admitted.say("Skil ad", "Take apart")) span.aloud { ": " (under.words) } } }
                            }
                        } } }
                        p {
                            label.over for={ "t" (card.handle()) } { (admitted.say("Tema", "Theme")) span.aloud { ": " (card.words) } }
                            select id={ "t" (card.handle()) } name={ "theme-" (card.handle()) } {
                                option value="" { (admitted.say("intet endnu", "none yet")) }
                                @for theme in themes { option value=(theme.key) selected[theme.key == card.theme] { (theme.title.get(admitted.language)) } }
                            }
                        }
                    }
                }
            } }
            p { button type="submit" name="act" value="themes" { (admitted.say("Gem temaerne", "Save the themes")) } }
            @if !ranked { p {
                button.quiet type="submit" name="act" value="merge" { (admitted.say("Læg de valgte sammen", "Lay those chosen together")) }
            } }
        } }
    })
}

/// Who wrote a card, where that is kept, and the way into the notes.
fn beside(admitted: &Admitted, talks: &Talks, card: &Card, noted: bool) -> Markup {
    let author = card.author.and_then(|id| talks.participants.iter().find(|one| one.id == id));
    html! {
        span.small {
            @if let Some(author) = author { " " (author.code) }
            @if card.quotable { " · " (admitted.say("må stå på tryk", "may be printed")) }
        }
        " "
        @if noted { span.small { (admitted.say("står i noterne", "is in the notes")) } }
        @else { button.quiet type="submit" name="note" value=(card.handle()) { (admitted.say("Tag med i noterne", "Take into the notes")) span.aloud { ": " (card.words) } } }
    }
}
