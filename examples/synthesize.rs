//! Writes a synthetic tenant of any size, the same bytes for the same arguments.
//!
//! ```sh
//! cargo run --release --example synthesize -- FOLDER [--assignments 1000000] [--principals 200000] [--groups 20000]
//!     [--workspaces 500] [--seed 7] [--later 0] [--pretty]
//! ```
//!
//! `--later N` writes the same tenant some time later: N assignments and a tenth as many groups are not what they were.
//!
//! Most grants of a tenant stand on resource groups and resources that have nothing to do with the question; a small share
//! stands on subscriptions and workspaces. Groups are nested, some assignments carry conditions, some roles are eligible, a few
//! deny assignments block.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

const SUBSCRIPTIONS: u64 = 100;
const COMMON: [&str; 8] = [
    "acdd72a7-3385-48ef-bd42-f606fba81ae7",
    "b24988ac-6180-42a0-ab88-20f7382dd24c",
    "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
    "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
    "8d289c81-5878-46d4-8554-54e1e3d8b5cb",
    "ab8e14d6-4a74-4a29-9ba8-549422addade",
    "3e150937-b8fe-4cfb-8069-0eaf05ecd056",
    "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
];
const CONDITION: &str = "((!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})) OR \
    (@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals \
    {acdd72a7-3385-48ef-bd42-f606fba81ae7}))";

struct Size {
    assignments: u64,
    principals: u64,
    groups: u64,
    workspaces: u64,
    seed: u64,
    later: u64,
    pretty: bool,
}

impl Size {
    /// Whether the n-th of so many things is another one later.
    fn is_other(changes: u64, number: u64, count: u64) -> bool {
        changes > 0 && number % (count / changes).max(1) == 3
    }
}

/// `SplitMix64`: small, and the same everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit.max(1)
    }

    fn percent(&mut self, share: u64) -> bool {
        self.below(100) < share
    }
}

/// The n-th id of a kind.
fn id(kind: u64, number: u64) -> String {
    let mut mixed = Random(kind.wrapping_mul(0x1_0000_0001).wrapping_add(number));
    let (a, b) = (mixed.next(), mixed.next());
    format!("{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}", a >> 32, (a >> 16) & 0xffff, a & 0xfff, b >> 52, b & 0xffff_ffff_ffff)
}

const SUBSCRIPTION: u64 = 1;
const USER: u64 = 2;
const GROUP: u64 = 3;
const ASSIGNMENT: u64 = 4;

fn workspace(number: u64) -> String {
    let subscription = id(SUBSCRIPTION, number % SUBSCRIPTIONS);
    format!(
        "/subscriptions/{subscription}/resourceGroups/rg-logs-{number}/providers/Microsoft.OperationalInsights/workspaces/logs-{number}"
    )
}

fn scope(random: &mut Random, size: &Size) -> String {
    let subscription = format!("/subscriptions/{}", id(SUBSCRIPTION, random.below(SUBSCRIPTIONS)));
    let group = random.below(400);
    match random.below(1000) {
        0..5 => subscription,
        5..25 => workspace(random.below(size.workspaces)),
        25..400 => format!("{subscription}/resourceGroups/rg-{group}"),
        _ => {
            let account = random.below(200_000);
            format!("{subscription}/resourceGroups/rg-{group}/providers/Microsoft.Storage/storageAccounts/store{account}")
        }
    }
}

fn main() -> io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let Some(folder) = arguments.next().filter(|folder| !folder.starts_with('-')) else {
        return Err(io::Error::other(
            "usage: synthesize FOLDER [--assignments N] [--principals N] [--groups N] [--workspaces N] [--seed N] [--later N] [--pretty]",
        ));
    };
    let mut size =
        Size { assignments: 1_000_000, principals: 200_000, groups: 20_000, workspaces: 500, seed: 7, later: 0, pretty: false };
    while let Some(name) = arguments.next() {
        if name == "--pretty" {
            size.pretty = true;
            continue;
        }
        let value = arguments.next().and_then(|value| value.parse().ok());
        let value: u64 = value.ok_or_else(|| io::Error::other(format!("{name} needs a number")))?;
        match name.as_str() {
            "--assignments" => size.assignments = value,
            "--principals" => size.principals = value.max(1),
            "--groups" => size.groups = value.max(1),
            "--workspaces" => size.workspaces = value.max(1),
            "--seed" => size.seed = value,
            "--later" => size.later = value,
            _ => return Err(io::Error::other(format!("{name} is no option"))),
        }
    }
    let folder = Path::new(&folder);
    fs::create_dir_all(folder)?;
    let random = &mut Random(size.seed);
    collection(&folder.join("role-assignments.json"), &size, size.assignments, |text, number| {
        assignment(text, number, random, &size);
        if Size::is_other(size.later, number, size.assignments) {
            text.clear();
            assignment(text, size.assignments + number, &mut Random(number), &size);
        }
    })?;
    collection(&folder.join("groups.json"), &size, size.groups, |text, number| {
        group(text, number, random, &size);
        if Size::is_other(size.later / 10, number, size.groups) {
            text.clear();
            group(text, number, &mut Random(number), &size);
        }
    })?;
    collection(&folder.join("users.json"), &size, size.principals, user)?;
    collection(&folder.join("resources.json"), &size, size.workspaces, resource)?;
    collection(&folder.join("role-eligibility.json"), &size, size.assignments / 200, |text, number| {
        eligible(text, number, random, &size);
    })?;
    collection(&folder.join("deny-assignments.json"), &size, SUBSCRIPTIONS / 2, deny)?;
    collection(&folder.join("directory-roles.json"), &size, 200, |text, number| directory_role(text, number, random, &size))
}

