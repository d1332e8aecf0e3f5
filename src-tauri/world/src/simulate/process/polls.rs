//! What is read again and again: books, facts, positions, activity, our own account, the venue's clock.

use pilotfish_copy::entity::HaltReason;
use pilotfish_copy::ids::{TxHash, VenueMs, WalletAddress};
use pilotfish_copy::input::{
    Input, Liquidity, ListQuality, OpenOrder, OwnMovement, OwnMovementKind, OwnTrade, Poll, RowSource,
};
use pilotfish_copy::money::Usd;
use pilotfish_exchange::AccountStatus;

use super::calls::venue_time;
use super::{Occasion, Process, Request};
use crate::simulate::script::ListShown;
use crate::simulate::venue::{Listed, VenueEntry};

/// Rows of one page and of all pages that are read, where a bound is met.
const INCOMPLETE_ROWS: usize = 3;

impl Process {
    /// A poll arrives.
    pub(super) fn poll_arrives(&mut self, request: Request, back: i64) {
        if self.rate_limited().is_some() {
            self.fails(request, "429 Too many requests");
            return;
        }
        match request {
            Request::Book { token, run } => {
                let book = self
                    .venue
                    .exchange
                    .book(&token)
                    .map(|view| view.observed(VenueMs(self.now)));
                let input = match book {
                    Some(book) => Input::Book(book),
                    None => Input::NoBook {
                        token,
                        reason: "No orderbook exists for the requested token id".to_owned(),
                    },
                };
                self.reply(back, run, None, input);
            }
            Request::Market { condition, run } => {
                let input = match self.venue.facts(&condition) {
                    Some(market) => Input::Market(market),
                    None => Input::PollFailed {
                        poll: Poll::Market { condition },
                        reason: "404".to_owned(),
                    },
                };
                self.reply(back, run, None, input);
            }
            Request::Positions {
                trader,
                uncached,
                requested_at,
                run,
            } => {
                let input = match self.venue.list_positions(&trader, uncached, &self.overrides) {
                    Listed::Rows(positions, complete) => Input::Snapshot {
                        trader,
                        requested_at,
                        quality: ListQuality { uncached, complete },
                        positions,
                    },
                    Listed::Failed => Input::PollFailed {
                        poll: Poll::Positions { trader },
                        reason: "500".to_owned(),
                    },
                };
                self.reply(back, run, None, input);
            }
            Request::Activity {
                trader,
                since,
                requested_at,
                run,
            } => self.activity_arrives(&trader, since, requested_at, run, back),
            Request::Account {
                since,
                requested_at,
                run,
            } => self.account_arrives(since, requested_at, run, back),
            Request::Time { run } => {
                let at = venue_time(self.now);
                self.reply(back, run, None, Input::VenueTime { at });
            }
            Request::Place { .. } | Request::Cancel { .. } | Request::Look { .. } => {}
        }
    }

    fn activity_arrives(&mut self, trader: &WalletAddress, since: VenueMs, requested_at: VenueMs, run: u64, back: i64) {
        let Some(known) = self.venue.trader_of(trader) else {
            let input = Input::Rows {
                trader: trader.clone(),
                rows: Vec::new(),
                source: RowSource::Poll {
                    requested_at,
                    complete: true,
                },
            };
            self.reply(back, run, None, input);
            return;
        };
        // A page may be a copy of up to 15 s ago.
        let as_of = if self.venue.habits.cached_activity {
            self.now.div_euclid(15_000) * 15_000
        } else {
            self.now
        };
        let from = VenueMs(since.0.div_euclid(1_000) * 1_000);
        let mut rows: Vec<_> = known
            .rows
            .iter()
            .filter(|row| row.paged_at.is_some_and(|at| at <= as_of) && row.row.at >= from)
            .map(|row| row.row.clone())
            .collect();
        let migrations: Vec<Input> = known
            .migrations
            .iter()
            .filter(|row| row.at + 5_000 <= as_of && row.at >= from.0)
            .map(|row| Input::Migration {
                trader: trader.clone(),
                tx: row.tx.clone(),
                at: VenueMs(row.at),
                moved: row.moved.clone(),
            })
            .collect();
        let complete = self.now >= self.until.incomplete;
        if !complete {
            let skip = rows.len().saturating_sub(INCOMPLETE_ROWS);
            rows.drain(..skip);
        }
        for migration in migrations {
            self.reply(back, run, None, migration);
        }
        let input = Input::Rows {
            trader: trader.clone(),
            rows,
            source: RowSource::Poll {
                // What is indexed is a little behind, and the reader knows by how much at most.
                requested_at: VenueMs(requested_at.0 - (self.now - as_of)),
                complete,
            },
        };
        self.reply(back, run, None, input);
    }

    fn account_arrives(&mut self, since: VenueMs, requested_at: VenueMs, run: u64, back: i64) {
        if self.now < self.venue.key_revoked_until {
            self.refused.insert("authentication");
            let seen = Input::HaltSeen {
                reason: HaltReason::Authentication,
                until: None,
                words: "401 Unauthorized/Invalid api key".to_owned(),
            };
            self.reply(back, run, None, seen);
            let input = Input::PollFailed {
                poll: Poll::Account,
                reason: "401".to_owned(),
            };
            self.reply(back, run, None, input);
            return;
        }
        self.halts_over(run, back);
        let mut inputs = vec![self.own_orders(requested_at)];
        inputs.extend(self.own_trades(since));
        inputs.push(Input::OwnMovements {
            rows: self.own_movements(since),
        });
        inputs.extend(self.own_holdings(requested_at));
        for input in inputs {
            self.reply(back, run, None, input);
        }
    }

