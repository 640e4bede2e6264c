//! Configurations: what a sound one says, and every mistake of others in its place.

use std::fmt::Write;
use std::path::Path;

use rolecall::catalog::Catalog;
use rolecall::config;
use rolecall::config::MaxScope;
use rolecall::model::ScopeKind;
use rolecall::source::Source;

const LINTS: [&str; 2] = ["owner-equivalent", "wildcard-write"];

#[test]
fn config_a_configuration_says_what_is_written() {
    let text = "severities: { wildcard-write: off }\n\
        allow:\n  - { lint: owner-equivalent, role: Break glass, path: 'roles/*.json', reason: agreed, until: 2026-12-31 }\n\
        max_scope: subscription\nno_new_access: true\nnever_grant_data: ['*/write']\n";
    let config = config::config(&Source::new("x", text), &LINTS, &Catalog::embedded()).expect("a sound configuration");
    assert_eq!(config.severities.iter().map(|(id, level)| (id.value.as_str(), *level)).next(), Some(("wildcard-write", None)));
    assert_eq!(config.policy.max_scope.map(|limit| limit.value), Some(MaxScope::Kind(ScopeKind::Subscription)));
    assert!(config.policy.no_new_access);
    assert_eq!(config.policy.never_grant.len(), 1);
    let allow = &config.allows[0];
    assert!(allow.is_of_role(Some("break GLASS"), None) && !allow.is_of_role(Some("Reader"), None));
    assert!(allow.is_of_file("roles/a.json") && !allow.is_of_file("roles/deep/a.json"), "a star stays inside a folder");
}

#[test]
fn config_nothing_is_a_configuration_too() {
    for text in ["", "# nothing yet\n", "{}"] {
        let config = config::config(&Source::new("x", text), &LINTS, &Catalog::embedded());
        assert!(config.is_ok_and(|config| config.allows.is_empty()), "{text}");
    }
}

/// Every `fixtures/configs/*.yaml` is a bad configuration, with its mistakes beside it.
#[test]
fn config_every_mistake_is_found_in_its_place() {
    insta::glob!(Path::new(env!("CARGO_MANIFEST_DIR")), "fixtures/configs/*.yaml", |path| {
        let text = std::fs::read_to_string(path).expect("a fixture");
        let source = Source::new(".rolecall.yaml", text);
        let error = config::config(&source, &LINTS, &Catalog::embedded()).expect_err("a bad configuration");
        let mut found = String::new();
        for fault in error.faults() {
            let place = error.place(fault);
            let help = miette::Diagnostic::help(fault).map(|help| format!(" ({help})")).unwrap_or_default();
            writeln!(found, "{}:{} {fault}{help}", place.line, place.column).expect("a string takes everything");
        }
        insta::with_settings!({ snapshot_path => path.parent().expect("a folder"), prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!("mistakes", found);
        });
    });
}

#[test]
fn config_the_schema_of_configurations_is_the_committed_one() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schema/config.json");
    let made = config::schema();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &made).expect("the schema is written");
    }
    let committed = std::fs::read_to_string(&path).expect("the committed schema");
    assert!(committed == made, "run the test with UPDATE_DOCS=1");
}
