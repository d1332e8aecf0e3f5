/** Orders are not taken from where we are: what still works, what Polymarket answered, and how it comes back. No way round it. */

import { Link } from "@tanstack/react-router";
import { Info } from "lucide-react";
import { HaltAction } from "@/app/halt-action";
import { Card } from "@/components/card";
import { Button } from "@/components/ui/button";
import { Failure, FailureLine, Skeleton } from "@/components/ui/states";
import { When } from "@/components/when";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import { useDashboard, useLookAtRegion, useRegionStanding } from "@/live/queries-more";
import { useFrame } from "@/live/store";
import type { RegionStanding } from "@/platform";
import { Fact, WorksRow } from "./halted/parts";

export function RegionScreen() {
  const t = useText();
  const standing = useRegionStanding();
  if (standing.isPending) return <Skeleton />;
  if (standing.isError) return <Failure error={standing.error} onRetry={() => void standing.refetch()} />;
  return (
    <div className="@container min-h-0 flex-1 overflow-y-auto px-4 py-4 wide:px-6">
      <h1 className="sr-only">{t("regionPage.title")}</h1>
      <RegionState standing={standing.data} />
    </div>
  );
}

/** The page without its frame: the dashboard is this while the region is blocked. */
export function RegionState({ standing }: { standing: RegionStanding }) {
  return (
    <div className="grid items-start gap-4 @4xl:grid-cols-[minmax(0,1.7fr)_minmax(0,1fr)]">
      <div className="grid gap-4">
        <Works />
        <Held />
      </div>
      <div className="grid gap-4">
        <Answer standing={standing} />
        <Back standing={standing} />
      </div>
    </div>
  );
}

function Works() {
  const t = useText();
  const { time } = useFormat();
  const count = useFrame((frame) => frame.onExchange);
  const since = useFrame((frame) => frame.halts.find((halt) => halt.halt === "region")?.since ?? null);
  const said = {
    yes: t("regionPage.outcome.yes"),
    no: t("regionPage.outcome.no"),
    partly: t("regionPage.outcome.partly"),
  };
  return (
    <Card title={t("regionPage.works")}>
      <ul className="@container px-4 pb-2">
        <WorksRow works="no" said={said.no} label={t("regionPage.row.orders")}>
          {t("regionPage.row.ordersNote", { when: since === null ? "—" : time.second(since) })}
        </WorksRow>
        <WorksRow works="no" said={said.no} label={t("regionPage.row.repricing")}>
          {t("regionPage.row.repricingNote", { count })}
        </WorksRow>
        <WorksRow works="partly" said={said.partly} label={t("regionPage.row.cancelling", { count })}>
          {t("regionPage.row.cancellingNote")}
        </WorksRow>
        <WorksRow works="partly" said={said.partly} label={t("regionPage.row.selling")}>
          {t("regionPage.row.sellingNote")}
        </WorksRow>
        <WorksRow works="yes" said={said.yes} label={t("regionPage.row.watching")}>
          {t("regionPage.row.watchingNote")}
        </WorksRow>
        <WorksRow works="yes" said={said.yes} label={t("regionPage.row.paper")}>
          {t("regionPage.row.paperNote")}
        </WorksRow>
      </ul>
    </Card>
  );
}

function Held() {
  const t = useText();
  const { n } = useFormat();
  const held = useDashboard("all").data?.sums.held ?? null;
  return (
    <Card
      title={t("regionPage.hold")}
      note={held === null ? null : t("regionPage.holdNote", { amount: n.usd(held) })}
      aside={
        <Link to="/positions" className="font-medium text-accent text-small hover:underline">
          {t("nav.positions")}
        </Link>
      }
    >
      <ul className="grid gap-2 px-4 pb-4">
        {(["sold", "resolve", "decision"] as const).map((one) => (
          <li key={one} className="flex gap-2">
            <Info aria-hidden size={16} className="mt-0.5 shrink-0 text-text-3" />
            <span className="text-text-2">{t(`regionPage.holds.${one}`)}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Answer({ standing }: { standing: RegionStanding }) {
  const t = useText();
  const { time, language } = useFormat();
  const look = useLookAtRegion();
  const { askedAt, blocked, country, region, address, allowedAt } = standing;
  const place = [country && `${named(country, language)} (${country})`, region].filter(Boolean).join(", ");
  const trading = blocked === null ? "unknown" : blocked ? "blocked" : "allowed";
  return (
    <Card
      title={t("regionPage.answer")}
      aside={
        <Button size="sm" busy={look.isPending} onClick={() => look.mutate()}>
          {t("regionPage.check")}
        </Button>
      }
    >
      <dl className="px-4">
        <Fact label={t("regionPage.asked")}>
          {askedAt === null ? t("regionPage.notAsked") : <When at={askedAt}>{time.second(askedAt)}</When>}
        </Fact>
        <Fact label={t("regionPage.trading")}>
          <b className="font-medium">{t(`regionPage.${trading}`)}</b>
        </Fact>
        <Fact label={t("regionPage.country")}>{place || t("regionPage.unknown")}</Fact>
        <Fact label={t("regionPage.address")} title={t("regionPage.addressTitle")}>
          {address || t("regionPage.unknown")}
        </Fact>
        <Fact label={t("regionPage.before")}>
          {allowedAt === null
            ? t("regionPage.beforeNever")
            : t("regionPage.beforeAt", { when: time.near(allowedAt, askedAt ?? allowedAt) })}
        </Fact>
      </dl>
      <p className="mx-4 border-hairline border-t py-3 text-small text-text-2">{t("regionPage.goesBy")}</p>
      <div className="px-4 pb-1 empty:hidden">
        <FailureLine error={look.error} />
      </div>
    </Card>
  );
}

/** A country by its code, in the language of the window; the code itself where nobody knows it. */
function named(code: string, language: string): string {
  try {
    return new Intl.DisplayNames([language], { type: "region" }).of(code) ?? code;
  } catch {
    return code;
  }
}

function Back({ standing }: { standing: RegionStanding }) {
  const t = useText();
  const { time } = useFormat();
  const halt = useFrame((frame) => frame.halts.find((one) => one.halt === "region"));
  const again = standing.blocked === false && standing.askedAt !== null ? standing.askedAt : null;
  return (
    <Card title={t("regionPage.back")}>
      <div className="grid gap-2 px-4 pb-4">
        {again !== null && halt && (
          <p className="flex flex-wrap items-center justify-between gap-2">
            <b className="font-medium">{t("regionPage.again", { when: time.second(again) })}</b>
            <HaltAction halt={halt} />
          </p>
        )}
        <p className="text-text-2">{t("regionPage.backAbout", { span: time.rough(standing.every) })}</p>
        <p className="border-hairline border-t pt-2 text-small text-text-2">{t("regionPage.noWay")}</p>
      </div>
    </Card>
  );
}
