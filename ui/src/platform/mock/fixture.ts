/** The made-up people and markets of the simulated engine, and the state the window is first shown in. Prices in cents. */

export interface TraderSeed {
  name: string;
  pnl: number;
  roi: number | null;
  win: number | null;
  of: number;
  volume: number;
  markets: number;
  drawdown: number | null;
  /** Seconds since the last trade at the fixture's start. */
  last: number;
  flags: string[];
  categories: [string, number][];
  since: string;
  heldHours: number;
}

const t = (
  name: string,
  pnl: number,
  roi: number | null,
  win: number | null,
  of: number,
  volume: number,
  markets: number,
  drawdown: number | null,
  last: number,
  flags: string[],
  categories: [string, number][],
  since: string,
  heldHours: number,
): TraderSeed => ({
  name,
  pnl,
  roi,
  win,
  of,
  volume,
  markets,
  drawdown,
  last,
  flags,
  categories,
  since,
  heldHours,
});

const MM = ["market_maker"];
const FEW = ["few_trades"];
const DD = ["drawdown"];

export const TRADERS: TraderSeed[] = [
  t(
    "25usdc",
    48211.4,
    18.4,
    61.3,
    212,
    262100,
    38,
    -9.2,
    42,
    [],
    [
      ["politics", 71],
      ["economics", 19],
      ["geopolitics", 10],
    ],
    "2025-03-04",
    110,
  ),
  t(
    "mirrorlake",
    41976.02,
    3.1,
    54.8,
    1904,
    1354000,
    211,
    -2.1,
    8,
    MM,
    [
      ["sports", 64],
      ["crypto", 36],
    ],
    "2024-06-11",
    3,
  ),
  t(
    "denizz",
    36540.77,
    22.9,
    58.7,
    143,
    159600,
    27,
    -11.8,
    370,
    [],
    [
      ["crypto", 58],
      ["economics", 42],
    ],
    "2025-01-19",
    61,
  ),
  t("0x91c4…e07b", 31105.3, 212.6, 100, 4, 14630, 3, 0, 172800, FEW, [["politics", 100]], "2026-10-02", 260),
  t(
    "kestrel",
    22890.15,
    14.2,
    63.9,
    97,
    161200,
    22,
    -7.4,
    1880,
    [],
    [
      ["culture", 55],
      ["tech", 45],
    ],
    "2025-08-23",
    84,
  ),
  t(
    "quietmoney",
    19442.68,
    9.8,
    55.1,
    318,
    198400,
    54,
    -14.9,
    190,
    [],
    [
      ["economics", 80],
      ["politics", 20],
    ],
    "2024-11-30",
    40,
  ),
  t("northbound", 17208.9, 6.6, 52.4, 806, 260700, 96, -5.3, 19, MM, [["sports", 100]], "2025-02-14", 6),
  t(
    "palisade.eth",
    14873.51,
    31.7,
    66.7,
    27,
    46920,
    9,
    -18.6,
    18000,
    FEW,
    [
      ["crypto", 88],
      ["tech", 12],
    ],
    "2026-04-09",
    140,
  ),
  t(
    "slippage",
    12660.04,
    11.5,
    49.2,
    189,
    110100,
    41,
    -22.4,
    730,
    DD,
    [
      ["sports", 73],
      ["culture", 27],
    ],
    "2025-05-27",
    30,
  ),
  t(
    "tern",
    11402.33,
    17.3,
    59.6,
    114,
    65910,
    19,
    -8.8,
    3700,
    [],
    [
      ["geopolitics", 62],
      ["politics", 38],
    ],
    "2025-10-01",
    96,
  ),
  t(
    "halfpast",
    9871.92,
    5.9,
    56,
    502,
    167300,
    73,
    -6.1,
    54,
    [],
    [
      ["politics", 51],
      ["sports", 49],
    ],
    "2024-09-18",
    12,
  ),
  t(
    "oakandash",
    8415.26,
    26.4,
    61.5,
    39,
    31880,
    12,
    -13.7,
    7300,
    [],
    [
      ["weather", 44],
      ["tech", 56],
    ],
    "2026-01-06",
    200,
  ),
  t("sundayclose", 7309.85, 8.2, 53.7, 257, 89140, 33, -10.5, 1330, [], [["sports", 100]], "2025-07-15", 20),
  t("lumen_9", 6988.4, 44.1, 71.4, 21, 15850, 6, -20.3, 32500, FEW, [["tech", 100]], "2026-06-21", 170),
  t(
    "varde",
    6120.57,
    7.7,
    54.3,
    164,
    79490,
    28,
    -9.9,
    2410,
    [],
    [
      ["economics", 66],
      ["geopolitics", 34],
    ],
    "2025-04-12",
    55,
  ),
  t(
    "straitjacket",
    5874.19,
    12.8,
    57.9,
    133,
    45890,
    24,
    -12.2,
    910,
    [],
    [
      ["politics", 90],
      ["geopolitics", 10],
    ],
    "2025-12-03",
    74,
  ),
  t(
    "ostler",
    5410.72,
    10.1,
    56.2,
    176,
    53570,
    35,
    -11.1,
    250,
    [],
    [
      ["sports", 60],
      ["culture", 40],
    ],
    "2025-06-30",
    26,
  ),
  t("ferrous", 5102.35, 3.8, 51.9, 1310, 134300, 140, -3, 6, MM, [["crypto", 100]], "2024-12-08", 2),
  t("lowtide", -1840.2, -4.1, 47.1, 68, 44900, 17, -31.5, 5200, DD, [["weather", 100]], "2026-02-02", 33),
  t("bramble", -3977.05, null, null, 3, 9120, 2, null, 88000, FEW, [["culture", 100]], "2026-11-01", 90),
];

