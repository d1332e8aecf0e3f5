/** The panel in which a table's columns are chosen. */
export const columns = {
  title: "Columns",
  views: "Views",
  reset: "Reset",
  done: "Done",
  keys: "↑ ↓ to go, Space to show or hide, Alt ↑ ↓ to move, Alt ← → to resize.",
  movedTo: "{{name}}, {{at}} of {{of}}",
  widthNow: "{{name}}, {{px}} pixels wide",
};
