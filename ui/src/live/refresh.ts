/**
 * Turns touched topics into queries that are read again, at most a few times a second.
 *
 * A burst of updates leads to one reading; what is touched while a reading is under way leads to another one after it.
 */
import type { QueryClient } from "@tanstack/react-query";
import type { Topic } from "@/platform";

/** Fast enough to look live, slow enough that ten updates a second do not become ten readings. */
const EVERY_MS = 300;

const KEYS: Record<Exclude<Topic, "all">, string[]> = {
  orders: ["orders", "positions"],
  follows: ["follows", "positions", "history"],
  activity: ["activity"],
  settings: ["settings"],
};

export class Refresher {
  private readonly client: QueryClient;
  private readonly dirty = new Set<string>();
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
      const queryKey = [key];
      if (this.client.isFetching({ queryKey }) > 0) continue;
      this.dirty.delete(key);
      void this.client.invalidateQueries({ queryKey });
    }
    this.plan();
  }
}
