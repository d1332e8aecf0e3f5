import type * as en from "../en/unsaved";

/** La question posée avant de quitter des modifications non enregistrées. */
export const unsaved: typeof en.unsaved = {
  title: "Abandonner vos modifications ?",
  text: "{{what}} Si vous quittez maintenant, elles seront perdues.",
  keep: "Continuer à modifier",
  discard: "Abandonner et quitter",
};
