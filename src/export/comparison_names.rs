//! What the codes of a comparison are called in print: reasons, tests and effects.

use super::comparison::Words;
use crate::compare::{Change, Detectable, Effect, Reason, RoundLine, ShiftSize, Trend, rates};
use crate::language::{Language, number};

impl Words<'_> {
    /// How large a shift along a scale is, in brackets behind its number; nothing of other effects.
    #[must_use]
    pub fn size(&self, effect: &Effect) -> &'static str {
        match effect.size() {
            None => "",
            Some(ShiftSize::Negligible) => self.say(" (ubetydelig)", " (negligible)"),
            Some(ShiftSize::Small) => self.say(" (lille)", " (small)"),
            Some(ShiftSize::Medium) => self.say(" (middelstor)", " (medium)"),
            Some(ShiftSize::Large) => self.say(" (stor)", " (large)"),
        }
    }

    /// How many answered: "34 af 41 svarede (83 %)".
    #[must_use]
    pub fn answered(&self, round: &RoundLine) -> String {
        let whole = |count| number::whole(count, self.language);
        if round.waiting {
            return self.say("Svarene vises, når runden er lukket", "The answers are shown when the round is closed").to_owned();
        }
        let Some(responses) = round.responses else {
            return self.say("Antallet af svar vises ikke", "The number of answers is not shown").to_owned();
        };
        let answers = format!("{} {}", whole(responses), self.say("svarede", "answered"));
        match round.population.and_then(|people| Some((people, rates::share(responses, people)?))) {
            Some((people, share)) => {
                let (of, did) = (self.say("af", "of"), self.say("svarede", "answered"));
                format!("{} {of} {} {did} ({})", whole(responses), whole(people), number::percent(share, self.language))
            }
            None if round.population.is_none() && !round.open_access => {
                let unknown = self.say(
                    "Hvor mange der blev spurgt, vides ikke, så svarprocenten er ukendt",
                    "How many were asked is not known, so the response rate is unknown",
                );
                format!("{answers}. {unknown}")
            }
            None => answers,
        }
    }

    /// The words of a code among a question's reasons.
    #[must_use]
    pub fn reason<'t>(&self, code: &'t str) -> &'t str {
        match Reason::from_code(code) {
            Some(reason) => reason.words(self.language),
            None if code == "shared-panel" => self.say("nogle har svaret i begge runder", "some answered in both rounds"),
            None => code,
        }
    }

    /// The words of one step's level with what changed: "Ændret: vises ved siden af hinanden (spørgsmålets ordlyd)".
    #[must_use]
    pub fn step(&self, change: &Change) -> String {
        let level =
            change.level.map_or_else(|| self.unasked(), |level| level.words_for(change.reasons.iter().copied(), self.language));
        if change.reasons.is_empty() {
            return level.to_owned();
        }
        let reasons: Vec<&str> = change.reasons.iter().map(|reason| reason.words(self.language)).collect();
        format!("{level} ({})", reasons.join(", "))
    }

    /// What a test or an effect is called.
    #[must_use]
    pub fn measure<'t>(&self, code: &'t str) -> &'t str {
        let danish = self.language == Language::Da;
        match code {
            "brunner-munzel-permutation" if danish => "Brunner–Munzel (eksakt permutation)",
            "brunner-munzel-permutation" => "Brunner–Munzel (exact permutation)",
            "brunner-munzel-t" => "Brunner–Munzel (t)",
            "rank-sum-exact" if danish => "Rangsum (eksakt)",
            "rank-sum-exact" => "Rank sum (exact)",
            "fisher" if danish => "Fishers eksakte test",
            "fisher" => "Fisher's exact test",
            "freeman-halton" => "Freeman–Halton",
            "chi-squared" => "chi²",
            "welch-t" if danish => "Welchs t-test",
            "welch-t" => "Welch's t test",
            "signed-rank-exact" if danish => "Wilcoxons rangtest for samme personer (eksakt)",
            "signed-rank-exact" => "Wilcoxon signed-rank (exact)",
            "signed-rank-normal" if danish => "Wilcoxons rangtest for samme personer",
            "signed-rank-normal" => "Wilcoxon signed-rank",
            "mcnemar-exact" if danish => "McNemars eksakte test",
            "mcnemar-exact" => "McNemar's exact test",
            "bowker" if danish => "Bowkers symmetritest",
            "bowker" => "Bowker's test of symmetry",
            "rao-scott" if danish => "chi² med Rao og Scotts korrektion for vægte",
            "rao-scott" => "chi² with Rao and Scott's correction for weights",
            "delta" if danish => "Forskydning δ",
            "delta" => "Shift δ",
            "difference" if danish => "Forskel i andel",
            "difference" => "Difference of shares",
            "cramers-v" => "Cramérs V",
            "moved" if danish => "Andel op minus andel ned",
            "moved" => "Share up minus share down",
            "mean-difference" if danish => "Forskel i gennemsnit",
            "mean-difference" => "Difference of means",
            "linear-by-linear" if danish => "Tendens (lineær sammenhæng)",
            "linear-by-linear" => "Trend (linear-by-linear)",
            other => other,
        }
    }
    /// How a trend was tested, in one line.
    #[must_use]
    pub fn trend(&self, trend: &Trend) -> String {
        let p = number::p_words(trend.p, self.language);
        let decimal = |value: f64, digits| number::decimal(value, digits, self.language);
        let (statistic, correlation) = (self.say("teststørrelse", "statistic"), self.say("korrelation", "correlation"));
        let (statistic_value, estimate) = (decimal(trend.statistic, 3), decimal(trend.estimate, 3));
        format!("{}: {p}, {statistic} {statistic_value}, {correlation} {estimate}", self.measure(&trend.name))
    }

    /// Why a change has no figures for exactly the people who were asked.
    #[must_use]
    pub fn without_population(&self, code: &str) -> &'static str {
        let text = match code {
            "linked" => [
                "Ændringen gælder dem, der har svaret i begge runder. Om ændringen blandt alle, der er spurgt, siges intet: hvem der kan \
                 følges, er ikke udvalgt tilfældigt. Hver rundes andel gælder stadig netop disse mennesker.",
                "The change is of those who answered both rounds. Of the change among all who were asked nothing is said: who can be \
                 followed was not drawn by chance. Each round's share is still of exactly these people.",
            ],
            _ => [
                "Ændringen er vægtet. For netop disse mennesker er der kun tal for hver rundes andel uden vægte.",
                "The change is weighted. For exactly these people there are only figures of each round's share without weights.",
            ],
        };
        text[usize::from(self.language != Language::Da)]
    }

    /// How large a change had to be to be seen.
    #[must_use]
    pub fn detectable(&self, detectable: &Detectable) -> String {
        let often = number::percent(detectable.power, self.language);
        let size = match detectable.name.as_str() {
            "mean-difference" => number::decimal(detectable.smallest, 2, self.language),
            _ => format!("{} point", number::points(detectable.smallest)),
        };
        let size = if self.language == Language::Da { size } else { size.replace(" point", " points") };
        match (self.language, detectable.only) {
            (Language::Da, None) => format!("en ændring på {size} ville være set i {often} af gentagelser"),
            (Language::Da, Some("up")) => {
                format!(
                    "en stigning på {size} ville være set i {often} af gentagelser, et fald aldrig så ofte, uanset hvor stort"
                )
            }
            (Language::Da, Some(_)) => {
                format!("et fald på {size} ville være set i {often} af gentagelser, en stigning aldrig så ofte, uanset hvor stor")
            }
            (_, None) => format!("a change of {size} would be seen in {often} of repetitions"),
            (_, Some("up")) => {
                format!("a rise of {size} would be seen in {often} of repetitions, a fall never so often, however large")
            }
            (_, Some(_)) => {
                format!("a fall of {size} would be seen in {often} of repetitions, a rise never so often, however large")
            }
        }
    }
}
