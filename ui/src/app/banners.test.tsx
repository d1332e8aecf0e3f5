import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { openScene } from "@/test/scene";

describe("what a stop came to", () => {
  it("is told in the window's language, and what could not be done is quoted apart", async () => {
    const trouble = "cancelling the orders of the account: cannot be reached: connection refused";
    await openScene({
      path: "/orders",
      scene: "demo-stopped",
      language: "fr",
      with: (recorded) =>
        recorded.changes("frame", (frame) => ({
          ...frame,
          stop: { cancelled: 0, open: null, accountWide: false, trouble: [trouble] },
        })),
    });
    const said = await screen.findByText(/La plateforme n’a pas/);
    expect(said).not.toHaveTextContent("cannot be reached");
    expect(said).not.toHaveAttribute("data-tip");
    const quoted = screen.getByText(trouble);
    expect(quoted.closest("details")).toHaveTextContent(/^Détails/);
    expect(quoted).toHaveAttribute("lang", "en");
  });
});
