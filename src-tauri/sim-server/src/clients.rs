//! What the server remembers of its clients beside their keys: hearts that beat, notifications taken off, read-only
//! keys, wallets that may not trade, keys that are not bound to their deposit wallets.
//!
//! Only the last two are in the journal (`admin_routes.rs`): the rest belongs to sessions, not to the world. A continued world has
//! no beating hearts and shows every notification again.

use std::collections::{BTreeMap, BTreeSet};

use alloy::primitives::Address;
use pilotfish_copy::ids::{VenueMs, WalletAddress};

use super::auth::made_up_uuid;
use pilotfish_sim::overrides::KeyCure;

/// How long an account's orders outlive its last heartbeat: 10 s and a buffer of 5 s, in venue time.
pub(crate) const HEART_STOPS_AFTER_MS: i64 = 15_000;

/// A heart that beats: the id that its next beat must name, and when it stops.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Heart {
    id: String,
    stops_at: VenueMs,
}

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct Clients {
    hearts: BTreeMap<Address, Heart>,
    beats: u64,
    taken_off: BTreeMap<Address, BTreeSet<u64>>,
    readonly: BTreeMap<Address, BTreeSet<String>>,
    readonly_made: u64,
    deposit_wallet_only: BTreeSet<WalletAddress>,
    /// Owners whose keys are not bound to their deposit wallets, what binds them, and whether one was deleted since.
    unbound: BTreeMap<Address, (KeyCure, bool)>,
}

/// A beat with another id than the one the venue gave last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WrongBeat {
    /// The id that the next beat must name.
    pub(crate) expected: String,
}

impl Clients {
    /// A beat of that owner's heart. The first one names no id; every other the id that the one before was given.
    ///
    /// # Errors
    /// [`WrongBeat`] with the right id; a wrong beat keeps no order alive.
    pub(crate) fn beat(&mut self, owner: Address, now: VenueMs, named: Option<&str>) -> Result<String, WrongBeat> {
        let expected = self.hearts.get(&owner).map(|heart| heart.id.as_str());
        if named != expected {
            let expected = match expected {
                Some(id) => id.to_owned(),
                // Nothing beats: whatever was named is long over, and the new id begins anew.
                None => self.start_heart(owner, now),
            };
            return Err(WrongBeat { expected });
        }
        Ok(self.start_heart(owner, now))
    }

    /// A beat of the older route, which knows no ids.
    pub(crate) fn beat_without_id(&mut self, owner: Address, now: VenueMs) {
        if let Some(heart) = self.hearts.get_mut(&owner) {
            heart.stops_at = now.plus(HEART_STOPS_AFTER_MS);
        } else {
            self.start_heart(owner, now);
        }
    }

    fn start_heart(&mut self, owner: Address, now: VenueMs) -> String {
        self.beats += 1;
        let id = made_up_uuid("heartbeat", &format!("{owner:#x}:{}:{}", now.0, self.beats));
        let heart = Heart {
            id: id.clone(),
            stops_at: now.plus(HEART_STOPS_AFTER_MS),
        };
        self.hearts.insert(owner, heart);
        id
    }

    /// Takes the first heart that stops by `until`: when, and whose.
    pub(crate) fn stopped_heart(&mut self, until: VenueMs) -> Option<(VenueMs, Address)> {
        let (owner, heart) = self
            .hearts
            .iter()
            .min_by_key(|(owner, heart)| (heart.stops_at, **owner))?;
        let (owner, at) = (*owner, heart.stops_at);
        if at > until {
            return None;
        }
        self.hearts.remove(&owner);
        Some((at, owner))
    }

    /// Makes a wallet one of those that may not trade, because its owner has a deposit wallet for that; or no longer.
    pub(crate) fn set_deposit_wallet_only(&mut self, wallet: &WalletAddress, only: bool) {
        if only {
            self.deposit_wallet_only.insert(wallet.clone());
        } else {
            self.deposit_wallet_only.remove(wallet);
        }
    }

    /// Whether its owner has to trade with a deposit wallet instead.
    #[must_use]
    pub(crate) fn is_deposit_wallet_only(&self, wallet: &WalletAddress) -> bool {
        self.deposit_wallet_only.contains(wallet)
    }

