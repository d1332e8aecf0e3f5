/** Claims, and the calls of the wallet that go through the relayer. */
export const claims = {
  title: "Claims",
  notCash: "Owed to you, not cash yet.",
  resolved: "Resolved on {{at}}.",
  way: {
    automatic: "Paid out automatically.",
    relayer: "Polymarket has not paid it out automatically. Redeeming it costs neither gas nor fees.",
    by_yourself: "Your wallet is a plain address, so you send the redemption yourself and pay the gas.",
  },
  shares: "shares",
  paid: "paid",
  pays: "pays",
  owed: "owed",
  made: "result",
  redeem: "Redeem…",
  redeemLabel: "Redeem {{market}}",
  redeemAll_one: "Redeem…",
  redeemAll_other: "Redeem all {{count}}…",
  show: "Show the calls…",
};

export const redeem = {
  title: "Redeem {{amount}}?",
  titleSent: "Redemption of {{amount}}",
  titlePlain: "Redeem",
  looking: "Checking the wallet, contracts and relayer…",
  text: {
    relayer:
      "Your key signs these calls. Polymarket’s relayer submits them and pays the gas. Either all of them go through or none does.",
    by_yourself:
      "Pilotfish does not send transactions from a plain address. Send these calls from your own wallet app; you will need a little POL for gas.",
  },
  nothing:
    "There is nothing to redeem. The amount owed is on its way to your balance or has already been redeemed.",
  keep: "Not now",
  close: "Close",
  send_one: "Sign and send {{count}} call",
  send_other: "Sign and send {{count}} calls",
  booked: "It counts as cash as soon as Polymarket lists the payout in your account.",
  enterKey: "Enter it…",
  lookAgain: "Check again",
};

export const calls = {
  exactly: "Exactly what will be sent",
  count_one: "{{count}} call",
  count_other: "{{count}} calls",
  from: "From",
  through: {
    relayer: "through Polymarket’s relayer, no gas",
    by_yourself: "sent by you, with gas",
  },
  number: "Number",
  nonce: "nonce {{nonce}}",
  goodFor: "valid for {{minutes}} min",
  call: "Call {{place}} of {{of}}",
  data: "Call data:",
  unlimited: "unlimited, as on Polymarket’s own site",
  usd: "{{amount}} pUSD",
  unread: "ignored by this contract",
  effect: {
    maySpendAll: "{{spender}} may spend all the pUSD in this wallet.",
    maySpend: "{{spender}} may spend {{amount}} pUSD from this wallet.",
    mayMoveShares: "{{operator}} may move all of this wallet’s shares in {{keeper}}.",
    mayNoMore: "{{spender}} may no longer move anything of this wallet’s in {{keeper}}.",
    redeemsMarket: "All of this wallet’s shares in “{{market}}” are turned into pUSD at their payout.",
    redeemsPosition: "{{shares}} shares of “{{market}}” are turned into pUSD at their payout.",
  },
  leftOut: {
    not_known: "is left out: Pilotfish does not recognise this contract and grants it no rights.",
    no_address: "is left out: it is not an address.",
    next_time: "is left out: it does not fit in this request and will go into the next one.",
    not_held: "is left out: the wallet holds no shares of it. They have already been redeemed.",
  },
};

export const run = {
  approvals: {
    committed: "Recorded.",
    unknown: "Sent, no answer yet.",
    taken: "Sent.",
    confirmed: "Approvals granted.",
    failed: "The approvals failed.",
    refused: "The relayer refused the approvals.",
    not_sent: "The approvals were not sent.",
    number_used: "It is unclear whether these approvals went through.",
    lapsed: "The approvals never reached the chain.",
  },
  redemption: {
    committed: "Recorded.",
    unknown: "Sent, no answer yet.",
    taken: "On its way.",
    confirmed: "Redeemed.",
    failed: "The redemption failed.",
    refused: "The relayer refused the redemption.",
    not_sent: "The redemption was not sent.",
    number_used: "It is unclear whether this was redeemed.",
    lapsed: "The redemption never reached the chain.",
  },
  about: {
    committed: "Checking whether it was sent. It is never sent twice.",
    unknown: "Checking what became of it. It is never sent twice.",
    taken: "The relayer has it; confirmation on-chain takes about a minute.",
    confirmed: "Confirmed on-chain.",
    failed: "Nothing changed and nothing was lost. Check the reason, then try again.",
    refused: "Nothing changed. Check the reason, then try again.",
    not_sent: "Nothing left this computer. Try again.",
    number_used: "Another transaction from this wallet went through first. Your account shows the result.",
    lapsed: "The request has expired, so nothing changed. Try again.",
  },
};
