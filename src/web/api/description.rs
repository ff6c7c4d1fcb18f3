//! The `OpenAPI` description (3.1), made from the list of routes: what is not listed there is not told, and what is told is there.
//!
//! The schemas of the answers stand in `schemas.json`; a story holds every answer against its own.

use serde_json::{Map, Value, json};

use super::routes::{BASE, ENTRIES, Entry, Form, Of, Right};

/// The schemas of the answers, by name.
const SCHEMAS: &str = include_str!("schemas.json");

const SAYS: &str = "Trials, questionnaires, rounds, rates and comparisons for a person's programs. A token is made at /desk/account/tokens; it \
                    may what its person may at the moment of the request, or less. Outside of one's trials everything is 404. Lists come \
                    a page at a time. Figures obey the same rules for small numbers as every other exit: what is withheld is null.";

/// What every address may answer beside what was asked for.
const ALWAYS: [(&str, &str); 6] = [
    ("400", "A parameter is unknown or wrong."),
    ("401", "No token, or one that does not count."),
    ("403", "Not yours to do."),
    ("405", "Not with this method."),
    ("429", "Too many wrong tokens from your address."),
    ("503", "Something failed on our side."),
];
/// What an address may answer that is about one thing.
const FOUND: [(&str, &str); 1] = [("404", "There is no such thing, or not for you.")];
/// What an address may answer to a file.
const SENT: [(&str, &str); 4] = [
    ("409", "The round takes no such file now."),
    ("413", "The file is too large."),
    ("415", "The file is no text/csv."),
    ("422", "The file has faults, each with its place."),
];

/// The description of the API of the server at this address.
pub(super) fn description(public_url: &str) -> Value {
    // The file is held by a test.
    let schemas: Value = serde_json::from_str(SCHEMAS).unwrap_or_default();
    let mut paths = Map::new();
    for entry in ENTRIES {
        let methods = paths.entry(entry.path).or_insert_with(|| json!({}));
        methods[if entry.is_post { "post" } else { "get" }] = operation(entry);
    }
    paths.insert("/openapi.json".to_owned(), json!({ "get": own() }));
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Nulpunkt", "version": "1", "description": SAYS },
        "servers": [{ "url": format!("{public_url}{BASE}") }],
        "security": [{ "token": [] }],
        "paths": paths,
        "components": {
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } },
            "schemas": schemas,
        },
    })
}

fn own() -> Value {
    json!({
        "operationId": "description",
        "summary": "This description.",
        "security": [],
        "responses": { "200": { "description": "OpenAPI 3.1.", "content": { "application/json": { "schema": { "type": "object" } } } } },
    })
}

fn operation(entry: &Entry) -> Value {
    let named = entry.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).map(|name| {
        let schema = if name == "version" { json!({ "type": "integer", "minimum": 1 }) } else { schema(Form::Key) };
        json!({ "name": name, "in": "path", "required": true, "schema": schema })
    });
    let asked = entry.parameters.iter().map(|parameter| {
        json!({
            "name": parameter.name,
            "in": "query",
            "required": parameter.is_required,
            "description": parameter.says,
            "schema": schema(parameter.form),
        })
    });
    let mut operation = json!({
        "operationId": entry.name,
        "summary": entry.says,
        "x-right": right(entry.right),
        "parameters": named.chain(asked).collect::<Vec<_>>(),
        "responses": answers(entry),
    });
    if entry.is_post {
        let file = json!({ "text/csv": { "schema": { "type": "string" } } });
        operation["requestBody"] = json!({ "required": true, "description": "At most 3 MB.", "content": file });
    }
    operation
}

/// What one must be allowed to reach it.
fn right(right: Right) -> String {
    match right {
        Right::Token => "any token".to_owned(),
        Right::To(verb, Of::Platform) => format!("{verb:?}, cut to what the person may see"),
        Right::To(verb, of) => format!("{verb:?} of {of:?}"),
    }
}

fn schema(form: Form) -> Value {
    match form {
        Form::Key => json!({ "type": "string", "pattern": "^[a-z0-9_-]{1,100}$" }),
        Form::Keys(fewest, most) => {
            let more = format!("^[a-z0-9_-]{{1,100}}(,[a-z0-9_-]{{1,100}}){{{},{}}}$", fewest - 1, most - 1);
            json!({ "type": "string", "pattern": more })
        }
        Form::UpTo(most) => json!({ "type": "integer", "minimum": 1, "maximum": most }),
        Form::Flag => json!({ "type": "boolean" }),
        Form::Language => json!({ "type": "string", "enum": ["da", "en"] }),
    }
}

fn answers(entry: &Entry) -> Value {
    let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let answer = json!({ "description": "Done.", "content": { "application/json": { "schema": reference(entry.answer) } } });
    let mut answers = Map::new();
    answers.insert("200".to_owned(), answer);
    let finds = matches!(entry.right, Right::To(_, of) if of != Of::Platform);
    let found = FOUND.iter().filter(|_| finds);
    let sent = SENT.iter().filter(|_| entry.is_post);
    for (status, says) in ALWAYS.iter().chain(found).chain(sent) {
        let content = json!({ "application/problem+json": { "schema": reference("Problem") } });
        answers.insert((*status).to_owned(), json!({ "description": says, "content": content }));
    }
    Value::Object(answers)
}
