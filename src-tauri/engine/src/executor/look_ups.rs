//! Looking up many orders: what the list of open orders settles needs no question of its own.
//!
//! After a start, a sleep, an outage and a reconnect every order at the venue is looked up. One by one that takes minutes: the venue
//! answers a few such questions a second (polymarket-api §1.2). Its list of open orders says the same, in a request or a few, of
//! every order that is open and of which trades have explained what was executed. It says nothing of an order that is not in it:
//! filled, cancelled, not booked yet or left out all look alike. Such an order is looked up by its hash, as is one of which the list
//! shows an execution that no trade has explained.

use std::collections::BTreeMap;
use std::sync::PoisonError;
use std::time::Duration;

use pilotfish_copy::entity::ChildOrder;
use pilotfish_copy::ids::{ChildId, OrderHash, RealMs, VenueMs};
use pilotfish_copy::input::{Input, OpenOrder, OrderReport};
use pilotfish_copy::money::{LOT, Shares};

use super::{Executor, Job, Key, Lane};
use crate::connectivity::Service;

/// Look-ups that are asked for within this, real time, are looked at together.
const GATHER: Duration = Duration::from_millis(10);
/// From so many on the list is read first. Fewer are answered one by one about as soon, and with their trades.
const BY_LIST_FROM: usize = 8;

/// An order of ours to look up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sought {
    pub(crate) child: ChildId,
    pub(crate) hash: OrderHash,
    /// From when on trades are read for it.
    pub(crate) since: VenueMs,
}

/// The account's open orders as the venue listed them.
#[derive(Debug, Clone)]
pub(crate) struct Listed {
    /// All of them, whoever placed them.
    pub(crate) open: Vec<OpenOrder>,
    /// When the list began to be read, real time.
    pub(crate) began: RealMs,
}

impl Executor {
    /// Takes a look-up that is not under way: it waits a moment for others.
    pub(super) fn gather(&self, sought: Sought) {
        let mut gathered = self.gathered();
        gathered.push(sought);
        if gathered.len() > 1 {
            return; // The first one takes it along.
        }
        drop(gathered);
        let executor = self.clone();
        self.shared.tasks.spawn(async move {
            tokio::time::sleep(GATHER).await;
            let together = std::mem::take(&mut *executor.gathered());
            executor.look_up_together(together).await;
        });
    }

    async fn look_up_together(&self, together: Vec<Sought>) {
        let rest = if together.len() < BY_LIST_FROM {
            together
        } else {
            let all = together.clone();
            let rest = match self.listed().await {
                Some(listed) => self.settle(together, &listed).await,
                None => together,
            };
            let left: std::collections::BTreeSet<ChildId> = rest.iter().map(|sought| sought.child).collect();
            for settled in all.into_iter().filter(|sought| !left.contains(&sought.child)) {
                // What was asked since may have happened after the list was read.
                if let Some(again) = self.next(&Key::LookUp(settled.child)) {
                    self.carry_out_apart(Key::LookUp(settled.child), again);
                }
            }
            rest
        };
        for sought in rest {
            self.carry_out_apart(Key::LookUp(sought.child), Job::LookUp(sought));
        }
    }

    /// The list; none where it cannot be had, or the engine ends.
    async fn listed(&self) -> Option<Listed> {
        // The semaphores are never closed.
        let _turn = self.shared.lanes.of(Lane::LookUps).acquire().await.ok()?;
        let began = self.look_begins();
        let list = tokio::select! {
            () = self.shared.stop.cancelled() => return None,
            list = self.read(Service::Trading, self.shared.ports.trading.own_orders()) => list,
        };
        let open = list
            .inspect_err(|error| tracing::warn!(%error, "open orders could not be listed: each is looked up"))
            .ok()?;
        Some(Listed { open, began })
    }

