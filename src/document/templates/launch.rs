//! A software product's launch page, in English.

use super::super::build::{Block, Page, button, faq, field, heading, image, link, list, text, text_as};
use super::super::model::{Lang, TokenKind};
use super::super::{Kind, Prop};
use super::{Template, card, grid, look, row, split, stack};
use crate::rng::SeededRng;

pub(super) fn template() -> Template {
    let rng = SeededRng::new(101);
    let page = look(
        Page::new(Lang::EN, &rng),
        ["#4f46e5", "#ffffff", "#ffffff", "#f6f6fc", "#17153a", "#585678", "#e3e3f0"],
        "12px",
    )
    .token("tint", TokenKind::Color, "Tint", "#ecebff")
    .token("deep", TokenKind::Color, "Deep", "#1c1950")
    .token("font-body", TokenKind::Font, "Text", "\"Inter\", sans-serif")
    .token("font-heading", TokenKind::Font, "Headings", "\"Inter\", sans-serif")
    .asset("app", "/_lh/t/lumen-app.svg", "image/svg+xml", 1200, 720, "The Lumen dashboard with revenue, sign-ups and a chart of the last twelve weeks")
    .asset("flow", "/_lh/t/lumen-flow.svg", "image/svg+xml", 640, 500, "A signal becomes a question, and the question a task for the team")
    .meta(
        "Lumen – know what your customers do next",
        "Lumen turns product events into plain answers your whole team can act on. Start free, no analyst needed.",
    );
    let document = page
        .block(navbar())
        .block(hero())
        .block(logos())
        .block(features())
        .block(how())
        .block(voices())
        .block(pricing())
        .block(questions())
        .block(start())
        .block(footer())
        .finish();
    Template::new("saas-launch", "SaaS launch", "product", document)
}

fn navbar() -> Block {
    Block::of(
        Kind::Navbar,
        [
            link("Features", "#features"),
            link("Pricing", "#pricing"),
            link("Questions", "#questions"),
            button("Start free", "#start"),
        ],
    )
    .prop(Prop::TEXT, "Lumen")
    .prop(Prop::STICKY, true)
    .link("#top")
}

fn hero() -> Block {
    Block::of(Kind::Section, [
        text_as("eyebrow", "Product analytics for small teams"),
        heading(1, "Know what your customers will do next"),
        text_as("lead", "Lumen turns the events you already collect into plain answers – who is about to leave, what makes people stay, and what to build on Monday.")
            .css("color: token(muted); max-width: 40rem"),
        row([button("Start free", "#start"), button("See how it works", "#how").prop(Prop::VARIANT, "outline")])
            .css("justify-content: center"),
        text_as("small", "Free for 10 000 events a month. No card needed.").css("color: token(muted)"),
        image("app", "The Lumen dashboard with revenue, sign-ups and a chart of the last twelve weeks")
            .css("width: 100%; margin-top: 2rem; border-radius: 18px; box-shadow: 0 40px 80px -32px rgb(28 25 80 / .45)"),
    ])
    .label("Hero")
    .css("text-align: center; align-items: center; padding-top: 5rem; padding-bottom: 5rem; background-image: linear-gradient(180deg, token(tint) 0%, token(bg) 85%)")
    .mobile("padding-top: 3rem; padding-bottom: 3rem")
}

fn logos() -> Block {
    let names = ["Northwind", "Papaya", "Kestrel", "Fieldnote", "Halcyon"];
    Block::of(
        Kind::Section,
        [
            text_as("small", "Trusted by product teams at").css("color: token(muted)"),
            row(names.map(|name| {
                text(&format!("<b>{name}</b>"))
                    .css("color: token(muted); font-size: 1.25rem; letter-spacing: -0.02em")
            }))
            .css("justify-content: center; gap: 1rem 3rem"),
        ],
    )
    .label("Customers")
    .css("text-align: center; align-items: center; padding-top: 1rem; padding-bottom: 3rem; gap: 1rem")
}

fn features() -> Block {
    let cell = |icon: &str, title: &str, body: &str| {
        card([
            Block::new(Kind::Icon).prop(Prop::ICON, icon).prop(Prop::VARIANT, "tinted"),
            heading(3, title),
            text(body).css("color: token(muted)"),
        ])
    };
    Block::of(Kind::Section, [
        stack([
            text_as("eyebrow", "Features"),
            heading(2, "Everything you need to decide, nothing you need to learn"),
        ])
        .css("max-width: 44rem; gap: 0.75rem"),
        grid([
            cell("message-circle", "Ask in plain words", "Type “Which plan loses most people in week two?” and get a chart, the list of people, and what they did before."),
            cell("trending-up", "See it coming", "Lumen learns what the weeks before a cancellation look like and tells you while there is still time."),
            cell("circle-check", "Turn it into work", "Every answer can become a task in Linear, Jira or Trello, with the evidence attached."),
            cell("zap", "Live in an afternoon", "One snippet, or connect Segment, Stripe and your database. No tracking plan, no six-week project."),
            cell("shield-check", "Private by design", "No cookies, no fingerprints, data kept in the EU. Your lawyer will be bored, in a good way."),
            cell("users", "Seats are free", "Everyone who has a question should be able to ask it. You pay for events, never for people."),
        ]),
    ])
    .label("Features")
    .prop(Prop::ANCHOR, "features")
    .css("gap: 3rem; background-color: token(surface)")
}

