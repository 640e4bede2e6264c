//! The embedded catalog is sound, and what is counted in it is what the patterns match.

use std::collections::BTreeSet;

use rolecall::catalog::Catalog;
use rolecall::catalog::build::Build;
use rolecall::condition::Condition;
use rolecall::model::{ObjectId, Plane, RoleKind};
use rolecall::pattern::Wildcards;
use rolecall::source::Source;

const PLANES: [Plane; 2] = [Plane::Control, Plane::Data];

#[test]
fn catalog_every_section_decodes_and_holds_what_its_head_says() {
    let catalog = Catalog::embedded();
    let about = catalog.about();
    assert_eq!(about.roles, catalog.roles().len());
    assert_eq!(about.directory_roles, catalog.directory_roles().len());
    assert_eq!(about.operations, catalog.operations().distinct_names());
    assert!(about.roles > 900 && about.directory_roles > 100 && about.operations > 20_000, "{about:?}");
    assert!(about.sections.iter().all(|section| section.count > 0 && !section.sources.is_empty()));
    assert!(!catalog.terraform_types().is_empty() && !catalog.tier_classes().is_empty());
}

#[test]
fn catalog_operations_are_whole_names_and_no_patterns() {
    let catalog = Catalog::embedded();
    let operations = catalog.operations();
    for plane in PLANES {
        let mut seen = BTreeSet::new();
        for id in operations.ids(plane) {
            let name = operations.name(id);
            let segments: Vec<&str> = name.split('/').collect();
            assert!(segments.len() >= 3 && segments.iter().all(|segment| !segment.is_empty()), "{name} is cut off");
            assert!(!name.contains(['*', ' ', '\t', '.']) || !name.contains('*') && !name.contains(' '), "{name} is a pattern");
            let verb = segments.last().expect("a verb").to_lowercase();
            assert!(["read", "write", "delete", "action"].contains(&verb.as_str()), "{name} ends in no verb");
            assert!(seen.insert(name.to_lowercase()), "{name} stands there twice");
            assert_eq!(operations.lookup(plane, &name.to_uppercase()), Some(id), "{name} is not found");
        }
    }
}

#[test]
fn catalog_roles_are_unique_and_whole() {
    let catalog = Catalog::embedded();
    let mut ids = BTreeSet::new();
    let mut names = BTreeSet::new();
    let mut conditions = 0;
    for role in catalog.roles() {
        assert!(ids.insert(role.id.clone()) && role.id.guid().is_some(), "{}", role.name);
        assert!(names.insert(role.name.to_lowercase()), "{} stands there twice", role.name);
        assert_eq!(role.kind, RoleKind::BuiltIn);
        assert!(!role.name.trim().is_empty() && !role.name.ends_with("...") && role.name.trim() == &*role.name);
        assert!(!role.blocks.is_empty(), "{} has no blocks", role.name);
        for block in &role.blocks {
            let patterns = [&block.actions, &block.not_actions, &block.data_actions, &block.not_data_actions];
            for pattern in patterns.into_iter().flatten() {
                assert!(pattern.text().matches('*').count() <= 1, "{}: {}", role.name, pattern.text());
                assert!(!pattern.text().contains(char::is_whitespace), "{}: {}", role.name, pattern.text());
            }
            if let Some(text) = &block.condition {
                conditions += 1;
                let condition = Condition::new(text, block.condition_version.as_deref());
                assert!(condition.errors().is_empty(), "{}: {:?}", role.name, condition.errors());
            }
        }
    }
    assert_eq!(conditions, 31);
    let directory: BTreeSet<&ObjectId> = catalog.directory_roles().iter().map(|role| &role.definition.id).collect();
    assert_eq!(directory.len(), catalog.directory_roles().len());
}

#[test]
fn catalog_an_expanded_role_is_what_its_patterns_match() {
    let catalog = Catalog::embedded();
    let operations = catalog.operations();
    // Every role with an exception or a rare form, and a share of the others: all pairs would take longer than they tell.
    let special = |role: &&rolecall::model::RoleDefinition| {
        let number = role.id.guid().map_or(0, |guid| u32::from(guid.to_string().as_bytes()[0]));
        number.is_multiple_of(8)
            || role.blocks.iter().any(|block| !block.not_actions.is_empty() || !block.not_data_actions.is_empty())
    };
    for wildcards in [Wildcards::Documented, Wildcards::Strict] {
        for role in catalog.roles().iter().filter(special) {
            let expanded = operations.expand_role(role, wildcards);
            for plane in PLANES {
                for id in operations.ids(plane) {
                    let name = operations.name(id);
                    let granted = role.blocks.iter().any(|block| {
                        let (allow, except) = match plane {
                            Plane::Control => (&block.actions, &block.not_actions),
                            Plane::Data => (&block.data_actions, &block.not_data_actions),
                        };
                        allow.iter().any(|pattern| pattern.matches(name, wildcards))
                            && !except.iter().any(|pattern| pattern.matches(name, wildcards))
                    });
                    assert_eq!(expanded.contains(id), granted, "{} and {name}", role.name);
                }
            }
        }
    }
}

#[test]
fn catalog_a_catalog_made_of_itself_is_itself() {
    let catalog = Catalog::embedded();
    let (contents, _) = Build::new(Some(&catalog), catalog.about().date).finish();
    let text = contents.to_text();
    let loaded = Catalog::load(&Source::new("made", text.as_str())).expect("a sound catalog");
    assert_eq!(loaded.about(), catalog.about());
    assert_eq!(loaded.roles(), catalog.roles());
    let (again, _) = Build::new(Some(&loaded), loaded.about().date).finish();
    assert!(again.to_text() == text);
    for (name, text) in contents.to_files() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/catalog").join(&name);
        assert!(std::fs::read_to_string(path).expect("a section") == text, "{name} was edited by hand");
    }
}

#[test]
fn catalog_a_catalog_is_built_from_what_users_export() {
    let roles = r#"[{"assignableScopes":["/"],"id":"/subscriptions/x/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7",
        "name":"acdd72a7-3385-48ef-bd42-f606fba81ae7","permissions":[{"actions":["*/read"],"dataActions":[],"notActions":[],"notDataActions":[]}],
        "roleName":"Reader","roleType":"BuiltInRole","type":"Microsoft.Authorization/roleDefinitions"}]"#;
    let mut build = Build::new(None, "2026-01-02".parse().expect("a date"));
    build.add(&Source::new("roles.json", roles)).expect("role definitions");
    let (contents, _) = build.finish();
    let catalog = Catalog::load(&Source::new("made", contents.to_text())).expect("a sound catalog");
    assert_eq!((catalog.about().roles, catalog.about().date.to_string().as_str()), (1, "2026-01-02"));
    assert_eq!(catalog.roles().first().map(|role| &*role.name), Some("Reader"));
    let mut bad = Build::new(None, "2026-01-02".parse().expect("a date"));
    for text in ["", "[", "{\"value\": 1}", "[{\"a\": 1}]"] {
        assert!(bad.add(&Source::new("bad.json", text)).is_err(), "{text}");
    }
}
