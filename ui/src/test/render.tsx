/** The whole window on the simulated engine, for tests of screens. */
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { act, render } from "@testing-library/react";
import type { UserEvent } from "@testing-library/user-event";
import userEvent from "@testing-library/user-event";
import { I18nextProvider } from "react-i18next";
import { connect } from "@/app/connect";
import { makeRouter } from "@/app/router";
import { i18n } from "@/i18n";
import { PlatformContext } from "@/live/queries";
import type { Mock } from "@/platform/mock";
import { createMock } from "@/platform/mock";

interface Options {
  path: string;
  scenario?: string;
  language?: "en" | "fr";
  mock?: Mock;
}

export interface Opened {
  mock: Mock;
  user: UserEvent;
  client: QueryClient;
}

export async function openWindow({
  path,
  scenario = "",
  language = "en",
  mock: given,
}: Options): Promise<Opened> {
  const mock = given ?? createMock({ scenario, language });
  const client = new QueryClient({
    defaultOptions: {
      queries: { retry: false, networkMode: "always" },
      mutations: { networkMode: "always" },
    },
  });
  window.location.hash = path;
  await connect(mock, client);
  const router = makeRouter({ client, platform: mock });
  await act(async () => {
    render(
      <I18nextProvider i18n={i18n}>
        <QueryClientProvider client={client}>
          <PlatformContext value={mock}>
            <RouterProvider router={router} />
          </PlatformContext>
        </QueryClientProvider>
      </I18nextProvider>,
    );
  });
  return { mock, user: userEvent.setup(), client };
}

/** What is explained by that text. */
export function tipped(text: RegExp, within: ParentNode = document): HTMLElement {
  const all = [...within.querySelectorAll<HTMLElement>("[data-tip]")];
  const found = all.find((one) => text.test(one.getAttribute("data-tip") ?? ""));
  if (!found) throw new Error(`nothing is explained by ${text}`);
  return found;
}
