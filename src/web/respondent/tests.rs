//! Renderings.
use std::collections::BTreeMap;

use super::filling::*;
use super::page::*;
use super::question::Complaint;
use crate::language::{Language, Text};
use crate::questionnaire::*;
use crate::token::Receipt as Code;
use crate::web::template::Template;
use crate::web::words::Words;

fn text(v: &toml::Value) -> Text {
    Text(Language::ALL.iter().filter_map(|l| Some((*l, v.get(l.code())?.as_str()?.to_owned()))).collect())
}
fn choices(v: &toml::Value) -> Vec<Choice> {
    v.as_array().unwrap().iter().map(|c| Choice { value: c["value"].as_integer().unwrap(), label: text(c), missing: c.get("missing").and_then(|m| Missing::from_name(m.as_str().unwrap())) }).collect()
}
fn load(key: &str) -> Version {
    let content = std::fs::read_to_string(format!("surveys/{key}/1.toml")).unwrap();
    let v: toml::Value = toml::from_str(&content).unwrap();
    let question = |q: &toml::Value| {
        let scale = || match q.get("scale") {
            Some(s) => { let s = &v["scales"][s.as_str().unwrap()]; Scale { kind: ScaleKind::Ordinal, choices: choices(&s["choices"]) } }
            None => Scale { kind: ScaleKind::Nominal, choices: choices(&q["choices"]) },
        };
        let flag = |k: &str| q.get(k).and_then(toml::Value::as_bool).unwrap_or(false);
        let missing: Vec<Missing> = q.get("missing").map(|m| m.as_array().unwrap().iter().map(|m| Missing::from_name(m.as_str().unwrap()).unwrap()).collect()).unwrap_or_default();
        let kind = match q["kind"].as_str().unwrap() {
            "single" => Kind::Single { scale: scale(), other: flag("other") },
            "multiple" => Kind::Multiple { choices: scale().choices, max_choices: None, none: flag("none"), other: flag("other"), missing },
            "battery" => Kind::Battery { scale: scale(), items: q["items"].as_array().unwrap().iter().map(|i| (i["key"].as_str().unwrap().to_owned(), text(i))).collect() },
            "text" => Kind::Text { max_length: 100, missing },
            "longtext" => Kind::LongText { max_length: 4000, missing },
            "number" => Kind::Number { min: Some(0.0), max: Some(100.0), decimals: 0, missing },
            "date" => Kind::Date { missing },
            "ranking" => Kind::Ranking { choices: scale().choices, missing },
            _ => Kind::Note,
        };
        Question { key: q["key"].as_str().unwrap().to_owned(), kind, text: text(&q["text"]), help: q.get("help").map(text), lead: q.get("lead").map(text), primary: false, show_if: None, screen_out_if: None, top: None, supersedes: None }
    };
    let pages = if let Some(p) = v.get("page") {
        p.as_array().unwrap().iter().map(|p| Page { title: p.get("title").map(text), questions: p["question"].as_array().unwrap().iter().map(question).collect() }).collect()
    } else {
        vec![Page { title: None, questions: v["question"].as_array().unwrap().iter().map(question).collect() }]
    };
    let n = |k: &str| text(&v["notice"][k]);
    Version {
        key: key.to_owned(), version: 1, trial: "x".into(), evaluation: None, audience: Audience::from_name(v["audience"].as_str().unwrap()).unwrap(),
        languages: v["languages"].as_array().unwrap().iter().map(|l| Language::from_code(l.as_str().unwrap()).unwrap()).collect(),
        sensitive: false, title: text(&v["title"]), introduction: text(&v["introduction"]), closing: text(&v["closing"]),
        notice: Some(Notice { purpose: n("purpose"), legal_basis: n("legal_basis"), voluntary: n("voluntary"), no_consequence: n("no_consequence"), source: n("source"), retention: n("retention"), access: n("access"), rights: n("rights") }),
        background: vec![], pages, content: String::new(),
    }
}

#[test]
fn look() {
    let place = Place { sender: "Rebild Kommune".into(), name: "Rebild Kommune".into(), phone: Some("70 00 08 40".into()), controller: Some("Rebild Kommune".into()), dpo: Some("databeskyttelse@rebild.example".into()) };
    std::fs::create_dir_all("/tmp/respondent-look").unwrap();
    for (key, languages) in [("ledighedsydelse-caseworkers", &[Language::Da][..]), ("integration-citizens", &Language::ALL), ("samtaler-oevrige-citizens", &[Language::Da])] {
        let version = load(key);
        for language in languages {
            let setting = Setting { language: *language, phone: true, demonstration: key.starts_with("led"), open: key.starts_with("int"), identified: false, statement: true };
            let answers = Answers(BTreeMap::from([("simplified".to_owned(), Answer::Choice(4)), ("meaningful".to_owned(), Answer::Choice(98))]));
            let receipt = Code("ABCD-EFGH-2345-6723".into());
            let filling = Filling { words: Words::of(*language), place: &place, token: "abcdefghijklmnopqrstuvwxyz", origin: "https://svar.example", closes: jiff::civil::date(2027, 1, 31), progress: Progress { before: 2, here: 1, total: 8, saved: true }, back: "/2", held: Held::Saved(&answers), receipt: Some(&receipt) };
            let mut write = |name: &str, page: String| {
                let page = filling.page(&Template::new(&page), |_| true);
                std::fs::write(format!("/tmp/respondent-look/{key}-{}-{name}.html", language.code()), page).unwrap();
            };
            write("first", first_page(&version, setting, false));
            write("resume", first_page(&version, setting, true));
            for page in 0..version.pages.len() { write(&format!("page{}", page + 1), question_page(&version, page, setting, &Complaints::default())); }
            let item = version.items().last().unwrap().key.clone();
            let first = version.items()[0].key.clone();
            let list = vec![Complaint { item: first, message: Words::of(*language).fault.off_scale.clone() }, Complaint { item, message: Words::of(*language).fault.empty.clone() }];
            write("faults", question_page(&version, 0, setting, &Complaints { list: list.clone(), faulty: true }));
            write("empty", question_page(&version, 0, setting, &Complaints { list, faulty: false }));
            write("receipt", receipt_page(&version, setting, Receipt::Fresh));
        }
    }
}
