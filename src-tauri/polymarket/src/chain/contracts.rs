//! The contracts on Polygon that the venue uses, pinned by address (polymarket-api §3.5), and what people call them.
//!
//! What may be signed for is not decided here: the vault has a list of its own.

use alloy::primitives::{Address, address};
use pilotfish_copy::market::Exchange;
use pilotfish_vault::Chain;

/// A contract that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Contract {
    /// The money, 6 decimals.
    PUsd,
    /// What shares of standard markets were made of before pUSD, 6 decimals.
    UsdcE,
    /// Shares of standard and multi-outcome markets.
    ConditionalTokens,
    /// Shares of markets of the positions kind.
    PositionManager,
    /// Takes orders of standard markets.
    ExchangeV2,
    /// Takes orders of multi-outcome markets.
    NegRiskExchangeV2,
    /// Takes orders of markets of the positions kind.
    ExchangeV3,
    /// Splits, merges and redeems shares of standard markets against pUSD.
    CollateralAdapter,
    /// The same of multi-outcome markets.
    NegRiskCollateralAdapter,
    /// The first of the two before it.
    EarlierCollateralAdapter,
    /// The first of the two before it.
    EarlierNegRiskCollateralAdapter,
    /// The multi-outcome adapter from before pUSD. Some sales are still refused for its allowance.
    LegacyNegRiskAdapter,
    /// Splits, merges and redeems positions against pUSD.
    Router,
    /// Pays out winners without being asked.
    AutoRedeemer,
    /// Makes deposit wallets, and carries out their batches.
    DepositWalletFactory,
    /// Makes proxies, and carries out their calls.
    ProxyFactory,
    /// Makes Safes.
    SafeFactory,
    /// Several calls of a Safe in one.
    SafeMultisend,
    /// Relays calls to proxies.
    RelayHub,
}

impl Contract {
    /// Every one.
    pub const ALL: [Self; 19] = [
        Self::PUsd,
        Self::UsdcE,
        Self::ConditionalTokens,
        Self::PositionManager,
        Self::ExchangeV2,
        Self::NegRiskExchangeV2,
        Self::ExchangeV3,
        Self::CollateralAdapter,
        Self::NegRiskCollateralAdapter,
        Self::EarlierCollateralAdapter,
        Self::EarlierNegRiskCollateralAdapter,
        Self::LegacyNegRiskAdapter,
        Self::Router,
        Self::AutoRedeemer,
        Self::DepositWalletFactory,
        Self::ProxyFactory,
        Self::SafeFactory,
        Self::SafeMultisend,
        Self::RelayHub,
    ];

    /// Where it is.
    #[must_use]
    pub const fn address(self) -> Address {
        match self {
            Self::PUsd => address!("0xC011a7E12a19f7B1f670d46F03B03f3342E82DFB"),
            Self::UsdcE => address!("0x2791Bca1f2de4661ED88A30C99A7a9449Aa84174"),
            Self::ConditionalTokens => address!("0x4D97DCd97eC945f40cF65F87097ACe5EA0476045"),
            Self::PositionManager => address!("0x006F54F7f9A22e0000CC2AB60031000000ae9fEF"),
            Self::ExchangeV2 => Chain::Polygon.exchange(Exchange::StandardV2),
            Self::NegRiskExchangeV2 => Chain::Polygon.exchange(Exchange::NegRiskV2),
            Self::ExchangeV3 => Chain::Polygon.exchange(Exchange::PositionsV3),
            Self::CollateralAdapter => address!("0xAdA100Db00Ca00073811820692005400218FcE1f"),
            Self::NegRiskCollateralAdapter => address!("0xadA2005600Dec949baf300f4C6120000bDB6eAab"),
            Self::EarlierCollateralAdapter => address!("0xADa100874d00e3331D00F2007a9c336a65009718"),
            Self::EarlierNegRiskCollateralAdapter => address!("0xAdA200001000ef00D07553cEE7006808F895c6F1"),
            Self::LegacyNegRiskAdapter => address!("0xd91E80cF2E7be2e162c6513ceD06f1dD0dA35296"),
            Self::Router => address!("0x12121212006e4CD160D18e3f00711DA5c3372600"),
            Self::AutoRedeemer => address!("0xa1200000d0002264C9a1698e001292D00E1b00af"),
            Self::DepositWalletFactory => address!("0x00000000000Fb5C9ADea0298D729A0CB3823Cc07"),
            Self::ProxyFactory => address!("0xaB45c5A4B0c941a2F231C04C3f49182e1A254052"),
            Self::SafeFactory => address!("0xaacFeEa03eb1561C4e67d661e40682Bd20E3541b"),
            Self::SafeMultisend => address!("0xA238CBeb142c10Ef7Ad8442C6D1f9E89e07e7761"),
            Self::RelayHub => address!("0xD216153c06E857cD7f72665E0aF1d7D82172F494"),
        }
    }

