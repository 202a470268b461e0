//! An online event with registration, in English.

use super::super::build::{
    Block, Page, button, faq, field, heading, image, link, list, options, text, text_as,
};
use super::super::model::{Lang, TokenKind};
use super::super::{Kind, Prop};
use super::{Template, card, grid, look, row, split, stack};
use crate::rng::SeededRng;

pub(super) fn template() -> Template {
    let rng = SeededRng::new(303);
    let page = look(
        Page::new(Lang::EN, &rng),
        ["#c2185b", "#ffffff", "#ffffff", "#f7f5fb", "#1b1230", "#5c5370", "#e6e0f0"],
        "10px",
    )
    .token("night", TokenKind::Color, "Night", "#160d2b")
    .token("glow", TokenKind::Color, "Glow", "#ff8ab8")
    .token("font-heading", TokenKind::Font, "Headings", "\"Montserrat\", sans-serif")
    .asset("ines", "/_lh/t/summit-speaker-1.svg", "image/svg+xml", 400, 400, "Portrait of Inés Carvalho")
    .asset("kavi", "/_lh/t/summit-speaker-2.svg", "image/svg+xml", 400, 400, "Portrait of Kavi Raman")
    .asset("june", "/_lh/t/summit-speaker-3.svg", "image/svg+xml", 400, 400, "Portrait of June Park")
    .meta(
        "Clear Words Live – a free webinar on writing that sells without shouting",
        "Ninety minutes with three writers who make complicated things clear. 4 February 2027, 15:00 UTC, online and free.",
    );
    let document = page
        .block(navbar())
        .block(hero())
        .block(facts())
        .block(learn())
        .block(agenda())
        .block(speakers())
        .block(questions())
        .block(last_call())
        .block(footer())
        .finish();
    Template::new("webinar", "Event / webinar", "event", document)
}

fn navbar() -> Block {
    Block::of(
        Kind::Navbar,
        [
            link("What you learn", "#learn"),
            link("Agenda", "#agenda"),
            link("Speakers", "#speakers"),
            button("Save my seat", "#register"),
        ],
    )
    .prop(Prop::TEXT, "Clear Words Live")
    .prop(Prop::STICKY, true)
    .link("#top")
}

fn hero() -> Block {
    let form = Block::of(
        Kind::Form,
        [
            heading(2, "Save your seat").css("font-size: 1.5rem"),
            text("Free. We send the link, a reminder, and the recording.").css("color: token(muted)"),
            field(Kind::TextField, "name", "Name", true),
            field(Kind::EmailField, "email", "E-mail", true),
            field(Kind::SelectField, "role", "What do you do?", false)
                .prop(Prop::PLACEHOLDER, "Choose one")
                .prop(
                    Prop::OPTIONS,
                    options(&["Marketing", "Product", "Founder", "Design", "Something else"]),
                ),
            field(Kind::CheckboxField, "updates", "Tell me about the next event, too", false),
            Block::new(Kind::SubmitButton).prop(Prop::TEXT, "Save my seat").css("width: 100%"),
        ],
    )
    .prop(Prop::ANCHOR, "register")
    .prop(Prop::NAME, "Registration")
    .prop(Prop::SUCCESS, "You are in! We have sent the link and a calendar entry to your e-mail.");
    Block::of(Kind::Section, [split(
        vec![
            text_as("eyebrow", "Free webinar · 4 February 2027 · 15:00 UTC").css("color: token(glow)"),
            heading(1, "Write pages people read to the end"),
            text_as("lead", "Ninety minutes with three writers who make complicated things clear. Bring a page of your own – we rewrite five of them live.")
                .css("color: #d9d0ea"),
            list("check", &["A checklist you can use the same afternoon", "Live rewrites of five real pages", "Recording and slides for everyone who registers"])
                .css("color: #f3eefc"),
        ],
        vec![form],
    )
    .css("grid-template-columns: minmax(0, 1.15fr) minmax(0, 1fr)")])
    .label("Hero")
    .css("background-color: token(night); background-image: radial-gradient(circle at 15% 0%, #4b1f78 0%, #160d2b 55%); color: #ffffff")
}

fn facts() -> Block {
    let fact = |number: &str, what: &str| {
        stack([
            text(&format!("<b>{number}</b>"))
                .css("font-size: 1.9rem; line-height: 1.2; letter-spacing: -0.02em"),
            text(what).css("color: token(muted)"),
        ])
        .css("gap: 0.15rem")
    };
    Block::of(
        Kind::Section,
        [stack([
            fact("90 minutes", "of work, no sales talk"),
            fact("3 writers", "with 40 years between them"),
            fact("5 pages", "rewritten live"),
            fact("2 400", "people came last time"),
        ])
        .css("display: grid; grid-template-columns: repeat(4, minmax(0, 1fr)); gap: 1.5rem")
        .tablet("grid-template-columns: repeat(2, minmax(0, 1fr))")],
    )
    .label("Facts")
    .css("padding-top: 3rem; padding-bottom: 3rem; background-color: token(surface)")
}

