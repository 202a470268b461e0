//! Leptos' generics with one piece of code for all closures: each type of closure would bring its own.

use std::sync::Arc;

use leptos::prelude::*;

use crate::ui::Skeleton;

/// The place of a panel that is on its way.
pub fn place() -> AnyView {
    view! {
        <div class="stack" aria-busy="true">
            <Skeleton height="2rem"/><Skeleton height="6rem"/><Skeleton height="6rem"/>
        </div>
    }
    .into_any()
}

/// Does something now, and again whenever what it read changes.
pub fn effect(run: impl FnMut() + 'static) {
    fn erased(mut run: Box<dyn FnMut()>) {
        Effect::new(move |_: Option<()>| run());
    }
    erased(Box::new(run));
}

/// Something worked out, told to others only when it is another.
pub fn memo<T: PartialEq + Send + Sync + 'static>(make: impl Fn() -> T + Send + Sync + 'static) -> Memo<T> {
    fn erased<T: PartialEq + Send + Sync + 'static>(make: Box<dyn Fn() -> T + Send + Sync>) -> Memo<T> {
        Memo::new(move |_| make())
    }
    erased(Box::new(make))
}

/// A row of a list: what it is known by, and how it is made.
struct Row {
    key: String,
    make: Box<dyn FnOnce() -> AnyView + Send>,
}

/// A list whose rows stay as long as their keys do.
pub fn each<T: Send + 'static>(
    items: impl Fn() -> Vec<T> + Send + Sync + 'static,
    key: impl Fn(&T) -> String + Send + Sync + 'static,
    row: impl Fn(T) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let row = Arc::new(row);
    rows(Arc::new(move || {
        let mut rows = Vec::new();
        for item in items() {
            let (key, row) = (key(&item), Arc::clone(&row));
            rows.push(Row { key, make: Box::new(move || row(item)) });
        }
        rows
    }))
}

fn rows(rows: Arc<dyn Fn() -> Vec<Row> + Send + Sync>) -> AnyView {
    view! { <For each=move || rows() key=|row: &Row| row.key.clone() let:row>{(row.make)()}</For> }.into_any()
}
