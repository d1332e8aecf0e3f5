//! Scenes on their way into files: what is asked, what comes back, and the comparison with what is committed.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::demo::Running;
use super::steady::Steady;
use crate::{Api, CallError};

/// `cargo xtask fixtures` sets it.
const WRITE: &str = "PILOTFISH_WRITE_FIXTURES";
/// So long an engine may take until it says what is committed, however busy the machine is: only a scene that changed waits for it.
const PATIENCE: Duration = Duration::from_secs(60);
/// An engine that says the same so often in a row, with a pause between, has come to rest: while scenes are written.
const SAME_AT_LEAST: u32 = 4;
const PAUSE: Duration = Duration::from_millis(150);
/// What is wider is broken into lines.
const WIDTH: usize = 140;

/// An answer or a refusal, and the scene that follows where the command changed something.
#[derive(Debug, Clone, PartialEq)]
struct Outcome {
    said: Result<Value, Value>,
    /// It was sent by the user, and is not asked by a page.
    is_sent: bool,
    then: Option<String>,
}

/// By command and arguments, the arguments as canonical JSON.
type Entries = BTreeMap<(String, String), Outcome>;

/// What one engine, or one program, says at one moment.
#[derive(Debug, Clone, Default)]
pub(super) struct Scene {
    /// The scene that it differs from in these entries alone.
    over: Option<String>,
    entries: Entries,
}

