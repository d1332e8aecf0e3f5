//! The user: follows with different settings, and what people press.

use pilotfish_copy::entity::{BelowMinimum, CopySides, GlobalLimits, Style};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Percentage, Price, Usd};

use super::markets::Planned;
use super::{HOUR, MINUTE, Plan, SECOND, topic_of};
use crate::simulate::chance::Chance;
use crate::simulate::script::{CloseAct, FollowAct, Moment, Outcome, SettingsAct, Size, UserAct, What};

impl Plan {
    pub(super) fn make_user(&mut self) {
        let mut chance = self.chance(3);
        let limits = limits(&mut chance, self.followed());
        self.push(MINUTE, What::User(UserAct::Limits(limits)));
        let latest = if self.options.traders.is_some() { HOUR } else { 6 * HOUR };
        for (number, trader) in self.traders.clone().into_iter().enumerate() {
            let mut chance = self.chance(topic_of(300, u64::try_from(number).unwrap_or(0)));
            let at = if number == 0 {
                2 * MINUTE
            } else {
                chance.between(2 * MINUTE, latest)
            };
            let follow = follow(&mut chance, &self.markets, &trader);
            self.push(at, What::User(UserAct::Follow(follow)));
        }
        let mut at = chance.between(HOUR, 4 * HOUR);
        while at < self.end {
            self.make_ask(&mut chance, at);
            at += chance.between(20 * MINUTE, 4 * HOUR);
        }
    }

    /// How many times as much as with three traders the account may do.
    fn followed(&self) -> u32 {
        let traders = self.options.traders.and_then(|count| u32::try_from(count).ok());
        traders.map_or(1, |count| (count / 3).max(1))
    }

    fn ask(&mut self, at: i64, act: UserAct) {
        self.push(at, What::User(act));
    }

    fn make_ask(&mut self, chance: &mut Chance, at: i64) {
        let Some(trader) = chance.pick(&self.traders).cloned() else {
            return;
        };
        let soon = at + chance.between(5 * MINUTE, 2 * HOUR);
        let side = match chance.between(0, 2) {
            0 => Some(Side::Buy),
            1 => Some(Side::Sell),
            _ => None,
        };
        match chance.between(0, 99) {
            0..=9 => self.ask(at, UserAct::Cancel { trader: None, side }),
            10..=19 => self.ask(at, UserAct::TakeNow { trader: None, side }),
            20..=44 => {
                let close = self.make_close(chance, &trader);
                self.ask(at, UserAct::Close(close));
            }
            45..=54 => {
                self.ask(at, UserAct::Pause {});
                self.ask(soon, UserAct::Resume {});
            }
            55..=64 => {
                self.ask(at, UserAct::Stop {});
                if chance.happens(300) {
                    let close = self.make_close(chance, &trader);
                    self.ask(at + chance.between(SECOND, 10 * MINUTE), UserAct::Close(close));
                }
                self.ask(soon, UserAct::Start {});
            }
            65..=71 => {
                let on = UserAct::Switch {
                    trader: trader.clone(),
                    on: true,
                };
                self.ask(at, UserAct::Switch { trader, on: false });
                self.ask(soon, on);
            }
            72..=75 => {
                self.ask(at, UserAct::Unfollow { trader: trader.clone() });
                let follow = follow(chance, &self.markets, &trader);
                self.ask(soon, UserAct::Follow(follow));
            }
            76..=85 => {
                let follow = follow(chance, &self.markets, &trader);
                self.ask(at, UserAct::Update(follow));
            }
            86..=91 => {
                let limits = limits(chance, self.followed());
                self.ask(at, UserAct::Limits(limits));
            }
            92..=93 => self.ask(at, UserAct::CancelAll {}),
            94..=95 => self.ask(at, UserAct::Relink { trader }),
            96..=97 => self.ask(at, UserAct::LiftHalts {}),
            _ => {
                let market = chance.pick(&self.markets).map(|market| market.name.clone());
                let outcome = market.is_some().then_some(Outcome::Yes);
                self.ask(at, UserAct::Accept { market, outcome });
            }
        }
    }

