/** The window that locks itself. */
export const lock = {
  title: "The window is locked",
  goesOn: "Pilotfish goes on. Nothing of the account is shown until you unlock the window.",
  unlock: "Unlock…",
  unlocking: "Waiting for the passphrase…",
  how: "The passphrase of Pilotfish is asked for in a window of its own.",
  beside: "{{mode}} runs as well.",
  show: "Show {{mode}}",
  stop: {
    title: "Stop everything?",
    what: {
      demo: "Every order of the demo that works is cancelled, and nothing more is copied.",
      paper: "Every paper order that works is cancelled, and nothing more is copied.",
      live: "Every live order that works is cancelled at the exchange, and nothing more is copied.",
    },
    again: "To start again, unlock the window first.",
    confirm: "Stop all",
  },
  stopped: "Everything is stopped. To start again, unlock the window.",
  pausedNow: "Nothing new is copied. To resume, unlock the window.",
  after: "Lock the window by itself",
  afterAbout:
    "After so long without mouse or keyboard. A locked window shows nothing of the account; Pilotfish goes on, and Stop all works.",
  choice: {
    never: "Never",
    five_minutes: "5 min",
    fifteen_minutes: "15 min",
    sixty_minutes: "60 min",
  },
  now: "Lock now",
  needs: {
    not_set: "Needs a passphrase of Pilotfish: it is what opens the window again. Set one first.",
    unknown: "Whether a passphrase is set is not known, because the keychain does not say. Look again.",
    cannot_here: "This program keeps no passphrase, so its window cannot be locked.",
  },
};
