//! How the selection looks at the width shown: declarations of its own, with what they would be without.

use landinghub::document::css::Grammar;
use landinghub::document::{
    CssProperty, CssValue, DeclarationKey, Kind, NodeId, Op, State, Token, TokenId, TokenKind, edit,
};
use leptos::prelude::*;

use super::controls::{ChoiceControl, ColorControl, TextControl, Typed};
use super::device::BrowserRng;
use super::state::{Editor, use_editor};

/// A group of properties with the key of its name.
type Group = (&'static str, &'static [CssProperty]);

const TEXT: Group = (
    "editor.style.text",
    &[
        CssProperty::TextAlign,
        CssProperty::Color,
        CssProperty::FontSize,
        CssProperty::FontWeight,
        CssProperty::LineHeight,
        CssProperty::LetterSpacing,
        CssProperty::TextTransform,
    ],
);
const LAYOUT: Group = (
    "editor.style.layout",
    &[
        CssProperty::Display,
        CssProperty::FlexDirection,
        CssProperty::FlexWrap,
        CssProperty::JustifyContent,
        CssProperty::AlignItems,
        CssProperty::Gap,
        CssProperty::GridTemplateColumns,
    ],
);
const SIZE: Group = (
    "editor.style.size",
    &[
        CssProperty::Width,
        CssProperty::MaxWidth,
        CssProperty::Height,
        CssProperty::MinHeight,
        CssProperty::AlignSelf,
    ],
);
const SPACE: Group = (
    "editor.style.space",
    &[
        CssProperty::PaddingTop,
        CssProperty::PaddingRight,
        CssProperty::PaddingBottom,
        CssProperty::PaddingLeft,
        CssProperty::MarginTop,
        CssProperty::MarginRight,
        CssProperty::MarginBottom,
        CssProperty::MarginLeft,
    ],
);
const BACKGROUND: Group =
    ("editor.style.background", &[CssProperty::BackgroundColor, CssProperty::BackgroundImage]);
const BORDER: Group = (
    "editor.style.border",
    &[
        CssProperty::BorderRadius,
        CssProperty::BorderStyle,
        CssProperty::BorderWidth,
        CssProperty::BorderColor,
        CssProperty::BoxShadow,
        CssProperty::Opacity,
    ],
);
const PICTURE: Group = ("editor.style.picture", &[CssProperty::AspectRatio, CssProperty::ObjectFit]);

fn groups(kind: &Kind) -> Vec<Group> {
    let mut groups = Vec::new();
    if *kind != Kind::Image && *kind != Kind::Divider && *kind != Kind::Spacer {
        groups.push(TEXT);
    }
    if kind.is_container() {
        groups.push(LAYOUT);
    }
    if *kind == Kind::Image {
        groups.push(PICTURE);
    }
    groups.extend([SPACE, SIZE, BACKGROUND, BORDER]);
    groups
}

/// See the module.
#[component]
pub fn StylePanel(id: NodeId, kind: Kind) -> impl IntoView {
    let editor = use_editor();
    let i = editor.i;
    let node = StoredValue::new(id);
    let device = move || match editor.device.get() {
        super::state::Device::Desktop => i.t("editor.style.all_widths"),
        super::state::Device::Tablet => i.t("editor.style.tablet"),
        super::state::Device::Mobile => i.t("editor.style.mobile"),
    };
    let sections = groups(&kind)
        .into_iter()
        .enumerate()
        .map(|(n, (name, properties))| {
            let fields = properties.iter().map(|property| field(editor, node, *property)).collect_view();
            let class = if name == "editor.style.space" { "ed-fields is-paired" } else { "ed-fields" };
            view! {
                <details class="ed-fold" open=n == 0>
                    <summary>{i.t(name)}</summary>
                    <div class=class>{fields}</div>
                </details>
            }
        })
        .collect_view();
    view! {
        <p class="ed-note">{device}</p>
        {sections}
    }
}

/// The value set for exactly this width.
fn own(editor: Editor, id: &NodeId, property: CssProperty) -> Option<CssValue> {
    let device = editor.device.get();
    editor.node(id, |document, _| {
        let style = edit::own_style(document, id)?.clone();
        let key =
            DeclarationKey { style, breakpoint: device.breakpoint(document), state: State::None, property };
        document.declaration(&key).cloned()
    })?
}

/// What the browser makes of it: the placeholder where nothing is set.
fn computed(editor: Editor, id: &NodeId, property: CssProperty) -> String {
    editor.watch(id);
    editor.watch_styles();
    editor.device.track();
    editor
        .with(|core| {
            let canvas = core.canvas.as_ref()?;
            let element = canvas.element(id)?;
            let style = canvas.document().default_view()?.get_computed_style(&element).ok()??;
            style.get_property_value(property.css()).ok()
        })
        .unwrap_or_default()
}