fn how() -> Block {
    Block::of(
        Kind::Section,
        [split(
            vec![
                image("flow", "A signal becomes a question, and the question a task for the team")
                    .css("width: 100%; border-radius: 20px"),
            ],
            vec![
                text_as("eyebrow", "How it works"),
                heading(2, "From a hunch to a decision in three steps"),
                list(
                    "check",
                    &[
                        "Connect what you have: your app, your payments, your support inbox.",
                        "Ask a question, or pick one of forty that teams like yours ask.",
                        "Share the answer. It stays up to date by itself.",
                    ],
                )
                .css("font-size: 1.1rem; gap: 1rem"),
                button("Start free", "#start"),
            ],
        )],
    )
    .label("How it works")
    .prop(Prop::ANCHOR, "how")
}

fn voices() -> Block {
    let voice = |words: &str, name: &str, role: &str| {
        card([
            text(&format!("“{words}”")).css("font-size: 1.1rem"),
            text_as("small", &format!("<b>{name}</b>, {role}")).css("color: token(muted)"),
        ])
        .css("justify-content: space-between")
    };
    Block::of(Kind::Section, [
        heading(2, "Teams that stopped guessing"),
        grid([
            voice("We found out that people who invite one colleague stay for years. We rebuilt onboarding around that in a week.", "Maya Lindqvist", "Head of Product, Fieldnote"),
            voice("Our Monday meeting used to be opinions. Now it is one page of answers and three decisions.", "Tomás Rivera", "CEO, Papaya"),
            voice("I am not a data person. I typed a question and understood our churn before my tea was cold.", "Anh Tran", "Customer Success, Kestrel"),
        ]),
    ])
    .label("Customers' words")
    .css("gap: 2.5rem; background-color: token(surface)")
}

fn pricing() -> Block {
    let plan = |name: &str, price: &str, note: &str, points: &[&str], look: &str| {
        card([
            heading(3, name),
            text(&format!("<b>{price}</b>"))
                .css("font-size: 2.4rem; line-height: 1.2; letter-spacing: -0.03em"),
            text_as("small", note).css("color: token(muted)"),
            list("check", points).css("margin-top: 0.5rem; margin-bottom: 0.75rem; flex-grow: 1"),
            button("Choose this plan", "#start").prop(Prop::VARIANT, look),
        ])
    };
    Block::of(Kind::Section, [
        stack([heading(2, "Pay for what you measure"), text("All plans include every feature and as many colleagues as you like.").css("color: token(muted)")])
            .css("text-align: center; align-items: center; gap: 0.75rem"),
        grid([
            plan("Starter", "$0", "up to 10 000 events a month", &["90 days of history", "Community support", "All integrations"], "outline"),
            plan("Team", "$49", "a month, up to 500 000 events", &["2 years of history", "Answers by e-mail and Slack", "Help within a day"], "solid")
                .css("border-color: token(primary); border-width: 2px; box-shadow: 0 24px 48px -28px rgb(79 70 229 / .6)"),
            plan("Scale", "$249", "a month, up to 10 million events", &["History without limit", "Single sign-on", "A person you can call"], "outline"),
        ]),
    ])
    .label("Pricing")
    .prop(Prop::ANCHOR, "pricing")
    .css("gap: 3rem")
}

fn questions() -> Block {
    Block::of(Kind::Section, [
        heading(2, "Questions people ask us"),
        faq(&[
            ("Do I need a developer to start?", "For the app snippet it takes one developer about ten minutes. Stripe, Segment and HubSpot connect with a click."),
            ("What happens when I go over my events?", "Nothing stops. We write to you, and you decide within the month whether to move up or to measure less."),
            ("Where is my data?", "In Frankfurt, encrypted, on machines only we use. You can export or delete all of it at any time."),
            ("Can I cancel?", "Yes, in two clicks, until the last minute of the month. Your export stays available for 30 days."),
        ]),
    ])
    .label("Questions")
    .prop(Prop::ANCHOR, "questions")
    .css("text-align: center; align-items: center; background-color: token(surface)")
}

fn start() -> Block {
    let form = Block::of(
        Kind::Form,
        [
            field(Kind::EmailField, "email", "Work e-mail", true).prop(Prop::PLACEHOLDER, "you@company.com"),
            field(Kind::TextField, "company", "Company", false),
            Block::new(Kind::SubmitButton).prop(Prop::TEXT, "Create my workspace").css("width: 100%"),
            text_as("small", "We send one e-mail with your link. That is all.").css("color: token(muted)"),
        ],
    )
    .prop(Prop::NAME, "Start free")
    .prop(Prop::SUCCESS, "Thank you! Your link is on its way – look for a message from Lumen.");
    Block::of(Kind::Section, [split(
        vec![
            heading(2, "Ask your first question today"),
            text_as("lead", "Ten minutes from now you can know something about your customers that you don’t know yet."),
            list("check", &["Free for 10 000 events a month", "No card, no call, no commitment", "Your data stays yours"]),
        ],
        vec![form],
    )])
    .label("Start")
    .prop(Prop::ANCHOR, "start")
    .css("background-color: token(deep); color: #ffffff")
}

fn footer() -> Block {
    Block::of(
        Kind::Footer,
        [row([
            text("<b>Lumen</b>"),
            row([
                link("Features", "#features"),
                link("Pricing", "#pricing"),
                link("Write to us", "mailto:hello@lumen.example"),
            ])
            .css("gap: 0.5rem 1.5rem"),
            text_as("small", "© 2026 Lumen Analytics. All rights reserved."),
        ])
        .css("justify-content: space-between")],
    )
}
