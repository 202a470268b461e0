//! Blocks on the clipboard: as a clip of ours, as HTML that carries the same, and as words for other programs.

use js_sys::futures::JsFuture;
use js_sys::{Array, Function, Promise, Reflect};
use landinghub::editing::Clip;
use landinghub::editing::clip::MIME;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{ClipboardEvent, DataTransfer};

use super::canvas::event_element;
use super::device::{BrowserRng, notes};
use super::keys::{is_in_dialog, is_typing};
use super::state::Editor;

/// Where the last clip is kept for pasting without the keyboard, and for browsers that hide the clipboard.
const CLIP: &str = "lh.clip";

impl Editor {
    /// Copy, cut and paste of blocks; of words where words are edited.
    pub fn clipboard(self, event: &ClipboardEvent, in_canvas: bool) {
        let element = event_element(event);
        if self.editing.get_untracked().is_some() && in_canvas {
            if event.type_() == "paste" && self.is_in_words(event) {
                self.paste_words(event);
            }
            return;
        }
        if is_typing(element.as_ref()) || is_in_dialog(element.as_ref()) {
            return;
        }
        let Some(data) = event.clipboard_data() else { return };
        if event.type_() == "paste" {
            if self.paste_data(&data) {
                event.prevent_default();
            }
            return;
        }
        let cut = event.type_() == "cut";
        if let Some(clip) = self.take(cut) {
            // A full clipboard leaves the note.
            let _ = data.set_data(MIME, &clip.to_text());
            let _ = data.set_data("text/html", &clip.to_html());
            let _ = data.set_data("text/plain", &clip.words());
            event.prevent_default();
        }
    }

    /// Copies or cuts the selection from a menu. The browser then asks for the data as it does for the keys.
    pub fn copy_by_menu(self, cut: bool) {
        let page: web_sys::HtmlDocument = document().unchecked_into();
        let done = page.exec_command(if cut { "cut" } else { "copy" }).unwrap_or_default();
        if !done {
            self.take(cut);
        }
    }

    /// Pastes from a menu: what is on the clipboard if the browser lets us look, which may ask the person first; else
    /// what was copied last in this browser.
    pub fn paste_by_menu(self) {
        spawn_local(async move {
            let found = read_clipboard().await;
            if !self.is_alive() {
                return;
            }
            let last = notes::get(CLIP).as_deref().and_then(Clip::from_text);
            if let Some(data) = found {
                // Some browsers clean the HTML of what carries a clip.
                let words = data.get_data("text/plain").unwrap_or_default();
                let same = last.as_ref().filter(|clip| clip.words().trim() == words.trim());
                let done = match same {
                    Some(clip) => {
                        self.paste_clip(clip);
                        true
                    }
                    None => self.paste_data(&data),
                };
                if done {
                    return;
                }
            }
            match last {
                Some(clip) => self.paste_clip(&clip),
                None => self.bad(self.i.t("editor.reject.nothing_copied")),
            }
        });
    }

    /// Whether there may be something to paste from a menu.
    pub fn has_clip(self) -> bool {
        notes::get(CLIP).is_some() || clipboard_reader().is_some()
    }

    /// The selection as a clip; it is removed if it is cut.
    fn take(self, cut: bool) -> Option<Clip> {
        let chosen = self.chosen();
        let mut clip = self.doc(|document| Clip::of(document, &chosen))?;
        clip.cut = cut;
        if cut && !self.cut_away(&chosen) {
            return None;
        }
        notes::set(CLIP, &clip.to_text());
        if !cut {
            self.say(self.i.t_with("editor.said.copied_name", &[("name", &self.name_of_all(&clip.tops))]));
        }
        Some(clip)
    }

    fn paste_data(self, data: &DataTransfer) -> bool {
        let read = |kind: &str| data.get_data(kind).unwrap_or_default();
        let clip =
            [MIME, "text/html", "text/plain"].into_iter().find_map(|kind| Clip::from_text(&read(kind)));
        if let Some(clip) = clip {
            self.paste_clip(&clip);
            return true;
        }
        self.paste_outside(data)
    }

    /// Puts a clip after the selection.
    fn paste_clip(self, clip: &Clip) {
        self.stop_editing();
        let selected = self.selected.get_untracked();
        let pasted = self.doc(|document| clip.paste(document, selected.as_ref(), &BrowserRng));
        let Some((ops, made)) = pasted else { return self.bad(self.i.t("editor.reject.not_here")) };
        if self.edit("editor.did.paste", ops) {
            self.reveal_all(made.clone());
            self.say(self.i.t_with("editor.said.pasted_name", &[("name", &self.name_of_all(&made))]));
        }
    }
}

/// `navigator.clipboard` and its `read`, where the browser has it.
fn clipboard_reader() -> Option<(JsValue, Function)> {
    let clipboard: JsValue = window().navigator().clipboard().into();
    // Not in insecure contexts, whatever the type says.
    if clipboard.is_undefined() {
        return None;
    }
    let read = Reflect::get(&clipboard, &"read".into()).ok()?.dyn_into().ok()?;
    Some((clipboard, read))
}

/// Calls a method that answers a promise, and waits for it.
async fn ask(object: &JsValue, method: &str, arguments: &Array) -> Option<JsValue> {
    let function: Function = Reflect::get(object, &method.into()).ok()?.dyn_into().ok()?;
    let promise: Promise = function.apply(object, arguments).ok()?.dyn_into().ok()?;
    JsFuture::from(promise).await.ok()
}

/// The words on the clipboard, as a paste by keyboard would bring them. `None` if the browser or the person says no.
async fn read_clipboard() -> Option<DataTransfer> {
    let (clipboard, _) = clipboard_reader()?;
    let items: Array = ask(&clipboard, "read", &Array::new()).await?.dyn_into().ok()?;
    let data = DataTransfer::new().ok()?;
    for item in items {
        for kind in ["text/html", "text/plain"] {
            let Some(blob) = ask(&item, "getType", &Array::of1(&kind.into())).await else { continue };
            let text = ask(&blob, "text", &Array::new()).await.and_then(|text| text.as_string());
            let _ = data.set_data(kind, &text.unwrap_or_default());
        }
    }
    Some(data)
}