/// `{"value":[...]}`, written as it is made.
fn collection(path: &Path, size: &Size, count: u64, mut row: impl FnMut(&mut String, u64)) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 20, File::create(path)?);
    let mut text = String::new();
    let context = match path.file_stem().and_then(|stem| stem.to_str()) {
        Some("groups") => "\"@odata.context\":\"https://graph.microsoft.com/v1.0/$metadata#groups(members())\",",
        Some("users") => "\"@odata.context\":\"https://graph.microsoft.com/v1.0/$metadata#users\",",
        Some("directory-roles") => {
            "\"@odata.context\":\"https://graph.microsoft.com/v1.0/$metadata#roleManagement/directory/roleAssignments\","
        }
        _ => "",
    };
    write!(out, "{{{context}\"value\":[")?;
    for number in 0..count {
        text.clear();
        row(&mut text, number);
        let text = if size.pretty { pretty(&text) } else { std::mem::take(&mut text) };
        out.write_all(if number > 0 { b",\n" } else { b"\n" })?;
        out.write_all(text.as_bytes())?;
    }
    out.write_all(b"\n]}\n")?;
    out.flush()
}

/// The row with a line for each entry.
fn pretty(row: &str) -> String {
    let (mut text, mut quoted, mut last) = (String::new(), false, ' ');
    for letter in row.chars() {
        quoted ^= letter == '"';
        if quoted && letter == '"' && matches!(last, ',' | '{') {
            text.push_str("\n      ");
        } else if !quoted && letter == '}' {
            text.push_str("\n    ");
        }
        text.push(letter);
        last = letter;
    }
    text
}

fn role(random: &mut Random) -> String {
    let common = COMMON.get(random.below(COMMON.len() as u64 * 2) as usize);
    common.map_or_else(|| id(9, random.below(50)), |role| (*role).to_owned())
}

fn principal(random: &mut Random, size: &Size) -> (&'static str, String) {
    if random.percent(20) {
        ("Group", id(GROUP, random.below(size.groups)))
    } else {
        ("User", id(USER, random.below(size.principals)))
    }
}

fn assignment(text: &mut String, number: u64, random: &mut Random, size: &Size) {
    let (scope, (kind, principal), name) = (scope(random, size), principal(random, size), id(ASSIGNMENT, number));
    let condition = if random.percent(1) {
        format!("\"{CONDITION}\",\"conditionVersion\":\"2.0\"")
    } else {
        "null,\"conditionVersion\":null".to_owned()
    };
    let role = role_of_catalog(random);
    let _ = write!(
        text,
        "{{\"properties\":{{\"roleDefinitionId\":\"/subscriptions/{}/providers/Microsoft.Authorization/roleDefinitions/{role}\",\
         \"principalId\":\"{principal}\",\"principalType\":\"{kind}\",\"scope\":\"{scope}\",\"condition\":{condition},\
         \"createdOn\":\"2024-05-01T10:11:12.1234567Z\",\"updatedOn\":\"2024-05-01T10:11:12.1234567Z\",\"createdBy\":\"{principal}\",\
         \"updatedBy\":\"{principal}\",\"delegatedManagedIdentityResourceId\":null,\"description\":null}},\
         \"id\":\"{scope}/providers/Microsoft.Authorization/roleAssignments/{name}\",\
         \"type\":\"Microsoft.Authorization/roleAssignments\",\"name\":\"{name}\"}}",
        id(SUBSCRIPTION, random.below(SUBSCRIPTIONS)),
    );
}

