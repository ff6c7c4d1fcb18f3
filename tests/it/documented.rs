//! What the README says is so: its table of keys is the configuration, its defaults are the program's, and no command is left out.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use nulpunkt::config::Config;

use crate::house::{Backend, House, path_of, program, project};
use crate::people::answer;
use crate::source::{braced, strip};

fn readme() -> String {
    fs::read_to_string(project().join("README.md")).expect("the README")
}

/// The rows of the table of keys: key and default as they are written.
fn rows() -> Vec<(String, String)> {
    let readme = readme();
    let table =
        readme.lines().skip_while(|line| !line.starts_with("| key | default |")).skip(2).take_while(|line| line.starts_with('|'));
    table
        .map(|line| {
            let cells: Vec<&str> = line.split('|').map(str::trim).collect();
            (cells[1].trim_matches('`').to_owned(), cells[2].to_owned())
        })
        .collect()
}

/// The keys of the struct with this name, those of a struct within it with their path.
fn keys(code: &str, name: &str, path: &str, found: &mut BTreeSet<String>) {
    let at = code.find(&format!("struct {name} {{")).unwrap_or_else(|| panic!("no struct {name}"));
    for line in braced(code, at).lines().filter_map(|line| line.trim().strip_prefix("pub ")) {
        let (key, held) = line.split_once(": ").expect("a field has a type");
        let held = held.trim_end_matches(',');
        let inner = held
            .rsplit("::")
            .next()
            .unwrap_or(held)
            .trim_end_matches('>')
            .trim_start_matches("Vec<")
            .trim_start_matches("Option<");
        if code.contains(&format!("struct {inner} {{")) {
            keys(code, inner, &format!("{path}{key}."), found);
        } else {
            found.insert(format!("{path}{key}"));
        }
    }
}

#[test]
fn the_readmes_table_of_keys_is_the_configuration() {
    let text = fs::read_to_string(project().join("src/config.rs")).expect("the configuration's source");
    let mut real = BTreeSet::new();
    keys(&strip(&text), "Config", "", &mut real);
    let said: BTreeSet<String> = rows().into_iter().map(|(key, _)| key).collect();
    assert!(real.len() > 10, "the reading of the struct found only {real:?}");
    assert_eq!(said, real);
}

#[test]
fn the_readmes_defaults_are_the_programs() {
    for (key, default) in rows() {
        let Some(value) = default.strip_prefix('`').and_then(|rest| rest.strip_suffix('`')) else { continue };
        // The path that stands in for no database at all is the one that only the command line knows.
        if key == "database" {
            continue;
        }
        let (table, name) =
            key.rsplit_once('.').map_or((String::new(), key.as_str()), |(table, name)| (format!("[{table}]\n"), name));
        let bare = value.starts_with('[') || value.parse::<f64>().is_ok() || value == "true" || value == "false";
        let value = if bare { value.to_owned() } else { format!("\"{value}\"") };
        let written: Config =
            toml::from_str(&format!("{table}{name} = {value}\n")).unwrap_or_else(|error| panic!("{key}: {error}"));
        let unsaid: Config = toml::from_str("").expect("every key has a default");
        assert_eq!(format!("{written:?}"), format!("{unsaid:?}"), "{key} is not {value} by default");
    }
}

#[test]
fn an_unknown_key_of_the_configuration_is_refused_by_name() {
    let house = House::on(Backend::Sqlite);
    house.configure("adresse = \"x\"\n");
    let ran = house.run(&["round", "list"]);
    assert!(
        [1, 2].contains(&ran.code) && ran.err.contains("adresse") && ran.err.contains("nulpunkt.toml"),
        "{} {}",
        ran.code,
        ran.err
    );
}

#[test]
fn every_command_is_in_the_readme() {
    let house = House::on(Backend::Sqlite);
    let help = house.ok(&["--help"]);
    let commands = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| line.starts_with("  "));
    let readme = readme();
    let mut found = 0;
    for command in commands.filter_map(|line| line.split_whitespace().next()).filter(|command| *command != "help") {
        found += 1;
        let said = [format!("nulpunkt {command}"), format!("`{command}"), format!("-- {command}")]
            .iter()
            .any(|word| readme.contains(word));
        assert!(said, "the README does not say what `{command}` does");
    }
    assert!(found > 8, "only {found} commands were found in:\n{help}");
}

#[test]
fn the_readmes_first_command_is_the_demonstration_and_its_second_runs_the_tests() {
    let readme = readme();
    let first = readme.split("```sh\n").nth(1).expect("a block of commands");
    let mut lines = first.lines();
    let (one, two) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    assert!(one.starts_with("cargo run") && one.contains("-- demo") && two.starts_with("tests/run"), "{one}\n{two}");
}

/// The block of commands in the README that holds these words.
fn block(words: &str) -> String {
    let readme = readme();
    let mut blocks = readme.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next());
    blocks.find(|block| block.contains(words)).unwrap_or_else(|| panic!("no block with `{words}`")).to_owned()
}

/// Pastes a block into a shell in the house's folder, where `nulpunkt` is the program under test.
fn pasted(house: &House, block: &str) -> String {
    let program = program();
    let folder = Path::new(&program).parent().expect("the program lies in a folder");
    let path = format!("{}:{}", folder.display(), std::env::var("PATH").unwrap_or_default());
    let mut shell = Command::new("bash");
    shell.args(["-euo", "pipefail", "-c", block]).current_dir(house.folder.path()).stdin(Stdio::null());
    shell.env("PATH", path).env_remove("NULPUNKT_DATABASE").env_remove("NULPUNKT_CONFIG").env("LC_ALL", "C.UTF-8");
    let ran = shell.output().expect("a shell");
    assert!(ran.status.success(), "{block}\n{}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8(ran.stdout).expect("UTF-8")
}

#[test]
fn the_readmes_worked_example_asks_answers_and_compares() {
    let house = House::on(Backend::Sqlite);
    std::fs::remove_file(house.folder.path().join("nulpunkt.toml")).expect("the house's own configuration");
    let copied = Command::new("cp").args(["-r", &crate::people::shipped_surveys()]).arg(house.folder.path()).status();
    assert!(copied.expect("cp runs").success());
    let said = pasted(&house, &block("nulpunkt publish"));
    let links: Vec<&str> = said.lines().filter(|line| line.starts_with("http://127.0.0.1:8080/s/")).collect();
    assert_eq!(links.len(), 2, "two were invited, and both letters have a whole link:\n{said}");
    assert!(links.iter().all(|link| link.len() == "http://127.0.0.1:8080/s/".len() + 26), "{links:?}");
    assert_eq!(block("nulpunkt serve\n").trim(), "nulpunkt serve");
    house.serve();
    answer(&house, path_of(links[0]), &[("simplified", "4"), ("quality", "3")]);
    let said = pasted(&house, &block("nulpunkt compare"));
    assert!(said.contains("Svarprocent RR1: 50\u{a0}%") && said.contains("ledighedsydelse-now er lukket"), "{said}");
    let (figures, refusal) = ("Slet ikke", "Tallene vises ikke");
    assert!(said.contains(refusal) && !said.contains(figures), "with so few answers it shows no figure: {said}");
}

#[test]
fn every_file_that_the_readme_shows_is_there() {
    let readme = readme();
    for target in
        readme.split("](").skip(1).filter_map(|piece| piece.split(')').next()).filter(|target| !target.starts_with("http"))
    {
        let path = target.split('#').next().unwrap_or_default();
        assert!(path.is_empty() || project().join(path).exists(), "the README leads to {path}, which is not there");
    }
}
