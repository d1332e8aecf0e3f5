//! An order signed by the app is what the exchange's contracts accept, for every kind of wallet on every exchange, and one
//! changed byte is not: judged in an EVM by the documented rules, and by the published contracts where they are at hand.

mod chain;
mod orders;
mod published;
mod rules;

use std::collections::BTreeSet;

use alloy::primitives::{Address, B256, U256};
use pilotfish_copy::ids::WalletAddress;
use pilotfish_copy::market::Exchange;
use pilotfish_copy::wallet::WalletType;
use pilotfish_vault::{Chain as VenueChain, Signer};
use zeroize::Zeroizing;

use chain::Chain;
use orders::{Account, Posted};
use published::Proxy;

const EXCHANGES: [Exchange; 3] = [Exchange::StandardV2, Exchange::NegRiskV2, Exchange::PositionsV3];
const WALLETS: [WalletType; 4] = [
    WalletType::Eoa,
    WalletType::Proxy,
    WalletType::Safe,
    WalletType::Deposit,
];

fn signer(seed: u64) -> Signer {
    Signer::demo(seed, "contracts").expect("a key")
}

fn address(text: &str) -> Address {
    text.parse().expect("an address")
}

/// Whoever says whether an order is accepted.
trait Judge {
    fn accepts(&mut self, order: &Posted) -> bool;

    /// Accepted as it is; refused with one byte of any field or of the signature changed (every `step`-th of these), and on
    /// every other contract.
    fn accepts_and_nothing_like_it(&mut self, order: &Posted, step: usize, elsewhere: &[Exchange]) {
        assert!(self.accepts(order), "refused: {}", order.told);
        let mut refused = 0;
        for (what, other) in order.one_byte_changed().step_by(step) {
            assert!(!self.accepts(&other), "accepted with {what} changed: {}", order.told);
            refused += 1;
        }
        for other in elsewhere {
            let exchange = VenueChain::Polygon.exchange(*other);
            if exchange != order.exchange {
                let moved = Posted {
                    exchange,
                    ..order.clone()
                };
                assert!(!self.accepts(&moved), "accepted by {other:?}: {}", order.told);
            }
        }
        println!(
            "accepted; refused {refused} times with one byte changed: {}",
            order.told
        );
    }

    /// The same of several orders: each byte of the first, some of the others.
    fn accepts_these_and_nothing_like_them(&mut self, orders: &[Posted], elsewhere: &[Exchange]) {
        for (index, order) in orders.iter().enumerate() {
            self.accepts_and_nothing_like_it(order, if index == 0 { 1 } else { 7 }, elsewhere);
        }
    }
}

/// The documented rules.
struct Rules(Chain);

impl Rules {
    fn new(chain_id: u64) -> Self {
        let mut chain = Chain::new(chain_id);
        for (exchange, version) in EXCHANGES.into_iter().zip(["2", "2", "3"]) {
            chain.install(VenueChain::Polygon.exchange(exchange), rules::exchange(version));
        }
        Self(chain)
    }

    fn wallet(&mut self, at: &str, owner: &Signer) {
        self.0
            .install(address(at), rules::deposit_wallet(address(&owner.address())));
    }
}

impl Judge for Rules {
    fn accepts(&mut self, order: &Posted) -> bool {
        let answer = self.0.ask(order.exchange, rules::order_data(order)).expect("an answer");
        U256::from_be_slice(&answer) == U256::from(rules::ACCEPTED)
    }
}

#[test]
fn the_documented_rules_accept_every_order_of_ours_and_none_with_one_byte_changed() {
    let mut rules = Rules::new(137);
    for (seed, wallet) in (1..).zip(WALLETS) {
        let account = Account::own(signer(seed), wallet);
        if wallet == WalletType::Deposit {
            rules.wallet(account.funder.as_str(), &account.signer);
        }
        for exchange in EXCHANGES {
            rules.accepts_these_and_nothing_like_them(&account.every_kind(exchange), &EXCHANGES);
        }
    }
}

