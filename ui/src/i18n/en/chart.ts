/** What every picture of ours says. */
export const chart = {
  reset: "Reset zoom",
  fills_one: "{{count}} fill of yours",
  fills_other: "{{count}} fills of yours",
};
