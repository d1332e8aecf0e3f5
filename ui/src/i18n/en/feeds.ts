import type { FeedName, RowSource } from "@/platform";

/** How well the copied traders are seen, and what of the exchange could not be read. */
export const feeds = {
  title: "Connection",
  about: "How well the exchange and the traders you copy are seen, and what to do about it.",
  open: "How well your traders are seen",
  traders: "Traders you copy",
  tradersNote: "trades since the start, missing in the last half hour",
  none: "Nobody is copied now, so nobody is watched.",
  find: "Find a trader",
  trader: "Trader",
  stream: "Stream, delay",
  streamTitle: "Trades that the exchange’s live stream showed, and how soon half of them came",
  list: "List, delay",
  listTitle: "Trades that their list of activity showed, and how soon half of them came",
  missing: "Missing, stream · list",
  missingTitle:
    "Trades of the last half hour that the live stream did not show, of those that it should have shown; then the same of the list",
  missingOf: "{{missing}} of {{due}}",
  what: "What it means",
  seen: "{{trades}} · {{delay}}",
  notSeen: "none",
  verdict: {
    late: "Their trades arrive {{delay}} after they were made, so the price may have moved. Check this computer’s connection; if it is good, the exchange is slow and it passes.",
    lateDemo:
      "Their trades arrive {{delay}} after they were made, by the demo’s clock. It runs fast: lower its speed.",
    stream_gaps:
      "The live stream left out {{missing}} of {{due}}. Their list of activity brings those a little later, and they are copied. Nothing to do.",
    list_gaps:
      "Their list left out {{missing}} of {{due}} that the live stream showed. They are copied. Nothing to do; if it lasts for hours, compare with their profile on Polymarket.",
    whole: "Every trade is seen by both. Nothing to do.",
    quiet: "No trade of theirs since the start. Nothing to do.",
  },
  onTrader: "How you see their trades",
  sources: "Feeds",
  sourceUp: "Connected",
  sourceDown: "Not connected",
  last: "last news {{age}} ago",
  neverNews: "no news yet",
  source: {
    trades: "Trades of everyone, as they happen. Without it trades come by the list, up to a minute later.",
    books: "Prices. Without it no order is placed or moved.",
    positions: "What your traders hold, every few minutes.",
    account: "Your orders and fills. Without it they are asked for one by one.",
    markets:
      "What is known of markets: names, price steps, closing times. Orders in a new market wait for it.",
  } satisfies Record<FeedName, string>,
  sourceDownTodo: "Pilotfish connects again by itself. If it lasts, check this computer’s connection.",
  unreadable: "Rows that could not be read",
  unreadableNote_one: "{{count}} since the start",
  unreadableNote_other: "{{count}} since the start",
  allReadable: "Everything the exchange sent could be read.",
  unreadableTodo:
    "Each is left out and everything else goes on. If one of them keeps growing, the exchange changed something: look for a newer Pilotfish.",
  rowSource: "From",
  rowCount: "Rows",
  rowLast: "Last",
  rowSample: "The newest one",
  ago: "{{age}} ago",
  of: {
    activity: "Activity of traders",
    activity_stream: "Live stream of trades",
    leaderboard: "Leaderboard",
    market_stream: "Live stream of prices",
    market_trades: "A market’s trades",
    markets: "Markets",
    own_movements: "Your deposits and payouts",
    own_orders: "Your orders",
    own_trades: "Your trades",
    positions: "Positions",
    prices: "Prices of the past",
    relayer: "Polymarket’s relayer",
    user_stream: "Live stream of your account",
  } satisfies Record<RowSource, string>,
  status: "Missed by stream",
  statusTitle:
    "Trades of the last half hour that the live stream left out, over all traders you copy. Their lists bring them a little later.",
};
