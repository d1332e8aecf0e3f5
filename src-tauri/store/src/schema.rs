//! The schema's version: what this program knows, what a database has, and the way from one to the other.
//!
//! Forward only. A database that holds data is backed up before it is changed; one from a newer version is not touched.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::{SystemTime, UNIX_EPOCH};

use sqlx::migrate::Migrator;
use sqlx::{Connection, SqliteConnection};

use crate::connect;
use crate::error::StoreError;
use crate::folder;
use crate::kill_points;

/// The migrations of this version.
pub(crate) static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations");

/// Those that a database is brought to: the migrations of this version, and where a test of killed programs asks for more of
/// them, those too.
pub(crate) fn migrations() -> &'static Migrator {
    static WITH_MORE: OnceLock<Option<Migrator>> = OnceLock::new();
    WITH_MORE
        .get_or_init(|| kill_points::more_migrations(&MIGRATIONS))
        .as_ref()
        .unwrap_or(&MIGRATIONS)
}

/// Databases up to this size are checked whole at every start; larger ones on request (`integrity_check`), bytes.
pub(crate) const QUICK_CHECK_BYTES: u64 = 256 * 1024 * 1024;
/// How the name of a backup ends that is not whole yet.
const UNFINISHED: &str = "part";
/// Automatic backups that are kept, the newest.
const BACKUPS_KEPT: usize = 7;

/// The newest version `migrator` knows.
pub(crate) fn known(migrator: &Migrator) -> i64 {
    migrator.iter().map(|migration| migration.version).max().unwrap_or(0)
}

/// The versions a database has, each as this program knows it. Empty when it holds nothing yet.
///
/// A version that is known under another checksum was made by a program whose schema was replaced, not developed further:
/// there is no way from there to here.
async fn applied(conn: &mut SqliteConnection, path: &Path, migrator: &Migrator) -> Result<BTreeSet<i64>, StoreError> {
    let tables: Vec<String> = sqlx::query_scalar("SELECT name FROM sqlite_schema WHERE type = 'table'")
        .fetch_all(&mut *conn)
        .await
        .map_err(|error| at(path, error))?;
    if !tables.iter().any(|table| table == "_sqlx_migrations") {
        return match tables.first() {
            None => Ok(BTreeSet::new()),
            Some(_) => Err(StoreError::unreadable(
                path.display().to_string(),
                "it is not a Pilotfish database",
            )),
        };
    }
    let versions: Vec<(i64, Vec<u8>)> =
        sqlx::query_as("SELECT version, checksum FROM _sqlx_migrations WHERE success = 1")
            .fetch_all(conn)
            .await
            .map_err(|error| at(path, error))?;
    let replaced = |(version, checksum): &(i64, Vec<u8>)| {
        let ours = migrator.iter().find(|migration| migration.version == *version);
        ours.is_some_and(|migration| migration.checksum.as_ref() != checksum.as_slice())
    };
    if versions.iter().any(replaced) {
        let folder = path.parent().unwrap_or(path);
        return Err(StoreError::Outdated(folder.to_owned()));
    }
    Ok(versions.into_iter().map(|(version, _)| version).collect())
}

/// Looks at a database without changing it: readable, whole, not newer than `migrator` and not of a schema that was replaced.
/// Its versions.
pub(crate) async fn examine(path: &Path, migrator: &Migrator) -> Result<BTreeSet<i64>, StoreError> {
    let size = std::fs::metadata(path).map_err(StoreError::io(path))?.len();
    let mut conn = connect::reader(path).await.map_err(|error| naming(path, error))?;
    let versions = applied(&mut conn, path, migrator).await?;
    let found = versions.iter().next_back().copied().unwrap_or(0);
    if found > known(migrator) {
        return Err(StoreError::Newer {
            found,
            known: known(migrator),
        });
    }
    if size <= QUICK_CHECK_BYTES {
        let verdict: String = sqlx::query_scalar("PRAGMA quick_check(1)")
            .fetch_one(&mut conn)
            .await
            .map_err(|error| at(path, error))?;
        if verdict != "ok" {
            return Err(StoreError::unreadable(path.display().to_string(), verdict));
        }
    }
    Ok(versions)
}

