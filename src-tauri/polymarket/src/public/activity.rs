//! What a trader did: trades in both roles, splits, merges, redemptions, conversions.

use pilotfish_copy::ids::{ConditionId, TokenId, TxHash, VenueMs, WalletAddress};
use pilotfish_copy::input::{ActivityRow, Migration, OwnMovement, OwnMovementKind, RowKind};
use pilotfish_copy::money::{Price, Shares, Usd};
use serde_json::Value;

use super::PublicApi;
use super::pages::{self, Extent, List, ListQuery};
use crate::Error;
use crate::fields::{Fields, readable};
use crate::pacing::Lane;

/// Everything that moves a position. Rewards, rebates and deposits move cash only.
const KINDS: &str = "TRADE,SPLIT,MERGE,REDEEM,CONVERSION,MIGRATION";
/// What is shown of a trader.
const SHOWN_KINDS: &str = "TRADE,SPLIT,MERGE,REDEEM,CONVERSION";
/// What moves our own cash without a trade.
const OWN_KINDS: &str = "REDEEM,DEPOSIT,WITHDRAWAL";

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

/// A trader's activity, as the core takes it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ActivityRead {
    /// What moved their positions.
    pub rows: Vec<ActivityRow>,
    /// What they moved elsewhere without trading.
    pub migrations: Vec<MigrationRow>,
    /// Whether every row since the asked instant was read. Without it, what shows nowhere may yet have been a trade.
    pub complete: bool,
}

/// A migration whose destination is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MigrationRow {
    /// The transaction.
    pub tx: TxHash,
    /// When.
    pub at: VenueMs,
    /// What moved where. Of two rows of one transaction the first is taken for what left.
    pub moved: Migration,
    /// The market of what left, of such a pair: the venue does not say which of the two left.
    pub from_condition: Option<ConditionId>,
}

/// A row of type MIGRATION that names a token and no destination: with another of the same transaction and size it says
/// which token became which.
struct MigrationHalf {
    tx: TxHash,
    at: VenueMs,
    token: TokenId,
    condition: ConditionId,
    shares: Shares,
}

enum Half {
    One(MigrationHalf),
    Whole(MigrationRow),
}

impl MigrationHalf {
    fn belongs_to(&self, other: &Self) -> bool {
        self.tx == other.tx && self.shares == other.shares && self.token != other.token
    }

    fn with(self, to: Self) -> MigrationRow {
        MigrationRow {
            tx: self.tx,
            at: self.at,
            moved: Migration::Token {
                from: self.token,
                to: to.token,
                condition: to.condition,
                shares: self.shares,
            },
            from_condition: Some(self.condition),
        }
    }
}

impl PublicApi {
    /// All rows since that time that moved a position. A row that cannot be read is left out, and the answer says that it is
    /// not complete.
    ///
    /// A row that names a market but no token (splits, merges) is given the market's first token. One that names
    /// neither says nothing a copy could be made of; the next snapshot shows what it did.
    ///
    /// # Errors
    /// As every read; [`Error::Unreadable`] for a list that moved while it was read, since a row may stand in it twice.
    pub async fn activity(&self, wallet: &WalletAddress, since: VenueMs) -> Result<ActivityRead, Error> {
        let list = self.activity_rows(wallet, since, KINDS, "ASC", None).await?;
        if list.extent == Extent::Moved {
            return Err(Error::Unreadable("activity that moved while it was read".to_owned()));
        }
        let mut read = ActivityRead {
            complete: list.extent == Extent::Whole,
            ..ActivityRead::default()
        };
        // A row of a migration that waits for its other half.
        let mut half: Option<MigrationHalf> = None;
        for row in &list.rows {
            if is_migration(row) {
                let Some(told) = readable("activity", migration(row, wallet)) else {
                    continue;
                };
                match told {
                    Half::Whole(whole) => read.migrations.push(whole),
                    // One whose other half never comes leaves the old position unexplained: it has moved away.
                    Half::One(one) => match half.take() {
                        Some(first) if first.belongs_to(&one) => read.migrations.push(first.with(one)),
                        Some(_) | None => half = Some(one),
                    },
                }
                continue;
            }
            let Some(line) = readable("activity", parse(row)) else {
                read.complete = false;
                continue;
            };
            let Some(line) = line else { continue };
            let Some(condition) = line.condition else { continue };
            let token = match line.token {
                Some(token) => token,
                None => self.unnamed_token(&condition, line.kind).await?,
            };
            read.rows.push(ActivityRow {
                tx: line.tx,
                token,
                condition,
                kind: line.kind,
                shares: line.shares,
                price: line.price.unwrap_or_default(),
                at: line.at,
            });
        }
        Ok(read)
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
        let list = self
            .activity_rows(wallet, since, SHOWN_KINDS, "DESC", Some(enough))
            .await?;
        Ok(list
            .rows
            .iter()
            .filter_map(|row| readable("activity", parse(row)))
            .flatten()
            .collect())
    }

