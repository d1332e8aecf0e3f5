//! Orders, cancellations and looks: sent, lost, late, and what comes back.

use pilotfish_copy::command::{ChildKind, Command, PlaceChild};
use pilotfish_copy::ids::{OrderHash, VenueMs};
use pilotfish_copy::input::{CancelAnswer, Input, OrderReport, PlaceOutcome, Poll, Refusal, RefusalCode};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{LOT, Shares, Usd};
use pilotfish_exchange::{
    AccountStatus, Amount, CancelRefused, NewOrder, OrderKind, OrderStatus, PlacedStatus, Reject,
};

use super::{Occasion, Process, Request};
use crate::simulate::chance::of_text;
use crate::simulate::script::{CancelReply, LookAnswer, PlaceAnswer};
use crate::simulate::venue::names;

/// How long the program waits for an answer to an order or a cancellation.
const PATIENCE_MS: i64 = 10_000;

/// From the authentication stamp on, the venue takes a signed request so long.
const VOID_AFTER_MS: i64 = 60_000;

/// A late booking comes before the venue would refuse its stamp.
const LATEST_BOOKING_MS: i64 = 55_000;

/// How long the look-up shows an order after it ended, where it does not forget it at once.
const SHOWN_ENDED_MS: i64 = 90_000;

/// Spells of 429.
const RATE_LIMITED: crate::simulate::chance::Spells = crate::simulate::chance::Spells {
    every_ms: 4 * 3_600_000,
    of_a_thousand: 300,
    length_ms: (10_000, 60_000),
};

impl Process {
    /// Signs an order: its hash, told to the core before it is sent.
    pub(super) fn sign(&mut self, place: PlaceChild) -> Option<(Input, Request)> {
        self.signs += 1;
        let salt = self.chance(Occasion::Latency, 2).between(0, i64::MAX >> 11);
        let content = format!(
            "{}/{}/{:?}/{:?}/{:?}/{}/{salt}",
            self.seed, place.token, place.side, place.kind, place.exchange, place.created_at.0
        );
        let hash = names::order_hash(&content);
        self.children.insert(hash.clone(), place.child);
        self.hashes.insert(place.child, hash.clone());
        let signed = Input::Signed {
            child: place.child,
            hash: hash.clone(),
            void_after: self.real().plus(VOID_AFTER_MS),
        };
        let fault = take_fault(&mut self.pending.place);
        let number = self.number();
        let request = Request::Place {
            place,
            hash,
            number,
            run: self.run,
            fault,
        };
        Some((signed, request))
    }

    /// Sends what a command asks for.
    pub(super) fn carry_out(&mut self, command: Command) {
        self.trace.command(self.now, &command);
        let run = self.run;
        let requested_at = self.asked_at();
        let request = match command {
            Command::Place(_) | Command::Notify(_) => return,
            Command::Cancel { child, hash } => Request::Cancel {
                child,
                hash,
                number: self.number(),
                run,
                fault: take_fault(&mut self.pending.cancel),
            },
            Command::LookUp { child, hash } => Request::Look {
                child,
                hash,
                run,
                fault: take_fault(&mut self.pending.look),
            },
            Command::FetchBook { token } => {
                self.watched_books.insert(token.clone());
                Request::Book { token, run }
            }
            Command::FetchMarket { condition } => {
                self.watched_markets.insert(condition.clone());
                Request::Market { condition, run }
            }
            Command::PollPositions { trader, uncached } => Request::Positions {
                trader,
                uncached,
                requested_at,
                run,
            },
            Command::PollActivity { trader, since } => Request::Activity {
                trader,
                since,
                requested_at,
                run,
            },
            Command::PollAccount { since } => Request::Account {
                since,
                requested_at,
                run,
            },
            Command::FetchTime => Request::Time { run },
        };
        if self.is_offline() {
            self.fails(request, "cannot connect");
            return;
        }
        if let Request::Cancel {
            child, number, fault, ..
        } = &request
        {
            let (child, number, fault) = (*child, *number, *fault);
            self.open.insert(number);
            self.tell_unless_answered(
                PATIENCE_MS,
                number,
                Input::CancelAnswer {
                    child,
                    answer: CancelAnswer::Unknown {
                        reason: "timed out".to_owned(),
                    },
                },
            );
            if matches!(fault, Some(CancelReply::Dropped)) {
                return;
            }
            if let Some(CancelReply::Late(by)) = fault {
                let at = self.now + by.0;
                self.due(at, super::Due::Arrives(Box::new(request)));
                return;
            }
        }
        self.send(request);
    }

