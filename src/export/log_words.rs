//! Lines of the log in Danish: it is kept in English, and what is not known here stays as it was noted.

use crate::evaluation::Approver;
use crate::language::Language;

/// What was done.
#[must_use]
pub fn done(what: &str) -> String {
    let counted = |from: &str, to: &str, end: &str| {
        let count = what.strip_prefix(from)?.split(' ').next()?;
        what.ends_with(end).then(|| to.replace("{}", count))
    };
    let due = || {
        let (artefact, day) = what.strip_prefix("set ")?.split_once(" to go on ")?;
        Some(format!("frist for {} sat til {day}", kept(artefact)))
    };
    let together = || {
        let (queued, with) = what.strip_prefix("queued ")?.split_once(" together with ")?;
        let (count, kind) = queued.split_once(' ')?;
        let words = if kind == "invitations" { "invitationer" } else { "påmindelser" };
        Some(format!("{count} {words} lagt i kø sammen med {with}"))
    };
    counted("released ", "{} forseglede svar åbnet og talt op", "sealed answers")
        .or_else(|| counted("destroyed ", "{} forseglede svar slettet ulæst", "sealed answers unread"))
        .or_else(|| counted("reviewed ", "{} tekster gennemgået", "texts"))
        .or_else(|| counted("coded ", "Temaer sat på {} tekster", "texts"))
        .or_else(|| counted("imported ", "{} modtagere indlæst", "recipients"))
        .or_else(|| counted("imported ", "{} svar læst ind", "responses"))
        .or_else(|| counted("queued ", "{} invitationer lagt i kø", "invitations"))
        .or_else(|| counted("queued ", "{} påmindelser lagt i kø", "reminders"))
        .or_else(|| counted("queued ", "{} breve til deltagere lagt i kø", "letters to participants"))
        .or_else(|| counted("made ", "{} breve lavet til at sende", "letters to send"))
        .or_else(|| counted("made ", "{} beskeder til mobil lavet", "text messages"))
        .or_else(|| counted("noted ", "{} breve noteret som kommet retur", "letters as returned"))
        .or_else(|| counted("took in ", "{} registertal indberettet", "register figures"))
        .or_else(|| counted("corrected ", "{} registertal rettet", "register figures"))
        .or_else(|| counted("let ", "{} registertal under fem må vises for alle", "register figures below five be shown"))
        .or_else(|| counted("sent ", "{} uvisse breve sendt igen", "uncertain letters again"))
        .or_else(|| counted("left ", "{} uvisse breve sendes ikke igen", "uncertain letters"))
        .or_else(|| counted("said that ", "{} har meldt, at der ingen er at spørge", "has nobody to ask"))
        .or_else(|| counted("took back that ", "{} har taget tilbage, at der ingen er at spørge", "has nobody to ask"))
        .or_else(|| counted("took back ", "{} godkendelser bortfaldt, fordi teksten blev ændret", "approvals by a change"))
        .or_else(|| what.strip_prefix("noted the approval of ").map(approval))
        .or_else(|| counted("took ", "{} linjer af en udskrift taget ind", "lines of a transcript"))
        .or_else(|| what.strip_prefix("asked for recipients by ").map(|day| format!("Frist for modtagere: {day}")))
        .or_else(|| {
            what.strip_prefix("changed a round to ").map(|days| format!("Rundens dage rettet til {}", days.replace(' ', " til ")))
        })
        .or_else(|| what.strip_prefix("extended a round to ").map(|day| format!("Runden forlænget til {day}")))
        .or_else(|| what.strip_prefix("planned letters for ").map(|day| format!("Breve planlagt til {day}")))
        .or_else(|| what.strip_prefix("moved planned letters to ").map(|day| format!("Planlagte breve flyttet til {day}")))
        .or_else(due)
        .or_else(together)
        .unwrap_or_else(|| plain(what).to_owned())
}

