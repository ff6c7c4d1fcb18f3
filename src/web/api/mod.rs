//! The API at `/api/v1`: what the desk shows, as JSON, for a person's programs.
//!
//! Every address stands in [`routes`] with its right and its description, from which the server and the `OpenAPI` description are made.
//! No cookie is looked at, so no other site can use what a browser holds; a token gives what its person may, or less.

mod caller;
mod comparisons;
mod description;
mod designs;
mod paging;
mod problem;
mod questionnaires;
mod responses;
mod rounds;
mod routes;
mod trials;

pub(super) use routes::routes;

use serde_json::{Map, Value};

use crate::language::Text;

/// A text in each language that it has.
fn text(text: &Text) -> Value {
    Value::Object(
        text.0.iter().map(|(language, words)| (language.code().to_owned(), words.as_str().into())).collect::<Map<_, _>>(),
    )
}
