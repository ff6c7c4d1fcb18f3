//! The joint report as a folder: the report, the full evaluations of the trials, and their appendices.

use super::Whole;
use crate::export::document::{Document, page};
use crate::export::docx::docx;
use crate::export::pdf::pdf;
use crate::export::report::{Extent, of_trial};
use crate::questionnaire::Trial;
use crate::store::Error;

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

/// Every file of the folder, each document as a page, as DOCX and as PDF/A.
pub fn files(whole: &Whole) -> Result<Vec<ReportFile>, Error> {
    let mut files = Vec::new();
    each(&mut files, "rapport", &whole.document()?)?;
    for ((trial, gathered), said) in whole.trials.trials.iter().zip(&whole.gathered).zip(&whole.said) {
        let [evaluation, appendices] = names(trial);
        each(&mut files, &evaluation, &of_trial(gathered, said, Extent::Chapters)?)?;
        each(&mut files, &appendices, &of_trial(gathered, said, Extent::Appendices)?)?;
    }
    Ok(files)
}

fn each(files: &mut Vec<ReportFile>, path: &str, document: &Document) -> Result<(), Error> {
    let office = docx(document).map_err(|_| Error::Corrupt("document"))?;
    files.push(ReportFile { path: format!("{path}.html"), bytes: page(document).into_string().into_bytes() });
    files.push(ReportFile { path: format!("{path}.docx"), bytes: office });
    files.push(ReportFile { path: format!("{path}.pdf"), bytes: pdf(document) });
    Ok(())
}
