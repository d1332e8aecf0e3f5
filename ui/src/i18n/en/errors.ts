/** What happened and what to do, for every error code. An unknown code gets `generic`. */
export const errors = {
  generic: { what: "That did not work.", todo: "Try again in a moment. The details: {{detail}}" },
  unknown_trader: {
    what: "No trader by that name or address.",
    todo: "Check the spelling, or paste the address or the profile’s link.",
  },
  ambiguous_trader: {
    what: "More than one trader has that name.",
    todo: "Paste the address or the profile’s link instead.",
  },
  own_address: { what: "This is your own address.", todo: "Choose somebody else: your own trades cannot be copied." },
  percentage_out_of_range: {
    what: "The percentage is out of range.",
    todo: "Choose between 0.1% and 20% in steps of 0.1%.",
  },
  invalid_draft: { what: "Something in the settings cannot be used.", todo: "Mend the fields marked in red." },
  invalid_settings: { what: "Something in the settings cannot be used.", todo: "Mend the fields marked in red." },
  invalid_limits: { what: "A limit cannot be used.", todo: "Mend the fields marked in red." },
  invalid_query: { what: "That cannot be looked up.", todo: "Change the filter or the search." },
  unknown_follow: { what: "This follow no longer exists.", todo: "The list is read again; look there." },
  unknown_order: { what: "This order is not known.", todo: "Go back to the list of orders." },
  order_over: { what: "This order is already over.", todo: "The list is read again; nothing is left to cancel." },
  venue_unreachable: {
    what: "Polymarket does not answer.",
    todo: "Pilotfish keeps trying. Check the network if it lasts.",
  },
  venue_answer: {
    what: "Polymarket gave an answer that cannot be read.",
    todo: "Nothing was changed. Pilotfish tries again; so can you.",
  },
  rate_limited: { what: "Too many requests at once.", todo: "Wait a minute and try again." },
  engine_unreachable: {
    what: "The engine does not answer.",
    todo: "Close Pilotfish and open it again. Resting orders expire by themselves.",
  },
  engine_stopped: { what: "Everything is stopped.", todo: "Start again first." },
  not_running: { what: "The engine is not running yet.", todo: "Wait until it has started, then try again." },
  starting: { what: "The engine is still starting.", todo: "Wait a moment and try again." },
  demo_only: { what: "Only the demo can do that.", todo: "Nothing was changed." },
  speed_out_of_range: { what: "That speed is not possible.", todo: "Choose between 1 and 600." },
  database_unreadable: {
    what: "The database cannot be read.",
    todo: "Nothing was changed. Put a copy back, or reset the demo.",
  },
  database_newer: {
    what: "The database was written by a newer Pilotfish.",
    todo: "Install the newer version again. Nothing was changed.",
  },
  database_busy: {
    what: "Another Pilotfish is using this data.",
    todo: "Close the other one first, then open this one again.",
  },
  already_running: {
    what: "Another Pilotfish is using this data.",
    todo: "Close the other one first, then open this one again.",
  },
  another_world: {
    what: "This data belongs to another simulated world.",
    todo: "Choose another folder, or reset the demo.",
  },
  store_failed: {
    what: "The database could not be written.",
    todo: "Nothing is placed until it can. Check that the disk is not full.",
  },
  vault_locked: { what: "The key is not available.", todo: "Unlock the keychain, then try again." },
  disconnected: { what: "Polymarket does not answer.", todo: "Pilotfish keeps trying. Check the network if it lasts." },
  unreconciled: {
    what: "Our books and the venue disagree.",
    todo: "Nothing new is bought until they agree. It is checked again at every look.",
  },
  restricted: { what: "The account may not trade.", todo: "See your profile on Polymarket for the reason." },
  authentication: { what: "The key or signature is refused.", todo: "Check the account in Polymarket." },
};

/** What is wrong with a field. */
export const problems = {
  least: "At least {{least}}.",
  most: "At most {{most}}.",
  range: "Between {{least}} and {{most}}.",
  not_a_number: "Enter a number.",
  not_a_decimal: "Enter a number.",
  not_whole: "Enter a whole number.",
  too_fine: "Too many decimals.",
  step: "Steps of 0.1.",
  empty: "This is needed.",
  unknown: "Choose one of the offered.",
  out_of_range: "Out of range.",
  above_total: "More than the total of this follow.",
  above_market: "More than the limit per market.",
  below_minimum: "Too small.",
  price_order: "“From” must be under “to”.",
  generic: "This cannot be used.",
};
