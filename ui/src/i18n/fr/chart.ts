/** Ce que disent tous les graphiques. */
import type { chart as en } from "../en/chart";

export const chart: typeof en = {
  reset: "Réinitialiser le zoom",
  fills_one: "{{count}} de vos exécutions",
  fills_other: "{{count}} de vos exécutions",
};
