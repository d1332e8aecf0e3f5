/** The panel in which a table's columns are chosen. */
export const columns = {
  title: "Columns",
  views: "Views",
  reset: "Reset",
  saved: "Saved views",
  saveAs: "Save as view…",
  name: "View name",
  save: "Save",
  forget: "Delete view {{name}}",
  done: "Done",
  keys: "↑ ↓ to move between columns, Space to show or hide, Alt ↑ ↓ to reorder, Alt ← → to resize.",
  movedTo: "{{name}}, {{at}} of {{of}}",
  widthNow: "{{name}}, {{px}} pixels wide",
};
