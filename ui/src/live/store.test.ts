import { describe, expect, it, vi } from "vitest";
import type { AnnouncedEvent, Announcement } from "@/platform";
import { createMock } from "@/platform/mock";
import { useLive } from "./store";

const frame = await createMock().frame();
const update = (seq: number, announcements: Announcement[] = []) => ({
  seq,
  frame: { ...frame, now: frame.now + seq },
  touched: [],
  announcements,
});
const EVENTS = {
  filled: { kind: "filled" },
  limit_reached: { kind: "limit_reached", gate: "daily_spend", limit: null },
  halted: { kind: "halted", halt: "banned" },
} as const satisfies Record<string, AnnouncedEvent>;
const said = (kind: keyof typeof EVENTS): Announcement => ({
  event: EVENTS[kind],
  order: 1,
  side: "BUY",
  shares: "1",
  price: "0.5",
  outcome: "Yes",
  market: "M",
  trader: "T",
  also: 0,
});
const live = () => useLive.getState();

describe("the live store", () => {
  it("takes the first update, whatever its number", () => {
    expect(live().take(update(41))).toBe(true);
    expect(live().frame?.now).toBe(frame.now + 41);
  });

  it("takes what follows and tells of a gap", () => {
    live().take(update(1));
    expect(live().take(update(2))).toBe(true);
    expect(live().take(update(4))).toBe(false);
    // What came is shown all the same, and counting goes on from there.
    expect(live().frame?.now).toBe(frame.now + 4);
    expect(live().take(update(5))).toBe(true);
  });

  it("tells of a number that came again", () => {
    live().take(update(3));
    expect(live().take(update(3))).toBe(false);
  });

  it("does not put an overtaken answer over a newer update", () => {
    live().take({ ...update(1), frame: { ...frame, now: frame.now + 2000 } });
    live().setFrame(frame);
    expect(live().frame?.now).toBe(frame.now + 2000);
  });

  it("goes back in time with another world", () => {
    live().setFrame(frame);
    live().setFrame({ ...frame, now: frame.now - 86_400_000 });
    expect(live().frame?.now).toBe(frame.now - 86_400_000);
  });

  it("keeps no more messages than there is room for, and the newest of them", () => {
    for (let i = 1; i <= 5; i++) live().say(`${i}`);
    expect(live().toasts.map((toast) => toast.text)).toEqual(["3", "4", "5"]);
    // The voice still has those that left.
    expect(live().news.map((toast) => toast.text)).toEqual(["1", "2", "3", "4", "5"]);
    const middle = live().toasts[1]?.id ?? 0;
    live().dismiss(middle);
    expect(live().toasts.map((toast) => toast.text)).toEqual(["3", "5"]);
  });

  it("makes one message of more than three within ten seconds, and none of what is urgent", () => {
    for (let i = 1; i <= 3; i++) live().take(update(i, [said("filled")]));
    expect(live().toasts.map((toast) => toast.announcement?.event.kind)).toEqual([
      "filled",
      "filled",
      "filled",
    ]);
    live().take(update(4, [said("limit_reached"), said("halted")]));
    live().take(update(5, [said("limit_reached")]));
    const [halted, many, ...more] = live().toasts;
    expect([halted?.announcement?.event.kind, more]).toEqual(["halted", []]);
    expect(many?.gathered?.map(({ event }) => event.kind)).toEqual([
      "filled",
      "filled",
      "filled",
      "limit_reached",
      "limit_reached",
    ]);
    // The voice counts each.
    expect(live().news).toHaveLength(6);
  });

  it("tells them one by one again once it is calm", () => {
    vi.useFakeTimers();
    try {
      for (let i = 1; i <= 5; i++) live().take(update(i, [said("filled")]));
      expect(live().toasts).toHaveLength(1);
      live().dismiss(live().toasts[0]?.id ?? 0);
      vi.advanceTimersByTime(10_001);
      live().take(update(6, [said("filled")]));
      expect(live().toasts.map((toast) => toast.announcement?.event.kind)).toEqual(["filled"]);
    } finally {
      vi.useRealTimers();
    }
  });
});
