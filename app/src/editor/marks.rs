//! The toolbar beside the words being edited: styles, marks, lists, links, colours from the page's tokens. One stop of
//! the tab key; arrow keys go along it, Escape goes back to the words.

use landinghub::document::TokenId;
use landinghub::document::richtext::Align;
use landinghub::document::textedit::{Look, Mark, Sort};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::caret::Edges;
use super::link::LinkPopover;
use super::room::window_size;
use super::small::{effect, memo};
use super::state::{Editor, use_editor};
use crate::ui::{Icon, Menu, aria};

/// A button that is on or off.
#[derive(Clone, Copy)]
enum Tool {
    Bold,
    Italic,
    Underline,
    Strike,
    Code,
    Bullets,
    Numbers,
    Deeper,
    Higher,
    Link,
    Clear,
    Done,
}

const MARKS: &[(&str, &str, Tool)] = &[
    ("bold", "editor.mark.bold", Tool::Bold),
    ("italic", "editor.mark.italic", Tool::Italic),
    ("underline", "editor.mark.underline", Tool::Underline),
    ("strikethrough", "editor.mark.strike", Tool::Strike),
    ("code", "editor.mark.code", Tool::Code),
    ("link", "editor.mark.link", Tool::Link),
];
const LISTS: &[(&str, &str, Tool)] = &[
    ("list", "editor.mark.list", Tool::Bullets),
    ("list-ordered", "editor.mark.numbers", Tool::Numbers),
    ("list-indent-decrease", "editor.mark.higher", Tool::Higher),
    ("list-indent-increase", "editor.mark.deeper", Tool::Deeper),
];
const ENDS: &[(&str, &str, Tool)] =
    &[("remove-formatting", "editor.mark.clear", Tool::Clear), ("check", "editor.mark.done", Tool::Done)];
const SORTS: &[(&str, Sort)] = &[
    ("editor.mark.paragraph", Sort::Paragraph),
    ("editor.mark.heading2", Sort::Heading(2)),
    ("editor.mark.heading3", Sort::Heading(3)),
    ("editor.mark.heading4", Sort::Heading(4)),
];
const ALIGNS: &[(&str, &str, Align)] = &[
    ("text", "editor.mark.align.auto", Align::Auto),
    ("align-left", "editor.mark.align.start", Align::Start),
    ("align-center", "editor.mark.align.center", Align::Center),
    ("align-right", "editor.mark.align.end", Align::End),
    ("align-justify", "editor.mark.align.justify", Align::Justify),
];

impl Tool {
    fn is_on(self, look: &Look) -> bool {
        let marks = &look.marks;
        match self {
            Self::Bold => marks.bold,
            Self::Italic => marks.italic,
            Self::Underline => marks.underline,
            Self::Strike => marks.strike,
            Self::Code => marks.code,
            Self::Link => marks.link.is_some(),
            Self::Bullets => matches!(look.sort, Sort::Item { ordered: false, .. }),
            Self::Numbers => matches!(look.sort, Sort::Item { ordered: true, .. }),
            _ => false,
        }
    }

    /// Whether it says if it is on.
    const fn is_toggle(self) -> bool {
        !matches!(self, Self::Deeper | Self::Higher | Self::Clear | Self::Done | Self::Link)
    }

    /// Levels are for items only.
    const fn is_off(self, sort: Sort) -> bool {
        matches!(self, Self::Deeper | Self::Higher) && !matches!(sort, Sort::Item { .. })
    }
}

impl Editor {
    fn use_tool(self, tool: Tool) {
        match tool {
            Tool::Bold => self.toggle_mark(Mark::Bold),
            Tool::Italic => self.toggle_mark(Mark::Italic),
            Tool::Underline => self.toggle_mark(Mark::Underline),
            Tool::Strike => self.toggle_mark(Mark::Strike),
            Tool::Code => self.toggle_mark(Mark::Code),
            Tool::Link => self.open_link(),
            Tool::Clear => self.change_words(&mut landinghub::document::textedit::Draft::clear),
            Tool::Done => self.stop_editing(),
            Tool::Bullets | Tool::Numbers => {
                let ordered = matches!(tool, Tool::Numbers);
                self.change_words(&mut |draft| draft.sort(Sort::Item { ordered, level: 0 }));
            }
            Tool::Deeper | Tool::Higher => {
                let deeper = matches!(tool, Tool::Deeper);
                self.change_words(&mut |draft| {
                    draft.indent(deeper);
                });
            }
        }
    }

