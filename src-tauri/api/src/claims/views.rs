//! From the engine's words to those that are shown.

use pilotfish_copy::Core;
use pilotfish_copy::ids::ConditionId;
use pilotfish_copy::market::Market;
use pilotfish_copy::money::Usd;
use pilotfish_copy::wallet::WalletType;
use pilotfish_engine::relayer_requests::{
    Approval, Argument, Asset, CallPreview, CallsPlan, Effect, KeptClaim, LeftOut, LeftOutBecause, Most, RelayerError,
    RelayerRequestRow, RequestPurpose, RequestState,
};
use pilotfish_polymarket::relayer::plan::position_token;

use crate::numbers::count;
use crate::types::{
    AddressView, ApiError, ApprovalAsset, ApprovalMost, ApprovalView, CallArgument, CallEffect, CallLeftOut,
    CallLeftOutWhy, CallView, CallsPreview, CallsPurpose, CallsThrough, Id, Ms, RelayerRun, RelayerRunState,
    WalletKind,
};

/// The most letters of a market's question.
const QUESTION_MOST: usize = 120;
/// Digits in a group of an address.
const GROUP: usize = 4;

impl From<RelayerError> for ApiError {
    fn from(error: RelayerError) -> Self {
        match error {
            RelayerError::Engine(error) => error.into(),
            other => Self::new(other.code(), other.to_string()),
        }
    }
}

/// A preview as it is shown. `core` has the markets' questions, where the books are there.
pub(super) fn preview(
    plan: &CallsPlan,
    core: Option<&Core>,
    relayer_key: Option<bool>,
    open: Option<RelayerRun>,
) -> CallsPreview {
    CallsPreview {
        id: plan.id.map(Id),
        purpose: purpose(plan.purpose),
        owner: address(&plan.owner),
        wallet: address(&plan.wallet),
        wallet_kind: kind(plan.wallet_type),
        through: match plan.wallet_type {
            WalletType::Eoa => CallsThrough::ByYourself,
            WalletType::Proxy | WalletType::Safe | WalletType::Deposit => CallsThrough::Relayer,
        },
        nonce: plan.next.as_ref().map(|next| next.nonce.clone()),
        good_for_s: plan
            .next
            .as_ref()
            .and_then(|next| next.good_for)
            .and_then(|time| u32::try_from(time.as_secs()).ok()),
        calls: plan.calls.iter().map(|one| call(one, core)).collect(),
        left_out: plan.left_out.iter().map(left_out).collect(),
        usd: sum(&plan.claims),
        tokens: tokens(&plan.claims),
        approvals: plan.approvals.iter().map(approval).collect(),
        relayer_key,
        open,
    }
}

/// A request as it is shown.
pub(super) fn run(row: &RelayerRequestRow) -> RelayerRun {
    RelayerRun {
        id: Id(row.id),
        purpose: purpose(row.request.purpose),
        state: match row.state {
            RequestState::Committed => RelayerRunState::Committed,
            RequestState::Unknown => RelayerRunState::Unknown,
            RequestState::Taken => RelayerRunState::Taken,
            RequestState::Confirmed => RelayerRunState::Confirmed,
            RequestState::Failed => RelayerRunState::Failed,
            RequestState::Refused => RelayerRunState::Refused,
            RequestState::NotSent => RelayerRunState::NotSent,
            RequestState::NumberUsed => RelayerRunState::NumberUsed,
            RequestState::Lapsed => RelayerRunState::Lapsed,
        },
        over: row.state.is_over(),
        calls: count(row.request.calls.len()),
        nonce: row.request.nonce.clone(),
        usd: sum(&row.request.claims),
        tokens: tokens(&row.request.claims),
        words: row.words.clone(),
        transaction: row.transaction_id.clone(),
        hash: row.transaction_hash.clone(),
        began: Ms(row.request.at),
        updated: Ms(row.updated_at),
    }
}

const fn purpose(purpose: RequestPurpose) -> CallsPurpose {
    match purpose {
        RequestPurpose::Approvals => CallsPurpose::Approvals,
        RequestPurpose::Redemption => CallsPurpose::Redemption,
    }
}

