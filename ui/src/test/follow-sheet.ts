/** The sheet of denizz, whom nobody follows in the scene `fresh`, and we at 4% in `followed`. */
import type { FollowDraft } from "@/platform";
import type { Recorded } from "@/platform/recorded/playback";
import type { Opened } from "./scene";
import { openScene } from "./scene";
import { walletOf } from "./traders";

export const DENIZZ = `/trader/${walletOf("denizz")}`;
export const SHEET = `${DENIZZ}?follow=true`;

interface Options {
  path?: string;
  scene?: "fresh" | "followed";
  language?: "en" | "fr";
  with?: (recorded: Recorded) => void;
}

/**
 * Drafts are answered as they were recorded. What is half typed when the window asks, which depends on how fast this machine is, is
 * answered as the share and the amount that stood there before.
 */
export function openSheet({
  path = SHEET,
  scene = "fresh",
  with: change,
  ...more
}: Options = {}): Promise<Opened> {
  return openScene({
    ...more,
    path,
    scene,
    with: (recorded) => {
      recorded.says("previewFollow", ({ address, draft }) => {
        const typed = draft as FollowDraft;
        const asBefore = [
          {},
          { maxOrder: "250" },
          { percentage: scene === "fresh" ? "2" : "4", maxOrder: "250" },
        ].map((known) => ({ address, draft: { ...typed, ...known } }));
        const found = asBefore.find((given) => recorded.has("previewFollow", given));
        return recorded.read("previewFollow", found ?? { address, draft });
      });
      change?.(recorded);
    },
  });
}
