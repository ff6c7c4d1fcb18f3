//! The codebook: a tree of codes, each with a sentence on when it is put, and what people thought about it.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use maud::{Markup, html};

use super::{LIST, line_of, refused, show, text_of, told};
use crate::focusgroup::{Code, in_order, normalised};
use crate::language::number;
use crate::store::{CodeRefusal, Error, Excerpt, Memo, MemoOf, NewCode};
use crate::web::desk::account::moment;
use crate::web::desk::broken;
use crate::web::desk::caller::Admitted;

/// The codebook's address.
pub(super) const CODEBOOK: &str = "/desk/focus-groups/codebook";
/// The longest name of a code.
const LONGEST: usize = 120;
/// The longest description or memo, in signs.
pub(super) const LONGEST_TEXT: usize = 4_000;

/// GET `/desk/focus-groups/codebook`.
pub(in crate::web::desk) fn page(admitted: &Admitted) -> HttpResponse {
    let store = &admitted.state.store;
    let who = Some(admitted.person.person.name.as_str());
    let gathered = store.code_list().and_then(|codes| Ok((codes, store.codings(who)?, store.memos(who)?)));
    match gathered {
        Ok((codes, excerpts, memos)) => {
            let body = body(admitted, &codes, &excerpts, &memos);
            show(admitted, StatusCode::OK, admitted.say("Kodebog", "Codebook"), &[], CODEBOOK, &body)
        }
        Err(error) => broken(admitted, &error),
    }
}

/// POST `/desk/focus-groups/codebook`.
pub(in crate::web::desk) fn act(admitted: &Admitted) -> HttpResponse {
    match changed(admitted) {
        Ok(Ok(())) => admitted.done(CODEBOOK, admitted.say("Det er gemt.", "It is saved.")),
        Ok(Err((danish, english))) => refused(admitted, danish, english),
        Err(error) => broken(admitted, &error),
    }
}

pub(super) type Wrong = (&'static str, &'static str);

fn changed(admitted: &Admitted) -> Result<Result<(), Wrong>, Error> {
    let (store, by, now) = (&admitted.state.store, &admitted.person.person.name, admitted.now());
    let id: Option<i64> = admitted.field("code").parse().ok();
    let text = text_of(admitted, "description");
    if text.chars().count() > LONGEST_TEXT {
        return Ok(Err(("Teksten er for lang.", "The text is too long.")));
    }
    let refused = match admitted.field("act") {
        "remove" => match id {
            Some(id) => store.remove_code(id)?.err(),
            None => Some(CodeRefusal::Gone),
        },
        "memo" => {
            let Some(id) = id.filter(|_| !text.is_empty()) else {
                return Ok(Err(("Skriv et notat.", "Write a memo.")));
            };
            (!store.add_memo(MemoOf::Code(id), &text, by, now)?).then_some(CodeRefusal::Gone)
        }
        "put" => {
            let name = line_of(admitted, "name", LONGEST).map(|name| normalised(&name)).filter(|name| !name.is_empty());
            let Some(name) = name else {
                return Ok(Err(("Skriv et navn på højst 120 tegn.", "Write a name of at most 120 signs.")));
            };
            let typed = admitted.field("value").trim();
            let value: Option<i32> = typed.parse().ok();
            if value.is_none() && !typed.is_empty() {
                return Ok(Err((
                    "Skriv et helt tal, eller lad feltet være tomt.",
                    "Write a whole number, or leave the field empty.",
                )));
            }
            let parent = admitted.field("parent").parse().ok();
            store.put_code(id, &NewCode { guid: "", parent, name: &name, description: &text, value }, by, now)?.err()
        }
        _ => return Ok(Err(("Formularen kan ikke læses.", "The form cannot be read."))),
    };
    Ok(refused.map_or(Ok(()), |refusal| Err(sentence(refusal))))
}

pub(super) fn sentence(refusal: CodeRefusal) -> Wrong {
    match refusal {
        CodeRefusal::Circle => ("En kode kan ikke stå under sig selv.", "A code cannot stand below itself."),
        CodeRefusal::Sample => {
            ("Kodebogen ligger fast, mens en stikprøve kodes.", "The codebook stays as it is while a sample is being coded.")
        }
        CodeRefusal::Used => (
            "Koden er sat på udsnit, eller der står koder under den. Den kan ikke slettes.",
            "The code is put on excerpts, or codes stand below it. It cannot be deleted.",
        ),
        CodeRefusal::Gone => ("Koden er væk.", "The code is gone."),
    }
}

