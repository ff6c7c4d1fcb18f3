//! What the people of the test town do: they get letters, follow links, answer page by page and keep their receipts.
//!
//! They know a page only as a browser does: by its words and its form. A field is found by its question's key.

use std::fs;
use std::time::{Duration, Instant};

use nulpunkt::token::{RandomId, Secret, entry_code};

use crate::house::{House, Ran, TOWN, project, recipients};
use crate::http::{Form, Page};

/// A letter as it lay in the folder of letters.
pub(crate) struct Letter {
    pub(crate) to: String,
    pub(crate) raw: String,
    pub(crate) text: String,
}

/// The letters that lie in the house's folder, by address.
pub(crate) fn letters(house: &House) -> Vec<Letter> {
    let folder = house.folder.path().join("letters");
    let mut all: Vec<Letter> = fs::read_dir(folder)
        .map(|entries| entries.flatten().map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|e| e == "eml")))
        .into_iter()
        .flatten()
        .map(|path| letter(&String::from_utf8(fs::read(path).expect("a letter can be read")).expect("a letter is UTF-8")))
        .collect();
    all.sort_by(|one, other| one.to.cmp(&other.to));
    all
}

/// A letter read from its bytes: the address that it goes to, and its parts with their line coding undone.
pub(crate) fn letter(raw: &str) -> Letter {
    let to = raw.lines().find_map(|line| line.strip_prefix("To: ")).unwrap_or_default();
    let to = to.rsplit_once('<').map_or(to, |(_, address)| address.trim_end_matches('>')).to_owned();
    Letter { to, raw: raw.to_owned(), text: unquoted(raw) }
}

