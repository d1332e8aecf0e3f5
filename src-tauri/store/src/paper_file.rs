//! The paper account's own file (`paper.db`), beside the main database: what stands in for the venue in paper mode is kept there,
//! as the real venue would keep it. Rows of a kind, a key and a body, which only the paper venue understands.
//!
//! It is as durable as the main database: a commit is on the disk before it returns. A file that cannot be read is an error and
//! is never put aside: with it the account would be another.

use std::path::{Path, PathBuf};

use sqlx::{Connection, Row, SqliteConnection};

use crate::connect;
use crate::error::StoreError;
use crate::statements::{Statement, Statements};
use crate::{folder, private};

/// The version of the schema below, in `user_version`.
const VERSION: i64 = 1;

const SCHEMA: &[&str] = &[
    "CREATE TABLE rows (kind TEXT NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (kind, key)) STRICT, WITHOUT ROWID",
    "PRAGMA user_version = 1",
];

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperRow {
    /// What it is of.
    pub kind: String,
    /// Which one.
    pub key: String,
    /// It; none where it is to be removed.
    pub body: Option<String>,
}

/// The file, open for writing.
#[derive(Debug)]
pub struct PaperFile {
    conn: SqliteConnection,
}

impl PaperFile {
    /// Opens the file in `folder`, or makes it; with everything that it holds.
    ///
    /// # Errors
    /// When it cannot be made or read, or is of another version.
    pub async fn open(folder: &Path) -> Result<(Self, Vec<PaperRow>), StoreError> {
        let path = path(folder);
        let is_new = folder::inspect(&path)? == folder::Found::Nothing;
        if is_new && !path.exists() {
            folder::create_new(&path)?;
        }
        private::narrow(&path).map_err(StoreError::io(&path))?;
        let mut conn = connect::writer(&path).await?;
        if is_new {
            let mut statements = Statements::default();
            for statement in SCHEMA {
                statements.push(Statement::new(statement));
            }
            statements.commit(&mut conn).await?;
        }
        let rows = read(&path, &mut conn).await?;
        Ok((Self { conn }, rows))
    }

    /// Everything in the file of `folder`; none where there is no file.
    ///
    /// # Errors
    /// As [`PaperFile::open`].
    pub async fn look(folder: &Path) -> Result<Option<Vec<PaperRow>>, StoreError> {
        let path = path(folder);
        if !path.exists() {
            return Ok(None);
        }
        let mut conn = connect::reader(&path).await?;
        read(&path, &mut conn).await.map(Some)
    }

    /// Writes rows, all or none; on the disk when it returns.
    ///
    /// # Errors
    /// As [`crate::Store::commit`]. Nothing is written then.
    pub async fn keep(&mut self, rows: &[PaperRow]) -> Result<(), StoreError> {
        let mut statements = Statements::default();
        for row in rows {
            let (kind, key) = (row.kind.as_str(), row.key.as_str());
            statements.push(match &row.body {
                Some(body) => Statement::new(
                    "INSERT INTO rows (kind, key, body) VALUES (?, ?, ?) \
                     ON CONFLICT (kind, key) DO UPDATE SET body = excluded.body",
                )
                .bind(kind)
                .bind(key)
                .bind(body.as_str()),
                None => Statement::new("DELETE FROM rows WHERE kind = ? AND key = ?")
                    .bind(kind)
                    .bind(key),
            });
        }
        statements.commit(&mut self.conn).await
    }

    /// Closes the file tidily. Nothing depends on it.
    ///
    /// # Errors
    /// `Database` when SQLite could not close.
    pub async fn close(self) -> Result<(), StoreError> {
        Ok(self.conn.close().await?)
    }
}

fn path(folder: &Path) -> PathBuf {
    folder.join("paper.db")
}

async fn read(path: &Path, conn: &mut SqliteConnection) -> Result<Vec<PaperRow>, StoreError> {
    let version: i64 = sqlx::query_scalar("PRAGMA user_version").fetch_one(&mut *conn).await?;
    if version != VERSION {
        return Err(StoreError::unreadable(
            path.display().to_string(),
            format!("it is of version {version}"),
        ));
    }
    let rows = sqlx::query("SELECT kind, key, body FROM rows").fetch_all(conn).await?;
    rows.iter()
        .map(|row| {
            Ok(PaperRow {
                kind: row.try_get("kind")?,
                key: row.try_get("key")?,
                body: Some(row.try_get("body")?),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn row(key: &str, body: Option<&str>) -> PaperRow {
        PaperRow {
            kind: "order".to_owned(),
            key: key.to_owned(),
            body: body.map(str::to_owned),
        }
    }

    #[tokio::test]
    async fn rows_are_there_again_replaced_and_removed() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(PaperFile::look(folder.path()).await.unwrap(), None);
        let (mut file, rows) = PaperFile::open(folder.path()).await.unwrap();
        assert_eq!(rows, []);
        file.keep(&[row("a", Some("1")), row("b", Some("2"))]).await.unwrap();
        file.keep(&[row("a", Some("3")), row("b", None)]).await.unwrap();
        // Not closed: as after a crash.
        drop(file);
        let (file, rows) = PaperFile::open(folder.path()).await.unwrap();
        assert_eq!(rows, [row("a", Some("3"))]);
        assert_eq!(PaperFile::look(folder.path()).await.unwrap(), Some(rows));
        file.close().await.unwrap();
    }

    #[tokio::test]
    async fn a_file_that_is_none_is_an_error_and_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = path(folder.path());
        std::fs::write(&path, "no database at all, but a text of some length").unwrap();
        PaperFile::open(folder.path()).await.unwrap_err();
        assert!(std::fs::read_to_string(&path).unwrap().starts_with("no database"));
    }
}
