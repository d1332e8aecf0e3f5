import type { feeds as en } from "../en/feeds";

/** À quel point les traders copiés sont vus, et ce qui n’a pas pu être lu. */
export const feeds: typeof en = {
  title: "Connexion",
  about: "Ce que Pilotfish voit de la plateforme et de vos traders, et ce que vous pouvez y faire.",
  open: "Suivi de vos traders",
  traders: "Traders que vous copiez",
  tradersNote: "trades depuis le démarrage, manques de la dernière demi-heure",
  none: "Vous ne copiez personne : il n’y a rien à surveiller.",
  find: "Trouver un trader",
  trader: "Trader",
  stream: "Direct, délai",
  streamTitle: "Trades vus sur le flux en direct de la plateforme, avec le délai médian",
  list: "Liste, délai",
  listTitle: "Trades vus dans la liste d’activité du trader, avec le délai médian",
  missing: "Manquent, direct · liste",
  missingTitle:
    "Trades de la dernière demi-heure que le flux en direct aurait dû montrer et n’a pas montrés ; puis de même pour la liste",
  missingOf: "{{missing}} sur {{due}}",
  what: "Ce que cela veut dire",
  seen: "{{trades}} · {{delay}}",
  notSeen: "aucun",
  verdict: {
    late: "Ses trades arrivent avec {{delay}} de retard : le prix a pu bouger. Vérifiez votre connexion ; si elle est bonne, la plateforme est lente et cela passera.",
    lateDemo:
      "Ses trades arrivent avec {{delay}} de retard à l’horloge de la démo, parce qu’elle va vite. Ralentissez-la pour réduire ce délai.",
    stream_gaps:
      "Le flux en direct a manqué {{missing}} trades sur {{due}}. Sa liste d’activité les apporte un peu plus tard, et ils sont copiés. Rien à faire.",
    list_gaps:
      "Sa liste a manqué {{missing}} des {{due}} trades montrés par le flux en direct. Ils sont copiés. Rien à faire ; si cela dure des heures, comparez avec son profil Polymarket.",
    whole: "Les deux sources voient chaque trade. Rien à faire.",
    quiet: "Aucun trade de sa part depuis le démarrage. Rien à faire.",
  },
  onTrader: "Détection de ses trades",
  sources: "Flux",
  sourceUp: "Connecté",
  sourceDown: "Non connecté",
  last: "dernière donnée il y a {{age}}",
  neverNews: "pas encore de donnée",
  source: {
    trades:
      "Les trades de tous, en direct. Sans ce flux, ils viennent des listes, avec jusqu’à une minute de retard.",
    books: "Les prix. Sans ce flux, aucun ordre n’est passé ni déplacé.",
    positions: "Les positions de vos traders, toutes les quelques minutes.",
    account: "Vos ordres et exécutions. Sans ce flux, ils sont demandés un par un.",
    markets:
      "Les détails des marchés : noms, pas de cotation, clôtures. Les ordres sur un nouveau marché l’attendent.",
  },
  sourceDownTodo: "Pilotfish se reconnecte automatiquement. Si cela dure, vérifiez votre connexion.",
  unreadable: "Lignes illisibles",
  unreadableNote_one: "{{count}} depuis le démarrage",
  unreadableNote_other: "{{count}} depuis le démarrage",
  allReadable: "Tout ce que la plateforme a envoyé était lisible.",
  unreadableTodo:
    "Les lignes illisibles sont ignorées et tout le reste continue. Si un nombre ne cesse d’augmenter, la plateforme a changé quelque chose : cherchez une version plus récente de Pilotfish.",
  rowSource: "Origine",
  rowCount: "Lignes",
  rowLast: "Dernière",
  rowSample: "Dernier exemple",
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
    prices: "Historique des prix",
    relayer: "Relais de Polymarket",
    user_stream: "Flux de votre compte",
  },
  status: "Manqués en direct",
  statusTitle:
    "Trades de vos traders, dans la dernière demi-heure, que le flux en direct a manqués. Leurs listes les apportent un peu plus tard.",
};
