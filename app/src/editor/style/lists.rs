//! Lists: shadows, and the pictures and gradients of a background.

use landinghub::api::Upload;
use landinghub::document::CssProperty as P;
use landinghub::document::CssValue;
use landinghub::document::parts::{
    self, Gradient, Layer, Shadow, Stop, layers, print_layers, print_shadows, print_text_shadows, shadows,
};
use landinghub::editing::asset;
use leptos::prelude::*;

use super::super::pictures::PictureDialog;
use super::super::small::memo;
use super::super::state::Editor;
use super::Panel;
use super::color::{ColorField, Colors};
use super::number::{ANGLE, BLUR, Change, Num, Numbers, PERCENT, SHIFT};
use super::row::{Marks, number_row, row};
use super::slot::Slot;
use crate::ui::{Button, ButtonSize, IconButton, aria};

/// A list inside a value: how it is read and printed.
struct Listed<T: Send + Sync + 'static> {
    slot: Slot,
    items: Memo<Vec<T>>,
    print: fn(&[T]) -> String,
}

impl<T: Send + Sync + 'static> Clone for Listed<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Listed<T> {}

impl<T: Clone + PartialEq + Send + Sync + 'static> Listed<T> {
    fn new(slot: Slot, read: fn(&str) -> Vec<T>, print: fn(&[T]) -> String) -> Self {
        let value = slot.value();
        Self {
            slot,
            items: memo(move || value.with(|text| text.as_deref().map(read).unwrap_or_default())),
            print,
        }
    }

    /// Changes the list; an empty one is `none`, as something wider may say otherwise.
    fn change(self, gesture: u64, change: impl FnOnce(&mut Vec<T>)) -> Option<String> {
        let mut items = self.items.get_untracked();
        change(&mut items);
        self.slot.set(gesture, Some((self.print)(&items)))
    }

    /// Something of one item; nothing once it is gone.
    fn of<R: Default>(self, index: usize, read: impl FnOnce(&T) -> R) -> R {
        self.items.with(|items| items.get(index).map(read).unwrap_or_default())
    }

    fn count(self) -> Memo<usize> {
        memo(move || self.items.with(Vec::len))
    }
}

fn plain(
    label: String,
    num: &'static Num,
    value: Signal<String>,
    set: impl Fn(u64, String) -> Option<String> + Send + Sync + 'static,
) -> Numbers {
    Numbers {
        label: StoredValue::new(label),
        num,
        here: Signal::derive(move || Some(value.get())),
        shown: value,
        set: Callback::new(move |change: Change| {
            set(change.gesture, change.text.unwrap_or_else(|| "0".to_owned()))
        }),
        marks: Marks::none(),
        sides: false,
    }
}

fn plain_color(
    editor: Editor,
    value: Signal<String>,
    set: impl Fn(u64, String) -> Option<String> + Send + Sync + 'static,
) -> AnyView {
    let label = editor.i.t("editor.color").to_owned();
    let colors = Colors {
        label: StoredValue::new(label),
        here: Signal::derive(move || Some(value.get())),
        shown: value,
        set: Callback::new(move |(gesture, text): (u64, Option<String>)| set(gesture, text?)),
        tokens: true,
    };
    view! { <ColorField colors/> }.into_any()
}

/// The shadows of the box.
pub fn shadow_list(panel: Panel) -> AnyView {
    shadow_rows(panel, P::BoxShadow, print_shadows)
}

/// The shadows of the letters, which know neither spread nor inside.
pub fn text_shadow_list(panel: Panel) -> AnyView {
    shadow_rows(panel, P::TextShadow, print_text_shadows)
}

fn shadow_rows(panel: Panel, property: P, print: fn(&[Shadow]) -> String) -> AnyView {
    let editor = panel.editor;
    let i = editor.i;
    let is_text = property == P::TextShadow;
    let list = Listed::new(panel.slot(property), |text| shadows(text).unwrap_or_default(), print);
    let count = list.count();
    let items = move || (0..count.get()).map(|index| shadow(editor, list, index, is_text)).collect_view();
    let add = move |_| {
        let new = if is_text { Shadow::of_text() } else { Shadow::default() };
        list.change(editor.gesture(), |items| items.push(new));
    };
    let add_words = if is_text { "editor.shadow.add_text" } else { "editor.shadow.add" };
    let slot = list.slot;
    row(
        slot.into(),
        super::row::name(editor, property),
        true,
        view! {
            <div class="st-list">
                {items}
                <Button size=ButtonSize::Small icon="plus" on_click=add>{i.t(add_words)}</Button>
            </div>
        }
        .into_any(),
    )
}

