//! The rules of the canvas: what changed is exchanged, the rest stays as the browser has it.

use std::cell::RefCell;

use js_sys::{Array, JsString};
use landinghub::render::exchange::{self, Exchange};
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::Element;

#[wasm_bindgen(module = "/src/editor/sheet.js")]
extern "C" {
    fn exchange(style: &Element, group: i32, count: u32, at: u32, gone: u32, come: &Array) -> bool;
}

/// So many rules at once are quicker read as a whole.
const MOST: usize = 200;

/// A `style` element and what is in it.
pub struct Sheet {
    style: Element,
    rules: RefCell<String>,
}

impl Sheet {
    /// Of an element whose rules nobody knows yet.
    pub fn new(style: Element) -> Self {
        Self { style, rules: RefCell::default() }
    }

    /// Makes these its rules. `grown`: those that are there and shouldn't be belong to blocks that are gone, and harm
    /// nobody.
    pub fn put(&self, rules: String, grown: bool) {
        let mut known = self.rules.borrow_mut();
        if *known == rules || (grown && is_within(&rules, &known)) {
            return;
        }
        let changes = exchange::exchange(&known, &rules);
        let many: usize = changes.iter().map(|change| change.gone + change.come.len()).sum();
        let done = !known.is_empty() && many <= MOST && changes.iter().all(|change| self.exchange(change));
        if !done {
            self.style.set_text_content(Some(&rules));
        }
        *known = rules;
    }

    fn exchange(&self, change: &Exchange<'_>) -> bool {
        let number = |of: usize| u32::try_from(of).unwrap_or(u32::MAX);
        let group = change.group.map_or(Some(-1), |group| i32::try_from(group).ok());
        let come: Array = change.come.iter().map(|rule| JsString::from(*rule)).collect();
        group.is_some_and(|group| {
            exchange(&self.style, group, number(change.count), number(change.at), number(change.gone), &come)
        })
    }
}

/// Whether a sheet's rules are all in another, in the same order.
fn is_within(sheet: &str, other: &str) -> bool {
    let mut rules = other.split('}');
    sheet.split('}').all(|rule| rules.any(|other| other == rule))
}
