/** Taking the other side of the book instead of waiting for the ladder. */
export const take = {
  open: {
    buy: "Take the ask now…",
    sell: "Take the bid now…",
  },
  title: {
    buy: "Buy at the ask now?",
    sell: "Sell at the bid now?",
  },
  keep: "Wait for the ladder",
  confirm: {
    buy: "Buy for about {{amount}}",
    sell: "Sell for about {{amount}}",
  },
  confirmPlain: {
    buy: "Buy now",
    sell: "Sell now",
  },
  looking: "Looking at the book…",
  text: {
    buy: "{{shares}} shares are bought at once at about {{price}}, never above {{bound}}.",
    sell: "{{shares}} shares are sold at once at about {{price}}, never below {{bound}}.",
  },
  against:
    "Before the fee, that is {{amount}} worse than the waiting limit of {{limit}}, which pays no fee when it fills.",
  rest: "The waiting order is cancelled first. What is not filled goes on with the ladder.",
  cannot: "Can’t be taken now: {{reason}}",
  limit: "{{limit}} ({{value}}) reached",
  problem: "Nothing can be taken now: {{reason}}. The bound is {{bound}}.",
  asked: "Asked for: the waiting order is cancelled first",
};
