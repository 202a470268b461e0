//! Pictures from outside: files dropped on the canvas, pictures and whole texts from the clipboard, and the uploads that
//! are on their way.

use landinghub::document::build::Block;
use landinghub::document::paste::{self, Part};
use landinghub::document::{Kind, NodeId, Prop};
use landinghub::dragging::{Gap, Rect};
use landinghub::editing::place::{Spot, best_spot, spot_of};
use landinghub::editing::{add, asset};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::{DataTransfer, DragEvent, File, XmlHttpRequest};

use super::canvas::node_of;
use super::device::BrowserRng;
use super::drag::{Drag, Payload, Shown};
use super::small::each;
use super::state::{Editor, use_editor};
use super::upload::{picture_files, upload};
use crate::ui::{ButtonSize, IconButton, Progress};

/// Where a picture goes once it is here.
#[derive(Clone, Debug)]
enum Goal {
    /// Into a block that is there.
    Into(NodeId),
    /// As a new block at a place found by a drag.
    At(Gap),
    /// As a new block after another.
    After(Option<NodeId>),
}

/// A file on its way.
#[derive(Clone)]
struct Sending {
    number: u64,
    file: File,
    alt: String,
    goal: Goal,
    percent: RwSignal<Option<u8>>,
    wrong: RwSignal<Option<String>>,
    request: StoredValue<Option<XmlHttpRequest>, LocalStorage>,
}

/// Files on their way to the canvas.
#[derive(Clone, Copy)]
pub struct Sends(RwSignal<Vec<Sending>, LocalStorage>);

impl Sends {
    /// None.
    pub fn new() -> Self {
        Self(RwSignal::new_local(Vec::new()))
    }
}

/// Whether files are dragged, not words or links.
fn has_files(event: &DragEvent) -> bool {
    let types = event.data_transfer().map(|data| data.types());
    types.is_some_and(|types| types.iter().any(|kind| kind.as_string().as_deref() == Some("Files")))
}

impl Editor {
    /// The picture under a drag, which the file would replace.
    fn picture_under(self, event: &DragEvent) -> Option<NodeId> {
        self.doc(|document| {
            let id = node_of(document, event)?;
            let node = document.node(&id)?;
            (node.kind == Kind::Image && !node.locked).then_some(id)
        })
    }

    /// Files are held over the canvas: a line shows where they would stand, a box what they would replace.
    pub fn files_over(self, event: &DragEvent) {
        if !has_files(event) {
            return;
        }
        event.prevent_default();
        if let Some(image) = self.picture_under(event) {
            self.core(|core| core.drag = None);
            let rect = self.with(|core| core.canvas.as_ref()?.rect(&image)).unwrap_or_default();
            let frame = self
                .with(|core| Some(super::canvas::bounds(core.canvas.as_ref()?.frame())))
                .unwrap_or_default();
            let scale = self.scale.get_untracked();
            let mark =
                Rect::new(frame.x + rect.x * scale, frame.y + rect.y * scale, rect.w * scale, rect.h * scale);
            self.shown.set(Some(Shown { mark: Some((mark, true)), pointer: None, name: String::new() }));
            return;
        }
        let Some(point) = self.frame_point(event.unchecked_ref()) else { return };
        if !self.is_dragging() {
            let sheet = self.sheet.get_untracked();
            let drag = Drag {
                payload: Payload::Kind(&Kind::Image),
                start: point,
                pointer: point,
                lifted: None,
                pointer_id: None,
                touched: None,
                _listeners: Vec::new(),
                timer: None,
                sheet,
            };
            self.core(|core| core.drag = Some(drag));
            self.lift();
        }
        self.dragged_to(point);
    }

    /// The files were taken away again.
    pub fn files_left(self) {
        let of_files = self.with(|core| {
            core.drag.as_ref().is_some_and(|drag| drag._listeners.is_empty() && !self.is_walking())
        });
        if of_files || self.with(|core| core.drag.is_none()) {
            self.core(|core| core.drag = None);
            self.land();
        }
    }

    /// Files were dropped on the canvas.
    pub fn files_dropped(self, event: &DragEvent) {
        event.prevent_default();
        if !self.is_dragging() {
            // They were never held still over the canvas.
            self.files_over(event);
        }
        let image = self.picture_under(event);
        let gap = self.core(|core| Some(core.drag.take()?.lifted?.target?.gap));
        self.land();
        let Some(data) = event.data_transfer().filter(|_| has_files(event)) else { return };
        let files = picture_files(data.files());
        let all = data.files().map_or(0, |files| files.length());
        if usize::try_from(all).unwrap_or_default() > files.len() {
            self.bad(self.i.t("editor.failed.type"));
        }
        self.send_pictures(files, image, gap);
    }