    /// Opens the link popover for the selected words, or the link the caret stands in.
    pub fn open_link(self) {
        self.hold_selection(true);
        self.words.linking.set(true);
    }

    /// Puts the selected words into a colour of the page; a default one becomes the page's.
    fn color_words(self, token: Option<TokenId>) {
        let missing = token.clone().filter(|token| self.doc(|document| !document.tokens.contains_key(token)));
        if let Some(op) = missing.and_then(|token| self.default_token(token)) {
            self.edit("editor.did.style", vec![op]);
        }
        self.change_words(&mut |draft| draft.set(&Mark::Color(token.clone()), true));
    }

    /// The focus goes to the toolbar.
    pub fn enter_toolbar(self) {
        let first = document().query_selector(".ed-words [tabindex=\"0\"]").ok().flatten();
        if let Some(first) = first.and_then(|first| first.dyn_into::<HtmlElement>().ok()) {
            let _ = first.focus();
        }
    }
}

/// See the module.
#[component]
pub fn TextToolbar() -> impl IntoView {
    let editor = use_editor();
    // Made anew for other words.
    let shown = memo(move || editor.words.look.with(Option::is_some).then(|| editor.editing.get()).flatten());
    move || shown.get().map(|_| view! { <Bar/> })
}

#[component]
fn Bar() -> impl IntoView {
    let editor = use_editor();
    let i = editor.i;
    let look = editor.words.look;
    let bar = NodeRef::<html::Div>::new();
    let button = move |icon: &'static str, label: &'static str, tool: Tool| {
        let words = i.t(label);
        let on = move || look.with(|look| look.as_ref().is_some_and(|look| tool.is_on(look)));
        let off = move || look.with(|look| look.as_ref().is_none_or(|look| tool.is_off(look.sort)));
        view! {
            <button
                type="button"
                class="btn btn-ghost btn-sm btn-icon"
                tabindex=if matches!(tool, Tool::Bold) { "0" } else { "-1" }
                aria-label=words
                title=words
                class:is-on=on
                aria-pressed=move || tool.is_toggle().then(|| aria(on()))
                aria-disabled=move || off().then_some("true")
                on:click=move |_| {
                    if !off() {
                        editor.use_tool(tool);
                    }
                }
            >
                <Icon name=icon/>
            </button>
        }
    };
    let group = move |tools: &'static [(&'static str, &'static str, Tool)]| {
        let buttons = tools.iter().map(|(icon, label, tool)| button(icon, label, *tool)).collect_view();
        view! { <div class="ed-words-group">{buttons}</div> }.into_any()
    };
    let line = move |wanted: fn(&Look) -> (&'static str, &'static str)| {
        move || look.with(|look| look.as_ref().map_or(("type", "editor.mark.paragraph"), wanted))
    };
    let sort = line(|look| {
        let found = SORTS.iter().find(|(_, sort)| *sort == look.sort);
        ("type", found.map_or("editor.mark.list_item", |(label, _)| label))
    });
    let align = line(|look| {
        let found = ALIGNS.iter().find(|(_, _, align)| *align == look.align);
        found.map_or(("text", "editor.mark.align.auto"), |(icon, label, _)| (icon, label))
    });
    let sorts = move || {
        SORTS
            .iter()
            .map(|(label, sort)| {
                let click = move || {
                    editor.change_words(&mut |draft| {
                        if draft.look().sort != *sort {
                            draft.sort(*sort);
                        }
                    })
                };
                let on = move || look.with(|look| look.as_ref().is_some_and(|look| look.sort == *sort));
                item(editor, "ed-words-sort", None, i.t(label).to_owned(), Signal::derive(on), click)
            })
            .collect_view()
    };
    let aligns = move || {
        ALIGNS
            .iter()
            .map(|(icon, label, align)| {
                let click = move || editor.change_words(&mut |draft| draft.align(*align));
                let on = move || look.with(|look| look.as_ref().is_some_and(|look| look.align == *align));
                let icon = view! { <Icon name=*icon/> }.into_any();
                item(editor, "ed-words-align", Some(icon), i.t(label).to_owned(), Signal::derive(on), click)
            })
            .collect_view()
    };
    let swatches = move || {
        let none = (None, i.t("editor.mark.color.none").to_owned(), "transparent".to_owned());
        let colors =
            super::style::colors(editor).into_iter().map(|(id, name, value)| (Some(id), name, value));
        std::iter::once(none)
            .chain(colors)
            .map(|(token, name, value)| {
                let now = token.clone();
                let on = move || look.with(|look| look.as_ref().is_some_and(|look| look.marks.color == now));
                let mut style = String::from("background:");
                style.push_str(&value);
                let swatch = view! { <span class="ed-swatch" style=style></span> }.into_any();
                let click = move || editor.color_words(token.clone());
                item(editor, "ed-words-color", Some(swatch), name, Signal::derive(on), click)
            })
            .collect_view()
    };
    // Above the selection where there is room, below it where there isn't; the stylesheet docks it on phones.
    let place = memo(move || {
        editor.geometry.track();
        editor.scale.track();
        let edges = editor.words.place.get();
        let size = bar
            .get()
            .map_or((600.0, 40.0), |bar| (f64::from(bar.offset_width()), f64::from(bar.offset_height())));
        place_of(edges, size)
    });
    effect(move || {
        editor.geometry.track();
        editor.look_again();
    });
    view! {
        <div
            node_ref=bar
            class="ed-words"
            role="toolbar"
            aria-label=i.t("editor.mark.toolbar")
            style=move || place.get()
            // The words keep their selection.
            on:pointerdown=keep_focus
            on:mousedown=keep_focus
            on:keydown=move |event| along(editor, &event)
            on:focusin=move |event| stop_here(bar, &event)
        >
            <Menu id="ed-words-sort" label=i.t("editor.mark.style") class="btn btn-ghost btn-sm ed-words-style" button=ViewFnOnce::from(move || view! {
                <span>{move || i.t(sort().1)}</span>
            })>{sorts()}</Menu>
            {group(MARKS)}
            <Menu id="ed-words-color" label=i.t("editor.mark.color") class="btn btn-ghost btn-sm btn-icon" button=ViewFnOnce::from(|| view! { <Icon name="palette"/> })>
                {swatches}
            </Menu>
            {group(LISTS)}
            <Menu id="ed-words-align" label=i.t("editor.mark.align") class="btn btn-ghost btn-sm btn-icon" button=ViewFnOnce::from(move || view! {
                {move || view! { <Icon name=align().0/> }}
            })>{aligns()}</Menu>
            {group(ENDS)}
            <Show when=move || editor.words.linking.get()><LinkPopover/></Show>
        </div>
    }
    .into_any()
}