    /// What was refused and is not any more, the program tells the core.
    fn halts_over(&mut self, run: u64, back: i64) {
        if self.refused.is_empty() {
            return;
        }
        let standing = self.standing();
        for class in std::mem::take(&mut self.refused) {
            let reason = match class {
                "authentication" => HaltReason::Authentication,
                "closed_only" if standing == AccountStatus::Open => HaltReason::ClosedOnly,
                "region" if standing == AccountStatus::Open => HaltReason::Region,
                "banned" if standing == AccountStatus::Open => HaltReason::Banned,
                _ => {
                    self.refused.insert(class);
                    continue;
                }
            };
            self.reply(back, run, None, Input::HaltOver { reason });
        }
    }

    fn own_orders(&self, requested_at: VenueMs) -> Input {
        let open = self
            .venue
            .exchange
            .open_orders(&self.venue.us)
            .map(|order| OpenOrder {
                hash: order.id.clone(),
                token: order.token.clone(),
                side: order.side,
                price: order.price,
                open: order.remaining(),
            })
            .collect();
        Input::OwnOrders { requested_at, open }
    }

    fn own_trades(&self, since: VenueMs) -> Vec<Input> {
        let from = self.venue.own.legs.partition_point(|leg| leg.at < since.0);
        (from..self.venue.own.legs.len())
            .filter(|place| {
                self.venue
                    .own
                    .legs
                    .get(*place)
                    .is_some_and(|leg| leg.listed_at <= self.now)
            })
            .filter_map(|place| self.own_trade(place, self.now))
            .map(Input::OwnTrade)
            .collect()
    }

    /// A leg of ours as it is told at an instant.
    pub(super) fn own_trade(&self, place: usize, at: i64) -> Option<OwnTrade> {
        let leg = self.venue.own.legs.get(place)?;
        Some(OwnTrade {
            trade: leg.trade.clone(),
            hash: leg.hash.clone(),
            token: leg.token.clone(),
            side: leg.side,
            shares: leg.shares,
            price: leg.price,
            fee: Some(leg.fee),
            liquidity: if leg.maker { Liquidity::Maker } else { Liquidity::Taker },
            settlement: leg.settlement_at(at),
            at: VenueMs(leg.at),
        })
    }

    fn own_movements(&self, since: VenueMs) -> Vec<OwnMovement> {
        let from = self.venue.ledger.partition_point(|row| row.at < since);
        let rows = self.venue.ledger.get(from..).unwrap_or_default();
        rows.iter()
            .filter_map(|row| {
                let (id, kind) = match &row.entry {
                    VenueEntry::Redeemed {
                        condition,
                        token,
                        usd,
                        id,
                        ..
                    } => (
                        // One transaction has a row for each outcome: together they name the movement.
                        TxHash::new(&format!("{id}/{token}")),
                        OwnMovementKind::Redemption {
                            condition: condition.clone(),
                            token: token.clone(),
                            usd: *usd,
                        },
                    ),
                    VenueEntry::Cash { usd, id, told: true } => (
                        id.clone(),
                        if *usd >= Usd::ZERO {
                            OwnMovementKind::Deposit { usd: *usd }
                        } else {
                            OwnMovementKind::Withdrawal { usd: -*usd }
                        },
                    ),
                    _ => return None,
                };
                Some(OwnMovement { id, at: row.at, kind })
            })
            .collect()
    }

    /// Cash and shares, perhaps of a moment ago.
    fn own_holdings(&mut self, requested_at: VenueMs) -> Vec<Input> {
        let drawn = |process: &mut Self| {
            let habit = process.venue.habits.late_balances && !process.over;
            let asked = if process.now < process.until.balance_late.1 {
                process.until.balance_late.0
            } else {
                0
            };
            let draw = process.chance(Occasion::Balance, 0).between(0, 60_000);
            if habit { draw.max(asked) } else { asked }
        };
        let (cash_late, shares_late) = (drawn(self), drawn(self));
        let cash = self.venue.own.at(self.now - cash_late).cash;
        let mut inputs = vec![Input::Account { cash, requested_at }];
        let told = self
            .overrides
            .lists
            .iter()
            .rev()
            .find(|(whose, _, until)| whose == "us" && self.now < *until)
            .map(|(_, shown, _)| shown.clone());
        let held = |at: i64| {
            let holdings = self.venue.own.at(at);
            holdings
                .shares
                .iter()
                .map(|(token, shares)| (token.clone(), *shares))
                .collect::<Vec<_>>()
        };
        let positions = match told {
            None => held(self.now - shares_late),
            Some(ListShown::Old(by)) => held(self.now - by.0),
            Some(ListShown::Empty) => Vec::new(),
            Some(ListShown::Short(by)) => {
                let mut rows = held(self.now);
                rows.truncate(rows.len().saturating_sub(usize::try_from(by).unwrap_or(0)));
                rows
            }
            Some(ListShown::Rows(rows)) => rows
                .iter()
                .filter_map(|(market, outcome, shares)| Some((self.venue.token(market, *outcome)?, *shares)))
                .collect(),
            Some(ListShown::Incomplete | ListShown::Failed) => return inputs,
        };
        inputs.push(Input::OwnPositions {
            requested_at,
            positions,
        });
        inputs
    }
}
