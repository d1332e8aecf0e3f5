//! What a trader did: trades in both roles, splits, merges, redemptions, conversions.

use pilotfish_copy::ids::{ConditionId, TokenId, TxHash, VenueMs, WalletAddress};
use pilotfish_copy::input::{ActivityRow, RowKind};
use pilotfish_copy::money::{Price, Shares, Usd};
use serde_json::Value;

use super::{PublicApi, pages};
use crate::Error;
use crate::fields::Fields;
use crate::pacing::Lane;

/// Everything that moves a position. Rewards, rebates and deposits move cash only.
const KINDS: &str = "TRADE,SPLIT,MERGE,REDEEM,CONVERSION";

/// A row of activity with the words to show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActivityLine {
    /// When, venue time.
    pub at: VenueMs,
    /// What.
    pub kind: RowKind,
    /// The token; `None` where the row names only a condition.
    pub token: Option<TokenId>,
    /// The market; `None` where the row names none.
    pub condition: Option<ConditionId>,
    /// Its question.
    pub question: String,
    /// The outcome's name.
    pub outcome: String,
    /// 0 or 1; `None` where the venue writes 999.
    pub outcome_index: Option<u32>,
    /// Shares.
    pub shares: Shares,
    /// The price a share, of a trade.
    pub price: Option<Price>,
    /// Worth in pUSD.
    pub value: Usd,
    /// The transaction.
    pub tx: TxHash,
}

impl PublicApi {
    /// All rows since that time that moved a position, as the core takes them.
    ///
    /// A row that names a market but no token (splits, merges) is given the market's first token. One that names
    /// neither says nothing a copy could be made of; the next snapshot shows what it did.
    ///
    /// # Errors
    /// As every read; [`Error::Incomplete`] past the bound of pages.
    pub async fn activity(&self, wallet: &WalletAddress, since: VenueMs) -> Result<Vec<ActivityRow>, Error> {
        let mut found = Vec::new();
        for line in self.lines(wallet, since, "ASC", None).await? {
            let Some(condition) = line.condition else { continue };
            let token = match line.token {
                Some(token) => token,
                None => self.first_token(&condition).await?,
            };
            found.push(ActivityRow {
                tx: line.tx,
                token,
                condition,
                kind: line.kind,
                shares: line.shares,
                price: line.price.unwrap_or_default(),
                at: line.at,
            });
        }
        Ok(found)
    }

    /// At most `enough` rows since that time, newest first, to be shown.
    ///
    /// # Errors
    /// As every read.
    pub async fn activity_lines(
        &self,
        wallet: &WalletAddress,
        since: VenueMs,
        enough: usize,
    ) -> Result<Vec<ActivityLine>, Error> {
        self.lines(wallet, since, "DESC", Some(enough)).await
    }

    async fn lines(
        &self,
        wallet: &WalletAddress,
        since: VenueMs,
        direction: &str,
        enough: Option<usize>,
    ) -> Result<Vec<ActivityLine>, Error> {
        // The venue counts in whole seconds; 0 would mean its default window, 1 is everything.
        let start = since.0.div_euclid(1_000).max(1).to_string();
        let query = [
            ("user", wallet.as_str()),
            ("type", KINDS),
            ("start", start.as_str()),
            ("sort_direction", direction),
        ];
        let rows = pages::all(&self.transport, "v2/activity", &query, Lane::Data, enough).await?;
        let mut lines = Vec::with_capacity(rows.len());
        for row in &rows {
            lines.extend(parse(row)?);
        }
        Ok(lines)
    }

    async fn first_token(&self, condition: &ConditionId) -> Result<TokenId, Error> {
        let kept = || self.tokens.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some([first, _]) = kept().get(condition) {
            return Ok(first.clone());
        }
        let [first, second] = self
            .market_by_condition(condition)
            .await?
            .outcomes
            .map(|outcome| outcome.token);
        kept().insert(condition.clone(), [first.clone(), second]);
        Ok(first)
    }
}

/// A row of `/v2/activity`, unless it moved no position we could copy (combos, cash).
fn parse(value: &Value) -> Result<Option<ActivityLine>, Error> {
    let fields = Fields::of(value, "an activity row")?;
    if fields.flag("is_combo") == Some(true) {
        return Ok(None);
    }
    let kind = match fields.text("type").unwrap_or_default().as_ref() {
        "TRADE" => RowKind::Trade(fields.need("side", fields.side("side"))?),
        "SPLIT" => RowKind::Split,
        "MERGE" => RowKind::Merge,
        "REDEEM" => RowKind::Redeem,
        "CONVERSION" => RowKind::Conversion,
        _ => return Ok(None),
    };
    let trade = matches!(kind, RowKind::Trade(_));
    let token = fields.token("token_id");
    Ok(Some(ActivityLine {
        at: fields.need("timestamp", fields.instant("timestamp"))?,
        kind,
        token: if trade {
            Some(fields.need("token_id", token)?)
        } else {
            token
        },
        condition: fields.condition("condition_id"),
        question: fields.words("title"),
        outcome: fields.words("outcome"),
        outcome_index: outcome_index(&fields, "outcome_index"),
        shares: fields.need("size", fields.shares("size"))?,
        price: if trade {
            Some(fields.need("price", fields.price("price"))?)
        } else {
            None
        },
        value: fields.usd("usdc_size").unwrap_or_default(),
        tx: tx(&fields, "transaction_hash")?,
    }))
}

/// A payload of the activity stream: who, and the row.
pub(crate) fn stream_row(fields: &Fields<'_>) -> Result<(WalletAddress, ActivityRow), Error> {
    let wallet = fields.need("proxyWallet", fields.wallet("proxyWallet"))?;
    let row = ActivityRow {
        tx: tx(fields, "transactionHash")?,
        token: fields.need("asset", fields.token("asset"))?,
        condition: fields.need("conditionId", fields.condition("conditionId"))?,
        kind: RowKind::Trade(fields.need("side", fields.side("side"))?),
        shares: fields.need("size", fields.shares("size"))?,
        price: fields.need("price", fields.price("price"))?,
        at: fields.need("timestamp", fields.instant("timestamp"))?,
    };
    Ok((wallet, row))
}

fn tx(fields: &Fields<'_>, name: &str) -> Result<TxHash, Error> {
    let text = fields.need(name, fields.text(name))?;
    Ok(TxHash::new(&text.to_ascii_lowercase()))
}

/// 0 or 1. The venue writes 999 where it does not know.
pub(super) fn outcome_index(fields: &Fields<'_>, name: &str) -> Option<u32> {
    fields
        .whole(name)
        .and_then(|index| u32::try_from(index).ok())
        .filter(|index| *index < 2)
}
