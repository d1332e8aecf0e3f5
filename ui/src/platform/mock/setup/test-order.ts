/** The test order of the simulated way to live: there and back in a few seconds, or refused. */
import type { TestFact, TestOrderPreview, TestOrderRun, TestStep, TestStepState } from "../../types";
import { TRAP_WORDS } from "./checks";

export const PREVIEW: TestOrderPreview = {
  question: "Fed rate cut at the December meeting?",
  token: "71321045679252212594626385532706912750332728571942532289631379312455583992563",
  outcome: "Yes",
  outcomeIndex: 0,
  shares: "5",
  price: "0.01",
  worstCase: "0.05",
  tick: "0.01",
  bestBid: "0.597",
  bestAsk: "0.608",
  distance: "0.587",
  bids: [
    { price: "0.597", shares: "310" },
    { price: "0.59", shares: "820" },
    { price: "0.58", shares: "1400" },
    { price: "0.56", shares: "900" },
    { price: "0.54", shares: "2100" },
    { price: "0.5", shares: "2600" },
  ],
  asks: [
    { price: "0.608", shares: "260" },
    { price: "0.615", shares: "700" },
    { price: "0.63", shares: "1200" },
    { price: "0.65", shares: "1900" },
    { price: "0.68", shares: "1500" },
    { price: "0.72", shares: "2300" },
  ],
  expiresAfter: 240_000,
};

const STEPS: TestStep[] = ["signed", "resting", "cancelled", "balanced"];
const HASH = "0x44ae8d0c6c1f0e2b7a55d9b3c4e1f60728394a5b6c7d8e9fa0b1c2d3e4f591fb";

interface Moment {
  /** After the start, ms. */
  after: number;
  fact: TestFact;
  /** So many steps are done from then on. */
  done: number;
}

const PASSES: Moment[] = [
  { after: 104, fact: { what: "written", hash: HASH }, done: 1 },
  { after: 388, fact: { what: "accepted", after: 284 }, done: 1 },
  { after: 611, fact: { what: "seen_open" }, done: 1 },
  { after: 702, fact: { what: "seen_on_channel" }, done: 2 },
  { after: 5402, fact: { what: "cancel_sent" }, done: 2 },
  { after: 5655, fact: { what: "gone", filled: "0", of: "5" }, done: 3 },
  { after: 6020, fact: { what: "balance", now: "862.35", before: "862.35" }, done: 4 },
];

const REFUSED: Moment[] = [
  { after: 104, fact: { what: "written", hash: HASH }, done: 1 },
  { after: 388, fact: { what: "refused", words: TRAP_WORDS }, done: 1 },
  { after: 390, fact: { what: "withdrawn" }, done: 1 },
];

const NEVER: TestOrderRun = {
  running: false,
  began: null,
  ended: null,
  question: null,
  orderOutcome: null,
  shares: null,
  price: null,
  steps: STEPS.map((step) => ({ step, state: "waiting", at: null })),
  log: [],
  outcome: null,
};

/** An order that the limits left no room for: nothing of it was sent. */
export const overLimit = (at: number): TestOrderRun => ({
  ...NEVER,
  began: at,
  ended: at,
  question: PREVIEW.question,
  orderOutcome: PREVIEW.outcome,
  shares: PREVIEW.shares,
  price: PREVIEW.price,
  outcome: {
    outcome: "not_sent",
    code: "limit_open_orders",
    detail: "the saved limits leave no room for the test order (limit_open_orders): 0 of 0 are open",
  },
});

/** How far an order is that was sent then; `refused` where the venue does not take it. */
export function runOf(began: number | null, now: number, refused: boolean): TestOrderRun {
  if (began === null) return NEVER;
  const all = refused ? REFUSED : PASSES;
  const past = all.filter(({ after }) => began + after <= now);
  const over = past.length === all.length;
  const done = past.at(-1)?.done ?? 0;
  const state = (i: number): TestStepState => {
    if (i < done) return "done";
    if (i > done) return "waiting";
    return over && refused ? "failed" : "running";
  };
  const at = (i: number) => {
    const moment = past.find((one) => one.done > i);
    return moment ? began + moment.after : null;
  };
  return {
    running: !over,
    began,
    ended: over ? began + (all.at(-1)?.after ?? 0) : null,
    question: PREVIEW.question,
    orderOutcome: PREVIEW.outcome,
    shares: PREVIEW.shares,
    price: PREVIEW.price,
    steps: STEPS.map((step, i) => ({ step, state: state(i), at: at(i) })),
    log: past.map(({ after, fact }) => ({ at: began + after, fact })),
    outcome: !over
      ? null
      : refused
        ? { outcome: "failed", step: "resting", why: "key_trap" }
        : { outcome: "passed" },
  };
}
