//! Every address of the desk with its right, read aloud.

use std::collections::BTreeSet;

use super::*;

#[test]
fn every_address_has_its_right_and_these_alone_are_open() {
    let open: Vec<String> = ENTRIES.iter().filter(|entry| matches!(entry.to, To::Everybody(_))).map(spoken).collect();
    assert_eq!(
        open,
        [
            "GET /desk/sign-in",
            "POST /desk/sign-in",
            "POST /desk/sign-in/code",
            "POST /desk/sign-in/provider",
            "GET /desk/sign-in/back",
            "POST /desk/sign-in/back",
            "POST /desk/sign-in/passkey",
            "POST /desk/sign-in/passkey/use",
            "GET /desk/passkey.js",
            "GET /desk/sign-in/{secret}",
            "POST /desk/sign-in/{secret}",
            "GET /desk/live.js",
            "GET /desk/notes.js",
            "GET /demo/link",
            "POST /demo/link",
        ]
    );
    let of_their_own: Vec<&str> =
        ENTRIES.iter().filter(|entry| matches!(entry.to, To::Whoever(Right::SignedIn, _))).map(|entry| entry.path).collect();
    assert!(of_their_own.iter().all(|path| path.starts_with("/desk/account") || *path == "/desk/sign-out"), "{of_their_own:?}");
    for entry in ENTRIES {
        let To::Whoever(Right::To(verb, of), _) = entry.to else { continue };
        let named = [("{trial}", Of::Trial), ("{round}", Of::Round), ("{from}", Of::Versions)];
        let of = match of {
            Of::RoundPart => Of::Round,
            Of::TrialPart => Of::Trial,
            of => of,
        };
        for (part, wanted) in named {
            assert_eq!(entry.path.contains(part), of == wanted, "{} is about {of:?}", spoken(entry));
        }
        let draft = entry.path.contains("{key}/draft");
        assert_eq!(draft, of == Of::Draft, "{} is about {of:?}", spoken(entry));
        assert_eq!(entry.path.contains("{key}"), matches!(of, Of::Draft | Of::Questionnaire | Of::Versions), "{}", spoken(entry));
        let writes = draft || entry.path == "/desk/questionnaires/new";
        assert_eq!(writes, verb == Verb::WriteQuestionnaires, "{}", spoken(entry));
        // What is of the whole installation is a list that is cut, or is for those who have everything.
        let lists = ["/desk", "/desk/calendar", "/desk/calendar.ics", "/desk/events", "/desk/rounds", "/desk/questionnaires"];
        // Code lists are the law's own words.
        let is_list = lists.contains(&entry.path) || entry.path.starts_with("/desk/code-lists");
        assert_eq!(verb == Verb::SeeOverview, is_list, "{}", spoken(entry));
    }
}

#[test]
fn no_address_stands_twice() {
    let all: BTreeSet<String> = ENTRIES.iter().map(spoken).collect();
    assert_eq!(all.len(), ENTRIES.len());
}

fn spoken(entry: &Entry) -> String {
    format!("{} {}", if entry.is_post { "POST" } else { "GET" }, entry.path)
}
