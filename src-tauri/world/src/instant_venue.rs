//! Carrying out the core's commands on the pure venue: what engine and wire adapter do over sockets, in one call each.

use pilotfish_copy::command::{Command, PlaceChild};
use pilotfish_copy::ids::{ChildId, ConditionId, OrderHash, RealMs, VenueMs, WalletAddress};
use pilotfish_copy::input::{
    CancelAnswer, Input, ListQuality, OpenOrder, PlaceOutcome, Poll, Refusal, RefusalCode, RowSource,
};
use pilotfish_copy::risk::OrderLimits;
use pilotfish_copy::wallet::WalletType;
use pilotfish_exchange::{CancelRefused, PlacedStatus, Reject};
use pilotfish_sim::habits::{Ask, Call, Trouble};
use pilotfish_sim::signed_order::{Authenticated, KeyHolder, OrderRefused, accept_signed_order};
use pilotfish_sim::venue::Venue;
use pilotfish_vault::{OrderRequest, SALT_MAX, Signer, WalletEvidence};

use crate::options::WorldError;
use crate::views;

/// The demo's API key: an identifier of no account but the world's own.
const API_KEY: &str = "00000000-0000-4000-8000-000000000001";

/// A signed request is taken for so long, ms.
const AUTHENTICATION_MS: i64 = 60_000;

/// The account and what it needs to trade.
#[derive(Debug)]
pub(crate) struct InstantVenue {
    signer: Signer,
    pub(crate) wallet: WalletAddress,
    key: Authenticated,
    salts: Salts,
}

impl InstantVenue {
    pub(crate) fn new(seed: u64, world: &str) -> Result<Self, WorldError> {
        let signer = Signer::demo(seed, world)?;
        let wallet = signer.wallet(WalletType::Deposit)?;
        signer.confirm_wallet(WalletType::Deposit, &wallet, WalletEvidence::Derived)?;
        let owner = signer
            .address()
            .parse()
            .map_err(|_| WorldError::Vault(pilotfish_vault::VaultError::Internal))?;
        let key = Authenticated {
            api_key: API_KEY.to_owned(),
            holder: KeyHolder::of(owner),
        };
        Ok(Self {
            signer,
            wallet,
            key,
            salts: Salts(seed),
        })
    }

    /// Does it, and gives what the core is to be told, in order: as the venue shows itself, its habits on. An order is signed within the
    /// limits that came with it, as everywhere.
    pub(crate) fn carry_out(
        &mut self,
        venue: &mut Venue,
        command: &Command,
        limits: &[(ChildId, OrderLimits)],
    ) -> Result<Vec<Input>, WorldError> {
        Ok(match command {
            Command::Place(place) => self.place(venue, place, limits)?,
            Command::Cancel { child, hash } => {
                let answer = self.cancel(venue, hash);
                vec![Input::CancelAnswer { child: *child, answer }]
            }
            Command::LookUp { child, hash } => self.look_up(venue, *child, hash),
            Command::FetchBook { token } => vec![match venue.book(token) {
                Some(book) => Input::Book(book),
                None => Input::NoBook {
                    token: token.clone(),
                    reason: "no book".to_owned(),
                },
            }],
            Command::FetchMarket { condition } => vec![self.market(venue, condition)],
            Command::PollPositions { trader, uncached } => vec![self.positions(venue, trader, *uncached)],
            Command::PollActivity { trader, since } => self.activity(venue, trader, *since),
            Command::PollAccount { since } => self.account(venue, *since),
            Command::FetchTime => vec![Input::VenueTime { at: venue.now() }],
            Command::Notify(_) => Vec::new(),
        })
    }

    fn cancel(&self, venue: &mut Venue, hash: &OrderHash) -> CancelAnswer {
        if let Some(trouble) = venue.shown().trouble(&self.wallet, Call::Private) {
            return CancelAnswer::Unknown {
                reason: format!("{trouble:?}"),
            };
        }
        match venue.cancel(&self.wallet, hash) {
            Ok(()) => CancelAnswer::Cancelled,
            Err(refused @ (CancelRefused::NotFound | CancelRefused::Ended)) => CancelAnswer::NotOpen {
                reason: refused.to_string(),
            },
            Err(refused @ (CancelRefused::Restarting | CancelRefused::TradingDisabled)) => CancelAnswer::Unknown {
                reason: refused.to_string(),
            },
        }
    }

