//! The panel of the selection: what it says, what it holds, how it looks. Its properties are in `props`, its looks in
//! `style`.

mod props;

use landinghub::document::kind::Accepts;
use landinghub::document::{Kind, NodeId, Op, Slot, Value};
use leptos::prelude::*;

use super::controls::{TextControl, Typed};
use super::palette::icon;
use super::small::{each, effect, memo};
use super::state::{Editor, Left, Sheet, use_editor};
use super::style::StylePanel;
use crate::ui::{Button, ButtonKind, ButtonSize, EmptyState, Icon, IconButton};

/// See the module.
#[component]
pub fn Inspector() -> impl IntoView {
    let editor = use_editor();
    let i = editor.i;
    // Made anew for another node only, so that a field keeps the focus while its node changes.
    let wanted = memo(move || {
        let id = editor.selected.get()?;
        let kind = editor.node(&id, |_, node| Some(node.kind.clone()))??;
        Some((id, kind))
    });
    // What happens on the canvas is seen first; the panel follows with the next frame.
    let shown = RwSignal::new(wanted.get_untracked());
    effect(move || {
        if wanted.with(|wanted| shown.with_untracked(|shown| shown != wanted)) {
            super::device::after_frame(move || {
                if let Some(now) = wanted.try_get_untracked()
                    && shown.try_with_untracked(|shown| *shown != now) == Some(true)
                {
                    shown.set(now);
                }
            });
        }
    });
    move || {
        match shown.get() {
        None => view! {
            <EmptyState icon="mouse-pointer-click" title=i.t("editor.nothing.title") text=i.t("editor.nothing.text")>
                <Button
                    size=ButtonSize::Small
                    icon="plus"
                    on_click=move |_| {
                        editor.left.set(Left::Sections);
                        editor.sheet.set(Sheet::Add);
                    }
                >
                    {i.t("editor.nothing.add")}
                </Button>
            </EmptyState>
        }
        .into_any(),
        Some((id, kind)) => editor.part(super::more::Part::Block(id, kind)),
    }
    }
}

/// The properties of a block.
pub fn panel(editor: Editor, id: NodeId, kind: Kind) -> impl IntoView {
    let i = editor.i;
    let node = StoredValue::new(id.clone());
    let fields = kind.spec().props.iter().map(|spec| props::control(editor, &id, &kind, spec)).collect_view();
    let flag = move |what: fn(&landinghub::document::Node) -> bool| {
        Signal::derive(move || editor.node(&node.get_value(), |_, node| what(node)).unwrap_or_default())
    };
    let (hidden, locked) = (flag(|node| node.hidden), flag(|node| node.locked));
    let name = {
        let id = id.clone();
        memo(move || editor.name(&id))
    };
    view! {
        <div class="ed-panel-head">
            <Icon name=icon(&kind)/>
            <h2>{name}</h2>
            <IconButton icon="lock".to_owned() size=ButtonSize::Small label=i.t("editor.lock") pressed=locked on_click=move |_| editor.set_locked(&node.get_value(), !locked.get_untracked())/>
            <IconButton
                icon=Signal::derive(move || if hidden.get() { "eye-off" } else { "eye" }.to_owned())
                size=ButtonSize::Small
                label=i.t("editor.hide")
                pressed=hidden
                on_click=move |_| editor.set_hidden(&node.get_value(), !hidden.get_untracked())
            />
        </div>
        <Show when=move || locked.get()>
            <p class="notice">{i.t("editor.locked.text")}</p>
        </Show>
        <fieldset class="ed-group" disabled=move || locked.get()>
            <legend>{i.t("editor.content")}</legend>
            {fields}
            {children_of(editor, &id, &kind)}
        </fieldset>
        <fieldset class="ed-group" disabled=move || locked.get()>
            <legend>{i.t("editor.style")}</legend>
            {move || {
                let count = editor.selection().len();
                (count > 1).then(|| view! { <p class="notice">{i.t_with("editor.style.many", &[("count", &count.to_string())])}</p> })
            }}
            <StylePanel id=id kind=kind/>
        </fieldset>
        <div class="ed-group ed-actions">
            <Button size=ButtonSize::Small icon="arrow-up" on_click=move |_| editor.step(&node.get_value(), false)>{i.t("editor.move_up")}</Button>
            <Button size=ButtonSize::Small icon="arrow-down" on_click=move |_| editor.step(&node.get_value(), true)>{i.t("editor.move_down")}</Button>
            <Button size=ButtonSize::Small on_click=move |_| editor.moving.set(true)>{i.t("editor.move_to")}</Button>
            <Button size=ButtonSize::Small icon="copy" on_click=move |_| editor.duplicate(&node.get_value())>{i.t("editor.duplicate")}</Button>
            <Show when=move || editor.can_be_component(&node.get_value())>
                <Button size=ButtonSize::Small icon="component" on_click=move |_| editor.make_component(&node.get_value())>{i.t("editor.component.make")}</Button>
            </Show>
            <Button size=ButtonSize::Small icon="trash-2" kind=ButtonKind::Danger on_click=move |_| editor.remove(&node.get_value())>{i.t("editor.delete")}</Button>
        </div>
    }
}

