//! The thirty days before the demo, told by the hour and without books.
//!
//! Prices of all hours are drawn first; then the traders act on them with their habits, at the price and half a spread,
//! and what they do is booked straight into the record. Markets that end in these days resolve and pay. So what the
//! demo begins with (positions, curves, leaderboards) is the sum of trades that are all on record.

use std::collections::BTreeMap;
use std::sync::Arc;

use pilotfish_copy::ids::{TxHash, VenueMs};
use pilotfish_copy::market::{Exchange as Contract, Side};
use pilotfish_copy::money::{MICRO, Price, Shares, Tick, Usd};

use crate::venue::rows::{ActivityKind, MarketCard};
use crate::venue::{Declared, VenueState};
use crate::world_gen::calendar::{DAY, HOUR, MINUTE};
use crate::world_gen::catalog::daily;
use crate::world_gen::fair::{Fair, log_odds};
use crate::world_gen::listing::{Terms, card};
use crate::world_gen::rng::{SeededRng, to_f64, to_i64, tx_of};
use crate::world_gen::roster::RosterEntry;
use crate::world_gen::trader_profiles::{Action, Choice, Seen};
use pilotfish_exchange::taker_fee;

/// How long it is.
pub(crate) const PAST: i64 = 30 * DAY;
/// The same in hours.
pub(crate) const PAST_HOURS: usize = 720;

/// How many markets came and went.
const RESOLVED: usize = 44;

/// How far ahead someone knew, who knew better.
const FORESIGHT_HOURS: usize = 30;

/// A market of those days: a price for each hour it lived.
#[derive(Debug)]
pub(crate) struct Lived {
    /// Its place in the record.
    pub(crate) place: usize,
    /// The hour of its first price.
    pub(crate) from: usize,
    /// The first outcome's price, hour by hour.
    pub(crate) path: Vec<f64>,
    /// Who won, if it ended then.
    pub(crate) winner: Option<usize>,
    pub(crate) category: &'static str,
    pub(crate) spread: f64,
    /// Whether named traders keep off it.
    pub(crate) untouched: bool,
}

impl Lived {
    fn price(&self, hour: usize) -> Option<f64> {
        self.path.get(hour.checked_sub(self.from)?).copied()
    }

    /// The outcome that does better over the next day or so, and by how much.
    fn better(&self, hour: usize) -> Option<(usize, f64)> {
        let now = self.price(hour)?;
        let later = self.price(hour + FORESIGHT_HOURS).or_else(|| {
            // Of a market that goes on beyond these days nobody knows.
            self.winner.map(|winner| if winner == 0 { 1.0 } else { 0.0 })
        })?;
        Some((usize::from(later < now), (later - now).abs()))
    }
}

/// Prices that led to `price` at the last of `hours` hours. A fair walk read backwards is as likely as forwards.
pub(crate) fn path_to(price: f64, unrest: f64, hours: usize, rng: &mut SeededRng) -> Vec<f64> {
    let mut odds = log_odds(price);
    let mut path = vec![price];
    for _ in 0..hours {
        // Calmer than the live walk and drawn to the middle, so that a month does not end at the edges.
        odds += 0.8 * unrest * rng.normal() - 0.0015 * odds;
        odds = odds.clamp(-3.9, 3.9);
        path.push(1.0 / (1.0 + (-odds).exp()));
    }
    path.reverse();
    path
}

