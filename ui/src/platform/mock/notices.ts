/** The notification centre of the simulated world: the picture's rows, of which some were read. */
import type { NoticeKind, NoticeRow, Notices } from "../types";
import { address } from "./entities";
import type { World } from "./world";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const trader = (name: string) => ({ address: address(name), name });

/** How long ago, ms; how often; what. */
function rows(world: World): [number, number, NoticeKind][] {
  const raised = Number(world.settings.limits.maxDailySpend) > 300;
  return [
    [
      14 * HOUR,
      12,
      {
        kind: "limit",
        gate: "daily_spend",
        figure: { of: "usd", usd: "300" },
        skipped: 12,
        cut: 0,
        traders: [
          { trader: trader("25usdc"), count: 7 },
          { trader: trader("denizz"), count: 3 },
          { trader: trader("kestrel"), count: 2 },
        ],
        leftOut: "184.2",
        follow: null,
        raise: raised ? null : { limit: "daily_spend", now: "300", to: "400" },
      },
    ],
    [
      27 * MINUTE,
      1,
      {
        kind: "waiting",
        reason: "beyond_bound",
        order: world.orders.find(({ status }) => status === "working")?.id ?? 1,
        side: "BUY",
        place: { market: "Ukraine ceasefire by 31 March 2027?", outcome: "Yes" },
        needs: "0.281",
        bound: "0.274",
      },
    ],
    [
      51 * MINUTE,
      9,
      {
        kind: "fills",
        bought: "245.82",
        sold: "37.92",
        fees: "0.28",
        last: {
          order: 1,
          side: "BUY",
          shares: "121.87",
          price: "0.64",
          market: "Shutdown before Christmas?",
          outcome: "No",
        },
      },
    ],
    [
      3 * HOUR,
      1,
      {
        kind: "collected",
        usd: "60",
        place: { market: "US jobless rate at 4.4% in October?", outcome: "Yes" },
      },
    ],
    [5 * HOUR, 1, { kind: "connection", downMs: 41_000, stands: false }],
    [29 * HOUR, 1, { kind: "undone", shares: "46.45", order: 1 }],
  ];
}

const groupOf = (what: NoticeKind): NoticeRow["group"] =>
  what.kind === "waiting" || (what.kind === "limit" && what.raise !== null)
    ? "needs_you"
    : what.kind === "limit" || what.kind === "connection"
      ? "system"
      : "money";

export function noticesOf(world: World, readUntil: number): Notices {
  const all = world.idle
    ? []
    : rows(world).map(
        ([ago, count, what]): NoticeRow => ({
          first: world.began - ago - (count > 1 ? 4 * HOUR : 0),
          last: world.began - ago,
          count,
          new: world.began - ago > readUntil,
          group: groupOf(what),
          what,
        }),
      );
  const order = (row: NoticeRow) => (row.new ? (row.group === "needs_you" ? 0 : 1) : 2);
  all.sort((a, b) => order(a) - order(b) || b.last - a.last);
  return {
    rows: all,
    unread: all.filter((row) => row.new).length,
    readUntil,
    newest: Math.max(readUntil, ...all.map(({ last }) => last)),
    since: world.began - 7 * 24 * HOUR,
  };
}
