//! `/api/payment`: what gateways tell us, where buyers come back to, and the sandbox's hosted page.

use crate::extract::{ApiPath, body_problem};
use crate::middleware::headers::CspNonce;
use crate::problem::{ApiError, ProblemBody};
use crate::state::AppState;
use axum::extract::{Form, FromRequest, Query, RawQuery, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::{Extension, Json};
use bytes::Bytes;
use landinghub::market::Method;
use landinghub::{Code, Problem};
use landinghub_app::boot::visitor_locale;
use landinghub_app::i18n::{Area, dictionary};
use landinghub_services::Failure;
use landinghub_services::gateways::{Incoming, Refusal};
use landinghub_services::market::orders::{self, Button, Heard};
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this file.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(vnpay))
        .routes(routes!(vnpay_return))
        .routes(routes!(momo))
        .routes(routes!(momo_return))
        .routes(routes!(stripe))
        .routes(routes!(omise))
        .routes(routes!(sandbox))
        .route("/payment/sandbox/{reference}", axum::routing::get(hosted).post(pressed))
}

/// A callback as it came in: its headers and its raw body.
struct Callback(Incoming);

impl<S: Send + Sync> FromRequest<S> for Callback {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let text = |(name, value): (&HeaderName, &HeaderValue)| {
            Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))
        };
        let headers = request.headers().iter().filter_map(text).collect();
        let body = Bytes::from_request(request, state).await.map_err(body_problem)?.to_vec();
        Ok(Self(Incoming { query: String::new(), headers, body }))
    }
}

/// VNPay tells how a payment went.
#[utoipa::path(get, path = "/api/payment/vnpay/ipn", tag = "payment", responses(
    (status = 200, description = "`{RspCode, Message}`: 00, 01, 02, 04, 97 or 99"),
    (status = 404, body = ProblemBody, description = "`not_found`: VNPay isn't set up"),
))]
async fn vnpay(State(state): State<AppState>, RawQuery(query): RawQuery) -> Result<Json<Value>, ApiError> {
    let incoming = Incoming { query: query.unwrap_or_default(), ..Incoming::default() };
    let (code, message) = match orders::receive(&state.services, Method::Vnpay, &incoming).await {
        Ok(Ok(Heard::Applied)) => ("00", "Confirm Success"),
        Ok(Ok(Heard::Unknown) | Err(Refusal::Elsewhere)) => ("01", "Order not found"),
        Ok(Ok(Heard::Known)) => ("02", "Order already confirmed"),
        Ok(Ok(Heard::WrongAmount)) => ("04", "Invalid amount"),
        Ok(Err(Refusal::Signature)) => ("97", "Fail checksum"),
        Ok(Err(_)) => ("99", "Unknown error"),
        Err(Failure::Problem(problem)) if problem.code == Code::NotFound => return Err(problem.into()),
        Err(failure) => {
            tracing::error!(error = %failure, "a callback of VNPay failed inside");
            ("99", "Unknown error")
        }
    };
    Ok(Json(json!({ "RspCode": code, "Message": message })))
}

/// MoMo tells how a payment went.
#[utoipa::path(post, path = "/api/payment/momo/ipn", tag = "payment", responses(
    (status = 204, description = "Heard"),
    (status = 400, body = ProblemBody, description = "`signature_invalid`"),
    (status = 404, body = ProblemBody, description = "`not_found`: MoMo isn't set up"),
))]
async fn momo(State(state): State<AppState>, Callback(incoming): Callback) -> Result<StatusCode, ApiError> {
    heard(&state, Method::Momo, &incoming).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Stripe tells of an event.
#[utoipa::path(post, path = "/api/payment/stripe/webhook", tag = "payment", responses(
    (status = 200, description = "Heard"),
    (status = 400, body = ProblemBody, description = "`signature_invalid`"),
    (status = 404, body = ProblemBody, description = "`not_found`: Stripe isn't set up"),
))]
async fn stripe(
    State(state): State<AppState>,
    Callback(incoming): Callback,
) -> Result<Json<Value>, ApiError> {
    heard(&state, Method::Stripe, &incoming).await?;
    Ok(Json(json!({ "received": true })))
}

