//! The page's theme: ready palettes, and its tokens by what they are for. A change shows wherever they are used.

use landinghub::document::theme::{self, Group, PALETTES};
use landinghub::document::{CssValue, Op, Token, TokenId, TokenKind};
use leptos::prelude::*;

use super::device::BrowserRng;
use super::small::{each, memo};
use super::state::{Editor, use_editor};
use super::style::{Change, ColorField, Colors, FontField, Marks, Num, Numbers, ROOM, TEXT, number_field};
use crate::ui::{Button, ButtonKind, ButtonSize, Icon, aria};

/// Longest name, in characters.
const MAX_NAME: usize = 60;

/// A group with the keys of its name and of what adds to it, and what a new token is at first.
struct Shelf {
    group: Group,
    kind: TokenKind,
    title: &'static str,
    add: &'static str,
    name: &'static str,
    id: &'static str,
    value: &'static str,
}

const SHELVES: [Shelf; 4] = [
    Shelf {
        group: Group::Color,
        kind: TokenKind::Color,
        title: "editor.theme.color",
        add: "editor.theme.add_color",
        name: "editor.theme.new_color",
        id: "color-",
        value: "#7c3aed",
    },
    Shelf {
        group: Group::Font,
        kind: TokenKind::Font,
        title: "editor.theme.font",
        add: "editor.theme.add_font",
        name: "editor.theme.new_font",
        id: "font-",
        value: "\"Playfair Display\", serif",
    },
    Shelf {
        group: Group::Size,
        kind: TokenKind::Length,
        title: "editor.theme.size",
        add: "editor.theme.add_size",
        name: "editor.theme.new_size",
        id: "size-",
        value: "1.25rem",
    },
    Shelf {
        group: Group::Length,
        kind: TokenKind::Length,
        title: "editor.theme.length",
        add: "editor.theme.add_length",
        name: "editor.theme.new_length",
        id: "space-",
        value: "24px",
    },
];

/// Every token of the page, told anew when one changes.
fn tokens(editor: Editor) -> Vec<(TokenId, Token)> {
    editor.watch_styles();
    editor.doc(theme::tokens)
}

impl Editor {
    /// What a token is called.
    fn token_name(self, id: &TokenId, token: &Token) -> String {
        if token.name.is_empty() { self.token_words(id.as_str()) } else { token.name.clone() }
    }

    fn set_token(self, gesture: u64, id: &TokenId, change: impl FnOnce(&mut Token)) {
        let old = self.doc(|document| document.tokens.get(id).cloned());
        let Some(mut token) = old.or_else(|| theme::default_token(id, &self.token_words(id.as_str()))) else {
            return;
        };
        change(&mut token);
        let op = Op::SetToken { token: id.clone(), value: token };
        self.edit_in(gesture, "editor.did.theme", vec![op]);
    }
}

/// See the module.
#[component]
pub fn ThemePanel() -> impl IntoView {
    let editor = use_editor();
    let i = editor.i;
    let list = memo(move || tokens(editor));
    let shelves = SHELVES.iter().map(|shelf| view_of(editor, list, shelf)).collect_view();
    view! {
        <div class="ed-panel-head"><h2>{i.t("editor.theme")}</h2></div>
        <fieldset class="ed-group">
            <legend>{i.t("editor.theme.palettes")}</legend>
            <div class="st-palettes">{palettes(editor, list)}</div>
        </fieldset>
        {shelves}
    }
    .into_any()
}

fn palettes(editor: Editor, list: Memo<Vec<(TokenId, Token)>>) -> Vec<AnyView> {
    let i = editor.i;
    PALETTES
        .iter()
        .map(|palette| {
            let on = move || {
                list.with(|list| {
                    palette.colors.iter().all(|(id, color)| {
                        list.iter().any(|(known, token)| known.as_str() == *id && token.value.as_str() == *color)
                    })
                })
            };
            let dots = palette
                .colors
                .iter()
                .filter(|(id, _)| matches!(*id, "primary" | "bg" | "surface" | "text"))
                .map(|(_, color)| view! { <i style=["--swatch:", color].concat()></i> })
                .collect_view();
            let words = i.find(&["editor.theme.palette.", palette.id].concat()).unwrap_or(palette.id);
            view! {
                <button
                    type="button"
                    class="st-palette"
                    aria-pressed=move || aria(on())
                    on:click=move |_| {
                        let ops = editor.doc(|document| theme::use_palette(document, palette, |id| editor.token_words(id)));
                        editor.edit("editor.did.theme", ops);
                    }
                >
                    <span class="st-palette-dots" aria-hidden="true">{dots}</span>
                    <span>{words}</span>
                </button>
            }
            .into_any()
        })
        .collect()
}

