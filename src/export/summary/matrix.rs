//! Who was asked of what, and what they said of it: theme by group, and trial by role. Not to be asked is another thing than to say nothing.

use std::collections::{BTreeMap, BTreeSet};

use zip::result::ZipError;

use super::{Talks, Uttered, known_by};
use crate::export::xlsx::{Cell as Written, Sheet, workbook};
use crate::focusgroup::Guide;
use crate::language::{Language, filled};
use crate::questionnaire::{Audience, guarded};
use crate::store::{FocusGroup, NoteLine, Statement, standing_lines};

/// What is known of a row and a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    /// No guide asks it there.
    NotAsked,
    /// It is to be asked, and nobody has come yet.
    NotHeld,
    /// It was asked, and nothing is noted.
    Nothing,
    /// It was spoken of.
    Said {
        /// How many lines of notes or statements there are of it.
        said: usize,
        /// On how many points they bear.
        points: usize,
    },
}

impl Cell {
    /// The name in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::NotAsked => "not-asked",
            Self::NotHeld => "not-held",
            Self::Nothing => "nothing-said",
            Self::Said { .. } => "said",
        }
    }

    /// The cell in words.
    #[must_use]
    pub fn words(self, counts: Counts, language: Language) -> String {
        let say = |danish, english| if language == Language::En { english } else { danish };
        let of = |one, many, count: usize| if count == 1 { one } else { filled(many, &[("n", &count.to_string())]) };
        match self {
            Self::NotAsked => say("ikke spurgt", "not asked").to_owned(),
            Self::NotHeld => say("ikke holdt endnu", "not held yet").to_owned(),
            Self::Nothing => say("spurgt, intet sagt", "asked, nothing said").to_owned(),
            Self::Said { said, points } => {
                let said = match counts {
                    Counts::Lines => of(say("1 linje", "1 line").to_owned(), say("{n} linjer", "{n} lines"), said),
                    Counts::Statements => {
                        of(say("1 udsagn", "1 statement").to_owned(), say("{n} udsagn", "{n} statements"), said)
                    }
                };
                let points = match points {
                    0 => say("ingen punkter", "no points").to_owned(),
                    points => of(say("1 punkt", "1 point").to_owned(), say("{n} punkter", "{n} points"), points),
                };
                format!("{said}, {points}")
            }
        }
    }
}

/// What a matrix counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counts {
    /// Lines of notes.
    Lines,
    /// Statements that bear on points.
    Statements,
}

/// One matrix.
#[derive(Clone, Debug)]
pub struct Matrix {
    /// What it shows.
    pub title: &'static str,
    /// Its name in files.
    pub name: &'static str,
    /// What it counts.
    pub counts: Counts,
    /// What its columns are called.
    pub columns: Vec<String>,
    /// Its rows: the key, what it is called, and its cells.
    pub rows: Vec<(String, String, Vec<Cell>)>,
}

/// The lines of each group by its number in the database.
pub type Lines = BTreeMap<i64, Vec<NoteLine>>;

/// Both matrices: theme by group, and trial by role.
#[must_use]
pub fn matrices(talks: &Talks, lines: &Lines, language: Language) -> [Matrix; 2] {
    [by_theme(talks, lines, language), by_trial(talks, language)]
}

fn is_held(talks: &Talks, group: &FocusGroup) -> bool {
    talks.participants.iter().any(|one| one.group_id == group.id && one.attended)
}

fn by_theme(talks: &Talks, lines: &Lines, language: Language) -> Matrix {
    let groups: Vec<&FocusGroup> = talks.groups.iter().filter(|group| !group.cancelled).collect();
    let cell = |theme: &str, group: &FocusGroup| {
        let of_theme = |guide: &Guide, question: &str| guide.theme_of(question).is_some_and(|one| one.key == theme);
        let guide = talks.guide(group).filter(|guide| guide.themes.iter().any(|one| one.key == theme));
        let Some(guide) = guide else { return Cell::NotAsked };
        let noted = lines.get(&group.id).map(Vec::as_slice).unwrap_or_default();
        let said = standing_lines(noted).iter().filter(|(line, _)| of_theme(guide, &line.question)).count();
        let own = talks.claims.statements.iter().filter(|one| one.group_id == group.id && of_theme(guide, &one.question));
        match said {
            0 if is_held(talks, group) => Cell::Nothing,
            0 => Cell::NotHeld,
            said => Cell::Said { said, points: points(talks, own, |_| true) },
        }
    };
    let row = |(key, title): (&str, &crate::language::Text)| {
        (key.to_owned(), title.get(language).to_owned(), groups.iter().map(|group| cell(key, group)).collect())
    };
    Matrix {
        title: if language == Language::En { "Theme by group" } else { "Tema og gruppe" },
        name: "theme-group",
        counts: Counts::Lines,
        columns: groups.iter().map(|group| group.planned.title.clone()).collect(),
        rows: talks.themes().into_iter().map(row).collect(),
    }
}

