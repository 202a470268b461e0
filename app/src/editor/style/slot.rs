//! What a control of the panel reads and writes: one property of the selection, or a piece of its value, at the width
//! and in the state that are edited.

use landinghub::document::cascade::{self, Found, Origin};
use landinghub::document::edit::When;
use landinghub::document::parts;
use landinghub::document::theme;
use landinghub::document::{CssProperty, CssValue, NodeId, Op, State, StyleId, TokenId};
use leptos::prelude::*;

use super::super::device::BrowserRng;
use super::super::small::memo;
use super::super::state::Editor;

/// What the style panel remembers from block to block.
#[derive(Clone, Copy)]
pub struct Look {
    /// The state that is edited.
    pub state: RwSignal<State>,
    /// The open sections, a bit each.
    pub open: RwSignal<u32>,
    /// The shared style that is edited instead of the block's own.
    pub shared: RwSignal<Option<StyleId>>,
}

impl Look {
    /// Nothing but the first sections is open.
    pub fn new() -> Self {
        Self { state: RwSignal::new(State::None), open: RwSignal::new(0b1111), shared: RwSignal::new(None) }
    }
}

/// The piece of a value a control is about.
#[derive(Clone, Copy, PartialEq)]
pub enum Lens {
    /// All of it.
    Whole,
    /// An argument of a function in a list: its name, which argument, and what each is without the function.
    Argument(&'static str, usize, &'static [&'static str]),
    /// The number of `span 2`.
    Span,
    /// A word of `all 200ms ease 0ms`.
    Word(usize, &'static [&'static str]),
}

impl Lens {
    fn read(self, whole: &str) -> Option<String> {
        match self {
            Self::Whole => Some(whole.to_owned()),
            Self::Argument(name, index, _) => {
                let inner = parts::function(whole, name)?;
                parts::split(inner, ',').get(index).map(|text| (*text).to_owned())
            }
            Self::Span => parts::span(whole).map(|count| count.to_string()),
            Self::Word(index, _) => parts::split(whole, ' ').get(index).map(|text| (*text).to_owned()),
        }
    }

    /// What the piece is while nothing is said about it.
    fn without(self) -> &'static str {
        match self {
            Self::Argument(_, index, without) => without.get(index).copied().unwrap_or_default(),
            _ => "",
        }
    }

    /// The whole value with this piece in place of the old one.
    fn write(self, whole: &str, piece: Option<&str>) -> Option<String> {
        match self {
            Self::Whole => piece.map(str::to_owned),
            Self::Argument(name, index, without) => {
                let old = parts::function(whole, name).unwrap_or_default();
                let mut list: Vec<&str> = parts::split(old, ',');
                list.retain(|text| !text.is_empty());
                for text in without.iter().skip(list.len()) {
                    list.push(text);
                }
                if let Some(place) = list.get_mut(index) {
                    *place = piece.or_else(|| without.get(index).copied()).unwrap_or("0");
                }
                let nothing = list.as_slice() == without;
                let inner = list.join(", ");
                parts::with_function(whole, name, (!nothing || piece.is_some()).then_some(inner.as_str()))
            }
            Self::Span => piece.map(|count| {
                let mut text = String::from("span ");
                text.push_str(count);
                text
            }),
            Self::Word(index, without) => {
                let mut list: Vec<&str> = parts::split(whole, ' ');
                for text in without.iter().skip(list.len()) {
                    list.push(text);
                }
                if let Some(place) = list.get_mut(index) {
                    *place = piece.or_else(|| without.get(index).copied()).unwrap_or("0");
                }
                Some(list.join(" "))
            }
        }
    }
}

/// One property of one node through a lens. Copy it into closures as you like.
#[derive(Clone, Copy)]
pub struct Slot {
    editor: Editor,
    node: StoredValue<NodeId>,
    /// What it is about.
    pub property: CssProperty,
    lens: Lens,
    found: Memo<Option<Found>>,
}

/// Where a value comes from, as the panel shows it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// Nothing was said.
    None,
    /// Set here.
    Here,
    /// From elsewhere.
    From,
}

