//! Keeps what was seen (traders' lists, books that orders were looked at on) in its own file, by a task of its own: the core's
//! task hands it over and goes on.
//!
//! What waits is bounded. Where the disk is slower than the lists come, a trader's newer list takes the place of their oldest
//! waiting one, and that is said once. A file that is lost or cannot be written stops nothing: it is said once, and the next
//! list tries again.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use pilotfish_copy::BookLook;
use pilotfish_store::{PositionPage, Snapshots, StoreError};
use tokio::sync::Notify;
use tokio::task::JoinHandle;

/// Lists that may wait: one of each trader that can be followed, and some to spare.
const PAGES_MOST: usize = 256;
/// Looks that may wait; the oldest go first.
const LOOKS_MOST: usize = 4_096;
/// What comes within this, real time, is written in one transaction.
const GATHERED_FOR: Duration = Duration::from_secs(1);

/// The task, and the way to it. The task ends when this is finished or dropped.
#[derive(Debug)]
pub(crate) struct SnapshotKeeper {
    queue: Arc<Queue>,
    task: Option<JoinHandle<()>>,
}

impl SnapshotKeeper {
    /// Begins to keep what comes in the file of that folder. Whoever holds the data's lock may, and nobody else.
    pub(crate) fn begin(folder: PathBuf) -> Self {
        let queue = Arc::new(Queue::default());
        let task = tokio::spawn(keep(folder, Arc::clone(&queue)));
        Self {
            queue,
            task: Some(task),
        }
    }

    /// Hands over what is to be kept. Never waits.
    pub(crate) fn put(&self, pages: Vec<PositionPage>, looks: Vec<BookLook>) {
        if !pages.is_empty() || !looks.is_empty() {
            self.queue.put(pages, looks);
        }
    }

    /// Waits until what was handed over is kept and the file is closed.
    pub(crate) async fn finish(&mut self) {
        self.queue.close();
        if let Some(task) = self.task.take()
            && let Err(error) = task.await
        {
            tracing::warn!(%error, "the keeper of snapshots ended badly");
        }
    }
}

impl Drop for SnapshotKeeper {
    fn drop(&mut self) {
        self.queue.close();
    }
}

#[derive(Debug, Default)]
struct Queue {
    waiting: Mutex<Waiting>,
    news: Notify,
}

#[derive(Debug, Default)]
struct Waiting {
    pages: VecDeque<PositionPage>,
    looks: VecDeque<BookLook>,
    /// Lists and looks that made way for newer ones since the queue was last empty.
    left_out: usize,
    closed: bool,
}

impl Waiting {
    fn put(&mut self, page: PositionPage) {
        if self.pages.len() >= PAGES_MOST {
            let oldest = self.pages.iter().position(|waiting| waiting.trader == page.trader);
            self.pages.remove(oldest.unwrap_or(0));
            self.leave_out();
        }
        self.pages.push_back(page);
    }

    fn look(&mut self, look: BookLook) {
        if self.looks.len() >= LOOKS_MOST {
            self.looks.pop_front();
            self.leave_out();
        }
        self.looks.push_back(look);
    }

    fn leave_out(&mut self) {
        if self.left_out == 0 {
            tracing::warn!("the disk is slower than what is seen: older lists of positions are left out of the record");
        }
        self.left_out += 1;
    }

    fn take(&mut self) -> (Vec<PositionPage>, Vec<BookLook>) {
        if self.left_out > 0 {
            tracing::warn!(left_out = self.left_out, "lists and looks were left out of the record");
            self.left_out = 0;
        }
        (self.pages.drain(..).collect(), self.looks.drain(..).collect())
    }

    fn is_empty(&self) -> bool {
        self.pages.is_empty() && self.looks.is_empty()
    }
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn put(&self, pages: Vec<PositionPage>, looks: Vec<BookLook>) {
        let mut waiting = self.lock();
        for page in pages {
            waiting.put(page);
        }
        for look in looks {
            waiting.look(look);
        }
        drop(waiting);
        self.news.notify_one();
    }

    fn close(&self) {
        self.lock().closed = true;
        self.news.notify_one();
    }

    /// What waits, once there is something and a little more could come; `None` when nothing will.
    async fn next(&self) -> Option<(Vec<PositionPage>, Vec<BookLook>)> {
        loop {
            let (is_empty, closed) = {
                let waiting = self.lock();
                (waiting.is_empty(), waiting.closed)
            };
            match (is_empty, closed) {
                (true, true) => return None,
                (true, false) => self.news.notified().await,
                (false, true) => return Some(self.lock().take()),
                (false, false) => {
                    self.gather().await;
                    return Some(self.lock().take());
                }
            }
        }
    }

    /// Until enough time has passed, or it is closed.
    async fn gather(&self) {
        let closed = async {
            while !self.lock().closed {
                self.news.notified().await;
            }
        };
        // Either way what waits is taken now.
        let _ = tokio::time::timeout(GATHERED_FOR, closed).await;
    }
}

