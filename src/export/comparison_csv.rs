//! A comparison as CSV: one row per figure, so that a spreadsheet can filter and pivot it.
//!
//! A figure that is withheld has a row without a number that says so, never no row: a gap could be taken for a zero.

use crate::compare::{Change, Comparison, Group, MissingCounts, QuestionComparison, QuestionRound, choice_name};
use crate::questionnaire::guarded_unless_number;

use super::comparison::Words;
use super::comparison_method::code;

/// The columns.
const COLUMNS: [&str; 18] = [
    "synthetic",
    "trial",
    "evaluation",
    "group",
    "group_column",
    "group_key",
    "question",
    "text",
    "level",
    "round",
    "from",
    "figure",
    "value",
    "label",
    "number",
    "low",
    "high",
    "note",
];

/// The places of the round and of the round before it.
const ROUND: usize = 9;
const FROM: usize = 10;

/// The comparison as CSV in UTF-8, comma-separated, with a header.
pub fn write(comparison: &Comparison, words: &Words) -> Result<String, csv::Error> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(COLUMNS)?;
    for row in rows(comparison, words) {
        writer.write_record(row)?;
    }
    let bytes = writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// One figure with where it belongs.
#[derive(Clone, Default, PartialEq)]
struct Row {
    place: [String; 11],
    figure: String,
    value: String,
    label: String,
    number: String,
    low: String,
    high: String,
    note: String,
}

impl Row {
    #[expect(clippy::needless_pass_by_value, reason = "numbers are as cheap to give as to lend")]
    fn with(&self, figure: &str, number: impl ToString) -> Self {
        Self { figure: figure.to_owned(), number: number.to_string(), ..self.clone() }
    }

    fn between(mut self, low: Option<f64>, high: Option<f64>) -> Self {
        self.low = low.map(|low| low.to_string()).unwrap_or_default();
        self.high = high.map(|high| high.to_string()).unwrap_or_default();
        self
    }

    fn of(mut self, value: &str, label: &str) -> Self {
        value.clone_into(&mut self.value);
        label.clone_into(&mut self.label);
        self
    }

    /// Says this in the note, after what stands there.
    fn noted(mut self, note: &str) -> Self {
        if !self.note.is_empty() && !note.is_empty() {
            self.note.push_str("; ");
        }
        self.note.push_str(note);
        self
    }

    /// Words are guarded, since names and texts may begin like a formula; numbers stay as they are, below zero too.
    fn cells(self) -> Vec<String> {
        let rest = [self.figure, self.value, self.label, self.number, self.low, self.high, self.note];
        self.place.into_iter().chain(rest).map(|cell| guarded_unless_number(&cell).into_owned()).collect()
    }
}

fn rows(comparison: &Comparison, words: &Words) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let all = Row { place: std::array::from_fn(|_| String::new()), ..Row::default() };
    let mut base = all;
    base.place[0] = comparison.synthetic.to_string();
    base.place[1].clone_from(&comparison.trial);
    base.place[2] = comparison.evaluation.clone().unwrap_or_default();
    for round in &comparison.rounds {
        let mut row = base.clone();
        row.place[ROUND].clone_from(&round.key);
        let note = if round.open_access { words.open_access() } else { "" };
        rows.push(row.with("responses", round.responses.map(|n| n.to_string()).unwrap_or_default()).noted(note));
        rows.push(row.with("population", round.population.map(|n| n.to_string()).unwrap_or_default()));
        rows.push(row.with("version", round.version).of(&round.questionnaire, ""));
        for (figure, value) in [("opens", &round.opens), ("closes", &round.closes)] {
            rows.push(row.with(figure, "").of(value, ""));
        }
        if round.waiting {
            rows.push(row.with("waiting", ""));
        }
    }
    for linkage in &comparison.linkage {
        let mut row = base.clone();
        row.place[ROUND].clone_from(&linkage.to);
        row.place[FROM].clone_from(&linkage.from);
        rows.push(row.with("linkage", linkage.people).of(&linkage.by, ""));
    }
    for (line, told) in comparison.weights.iter().zip(words.weights(comparison)) {
        let mut row = base.clone();
        row.place[ROUND].clone_from(&line.round);
        row.place[4] = line.by.join(",");
        let figures = [
            ("weights_effective_n", line.effective_n),
            ("weights_design_effect", line.design_effect),
            ("weights_largest_over_mean", line.largest_over_mean),
        ];
        rows.extend(figures.into_iter().filter_map(|(figure, number)| Some(row.with(figure, number?))));
        rows.extend(line.refused.iter().map(|code| row.with("unweighted", "").of(code, "").noted(&told)));
    }
    for line in &comparison.composition {
        for value in &line.values {
            let mut row = base.clone();
            row.place[ROUND].clone_from(&line.round);
            row.place[3] = words.background(&line.column, &value.value);
            row.place[4].clone_from(&line.column);
            row.place[5].clone_from(&value.value);
            rows.push(row.with("people", value.people));
            rows.push(row.with("answered", value.responses.map(|n| n.to_string()).unwrap_or_default()));
        }
    }
    for event in &comparison.events {
        rows.push(base.with("event", "").of(&event.date, &event.name).noted(&words.event_note(event)));
    }
    rows.extend(comparison.many_tests.as_ref().map(|many| base.with("many_tests", "").noted(many)));
    for group in &comparison.groups {
        group.questions.iter().for_each(|question| rows.extend(of_question(&base, comparison, group, question, words)));
    }
    rows.into_iter().map(Row::cells).collect()
}

