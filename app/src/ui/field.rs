//! Fields of forms, each with its label, its help and its error. They work without script.

use super::Icon;
use crate::i18n::use_i18n;
use leptos::prelude::*;

/// `id` of the field, of its help and of its error.
fn ids(id: &str, name: &str) -> (String, String, String) {
    let id = if id.is_empty() { format!("field-{name}") } else { id.to_owned() };
    (id.clone(), format!("{id}-help"), format!("{id}-error"))
}

fn described_by(
    help: Option<String>,
    error_id: String,
    error: Signal<Option<String>>,
) -> impl Fn() -> Option<String> + Clone {
    move || match (help.clone(), error.read().is_some()) {
        (Some(help), true) => Some(format!("{error_id} {help}")),
        (None, true) => Some(error_id.clone()),
        (help, false) => help,
    }
}

#[component]
fn FieldError(id: String, error: Signal<Option<String>>) -> impl IntoView {
    move || {
        error.get().map(|what| {
            view! {
                <p class="field-error" id=id.clone()>
                    <Icon name="circle-alert"/>
                    <span>{what}</span>
                </p>
            }
        })
    }
}

/// One line of text with its label, help and error. The field owns its text, so hydration keeps what was typed
/// before it.
#[component]
pub fn TextField(
    /// The form's name for it.
    name: &'static str,
    /// Its label.
    #[prop(into)]
    label: String,
    /// `text`, `email`, `search`, `url`…
    #[prop(default = "text")]
    kind: &'static str,
    /// An id of its own, where a page has two fields of one name.
    #[prop(optional, into)]
    id: String,
    /// What stands in it at first.
    #[prop(optional, into)]
    value: String,
    /// A signal that starts it and follows what is typed, instead of `value`.
    #[prop(optional)]
    bind: Option<RwSignal<String>>,
    /// What browsers and password managers may fill in.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// Whether it must be filled in.
    #[prop(optional)]
    required: bool,
    /// At most so many characters.
    #[prop(default = 254)]
    maxlength: u32,
    /// A sentence below it.
    #[prop(optional, into)]
    help: String,
    /// What is wrong with it.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// An example; never instead of a label.
    #[prop(optional, into)]
    placeholder: String,
    /// Whether it has the focus when the page or dialog opens.
    #[prop(optional)]
    autofocus: bool,
) -> impl IntoView {
    let (id, help_id, error_id) = ids(&id, name);
    let help_shown = (!help.is_empty()).then(|| help_id.clone());
    let start = bind.map_or(value, |bind| bind.get_untracked());
    view! {
        <div class="field">
            <label class="label" for=id.clone()>{label}</label>
            <input
                class="input"
                id=id
                name=name
                type=kind
                value=start
                on:input:target=move |event| {
                    if let Some(bind) = bind {
                        bind.set(event.target().value());
                    }
                }
                autocomplete=autocomplete
                required=required
                maxlength=maxlength.to_string()
                placeholder=(!placeholder.is_empty()).then_some(placeholder)
                autofocus=autofocus
                aria-invalid=move || error.read().is_some().then_some("true")
                aria-describedby=described_by(help_shown, error_id.clone(), error)
            />
            <FieldError id=error_id error/>
            {(!help.is_empty()).then(|| view! { <p class="help" id=help_id>{help}</p> })}
        </div>
    }
}

/// A password with a button to show it: `document.js` does that, with and without the app. Without script the button
/// does nothing and the field still works.
#[component]
pub fn PasswordField(
    /// The form's name for it.
    name: &'static str,
    /// Its label.
    #[prop(into)]
    label: String,
    /// An id of its own, where a page has two fields of one name.
    #[prop(optional, into)]
    id: String,
    /// `new-password` or `current-password`.
    autocomplete: &'static str,
    /// A sentence below it.
    #[prop(optional, into)]
    help: String,
    /// At least so many characters, for new ones.
    #[prop(optional)]
    minlength: Option<u32>,
    /// What is wrong with it.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
) -> impl IntoView {
    let i = use_i18n();
    let (id, help_id, error_id) = ids(&id, name);
    let help_shown = (!help.is_empty()).then(|| help_id.clone());
    view! {
        <div class="field">
            <label class="label" for=id.clone()>{label}</label>
            <div class="input-group">
                <input
                    class="input"
                    id=id
                    name=name
                    type="password"
                    autocomplete=autocomplete
                    required=true
                    minlength=minlength.map(|n| n.to_string())
                    maxlength="128"
                    aria-invalid=move || error.read().is_some().then_some("true")
                    aria-describedby=described_by(help_shown, error_id.clone(), error)
                />
                <button type="button" class="btn btn-ghost btn-icon" data-reveal aria-pressed="false" title=i.t("ui.password.show")>
                    <Icon name="eye"/>
                    // Words inside, not a label: "Show password" isn't found as the field "Password".
                    <span class="sr-only">{i.t("ui.password.show")}</span>
                </button>
            </div>
            <FieldError id=error_id error/>
            {(!help.is_empty()).then(|| view! { <p class="help" id=help_id>{help}</p> })}
        </div>
    }
}

