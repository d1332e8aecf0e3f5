/**
 * Turns touched topics into queries that are read again, at most a few times a second.
 *
 * A burst of updates leads to one reading; what is touched while a reading is under way leads to another one after it.
 * What takes long to read is read less often, so that no list, however long, fills the window's time.
 */
import type { QueryClient } from "@tanstack/react-query";
import type { Topic } from "@/platform";

/** Fast enough to look live, slow enough that ten updates a second do not become ten readings. */
const EVERY_MS = 300;
/** After a reading, so many times as long as it took pass without one. */
const REST = 4;

type Key = readonly [string, ...string[]];
const ORDERS: Key = ["orders"];
const POSITIONS: Key = ["positions"];
/** The newest fills. */
const FILLS: Key = ["history", "head"];
/** When they were, up to hundreds of them, for the marks on a curve. */
const FILL_TIMES: Key = ["history", "times"];
/** Their sums: figures over every fill there is. */
const SUMS: Key = ["history", "totals"];
/** Sums and days of every movement there is. */
const LEDGER: Key = ["ledger"];
const FOLLOWS: Key = ["follows"];
const ACTIVITY: Key = ["activity"];
const SETTINGS: Key = ["settings"];
/** The way to live. */
const SETUP: Key = ["setup"];
/** The window's lock: whether a passphrase is set, which another window does. */
const LOCK: Key = ["lock"];

const KEYS: Record<Exclude<Topic, "all">, Key[]> = {
  // What fills an order touches the follows as well: those bring fills and ledger.
  orders: [ORDERS, POSITIONS],
  follows: [FOLLOWS, POSITIONS, FILLS, FILL_TIMES, SUMS, LEDGER],
  activity: [ACTIVITY],
  settings: [SETTINGS, SETUP, LOCK],
};

/** What is of many fills is not asked for at every touch: at the pace of the figures beside it. */
const PACE = new Map<Key, number>([
  [FILL_TIMES, 2000],
  [SUMS, 2000],
  [LEDGER, 2000],
]);

export class Refresher {
  private readonly client: QueryClient;
  private readonly dirty = new Set<Key>();
  /** Until when a key rests. */
  private readonly rests = new Map<Key, number>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(client: QueryClient) {
    this.client = client;
  }

  touch(topics: Topic[]): void {
    for (const topic of topics) {
      if (topic === "all") {
        this.everything();
        return;
      }
      for (const key of KEYS[topic]) this.dirty.add(key);
    }
    this.plan();
  }

  /** Reads all that is on screen again. */
  everything(): void {
    this.dirty.clear();
    void this.client.invalidateQueries();
  }

  private plan(): void {
    if (this.timer !== undefined || this.dirty.size === 0) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.flush();
    }, EVERY_MS);
  }

  private flush(): void {
    for (const key of [...this.dirty]) {
      if (this.client.isFetching({ queryKey: key }) > 0 || performance.now() < (this.rests.get(key) ?? 0))
        continue;
      this.dirty.delete(key);
      void this.read(key);
    }
    this.plan();
  }

  private async read(key: Key): Promise<void> {
    const from = performance.now();
    this.rests.set(key, Number.POSITIVE_INFINITY);
    await this.client.invalidateQueries({ queryKey: key });
    const until = performance.now();
    this.rests.set(key, Math.max(from + (PACE.get(key) ?? 0), until + REST * (until - from)));
  }
}
