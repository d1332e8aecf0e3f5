//! The ledger: append-only, without gaps, with a running balance; and its rows add up to the books.

use pilotfish_copy::entity::*;
use pilotfish_copy::ids::*;
use pilotfish_copy::money::{Shares, Usd};
use pilotfish_store::Store;
use pilotfish_store::read::ledger_book::{LedgerBook, LedgerDayPart, LedgerKind};
use pilotfish_store::read::ledger_entries::{LedgerFilter, LedgerItem};
use pilotfish_store::read::ledger_markets::LedgerMarket;
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
        realised: usd("-0.37"),
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

#[tokio::test]
async fn markets_with_entries_are_known_whether_anything_of_them_is_still_held() {
    let (_home, store) = booked().await;
    // The second token of the first market, through both follows: still one market, now with the newest entry.
    let more = [
        of_follow(1, 3, entry(11, fill_of("d"), ("1", "-0.4", "0"))),
        of_follow(2, 3, entry(12, fill_of("e"), ("1", "-0.4", "0"))),
        of_follow(2, 4, entry(13, fee_of("e"), ("0", "-0.1", "0"))),
        entry(14, Movement::Deposit, ("0", "1", "0")),
    ];
    let before = store.reader().ledger_markets().await.unwrap();
    write(&store, &more.map(Change::Ledger)).await.unwrap();
    let after = store.reader().ledger_markets().await.unwrap();
    let ids =
        |markets: &[LedgerMarket]| -> Vec<ConditionId> { markets.iter().map(|one| one.condition.clone()).collect() };
    assert_eq!(ids(&before), [condition(2), condition(1)]);
    assert_eq!(ids(&after), [condition(2), condition(1)], "the newest entry first");
    assert!(after.iter().all(|one| !one.question.is_empty()));
    write(
        &store,
        &[Change::Ledger(of_follow(
            1,
            2,
            entry(15, fee_of("d"), ("0", "-0.1", "0")),
        ))],
    )
    .await
    .unwrap();
    assert_eq!(
        ids(&store.reader().ledger_markets().await.unwrap()),
        [condition(1), condition(2)]
    );
}

fn sum(book: &LedgerBook, kind: LedgerKind) -> (u64, String, String) {
    let total = book.kinds.get(&kind).copied().unwrap_or_default();
    (total.entries, total.cash.to_string(), total.claims.to_string())
}

#[tokio::test]
async fn the_book_reads_as_one_sum_from_the_first_balance_to_the_last() {
    let (_home, store) = booked().await;
    let book = store.reader().ledger_book(&LedgerFilter::default()).await.unwrap();
    assert_eq!(
        (book.start, book.end, book.through, book.whole),
        (Usd::ZERO, usd("119"), 10, true)
    );
    let expected = [
        (LedgerKind::Deposit, (2, "120", "0")),
        (LedgerKind::Withdrawal, (0, "0", "0")),
        (LedgerKind::Buy, (3, "-8.15", "0")),
        (LedgerKind::Sell, (0, "0", "0")),
        (LedgerKind::Fee, (1, "-0.05", "0")),
        // A correction of a payout is of the payouts: it moves what is claimed.
        (LedgerKind::Payout, (2, "0", "3")),
        (LedgerKind::Redemption, (1, "3", "-3")),
        (LedgerKind::Reversal, (1, "4.2", "0")),
        (LedgerKind::Correction, (0, "0", "0")),
    ];
    for (kind, (entries, cash, claims)) in expected {
        assert_eq!(
            sum(&book, kind),
            (entries, cash.to_owned(), claims.to_owned()),
            "{kind:?}"
        );
    }
    assert_eq!(book.days.len(), 1, "ten seconds of one day");
    assert_eq!((book.days[0].entries, book.days[0].balance), (10, usd("119")));
    let traders: Vec<&str> = book.traders.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(traders, ["trader 1", "trader 2"]);

    // A span begins with what there was, and a part of it with nothing: its sums are no balance.
    let later = LedgerFilter {
        from: Some(VenueMs(5_000)),
        until: Some(VenueMs(9_000)),
        kinds: vec![LedgerKind::Deposit],
        ..LedgerFilter::default()
    };
    let span = store.reader().ledger_book(&later).await.unwrap();
    assert_eq!((span.start, span.end, span.whole), (usd("92.8"), usd("117"), true));
    assert_eq!(
        (span.days[0].entries, span.days[0].cash, span.days[0].balance),
        (1, usd("20"), usd("117"))
    );
    let of_one = LedgerFilter {
        trader: Some(wallet(2)),
        ..LedgerFilter::default()
    };
    let part = store.reader().ledger_book(&of_one).await.unwrap();
    assert_eq!((part.start, part.end, part.whole), (Usd::ZERO, usd("-1"), false));
    assert_eq!(
        part.days[0].balance,
        usd("119"),
        "a day closes with the account's balance"
    );
    let before = LedgerFilter {
        through: Some(4),
        ..LedgerFilter::default()
    };
    let then = store.reader().ledger_book(&before).await.unwrap();
    assert_eq!((then.through, then.end), (4, usd("92.8")));
}

