/** Claims, and the calls of the wallet that go through the relayer. */
export const claims = {
  title: "Claims",
  notCash: "A claim, not cash.",
  resolved: "Resolved {{at}}.",
  way: {
    automatic: "It becomes cash by itself.",
    relayer: "Polymarket has not redeemed it by itself. Redeeming costs no gas and no fee.",
    by_yourself: "Your wallet is a plain address: you send the redemption yourself, and pay its gas.",
  },
  shares: "shares",
  paid: "paid",
  pays: "pays",
  owed: "owed",
  made: "result",
  redeem: "Redeem…",
  redeemLabel: "Redeem {{market}}",
  redeemAll_one: "Redeem it…",
  redeemAll_other: "Redeem all {{count}}…",
  show: "Show the calls…",
};

export const redeem = {
  title: "Redeem {{amount}}?",
  titlePlain: "Redeem",
  looking: "Reading the wallet, the contracts and the relayer…",
  text: {
    relayer:
      "Your key signs these calls. Polymarket’s relayer sends them and pays the gas. They happen together, or not at all.",
    by_yourself:
      "Pilotfish sends no transactions from a plain address. Send these calls from your own wallet program; it asks for a little POL for gas.",
  },
  nothing: "There is nothing to redeem. What was owed is on its way to the balance, or was redeemed already.",
  keep: "Not now",
  close: "Close",
  send_one: "Sign and send {{count}} call",
  send_other: "Sign and send {{count}} calls",
  booked: "The claim becomes cash in the books as soon as Polymarket lists it among your movements.",
  enterKey: "Enter it…",
  lookAgain: "Look again",
};

export const calls = {
  exactly: "Exactly what will be sent",
  count_one: "{{count}} call",
  count_other: "{{count}} calls",
  from: "From",
  through: {
    relayer: "through Polymarket’s relayer, no gas",
    by_yourself: "sent by yourself, with gas",
  },
  number: "Number",
  nonce: "nonce {{nonce}}",
  goodFor: "for {{minutes}} min",
  call: "Call {{place}} of {{of}}",
  data: "Call data:",
  unlimited: "unlimited, as on Polymarket’s own site",
  usd: "{{amount}} pUSD",
  unread: "not read by this contract",
  effect: {
    maySpendAll: "{{spender}} may spend all pUSD of this wallet.",
    maySpend: "{{spender}} may spend {{amount}} pUSD of this wallet.",
    mayMoveShares: "{{operator}} may move all shares of this wallet in {{keeper}}.",
    mayNoMore: "{{spender}} may take nothing of this wallet in {{keeper}} any more.",
    redeemsMarket: "All that this wallet holds of “{{market}}” becomes pUSD, at what it paid.",
    redeemsPosition: "{{shares}} shares of “{{market}}” become pUSD, at what they paid.",
  },
  leftOut: {
    not_known: "is left out: Pilotfish does not know this contract, and gives it no rights.",
    no_address: "is left out: it is not an address.",
    next_time: "is left out: it does not fit this request. It comes with the next one.",
    not_held: "is left out: the wallet has no shares of it. They were redeemed already.",
  },
};

export const run = {
  approvals: {
    committed: "Written down.",
    unknown: "Sent, not answered.",
    taken: "Sent.",
    confirmed: "The approvals are given.",
    failed: "The approvals failed.",
    refused: "The relayer refused the approvals.",
    not_sent: "The approvals were not sent.",
    number_used: "It is not known whether these approvals were given.",
    lapsed: "The approvals never arrived.",
  },
  redemption: {
    committed: "Written down.",
    unknown: "Sent, not answered.",
    taken: "On its way.",
    confirmed: "Redeemed.",
    failed: "The redemption failed.",
    refused: "The relayer refused the redemption.",
    not_sent: "The redemption was not sent.",
    number_used: "It is not known whether this redeemed it.",
    lapsed: "The redemption never arrived.",
  },
  about: {
    committed: "Whether it was sent is being looked up. It is never sent twice.",
    unknown: "What became of it is being looked up. It is never sent twice.",
    taken: "The relayer has it; the chain confirms it within a minute or so.",
    confirmed: "The chain has confirmed it.",
    failed: "Nothing happened, and nothing was lost. Look at the reason, then try again.",
    refused: "Nothing happened. Look at the reason, then try again.",
    not_sent: "Nothing left this computer. Try again.",
    number_used: "Another transaction of this wallet came first. The account shows what happened.",
    lapsed: "Nobody has it any more, so nothing happened. Try again.",
  },
  words: "Reason: {{words}}",
};
