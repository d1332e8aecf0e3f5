//! Money in the cents that are shown.
//!
//! Amounts have six digits and add up in all of them; each rounded by itself, they would not (−0.18 and −0.05 beside −0.24). So the
//! account is taken apart in cents once, from its sums to its follows and from a follow to its positions and orders ([`Shown`]), and every
//! answer takes its figures from there: parts add up to the sum beside them, and one figure is one cent wherever it is shown.
//!
//! Only the last digit that is shown is decided here. What is booked, limited and decided stays exact, and so are the files and the ledger.

use std::collections::BTreeMap;
use std::ops::AddAssign;

use pilotfish_copy::Core;
use pilotfish_copy::accounts::unrealised;
use pilotfish_copy::entity::Holding;
use pilotfish_copy::ids::{CopyOrderId, FollowId, TokenId, WalletAddress};
use pilotfish_copy::money::{Rounding, Usd, mul_div};
use pilotfish_engine::accounts::profit;

/// A cent in micro-USD.
const CENT: i64 = 10_000;

/// To the nearest cent, halves away from zero.
pub(crate) fn in_cents(usd: Usd) -> Usd {
    let size = mul_div(usd.micros().abs(), 1, CENT, Rounding::HalfUp).saturating_mul(CENT);
    Usd::from_micros(if usd < Usd::ZERO { -size } else { size })
}

/// What the parts of a sum are shown as, in their order. `sum` may be the exact one or one of the two cents around it, as where it is a
/// part of another sum itself.
///
/// Each is its nearest cent. Where these do not add up to the sum, as it is shown, the largest take a cent more or less each, as long as
/// they stay one of the two cents around what they are: in them it matters least. So small amounts are always their nearest cent, and
/// amounts of whole cents stay what they are. Parts that are not all of the sum are each the nearest cent.
pub(crate) fn parts_of(sum: Usd, parts: &[Usd]) -> Vec<Usd> {
    let sum = in_cents(sum);
    let mut shown: Vec<Usd> = parts.iter().map(|part| in_cents(*part)).collect();
    let off = sum - parts.iter().copied().sum::<Usd>();
    if off.micros().abs() >= CENT {
        return shown;
    }
    let missing = sum - shown.iter().copied().sum::<Usd>();
    let step = Usd::from_micros(CENT * missing.micros().signum());
    // Another cent in that direction is the one on the other side only for those that were rounded away from it.
    let can_take = |(part, shown): (&Usd, &Usd)| (*part - *shown).micros().signum() == missing.micros().signum();
    let mut largest: Vec<usize> = (0..parts.len())
        .filter(|at| parts.get(*at).zip(shown.get(*at)).is_some_and(can_take))
        .collect();
    largest.sort_by_key(|at| std::cmp::Reverse(parts.get(*at).map_or(0, |part| part.micros().abs())));
    let cents = usize::try_from(missing.micros().abs() / CENT).unwrap_or(0);
    for at in largest.into_iter().take(cents) {
        if let Some(shown) = shown.get_mut(at) {
            *shown += step;
        }
    }
    shown
}

/// A sum of two parts, shown: of the profit what was realised and what is open, of the exposure what is held and what is set aside.
fn two_of([one, other]: [Usd; 2]) -> [Usd; 2] {
    let shown = parts_of(one + other, &[one, other]);
    [
        shown.first().copied().unwrap_or_default(),
        shown.get(1).copied().unwrap_or_default(),
    ]
}

/// Profit after fees.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Made {
    pub(crate) realised: Usd,
    pub(crate) open: Usd,
}

impl Made {
    pub(crate) fn net(self) -> Usd {
        self.realised + self.open
    }

    fn in_cents(self) -> Self {
        let [realised, open] = two_of([self.realised, self.open]);
        Self { realised, open }
    }

    /// What each of them made is shown as, and all of them together: both columns add up, and both sums to the nearest cent of the whole.
    pub(crate) fn each_in_cents(each: &[Self]) -> (Self, Vec<Self>) {
        let mut whole = Self::default();
        each.iter().for_each(|one| whole += *one);
        let whole = whole.in_cents();
        let realised = parts_of(whole.realised, &column(each, |one| one.realised));
        let open = parts_of(whole.open, &column(each, |one| one.open));
        let pairs = realised.into_iter().zip(open);
        (whole, pairs.map(|(realised, open)| Self { realised, open }).collect())
    }
}

impl AddAssign for Made {
    fn add_assign(&mut self, other: Self) {
        self.realised += other.realised;
        self.open += other.open;
    }
}

/// What is at stake: held at cost, and set aside for working purchases.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Committed {
    pub(crate) held: Usd,
    pub(crate) reserved: Usd,
}

impl Committed {
    pub(crate) fn exposure(self) -> Usd {
        self.held + self.reserved
    }
}