    fn make_close(&self, chance: &mut Chance, trader: &str) -> CloseAct {
        let market = chance.pick(&self.markets).map(|market| market.name.clone());
        let whole = chance.happens(200);
        let everything = whole && chance.happens(200);
        CloseAct {
            trader: (!everything).then(|| trader.to_owned()),
            market: market.filter(|_| !whole),
            outcome: (!whole).then_some(if chance.happens(650) { Outcome::Yes } else { Outcome::No }),
            size: Size::Percent(if chance.happens(500) {
                100
            } else {
                u8::try_from(chance.between(10, 90)).unwrap_or(50)
            }),
            limit: chance
                .happens(300)
                .then(|| Price::from_micros(chance.between(5, 95) * 10_000)),
            max_slippage: None,
            despite_foreign_orders: chance.happens(300),
        }
    }
}

fn usd(chance: &mut Chance, of: &[i64]) -> Usd {
    Usd::dollars(chance.pick(of).copied().unwrap_or(100))
}

fn follow(chance: &mut Chance, markets: &[Planned], trader: &str) -> FollowAct {
    let mut settings = SettingsAct {
        style: chance.happens(400).then_some(Style::Fast),
        max_slippage: chance
            .happens(400)
            .then(|| Price::from_micros(chance.between(1, 20) * 10_000)),
        max_order: chance.happens(500).then(|| usd(chance, &[5, 20, 50, 250])),
        max_market: chance.happens(400).then(|| usd(chance, &[30, 100, 600])),
        max_total: chance.happens(400).then(|| usd(chance, &[60, 200, 2_000])),
        below_minimum: chance.happens(400).then_some(BelowMinimum::Accumulate),
        min_time_to_resolution: Some(Moment(if chance.happens(600) { 0 } else { HOUR })),
        copy_existing: chance.happens(150),
        max_purchase_age: chance.happens(150).then(|| Moment(chance.between(MINUTE, 6 * HOUR))),
        ..SettingsAct::default()
    };
    match chance.between(0, 19) {
        0..=1 => settings.copy = Some(CopySides::Sells),
        2 => settings.copy = Some(CopySides::Buys),
        _ => {}
    }
    if chance.happens(500) {
        // Around what a market costs at first, and narrow above it: a ladder leaves it.
        let near = chance.pick(markets).map_or(500_000, |market| market.mid) / 10_000;
        let (below, above) = (chance.between(5, 40), chance.between(1, 4));
        settings.price_min = Some(Price::from_micros((near - below).clamp(1, 90) * 10_000));
        settings.price_max = Some(Price::from_micros((near + above).clamp(10, 99) * 10_000));
    }
    FollowAct {
        trader: trader.to_owned(),
        percentage: percentage(chance.between(5, 200)),
        settings,
    }
}

fn percentage(tenths: i64) -> Percentage {
    let tenths = u16::try_from(tenths).unwrap_or(50);
    Percentage::from_tenths(tenths).unwrap_or_else(default_percentage)
}

#[allow(clippy::expect_used)]
fn default_percentage() -> Percentage {
    Percentage::from_tenths(50).expect("5 % is a percentage")
}

fn limits(chance: &mut Chance, times: u32) -> GlobalLimits {
    let more = |usd: Usd| Usd::from_micros(usd.micros().saturating_mul(i64::from(times)));
    GlobalLimits {
        max_exposure: more(usd(chance, &[200, 800, 1_500, 8_000])),
        max_daily_spend: more(usd(chance, &[60, 200, 300, 2_000])),
        max_open_orders: u32::try_from(chance.between(2, 50)).unwrap_or(50).saturating_mul(times),
        reserve_tenths: u16::try_from(chance.between(0, 300)).unwrap_or(50),
        max_daily_loss: chance.happens(200).then(|| more(usd(chance, &[5, 20, 100]))),
    }
}
