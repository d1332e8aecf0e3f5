//! What WebKit keeps running when the last window has gone: the process that fetches what pages ask for. It stays as long as the program
//! does and holds more than thirty MB for nothing, so it is ended; WebKit starts another one with the next page.

use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use tauri::{AppHandle, Manager};

use crate::{drawing, window};

/// What it is called, as the kernel cuts it off.
const FETCHES: &str = "WebKitNetworkPr";
/// What a page that was just closed still keeps is written down by then.
const SETTLES_IN: Duration = Duration::from_secs(3);
/// It ends at once, or has been stopped by somebody.
const ENDS_IN: Duration = Duration::from_millis(500);

/// The last window has gone.
pub(crate) fn let_go(app: &AppHandle) {
    // What drives windows ends with it.
    if drawing::is_driven() {
        return;
    }
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(SETTLES_IN).await;
        let there = app.clone();
        // Where windows are made and children are waited for, so that neither happens meanwhile.
        if let Err(error) = app.run_on_main_thread(move || end_unused(&there)) {
            tracing::warn!(%error, "WebKit's process stays without a window");
        }
    });
}

fn end_unused(app: &AppHandle) {
    let turn = app.state::<window::Turn>();
    // A window that is being made needs it.
    let Ok(_turn) = turn.0.try_lock() else { return };
    if !app.webview_windows().is_empty() {
        return;
    }
    for process in children(FETCHES) {
        match end(process) {
            Ok(()) => tracing::info!("without a window nothing is fetched: WebKit's process for it has ended"),
            Err(error) => tracing::warn!(%error, "WebKit's process stays without a window"),
        }
    }
}

/// Ends a child that nobody has waited for, so that its number is still its own.
fn end(process: Pid) -> std::io::Result<()> {
    kill_process(process, Signal::TERM)?;
    let asked = Instant::now();
    // What holds on to it finds it gone before another window asks.
    while asked.elapsed() < ENDS_IN {
        match stat(process).as_deref().and_then(read) {
            Some(Process { state, .. }) if state != 'Z' => std::thread::sleep(Duration::from_millis(1)),
            _ => return Ok(()),
        }
    }
    Err(std::io::ErrorKind::TimedOut.into())
}

/// This program's children of that name.
fn children(named: &str) -> Vec<Pid> {
    let own = rustix::process::getpid();
    let Ok(entries) = std::fs::read_dir("/proc") else {
        return Vec::new();
    };
    entries
        .filter_map(Result::ok)
        .filter_map(|entry| Pid::from_raw(entry.file_name().to_str()?.parse().ok()?))
        .filter(|id| {
            stat(*id)
                .as_deref()
                .and_then(read)
                .is_some_and(|process| process.name == named && process.parent == own.as_raw_pid())
        })
        .collect()
}

fn stat(process: Pid) -> Option<String> {
    std::fs::read_to_string(format!("/proc/{}/stat", process.as_raw_pid())).ok()
}

#[derive(Debug, PartialEq, Eq)]
struct Process<'a> {
    name: &'a str,
    state: char,
    parent: i32,
}

/// `pid (name) state parent …`: the name may hold anything.
fn read(stat: &str) -> Option<Process<'_>> {
    let (before, after) = stat.rsplit_once(") ")?;
    let (_, name) = before.split_once('(')?;
    let mut fields = after.split(' ');
    Some(Process {
        name,
        state: fields.next()?.chars().next()?,
        parent: fields.next()?.parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_process_is_read_whatever_it_is_called() {
        let process = Process {
            name: "odd ) (name",
            state: 'S',
            parent: 3,
        };
        assert_eq!(read("7 (odd ) (name) S 3 7 7 0 -1\n"), Some(process));
        assert_eq!(read("7 (cut"), None);
    }

    #[test]
    fn a_child_of_that_name_is_found_and_ended_and_no_other_is() {
        let mut child = std::process::Command::new("sleep").arg("600").spawn().unwrap();
        let id = Pid::from_child(&child);
        // Until it is what it was started as, it is called as this program is.
        let begun = Instant::now();
        while !children("sleep").contains(&id) {
            assert!(begun.elapsed() < Duration::from_secs(60), "it is not found");
            std::thread::yield_now();
        }
        assert!(!children(FETCHES).contains(&id));
        end(id).unwrap();
        assert!(!child.wait().unwrap().success(), "it was not told to end");
    }
}
