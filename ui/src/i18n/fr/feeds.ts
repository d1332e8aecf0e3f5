import type { feeds as en } from "../en/feeds";

/** À quel point les traders copiés sont vus, et ce qui n’a pas pu être lu. */
export const feeds: typeof en = {
  title: "Connexion",
  about: "À quel point la plateforme et les traders que vous copiez sont vus, et que faire.",
  open: "Comment vos traders sont vus",
  traders: "Traders que vous copiez",
  tradersNote: "trades depuis le démarrage, manques de la dernière demi-heure",
  none: "Personne n’est copié, donc personne n’est observé.",
  find: "Trouver un trader",
  trader: "Trader",
  stream: "Direct, retard",
  streamTitle:
    "Trades montrés par le flux en direct de la plateforme, et délai dans lequel la moitié est arrivée",
  list: "Liste, retard",
  listTitle: "Trades montrés par sa liste d’activité, et délai dans lequel la moitié est arrivée",
  missing: "Manquent, direct · liste",
  missingTitle:
    "Trades de la dernière demi-heure que le flux en direct n’a pas montrés, sur ceux qu’il aurait dû montrer ; puis de même pour la liste",
  missingOf: "{{missing}} sur {{due}}",
  what: "Ce que cela veut dire",
  seen: "{{trades}} · {{delay}}",
  notSeen: "aucun",
  verdict: {
    late: "Ses trades arrivent {{delay}} après avoir été faits : le prix a pu bouger. Vérifiez la connexion de cet ordinateur ; si elle est bonne, la plateforme est lente et cela passera.",
    lateDemo:
      "Ses trades arrivent {{delay}} après avoir été faits, à l’horloge de la démo. Elle va vite : ralentissez-la.",
    stream_gaps:
      "Le flux en direct a omis {{missing}} sur {{due}}. Sa liste d’activité les apporte un peu plus tard, et ils sont copiés. Rien à faire.",
    list_gaps:
      "Sa liste a omis {{missing}} sur {{due}} que le flux en direct a montrés. Ils sont copiés. Rien à faire ; si cela dure des heures, comparez avec son profil Polymarket.",
    whole: "Chaque trade est vu des deux côtés. Rien à faire.",
    quiet: "Aucun trade de sa part depuis le démarrage. Rien à faire.",
  },
  onTrader: "Comment vous voyez ses trades",
  sources: "Flux",
  sourceUp: "Connecté",
  sourceDown: "Non connecté",
  last: "nouvelle il y a {{age}}",
  neverNews: "pas encore de nouvelle",
  source: {
    trades:
      "Les trades de tous, en direct. Sans lui, ils viennent par la liste, jusqu’à une minute plus tard.",
    books: "Les prix. Sans lui, aucun ordre n’est passé ni déplacé.",
    positions: "Ce que vos traders détiennent, toutes les quelques minutes.",
    account: "Vos ordres et exécutions. Sans lui, ils sont demandés un à un.",
    markets:
      "Ce qui est connu des marchés : noms, pas de prix, clôtures. Les ordres dans un nouveau marché l’attendent.",
  },
  sourceDownTodo:
    "Pilotfish se reconnecte de lui-même. Si cela dure, vérifiez la connexion de cet ordinateur.",
  unreadable: "Lignes illisibles",
  unreadableNote_one: "{{count}} depuis le démarrage",
  unreadableNote_other: "{{count}} depuis le démarrage",
  allReadable: "Tout ce que la plateforme a envoyé a pu être lu.",
  unreadableTodo:
    "Chacune est laissée de côté et tout le reste continue. Si un nombre ne cesse de croître, la plateforme a changé quelque chose : cherchez un Pilotfish plus récent.",
  rowSource: "Origine",
  rowCount: "Lignes",
  rowLast: "Dernière",
  rowSample: "La plus récente",
  ago: "il y a {{age}}",
  of: {
    activity: "Activité des traders",
    activity_stream: "Flux des trades",
    leaderboard: "Classement",
    market_stream: "Flux des prix",
    market_trades: "Trades d’un marché",
    markets: "Marchés",
    own_movements: "Vos dépôts et encaissements",
    own_orders: "Vos ordres",
    own_trades: "Vos trades",
    positions: "Positions",
    prices: "Prix passés",
    relayer: "Relais de Polymarket",
    user_stream: "Flux de votre compte",
  },
  status: "Omis par le flux",
  statusTitle:
    "Trades de la dernière demi-heure omis par le flux en direct, pour tous les traders que vous copiez. Leurs listes les apportent un peu plus tard.",
};