    /// Sets the trap of an owner's keys (polymarket-api §3.3), or lifts it.
    pub(crate) fn set_trap(&mut self, owner: Address, cure: KeyCure) {
        if cure == KeyCure::NotTrapped {
            self.unbound.remove(&owner);
        } else {
            self.unbound.insert(owner, (cure, false));
        }
    }

    /// What would bind an owner's keys, if they are not bound.
    #[must_use]
    pub(crate) fn trap_of(&self, owner: Address) -> Option<KeyCure> {
        self.unbound.get(&owner).map(|(cure, _)| *cure)
    }

    /// One of an owner's keys was deleted.
    pub(crate) fn key_deleted(&mut self, owner: Address) {
        if let Some((_, deleted)) = self.unbound.get_mut(&owner) {
            *deleted = true;
        }
    }

    /// An owner was given a key: after a deletion that is one of the cures.
    pub(crate) fn key_created(&mut self, owner: Address) {
        if self.unbound.get(&owner) == Some(&(KeyCure::Recreate, true)) {
            self.unbound.remove(&owner);
        }
    }

    /// Takes notifications off an owner's list.
    pub(crate) fn take_off(&mut self, owner: Address, ids: impl IntoIterator<Item = u64>) {
        self.taken_off.entry(owner).or_default().extend(ids);
    }

    /// Whether an owner took that notification off.
    #[must_use]
    pub(crate) fn is_taken_off(&self, owner: Address, id: u64) -> bool {
        self.taken_off.get(&owner).is_some_and(|ids| ids.contains(&id))
    }

    /// Makes a read-only key.
    pub(crate) fn make_readonly_key(&mut self, owner: Address) -> String {
        self.readonly_made += 1;
        let key = made_up_uuid("read-only key", &format!("{owner:#x}:{}", self.readonly_made));
        self.readonly.entry(owner).or_default().insert(key.clone());
        key
    }

    /// An owner's read-only keys.
    #[must_use]
    pub(crate) fn readonly_keys(&self, owner: Address) -> Vec<&str> {
        self.readonly
            .get(&owner)
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect()
    }

    /// Takes a read-only key back; says whether there was one.
    pub(crate) fn delete_readonly_key(&mut self, owner: Address, key: &str) -> bool {
        self.readonly.get_mut(&owner).is_some_and(|keys| keys.remove(key))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const OWNER: Address = Address::repeat_byte(1);

    #[test]
    fn beats_are_chained_and_a_wrong_one_is_told_the_right_id() {
        let mut clients = Clients::default();
        let first = clients.beat(OWNER, VenueMs(0), None).unwrap();
        let second = clients.beat(OWNER, VenueMs(5_000), Some(&first)).unwrap();
        assert_ne!(first, second);
        for wrong in [None, Some(first.as_str()), Some("nonsense")] {
            let refused = clients.beat(OWNER, VenueMs(9_000), wrong).unwrap_err();
            assert_eq!(refused.expected, second, "{wrong:?}");
        }
        // The wrong beats kept nothing alive.
        assert_eq!(clients.stopped_heart(VenueMs(19_999)), None);
        assert_eq!(clients.stopped_heart(VenueMs(20_000)), Some((VenueMs(20_000), OWNER)));
        assert_eq!(clients.stopped_heart(VenueMs(90_000)), None);
        let anew = clients.beat(OWNER, VenueMs(91_000), Some(&second)).unwrap_err();
        assert!(clients.beat(OWNER, VenueMs(92_000), Some(&anew.expected)).is_ok());
    }

    #[test]
    fn hearts_stop_in_their_order() {
        let mut clients = Clients::default();
        clients.beat_without_id(Address::repeat_byte(2), VenueMs(0));
        clients.beat_without_id(OWNER, VenueMs(1));
        clients.beat_without_id(Address::repeat_byte(2), VenueMs(2));
        let stopped: Vec<_> = std::iter::from_fn(|| clients.stopped_heart(VenueMs(i64::MAX))).collect();
        let expected = [(VenueMs(15_001), OWNER), (VenueMs(15_002), Address::repeat_byte(2))];
        assert_eq!(stopped, expected);
    }
}