fn shadow(editor: Editor, list: Listed<Shadow>, index: usize, is_text: bool) -> AnyView {
    let i = editor.i;
    const LENGTHS: [(&str, &Num); 4] = [
        ("editor.shadow.x", &SHIFT),
        ("editor.shadow.y", &SHIFT),
        ("editor.shadow.blur", &BLUR),
        ("editor.shadow.spread", &SHIFT),
    ];
    let lengths = LENGTHS
        .iter()
        .take(if is_text { 3 } else { 4 })
        .enumerate()
        .map(|(at, (key, num))| {
            let value = Signal::derive(move || {
                list.of(index, |shadow| shadow.lengths.get(at).cloned().unwrap_or_default())
            });
            let set = move |gesture, text: String| {
                list.change(gesture, |items| {
                    if let Some(length) = items.get_mut(index).and_then(|shadow| shadow.lengths.get_mut(at)) {
                        *length = text;
                    }
                })
            };
            number_row(editor, plain(i.find(key).unwrap_or(key).to_owned(), num, value, set))
        })
        .collect_view();
    let color = Signal::derive(move || list.of(index, |shadow| shadow.color.clone()));
    let set_color = move |gesture, text: String| {
        list.change(gesture, |items| {
            if let Some(shadow) = items.get_mut(index) {
                shadow.color = text;
            }
        })
    };
    let inset = move || list.of(index, |shadow| shadow.inset);
    let preview = move || {
        list.of(index, |shadow| {
            ["box-shadow:", &resolved(&print_shadows(std::slice::from_ref(shadow)))].concat()
        })
    };
    let title = i.t_with("editor.shadow.number", &[("number", &(index + 1).to_string())]);
    view! {
        <fieldset class="st-item">
            <legend class="sr-only">{title.clone()}</legend>
            <div class="st-item-head">
                <span class="st-shadow-chip" style=preview></span>
                <span class="st-item-name" aria-hidden="true">{title}</span>
                {(!is_text).then(|| view! {
                    <button
                        type="button"
                        class="st-seg"
                        aria-pressed=move || aria(inset())
                        on:click=move |_| {
                            list.change(editor.gesture(), |items| {
                                if let Some(shadow) = items.get_mut(index) {
                                    shadow.inset = !shadow.inset;
                                }
                            });
                        }
                    >
                        {i.t("editor.shadow.inset")}
                    </button>
                })}
                {remove(editor, list, index)}
            </div>
            <div class="st-two">{lengths}</div>
            {plain_color(editor, color, set_color)}
        </fieldset>
    }
    .into_any()
}

/// Tokens have no value outside the canvas; previews show grey for them.
fn resolved(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("token(") {
        out.push_str(before);
        out.push_str("#888");
        rest = after.split_once(')').map_or("", |(_, rest)| rest);
    }
    out.push_str(rest);
    out
}

fn remove<T: Clone + PartialEq + Send + Sync + 'static>(
    editor: Editor,
    list: Listed<T>,
    index: usize,
) -> AnyView {
    view! {
        <IconButton icon="x".to_owned() size=ButtonSize::Small label=editor.i.t("editor.style.remove") on_click=move |_| {
            list.change(editor.gesture(), |items| {
                if index < items.len() {
                    items.remove(index);
                }
            });
        }/>
    }
    .into_any()
}

