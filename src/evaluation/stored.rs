//! Designs and recommendations as they are stored, frozen and fetched: JSON whose keys stand in one order, so that the same words have the
//! same hash.

use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use super::{Bound, Criterion, Design, Heading, Judged, Met, Planned, Recommendation, Sense, Source, Verdict};
use crate::questionnaire::Audience;
use crate::register::{Amount, Period, Unit};

/// The hash of a stored content.
#[must_use]
pub fn hash_of(content: &str) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(content.as_bytes()))
}

/// A design as JSON.
#[must_use]
pub fn design_json(design: &Design) -> Value {
    let texts: Map<String, Value> =
        design.texts.iter().map(|(heading, text)| (heading.name().to_owned(), Value::String(text.clone()))).collect();
    json!({
        "texts": texts,
        "unplaced": design.unplaced,
        "criteria": design.criteria.iter().map(criterion_json).collect::<Vec<_>>(),
        "evidence": design.evidence.iter().map(planned_json).collect::<Vec<_>>(),
    })
}

/// A design as it is stored.
#[must_use]
pub fn design_content(design: &Design) -> String {
    design_json(design).to_string()
}

fn criterion_json(criterion: &Criterion) -> Value {
    let bound = criterion.bound.as_ref().map(|bound| match bound {
        Bound::Question { questionnaire, question, sense, percent } => {
            json!({ "questionnaire": questionnaire, "question": question, "sense": sense.name(), "percent": percent })
        }
        Bound::Register { measure, sense, threshold } => json!({
            "measure": measure,
            "sense": sense.name(),
            "threshold": threshold.written(),
            "unit": threshold.unit.name(),
        }),
    });
    json!({ "number": criterion.number, "statement": criterion.statement, "bound": bound })
}

fn planned_json(planned: &Planned) -> Value {
    json!({
        "source": planned.source.name(),
        "audience": planned.audience.map(Audience::name),
        "when": planned.when.written(),
        "note": planned.note,
    })
}

/// A design that was stored; none where it is not one.
#[must_use]
pub fn design_from(content: &str) -> Option<Design> {
    let value: Value = serde_json::from_str(content).ok()?;
    let texts = value["texts"].as_object()?;
    Some(Design {
        texts: Heading::ALL
            .into_iter()
            .filter_map(|heading| Some((heading, texts.get(heading.name())?.as_str()?.to_owned())))
            .collect(),
        unplaced: text(&value, "unplaced")?,
        criteria: value["criteria"].as_array()?.iter().map(criterion).collect::<Option<_>>()?,
        evidence: value["evidence"].as_array()?.iter().map(planned).collect::<Option<_>>()?,
    })
}

fn text(value: &Value, name: &str) -> Option<String> {
    value[name].as_str().map(str::to_owned)
}

fn number(value: &Value, name: &str) -> Option<u32> {
    value[name].as_u64()?.try_into().ok()
}

fn criterion(value: &Value) -> Option<Criterion> {
    let bound = match &value["bound"] {
        Value::Null => None,
        bound => Some(self::bound(bound)?),
    };
    Some(Criterion { number: number(value, "number")?, statement: text(value, "statement")?, bound })
}

fn bound(value: &Value) -> Option<Bound> {
    let sense = Sense::from_name(value["sense"].as_str()?)?;
    if let Some(measure) = text(value, "measure") {
        let unit = Unit::parse(value["unit"].as_str()?)?;
        let threshold = Amount::parse(value["threshold"].as_str()?, unit).ok()?;
        return Some(Bound::Register { measure, sense, threshold });
    }
    let percent = number(value, "percent")?.try_into().ok()?;
    Some(Bound::Question { questionnaire: text(value, "questionnaire")?, question: text(value, "question")?, sense, percent })
}

fn planned(value: &Value) -> Option<Planned> {
    let audience = match &value["audience"] {
        Value::Null => None,
        audience => Some(Audience::from_name(audience.as_str()?)?),
    };
    Some(Planned {
        source: Source::from_name(value["source"].as_str()?)?,
        audience,
        when: Period::parse(value["when"].as_str()?)?,
        note: text(value, "note")?,
    })
}

