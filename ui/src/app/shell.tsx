/** The frame around every screen. It waits for the first frame of the engine; from then on `useFrame` is safe below it. */

import { Outlet, useNavigate, useRouterState } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useEffect, useState } from "react";
import { Mark } from "@/components/mark";
import { marketInFocus } from "@/components/market-focus";
import { Failure } from "@/components/ui/states";
import { Tips } from "@/components/ui/tips";
import { useText } from "@/i18n/use-text";
import { useAskFrame, usePlatform } from "@/live/queries";
import { useFrame, useLive } from "@/live/store";
import { PlatformError } from "@/platform";
import { CancelManyDialog } from "@/screens/orders/cancel";
import { Banners } from "./banners";
import { Centre } from "./centre/centre";
import { readAll } from "./connect";
import { isAtRest, isHalted } from "./halting";
import { HelpSheet } from "./help-sheet";
import { focusFilter, moveRow, useHotkeys, usePaletteKey, useStopKey } from "./hotkeys";
import { LockScreen } from "./lock-screen";
import { Openings } from "./opening";
import { Palette } from "./palette/palette";
import { PLACES } from "./places";
import { Quitting } from "./quitting";
import { Rail } from "./rail";
import { Raising } from "./raise";
import { ResetWay, useMendedByReset } from "./reset-way";
import { SetupRail } from "./setup-rail";
import { StatusBar } from "./status-bar";
import { StartDialog, StopDialog } from "./stop-dialogs";
import { Toasts } from "./toasts";
import { TopBar } from "./top-bar";
import { useActivity } from "./use-activity";

export function Shell() {
  // Venue time 0 is a frame from before the engine was there: nothing in it could be shown.
  const known = useLive((live) => live.frame !== null && live.frame.now > 0);
  const locked = useLive((live) => live.frame?.locked === true);
  if (!known) return <Waiting />;
  return locked ? <LockScreen /> : <Window />;
}

/** Before the engine has answered for the first time. */
function Waiting() {
  const t = useText();
  const platform = usePlatform();
  const failure = useLive((live) => live.failure);
  const trouble = useLive((live) => (live.frame?.state === "failed" ? live.frame.trouble : null));
  const mended = useMendedByReset();
  const error = failure ?? (trouble && new PlatformError(trouble));
  return (
    <main className="grid h-full place-items-center">
      <h1 className="sr-only">Pilotfish</h1>
      {error ? (
        <Failure error={error} onRetry={() => void readAll(platform)}>
          {mended && <ResetWay />}
        </Failure>
      ) : (
        <div role="status" className="grid justify-items-center gap-3 text-text-2">
          <Mark size={40} />
          {t("gate.starting")}
        </div>
      )}
    </main>
  );
}

const STRIP = { demo: "strip-demo", paper: "strip-paper", live: "strip-live" };

