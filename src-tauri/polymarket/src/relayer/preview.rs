//! A call in words before it is signed: contract, function, arguments and what it brings about, read from the very bytes that are
//! sent. What cannot be read in full is not shown, and so not sent.

use std::fmt;

use alloy::primitives::{Address, Bytes, U256};
use alloy::sol;
use alloy::sol_types::SolCall;

use crate::chain::contracts::{Contract, name_of};
use crate::wallets::{ShownAddress, shown};

mod functions {
    #![allow(missing_docs, clippy::missing_errors_doc, reason = "the code is generated")]
    super::sol! {
        function approve(address spender, uint256 amount) external returns (bool);
        function setApprovalForAll(address operator, bool approved) external;
        function redeemPositions(address collateral, bytes32 parent, bytes32 condition, uint256[] indexSets) external;
        function redeem(bytes31 condition, uint256 outcome, uint256 amount) external;
    }
}
use functions::{approveCall, redeemCall, redeemPositionsCall, setApprovalForAllCall};

/// Base units of a share or a dollar.
const BASE: u64 = 1_000_000;

/// A call as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct CallPreview {
    /// The contract that is called.
    pub contract: ShownAddress,
    /// What people call it.
    pub contract_name: &'static str,
    /// Name and types of the function.
    pub function: &'static str,
    /// Its arguments, in order.
    pub arguments: Vec<Argument>,
    /// What it brings about.
    pub effect: Effect,
    /// The bytes, selector first, as `0x` and hex digits.
    pub data: String,
}

/// One argument.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Argument {
    /// Its name.
    pub name: &'static str,
    /// Its value, in full.
    pub value: String,
    /// What it stands for, where that can be said.
    pub meaning: Option<String>,
}

/// What a call brings about.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(tag = "effect", rename_all = "snake_case")]
pub enum Effect {
    /// A contract may spend pUSD of the wallet.
    MaySpend {
        /// Which, in words.
        spender: String,
        /// How much, in pUSD; nothing for without limit.
        most: Option<String>,
    },
    /// A contract may move every share of that kind that the wallet has.
    MayMoveShares {
        /// What keeps the shares.
        shares: Contract,
        /// Which, in words.
        operator: String,
    },
    /// A contract may do that no more.
    MayNoMore {
        /// What keeps the shares, or the money.
        of: Contract,
        /// Which, in words.
        who: String,
    },
    /// Everything that the wallet has of a resolved market becomes pUSD.
    RedeemsMarket {
        /// The market's condition.
        condition: String,
        /// Whether it is one of several outcomes.
        neg_risk: bool,
    },
    /// Some of an outcome of a resolved market of the positions kind becomes pUSD.
    RedeemsPosition {
        /// The market's condition, 31 bytes.
        condition: String,
        /// The outcome, from 0.
        outcome: String,
        /// Shares.
        shares: String,
    },
}

/// Why a call cannot be shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("Pilotfish never calls {contract} with {selector}, so this was not sent")]
pub struct NotShown {
    /// The contract.
    pub contract: String,
    /// The function's selector.
    pub selector: String,
}

/// That call as it is shown.
///
/// # Errors
/// [`NotShown`] for a contract or a function that is not known, and for bytes that are more than those arguments.
pub fn preview(contract: Address, data: &Bytes) -> Result<CallPreview, NotShown> {
    let known = Contract::at(contract);
    let read = match known {
        Some(Contract::PUsd) => decoded::<approveCall>(data).map(|call| approve(&call)),
        Some(shares @ (Contract::ConditionalTokens | Contract::PositionManager)) => {
            decoded::<setApprovalForAllCall>(data).map(|call| approve_shares(shares, &call))
        }
        Some(adapter) if is_adapter(adapter) => {
            decoded::<redeemPositionsCall>(data).map(|call| redeem_market(adapter, &call))
        }
        Some(Contract::Router) => decoded::<redeemCall>(data).map(|call| redeem_position(&call)),
        _ => None,
    };
    let (Some(name), Some((function, arguments, effect))) = (known.map(Contract::name), read) else {
        return Err(NotShown {
            contract: contract.to_checksum(None),
            selector: data
                .get(..4)
                .map_or_else(|| "no function".to_owned(), alloy::hex::encode_prefixed),
        });
    };
    Ok(CallPreview {
        contract: shown(contract),
        contract_name: name,
        function,
        arguments,
        effect,
        data: data.to_string(),
    })
}

