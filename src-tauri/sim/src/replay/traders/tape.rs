//! What happens in a recording of traders: prices move the made books, changes are declared.

use std::collections::BTreeSet;
use std::sync::Arc;

use pilotfish_copy::ids::{TokenId, VenueMs};
use pilotfish_copy::market::{Exchange as Contract, FeeSchedule, Market, Outcome};
use pilotfish_copy::money::{MICRO, Price, Shares, Tick, Usd};

use super::{MADE_DEPTH_SHARES, MADE_SPREAD_BPS, RecordedChange, RecordedKind, RecordedMarket, Replay};
use crate::replay::player::Tape;
use crate::venue::rows::{ActivityKind, MarketCard, TraderProfile};
use crate::venue::{Declared, VenueState};
use crate::world_gen::catalog::slug_of;
use crate::world_gen::ledger::Spot;
use crate::world_gen::makers::{Quotes, Stance};
use crate::world_gen::names::pseudonym_of;
use crate::world_gen::rng::{SeededRng, to_f64, token_of, wallet_of};
use pilotfish_exchange::{AccountKind, MarketSpec};

/// What the maker has: enough for every book at once.
const MAKER_CASH: Usd = Usd::dollars(2_000_000_000);

/// The step of the made books.
const TICK: Tick = Tick::MILLI;

/// The least size of the made books, in shares.
const MIN_SIZE: Shares = Shares::from_micros(5 * MICRO);

/// The fee rate of the made books (the venue's general one) and the makers' part of it.
const FEE: FeeSchedule = FeeSchedule {
    rate_micros: 50_000,
    exponent: 1,
};
const REBATE_MICROS: i64 = 250_000;

/// Where Gamma's numbers begin in a replay.
const FIRST_ID: usize = 700_000;

#[derive(Debug)]
struct Stage {
    quotes: Quotes,
    /// The last recorded price of the first outcome; none yet: no book.
    price: Option<Price>,
}

/// A recording of traders at some point of its playing.
#[derive(Debug)]
pub(in crate::replay) struct TraderTape {
    replay: Replay,
    stages: Vec<Stage>,
    next_row: usize,
    next_price: usize,
}

impl Tape for TraderTape {
    fn begin(&mut self, state: &mut VenueState, start: VenueMs) {
        self.list_markets(state, start);
        self.open_accounts(state, start);
        self.carry_in(state, start);
    }

    fn next_at(&self) -> Option<VenueMs> {
        [self.price_at(), self.row_at()].into_iter().flatten().min()
    }

    /// At one instant prices first, then changes.
    fn play(&mut self, state: &mut VenueState) {
        if self.price_at().is_some() && self.price_at() == self.next_at() {
            self.move_price(state);
        } else {
            if let Some(row) = self.replay.rows.get(self.next_row).cloned() {
                self.declare(state, &row);
            }
            self.next_row += 1;
        }
    }

    /// What was taken from the made books is filled up again.
    fn hourly(&mut self, state: &mut VenueState) {
        for place in 0..self.stages.len() {
            self.requote(state, place);
        }
    }
}

impl TraderTape {
    pub(in crate::replay) fn new(replay: Replay) -> Self {
        Self {
            replay,
            stages: Vec::new(),
            next_row: 0,
            next_price: 0,
        }
    }

    fn list_markets(&mut self, state: &mut VenueState, start: VenueMs) {
        let maker = wallet_of(0, "market maker of the replay");
        state.open_account(&maker, AccountKind::Agent, MAKER_CASH);
        let mut slugs = BTreeSet::new();
        for (number, market) in self.replay.markets().iter().enumerate() {
            let card = card_of(market, number, start, &mut slugs);
            let tokens: [TokenId; 2] = card.market.outcomes.clone().map(|outcome| outcome.token);
            let spec = MarketSpec::plain(card.market.clone(), start);
            // Conditions are unique in the list of markets: it cannot be listed already.
            let _ = state.exchange.add_market(spec);
            state.record.add_market(card, first_price(&self.replay, market));
            if let Some(file) = state.record.files.last_mut() {
                file.declared = true;
            }
            let rng = SeededRng::of(0, market.condition.as_str());
            self.stages.push(Stage {
                quotes: Quotes::new(maker.clone(), tokens, rng),
                price: None,
            });
        }
    }

    fn open_accounts(&self, state: &mut VenueState, start: VenueMs) {
        for (wallet, names) in self.replay.traders() {
            let pseudonym = pseudonym_of(wallet.as_str());
            let mut names = names.into_iter();
            let name = names.next().unwrap_or_else(|| pseudonym.clone());
            let person = state.record.add_person(TraderProfile {
                wallet,
                name,
                pseudonym,
                bio: Arc::from(""),
                joined_at: start,
                named: true,
            });
            if let Some(person) = state.record.people.get_mut(person) {
                person.aliases = names.collect();
            }
        }
    }

