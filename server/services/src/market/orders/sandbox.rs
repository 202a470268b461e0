//! The sandbox's hosted payment page: what it shows, and what its buttons do.

use crate::context::Services;
use crate::cursor::is_id;
use crate::error::{Failure, Result};
use crate::gateways::http::Client;
use crate::gateways::sandbox::{Notice, Sandbox};
use landinghub::market::{AttemptStatus, Method, Money};
use landinghub::{Code, Id, Problem};
use landinghub_store::market::attempts;

/// What the page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SandboxPage {
    /// To pay.
    pub amount: Money,
    /// The order to come back to.
    pub order_id: String,
    /// Whether it can still be paid.
    pub open: bool,
}

/// A button of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Button {
    /// The money is there.
    Pay,
    /// The bank says no.
    Fail,
    /// The buyer thinks better of it.
    Cancel,
}

impl Button {
    /// Reads the button's value.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "pay" => Some(Self::Pay),
            "fail" => Some(Self::Fail),
            "cancel" => Some(Self::Cancel),
            _ => None,
        }
    }
}

/// The page at an address of ours; any other is `not_found`.
pub async fn sandbox_page(services: &Services, reference: &str, token: &str) -> Result<SandboxPage> {
    if services.gateways.get(Method::Sandbox).is_none() || !is_id(reference) {
        return Err(Problem::not_found().into());
    }
    let sandbox = Sandbox::new(&services.config, Client::new());
    let mut reader = services.store.read().await?;
    let found =
        attempts::named(&mut reader.conn(), Method::Sandbox.as_str(), "sandbox", reference, None).await?;
    let attempt = found.ok_or_else(Problem::not_found)?;
    let amount = super::super::money(attempt.amount, &attempt.currency)?;
    if !sandbox.is_page(reference, amount, token) {
        return Err(Problem::not_found().into());
    }
    let open = attempt.status()? != AttemptStatus::Succeeded;
    Ok(SandboxPage { amount, order_id: attempt.order_id, open })
}

/// Presses a button: a signed callback goes to our own callback address, over HTTP. Answers the order to come back to.
pub async fn press(services: &Services, reference: &str, token: &str, button: Button) -> Result<String> {
    let page = sandbox_page(services, reference, token).await?;
    let outcome = match button {
        Button::Pay => "paid",
        Button::Fail => "failed",
        Button::Cancel => "cancelled",
    };
    let notice = Notice {
        event_id: Id::random(&*services.rng),
        reference: reference.to_owned(),
        outcome: outcome.to_owned(),
        amount: page.amount.amount,
        currency: page.amount.currency.code().to_owned(),
        refunded: None,
    };
    let sandbox = Sandbox::new(&services.config, Client::new());
    match sandbox.notify(&notice).await {
        Ok(200..=299) => Ok(page.order_id),
        Ok(status) => Err(Failure::Internal(format!("our own callback address answers {status}"))),
        Err(error) => {
            tracing::error!(%error, "our own callback address can't be reached");
            Err(Problem::new(Code::Unavailable, "The payment couldn't be reported. Press the button again.")
                .into())
        }
    }
}
