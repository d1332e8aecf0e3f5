/** The price path of an order. */
export const path = {
  title: "Price path",
  label:
    "Price path of the order on {{market}}: the trader’s price {{first}}, limit now {{limit}}, bound {{bound}}, stage {{stage}}. The arrow keys step through its events; the table below has every figure.",
  table: "Price path in figures",
  as: "Show the price path as",
  asChart: "Picture",
  asTable: "Table",
  ifStays: "if the book stays as it is",
  now: "now, {{age}}",
  done: "{{shares}} at {{price}}, done after {{age}}",
  stage: "stage {{stage}}",
  limit: "Limit, ¢",
  limitAt: "limit {{price}}",
  tag: { ask: "ask", us: "us", bid: "bid" },
  legend: {
    trader: "Trader",
    book: "Book",
    limit: "Limit",
    ahead: "Ahead",
    signal: "Signal",
    placed: "Placed",
    repriced: "Repriced",
    part: "Part",
    filled: "Filled",
    cancelled: "Cancelled",
  },
};
