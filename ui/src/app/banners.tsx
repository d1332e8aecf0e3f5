/** What everyone on every screen must know: not connected, stopped, failed, or something to look at. */

import { CircleX, OctagonX, TriangleAlert, Unplug } from "lucide-react";
import { Button } from "@/components/ui/button";
import { ErrorDetails } from "@/components/ui/states";
import { useFormat } from "@/format/use-format";
import { calm, errorText } from "@/i18n/errors";
import { wholeHaltText } from "@/i18n/halt";
import { useText } from "@/i18n/use-text";
import { word } from "@/i18n/words";
import { useFrame, useLive } from "@/live/store";
import { Banner } from "./banner";
import { HaltAction, HaltDetails } from "./halt-action";
import { NoKeyBanner, RegionBanner } from "./halted-banners";
import { ResetWay, useMendedByReset } from "./reset-way";

/** A shorter loss of connection mends itself: the banner shows it, nobody is interrupted. */
const LOUD_AFTER_MS = 15_000;

export function Banners({ onStart }: { onStart(): void }) {
  const state = useFrame((frame) => frame.state);
  const silent = useLive((live) => live.silent);
  if (silent) return <Silent />;
  if (state === "disconnected") return <Disconnected />;
  if (state === "stopped") return <Stopped onStart={onStart} />;
  if (state === "no_key") return <NoKeyBanner />;
  return (
    <>
      <Trouble failed={state === "failed"} />
      <Halts />
    </>
  );
}

/** The widest halt, and how many there are besides. */
function Halts() {
  const t = useText();
  const format = useFormat();
  const halts = useFrame((frame) => frame.halts);
  const [first] = halts;
  if (!first) return null;
  if (first.halt === "region" && halts.length === 1) return <RegionBanner halt={first} />;
  return (
    <Banner
      look="warn"
      icon={<TriangleAlert aria-hidden size={16} />}
      title={`${word(t, "halt", first.halt)}.`}
      action={<HaltAction halt={first} />}
    >
      {wholeHaltText(t, format, first)}
      <HaltDetails halt={first} />
      {halts.length > 1 && ` ${t("halts.more", { count: halts.length - 1 })}`}
    </Banner>
  );
}

/** Nothing comes from the engine: what it said last is not known to be so now. */
function Silent() {
  const t = useText();
  const { time } = useFormat();
  const last = useFrame((frame) => time.second(frame.now));
  return (
    <Banner alert="all" look="warn" icon={<Unplug aria-hidden size={16} />} title={t("banner.silent")}>
      {t("banner.silentRest", { last })}
    </Banner>
  );
}

function Disconnected() {
  const t = useText();
  const { time } = useFormat();
  const demo = useFrame((frame) => frame.mode === "demo");
  const age = useFrame((frame) => time.rough(frame.now - (frame.disconnectedSince ?? frame.now)));
  const loud = useFrame((frame) => frame.now - (frame.disconnectedSince ?? frame.now) > LOUD_AFTER_MS);
  const trouble = useFrame((frame) => frame.trouble);
  // The exchange answers, and something else keeps trading from beginning: the clock, the region, the login.
  const other = trouble !== null && trouble.code !== "venue_unreachable" ? errorText(t, trouble) : null;
  return (
    <Banner
      // Made anew when it becomes loud: what was there before it was an alert would not be read out.
      key={String(loud)}
      alert={loud ? "title" : null}
      look="warn"
      icon={<Unplug aria-hidden size={16} />}
      more={other && <ErrorDetails>{other.details}</ErrorDetails>}
      title={t(other ? "banner.notTrading" : demo ? "banner.disconnectedDemo" : "banner.disconnected")}
    >
      {other ? `${other.what} ${other.todo}` : t("banner.disconnectedRest", { age })}
    </Banner>
  );
}

function Stopped({ onStart }: { onStart(): void }) {
  const t = useText();
  const count = useFrame((frame) => frame.onExchange);
  const sales = useFrame((frame) => frame.copiedSales);
  return (
    <Banner
      look="stopped"
      icon={<OctagonX aria-hidden size={16} />}
      title={t("banner.stopped")}
      more={<StopDetails className="" />}
      action={
        <Button look="on-danger" onClick={onStart}>
          {t("banner.start")}
        </Button>
      }
    >
      {t("banner.stoppedRest", { count })}
      {sales > 0 && ` ${t("banner.stoppedSales", { count: sales })}`}
      <StopOutcome />
    </Banner>
  );
}

const NO_TROUBLE: string[] = [];

/** What the stop came to at the exchange, where that is more than what was to be expected. */
function StopOutcome() {
  const t = useText();
  const stop = useFrame((frame) => frame.stop);
  if (!stop) return null;
  const said = [
    stop.accountWide && t("banner.stopAccount"),
    stop.open === null && t("banner.stopUnknown"),
    stop.open !== null && stop.open > 0 && t("banner.stopOpen", { count: stop.open }),
  ].filter((text) => typeof text === "string");
  if (said.length === 0) return null;
  return ` ${said.join(" ")}`;
}

/** What the stop could not do, as it was seen. */
function StopDetails({ className }: { className?: string }) {
  const trouble = useFrame((frame) => frame.stop?.trouble ?? NO_TROUBLE);
  return <ErrorDetails className={className}>{trouble.map(calm).join("; ")}</ErrorDetails>;
}

function Trouble({ failed }: { failed: boolean }) {
  const t = useText();
  const trouble = useFrame((frame) => frame.trouble);
  const mended = useMendedByReset();
  const stopped = useFrame((frame) => frame.stop);
  if (!trouble && !failed) return null;
  const { what, todo, details } = errorText(t, trouble ?? { code: "engine_unreachable", detail: "" });
  return (
    <Banner
      look="warn"
      icon={failed ? <CircleX aria-hidden size={16} /> : <TriangleAlert aria-hidden size={16} />}
      title={failed ? t("banner.failed") : t("banner.trouble")}
      alert={failed ? "all" : null}
      more={
        <>
          <ErrorDetails>{details}</ErrorDetails>
          <StopDetails />
        </>
      }
      action={mended ? <ResetWay /> : undefined}
    >
      {what} {todo}
      {stopped && stopped.open === 0 && ` ${t("banner.stopClean")}`}
      <StopOutcome />
    </Banner>
  );
}
