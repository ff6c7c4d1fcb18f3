//! Samples that several people code without seeing what the others put, and how far they agree once all are done.

use std::collections::BTreeSet;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use maud::{Markup, html};

use super::codebook::CODEBOOK;
use super::coding::{Put, changed, line_with, spoken_lines};
use super::{gathered, refused, refused_at, show, told};
use crate::access::{Object, Verb, may};
use crate::compare::reliability::SEED;
use crate::export::coding::{AgreedOn, AgreementRow, coefficient, figure, of_sample};
use crate::export::summary::said_before;
use crate::focusgroup::drawn;
use crate::language::number;
use crate::store::{CodingSample, Error, NoteLine};
use crate::web::desk::account::moment;
use crate::web::desk::caller::Admitted;
use crate::web::desk::{broken, missing};

/// The address of the samples.
const SAMPLES: &str = "/desk/focus-groups/samples";
/// The largest sample: more nobody codes twice.
const MOST: usize = 500;

/// GET `/desk/focus-groups/samples`.
pub(in crate::web::desk) fn page(admitted: &Admitted) -> HttpResponse {
    listed(admitted).unwrap_or_else(|error| broken(admitted, &error))
}

/// POST `/desk/focus-groups/samples`.
pub(in crate::web::desk) fn draw(admitted: &Admitted) -> HttpResponse {
    let talks = match gathered(admitted) {
        Ok(talks) => talks,
        Err(answer) => return answer,
    };
    let groups = talks.groups.iter().map(|group| group.id).collect();
    drawn_by(admitted, &groups).unwrap_or_else(|error| broken(admitted, &error))
}

/// GET `/desk/focus-groups/samples/{sample}`.
pub(in crate::web::desk) fn sample(admitted: &Admitted) -> HttpResponse {
    with_sample(admitted, |sample, lines| shown(admitted, sample, lines))
}

/// POST `/desk/focus-groups/samples/{sample}`.
pub(in crate::web::desk) fn code(admitted: &Admitted) -> HttpResponse {
    with_sample(admitted, |sample, lines| {
        let here = address(sample);
        if admitted.field("act") == "give-up" && sample.by == admitted.person.person.name {
            let is_gone = admitted.state.store.give_sample_up(sample.id, &sample.by, admitted.now())?;
            if is_gone {
                return Ok(admitted.done(SAMPLES, admitted.say("Stikprøven er opgivet.", "The sample is given up.")));
            }
        }
        if sample.ended.is_some() || standing(admitted, sample) != Some(false) {
            return Ok(refused(admitted, "Stikprøven kodes ikke af dig nu.", "You do not code the sample now."));
        }
        if admitted.field("act") == "finish" {
            admitted.state.store.finish_sample(sample.id, &admitted.person.person.name, admitted.now())?;
            let said = admitted.say("Du er færdig med stikprøven.", "You are done with the sample.");
            return Ok(admitted.done(&here, said));
        }
        Ok(changed(admitted, lines, &here))
    })
}

fn address(sample: &CodingSample) -> String {
    format!("{SAMPLES}/{}", sample.id)
}

/// Whether the person is done with a sample; none where they do not code it.
fn standing(admitted: &Admitted, sample: &CodingSample) -> Option<bool> {
    sample.coders.iter().find(|(coder, _)| *coder == admitted.person.person.name).map(|(_, done)| *done)
}

fn with_sample(admitted: &Admitted, act: impl Fn(&CodingSample, &[&NoteLine]) -> Result<HttpResponse, Error>) -> HttpResponse {
    let talks = match gathered(admitted) {
        Ok(talks) => talks,
        Err(answer) => return answer,
    };
    let found = || {
        let id = admitted.path("sample").parse().ok();
        let samples = admitted.state.store.samples()?;
        let Some(sample) = samples.iter().find(|sample| Some(sample.id) == id) else { return Ok(missing(admitted)) };
        let mut lines = Vec::new();
        for group in &talks.groups {
            lines.extend(admitted.state.store.lines(group.id, 0)?);
        }
        act(sample, &lines.iter().filter(|line| sample.lines.contains(&line.id)).collect::<Vec<_>>())
    };
    found().unwrap_or_else(|error: Error| broken(admitted, &error))
}

