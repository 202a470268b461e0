//! All components at once, for whoever works on them. Debug builds only; its words need no translation.

use super::*;
use crate::layout::{AppFrame, Section};
use leptos::prelude::*;

/// `/_gallery`.
#[component]
pub fn Gallery() -> impl IntoView {
    let toasts = use_toasts();
    let (dialog, confirm) = (RwSignal::new(false), RwSignal::new(false));
    let (text, long, yes, on) = (
        RwSignal::new("Lan".to_owned()),
        RwSignal::new(String::new()),
        RwSignal::new(true),
        RwSignal::new(false),
    );
    let segment = RwSignal::new("a");
    let more = RwSignal::new(true);
    let two = vec![("a".to_owned(), "First".to_owned()), ("b".to_owned(), "Second".to_owned())];
    view! {
        <AppFrame section=Section::Dashboard>
            <div class="gallery">
                <h1>"Components"</h1>
                {view! {
                <section>
                    <h2>"Buttons"</h2>
                    <div class="row">
                        <Button kind=ButtonKind::Primary icon="plus">"Primary"</Button>
                        <Button>"Secondary"</Button>
                        <Button kind=ButtonKind::Ghost>"Ghost"</Button>
                        <Button kind=ButtonKind::Danger>"Danger"</Button>
                        <Button busy=true>"Busy"</Button>
                        <Button disabled=true>"Disabled"</Button>
                        <Button size=ButtonSize::Small>"Small"</Button>
                        <Button size=ButtonSize::Large>"Large"</Button>
                        <LinkButton href="/_gallery">"Link"</LinkButton>
                        <IconButton icon="settings".to_owned() label="Icon".to_owned()/>
                        <Tooltip text="A tooltip"><Button>"Tooltip"</Button></Tooltip>
                    </div>
                </section>
                }
                .into_any()}
                {view! {
                <section>
                    <h2>"Fields"</h2>
                    <div class="form settings">
                        <FormErrors
                            message=Signal::stored(Some("Two things are wrong.".to_owned()))
                            fields=Signal::stored(vec![("shop".to_owned(), "Give the shop a name.".to_owned())])
                        />
                        <TextField name="person" label="A name" bind=text help="As shown to others."/>
                        <TextField name="shop" label="A shop" error=Some("Give the shop a name.".to_owned())/>
                        <PasswordField name="secret" label="A secret" autocomplete="off"/>
                        <Select name="pick" label="One of two" options=two.clone() value="b"/>
                        <Textarea name="story" label="A story" bind=long/>
                        <Checkbox name="agree" label="Yes" bind=yes help="It can be taken back."/>
                        <Switch name="light" label="Light" bind=on/>
                    </div>
                </section>
                }
                .into_any()}
                {view! {
                <section>
                    <h2>"Surfaces"</h2>
                    <div class="stack">
                        <Card title="A card" actions=|| view! { <Badge tone=Tone::Brand>"New"</Badge> }>"Something on it."</Card>
                        <Notice>"Neutral"</Notice>
                        <Notice tone=Tone::Good>"Good"</Notice>
                        <Notice tone=Tone::Warn>"Warn"</Notice>
                        <Notice tone=Tone::Bad>"Bad"</Notice>
                        <div class="row">
                            <Badge>"Neutral"</Badge>
                            <Badge tone=Tone::Good>"Good"</Badge>
                            <Badge tone=Tone::Warn>"Warn"</Badge>
                            <Badge tone=Tone::Bad>"Bad"</Badge>
                            <Avatar name="Nguyễn Thị Lan"/>
                            <Spinner/>
                        </div>
                        <Progress label="Upload" percent=Signal::stored(Some(40))/>
                        <Skeleton width="60%"/>
                    </div>
                </section>
                }
                .into_any()}
                {view! {
                <section>
                    <h2>"Ways"</h2>
                    <div class="stack">
                        <Breadcrumbs above=vec![("/_gallery".to_owned(), "Pages".to_owned())] here="Here"/>
                        <Tabs label="Views" tabs=vec![("/_gallery".to_owned(), "One".to_owned()), ("/pages".to_owned(), "Two".to_owned())] current="/_gallery"/>
                        <Segments label="Widths" options=vec![("a", "Desktop"), ("b", "Tablet")] bind=segment/>
                        <LoadMore more busy=false on_more=move |()| more.set(false)/>
                    </div>
                </section>
                }
                .into_any()}
                {view! {
                <section>
                    <h2>"Layers"</h2>
                    <div class="row">
                        <Menu id="gallery-menu" label="A menu" button=|| view! { <Icon name="ellipsis"/> }>
                            <MenuItem menu="gallery-menu" icon="pencil">"Rename"</MenuItem>
                            <MenuItem menu="gallery-menu" icon="trash-2" danger=true>"Delete"</MenuItem>
                        </Menu>
                        <Button on_click=move |_| dialog.set(true)>"Dialog"</Button>
                        <Button on_click=move |_| confirm.set(true)>"Confirm"</Button>
                        <Button on_click=move |_| toasts.good("Saved.")>"Toast"</Button>
                        <Button on_click=move |_| toasts.bad("Not saved.")>"Error toast"</Button>
                        <Button on_click=move |_| toasts.undoable("Deleted.", "Undo", Callback::new(|()| ()))>"Undo toast"</Button>
                    </div>
                    <Dialog open=dialog id="gallery-dialog" title="A dialog".to_owned()>"Something in it."</Dialog>
                    <ConfirmDialog
                        open=confirm
                        id="gallery-confirm"
                        title="Delete “Spring sale”?".to_owned()
                        text="It can't come back.".to_owned()
                        confirm="Delete".to_owned()
                        on_confirm=|()| ()
                    />
                </section>
                }
                .into_any()}
                {view! {
                <section>
                    <h2>"States"</h2>
                    <div class="stack">
                        <EmptyState icon="inbox" title="Nothing yet" text="What this is for.">
                            <Button kind=ButtonKind::Primary>"The first thing"</Button>
                        </EmptyState>
                        <ErrorState message="It went wrong." on_retry=|()| ()/>
                        <SkeletonGrid count=2/>
                        <Table caption="A table" heads=vec!["Name".to_owned(), "Number".to_owned()]>
                            <tr><td>"One"</td><td>"1"</td></tr>
                        </Table>
                    </div>
                </section>
                }
                .into_any()}
            </div>
        </AppFrame>
    }
}