    /// Uploads pictures: the first into a block if there is one, the others one after another at a gap.
    fn send_pictures(self, files: Vec<File>, into: Option<NodeId>, gap: Option<Gap>) {
        let mut into = into;
        let after = into.clone().or_else(|| self.selected.get_untracked());
        let list: Vec<Sending> = files
            .into_iter()
            .map(|file| {
                let goal = match (into.take(), &gap) {
                    (Some(image), _) => Goal::Into(image),
                    (None, Some(gap)) => Goal::At(gap.clone()),
                    (None, None) => Goal::After(after.clone()),
                };
                self.sending(file, String::new(), goal)
            })
            .collect();
        self.send_all(list);
    }

    fn sending(self, file: File, alt: String, goal: Goal) -> Sending {
        Sending {
            number: self.gesture(),
            file,
            alt,
            goal,
            percent: RwSignal::new(Some(0)),
            wrong: RwSignal::new(None),
            request: StoredValue::new_local(None),
        }
    }

    /// One after another, so that they stand in their order.
    fn send_all(self, list: Vec<Sending>) {
        self.sends.0.update(|sends| sends.extend(list.iter().cloned()));
        spawn_local(async move {
            let mut before = None;
            for sending in list {
                before = self.send_one(sending, before).await;
                if !self.is_alive() {
                    return;
                }
            }
        });
    }

    /// Uploads one and puts it on the page. Answers its block, or the one before.
    async fn send_one(self, sending: Sending, before: Option<NodeId>) -> Option<NodeId> {
        let number = sending.number;
        let is_there =
            move || self.sends.0.with_untracked(|sends| sends.iter().any(|one| one.number == number));
        if !is_there() {
            return before;
        }
        let request = sending.request;
        let started = move |started: &XmlHttpRequest| {
            let _ = request.try_update_value(|request| *request = Some(started.clone()));
        };
        let percent = sending.percent;
        let progress = move |now| {
            let _ = percent.try_set(Some(now));
        };
        let sent = upload(sending.file.clone(), progress, started).await;
        if !self.is_alive() || !is_there() {
            return before;
        }
        match sent {
            Ok(upload) => {
                self.sends.0.update(|sends| sends.retain(|one| one.number != number));
                self.put_picture(&upload, &sending, before)
            }
            Err(failed) => {
                let wrong = self.failure(&failed);
                self.say(wrong.clone());
                sending.wrong.set(Some(wrong));
                before
            }
        }
    }

    fn put_picture(
        self,
        upload: &landinghub::api::Upload,
        sending: &Sending,
        before: Option<NodeId>,
    ) -> Option<NodeId> {
        if let Goal::Into(node) = &sending.goal
            && self.doc(|document| document.node(node).is_some())
        {
            self.use_upload(node, &Prop::ASSET, upload);
            self.select(Some(node.clone()));
            return Some(node.clone());
        }
        let (asset, op) = self.doc(|document| asset::known(document, upload))?;
        let mut block = Block::new(Kind::Image).prop(Prop::ASSET, asset);
        if !sending.alt.is_empty() {
            block = block.prop(Prop::ALT, sending.alt.clone());
        }
        let made = self.doc(|document| {
            let spot = before
                .as_ref()
                .and_then(|before| spot_of(document, before))
                .map(|spot| Spot { index: spot.index + 1, ..spot });
            let spot = spot.or_else(|| match &sending.goal {
                Goal::At(gap) if document.node(&gap.parent).is_some() => {
                    Some(Spot { parent: gap.parent.clone(), index: gap.index })
                }
                Goal::At(_) | Goal::Into(_) => best_spot(document, &Kind::Image, None),
                Goal::After(node) => best_spot(document, &Kind::Image, node.as_ref()),
            })?;
            add::made_at(document, &spot, block, &BrowserRng)
        });
        let (ops, node) = made?;
        if !self.edit("editor.did.picture", op.into_iter().chain(ops).collect()) {
            return before;
        }
        self.reveal(&node);
        Some(node)
    }

