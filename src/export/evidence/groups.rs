//! Focus groups and interviews about the round's trial, which are processed beside its questionnaires: why, of whom, what, how long, shown to whom.

use super::Facts;
use crate::export::document::Block;
use crate::language::{Language, number};

/// Nothing where no group is planned that is asked about the trial.
pub(super) fn blocks(facts: &Facts) -> Vec<Block> {
    if facts.groups == 0 {
        return Vec::new();
    }
    let days = facts.group_days;
    let mut kept = vec![
        format!(
            "Optagelser: {} dage efter samtalen, og straks hvis en deltager trækker sit ja til optagelse tilbage.",
            days.recording_days
        ),
        format!("Originaler af udskrifter: {} dage efter, at gruppens opsamling er frosset.", days.transcript_days),
    ];
    kept.push(match days.notes_days {
        0 => "Noter, udsagn og citater: ingen dag er sat.".to_owned(),
        notes => format!("Noter, udsagn og citater: {notes} dage efter, at gruppens opsamling er frosset."),
    });
    kept.push("Navn og mailadresse: til deltageren trækker sig, eller den dataansvarlige beder om sletning.".to_owned());
    kept.push("Frosne opsamlinger bliver. Et citat i dem, som deltageren tager tilbage, kan ikke læses mere.".to_owned());
    let groups = number::whole(facts.groups as u64, Language::Da);
    vec![
        Block::heading("Fokusgrupper og interview"),
        Block::text(format!("Samtaler, der spørger til forsøget: {groups}.")),
        Block::text("Formål: at forstå, hvad der ligger bag svarene i forsøget. Det sagte samles i punkter, som udgives."),
        Block::text(
            "Grundlag for deltagelse, optagelse, citat, nævnt rolle og andre programmer: deltagerens samtykke, hver for sig, med ordlyd, version og dag. Det kan tages tilbage på deltagerens egen side. Et ja gælder kun det, som den version spurgte om.",
        ),
        Block::text(
            "Registrerede: politikere, ledere, medarbejdere og andre, der er inviteret, og borgere, hvis nogen omtaler dem.",
        ),
        Block::points([
            "Om deltagere: navn, mailadresse, kommune, svar på invitationen, samtykker, og om de kom.",
            "Fra samtalen: noter med koder i stedet for navne, udskrifter, optagelser, udsagn og citater.",
            "Et CPR-nummer i en note bliver dækket, før noten gemmes. Det samme gælder telefonnumre og mailadresser.",
        ]),
        Block::text(
            "Modtagere: de, der leder samtalen og skriver noter, og evaluator. Udgivne punkter og citater kan læses af alle, der får en opsamling eller rapport.",
        ),
        Block::text(
            "Andre programmer: evaluator kan hente en fil til kvalitativ analyse (.qdpx) med det, som deltagere har sagt ja til at få med. Der står ikke navn, rolle, gruppe, spørgsmål eller tid ved, og linjer, som færre end tre kan have sagt, er ikke med. Ingen har godkendt linjerne som citater, så intet må udgives fra filen. At den hentes, står i loggen. Trækkes et ja tilbage, er ordene ikke i nye filer, og siden og kommandoen siger, at de gamle skal slettes. Det gør den, der har hentet dem: filen ligger uden for Nulpunkt.",
        ),
        Block::text("Et citat vises kun, når deltageren har sagt ja til det, som det står, og når mindst tre kan have sagt det."),
        Block::text("Frister for sletning:"),
        Block::Points(kept),
    ]
}
