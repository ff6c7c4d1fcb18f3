//! What is said and claimed in the focus groups of the demonstration: all of it is made up.

/// What is said to each theme: its key, and sentences that anybody in a group may say.
pub(super) const SAID: [(&str, &[&str]); 4] = [
    (
        "network",
        &[
            "Det var en lettelse at kunne ringe til nogen, der sad med det samme",
            "Vi har lært hinanden at kende på en måde, som ingen konference kan give",
            "De små kommuner fik lige så meget ud af det som de store",
            "Møderne tog tid, men de sparede os for mange mails",
            "Vi har delt skemaer og breve, så ikke alle skulle skrive dem selv",
            "I begyndelsen var det svært at finde ud af, hvem der havde ordet",
            "Det hjælper, at en kommune holder i trådene",
            "Vi har lånt ideer, som vi ikke selv havde fået",
            "Uden netværket havde vi givet op undervejs",
        ],
    ),
    (
        "readiness",
        &[
            "Det tog lang tid, før alle vidste, hvad de måtte",
            "I begyndelsen turde vi ikke bruge friheden, for hvem hænger på den bagefter",
            "Vi fik en side med det vigtigste, og den brugte alle",
            "Lederen spurgte til forsøget hver uge, og det gjorde en forskel",
            "Nye kolleger skal have det forklaret forfra",
            "Systemet bad os stadig om det, vi ikke længere skulle gøre",
            "Da den første havde prøvet det, kom resten med",
            "Det blev lagt oven i alt det andet",
            "Vi manglede et sted at spørge, når vi var i tvivl",
        ],
    ),
    (
        "learning",
        &[
            "Færre regler kræver mere snak om faglighed",
            "Nogle regler beskytter borgeren, og dem skal vi ikke af med",
            "Næste gang vil jeg have tallene med fra begyndelsen",
            "Frihed uden opfølgning bliver hurtigt til vane",
            "Vi skal blive bedre til at skrive ned, hvorfor vi gør det",
            "Man kan godt stole på, at folk bruger deres sunde fornuft",
            "Det er lettere at fjerne en regel end at fjerne vanen",
            "Vi skulle have spurgt borgerne noget før",
            "Et forsøg skal have lov til at gå galt",
        ],
    ),
    (
        "results",
        &[
            "Nu ringer jeg, når der er noget at tale om, og ikke fordi der står en dato",
            "Samtalerne er blevet bedre, men der er ikke blevet flere timer",
            "Borgeren får svar hurtigere end før",
            "Jeg bruger mindre tid på papir og mere på mennesker",
            "For nogle borgere betyder de faste samtaler en tryghed, som de nu savner",
            "Vi har sparet attester, som ingen læste",
            "Det er svært at sige, om det er forsøget eller os",
            "Der er færre klager, men vi ved ikke hvorfor",
            "Virksomhederne mærker, at vi kan sige ja med det samme",
        ],
    ),
];

/// How a sentence begins where somebody has said nearly the same before.
pub(super) const LEADS: [&str; 4] = ["", "Hos os var det sådan: ", "Det er jeg enig i: ", "Som jeg ser det: "];

/// What the note taker sees, and what is seen and not said.
pub(super) const SEEN: [&str; 3] = ["De fleste nikker", "To ser på hinanden og smiler", "Ingen siger noget i lang tid"];

/// What is claimed of the network and of the work as a whole, each for itself: theme and claim.
pub(super) const CLAIMED: [(&str, &str); 32] = [
    ("network", "Netværket gav kommunerne nogen at spørge"),
    ("network", "Samarbejdet gav et kendskab, som møder alene ikke giver"),
    ("network", "De små kommuner havde lige så stor gavn af netværket som de store"),
    ("network", "Fælles skemaer og breve sparede den enkelte kommune for arbejde"),
    ("network", "En fast tovholder holdt netværket sammen"),
    ("network", "Møderne tog tid i begyndelsen og gav den tilbage senere"),
    ("network", "Medarbejderne mødte hinanden for sjældent"),
    ("network", "Gode ideer gik fra kommune til kommune"),
    ("readiness", "Det tog tid, før medarbejderne brugte de friere rammer"),
    ("readiness", "Ledelsens interesse afgjorde, hvor hurtigt forsøgene kom i gang"),
    ("readiness", "En kort vejledning virkede bedre end en lang"),
    ("readiness", "Systemerne bad stadig om det, som forsøgene fritog for"),
    ("readiness", "Nye medarbejdere fik for lidt at vide om forsøgene"),
    ("readiness", "Forsøgene blev lagt oven i det daglige arbejde"),
    ("readiness", "Den første, der prøvede, trak de andre med"),
    ("readiness", "Der manglede et sted at spørge, når nogen var i tvivl"),
    ("learning", "Færre regler stiller større krav til fagligheden"),
    ("learning", "Regler, der beskytter borgeren, skal blive"),
    ("learning", "Der skal måles, før et forsøg begynder"),
    ("learning", "Frihed kræver, at nogen følger op"),
    ("learning", "Begrundelser skal skrives ned, når reglen er væk"),
    ("learning", "Medarbejderne bruger friheden med omtanke"),
    ("learning", "Vaner er sværere at ændre end regler"),
    ("learning", "Borgerne skulle have været spurgt noget før"),
    ("results", "Samtalerne holdes nu, når der er brug for dem"),
    ("results", "Borgerne får hurtigere svar"),
    ("results", "Medarbejderne bruger mindre tid på papir"),
    ("results", "Nogle borgere savner de faste samtaler"),
    ("results", "Der er sparet attester, som ingen brugte"),
    ("results", "Det er svært at skille forsøgets virkning fra alt det andet"),
    ("results", "Samarbejdet med virksomhederne er blevet lettere"),
    ("results", "Kvaliteten er ikke blevet dårligere af færre regler"),
];

/// What is claimed of each trial: theme, and the claim with the trial's name for `{trial}`.
pub(super) const CLAIMED_OF_EACH: [(&str, &str); 4] = [
    ("results", "»{trial}« har gjort arbejdet lettere"),
    ("results", "»{trial}« har gavnet de fleste borgere, men ikke alle"),
    ("readiness", "»{trial}« kom senere i gang end ventet"),
    ("learning", "»{trial}« bør fortsætte med få faste regler"),
];

/// Why figures and points of a question are said to fit as they do.
pub(super) const REASON: &str = "Flere svarer, at det er blevet enklere, og det samme blev sagt i grupperne.";