/// A command that is asked while a scene is taken.
pub(super) type Ask = (&'static str, Value);

/// Takes scenes of one story: names and instants mean the same in all of them.
#[derive(Clone)]
pub(super) struct Recorder {
    steady: Steady,
    scenes: BTreeMap<String, Scene>,
}

impl Recorder {
    pub(super) fn new(steady: Steady) -> Self {
        Self {
            steady,
            scenes: BTreeMap::new(),
        }
    }

    /// What this run calls so is called otherwise in what is recorded.
    pub(super) fn stands_for(&mut self, name: String, stands: &'static str) {
        self.steady.stands_for(name, stands);
    }

    /// Asks everything that `asks` names, given what was answered before, and keeps it as that scene: once the engine rests.
    pub(super) async fn take(
        &mut self,
        running: &Running,
        name: &str,
        over: Option<&str>,
        asks: fn(&Answers) -> Vec<Ask>,
    ) {
        let folder = running.stage.folder.path();
        self.take_list(&running.api, folder, name, over, asks).await;
    }

    /// The same of a list whose data are in that folder.
    pub(super) async fn take_list(
        &mut self,
        api: &Api,
        folder: &Path,
        name: &str,
        over: Option<&str>,
        asks: fn(&Answers) -> Vec<Ask>,
    ) {
        self.steady.folder_is(folder);
        let begun = Instant::now();
        let committed = is_checked().then(|| std::fs::read_to_string(path(name)).ok()).flatten();
        let (mut last, mut same) = (None, 0);
        let known = self.steady.clone();
        loop {
            // What it said while it came to rest gives nothing a name.
            self.steady = known.clone();
            let entries = self.ask_all(api, asks).await;
            let scene = self.scene_over(over, entries);
            // What the engine does while it comes to rest ends in what is committed, or it is not the same any more. That it says the same
            // for a while means little on a busy machine.
            let as_committed = committed.as_ref().is_some_and(|text| same_answers(&scene, text));
            let may_rest = committed.is_none() || begun.elapsed() > PATIENCE;
            same = if last.as_ref() == Some(&scene.entries) {
                same + 1
            } else {
                1
            };
            last = Some(scene.entries.clone());
            if as_committed || (may_rest && same >= SAME_AT_LEAST) {
                self.scenes.insert(name.to_owned(), scene);
                return;
            }
            assert!(begun.elapsed() < 3 * PATIENCE, "{name} does not come to rest");
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Sends a command from that scene, and keeps what it answers; `then` is the scene in which the window stands after it.
    pub(super) async fn send(
        &mut self,
        running: &Running,
        from: &str,
        command: &'static str,
        given: Value,
        then: Option<&str>,
    ) {
        self.steady.folder_is(running.stage.folder.path());
        self.send_list(&running.api, from, command, given, then).await;
    }

    /// The same to a list whose folder is the last scene's.
    pub(super) async fn send_list(
        &mut self,
        api: &Api,
        from: &str,
        command: &'static str,
        given: Value,
        then: Option<&str>,
    ) {
        let said = self.ask(api, command, &given).await;
        let outcome = Outcome {
            said,
            is_sent: true,
            then: then.map(str::to_owned),
        };
        let scene = self.scenes.get_mut(from).expect("a scene that was taken");
        scene.entries.insert((command.to_owned(), canonical(&given)), outcome);
    }

    /// A command was sent that is answered with the frame of that instant, while what it set off goes on: another each time. What is kept is
    /// the frame of the scene in which that has come to rest.
    pub(super) fn answers_with_frame(&mut self, from: &str, command: &'static str, given: &Value, then: &str) {
        let frame = self.whole(then).remove(&("frame".to_owned(), canonical(&json!({}))));
        let outcome = Outcome {
            said: frame.expect("a scene with a frame").said,
            is_sent: true,
            then: Some(then.to_owned()),
        };
        let scene = self.scenes.get_mut(from).expect("a scene that was taken");
        scene.entries.insert((command.to_owned(), canonical(given)), outcome);
    }

    async fn ask(&mut self, api: &Api, command: &str, given: &Value) -> Result<Value, Value> {
        match Box::pin(api.call(command, given.clone())).await {
            Ok(answer) => Ok(self.steady.answer(command, answer)),
            Err(CallError::Refused(error)) => {
                let error = serde_json::to_value(error).expect("an error is JSON");
                Err(self.steady.answer(command, error))
            }
            Err(other) => panic!("{command} {given}: {other}"),
        }
    }

    async fn ask_all(&mut self, api: &Api, asks: fn(&Answers) -> Vec<Ask>) -> Entries {
        let mut entries = Entries::new();
        let mut answers = Answers::default();
        // What the first answers name is asked for next: each order, each market.
        loop {
            let missing: Vec<Ask> = asks(&answers)
                .into_iter()
                .filter(|(command, given)| !entries.contains_key(&((*command).to_owned(), canonical(given))))
                .collect();
            if missing.is_empty() {
                return entries;
            }
            for (command, given) in missing {
                let said = self.ask(api, command, &given).await;
                if let Ok(answer) = &said {
                    answers.0.push((command, given.clone(), answer.clone()));
                }
                let key = (command.to_owned(), canonical(&given));
                entries.insert(
                    key,
                    Outcome {
                        said,
                        is_sent: false,
                        then: None,
                    },
                );
            }
        }
    }

    /// Only what differs from the scene under it.
    fn scene_over(&self, over: Option<&str>, mut entries: Entries) -> Scene {
        if let Some(over) = over {
            let under = self.whole(over);
            entries.retain(|key, outcome| under.get(key).is_none_or(|known| known.said != outcome.said));
        }
        Scene {
            over: over.map(str::to_owned),
            entries,
        }
    }

    fn whole(&self, name: &str) -> Entries {
        let scene = self.scenes.get(name).expect("a scene that was taken");
        let mut entries = scene.over.as_deref().map(|over| self.whole(over)).unwrap_or_default();
        entries.extend(scene.entries.clone());
        entries.retain(|_, outcome| !outcome.is_sent);
        entries
    }

    /// Takes over what a copy of this one took meanwhile.
    pub(super) fn takes_over(&mut self, other: Self) {
        for (name, scene) in other.scenes {
            match self.scenes.get_mut(&name) {
                Some(known) => known.entries.extend(scene.entries),
                None => {
                    self.scenes.insert(name, scene);
                }
            }
        }
    }

    /// Writes the scenes, or compares them with what is committed.
    pub(super) fn finish(self) {
        let mut differ = Vec::new();
        for (name, scene) in &self.scenes {
            let (path, text) = (path(name), written(scene));
            if is_checked() {
                let committed = std::fs::read_to_string(&path).unwrap_or_default();
                if committed != text {
                    differ.push(difference(name, &committed, &text));
                }
            } else {
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(&path, text).unwrap();
            }
        }
        assert!(
            differ.is_empty(),
            "the engine does not say any more what was recorded: run `cargo xtask fixtures` and look at what changed\n{}",
            differ.join("\n")
        );
    }
}

/// What was answered so far, for asks that depend on it.
#[derive(Default)]
pub(super) struct Answers(Vec<(&'static str, Value, Value)>);

impl Answers {
    /// The answers of that command.
    pub(super) fn of<'a>(&'a self, command: &'a str) -> impl Iterator<Item = &'a Value> {
        let all = self.0.iter();
        all.filter(move |(name, ..)| *name == command)
            .map(|(_, _, answer)| answer)
    }

    /// The answer to that command with that argument.
    pub(super) fn given(&self, command: &str, argument: &str, value: &Value) -> Option<&Value> {
        let mut all = self.0.iter();
        let found = all.find(|(name, given, _)| *name == command && given[argument] == *value);
        found.map(|(_, _, answer)| answer)
    }

    /// All that stands under those keys in the rows of those answers.
    pub(super) fn rows(&self, command: &str, list: &str, key: &str) -> Vec<Value> {
        let mut found: Vec<Value> = Vec::new();
        for answer in self.of(command) {
            let rows = if list.is_empty() { answer } else { &answer[list] };
            for row in rows.as_array().into_iter().flatten() {
                if !row[key].is_null() && !found.contains(&row[key]) {
                    found.push(row[key].clone());
                }
            }
        }
        found
    }
}

fn is_checked() -> bool {
    std::env::var_os(WRITE).is_none()
}

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../ui/src/platform/recorded/scenes")
        .join(format!("{name}.json"))
}

fn same_answers(scene: &Scene, committed: &str) -> bool {
    let Ok(file) = serde_json::from_str::<Value>(committed) else {
        return false;
    };
    let entries = file["entries"].as_array().into_iter().flatten();
    let asked: Vec<_> = entries.filter(|entry| !is_sent(entry)).collect();
    asked.len() == scene.entries.len()
        && asked.iter().all(|entry| {
            let key = (entry[0].as_str().unwrap_or_default().to_owned(), canonical(&entry[1]));
            let known = scene.entries.get(&key);
            known.is_some_and(|known| match &known.said {
                Ok(answer) => entry[2].get("answer") == Some(answer),
                Err(refusal) => entry[2].get("refusal") == Some(refusal),
            })
        })
}

/// What was sent stands in the file beside what was asked.
fn is_sent(entry: &Value) -> bool {
    entry[2].get("sent") == Some(&Value::Bool(true))
}

/// JSON with sorted keys and no spaces: what the pages' arguments are compared as.
pub(super) fn canonical(value: &Value) -> String {
    match value {
        Value::Object(fields) => {
            let sorted: BTreeMap<_, _> = fields.iter().collect();
            let fields: Vec<String> = sorted
                .into_iter()
                .map(|(key, value)| format!("{}:{}", json!(key), canonical(value)))
                .collect();
            format!("{{{}}}", fields.join(","))
        }
        Value::Array(values) => {
            let values: Vec<String> = values.iter().map(canonical).collect();
            format!("[{}]", values.join(","))
        }
        other => other.to_string(),
    }
}

fn written(scene: &Scene) -> String {
    let mut text = String::from("{\n\"over\": ");
    let _ = write!(text, "{},\n\"entries\": [", json!(scene.over));
    for (number, ((command, given), outcome)) in scene.entries.iter().enumerate() {
        let mut said = serde_json::Map::new();
        match &outcome.said {
            Ok(answer) => said.insert("answer".to_owned(), answer.clone()),
            Err(refusal) => said.insert("refusal".to_owned(), refusal.clone()),
        };
        if outcome.is_sent {
            said.insert("sent".to_owned(), json!(true));
        }
        if let Some(then) = &outcome.then {
            said.insert("then".to_owned(), json!(then));
        }
        let comma = if number == 0 { "" } else { "," };
        let _ = write!(text, "{comma}\n[{}, {given}, ", json!(command));
        lines(&Value::Object(said), 1, &mut text);
        text.push(']');
    }
    text.push_str("\n]\n}\n");
    text
}

/// Broken into lines where it is too wide for one.
fn lines(value: &Value, depth: usize, text: &mut String) {
    let short = canonical(value);
    let fits = short.len() <= WIDTH;
    match value {
        Value::Object(fields) if !fits => {
            let sorted: BTreeMap<_, _> = fields.iter().collect();
            text.push('{');
            for (number, (key, value)) in sorted.into_iter().enumerate() {
                let comma = if number == 0 { "" } else { "," };
                let _ = write!(text, "{comma}\n{}{}: ", " ".repeat(depth), json!(key));
                lines(value, depth + 1, text);
            }
            text.push('}');
        }
        Value::Array(values) if !fits => {
            text.push('[');
            for (number, value) in values.iter().enumerate() {
                let comma = if number == 0 { "" } else { "," };
                let _ = write!(text, "{comma}\n{}", " ".repeat(depth));
                lines(value, depth + 1, text);
            }
            text.push(']');
        }
        _ => text.push_str(&short),
    }
}

/// Where a scene first differs, in a few lines.
fn difference(name: &str, committed: &str, now: &str) -> String {
    if committed.is_empty() {
        return format!("{name}: never recorded");
    }
    let pairs = committed.lines().zip(now.lines()).enumerate();
    let Some((line, (old, new))) = pairs.into_iter().find(|(_, (old, new))| old != new) else {
        return format!("{name}: it ends elsewhere");
    };
    format!(
        "{name}.json:{}\n  recorded: {}\n  now:      {}",
        line + 1,
        old.trim(),
        new.trim()
    )
}