/// A recommendation as JSON.
#[must_use]
pub fn recommendation_json(recommendation: &Recommendation) -> Value {
    let judged = |judged: &Judged| {
        json!({
            "number": judged.number,
            "statement": judged.statement,
            "met": judged.met.name(),
            "sentence": judged.sentence,
        })
    };
    json!({
        "verdict": recommendation.verdict.name(),
        "text": recommendation.text,
        "reason": recommendation.reason,
        "criteria": recommendation.judged.iter().map(judged).collect::<Vec<_>>(),
        "design": recommendation.design,
    })
}

/// A recommendation as it is stored: what is approved is this and nothing else.
#[must_use]
pub fn recommendation_content(recommendation: &Recommendation) -> String {
    recommendation_json(recommendation).to_string()
}

/// A recommendation that was stored; none where it is not one.
#[must_use]
pub fn recommendation_from(content: &str) -> Option<Recommendation> {
    let value: Value = serde_json::from_str(content).ok()?;
    let judged = |value: &Value| {
        Some(Judged {
            number: number(value, "number")?,
            statement: text(value, "statement")?,
            met: Met::from_name(value["met"].as_str()?)?,
            sentence: text(value, "sentence")?,
        })
    };
    Some(Recommendation {
        verdict: Verdict::from_name(value["verdict"].as_str()?)?,
        text: text(&value, "text")?,
        reason: text(&value, "reason")?,
        judged: value["criteria"].as_array()?.iter().map(judged).collect::<Option<_>>()?,
        design: value["design"].as_i64().and_then(|version| version.try_into().ok()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn design() -> Design {
        let criterion = |number, statement: &str, bound| Criterion { number, statement: statement.to_owned(), bound };
        let question = Bound::Question {
            questionnaire: "revalidering-caseworkers".to_owned(),
            question: "relief".to_owned(),
            sense: Sense::AtLeast,
            percent: 60,
        };
        let register = Bound::Register {
            measure: "Sager uden LÆ265".to_owned(),
            sense: Sense::AtMost,
            threshold: Amount::parse("14,5", Unit::Percent).unwrap(),
        };
        Design {
            texts: [(Heading::Purpose, "Færre attester.\n\n»Hurtigere« svar.".to_owned())].into(),
            unplaced: "Kontakt: Åse".to_owned(),
            criteria: vec![
                criterion(2, "Sagerne er lettere.", None),
                criterion(1, "60 % mærker en lettelse.", Some(question)),
                criterion(3, "Få attester.", Some(register)),
            ],
            evidence: vec![
                Planned {
                    source: Source::Survey,
                    audience: Some(Audience::Caseworker),
                    when: Period::parse("2019-01").unwrap(),
                    note: "Samme spørgsmål".to_owned(),
                },
                Planned {
                    source: Source::Register,
                    audience: None,
                    when: Period::parse("2020-H2").unwrap(),
                    note: String::new(),
                },
            ],
        }
    }

    #[test]
    fn a_design_reads_back_as_it_was_stored() {
        let design = design();
        assert_eq!(design_from(&design_content(&design)), Some(design));
        assert_eq!(design_from(&design_content(&Design::default())), Some(Design::default()));
        for broken in ["", "{}", "[]", r#"{"texts":{},"unplaced":"","criteria":[{"number":1}],"evidence":[]}"#] {
            assert_eq!(design_from(broken), None, "{broken}");
        }
    }

    #[test]
    fn any_change_of_a_recommendation_gives_another_hash_and_none_gives_the_same() {
        let first = Recommendation {
            verdict: Verdict::TooLittle,
            text: "Forsøget ser lovende ud.".to_owned(),
            reason: "12 forløb i én kommune.".to_owned(),
            judged: vec![Judged {
                number: 1,
                statement: "60 % mærker en lettelse.".to_owned(),
                met: Met::CannotBeShown,
                sentence: "For få svar.".to_owned(),
            }],
            design: Some(2),
        };
        let hash = |one: &Recommendation| hash_of(&recommendation_content(one));
        assert_eq!(recommendation_from(&recommendation_content(&first)), Some(first.clone()));
        assert_eq!(hash(&first), hash(&first.clone()));
        let mut changed = vec![first.clone(); 4];
        changed[0].verdict = Verdict::Recommended;
        changed[1].text.push('.');
        changed[2].judged[0].met = Met::Met;
        changed[3].design = None;
        assert!(changed.iter().all(|other| hash(other) != hash(&first)));
    }
}
