/** What the page of a market reads, each at its own pace. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type {
  ChartSpan,
  MarketBook,
  MarketChart,
  MarketPage,
  MarketTradeRow,
  OpenedPage,
  Period,
  PlatformError,
  TraderCurve,
  WebPage,
} from "@/platform";
import { usePlatform } from "./queries";

const PAGE_MS = 2000;
const BOOK_MS = 1000;
const CHART_MS = 5000;
const TRADES_MS = 15_000;
/** From then on a book is old. */
export const BOOK_OLD_MS = 5000;
/** An age is told anew so often. */
const AGE_MS = 500;

export function useMarket(market: string) {
  const platform = usePlatform();
  return useQuery<MarketPage, PlatformError>({
    queryKey: ["market", market, "page"],
    queryFn: () => platform.market(market),
    refetchInterval: PAGE_MS,
  });
}

export function useMarketBook(market: string, outcome: number) {
  const platform = usePlatform();
  return useQuery<MarketBook, PlatformError>({
    queryKey: ["market", market, "book", outcome],
    queryFn: () => platform.marketBook(market, outcome),
    refetchInterval: BOOK_MS,
    staleTime: 0,
  });
}

export function useMarketChart(market: string, outcome: number, span: ChartSpan) {
  const platform = usePlatform();
  return useQuery<MarketChart, PlatformError>({
    queryKey: ["market", market, "chart", outcome, span],
    queryFn: () => platform.marketChart(market, outcome, span),
    refetchInterval: CHART_MS,
    // The last picture stays while another range is read.
    placeholderData: (last) => (last?.outcomeIndex === outcome ? last : undefined),
  });
}

export function useMarketTrades(market: string, wanted: boolean) {
  const platform = usePlatform();
  return useQuery<MarketTradeRow[], PlatformError>({
    queryKey: ["market", market, "trades"],
    queryFn: () => platform.marketTrades(market),
    refetchInterval: TRADES_MS,
    enabled: wanted,
  });
}

/** Asks for a page in the system's browser. */
export function useOpenPage() {
  const platform = usePlatform();
  return useMutation<OpenedPage, PlatformError, WebPage>({ mutationFn: (page) => platform.openPage(page) });
}

/** A trader's profit over a period; where it is not `wanted`, only what another part of the page has read. */
export function useTraderCurve(address: string, period: Period, wanted = true) {
  const platform = usePlatform();
  return useQuery<TraderCurve, PlatformError>({
    queryKey: ["trader", address, "curve", period],
    queryFn: () => platform.traderCurve(address, period),
    enabled: wanted,
    staleTime: 30_000,
    refetchInterval: 60_000,
    placeholderData: (last) => last,
  });
}

/** How long ago something was read, real ms: what it was then, and what has passed since. */
export function useAge(age: number | undefined, readAt: number): number | null {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), AGE_MS);
    return () => clearInterval(timer);
  }, []);
  return age === undefined ? null : Math.max(0, age + Math.max(now, readAt) - readAt);
}
