/** The window's side of the simulated engine in a thread of its own, and the handles by which the benchmark drives it. */
import type { ApiError, Platform, Update } from "../types";
import { PlatformError } from "../types";
import type { Order } from "./worker";

interface Answer {
  id?: number;
  data?: unknown;
  error?: ApiError;
  update?: Update;
}

declare global {
  interface Window {
    /** Only where the page was opened with `?thread=own`. */
    bench?: {
      busy(changes: number): void;
      /** Sends so many messages, each when the last one has been taken in and drawn. */
      flood(messages: number, changes: number): Promise<void>;
      taken(): number;
    };
  }
}

export function openAfar(params: URLSearchParams): Platform {
  const thread = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  const waiting = new Map<number, { done(data: unknown): void; failed(error: PlatformError): void }>();
  const listeners = new Set<(update: Update) => void>();
  let last = 0;
  let taken = 0;
  let afterTaken: (() => void) | undefined;
  const tell = (order: Order) => thread.postMessage(order);

  thread.addEventListener("message", ({ data }: MessageEvent<string>) => {
    const answer = JSON.parse(data) as Answer;
    if (answer.update) {
      for (const each of listeners) each(answer.update);
      taken += 1;
      afterTaken?.();
      return;
    }
    const asker = waiting.get(answer.id ?? 0);
    waiting.delete(answer.id ?? 0);
    if (answer.error) asker?.failed(new PlatformError(answer.error));
    else asker?.done(answer.data);
  });
  tell({ do: "open", params: params.toString() });

  window.bench = {
    busy: (changes) => tell({ do: "busy", changes }),
    taken: () => taken,
    flood: (messages, changes) =>
      new Promise((done) => {
        let left = messages;
        const next = () => {
          if (left-- <= 0) {
            afterTaken = undefined;
            done();
          } else tell({ do: "push", changes });
        };
        // A task later: what the message set off is drawn before the next one comes.
        afterTaken = () => void setTimeout(next);
        next();
      }),
  };

  const own: Partial<Platform> = {
    listen: async (each) => {
      listeners.add(each);
      return () => listeners.delete(each);
    },
    ready: async () => {
      document.documentElement.dataset.ready = "true";
    },
  };
  return new Proxy(own as Platform, {
    get: (mine, name: keyof Platform) => {
      // Whoever awaits the platform asks whether it is a promise.
      if (name in mine || (name as string) === "then" || typeof name !== "string") return mine[name];
      return (...given: unknown[]) =>
        new Promise((done, failed) => {
          last += 1;
          waiting.set(last, { done, failed });
          tell({ do: "call", id: last, name, given });
        });
    },
  });
}
