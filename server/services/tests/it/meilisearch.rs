//! Stands in for a Meilisearch server: the part of its published HTTP API that the adapter uses, checked as strictly as
//! the real one does (keys, unknown indexes, attributes that can't be filtered or sorted by), over documents in memory.

#![expect(clippy::indexing_slicing, reason = "tests stop at the first surprise")]

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper::{Method, Request, Response};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

pub const KEY: &str = "a master key of the test";

#[derive(Default, Clone)]
struct Index {
    settings: Value,
    documents: BTreeMap<String, Value>,
}

#[derive(Default)]
struct State {
    indexes: BTreeMap<String, Index>,
    /// What became of tasks, and how often each was asked after.
    tasks: Vec<(Result<(), Value>, u32)>,
    searches: u32,
}

/// A running one.
pub struct StandIn {
    pub url: url::Url,
    state: Arc<Mutex<State>>,
    /// Answers nothing but 503 while set.
    pub away: Arc<AtomicBool>,
}

impl StandIn {
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address")).parse().expect("a URL");
        let state: Arc<Mutex<State>> = Arc::default();
        let away: Arc<AtomicBool> = Arc::default();
        let (shared, gone) = (Arc::clone(&state), Arc::clone(&away));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (state, away) = (Arc::clone(&shared), Arc::clone(&gone));
                tokio::spawn(async move {
                    let service =
                        service_fn(move |request| answer(Arc::clone(&state), Arc::clone(&away), request));
                    let _ = hyper::server::conn::http1::Builder::new()
                        .serve_connection(TokioIo::new(stream), service)
                        .await;
                });
            }
        });
        Self { url, state, away }
    }

    /// How often it was searched.
    pub fn searches(&self) -> u32 {
        self.state.lock().expect("the state").searches
    }

    /// How many documents an index has.
    pub fn documents(&self, index: &str) -> usize {
        self.state.lock().expect("the state").indexes.get(index).map_or(0, |index| index.documents.len())
    }
}