export interface MarketSeed {
  question: string;
  category: string;
  /** YES price in cents. */
  yes: number;
  /** Half of the spread in cents. */
  half: number;
}

const m = (question: string, category: string, yes: number, half: number): MarketSeed => ({
  question,
  category,
  yes,
  half,
});

export const MARKETS: MarketSeed[] = [
  m("Fed rate cut at the December meeting?", "economics", 60.25, 0.55),
  m("Bitcoin above $120,000 on 31 December?", "crypto", 55.5, 0.5),
  m("Verstappen to win the 2027 Australian GP?", "sports", 19.9, 0.5),
  m("Arsenal to win the 2026–27 Premier League?", "sports", 32.55, 0.95),
  m("GTA VI released before 1 March 2027?", "tech", 70.95, 0.55),
  m("Ukraine ceasefire by 31 March 2027?", "geopolitics", 27.35, 0.75),
  m("Ethereum to reach $6,000 in 2026?", "crypto", 17.75, 0.55),
  m("Shutdown before Christmas?", "politics", 33.6, 0.4),
  m("Recession called in the US before 2028?", "economics", 22.8, 0.3),
  m("Senate passes the crypto market bill in 2026?", "politics", 37, 0.5),
  m("US jobless rate at 4.4% in October?", "economics", 48.2, 0.6),
  m("Ceasefire talks in Geneva in November?", "geopolitics", 81.2, 0.3),
  m("Hottest year on record: 2026?", "weather", 64.4, 0.7),
  m("Best Picture to a film not in English?", "culture", 12.3, 0.4),
];

export interface FollowSeed {
  trader: string;
  percentage: string;
  pnl: number;
  realised: number;
  exposure: number;
  fills: number;
  signals: number;
  skips: number;
  slippage: number | null;
  fees: number;
  sinceDays: number;
}

