/** The kill switch's two questions: stop everything, and start again after looking at what happened. */

import { useQuery } from "@tanstack/react-query";
import { AsksOutside } from "@/components/asks-outside";
import { Confirm } from "@/components/ui/dialog";
import { FailureLine } from "@/components/ui/states";
import { When } from "@/components/when";
import { useFormat } from "@/format/use-format";
import { useSentence } from "@/i18n/sentence";
import { useText } from "@/i18n/use-text";
import { useAskFrame, usePlatform } from "@/live/queries";
import { useFrame, useLive } from "@/live/store";
import type { ActivityEntry } from "@/platform";
import { besideText } from "./beside";

interface AskProps {
  open: boolean;
  onOpenChange(open: boolean): void;
}

export function StopDialog({ open, onOpenChange }: AskProps) {
  const t = useText();
  const { n } = useFormat();
  const sales = useFrame((frame) => frame.copiedSales);
  const count = useFrame((frame) => frame.workingOrders) - sales;
  const reserved = n.usd(useFrame((frame) => frame.reserved));
  const mode = useFrame((frame) => frame.mode);
  const beside = useFrame((frame) => frame.beside).filter((one) => one.state !== "stopped");
  const stop = useAskFrame((platform) => platform.stopAll());
  return (
    <Confirm
      open={open}
      onOpenChange={onOpenChange}
      title={t("stopDialog.title")}
      keep={t("stopDialog.keep")}
      confirm={stop.isPending ? t("switches.sending") : t("stopDialog.confirm", { count, reserved })}
      busy={stop.isPending}
      // Stopping harms nothing and can be taken back: Enter stops.
      deedIsSafe
      onConfirm={() => stop.mutate(undefined, { onSuccess: () => onOpenChange(false) })}
    >
      {(count > 0 || sales === 0) && (
        <p>{count > 0 ? t("stopDialog.orders", { count, reserved }) : t("stopDialog.none")}</p>
      )}
      {sales > 0 && <p>{t("stopDialog.sales", { count: sales })}</p>}
      <p>{t("stopDialog.rest")}</p>
      <p className="text-text-3">{t("stopDialog.account")}</p>
      {beside.map((one) => (
        <p key={one.mode} className="font-medium text-warn">
          {besideText(t, one)} {t("ways.stopBeside", { mode: t(`mode.${mode}`) })}
        </p>
      ))}
      <FailureLine error={stop.error} />
    </Confirm>
  );
}

/** What came after the newest stop, newest first; the stop itself is the last. */
function sinceStop(entries: ActivityEntry[]): ActivityEntry[] {
  const at = entries.findIndex((entry) => entry.event.kind === "control" && entry.event.action === "stopped");
  return at < 0 ? [] : entries.slice(0, at + 1);
}

const SHOWN = 6;

export function StartDialog({ open, onOpenChange }: AskProps) {
  const t = useText();
  const { n, time } = useFormat();
  const sentence = useSentence();
  const platform = usePlatform();
  const limits = useLive((live) => live.settings?.limits ?? null);
  const sales = useFrame((frame) => frame.copiedSales);
  const start = useAskFrame((p) => p.startAgain());
  const { data } = useQuery({
    queryKey: ["activity", "since-stop"],
    queryFn: () =>
      platform.activity({
        before: null,
        follow: null,
        kinds: ["control", "order", "skip"],
        text: null,
        limit: 200,
      }),
    enabled: open,
  });
  const events = sinceStop(data?.entries ?? []);
  const cancelled = events.filter(
    ({ event }) => event.kind === "order" && event.step.name === "ended",
  ).length;
  const missed = events.filter(({ event }) => event.kind === "skip").length;
  return (
    <Confirm
      open={open}
      onOpenChange={onOpenChange}
      title={t("startDialog.title")}
      keep={t("startDialog.keep")}
      confirm={t("startDialog.confirm")}
      danger={false}
      busy={start.isPending}
      onConfirm={() => start.mutate(undefined, { onSuccess: () => onOpenChange(false) })}
    >
      {cancelled > 0 && <p>{t("startDialog.cancelled", { count: cancelled })}</p>}
      {missed > 0 && <p>{t("startDialog.missed", { count: missed })}</p>}
      {sales > 0 && <p>{t("startDialog.sales", { count: sales })}</p>}
      {cancelled + missed + sales === 0 && <p>{t("startDialog.nothing")}</p>}
      <AsksOutside />
      {limits && (
        <p>
          {t("startDialog.limits", {
            exposure: n.usd(limits.maxExposure),
            daily: n.usd(limits.maxDailySpend),
          })}
        </p>
      )}
      {events.length > 0 && (
        <section>
          <h3 className="font-medium text-text">{t("startDialog.what")}</h3>
          <ol className="mt-1 text-small">
            {events.slice(0, SHOWN).map((entry) => (
              <li key={entry.seq} className="flex min-w-0 gap-3 border-hairline border-t py-1">
                <When at={entry.at} className="shrink-0 text-text-3">
                  {time.second(entry.at)}
                </When>
                <span className="min-w-0">
                  {sentence(entry).title}
                  {entry.market && <span className="text-text-3"> · {entry.market}</span>}
                </span>
              </li>
            ))}
          </ol>
          {events.length > SHOWN && (
            <p className="text-small text-text-3">
              {t("startDialog.more", { count: events.length - SHOWN })}
            </p>
          )}
        </section>
      )}
      <FailureLine error={start.error} />
    </Confirm>
  );
}
