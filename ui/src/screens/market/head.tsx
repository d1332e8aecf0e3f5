/** The head of a market: its question, what it is about, where it stands, when it ends, and the way to its page on the web. */

import {
  Bitcoin,
  ChartCandlestick,
  CloudSun,
  Cpu,
  Drama,
  Globe,
  Landmark,
  type LucideIcon,
  MessageSquareQuote,
  Shapes,
  Trophy,
  Vote,
} from "lucide-react";
import { OpenPage } from "@/components/open-page";
import { useOutcome } from "@/components/outcome";
import { When } from "@/components/when";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import { word } from "@/i18n/words";
import { useFrame } from "@/live/store";
import type { MarketPage } from "@/platform";

/** No picture is fetched from anywhere: a market has the sign of its category. */
const SIGNS: Record<string, LucideIcon> = {
  politics: Vote,
  sports: Trophy,
  crypto: Bitcoin,
  culture: Drama,
  mentions: MessageSquareQuote,
  weather: CloudSun,
  economics: Landmark,
  tech: Cpu,
  finance: ChartCandlestick,
  geopolitics: Globe,
};

export function Head({ page }: { page: MarketPage }) {
  const t = useText();
  const Shape = SIGNS[page.category] ?? Shapes;
  return (
    <header className="grid grid-cols-[48px_minmax(0,1fr)_auto] items-center gap-3 max-wide:grid-cols-[40px_minmax(0,1fr)_auto]">
      <span
        aria-hidden
        className="grid size-12 place-items-center rounded-card border border-border bg-raised text-text-2 max-wide:size-10"
      >
        <Shape size={22} strokeWidth={1.75} />
      </span>
      <div className="min-w-0">
        <h1
          className="line-clamp-2 font-semibold text-page tracking-[-.015em] max-wide:text-section"
          data-tip={page.question}
        >
          {page.question}
        </h1>
        <Facts page={page} />
      </div>
      <OpenPage page={{ kind: "market", market: page.condition }} />
      <span className="sr-only">{t("market.title")}</span>
    </header>
  );
}

function Facts({ page }: { page: MarketPage }) {
  const t = useText();
  const { n, time } = useFormat();
  const now = useFrame((frame) => frame.now);
  const { endsAt, closedAt, state } = page;
  const over = closedAt !== null || state.kind === "resolved" || state.kind === "closed";
  return (
    <p className="numeric flex flex-wrap items-center gap-x-4 gap-y-1 text-small text-text-2 [&_b]:font-medium [&_b]:text-text">
      {page.category && (
        <span className="rounded-chip bg-raised px-1.5 font-medium text-label leading-5">
          {word(t, "category", page.category)}
        </span>
      )}
      <State page={page} />
      {closedAt !== null ? (
        <span>
          {t("market.closedAt")}{" "}
          <b>
            <When at={closedAt}>{time.date(closedAt)}</When>
          </b>
        </span>
      ) : endsAt === null ? (
        <span>{t("market.noEnd")}</span>
      ) : (
        <span>
          {t(over || endsAt <= now ? "market.ended" : "market.ends")}{" "}
          <b>
            <When at={endsAt}>{time.date(endsAt)}</When>
          </b>
          {!over && endsAt > now && (
            <>
              {" "}
              {t("market.in")}{" "}
              <b role="timer" aria-live="off">
                {time.longSpan(endsAt - now)}
              </b>
            </>
          )}
        </span>
      )}
      {page.volume !== null && (
        <span>
          {t("market.volume")} <b>{n.usd(page.volume, 0)}</b>
        </span>
      )}
      {page.volumeDay !== null && (
        <span>
          {t("market.day")} <b>{n.usd(page.volumeDay, 0)}</b>
        </span>
      )}
    </p>
  );
}

/** Where it stands, unless it trades as it should. */
function State({ page }: { page: MarketPage }) {
  const t = useText();
  const outcome = useOutcome();
  const { state, outcomes } = page;
  if (state.kind === "trading") return null;
  let text: string;
  let title: string;
  if (state.kind === "resolved") {
    const won = state.payouts.findIndex((payout) => Number(payout) === 1);
    const name = outcomes[won]?.name;
    text =
      name === undefined
        ? t("market.state.split")
        : t("market.state.resolved", { outcome: outcome(name).toUpperCase() });
    title = t(name === undefined ? "market.stateTitle.split" : "market.stateTitle.resolved");
  } else {
    text = t(`market.state.${state.kind}`);
    title = t(`market.stateTitle.${state.kind}`);
  }
  const open = state.kind === "suspended" || state.kind === "disputed";
  return (
    <span
      data-tip={title}
      className={`rounded-chip px-1.5 font-medium text-label leading-5 ${open ? "tint-warn text-warn" : "tint-accent text-accent"}`}
    >
      {text}
    </span>
  );
}