    /// What is on the clipboard as new blocks after the selection: pictures, headings, texts. Answers whether there was
    /// anything.
    pub fn paste_outside(self, data: &DataTransfer) -> bool {
        let selected = self.selected.get_untracked();
        let html = data.get_data("text/html").unwrap_or_default();
        let plain = data.get_data("text/plain").unwrap_or_default();
        let parts = if html.trim().is_empty() {
            vec![Part::Text(landinghub::document::RichText::from_plain(&plain))]
        } else {
            paste::parts(&html)
        };
        let words = parts.iter().any(|part| matches!(part, Part::Text(rich) if !rich.is_empty()));
        let files = picture_files(data.files());
        // Programs put a picture beside the HTML of it.
        if !files.is_empty() && !words {
            self.send_pictures(files, self.selected_picture(), None);
            return true;
        }
        let (blocks, pictures) = add::pasted(parts);
        if blocks.is_empty() && pictures.is_empty() {
            return false;
        }
        self.stop_editing();
        let made = self.doc(|document| add::several(document, selected.as_ref(), blocks, &BrowserRng));
        let mut last = selected;
        if let Some((ops, nodes)) = made {
            if !self.edit("editor.did.paste", ops) {
                return true;
            }
            last = nodes.last().cloned().or(last);
            self.reveal_all(nodes);
        }
        let sends = pictures
            .into_iter()
            .filter_map(|(src, alt)| Some(self.sending(file_of(&src)?, alt, Goal::After(last.clone()))))
            .collect::<Vec<_>>();
        if !sends.is_empty() {
            self.send_all(sends);
        }
        true
    }

    fn selected_picture(self) -> Option<NodeId> {
        let id = self.selected.get_untracked()?;
        self.doc(|document| document.node(&id).is_some_and(|node| node.kind == Kind::Image)).then_some(id)
    }
}

/// A `data:` address as a file.
fn file_of(src: &str) -> Option<File> {
    let (kind, data) = src.strip_prefix("data:image/")?.split_once(";base64,")?;
    let data: String = data.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    let bytes: Vec<u8> =
        window().atob(&data).ok()?.chars().filter_map(|c| u8::try_from(u32::from(c)).ok()).collect();
    let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes.as_slice()));
    let end: String = kind.chars().take_while(char::is_ascii_alphanumeric).collect();
    File::new_with_u8_array_sequence(&parts, &["pasted.", &end].concat()).ok()
}

/// The files on their way, with what can be done about them.
#[component]
pub fn SendList() -> impl IntoView {
    let editor = use_editor();
    let i = editor.i;
    let row = move |sending: Sending| {
        let Sending { number, percent, wrong, request, .. } = sending;
        let name = sending.file.name();
        let (cancel, retry) = (
            i.t_with("editor.send.cancel", &[("name", &name)]),
            i.t_with("editor.send.retry", &[("name", &name)]),
        );
        let again = StoredValue::new_local(sending);
        let stop = move |_| {
            editor.sends.0.update(|sends| sends.retain(|one| one.number != number));
            if let Some(request) = request.get_value() {
                let _ = request.abort();
            }
        };
        let retry_it = move |_| {
            wrong.set(None);
            percent.set(Some(0));
            let sending = again.get_value();
            spawn_local(async move {
                editor.send_one(sending, None).await;
            });
        };
        view! {
            <li class="ed-send">
                <span class="ed-send-name">{name.clone()}</span>
                {move || match wrong.get() {
                    Some(wrong) => view! { <span class="error" role="alert">{wrong}</span> }.into_any(),
                    None => view! { <Progress label=name.clone() percent=percent/> }.into_any(),
                }}
                <Show when=move || wrong.with(Option::is_some)>
                    <IconButton icon="rotate-ccw".to_owned() size=ButtonSize::Small label=retry.clone() on_click=retry_it/>
                </Show>
                <IconButton icon="x".to_owned() size=ButtonSize::Small label=cancel on_click=stop/>
            </li>
        }
        .into_any()
    };
    view! {
        <Show when=move || editor.sends.0.with(|sends| !sends.is_empty())>
            <ul class="ed-sends" role="list" aria-label=i.t("editor.send.list")>
                {each(move || editor.sends.0.get(), |sending| sending.number.to_string(), move |sending| row(sending).into_any())}
            </ul>
        </Show>
    }
    .into_any()
}

/// A file dropped beside the canvas must not take its place.
pub fn guard_window() -> Vec<super::device::Listener> {
    let window: web_sys::EventTarget = window().into();
    ["dragover", "drop"]
        .into_iter()
        .map(|name| {
            super::device::Listener::new(&window, name, false, |event| {
                if has_files(event.unchecked_ref()) {
                    event.prevent_default();
                }
            })
        })
        .collect()
}
