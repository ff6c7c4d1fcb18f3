//! A static page served by the same library: the limit that the benchmark holds our own pages against.

use actix_web::{App, HttpResponse, HttpServer, web};

/// As many bytes as the limit's page has.
const SIZE: usize = 8 * 1024;

/// Serves one page of 8 KB on `/` at this address until the process ends.
pub fn serve_static(address: &str) -> std::io::Result<()> {
    let page = web::Bytes::from("x".repeat(SIZE));
    actix_web::rt::System::new().block_on(async move {
        let app = move || {
            let page = page.clone();
            let answer = move || {
                let page = page.clone();
                async move { HttpResponse::Ok().content_type("text/html; charset=utf-8").body(page) }
            };
            App::new().route("/", web::get().to(answer))
        };
        HttpServer::new(app).bind(address)?.run().await
    })
}
