/**
 * A market as an object: its prices with everything of ours on them, its book, its rules, who of the copied traders holds it, and our
 * position, orders and decisions in it. It is opened from any row and has no place in the rail. A wide window gets a third column;
 * nothing is stretched.
 */

import { getRouteApi, useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { useHotkeys } from "@/app/hotkeys";
import { useReaches } from "@/components/ui/breakpoint";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Failure, Skeleton } from "@/components/ui/states";
import { useRest } from "@/components/ui/use-window-height";
import { useText } from "@/i18n/use-text";
import { useMarket, useMarketBook } from "@/live/market";
import type { MarketPage, Position } from "@/platform";
import { CloseSheet } from "../positions/close/sheet";
import { BookCard } from "./book";
import { ChartCard } from "./chart-card";
import { MarketDecisions } from "./decisions";
import { Head } from "./head";
import { Holders } from "./holders";
import { OrderStory } from "./order-story";
import { Rules } from "./rules";
import { Trades } from "./trades";
import { You } from "./you";

const route = getRouteApi("/market/$condition");

export function MarketScreen() {
  const t = useText();
  const { condition } = route.useParams();
  const page = useMarket(condition);
  const router = useRouter();
  const back = () => router.history.back();
  useHotkeys({ Escape: back });
  if (page.data) return <Page key={page.data.condition} page={page.data} />;
  if (page.isError) {
    return (
      <>
        <h1 className="sr-only">{t("market.title")}</h1>
        <Failure error={page.error} onRetry={() => void page.refetch()} />
        <div className="grid justify-items-center pb-8">
          <Button onClick={back}>{t("market.back")}</Button>
        </div>
      </>
    );
  }
  return (
    <>
      <h1 className="sr-only">{t("market.title")}</h1>
      <Skeleton className="px-6 py-4" />
    </>
  );
}

/** What the window has beside the picture, and how high it is at least and at most: without and with the third column. */
const TAKEN = { usual: 520, huge: 560, large: 240 };
const LEAST = 232;
const MOST = { usual: 420, huge: 460, large: 2000 };

function Page({ page }: { page: MarketPage }) {
  const reaches = useReaches();
  const [closing, setClosing] = useState<Position | null>(null);
  // Beside the sheet that sells there is room for one column less.
  const huge = reaches("huge") && closing === null;
  const [outcome, setOutcome] = useState(page.leading);
  const [large, setLarge] = useState(false);
  const size = large ? "large" : huge ? "huge" : "usual";
  const height = useRest(TAKEN[size], LEAST, MOST[size]);
  const book = useMarketBook(page.condition, outcome);
  const chart = (
    <ChartCard
      page={page}
      outcome={outcome}
      onOutcome={setOutcome}
      book={book.data}
      height={height}
      large={large}
      onLarge={setLarge}
    />
  );
  const bookCard = (
    <BookCard book={book} outcome={page.outcomes[outcome]} index={outcome} depth={huge ? 8 : 5} />
  );
  const [order] = page.orders;
  const you = <You page={page} onClose={setClosing} />;
  const body = (
    <div className="flex min-h-0 min-w-0 flex-1 flex-col gap-3 overflow-y-auto px-4 py-3 wide:px-6 wide:pb-4">
      <Head page={page} />
      {large ? (
        chart
      ) : huge ? (
        <div className="grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)_316px_340px] gap-4">
          <div className="flex min-h-0 min-w-0 flex-col gap-3">
            {chart}
            <div className="grid grid-cols-2 items-start gap-4">
              <MarketDecisions page={page} full />
              {order && <OrderStory order={order} />}
            </div>
          </div>
          <div className="flex min-h-0 min-w-0 flex-col gap-3">
            {bookCard}
            <Trades market={page.condition} />
          </div>
          <div className="flex min-h-0 min-w-0 flex-col gap-3">
            {you}
            <Holders page={page} narrow />
            <Rules page={page} open />
          </div>
        </div>
      ) : (
        <>
          <Rules page={page} className="shrink-0" />
          <div
            className={cn(
              "grid items-start gap-4",
              closing === null || reaches("huge") ? "grid-cols-[minmax(0,1fr)_300px]" : "grid-cols-1",
            )}
          >
            <div className="flex min-w-0 flex-col gap-3">
              {chart}
              <Holders page={page} narrow={!reaches("wide")} />
              <MarketDecisions page={page} full={!reaches("wide")} />
            </div>
            <div className="flex min-w-0 flex-col gap-3">
              {bookCard}
              {you}
            </div>
          </div>
        </>
      )}
    </div>
  );
  if (closing === null) return body;
  const held = page.positions.find(
    ({ position }) => position.follow === closing.follow && position.token === closing.token,
  );
  return (
    <div className="grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)_400px]">
      {body}
      <CloseSheet row={held?.position ?? closing} onClose={() => setClosing(null)} />
    </div>
  );
}
