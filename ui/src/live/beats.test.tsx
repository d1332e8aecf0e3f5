import { act, screen } from "@testing-library/react";
import { Profiler } from "react";
import { describe, expect, it, vi } from "vitest";
import { openScene } from "@/test/scene";

/** Takes note of what is drawn from now on: how often the tree is gone through, and where the page changes. */
async function watched() {
  const onRender = vi.fn();
  const opened = await openScene({
    path: "/dashboard",
    scene: "followed",
    with: (recorded) => recorded.says("history", { rows: [], next: null }),
    within: (page) => (
      <Profiler id="window" onRender={onRender}>
        {page}
      </Profiler>
    ),
  });
  await screen.findByText("Needs attention");
  const { platform } = opened.recorded;
  const frame = await platform.frame();
  /** A beat with these changes, and what came of it. */
  const beat = async (change: Partial<typeof frame>) => {
    onRender.mockClear();
    const changes: MutationRecord[] = [];
    const observer = new MutationObserver((more) => changes.push(...more));
    observer.observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
      attributes: true,
    });
    await act(() => opened.recorded.tells({ frame: { ...frame, ...change } }));
    changes.push(...observer.takeRecords());
    observer.disconnect();
    return { drawn: onRender.mock.calls.length, places: changes.map(({ target }) => target) };
  };
  const start = frame.now - (frame.now % 60_000);
  // From here on it is the same minute.
  await beat({ now: start + 1 });
  return { frame, beat, start };
}

describe("a beat", () => {
  it("that changes nothing on the screen draws nothing", async () => {
    const { beat, start } = await watched();
    expect(await beat({ now: start + 1000 })).toEqual({ drawn: 0, places: [] });
    expect(await beat({ now: start + 59_999 })).toEqual({ drawn: 0, places: [] });
  });

  it("of another minute is seen at the clock alone", async () => {
    const { beat, start } = await watched();
    const { places } = await beat({ now: start + 60_000 });
    const clock = screen.getByLabelText("Demo clock");
    expect(places.length).toBeGreaterThan(0);
    for (const place of places) expect(clock).toContainElement((place as Text).parentElement);
  });

  it("with another age of one feed is seen there, each second", async () => {
    const { frame, beat } = await watched();
    const feeds = (age: number) =>
      frame.feeds.map((feed, at) => (at === 0 ? { ...feed, up: true, age } : feed));
    await beat({ feeds: feeds(3_100) });
    const { drawn, places } = await beat({ feeds: feeds(4_100) });
    expect(drawn).toBe(1);
    const footer = screen.getByRole("contentinfo");
    expect(footer).toHaveTextContent("4 s");
    const shown = places.map((place) => (place instanceof Element ? place : place.parentElement));
    const [first] = shown;
    expect(new Set(shown.map((one) => one?.closest("span"))).size).toBe(1);
    expect(footer).toContainElement(first as HTMLElement);
  });

  it("without feeds tells of none", async () => {
    const { frame, beat } = await watched();
    const told = () =>
      screen.getByRole("link", { name: /^Check how your traders are seen/ }).querySelectorAll("b");
    expect(told()).toHaveLength(frame.feeds.length);
    await beat({ feeds: [] });
    expect(told()).toHaveLength(0);
  });
});
