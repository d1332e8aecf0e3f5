/** The question before edits that nobody saved are left. */
export const unsaved = {
  title: "Discard your changes?",
  text: "{{what}} If you leave now, they are lost.",
  keep: "Keep editing",
  discard: "Discard and leave",
};
