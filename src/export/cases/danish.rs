//! The Danish sentences of a review of cases.

use super::Texts;

pub(super) const TEXTS: Texts = Texts {
    read_of: "{read} af {of} sager er læst ({share}).",
    read: "{read} sager er læst.",
    read_listed: "{read} af de {of} sager på listen er læst ({share}). Der er {population} sager i alt.",
    waiting: "Svarene vises, når runden er lukket.",
    all: "Alle sager",
    municipality: "Kommune",
    listed: "På listen",
    read_column: "Læst",
    remaining: "Mangler",
    share_read: "Andel læst",
    population: "Sager i alt",
    progress: "Hvor langt er vi?",
    progress_table: "Læste sager i hver kommune",
    results: "Hvad viser sagerne?",
    no_answers: "Ingen sager har et svar på spørgsmålet.",
    option: "{answer}: {count} af {n} sager ({share}).",
    most: "Oftest: {answer}, {count} af {n} sager ({share}).",
    finite: "I alle {population} sager ligger andelen med 95 % sikkerhed mellem {low} og {high}, hvis de øvrige sager ligner dem, der kunne vurderes.",
    finite_whole: "Alle sager er læst, så tallet gælder dem alle.",
    infinite: "Usikkerhed: {low} til {high}.",
    mean: "I gennemsnit {mean} i {n} sager.",
    answer: "Svar",
    cases: "Sager",
    count: "Antal",
    out_of: "Ud af",
    share: "Andel",
    of_all: "Andel af alle {population} sager",
    interval: "95 % interval",
    missing: "Uden for procenten: ",
    group: "Sager fra",
    by_group: "Fordelt på grupper",
    conditional: "Spørgsmålet er kun stillet i nogle af sagerne. Hvor mange sager det gælder i alt, vides ikke, så intervallet regner, som om \
                  der var uendeligt mange.",
    unknown: "Hvor mange sager der er i alt, vides ikke, så intervallet regner, som om der var uendeligt mange.",
    more: "Der er læst flere sager, end der skulle være i alt. Ret tallet for sager i alt, før intervallet kan regnes ud.",
    second: "Er to læsere enige?",
    second_read: "{cases} sager er læst af mere end én.",
    second_few: "For få sager er læst af mere end én til at sige, om læserne er enige.",
    second_waiting: "Det vises, når begge runder er lukket.",
    second_about: "Alle sager, som mindst to har læst, tæller med. »Kan ikke vurderes«, et tomt svar og et spørgsmål, læseren ikke nåede til, \
                   regnes som hver sit svar. Kappa er 1, når læserne er helt enige, og 0, når de ikke er mere enige end ved et tilfælde.",
    question: "Spørgsmål",
    same: "Samme svar",
    kappa: "Cohens kappa",
    alpha: "Krippendorffs alfa",
    one_category: "kun ét svar brugt",
    method: "Metode",
    method_text: "Andelen er af de sager, der har et svar. Svar som »Kan ikke vurderes« er ikke med i procenten, men står ved siden af. \
                  Intervallet for alle sager er 95 % og bygger på den hypergeometriske fordeling (Buonaccorsi 1987) op til 1.000 sager, derefter \
                  Wilsons interval med korrektion for en endelig population. Hvor antallet af sager i alt ikke er kendt, vises Wilsons interval. \
                  Det forudsætter, at de læste sager ikke er valgt efter, hvad de viser.",
    method_second: "Andelen med samme svar har Wilsons interval. Kappa er Cohens uden vægte med intervallet fra Fleiss, Cohen og Everitt \
                    (1969). Alfa er Krippendorffs (2011) for svar uden rækkefølge og bruges, når der er flere læsere end to.",
    only_from: "Fordelinger vises fra {minimum} sager. Hvad der ikke vises, kan heller ikke regnes ud af resten.",
};
