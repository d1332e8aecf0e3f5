/** Ce que disent tous les graphiques. */
import type { chart as en } from "../en/chart";

export const chart: typeof en = {
  reset: "Vue d’ensemble",
  fills_one: "{{count}} exécution à vous",
  fills_other: "{{count}} exécutions à vous",
};
