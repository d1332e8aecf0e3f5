//! Follows the scripted trader with a plain stand-in for a copier: a twentieth of each purchase, 25 s later, resting
//! at the trader's price. What the real ladder would meet there must be there, whatever the seed.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::collections::BTreeMap;

use pilotfish_copy::ids::{OrderHash, TokenId, TxHash, VenueMs, WalletAddress};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{MICRO, Price, Rounding, Shares, Usd, mul_div};

use crate::venue::rows::{ActivityKind, ActivityQuery, ActivityRecord, MarketCard};
use crate::venue::{Venue, VenueEvent, VenueOptions};
use crate::world_gen::calendar::{HOUR, MINUTE};
use pilotfish_exchange::{Amount, NewOrder, OrderKind};

/// 2026-11-02T00:00Z.
const START: VenueMs = VenueMs(1_793_577_600_000);

/// One action of the trader: the rows of one transaction, token and side.
#[derive(Debug, Clone)]
struct Signal {
    at: VenueMs,
    token: TokenId,
    side: Side,
    shares: Shares,
    value: Usd,
    card: std::sync::Arc<MarketCard>,
}

impl Signal {
    fn price(&self) -> Price {
        Price::from_micros(mul_div(
            self.value.micros(),
            MICRO,
            self.shares.micros(),
            Rounding::HalfUp,
        ))
    }

    fn copied(&self) -> Shares {
        Shares::from_micros(self.shares.micros() / 20).floor_to_lot()
    }

    fn too_small(&self) -> bool {
        self.copied().value(self.price(), Rounding::Down) < Usd::ONE || self.copied() < self.card.market.min_size
    }
}

struct Copy {
    signal: Signal,
    id: OrderHash,
    placed: Shares,
    /// Whether a later sale of the trader found it still working.
    turned_round: bool,
}

struct Journey {
    venue: Venue,
    trader: WalletAddress,
    me: WalletAddress,
    signals: Vec<Signal>,
    copies: Vec<Copy>,
    /// By token: best ask and mid at each half hour.
    books: BTreeMap<TokenId, Vec<(VenueMs, Price, Price)>>,
}

impl Journey {
    fn begin(seed: u64) -> Self {
        let mut venue = Venue::new(VenueOptions::seeded(seed, START)).unwrap();
        let trader = venue.search_traders("25usdc", 1)[0].wallet.clone();
        let me = WalletAddress::parse("0x00000000000000000000000000000000000000bb").unwrap();
        venue.enroll(&me);
        Self {
            venue,
            trader,
            me,
            signals: Vec::new(),
            copies: Vec::new(),
            books: BTreeMap::new(),
        }
    }

    fn run(mut self, hours: i64) -> Self {
        let mut heard: Vec<ActivityRecord> = Vec::new();
        for step in 1..=hours * 60 * 2 {
            self.venue.advance_to(START.plus(step * MINUTE / 2));
            let due = self.venue.now().plus(-25_000);
            heard.extend(self.venue.drain_events().into_iter().filter_map(|event| match event {
                VenueEvent::Activity(row) if row.wallet == self.trader && row.kind == ActivityKind::Trade => Some(*row),
                _ => None,
            }));
            let (new, later) = heard.into_iter().partition::<Vec<_>, _>(|row| row.at <= due);
            heard = later;
            for signal in signals_of(&new) {
                self.follow(signal);
            }
            if step % 60 == 0 {
                self.look();
            }
        }
        self
    }

    fn follow(&mut self, signal: Signal) {
        if signal.side == Side::Sell {
            let venue = &self.venue;
            let working = |copy: &&mut Copy| {
                copy.signal.token == signal.token
                    && venue.exchange().order(&copy.id).is_some_and(|order| order.is_live())
            };
            for copy in self.copies.iter_mut().filter(working) {
                copy.turned_round = true;
            }
        } else if !signal.too_small() {
            let tick = self.venue.core_market(&signal.card.market.condition).unwrap().tick;
            let id = OrderHash::new(&format!("0x{:064x}", self.copies.len() + 1));
            let limit = tick.clamp(tick.floor(signal.price()));
            let placed = self.venue.place(NewOrder {
                id: id.clone(),
                owner: self.me.clone(),
                token: signal.token.clone(),
                side: Side::Buy,
                price: limit,
                amount: Amount::Shares(signal.copied()),
                kind: OrderKind::Gtc,
                post_only: false,
                expires_at: None,
                created_at: self.venue.now(),
            });
            if let Ok(placed) = placed {
                self.copies.push(Copy {
                    signal: signal.clone(),
                    id,
                    placed: placed.shares,
                    turned_round: false,
                });
            }
        }
        self.signals.push(signal);
    }

