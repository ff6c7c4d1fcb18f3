//! The words around the questions, for those who write no TOML: title, introduction, closing, what respondents must be told, and labels of
//! scales; and a language more.

use actix_web::HttpResponse;
use maud::{Markup, html};

use super::draft::{Said, keep, made_from, meaning, show};
use super::{Standing, Words};
use crate::language::Language;
use crate::questionnaire::{Around, AroundPart, PLACEHOLDERS, around, reworded, with_all_around, with_language};
use crate::web::desk::broken;
use crate::web::desk::caller::Admitted;

/// The most signs of one text.
const MOST_SIGNS: usize = 4000;

/// POST `/desk/questionnaires/{key}/draft/words`.
pub(in crate::web::desk) fn put_words(admitted: &Admitted) -> HttpResponse {
    let words = Words::of(admitted.language);
    let standing = match Standing::of(admitted, admitted.path("key")) {
        Ok(standing) => standing,
        Err(error) => return broken(admitted, &error),
    };
    let content = standing.content();
    let wrong = |said: Said| show(admitted, &standing, &content, &said);
    if standing.revision() != made_from(admitted) {
        return wrong(Said::Moved(words.moved_question.to_owned()));
    }
    let more = Language::from_code(admitted.field("more")).filter(|language| Language::ALL.contains(language));
    let changed = match (admitted.field("act"), more) {
        ("language", Some(language)) => with_language(&content, language),
        ("language", None) => None,
        _ => with_words(admitted, &content),
    };
    let Some(changed) = changed else { return wrong(Said::Wrong(words.unreadable.to_owned())) };
    match keep(admitted, &changed, standing.revision()) {
        Ok((standing, said)) => super::draft::answer(admitted, &standing, &changed, said),
        Err(error) => broken(admitted, &error),
    }
}

/// The text with the words of the form.
fn with_words(admitted: &Admitted, content: &str) -> Option<String> {
    // The form numbers the texts as they stand once all that belongs there is there.
    let with_notice = with_all_around(content, true)?;
    let typed = |at: usize| {
        let name = format!("around-{at}");
        admitted.form.iter().find(|(field, _)| *field == name).map(|(_, words)| cleaned(words))
    };
    let all = around(&with_notice);
    let writes_notice = all
        .iter()
        .enumerate()
        .any(|(at, one)| matches!(one.part, AroundPart::Notice(_)) && typed(at).is_some_and(|words| !words.is_empty()));
    let had_notice = around(content).iter().any(|one| matches!(one.part, AroundPart::Notice(_)));
    let new: Vec<_> = all
        .iter()
        .enumerate()
        .filter_map(|(at, one)| typed(at).filter(|words| *words != one.words).map(|words| (one.place.clone(), words)))
        .collect();
    if writes_notice || had_notice {
        return Some(reworded(&with_notice, &new));
    }
    // A notice that nobody began stays away: one that is begun must be whole.
    let without = with_all_around(content, false)?;
    let of = |part: &AroundPart, language: Language| all.iter().position(|one| one.part == *part && one.language == language);
    let new = around(&without).into_iter().filter_map(|one| {
        let words = typed(of(&one.part, one.language)?)?;
        (words != one.words).then_some((one.place, words))
    });
    Some(reworded(&without, &new.collect::<Vec<_>>()))
}

/// Words as they are kept: lines may end anywhere, but no line holds space at its end.
fn cleaned(words: &str) -> String {
    let lines: Vec<&str> = words.lines().map(str::trim_end).collect();
    lines.join("\n").trim().chars().take(MOST_SIGNS).collect()
}

