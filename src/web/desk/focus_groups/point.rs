//! One point: what it rests on, the quotes under it with how many could have said each, and publishing it.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use maud::{Markup, html};

use super::asking::{ask, telling};
use super::points::{form, is_supported, read, status};
use super::{LIST, POINTS, done, refused, refused_at, relation, show, with_talks};
use crate::export::summary::{Permission, Settled, Talks};
use crate::focusgroup::attribution::{FEWEST, Shown};
use crate::focusgroup::{Difference, Relation, difference, marks_every_change, normalised};
use crate::store::{NewQuote, Point, QuoteDecision, Statement};
use crate::web::desk::caller::Admitted;
use crate::web::desk::{broken, missing};

/// The longest quote, in signs.
const LONGEST: usize = 2_000;

/// GET `/desk/focus-groups/points/{point}`.
pub(in crate::web::desk) fn page(admitted: &Admitted) -> HttpResponse {
    with_talks(admitted, shown)
}

fn shown(admitted: &Admitted, talks: &Talks) -> HttpResponse {
    let Some(point) = in_path(admitted, talks) else { return missing(admitted) };
    let title = format!("P{}. {}", point.id, point.claim);
    let above = [(POINTS.to_owned(), admitted.say("Punkter", "Points").to_owned())];
    show(admitted, StatusCode::OK, &title, &above, &format!("{POINTS}/{}", point.id), &body(admitted, talks, point))
}

fn in_path<'a>(admitted: &Admitted, talks: &'a Talks) -> Option<&'a Point> {
    talks.claims.point(admitted.path("point").parse().ok()?)
}

/// POST `/desk/focus-groups/points/{point}`.
pub(in crate::web::desk) fn act(admitted: &Admitted) -> HttpResponse {
    with_talks(admitted, acted)
}

fn acted(admitted: &Admitted, talks: &Talks) -> HttpResponse {
    let Some(point) = in_path(admitted, talks) else { return missing(admitted) };
    let (store, by, now) = (&admitted.state.store, &admitted.person.person.name, admitted.now());
    let here = format!("{POINTS}/{}", point.id);
    let statement = admitted.field("statement").parse().ok().and_then(|id| talks.claims.statement(id));
    match (admitted.field("act"), statement) {
        ("edit", _) => match read(admitted, talks) {
            Some((theme, claim, trials)) => {
                let found = telling(admitted, talks, &[&claim], false);
                if !found.is_empty() {
                    return ask(
                        admitted,
                        &found,
                        &here,
                        &[("claim", admitted.say("Påstanden i én sætning", "The claim in one sentence"))],
                    );
                }
                done(admitted, store.put_point(Some(point.id), (&theme, &claim), &trials, by, now).map(drop), &here)
            }
            None => {
                refused_at(admitted, "claim", "Skriv én sætning på højst 400 tegn.", "Write one sentence of at most 400 signs.")
            }
        },
        // What somebody said who took the yes to take part back supports nothing.
        ("publish", _) if !is_supported(point) => refused(
            admitted,
            "Intet udsagn støtter punktet, så det kan ikke udgives.",
            "No statement supports the point, so it cannot be published.",
        ),
        ("publish", _) if !told_of(admitted, talks, point).is_empty() => {
            ask(admitted, &told_of(admitted, talks, point), &here, &[])
        }
        ("publish", _) => match store.publish_point(point.id, true, by, now) {
            Ok(true) => admitted.done(&here, admitted.say("Punktet er udgivet.", "The point is published.")),
            Ok(false) => refused(
                admitted,
                "Intet udsagn støtter punktet, så det kan ikke udgives.",
                "No statement supports the point, so it cannot be published.",
            ),
            Err(error) => broken(admitted, &error),
        },
        ("take-back", _) => done(admitted, store.publish_point(point.id, false, by, now).map(drop), &here),
        ("relate", Some(statement)) => {
            done(admitted, store.set_evidence(point.id, statement.id, Relation::from_name(admitted.field("relation"))), &here)
        }
        ("quote", Some(statement)) => quote(admitted, talks, point, statement, &here),
        ("unquote", Some(statement)) => {
            let own = talks.claims.quotes.iter().find(|quote| quote.point_id == point.id && quote.statement_id == statement.id);
            own.map_or_else(|| missing(admitted), |quote| done(admitted, store.remove_quote(quote.id), &here))
        }
        _ => refused(admitted, "Formularen kan ikke læses.", "The form cannot be read."),
    }
}