/// Omise tells of an event; the charge is fetched again.
#[utoipa::path(post, path = "/api/payment/omise/webhook", tag = "payment", responses(
    (status = 200, description = "Heard"),
    (status = 400, body = ProblemBody, description = "`signature_invalid`"),
    (status = 404, body = ProblemBody, description = "`not_found`: Omise isn't set up"),
    (status = 503, body = ProblemBody, description = "`unavailable`: the charge can't be fetched"),
))]
async fn omise(State(state): State<AppState>, Callback(incoming): Callback) -> Result<Json<Value>, ApiError> {
    heard(&state, Method::Omise, &incoming).await?;
    Ok(Json(json!({ "received": true })))
}

/// What the sandbox tells, for the OpenAPI document; [`landinghub_services::gateways::sandbox::Notice`] reads it.
#[derive(utoipa::ToSchema)]
#[expect(dead_code, reason = "only described")]
struct SandboxNotice {
    /// The same for a repetition.
    event_id: String,
    /// The attempt's id.
    reference: String,
    /// `paid`, `failed`, `cancelled`, `processing`, `expired`, `suspicious`, `dispute_opened`, `dispute_won`,
    /// `dispute_lost`, `refunded` or `refund_failed`.
    outcome: String,
    /// Minor units; with `dispute_lost` what the bank took.
    amount: i64,
    /// ISO 4217.
    currency: String,
    /// With `refunded`: how much went back in all, minor units.
    refunded: Option<i64>,
}

/// The sandbox tells how a payment went. `X-Sandbox-Signature` is the HMAC-SHA256 of the raw body in hex, under
/// `LANDINGHUB_SANDBOX_SECRET` or, where that isn't set, under the hex of HMAC-SHA256(`JWT_SECRET`,
/// `landinghub sandbox gateway 1`), taken as text.
#[utoipa::path(post, path = "/api/payment/sandbox/ipn", tag = "payment", request_body = SandboxNotice,
    params(("x-sandbox-signature" = String, Header, description = "HMAC-SHA256 of the raw body, hex")), responses(
    (status = 200, description = "Heard"),
    (status = 400, body = ProblemBody, description = "`signature_invalid`"),
    (status = 404, body = ProblemBody, description = "`not_found`: no such payment, or the sandbox is off"),
))]
async fn sandbox(
    State(state): State<AppState>,
    Callback(incoming): Callback,
) -> Result<Json<Value>, ApiError> {
    match heard(&state, Method::Sandbox, &incoming).await? {
        Some(Heard::Unknown) => Err(Problem::not_found().into()),
        _ => Ok(Json(json!({ "received": true }))),
    }
}

/// Takes a callback in; what is none of our concern is heard all the same.
async fn heard(state: &AppState, method: Method, incoming: &Incoming) -> Result<Option<Heard>, ApiError> {
    match orders::receive(&state.services, method, incoming).await? {
        Ok(heard) => Ok(Some(heard)),
        Err(Refusal::Ignored | Refusal::Elsewhere) => Ok(None),
        Err(Refusal::Signature) => Err(Problem::from(Code::SignatureInvalid).into()),
        Err(Refusal::Malformed(what)) => Err(Problem::new(Code::Malformed, what).into()),
        Err(Refusal::Unavailable(what)) => {
            tracing::warn!(what, method = method.as_str(), "a callback can't be checked now");
            Err(Problem::new(Code::Unavailable, "The payment provider can't be asked right now.").into())
        }
    }
}

#[derive(Debug, Deserialize)]
struct VnpayReturn {
    #[serde(rename = "vnp_TxnRef", default)]
    reference: String,
}

#[derive(Debug, Deserialize)]
struct MomoReturn {
    #[serde(rename = "orderId", default)]
    reference: String,
}

/// A buyer comes back from VNPay: their order is shown, nothing changes.
#[utoipa::path(get, path = "/api/payment/vnpay/return", tag = "payment", responses(
    (status = 303, description = "To the order"),
    (status = 404, body = ProblemBody, description = "`not_found`: VNPay isn't set up"),
))]
async fn vnpay_return(
    State(state): State<AppState>,
    Query(query): Query<VnpayReturn>,
) -> Result<Redirect, ApiError> {
    to_order(&state, Method::Vnpay, &query.reference).await
}

