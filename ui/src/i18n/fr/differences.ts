import type { differences as en } from "../en/differences";

/** Les comptes et la plateforme côte à côte. */
export const differences: typeof en = {
  fills: "Exécutions",
  name: "Écarts",
  tab: "Écarts {{n}}",
  which: "Vue de l’historique",
  asked: "Vérifié il y a {{age}}",
  notAsked: "Pas encore vérifié",
  askedTitle:
    "Dernière vérification auprès de Polymarket : liquidités {{cash}}, positions {{shares}}, ordres ouverts {{orders}}",
  ago: "il y a {{age}}",
  never: "pas encore",
  agreeTitle: "Nos comptes concordent avec Polymarket",
  agree:
    "Pilotfish compare chaque minute les liquidités, les parts et les ordres ouverts avec Polymarket. Tout écart s’affiche ici, avec ce que vous pouvez faire.",
  kind: {
    cash_missing: "Liquidités manquantes",
    shares_missing: "Parts manquantes",
    shares_unexplained: "Parts inexpliquées",
    foreign_order: "Ordre non passé par Pilotfish",
  },
  since: "depuis {{when}}",
  once: "vu une fois, à confirmer",
  books: "Nos comptes",
  exchange: "Polymarket",
  difference: "Écart",
  holds: "Bloque",
  changed: "modifié il y a {{age}}",
  neverChanged: "jamais modifié",
  read: "vérifié il y a {{age}}",
  notRead: "pas encore vérifié",
  noOrder: "aucun ordre",
  order: "{{side}} {{shares}} à {{price}}",
  orderPlain: "{{shares}} parts ouvertes",
  held: {
    nothing: "Rien pour l’instant",
    cash_missing: "Tous les achats",
    shares_missing: "Tous les achats, et toute vente au-delà des parts présentes",
    shares_unexplained: "Les achats de cette issue",
    foreign_order: "Les achats et les ventes copiées de cette issue",
  },
  why: {
    cash_missing: "Aucun trade de Pilotfish ne l’explique. {{usd}} ont été dépensés ou retirés par ailleurs.",
    shares_missing:
      "Aucun trade ne l’explique pour l’instant. {{shares}} parts ont été vendues ou transférées par ailleurs.",
    shares_unexplained:
      "Aucun trade ne l’explique pour l’instant. {{shares}} parts ont été achetées ou déposées par ailleurs.",
    foreign_order:
      "Pilotfish ne l’a pas passé : il ne le déplace ni ne l’annule. Annulez-le sur Polymarket, ou attendez qu’il disparaisse.",
    boughtByHand:
      "Vous avez acheté {{shares}} parts à {{price}} hors de Pilotfish ({{when}}). Cela l’explique exactement.",
    soldByHand:
      "Vous avez vendu {{shares}} parts à {{price}} hors de Pilotfish ({{when}}). Cela l’explique exactement.",
    tradedByHand_one: "{{count}} trade hors de Pilotfish l’explique exactement.",
    tradedByHand_other: "{{count}} trades hors de Pilotfish l’expliquent exactement.",
    own: "{{shares}} autres sont enregistrées comme étant à vous et ne comptent pas ici.",
    inFlight:
      "Des exécutions de {{amount}} sont trop récentes pour que Polymarket les affiche toutes ; il en est tenu compte.",
    withCash: "Les attribuer à un suivi explique aussi {{usd}} des liquidités manquantes.",
  },
  lookAgain: "Vérifier à nouveau",
  accept: {
    shares_unexplained: "Les garder pour moi…",
    rest: "Accepter l’écart…",
  },
  give: "Attribuer à un suivi…",
  giveTitle: "Attribuer {{shares}} parts à un suivi ?",
  giveTo: "Suivi",
  giveOption: "{{trader}} ({{held}} détenues)",
  giveKnown: "Elles sont comptabilisées chez {{trader}} pour {{usd}}, leur coût frais compris.",
  giveUnknown:
    "Leur coût est inconnu : elles sont comptabilisées chez {{trader}} pour {{usd}}, au prix actuel, sans gain ni perte.",
  giveText: "Elles seront vendues quand {{trader}} vendra, ou quand vous clôturerez la position.",
  giveCash: "{{usd}} des liquidités manquantes sont expliqués du même coup : ils les ont payées.",
  giveAlone:
    "{{trader}} ne détient pas cette issue en ce moment : vous serez sans doute seul à pouvoir la vendre.",
  giveConfirm: "Attribuer {{shares}} parts",
  keep: "Pas maintenant",
  given: "{{shares}} parts attribuées à {{trader}}",
  checked: "Éléments comparés",
  cash: "Liquidités, pUSD",
  agrees: "concorde",
  checkedNote_one:
    "{{count}} élément comparé. Un écart expliqué par des exécutions récentes compte comme concordant.",
  checkedNote_other:
    "{{count}} éléments comparés. Un écart expliqué par des exécutions récentes compte comme concordant.",
  meanwhile: "Tant qu’un écart est ouvert",
  meanwhileOther: "La copie continue sur tous les autres marchés.",
  meanwhileClose: "« Tout arrêter » et « Clôturer » fonctionnent normalement.",
  meanwhileCash: "Des liquidités ou des parts manquantes bloquent tous les achats.",
  meanwhileYou: "Rien n’est corrigé sans votre accord.",
};
