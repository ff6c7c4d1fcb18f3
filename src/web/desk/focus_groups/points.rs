//! The points, theme by theme, with what each rests on.

use std::collections::BTreeSet;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use maud::{Markup, html};

use super::asking::{ask, telling};
use super::{POINTS, line_of, refused_at, show, with_talks};
use crate::export::summary::Talks;
use crate::focusgroup::Relation;
use crate::language::Language;
use crate::language::personal::without_person_numbers;
use crate::store::Point;
use crate::web::desk::broken;
use crate::web::desk::caller::Admitted;

/// The longest claim, in signs.
pub(super) const LONGEST: usize = 400;

/// The words that a point is looked for by.
#[derive(serde::Deserialize, Default)]
struct Asked {
    #[serde(default)]
    find: String,
}

/// GET `/desk/focus-groups/points`.
pub(in crate::web::desk) fn page(admitted: &Admitted) -> HttpResponse {
    with_talks(admitted, shown)
}

fn shown(admitted: &Admitted, talks: &Talks) -> HttpResponse {
    let claims = &talks.claims;
    let asked: Asked = match admitted.query() {
        Ok(asked) => asked,
        Err(answer) => return answer,
    };
    let wanted = asked.find.trim().to_lowercase();
    let is_found =
        |point: &&Point| wanted.is_empty() || point.claim.to_lowercase().contains(&wanted) || format!("p{}", point.id) == wanted;
    let found: Vec<&Point> = claims.points.iter().filter(is_found).collect();
    let themes = talks.themes();
    let with_points = || themes.iter().filter(|(key, _)| found.iter().any(|point| point.theme == *key));
    let body = html! {
        p.say { (admitted.say(
            "Et punkt er én sætning, der påstår noget. Det kan udgives, når mindst ét udsagn støtter det; det, der taler imod, vises også.",
            "A point is one sentence that claims something. It can be published once at least one statement supports it; what speaks against it is shown too.",
        )) }
        @if claims.points.is_empty() {
            p.card.empty { (admitted.say("Her kommer punkterne til at stå. Du kan skrive et her, eller lave det ud fra et udsagn.", "The points will be here. You can write one here, or make it from a statement.")) }
        }
        @if !claims.points.is_empty() {
            form.row method="get" action=(POINTS) {
                @if admitted.language == Language::En { input type="hidden" name="lang" value="en"; }
                label for="find" { (admitted.say("Find et punkt", "Find a point")) }
                " " input id="find" name="find" type="search" value=(asked.find) maxlength="200" autocomplete="off";
                " " button.quiet type="submit" { (admitted.say("Søg", "Search")) }
                @if !wanted.is_empty() { " " a href=(admitted.to(POINTS)) { (admitted.say("Vis alle", "Show all")) } }
            }
            @if found.is_empty() { p.card.empty { (admitted.say("Intet punkt har de ord.", "No point has those words.")) } }
            @if with_points().count() > 1 {
                nav aria-label=(admitted.say("Temaer", "Themes")) { ul.units { @for (key, title) in with_points() {
                    li { a href={ "#t-" (key) } { (title.get(admitted.language)) } }
                } } }
            }
        }
        @for (key, title) in with_points() {
            @let own: Vec<&Point> = found.iter().copied().filter(|point| point.theme == *key).collect();
            section.card id={ "t-" (key) } {
                h2 { (title.get(admitted.language)) }
                (table(admitted, talks, &own))
            }
        }
        (form(admitted, talks, None))
    };
    show(admitted, StatusCode::OK, admitted.say("Punkter", "Points"), &[], POINTS, &body)
}

fn table(admitted: &Admitted, talks: &Talks, points: &[&Point]) -> Markup {
    let heads = [admitted.say("Støtter", "Support"), admitted.say("Nuancerer", "Nuance"), admitted.say("Modsiger", "Contradict")];
    html! {
        table.groups.plain {
            thead { tr {
                th scope="col" { (admitted.say("Punkt", "Point")) }
                @for head in heads { th.num scope="col" { (head) } }
                th scope="col" { (admitted.say("Status", "Status")) }
            } }
            tbody { @for point in points { tr {
                th scope="row" { a href=(admitted.to(&format!("{POINTS}/{}", point.id))) { "P" (point.id) ". " (point.claim) } }
                @for (head, how) in heads.into_iter().zip(Relation::ALL) {
                    td.num data-label=(head) { (talks.times_said(point, how)) }
                }
                td data-label=(admitted.say("Status", "Status")) { (status(admitted, point)) }
            } } }
        }
    }
}

/// Whether something supports a point still.
pub(super) fn is_supported(point: &Point) -> bool {
    point.evidence.iter().any(|(_, how)| *how == Relation::Supports)
}

/// Where a point stands, in a word and a shape.
pub(super) fn status<'a>(admitted: &'a Admitted, point: &Point) -> &'a str {
    match (point.published, is_supported(point)) {
        (true, true) => admitted.say("● udgivet", "● published"),
        (true, false) => admitted.say("– mangler belæg", "– lacks evidence"),
        (false, true) => admitted.say("◐ kan udgives", "◐ can be published"),
        (false, false) => admitted.say("○ mangler belæg", "○ lacks evidence"),
    }
}

