//! Whatever comes, in whatever order.

use std::collections::BTreeMap;

use pilotfish_copy::accounts::fill_value;
use pilotfish_copy::ids::{OrderHash, TokenId, TxHash, VenueMs};
use pilotfish_copy::input::{Liquidity, OwnMovementKind};
use pilotfish_copy::market::{Book, Level, Side};
use pilotfish_copy::money::{Price, Shares, Tick, Usd};
use pilotfish_paper::{Amount, Lifetime, NewOrder, PaperVenue, Print, Range, Row};
use proptest::prelude::*;

use crate::common::{NO, YES, market, price, usd};

#[derive(Debug, Clone)]
enum Step {
    Book {
        no: bool,
        middle: i64,
        sizes: Vec<i64>,
        late: bool,
    },
    Trade {
        no: bool,
        buy: bool,
        cents: i64,
        lots: i64,
        transaction: u8,
    },
    Order {
        no: bool,
        buy: bool,
        cents: i64,
        lots: i64,
        kind: u8,
    },
    Cancel(usize),
    Wait(i64),
    Gap,
    Resolve(u8),
}

fn step() -> impl Strategy<Value = Step> {
    let lots = 1_i64..60_000;
    prop_oneof![
        6 => (any::<bool>(), 40_i64..60, prop::collection::vec(0_i64..30_000, 8), any::<bool>())
            .prop_map(|(no, middle, sizes, late)| Step::Book { no, middle, sizes, late }),
        6 => (any::<bool>(), any::<bool>(), 38_i64..62, lots.clone(), 0_u8..12)
            .prop_map(|(no, buy, cents, lots, transaction)| Step::Trade { no, buy, cents, lots, transaction }),
        5 => (any::<bool>(), any::<bool>(), 38_i64..62, lots, 0_u8..6)
            .prop_map(|(no, buy, cents, lots, kind)| Step::Order { no, buy, cents, lots, kind }),
        2 => (0_usize..40).prop_map(Step::Cancel),
        2 => (1_i64..90_000).prop_map(Step::Wait),
        1 => Just(Step::Gap),
        1 => (0_u8..40).prop_map(Step::Resolve),
    ]
}

fn cents(cents: i64) -> Price {
    Price::from_micros(cents * 10_000)
}

fn lots(lots: i64) -> Shares {
    Shares::from_micros(lots * 10_000)
}

fn token(no: bool) -> TokenId {
    TokenId::new(if no { NO } else { YES })
}

fn side(buy: bool) -> Side {
    if buy { Side::Buy } else { Side::Sell }
}

/// The venue, its rows, and what it may not forget between two steps.
struct Watched {
    venue: PaperVenue,
    now: i64,
    rows: BTreeMap<(String, String), String>,
    filled: BTreeMap<OrderHash, (Shares, Shares)>,
    sent: usize,
}

impl Watched {
    fn new() -> Self {
        let mut venue = PaperVenue::open(usd("1000"), VenueMs(0));
        venue.learn(&market(), VenueMs(0));
        venue.regain_sight(VenueMs(0));
        Self {
            venue,
            now: 1,
            rows: BTreeMap::new(),
            filled: BTreeMap::new(),
            sent: 0,
        }
    }

    fn take(&mut self, step: Step) {
        self.now += 7;
        let at = VenueMs(self.now);
        match step {
            Step::Book {
                no,
                middle,
                sizes,
                late,
            } => {
                let level = |(rank, size): (i64, &i64), up: bool| Level {
                    price: cents(if up { middle + 1 + rank } else { middle - rank }),
                    shares: lots(*size),
                };
                let (bids, asks) = sizes.split_at(4);
                let book = Book {
                    token: token(no),
                    observed_at: VenueMs(if late { self.now - 10 } else { self.now }),
                    bids: (0..).zip(bids).map(|entry| level(entry, false)).collect(),
                    asks: (0..).zip(asks).map(|entry| level(entry, true)).collect(),
                    tick: Tick::CENT,
                };
                self.venue.show(&book, at);
            }
            Step::Trade {
                no,
                buy,
                cents: at_cents,
                lots: of,
                transaction,
            } => {
                let print = Print {
                    token: token(no),
                    side: side(buy),
                    price: cents(at_cents),
                    shares: lots(of),
                    at,
                    transaction: (transaction > 3).then(|| TxHash::new(&transaction.to_string())),
                };
                self.venue.trade(&print, at);
            }
            Step::Order {
                no,
                buy,
                cents: at_cents,
                lots: of,
                kind,
            } => {
                let budget = kind == 4 && buy;
                let order = NewOrder {
                    hash: OrderHash::new(&format!("o{}", self.sent)),
                    token: token(no),
                    side: side(buy),
                    price: cents(at_cents),
                    amount: if budget {
                        Amount::Budget(Usd::from_micros(of * 10_000))
                    } else {
                        Amount::Shares(lots(of))
                    },
                    lifetime: match kind {
                        0 | 1 => Lifetime::Gtc,
                        2 | 3 => Lifetime::Gtd(at.plus(60_000)),
                        4 => Lifetime::Fak,
                        _ => Lifetime::Fok,
                    },
                    post_only: kind == 1,
                };
                self.sent += 1;
                let before = self.venue.account().clone();
                if self.venue.accept(order, at).is_err() {
                    assert_eq!(self.venue.account().cash, before.cash, "a refused order does nothing");
                }
            }
            Step::Cancel(which) => {
                let hash = OrderHash::new(&format!("o{which}"));
                let _ = self.venue.cancel(&hash, at);
            }
            Step::Wait(ms) => {
                self.now += ms;
                self.venue.advance(VenueMs(self.now));
            }
            Step::Gap => {
                self.venue.lose_sight(at);
                self.restart();
                self.now += 5_000;
                self.venue.regain_sight(VenueMs(self.now));
            }
            // Rarely: nothing comes after it.
            Step::Resolve(0) => {
                let mut over = market();
                over.closed = true;
                over.payouts = Some([Price::ONE, Price::ZERO]);
                self.venue.learn(&over, at);
            }
            Step::Resolve(_) => {}
        }
        self.check();
    }