    fn look_up(&self, venue: &Venue, child: ChildId, hash: &OrderHash) -> Vec<Input> {
        if venue.shown().trouble(&self.wallet, Call::Private).is_some() {
            return Vec::new(); // No answer: the core looks again.
        }
        let trades = self
            .own_trades(venue, VenueMs(0))
            .into_iter()
            .filter(|leg| leg.hash == *hash);
        let mut inputs: Vec<Input> = trades.map(Input::OwnTrade).collect();
        inputs.push(Input::OrderReport {
            child,
            report: views::report(venue, hash),
            looked_at: Some(RealMs(venue.now().0)),
        });
        inputs
    }

    fn market(&self, venue: &Venue, condition: &ConditionId) -> Input {
        let trouble = venue.shown().trouble(&self.wallet, Call::Public);
        match venue
            .shown()
            .market(condition, Ask::Cached)
            .filter(|_| trouble.is_none())
        {
            Some(market) => Input::Market(market),
            None => Input::PollFailed {
                poll: Poll::Market {
                    condition: condition.clone(),
                },
                reason: "the venue does not know this market".to_owned(),
            },
        }
    }

    fn positions(&self, venue: &Venue, trader: &WalletAddress, uncached: bool) -> Input {
        if let Some(trouble) = venue.shown().trouble(&self.wallet, Call::Public) {
            return Input::PollFailed {
                poll: Poll::Positions { trader: trader.clone() },
                reason: format!("{trouble:?}"),
            };
        }
        let (positions, whole) = views::positions(venue, trader, uncached);
        Input::Snapshot {
            trader: trader.clone(),
            requested_at: venue.now(),
            quality: ListQuality {
                uncached,
                complete: whole,
            },
            positions,
        }
    }

    fn activity(&self, venue: &Venue, trader: &WalletAddress, since: VenueMs) -> Vec<Input> {
        if let Some(trouble) = venue.shown().trouble(&self.wallet, Call::Public) {
            return vec![Input::PollFailed {
                poll: Poll::Activity { trader: trader.clone() },
                reason: format!("{trouble:?}"),
            }];
        }
        let (rows, as_of, complete) = views::activity(venue, trader, since);
        vec![Input::Rows {
            trader: trader.clone(),
            rows,
            source: RowSource::Poll {
                requested_at: as_of,
                complete,
            },
        }]
    }

    /// Signs, decodes and checks as the server would, and places.
    fn place(
        &mut self,
        venue: &mut Venue,
        place: &PlaceChild,
        limits: &[(ChildId, OrderLimits)],
    ) -> Result<Vec<Input>, WorldError> {
        let child = place.child;
        let Some((_, limits)) = limits.iter().find(|(of, _)| *of == child) else {
            return Ok(vec![Input::SignRefused {
                child,
                reason: "no limits came with it".to_owned(),
            }]);
        };
        let request = OrderRequest {
            place,
            wallet: WalletType::Deposit,
            funder: &self.wallet,
            salt: self.salts.next(),
            limits,
        };
        let void_after = RealMs(venue.now().0 + AUTHENTICATION_MS);
        let signed = match self.signer.sign_order(&request) {
            Ok(signed) => signed,
            Err(error) => {
                return Ok(vec![Input::SignRefused {
                    child,
                    reason: error.to_string(),
                }]);
            }
        };
        let body = signed.body(API_KEY)?.sent;
        let trouble = venue.shown().trouble(&self.wallet, Call::Private);
        let outcome = match trouble.map_or_else(|| Ok(accept_signed_order(&body, &self.key, venue)), Err) {
            Err(trouble) => PlaceOutcome::Refused(troubled(trouble)),
            Ok(accepted) => match accepted {
                Ok(order) => match venue.place(order) {
                    Ok(placed) if placed.status == PlacedStatus::Matched => {
                        PlaceOutcome::Matched { shares: placed.shares }
                    }
                    Ok(placed) if placed.status == PlacedStatus::Delayed => PlaceOutcome::Delayed,
                    Ok(_) => PlaceOutcome::Live,
                    Err(reject) => PlaceOutcome::Refused(refusal(&reject)),
                },
                Err(OrderRefused::Rejected(reject)) => PlaceOutcome::Refused(refusal(&reject)),
                Err(other) => PlaceOutcome::Refused(Refusal {
                    code: RefusalCode::Authentication,
                    text: other.to_string(),
                    retry_after_ms: None,
                }),
            },
        };
        Ok(vec![
            Input::Signed {
                child,
                hash: signed.hash().clone(),
                void_after,
            },
            Input::Placed { child, outcome },
        ])
    }

