/** Ce qu’un ordre rapporte ou coûte, jusqu’à la somme échangée. */
import type { sums as enSums } from "../en/sums";

export const sums: typeof enSums = {
  atOnce: "À environ {{price}} la part",
  fee: "Frais, environ",
  total: { buy: "Vous payez", sell: "Vous recevez" },
  profit: "Gain après frais",
  loss: "Perte après frais",
};
