//! What a picture's panel has beside choosing one: the part that is shown, the point that stays in view, and whether it
//! says anything to people who can't see it. A crop is a picture of its own on the server, so that nobody loads what
//! is cut off; the whole one stays, so that another part can be taken later.

use landinghub::api::Upload;
use landinghub::document::model::{Crop, CropArea};
use landinghub::document::{AssetId, AssetRef, CssProperty, CssValue, NodeId, Op, Prop, State, Value, edit};
use landinghub::editing::asset::asset_of;
use landinghub::editing::crop::{Frame, Handle};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, PointerEvent};

use super::controls::CheckControl;
use super::device::BrowserRng;
use super::rare::Rare;
use super::small::memo;
use super::state::{Editor, use_editor};
use crate::http;
use crate::ui::{Button, ButtonKind, ButtonSize, Dialog};

/// Ratios the frame can be held in.
const RATIOS: &[(&str, u16, u16)] =
    &[("1:1", 1, 1), ("4:3", 4, 3), ("3:2", 3, 2), ("16:9", 16, 9), ("3:4", 3, 4), ("9:16", 9, 16)];
/// The handles of the frame, with the words for them.
const HANDLES: &[(Handle, &str)] = &[
    ((-1, -1), "nw"),
    ((0, -1), "n"),
    ((1, -1), "ne"),
    ((1, 0), "e"),
    ((1, 1), "se"),
    ((0, 1), "s"),
    ((-1, 1), "sw"),
    ((-1, 0), "w"),
];

/// The whole picture behind one: its upload, its address, its size, and the part that is shown.
#[derive(Clone, Debug, PartialEq)]
struct Whole {
    id: AssetId,
    url: String,
    width: u32,
    height: u32,
    area: CropArea,
}

/// `None` for what the server can't cut: drawings, animations, pictures at other addresses.
fn whole_of(id: &AssetId, asset: &AssetRef) -> Option<Whole> {
    if let Some(crop) = &asset.crop {
        return Some(Whole {
            id: crop.of.clone(),
            url: crop.url.to_string(),
            width: crop.width,
            height: crop.height,
            area: crop.area,
        });
    }
    let cuts = matches!(asset.mime.as_str(), "image/png" | "image/jpeg" | "image/webp");
    let (width, height) = (asset.width?, asset.height?);
    (cuts && asset.url.as_str().contains(id.as_str())).then(|| Whole {
        id: id.clone(),
        url: asset.url.to_string(),
        width,
        height,
        area: CropArea { x: 0, y: 0, width, height },
    })
}

impl Editor {
    fn asset_at(self, node: &NodeId, prop: &Prop) -> Option<(AssetId, AssetRef)> {
        self.node(node, |document, node| {
            let id = node.props.get(prop).and_then(Value::as_asset)?;
            Some((id.clone(), document.assets.get(id)?.clone()))
        })
        .flatten()
    }

    /// Puts the part that was cut, or the whole picture again, where the picture was.
    fn put_part(self, node: &NodeId, prop: &Prop, upload: &Upload, crop: Option<Crop>) {
        let Some((asset, mut value)) = asset_of(upload) else { return };
        value.crop = crop.map(Box::new);
        let ops = vec![
            Op::SetAsset { asset: asset.clone(), value },
            Op::SetProp { node: node.clone(), prop: prop.clone(), value: Value::from(asset) },
        ];
        self.edit("editor.did.crop", ops);
    }
}

/// The buttons and fields under a picture.
pub fn picture_tools(editor: Editor, node: StoredValue<NodeId>, prop: StoredValue<Prop>) -> AnyView {
    let i = editor.i;
    let open = RwSignal::new(false);
    let found = memo(move || {
        let (id, asset) = editor.asset_at(&node.get_value(), &prop.get_value())?;
        whole_of(&id, &asset)
    });
    let shown = memo(move || {
        let (_, asset) = editor.asset_at(&node.get_value(), &prop.get_value())?;
        let small =
            asset.variants.iter().find(|variant| variant.width >= 320).map(|variant| variant.url.to_string());
        Some(small.unwrap_or_else(|| asset.url.to_string()))
    });
    view! {
        <Show when=move || found.with(Option::is_some)>
            <Button size=ButtonSize::Small icon="crop" on_click=move |_| open.set(true)>{i.t("editor.crop")}</Button>
            <Dialog open title=i.t("editor.crop.title") id="ed-crop" wide=true>
                {editor.rare(Rare::Crop(open, node, prop))}
            </Dialog>
        </Show>
        {move || shown.get().map(|url| focal(editor, node, url))}
    }
    .into_any()
}

