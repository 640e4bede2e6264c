//! Inputs that were made to do harm: the real binary ends soon, says what it left out, and prints nothing that harms.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::support::program::rolecall;

/// What `check` may take, in a build without optimisation on a machine that is busy.
const SOON: Duration = Duration::from_mins(2);

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
    let template = |variables: &str, actions: &str| {
        format!(
            "{{\"$schema\": \"x\", \"variables\": {{{variables}}}, \"resources\": [{{\"type\": \"Microsoft.Authorization/roleDefinitions\", \"name\": \"x\", \
             \"properties\": {{\"roleName\": \"x\", \"permissions\": [{{\"actions\": {actions}}}], \"assignableScopes\": [\"/\"]}}}}]}}"
        )
    };
    let texts = template(
        &format!("{}\"v40\": \"a/read\"", doubled("\"v#\": \"[concat(variables('v+'), variables('v+'))]\", ")),
        "[\"[variables('v0')]\"]",
    );
    let lists = template(
        &format!("{}\"v40\": [\"a/read\"]", doubled("\"v#\": \"[concat(variables('v+'), variables('v+'))]\", ")),
        "\"[variables('v0')]\"",
    );
    let copied = template(
        "\"copy\": [{\"name\": \"a\", \"count\": 800, \"input\": \"[variables('b')]\"}, {\"name\": \"b\", \"count\": 800, \"input\": \"[variables('c')]\"}, \
         {\"name\": \"c\", \"count\": 800, \"input\": \"x/read\"}]",
        "\"[flatten(variables('a'))]\"",
    );
    let replaced = template(
        &format!("\"long\": \"{}\"", "a".repeat(400_000)),
        "[\"[replace(variables('long'), 'a', variables('long'))]\"]",
    );
    let ranges = bicep("[for a in range(0, 10000): [for b in range(0, 10000): '${a}${b}'][0]]");
    let filled = format!(
        "locals {{\n l = [{}]\n t = \"{}\"\n}}\nresource \"azurerm_role_definition\" \"x\" {{\n name = \"x\"\n permissions {{\n actions = [\"%{{ for a in local.l }}${{local.t}}%{{ endfor }}\", join(local.t, local.l), replace(local.t, \"b\", local.t)]\n }}\n}}\n",
        "\"a\",".repeat(20_000),
        "b".repeat(400_000),
    );
    let rows = [
        ("texts.json", texts, "each variable joins a text twice"),
        ("lists.json", lists, "each variable joins a list twice"),
        ("copied.json", copied, "loops in loops in loops"),
        ("replaced.json", replaced, "a text with itself in the place of each letter"),
        ("ranges.bicep", ranges, "loops in loops"),
        ("filled.tf", filled, "a long text in a loop"),
        ("stars.json", role("x", &[format!("Micro{}soft.Sql/servers/*", "*".repeat(400))]), "a run of stars is one star"),
        ("sieve.json", role("x", &many("*a#*b*", 4_000)), "many patterns that Azure refuses"),
        ("long.json", role("x", &[format!("*/{}", "*a".repeat(100_000))]), "a long pattern of many stars"),
        ("actions.json", role("x", &many("Microsoft.X#/*", 10_000)), "many actions"),
        ("roles.json", format!("[{}]", names(600).join(",")), "many roles in one line"),
        ("same.json", format!("[{}]", vec![role("Same", &["*/read".to_owned()]); 400].join(",")), "one name many times"),
        (
            "keys.json",
            format!("{}, {}}}", role("x", &[]).trim_end_matches('}'), many("\"k#\": 1", 20_000).join(",")),
            "odd keys",
        ),
        ("deep.json", format!("{{\"Actions\": {}{}}}", "[".repeat(200_000), "]".repeat(200_000)), "deep lists"),
        ("deep.bicep", bicep(&format!("{}{}", "[".repeat(100_000), "]".repeat(100_000))), "deep lists of Bicep"),
        ("deep.tf", format!("a = {}{}\n", "[".repeat(100_000), "]".repeat(100_000)), "deep lists of Terraform"),
        (
            "not.tf",
            format!("resource \"azurerm_role_definition\" \"x\" {{\n name = {}true\n}}\n", "!".repeat(400_000)),
            "many signs",
        ),
        ("signs.bicep", bicep(&format!("[{}true]", "!".repeat(100_000))), "many signs of Bicep"),
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
    let (code, printed) = check("small-sieve.json", &role("x", &(0..200).map(|at| format!("*a{at}*b*")).collect::<Vec<_>>()));
    assert!(code == Some(1) && printed.contains("too-many-actions"), "{printed}");
    let (_, printed) = check("name.json", &role(&"n".repeat(100_000), &["*".to_owned()]));
    assert!(!printed.contains(&"n".repeat(300)), "a long name shows its beginning");
}

