/** What the simulated engine measures of itself, and its support bundle. */
import type { ErrorCode, Platform } from "../types";
import type { World } from "./world";

interface Engine {
  world(): World;
  answer<T>(give: () => T): Promise<T>;
  changed<T>(value: T): T;
  refuse(code: ErrorCode, detail: string): never;
}

type Parts = Pick<Platform, "diagnostics" | "previewSupport" | "writeSupport" | "setLogLevel">;

export function diagnosticsOf({ world, answer, changed, refuse }: Engine): Parts {
  let shown = 0;
  let waits = false;
  const orders = () => world().orders.length;
  const stage = (name: "decide" | "sign" | "commit" | "turn" | "leave" | "answer", median: number) => ({
    stage: name,
    count: name === "commit" ? orders() * 14 : orders(),
    median,
    slow: median * 4,
    most: median * 9,
  });
  return {
    diagnostics: () =>
      answer(() => ({
        running: 7_260_000,
        stages: [
          stage("decide", 180),
          stage("sign", 420),
          stage("commit", 1_900),
          stage("turn", 12),
          stage("leave", 350),
          stage("answer", 24_000),
        ],
        queues: [
          { queue: "messages" as const, waiting: 3, most: 4096 },
          { queue: "books" as const, waiting: 1, most: null },
          { queue: "jobs" as const, waiting: 2, most: null },
          { queue: "orders" as const, waiting: 0, most: 8 },
        ],
        commits: orders() * 14,
        requests: 4812,
        memory: 96_400,
        database: 4_813,
        snapshots: 1_204,
        logs: 640,
        metricsAt: "http://127.0.0.1:9469/metrics",
      })),
    previewSupport: () =>
      answer(() => {
        shown += 1;
        waits = true;
        const text = '{\n  "program": "Pilotfish",\n  "version": "0.1.0"\n}\n';
        const log = "2026-11-30T15:21:49Z WARN pilotfish: order of <trader 1> at <address 2> waits\n";
        return {
          number: shown,
          files: [
            { name: "about.json", part: "about" as const, bytes: text.length, hidden: 0, text, cut: false },
            {
              name: "logs/pilotfish.log",
              part: "log" as const,
              bytes: 640_000,
              hidden: 214,
              text: log.repeat(40),
              cut: true,
            },
          ],
        };
      }),
    writeSupport: (number) =>
      answer(() => {
        if (number !== shown || !waits) refuse("changed_meanwhile", "another bundle was shown since");
        waits = false;
        return { path: `~/Downloads/pilotfish-${world().mode}-support.zip`, rows: 2 };
      }),
    setLogLevel: (level) =>
      answer(() => {
        world().settings = { ...world().settings, logLevel: level };
        changed(null);
      }),
  };
}
