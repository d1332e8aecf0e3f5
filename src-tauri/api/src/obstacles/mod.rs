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
    /// A contract may not spend the money or the shares any more.
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
                    "Turn on automatic time in the system’s date settings. Trading begins by itself then.",
                    "Activez l’heure automatique dans les réglages de date du système. Le trading commence ensuite tout seul.",
                ),
            ),
            Self::TickChange => advice(
                "tick",
                Words::new(
                    "The price step of a market changed.",
                    "Le pas de prix d’un marché a changé.",
                ),
                Words::new(
                    "Nothing to do: the market is read again, and the order is formed anew.",
                    "Rien à faire : le marché est relu, et l’ordre est reformé.",
                ),
            ),
            Self::MarketClosing => advice(
                "market_closed",
                Words::new(
                    "The market closed while an order worked in it.",
                    "Le marché a fermé pendant qu’un ordre y travaillait.",
                ),
                Words::new(
                    "Nothing to do: the order ends there, and what is held pays out when the market resolves.",
                    "Rien à faire : l’ordre s’arrête là, et ce qui est détenu est payé à la résolution du marché.",
                ),
            ),
        }
    }

    const fn of_a_feed(self) -> Advice {
        let opened_again = Words::new(
            "Pilotfish opens it again and reads what it may have missed. If it lasts, check this computer’s connection.",
            "Pilotfish le rouvre et relit ce qui a pu manquer. Si cela dure, vérifiez la connexion de cet ordinateur.",
        );
        match self {
            Self::SilentStream => advice(
                "stream_silent",
                Words::new(
                    "A live stream has brought nothing for too long.",
                    "Un flux en direct n’a rien apporté depuis trop longtemps.",
                ),
                opened_again,
            ),
            Self::HalfOpenStream => advice(
                "stream_half_open",
                Words::new(
                    "The connection of a live stream is dead, though it looks open.",
                    "La connexion d’un flux en direct est morte, bien qu’elle semble ouverte.",
                ),
                opened_again,
            ),
            _ => advice(
                "feed_stale",
                Words::new(
                    "A trader’s trades arrive long after they were made.",
                    "Les trades d’un trader arrivent bien après avoir été faits.",
                ),
                Words::new(
                    "Purchases that are too old are not copied; sales are. Check this computer’s connection; if it is good, Polymarket is slow and it passes.",
                    "Les achats trop anciens ne sont pas copiés, les ventes le sont. Vérifiez la connexion de cet ordinateur ; si elle est bonne, Polymarket est lent et cela passera.",
                ),
            ),
        }
    }

    const fn of_the_account(self) -> Advice {
        match self {
            Self::LostAllowance => advice(
                "allowance",
                Words::new(
                    "A contract may not spend the money or the shares any more.",
                    "Un contrat n’a plus le droit de dépenser l’argent ou les parts.",
                ),
                Words::new(
                    "Set the missing approval; the checks say which. Orders there wait until then.",
                    "Accordez l’autorisation manquante ; les contrôles disent laquelle. Les ordres attendent d’ici là.",
                ),
            ),
            Self::WrongWallet => advice(
                "wrong_wallet",
                Words::new(
                    "The wallet is not this key’s, or not the one that Polymarket takes its orders for.",
                    "Le portefeuille n’est pas celui de cette clé, ou pas celui dont Polymarket accepte les ordres.",
                ),
                Words::new(
                    "Look for the wallets again, and confirm the one that your Polymarket profile shows. Or import the key of that account.",
                    "Recherchez les portefeuilles, et confirmez celui que montre votre profil Polymarket. Ou importez la clé de ce compte.",
                ),
            ),
            Self::ApiKeyTrap => advice(
                "key_trap",
                Words::new(
                    "Polymarket refuses orders because the API key is of another address, though key and wallet are right.",
                    "Polymarket refuse les ordres parce que la clé d’API est d’une autre adresse, bien que la clé et le portefeuille soient bons.",
                ),
                Words::new(
                    "Go through the cures, the mildest first, and send the test order again after each: derive the API key again, have the wallet read again, sign in at polymarket.com once, make a new API key.",
                    "Essayez les remèdes, le plus doux d’abord, et renvoyez l’ordre d’essai après chacun : dériver la clé d’API de nouveau, faire relire le portefeuille, vous connecter une fois sur polymarket.com, créer une nouvelle clé d’API.",
                ),
            ),
            _ => advice(
                "balance",
                Words::new(
                    "There is not enough money in the wallet.",
                    "Il n’y a pas assez d’argent dans le portefeuille.",
                ),
                Words::new(
                    "Deposit pUSD at polymarket.com, or wait until a sale or a payout brings some.",
                    "Déposez des pUSD sur polymarket.com, ou attendez qu’une vente ou un paiement en rapporte.",
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
            Words::new("Polymarket does not answer.", "Polymarket ne répond pas."),
            Words::new(
                "Nothing new is sent, and Pilotfish keeps trying. If it lasts, check this computer’s connection.",
                "Rien de nouveau n’est envoyé, et Pilotfish continue d’essayer. Si cela dure, vérifiez la connexion de cet ordinateur.",
            ),
        ),
        DownCause::RegionUnknown => advice(
            cause.code().as_str(),
            Words::new(
                "It is not known whether Polymarket takes orders from where you are.",
                "On ne sait pas si Polymarket accepte des ordres de là où vous êtes.",
            ),
            Words::new(
                "Nothing is placed until it is. Pilotfish asks again; check this computer’s connection.",
                "Rien n’est placé d’ici là. Pilotfish redemande ; vérifiez la connexion de cet ordinateur.",
            ),
        ),
        DownCause::VersionUnknown => advice(
            cause.code().as_str(),
            Words::new(
                "It is not known which version of orders Polymarket takes.",
                "On ne sait pas quelle version d’ordres Polymarket accepte.",
            ),
            Words::new(
                "Nothing is placed until it is. Pilotfish asks again; check this computer’s connection.",
                "Rien n’est placé d’ici là. Pilotfish redemande ; vérifiez la connexion de cet ordinateur.",
            ),
        ),
    }
}
