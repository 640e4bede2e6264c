//! How the cost of an audit, a question, a comparison or a check grows with one thing that Azure lets grow, or that somebody's export may hold:
//! each row is written at three sizes, and asked in a process of its own.
//!
//! ```sh
//! cargo bench --profile dist --bench scale            # every row; `cargo test --bench scale` builds faster
//! cargo bench --profile dist --bench scale -- denies  # the rows with this in their name
//! ```
//!
//! The exponent is the slope between the smallest and the largest size, less what a run costs that has nothing to read: 1 is linear, 2
//! quadratic.
#![expect(clippy::expect_used, clippy::print_stdout, reason = "a bench that cannot be set up has failed, and it prints")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use rolecall::Answer as _;
use rolecall::audit::{TargetFilter, TaskOptions, tasks};
use rolecall::catalog::Catalog;
use rolecall::compare::{Comparing, TenantDiff, assumed};
use rolecall::explain::{AskedScopes, PatternReading};
use rolecall::export::InputSummary;
use rolecall::graph::TenantGraph;
use rolecall::model::{Notes, Plane, PrincipalId, TaskPack};
use rolecall::pattern::Wildcards;
use rolecall::report::diff::{DiffReport, StateView};
use rolecall::report::{AuditReport, Format, Look, WhatCanReport, WhereCanReport, WhoCanReport, Writable};
use rolecall::resolve::{self, Asked};
use rolecall::source::Source;
use rolecall::what_can::{WhatCanQuestion, what_can};
use rolecall::who_can::{WhoCanQuestion, where_can, who_can};
use rolecall::{export, pack};

const SUBSCRIPTION: &str = "/subscriptions/3b8e1c70-52a4-4d1f-8c35-90f1d2a6b401";
const OWNER: &str = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";

