import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { ErrorCode } from "@/platform";
import { openScene } from "@/test/scene";

/** The demo's engine never started, as its own frame says it: nothing but the reason is known. */
const openFailed = (code: ErrorCode) =>
  openScene({
    path: "/dashboard",
    scene: "failed",
    with: (recorded) =>
      recorded
        .changes("frame", (frame) => ({ ...frame, trouble: { code, detail: "pilotfish.db", reason: null } }))
        .refuses("follows", code),
  });

describe("a demo that could not start", () => {
  it("is reset from there where another demo mends it", async () => {
    const { user } = await openFailed("database_outdated");
    expect(await screen.findByText(/from an earlier version of Pilotfish/)).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Reset demo…" }));
    expect(await screen.findByRole("alertdialog", { name: "Reset the demo?" })).toBeInTheDocument();
  });

  it("is not reset where that would mend nothing", async () => {
    await openFailed("database_newer");
    expect(await screen.findByRole("button", { name: "Try again" })).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: "Reset demo…" })).not.toBeInTheDocument();
  });
});
