//! Makes a failing script smaller: whole kinds of lines, later hours, markets, habits, then single lines, as long as what is
//! left still breaks the same rule.

use std::collections::BTreeSet;

use super::script::{Moment, Script, VenueAct, What};
use super::{Detail, play};

/// Runs at most; what is small by then is small enough.
const RUNS_MAX: usize = 400;

struct Shrinker {
    rule: &'static str,
    runs: usize,
}

/// A smaller script that breaks the same rule.
#[must_use]
pub fn shrink(script: &Script, rule: &'static str) -> Script {
    let mut shrinker = Shrinker { rule, runs: 0 };
    let mut best = script.clone();
    shrinker.cut_end(&mut best);
    shrinker.drop_kinds(&mut best);
    shrinker.drop_habits(&mut best);
    shrinker.drop_chunks(&mut best);
    shrinker.drop_habits(&mut best);
    best
}

impl Shrinker {
    /// When the script breaks the rule, in ms from its start.
    fn fails(&mut self, script: &Script) -> Option<i64> {
        if self.runs >= RUNS_MAX {
            return None;
        }
        self.runs += 1;
        let outcome = play(script, Detail::None, super::rows_for(script).ok()?).ok()?;
        let start = script.opening().start;
        outcome
            .violations
            .iter()
            .find(|violation| violation.rule == self.rule)
            .map(|violation| violation.at - start)
    }

    fn keep(&mut self, best: &mut Script, smaller: Script) -> bool {
        if smaller.lines.len() == best.lines.len() && smaller == *best {
            return false;
        }
        let fails = self.fails(&smaller).is_some();
        if fails {
            *best = smaller;
        }
        fails
    }

    /// Nothing after the failure matters, but what makes the world come to rest.
    fn cut_end(&mut self, best: &mut Script) {
        let Some(at) = self.fails(best) else { return };
        let mut smaller = best.clone();
        smaller.lines.retain(|line| line.at.0 <= at);
        if let Some(What::Venue(VenueAct::Open(open))) = smaller.lines.first_mut().map(|line| &mut line.what) {
            open.quiet = Moment(60_000);
        }
        self.keep(best, smaller);
    }

    fn drop_kinds(&mut self, best: &mut Script) {
        let kinds: BTreeSet<String> = best.lines.iter().map(|line| kind(&line.what)).collect();
        for dropped in kinds {
            if dropped == "venue open" {
                continue;
            }
            let mut smaller = best.clone();
            smaller.lines.retain(|line| kind(&line.what) != dropped);
            self.keep(best, smaller);
        }
    }

    fn drop_habits(&mut self, best: &mut Script) {
        let names: Vec<String> = best.opening().habits.split(',').map(str::to_owned).collect();
        let set = |script: &Script, names: &[String]| {
            let mut script = script.clone();
            if let Some(What::Venue(VenueAct::Open(open))) = script.lines.first_mut().map(|line| &mut line.what) {
                open.habits = if names.is_empty() {
                    "none".to_owned()
                } else {
                    names.join(",")
                };
            }
            script
        };
        if names.iter().all(|name| name == "none") {
            return;
        }
        if self.keep(best, set(best, &[])) {
            return;
        }
        let mut kept = names.clone();
        for name in names {
            let fewer: Vec<String> = kept.iter().filter(|one| **one != name).cloned().collect();
            if self.keep(best, set(best, &fewer)) {
                kept = fewer;
            }
        }
    }

    /// Leaves out ever smaller runs of lines.
    fn drop_chunks(&mut self, best: &mut Script) {
        let mut length = best.lines.len() / 2;
        while length >= 1 && self.runs < RUNS_MAX {
            let mut from = 1;
            while from < best.lines.len() && self.runs < RUNS_MAX {
                let to = (from + length).min(best.lines.len());
                let mut smaller = best.clone();
                smaller.lines.drain(from..to);
                if !self.keep(best, smaller) {
                    from = to;
                }
            }
            length /= 2;
        }
    }
}

/// What kind of line it is, in words.
fn kind(what: &What) -> String {
    let value = serde_json::to_value(what).unwrap_or_default();
    let mut words = Vec::new();
    let mut value = &value;
    for _ in 0..2 {
        let Some((key, inner)) = value.as_object().and_then(|object| {
            object
                .iter()
                .find(|(key, _)| !["name", "hidden", "late", "shown_times"].contains(&key.as_str()))
        }) else {
            break;
        };
        words.push(key.clone());
        value = inner;
    }
    words.join(" ")
}
