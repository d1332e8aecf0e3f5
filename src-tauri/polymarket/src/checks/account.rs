//! Whether our account is let in, may open positions, has money, and lets the exchanges spend it.

use std::collections::BTreeMap;

use alloy::primitives::Address;
use pilotfish_copy::input::RefusalCode;
use pilotfish_copy::money::Usd;

use super::{Check, CheckKind, Found, Outcome, Remedy, Spending};
use crate::chain::contracts::Contract;
use crate::relayer::plan::allows;
use crate::{Error, TradingApi};

/// That the key is taken, and how the account stands: one private question answers both.
pub(super) async fn standing(account: &TradingApi) -> Vec<Check> {
    match account.closed_only().await {
        Ok(closed_only) => {
            let found = Found::Standing { closed_only };
            let standing = if closed_only {
                Check::of(CheckKind::Standing, Outcome::Failed, found, Remedy::SeeAccount)
            } else {
                Check::ok(CheckKind::Standing, found)
            };
            vec![Check::ok(CheckKind::ApiKey, Found::KeyTaken), standing]
        }
        Err(Error::Refused { refusal, .. }) => {
            let found = Found::Refused {
                words: refusal.text.clone(),
            };
            // A key that is refused says nothing of how the account stands.
            let kind = match refusal.code {
                RefusalCode::Restricted | RefusalCode::ClosedOnly => CheckKind::Standing,
                _ => CheckKind::ApiKey,
            };
            vec![Check::of(kind, Outcome::Failed, found, Remedy::SeeAccount)]
        }
        Err(error) => vec![
            Check::unknown(CheckKind::ApiKey, &error),
            Check::unknown(CheckKind::Standing, &error),
        ],
    }
}

/// Money, and which contracts may spend it: the venue's own list, whatever contracts are in it.
pub(super) async fn money(account: &TradingApi) -> Vec<Check> {
    match account.balance().await {
        Ok(balance) => {
            let cash = Found::Cash { cash: balance.cash };
            let cash = if balance.cash > Usd::ZERO {
                Check::ok(CheckKind::Balance, cash)
            } else {
                Check::of(CheckKind::Balance, Outcome::Failed, cash, Remedy::Deposit)
            };
            vec![cash, approvals(&balance.allowances)]
        }
        Err(error) => vec![
            Check::unknown(CheckKind::Balance, &error),
            Check::unknown(CheckKind::Approvals, &error),
        ],
    }
}

fn approvals(allowances: &BTreeMap<String, String>) -> Check {
    let kind = CheckKind::Approvals;
    let spenders: Vec<Spending> = allowances
        .iter()
        .map(|(spender, amount)| Spending {
            contract: spender.parse::<Address>().ok().and_then(Contract::at),
            spender: spender.clone(),
            may: allows(amount),
        })
        .collect();
    let may = spenders.iter().filter(|spender| spender.may).count();
    let (count, found) = (spenders.len(), Found::Spending { spenders });
    match (may, count) {
        (_, 0) => Check::of(kind, Outcome::Unknown, found, Remedy::TryAgain),
        (0, _) => Check::of(kind, Outcome::Failed, found, Remedy::Approve),
        (may, count) if may < count => Check::of(kind, Outcome::Warning, found, Remedy::Approve),
        _ => Check::ok(kind, found),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn approvals_are_those_that_the_venue_lists() {
        let of = |pairs: &[(&str, &str)]| {
            let allowances = pairs
                .iter()
                .map(|(spender, amount)| ((*spender).to_owned(), (*amount).to_owned()))
                .collect();
            approvals(&allowances).outcome
        };
        let (one, other) = (
            "0xE111180000d2663C0091e4f400237545B87B996B",
            "0x00000000000000000000000000000000000000aa",
        );
        assert_eq!(of(&[]), Outcome::Unknown);
        assert_eq!(of(&[(one, "1157920892373")]), Outcome::Ok);
        assert_eq!(of(&[(one, "1157920892373"), (other, "0")]), Outcome::Warning);
        assert_eq!(of(&[(one, "0"), (other, "000")]), Outcome::Failed);
        assert_eq!(
            of(&[(one, "lots")]),
            Outcome::Failed,
            "what cannot be read allows nothing"
        );
    }
}