fn learn() -> Block {
    let point = |number: &str, title: &str, body: &str| {
        card([
            text(&format!("<b>{number}</b>")).css("color: token(primary); font-size: 1.1rem"),
            heading(3, title),
            text(body).css("color: token(muted)"),
        ])
    };
    Block::of(Kind::Section, [
        stack([text_as("eyebrow", "What you learn"), heading(2, "Three habits that change how your pages read")]).css("gap: 0.6rem; max-width: 42rem"),
        grid([
            point("1", "Start where the reader is", "How to find the one sentence your reader already says to themselves, and why it belongs in your headline."),
            point("2", "Say one thing at a time", "A simple way to cut a page in half without losing anything anybody needed."),
            point("3", "Prove it, then ask", "Which proof works for which promise, and how to ask for a click without begging for it."),
        ]),
    ])
    .label("What you learn")
    .prop(Prop::ANCHOR, "learn")
    .css("gap: 2.75rem")
}

fn agenda() -> Block {
    let entry = |time: &str, title: &str, body: &str| {
        row([
            text(&format!("<b>{time}</b>")).css("width: 6rem; flex: none; color: token(primary)"),
            stack([heading(3, title), text(body).css("color: token(muted)")]).css("flex: 1 1 16rem; gap: 0.25rem"),
        ])
        .css("align-items: flex-start; padding: 1.25rem 0; border-bottom-width: 1px; border-bottom-style: solid; border-bottom-color: token(border)")
    };
    Block::of(
        Kind::Section,
        [
            heading(2, "Agenda"),
            stack([
                entry(
                    "15:00",
                    "Hello, and what goes wrong",
                    "Inés shows the four sentences that make people leave, from 300 pages we read for this.",
                ),
                entry("15:15", "The reader’s sentence", "Kavi on research that takes an hour, not a month."),
                entry(
                    "15:40",
                    "Five pages, rewritten live",
                    "June edits pages you send in, line by line, and says why.",
                ),
                entry("16:15", "Your questions", "All three stay until the last one is answered."),
            ])
            .css("gap: 0; width: 100%; max-width: 46rem"),
        ],
    )
    .label("Agenda")
    .prop(Prop::ANCHOR, "agenda")
    .css("background-color: token(surface)")
}

fn speakers() -> Block {
    let person = |asset: &str, alt: &str, name: &str, about: &str| {
        stack([
            image(asset, alt).css("width: 100%; max-width: 11rem; border-radius: 999px"),
            heading(3, name),
            text(about).css("color: token(muted)"),
        ])
        .css("text-align: center; align-items: center; gap: 0.6rem")
    };
    Block::of(Kind::Section, [
        heading(2, "Who you will meet"),
        grid([
            person("ines", "Portrait of Inés Carvalho", "Inés Carvalho", "Wrote the onboarding of three apps you have on your phone. Teaches clear writing in Lisbon."),
            person("kavi", "Portrait of Kavi Raman", "Kavi Raman", "Interviews customers for a living. Author of “The Sentence They Already Say”."),
            person("june", "Portrait of June Park", "June Park", "Edits pages that sell to people who hate being sold to. Twelve years, four languages."),
        ]),
    ])
    .label("Speakers")
    .prop(Prop::ANCHOR, "speakers")
    .css("text-align: center; gap: 2.5rem")
}

fn questions() -> Block {
    Block::of(Kind::Section, [
        heading(2, "Good to know"),
        faq(&[
            ("Is it really free?", "Yes. We teach a longer course twice a year and will mention it once, at the end, in one sentence."),
            ("I can’t make it live. Will there be a recording?", "Everyone who registers gets the recording, the slides and the checklist the next day."),
            ("Can I send in my page?", "Please do. The confirmation mail has a link for it; we pick five and write back to everyone else."),
            ("Do I need any software?", "A browser. There is nothing to install and you don’t need to be on camera."),
        ]),
    ])
    .label("Questions")
    .css("text-align: center; align-items: center; background-color: token(surface)")
}

fn last_call() -> Block {
    Block::of(
        Kind::Section,
        [
            heading(2, "4 February, 15:00 UTC. See you there?"),
            text_as(
                "lead",
                "Seats are free but not endless: we stop at 3 000 so that questions get answers.",
            ),
            button("Save my seat", "#register").prop(Prop::VARIANT, "light"),
        ],
    )
    .label("Last call")
    .css(
        "text-align: center; align-items: center; background-color: token(primary); color: token(on-primary)",
    )
}

fn footer() -> Block {
    Block::of(
        Kind::Footer,
        [row([
            text("<b>Clear Words Live</b>"),
            row([
                link("Agenda", "#agenda"),
                link("Speakers", "#speakers"),
                link("Write to us", "mailto:hello@clearwords.example"),
            ])
            .css("gap: 0.5rem 1.5rem"),
            text_as("small", "© 2026 Clear Words. All rights reserved."),
        ])
        .css("justify-content: space-between")],
    )
}