    /// An order goes out: committed, and then perhaps lost or late.
    pub(super) fn send_order(&mut self, request: Request) {
        let Request::Place {
            place,
            hash,
            number,
            fault,
            ..
        } = &request
        else {
            return;
        };
        self.oracle.sent(self.now, place, hash, &self.venue);
        self.trace.sent(self.now, place, hash);
        let (child, number, fault) = (place.child, *number, *fault);
        self.open.insert(number);
        if self.is_offline() {
            self.tell_unless_answered(
                100,
                number,
                Input::Placed {
                    child,
                    outcome: PlaceOutcome::Unknown {
                        reason: "cannot connect".to_owned(),
                    },
                },
            );
            return;
        }
        self.tell_unless_answered(
            PATIENCE_MS,
            number,
            Input::Placed {
                child,
                outcome: PlaceOutcome::Unknown {
                    reason: "timed out".to_owned(),
                },
            },
        );
        let takes = match fault {
            Some(PlaceAnswer::Dropped) => return,
            Some(PlaceAnswer::BookedLate(by)) => by.0.clamp(0, LATEST_BOOKING_MS),
            _ => self.chance(Occasion::Latency, 3).between(50, 500),
        };
        self.oracle.in_flight(hash, true);
        self.due(self.now + takes, super::Due::Arrives(Box::new(request)));
    }

    fn tell_unless_answered(&mut self, after: i64, number: u64, input: Input) {
        let run = Some(self.run);
        self.due(
            self.now + after,
            super::Due::Tell {
                input: Box::new(input),
                run,
                request: Some(number),
            },
        );
    }

    /// A request arrives.
    pub(super) fn arrives(&mut self, request: Request) {
        let back = self.chance(Occasion::Latency, 4).between(20, 400);
        match request {
            Request::Place {
                place,
                hash,
                number,
                run,
                fault,
            } => self.order_arrives(&place, &hash, number, run, fault, back),
            Request::Cancel {
                child,
                hash,
                number,
                run,
                fault,
            } => {
                let answer = self.cancel_arrives(&hash, fault);
                if let Some(answer) = answer {
                    self.reply(back, run, Some(number), Input::CancelAnswer { child, answer });
                }
            }
            Request::Look {
                child,
                hash,
                run,
                fault,
            } => self.look_arrives(child, &hash, run, fault, back),
            other => self.poll_arrives(other, back),
        }
    }

    pub(super) fn reply(&mut self, back: i64, run: u64, request: Option<u64>, input: Input) {
        self.due(
            self.now + back,
            super::Due::Tell {
                input: Box::new(input),
                run: Some(run),
                request,
            },
        );
    }

    fn order_arrives(
        &mut self,
        place: &PlaceChild,
        hash: &OrderHash,
        number: u64,
        run: u64,
        fault: Option<PlaceAnswer>,
        back: i64,
    ) {
        self.oracle.in_flight(hash, false);
        let outcome = self.outcome(place, hash);
        self.trace.answer(self.now, hash, &outcome);
        if let PlaceOutcome::Refused(refusal) = &outcome {
            let class = match refusal.code {
                RefusalCode::Authentication => Some("authentication"),
                RefusalCode::ClosedOnly => Some("closed_only"),
                RefusalCode::Region => Some("region"),
                RefusalCode::Restricted => Some("banned"),
                _ => None,
            };
            self.refused.extend(class);
        }
        let back = match fault {
            Some(PlaceAnswer::AnswerLost) => return,
            Some(PlaceAnswer::AnswerLate(by)) => by.0,
            Some(PlaceAnswer::ServerError) => {
                let outcome = PlaceOutcome::Unknown {
                    reason: "500 Internal server error".to_owned(),
                };
                self.reply(
                    back,
                    run,
                    Some(number),
                    Input::Placed {
                        child: place.child,
                        outcome,
                    },
                );
                return;
            }
            _ => back,
        };
        let outcome_input = Input::Placed {
            child: place.child,
            outcome,
        };
        self.reply(back, run, Some(number), outcome_input);
    }

