//! The client's commands on disk, so that a world can be continued: world = seed + journal.
//!
//! One file of JSON lines: a header that names the world, then every command that changed it with its venue time, and
//! the clock's position. Invariant: applying the lines in order, each at its time, to the world the header names gives
//! the very world that wrote them. A last line that a crash cut short is dropped; nothing else is forgiven. Lines are
//! handed to the operating system one by one but not forced to the disk: a killed process loses nothing, a power cut
//! may lose the last seconds of a pretended world.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use pilotfish_copy::ids::{OrderHash, TokenId, VenueMs, WalletAddress};
use pilotfish_copy::market::Side;
use pilotfish_copy::money::{Price, Shares, Usd};
use serde::{Deserialize, Serialize};

use crate::error::SimError;
use crate::overrides::Override;
use pilotfish_exchange::{Amount, NewOrder, OrderKind};

/// The journal's file in its folder.
pub const FILE_NAME: &str = "journal.jsonl";

/// The form of the lines; a later form gets another number.
const FORMAT: u32 = 2;

/// Which world a journal belongs to: its first line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalHeader {
    /// The form of the lines.
    pub format: u32,
    /// The world's id.
    pub world: String,
    pub seed: u64,
    /// Where it began.
    pub start: VenueMs,
    /// What an account gets on its first authentication.
    pub balance: Usd,
}

impl JournalHeader {
    /// The header of a new journal.
    #[must_use]
    pub fn new(world: String, seed: u64, start: VenueMs, balance: Usd) -> Self {
        Self {
            format: FORMAT,
            world,
            seed,
            start,
            balance,
        }
    }
}

/// One line: something that was done at a venue time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub at: VenueMs,
    #[serde(flatten)]
    pub entry: Entry,
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Entry {
    /// An API key was given out (and its wallets enrolled, the first time).
    Authenticate { owner: String, nonce: String },
    /// An API key was taken back.
    Revoke { api_key: String },
    /// An order was taken.
    Place(StoredOrder),
    /// An order was cancelled.
    Cancel { owner: WalletAddress, order: OrderHash },
    /// The relayer took a submission: the body as it came.
    Relay { body: String },
    /// Control decided something.
    Override(Override),
    /// Nothing but time passed.
    Clock,
}

/// A [`NewOrder`] as the journal writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredOrder {
    id: OrderHash,
    owner: WalletAddress,
    token: TokenId,
    side: Side,
    price: Price,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    shares: Option<Shares>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    budget: Option<Usd>,
    kind: StoredKind,
    #[serde(default)]
    post_only: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expires_at: Option<VenueMs>,
    created_at: VenueMs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum StoredKind {
    Gtc,
    Gtd,
    Fak,
    Fok,
}

impl From<&NewOrder> for StoredOrder {
    fn from(order: &NewOrder) -> Self {
        let (shares, budget) = match order.amount {
            Amount::Shares(shares) => (Some(shares), None),
            Amount::Budget(budget) => (None, Some(budget)),
        };
        let kind = match order.kind {
            OrderKind::Gtc => StoredKind::Gtc,
            OrderKind::Gtd => StoredKind::Gtd,
            OrderKind::Fak => StoredKind::Fak,
            OrderKind::Fok => StoredKind::Fok,
        };
        Self {
            id: order.id.clone(),
            owner: order.owner.clone(),
            token: order.token.clone(),
            side: order.side,
            price: order.price,
            shares,
            budget,
            kind,
            post_only: order.post_only,
            expires_at: order.expires_at,
            created_at: order.created_at,
        }
    }
}

impl From<StoredOrder> for NewOrder {
    fn from(stored: StoredOrder) -> Self {
        let amount = match stored.budget {
            Some(budget) => Amount::Budget(budget),
            None => Amount::Shares(stored.shares.unwrap_or_default()),
        };
        let kind = match stored.kind {
            StoredKind::Gtc => OrderKind::Gtc,
            StoredKind::Gtd => OrderKind::Gtd,
            StoredKind::Fak => OrderKind::Fak,
            StoredKind::Fok => OrderKind::Fok,
        };
        Self {
            id: stored.id,
            owner: stored.owner,
            token: stored.token,
            side: stored.side,
            price: stored.price,
            amount,
            kind,
            post_only: stored.post_only,
            expires_at: stored.expires_at,
            created_at: stored.created_at,
        }
    }
}

/// A journal that was found: its world, and what was done in it.
#[derive(Debug)]
pub struct Found {
    pub header: JournalHeader,
    pub lines: Vec<Line>,
}

