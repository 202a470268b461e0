use leptos::prelude::*;

/// A screen's name with the product's.
pub fn window_title(name: &str) -> String {
    format!("{name} · LandingHub")
}

/// Names the window after a screen that was come to inside the app (the server names the first one itself), and marks
/// the page as one that can be used.
#[component]
pub fn WindowTitle(
    /// The screen's name.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    Effect::new(move |_| {
        let title = window_title(&text);
        let document = document();
        if document.title() != title {
            document.set_title(&title);
        }
        // Every screen has a title, so this is where one is known to listen: styles, tests, and presses that came
        // too early (start.js) wait for it.
        if let Some(root) = document.document_element() {
            let _ = root.set_attribute("data-hydrated", "true");
        }
    });
}