fn plain(what: &str) -> &str {
    match what {
        "let a line stand for one that says the same" => "En linje sat i stedet for en, der siger det samme",
        "destroyed the private key" => "Rundens nøgle slettet",
        "export of single answers" => "Enkeltsvar eksporteret til en fil",
        "erased an answer" => "Et svar slettet",
        "questionnaire draft given up" => "Udkast til spørgeskema opgivet",
        "published" => "Spørgeskema udgivet",
        "approved a change of wording" => "Ændring af ordlyd godkendt",
        "imported counts of a report" => "Optalte tal fra en rapport læst ind",
        "planned a round" => "Runde oprettet",
        "planned a round; MED is informed" => "Runde oprettet; MED er orienteret",
        "entered an answer from paper" => "Et svar fra papir tastet ind",
        "entered an answer by telephone" => "Et svar i telefon tastet ind",
        "opened texts" => "Tekstsvar åbnet",
        "added a theme" => "Tema tilføjet",
        "removed a theme" => "Tema fjernet",
        "noted a letter as returned" => "Et brev noteret som kommet retur",
        "added a document" => "Dokument vedhæftet",
        "deleted a document" => "Dokument slettet",
        "added an event" => "Begivenhed skrevet ind",
        "changed an event" => "Begivenhed rettet",
        "ended an event" => "Begivenhed afsluttet",
        "removed an event" => "Begivenhed slettet",
        "took away a register figure" => "Et registertal slettet",
        "closed a round" => "Runden lukket",
        "deleted a planned round" => "Planlagt runde slettet",
        "took away the day for recipients" => "Frist for modtagere fjernet",
        "corrected an address" => "En adresse rettet",
        "released letters on hold" => "Breve, der blev holdt tilbage, frigivet",
        "opted a person out by telephone" => "En person sagde nej i telefonen",
        "published a code list" => "Kodeliste udgivet",
        "published a guide" => "Guide udgivet",
        "planned a focus group" => "Fokusgruppe planlagt",
        "moved a focus group" => "Fokusgruppe flyttet",
        "called off a focus group" => "Fokusgruppe aflyst",
        "added a participant" => "Deltager tilføjet",
        "looked at a participant's own address" => "Adressen på en deltagers egen side set",
        "gave a participant's place away" => "Deltagers plads givet til en anden",
        "deleted the notes of a focus group" => "Noter fra fokusgruppe slettet",
        "withdrew from a focus group" => "Deltager har trukket sig; navn, noter og citater er slettet",
        "handed in a recording" => "Optagelse afleveret",
        "was refused a recording" => "Optagelse afvist",
        "wrote a recording out" => "Optagelse hentet ud",
        "deleted a recording" => "Optagelse slettet",
        "handed in a transcript" => "Udskrift afleveret",
        "deleted the original of a transcript" => "Original af en udskrift slettet",
        "let a project out" => "Projekt hentet til et andet program",
        "took a project in" => "Projekt fra et andet program taget ind",
        "drew a sample for coders" => "Stikprøve til kodning trukket",
        "gave a sample for coders up" => "Stikprøve til kodning opgivet",
        "ended a sample for coders" => "Stikprøve til kodning afsluttet",
        "planned a written round" => "Skriftlig runde planlagt",
        "opened a written round" => "Skriftlig runde åbnet",
        "showed a written round" => "Skriftlig runde vist for gruppen",
        "ended a written round" => "Skriftlig runde afsluttet",
        "removed a planned written round" => "Planlagt skriftlig runde fjernet",
        "published a point" => "Punkt udgivet",
        "took a point back" => "Punkt trukket tilbage",
        "judged how figures and points fit" => "Tal og punkter vurderet",
        "wrote in a report" => "Tekst i en rapport skrevet",
        "confirmed figures in a report" => "Tal i en rapports tekst bekræftet",
        "froze a summary" => "Opsamling frosset",
        "wrote a design" => "Kladde til evalueringsdesign gemt",
        "froze a design" => "Evalueringsdesign frosset",
        "wrote a recommendation" => "Anbefaling skrevet",
        "opted a person out of all letters by telephone" => "En person frabad sig alle breve i telefonen",
        "a person takes part after all, by telephone" => "En person ville svare alligevel, sagt i telefonen",
        "a person takes letters again, by telephone" => "En person ville igen have breve, sagt i telefonen",
        "sends letters together with other rounds" => "Breve sendes sammen med andre runders",
        "sends letters alone" => "Breve sendes for sig selv",
        "called planned letters off" => "Planlagte breve aflyst",
        "held planned letters" => "Planlagte breve holdt tilbage",
        "signed in" => "Logget ind",
        "password chosen" => "Adgangskode valgt",
        "person added" => "Person tilføjet",
        "person removed" => "Person fjernet",
        "person reset" => "Person fik en ny vej ind",
        "second factor reset" => "App og adgangsnøgler nulstillet",
        "password changed" => "Adgangskode ændret",
        "reading token made" => "API-nøgle til at læse lavet",
        "writing token made" => "API-nøgle til at læse svar ind lavet",
        "token ended" => "API-nøgle afsluttet",
        "app on" => "App taget i brug",
        "app off" => "App slået fra",
        "passkey added" => "Adgangsnøgle tilføjet",
        "passkey removed" => "Adgangsnøgle fjernet",
        "bound to a login" => "Bundet til et login",
        "account made by a group" => "Konto lavet af en gruppe",
        "rights follow the groups" => "Rolle og adgang fulgt med grupperne",
        "login refused: the answer cannot be believed" => "Login afvist: svaret kunne ikke bekræftes",
        "login refused: not signed in strongly enough" => "Login afvist: ikke stærkt nok hos udbyderen",
        "login refused: no mail address" => "Login afvist: ingen mailadresse",
        "login refused: the mail address is not verified" => "Login afvist: mailadressen er ikke bekræftet",
        "login refused: a mail address of another domain" => "Login afvist: mailadressen hører til et andet domæne",
        "login refused: not added and in no known group" => "Login afvist: ikke tilføjet og ikke i en kendt gruppe",
        "login refused: the account belongs to another login" => "Login afvist: kontoen hører til et andet login",
        "login refused: the account was removed" => "Login afvist: kontoen er fjernet",
        "login refused: in no known group any more" => "Login afvist: ikke længere i en kendt gruppe",
        other => other,
    }
}

