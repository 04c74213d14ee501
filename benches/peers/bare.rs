//! What does the least axum service cost? A handler alone that answers with as many bytes as it is told.

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use axum::serve::ListenerExt;
use bytes::Bytes;
use tokio::net::TcpListener;
use tokio::runtime::Builder;

#[derive(clap::Args)]
pub struct Bare {
    /// The port of 127.0.0.1 to listen on.
    port: u16,
    /// How long the body of each answer is.
    bytes: usize,
}

impl Bare {
    pub fn serve(&self) -> anyhow::Result<()> {
        let body = Bytes::from(vec![b' '; self.bytes]);
        let handler = move || async move { ([(CONTENT_TYPE, "application/geo+json")], body) };
        Builder::new_current_thread().enable_all().build()?.block_on(async {
            let listener = TcpListener::bind(("127.0.0.1", self.port)).await?.tap_io(|stream| {
                // As the service does: an answer is not held back.
                let _ = stream.set_nodelay(true);
            });
            axum::serve(listener, Router::new().route("/", get(handler))).await?;
            Ok(())
        })
    }
}