type Failed = (u16, &'static str);

async fn answer(
    state: Arc<Mutex<State>>,
    away: Arc<AtomicBool>,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, hyper::Error> {
    let (parts, body) = request.into_parts();
    let body = body.collect().await?.to_bytes();
    let authorised =
        parts.headers.get("authorization").is_some_and(|value| value == &format!("Bearer {KEY}"));
    let done = if away.load(Ordering::SeqCst) {
        Err((503, "internal"))
    } else if authorised {
        let body: Value = serde_json::from_slice(&body).unwrap_or_default();
        route(&mut state.lock().expect("the state"), &parts.method, parts.uri.path(), &body)
    } else {
        Err((401, "missing_authorization_header"))
    };
    let (status, body) = match done {
        Ok((status, body)) => (status, body),
        Err((status, code)) => {
            let body = json!({"message": code, "code": code, "type": "invalid_request", "link": "https://docs.meilisearch.com"});
            (status, body)
        }
    };
    let response = Response::builder().status(status).header("content-type", "application/json");
    Ok(response.body(Full::new(Bytes::from(body.to_string()))).expect("a response"))
}

fn route(state: &mut State, method: &Method, path: &str, body: &Value) -> Result<(u16, Value), Failed> {
    let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    let done = match (method.as_str(), parts.as_slice()) {
        ("GET", ["health"]) => return Ok((200, json!({"status": "available"}))),
        ("GET", ["tasks", number]) => {
            let number: usize = number.parse().map_err(|_| (404, "task_not_found"))?;
            let (done, asked) = state.tasks.get_mut(number).ok_or((404, "task_not_found"))?;
            *asked += 1;
            let (status, error) = match (&done, *asked) {
                (_, 1) => ("processing", Value::Null),
                (Ok(()), _) => ("succeeded", Value::Null),
                (Err(error), _) => ("failed", error.clone()),
            };
            return Ok((200, json!({"uid": number, "status": status, "error": error})));
        }
        ("POST", ["multi-search"]) => {
            state.searches += 1;
            let queries = body["queries"].as_array().ok_or((400, "missing_multi_search_queries"))?;
            let results: Vec<Value> =
                queries.iter().map(|query| search(state, query)).collect::<Result<_, _>>()?;
            return Ok((200, json!({"results": results})));
        }
        ("POST", ["indexes"]) => {
            let uid = body["uid"].as_str().ok_or((400, "missing_index_uid"))?;
            assert_eq!(body["primaryKey"], "id");
            if state.indexes.contains_key(uid) {
                Err(json!({"message": "exists", "code": "index_already_exists"}))
            } else {
                state.indexes.insert(uid.to_owned(), Index::default());
                Ok(())
            }
        }
        ("POST", ["swap-indexes"]) => {
            let pair = body[0]["indexes"].as_array().ok_or((400, "invalid_swap_indexes"))?.clone();
            let [a, b] = pair.as_slice() else { return Err((400, "invalid_swap_indexes")) };
            let (a, b) = (a.as_str().unwrap_or_default(), b.as_str().unwrap_or_default());
            let (Some(first), Some(second)) = (state.indexes.remove(a), state.indexes.remove(b)) else {
                return Err((404, "index_not_found"));
            };
            state.indexes.insert(a.to_owned(), second);
            state.indexes.insert(b.to_owned(), first);
            Ok(())
        }
        (_, ["indexes", uid, rest @ ..]) => {
            let index = state.indexes.get_mut(*uid).ok_or((404, "index_not_found"))?;
            match (method.as_str(), rest) {
                ("PATCH", ["settings"]) => {
                    const KNOWN: [&str; 9] = [
                        "searchableAttributes",
                        "displayedAttributes",
                        "filterableAttributes",
                        "sortableAttributes",
                        "rankingRules",
                        "stopWords",
                        "typoTolerance",
                        "faceting",
                        "pagination",
                    ];
                    let fields = body.as_object().ok_or((400, "bad_request"))?;
                    if fields.keys().any(|key| !KNOWN.contains(&key.as_str())) {
                        return Err((400, "bad_request"));
                    }
                    index.settings = body.clone();
                }
                ("POST" | "PUT", ["documents"]) => {
                    for document in body.as_array().ok_or((400, "bad_request"))? {
                        let id = document["id"].as_str().ok_or((400, "missing_document_id"))?;
                        index.documents.insert(id.to_owned(), document.clone());
                    }
                }
                ("POST", ["documents", "delete-batch"]) => {
                    for id in body.as_array().ok_or((400, "bad_request"))? {
                        index.documents.remove(id.as_str().unwrap_or_default());
                    }
                }
                ("DELETE", ["documents"]) => index.documents.clear(),
                _ => return Err((405, "method_not_allowed")),
            }
            Ok(())
        }
        _ => return Err((404, "not_found")),
    };
    state.tasks.push((done, 0));
    Ok((202, json!({"taskUid": state.tasks.len() - 1, "status": "enqueued"})))
}

fn search(state: &State, query: &Value) -> Result<Value, Failed> {
    let uid = query["indexUid"].as_str().unwrap_or_default();
    let index = state.indexes.get(uid).ok_or((404, "index_not_found"))?;
    assert_eq!(query["matchingStrategy"], "all");
    let words: Vec<&str> = query["q"].as_str().unwrap_or_default().split_whitespace().take(10).collect();
    let filter = query["filter"].as_array().cloned().unwrap_or_default();
    let mut found: Vec<(Vec<i64>, &Value)> = Vec::new();
    for document in index.documents.values() {
        let mut passes = true;
        for one in &filter {
            let any: Vec<&Value> = one.as_array().map_or_else(|| vec![one], |any| any.iter().collect());
            let mut one_passes = false;
            for text in any {
                one_passes |= conditions(text.as_str().unwrap_or_default(), document, &index.settings)?;
            }
            passes &= one_passes;
        }
        if !passes {
            continue;
        }
        let Some(ranks) = relevance(&words, document, &index.settings) else { continue };
        let mut key = Vec::new();
        for sort in query["sort"].as_array().cloned().unwrap_or_default() {
            let (field, direction) =
                sort.as_str().and_then(|sort| sort.rsplit_once(':')).ok_or((400, "invalid_search_sort"))?;
            if !listed(&index.settings["sortableAttributes"], field) {
                return Err((400, "invalid_search_sort"));
            }
            let value = number(&document[field]);
            key.push(if direction == "asc" { value } else { -value });
        }
        key.extend(ranks);
        // The custom rules at the end of ours.
        key.extend([-number(&document["sold"]), -number(&document["tie"])]);
        found.push((key, document));
    }
    found.sort_by(|a, b| a.0.cmp(&b.0));
    let mut facets = serde_json::Map::new();
    for facet in query["facets"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if !listed(&index.settings["filterableAttributes"], facet) {
            return Err((400, "invalid_search_facets"));
        }
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        for (_, document) in &found {
            let values = document[facet].as_array().cloned().unwrap_or_else(|| vec![document[facet].clone()]);
            for value in values {
                let word = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                *counts.entry(word).or_default() += 1;
            }
        }
        facets.insert(facet.to_owned(), json!(counts));
    }
    let total = found.len();
    let at = |name: &str, default: usize| {
        query[name].as_u64().and_then(|n| usize::try_from(n).ok()).unwrap_or(default)
    };
    let (from, count) = match query.get("hitsPerPage") {
        Some(_) => ((at("page", 1) - 1) * at("hitsPerPage", 20), at("hitsPerPage", 20)),
        None => (at("offset", 0), at("limit", 20)),
    };
    let shown = |document: &Value| {
        let fields = query["attributesToRetrieve"].as_array().into_iter().flatten().filter_map(Value::as_str);
        let fields = fields.filter(|field| listed(&index.settings["displayedAttributes"], field));
        fields.map(|field| (field.to_owned(), document[field].clone())).collect::<serde_json::Map<_, _>>()
    };
    let hits: Vec<_> = found.iter().skip(from).take(count).map(|(_, document)| shown(document)).collect();
    let mut answer = json!({"indexUid": uid, "hits": hits, "query": query["q"], "processingTimeMs": 1, "facetDistribution": facets});
    if query.get("hitsPerPage").is_some() {
        answer["totalHits"] = json!(total);
    } else {
        answer["estimatedTotalHits"] = json!(total);
    }
    Ok(answer)
}

fn listed(list: &Value, field: &str) -> bool {
    list.as_array().is_some_and(|list| list.iter().any(|known| known == field))
}

fn number(value: &Value) -> i64 {
    // As the real one keeps numbers.
    let float = value.as_f64().unwrap_or_default();
    #[expect(
        clippy::as_conversions,
        clippy::cast_possible_truncation,
        reason = "ours are whole and below 2^53"
    )]
    let whole = float as i64;
    assert!(whole.unsigned_abs() < 1 << 53, "{value} can't be held exactly");
    whole
}

