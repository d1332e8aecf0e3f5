/** Prendre l’autre côté du carnet au lieu d’attendre l’échelle. */
export const take = {
  open: {
    buy: "Acheter à l’offre…",
    sell: "Vendre à la demande…",
  },
  title: {
    buy: "Acheter à l’offre maintenant ?",
    sell: "Vendre à la demande maintenant ?",
  },
  keep: "Continuer d’attendre",
  confirm: {
    buy: "Acheter pour environ {{amount}}",
    sell: "Vendre pour environ {{amount}}",
  },
  confirmPlain: {
    buy: "Acheter maintenant",
    sell: "Vendre maintenant",
  },
  looking: "Lecture du carnet…",
  text: {
    buy: "Achète {{shares}} parts tout de suite à environ {{price}}, jamais au-dessus de {{bound}}.",
    sell: "Vend {{shares}} parts tout de suite à environ {{price}}, jamais en dessous de {{bound}}.",
  },
  against:
    "Avant frais, c’est {{amount}} de moins bien que votre limite de {{limit}} en attente, sans frais à l’exécution.",
  rest: "L’ordre en attente est d’abord annulé. Le reste non exécuté poursuit l’échelle.",
  cannot: "Impossible maintenant : {{reason}}",
  limit: "{{limit}} ({{value}}) atteinte",
  problem: "Impossible pour l’instant : {{reason}}. Votre borne de prix est {{bound}}.",
  asked: "L’ordre en attente est d’abord annulé",
};