/// The form, where what was saved can be read.
pub(super) fn around_form(admitted: &Admitted, standing: &Standing, content: &str, is_saved: bool) -> Markup {
    let Some(whole) = with_all_around(content, true).filter(|_| is_saved) else { return html! {} };
    let all: Vec<(usize, Around)> = around(&whole).into_iter().enumerate().collect();
    let say = |danish, english| admitted.say(danish, english);
    let address = admitted.to(&format!("/desk/questionnaires/{}/draft/words", admitted.path("key")));
    let of = |wanted: fn(&AroundPart) -> bool| all.iter().filter(move |(_, one)| wanted(&one.part)).collect::<Vec<_>>();
    let labels = of(|part| matches!(part, AroundPart::Label(..) | AroundPart::Page(_)));
    html! {
        section.card id="around" {
            h2 { (say("Ordene uden om spørgsmålene", "The words around the questions")) }
            form method="post" action=(address) {
                (admitted.form_field())
                input type="hidden" name="revision" value=(standing.revision());
                details open[of(|part| matches!(part, AroundPart::Head(_))).iter().any(|(_, one)| one.words.is_empty())] {
                    summary { (say("Titel, indledning og afslutning", "Title, introduction and closing")) }
                    p.small { (say(
                        "Indledningen står på den første side og afslutningen på den sidste. En tom linje begynder et nyt afsnit.",
                        "The introduction stands on the first page and the closing on the last. An empty line begins a new paragraph.",
                    )) }
                    @for (at, one) in of(|part| matches!(part, AroundPart::Head(_))) { (field(admitted, *at, one)) }
                }
                details open[of(|part| matches!(part, AroundPart::Notice(_))).iter().any(|(_, one)| one.words.is_empty())] {
                    summary { (say("Det, den, der svarer, skal have at vide", "What respondents must be told")) }
                    p.small { (say(
                        "Uden de otte tekster kan skemaet ikke udgives. Dataansvarlig, databeskyttelsesrådgiver og telefonnummer kommer fra kommunen og skal ikke skrives her.",
                        "Without these eight texts the questionnaire cannot be published. Controller, data-protection officer and telephone number come from the municipality and are not written here.",
                    )) }
                    (placeholders(admitted))
                    @for (at, one) in of(|part| matches!(part, AroundPart::Notice(_))) { (field(admitted, *at, one)) }
                }
                @if !labels.is_empty() {
                    details open[labels.iter().any(|(_, one)| one.words.is_empty())] {
                        summary { (say("Fælles svarskalaer og sidernes titler", "Shared scales and titles of pages")) }
                        @for (at, one) in labels { (field(admitted, *at, one)) }
                    }
                }
                button type="submit" { (say("Gem ordene", "Save the words")) }
            }
            (language_form(admitted, standing, &all, &address))
        }
    }
}

/// The way to one more language, where there is one that the questionnaire does not speak.
fn language_form(admitted: &Admitted, standing: &Standing, all: &[(usize, Around)], address: &str) -> Markup {
    let spoken = |language: &Language| all.iter().any(|(_, one)| one.language == *language);
    let more: Vec<Language> = Language::ALL.into_iter().filter(|language| !spoken(language)).collect();
    let say = |danish, english| admitted.say(danish, english);
    html! {
        @if !more.is_empty() && more.len() < Language::ALL.len() {
            details {
                summary { (say("Tilføj et sprog", "Add a language")) }
                form method="post" action=(address) {
                    (admitted.form_field())
                    input type="hidden" name="revision" value=(standing.revision());
                    p.small { (say(
                        "Hver tekst får et tomt felt på det nye sprog. Skemaet kan først udgives, når de alle er udfyldt.",
                        "Each text gets an empty field in the new language. The questionnaire can be published once all are filled in.",
                    )) }
                    p {
                        label.over for="more" { (say("Sprog", "Language")) }
                        select id="more" name="more" { @for language in &more { option value=(language.code()) { (language.own_name()) } } }
                    }
                    button.quiet type="submit" name="act" value="language" { (say("Tilføj sproget", "Add the language")) }
                }
            }
        }
    }
}