    pub(crate) fn own_trades(&self, venue: &Venue, since: VenueMs) -> Vec<pilotfish_copy::input::OwnTrade> {
        venue
            .shown()
            .own_trades(&self.wallet, since)
            .into_iter()
            .flat_map(|trade| views::own_legs(trade, &self.wallet))
            .collect()
    }

    fn account(&self, venue: &Venue, since: VenueMs) -> Vec<Input> {
        if let Some(trouble) = venue.shown().trouble(&self.wallet, Call::Private) {
            return vec![Input::PollFailed {
                poll: Poll::Account,
                reason: format!("{trouble:?}"),
            }];
        }
        let requested_at = venue.now();
        let open = venue.exchange().open_orders(&self.wallet).map(|order| OpenOrder {
            hash: order.id.clone(),
            token: order.token.clone(),
            side: order.side,
            price: order.price,
            open: order.remaining(),
        });
        let mut inputs = vec![Input::OwnOrders {
            requested_at,
            open: open.collect(),
        }];
        inputs.extend(self.own_trades(venue, since).into_iter().map(Input::OwnTrade));
        inputs.push(Input::Account {
            cash: venue.shown().balance(&self.wallet),
            requested_at,
        });
        let listing = venue.shown().positions(&self.wallet, views::PAGE, Ask::Fresh);
        if listing.whole {
            let positions = listing.rows().map(|row| (row.token.clone(), row.shares));
            inputs.push(Input::OwnPositions {
                requested_at,
                positions: positions.collect(),
            });
        }
        inputs
    }
}

/// A request that was not even looked at.
fn troubled(trouble: Trouble) -> Refusal {
    match trouble {
        Trouble::RateLimited { retry_after_s } => Refusal {
            code: RefusalCode::RateLimited,
            text: "too many requests".to_owned(),
            retry_after_ms: Some(retry_after_s.saturating_mul(1_000)),
        },
        Trouble::KeyRefused => Refusal {
            code: RefusalCode::Authentication,
            text: "Unauthorized/Invalid api key".to_owned(),
            retry_after_ms: None,
        },
    }
}

fn refusal(reject: &Reject) -> Refusal {
    let code = match reject {
        Reject::NoOrderbook(_) | Reject::NotReady => RefusalCode::MarketClosed,
        Reject::Tick { .. } => RefusalCode::Tick,
        Reject::MinimumSize { .. } => RefusalCode::MinimumSize,
        Reject::MarketableMinimum { .. } => RefusalCode::MinimumValue,
        Reject::Balance { .. } => RefusalCode::Balance,
        Reject::Allowance(_) => RefusalCode::Allowance,
        Reject::PostOnlyCrosses | Reject::PostOnlyKind => RefusalCode::Crosses,
        Reject::FakNoMatch | Reject::FokKilled => RefusalCode::NoMatch,
        Reject::Expiration => RefusalCode::Expiration,
        Reject::Amounts { .. } => RefusalCode::Precision,
        Reject::ClosedOnly(_) => RefusalCode::ClosedOnly,
        Reject::Blocked => RefusalCode::Region,
        Reject::UnknownAccount | Reject::Banned(_) | Reject::CanceledOnChain => RefusalCode::Restricted,
        Reject::Restarting | Reject::PostOnlyMode { .. } | Reject::CancelOnlyMode | Reject::TradingDisabled => {
            RefusalCode::Unavailable
        }
        Reject::InvalidPayload
        | Reject::Duplicated(_)
        | Reject::Nonce
        | Reject::NoMatchingOrders
        | Reject::FokRace
        | Reject::RoundingIssues
        | Reject::PriceDiscrepancy => RefusalCode::Other,
    };
    Refusal {
        code,
        text: reject.to_string(),
        retry_after_ms: None,
    }
}

/// Salts from the seed: SplitMix64, cut to what survives as a JSON number.
#[derive(Debug)]
struct Salts(u64);

impl Salts {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) & SALT_MAX
    }
}