/// What the claim and the quotes of a point tell of somebody; the trial too, since a group's summary has the claim and tells of no trial.
fn told_of(admitted: &Admitted, talks: &Talks, point: &Point) -> Vec<String> {
    let quotes = talks.claims.quotes.iter().filter(|quote| quote.point_id == point.id).map(|quote| quote.words.as_str());
    let mut found = telling(admitted, talks, &[&point.claim], true);
    let quoted = telling(admitted, talks, &quotes.collect::<Vec<_>>(), false);
    found.extend(quoted.into_iter().filter(|words| !found.contains(words)).collect::<Vec<_>>());
    found
}

fn quote(admitted: &Admitted, talks: &Talks, point: &Point, statement: &Statement, here: &str) -> HttpResponse {
    let words = normalised(admitted.field("words")).split_whitespace().collect::<Vec<_>>().join(" ");
    let stored = talks.claims.quotes.iter().find(|quote| quote.point_id == point.id && quote.statement_id == statement.id);
    // What the participant wrote themselves may stay as it is.
    let theirs = stored.is_some_and(|quote| quote.words == words);
    if words.is_empty() || words.chars().count() > LONGEST || !(theirs || marks_every_change(&statement.words, &words)) {
        return refused_at(
            admitted,
            "words",
            "Et citat skal vise, hvad der er ændret: skriv […], hvor noget er udeladt, og sæt ord, der ikke blev sagt, i [klammer].",
            "A quote must show what was changed: write […] where something is left out, and put words that were not said in [brackets].",
        );
    }
    let found = telling(admitted, talks, &[&words], false);
    if !found.is_empty() {
        return ask(admitted, &found, here, &[("words", admitted.say("Citatet", "The quote"))]);
    }
    let ticked = |name| admitted.field(name) == "1";
    let new = NewQuote {
        point_id: point.id,
        statement_id: statement.id,
        words: &words,
        names_role: ticked("names-role"),
        labelled: ticked("names-role") && ticked("labelled"),
    };
    done(admitted, admitted.state.store.put_quote(&new).map(drop), here)
}

fn body(admitted: &Admitted, talks: &Talks, point: &Point) -> Markup {
    let settled = talks.settled();
    let here = admitted.to(&format!("{POINTS}/{}", point.id));
    let trials: Vec<&str> =
        point.trials.iter().filter_map(|key| talks.trials.trial(key)).map(|trial| trial.name.get(admitted.language)).collect();
    html! {
        p.say { (status(admitted, point)) @if !trials.is_empty() { " · " (trials.join("; ")) } }
        form method="post" action=(here) {
            (admitted.form_field())
            @if point.published {
                button.quiet type="submit" name="act" value="take-back" { (admitted.say("Træk punktet tilbage", "Take the point back")) }
            } @else {
                p.small { (admitted.say(
                    "Et udgivet punkt står i opsamlinger, på siderne om dets forsøg og i deres rapporter.",
                    "A published point stands in summaries, on the pages of its trials and in their reports.",
                )) }
                button type="submit" name="act" value="publish" { (admitted.say("Udgiv punktet", "Publish the point")) }
            }
        }
        @let behind = talks.people_behind(point);
        @if (1..FEWEST).contains(&behind) { p.notice.warning { (super::told(
            admitted,
            "Det, punktet bygger på, er sagt i grupper, hvor {n} deltog i alt. Det kan læsere se, for punktet står i temaets opsamling og ikke i nogen gruppes egen. Spørg dem, før punktet udgives.",
            "What the point rests on was said in groups to which {n} came in all. Readers can see it, since the point stands in the summary of its theme and in that of no group. Ask them before the point is published.",
            &[("n", &behind.to_string())],
        )) } }
        h2 { (admitted.say("Hvad det bygger på", "What it rests on")) }
        @if point.evidence.is_empty() {
            p.card.empty { (admitted.say("Intet udsagn endnu. Tag et ud af noterne, eller vælg et nedenfor.", "No statement yet. Take one out of the notes, or choose one below.")) }
        }
        @for how in Relation::ALL {
            @for (statement, before) in talks.said_of(point, how) {
                @let own = settled.iter().find(|one| one.quote.point_id == point.id && one.statement.id == statement.id);
                (evidence(admitted, talks, (statement, how, before), own, &here))
            }
        }
        (attaching(admitted, talks, point, &here))
        (form(admitted, talks, Some(point)))
    }
}