/// Brings a database to `migrator`'s version, after a backup where it holds data. Where the backup lies.
///
/// Each migration is one transaction with the note that it was made: cut off, it never was, and the next start makes it.
pub(crate) async fn migrate(
    conn: &mut SqliteConnection,
    migrator: &Migrator,
    folder: &Path,
    before: &BTreeSet<i64>,
) -> Result<Option<PathBuf>, StoreError> {
    let pending = migrator.iter().any(|migration| !before.contains(&migration.version));
    if pending {
        kill_points::watch(conn).await?;
    }
    let backup = if pending && !before.is_empty() {
        Some(backup_before(conn, folder, known(migrator)).await?)
    } else {
        None
    };
    if let Err(source) = migrator.run(&mut *conn).await {
        return Err(StoreError::Migration { source, backup });
    }
    kill_points::unwatch(conn).await?;
    Ok(backup)
}

async fn backup_before(conn: &mut SqliteConnection, folder: &Path, version: i64) -> Result<PathBuf, StoreError> {
    let place = folder::backups(folder);
    folder::create(&place)?;
    let seconds = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    // A program that was killed while it migrated, and started again at once, finds its own backup there.
    let to = (seconds..)
        .map(|seconds| place.join(format!("before-v{version:04}-{seconds:012}.db")))
        .find(|to| !to.exists())
        .unwrap_or_else(|| place.join("before.db"));
    backup(conn, &to).await?;
    prune(&place)?;
    Ok(to)
}

/// Writes a whole, checked copy of the database to a file that must not exist yet. It has another name until it is whole, so
/// that what a process that is killed meanwhile leaves does not pass for a backup.
pub(crate) async fn backup(conn: &mut SqliteConnection, to: &Path) -> Result<(), StoreError> {
    let draft = to.with_extension(UNFINISHED);
    let name = draft
        .to_str()
        .ok_or_else(|| StoreError::unreadable(to.display().to_string(), "its name is not UTF-8"))?;
    if to.exists() {
        return Err(StoreError::io(to)(std::io::ErrorKind::AlreadyExists.into()));
    }
    remove_if_there(&draft)?;
    folder::create_new(&draft)?;
    let copied = match copy_and_check(conn, &draft, name).await {
        Ok(()) => std::fs::rename(&draft, to).map_err(StoreError::io(to)),
        Err(error) => Err(error),
    };
    if copied.is_err()
        && let Err(error) = std::fs::remove_file(&draft)
    {
        tracing::warn!(%error, path = %draft.display(), "an unfinished backup stays behind");
    }
    copied
}

/// The same of the database in a file, which an engine may have open and write meanwhile: the copy is of one moment. Folders that are
/// missing above `to` are made, for their owner only.
///
/// # Errors
/// `Io` when there is no such database or `to` exists, `DiskFull`; no half copy is left behind.
pub async fn copy_database(from: &Path, to: &Path) -> Result<(), StoreError> {
    if let Some(folder) = to.parent() {
        folder::create(folder)?;
    }
    std::fs::metadata(from).map_err(StoreError::io(from))?;
    let mut conn = connect::copier(from).await?;
    let copied = backup(&mut conn, to).await;
    conn.close().await?;
    copied
}

fn remove_if_there(path: &Path) -> Result<(), StoreError> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(StoreError::io(path)(error)),
        _ => Ok(()),
    }
}

async fn copy_and_check(conn: &mut SqliteConnection, to: &Path, name: &str) -> Result<(), StoreError> {
    sqlx::query("VACUUM INTO ?").bind(name).execute(conn).await?;
    // SQLite does not flush a copy it vacuums into.
    std::fs::OpenOptions::new()
        .write(true)
        .open(to)
        .and_then(|file| file.sync_all())
        .map_err(StoreError::io(to))?;
    let mut copy = connect::reader(to).await?;
    let faults = faults(&mut copy).await?;
    match faults.first() {
        None => Ok(()),
        Some(fault) => Err(StoreError::unreadable(to.display().to_string(), fault)),
    }
}

