/** New versions. */
export const updates = {
  title: "Updates",
  note: "A new version is fetched in the background. It is put in place on your word only, and never while an order is being sent.",
  off: {
    package_manager:
      "Your system’s package manager installed Pilotfish {{version}} and updates it with everything else. Nothing is looked for here.",
    not_installed:
      "This copy of Pilotfish {{version}} was not installed by one of its installers, so it does not replace itself. Nothing is looked for.",
    cannot_here: "This program does not replace itself.",
  },
  look: "Look for new versions",
  lookAbout:
    "When Pilotfish starts, and once a day. Only the request goes out: nothing about you or your trades.",
  channel: "Versions",
  channelAbout:
    "Preview has what comes next, before it is released. A newer preview may not go back to an older release.",
  channels: { stable: "Released", preview: "Preview" },
  now: "Look now",
  lookedAgo: "Looked {{ago}} ago",
  notLooked: "Not looked yet",
  current: "Pilotfish {{version}} is the newest.",
  unknown: "Pilotfish {{version}}",
  looking: "Looking…",
  downloading: "Fetching Pilotfish {{version}}",
  progress: "{{received}} of {{whole}} MB",
  progressOpen: "{{received}} MB",
  ready: "Pilotfish {{version}} is here and its signature is good.",
  installing: "Putting Pilotfish {{version}} in place. The window closes and opens again.",
  notes: "What is new in {{version}}",
  released: "Released {{date}}",
  noNotes: "Nothing was written about it.",
  install: "Install…",
  again: "Try again",
  ask: "Install Pilotfish {{version}}?",
  askText:
    "Your data are copied first. Then Pilotfish closes, puts the new version in place and starts again: half a minute in which nothing is copied.",
  askResting_zero: "No order rests on the exchange.",
  askResting_one:
    "{{count}} order rests on the exchange. It stays there and may fill meanwhile; nobody moves it.",
  askResting_other:
    "{{count}} orders rest on the exchange. They stay there and may fill meanwhile; nobody moves them.",
  keep: "Not now",
  confirm: "Install and restart",
  back: "Going back",
  backAbout:
    "To go back to an older version: quit Pilotfish, install that version from where you got this one, and copy what is in the folder of its data over the data folder. What happened since is not in it; orders and positions are read from the exchange again.",
  backup: "Data of {{from}}, before {{to}}",
  backupAt: "Copied {{when}}",
  noBackup:
    "Before a new version is put in place the data are copied into a folder of their own, named here.",
  refusal: {
    unreachable: {
      what: "Whether there is a new version could not be found out.",
      do: "The host does not answer, or does not have it. Check the connection; it is tried again by itself.",
    },
    unreadable: {
      what: "What the host says of new versions cannot be understood.",
      do: "Nothing was fetched. It is tried again by itself; if it stays so, look for a release by hand.",
    },
    nothing_for_here: {
      what: "The new version has no file for this system.",
      do: "Nothing was fetched. Wait for the next one.",
    },
    other_host: {
      what: "The file of the new version lies at a host that new versions do not come from.",
      do: "It was not fetched. Somebody may have changed what is told of it: do not install it by hand either.",
    },
    broke_off: {
      what: "The file ended before all of it was there.",
      do: "It was thrown away. It is fetched again by itself, or when you try again.",
    },
    too_long: {
      what: "The file is larger than a version of Pilotfish is.",
      do: "It was thrown away. Do not install it by hand either.",
    },
    tampered: {
      what: "The file is not what was signed: it was damaged or changed on its way.",
      do: "It was thrown away. Try again; if it stays so, do not install it by hand either, and tell the makers.",
    },
    wrong_key: {
      what: "The file was signed with another key than that of Pilotfish.",
      do: "It was thrown away. Do not install it by hand either, and tell the makers.",
    },
    other_version: {
      what: "The file was signed as another version than it is said to be.",
      do: "It was thrown away: an old version may have been passed off as a new one. Tell the makers.",
    },
    not_kept: {
      what: "The file could not be kept on the disk.",
      do: "Make room in the data folder, and try again.",
    },
    still_sending: {
      what: "An order is on its way to the exchange, and has no answer yet.",
      do: "Nothing was changed. Try again in a moment, or pause new copies first.",
    },
    no_backup: {
      what: "Your data could not be copied, so nothing was installed.",
      do: "Make room on the disk, and try again.",
    },
    not_installed: {
      what: "The new version could not be put in place. This one goes on.",
      do: "Pilotfish must be allowed to write where it is installed. Else install the new version by hand.",
    },
  },
};
