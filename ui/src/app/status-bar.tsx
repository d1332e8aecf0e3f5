/** The status bar: which feeds are up and how fresh they are, the last trade seen, the version. */
import { Link } from "@tanstack/react-router";
import { Kbd } from "@/components/ui/kbd";
import { Bar } from "@/components/ui/meter";
import { When } from "@/components/when";
import { useFormat } from "@/format/use-format";
import { useText } from "@/i18n/use-text";
import { useFeedReport } from "@/live/queries-more";
import { useFrame } from "@/live/store";
import type { FeedStatus, Frame, RequestBudget } from "@/platform";

const KNOWN = ["trades", "books", "positions", "account", "markets"] as const;

const standing = (frame: Frame, feed: string): FeedStatus | undefined =>
  frame.feeds.find((one) => one.feed === feed);

interface StatusBarProps {
  /** Before anything is chosen: what stays here, instead of how the feeds are. */
  bare?: boolean;
  onHelp(): void;
}

export function StatusBar({ bare = false, onHelp }: StatusBarProps) {
  const t = useText();
  // Which there are, in one word: their ages move with every beat, and are each feed's own.
  const feeds = useFrame((frame) => frame.feeds.map(({ feed }) => feed).join(" "));
  const version = useFrame((frame) => frame.version);
  return (
    <footer className="flex items-center gap-4 whitespace-nowrap border-hairline border-t bg-bg px-4 text-label text-text-3 [grid-area:status]">
      {bare ? (
        <span className="truncate">{t("welcome.local")}</span>
      ) : (
        <Link to="/connection" className="flex min-w-0 items-center gap-4 hover:text-text">
          <span className="sr-only">{t("feeds.open")}</span>
          {(feeds === "" ? [] : feeds.split(" ")).map((feed) => (
            <Feed key={feed} feed={feed} />
          ))}
          <Missed />
        </Link>
      )}
      <span className="flex-1" />
      {!bare && <Budgets />}
      {!bare && <LastTrade />}
      <span className="numeric">{version}</span>
      <button type="button" data-tip={t("status.help")} aria-label={t("status.help")} onClick={onHelp}>
        <Kbd>?</Kbd>
      </button>
    </footer>
  );
}

/** How fresh it is in real time: the demo's clock runs up to 600 times as fast. Drawn again only when what it says changes. */
function Feed({ feed }: { feed: string }) {
  const t = useText();
  const { time } = useFormat();
  const up = useFrame((frame) => standing(frame, feed)?.up ?? false);
  const since = useFrame((frame) => {
    const age = standing(frame, feed)?.age ?? null;
    return age === null ? null : time.rough(age);
  });
  const known = KNOWN.find((name) => name === feed);
  const name = known ? t(`status.${known}`) : feed;
  const age = since ?? t("status.never");
  return (
    <span
      className={`numeric inline-flex items-center gap-1.5 ${up ? "" : "text-loss"}`}
      data-tip={t(up ? "status.up" : "status.down", { feed: name, age })}
    >
      <span aria-hidden className={`size-1.5 rounded-pill ${up ? "bg-gain" : "bg-loss"}`} />
      {name}
      <b className={`font-medium ${up ? "text-text-2" : ""}`}>{age}</b>
    </span>
  );
}

/** What is used of the plans that can bind: requests for what traders do, and orders. None in the demo. */
function Budgets() {
  const budgets = useFrame((frame) => frame.budgets);
  return (
    <>
      {budgets.map((budget) => (
        <Budget key={budget.budget} budget={budget} />
      ))}
    </>
  );
}

/** From here on a plan is nearly used up. */
const NEARLY = 80;

function Budget({ budget: { budget, used, planned, closed } }: { budget: RequestBudget }) {
  const t = useText();
  const { n, time } = useFormat();
  const name = t(`budgets.${budget}`);
  const percent = planned === 0 ? 0 : Math.min(100, (100 * used) / planned);
  const nearly = percent >= NEARLY || closed !== null;
  const figures = { name, used: n.count(used), planned: n.count(planned) };
  return (
    <span
      className={`numeric inline-flex items-center gap-1.5 ${nearly ? "text-warn" : ""}`}
      data-tip={
        closed === null
          ? t("budgets.title", figures)
          : t("budgets.closed", { name, span: time.rough(closed) })
      }
    >
      <span className="max-wide:sr-only">{name}</span>
      <b className={`font-medium ${nearly ? "" : "text-text-2"}`}>{t("budgets.of", figures)}</b>
      <span className="max-huge:sr-only">{t("budgets.per")}</span>
      <Bar
        percent={percent}
        tone={nearly ? "warn" : "neutral"}
        className="h-[3px] w-8 max-wide:hidden huge:w-12"
      />
    </span>
  );
}

/** How many trades of the last half hour the stream left out, where it should have shown some. */
function Missed() {
  const t = useText();
  const { n } = useFormat();
  const { data } = useFeedReport();
  const due = (data?.traders ?? []).reduce((sum, one) => sum + one.stream.due, 0);
  const missing = (data?.traders ?? []).reduce((sum, one) => sum + one.stream.missing, 0);
  if (due === 0) return null;
  return (
    <span className="numeric max-wide:hidden" data-tip={t("feeds.statusTitle")}>
      {t("feeds.status")}{" "}
      <b className="font-medium text-text-2">
        {t("feeds.missingOf", { missing: n.count(missing), due: n.count(due) })}
      </b>
    </span>
  );
}

function LastTrade() {
  const t = useText();
  const { time } = useFormat();
  const seen = useFrame((frame) => frame.lastTradeSeen);
  // On the demo's clock: beside real seconds an age in its own would be taken for one.
  const demo = useFrame((frame) => frame.mode === "demo");
  const when = useFrame(({ mode, lastTradeSeen: at, now }) =>
    at === null ? "" : mode === "demo" ? time.near(at, now) : time.rough(now - at),
  );
  return (
    <span className="numeric max-wide:hidden">
      {t("status.lastTrade")}{" "}
      <b className="font-medium text-text-2">
        {seen === null ? (
          t("status.none")
        ) : (
          <When at={seen}>{demo ? when : t("status.ago", { age: when })}</When>
        )}
      </b>
    </span>
  );
}
