//! Themes: a reviewer sorts the approved texts of a question into them, and how many belong to each is shown as a question with several
//! choices is.

use std::collections::BTreeSet;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use maud::{Markup, html};

use super::reading::{Approved, approved_texts};
use super::{APPROVED, Asked};
use crate::compare::{minimums, statistics::Share, themes};
use crate::language::{Language, number};
use crate::questionnaire::guarded;
use crate::store::{Error, TextThemes, Theme};
use crate::web::desk::caller::Admitted;
use crate::web::desk::{broken, plain};

/// The longest name of a theme.
const MOST_SIGNS: usize = 80;
/// So many themes a question may have.
const MOST_THEMES: usize = 60;

/// The themes of a round's questionnaire and which texts belong to them.
pub(super) struct Codebook {
    themes: Vec<Theme>,
    coded: TextThemes,
}

/// How the texts of one question fall into its themes.
struct Sorted<'a> {
    texts: u64,
    /// Each theme with how many texts belong to it and their share; none where that is withheld.
    themes: Vec<(&'a Theme, Option<(u64, Share)>)>,
}

impl Codebook {
    pub(super) fn of(asked: &Asked, admitted: &Admitted) -> Result<Self, Error> {
        let store = &admitted.state.store;
        Ok(Self { themes: store.themes(&asked.round.questionnaire)?, coded: store.text_themes(asked.round.id)? })
    }

    /// Whether there is any theme.
    pub(super) fn has_themes(&self) -> bool {
        !self.themes.is_empty()
    }

    fn of_item(&self, item: &str) -> impl Iterator<Item = &Theme> {
        self.themes.iter().filter(move |theme| theme.item == item)
    }