#[tokio::test]
async fn a_year_is_the_calendars_and_nothing_is_in_two_of_them() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path()).await;
    // The last and the first second of years by UTC, and the middle of one: whatever the computer's zone, each is in one year.
    let at = [
        1_735_689_599_000,
        1_735_689_600_000,
        1_752_000_000_000,
        1_767_225_600_000,
    ];
    let rows: Vec<Change> = at
        .into_iter()
        .zip(1..)
        .map(|(at, seq)| {
            Change::Ledger(LedgerEntry {
                at: VenueMs(at),
                ..entry(seq, Movement::Deposit, ("0", "10", "0"))
            })
        })
        .collect();
    write(&store, &rows).await.unwrap();
    let reader = store.reader();
    let whole = reader.ledger_book(&LedgerFilter::default()).await.unwrap();
    let (mut found, mut balance) = (0, Usd::ZERO);
    for year in whole.years.iter().rev() {
        let filter = LedgerFilter {
            year: Some(*year),
            ..LedgerFilter::default()
        };
        let book = reader.ledger_book(&filter).await.unwrap();
        assert_eq!(book.start, balance, "{year} begins where the one before it ended");
        balance = book.end;
        for day in &book.days {
            assert!(day.day.starts_with(&format!("{year}-")), "{}", day.day);
            found += day.entries;
        }
        let after = reader.ledger_lines_after(&filter, 0, 100).await.unwrap();
        assert!(after.iter().all(|line| line.day.starts_with(&year.to_string())));
    }
    assert_eq!((found, balance), (4, usd("40")));
}

#[tokio::test]
async fn a_line_keeps_its_place_in_its_day() {
    let (_home, store) = booked().await;
    let reader = store.reader();
    let all = LedgerFilter::default();
    let day = reader.ledger_book(&all).await.unwrap().days.remove(0);
    let part = |skip: u64| LedgerDayPart {
        day: day.day.clone(),
        first: day.first,
        last: day.last,
        skip,
        limit: 4,
    };
    let mut seen = Vec::new();
    for skip in [0, 4, 8] {
        let lines = reader.ledger_lines(&all, &part(skip)).await.unwrap();
        seen.extend(lines.iter().map(|line| line.item.entry.seq));
    }
    assert_eq!(seen, (1..=10).collect::<Vec<u64>>());
    let first = reader.ledger_lines(&all, &part(0)).await.unwrap();
    let more = [11].map(|seq| Change::Ledger(entry(seq, Movement::Deposit, ("0", "1", "0"))));
    write(&store, &more).await.unwrap();
    assert_eq!(reader.ledger_lines(&all, &part(0)).await.unwrap(), first);
    let kinds: Vec<LedgerKind> = first.iter().map(|line| line.kind).collect();
    let expected = [LedgerKind::Deposit, LedgerKind::Buy, LedgerKind::Fee, LedgerKind::Buy];
    assert_eq!(kinds, expected);
}