/// What stands in braces in these texts, and what takes its place.
fn placeholders(admitted: &Admitted) -> Markup {
    let say = |danish, english| admitted.say(danish, english);
    let meaning = |name: &str| match name {
        "municipality.name" => say("kommunens navn", "the municipality's name"),
        "municipality.phone" => say("kommunens telefonnummer", "the municipality's telephone number"),
        "municipality.controller" => say("den dataansvarlige", "the controller of the data"),
        _ => say("databeskyttelsesrådgiverens adresse", "the data-protection officer's address"),
    };
    html! {
        p.small { (say("Det, der står i klammer, bliver udfyldt for hver kommune:", "What stands in braces is filled in for each municipality:")) }
        ul.small { @for name in PLACEHOLDERS { li { code { "{" (name) "}" } ": " (meaning(name)) } } }
    }
}

fn field(admitted: &Admitted, at: usize, one: &Around) -> Markup {
    let (name, help) = (format!("around-{at}"), help(&one.part, admitted.language));
    let says = format!("{name}-say");
    let own = one.language;
    let is_long = !matches!(one.part, AroundPart::Head("title") | AroundPart::Page(_) | AroundPart::Label(..));
    html! {
        p {
            label.over for=(name) { (called(admitted, &one.part)) ", " (own.own_name()) }
            @if !help.is_empty() { span.small id=(says) { (help) } }
            @if is_long {
                textarea id=(name) name=(name) rows="4" maxlength=(MOST_SIGNS) lang=(own.code()) dir=(own.direction()) aria-describedby=[(!help.is_empty()).then_some(&says)] { "\n" (one.words) }
            } @else {
                input.wide id=(name) name=(name) type="text" value=(one.words) maxlength=(MOST_SIGNS) lang=(own.code()) dir=(own.direction()) autocomplete="off";
            }
        }
    }
}

fn called(admitted: &Admitted, part: &AroundPart) -> String {
    let say = |danish: &str, english: &str| admitted.say(danish, english).to_owned();
    match part {
        AroundPart::Head(name) | AroundPart::Notice(name) => {
            let meaning = meaning(name, admitted.language).unwrap_or(name);
            let mut letters = meaning.chars();
            letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
        }
        AroundPart::Page(number) => format!("{} {number}", say("Titlen på side", "The title of page")),
        AroundPart::Label(scale, number) => {
            format!("{} {scale}, {} {number}", say("Skalaen", "The scale"), say("svar", "choice"))
        }
    }
}

/// What such a text usually says, for whoever writes their first.
fn help(part: &AroundPart, language: Language) -> &'static str {
    let AroundPart::Notice(name) = part else { return "" };
    let (danish, english) = match *name {
        "purpose" => {
            ("Hvad I vil vide, og hvad svarene bliver brugt til.", "What you want to know, and what the answers are used for.")
        }
        "legal_basis" => (
            "For borgere som regel databeskyttelsesforordningens artikel 6, stk. 1, litra e. Spørg jeres databeskyttelsesrådgiver.",
            "For citizens as a rule article 6(1)(e) of the General Data Protection Regulation. Ask your data-protection officer.",
        ),
        "voluntary" => {
            ("At man kan lade være, og at man kan stoppe undervejs.", "That people need not answer, and can stop on the way.")
        }
        "no_consequence" => (
            "For borgere: at svaret ikke betyder noget for sagen eller pengene, og at sagsbehandleren ikke kan se det.",
            "For citizens: that the answer means nothing for their case or money, and that their caseworker cannot see it.",
        ),
        "source" => ("Hvor listen over dem, I spørger, kommer fra.", "Where the list of those whom you ask comes from."),
        "retention" => ("Hvornår svarene og listen bliver slettet.", "When the answers and the list are destroyed."),
        "access" => (
            "Hvem der ser svarene, og at andre kun ser tal for mange sammen.",
            "Who sees the answers, and that others see only figures of many together.",
        ),
        "rights" => (
            "At man kan se, rette og slette, gøre indsigelse og klage til Datatilsynet.",
            "That people may see, correct and delete, object, and complain to the data-protection authority.",
        ),
        _ => return "",
    };
    if language == Language::En { english } else { danish }
}
