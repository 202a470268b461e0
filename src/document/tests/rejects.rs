//! Every way to be refused, by its code; and each leaves the document as it was.

use serde_json::{Value as Json, json};

use super::{first, sample};
use crate::document::{Document, Kind, Op, Reject, Slot, apply, validate};

/// Applies an operation given as JSON; answers its code, `parse` if it isn't one, or `ok`.
fn code(document: &Document, op: &Json) -> &'static str {
    let Ok(op) = serde_json::from_value::<Op>(op.clone()) else { return "parse" };
    let mut copy = document.clone();
    match apply(&mut copy, &op) {
        Ok(_) => {
            assert_eq!(validate(&copy), Ok(()), "{op:?}");
            "ok"
        }
        Err(reject) => {
            assert_eq!(copy, *document, "{op:?}");
            reject.code()
        }
    }
}

#[test]
fn bad_operations_are_refused_with_their_reason() {
    let document = sample();
    let id = |kind: Kind| first(&document, &kind).to_string();
    let columns = first(&document, &Kind::Columns);
    let column = document.children(&columns, &Slot::MAIN)[0].to_string();
    let columns = columns.to_string();
    let (root, section, heading, form, link) =
        (document.root.to_string(), id(Kind::Section), id(Kind::Heading), id(Kind::Form), id(Kind::Link));
    let (field, image, button) = (id(Kind::EmailField), id(Kind::Image), id(Kind::Button));
    let style = document.styles.keys().next().expect("a style").to_string();
    let place = |parent: &str| json!({ "parent": parent, "order": "a5" });
    let insert = |kind: &str, parent: &str| json!({ "op": "insert", "nodes": { "new1": { "kind": kind, "place": place(parent) } } });
    let table = [
        (insert("heading", &section), "ok"),
        (insert("hologram", &section), "ok"),
        (insert("heading", "nowhere"), "no_such_node"),
        (insert("section", &section), "not_allowed_here"),
        (insert("heading", &columns), "not_allowed_here"),
        (insert("heading", &heading), "not_allowed_here"),
        (insert("button", &link), "not_allowed_here"),
        (insert("link", &link), "not_allowed_here"),
        (insert("form", &form), "not_allowed_here"),
        (insert("email_field", &section), "needs_form"),
        (insert("email_field", &form), "ok"),
        (insert("root", &section), "not_allowed_here"),
        (insert("<b>", &section), "parse"),
        (json!({ "op": "insert", "nodes": {} }), "not_a_tree"),
        (json!({ "op": "insert", "nodes": { "new1": { "kind": "heading" } } }), "not_a_tree"),
        (
            json!({ "op": "insert", "nodes": { heading.as_str(): { "kind": "heading", "place": place(&section) } } }),
            "node_exists",
        ),
        (
            json!({ "op": "insert", "nodes": { "n1": { "kind": "heading", "place": place(&section) }, "n2": { "kind": "heading", "place": place(&section) } } }),
            "not_a_tree",
        ),
        (
            json!({ "op": "insert", "nodes": { "n1": { "kind": "container", "place": place("n2") }, "n2": { "kind": "container", "place": place("n1") } } }),
            "not_a_tree",
        ),
        (
            json!({ "op": "insert", "nodes": { "n1": { "kind": "container", "place": place(&section) },
                "n2": { "kind": "heading", "place": place("n1") }, "n3": { "kind": "heading", "place": place("n1") } } }),
            "same_position",
        ),
        (
            json!({ "op": "insert", "nodes": { "n1": { "kind": "heading", "place": place(&section), "styles": ["nope"] } } }),
            "no_such_style",
        ),
        (
            json!({ "op": "insert", "nodes": { "n1": { "kind": "heading", "place": place(&section) } }, "styles": { "s1": {} } }),
            "style_not_own",
        ),
        (
            json!({ "op": "insert", "nodes": { "n1": { "kind": "heading", "place": place(&section), "props": { "level": 9 } } } }),
            "wrong_value",
        ),
        (
            json!({ "op": "insert", "nodes": { "n1": { "kind": "heading", "place": { "parent": section, "slot": "aside", "order": "a1" } } } }),
            "not_allowed_here",
        ),
        (
            json!({ "op": "insert", "nodes": { "n1": { "kind": "heading", "place": { "parent": section, "order": "" } } } }),
            "parse",
        ),
        (
            json!({ "op": "insert", "nodes": { "../x": { "kind": "heading", "place": place(&section) } } }),
            "parse",
        ),
        (json!({ "op": "remove", "node": root }), "root"),
        (json!({ "op": "remove", "node": "nowhere" }), "no_such_node"),
        (json!({ "op": "remove", "node": section }), "ok"),
        (json!({ "op": "move", "node": root, "place": place(&section) }), "root"),
        (json!({ "op": "move", "node": section, "place": place(&section) }), "cycle"),
        (json!({ "op": "move", "node": columns, "place": place(&column) }), "cycle"),
        (json!({ "op": "move", "node": field, "place": place(&column) }), "needs_form"),
        (json!({ "op": "move", "node": button, "place": place(&link) }), "not_allowed_here"),
        (json!({ "op": "set_prop", "node": heading, "prop": "text", "value": "x" }), "ok"),
        (json!({ "op": "set_prop", "node": heading, "prop": "text", "value": 1 }), "wrong_value"),
        (
            json!({ "op": "set_prop", "node": heading, "prop": "text", "value": "x".repeat(3_000) }),
            "wrong_value",
        ),
        (json!({ "op": "set_prop", "node": heading, "prop": "color", "value": "x" }), "no_such_prop"),
        (json!({ "op": "set_prop", "node": heading, "prop": "onclick=", "value": "x" }), "parse"),
        (json!({ "op": "set_prop", "node": heading, "prop": "anchor", "value": "a b" }), "wrong_value"),
        (
            json!({ "op": "set_prop", "node": link, "prop": "link", "value": { "link": { "href": "javascript:alert(1)" } } }),
            "wrong_value",
        ),
        (
            json!({ "op": "set_prop", "node": link, "prop": "link", "value": { "link": { "href": "//evil.example" } } }),
            "wrong_value",
        ),
        (
            json!({ "op": "set_prop", "node": link, "prop": "link", "value": { "link": { "href": "https://a.example/" } } }),
            "ok",
        ),
        (
            json!({ "op": "set_prop", "node": image, "prop": "asset", "value": { "asset": "nope" } }),
            "no_such_asset",
        ),
        (json!({ "op": "unset_prop", "node": heading, "prop": "level" }), "ok"),
        (json!({ "op": "unset_prop", "node": heading, "prop": "nope" }), "no_such_prop"),
        (json!({ "op": "set_node_flags", "node": heading, "label": "x".repeat(300) }), "name_too_long"),
        (json!({ "op": "set_node_styles", "node": heading, "styles": ["nope"] }), "no_such_style"),
        (json!({ "op": "insert_style", "style": style }), "style_exists"),
        (
            json!({ "op": "insert_style", "style": "s9", "declarations": [{ "style": "other", "property": "color", "value": "#fff" }] }),
            "stray_declaration",
        ),
        (json!({ "op": "remove_style", "style": style }), "style_in_use"),
        (json!({ "op": "remove_style", "style": "nope" }), "no_such_style"),
        (json!({ "op": "set_declaration", "style": style, "property": "color", "value": "#fff" }), "ok"),
        (
            json!({ "op": "set_declaration", "style": style, "property": "color", "value": "12px" }),
            "wrong_css",
        ),
        (
            json!({ "op": "set_declaration", "style": style, "property": "position", "value": "fixed" }),
            "wrong_css",
        ),
        (json!({ "op": "set_declaration", "style": style, "property": "behavior", "value": "x" }), "parse"),
        (
            json!({ "op": "set_declaration", "style": style, "property": "width", "value": "1px;}body{display:none" }),
            "parse",
        ),
        (
            json!({ "op": "set_declaration", "style": style, "property": "width", "value": "token(nope)" }),
            "no_such_token",
        ),
        (
            json!({ "op": "set_declaration", "style": style, "property": "background-image", "value": "asset(nope)" }),
            "no_such_asset",
        ),
        (
            json!({ "op": "set_declaration", "style": style, "breakpoint": "watch", "property": "width", "value": "1px" }),
            "no_such_breakpoint",
        ),
        (
            json!({ "op": "set_declaration", "style": "nope", "property": "width", "value": "1px" }),
            "no_such_style",
        ),
        (
            json!({ "op": "set_token", "token": "x", "value": { "kind": "color", "value": "12px" } }),
            "wrong_token",
        ),
        (
            json!({ "op": "set_token", "token": "x", "value": { "kind": "color", "value": "token(primary)" } }),
            "wrong_token",
        ),
        (json!({ "op": "unset_token", "token": "primary" }), "token_in_use"),
        (json!({ "op": "unset_token", "token": "nope" }), "no_such_token"),
        (json!({ "op": "unset_asset", "asset": "photo" }), "asset_in_use"),
        (json!({ "op": "set_asset", "asset": "x", "value": { "url": "javascript:x" } }), "parse"),
        (
            json!({ "op": "set_asset", "asset": "x", "value": { "url": "/x.png", "width": 1, "height": 1 } }),
            "ok",
        ),
        (json!({ "op": "set_meta", "field": "title", "value": "x" }), "ok"),
        (json!({ "op": "set_meta", "field": "title", "value": 3 }), "wrong_meta"),
        (json!({ "op": "set_meta", "field": "lang", "value": "x\"y" }), "wrong_meta"),
        (json!({ "op": "unset_meta", "field": "lang" }), "wrong_meta"),
        (json!({ "op": "set_meta", "field": "og_image", "value": { "asset": "nope" } }), "no_such_asset"),
        (json!({ "op": "set_meta", "field": "nope", "value": "x" }), "parse"),
        (json!({ "op": "drop_everything" }), "parse"),
        (json!({ "node": "x" }), "parse"),
        (json!([]), "parse"),
    ];
    for (op, expected) in table {
        assert_eq!(code(&document, &op), expected, "{op}");
    }
}

