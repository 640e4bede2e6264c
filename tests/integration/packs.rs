//! Task packs: the embedded ones are sound and say what their examples say; the mistakes of others are all found, in their places.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use rolecall::audit::pack_findings;
use rolecall::catalog::Catalog;
use rolecall::compare::{PackComparison, RequirementTrend};
use rolecall::model::{Facts, TaskPack};
use rolecall::pack;
use rolecall::pack::{EMBEDDED, age};
use rolecall::source::Source;

fn shipped() -> impl Iterator<Item = TaskPack> {
    EMBEDDED.iter().map(|(id, _)| {
        let source = pack::embedded(id).expect("it is in the list");
        let read = pack::pack_and_notes(&source, &Catalog::embedded());
        let (pack, notes) = read.unwrap_or_else(|error| panic!("{id}: {:#?}", error.faults()));
        assert_eq!(notes, [], "{id} names nothing that the catalog does not know");
        assert_eq!(pack.id, *id);
        pack
    })
}

/// Examples come out as they say, each part of a requirement decides one, and nothing is still to review.
#[test]
fn pack_nothing_is_wrong_with_the_embedded_packs() {
    let catalog = Catalog::embedded();
    for written in shipped() {
        for pack in &pack::directory::in_tenant(vec![written.clone()], &Facts::default(), &catalog) {
            assert_eq!(pack_findings(pack, &written, &catalog), [], "{}", pack.id);
        }
    }
}

/// Questions find a task by its id, in whichever pack it is; two versions of one pack may share tasks.
#[test]
fn pack_the_ids_of_tasks_are_unique_over_the_embedded_packs() {
    let versions = age::first_and_newer(&Catalog::embedded());
    let mut seen = BTreeMap::new();
    for pack in shipped() {
        for task in &pack.tasks {
            if let Some(other) = seen.insert(task.id.clone(), pack.id.clone()) {
                let are_versions = [&other, &pack.id].iter().all(|id| versions.contains(id));
                assert!(are_versions, "`{}` is a task of {other} and of {}", task.id, pack.id);
            }
        }
    }
}

#[test]
fn pack_the_documentation_lists_the_embedded_packs() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/task-packs.md");
    let page = std::fs::read_to_string(page).expect("the page");
    for pack in shipped() {
        let row = format!("| [`{}`]({}) | {} | {} | ", pack.id, pack.source.url, pack.source.dated, pack.tasks.len());
        assert!(page.lines().any(|line| line.starts_with(&row)), "docs/task-packs.md has no row `{row}`");
    }
}

/// Every `fixtures/packs/*.yaml` is a bad pack, with its mistakes beside it.
#[test]
fn pack_every_mistake_is_found_in_its_place() {
    insta::glob!(Path::new(env!("CARGO_MANIFEST_DIR")), "fixtures/packs/*.yaml", |path| {
        let text = std::fs::read_to_string(path).expect("a fixture");
        let source = Source::new("pack.yaml", text);
        let error = pack::pack(&source, &Catalog::embedded()).expect_err("a bad pack");
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

/// A requirement that is met by more ways than are tried: the difference says that it does not know.
#[test]
fn pack_too_many_ways_are_not_compared() {
    let any = (0..12).map(|n| format!("{{ actions: [Microsoft.Support/a{n}/read] }}")).collect::<Vec<_>>().join(", ");
    let all = ["any", "any", "any", "any"].map(|form| format!("{{ {form}: [{any}] }}")).join(", ");
    let pack = |requires: &str| {
        let text = format!(
            "pack: p\ntitle: P\nsource: {{ url: https://example.com, dated: 2026-01-01 }}\ntasks:\n  - {{ id: t, title: T, \
             target: subscription, requires: {requires} }}\n"
        );
        pack::pack(&Source::new("p.yaml", text), &Catalog::embedded()).expect("a sound pack")
    };
    let [many, few] = [pack(&format!("{{ all: [{all}] }}")), pack(&format!("{{ any: [{any}] }}"))];
    for packs in [[&many, &few], [&few, &many]] {
        let compared = PackComparison::new(packs, &Catalog::embedded());
        assert_eq!(compared.requirements.iter().map(|own| own.reach).collect::<Vec<_>>(), [RequirementTrend::NotCompared]);
    }
}

#[test]
fn pack_a_pack_asks_for_what_it_asks_for() {
    for own in shipped() {
        assert_eq!(PackComparison::new([&own, &own], &Catalog::embedded()).difference.changes, [], "{}", own.id);
    }
}