/// A thing that grows: its name, the largest size, what writes the files of a size, and what is done with them.
type Row = (&'static str, usize, fn(usize) -> Files, Run);
/// What is done with exports.
type Run = fn(&Path);
/// Files by name.
type Files = Vec<(&'static str, String)>;

const ROWS: [Row; 28] = [
    ("denies on one person, all different", 50_000, denies_on_one, audit),
    ("denies of as many people", 50_000, denies_of_many, audit),
    ("differing copies of one role", 50_000, copies_of_one_role, audit),
    ("actions and as many notActions of a role", 50_000, actions_of_a_role, audit),
    ("roles of one person", 50_000, roles_of_one, audit),
    ("roles of as many people", 50_000, roles_of_many, audit),
    ("conditions of as many people", 50_000, conditions, audit),
    ("conditions of one person's assignments", 50_000, conditions_of_one, audit),
    ("resource groups of one person", 50_000, scopes_of_one, audit),
    ("PIM rows of one person", 50_000, pim_rows_of_one, audit),
    ("workspaces of one person", 50_000, workspaces_of_one, audit),
    ("groups in a circle, a user in each", 50_000, group_circle, audit),
    ("groups in a ladder, a user in each", 50_000, group_ladder, audit),
    ("groups in a chain, a reader in each", 50_000, group_chain, audit),
    ("groups in one group", 50_000, group_star, audit),
    ("management groups in a chain", 10_000, management_groups, audit),
    ("management groups, each with an assignment", 10_000, management_groups_with_assignments, audit),
    ("tasks of a pack", 4_000, tasks_of_a_pack, audit),
    ("roles of one person: what-can", 2_500, roles_of_one, what_one_can),
    ("resource groups of one person: what-can", 1_250, scopes_of_one, what_one_can),
    ("resource groups of one person: where-can", 50_000, scopes_of_one, where_one_can),
    ("people with a role: who-can", 50_000, owners, who_can_here),
    ("people with a resource group each: who-can --anywhere", 12_500, scopes_of_many, who_can_anywhere),
    ("people of a subscription with as many resource groups: who-can --anywhere", 500, people_above_scopes, who_can_anywhere),
    ("changed assignments: diff", 50_000, changes, diff),
    ("changed members of a group: diff", 50_000, changed_members, diff),
    ("actions of a role file: check", 50_000, actions_of_a_file, check),
    ("wide actions and as many notActions of a role file: check", 25_000, wide_actions_of_a_file, check),
];

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    match args.as_slice() {
        [run, name, folder] if run == "--run" => run_in(name, Path::new(folder)),
        _ => measure(args.first().map_or("", String::as_str)),
    }
}

/// Measures the rows with a text in their name.
fn measure(wanted: &str) {
    let nothing = cost("nothing", vec![("role-assignments.json", "[]".to_owned())]);
    println!("| N of these | N | CPU time | peak memory | exponent |\n| --- | ---: | ---: | ---: | ---: |");
    for (name, largest, files, _) in ROWS.iter().filter(|(name, ..)| name.contains(wanted)) {
        let sizes = [largest / 25, largest / 5, *largest];
        let costs = sizes.map(|size| cost(name, files(size)));
        let own = |at: usize| costs.get(at).map_or(0.0, |cost| (cost.seconds - nothing.seconds).max(0.005));
        let exponent = (own(2) / own(0)).ln() / 25_f64.ln();
        for ((size, cost), name) in sizes.iter().zip(&costs).zip([*name, "", ""]) {
            let exponent = if size == largest { format!("{exponent:.2}") } else { String::new() };
            println!("| {name} | {size} | {:.2} s | {} MB | {exponent} |", cost.seconds, cost.kilobytes / 1_000);
        }
    }
}

/// What a run costs.
struct Cost {
    seconds: f64,
    kilobytes: u64,
}

/// Writes the files of a row and audits them in a process of its own.
fn cost(name: &str, files: Files) -> Cost {
    let folder = std::env::temp_dir().join(format!("rolecall-scale-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder for the exports");
    for (file, text) in files {
        let file = folder.join(file);
        file.parent().into_iter().for_each(|folder| std::fs::create_dir_all(folder).expect("a folder"));
        std::fs::write(file, text).expect("an export");
    }
    let own = std::env::current_exe().expect("the bench itself");
    let output = Command::new(own).args(["--run", name]).arg(&folder).output().expect("the bench runs itself");
    std::fs::remove_dir_all(&folder).expect("the folder goes away again");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut numbers = said.split_whitespace().map(str::parse);
    let (Some(Ok(milliseconds)), Some(Ok(kilobytes))) = (numbers.next(), numbers.next()) else {
        failed(name, &String::from_utf8_lossy(&output.stderr))
    };
    Cost { seconds: f64::from(u32::try_from(milliseconds).unwrap_or(u32::MAX)) / 1_000.0, kilobytes }
}

#[expect(clippy::panic, reason = "a row that fails fails the bench")]
fn failed(name: &str, said: &str) -> ! {
    panic!("`{name}` could not be answered: {said}")
}

/// Does what is measured in a row, and says what that cost: milliseconds of CPU time, kilobytes at the peak.
fn run_in(name: &str, folder: &Path) {
    let run = ROWS.iter().find(|(own, ..)| *own == name).map_or(audit as Run, |(.., run)| *run);
    run(folder);
    println!("{} {}", milliseconds_of_cpu(), kilobytes_at_the_peak());
}

fn options() -> TaskOptions {
    TaskOptions { targets: TargetFilter::default(), principals: Vec::new(), wildcards: Wildcards::Documented, all: false }
}

/// A tenant, and what it was read from.
struct Read {
    tenant: TenantGraph,
    inputs: Vec<InputSummary>,
    notes: Notes,
}

fn read(folder: &Path) -> Read {
    let exports = [folder.to_string_lossy().into_owned()];
    let loaded = export::load(&exports, &mut std::io::empty()).and_then(|inputs| export::facts(&inputs)).expect("the exports");
    let mut notes = Notes::default();
    let tenant = TenantGraph::build(loaded.facts, Catalog::embedded(), 1_767_225_600, &mut notes);
    Read { tenant, inputs: loaded.inputs, notes }
}

fn packs(folder: &Path, tenant: &TenantGraph) -> Vec<TaskPack> {
    pack::directory::in_tenant(vec![task_pack(folder)], tenant.facts(), tenant.catalog())
}

/// Writes a report as JSON.
fn write(report: &impl Writable) {
    report.write(Format::Json, &Look::default(), &mut std::io::sink()).expect("nothing is written anywhere");
}

/// What `rolecall audit FOLDER` does.
fn audit(folder: &Path) {
    let Read { tenant, inputs, notes } = read(folder);
    let outcome = tasks(&tenant, &packs(folder, &tenant), &options());
    write(&AuditReport::new(&outcome, &tenant, &inputs, notes.as_slice()));
}

/// Who or where: may somebody assign roles?
fn question(tenant: &TenantGraph, reach: AskedScopes) -> WhoCanQuestion {
    let what = "Microsoft.Authorization/roleAssignments/write";
    let asked = Asked { what, reading: PatternReading::All(Plane::Control), filter: &TargetFilter::default(), reach };
    let (asked, targets) = resolve::asked(tenant, &[], asked).expect("an action");
    WhoCanQuestion { asked, targets, reach, principals: Vec::new(), wildcards: Wildcards::Documented, all: false }
}

fn first_user(tenant: &TenantGraph) -> PrincipalId {
    resolve::principal(tenant, &user(1)).expect("the first user")
}

/// What `rolecall who-can ACTION FOLDER` does.
fn who_can_here(folder: &Path) {
    who(folder, AskedScopes::At);
}

/// What `rolecall who-can ACTION FOLDER --anywhere` does.
fn who_can_anywhere(folder: &Path) {
    who(folder, AskedScopes::Anywhere);
}

fn who(folder: &Path, reach: AskedScopes) {
    let Read { tenant, inputs, notes } = read(folder);
    let found = who_can(&tenant, question(&tenant, reach));
    write(&WhoCanReport::new(&found, &tenant, &inputs, notes.as_slice()));
}

/// What `rolecall where-can WHO ACTION FOLDER` does.
fn where_one_can(folder: &Path) {
    let Read { tenant, inputs, notes } = read(folder);
    let found = where_can(&tenant, first_user(&tenant), question(&tenant, AskedScopes::Anywhere));
    write(&WhereCanReport::new(&found, &tenant, &inputs, notes.as_slice()));
}

/// What `rolecall what-can WHO FOLDER` does.
fn what_one_can(folder: &Path) {
    let Read { tenant, inputs, notes } = read(folder);
    let packs = packs(folder, &tenant);
    let question = WhatCanQuestion { principal: first_user(&tenant), scopes: &[], packs: &packs };
    let found = what_can(&tenant, question, &options());
    write(&WhatCanReport::new(&found, &tenant, &inputs, notes.as_slice()));
}

/// What `rolecall diff FOLDER/old FOLDER/new` does, where both are read whole.
fn diff(folder: &Path) {
    let [old, new] = ["old", "new"].map(|side| read(&folder.join(side)));
    let packs = packs(folder, &new.tenant);
    let by = Comparing { packs: &packs, wildcards: Wildcards::Documented, only: None };
    let people = TenantDiff::of(&old.tenant, &new.tenant, &by);
    let [before, after] = assumed([&old.tenant, &new.tenant]);
    let states = [(&old, &before), (&new, &after)].map(|(state, assumes)| StateView {
        tenant: &state.tenant,
        inputs: &state.inputs,
        assumes,
    });
    let report = DiffReport::new(&[], new.tenant.catalog(), Wildcards::Documented, &[]);
    write(&report.with_people(&people, states));
}

/// What `rolecall check FOLDER` does.
fn check(folder: &Path) {
    let options = rolecall::RoleOptions::at("2026-01-01").expect("a day");
    let found = rolecall::review_paths(&[folder.to_string_lossy().into_owned()], None, &options).expect("role files");
    std::io::Write::write_all(&mut std::io::sink(), found.to_json().as_bytes()).expect("nothing is written anywhere");
}

/// The pack beside the exports, else the default one.
fn task_pack(folder: &Path) -> TaskPack {
    let own: PathBuf = folder.join("pack.yaml.txt");
    let source = if own.is_file() {
        Source::read(&own).expect("the pack")
    } else {
        pack::embedded("sentinel-defender-2025-01").expect("the default pack")
    };
    pack::pack_and_notes(&source, &Catalog::embedded()).expect("a pack").0
}

/// Of this process, by the Linux kernel, in hundredths of a second; 0 elsewhere.
fn milliseconds_of_cpu() -> u64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<u64>().ok()).unwrap_or(0);
    (ticks(11) + ticks(12)) * 10
}

