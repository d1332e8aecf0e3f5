import { describe, expect, it } from "vitest";
import { EXAMPLES, near, parse } from "./parse";

describe("a line of the palette", () => {
  it("is understood in the words of either language", () => {
    const cases: [string, object][] = [
      ["theme light", { do: "theme", to: "light" }],
      ["thème clair", { do: "theme", to: "light" }],
      ["lang fr", { do: "language", to: "fr" }],
      ["langue anglais", { do: "language", to: "en" }],
      ["density compact", { do: "density", to: "compact" }],
      ["couleurs daltonien", { do: "colours", to: "colourblind" }],
      ["600x", { do: "speed", to: 600 }],
      ["speed 60", { do: "speed", to: 60 }],
      ["vitesse 1", { do: "speed", to: 1 }],
      ["pause clock", { do: "clock", paused: true }],
      ["Pause l’horloge", { do: "clock", paused: true }],
      ["next trade", { do: "skip" }],
      ["prochain trade", { do: "skip" }],
      ["cancel all", { do: "cancel" }],
      ["annuler tout", { do: "cancel" }],
      ["export ledger 2026", { do: "export", what: "ledger", year: 2026 }],
      ["exporter décisions csv", { do: "export", what: "decisions", year: null }],
      ["#18204", { do: "number", number: 18204 }],
      ["order 12", { do: "number", number: 12 }],
    ];
    for (const language of ["en", "fr"] as const)
      for (const [line, command] of cases) expect(parse(line, language), line).toEqual(command);
  });

  it("reads limits in the window's own format and refuses what could be two amounts", () => {
    expect(parse("daily 1,500", "en")).toEqual({ do: "limit", field: "maxDailySpend", value: "1500" });
    expect(parse("limite jour 1 500,50 $", "fr")).toEqual({
      do: "limit",
      field: "maxDailySpend",
      value: "1500.50",
    });
    expect(parse("limit total $2,000", "en")).toEqual({ do: "limit", field: "maxExposure", value: "2000" });
    expect(parse("reserve 7.5 %", "en")).toEqual({ do: "limit", field: "reserve", value: "7.5" });
    for (const line of ["daily 1,50", "daily -5", "daily", "daily abc", "orders 2.5", "limit 400"])
      expect(parse(line, "en"), line).toBeNull();
    expect(parse("limite jour 1.500", "fr")).toBeNull();
  });

  it("finds whom to follow and what to close, with a share where one is given", () => {
    expect(parse("follow kestrel", "en")).toEqual({ do: "follow", who: "kestrel", percent: null });
    expect(parse("follow the old fox at 2.5 %", "en")).toEqual({
      do: "follow",
      who: "the old fox",
      percent: "2.5",
    });
    expect(parse("follow kestrel 5", "en")).toEqual({ do: "follow", who: "kestrel", percent: "5" });
    expect(parse("follow sharky 69", "en")).toEqual({ do: "follow", who: "sharky 69", percent: null });
    expect(parse("suivre Kestrel à 2,5 %", "fr")).toEqual({ do: "follow", who: "Kestrel", percent: "2.5" });
    expect(parse("close shutdown before Christmas 50%", "en")).toEqual({
      do: "close",
      what: "shutdown before Christmas",
      percent: 50,
    });
    expect(parse("fermer shutdown", "fr")).toEqual({ do: "close", what: "shutdown", percent: 100 });
    for (const line of ["follow", "close", "close x 0%", "close x 33%"])
      expect(parse(line, "en"), line).toBeNull();
  });

  it("is nothing where it is not whole", () => {
    for (const line of [
      "",
      "theme",
      "theme pink",
      "601x",
      "0x",
      "export",
      "export ledger 1999",
      "bitcoin",
      "lang",
    ])
      expect(parse(line, "en"), line).toBeNull();
  });

  it("offers what else an amount could have meant", () => {
    expect(near("daily 400", "en")).toEqual(["limit total 400"]);
    expect(near("limit 400", "en")).toEqual(["limit daily 400", "limit total 400"]);
    expect(near("bitcoin 400", "en")).toEqual([]);
  });

  it("understands every example that it shows", () => {
    for (const language of ["en", "fr"] as const)
      for (const line of EXAMPLES[language]) expect(parse(line, language), line).not.toBeNull();
  });
});
