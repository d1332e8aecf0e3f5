import { describe, expect, it } from "vitest";
import { formatOf } from "@/format/use-format";
import type { Announcement } from "@/platform";
import { i18n } from ".";
import { announcementText, spokenText } from "./announcement";

const said = (kind: string, more: Partial<Announcement> = {}): Announcement => ({
  kind,
  order: 3,
  side: "BUY",
  shares: "12",
  price: "0.53",
  outcome: "Yes",
  market: "Rain?",
  trader: "denizz",
  reason: null,
  limit: null,
  also: 0,
  ...more,
});
const KINDS = [
  "filled",
  "partly_filled",
  "cancelled",
  "converted",
  "refused",
  "limit_reached",
  "connection_lost",
  "connection_back",
  "halted",
  "lifted",
  "trader_moved",
  "trouble",
];

describe("announcements", () => {
  const t = i18n.getFixedT("en");
  const f = formatOf("en");

  it.each(["en", "fr"] as const)("have a text each in %s", (language) => {
    for (const kind of KINDS) {
      const { title, rest } = announcementText(i18n.getFixedT(language), formatOf(language), said(kind));
      expect(title, kind).not.toBe("");
      expect(`${title} ${rest}`, kind).not.toMatch(/\{\{|toast\.|undefined|_/);
    }
  });

  it("say what, where and through whom", () => {
    expect(announcementText(t, f, said("filled"))).toEqual({
      title: "Filled: BUY YES 12.00 at 53.0¢",
      rest: "Rain? · copying denizz",
    });
  });

  it("say why", () => {
    expect(announcementText(t, f, said("cancelled", { reason: "turned_round" })).rest).toMatch(
      /^Trader turned round · /,
    );
    expect(announcementText(t, f, said("refused", { reason: "minimum_size" })).rest).toMatch(
      /^under the market’s minimum size/,
    );
    expect(announcementText(t, f, said("trouble", { reason: "order_unknown", market: null })).rest).toBe(
      "An order’s fate is still unknown",
    );
    expect(announcementText(t, f, said("halted", { reason: "shares_missing" }))).toEqual({
      title: "Shares are missing at the exchange",
      rest: "Rain?",
    });
    expect(announcementText(t, f, said("trader_moved", { reason: "came_in" })).title).toBe(
      "Shares came to denizz without a trade",
    );
  });

  it("are read aloud whole when alone, and counted when many", () => {
    expect(spokenText(t, f, [said("filled")])).toBe("Filled: BUY YES 12.00 at 53.0¢. Rain? · copying denizz");
    expect(spokenText(t, f, [said("filled"), said("filled"), said("filled"), said("cancelled")])).toBe(
      "1 order cancelled, 3 orders filled",
    );
    expect(spokenText(t, f, ["Limits saved"])).toBe("Limits saved");
  });

  it("of several things that one cause moved name the first and count the others", () => {
    const moved = said("trader_moved", { reason: "came_in" });
    expect(announcementText(t, f, { ...moved, also: 2 }).rest).toBe("Rain? · and 2 more");
    expect(announcementText(t, f, moved).rest).toBe("Rain?");
  });
});
