//! Requests from the browser to our own REST interface: JSON in and out, problems as values.
//!
//! A 401 leads to one refresh and one retry; no answer at all is [`Failed::Offline`].

use std::pin::Pin;

use js_sys::futures::JsFuture;
use landinghub::{Code, Problem};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};

/// Why there is no answer to use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failed {
    /// The server wasn't reached.
    Offline,
    /// The session is over; logging in again is all that helps.
    LoggedOut,
    /// The server says no, and why.
    Problem(Problem),
}

/// What goes along with a request.
pub enum Body {
    /// Nothing.
    Empty,
    /// JSON text.
    Json(String),
}

/// Where sessions begin.
pub const LOGIN: &str = "/api/auth/login";

/// A body of JSON.
pub fn json(value: &impl Serialize) -> Body {
    Body::Json(serde_json::to_string(value).unwrap_or_default())
}

/// Asks and reads the answer.
pub async fn call<T: DeserializeOwned>(method: &str, path: &str, body: Body) -> Result<T, Failed> {
    read(&asked(method, path, &body, None).await?)
}

/// The same, given up as soon as the signal says so; that reads as [`Failed::Offline`].
pub async fn call_until<T: DeserializeOwned>(
    method: &str,
    path: &str,
    body: Body,
    signal: &web_sys::AbortSignal,
) -> Result<T, Failed> {
    read(&asked(method, path, &body, Some(signal)).await?)
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T, Failed> {
    serde_json::from_str(text)
        .map_err(|error| Failed::Problem(Problem::new(Code::Internal, error.to_string())))
}

/// Asks and answers the body as text. Refreshes the session once if that is what it takes.
pub async fn send(method: &str, path: &str, body: &Body) -> Result<String, Failed> {
    asked(method, path, body, None).await
}

/// In a box: what waits for it would have all of it in itself.
fn asked<'a>(
    method: &'a str,
    path: &'a str,
    body: &'a Body,
    signal: Option<&'a web_sys::AbortSignal>,
) -> Pin<Box<dyn Future<Output = Result<String, Failed>> + 'a>> {
    Box::pin(send_until(method, path, body, signal))
}

async fn send_until(
    method: &str,
    path: &str,
    body: &Body,
    signal: Option<&web_sys::AbortSignal>,
) -> Result<String, Failed> {
    let (status, text) = once(method, path, body, signal).await?;
    // A login that is refused says why; no other session would help.
    if status != 401 || path == LOGIN {
        return judge(status, text);
    }
    let (refreshed, _) = once("POST", "/api/auth/refresh", &Body::Empty, None).await?;
    if refreshed >= 400 {
        return Err(if refreshed < 500 { Failed::LoggedOut } else { Failed::Offline });
    }
    let (status, text) = once(method, path, body, signal).await?;
    if status == 401 { Err(Failed::LoggedOut) } else { judge(status, text) }
}

/// Sends JSON without waiting for an answer; the browser carries on with it when the page goes away.
pub fn send_and_leave(path: &str, json: &str) {
    let Ok(init) = init("POST", &Body::Json(json.to_owned())) else { return };
    // Not among web-sys' stable setters.
    let _ = js_sys::Reflect::set(&init, &JsValue::from_str("keepalive"), &JsValue::TRUE);
    let _ = leptos::prelude::window().fetch_with_str_and_init(path, &init);
}

/// What an answer means.
pub fn judge(status: u16, text: String) -> Result<String, Failed> {
    if status < 400 {
        return Ok(text);
    }
    // A proxy in between answers without a problem.
    let problem = serde_json::from_str::<Problem>(&text).unwrap_or_else(|_| {
        Problem::from(match status {
            404 => Code::NotFound,
            413 => Code::PayloadTooLarge,
            429 => Code::RateLimited,
            502..=504 => Code::Unavailable,
            _ => Code::Internal,
        })
    });
    Err(Failed::Problem(problem))
}

fn init(method: &str, body: &Body) -> Result<web_sys::RequestInit, JsValue> {
    let init = web_sys::RequestInit::new();
    init.set_method(method);
    let headers = web_sys::Headers::new()?;
    headers.set("accept", "application/json")?;
    match body {
        Body::Empty => {}
        Body::Json(text) => {
            headers.set("content-type", "application/json")?;
            init.set_body(&JsValue::from_str(text));
        }
    }
    init.set_headers(&headers);
    Ok(init)
}

async fn once(
    method: &str,
    path: &str,
    body: &Body,
    signal: Option<&web_sys::AbortSignal>,
) -> Result<(u16, String), Failed> {
    let offline = |_| Failed::Offline;
    let init = init(method, body).map_err(offline)?;
    init.set_signal(signal);
    let response = JsFuture::from(leptos::prelude::window().fetch_with_str_and_init(path, &init))
        .await
        .map_err(offline)?;
    let response: web_sys::Response = response.dyn_into().map_err(offline)?;
    let text = JsFuture::from(response.text().map_err(offline)?).await.map_err(offline)?;
    Ok((response.status(), text.as_string().unwrap_or_default()))
}
