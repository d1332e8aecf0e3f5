//! Everything that is never signed, asked for: each refusal by its name, and beside it the request that differs in that one thing
//! and is signed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use alloy::primitives::{Address, B256, Bytes, FixedBytes, U256, address};
use pilotfish_copy::command::{ChildKind, PlaceChild};
use pilotfish_copy::ids::{ChildId, TokenId, VenueMs, WalletAddress};
use pilotfish_copy::market::{Exchange, FeeSchedule, Side};
use pilotfish_copy::money::{Price, Shares, Tick, Usd};
use pilotfish_copy::risk::{MoneyLimit, OrderLimits, PurchaseLimits};
use pilotfish_copy::wallet::WalletType;
use proptest::prelude::*;
use serde_json::Value;

use crate::relayer::allowed;
use crate::{
    Chain, LimitName, OrderRequest, RelayerCall, RelayerRequest, RelayerTerms, SALT_MAX, Signer, VaultError,
    WalletEvidence,
};

pub(crate) fn place(side: Side, kind: ChildKind) -> PlaceChild {
    PlaceChild {
        child: ChildId(1),
        token: TokenId::new("71321045"),
        exchange: Exchange::StandardV2,
        tick: Tick::CENT,
        side,
        kind,
        created_at: VenueMs(1_793_577_600_123),
    }
}

/// 5 shares at 0.58: $2.90.
pub(crate) fn resting(side: Side) -> PlaceChild {
    let kind = ChildKind::Resting {
        price: price("0.58"),
        shares: shares("5"),
        expires_at: VenueMs(1_793_599_200_001),
    };
    place(side, kind)
}

fn price(text: &str) -> Price {
    text.parse().expect("a price")
}

fn shares(text: &str) -> Shares {
    text.parse().expect("shares")
}

fn usd(text: &str) -> Usd {
    text.parse().expect("dollars")
}

/// Wide for a purchase of those 5 shares, or exactly them for a sale.
pub(crate) fn limits(side: Side) -> OrderLimits {
    match side {
        Side::Buy => OrderLimits::purchase_alone(Usd::dollars(100), FeeSchedule::FREE, shares("500"), price("0.6")),
        Side::Sell => OrderLimits::sale(shares("5"), price("0.5")),
    }
}

/// A signer with its wallet of that kind confirmed.
pub(crate) fn signer_of(seed: u64, kind: WalletType) -> (Signer, WalletAddress) {
    let signer = Signer::demo(seed, "w").expect("a key");
    let wallet = signer.wallet(kind).expect("a wallet");
    signer
        .confirm_wallet(kind, &wallet, WalletEvidence::Derived)
        .expect("our wallet");
    (signer, wallet)
}

fn sign(place: &PlaceChild, limits: &OrderLimits) -> Result<(), VaultError> {
    let (signer, funder) = signer_of(7, WalletType::Deposit);
    let request = OrderRequest {
        place,
        wallet: WalletType::Deposit,
        funder: &funder,
        salt: 1,
        limits,
    };
    signer.sign_order(&request).map(|_| ())
}

fn purchase(change: impl FnOnce(&mut PurchaseLimits)) -> OrderLimits {
    let OrderLimits::Purchase(mut limits) = limits(Side::Buy) else {
        unreachable!("it is a purchase's");
    };
    change(&mut limits);
    OrderLimits::Purchase(limits)
}

#[test]
fn no_order_is_for_anybody_elses_wallet() {
    let place = resting(Side::Buy);
    let limits = limits(Side::Buy);
    let (signer, ours) = signer_of(7, WalletType::Deposit);
    let theirs = Signer::demo(8, "w").unwrap().wallet(WalletType::Deposit).unwrap();
    let our_other = signer.wallet(WalletType::Safe).unwrap();
    let ask = |signer: &Signer, wallet, funder: &WalletAddress| {
        let request = OrderRequest {
            place: &place,
            wallet,
            funder,
            salt: 1,
            limits: &limits,
        };
        signer.sign_order(&request).map(|_| ())
    };
    assert_eq!(ask(&signer, WalletType::Deposit, &ours), Ok(()));
    for (wallet, funder) in [
        (WalletType::Deposit, &theirs),
        (WalletType::Safe, &our_other),
        (WalletType::Eoa, &ours),
        (WalletType::Proxy, &ours),
    ] {
        let refused = ask(&signer, wallet, funder);
        assert!(
            matches!(refused, Err(VaultError::NotOurWallet { .. })),
            "{wallet:?} {refused:?}"
        );
    }
    let unconfirmed = Signer::demo(7, "w").unwrap();
    assert_eq!(
        ask(&unconfirmed, WalletType::Deposit, &ours),
        Err(VaultError::WalletNotConfirmed)
    );
}

