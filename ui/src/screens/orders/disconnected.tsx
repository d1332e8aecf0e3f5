/** Under the orders while the venue does not answer: what works all the same, and which connection is down. */

import { Check, X } from "lucide-react";
import { Card } from "@/components/card";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import { word } from "@/i18n/words";
import { useFrame } from "@/live/store";

const WORKS = [
  "orders.disconnected.records",
  "orders.disconnected.stop",
  "orders.disconnected.caughtUp",
] as const;

export function Disconnected() {
  const t = useText();
  const { time } = useFormat();
  const since = useFrame((frame) => (frame.state === "disconnected" ? frame.disconnectedSince : null));
  const feeds = useFrame((frame) => frame.feeds);
  const now = useFrame((frame) => frame.now);
  if (since === null) return null;
  return (
    <div className="grid grid-cols-2 gap-4 px-4 pb-4 wide:px-6">
      <Card title={t("orders.disconnected.works")}>
        <ul className="grid gap-1 px-4 pb-4">
          {WORKS.map((key) => (
            <li key={key} className="flex items-start gap-2">
              <Check aria-hidden size={14} className="mt-[3px] shrink-0 text-text-2" />
              {t(key)}
            </li>
          ))}
        </ul>
      </Card>
      <Card
        title={t("orders.disconnected.connections")}
        note={t("orders.disconnected.since", { when: time.second(since) })}
      >
        <ul className="grid gap-1 px-4 pb-4">
          {feeds.map((feed) => (
            <li key={feed.feed} className="flex items-center justify-between gap-3">
              {word(t, "feed", feed.feed)}
              <span className={`numeric flex items-center gap-2 ${feed.up ? "text-text-2" : "text-loss"}`}>
                {feed.up ? <Check aria-hidden size={14} /> : <X aria-hidden size={14} />}
                {feed.last === null
                  ? t("orders.disconnected.never")
                  : t(feed.up ? "orders.disconnected.answers" : "orders.disconnected.silent", {
                      age: time.rough(now - feed.last),
                    })}
              </span>
            </li>
          ))}
        </ul>
      </Card>
    </div>
  );
}