/// Draws the markets that ended before the demo and takes them into the record.
pub(crate) fn resolved_markets(seed: u64, start: VenueMs, state: &mut VenueState, first: usize) -> Vec<Lived> {
    let begin = start.plus(-PAST);
    let mut rng = SeededRng::of(seed, "resolved markets");
    let mut lived = Vec::new();
    for index in 0..RESOLVED {
        let end_hour = 20 + (PAST_HOURS - 26) * (index + 1) / RESOLVED;
        let hours = usize::try_from(rng.whole(16, 96)).unwrap_or(48).min(end_hour);
        let from = end_hour - hours;
        let at = |hour: usize| begin.plus(i64::try_from(hour).unwrap_or(0) * HOUR);
        let question = daily(&mut rng, at(end_hour), index + 1);
        let category = question.category;
        let terms = Terms {
            number: first + index,
            tick: 10_000,
            min_size: 5,
            opened_at: at(from),
            end: at(end_hour),
            contract: Contract::StandardV2,
        };
        let card = card(seed, question, terms);
        let price = rng.between(0.2, 0.8);
        let mut fair = Fair::new(
            price,
            0.04,
            at(end_hour),
            at(from),
            SeededRng::of(seed, &format!("past fair {index}")),
        );
        let mut path = vec![price];
        for hour in from + 1..end_hour {
            fair.step(at(hour));
            path.push(fair.price());
        }
        let place = state.record.add_market(card, micro_price(price, 10_000));
        let spread = 0.01 / price.max(0.1);
        lived.push(Lived {
            place,
            from,
            path,
            winner: Some(fair.winner()),
            category,
            spread,
            untouched: false,
        });
    }
    lived
}

/// What happens within an hour.
enum Doing {
    /// A trader looks around.
    Act(usize),
    /// A market's holders are paid.
    Redeem(usize),
}

/// Lives through the thirty days.
pub(crate) fn live(seed: u64, start: VenueMs, state: &mut VenueState, roster: &[RosterEntry], lived: &[Lived]) {
    let begin = start.plus(-PAST);
    let mut past = Past {
        seed,
        lived,
        rows: 0,
        rng: roster
            .iter()
            .map(|player| SeededRng::of(seed, &format!("past of {}", player.name)))
            .collect(),
    };
    let mut volume = SeededRng::of(seed, "past volume");
    for hour in 0..PAST_HOURS {
        let at = begin.plus(i64::try_from(hour).unwrap_or(0) * HOUR);
        state.now = at;
        past.price_hour(state, hour, at, &mut volume);
        state.record.mark(at);
        let mut doings: Vec<(VenueMs, Doing)> = past.endings(state, hour, at);
        for (person, style) in roster.iter().map(|player| player.style).enumerate() {
            let Some(rng) = past.rng.get_mut(person) else {
                continue;
            };
            let mut minute = rng.wait_ms(style.every_min * MINUTE);
            while minute < HOUR {
                doings.push((at.plus(minute), Doing::Act(person)));
                minute += rng.wait_ms(style.every_min * MINUTE);
            }
        }
        doings.sort_by_key(|(at, _)| *at);
        past.run(state, roster, hour, doings);
    }
}

struct Past<'a> {
    seed: u64,
    lived: &'a [Lived],
    rows: u64,
    rng: Vec<SeededRng>,
}

