//! What several of the documents say alike.

use super::Facts;
use crate::export::document::Block;
use crate::fieldwork::{Access, Artefact, Mode};
use crate::language::{Language, Text, number};
use crate::questionnaire::{Audience, Notice};

/// Whose data it is.
pub(super) fn people(audience: Audience) -> &'static str {
    match audience {
        Audience::Caseworker => "Medarbejdere i jobcentre",
        Audience::Citizen => "Borgere",
        Audience::UnemploymentFund => "A-kasser, der svarer som organisation",
        Audience::Manager => "Ledere",
        Audience::Politician => "Politikere",
        Audience::Employee => "Medarbejdere i kommunen",
        Audience::Doctor => "Læger",
        Audience::Psychologist => "Psykologer",
        Audience::Company => "Virksomheder",
    }
}

/// The municipalities as controllers, with whom to reach.
pub(super) fn controllers(facts: &Facts) -> Vec<Block> {
    let known = |text: Option<&String>| text.cloned().unwrap_or_else(|| "ikke oplyst".to_owned());
    let rows = facts.municipalities().into_iter().map(|(one, people)| {
        let people = people.map_or_else(|| "–".to_owned(), |people| number::whole(people, Language::Da));
        let controller = one.controller.clone().unwrap_or_else(|| one.name.clone());
        // A number is not divided between two lines.
        let phone = known(one.phone.as_ref()).replace(' ', "\u{a0}");
        vec![one.name.clone(), controller, known(one.dpo.as_ref()), phone, people]
    });
    let rows: Vec<Vec<String>> = rows.collect();
    let mut blocks = vec![Block::table(&["Kommune", "Dataansvarlig", "Databeskyttelsesrådgiver", "Telefon", "På listen"], rows)];
    if facts.held.recipients.contains_key(&None) {
        blocks.push(Block::text("Nogle på listen har ingen kommune. Det skal afgøres, hvem der er dataansvarlig for dem."));
    }
    blocks
}

/// What is known of the people: how they are reached, what is copied to their answers, and what they are asked.
pub(super) fn categories(facts: &Facts) -> Vec<Block> {
    let version = &facts.version.version;
    let mut contact = vec!["navn", "kommunens egen nøgle for personen (aldrig CPR-nummer)"];
    if facts.held.emails > 0 {
        contact.push("e-mailadresse");
    }
    if facts.held.phones > 0 {
        contact.push("telefonnummer");
    }
    if facts.held.addresses > 0 {
        contact.push("postadresse");
    }
    let named = |key: &'_ str| if key == "municipality" { "kommune".to_owned() } else { key.to_owned() };
    let background: Vec<String> = version.background.iter().map(|background| named(&background.key)).collect();
    let (asked, free) = (version.items().len(), free_texts(facts));
    let mut points = vec![
        format!("Baggrundsoplysninger ved svaret: {}.", background.join(", ")),
        format!("Svar på {} spørgsmål, heraf {} med fri tekst.", asked, free),
    ];
    if facts.round.access == Access::Invited {
        points.insert(0, format!("Kontaktoplysninger: {}.", contact.join(", ")));
    }
    if version.asks_for_code() {
        points.push(
            "En kode, som hver person selv laver, og som ikke gemmes: af den regnes en nøgle, der binder forsøgets runder sammen, uden \
             at nogen ved, hvem det er."
                .to_owned(),
        );
    }
    points.push(
        if version.sensitive {
            "Emnet er følsomt: svarene kan være helbredsoplysninger (artikel 9). Tal vises først ved mindst 10 svar."
        } else if free > 0 {
            "Der spørges ikke efter følsomme oplysninger (artikel 9), men de kan stå i en fri tekst."
        } else {
            "Der spørges ikke efter følsomme oplysninger (artikel 9), og der er ingen fri tekst."
        }
        .to_owned(),
    );
    vec![Block::Points(points)]
}

/// How many questions take a free text.
pub(super) fn free_texts(facts: &Facts) -> usize {
    facts.version.version.questions().filter(|question| question.takes_text()).count()
}

/// The questions, as they were asked.
pub(super) fn questions(facts: &Facts) -> Block {
    let asked = facts.version.version.items().into_iter().map(|item| {
        let question = item.question.text.get(Language::Da);
        item.text.map_or_else(|| question.to_owned(), |text| format!("{question} – {}", text.get(Language::Da)))
    });
    Block::Points(asked.collect())
}

