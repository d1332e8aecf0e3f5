import type { PlatformErrorCode } from "@/platform";
import keyStore from "./key-store.json";
import shared from "./shared.json";

/** What happened and what to do, for every error code. */
export const errors = {
  // Those of the key store are told elsewhere too: their owner is the vault (`vault/src/store/error.rs`).
  ...keyStore,
  no_relayer_key: {
    what: "There is no relayer key for this account.",
    todo: "Make one at polymarket.com under Settings, API keys, and enter it here. It can only hand in what your own key has signed.",
  },
  preview_gone: {
    what: "This preview is not good any more.",
    todo: "Look at it again, then send it.",
  },
  preview_changed: {
    what: "Something changed since this was shown, so nothing was sent.",
    todo: "Look at the calls again: these are the new ones.",
  },
  request_open: {
    what: "Another request of this wallet is not over yet.",
    todo: "Wait until it is confirmed or has failed; nothing is sent twice.",
  },
  no_claim: {
    what: "Nothing is owed for it any more.",
    todo: "It was redeemed already, or its market was corrected.",
  },
  no_request: {
    what: "There is no such request.",
    todo: "Look at the claims again.",
  },
  not_live: {
    what: "Only a live account has approvals and redemptions to send.",
    todo: "In demo and paper a claim becomes cash by itself.",
  },
  opening: {
    what: "A paper account cannot open with that amount.",
    todo: "Type an amount from 1 to 10,000,000 dollars.",
  },
  not_paper: { what: "Only a paper account has two figures.", todo: "Show paper, or start it." },
  generic: { what: "That did not work.", todo: "Try again in a moment. The details: {{detail}}" },
  unknown_market: {
    what: "Polymarket doesn’t know this market.",
    todo: "Open it from one of your orders, positions or decisions, or check the link.",
  },
  no_page: {
    what: "There is no page to open.",
    todo: "The demo’s markets, traders and transactions exist only inside the demo.",
  },
  unknown_trader: {
    what: "No trader by that name or address.",
    todo: "Check the spelling, or paste the address or the profile’s link.",
  },
  ambiguous_trader: {
    what: "More than one trader has that name.",
    todo: "Paste the address or the profile’s link instead.",
  },
  nothing_to_give: {
    what: "There are no shares to give any more.",
    todo: "The difference is gone, or its market is over. Look again.",
  },
  cannot_take: {
    what: "This order cannot be taken to market now.",
    todo: "{{detail}}",
  },
  quit_orders_open: {
    what: "Orders are still open at the exchange, so Pilotfish has not quit.",
    todo: "Try again, cancel them at the exchange, or quit and leave them there. ({{detail}})",
  },
  quit_orders_unknown: {
    what: "The exchange did not say whether orders are still open, so Pilotfish has not quit.",
    todo: "Try again when it answers, look at your orders there, or quit all the same. ({{detail}})",
  },
  cancel_unfinished: {
    what: "Not every order is confirmed as cancelled yet, so Pilotfish goes on.",
    todo: "Look at what still works under Orders, and quit again.",
  },
  cannot_here: {
    what: "This needs the desktop app.",
    todo: "Open Pilotfish itself instead of the page in a browser.",
  },
  cannot_close: {
    what: "This position cannot be closed now.",
    todo: "{{detail}}",
  },
  own_address: {
    what: "This is your own address.",
    todo: "Choose somebody else: your own trades cannot be copied.",
  },
  percentage_out_of_range: {
    what: "The percentage is out of range.",
    todo: "Choose between 0.1% and 20% in steps of 0.1%.",
  },
  out_of_range: { what: "A value is out of range.", todo: "Mend it and save again. The details: {{detail}}" },
  invalid_number: { what: "A value is no number.", todo: "Mend it and save again. The details: {{detail}}" },
  unknown_choice: {
    what: "That choice does not exist.",
    todo: "Choose one that is offered. The details: {{detail}}",
  },
  too_long: { what: "There are too many words, or one is too long.", todo: "Shorten them and save again." },
  below_least: {
    what: "The upper price is not above the lower one.",
    todo: "Mend the price band and save again.",
  },
  invalid_query: { what: "That cannot be looked up.", todo: "Change the filter or the search." },
  not_found: { what: "That is not there any more.", todo: "The lists are read again; look there." },
  venue_unreachable: {
    what: "This needs Polymarket.",
    todo: "It does not answer now. Pilotfish keeps trying; you can try again too.",
  },
  venue_answer: {
    what: "Polymarket gave an answer that cannot be read.",
    todo: "Nothing was changed. Pilotfish tries again; so can you.",
  },
  venue_denied: {
    what: "Polymarket refused that.",
    todo: "See your profile on Polymarket for the reason. Nothing was changed.",
  },
  clock_off: {
    what: "This computer’s clock is too far off to trade with real money.",
    todo: "Turn on automatic time in the system’s date settings. Trading begins by itself then. ({{detail}})",
  },
  region_unknown: {
    what: "It is not known whether Polymarket takes orders from where you are.",
    todo: "Nothing is placed until it is. Pilotfish asks again; check your connection. ({{detail}})",
  },
  version_unknown: {
    what: "It is not known which version of orders Polymarket takes.",
    todo: "Nothing is placed until it is. Pilotfish asks again; check your connection. ({{detail}})",
  },
  not_real_time: {
    what: "This simulated venue does not keep real time.",
    todo: "Serve one at speed 1 that begins now. Nothing was started. ({{detail}})",
  },
  venue_address: {
    what: "The exchange’s address cannot be used.",
    todo: "Start Pilotfish with a correct address.",
  },
  busy: { what: "Something else is under way.", todo: "Wait a moment and try again." },
  engine_unreachable: {
    what: "The engine does not answer.",
    todo: "Close Pilotfish and open it again. Resting orders expire by themselves.",
  },
  engine_failed: {
    what: "The engine has stopped itself, and nothing more is sent.",
    todo: "Open Pilotfish again: it looks every order up first. The details: {{detail}}",
  },
  engine_ended: { what: "The engine has ended.", todo: "Open Pilotfish again." },
  invalid_close: {
    what: "That cannot be sold.",
    todo: "Give a part, a number of shares or a price that is possible.",
  },
  not_demo: { what: "Only the demo can do that.", todo: "Nothing was changed." },
  cannot_reset: { what: "This demo cannot be reset from here.", todo: "It runs elsewhere; reset it there." },
  speed_out_of_range: { what: "That speed is not possible.", todo: "Choose between 1 and 600." },
  already_running: {
    what: "Another Pilotfish is using this data.",
    todo: "Close the other one first, then open this one again.",
  },
  database_unreadable: {
    what: "The database cannot be read.",
    todo: "Nothing was changed. Put a copy back, or choose another folder.",
  },
  database_newer: {
    what: "The database was written by a newer Pilotfish.",
    todo: "Install the newer version again. Nothing was changed.",
  },
  database_older: {
    what: "The database is of an older Pilotfish.",
    todo: "Run the migration, then open Pilotfish again. Nothing was changed.",
  },
  database_outdated: {
    what: "The data were made by an earlier Pilotfish and cannot be carried over.",
    todo: "Reset the demo to begin anew. Until then nothing is changed.",
  },
  database_failed: {
    what: "The database did not take that.",
    todo: "Nothing is placed until it does. The details: {{detail}}",
  },
  disk_full: { what: "The disk is full.", todo: "Make room; nothing is placed until there is some." },
  disk_failed: {
    what: "The disk cannot be read or written.",
    todo: "See to it; nothing is placed until it works. The details: {{detail}}",
  },
  not_written: {
    what: "The disk takes nothing, so this was not done.",
    todo: "Make room, then try again. The details: {{detail}}",
  },
  not_yet_written: {
    what: "The disk takes nothing for now.",
    todo: "This is done as soon as it does: make room. The details: {{detail}}",
  },
  folder: {
    what: "A folder or a file on this computer cannot be used.",
    todo: "Check that it is there and can be written. The details: {{detail}}",
  },
  metrics: {
    what: "Figures for monitoring cannot be offered.",
    todo: "Another program, or another Pilotfish, has the place already. Close it, then switch this on again. The details: {{detail}}",
  },
  notification: {
    what: "The notification could not be shown.",
    todo: "Allow Pilotfish in your computer’s own settings for notifications. The details: {{detail}}",
  },
  shortcut_taken: {
    what: "The key could not be taken.",
    todo: "Another program has it: change it there, or use a shortcut of your system’s own that runs “pilotfish --stop”. The details: {{detail}}",
  },
  no_home: {
    what: "This system names no folder for data.",
    todo: "Start Pilotfish with a folder of your choice.",
  },
  no_data: { what: "There is no data yet.", todo: "Start Pilotfish once, so that it is made." },
  other_mode: {
    what: "This data belongs to another mode.",
    todo: "Choose another folder. Nothing was changed.",
  },
  other_account: {
    what: "This data belongs to another account.",
    todo: "Choose another folder. Nothing was changed.",
  },
  account_in_use: {
    what: "Another Pilotfish is trading on this account.",
    todo: "Close the other one first, then open this one again.",
  },
  not_confirmed: { what: "It was not confirmed.", todo: "Nothing was changed." },
  cannot_confirm: {
    what: "With real money this is asked outside of the window, and there is nobody to ask.",
    todo: "Do it in the desktop app, or at a terminal.",
  },
  already_asking: {
    what: "Another question is open.",
    todo: "Answer it first: it stands beside this window.",
  },
  asked_just_now: { what: "You have just said no to that.", todo: "Wait a few seconds, and try again." },
  changed_meanwhile: {
    what: "Something changed while the question was open.",
    todo: "Nothing was done. Look at it again, and try again.",
  },
  no_live_here: { what: "This program never trades with real money.", todo: "Use the desktop app." },
  unknown_account: {
    what: "That key is not kept here.",
    todo: "Import it first, or choose one of those in the list.",
  },
  address: {
    what: "That is no address.",
    todo: "An address is 0x and 40 digits. Copy it from your Polymarket profile menu.",
  },
  address_checksum: {
    what: "A letter or digit of this address is wrong: its checksum does not fit.",
    todo: "Copy it again from your Polymarket profile menu.",
  },
  checks_not_passed: {
    what: "Not every check has passed within the last ten minutes.",
    todo: "Run the checks, and mend what they show. Nothing was confirmed. ({{detail}})",
  },
  limits_not_saved: {
    what: "Your limits for live were not saved yet.",
    todo: "Set and save them first.",
  },
  amount_not_typed: {
    what: "The amount you typed is not your total exposure.",
    todo: "Type the limit as it stands above. Nothing was confirmed.",
  },
  live_not_tested: {
    what: "The test order has not been there and back.",
    todo: "Send it first; nothing was started.",
  },
  preview_first: {
    what: "The test order was not shown yet.",
    todo: "Look at it, then send it.",
  },
  nobody_followed: {
    what: "Nobody is being copied.",
    todo: "Follow a trader, or turn a follow on; then their next trade can be waited for.",
  },
  no_test_market: {
    what: "No market was found in which a test order would surely rest.",
    todo: "Try again in a few minutes. Nothing was sent.",
  },
  test_order_changed: {
    what: "The market changed since the test order was shown.",
    todo: "Look at it again, then send it. Nothing was sent.",
  },
  no_balance: {
    what: "There is not enough pUSD in the wallet for the test order.",
    todo: "Deposit some at polymarket.com, then try again. ({{detail}})",
  },
  window_locked: {
    what: "The window is locked.",
    todo: "Unlock it with the passphrase of the app. Stop all works all the same.",
  },
  not_unlocked: {
    what: "The passphrase was not given, so the window stays locked.",
    todo: "Try again. After several wrong answers there is a wait before each new one.",
  },
  no_app_passphrase: {
    what: "The app has no passphrase, so nothing would open the window again.",
    todo: "Set one under Settings, Protection; then the window can be locked.",
  },
  limit_exposure: {
    what: "Your limit on total exposure leaves no room for the test order.",
    todo: "Raise it under Limits, or close a position first. Nothing was sent.",
  },
  limit_daily_spend: {
    what: "Your limit on what is spent in a day leaves no room for the test order.",
    todo: "Raise it under Limits, or wait until the next day begins, at 0:00 UTC. Nothing was sent.",
  },
  limit_open_orders: {
    what: "Your limit on open orders leaves no room for the test order.",
    todo: "Raise it under Limits, or cancel an order first; one that you placed by hand at polymarket.com counts too. Nothing was sent.",
  },
  limit_reserve: {
    what: "The test order would have to be paid from your cash reserve.",
    todo: "Lower the reserve under Limits, cancel a buy that waits at polymarket.com, or deposit pUSD there. Nothing was sent.",
  },
  limit_daily_loss: {
    what: "Purchases have stopped for today: the day’s loss reached your limit.",
    todo: "Send the test order tomorrow, after 0:00 UTC. Nothing was sent.",
  },
  limit_reached: {
    what: "Your limits leave no room for the test order.",
    todo: "Look at them under Limits. Nothing was sent.",
  },
  region_blocked: {
    what: "No order is sent from here: Polymarket does not take it, or nobody knows.",
    todo: "Demo and paper go on. Nothing was sent. ({{detail}})",
  },
  looks_like_key: {
    what: "This looks like a private key. It was not sent anywhere.",
    todo: "Delete it here. A key is only ever typed into the window that “Import a private key” opens. Traders are found by address or name, markets by their question.",
  },
  live_stopped: {
    what: "A stop stands, so that nothing is sent.",
    todo: "Confirm live anew to start again.",
  },
  no_key_trap: {
    what: "Nothing shows the trap of the API key.",
    todo: "There is nothing to mend: go on.",
  },
  cure_too_early: {
    what: "A milder cure was not tried yet.",
    todo: "Try them in their order; each is proven by the test order.",
  },
  live_not_confirmed: {
    what: "Trading with real money was not confirmed for this account and folder.",
    todo: "Go through the steps to live; nothing was started.",
  },
  one_account: {
    what: "One account at a time.",
    todo: "Pilotfish runs one demo and one account beside it. Nothing was started.",
  },
  no_such_mode: { what: "Nothing runs in that mode.", todo: "Start it first." },
  no_account_chosen: {
    what: "No account was chosen for real money in this folder.",
    todo: "Go through the steps to live: they begin with your key.",
  },
  wallet_not_chosen: {
    what: "The wallet of your key was not confirmed yet.",
    todo: "Go through the steps to live: compare the wallet’s address with your Polymarket profile.",
  },
  account_file: {
    what: "The file that names your account cannot be read.",
    todo: "Choose your key and your wallet again. Nothing was started. The details: {{detail}}",
  },
  wrong_wallet: {
    what: "This wallet does not belong to your key.",
    todo: "Nothing is signed for it. Go through the steps to live again, and compare the address.",
  },
  key_trap: {
    what: "Polymarket refuses orders because the API key is of another address, though key and wallet are right.",
    todo: "Go through the cures, the mildest first, and send the test order again after each.",
  },
  other_world: {
    what: "This data belongs to another simulated world.",
    todo: "Choose another folder, or reset the demo.",
  },
  seed_unreadable: {
    what: "The demo’s seed cannot be read.",
    todo: "Reset the demo, or choose another folder.",
  },
  paper_seed_unreadable: {
    what: "The number that the paper account’s key comes from cannot be read.",
    todo: "Put that file back from a copy, or begin another paper account in another folder. Nothing was changed. ({{detail}})",
  },
  seed_differs: {
    what: "The demo in this folder has another seed.",
    todo: "Start without a seed, or choose another folder.",
  },
  key: { what: "The key cannot be used.", todo: "Nothing is signed until it can. The details: {{detail}}" },
} satisfies Record<PlatformErrorCode | "generic", { what: string; todo: string }>;

/** What is wrong with a field. */
export const problems = shared.problems;
