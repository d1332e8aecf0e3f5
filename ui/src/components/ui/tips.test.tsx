import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { Tips } from "./tips";

beforeEach(() => {
  // Nothing is laid out here: everything counts as seen.
  vi.spyOn(Element.prototype, "getBoundingClientRect").mockReturnValue(new DOMRect(0, 0, 10, 10));
});

const page = () =>
  render(
    <>
      <button type="button" data-tip="Cancels every order" data-keys="Ctrl Shift K">
        Stop
      </button>
      <button type="button" aria-label="Close" data-tip="Close">
        ×
      </button>
      <main id="main">
        <p data-tip="Held and working">Exposure</p>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: as a table's rows are */}
        <div data-row="1" tabIndex={0}>
          <span data-tip="The whole question">Will it…</span>
          <span data-tip="No fills yet">—</span>
        </div>
        <input aria-label="Find" />
      </main>
      <Tips />
    </>,
  );

describe("explanations", () => {
  it("come with the keyboard's focus, with the key that does the same, and are read with what they explain", async () => {
    page();
    const user = userEvent.setup();
    await user.tab();
    expect(await screen.findByRole("tooltip")).toHaveTextContent("Cancels every orderCtrl Shift K");
    expect(screen.getByText("Stop")).toHaveAttribute("aria-describedby", "tip");
    await user.tab();
    await waitFor(() => expect(screen.getByRole("tooltip")).toHaveTextContent("Close"));
    // Its very name is not read twice.
    expect(screen.getByLabelText("Close")).not.toHaveAttribute("aria-describedby");
    expect(screen.getByText("Stop")).not.toHaveAttribute("aria-describedby");
  });

  it("come under a pointer that rests, and go with a press", async () => {
    page();
    fireEvent.pointerOver(screen.getByText("Stop"));
    expect(screen.queryByRole("tooltip")).toBeNull();
    expect(await screen.findByRole("tooltip")).toHaveTextContent("Cancels every order");
    // From one to the next there is nothing to wait for.
    fireEvent.pointerOver(screen.getByText("Exposure"));
    await waitFor(() => expect(screen.getByRole("tooltip")).toHaveTextContent("Held and working"));
    fireEvent.pointerDown(screen.getByText("Exposure"));
    await waitFor(() => expect(screen.queryByRole("tooltip")).toBeNull());
  });

  it("go with Escape, which reaches the screen as well", async () => {
    page();
    const user = userEvent.setup();
    const reached = vi.fn();
    window.addEventListener("keydown", reached);
    await user.tab();
    await waitFor(() => expect(screen.getByRole("tooltip")).toHaveTextContent("Cancels every order"));
    reached.mockClear();
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("tooltip")).toBeNull());
    expect(reached).toHaveBeenCalledOnce();
    window.removeEventListener("keydown", reached);
  });

  it("are walked through by keyboard where nothing has the focus: cell by cell in a row, one by one on the screen", async () => {
    page();
    const user = userEvent.setup();
    const row = document.querySelector<HTMLElement>("[data-row]");
    row?.focus();
    await user.keyboard("{ArrowRight}");
    expect(await screen.findByRole("tooltip")).toHaveTextContent("The whole question");
    await user.keyboard("{ArrowRight}");
    await waitFor(() => expect(screen.getByRole("tooltip")).toHaveTextContent("No fills yet"));
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("tooltip")).toBeNull());
    await user.keyboard("i");
    expect(await screen.findByRole("tooltip")).toHaveTextContent("Held and working");
    await user.keyboard("i");
    await waitFor(() => expect(screen.getByRole("tooltip")).toHaveTextContent("The whole question"));
    // In a field the letter is the field's.
    screen.getByLabelText("Find").focus();
    await user.keyboard("i");
    expect(screen.getByLabelText("Find")).toHaveValue("i");
  });
});

/** Every file of the window but tests, with its text. */
function sources(folder: string): [string, string][] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return sources(path);
    return name.endsWith(".tsx") && !name.endsWith(".test.tsx")
      ? [[path, readFileSync(path, "utf8")] as [string, string]]
      : [];
  });
}

describe("the browser's own explanations", () => {
  it("are used nowhere in the window: they are slow, and no keyboard reaches them", () => {
    const native =
      /<(?:[a-z][a-z0-9]*|Button|IconButton|Segmented|When|Radio\.Root|Popover\.Trigger)(?=[\s>])[^<>]*?\stitle=/g;
    const found = sources("src").filter(([path]) => !path.includes("key-window"));
    const used = found.flatMap(([path, text]) => (text.match(native) ?? []).map((tag) => `${path}: ${tag}`));
    expect(used).toEqual([]);
  });
});