#[test]
fn limits_hold() {
    let document = sample();
    let section = first(&document, &Kind::Section).to_string();
    let chain = |depth: usize| {
        let mut nodes = serde_json::Map::new();
        let mut parent = section.clone();
        for level in 0..depth {
            let id = format!("deep{level}");
            nodes.insert(
                id.clone(),
                json!({ "kind": "container", "place": { "parent": parent, "order": "a9" } }),
            );
            parent = id;
        }
        json!({ "op": "insert", "nodes": nodes })
    };
    // The page and the section are the first two.
    assert_eq!(code(&document, &chain(30)), "ok");
    assert_eq!(code(&document, &chain(31)), "too_deep");
    let many = |count: usize| {
        let mut nodes = serde_json::Map::new();
        nodes.insert(
            "top".to_owned(),
            json!({ "kind": "container", "place": { "parent": section, "order": "a9" } }),
        );
        for index in 0..count {
            nodes.insert(format!("n{index}"), json!({ "kind": "divider", "place": { "parent": "top", "order": format!("c{index:03}V").replace("0V", "1V") } }));
        }
        json!({ "op": "insert", "nodes": nodes })
    };
    assert_eq!(code(&document, &many(5_000)), "too_many_nodes");
    let long: String = "x".repeat(1_900);
    let mut nodes = serde_json::Map::new();
    nodes.insert(
        "top".to_owned(),
        json!({ "kind": "container", "place": { "parent": section, "order": "a9" } }),
    );
    let mut order = crate::document::FractionalIndex::first();
    for index in 0..600 {
        nodes.insert(
            format!("n{index}"),
            json!({ "kind": "heading", "place": { "parent": "top", "order": order }, "props": { "text": long } }),
        );
        order = order.next();
    }
    assert_eq!(code(&document, &json!({ "op": "insert", "nodes": nodes })), "too_big");
}

