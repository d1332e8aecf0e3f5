/** Filters that leave nothing out. */
import type { DecisionFilter, HistoryFilter, LedgerFilter } from "./types";

export const EVERY_FILL: HistoryFilter = { trader: null, from: null, until: null, side: null, text: null };

export const EVERY_DECISION: DecisionFilter = {
  verdict: null,
  trader: null,
  from: null,
  until: null,
  text: null,
};

export const WHOLE_LEDGER: LedgerFilter = {
  kind: null,
  trader: null,
  market: null,
  year: null,
  from: null,
  until: null,
  text: null,
};
