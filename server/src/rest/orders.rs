//! `/api/orders`: placing, paying, looking, papers; and a seller's sales.

use crate::extract::{ApiCaller, ApiJson, ApiPath, ApiQuery, ApiSlice, SliceQuery};
use crate::problem::{ApiError, ProblemBody};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION};
use axum::response::{IntoResponse, Response};
use landinghub::api::List;
use landinghub::api::market::{NewAttempt, NewOrder, Order, Placed, Reason, RefundRequest, Sales};
use landinghub_services::market::orders::{self, OrdersQuery};
use landinghub_services::{Slice, market};
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this file.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list, place))
        .routes(routes!(sales))
        .routes(routes!(sales_csv))
        .routes(routes!(get))
        .routes(routes!(pay))
        .routes(routes!(cancel))
        .routes(routes!(refund))
        .routes(routes!(decline_refund))
        .routes(routes!(download))
        .routes(routes!(invoice))
}

type Answer<T> = Result<Json<T>, ApiError>;

/// Which orders.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct Wanted {
    /// One status; without it all.
    status: Option<String>,
    /// Part of a title.
    q: Option<String>,
    /// A day or a moment in UTC, from when on.
    from: Option<String>,
    /// A day or a moment in UTC, until when.
    to: Option<String>,
}

impl Wanted {
    fn part(self, slice: Slice) -> OrdersQuery {
        let Self { status, q, from, to } = self;
        OrdersQuery { status, q, from, to, slice }
    }
}

/// Places an order of one listing or of the cart.
#[utoipa::path(post, path = "/api/orders", tag = "orders", request_body = NewOrder, responses(
    (status = 201, body = Placed),
    (status = 401, body = ProblemBody, description = "`unauthenticated`"),
    (status = 403, body = ProblemBody, description = "`own_listing`"),
    (status = 404, body = ProblemBody, description = "`not_found`"),
    (status = 409, body = ProblemBody, description = "`already_owned` with `order_id` and `page_id`, `out_of_stock`"),
    (status = 422, body = ProblemBody, description = "`method_not_available`, `validation_failed`"),
    (status = 503, body = ProblemBody, description = "`unavailable`: the gateway doesn't answer; the order waits"),
))]
async fn place(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiJson(input): ApiJson<NewOrder>,
) -> Result<Response, ApiError> {
    let placed = orders::place(&state.services, &caller, input).await?;
    let location = format!("/api/orders/{}", placed.order.order_id);
    Ok((StatusCode::CREATED, [(LOCATION, location)], Json(placed)).into_response())
}

/// One's purchases, the latest first.
#[utoipa::path(get, path = "/api/orders", tag = "orders", params(Wanted, SliceQuery), responses(
    (status = 200, body = List<Order>),
    (status = 401, body = ProblemBody, description = "`unauthenticated`"),
))]
async fn list(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiQuery(wanted): ApiQuery<Wanted>,
    ApiSlice(slice): ApiSlice,
) -> Answer<List<Order>> {
    Ok(Json(orders::list(&state.services, &caller, &wanted.part(slice)).await?))
}

/// One's paid sales, the latest first, and what all of them come to by currency and day.
#[utoipa::path(get, path = "/api/orders/sales", tag = "orders", params(Wanted, SliceQuery), responses(
    (status = 200, body = Sales),
    (status = 401, body = ProblemBody, description = "`unauthenticated`"),
))]
async fn sales(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiQuery(wanted): ApiQuery<Wanted>,
    ApiSlice(slice): ApiSlice,
) -> Answer<Sales> {
    Ok(Json(orders::sales(&state.services, &caller, &wanted.part(slice)).await?))
}

/// All of one's paid sales as a spreadsheet.
#[utoipa::path(get, path = "/api/orders/sales.csv", tag = "orders", params(Wanted), responses(
    (status = 200, content_type = "text/csv"),
    (status = 401, body = ProblemBody, description = "`unauthenticated`"),
))]
async fn sales_csv(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiQuery(wanted): ApiQuery<Wanted>,
) -> Result<Response, ApiError> {
    let csv = orders::sales_csv(&state.services, &caller, &wanted.part(Slice::default())).await?;
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"sales.csv\""),
    ];
    Ok((headers, csv).into_response())
}

/// An order with its attempts and its history.
#[utoipa::path(get, path = "/api/orders/{id}", tag = "orders", params(("id" = String, Path)), responses(
    (status = 200, body = Order),
    (status = 404, body = ProblemBody, description = "`not_found`"),
))]
async fn get(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
) -> Answer<Order> {
    Ok(Json(orders::get(&state.services, &caller, &id).await?))
}