/// The items of lists, questions, columns and forms: their words, their order, more of them.
fn children_of(editor: Editor, id: &NodeId, kind: &Kind) -> Option<AnyView> {
    let i = editor.i;
    let child_kind = match kind.spec().accepts {
        Accepts::Only([kind]) => kind,
        _ => return None,
    };
    let parent = StoredValue::new(id.clone());
    let children = memo(move || {
        editor.watch_structure();
        editor.doc(|document| {
            document.children(&parent.get_value(), &Slot::MAIN).into_iter().cloned().collect::<Vec<_>>()
        })
    });
    let name = editor.kind_name(child_kind);
    let add_words = i.t_with("editor.items.add", &[("name", &name)]);
    Some(
        view! {
            <div class="ed-items" role="group" aria-label=i.t("editor.items")>
                <span class="label" aria-hidden="true">{i.t("editor.items")}</span>
                <ul role="list">
                    {each(
                        move || children.get(),
                        ToString::to_string,
                        move |id| item(editor, id, name.clone(), children).into_any(),
                    )}
                </ul>
                <Button size=ButtonSize::Small icon="plus" on_click=move |_| {
                    editor.add_child(&parent.get_value(), child_kind);
                }>{add_words}</Button>
            </div>
        }
        .into_any(),
    )
}

fn item(editor: Editor, id: NodeId, name: String, children: Memo<Vec<NodeId>>) -> impl IntoView {
    let i = editor.i;
    let node = StoredValue::new(id.clone());
    let at = memo(move || {
        children.with(|children| {
            node.with_value(|id| children.iter().position(|child| child == id).unwrap_or_default() + 1)
        })
    });
    let words = move || format!("{name} {}", at.get());
    let prop = editor.doc(|document| document.node(&id).and_then(|node| node.kind.spec().inline.clone()));
    let field = match prop {
        Some(prop) => {
            let read = prop.clone();
            let text = Signal::derive(move || editor.node(&node.get_value(), |_, node| node.text(&read).to_owned()).unwrap_or_default());
            let typed = move |typed: Typed| {
                let op = Op::SetProp { node: node.get_value(), prop: prop.clone(), value: Value::Text(typed.text.chars().take(300).collect()) };
                editor.edit_in(typed.gesture, "editor.did.text", vec![op]);
                None
            };
            view! { <TextControl label=words() value=text bare=true on_type=Callback::new(typed)/> }.into_any()
        }
        None => view! {
            <button type="button" class="btn btn-ghost btn-sm" on:click=move |_| editor.reveal(&node.get_value())>{words}</button>
        }
        .into_any(),
    };
    view! {
        <li class="ed-item">
            {field}
            <IconButton icon="chevron-up".to_owned() size=ButtonSize::Small label=i.t("editor.move_up") on_click=move |_| editor.step(&node.get_value(), false)/>
            <IconButton icon="chevron-down".to_owned() size=ButtonSize::Small label=i.t("editor.move_down") on_click=move |_| editor.step(&node.get_value(), true)/>
            <IconButton icon="x".to_owned() size=ButtonSize::Small label=i.t("editor.delete") on_click=move |_| {
                editor.edit("editor.did.remove", vec![Op::Remove { node: node.get_value() }]);
            }/>
        </li>
    }
}
