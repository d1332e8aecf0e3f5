/** The five stages of an order: when each begins, how far the current one is, where the price began and how far it may go. */
import { useTranslation } from "react-i18next";
import { elapsedOf, Staircase, useStageName } from "@/components/stage";
import { cn } from "@/components/ui/cn";
import { Bar } from "@/components/ui/meter";
import { When } from "@/components/when";
import { useFormat } from "@/format/use-format";
import { word } from "@/i18n/words";
import { useFrame } from "@/live/store";
import type { OrderRow } from "@/platform";

const TONES: Record<number, string> = { 4: "text-warn", 5: "text-warn" };

export function LadderStrip({ order }: { order: OrderRow }) {
  const { t } = useTranslation();
  const { n } = useFormat();
  const buys = order.side === "BUY";
  return (
    <section aria-label={t("orders.ladder")} className="grid gap-2 border-hairline border-t py-3">
      <ol className="grid grid-cols-5 gap-1">
        {order.stageStarts.map((start, i) => (
          <Step key={start} order={order} stage={i + 1} start={start} />
        ))}
      </ol>
      <p className="proportional flex flex-wrap gap-x-4 text-small text-text-2">
        <span>
          {t(buys ? "orders.traderPaid" : "orders.traderGot", {
            trader: order.trader,
            price: n.cents(order.firstPrice),
          })}
        </span>
        <span className="text-warn">
          {t(buys ? "orders.boundBuy" : "orders.boundSell", { price: n.cents(order.bound) })}
        </span>
        {order.regime !== null && (
          <span>{t("orders.regimeNow", { regime: word(t, "regime", order.regime) })}</span>
        )}
      </p>
    </section>
  );
}

function Step({ order, stage, start }: { order: OrderRow; stage: number; start: number }) {
  const { t } = useTranslation();
  const { n, time } = useFormat();
  const name = useStageName();
  const now = useFrame((frame) => frame.now);
  const over = order.status === "ended";
  const current = stage === order.stage;
  const percent = stage < order.stage ? 100 : !current ? 0 : over ? 100 : 100 * elapsedOf({ ...order, now });
  const bound = t(order.side === "BUY" ? "orders.ladderBoundBuy" : "orders.ladderBoundSell", {
    price: n.cents(order.bound),
  });
  const price =
    current && order.limit !== null
      ? n.cents(order.limit)
      : stage === 5
        ? bound
        : stage === 1
          ? n.cents(order.firstPrice)
          : "";
  return (
    <li
      aria-current={current ? "step" : undefined}
      className={cn(
        "min-w-0 rounded-control px-2 pt-1.5 pb-2",
        current
          ? "bg-[color-mix(in_srgb,var(--text)_5.5%,transparent)]"
          : "bg-[color-mix(in_srgb,var(--text)_2.2%,transparent)]",
      )}
    >
      <Bar percent={percent} tone={stage >= 4 ? "warn" : "accent"} className="mb-1.5 h-[3px]" />
      <div
        className={cn(
          "flex min-w-0 items-center gap-1 font-semibold text-label",
          current ? (TONES[stage] ?? "text-accent") : stage < order.stage ? "text-text-2" : "text-text-3",
        )}
        title={name(stage, order.side)}
      >
        <Staircase stage={stage} />
        <span className="truncate">
          {stage} {name(stage, order.side, true)}
        </span>
      </div>
      <div className="numeric truncate text-label text-text-3">
        {t("orders.ladderHours", { hours: time.hours(start - order.signalAt).replace(/[.,]0$/, "") })}
        {" · "}
        <When at={start}>{time.near(start, now)}</When>
      </div>
      <div
        className={cn("numeric h-4 truncate text-small", current ? "font-semibold text-text" : "text-text-2")}
        title={price}
      >
        {price}
      </div>
    </li>
  );
}