fn column<T>(rows: &[T], of: impl Fn(&T) -> Usd) -> Vec<Usd> {
    rows.iter().map(of).collect()
}

/// The whole account's figures.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Account {
    pub(crate) made: Made,
    pub(crate) committed: Committed,
}

impl Account {
    pub(crate) fn of(core: &Core) -> Self {
        let all = profit(core, None);
        let made = Made {
            realised: all.realised - all.fees,
            open: all.unrealised,
        };
        let [held, reserved] = two_of([core.state().sums().cost(), core.reserved()]);
        Self {
            made: made.in_cents(),
            committed: Committed { held, reserved },
        }
    }
}

/// A position: what it is worth is its cost and what it made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Held {
    pub(crate) cost: Usd,
    /// None without a price.
    pub(crate) pnl: Option<Usd>,
}

impl Held {
    pub(crate) fn value(self) -> Option<Usd> {
        Some(self.cost + self.pnl?)
    }
}

/// The account taken apart.
#[derive(Debug, Default)]
pub(crate) struct Shown {
    pub(crate) account: Account,
    made: BTreeMap<FollowId, Made>,
    committed: BTreeMap<FollowId, Committed>,
    held: BTreeMap<(FollowId, TokenId), Held>,
    reserved: BTreeMap<CopyOrderId, Usd>,
}

/// What a follow has, exactly.
#[derive(Default)]
struct Own<'a> {
    made: Made,
    committed: Committed,
    held: Vec<(&'a Holding, Usd, Option<Usd>)>,
    orders: Vec<(CopyOrderId, Usd)>,
}

impl Shown {
    pub(crate) fn of(core: &Core) -> Self {
        let follows = exact(core);
        let account = Account::of(core);
        let rows: Vec<&Own<'_>> = follows.values().collect();
        let (_, made) = Made::each_in_cents(&rows.iter().map(|own| own.made).collect::<Vec<_>>());
        let held = parts_of(account.committed.held, &column(&rows, |own| own.committed.held));
        let reserved = parts_of(account.committed.reserved, &column(&rows, |own| own.committed.reserved));
        let mut shown = Self {
            account,
            ..Self::default()
        };
        let committed = held.into_iter().zip(reserved);
        for (((follow, own), made), (held, reserved)) in follows.iter().zip(made).zip(committed) {
            shown.made.insert(*follow, made);
            shown.committed.insert(*follow, Committed { held, reserved });
            shown.take_apart(*follow, own);
        }
        shown
    }

    /// Its positions and orders, of what it is shown with.
    fn take_apart(&mut self, follow: FollowId, own: &Own<'_>) {
        let committed = self.committed.get(&follow).copied().unwrap_or_default();
        let costs = parts_of(committed.held, &column(&own.held, |(_, cost, _)| *cost));
        // What has no price made nothing yet, as far as is known.
        let made = column(&own.held, |(_, _, pnl)| pnl.unwrap_or_default());
        let made = parts_of(self.made(follow).open, &made);
        for (((holding, _, known), cost), pnl) in own.held.iter().zip(costs).zip(made) {
            let pnl = known.map(|_| pnl);
            self.held.insert((follow, holding.token.clone()), Held { cost, pnl });
        }
        let reserved = parts_of(committed.reserved, &column(&own.orders, |(_, reserved)| *reserved));
        let ids = own.orders.iter().map(|(order, _)| *order);
        self.reserved.extend(ids.zip(reserved));
    }

    /// What was made through a follow.
    pub(crate) fn made(&self, follow: FollowId) -> Made {
        self.made.get(&follow).copied().unwrap_or_default()
    }

    /// What is at stake through every follow of that trader's wallet, as the limits count it.
    pub(crate) fn exposure(&self, core: &Core, trader: &WalletAddress) -> Usd {
        let follows = core.state().follows.values().filter(|follow| follow.trader == *trader);
        follows
            .filter_map(|follow| self.committed.get(&follow.id))
            .map(|committed| committed.exposure())
            .sum()
    }

    pub(crate) fn held(&self, holding: &Holding) -> Held {
        let pair = (holding.follow, holding.token.clone());
        self.held.get(&pair).copied().unwrap_or_default()
    }

    /// What an order has set aside.
    pub(crate) fn reserved(&self, order: CopyOrderId) -> Usd {
        self.reserved.get(&order).copied().unwrap_or_default()
    }
}

