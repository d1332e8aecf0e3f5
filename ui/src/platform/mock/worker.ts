/**
 * The simulated engine in a thread of its own, for measuring: as with the real one, the window pays for reading an answer
 * and not for making it. Answers and updates cross as JSON text, as they do from the shell.
 */
import type { Platform } from "../types";
import { PlatformError } from "../types";
import type { Mock } from ".";
import { openMock } from ".";
import { stir } from "./busy";

export type Order =
  | { do: "open"; params: string }
  | { do: "call"; id: number; name: keyof Platform; given: unknown[] }
  /** So many changes a second from now on, in ten messages. */
  | { do: "busy"; changes: number }
  /** One more message, now. */
  | { do: "push"; changes: number };

const EVERY_MS = 100;
let mock: Mock | undefined;
let changes = 0;

function push(count: number): void {
  if (!mock) return;
  stir(mock.world, count);
  mock.advance(0);
}

async function call(id: number, name: keyof Platform, given: unknown[]): Promise<void> {
  const command = mock?.[name] as ((...given: unknown[]) => Promise<unknown>) | undefined;
  try {
    self.postMessage(JSON.stringify({ id, data: (await command?.(...given)) ?? null }));
  } catch (cause) {
    const error =
      cause instanceof PlatformError ? cause : { code: "engine_unreachable", detail: String(cause) };
    self.postMessage(JSON.stringify({ id, error: { code: error.code, detail: error.detail } }));
  }
}

self.addEventListener("message", ({ data: order }: MessageEvent<Order>) => {
  if (order.do === "open") {
    mock = openMock(new URLSearchParams(order.params));
    void mock.listen((update) => self.postMessage(JSON.stringify({ update })));
    setInterval(() => {
      if (changes > 0) push(changes / (1000 / EVERY_MS));
    }, EVERY_MS);
  } else if (order.do === "call") void call(order.id, order.name, order.given);
  else if (order.do === "busy") changes = order.changes;
  else push(order.changes);
});
