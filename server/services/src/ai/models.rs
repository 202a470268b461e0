//! The two protocols models are spoken to with: OpenAI's chat completions, which many others speak too, and Gemini's.
//! Both stream their answers as server-sent events.

use crate::config::Secret;
use crate::gateways::http::{Ask, Client};
use hyper::header::HeaderName;
use landinghub::api::help::Engine;
use serde_json::{Value, json};
use std::time::Duration;

/// An answer that isn't whole by then is given up.
const TIMEOUT: Duration = Duration::from_secs(45);
/// Tokens of one answer at the most.
const ANSWER_TOKENS: u64 = 800;

/// Which model is asked, and where.
#[derive(Clone, Debug)]
pub struct Model {
    /// Its protocol.
    pub engine: Engine,
    /// Opens the door.
    pub key: Secret,
    /// The origin, perhaps with a path, without a slash at the end.
    pub base: String,
    /// The model's name.
    pub name: String,
}

/// What a model is told.
#[derive(Clone, Debug, Default)]
pub(super) struct Prompt {
    /// Instructions.
    pub(super) system: String,
    /// The conversation: whether the other side says it, and what.
    pub(super) turns: Vec<(bool, String)>,
    /// Tokens of the answer at the most, where it isn't a short one.
    pub(super) tokens: Option<u64>,
}

/// An answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) text: String,
    /// Tokens of question and answer, as counted there; estimated where it doesn't say.
    pub(super) tokens: u64,
}

/// Asks a model; `delta` is told each piece of the answer as it comes.
pub(super) async fn ask(
    client: &Client,
    model: &Model,
    prompt: &Prompt,
    delta: impl FnMut(&str) + Send,
) -> Result<Answer, String> {
    let request = match model.engine {
        Engine::Gemini => gemini(model, prompt),
        Engine::Openai | Engine::Articles => openai(model, prompt),
    };
    let asked = prompt.system.len() + prompt.turns.iter().map(|(_, text)| text.len()).sum::<usize>();
    let mut reader =
        Reader { engine: model.engine, answer: Answer::default(), line: Vec::new(), problem: None, delta };
    let status =
        client.stream(request, TIMEOUT, |bytes| reader.take(bytes)).await.map_err(|e| e.to_string())?;
    let Reader { mut answer, problem, .. } = reader;
    if !status.is_success() {
        return Err(format!("the model answered with {status}"));
    }
    if let Some(problem) = problem {
        return Err(problem);
    }
    if answer.text.trim().is_empty() {
        return Err("the model answered nothing".to_owned());
    }
    if answer.tokens == 0 {
        // About four bytes a token.
        answer.tokens = u64::try_from((asked + answer.text.len()) / 4).unwrap_or(u64::MAX);
    }
    Ok(answer)
}

/// <https://platform.openai.com/docs/api-reference/chat>
fn openai(model: &Model, prompt: &Prompt) -> Ask {
    let mut messages = vec![json!({"role": "system", "content": prompt.system})];
    messages.extend(
        prompt
            .turns
            .iter()
            .map(|(other, text)| json!({"role": if *other { "user" } else { "assistant" }, "content": text})),
    );
    let body = json!({
        "model": model.name, "messages": messages, "max_tokens": prompt.tokens.unwrap_or(ANSWER_TOKENS), "temperature": 0.2,
        "stream": true, "stream_options": {"include_usage": true},
    });
    Ask::json(format!("{}/chat/completions", model.base), &body).bearer(model.key.expose())
}

/// <https://ai.google.dev/api/generate-content>
fn gemini(model: &Model, prompt: &Prompt) -> Ask {
    let contents: Vec<Value> = prompt
        .turns
        .iter()
        .map(
            |(other, text)| json!({"role": if *other { "user" } else { "model" }, "parts": [{"text": text}]}),
        )
        .collect();
    let body = json!({
        "systemInstruction": {"parts": [{"text": prompt.system}]}, "contents": contents,
        "generationConfig": {"maxOutputTokens": prompt.tokens.unwrap_or(ANSWER_TOKENS), "temperature": 0.2},
    });
    let url = format!("{}/v1beta/models/{}:streamGenerateContent?alt=sse", model.base, model.name);
    Ask::json(url, &body).header(HeaderName::from_static("x-goog-api-key"), model.key.expose())
}

/// Reads a stream of events as its bytes come.
struct Reader<F> {
    engine: Engine,
    answer: Answer,
    line: Vec<u8>,
    problem: Option<String>,
    delta: F,
}

impl<F: FnMut(&str)> Reader<F> {
    fn take(&mut self, bytes: &[u8]) {
        for byte in bytes {
            if *byte == b'\n' {
                let line = std::mem::take(&mut self.line);
                self.line(&String::from_utf8_lossy(&line));
            } else {
                self.line.push(*byte);
            }
        }
    }

    fn line(&mut self, line: &str) {
        let Some(data) = line.trim_end().strip_prefix("data:").map(str::trim) else { return };
        let Ok(event) = serde_json::from_str::<Value>(data) else { return };
        if let Some(error) = event.get("error") {
            self.problem = Some(
                error
                    .get("message")
                    .and_then(Value::as_str)
                    .unwrap_or("the model refused")
                    .chars()
                    .take(200)
                    .collect(),
            );
            return;
        }
        let at = |path: &str| event.pointer(path).unwrap_or(&Value::Null);
        let (text, tokens) = match self.engine {
            Engine::Gemini => {
                let parts = at("/candidates/0/content/parts").as_array().cloned().unwrap_or_default();
                let text: String = parts.iter().filter_map(|part| part.get("text")?.as_str()).collect();
                (text, at("/usageMetadata/totalTokenCount").as_u64())
            }
            Engine::Openai | Engine::Articles => {
                let text = at("/choices/0/delta/content").as_str().unwrap_or_default().to_owned();
                (text, at("/usage/total_tokens").as_u64())
            }
        };
        self.answer.tokens = tokens.unwrap_or(self.answer.tokens);
        if !text.is_empty() {
            self.answer.text.push_str(&text);
            (self.delta)(&text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(engine: Engine, stream: &str) -> (Answer, Vec<String>) {
        let mut deltas = Vec::new();
        let delta = |text: &str| deltas.push(text.to_owned());
        let mut reader = Reader { engine, answer: Answer::default(), line: Vec::new(), problem: None, delta };
        for chunk in stream.as_bytes().chunks(7) {
            reader.take(chunk);
        }
        let answer = reader.answer;
        (answer, deltas)
    }

    #[test]
    fn both_protocols_are_read_in_pieces() {
        let openai = "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\"}}]}\n\ndata: {\"choices\":[{\"delta\":{\"content\":\"Xin \"}}]}\r\n\r\n\
                      : a comment\n\ndata: {\"choices\":[{\"delta\":{\"content\":\"chào\"}}]}\n\ndata: {\"choices\":[],\"usage\":{\"total_tokens\":42}}\n\ndata: [DONE]\n\n";
        let (answer, deltas) = read(Engine::Openai, openai);
        assert_eq!((answer, deltas.len()), (Answer { text: "Xin chào".to_owned(), tokens: 42 }, 2));
        let gemini = "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"สวัส\"},{\"text\":\"ดี\"}]}}],\"usageMetadata\":{\"totalTokenCount\":7}}\n\n";
        assert_eq!(read(Engine::Gemini, gemini).0, Answer { text: "สวัสดี".to_owned(), tokens: 7 });
    }
}
