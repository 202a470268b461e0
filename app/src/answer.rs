//! Between server functions and services: who asks, and what is told when it fails.

use http::request::Parts;
use landinghub::Problem;
use landinghub::account::Locale;
use landinghub_services::{Caller, Failure, Services};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::i18n::translate_problem;

/// A failure as a view needs it: in the reader's language already.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trouble {
    /// The stable word of the problem.
    pub code: String,
    /// A sentence that says what happened and what to do next.
    pub message: String,
    /// Field → what is wrong with it.
    pub fields: Vec<(String, String)>,
}

impl Trouble {
    /// What is wrong with a field.
    pub fn field(&self, name: &str) -> Option<String> {
        self.fields.iter().find(|(field, _)| field == name).map(|(_, what)| what.clone())
    }
}

/// What a server function answers. Failures we know travel as values, with status 200: a browser would put
/// anything else on the console, though nothing is wrong.
pub type Answer<T> = Result<Result<T, Trouble>, ServerFnError>;

/// The services and who asks. Every server function starts with it.
pub fn context() -> Result<(Services, Caller), ServerFnError> {
    match (use_context::<Services>(), use_context::<Caller>()) {
        (Some(services), Some(caller)) => Ok((services, caller)),
        _ => Err(ServerFnError::new("the server function has no services")),
    }
}

/// The language of whoever asks: the page's, else their account's, else as the request says.
async fn locale(services: &Services, caller: &Caller) -> Locale {
    if let Some(boot) = use_context::<crate::boot::Boot>() {
        return boot.locale;
    }
    let parts = use_context::<Parts>();
    if caller.actor.is_some()
        && let Ok(user) = landinghub_services::accounts::me(services, caller).await
    {
        return user.locale;
    }
    parts.map_or(Locale::En, |parts| crate::boot::visitor_locale(&parts.headers))
}

/// A failure as it may be told, in the reader's language; internals are logged here, once.
pub async fn problem_for_reader(services: &Services, caller: &Caller, failure: Failure) -> Problem {
    if failure.is_internal() {
        tracing::error!(error = %failure, "a server function failed");
    }
    translate_problem(locale(services, caller).await, failure.into_problem())
}

/// A service's result as a view needs it.
pub async fn tell<T>(services: &Services, caller: &Caller, result: Result<T, Failure>) -> Result<T, Trouble> {
    match result {
        Ok(value) => Ok(value),
        Err(failure) => {
            let problem = problem_for_reader(services, caller, failure).await;
            let fields = problem.fields.into_iter().collect();
            Err(Trouble { code: problem.code.word().to_owned(), message: problem.detail, fields })
        }
    }
}
