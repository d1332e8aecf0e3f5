//! Judges a program that was killed by the venue's own ledger: what happened to the account, whatever was shown of it.
//!
//! An order counts as the program's where the venue's journal has it as posted: what somebody does by hand in the same
//! account is not. **Lost** is what the venue has and the books do not; **doubled** what was done twice; **differing** what
//! both have, and not alike.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::time::{Duration, Instant};

use pilotfish_sim_server::Speed;
use serde_json::{Value, json};

use super::scene::{Program, START_LIMIT, Scene, lock};
use crate::commands;
use crate::database::{Database, IntentRow};
use crate::lines::{micros, text};
use crate::wait::{look_for, wait_until};

/// How fast the venue's clock runs while books and ledger come to agree.
const SETTLING: Speed = Speed::times(600);
/// How long they may take, real time. An order that was committed and never arrived is given up only a minute after its
/// stamp, and after two looks a minute of real time apart (product.md §7).
const AGREE_LIMIT: Duration = Duration::from_secs(300);
/// How long a follow in the ladder's style gathers rows, ms of the venue's time.
const GATHERS_MS: i64 = 20_000;

/// What was found wrong, in words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Orders and fills that the books do not have.
    pub lost: Vec<String>,
    /// Two orders of one copy order at a time, two signals of one change.
    pub doubled: Vec<String>,
    /// What the books have otherwise than the venue.
    pub differing: Vec<String>,
}

impl Verdict {
    /// Nothing is wrong.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.lost.is_empty() && self.doubled.is_empty() && self.differing.is_empty()
    }

    /// Together with another's.
    pub fn add(&mut self, other: Self) {
        self.lost.extend(other.lost);
        self.doubled.extend(other.doubled);
        self.differing.extend(other.differing);
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kinds = [
            ("lost", &self.lost),
            ("doubled", &self.doubled),
            ("differing", &self.differing),
        ];
        for (kind, found) in kinds {
            for what in found {
                writeln!(f, "{kind}: {what}")?;
            }
        }
        Ok(())
    }
}

/// How much there was to judge.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Judged {
    /// Orders that the venue took.
    pub orders: usize,
    /// Fills of them.
    pub fills: usize,
}

/// A fill as the venue has it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct TrueFill {
    token: String,
    side: String,
    price: i64,
    shares: i64,
    undone: bool,
}

/// What the venue's ledger has of the account, as far as it was read.
#[derive(Debug, Default)]
pub struct Ledger {
    last: u64,
    records: Vec<Value>,
}

impl Ledger {
    /// Reads what is new in it.
    ///
    /// # Panics
    /// When the venue does not answer.
    pub async fn read(&mut self, scene: &Scene) {
        loop {
            let after = self.last.to_string();
            let page = scene.account.public("/sim/ledger", &[("after", &after)]).await;
            let records = page["records"].as_array().expect("records");
            self.last = records
                .last()
                .map_or(self.last, |record| record["sequence"].as_u64().expect("a number"));
            let ours = |record: &&Value| text(record, "owner").eq_ignore_ascii_case(&scene.account.wallet);
            self.records.extend(records.iter().filter(ours).cloned());
            if page["more"] != true {
                return;
            }
        }
    }

    fn entries(&self, kind: &'static str) -> impl Iterator<Item = &Value> {
        self.records.iter().filter(move |record| text(record, "entry") == kind)
    }

    /// The orders that are open at the venue.
    fn open(&self) -> BTreeSet<&str> {
        let mut open = BTreeSet::new();
        for record in self.entries("order") {
            let hash = text(record, "order");
            if is_open(record) {
                open.insert(hash);
            } else {
                open.remove(hash);
            }
        }
        open
    }

    /// Fills of these orders, by trade and order.
    fn fills(&self, posted: &BTreeSet<String>) -> BTreeMap<(String, String), TrueFill> {
        let mut fills = BTreeMap::new();
        for record in self
            .entries("fill")
            .filter(|record| posted.contains(text(record, "order")))
        {
            let key = (text(record, "trade").to_owned(), text(record, "order").to_owned());
            let fill = TrueFill {
                token: text(record, "token").to_owned(),
                side: text(record, "side").to_owned(),
                price: micros(record, "price"),
                shares: micros(record, "filled"),
                undone: false,
            };
            fills.insert(key, fill);
        }
        for record in self.entries("fill_undone") {
            let key = (text(record, "trade").to_owned(), text(record, "order").to_owned());
            if let Some(fill) = fills.get_mut(&key) {
                fill.undone = true;
            }
        }
        fills
    }