const fn kind(kind: WalletType) -> WalletKind {
    match kind {
        WalletType::Eoa => WalletKind::Eoa,
        WalletType::Proxy => WalletKind::Proxy,
        WalletType::Safe => WalletKind::Safe,
        WalletType::Deposit => WalletKind::Deposit,
    }
}

fn sum(claims: &[KeptClaim]) -> String {
    claims.iter().map(|claim| claim.usd).sum::<Usd>().to_string()
}

fn tokens(claims: &[KeptClaim]) -> Vec<String> {
    claims.iter().map(|claim| claim.token.to_string()).collect()
}

fn address(full: &str) -> AddressView {
    let digits: Vec<char> = full.chars().skip(2).collect();
    AddressView {
        full: full.to_owned(),
        groups: digits.chunks(GROUP).map(|group| group.iter().collect()).collect(),
    }
}

fn call(call: &CallPreview, core: Option<&Core>) -> CallView {
    CallView {
        contract: AddressView {
            full: call.contract.full.clone(),
            groups: call.contract.groups.clone(),
        },
        contract_name: call.contract_name.to_owned(),
        function: call.function.to_owned(),
        arguments: call.arguments.iter().map(argument).collect(),
        effect: effect(&call.effect, core),
        data: call.data.clone(),
    }
}

fn argument(argument: &Argument) -> CallArgument {
    let names_a_contract = matches!(argument.name, "spender" | "operator");
    CallArgument {
        name: argument.name.to_owned(),
        value: argument.value.clone(),
        contract_name: argument.meaning.clone().filter(|_| names_a_contract),
    }
}

fn effect(effect: &Effect, core: Option<&Core>) -> CallEffect {
    match effect {
        Effect::MaySpend { spender, most } => CallEffect::MaySpend {
            spender: spender.clone(),
            most: most.clone(),
        },
        Effect::MayMoveShares { shares, operator } => CallEffect::MayMoveShares {
            keeper: shares.name().to_owned(),
            operator: operator.clone(),
        },
        Effect::MayNoMore { of, who } => CallEffect::MayNoMore {
            keeper: of.name().to_owned(),
            spender: who.clone(),
        },
        Effect::RedeemsMarket { condition, neg_risk } => CallEffect::RedeemsMarket {
            market: core
                .and_then(|core| core.state().markets.get(&ConditionId::new(condition)))
                .map(|market| named(market)),
            condition: condition.clone(),
            neg_risk: *neg_risk,
        },
        Effect::RedeemsPosition {
            condition,
            outcome,
            shares,
        } => CallEffect::RedeemsPosition {
            market: position_token(condition, outcome)
                .and_then(|token| core?.state().market_of(&token))
                .map(named),
            condition: condition.clone(),
            outcome: outcome.clone(),
            shares: shares.clone(),
        },
    }
}

/// The market's question, on one line.
fn named(market: &Market) -> String {
    crate::remote_text::plain(&market.question, QUESTION_MOST)
}

fn left_out(one: &LeftOut) -> CallLeftOut {
    CallLeftOut {
        what: one.what.clone(),
        why: match one.because {
            LeftOutBecause::NotKnown => CallLeftOutWhy::NotKnown,
            LeftOutBecause::NoAddress => CallLeftOutWhy::NoAddress,
            LeftOutBecause::NextTime => CallLeftOutWhy::NextTime,
            LeftOutBecause::NotHeld => CallLeftOutWhy::NotHeld,
        },
    }
}

fn approval(approval: &Approval) -> ApprovalView {
    ApprovalView {
        asset: match approval.asset {
            Asset::Cash => ApprovalAsset::Cash,
            Asset::ConditionalTokens => ApprovalAsset::Shares,
            Asset::Positions => ApprovalAsset::Positions,
        },
        spender: approval.spender.clone(),
        name: approval.name.map(str::to_owned),
        may: match &approval.most {
            Most::Nothing => ApprovalMost::Nothing,
            Most::Everything => ApprovalMost::Everything,
            Most::BaseUnits(units) => ApprovalMost::Amount {
                // More than fits is shown as the most there can be.
                usd: Usd::from_micros(units.parse().unwrap_or(i64::MAX)).to_string(),
            },
        },
    }
}