    /// What the venue does with an order.
    fn outcome(&mut self, place: &PlaceChild, hash: &OrderHash) -> PlaceOutcome {
        if self.now < self.venue.key_revoked_until {
            return PlaceOutcome::Refused(Refusal {
                code: RefusalCode::Authentication,
                text: "Unauthorized/Invalid api key".to_owned(),
                retry_after_ms: None,
            });
        }
        if let Some(left) = self.rate_limited() {
            return PlaceOutcome::Refused(Refusal {
                code: RefusalCode::RateLimited,
                text: "Too many requests".to_owned(),
                retry_after_ms: Some(left),
            });
        }
        if let Some((refusal, times)) = self.venue.refusals.first_mut() {
            let refusal = refusal.clone();
            *times = times.saturating_sub(1);
            if *times == 0 {
                self.venue.refusals.remove(0);
            }
            return PlaceOutcome::Refused(refusal);
        }
        if let Some(problem) = precision(place) {
            self.oracle.found(self.now, "precision", problem);
        }
        let (amount, kind, expires_at) = match place.kind {
            ChildKind::Resting { shares, expires_at, .. } => (Amount::Shares(shares), OrderKind::Gtd, Some(expires_at)),
            ChildKind::BuyNow { budget, .. } => (Amount::Budget(budget), OrderKind::Fak, None),
            ChildKind::SellNow { shares, .. } => (Amount::Shares(shares), OrderKind::Fak, None),
        };
        let order = NewOrder {
            id: hash.clone(),
            owner: self.venue.us.clone(),
            token: place.token.clone(),
            side: place.side,
            price: place.kind.price(),
            amount,
            kind,
            post_only: false,
            expires_at,
            created_at: place.created_at,
        };
        match self.venue.place_own(order) {
            Ok(placed) if placed.status == PlacedStatus::Matched => PlaceOutcome::Matched { shares: placed.shares },
            Ok(placed) if placed.status == PlacedStatus::Delayed => PlaceOutcome::Delayed,
            Ok(_) => PlaceOutcome::Live,
            Err(reject) => PlaceOutcome::Refused(refusal(&reject)),
        }
    }

    /// For how much longer requests are answered 429.
    pub(super) fn rate_limited(&self) -> Option<i64> {
        if !self.venue.habits.rate_limits || self.over {
            return None;
        }
        let spell = RATE_LIMITED.since(self.seed, Occasion::Requests, 0, self.now)?;
        Some((spell.0 + 60_000 - self.now).max(1_000))
    }

