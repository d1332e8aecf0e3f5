//! From planned calls to a request that can be signed: what the relayer said about the wallet's next transaction, in the terms that
//! its kind asks for.

use std::time::Duration;

use pilotfish_copy::wallet::WalletType;
use pilotfish_vault::{RelayerCall, RelayerTerms};

use super::NextTransaction;
use super::preview::{CallPreview, NotShown, preview};
use crate::Error;

/// How long a deposit wallet takes a batch from now on: between the 240 and 600 s that are usual (polymarket-api §3.8). What did
/// not arrive by then never happens.
pub const DEADLINE: Duration = Duration::from_secs(300);

/// The gas that a proxy's call may take: the official client's figure where nobody can be asked. The relayer pays for it.
const PROXY_GAS: u64 = 10_000_000;

/// The terms of a wallet's next transaction. `now_s` is the venue's time, Unix seconds.
///
/// # Errors
/// [`Error::Setup`] for a plain address, which has no relayer, and for a proxy of which nobody said who relays it.
pub fn terms(kind: WalletType, next: &NextTransaction, now_s: i64) -> Result<RelayerTerms, Error> {
    match kind {
        WalletType::Deposit => Ok(RelayerTerms::Deposit {
            deadline_s: u64::try_from(now_s).unwrap_or(0).saturating_add(DEADLINE.as_secs()),
        }),
        WalletType::Safe => Ok(RelayerTerms::Safe),
        WalletType::Proxy => {
            let relay = next.relay;
            let relay = relay.ok_or_else(|| Error::Setup("nobody said who relays the proxy".to_owned()))?;
            Ok(RelayerTerms::Proxy {
                relay,
                gas_limit: PROXY_GAS,
            })
        }
        WalletType::Eoa => Err(Error::Setup(
            "a plain address sends its transactions itself, and pays for them".to_owned(),
        )),
    }
}

/// Every call as it is shown before it is signed.
///
/// # Errors
/// [`NotShown`] for the first that cannot be: then none is sent.
pub fn previews(calls: &[RelayerCall]) -> Result<Vec<CallPreview>, NotShown> {
    calls.iter().map(|call| preview(call.contract, &call.data)).collect()
}
