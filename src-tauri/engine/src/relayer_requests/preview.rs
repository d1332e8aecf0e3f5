//! Which calls would be sent, read from the books, the venue and the chain as they are now.

use std::collections::BTreeSet;
use std::time::Duration;

use pilotfish_copy::Core;
use pilotfish_copy::ids::TokenId;
use pilotfish_copy::market::Market;
use pilotfish_copy::wallet::WalletType;
use pilotfish_polymarket::relayer::approvals::{self, Approval, LeftOut, LeftOutBecause, Planned};
use pilotfish_polymarket::relayer::plan::{Redeemable, redeem as redemption_calls};
use pilotfish_polymarket::relayer::preview::CallPreview;
use pilotfish_polymarket::relayer::{NextTransaction, request};
use pilotfish_polymarket::wallets::shown;
use pilotfish_polymarket::{ChainApi, PublicApi, RelayerApi, Transport};
use pilotfish_store::{KeptClaim, RequestPurpose};
use pilotfish_vault::RelayerCall;

use super::approval_samples::samples;
use super::{Account, OpenClaim, RelayerError, RelayerRequests, open_claims};
use crate::error::EngineError;

/// So many tokens are redeemed by one request: with the rights that they may need they fit the sixteen calls of one.
const REDEEMED_MOST: usize = 12;

/// What a preview was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Asked {
    Approvals,
    /// Of those tokens; of all where none is named.
    Redemption(Vec<TokenId>),
}

/// What the wallet's next transaction carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextNumber {
    /// Its number, a decimal.
    pub nonce: String,
    /// How long the wallet takes it once it is signed; none where it has no such end.
    pub good_for: Option<Duration>,
    pub(super) transaction: NextTransaction,
}

/// Calls as they are shown before anything is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallsPlan {
    /// By this it is sent; none where nothing is to be sent, and for a plain address, which sends its transactions itself.
    pub id: Option<u64>,
    /// What it is for.
    pub purpose: RequestPurpose,
    /// The key's own address, EIP-55: who signs.
    pub owner: String,
    /// Whose calls, EIP-55.
    pub wallet: String,
    /// Its kind.
    pub wallet_type: WalletType,
    /// The number that the request would carry; none for a plain address.
    pub next: Option<NextNumber>,
    /// The calls, in their order. They happen together or not at all.
    pub calls: Vec<CallPreview>,
    /// What is not among them, and why.
    pub left_out: Vec<LeftOut>,
    /// What of the books becomes cash by it.
    pub claims: Vec<KeptClaim>,
    /// Who may take what now; empty of a redemption.
    pub approvals: Vec<Approval>,
    pub(super) raw: Vec<RelayerCall>,
}

impl CallsPlan {
    /// Whether the same would be sent.
    pub(super) fn is_as(&self, other: &Self) -> bool {
        (self.purpose, &self.wallet, &self.next, &self.raw) == (other.purpose, &other.wallet, &other.next, &other.raw)
            && !self.raw.is_empty()
    }
}

pub(super) async fn plan(requests: &RelayerRequests, asked: &Asked) -> Result<CallsPlan, RelayerError> {
    let account = requests.account().await?;
    let (transport, trading) = requests.shared.place.wire().await?;
    let core = requests.shared.place.core().await?;
    let chain = ChainApi::new(transport.clone());
    let mut claims = Vec::new();
    let mut standing = Vec::new();
    let Planned { calls, left_out } = match asked {
        Asked::Approvals => {
            let samples = core.as_deref().map(samples).unwrap_or_default();
            standing = approvals::read(&trading, &chain, &samples).await.map_err(venue)?;
            approvals::missing(&standing)
        }
        Asked::Redemption(tokens) => {
            let owed = owed(core.as_deref(), tokens)?;
            let (planned, redeemed) = redeem(&transport, &account, core.as_deref(), owed).await?;
            claims = redeemed;
            planned
        }
    };
    let shown_calls = request::previews(&calls).map_err(|error| EngineError::Failed(error.to_string()))?;
    let address = |text: &str| -> Result<String, EngineError> {
        let address = text
            .parse()
            .map_err(|_| EngineError::Failed("a wallet without an address".to_owned()))?;
        Ok(shown(address).full)
    };
    Ok(CallsPlan {
        id: None,
        purpose: match asked {
            Asked::Approvals => RequestPurpose::Approvals,
            Asked::Redemption(_) => RequestPurpose::Redemption,
        },
        owner: account.signer.address(),
        wallet: address(account.wallet.as_str())?,
        wallet_type: account.kind,
        next: next(transport, &account).await?,
        calls: shown_calls,
        left_out,
        claims,
        approvals: standing,
        raw: calls,
    })
}

