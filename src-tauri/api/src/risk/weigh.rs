//! The rule: whether a change has to be asked about outside of the web view, and in which words.

use pilotfish_copy::entity::{FollowSettings, GlobalLimits, HaltReason};
use pilotfish_copy::ids::WalletAddress;
use pilotfish_copy::money::{Percentage, Shares, Usd};
use pilotfish_copy::wallet::TradingAccount;
use pilotfish_engine::Mode;

use crate::risk::{Question, widened, words};

/// A trader as the question names them. The name is what they wrote themselves; the address is what is followed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Who<'a> {
    pub(crate) name: &'a str,
    pub(crate) wallet: &'a WalletAddress,
}

/// A right over the wallet that a contract gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Right {
    /// To spend its pUSD: so much, or all of it.
    Spend { who: String, most: Option<String> },
    /// To move all of its shares that trade there.
    MoveShares { who: String },
}

/// What a command is about to change, with what stands now. Whatever may widen what can be lost is one of them.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Change<'a> {
    /// Live trading of that account is begun in this data folder.
    GoLive {
        account: &'a TradingAccount,
        limits: &'a GlobalLimits,
        /// Who is copied from the start, at which share.
        follows: &'a [(Who<'a>, Percentage)],
    },
    /// A key is deleted, of which there may be no other copy.
    DeleteKey { owner: &'a WalletAddress },
    /// A stop is lifted.
    StartAgain { limits: &'a GlobalLimits },
    /// A pause is lifted.
    Resume { limits: &'a GlobalLimits },
    /// A halt is lifted by hand.
    LiftHalt {
        halt: &'a HaltReason,
        market: Option<&'a str>,
    },
    /// The books are corrected by what the exchange shows, and the halt goes; without a market it is the cash.
    AcceptDifference { market: Option<&'a str> },
    /// Shares that the books do not have are given to a follow, which sells them as its own.
    GiveDifference {
        to: Who<'a>,
        market: Option<&'a str>,
        shares: Shares,
        cost: Usd,
    },
    /// A trader is copied, with `old` settings until now or not at all.
    Follow {
        who: Who<'a>,
        old: Option<&'a FollowSettings>,
        new: &'a FollowSettings,
    },
    /// A follow that is off goes on.
    SwitchOn { who: Who<'a>, settings: &'a FollowSettings },
    /// A follow goes along to the trader's other wallet.
    Relink {
        name: &'a str,
        to: &'a WalletAddress,
        settings: &'a FollowSettings,
    },
    /// Contracts get rights over the wallet.
    Approve { wallet: &'a str, rights: &'a [Right] },
    /// The limits of everything.
    Limits {
        old: &'a GlobalLimits,
        new: &'a GlobalLimits,
    },
}

/// What has to be asked before that change; nothing in demo and paper, and nothing where it widens nothing.
pub(crate) fn weigh(mode: Mode, change: &Change<'_>) -> Option<Question> {
    match mode {
        Mode::Demo | Mode::Paper => return None,
        Mode::Live => {}
    }
    match *change {
        Change::GoLive {
            account,
            limits,
            follows,
        } => Some(words::go_live(account, limits, follows)),
        Change::DeleteKey { owner } => Some(words::delete_key(owner)),
        Change::StartAgain { limits } => Some(words::start_again(limits)),
        Change::Resume { limits } => Some(words::resume(limits)),
        Change::LiftHalt { halt, market } => Some(words::lift_halt(halt, market)),
        Change::AcceptDifference { market } => Some(words::accept_difference(market)),
        Change::GiveDifference {
            to,
            market,
            shares,
            cost,
        } => Some(words::give_difference(to, market, shares, cost)),
        Change::Follow { who, old: None, new } => Some(words::follow(who, new)),
        Change::Follow {
            who,
            old: Some(old),
            new,
        } => {
            let wider = widened::of_follow(old, new);
            (!wider.is_empty()).then(|| words::widen_follow(who, &wider))
        }
        Change::SwitchOn { who, settings } => Some(words::switch_on(who, settings)),
        Change::Relink { name, to, settings } => Some(words::relink(Who { name, wallet: to }, settings)),
        Change::Approve { wallet, rights } => Some(words::approve(wallet, rights)),
        Change::Limits { old, new } => {
            let wider = widened::of_limits(old, new);
            (!wider.is_empty()).then(|| words::raise_limits(&wider))
        }
    }
}
