/** New versions. */
export const updates = {
  title: "Updates",
  note: "New versions are downloaded in the background. They are installed only with your consent, and never while an order is being sent.",
  off: {
    package_manager:
      "Pilotfish {{version}} was installed by your system’s package manager, which also updates it. Nothing is checked here.",
    not_installed:
      "This copy of Pilotfish {{version}} was not set up by an installer, so it cannot update itself. Nothing is checked here.",
    cannot_here: "This program cannot update itself.",
  },
  look: "Check for new versions",
  lookAbout:
    "When Pilotfish starts, then once a day. Only the request is sent, nothing about you or your trades.",
  channel: "Channel",
  channelAbout:
    "Preview versions come before a release. You may not be able to go back from a preview to an older release.",
  channels: { stable: "Stable", preview: "Preview" },
  now: "Check now",
  lookedAgo: "Checked {{ago}} ago",
  notLooked: "Not checked yet",
  current: "Pilotfish {{version}} is up to date.",
  unknown: "Pilotfish {{version}}",
  looking: "Checking…",
  downloading: "Downloading Pilotfish {{version}}",
  progress: "{{received}} of {{whole}} MB",
  progressOpen: "{{received}} MB",
  ready: "Pilotfish {{version}} has been downloaded and its signature is valid.",
  installing: "Installing Pilotfish {{version}}. The window closes and reopens.",
  notes: "What’s new in {{version}}",
  released: "Released {{date}}",
  noNotes: "There are no release notes.",
  install: "Install…",
  again: "Try again",
  ask: "Install Pilotfish {{version}}?",
  askText:
    "Your data is backed up first. Pilotfish then closes, installs the new version and restarts; for about half a minute nothing is copied.",
  askResting_zero: "You have no open orders on the exchange.",
  askResting_one:
    "{{count}} order stays open on the exchange. It may fill in the meantime but won’t be repriced.",
  askResting_other:
    "{{count}} orders stay open on the exchange. They may fill in the meantime but won’t be repriced.",
  keep: "Not now",
  confirm: "Install and restart",
  back: "Downgrading",
  backAbout:
    "To return to an older version: quit Pilotfish, install that version from where you got this one, and copy the backup of its data over the data folder. The backup does not contain what happened since; orders and positions are read from the exchange again.",
  backup: "Data of {{from}}, before {{to}}",
  backupAt: "Backed up {{when}}",
  noBackup:
    "Before a new version is installed, your data is backed up to a separate folder that is shown here.",
  refusal: {
    unreachable: {
      what: "Could not check for new versions.",
      do: "The host is not responding or does not have the file. Check your connection; it is retried automatically.",
    },
    unreadable: {
      what: "The host’s answer about new versions could not be read.",
      do: "Nothing was downloaded. It is retried automatically; if this lasts, look for a release yourself.",
    },
    nothing_for_here: {
      what: "The new version has no file for this system.",
      do: "Nothing was downloaded. Wait for the next one.",
    },
    other_host: {
      what: "The new version’s file is on a host that is not used for Pilotfish updates.",
      do: "It was not downloaded. The update information may have been tampered with: do not install it by hand either.",
    },
    broke_off: {
      what: "The download was cut short.",
      do: "It was discarded. It is downloaded again automatically, or when you try again.",
    },
    too_long: {
      what: "The file is larger than any version of Pilotfish should be.",
      do: "It was discarded. Do not install it by hand either.",
    },
    tampered: {
      what: "The file does not match its signature: it was damaged or altered in transit.",
      do: "It was discarded. Try again; if this lasts, do not install it by hand, and report it to the developers.",
    },
    wrong_key: {
      what: "The file was signed with a key that is not Pilotfish’s.",
      do: "It was discarded. Do not install it by hand either, and report it to the developers.",
    },
    other_version: {
      what: "The file was signed as a different version from the one announced.",
      do: "It was discarded: an old version may have been passed off as a new one. Report it to the developers.",
    },
    not_kept: {
      what: "The file could not be saved to disk.",
      do: "Free up space in the data folder, then try again.",
    },
    still_sending: {
      what: "An order is being sent to the exchange and has no answer yet.",
      do: "Nothing was changed. Try again in a moment, or pause new copies first.",
    },
    no_backup: {
      what: "Your data could not be backed up, so nothing was installed.",
      do: "Free up disk space, then try again.",
    },
    not_installed: {
      what: "The new version could not be installed. The current one keeps running.",
      do: "Pilotfish needs permission to write where it is installed. Otherwise, install the new version by hand.",
    },
  },
};
