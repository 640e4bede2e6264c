//! Task packs: the embedded ones are sound and say what their examples say; the mistakes of others are all found, in their places.

use std::fmt::Write;

use rolecall::audit::examples;
use rolecall::catalog::Catalog;
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
