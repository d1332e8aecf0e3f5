/** Claims, the exact calls of approvals and redemptions, and how far a request is. */
import type {
  CallsPreview_Serialize as CallsPreview,
  Claim_Serialize as Claim,
  RelayerRun_Serialize as RelayerRun,
} from "../bindings";

export type {
  ApprovalAsset,
  ApprovalMost,
  ApprovalView_Serialize as ApprovalView,
  CallArgument_Serialize as CallArgument,
  CallEffect_Serialize as CallEffect,
  CallLeftOut,
  CallLeftOutWhy,
  CallsPreview_Serialize as CallsPreview,
  CallsPurpose,
  CallsThrough,
  CallView_Serialize as CallView,
  Claim_Serialize as Claim,
  ClaimWay,
  RelayerRun_Serialize as RelayerRun,
  RelayerRunState,
} from "../bindings";

export interface ClaimsPlatform {
  /** What resolved markets owe, oldest first. It is no cash. */
  claims(): Promise<Claim[]>;
  /** Who may take what of the live account’s wallet, and the calls that would give what is missing. Nothing is sent. */
  previewApprovals(): Promise<CallsPreview>;
  /** Sends what that preview showed, once; asked about outside of the window first. */
  sendApprovals(preview: number): Promise<RelayerRun>;
  /** The calls that would redeem what is owed for those tokens; all where none is named. Nothing is sent. */
  previewRedeem(tokens: string[]): Promise<CallsPreview>;
  /** Sends what that preview showed, once. */
  sendRedeem(preview: number): Promise<RelayerRun>;
  /** How far a request is. */
  relayerRun(id: number): Promise<RelayerRun>;
}
