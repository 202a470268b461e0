//! Attempts to pay an order.

use super::callbacks::name;
use super::desk::{Desk, committed, moved};
use super::to_api;
use crate::context::{Caller, Services};
use crate::cursor::is_id;
use crate::error::{Failure, Result};
use crate::gateways::{Created, GatewayError, NewPayment};
use crate::idempotency::Mark;
use landinghub::api::market::{NewAttempt, Order, Payment, Placed};
use landinghub::market::{AttemptEvent, AttemptStatus, Method, Money, OrderEvent, OrderStatus};
use landinghub::{Code, Id, Problem, Timestamp};
use landinghub_store::market::attempts::{self, AttemptRow};
use landinghub_store::market::orders::{self as store, OrderRow};

/// Tries an order may have.
const MOST_ATTEMPTS: usize = 20;

/// How an attempt is paid.
#[derive(Clone, Debug)]
pub(super) struct Means {
    /// Through whom.
    pub method: Method,
    source_type: Option<String>,
    token: Option<String>,
}

impl Means {
    /// Reads what a buyer chose.
    pub(super) fn read(method: &str, source_type: Option<String>, token: Option<String>) -> Result<Self> {
        let method = Method::parse(method).ok_or_else(|| no_such_method(method))?;
        let plain = |text: &Option<String>| {
            text.as_ref().is_none_or(|text| {
                text.len() <= 100 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
            })
        };
        if !plain(&source_type) || !plain(&token) {
            return Err(Problem::field("payment_token", "This isn't a token of Omise's.").into());
        }
        Ok(Self { method, source_type, token })
    }
}

fn no_such_method(word: &str) -> Failure {
    let mut problem = Problem::field("payment_method", format!("Paying by “{word}” isn't possible here."));
    problem.code = Code::MethodNotAvailable;
    problem.into()
}

/// Whether a method is there and takes that much of the currency, or `method_not_available`.
pub(super) fn available(services: &Services, method: Method, sum: Money) -> Result<()> {
    if services.gateways.get(method).is_some() && method.carries(sum) {
        Ok(())
    } else {
        Err(no_such_method(method.as_str()))
    }
}

/// Whether an open attempt of the same method will do, or a new one is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anew {
    /// The open one will do.
    No,
    /// A new one.
    Yes,
}

/// Another attempt, perhaps by another method.
pub async fn pay(services: &Services, caller: &Caller, order: &str, input: NewAttempt) -> Result<Placed> {
    let row = own(services, caller, order).await?;
    let method = input.payment_method.or(row.payment_method).unwrap_or_default();
    let means = Means::read(&method, input.source_type, input.payment_token)?;
    with(services, caller, order, means, Anew::Yes).await
}

/// Where the caller's waiting order can be paid by the method chosen last. Only looks: nothing is made.
pub async fn open_payment(services: &Services, caller: &Caller, order: &str) -> Result<Option<Payment>> {
    let row = own(services, caller, order).await?;
    let method = row.payment_method.as_deref().and_then(Method::parse);
    let (Some(method), Some(OrderStatus::Pending)) = (method, OrderStatus::parse(&row.status)) else {
        return Ok(None);
    };
    let mut reader = services.store.read().await?;
    let all = attempts::of_order(&mut reader.conn(), &row.id).await?;
    drop(reader);
    let now = services.now().0;
    let last = all.into_iter().rev().find(|attempt| is_usable(attempt, method) && attempt.expires_at > now);
    Ok(last.map(|attempt| payment(method, &attempt)))
}

/// Whether a buyer can go on with an attempt.
fn is_usable(row: &AttemptRow, method: Method) -> bool {
    row.provider == method.as_str()
        && row.status().is_ok_and(AttemptStatus::is_open)
        && (row.payment_url.is_some() || row.client_secret.is_some() || row.qr_url.is_some())
}

fn payment(method: Method, attempt: &AttemptRow) -> Payment {
    Payment {
        method,
        payment_url: attempt.payment_url.clone(),
        client_secret: attempt.client_secret.clone(),
        qr_url: attempt.qr_url.clone(),
        expires_at: Timestamp(attempt.expires_at),
    }
}

