/** How traders are seen, said by tests: when a second source is read is a matter of real time, and no scene has it. */
import type { FeedReport, SourceFeed, TraderFeed } from "../platform/types";
import { walletOf } from "./traders";

export const source = (seen: number, due: number, missing: number, delay: number | null): SourceFeed => ({
  seen,
  due,
  missing,
  delay,
});

/** denizz, as seen well enough. */
export const GAPS: TraderFeed = {
  follow: 1,
  address: walletOf("denizz"),
  trader: "denizz",
  stream: source(297, 120, 3, 1100),
  list: source(300, 118, 0, 24_000),
  matched: 297,
  verdict: "stream_gaps",
};

/** By the list alone, and late; and some rows could not be read. */
export const LATE: FeedReport = {
  traders: [
    { ...GAPS, stream: source(0, 0, 0, null), list: source(120, 40, 0, 95_000), matched: 0, verdict: "late" },
    {
      ...GAPS,
      follow: 2,
      trader: "kestrel",
      address: walletOf("kestrel"),
      stream: source(64, 31, 0, 800),
      list: source(62, 28, 2, 41_000),
      matched: 62,
      verdict: "list_gaps",
    },
  ],
  unreadable: [
    {
      source: "activity",
      count: 3,
      lastAgo: 48_000,
      sample:
        'unreadable: a trade without a usable size: {"timestamp":1795271520,"type":"TRADE","size":"n/a"}',
    },
    {
      source: "user_stream",
      count: 1,
      lastAgo: 3_600_000,
      sample: 'unreadable: a message of the unknown kind AMENDED: {"event_type":"order","type":"AMENDED"}',
    },
  ],
};
