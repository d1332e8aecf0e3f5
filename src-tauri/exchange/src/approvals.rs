//! Which contracts an account lets move which of its tokens: pUSD allowances (ERC-20) and approvals for all (ERC-1155).
//!
//! An allowance is nothing or without limit: finite ones are not kept (whoever carries out an `approve` refuses them).

use std::fmt;

use pilotfish_copy::ids::WalletAddress;
use pilotfish_copy::market::Exchange as Contract;
use serde::{Deserialize, Serialize};

use super::Exchange;
use super::account::Account;
use super::event::ExchangeEvent;
use super::reject::Reject;
use super::types::Asset;

/// A contract that accounts approve.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Spender {
    /// The exchange of standard markets.
    Standard,
    /// The exchange of neg-risk markets.
    NegRisk,
    /// The exchange of protocol-V2 positions.
    Positions,
    /// Splits, merges and redeems standard markets for pUSD.
    CtfAdapter,
    /// The same for neg-risk markets.
    NegRiskAdapter,
    /// Splits, merges and redeems protocol-V2 positions.
    Router,
    /// Redeems for accounts that let it.
    AutoRedeemer,
    /// Turns shares of standard markets into protocol-V2 positions. Clients approve it; here it does nothing.
    BinaryModule,
    /// The same for neg-risk markets.
    NegRiskModule,
    /// Takes deposits of another product, perpetual contracts. Clients approve it; here it does nothing.
    PerpsDeposit,
    /// The neg-risk adapter of before pUSD. Some accounts' neg-risk sales are still refused without its approval.
    LegacyNegRiskAdapter,
}

/// A token contract: what is moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenKind {
    /// pUSD.
    Collateral,
    /// Shares of standard and neg-risk markets.
    Ctf,
    /// Shares of protocol-V2 positions.
    Positions,
}

impl Spender {
    /// Every one of them.
    pub const ALL: [Self; 11] = [
        Self::Standard,
        Self::NegRisk,
        Self::Positions,
        Self::CtfAdapter,
        Self::NegRiskAdapter,
        Self::Router,
        Self::AutoRedeemer,
        Self::BinaryModule,
        Self::NegRiskModule,
        Self::PerpsDeposit,
        Self::LegacyNegRiskAdapter,
    ];

    /// Its address on Polygon, as the venue writes it (polymarket-api §3.5).
    #[must_use]
    pub const fn address(self) -> &'static str {
        match self {
            Self::Standard => "0xE111180000d2663C0091e4f400237545B87B996B",
            Self::NegRisk => "0xe2222d279d744050d28e00520010520000310F59",
            Self::Positions => "0xe3333700cA9d93003F00f0F71f8515005F6c00Aa",
            Self::CtfAdapter => "0xAdA100Db00Ca00073811820692005400218FcE1f",
            Self::NegRiskAdapter => "0xadA2005600Dec949baf300f4C6120000bDB6eAab",
            Self::Router => "0x12121212006e4CD160D18e3f00711DA5c3372600",
            Self::AutoRedeemer => "0xa1200000d0002264C9a1698e001292D00E1b00af",
            Self::BinaryModule => "0x1000008dD9001B968442c1000017eaE6E0dA00Ba",
            Self::NegRiskModule => "0x200000900045e3B6259600682756002200028933",
            Self::PerpsDeposit => "0xDCa4af75705dbB50f62437045afF9921947917d2",
            Self::LegacyNegRiskAdapter => "0xd91E80cF2E7be2e162c6513ceD06f1dD0dA35296",
        }
    }

    /// The tokens that accounts approve it for (polymarket-api §3.6).
    #[must_use]
    pub const fn tokens(self) -> &'static [TokenKind] {
        use TokenKind::{Collateral, Ctf, Positions};
        match self {
            Self::Standard | Self::NegRisk | Self::CtfAdapter | Self::NegRiskAdapter | Self::LegacyNegRiskAdapter => {
                &[Collateral, Ctf]
            }
            Self::Positions | Self::Router => &[Collateral, Positions],
            Self::AutoRedeemer => &[Ctf, Positions],
            Self::BinaryModule | Self::NegRiskModule => &[Ctf],
            Self::PerpsDeposit => &[Collateral],
        }
    }
}

impl From<Contract> for Spender {
    fn from(contract: Contract) -> Self {
        match contract {
            Contract::StandardV2 => Self::Standard,
            Contract::NegRiskV2 => Self::NegRisk,
            Contract::PositionsV3 => Self::Positions,
        }
    }
}

impl fmt::Display for Spender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.address())
    }
}

impl TokenKind {
    /// The token contract that holds the shares of an exchange's markets.
    #[must_use]
    pub const fn of_shares(contract: Contract) -> Self {
        match contract {
            Contract::StandardV2 | Contract::NegRiskV2 => Self::Ctf,
            Contract::PositionsV3 => Self::Positions,
        }
    }

