//! The habits of the venue that a world has, as switches: the names are those of the simulated venue's own habits.

use std::collections::BTreeSet;

/// A switch each, named as the habit is.
macro_rules! habits {
    ($($field:ident = $name:literal,)*) => {
        /// Which habits there are.
        #[derive(Debug, Clone, Default, PartialEq, Eq)]
        #[allow(clippy::struct_excessive_bools)]
        #[allow(missing_docs)]
        pub(crate) struct Habits {
            $(pub(crate) $field: bool,)*
        }

        /// Their names.
        const NAMES: &[&str] = &[$($name,)*];

        impl Habits {
            fn of(names: &BTreeSet<&str>) -> Self {
                Self { $($field: names.contains($name),)* }
            }

            /// The names of those that are on.
            pub(crate) fn names(&self) -> Vec<&'static str> {
                let mut names = Vec::new();
                $(if self.$field { names.push($name); })*
                names
            }
        }
    };
}

habits! {
    cached_positions = "cached-positions",
    cached_activity = "cached-activity",
    cached_gamma = "cached-gamma",
    stale_positions = "stale-positions",
    empty_positions = "empty-positions",
    short_positions = "short-positions",
    mixed_pages = "mixed-pages",
    repeated_pages = "repeated-pages",
    shifted_pages = "shifted-pages",
    late_trades = "late-trades",
    late_balances = "late-balances",
    late_stream = "late-stream",
    silent_tokens = "silent-tokens",
    repeated_messages = "repeated-messages",
    reordered_messages = "reordered-messages",
    odd_rows = "odd-rows",
    odd_sizes = "odd-sizes",
    mixed_timestamps = "mixed-timestamps",
    clock_off = "clock-off",
    rate_limits = "rate-limits",
    revoked_keys = "revoked-keys",
    fees_per_match = "fees-per-match",
    micro_fills = "micro-fills",
    failed_settlements = "failed-settlements",
    failed_settlements_stress = "failed-settlements-stress",
    late_redemptions = "late-redemptions",
    split_payouts = "split-payouts",
    corrected_payouts = "corrected-payouts",
    paused_markets = "paused-markets",
    changed_ticks = "changed-ticks",
    token_migrations = "token-migrations",
    wallet_migrations = "wallet-migrations",
    trader_transfers = "trader-transfers",
    conversions = "conversions",
    splits_and_merges = "splits-and-merges",
    hand_trades = "hand-trades",
    hand_orders = "hand-orders",
    own_transfers = "own-transfers",
    cash_movements = "cash-movements",
    venue_modes = "venue-modes",
    closed_only = "closed-only",
    banned = "banned",
}

/// The everyday ones.
const LIKELY: [&str; 16] = [
    "cached-positions",
    "cached-activity",
    "cached-gamma",
    "late-trades",
    "late-balances",
    "repeated-messages",
    "reordered-messages",
    "mixed-timestamps",
    "fees-per-match",
    "micro-fills",
    "failed-settlements",
    "late-redemptions",
    "paused-markets",
    "changed-ticks",
    "conversions",
    "splits-and-merges",
];

impl Habits {
    /// Reads `all`, `likely`, `none`, or names between commas.
    ///
    /// # Errors
    /// When a word is none of them; the text says which there are.
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        let mut names = BTreeSet::new();
        for word in text.split(',').map(str::trim).filter(|word| !word.is_empty()) {
            match word {
                "all" => names.extend(
                    NAMES
                        .iter()
                        .copied()
                        .filter(|name| *name != "failed-settlements-stress"),
                ),
                "likely" => names.extend(LIKELY),
                "none" => {}
                word if NAMES.contains(&word) => {
                    names.insert(word);
                }
                word => {
                    return Err(format!(
                        "there is no habit {word:?}; there are all, likely, none, and by name: {}",
                        NAMES.join(", ")
                    ));
                }
            }
        }
        Ok(Self::of(&names))
    }

    /// As a script writes them.
    pub(crate) fn write(&self) -> String {
        let names = self.names();
        if names.is_empty() {
            "none".to_owned()
        } else {
            names.join(",")
        }
    }
}