/// What is signed names the pinned contract of its chain: the signature is no other contract's and no other chain's.
#[test]
fn an_order_is_good_for_one_contract_of_one_chain() {
    use alloy::primitives::Signature;
    let key = zeroize::Zeroizing::new([7; 32]);
    let mut hashes = Vec::new();
    for chain in [Chain::Polygon, Chain::Amoy] {
        let signer = Signer::on_chain(&key, chain).unwrap();
        let funder = signer.wallet(WalletType::Eoa).unwrap();
        signer
            .confirm_wallet(WalletType::Eoa, &funder, WalletEvidence::Derived)
            .unwrap();
        for exchange in [Exchange::StandardV2, Exchange::NegRiskV2, Exchange::PositionsV3] {
            let place = PlaceChild {
                exchange,
                ..resting(Side::Buy)
            };
            let request = OrderRequest {
                place: &place,
                wallet: WalletType::Eoa,
                funder: &funder,
                salt: 1,
                limits: &limits(Side::Buy),
            };
            let order = signer.sign_order(&request).unwrap();
            let signature: Signature = order.signature().parse().unwrap();
            let hash: B256 = order.hash().as_str().parse().unwrap();
            assert_eq!(signature.recover_address_from_prehash(&hash).unwrap(), signer.owner());
            for other in &hashes {
                assert_ne!(signature.recover_address_from_prehash(other).ok(), Some(signer.owner()));
            }
            hashes.push(hash);
        }
    }
    hashes.sort_unstable();
    hashes.dedup();
    assert_eq!(hashes.len(), 6, "each contract of each chain has an order of its own");
}

#[test]
fn every_limit_of_a_purchase_stops_it_by_its_name() {
    let buy = resting(Side::Buy);
    // 5 shares at 0.58, of which $97.10 are used up, and one micro-dollar more.
    let (enough, short) = (usd("97.1"), usd("97.100001"));
    let with_used = |used: Usd| MoneyLimit {
        used,
        limit: Usd::dollars(100),
    };
    type Set = fn(&mut PurchaseLimits, MoneyLimit);
    let all: [(LimitName, Set); 5] = [
        (LimitName::Order, |limits, to| limits.order = to),
        (LimitName::Market, |limits, to| limits.market = to),
        (LimitName::Follow, |limits, to| limits.follow = to),
        (LimitName::Exposure, |limits, to| limits.exposure = to),
        (LimitName::Day, |limits, to| limits.daily = to),
    ];
    for (name, set) in all {
        assert_eq!(
            sign(&buy, &purchase(|limits| set(limits, with_used(enough)))),
            Ok(()),
            "{name}"
        );
        let refused = sign(&buy, &purchase(|limits| set(limits, with_used(short))));
        assert_eq!(
            refused,
            Err(VaultError::OverLimit {
                limit: name,
                asked: usd("2.9"),
                left: usd("2.899999"),
            })
        );
        let used_up = sign(&buy, &purchase(|limits| set(limits, with_used(Usd::dollars(200)))));
        assert!(
            matches!(used_up, Err(VaultError::OverLimit { left: Usd::ZERO, .. })),
            "{name}"
        );
    }
    let free = |free: Option<Usd>| sign(&buy, &purchase(|limits| limits.free = free));
    assert_eq!(free(Some(usd("2.9"))), Ok(()));
    assert!(matches!(
        free(Some(usd("2.899999"))),
        Err(VaultError::OverLimit {
            limit: LimitName::Balance,
            ..
        })
    ));
    assert_eq!(free(None), Err(VaultError::BalanceUnknown));
}

