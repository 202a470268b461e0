//! The richer kinds as visitors get them.

use super::{Needs, PageInfo, Rendered, Target, render};
use crate::document::blocks::new_block;
use crate::document::build::{Block, Page, image};
use crate::document::{Document, Kind, Lang, Prop, Value};
use crate::rng::SeededRng;

fn page(blocks: impl IntoIterator<Item = Block>) -> Document {
    let rng = SeededRng::new(12);
    let page = Page::new(Lang::EN, &rng)
        .asset("pic", "/_lh/t/pic.svg", "image/svg+xml", 10, 10, "A pic")
        .asset("film", "/u/film.mp4", "video/mp4", 10, 10, "");
    blocks.into_iter().fold(page, Page::block).finish()
}

fn published(block: Block) -> Rendered {
    let block = if block.node().kind.is_band() { block } else { Block::of(Kind::Section, [block]) };
    render(&page([block]), &Target::Published(PageInfo::default()))
}

#[test]
fn a_page_carries_only_the_behaviours_it_needs() {
    for kind in Kind::ALL.iter().filter(|kind| !kind.needs_form() && **kind != Kind::Root && !kind.is_part())
    {
        let out = published(new_block(kind, &Lang::EN));
        let behaves = matches!(kind, Kind::Countdown | Kind::Popup | Kind::Map | Kind::Chat);
        assert_eq!(!out.js.is_empty(), behaves, "{kind}");
        assert!(out.js.len() < 3_000);
        assert_eq!(out.needs.code, *kind == Kind::Embed, "{kind}");
        assert!(!out.html.contains(" style=") && !out.html.contains("onclick"), "{kind}");
    }
}

#[test]
fn films_come_when_they_are_asked_for() {
    let video = |prop, value: Value| Block::new(Kind::Video).prop(prop, value);
    let tube = published(video(Prop::URL, Value::text("https://youtu.be/dQw4w9WgXcQ")));
    assert!(!tube.html.contains("<iframe") && !tube.html.contains("ytimg"));
    assert!(tube.html.contains("href=\"https://www.youtube.com/watch?v=dQw4w9WgXcQ\""));
    assert_eq!(
        tube.needs,
        Needs { frames: vec!["https://www.youtube-nocookie.com".to_owned()], code: false }
    );
    assert!(!tube.js.is_empty());
    let own = published(video(Prop::FILE, crate::document::AssetId::new("film").unwrap().into()));
    assert!(own.html.contains("<video") && own.html.contains("src=\"/u/film.mp4\""));
    assert_eq!((own.js.as_str(), own.needs), ("", Needs::default()));
    assert_eq!(own.assets, ["/u/film.mp4"]);
    assert!(
        !published(Block::new(Kind::Video)).html.contains("class=\"video"),
        "nothing to show, nothing shown"
    );
}

#[test]
fn the_chat_of_a_page_opens_where_it_is_published_and_nowhere_else() {
    let info = || PageInfo { page: "p1".into(), market: "https://app.example".into(), ..PageInfo::default() };
    let document = page([Block::of(Kind::Section, [new_block(&Kind::Chat, &Lang::EN)])]);
    let out = render(&document, &Target::Published(info()));
    assert!(out.html.contains("href=\"https://app.example/chat/embed?page=p1&amp;lang=en\""), "{}", out.html);
    assert!(out.html.contains(" data-f>") && out.html.contains("Chat with us"));
    assert_eq!(out.needs.frames, ["https://app.example"]);
    let script = Some("script.js".to_owned());
    let exported = render(&document, &Target::Published(PageInfo { script, ..info() })).html;
    assert!(exported.contains("href=") && !exported.contains(" data-f"), "elsewhere it is a link");
    let copy = render(&document, &Target::Published(PageInfo::default())).html;
    assert!(copy.contains("<!-- The chat block") && !copy.contains("Chat with us"), "left out, and said so");
    for target in [Target::Preview(info()), Target::Canvas(info()), Target::Published(PageInfo::default())] {
        assert!(!render(&document, &target).html.contains("/chat/embed"));
    }
}

#[test]
fn own_code_runs_for_visitors_and_never_on_the_canvas() {
    let code = "<div id=\"w\"></div><script>1</script>";
    let document = page([Block::of(Kind::Section, [Block::new(Kind::Embed).prop(Prop::CODE, code)])]);
    assert!(render(&document, &Target::Published(PageInfo::default())).html.contains(code));
    let canvas = render(&document, &Target::Canvas(PageInfo::default())).html;
    assert!(!canvas.contains("<script") && canvas.contains("&lt;script&gt;"));
}

#[test]
fn tabs_galleries_and_countdowns_need_no_script() {
    let tabs = published(new_block(&Kind::Tabs, &Lang::EN)).html;
    assert_eq!((tabs.matches("type=\"radio\"").count(), tabs.matches(" checked").count()), (3, 1));
    let gallery =
        published(Block::of(Kind::Gallery, [image("pic", "One"), image("pic", "Two").link("/x")])).html;
    assert_eq!(gallery.matches(" popover ").count(), 1, "a picture that leads somewhere opens that");
    assert!(gallery.contains("aria-label=\"Enlarge: One\""));
    let countdown = published(new_block(&Kind::Countdown, &Lang::new("vi").unwrap())).html;
    assert!(countdown.contains("<time datetime=\"2027-12-31T23:59:00+07:00\">31 Dec 2027"), "{countdown}");
    assert!(!published(Block::new(Kind::Countdown)).html.contains("role=\"timer\""), "without a moment");
}

#[test]
fn icons_are_drawn_in_the_page() {
    let icon = published(new_block(&Kind::Icon, &Lang::EN)).html;
    assert!(icon.contains("<path") && !icon.contains("<use") && icon.contains("aria-hidden=\"true\""));
    let said = published(new_block(&Kind::Icon, &Lang::EN).prop(Prop::LABEL, "Five stars")).html;
    assert!(said.contains("role=\"img\" aria-label=\"Five stars\""));
    let social = published(new_block(&Kind::Social, &Lang::EN)).html;
    assert!(
        social.contains("aria-label=\"Facebook\"") && social.contains("href=\"https://www.facebook.com/\"")
    );
}

#[test]
fn bars_and_footers_stand_outside_of_what_the_page_is_about() {
    let order = |kinds: &[Kind]| {
        let document = page(kinds.iter().map(|kind| new_block(kind, &Lang::EN)));
        super::bars(&document, &document.children(&document.root, &crate::document::Slot::MAIN))
    };
    let (nav, hero, popup, footer) = (Kind::Navbar, Kind::Hero, Kind::Popup, Kind::Footer);
    assert_eq!(order(&[nav.clone(), hero.clone(), footer.clone()]), (1, 1));
    assert_eq!(order(&[hero.clone(), popup.clone(), footer.clone()]), (0, 1));
    assert_eq!(order(&[hero.clone(), footer.clone(), popup.clone()]), (0, 2));
    assert_eq!(order(&[hero, popup]), (0, 0));
    assert_eq!(order(&[nav]), (1, 0));
    assert_eq!(order(&[]), (0, 0));
}