/// Another attempt, perhaps by another method.
#[utoipa::path(post, path = "/api/orders/{id}/pay", tag = "orders", params(("id" = String, Path)), request_body = NewAttempt, responses(
    (status = 200, body = Placed),
    (status = 404, body = ProblemBody, description = "`not_found`"),
    (status = 409, body = ProblemBody, description = "`conflict`: it doesn't wait for money"),
    (status = 422, body = ProblemBody, description = "`method_not_available`"),
))]
async fn pay(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
    ApiJson(input): ApiJson<NewAttempt>,
) -> Answer<Placed> {
    Ok(Json(orders::pay(&state.services, &caller, &id, input).await?))
}

/// Calls an unpaid order off.
#[utoipa::path(post, path = "/api/orders/{id}/cancel", tag = "orders", params(("id" = String, Path)), responses(
    (status = 200, body = Order),
    (status = 404, body = ProblemBody, description = "`not_found`"),
    (status = 409, body = ProblemBody, description = "`conflict`: it doesn't wait for money"),
))]
async fn cancel(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
) -> Answer<Order> {
    Ok(Json(orders::cancel(&state.services, &caller, &id).await?))
}

/// Asks for one's money back; from the seller of all of it, gives it.
#[utoipa::path(post, path = "/api/orders/{id}/refund", tag = "orders", params(("id" = String, Path)), request_body = RefundRequest, responses(
    (status = 200, body = Order),
    (status = 404, body = ProblemBody, description = "`not_found`"),
    (status = 409, body = ProblemBody, description = "`conflict`: there is nothing to give back, or a dispute is open"),
))]
async fn refund(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
    input: Option<ApiJson<RefundRequest>>,
) -> Answer<Order> {
    let input = input.map(|ApiJson(input)| input).unwrap_or_default();
    Ok(Json(orders::ask_refund(&state.services, &caller, &id, input).await?))
}

/// The seller of all of an order, or an admin, says no to whoever asks for their money back.
#[utoipa::path(post, path = "/api/orders/{id}/refund/decline", tag = "orders", params(("id" = String, Path)), request_body = Reason, responses(
    (status = 200, body = Order),
    (status = 401, body = ProblemBody, description = "`unauthenticated`"),
    (status = 404, body = ProblemBody, description = "`not_found`"),
    (status = 409, body = ProblemBody, description = "`conflict`: nobody asks for it"),
    (status = 422, body = ProblemBody, description = "`validation_failed`"),
))]
async fn decline_refund(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
    ApiJson(input): ApiJson<Reason>,
) -> Answer<Order> {
    Ok(Json(orders::decline_refund(&state.services, &caller, &id, input).await?))
}

/// What was bought, as a zip.
#[utoipa::path(get, path = "/api/orders/{id}/download", tag = "orders", params(("id" = String, Path)), responses(
    (status = 200, content_type = "application/zip"),
    (status = 403, body = ProblemBody, description = "`forbidden`: not paid, or its money went back"),
    (status = 404, body = ProblemBody, description = "`not_found`"),
))]
async fn download(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
) -> Result<Response, ApiError> {
    let zip = market::download(&state.services, &caller, &id).await?;
    let disposition = format!("attachment; filename=\"{}\"", zip.file_name);
    Ok(([(CONTENT_TYPE, "application/zip".to_owned()), (CONTENT_DISPOSITION, disposition)], zip.bytes)
        .into_response())
}

/// In which form an invoice is wanted.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct InvoiceQuery {
    /// `pdf`; a page ready to be printed where absent, or where there is nothing to print with.
    format: Option<String>,
}

/// The invoice, ready to be printed or as PDF; it stays for good.
#[utoipa::path(get, path = "/api/orders/{id}/invoice", tag = "orders", params(("id" = String, Path), InvoiceQuery), responses(
    (status = 200, content_type = "text/html"),
    (status = 403, body = ProblemBody, description = "`forbidden`: not paid"),
    (status = 404, body = ProblemBody, description = "`not_found`"),
))]
async fn invoice(
    State(state): State<AppState>,
    ApiCaller(caller): ApiCaller,
    ApiPath(id): ApiPath<String>,
    ApiQuery(query): ApiQuery<InvoiceQuery>,
) -> Result<Response, ApiError> {
    if query.format.as_deref() == Some("pdf")
        && let Some(pdf) = market::invoice_pdf(&state.services, &caller, &id).await?
    {
        let name = format!("attachment; filename=\"invoice-{}.pdf\"", id.get(..10).unwrap_or(&id));
        return Ok(([(CONTENT_TYPE, "application/pdf".to_owned()), (CONTENT_DISPOSITION, name)], pdf)
            .into_response());
    }
    let paper = market::invoice(&state.services, &caller, &id).await?;
    let headers =
        [(CONTENT_TYPE, "text/html; charset=utf-8".to_owned()), (CONTENT_SECURITY_POLICY, paper.csp)];
    Ok((headers, paper.html).into_response())
}