fn of_question(base: &Row, comparison: &Comparison, group: &Group, question: &QuestionComparison, words: &Words) -> Vec<Row> {
    let mut row = base.clone();
    row.place[3] = if group.by.is_empty() { String::new() } else { words.group(group) };
    let joined = |parts: Vec<&str>| parts.join(",");
    row.place[4] = joined(group.by.keys().map(String::as_str).collect());
    row.place[5] = joined(group.by.values().map(String::as_str).collect());
    row.place[6].clone_from(&question.key);
    row.place[7] = words.question(&question.key);
    row.place[8] = question.level.clone().unwrap_or_default();
    let mut rows = vec![row.with("kind", "").of(&question.kind, question.scale.as_deref().unwrap_or_default())];
    rows.push(row.with("design", question.linked_n.map(|n| n.to_string()).unwrap_or_default()).of(&question.design, ""));
    if question.primary {
        rows.push(row.with("primary", ""));
    }
    for reason in &question.reasons {
        rows.push(row.with("reason", "").of(reason, words.reason(reason)));
    }
    for (line, note) in question.approvals.iter().zip(words.approvals(question)) {
        rows.push(row.with("approval", "").of(&line.on, &line.by).noted(&note));
    }
    for (round, line) in question.rounds.iter().zip(&comparison.rounds) {
        let mut row = row.clone();
        row.place[ROUND].clone_from(&round.round);
        let row = if line.open_access { row.noted(words.open_access()) } else { row };
        rows.extend(of_round(&row, comparison, question, round, words));
    }
    for change in &question.changes {
        let mut row = row.clone();
        for found in of_options(&row, question, change, words) {
            // The middle one of three rounds belongs to two changes.
            if !rows.contains(&found) {
                rows.push(found);
            }
        }
        row.place[ROUND].clone_from(&change.to);
        row.place[FROM].clone_from(&change.from);
        rows.extend(of_change(&row, question, change, words));
    }
    rows.extend(question.trend.iter().flat_map(|trend| {
        let figures = [("trend", trend.estimate), ("trend_statistic", trend.statistic), ("trend_p", trend.p)];
        let rows = figures.map(|(figure, value)| row.with(figure, value).of(&trend.name, ""));
        rows.into_iter().chain([row.with("sentence", "").of(&trend.name, "").noted(&trend.sentence)])
    }));
    rows
}

fn of_round(row: &Row, comparison: &Comparison, question: &QuestionComparison, round: &QuestionRound, words: &Words) -> Vec<Row> {
    let mut rows = Vec::new();
    for (figure, number) in [("base", round.base), ("n", round.n), ("not_shown", round.not_shown)] {
        rows.extend(number.map(|number| row.with(figure, number)));
    }
    for (name, count) in round.missing.iter().flat_map(MissingCounts::named) {
        rows.push(row.with("missing", count).of(name, &words.missing(name)));
    }
    let values = round.values.as_ref().unwrap_or(&question.values);
    for ((count, value), label) in round.counts.iter().flatten().zip(values).zip(words.labels(comparison, question, round)) {
        rows.push(row.with("count", count).of(&choice_name(*value), &label));
    }
    if let Some(own) = &round.own {
        let labels = words.originals(comparison, question, round, &own.values);
        for ((count, value), label) in own.counts.iter().flatten().zip(&own.values).zip(labels) {
            rows.push(row.with("count_as_asked", count).of(&choice_name(*value), &label));
        }
    }
    rows.extend(round.mean.map(|mean| row.with("mean", mean)));
    rows.extend(round.sd.map(|sd| row.with("sd", sd)));
    if let Some(top) = &round.top_box {
        rows.push(row.with("top_box", top.share).between(Some(top.low), Some(top.high)));
        if top.low_fpc.is_some() {
            rows.push(row.with("top_box_population", top.share).between(top.low_fpc, top.high_fpc));
        }
    }
    if let Some(weighted) = &round.weighted {
        rows.push(row.with("top_box_weighted", weighted.share).between(Some(weighted.low), Some(weighted.high)));
        rows.push(row.with("effective_n", weighted.effective_n));
        rows.push(row.with("design_effect", weighted.design_effect));
    }
    if round.absent.is_some() {
        rows.push(row.with("absent", "").noted(words.absent(comparison, round)));
    }
    if round.hidden.is_some() {
        rows.push(row.with("withheld", "").noted(words.absent(comparison, round)));
    }
    rows
}