    fn cancel_arrives(&mut self, hash: &OrderHash, fault: Option<CancelReply>) -> Option<CancelAnswer> {
        let unknown = |reason: &str| CancelAnswer::Unknown {
            reason: reason.to_owned(),
        };
        match fault {
            Some(CancelReply::Error) => return Some(unknown("500 Internal server error")),
            Some(CancelReply::SaysMatched) => {
                return Some(CancelAnswer::Matched {
                    reason: "matched".to_owned(),
                });
            }
            Some(CancelReply::SaysNotOpen) => {
                return Some(CancelAnswer::NotOpen {
                    reason: "order can't be found - already canceled or matched".to_owned(),
                });
            }
            _ => {}
        }
        if self.now < self.venue.key_revoked_until {
            return Some(unknown("401 Unauthorized/Invalid api key"));
        }
        if self.rate_limited().is_some() {
            return Some(unknown("429 Too many requests"));
        }
        let answer = match self.venue.cancel_own(hash) {
            Ok(()) => CancelAnswer::Cancelled,
            Err(refused @ CancelRefused::NotFound) => CancelAnswer::NotOpen {
                reason: refused.to_string(),
            },
            Err(refused @ CancelRefused::Ended) => {
                let matched = self
                    .venue
                    .exchange
                    .order(hash)
                    .is_some_and(|order| order.status == OrderStatus::Matched);
                let reason = refused.to_string();
                // The venue's one text says either; its order's status tells a reader which, mostly.
                if matched && of_text(hash.as_str()).is_multiple_of(2) {
                    CancelAnswer::Matched { reason }
                } else {
                    CancelAnswer::NotOpen { reason }
                }
            }
            Err(refused @ (CancelRefused::Restarting | CancelRefused::TradingDisabled)) => {
                unknown(&refused.to_string())
            }
        };
        (fault != Some(CancelReply::AnswerLost)).then_some(answer)
    }

    fn look_arrives(
        &mut self,
        child: pilotfish_copy::ids::ChildId,
        hash: &OrderHash,
        run: u64,
        fault: Option<LookAnswer>,
        back: i64,
    ) {
        if fault == Some(LookAnswer::Lost) || self.now < self.venue.key_revoked_until || self.rate_limited().is_some() {
            return;
        }
        let looked_at = Some(self.real());
        if fault == Some(LookAnswer::Missing) {
            let report = OrderReport::Missing { matched: Shares::ZERO };
            self.reply(
                back,
                run,
                None,
                Input::OrderReport {
                    child,
                    report,
                    looked_at,
                },
            );
            return;
        }
        let legs: Vec<usize> = self
            .venue
            .own
            .legs
            .iter()
            .enumerate()
            .filter(|(_, leg)| leg.hash == *hash && leg.listed_at <= self.now)
            .map(|(place, _)| place)
            .collect();
        let mut traded = Shares::ZERO;
        for place in legs {
            if let Some(leg) = self.venue.own.legs.get(place) {
                traded += leg.shares;
            }
            if let Some(trade) = self.own_trade(place, self.now) {
                self.reply(back, run, None, Input::OwnTrade(trade));
            }
        }
        let off = match fault {
            Some(LookAnswer::Off(micros)) => micros,
            _ if self.venue.habits.odd_sizes => {
                let odd = of_text(hash.as_str());
                if odd.is_multiple_of(5) {
                    i64::try_from(odd / 5 % 7).unwrap_or(0) - 3
                } else {
                    0
                }
            }
            _ => 0,
        };
        let report = match self.venue.exchange.order(hash) {
            None => OrderReport::Missing { matched: traded },
            Some(order) => {
                let matched = if order.matched.is_zero() {
                    Shares::ZERO
                } else {
                    Shares::from_micros(order.matched.micros() + off)
                };
                let ended_for = self.venue.own.ended.get(hash).map(|at| self.now - at);
                let forgotten = order.status == OrderStatus::Matched && self.venue.habits.late_trades;
                match ended_for {
                    _ if order.is_live() || fault == Some(LookAnswer::StillOpen) => OrderReport::Open { matched },
                    Some(ended_for) if !forgotten && ended_for < SHOWN_ENDED_MS => OrderReport::Closed {
                        matched,
                        status: order.status.as_str().to_owned(),
                    },
                    _ => OrderReport::Missing { matched: traded },
                }
            }
        };
        self.reply(
            back,
            run,
            None,
            Input::OrderReport {
                child,
                report,
                looked_at,
            },
        );
    }

