//! Faults in Danish: what is wrong, then what to do.
//!
//! Whoever writes a questionnaire is no programmer: each sentence ends with something that can be done.

use super::{ConditionFault, Expected, FaultKind};
use crate::language::Language;

pub(super) fn sentence(kind: &FaultKind) -> String {
    use FaultKind as K;
    match kind {
        K::FileTooLarge { .. } | K::NotUtf8 | K::ControlCharacter | K::Syntax { .. } | K::DuplicateKey { .. } => file(kind),
        K::MissingLanguage { .. }
        | K::UnlistedLanguage { .. }
        | K::UnknownLanguage { .. }
        | K::Languages
        | K::EmptyText { .. }
        | K::TextTooLong { .. }
        | K::UnknownPlaceholder { .. } => text(kind),
        K::SameValue { .. }
        | K::SameLabel { .. }
        | K::NoChoices
        | K::ScaleAndChoices
        | K::NoScale
        | K::MissingAmongChoices
        | K::ChoicesBesideList
        | K::MaxBelowMin
        | K::OffScale { .. } => scale(kind),
        K::BadKey { .. }
        | K::ReservedKey { .. }
        | K::SameKey { .. }
        | K::SecondCode { .. }
        | K::KeyIsNotFolder { .. }
        | K::KeyIsNotDraft { .. }
        | K::VersionIsNotFile { .. } => name(kind),
        K::Condition(fault) => condition(fault),
        K::List(fault) => super::lists::danish(fault),
        K::UnknownKey { key, allowed } => {
            format!("Nøglen »{key}« kendes ikke her. Slet den, eller skriv en af disse: {}.", allowed.join(", "))
        }
        K::MissingKey { key } => format!("Der mangler »{key}«. Skriv »{key} = …« her."),
        K::WrongType { key, expected } => format!("»{key}« skal være {}. Ret værdien.", expectation(*expected)),
        K::NotForKind { key, kind } => {
            format!("»{key}« hører ikke til et spørgsmål af typen »{kind}«. Slet nøglen, eller vælg en anden type.")
        }
        K::UnknownName { key, value, allowed } if allowed.is_empty() => {
            format!("»{value}« findes ikke som »{key}«, og der er ingen at vælge imellem. Opret den først.")
        }
        K::UnknownName { key, value, allowed } => {
            format!("»{value}« findes ikke som »{key}«. Skriv en af disse: {}.", allowed.join(", "))
        }
        K::TooSmall { key, least } => format!("»{key}« er for lille. Skriv et tal, der er mindst {least}."),
        K::TooBig { key, most } => format!("»{key}« er for stor. Skriv et tal, der er højst {most}."),
        _ => whole(kind),
    }
}

fn file(kind: &FaultKind) -> String {
    match kind {
        FaultKind::FileTooLarge { kilobytes } => {
            format!("Filen er større end {kilobytes} kB og bliver ikke læst. Del den, eller find den rigtige fil.")
        }
        FaultKind::NotUtf8 => "Filen er ikke gemt som UTF-8. Gem den igen med tegnsættet UTF-8.".to_owned(),
        FaultKind::ControlCharacter => "Her står et usynligt styretegn. Slet tegnet.".to_owned(),
        FaultKind::Syntax { message } => {
            format!("Filen er ikke gyldig TOML: {}. Ret linjen.", super::syntax(message, Language::Da))
        }
        FaultKind::DuplicateKey { key } => format!("Nøglen »{key}« står to gange. Slet den ene."),
        _ => String::new(),
    }
}

fn text(kind: &FaultKind) -> String {
    match kind {
        FaultKind::MissingLanguage { key, language } => {
            let code = language.code();
            format!("»{key}« mangler på {}. Skriv teksten under »{code}«, eller tag »{code}« ud af languages.", tongue(*language))
        }
        FaultKind::UnlistedLanguage { key, code } => {
            format!(
                "»{key}« har en tekst på »{code}«, som ikke står i languages. Slet teksten, eller skriv »{code}« i languages."
            )
        }
        FaultKind::UnknownLanguage { code } => {
            format!("Sproget »{code}« kan platformen ikke vise. Skriv et af disse: {}.", codes())
        }
        FaultKind::Languages => {
            format!(
                "languages skal nævne mindst ét sprog og hvert sprog én gang. Skriv for eksempel [\"da\", \"en\"]; der er {}.",
                codes()
            )
        }
        FaultKind::EmptyText { key } => format!("»{key}« er tom. Skriv en tekst, eller slet nøglen, hvis den kan undværes."),
        FaultKind::TextTooLong { key, most } => format!("»{key}« er længere end {most} tegn. Forkort teksten."),
        FaultKind::UnknownPlaceholder { name } => format!(
            "»{{{name}}}« bliver ikke erstattet af noget. Skriv {{municipality.name}}, {{municipality.phone}}, {{municipality.controller}} eller {{municipality.dpo}}."
        ),
        _ => String::new(),
    }
}