/// A buyer comes back from MoMo: their order is shown, nothing changes.
#[utoipa::path(get, path = "/api/payment/momo/return", tag = "payment", responses(
    (status = 303, description = "To the order"),
    (status = 404, body = ProblemBody, description = "`not_found`: MoMo isn't set up"),
))]
async fn momo_return(
    State(state): State<AppState>,
    Query(query): Query<MomoReturn>,
) -> Result<Redirect, ApiError> {
    to_order(&state, Method::Momo, &query.reference).await
}

async fn to_order(state: &AppState, method: Method, reference: &str) -> Result<Redirect, ApiError> {
    let order = orders::returned(&state.services, method, reference).await?;
    Ok(Redirect::to(&order.map_or_else(|| "/my-orders".to_owned(), |order| format!("/orders/{order}"))))
}

#[derive(Debug, Deserialize)]
struct PageQuery {
    #[serde(default)]
    token: String,
}

#[derive(Debug, Deserialize)]
struct Pressed {
    #[serde(default)]
    action: String,
}

/// The hosted payment page of the sandbox.
async fn hosted(
    State(state): State<AppState>,
    Extension(nonce): Extension<CspNonce>,
    ApiPath(reference): ApiPath<String>,
    Query(query): Query<PageQuery>,
    headers: HeaderMap,
) -> Result<Html<String>, ApiError> {
    let page = orders::sandbox_page(&state.services, &reference, &query.token).await?;
    let i = dictionary(visitor_locale(&headers), Area::Market);
    let amount = i.money(page.amount);
    // Reference and token are letters and digits: `sandbox_page` knows no others. The words are ours.
    let buttons = if page.open {
        format!(
            "<button name=\"action\" value=\"pay\" class=\"pay\">{}</button><button name=\"action\" value=\"fail\">{}</button>\
             <button name=\"action\" value=\"cancel\">{}</button>",
            i.t("market.sandbox.pay"),
            i.t("market.sandbox.fail"),
            i.t("market.sandbox.cancel")
        )
    } else {
        let (made, back) = (i.t("market.sandbox.made"), i.t("market.sandbox.back"));
        format!("<p>{made}</p><a href=\"/orders/{}\">{back}</a>", page.order_id)
    };
    Ok(Html(format!(
        "<!DOCTYPE html>\n<html lang=\"{lang}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"robots\" content=\"noindex\"><link rel=\"icon\" href=\"/favicon.svg\"><title>{title}</title><style nonce=\"{nonce}\">{STYLE}</style></head><body><main>\
         <h1>{title}</h1><p class=\"amount\">{amount}</p><p>{text}</p>\
         <form method=\"post\" action=\"/payment/sandbox/{reference}?token={token}\">{buttons}</form></main></body></html>\n",
        lang = i.locale().as_str(),
        title = i.t("market.sandbox.title"),
        text = i.t("market.sandbox.text"),
        nonce = nonce.0,
        token = query.token,
    )))
}

const STYLE: &str = ":root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;margin:0;min-height:100vh;display:grid;place-items:center;\
    background:Canvas;color:CanvasText}main{box-sizing:border-box;width:min(26rem,100% - 2rem);padding:2rem;border:1px solid GrayText;\
    border-radius:12px}h1{font-size:1.25rem;margin:0}.amount{font-size:2rem;font-weight:700;margin:.5rem 0;\
    font-variant-numeric:tabular-nums}form{display:grid;gap:.75rem}button{font:inherit;min-height:44px;border-radius:8px;\
    border:1px solid GrayText;background:ButtonFace;color:ButtonText;cursor:pointer}.pay{background:#0b57d0;color:#fff;border-color:#0b57d0;\
    font-weight:600}button:focus-visible{outline:3px solid Highlight;outline-offset:2px}";

/// A button was pressed: our own callback address hears of it over HTTP, and the buyer goes back to their order.
async fn pressed(
    State(state): State<AppState>,
    ApiPath(reference): ApiPath<String>,
    Query(query): Query<PageQuery>,
    Form(form): Form<Pressed>,
) -> Result<Response, ApiError> {
    let button = Button::parse(&form.action).ok_or_else(|| Problem::field("action", "Press a button."))?;
    let order = orders::press(&state.services, &reference, &query.token, button).await?;
    Ok(Redirect::to(&format!("/orders/{order}")).into_response())
}
