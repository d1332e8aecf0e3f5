//! What can stand between the program and trading, told apart as the user has to act, with the words for each in both languages.
//!
//! The window has the same obstacles in its catalogue (`ui/src/i18n/obstacles.test.ts` names the text of each); the command line has
//! them from here. `tests/obstacles.rs` names the test that shows each.
//!
//! | obstacle | shows as |
//! |---|---|
//! | exchange restart | refusal `unavailable`, halt `venue_mode`, which ends by itself |
//! | silent stream, half-open stream | feed that is down, opened again; what was missed is read |
//! | stale feed | feed verdict `late`; a purchase that comes too late is skipped: `too_old` |
//! | revoked key | refusal `authentication`; a new login; where that is refused too, halt `authentication` |
//! | lost allowance | refusal and wait `allowance`; check `approvals` |
//! | banned, closed-only, blocked region, changed version | halts of these names, checks `standing`, `region`, `version` |
//! | clock off | down cause `clock_off` before live trading begins, halt `clock` where time jumps, check `clock` |
//! | tick change | refusal `tick`, wait `market_facts` |
//! | market closing | order end `market_closed` |
//! | keychain locked, key gone, wrong wallet | errors `key_locked`, `key_gone`, `wrong_wallet` |
//! | no balance | wait `balance`, check `balance` |
//! | own limits | a skip, or a test order that is not sent: `limit_exposure` and the like |
//! | API key trap | a refusal of the test order, with its cures |

mod halts;
mod limits;

use pilotfish_copy::entity::HaltReason;
use pilotfish_copy::input::RefusalCode;
use pilotfish_engine::DownCause;
use pilotfish_vault::store::StoreError as KeyStoreError;
use pilotfish_vault::words::{Advice, Words};

pub use halts::of_halt;
pub use limits::of_limit;

/// Something that stands between the program and trading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Obstacle {
    /// The venue restarts, or is post-only or cancel-only for a while.
    ExchangeRestart,
    /// A stream's connection answers, and brings nothing.
    SilentStream,
    /// A stream's connection is dead and looks open.
    HalfOpenStream,
    /// What a feed brings is long past.
    StaleFeed,
    /// The API key was revoked.
    RevokedKey,
    /// A contract may no longer spend the money or the shares.
    LostAllowance,
    /// The account is banned.
    Banned,
    /// The account may only close positions.
    ClosedOnly,
    /// Orders are not taken from where we are.
    BlockedRegion,
    /// This computer's clock is off.
    ClockOff,
    /// A market's price step changed.
    TickChange,
    /// A market closed while an order worked in it.
    MarketClosing,
    /// The keychain is locked.
    KeychainLocked,
    /// The key's entry is gone from the keychain.
    KeyGone,
    /// The wallet is not this key's, or not the one that the venue takes orders for.
    WrongWallet,
    /// There is no money.
    NoBalance,
    /// A limit that the user set leaves no room.
    OwnLimits,
    /// The venue refuses orders because the API key is of another address, though key and wallet are right.
    ApiKeyTrap,
    /// The venue takes another version of orders, or its contracts check for something else.
    VersionChanged,
}

impl Obstacle {
    /// Every one.
    pub const ALL: [Self; 19] = [
        Self::ExchangeRestart,
        Self::SilentStream,
        Self::HalfOpenStream,
        Self::StaleFeed,
        Self::RevokedKey,
        Self::LostAllowance,
        Self::Banned,
        Self::ClosedOnly,
        Self::BlockedRegion,
        Self::ClockOff,
        Self::TickChange,
        Self::MarketClosing,
        Self::KeychainLocked,
        Self::KeyGone,
        Self::WrongWallet,
        Self::NoBalance,
        Self::OwnLimits,
        Self::ApiKeyTrap,
        Self::VersionChanged,
    ];