fn field(editor: Editor, node: StoredValue<NodeId>, property: CssProperty) -> AnyView {
    let i = editor.i;
    let words =
        i.find(&format!("editor.css.{property}")).map_or_else(|| property.to_string(), ToOwned::to_owned);
    let value = Signal::derive(move || {
        own(editor, &node.get_value(), property).map(|value| value.as_str().to_owned())
    });
    let set = move |gesture: u64, value: Option<CssValue>| {
        editor.set_style(gesture, &node.get_value(), property, value)
    };
    match property.grammar() {
        Grammar::Color => {
            let choose = move |(gesture, color): (u64, Option<CssValue>)| {
                editor.set_color(gesture, &node.get_value(), property, color)
            };
            view! { <ColorControl label=words value on_change=Callback::new(choose)/> }.into_any()
        }
        Grammar::Words(choices) => {
            let auto = (String::new(), i.t("editor.style.auto").to_owned());
            let options = std::iter::once(auto)
                .chain(choices.iter().map(|word| {
                    (
                        (*word).to_owned(),
                        i.find(&format!("editor.css_value.{word}")).unwrap_or(word).to_owned(),
                    )
                }))
                .collect();
            let now = Signal::derive(move || value.get().unwrap_or_default());
            let choose = move |word: String| {
                set(editor.gesture(), CssValue::new(&word).ok());
            };
            view! { <ChoiceControl label=words options value=now on_change=Callback::new(choose)/> }
                .into_any()
        }
        Grammar::Free => {
            let draft = RwSignal::new(None::<String>);
            let shown =
                Signal::derive(move || draft.get().unwrap_or_else(|| value.get().unwrap_or_default()));
            let placeholder = Signal::derive(move || computed(editor, &node.get_value(), property));
            let typed = move |typed: Typed| {
                draft.set(Some(typed.text.clone()));
                let text = with_unit(property, typed.text.trim());
                if text.is_empty() {
                    draft.set(None);
                    set(typed.gesture, None);
                    return None;
                }
                match CssValue::new(&text) {
                    Ok(value) if supports(property, &value) => {
                        set(typed.gesture, Some(value));
                        None
                    }
                    _ => Some(i.t("editor.wrong.css").to_owned()),
                }
            };
            view! {
                <div on:focusout=move |_| draft.set(None)>
                    <TextControl label=words value=shown placeholder on_type=Callback::new(typed)/>
                </div>
            }
            .into_any()
        }
    }
}

/// A bare number is pixels where a length is expected.
fn with_unit(property: CssProperty, text: &str) -> String {
    let unitless = matches!(
        property,
        CssProperty::FontWeight
            | CssProperty::LineHeight
            | CssProperty::Opacity
            | CssProperty::AspectRatio
            | CssProperty::ZIndex
            | CssProperty::Order
    );
    if !unitless && text != "0" && text.parse::<f64>().is_ok() {
        format!("{text}px")
    } else {
        text.to_owned()
    }
}

/// Whether this browser understands it; a half-typed word is none.
fn supports(property: CssProperty, value: &CssValue) -> bool {
    value.refs().next().is_some()
        || web_sys::css::supports_with_value(property.css(), value.as_str()).unwrap_or(true)
}

impl Editor {
    /// Sets a colour. A default colour of every page becomes a token of this one first.
    pub fn set_color(self, gesture: u64, id: &NodeId, property: CssProperty, color: Option<CssValue>) {
        let device = self.device.get_untracked();
        let ops = self.doc(|document| {
            let mut ops: Vec<Op> = color
                .iter()
                .flat_map(|color| color.refs())
                .filter_map(|reference| match reference {
                    landinghub::document::css::CssRef::Token(token)
                        if !document.tokens.contains_key(&token) =>
                    {
                        self.default_token(token)
                    }
                    _ => None,
                })
                .collect();
            let when = edit::When { breakpoint: device.breakpoint(document), state: State::None };
            ops.extend(edit::set_style(document, id, &when, property, color, &BrowserRng));
            ops
        });
        self.edit_in(gesture, "editor.did.style", ops);
    }

    /// The operation that makes a default colour a token of the page.
    pub fn default_token(self, token: TokenId) -> Option<Op> {
        let (id, value) = landinghub::render::base::TOKENS.iter().find(|(id, _)| *id == token.as_str())?;
        let name = self.i.find(&format!("editor.token.{id}")).unwrap_or(id).to_owned();
        Some(Op::SetToken {
            token,
            value: Token { kind: TokenKind::Color, name, value: CssValue::new(value).ok()? },
        })
    }
}
