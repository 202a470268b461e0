//! Locks between the tabs of this browser (Web Locks). Where there are none, every tab is alone.
//!
//! Reached by name: web-sys counts them among what isn't stable.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

#[derive(Default)]
struct State {
    /// Ends the lock.
    release: RefCell<Option<Function>>,
    /// Nobody wants it any more.
    given_up: Cell<bool>,
}

/// A lock that is held or waited for; let go when dropped.
pub struct Lock(Rc<State>);

fn manager() -> Option<JsValue> {
    let navigator: JsValue = leptos::prelude::window().navigator().into();
    Reflect::get(&navigator, &"locks".into()).ok().filter(JsValue::is_object)
}

fn method(of: &JsValue, name: &str) -> Option<Function> {
    Reflect::get(of, &name.into()).ok()?.dyn_into().ok()
}

impl Lock {
    /// Waits for the lock, or takes it from whoever has it. `granted` is told once, `taken` where somebody else took it.
    pub fn ask(
        name: &str,
        steal: bool,
        granted: impl Fn() + 'static,
        taken: impl Fn() + 'static,
    ) -> Option<Self> {
        let manager = manager()?;
        let state = Rc::new(State::default());
        let options = Object::new();
        let _ = Reflect::set(&options, &"steal".into(), &steal.into());
        let held = Rc::clone(&state);
        // Both may be called long after this was dropped, when another tab goes: they belong to the browser from now on.
        let on_grant = Closure::<dyn FnMut() -> JsValue>::new(move || {
            if held.given_up.get() {
                return JsValue::UNDEFINED;
            }
            let promise = Promise::new(&mut |resolve: Function, _| {
                held.release.replace(Some(resolve));
            });
            granted();
            promise.into()
        })
        .into_js_value();
        let lost = Rc::clone(&state);
        let on_loss = Closure::<dyn FnMut(JsValue)>::new(move |_| {
            lost.release.take();
            if !lost.given_up.get() {
                taken();
            }
        })
        .into_js_value();
        let asked = method(&manager, "request")?.call3(&manager, &name.into(), &options, &on_grant).ok()?;
        let _ = method(&asked, "catch")?.call1(&asked, &on_loss);
        Some(Self(state))
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        self.0.given_up.set(true);
        if let Some(release) = self.0.release.take() {
            let _ = release.call0(&JsValue::UNDEFINED);
        }
    }
}

/// The names of the locks that tabs hold right now; `None` where there are no locks.
pub async fn held() -> Option<Vec<String>> {
    let manager = manager()?;
    let asked: Promise = method(&manager, "query")?.call0(&manager).ok()?.dyn_into().ok()?;
    let answer = js_sys::futures::JsFuture::from(asked).await.ok()?;
    let held: Array = Reflect::get(&answer, &"held".into()).ok()?.dyn_into().ok()?;
    let name = |lock: JsValue| Reflect::get(&lock, &"name".into()).ok()?.as_string();
    Some(held.iter().filter_map(name).collect())
}