#[test]
fn the_fee_counts_where_limits_count_it() {
    let buy = resting(Side::Buy);
    // 0.07 × 0.25 a share at the most: 5 shares cost $0.0875 in fees at 0.50 or better.
    let fee = FeeSchedule {
        rate_micros: 70_000,
        exponent: 1,
    };
    let ask = |day: &str, order: &str| {
        let limit = |text: &str| MoneyLimit {
            used: Usd::ZERO,
            limit: usd(text),
        };
        sign(
            &buy,
            &purchase(|limits| {
                limits.fee = fee;
                limits.daily = limit(day);
                limits.order = limit(order);
            }),
        )
    };
    assert_eq!(ask("2.9875", "2.9"), Ok(()), "the limit per order is without fees");
    assert!(matches!(
        ask("2.9874", "2.9"),
        Err(VaultError::OverLimit {
            limit: LimitName::Day,
            ..
        })
    ));
}

#[test]
fn a_budget_counts_whole_and_buys_no_more_than_is_wanted() {
    let now = |budget: &str| {
        let kind = ChildKind::BuyNow {
            price: price("0.6"),
            budget: usd(budget),
        };
        place(Side::Buy, kind)
    };
    let order = |limit: Usd| purchase(|limits| limits.order = MoneyLimit { used: Usd::ZERO, limit });
    assert_eq!(sign(&now("3"), &order(Usd::dollars(3))), Ok(()));
    assert!(matches!(
        sign(&now("3"), &order(usd("2.99"))),
        Err(VaultError::OverLimit { .. })
    ));
    let wanted = |most: &str| purchase(|limits| limits.shares = shares(most));
    assert_eq!(sign(&now("3"), &wanted("5")), Ok(()));
    assert!(matches!(
        sign(&now("3.01"), &wanted("5")),
        Err(VaultError::TooManyShares { .. })
    ));
    assert!(matches!(
        sign(&resting(Side::Buy), &wanted("4.99")),
        Err(VaultError::TooManyShares { .. })
    ));
}

#[test]
fn no_price_is_worse_than_its_bound_on_either_side() {
    let at = |side, text: &str| {
        let kind = ChildKind::Resting {
            price: price(text),
            shares: shares("5"),
            expires_at: VenueMs(1_793_599_200_001),
        };
        sign(&place(side, kind), &limits(side))
    };
    assert_eq!(at(Side::Buy, "0.6"), Ok(()));
    assert!(matches!(at(Side::Buy, "0.61"), Err(VaultError::BeyondBound { .. })));
    assert_eq!(at(Side::Sell, "0.5"), Ok(()));
    assert!(matches!(at(Side::Sell, "0.49"), Err(VaultError::BeyondBound { .. })));
    assert!(
        matches!(at(Side::Sell, "0.01"), Err(VaultError::BeyondBound { .. })),
        "all for a cent"
    );
    for (side, kind) in [
        (
            Side::Buy,
            ChildKind::BuyNow {
                price: price("0.61"),
                budget: Usd::dollars(3),
            },
        ),
        (
            Side::Sell,
            ChildKind::SellNow {
                price: price("0.49"),
                shares: shares("5"),
            },
        ),
    ] {
        assert!(matches!(
            sign(&place(side, kind), &limits(side)),
            Err(VaultError::BeyondBound { .. })
        ));
    }
}

#[test]
fn a_sale_is_of_the_shares_that_are_given_and_no_more() {
    for kind in [
        ChildKind::SellNow {
            price: price("0.5"),
            shares: shares("5.01"),
        },
        ChildKind::Resting {
            price: price("0.99"),
            shares: shares("5.01"),
            expires_at: VenueMs(1_793_599_200_001),
        },
    ] {
        let refused = sign(&place(Side::Sell, kind), &limits(Side::Sell));
        assert!(matches!(refused, Err(VaultError::TooManyShares { .. })), "{refused:?}");
    }
    // No limit in USD holds an exit back.
    assert_eq!(sign(&resting(Side::Sell), &limits(Side::Sell)), Ok(()));
    let nothing = OrderLimits::sale(Shares::ZERO, price("0.5"));
    assert!(sign(&resting(Side::Sell), &nothing).is_err());
}

#[test]
fn limits_of_the_other_side_are_no_limits() {
    for (side, other) in [(Side::Buy, Side::Sell), (Side::Sell, Side::Buy)] {
        assert_eq!(sign(&resting(side), &limits(other)), Err(VaultError::LimitsOfOtherSide));
    }
}