    /// What happened, and what to do.
    #[must_use]
    pub fn advice(self) -> Advice {
        match self {
            Self::ExchangeRestart => of_halt(&HaltReason::VenueMode),
            Self::RevokedKey => of_halt(&HaltReason::Authentication),
            Self::Banned => of_halt(&HaltReason::Banned),
            Self::ClosedOnly => of_halt(&HaltReason::ClosedOnly),
            Self::BlockedRegion => of_halt(&HaltReason::Region),
            Self::VersionChanged => of_halt(&HaltReason::Version),
            Self::KeychainLocked => KeyStoreError::Locked.advice(),
            Self::KeyGone => KeyStoreError::Gone.advice(),
            Self::SilentStream | Self::HalfOpenStream | Self::StaleFeed => self.of_a_feed(),
            Self::OwnLimits => limits::REACHED,
            Self::LostAllowance | Self::WrongWallet | Self::NoBalance | Self::ApiKeyTrap => self.of_the_account(),
            Self::ClockOff => advice(
                "clock_off",
                Words::new(
                    "This computer’s clock is too far off to trade with real money.",
                    "L’horloge de cet ordinateur est trop décalée pour trader avec de l’argent réel.",
                ),
                Words::new(
                    "Turn on automatic time in the system’s date settings; trading then starts automatically.",
                    "Activez l’heure automatique dans les réglages de date du système ; le trading démarrera alors automatiquement.",
                ),
            ),
            Self::TickChange => advice(
                "tick",
                Words::new(
                    "A market’s tick size changed.",
                    "Le pas de cotation d’un marché a changé.",
                ),
                Words::new(
                    "Nothing to do: the market is reloaded and the order rebuilt.",
                    "Rien à faire : le marché est relu et l’ordre refait.",
                ),
            ),
            Self::MarketClosing => advice(
                "market_closed",
                Words::new(
                    "The market closed while an order was open in it.",
                    "Le marché a fermé pendant qu’un ordre y était ouvert.",
                ),
                Words::new(
                    "Nothing to do: the order ends, and your shares pay out when the market resolves.",
                    "Rien à faire : l’ordre se termine, et vos parts seront payées à la résolution du marché.",
                ),
            ),
        }
    }

    const fn of_a_feed(self) -> Advice {
        let opened_again = Words::new(
            "Pilotfish reopens it and reads what it may have missed. If this lasts, check this computer’s connection.",
            "Pilotfish le rouvre et relit ce qu’il a pu manquer. Si cela dure, vérifiez la connexion de cet ordinateur.",
        );
        match self {
            Self::SilentStream => advice(
                "stream_silent",
                Words::new(
                    "A live stream has been silent for too long.",
                    "Un flux en direct est silencieux depuis trop longtemps.",
                ),
                opened_again,
            ),
            Self::HalfOpenStream => advice(
                "stream_half_open",
                Words::new(
                    "A live stream’s connection is dead although it looks open.",
                    "La connexion d’un flux en direct est morte, bien qu’elle semble ouverte.",
                ),
                opened_again,
            ),
            _ => advice(
                "feed_stale",
                Words::new(
                    "A trader’s trades arrive late.",
                    "Les trades d’un trader arrivent en retard.",
                ),
                Words::new(
                    "Buys that are too old are not copied; sells are. Check this computer’s connection; if it is fine, Polymarket is slow and this will pass.",
                    "Les achats trop anciens ne sont pas copiés ; les ventes le sont. Vérifiez la connexion de cet ordinateur ; si elle est bonne, Polymarket est lent et cela passera.",
                ),
            ),
        }
    }

    const fn of_the_account(self) -> Advice {
        match self {
            Self::LostAllowance => advice(
                "allowance",
                Words::new(
                    "A contract may no longer spend the money or the shares.",
                    "Un contrat n’a plus le droit de dépenser l’argent ou les parts.",
                ),
                Words::new(
                    "Grant the missing approval; the checks show which one. Orders there wait until then.",
                    "Accordez l’autorisation manquante ; les contrôles indiquent laquelle. Les ordres attendent d’ici là.",
                ),
            ),
            Self::WrongWallet => advice(
                "wrong_wallet",
                Words::new(
                    "The wallet does not belong to this key, or is not the one Polymarket accepts its orders for.",
                    "Le portefeuille n’est pas celui de cette clé, ou pas celui dont Polymarket accepte les ordres.",
                ),
                Words::new(
                    "Look up the wallets again and confirm the one your Polymarket profile shows. Or import that account’s key.",
                    "Recherchez de nouveau les portefeuilles et confirmez celui qu’affiche votre profil Polymarket. Ou importez la clé de ce compte.",
                ),
            ),
            Self::ApiKeyTrap => advice(
                "key_trap",
                Words::new(
                    "Polymarket refuses orders because the API key belongs to another address, although the key and wallet are correct.",
                    "Polymarket refuse les ordres parce que la clé d’API appartient à une autre adresse, bien que la clé et le portefeuille soient corrects.",
                ),
                Words::new(
                    "Try the fixes, gentlest first, and send the test order again after each: derive the API key again, have the wallet read again, sign in on polymarket.com once, create a new API key.",
                    "Essayez les solutions, la plus simple d’abord, et renvoyez l’ordre d’essai après chacune : dériver la clé d’API de nouveau, faire relire le portefeuille, vous connecter une fois sur polymarket.com, créer une nouvelle clé d’API.",
                ),
            ),
            _ => advice(
                "balance",
                Words::new(
                    "There is not enough money in the wallet.",
                    "Il n’y a pas assez d’argent dans le portefeuille.",
                ),
                Words::new(
                    "Deposit pUSD on polymarket.com, or wait for a sell or a payout.",
                    "Déposez des pUSD sur polymarket.com, ou attendez une vente ou un encaissement.",
                ),
            ),
        }
    }
}

