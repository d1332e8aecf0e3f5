import { describe, expect, it } from "vitest";
import type { LimitsView, Settings } from "@/platform";
import { Recorded } from "@/platform/recorded/playback";
import { withBack } from "./parts";

const settings = (await Recorded.at("demo")).read("settings");
const limited = (from: Settings, limits: Partial<LimitsView>): Settings => ({
  ...from,
  limits: { ...from.limits, ...limits },
});

describe("taking back what was saved", () => {
  it("leaves what was saved after it as it is", () => {
    const dark: Settings = { ...settings, theme: "dark" };
    const now: Settings = { ...dark, language: "fr" };
    expect(withBack(now, { ...settings, theme: "light" }, dark)).toEqual({ ...now, theme: "light" });
  });

  it("gives back the limit that was changed, and no other one that was lowered since", () => {
    const before = limited(settings, { maxExposure: "8000", maxDailySpend: "4000" });
    const saved = limited(before, { maxExposure: "7000" });
    const now = limited(saved, { maxDailySpend: "1000" });
    expect(withBack(now, before, saved).limits).toEqual({
      ...now.limits,
      maxExposure: "8000",
      maxDailySpend: "1000",
    });
  });
});
