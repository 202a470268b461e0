//! Messages, their files, reading and typing.

use super::Answer;
use crate::extract::{ApiJson, ApiPath, ApiQuery, ApiSlice, ChatCaller, SliceQuery};
use crate::problem::{ApiError, ProblemBody};
use crate::rest::uploads::read as read_file;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use landinghub::api::List;
use landinghub::api::chat::{Attachment, Message, NewMessage, Read, ReadUpTo, TypingNow};
use landinghub::{Code, Problem};
use landinghub_services::chat::{self, MessageQuery};
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this file.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list_messages, post_message))
        .routes(routes!(read))
        .routes(routes!(typing))
        .routes(routes!(attach))
}

/// Which messages.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct MessagesQuery {
    /// Only those before this number; the last of them.
    before: Option<i64>,
    /// Only those after this number; the first of them.
    after: Option<i64>,
}

/// Messages of a room, always in order; the last ones where nothing is asked.
#[utoipa::path(get, path = "/api/chat/rooms/{id}/messages", tag = "chat", params(("id" = String, Path), MessagesQuery, SliceQuery), responses(
    (status = 200, body = List<Message>),
    (status = 401, body = ProblemBody, description = "`unauthenticated`"),
    (status = 404, body = ProblemBody, description = "`not_found`"),
))]
async fn list_messages(
    State(state): State<AppState>,
    ChatCaller(caller): ChatCaller,
    ApiPath(id): ApiPath<String>,
    ApiQuery(query): ApiQuery<MessagesQuery>,
    ApiSlice(slice): ApiSlice,
) -> Answer<List<Message>> {
    let MessagesQuery { before, after } = query;
    let query = MessageQuery { before, after, slice };
    Ok(Json(chat::messages(&state.services, &caller, &id, &query).await?))
}

/// Stores a message.
#[utoipa::path(post, path = "/api/chat/rooms/{id}/messages", tag = "chat", params(("id" = String, Path)), request_body = NewMessage, responses(
    (status = 201, body = Message),
    (status = 200, body = Message, description = "This `client_id` was sent before: the first one"),
    (status = 401, body = ProblemBody, description = "`unauthenticated`"),
    (status = 403, body = ProblemBody, description = "`forbidden`: private notes are the support's"),
    (status = 404, body = ProblemBody, description = "`not_found`"),
    (status = 413, body = ProblemBody, description = "`payload_too_large`: an attachment over 10 MB"),
    (status = 422, body = ProblemBody, description = "`validation_failed`"),
    (status = 429, body = ProblemBody, description = "`rate_limited`"),
))]
async fn post_message(
    State(state): State<AppState>,
    ChatCaller(caller): ChatCaller,
    ApiPath(id): ApiPath<String>,
    new: Option<ApiJson<NewMessage>>,
) -> Result<Response, ApiError> {
    let new = new.map(|ApiJson(new)| new).unwrap_or_default();
    let (message, is_new) = chat::post(&state.services, &caller, &id, new).await?;
    let status = if is_new { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(message)).into_response())
}

/// Notes how far the caller has read; never less than before.
#[utoipa::path(post, path = "/api/chat/rooms/{id}/read", tag = "chat", params(("id" = String, Path)), request_body = ReadUpTo, responses(
    (status = 200, body = Read),
    (status = 404, body = ProblemBody, description = "`not_found`"),
    (status = 422, body = ProblemBody, description = "`validation_failed`"),
))]
async fn read(
    State(state): State<AppState>,
    ChatCaller(caller): ChatCaller,
    ApiPath(id): ApiPath<String>,
    input: Option<ApiJson<ReadUpTo>>,
) -> Answer<Read> {
    let input = input.map_or(ReadUpTo { up_to: -1 }, |ApiJson(input)| input);
    Ok(Json(chat::read(&state.services, &caller, &id, input).await?))
}

/// Tells the others in the room that the caller writes; nothing is kept.
#[utoipa::path(post, path = "/api/chat/rooms/{id}/typing", tag = "chat", params(("id" = String, Path)), request_body = TypingNow, responses(
    (status = 204, description = "The others are told"),
    (status = 404, body = ProblemBody, description = "`not_found`"),
))]
async fn typing(
    State(state): State<AppState>,
    ChatCaller(caller): ChatCaller,
    ApiPath(id): ApiPath<String>,
    input: Option<ApiJson<TypingNow>>,
) -> Result<StatusCode, ApiError> {
    let input = input.map(|ApiJson(input)| input).unwrap_or_default();
    chat::typing(&state.services, &caller, &id, input).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A file to be sent.
#[derive(utoipa::ToSchema)]
#[expect(dead_code, reason = "the schema of a body that is read in pieces")]
struct AttachmentForm {
    /// At most 10 MB, of the types of uploads.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Keeps a file, so that a message can carry it; also for visitors, who have no library.
#[utoipa::path(post, path = "/api/chat/attachments", tag = "chat",
    request_body(content = AttachmentForm, content_type = "multipart/form-data"), responses(
    (status = 201, body = Attachment),
    (status = 401, body = ProblemBody, description = "`unauthenticated`"),
    (status = 413, body = ProblemBody, description = "`payload_too_large`"),
    (status = 415, body = ProblemBody, description = "`unsupported_media_type`"),
    (status = 422, body = ProblemBody, description = "`validation_failed`"),
))]
async fn attach(
    State(state): State<AppState>,
    ChatCaller(caller): ChatCaller,
    body: Result<Multipart, MultipartRejection>,
) -> Result<Response, ApiError> {
    let multipart = body.map_err(|_| {
        let detail = "Send the file as `multipart/form-data`, in a part called `file`.";
        Problem::new(Code::UnsupportedMediaType, detail)
    })?;
    let (name, bytes) = read_file(&state.services, multipart).await?;
    let kept = chat::attach(&state.services, &caller, &name, bytes).await?;
    Ok((StatusCode::CREATED, Json(kept)).into_response())
}