/// Names that mean harm to a terminal, a reader, a page, a spreadsheet or a pipeline.
const HOSTILE: [&str; 9] = [
    "a\u{1b}[2Jb",
    "a\u{9b}31mb\u{7}",
    "a\u{202e}b\u{2066}c",
    "a\u{61c}b\u{200b}c\u{2060}",
    "a\u{e0041}\u{e000}b",
    "a\r\nb",
    "##vso[task.setvariable variable=PATH]a",
    "##[error]a",
    "=HYPERLINK(\"http://a\")",
];

/// What no output may hold but at the end of a line.
fn is_harmful(letter: char) -> bool {
    letter.is_control() && letter != '\n'
        || matches!(letter, '\u{61c}' | '\u{200b}' | '\u{2060}' | '\u{202e}' | '\u{2066}' | '\u{e000}' | '\u{e0041}')
}

/// Runs the program as a container does that a pipeline starts: nothing tells that the pipeline reads along.
fn in_pipeline(args: &[&str]) -> String {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_rolecall"))
        .args(args)
        .env_clear()
        .envs([("LANG", "C.UTF-8"), ("COLUMNS", "100")])
        .output()
        .expect("the program ends");
    assert!(matches!(output.status.code(), Some(0 | 1)), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8([output.stdout, b"\n".to_vec(), output.stderr].concat()).expect("text")
}

#[test]
fn check_shows_hostile_comments_as_escapes() {
    let folder = folder("comments");
    let hostile = HOSTILE.iter().filter(|text| !text.contains('\n')).copied().collect::<Vec<_>>().join(" ");
    // YAML allows no control characters.
    let printable: String = hostile.chars().filter(|letter| !letter.is_control()).collect();
    let scope = "/subscriptions/3b8e1c70-52a4-4d1f-8c35-90f1d2a6b401";
    let files = [
        ("a.yaml", format!("name: x\ndescription: x\nactions: ['*'] # {printable}\nassignableScopes: [{scope}]\n")),
        (
            "a.tf",
            format!(
                "resource \"azurerm_role_definition\" \"x\" {{\n  name = \"x\"\n  permissions {{\n    actions = [\"*\"] # {hostile}\n  }}\n  assignable_scopes = [\"{scope}\"]\n}}\n"
            ),
        ),
        (
            "a.bicep",
            format!(
                "resource r 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {{\n  properties: {{\n    roleName: 'x'\n    permissions: [ {{ actions: ['*'] }} ] // {hostile}\n    assignableScopes: [ '{scope}' ]\n  }}\n}}\n"
            ),
        ),
    ];
    for (name, text) in files {
        let path = folder.join(name);
        std::fs::write(&path, text).expect("the input");
        let printed = in_pipeline(&["check", path.to_str().expect("a path of plain letters")]);
        assert!(printed.contains("owner-equivalent"), "{printed}");
        assert!(!printed.chars().any(is_harmful), "{name}: {printed:?}");
        assert!(!printed.contains("##vso[") && !printed.contains("##["), "{name}: {printed}");
    }
    std::fs::remove_dir_all(&folder).expect("the folder goes away again");
}

#[test]
fn reports_show_hostile_names_as_escapes_in_every_format() {
    let folder = folder("names");
    let roles: Vec<serde_json::Value> = HOSTILE
        .iter()
        .map(|name| serde_json::json!({"Name": name, "IsCustom": true, "Description": name, "Actions": ["*", name], "AssignableScopes": [format!("/subscriptions/{name}")]}))
        .collect();
    let users: Vec<serde_json::Value> = (0_u8..)
        .zip(HOSTILE)
        .map(|(at, name)| serde_json::json!({"id": format!("bbbbbbbb-0000-4000-8000-0000000000{at:02}"), "displayName": name, "userPrincipalName": name}))
        .collect();
    let rows: Vec<serde_json::Value> = (0_u8..)
        .zip(HOSTILE)
        .map(|(at, name)| serde_json::json!({
            "id": format!("/subscriptions/11111111-1111-4111-8111-111111111111/providers/Microsoft.Authorization/roleAssignments/aaaaaaaa-0000-4000-8000-0000000000{at:02}"),
            "principalId": format!("bbbbbbbb-0000-4000-8000-0000000000{at:02}"), "principalType": "User", "principalName": name,
            "roleDefinitionId": "/subscriptions/11111111-1111-4111-8111-111111111111/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
            "roleDefinitionName": name, "scope": format!("/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/{name}")}))
        .collect();
    let write = |name: &str, value: serde_json::Value| {
        let path = folder.join(name);
        std::fs::write(&path, value.to_string()).expect("the input");
        path.to_str().expect("a path of plain letters").to_owned()
    };
    let role_file = write("roles.json", roles.into());
    let exports = [
        write(
            "users.json",
            serde_json::json!({"@odata.context": "https://graph.microsoft.com/v1.0/$metadata#users", "value": users}),
        ),
        write("rows.json", rows.into()),
    ];
    let mut runs: Vec<Vec<&str>> = ["text", "markdown", "github", "azure-pipelines", "junit"]
        .map(|format| vec!["check", &role_file, "--format", format])
        .into();
    runs.extend(
        ["text", "markdown", "csv", "html"].map(|format| vec!["audit", &exports[0], &exports[1], "--all", "--format", format]),
    );
    for args in runs {
        let printed = in_pipeline(&args);
        let harmful: Vec<char> = printed.chars().filter(|letter| is_harmful(*letter)).collect();
        assert!(harmful.is_empty(), "{args:?} prints {harmful:?}");
        for line in printed.lines() {
            let own = line.starts_with("##vso[task.logissue ") && args.contains(&"azure-pipelines");
            let text = line.strip_prefix("##vso[").filter(|_| own).unwrap_or(line);
            assert!(!text.contains("##vso[") && !text.contains("##["), "{args:?}: {line}");
            assert!(
                !args.contains(&"csv") || !line.split(',').any(|cell| cell.trim_start_matches('"').starts_with('=')),
                "{line}"
            );
        }
    }
    let json = in_pipeline(&["check", &role_file, "--format", "json"]);
    assert!(!json.contains("##vso["), "JSON writes a command as it allows");
    let report: serde_json::Value = serde_json::from_str(json.lines().collect::<String>().as_str()).unwrap_or_default();
    let named = |name: &str| report["findings"].as_array().is_some_and(|all| all.iter().any(|finding| finding["role"] == name));
    assert!(HOSTILE.iter().all(|name| named(name)), "JSON keeps the exact text: {json}");
    std::fs::remove_dir_all(&folder).expect("the folder goes away again");
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_is_success() {
    let exports = "fixtures/contoso";
    let roles = "fixtures/check/team/roles";
    let mut runs =
        vec![vec!["role", "Owner"], vec!["tasks", "list"], vec!["tasks", "schema"], vec!["catalog", "info"], vec!["collect"]];
    runs.extend([vec!["lints", "list"], vec!["completions", "bash"], vec!["man"], vec!["diff", "Owner", "Contributor"]]);
    runs.extend([
        vec!["advise", "--task", "connect-workspace"],
        vec!["explain", "alice@contoso.example", "connect-workspace", exports],
    ]);
    runs.extend(["text", "json", "jsonl", "markdown", "csv", "html"].map(|format| vec!["audit", exports, "--format", format]));
    runs.extend(
        ["text", "json", "sarif", "github", "azure-pipelines", "junit", "markdown"]
            .map(|format| vec!["check", roles, "--format", format]),
    );
    for args in runs {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let mut program = std::process::Command::new(env!("CARGO_BIN_EXE_rolecall"));
        let program = program.args(&args).current_dir(env!("CARGO_MANIFEST_DIR")).env_clear().stdout(writer);
        let output = program.output().expect("the program ends");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{args:?}: {said}");
        assert!(!said.contains("pipe"), "{args:?}: {said}");
    }
}

#[cfg(unix)]
#[test]
fn output_keeps_what_is_known_of_a_file() {
    use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _, PermissionsExt as _, symlink};
    let folder = folder("output");
    let path = |name: &str| folder.join(name);
    let report = |name: &str| {
        let output = rolecall(&["tasks", "list", "-o", path(name).to_str().expect("a path of plain letters")], b"");
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let mode = |name: &str| std::fs::metadata(path(name)).expect("the file").mode() & 0o777;
    let is_whole = |name: &str| std::fs::read_to_string(path(name)).expect("the file").starts_with("sentinel-defender");

    assert_eq!(report("new").0, Some(0));
    assert_eq!(mode("new") & 0o077, 0, "a new report is its owner's alone");

    std::fs::write(path("old"), "old").expect("a file");
    std::fs::set_permissions(path("old"), std::fs::Permissions::from_mode(0o644)).expect("its mode");
    std::fs::hard_link(path("old"), path("other-name")).expect("a second name");
    symlink("old", path("link")).expect("a link");
    assert_eq!(report("link").0, Some(0));
    assert!(is_whole("old") && is_whole("other-name") && mode("old") == 0o644, "both names and the mode stay");
    assert!(std::fs::symlink_metadata(path("link")).expect("the link").is_symlink(), "the link stays");

    symlink("later", path("dangling")).expect("a link");
    assert_eq!(report("dangling").0, Some(0));
    assert!(is_whole("later"), "a link to nothing yet is followed");

    symlink("circle", path("circle")).expect("a link");
    assert_eq!(report("circle").0, Some(2));

    for device in ["/dev/null", "/dev/stdout"] {
        let output = rolecall(&["tasks", "list", "-o", device], b"");
        assert_eq!((output.status.code(), output.stdout.is_empty()), (Some(0), device == "/dev/null"), "{device}");
    }
    assert!(std::fs::metadata("/dev/null").expect("the device").file_type().is_char_device(), "it is not replaced");
    let full = rolecall(&["tasks", "list", "-o", "/dev/full"], b"");
    let said = String::from_utf8_lossy(&full.stderr);
    assert!(full.status.code() == Some(2) && said.matches("cannot write").count() == 1, "a full disk is one error: {said}");
    let left = std::fs::read_dir(&folder).expect("the folder").count();
    assert_eq!(left, 7, "nothing else is left behind");
    std::fs::remove_dir_all(&folder).expect("the folder goes away again");
}

#[cfg(unix)]
#[test]
fn folders_with_pipes_and_links_to_nothing_are_read() {
    let folder = folder("special");
    let row =
        std::fs::read("fixtures/contoso/role-assignments.json").or_else(|_| std::fs::read("fixtures/contoso/assignments.json"));
    let row = row.unwrap_or_else(|_| b"[{\"id\":\"/subscriptions/11111111-1111-4111-8111-111111111111\",\"name\":\"a\",\"tenantId\":\"99999999-9999-4999-8999-999999999999\",\"state\":\"Enabled\"}]".to_vec());
    std::fs::write(folder.join("rows.json"), row).expect("an export");
    std::os::unix::fs::symlink("nowhere", folder.join("users.json")).expect("a link to nothing");
    std::os::unix::fs::symlink("circle.json", folder.join("circle.json")).expect("a link to itself");
    let made = std::process::Command::new("mkfifo").arg(folder.join("pipe.json")).status();
    assert!(made.expect("mkfifo").success());
    let path = folder.to_str().expect("a path of plain letters");
    let output = rolecall(&["audit", path, "--format", "json"], b"");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}");
    for (name, why) in [("pipe.json", "a pipe"), ("users.json", "No such file"), ("circle.json", "symbolic links")] {
        assert!(said.lines().any(|line| line.contains(name) && line.contains(why)), "{name}: {said}");
    }
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert!(report["notes"].as_array().is_some_and(|notes| notes.len() >= 3), "the report has the notes as well");

    let limited = rolecall(&["audit", path, "--max-input", "10"], b"");
    let said = String::from_utf8_lossy(&limited.stderr);
    assert!(limited.status.code() == Some(2) && said.contains("--max-input"), "{said}");
    let endless = rolecall(&["audit", "/dev/zero", "--max-input", "100000"], b"");
    let said = String::from_utf8_lossy(&endless.stderr);
    assert!(endless.status.code() == Some(2) && said.contains("--max-input"), "{said}");
    std::fs::remove_dir_all(&folder).expect("the folder goes away again");
}