async fn keep(folder: PathBuf, queue: Arc<Queue>) {
    let mut file = None;
    let mut told = false;
    while let Some((pages, looks)) = queue.next().await {
        if let Err(error) = write(&folder, &mut file, &pages, &looks).await {
            if !told {
                tracing::warn!(%error, "snapshots are not kept; trading goes on");
            }
            told = true;
            // One that cannot be read any more is put aside when it is opened again.
            if matches!(error, StoreError::Unreadable { .. }) {
                file = None;
            }
        } else if std::mem::take(&mut told) {
            tracing::info!("snapshots are kept again");
        }
    }
    if let Some(file) = file
        && let Err(error) = file.close().await
    {
        tracing::warn!(%error, "the snapshots did not close tidily");
    }
}

async fn write(
    folder: &Path,
    file: &mut Option<Snapshots>,
    pages: &[PositionPage],
    looks: &[BookLook],
) -> Result<(), StoreError> {
    let open = match file {
        Some(open) => open,
        None => {
            let opened = Snapshots::open(folder).await?;
            if let Some(reason) = opened.begun_anew() {
                tracing::warn!(
                    reason,
                    "the record of snapshots was put aside and begun anew; trading goes on"
                );
            }
            file.insert(opened)
        }
    };
    open.keep(pages, looks).await
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

    use pilotfish_copy::ids::{CopyOrderId, VenueMs, WalletAddress};

    use super::*;

    fn page(trader: usize, at: i64) -> PositionPage {
        PositionPage {
            trader: WalletAddress::parse(&format!("0x{trader:040x}")).unwrap(),
            at: VenueMs(at),
            positions: Vec::new(),
        }
    }

    fn look(at: i64) -> BookLook {
        BookLook {
            order: CopyOrderId(1),
            at: VenueMs(at),
            bid: None,
            ask: None,
        }
    }

    #[test]
    fn in_a_full_queue_a_newer_list_takes_the_place_of_its_traders_oldest() {
        let queue = Queue::default();
        for trader in 0..PAGES_MOST - 1 {
            queue.put(vec![page(trader, 1)], Vec::new());
        }
        queue.put(vec![page(7, 2)], Vec::new());
        assert_eq!(queue.lock().left_out, 0);
        queue.put(vec![page(7, 3)], Vec::new());
        // Of a trader of whom nothing waits, the oldest of all makes way.
        queue.put(vec![page(9_999, 3)], Vec::new());
        assert_eq!(queue.lock().left_out, 2);
        let (pages, _) = queue.lock().take();
        assert_eq!(pages.len(), PAGES_MOST);
        let of = |trader: usize| -> Vec<i64> {
            let wallet = page(trader, 0).trader;
            pages
                .iter()
                .filter(|page| page.trader == wallet)
                .map(|page| page.at.0)
                .collect()
        };
        assert_eq!((of(7), of(9_999), of(0), of(8)), (vec![2, 3], vec![3], vec![], vec![1]));
    }

    #[test]
    fn the_oldest_look_makes_way() {
        let queue = Queue::default();
        queue.put(Vec::new(), (0..=4_096).map(look).collect());
        let (_, looks) = queue.lock().take();
        assert_eq!((looks.len(), looks[0].at), (LOOKS_MOST, VenueMs(1)));
    }

    async fn kept(folder: &Path) -> (i64, i64) {
        use sqlx::Connection;
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(folder.join("snapshots.db"));
        let mut conn = sqlx::SqliteConnection::connect_with(&options).await.unwrap();
        sqlx::query_as("SELECT (SELECT COUNT(*) FROM position_polls), (SELECT COUNT(*) FROM book_looks)")
            .fetch_one(&mut conn)
            .await
            .unwrap()
    }

    #[tokio::test]
    async fn what_was_handed_over_is_kept_when_it_is_finished() {
        let folder = tempfile::tempdir().unwrap();
        let mut keeper = SnapshotKeeper::begin(folder.path().to_owned());
        keeper.put(vec![page(1, 1), page(2, 1)], vec![look(5)]);
        keeper.finish().await;
        assert_eq!(kept(folder.path()).await, (2, 1));
    }

    #[tokio::test]
    async fn a_lost_file_is_begun_anew_and_a_folder_that_cannot_be_written_stops_nothing() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("snapshots.db"), "not a database").unwrap();
        let mut keeper = SnapshotKeeper::begin(folder.path().to_owned());
        keeper.put(vec![page(1, 1)], Vec::new());
        keeper.finish().await;
        assert_eq!(kept(folder.path()).await, (1, 0));

        let mut nowhere = SnapshotKeeper::begin(folder.path().join("missing"));
        nowhere.put(vec![page(1, 1)], Vec::new());
        nowhere.finish().await;
    }
}