#[test]
fn what_no_exchange_would_take_is_not_signed() {
    let (signer, funder) = signer_of(7, WalletType::Eoa);
    let refusal = |place: &PlaceChild, salt| {
        let request = OrderRequest {
            place,
            wallet: WalletType::Eoa,
            funder: &funder,
            salt,
            limits: &limits(place.side),
        };
        signer.sign_order(&request).err()
    };
    assert_eq!(refusal(&resting(Side::Buy), SALT_MAX + 1), Some(VaultError::Salt));
    let contrary = ChildKind::BuyNow {
        price: price("0.6"),
        budget: Usd::ONE,
    };
    assert_eq!(refusal(&place(Side::Sell, contrary), 1), Some(VaultError::Internal));
    let odd = PlaceChild {
        token: TokenId::new("0xff"),
        ..resting(Side::Buy)
    };
    assert!(matches!(refusal(&odd, 1), Some(VaultError::Token(_))));
    let early = PlaceChild {
        created_at: VenueMs(-1),
        ..resting(Side::Buy)
    };
    assert_eq!(refusal(&early, 1), Some(VaultError::Time(-1)));
}

proptest! {
    /// Whatever is asked, what is signed lies within the limits.
    #[test]
    fn nothing_that_is_signed_is_outside_its_limits(
        buys in any::<bool>(),
        rests in any::<bool>(),
        cents in 1..100_i64,
        lots in 1..200_000_i64,
        most_cents in 0..200_000_i64,
        most_lots in 0..200_000_i64,
        bound_cents in 0..100_i64,
    ) {
        let (at, count) = (Price::from_micros(cents * 10_000), Shares::from_micros(lots * 10_000));
        let expires_at = VenueMs(1_793_599_200_001);
        let (side, kind) = match (buys, rests) {
            (true, true) => (Side::Buy, ChildKind::Resting { price: at, shares: count, expires_at }),
            (false, true) => (Side::Sell, ChildKind::Resting { price: at, shares: count, expires_at }),
            (true, false) => (Side::Buy, ChildKind::BuyNow { price: at, budget: Usd::from_micros(lots * 10_000) }),
            (false, false) => (Side::Sell, ChildKind::SellNow { price: at, shares: count }),
        };
        let (most, most_shares) = (Usd::from_micros(most_cents * 10_000), Shares::from_micros(most_lots * 10_000));
        let bound = Price::from_micros(bound_cents * 10_000);
        let limits = match side {
            Side::Buy => OrderLimits::purchase_alone(most, FeeSchedule::FREE, most_shares, bound),
            Side::Sell => OrderLimits::sale(most_shares, bound),
        };
        let (signer, funder) = signer_of(7, WalletType::Eoa);
        let place = place(side, kind);
        let request = OrderRequest { place: &place, wallet: WalletType::Eoa, funder: &funder, salt: 1, limits: &limits };
        if let Ok(order) = signer.sign_order(&request) {
            let amounts = order.amounts();
            let micros = |amount: u64| i64::try_from(amount).expect("an amount");
            match side {
                Side::Buy => {
                    prop_assert!(at <= bound && micros(amounts.maker) <= most.micros());
                    // Rounding the shares down may raise the price by less than 10^-4 a share.
                    prop_assert!(micros(amounts.taker) <= most_shares.micros());
                }
                Side::Sell => prop_assert!(at >= bound && micros(amounts.maker) <= most_shares.micros()),
            }
        }
    }
}

const STRANGER: Address = address!("0x00000000000000000000000000000000DeaDBeef");

fn calls_signed(calls: &[RelayerCall]) -> Result<(), VaultError> {
    let (signer, _) = signer_of(7, WalletType::Deposit);
    let request = RelayerRequest {
        calls,
        nonce: U256::from(1),
        terms: RelayerTerms::Deposit {
            deadline_s: 1_793_600_000,
        },
    };
    signer.sign_relayer_calls(&request).map(|_| ())
}

#[test]
fn calls_on_the_list_are_signed() {
    let condition = B256::repeat_byte(0x12);
    for call in [
        RelayerCall::approve_collateral(allowed::EXCHANGE),
        RelayerCall::approve_collateral(allowed::NEG_RISK_EXCHANGE),
        RelayerCall::approve_collateral(allowed::POSITIONS_EXCHANGE),
        RelayerCall::approve_collateral(allowed::COLLATERAL_ADAPTERS[0]),
        RelayerCall::approve_tokens(allowed::CONDITIONAL_TOKENS, allowed::NEG_RISK_ADAPTER),
        RelayerCall::approve_tokens(allowed::CONDITIONAL_TOKENS, allowed::AUTO_REDEEMER),
        RelayerCall::approve_tokens(allowed::POSITION_MANAGER, allowed::ROUTER),
        RelayerCall::redeem(allowed::NEG_RISK_COLLATERAL_ADAPTERS[1], condition),
        RelayerCall::redeem_position(FixedBytes::repeat_byte(1), 1, U256::from(5)),
    ] {
        assert_eq!(calls_signed(std::slice::from_ref(&call)), Ok(()), "{call:?}");
    }
}

