//! The program around the command list, as a test has it.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use futures_util::future::BoxFuture;
use pilotfish_engine::testing::PATIENCE;

use crate::{ApiResult, Confirm, Host, NewVersions, Question, WebAddress};

/// A program that counts how often it is shown and ended.
#[derive(Default)]
pub(super) struct Program {
    pub(super) shown: AtomicU32,
    pub(super) ended: AtomicU32,
    /// How often its window was closed.
    pub(super) closed: AtomicU32,
    /// The pages that a browser was asked to open.
    pub(super) pages: Mutex<Vec<String>>,
    /// Whether the app has a passphrase, whether it is given where it is asked for, and how often it was.
    pub(super) has_passphrase: AtomicBool,
    pub(super) proves: AtomicBool,
    pub(super) proofs: AtomicU32,
    /// Who is asked before real money is put at a greater risk; nobody where there is none.
    pub(super) person: Option<Arc<Person>>,
    /// Who puts new versions of it in place; nobody where there is none.
    pub(super) versions: Option<Arc<dyn NewVersions>>,
}

impl Program {
    pub(super) fn counts(&self) -> (u32, u32) {
        (self.shown.load(Ordering::SeqCst), self.ended.load(Ordering::SeqCst))
    }
}

impl Host for Program {
    fn new_versions(&self) -> Option<Arc<dyn NewVersions>> {
        self.versions.clone()
    }
    fn show(&self) {
        self.shown.fetch_add(1, Ordering::SeqCst);
    }
    fn open_page<'a>(&'a self, page: &'a WebAddress) -> BoxFuture<'a, ApiResult<()>> {
        self.pages.lock().unwrap().push(page.to_string());
        Box::pin(std::future::ready(Ok(())))
    }
    fn close(&self) {
        self.closed.fetch_add(1, Ordering::SeqCst);
    }
    fn quit(&self) {
        self.ended.fetch_add(1, Ordering::SeqCst);
    }
    fn has_passphrase(&self) -> BoxFuture<'_, ApiResult<bool>> {
        Box::pin(std::future::ready(Ok(self.has_passphrase.load(Ordering::SeqCst))))
    }
    fn prove(&self) -> BoxFuture<'_, bool> {
        self.proofs.fetch_add(1, Ordering::SeqCst);
        Box::pin(std::future::ready(self.proves.load(Ordering::SeqCst)))
    }
    fn confirm(&self) -> Option<Arc<dyn Confirm>> {
        self.person.clone().map(|person| person as Arc<dyn Confirm>)
    }
}

/// Somebody who reads the questions and answers them all alike.
#[derive(Default)]
pub(super) struct Person {
    says_yes: AtomicBool,
    asked: Mutex<Vec<Question>>,
    /// Held while they think.
    pub(super) thinks: tokio::sync::Mutex<()>,
}

impl Person {
    pub(super) fn says(&self, yes: bool) {
        self.says_yes.store(yes, Ordering::SeqCst);
    }

    /// What was asked since the last look.
    pub(super) fn asked(&self) -> Vec<Question> {
        std::mem::take(&mut *self.asked.lock().unwrap())
    }

    /// Waits until something is asked, and leaves it.
    pub(super) async fn is_asked(&self) {
        let begun = std::time::Instant::now();
        while self.asked.lock().unwrap().is_empty() {
            assert!(begun.elapsed() < PATIENCE, "nothing is asked");
            tokio::time::sleep(std::time::Duration::from_millis(2)).await;
        }
    }
}

impl Confirm for Person {
    fn ask<'a>(&'a self, question: &'a Question) -> BoxFuture<'a, bool> {
        Box::pin(async move {
            self.asked.lock().unwrap().push(question.clone());
            let _thought = self.thinks.lock().await;
            self.says_yes.load(Ordering::SeqCst)
        })
    }
}