/// The pictures and gradients of the background.
pub fn layer_list(panel: Panel) -> AnyView {
    let editor = panel.editor;
    let i = editor.i;
    let list = Listed::new(panel.slot(P::BackgroundImage), layers, print_layers);
    // Another kind of layer is another view; another angle isn't.
    let kinds = memo(move || {
        list.items
            .with(|items| items.iter().map(|item| matches!(item, Layer::Gradient(_))).collect::<Vec<bool>>())
    });
    let items = move || {
        let kinds = kinds.get();
        kinds
            .into_iter()
            .enumerate()
            .map(|(index, is_gradient)| layer(editor, list, index, is_gradient))
            .collect_view()
    };
    let open = RwSignal::new(false);
    let choose = move |upload: Upload| use_upload(panel, list, &upload);
    let slot = list.slot;
    row(
        slot.into(),
        i.t("editor.layer.all").to_owned(),
        true,
        view! {
            <div class="st-list">
                {items}
                <div class="ed-actions">
                    <Button size=ButtonSize::Small icon="image" on_click=move |_| open.set(true)>{i.t("editor.layer.picture_add")}</Button>
                    <Button size=ButtonSize::Small icon="plus" on_click=move |_| {
                        list.change(editor.gesture(), |items| items.insert(0, Layer::Gradient(Gradient::default())));
                    }>{i.t("editor.layer.gradient_add")}</Button>
                </div>
            </div>
            <PictureDialog open id="ed-background" on_choose=choose/>
        }
        .into_any(),
    )
}

fn use_upload(panel: Panel, list: Listed<Layer>, upload: &Upload) {
    let editor = panel.editor;
    let Some((asset, op)) = editor.doc(|document| asset::known(document, upload)) else { return };
    let gesture = editor.gesture();
    editor.edit_in(gesture, "editor.did.picture", op.into_iter().collect());
    let first =
        list.items.with_untracked(|items| !items.iter().any(|item| matches!(item, Layer::Picture(_))));
    list.change(gesture, |items| items.push(Layer::Picture(asset)));
    if first {
        // What people mean by a picture behind something.
        let value = |text: &str| CssValue::new(text).ok();
        let rows = [
            (P::BackgroundSize, value("cover")),
            (P::BackgroundPosition, value("50% 50%")),
            (P::BackgroundRepeat, value("no-repeat")),
        ];
        editor.set_css(gesture, &panel.node.get_value(), &rows);
    }
}

fn layer(editor: Editor, list: Listed<Layer>, index: usize, is_gradient: bool) -> AnyView {
    let i = editor.i;
    let preview = move || {
        let image = list.items.with(|items| match items.get(index) {
            Some(Layer::Picture(id)) => {
                let url = editor.doc(|document| {
                    let asset = document.assets.get(id)?;
                    Some(
                        asset.variants.first().map_or(&asset.url, |variant| &variant.url).as_str().to_owned(),
                    )
                });
                ["center/cover url(\"", url.as_deref().unwrap_or_default(), "\")"].concat()
            }
            Some(Layer::Gradient(gradient)) => resolved(&gradient.css()),
            _ => "none".to_owned(),
        });
        ["background:", &image].concat()
    };
    let words = if is_gradient { i.t("editor.layer.gradient") } else { i.t("editor.layer.picture") };
    let raise = move |_| {
        list.change(editor.gesture(), |items| {
            if index > 0 && index < items.len() {
                items.swap(index - 1, index);
            }
        });
    };
    view! {
        <fieldset class="st-item">
            <legend class="sr-only">{words}</legend>
            <div class="st-item-head">
                <span class="st-layer-chip" style=preview></span>
                <span class="st-item-name" aria-hidden="true">{words}</span>
                {(index > 0).then(|| view! { <IconButton icon="arrow-up".to_owned() size=ButtonSize::Small label=i.t("editor.layer.raise") on_click=raise/> })}
                {remove(editor, list, index)}
            </div>
            {is_gradient.then(|| gradient(editor, list, index))}
        </fieldset>
    }
    .into_any()
}

