/** Passing messages are sentences when they are drawn. */
import { act, screen } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { i18n } from "@/i18n";
import { frameIs } from "@/test/deeds";
import { openScene } from "@/test/scene";

describe("a passing message", () => {
  afterEach(() => act(() => i18n.changeLanguage("en")));

  it("is in the language that holds, also where that is changed after it was said", async () => {
    const { recorded, user } = await openScene({ path: "/dashboard" });
    recorded.says("pause", () => frameIs(recorded, { state: "paused" }));
    await user.click(await screen.findByRole("button", { name: "Pause" }));
    expect(await screen.findByText("Copying paused")).toBeInTheDocument();
    await act(() => i18n.changeLanguage("fr"));
    expect(await screen.findByText("Copie en pause")).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Annuler" })).toBeInTheDocument();
    expect(screen.queryByText("Copying paused")).toBeNull();
  });
});
