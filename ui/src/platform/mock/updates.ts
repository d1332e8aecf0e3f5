/** New versions of the simulated program: `?mock=update` has one that is ready, `update-refused` one whose file was tampered with, `update-packaged` is owned by a package manager. */
import type { Platform, UpdateStanding } from "../types";
import type { World } from "./world";

interface Engine {
  world(): World;
  scenario: string;
  answer<T>(give: () => T): Promise<T>;
}

type Updates = Pick<Platform, "updateStanding" | "lookForUpdate" | "installUpdate">;

const FOUND = {
  version: "0.2.0",
  notes: "Markets can be searched by category.\n<b>Text</b> is shown as it is written.",
  date: "2026-11-20",
};

export function updatesOf({ world, scenario, answer }: Engine): Updates {
  const refused = scenario === "update-refused";
  let phase: UpdateStanding["phase"] = scenario === "update" ? "ready" : "idle";
  let asked = false;
  const standing = (): UpdateStanding => ({
    version: "0.1.0",
    off: scenario === "update-packaged" ? "package_manager" : null,
    phase,
    found: phase !== "idle" || refused ? FOUND : null,
    received: phase === "ready" ? 9_400 : 0,
    whole: phase === "ready" || refused ? 9_400 : null,
    refusal: refused ? "tampered" : null,
    detail: refused ? "The signature verification failed" : "",
    lookedAgo: asked || phase !== "idle" || refused ? 3_600_000 : null,
    resting: world().orders.filter((order) => order.status === "working").length,
    backups:
      phase === "ready"
        ? [
            {
              from: "0.0.9",
              to: "0.1.0",
              at: world().now - 40 * 86_400_000,
              folder: "~/.local/share/pilotfish/backups/before-0.1.0_of-0.0.9_1758000000",
            },
          ]
        : [],
  });
  return {
    updateStanding: () => answer(standing),
    lookForUpdate: () =>
      answer(() => {
        asked = true;
        return standing();
      }),
    installUpdate: () =>
      answer(() => {
        if (phase === "ready") phase = "installing";
        return standing();
      }),
  };
}