    fn price_at(&self) -> Option<VenueMs> {
        self.replay.prices.get(self.next_price).map(|price| price.at)
    }

    fn row_at(&self) -> Option<VenueMs> {
        self.replay.rows.get(self.next_row).map(|row| row.at)
    }

    /// Everyone's first baselines, and what changed before the start, without a word to anybody.
    fn carry_in(&mut self, state: &mut VenueState, start: VenueMs) {
        let mut begun = BTreeSet::new();
        for row in &self.replay.rows {
            let first = begun.insert((row.wallet.clone(), row.token.clone()));
            let shares = match row.kind {
                RecordedKind::Baseline if first => row.after,
                RecordedKind::Change if row.at < start => row.after - row.before,
                _ => continue,
            };
            let Some((person, market)) = places(state, row) else {
                continue;
            };
            let spot = Spot {
                token: &row.token,
                market,
                outcome: row.outcome_index,
                at: start,
            };
            if shares >= Shares::ZERO {
                state.record.carry_in(person, spot, shares, row.avg_price);
            } else {
                state.record.carry_out(person, spot, -shares);
            }
        }
        while self.row_at().is_some_and(|at| at < start) {
            self.next_row += 1;
        }
        while self.price_at().is_some_and(|at| at < start) {
            self.move_price(state);
        }
    }

    fn move_price(&mut self, state: &mut VenueState) {
        let Some(price) = self.replay.prices.get(self.next_price) else {
            return;
        };
        self.next_price += 1;
        let Some(place) = state.record.market(&price.condition) else {
            return;
        };
        let first = if price.outcome_index == 0 {
            price.price
        } else {
            price.price.complement()
        };
        if let Some(file) = state.record.files.get_mut(place) {
            file.price = first;
            file.note_price(state.now);
        }
        if let Some(stage) = self.stages.get_mut(place) {
            stage.price = Some(first);
        }
        self.requote(state, place);
    }

    fn requote(&mut self, state: &mut VenueState, place: usize) {
        let Some(stage) = self.stages.get_mut(place) else {
            return;
        };
        let Some(price) = stage.price else { return };
        let stance = Stance {
            fair: to_f64(price.micros()) / to_f64(MICRO),
            spread: to_f64(MADE_SPREAD_BPS) / 1e4,
            tick: TICK,
            depth: to_f64(MADE_DEPTH_SHARES) / 0.8,
            growth: 0.4,
            vary: (1.0, 1.0),
            min_size: MIN_SIZE,
        };
        stage.quotes.requote(state, place, &stance);
    }

    fn declare(&self, state: &mut VenueState, row: &RecordedChange) {
        if row.kind == RecordedKind::Baseline || row.shares().is_zero() {
            return;
        }
        let Some((person, market)) = places(state, row) else {
            return;
        };
        state.declare(&Declared {
            person,
            market,
            outcome: row.outcome_index,
            at: row.at,
            kind: ActivityKind::Trade,
            side: Some(row.side()),
            shares: row.shares(),
            price: row.price,
            fee: Usd::ZERO,
            maker: false,
            tx: row.tx(),
            recorded_row: Some(row.row),
        });
    }
}

fn places(state: &VenueState, row: &RecordedChange) -> Option<(usize, usize)> {
    Some((
        state.record.person_place(&row.wallet)?,
        state.record.market(&row.condition)?,
    ))
}

/// The first recorded price of a market's first outcome.
fn first_price(replay: &Replay, market: &RecordedMarket) -> Price {
    let found = replay.prices().iter().find(|price| price.condition == market.condition);
    found.map_or(Price::ZERO, |price| {
        if price.outcome_index == 0 {
            price.price
        } else {
            price.price.complement()
        }
    })
}

fn card_of(market: &RecordedMarket, number: usize, start: VenueMs, slugs: &mut BTreeSet<String>) -> Arc<MarketCard> {
    let plain = slug_of(&market.title);
    let slug = if slugs.insert(plain.clone()) {
        plain
    } else {
        format!("{plain}-{number}")
    };
    let [first, second] = market.outcomes.clone();
    let outcomes = [
        Outcome {
            token: token_of(&market.condition, 0),
            name: first,
        },
        Outcome {
            token: token_of(&market.condition, 1),
            name: second,
        },
    ];
    Arc::new(MarketCard {
        market: Market {
            condition: market.condition.clone(),
            question: market.title.clone(),
            slug,
            event_slug: market.event_slug.clone(),
            category: String::new(),
            outcomes,
            tick: TICK,
            min_size: MIN_SIZE,
            fee: FEE,
            exchange: Contract::StandardV2,
            end: None,
            accepting_orders: true,
            closed: false,
            payouts: None,
        },
        id: (FIRST_ID + number).to_string(),
        event_id: (FIRST_ID + number).to_string(),
        event_title: market.event_slug.replace('-', " "),
        description: "A recorded market; its end and its payout are not in the recording.".to_owned(),
        rebate_micros: REBATE_MICROS,
        opened_at: start,
    })
}