fn kilobytes_at_the_peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    peak.and_then(|peak| peak.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

fn id(kind: usize, number: usize) -> String {
    format!("00000000-{kind:04}-4000-8000-{number:012}")
}

fn user(number: usize) -> String {
    id(1, number)
}

/// A list of records.
fn list(size: usize, record: impl Fn(usize) -> String) -> String {
    let mut text = String::from("[");
    for number in 0..size {
        let comma = if number == 0 { "" } else { ",\n" };
        let _ = write!(text, "{comma}{}", record(number));
    }
    text.push(']');
    text
}

fn assignment(number: usize, (principal, kind): (&str, &str), (role, scope): (&str, &str), condition: &str) -> String {
    let own = id(2, number);
    let condition = if condition.is_empty() {
        String::new()
    } else {
        format!(",\"condition\":\"{condition}\",\"conditionVersion\":\"2.0\"")
    };
    format!(
        "{{\"id\":\"{scope}/providers/Microsoft.Authorization/roleAssignments/{own}\",\"name\":\"{own}\",\
         \"type\":\"Microsoft.Authorization/roleAssignments\",\"principalId\":\"{principal}\",\"principalType\":\"{kind}\",\
         \"roleDefinitionId\":\"{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/{role}\",\"scope\":\"{scope}\"{condition}}}"
    )
}

fn owner(number: usize, user: &str) -> String {
    assignment(number, (user, "User"), (OWNER, SUBSCRIPTION), "")
}

fn custom_role(number: usize, actions: &str, not_actions: &str) -> String {
    let own = id(3, number);
    format!(
        "{{\"assignableScopes\":[\"{SUBSCRIPTION}\"],\"id\":\"{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/{own}\",\
         \"name\":\"{own}\",\"permissions\":[{{\"actions\":[{actions}],\"notActions\":[{not_actions}],\"dataActions\":[],\
         \"notDataActions\":[]}}],\"roleName\":\"R{number}\",\"roleType\":\"CustomRole\",\
         \"type\":\"Microsoft.Authorization/roleDefinitions\",\"description\":\"\"}}"
    )
}

fn deny(number: usize, user: &str, actions: &str) -> String {
    let own = id(4, number);
    format!(
        "{{\"properties\":{{\"denyAssignmentName\":\"D{number}\",\"description\":\"\",\"permissions\":[{{\"actions\":[{actions}],\
         \"notActions\":[],\"dataActions\":[],\"notDataActions\":[]}}],\"scope\":\"{SUBSCRIPTION}\",\"doNotApplyToChildScopes\":false,\
         \"principals\":[{{\"id\":\"{user}\",\"type\":\"User\"}}],\"excludePrincipals\":[],\"isSystemProtected\":true}},\
         \"id\":\"{SUBSCRIPTION}/providers/Microsoft.Authorization/denyAssignments/{own}\",\
         \"type\":\"Microsoft.Authorization/denyAssignments\",\"name\":\"{own}\"}}"
    )
}

fn denies_on_one(size: usize) -> Files {
    let different = |number: usize| deny(number, &user(1), &format!("\"Microsoft.X{number}/*/read\",\"*/a{number}\""));
    vec![("role-assignments.json", list(1, |_| owner(1, &user(1)))), ("deny-assignments.json", values(&list(size, different)))]
}

fn denies_of_many(size: usize) -> Files {
    let own = |number: usize| deny(number, &user(number), "\"*/delete\"");
    vec![
        ("role-assignments.json", list(size, |number| owner(number, &user(number)))),
        ("deny-assignments.json", values(&list(size, own))),
    ]
}

/// A list as the service answers it.
fn values(list: &str) -> String {
    format!("{{\"value\":{list}}}")
}

fn copies_of_one_role(size: usize) -> Files {
    let copy = |number: usize| custom_role(1, &format!("\"Microsoft.Support/*\",\"Microsoft.X{number}/*\""), "");
    let row = assignment(1, (&user(1), "User"), (&id(3, 1), SUBSCRIPTION), "");
    vec![("role-assignments.json", format!("[{row}]")), ("role-definitions.json", list(size, copy))]
}

/// A role file as the portal writes it.
fn role_file(actions: &str, not_actions: &str) -> Files {
    let role = format!(
        "{{\"Name\": \"R\", \"Description\": \"r\", \"Actions\": {actions}, \"NotActions\": {not_actions}, \
         \"AssignableScopes\": [\"{SUBSCRIPTION}\"]}}"
    );
    vec![("role.json", role)]
}

fn actions_of_a_file(size: usize) -> Files {
    role_file(&list(size, |number| format!("\"*/a{number}\"")), "[]")
}

fn wide_actions_of_a_file(size: usize) -> Files {
    let not_actions = list(size, |number| format!("\"Microsoft.X{number}/*/write\""));
    role_file(&list(size, |_| "\"*/write\"".to_owned()), &not_actions)
}

fn actions_of_a_role(size: usize) -> Files {
    let all = |of: &str| (0..size).map(|number| format!("\"Microsoft.X{number}/{of}*/read\"")).collect::<Vec<_>>().join(",");
    let row = assignment(1, (&user(1), "User"), (&id(3, 1), SUBSCRIPTION), "");
    vec![
        ("role-assignments.json", format!("[{row}]")),
        ("role-definitions.json", format!("[{}]", custom_role(1, &all("a/"), &all("")))),
    ]
}

fn own_role(number: usize) -> String {
    custom_role(number, &format!("\"Microsoft.Support/*\",\"Microsoft.X{number}/*\",\"Microsoft.Authorization/*/Write\""), "")
}

fn roles_of_one(size: usize) -> Files {
    let row = |number: usize| assignment(number, (&user(1), "User"), (&id(3, number), SUBSCRIPTION), "");
    vec![("role-assignments.json", list(size, row)), ("role-definitions.json", list(size, own_role))]
}

fn roles_of_many(size: usize) -> Files {
    let row = |number: usize| assignment(number, (&user(number), "User"), (&id(3, number), SUBSCRIPTION), "");
    vec![("role-assignments.json", list(size, row)), ("role-definitions.json", list(size, own_role))]
}

fn condition(number: usize) -> String {
    let attribute = "@Resource[Microsoft.Authorization/roleAssignments:RoleDefinitionId]";
    format!("{attribute} ForAnyOfAnyValues:GuidEquals {{{}}}", id(5, number))
}

fn conditions(size: usize) -> Files {
    let row = |number: usize| assignment(number, (&user(number), "User"), (OWNER, SUBSCRIPTION), &condition(number));
    vec![("role-assignments.json", list(size, row))]
}

fn conditions_of_one(size: usize) -> Files {
    let row = |number: usize| assignment(number, (&user(1), "User"), (OWNER, &resource_group(number)), &condition(number));
    vec![("role-assignments.json", list(size, row))]
}

fn scopes_of_one(size: usize) -> Files {
    let row = |number: usize| assignment(number, (&user(1), "User"), (OWNER, &resource_group(number)), "");
    vec![("role-assignments.json", list(size, row))]
}

fn pim_rows_of_one(size: usize) -> Files {
    let row = |number: usize| {
        let (own, user, scope) = (id(6, number), user(1), format!("{SUBSCRIPTION}/resourceGroups/rg{number}"));
        format!(
            "{{\"id\":\"{scope}/providers/Microsoft.Authorization/roleEligibilityScheduleInstances/{own}\",\"name\":\"{own}\",\
             \"type\":\"Microsoft.Authorization/roleEligibilityScheduleInstances\",\"properties\":{{\"scope\":\"{scope}\",\
             \"roleDefinitionId\":\"{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/{OWNER}\",\
             \"principalId\":\"{user}\",\"principalType\":\"User\",\"status\":\"Provisioned\",\
             \"startDateTime\":\"2025-03-01T09:00:00Z\",\"endDateTime\":null,\"memberType\":\"Direct\",\
             \"roleEligibilityScheduleId\":\"{scope}/providers/Microsoft.Authorization/roleEligibilitySchedules/{own}\"}}}}"
        )
    };
    vec![("role-eligibility.json", values(&list(size, row)))]
}

fn workspaces_of_one(size: usize) -> Files {
    let row = |number: usize| {
        let kind = "Microsoft.OperationalInsights/workspaces";
        format!(
            "{{\"id\":\"{SUBSCRIPTION}/resourceGroups/r/providers/{kind}/w{number}\",\"name\":\"w{number}\",\"type\":\"{kind}\"}}"
        )
    };
    vec![("role-assignments.json", list(1, |_| owner(1, &user(1)))), ("resources.json", list(size, row))]
}

/// A group with its members, each with its kind.
fn group(number: usize, members: &[(String, &str)]) -> String {
    let member = |(member, kind): &(String, &str)| {
        format!("{{\"@odata.type\":\"#microsoft.graph.{kind}\",\"id\":\"{member}\",\"displayName\":\"M\"}}")
    };
    let members: Vec<String> = members.iter().map(member).collect();
    let own = id(7, number);
    format!(
        "{{\"id\":\"{own}\",\"displayName\":\"G{number}\",\"securityEnabled\":true,\"groupTypes\":[],\"members\":[{}]}}",
        members.join(",")
    )
}

/// Groups, the first of which holds a role.
fn groups(role: &str, list: &str) -> Files {
    let context = "https://graph.microsoft.com/v1.0/$metadata#groups(id,displayName,members())";
    let row = assignment(1, (&id(7, 0), "Group"), (role, SUBSCRIPTION), "");
    vec![
        ("role-assignments.json", format!("[{row}]")),
        ("groups.json", format!("{{\"@odata.context\":\"{context}\",\"value\":{list}}}")),
    ]
}

fn group_circle(size: usize) -> Files {
    let own = |number: usize| group(number, &[(id(7, (number + 1) % size), "group"), (user(number), "user")]);
    groups(OWNER, &list(size, own))
}

fn group_ladder(size: usize) -> Files {
    let own = |number: usize| {
        let rung = number / 2 * 2 + 2;
        group(number, &[(id(7, rung), "group"), (id(7, rung + 1), "group"), (user(number), "user")])
    };
    groups(OWNER, &list(size, own))
}

fn group_chain(size: usize) -> Files {
    const READER: &str = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
    let own = |number: usize| {
        let next = (number + 1 < size).then(|| (id(7, number + 1), "group"));
        group(number, &next.into_iter().chain([(user(number), "user")]).collect::<Vec<_>>())
    };
    groups(READER, &list(size, own))
}

fn group_star(size: usize) -> Files {
    let all: Vec<(String, &str)> = (1..size).map(|number| (id(7, number), "group")).collect();
    let own = |number: usize| if number == 0 { group(0, &all) } else { group(number, &[(user(number), "user")]) };
    groups(OWNER, &list(size, own))
}

fn management_group(number: usize) -> String {
    let parent = match number.checked_sub(1) {
        Some(parent) => format!("{{\"id\":\"/providers/Microsoft.Management/managementGroups/m{parent}\"}}"),
        None => "null".to_owned(),
    };
    format!(
        "{{\"id\":\"/providers/Microsoft.Management/managementGroups/m{number}\",\"type\":\"Microsoft.Management/managementGroups\",\
         \"name\":\"m{number}\",\"properties\":{{\"tenantId\":\"{}\",\"displayName\":\"M{number}\",\
         \"details\":{{\"parent\":{parent}}}}}}}",
        id(9, 9)
    )
}

fn management_groups(size: usize) -> Files {
    let row = assignment(1, (&user(1), "User"), (OWNER, "/providers/Microsoft.Management/managementGroups/m0"), "");
    let subscription = format!(
        "[{{\"id\":\"{SUBSCRIPTION}\",\"subscriptionId\":\"3b8e1c70-52a4-4d1f-8c35-90f1d2a6b401\",\"displayName\":\"s\",\
         \"state\":\"Enabled\",\"managementGroupAncestorsChain\":[],\"tenantId\":\"{}\"}}]",
        id(9, 9)
    );
    vec![
        ("role-assignments.json", format!("[{row}]")),
        ("management-groups.json", values(&list(size, management_group))),
        ("subscriptions.json", subscription),
    ]
}

fn management_groups_with_assignments(size: usize) -> Files {
    let scope = |number: usize| format!("/providers/Microsoft.Management/managementGroups/m{number}");
    let row = |number: usize| assignment(number, (&user(number), "User"), (OWNER, &scope(number)), "");
    vec![("role-assignments.json", list(size, row)), ("management-groups.json", values(&list(size, management_group)))]
}

fn tasks_of_a_pack(size: usize) -> Files {
    let mut pack = String::from(
        "pack: many\ntitle: Many tasks\nsource: { url: https://contoso.example/tasks, dated: 2025-01-08 }\ntasks:\n",
    );
    for number in 0..size {
        let _ = write!(
            pack,
            "  - id: task-{number}\n    title: Task {number}\n    target: subscription\n    requires: {{ actions: [ \"Microsoft.Support/supportTickets/write\" ], at: subscription }}\n"
        );
    }
    vec![("role-assignments.json", list(1, |_| owner(1, &user(1)))), ("pack.yaml.txt", pack)]
}

fn resource_group(number: usize) -> String {
    format!("{SUBSCRIPTION}/resourceGroups/rg{number}")
}

fn owners(size: usize) -> Files {
    vec![("role-assignments.json", list(size, |number| owner(number, &user(number))))]
}

fn scopes_of_many(size: usize) -> Files {
    let row = |number: usize| assignment(number, (&user(number), "User"), (OWNER, &resource_group(number)), "");
    vec![("role-assignments.json", list(size, row))]
}

/// As many people at a subscription as there are resource groups in it, at each of which one person more holds a role: most of them may
/// not do what is asked.
fn people_above_scopes(size: usize) -> Files {
    let row = |number: usize| {
        let (whom, scope) =
            (user(number / 2), if number.is_multiple_of(2) { SUBSCRIPTION.to_owned() } else { resource_group(number) });
        assignment(number, (&whom, "User"), (&id(3, number), &scope), "")
    };
    vec![
        ("role-assignments.json", list(2 * size, row)),
        ("role-definitions.json", list(2 * size, |number| custom_role(number, "\"Microsoft.Support/*\"", ""))),
    ]
}

/// Every assignment is at another resource group in the newer export.
fn changes(size: usize) -> Files {
    let at = |first: usize| {
        list(size, |number| assignment(number, (&user(number), "User"), (OWNER, &resource_group(first + number)), ""))
    };
    vec![("old/role-assignments.json", at(0)), ("new/role-assignments.json", at(size))]
}

/// Every member of a group that owns a subscription is another one in the newer export.
fn changed_members(size: usize) -> Files {
    let export = |first: usize| {
        let members: Vec<(String, &str)> = (0..size).map(|number| (user(first + number), "user")).collect();
        groups(OWNER, &list(1, |_| group(0, &members)))
    };
    let named = |files: Files, names: [&'static str; 2]| files.into_iter().zip(names).map(|((_, text), name)| (name, text));
    let old = named(export(0), ["old/role-assignments.json", "old/groups.json"]);
    old.chain(named(export(size), ["new/role-assignments.json", "new/groups.json"])).collect()
}
