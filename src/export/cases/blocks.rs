//! A review of cases as parts of a report: the sentences and figures of the page, a table for each question and each division.

use super::Told;
use crate::compare::{Agreement, CaseGroup, CaseQuestion};
use crate::export::document::Block;
use crate::language::{Language, filled};

/// The code by which a question's figures can be traced.
pub(super) type Code<'a> = &'a dyn Fn(&str) -> String;

/// How far the reading came, what all cases and each group show, whether the readers agree, and the method; with headings of this level.
pub(in crate::export) fn results(told: &Told, level: u8, code: Code<'_>) -> Vec<Block> {
    let (review, texts) = (told.review, told.texts());
    let heading = |text: &str| Block::Subheading(level, text.to_owned());
    let mut blocks = vec![heading(texts.progress_table), Block::text(told.headline())];
    let (head, columns) = (told.progress_head(), told.progress_columns());
    let head: Vec<&str> = columns.iter().map(|column| head[*column]).collect();
    let row = |row: Vec<String>| columns.iter().map(|column| row[*column].clone()).collect();
    blocks.extend(table(texts.progress_table.to_owned(), &head, told.progress_rows().into_iter().map(row).collect()));
    if let Some((whole, groups)) = review.groups.split_first() {
        for question in Told::counted(whole) {
            let title = told.words.question(&question.key);
            blocks.push(heading(&title));
            let caption = format!("{title} {}", code(&question.key));
            blocks.extend(answers(told, whole, question, &caption));
            blocks.extend(divided(told, &question.key, groups, &caption));
        }
    }
    if let Some(agreement) = &review.agreement {
        blocks.push(heading(texts.second));
        blocks.extend(second(told, agreement));
    }
    blocks.extend([heading(texts.method), Block::text(texts.method_text)]);
    if review.agreement.is_some() {
        blocks.push(Block::text(texts.method_second));
    }
    blocks.push(Block::text(filled(texts.only_from, &[("minimum", &told.whole(review.minimum))])));
    blocks
}

/// What each group shows, question by question, of a division that has no place beside the results.
pub(in crate::export) fn division(told: &Told, code: Code<'_>) -> Vec<Block> {
    let Some((whole, groups)) = told.review.groups.split_first() else { return Vec::new() };
    let of_question = |question: &CaseQuestion| {
        let caption = format!("{} {}", told.words.question(&question.key), code(&question.key));
        divided(told, &question.key, groups, &caption)
    };
    Told::counted(whole).flat_map(of_question).collect()
}

/// What the cases of one municipality show beside all that were read, question by question.
pub(in crate::export) fn own(told: &Told, unit: &str) -> Vec<Block> {
    let texts = told.texts();
    let mut blocks = vec![Block::Heading(told.title())];
    let line = told.review.progress.iter().find(|line| line.municipality.as_deref() == Some(unit));
    blocks.extend(line.and_then(|line| {
        let of = told.whole(line.listed.or(line.population)?);
        let read = told.whole(line.read);
        Some(Block::Text(match told.words.language {
            Language::En => format!("{read} of your {of} cases have been read."),
            _ => format!("{read} af jeres {of} sager er læst."),
        }))
    }));
    let is_own = |group: &&CaseGroup| group.by.len() == 1 && group.by.get("municipality").is_some_and(|key| key == unit);
    let (whole, mine) = (told.review.groups.first(), told.review.groups.iter().find(is_own));
    let (Some(whole), Some(mine)) = (whole, mine) else { return blocks };
    for question in Told::counted(whole) {
        let title = told.words.question(&question.key);
        blocks.push(Block::Subheading(2, title.clone()));
        let found = mine.questions.iter().find(|one| one.key == question.key).map(|one| (mine, one));
        let both = [found, Some((whole, question))];
        let mut rows = Vec::new();
        for (group, question) in both.into_iter().flatten() {
            let name = told.group(group);
            let said = told.sentence(group, question).or_else(|| told.absent(question).map(str::to_owned));
            blocks.extend(said.map(|said| Block::Text(format!("{name}: {said}"))));
            if question.figures.n != Some(0) {
                for mut cells in told.option_rows(question) {
                    cells.insert(0, name.clone());
                    cells.insert(3, question.figures.n.map(|n| told.whole(n)).unwrap_or_default());
                    rows.push(cells);
                }
            }
        }
        if !rows.is_empty() {
            let head = [texts.group, texts.answer, texts.count, texts.out_of, texts.share, texts.interval];
            blocks.extend(table(title, &head, rows));
        }
    }
    blocks
}