    /// Shares of tokens that nothing but these orders moved, micro-shares.
    fn moved_by(&self, posted: &BTreeSet<String>) -> BTreeMap<&str, i64> {
        let mut held: BTreeMap<&str, i64> = BTreeMap::new();
        let mut by_others = BTreeSet::new();
        for record in &self.records {
            let is_fill = matches!(text(record, "entry"), "fill" | "fill_undone");
            if is_fill && posted.contains(text(record, "order")) {
                let bought = (text(record, "side") == "BUY") == (text(record, "entry") == "fill");
                let shares = micros(record, "filled");
                *held.entry(text(record, "token")).or_default() += if bought { shares } else { -shares };
            } else if is_fill {
                by_others.insert(text(record, "token"));
            } else {
                // What other records moved: pairs of token and shares.
                let moved = record["shares"].as_array().into_iter().flatten();
                by_others.extend(moved.filter_map(|change| change[0].as_str()));
            }
        }
        held.retain(|token, _| !by_others.contains(token));
        held
    }
}

/// Whether an order's record says that it may be filled yet.
fn is_open(record: &Value) -> bool {
    matches!(text(record, "status"), "LIVE" | "DELAYED")
}

/// Stops a program at the end of its runs, waits until its books and the venue's ledger agree, and judges.
///
/// # Panics
/// When the program does not come up, or ends by itself.
pub async fn judge(scene: &Scene, program: &Program) -> (Verdict, Judged) {
    scene
        .server
        .set_clock(Some(SETTLING), Some(false))
        .expect("a slower clock");
    wait_until(START_LIMIT, "the last start has recovered", || {
        let mut program = lock(program);
        assert!(program.ended().is_none(), "it ended: {}", program.stderr());
        drop(program);
        commands::frame(scene.home()).is_some_and(|frame| frame["state"] != "starting")
    });
    // What trades on is never at rest: late lists and balances are part of the habits.
    let stopped = look_for(START_LIMIT, || {
        commands::ask(scene.home(), "stop_all", &json!({})).ok().flatten()
    });
    assert!(stopped.is_some(), "it cannot be stopped: {}", lock(program).stderr());
    let begun = Instant::now();
    let mut ledger = Ledger::default();
    let (mut verdict, judged) = loop {
        scene.server.set_clock(None, Some(true)).expect("the clock stands");
        let (verdict, judged) = settled(scene, &mut ledger).await;
        scene.server.set_clock(None, Some(false)).expect("the clock runs");
        assert!(lock(program).ended().is_none(), "it ended: {}", lock(program).stderr());
        let agree = verdict.lost.is_empty() && verdict.differing.is_empty();
        if agree || begun.elapsed() > AGREE_LIMIT {
            break (verdict, judged);
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    };
    let faults = scene.server.check_invariants().expect("the world stands");
    // A fill may be over by millionths, of everything that was held: that is a habit of the venue's.
    let faults = faults.into_iter().filter(|fault| !fault.contains("holds -0.00000"));
    verdict
        .differing
        .extend(faults.map(|fault| format!("the world: {fault}")));
    (verdict, judged)
}

/// While the clock stands nothing new happens: what is on its way arrives within a second or two.
async fn settled(scene: &Scene, ledger: &mut Ledger) -> (Verdict, Judged) {
    let mut last = compare(scene, ledger).await;
    for _ in 0..5 {
        if last.0.lost.is_empty() && last.0.differing.is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(250)).await;
        last = compare(scene, ledger).await;
    }
    last
}

async fn compare(scene: &Scene, ledger: &mut Ledger) -> (Verdict, Judged) {
    ledger.read(scene).await;
    let posted = scene.placed();
    let mut data = scene.data().await;
    let intents = data.intents().await;
    let mut verdict = Verdict::default();
    orders(ledger, &posted, &intents, &mut verdict);
    let fills = ledger.fills(&posted);
    compare_fills(&fills, &mut data, &mut verdict).await;
    holdings(ledger, &posted, &mut data, &mut verdict).await;
    verdict.doubled = two_at_a_time(&ledger.records, &intents);
    verdict.doubled.extend(signals_of_one_change(&mut data).await);
    let judged = Judged {
        orders: posted.len(),
        fills: fills.len(),
    };
    (verdict, judged)
}