fn drawn_by(admitted: &Admitted, groups: &BTreeSet<i64>) -> Result<HttpResponse, Error> {
    let store = &admitted.state.store;
    let number = |name: &str| admitted.field(name).trim().parse::<i64>().ok();
    let lines = lines_to_draw(admitted, groups)?;
    let count = number("count").and_then(|count| usize::try_from(count).ok()).filter(|count| (1..=MOST).contains(count));
    let (Some(count), Some(seed)) = (count.filter(|_| !lines.is_empty()), number("seed")) else {
        return Ok(refused_at(
            admitted,
            if count.is_none() { "count" } else { "seed" },
            "Skriv, hvor mange linjer der skal trækkes (1 til 500), og et helt tal som frø. Der skal være noter at trække af.",
            "Write how many lines to draw (1 to 500) and a whole number as the seed. There must be notes to draw from.",
        ));
    };
    let possible = coders(admitted)?;
    let named: BTreeSet<String> = admitted
        .form
        .iter()
        .filter(|(name, who)| name == "coder" && possible.contains(who))
        .map(|(_, who)| who.clone())
        .collect();
    if named.len() < 2 {
        return Ok(refused(admitted, "Vælg mindst to, der skal kode.", "Choose at least two who are to code."));
    }
    let id = store.draw_sample(&drawn(&lines, count, seed), &named, seed, &admitted.person.person.name, admitted.now())?;
    Ok(admitted.done(&format!("{SAMPLES}/{id}"), admitted.say("Stikprøven er trukket.", "The sample is drawn.")))
}

/// The lines that are drawn from: of those that say the same the first alone, since coding it twice is one judgement.
fn lines_to_draw(admitted: &Admitted, groups: &BTreeSet<i64>) -> Result<Vec<i64>, Error> {
    let mut found = Vec::new();
    for group in groups {
        let own = spoken_lines(admitted, &BTreeSet::from([*group]))?;
        let twice = said_before(&own.iter().collect::<Vec<_>>());
        found.extend(own.iter().map(|line| line.id).filter(|id| !twice.contains_key(id)));
    }
    Ok(found)
}

/// Those who may code, by name.
fn coders(admitted: &Admitted) -> Result<BTreeSet<String>, Error> {
    let people = admitted.state.store.people()?;
    let able = people.into_iter().filter(|one| may(&one.person, Verb::WritePoints, Object::Platform));
    Ok(able.map(|one| one.person.name).chain([admitted.person.person.name.clone()]).collect())
}

fn listed(admitted: &Admitted) -> Result<HttpResponse, Error> {
    let (samples, coders) = (admitted.state.store.samples()?, coders(admitted)?);
    let body = html! {
        p.say { (admitted.say(
            "To eller flere koder de samme linjer uden at se, hvad de andre sætter. Når alle er færdige, kan I se, hvor enige I er.",
            "Two or more code the same lines without seeing what the others put. Once all are done you can see how far you agree.",
        )) }
        p { a href=(admitted.to(CODEBOOK)) { (admitted.say("Kodebogen", "The codebook")) } }
        @if !samples.is_empty() {
            section.card {
                h2 { (admitted.say("Stikprøver", "Samples")) }
                ul.units { @for sample in &samples { li {
                    a href=(admitted.to(&address(sample))) { (named(admitted, sample)) }
                    " · " (told(admitted, "{n} linjer, frø {seed}", "{n} lines, seed {seed}", &[("n", &sample.lines.len().to_string()), ("seed", &sample.seed.to_string())]))
                    " · " (state(admitted, sample))
                } } }
            }
        }
        form.card method="post" action=(admitted.to(SAMPLES)) {
            (admitted.form_field())
            h2 { (admitted.say("Træk en stikprøve", "Draw a sample")) }
            div.pair {
                p { label.over for="count" { (admitted.say("Linjer", "Lines")) } input size="4" id="count" name="count" type="text" inputmode="numeric" maxlength="3" value="40" required; }
                p {
                    label.over for="seed" { (admitted.say("Frø: det samme tal trækker de samme linjer", "Seed: the same number draws the same lines")) }
                    input size="4" id="seed" name="seed" type="text" inputmode="numeric" maxlength="9" value="1" required;
                }
            }
            fieldset {
                legend { (admitted.say("Hvem koder", "Who codes")) }
                @for one in &coders { label.pick { input type="checkbox" name="coder" value=(one) checked[*one == admitted.person.person.name]; span { (one) } } }
            }
            p.small { (admitted.say(
                "Fra nu af ser ingen andres koder på de linjer, før alle er færdige, og kodebogen ligger fast så længe.",
                "From now on nobody sees others' codes on those lines before all are done, and the codebook stays as it is for so long.",
            )) }
            button type="submit" { (admitted.say("Træk stikprøven", "Draw the sample")) }
        }
    };
    Ok(show(admitted, StatusCode::OK, admitted.say("Stikprøver", "Samples"), &[], SAMPLES, &body))
}

fn named(admitted: &Admitted, sample: &CodingSample) -> String {
    told(admitted, "Stikprøve {n}", "Sample {n}", &[("n", &sample.id.to_string())])
}

fn state(admitted: &Admitted, sample: &CodingSample) -> String {
    if let Some(at) = sample.ended {
        return told(admitted, "færdig {day}", "done {day}", &[("day", &moment(admitted, at))]);
    }
    let done = sample.coders.iter().filter(|(_, done)| *done).count();
    let counts = [("n", &*done.to_string()), ("all", &*sample.coders.len().to_string())];
    told(admitted, "{n} af {all} er færdige", "{n} of {all} are done", &counts)
}