/// `a = "b" AND c < 3`.
fn conditions(text: &str, document: &Value, settings: &Value) -> Result<bool, Failed> {
    let mut passes = true;
    for condition in split_outside_quotes(text) {
        let mut parts = condition.trim().splitn(3, ' ');
        let (Some(field), Some(operator), Some(value)) = (parts.next(), parts.next(), parts.next()) else {
            return Err((400, "invalid_search_filter"));
        };
        if !listed(&settings["filterableAttributes"], field) {
            return Err((400, "invalid_search_filter"));
        }
        let has = &document[field];
        passes &= if let Some(quoted) = value.strip_prefix('"') {
            let quoted = quoted.strip_suffix('"').ok_or((400, "invalid_search_filter"))?;
            let wanted = quoted.replace("\\\"", "\"").replace("\\\\", "\\");
            let equal = |value: &Value| {
                value.as_str().is_some_and(|value| value.to_lowercase() == wanted.to_lowercase())
            };
            assert_eq!(operator, "=");
            has.as_array().map_or_else(|| equal(has), |all| all.iter().any(equal))
        } else {
            let wanted: i64 = value.parse().map_err(|_| (400, "invalid_search_filter"))?;
            let has = number(has);
            match operator {
                "=" => has == wanted,
                "<" => has < wanted,
                ">" => has > wanted,
                "<=" => has <= wanted,
                ">=" => has >= wanted,
                _ => return Err((400, "invalid_search_filter")),
            }
        };
    }
    Ok(passes)
}