async fn next(transport: Transport, account: &Account) -> Result<Option<NextNumber>, EngineError> {
    if account.kind == WalletType::Eoa {
        return Ok(None);
    }
    let owner = account.signer.address().parse();
    let owner = owner.map_err(|_| EngineError::Failed("a key without an address".to_owned()))?;
    let transaction = RelayerApi::new(transport)
        .next_transaction(owner, account.kind)
        .await
        .map_err(venue)?;
    Ok(Some(NextNumber {
        nonce: transaction.nonce.to_string(),
        good_for: (account.kind == WalletType::Deposit).then_some(request::DEADLINE),
        transaction,
    }))
}

/// The claims on those tokens; all where none is named.
fn owed(core: Option<&Core>, tokens: &[TokenId]) -> Result<Vec<OpenClaim>, RelayerError> {
    let open = core.map(open_claims).unwrap_or_default();
    if tokens.is_empty() {
        return Ok(open);
    }
    let wanted: BTreeSet<&TokenId> = tokens.iter().collect();
    let of = |token: &TokenId| open.iter().find(|claim| claim.token == *token).cloned();
    wanted
        .into_iter()
        .map(|token| of(token).ok_or_else(|| RelayerError::NoClaim(token.to_string())))
        .collect()
}

/// The calls that redeem them, with what the wallet really has: what somebody redeemed before is left out.
async fn redeem(
    transport: &Transport,
    account: &Account,
    core: Option<&Core>,
    owed: Vec<OpenClaim>,
) -> Result<(Planned, Vec<KeptClaim>), EngineError> {
    let chain = ChainApi::new(transport.clone());
    let wallet = account.wallet.as_str().parse();
    let wallet = wallet.map_err(|_| EngineError::Failed("a wallet without an address".to_owned()))?;
    let (mut what, mut redeemed, mut left_out) = (Vec::new(), Vec::new(), Vec::new());
    for claim in owed {
        if what.len() >= REDEEMED_MOST {
            left_out.push(left(&claim, LeftOutBecause::NextTime));
            continue;
        }
        let market = match core.and_then(|core| core.state().market_of(&claim.token)) {
            Some(market) => market.clone(),
            None => {
                let public = PublicApi::new(transport.clone());
                public.market_by_condition(&claim.condition).await.map_err(venue)?
            }
        };
        let shares = chain
            .shares(wallet, &claim.token, market.exchange)
            .await
            .map_err(venue)?;
        let Some(outcome) = outcome(&market, &claim.token).filter(|_| !shares.is_zero()) else {
            left_out.push(left(&claim, LeftOutBecause::NotHeld));
            continue;
        };
        what.push(Redeemable {
            condition: claim.condition.clone(),
            token: claim.token.clone(),
            exchange: market.exchange,
            outcome,
            shares,
        });
        redeemed.push(KeptClaim {
            token: claim.token,
            condition: claim.condition,
            usd: claim.usd,
        });
    }
    let calls = redemption_calls(&chain, wallet, &what).await.map_err(venue)?;
    Ok((Planned { calls, left_out }, redeemed))
}

fn left(claim: &OpenClaim, because: LeftOutBecause) -> LeftOut {
    LeftOut {
        what: claim.token.to_string(),
        because,
    }
}

fn outcome(market: &Market, token: &TokenId) -> Option<u8> {
    u8::try_from(market.outcome_index(token)?).ok()
}

fn venue(error: pilotfish_polymarket::Error) -> EngineError {
    crate::venue::word(error).into()
}
