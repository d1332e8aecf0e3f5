//! Whether the store gives back what was in memory.

use pilotfish_copy::Core;

/// What a restored core and the one in memory differ in, if in anything.
pub(super) fn difference(memory: &Core, restored: &Core) -> Option<String> {
    let (mut memory, mut restored) = (memory.state().clone(), restored.state().clone());
    // What ended and cannot change any more is forgotten at leisure.
    let now = pilotfish_copy::ids::VenueMs(i64::MAX);
    memory.forget_ended(now);
    restored.forget_ended(now);
    if memory == restored {
        return None;
    }
    let (memory, restored) = (format!("{memory:#?}"), format!("{restored:#?}"));
    let differing = memory
        .lines()
        .zip(restored.lines())
        .enumerate()
        .find(|(_, (one, other))| one != other);
    Some(match differing {
        Some((line, (one, other))) => format!("line {line}: in memory {}, restored {}", one.trim(), other.trim()),
        None => "one is longer than the other".to_owned(),
    })
}
