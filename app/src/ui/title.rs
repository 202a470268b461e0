use leptos::prelude::*;

/// A screen's name with the product's.
pub fn window_title(name: &str) -> String {
    format!("{name} · LandingHub")
}

/// Names the window after a screen that was come to inside the app; the server names the first one itself.
#[component]
pub fn WindowTitle(
    /// The screen's name.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    Effect::new(move |_| {
        let title = window_title(&text);
        if document().title() != title {
            document().set_title(&title);
        }
    });
}
