//! The API key, and what the account has.

use std::collections::BTreeMap;

use pilotfish_copy::ids::{TokenId, VenueMs};
use pilotfish_copy::input::OwnMovement;
use pilotfish_copy::market::Exchange;
use pilotfish_copy::money::{MICRO, Shares, Usd};
use pilotfish_vault::{ApiCredentials, Headers, Signer};
use reqwest::Method;
use rust_decimal::Decimal;
use serde_json::Value;
use zeroize::Zeroizing;

use super::TradingApi;
use crate::fields::Fields;
use crate::pacing::Lane;
use crate::relayer::plan::allows;
use crate::transport::{NoAnswer, Request, with_query};
use crate::{Error, PublicApi};

/// The API keys of one signer are told apart by a number, and the same number always names the same one. One key is enough: the first
/// is taken. The next numbers are for the day when the venue neither gives nor makes it, as it does of one that was deleted.
const NUMBERS: u32 = 4;

/// Cash and approvals, as the venue sees them. It may see them late.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Balance {
    /// pUSD.
    pub cash: Usd,
    /// By contract, what it may spend, in base units as the venue writes it. Empty where the venue does not say.
    pub allowances: BTreeMap<String, String>,
}

impl Balance {
    /// The contracts that have to spend it, and whether each may.
    pub fn spenders(&self) -> impl Iterator<Item = (&str, bool)> {
        spenders(&self.allowances)
    }
}

/// Shares and who may move them, as the venue sees them. It may see them late.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShareBalance {
    /// Shares of the token.
    pub shares: Shares,
    /// By contract, as [`Balance::allowances`]: any figure but 0 allows all of them.
    pub allowances: BTreeMap<String, String>,
}

impl ShareBalance {
    /// The contracts that have to move them, and whether each may.
    pub fn spenders(&self) -> impl Iterator<Item = (&str, bool)> {
        spenders(&self.allowances)
    }
}

fn spenders(allowances: &BTreeMap<String, String>) -> impl Iterator<Item = (&str, bool)> {
    let all = allowances.iter();
    all.map(|(contract, amount)| (contract.as_str(), allows(amount)))
}

/// What the venue calls shares that trade at that exchange.
const fn asset_type(exchange: Exchange) -> &'static str {
    match exchange {
        Exchange::StandardV2 | Exchange::NegRiskV2 => "CONDITIONAL",
        Exchange::PositionsV3 => "CONDITIONAL-V2",
    }
}

impl TradingApi {
    /// The API key of `signer`: derived where there is one, made where the venue says there is none, and made under the next number where
    /// it does neither.
    ///
    /// # Errors
    /// As every read; [`Error::Refused`] when the venue neither has nor makes one.
    pub async fn derive_or_create_key(public: &PublicApi, signer: &Signer) -> Result<ApiCredentials, Error> {
        let mut number = 0;
        loop {
            match numbered_key(public, signer, number).await {
                Err(error) if is_none(&error) && number + 1 < NUMBERS => number += 1,
                other => return other,
            }
        }
    }

    /// The API key of `signer` where the venue has one. None is made.
    ///
    /// # Errors
    /// As every read; [`Error::Refused`] or [`Error::NotFound`] where there is none.
    pub async fn derive_key(public: &PublicApi, signer: &Signer) -> Result<ApiCredentials, Error> {
        key(public, signer, 0, Method::GET, "auth/derive-api-key").await
    }

    /// Our cash and approvals.
    ///
    /// # Errors
    /// As every read.
    pub async fn balance(&self) -> Result<Balance, Error> {
        let signature_type = self.wallet.signature_type().to_string();
        let query = [
            ("asset_type", "COLLATERAL"),
            ("signature_type", signature_type.as_str()),
        ];
        let body = self.get("balance-allowance", &query, Lane::Balance).await?;
        parse_balance(&body)
    }