    fn look(&mut self) {
        let now = self.venue.now();
        for copy in &self.copies {
            let book = self.venue.book(&copy.signal.token);
            if let Some((ask, mid)) = book.and_then(|book| Some((book.best_ask()?, book.mid()?))) {
                let seen = self.books.entry(copy.signal.token.clone()).or_default();
                if seen.last().is_none_or(|(at, ..)| *at < now) {
                    seen.push((now, ask, mid));
                }
            }
        }
    }

    /// (ask − p0, mid − p0) at each look between two ages of a copy.
    fn gaps(&self, copy: &Copy, from: i64, to: i64) -> Vec<(Price, Price)> {
        let seen = self.books.get(&copy.signal.token).map_or(&[][..], Vec::as_slice);
        seen.iter()
            .filter(|(at, ..)| (from..=to).contains(&at.since(copy.signal.at)))
            .map(|(_, ask, mid)| (*ask - copy.signal.price(), *mid - copy.signal.price()))
            .collect()
    }

    fn unfilled(&self, copy: &Copy) -> bool {
        self.venue.exchange().order(&copy.id).unwrap().matched.is_zero()
    }
}

fn signals_of(rows: &[ActivityRecord]) -> Vec<Signal> {
    let mut signals: Vec<(TxHash, Signal)> = Vec::new();
    for row in rows {
        let (token, side) = (row.token.clone().unwrap(), row.side.unwrap());
        match signals
            .iter_mut()
            .find(|(tx, signal)| *tx == row.tx && signal.token == token && signal.side == side)
        {
            Some((_, signal)) => {
                signal.shares += row.size;
                signal.value += row.usdc_size;
            }
            None => {
                let card = std::sync::Arc::clone(&row.card);
                let signal = Signal {
                    at: row.at,
                    token,
                    side,
                    shares: row.size,
                    value: row.usdc_size,
                    card,
                };
                signals.push((row.tx.clone(), signal));
            }
        }
    }
    signals.into_iter().map(|(_, signal)| signal).collect()
}

const BOUND: Price = Price::from_micros(100_000);

fn check(seed: u64) {
    let journey = Journey::begin(seed).run(40);
    let copies = &journey.copies;
    let say = |what: &str| format!("seed {seed}: {what}");

    let filled_at_once = copies.iter().filter(|copy| copy.placed == copy.signal.copied()).count();
    assert!(filled_at_once >= 2, "{}", say("copies that fill at the trader's price"));
    let partly = copies
        .iter()
        .filter(|copy| !copy.placed.is_zero() && copy.placed < copy.signal.copied())
        .count();
    assert!(partly >= 1, "{}", say("a copy that fills in part"));
    assert!(
        copies.iter().any(|copy| copy.turned_round),
        "{}",
        say("a sale while the copy works")
    );

    // Rests through every stage: never an ask within the bound in stages 1 to 4, in two markets of least size 1.
    let waits = |copy: &&Copy| {
        let gaps = journey.gaps(copy, 30 * MINUTE + 2 * HOUR, 36 * HOUR);
        journey.unfilled(copy) && gaps.len() > 60 && gaps.iter().all(|(ask, _)| *ask > BOUND)
    };
    let waiting: Vec<&Copy> = copies.iter().filter(waits).collect();
    let small = |copy: &&&Copy| copy.signal.card.market.min_size == Shares::from_micros(MICRO);
    assert!(
        waiting.iter().filter(small).count() >= 2,
        "{}",
        say("two copies that wait for 36 h")
    );
    // One of them has its middle within the bound, so that stages 3 and 4 differ, and comes back for the conversion.
    let returns = waiting.iter().any(|copy| {
        let middle = journey.gaps(copy, 12 * HOUR, 24 * HOUR);
        let after = journey.gaps(copy, 36 * HOUR + 40 * MINUTE, 38 * HOUR);
        middle.iter().all(|(_, mid)| *mid < BOUND) && !after.is_empty() && after.iter().all(|(ask, _)| *ask < BOUND)
    });
    assert!(returns, "{}", say("a conversion that fills"));
    // Another drifts up a little and stays: the ladder reaches it in stage 4.
    let drifts = copies.iter().any(|copy| {
        let gaps = journey.gaps(copy, 8 * HOUR, 24 * HOUR);
        let up = |(ask, _): &(Price, Price)| *ask > Price::from_micros(30_000) && *ask < BOUND;
        journey.unfilled(copy) && gaps.len() > 20 && gaps.iter().all(up)
    });
    assert!(drifts, "{}", say("a market that drifts up and stays"));
    check_signals(&journey, &say);
}

