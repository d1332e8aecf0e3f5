import type { PlatformErrorCode } from "@/platform";
import keyStore from "./key-store.json";
import shared from "./shared.json";

/** What happened and what to do, for every error code. */
export const errors = {
  // Those of the key store are told elsewhere too: their owner is the vault (`vault/src/store/error.rs`).
  ...keyStore,
  no_relayer_key: {
    what: "This account has no relayer key.",
    todo: "Create one on polymarket.com under Settings, API keys, and enter it here. It can only submit what your own key has signed.",
  },
  preview_gone: {
    what: "This preview has expired.",
    todo: "Review it again, then send it.",
  },
  preview_changed: {
    what: "Something has changed since this preview, so nothing was sent.",
    todo: "Review the updated calls below.",
  },
  request_open: {
    what: "Another request from this wallet is still in progress.",
    todo: "Wait until it is confirmed or fails. Nothing is sent twice.",
  },
  no_claim: {
    what: "There is nothing left to redeem here.",
    todo: "It has already been redeemed, or the market’s resolution was corrected.",
  },
  no_request: {
    what: "This request does not exist.",
    todo: "Check your claims again.",
  },
  not_live: {
    what: "Approvals and redemptions exist only in live trading.",
    todo: "In demo and paper, payouts arrive automatically.",
  },
  opening: {
    what: "A paper account cannot start with that amount.",
    todo: "Enter an amount between $1 and $10,000,000.",
  },
  not_paper: {
    what: "Only paper accounts have a cautious and an optimistic figure.",
    todo: "Switch to paper, or start it.",
  },
  generic: { what: "That didn’t work.", todo: "Try again in a moment. Details: {{detail}}" },
  unknown_market: {
    what: "Polymarket doesn’t know this market.",
    todo: "Open it from one of your orders, positions or decisions, or check the link.",
  },
  no_page: {
    what: "There is no web page for this.",
    todo: "The demo’s markets, traders and transactions exist only inside the demo.",
  },
  unknown_trader: {
    what: "No trader has this name or address.",
    todo: "Check the spelling, or paste the address or profile link.",
  },
  ambiguous_trader: {
    what: "More than one trader has that name.",
    todo: "Paste the address or profile link instead.",
  },
  nothing_to_give: {
    what: "There are no shares left to assign.",
    todo: "The difference is gone, or the market has closed. Check again.",
  },
  cannot_take: {
    what: "This order can’t be sent to market right now.",
    todo: "{{detail}}",
  },
  quit_orders_open: {
    what: "There are still open orders on the exchange, so Pilotfish is still running.",
    todo: "Try again, cancel them on Polymarket, or quit and leave them open. ({{detail}})",
  },
  quit_orders_unknown: {
    what: "The exchange did not say whether any orders are still open, so Pilotfish is still running.",
    todo: "Try again once it answers, check your orders on Polymarket, or quit anyway. ({{detail}})",
  },
  cancel_unfinished: {
    what: "Not all orders are confirmed as cancelled yet, so Pilotfish is still running.",
    todo: "Check what is still open under Orders, then quit again.",
  },
  cannot_here: {
    what: "This needs the desktop app.",
    todo: "Use the Pilotfish app instead of the browser page.",
  },
  cannot_close: {
    what: "This position can’t be closed right now.",
    todo: "{{detail}}",
  },
  own_address: {
    what: "This is your own address.",
    todo: "Choose someone else: you can’t copy your own trades.",
  },
  percentage_out_of_range: {
    what: "The percentage is out of range.",
    todo: "Choose between 0.1% and 20% in steps of 0.1%.",
  },
  out_of_range: { what: "A value is out of range.", todo: "Correct it and save again. Details: {{detail}}" },
  invalid_number: {
    what: "A value is not a number.",
    todo: "Correct it and save again. Details: {{detail}}",
  },
  unknown_choice: {
    what: "That option does not exist.",
    todo: "Choose one of the options offered. Details: {{detail}}",
  },
  too_long: {
    what: "There are too many words, or one of them is too long.",
    todo: "Shorten them and save again.",
  },
  below_least: {
    what: "The maximum price must be above the minimum price.",
    todo: "Correct the price range and save again.",
  },
  invalid_query: { what: "That search isn’t valid.", todo: "Change the filter or the search text." },
  not_found: { what: "This no longer exists.", todo: "The lists have been refreshed; look for it there." },
  venue_unreachable: {
    what: "Polymarket is not responding.",
    todo: "Pilotfish keeps trying; you can try again too.",
  },
  venue_answer: {
    what: "Polymarket sent an unreadable answer.",
    todo: "Nothing was changed. Pilotfish keeps trying; you can try again too.",
  },
  venue_denied: {
    what: "Polymarket refused the request.",
    todo: "Check your Polymarket profile for the reason. Nothing was changed.",
  },
  clock_off: {
    what: "This computer’s clock is too far off to trade with real money.",
    todo: "Turn on automatic time in the system’s date settings; trading then starts automatically. ({{detail}})",
  },
  region_unknown: {
    what: "Pilotfish can’t tell whether Polymarket accepts orders from your location.",
    todo: "No orders are placed until this is known. Pilotfish keeps asking; check your connection. ({{detail}})",
  },
  version_unknown: {
    what: "Pilotfish can’t tell which order version Polymarket accepts.",
    todo: "No orders are placed until this is known. Pilotfish keeps asking; check your connection. ({{detail}})",
  },
  not_real_time: {
    what: "This simulated exchange does not run in real time.",
    todo: "Use one that runs at speed 1 from the present time. Nothing was started. ({{detail}})",
  },
  venue_address: {
    what: "The exchange’s address cannot be used.",
    todo: "Start Pilotfish with a valid address.",
  },
  busy: { what: "Another operation is in progress.", todo: "Wait a moment and try again." },
  engine_unreachable: {
    what: "The engine is not responding.",
    todo: "Quit Pilotfish and open it again. Open orders expire on their own.",
  },
  engine_failed: {
    what: "The engine has stopped, and nothing more is sent.",
    todo: "Open Pilotfish again: it first checks every order. Details: {{detail}}",
  },
  engine_ended: { what: "The engine has shut down.", todo: "Open Pilotfish again." },
  invalid_close: {
    what: "This sell order isn’t valid.",
    todo: "Enter a valid percentage, number of shares or price.",
  },
  not_demo: { what: "Only the demo can do this.", todo: "Nothing was changed." },
  cannot_reset: {
    what: "This demo cannot be reset from here.",
    todo: "It is running elsewhere; reset it there.",
  },
  speed_out_of_range: { what: "That speed is not possible.", todo: "Choose between 1 and 600." },
  already_running: {
    what: "Another Pilotfish is using this data.",
    todo: "Close the other one first, then open Pilotfish again.",
  },
  database_unreadable: {
    what: "The database cannot be read.",
    todo: "Nothing was changed. Restore a backup, or choose another folder.",
  },
  database_newer: {
    what: "The database was created by a newer version of Pilotfish.",
    todo: "Install the newer version again. Nothing was changed.",
  },
  database_older: {
    what: "The database was created by an older version of Pilotfish.",
    todo: "Run the migration, then open Pilotfish again. Nothing was changed.",
  },
  database_outdated: {
    what: "This data comes from an earlier version of Pilotfish and cannot be migrated.",
    todo: "Reset the demo to start afresh. Nothing is changed until then.",
  },
  database_failed: {
    what: "The database could not be written.",
    todo: "No orders are placed until it works again. Details: {{detail}}",
  },
  disk_full: { what: "The disk is full.", todo: "Free up some space; no orders are placed until then." },
  disk_failed: {
    what: "The disk cannot be read or written to.",
    todo: "Check the disk; no orders are placed until it works. Details: {{detail}}",
  },
  not_written: {
    what: "The disk is not accepting data, so this was not done.",
    todo: "Free up some space, then try again. Details: {{detail}}",
  },
  not_yet_written: {
    what: "The disk is not accepting data at the moment.",
    todo: "This will be done as soon as it does: free up some space. Details: {{detail}}",
  },
  folder: {
    what: "A folder or a file on this computer cannot be used.",
    todo: "Check that it exists and is writable. Details: {{detail}}",
  },
  metrics: {
    what: "Monitoring metrics are not available.",
    todo: "Another program, or another Pilotfish, is using the port. Close it, then turn this on again. Details: {{detail}}",
  },
  notification: {
    what: "The notification could not be shown.",
    todo: "Allow Pilotfish in your computer’s notification settings. Details: {{detail}}",
  },
  shortcut_taken: {
    what: "The shortcut is not available.",
    todo: "Another program uses it: change it there, or create a shortcut in your system that runs “pilotfish --stop”. Details: {{detail}}",
  },
  no_home: {
    what: "This system does not define a folder for application data.",
    todo: "Start Pilotfish with a folder of your choice.",
  },
  no_data: { what: "There is no data yet.", todo: "Start Pilotfish once to create it." },
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
    todo: "Close the other one first, then open Pilotfish again.",
  },
  not_confirmed: { what: "This was not confirmed.", todo: "Nothing was changed." },
  cannot_confirm: {
    what: "With real money, this has to be confirmed outside the window, and nobody can answer here.",
    todo: "Do it in the desktop app, or at a terminal.",
  },
  already_asking: {
    what: "Another question is open.",
    todo: "Answer it first: it is open next to this window.",
  },
  asked_just_now: { what: "You have just declined this.", todo: "Wait a few seconds, then try again." },
  changed_meanwhile: {
    what: "Something changed while the question was open.",
    todo: "Nothing was done. Review it and try again.",
  },
  no_live_here: { what: "This program never trades with real money.", todo: "Use the desktop app." },
  unknown_account: {
    what: "This key is not stored here.",
    todo: "Import it first, or choose one from the list.",
  },
  address: {
    what: "This is not an address.",
    todo: "An address is 0x followed by 40 hexadecimal digits. Copy it from your Polymarket profile menu.",
  },
  address_checksum: {
    what: "This address contains a wrong character: its checksum does not match.",
    todo: "Copy it again from your Polymarket profile menu.",
  },
  checks_not_passed: {
    what: "Not every check has passed in the last ten minutes.",
    todo: "Run the checks and fix what they report. Nothing was confirmed. ({{detail}})",
  },
  limits_not_saved: {
    what: "Your live limits have not been saved yet.",
    todo: "Set and save them first.",
  },
  amount_not_typed: {
    what: "The amount you entered is not your total exposure limit.",
    todo: "Enter the limit exactly as shown above. Nothing was confirmed.",
  },
  live_not_tested: {
    what: "The test order has not been placed and cancelled yet.",
    todo: "Send it first. Nothing was started.",
  },
  preview_first: {
    what: "You have not reviewed the test order yet.",
    todo: "Review it, then send it.",
  },
  nobody_followed: {
    what: "You are not copying anyone.",
    todo: "Follow a trader or turn a follow on first; then you can skip to their next trade.",
  },
  no_test_market: {
    what: "No market was found where a test order is sure to stay unfilled.",
    todo: "Try again in a few minutes. Nothing was sent.",
  },
  test_order_changed: {
    what: "The market has changed since the test order was shown.",
    todo: "Review it again, then send it. Nothing was sent.",
  },
  no_balance: {
    what: "There is not enough pUSD in the wallet for the test order.",
    todo: "Deposit some on polymarket.com, then try again. ({{detail}})",
  },
  window_locked: {
    what: "The window is locked.",
    todo: "Unlock it with the app passphrase. Stop all still works.",
  },
  not_unlocked: {
    what: "The passphrase was not entered, so the window stays locked.",
    todo: "Try again. After several wrong attempts you have to wait before each new one.",
  },
  no_app_passphrase: {
    what: "There is no app passphrase, so the window could not be unlocked again.",
    todo: "Set one under Settings, Protection, to be able to lock the window.",
  },
  limit_exposure: {
    what: "Your total exposure limit leaves no room for the test order.",
    todo: "Raise it under Limits, or close a position first. Nothing was sent.",
  },
  limit_daily_spend: {
    what: "Your daily spending limit leaves no room for the test order.",
    todo: "Raise it under Limits, or wait until 0:00 UTC. Nothing was sent.",
  },
  limit_open_orders: {
    what: "Your open order limit leaves no room for the test order.",
    todo: "Raise it under Limits, or cancel an order first; one that you placed by hand at polymarket.com counts too. Nothing was sent.",
  },
  limit_reserve: {
    what: "The test order would eat into your cash reserve.",
    todo: "Lower the reserve under Limits, cancel a waiting buy on polymarket.com, or deposit pUSD there. Nothing was sent.",
  },
  limit_daily_loss: {
    what: "Buying has stopped for today: the daily loss limit has been reached.",
    todo: "Send the test order tomorrow, after 0:00 UTC. Nothing was sent.",
  },
  limit_reached: {
    what: "Your limits leave no room for the test order.",
    todo: "Check them under Limits. Nothing was sent.",
  },
  region_blocked: {
    what: "No orders are sent from here: Polymarket does not accept them, or cannot say.",
    todo: "Demo and paper keep running. Nothing was sent. ({{detail}})",
  },
  looks_like_key: {
    what: "This looks like a private key. It was not sent anywhere.",
    todo: "Delete it here. Only ever enter a key in the window opened by “Import a private key”. Search for traders by address or name, and for markets by their question.",
  },
  live_stopped: {
    what: "Trading is stopped, so nothing is sent.",
    todo: "Confirm live trading again to resume.",
  },
  no_key_trap: {
    what: "There is no sign of the API key problem.",
    todo: "There is nothing to fix; carry on.",
  },
  cure_too_early: {
    what: "There is a gentler fix to try first.",
    todo: "Try them in order; the test order shows whether each one worked.",
  },
  live_not_confirmed: {
    what: "Live trading has not been confirmed for this account and folder.",
    todo: "Complete the steps to go live. Nothing was started.",
  },
  one_account: {
    what: "Only one account can run at a time.",
    todo: "Pilotfish runs the demo and one account alongside it. Nothing was started.",
  },
  no_such_mode: { what: "This mode is not running.", todo: "Start it first." },
  no_account_chosen: {
    what: "No account has been chosen for live trading in this folder.",
    todo: "Complete the steps to go live, starting with your key.",
  },
  wallet_not_chosen: {
    what: "Your key’s wallet has not been confirmed yet.",
    todo: "Complete the steps to go live: compare the wallet’s address with your Polymarket profile.",
  },
  account_file: {
    what: "The file that identifies your account cannot be read.",
    todo: "Choose your key and wallet again. Nothing was started. Details: {{detail}}",
  },
  wrong_wallet: {
    what: "This wallet does not belong to your key.",
    todo: "Nothing is signed for it. Go through the steps to go live again and compare the address.",
  },
  key_trap: {
    what: "Polymarket refuses orders because the API key belongs to another address, although the key and wallet are correct.",
    todo: "Try the fixes, gentlest first, and send the test order again after each.",
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
    what: "The file behind the paper account’s key cannot be read.",
    todo: "Restore that file from a backup, or start another paper account in another folder. Nothing was changed. ({{detail}})",
  },
  seed_differs: {
    what: "The demo in this folder was created from a different seed.",
    todo: "Start without a seed, or choose another folder.",
  },
  key: { what: "The key cannot be used.", todo: "Nothing is signed until it can be. Details: {{detail}}" },
} satisfies Record<PlatformErrorCode | "generic", { what: string; todo: string }>;

/** What is wrong with a field. */
export const problems = shared.problems;
