/** The whole window on answers that the real engine gave, for tests of screens. */
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { act, cleanup, render } from "@testing-library/react";
import type { UserEvent } from "@testing-library/user-event";
import userEvent from "@testing-library/user-event";
import type { ReactElement } from "react";
import { I18nextProvider } from "react-i18next";
import { afterEach, expect } from "vitest";
import { connect } from "@/app/connect";
import { makeRouter } from "@/app/router";
import { i18n } from "@/i18n";
import { PlatformContext } from "@/live/queries";
import { Recorded } from "@/platform/recorded/playback";

interface Options {
  path: string;
  scene?: string;
  language?: "en" | "fr";
  /** What is answered otherwise than it was recorded, set before the window opens. */
  with?: (recorded: Recorded) => void;
  /** What the whole page stands in. */
  within?: (page: ReactElement) => ReactElement;
}

export interface Opened {
  recorded: Recorded;
  user: UserEvent;
  client: QueryClient;
}

let open: { recorded: Recorded; close: () => void }[] = [];

// A question that nobody recorded is a fault of the test, whatever the page made of the error.
afterEach(() => {
  const last = open;
  open = [];
  // Before anything can fail: the next test begins with an empty page.
  cleanup();
  for (const { recorded, close } of last) {
    close();
    expect(recorded.missing).toEqual([]);
  }
});

export async function openScene({
  path,
  scene = "demo",
  language = "en",
  with: change,
  within = (page) => page,
}: Options): Promise<Opened> {
  const recorded = await Recorded.at(scene);
  recorded.changes("settings", (settings) => ({ ...settings, language }));
  change?.(recorded);
  const { platform } = recorded;
  const client = new QueryClient({
    defaultOptions: {
      queries: { retry: false, networkMode: "always" },
      mutations: { networkMode: "always" },
    },
  });
  window.location.hash = path;
  open.push({ recorded, close: await connect(platform, client) });
  const router = makeRouter({ client, platform });
  await act(async () => {
    render(
      <I18nextProvider i18n={i18n}>
        <QueryClientProvider client={client}>
          <PlatformContext value={platform}>{within(<RouterProvider router={router} />)}</PlatformContext>
        </QueryClientProvider>
      </I18nextProvider>,
    );
  });
  return { recorded, user: userEvent.setup(), client };
}
