/**
 * The French texts in the order of the English ones, without their keys, which the window has from those. It is computed when the
 * window is built (`vite.config.ts`), so that the keys are not shipped twice.
 */
import { en } from "../en";
import { tableOf } from "../text";
import { fr } from ".";

const french = tableOf(fr);

export const texts: string[] = [...tableOf(en).keys()].map((key) => {
  const text = french.get(key);
  if (text === undefined) throw new Error(`${key} has no French text`);
  return text;
});
