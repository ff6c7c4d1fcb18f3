//! Files that commands read: questionnaires with their trials file and code lists, and populations.
//!
//! `trials.toml` is looked for in the folder above the questionnaire's own, then in `./surveys/`, and else the copy that
//! is built into the binary is used.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use super::{Context, Ending, usage};
use crate::fieldwork::Population;
use crate::focusgroup::{Guide, GuideFault, GuideFaultKind, read_guide};
use crate::import;
use crate::questionnaire::{CodeList, CodeLists, Trials, Version, decode, read_code_list, read_file, read_trials};

const SURVEYS: &str = "surveys";
const TRIALS: &str = "trials.toml";
/// Below this folder lie guides of focus groups.
const GUIDES: &str = "focus-groups";
/// In this folder lie code lists.
const LISTS: &str = "code-lists";
const BUILT_IN_TRIALS: &str = include_str!("../../surveys/trials.toml");

/// What was read.
pub(crate) struct Sources {
    /// The trials file.
    pub(crate) trials: Trials,
    /// The code lists, in the order of their paths.
    pub(crate) lists: Vec<(PathBuf, CodeList)>,
    /// The questionnaires, in the order of their paths.
    pub(crate) questionnaires: Vec<Source>,
    /// The guides of focus groups, in the order of their paths.
    pub(crate) guides: Vec<(PathBuf, Guide)>,
}

/// One questionnaire and where it stood.
pub(crate) struct Source {
    /// The file.
    pub(crate) path: PathBuf,
    /// What it says.
    pub(crate) version: Version,
}

/// Reads every questionnaire at these paths; prints warnings, and faults of all files before it stops.
pub(crate) fn read(context: &Context, paths: &[PathBuf]) -> Result<Sources, Ending> {
    let surveys = [PathBuf::from(SURVEYS)];
    let paths = if paths.is_empty() { &surveys[..] } else { paths };
    let mut files = Vec::new();
    for path in paths {
        let before = files.len();
        collect(path, &mut files)?;
        if files.len() == before {
            return usage(format!(
                "{}: {}",
                path.display(),
                context.say("her er intet spørgeskema (NØGLE/VERSION.toml)", "there is no questionnaire here (KEY/VERSION.toml)")
            ));
        }
    }
    let mut trials = trials(context, &files)?;
    let mut sound = true;
    let mut lists = Vec::new();
    for path in list_files(&files)? {
        match code_list(context, &path)? {
            Some(list) => lists.push((path, list)),
            None => sound = false,
        }
    }
    trials.lists = CodeLists(lists.iter().map(|(_, list): &(PathBuf, CodeList)| list.clone()).collect());
    let mut questionnaires = Vec::new();
    let mut guides = Vec::new();
    for path in files.into_iter().filter(|path| !is_list(path)) {
        if is_guide(&path) {
            match guide(context, &path, &trials)? {
                Some(guide) => guides.push((path, guide)),
                None => sound = false,
            }
            continue;
        }
        match questionnaire(context, &path, &trials)? {
            Some(version) => questionnaires.push(Source { path, version }),
            None => sound = false,
        }
    }
    if sound { Ok(Sources { trials, lists, questionnaires, guides }) } else { Err(Ending::Faults) }
}

/// Every questionnaire, guide and code list at or below a path, in order; other TOML files (trials, configuration) are passed over.
fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<(), Ending> {
    let kind = fs::metadata(path).with_context(|| path.display().to_string())?;
    if kind.is_file() {
        files.push(path.to_owned());
        return Ok(());
    }
    let entries = fs::read_dir(path).with_context(|| path.display().to_string())?;
    let mut entries: Vec<PathBuf> = entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    // 10.toml comes after 9.toml.
    entries.sort_by_key(|entry| {
        let stem = entry.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        (stem.parse::<u32>().unwrap_or(0), entry.clone())
    });
    for entry in entries {
        let is_version = entry.extension().is_some_and(|extension| extension == "toml")
            && entry.file_stem().is_some_and(|stem| stem.to_string_lossy().bytes().all(|byte| byte.is_ascii_digit()));
        if entry.is_dir() {
            collect(&entry, files)?;
        } else if is_version || is_list(&entry) {
            files.push(entry);
        }
    }
    Ok(())
}

fn questionnaire(context: &Context, path: &Path, trials: &Trials) -> Result<Option<Version>, Ending> {
    let label = path.display().to_string();
    let bytes = fs::read(path).with_context(|| label.clone())?;
    let folder = fs::canonicalize(path)?.parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy().into_owned();
    let file = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let read = decode(&label, &bytes)
        .map_err(|fault| vec![fault])
        .and_then(|text| read_file(&label, (&folder, &file), text, Some(trials), &trials.lists));
    let (version, faults) = match read {
        Ok((version, warnings)) => (Some(version), warnings),
        Err(faults) => (None, faults),
    };
    for fault in faults {
        eprintln!("{}", fault.line(context.language));
    }
    Ok(version)
}

