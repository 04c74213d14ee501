//! Who may steer the service, and how? `POST /reload` on a listener of its own, for whoever has a token.

use super::body::discard;
use super::dataset::named;
use super::guard::Guarded;
use super::params::Params;
use super::problem::Problem;
use super::reply::JSON;
use super::{App, Limits, Seconds, refuse};
use crate::store::{Ended, Reloader};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, post};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::net::IpAddr;
use std::sync::Arc;
use subtle::{Choice, ConstantTimeEq};
use tokio::sync::oneshot;

/// Shortest token taken, in bytes: what nobody guesses.
const LEAST_BYTES: usize = 32;
/// Most tokens at once: the one in use, and the one that takes its place.
const MOST_TOKENS: usize = 2;

/// Tokens that are accepted. They are never shown, and only their hashes are kept.
#[derive(Clone, Default)]
pub struct Tokens(Vec<[u8; 32]>);

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} tokens", self.0.len())
    }
}

impl Tokens {
    /// Reads one or two tokens, each on a line.
    ///
    /// # Errors
    /// What is wrong with them, in words that do not repeat them.
    pub fn parse(text: &str) -> Result<Self, String> {
        let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        if lines.is_empty() || lines.len() > MOST_TOKENS {
            return Err(format!("one or two tokens are expected, each on a line; there are {}", lines.len()));
        }
        for line in &lines {
            if line.len() < LEAST_BYTES {
                return Err(format!("a token has {} bytes, at least {LEAST_BYTES} are needed", line.len()));
            }
            if !line.bytes().all(|byte| byte.is_ascii_graphic()) {
                return Err("a token has characters that no header can carry: use letters and digits".to_owned());
            }
        }
        Ok(Self(lines.into_iter().map(|line| Sha256::digest(line).into()).collect()))
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a token is one of these. It takes as long whatever was guessed: hashes are compared, all of each.
    fn accept(&self, given: &str) -> bool {
        let given: [u8; 32] = Sha256::digest(given).into();
        self.0.iter().fold(Choice::from(0), |found, token| found | token.ct_eq(&given)).into()
    }
}

/// What the admin routes share.
struct Admin {
    app: Arc<App>,
    reloader: Reloader,
    tokens: Tokens,
}

/// What the admin listener allows: a handful of people, and reloads that take their time.
pub fn limits() -> Limits {
    Limits {
        max_connections: 16,
        max_connections_per_address: 16,
        max_requests: 4,
        max_queue: 4,
        max_streams: 0,
        request_timeout_s: Seconds::whole(3600),
        drain_grace_s: Seconds::whole(0),
        ..Limits::default()
    }
}

/// The whole URL space of the admin listener. No page of any origin may read it.
pub(super) fn admin_router(app: Arc<App>, reloader: Reloader, tokens: Tokens) -> Guarded {
    let admin = Arc::new(Admin { app: app.clone(), reloader, tokens });
    let only_post = async |request: Request| refuse(request, Problem::method_not_allowed("POST")).await;
    let other = any(async |request: Request| refuse(request, Problem::not_found_on_admin()).await);
    Guarded::unshared(app, vec![("/reload", post(reload).fallback(only_post))], other, admin)
}

/// `POST /reload[?force=true]`: loads the data again and says how that ended.
async fn reload(State(admin): State<Arc<Admin>>, request: Request) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    discard(body).await;
    admin.admit(&parts.headers)?;
    let mut params = Params::from_query(parts.uri.query().unwrap_or_default());
    let forced = params.one_of("force", ["true", "false"], |word| match word {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    });
    params.finish()?;
    let (then, ended) = oneshot::channel();
    admin.reloader.reload(forced.unwrap_or(false), move |ended| {
        // Whoever went away is told by the log.
        let _ = then.send(ended);
    });
    let ended = ended.await.map_err(|_| Problem::internal())?;
    let result = match ended {
        Ended::Loaded => "loaded",
        Ended::Unchanged => "unchanged",
        // Whoever replaced several files is not to take it for done.
        Ended::Partly(reason) => return Err(Problem::new(StatusCode::CONFLICT, format!("loaded in part: {reason}"))),
        Ended::Refused(reason) => {
            return Err(Problem::new(StatusCode::CONFLICT, format!("the data in use stays: {reason}")));
        }
    };
    let snapshot = admin.app.snapshot()?;
    let told = json!({
        "result": result,
        "dataset": named(&snapshot),
        "stations": snapshot.index.len(),
        "rejected": snapshot.rejections.len(),
        "warned": snapshot.warnings.len(),
    });
    Ok(([(header::CONTENT_TYPE, JSON)], told.to_string()).into_response())
}

impl Admin {
    /// Who has a token may. Without any the listener is on a loopback address, and who is on this machine may; but no
    /// page in a browser, whatever name it calls the machine by.
    fn admit(&self, headers: &HeaderMap) -> Result<(), Problem> {
        if self.tokens.is_empty() {
            let from_a_page = headers.contains_key(header::ORIGIN) || headers.contains_key("sec-fetch-site");
            return if from_a_page || !is_loopback(headers) { Err(Problem::forbidden()) } else { Ok(()) };
        }
        let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token =
            given.and_then(|given| given.split_once(' ')).filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
        match token {
            Some((_, token)) if self.tokens.accept(token.trim()) => Ok(()),
            _ => Err(Problem::unauthorised()),
        }
    }
}

/// Whether `Host` names this machine as it sees itself.
fn is_loopback(headers: &HeaderMap) -> bool {
    let Some(host) = headers.get(header::HOST).and_then(|host| host.to_str().ok()) else { return true };
    let Ok(authority) = host.parse::<axum::http::uri::Authority>() else { return false };
    let name = authority.host().trim_start_matches('[').trim_end_matches(']');
    name.eq_ignore_ascii_case("localhost") || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_or_two_long_tokens_are_accepted_and_nothing_else() {
        let (a, b) = ("a".repeat(32), "b".repeat(40));
        let tokens = Tokens::parse(&format!("{a}\n\n {b} \r\n")).unwrap();
        for (given, accepted) in [
            (a.as_str(), true),
            (&b, true),
            (&a[..31], false),
            ("", false),
            (&format!("{a}a"), false),
            (&format!("{a}\n{b}"), false),
        ] {
            assert_eq!(tokens.accept(given), accepted, "{given}");
        }
        assert!(!Tokens::default().accept(""));
        assert!(!format!("{tokens:?}").contains("aaa"));
    }

    #[test]
    fn a_bad_token_is_refused_without_being_repeated() {
        let long = "s3cret-".repeat(6);
        for text in [
            "",
            "\n\n",
            "s3cret-short",
            &format!("{long}\n{long}\n{long}"),
            &format!("{long} {long}"),
            &format!("{long}é"),
        ] {
            let told = Tokens::parse(text).unwrap_err();
            assert!(!told.contains("s3cret"), "{told}");
        }
    }

    #[test]
    fn only_names_of_this_machine_are_loopback() {
        for (host, loopback) in [
            ("127.0.0.1:8081", true),
            ("localhost", true),
            ("LocalHost:1", true),
            ("[::1]:8081", true),
            ("evil.example:8081", false),
            ("127.0.0.1.evil.example", false),
            ("192.168.0.7", false),
            ("a b", false),
        ] {
            let headers = HeaderMap::from_iter([(header::HOST, host.parse().unwrap())]);
            assert_eq!(is_loopback(&headers), loopback, "{host}");
        }
    }
}
