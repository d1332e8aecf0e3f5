import type * as en from "../en/cancel";

/** La question avant d’annuler plusieurs ordres. */
export const cancelling: typeof en.cancelling = {
  title_one: "Annuler {{count}} ordre ?",
  title_other: "Annuler {{count}} ordres ?",
  looking: "Lecture de ce qu’ils ont mis de côté…",
  purchases_one: "{{count}} achat pour {{amount}}",
  purchases_other: "{{count}} achats pour {{amount}}",
  sales_one: "{{count}} vente de {{shares}} parts",
  sales_other: "{{count}} ventes de {{shares}} parts",
  both: "{{purchases}} et {{sales}}",
  what_one: "À retirer de la place : {{orders}}.",
  what_other: "À retirer de la place : {{orders}}.",
  rest: "Ce qui est déjà exécuté reste à vous. Les prochains trades sont copiés comme avant. C’est définitif.",
  none: "Plus aucun d’eux n’est en cours : ils sont terminés, ou déjà en train d’être retirés.",
  keep: "Les garder",
  confirm_one: "Annuler {{count}} ordre",
  confirm_other: "Annuler {{count}} ordres",
  confirmAmount_one: "Annuler {{count}} ordre ({{amount}})",
  confirmAmount_other: "Annuler {{count}} ordres ({{amount}})",
  asked_one: "{{count}} ordre est en cours d’annulation",
  asked_other: "{{count}} ordres sont en cours d’annulation",
};