fn orders(ledger: &Ledger, posted: &BTreeSet<String>, intents: &BTreeMap<String, IntentRow>, verdict: &mut Verdict) {
    let open = ledger.open();
    for hash in posted {
        match intents.get(hash) {
            None => verdict.lost.push(format!("{hash} was sent and never committed")),
            Some(intent) if open.contains(hash.as_str()) && is_over(&intent.state) => {
                verdict
                    .lost
                    .push(format!("{hash} rests, and is {} in the books", intent.state));
            }
            Some(_) => {}
        }
    }
    for intent in intents.values().filter(|intent| !is_over(&intent.state)) {
        let rests = open.contains(intent.hash.as_str()) && intent.state == "live";
        if !rests {
            let (hash, state) = (&intent.hash, &intent.state);
            verdict.differing.push(format!("the fate of {hash} is open ({state})"));
        }
    }
}

fn is_over(state: &str) -> bool {
    matches!(state, "final" | "refused")
}

async fn compare_fills(fills: &BTreeMap<(String, String), TrueFill>, data: &mut Database, verdict: &mut Verdict) {
    let mut booked = BTreeMap::new();
    for fill in data.fills().await {
        booked.insert((fill.trade.clone(), fill.hash.clone()), fill);
    }
    for (key, truth) in fills {
        let Some(fill) = booked.remove(key) else {
            // One that failed before anybody saw it leaves nothing to book.
            if !truth.undone {
                verdict
                    .lost
                    .push(format!("the fill {key:?} is not in the books: {truth:?}"));
            }
            continue;
        };
        let ours = TrueFill {
            token: fill.token,
            side: fill.side,
            price: fill.price,
            shares: fill.shares,
            undone: fill.settlement == "failed",
        };
        if !alike(&ours, truth) {
            verdict
                .differing
                .push(format!("the fill {key:?} is {ours:?}, and was {truth:?}"));
        }
    }
    for (key, fill) in booked {
        verdict.differing.push(format!("the fill {key:?} never was: {fill:?}"));
    }
}

/// The same fill. A match of some millionths more or less than was asked is paid for in whole micro-dollars, and the price that the
/// books keep is worked back from what was paid: it may be a millionth off the one that was quoted.
fn alike(ours: &TrueFill, truth: &TrueFill) -> bool {
    let quoted = TrueFill {
        price: truth.price,
        ..ours.clone()
    };
    quoted == *truth && (ours.price - truth.price).abs() <= 1
}

/// Of tokens that only the program's own orders moved, the books hold what the venue does.
async fn holdings(ledger: &Ledger, posted: &BTreeSet<String>, data: &mut Database, verdict: &mut Verdict) {
    let booked = data.holdings().await;
    let paid: BTreeSet<String> = data
        .texts("SELECT DISTINCT token FROM holdings WHERE payout IS NOT NULL")
        .await
        .into_iter()
        .collect();
    let accepted: BTreeSet<String> = data.texts("SELECT token FROM differences").await.into_iter().collect();
    for (token, shares) in ledger.moved_by(posted) {
        if paid.contains(token) || accepted.contains(token) {
            continue;
        }
        let ours = booked.get(token).copied().unwrap_or(0);
        if ours != shares {
            verdict.differing.push(format!(
                "the books hold {ours} of {token}, the venue {shares} (micro-shares)"
            ));
        }
    }
}

/// From the ledger, which tells in order what happened: a copy order's next order comes only after the last has ended.
fn two_at_a_time(records: &[Value], intents: &BTreeMap<String, IntentRow>) -> Vec<String> {
    let mut live: BTreeMap<i64, BTreeSet<&str>> = BTreeMap::new();
    let mut found = Vec::new();
    for record in records {
        let hash = text(record, "order");
        let Some(intent) = intents.get(hash) else { continue };
        let of_order = live.entry(intent.copy_order).or_default();
        match text(record, "entry") {
            "order" if is_open(record) => {
                of_order.insert(hash);
            }
            "order" => {
                of_order.remove(hash);
            }
            // A fill-and-kill rests for no time, but must not come beside one that does.
            "fill" if record["maker"] == false && of_order.iter().any(|other| *other != hash) => {
                found.push(format!("copy order {}: {hash} beside {of_order:?}", intent.copy_order));
            }
            _ => {}
        }
        if of_order.len() > 1 {
            found.push(format!("copy order {}: {of_order:?} at a time", intent.copy_order));
        }
    }
    found.dedup();
    found
}

