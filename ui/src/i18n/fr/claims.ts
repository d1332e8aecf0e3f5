/** Les créances, et les appels du portefeuille qui passent par le relais. */
export const claims = {
  title: "Créances",
  notCash: "Montant dû, pas encore disponible.",
  resolved: "Marché résolu le {{at}}.",
  way: {
    automatic: "Encaissement automatique.",
    relayer: "Polymarket ne l’a pas versé automatiquement. L’encaisser ne coûte ni gaz ni frais.",
    by_yourself:
      "Votre portefeuille est une adresse simple : vous envoyez vous-même la demande d’encaissement et payez le gaz.",
  },
  shares: "parts",
  paid: "payé",
  pays: "verse",
  owed: "dû",
  made: "résultat",
  redeem: "Encaisser…",
  redeemLabel: "Encaisser {{market}}",
  redeemAll_one: "Encaisser…",
  redeemAll_other: "Encaisser les {{count}}…",
  show: "Voir les appels…",
};

export const redeem = {
  title: "Encaisser {{amount}} ?",
  titleSent: "Encaissement de {{amount}}",
  titlePlain: "Encaisser",
  looking: "Vérification du portefeuille, des contrats et du relais…",
  text: {
    relayer:
      "Votre clé signe ces appels. Le relais de Polymarket les envoie et paie le gaz. Soit tous aboutissent, soit aucun.",
    by_yourself:
      "Pilotfish n’envoie pas de transactions depuis une adresse simple. Envoyez ces appels depuis votre propre logiciel de portefeuille ; il vous faudra un peu de POL pour le gaz.",
  },
  nothing: "Il n’y a rien à encaisser. Le montant dû est en route vers votre solde ou a déjà été encaissé.",
  keep: "Pas maintenant",
  close: "Fermer",
  send_one: "Signer et envoyer {{count}} appel",
  send_other: "Signer et envoyer {{count}} appels",
  booked: "Le montant devient disponible dès que Polymarket affiche l’encaissement sur votre compte.",
  enterKey: "La saisir…",
  lookAgain: "Vérifier à nouveau",
};

export const calls = {
  exactly: "Exactement ce qui sera envoyé",
  count_one: "{{count}} appel",
  count_other: "{{count}} appels",
  from: "De",
  through: {
    relayer: "par le relais de Polymarket, sans gaz",
    by_yourself: "envoyé par vous, avec gaz",
  },
  number: "Numéro",
  nonce: "nonce {{nonce}}",
  goodFor: "valable {{minutes}} min",
  call: "Appel {{place}} sur {{of}}",
  data: "Données de l’appel :",
  unlimited: "illimité, comme sur le site de Polymarket",
  usd: "{{amount}} pUSD",
  unread: "ignoré par ce contrat",
  effect: {
    maySpendAll: "{{spender}} peut dépenser tous les pUSD de ce portefeuille.",
    maySpend: "{{spender}} peut dépenser {{amount}} pUSD de ce portefeuille.",
    mayMoveShares: "{{operator}} peut déplacer toutes les parts de ce portefeuille dans {{keeper}}.",
    mayNoMore: "{{spender}} ne peut plus rien déplacer de ce portefeuille dans {{keeper}}.",
    redeemsMarket:
      "Toutes les parts de « {{market}} » détenues par ce portefeuille sont converties en pUSD, à leur valeur de résolution.",
    redeemsPosition:
      "{{shares}} parts de « {{market}} » sont converties en pUSD, à leur valeur de résolution.",
  },
  leftOut: {
    not_known: "est exclu : Pilotfish ne reconnaît pas ce contrat et ne lui accorde aucun droit.",
    no_address: "est exclu : ce n’est pas une adresse.",
    next_time: "est exclu : il n’entre pas dans cette demande et fera partie de la suivante.",
    not_held: "est exclu : le portefeuille n’en détient aucune part. Elles ont déjà été encaissées.",
  },
};

export const run = {
  approvals: {
    committed: "Enregistré.",
    unknown: "Envoyé, sans réponse pour l’instant.",
    taken: "Envoyé.",
    confirmed: "Autorisations accordées.",
    failed: "Les autorisations ont échoué.",
    refused: "Le relais a refusé les autorisations.",
    not_sent: "Les autorisations n’ont pas été envoyées.",
    number_used: "Impossible de savoir si ces autorisations ont abouti.",
    lapsed: "Les autorisations n’ont jamais atteint la blockchain.",
  },
  redemption: {
    committed: "Enregistré.",
    unknown: "Envoyé, sans réponse pour l’instant.",
    taken: "En route.",
    confirmed: "Encaissé.",
    failed: "L’encaissement a échoué.",
    refused: "Le relais a refusé l’encaissement.",
    not_sent: "L’encaissement n’a pas été envoyé.",
    number_used: "Impossible de savoir si l’encaissement a abouti.",
    lapsed: "L’encaissement n’a jamais atteint la blockchain.",
  },
  about: {
    committed: "Pilotfish vérifie si l’envoi a eu lieu. Rien n’est jamais envoyé deux fois.",
    unknown: "Pilotfish vérifie ce qu’il en est. Rien n’est jamais envoyé deux fois.",
    taken: "Le relais l’a reçu ; la confirmation sur la blockchain prend environ une minute.",
    confirmed: "Confirmé sur la blockchain.",
    failed: "Rien n’a changé et rien n’est perdu. Lisez la raison, puis réessayez.",
    refused: "Rien n’a changé. Lisez la raison, puis réessayez.",
    not_sent: "Rien n’a quitté cet ordinateur. Réessayez.",
    number_used:
      "Une autre transaction de ce portefeuille est passée avant. Le résultat est visible sur votre compte.",
    lapsed: "La demande a expiré : rien n’a changé. Réessayez.",
  },
};
