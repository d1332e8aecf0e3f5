/** The window that locks itself. */
export const lock = {
  title: "The window is locked",
  goesOn: "Pilotfish keeps running. Nothing about your account is shown until you unlock the window.",
  unlock: "Unlock…",
  unlocking: "Waiting for the passphrase…",
  how: "You enter the Pilotfish passphrase in a separate window.",
  beside: "{{mode}} is also running.",
  show: "Show {{mode}}",
  stop: {
    title: "Stop everything?",
    what: {
      demo: "All open demo orders are cancelled and copying stops.",
      paper: "All open paper orders are cancelled and copying stops.",
      live: "All open live orders are cancelled on the exchange and copying stops.",
    },
    again: "To start again, unlock the window first.",
    confirm: "Stop all",
  },
  stopped: "Everything is stopped. To start again, unlock the window.",
  pausedNow: "No new trades are copied. To resume, unlock the window.",
  after: "Lock the window automatically",
  afterAbout:
    "After this long without mouse or keyboard activity. A locked window shows nothing about your account; Pilotfish keeps running and Stop all still works.",
  choice: {
    never: "Never",
    five_minutes: "5 min",
    fifteen_minutes: "15 min",
    sixty_minutes: "60 min",
  },
  now: "Lock now",
  needs: {
    not_set: "You need a Pilotfish passphrase to unlock the window again. Set one first.",
    unknown: "The keychain does not say whether a passphrase is set. Check again.",
    cannot_here: "This program stores no passphrase, so its window cannot be locked.",
  },
};