/// Several lines of text.
#[component]
pub fn Textarea(
    /// The form's name for it.
    name: &'static str,
    /// Its label.
    #[prop(into)]
    label: String,
    /// An id of its own, where a page has two fields of one name.
    #[prop(optional, into)]
    id: String,
    /// A signal that starts it and follows what is typed.
    bind: RwSignal<String>,
    /// How many lines are seen.
    #[prop(default = 4)]
    rows: u32,
    /// At most so many characters.
    #[prop(default = 4000)]
    maxlength: u32,
    /// A sentence below it.
    #[prop(optional, into)]
    help: String,
    /// What is wrong with it.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
) -> impl IntoView {
    let (id, help_id, error_id) = ids(&id, name);
    let help_shown = (!help.is_empty()).then(|| help_id.clone());
    view! {
        <div class="field">
            <label class="label" for=id.clone()>{label}</label>
            <textarea
                class="textarea"
                id=id
                name=name
                rows=rows.to_string()
                maxlength=maxlength.to_string()
                on:input:target=move |event| bind.set(event.target().value())
                aria-invalid=move || error.read().is_some().then_some("true")
                aria-describedby=described_by(help_shown, error_id.clone(), error)
            >
                {bind.get_untracked()}
            </textarea>
            <FieldError id=error_id error/>
            {(!help.is_empty()).then(|| view! { <p class="help" id=help_id>{help}</p> })}
        </div>
    }
}

/// One of a few, as the platform's own list.
#[component]
pub fn Select(
    /// The form's name for it.
    name: &'static str,
    /// Its label.
    #[prop(into)]
    label: String,
    /// Keeps the label for assistive technology only.
    #[prop(optional)]
    label_hidden: bool,
    /// An id of its own, where a page has two fields of one name.
    #[prop(optional, into)]
    id: String,
    /// Value and words of each.
    options: Vec<(String, String)>,
    /// The one chosen at first.
    #[prop(optional, into)]
    value: String,
    /// Told of every choice.
    #[prop(optional, into)]
    on_change: Option<Callback<String>>,
) -> impl IntoView {
    let (id, _, _) = ids(&id, name);
    let options = options
        .into_iter()
        .map(|(key, words)| {
            let selected = key == value;
            view! { <option value=key selected=selected>{words}</option> }
        })
        .collect_view();
    view! {
        <div class="field">
            <label class=if label_hidden { "sr-only" } else { "label" } for=id.clone()>{label}</label>
            <select
                class="select"
                id=id
                name=name
                on:change:target=move |event| {
                    if let Some(on_change) = on_change {
                        on_change.run(event.target().value());
                    }
                }
            >
                {options}
            </select>
        </div>
    }
}

/// Yes or no, sent with its form.
#[component]
pub fn Checkbox(
    /// The form's name for it.
    name: &'static str,
    /// Its label.
    #[prop(into)]
    label: String,
    /// What it says.
    bind: RwSignal<bool>,
    /// A sentence below it.
    #[prop(optional, into)]
    help: String,
) -> impl IntoView {
    check("check", name, label, bind, help)
}

/// On or off, at once.
#[component]
pub fn Switch(
    /// The form's name for it.
    name: &'static str,
    /// Its label.
    #[prop(into)]
    label: String,
    /// What it says.
    bind: RwSignal<bool>,
    /// A sentence below it.
    #[prop(optional, into)]
    help: String,
) -> impl IntoView {
    check("check switch", name, label, bind, help)
}

fn check(
    class: &'static str,
    name: &'static str,
    label: String,
    bind: RwSignal<bool>,
    help: String,
) -> impl IntoView {
    let (id, help_id, _) = ids("", name);
    let role = class.contains("switch").then_some("switch");
    let described = (!help.is_empty()).then(|| help_id.clone());
    view! {
        <div class=class>
            <input
                type="checkbox"
                id=id.clone()
                name=name
                role=role
                checked=bind.get_untracked()
                prop:checked=move || bind.get()
                on:change:target=move |event| bind.set(event.target().checked())
                aria-describedby=described
            />
            <label for=id>{label}</label>
            {(!help.is_empty()).then(|| view! { <p class="help" id=help_id>{help}</p> })}
        </div>
    }
}

/// The summary above a form: what happened, and a link to each field at fault.
#[component]
pub fn FormErrors(
    /// A sentence; nothing is shown without one.
    #[prop(into)]
    message: Signal<Option<String>>,
    /// Field name and what is wrong with it.
    #[prop(optional, into)]
    fields: Signal<Vec<(String, String)>>,
) -> impl IntoView {
    move || {
        message.get().map(|message| {
            let fields = fields.get();
            let listed = fields.iter().any(|(_, what)| *what != message);
            view! {
                <div class="notice notice-bad" role="alert">
                    <Icon name="circle-alert"/>
                    <div>
                        <p>{message}</p>
                        {listed.then(|| view! {
                            <ul>
                                {fields
                                    .into_iter()
                                    .map(|(name, what)| view! { <li><a href=format!("#field-{name}")>{what}</a></li> })
                                    .collect_view()}
                            </ul>
                        })}
                    </div>
                </div>
            }
        })
    }
}