fn evidence(
    admitted: &Admitted,
    talks: &Talks,
    (statement, how, before): (&Statement, Relation, Option<i64>),
    quoted: Option<&Settled<'_>>,
    here: &str,
) -> Markup {
    let group = talks.group(statement.group_id).map(|group| group.planned.title.as_str()).unwrap_or_default();
    let id = statement.id;
    html! {
        section.card {
            h3 { (relation(how, admitted.language)) ": U" (id) }
            blockquote.words { (statement.words) }
            p.small {
                (group) " · " @if statement.speaker.is_empty() { (admitted.say("ordstyrer eller ingen", "moderator or nobody")) } @else { (statement.speaker) } " · "
                a href=(admitted.to(&format!("{LIST}/{}/statements#l{}", statement.group_id, statement.line_id))) { (admitted.say("i noterne", "in the notes")) }
            }
            @if let Some(before) = before { p.notice { (super::told(
                admitted,
                "Næsten de samme ord af den samme person som {code}. De tæller som ét udsagn.",
                "Nearly the same words of the same person as {code}. They count as one statement.",
                &[("code", &format!("U{before}"))],
            )) } }
            @if let Some(one) = quoted { (standing(admitted, one)) }
            details {
                summary { @if quoted.is_some() { (admitted.say("Ret citatet", "Edit the quote")) } @else { (admitted.say("Vis som citat", "Show as a quote")) } span.aloud { ": U" (id) } }
                form method="post" action=(here) {
                    (admitted.form_field())
                    input type="hidden" name="statement" value=(id);
                    p {
                        label.over for={ "q" (id) } { (admitted.say("Ordene, som de skal stå", "The words as they are to stand")) }
                        span.small { (admitted.say("Skriv […], hvor noget er udeladt, og [klammer] om ord, der ikke blev sagt.", "Write […] where something is left out, and [brackets] around words that were not said.")) }
                        textarea id={ "q" (id) } name="words" rows="3" maxlength=(LONGEST) { (quoted.map_or(statement.words.as_str(), |one| one.quote.words.as_str())) }
                    }
                    label.pick { input type="checkbox" name="names-role" value="1" checked[quoted.is_none_or(|one| one.quote.names_role)]; span { (admitted.say("Nævn rollen, hvis mange nok kan have sagt det", "Name the role if enough people could have said it")) } }
                    label.pick { input type="checkbox" name="labelled" value="1" checked[quoted.is_some_and(|one| one.quote.labelled)]; span { (admitted.say("Giv personen et bogstav, så flere citater kan følges i én opsamling", "Give the person a letter, so that several quotes can be followed in one summary")) } }
                    button type="submit" name="act" value="quote" { (admitted.say("Gem citatet, og bed om ja", "Save the quote, and ask for a yes")) }
                    @if quoted.is_some() { " " button.quiet type="submit" name="act" value="unquote" { (admitted.say("Vis det ikke som citat", "Do not show it as a quote")) } }
                }
            }
            details {
                summary { (admitted.say("Ret, hvad udsagnet gør", "Change what the statement does")) span.aloud { ": U" (id) } }
                @if quoted.is_some() { p.small { (admitted.say("Den, der er citeret, bliver så spurgt igen.", "Whoever is quoted is then asked again.")) } }
                form.row method="post" action=(here) {
                    (admitted.form_field())
                    input type="hidden" name="statement" value=(id);
                    label.aloud for={ "r" (id) } { (admitted.say("Udsagnet", "The statement")) }
                    select id={ "r" (id) } name="relation" {
                        @for one in Relation::ALL { option value=(one.name()) selected[one == how] { (relation(one, admitted.language)) } }
                        option value="none" { (admitted.say("hører ikke til punktet", "does not belong to the point")) }
                    }
                    button.quiet type="submit" name="act" value="relate" { (admitted.say("Gem", "Save")) }
                }
            }
        }
    }
}