    /// Our shares of a token that trades at that exchange, and who may move them. The venue may see them late.
    ///
    /// # Errors
    /// As every read.
    pub async fn share_balance(&self, token: &TokenId, exchange: Exchange) -> Result<ShareBalance, Error> {
        let signature_type = self.wallet.signature_type().to_string();
        let query = [
            ("asset_type", asset_type(exchange)),
            ("token_id", token.as_str()),
            ("signature_type", signature_type.as_str()),
        ];
        let body = self.get("balance-allowance", &query, Lane::Balance).await?;
        // Base units of shares are written as those of dollars are.
        let Balance { cash, allowances } = parse_balance(&body)?;
        Ok(ShareBalance {
            shares: Shares::from_micros(cash.micros()),
            allowances,
        })
    }

    /// Asks the venue to read our cash and approvals from the chain again: it keeps them, and has been seen to know a new wallet only
    /// then (polymarket-api §3.3, §3.6). What it read is in the next [`TradingApi::balance`].
    ///
    /// # Errors
    /// As every read.
    pub async fn refresh_balance(&self) -> Result<(), Error> {
        let signature_type = self.wallet.signature_type().to_string();
        let query = [
            ("asset_type", "COLLATERAL"),
            ("signature_type", signature_type.as_str()),
        ];
        let url = with_query(self.public.transport().clob("balance-allowance/update")?, &query);
        let sign = || self.headers("GET", "/balance-allowance/update", "");
        let timeout = self.public.transport().timeouts().read;
        let request = Request {
            method: Method::GET,
            url,
            may_leave: None,
            sign: Some(&sign),
            body: None,
            lane: Lane::Balance,
            timeout,
        };
        let answer = self.public.transport().send(request).await;
        let answer = answer.map_err(NoAnswer::of_a_question)?;
        // Its body says nothing, and may be empty.
        if (200..300).contains(&answer.status) {
            Ok(())
        } else {
            Err(answer.into_error("balance-allowance/update"))
        }
    }

    /// Deletes the API key at the venue, for whoever else uses it too. Another is made by logging in again.
    ///
    /// # Errors
    /// [`Error::Unknown`] where no answer came: logging in shows what stands. Else as every read.
    pub async fn delete_key(&self) -> Result<(), Error> {
        let answer = self
            .change(Method::DELETE, "auth/api-key", String::new(), Lane::Keys, None)
            .await
            .map_err(NoAnswer::of_a_change)?;
        if (200..300).contains(&answer.status) {
            Ok(())
        } else {
            Err(answer.into_error("auth/api-key"))
        }
    }

    /// Our shares, by the Data API, every page of it, past its cache, resolved ones included.
    ///
    /// # Errors
    /// As every read; [`Error::Unreadable`] for a list that is not the whole: what it leaves out would look lost.
    pub async fn own_positions(&self) -> Result<Vec<(TokenId, Shares)>, Error> {
        let list = self.public.positions(&self.funder, true).await?;
        if !list.quality.complete {
            return Err(Error::Unreadable("a part of our own positions".to_owned()));
        }
        Ok(list
            .positions
            .into_iter()
            .map(|position| (position.token, position.shares))
            .collect())
    }

    /// Whether our account may only close positions.
    ///
    /// # Errors
    /// As every read.
    pub async fn closed_only(&self) -> Result<bool, Error> {
        let body = self.get("auth/ban-status/closed-only", &[], Lane::Keys).await?;
        let fields = Fields::of(&body, "a ban status")?;
        fields.need("closed_only", fields.flag("closed_only"))
    }

    /// Movements of our account since that time that are no trades: redemptions, deposits, withdrawals.
    ///
    /// # Errors
    /// As every read; [`Error::Incomplete`] past the bound of pages.
    pub async fn own_movements(&self, since: VenueMs) -> Result<Vec<OwnMovement>, Error> {
        self.public.own_movements(&self.funder, since).await
    }
}

/// The venue's word that there is no such key, or that it makes none.
const fn is_none(error: &Error) -> bool {
    matches!(error, Error::Refused { status: 400, .. } | Error::NotFound(_))
}

