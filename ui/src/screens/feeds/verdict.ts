/** What the way a trader is seen means, and what to do about it. */
import type { TFunction } from "i18next";
import { NONE } from "@/format/number";
import type { Format } from "@/format/use-format";
import type { SourceFeed, TraderFeed } from "@/platform";

/** The shorter of the delays: trades count from the first source that shows them. */
export function fastest({ stream, list }: TraderFeed): number | null {
  const known = [stream.delay, list.delay].filter((delay) => delay !== null);
  return known.length > 0 ? Math.min(...known) : null;
}

/** The sentence; `demo`: where a fast clock makes everything late. */
export function verdictText(t: TFunction, { n, time }: Format, feed: TraderFeed, demo: boolean): string {
  const delay = fastest(feed);
  const gaps = ({ missing, due }: SourceFeed) => ({ missing: n.count(missing), due: n.count(due) });
  switch (feed.verdict) {
    case "late":
      return t(demo ? "feeds.verdict.lateDemo" : "feeds.verdict.late", {
        delay: delay === null ? NONE : time.lag(delay),
      });
    case "stream_gaps":
      return t("feeds.verdict.stream_gaps", gaps(feed.stream));
    case "list_gaps":
      return t("feeds.verdict.list_gaps", gaps(feed.list));
    case "whole":
      return t("feeds.verdict.whole");
    case "quiet":
      return t("feeds.verdict.quiet");
  }
}

/** Whether there is something that a person may want to do. */
export const needsLook = ({ verdict }: TraderFeed): boolean => verdict === "late";
