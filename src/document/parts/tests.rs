use super::*;
use crate::document::ids::TokenId;
use proptest::prelude::*;

#[test]
fn texts_are_split_outside_brackets_and_quotes() {
    assert_eq!(split("a, b(c, d), \"e, f\"", ','), ["a", "b(c, d)", "\"e, f\""]);
    assert_eq!(split("  1px   solid rgb(1 2 3) ", ' '), ["1px", "solid", "rgb(1 2 3)"]);
    assert_eq!(split("", ' '), Vec::<&str>::new());
}

#[test]
fn what_is_typed_becomes_a_value() {
    let units = ["px", "%", "rem"];
    let read = |text| entry(text, "px", &units, &["auto"]);
    assert_eq!(read("24").as_deref(), Ok("24px"));
    assert_eq!(read(" 1,5rem ").as_deref(), Ok("1.5rem"));
    assert_eq!(read("-8").as_deref(), Ok("-8px"));
    assert_eq!(read(".5").as_deref(), Ok("0.5px"));
    assert_eq!(read("AUTO").as_deref(), Ok("auto"));
    assert_eq!(read("token(width)").as_deref(), Ok("token(width)"));
    assert_eq!(read("clamp(1rem, 2vw, 3rem)").as_deref(), Ok("clamp(1rem, 2vw, 3rem)"));
    for text in ["24+8", "2*4", "100%-2rem", "(1)", "10px/2"] {
        assert_eq!(read(text), Err(BadEntry::Expression), "{text}");
    }
    assert_eq!(read("3fr"), Err(BadEntry::Unit));
    for text in ["", "wide", "url(x)", "--x", "1px;"] {
        assert_eq!(read(text), Err(BadEntry::Value), "{text}");
    }
}

#[test]
fn numbers_are_short() {
    for (value, text) in [
        (1.0, "1"),
        (-0.0, "0"),
        (0.1 + 0.2, "0.3"),
        (-1.25, "-1.25"),
        (100.0, "100"),
        (1.0 / 3.0, "0.3333"),
        (1.0625, "1.0625"),
    ] {
        assert_eq!(number(value), text);
    }
}

#[test]
fn colors() {
    let token = TokenId::new("primary").expect("an id");
    for (text, css) in [
        ("#abc", "#aabbcc"),
        ("#2F5BEA", "#2f5bea"),
        ("#00000080", "rgb(0 0 0 / 50%)"),
        ("rgb(15 23 42 / .25)", "rgb(15 23 42 / 25%)"),
        ("rgba(1, 2, 3, 1)", "#010203"),
        ("rgb(100% 0% 0%)", "#ff0000"),
        ("white", "#ffffff"),
        ("token(primary)", "token(primary)"),
        (
            "color-mix(in srgb, token(primary) 40%, transparent)",
            "color-mix(in srgb, token(primary) 40%, transparent)",
        ),
    ] {
        assert_eq!(paint(text).map(|paint| paint.css()).as_deref(), Some(css), "{text}");
    }
    for text in ["hsl(1 2% 3%)", "currentcolor", "#12", "rgb(1 2)", "color-mix(in srgb, token(a) 12%, white)"]
    {
        assert_eq!(paint(text), None, "{text}");
    }
    assert_eq!(
        Paint::Token(token, 100).with_opacity(5).css(),
        "color-mix(in srgb, token(primary) 5%, transparent)"
    );
}

#[test]
fn shadows_and_gradients() {
    let text = "0 1px 2px rgb(0 0 0 / 6%), inset 0 2px 4px -1px token(muted)";
    let list = shadows(text).expect("shadows");
    assert_eq!(list.len(), 2);
    assert!(list.iter().any(|shadow| shadow.inset));
    assert_eq!(print_shadows(&list), "0 1px 2px 0px rgb(0 0 0 / 6%), inset 0 2px 4px -1px token(muted)");
    assert_eq!(print_shadows(&[]), "none");
    assert_eq!(shadows("1px"), None);

    let list =
        layers("linear-gradient(to right, token(a), #fff 40%), asset(hero), conic-gradient(red, blue)");
    assert_eq!(
        print_layers(&list),
        "linear-gradient(90deg, token(a), #fff 40%), asset(hero), conic-gradient(red, blue)"
    );
    assert_eq!(
        print_layers(&layers("radial-gradient(circle at 50% 0%, #fff, #000)")),
        "radial-gradient(circle at 50% 0%, #fff, #000)"
    );
}