#[test]
fn a_right_to_spend_is_for_the_venues_contracts_only() {
    for call in [
        RelayerCall::approve_collateral(STRANGER),
        RelayerCall::approve_collateral(Address::ZERO),
        RelayerCall::approve_tokens(allowed::CONDITIONAL_TOKENS, STRANGER),
        // A contract of the venue's, and not for this.
        RelayerCall::approve_tokens(allowed::POSITION_MANAGER, allowed::NEG_RISK_ADAPTER),
        RelayerCall::approve_collateral(allowed::AUTO_REDEEMER),
    ] {
        let good = RelayerCall::approve_collateral(allowed::EXCHANGE);
        let refused = calls_signed(&[good, call.clone()]);
        assert!(
            matches!(refused, Err(VaultError::SpenderNotAllowed { .. })),
            "{call:?} {refused:?}"
        );
    }
}

#[test]
fn no_other_function_and_no_other_contract_is_called() {
    let with = |contract: Address, hex: &str| RelayerCall {
        contract,
        data: hex.parse().expect("hex digits"),
    };
    let approve = RelayerCall::approve_collateral(allowed::EXCHANGE);
    let word = "00000000000000000000000000000000000000000000000000000000deadbeef";
    let mut longer = approve.data.to_vec();
    longer.extend([0; 32]);
    let mut dirty = approve.data.to_vec();
    dirty[4] = 1;
    for call in [
        // transfer(address,uint256), transferFrom, safeTransferFrom: the money itself.
        with(allowed::COLLATERAL, &format!("0xa9059cbb{word}{word}")),
        with(allowed::COLLATERAL, &format!("0x23b872dd{word}{word}{word}")),
        with(
            allowed::CONDITIONAL_TOKENS,
            &format!("0xf242432a{word}{word}{word}{word}{word}"),
        ),
        // authorizeSessionSigner of the wallet itself, and an upgrade of it.
        with(STRANGER, &format!("0x24017fae{word}{word}")),
        with(STRANGER, &format!("0x3659cfe6{word}")),
        // The right function of the wrong contract.
        with(STRANGER, &approve.data.to_string()),
        with(allowed::ROUTER, &approve.data.to_string()),
        with(allowed::CONDITIONAL_TOKENS, &approve.data.to_string()),
        with(allowed::EXCHANGE, &approve.data.to_string()),
        RelayerCall::redeem(allowed::CONDITIONAL_TOKENS, B256::ZERO),
        // No function, half of one, its arguments cut, followed by more, or with bits that an address has not.
        with(allowed::COLLATERAL, "0x"),
        with(allowed::COLLATERAL, "0x095ea7"),
        with(allowed::COLLATERAL, &format!("0x095ea7b3{word}")),
        with(allowed::COLLATERAL, &alloy::hex::encode_prefixed(longer)),
        with(allowed::COLLATERAL, &alloy::hex::encode_prefixed(dirty)),
    ] {
        let refused = calls_signed(std::slice::from_ref(&call));
        assert!(
            matches!(refused, Err(VaultError::CallNotAllowed { .. })),
            "{call:?} {refused:?}"
        );
    }
}

