//! Opening data: what is refused, in which words, and that refusing changes nothing.

use std::path::Path;

use crate::common::{account, basis, demo, kept, open, wallet, write};
use pilotfish_copy::wallet::{TradingAccount, WalletType};
use pilotfish_store::{Identity, Remedy, Store, StoreError};
use sqlx::Connection;
use sqlx::sqlite::SqliteConnectOptions;

/// The version that this program knows.
const NEWEST: i64 = 8;

async fn raw(folder: &Path) -> sqlx::SqliteConnection {
    let options = SqliteConnectOptions::new().filename(folder.join("pilotfish.db"));
    sqlx::SqliteConnection::connect_with(&options).await.unwrap()
}

#[tokio::test]
async fn a_new_folder_becomes_a_store_in_wal_mode_for_its_owner_only() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("deep").join("demo");
    let store = open(&folder).await;
    assert_eq!(store.load().await.unwrap(), vec![]);
    assert_eq!(store.reader().identity().await.unwrap(), kept(&demo()));
    assert_eq!((store.migrated().from, store.migrated().to), (0, NEWEST));
    assert_eq!(store.migrated().backup, None);
    let mode: String = sqlx::query_scalar("PRAGMA journal_mode")
        .fetch_one(&mut raw(&folder).await)
        .await
        .unwrap();
    assert_eq!(mode, "wal");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&folder), 0o700);
        for file in std::fs::read_dir(&folder).unwrap() {
            let path = file.unwrap().path();
            assert_eq!(mode(&path), 0o600, "{}", path.display());
        }
    }
}

#[tokio::test]
async fn a_second_opener_learns_who_has_the_data_and_may_read() {
    let home = tempfile::tempdir().unwrap();
    assert_eq!(Store::holder(home.path()).unwrap(), None);
    let store = open(home.path()).await;
    write(&store, &basis(1)).await.unwrap();

    let error = Store::open(home.path(), demo()).await.unwrap_err();
    let StoreError::LockedBy { holder, .. } = &error else {
        panic!("{error}")
    };
    assert_eq!(holder.pid, Some(std::process::id()));
    assert!(holder.program.starts_with("store"), "{}", holder.program);
    assert!(error.to_string().contains(&std::process::id().to_string()), "{error}");
    assert_eq!(Store::holder(home.path()).unwrap().as_ref(), Some(holder));

    let reader = Store::open_read_only(home.path()).await.unwrap();
    assert_eq!(reader.working_orders().await.unwrap().len(), 1);

    drop(store);
    assert_eq!(Store::holder(home.path()).unwrap(), None);
    let again = open(home.path()).await;
    assert_eq!(again.load().await.unwrap().len(), 5);
}

#[tokio::test]
async fn another_world_is_refused() {
    let home = tempfile::tempdir().unwrap();
    open(home.path()).await.close().await.unwrap();
    let other = Identity::Demo {
        world: "world-8".to_owned(),
        account: account(),
    };
    let error = Store::open(home.path(), other).await.unwrap_err();
    let StoreError::OtherWorld { found, wanted } = &error else {
        panic!("{error}")
    };
    assert_eq!(
        (found.as_deref(), wanted.as_deref()),
        (Some("world-7"), Some("world-8"))
    );
    open(home.path()).await;
}

#[tokio::test]
async fn demo_paper_and_live_never_share_a_database() {
    let identities = [
        demo(),
        Identity::Paper { account: account() },
        Identity::Live { account: account() },
    ];
    for ours in &identities {
        let home = tempfile::tempdir().unwrap();
        let store = Store::open(home.path(), ours.clone()).await.unwrap();
        assert_eq!(store.reader().identity().await.unwrap(), kept(ours));
        store.close().await.unwrap();
        for other in identities.iter().filter(|other| *other != ours) {
            let error = Store::open(home.path(), other.clone()).await.unwrap_err();
            assert!(
                matches!(&error, StoreError::OtherMode { found, wanted } if (*found, *wanted) == (ours.mode(), other.mode())),
                "{error}"
            );
            assert_eq!(error.remedy(), Remedy::AskUser);
        }
        // Nor was anything changed by trying.
        let store = Store::open(home.path(), ours.clone()).await.unwrap();
        assert_eq!(store.reader().identity().await.unwrap(), kept(ours));
    }
}

#[tokio::test]
async fn another_account_is_refused_in_words() {
    let home = tempfile::tempdir().unwrap();
    let live = |account| Identity::Live { account };
    let store = Store::open(home.path(), live(account())).await.unwrap();
    store.close().await.unwrap();
    let others = [
        TradingAccount {
            chain_id: 80_002,
            ..account()
        },
        TradingAccount {
            funder: wallet(0x98),
            ..account()
        },
        TradingAccount {
            wallet_type: WalletType::Safe,
            ..account()
        },
    ];
    for other in others {
        let error = Store::open(home.path(), live(other.clone())).await.unwrap_err();
        assert!(
            matches!(&error, StoreError::OtherAccount { found, wanted } if (found, wanted) == (&account(), &other)),
            "{error}"
        );
        assert_eq!(error.remedy(), Remedy::AskUser);
        let text = error.to_string();
        for part in [account().to_string(), other.to_string(), "another folder".to_owned()] {
            assert!(text.contains(&part), "{text}");
        }
    }
    Store::open(home.path(), live(account())).await.unwrap();
}