fn scale(kind: &FaultKind) -> String {
    match kind {
        FaultKind::SameValue { value } => format!("Værdien {value} står to gange. Giv hvert svar sin egen værdi."),
        FaultKind::SameLabel { label } => format!("Teksten »{label}« står to gange. Giv hvert svar sin egen tekst."),
        FaultKind::NoChoices => "Der er ingen svar at vælge imellem. Skriv mindst ét svar, som ikke er »missing«.".to_owned(),
        FaultKind::ScaleAndChoices => "Spørgsmålet har både »scale« og »choices«. Behold den ene.".to_owned(),
        FaultKind::NoScale => "Spørgsmålet har ingen svar. Skriv »scale = …« eller »choices = […]«.".to_owned(),
        FaultKind::MissingAmongChoices => {
            "Her kan et svar ikke være »missing«. Slet det, og skriv for eksempel missing = [\"declined\"] i spørgsmålet."
                .to_owned()
        }
        FaultKind::ChoicesBesideList => {
            "Svarene kommer fra en kodeliste. Ved siden af kan kun stå svar med »missing«, som for eksempel »Ved ikke«."
                .to_owned()
        }
        FaultKind::MaxBelowMin => "»max« er mindre end »min«. Byt dem om, eller ret den ene.".to_owned(),
        FaultKind::OffScale { key, value } => {
            format!("»{key}« nævner {value}, som ikke er et egentligt svar her. Skriv kun værdier fra svarene uden »missing«.")
        }
        _ => String::new(),
    }
}

fn name(kind: &FaultKind) -> String {
    match kind {
        FaultKind::BadKey { value, hyphen: false } => {
            format!("Nøglen »{value}« har tegn, som en nøgle ikke må have. Skriv kun a-z, tal og _.")
        }
        FaultKind::BadKey { value, .. } => {
            format!("Nøglen »{value}« har tegn, som en nøgle ikke må have. Skriv kun a-z, tal og bindestreg.")
        }
        FaultKind::ReservedKey { value } => {
            format!("Nøglen »{value}« bruger platformen selv. Giv spørgsmålet en anden nøgle.")
        }
        FaultKind::SameKey { value, line } => {
            format!("Nøglen »{value}« er allerede brugt i linje {line}. Vælg en anden.")
        }
        FaultKind::SecondCode { line } => {
            format!("Spørgsmålet i linje {line} beder allerede om en kode. Et skema kan kun have én.")
        }
        FaultKind::KeyIsNotFolder { key, folder } => {
            format!("Nøglen er »{key}«, men mappen hedder »{folder}«. Giv dem samme navn.")
        }
        FaultKind::KeyIsNotDraft { key, draft } => {
            format!("Nøglen er »{key}«, men her skrives »{draft}«. Skriv »{draft}«, eller begynd et nyt spørgeskema.")
        }
        FaultKind::VersionIsNotFile { version, file } => {
            format!(
                "Versionen er {version}, men filen hedder »{file}.toml«. Ret versionen, eller omdøb filen til {version}.toml."
            )
        }
        _ => String::new(),
    }
}