/// No row of a trader's led to two signals, and no difference of a list. Rows of one transaction that reach the program further
/// apart than a follow gathers them, or one before a kill and one after it, are gathered anew, and no sooner.
pub async fn signals_of_one_change(data: &mut Database) -> Vec<String> {
    let rows = data
        .texts("SELECT signal_key || '@' || seen_at FROM signals ORDER BY seen_at, id")
        .await;
    let mut last = BTreeMap::new();
    let mut found = Vec::new();
    for row in &rows {
        let (key, seen_at) = row.rsplit_once('@').expect("a key and a time");
        let seen_at: i64 = seen_at.parse().expect("a time");
        // follow/token/side/transaction/shares#count, or for a difference follow/token/list/instant/after: what comes last tells
        // how much it was, and is no part of what it was.
        let change = key.rsplit_once('/').map_or(key, |(change, _)| change);
        if let Some(before) = last.insert(change.to_owned(), seen_at)
            && !(key.contains('#') && seen_at - before >= GATHERS_MS)
        {
            found.push(format!("{change} became two signals, {} ms apart", seen_at - before));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn intents() -> BTreeMap<String, IntentRow> {
        let intent = |hash: &str, copy_order, kind: &str| {
            let row = IntentRow {
                hash: hash.to_owned(),
                copy_order,
                state: "live".into(),
                kind: kind.into(),
            };
            (hash.to_owned(), row)
        };
        [
            intent("a", 1, "resting"),
            intent("b", 1, "resting"),
            intent("c", 2, "resting"),
            intent("d", 1, "buy_now"),
        ]
        .into()
    }

    fn order(hash: &str, status: &str) -> Value {
        json!({ "entry": "order", "order": hash, "status": status })
    }

    #[test]
    fn two_orders_at_a_time_are_found() {
        let found = |records: &[Value]| two_at_a_time(records, &intents()).len();
        assert_eq!(
            found(&[order("a", "LIVE"), order("a", "CANCELED"), order("b", "LIVE")]),
            0
        );
        assert_eq!(
            found(&[order("a", "LIVE"), order("a", "MATCHED"), order("b", "LIVE")]),
            0
        );
        assert_eq!(found(&[order("a", "LIVE"), order("c", "LIVE")]), 0);
        assert_eq!(found(&[order("a", "LIVE"), order("b", "LIVE")]), 1);
        let taken = json!({ "entry": "fill", "order": "d", "maker": false });
        assert_eq!(found(&[order("a", "LIVE"), taken.clone()]), 1);
        assert_eq!(found(&[order("a", "LIVE"), order("a", "CANCELED"), taken]), 0);
    }

    #[test]
    fn a_fill_is_alike_but_for_the_last_digit_of_its_price() {
        let fill = |price, shares| TrueFill {
            token: "1".into(),
            side: "BUY".into(),
            price,
            shares,
            undone: false,
        };
        let truth = fill(580_000, 51_499_996);
        assert!(alike(&fill(580_001, 51_499_996), &truth) && alike(&fill(579_999, 51_499_996), &truth));
        assert!(!alike(&fill(580_002, 51_499_996), &truth) && !alike(&fill(580_000, 51_499_997), &truth));
    }

    #[test]
    fn orders_that_the_books_do_not_have_are_lost() {
        let ledger = Ledger {
            last: 0,
            records: vec![order("a", "LIVE"), order("x", "LIVE")],
        };
        let mut intents = intents();
        intents.retain(|hash, _| hash == "a");
        let posted: BTreeSet<String> = ["a".to_owned(), "x".to_owned()].into();
        let mut verdict = Verdict::default();
        orders(&ledger, &posted, &intents, &mut verdict);
        assert_eq!((verdict.lost.len(), verdict.differing.len()), (1, 0), "{verdict}");
        intents.get_mut("a").expect("it is there").state = "final".into();
        let mut verdict = Verdict::default();
        orders(&ledger, &posted, &intents, &mut verdict);
        assert_eq!((verdict.lost.len(), verdict.differing.len()), (2, 0), "{verdict}");
    }

    #[test]
    fn fills_are_the_orders_that_were_posted_and_undone_where_they_failed() {
        let fill = |entry: &str, order: &str| {
            json!({
                "entry": entry, "trade": "t", "order": order, "token": "1", "side": "BUY", "price": "0.5", "filled": "5", "maker": true,
            })
        };
        let ledger = Ledger {
            last: 0,
            records: vec![fill("fill", "a"), fill("fill", "by hand"), fill("fill_undone", "a")],
        };
        let posted: BTreeSet<String> = ["a".to_owned()].into();
        let fills = ledger.fills(&posted);
        assert_eq!(fills.len(), 1);
        assert!(fills.values().all(|fill| fill.undone && fill.shares == 5_000_000));
        assert_eq!(
            ledger.moved_by(&posted),
            BTreeMap::new(),
            "somebody else moved shares of it too"
        );
        let ours = Ledger {
            last: 0,
            records: vec![fill("fill", "a"), fill("fill", "a"), fill("fill_undone", "a")],
        };
        assert_eq!(ours.moved_by(&posted), BTreeMap::from([("1", 5_000_000)]));
    }
}
