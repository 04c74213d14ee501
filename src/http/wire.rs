//! What passes over a connection? Bytes as they are, watched, and a problem document where the library would refuse without one.

use super::App;
use super::problem::Problem;
use super::vitals::Vitals;
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use chrono::Utc;
use std::future::Future;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::Sleep;

/// For how long, and how much, is still read from a client whose request was refused unread: a connection closed
/// on what it still sends would be reset, and the refusal lost with it.
const LONGEST_LINGER: Duration = Duration::from_secs(1);
const MOST_LINGERED: usize = 1 << 20;

/// The client's end of a connection.
pub struct Wire {
    stream: TcpStream,
    app: Arc<App>,
    vitals: Arc<Vitals>,
    /// The first line of the head under way has not ended yet.
    in_first_line: bool,
    /// What is sent in place of the library's own refusal, and how much of it was.
    refusal: Option<(Vec<u8>, usize)>,
    linger: Option<(Pin<Box<Sleep>>, usize)>,
}

impl Wire {
    /// Over a connection.
    pub fn new(stream: TcpStream, app: Arc<App>, vitals: Arc<Vitals>) -> Self {
        Self { stream, app, vitals, in_first_line: true, refusal: None, linger: None }
    }

    /// Puts a problem document in the place of a refusal that the library makes of what it cannot read. Whatever
    /// is written before a request was read is one.
    fn replaces(&mut self, start: &[u8]) -> bool {
        if !self.vitals.is_asking() || !start.starts_with(b"HTTP/1.") {
            return false;
        }
        let code = start.get(9..12).and_then(|code| StatusCode::from_bytes(code).ok());
        let problem = match code {
            Some(StatusCode::URI_TOO_LONG) => Problem::address_too_long(),
            Some(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE) if self.in_first_line => Problem::address_too_long(),
            Some(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE) => Problem::head_too_large(&self.app.limits),
            _ => Problem::unreadable(),
        };
        self.app.metrics.unread(problem.status());
        self.refusal = Some((raw(problem), 0));
        true
    }

    fn poll_refusal(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while let Some((bytes, sent)) = &mut self.refusal {
            let rest = bytes.get(*sent..).unwrap_or_default();
            if rest.is_empty() {
                break;
            }
            *sent += ready!(Pin::new(&mut self.stream).poll_write(context, rest))?;
        }
        Poll::Ready(Ok(()))
    }

    /// Reads what is left until the client is done, or long enough.
    fn poll_linger(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let (until, read) = self.linger.get_or_insert_with(|| (Box::pin(tokio::time::sleep(LONGEST_LINGER)), 0));
        let mut bytes = [0; 4096];
        while *read < MOST_LINGERED && until.as_mut().poll(context).is_pending() {
            let mut buffer = ReadBuf::new(&mut bytes);
            match ready!(Pin::new(&mut self.stream).poll_read(context, &mut buffer)) {
                Ok(()) if !buffer.filled().is_empty() => *read += buffer.filled().len(),
                _ => break,
            }
        }
        Poll::Ready(())
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.vitals.is_expired() {
            if self.vitals.is_asking() {
                let problem = Problem::too_slow("request's head");
                self.app.metrics.unread(problem.status());
                // As much of it as goes out at once; whoever was that slow may miss it.
                let _ = self.stream.try_write(&raw(problem));
            }
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(context, buffer))?;
        let bytes = buffer.filled().get(before..).unwrap_or_default();
        if !bytes.is_empty() {
            self.in_first_line |= self.vitals.heard();
            self.in_first_line &= memchr::memchr(b'\n', bytes).is_none();
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Wire {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        if self.replaces(bytes) {
            return Poll::Ready(Ok(bytes.len()));
        }
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        watched(&self.vitals, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        if slices.first().is_some_and(|start| self.replaces(start)) {
            return Poll::Ready(Ok(slices.iter().map(|slice| slice.len()).sum()));
        }
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        watched(&self.vitals, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_refusal(context))?;
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_refusal(context))?;
        if self.linger.is_none() {
            ready!(Pin::new(&mut self.stream).poll_shutdown(context))?;
        }
        if self.refusal.is_some() {
            ready!(self.poll_linger(context));
        }
        Poll::Ready(Ok(()))
    }
}

fn watched(vitals: &Vitals, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
    match &written {
        Poll::Ready(Ok(_)) => vitals.wrote(),
        Poll::Ready(Err(_)) => {}
        Poll::Pending => vitals.stuck(),
    }
    written
}

/// A refusal as it goes over the wire, with the end of the connection.
fn raw(problem: Problem) -> Vec<u8> {
    let status = problem.status();
    let body = serde_json::to_vec(&problem).unwrap_or_default();
    let headers: HeaderMap = problem.into_response().headers().clone();
    let mut head = format!("HTTP/1.1 {} {}\r\n", status.as_str(), status.canonical_reason().unwrap_or_default());
    for (name, value) in &headers {
        head.push_str(&format!("{name}: {}\r\n", value.to_str().unwrap_or_default()));
    }
    let date = Utc::now().format("%a, %d %b %Y %H:%M:%S GMT");
    let length = body.len();
    head.push_str(&format!(
        "access-control-allow-origin: *\r\nconnection: close\r\ndate: {date}\r\ncontent-length: {length}\r\n\r\n"
    ));
    [head.into_bytes(), body].concat()
}