/// The journal of a running world. Only one process can hold it.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    file: File,
    /// Where the next line goes.
    end: u64,
    /// Where the last line starts, if it is the clock's: the next position overwrites it.
    clock_line: Option<u64>,
}

impl Journal {
    /// Opens the folder's journal, creating folder and file as needed, and reads what it holds: `None` when it is new.
    ///
    /// # Errors
    /// [`SimError::InUse`] when another process holds it, [`SimError::Journal`] when it cannot be opened or read,
    /// [`SimError::JournalMalformed`] when it is no journal of ours.
    pub fn open(folder: &Path) -> Result<(Self, Option<Found>), SimError> {
        let path = folder.join(FILE_NAME);
        let failed = |source| SimError::Journal {
            path: path.clone(),
            source,
        };
        create_folder(folder).map_err(failed)?;
        let mut file = for_the_owner().open(&path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(SimError::InUse { path }),
            Err(TryLockError::Error(source)) => return Err(failed(source)),
        }
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(failed)?;
        let (found, sound_len) = parse(&path, &bytes)?;
        file.set_len(sound_len).map_err(failed)?;
        Ok((
            Self {
                path,
                file,
                end: sound_len,
                clock_line: None,
            },
            found,
        ))
    }

    /// Writes the header of a new world.
    pub fn begin(&mut self, header: &JournalHeader) -> Result<(), SimError> {
        self.write_line(0, header)?;
        Ok(())
    }

    /// Writes what was done at a venue time.
    pub fn append(&mut self, at: VenueMs, entry: Entry) -> Result<(), SimError> {
        let start = match entry {
            Entry::Clock => self.clock_line.unwrap_or(self.end),
            _ => self.end,
        };
        let clock = entry == Entry::Clock;
        self.write_line(start, &Line { at, entry })?;
        self.clock_line = clock.then_some(start);
        Ok(())
    }

    fn write_line<T: Serialize>(&mut self, start: u64, line: &T) -> Result<(), SimError> {
        let failed = |source| SimError::Journal {
            path: self.path.clone(),
            source,
        };
        let mut text = serde_json::to_vec(line).map_err(|error| failed(error.into()))?;
        text.push(b'\n');
        let written = self
            .file
            .seek(SeekFrom::Start(start))
            .and_then(|_| self.file.write_all(&text));
        written.map_err(failed)?;
        self.end = start + text.len() as u64;
        Ok(())
    }
}

/// Makes the folder, for its owner only: a world tells what the account in it did.
fn create_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(folder)
}

/// Opens a file to read and write, or makes it, for its owner only.
fn for_the_owner() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).read(true).write(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options
}

