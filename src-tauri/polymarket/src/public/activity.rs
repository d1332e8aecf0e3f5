//! What a trader did: trades in both roles, splits, merges, redemptions, conversions.

use pilotfish_copy::ids::{ConditionId, TokenId, TxHash, VenueMs, WalletAddress};
use pilotfish_copy::input::{ActivityRow, OwnMovement, OwnMovementKind, RowKind};
use pilotfish_copy::money::{Price, Shares, Usd};
use serde_json::Value;

use super::migration::{Half, MigrationHalf, MigrationRow, is_migration, migration};
use super::pages::{self, Extent, List, ListQuery};
use super::{PublicApi, is_of};
use crate::Error;
use crate::fields::Fields;
use crate::pacing::Lane;
use crate::unreadable::RowSource;

/// Everything that moves a position. Rewards, rebates and deposits move cash only.
const KINDS: &str = "TRADE,SPLIT,MERGE,REDEEM,CONVERSION,MIGRATION";
/// Kinds that move cash only, whatever else they name.
const CASH_KINDS: [&str; 8] = [
    "REWARD",
    "YIELD",
    "MAKER_REBATE",
    "TAKER_REBATE",
    "REFERRAL_REWARD",
    "DEPOSIT",
    "WITHDRAWAL",
    "TIP",
];
/// The list.
const PATH: &str = "v2/activity";
/// What is shown of a trader.
const SHOWN_KINDS: &str = "TRADE,SPLIT,MERGE,REDEEM,CONVERSION";
/// What moves our own cash without a trade.
const OWN_KINDS: &str = "REDEEM,DEPOSIT,WITHDRAWAL";

/// A row of activity with the words to show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActivityLine {
    /// When, venue time.
    pub at: VenueMs,
    /// The kind of row.
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

/// Pages of one reading of a trader's activity. Five thousand rows are more than anyone has in the second that a reading has to
/// get ahead by.
const PAGES_AT_ONCE: usize = 5;

/// A trader's activity, as the core takes it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ActivityRead {
    /// What moved their positions.
    pub rows: Vec<ActivityRow>,
    /// What they moved elsewhere without trading.
    pub migrations: Vec<MigrationRow>,
    /// Whether every row could be read. Without it, what shows nowhere may yet have been a trade.
    pub complete: bool,
    /// Where there is more than one reading takes: every row before this instant is in it. Read on from there.
    pub through: Option<VenueMs>,
}

