//! That the languages say the same things, and nothing that is never said.

use super::dictionaries::File;
use super::{I18n, Words};
use landinghub::Timestamp;
use landinghub::account::Locale;
use std::collections::BTreeSet;
use std::path::Path;

fn all(locale: Locale) -> Words {
    File::ALL
        .into_iter()
        .flat_map(|file| {
            serde_json::from_str::<Words>(file.json(locale))
                .unwrap_or_else(|e| panic!("{locale:?} {file:?}: {e}"))
        })
        .collect()
}

fn placeholders(sentence: &str) -> BTreeSet<&str> {
    sentence.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect()
}

#[test]
fn every_key_has_words_in_every_language() {
    let english = all(Locale::En);
    for locale in [Locale::Vi, Locale::Th] {
        let other = all(locale);
        // Only English has a singular.
        let missing: Vec<_> =
            english.keys().filter(|key| !key.ends_with(".one") && !other.contains_key(*key)).collect();
        assert!(missing.is_empty(), "{locale:?} lacks {missing:?}");
        let extra: Vec<_> = other.keys().filter(|key| !english.contains_key(*key)).collect();
        assert!(extra.is_empty(), "{locale:?} has {extra:?} and English doesn't");
        for (key, words) in &other {
            assert!(!words.trim().is_empty(), "{locale:?} {key} is empty");
            assert_eq!(placeholders(words), placeholders(&english[key]), "{locale:?} {key}");
        }
    }
}

/// The keys after `marker` in a source text, whatever white space rustfmt put in between.
fn keys_after<'a>(source: &'a str, marker: &str) -> Vec<&'a str> {
    let after = source.split(marker).skip(1);
    after.filter_map(|rest| rest.trim_start().strip_prefix('"')?.split('"').next()).collect()
}

fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).expect("the sources are here") {
        let path = entry.expect("readable").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs" || e == "js") && !path.ends_with("i18n/tests.rs")
        {
            let text = std::fs::read_to_string(&path).expect("readable");
            found.push((path.display().to_string(), text));
        }
    }
}

#[test]
fn every_key_used_exists_and_every_key_is_used() {
    let english = all(Locale::En);
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../public/chat"), &mut files);
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../server/src"), &mut files);
    let mut used = BTreeSet::new();
    for (path, text) in &files {
        for key in keys_after(text, ".t(").into_iter().chain(keys_after(text, ".t_with(")) {
            assert!(english.contains_key(key), "{path} uses {key}, which has no words");
            used.insert(key.to_owned());
        }
        for key in keys_after(text, ".n(") {
            for form in ["one", "other"] {
                let key = format!("{key}.{form}");
                assert!(english.contains_key(&key), "{path} uses {key}, which has no words");
                used.insert(key);
            }
        }
    }
    // Scripts name their keys as `"chat.…"`; those that end with a dot are put together.
    for (path, text) in files.iter().filter(|(path, _)| path.ends_with(".js")) {
        let of = |area: &'static str| {
            let parts = text.split(area).skip(1);
            parts.map(move |part| [&area[1..], part.split('"').next().unwrap_or_default()].concat())
        };
        for key in of("\"chat.").chain(of("\"inbox.")) {
            let used_by = |known: &&String| {
                if key.ends_with('.') {
                    known.starts_with(&key)
                } else {
                    **known == key || **known == format!("{key}.one") || **known == format!("{key}.other")
                }
            };
            let known: Vec<_> = english.keys().filter(used_by).cloned().collect();
            assert!(!known.is_empty(), "{path} uses {key}, which has no words");
            used.extend(known);
        }
    }
    // Keys that are put together: `find(&format!("editor.kind.{}", …))` uses all that start so.
    let put_together: Vec<String> = files
        .iter()
        .flat_map(|(_, text)| keys_after(text, "format!("))
        .filter_map(|key| key.split_once('{'))
        .map(|(prefix, _)| prefix.to_owned())
        // `["editor.kind.", word].concat()` does the same without the machinery of `format!`.
        .chain(files.iter().flat_map(|(_, text)| keys_after(text, "[")).map(str::to_owned))
        .filter(|prefix| prefix.ends_with('.') && prefix.len() > 1)
        .collect();
    let text: String = files.into_iter().map(|(_, text)| text).collect();
    let unused: Vec<_> = english
        .keys()
        .filter(|key| {
            !used.contains(*key)
                && !key.starts_with("problem.")
                && !put_together.iter().any(|prefix| key.starts_with(prefix))
                && !text.contains(&format!("\"{key}\""))
        })
        .collect();
    assert!(unused.is_empty(), "nothing uses {unused:?}");
}

#[test]
fn numbers_dates_and_plurals() {
    let words: &'static Words = Box::leak(Box::new(all(Locale::En)));
    let thai: &'static Words = Box::leak(Box::new(all(Locale::Th)));
    let moment = Timestamp::parse("2026-11-22T14:05:00.000Z").expect("a moment");
    let en = I18n::new(Locale::En, words);
    assert_eq!(
        (en.number(0), en.number(999), en.number(1_234_567)),
        ("0".into(), "999".into(), "1,234,567".into())
    );
    assert_eq!(en.moment(moment), "22 Nov 2026, 14:05 UTC");
    assert_eq!(en.n("pages.visits", 1), "1 visit");
    assert_eq!(en.n("pages.visits", 1200), "1,200 visits");
    assert_eq!(I18n::new(Locale::Vi, words).number(1_234_567), "1.234.567");
    assert_eq!(I18n::new(Locale::Th, thai).date(moment), "22 พ.ย. 2569");
}

#[test]
fn problems_are_translated_by_their_english_sentence() {
    use landinghub::Problem;
    let problem =
        super::translate_problem(Locale::Vi, Problem::field("password", "Use 8 to 128 characters."));
    assert_eq!(problem.fields["password"], "Hãy dùng từ 8 đến 128 ký tự.");
    assert_eq!(problem.detail, problem.fields["password"]);
    let most = super::translate_problem(Locale::Vi, Problem::field("tags", "Keep it to 1000 characters."));
    assert_eq!(most.fields["tags"], "Dùng tối đa 1000 ký tự.");
    let state = "This order can't be paid any more: it is partially_refunded.";
    let state =
        |locale| super::translate_problem(locale, Problem::new(landinghub::Code::Conflict, state)).detail;
    assert_eq!(state(Locale::En), "This order can't be paid any more: it is partially refunded.");
    assert_eq!(state(Locale::Vi), "Không thể thanh toán đơn hàng này nữa, trạng thái: đã hoàn một phần.");
    let limited = super::translate_problem(Locale::En, Problem::rate_limited(61));
    assert_eq!(limited.detail, "Too many attempts. Try again in 2 minutes.");
    let unknown =
        super::translate_problem(Locale::Vi, Problem::new(landinghub::Code::NotFound, "Something new."));
    assert_ne!(unknown.detail, "Something new.", "a sentence nobody translated falls back to its code's");
}
