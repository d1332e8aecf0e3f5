//! The ledger: append-only, without gaps, with a running balance; and its rows add up to the books.

use pilotfish_copy::entity::*;
use pilotfish_copy::ids::*;
use pilotfish_copy::money::{Shares, Usd};
use pilotfish_store::Store;
use pilotfish_store::read::ledger_entries::{LedgerFilter, LedgerItem};
use sqlx::Connection;
use sqlx::sqlite::SqliteConnectOptions;

use crate::common::*;

fn entry(seq: u64, movement: Movement, moved: (&str, &str, &str)) -> LedgerEntry {
    LedgerEntry {
        seq,
        at: VenueMs(1_000 * i64::try_from(seq).unwrap()),
        movement,
        follow: None,
        token: None,
        condition: None,
        shares: shares(moved.0),
        cash: usd(moved.1),
        claim: usd(moved.2),
    }
}

fn of_follow(id: u64, n: u64, entry: LedgerEntry) -> LedgerEntry {
    LedgerEntry {
        follow: Some(FollowId(id)),
        token: Some(token(n)),
        condition: Some(condition(n / 2)),
        ..entry
    }
}

fn of(trade: &str) -> (TradeId, OrderHash) {
    (TradeId::new(trade), hash(1))
}

fn fill_of(trade: &str) -> Movement {
    let (trade, hash) = of(trade);
    Movement::Fill { trade, hash }
}

fn fee_of(trade: &str) -> Movement {
    let (trade, hash) = of(trade);
    Movement::Fee { trade, hash }
}

/// 100 are there; 5 are bought for 2.95 and a fee of 0.05; 7 bought for 4.20 fail; 20 come in; 5 are paid out at 0.75, of which
/// 3 are redeemed after a correction of the claim by −0.75.
fn entries() -> Vec<LedgerEntry> {
    let (trade, order) = of("b");
    let undone = Movement::Reversal { trade, hash: order };
    vec![
        entry(1, Movement::Opening, ("0", "100", "0")),
        of_follow(1, 2, entry(2, fill_of("a"), ("5", "-2.95", "0"))),
        of_follow(1, 2, entry(3, fee_of("a"), ("0", "-0.05", "0"))),
        of_follow(2, 4, entry(4, fill_of("b"), ("7", "-4.20", "0"))),
        entry(5, Movement::Deposit, ("0", "20", "0")),
        of_follow(2, 4, entry(6, undone, ("-7", "4.20", "0"))),
        of_follow(1, 2, entry(7, Movement::Payout, ("-5", "0", "3.75"))),
        of_follow(1, 2, entry(8, Movement::PayoutCorrection, ("0", "0", "-0.75"))),
        of_follow(1, 2, entry(9, Movement::Redemption, ("0", "3", "-3"))),
        of_follow(2, 4, entry(10, fill_of("c"), ("2", "-1", "0"))),
    ]
}

async fn booked() -> (tempfile::TempDir, Store) {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path()).await;
    let mut rows = vec![
        Change::Control(Control {
            cash: Some(usd("119")),
            next_ledger: 11,
            ..control()
        }),
        Change::Follow(follow(1)),
        Change::Follow(follow(2)),
        Change::Market(market(1)),
        Change::Market(market(2)),
        Change::Holding(Holding {
            shares: Shares::ZERO,
            ..holding(1, 2)
        }),
        Change::Holding(Holding {
            shares: shares("2"),
            cost: usd("1"),
            ..holding(2, 4)
        }),
        Change::Claim(Claim {
            follow: FollowId(1),
            token: token(2),
            condition: condition(1),
            shares: shares("5"),
            usd: usd("3"),
            redeemed: usd("3"),
            since: VenueMs(7_000),
        }),
    ];
    rows.extend(entries().into_iter().map(Change::Ledger));
    write(&store, &rows).await.unwrap();
    (home, store)
}

fn seqs(items: &[LedgerItem]) -> Vec<u64> {
    items.iter().map(|item| item.entry.seq).collect()
}

#[tokio::test]
async fn entries_come_back_newest_first_each_with_the_balance_it_left() {
    let (_home, store) = booked().await;
    let reader = store.reader();
    let all = reader
        .ledger_entries(&LedgerFilter::default(), None, 100)
        .await
        .unwrap();
    assert_eq!(
        all.iter().rev().map(|item| item.entry.clone()).collect::<Vec<_>>(),
        entries()
    );
    let balances: Vec<String> = all.iter().rev().map(|item| item.balance.to_string()).collect();
    assert_eq!(
        balances,
        ["100", "97.05", "97", "92.8", "112.8", "117", "117", "117", "120", "119"]
    );
    assert_eq!(all[0].trader_name.as_deref(), Some("trader 2"));
    assert_eq!(all[0].market.as_ref().unwrap().slug, "question-2");
    assert_eq!((all[5].market.clone(), all[5].trader_name.clone()), (None, None));

    let page = reader
        .ledger_entries(&LedgerFilter::default(), Some(9), 3)
        .await
        .unwrap();
    assert_eq!(seqs(&page), [8, 7, 6]);
}