    /// The token contract behind an asset at an exchange.
    #[must_use]
    pub const fn of(contract: Contract, asset: Asset) -> Self {
        match asset {
            Asset::Collateral => Self::Collateral,
            Asset::Shares => Self::of_shares(contract),
        }
    }
}

/// What one account has approved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Approvals(u64);

impl Approvals {
    /// Everything that can be approved.
    pub(super) fn all() -> Self {
        let mut all = Self::default();
        for spender in Spender::ALL {
            for token in spender.tokens() {
                all.set(spender, *token, true);
            }
        }
        all
    }

    const fn bit(spender: Spender, token: TokenKind) -> u64 {
        1 << (spender as u32 * 3 + token as u32)
    }

    pub(super) const fn has(self, spender: Spender, token: TokenKind) -> bool {
        self.0 & Self::bit(spender, token) != 0
    }

    fn set(&mut self, spender: Spender, token: TokenKind, allowed: bool) {
        if allowed {
            self.0 |= Self::bit(spender, token);
        } else {
            self.0 &= !Self::bit(spender, token);
        }
    }
}

impl Account {
    /// Whether that contract may move that token of its.
    #[must_use]
    pub fn approves(&self, spender: Spender, token: TokenKind) -> bool {
        self.approvals.has(spender, token)
    }

    /// Whether that exchange may move that asset (a new account has allowed all).
    #[must_use]
    pub fn allows(&self, contract: Contract, asset: Asset) -> bool {
        self.approves(contract.into(), TokenKind::of(contract, asset))
    }

    /// Whether that exchange may move both pUSD and shares.
    #[must_use]
    pub fn approved(&self, contract: Contract) -> bool {
        self.allows(contract, Asset::Collateral) && self.allows(contract, Asset::Shares)
    }

    /// Whether the venue redeems shares of that exchange's resolved markets for it.
    pub(super) fn auto_redeems(&self, contract: Contract) -> bool {
        self.approves(Spender::AutoRedeemer, TokenKind::of_shares(contract))
    }
}

impl Exchange {
    /// Lets a contract move one of an account's tokens, or no longer. Resting orders stay; one that is met without the
    /// approval it needs is cancelled then.
    ///
    /// # Errors
    /// [`Reject::UnknownAccount`].
    pub fn approve(
        &mut self,
        owner: &WalletAddress,
        spender: Spender,
        token: TokenKind,
        allowed: bool,
    ) -> Result<(), Reject> {
        let key = self.account_key(owner)?;
        let account = &mut self.accounts[key];
        if account.approvals.has(spender, token) != allowed {
            account.approvals.set(spender, token, allowed);
            self.events.push(ExchangeEvent::Approved {
                at: self.now,
                owner: owner.clone(),
                spender,
                token,
                allowed,
            });
        }
        Ok(())
    }

    /// [`Exchange::approve`] of an exchange, by the asset that its orders give.
    ///
    /// # Errors
    /// [`Reject::UnknownAccount`].
    pub fn set_allowance(
        &mut self,
        owner: &WalletAddress,
        contract: Contract,
        asset: Asset,
        allowed: bool,
    ) -> Result<(), Reject> {
        self.approve(owner, contract.into(), TokenKind::of(contract, asset), allowed)
    }

    /// Lets the venue redeem an account's shares of resolved markets (its operator is approved for both kinds), or not.
    ///
    /// # Errors
    /// [`Reject::UnknownAccount`].
    pub fn set_auto_redeem(&mut self, owner: &WalletAddress, auto_redeem: bool) -> Result<(), Reject> {
        for token in Spender::AutoRedeemer.tokens() {
            self.approve(owner, Spender::AutoRedeemer, *token, auto_redeem)?;
        }
        Ok(())
    }

    /// Whether sales in neg-risk markets also need the approval of the adapter of before pUSD.
    pub fn require_legacy_approval(&mut self, required: bool) {
        self.legacy_approval_required = required;
    }

    /// Whether they do.
    #[must_use]
    pub fn requires_legacy_approval(&self) -> bool {
        self.legacy_approval_required
    }

    /// The approval that an order of `asset` at `contract` lacks.
    pub(super) fn missing_approval(&self, account: &Account, contract: Contract, asset: Asset) -> Option<Spender> {
        if !account.allows(contract, asset) {
            return Some(contract.into());
        }
        let legacy = Spender::LegacyNegRiskAdapter;
        let asked = self.legacy_approval_required && contract == Contract::NegRiskV2 && asset == Asset::Shares;
        (asked && !account.approves(legacy, TokenKind::Ctf)).then_some(legacy)
    }
}