/// Makes (or finds) an attempt of the caller's waiting order, and asks the gateway where to pay.
pub(super) async fn with(
    services: &Services,
    caller: &Caller,
    order: &str,
    means: Means,
    anew: Anew,
) -> Result<Placed> {
    let row = own(services, caller, order).await?;
    available(services, means.method, super::super::money(row.total, &row.currency)?)?;
    let attempt = match open_attempt(services, &row, means.method, anew).await? {
        Found::Ready(attempt) => attempt,
        Found::New(attempt) => ask(services, caller, &row, &attempt, &means).await?,
    };
    let payment = payment(means.method, &attempt);
    let (mark, id) = (Mark::present(), row.id.clone());
    services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                let row = store::find(&mut tx, &id).await?.ok_or_else(Problem::not_found)?;
                let order = to_api(&row, &store::items(&mut tx, &id).await?)?;
                let placed = Placed { order, payment: Some(payment) };
                if anew == Anew::No {
                    mark.keep_created(&mut tx, &placed, Some(format!("/api/orders/{id}"))).await?;
                }
                Ok::<_, Failure>(placed)
            })
        })
        .await
}

enum Found {
    Ready(AttemptRow),
    New(AttemptRow),
}

/// An attempt in the database, before the gateway is asked: whatever it says afterwards finds its attempt.
async fn open_attempt(services: &Services, order: &OrderRow, method: Method, anew: Anew) -> Result<Found> {
    let Some(gateway) = services.gateways.get(method) else { return Err(no_such_method(method.as_str())) };
    let (account, id) = (gateway.account().to_owned(), Id::random(&*services.rng));
    let (parts, order, now) = (services.clone(), order.id.clone(), services.now());
    services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                let mut desk = Desk::open(&parts, &mut tx, &order).await?;
                let waits = desk.state()?.status == OrderStatus::Pending;
                if !waits || desk.row.expires_at <= now.0 {
                    // The sweeper comes every second; until then its time is over all the same.
                    let is = if waits { OrderStatus::Expired.as_str() } else { desk.row.status.as_str() };
                    let detail = format!("This order can't be paid any more: it is {is}.");
                    return Err(Problem::new(Code::Conflict, detail).into());
                }
                let before = attempts::of_order(&mut tx, &order).await?;
                let usable = |row: &&AttemptRow| is_usable(row, method);
                if let (Anew::No, Some(row)) = (anew, before.iter().rev().find(usable)) {
                    return Ok(Found::Ready(row.clone()));
                }
                if before.len() >= MOST_ATTEMPTS {
                    let detail = "There were too many attempts. Cancel this order and order again.";
                    return Err(Problem::new(Code::Conflict, detail).into());
                }
                let new = attempts::NewAttempt {
                    id: id.clone(),
                    order_id: order.clone(),
                    provider: method.as_str().to_owned(),
                    account,
                    amount: desk.row.total,
                    currency: desk.row.currency.clone(),
                    created_at: now,
                    expires_at: Timestamp(desk.row.expires_at),
                };
                attempts::insert(&mut tx, &new).await?;
                store::set_method(&mut tx, &order, method.as_str()).await?;
                desk.tell(
                    &mut tx,
                    "payment_started",
                    &format!("{}: a payment began.", name(method)),
                    Some(new.amount),
                    Some(&id),
                )
                .await?;
                let row = attempts::find(&mut tx, &id).await?.ok_or_else(Problem::not_found)?;
                Ok::<_, Failure>(Found::New(row))
            })
        })
        .await
}

