//! A tenant of 200,000 principals in a page: the search answers while one types.

use std::fmt::Write as _;
use std::io::Write as _;

use serde_json::json;

use crate::driver::{Browser, Scripted};
use crate::{audit, search, told};

const PEOPLE: u64 = 200_000;
/// As many people with a grant of their own, each a class.
const CLASSES: u64 = 10_000;
const WORKSPACES: u64 = 500;
const READER: &str = "8d289c81-5878-46d4-8554-54e1e3d8b5cb";
const SUBSCRIPTION: &str = "/subscriptions/11111111-2222-4333-8444-555555555555";

fn person(number: u64) -> String {
    format!("{number:08x}-0000-4000-8000-{:012x}", number.wrapping_mul(0x9e37_79b9) & 0xffff_ffff_ffff)
}

/// Writes `{"value": [...]}`.
fn collection(path: &std::path::Path, context: &str, count: u64, mut row: impl FnMut(&mut String, u64)) {
    let mut text = format!("{{{context}\"value\":[");
    for number in 0..count {
        text.push_str(if number > 0 { ",\n" } else { "\n" });
        row(&mut text, number);
    }
    text.push_str("]}\n");
    std::fs::File::create(path).and_then(|mut file| file.write_all(text.as_bytes())).expect("an export is written");
}

fn tenant(folder: &std::path::Path) {
    std::fs::create_dir_all(folder).expect("a folder for the exports");
    let users = "\"@odata.context\":\"https://graph.microsoft.com/v1.0/$metadata#users\",";
    collection(&folder.join("users.json"), users, PEOPLE, |text, number| {
        let id = person(number);
        write!(
            text,
            "{{\"id\":\"{id}\",\"displayName\":\"User {number}\",\"userPrincipalName\":\"user{number}@contoso.example\"}}"
        )
        .expect("a string takes everything");
    });
    collection(&folder.join("role-assignments.json"), "", CLASSES, |text, number| {
        let (id, workspace) = (person(number), number % WORKSPACES);
        let scope = format!(
            "{SUBSCRIPTION}/resourceGroups/rg-{}/providers/Microsoft.OperationalInsights/workspaces/logs-{workspace}",
            number / WORKSPACES
        );
        let row = json!({
            "id": format!("{scope}/providers/Microsoft.Authorization/roleAssignments/{id}"),
            "name": id,
            "type": "Microsoft.Authorization/roleAssignments",
            "properties": {
                "roleDefinitionId": format!("{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/{READER}"),
                "principalId": id, "principalType": "User", "scope": scope,
            },
        });
        write!(text, "{row}").expect("a string takes everything");
    });
}

#[test]
#[ignore = "needs Chromium: cargo test --test browser -- --ignored"]
fn page_a_large_tenant_answers_at_once() {
    let browser = Browser::start();
    let exports = browser.folder.join("exports");
    tenant(&exports);
    let page = audit(&browser, exports.to_str().expect("a path of plain letters"));
    let size = std::fs::metadata(&page).expect("the page").len();
    assert!(size < 20_000_000, "{size} bytes");
    search(&browser, "ready?");
    for (words, begins) in
        [("user 1999", "189 principals"), ("contoso.example", "200,000 principals"), ("0000270f", "1 principal in 1 row")]
    {
        let fastest = (0..5).map(|_| search(&browser, words)).fold(f64::INFINITY, f64::min);
        assert!(told(&browser).starts_with(begins), "{words}: {}", told(&browser));
        assert!(fastest < 200.0, "{words}: {fastest} ms");
    }
    // Only what is looked at is made.
    let rows = browser.run("return document.querySelectorAll('tbody tr').length").as_u64().expect("a number");
    assert!(rows < 200, "{rows} rows");
}