    /// The one at that address.
    #[must_use]
    pub fn at(address: Address) -> Option<Self> {
        Self::ALL.into_iter().find(|contract| contract.address() == address)
    }

    /// What people call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::PUsd => "pUSD",
            Self::UsdcE => "USDC.e",
            Self::ConditionalTokens => "Conditional Tokens",
            Self::PositionManager => "Position Manager",
            Self::ExchangeV2 => "Exchange V2",
            Self::NegRiskExchangeV2 => "Exchange V2, multi-outcome",
            Self::ExchangeV3 => "Exchange V3",
            Self::CollateralAdapter => "Collateral adapter",
            Self::NegRiskCollateralAdapter => "Collateral adapter, multi-outcome",
            Self::EarlierCollateralAdapter => "Collateral adapter, first",
            Self::EarlierNegRiskCollateralAdapter => "Collateral adapter, multi-outcome, first",
            Self::LegacyNegRiskAdapter => "Multi-outcome adapter, legacy",
            Self::Router => "Positions router",
            Self::AutoRedeemer => "Auto-redeemer",
            Self::DepositWalletFactory => "Deposit wallet factory",
            Self::ProxyFactory => "Proxy factory",
            Self::SafeFactory => "Safe factory",
            Self::SafeMultisend => "Safe multisend",
            Self::RelayHub => "Relay hub",
        }
    }
}

/// What people call that address: its name, or the address itself.
#[must_use]
pub fn name_of(address: Address) -> String {
    Contract::at(address).map_or_else(|| address.to_checksum(None), |contract| contract.name().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vault_signs_for_the_same_contracts() {
        use pilotfish_vault::relayer::allowed;
        for (ours, vaults) in [
            (Contract::PUsd, allowed::COLLATERAL),
            (Contract::ConditionalTokens, allowed::CONDITIONAL_TOKENS),
            (Contract::PositionManager, allowed::POSITION_MANAGER),
            (Contract::Router, allowed::ROUTER),
            (Contract::AutoRedeemer, allowed::AUTO_REDEEMER),
            (Contract::LegacyNegRiskAdapter, allowed::NEG_RISK_ADAPTER),
        ] {
            assert_eq!(ours.address(), vaults, "{ours:?}");
        }
        let standard = [Contract::CollateralAdapter, Contract::EarlierCollateralAdapter];
        assert_eq!(standard.map(Contract::address), allowed::COLLATERAL_ADAPTERS);
        let neg_risk = [
            Contract::NegRiskCollateralAdapter,
            Contract::EarlierNegRiskCollateralAdapter,
        ];
        assert_eq!(neg_risk.map(Contract::address), allowed::NEG_RISK_COLLATERAL_ADAPTERS);
    }

    #[test]
    fn every_contract_is_found_by_its_address_alone() {
        for contract in Contract::ALL {
            assert_eq!(Contract::at(contract.address()), Some(contract));
        }
        assert_eq!(Contract::at(Address::ZERO), None);
        assert_eq!(name_of(Address::ZERO), Address::ZERO.to_checksum(None));
    }
}