    fn sorted<'a>(&'a self, asked: &Asked, admitted: &Admitted, item: &str, texts: &[&Approved<'_>]) -> Sorted<'a> {
        let own: Vec<&Theme> = self.of_item(item).collect();
        let belong =
            |theme: &&Theme| texts.iter().filter(|text| self.coded.of(text.text).any(|key| key == theme.key)).count() as u64;
        let counts: Vec<u64> = own.iter().map(belong).collect();
        let minimums = minimums(&admitted.state.config.privacy, &asked.round, &asked.texts.version.version);
        let shares = themes(texts.len() as u64, &counts, minimums);
        let shown = |(at, theme): (usize, &'a Theme)| (theme, shares.as_ref().map(|shares| (counts[at], shares[at])));
        Sorted { texts: texts.len() as u64, themes: own.into_iter().enumerate().map(shown).collect() }
    }
}

/// How many texts of a question belong to each theme, with the ways to sort them for whoever reviews.
pub(super) fn part(
    asked: &Asked,
    admitted: &Admitted,
    codebook: &Codebook,
    (item, texts): (&str, &[&Approved<'_>]),
    reviews: bool,
) -> Markup {
    let sorted = codebook.sorted(asked, admitted, item, texts);
    let language = asked.language;
    let withheld = sorted.themes.iter().any(|(_, counted)| counted.is_none());
    html! {
        @if !sorted.themes.is_empty() {
            h3 { (asked.say("Temaer", "Themes")) }
            @if withheld {
                p { (asked.say("Tallene vises ikke, for at ingen kan regne ud, hvad enkelte har svaret.", "The figures are not shown, so that nobody can work out what single people answered.")) }
            } @else {
                table.groups.plain {
                    thead { tr {
                        th scope="col" { (asked.say("Tema", "Theme")) }
                        th.num scope="col" { (asked.say("Tekster", "Texts")) }
                        th.num scope="col" { (asked.say("Andel", "Share")) }
                    } }
                    tbody { @for (theme, counted) in &sorted.themes { @if let Some((count, share)) = counted { tr {
                        th scope="row" { (theme.name) }
                        td.num data-label=(asked.say("Tekster", "Texts")) { (number::whole(*count, language)) }
                        td.num data-label=(asked.say("Andel", "Share")) { (number::percent(share.share, language)) span.small { " (" (number::percent(share.interval.low, language)) "–" (number::percent(share.interval.high, language)) ")" } }
                    } } } }
                }
                p.small { (in_short(asked, sorted.texts)) }
            }
        }
        @if reviews { (book(asked, admitted, codebook, item)) }
    }
}

fn in_short(asked: &Asked, texts: u64) -> String {
    let texts = number::whole(texts, asked.language);
    match asked.language {
        Language::En => format!("Of {texts} approved texts. A text can belong to several themes. 95 % intervals."),
        _ => format!("Af {texts} godkendte tekster. En tekst kan høre til flere temaer. 95 %-intervaller."),
    }
}

/// The codebook of a question: its themes, each of which can go while no text belongs to it, and the form for one more.
fn book(asked: &Asked, admitted: &Admitted, codebook: &Codebook, item: &str) -> Markup {
    let action = asked.address("/texts/themes");
    let own: Vec<&Theme> = codebook.of_item(item).collect();
    html! {
        details {
            summary { (asked.say("Temaer til spørgsmålet", "Themes of the question")) span.aloud { ": " (item) } }
            @if !own.is_empty() {
                ul.plain { @for theme in &own { li {
                    form.row method="post" action=(action) {
                        (admitted.form_field())
                        input type="hidden" name="item" value=(item);
                        input type="hidden" name="theme" value=(theme.key);
                        span { (theme.name) " (" code { (theme.key) } ")" }
                        button.quiet type="submit" name="act" value="remove" { (asked.say("Fjern", "Remove")) span.aloud { ": " (theme.name) } }
                    }
                } } }
            }
            form method="post" action=(action) {
                (admitted.form_field())
                input type="hidden" name="item" value=(item);
                p {
                    label.over for={ "name-" (item) } { (asked.say("Nyt tema", "New theme")) }
                    input id={ "name-" (item) } name="name" type="text" maxlength=(MOST_SIGNS) autocomplete="off" required;
                }
                button type="submit" name="act" value="add" { (asked.say("Tilføj temaet", "Add the theme")) }
            }
            @if !own.is_empty() {
                p { a href=(with(&asked.address(APPROVED), &format!("code={item}"))) { (asked.say("Sæt temaer på teksterne", "Sort the texts into themes")) } }
            }
        }
    }
}

/// An address with one more pair behind its question mark.
pub(super) fn with(address: &str, pair: &str) -> String {
    let glue = if address.contains('?') { '&' } else { '?' };
    format!("{address}{glue}{pair}")
}

/// The texts of a question, each with the themes that it may belong to.
pub(super) fn sorting(asked: &Asked, admitted: &Admitted, codebook: &Codebook, item: &str, texts: &[&Approved<'_>]) -> Markup {
    let own: Vec<&Theme> = codebook.of_item(item).collect();
    html! {
        form method="post" action=(asked.address("/texts/themes")) {
            (admitted.form_field())
            input type="hidden" name="item" value=(item);
            @for (at, text) in texts.iter().enumerate() {
                @let handle = &text.text.handle;
                @let belongs: BTreeSet<&str> = codebook.coded.of(text.text).collect();
                fieldset {
                    legend { (asked.say("Tekst", "Text")) " " (at + 1) }
                    (super::words(&text.words))
                    input type="hidden" name="text" value=(handle);
                    @for theme in &own {
                        label.pick { input type="checkbox" name={ "theme." (handle) } value=(theme.key) checked[belongs.contains(theme.key.as_str())]; span { (theme.name) } }
                    }
                }
            }
            button type="submit" name="act" value="code" { (asked.say("Gem temaerne", "Save the themes")) }
        }
    }
}

/// POST `/desk/rounds/{round}/texts/themes`.
pub(in crate::web::desk) fn act(admitted: &Admitted) -> HttpResponse {
    let asked = match Asked::of(admitted) {
        Ok(asked) => asked,
        Err(answer) => return answer,
    };
    let item = admitted.field("item");
    if !asked.questions().iter().any(|(key, _)| key == item) {
        return plain(admitted, StatusCode::BAD_REQUEST, asked.say("Formularen kan ikke læses.", "The form cannot be read."));
    }
    let done = match admitted.field("act") {
        "add" => add(&asked, admitted, item),
        "remove" => remove(&asked, admitted, item),
        _ => code(&asked, admitted, item),
    };
    match done {
        Ok(None) => HttpResponse::SeeOther().insert_header(("Location", asked.address(APPROVED))).finish(),
        Ok(Some(wrong)) => plain(admitted, StatusCode::UNPROCESSABLE_ENTITY, &wrong),
        Err(error) => broken(admitted, &error),
    }
}

/// What is wrong, where something is.
type Done = Result<Option<String>, Error>;

fn add(asked: &Asked, admitted: &Admitted, item: &str) -> Done {
    let name = admitted.field("name").split_whitespace().collect::<Vec<_>>().join(" ");
    let store = &admitted.state.store;
    let there = store.themes(&asked.round.questionnaire)?;
    let own: Vec<&Theme> = there.iter().filter(|theme| theme.item == item).collect();
    if name.is_empty() || name.chars().count() > MOST_SIGNS || own.len() >= MOST_THEMES {
        return Ok(Some(asked.say("Skriv et navn på højst 80 tegn.", "Write a name of at most 80 signs.").to_owned()));
    }
    let key = key_of(&name, &own.iter().map(|theme| theme.key.as_str()).collect::<Vec<_>>());
    store.add_theme(&asked.round.questionnaire, &Theme { item: item.to_owned(), key, name }, admitted.actor())?;
    Ok(None)
}

fn remove(asked: &Asked, admitted: &Admitted, item: &str) -> Done {
    let store = &admitted.state.store;
    if !store.remove_theme(&asked.round.questionnaire, item, admitted.field("theme"), admitted.actor())? {
        let words = asked.say(
            "Der er tekster med det tema. Tag temaet af dem først, i alle runder.",
            "There are texts of that theme. Take it off them first, in all rounds.",
        );
        return Ok(Some(words.to_owned()));
    }
    Ok(None)
}

fn code(asked: &Asked, admitted: &Admitted, item: &str) -> Done {
    let store = &admitted.state.store;
    let themes = store.themes(&asked.round.questionnaire)?;
    let known: BTreeSet<&str> = themes.iter().filter(|theme| theme.item == item).map(|theme| theme.key.as_str()).collect();
    let values = |name: &str| -> BTreeSet<&str> {
        admitted.form.iter().filter(|(field, _)| field == name).map(|(_, value)| value.as_str()).collect()
    };
    let handles = values("text");
    let all = approved_texts(asked);
    let sent = all.iter().filter(|text| text.text.item == item && handles.contains(text.text.handle.as_str()));
    let coded: Vec<_> = sent
        .map(|text| {
            let chosen = values(&format!("theme.{}", text.text.handle));
            (text.text, chosen.into_iter().filter(|key| known.contains(key)).collect::<Vec<_>>())
        })
        .collect();
    store.code_texts(&asked.round, &coded, &admitted.person.person.name, admitted.now())?;
    Ok(None)
}

/// A key of a theme's name that none of these is.
fn key_of(name: &str, taken: &[&str]) -> String {
    let mut key = String::new();
    for sign in name.to_lowercase().chars() {
        match sign {
            'a'..='z' | '0'..='9' => key.push(sign),
            'æ' => key.push_str("ae"),
            'ø' => key.push_str("oe"),
            'å' => key.push_str("aa"),
            _ if key.ends_with('_') => {}
            _ => key.push('_'),
        }
    }
    let key: String = key.trim_matches('_').chars().take(40).collect();
    let key = if key.is_empty() { "tema".to_owned() } else { key };
    if !taken.contains(&key.as_str()) {
        return key;
    }
    // Of one more than there are, one is free.
    let mut more = (2..taken.len() + 3).map(|number| format!("{key}_{number}"));
    more.find(|key| !taken.contains(&key.as_str())).unwrap_or(key)
}

/// GET `/desk/rounds/{round}/texts/themes.csv`.
pub(in crate::web::desk) fn csv(admitted: &Admitted) -> HttpResponse {
    let asked = match Asked::of(admitted) {
        Ok(asked) => asked,
        Err(answer) => return answer,
    };
    let codebook = match Codebook::of(&asked, admitted) {
        Ok(codebook) => codebook,
        Err(error) => return broken(admitted, &error),
    };
    let all = approved_texts(&asked);
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    let mut rows: Vec<[String; 11]> = Vec::new();
    for (item, question) in asked.questions() {
        let texts: Vec<&Approved<'_>> = all.iter().filter(|text| text.text.item == item).collect();
        let sorted = codebook.sorted(&asked, admitted, &item, &texts);
        for (theme, counted) in sorted.themes {
            let figures = match counted {
                Some((count, share)) => {
                    let numbers = [share.share, share.interval.low, share.interval.high].map(|number| number.to_string());
                    let [share, low, high] = numbers;
                    [sorted.texts.to_string(), count.to_string(), share, low, high, String::new()]
                }
                None => ["", "", "", "", "", "withheld"].map(str::to_owned),
            };
            let safe = |text: &str| guarded(text).into_owned();
            let [texts, count, share, low, high, note] = figures;
            let place = [asked.round.key.clone(), item.clone(), safe(&question), theme.key.clone(), safe(&theme.name)];
            let [round, item, question, key, name] = place;
            rows.push([round, item, question, key, name, texts, count, share, low, high, note]);
        }
    }
    let header = ["round", "question", "text", "theme", "name", "texts", "count", "share", "low", "high", "note"];
    let written = writer.write_record(header).and_then(|()| rows.iter().try_for_each(|row| writer.write_record(row)));
    let bytes = written.ok().and_then(|()| writer.into_inner().ok()).unwrap_or_default();
    HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header(("Content-Disposition", format!("attachment; filename=\"{}-themes.csv\"", asked.round.key)))
        .body(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_theme_gets_a_key_that_files_can_hold_and_that_is_its_own() {
        assert_eq!(key_of("Færre møder på Ærø", &[]), "faerre_moeder_paa_aeroe");
        assert_eq!(key_of("Breve", &["breve", "breve_2"]), "breve_3");
        assert_eq!(key_of("=1+1", &[]), "1_1");
        assert_eq!(key_of("!!", &[]), "tema");
    }
}
