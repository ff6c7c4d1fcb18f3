//! The server: which rooms answer which addresses, and what every answer carries.

use std::net::TcpListener;

use actix_web::middleware::DefaultHeaders;
use actix_web::{App, HttpResponse, HttpServer, web};

use super::provider::Providers;
use super::state::Shared;
use super::{api, desk, respondent};
use crate::store::Url;

/// Workers with PostgreSQL: each waits for the database in its own thread, so there are more of them than processors.
const POSTGRES_WORKERS: usize = 4;

/// Serves until the process is told to stop; `listener` may already have connections waiting.
pub fn serve(state: &Shared, listener: TcpListener) -> std::io::Result<()> {
    let workers = match state.store.url() {
        Url::Sqlite(_) => std::thread::available_parallelism().map_or(2, usize::from),
        Url::Postgres(_) => POSTGRES_WORKERS,
    };
    let state = state.clone();
    let https = state.is_https();
    let tries = web::Data::new(respondent::Tries::default());
    let starts = web::Data::new(respondent::Starts::default());
    let receipt_tries = web::Data::new(respondent::ReceiptTries::default());
    let token_tries = web::Data::new(respondent::TokenTries::default());
    let hashing = web::Data::new(desk::Hashing::default());
    let providers = web::Data::new(Providers::default());
    let heard = web::Data::new(desk::Heard::default());
    let imports = web::Data::new(desk::Imports::default());
    let server = HttpServer::new(move || {
        App::new()
            .app_data(state.clone())
            .app_data(starts.clone())
            .app_data(tries.clone())
            .app_data(receipt_tries.clone())
            .app_data(token_tries.clone())
            .app_data(hashing.clone())
            .app_data(providers.clone())
            .app_data(heard.clone())
            .app_data(imports.clone())
            .wrap(always(https))
            // Tried in this order, and respondents are many.
            .configure(respondent::routes)
            .configure(desk::routes)
            .configure(api::routes)
            .route("/healthz", web::get().to(HttpResponse::Ok))
            .route("/readyz", web::get().to(ready))
    })
    .workers(workers)
    .shutdown_timeout(10)
    .listen(listener)?;
    actix_web::rt::System::new().block_on(server.run())
}

/// What every answer carries: an own policy takes the place of the one here, which lets nothing be loaded, sent or framed.
fn always(https: bool) -> DefaultHeaders {
    let headers = DefaultHeaders::new()
        .add(("Referrer-Policy", "no-referrer"))
        .add(("X-Robots-Tag", "noindex"))
        .add(("X-Content-Type-Options", "nosniff"))
        .add(("Cache-Control", "no-store"))
        .add(("Content-Security-Policy", "default-src 'none'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"));
    // A year, and for every name below this one.
    if https { headers.add(("Strict-Transport-Security", "max-age=31536000; includeSubDomains")) } else { headers }
}

/// Whether the database answers.
async fn ready(state: Shared) -> HttpResponse {
    match state.store.trials() {
        Ok(_) => HttpResponse::Ok().finish(),
        Err(error) => {
            tracing::error!(%error, "not ready");
            HttpResponse::ServiceUnavailable().finish()
        }
    }
}
