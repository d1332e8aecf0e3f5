/** Prendre l’autre côté du carnet au lieu d’attendre l’échelle. */
export const take = {
  openBuy: "Acheter à l’offre…",
  openSell: "Vendre à la demande…",
  titleBuy: "Acheter à l’offre maintenant ?",
  titleSell: "Vendre à la demande maintenant ?",
  keep: "Attendre l’échelle",
  confirmBuy: "Acheter pour environ {{amount}}",
  confirmSell: "Vendre pour environ {{amount}}",
  confirmPlainBuy: "Acheter maintenant",
  confirmPlainSell: "Vendre maintenant",
  looking: "Lecture du carnet…",
  textBuy: "{{shares}} parts sont achetées tout de suite à environ {{price}}, pour {{amount}} ; jamais au-dessus de {{bound}}.",
  textSell: "{{shares}} parts sont vendues tout de suite à environ {{price}}, pour {{amount}} ; jamais au-dessous de {{bound}}.",
  against: "C’est {{amount}} de moins bien qu’à la limite de {{limit}} qui attend, et les frais de preneur s’ajoutent.",
  rest: "L’ordre en attente est d’abord annulé. Ce qui n’est pas exécuté poursuit l’échelle.",
  problem: "Rien ne peut être pris maintenant : {{reason}}. La borne est {{bound}}.",
  asked: "Demandé : l’ordre en attente est d’abord annulé",
};
