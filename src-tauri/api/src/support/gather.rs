//! What goes into a support bundle.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;
use std::time::SystemTime;

use serde::Serialize;
use serde_json::json;

use super::Gathered;
use super::redact::Redactor;
use crate::recorded::Recorded;
use crate::types::{Hosts, SupportPart};
use crate::window_lock::veiled;
use crate::{Api, ApiResult};
use pilotfish_copy::Core;
use pilotfish_engine::{EngineError, Mode};
use pilotfish_store::StoreError;

/// So much of a log's end goes into it, bytes.
const LOG_MOST: u64 = 1_000_000;

/// A part before it is redacted.
struct Part {
    name: String,
    part: SupportPart,
    text: String,
}

impl Api {
    pub(super) async fn gather_support(&self) -> ApiResult<Vec<Gathered>> {
        let mut parts = vec![
            part("about.json", SupportPart::About, &self.about()),
            part("settings.json", SupportPart::Settings, &self.settings().await?),
            part("standing.json", SupportPart::Standing, &self.standing_of_all()),
        ];
        // Of an engine that is not there nothing can be said.
        if let Ok(report) = self.feed_report().await {
            parts.push(part("feeds.json", SupportPart::Standing, &report));
        }
        if let Ok(diagnostics) = self.diagnostics().await {
            parts.push(part("diagnostics.json", SupportPart::Diagnostics, &diagnostics));
        }
        if let Ok(hosts) = self.hosts().await {
            parts.push(part("hosts.json", SupportPart::Hosts, &without_own(hosts)));
        }
        let words = self.words_to_hide().await;
        let logs = self.shared.home.logs();
        let gathered = tokio::task::spawn_blocking(move || {
            parts.extend(log_files(&logs));
            redacted(parts, words)
        });
        let gathered = gathered.await.map_err(|error| EngineError::Failed(error.to_string()))?;
        Ok(gathered.map_err(|error| EngineError::Failed(error.to_string()))?)
    }

    fn about(&self) -> serde_json::Value {
        let modes: Vec<String> = self
            .shared
            .together
            .lists()
            .iter()
            .map(|list| list.mode().to_string())
            .collect();
        let now = SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap_or_default();
        json!({
            "program": "Pilotfish",
            "version": self.shared.version,
            "system": std::env::consts::OS,
            "processor": std::env::consts::ARCH,
            "shown": self.mode().to_string(),
            "modes": modes,
            "made_at_unix_seconds": now.as_secs(),
        })
    }

    /// How each engine stands, without figures of the account, and what is used of requests.
    fn standing_of_all(&self) -> Vec<serde_json::Value> {
        let lists = self.shared.together.lists();
        lists
            .iter()
            .map(|list| {
                let frame = list.frame_now();
                let (feeds, budgets) = (frame.feeds.clone(), frame.budgets.clone());
                json!({ "frame": veiled(frame), "feeds": feeds, "budgets": budgets })
            })
            .collect()
    }

    /// What is known to say whose computer this is, and who is copied.
    async fn words_to_hide(&self) -> Vec<(String, String)> {
        let home = &self.shared.home;
        let mut words = vec![(home.root().display().to_string(), "<data>".to_owned())];
        let person = ["USER", "LOGNAME", "USERNAME"].map(|name| std::env::var(name).ok());
        let folder = std::env::home_dir();
        let of_folder = folder
            .as_deref()
            .and_then(Path::file_name)
            .map(|name| name.to_string_lossy().into_owned());
        words.extend(folder.map(|folder| (folder.display().to_string(), "<home>".to_owned())));
        for name in person.into_iter().flatten().chain(of_folder) {
            // The name of every system's first user says nothing, and stands in other words.
            if name != "root" {
                words.push((name, "<user>".to_owned()));
            }
        }
        words.extend(computer().map(|name| (name, "<computer>".to_owned())));
        for (place, name) in (1..).zip(self.traders_to_hide().await) {
            words.push((name, format!("<trader {place}>")));
        }
        words
    }