/// What is known of who answered, in the round's mode.
pub(super) fn mode(facts: &Facts) -> &'static str {
    match facts.round.mode {
        Mode::Anonymous => {
            "Anonym: svar forsegles til rundens nøgle, når de sendes, og kan ikke læses, før runden lukkes. Ved lukning åbnes alle svar \
             på én gang i tilfældig orden uden dag og sprog, og nøglen slettes. Herefter kan ingen se, hvem der har svaret hvad, heller \
             ikke den, der har hele databasen. Under ti svar åbnes aldrig."
        }
        Mode::Pseudonymous => {
            "Pseudonym: intet navn og ingen invitation står ved svaret. En nøgle pr. person og forsøg binder runder sammen; den kan kun \
             dannes med en hemmelighed, der ligger uden for databasen. Svarene er personoplysninger, så længe den hemmelighed findes."
        }
        Mode::Identified => "Identificeret: sagens eller organisationens nøgle står ved svaret.",
    }
}

/// What protects the data: only what is so in this round.
pub(super) fn measures(facts: &Facts) -> Block {
    let minimums = facts.minimums;
    let mut points = vec![
        mode(facts).to_owned(),
        "Intet svar har invitationens nøgle, og et link står aldrig i databasen, kun dets aftryk (hash).".to_owned(),
        format!(
            "Evaluator ser kun tal: fordelinger fra {} svar, gennemsnit og andele fra {}. Mindre tal skjules, også hvor de kunne regnes ud af andre.",
            minimums.distribution, minimums.mean
        ),
        "CPR-numre afvises i lister og svarfiler, og den, der svarer, advares, hvis en tekst ligner et CPR-nummer, en e-mailadresse eller et telefonnummer."
            .to_owned(),
        "Svar, links og adresser skrives ikke i logfiler. Eksport af enkeltsvar kan kun ske på selve maskinen og noteres.".to_owned(),
        "Svar er skrevet til disk, før den, der svarer, får kvittering.".to_owned(),
        if facts.is_file {
            "Databasen er en fil, som kun dens ejer kan læse. Slettede data overskrives med nuller."
        } else {
            "Databasen er en PostgreSQL-server. Slettede rækker forsvinder fra dens filer, når den rydder op (VACUUM)."
        }
        .to_owned(),
        "Nøgler ligger i en mappe for sig, som ikke er med i sikkerhedskopien.".to_owned(),
    ];
    if let Some((host, encrypted)) = &facts.relay {
        let way = if *encrypted { "over en krypteret forbindelse" } else { "over en forbindelse, der ikke er krypteret" };
        points.push(format!("Breve sendes gennem {host} {way}."));
    }
    Block::Points(points)
}

/// A text of the notice in plain Danish, its placeholders put in words; none before there is a notice.
pub(super) fn notice(facts: &Facts, part: impl Fn(&Notice) -> &Text) -> String {
    let Some(notice) = &facts.version.version.notice else { return "Ikke oplyst.".to_owned() };
    let words = [
        ("{municipality.name}", "kommunen"),
        ("{municipality.phone}", "kommunens telefon"),
        ("{municipality.controller}", "den dataansvarlige"),
        ("{municipality.dpo}", "databeskyttelsesrådgiveren"),
        ("**", ""),
    ];
    let text = part(notice).get(Language::Da).to_owned();
    words.iter().fold(text, |text, (from, to)| text.replace(from, to)).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// From when to when answers are collected.
pub(super) fn period(facts: &Facts) -> String {
    let (opens, closes) = (number::day(facts.round.opens, Language::Da), number::day(facts.round.closes, Language::Da));
    format!("{opens} – {closes}")
}

/// What an artefact is called, by its word in commands; of one answer that its receipt erased, `answer`.
pub(super) fn artefact(name: &str) -> &str {
    match Artefact::from_name(name) {
        Some(Artefact::Contacts) => "Kontaktoplysninger, invitationer og breve",
        Some(Artefact::Answers) => "Svar",
        Some(Artefact::PanelSecret) => "Hemmeligheden, der binder runder sammen",
        Some(Artefact::Notes) => "Noter og skriftlige runder fra en fokusgruppe",
        Some(Artefact::Recordings) => "Optagelser af en fokusgruppe",
        Some(Artefact::Transcripts) => "Originaler af udskrifter fra en fokusgruppe",
        Some(Artefact::Documents) => "Dokumenter om et forsøg",
        None if name == "participant" => "En deltager i en fokusgruppe",
        None if name == "answer" => "Et enkelt svar",
        None => name,
    }
}

/// When what goes, as people have set it; what has no day is said to have none.
pub(super) fn plan(facts: &Facts) -> Block {
    let row = |planned: &crate::store::Planned| {
        let day = planned
            .due
            .map_or_else(|| "ingen dato sat: slettes ikke af sig selv".to_owned(), |due| number::day(due, Language::Da));
        vec![artefact(planned.artefact.name()).to_owned(), day]
    };
    let mut rows: Vec<Vec<String>> = facts.plan.iter().map(row).collect();
    rows.push(["Optalte tal og rapporter", "bevares; de rummer ingen enkeltsvar"].map(str::to_owned).to_vec());
    Block::table(&["Hvad", "Slettes"], rows)
}
