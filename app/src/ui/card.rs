//! Surfaces and what stands on them: cards, notices, badges, faces.

use super::Icon;
use leptos::prelude::*;

/// What a badge or notice is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Nothing in particular.
    #[default]
    Neutral,
    /// Ours.
    Brand,
    /// Went well.
    Good,
    /// Needs a look.
    Warn,
    /// Went wrong.
    Bad,
}

/// A surface with a title and perhaps actions beside it.
#[component]
pub fn Card(
    /// Its heading; none without one.
    #[prop(optional, into)]
    title: String,
    /// What stands beside the heading.
    #[prop(optional, into)]
    actions: Option<ViewFnOnce>,
    /// Leaves out the padding, for lists and tables.
    #[prop(optional)]
    flush: bool,
    /// What is on it.
    children: Children,
) -> impl IntoView {
    view! {
        <section class="card">
            {(!title.is_empty())
                .then(|| view! { <div class="card-head"><h2>{title}</h2>{actions.map(|actions| actions.run())}</div> })}
            <div class=if flush { "" } else { "card-body" }>{children()}</div>
        </section>
    }
}

/// A word about a thing.
#[component]
pub fn Badge(
    /// What it is about.
    #[prop(optional)]
    tone: Tone,
    /// The word.
    children: Children,
) -> impl IntoView {
    let class = match tone {
        Tone::Neutral => "badge",
        Tone::Brand => "badge badge-brand",
        Tone::Good => "badge badge-good",
        Tone::Warn => "badge badge-warn",
        Tone::Bad => "badge badge-bad",
    };
    view! { <span class=class>{children()}</span> }
}

/// A paragraph that wants to be read.
#[component]
pub fn Notice(
    /// What it is about.
    #[prop(optional)]
    tone: Tone,
    /// Says it to screen readers when it appears.
    #[prop(optional)]
    live: bool,
    /// What it says.
    children: Children,
) -> impl IntoView {
    let (class, icon) = match tone {
        Tone::Neutral | Tone::Brand => ("notice", "info"),
        Tone::Good => ("notice notice-good", "circle-check"),
        Tone::Warn => ("notice notice-warn", "triangle-alert"),
        Tone::Bad => ("notice notice-bad", "circle-alert"),
    };
    view! {
        <div class=class role=live.then_some("status")>
            <Icon name=icon/>
            <div>{children()}</div>
        </div>
    }
}

/// A person as their initials.
#[component]
pub fn Avatar(
    /// Their name.
    #[prop(into)]
    name: String,
) -> impl IntoView {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().next());
    let initials: String = words.next().into_iter().chain(words.next_back()).collect();
    view! { <span class="avatar" aria-hidden="true">{initials.to_uppercase()}</span> }
}