#[test]
fn a_request_to_the_relayer_is_for_the_confirmed_wallet_in_its_own_way() {
    let call = [RelayerCall::approve_collateral(allowed::EXCHANGE)];
    let (deposit, safe) = (RelayerTerms::Deposit { deadline_s: 1 }, RelayerTerms::Safe);
    let ask = |signer: &Signer, terms| {
        let request = RelayerRequest {
            calls: &call,
            nonce: U256::ZERO,
            terms,
        };
        signer.sign_relayer_calls(&request).map(|_| ())
    };
    let (signer, _) = signer_of(7, WalletType::Safe);
    assert_eq!(ask(&signer, safe), Ok(()));
    assert_eq!(ask(&signer, deposit), Err(VaultError::NoRelayer));
    let (plain, _) = signer_of(7, WalletType::Eoa);
    assert_eq!(ask(&plain, safe), Err(VaultError::NoRelayer));
    let unconfirmed = Signer::demo(7, "w").unwrap();
    assert_eq!(ask(&unconfirmed, safe), Err(VaultError::WalletNotConfirmed));
    let elsewhere = Signer::on_chain(&zeroize::Zeroizing::new([7; 32]), Chain::Amoy).unwrap();
    let wallet = elsewhere.wallet(WalletType::Deposit).unwrap();
    elsewhere
        .confirm_wallet(WalletType::Deposit, &wallet, WalletEvidence::Derived)
        .unwrap();
    assert_eq!(ask(&elsewhere, deposit), Err(VaultError::NoContract));
    assert_eq!(calls_signed(&[]), Err(VaultError::CallCount(0)));
    assert_eq!(calls_signed(&vec![call[0].clone(); 17]), Err(VaultError::CallCount(17)));
}

proptest! {
    /// No bytes at all give a right to a stranger: whatever is signed of pUSD is an approval of a contract of the venue's.
    #[test]
    fn no_bytes_of_an_approval_name_a_stranger(spender in prop::array::uniform20(any::<u8>()), amount in any::<[u8; 32]>()) {
        let mut data = alloy::hex!("095ea7b3").to_vec();
        data.extend([0; 12]);
        data.extend(spender);
        data.extend(amount);
        let call = RelayerCall { contract: allowed::COLLATERAL, data: Bytes::from(data) };
        prop_assert!(calls_signed(&[call]).is_err());
    }
}

/// What the venue's own Python client (polymarket-client 0.14.0) signs and sends for the same calls.
#[test]
fn relayer_requests_are_those_of_the_official_client() {
    let file: Value = serde_json::from_str(include_str!("../vectors/relayer.json")).expect("vectors");
    let calls: Vec<RelayerCall> = file["calls"]
        .as_array()
        .expect("calls")
        .iter()
        .map(|call| RelayerCall {
            contract: call["contract"].as_str().unwrap().parse().unwrap(),
            data: call["data"].as_str().unwrap().parse().unwrap(),
        })
        .collect();
    let ours = [
        RelayerCall::approve_collateral(allowed::EXCHANGE),
        RelayerCall::approve_tokens(allowed::CONDITIONAL_TOKENS, allowed::EXCHANGE),
        RelayerCall::redeem(allowed::COLLATERAL_ADAPTERS[0], B256::repeat_byte(0x12)),
        RelayerCall::redeem_position(FixedBytes::repeat_byte(0x34), 1, U256::from(2_500_000)),
    ];
    assert_eq!(calls, ours);
    let key: B256 = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"
        .parse()
        .unwrap();
    let relay = address!("0x7db63fe6d62eb73fb01f8009416f4c2bb4fbda6a");
    let proxy = RelayerTerms::Proxy {
        relay,
        gas_limit: 200_000,
    };
    let deposit = RelayerTerms::Deposit {
        deadline_s: 1_793_600_000,
    };
    for (name, kind, count, nonce, terms) in [
        ("deposit", WalletType::Deposit, 4, 7, deposit),
        ("safe_one", WalletType::Safe, 1, 3, RelayerTerms::Safe),
        ("safe_many", WalletType::Safe, 4, 3, RelayerTerms::Safe),
        ("proxy", WalletType::Proxy, 4, 9, proxy),
    ] {
        let signer = Signer::from_key(&zeroize::Zeroizing::new(key.0)).unwrap();
        let wallet = signer.wallet(kind).unwrap();
        signer.confirm_wallet(kind, &wallet, WalletEvidence::Derived).unwrap();
        let request = RelayerRequest {
            calls: &ours[..count],
            nonce: U256::from(nonce),
            terms,
        };
        let body: Value = serde_json::from_str(&signer.sign_relayer_calls(&request).unwrap().body).unwrap();
        let mut expected = file[name].clone();
        assert_eq!(lower(&mut expected), lower(&mut body.clone()), "{name}");
    }
}

/// Addresses in one case: clients differ in that alone.
fn lower(value: &mut Value) -> Value {
    match value {
        Value::String(text) if text.starts_with("0x") => *text = text.to_lowercase(),
        Value::Array(items) => items.iter_mut().for_each(|item| *item = lower(item)),
        Value::Object(fields) => fields.values_mut().for_each(|item| *item = lower(item)),
        _ => {}
    }
    value.clone()
}
