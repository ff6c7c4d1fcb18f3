//! The written rounds of a group at the desk: what was planned, how far each has come, and planning one more.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use maud::{Markup, html};

use super::{LIST, above, line_of, show, told, with_group};
use crate::export::summary::Talks;
use crate::focusgroup::{Phase, SMALLEST_GROUP, WrittenKind, WrittenMode};
use crate::store::{FocusGroup, NewWrittenRound, Written};
use crate::web::desk::broken;
use crate::web::desk::caller::Admitted;

/// The longest question, in signs.
const LONGEST: usize = 300;

/// The address of a group's written rounds.
pub(super) fn address(group: &FocusGroup) -> String {
    format!("{LIST}/{}/written", group.id)
}

/// GET `/desk/focus-groups/{group}/written`.
pub(in crate::web::desk) fn page(admitted: &Admitted) -> HttpResponse {
    with_group(admitted, |admitted, talks, group| listed(admitted, talks, group, None))
}

/// The written rounds of a group.
pub(super) fn of_group<'a>(talks: &'a Talks, group: &FocusGroup) -> Vec<&'a Written> {
    talks.written.iter().filter(|one| one.round.group_id == group.id).collect()
}

fn listed(admitted: &Admitted, talks: &Talks, group: &FocusGroup, wrong: Option<&str>) -> HttpResponse {
    let rounds = of_group(talks, group);
    let language = admitted.language;
    let body = html! {
        p.say { (admitted.say(
            "Deltagerne skriver på deres egen telefon, hver på sin egen adresse. Du åbner en runde, når gruppen skal skrive, og viser alt på en gang bagefter.",
            "The participants write on their own phones, each at their own address. You open a round when the group is to write, and show everything at once afterwards.",
        )) }
        @if rounds.is_empty() {
            p.card.empty { (admitted.say("Her kommer de skriftlige runder til at stå, når den første er planlagt.", "The written rounds will be here once the first is planned.")) }
        } @else {
            div.card { table.groups.plain {
                thead { tr {
                    th scope="col" { (admitted.say("Runde", "Round")) }
                    th scope="col" { (admitted.say("Slags", "Kind")) }
                    th scope="col" { (admitted.say("Hvor langt", "How far")) }
                } }
                tbody { @for one in &rounds {
                    tr {
                        th scope="row" { a href=(admitted.to(&format!("{}/{}", address(group), one.round.id))) { (one.round.asked) } }
                        td data-label=(admitted.say("Slags", "Kind")) { (one.round.kind.words(language)) }
                        td data-label=(admitted.say("Hvor langt", "How far")) { (one.round.phase.words(language)) }
                    }
                } }
            } }
        }
        (form(admitted, talks, group, wrong))
    };
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let title = told(admitted, "Skriftlige runder: {group}", "Written rounds: {group}", &[("group", &group.planned.title)]);
    show(admitted, status, &title, &above(group), &address(group), &body)
}

/// POST `/desk/focus-groups/{group}/written`.
pub(in crate::web::desk) fn plan(admitted: &Admitted) -> HttpResponse {
    with_group(admitted, planned)
}

fn planned(admitted: &Admitted, talks: &Talks, group: &FocusGroup) -> HttpResponse {
    let asked = line_of(admitted, "asked", LONGEST).unwrap_or_default();
    let new = match read(admitted, talks, group, &asked) {
        Ok(new) => new,
        Err(wrong) => return listed(admitted, talks, group, Some(wrong)),
    };
    match admitted.state.store.plan_written(group.id, &new, &admitted.person.person.name, admitted.now()) {
        Ok(id) => admitted.done(
            &format!("{}/{id}", address(group)),
            admitted.say(
                "Runden er planlagt. Ingen ser den, før du åbner den.",
                "The round is planned. Nobody sees it before you open it.",
            ),
        ),
        Err(error) => broken(admitted, &error),
    }
}

fn read<'a>(admitted: &'a Admitted, talks: &Talks, group: &FocusGroup, asked: &'a str) -> Result<NewWrittenRound<'a>, &'a str> {
    let Some(kind) = WrittenKind::from_name(admitted.field("kind")) else {
        return Err(admitted.say("Vælg, hvad gruppen skal skrive.", "Choose what the group is to write."));
    };
    let Some(mode) = WrittenMode::from_name(admitted.field("mode")) else {
        return Err(admitted.say("Vælg, om det er gemt, hvem der skriver hvad.", "Choose whether it is stored who writes what."));
    };
    if asked.is_empty() {
        return Err(
            admitted.say("Skriv, hvad der bliver spurgt om, på højst 300 tegn.", "Write what is asked, in at most 300 signs.")
        );
    }
    let question = admitted.field("question");
    if talks.guide(group).and_then(|guide| guide.theme_of(question)).is_none() {
        return Err(admitted.say(
            "Vælg det spørgsmål i guiden, som runden hører til.",
            "Choose the question of the guide to which the round belongs.",
        ));
    }
    let mut new = NewWrittenRound {
        kind,
        mode,
        asked,
        question,
        cards_of: None,
        scale: (0, 0),
        least: admitted.state.config.privacy.minimum_mean,
    };
    match kind {
        WrittenKind::Cards => {}
        WrittenKind::Ranking => {
            let id = admitted.field("cards").parse().ok();
            let ranked = rankable(talks, group).into_iter().find(|one| Some(one.round.id) == id);
            let Some(ranked) = ranked else {
                return Err(admitted.say(
                    "Vælg en runde med kort, som er vist for gruppen: dem skal deltagerne rangordne.",
                    "Choose a round of cards that is shown to the group: those are what the participants rank.",
                ));
            };
            new.cards_of = Some(ranked.round.id);
        }
        WrittenKind::Delphi => {
            let end = |name| admitted.field(name).trim().parse::<i32>().ok().filter(|end| (-1_000..=1_000).contains(end));
            let scale = end("low").zip(end("high")).filter(|(low, high)| low < high && high - low <= 20);
            let Some(scale) = scale else {
                return Err(admitted.say(
                    "Skriv skalaens to ender som hele tal, med højst 20 trin imellem: for eksempel 1 og 7.",
                    "Write the two ends of the scale as whole numbers, at most 20 steps apart: for example 1 and 7.",
                ));
            };
            new.scale = scale;
        }
    }
    Ok(new)
}