const fn advice(code: &'static str, what: Words, way_out: Words) -> Advice {
    Advice { code, what, way_out }
}

/// The obstacle that a refusal of the venue's is; none where it is an order's own matter.
#[must_use]
pub const fn of_refusal(code: RefusalCode) -> Option<Obstacle> {
    match code {
        RefusalCode::Balance => Some(Obstacle::NoBalance),
        RefusalCode::Allowance => Some(Obstacle::LostAllowance),
        RefusalCode::Tick => Some(Obstacle::TickChange),
        RefusalCode::MarketClosed => Some(Obstacle::MarketClosing),
        RefusalCode::Unavailable | RefusalCode::RateLimited => Some(Obstacle::ExchangeRestart),
        RefusalCode::Authentication => Some(Obstacle::RevokedKey),
        RefusalCode::ClosedOnly => Some(Obstacle::ClosedOnly),
        RefusalCode::Restricted => Some(Obstacle::Banned),
        RefusalCode::Region => Some(Obstacle::BlockedRegion),
        RefusalCode::Version => Some(Obstacle::VersionChanged),
        RefusalCode::MinimumSize
        | RefusalCode::MinimumValue
        | RefusalCode::NoMatch
        | RefusalCode::Crosses
        | RefusalCode::Expiration
        | RefusalCode::Precision
        | RefusalCode::Local
        | RefusalCode::Other => None,
    }
}

/// Why nothing can be traded, in words.
#[must_use]
pub fn of_down(cause: DownCause) -> Advice {
    match cause {
        DownCause::Clock => Obstacle::ClockOff.advice(),
        DownCause::NotLetIn => Obstacle::RevokedKey.advice(),
        DownCause::Silent => advice(
            cause.code().as_str(),
            Words::new("Polymarket is not responding.", "Polymarket ne répond pas."),
            Words::new(
                "Nothing new is sent, and Pilotfish keeps trying. If this lasts, check this computer’s connection.",
                "Rien de nouveau n’est envoyé, et Pilotfish continue d’essayer. Si cela dure, vérifiez la connexion de cet ordinateur.",
            ),
        ),
        DownCause::RegionUnknown => advice(
            cause.code().as_str(),
            Words::new(
                "Pilotfish can’t tell whether Polymarket accepts orders from your location.",
                "Impossible de savoir si Polymarket accepte des ordres depuis votre région.",
            ),
            Words::new(
                "No orders are placed until this is known. Pilotfish keeps asking; check this computer’s connection.",
                "Aucun ordre n’est passé d’ici là. Pilotfish continue de demander ; vérifiez la connexion de cet ordinateur.",
            ),
        ),
        DownCause::VersionUnknown => advice(
            cause.code().as_str(),
            Words::new(
                "Pilotfish can’t tell which order version Polymarket accepts.",
                "Impossible de savoir quelle version d’ordres Polymarket accepte.",
            ),
            Words::new(
                "No orders are placed until this is known. Pilotfish keeps asking; check this computer’s connection.",
                "Aucun ordre n’est passé d’ici là. Pilotfish continue de demander ; vérifiez la connexion de cet ordinateur.",
            ),
        ),
    }
}
