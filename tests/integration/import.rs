//! `tasks import`: articles of the fixtures as packs, the article of the default pack, and articles that were made to do harm.

use std::path::Path;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use rolecall::catalog::Catalog;
use rolecall::model::TargetKind;
use rolecall::pack::import::{DefaultScope, ImportCounts, ImportError, ImportOptions, Imported, import, of_the_table};
use rolecall::pack::{embedded, pack};
use rolecall::source::Source;

/// What an import may take, in a build without optimisation on a machine that is busy.
const SOON: Duration = Duration::from_mins(1);

fn options() -> ImportOptions {
    let scope = DefaultScope { kind: TargetKind::Subscription, resource_type: None, is_chosen: false };
    ImportOptions { table: None, id: None, url: None, dated: Some("2026-01-01".to_owned()), scope }
}

fn imported(text: &str) -> Result<Imported, ImportError> {
    import(&Source::new("article.md", text), &options(), &Catalog::embedded())
}

fn fixture(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/cli").join(path)).expect("an article")
}

#[test]
fn import_the_article_of_the_default_pack_gives_its_tasks() {
    let made = imported(&fixture("tasks-import-seed/article.md")).expect("an article").pack.expect("a pack");
    let source = embedded("sentinel-defender-2025-01").expect("the default pack");
    let shipped = pack(&source, &Catalog::embedded()).expect("it is sound");
    let shown = |pack: &rolecall::model::TaskPack| -> Vec<_> {
        let tasks = pack.tasks.iter();
        tasks.map(|task| (task.id.clone(), task.title.clone(), task.target, of_the_table(&task.requires))).collect()
    };
    assert_eq!(shown(&made), shown(&shipped));
}

#[test]
fn import_accounts_for_every_cell() {
    let articles =
        ["seed", "matrix", "continued", "entra", "actions", "left"].map(|name| format!("tasks-import-{name}/article.md"));
    for article in articles.into_iter().chain(["tasks-import-html/page.html".to_owned()]) {
        let counts = imported(&fixture(&article)).expect("an article").counts;
        assert!(counts.cells > 0 && is_whole(counts), "{article}: {counts:?}");
    }
}

fn is_whole(counts: ImportCounts) -> bool {
    counts.cells == counts.cells_read + counts.cells_aside + counts.cells_left
}

#[test]
fn import_ends_soon_whatever_it_is_given() {
    let rows = |row: &str, count: usize| format!("|Task|Role|Scope|\n|-|-|-|\n{}", format!("{row}\n").repeat(count));
    let numbered =
        |row: &str, count: usize| (0..count).map(|at| row.replace('#', &at.to_string())).collect::<Vec<_>>().join("\n");
    let table = |body: String| format!("|Task|Role|\n|-|-|\n{body}\n");
    let html = |body: &str| format!("<html><table><tr><th>Task<th>Role</tr>{body}</table>");
    let long = |text: &str| format!("|Task|Role|\n|-|-|\n|a|Owner {}|\n|b|Reader|\n", text.repeat(1_000_000 / text.len()));
    let inverted = format!("|Role|Description|\n|-|-|\n{}", "|Reader|look|\n|Owner|look|\n".repeat(25_000));
    let cases = [
        ("many rows", rows("|a|Owner or Reader|Subscription|", 50_000)),
        ("rows that continue", rows("||Owner|Subscription|", 50_000)),
        ("one task in many rows", rows("|a|Reader|Subscription|", 1) + &"||Owner|Subscription|\n".repeat(50_000)),
        ("unknown roles", table(numbered("|t#|Garden Keeper# Administrator|", 50_000))),
        ("unknown actions", table(numbered("|t#|Microsoft.Garden/beds#/read|", 50_000))),
        ("patterns without a beginning", table(numbered("|t#|*/beds#/read|", 5_000))),
        ("one task of many roles", inverted),
        ("a megabyte in a cell", long("x ")),
        ("links without an end", long("[a](")),
        ("brackets", long("(")),
        ("stars", long("*")),
        ("ticks of code", long("`")),
        ("tags", long("<a href=x>")),
        ("actions", long("Microsoft.Support/read, ")),
        ("words that begin names", long("Azure ")),
        ("a wide table", format!("{}\n{}\n{}\n", "|Role".repeat(20_000), "|-".repeat(20_000), "|Reader\n".repeat(5_000))),
        ("open tags", html(&"<td>".repeat(200_000))),
        ("cells that reach down", html(&"<tr><td rowspan=999999999 colspan=999999999>Owner".repeat(500))),
        ("open comments", "<!--\n".repeat(100_000)),
        ("open tables", "<table>\n".repeat(100_000)),
        ("headers", "|a|b|\n|-|-|\n\n".repeat(50_000)),
    ];
    for (name, text) in cases {
        let began = Instant::now();
        let made = imported(&text);
        assert!(began.elapsed() < SOON, "{name} took {:?}", began.elapsed());
        if let Ok(made) = made {
            assert!(is_whole(made.counts), "{name}: {:?}", made.counts);
        }
    }
}

/// Parts of which articles are made at random.
const PARTS: [&str; 34] = [
    "|",
    "\n|",
    "|\n",
    "|Task|Role|Scope|\n|-|-|-|\n",
    "|Action|Owner|Reader|\n|-|-|-|\n|",
    "Owner",
    " or ",
    " and ",
    "Reader",
    ",",
    "(",
    ")",
    "<br>",
    "[Owner](x/built-in-roles#owner)",
    "[Security Reader](x/permissions-reference#security-reader)",
    "Security Reader",
    " at the workspace",
    "Subscription",
    " for Owner",
    "✔",
    "-",
    "*",
    "`",
    "\\",
    "Microsoft.Support/*",
    "Microsoft.KeyVault/vaults/secrets/getSecret/action",
    "<table><tr><th>Task<th>Role<tr>",
    "<td rowspan=3>",
    "</td>",
    "</table>",
    "\u{1b}[2J",
    "\u{202e}",
    "or higher",
    "not required",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Whatever an article says: no crash, every cell counted, a pack that is valid, and nothing that a terminal obeys.
    #[test]
    fn import_of_any_article_is_whole(parts in prop::collection::vec(prop::sample::select(&PARTS[..]), 0..60), noise in ".{0,20}") {
        let text = format!("|Task|Role|Scope|\n|-|-|-|\n|a|Reader|Subscription|\n{}{noise}", parts.concat());
        let made = imported(&text);
        prop_assert!(!matches!(made, Err(ImportError::NoPack { .. })), "no valid pack of {text}");
        if let Ok(made) = made {
            prop_assert!(is_whole(made.counts), "{:?}", made.counts);
            let is_clean = !made.yaml.contains(['\u{1b}', '\u{202e}']);
            prop_assert!(is_clean);
            prop_assert_eq!(made.pack.is_some(), made.counts.tasks > 0);
            prop_assert_eq!(made.pack.map_or(0, |pack| pack.tasks.len()), made.counts.tasks);
        }
    }
}