/// Whose approval of a recommendation was noted.
fn approval(step: &str) -> String {
    let words = Approver::from_name(step).map_or_else(|| step.to_owned(), |step| step.words(Language::Da).to_owned());
    format!("Godkendelse af en anbefaling noteret: {words}")
}

fn kept(artefact: &str) -> &str {
    match artefact {
        "contacts" => "kontakter",
        "answers" => "svar",
        "notes" => "noter",
        "transcripts" => "udskrifter",
        "documents" => "dokumenter",
        "recordings" => "optagelser",
        "panel-secret" => "hemmeligheden, der binder runder sammen",
        other => other,
    }
}

/// Who did it.
#[must_use]
pub fn by(who: &str) -> &str {
    match who {
        // Lines from before both were called the same.
        "custodian at the machine" | "command line" => "den dataansvarlige ved maskinen",
        "a participant" => "en deltager",
        "the holder of the receipt" => "den, der havde kvitteringen",
        "the server" => "serveren",
        "somebody unknown" => "en ukendt person",
        "nulpunkt, after a restore" => "gendannelsen af databasen",
        "nulpunkt, closing a round" => "lukningen af runden",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_the_desk_notes_is_told_in_danish() {
        let noted = [
            ("queued 6 invitations", "6 invitationer lagt i kø"),
            ("queued 4 reminders", "4 påmindelser lagt i kø"),
            ("queued 5 letters to participants", "5 breve til deltagere lagt i kø"),
            ("queued 3 reminders together with house-2", "3 påmindelser lagt i kø sammen med house-2"),
            ("sends letters alone", "Breve sendes for sig selv"),
            ("made 4 letters to send", "4 breve lavet til at sende"),
            ("made 2 text messages", "2 beskeder til mobil lavet"),
            ("noted a letter as returned", "Et brev noteret som kommet retur"),
            ("noted 2 letters as returned", "2 breve noteret som kommet retur"),
            ("sent 3 uncertain letters again", "3 uvisse breve sendt igen"),
            ("left 3 uncertain letters", "3 uvisse breve sendes ikke igen"),
            ("imported 6 recipients", "6 modtagere indlæst"),
            ("imported counts of a report", "Optalte tal fra en rapport læst ind"),
            ("approved a change of wording", "Ændring af ordlyd godkendt"),
            ("a person takes part after all, by telephone", "En person ville svare alligevel, sagt i telefonen"),
            ("second factor reset", "App og adgangsnøgler nulstillet"),
            ("login refused: not signed in strongly enough", "Login afvist: ikke stærkt nok hos udbyderen"),
            ("imported 12 responses", "12 svar læst ind"),
            ("asked for recipients by 2027-02-15", "Frist for modtagere: 2027-02-15"),
            ("said that thisted has nobody to ask", "thisted har meldt, at der ingen er at spørge"),
            ("planned letters for 2027-01-27", "Breve planlagt til 2027-01-27"),
            ("moved planned letters to 2027-01-28", "Planlagte breve flyttet til 2027-01-28"),
            ("held planned letters", "Planlagte breve holdt tilbage"),
            ("extended a round to 2099-04-01", "Runden forlænget til 2099-04-01"),
            ("changed a round to 2099-04-01 2099-04-20", "Rundens dage rettet til 2099-04-01 til 2099-04-20"),
            ("deleted a planned round", "Planlagt runde slettet"),
            ("took in 3 register figures", "3 registertal indberettet"),
            ("corrected 1 register figures", "1 registertal rettet"),
            ("let 2 register figures below five be shown", "2 registertal under fem må vises for alle"),
            ("released 12 sealed answers", "12 forseglede svar åbnet og talt op"),
            ("destroyed 9 sealed answers unread", "9 forseglede svar slettet ulæst"),
            ("set contacts to go on 2020-01-01", "frist for kontakter sat til 2020-01-01"),
            ("set notes to go on 2027-02-25", "frist for noter sat til 2027-02-25"),
            ("planned a round; MED is informed", "Runde oprettet; MED er orienteret"),
            ("ended an event", "Begivenhed afsluttet"),
            ("froze a design", "Evalueringsdesign frosset"),
            ("took back 2 approvals by a change", "2 godkendelser bortfaldt, fordi teksten blev ændret"),
            ("noted the approval of mayors", "Godkendelse af en anbefaling noteret: KKR"),
            ("bound to a login", "Bundet til et login"),
            ("login refused: no mail address", "Login afvist: ingen mailadresse"),
            ("a note of another day", "a note of another day"),
        ];
        for (what, told) in noted {
            assert_eq!(done(what), told);
        }
    }
}