/// POST `/desk/focus-groups/points`.
pub(in crate::web::desk) fn add(admitted: &Admitted) -> HttpResponse {
    with_talks(admitted, added)
}

fn added(admitted: &Admitted, talks: &Talks) -> HttpResponse {
    let Some((theme, claim, trials)) = read(admitted, talks) else {
        return refused_at(
            admitted,
            "claim",
            "Skriv én sætning på højst 400 tegn, og vælg et tema.",
            "Write one sentence of at most 400 signs, and choose a theme.",
        );
    };
    let found = telling(admitted, talks, &[&claim], false);
    if !found.is_empty() {
        return ask(admitted, &found, POINTS, &[("claim", admitted.say("Påstanden i én sætning", "The claim in one sentence"))]);
    }
    match admitted.state.store.put_point(None, (&theme, &claim), &trials, &admitted.person.person.name, admitted.now()) {
        Ok(id) => admitted.see(&format!("{POINTS}/{id}")),
        Err(error) => broken(admitted, &error),
    }
}

/// Theme, claim and trials of a point as they were typed.
pub(super) fn read(admitted: &Admitted, talks: &Talks) -> Option<(String, String, BTreeSet<String>)> {
    let claim = line_of(admitted, "claim", LONGEST).filter(|claim| !claim.is_empty())?;
    let claim = without_person_numbers(&claim, Language::Da).into_owned();
    let theme = admitted.field("theme");
    let known = talks.themes().iter().any(|(key, _)| *key == theme);
    let ticked = admitted.form.iter().filter(|(name, key)| name == "trial" && talks.trials.trial(key).is_some());
    known.then(|| (theme.to_owned(), claim, ticked.map(|(_, key)| key.clone()).collect()))
}

/// The form for a new point, or for one that there is.
pub(super) fn form(admitted: &Admitted, talks: &Talks, point: Option<&Point>) -> Markup {
    let language = admitted.language;
    let action = point.map_or_else(|| POINTS.to_owned(), |point| format!("{POINTS}/{}", point.id));
    let is_about = |key: &str| point.is_some_and(|point| point.trials.contains(key));
    let count = point.map_or(0, |point| point.trials.len());
    html! {
        form.card method="post" action=(admitted.to(&action)) {
            (admitted.form_field())
            h2 { @if point.is_some() { (admitted.say("Ret punktet", "Edit the point")) } @else { (admitted.say("Skriv et punkt", "Write a point")) } }
            p {
                label.over for="claim" { (admitted.say("Påstanden i én sætning", "The claim in one sentence")) }
                input.wide id="claim" name="claim" type="text" value=(point.map_or("", |point| point.claim.as_str())) maxlength=(LONGEST) autocomplete="off" required;
            }
            p {
                label.over for="theme" { (admitted.say("Tema", "Theme")) }
                select id="theme" name="theme" { @for (key, title) in talks.themes() {
                    option value=(key) selected[point.is_some_and(|point| point.theme == key)] { (title.get(language)) }
                } }
            }
            details open[count > 0] {
                summary { (admitted.say("Forsøg, som punktet handler om", "Trials that the point is about")) }
                p.small { (admitted.say(
                    "Jo flere kommuner der er med i forsøget, jo flere kan have sagt et citat.",
                    "The more municipalities take part in the trial, the more people could have said a quote.",
                )) }
                fieldset {
                    legend.aloud { (admitted.say("Forsøg", "Trials")) }
                    @for trial in &talks.trials.trials {
                        label.pick { input type="checkbox" name="trial" value=(trial.key) checked[is_about(&trial.key)]; span { (trial.name.get(language)) } }
                    }
                }
            }
            @if point.is_some_and(|point| talks.claims.quotes.iter().any(|quote| quote.point_id == point.id)) { p.small { (admitted.say(
                "Ændrer du ord i påstanden eller vælger andre forsøg, bliver de, der er citeret, spurgt igen: de har kun sagt ja til det, de så.",
                "If you change words of the claim or choose other trials, those who are quoted are asked again: they only said yes to what they saw.",
            )) } }
            @if point.is_some_and(|point| point.published) { p.small { (admitted.say("Et punkt, der rettes, skal udgives igen.", "A point that is edited has to be published again.")) } }
            button type="submit" name="act" value="edit" { @if point.is_some() { (admitted.say("Gem punktet", "Save the point")) } @else { (admitted.say("Opret punktet", "Make the point")) } }
        }
    }
}

/// The points that the fields of a page choose from: once for all of them, since there are many of both.
pub(super) fn point_list(talks: &Talks) -> Markup {
    html! { datalist id="points" { @for point in &talks.claims.points { option value={ "P" (point.id) } { (point.claim) } } } }
}

/// A field for the number of a point: `P12`, or 12.
pub(super) fn point_field(id: &str) -> Markup {
    html! { input id=(id) name="point" type="text" list="points" size="4" placeholder="P1" autocomplete="off"; }
}

/// The point of such a field: none where it is empty, and an error where there is no such point.
pub(super) fn point_typed<'a>(admitted: &Admitted, talks: &'a Talks) -> Result<Option<&'a Point>, ()> {
    let typed = admitted.field("point").trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let number = typed.trim_start_matches(['P', 'p']).split(|sign: char| !sign.is_ascii_digit()).next();
    number.and_then(|number| talks.claims.point(number.parse().ok()?)).map(Some).ok_or(())
}
