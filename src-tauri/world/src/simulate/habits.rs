//! The habits of the venue that a world has, as switches: those of the simulated venue, by name.

use std::collections::BTreeSet;

use pilotfish_sim::habits::{Habit, HabitSet, UnknownHabit};

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
        #[cfg(test)]
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

impl Habits {
    /// Reads `all`, `likely`, `none`, or names between commas.
    ///
    /// # Errors
    /// When a word is none of them; the text says which there are.
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        let set: HabitSet = text.parse().map_err(|unknown: UnknownHabit| unknown.to_string())?;
        Ok(Self::of(&set.iter().map(Habit::name).collect()))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_switch_is_a_habit_of_the_venue() {
        for name in NAMES {
            assert!(Habit::named(name).is_some(), "{name}");
        }
    }
}
