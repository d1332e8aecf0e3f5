//! The schema's version: what this program knows, what a database has, and the way from one to the other.
//!
//! Forward only. A database that holds data is backed up before it is changed; one from a newer version is not touched.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::{SystemTime, UNIX_EPOCH};

use sqlx::SqliteConnection;
use sqlx::migrate::Migrator;

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
    migrator.run(&mut *conn).await.map_err(StoreError::Migration)?;
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
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

    use super::*;
    use crate::identity::{Identity, KeptIdentity, Mode};
    use crate::reader::Reader;
    use crate::store::Store;
    use pilotfish_copy::ids::{VenueMs, WalletAddress};
    use pilotfish_copy::wallet::{TradingAccount, WalletType};
    use sqlx::migrate::{Migration, MigrationType};
    use sqlx::{Connection, SqlSafeStr};

    fn later(sql: &'static str) -> Migrator {
        let next = Migration::new(
            known(&MIGRATIONS) + 1,
            "later".into(),
            MigrationType::Simple,
            sql.into_sql_str(),
            false,
        );
        Migrator::with_migrations(MIGRATIONS.iter().cloned().chain([next]).collect())
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

    #[tokio::test]
    async fn a_migration_that_fails_leaves_the_data_as_they_were() {
        let home = tempfile::tempdir().unwrap();
        with_data(home.path()).await;
        let migrator = later("UPDATE progress SET at = 0; INSERT INTO nowhere VALUES (1);");
        let error = Store::open_with(home.path(), Some(&paper()), &migrator)
            .await
            .unwrap_err();
        assert!(matches!(error, StoreError::Migration(_)), "{error:?}");
        let store = Store::open(home.path(), paper()).await.unwrap();
        assert_eq!(store.reader().last_commit_at().await.unwrap(), Some(VenueMs(42)));
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