/// A line of one of the toolbar's menus.
fn item(
    editor: Editor,
    menu: &'static str,
    picture: Option<AnyView>,
    words: String,
    on: Signal<bool>,
    click: impl Fn() + 'static,
) -> AnyView {
    view! {
        <button
            type="button"
            class="menu-item"
            tabindex="-1"
            popovertarget=menu
            popovertargetaction="hide"
            aria-current=move || on.get().then_some("true")
            on:click=move |_| {
                click();
                editor.back_to_words();
            }
        >
            {picture}
            {words}
        </button>
    }
    .into_any()
}

/// A press beside the words leaves the focus and their selection where they are; a field takes it.
pub fn keep_focus<E: AsRef<web_sys::Event>>(event: E) {
    let event = event.as_ref();
    let field = super::canvas::event_element(event)
        .is_some_and(|element| element.closest("input, select, label").ok().flatten().is_some());
    if !field {
        event.prevent_default();
    }
}

/// Where the toolbar stands, as a style.
fn place_of(edges: Option<Edges>, (width, height): (f64, f64)) -> String {
    let Some(Edges { x, top, bottom }) = edges else { return "visibility:hidden".to_owned() };
    let (room, floor) = window_size();
    // Over the canvas rather than over the panels, while there is room for it.
    let stage =
        document().query_selector(".ed-stage").ok().flatten().map(|stage| stage.get_bounding_client_rect());
    let (from, to) = stage.map_or((0.0, room), |stage| (stage.left(), stage.right()));
    let (from, to) = if to - from < width + 16.0 { (0.0, room) } else { (from, to) };
    let left = (x - width / 2.0).clamp(from + 8.0, (to - width - 8.0).max(from + 8.0));
    let above = top - height - 10.0;
    // The top bar and the strip of the selection stay free.
    let y = if above > 96.0 { above } else { (bottom + 10.0).min(floor - height - 10.0) };
    format!("--x:{left:.0}px;--y:{y:.0}px")
}