fn view_of(editor: Editor, list: Memo<Vec<(TokenId, Token)>>, shelf: &'static Shelf) -> AnyView {
    let i = editor.i;
    let words = move |key: &'static str| i.find(key).unwrap_or(key);
    let ids = memo(move || {
        list.with(|list| {
            let here = list.iter().filter(|(id, token)| theme::group(id, token.kind) == shelf.group);
            here.map(|(id, _)| id.clone()).collect::<Vec<_>>()
        })
    });
    let name = words(shelf.name).to_owned();
    let add = move |_| {
        let id = [shelf.id, TokenId::random(&BrowserRng).as_str().get(..6).unwrap_or("x")].concat();
        if let (Ok(token), Ok(value)) = (TokenId::new(&id), CssValue::new(shelf.value)) {
            let value = Token { kind: shelf.kind, name: name.clone(), value };
            editor.edit("editor.did.theme", vec![Op::SetToken { token, value }]);
        }
    };
    view! {
        <fieldset class="ed-group">
            <legend>{words(shelf.title)}</legend>
            <ul class="st-tokens" role="list">
                {each(move || ids.get(), ToString::to_string, move |id| token(editor, list, shelf, id))}
            </ul>
            <Button size=ButtonSize::Small icon="plus" on_click=add>{words(shelf.add)}</Button>
        </fieldset>
    }
    .into_any()
}

/// One token: its name, its value, its end.
fn token(editor: Editor, list: Memo<Vec<(TokenId, Token)>>, shelf: &'static Shelf, id: TokenId) -> AnyView {
    let i = editor.i;
    let id = StoredValue::new(id);
    let now = memo(move || {
        list.with(|list| {
            id.with_value(|id| list.iter().find(|(known, _)| known == id).map(|(_, token)| token.clone()))
        })
    });
    let name = memo(move || {
        now.with(|token| {
            token.as_ref().map(|token| id.with_value(|id| editor.token_name(id, token))).unwrap_or_default()
        })
    });
    let value = Signal::derive(move || {
        now.with(|token| token.as_ref().map(|token| token.value.as_str().to_owned()).unwrap_or_default())
    });
    let here = Signal::derive(move || Some(value.get()));
    let set = move |gesture: u64, text: Option<String>| {
        let value = CssValue::new(&text?).ok().filter(|value| value.refs().next().is_none());
        match value {
            Some(value) => {
                id.with_value(|id| editor.set_token(gesture, id, |token| token.value = value));
                None
            }
            None => Some(i.t("editor.wrong.css").to_owned()),
        }
    };
    let label = StoredValue::new(name.get_untracked());
    let field = match shelf.group {
        Group::Color => {
            let set = Callback::new(move |(gesture, text)| set(gesture, text));
            let colors = Colors { label, here, shown: value, set, tokens: false };
            view! { <ColorField colors/> }.into_any()
        }
        Group::Font => {
            let set = Callback::new(move |(gesture, text)| set(gesture, text));
            view! { <FontField label=label.get_value() here shown=value tokens=false set/> }.into_any()
        }
        _ => {
            let num: &'static Num = if shelf.group == Group::Size { &TEXT } else { &ROOM };
            let set = Callback::new(move |change: Change| set(change.gesture, change.text));
            number_field(Numbers { label, num, here, shown: value, set, marks: Marks::none(), sides: false })
        }
    };
    let gesture = StoredValue::new(0_u64);
    let rename = move |text: String| {
        let text: String = text.chars().take(MAX_NAME).collect();
        id.with_value(|id| editor.set_token(gesture.get_value(), id, |token| token.name = text));
    };
    let standard = id.with_value(|id| theme::default_token(id, "").is_some());
    let leaving = RwSignal::new(false);
    let end = if standard {
        let words = i.t_with("editor.theme.reset", &[("name", &label.get_value())]);
        let first = id.with_value(|id| theme::default_token(id, "").map(|token| token.value));
        let first = StoredValue::new(first);
        let changed = move || {
            first.with_value(|first| now.with(|now| now.as_ref().map(|token| &token.value) != first.as_ref()))
        };
        (move || {
            changed().then(|| {
                view! {
                    <button type="button" class="st-reset" aria-label=words.clone() title=words.clone() on:click=move |_| {
                        if let Some(value) = first.get_value() {
                            id.with_value(|id| editor.set_token(editor.gesture(), id, |token| token.value = value));
                        }
                    }>
                        <Icon name="rotate-ccw"/>
                    </button>
                }
            })
        })
        .into_any()
    } else {
        let words = move || i.t_with("editor.theme.delete", &[("name", &name.get())]);
        let delete = move |_| {
            let uses = id.with_value(|id| editor.doc(|document| theme::uses(document, id)));
            if uses == 0 {
                editor.edit("editor.did.theme", vec![Op::UnsetToken { token: id.get_value() }]);
            } else {
                leaving.update(|leaving| *leaving = !*leaving);
            }
        };
        view! {
            <button type="button" class="st-reset" aria-label=words title=words on:click=delete><Icon name="trash-2"/></button>
        }
        .into_any()
    };
    let name_words = i.t_with("editor.theme.name_of", &[("name", &label.get_value())]);
    view! {
        <li class="st-token">
            <div class="st-token-head">
                <input
                    class="st-input st-token-name"
                    aria-label=name_words
                    maxlength="60"
                    prop:value=move || name.get()
                    on:focus=move |_| gesture.set_value(editor.gesture())
                    on:input:target=move |event| rename(event.target().value())
                />
                {end}
            </div>
            {field}
            {move || leaving.get().then(|| replacing(editor, list, shelf, id, leaving))}
        </li>
    }
    .into_any()
}