/// What is in the dialog: the form, of a picture that can be cut.
#[component]
pub fn Cropping(open: RwSignal<bool>, node: StoredValue<NodeId>, prop: StoredValue<Prop>) -> impl IntoView {
    let editor = use_editor();
    // The form stays as it is while the picture changes.
    let asset = untrack(|| editor.asset_at(&node.get_value(), &prop.get_value()));
    let whole = asset.and_then(|(id, asset)| whole_of(&id, &asset));
    whole.map(|whole| view! { <CropForm whole open node prop/> })
}

#[component]
fn CropForm(
    whole: Whole,
    open: RwSignal<bool>,
    node: StoredValue<NodeId>,
    prop: StoredValue<Prop>,
) -> impl IntoView {
    let editor = use_editor();
    let i = editor.i;
    let Whole { id, url, width, height, area } = whole;
    let frame = RwSignal::new(Frame::new(width, height, area));
    let busy = RwSignal::new(false);
    let wrong = RwSignal::new(None::<String>);
    let stage = NodeRef::<html::Div>::new();
    // A press on the frame or a handle: what it takes along, where it began, and the frame then.
    let press = StoredValue::new(None::<(Option<Handle>, f64, f64, Frame)>);
    let start = move |event: &PointerEvent, handle: Option<Handle>| {
        if event.button() != 0 {
            return;
        }
        event.prevent_default();
        event.stop_propagation();
        press.set_value(Some((
            handle,
            f64::from(event.client_x()),
            f64::from(event.client_y()),
            frame.get_untracked(),
        )));
        if let Some(stage) = stage.get_untracked() {
            let _ = stage.set_pointer_capture(event.pointer_id());
        }
    };
    let go = move |event: PointerEvent| {
        let (Some((handle, x, y, from)), Some(stage)) = (press.get_value(), stage.get_untracked()) else {
            return;
        };
        let rect = stage.get_bounding_client_rect();
        let per = f64::from(width) / rect.width().max(1.0);
        let by = |now: i32, then: f64| ((f64::from(now) - then) * per).round() as i64;
        let (x, y) = (by(event.client_x(), x), by(event.client_y(), y));
        frame.set(match handle {
            None => from.moved(x, y),
            Some(handle) => from.resized(handle, x, y),
        });
    };
    let keys = move |event: leptos::ev::KeyboardEvent| {
        let step = i64::from(width.max(height)) / if event.shift_key() { 10 } else { 100 };
        let step = step.max(1);
        let (x, y) = match event.key().as_str() {
            "ArrowLeft" => (-step, 0),
            "ArrowRight" => (step, 0),
            "ArrowUp" => (0, -step),
            "ArrowDown" => (0, step),
            "+" | "=" => {
                event.prevent_default();
                return frame.update(|frame| *frame = frame.zoomed(frame.zoom() + 10));
            }
            "-" => {
                event.prevent_default();
                return frame.update(|frame| *frame = frame.zoomed(frame.zoom().saturating_sub(10)));
            }
            _ => return,
        };
        event.prevent_default();
        let corner = event.ctrl_key() || event.meta_key();
        frame.update(|frame| *frame = if corner { frame.resized((1, 1), x, y) } else { frame.moved(x, y) });
    };
    let part = move |value: u32, whole: u32| f64::from(value) * 100.0 / f64::from(whole.max(1));
    let style = move || {
        let area = frame.get().area();
        format!(
            "left:{:.3}%;top:{:.3}%;width:{:.3}%;height:{:.3}%",
            part(area.x, width),
            part(area.y, height),
            part(area.width, width),
            part(area.height, height)
        )
    };
    let side = move |label: &'static str, read: fn(&CropArea) -> u32, write: fn(&mut CropArea, u32)| {
        let words = i.t(label);
        view! {
            <label class="ed-crop-side">
                <span>{words}</span>
                <input
                    class="input"
                    type="number"
                    min="0"
                    max=width.max(height).to_string()
                    prop:value=move || read(&frame.get().area()).to_string()
                    on:change:target=move |event| {
                        if let Ok(number) = event.target().value().parse::<u32>() {
                            let mut area = frame.get_untracked().area();
                            write(&mut area, number);
                            frame.set(Frame::new(width, height, area));
                        }
                    }
                />
            </label>
        }
    };
    let id = StoredValue::new(id);
    let address = StoredValue::new(url.clone());
    let apply = move |_| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        wrong.set(None);
        let now = frame.get_untracked();
        spawn_local(async move {
            let of = id.get_value();
            let area = now.area();
            let path = ["/api/uploads/", of.as_str(), "/crop"].concat();
            // The whole picture again is a part like any other, but nothing has to be remembered of it.
            let answer = http::call::<Upload>("POST", &path, http::json(&area)).await;
            if !editor.is_alive() {
                return;
            }
            let _ = busy.try_set(false);
            match answer {
                Ok(upload) => {
                    let crop = landinghub::document::AssetUrl::new(&address.get_value())
                        .ok()
                        .filter(|_| !now.is_whole())
                        .map(|url| Crop { of, url, width, height, area });
                    editor.put_part(&node.get_value(), &prop.get_value(), &upload, crop);
                    let _ = open.try_set(false);
                }
                Err(failed) => {
                    let _ = wrong.try_set(Some(editor.failure(&failed)));
                }
            }
        });
    };
    let handles = HANDLES
        .iter()
        .map(|(handle, name)| {
            let handle = *handle;
            let class = ["ed-crop-handle is-", name].concat();
            view! { <span class=class aria-hidden="true" on:pointerdown=move |event| start(&event, Some(handle))></span> }
        })
        .collect_view();
    let ratios =
        RATIOS.iter().map(|(name, ..)| view! { <option value=*name>{*name}</option> }).collect_view();
    let choose = move |name: String| {
        let ratio = RATIOS.iter().find(|(word, ..)| *word == name).map(|(_, x, y)| (*x, *y));
        let ratio = ratio.or_else(|| {
            let original = (u16::try_from(width).ok()?, u16::try_from(height).ok()?);
            (name == "original").then_some(original)
        });
        frame.update(|frame| *frame = frame.in_ratio(ratio));
    };
    view! {
        <div class="ed-crop">
            <div
                node_ref=stage
                class="ed-crop-stage"
                style=format!("aspect-ratio:{width}/{height};max-inline-size:calc(55dvh*{width}/{height})")
                on:pointermove=go
                on:pointerup=move |_| press.set_value(None)
                on:pointercancel=move |_| press.set_value(None)
            >
                <img src=url alt="" draggable="false"/>
                <div
                    class="ed-crop-frame"
                    role="group"
                    tabindex="0"
                    aria-label=i.t("editor.crop.frame")
                    aria-describedby="ed-crop-help"
                    style=style
                    on:pointerdown=move |event| {
                        if let Some(target) = event.current_target().and_then(|target| target.dyn_into::<HtmlElement>().ok()) {
                            let _ = target.focus();
                        }
                        start(&event, None);
                    }
                    on:keydown=keys
                >
                    {handles}
                </div>
            </div>
            <div class="ed-crop-tools">
                <label class="ed-crop-side">
                    <span>{i.t("editor.crop.ratio")}</span>
                    <select class="select" on:change:target=move |event| choose(event.target().value())>
                        <option value="">{i.t("editor.crop.free")}</option>
                        <option value="original">{i.t("editor.crop.original")}</option>
                        {ratios}
                    </select>
                </label>
                <label class="ed-crop-side is-wide">
                    <span>{i.t("editor.crop.zoom")}</span>
                    <input
                        type="range"
                        min="100"
                        max="500"
                        prop:value=move || frame.get().zoom().to_string()
                        on:input:target=move |event| {
                            if let Ok(percent) = event.target().value().parse() {
                                frame.update(|frame| *frame = frame.zoomed(percent));
                            }
                        }
                    />
                </label>
                {side("editor.crop.left", |area| area.x, |area, number| area.x = number)}
                {side("editor.crop.top", |area| area.y, |area, number| area.y = number)}
                {side("editor.crop.width", |area| area.width, |area, number| area.width = number)}
                {side("editor.crop.height", |area| area.height, |area, number| area.height = number)}
            </div>
            <p class="help" id="ed-crop-help">{i.t("editor.crop.help")}</p>
            <p class="error" role="alert">{move || wrong.get()}</p>
            <div class="dialog-foot">
                <Button kind=ButtonKind::Ghost on_click=move |_| frame.set(Frame::whole(width, height))>{i.t("editor.crop.whole")}</Button>
                <Button on_click=move |_| open.set(false)>{i.t("ui.cancel")}</Button>
                <Button kind=ButtonKind::Primary busy on_click=apply>{i.t("editor.crop.apply")}</Button>
            </div>
        </div>
    }
    .into_any()
}

