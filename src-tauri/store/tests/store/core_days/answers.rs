//! What the venue answers to the core's commands: mostly as it should, sometimes late, half, wrong or not at all.

use std::collections::{BTreeMap, VecDeque};

use pilotfish_copy::command::Command;
use pilotfish_copy::ids::*;
use pilotfish_copy::input::*;
use pilotfish_copy::market::{Book, Level, Market, Side};
use pilotfish_copy::money::Shares;

use super::{MARKETS, World};
use crate::common::*;

impl World {
    pub(super) fn answer(&mut self, command: Command, inputs: &mut VecDeque<Input>) {
        let real = RealMs(self.now);
        match command {
            Command::Place(place) => {
                let child = place.child;
                if self.dice.one_in(30) {
                    let reason = "no".to_owned();
                    inputs.push_back(Input::SignRefused { child, reason });
                    return;
                }
                inputs.push_back(Input::Signed {
                    child,
                    hash: hash(child.0),
                    void_after: real.plus(60_000),
                });
                let outcome = self.outcome(place.kind.rests());
                inputs.push_back(Input::Placed { child, outcome });
            }
            Command::Cancel { child, .. } => {
                let reason = "so".to_owned();
                let answer = match self.dice.below(6) {
                    0 => CancelAnswer::NotOpen { reason },
                    1 => CancelAnswer::Matched { reason },
                    2 => CancelAnswer::Unknown { reason },
                    _ => CancelAnswer::Cancelled,
                };
                inputs.push_back(Input::CancelAnswer { child, answer });
            }
            Command::LookUp { child, .. } => {
                let Some(order) = self.core.state().children.get(&child) else {
                    return;
                };
                let mut matched = order.evidence.traded;
                if self.dice.one_in(6) {
                    matched += self.dice.lots(3);
                }
                let report = match self.dice.below(4) {
                    0 => OrderReport::Open { matched },
                    1 => OrderReport::Missing { matched },
                    _ => OrderReport::Closed {
                        matched,
                        status: "CANCELED".to_owned(),
                    },
                };
                let looked_at = (!self.dice.one_in(5)).then_some(real);
                inputs.push_back(Input::OrderReport {
                    child,
                    report,
                    looked_at,
                });
            }
            Command::FetchBook { token } => inputs.push_back(self.book(token)),
            Command::FetchMarket { condition: wanted } => {
                let found = (1..=MARKETS).find(|n| condition(*n) == wanted);
                if let Some(n) = found {
                    inputs.push_back(Input::Market(self.facts(n)));
                }
            }
            Command::PollPositions { trader, uncached } => inputs.push_back(self.list(trader, uncached)),
            Command::PollActivity { trader, .. } => inputs.push_back(Input::Rows {
                trader,
                rows: vec![],
                source: RowSource::Poll {
                    requested_at: VenueMs(self.now),
                    complete: !self.dice.one_in(8),
                },
            }),
            Command::PollAccount { .. } => self.account(inputs),
            Command::FetchTime => inputs.push_back(Input::VenueTime { at: VenueMs(self.now) }),
            Command::Notify(_) => {}
        }
    }

    fn outcome(&mut self, rests: bool) -> PlaceOutcome {
        let codes = [
            RefusalCode::Balance,
            RefusalCode::Tick,
            RefusalCode::Unavailable,
            RefusalCode::RateLimited,
            RefusalCode::ClosedOnly,
            RefusalCode::NoMatch,
            RefusalCode::Other,
        ];
        match self.dice.below(8) {
            0 => PlaceOutcome::Matched {
                shares: self.dice.lots(3),
            },
            1 => PlaceOutcome::Unknown {
                reason: "time-out".to_owned(),
            },
            2 => PlaceOutcome::Refused(Refusal {
                code: *self.dice.pick(&codes),
                text: "no".to_owned(),
                retry_after_ms: self.dice.one_in(2).then_some(5_000),
            }),
            3 => PlaceOutcome::Delayed,
            _ if rests => PlaceOutcome::Live,
            _ => PlaceOutcome::Matched {
                shares: self.dice.lots(3),
            },
        }
    }

    fn book(&mut self, token: TokenId) -> Input {
        if self.dice.one_in(8) {
            let reason = "none".to_owned();
            return Input::NoBook { token, reason };
        }
        let bid = self.dice.cents();
        let mut level = |price| {
            let shares = self.dice.lots(300);
            vec![Level { price, shares }]
        };
        let (bids, asks) = (level(bid), level(bid + price("0.01")));
        Input::Book(Book {
            token,
            observed_at: VenueMs(self.now),
            bids,
            asks,
            tick: market(1).tick,
        })
    }

    pub(super) fn facts(&self, n: u64) -> Market {
        let payouts = self.payouts.get(&n).copied();
        Market {
            closed: payouts.is_some(),
            accepting_orders: payouts.is_none(),
            payouts,
            end: None,
            ..market(n)
        }
    }

    fn list(&mut self, trader: WalletAddress, uncached: bool) -> Input {
        let mut positions: Vec<SnapshotPosition> = (1..=MARKETS)
            .map(|n| SnapshotPosition {
                token: token(2 * n),
                condition: condition(n),
                shares: self.dice.lots(2_000),
                average_cost: self.dice.cents(),
                current_price: self.dice.cents(),
                redeemable: false,
            })
            .collect();
        if self.dice.one_in(6) {
            positions.clear();
        }
        Input::Snapshot {
            trader,
            requested_at: VenueMs(self.now),
            quality: ListQuality {
                uncached,
                complete: !self.dice.one_in(6),
            },
            positions,
        }
    }

    fn account(&mut self, inputs: &mut VecDeque<Input>) {
        let requested_at = VenueMs(self.now);
        let state = self.core.state();
        let mut held: BTreeMap<TokenId, Shares> = BTreeMap::new();
        for holding in state.holdings.values() {
            *held.entry(holding.token.clone()).or_default() += holding.shares;
        }
        let mut cash = state.control.cash.unwrap_or(usd("10000"));
        if self.dice.one_in(12) {
            cash += usd("7");
        }
        if self.dice.one_in(12) {
            held.insert(token(2), self.dice.lots(50));
        }
        let open = if self.dice.one_in(12) {
            vec![OpenOrder {
                hash: hash(900),
                token: token(2),
                side: Side::Buy,
                price: price("0.4"),
                open: shares("10"),
            }]
        } else {
            vec![]
        };
        inputs.push_back(Input::OwnOrders { requested_at, open });
        inputs.push_back(Input::Account { cash, requested_at });
        let positions = held.into_iter().collect();
        inputs.push_back(Input::OwnPositions {
            requested_at,
            positions,
        });
    }
}