impl Past<'_> {
    fn next_tx(&mut self) -> TxHash {
        self.rows += 1;
        tx_of(self.seed, &format!("past {}", self.rows))
    }

    fn price_hour(&self, state: &mut VenueState, hour: usize, at: VenueMs, volume: &mut SeededRng) {
        for lived in self.lived {
            let (Some(price), Some(file)) = (lived.price(hour), state.record.files.get_mut(lived.place)) else {
                continue;
            };
            file.price = micro_price(price, file.card.market.tick.micros());
            // What the nameless traded in that hour.
            let usd = volume.log_between(40.0, 2_500.0);
            file.trade(at, Usd::from_micros(to_i64(usd * to_f64(MICRO))));
        }
    }

    /// Markets that ended by this hour pay; their holders get it ten minutes later.
    fn endings(&self, state: &mut VenueState, hour: usize, at: VenueMs) -> Vec<(VenueMs, Doing)> {
        let mut doings = Vec::new();
        for (index, lived) in self.lived.iter().enumerate() {
            let Some(winner) = lived.winner.filter(|_| lived.from + lived.path.len() == hour) else {
                continue;
            };
            let Some(condition) = state
                .record
                .files
                .get(lived.place)
                .map(|file| file.card.market.condition.clone())
            else {
                continue;
            };
            let payouts = if winner == 0 {
                [Price::ONE, Price::ZERO]
            } else {
                [Price::ZERO, Price::ONE]
            };
            state.record.resolve(at, &condition, payouts);
            doings.push((at.plus(10 * MINUTE), Doing::Redeem(index)));
        }
        doings
    }

    fn run(&mut self, state: &mut VenueState, roster: &[RosterEntry], hour: usize, doings: Vec<(VenueMs, Doing)>) {
        for (at, doing) in doings {
            state.now = at;
            match doing {
                Doing::Redeem(index) => self.redeem(state, index, at),
                Doing::Act(person) => {
                    let seen = self.seen(state, person, hour);
                    let Some((player, rng)) = roster.get(person).zip(self.rng.get_mut(person)) else {
                        continue;
                    };
                    if let Some(choice) = player.style.choose(at, &seen, rng) {
                        self.carry_out(state, person, hour, at, choice);
                    }
                }
            }
        }
    }

    fn seen(&self, state: &VenueState, person: usize, hour: usize) -> Vec<Seen> {
        let Some(person) = state.record.people.get(person) else {
            return Vec::new();
        };
        let holdings = person.ledger.holdings();
        self.lived
            .iter()
            .enumerate()
            .filter(|(_, lived)| !lived.untouched)
            .filter_map(|(key, lived)| {
                let price = lived.price(hour)?;
                // The last hour of a market is left alone: nobody knows when exactly it ends.
                lived.price(hour + 1).or(lived.winner.is_none().then_some(price))?;
                let before = lived.price(hour.saturating_sub(4)).unwrap_or(price);
                let file = state.record.files.get(lived.place)?;
                let held = [0, 1].map(|outcome| holdings.get(file.token(outcome)));
                Some(Seen {
                    key,
                    price,
                    change: price - before,
                    news: Some(price - before).filter(|change| change.abs() > 0.06),
                    category: lived.category,
                    held: held.map(|holding| holding.map_or(Shares::ZERO, |holding| holding.shares)),
                    since: held.map(|holding| holding.map_or(VenueMs(0), |holding| holding.last_event_at)),
                    better: lived.better(hour),
                })
            })
            .collect()
    }

    fn carry_out(&mut self, state: &mut VenueState, person: usize, hour: usize, at: VenueMs, choice: Choice) {
        let Some((lived, price)) = self
            .lived
            .get(choice.key)
            .and_then(|lived| Some((lived, lived.price(hour)?)))
        else {
            return;
        };
        match choice.action {
            Action::Buy => self.trade(state, lived, price, person, at, Side::Buy, choice),
            Action::Sell => self.trade(state, lived, price, person, at, Side::Sell, choice),
            Action::Flip => {
                self.trade(state, lived, price, person, at, Side::Sell, choice);
                let other = Choice {
                    outcome: 1 - choice.outcome,
                    action: Action::Buy,
                    ..choice
                };
                self.trade(state, lived, price, person, at, Side::Buy, other);
            }
            Action::Split => self.convert(state, lived, person, at, ActivityKind::Split, choice.shares),
            Action::Merge => self.convert(state, lived, person, at, ActivityKind::Merge, choice.shares),
        }
    }

    #[expect(clippy::too_many_arguments, reason = "who, what, when, where of one trade")]
    fn trade(
        &mut self,
        state: &mut VenueState,
        lived: &Lived,
        price: f64,
        person: usize,
        at: VenueMs,
        side: Side,
        choice: Choice,
    ) {
        let Some(card) = state.record.files.get(lived.place).map(|file| Arc::clone(&file.card)) else {
            return;
        };
        let tick = card.market.tick;
        let first = dealt_price(price, lived.spread, side, choice, tick.micros());
        // A large taker walks a few levels: several rows of one transaction.
        let rows = if choice.takes && choice.shares > Shares::from_micros(1_500 * MICRO) {
            3
        } else {
            1
        };
        let tx = self.next_tx();
        let mut left = choice.shares;
        for row in 0..rows {
            let part = if row + 1 == rows {
                left
            } else {
                Shares::from_micros(choice.shares.micros() / 3).floor_to_lot()
            };
            left -= part;
            let step = if side == Side::Buy {
                tick.micros() * row
            } else {
                -tick.micros() * row
            };
            let price = tick.clamp(first + Price::from_micros(step));
            let fee = if choice.takes {
                taker_fee(card.market.fee, part, price)
            } else {
                Usd::ZERO
            };
            state.declare(&Declared {
                person,
                market: lived.place,
                outcome: choice.outcome,
                at,
                kind: ActivityKind::Trade,
                side: Some(side),
                shares: part,
                price,
                fee,
                maker: !choice.takes,
                tx: tx.clone(),
                recorded_row: None,
            });
        }
    }

    fn convert(
        &mut self,
        state: &mut VenueState,
        lived: &Lived,
        person: usize,
        at: VenueMs,
        kind: ActivityKind,
        shares: Shares,
    ) {
        let tx = self.next_tx();
        state.declare(&plain(person, lived.place, 0, at, kind, shares, Price::ZERO, tx));
    }

    fn redeem(&mut self, state: &mut VenueState, index: usize, at: VenueMs) {
        let Some((lived, winner)) = self.lived.get(index).and_then(|lived| Some((lived, lived.winner?))) else {
            return;
        };
        let Some(tokens) = state
            .record
            .files
            .get(lived.place)
            .map(|file| [file.token(0).clone(), file.token(1).clone()])
        else {
            return;
        };
        for person in 0..state.record.people.len() {
            let tx = self.next_tx();
            for (outcome, token) in tokens.iter().enumerate() {
                let shares = state
                    .record
                    .people
                    .get(person)
                    .map_or(Shares::ZERO, |person| person.ledger.shares(token));
                if shares > Shares::ZERO {
                    let pays = if outcome == winner { Price::ONE } else { Price::ZERO };
                    state.declare(&plain(
                        person,
                        lived.place,
                        outcome,
                        at,
                        ActivityKind::Redeem,
                        shares,
                        pays,
                        tx.clone(),
                    ));
                }
            }
        }
    }
}