fn shown(admitted: &Admitted, sample: &CodingSample, lines: &[&NoteLine]) -> Result<HttpResponse, Error> {
    let here = address(sample);
    let agreed = of_sample(&admitted.state.store, sample, SEED)?;
    let own = standing(admitted, sample);
    let codes = own == Some(false) && sample.ended.is_none();
    let put = Put::gather(admitted)?;
    let body = html! {
        p.say { (state(admitted, sample)) ": " (sample.coders.iter().map(|(coder, _)| coder.as_str()).collect::<Vec<_>>().join(", ")) }
        @if let Some(rows) = &agreed { (agreement(admitted, rows)) }
        @else if own.is_none() { p.card.empty { (admitted.say("Stikprøven kodes af andre. Enigheden står her, når alle er færdige.", "Others code the sample. Agreement will be here once all are done.")) } }
        @else if !codes { p.card { (admitted.say("Du er færdig. Enigheden står her, når alle er det.", "You are done. Agreement will be here once all are.")) } }
        @if own.is_some() || agreed.is_some() {
            section.card {
                h2 { (admitted.say("Linjerne", "The lines")) }
                ol.plain.lines { @for line in lines { (line_with(admitted, &put, line, &here, codes)) } }
            }
        }
        @if codes {
            form.card method="post" action=(admitted.to(&here)) {
                (admitted.form_field())
                p { (admitted.say("Når du er færdig, kan du ikke rette mere i stikprøven.", "Once you are done you cannot change anything in the sample.")) }
                button type="submit" name="act" value="finish" { (admitted.say("Jeg er færdig", "I am done")) }
            }
        }
        @if sample.ended.is_none() && sample.by == admitted.person.person.name {
            details {
                summary { (admitted.say("Opgiv stikprøven", "Give the sample up")) }
                form method="post" action=(admitted.to(&here)) {
                    (admitted.form_field())
                    p { (admitted.say(
                        "Det, der er sat, bliver stående, og alle kan se det. Kodebogen kan rettes igen. Enigheden bliver ikke målt.",
                        "What was put stays, and everybody can see it. The codebook can be changed again. Agreement is not measured.",
                    )) }
                    button.quiet type="submit" name="act" value="give-up" { (admitted.say("Opgiv stikprøven", "Give the sample up")) }
                }
            }
        }
    };
    let path = [(SAMPLES.to_owned(), admitted.say("Stikprøver", "Samples").to_owned())];
    Ok(show(admitted, StatusCode::OK, &named(admitted, sample), &path, &here, &body))
}

fn agreement(admitted: &Admitted, rows: &[AgreementRow]) -> Markup {
    let whole = |count: usize| number::whole(count as u64, admitted.language);
    html! {
        section.card {
            h2 { (admitted.say("Hvor enige I er", "How far you agree")) }
            table.groups {
                thead { tr {
                    th scope="col" { (admitted.say("Kode", "Code")) }
                    th scope="col" { (admitted.say("Enige", "Alike")) }
                    th scope="col" { (admitted.say("Enighed ud over det tilfældige", "Agreement beyond chance")) }
                } }
                tbody { @for row in rows { tr {
                    th scope="row" {
                        @match row.on {
                            AgreedOn::All => (admitted.say("Alle koder", "All codes")),
                            AgreedOn::Presence => (row.code),
                            AgreedOn::Scale => { (row.code) div.small { (admitted.say("som skala", "as a scale")) } },
                        }
                    }
                    td data-label=(admitted.say("Enige", "Alike")) {
                        (told(admitted, "{n} af {all} linjer", "{n} of {all} lines", &[("n", &whole(row.found.same)), ("all", &whole(row.found.units))]))
                    }
                    td data-label=(admitted.say("Enighed ud over det tilfældige", "Agreement beyond chance")) {
                        @for one in &row.found.coefficients { div { (coefficient(one.name, admitted.language)) ": " (figure(one, admitted.language)) } }
                    }
                } } }
            }
            p.small { (told(admitted,
                "1 er fuld enighed, 0 er det, som tilfældet giver. I parentes et interval på 95 % fra 1.000 gentagne udtræk af linjerne (frø {seed}).",
                "1 is full agreement, 0 what chance gives. In brackets a 95 % interval of 1,000 repeated draws of the lines (seed {seed}).",
                &[("seed", &SEED.to_string())])) }
            @if rows.iter().any(|row| row.on == AgreedOn::Presence) {
                p.small { (admitted.say(
                    "Enige er dem, der har sat koden et sted på de samme linjer. Tallet for frie udsnit ser også på, hvor udsnittene begynder og slutter, tegn for tegn.",
                    "Those are alike who put the code somewhere on the same lines. The figure for free excerpts also counts where the excerpts begin and end, sign by sign.",
                )) }
            }
        }
    }
}
