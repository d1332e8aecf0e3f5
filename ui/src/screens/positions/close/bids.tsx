/** The bids that a sale takes, level by level, and the first that it leaves. */

import { NONE } from "@/format/number";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import { useFrame } from "@/live/store";
import type { ClosePreview } from "@/platform";

export function Bids({ now }: { now: ClosePreview }) {
  const t = useText();
  const { n, time } = useFormat();
  const clock = useFrame((frame) => frame.now);
  // A person waits in their own seconds, however fast the demo's clock runs.
  const speed = useFrame((frame) => frame.clock?.speed ?? 1);
  if (now.bids.length === 0) return <p className="text-text-2">{t("closing.noBids")}</p>;
  // For drawing only: no figure comes of it.
  const most = Math.max(...now.bids.map((bid) => Number(bid.shares)));
  const part = (shares: string) => `${most > 0 ? (100 * Number(shares)) / most : 0}%`;
  return (
    <section aria-label={t("closing.bids")} className="grid gap-1">
      <div className="flex justify-between text-small text-text-3">
        <h3>{t("closing.bids")}</h3>
        {now.bookAt !== null && (
          <span className="numeric">
            {t("closing.bookAge", { age: time.lag(Math.max(0, clock - now.bookAt) / speed) })}
          </span>
        )}
      </div>
      <ul className="grid gap-1">
        {now.bids.map((bid) => {
          const taken = Number(bid.taken) > 0;
          return (
            <li
              key={bid.price}
              className={`numeric grid grid-cols-[52px_1fr_68px_84px] items-center gap-2 text-right ${taken ? "" : "text-text-3"}`}
            >
              <span className="text-left">{n.cents(bid.price)}</span>
              <span aria-hidden className="relative h-1.5 rounded-pill">
                <span
                  className="absolute inset-y-0 left-0 rounded-pill bg-border"
                  style={{ width: part(bid.shares) }}
                />
                <span
                  className="absolute inset-y-0 left-0 rounded-pill bg-accent"
                  style={{ width: part(bid.taken) }}
                />
              </span>
              <span>{taken ? n.shares(bid.taken) : NONE}</span>
              <span className="text-text-3">{t("closing.ofShares", { shares: n.shares(bid.shares) })}</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
