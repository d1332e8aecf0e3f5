import type { differences as en } from "../en/differences";

/** Les comptes et la plateforme côte à côte. */
export const differences: typeof en = {
  fills: "Exécutions",
  name: "Écarts",
  tab: "Écarts {{n}}",
  which: "Quelle partie de l’historique",
  asked: "Demandé il y a {{age}}",
  notAsked: "Pas encore demandé",
  askedTitle:
    "Polymarket a été interrogé : pour l’argent {{cash}}, pour les positions {{shares}}, pour les ordres ouverts {{orders}}",
  ago: "il y a {{age}}",
  never: "pas encore",
  agreeTitle: "Les comptes et Polymarket concordent",
  agree:
    "Pilotfish compare chaque minute l’argent, les parts et les ordres ouverts avec Polymarket. Ce qui diffère apparaîtrait ici, avec que faire.",
  kind: {
    cash_missing: "Argent manquant",
    shares_missing: "Parts manquantes",
    shares_unexplained: "Parts en plus des comptes",
    foreign_order: "Ordre qui n’est pas de Pilotfish",
  },
  since: "depuis {{when}}",
  once: "vu une fois, un second regard décidera",
  books: "Comptes",
  exchange: "Polymarket",
  difference: "Écart",
  holds: "Retient",
  changed: "changé il y a {{age}}",
  neverChanged: "jamais changé",
  read: "demandé il y a {{age}}",
  notRead: "pas encore demandé",
  noOrder: "aucun ordre",
  order: "{{side}} {{shares}} à {{price}}",
  orderPlain: "{{shares}} ouvertes",
  held: {
    nothing: "Rien encore",
    cash_missing: "Tout achat",
    shares_missing: "Tout achat, et les ventes au-delà de ce qui est là",
    shares_unexplained: "Les achats de ce jeton",
    foreign_order: "Achats et ventes copiées de ce jeton",
  },
  why: {
    cash_missing: "Aucun trade de Pilotfish ne l’explique. Autre chose a dépensé ou retiré {{usd}}.",
    shares_missing: "Aucun trade ne l’explique encore. Autre chose a vendu ou déplacé {{shares}} parts.",
    shares_unexplained: "Aucun trade ne l’explique encore. Autre chose a acheté ou envoyé {{shares}} parts.",
    foreign_order:
      "Pilotfish ne l’a pas envoyé : il ne le déplace ni ne l’annule. Annulez-le sur Polymarket, ou attendez qu’il disparaisse.",
    boughtByHand:
      "Vous avez acheté {{shares}} à {{price}} hors de Pilotfish à {{when}}. Cela l’explique à la part près.",
    soldByHand:
      "Vous avez vendu {{shares}} à {{price}} hors de Pilotfish à {{when}}. Cela l’explique à la part près.",
    tradedByHand_one: "{{count}} trade hors de Pilotfish l’explique à la part près.",
    tradedByHand_other: "{{count}} trades hors de Pilotfish l’expliquent à la part près.",
    own: "{{shares}} de plus sont notées comme étant à vous et laissées de côté.",
    inFlight:
      "Des exécutions de {{amount}} sont si récentes que Polymarket ne les montre peut-être pas ; il en est tenu compte.",
    withCash: "Confiées à un suivi, elles emportent {{usd}} de l’argent manquant.",
  },
  lookAgain: "Revérifier",
  accept: {
    shares_unexplained: "Les garder pour moi…",
    rest: "Accepter l’écart…",
  },
  give: "Confier à un suivi…",
  giveTitle: "Confier {{shares}} parts à un suivi ?",
  giveTo: "Suivi",
  giveOption: "{{trader}} ({{held}} détenues)",
  giveKnown: "Elles sont comptées chez {{trader}} pour {{usd}}, ce qu’elles ont coûté avec les frais.",
  giveUnknown:
    "Leur coût n’est pas connu : elles sont comptées chez {{trader}} pour {{usd}}, au prix actuel, sans gain ni perte.",
  giveText: "Elles seront vendues quand {{trader}} vendra, ou quand vous fermerez la position.",
  giveCash: "{{usd}} de l’argent manquant part avec elles : il les a payées.",
  giveAlone: "{{trader}} n’en détient pas en ce moment : sans doute serez-vous seul à les vendre.",
  giveConfirm: "Confier {{shares}} parts",
  keep: "Pas maintenant",
  given: "{{shares}} parts sont maintenant chez {{trader}}",
  checked: "Tout ce qui est comparé",
  cash: "Argent, pUSD",
  agrees: "concorde",
  checkedNote_one:
    "{{count}} élément est comparé ; ce qu’expliquent des exécutions récentes compte comme concordant.",
  checkedNote_other:
    "{{count}} éléments sont comparés ; ce qu’expliquent des exécutions récentes compte comme concordant.",
  meanwhile: "Tant qu’il y en a",
  meanwhileOther: "La copie continue pour chaque jeton que rien ne retient.",
  meanwhileClose: "« Tout arrêter » et « Fermer » marchent comme d’habitude.",
  meanwhileCash: "De l’argent ou des parts qui manquent retiennent tout achat.",
  meanwhileYou: "Rien n’est corrigé sans vous.",
};
