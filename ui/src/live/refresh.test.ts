import { QueryClient } from "@tanstack/react-query";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Refresher } from "./refresh";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A refresher over a client whose readings take that long. */
function reading(ms: number) {
  const client = new QueryClient();
  const read: string[] = [];
  vi.spyOn(client, "invalidateQueries").mockImplementation(async (filters) => {
    read.push((filters?.queryKey ?? ["everything"]).join(" "));
    await new Promise((done) => setTimeout(done, ms));
  });
  return { refresher: new Refresher(client), read };
}

/** Touches ten times a second for that long. */
async function touchFor(refresher: Refresher, topics: Parameters<Refresher["touch"]>[0], ms: number) {
  for (let at = 0; at < ms; at += 100) {
    refresher.touch(topics);
    await vi.advanceTimersByTimeAsync(100);
  }
}

describe("reading again what was touched", () => {
  it("makes a burst one reading", async () => {
    const { refresher, read } = reading(0);
    await touchFor(refresher, ["activity"], 300);
    expect(read).toEqual(["activity"]);
  });

  it("reads a few times a second however often it is touched", async () => {
    const { refresher, read } = reading(0);
    await touchFor(refresher, ["activity"], 3000);
    expect(read.length).toBeGreaterThanOrEqual(7);
    expect(read.length).toBeLessThanOrEqual(10);
  });

  it("reads less often what takes long", async () => {
    const { refresher, read } = reading(500);
    await touchFor(refresher, ["activity"], 10_000);
    expect(read.length).toBeLessThanOrEqual(5);
    expect(read.length).toBeGreaterThanOrEqual(3);
  });

  it("reads what is of many fills at its own pace", async () => {
    const { refresher, read } = reading(0);
    await touchFor(refresher, ["follows"], 6000);
    expect(read.filter((key) => key === "history totals").length).toBeLessThanOrEqual(3);
    expect(read.filter((key) => key === "history times").length).toBeLessThanOrEqual(3);
    expect(read.filter((key) => key === "history head").length).toBeGreaterThan(10);
  });

  it("forgets nothing that was touched while it rested", async () => {
    const { refresher, read } = reading(500);
    refresher.touch(["activity"]);
    await vi.advanceTimersByTimeAsync(400);
    refresher.touch(["activity"]);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(read).toEqual(["activity", "activity"]);
  });
});