#[expect(clippy::too_many_arguments, reason = "the columns of one row")]
fn plain(
    person: usize,
    market: usize,
    outcome: usize,
    at: VenueMs,
    kind: ActivityKind,
    shares: Shares,
    price: Price,
    tx: TxHash,
) -> Declared {
    Declared {
        person,
        market,
        outcome,
        at,
        kind,
        side: None,
        shares,
        price,
        fee: Usd::ZERO,
        maker: false,
        tx,
        recorded_row: None,
    }
}

/// Half a spread worse than the fair price for who takes, better for who waits.
fn dealt_price(price: f64, spread: f64, side: Side, choice: Choice, tick: i64) -> Price {
    let fair = if choice.outcome == 0 { price } else { 1.0 - price };
    let worse = if (side == Side::Buy) == choice.takes { 0.5 } else { -0.5 };
    micro_price(fair + worse * spread * fair, tick)
}

/// A probability as a price on the tick, within [tick, 1 − tick].
pub(crate) fn micro_price(price: f64, tick: i64) -> Price {
    let tick = Tick::from_micros(tick).unwrap_or(Tick::CENT);
    let steps = to_i64(price * to_f64(MICRO) / to_f64(tick.micros()));
    tick.clamp(Price::from_micros(steps * tick.micros()))
}

/// What every named trader holds in open markets, by market: the shares the exchange must know of.
pub(crate) fn held_by(state: &VenueState) -> BTreeMap<usize, Vec<(usize, usize, Shares)>> {
    let mut held: BTreeMap<usize, Vec<(usize, usize, Shares)>> = BTreeMap::new();
    for (person, record) in state.record.people.iter().enumerate() {
        for holding in record
            .ledger
            .holdings()
            .values()
            .filter(|holding| holding.shares > Shares::ZERO)
        {
            held.entry(holding.market)
                .or_default()
                .push((person, holding.outcome, holding.shares));
        }
    }
    held
}

/// A card of the record.
pub(crate) fn card_at(state: &VenueState, place: usize) -> Option<Arc<MarketCard>> {
    state.record.files.get(place).map(|file| Arc::clone(&file.card))
}
