//! Where is the service steered from, and by whom? Options of the admin listener.

use super::serve::NoService;
use crate::http::Tokens;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;

/// The variable that holds tokens; no option does, since arguments are for all to see.
const TOKEN_VARIABLE: &str = "WAYSTATION_ADMIN_TOKEN";

/// Where it listens if only a token is given.
const USUAL: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8081);

/// The admin listener.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Admin")]
pub(super) struct AdminOptions {
    /// Address and port of the admin listener, which takes POST /reload[?force=true]. There is none unless this or a token is given; with a token alone it is 127.0.0.1:8081. An address that others can reach needs a token.
    #[arg(long, env = "WAYSTATION_ADMIN_LISTEN", value_name = "ADDRESS", value_parser = super::serve::socket_address)]
    admin_listen: Option<SocketAddr>,
    /// File with the admin token, at least 32 bytes, or two of them on two lines while one takes the other's place. WAYSTATION_ADMIN_TOKEN may hold them instead.
    #[arg(long, env = "WAYSTATION_ADMIN_TOKEN_FILE", value_name = "FILE")]
    admin_token_file: Option<PathBuf>,
}

impl AdminOptions {
    /// Where to listen and whom to listen to; none if there is to be no admin listener.
    ///
    /// # Errors
    /// When a token is no good, or missing where others can reach the listener.
    pub(super) fn listener(&self) -> Result<Option<(SocketAddr, Tokens)>, NoService> {
        let tokens = self.tokens().map_err(NoService::Token)?;
        let address = match (self.admin_listen, tokens.is_empty()) {
            (Some(address), _) => address,
            (None, false) => USUAL,
            (None, true) => return Ok(None),
        };
        if tokens.is_empty() && !address.ip().is_loopback() {
            let reason =
                format!("{address} can be reached by others: the admin listener needs --admin-token-file there");
            return Err(NoService::Token(reason));
        }
        Ok(Some((address, tokens)))
    }

    fn tokens(&self) -> Result<Tokens, String> {
        let in_variable = std::env::var_os(TOKEN_VARIABLE);
        if let Some(file) = &self.admin_token_file {
            if in_variable.is_some() {
                let file = file.display();
                return Err(format!(
                    "tokens are given twice: in the file {file} (--admin-token-file or WAYSTATION_ADMIN_TOKEN_FILE) and in {TOKEN_VARIABLE}: leave one out"
                ));
            }
            let text = std::fs::read_to_string(file)
                .map_err(|error| format!("cannot read the admin token file {}: {error}", file.display()))?;
            return Tokens::parse(&text).map_err(|reason| format!("the admin token file {}: {reason}", file.display()));
        }
        match in_variable {
            None => Ok(Tokens::default()),
            Some(text) => {
                let text = text.into_string().map_err(|_| format!("{TOKEN_VARIABLE} is not UTF-8 text"))?;
                Tokens::parse(&text).map_err(|reason| format!("{TOKEN_VARIABLE}: {reason}"))
            }
        }
    }
}