/// Asks the gateway, and keeps what it answers. No transaction is open meanwhile.
async fn ask(
    services: &Services,
    caller: &Caller,
    order: &OrderRow,
    attempt: &AttemptRow,
    means: &Means,
) -> Result<AttemptRow> {
    let Some(gateway) = services.gateways.get(means.method) else {
        return Err(no_such_method(means.method.as_str()));
    };
    let config = &services.config;
    let word = means.method.as_str();
    let return_url = match means.method {
        Method::Vnpay | Method::Momo => config.app_url(&format!("/api/payment/{word}/return")),
        Method::Sandbox | Method::Stripe | Method::Omise => config.app_url(&format!("/orders/{}", order.id)),
    };
    let new = NewPayment {
        reference: attempt.reference.clone(),
        amount: super::super::money(attempt.amount, &attempt.currency)?,
        description: format!("LandingHub {}", order.id),
        return_url,
        ipn_url: config.app_url(&format!("/api/payment/{word}/ipn")),
        ip: caller.ip,
        locale: caller.locale,
        now: Timestamp(attempt.created_at),
        expires_at: Timestamp(attempt.expires_at),
        source_type: means.source_type.clone(),
        token: means.token.clone(),
    };
    let created = gateway.create_payment(&new).await;
    let (row, now) = (attempt.clone(), services.now());
    let (parts, kept) = (services.clone(), created.clone());
    let attempt = services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                Desk::open(&parts, &mut tx, &row.order_id).await?;
                let row = attempts::find(&mut tx, &row.id).await?.ok_or_else(Problem::not_found)?;
                let event = match &kept {
                    Ok(Created { gateway_ref, payment_url, client_secret, qr_url }) => {
                        let ways = (payment_url.as_deref(), client_secret.as_deref(), qr_url.as_deref());
                        attempts::made(&mut tx, &row.id, gateway_ref.as_deref(), ways, now).await?;
                        AttemptEvent::Redirect
                    }
                    Err(GatewayError::Refused(_)) => AttemptEvent::Fail,
                    // It may have been made all the same: the sweeper asks.
                    Err(GatewayError::Unavailable(_)) => AttemptEvent::Process,
                };
                attempts::set_status(&mut tx, &row.id, moved(&row, event)?, now).await?;
                let row = attempts::find(&mut tx, &row.id).await?.ok_or_else(Problem::not_found)?;
                Ok::<_, Failure>(row)
            })
        })
        .await?;
    match created {
        Ok(_) => Ok(attempt),
        Err(error) => {
            tracing::warn!(%error, method = word, attempt = attempt.id, "a gateway made no payment");
            let problem = if matches!(error, GatewayError::Refused(_)) {
                let detail = "The payment provider refuses this payment. Choose another method.";
                Problem { code: Code::MethodNotAvailable, ..Problem::field("payment_method", detail) }
            } else {
                let detail = "The payment provider doesn't answer. Try again, or choose another method.";
                Problem { retry_after: Some(5), ..Problem::new(Code::Unavailable, detail) }
            };
            Err(problem.with("order_id", order.id.clone().into()).into())
        }
    }
}

/// Calls off the caller's unpaid order.
pub async fn cancel(services: &Services, caller: &Caller, order: &str) -> Result<Order> {
    let row = own(services, caller, order).await?;
    let (parts, id) = (services.clone(), row.id);
    let (shown, told) = services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                let mut desk = Desk::open(&parts, &mut tx, &id).await?;
                desk.decide(&mut tx, OrderEvent::Cancel).await?;
                desk.tell(&mut tx, "cancelled", "The buyer called the order off.", None, None).await?;
                let told = desk.notes(&mut tx, false).await?;
                let row = store::find(&mut tx, &id).await?.ok_or_else(Problem::not_found)?;
                let shown = to_api(&row, &store::items(&mut tx, &id).await?)?;
                Ok::<_, Failure>((shown, told))
            })
        })
        .await?;
    committed(services, told);
    Ok(shown)
}

/// The order a buyer comes back to from a gateway; it is looked up and nothing else.
pub async fn returned(services: &Services, method: Method, reference: &str) -> Result<Option<String>> {
    let Some(gateway) = services.gateways.get(method) else { return Err(Problem::not_found().into()) };
    if !is_id(reference) {
        return Ok(None);
    }
    let mut reader = services.store.read().await?;
    let found =
        attempts::named(&mut reader.conn(), method.as_str(), gateway.account(), reference, None).await?;
    Ok(found.map(|attempt| attempt.order_id))
}

/// The caller's order, or `not_found`.
pub(super) async fn own(services: &Services, caller: &Caller, id: &str) -> Result<OrderRow> {
    let actor = caller.actor()?;
    if !is_id(id) {
        return Err(Problem::not_found().into());
    }
    let mut reader = services.store.read().await?;
    let row = store::find(&mut reader.conn(), id).await?;
    row.filter(|row| row.buyer_id == actor.user_id).ok_or_else(|| Problem::not_found().into())
}
