//! From what a person types to a trader: an address, a profile's address on the web, or a name that only one has.

use pilotfish_copy::ids::{VenueMs, WalletAddress};
use pilotfish_polymarket::public::Profile;

use crate::types::ApiError;
use crate::{Api, ApiResult, problem};
use pilotfish_engine::EngineHandle;
use pilotfish_engine::port::PortError;

/// How many candidates an error names.
const CANDIDATES_NAMED: usize = 8;

/// Who was meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Trader {
    pub(crate) wallet: WalletAddress,
    /// The name, or the shortened address.
    pub(crate) name: String,
    pub(crate) since: Option<VenueMs>,
}

/// What was typed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Typed {
    Address(WalletAddress),
    Name(String),
}

/// Reads an address, a profile URL (`…/profile/0x…`, `…/@name`) or a name.
pub(crate) fn read(text: &str) -> Typed {
    let trimmed = text.trim();
    let is_url = trimmed.contains("://") || trimmed.starts_with("polymarket.com/");
    let last = if is_url {
        let path = trimmed.split(['?', '#']).next().unwrap_or(trimmed);
        path.trim_end_matches('/').rsplit('/').next().unwrap_or(path)
    } else {
        trimmed
    };
    match WalletAddress::parse(last) {
        Ok(wallet) => Typed::Address(wallet),
        Err(_) => Typed::Name(last.trim_start_matches('@').to_owned()),
    }
}

/// `0x1234…abcd`.
pub(crate) fn shortened(wallet: &WalletAddress) -> String {
    let text = wallet.as_str();
    match (text.get(..6), text.get(text.len().saturating_sub(4)..)) {
        (Some(head), Some(tail)) => format!("{head}…{tail}"),
        _ => text.to_owned(),
    }
}

/// The name as shown: the profile's, or the shortened address.
pub(crate) fn shown(name: &str, wallet: &WalletAddress) -> String {
    let name = name.trim();
    if name.is_empty() {
        shortened(wallet)
    } else {
        name.to_owned()
    }
}

impl Api {
    /// Who was meant.
    pub(crate) async fn resolve(&self, engine: &EngineHandle, text: &str) -> ApiResult<Trader> {
        match read(text) {
            Typed::Address(wallet) => by_address(engine, wallet).await,
            Typed::Name(name) if name.is_empty() => Err(unknown(text, &[])),
            Typed::Name(name) => by_name(engine, &name).await,
        }
    }
}

async fn by_address(engine: &EngineHandle, wallet: WalletAddress) -> ApiResult<Trader> {
    match engine.traders().profile(&wallet).await {
        Ok(profile) => Ok(trader(profile)),
        // Someone without a profile may trade all the same; someone who never did is nobody.
        Err(PortError::NotFound(_)) => {
            let did = engine.traders().activity_lines(&wallet, VenueMs(0), 1).await?;
            if did.is_empty() {
                return Err(unknown(wallet.as_str(), &[]));
            }
            Ok(Trader {
                name: shortened(&wallet),
                wallet,
                since: None,
            })
        }
        Err(error) => Err(error.into()),
    }
}

async fn by_name(engine: &EngineHandle, name: &str) -> ApiResult<Trader> {
    let mut found = engine.traders().search(name).await?;
    found.sort_by(|a, b| a.wallet.cmp(&b.wallet));
    found.dedup_by(|a, b| a.wallet == b.wallet);
    let (mut same, others): (Vec<_>, Vec<_>) = found
        .into_iter()
        .partition(|profile| profile.name.to_lowercase() == name.to_lowercase());
    match (same.pop(), same.is_empty()) {
        (None, _) => Err(unknown(name, &others)),
        (Some(profile), true) => Ok(trader(profile)),
        (Some(profile), false) => {
            same.push(profile);
            Err(problem(
                "ambiguous_trader",
                format!("{} traders are called {name}: {}", same.len(), named(&same)),
            ))
        }
    }
}

fn trader(profile: Profile) -> Trader {
    Trader {
        name: shown(&profile.name, &profile.wallet),
        wallet: profile.wallet,
        since: profile.since,
    }
}

fn unknown(text: &str, near: &[Profile]) -> ApiError {
    let hint = if near.is_empty() {
        String::new()
    } else {
        format!("; there is {}", named(near))
    };
    problem("unknown_trader", format!("no trader {:?}{hint}", text.trim()))
}

fn named(profiles: &[Profile]) -> String {
    let names: Vec<String> = profiles
        .iter()
        .take(CANDIDATES_NAMED)
        .map(|profile| format!("{} ({})", profile.name, profile.wallet))
        .collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

    use super::*;

    const ADDRESS: &str = "0x9d84ce0306f8551e02efef1680475fc0f1dc1344";

    #[test]
    fn addresses_urls_and_names_are_told_apart() {
        let wallet = WalletAddress::parse(ADDRESS).unwrap();
        for text in [
            ADDRESS.to_owned(),
            format!("  {}  ", ADDRESS.to_uppercase().replace("0X", "0x")),
            format!("https://polymarket.com/profile/{ADDRESS}"),
            format!("https://polymarket.com/profile/{ADDRESS}?tab=positions"),
            format!("polymarket.com/profile/{ADDRESS}/"),
        ] {
            assert_eq!(read(&text), Typed::Address(wallet.clone()), "{text}");
        }
        for text in [
            "25usdc",
            "@25usdc",
            "https://polymarket.com/@25usdc",
            "https://polymarket.com/@25usdc?x=1",
        ] {
            assert_eq!(read(text), Typed::Name("25usdc".to_owned()), "{text}");
        }
        assert_eq!(read("  "), Typed::Name(String::new()));
        assert_eq!(shortened(&wallet), "0x9d84…1344");
    }
}
