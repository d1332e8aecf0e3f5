//! What resolved markets owe, and the calls of the wallet that go through the relayer: approvals and redemptions, each shown exactly
//! before it is sent.
//!
//! They are the live account's, whichever mode the window shows: with real money an approval is asked about outside of the window. A
//! redemption takes nothing and gives nobody a right, so that it is asked about in the window alone.

pub(crate) mod shapes;
mod views;

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};

use pilotfish_copy::Core;
use pilotfish_copy::entity::Claim as OwedClaim;
use pilotfish_copy::ids::TokenId;
use pilotfish_copy::money::{MICRO, Price, Rounding, Usd, mul_div};
use pilotfish_copy::wallet::{TradingAccount, WalletType};
use pilotfish_engine::relayer_requests::{CallsPlan, Effect, Pace, RelayerError, RelayerRequests, RequestPurpose};
use pilotfish_engine::{Mode, live};
use pilotfish_store::read::positions::Pair;

use crate::markets::question_or_id;
use crate::numbers::count;
use crate::risk::weigh::{Change, Right, weigh};
use crate::traders::resolve::shortened;
use crate::types::{CallsPreview, Claim, ClaimWay, ErrorCode, Id, Ms, RelayerRun};
use crate::{Api, ApiResult, problem};

/// The requests of an account without an engine, kept for as long as the program runs: a preview has to be found again.
#[derive(Debug, Clone)]
pub(crate) struct AloneRequests {
    account: TradingAccount,
    requests: RelayerRequests,
}

impl Api {
    /// What resolved markets owe, oldest first.
    ///
    /// # Errors
    /// The engine's and the store's.
    pub async fn claims(&self) -> ApiResult<Vec<Claim>> {
        let engine = match self.engine() {
            Ok(engine) => engine,
            // The command line, where no engine runs: what was last committed.
            Err(_) if self.mode() == Mode::Live => return self.claims_without_engine().await,
            Err(error) => return Err(error),
        };
        let profits = crate::reader(&engine)?.resolved_profits().await?;
        let requests = engine.relayer.get();
        let runs = match requests {
            Some(requests) => runs_by_token(requests).await?,
            None => BTreeMap::new(),
        };
        let way = match (engine.mode(), engine.wallet_type()) {
            (Mode::Demo | Mode::Paper, _) => ClaimWay::Automatic,
            (Mode::Live, kind) => way(kind),
        };
        Ok(claims(&engine.core(), &profits, &runs, way))
    }

    async fn claims_without_engine(&self) -> ApiResult<Vec<Claim>> {
        let requests = self.relayer_requests()?;
        let Some(core) = requests.core().await? else {
            return Ok(Vec::new());
        };
        let way = way(requests.wallet_type());
        Ok(claims(&core, &BTreeMap::new(), &runs_by_token(&requests).await?, way))
    }

    /// Who may take what of the live account's wallet, and exactly the calls that would give what is missing. Nothing is sent.
    ///
    /// # Errors
    /// `no_account_chosen` and the like where there is no live account; the key store's, the venue's and the chain's.
    pub async fn preview_approvals(&self) -> ApiResult<CallsPreview> {
        let requests = self.relayer_requests()?;
        let plan = requests.preview_approvals().await?;
        self.shown(&requests, &plan).await
    }

    /// Sends what that preview showed, once. It is asked about outside of the window first, whichever mode that shows.
    ///
    /// # Errors
    /// Those of a question that is not answered with yes; `preview_gone`, `preview_changed`, `request_open`, `no_relayer_key`, and those
    /// of the key store, the vault and the disk. Nothing was sent then.
    pub async fn send_approvals(&self, preview: Id) -> ApiResult<RelayerRun> {
        let requests = self.relayer_requests()?;
        let plan = shown_for(&requests, preview, RequestPurpose::Approvals)?;
        // Nobody is asked about what cannot be sent.
        if !requests.has_relayer_key().await? {
            return Err(RelayerError::NoRelayerKey.into());
        }
        let rights = rights(&plan);
        let question = || {
            let change = Change::Approve {
                wallet: &plan.wallet,
                rights: &rights,
            };
            weigh(Mode::Live, &change)
        };
        self.allow(question).await?;
        Ok(views::run(&requests.send(preview.0).await?))
    }

    /// Exactly the calls that would redeem what is owed for those tokens; for all where none is named. Nothing is sent.
    ///
    /// # Errors
    /// As [`Api::preview_approvals`]; `no_claim` for a token for which nothing is owed.
    pub async fn preview_redeem(&self, tokens: Vec<String>) -> ApiResult<CallsPreview> {
        let requests = self.relayer_requests()?;
        let tokens: Vec<TokenId> = tokens.iter().map(|token| TokenId::new(token)).collect();
        let plan = requests.preview_redemption(&tokens).await?;
        self.shown(&requests, &plan).await
    }

    /// Sends what that preview showed, once.
    ///
    /// # Errors
    /// As [`Api::send_approvals`], but nothing is asked.
    pub async fn send_redeem(&self, preview: Id) -> ApiResult<RelayerRun> {
        let requests = self.relayer_requests()?;
        shown_for(&requests, preview, RequestPurpose::Redemption)?;
        Ok(views::run(&requests.send(preview.0).await?))
    }

    /// How far a request is.
    ///
    /// # Errors
    /// `no_request` where there is none of that number; as [`Api::preview_approvals`].
    pub async fn relayer_run(&self, id: Id) -> ApiResult<RelayerRun> {
        Ok(views::run(&self.relayer_requests()?.row(id.0).await?))
    }

