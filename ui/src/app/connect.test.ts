import { QueryClient } from "@tanstack/react-query";
import { describe, expect, it, vi } from "vitest";
import { useLive } from "@/live/store";
import type { Platform, Update } from "@/platform";
import { PlatformError } from "@/platform";
import { Recorded } from "@/platform/recorded/playback";
import { connect } from "./connect";

async function joined(more: Partial<Platform> = {}) {
  const { platform: recorded } = await Recorded.at("fresh");
  let send: (update: Update) => void = () => undefined;
  const frame = vi.fn(() => recorded.frame());
  const platform: Platform = {
    ...recorded,
    ...more,
    frame,
    listen: async (each) => {
      send = each;
      return () => undefined;
    },
  };
  const client = new QueryClient();
  const everything = vi.spyOn(client, "invalidateQueries");
  await connect(platform, client);
  frame.mockClear();
  everything.mockClear();
  const now = await recorded.frame();
  return {
    platform,
    frame,
    everything,
    send: (update: Partial<Update>) =>
      send({ seq: 1, frame: now, touched: [], announcements: [], ...update }),
  };
}

describe("the window joins the engine", () => {
  it("listens before it reads, and has frame and settings then", async () => {
    const recorded = await Recorded.at("fresh");
    recorded.changes("settings", (settings) => ({ ...settings, theme: "light" as const }));
    const order: string[] = [];
    const platform: Platform = {
      ...recorded.platform,
      listen: async () => {
        order.push("listen");
        return () => undefined;
      },
      frame: () => {
        order.push("frame");
        return recorded.platform.frame();
      },
    };
    await connect(platform, new QueryClient());
    expect(order).toEqual(["listen", "frame"]);
    expect(useLive.getState().settings?.theme).toBe("light");
    expect(document.documentElement.dataset.theme).toBe("light");
  });

  it("reads everything again on a gap", async () => {
    const { send, frame, everything } = await joined();
    send({ seq: 1 });
    send({ seq: 2 });
    expect(everything).not.toHaveBeenCalled();
    send({ seq: 5 });
    expect(everything).toHaveBeenCalledOnce();
    expect(everything).toHaveBeenCalledWith();
    expect(frame).toHaveBeenCalledOnce();
  });

  it("reads everything again in another world, and when the engine is back", async () => {
    const { send, everything } = await joined();
    send({ seq: 1, touched: ["all"] });
    expect(everything).toHaveBeenCalledTimes(1);
    const away = (await Recorded.at("down")).read("frame");
    send({ seq: 2, frame: away });
    expect(everything).toHaveBeenCalledTimes(1);
    send({ seq: 3 });
    expect(everything).toHaveBeenCalledTimes(2);
  });

  it("says within three seconds that the engine is not heard any more, and takes that back when it is", async () => {
    vi.useFakeTimers();
    try {
      const { send, everything } = await joined({ beats: true });
      send({ seq: 1 });
      await vi.advanceTimersByTimeAsync(2900);
      send({ seq: 2 });
      await vi.advanceTimersByTimeAsync(2900);
      expect(useLive.getState().silent).toBe(false);
      await vi.advanceTimersByTimeAsync(600);
      expect(useLive.getState().silent).toBe(true);
      expect(everything).not.toHaveBeenCalled();
      send({ seq: 3 });
      expect(useLive.getState().silent).toBe(false);
      // What was asked meanwhile had no answer.
      expect(everything).toHaveBeenCalledOnce();
    } finally {
      vi.useRealTimers();
    }
  });

  it("gathers what is touched into one reading of that topic", async () => {
    vi.useFakeTimers();
    try {
      const { send, everything } = await joined();
      for (let seq = 1; seq <= 10; seq++) send({ seq, touched: ["orders"] });
      expect(everything).not.toHaveBeenCalled();
      await vi.advanceTimersByTimeAsync(400);
      // What sells a position is an order: the positions say so.
      expect(everything.mock.calls).toEqual([[{ queryKey: ["orders"] }], [{ queryKey: ["positions"] }]]);
    } finally {
      vi.useRealTimers();
    }
  });

  it("shows why there is no frame, and that settings may come later", async () => {
    const { platform } = await Recorded.at("fresh");
    const refuse = () => Promise.reject(new PlatformError({ code: "engine_unreachable", detail: "gone" }));
    await connect({ ...platform, frame: refuse, settings: refuse }, new QueryClient());
    expect(useLive.getState().failure?.code).toBe("engine_unreachable");
    expect(useLive.getState().settings).toBeNull();
  });
});
