//! Names: the twenty traders, the crowd, the market makers. All made up.

use std::sync::Arc;

use pilotfish_copy::ids::{VenueMs, WalletAddress};

use crate::venue::rows::TraderProfile;
use crate::world_gen::calendar::DAY;
use crate::world_gen::rng::{SeededRng, wallet_of};

const ADJECTIVES: [&str; 24] = [
    "Quiet", "Amber", "Brisk", "Copper", "Distant", "Early", "Faint", "Gentle", "Hollow", "Idle", "Jolly", "Keen",
    "Level", "Mellow", "Northern", "Odd", "Patient", "Rapid", "Silver", "Tidal", "Upper", "Velvet", "Wary", "Young",
];
const NOUNS: [&str; 24] = [
    "Anchor", "Beacon", "Cinder", "Delta", "Ember", "Falcon", "Granite", "Harbor", "Islet", "Juniper", "Keel",
    "Lantern", "Marsh", "Nimbus", "Otter", "Plover", "Quarry", "Reef", "Sparrow", "Thicket", "Umbra", "Vessel",
    "Willow", "Yard",
];

/// How many wallets the crowd has.
pub(crate) const CROWD: usize = 48;

/// How many market makers there are; each market has one.
pub(crate) const MAKERS: usize = 4;

/// The pseudonym that the venue makes up for a wallet, the same every time.
pub(crate) fn pseudonym_of(wallet: &str) -> Arc<str> {
    let mut rng = SeededRng::of(0, wallet);
    let adjective = rng.pick(&ADJECTIVES).copied().unwrap_or("Quiet");
    let noun = rng.pick(&NOUNS).copied().unwrap_or("Otter");
    Arc::from(format!("{adjective}-{noun}"))
}

/// A named trader's profile. The account is some months older than the demo.
pub(crate) fn trader_profile(seed: u64, name: &str, bio: &str, start: VenueMs) -> TraderProfile {
    let wallet = wallet_of(seed, name);
    let age = SeededRng::of(seed, &format!("age {name}")).whole(45, 900) * DAY;
    TraderProfile {
        pseudonym: pseudonym_of(wallet.as_str()),
        wallet,
        name: Arc::from(name),
        bio: Arc::from(bio),
        joined_at: start.plus(-age),
        named: true,
    }
}

/// The profile of one of the crowd: a pseudonym, no name.
pub(crate) fn crowd_profile(seed: u64, number: usize, start: VenueMs) -> TraderProfile {
    nameless(seed, &format!("crowd {number}"), start)
}

/// A market maker's profile: likewise.
pub(crate) fn maker_profile(seed: u64, number: usize, start: VenueMs) -> TraderProfile {
    nameless(seed, &maker_subject(number), start)
}

fn nameless(seed: u64, subject: &str, start: VenueMs) -> TraderProfile {
    let wallet = wallet_of(seed, subject);
    let pseudonym = pseudonym_of(wallet.as_str());
    let age = SeededRng::of(seed, &format!("age of {subject}")).whole(31, 600) * DAY;
    TraderProfile {
        name: pseudonym.clone(),
        pseudonym,
        wallet,
        bio: Arc::from(""),
        joined_at: start.plus(-age),
        named: false,
    }
}

fn maker_subject(number: usize) -> String {
    format!("market maker {}", number % MAKERS)
}

/// A market maker's wallet.
pub(crate) fn maker_wallet(seed: u64, number: usize) -> WalletAddress {
    wallet_of(seed, &maker_subject(number))
}
