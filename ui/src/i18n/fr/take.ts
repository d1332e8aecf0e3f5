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
  keep: "Attendre l’échelle",
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
    buy: "{{shares}} parts sont achetées tout de suite à environ {{price}}, jamais au-dessus de {{bound}}.",
    sell: "{{shares}} parts sont vendues tout de suite à environ {{price}}, jamais au-dessous de {{bound}}.",
  },
  against:
    "Avant frais, c’est {{amount}} de moins bien que la limite de {{limit}} en attente, qui ne paie pas de frais.",
  rest: "L’ordre en attente est d’abord annulé. Ce qui n’est pas exécuté poursuit l’échelle.",
  cannot: "Impossible maintenant : {{reason}}",
  limit: "{{limit}} ({{value}}) atteinte",
  problem: "Rien ne peut être pris maintenant : {{reason}}. La borne est {{bound}}.",
  asked: "Demandé : l’ordre en attente est d’abord annulé",
};
