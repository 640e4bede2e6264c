//! Writes role files, the same bytes for the same arguments: what `rolecall check` is measured with.
//!
//! ```sh
//! cargo run --release --example role_files -- FOLDER [COUNT]
//! ```
//!
//! Each file is a custom role in one of the shapes that teams keep: az and PowerShell input, ARM, the portal. It has some actions
//! of the catalog, a wildcard here and there, and every tenth something that a lint has to find.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

use rolecall::catalog::Catalog;
use rolecall::model::Plane;

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

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit.max(1) as u64).unwrap_or(0)
    }
}

/// A role to be written.
struct Role {
    name: String,
    id: String,
    actions: Vec<String>,
    not_actions: Vec<String>,
    scope: String,
}

fn main() -> io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let (Some(folder), count) = (arguments.next(), arguments.next()) else {
        return Err(io::Error::other("usage: role_files FOLDER [COUNT]"));
    };
    let count: usize = count.and_then(|count| count.parse().ok()).unwrap_or(1_000);
    fs::create_dir_all(&folder)?;
    let catalog = Catalog::embedded();
    let operations = catalog.operations();
    let names: Vec<&str> = operations.ids(Plane::Control).map(|id| operations.name(id)).collect();
    let mut random = Random(7);
    for number in 0..count {
        let role = role(number, &names, &mut random);
        let text = match number % 3 {
            0 => flat(&role),
            1 => arm(&role, "\"type\": \"Microsoft.Authorization/roleDefinitions\",\n  "),
            _ => arm(&role, ""),
        };
        fs::write(Path::new(&folder).join(format!("role-{number:05}.json")), text)?;
    }
    Ok(())
}

fn role(number: usize, names: &[&str], random: &mut Random) -> Role {
    let mut actions: Vec<String> =
        (0..4 + random.below(16)).filter_map(|_| names.get(random.below(names.len()))).map(|name| (*name).to_owned()).collect();
    if number.is_multiple_of(4) {
        let provider = actions.first().and_then(|action| action.split('/').next()).unwrap_or("Microsoft.Support");
        actions.push(format!("{provider}/*/read"));
    }
    if number.is_multiple_of(10) {
        actions.push("Microsoft.Authorization/*".to_owned());
    }
    let (high, low) = (random.next(), random.next());
    Role {
        name: format!("Generated role {number}"),
        id: format!(
            "{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}",
            high >> 32,
            (high >> 16) & 0xffff,
            high & 0xfff,
            low >> 52,
            low & 0xffff_ffff_ffff
        ),
        not_actions: if number.is_multiple_of(10) { vec!["Microsoft.Authorization/*/delete".to_owned()] } else { Vec::new() },
        actions,
        scope: format!("/subscriptions/{:08x}-0000-4000-8000-000000000000", number % 40),
    }
}

fn list(texts: &[String], indent: usize) -> String {
    let mut list = String::from("[");
    for (number, text) in texts.iter().enumerate() {
        let comma = if number == 0 { "" } else { "," };
        // Writing to a string cannot fail.
        let _ = write!(list, "{comma}\n{:indent$}\"{text}\"", "", indent = indent + 2);
    }
    let _ = write!(list, "\n{:indent$}]", "");
    list
}

fn flat(role: &Role) -> String {
    format!(
        "{{\n  \"Name\": \"{}\",\n  \"Id\": \"{}\",\n  \"IsCustom\": true,\n  \"Description\": \"Made by a generator.\",\n  \
         \"Actions\": {},\n  \"NotActions\": {},\n  \"DataActions\": [],\n  \"NotDataActions\": [],\n  \
         \"AssignableScopes\": [\n    \"{}\"\n  ]\n}}\n",
        role.name,
        role.id,
        list(&role.actions, 2),
        list(&role.not_actions, 2),
        role.scope
    )
}

fn arm(role: &Role, kind: &str) -> String {
    format!(
        "{{\n  {kind}\"name\": \"{}\",\n  \"properties\": {{\n    \"roleName\": \"{}\",\n    \"description\": \"Made by a generator.\",\n    \
         \"assignableScopes\": [\n      \"{}\"\n    ],\n    \"permissions\": [\n      {{\n        \"actions\": {},\n        \
         \"notActions\": {},\n        \"dataActions\": [],\n        \"notDataActions\": []\n      }}\n    ]\n  }}\n}}\n",
        role.id,
        role.name,
        role.scope,
        list(&role.actions, 8),
        list(&role.not_actions, 8)
    )
}
