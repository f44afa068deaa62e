//! The marketplace's address: https, or plain http to this very computer.

use reqwest::Url;

use crate::CallError;
use crate::wire::NextPage;

/// A checked base URL. Every request goes to its scheme, host and port, and nowhere else.
#[derive(Debug, Clone)]
pub(crate) struct BaseUrl {
    url: Url,
    loopback: bool,
}

impl BaseUrl {
    pub fn parse(text: &str) -> Result<Self, CallError> {
        let bad = |why: &str| CallError::BadBaseUrl { why: why.to_owned() };
        let url = Url::parse(text.trim().trim_end_matches('/')).map_err(|error| bad(&error.to_string()))?;
        let loopback = match url.host() {
            None => return Err(bad("it names no host")),
            Some(host) => is_loopback(&host.to_string()),
        };
        match url.scheme() {
            "https" => {}
            "http" if loopback => {}
            "http" => return Err(bad("plain http would send the login readable; use https")),
            _ => return Err(bad("it must begin with https://")),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(bad("it must not hold a name or password"));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(bad("it must end before ? and #"));
        }
        Ok(Self { url, loopback })
    }

    /// Whether the marketplace is on this computer, where no proxy must stand between.
    pub fn is_loopback(&self) -> bool {
        self.loopback
    }

    /// The address of `path`, which begins with a slash.
    pub fn join(&self, path: &str) -> Result<Url, CallError> {
        let whole = format!("{}{path}", self.url.as_str().trim_end_matches('/'));
        let url = Url::parse(&whole).map_err(|_| CallError::Unexpected { what: "an unusable address".into() })?;
        if url.origin() == self.url.origin() { Ok(url) } else { Err(elsewhere()) }
    }

    /// The path of a next page: under `/sellers` (contract 8.1), on the same host only. `+` in its query is meant as
    /// written and would arrive as a space.
    pub fn next_page(&self, next: &NextPage) -> Result<String, CallError> {
        self.next_page_below(next, "/sellers")
    }

    /// The same below another path, for lists that count their addresses from there.
    pub fn next_page_below(&self, next: &NextPage, below: &str) -> Result<String, CallError> {
        let given = next.0.trim();
        let path = if let Some(path) = given.strip_prefix('/').filter(|path| !path.starts_with(['/', '\\'])) {
            format!("/{path}")
        } else {
            let url = Url::parse(given).map_err(|_| elsewhere())?;
            if url.origin() != self.url.origin() {
                return Err(elsewhere());
            }
            format!("{}{}", url.path(), url.query().map(|query| format!("?{query}")).unwrap_or_default())
        };
        let path = path.replace('+', "%2B");
        let path = if path.starts_with("/sellers/") { path } else { format!("{below}{path}") };
        // Steps upwards would lead out of it again.
        let root = format!("{}/sellers/", self.url.path().trim_end_matches('/'));
        if self.join(&path)?.path().starts_with(&root) { Ok(path) } else { Err(elsewhere()) }
    }
}

fn elsewhere() -> CallError {
    CallError::Unexpected { what: "the next page is on another host".into() }
}

fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    bare == "localhost" || bare.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_login_never_goes_out_in_clear() {
        for good in ["https://api.flipkart.net", "https://api.flipkart.net/", "http://127.0.0.1:4100", "http://[::1]:9"]
        {
            assert!(BaseUrl::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "http://api.flipkart.net",
            "http://10.0.0.1",
            "http://127.0.0.1.evil.example",
            "ftp://x",
            "api.flipkart.net",
            "",
            "https://a:b@api.flipkart.net",
            "https://api.flipkart.net?x=1",
        ] {
            assert!(matches!(BaseUrl::parse(bad), Err(CallError::BadBaseUrl { .. })), "{bad}");
        }
    }

    #[test]
    fn a_next_page_stays_under_sellers_and_on_the_same_host() {
        let base = BaseUrl::parse("https://api.flipkart.net").unwrap();
        let path = |url: &str| base.next_page(&NextPage(url.into()));
        assert_eq!(path("/v3/shipments/filter?next_token=a_b").unwrap(), "/sellers/v3/shipments/filter?next_token=a_b");
        assert_eq!(path("/sellers/v3/x?t=1").unwrap(), "/sellers/v3/x?t=1");
        assert_eq!(path("https://api.flipkart.net/v3/x?t=1").unwrap(), "/sellers/v3/x?t=1");
        assert_eq!(
            path("/v3/x?from=2026-11-21T00:00:00+05:30").unwrap(),
            "/sellers/v3/x?from=2026-11-21T00:00:00%2B05:30"
        );
        let returns = base.next_page_below(&NextPage("/returns/search/eyJ+fQ==".into()), "/sellers/v2");
        assert_eq!(returns.unwrap(), "/sellers/v2/returns/search/eyJ%2BfQ==");
        for foreign in ["https://evil.example/v3/x", "//evil.example/v3/x", "/\\evil.example", "v3/x", "javascript:1"] {
            assert!(path(foreign).is_err(), "{foreign}: the token would follow it");
        }
        for upwards in ["/../oauth-service/oauth/token", "/sellers/../oauth-service/x", "/%2e%2e/x", "/v3/..\\..\\x"] {
            assert!(path(upwards).is_err(), "{upwards}: not a list of the seller's");
        }
    }
}
