//! From what a person types to a trader: an address, a profile's address on the web, or a name that only one has.

use pilotfish_copy::ids::{VenueMs, WalletAddress};
use pilotfish_polymarket::public::Profile;

use crate::remote_text::plain;
use crate::types::{ApiError, ErrorCode};
use crate::{Api, ApiResult, problem};
use pilotfish_engine::EngineHandle;
use pilotfish_engine::port::PortError;

/// How many candidates an error names.
const CANDIDATES_NAMED: usize = 8;
/// Hex digits of a private key.
const KEY_DIGITS: usize = 64;
/// The most letters of a name that are shown.
const NAME_MOST: usize = 60;

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

/// Reads an address, a profile URL (`…/profile/0x…`, `…/@name`, either of them with more behind it) or a name.
pub(crate) fn read(text: &str) -> Typed {
    let trimmed = text.trim();
    let is_url = ["polymarket.com/", "www.polymarket.com/"]
        .iter()
        .any(|host| trimmed.starts_with(host))
        || trimmed.contains("://");
    let named = if is_url { named_in(trimmed) } else { trimmed.to_owned() };
    match WalletAddress::parse(&named) {
        Ok(wallet) => Typed::Address(wallet),
        Err(_) => Typed::Name(named.trim_start_matches('@').to_owned()),
    }
}

/// Refuses a text with what could be a private key in it, before it is sent to anybody: 64 hex digits or more in a row, whatever white
/// space and other letters stand around or between them. The text is in no error and no log.
///
/// # Errors
/// `looks_like_key`.
pub(crate) fn no_key(text: &str) -> ApiResult<()> {
    let mut digits = 0_usize;
    for letter in text.chars().filter(|letter| !letter.is_whitespace()) {
        digits = if letter.is_ascii_hexdigit() { digits + 1 } else { 0 };
        if digits >= KEY_DIGITS {
            let detail = "what was typed looks like a secret: it was not sent anywhere";
            return Err(problem(ErrorCode::LooksLikeKey, detail));
        }
    }
    Ok(())
}

/// Whom an address on the web names: the first part of its path that is a wallet, else the one that begins with `@`, else the last.
fn named_in(url: &str) -> String {
    let path = url.split(['?', '#']).next().unwrap_or(url);
    let parts: Vec<String> = path.split('/').filter(|part| !part.is_empty()).map(decoded).collect();
    let wallet = parts.iter().find(|part| WalletAddress::parse(part).is_ok());
    let name = || parts.iter().find(|part| part.starts_with('@'));
    wallet.or_else(name).or(parts.last()).cloned().unwrap_or_default()
}