/// Whether a file is a code list: it stands at `code-lists/KEY.toml`.
fn is_list(path: &Path) -> bool {
    let above = path.parent().and_then(|folder| if folder.as_os_str().is_empty() { None } else { folder.file_name() });
    path.extension().is_some_and(|extension| extension == "toml") && above.is_some_and(|name| name == LISTS)
}

/// The code lists that were asked for, else those beside the questionnaires, else those in `./surveys/`.
fn list_files(files: &[PathBuf]) -> Result<Vec<PathBuf>, Ending> {
    let asked: Vec<PathBuf> = files.iter().filter(|path| is_list(path)).cloned().collect();
    if !asked.is_empty() {
        return Ok(asked);
    }
    let beside = files.first().and_then(|file| Some(file.parent()?.parent()?.join(LISTS)));
    let folders = [beside, Some(Path::new(SURVEYS).join(LISTS))];
    let mut found = Vec::new();
    if let Some(folder) = folders.into_iter().flatten().find(|folder| folder.is_dir()) {
        collect(&folder, &mut found)?;
    }
    Ok(found)
}

fn code_list(context: &Context, path: &Path) -> Result<Option<CodeList>, Ending> {
    let label = path.display().to_string();
    let bytes = fs::read(path).with_context(|| label.clone())?;
    let file = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let read = decode(&label, &bytes).map_err(|fault| vec![fault]).and_then(|text| read_code_list(&label, Some(&file), text));
    let faults = match read {
        Ok(list) => return Ok(Some(list)),
        Err(faults) => faults,
    };
    for fault in faults {
        eprintln!("{}", fault.line(context.language));
    }
    Ok(None)
}

/// Whether a file is a guide: it stands at `focus-groups/KEY/VERSION.toml`.
fn is_guide(path: &Path) -> bool {
    let above = fs::canonicalize(path).ok().and_then(|path| Some(path.parent()?.parent()?.to_owned()));
    above.is_some_and(|folder| folder.file_name().is_some_and(|name| name == GUIDES))
}

fn guide(context: &Context, path: &Path, trials: &Trials) -> Result<Option<Guide>, Ending> {
    let label = path.display().to_string();
    let bytes = fs::read(path).with_context(|| label.clone())?;
    let text = match decode(&label, &bytes) {
        Ok(text) => text,
        Err(fault) => {
            eprintln!("{}", fault.line(context.language));
            return Ok(None);
        }
    };
    let folder = fs::canonicalize(path)?.parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy().into_owned();
    let file = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let read = read_guide(text, Some(trials)).and_then(|guide| {
        let placed = guide.key == folder && guide.version.to_string() == file;
        if placed { Ok(guide) } else { Err(vec![GuideFault { line: 1, kind: GuideFaultKind::OtherPlace }]) }
    });
    match read {
        Ok(guide) => Ok(Some(guide)),
        Err(faults) => {
            for fault in faults {
                eprintln!("{label}:{}:1: {}", fault.line, fault.kind.sentence(context.language));
            }
            Ok(None)
        }
    }
}

fn trials(context: &Context, files: &[PathBuf]) -> Result<Trials, Ending> {
    let above = |file: &PathBuf| {
        let folder = file.parent()?.parent()?;
        if is_guide(file) { folder.parent() } else { Some(folder) }.map(|folder| folder.join(TRIALS))
    };
    let beside = files.first().and_then(above);
    let candidates = [
        context.trials.clone(),
        beside.filter(|path| path.exists()),
        Some(Path::new(SURVEYS).join(TRIALS)).filter(|path| path.exists()),
    ];
    let (label, text) = match candidates.into_iter().flatten().next() {
        Some(path) => (path.display().to_string(), fs::read(&path).with_context(|| path.display().to_string())?),
        None => (TRIALS.to_owned(), BUILT_IN_TRIALS.as_bytes().to_vec()),
    };
    let read = decode(&label, &text).map_err(|fault| vec![fault]).and_then(|text| read_trials(&label, text));
    read.map_err(|faults| {
        for fault in faults {
            eprintln!("{}", fault.line(context.language));
        }
        Ending::Faults
    })
}

/// Reads a population file.
pub(crate) fn population(context: &Context, path: &Path, version: &Version, trials: &Trials) -> Result<Population, Ending> {
    let bytes = fs::read(path).with_context(|| path.display().to_string())?;
    match import::population(&path.display().to_string(), &bytes, version, trials) {
        Ok((population, _)) => Ok(population),
        Err(faults) => faults_of(context, &faults),
    }
}

/// Prints the faults of a file and stops.
pub(crate) fn faults_of<T>(context: &Context, faults: &[import::Fault]) -> Result<T, Ending> {
    for fault in faults {
        eprintln!("{}", fault.line(context.language));
    }
    Err(Ending::Faults)
}