impl PublicApi {
    /// Rows since that time that moved a position, oldest first: all, or as many as one reading takes, and then up to when. A row
    /// that cannot be read is left out, and the answer says that it is not complete.
    ///
    /// A row that names a market but no token (splits, merges) is given the market's first token. One that names
    /// neither says nothing a copy could be made of; the next snapshot shows what it did.
    ///
    /// # Errors
    /// As every read; [`Error::Unreadable`] for a list that moved while it was read, since a row may stand in it twice;
    /// [`Error::Incomplete`] for one that is cut and does not say up to when it goes.
    pub async fn activity(&self, wallet: &WalletAddress, since: VenueMs) -> Result<ActivityRead, Error> {
        let query = ActivityQuery {
            wallet,
            since,
            kinds: KINDS,
            direction: "ASC",
            enough: None,
            pages: PAGES_AT_ONCE,
        };
        let mut list = self.activity_rows(&query).await?;
        let through = match list.extent {
            Extent::Moved => return Err(Error::Unreadable("activity that moved while it was read".to_owned())),
            Extent::Whole | Extent::Overlapping => None,
            Extent::Cut => match end_of(&list.rows) {
                Some(through) if through > since => Some(through),
                Some(_) => {
                    list = self.newest(&query).await?;
                    None
                }
                None => return Err(query.incomplete()),
            },
        };
        let mut read = ActivityRead {
            complete: !list.overlaps,
            through,
            ..ActivityRead::default()
        };
        // A row of a migration that waits for its other half.
        let mut half: Option<MigrationHalf> = None;
        for row in &list.rows {
            if is_migration(row) {
                let Some(told) = self
                    .transport
                    .readable(RowSource::Activity, row, migration(row, wallet))
                else {
                    read.complete = false;
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
            let Some(line) = self.transport.readable(RowSource::Activity, row, parse(row, wallet)) else {
                read.complete = false;
                continue;
            };
            let Some(line) = line else { continue };
            let Some(condition) = line.condition else {
                // What names neither market nor token says nothing; a token of nobody knows which market is a row that is lost.
                if line.token.is_some() {
                    let error = Error::Unreadable("an activity row without a usable condition_id".to_owned());
                    self.transport.readable::<()>(RowSource::Activity, row, Err(error));
                    read.complete = false;
                }
                continue;
            };
            let token = match line.token {
                Some(token) => token,
                // Which outcome was paid is not told; resolutions and lists show what it did.
                None if line.kind == RowKind::Redeem => continue,
                None => match self.unnamed_token(&condition, line.kind).await {
                    Ok(token) => token,
                    // A market that the venue does not know any more, or of a kind that we do not: it concerns this row alone.
                    Err(error @ (Error::NotFound(_) | Error::Unreadable(_))) => {
                        self.transport.readable::<()>(RowSource::Activity, row, Err(error));
                        read.complete = false;
                        continue;
                    }
                    Err(error) => return Err(error),
                },
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
        let query = ActivityQuery {
            wallet,
            since,
            kinds: SHOWN_KINDS,
            direction: "DESC",
            enough: Some(enough),
            pages: pages::PAGES_MAX,
        };
        let list = self.activity_rows(&query).await?;
        Ok(list
            .rows
            .iter()
            .filter_map(|row| self.transport.readable(RowSource::Activity, row, parse(row, wallet)))
            .flatten()
            .collect())
    }

    /// Movements of a wallet of ours since that time that are no trades.
    pub(crate) async fn own_movements(
        &self,
        wallet: &WalletAddress,
        since: VenueMs,
    ) -> Result<Vec<OwnMovement>, Error> {
        let query = ActivityQuery {
            wallet,
            since,
            kinds: OWN_KINDS,
            direction: "ASC",
            enough: None,
            pages: pages::PAGES_MAX,
        };
        let list = self.activity_rows(&query).await?;
        if list.extent != Extent::Whole {
            return Err(query.incomplete());
        }
        Ok(list
            .rows
            .iter()
            .filter_map(|row| {
                self.transport
                    .readable(RowSource::OwnMovements, row, movement(row, wallet))
            })
            .flatten()
            .collect())
    }

    /// The same rows of a venue that begins at the very beginning whatever it is asked: from the newest back to the time asked for.
    async fn newest(&self, query: &ActivityQuery<'_>) -> Result<List, Error> {
        let backwards = ActivityQuery {
            direction: "DESC",
            ..*query
        };
        let mut list = self.activity_rows(&backwards).await?;
        list.rows.reverse();
        let since = VenueMs(query.since.0.div_euclid(1_000) * 1_000);
        let is_before = |row: &Value| time_of(row).is_some_and(|at| at < since);
        let reaches_back = list.extent == Extent::Cut && list.rows.first().is_some_and(is_before);
        if end_of(&list.rows).is_none() || !(reaches_back || list.extent == Extent::Whole) {
            return Err(query.incomplete());
        }
        list.rows.retain(|row| !is_before(row));
        Ok(list)
    }

    async fn activity_rows(&self, query: &ActivityQuery<'_>) -> Result<List, Error> {
        // The venue counts in whole seconds; 0 would mean its default window, 1 is everything.
        let start = query.since.0.div_euclid(1_000).max(1).to_string();
        let filters = [
            ("user", query.wallet.as_str()),
            ("type", query.kinds),
            ("start", start.as_str()),
            ("sort_direction", query.direction),
        ];
        let list = ListQuery {
            path: PATH,
            filters: &filters,
            lane: Lane::Activity,
            enough: query.enough,
            pages: query.pages,
            uncached: false,
        };
        pages::read(&self.transport, &list).await
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

/// Which rows.
struct ActivityQuery<'a> {
    wallet: &'a WalletAddress,
    since: VenueMs,
    kinds: &'a str,
    direction: &'a str,
    enough: Option<usize>,
    pages: usize,
}

impl ActivityQuery<'_> {
    fn incomplete(&self) -> Error {
        Error::Incomplete {
            what: PATH.to_owned(),
            pages: self.pages,
        }
    }
}

/// Before which instant every row is among these, the first of a longer list: that of the last. `None` where they are not in
/// order, or do not say when they are of.
fn end_of(rows: &[Value]) -> Option<VenueMs> {
    let times = rows.iter().map(time_of).collect::<Option<Vec<VenueMs>>>()?;
    let in_order = times.iter().zip(times.iter().skip(1)).all(|(one, next)| one <= next);
    times.last().copied().filter(|_| in_order)
}

fn time_of(row: &Value) -> Option<VenueMs> {
    Fields::of(row, "an activity row").ok()?.instant("timestamp")
}

/// A row of `/v2/activity`, unless it moved no position we could copy (combos, cash).
fn parse(value: &Value, wallet: &WalletAddress) -> Result<Option<ActivityLine>, Error> {
    let fields = Fields::of(value, "an activity row")?;
    is_of(&fields, wallet)?;
    if fields.flag("is_combo") == Some(true) {
        return Ok(None);
    }
    let named = fields.words("type").to_ascii_uppercase();
    let kind = match named.as_str() {
        "TRADE" => RowKind::Trade(fields.need("side", fields.side("side"))?),
        "SPLIT" => RowKind::Split,
        "MERGE" => RowKind::Merge,
        "REDEEM" => RowKind::Redeem,
        "CONVERSION" => RowKind::Conversion,
        // A kind that we do not know, of a token: it may have moved a position.
        other if !CASH_KINDS.contains(&other) && fields.token("token_id").is_some() => {
            return Err(Error::Unreadable(format!(
                "an activity row of the unknown kind {other:?}"
            )));
        }
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
        shares: size(&fields)?,
        price: if trade { Some(paid(&fields)?) } else { None },
        value: fields.usd("usdc_size").unwrap_or_default(),
        tx: tx(&fields, "transaction_hash")?,
    }))
}

/// A row of our own activity; none for a redemption of what paid nothing.
fn movement(value: &Value, wallet: &WalletAddress) -> Result<Option<OwnMovement>, Error> {
    let fields = Fields::of(value, "a movement")?;
    is_of(&fields, wallet)?;
    let usd = fields.need("usdc_size", fields.usd("usdc_size"))?;
    let kind = match fields.text("type").unwrap_or_default().as_ref() {
        "REDEEM" => {
            let condition = fields.need("condition_id", fields.condition("condition_id"))?;
            // A redemption is a market's, and its row names no token: the market stands in its place.
            let token = fields.token("token_id");
            OwnMovementKind::Redemption {
                token: token.unwrap_or_else(|| TokenId::new(condition.as_str())),
                condition,
                usd,
            }
        }
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

/// A payload of the activity stream; none for a combination of outcomes.
pub(crate) fn stream_row(fields: &Fields<'_>) -> Result<Option<ActivityRow>, Error> {
    if [fields.flag("isCombo"), fields.flag("is_combo")].contains(&Some(true)) {
        return Ok(None);
    }
    Ok(Some(ActivityRow {
        tx: tx(fields, "transactionHash")?,
        token: fields.need("asset", fields.token("asset"))?,
        condition: fields.need("conditionId", fields.condition("conditionId"))?,
        kind: RowKind::Trade(fields.need("side", fields.side("side"))?),
        shares: size(fields)?,
        price: paid(fields)?,
        at: fields.need("timestamp", fields.instant("timestamp"))?,
    }))
}

/// A row's shares. Fewer than none are a broken row: what it did is not known, and shows in lists only.
pub(super) fn size(fields: &Fields<'_>) -> Result<Shares, Error> {
    fields.need("size", fields.shares("size").filter(|shares| *shares >= Shares::ZERO))
}

/// A trade's price. Nothing is traded at nothing, at one or beyond.
pub(super) fn paid(fields: &Fields<'_>) -> Result<Price, Error> {
    let price = fields.price("price");
    fields.need(
        "price",
        price.filter(|price| *price > Price::ZERO && *price < Price::ONE),
    )
}

pub(super) fn tx(fields: &Fields<'_>, name: &str) -> Result<TxHash, Error> {
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