fn by_trial(talks: &Talks, language: Language) -> Matrix {
    let groups: Vec<&FocusGroup> = talks.groups.iter().filter(|group| !group.cancelled).collect();
    let mut roles: Vec<Audience> = Vec::new();
    for group in &groups {
        let role = talks.role(group.id);
        if !roles.contains(&role) {
            roles.push(role);
        }
    }
    let cell = |trial: &str, role: Audience| {
        let about = |point: &crate::store::Point| point.trials.contains(trial);
        let of_role = || talks.claims.statements.iter().filter(|one| talks.role(one.group_id) == role);
        let bears = |one: &&Statement| talks.claims.points.iter().any(|point| about(point) && bears_on(point, one.id));
        let uttered: Vec<Uttered<'_>> =
            of_role().filter(bears).map(|one| Uttered { line: one.id, ..talks.uttered(one) }).collect();
        // What one person said once counts once, however often it was written down.
        let said = known_by(&uttered).into_iter().collect::<BTreeSet<i64>>().len();
        if said > 0 {
            return Cell::Said { said, points: points(talks, of_role(), about) };
        }
        let asks = |group: &&&FocusGroup| {
            talks.role(group.id) == role && talks.guide(group).is_some_and(|guide| guide.asks_about(trial))
        };
        let (held, planned): (Vec<&&FocusGroup>, Vec<&&FocusGroup>) =
            groups.iter().filter(asks).partition(|group| is_held(talks, group));
        match (held.is_empty(), planned.is_empty()) {
            (false, _) => Cell::Nothing,
            (true, false) => Cell::NotHeld,
            (true, true) => Cell::NotAsked,
        }
    };
    let row = |trial: &crate::questionnaire::Trial| {
        let cells = roles.iter().map(|role| cell(&trial.key, *role)).collect();
        (trial.key.clone(), trial.name.get(language).to_owned(), cells)
    };
    Matrix {
        title: if language == Language::En { "Trial by role" } else { "Forsøg og rolle" },
        name: "trial-role",
        counts: Counts::Statements,
        columns: roles.iter().map(|role| role.words(language).to_owned()).collect(),
        rows: talks.trials.trials.iter().map(row).collect(),
    }
}

fn bears_on(point: &crate::store::Point, statement: i64) -> bool {
    point.evidence.iter().any(|(id, _)| *id == statement)
}

/// On how many of the points that are meant any of these statements bears.
fn points<'a>(
    talks: &Talks,
    statements: impl Iterator<Item = &'a Statement>,
    is_meant: impl Fn(&crate::store::Point) -> bool,
) -> usize {
    let ids: BTreeSet<i64> = statements.map(|one| one.id).collect();
    let touched = |point: &&crate::store::Point| point.evidence.iter().any(|(id, _)| ids.contains(id));
    talks.claims.points.iter().filter(touched).filter(|point| is_meant(point)).count()
}

/// What the columns of the file are called: a row for each cell.
const HEAD: [&str; 7] = ["matrix", "row", "row_name", "column", "state", "said", "points"];
/// The same in Danish.
const DANISH_HEAD: [&str; 7] = ["tabel", "nøgle", "række", "kolonne", "tilstand", "sagt", "punkter"];

/// Both matrices as CSV, a line for each cell: in Danish with words and as a Danish spreadsheet reads it, with semicolons and a byte-order
/// mark; in English with the names that programs know.
pub fn csv(matrices: &[Matrix], language: Language) -> Result<String, csv::Error> {
    let is_english = language == Language::En;
    let (mark, between) = if is_english { ("", b',') } else { ("\u{feff}", b';') };
    let mut writer =
        csv::WriterBuilder::new().delimiter(between).terminator(csv::Terminator::CRLF).from_writer(mark.as_bytes().to_vec());
    writer.write_record(if is_english { HEAD } else { DANISH_HEAD })?;
    for matrix in matrices {
        for (key, name, cells) in &matrix.rows {
            for (column, cell) in matrix.columns.iter().zip(cells) {
                let [said, points] = numbers(*cell).map(|count| count.map(|count| count.to_string()).unwrap_or_default());
                let (name, column) = (guarded(name), guarded(column));
                let state = if is_english { cell.name().to_owned() } else { cell.words(matrix.counts, language) };
                let table = if is_english { matrix.name } else { matrix.title };
                writer.write_record([table, key, &name, &column, &state, &said, &points])?;
            }
        }
    }
    let bytes = writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Both matrices as a workbook, a sheet for each and a line for each cell.
pub fn xlsx(matrices: &[Matrix], language: Language, mark: Option<&str>) -> Result<Vec<u8>, ZipError> {
    let sheet = |matrix: &Matrix| {
        let rows = matrix.rows.iter().flat_map(|(key, name, cells)| {
            matrix.columns.iter().zip(cells).map(move |(column, cell)| {
                let [said, points] = numbers(*cell).map(|count| Written::count(count.map(|count| count as u64)));
                let words = [key, name, column].map(Written::text);
                let [key, name, column] = words;
                vec![key, name, column, Written::text(cell.words(matrix.counts, language)), said, points]
            })
        });
        let head = if language == Language::En {
            ["Key", "Row", "Column", "State", "Said", "Points"]
        } else {
            ["Nøgle", "Række", "Kolonne", "Tilstand", "Sagt", "Punkter"]
        };
        Sheet { name: matrix.title, head: head.map(str::to_owned).to_vec(), rows: rows.collect() }
    };
    let sheets: Vec<Sheet> = matrices.iter().map(sheet).collect();
    let (title, code) = if language == Language::En { ("Focus groups", "en-GB") } else { ("Fokusgrupper", "da-DK") };
    workbook(title, code, mark, &sheets)
}

/// How much was said, and on how many points; none where nobody was asked or has come yet.
fn numbers(cell: Cell) -> [Option<usize>; 2] {
    match cell {
        Cell::NotAsked | Cell::NotHeld => [None, None],
        Cell::Nothing => [Some(0), Some(0)],
        Cell::Said { said, points } => [Some(said), Some(points)],
    }
}
