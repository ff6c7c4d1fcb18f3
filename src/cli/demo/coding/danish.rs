//! The codebook of the demonstration and what it is put on: all of it is made up.

/// The second coder.
pub(super) const SECOND: &str = "Bodil Koder";
/// What the first coder thought about an excerpt.
pub(super) const MEMO: &str = "Er det tiden i sig selv, eller at ingen vidste, hvor længe det ville vare?";

/// The codes: name, the code above, when it is put, and its place on a scale.
pub(super) const BOOK: [(&str, &str, &str, Option<i32>); 8] = [
    ("Tid", "", "Når der tales om, hvor længe noget varer, eller hvor meget det fylder", None),
    ("Ventetid", "Tid", "Kun når nogen venter på nogen", None),
    ("Hjælp fra andre", "", "Når nogen fik hjælp, eller manglede den", None),
    ("Regler og skemaer", "", "Når det handler om, hvad man skal eller må", None),
    ("Stemning", "", "Hvordan der tales om det", None),
    ("Negativ", "Stemning", "Det gik dårligt", Some(-1)),
    ("Blandet", "Stemning", "Både godt og skidt", Some(0)),
    ("Positiv", "Stemning", "Det gik godt", Some(1)),
];

/// By which parts of words a code is put.
pub(super) const STEPS: [(&str, &[&str]); 7] = [
    ("Hjælp fra andre", &["hjælp", "ringe", "delt", "netværk", "spørge"]),
    ("Tid", &["tid", "lang", "uge", "dag"]),
    ("Ventetid", &["vente"]),
    ("Regler og skemaer", &["skema", "regel", "brev", "måtte", "friheden", "skulle"]),
    ("Positiv", &["lettelse", "lært", "fik", "hjælper", "brugte"]),
    ("Blandet", &["men "]),
    ("Negativ", &["svært", "givet op", "turde ikke", "manglede", "oven i"]),
];

/// A transcript that nobody has said of yet who speaks in it.
pub(super) const TALK: &str = "WEBVTT

00:00:01.000 --> 00:00:06.000
<v Else Ordstyrer>Velkommen. Hvordan har det været at arbejde sammen på tværs?</v>

00:00:07.000 --> 00:00:15.000
<v Anna Bak>Det var en lettelse at kunne ringe til de andre.</v>

00:00:16.000 --> 00:00:24.000
<v Bo Dam>Ja, men det tog også tid, som vi ikke havde.</v>

00:00:25.000 --> 00:00:30.000
<v Gæst>Jeg kom lidt senere ind i det.</v>
";