    async fn shown(&self, requests: &RelayerRequests, plan: &CallsPlan) -> ApiResult<CallsPreview> {
        let relayer_key = match plan.wallet_type {
            WalletType::Eoa => None,
            _ => requests.has_relayer_key().await.ok(),
        };
        let open = requests.rows().await?.into_iter().find(|row| !row.state.is_over());
        let core = requests.core().await?;
        let open = open.as_ref().map(views::run);
        Ok(views::preview(plan, core.as_deref(), relayer_key, open))
    }

    /// Those of the live account: beside its engine where one runs in this program, else on their own.
    pub(crate) fn relayer_requests(&self) -> ApiResult<RelayerRequests> {
        let mut lists = self.shared.together.lists().into_iter().chain([self.clone()]);
        if let Some(requests) = lists.find_map(|list| list.engine().ok()?.relayer.get().cloned()) {
            return Ok(requests);
        }
        let host = self.host()?;
        let keys = host.keys()?;
        let own = live::account(&self.shared.home, Arc::clone(&keys))?;
        let account = own.account.clone();
        let together = &self.shared.together;
        let mut alone = together.relayer_alone.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(kept) = alone.as_ref().filter(|kept| kept.account == account) {
            return Ok(kept.requests.clone());
        }
        let home = self.shared.home.clone();
        let requests = RelayerRequests::alone(home, own, host.endpoints()?, keys, Pace::default())?;
        // Those that an earlier program left open.
        requests.resume();
        *alone = Some(AloneRequests {
            account,
            requests: requests.clone(),
        });
        Ok(requests)
    }
}

/// How a claim of a live account becomes cash.
const fn way(kind: WalletType) -> ClaimWay {
    match kind {
        WalletType::Eoa => ClaimWay::ByYourself,
        WalletType::Proxy | WalletType::Safe | WalletType::Deposit => ClaimWay::Relayer,
    }
}

/// The preview of that number, if it is for that and good still.
fn shown_for(requests: &RelayerRequests, preview: Id, purpose: RequestPurpose) -> ApiResult<CallsPlan> {
    let plan = requests.shown(preview.0).filter(|plan| plan.purpose == purpose);
    plan.ok_or_else(|| {
        problem(
            ErrorCode::PreviewGone,
            "this preview is not good any more: look at it again",
        )
    })
}

/// What the calls of a preview let whom do.
fn rights(plan: &CallsPlan) -> Vec<Right> {
    let right = |effect: &Effect| match effect {
        Effect::MaySpend { spender, most } => Some(Right::Spend {
            who: spender.clone(),
            most: most.clone(),
        }),
        Effect::MayMoveShares { operator, .. } => Some(Right::MoveShares { who: operator.clone() }),
        _ => None,
    };
    plan.calls.iter().filter_map(|call| right(&call.effect)).collect()
}

/// The last request for each token.
async fn runs_by_token(requests: &RelayerRequests) -> ApiResult<BTreeMap<TokenId, RelayerRun>> {
    let mut runs = BTreeMap::new();
    // Newest first: the first that names a token is its last one.
    for row in requests.rows().await? {
        for claim in &row.request.claims {
            runs.entry(claim.token.clone()).or_insert_with(|| views::run(&row));
        }
    }
    Ok(runs)
}

fn claims(
    core: &Core,
    profits: &BTreeMap<Pair, Usd>,
    runs: &BTreeMap<TokenId, RelayerRun>,
    way: ClaimWay,
) -> Vec<Claim> {
    let mut open: Vec<&OwedClaim> = core
        .state()
        .claims
        .values()
        .filter(|claim| claim.open() > Usd::ZERO)
        .collect();
    open.sort_by_key(|claim| claim.since);
    open.into_iter()
        .map(|claim| row(core, claim, profits, runs, way))
        .collect()
}

fn row(
    core: &Core,
    claim: &OwedClaim,
    profits: &BTreeMap<Pair, Usd>,
    runs: &BTreeMap<TokenId, RelayerRun>,
    way: ClaimWay,
) -> Claim {
    let state = core.state();
    let follow = state.follows.get(&claim.follow);
    let market = state.market_of(&claim.token);
    let pnl = profits.get(&(claim.follow, claim.token.clone())).copied();
    let a_share = |usd: Usd| {
        let price = mul_div(usd.micros(), MICRO, claim.shares.micros(), Rounding::HalfUp);
        (!claim.shares.is_zero()).then(|| Price::from_micros(price).to_string())
    };
    Claim {
        follow: Id(claim.follow.0),
        token: claim.token.to_string(),
        trader_address: follow.map_or_else(String::new, |follow| follow.trader.to_string()),
        trader: follow.map_or_else(String::new, |follow| {
            if follow.name.is_empty() {
                shortened(&follow.trader)
            } else {
                follow.name.clone()
            }
        }),
        market: question_or_id(market.map(|market| market.question.as_str()), &claim.condition),
        outcome: market
            .and_then(|market| market.outcome(&claim.token))
            .map_or_else(String::new, |outcome| outcome.name.clone()),
        outcome_index: market
            .and_then(|market| market.outcome_index(&claim.token))
            .map_or(0, count),
        shares: claim.shares.to_string(),
        payout: market
            .and_then(|market| market.payout(&claim.token))
            .map(|payout| payout.to_string()),
        average_cost: pnl.and_then(|pnl| a_share(claim.usd - pnl)),
        usd: claim.open().to_string(),
        pnl: pnl.map(|pnl| pnl.to_string()),
        since: Ms(claim.since.0),
        way,
        run: runs.get(&claim.token).cloned(),
    }
}
