/** What every picture of ours says. */
export const chart = {
  reset: "Reset zoom",
  fills_one: "{{count}} of your fills",
  fills_other: "{{count}} of your fills",
};
