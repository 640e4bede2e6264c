//! Rules of access against whole exports: every `fixtures/law/*.json` holds the vectors of one rule. The real program reads the
//! files of a vector, answers its question, and replays its own report.
//!
//! In files and arguments `$S1` stands for a subscription, `$U1` for a user, `$G1` for a group, `$P1` for a service principal, `$R1`
//! for a custom role, `$T1` for a tenant, and `$MG/` for the path of a management group.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use serde::Deserialize;
use serde_json::Value;

use crate::support::program::rolecall;

#[derive(Deserialize)]
struct Vector {
    id: String,
    why: String,
    /// By name: JSON, or a text as it is.
    files: serde_json::Map<String, Value>,
    /// A task pack.
    #[serde(default)]
    pack: Option<Value>,
    /// What follows the name of the program; the folder of the exports is put to the end.
    ask: Vec<String>,
    /// The verdict for every target; `none` where the principal is in no result.
    expected: Option<String>,
    /// Codes of notes that are there.
    #[serde(default)]
    notes: Vec<String>,
    /// Codes of notes that are not there.
    #[serde(default)]
    no_notes: Vec<String>,
    /// Texts that the report holds.
    #[serde(default)]
    says: Vec<String>,
    /// Texts that it does not hold.
    #[serde(default)]
    says_not: Vec<String>,
}

#[test]
fn law_vectors_are_answered_and_verified() {
    let pattern = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/law/*.json");
    let mut files: Vec<PathBuf> = glob::glob(pattern).expect("a pattern").filter_map(Result::ok).collect();
    files.sort();
    assert!(!files.is_empty(), "vectors are there");
    let mut wrong = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).expect("vectors");
        let vectors: Vec<Vector> = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        for vector in vectors {
            wrong.extend(check(&vector).into_iter().map(|what| format!("{} ({}): {what}", vector.id, vector.why)));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

fn check(vector: &Vector) -> Vec<String> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("law").join(&vector.id);
    let _ = fs::remove_dir_all(&folder);
    let exports = folder.join("exports");
    for (name, content) in &vector.files {
        let text = content.as_str().map_or_else(|| content.to_string(), str::to_owned);
        let path = exports.join(spelled(name));
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, spelled(&text)).expect("a file");
    }
    let pack = folder.join("pack.json");
    let packs = vector.pack.iter().flat_map(|text| {
        fs::write(&pack, text.to_string()).expect("a file");
        ["--tasks".to_owned(), pack.display().to_string()]
    });
    let packs: Vec<String> = packs.collect();
    let mut args: Vec<String> = vector.ask.iter().map(|word| spelled(word)).chain(packs.iter().cloned()).collect();
    args.extend([exports.display().to_string(), "--format".to_owned(), "json".to_owned()]);
    let output = run(&args);
    let Ok(report) = serde_json::from_slice::<Value>(&output.stdout) else {
        return vec![format!("no report: {}", String::from_utf8_lossy(&output.stderr))];
    };
    let mut wrong = differences(vector, &report);
    wrong.extend(unproved(&folder, &output.stdout, [vec![exports.display().to_string()], packs].concat()));
    wrong
}

fn differences(vector: &Vector, report: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    let results =
        || report["classes"].as_array().into_iter().flatten().filter_map(|class| class["results"].as_array()).flatten();
    let verdicts: Vec<&str> = results().filter_map(|result| result["verdict"].as_str()).collect();
    if let Some(expected) = &vector.expected {
        let as_expected = if expected == "none" {
            verdicts.is_empty()
        } else {
            !verdicts.is_empty() && verdicts.iter().all(|got| got == expected)
        };
        if !as_expected {
            wrong.push(format!("{verdicts:?}, not {expected}"));
        }
    }
    let codes: Vec<&str> = report["notes"].as_array().into_iter().flatten().filter_map(|note| note["code"].as_str()).collect();
    let text = report.to_string();
    wrong.extend(
        vector.notes.iter().filter(|code| !codes.contains(&code.as_str())).map(|code| format!("no note {code} in {codes:?}")),
    );
    wrong.extend(vector.no_notes.iter().filter(|code| codes.contains(&code.as_str())).map(|code| format!("a note {code}")));
    wrong.extend(vector.says.iter().filter(|said| !text.contains(&spelled(said))).map(|said| format!("does not say {said}")));
    wrong.extend(vector.says_not.iter().filter(|said| text.contains(&spelled(said))).map(|said| format!("says {said}")));
    wrong
}

/// What the independent checker finds wrong with a report that nobody touched.
fn unproved(folder: &Path, report: &[u8], rest: Vec<String>) -> Option<String> {
    let path = folder.join("report.json");
    fs::write(&path, report).expect("a file");
    let output = run(&[vec!["verify".to_owned(), path.display().to_string()], rest].concat());
    (!output.status.success()).then(|| format!("verify: {}", String::from_utf8_lossy(&output.stdout)))
}

fn run(args: &[String]) -> Output {
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    rolecall(&args, b"")
}

fn spelled(text: &str) -> String {
    let names = [
        ("$S", "/subscriptions/11111111-0000-4000-8000-00000000000"),
        ("$s", "11111111-0000-4000-8000-00000000000"),
        ("$U", "aaaaaaaa-0000-4000-8000-00000000000"),
        ("$G", "cccccccc-0000-4000-8000-00000000000"),
        ("$P", "dddddddd-0000-4000-8000-00000000000"),
        ("$R", "eeeeeeee-0000-4000-8000-00000000000"),
        ("$T", "99999999-0000-4000-8000-00000000000"),
        ("$A", "88888888-0000-4000-8000-00000000000"),
    ];
    let text = text.replace("$MG/", "/providers/Microsoft.Management/managementGroups/");
    names.iter().fold(text, |text, (name, start)| {
        (0..10).fold(text, |text, digit| text.replace(&format!("{name}{digit}"), &format!("{start}{digit}")))
    })
}
