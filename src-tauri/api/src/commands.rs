//! The one list of commands, from which the adapters of the desktop window and of the development host are made.
//!
//! A command is a method of [`Api`](super::Api) of the same name; what takes a body of its own is not a command.

/// Hands the whole list to the macro named, as lines `name(argument: Type, …) -> Answer: Risk;`. The types are those of
/// [`types`](super::types), to be imported where the macro is used; what a command can do to what may be lost is a
/// [`Risk`](super::Risk), without which a line is none.
#[macro_export]
macro_rules! command_list {
    ($carry:ident) => {
        $carry! {
            frame() -> Frame: Nothing;
            show_mode(mode: Mode) -> Frame: Nothing;
            leaderboard(query: LeaderboardQuery) -> Leaderboard: Nothing;
            trader(address: String) -> TraderPage: Nothing;
            trader_curve(address: String, period: Period) -> TraderCurve: Nothing;
            preview_follow(address: String, draft: FollowDraft) -> FollowPreview: Nothing;
            follow_defaults(address: String) -> FollowDraft: Nothing;
            follow(address: String, draft: FollowDraft) -> FollowView: More;
            switch_follow(follow: Id, on: bool) -> FollowView: More;
            unfollow(follow: Id) -> (): Less;
            follows() -> Vec<FollowView>: Nothing;
            follow_list() -> FollowList: Nothing;
            orders(query: OrdersQuery) -> Vec<OrderRow>: Nothing;
            order_list(query: OrdersQuery) -> OrderList: Nothing;
            order(order: Id) -> OrderDetail: Nothing;
            order_path(order: Id) -> OrderPath: Nothing;
            preview_take(order: Id) -> TakePreview: Nothing;
            take_now(order: Id) -> (): Within;
            cancel_order(order: Id) -> (): Less;
            preview_cancel(orders: Vec<Id>) -> CancelPreview: Nothing;
            cancel_orders(orders: Vec<Id>) -> u32: Less;
            positions() -> Positions: Nothing;
            market(market: String) -> MarketPage: Nothing;
            market_book(market: String, outcome: u32) -> MarketBook: Nothing;
            market_chart(market: String, outcome: u32, span: ChartSpan) -> MarketChart: Nothing;
            market_trades(market: String) -> Vec<MarketTradeRow>: Nothing;
            open_page(page: WebPage) -> OpenedPage: Nothing;
            preview_close(close: CloseDraft) -> ClosesPreview: Nothing;
            close(close: CloseDraft) -> Closed: Less;
            lift_halt(halt: HaltKind, token: Option<String>, order: Option<String>) -> Frame: More;
            accept_difference(token: Option<String>) -> Frame: More;
            give_difference(token: String, follow: Id) -> Frame: More;
            look_again() -> Frame: Nothing;
            differences() -> Differences: Nothing;
            feed_report() -> FeedReport: Nothing;
            relink(follow: Id) -> FollowView: More;
            history(query: HistoryQuery) -> HistoryPage: Nothing;
            history_totals(filter: HistoryFilter) -> HistoryTotals: Nothing;
            export_history(filter: HistoryFilter) -> Exported: Nothing;
            ledger(filter: LedgerFilter) -> LedgerBook: Nothing;
            ledger_rows(query: LedgerRowsQuery) -> Vec<LedgerRow>: Nothing;
            ledger_markets() -> Vec<LedgerMarket>: Nothing;
            export_ledger(filter: LedgerFilter) -> Exported: Nothing;
            performance(period: Period) -> Performance: Nothing;
            export_performance(period: Period) -> Exported: Nothing;
            shortfall(follow: Id) -> Shortfall: Nothing;
            dashboard(period: Period) -> Dashboard: Nothing;
            activity(query: ActivityQuery) -> ActivityPage: Nothing;
            decisions(query: DecisionsQuery) -> DecisionsPage: Nothing;
            decision_counts(filter: DecisionFilter) -> DecisionCounts: Nothing;
            export_decisions(filter: DecisionFilter) -> Exported: Nothing;
            pause() -> Frame: Less;
            resume() -> Frame: More;
            stop_all() -> Frame: Less;
            start_again() -> Frame: More;
            set_clock(speed: Option<u32>, paused: Option<bool>) -> Frame: Demo;
            notices() -> Notices: Nothing;
            read_notices(until: Ms) -> Notices: Nothing;
            skip_to_next_trade() -> Frame: Demo;
            cancel_skip() -> Frame: Demo;
            search(text: String) -> Found: Nothing;
            settings() -> Settings: Nothing;
            preview_limits(limits: LimitsView) -> Vec<LimitRoom>: Nothing;
            save_settings(settings: Settings) -> Settings: More;
            remembered() -> Remembered: Nothing;
            remember_table(layout: TableLayout) -> (): Nothing;
            remember_view(view: TableView) -> (): Nothing;
            remember_recent(recent: Recent) -> (): Nothing;
            reset_demo() -> Frame: Demo;
            data_paths() -> DataPaths: Nothing;
            open_folder(which: FolderName) -> (): Nothing;
            licences() -> Vec<Licence>: Nothing;
            update_standing() -> UpdateStanding: Nothing;
            look_for_update() -> UpdateStanding: Nothing;
            install_update() -> UpdateStanding: Nothing;
            test_notification() -> Delivery: Nothing;
            opened(number: u32) -> (): Nothing;
            diagnostics() -> Diagnostics: Nothing;
            preview_support() -> SupportPreview: Nothing;
            write_support(number: u32) -> Exported: Nothing;
            set_log_level(level: LogLevel) -> (): Nothing;
            setup() -> Setup: Nothing;
            open_key_window(purpose: KeyPurpose) -> (): Nothing;
            choose_account(owner: String) -> Setup: Nothing;
            delete_key(owner: String, typed: String) -> Setup: More;
            find_wallets() -> WalletSearch: Nothing;
            confirm_wallet(kind: WalletKind, address: String) -> Setup: Nothing;
            setup_checks() -> Vec<SetupCheck>: Nothing;
            check_again(check: SetupCheckKind) -> SetupCheck: Nothing;
            fix_api_key(cure: ApiKeyCure) -> Setup: Nothing;
            save_live_limits(limits: LimitsView) -> Setup: More;
            confirm_live(typed: Option<String>) -> Setup: More;
            preview_test_order() -> TestOrderPreview: Nothing;
            send_test_order() -> TestOrderRun: Within;
            test_order() -> TestOrderRun: Nothing;
            enter_live() -> Frame: More;
            leave_live() -> Frame: Less;
            enter_paper(opening: Option<String>) -> Frame: Nothing;
            paper_results() -> PaperResults: Nothing;
            hosts() -> Hosts: Nothing;
            key_standing() -> KeyStanding: Nothing;
            look_for_key() -> KeyStanding: Nothing;
            region_standing() -> RegionStanding: Nothing;
            look_at_region() -> RegionStanding: Nothing;
            claims() -> Vec<Claim>: Nothing;
            preview_approvals() -> CallsPreview: Nothing;
            send_approvals(preview: Id) -> RelayerRun: More;
            preview_redeem(tokens: Vec<String>) -> CallsPreview: Nothing;
            send_redeem(preview: Id) -> RelayerRun: Within;
            relayer_run(id: Id) -> RelayerRun: Nothing;
            lock_standing() -> LockStanding: Nothing;
            lock_window() -> Frame: Nothing;
            unlock() -> Frame: Nothing;
            window_used() -> (): Nothing;
            quit() -> (): Less;
            answer_quit(choice: QuitChoice) -> (): Less;
            note_edits(unsaved: bool) -> (): Nothing;
            answer_closing(discard: bool) -> (): Nothing;
            ready() -> (): Nothing;
        }
    };
}
