//! Who else has the page open: in the bar above, around what they have selected, and in the layers.

use landinghub::document::NodeId;
use landinghub::live::{Here, HereNow, Presence};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::canvas::Rect;
use super::device::Timer;
use super::small::{each, memo};
use super::state::{Editor, Status, use_editor};
use crate::http;

/// A lease lasts a minute; it is renewed so often, in milliseconds.
const RENEW: i32 = 25_000;
/// From a selection to telling others of it.
const SOON: i32 = 250;
/// Colours there are.
const COLORS: u32 = 6;

/// The colour of a client, the same for everybody.
pub fn color(client: &str) -> u32 {
    client.bytes().fold(0_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into())) % COLORS
}

impl Editor {
    /// Tells others what is selected here, from now on.
    pub fn announce(self) {
        Effect::new(move |before: Option<()>| {
            self.selected.track();
            // Nobody watches: the next renewal tells.
            if before.is_some() && !self.people.with_untracked(Vec::is_empty) {
                self.greet_in(SOON);
            }
        });
        // The tab that holds the stream greeted long ago; this one may be the second.
        let timer = Timer::after(SOON, move || {
            if self.is_alive() {
                self.ask_missed();
                self.greet();
            }
        });
        self.core(|core| core.together.greeting = Some(timer));
    }

    fn greet_in(self, milliseconds: i32) {
        let timer = Timer::after(milliseconds, move || {
            if self.is_alive() {
                self.greet();
            }
        });
        self.core(|core| core.together.greeting = Some(timer));
    }

    /// Says that this tab is here, and again later.
    pub fn greet(self) {
        self.greet_in(RENEW);
        if matches!(self.status.get_untracked(), Status::Offline | Status::LoggedOut) {
            return;
        }
        let (path, body) = self.greeting(false);
        spawn_local(async move {
            // At most once is enough: the next one comes soon.
            let _ = http::send("POST", &path, &http::Body::Json(body)).await;
        });
    }

    /// Says that this tab goes.
    pub fn say_goodbye(self) {
        let (path, body) = self.greeting(true);
        http::send_and_leave(&path, &body);
    }

    fn greeting(self, gone: bool) -> (String, String) {
        let (page, branch) = (self.info.with_untracked(|info| info.id.clone()), self.branch());
        let now = HereNow {
            client: self.with(|core| core.session.client().to_owned()),
            selected: self.selected.with_untracked(|id| id.as_ref().map(ToString::to_string)),
            name: self.with(|core| core.together.me.clone()),
            branch: (branch != page).then_some(branch),
            gone,
        };
        (format!("/api/pages/{page}/presence"), serde_json::to_string(&now).unwrap_or_default())
    }

    /// Takes in who is here.
    pub fn meet(self, presence: Presence) {
        if self.info.with_untracked(|info| info.id != presence.page_id) {
            return;
        }
        let me = self.with(|core| core.session.client().to_owned());
        let knows_me = presence.clients.iter().any(|here| here.client == me);
        let others: Vec<Here> = presence.clients.into_iter().filter(|here| here.client != me).collect();
        let new = others.iter().any(|here| {
            self.people.with_untracked(|known| !known.iter().any(|known| known.client == here.client))
        });
        // Whoever comes doesn't know yet what is selected here.
        if new || !knows_me {
            self.greet_in(SOON);
        }
        if self.people.with_untracked(|known| *known != others) {
            self.people.set(others);
        }
    }

    /// Clients by name, for a sentence.
    pub fn called(self, clients: &[String]) -> String {
        let name = |client: &String| {
            self.people
                .with_untracked(|people| people.iter().find(|here| here.client == *client).map(name_of))
        };
        match clients {
            [client] => name(client).unwrap_or_else(|| self.i.t("editor.people.elsewhere").to_owned()),
            _ => self.i.t("editor.people.others").to_owned(),
        }
    }
}

/// Name and device.
pub fn name_of(here: &Here) -> String {
    match (here.name.is_empty(), here.device.is_empty()) {
        (false, false) => [here.name.as_str(), " (", here.device.as_str(), ")"].concat(),
        (false, true) => here.name.clone(),
        (true, _) => here.device.clone(),
    }
}

/// The others in the bar above; pressing one shows what they have selected.
#[component]
pub fn People() -> impl IntoView {
    let editor = use_editor();
    let i = editor.i;
    let person = move |here: Here| {
        let name = name_of(&here);
        let initial: String = here.name.chars().next().unwrap_or('?').to_uppercase().collect();
        let client = here.client.clone();
        let show = move |_| {
            let selected = editor.people.with_untracked(|people| {
                people.iter().find(|here| here.client == client).and_then(|here| here.selected.clone())
            });
            if let Some(id) = selected.and_then(|id| NodeId::new(&id).ok()) {
                editor.reveal(&id);
            }
        };
        let class = format!("ed-person ed-person-{}", color(&here.client));
        view! {
            <li>
                <button type="button" class=class title=name.clone() aria-label=name on:click=show>{initial}</button>
            </li>
        }
    };
    view! {
        <Show when=move || editor.people.with(|people| !people.is_empty())>
            <ul class="ed-people" role="list" aria-label=i.t("editor.people")>
                {each(
                    move || editor.people.get(),
                    |here| [here.client.as_str(), "\n", &here.name, "\n", here.device.as_str()].concat(),
                    move |here| person(here).into_any(),
                )}
            </ul>
        </Show>
    }
    .into_any()
}

/// Around what others have selected on the canvas.
#[component]
pub fn Outlines() -> impl IntoView {
    let editor = use_editor();
    let outlines = memo(move || {
        editor.geometry.track();
        let scale = editor.scale.get();
        let branch = editor.branch();
        let rect = |here: &Here| {
            let id = NodeId::new(here.selected.as_deref().filter(|_| here.branch == branch)?).ok()?;
            let rect = editor.with(|core| core.canvas.as_ref()?.rect(&id))?;
            let rect = Rect { x: rect.x * scale, y: rect.y * scale, w: rect.w * scale, h: rect.h * scale };
            Some((color(&here.client), name_of(here), rect))
        };
        editor.people.with(|people| people.iter().filter_map(rect).collect::<Vec<_>>())
    });
    let outline = |(color, name, rect): (u32, String, Rect)| {
        let place =
            format!("transform:translate({}px,{}px);width:{}px;height:{}px", rect.x, rect.y, rect.w, rect.h);
        view! {
            <div class=format!("ed-other ed-person-{color}") style=place>
                <span class="ed-other-name">{name}</span>
            </div>
        }
    };
    view! {
        <div class="ed-others" aria-hidden="true">{move || outlines.get().into_iter().map(outline).collect_view()}</div>
    }
    .into_any()
}
