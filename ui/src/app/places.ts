/** The screens in the order of the rail, each with its key after `g`. */
import {
  ArrowLeftRight,
  ChartNoAxesCombined,
  History,
  LayoutDashboard,
  ListChecks,
  Settings,
  Trophy,
  Users,
  Wallet,
} from "lucide-react";

export const PLACES = [
  { to: "/dashboard", also: null, key: "dashboard", letter: "d", icon: LayoutDashboard },
  { to: "/leaderboard", also: "/trader", key: "leaderboard", letter: "l", icon: Trophy },
  { to: "/following", also: null, key: "following", letter: "f", icon: Users },
  { to: "/orders", also: null, key: "orders", letter: "o", icon: ArrowLeftRight },
  { to: "/positions", also: null, key: "positions", letter: "b", icon: Wallet },
  { to: "/history", also: "/differences", key: "history", letter: "h", icon: History },
  { to: "/activity", also: null, key: "activity", letter: "a", icon: ListChecks },
  { to: "/performance", also: null, key: "performance", letter: "p", icon: ChartNoAxesCombined },
  { to: "/settings", also: "/hosts", key: "settings", letter: "s", icon: Settings },
] as const;