/// The standard adapters and those of several outcomes, of both generations.
const fn is_adapter(contract: Contract) -> bool {
    matches!(
        contract,
        Contract::CollateralAdapter
            | Contract::NegRiskCollateralAdapter
            | Contract::EarlierCollateralAdapter
            | Contract::EarlierNegRiskCollateralAdapter
    )
}

/// The arguments, if the bytes are exactly those of that function: a contract must read nothing in them that is not shown.
fn decoded<C: SolCall>(data: &Bytes) -> Option<C> {
    let call = C::abi_decode(data).ok()?;
    (call.abi_encode() == data.as_ref()).then_some(call)
}

type Read = (&'static str, Vec<Argument>, Effect);

fn argument(name: &'static str, value: impl fmt::Display, meaning: Option<String>) -> Argument {
    Argument {
        name,
        value: value.to_string(),
        meaning,
    }
}

fn address(name: &'static str, address: Address) -> Argument {
    let known = Contract::at(address).map(|contract| contract.name().to_owned());
    argument(name, address.to_checksum(None), known)
}

fn approve(call: &approveCall) -> Read {
    let spender = name_of(call.spender);
    let most = (call.amount != U256::MAX).then(|| whole(call.amount));
    let meaning = most.clone().map_or_else(
        || "unlimited, as on Polymarket's own site".to_owned(),
        |most| format!("{most} pUSD"),
    );
    let effect = if call.amount.is_zero() {
        Effect::MayNoMore {
            of: Contract::PUsd,
            who: spender,
        }
    } else {
        Effect::MaySpend { spender, most }
    };
    let arguments = vec![
        address("spender", call.spender),
        argument("amount", call.amount, Some(meaning)),
    ];
    (approveCall::SIGNATURE, arguments, effect)
}

fn approve_shares(shares: Contract, call: &setApprovalForAllCall) -> Read {
    let operator = name_of(call.operator);
    let arguments = vec![
        address("operator", call.operator),
        argument("approved", call.approved, None),
    ];
    let effect = if call.approved {
        Effect::MayMoveShares { shares, operator }
    } else {
        Effect::MayNoMore {
            of: shares,
            who: operator,
        }
    };
    (setApprovalForAllCall::SIGNATURE, arguments, effect)
}

fn redeem_market(adapter: Contract, call: &redeemPositionsCall) -> Read {
    let unread = || Some("not read by this contract".to_owned());
    let sets: Vec<String> = call.indexSets.iter().map(U256::to_string).collect();
    let arguments = vec![
        argument("collateral", call.collateral.to_checksum(None), unread()),
        argument("parent", call.parent, unread()),
        argument("condition", call.condition, Some("the market".to_owned())),
        argument("indexSets", format!("[{}]", sets.join(", ")), unread()),
    ];
    let effect = Effect::RedeemsMarket {
        condition: call.condition.to_string(),
        neg_risk: matches!(
            adapter,
            Contract::NegRiskCollateralAdapter | Contract::EarlierNegRiskCollateralAdapter
        ),
    };
    (redeemPositionsCall::SIGNATURE, arguments, effect)
}

fn redeem_position(call: &redeemCall) -> Read {
    let shares = whole(call.amount);
    let arguments = vec![
        argument("condition", call.condition, Some("the market".to_owned())),
        argument("outcome", call.outcome, Some("counted from 0".to_owned())),
        argument("amount", call.amount, Some(format!("{shares} shares"))),
    ];
    let effect = Effect::RedeemsPosition {
        condition: call.condition.to_string(),
        outcome: call.outcome.to_string(),
        shares,
    };
    (redeemCall::SIGNATURE, arguments, effect)
}

/// Base units as a decimal number.
fn whole(base: U256) -> String {
    let (whole, rest) = base.div_rem(U256::from(BASE));
    let text = format!("{whole}.{:0>6}", rest.to_string());
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

impl fmt::Display for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MaySpend { spender, most: None } => write!(f, "{spender} may spend all pUSD of this wallet"),
            Self::MaySpend {
                spender,
                most: Some(most),
            } => write!(f, "{spender} may spend {most} pUSD of this wallet"),
            Self::MayMoveShares { shares, operator } => {
                write!(f, "{operator} may move all shares of this wallet in {}", shares.name())
            }
            Self::MayNoMore { of, who } => {
                write!(f, "{who} may no longer take anything of this wallet in {}", of.name())
            }
            Self::RedeemsMarket { condition, .. } => {
                write!(
                    f,
                    "everything this wallet holds in market {condition} becomes pUSD, at its payout"
                )
            }
            Self::RedeemsPosition {
                condition,
                outcome,
                shares,
            } => write!(
                f,
                "{shares} shares of outcome {outcome} in market {condition} become pUSD, at their payout"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use super::*;

    fn data(text: &str) -> Bytes {
        text.parse().unwrap()
    }

    #[test]
    fn an_approval_is_read_from_its_bytes() {
        let bytes = data(
            "0x095ea7b3000000000000000000000000e3333700ca9d93003f00f0f71f8515005f6c00aa\
             ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        );
        let shown = preview(Contract::PUsd.address(), &bytes).unwrap();
        assert_eq!(shown.contract_name, "pUSD");
        assert_eq!(shown.function, "approve(address,uint256)");
        assert_eq!(shown.arguments[0].meaning.as_deref(), Some("Exchange V3"));
        assert_eq!(shown.arguments[0].value, "0xe3333700cA9d93003F00f0F71f8515005F6c00Aa");
        assert_eq!(
            shown.effect.to_string(),
            "Exchange V3 may spend all pUSD of this wallet"
        );
        assert_eq!(shown.data, bytes.to_string());
        // The same bytes to another contract, or with one byte more, are another call.
        for (contract, bytes) in [
            (Contract::ConditionalTokens, bytes.clone()),
            (Contract::PUsd, data(&format!("{bytes}00"))),
            (Contract::PUsd, data("0x")),
            (Contract::PUsd, data("0xa9059cbb")),
            (Contract::ExchangeV2, bytes.clone()),
        ] {
            assert!(preview(contract.address(), &bytes).is_err(), "{contract:?} {bytes}");
        }
        assert!(preview(Address::repeat_byte(7), &bytes).is_err());
    }

    #[test]
    fn a_redemption_says_what_of() {
        let call = redeemPositionsCall {
            collateral: Contract::PUsd.address(),
            parent: Default::default(),
            condition: alloy::primitives::B256::repeat_byte(0xab),
            indexSets: vec![U256::from(1), U256::from(2)],
        };
        let bytes = Bytes::from(call.abi_encode());
        let shown = preview(Contract::NegRiskCollateralAdapter.address(), &bytes).unwrap();
        assert!(
            matches!(shown.effect, Effect::RedeemsMarket { neg_risk: true, .. }),
            "{shown:?}"
        );
        assert_eq!(
            shown.data.get(..10),
            Some("0x01b7037c"),
            "the selector of polymarket-api §3.9"
        );
        let call = redeemCall {
            condition: Default::default(),
            outcome: U256::from(1),
            amount: U256::from(12_340_000),
        };
        let shown = preview(Contract::Router.address(), &Bytes::from(call.abi_encode())).unwrap();
        assert!(
            shown.effect.to_string().starts_with("12.34 shares of outcome 1"),
            "{}",
            shown.effect
        );
    }

    #[test]
    fn base_units_are_written_as_decimals() {
        for (base, text) in [(0, "0"), (1, "0.000001"), (1_000_000, "1"), (10_500_000, "10.5")] {
            assert_eq!(whole(U256::from(base)), text);
        }
    }
}