    /// A request that cannot be sent.
    pub(super) fn fails(&mut self, request: Request, why: &str) {
        if !self.told_offline && self.is_offline() {
            self.told_offline = true;
            self.answer(
                self.now,
                Input::Connection {
                    up: false,
                    reason: why.to_owned(),
                },
            );
        }
        let reason = why.to_owned();
        let input = match request {
            Request::Cancel { child, .. } => Input::CancelAnswer {
                child,
                answer: CancelAnswer::Unknown { reason },
            },
            Request::Place { .. } | Request::Look { .. } => return,
            Request::Book { token, .. } => Input::NoBook { token, reason },
            Request::Market { condition, .. } => Input::PollFailed {
                poll: Poll::Market { condition },
                reason,
            },
            Request::Positions { trader, .. } => Input::PollFailed {
                poll: Poll::Positions { trader },
                reason,
            },
            Request::Activity { trader, .. } => Input::PollFailed {
                poll: Poll::Activity { trader },
                reason,
            },
            Request::Account { .. } => Input::PollFailed {
                poll: Poll::Account,
                reason,
            },
            Request::Time { .. } => Input::PollFailed {
                poll: Poll::Time,
                reason,
            },
        };
        self.answer(self.now + 50, input);
    }

    /// Whether the venue lets the account trade.
    pub(super) fn standing(&self) -> AccountStatus {
        self.venue
            .exchange
            .account(&self.venue.us)
            .map_or(AccountStatus::Open, pilotfish_exchange::Account::status)
    }
}

/// The next fault of a kind of call.
fn take_fault<T: Copy>(pending: &mut Vec<crate::simulate::script::CallAct<T>>) -> Option<T> {
    let first = pending.first_mut()?;
    let answer = first.answer;
    first.times = first.times.saturating_sub(1);
    if first.times == 0 {
        pending.remove(0);
    }
    Some(answer)
}

/// What an order's amounts break of the venue's precision, if anything.
fn precision(place: &PlaceChild) -> Option<String> {
    let lots = |shares: Shares| shares > Shares::ZERO && shares.micros() % LOT.micros() == 0;
    let fits = match place.kind {
        ChildKind::Resting { shares, .. } => lots(shares),
        ChildKind::SellNow { shares, .. } => lots(shares) && place.side == Side::Sell,
        ChildKind::BuyNow { budget, .. } => {
            budget > Usd::ZERO && budget == budget.floor_to_cent() && place.side == Side::Buy
        }
    };
    (!fits).then(|| format!("child {} asks for {:?}", place.child, place.kind))
}

/// A refusal's class, as the wire adapter reads it.
fn refusal(reject: &Reject) -> Refusal {
    let code = match reject {
        Reject::NoOrderbook(_) | Reject::NotReady => RefusalCode::MarketClosed,
        Reject::Tick { .. } => RefusalCode::Tick,
        Reject::MinimumSize { .. } => RefusalCode::MinimumSize,
        Reject::MarketableMinimum { .. } => RefusalCode::MinimumValue,
        Reject::Balance { .. } => RefusalCode::Balance,
        Reject::Allowance(_) => RefusalCode::Allowance,
        Reject::PostOnlyCrosses | Reject::PostOnlyKind => RefusalCode::Crosses,
        Reject::FakNoMatch | Reject::FokKilled => RefusalCode::NoMatch,
        Reject::Expiration => RefusalCode::Expiration,
        Reject::Amounts { .. } => RefusalCode::Precision,
        Reject::Banned(_) | Reject::UnknownAccount | Reject::CanceledOnChain => RefusalCode::Restricted,
        Reject::ClosedOnly(_) => RefusalCode::ClosedOnly,
        Reject::Blocked => RefusalCode::Region,
        Reject::Restarting | Reject::PostOnlyMode { .. } | Reject::CancelOnlyMode | Reject::TradingDisabled => {
            RefusalCode::Unavailable
        }
        _ => RefusalCode::Other,
    };
    Refusal {
        code,
        text: reject.to_string(),
        retry_after_ms: reject
            .retry_after_s()
            .and_then(|seconds| i64::try_from(seconds).ok())
            .map(|seconds| seconds * 1_000),
    }
}

/// The instant as the venue's clock shows it.
pub(super) fn venue_time(now: i64) -> VenueMs {
    VenueMs(now.div_euclid(1_000) * 1_000)
}
