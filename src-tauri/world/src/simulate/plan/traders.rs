//! Traders: they scale in and out, trade to and fro, close, hedge, trade in bursts, and move positions without trading.

use pilotfish_copy::market::Side;

use super::markets::lots;
use super::{HOUR, MINUTE, Plan, SECOND, topic_of};
use crate::simulate::chance::Chance;
use crate::simulate::script::{Hidden, Moment, Outcome, Size, TraderAct, TraderLine, What};

const NAMES: [&str; 4] = ["ann", "bob", "cat", "dan"];

impl Plan {
    pub(super) fn make_traders(&mut self) {
        let mut chance = self.chance(2);
        let drawn = usize::try_from(chance.between(2, 4)).unwrap_or(2);
        for number in 0..self.options.traders.unwrap_or(drawn) {
            let name = NAMES
                .get(number)
                .map_or_else(|| format!("trader{number}w"), |name| (*name).to_owned());
            self.traders.push(name.clone());
            self.make_trader(&name, u64::try_from(number).unwrap_or(0));
        }
    }

    fn make_trader(&mut self, name: &str, number: u64) {
        let mut chance = self.chance(topic_of(200, number));
        let size = [300, 1_000, 3_000].get(chance.index(3)).copied().unwrap_or(1_000);
        let every = chance.between(30 * MINUTE, 150 * MINUTE);
        let markets = self.markets_of(number);
        // Some hold something before they are followed.
        let mut at = chance.between(10 * SECOND, 30 * MINUTE);
        while at < self.end {
            let Some(market) = chance.pick(&markets).cloned() else {
                return;
            };
            let outcome = if chance.happens(650) { Outcome::Yes } else { Outcome::No };
            self.make_act(&mut chance, name, at, &market, outcome, size);
            at += chance.between(every / 4, every * 2);
        }
    }

    /// The names of the markets that a trader trades in.
    fn markets_of(&self, number: u64) -> Vec<String> {
        let all = self.markets.iter().map(|market| market.name.clone());
        let Some(each) = self.options.markets_each.filter(|each| *each < self.markets.len()) else {
            return all.collect();
        };
        let first = usize::try_from(number).unwrap_or(0).saturating_mul(each) % self.markets.len();
        all.cycle().skip(first).take(each).collect()
    }

    fn acts(&mut self, at: i64, name: &str, act: TraderAct) {
        let mut chance = Chance::of(self.seed, crate::simulate::chance::Occasion::Plan, 9_000, at);
        let hidden = match chance.between(0, 99) {
            0..=4 => Hidden::Stream,
            5..=6 if !self.options.all_on_pages => Hidden::Pages,
            _ => Hidden::Nowhere,
        };
        let late = if chance.happens(60) {
            chance.between(2 * SECOND, 40 * SECOND)
        } else {
            0
        };
        let line = TraderLine {
            name: name.to_owned(),
            act,
            hidden,
            late: Moment(late),
            shown_times: if chance.happens(80) { 2 } else { 1 },
        };
        self.push(at, What::Trader(line));
    }

