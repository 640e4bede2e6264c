//! The HTML page as a text: what is in it, what is not, and that no name gets out of where it belongs. What it does is tested in a
//! browser, in `tests/browser`.
#![expect(clippy::indexing_slicing, reason = "an index into JSON gives null, and a place that is not there fails the test")]

use serde_json::Value;

use crate::support::program::rolecall;

fn page(exports: &str) -> String {
    let output = rolecall(&["audit", exports, "--at", "2025-02-01", "--format", "html", "--all"], b"");
    assert_eq!(output.status.code(), Some(0));
    String::from_utf8(output.stdout).expect("text")
}

/// What stands between two marks, the first time.
fn between<'t>(text: &'t str, before: &str, after: &str) -> &'t str {
    let rest = text.split_once(before).expect("the first mark").1;
    rest.split_once(after).expect("the second mark").0
}

fn data(page: &str) -> Value {
    serde_json::from_str(between(page, "<script type=\"application/json\" id=\"data\">", "</script>"))
        .expect("the data is JSON")
}

#[test]
fn audit_html_names_stay_where_they_belong() {
    let page = page("fixtures/html/hostile");
    let cases = [
        ("<script", 2, "the data and the script of the page"),
        ("</script", 2, "their ends"),
        ("<style", 1, "the style of the page"),
        ("<img", 0, "a name"),
        ("<iframe", 0, "a name"),
        ("<svg", 0, "a name; drawings are made by the script"),
        ("<b onclick", 0, "a name in a gap"),
        ("<!--", 0, "a name"),
        ("<u>", 0, "the name of a subscription"),
        ("<data-goes-here>", 0, "the mark where the data goes, and a name that looks like it"),
        ("\u{2028}", 0, "a line separator"),
        ("\u{202e}", 0, "a mark that turns the direction of writing"),
    ];
    for (text, times, why) in cases {
        assert_eq!(page.matches(text).count(), times, "{text}: {why}");
    }
    let names = data(&page)["people"]["names"].as_str().expect("the names").to_owned();
    for name in ["</script><script>window.harmed=1</script>", "{{ 7 * 7 }}${7*7}`'\"\\", "&lt;b&gt; &amp; <data-goes-here>"] {
        assert!(names.lines().any(|line| line == name), "{name} is shown as it is");
    }
}

#[test]
fn audit_html_nothing_is_loaded() {
    let readiness = ["readiness", "fixtures/contoso", "--workspace", "soc", "--at", "2025-02-01", "--format", "html"];
    let readiness = String::from_utf8(rolecall(&readiness, b"").stdout).expect("text");
    for page in [page("fixtures/contoso"), readiness] {
        loads_nothing(&page);
    }
}

fn loads_nothing(page: &str) {
    let policy = between(page, "http-equiv=\"Content-Security-Policy\" content=\"", "\"");
    assert!(policy.starts_with("default-src &#x27;none&#x27;; script-src &#x27;sha256-"), "{policy}");
    let code = page.replace(between(page, "id=\"data\">", "</script>"), "");
    for loading in [" src=", "url(", "@import", "<link", "fetch(", "XMLHttpRequest", "innerHTML", "insertAdjacent", "eval("] {
        assert!(!code.contains(loading), "{loading}");
    }
}

/// Every proof of the page, for every principal of a class, is the one that the JSON report of that principal alone has.
#[test]
fn audit_html_everybody_has_a_proof_of_their_own() {
    let page = data(&page("fixtures/contoso"));
    let texts = |at: &Value| page["texts"][index(at)].as_str().expect("a text").to_owned();
    let mut place = 0;
    for class in page["classes"].as_array().expect("classes") {
        for one in 0..index(&class["principals"]) {
            let id = guid(&page["people"]["ids"], place);
            let others = class["others"].as_array().into_iter().flatten().find(|other| other[0] == one);
            let mut assignments = Vec::new();
            for answer in class["results"].as_array().expect("answers") {
                for step in answer.get(4).and_then(Value::as_array).into_iter().flatten() {
                    let pairs = others.map(|other| other[1].as_array().expect("pairs").chunks(2)).into_iter().flatten();
                    let step = pairs.filter(|pair| pair[0] == *step).map(|pair| &pair[1]).next().unwrap_or(step);
                    let grant = &page["grants"][index(&page["steps"][index(step)][0])];
                    assignments.push(texts(&grant[1][1]));
                }
            }
            assert_eq!(assignments, assignments_in_json(&id), "{id}");
            place += 1;
        }
    }
    assert_eq!(place, 20, "everybody in the tenant");
}

fn index(value: &Value) -> usize {
    usize::try_from(value.as_u64().expect("a number")).expect("a small one")
}

/// The last part of the id of every assignment in the report about one principal.
fn assignments_in_json(id: &str) -> Vec<String> {
    let args = ["audit", "fixtures/contoso", "--at", "2025-02-01", "--format", "json", "--all", "--principal", id];
    let report: Value = serde_json::from_slice(&rolecall(&args, b"").stdout).expect("a report");
    let answers = report["classes"][0]["results"].as_array().expect("answers").iter();
    let steps = answers.flat_map(|answer| answer["proof"].as_array().expect("a proof"));
    let last = |id: &str| id.rsplit('/').next().unwrap_or_default().to_owned();
    steps.map(|step| last(step["assignment"].as_str().unwrap_or_default())).collect()
}

/// The id at a place of the column of ids.
fn guid(column: &Value, place: usize) -> String {
    const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let letters = column.as_str().expect("ids").bytes().filter(|byte| *byte != b'=');
    let bits: Vec<bool> = letters
        .flat_map(|letter| {
            let value = LETTERS.bytes().position(|known| known == letter).expect("base 64");
            (0..6).rev().map(move |bit| value >> bit & 1 == 1)
        })
        .collect();
    let number = bits[place * 128..(place + 1) * 128].iter().fold(0_u128, |number, &bit| number << 1 | u128::from(bit));
    rolecall::guid::Guid::from_u128(number).to_string()
}
