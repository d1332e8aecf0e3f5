//! The command list of a running program, over the socket that it opens beside its database, as another process of the same
//! user asks it.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};

/// How long an answer may take: a stop waits for the venue.
const ANSWER_WITHIN: Duration = Duration::from_secs(120);

/// Asks the program that holds the demo of that home folder. Nothing where none listens, or it went before it had answered.
///
/// # Errors
/// The command's own refusal.
pub fn ask(home: &Path, command: &str, arguments: &Value) -> Result<Option<Value>, String> {
    let Some(line) = exchange(home, &json!({ "command": command, "arguments": arguments })) else {
        return Ok(None);
    };
    let mut reply: Value = serde_json::from_str(&line).map_err(|error| format!("{command}: {error}: {line}"))?;
    match reply.get_mut("answer") {
        Some(answer) => Ok(Some(answer.take())),
        None => Err(reply["error"]["detail"].as_str().unwrap_or(&line).to_owned()),
    }
}

/// What is always on the screen; nothing where no program answers.
#[must_use]
pub fn frame(home: &Path) -> Option<Value> {
    ask(home, "frame", &json!({})).ok().flatten()
}

/// Asks the program that holds the data in that folder of a mode, as a person at another terminal does: a question that stands in the way
/// is answered with yes.
///
/// # Errors
/// The command's own refusal, and that nobody answers.
pub fn ask_as_a_person(folder: &Path, command: &str, arguments: &Value) -> Result<Value, String> {
    let mut request = json!({ "command": command, "arguments": arguments });
    // Another question stands where things changed while the first was read.
    for _ in 0..5 {
        let line = exchange_in(folder, &request).ok_or_else(|| format!("{command}: no program answers"))?;
        let mut reply: Value = serde_json::from_str(&line).map_err(|error| format!("{command}: {error}: {line}"))?;
        if let Some(answer) = reply.get_mut("answer") {
            return Ok(answer.take());
        }
        if reply["ask"].is_null() {
            return Err(reply["error"]["detail"].as_str().unwrap_or(&line).to_owned());
        }
        request["confirmed"] = reply["ask"].take();
    }
    Err(format!("{command}: it is asked again and again"))
}

/// The very line that the program on the data in that folder answers; nothing where none does.
#[must_use]
pub fn overheard(folder: &Path, command: &str, arguments: &Value) -> Option<String> {
    exchange_in(folder, &json!({ "command": command, "arguments": arguments }))
}

fn exchange(home: &Path, request: &Value) -> Option<String> {
    exchange_in(&home.join("demo"), request)
}

fn exchange_in(folder: &Path, request: &Value) -> Option<String> {
    let socket = UnixStream::connect(folder.join("engine.sock")).ok()?;
    socket.set_read_timeout(Some(ANSWER_WITHIN)).ok()?;
    (&socket).write_all(format!("{request}\n").as_bytes()).ok()?;
    let mut line = String::new();
    BufReader::new(&socket).read_line(&mut line).ok()?;
    (!line.is_empty()).then_some(line)
}

/// Does what a user does about the halts that stand: accepts what the venue shows, lifts what may be lifted.
pub fn answer_halts(home: &Path) {
    let Some(frame) = frame(home) else { return };
    for halt in frame["halts"].as_array().into_iter().flatten() {
        // A halt that went meanwhile is refused, and needs nothing.
        let _ = match halt["remedy"].as_str() {
            Some("accept") => ask(home, "accept_difference", &json!({ "token": halt["token"] })),
            Some("lift") => {
                let named = json!({ "halt": halt["halt"], "token": halt["token"], "order": halt["order"] });
                ask(home, "lift_halt", &named)
            }
            _ => Ok(None),
        };
    }
}
