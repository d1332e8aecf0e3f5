//! What may stand in a log: of libraries that see keys, credentials or whole messages on the wire, warnings and errors alone.
//!
//! HTTP and WebSocket libraries trace headers, frames and bodies, the bus its messages. A log is a file that people hand on, so none
//! of that is written, whatever level is asked for.

use tracing::{Level, Metadata};

/// Libraries that see what is secret, by the first part of their targets.
const SEES_SECRETS: [&str; 18] = [
    "alloy",
    "h2",
    "hyper",
    "hyper_util",
    "keyring_core",
    "polymarket_client_sdk_v2",
    "reqwest",
    "rpassword",
    "rustls",
    "secret_service",
    "tokio_rustls",
    "tokio_tungstenite",
    "tower",
    "tower_http",
    "tungstenite",
    "zbus",
    "zbus_secret_service_keyring_store",
    "zvariant",
];

/// Whether an event or span may be written.
#[must_use]
pub fn may_be_logged(metadata: &Metadata<'_>) -> bool {
    // A level is greater the more it tells.
    *metadata.level() <= Level::WARN || !sees_secrets(metadata.target())
}

fn sees_secrets(target: &str) -> bool {
    let library = target.split("::").next().unwrap_or(target);
    SEES_SECRETS.iter().any(|known| {
        library == *known
            || library
                .strip_prefix(known)
                .is_some_and(|rest| rest.starts_with(['_', '-']))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn libraries_on_the_wire_are_known_and_our_own_crates_are_none_of_them() {
        for target in [
            "hyper::proto::h1::io",
            "hyper_util::client::legacy::pool",
            "h2::codec::framed_write",
            "reqwest::connect",
            "tungstenite::protocol",
            "tokio_tungstenite",
            "zbus::connection",
            "alloy_signer::signer",
        ] {
            assert!(sees_secrets(target), "{target}");
        }
        for target in [
            "pilotfish_engine::core_loop",
            "pilotfish",
            "pilotfish_vault",
            "h2o",
            "sqlx::query",
            "",
        ] {
            assert!(!sees_secrets(target), "{target}");
        }
    }
}