fn gradient(editor: Editor, list: Listed<Layer>, index: usize) -> AnyView {
    let i = editor.i;
    let read = move |items: &[Layer]| match items.get(index) {
        Some(Layer::Gradient(gradient)) => gradient.clone(),
        _ => Gradient::default(),
    };
    let now = memo(move || list.items.with(|items| read(items)));
    let change = move |gesture: u64, change: &dyn Fn(&mut Gradient)| {
        list.change(gesture, |items| {
            if let Some(Layer::Gradient(gradient)) = items.get_mut(index) {
                change(gradient);
            }
        })
    };
    let is_linear = memo(move || now.with(|gradient| gradient.angle.is_some()));
    let kind = move |linear: bool, key: &'static str| {
        view! {
            <button
                type="button"
                class="st-seg"
                aria-pressed=move || aria(is_linear.get() == linear)
                on:click=move |_| {
                    if is_linear.get_untracked() != linear {
                        change(editor.gesture(), &|gradient| gradient.angle = linear.then_some(180.0));
                    }
                }
            >
                {i.t(key)}
            </button>
        }
    };
    let angle = Signal::derive(move || {
        now.with(|gradient| [parts::number(gradient.angle.unwrap_or_default()).as_str(), "deg"].concat())
    });
    let set_angle = move |gesture, text: String| {
        let number = parts::measure(&text)
            .map(|found| if found.unit == "turn" { found.number * 360.0 } else { found.number });
        change(gesture, &|gradient| gradient.angle = number)
    };
    let angle_words = i.t("editor.gradient.angle").to_owned();
    let count = memo(move || now.with(|gradient| gradient.stops.len()));
    let stops = move || {
        let count = count.get();
        (0..count).map(|at| stop(editor, list, index, at, count > 2)).collect_view()
    };
    let add = move |_| {
        change(editor.gesture(), &|gradient| {
            let color = gradient.stops.last().map_or_else(|| "#ffffff".to_owned(), |stop| stop.color.clone());
            // Before the last, halfway.
            let at = gradient.stops.len().saturating_sub(1);
            gradient.stops.insert(at, Stop { color, at: Some("50%".to_owned()) });
        });
    };
    view! {
        <div class="st-segs">{kind(true, "editor.gradient.linear")}{kind(false, "editor.gradient.radial")}</div>
        {move || is_linear.get().then(|| number_row(editor, plain(angle_words.clone(), &ANGLE, angle, set_angle)))}
        <div class="st-list">{stops}</div>
        <Button size=ButtonSize::Small icon="plus" on_click=add>{i.t("editor.gradient.add")}</Button>
    }
    .into_any()
}

/// A colour of a gradient and its place.
fn stop(editor: Editor, list: Listed<Layer>, index: usize, at: usize, removable: bool) -> AnyView {
    let i = editor.i;
    let read = move |items: &[Layer]| match items.get(index) {
        Some(Layer::Gradient(gradient)) => gradient.stops.get(at).cloned(),
        _ => None,
    };
    let now = memo(move || list.items.with(|items| read(items)));
    let change = move |gesture: u64, change: &dyn Fn(&mut Vec<Stop>)| {
        list.change(gesture, |items| {
            if let Some(Layer::Gradient(gradient)) = items.get_mut(index) {
                change(&mut gradient.stops);
            }
        })
    };
    let color = Signal::derive(move || {
        now.with(|stop| stop.as_ref().map(|stop| stop.color.clone()).unwrap_or_default())
    });
    let set_color = move |gesture, text: String| {
        change(gesture, &|stops| {
            if let Some(stop) = stops.get_mut(at) {
                stop.color.clone_from(&text);
            }
        })
    };
    let place = Signal::derive(move || {
        now.with(|stop| stop.as_ref().and_then(|stop| stop.at.clone()).unwrap_or_default())
    });
    let set_place = move |gesture, text: String| {
        change(gesture, &|stops| {
            if let Some(stop) = stops.get_mut(at) {
                stop.at = Some(text.clone());
            }
        })
    };
    let words = i.t_with("editor.gradient.stop", &[("number", &(at + 1).to_string())]);
    view! {
        <fieldset class="st-stop">
            <legend class="sr-only">{words}</legend>
            <div class="st-item-head">
                {number_row(editor, plain(i.t("editor.gradient.place").to_owned(), &PERCENT, place, set_place))}
                {removable.then(|| view! {
                    <IconButton icon="x".to_owned() size=ButtonSize::Small label=i.t("editor.style.remove") on_click=move |_| {
                        change(editor.gesture(), &|stops| {
                            if at < stops.len() && stops.len() > 2 {
                                stops.remove(at);
                            }
                        });
                    }/>
                })}
            </div>
            {plain_color(editor, color, set_color)}
        </fieldset>
    }
    .into_any()
}