/// A part of an address on the web with its `%C3%A9` as é; as it is where that makes no text.
fn decoded(part: &str) -> String {
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.as_bytes();
    while let Some((first, others)) = rest.split_first() {
        let coded = (*first == b'%').then(|| others.get(..2)).flatten();
        let byte = coded
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match byte {
            Some(byte) => {
                bytes.push(byte);
                rest = others.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = others;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| part.to_owned())
}

/// `0x1234…abcd`.
pub(crate) fn shortened(wallet: &WalletAddress) -> String {
    shortened_id(wallet.as_str())
}

/// The two ends of an id that nobody reads whole: `0x1234…abcd`, `123456…7890`.
pub(crate) fn shortened_id(id: &str) -> String {
    match (id.get(..6), id.get(id.len().saturating_sub(4)..)) {
        (Some(head), Some(tail)) if id.len() > 12 => format!("{head}…{tail}"),
        _ => id.to_owned(),
    }
}

/// The name as shown: the profile's, or the shortened address. A name that could pose as another one (letters that are not seen or turn
/// others around, letters of two alphabets that look alike) has the address beside it, and only letters that are seen.
pub(crate) fn shown(name: &str, wallet: &WalletAddress) -> String {
    let line = plain(name, NAME_MOST);
    let address = shortened(wallet);
    if line.is_empty() {
        return address;
    }
    let beside = format!("({address})");
    let is_plain = line == name.trim() && !mixes_alphabets(&line);
    // It may have been kept with its address.
    if is_plain || line.ends_with(&beside) {
        line
    } else {
        format!("{line} {beside}")
    }
}

/// Whether Latin letters stand beside Greek or Cyrillic ones, many of which look the same.
fn mixes_alphabets(name: &str) -> bool {
    let is_latin = |letter: char| letter.is_ascii_alphabetic() || ('\u{c0}'..='\u{24f}').contains(&letter);
    let is_greek_or_cyrillic = |letter: char| ('\u{370}'..='\u{52f}').contains(&letter);
    name.chars().any(is_latin) && name.chars().any(is_greek_or_cyrillic)
}

impl Api {
    /// Who was meant.
    pub(crate) async fn resolve(&self, engine: &EngineHandle, text: &str) -> ApiResult<Trader> {
        no_key(text)?;
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
                ErrorCode::AmbiguousTrader,
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
    problem(ErrorCode::UnknownTrader, format!("no trader {:?}{hint}", text.trim()))
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
            format!("https://www.polymarket.com/profile/{ADDRESS}/positions"),
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
        for text in ["www.polymarket.com/@25usdc", "https://polymarket.com/@25usdc/positions"] {
            assert_eq!(read(text), Typed::Name("25usdc".to_owned()), "{text}");
        }
        let coded = read("https://polymarket.com/@Caf%C3%A9");
        assert_eq!(coded, Typed::Name("Café".to_owned()));
        assert_eq!(decoded("100%"), "100%");
        assert_eq!(decoded("%ff%zz"), "%ff%zz", "what makes no text stays");
        assert_eq!(read("  "), Typed::Name(String::new()));
        assert_eq!(shortened(&wallet), "0x9d84…1344");
    }

    #[test]
    fn what_looks_like_a_private_key_is_refused_and_not_repeated() {
        let digits = "0123456789abcdefABCDEF0123456789abcdef0123456789abcdef0123456789";
        let wide = digits.replace("89", "8 \n9");
        for text in [
            digits.to_owned(),
            format!("0x{digits}"),
            format!("  0X{}  ", digits.to_uppercase()),
            format!("my key: 0x{wide}"),
            format!("https://polymarket.com/@0x{digits}?x=1"),
            format!("{}{digits}", " ".repeat(200)),
        ] {
            let error = no_key(&text).unwrap_err();
            assert_eq!(error.code, ErrorCode::LooksLikeKey, "{text}");
            assert!(!format!("{error:?}").contains("0123456789"), "{text}");
        }
        for text in ["", "25usdc", ADDRESS, "dead beef", &digits[1..]] {
            assert!(no_key(text).is_ok(), "{text}");
        }
        assert!(
            no_key(&format!("{ADDRESS} {ADDRESS}")).is_ok(),
            "two addresses are none"
        );
    }

    #[test]
    fn a_name_that_could_pose_as_another_has_its_address_beside_it() {
        let wallet = WalletAddress::parse(ADDRESS).unwrap();
        for plain in ["25usdc", " 25usdc ", "Café", "Иван", "🦈🦈", "鈴木"] {
            assert_eq!(shown(plain, &wallet), plain.trim(), "{plain}");
        }
        assert_eq!(shown("denizz\u{202e}xyz", &wallet), "denizzxyz (0x9d84…1344)");
        // The last letter is Cyrillic.
        assert_eq!(shown("25usd\u{441}", &wallet), "25usd\u{441} (0x9d84…1344)");
        let kept = shown("25usd\u{441}", &wallet);
        assert_eq!(shown(&kept, &wallet), kept, "once is enough");
        for hidden in ["", "  ", "\u{200e}\u{200f}\u{200b}"] {
            assert_eq!(shown(hidden, &wallet), "0x9d84…1344");
        }
    }
}
