//! Task packs: the embedded ones are sound and say what their examples say; the mistakes of others are all found, in their places.

use std::fmt::Write;

use rolecall::audit::examples;
use rolecall::catalog::Catalog;
use rolecall::compare::{PackComparison, RequirementTrend};
use rolecall::pack;
use rolecall::pack::EMBEDDED;
use rolecall::source::Source;

#[test]
fn pack_the_examples_of_the_embedded_packs_come_out_as_they_say() {
    for (id, _) in EMBEDDED {
        let source = pack::embedded(id).expect("it is in the list");
        let pack = pack::pack(&source, &Catalog::embedded()).unwrap_or_else(|error| panic!("{id}: {:#?}", error.faults()));
        assert_eq!(pack.id, id);
        assert_eq!(examples(&pack, &Catalog::embedded()), []);
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
    for (packs, reach) in [([&many, &few], RequirementTrend::NotCompared), ([&few, &many], RequirementTrend::NotCompared)] {
        let compared = PackComparison::new(packs, &Catalog::embedded());
        assert_eq!(compared.requirements.iter().map(|own| own.reach).collect::<Vec<_>>(), [reach]);
    }
}

#[test]
fn pack_a_pack_asks_for_what_it_asks_for() {
    for (id, _) in pack::EMBEDDED {
        let own = pack::pack(&pack::embedded(id).expect("embedded"), &Catalog::embedded()).expect("a sound pack");
        assert_eq!(PackComparison::new([&own, &own], &Catalog::embedded()).difference.changes, [], "{id}");
    }
}
