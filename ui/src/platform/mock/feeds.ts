/** How well the simulated engine sees its traders: one of each verdict, the worst first. */
import type { FeedReport, FeedVerdict, SourceFeed, TraderFeed } from "../types";
import { address } from "./entities";
import type { World } from "./world";

const source = (seen: number, due: number, missing: number, delay: number | null): SourceFeed => ({
  seen,
  due,
  missing,
  delay,
});

type Seen = Pick<TraderFeed, "stream" | "list" | "matched" | "verdict">;

const NOTHING = source(0, 0, 0, null);
const QUIET: Seen = { stream: NOTHING, list: NOTHING, matched: 0, verdict: "quiet" };
const WHOLE: Seen = {
  stream: source(117, 12, 0, 900),
  list: source(117, 12, 0, 22_000),
  matched: 117,
  verdict: "whole",
};
const SEEN: Record<string, Seen> = {
  denizz: {
    stream: source(297, 120, 3, 1100),
    list: source(300, 118, 0, 24_000),
    matched: 297,
    verdict: "stream_gaps",
  },
  kestrel: {
    stream: source(64, 31, 0, 800),
    list: source(62, 28, 2, 41_000),
    matched: 62,
    verdict: "list_gaps",
  },
  tern: QUIET,
};

const ORDER: FeedVerdict[] = ["late", "stream_gaps", "list_gaps", "whole", "quiet"];

/** `late`: everything comes by the list alone, and late; and some rows could not be read. */
export function feedReportOf(world: World, late: boolean): FeedReport {
  const active = world.follows.filter((one) => one.status === "active");
  const slow: Seen = { stream: NOTHING, list: source(120, 40, 0, 95_000), matched: 0, verdict: "late" };
  return {
    traders: active
      .map((one) => ({
        follow: one.id,
        address: address(one.trader),
        trader: one.trader,
        ...(late ? slow : (SEEN[one.trader] ?? WHOLE)),
      }))
      .sort(
        (a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict) || a.trader.localeCompare(b.trader),
      ),
    unreadable: late
      ? [
          {
            source: "activity",
            count: 3,
            lastAgo: 48_000,
            sample:
              'unreadable: a trade without a usable size: {"proxyWallet":"0x25…","timestamp":1795271520,"conditionId":"0x5f65","type":"TRADE","size":"n/a","price":0.53}',
          },
          {
            source: "user_stream",
            count: 1,
            lastAgo: 3_600_000,
            sample:
              'unreadable: a message of the unknown kind AMENDED: {"event_type":"order","type":"AMENDED"}',
          },
        ]
      : [],
  };
}
