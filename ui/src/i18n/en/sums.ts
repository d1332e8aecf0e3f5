/** What an order brings or costs, down to what changes hands. */
export const sums = {
  atOnce: "At about {{price}} a share",
  fee: "Fee, approx.",
  total: { buy: "You pay", sell: "You receive" },
  profit: "Profit after fees",
  loss: "Loss after fees",
};
