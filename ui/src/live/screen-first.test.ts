import { notifyManager, QueryClient, QueryObserver } from "@tanstack/react-query";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { afterScreen, holdAnswers, screenComes, screenIsThere } from "./screen-first";

const done: string[] = [];
const does = (what: string) => () => void done.push(what);

/** Runs the frames, and what comes after each has been painted. */
async function paint(): Promise<void> {
  await vi.advanceTimersToNextFrame();
  for (const port of ports.splice(0)) port();
}

let ports: (() => void)[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  done.length = 0;
  ports = [];
  vi.stubGlobal(
    "MessageChannel",
    class {
      port1 = { onmessage: (): void => undefined, close: () => undefined };
      port2 = { postMessage: () => void ports.push(() => this.port1.onmessage()) };
    },
  );
});

afterEach(() => {
  vi.runAllTimers();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  document.body.innerHTML = "";
});

describe("while a screen comes", () => {
  it("what the engine tells waits until it has been painted, in its order", async () => {
    afterScreen(does("before"));
    expect(done).toEqual(["before"]);
    screenComes();
    afterScreen(does("first"));
    screenIsThere();
    afterScreen(does("second"));
    await vi.advanceTimersToNextFrame();
    // The frame has begun: it is painted after this.
    expect(done).toEqual(["before"]);
    for (const port of ports.splice(0)) port();
    expect(done).toEqual(["before", "first", "second"]);
    afterScreen(does("third"));
    expect(done).toEqual(["before", "first", "second", "third"]);
  });

  it("another one that is asked for meanwhile is waited for", async () => {
    screenComes();
    afterScreen(does("told"));
    screenIsThere();
    screenComes();
    await paint();
    expect(done).toEqual([]);
    screenIsThere();
    await paint();
    expect(done).toEqual(["told"]);
  });

  it("nothing waits for long, where no frame comes", () => {
    screenComes();
    afterScreen(does("told"));
    vi.advanceTimersByTime(249);
    expect(done).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(done).toEqual(["told"]);
  });

  it("one that fails keeps no other from being done", async () => {
    screenComes();
    afterScreen(() => {
      throw new Error("of one alone");
    });
    afterScreen(does("told"));
    screenIsThere();
    await paint();
    expect(done).toEqual(["told"]);
    expect(() => vi.runAllTimers()).toThrow("of one alone");
  });

  it("a screen that waits for an answer itself gets it at once", () => {
    document.body.innerHTML = '<main id="main"><p class="skeleton"></p></main>';
    screenComes();
    afterScreen(does("answer"));
    screenIsThere();
    expect(done).toEqual(["answer"]);
  });

  it("answers that the pages have asked for wait as well", async () => {
    holdAnswers();
    const client = new QueryClient();
    const observer = new QueryObserver(client, { queryKey: ["orders"], queryFn: () => 5 });
    const seen = vi.fn();
    screenComes();
    screenIsThere();
    // As the pages' hook listens.
    const leave = observer.subscribe(notifyManager.batchCalls(() => seen(observer.getCurrentResult().data)));
    await vi.advanceTimersByTimeAsync(1);
    expect(seen).not.toHaveBeenCalledWith(5);
    await paint();
    await vi.advanceTimersByTimeAsync(1);
    expect(seen).toHaveBeenCalledWith(5);
    leave();
    client.clear();
  });
});