/// Every fault SQLite finds in the file and in its foreign keys; none in a sound database.
pub(crate) async fn faults(conn: &mut SqliteConnection) -> Result<Vec<String>, StoreError> {
    let verdicts: Vec<String> = sqlx::query_scalar("PRAGMA integrity_check(100)")
        .fetch_all(&mut *conn)
        .await?;
    let mut faults: Vec<String> = verdicts.into_iter().filter(|verdict| verdict != "ok").collect();
    let orphans: Vec<String> = sqlx::query_scalar(
        "SELECT \"table\" || ' row ' || COALESCE(rowid, '?') || ' has no ' || parent \
             FROM pragma_foreign_key_check LIMIT 100",
    )
    .fetch_all(conn)
    .await?;
    faults.extend(orphans);
    Ok(faults)
}

/// Keeps the newest automatic backups, and none that was not finished. Only files of our own naming are looked at; their names
/// sort by age.
fn prune(place: &Path) -> Result<(), StoreError> {
    let all = std::fs::read_dir(place).map_err(StoreError::io(place))?;
    let (mut ours, mut unfinished) = (Vec::new(), Vec::new());
    for path in all.filter_map(Result::ok).map(|entry| entry.path()) {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if !name.starts_with("before-v") {
            continue;
        }
        match path.extension().and_then(|ending| ending.to_str()) {
            Some("db") => ours.push(path),
            Some(UNFINISHED) => unfinished.push(path),
            _ => {}
        }
    }
    for path in unfinished {
        remove_if_there(&path)?;
    }
    ours.sort();
    let surplus = ours.len().saturating_sub(BACKUPS_KEPT);
    for old in ours.into_iter().take(surplus) {
        std::fs::remove_file(&old).map_err(StoreError::io(&old))?;
    }
    Ok(())
}

fn at(path: &Path, error: sqlx::Error) -> StoreError {
    naming(path, StoreError::from(error))
}