/** 128.40 + 61.85 + 47.12 + 8.05 − 30.80 = 214.62 = 171.30 realised + 43.32 open. */
export const FOLLOWS: FollowSeed[] = [
  {
    trader: "25usdc",
    percentage: "2.0",
    pnl: 128.4,
    realised: 101.2,
    exposure: 298.99,
    fills: 48,
    signals: 61,
    skips: 9,
    slippage: 155.2,
    fees: 3.61,
    sinceDays: 29,
  },
  {
    trader: "denizz",
    percentage: "1.0",
    pnl: 61.85,
    realised: 44.1,
    exposure: 155.2,
    fills: 31,
    signals: 38,
    skips: 5,
    slippage: 120.7,
    fees: 2.48,
    sinceDays: 26,
  },
  {
    trader: "kestrel",
    percentage: "1.5",
    pnl: 47.12,
    realised: 40.6,
    exposure: 104.7,
    fills: 19,
    signals: 22,
    skips: 2,
    slippage: 201.4,
    fees: 1.72,
    sinceDays: 22,
  },
  {
    trader: "northbound",
    percentage: "0.5",
    pnl: 8.05,
    realised: 9.7,
    exposure: 112.12,
    fills: 9,
    signals: 41,
    skips: 30,
    slippage: 138.9,
    fees: 0.91,
    sinceDays: 14,
  },
  {
    trader: "slippage",
    percentage: "5.0",
    pnl: -30.8,
    realised: -24.3,
    exposure: 71.15,
    fills: 14,
    signals: 25,
    skips: 8,
    slippage: 322.6,
    fees: 1.12,
    sinceDays: 11,
  },
];

export interface OrderSeed {
  market: number;
  outcome: 0 | 1;
  side: "BUY" | "SELL";
  trader: string;
  shares: number;
  filled: number;
  /** The trader's price in cents. */
  first: number;
  ageHours: number;
}

export const ORDERS: OrderSeed[] = [
  {
    market: 0,
    outcome: 0,
    side: "BUY",
    trader: "25usdc",
    shares: 160,
    filled: 64,
    first: 58,
    ageHours: 14.2,
  },
  { market: 1, outcome: 1, side: "BUY", trader: "denizz", shares: 80, filled: 0, first: 44, ageHours: 1.6 },
  {
    market: 2,
    outcome: 1,
    side: "BUY",
    trader: "northbound",
    shares: 60,
    filled: 0,
    first: 79.7,
    ageHours: 4.17,
  },
  {
    market: 3,
    outcome: 0,
    side: "BUY",
    trader: "slippage",
    shares: 120,
    filled: 30,
    first: 31,
    ageHours: 8.08,
  },
  {
    market: 4,
    outcome: 0,
    side: "SELL",
    trader: "kestrel",
    shares: 55,
    filled: 20,
    first: 72.5,
    ageHours: 18.67,
  },
  {
    market: 5,
    outcome: 0,
    side: "BUY",
    trader: "25usdc",
    shares: 150,
    filled: 0,
    first: 22.4,
    ageHours: 29.35,
  },
  {
    market: 6,
    outcome: 0,
    side: "SELL",
    trader: "denizz",
    shares: 40,
    filled: 25,
    first: 20.5,
    ageHours: 37.83,
  },
];

export interface EndedSeed extends OrderSeed {
  end: string;
  /** Hours before the fixture's start. */
  endedHoursAgo: number;
}

export const ENDED: EndedSeed[] = [
  {
    market: 11,
    outcome: 0,
    side: "SELL",
    trader: "kestrel",
    shares: 20,
    filled: 20,
    first: 81.5,
    ageHours: 4.4,
    end: "filled",
    endedHoursAgo: 2.1,
  },
  {
    market: 7,
    outcome: 1,
    side: "BUY",
    trader: "25usdc",
    shares: 121.87,
    filled: 121.87,
    first: 64,
    ageHours: 0.9,
    end: "filled",
    endedHoursAgo: 0.3,
  },
  {
    market: 9,
    outcome: 1,
    side: "BUY",
    trader: "denizz",
    shares: 161.29,
    filled: 40,
    first: 61.2,
    ageHours: 9.2,
    end: "turned_round",
    endedHoursAgo: 5.5,
  },
  {
    market: 8,
    outcome: 0,
    side: "BUY",
    trader: "slippage",
    shares: 32,
    filled: 0,
    first: 22.7,
    ageHours: 3,
    end: "cancelled_by_user",
    endedHoursAgo: 8,
  },
  {
    market: 10,
    outcome: 0,
    side: "BUY",
    trader: "northbound",
    shares: 25,
    filled: 21.5,
    first: 47.1,
    ageHours: 36.1,
    end: "rest_below_minimum",
    endedHoursAgo: 20,
  },
];

/** The fixture's moment: Sunday 22 November 2026, 14:32 UTC. */
export const START = Date.UTC(2026, 10, 22, 14, 32, 0);