fn split_outside_quotes(text: &str) -> Vec<String> {
    let (mut parts, mut part, mut quoted, mut escaped) = (Vec::new(), String::new(), false, false);
    for c in text.chars() {
        if c == '"' && !escaped {
            quoted = !quoted;
        }
        escaped = c == '\\' && !escaped;
        part.push(c);
        if !quoted && part.ends_with(" AND ") {
            parts.push(part.trim_end_matches(" AND ").to_owned());
            part.clear();
        }
    }
    parts.push(part);
    parts
}

/// Typos, the best attribute, how many words aren't whole; `None` where a word is missing.
fn relevance(words: &[&str], document: &Value, settings: &Value) -> Option<Vec<i64>> {
    let attributes: Vec<&str> =
        settings["searchableAttributes"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let sizes = &settings["typoTolerance"]["minWordSizeForTypos"];
    let (one, two) = (sizes["oneTypo"].as_u64().unwrap_or(5), sizes["twoTypos"].as_u64().unwrap_or(9));
    let (mut typos, mut attribute, mut inexact) = (0, 0, 0);
    for (n, word) in words.iter().enumerate() {
        let length = word.chars().count();
        let most = if length >= usize::try_from(two).unwrap() {
            2
        } else {
            i64::from(length >= usize::try_from(one).unwrap())
        };
        let mut best: Option<(i64, i64, i64)> = None;
        for (place, attribute) in (0_i64..).zip(&attributes) {
            let strict = listed(&settings["typoTolerance"]["disableOnAttributes"], attribute);
            let most = if strict { 0 } else { most };
            for has in document[*attribute].as_str().unwrap_or_default().split_whitespace() {
                let slips = distance(word, has);
                let begun = if n + 1 == words.len() {
                    (1..has.chars().count())
                        .map(|end| distance(word, &has.chars().take(end).collect::<String>()))
                        .min()
                } else {
                    None
                };
                let fits = [(slips, 0), (begun.unwrap_or(i64::MAX), 1)];
                for (slips, inexact) in fits.into_iter().filter(|(slips, _)| *slips <= most) {
                    let rank = (slips, place, inexact);
                    best = Some(best.map_or(rank, |best| best.min(rank)));
                }
            }
        }
        let (slips, place, part) = best?;
        typos += slips;
        attribute += place;
        inexact += part;
    }
    Some(vec![typos, attribute, inexact])
}

fn distance(a: &str, b: &str) -> i64 {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![vec![0_i64; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            rows[i][j] = if i == 0 {
                i64::try_from(j).unwrap()
            } else if j == 0 {
                i64::try_from(i).unwrap()
            } else {
                let mut cost = (rows[i - 1][j - 1] + i64::from(a[i - 1] != b[j - 1]))
                    .min(rows[i - 1][j] + 1)
                    .min(rows[i][j - 1] + 1);
                if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                    cost = cost.min(rows[i - 2][j - 2] + 1);
                }
                cost
            };
        }
    }
    rows[a.len()][b.len()]
}