impl Slot {
    /// A slot for a property of a node.
    pub fn new(editor: Editor, node: StoredValue<NodeId>, property: CssProperty, lens: Lens) -> Self {
        let found = memo(move || {
            let id = node.get_value();
            let when = editor.when();
            editor.watch(&id);
            editor.watch_styles();
            let shared = editor.look.shared.get();
            editor.doc(|document| match shared {
                Some(style) => cascade::find_in(document, &style, &when, property),
                None => cascade::find(document, &id, &when, property),
            })
        });
        Self { editor, node, property, lens, found }
    }

    /// The same property through another lens.
    pub fn through(self, lens: Lens) -> Self {
        Self { lens, ..self }
    }

    fn whole(found: Option<&Found>) -> Option<String> {
        Some(found?.value.as_ref()?.as_str().to_owned())
    }

    /// What holds, wherever it was said.
    pub fn value(self) -> Signal<Option<String>> {
        Signal::derive(move || self.found.with(|found| self.lens.read(&Self::whole(found.as_ref())?)))
    }

    /// What is said right here.
    pub fn here(self) -> Signal<Option<String>> {
        Signal::derive(move || {
            self.found.with(|found| {
                let found = found.as_ref().filter(|found| found.origin == Origin::Here);
                self.lens.read(&Self::whole(found)?)
            })
        })
    }

    /// What holds or, where nothing was said, what the browser makes of it.
    pub fn shown(self) -> Signal<String> {
        let value = self.value();
        Signal::derive(move || {
            value.get().unwrap_or_else(|| {
                if self.found.with(Option::is_some) {
                    return match self.lens {
                        Lens::Whole => self.editor.i.t("editor.style.mixed").to_owned(),
                        _ => String::new(),
                    };
                }
                self.lens.read(&self.computed()).unwrap_or_else(|| self.lens.without().to_owned())
            })
        })
    }

    /// What the browser makes of the property.
    pub fn computed(self) -> String {
        self.editor.device.track();
        self.editor.watch_styles();
        rounded(self.editor.computed(&self.node.get_value(), self.property.in_browsers()))
    }

    /// Where it comes from.
    pub fn mark(self) -> Signal<Mark> {
        Signal::derive(move || {
            self.found.with(|found| match found.as_ref().map(|found| &found.origin) {
                None => Mark::None,
                Some(_) if self.lens != Lens::Whole && self.value().get().is_none() => Mark::None,
                Some(Origin::Here) => Mark::Here,
                Some(_) => Mark::From,
            })
        })
    }

    /// The same in words.
    pub fn origin(self) -> String {
        let i = self.editor.i;
        let origin = self.found.with(|found| found.as_ref().map(|found| found.origin.clone()));
        match origin {
            None => String::new(),
            Some(Origin::Here) => i.t("editor.from.here").to_owned(),
            Some(Origin::Own(breakpoint, state)) => {
                let width = i.find(&format!("editor.from.{breakpoint}")).unwrap_or(i.t("editor.from.wider"));
                let state = i.t(state_key(state));
                i.t_with("editor.from.own", &[("width", width), ("state", state)])
            }
            Some(Origin::Shared(style)) => {
                let name = self.editor.doc(|document| {
                    document.styles.get(&style).and_then(|block| block.name.clone()).unwrap_or_default()
                });
                i.t_with("editor.from.shared", &[("name", &name)])
            }
            Some(Origin::Parent(id)) => i.t_with("editor.from.parent", &[("name", &self.editor.name(&id))]),
        }
    }

    /// Sets the piece, or takes it away. Answers what is wrong with it.
    pub fn set(self, gesture: u64, piece: Option<String>) -> Option<String> {
        let whole = self.found.with_untracked(|found| Self::whole(found.as_ref())).unwrap_or_default();
        let text = match (&piece, self.lens) {
            // Without any piece left nothing is said.
            (None, Lens::Word(0, _)) => None,
            _ => self.lens.write(&whole, piece.as_deref()),
        };
        let value = match text {
            None => None,
            Some(text) => match CssValue::new(&text) {
                Ok(value) if supports(self.property, &value) => Some(value),
                _ => return Some(self.editor.i.t("editor.wrong.css").to_owned()),
            },
        };
        self.editor.set_css(gesture, &self.node.get_value(), &[(self.property, value)]);
        None
    }

