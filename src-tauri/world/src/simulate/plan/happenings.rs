//! What happens at the venue beside its books: steps, pauses, resolutions, modes, settlements, other hands in our account.

use pilotfish_copy::input::RefusalCode;
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Price, Shares, Usd};

use pilotfish_exchange::VenueMode;

use super::markets::{lots, on_tick};
use super::{HOUR, MINUTE, Plan, SECOND, topic_of};
use crate::simulate::chance::Chance;
use crate::simulate::script::{
    AccountAct, AccountState, Correction, HandOrder, Moment, Outcome, RefuseAct, SettleAct, UserAct, VenueAct, What,
};

impl Plan {
    fn happens(&mut self, at: i64, act: VenueAct) {
        self.push(at, What::Venue(act));
    }

    pub(super) fn make_happenings(&mut self) {
        self.make_resolutions();
        self.make_market_troubles();
        self.make_settlements();
        self.make_refusals();
        self.make_other_hands();
    }

    fn make_resolutions(&mut self) {
        let mut won = false;
        for (number, market) in self.markets.clone().into_iter().enumerate() {
            let mut chance = self.chance(topic_of(400, u64::try_from(number).unwrap_or(0)));
            let Some(at) = market.resolves else { continue };
            let whole = |first: bool| {
                if first {
                    [Price::ONE, Price::ZERO]
                } else {
                    [Price::ZERO, Price::ONE]
                }
            };
            let first = chance.happens(500) && !(market.neg_risk && won);
            won |= market.neg_risk && first;
            let mut pays = whole(first);
            if self.habits.split_payouts && !market.neg_risk && chance.happens(300) {
                let yes = Price::from_micros(chance.between(1, 3) * 250_000);
                pays = [yes, yes.complement()];
            }
            let corrected = (self.habits.corrected_payouts && chance.happens(350)).then(|| Correction {
                after: Moment(chance.between(20 * MINUTE, 4 * HOUR)),
                pays,
            });
            let told = if corrected.is_some() { [pays[1], pays[0]] } else { pays };
            let redeemed_after = if self.habits.late_redemptions {
                chance.between(10 * MINUTE, 4 * HOUR)
            } else {
                10 * MINUTE
            };
            if at + 10 * HOUR > self.end && chance.happens(300) {
                continue;
            }
            let act = VenueAct::Resolve {
                market: market.name.clone(),
                pays: told,
                corrected,
                redeemed_after: Moment(redeemed_after),
            };
            self.happens(at, act);
        }
    }

    fn make_market_troubles(&mut self) {
        let mut chance = self.chance(5);
        for market in self.markets.clone() {
            if self.habits.paused_markets {
                for _ in 0..chance.between(0, 4) {
                    let at = chance.between(HOUR, self.end);
                    let name = market.name.clone();
                    let off = VenueAct::Accepting {
                        market: name.clone(),
                        accepting: false,
                    };
                    let on = VenueAct::Accepting {
                        market: name,
                        accepting: true,
                    };
                    self.happens(at, off);
                    self.push_late(at + chance.between(30 * SECOND, 8 * MINUTE), on);
                }
            }
            if self.habits.changed_ticks && chance.happens(500) {
                let at = chance.between(HOUR, self.end);
                let finer = VenueAct::Tick {
                    market: market.name.clone(),
                    tick: Price::from_micros(if market.tick == 10_000 { 1_000 } else { 100 }),
                };
                let back = VenueAct::Tick {
                    market: market.name.clone(),
                    tick: Price::from_micros(market.tick),
                };
                self.happens(at, finer);
                self.push_late(at + chance.between(HOUR, 8 * HOUR), back);
            }
        }
        if self.habits.venue_modes {
            for _ in 0..chance.between(1, 4) {
                let at = chance.between(HOUR, self.end);
                const MODES: [VenueMode; 5] = [
                    VenueMode::Restarting,
                    VenueMode::Restarting,
                    VenueMode::PostOnly,
                    VenueMode::CancelOnly,
                    VenueMode::Disabled,
                ];
                let mode = MODES.get(chance.index(MODES.len())).copied().unwrap_or_default();
                let lasting = Moment(chance.between(20 * SECOND, 10 * MINUTE));
                self.happens(at, VenueAct::Mode { mode, lasting });
            }
        }
    }

    /// What undoes something happens even at the very end.
    fn push_late(&mut self, at: i64, act: VenueAct) {
        let at = at.min(self.end - 1);
        self.happens(at, act);
    }