/// The key of that number: derived, else made, else derived after all, since another program of the user's may have made it meanwhile.
async fn numbered_key(public: &PublicApi, signer: &Signer, number: u32) -> Result<ApiCredentials, Error> {
    let derive = || key(public, signer, number, Method::GET, "auth/derive-api-key");
    match derive().await {
        Err(error) if is_none(&error) => {}
        other => return other,
    }
    match key(public, signer, number, Method::POST, "auth/api-key").await {
        Err(error) if is_none(&error) => derive().await,
        other => other,
    }
}

async fn key(
    public: &PublicApi,
    signer: &Signer,
    number: u32,
    method: Method,
    path: &str,
) -> Result<ApiCredentials, Error> {
    let transport = public.transport();
    let sign = || -> Result<Headers, Error> { Ok(signer.l1_headers(transport.stamp_s(), number)?) };
    let url = transport.clob(path)?;
    let timeout = transport.timeouts().read;
    let request = Request {
        method,
        url,
        may_leave: None,
        sign: Some(&sign),
        body: None,
        lane: Lane::Keys,
        timeout,
    };
    // Making a key twice gives the same key, so its loss is no mystery: it is asked for again.
    let answer = transport.send(request).await.map_err(NoAnswer::of_a_question)?;
    if !(200..300).contains(&answer.status) {
        return Err(answer.into_error(path));
    }
    // The body is never shown, and does not stay in memory: it holds the secret.
    let body = Zeroizing::new(answer.body);
    serde_json::from_str(&body).map_err(|_| Error::Unreadable(format!("the answer of {path}")))
}

fn parse_balance(body: &Value) -> Result<Balance, Error> {
    let fields = Fields::of(body, "a balance")?;
    let number = fields.need("balance", fields.decimal("balance"))?;
    // Base units, but for one old shape that writes dollars with decimals, as a text. A whole number is base units in every dress.
    let is_dollars = match fields.value("balance") {
        Some(Value::String(text)) => text.contains('.') && !text.contains(['e', 'E']),
        _ => !number.fract().is_zero(),
    };
    let cash = if is_dollars {
        number
    } else {
        number / Decimal::from(MICRO)
    };
    let allowances = fields.value("allowances").and_then(Value::as_object);
    let allowances = allowances.into_iter().flatten().filter_map(|(contract, value)| {
        let amount = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        (!value.is_null()).then(|| (contract.to_lowercase(), amount))
    });
    Ok(Balance {
        cash: fields.need("balance", Usd::from_decimal(cash))?,
        allowances: allowances.collect(),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use serde_json::json;

    use super::*;

    #[test]
    fn balances_are_base_units_in_both_shapes() {
        let cases = [
            (
                json!({"balance": "250500000", "allowances": {"0xE1": "1157"}}),
                "250.5",
                1,
            ),
            (
                json!({"balance": "1000000000", "allowance": "999999999000000"}),
                "1000",
                0,
            ),
            (json!({"balance": "250.500000"}), "250.5", 0),
            (json!({"balance": 7, "allowances": null}), "0.000007", 0),
            (json!({"balance": "250.000000"}), "250", 0),
            (json!({"balance": 250_500_000.0}), "250.5", 0),
            (json!({"balance": 2.505e8}), "250.5", 0),
            (json!({"balance": "2.505e8"}), "250.5", 0),
            (json!({"balance": 250.5}), "250.5", 0),
            (json!({"balance": "0"}), "0", 0),
        ];
        for (body, cash, allowances) in cases {
            let balance = parse_balance(&body).expect("a balance");
            assert_eq!(
                (balance.cash.to_string().as_str(), balance.allowances.len()),
                (cash, allowances),
                "{body}"
            );
        }
        for nothing in [
            json!({"balance": ""}),
            json!({"balance": null}),
            json!({"balance": true}),
            json!({"balance": "soon"}),
            json!({"error": "not found"}),
            json!({}),
        ] {
            assert!(parse_balance(&nothing).is_err(), "{nothing}");
        }
    }
}
