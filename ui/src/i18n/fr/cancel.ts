import type * as en from "../en/cancel";

/** La question avant d’annuler plusieurs ordres. */
export const cancelling: typeof en.cancelling = {
  title_one: "Annuler {{count}} ordre ?",
  title_other: "Annuler {{count}} ordres ?",
  looking: "Calcul du montant réservé…",
  purchases_one: "{{count}} ordre d’achat pour {{amount}}",
  purchases_other: "{{count}} ordres d’achat pour {{amount}}",
  sales_one: "{{count}} ordre de vente de {{shares}} parts",
  sales_other: "{{count}} ordres de vente de {{shares}} parts",
  both: "{{purchases}} et {{sales}}",
  what_one: "Sera annulé : {{orders}}.",
  what_other: "Seront annulés : {{orders}}.",
  rest: "Ce qui est déjà exécuté reste à vous, et les prochains trades seront copiés comme avant. Cette action est définitive.",
  none: "Aucun de ces ordres n’est plus ouvert : ils sont terminés ou en cours d’annulation.",
  keep: "Conserver",
  confirm_one: "Annuler {{count}} ordre",
  confirm_other: "Annuler {{count}} ordres",
  confirmAmount_one: "Annuler {{count}} ordre ({{amount}})",
  confirmAmount_other: "Annuler {{count}} ordres ({{amount}})",
  asked_one: "{{count}} ordre est en cours d’annulation",
  asked_other: "{{count}} ordres sont en cours d’annulation",
};
