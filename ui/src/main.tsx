/** The window's start: choose the platform, join the engine, draw, and say when the first picture is there. */
import { CSPProvider } from "@base-ui/react/csp-provider";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { createRoot } from "react-dom/client";
import { I18nextProvider } from "react-i18next";
import { connect } from "@/app/connect";
import { makeRouter } from "@/app/router";
import { applyKeptAppearance, watchSystemTheme } from "@/app/theme";
import { i18n } from "@/i18n";
import { PlatformContext } from "@/live/queries";
import { openPlatform, PlatformError } from "@/platform";
import "@/styles/base.css";
import "@/styles/narrow.css";

/** The engine decides what is worth a second try; the window asks once and shows the answer. */
const client = new QueryClient({
  defaultOptions: {
    queries: {
      retry: false,
      refetchOnWindowFocus: false,
      staleTime: 10_000,
      // There is no network between the window and the engine.
      networkMode: "always",
      throwOnError: (error) => !(error instanceof PlatformError),
    },
    mutations: { retry: false, networkMode: "always" },
  },
});

async function start(): Promise<void> {
  const root = document.getElementById("root");
  if (!root) throw new Error("the page has no root");
  const appeared = applyKeptAppearance();
  watchSystemTheme();
  const platform = await openPlatform();
  const connected = connect(platform, client);
  const router = makeRouter({ client, platform });
  // Its texts are there: the first picture is in the language that the last one was.
  await appeared;
  createRoot(root).render(
    <I18nextProvider i18n={i18n}>
      <QueryClientProvider client={client}>
        <PlatformContext value={platform}>
          {/* The content policy takes no styles that a page writes; what the components would write is in base.css. */}
          <CSPProvider disableStyleElements>
            <RouterProvider router={router} />
          </CSPProvider>
        </PlatformContext>
      </QueryClientProvider>
    </I18nextProvider>,
  );
  await connected;
  await client.prefetchQuery({ queryKey: ["follows"], queryFn: () => platform.followList() });
  afterPaint(() => {
    // What drives the window from outside waits for it.
    document.documentElement.dataset.ready = "true";
    void platform.ready();
  });
}

/** A window that is not shown yet may get no frames at all; it must not wait for them for ever. */
const NO_FRAMES_MS = 500;

/** Calls once the first picture is on the screen. */
function afterPaint(act: () => void): void {
  let done = false;
  const once = () => {
    if (done) return;
    done = true;
    act();
  };
  // Two frames: the first callback runs before the paint, the second after it.
  requestAnimationFrame(() => requestAnimationFrame(once));
  setTimeout(once, NO_FRAMES_MS);
}

void start();
