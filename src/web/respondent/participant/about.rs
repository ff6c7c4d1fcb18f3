//! What somebody is told before they say yes: who asks, about what, what it is used for, who hears and reads it, how long it is kept, and
//! what they can do about it.

use maud::{Markup, html};

use super::Come;
use crate::focusgroup::Guide;
use crate::language::filled;
use crate::questionnaire::Municipality;
use crate::web::words::{Words, with};

impl Come {
    /// Everything that the page tells before it asks.
    pub(super) fn about(&self) -> Markup {
        let guide = self.talks.guide(&self.group);
        html! {
            (self.subject(guide))
            h2 { (self.say("Hvad sker der med det, du siger?", "What becomes of what you say?")) }
            p { (self.say(
                "Vi bruger det til at vurdere forsøgene. Vi skriver det sammen til korte punkter. De kan stå i rapporter, som andre læser. Dine egne ord står der kun, hvis du har set dem og sagt ja.",
                "We use it to assess the trials. We put it together into short points. They may stand in reports that others read. Your own words stand there only if you have seen them and said yes.",
            )) }
            p { (self.hearing()) }
            p { (self.say(
                "Siger du ja til det, kan dine ord også komme med i en fil til et andet program, som vi bruger til at læse på tværs af grupperne. Dit navn står ikke i filen. Fjerner du krydset igen, er dine ord ikke med i nye filer, og vi får besked på at slette de gamle.",
                "If you say yes to it, your words may also go into a file for another program that we use to read across the groups. Your name is not in the file. If you take the tick away again, your words are not in new files, and we are told to delete the old ones.",
            )) }
            p { (self.kept()) }
            p { (self.say(
                "Det er frivilligt at være med. Du kan altid sige fra her på siden.",
                "Taking part is voluntary. You can always say no here on the page.",
            )) }
            p { a.alone href={ "/rettigheder?lang=" (self.language.code()) } {
                (self.say("Dine rettigheder, og hvor du kan klage", "Your rights, and where you can complain"))
            } }
            @if let Some(unit) = self.talks.trials.municipality(&self.participant.unit) { (self.answering(unit)) }
        }
    }

    /// Who asks, and about what.
    fn subject(&self, guide: Option<&Guide>) -> Markup {
        let sender = self.talks.trials.municipality(&self.participant.unit).map(|unit| unit.name.as_str());
        let trials = guide.into_iter().flat_map(Guide::questions).flat_map(|(_, question)| &question.trials);
        let mut named: Vec<&str> = Vec::new();
        for trial in trials.filter_map(|key| self.talks.trials.trial(key)) {
            let name = trial.name.get(self.language);
            if !named.contains(&name) {
                named.push(name);
            }
        }
        html! {
            h2 { (self.say("Hvad handler det om?", "What is it about?")) }
            p { @match sender {
                Some(sender) => (filled(self.say("{sender} vil gerne høre, hvad du mener. Vi taler om:", "{sender} would like to hear what you think. We talk about:"), &[("sender", sender)])),
                None => (self.say("Vi vil gerne høre, hvad du mener. Vi taler om:", "We would like to hear what you think. We talk about:")),
            } }
            @if let Some(guide) = guide { ul { @for theme in &guide.themes { li { (theme.title.get(self.language)) } } } }
            @if !named.is_empty() {
                details {
                    summary { (self.say("Forsøgene, som vi taler om", "The trials that we talk about")) }
                    ul { @for name in named { li { (name) } } }
                }
            }
        }
    }

    /// Who hears what is said, and who reads it.
    fn hearing(&self) -> String {
        let planned = &self.group.planned;
        let people = [
            (&planned.moderator, self.say("{name} leder samtalen.", "{name} leads the talk.")),
            (&planned.note_taker, self.say("{name} skriver noter.", "{name} takes notes.")),
            (&planned.observer, self.say("{name} lytter med.", "{name} listens.")),
        ];
        let mut said: Vec<String> = people
            .into_iter()
            .filter(|(name, _)| !name.is_empty())
            .map(|(name, sentence)| filled(sentence, &[("name", name)]))
            .collect();
        said.push(
            self.say(
                "De andre i gruppen hører også, hvad du siger. Ellers læses noterne kun af dem, der arbejder med evalueringen. I noterne står du med en kode og ikke med dit navn.",
                "The others in the group hear what you say too. Otherwise the notes are read only by those who work on the evaluation. The notes have a code for you and not your name.",
            )
            .to_owned(),
        );
        said.join(" ")
    }

    /// How long it is kept.
    fn kept(&self) -> String {
        let days = self.state.config.focus_groups;
        let mut said = Vec::new();
        if days.notes_days > 0 {
            said.push(filled(
                self.say(
                    "Når gruppen er skrevet sammen, gemmes noterne i {days} dage.",
                    "Once the group is written up, the notes are kept for {days} days.",
                ),
                &[("days", &days.notes_days.to_string())],
            ));
        }
        said.push(filled(
            self.say(
                "Bliver samtalen optaget, slettes optagelsen {days} dage efter samtalen.",
                "If the talk is recorded, the recording is deleted {days} days after the talk.",
            ),
            &[("days", &days.recording_days.to_string())],
        ));
        said.push(filled(
            self.say(
                "Er der lavet en udskrift af en optagelse, slettes den efter {days} dage.",
                "If a transcript was made of a recording, it is deleted after {days} days.",
            ),
            &[("days", &days.transcript_days.to_string())],
        ));
        said.push(
            self.say(
                "Punkterne bliver, og det gør de citater også, som du har sagt ja til. Dit navn og din mailadresse bliver, til du trækker dig helt.",
                "The points stay, and so do the quotes that you said yes to. Your name and mail address stay until you withdraw altogether.",
            )
            .to_owned(),
        );
        said.join(" ")
    }

    /// Who answers for the data, and who watches over it.
    fn answering(&self, unit: &Municipality) -> Markup {
        let words = Words::of(self.language);
        let controller = unit.controller.as_deref().unwrap_or(&unit.name);
        html! {
            p { small {
                (with(&words.first.controller, &[("controller", controller)]))
                @if let Some(dpo) = &unit.dpo { br; (with(&words.first.dpo, &[("dpo", dpo)])) }
            } }
        }
    }
}