    fn make_settlements(&mut self) {
        let mut chance = self.chance(6);
        let most = match (self.habits.failed_settlements, self.habits.failed_settlements_stress) {
            (_, true) => 30,
            (true, false) => 10,
            _ => 0,
        };
        for _ in 0..chance.between(most / 3, most) {
            let act = SettleAct {
                fails: chance.happens(650),
                after: Moment(if chance.happens(400) {
                    chance.between(6 * SECOND, 10 * MINUTE)
                } else {
                    chance.between(10 * MINUTE, 3 * HOUR)
                }),
                times: if chance.happens(200) { 2 } else { 1 },
            };
            let at = chance.between(HOUR / 2, self.end);
            self.happens(at, VenueAct::Settle(act));
        }
    }

    fn make_refusals(&mut self) {
        let mut chance = self.chance(7);
        const CODES: [RefusalCode; 9] = [
            RefusalCode::Tick,
            RefusalCode::Precision,
            RefusalCode::Allowance,
            RefusalCode::Balance,
            RefusalCode::Unavailable,
            RefusalCode::RateLimited,
            RefusalCode::Expiration,
            RefusalCode::Other,
            RefusalCode::MinimumSize,
        ];
        for _ in 0..chance.between(2, 8) {
            let at = chance.between(HOUR / 2, self.end);
            let act = RefuseAct {
                code: CODES
                    .get(chance.index(CODES.len()))
                    .copied()
                    .unwrap_or(RefusalCode::Other),
                retry_after: chance.happens(400).then(|| Moment(chance.between(SECOND, 20 * MINUTE))),
                times: u32::try_from(chance.between(1, 3)).unwrap_or(1),
            };
            self.happens(at, VenueAct::Refuse(act));
        }
        let mut states = Vec::new();
        if self.habits.closed_only {
            states.push(AccountState::ClosedOnly);
        }
        if self.habits.banned {
            states.extend([AccountState::Banned, AccountState::Region]);
        }
        if self.habits.revoked_keys {
            states.push(AccountState::KeyRevoked);
        }
        for state in states {
            if !chance.happens(250) {
                continue;
            }
            let at = chance.between(HOUR, self.end - 2 * HOUR);
            let lasting = chance.between(10 * MINUTE, 90 * MINUTE);
            self.happens(
                at,
                VenueAct::Account(AccountAct {
                    state,
                    lasting: Moment(lasting),
                }),
            );
            self.push(at + lasting + 10 * MINUTE, What::User(UserAct::LiftHalts {}));
        }
    }

    fn make_other_hands(&mut self) {
        let mut chance = self.chance(8);
        let mut gives = self.chance(80);
        let mut times = Vec::new();
        if self.habits.hand_trades {
            times.extend([0; 2]);
        }
        if self.habits.hand_orders {
            times.extend([1; 2]);
        }
        if self.habits.own_transfers {
            times.extend([2; 2]);
        }
        if self.habits.cash_movements {
            times.extend([3; 3]);
        }
        for kind in times {
            if !chance.happens(400) {
                continue;
            }
            let at = chance.between(HOUR, self.end);
            let Some(market) = chance.pick(&self.markets).cloned() else {
                return;
            };
            let outcome = if chance.happens(500) { Outcome::Yes } else { Outcome::No };
            self.make_give(&mut gives, at, &market.name, outcome);
            let act = match kind {
                0 | 1 => VenueAct::Hand(HandOrder {
                    market: market.name,
                    outcome,
                    side: if chance.happens(500) { Side::Buy } else { Side::Sell },
                    price: on_tick(chance.between(20_000, 980_000), market.tick),
                    shares: lots(chance.between(5, 40)),
                    rests: (kind == 1).then(|| Moment(chance.between(5 * MINUTE, 4 * HOUR))),
                }),
                2 => VenueAct::Shares {
                    market: market.name,
                    outcome,
                    shares: Shares::from_micros(chance.between(-30, 60) * 1_000_000),
                },
                _ => VenueAct::Cash {
                    usd: Usd::dollars(chance.between(-60, 200)),
                },
            };
            self.happens(at, act);
        }
    }

    /// What came to the account may be given to a follow, once it is seen to have come.
    fn make_give(&mut self, chance: &mut Chance, at: i64, market: &str, outcome: Outcome) {
        let later = at + chance.between(2 * MINUTE, 2 * HOUR);
        let Some(trader) = chance.pick(&self.traders).cloned() else {
            return;
        };
        if chance.happens(600) {
            let give = UserAct::Give {
                trader,
                market: market.to_owned(),
                outcome,
            };
            self.push(later, What::User(give));
        }
    }
}
