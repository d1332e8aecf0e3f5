/** The way to live: its shapes, and the commands that the wizard calls. */
import type {
  ApiKeyCure,
  KeyPurpose,
  LimitsView,
  Setup_Serialize as Setup,
  SetupCheck_Serialize as SetupCheck,
  SetupCheckKind,
  TestOrderPreview_Serialize as TestOrderPreview,
  TestOrderRun_Serialize as TestOrderRun,
  WalletKind,
  WalletSearch_Serialize as WalletSearch,
} from "../bindings";

export type {
  AddressView,
  ApiKeyCure,
  CarriedFollow,
  ChosenAccountView_Serialize as ChosenAccountView,
  CureState,
  CureView_Serialize as CureView,
  DepositWalletForm,
  EvidenceKind,
  FoundWallet_Serialize as FoundWallet,
  KeyPlace,
  KeyPurpose,
  KeyTrapView_Serialize as KeyTrapView,
  KeyView_Serialize as KeyView,
  MarketFigure,
  Setup_Serialize as Setup,
  SetupCheck_Serialize as SetupCheck,
  SetupCheckKind,
  SetupFinding_Serialize as SetupFinding,
  SetupOutcome,
  SetupRemedy,
  SetupStep,
  SpenderView_Serialize as SpenderView,
  TestBookLevel,
  TestFact,
  TestLogLine,
  TestOrderPreview_Serialize as TestOrderPreview,
  TestOrderRun_Serialize as TestOrderRun,
  TestOutcome,
  TestStep,
  TestStepState,
  TestStepView_Serialize as TestStepView,
  WalletKind,
  WalletSaying,
  WalletSearch_Serialize as WalletSearch,
  WalletVerdict,
  WalletView,
} from "../bindings";

/** What the wizard asks for. Every answer that changes something is the whole state again. */
export interface SetupPlatform {
  /** Where the way to live stands. Never asks the network. */
  setup(): Promise<Setup>;
  /** Opens the window in which a secret is entered; what came of it is in the next {@link setup}. */
  openKeyWindow(purpose: KeyPurpose): Promise<void>;
  /** One of the kept keys. Another one than before forgets the wallet and everything after it. */
  chooseAccount(owner: string): Promise<Setup>;
  deleteKey(owner: string, typed: string): Promise<Setup>;
  findWallets(): Promise<WalletSearch>;
  /** Also one that was entered by hand: whether the key may sign for it is judged there. */
  confirmWallet(kind: WalletKind, address: string): Promise<Setup>;
  /** Runs all eight. */
  setupChecks(): Promise<SetupCheck[]>;
  checkAgain(check: SetupCheckKind): Promise<SetupCheck>;
  fixApiKey(cure: ApiKeyCure): Promise<Setup>;
  saveLiveLimits(limits: LimitsView): Promise<Setup>;
  /** Asks outside of the window. `typed` is the total exposure as it was typed, above the amount that asks for it. */
  confirmLive(typed: string | null): Promise<Setup>;
  previewTestOrder(): Promise<TestOrderPreview>;
  /** Answers when it has begun. */
  sendTestOrder(): Promise<TestOrderRun>;
  testOrder(): Promise<TestOrderRun>;
}