    /// Movements of a wallet of ours since that time that are no trades.
    pub(crate) async fn own_movements(
        &self,
        wallet: &WalletAddress,
        since: VenueMs,
    ) -> Result<Vec<OwnMovement>, Error> {
        let list = self.activity_rows(wallet, since, OWN_KINDS, "ASC", None).await?;
        Ok(list
            .rows
            .iter()
            .filter_map(|row| readable("our movements", movement(row)))
            .flatten()
            .collect())
    }

    async fn activity_rows(
        &self,
        wallet: &WalletAddress,
        since: VenueMs,
        kinds: &str,
        direction: &str,
        enough: Option<usize>,
    ) -> Result<List, Error> {
        // The venue counts in whole seconds; 0 would mean its default window, 1 is everything.
        let start = since.0.div_euclid(1_000).max(1).to_string();
        let filters = [
            ("user", wallet.as_str()),
            ("type", kinds),
            ("start", start.as_str()),
            ("sort_direction", direction),
        ];
        let query = ListQuery {
            path: "v2/activity",
            filters: &filters,
            lane: Lane::Data,
            enough,
            uncached: false,
        };
        pages::read(&self.transport, &query).await
    }

    /// The token of a row that names none: a conversion takes NO; a split or merge moves both.
    async fn unnamed_token(&self, condition: &ConditionId, kind: RowKind) -> Result<TokenId, Error> {
        let kept = || self.tokens.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let known = kept().get(condition).cloned();
        let [yes, no] = match known {
            Some(tokens) => tokens,
            None => {
                let market = self.market_by_condition(condition).await?;
                let tokens = market.outcomes.map(|outcome| outcome.token);
                kept().insert(condition.clone(), tokens.clone());
                tokens
            }
        };
        Ok(if kind == RowKind::Conversion { no } else { yes })
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

fn is_migration(value: &Value) -> bool {
    value.get("type").and_then(Value::as_str) == Some("MIGRATION")
}

/// A row of type MIGRATION. No reference shows one: where to may be named under one of several names, or in another row.
fn migration(value: &Value, wallet: &WalletAddress) -> Result<Half, Error> {
    let fields = Fields::of(value, "a migration")?;
    let to_wallet = ["to_wallet", "to_proxy_wallet", "to_address", "to"]
        .iter()
        .find_map(|name| fields.wallet(name))
        .filter(|to| to != wallet);
    let to_token = ["to_token_id", "new_token_id"]
        .iter()
        .find_map(|name| fields.token(name));
    let moved = match (to_wallet, to_token) {
        (Some(to), _) => Migration::Wallet { to },
        (None, Some(to)) => Migration::Token {
            from: fields.need("token_id", fields.token("token_id"))?,
            condition: ["to_condition_id", "new_condition_id", "condition_id"]
                .iter()
                .find_map(|name| fields.condition(name))
                .map_or_else(|| fields.need("condition_id", None), Ok)?,
            shares: fields.need("size", fields.shares("size"))?,
            to,
        },
        (None, None) => {
            return Ok(Half::One(MigrationHalf {
                tx: tx(&fields, "transaction_hash")?,
                at: fields.need("timestamp", fields.instant("timestamp"))?,
                token: fields.need("token_id", fields.token("token_id"))?,
                condition: fields.need("condition_id", fields.condition("condition_id"))?,
                shares: fields.need("size", fields.shares("size"))?,
            }));
        }
    };
    Ok(Half::Whole(MigrationRow {
        tx: tx(&fields, "transaction_hash")?,
        at: fields.need("timestamp", fields.instant("timestamp"))?,
        moved,
        from_condition: None,
    }))
}

/// A row of our own activity; none for a redemption of what paid nothing.
fn movement(value: &Value) -> Result<Option<OwnMovement>, Error> {
    let fields = Fields::of(value, "a movement")?;
    let usd = fields.need("usdc_size", fields.usd("usdc_size"))?;
    let kind = match fields.text("type").unwrap_or_default().as_ref() {
        "REDEEM" => OwnMovementKind::Redemption {
            condition: fields.need("condition_id", fields.condition("condition_id"))?,
            token: fields.need("token_id", fields.token("token_id"))?,
            usd,
        },
        "DEPOSIT" => OwnMovementKind::Deposit { usd },
        "WITHDRAWAL" => OwnMovementKind::Withdrawal { usd },
        _ => return Ok(None),
    };
    Ok((usd > Usd::ZERO).then_some(OwnMovement {
        id: tx(&fields, "transaction_hash")?,
        at: fields.need("timestamp", fields.instant("timestamp"))?,
        kind,
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