fn body(admitted: &Admitted, codes: &[Code], excerpts: &[Excerpt], memos: &[Memo]) -> Markup {
    html! {
        p.say { (admitted.say(
            "En kode siger, hvad et udsnit handler om. Skriv ved hver kode, hvornår den sættes, og hvornår den ikke gør.",
            "A code says what an excerpt is about. Write with each code when it is put and when it is not.",
        )) }
        p {
            a href=(admitted.to(&format!("{LIST}/samples"))) { (admitted.say("Stikprøver og enighed", "Samples and agreement")) }
            " · " a href=(admitted.to(&format!("{LIST}/exchange"))) { (admitted.say("Andre programmer", "Other programs")) }
        }
        @if codes.is_empty() {
            p.card.empty { (admitted.say("Her kommer koderne til at stå, når den første er oprettet.", "The codes will be here once the first is made.")) }
        } @else {
            section.card {
                h2 { (admitted.say("Koder", "Codes")) }
                ul.plain.codes { @for (depth, code) in in_order(codes) { (one(admitted, codes, (depth, code), excerpts, memos)) } }
            }
        }
        section.card {
            h2 { (admitted.say("En ny kode", "A new code")) }
            (form(admitted, codes, None))
        }
    }
}

fn one(admitted: &Admitted, codes: &[Code], (depth, code): (usize, &Code), excerpts: &[Excerpt], memos: &[Memo]) -> Markup {
    let own = memos.iter().filter(|memo| memo.of == MemoOf::Code(code.id));
    let put = excerpts.iter().filter(|excerpt| excerpt.code_id == code.id).count();
    let count = number::whole(put as u64, admitted.language);
    html! {
        li id={ "k" (code.id) } class={ "depth" (depth.min(6)) } {
            b { (code.name) }
            @if let Some(value) = code.value { " (" (value) ")" }
            span.small { " · " (told(admitted, "{n} udsnit", "{n} excerpts", &[("n", &count)])) }
            @if !code.description.is_empty() { div { (code.description) } }
            @for memo in own { (noted(admitted, memo)) }
            details {
                summary { (admitted.say("Ret eller skriv et notat", "Edit or write a memo")) span.aloud { ": " (code.name) } }
                (form(admitted, codes, Some(code)))
                form method="post" action=(admitted.to(CODEBOOK)) {
                    (admitted.form_field())
                    input type="hidden" name="code" value=(code.id);
                    p { label.over for={ "m" (code.id) } { (admitted.say("Notat", "Memo")) } textarea id={ "m" (code.id) } name="description" rows="3" maxlength=(LONGEST_TEXT) {} }
                    p.row {
                        button.quiet type="submit" name="act" value="memo" { (admitted.say("Gem notatet", "Save the memo")) }
                        button.quiet type="submit" name="act" value="remove" { (admitted.say("Slet koden", "Delete the code")) }
                    }
                }
            }
        }
    }
}

/// A memo with who wrote it and when.
pub(super) fn noted(admitted: &Admitted, memo: &Memo) -> Markup {
    html! { div.small { "»" (memo.words) "« · " (memo.by) " · " (moment(admitted, memo.at)) } }
}

fn form(admitted: &Admitted, codes: &[Code], code: Option<&Code>) -> Markup {
    let id = |field: &str| format!("{field}{}", code.map_or(0, |code| code.id));
    let value = code.and_then(|code| code.value).map(|value| value.to_string()).unwrap_or_default();
    html! {
        form method="post" action=(admitted.to(CODEBOOK)) {
            (admitted.form_field())
            @if let Some(code) = code { input type="hidden" name="code" value=(code.id); }
            p { label.over for=(id("name")) { (admitted.say("Navn", "Name")) } input.wide id=(id("name")) name="name" type="text" maxlength=(LONGEST) value=(code.map_or("", |code| code.name.as_str())) autocomplete="off" required; }
            p {
                label.over for=(id("parent")) { (admitted.say("Står under", "Stands below")) }
                (code_choice(codes, (&id("parent"), "parent"), code.and_then(|code| code.parent), admitted.say("ingen kode", "no code")))
            }
            p { label.over for=(id("text")) { (admitted.say("Hvornår sættes den, og hvornår ikke?", "When is it put, and when not?")) } textarea id=(id("text")) name="description" rows="3" maxlength=(LONGEST_TEXT) { (code.map_or("", |code| code.description.as_str())) } }
            p {
                label.over for=(id("value")) { (admitted.say("Tal, hvis koden er et trin på en skala", "Number, where the code is a step of a scale")) }
                input size="4" id=(id("value")) name="value" type="text" inputmode="numeric" maxlength="6" value=(value) autocomplete="off";
            }
            button type="submit" name="act" value="put" { @if code.is_some() { (admitted.say("Gem koden", "Save the code")) } @else { (admitted.say("Opret koden", "Make the code")) } }
        }
    }
}

/// A choice of a code, those below another set in.
pub(super) fn code_choice(codes: &[Code], (id, name): (&str, &str), chosen: Option<i64>, none: &str) -> Markup {
    html! {
        select id=(id) name=(name) {
            option value="" { (none) }
            @for (depth, code) in in_order(codes) {
                option value=(code.id) selected[Some(code.id) == chosen] { ("\u{2003}".repeat(depth)) (code.name) }
            }
        }
    }
}