/// The rounds of cards that can be ranked: those that are shown, with two cards or more.
fn rankable<'a>(talks: &'a Talks, group: &FocusGroup) -> Vec<&'a Written> {
    let mut rounds = of_group(talks, group);
    rounds.retain(|one| {
        one.round.kind == WrittenKind::Cards
            && matches!(one.round.phase, Phase::Shown | Phase::Over)
            && one.heads().nth(1).is_some()
    });
    rounds
}

fn form(admitted: &Admitted, talks: &Talks, group: &FocusGroup, wrong: Option<&str>) -> Markup {
    let Some(guide) = talks.guide(group) else { return html! {} };
    let typed = |name: &str| if wrong.is_some() { admitted.field(name) } else { "" };
    let (kind, mode, question) = (typed("kind"), typed("mode"), typed("question"));
    let kind = if kind.is_empty() { WrittenKind::Cards.name() } else { kind };
    let ranked = rankable(talks, group);
    let least = admitted.state.config.privacy.minimum_mean.to_string();
    let explained = |of: WrittenKind| match of {
        WrittenKind::Cards => admitted.say(
            "hver skriver, hvad de tænker; ingen ser andres kort, før du viser dem",
            "each writes what they think; nobody sees the cards of others before you show them",
        ),
        WrittenKind::Ranking => admitted.say(
            "hver giver point til de vigtigste kort fra en anden runde",
            "each gives points to the most important cards of another round",
        ),
        WrittenKind::Delphi => admitted.say(
            "hver giver et tal på en skala, ser gruppens midte og svarer igen",
            "each gives a number on a scale, sees the middle of the group and answers again",
        ),
    };
    html! {
        form.card method="post" action=(admitted.to(&address(group))) {
            (admitted.form_field())
            h2 { (admitted.say("Planlæg en skriftlig runde", "Plan a written round")) }
            @if let Some(wrong) = wrong { p.notice role="alert" tabindex="-1" autofocus { (wrong) } }
            fieldset {
                legend.over { (admitted.say("Hvad skal gruppen skrive?", "What is the group to write?")) }
                @for one in WrittenKind::ALL {
                    label.pick { input type="radio" name="kind" value=(one.name()) checked[one.name() == kind]; span { b { (one.words(admitted.language)) } ": " (explained(one)) } }
                }
            }
            fieldset {
                legend.over { (admitted.say("Er det gemt, hvem der skriver hvad?", "Is it stored who writes what?")) }
                @for one in WrittenMode::ALL {
                    label.pick { input type="radio" name="mode" value=(one.name()) checked[one.name() == mode]; span { (one.sentence(admitted.language)) } }
                }
            }
            p {
                label.over for="asked" { (admitted.say("Hvad bliver der spurgt om?", "What is asked?")) }
                input.wide id="asked" name="asked" type="text" value=(typed("asked")) maxlength=(LONGEST) autocomplete="off" required;
            }
            p {
                label.over for="question" { (admitted.say("Hører til spørgsmålet", "Belongs to the question")) }
                select.wide id="question" name="question" { @for (_, one) in guide.questions() {
                    option value=(one.key) selected[one.key == question] { (one.text.get(admitted.language)) }
                } }
            }
            @if !ranked.is_empty() {
                p {
                    label.over for="cards" { (admitted.say("Ved en rangordning: kortene fra", "For a ranking: the cards of")) }
                    select.wide id="cards" name="cards" { @for one in &ranked {
                        option value=(one.round.id) selected[typed("cards") == one.round.id.to_string()] { (one.round.asked) }
                    } }
                }
            }
            div.pair {
                p { label.over for="low" { (admitted.say("Ved et skøn: fra", "For an estimate: from")) } input id="low" name="low" type="text" size="4" inputmode="numeric" value=(if wrong.is_some() { typed("low") } else { "1" }) autocomplete="off"; }
                p { label.over for="high" { span.aloud { (admitted.say("Ved et skøn: ", "For an estimate: ")) } (admitted.say("til", "to")) } input id="high" name="high" type="text" size="4" inputmode="numeric" value=(if wrong.is_some() { typed("high") } else { "7" }) autocomplete="off"; }
            }
            p.small { (admitted.say(
                "Skriv i spørgsmålet, hvad skalaens to ender betyder. Deltagerne ser kun tallene.",
                "Say in the question what the two ends of the scale mean. The participants see only the numbers.",
            )) }
            p.small { (told(admitted,
                "Rangordninger og skøn bliver vist helt, når mindst {n} har svaret. Har færre svaret, men mindst {few}, ser gruppen kun kortenes rækkefølge eller midten af skønnene, og det kun, når det er gemt, hvem der skriver hvad. Er de færre endnu, når du lukker, bliver deres svar slettet.",
                "Rankings and estimates are shown whole if at least {n} answered. If fewer did, but at least {few}, the group sees only the order of the cards or the middle of the estimates, and only where it is stored who writes what. If they are fewer still when you close, their answers are deleted.",
                &[("n", &least), ("few", &SMALLEST_GROUP.to_string())])) }
            button type="submit" { (admitted.say("Planlæg runden", "Plan the round")) }
        }
    }
}
