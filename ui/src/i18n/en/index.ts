import { activity } from "./activity";
import { cancelling } from "./cancel";
import { centre, notice } from "./centre";
import { chart } from "./chart";
import { calls, claims, redeem, run } from "./claims";
import { closing } from "./closing";
import { columns } from "./columns";
import { decisions } from "./decisions";
import { diagnostics } from "./diagnostics";
import { differences } from "./differences";
import { errors, problems } from "./errors";
import { feeds } from "./feeds";
import { follow, following, unfollow } from "./follows";
import { frame } from "./frame";
import { leaderboard, trader } from "./leaderboard";
import { ledger } from "./ledger";
import { lock } from "./lock";
import { market } from "./market";
import { orders } from "./orders";
import { path } from "./path";
import { budgets, hosts, keyPage, paper, regionPage, ways } from "./places";
import { history, positions } from "./records";
import { dashboard, performance } from "./results";
import { sentences } from "./sentences";
import { settings } from "./settings";
import { setup } from "./setup";
import { setupFacts } from "./setup-facts";
import { sums } from "./sums";
import { take } from "./take";
import { unsaved } from "./unsaved";
import { updates } from "./updates";
import { welcome } from "./welcome";
import { words } from "./words";

export const en = {
  ...frame,
  ways,
  paper,
  hosts,
  keyPage,
  regionPage,
  budgets,
  leaderboard,
  trader,
  follow,
  unfollow,
  following,
  feeds,
  diagnostics,
  differences,
  lock,
  market,
  orders,
  cancelling,
  chart,
  path,
  positions,
  closing,
  claims,
  redeem,
  calls,
  run,
  history,
  ledger,
  centre,
  notice,
  columns,
  dashboard,
  performance,
  activity,
  decisions,
  settings,
  setup,
  setupFacts,
  sums,
  take,
  unsaved,
  updates,
  welcome,
  words,
  sentences,
  errors,
  problems,
};
