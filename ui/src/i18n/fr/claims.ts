/** Les créances, et les appels du portefeuille qui passent par le relais. */
export const claims = {
  title: "Créances",
  notCash: "Une créance, pas de l’argent.",
  resolved: "Résolu {{at}}.",
  way: {
    automatic: "Elle devient de l’argent toute seule.",
    relayer: "Polymarket ne l’a pas encaissée de lui-même. L’encaissement ne coûte ni gaz ni frais.",
    by_yourself:
      "Votre portefeuille est une adresse simple : vous envoyez l’encaissement vous-même et payez son gaz.",
  },
  shares: "parts",
  paid: "payé",
  pays: "verse",
  owed: "dû",
  made: "résultat",
  redeem: "Encaisser…",
  redeemLabel: "Encaisser {{market}}",
  redeemAll_one: "L’encaisser…",
  redeemAll_other: "Encaisser les {{count}}…",
  show: "Voir les appels…",
};

export const redeem = {
  title: "Encaisser {{amount}} ?",
  titlePlain: "Encaisser",
  looking: "Lecture du portefeuille, des contrats et du relais…",
  text: {
    relayer:
      "Votre clé signe ces appels. Le relais de Polymarket les envoie et paie le gaz. Ils se font ensemble, ou pas du tout.",
    by_yourself:
      "Pilotfish n’envoie aucune transaction d’une adresse simple. Envoyez ces appels avec votre propre logiciel de portefeuille ; il demande un peu de POL pour le gaz.",
  },
  nothing: "Il n’y a rien à encaisser. Ce qui était dû arrive dans le solde, ou a déjà été encaissé.",
  keep: "Pas maintenant",
  close: "Fermer",
  send_one: "Signer et envoyer {{count}} appel",
  send_other: "Signer et envoyer {{count}} appels",
  booked: "La créance devient de l’argent dans les livres dès que Polymarket l’affiche parmi vos mouvements.",
  enterKey: "La saisir…",
  lookAgain: "Relire",
};

export const calls = {
  exactly: "Exactement ce qui sera envoyé",
  count_one: "{{count}} appel",
  count_other: "{{count}} appels",
  from: "De",
  through: {
    relayer: "par le relais de Polymarket, sans gaz",
    by_yourself: "envoyé par vous-même, avec gaz",
  },
  number: "Numéro",
  nonce: "nonce {{nonce}}",
  goodFor: "pendant {{minutes}} min",
  call: "Appel {{place}} sur {{of}}",
  data: "Données de l’appel :",
  unlimited: "illimité, comme sur le site de Polymarket",
  usd: "{{amount}} pUSD",
  unread: "non lu par ce contrat",
  effect: {
    maySpendAll: "{{spender}} peut dépenser tous les pUSD de ce portefeuille.",
    maySpend: "{{spender}} peut dépenser {{amount}} pUSD de ce portefeuille.",
    mayMoveShares: "{{operator}} peut déplacer toutes les parts de ce portefeuille dans {{keeper}}.",
    mayNoMore: "{{spender}} ne peut plus rien prendre de ce portefeuille dans {{keeper}}.",
    redeemsMarket:
      "Tout ce que ce portefeuille détient de « {{market}} » devient des pUSD, à ce qu’il a versé.",
    redeemsPosition: "{{shares}} parts de « {{market}} » deviennent des pUSD, à ce qu’elles ont versé.",
  },
  leftOut: {
    not_known: "est laissé de côté : Pilotfish ne connaît pas ce contrat et ne lui donne aucun droit.",
    no_address: "est laissé de côté : ce n’est pas une adresse.",
    next_time: "est laissé de côté : il n’entre pas dans cette demande. Il viendra avec la prochaine.",
    not_held: "est laissé de côté : le portefeuille n’en a aucune part. Elles ont déjà été encaissées.",
  },
};

export const run = {
  approvals: {
    committed: "Écrit.",
    unknown: "Envoyé, sans réponse.",
    taken: "Envoyé.",
    confirmed: "Les autorisations sont données.",
    failed: "Les autorisations ont échoué.",
    refused: "Le relais a refusé les autorisations.",
    not_sent: "Les autorisations ne sont pas parties.",
    number_used: "On ne sait pas si ces autorisations ont été données.",
    lapsed: "Les autorisations ne sont jamais arrivées.",
  },
  redemption: {
    committed: "Écrit.",
    unknown: "Envoyé, sans réponse.",
    taken: "En route.",
    confirmed: "Encaissé.",
    failed: "L’encaissement a échoué.",
    refused: "Le relais a refusé l’encaissement.",
    not_sent: "L’encaissement n’est pas parti.",
    number_used: "On ne sait pas si ceci l’a encaissée.",
    lapsed: "L’encaissement n’est jamais arrivé.",
  },
  about: {
    committed: "Pilotfish cherche s’il est parti. Il n’est jamais envoyé deux fois.",
    unknown: "Pilotfish cherche ce qu’il est devenu. Il n’est jamais envoyé deux fois.",
    taken: "Le relais l’a reçu ; la chaîne le confirme en une minute environ.",
    confirmed: "La chaîne l’a confirmé.",
    failed: "Rien ne s’est passé et rien n’est perdu. Lisez la raison, puis réessayez.",
    refused: "Rien ne s’est passé. Lisez la raison, puis réessayez.",
    not_sent: "Rien n’a quitté cet ordinateur. Réessayez.",
    number_used: "Une autre transaction de ce portefeuille est passée avant. Le compte montre le résultat.",
    lapsed: "Personne ne l’a plus, donc rien ne s’est passé. Réessayez.",
  },
  words: "Raison : {{words}}",
};
