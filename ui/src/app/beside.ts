/** What the engine beside the one that is shown is doing, in a sentence. */
import type { TFunction } from "i18next";
import { word } from "@/i18n/words";
import type { BesideEngine } from "@/platform";

export function besideText(t: TFunction, { mode, state, halt, workingOrders: count }: BesideEngine): string {
  if (mode !== "demo" && state !== "running") {
    return t("ways.beside.held", { mode: t(`mode.${mode}`), what: t(`state.${state}`) });
  }
  if (mode !== "demo" && halt !== null) {
    return t("ways.beside.held", { mode: t(`mode.${mode}`), what: word(t, "halt", halt) });
  }
  if (mode === "demo") return t("ways.beside.demo");
  return t(`ways.beside.${mode}`, { count });
}