/// Mostly the common roles; one in fifty is a role that nothing defines.
fn role_of_catalog(random: &mut Random) -> String {
    if random.percent(2) {
        role(random)
    } else {
        COMMON.get(random.below(COMMON.len() as u64) as usize).map_or_else(String::new, |role| (*role).to_owned())
    }
}

fn group(text: &mut String, number: u64, random: &mut Random, size: &Size) {
    let _ = write!(
        text,
        "{{\"id\":\"{}\",\"displayName\":\"Group {number}\",\"securityEnabled\":true,\"isAssignableToRole\":null,\"members\":[",
        id(GROUP, number)
    );
    let users = 2 + random.below(14);
    for member in 0..users {
        let comma = if member > 0 { "," } else { "" };
        let _ = write!(
            text,
            "{comma}{{\"@odata.type\":\"#microsoft.graph.user\",\"id\":\"{}\"}}",
            id(USER, random.below(size.principals))
        );
    }
    // Groups hold groups of lower numbers: deep, and without cycles but one.
    let nested = if number == 0 { size.groups - 1 } else { random.below(number) };
    if number == 0 || random.percent(30) {
        let _ = write!(text, ",{{\"@odata.type\":\"#microsoft.graph.group\",\"id\":\"{}\"}}", id(GROUP, nested));
    }
    text.push_str("]}");
}

fn user(text: &mut String, number: u64) {
    let id = id(USER, number);
    let _ = write!(
        text,
        "{{\"id\":\"{id}\",\"displayName\":\"User {number}\",\"userPrincipalName\":\"user{number}@contoso.example\",\"userType\":\"Member\"}}"
    );
}

fn resource(text: &mut String, number: u64) {
    let id = workspace(number);
    let _ = write!(
        text,
        "{{\"id\":\"{id}\",\"name\":\"logs-{number}\",\"type\":\"Microsoft.OperationalInsights/workspaces\",\"location\":\"westeurope\"}}"
    );
}

fn eligible(text: &mut String, number: u64, random: &mut Random, size: &Size) {
    let (scope, (kind, principal), name) = (scope(random, size), principal(random, size), id(5, number));
    let _ = write!(
        text,
        "{{\"properties\":{{\"roleEligibilityScheduleId\":\"{scope}/providers/Microsoft.Authorization/roleEligibilitySchedules/{name}\",\
         \"scope\":\"{scope}\",\"roleDefinitionId\":\"{scope}/providers/Microsoft.Authorization/roleDefinitions/{}\",\
         \"principalId\":\"{principal}\",\"principalType\":\"{kind}\",\"status\":\"Provisioned\",\
         \"startDateTime\":\"2025-01-01T08:00:00Z\",\"endDateTime\":null,\"memberType\":\"Direct\",\"condition\":null,\"conditionVersion\":null}},\
         \"id\":\"{scope}/providers/Microsoft.Authorization/roleEligibilityScheduleInstances/{name}\",\"name\":\"{name}\",\
         \"type\":\"Microsoft.Authorization/roleEligibilityScheduleInstances\"}}",
        role_of_catalog(random),
    );
}

fn deny(text: &mut String, number: u64) {
    let (subscription, name) = (id(SUBSCRIPTION, number * 2), id(6, number));
    let scope = format!("/subscriptions/{subscription}/resourceGroups/rg-logs-{}", number * 2);
    let _ = write!(
        text,
        "{{\"properties\":{{\"denyAssignmentName\":\"Locked {number}\",\"permissions\":[{{\"actions\":[\"*/delete\"],\"notActions\":[],\
         \"dataActions\":[],\"notDataActions\":[]}}],\"scope\":\"{scope}\",\"doNotApplyToChildScopes\":false,\
         \"principals\":[{{\"id\":\"00000000-0000-0000-0000-000000000000\",\"type\":\"SystemDefined\"}}],\"excludePrincipals\":[],\
         \"isSystemProtected\":true}},\"id\":\"{scope}/providers/Microsoft.Authorization/denyAssignments/{name}\",\"name\":\"{name}\",\
         \"type\":\"Microsoft.Authorization/denyAssignments\"}}"
    );
}

fn directory_role(text: &mut String, number: u64, random: &mut Random, size: &Size) {
    let role =
        if number.is_multiple_of(2) { "194ae4cb-b126-40b2-bd5b-6091b380977d" } else { "62e90394-69f5-4237-9190-012177145e10" };
    let user = id(USER, random.below(size.principals));
    let _ = write!(
        text,
        "{{\"id\":\"row{number}\",\"principalId\":\"{user}\",\"roleDefinitionId\":\"{role}\",\"directoryScopeId\":\"/\"}}"
    );
}
