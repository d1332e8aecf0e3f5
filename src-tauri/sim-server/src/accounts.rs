//! Whose account is which: the wallet that a key is known by, and what its API keys are bound to.
//!
//! | route | body |
//! |---|---|
//! | `POST /sim/owners/{address}` | `{"wallet": "deposit"` or `"deposit_uups"`, `"proxy"`, `"safe"`, `"account"}`: the key has an account with that wallet only, before it ever asks for an API key |

use std::str::FromStr;

use alloy::primitives::Address;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::routing::post;
use axum::{Json, Router};
use pilotfish_copy::ids::WalletAddress;
use serde::Deserialize;
use serde_json::{Value, json};

use super::host::Host;
use super::refusal::Refusal;
use super::state::App;
use pilotfish_sim::overrides::{KeyCure, Override};
use pilotfish_sim::signed_order::{KeyHolder, wallet_address};
use pilotfish_sim::venue::WalletKind;
use pilotfish_sim::venue::rows::TraderProfile;

/// A key that has an account with one wallet only. Written `ADDRESS=WALLET`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyAccount {
    /// The key's own address.
    pub owner: Address,
    pub wallet: WalletKind,
}

impl FromStr for KeyAccount {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let kinds = WalletKind::ALL.map(WalletKind::name).join(", ");
        let refuse = || format!("an account is an address, = and one of {kinds}; got {text:?}");
        let (owner, wallet) = text.split_once('=').ok_or_else(refuse)?;
        Ok(Self {
            owner: owner.parse().map_err(|_| refuse())?,
            wallet: WalletKind::named(wallet).ok_or_else(refuse)?,
        })
    }
}

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/sim/owners/{address}", post(set_owner))
}

#[derive(Debug, Deserialize)]
struct Owned {
    wallet: WalletKind,
}

async fn set_owner(
    State(app): State<App>,
    Path(address): Path<String>,
    asked: Result<Json<Owned>, JsonRejection>,
) -> Result<Json<Value>, Refusal> {
    let Json(Owned { wallet }) = asked?;
    let owner: Address = address.parse().map_err(|_| Refusal::bad_request("invalid address"))?;
    app.act(|host| {
        host.open_owner(owner, wallet)?;
        let opened = wallet_address(wallet.of(&KeyHolder::of(owner)));
        Ok(Json(
            json!({ "owner": format!("{owner:#x}"), "kind": wallet, "wallet": opened }),
        ))
    })?
}

impl Host {
    /// Gives a key an account with one wallet.
    pub(crate) fn open_owner(&mut self, owner: Address, wallet: WalletKind) -> Result<(), Refusal> {
        if let Some(known) = self.venue.owner_of(owner).filter(|known| known.holder.owner == owner) {
            return if known.only == Some(wallet) {
                Ok(())
            } else {
                Err(Refusal::bad_request("that key has other wallets already"))
            };
        }
        self.override_now(Override::Owner { owner, wallet })
    }

    /// The deposit wallet of a key: the one it trades with, or else the one that is there, or that it would get.
    pub(crate) fn deposit_of(&self, holder: &KeyHolder) -> Address {
        let uups_only = self
            .venue
            .owner_of(holder.owner)
            .is_some_and(|owner| owner.only == Some(WalletKind::DepositUups));
        let used = self.deposit_used(holder.owner);
        let uups = wallet_address(holder.deposit.uups);
        if uups_only || used == Some(&uups) {
            holder.deposit.uups
        } else {
            holder.deposit.beacon
        }
    }

    /// The profile behind any address: a wallet's own, and for a key's address (or a wallet of its that is not there)
    /// that of the wallet the key is known by.
    pub(crate) fn profile_of(&self, address: &WalletAddress) -> Option<TraderProfile> {
        let parsed: Address = address.as_str().parse().ok()?;
        let Some(owner) = self.venue.owner_of(parsed) else {
            return self.venue.profile(address);
        };
        let is_wallet = owner.kind_of(parsed) != Some(WalletKind::Account);
        if is_wallet && self.venue.is_enrolled(address) {
            return self.venue.profile(address);
        }
        let account = match owner.only {
            Some(_) => owner.account(),
            None => wallet_address(self.deposit_of(&owner.holder)),
        };
        self.venue.profile(&account)
    }

    /// Whether orders and balances of a key's deposit wallets are refused, because its API keys are not bound to them.
    pub(crate) fn is_unbound(&self, owner: Address) -> bool {
        self.clients.trap_of(owner).is_some()
    }

    /// The balance of a key's deposit wallet was asked to be read again: one of the cures.
    pub(crate) fn reread(&mut self, holder: &KeyHolder) -> Result<(), Refusal> {
        if self.clients.trap_of(holder.owner) != Some(KeyCure::Update) {
            return Ok(());
        }
        let wallet = wallet_address(holder.owner);
        self.override_now(Override::KeyTrap {
            wallet,
            cure: KeyCure::NotTrapped,
        })
    }
}