fn whole(kind: &FaultKind) -> String {
    match kind {
        FaultKind::PagesAndQuestions => {
            "Filen har både [[page]] og [[question]]. Brug kun den ene form: Flyt spørgsmålene ind på sider som [[page.question]]."
                .to_owned()
        }
        FaultKind::NoQuestions => "Her er ingen spørgsmål. Skriv mindst ét.".to_owned(),
        FaultKind::BackgroundNotAsked { key } => {
            format!("»{key}« skal spørges, men der er intet spørgsmål med den nøgle. Tilføj spørgsmålet, eller skriv source = \"recipient\".")
        }
        FaultKind::BackgroundNotSingle { key } => {
            format!("Svar kan kun deles op efter et spørgsmål af typen »single«. Lav »{key}« om, eller tag det ud af background.")
        }
        FaultKind::BackgroundIsQuestion { key } => {
            format!("»{key}« kommer fra invitationen, men er også et spørgsmål. Skriv source = \"asked\", eller giv spørgsmålet en anden nøgle.")
        }
        FaultKind::EvaluationMissing { allowed } => {
            format!("Forsøget har flere evalueringer. Skriv evaluation = med en af disse: {}.", allowed.join(", "))
        }
        FaultKind::EvaluationUnknown { trial } => {
            format!("Forsøget »{trial}« har ikke flere evalueringer. Slet »evaluation«.")
        }
        FaultKind::SupersedesNoEarlier => {
            "»supersedes« skal nævne en tidligere version end denne. Ret »version«, eller slet »supersedes«.".to_owned()
        }
        FaultKind::ExactlyOne { first, second } => format!("Her skal stå enten »{first}« eller »{second}«. Skriv netop én af dem."),
        FaultKind::UntilBeforeFrom => "»until« ligger før »from«. Ret en af datoerne.".to_owned(),
        FaultKind::NoticeMissing => {
            "Advarsel: Der er ingen [notice], så spørgeskemaet kan ikke udgives. Skriv, hvad svarpersonen skal have at vide.".to_owned()
        }
        FaultKind::SensitiveFreeText => {
            "Advarsel: Et følsomt spørgeskema spørger om fri tekst, som kan røbe, hvem der svarer. Brug faste svar, hvis du kan."
                .to_owned()
        }
        _ => String::new(),
    }
}

fn condition(fault: &ConditionFault) -> String {
    match fault {
        ConditionFault::Unexpected { found } if found.is_empty() => {
            "Betingelsen slutter for tidligt. Skriv resten, for eksempel »used != 1«.".to_owned()
        }
        ConditionFault::Unexpected { found } => {
            format!("»{found}« kan ikke stå her i en betingelse. Skriv for eksempel »used != 1 and not answered(age)«.")
        }
        ConditionFault::OpenText => "Teksten i anførselstegn slutter ikke. Sæt et anførselstegn efter den.".to_owned(),
        ConditionFault::TooLong => "Betingelsen er for lang. Del den, eller skriv den enklere.".to_owned(),
        ConditionFault::UnknownKey { key } => {
            format!("Der er intet spørgsmål med nøglen »{key}«. Skriv nøglen på et spørgsmål på en tidligere side.")
        }
        ConditionFault::NotEarlier { key } => {
            format!("»{key}« står ikke på en tidligere side. Flyt spørgsmålet frem, eller spørg til et tidligere.")
        }
        ConditionFault::WholeBattery { key, example } => {
            format!("»{key}« har flere punkter. Nævn et af dem, for eksempel »{example}«.")
        }
        ConditionFault::NotComparable { key } => {
            format!("Svaret på »{key}« kan ikke sammenlignes sådan. Skriv answered({key}), eller spørg til et andet spørgsmål.")
        }
        ConditionFault::UseChosen { key } => {
            format!("»{key}« kan have flere svar. Skriv chosen({key}, 1) i stedet for en sammenligning.")
        }
        ConditionFault::WrongValue { key } => {
            format!(
                "»{key}« kan ikke sammenlignes med den værdi. Skriv et tal til tal og valg, og tekst i anførselstegn til tekst og datoer (\"2020-01-31\")."
            )
        }
        ConditionFault::OffScale { key, value } => {
            format!("»{key}« kan ikke have værdien {value}. Skriv en værdi, som spørgsmålet har.")
        }
        ConditionFault::NeverTrue => "Betingelsen kan aldrig blive sand. Ret den, eller slet spørgsmålet.".to_owned(),
    }
}

fn expectation(expected: Expected) -> &'static str {
    match expected {
        Expected::Text => "en tekst i anførselstegn",
        Expected::Texts => "en tekst på hvert sprog, for eksempel { da = \"…\", en = \"…\" }",
        Expected::Whole => "et helt tal",
        Expected::Number => "et tal",
        Expected::Boolean => "true eller false",
        Expected::Date => "en dato som 2020-01-31, uden anførselstegn",
        Expected::List => "en liste i kantede parenteser",
        Expected::Table => "en tabel",
    }
}

fn tongue(language: Language) -> &'static str {
    match language {
        Language::Da => "dansk",
        Language::En => "engelsk",
        Language::Ar => "arabisk",
    }
}

fn codes() -> String {
    Language::ALL.map(Language::code).join(", ")
}
