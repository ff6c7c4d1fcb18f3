//! What a plan could show, in sentences that a head of department understands.

use jiff::civil::Date;

use super::{PlannedGroup, Size};
use crate::language::{Language, number};
use crate::questionnaire::Audience;

pub(super) fn no_baseline(language: Language) -> &'static str {
    match language {
        Language::Da => "Der er ingen runde før forsøget. Der kan ikke måles en ændring fra før.",
        _ => "There is no round before the trial. No change from before can be measured.",
    }
}

pub(super) fn after_start(begins: Date, language: Language) -> String {
    let day = number::day(begins, language);
    match language {
        Language::Da => {
            format!("Forsøget trådte i kraft {day}, før den første runde. Runderne kan ikke vise, hvordan det var før.")
        }
        _ => format!("The trial came into force on {day}, before the first round. The rounds cannot show how it was before."),
    }
}

pub(super) fn people_unknown(language: Language) -> &'static str {
    match language {
        Language::Da => "Det vides ikke, hvor mange der kan svare. Angiv antallet, eller giv runden en fil med sin målgruppe.",
        _ => "It is not known how many can answer. Give the number, or give the round a file with its population.",
    }
}

/// Who is asked, in the middle of a sentence.
fn who(audience: Option<Audience>, language: Language) -> String {
    // Managers read cases: what is counted are those.
    if audience == Some(Audience::Manager) {
        return if language == Language::Da { "sager" } else { "cases" }.to_owned();
    }
    let words = audience.map(|audience| audience.words(language).to_lowercase());
    words.unwrap_or_else(|| if language == Language::Da { "personer".to_owned() } else { "people".to_owned() })
}

/// What a group could show.
pub(super) fn told(group: &PlannedGroup, audience: Option<Audience>, language: Language) -> String {
    let who = who(audience, language);
    let danish = language == Language::Da;
    let advice = if danish { "Overvej interview eller sagsgennemgang." } else { "Consider interviews or a review of cases." };
    let fewest = group.answers.into_iter().flatten().min().unwrap_or(0);
    let n = number::whole(fewest, language);
    let points = number::points(group.smallest.unwrap_or(0.0));
    let most = group.largest.map(number::points).filter(|most| *most != points);
    let from = match (danish, audience == Some(Audience::Manager)) {
        (true, true) => format!("Med {n} {who}"),
        (true, false) => format!("Med svar fra {n} {who}"),
        (false, true) => format!("With {n} {who}"),
        (false, false) => format!("With answers from {n} {who}"),
    };
    let whose = match (danish, audience == Some(Audience::Manager)) {
        (_, true) => format!("{n} {who}"),
        (true, false) => format!("Svar fra {n} {who}"),
        (false, false) => format!("Answers from {n} {who}"),
    };
    let seen = |danish_size: &str, english_size: &str| match (danish, most) {
        (true, None) => format!("{from} kan I {danish_size} (mindst omkring {points} procentpoint)."),
        (true, Some(most)) => {
            format!("{from} kan I {danish_size} (mindst omkring {points} til {most} procentpoint, alt efter spørgsmålet).")
        }
        (false, None) => format!("{from} you can see {english_size} (about {points} percentage points at least)."),
        (false, Some(most)) => {
            format!(
                "{from} you can see {english_size} (about {points} to {most} percentage points at least, depending on the question)."
            )
        }
    };
    match group.size {
        Size::Unknown if danish => "Det kan ikke siges, hvor stor en ændring I kan se.".to_owned(),
        Size::Unknown => "It cannot be said how large a change you could see.".to_owned(),
        Size::NotShown if danish => format!("{whose} er for få til at blive vist. {advice}"),
        Size::NotShown => format!("{whose} are too few to be shown. {advice}"),
        Size::None if danish => format!("{from} kan I ikke være sikre på at se nogen ændring. {advice}"),
        Size::None => format!("{from} you cannot be sure to see any change. {advice}"),
        Size::VeryLarge => format!("{} {advice}", seen("kun se en meget stor ændring", "only a very large change")),
        Size::Large => seen("kun se en stor ændring", "only a large change"),
        Size::Medium => seen("se en middelstor ændring", "a medium change"),
        Size::Small => seen("også se en mindre ændring", "a small change too"),
    }
}
