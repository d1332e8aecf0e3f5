//! Reading our own account: orders, trades, movements, cash, positions; and what the answers say of a refused key or an
//! account that may only close positions.

use std::collections::BTreeSet;
use std::sync::PoisonError;

use pilotfish_copy::entity::{Halt, HaltReason};
use pilotfish_copy::event::WaitReason;
use pilotfish_copy::ids::{TokenId, VenueMs};
use pilotfish_copy::input::{Input, Poll};
use pilotfish_copy::market::Exchange;
use tokio::time::Instant;

use super::look_ups::Listed;
use super::{Executor, Key};
use crate::connectivity::Service;
use crate::feed_health::FeedKind;
use crate::port::PortError;

/// What came of a reading of the account.
#[derive(Debug)]
pub(crate) struct AccountRead {
    /// The list of open orders in it, where that was read.
    pub(crate) listed: Option<Listed>,
    /// Where not everything was read: which service of the venue did not give it, and why. Of several, trading's comes first.
    pub(crate) failed: Option<(Service, PortError)>,
}

impl Executor {
    /// Reads the account. What cannot be read is left out, and what it would have explained with it; the core then asks again
    /// soon.
    pub(super) async fn account(&self, since: VenueMs) -> AccountRead {
        let asked = Instant::now();
        let requested_at = self.now().await;
        let read = self.read_account(since, requested_at).await;
        match &read.failed {
            None => {
                self.shared.feed_health.brought(FeedKind::Account, requested_at);
                self.shared.spacing.was_read(Key::Account, asked);
            }
            Some((_, error)) => {
                self.shared.spacing.was_not_read(&Key::Account);
                self.shared.feed_health.failed(FeedKind::Account);
                let failed = Input::PollFailed {
                    poll: Poll::Account,
                    reason: error.to_string(),
                };
                self.shared.inbox.input(failed).await;
            }
        }
        read
    }

    /// Positions and cash are read before trades and movements and handed in after them, so that what they show is explained
    /// by then.
    async fn read_account(&self, since: VenueMs, requested_at: VenueMs) -> AccountRead {
        let trading = &self.shared.ports.trading;
        let inbox = &self.shared.inbox;
        let positions = self.read(Service::Data, trading.own_positions()).await;
        let cash = self.read(Service::Trading, trading.cash()).await;
        let orders_at = self.now().await;
        let began = self.look_begins();
        let orders = self.read(Service::Trading, trading.own_orders()).await;
        self.judge_key(&orders).await;
        if let Err(PortError::Denied(_)) = &orders {
            // The next reading shows whether the key is taken again.
            if let Err(error) = self.shared.stop_path.login.again().await {
                tracing::warn!(%error, "logging in again failed");
            }
        }
        if let Ok(open) = &orders {
            let open = open.clone();
            let requested_at = orders_at;
            inbox.input(Input::OwnOrders { requested_at, open }).await;
        }
        let trades = self.read(Service::Trading, trading.own_trades(since)).await;
        let movements = self.read(Service::Data, trading.own_movements(since)).await;
        if let Ok(trades) = &trades {
            for trade in trades.iter().cloned() {
                inbox.input(Input::OwnTrade(trade)).await;
            }
        }
        if let (Ok(rows), Ok(_)) = (&movements, &trades) {
            let rows = rows.clone();
            inbox.input(Input::OwnMovements { rows }).await;
        }
        if let (Ok(cash), Ok(_), Ok(_)) = (&cash, &trades, &movements) {
            let cash = *cash;
            inbox.input(Input::Account { cash, requested_at }).await;
        }
        if let (Ok(positions), Ok(_)) = (&positions, &trades) {
            let positions = positions.clone();
            let own = Input::OwnPositions {
                requested_at,
                positions,
            };
            inbox.input(own).await;
        }
        self.judge_closed_only().await;
        self.judge_approvals().await;
        let of_trading = trades.err().or_else(|| orders.as_ref().err().cloned());
        let of_trading = of_trading.or_else(|| cash.err());
        let of_data = movements.err().or_else(|| positions.err());
        let failed = of_trading
            .map(|error| (Service::Trading, error))
            .or_else(|| of_data.map(|error| (Service::Data, error)));
        let listed = orders.ok().map(|open| Listed { open, began });
        AccountRead { listed, failed }
    }

    fn halt(&self, reason: &HaltReason) -> Option<Halt> {
        self.shared.view.borrow().core.state().halts.get(reason).cloned()
    }

    /// A private question that is refused for its key halts; one that is answered is evidence that the key is taken again.
    async fn judge_key<T>(&self, answer: &Result<T, PortError>) {
        let reason = HaltReason::Authentication;
        let input = match (answer, self.halt(&reason)) {
            (Err(PortError::Denied(words)), None) => Input::HaltSeen {
                reason,
                until: None,
                words: words.clone(),
            },
            (Ok(_), Some(halt)) if halt.words.as_deref().is_some_and(is_about_the_key) => Input::HaltOver { reason },
            _ => return,
        };
        self.shared.inbox.input(input).await;
    }

    /// Whether the account may still only close positions is asked for as long as it is halted for it.
    async fn judge_closed_only(&self) {
        let reason = HaltReason::ClosedOnly;
        if self.halt(&reason).is_some()
            && self
                .read(Service::Trading, self.shared.ports.standing.closed_only())
                .await
                == Ok(false)
        {
            self.shared.inbox.input(Input::HaltOver { reason }).await;
        }
    }

    /// Who may move what is ours is asked for as long as an order waits for an approval: one more who may is evidence that it was
    /// given, here or elsewhere. So is that all may when it is asked for the first time.
    async fn judge_approvals(&self) {
        let reason = WaitReason::Allowance;
        let tokens = self.wait_for(reason);
        let read = if tokens.is_empty() {
            None
        } else {
            let asked = self.shared.ports.trading.approvals(&tokens);
            let Ok(read) = self.read(Service::Trading, asked).await else {
                return;
            };
            Some(read)
        };
        let before = std::mem::replace(
            &mut *self.shared.approvals.lock().unwrap_or_else(PoisonError::into_inner),
            read.clone(),
        );
        let Some(read) = read else { return };
        let given = match before {
            Some(before) => read.iter().any(|(who, may)| *may && before.get(who) != Some(&true)),
            None => read.values().all(|may| *may),
        };
        if given {
            self.shared.inbox.input(Input::WaitOver { reason }).await;
        }
    }

    /// Tokens of the orders that wait for that.
    fn wait_for(&self, reason: WaitReason) -> Vec<(TokenId, Exchange)> {
        let view = self.shared.view.borrow();
        let state = view.core.state();
        let waiting = state.orders.values().filter(|order| order.waiting == Some(reason));
        let tokens: BTreeSet<&TokenId> = waiting.map(|order| &order.token).collect();
        let known = tokens.into_iter().filter_map(|token| {
            let market = state.market_of(token)?;
            Some((token.clone(), market.exchange))
        });
        known.collect()
    }
}

/// Whether the venue refused the API key, rather than an order's signature or its form: an answered question says nothing
/// about those.
fn is_about_the_key(words: &str) -> bool {
    let lower = words.to_lowercase();
    lower.contains("unauthorized") || lower.contains("http 401")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_refused_key_is_disproved_by_an_answer() {
        assert!(is_about_the_key("Unauthorized/Invalid api key"));
        assert!(is_about_the_key("the venue refuses this account: refused (HTTP 401): "));
        assert!(!is_about_the_key(
            "the order signer address has to be the address of the API KEY"
        ));
    }
}
