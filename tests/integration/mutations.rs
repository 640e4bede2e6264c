//! The laws of `tests/laws` on fixtures that are changed at random: bounded, and the same at every run.

use std::fs;
use std::path::Path;

use crate::laws::{BETWEEN, LAWS, root, small_report};
use crate::support::numbers::number_of;
use crate::support::random::Random;

/// How many changed inputs each law is tried on. `ROLECALL_MUTATIONS` asks for more.
const EACH: usize = 150;

/// The texts of some files.
fn files(pattern: &str) -> Vec<Vec<u8>> {
    let pattern = root().join(pattern).display().to_string();
    let mut paths: Vec<_> =
        glob::glob(&pattern).expect("a pattern").filter_map(Result::ok).filter(|path| path.is_file()).collect();
    paths.sort();
    paths.iter().map(|path| fs::read(path).expect("a fixture")).filter(|text| text.len() < 40_000).collect()
}

/// The exports of each folder of a pattern, as one input.
fn folders(pattern: &str) -> Vec<Vec<u8>> {
    let pattern = root().join(pattern).display().to_string();
    let folders = glob::glob(&pattern).expect("a pattern").filter_map(Result::ok).filter(|path| path.is_dir());
    let of = |folder: &Path| files(&folder.join("*.json").display().to_string()).join(BETWEEN.as_bytes());
    folders.map(|folder| of(&folder)).filter(|text| !text.is_empty() && text.len() < 60_000).collect()
}

/// A role file with the byte that tells its syntax.
fn role_files() -> Vec<Vec<u8>> {
    let endings = ["json", "tf", "bicep", "yaml"].into_iter().enumerate();
    let of = |(number, ending): (usize, &str)| {
        files(&format!("fixtures/role-files/*/*/*.{ending}")).into_iter().map(move |text| [vec![number as u8], text].concat())
    };
    endings.flat_map(of).collect()
}

fn seeds(law: &str) -> Vec<Vec<u8>> {
    match law {
        "exports" => [folders("fixtures/tenants/*"), folders("fixtures/forged/*"), files("fixtures/read/*/*/*.json")].concat(),
        "role_files" => role_files(),
        "conditions" => [files("fixtures/conditions/malformed/*.txt"), conditions()].concat(),
        "patterns" => ["*/read\nMicrosoft.*/read\n", "Microsoft.Sql/*/*\nMicrosoft.Sql/servers/*\n", "*\n*/*/a\na/b/a\n"]
            .map(|text| text.as_bytes().to_vec())
            .to_vec(),
        "packs" => [files("fixtures/packs/*.yaml"), files("rules/tasks/*.yaml")].concat(),
        "configurations" => [files("fixtures/configs/*.yaml"), files("fixtures/cli/*/.rolecall.yaml")].concat(),
        "delta" => files("fixtures/read/*/*/*.json").iter().map(|text| [text, BETWEEN.as_bytes(), text].concat()).collect(),
        "reports" => vec![small_report().into_bytes()],
        other => panic!("{other} has no seeds"),
    }
}

/// The conditions of the catalog's examples.
fn conditions() -> Vec<Vec<u8>> {
    let text = fs::read_to_string(root().join("fixtures/conditions/built-in.json")).expect("a fixture");
    let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let mut found = Vec::new();
    let mut open = vec![&value];
    while let Some(value) = open.pop() {
        match value {
            serde_json::Value::String(text) if text.contains('@') => found.push(text.as_bytes().to_vec()),
            serde_json::Value::Array(items) => open.extend(items),
            serde_json::Value::Object(fields) => open.extend(fields.values()),
            _ => {}
        }
    }
    found
}

/// What finds the parts of an input, with their places.
type Parts = fn(&[u8]) -> Vec<std::ops::Range<usize>>;

/// The texts between quotes, with their places: what an input is made of.
fn words(text: &[u8]) -> Vec<std::ops::Range<usize>> {
    let quotes: Vec<usize> =
        text.iter().enumerate().filter(|(_, byte)| matches!(byte, b'"' | b'\'')).map(|(at, _)| at).collect();
    quotes
        .windows(2)
        .filter_map(|pair| if let [a, b] = pair { Some(a + 1..*b) } else { None })
        .filter(|range| range.len() < 200)
        .collect()
}

/// The lines of an input with their places.
fn lines(text: &[u8]) -> Vec<std::ops::Range<usize>> {
    let mut start = 0;
    text.split_inclusive(|byte| *byte == b'\n')
        .map(|line| {
            let range = start..start + line.len();
            start = range.end;
            range
        })
        .collect()
}

/// An input with something of it changed: most often a word or a line for another one, so that it still means something.
fn changed(random: &mut Random, seed: &[u8], other: &[u8]) -> Vec<u8> {
    let mut text = seed.to_vec();
    for _ in 0..=random.below(4) {
        let how = random.below(10);
        let (of, from): (Parts, &[u8]) = (if how < 6 { words } else { lines }, if random.below(2) == 0 { seed } else { other });
        let (places, givers) = (of(&text), of(from));
        if places.is_empty() || givers.is_empty() {
            continue;
        }
        let (place, giver) = (random.one(&places).clone(), random.one(&givers).clone());
        let taken = from.get(giver).unwrap_or_default().to_vec();
        match how {
            0..5 | 6 => drop(text.splice(place, taken)),
            5 | 8 => drop(text.splice(place, [])),
            7 => drop(text.splice(place.start..place.start, taken)),
            _ => {
                let at = random.below(text.len());
                text.splice(at..(at + random.below(3)).min(text.len()), [*random.one(b"{}[]\",:*\\\n\0$#- 09tn")]);
            }
        }
    }
    text
}

#[test]
#[ignore = "writes the first inputs of the fuzzers"]
fn write_fuzz_corpus() {
    for (name, _) in LAWS {
        let folder = root().join("fuzz/corpus").join(name);
        fs::create_dir_all(&folder).expect("a folder");
        for (number, seed) in seeds(name).iter().enumerate() {
            fs::write(folder.join(format!("fixture-{number}")), seed).expect("a file");
        }
    }
}

#[test]
fn laws_hold_of_changed_fixtures() {
    let each = number_of("ROLECALL_MUTATIONS", EACH);
    for (name, holds) in LAWS {
        let seeds = seeds(name);
        assert!(!seeds.is_empty(), "{name}");
        for seed in &seeds {
            holds(seed);
        }
        let random = &mut Random(7);
        for round in 0..each {
            let (seed, other) = (random.one(&seeds).clone(), random.one(&seeds).clone());
            let input = changed(random, &seed, &other);
            let outcome = std::panic::catch_unwind(|| holds(&input));
            if outcome.is_err() {
                let path = std::env::temp_dir().join(format!("rolecall-{name}-{round}"));
                fs::write(&path, &input).expect("a file");
                panic!("{name}, round {round}: the law is broken; the input is {}", path.display());
            }
        }
    }
}
