//! The one list of commands, from which the adapters of the desktop window and of the development host are made.
//!
//! A command is a method of [`Api`](super::Api) of the same name; what takes a body of its own is not a command.

/// Hands the whole list to the macro named, as lines `name(argument: Type, …) -> Answer;`. The types are those of
/// [`types`](super::types), to be imported where the macro is used.
#[macro_export]
macro_rules! command_list {
    ($carry:ident) => {
        $carry! {
            frame() -> Frame;
            leaderboard(query: LeaderboardQuery) -> Leaderboard;
            trader(address: String) -> TraderPage;
            preview_follow(address: String, draft: FollowDraft) -> FollowPreview;
            follow_defaults(address: String) -> FollowDraft;
            follow(address: String, draft: FollowDraft) -> FollowView;
            switch_follow(follow: Id, on: bool) -> FollowView;
            unfollow(follow: Id) -> ();
            follows() -> Vec<FollowView>;
            orders(query: OrdersQuery) -> Vec<OrderRow>;
            order(order: Id) -> OrderDetail;
            order_path(order: Id) -> OrderPath;
            preview_take(order: Id) -> TakePreview;
            take_now(order: Id) -> ();
            cancel_order(order: Id) -> ();
            preview_cancel(orders: Vec<Id>) -> CancelPreview;
            cancel_orders(orders: Vec<Id>) -> u32;
            positions() -> Positions;
            preview_close(close: CloseDraft) -> ClosesPreview;
            close(close: CloseDraft) -> Closed;
            lift_halt(halt: String, token: Option<String>, order: Option<String>) -> Frame;
            accept_difference(token: Option<String>) -> Frame;
            give_difference(token: String, follow: Id) -> Frame;
            look_again() -> Frame;
            differences() -> Differences;
            feed_report() -> FeedReport;
            relink(follow: Id) -> FollowView;
            history(query: HistoryQuery) -> HistoryPage;
            history_totals(filter: HistoryFilter) -> HistoryTotals;
            export_history(filter: HistoryFilter) -> Exported;
            performance(period: Period) -> Performance;
            export_performance(period: Period) -> Exported;
            shortfall(follow: Id) -> Shortfall;
            dashboard(period: Period) -> Dashboard;
            activity(query: ActivityQuery) -> ActivityPage;
            decisions(query: DecisionsQuery) -> DecisionsPage;
            decision_counts(filter: DecisionFilter) -> DecisionCounts;
            export_decisions(filter: DecisionFilter) -> Exported;
            pause() -> Frame;
            resume() -> Frame;
            stop_all() -> Frame;
            start_again() -> Frame;
            set_clock(speed: Option<u32>, paused: Option<bool>) -> Frame;
            settings() -> Settings;
            save_settings(settings: Settings) -> Settings;
            reset_demo() -> Frame;
            data_paths() -> DataPaths;
            open_folder(which: String) -> ();
            licences() -> Vec<Licence>;
            test_notification() -> ();
            quit() -> ();
            answer_quit(choice: QuitChoice) -> ();
            ready() -> ();
        }
    };
}
