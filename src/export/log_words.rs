//! Lines of the log in Danish: it is kept in English, and what is not known here stays as it was noted.

/// What was done.
#[must_use]
pub fn done(what: &str) -> String {
    let counted = |from: &str, to: &str, end: &str| {
        let count = what.strip_prefix(from)?.split(' ').next()?;
        what.ends_with(end).then(|| to.replace("{}", count))
    };
    let due = || {
        let (artefact, day) = what.strip_prefix("set ")?.split_once(" to go on ")?;
        Some(format!("frist for {} sat til {day}", kept(artefact)))
    };
    counted("released ", "{} forseglede svar åbnet og talt op", "sealed answers")
        .or_else(|| counted("destroyed ", "{} forseglede svar slettet ulæst", "sealed answers unread"))
        .or_else(|| counted("reviewed ", "{} tekster gennemgået", "texts"))
        .or_else(due)
        .unwrap_or_else(|| plain(what).to_owned())
}

fn plain(what: &str) -> &str {
    match what {
        "destroyed the private key" => "Rundens nøgle slettet",
        "export of single answers" => "Enkeltsvar eksporteret til en fil",
        "erased an answer" => "Et svar slettet",
        "questionnaire draft given up" => "Udkast til spørgeskema opgivet",
        "published" => "Spørgeskema udgivet",
        "signed in" => "Logget ind",
        "password chosen" => "Adgangskode valgt",
        "person added" => "Person tilføjet",
        "person removed" => "Person fjernet",
        "person reset" => "Person fik en ny vej ind",
        "password changed" => "Adgangskode ændret",
        "app on" => "App taget i brug",
        "app off" => "App slået fra",
        other => other,
    }
}

fn kept(artefact: &str) -> &str {
    match artefact {
        "contacts" => "kontakter",
        "answers" => "svar",
        "panel-secret" => "hemmeligheden, der binder runder sammen",
        other => other,
    }
}

/// Who did it.
#[must_use]
pub fn by(who: &str) -> &str {
    match who {
        "custodian at the machine" => "den dataansvarlige ved maskinen",
        "the holder of the receipt" => "den, der havde kvitteringen",
        "the server" => "serveren",
        "nulpunkt, after a restore" => "gendannelsen af databasen",
        "nulpunkt, closing a round" => "lukningen af runden",
        other => other,
    }
}
