//! The extractor of private routes: a request whose L2 headers hold, with its body as it came.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};

use super::auth::Signed;
use super::refusal::Refusal;
use super::state::{App, real_seconds};
use pilotfish_sim::signed_order::Authenticated;

/// A private request that proved who sent it.
#[derive(Debug)]
pub(crate) struct Private {
    pub(crate) key: Authenticated,
    pub(crate) body: String,
}

impl FromRequest<App> for Private {
    type Rejection = Refusal;

    async fn from_request(request: Request, app: &App) -> Result<Self, Refusal> {
        let (parts, body) = request.into_parts();
        let headers = parts.headers.clone();
        let (method, path) = (parts.method.clone(), parts.uri.path().to_owned());
        let whole = Request::from_parts(parts, body);
        let bytes = Bytes::from_request(whole, app)
            .await
            .map_err(|_| Refusal::invalid_payload())?;
        let body = String::from_utf8(bytes.into()).map_err(|_| Refusal::invalid_payload())?;
        let signed = Signed {
            method: method.as_str(),
            path: &path,
            body: &body,
        };
        let key = app.look(|host| {
            let shown = host.venue.shown();
            // The window of a stamp is that of the venue's own clock, which may be off.
            let now_s = real_seconds() + shown.clock_off_ms() / 1_000;
            let key = host.ring.check_l2(&headers, &signed, now_s)?;
            if key.holder.wallets().iter().any(|wallet| shown.refuses_key(wallet)) {
                return Err(Refusal::unauthorized());
            }
            Ok(key)
        })??;
        Ok(Self { key, body })
    }
}
