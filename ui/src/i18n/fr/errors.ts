import type { errors as enErrors, problems as enProblems } from "../en/errors";

/** Ce qui s’est passé et que faire. */
export const errors: typeof enErrors = {
  generic: { what: "Cela n’a pas marché.", todo: "Réessayez dans un instant. Le détail : {{detail}}" },
  unknown_trader: {
    what: "Aucun trader de ce nom ni de cette adresse.",
    todo: "Vérifiez l’orthographe, ou collez l’adresse ou le lien du profil.",
  },
  ambiguous_trader: {
    what: "Plusieurs traders portent ce nom.",
    todo: "Collez plutôt l’adresse ou le lien du profil.",
  },
  own_address: {
    what: "C’est votre propre adresse.",
    todo: "Choisissez quelqu’un d’autre : on ne copie pas ses propres trades.",
  },
  percentage_out_of_range: {
    what: "Le pourcentage est hors limites.",
    todo: "Choisissez entre 0,1 % et 20 %, par pas de 0,1 %.",
  },
  invalid_draft: { what: "Un réglage n’est pas utilisable.", todo: "Corrigez les champs marqués en rouge." },
  invalid_settings: { what: "Un réglage n’est pas utilisable.", todo: "Corrigez les champs marqués en rouge." },
  invalid_limits: { what: "Une limite n’est pas utilisable.", todo: "Corrigez les champs marqués en rouge." },
  invalid_query: { what: "Cela ne peut pas être cherché.", todo: "Changez le filtre ou la recherche." },
  unknown_follow: { what: "Ce suivi n’existe plus.", todo: "La liste est relue ; voyez là." },
  unknown_order: { what: "Cet ordre n’est pas connu.", todo: "Revenez à la liste des ordres." },
  order_over: { what: "Cet ordre est déjà terminé.", todo: "La liste est relue ; il n’y a plus rien à annuler." },
  venue_unreachable: {
    what: "Polymarket ne répond pas.",
    todo: "Pilotfish continue d’essayer. Vérifiez le réseau si cela dure.",
  },
  venue_answer: {
    what: "Polymarket a donné une réponse illisible.",
    todo: "Rien n’a été changé. Pilotfish réessaie ; vous le pouvez aussi.",
  },
  rate_limited: { what: "Trop de requêtes à la fois.", todo: "Attendez une minute et réessayez." },
  engine_unreachable: {
    what: "Le moteur ne répond pas.",
    todo: "Fermez Pilotfish et rouvrez-le. Les ordres au carnet expirent d’eux-mêmes.",
  },
  engine_stopped: { what: "Tout est arrêté.", todo: "Reprenez d’abord." },
  not_running: { what: "Le moteur n’est pas encore en marche.", todo: "Attendez qu’il ait démarré, puis réessayez." },
  starting: { what: "Le moteur démarre encore.", todo: "Attendez un instant et réessayez." },
  demo_only: { what: "Seule la démo peut faire cela.", todo: "Rien n’a été changé." },
  speed_out_of_range: { what: "Cette vitesse n’est pas possible.", todo: "Choisissez entre 1 et 600." },
  database_unreadable: {
    what: "La base de données est illisible.",
    todo: "Rien n’a été changé. Remettez une copie, ou réinitialisez la démo.",
  },
  database_newer: {
    what: "La base a été écrite par un Pilotfish plus récent.",
    todo: "Réinstallez la version récente. Rien n’a été changé.",
  },
  database_busy: {
    what: "Un autre Pilotfish utilise ces données.",
    todo: "Fermez l’autre d’abord, puis rouvrez celui-ci.",
  },
  already_running: {
    what: "Un autre Pilotfish utilise ces données.",
    todo: "Fermez l’autre d’abord, puis rouvrez celui-ci.",
  },
  another_world: {
    what: "Ces données appartiennent à un autre monde simulé.",
    todo: "Choisissez un autre dossier, ou réinitialisez la démo.",
  },
  store_failed: {
    what: "La base de données n’a pas pu être écrite.",
    todo: "Rien n’est passé d’ici là. Vérifiez que le disque n’est pas plein.",
  },
  vault_locked: { what: "La clé n’est pas disponible.", todo: "Déverrouillez le trousseau, puis réessayez." },
  disconnected: {
    what: "Polymarket ne répond pas.",
    todo: "Pilotfish continue d’essayer. Vérifiez le réseau si cela dure.",
  },
  unreconciled: {
    what: "Nos livres et la place sont en désaccord.",
    todo: "Rien de neuf n’est acheté d’ici là. Vérifié à chaque passage.",
  },
  restricted: { what: "Le compte n’a pas le droit de traiter.", todo: "Voyez la raison sur votre profil Polymarket." },
  authentication: { what: "La clé ou la signature est refusée.", todo: "Vérifiez le compte chez Polymarket." },
};

/** Ce qui ne va pas avec un champ. */
export const problems: typeof enProblems = {
  least: "Au moins {{least}}.",
  most: "Au plus {{most}}.",
  range: "Entre {{least}} et {{most}}.",
  not_a_number: "Entrez un nombre.",
  not_a_decimal: "Entrez un nombre.",
  not_whole: "Entrez un nombre entier.",
  too_fine: "Trop de décimales.",
  step: "Par pas de 0,1.",
  empty: "Ce champ est nécessaire.",
  unknown: "Choisissez dans la liste.",
  out_of_range: "Hors limites.",
  above_total: "Plus que le total de ce suivi.",
  above_market: "Plus que la limite par marché.",
  below_minimum: "Trop petit.",
  price_order: "« De » doit être sous « à ».",
  generic: "Ce n’est pas utilisable.",
};
