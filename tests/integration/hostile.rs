//! Inputs that were made to do harm: the real binary ends soon, says what it left out, and prints nothing that harms.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::support::program::rolecall;

/// What `check` may take, in a build without optimisation on a machine that is busy.
const SOON: Duration = Duration::from_secs(60);

fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("rolecall-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder for the inputs");
    folder
}

/// Checks a text under a name; the exit code, and all that is printed.
fn check(name: &str, text: &str) -> (Option<i32>, String) {
    let folder = folder(&name.replace('.', "-"));
    let path = folder.join(name);
    std::fs::write(&path, text).expect("the input");
    let began = Instant::now();
    let output = rolecall(&["check", path.to_str().expect("a path of plain letters")], b"");
    assert!(began.elapsed() < SOON, "{name} took {:?}", began.elapsed());
    std::fs::remove_dir_all(&folder).expect("the folder goes away again");
    let printed = [output.stdout, output.stderr].concat();
    assert!(printed.len() < 600_000, "{name} printed {} bytes", printed.len());
    (output.status.code(), String::from_utf8_lossy(&printed).into_owned())
}

fn role(name: &str, actions: &[String]) -> String {
    let actions = actions.join("\", \"");
    format!(
        "{{\"Name\": \"{name}\", \"IsCustom\": true, \"Description\": \"d\", \"Actions\": [\"{actions}\"], \
         \"AssignableScopes\": [\"/subscriptions/3b8e1c70-52a4-4d1f-8c35-90f1d2a6b401\"]}}"
    )
}

#[test]
fn check_ends_soon_whatever_it_is_given() {
    let many = |text: &str, number: usize| (0..number).map(|at| text.replace('#', &at.to_string())).collect::<Vec<String>>();
    let names = |number: usize| many("Role#", number).iter().map(|name| role(name, &["*/read".to_owned()])).collect::<Vec<_>>();
    let doubled = |line: &str| {
        (0..40).map(|at| line.replace('#', &at.to_string()).replace('+', &(at + 1).to_string())).collect::<String>()
    };
    let bicep = |actions: &str| {
        format!(
            "resource r 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {{\n properties: {{\n  roleName: 'x'\n  permissions: [{{\n   actions: {actions}\n  }}]\n  assignableScopes: ['/']\n }}\n}}\n"
        )
    };
    let spread = format!("{}var v40 = ['*/read']\n{}", doubled("var v# = [...v+, ...v+]\n"), bicep("v0"));
    let joined = format!("{}var v40 = ['*/read']\n{}", doubled("var v# = concat(v+, v+)\n"), bicep("v0"));
    let locals = (0..8).map(|at| format!("v{at} = concat({})\n", vec![format!("local.v{}", at + 1); 30].join(", ")));
    let hcl = format!(
        "locals {{\n{}v8 = [\"*/read\"]\n}}\nresource \"azurerm_role_definition\" \"x\" {{\n name = \"x\"\n scope = \"/\"\n permissions {{\n actions = local.v0\n }}\n}}\n",
        locals.collect::<String>()
    );
    let rows = [
        ("stars.json", role("x", &[format!("Micro{}soft.Sql/servers/*", "*".repeat(400))]), "a run of stars is one star"),
        ("sieve.json", role("x", &many("*a#*b*", 20_000)), "many patterns that Azure refuses"),
        ("long.json", role("x", &[format!("*/{}", "*a".repeat(100_000))]), "a long pattern of many stars"),
        ("actions.json", role("x", &many("Microsoft.X#/*", 10_000)), "many actions"),
        ("roles.json", format!("[{}]", names(2_000).join(",")), "many roles in one line"),
        ("same.json", format!("[{}]", vec![role("Same", &["*/read".to_owned()]); 1_000].join(",")), "one name many times"),
        (
            "keys.json",
            format!("{}, {}}}", role("x", &[]).trim_end_matches('}'), many("\"k#\": 1", 20_000).join(",")),
            "odd keys",
        ),
        ("deep.json", format!("{{\"Actions\": {}{}}}", "[".repeat(200_000), "]".repeat(200_000)), "deep lists"),
        ("deep.bicep", bicep(&format!("{}{}", "[".repeat(100_000), "]".repeat(100_000))), "deep lists of Bicep"),
        ("junk.bicep", format!("{}{}", bicep("['a']"), "}{)(']".repeat(20_000)), "what is no Bicep"),
        ("spread.bicep", spread, "each variable spreads another one twice"),
        ("joined.bicep", joined, "each variable joins another one twice"),
        ("locals.tf", hcl, "each local joins another one thirty times"),
    ];
    for (name, text, why) in rows {
        let (code, printed) = check(name, &text);
        assert!(matches!(code, Some(0..=2)), "{name} ({why}): {code:?} {printed}");
        assert!(!printed.contains("panicked"), "{name} ({why}): {printed}");
    }
}

#[test]
fn check_shows_labels_far_apart_in_two_snippets() {
    let between: Vec<String> = (0..400).map(|at| role(&format!("Role {at}"), &["Microsoft.Support/*".to_owned()])).collect();
    let same = role("Same", &["Microsoft.Support/*".to_owned()]);
    let (code, printed) = check("line.json", &format!("[{same},{},{same}]", between.join(",")));
    assert_eq!(code, Some(1), "{printed}");
    assert!(printed.contains("duplicate-name"), "{printed}");
}

#[test]
fn check_says_what_it_left_out() {
    let (_, printed) = check("twice.json", &role("x", &vec!["*/read".to_owned(); 500]));
    assert!(printed.contains("(and 479 more of this kind)"), "{printed}");
    let (code, printed) = check("sieve.json", &role("x", &(0..200).map(|at| format!("*a{at}*b*")).collect::<Vec<_>>()));
    assert!(code == Some(1) && printed.contains("too-many-actions"), "{printed}");
    let (_, printed) = check("name.json", &role(&"n".repeat(100_000), &["*".to_owned()]));
    assert!(!printed.contains(&"n".repeat(300)), "a long name shows its beginning");
}
