//! The Danish sentences of what changed between two versions.

use super::Words;

pub(super) const WORDS: Words = Words {
    title: "Hvad er ændret fra version {from} til version {to}?",
    title_short: "Hvad er ændret fra version {from}?",
    questionnaires: "Spørgeskemaer",
    comparable: "{comparable} af {common} spørgsmål kan sammenlignes mellem runder med de to versioner.",
    all: "Alle spørgsmål, som de to versioner har til fælles ({common}), kan sammenlignes.",
    none: "Ingen af de spørgsmål, som de to versioner har til fælles ({common}), kan sammenlignes.",
    none_common: "De to versioner har ingen spørgsmål til fælles.",
    new_count: "Nye spørgsmål: {new}.",
    dropped_count: "Spørgsmål, der ikke stilles længere: {dropped}.",
    approvable: "Ved {waiting} er kun ordlyden ændret. Det vises som en ændring, til en person siger god for, at det kun er stavning.",
    legend: "Sådan læses ordlyden:",
    gone: "fjernet",
    added: "nyt",
    same: "Samme spørgsmål",
    new: "Nyt spørgsmål",
    new_text: "Det har ingen tidligere svar at blive holdt op imod.",
    dropped: "Stilles ikke længere",
    dropped_text: "Det har ingen senere svar at blive holdt op imod.",
    level: "Niveau",
    key_of: "Nøgle",
    differs: "Det er ændret:",
    before_after: "før {}, nu ",
    nothing: "intet",
    parts: ["Spørgsmålet", "Hjælpeteksten", "Sætningen før svarene", "Delspørgsmålet", "Svarene"],
    approved: "Godkendt som ren stavning af {by} den {on}: »{reason}«",
    approved_before: "Tidligere godkendt af {by} den {on}: »{reason}«",
    may_approve: "Er det kun stavning? Så kan en person stå inde for det med navn og grund, og spørgsmålet kan igen sammenlignes:",
    may_not_approve: "Det kan ikke godkendes som stavning, fordi dette også er ændret: {reasons}. Stil det gamle spørgsmål igen, eller \
                      sammenlign fra den nye version og frem.",
    map: "Sådan er svarene lagt sammen",
    map_from: "Svar i version {version}",
    map_to: "Svar i version {version}",
    by_hand: "--reason \"Hvorfor det kun er stavning\" --by \"Dit navn\"",
};
