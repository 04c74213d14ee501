//! On which map do the pages draw? On none, or on the one that whoever runs the service names.

use std::str::FromStr;

/// The address of a MapLibre style, or of raster tiles with `{z}`, `{x}` and `{y}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basemap {
    address: String,
    origin: String,
}

impl Basemap {
    /// The address, as it stands in a page.
    pub fn in_markup(&self) -> String {
        // Quotes and angle brackets are in no address that was taken.
        self.address.replace('&', "&amp;")
    }

    /// Scheme, host and port: what a page's policy must allow.
    pub fn origin(&self) -> &str {
        &self.origin
    }
}

impl FromStr for Basemap {
    type Err = String;

    /// Takes an absolute address of printable ASCII that ends neither a page's attribute nor its policy.
    fn from_str(address: &str) -> Result<Self, String> {
        let wrong = || "an address such as https://tiles.example/{z}/{x}/{y}.png is expected".to_owned();
        let (scheme, rest) = address.split_once("://").ok_or_else(wrong)?;
        let host = rest.split(['/', '?']).next().unwrap_or_default();
        let of_host = |c: char| c.is_ascii_alphanumeric() || ".-:[]".contains(c);
        let of_address = |c: char| c.is_ascii_graphic() && !"\"'<>\\`;,#".contains(c);
        let taken = matches!(scheme, "http" | "https")
            && host.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '[')
            && host.chars().all(of_host)
            && address.chars().all(of_address);
        if !taken {
            return Err(wrong());
        }
        Ok(Self { address: address.to_owned(), origin: format!("{scheme}://{host}") })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_tells_its_origin() {
        for (address, origin) in [
            ("https://tiles.example/{z}/{x}/{y}.png?a=1&b=2", "https://tiles.example"),
            ("http://127.0.0.1:8081/style.json", "http://127.0.0.1:8081"),
            ("https://[::1]:99", "https://[::1]:99"),
        ] {
            assert_eq!(address.parse::<Basemap>().unwrap().origin(), origin);
        }
        let address = "https://tiles.example/?a=1&b=2".parse::<Basemap>().unwrap();
        assert_eq!(address.in_markup(), "https://tiles.example/?a=1&amp;b=2");
    }

    #[test]
    fn what_would_break_out_of_a_page_or_its_policy_is_refused() {
        for address in [
            "",
            "tiles.example/style.json",
            "//tiles.example",
            "javascript://x",
            "https://",
            "https:///style.json",
            "https://*.example/",
            "https://user@tiles.example/",
            "https://tiles.example/\"><script>",
            "https://tiles.example/; script-src *",
            "https://tiles.example/, x",
            "https://tiles.example/'unsafe-inline'",
            "https://tiles.example/ä",
            "https://tiles.example/\n",
        ] {
            assert!(address.parse::<Basemap>().is_err(), "{address}");
        }
    }
}
