import { describe, expect, it } from "vitest";
import { formatOf } from "@/format/use-format";
import type { AnnouncedEvent, Announcement } from "@/platform";
import { i18n } from ".";
import { announcementText, spokenText } from "./announcement";

const said = (event: AnnouncedEvent, more: Partial<Announcement> = {}): Announcement => ({
  event,
  order: 3,
  side: "BUY",
  shares: "12",
  price: "0.53",
  outcome: "Yes",
  market: "Rain?",
  trader: "denizz",
  follow: 1,
  also: 0,
  ...more,
});
/** Each kind once: one that is missing does not compile. */
const KINDS: { [Kind in AnnouncedEvent["kind"]]: Extract<AnnouncedEvent, { kind: Kind }> } = {
  filled: { kind: "filled" },
  partly_filled: { kind: "partly_filled" },
  cancelled: { kind: "cancelled", reason: "turned_round" },
  converted: { kind: "converted" },
  refused: { kind: "refused", reason: "minimum_size" },
  limit_reached: { kind: "limit_reached", gate: "daily_spend", limit: { of: "usd", usd: "300" } },
  skipped: { kind: "skipped", reason: "too_old" },
  connection_lost: { kind: "connection_lost" },
  connection_back: { kind: "connection_back" },
  halted: { kind: "halted", halt: "shares_missing" },
  lifted: { kind: "lifted", halt: "clock" },
  trader_moved: { kind: "trader_moved", news: "came_in" },
  redeemed: { kind: "redeemed", usd: "3.5" },
  trouble: { kind: "trouble", code: "order_unknown" },
};

describe("announcements", () => {
  const t = i18n.getFixedT("en");
  const f = formatOf("en");

  it.each(["en", "fr"] as const)("have a text each in %s", (language) => {
    for (const event of Object.values(KINDS)) {
      const { title, rest } = announcementText(i18n.getFixedT(language), formatOf(language), said(event));
      expect(title, event.kind).not.toBe("");
      expect(`${title} ${rest}`, event.kind).not.toMatch(/\{\{|toast\.|undefined|_/);
    }
  });

  it("say what, where and through whom", () => {
    expect(announcementText(t, f, said(KINDS.filled))).toEqual({
      title: "Filled: BUY YES 12.00 at 53.0¢",
      rest: "Rain? · copying denizz",
    });
  });

  it("name the limit, its figure and the trader whose trade it cut", () => {
    expect(announcementText(t, f, said(KINDS.limit_reached))).toEqual({
      title: "Daily spending limit reached ($300.00)",
      rest: "A trade by denizz was skipped or reduced",
    });
  });

  it("of the user's own close copy nobody", () => {
    expect(announcementText(t, f, said(KINDS.filled, { side: "SELL", trader: null })).rest).toBe("Rain?");
  });

  it("say why", () => {
    expect(announcementText(t, f, said(KINDS.cancelled)).rest).toMatch(/^Trader reversed · /);
    expect(announcementText(t, f, said(KINDS.refused)).rest).toMatch(/^below the market’s minimum size/);
    expect(announcementText(t, f, said(KINDS.trouble, { market: null })).rest).toBe(
      "The status of an order is still unknown",
    );
    expect(announcementText(t, f, said(KINDS.redeemed, { also: 2 }))).toEqual({
      title: "Redeemed: $3.50",
      rest: "Rain? · and 2 more",
    });
    expect(announcementText(t, f, said(KINDS.skipped, { also: 2 }))).toEqual({
      title: "Trade not copied: too old",
      rest: "Rain? · denizz · and 2 more",
    });
    expect(announcementText(t, f, said(KINDS.halted))).toEqual({
      title: "Shares missing on the exchange",
      rest: "Rain?",
    });
    expect(announcementText(t, f, said(KINDS.trader_moved)).title).toBe(
      "denizz received shares without a trade",
    );
  });

  it("are read aloud whole when alone, and counted when many", () => {
    expect(spokenText(t, f, [said(KINDS.filled)])).toBe(
      "Filled: BUY YES 12.00 at 53.0¢. Rain? · copying denizz",
    );
    expect(
      spokenText(t, f, [said(KINDS.filled), said(KINDS.filled), said(KINDS.filled), said(KINDS.cancelled)]),
    ).toBe("1 order cancelled, 3 orders filled");
    expect(spokenText(t, f, [() => "Limits saved"])).toBe("Limits saved");
  });

  it("of several things that one cause moved name the first and count the others", () => {
    const moved = said(KINDS.trader_moved);
    expect(announcementText(t, f, { ...moved, also: 2 }).rest).toBe("Rain? · and 2 more");
    expect(announcementText(t, f, moved).rest).toBe("Rain?");
  });
});