#[tokio::test]
async fn a_database_from_a_newer_version_is_refused_and_untouched() {
    let home = tempfile::tempdir().unwrap();
    open(home.path()).await.close().await.unwrap();
    let mut conn = raw(home.path()).await;
    sqlx::query(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
         VALUES (9999, 'later', 1, x'00', 0)",
    )
    .execute(&mut conn)
    .await
    .unwrap();
    conn.close().await.unwrap();
    let before = std::fs::read(home.path().join("pilotfish.db")).unwrap();

    let error = Store::open(home.path(), demo()).await.unwrap_err();
    assert!(
        matches!(
            error,
            StoreError::Newer {
                found: 9999,
                known: NEWEST
            }
        ),
        "{error}"
    );
    assert!(error.to_string().contains("newer"), "{error}");
    let error = Store::open_read_only(home.path()).await.unwrap_err();
    assert!(matches!(error, StoreError::Newer { .. }), "{error}");
    let error = Store::migrate(home.path()).await.unwrap_err();
    assert!(matches!(error, StoreError::Newer { .. }), "{error}");
    assert_eq!(std::fs::read(home.path().join("pilotfish.db")).unwrap(), before);
}

/// Nothing was released before this schema: data of an earlier one are left alone, and the user is offered to begin anew.
#[tokio::test]
async fn a_database_of_a_schema_that_was_replaced_is_offered_a_reset_and_untouched() {
    let home = tempfile::tempdir().unwrap();
    open(home.path()).await.close().await.unwrap();
    let mut conn = raw(home.path()).await;
    sqlx::query("UPDATE _sqlx_migrations SET checksum = x'01'")
        .execute(&mut conn)
        .await
        .unwrap();
    // It had another migration, which this program does not know: it is older all the same, not newer.
    sqlx::query(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
         VALUES (?, 'figures', 1, x'00', 0)",
    )
    .bind(NEWEST + 1)
    .execute(&mut conn)
    .await
    .unwrap();
    conn.close().await.unwrap();
    let before = std::fs::read(home.path().join("pilotfish.db")).unwrap();

    for error in [
        Store::open(home.path(), demo()).await.unwrap_err(),
        Store::open_read_only(home.path()).await.unwrap_err(),
        Store::migrate(home.path()).await.unwrap_err(),
    ] {
        assert!(
            matches!(&error, StoreError::Outdated(folder) if folder == home.path()),
            "{error:?}"
        );
        assert_eq!(error.remedy(), Remedy::Reset);
        assert!(error.to_string().contains("reset the demo"), "{error}");
    }
    assert_eq!(std::fs::read(home.path().join("pilotfish.db")).unwrap(), before);
}

#[tokio::test]
async fn files_that_are_no_database_of_ours_are_refused_and_untouched() {
    let foreign = tempfile::tempdir().unwrap();
    let mut conn = {
        let options = SqliteConnectOptions::new()
            .filename(foreign.path().join("f.db"))
            .create_if_missing(true);
        sqlx::SqliteConnection::connect_with(&options).await.unwrap()
    };
    sqlx::query("CREATE TABLE bookmarks (url TEXT)")
        .execute(&mut conn)
        .await
        .unwrap();
    conn.close().await.unwrap();
    let foreign = std::fs::read(foreign.path().join("f.db")).unwrap();

    let mut headed = b"SQLite format 3\0".to_vec();
    headed.extend(std::iter::repeat_n(0xA5, 8_192));
    let cases = [
        ("words", b"this is not a database at all".to_vec()),
        ("short", vec![7]),
        ("head", headed),
        ("other", foreign),
    ];
    for (name, content) in cases {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("pilotfish.db");
        std::fs::write(&path, &content).unwrap();
        let error = Store::open(home.path(), demo()).await.unwrap_err();
        assert!(matches!(error, StoreError::Unreadable { .. }), "{name}: {error:?}");
        assert!(error.to_string().contains("pilotfish.db"), "{name}: {error}");
        let error = Store::open_read_only(home.path()).await.unwrap_err();
        assert!(matches!(error, StoreError::Unreadable { .. }), "{name}: {error:?}");
        assert_eq!(std::fs::read(&path).unwrap(), content, "{name}");
    }
}

#[tokio::test]
async fn a_damaged_page_is_found_at_the_start() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path()).await;
    write(&store, &basis(1)).await.unwrap();
    store.close().await.unwrap();
    let path = home.path().join("pilotfish.db");
    let mut content = std::fs::read(&path).unwrap();
    let middle = content.len() / 2 / 4096 * 4096;
    content[middle..middle + 4096].fill(0x5A);
    std::fs::write(&path, &content).unwrap();

    let error = Store::open(home.path(), demo()).await.unwrap_err();
    assert!(matches!(error, StoreError::Unreadable { .. }), "{error:?}");
    assert_eq!(std::fs::read(&path).unwrap(), content);
}

#[tokio::test]
async fn where_there_is_nothing_only_the_engine_makes_something() {
    let home = tempfile::tempdir().unwrap();
    let nowhere = home.path().join("nowhere");
    assert!(matches!(
        Store::open_read_only(&nowhere).await,
        Err(StoreError::Absent(_))
    ));
    assert!(matches!(Store::migrate(&nowhere).await, Err(StoreError::Absent(_))));
    assert!(!nowhere.exists());
}

#[tokio::test]
async fn migrating_whosever_data_it_is_says_from_where_to_where() {
    let home = tempfile::tempdir().unwrap();
    open(home.path()).await.close().await.unwrap();
    let migrated = Store::migrate(home.path()).await.unwrap();
    assert_eq!((migrated.from, migrated.to, migrated.backup), (NEWEST, NEWEST, None));
}
