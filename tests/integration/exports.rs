//! Laws of reading exports, over every export of `fixtures/read/`: damage is never a panic, and the order of records changes nothing.

use std::fs;
use std::path::PathBuf;
use std::sync::OnceLock;

use proptest::prelude::*;
use rolecall::export;
use rolecall::source::Source;
use serde_json::Value;

use crate::support::export_picture as picture;

/// The text of an export, as it came from its tool.
fn texts() -> Vec<(String, String)> {
    let pattern = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/read/*/*/*.*");
    let files = glob::glob(pattern).expect("a pattern").filter_map(Result::ok);
    let is_export = |path: &PathBuf| {
        path.extension().is_some_and(|kind| kind == "json" || kind == "csv")
            && path.file_name().is_some_and(|name| name != "expected.json")
    };
    let exports = files.filter(is_export);
    exports.filter_map(|path| Some((path.display().to_string(), fs::read_to_string(path).ok()?))).collect()
}

fn read_text(name: &str, text: String) -> Value {
    let input = export::Input::new(Source::new(name, text));
    match export::facts(&[input]) {
        Ok(loaded) => picture::of(&loaded),
        Err(errors) => picture::of_errors(&errors),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn export_damage_is_never_a_panic(file in any::<prop::sample::Index>(), cuts in prop::collection::vec(damage(), 1..4)) {
        let texts = texts_once();
        let (name, text) = file.get(texts);
        let damaged = cuts.iter().fold(text.clone(), |text, cut| cut.apply(&text));
        read_text(name, damaged);
    }

    #[test]
    fn export_the_order_of_records_changes_nothing(file in any::<prop::sample::Index>(), seed in any::<u64>()) {
        let texts = texts_once();
        let (name, text) = file.get(texts);
        if !name.contains("/bad/") && let Some(shuffled) = shuffled(text, seed) {
            let [one, other] = [text.clone(), shuffled].map(|text| without_places(read_text(name, text)));
            prop_assert_eq!(one, other);
        }
    }
}

fn texts_once() -> &'static [(String, String)] {
    static TEXTS: OnceLock<Vec<(String, String)>> = OnceLock::new();
    TEXTS.get_or_init(texts)
}

/// One way to damage a text.
#[derive(Debug, Clone)]
enum Damage {
    Cut { at: prop::sample::Index },
    Behead { at: prop::sample::Index },
    Remove { at: prop::sample::Index, len: usize },
    Put { at: prop::sample::Index, what: &'static str },
    Swap { from: &'static str, to: &'static str },
}

fn damage() -> impl Strategy<Value = Damage> {
    let pieces = [
        "{",
        "}",
        "[",
        "]",
        "\"",
        ",",
        ":",
        "null",
        "0",
        "1e999",
        "true",
        "\\u0000",
        "\u{feff}",
        "é",
        "[[[[",
        "{\"value\":[",
        "\"@{x}\"",
    ];
    let swaps = [
        ("null", "7"),
        ("[", "{"),
        ("\"/", "\"//"),
        ("\"id\"", "\"ID\""),
        ("\"value\"", "\"data\""),
        ("[]", "null"),
        ("true", "\"true\""),
        ("\"scope\"", "\"x\""),
        ("/subscriptions/", "/"),
        ("-", ""),
        ("[{", "[null,{"),
        ("\"properties\"", "\"p\""),
        (":[", ":7,\"x\":["),
    ];
    let at = any::<prop::sample::Index>;
    prop_oneof![
        at().prop_map(|at| Damage::Cut { at }),
        at().prop_map(|at| Damage::Behead { at }),
        (at(), 1..40_usize).prop_map(|(at, len)| Damage::Remove { at, len }),
        (at(), prop::sample::select(pieces.to_vec())).prop_map(|(at, what)| Damage::Put { at, what }),
        prop::sample::select(swaps.to_vec()).prop_map(|(from, to)| Damage::Swap { from, to }),
    ]
}

impl Damage {
    fn apply(&self, text: &str) -> String {
        let place = |at: &prop::sample::Index| text.floor_char_boundary(at.index(text.len() + 1));
        let split = |at| text.split_at(text.floor_char_boundary(at));
        match self {
            Self::Cut { at } => split(place(at)).0.to_owned(),
            Self::Behead { at } => split(place(at)).1.to_owned(),
            Self::Remove { at, len } => [split(place(at)).0, split(place(at) + len).1].concat(),
            Self::Put { at, what } => [split(place(at)).0, what, split(place(at)).1].concat(),
            Self::Swap { from, to } => text.replace(from, to),
        }
    }
}

/// The same text with the records of its outermost list in another order, if it has such a list.
fn shuffled(text: &str, seed: u64) -> Option<String> {
    let mut document: Value = serde_json::from_str(text).ok()?;
    let list = match &mut document {
        Value::Array(list) => list,
        Value::Object(map) => map.get_mut("value")?.as_array_mut()?,
        _ => return None,
    };
    list.sort_by_key(|record| hash_of(&record.to_string(), seed));
    Some(document.to_string())
}

fn hash_of(text: &str, seed: u64) -> u64 {
    text.bytes().fold(seed | 1, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Places and record numbers are those of the text, and may differ.
fn without_places(mut picture: Value) -> Value {
    let strip = |line: &str| {
        let line = line.rsplit_once(" [").filter(|(_, rest)| rest.ends_with(']')).map_or(line, |(head, _)| head);
        line.split_once(" Note ")
            .or_else(|| line.split_once(" Warning "))
            .or_else(|| line.split_once(" Error "))
            .map_or(line, |(_, rest)| rest)
            .to_owned()
    };
    for section in picture.as_object_mut().expect("a picture").values_mut() {
        let Some(lines) = section.as_array_mut() else { continue };
        for line in lines.iter_mut() {
            if let Value::String(text) = line {
                *text = strip(text);
            }
            if let Value::Object(error) = line {
                error.remove("place");
            }
        }
        lines.sort_by_key(ToString::to_string);
    }
    picture
}