#[test]
fn lists_of_functions_and_tracks() {
    assert_eq!(function("blur(4px) saturate(1.2)", "blur"), Some("4px"));
    assert_eq!(
        with_function("blur(4px) saturate(1.2)", "blur", Some("2px")).as_deref(),
        Some("blur(2px) saturate(1.2)")
    );
    assert_eq!(with_function("none", "blur", Some("2px")).as_deref(), Some("blur(2px)"));
    assert_eq!(with_function("blur(4px)", "blur", None), None);
    assert_eq!(
        tracks("repeat(2, minmax(0, 1fr)) 200px").map(|list| list.join("|")).as_deref(),
        Some("minmax(0, 1fr)|minmax(0, 1fr)|200px")
    );
    assert_eq!(tracks("repeat(auto-fit, minmax(15rem, 1fr))"), None);
    assert_eq!(print_tracks(&tracks("1fr 1fr 1fr").expect("tracks")), "repeat(3, 1fr)");
    assert_eq!(print_tracks(&tracks("1fr").expect("tracks")), "1fr");
    assert_eq!(span("span 3"), Some(3));
    assert_eq!(span("1 / 3"), None);
}

fn a_color() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<[u8; 3]>()
            .prop_map(|[red, green, blue]| Paint::Rgba(Rgba { red, green, blue, alpha: 255 }).css()),
        (any::<[u8; 3]>(), 0..100_u8).prop_map(|([red, green, blue], share)| {
            Paint::Rgba(Rgba { red, green, blue, alpha: 255 }).with_opacity(share).css()
        }),
        (0..=100_u8).prop_map(|share| Paint::Token(TokenId::new("primary").expect("an id"), share).css()),
    ]
}

fn a_length() -> impl Strategy<Value = String> {
    (-2000..2000_i16, prop_oneof![Just("px"), Just("rem"), Just("em")])
        .prop_map(|(n, unit)| format!("{}{unit}", number(f64::from(n) / 8.0)))
}

proptest! {
    /// What is printed is a value, and reads as what it was.
    #[test]
    fn parts_come_back(
        list in prop::collection::vec((any::<bool>(), prop::array::uniform4(a_length()), a_color()), 0..4),
        stops in prop::collection::vec((a_color(), prop::option::of(0..=100_u8)), 2..5),
        angle in prop::option::of(0..360_u16),
    ) {
        let list: Vec<Shadow> =
            list.into_iter().map(|(inset, lengths, color)| Shadow { inset, lengths, color }).collect();
        let text = print_shadows(&list);
        prop_assert_eq!(shadows(&text), Some(list));
        prop_assert!(crate::document::CssValue::new(&text).is_ok(), "{}", text);

        let gradient = Gradient {
            angle: angle.map(f64::from),
            shape: String::new(),
            stops: stops.into_iter().map(|(color, at)| Stop { color, at: at.map(|at| format!("{at}%")) }).collect(),
        };
        let text = gradient.css();
        prop_assert!(crate::document::CssValue::new(&text).is_ok(), "{}", text);
        prop_assert_eq!(layers(&text), vec![Layer::Gradient(gradient)]);
    }

    #[test]
    fn readers_take_any_text(text in "\\PC{0,40}|[a-z0-9#(),./ %*-]{0,40}") {
        let _ = (paint(&text), shadows(&text), tracks(&text), measure(&text));
        let printed = print_layers(&layers(&text));
        prop_assert_eq!(print_layers(&layers(&printed)), printed.clone());
        if let Ok(value) = entry(&text, "px", &["px", "%"], &["auto"]) {
            prop_assert!(crate::document::CssValue::new(&value).is_ok(), "{}", value);
        }
        if let Some(color) = paint(&text) {
            prop_assert_eq!(paint(&color.css()), Some(color));
        }
    }
}