/// Each option's share in the two rounds of a change.
fn of_options(row: &Row, question: &QuestionComparison, change: &Change, words: &Words) -> Vec<Row> {
    let mut rows = Vec::new();
    for option in &change.options {
        let label = words.choices(&question.key, &[option.value]).concat();
        for (key, round) in [&change.from, &change.to].into_iter().zip(&option.rounds) {
            let mut row = row.clone().of(&choice_name(option.value), &label);
            row.place[ROUND].clone_from(key);
            rows.push(row.with("option_count", round.x));
            rows.push(row.with("option_share", round.share).between(Some(round.low), Some(round.high)));
        }
    }
    rows
}

fn of_change(row: &Row, question: &QuestionComparison, change: &Change, words: &Words) -> Vec<Row> {
    let mut rows = vec![row.with("sentence", "").noted(&change.sentence)];
    if let Some(refusal) = &change.refused {
        rows.push(row.with("refused", "").of(&code(refusal), "").noted(&refusal.text));
    }
    if let Some(moved) = &change.dont_know {
        rows.push(row.with("dont_know_from", moved.earlier));
        rows.push(row.with("dont_know_to", moved.later));
    }
    if let Some(test) = &change.test {
        rows.extend(test.statistic.map(|statistic| row.with("statistic", statistic).of(&test.name, "")));
        rows.extend(test.df.map(|df| row.with("df", df).of(&test.name, "")));
        rows.push(row.with("p", test.p).of(&test.name, ""));
        rows.extend(test.p_holm.map(|p| row.with("p_holm", p).of(&test.name, "")));
    }
    if let Some(effect) = &change.effect {
        rows.push(row.with("effect", effect.estimate).of(&effect.name, "").between(effect.low, effect.high));
    }
    if let Some(top) = &change.top_box {
        rows.push(row.with("top_box_difference", top.difference).between(Some(top.low), Some(top.high)));
        if top.low_fpc.is_some() {
            rows.push(row.with("top_box_difference_population", top.difference).between(top.low_fpc, top.high_fpc));
        }
        rows.extend(
            top.without_population.map(|why| {
                row.with("top_box_difference_without_population", "").of(why, "").noted(words.without_population(why))
            }),
        );
    }
    if let Some(moved) = &change.moved {
        let figures =
            [("moved_n", Some(moved.n)), ("moved_up", moved.up), ("moved_same", moved.same), ("moved_down", moved.down)];
        rows.extend(figures.into_iter().filter_map(|(figure, number)| Some(row.with(figure, number?))));
    }
    rows.extend(change.shape.as_ref().map(|shape| row.with("shape_p", shape.p).of(&shape.name, "")));
    if let Some(beside) = &change.beside {
        rows.extend(beside.statistic.map(|statistic| row.with("beside_statistic", statistic).of(&beside.name, "")));
        rows.extend(beside.df.map(|df| row.with("beside_df", df).of(&beside.name, "")));
        rows.push(row.with("beside_p", beside.p).of(&beside.name, ""));
    }
    if let Some(detectable) = &change.detectable {
        rows.push(row.with("detectable", detectable.smallest).of(&detectable.name, ""));
        rows.push(row.with("detectable_power", detectable.power).of(&detectable.name, ""));
    }
    for option in &change.options {
        let label = words.choices(&question.key, &[option.value]).concat();
        for moved in &option.changes {
            let row = row.clone().of(&choice_name(option.value), &label);
            rows.push(row.with("option_difference", moved.difference).between(Some(moved.low), Some(moved.high)));
            rows.push(row.with("option_p", moved.p));
            rows.push(row.with("option_p_holm", moved.p_holm));
        }
    }
    rows
}
