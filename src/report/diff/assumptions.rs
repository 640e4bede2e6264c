//! What a comparison of two exports assumes: the lists that only look whole, as numbers of entries of the coverage ([`numbers`]) and in
//! words ([`lines`]).

use std::collections::BTreeMap;

use super::state::StateView;
use crate::graph::CoverageId;
use crate::graph::coverage::place_text;
use crate::model::{CoveragePlace, ExportKind};
use crate::report::answers::assumptions::vouch;
use crate::report::answers::words::place_called;
use crate::report::words::shortened;

/// The entries of the coverage in the report, where those of the old state come first.
pub(super) fn numbers(states: &[StateView<'_>]) -> Vec<usize> {
    let all = states.iter().flat_map(|state| state.tenant.coverage().iter().map(move |(id, _)| (state, id)));
    let is_assumed = |(state, id): &(&StateView<'_>, CoverageId)| state.assumes.binary_search(id).is_ok();
    all.enumerate().filter(|(_, of)| is_assumed(of)).map(|(number, _)| number).collect()
}

/// What is assumed of one place.
#[derive(Default)]
struct AssumedPlace<'a> {
    /// What people call it.
    called: String,
    /// The files of both states, the old ones first.
    files: Vec<&'a str>,
    /// What `--complete` takes.
    vouch: String,
    is_tenant: bool,
}

/// One line for each kind of export and the files that hold it.
pub(super) fn lines(states: &[StateView<'_>]) -> Vec<String> {
    let mut grouped: BTreeMap<(ExportKind, Vec<&str>), Vec<AssumedPlace<'_>>> = BTreeMap::new();
    for ((kind, _), place) in places(states) {
        grouped.entry((kind, place.files.clone())).or_default().push(place);
    }
    grouped.into_iter().map(|((kind, files), places)| line((kind, &files), &places)).collect()
}

/// Every place of a kind once, whichever state assumes it.
fn places<'a>(states: &[StateView<'a>]) -> BTreeMap<(ExportKind, String), AssumedPlace<'a>> {
    let mut found: BTreeMap<(ExportKind, String), AssumedPlace<'a>> = BTreeMap::new();
    for StateView { tenant, assumes, .. } in states.iter().copied() {
        for &id in assumes {
            let Some(entry) = tenant.coverage().get(id) else { continue };
            let text = place_text(tenant.facts(), entry.place).to_ascii_lowercase();
            let place = found.entry((entry.kind, text)).or_default();
            place.called = place_called(tenant, id).unwrap_or_default();
            place.vouch = vouch(tenant, entry.kind, &[id]);
            place.is_tenant = entry.place == CoveragePlace::Tenant;
            let inputs = entry.inputs.iter().filter_map(|&input| tenant.facts().input(input));
            for path in inputs.map(|input| &*input.path) {
                if !place.files.contains(&path) {
                    place.files.push(path);
                }
            }
        }
    }
    found
}

fn line((kind, files): (ExportKind, &[&str]), places: &[AssumedPlace<'_>]) -> String {
    let names: Vec<&str> = places.iter().filter(|place| !place.is_tenant).map(|place| &*place.called).collect();
    let of = match (kind, names.is_empty()) {
        (_, true) => kind.words().to_owned(),
        (ExportKind::ManagementGroups, false) => format!("the {} above {}", kind.words(), shortened(&names, 3)),
        (_, false) => format!("{} of {}", kind.words(), shortened(&names, 3)),
    };
    let lists = match files {
        [] => "complete exports".to_owned(),
        [one] => format!("a complete list in {one}"),
        several => format!("complete lists in {}", shortened(several, 4)),
    };
    let vouch = match places {
        [one] => &*one.vouch,
        _ => kind.name(),
    };
    format!("that nothing else changed in {of} assumes {lists}: prove with `rolecall collect`, vouch with `--complete {vouch}`")
}