/// Reads a journal's bytes; also says how many of them are whole lines.
fn parse(path: &Path, bytes: &[u8]) -> Result<(Option<Found>, u64), SimError> {
    let malformed = |line: usize, reason: String| SimError::JournalMalformed {
        path: path.to_owned(),
        line: line as u64 + 1,
        reason,
    };
    let mut sound_len = 0_usize;
    let mut header: Option<JournalHeader> = None;
    let mut lines: Vec<Line> = Vec::new();
    let texts: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
    for (place, text) in texts.iter().enumerate() {
        let whole = text.ends_with(b"\n");
        let last = place + 1 == texts.len();
        let read = match &header {
            None => serde_json::from_slice(text).map(|read| header = Some(read)),
            Some(_) => serde_json::from_slice(text).map(|line| lines.push(line)),
        };
        match read {
            Ok(()) if whole => sound_len += text.len(),
            // A line without its end may be a longer one cut short, even where it reads.
            Ok(()) if place > 0 => drop(lines.pop()),
            Ok(()) => header = None,
            Err(_) if last => {}
            Err(error) => return Err(malformed(place, error.to_string())),
        }
    }
    if let Some(found) = &header
        && found.format != FORMAT
    {
        return Err(malformed(
            0,
            format!("its form is {}, this program reads {FORMAT}", found.format),
        ));
    }
    for (place, pair) in lines.windows(2).enumerate() {
        if let [before, after] = pair
            && after.at < before.at
        {
            return Err(malformed(place + 2, "its time lies before the line above".to_owned()));
        }
    }
    Ok((header.map(|header| Found { header, lines }), sound_len as u64))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
    use super::*;

    fn header() -> JournalHeader {
        JournalHeader::new("world-7".to_owned(), 7, VenueMs(1_000), Usd::dollars(10_000))
    }

    fn cancel(order: &str) -> Entry {
        let owner = WalletAddress::parse("0x00000000000000000000000000000000000000aa").unwrap();
        Entry::Cancel {
            owner,
            order: OrderHash::new(order),
        }
    }

    fn written(folder: &Path) -> String {
        std::fs::read_to_string(folder.join(FILE_NAME)).unwrap()
    }

    #[cfg(unix)]
    #[test]
    fn a_world_is_for_its_owner_only() {
        use std::os::unix::fs::PermissionsExt;
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("demo/world");
        Journal::open(&folder).unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&folder), mode(&folder.join(FILE_NAME))), (0o700, 0o600));
    }

    #[test]
    fn what_was_written_is_read_back_and_goes_on() {
        let folder = tempfile::tempdir().unwrap();
        let (mut journal, found) = Journal::open(folder.path()).unwrap();
        assert!(found.is_none());
        journal.begin(&header()).unwrap();
        journal.append(VenueMs(2_000), cancel("0x1")).unwrap();
        drop(journal);
        let (mut journal, found) = Journal::open(folder.path()).unwrap();
        let found = found.unwrap();
        assert_eq!(found.header, header());
        assert_eq!(
            found.lines,
            [Line {
                at: VenueMs(2_000),
                entry: cancel("0x1")
            }]
        );
        journal.append(VenueMs(3_000), cancel("0x2")).unwrap();
        drop(journal);
        assert_eq!(Journal::open(folder.path()).unwrap().1.unwrap().lines.len(), 2);
    }

    #[test]
    fn the_clock_takes_one_line_however_long_it_runs() {
        let folder = tempfile::tempdir().unwrap();
        let (mut journal, _) = Journal::open(folder.path()).unwrap();
        journal.begin(&header()).unwrap();
        for at in 2_000..2_100 {
            journal.append(VenueMs(at), Entry::Clock).unwrap();
        }
        journal.append(VenueMs(2_100), cancel("0x1")).unwrap();
        journal.append(VenueMs(2_200), Entry::Clock).unwrap();
        let texts: Vec<String> = written(folder.path()).lines().map(str::to_owned).collect();
        assert_eq!(texts.len(), 4, "{texts:?}");
        assert_eq!(texts[1], r#"{"at":2099,"do":"clock"}"#);
        assert_eq!(texts[3], r#"{"at":2200,"do":"clock"}"#);
    }

    #[test]
    fn a_last_line_cut_short_at_any_byte_is_dropped_and_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let (mut journal, _) = Journal::open(folder.path()).unwrap();
        journal.begin(&header()).unwrap();
        journal.append(VenueMs(2_000), cancel("0x1")).unwrap();
        drop(journal);
        let whole = written(folder.path());
        let head = whole.lines().next().unwrap().len() + 1;
        for cut in head..whole.len() {
            std::fs::write(folder.path().join(FILE_NAME), &whole[..cut]).unwrap();
            let (mut journal, found) = Journal::open(folder.path()).unwrap();
            assert!(found.unwrap().lines.is_empty(), "cut at {cut}");
            journal.append(VenueMs(2_000), cancel("0x1")).unwrap();
            drop(journal);
            assert_eq!(written(folder.path()), whole, "cut at {cut}");
        }
        for cut in 0..head {
            std::fs::write(folder.path().join(FILE_NAME), &whole[..cut]).unwrap();
            assert!(
                Journal::open(folder.path()).unwrap().1.is_none(),
                "a header cut at {cut} is no world yet"
            );
        }
    }

    #[test]
    fn damage_in_the_middle_is_told_with_its_line() {
        let folder = tempfile::tempdir().unwrap();
        let (mut journal, _) = Journal::open(folder.path()).unwrap();
        journal.begin(&header()).unwrap();
        journal.append(VenueMs(2_000), cancel("0x1")).unwrap();
        drop(journal);
        let damaged = format!("{}not json\n{{\"at\":3000,\"do\":\"clock\"}}\n", written(folder.path()));
        std::fs::write(folder.path().join(FILE_NAME), damaged).unwrap();
        match Journal::open(folder.path()) {
            Err(SimError::JournalMalformed { line, .. }) => assert_eq!(line, 3),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn one_process_holds_it() {
        let folder = tempfile::tempdir().unwrap();
        let (_journal, _) = Journal::open(folder.path()).unwrap();
        assert!(matches!(Journal::open(folder.path()), Err(SimError::InUse { .. })));
    }
}
