//! The joint report as a folder: the report, the full evaluations of the trials, their appendices, and the documents attached to them.

use jiff::civil::Date;

use super::Whole;
use crate::export::document::{Block, Document, page};
use crate::export::documents::{kind_words, size_words};
use crate::export::docx::docx;
use crate::export::pdf::pdf;
use crate::export::report::{Extent, of_trial};
use crate::language::{Language, number};
use crate::questionnaire::Trial;
use crate::store::{self, Error, Store};

/// A file of the folder.
pub struct ReportFile {
    /// Where it lies in the folder, with `/` between the parts.
    pub path: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// Where a trial's evaluation and its appendices lie, without the ending.
pub(super) fn names(trial: &Trial) -> [String; 2] {
    let (number, key) = (trial.number, &trial.key);
    [format!("bilagsmappe-1/{number:02}-{key}"), format!("bilagsmappe-2/{number:02}-{key}-bilag")]
}

/// The index of the documents, without the ending.
const INDEX: &str = "bilagsmappe-2/dokumenter";

/// Every file of the folder, each of our documents as a page, as DOCX and as PDF/A; those attached to trials as they were handed in, save
/// those whose day has come today and those of trials that whoever asks may not read.
pub fn files(store: &Store, whole: &Whole, may_read: &dyn Fn(&str) -> bool, today: Date) -> Result<Vec<ReportFile>, Error> {
    let mut files = Vec::new();
    each(&mut files, "rapport", &whole.document()?)?;
    for ((trial, gathered), said) in whole.trials.trials.iter().zip(&whole.gathered).zip(&whole.said) {
        let [evaluation, appendices] = names(trial);
        each(&mut files, &evaluation, &of_trial(gathered, said, Extent::Chapters)?)?;
        each(&mut files, &appendices, &of_trial(gathered, said, Extent::Appendices)?)?;
    }
    attached(&mut files, store, whole, may_read, today)?;
    Ok(files)
}

/// Copies what is attached, with an index of it all.
fn attached(
    files: &mut Vec<ReportFile>,
    store: &Store,
    whole: &Whole,
    may_read: &dyn Fn(&str) -> bool,
    today: Date,
) -> Result<(), Error> {
    let mut rows = Vec::new();
    for trial in whole.trials.trials.iter().filter(|trial| may_read(&trial.key)) {
        let kept = store.documents(&trial.key)?.into_iter().filter(|one| one.delete_on > today);
        for (place, one) in (1..).zip(kept) {
            let Some((one, bytes)) = store.document(&trial.key, one.id)? else { continue };
            let path = format!("{}-{place:02}-{}", names(trial)[1].replace("-bilag", "-dokument"), bare(&one.name));
            rows.push(row(whole.language, trial, &one, &path));
            files.push(ReportFile { path, bytes });
        }
    }
    if rows.is_empty() {
        return Ok(());
    }
    let say = |danish, english| whole.say(danish, english).to_owned();
    let head = [
        say("Forsøg", "Trial"),
        say("Fil", "File"),
        say("Hvad", "Kind"),
        say("Dag og kilde", "Day and source"),
        say("Slettes senest", "To be deleted by"),
        "SHA-256".to_owned(),
    ];
    let title = say("Dokumenter til forsøgene", "Documents of the trials");
    let must = say(
        "Dokumenterne er kopieret, som de blev vedhæftet. Nulpunkt sletter sine egne på dagen i tabellen. Kopierne her skal I selv slette senest samme dag.",
        "The documents were copied as they were attached. Nulpunkt deletes its own on the day in the table. The copies here are yours to delete by that day.",
    );
    let blocks = vec![Block::Text(must), Block::Caption(title.clone()), Block::Table(head.to_vec(), rows)];
    let document =
        Document { subtitle: whole.subtitle(), title, mark: whole.mark(), language: whole.language, paged: false, blocks };
    each(files, INDEX, &document)
}

fn row(language: Language, trial: &Trial, one: &store::Document, path: &str) -> Vec<String> {
    vec![
        format!("{} {}", trial.number, trial.name.get(language)),
        format!("{} ({})", path.trim_start_matches("bilagsmappe-2/"), size_words(one.bytes, language)),
        kind_words(one.kind, language).to_owned(),
        format!("{}, {}", number::day(one.dated, language), one.source),
        number::day(one.delete_on, language),
        one.hash.clone(),
    ]
}

/// A name that is a file in this folder and no other, on every system: letters, digits, dots within, hyphens.
fn bare(name: &str) -> String {
    let sign = |sign: char| if sign.is_alphanumeric() || matches!(sign, '.' | '-' | '_') { sign } else { '-' };
    let plain: String = name.chars().map(sign).collect();
    let plain = plain.trim_matches(['.', '-']);
    if plain.is_empty() { "dokument".to_owned() } else { plain.to_owned() }
}

fn each(files: &mut Vec<ReportFile>, path: &str, document: &Document) -> Result<(), Error> {
    let office = docx(document).map_err(|_| Error::Corrupt("document"))?;
    files.push(ReportFile { path: format!("{path}.html"), bytes: page(document).into_string().into_bytes() });
    files.push(ReportFile { path: format!("{path}.docx"), bytes: office });
    files.push(ReportFile { path: format!("{path}.pdf"), bytes: pdf(document) });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::bare;

    #[test]
    fn no_name_of_a_document_leaves_the_folder() {
        assert_eq!(bare("../../etc/passwd"), "etc-passwd");
        assert_eq!(bare("Svar fra ministeriet æ.pdf"), "Svar-fra-ministeriet-æ.pdf");
        assert_eq!([bare("..."), bare("a\\b:c.pdf")], ["dokument", "a-b-c.pdf"]);
    }
}