#[test]
fn the_documented_rules_refuse_what_is_not_the_accounts_own() {
    let mut rules = Rules::new(137);
    let accounts = WALLETS.map(|wallet| Account::own(signer(1), wallet));
    let deposit = &accounts[3];
    let order = |account: &Account| account.every_kind(Exchange::StandardV2).remove(0);
    assert!(
        !rules.accepts(&order(deposit)),
        "a wallet that is not deployed says nothing"
    );
    rules.wallet(deposit.funder.as_str(), &signer(2));
    assert!(!rules.accepts(&order(deposit)), "another key owns that wallet");
    rules.wallet(deposit.funder.as_str(), &deposit.signer);
    for account in &accounts {
        let order = order(account);
        assert!(rules.accepts(&order), "{}", order.told);
        for other in 0..5_u64 {
            let other = B256::from(U256::from(other));
            let retyped = order.with("signatureType", other);
            assert!(
                order == retyped || !rules.accepts(&retyped),
                "{} as type {other}",
                order.told
            );
        }
        let mut unsigned = order.clone();
        unsigned.signature.clear();
        assert!(!rules.accepts(&unsigned), "{} without a signature", order.told);
        let mut longer = order.clone();
        longer.signature.push(0);
        assert!(!rules.accepts(&longer), "{} with a byte more", order.told);
    }
    let mut elsewhere = Rules::new(80_002);
    elsewhere.wallet(deposit.funder.as_str(), &deposit.signer);
    for account in &accounts {
        assert!(!elsewhere.accepts(&order(account)), "accepted on another chain");
    }
}

/// The published contracts.
struct Published {
    chain: Chain,
    deployed: Vec<Exchange>,
}

impl Published {
    fn new(chain_id: u64) -> Self {
        let mut chain = Chain::new(chain_id);
        let deployed = EXCHANGES
            .into_iter()
            .filter(|exchange| published::deploy_exchange(&mut chain, *exchange))
            .collect();
        Self { chain, deployed }
    }

    /// An account whose wallet stands on this chain; `None` where the wallet's code is not at hand.
    fn account(&mut self, seed: u64, wallet: WalletType, proxy: Proxy) -> Option<Account> {
        let mut account = Account::own(signer(seed), wallet);
        if wallet == WalletType::Deposit {
            let owner = address(&account.signer.address());
            let deployed = published::deploy_wallet(&mut self.chain, proxy, owner)?;
            let both = account.signer.deposit_wallets();
            let ours = if proxy == Proxy::Uups { both.uups } else { both.beacon };
            assert_eq!(
                deployed, ours,
                "the factory creates the wallet where the app expects it"
            );
            account.funder = WalletAddress::parse(&deployed.to_checksum(None)).expect("an address");
        }
        Some(account)
    }
}

impl Judge for Published {
    fn accepts(&mut self, order: &Posted) -> bool {
        let accepted = self
            .chain
            .ask(order.exchange, published::call_with("validateOrder", order));
        accepted.is_ok_and(|answer| answer.is_empty())
    }
}

#[test]
fn the_published_contracts_accept_every_order_of_ours_and_none_with_one_byte_changed() {
    let mut published = Published::new(137);
    let deployed = published.deployed.clone();
    let mut judged = BTreeSet::new();
    for (seed, (wallet, proxy)) in (1..).zip([
        (WalletType::Eoa, Proxy::Uups),
        (WalletType::Proxy, Proxy::Uups),
        (WalletType::Safe, Proxy::Uups),
        (WalletType::Deposit, Proxy::Uups),
        (WalletType::Deposit, Proxy::Beacon),
    ]) {
        let Some(account) = published.account(seed, wallet, proxy) else {
            continue;
        };
        for exchange in &deployed {
            let orders = account.every_kind(*exchange);
            for order in &orders {
                let hash = published
                    .chain
                    .ask(order.exchange, published::call_with("hashOrder", order));
                assert_eq!(
                    hash.expect("a hash").as_ref(),
                    order.hash.as_slice(),
                    "{}: the contract's own hash",
                    order.told
                );
            }
            published.accepts_these_and_nothing_like_them(&orders, &deployed);
            judged.insert(format!("{exchange:?} {wallet:?} {proxy:?}"));
        }
    }
    println!("judged by published contracts: {judged:?}");
}

