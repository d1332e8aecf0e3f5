//! What stands in front of all routes: rate limits first, as the CDN is, then faults.

use std::sync::Arc;

use super::faults::Faults;
use super::limits::Limits;
use super::state::App;

/// What the layers in front of the routes share.
#[derive(Clone)]
pub(crate) struct RouteState {
    pub(crate) app: App,
    pub(crate) faults: Arc<Faults>,
    pub(crate) limits: Arc<Limits>,
}

/// A path without the `/clob` that every route of the CLOB also stands under, and whether it had it.
pub(crate) fn bare(path: &str) -> (&str, bool) {
    match path.strip_prefix("/clob").filter(|rest| rest.starts_with('/')) {
        Some(rest) => (rest, true),
        None => (path, false),
    }
}

/// Whether a path is the relayer's or the chain's: services with limits of their own.
pub(crate) fn is_elsewhere(path: &str) -> bool {
    const STARTS: [&str; 7] = [
        "/rpc",
        "/submit",
        "/nonce",
        "/relay-payload",
        "/deployed",
        "/transaction",
        "/v1/account/",
    ];
    STARTS.iter().any(|start| path.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::bare;

    #[test]
    fn only_the_prefix_itself_is_taken_off() {
        assert_eq!(bare("/clob/order"), ("/order", true));
        assert_eq!(bare("/clob-markets/0x1"), ("/clob-markets/0x1", false));
        assert_eq!(bare("/order"), ("/order", false));
    }
}