/// A token that is in use goes only when another takes its place.
fn replacing(
    editor: Editor,
    list: Memo<Vec<(TokenId, Token)>>,
    shelf: &'static Shelf,
    id: StoredValue<TokenId>,
    leaving: RwSignal<bool>,
) -> AnyView {
    let i = editor.i;
    let others = list.with(|list| {
        let same = list.iter().filter(|(other, token)| theme::group(other, token.kind) == shelf.group);
        let same = same.filter(|(other, _)| id.with_value(|id| id != other));
        same.map(|(id, token)| (id.to_string(), editor.token_name(id, token))).collect::<Vec<_>>()
    });
    let uses = move || {
        editor.watch_styles();
        let uses = id.with_value(|id| editor.doc(|document| theme::uses(document, id)));
        i.n("editor.theme.in_use", u64::try_from(uses).unwrap_or(u64::MAX))
    };
    if others.is_empty() {
        return view! { <p class="notice">{uses} " " {i.t("editor.theme.in_use_alone")}</p> }.into_any();
    }
    let chosen = RwSignal::new(others.first().map(|(id, _)| id.clone()).unwrap_or_default());
    let options =
        others.into_iter().map(|(id, name)| view! { <option value=id>{name}</option> }).collect_view();
    let replace = move |_| {
        let Ok(by) = TokenId::new(&chosen.get_untracked()) else { return };
        let ops = editor.doc(|document| {
            let mut ops: Vec<Op> = Vec::new();
            if !document.tokens.contains_key(&by) {
                ops.extend(editor.default_token(by.clone()));
            }
            ops.extend(id.with_value(|id| theme::replace(document, id, &by)));
            ops
        });
        leaving.set(false);
        editor.edit("editor.did.theme", ops);
    };
    view! {
        <div class="st-replace" role="group" aria-label=i.t("editor.theme.replace_by")>
            <p class="notice" role="status">{uses}</p>
            <select class="st-select" aria-label=i.t("editor.theme.replace_by") on:change:target=move |event| chosen.set(event.target().value())>
                {options}
            </select>
            <div class="ed-actions">
                <Button size=ButtonSize::Small kind=ButtonKind::Danger on_click=replace>{i.t("editor.theme.replace")}</Button>
                <Button size=ButtonSize::Small kind=ButtonKind::Ghost on_click=move |_| leaving.set(false)>{i.t("ui.cancel")}</Button>
            </div>
        </div>
    }
    .into_any()
}