#[tokio::test]
async fn filters_find_their_entries_and_leave_the_balance_alone() {
    let (_home, store) = booked().await;
    let none = LedgerFilter::default;
    let cases = [
        (
            LedgerFilter {
                movements: vec!["fill".to_owned(), "reversal".to_owned()],
                ..none()
            },
            vec![10, 6, 4, 2],
        ),
        (
            LedgerFilter {
                follow: Some(FollowId(1)),
                ..none()
            },
            vec![9, 8, 7, 3, 2],
        ),
        (
            LedgerFilter {
                token: Some(token(4)),
                until: Some(VenueMs(10_000)),
                ..none()
            },
            vec![6, 4],
        ),
        (
            LedgerFilter {
                condition: Some(condition(1)),
                from: Some(VenueMs(7_000)),
                ..none()
            },
            vec![9, 8, 7],
        ),
        (
            LedgerFilter {
                text: "QUESTION 2".to_owned(),
                ..none()
            },
            vec![10, 6, 4],
        ),
    ];
    for (filter, expected) in cases {
        let found = store.reader().ledger_entries(&filter, None, 100).await.unwrap();
        assert_eq!(seqs(&found), expected, "{filter:?}");
        if expected.contains(&6) {
            let undone = found.iter().find(|item| item.entry.seq == 6).unwrap();
            assert_eq!(undone.balance, usd("117"), "{filter:?}");
        }
        let totals = store.reader().ledger_totals(&filter).await.unwrap();
        assert_eq!(totals.all.entries, expected.len() as u64, "{filter:?}");
    }
}

#[tokio::test]
async fn the_rows_sum_to_the_balance_the_claims_and_the_holdings() {
    let (_home, store) = booked().await;
    let reader = store.reader();
    let sums = reader.ledger_sums().await.unwrap();
    let rows = store.load().await.unwrap();
    let cash = rows.iter().find_map(|row| match row {
        Change::Control(control) => control.cash,
        _ => None,
    });
    assert_eq!(Some(sums.cash), cash);
    let held = rows.iter().filter_map(|row| match row {
        Change::Holding(held) if !held.shares.is_zero() => Some(((held.follow, held.token.clone()), held.shares)),
        _ => None,
    });
    assert_eq!(sums.shares, held.collect());
    let claims = rows.iter().filter_map(|row| match row {
        Change::Claim(claim) => Some(claim.open()),
        _ => None,
    });
    assert_eq!(sums.claims, claims.sum());

    let totals = reader.ledger_totals(&LedgerFilter::default()).await.unwrap();
    assert_eq!((totals.all.entries, totals.all.cash), (10, usd("119")));
    let fills = &totals.movements["fill"];
    assert_eq!((fills.entries, fills.cash), (3, usd("-8.15")));
    assert_eq!(totals.movements["payout"].claims, usd("3.75"));
    assert_eq!(totals.all.claims, Usd::ZERO);
}

#[tokio::test]
async fn no_entry_is_changed_deleted_or_left_out() {
    let (home, store) = booked().await;
    for seq in [12, 10] {
        let again = Change::Ledger(entry(seq, Movement::Deposit, ("0", "1", "0")));
        let error = write(&store, &[again]).await.unwrap_err();
        assert!(error.to_string().contains("without gaps"), "{error}");
    }
    let options = SqliteConnectOptions::new().filename(home.path().join("pilotfish.db"));
    let mut conn = sqlx::SqliteConnection::connect_with(&options).await.unwrap();
    for sql in [
        "UPDATE ledger SET cash = 0 WHERE seq = 1",
        "DELETE FROM ledger WHERE seq = 10",
    ] {
        let error = sqlx::query(sql).execute(&mut conn).await.unwrap_err();
        assert!(error.to_string().contains("append-only"), "{sql}: {error}");
    }
    // Two rows of one batch are two rows, in their order.
    let more = [11, 12].map(|seq| Change::Ledger(entry(seq, Movement::Deposit, ("0", "1", "0"))));
    write(&store, &more).await.unwrap();
    assert_eq!(store.reader().ledger_sums().await.unwrap().cash, usd("121"));
}

#[tokio::test]
async fn it_is_known_when_shares_and_cash_were_last_booked() {
    let (_home, store) = booked().await;
    let reader = store.reader();
    assert_eq!(reader.cash_booked_at().await.unwrap(), Some(VenueMs(10_000)));
    let shares_at = async |n: u64| reader.shares_booked_at(&token(n)).await.unwrap();
    assert_eq!(shares_at(2).await, Some(VenueMs(9_000)));
    assert_eq!(shares_at(4).await, Some(VenueMs(10_000)));
    assert_eq!(shares_at(404).await, None);
}