    /// Hands in what the list settles, and gives back what has to be looked up.
    pub(crate) async fn settle(&self, sought: Vec<Sought>, listed: &Listed) -> Vec<Sought> {
        let open: BTreeMap<&OrderHash, &OpenOrder> = listed.open.iter().map(|order| (&order.hash, order)).collect();
        let view = self.shared.view.borrow().clone();
        let (mut rest, mut settled) = (Vec::new(), 0_usize);
        for sought in sought {
            let child = view.core.state().children.get(&sought.child);
            let said = child
                .zip(open.get(&sought.hash))
                .and_then(|(child, listed)| said_by_list(child, listed));
            let Some(report) = said else {
                rest.push(sought);
                continue;
            };
            settled += 1;
            let report = Input::OrderReport {
                child: sought.child,
                report,
                looked_at: Some(listed.began),
            };
            self.shared.inbox.input(report).await;
        }
        tracing::debug!(settled, left = rest.len(), "open orders by their list");
        rest
    }

    fn gathered(&self) -> std::sync::MutexGuard<'_, Vec<Sought>> {
        self.shared.gathered.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What its place in the list says of an order: that it is open, with what was executed of it. Nothing where trades have not
/// explained that, or what was reported before, since they have to be read then; and nothing where the figures cannot be of our
/// order.
fn said_by_list(child: &ChildOrder, listed: &OpenOrder) -> Option<OrderReport> {
    let matched = child.size() - listed.open;
    let is_ours = child.kind.rests() && listed.open > Shares::ZERO && matched >= Shares::ZERO;
    let is_explained = matched.max(child.evidence.matched()) - child.evidence.traded < LOT;
    (is_ours && is_explained).then_some(OrderReport::Open { matched })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

    use pilotfish_copy::command::ChildKind;
    use pilotfish_copy::entity::{ChildState, Evidence};
    use pilotfish_copy::ids::{CopyOrderId, TokenId};
    use pilotfish_copy::ladder::Stage;
    use pilotfish_copy::market::Side;
    use pilotfish_copy::money::{Price, Usd};

    use super::*;

    fn shares(text: &str) -> Shares {
        text.parse().unwrap()
    }

    /// For ten shares, of which trades have explained so many.
    fn child(kind: ChildKind, traded: &str) -> ChildOrder {
        ChildOrder {
            id: ChildId(1),
            order: CopyOrderId(1),
            token: TokenId::new("7"),
            side: Side::Buy,
            kind,
            hash: Some(OrderHash::new("0xab")),
            void_after: None,
            state: ChildState::Live,
            evidence: Evidence {
                traded: shares(traded),
                ..Evidence::default()
            },
            filled: shares(traded),
            value: Usd::ZERO,
            created_at: VenueMs(1),
            stage: Stage::Trader,
            last: false,
        }
    }

    fn resting(traded: &str) -> ChildOrder {
        let kind = ChildKind::Resting {
            price: Price::from_micros(500_000),
            shares: shares("10"),
            expires_at: VenueMs(9),
        };
        child(kind, traded)
    }

    fn listed(open: &str) -> OpenOrder {
        OpenOrder {
            hash: OrderHash::new("0xab"),
            token: TokenId::new("7"),
            side: Side::Buy,
            price: Price::from_micros(500_000),
            open: shares(open),
        }
    }

    #[test]
    fn the_list_settles_an_open_order_whose_executions_are_explained_and_no_other() {
        let open = |matched: &str| {
            Some(OrderReport::Open {
                matched: shares(matched),
            })
        };
        assert_eq!(said_by_list(&resting("0"), &listed("10")), open("0"));
        assert_eq!(said_by_list(&resting("4"), &listed("6")), open("4"));
        // The list is older than the trade.
        assert_eq!(said_by_list(&resting("4"), &listed("10")), open("0"));
        // Under a lot is rounding.
        assert_eq!(said_by_list(&resting("4"), &listed("5.995")), open("4.005"));
        assert_eq!(
            said_by_list(&resting("0"), &listed("6")),
            None,
            "its trades are not read"
        );
        let mut told = resting("0");
        told.evidence.reported = shares("4");
        assert_eq!(
            said_by_list(&told, &listed("10")),
            None,
            "an execution was told, and no trade"
        );
        assert_eq!(
            said_by_list(&resting("10"), &listed("0")),
            None,
            "nothing of it is open"
        );
        assert_eq!(said_by_list(&resting("0"), &listed("11")), None, "more than it is for");
        let now = ChildKind::BuyNow {
            price: Price::from_micros(500_000),
            budget: Usd::dollars(5),
        };
        assert_eq!(said_by_list(&child(now, "0"), &listed("10")), None, "it does not rest");
    }
}
