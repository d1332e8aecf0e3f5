/** The wizard: which page a path stands for, and what every page needs before it can be shown. */
import { getRouteApi, Navigate } from "@tanstack/react-router";
import type { ComponentType } from "react";
import { Failure, Skeleton } from "@/components/ui/states";
import type { Setup } from "@/platform";
import { AddressesPage } from "./addresses";
import { ChecksPage } from "./checks";
import { KeyPage } from "./key";
import { LimitsPage } from "./limits";
import { ProtectPage } from "./protect";
import { isPage, pageOf, type SetupPage } from "./steps";
import { TestPage } from "./test-order";
import { useSetup } from "./use-setup";
import { WalletPage } from "./wallet";

const PAGES: Record<SetupPage, ComponentType<{ setup: Setup }>> = {
  wallet: WalletPage,
  key: KeyPage,
  addresses: AddressesPage,
  protect: ProtectPage,
  checks: ChecksPage,
  limits: LimitsPage,
  test: TestPage,
};

const route = getRouteApi("/setup/$page");

/** Where it stands. */
export function SetupStart() {
  const { data, error, refetch } = useSetup();
  if (error) return <Failure error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton />;
  return <Navigate to="/setup/$page" params={{ page: pageOf(data) }} replace />;
}

export function SetupScreen() {
  const { page } = route.useParams();
  const { data, error, refetch } = useSetup();
  if (!isPage(page)) return <Navigate to="/setup" replace />;
  if (!data) {
    if (error) return <Failure error={error} onRetry={() => void refetch()} />;
    return <Skeleton />;
  }
  // A page about a key has nothing to show without one.
  if (data.account === null && page !== "wallet" && page !== "key")
    return <Navigate to="/setup/$page" params={{ page: "key" }} replace />;
  const Page = PAGES[page];
  return <Page setup={data} />;
}