#[test]
fn the_published_contracts_refuse_what_is_not_the_accounts_own() {
    let mut published = Published::new(137);
    let accounts: Vec<Account> = WALLETS
        .into_iter()
        .filter_map(|wallet| published.account(1, wallet, Proxy::Uups))
        .collect();
    for exchange in published.deployed.clone() {
        let order = |account: &Account| account.every_kind(exchange).remove(0);
        let undeployed = Account::own(signer(9), WalletType::Deposit);
        assert!(
            !published.accepts(&order(&undeployed)),
            "a wallet that is not deployed says nothing"
        );
        for account in &accounts {
            let ours = order(account);
            assert!(published.accepts(&ours), "{}", ours.told);
            for other in 0..5_u64 {
                let retyped = ours.with("signatureType", B256::from(U256::from(other)));
                assert!(
                    ours == retyped || !published.accepts(&retyped),
                    "{} as type {other}",
                    ours.told
                );
            }
            let mut unsigned = ours.clone();
            unsigned.signature.clear();
            assert!(!published.accepts(&unsigned), "{} without a signature", ours.told);
            // The same maker, signed by another key.
            let stranger = Account {
                signer: signer(2),
                wallet: WalletType::Deposit,
                funder: account.funder.clone(),
            };
            let theirs = order(&stranger);
            assert!(!published.accepts(&theirs), "{}: signed by a stranger", ours.told);
        }
    }
    let mut elsewhere = Published::new(80_002);
    for exchange in elsewhere.deployed.clone() {
        let order = Account::own(signer(1), WalletType::Eoa).every_kind(exchange).remove(0);
        assert!(!elsewhere.accepts(&order), "accepted on another chain");
    }
}

/// A session key signs for a wallet it does not own: the vault signs it as it signs for an owner, and the envelope that
/// names the key goes around that. The app does not send it yet; this holds what it will have to send.
#[test]
fn a_session_keys_order_is_accepted_in_its_envelope_while_it_is_authorised() {
    let mut published = Published::new(137);
    let Some(owner) = published.account(1, WalletType::Deposit, Proxy::Beacon) else {
        return;
    };
    let session = signer(7);
    let key = address(&session.address());
    let wallet = address(owner.funder.as_str());
    let account = Account {
        signer: session,
        ..owner
    };
    for exchange in published.deployed.clone() {
        let bare = account.every_kind(exchange).remove(0);
        let signature = published::session_envelope(key, &bare.signature);
        let order = Posted {
            signature,
            ..bare.clone()
        };
        assert!(!published.accepts(&order), "not authorised yet");
        published
            .chain
            .write(wallet, published::session_slot(key), U256::from(published::AN_HOUR_ON));
        assert!(published.accepts(&order), "authorised: {}", order.told);
        assert!(
            !published.accepts(&bare),
            "without the envelope it would be the owner's"
        );
        // Between the signature and the mark the envelope is filled up to whole words, with bytes that say nothing.
        let filling = 0x80 + bare.signature.len()..order.signature.len() - 0x20;
        assert!(filling.len() < 32);
        for (what, other) in order.one_byte_changed() {
            let says_nothing = filling
                .clone()
                .any(|byte| other.signature[byte] != order.signature[byte]);
            assert!(
                says_nothing || !published.accepts(&other),
                "accepted with {what} changed"
            );
        }
        published
            .chain
            .write(wallet, published::session_slot(key), U256::from(chain::NOW_S));
        assert!(!published.accepts(&order), "expired");
        published.chain.write(wallet, published::session_slot(key), U256::ZERO);
    }
}

/// Anvil's first key, for which the official clients' vectors hold every wallet.
#[test]
fn the_published_contracts_derive_the_wallets_that_the_app_derives() {
    let published = &mut Published::new(137);
    let key = alloy::primitives::b256!("0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");
    let signer = Signer::from_key(&Zeroizing::new(key.0)).expect("a key");
    let owner = chain::word(address(&signer.address()));
    for exchange in published.deployed.clone() {
        for (function, wallet) in [
            ("getProxyWalletAddress(address)", WalletType::Proxy),
            ("getSafeWalletAddress(address)", WalletType::Safe),
        ] {
            let at = VenueChain::Polygon.exchange(exchange);
            let answer = published
                .chain
                .ask(at, chain::call(function, &[owner]))
                .expect("an address");
            let ours = address(signer.wallet(wallet).expect("a wallet").as_str());
            assert_eq!(answer.as_ref(), chain::word(ours).as_slice(), "{function}");
        }
    }
}