/// The buttons of the toolbar itself, in order.
fn stops(bar: &HtmlElement) -> Vec<HtmlElement> {
    let Ok(list) = bar.query_selector_all(":scope > button, :scope > .ed-words-group > button") else {
        return Vec::new();
    };
    (0..list.length()).filter_map(|at| list.item(at)?.dyn_into().ok()).collect()
}

/// The button that has the focus is the one the tab key comes back to.
fn stop_here(bar: NodeRef<html::Div>, event: &web_sys::FocusEvent) {
    let (Some(bar), Some(target)) = (bar.get_untracked(), event.target()) else { return };
    let Ok(target) = target.dyn_into::<HtmlElement>() else { return };
    let stops = stops(&bar);
    if stops.iter().any(|stop| stop.is_same_node(Some(&target))) {
        for stop in stops {
            stop.set_tab_index(if stop.is_same_node(Some(&target)) { 0 } else { -1 });
        }
    }
}

/// Arrow keys go along the toolbar and through its menus.
fn along(editor: Editor, event: &web_sys::KeyboardEvent) {
    let Some(from) = super::canvas::event_element(event).and_then(|from| from.dyn_into::<HtmlElement>().ok())
    else {
        return;
    };
    if from.closest(".ed-link").ok().flatten().is_some() {
        return;
    }
    let key = event.key();
    let menu = from.closest("[popover]").ok().flatten();
    if key == "Escape" && menu.is_none() {
        event.prevent_default();
        event.stop_propagation();
        return editor.back_to_words();
    }
    let list: Vec<HtmlElement> = match &menu {
        Some(menu) => {
            let Ok(items) = menu.query_selector_all("button") else { return };
            (0..items.length()).filter_map(|at| items.item(at)?.dyn_into().ok()).collect()
        }
        None => {
            let bar = from.closest(".ed-words").ok().flatten().and_then(|bar| bar.dyn_into().ok());
            bar.map(|bar: HtmlElement| stops(&bar)).unwrap_or_default()
        }
    };
    let at = list.iter().position(|stop| stop.is_same_node(Some(&from))).unwrap_or_default();
    let (back, on) = if menu.is_some() { ("ArrowUp", "ArrowDown") } else { ("ArrowLeft", "ArrowRight") };
    let to = match key.as_str() {
        key if key == on => (at + 1) % list.len().max(1),
        key if key == back => (at + list.len().max(1) - 1) % list.len().max(1),
        "Home" => 0,
        "End" => list.len().saturating_sub(1),
        // From a menu's button into its menu.
        "ArrowDown" if from.has_attribute("popovertarget") => {
            event.prevent_default();
            let id = from.get_attribute("popovertarget").unwrap_or_default();
            if let Some(menu) = document().get_element_by_id(&id) {
                if !menu.matches(":popover-open").unwrap_or(false) {
                    from.click();
                }
                let first = menu.query_selector("button").ok().flatten();
                if let Some(first) = first.and_then(|first| first.dyn_into::<HtmlElement>().ok()) {
                    let _ = first.focus();
                }
            }
            return;
        }
        _ => return,
    };
    event.prevent_default();
    event.stop_propagation();
    if let Some(stop) = list.get(to) {
        let _ = stop.focus();
    }
}
