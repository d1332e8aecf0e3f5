/** Taking the other side of the book instead of waiting for the ladder. */
export const take = {
  open: {
    buy: "Buy at the ask now…",
    sell: "Sell at the bid now…",
  },
  title: {
    buy: "Buy at the ask now?",
    sell: "Sell at the bid now?",
  },
  keep: "Keep waiting",
  confirm: {
    buy: "Buy for about {{amount}}",
    sell: "Sell for about {{amount}}",
  },
  confirmPlain: {
    buy: "Buy now",
    sell: "Sell now",
  },
  looking: "Reading the book…",
  text: {
    buy: "Buys {{shares}} shares right away at about {{price}}, never above {{bound}}.",
    sell: "Sells {{shares}} shares right away at about {{price}}, never below {{bound}}.",
  },
  against:
    "Before fees, that is {{amount}} worse than your waiting limit of {{limit}}, which pays no fee when it fills.",
  rest: "The waiting order is cancelled first. Anything unfilled continues on the ladder.",
  cannot: "Not possible now: {{reason}}",
  limit: "{{limit}} ({{value}}) reached",
  problem: "You can’t trade now: {{reason}}. Your price bound is {{bound}}.",
  asked: "Cancelling the waiting order first",
};
