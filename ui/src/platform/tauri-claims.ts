/** The commands of claims and of the calls of the wallet. */
import { commands } from "../bindings";
import type { ApiError, ClaimsPlatform } from "./types";

type Answer<T> = { status: "ok"; data: T } | { status: "error"; error: ApiError };

/** `data` turns an answer into what it holds, or rejects. */
export const claimsOf = (data: <T>(answer: Promise<Answer<T>>) => Promise<T>): ClaimsPlatform => ({
  claims: () => data(commands.claims()),
  previewApprovals: () => data(commands.previewApprovals()),
  sendApprovals: (preview) => data(commands.sendApprovals(preview)),
  previewRedeem: (tokens) => data(commands.previewRedeem(tokens)),
  sendRedeem: (preview) => data(commands.sendRedeem(preview)),
  relayerRun: (id) => data(commands.relayerRun(id)),
});