/// By follow, in the order of their numbers; also those without anything.
fn exact(core: &Core) -> BTreeMap<FollowId, Own<'_>> {
    let state = core.state();
    let mut follows: BTreeMap<FollowId, Own<'_>> = state.follows.keys().map(|id| (*id, Own::default())).collect();
    for holding in state.holdings.values() {
        let own = follows.entry(holding.follow).or_default();
        own.made.realised += holding.realised - holding.fees;
        // What a resolved market owes is a claim, and no longer at stake.
        let cost = if holding.payout.is_none() {
            holding.cost
        } else {
            Usd::ZERO
        };
        own.committed.held += cost;
        if holding.shares.is_zero() {
            continue;
        }
        let pnl = core.mark(holding).map(|mark| unrealised(holding, mark));
        own.made.open += pnl.unwrap_or_default();
        own.held.push((holding, cost, pnl));
    }
    for order in state.open_order_ids().filter_map(|id| state.orders.get(&id)) {
        let own = follows.entry(order.follow).or_default();
        let reserved = core.reservation(order);
        own.committed.reserved += reserved;
        own.orders.push((order.id, reserved));
    }
    follows
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

    use super::*;

    fn usd(text: &str) -> Usd {
        text.parse().unwrap()
    }

    #[test]
    fn parts_of_a_sum_are_their_nearest_cents_and_the_largest_take_what_is_missing() {
        let cases: [(&str, &[&str], &[&str]); 10] = [
            // Each by itself would be −0.18 and −0.05 beside −0.24.
            ("-0.235", &["-0.184", "-0.051"], &["-0.19", "-0.05"]),
            ("0.01", &["0.0049", "0.0051"], &["0", "0.01"]),
            ("1", &["0.333333", "0.333333", "0.333334"], &["0.33", "0.33", "0.34"]),
            // The small one is its nearest cent, though its rest is the larger one.
            ("300.008", &["0.0041", "300.0039"], &["0", "300.01"]),
            ("-10", &["0.0049", "-10.0049"], &["0", "-10"]),
            // What is whole cents stays, whatever the others need.
            ("0.005", &["-1.50", "1.505"], &["-1.5", "1.51"]),
            ("10.01", &["0.005", "10.005"], &["0.01", "10"]),
            // A sum that is a part itself, and one that is not all of it.
            ("-0.23", &["-0.184", "-0.051"], &["-0.18", "-0.05"]),
            ("5", &["1.005", "2.994"], &["1.01", "2.99"]),
            ("0", &[], &[]),
        ];
        for (sum, parts, shown) in cases {
            let parts: Vec<Usd> = parts.iter().map(|part| usd(part)).collect();
            let told: Vec<String> = parts_of(usd(sum), &parts).iter().map(ToString::to_string).collect();
            assert_eq!(told, shown, "{sum} of {parts:?}");
        }
    }

    /// Numbers without a pattern, the same in each run (SplitMix64).
    struct Drawn(u64);

    impl Drawn {
        fn below(&mut self, bound: u64) -> i64 {
            self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let mut z = self.0;
            z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            i64::try_from((z ^ (z >> 31)) % bound).unwrap()
        }

        fn amount(&mut self) -> Usd {
            // Whole and half cents are where rounding turns.
            let size = match self.below(4) {
                0 => self.below(100_000) * CENT,
                1 => self.below(100_000) * CENT / 2,
                2 => self.below(20_000),
                _ => self.below(2_000_000_000),
            };
            Usd::from_micros(if self.below(5) < 2 { -size } else { size })
        }

        fn amounts(&mut self) -> Vec<Usd> {
            (0..self.below(12)).map(|_| self.amount()).collect()
        }
    }

    #[test]
    fn whatever_the_parts_are_they_add_up_and_each_is_within_a_cent() {
        let mut drawn = Drawn(7);
        for _ in 0..3_000 {
            let parts = drawn.amounts();
            let exact: Usd = parts.iter().copied().sum();
            // The sum itself, and as a part that is shown as the cent under it.
            for sum in [exact, exact.floor_to_cent()] {
                let shown = parts_of(sum, &parts);
                assert_eq!(shown.iter().copied().sum::<Usd>(), in_cents(sum), "{parts:?} of {sum}");
                for (part, shown) in parts.iter().zip(shown) {
                    let off = (shown - *part).micros().abs();
                    let is_whole = part.micros() % CENT == 0;
                    assert!(off < CENT && (off == 0 || !is_whole), "{shown} for {part} of {sum}");
                }
            }
        }
    }

    #[test]
    fn two_columns_add_up_and_the_whole_is_its_nearest_cent() {
        let mut drawn = Drawn(11);
        for _ in 0..3_000 {
            let rows: Vec<Made> = (0..drawn.below(12))
                .map(|_| Made {
                    realised: drawn.amount(),
                    open: drawn.amount(),
                })
                .collect();
            let (whole, shown) = Made::each_in_cents(&rows);
            let exact: Usd = rows.iter().map(|row| row.net()).sum();
            assert_eq!(whole.net(), in_cents(exact));
            assert_eq!(shown.iter().map(|row| row.realised).sum::<Usd>(), whole.realised);
            assert_eq!(shown.iter().map(|row| row.open).sum::<Usd>(), whole.open);
        }
    }
}
