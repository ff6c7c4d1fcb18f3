//! The comparison as respondents are shown it: the evaluator's own page of answers that nobody gave.
//!
//! The bar of the desk is left out, since nothing of the desk is open to a respondent; what stands under the heading is made by the
//! very code that makes it for the evaluator. Around it stand the respondent's words, in the respondent's language.

use maud::{DOCTYPE, PreEscaped, html};

use super::layout::STYLE;
use crate::compare::Example;
use crate::export::comparison::Words;
use crate::export::comparison_html;
use crate::language::Language;
use crate::questionnaire::Question;
use crate::web::template::Slot;
use crate::web::words;

/// The language of the desk that is shown to somebody who reads this one: it has no others.
pub(in crate::web) fn desk_language(language: Language) -> Language {
    if language == Language::En { Language::En } else { Language::Da }
}

/// The page in a respondent's language, with a hole for the way back.
pub(in crate::web) fn example_page(example: &Example, language: Language, languages: &[Language]) -> String {
    let said = words::Words::of(language);
    let versions = [&example.version];
    let desk = Words { versions: &versions, trials: &example.trials, language: desk_language(language) };
    let body = invented(&comparison_html::body(&example.comparison, &desk, None).into_string());
    let (first, rest) = body.split_at(end_of_first_card(&body));
    html! {
        (DOCTYPE)
        html lang=(language.code()) dir=(language.direction()) {
            head {
                meta charset="utf-8";
                title { (said.example.title) }
                meta name="viewport" content="width=device-width,initial-scale=1";
                meta name="robots" content="noindex";
                link rel="icon" href="data:,";
                style { (PreEscaped(STYLE)) }
            }
            body {
                aside aria-label=(said.example.about) { p.mark { (said.example.mark) } }
                header.top { nav aria-label=(said.page.more) {
                    a href=(way_back()) { (said.example.back) }
                    @for other in languages.iter().filter(|other| **other != language) {
                        a href={ "?lang=" (other.code()) } hreflang=(other.code()) lang=(other.code()) dir=(other.direction()) { (other.own_name()) }
                    }
                } }
                main {
                    div.card {
                        h1 { (said.example.title) }
                        p.say { (said.example.never) }
                        p.say { (said.example.hidden) }
                        @if example.version.questions().any(Question::takes_text) { p.say { (said.example.texts) } }
                        p.say { (said.example.invented) }
                        @if desk.language != language { p.say { (said.example.spoken) } }
                    }
                    section lang=(desk.language.code()) dir=(desk.language.direction()) {
                        p.path { (desk.trial(&example.comparison)) }
                        h2 { (desk.heading(&example.comparison)) }
                        (PreEscaped(first))
                        @if !rest.is_empty() {
                            details {
                                summary lang=(language.code()) dir=(language.direction()) { (said.example.whole) }
                                (PreEscaped(rest))
                            }
                        }
                    }
                    p { a.button href=(way_back()) { (said.example.back) } }
                }
            }
        }
    }
    .into_string()
}

/// What evaluators know as synthetic, in words that everybody knows.
fn invented(body: &str) -> String {
    body.replace("Syntetiske svar", "Tallene er fundet på").replace("Synthetic answers", "The figures are invented")
}

/// Where the second question begins: one is enough to see what a page of figures is, and all of them are many screens of a telephone.
fn end_of_first_card(body: &str) -> usize {
    body.match_indices("<article class=\"card\"").nth(1).map_or(body.len(), |(at, _)| at)
}

fn way_back() -> PreEscaped<String> {
    PreEscaped(Slot::Back.marker())
}