/// Quoted-printable undone (RFC 2045, section 6.7); what is not quoted stays as it is.
fn unquoted(raw: &str) -> String {
    let joined = raw.replace("=\r\n", "").replace("=\n", "");
    let bytes = joined.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = bytes.get(at + 1..at + 3).and_then(|pair| std::str::from_utf8(pair).ok());
        if let Some(byte) = hex.and_then(|pair| u8::from_str_radix(pair, 16).ok()).filter(|_| bytes[at] == b'=') {
            out.push(byte);
            at += 3;
        } else {
            out.push(bytes[at]);
            at += 1;
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

impl Letter {
    /// The path of the respondent's link in it.
    pub(crate) fn link(&self) -> String {
        let at = self.text.find("/s/").unwrap_or_else(|| panic!("no link in the letter to {}:\n{}", self.to, self.text));
        let token: String = self.text[at + 3..].chars().take_while(char::is_ascii_alphanumeric).collect();
        assert_eq!(token.len(), 26, "a token has 26 characters: {token}");
        format!("/s/{token}")
    }
}

/// The folder of the stories' own questionnaires.
pub(crate) fn own_surveys() -> String {
    project().join("tests/it/surveys").to_str().expect("UTF-8").to_owned()
}

/// The folder of the questionnaires that the product ships.
pub(crate) fn shipped_surveys() -> String {
    project().join("surveys").to_str().expect("UTF-8").to_owned()
}

/// Publishes the stories' questionnaires and opens a round `house-1` of the one with every kind of question.
pub(crate) fn open_round(house: &House, access: &str) {
    if access == "open" {
        house.ok(&["publish", &asking_surveys(house)]);
    } else {
        house.ok(&["publish", &own_surveys()]);
    }
    let added = add_round(house, "house-caseworkers", &["--mode", "pseudonymous", "--access", access]);
    assert_eq!(added.code, 0, "{}", added.err);
}

/// Adds a round `house-1` of version 1 of a published questionnaire, open for as long as any story takes.
pub(crate) fn add_round(house: &House, questionnaire: &str, more: &[&str]) -> Ran {
    let always = ["--version", "1", "--opens", "2020-01-01", "--closes", "2099-12-31"];
    let asked = ["round", "add", "--key", "house-1", "--questionnaire", questionnaire];
    house.run(&[&asked[..], &always, more].concat())
}

/// Adds a round of the stories' questionnaire that was open in January of this year, with the answers of a file.
pub(crate) fn past_january(house: &House, key: &str, year: &str, answers: &str) {
    let (opens, closes) = (format!("{year}-01-01"), format!("{year}-01-31"));
    let of = ["--questionnaire", "house-caseworkers", "--version", "1", "--opens", &opens, "--closes", &closes];
    house.ok(&[&["round", "add", "--key", key, "--mode", "pseudonymous"], &of[..]].concat());
    let file = house.file(&format!("{key}.csv"), answers);
    house.ok(&["responses", "import", "--round", key, &file]);
}

/// The stories' trials with Thisted as the lead of each: an open round needs somebody to name.
pub(crate) fn with_a_lead(trials: &str) -> String {
    trials.replace("\n[[trial]]\n", "\n[[trial]]\nlead = \"thisted\"\n")
}

/// The stories' questionnaire as an open round needs it: nobody was invited, so the municipality is a question too.
fn asking_surveys(house: &House) -> String {
    let read = |name: &str| fs::read_to_string(format!("{}/{name}", own_surveys())).expect("a file of the stories");
    house.file("asking/trials.toml", with_a_lead(&read("trials.toml")));
    let asked = read("house-caseworkers/1.toml").replace("source = \"recipient\"", "source = \"asked\"");
    let question = "\n[[page]]\n[[page.question]]\nkey = \"municipality\"\nkind = \"single\"\ntext = { da = \"Hvor arbejder du?\", en = \"Where do you work?\" }\n\
                    choices = [ { value = 1, da = \"Thisted\", en = \"Thisted\" }, { value = 2, da = \"Rebild\", en = \"Rebild\" } ]\n";
    let file = house.file("asking/house-caseworkers/1.toml", asked + question);
    file.trim_end_matches("/house-caseworkers/1.toml").to_owned()
}

/// Opens `house-1`, invites the whole town by letter into the folder, and starts the server.
pub(crate) fn invited_town(house: &House) {
    open_round(house, "invited");
    let file = house.file("town.csv", recipients(&TOWN));
    house.ok(&["recipients", "import", "--round", "house-1", &file]);
    house.ok(&["invite", "--round", "house-1"]);
    house.ok(&["deliver", "--once"]);
    house.serve();
}

/// The link in the letter to this address.
pub(crate) fn link_of(house: &House, email: &str) -> String {
    let all = letters(house);
    let mine = all.iter().find(|letter| letter.to == email);
    mine.unwrap_or_else(|| panic!("no letter to {email} among {:?}", all.iter().map(|one| &one.to).collect::<Vec<_>>())).link()
}

/// The entry code that a letter on paper to this address would show, made from the round's secret as the letter's maker does.
pub(crate) fn code_of(house: &House, email: &str) -> String {
    let unhex = |text: &str| data_encoding::HEXLOWER.decode(text.trim().to_lowercase().as_bytes()).expect("hexadecimal");
    let secret = fs::read_to_string(house.folder.path().join("keys/links/house-1.key")).expect("the round's secret");
    let hex = if house.url.starts_with("sqlite") { "hex(i.id)" } else { "encode(i.id, 'hex')" };
    let id =
        house.sql(&format!("select {hex} from invitation i join recipient r on r.id = i.recipient_id where r.email = '{email}'"));
    let secret = Secret(unhex(&secret).try_into().expect("256 bits"));
    entry_code(&secret, RandomId(unhex(&id).try_into().expect("128 bits")))
}

/// Answers to the questionnaire of the stories that touch every kind of question.
pub(crate) const ANSWERS: [(&str, &str); 8] = [
    ("used", "2"),
    ("simplified", "3"),
    ("how", "1"),
    ("effects.quality", "2"),
    ("effects.trust", "98"),
    ("hours", "7,5"),
    ("since", "2019-03-01"),
    ("comments", "Det går bedre – også på Ærø"),
];

/// Puts these answers into a form, each where the form has a field of that name.
pub(crate) fn filled(form: &Form, answers: &[(&str, &str)]) -> Form {
    let mut form = form.clone();
    for (name, value) in answers {
        let offered = form.offered.iter().any(|(field, _)| field == name);
        if offered || form.fields.iter().any(|(field, _)| field == name) {
            form = form.with(name, value);
        }
    }
    form
}

/// The receipt's code on a page: four groups of four, as a person would write it down.
pub(crate) fn receipt(page: &Page) -> Option<String> {
    let letter = |c: char| c.is_ascii_uppercase() || ('2'..='7').contains(&c);
    let is_code = |word: &&str| word.len() == 19 && word.split('-').all(|group| group.len() == 4 && group.chars().all(letter));
    page.words().split_whitespace().find(is_code).map(str::to_owned)
}

/// Goes from a link to the receipt, pressing the main button of every page; gives back the last form and the receipt's page.
pub(crate) fn answer(house: &House, link: &str, answers: &[(&str, &str)]) -> (Form, Page) {
    let mut page = house.follow(house.get(link));
    let mut last = None;
    for _ in 0..40 {
        if receipt(&page).is_some() {
            return (last.expect("a form led here"), page);
        }
        assert!([200, 422].contains(&page.status), "a page on the way answered {}: {}", page.status, page.words());
        let form = filled(&page.form(), answers);
        page = house.submit(&form);
        last = Some(form);
    }
    panic!("no receipt after 40 pages; the last says: {}", page.words());
}

/// Goes on from a link until the page asks this question; gives back that page.
pub(crate) fn up_to(house: &House, link: &str, question: &str, answers: &[(&str, &str)]) -> Page {
    let mut page = house.follow(house.get(link));
    for _ in 0..40 {
        let form = page.form();
        if form.offered.iter().chain(&form.fields).any(|(field, _)| field == question) {
            return page;
        }
        page = house.submit(&filled(&form, answers));
    }
    panic!("the question {question} was never asked; the last page says: {}", page.words());
}

/// How many responses the database holds, counted by the export.
pub(crate) fn exported(house: &House, round: &str) -> Vec<Vec<(String, String)>> {
    let text = house.ok(&["responses", "export", "--round", round, "--format", "csv"]);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header: Vec<String> = reader.headers().expect("a header").iter().map(str::to_owned).collect();
    reader.records().map(|row| header.iter().cloned().zip(row.expect("a row").iter().map(str::to_owned)).collect()).collect()
}

/// A password as long as passwords are here.
pub(crate) const PASSWORD: &str = "korrekt hest batteri hæfteklamme";

/// The cookie of the first person, who made their account by the address in the log and coordinates everything.
pub(crate) fn signed_in(house: &House) -> String {
    // A server may answer before it has said everything.
    let told = || house.log().split_whitespace().find(|word| word.contains("/desk/sign-in/")).map(str::to_owned);
    let late = Instant::now() + Duration::from_secs(20);
    let address = loop {
        match told() {
            Some(address) => break address,
            None if Instant::now() < late => std::thread::sleep(Duration::from_millis(20)),
            None => panic!("no one-time address: {}", house.log()),
        }
    };
    entered(house, &house.get(&address).form().with("name", "Kirsten Koordinator"))
}

/// The cookie of a person whom the command line adds with these options.
pub(crate) fn person(house: &House, name: &str, options: &[&str]) -> String {
    let said = house.ok(&[&["user", "add", name], options].concat());
    let address = said.split_whitespace().find(|word| word.contains("/desk/sign-in/")).expect("a one-time address").to_owned();
    entered(house, &house.get(&address).form())
}

fn entered(house: &House, form: &Form) -> String {
    let admitted = house.post(&form.clone().with("password", PASSWORD).with("again", PASSWORD));
    assert_eq!(admitted.status, 303, "{}", admitted.words());
    cookie_of(&admitted)
}

/// The session that an answer gives.
pub(crate) fn cookie_of(page: &Page) -> String {
    page.header("set-cookie").and_then(|cookie| cookie.split(';').next()).expect("a session").to_owned()
}

/// The page at this address, where a round's texts are opened first if they stand there: by the button, as people do.
pub(crate) fn looked_at(house: &House, cookie: &str, path: &str) -> Page {
    looked_at_with(house, &mut cookie.to_owned(), path)
}

/// The same, and the cookie with what shows that they are open.
pub(crate) fn looked_at_with(house: &House, cookie: &mut String, path: &str) -> Page {
    let get = |cookie: &str| house.send("GET", path, &format!("Cookie: {cookie}\r\n"), b"").expect("an answer");
    let page = get(cookie);
    if !page.header("content-type").is_some_and(|kind| kind.starts_with("text/html")) {
        return page;
    }
    let Some(form) = page.forms().into_iter().find(|form| form.action.contains("/texts/open")) else { return page };
    let headers = format!("Cookie: {cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\n");
    let opened = house.send("POST", &form.action, &headers, form.encoded().as_bytes()).expect("an answer");
    assert_eq!(opened.status, 303, "{}", opened.words());
    *cookie = format!("{cookie}; {}", cookie_of(&opened));
    get(cookie)
}

/// The cell of a row.
pub(crate) fn cell<'a>(row: &'a [(String, String)], column: &str) -> &'a str {
    let found = row.iter().find(|(name, _)| name == column);
    &found.unwrap_or_else(|| panic!("no column {column} among {:?}", row.iter().map(|(name, _)| name).collect::<Vec<_>>())).1
}
