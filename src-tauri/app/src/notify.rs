//! A notification on its way to the desktop: what it says, what a click on it does, and whether it got there.
//!
//! On Linux whoever shows notifications is asked directly (`linux`): the plugin that other systems are served by ([`elsewhere`]) returns
//! before anything is shown, and tells nobody when nothing was.

#[cfg(not(target_os = "linux"))]
mod elsewhere;
#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "linux")]
mod markup;

use pilotfish_api::types::{Id, Mode, Place};

#[cfg(not(target_os = "linux"))]
pub(crate) use elsewhere::Desk;
#[cfg(target_os = "linux")]
pub(crate) use linux::Desk;

/// A notification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Note {
    /// What happened. Plain letters.
    pub(crate) title: String,
    /// Where, with whom, why. Plain letters.
    pub(crate) body: String,
    /// What a click on it opens; the window as it is, where none.
    pub(crate) opens: Option<(Mode, Place)>,
    /// The words for that, where the desktop shows them.
    pub(crate) open_label: String,
    /// What its button does.
    pub(crate) button: Option<Button>,
}

/// A button on a notification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Button {
    /// What stands on it.
    pub(crate) label: String,
    /// What it does.
    pub(crate) stops: StopsTrader,
}

/// A trader whose trades are not to be copied any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StopsTrader {
    /// With which money.
    pub(crate) mode: Mode,
    /// The follow.
    pub(crate) follow: Id,
    /// Their name, one line of letters.
    pub(crate) trader: String,
}

/// What a person did with a notification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Act {
    /// They clicked on it.
    Open(Option<(Mode, Place)>),
    /// They pressed its button.
    Stop(StopsTrader),
}

/// What was shown and may still be clicked. Bounded: of the oldest nobody may know any more that they are there.
#[derive(Debug, Default)]
struct Waiting<Number: Ord> {
    notes: std::collections::BTreeMap<Number, Note>,
}

/// A desktop keeps fewer.
const WAITING_MOST: usize = 200;

impl<Number: Ord> Waiting<Number> {
    fn add(&mut self, number: Number, note: Note) {
        self.notes.insert(number, note);
        while self.notes.len() > WAITING_MOST {
            self.notes.pop_first();
        }
    }

    /// What the action of that name on that one comes to, if it is ours and has it.
    fn act(&self, number: &Number, action: &str) -> Option<Act> {
        let note = self.notes.get(number)?;
        match action {
            OPEN => Some(Act::Open(note.opens)),
            STOP => Some(Act::Stop(note.button.as_ref()?.stops.clone())),
            _ => None,
        }
    }
}

/// The action of a click on the notification itself, as freedesktop.org has it.
const OPEN: &str = if cfg!(target_os = "linux") { "default" } else { "tap" };
/// The action of its button.
const STOP: &str = "stop";

#[cfg(test)]
mod tests {
    use super::*;

    fn note() -> Note {
        Note {
            title: "Filled".to_owned(),
            body: String::new(),
            opens: Some((Mode::Demo, Place::Order { order: Id(7) })),
            open_label: "Open".to_owned(),
            button: None,
        }
    }

    #[test]
    fn only_what_is_on_a_notification_of_ours_can_be_done() {
        let mut waiting = Waiting::default();
        waiting.add(1, note());
        assert_eq!(waiting.act(&1, OPEN), Some(Act::Open(note().opens)));
        // It has no button, that one is not ours, and that action is none.
        assert_eq!(waiting.act(&1, STOP), None);
        assert_eq!(waiting.act(&2, OPEN), None);
        assert_eq!(waiting.act(&1, "reply"), None);
    }

    #[test]
    fn of_thousands_the_newest_can_be_clicked() {
        let mut waiting = Waiting::default();
        for number in 0..1_000 {
            waiting.add(number, note());
        }
        assert_eq!(waiting.notes.len(), WAITING_MOST);
        assert!(waiting.act(&999, OPEN).is_some() && waiting.act(&0, OPEN).is_none());
    }
}