fn check_signals(journey: &Journey, say: &dyn Fn(&str) -> String) {
    let signals = &journey.signals;
    let min_one = Shares::from_micros(MICRO);
    let buys = || signals.iter().filter(|signal| signal.side == Side::Buy);
    let worth = |signal: &Signal| signal.copied().value(signal.price(), Rounding::Down);
    assert!(
        buys().filter(|signal| worth(signal) < Usd::ONE).count() >= 4,
        "{}",
        say("copies under a dollar")
    );
    let few = |signal: &&Signal| worth(signal) >= Usd::ONE && signal.copied() < signal.card.market.min_size;
    assert!(
        buys().filter(few).count() >= 1,
        "{}",
        say("copies under the least size")
    );
    assert!(buys().any(|signal| signal.card.market.min_size == min_one && !signal.too_small()));
    assert!(buys().any(|signal| signal.card.market.min_size > min_one && !signal.too_small()));

    let changes_of = |token: &TokenId| -> Vec<i64> {
        let own = signals.iter().filter(|signal| signal.token == *token);
        own.map(|signal| {
            if signal.side == Side::Buy {
                signal.shares.micros()
            } else {
                -signal.shares.micros()
            }
        })
        .collect()
    };
    let mut tokens: Vec<&TokenId> = signals.iter().map(|signal| &signal.token).collect();
    tokens.sort();
    tokens.dedup();
    let increases = tokens
        .iter()
        .any(|token| changes_of(token).windows(2).any(|two| two[0] > 0 && two[1] > 0));
    let story = tokens.iter().any(|token| {
        // Opened, added to, sold in part, closed.
        let changes = changes_of(token);
        let closed = (4..=changes.len()).any(|end| changes[..end].iter().sum::<i64>() == 0);
        closed && changes[0] > 0 && changes[1] > 0 && changes[2] < 0
    });
    assert!(
        increases && story,
        "{}",
        say("a position opened, added to, cut and closed")
    );
    let quick = tokens.iter().any(|token| {
        let mine: Vec<&Signal> = signals.iter().filter(|signal| signal.token == **token).collect();
        mine.len() >= 2
            && mine[1].side == Side::Sell
            && mine[1].shares == mine[0].shares
            && mine[1].at.since(mine[0].at) < 3 * HOUR
    });
    assert!(quick, "{}", say("a purchase fully sold within 3 h"));
    let redeemed = journey.venue.activity(&ActivityQuery {
        wallet: Some(journey.trader.clone()),
        kinds: vec![ActivityKind::Redeem],
        start: Some(START),
        end: Some(START.plus(36 * HOUR)),
        ..ActivityQuery::default()
    });
    let held = |row: &&ActivityRecord| tokens.contains(&row.token.as_ref().unwrap());
    assert!(
        redeemed.iter().any(|row| held(&row)),
        "{}",
        say("a holding that resolves")
    );
    // Rows of a resting order come one by one, as small as what met it: only what took at once shows the order's size.
    let typical = buys()
        .filter(|signal| (100..=5_000).contains(&(signal.shares.micros() / MICRO)))
        .count();
    assert!(typical >= 12, "{}", say("purchases of 100 to 5,000 shares"));
    assert_eq!(journey.venue.check_invariants(), Vec::<String>::new());
}

#[test]
fn the_itinerary_holds_for_seed_1() {
    check(1);
}

#[test]
fn the_itinerary_holds_for_seed_7() {
    check(7);
}

#[test]
fn the_itinerary_holds_for_other_seeds() {
    for seed in [2, 42, 1_001] {
        check(seed);
    }
}
