//! What is around the content of a page? A title, the way up, and one style sheet; nothing runs in it.

use super::markup::{anchor, escaped};
use axum::http::HeaderValue;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

/// The only style there is.
const STYLE: &str = ":root{color-scheme:light dark;--back:#fff;--text:#14201b;--muted:#4a5852;--line:#d3dbd7;--raised:#f3f6f4;--link:#0b5f45}\
@media(prefers-color-scheme:dark){:root{--back:#0f1513;--text:#eef4f1;--muted:#aebcb5;--line:#303c37;--raised:#1a2320;--link:#56d3a4}}\
*{box-sizing:border-box}\
body{margin:0 auto;max-width:70rem;padding:1rem;background:var(--back);color:var(--text);font:16px/1.5 system-ui,-apple-system,\"Segoe UI\",Roboto,\"PingFang SC\",\"Noto Sans CJK SC\",\"Microsoft YaHei\",sans-serif;overflow-wrap:anywhere}\
a{color:var(--link)}a:focus-visible,.wide:focus-visible{outline:3px solid var(--link);outline-offset:2px}\
h1{font-size:1.5rem;line-height:1.2}h2{font-size:1.15rem}\
nav{display:flex;flex-wrap:wrap;gap:.25rem 1rem;color:var(--muted)}nav a,main li a{display:inline-block;min-height:1.5rem;padding:.125rem 0}\
.wide{overflow-x:auto;border:1px solid var(--line);border-radius:.5rem;margin:1rem 0}\
table{border-collapse:collapse;width:100%}caption{text-align:start;padding:.5rem .75rem;color:var(--muted)}\
th,td{text-align:start;vertical-align:top;padding:.4rem .75rem;border-top:1px solid var(--line);overflow-wrap:normal}\
thead th{background:var(--raised)}tbody th{font-weight:600}\
dl div{display:grid;grid-template-columns:minmax(7rem,14rem) 1fr;gap:.25rem 1rem;padding:.3rem 0;border-top:1px solid var(--line)}dt{color:var(--muted)}dd{margin:0}\
@media(max-width:30rem){dl div{grid-template-columns:1fr}}\
footer{margin-top:2rem;color:var(--muted);font-size:.875rem}";

/// The style is known by its hash, so that no other can be slipped in; nothing else is loaded, run or sent anywhere.
static POLICY: LazyLock<HeaderValue> = LazyLock::new(|| {
    let hash = STANDARD.encode(Sha256::digest(STYLE));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    HeaderValue::try_from(policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
});

/// The content security policy of every page.
pub fn policy() -> HeaderValue {
    POLICY.clone()
}

/// A page. `title` is text, `up` is the way there as addresses and texts, `content` is markup.
pub fn page(title: &str, up: &[(String, &str)], content: &str, dataset: &str) -> String {
    let title = escaped(title);
    let way: Vec<String> = up.iter().map(|(href, name)| anchor(href, &escaped(name))).collect();
    let way = match way.is_empty() {
        true => String::new(),
        false => format!("<nav aria-label=\"Where this is\">{}</nav>", way.join(" ")),
    };
    let dataset = escaped(dataset);
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{title}</title>\
         <style>{STYLE}</style></head><body>{way}<main><h1><bdi>{title}</bdi></h1>{content}</main>\
         <footer>Data set {dataset}</footer></body></html>\n"
    )
}
