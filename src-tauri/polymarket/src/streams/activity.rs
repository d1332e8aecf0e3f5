//! Everybody's trades, of which those of the wanted wallets are kept: the venue has no filter by wallet.

use std::collections::BTreeSet;

use pilotfish_copy::ids::WalletAddress;
use pilotfish_copy::input::ActivityRow;
use serde_json::Value;
use tokio::sync::watch;
use zeroize::Zeroizing;

use super::socket::{Channel, Heard, Outbox, spawn};
use super::{Subscription, Tuning};
use crate::fields::Fields;
use crate::{Transport, public};

/// `trades` holds takers and makers; `orders_matched` would repeat the takers.
const SUBSCRIBE: &str = r#"{"action":"subscribe","subscriptions":[{"topic":"activity","type":"trades"}]}"#;

/// The trades of the wanted wallets, as they are published. The set may change while it runs.
#[must_use]
pub fn activity_stream(
    transport: &Transport,
    tuning: Tuning,
    wanted: watch::Receiver<BTreeSet<WalletAddress>>,
) -> Subscription<(WalletAddress, ActivityRow)> {
    spawn(transport.endpoints().rtds.clone(), tuning, Activity { wanted })
}

struct Activity {
    wanted: watch::Receiver<BTreeSet<WalletAddress>>,
}

impl Channel for Activity {
    type Item = (WalletAddress, ActivityRow);

    fn open(&mut self) -> Vec<Zeroizing<String>> {
        vec![Zeroizing::new(SUBSCRIBE.to_owned())]
    }

    fn expects_news(&self) -> bool {
        true
    }

    fn hear(&mut self, text: &str, out: &mut Outbox<Self::Item>) -> Heard {
        let Ok(value) = serde_json::from_str::<Value>(text) else {
            out.gap("a message that is no JSON".to_owned());
            return Heard::News;
        };
        let Ok(envelope) = Fields::of(&value, "a message") else {
            return Heard::News;
        };
        let ours = envelope.text("topic").as_deref() == Some("activity");
        let Some(payload) = envelope.object("payload", "a trade").filter(|_| ours) else {
            // Anything else, such as the confirmation of the subscription.
            return if ours { Heard::News } else { Heard::Pong };
        };
        let wanted = payload
            .wallet("proxyWallet")
            .is_some_and(|wallet| self.wanted.borrow().contains(&wallet));
        if wanted {
            match public::stream_row(&payload) {
                Ok(item) => out.item(item),
                Err(error) => out.gap(error.to_string()),
            }
        }
        Heard::News
    }
}
