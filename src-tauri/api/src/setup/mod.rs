//! The way to live: key, wallet, checks, limits, a person's word, the test order, and then the engine.
//!
//! What is kept of it is the chosen account (`live/account.json`) and the live database (limits, confirmation, test order), and nothing
//! else: what a check found holds for as long as the program runs, so that every start looks again.

pub(crate) mod shapes;

use crate::types::{
    ApiKeyCure, Frame, KeyPurpose, LimitsView, Setup, SetupCheck, SetupCheckKind, TestOrderPreview, TestOrderRun,
    WalletKind, WalletSearch,
};
use crate::{Api, ApiResult, problem};

impl Api {
    /// Opens the window in which secrets are entered, which is no part of this one.
    ///
    /// # Errors
    /// `cannot_here` without a desktop.
    pub async fn open_key_window(&self, purpose: KeyPurpose) -> ApiResult<()> {
        self.host()?.open_key_window(purpose)
    }
}

macro_rules! on_its_way {
    ($($name:ident($($argument:ident: $type:ty),*) -> $answer:ty;)*) => {
        impl Api {$(
            #[allow(missing_docs, unused_variables, clippy::missing_errors_doc)]
            pub async fn $name(&self, $($argument: $type),*) -> ApiResult<$answer> {
                Err(problem("cannot_here", "this version does not know the way to live yet"))
            }
        )*}
    };
}

on_its_way! {
    setup() -> Setup;
    choose_account(owner: String) -> Setup;
    delete_key(owner: String, typed: String) -> Setup;
    find_wallets() -> WalletSearch;
    confirm_wallet(kind: WalletKind, address: String) -> Setup;
    setup_checks() -> Vec<SetupCheck>;
    check_again(check: SetupCheckKind) -> SetupCheck;
    fix_api_key(cure: ApiKeyCure) -> Setup;
    save_live_limits(limits: LimitsView) -> Setup;
    confirm_live(typed: Option<String>) -> Setup;
    preview_test_order() -> TestOrderPreview;
    send_test_order() -> TestOrderRun;
    test_order() -> TestOrderRun;
    enter_live() -> Frame;
    leave_live() -> Frame;
}