/// Puts the file's name into an error that could not know it.
fn naming(path: &Path, error: StoreError) -> StoreError {
    match error {
        StoreError::Unreadable { reason, .. } => StoreError::unreadable(path.display().to_string(), reason),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

    use super::*;
    use crate::identity::{Identity, KeptIdentity, Mode};
    use crate::reader::Reader;
    use crate::store::Store;
    use pilotfish_copy::ids::{VenueMs, WalletAddress};
    use pilotfish_copy::wallet::{TradingAccount, WalletType};
    use sqlx::migrate::{Migration, MigrationType};
    use sqlx::{Connection, SqlSafeStr};

    fn later(sql: &'static str) -> Migrator {
        steps(&[sql])
    }

    /// The migrations of this version and more after them.
    fn steps(more: &[&'static str]) -> Migrator {
        let next = (known(&MIGRATIONS) + 1..).zip(more).map(|(version, sql)| {
            let sql = (*sql).into_sql_str();
            Migration::new(version, "later".into(), MigrationType::Simple, sql, false)
        });
        Migrator::with_migrations(MIGRATIONS.iter().cloned().chain(next).collect())
    }

    fn account() -> TradingAccount {
        TradingAccount {
            chain_id: 137,
            funder: WalletAddress::parse("0x0000000000000000000000000000000000000099").unwrap(),
            wallet_type: WalletType::Deposit,
        }
    }

    fn paper() -> Identity {
        Identity::Paper { account: account() }
    }

    async fn with_data(folder: &Path) {
        let store = Store::open(folder, paper()).await.unwrap();
        let batch = crate::Batch {
            changes: &[],
            events: &[],
            intents: &[],
            at: VenueMs(42),
        };
        store.commit(batch).await.unwrap();
        store.close().await.unwrap();
    }

    #[tokio::test]
    async fn data_are_backed_up_before_a_migration_and_carried_through_it() {
        let home = tempfile::tempdir().unwrap();
        with_data(home.path()).await;
        let migrator = later("UPDATE progress SET at = at + 1; CREATE TABLE more (x INTEGER) STRICT;");
        let error = Reader::open(home.path(), &migrator).await.unwrap_err();
        let (ours, next) = (known(&MIGRATIONS), known(&migrator));
        assert!(
            matches!(error, StoreError::Older { found, known } if (found, known) == (ours, next)),
            "{error}"
        );

        let store = Store::open_with(home.path(), Some(&paper()), &migrator).await.unwrap();
        assert_eq!((store.migrated().from, store.migrated().to), (ours, next));
        assert_eq!(store.reader().last_commit_at().await.unwrap(), Some(VenueMs(43)));
        let backup = store.migrated().backup.clone().expect("a backup was made");
        assert!(backup.starts_with(folder::backups(home.path())));

        let restored = tempfile::tempdir().unwrap();
        std::fs::copy(&backup, folder::database(restored.path())).unwrap();
        let old = Store::open(restored.path(), paper()).await.unwrap();
        assert_eq!(old.reader().last_commit_at().await.unwrap(), Some(VenueMs(42)));
    }

    #[tokio::test]
    async fn data_that_are_open_are_copied_whole_and_a_copy_is_written_over_nothing() {
        let home = tempfile::tempdir().unwrap();
        with_data(home.path()).await;
        let store = Store::open(home.path(), paper()).await.unwrap();
        let batch = crate::Batch {
            changes: &[],
            events: &[],
            intents: &[],
            at: VenueMs(77),
        };
        store.commit(batch).await.unwrap();
        let copies = tempfile::tempdir().unwrap();
        let to = folder::database(&copies.path().join("paper"));
        copy_database(&folder::database(home.path()), &to).await.unwrap();
        let again = copy_database(&folder::database(home.path()), &to).await;
        assert!(matches!(again, Err(StoreError::Io { .. })), "{again:?}");
        store.close().await.unwrap();
        let copy = Store::open(&copies.path().join("paper"), paper()).await.unwrap();
        assert_eq!(copy.reader().last_commit_at().await.unwrap(), Some(VenueMs(77)));
        let nothing = copy_database(&folder::database(&home.path().join("none")), &to.with_extension("x")).await;
        assert!(matches!(nothing, Err(StoreError::Io { .. })), "{nothing:?}");
    }

    /// Killed while it migrated and started again within the second.
    #[tokio::test]
    async fn a_migration_that_was_cut_short_stands_in_the_way_of_none() {
        let home = tempfile::tempdir().unwrap();
        with_data(home.path()).await;
        let migrator = later("UPDATE progress SET at = at + 1;");
        let place = folder::backups(home.path());
        folder::create(&place).unwrap();
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
        let name = |seconds: u64| format!("before-v{:04}-{seconds:012}", known(&migrator));
        for seconds in now..now + 60 {
            std::fs::write(place.join(name(seconds)).with_extension("db"), "whole").unwrap();
        }
        let half = place.join(name(now + 60)).with_extension(UNFINISHED);
        std::fs::write(&half, "half of a ba").unwrap();
        let store = Store::open_with(home.path(), Some(&paper()), &migrator).await.unwrap();
        let backup = store.migrated().backup.clone().unwrap();
        assert_eq!(std::fs::read(&backup).unwrap().get(..6), Some(b"SQLite".as_slice()));
        assert!(!half.exists(), "what is not whole is no backup");
    }

    #[tokio::test]
    async fn data_of_a_version_that_kept_no_account_are_opened_and_say_it_from_then_on() {
        let home = tempfile::tempdir().unwrap();
        folder::create_new(&folder::database(home.path())).unwrap();
        let first = Migrator::with_migrations(MIGRATIONS.iter().take(1).cloned().collect());
        let mut conn = connect::writer(&folder::database(home.path())).await.unwrap();
        first.run(&mut conn).await.unwrap();
        sqlx::query("INSERT INTO identity (id, mode, world) VALUES (1, 'demo', 'world-7')")
            .execute(&mut conn)
            .await
            .unwrap();
        conn.close().await.unwrap();
        let demo = |world: &str, account| Identity::Demo {
            world: world.to_owned(),
            account,
        };
        let error = Store::open(home.path(), demo("world-8", account())).await.unwrap_err();
        assert!(matches!(error, StoreError::OtherWorld { .. }), "{error}");
        let store = Store::open(home.path(), demo("world-7", account())).await.unwrap();
        let kept = KeptIdentity {
            mode: Mode::Demo,
            world: Some("world-7".to_owned()),
            account: Some(account()),
        };
        assert_eq!(store.reader().identity().await.unwrap(), kept);
        store.close().await.unwrap();
        let other = TradingAccount {
            chain_id: 80_002,
            ..account()
        };
        let error = Store::open(home.path(), demo("world-7", other)).await.unwrap_err();
        assert!(matches!(error, StoreError::OtherAccount { .. }), "{error}");
    }

    /// Rows of the ledger from before they said what they realised.
    #[tokio::test]
    async fn the_ledger_of_a_version_that_kept_no_results_has_what_is_known_of_them() {
        let home = tempfile::tempdir().unwrap();
        folder::create_new(&folder::database(home.path())).unwrap();
        let before = Migrator::with_migrations(MIGRATIONS.iter().take(7).cloned().collect());
        let mut conn = connect::writer(&folder::database(home.path())).await.unwrap();
        before.run(&mut conn).await.unwrap();
        let rows = "PRAGMA foreign_keys = OFF;
            INSERT INTO executed_copy_trades (trade, hash, child, copy_order, follow, token, condition_id, side, shares, price,
                trader_price, fee, liquidity, settlement, at, realised, effect_shares, effect_cost, effect_realised, effect_fee,
                effect_cash, stage)
                VALUES ('a', 'h', 1, 1, 1, 't', 'c', 'SELL', 1, 1, 1, 0, 'maker', 'failed', 1, 40, 1, 1, 40, 0, 1, 1);
            INSERT INTO events (seq, at, kind, follow, token, body)
                VALUES (1, 9, 'resolution', 1, 't', '{\"realised\": \"-2.90\"}');
            INSERT INTO ledger (seq, at, movement, trade, hash, follow, token, shares, cash, claim) VALUES
                (1, 1, 'opening', NULL, NULL, NULL, NULL, 0, 100, 0),
                (2, 2, 'fill', 'a', 'h', 1, 't', -1, 1, 0),
                (3, 3, 'reversal', 'a', 'h', 1, 't', 1, -1, 0),
                (4, 9, 'payout', NULL, NULL, 1, 't', -1, 0, 1),
                (5, 10, 'payout', NULL, NULL, 1, 't', -1, 0, 1),
                (6, 11, 'payout_correction', NULL, NULL, 1, 't', 0, 0, 1500000);";
        sqlx::raw_sql(rows).execute(&mut conn).await.unwrap();
        MIGRATIONS.run(&mut conn).await.unwrap();
        let kept: Vec<i64> = sqlx::query_scalar("SELECT realised FROM ledger ORDER BY seq")
            .fetch_all(&mut conn)
            .await
            .unwrap();
        assert_eq!(kept, [0, 40, -40, -2_900_000, 0, 1_500_000]);
        let changed = sqlx::query("UPDATE ledger SET realised = 1").execute(&mut conn).await;
        assert!(changed.is_err(), "append-only again");
    }

    #[tokio::test]
    async fn a_migration_that_fails_leaves_the_data_as_they_were() {
        let home = tempfile::tempdir().unwrap();
        with_data(home.path()).await;
        let migrator = later("UPDATE progress SET at = 0; INSERT INTO nowhere VALUES (1);");
        let error = Store::open_with(home.path(), Some(&paper()), &migrator)
            .await
            .unwrap_err();
        assert!(matches!(error, StoreError::Migration { .. }), "{error:?}");
        let store = Store::open(home.path(), paper()).await.unwrap();
        assert_eq!(store.reader().last_commit_at().await.unwrap(), Some(VenueMs(42)));
    }

    #[tokio::test]
    async fn of_several_migrations_those_before_the_one_that_fails_stand_and_the_copy_before_all_is_named() {
        let home = tempfile::tempdir().unwrap();
        with_data(home.path()).await;
        let migrator = steps(&["UPDATE progress SET at = 43", "INSERT INTO nowhere VALUES (1)"]);
        let error = Store::open_with(home.path(), Some(&paper()), &migrator)
            .await
            .unwrap_err();
        let StoreError::Migration {
            backup: Some(backup), ..
        } = &error
        else {
            panic!("{error:?}");
        };
        assert!(error.to_string().contains(&backup.display().to_string()), "{error}");
        // The program that knows only the first goes on with it; this version goes on with the copy.
        let first = later("UPDATE progress SET at = 43");
        let store = Store::open_with(home.path(), Some(&paper()), &first).await.unwrap();
        assert_eq!(store.reader().last_commit_at().await.unwrap(), Some(VenueMs(43)));
        let restored = tempfile::tempdir().unwrap();
        std::fs::copy(backup, folder::database(restored.path())).unwrap();
        let old = Store::open(restored.path(), paper()).await.unwrap();
        assert_eq!(old.reader().last_commit_at().await.unwrap(), Some(VenueMs(42)));
    }

    /// The files as a kill in the midst of it would leave them: much of it is written, and nothing committed.
    #[tokio::test]
    async fn a_migration_that_was_cut_off_leaves_a_database_that_opens_and_is_made_at_the_next_start() {
        const MUCH: &str = "CREATE TABLE more (x TEXT) STRICT; \
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) \
            INSERT INTO more SELECT hex(randomblob(500)) FROM n; UPDATE progress SET at = at + 1;";
        let home = tempfile::tempdir().unwrap();
        with_data(home.path()).await;
        let mut conn = connect::writer(&folder::database(home.path())).await.unwrap();
        for begin in ["PRAGMA cache_size = 10", "BEGIN IMMEDIATE"] {
            sqlx::query(begin).execute(&mut conn).await.unwrap();
        }
        sqlx::raw_sql(MUCH).execute(&mut conn).await.unwrap();
        let left = tempfile::tempdir().unwrap();
        let mut written = 0;
        for name in ["pilotfish.db", "pilotfish.db-wal"] {
            written += std::fs::copy(home.path().join(name), left.path().join(name)).unwrap();
        }
        assert!(written > 2_000_000, "much of it was on the disk: {written}");

        let store = Store::open(left.path(), paper()).await.unwrap();
        assert_eq!(store.reader().last_commit_at().await.unwrap(), Some(VenueMs(42)));
        assert_eq!(store.integrity_check().await.unwrap(), Vec::<String>::new());
        store.close().await.unwrap();
        let migrator = later(MUCH);
        let store = Store::open_with(left.path(), Some(&paper()), &migrator).await.unwrap();
        assert_eq!(store.reader().last_commit_at().await.unwrap(), Some(VenueMs(43)));
        assert_eq!(store.integrity_check().await.unwrap(), Vec::<String>::new());
    }

    /// Every step of the way here, from a database that the first version made and that holds something.
    #[tokio::test]
    async fn a_database_of_each_version_before_is_carried_over() {
        let first = Migrator::with_migrations(MIGRATIONS.iter().take(1).cloned().collect());
        let home = tempfile::tempdir().unwrap();
        let store = Store::open_with(home.path(), None, &first).await.unwrap();
        store.close().await.unwrap();
        let mut conn = connect::writer(&folder::database(home.path())).await.unwrap();
        sqlx::raw_sql(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2500) \
             INSERT INTO ledger (seq, at, movement, shares, cash, claim) SELECT i, i, 'deposit', 0, i, 0 FROM n",
        )
        .execute(&mut conn)
        .await
        .unwrap();
        conn.close().await.unwrap();

        let store = Store::open(home.path(), paper()).await.unwrap();
        assert_eq!((store.migrated().from, store.migrated().to), (1, known(&MIGRATIONS)));
        let filter = crate::read::ledger_entries::LedgerFilter::default();
        for (before, balance) in [
            (None, 2_500 * 2_501 / 2),
            (Some(2_000), 1_999 * 2_000 / 2),
            (Some(5), 10),
        ] {
            let page = store.reader().ledger_entries(&filter, before, 1).await.unwrap();
            assert_eq!(page[0].balance.micros(), balance, "{before:?}");
        }
        assert_eq!(store.integrity_check().await.unwrap(), Vec::<String>::new());
    }

    #[test]
    fn only_the_newest_automatic_backups_are_kept() {
        let home = tempfile::tempdir().unwrap();
        for n in 0..10 {
            std::fs::write(home.path().join(format!("before-v0002-{n:012}.db")), "x").unwrap();
        }
        std::fs::write(home.path().join("mine.db"), "x").unwrap();
        prune(home.path()).unwrap();
        let mut left: Vec<String> = std::fs::read_dir(home.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        left.sort();
        assert_eq!(left.len(), BACKUPS_KEPT + 1);
        assert_eq!(left[0], "before-v0002-000000000003.db");
        assert_eq!(left[BACKUPS_KEPT], "mine.db");
    }
}
