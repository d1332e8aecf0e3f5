//! The limits by signer: tiers by the volume a signer's wallets made as makers in 30 days, one
//! bucket for orders and one for cancellations.

use std::collections::BTreeMap;

use alloy::primitives::Address;
use pilotfish_copy::ids::{VenueMs, WalletAddress};
use pilotfish_copy::money::Usd;

use super::buckets::{Bucket, Size, Verdict};
use pilotfish_sim::venue::Venue;
use pilotfish_sim::venue::rows::{ActivityKind, ActivityQuery};

/// How often a tier is looked at anew, in venue time.
const TIER_EVERY_MS: i64 = 3 * 3_600_000;

/// How far back volume counts.
const VOLUME_MS: i64 = 30 * 86_400_000;

/// A tier: its name as the header writes it, the volume it begins at, and what it allows.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Tier {
    pub(super) name: &'static str,
    from: Usd,
    orders: Size,
    cancels: Size,
}

const fn tier(name: &'static str, dollars: i64, orders: (i64, i64), cancels: (i64, i64), debt: bool) -> Tier {
    Tier {
        name,
        from: Usd::dollars(dollars),
        orders: Size {
            rate: orders.0,
            burst: orders.1,
            debt: false,
        },
        cancels: Size {
            rate: cancels.0,
            burst: cancels.1,
            debt,
        },
    }
}

/// From the lowest up.
const TIERS: [Tier; 8] = [
    tier("standard", 0, (40, 60), (80, 120), true),
    tier("copper", 30_000, (60, 90), (120, 180), true),
    tier("bronze", 50_000, (80, 120), (160, 240), true),
    tier("silver", 100_000, (200, 300), (400, 600), true),
    tier("gold", 500_000, (400, 600), (800, 1_200), true),
    tier("platinum", 2_500_000, (450, 675), (900, 1_350), false),
    tier("diamond", 5_000_000, (525, 787), (1_050, 1_575), false),
    tier("elite", 10_000_000, (600, 900), (1_200, 1_800), false),
];

/// The tier of a volume.
pub(super) fn tier_of(volume: Usd) -> &'static Tier {
    let [lowest, ..] = &TIERS;
    TIERS.iter().rev().find(|tier| volume >= tier.from).unwrap_or(lowest)
}

/// What wallets made as makers in the 30 days before now, in pUSD.
pub(super) fn maker_volume(venue: &Venue, wallets: &[WalletAddress]) -> Usd {
    let rows = wallets.iter().flat_map(|wallet| {
        venue.activity(&ActivityQuery {
            wallet: Some(wallet.clone()),
            kinds: vec![ActivityKind::Trade],
            start: Some(venue.now().plus(-VOLUME_MS)),
            ..ActivityQuery::default()
        })
    });
    rows.filter(|row| row.maker).map(|row| row.usdc_size).sum()
}

/// Which bucket a request draws from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Draw {
    Orders,
    Cancels,
}

#[derive(Debug)]
struct Signer {
    tier: &'static Tier,
    tier_at: VenueMs,
    orders: Bucket,
    cancels: Bucket,
}

impl Signer {
    fn bucket(&mut self, draw: Draw) -> (&mut Bucket, Size) {
        match draw {
            Draw::Orders => (&mut self.orders, self.tier.orders),
            Draw::Cancels => (&mut self.cancels, self.tier.cancels),
        }
    }
}

#[derive(Debug, Default)]
pub(super) struct Signers {
    by_owner: BTreeMap<Address, Signer>,
}

impl Signers {
    /// Asks a signer's bucket; `volume` is only asked for when the tier is due.
    pub(super) fn ask(
        &mut self,
        owner: Address,
        draw: Draw,
        cost: i64,
        now: VenueMs,
        volume: impl FnOnce() -> Usd,
    ) -> (&'static Tier, Verdict) {
        let due = |signer: &Signer| now.since(signer.tier_at) >= TIER_EVERY_MS;
        let signer = match self.by_owner.entry(owner) {
            std::collections::btree_map::Entry::Vacant(place) => {
                let tier = tier_of(volume());
                place.insert(Signer {
                    tier,
                    tier_at: now,
                    orders: Bucket::full(tier.orders, now),
                    cancels: Bucket::full(tier.cancels, now),
                })
            }
            std::collections::btree_map::Entry::Occupied(place) => {
                let signer = place.into_mut();
                if due(signer) {
                    signer.tier = tier_of(volume());
                    signer.tier_at = now;
                }
                signer
            }
        };
        let tier = signer.tier;
        let (bucket, size) = signer.bucket(draw);
        (tier, bucket.ask(size, cost, now))
    }

    /// Charges a mass cancellation for what it cancelled and gives what is left.
    pub(super) fn charge(&mut self, owner: Address, cost: i64, now: VenueMs) -> Option<i64> {
        let signer = self.by_owner.get_mut(&owner)?;
        let (bucket, size) = signer.bucket(Draw::Cancels);
        Some(bucket.charge(size, cost, now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiers_begin_where_the_table_says() {
        let cases = [
            (0, "standard"),
            (29_999, "standard"),
            (30_000, "copper"),
            (99_999, "bronze"),
            (100_000, "silver"),
            (2_500_000, "platinum"),
            (50_000_000, "elite"),
        ];
        for (dollars, name) in cases {
            assert_eq!(tier_of(Usd::dollars(dollars)).name, name, "{dollars}");
        }
    }

    #[test]
    fn a_tier_is_looked_at_every_three_hours_and_the_buckets_are_two() {
        let (mut signers, owner) = (Signers::default(), Address::ZERO);
        let rich = || Usd::dollars(10_000_000);
        let ask = |signers: &mut Signers, draw, at: i64| signers.ask(owner, draw, 60, VenueMs(at), rich);
        let (tier, first) = signers.ask(owner, Draw::Orders, 60, VenueMs(0), || Usd::ZERO);
        assert_eq!((tier.name, first.remaining), ("standard", 0));
        let (tier, cancels) = ask(&mut signers, Draw::Cancels, 0);
        assert_eq!(
            (tier.name, cancels.remaining),
            ("standard", 60),
            "cancels have their own"
        );
        let (tier, _) = ask(&mut signers, Draw::Orders, TIER_EVERY_MS - 1);
        assert_eq!(tier.name, "standard");
        let (tier, now) = ask(&mut signers, Draw::Orders, TIER_EVERY_MS + 1_000);
        assert_eq!(tier.name, "elite");
        assert!(now.admitted);
    }
}