/// What was decided about a quote, how it stands, and how many could have said it.
fn standing(admitted: &Admitted, one: &Settled<'_>) -> Markup {
    let permission = match one.permission {
        Permission::NoConsent => admitted.say("Der er ikke samtykke til at citere.", "There is no consent to quote."),
        Permission::Waiting => admitted
            .say("Venter på, at deltageren siger ja på sin egen side.", "Waits for the participant's yes on their own page."),
        Permission::Withheld => admitted.say("Deltageren vil ikke have det vist.", "The participant does not want it shown."),
        Permission::Given if one.quote.decision == Some(QuoteDecision::Reworded) => admitted.say(
            "Deltageren har sagt ja til citatet med sine egne ord. Læs dem, før punktet udgives.",
            "The participant has said yes to the quote in their own words. Read them before the point is published.",
        ),
        Permission::Given => admitted.say("Deltageren har sagt ja.", "The participant has said yes."),
    };
    let count = one.verdict.could_have.to_string();
    let settles = matches!(one.permission, Permission::Given | Permission::Waiting);
    let how = match one.verdict.shown {
        Shown::Withheld => super::told(
            admitted,
            "{n} kan have sagt det. Det er for få, så citatet vises ikke sammen med de forsøg.",
            "{n} could have said it. That is too few, so the quote is not shown with those trials.",
            &[("n", &count)],
        ),
        Shown::WithoutRole => super::told(
            admitted,
            "{n} kan have sagt det uden rolle. Det vises uden rolle, og ikke i en gruppes opsamling.",
            "{n} could have said it without a role. It is shown without one, and not in the summary of a group.",
            &[("n", &count)],
        ),
        Shown::WithRole => super::told(
            admitted,
            "{n} kan have sagt det. Det vises med rolle, men ikke i gruppens egen opsamling.",
            "{n} could have said it. It is shown with the role, but not in the group's own summary.",
            &[("n", &count)],
        ),
        Shown::InGroup => super::told(
            admitted,
            "{n} i gruppen kan have sagt det. Det vises med rolle.",
            "{n} in the group could have said it. It is shown with the role.",
            &[("n", &count)],
        ),
        Shown::Labelled => super::told(
            admitted,
            "{n} i gruppen kan have sagt alle personens citater. Det vises med rolle og bogstav.",
            "{n} in the group could have said all quotes of the person. It is shown with role and letter.",
            &[("n", &count)],
        ),
    };
    html! {
        div.notice {
            p { (admitted.say("Citat: ", "Quote: ")) "»" (changes(&one.statement.words, &one.quote.words)) "«" }
            p { (permission) @if settles { " " (how) } }
        }
    }
}

/// The words as they are shown, with what was changed from what was noted.
fn changes(noted: &str, shown: &str) -> Markup {
    html! { @for (at, run) in difference(noted, shown).iter().enumerate() {
        @if at > 0 { " " }
        @match run { Difference::Same(words) => (words), Difference::Gone(words) => del { (words) }, Difference::Come(words) => ins { (words) } }
    } }
}

/// The form that puts a statement to the point that does not bear on it yet.
fn attaching(admitted: &Admitted, talks: &Talks, point: &Point, here: &str) -> Markup {
    let free: Vec<&Statement> =
        talks.claims.statements.iter().filter(|statement| talks.relation(point.id, statement.id).is_none()).collect();
    if free.is_empty() {
        return html! {};
    }
    html! {
        details.card {
            summary { (admitted.say("Sæt et udsagn på punktet", "Put a statement to the point")) }
            form method="post" action=(here) {
                (admitted.form_field())
                p { label.over for="statement" { (admitted.say("Udsagn", "Statement")) }
                    select id="statement" name="statement" { @for statement in free { option value=(statement.id) {
                        "U" (statement.id) " · " (talks.group(statement.group_id).map(|group| group.planned.title.as_str()).unwrap_or_default()) " · " (statement.speaker) ": " (statement.words)
                    } } } }
                p { label.over for="relation" { (admitted.say("Det", "It")) }
                    select id="relation" name="relation" { @for how in Relation::ALL { option value=(how.name()) { (relation(how, admitted.language)) } } } }
                button type="submit" name="act" value="relate" { (admitted.say("Sæt det på", "Put it to the point")) }
            }
        }
    }
}