    /// The names of those who are or were followed, in whichever mode: an engine that does not run now may have logged them.
    async fn traders_to_hide(&self) -> BTreeSet<String> {
        let lists = self.shared.together.lists();
        let mut names = BTreeSet::new();
        for mode in [Mode::Demo, Mode::Paper, Mode::Live] {
            let engine = lists
                .iter()
                .find(|list| list.mode() == mode)
                .and_then(|list| list.engine().ok());
            if let Some(engine) = engine {
                names.extend(trader_names(&engine.core()));
                continue;
            }
            match Recorded::open(&self.shared.home.mode(mode), mode).await {
                Ok(recorded) => names.extend(trader_names(recorded.core())),
                Err(StoreError::Absent(_)) => {}
                // Nothing more can be known of it; what looks like an address is taken out all the same.
                Err(error) => tracing::warn!(%error, %mode, "who is followed cannot be read for the support bundle"),
            }
        }
        names
    }
}

fn trader_names(core: &Core) -> impl Iterator<Item = String> {
    core.state().follows.values().map(|follow| follow.name.clone())
}

/// A node or a proxy of somebody's own says whose it is.
fn without_own(mut hosts: Hosts) -> Hosts {
    const OWN: &str = "<one of their own>";
    for host in &mut hosts.hosts {
        if host.own {
            OWN.clone_into(&mut host.host);
        }
        if let Some(proxy) = &mut host.proxy {
            OWN.clone_into(proxy);
        }
    }
    for refused in &mut hosts.refused {
        OWN.clone_into(&mut refused.host);
    }
    hosts
}

/// What the computer is called, where it says so.
fn computer() -> Option<String> {
    #[cfg(target_os = "macos")]
    let said = rustix::system::uname().nodename().to_str().ok().map(str::to_owned);
    #[cfg(not(target_os = "macos"))]
    let said = std::fs::read_to_string("/proc/sys/kernel/hostname").ok();
    let name = said.or_else(|| std::env::var("COMPUTERNAME").ok())?;
    let name = name.trim().to_owned();
    (name != "localhost").then_some(name)
}

fn part(name: &str, part: SupportPart, content: &impl Serialize) -> Part {
    Part {
        name: name.to_owned(),
        part,
        text: serde_json::to_string_pretty(content).unwrap_or_else(|error| format!("cannot be written: {error}")),
    }
}

/// The ends of the logs.
fn log_files(folder: &Path) -> Vec<Part> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut found: Vec<Part> = entries
        .filter_map(Result::ok)
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let text = end_of(&entry.path(), LOG_MOST).ok()?;
            name.ends_with(".log").then(|| Part {
                name: format!("logs/{name}"),
                part: SupportPart::Log,
                text,
            })
        })
        .collect();
    found.sort_by(|one, other| one.name.cmp(&other.name));
    found
}

fn end_of(path: &Path, most: u64) -> std::io::Result<String> {
    let mut file = File::open(path)?;
    let from = file.metadata()?.len().saturating_sub(most);
    file.seek(SeekFrom::Start(from))?;
    let mut bytes = Vec::new();
    file.take(most).read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes);
    // The first line may have been cut in two: half a secret looks like none.
    let whole = if from > 0 {
        text.split_once('\n').map_or("", |(_, rest)| rest)
    } else {
        &text
    };
    Ok(whole.to_owned())
}

fn redacted(parts: Vec<Part>, words: Vec<(String, String)>) -> Result<Vec<Gathered>, regex::Error> {
    let mut redactor = Redactor::new(words)?;
    let redact = |part: Part| {
        let text = redactor.redact(&part.text);
        Gathered {
            name: part.name,
            part: part.part,
            text,
            hidden: redactor.take_hidden(),
        }
    };
    Ok(parts.into_iter().map(redact).collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn of_a_long_log_no_half_line_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.log");
        let line = "0123456789abcdef\n";
        std::fs::write(&path, line.repeat(100)).unwrap();
        // Wherever it is cut.
        for most in 1..=120 {
            let text = end_of(&path, most).unwrap();
            assert!(text.len() <= usize::try_from(most).unwrap());
            assert!(text.lines().all(|read| read == line.trim_end()), "{most}: {text:?}");
        }
        assert_eq!(end_of(&path, 10_000).unwrap(), line.repeat(100));
    }
}
