//! The declared maps of a code list as a file: a row per group before and group after, as correspondence tables have them.

use std::io;

use crate::language::Language;
use crate::questionnaire::{CodeList, ListCode, guarded};

/// The columns of the file.
const COLUMNS: [&str; 9] = ["list", "from_version", "to_version", "kind", "from", "from_label", "to", "to_label", "source"];

/// Writes what became of every group from each version to the next; names in this language, keys as they are.
pub fn map(out: &mut dyn io::Write, list: &CodeList, language: Language) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(COLUMNS)?;
    for version in list.versions.iter().skip(1) {
        let Some(between) = list.correspondence(version.version - 1, version.version) else { continue };
        for row in &between.rows {
            let is_it = |code: &ListCode, keys: &[String]| keys.contains(&code.key);
            let change = version.changes.iter().find(|change| {
                row.from.iter().any(|code| is_it(code, &change.from)) || row.to.iter().any(|code| is_it(code, &change.to))
            });
            let source = change.and_then(|change| change.source.as_ref()).unwrap_or(&version.source);
            let pairs = |codes: &[ListCode]| -> Vec<(String, String)> {
                let cells: Vec<_> = codes.iter().map(|code| (code.key.clone(), code.label.get(language).to_owned())).collect();
                if cells.is_empty() { vec![(String::new(), String::new())] } else { cells }
            };
            for (from, from_label) in pairs(&row.from) {
                for (to, to_label) in pairs(&row.to) {
                    let (before, after) = (between.from.to_string(), between.to.to_string());
                    let cells = [&list.key, &before, &after, row.fate.name(), &from, &from_label, &to, &to_label, source];
                    writer.write_record(cells.map(|cell| guarded(cell).into_owned()))?;
                }
            }
        }
    }
    writer.flush()
}
