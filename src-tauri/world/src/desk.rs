//! Carrying out the core's commands on the pure venue: what engine and wire adapter do over sockets, in one call each.

use pilotfish_copy::command::{Command, PlaceChild};
use pilotfish_copy::ids::{VenueMs, WalletAddress};
use pilotfish_copy::input::{CancelAnswer, Input, PlaceOutcome, Poll, Refusal, RefusalCode, RowSource};
use pilotfish_copy::money::Usd;
use pilotfish_exchange::{CancelRefused, PlacedStatus, Reject};
use pilotfish_sim::signed_order::{Authenticated, KeyHolder, OrderRefused, accept_signed_order};
use pilotfish_sim::venue::Venue;
use pilotfish_vault::{LastGate, OrderRequest, SALT_MAX, Signer, WalletType};

use crate::options::WorldError;
use crate::views;

/// The demo's API key: an identifier of no account but the world's own.
const API_KEY: &str = "00000000-0000-4000-8000-000000000001";

/// The account and what it needs to trade.
#[derive(Debug)]
pub(crate) struct Desk {
    signer: Signer,
    pub(crate) wallet: WalletAddress,
    key: Authenticated,
    salts: Salts,
}

impl Desk {
    pub(crate) fn new(seed: u64, world: &str) -> Result<Self, WorldError> {
        let signer = Signer::demo(seed, world)?;
        let wallet = signer.wallet(WalletType::Deposit)?;
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

    /// Does it, and gives what the core is to be told, in order.
    pub(crate) fn carry_out(&mut self, venue: &mut Venue, command: &Command) -> Result<Vec<Input>, WorldError> {
        let now = venue.now();
        Ok(match command {
            Command::Place(place) => self.place(venue, place)?,
            Command::Cancel { child, hash } => {
                let answer = match venue.cancel(&self.wallet, hash) {
                    Ok(()) => CancelAnswer::Cancelled,
                    Err(refused @ (CancelRefused::NotFound | CancelRefused::Ended)) => CancelAnswer::NotCancelled {
                        reason: refused.to_string(),
                    },
                    Err(refused @ (CancelRefused::Restarting | CancelRefused::TradingDisabled)) => {
                        CancelAnswer::Unknown {
                            reason: refused.to_string(),
                        }
                    }
                };
                vec![Input::CancelAnswer { child: *child, answer }]
            }
            Command::LookUp { child, hash } => {
                let trades = self
                    .own_trades(venue, VenueMs(0))
                    .into_iter()
                    .filter(|leg| leg.hash == *hash);
                let mut inputs: Vec<Input> = trades.map(Input::OwnTrade).collect();
                inputs.push(Input::OrderReport {
                    child: *child,
                    report: views::report(venue, hash),
                    authoritative: true,
                });
                inputs
            }
            Command::FetchBook { token } => vec![match venue.book(token) {
                Some(book) => Input::Book(book),
                None => Input::NoBook {
                    token: token.clone(),
                    reason: "no book".to_owned(),
                },
            }],
            Command::FetchMarket { condition } => vec![match venue.core_market(condition) {
                Some(market) => Input::Market(market),
                None => Input::PollFailed {
                    poll: Poll::Market {
                        condition: condition.clone(),
                    },
                    reason: "the venue does not know this market".to_owned(),
                },
            }],
            Command::PollPositions { trader } => vec![Input::Snapshot {
                trader: trader.clone(),
                requested_at: now,
                positions: views::positions(venue, trader),
            }],
            Command::PollActivity { trader, since } => vec![Input::Rows {
                trader: trader.clone(),
                rows: views::activity(venue, trader, *since),
                source: RowSource::Poll,
            }],
            Command::PollAccount { since } => self.account(venue, *since),
            Command::Notify(_) => Vec::new(),
        })
    }

    /// Signs, decodes and checks as the server would, and places.
    fn place(&mut self, venue: &mut Venue, place: &PlaceChild) -> Result<Vec<Input>, WorldError> {
        let request = OrderRequest {
            place,
            wallet: WalletType::Deposit,
            funder: &self.wallet,
            salt: self.salts.next(),
            gate: LastGate {
                max_notional: Usd::dollars(1_000_000),
            },
        };
        let child = place.child;
        let signed = match self.signer.sign_order(&request) {
            Ok(signed) => signed,
            Err(error) => {
                return Ok(vec![Input::SignRefused {
                    child,
                    reason: error.to_string(),
                }]);
            }
        };
        let body = signed.body(API_KEY)?;
        let outcome = match accept_signed_order(&body, &self.key, venue) {
            Ok(order) => match venue.place(order) {
                Ok(placed) if placed.status == PlacedStatus::Matched => PlaceOutcome::Matched { shares: placed.shares },
                Ok(placed) if placed.status == PlacedStatus::Delayed => PlaceOutcome::Delayed,
                Ok(_) => PlaceOutcome::Live,
                Err(reject) => PlaceOutcome::Refused(refusal(&reject)),
            },
            Err(OrderRefused::Rejected(reject)) => PlaceOutcome::Refused(refusal(&reject)),
            Err(other) => PlaceOutcome::Refused(Refusal {
                code: RefusalCode::Authentication,
                text: other.to_string(),
            }),
        };
        Ok(vec![
            Input::Signed {
                child,
                hash: signed.hash().clone(),
            },
            Input::Placed { child, outcome },
        ])
    }

    pub(crate) fn own_trades(&self, venue: &Venue, since: VenueMs) -> Vec<pilotfish_copy::input::OwnTrade> {
        venue
            .exchange()
            .trades(&self.wallet)
            .filter(|trade| trade.updated_at >= since)
            .flat_map(|trade| views::own_legs(trade, &self.wallet))
            .collect()
    }

    fn account(&self, venue: &Venue, since: VenueMs) -> Vec<Input> {
        let Some(account) = venue.exchange().account(&self.wallet) else {
            return Vec::new();
        };
        let requested_at = venue.now();
        let mut inputs: Vec<Input> = self.own_trades(venue, since).into_iter().map(Input::OwnTrade).collect();
        inputs.push(Input::Account {
            cash: account.cash(),
            requested_at,
        });
        let positions = account
            .holdings()
            .map(|(token, shares)| (token.clone(), shares))
            .collect();
        inputs.push(Input::OwnPositions {
            requested_at,
            positions,
        });
        inputs
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
        Reject::UnknownAccount
        | Reject::Banned(_)
        | Reject::ClosedOnly(_)
        | Reject::Blocked
        | Reject::CanceledOnChain => RefusalCode::Restricted,
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