    /// Takes the piece away here.
    pub fn take_away(self) {
        let gesture = self.editor.gesture();
        if self.lens == Lens::Whole || self.lens == Lens::Span {
            self.editor.set_css(gesture, &self.node.get_value(), &[(self.property, None)]);
        } else {
            self.set(gesture, None);
        }
    }
}

/// The key of a state's name.
pub const fn state_key(state: State) -> &'static str {
    match state {
        State::None => "editor.state.none",
        State::Hover => "editor.state.hover",
        State::Focus => "editor.state.focus",
        State::Active => "editor.state.active",
    }
}

/// Browsers compute lengths to fractions nobody can see: a tenth of a pixel is enough.
fn rounded(text: String) -> String {
    match text.strip_suffix("px").and_then(|number| number.parse::<f64>().ok()) {
        Some(number) => [&((number * 10.0).round() / 10.0).to_string(), "px"].concat(),
        None => text,
    }
}

/// Whether this browser understands it; a half-typed word is none.
fn supports(property: CssProperty, value: &CssValue) -> bool {
    property.accepts(value)
        && (value.refs().next().is_some()
            || web_sys::css::supports_with_value(property.in_browsers(), value.as_str()).unwrap_or(true))
}

impl Editor {
    /// The width and the state whose declarations are edited.
    pub fn when(self) -> When {
        let (device, state) = (self.device.get(), self.look.state.get());
        let breakpoint = self.doc(|document| Some(device.breakpoint(document)));
        let breakpoint = breakpoint.unwrap_or_else(landinghub::document::model::base_breakpoint_id);
        When { breakpoint, state }
    }

    /// A property of a node as the browser has it on the canvas.
    pub fn computed(self, id: &NodeId, property: &str) -> String {
        self.with(|core| {
            let canvas = core.canvas.as_ref()?;
            let element = canvas.element(id)?;
            let style = canvas.document().default_view()?.get_computed_style(&element).ok()??;
            style.get_property_value(property).ok()
        })
        .unwrap_or_default()
    }

    /// Sets and takes away properties of a node at the width and in the state that are edited. Tokens all pages have
    /// become the page's own where they are used.
    pub fn set_css(self, gesture: u64, id: &NodeId, changes: &[(CssProperty, Option<CssValue>)]) -> bool {
        let when = untrack(|| self.when());
        let ops = self.doc(|document| {
            let mut ops = Vec::new();
            for value in changes.iter().filter_map(|(_, value)| value.as_ref()) {
                for reference in value.refs() {
                    if let landinghub::document::css::CssRef::Token(token) = reference
                        && !document.tokens.contains_key(&token)
                    {
                        ops.extend(self.default_token(token));
                    }
                }
            }
            ops.extend(match self.look.shared.get_untracked() {
                Some(style) => cascade::set_in(document, &style, &when, changes),
                // What is selected together looks alike together.
                None => self
                    .together(id)
                    .iter()
                    .filter(|other| *other == id || document.node(other).is_some_and(|node| !node.locked))
                    .flat_map(|id| cascade::set(document, id, &when, changes, &BrowserRng))
                    .collect(),
            });
            ops
        });
        self.edit_in(gesture, "editor.did.style", ops)
    }

    /// The operation that makes a token all pages have one of this page.
    pub fn default_token(self, token: TokenId) -> Option<Op> {
        let value = theme::default_token(&token, &self.token_words(token.as_str()))?;
        Some(Op::SetToken { token, value })
    }

    /// What a token that all pages have is called.
    pub fn token_words(self, id: &str) -> String {
        self.i.find(&format!("editor.token.{id}")).unwrap_or(id).to_owned()
    }

    /// Takes back what a gesture did that is given up.
    pub fn abandon(self, gesture: u64) {
        if let Some(Ok(edited)) = self.core(|core| core.session.abandon(gesture)) {
            self.show(edited.touched);
            self.schedule_save();
        }
    }
}