    fn make_act(&mut self, chance: &mut Chance, name: &str, at: i64, market: &str, outcome: Outcome, size: i64) {
        let market = market.to_owned();
        let other = match outcome {
            Outcome::Yes => Outcome::No,
            Outcome::No => Outcome::Yes,
        };
        let shares = lots(chance.between(size / 20 + 1, size));
        let buy = |outcome| TraderAct::Buy {
            market: market.clone(),
            outcome,
            shares,
        };
        let sell = |outcome, percent| TraderAct::Sell {
            market: market.clone(),
            outcome,
            size: Size::Percent(percent),
        };
        match chance.between(0, 99) {
            0..=27 => self.acts(at, name, buy(outcome)),
            28..=37 => {
                // Scales in: several purchases within minutes.
                let mut when = at;
                for _ in 0..chance.between(2, 4) {
                    self.acts(when, name, buy(outcome));
                    when += chance.between(2 * SECOND, 4 * MINUTE);
                }
            }
            38..=52 => {
                let percent = u8::try_from(chance.between(10, 90)).unwrap_or(50);
                self.acts(at, name, sell(outcome, percent));
            }
            53..=66 => self.acts(at, name, sell(outcome, 100)),
            67..=72 => {
                // A round trip, over before anybody sees it, or after.
                self.acts(at, name, buy(outcome));
                let back = if chance.happens(500) {
                    chance.between(SECOND, 90 * SECOND)
                } else {
                    chance.between(MINUTE, HOUR)
                };
                self.acts(at + back, name, sell(outcome, 100));
            }
            73..=76 => {
                self.acts(at, name, buy(outcome));
                self.acts(at + chance.between(0, 10 * MINUTE), name, buy(other));
            }
            77..=81 => {
                let pieces = TraderAct::Pieces {
                    market: market.clone(),
                    outcome,
                    side: if chance.happens(500) { Side::Buy } else { Side::Sell },
                    shares: lots(chance.between(5, (size / 10).max(6))),
                    pieces: u32::try_from(chance.between(2, 6)).unwrap_or(2),
                };
                self.acts(at, name, pieces);
            }
            82..=84 => {
                // A tiny purchase while a sale works.
                self.acts(at, name, sell(outcome, 50));
                let tiny = TraderAct::Buy {
                    market: market.clone(),
                    outcome,
                    shares: lots(1),
                };
                self.acts(at + chance.between(MINUTE, HOUR), name, tiny);
            }
            85..=99 => self.make_move(chance, name, at, &market, outcome, size),
            _ => {}
        }
    }

    /// Something that is no trade, as far as the habits have it.
    fn make_move(&mut self, chance: &mut Chance, name: &str, at: i64, market: &str, outcome: Outcome, size: i64) {
        let market = market.to_owned();
        let shares = lots(chance.between(5, size));
        let percent = u8::try_from(chance.between(20, 100)).unwrap_or(50);
        let neg_risk = self
            .markets
            .iter()
            .any(|planned| planned.name == market && planned.neg_risk);
        let act = match chance.between(0, 9) {
            0 if self.habits.splits_and_merges => TraderAct::Split { market, shares },
            1 | 2 if self.habits.splits_and_merges => TraderAct::Merge {
                market,
                size: Size::Percent(percent),
            },
            3 | 4 if self.habits.conversions && neg_risk => TraderAct::Convert {
                market,
                size: Size::Percent(percent),
            },
            5 if self.habits.trader_transfers => TraderAct::TransferOut {
                market,
                outcome,
                size: Size::Percent(percent),
            },
            6 if self.habits.trader_transfers => TraderAct::TransferIn {
                market,
                outcome,
                shares,
            },
            7 if self.habits.token_migrations && chance.happens(300) => {
                let Some(to) = self.markets.iter().find(|planned| planned.v3 && planned.name != market) else {
                    return;
                };
                TraderAct::MigrateToken {
                    market,
                    to: to.name.clone(),
                    outcome,
                }
            }
            8 if self.habits.wallet_migrations && chance.happens(100) => {
                TraderAct::MigrateWallet { to: format!("{name}2") }
            }
            9 if self.habits.odd_rows => {
                let odd_price = chance.happens(500);
                let price = match (odd_price, chance.happens(500)) {
                    (true, true) => chance.between(1_000_001, 2_000_000),
                    (true, false) => -chance.between(1, 500_000),
                    (false, _) => 500_000,
                };
                TraderAct::OddRow {
                    market,
                    price: pilotfish_copy::money::Price::from_micros(price),
                    shares: lots(if odd_price { 10 } else { -chance.between(0, 10) }),
                }
            }
            _ => TraderAct::Buy {
                market,
                outcome,
                shares,
            },
        };
        self.acts(at, name, act);
    }
}