/// The point of a picture that stays in view where a box cuts it off: a press on the picture, or arrow keys.
fn focal(editor: Editor, node: StoredValue<NodeId>, url: String) -> AnyView {
    let i = editor.i;
    let now = memo(move || {
        editor.watch_styles();
        editor.watch(&node.get_value());
        editor
            .doc(|document| {
                let style = edit::own_style(document, &node.get_value())?;
                let found = document.declarations_of(style).find(|(key, _)| {
                    key.property == CssProperty::ObjectPosition
                        && key.state == State::None
                        && key.breakpoint == landinghub::document::css::base_breakpoint()
                });
                found.map(|(_, value)| value.as_str().to_owned())
            })
            .and_then(|text| point_of(&text))
    });
    let at = move || now.get().unwrap_or((50, 50));
    let set = move |gesture: u64, point: Option<(u8, u8)>| {
        let ops = editor.doc(|document| {
            let value = point.and_then(|(x, y)| CssValue::new(&format!("{x}% {y}%")).ok());
            let when =
                edit::When { breakpoint: landinghub::document::css::base_breakpoint(), state: State::None };
            edit::set_style(
                document,
                &node.get_value(),
                &when,
                CssProperty::ObjectPosition,
                value,
                &BrowserRng,
            )
        });
        editor.edit_in(gesture, "editor.did.focal", ops);
    };
    let press = move |event: PointerEvent| {
        let Some(target) = event.current_target().and_then(|target| target.dyn_into::<HtmlElement>().ok())
        else {
            return;
        };
        let rect = target.get_bounding_client_rect();
        let share = |at: i32, from: f64, length: f64| {
            ((f64::from(at) - from) * 100.0 / length.max(1.0)).round().clamp(0.0, 100.0) as u8
        };
        let point = (
            share(event.client_x(), rect.x(), rect.width()),
            share(event.client_y(), rect.y(), rect.height()),
        );
        set(editor.gesture(), Some(point));
    };
    let keys = move |event: leptos::ev::KeyboardEvent| {
        let (x, y) = at();
        let point = match event.key().as_str() {
            "ArrowLeft" => (x.saturating_sub(5), y),
            "ArrowRight" => ((x + 5).min(100), y),
            "ArrowUp" => (x, y.saturating_sub(5)),
            "ArrowDown" => (x, (y + 5).min(100)),
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        set(editor.gesture(), Some(point));
    };
    let said = move || {
        let (x, y) = at();
        i.t_with("editor.focal.at", &[("x", &x.to_string()), ("y", &y.to_string())])
    };
    view! {
        <div class="ed-field">
            <span class="label">{i.t("editor.focal")}</span>
            <div class="ed-focal" role="application" tabindex="0" aria-label=move || [i.t("editor.focal"), ": ", &said()].concat() on:pointerdown=press on:keydown=keys>
                <img src=url alt="" draggable="false"/>
                <span class="ed-focal-point" style=move || { let (x, y) = at(); format!("left:{x}%;top:{y}%") }></span>
            </div>
            <p class="help">{i.t("editor.focal.help")}</p>
            <Show when=move || now.with(Option::is_some)>
                <Button size=ButtonSize::Small kind=ButtonKind::Ghost on_click=move |_| set(editor.gesture(), None)>{i.t("editor.focal.reset")}</Button>
            </Show>
        </div>
    }
    .into_any()
}

/// `30% 70%` as two numbers; words and other units are no point.
fn point_of(text: &str) -> Option<(u8, u8)> {
    let (x, y) = text.split_once(' ')?;
    let side = |text: &str| text.trim().strip_suffix('%')?.parse::<u8>().ok().filter(|number| *number <= 100);
    Some((side(x)?, side(y)?))
}

/// Whether a picture says nothing to people who can't see it.
pub fn decorative(editor: Editor, node: StoredValue<NodeId>) -> AnyView {
    let value = Signal::derive(move || {
        editor
            .node(
                &node.get_value(),
                |_, node| matches!(node.props.get(&Prop::ALT), Some(Value::Text(text)) if text.is_empty()),
            )
            .unwrap_or_default()
    });
    let choose = move |on: bool| {
        editor.set_prop(editor.gesture(), &node.get_value(), &Prop::ALT, on.then(|| Value::text("")));
    };
    view! { <CheckControl label=editor.i.t("editor.decorative") value on_change=Callback::new(choose)/> }
        .into_any()
}