#[test]
fn broken_documents_are_refused() {
    let good: Json = serde_json::from_str(&sample().to_json()).expect("JSON");
    let root = good["root"].as_str().expect("text").to_owned();
    let any = good["nodes"].as_object().expect("map").keys().find(|id| **id != root).expect("a node").clone();
    let broken = |change: &dyn Fn(&mut Json)| {
        let mut json = good.clone();
        change(&mut json);
        Document::from_json(&json.to_string()).is_err()
    };
    assert!(!broken(&|_| {}));
    assert!(broken(&|json| json["schema"] = json!(3)));
    assert!(broken(&|json| json["root"] = json!("nowhere")));
    assert!(broken(&|json| json["root"] = json!(any.clone())));
    assert!(broken(&|json| json["nodes"][&root]["place"] = json!({ "parent": any, "order": "a0" })));
    assert!(broken(&|json| json["nodes"][&any]["place"]["parent"] = json!("nowhere")));
    assert!(broken(&|json| json["nodes"][&any]["place"]["parent"] = json!(any.clone())));
    assert!(broken(&|json| json["nodes"][&any]["place"] = Json::Null));
    assert!(broken(&|json| json["breakpoints"] = json!([])));
    assert!(broken(&|json| json["breakpoints"] =
        json!([{ "id": "desktop" }, { "id": "a", "max_width": 10 }, { "id": "b", "max_width": 20 }])));
    assert!(broken(&|json| json["declarations"][0]["style"] = json!("nope")));
    assert!(broken(&|json| json["meta"]["favicon"] = json!("nope")));
    assert!(broken(&|json| json["lang"] = json!("<x>")));
    assert!(
        Document::from_json("").is_err()
            && Document::from_json("[]").is_err()
            && Document::from_json("{}").is_err()
    );
    assert!(Document::from_json(&"[".repeat(100_000)).is_err());
}

#[test]
fn codes_are_words() {
    assert_eq!(Reject::TooBig.code(), "too_big");
    assert_eq!(Reject::TooBig.to_string(), "the page is over 1 MiB");
}
