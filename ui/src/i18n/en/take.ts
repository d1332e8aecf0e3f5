/** Taking the other side of the book instead of waiting for the ladder. */
export const take = {
  openBuy: "Take the ask now…",
  openSell: "Take the bid now…",
  titleBuy: "Buy at the ask now?",
  titleSell: "Sell at the bid now?",
  keep: "Wait for the ladder",
  confirmBuy: "Buy for about {{amount}}",
  confirmSell: "Sell for about {{amount}}",
  confirmPlainBuy: "Buy now",
  confirmPlainSell: "Sell now",
  looking: "Looking at the book…",
  textBuy: "{{shares}} shares are bought at once at about {{price}}, for {{amount}}; never over {{bound}}.",
  textSell: "{{shares}} shares are sold at once at about {{price}}, for {{amount}}; never under {{bound}}.",
  against: "That is {{amount}} worse than at the limit of {{limit}} that waits now, and fees for taking come on top.",
  rest: "The waiting order is cancelled first. What is not filled goes on with the ladder.",
  problem: "Nothing can be taken now: {{reason}}. The bound is {{bound}}.",
  asked: "Asked for: the waiting order is cancelled first",
};