function Window() {
  const t = useText();
  const navigate = useNavigate();
  // All of the window is drawn anew where these change, and at no other step from screen to screen.
  const welcoming = useRouterState({ select: ({ location }) => location.pathname === "/welcome" });
  const settingUp = useRouterState({ select: ({ location }) => isOfSetup(location.pathname) });
  // A test order is one of real money, whichever engine is shown.
  const mode = useFrame((frame) => (frame.testing ? "live" : frame.mode));
  const atRest = useFrame(isAtRest);
  const halted = useFrame(isHalted);
  const silent = useLive((live) => live.silent);
  const [stopping, setStopping] = useState(false);
  const [starting, setStarting] = useState(false);
  const [help, setHelp] = useState(false);
  const [palette, setPalette] = useState(false);
  const [cancelling, setCancelling] = useState<number[] | null>(null);
  const showCentre = useLive((live) => live.showCentre);

  // One key stops, at once and from anywhere; what could not be done is said where it is asked about. Pressed again it tries
  // again what is still open at the exchange, and nothing else: starting again is another answer, to another question.
  const stop = useAskFrame((platform) => platform.stopAll());
  useStopKey(() => {
    if (atRest || stop.isPending) return;
    setStarting(false);
    stop.mutate(undefined, { onError: () => setStopping(true) });
  });
  useHotkeys({
    ...Object.fromEntries(PLACES.map(({ to, letter }) => [`g ${letter}`, () => void navigate({ to })])),
    "/": () => focusFilter(),
    j: () => void moveRow(1),
    k: () => void moveRow(-1),
    m: () => {
      const condition = marketInFocus();
      if (condition) void navigate({ to: "/market/$condition", params: { condition } });
    },
    n: () => showCentre(!useLive.getState().centre),
    "?": () => setHelp(true),
  });
  usePaletteKey(() => setPalette((shown) => !shown));
  useActivity();

  return (
    <div
      data-silent={silent || undefined}
      className="relative grid h-full grid-cols-[52px_minmax(0,1fr)] grid-rows-[44px_minmax(0,1fr)_24px] [grid-template-areas:'rail_top'_'rail_main'_'status_status'] wide:grid-cols-[200px_minmax(0,1fr)]"
    >
      <button
        type="button"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-40 focus:rounded-control focus:bg-raised focus:px-3 focus:py-1"
        onClick={() => document.getElementById("main")?.focus()}
      >
        {t("nav.skip")}
      </button>
      <div
        aria-hidden
        className={`absolute inset-x-0 top-0 z-10 h-[3px] ${halted ? "strip-stopped" : STRIP[mode]}`}
      />
      <Title />
      <SideRail />
      <TopBar bare={welcoming} onStop={() => setStopping(true)} onPalette={() => setPalette(true)} />
      <Main>
        <Banners onStart={() => setStarting(true)} />
        <Outlet />
      </Main>
      <StatusBar bare={welcoming} onHelp={() => setHelp(true)} />
      <StopDialog open={stopping} onOpenChange={setStopping} />
      <StartDialog open={starting} onOpenChange={setStarting} />
      <Palette
        open={palette}
        onOpenChange={setPalette}
        onStop={() => setStopping(true)}
        onStart={() => setStarting(true)}
        onHelp={() => setHelp(true)}
        onNotices={() => showCentre(true)}
        onCancelAll={setCancelling}
      />
      {cancelling && (
        <CancelManyDialog
          ids={cancelling}
          onClose={() => setCancelling(null)}
          onAsked={() => setCancelling(null)}
        />
      )}
      <Raising />
      {!settingUp && <Centre />}
      <HelpSheet open={help} onOpenChange={setHelp} />
      <Quitting />
      <Openings />
      <Toasts />
      <Tips />
    </div>
  );
}

const isOfSetup = (path: string): boolean => path === "/welcome" || path.startsWith("/setup");

const usePath = (): string => useRouterState({ select: ({ location }) => location.pathname });

function SideRail() {
  const path = usePath();
  return isOfSetup(path) ? <SetupRail path={path} /> : <Rail path={path} />;
}

/** What is in it is not drawn again when it has come to be where it is. */
function Main({ children }: { children: ReactNode }) {
  // Where it is once it is there: what drives the window from outside waits for it.
  const at = useRouterState({
    select: (state) => (state.status === "idle" ? state.resolvedLocation?.href : undefined),
  });
  return (
    <main
      id="main"
      tabIndex={-1}
      data-at={at}
      className="relative flex min-h-0 min-w-0 flex-col overflow-hidden outline-none [grid-area:main]"
    >
      {children}
    </main>
  );
}

/** The window's title names the screen. */
function Title() {
  const t = useText();
  const path = usePath();
  useEffect(() => {
    const here = PLACES.find(({ to }) => path.startsWith(to))?.key;
    document.title = here ? `${t(`nav.${here}`)} – Pilotfish` : "Pilotfish";
  }, [path, t]);
  return null;
}
