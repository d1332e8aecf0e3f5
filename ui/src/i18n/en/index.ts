import { errors, problems } from "./errors";
import { frame } from "./frame";
import { path } from "./path";
import { history, positions } from "./records";
import { dashboard, performance } from "./results";
import { activity, follow, following, leaderboard, orders, settings, trader, unfollow } from "./screens";
import { sentences } from "./sentences";
import { welcome } from "./welcome";
import { words } from "./words";

export const en = {
  ...frame,
  leaderboard,
  trader,
  follow,
  unfollow,
  following,
  orders,
  path,
  positions,
  history,
  dashboard,
  performance,
  activity,
  settings,
  welcome,
  words,
  sentences,
  errors,
  problems,
};