fn table(caption: String, head: &[&str], rows: Vec<Vec<String>>) -> [Block; 2] {
    [Block::Caption(caption), Block::table(head, rows)]
}

fn answers(told: &Told, whole: &CaseGroup, question: &CaseQuestion, caption: &str) -> Vec<Block> {
    let texts = told.texts();
    let said = [told.sentence(whole, question), told.absent(question).map(str::to_owned)];
    let mut blocks: Vec<Block> = said.into_iter().flatten().map(Block::Text).collect();
    let is_answered = question.figures.n != Some(0);
    if !question.options.is_empty() && is_answered {
        let interval = told.interval_head(whole, question);
        blocks.extend(table(
            caption.to_owned(),
            &[texts.answer, texts.cases, texts.share, &interval],
            told.option_rows(question),
        ));
    }
    let missing = told.missing(question);
    if !missing.is_empty() {
        blocks.push(Block::Text(format!("{}{missing}", texts.missing)));
    }
    blocks.extend(told.without_population(question).filter(|_| is_answered).map(Block::text));
    blocks
}

/// One question in every group, a row for each answer, the withheld groups kept and labelled.
fn divided(told: &Told, key: &str, groups: &[CaseGroup], caption: &str) -> Vec<Block> {
    let texts = told.texts();
    let found: Vec<(&CaseGroup, &CaseQuestion)> =
        groups.iter().filter_map(|group| Some((group, group.questions.iter().find(|question| question.key == key)?))).collect();
    let Some((first, _)) = found.first() else { return Vec::new() };
    let by = told.divided_by(first);
    if let Some(why) = told.nothing_of(&found) {
        let named = if told.words.language == Language::En { "By" } else { "Fordelt på" };
        return vec![Block::text(format!("{named} {by}: {why}"))];
    }
    let mut rows = Vec::new();
    for (group, question) in found {
        let name = told.group(group);
        let n = question.figures.n.map(|n| told.whole(n));
        if question.options.is_empty() || question.figures.n == Some(0) {
            let said = told.sentence(group, question).or_else(|| told.absent(question).map(str::to_owned)).unwrap_or_default();
            rows.push(vec![name, said, String::new(), n.unwrap_or_default(), String::new(), String::new()]);
            continue;
        }
        for mut cells in told.option_rows(question) {
            cells.insert(0, name.clone());
            cells.insert(3, n.clone().unwrap_or_default());
            rows.push(cells);
        }
    }
    let head = [texts.group, texts.answer, texts.count, texts.out_of, texts.share, texts.interval];
    let named = told.words.say("fordelt på", "by");
    table(format!("{caption}, {named} {by}"), &head, rows).into()
}

fn second(told: &Told, agreement: &Agreement) -> Vec<Block> {
    let texts = told.texts();
    let mut blocks = vec![Block::text(told.agreement(agreement))];
    if agreement.cases.is_none() {
        return blocks;
    }
    blocks.push(Block::text(texts.second_about));
    // Of two readers kappa, of more alpha.
    let (measure, place) = if agreement.rounds.len() > 2 { (texts.alpha, 4) } else { (texts.kappa, 3) };
    let rows = agreement.questions.iter().map(|question| {
        let name = told.agreed_question(question);
        match told.agreed(question) {
            Some(cells) => {
                let [n, same, share, ..] = &cells;
                vec![name, n.clone(), same.clone(), share.clone(), cells[place].clone()]
            }
            None => [vec![name, super::withheld_words(told.words.language).to_owned()], vec![String::new(); 3]].concat(),
        }
    });
    let rows = rows.collect();
    blocks.extend(table(texts.second.to_owned(), &[texts.question, texts.cases, texts.same, texts.share, measure], rows));
    blocks
}
