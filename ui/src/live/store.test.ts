import { describe, expect, it } from "vitest";
import { formatOf } from "@/format/use-format";
import { i18n } from "@/i18n";
import type { AnnouncedEvent, Announcement } from "@/platform";
import { Recorded } from "@/platform/recorded/playback";
import { useLive } from "./store";

const frame = (await Recorded.at("fresh")).read("frame");
const update = (seq: number, announcements: Announcement[] = []) => ({
  seq,
  frame: { ...frame, now: frame.now + seq },
  touched: [],
  announcements,
});
const said = (event: AnnouncedEvent, trader = "T"): Announcement => ({
  event,
  order: 1,
  side: "BUY",
  shares: "1",
  price: "0.5",
  outcome: "Yes",
  market: "M",
  trader,
  follow: null,
  also: 0,
});
const filled = said({ kind: "filled" });
const limit = said({ kind: "limit_reached", gate: "daily_spend", limit: null });
const halted = said({ kind: "halted", halt: "region" });
const { t } = i18n;
const f = formatOf("en");
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

  it("keeps the parts that say the same, and only those", () => {
    const again = (seq: number) => JSON.parse(JSON.stringify(update(seq))) as ReturnType<typeof update>;
    live().take(again(1));
    const before = live().frame;
    const next = again(2);
    const clock = next.frame.clock;
    live().take({ ...next, frame: { ...next.frame, clock: clock && { ...clock, speed: clock.speed + 1 } } });
    expect(live().frame?.modes).toBe(before?.modes);
    expect(live().frame?.halts).toBe(before?.halts);
    expect(live().frame?.clock).not.toEqual(before?.clock);
    expect(live().frame?.now).toBe(frame.now + 2);
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
    for (let i = 1; i <= 5; i++) live().say(() => `${i}`);
    expect(live().toasts.map((toast) => toast.words?.(t, f))).toEqual(["3", "4", "5"]);
    // The voice still has those that left.
    expect(live().news.map((toast) => toast.words?.(t, f))).toEqual(["1", "2", "3", "4", "5"]);
    const middle = live().toasts[1]?.id ?? 0;
    live().dismiss(middle);
    expect(live().toasts.map((toast) => toast.words?.(t, f))).toEqual(["3", "5"]);
  });

  it("makes one message of one reason, that counts", () => {
    for (let i = 1; i <= 3; i++) live().take(update(i, [filled]));
    live().take(update(4, [limit, said({ kind: "partly_filled" })]));
    expect(live().toasts.map((toast) => toast.announcements?.map(({ event }) => event.kind))).toEqual([
      ["filled", "filled", "filled", "partly_filled"],
      ["limit_reached"],
    ]);
    // The voice counts each.
    expect(live().news).toHaveLength(5);
  });

  it("keeps limits apart that are not the same, and traders' moves", () => {
    const other = said({ kind: "limit_reached", gate: "market_limit", limit: null });
    live().take(update(1, [limit, other, limit]));
    expect(live().toasts.map((toast) => toast.announcements?.length)).toEqual([2, 1]);
  });

  it("makes one message of more than three reasons within ten seconds, and none of what is urgent", () => {
    live().take(update(1, [filled, limit, said({ kind: "converted" })]));
    expect(live().toasts).toHaveLength(3);
    live().take(update(2, [halted, said({ kind: "connection_back" })]));
    const [first, many, ...more] = live().toasts;
    expect([first?.announcements?.[0]?.event.kind, many?.mixed, more]).toEqual(["halted", true, []]);
    live().take(update(3, [filled]));
    expect(live().toasts[1]?.announcements).toHaveLength(many ? (many.announcements?.length ?? 0) + 1 : -1);
  });

  it("takes back what is offered to be taken back once, and does it for good when the message goes", () => {
    const did: string[] = [];
    const act = (name: string) => ({
      label: () => "Undo",
      undoes: true,
      run: () => did.push(`${name} undone`),
      gone: () => did.push(`${name} gone`),
    });
    live().say(() => "a", act("a"));
    live().say(() => "b", act("b"));
    const [a, b] = live().toasts;
    live().dismiss(a?.id ?? 0);
    live().dismiss(b?.id ?? 0, true);
    live().dismiss(b?.id ?? 0);
    live().say(() => "c", act("c"));
    for (const text of ["1", "2", "3"]) live().say(() => text);
    expect(did).toEqual(["a gone", "c gone"]);
  });
});