    /// From the rows alone, as after a crash.
    fn restart(&mut self) {
        self.keep();
        let rows = self.rows.iter().map(|((kind, key), body)| Row {
            kind: kind.clone(),
            key: key.clone(),
            body: body.clone(),
        });
        let again = PaperVenue::restore(rows).unwrap().unwrap();
        assert_eq!(again.account(), self.venue.account());
        self.venue = again;
    }

    fn keep(&mut self) {
        for change in self.venue.take_changes() {
            let key = (change.kind.to_owned(), change.key);
            match change.body {
                Some(body) => self.rows.insert(key, body),
                None => self.rows.remove(&key),
            };
        }
    }

    fn check(&mut self) {
        for order in self.venue.orders() {
            let hash = &order.order.hash;
            let (booked, best) = (order.filled(), order.filled_optimistic());
            assert!(booked <= best, "{hash}: {booked} booked, {best} at best");
            if let Amount::Shares(asked) = order.order.amount {
                assert!(best <= asked, "{hash}: {best} of {asked}");
            }
            if let Some(queue) = &order.queue {
                assert!(queue.filled() <= queue.filled_optimistic());
                assert!(queue.ahead() >= queue.ahead_optimistic());
            }
            let (was, was_best) = self.filled.get(hash).copied().unwrap_or_default();
            assert!(booked >= was && best >= was_best, "{hash}: a fill is never taken back");
            self.filled.insert(hash.clone(), (booked, best));
        }
        let figures = self.venue.figures();
        assert!(figures.cautious <= figures.optimistic, "{figures:?}");
        if let Some(booked) = figures.booked {
            assert!(
                figures.cautious <= booked && booked <= figures.optimistic,
                "{figures:?}"
            );
        }
        assert!(figures.counts.filled <= figures.counts.filled_optimistic);
        // What is doubtful of the account is what is doubtful of its orders; sixty of a token become one.
        if self.sent < 60 {
            let whole = self
                .venue
                .doubts()
                .into_iter()
                .fold(Range::default(), |sum, doubt| sum + doubt.range);
            assert_eq!(whole, figures.doubt);
        }
        self.check_money();
    }

    /// Cash and shares are what trades and movements say.
    fn check_money(&self) {
        let account = self.venue.account();
        assert!(account.cash >= Usd::ZERO, "{}", account.cash);
        assert!(account.holdings.values().all(|held| *held > Shares::ZERO));
        let (mut cash, mut held) = (account.opening, BTreeMap::<TokenId, Shares>::new());
        for trade in self.venue.trades_since(VenueMs(0)) {
            let (value, fee) = (fill_value(trade.side, trade.shares, trade.price), trade.fee.unwrap());
            assert!(trade.liquidity == Liquidity::Taker || fee.is_zero());
            let shares = held.entry(trade.token.clone()).or_default();
            match trade.side {
                Side::Buy => {
                    cash -= value + fee;
                    *shares += trade.shares;
                }
                Side::Sell => {
                    cash += value - fee;
                    *shares -= trade.shares;
                }
            }
            let order = self.venue.order(&trade.hash).unwrap();
            let is_better = match trade.side {
                Side::Buy => trade.price <= order.order.price,
                Side::Sell => trade.price >= order.order.price,
            };
            assert!(is_better, "{} beyond its limit", trade.hash);
        }
        for movement in self.venue.movements_since(VenueMs(0)) {
            if let OwnMovementKind::Redemption { token, usd, .. } = &movement.kind {
                cash += *usd;
                held.remove(token);
            }
        }
        held.retain(|_, shares| !shares.is_zero());
        assert_eq!(account.cash, cash);
        assert_eq!(account.holdings, held);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn cautious_is_never_more_than_optimistic(steps in prop::collection::vec(step(), 1..160)) {
        let mut watched = Watched::new();
        for step in steps {
            watched.take(step);
        }
    }

    /// No share that was shown is taken twice: while a level stands, we never take more of it than it shows.
    #[test]
    fn depth_is_used_once(sizes in prop::collection::vec((1_i64..3_000, 1_i64..3_000), 1..40)) {
        let mut venue = PaperVenue::open(usd("100000"), VenueMs(0));
        venue.learn(&market(), VenueMs(0));
        let (mut taken, mut now) = (Shares::ZERO, 0);
        for (index, (level, wanted)) in sizes.into_iter().enumerate() {
            now += 10;
            let asks = vec![Level { price: price("0.5"), shares: lots(level) }];
            let book = Book {
                token: token(false),
                observed_at: VenueMs(now),
                bids: Vec::new(),
                asks,
                tick: Tick::CENT,
            };
            venue.show(&book, VenueMs(now));
            // What we took of shares that are gone is gone with them.
            taken = taken.at_most(lots(level));
            let shown = lots(level);
            let order = NewOrder {
                hash: OrderHash::new(&format!("o{index}")),
                token: token(false),
                side: Side::Buy,
                price: price("0.5"),
                // At fifty cents a share, so many hundredths of one; a dollar at least.
                amount: Amount::Budget(Usd::from_micros(wanted / 2 * 10_000).at_least(Usd::ONE)),
                lifetime: Lifetime::Fak,
                post_only: false,
            };
            if let Ok(placed) = venue.accept(order, VenueMs(now)) {
                taken += placed.taken;
            }
            prop_assert!(taken <= shown, "{taken} taken of {shown}");
        }
    }
}
