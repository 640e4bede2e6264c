//! What a report says against what is so, as texts: what differs is a fault at its place.

use super::claims::ExcessClaim;
use crate::verify::fault::{Fault, Why};

/// One value that a report gives, and what it is.
pub(super) fn other(place: &str, [said, is]: [String; 2], faults: &mut Vec<Fault>) {
    if said != is {
        faults.push(Fault::at_place(place, &Why::OtherStatus { said, is }));
    }
}

/// The same for how much something grants.
pub(super) fn other_excess(place: &str, of: [ExcessClaim; 2], faults: &mut Vec<Fault>) {
    let words = |of: ExcessClaim| format!("{} operations, {} privileged, {} of data", of.operations, of.privileged, of.data);
    other(place, of.map(words), faults);
}

/// The same for what is so or not.
pub(super) fn other_truth(place: &str, of: [bool; 2], faults: &mut Vec<Fault>) {
    other(place, of.map(|own| own.to_string()), faults);
}

/// Something that the report says, and that is not there.
pub(super) fn made_up(place: &str, what: &'static str, first: String) -> Fault {
    Fault::at_place(place, &Why::MadeUp { what, count: 1, first })
}

/// Something that the report has to say.
pub(super) fn left_out(place: &str, what: &'static str, first: String) -> Fault {
    Fault::at_place(place, &Why::LeftOut { what, count: 1, first })
}

/// A value that may be missing, in words.
pub(super) fn or_none<T: ToString>(of: Option<T>) -> String {
    of.map_or_else(|| "none".to_owned(), |own| own.to_string())
}

/// A number as it was written, to a thousandth.
pub(super) fn written(of: f64) -> String {
    format!("{of:.3}")
}

/// How many times a need something grants, to a tenth; none where the catalog has nothing of the need.
pub(super) fn times(granted: usize, needed: usize) -> String {
    let tenths = || (granted * 10 + needed / 2) / needed;
    or_none((needed > 0).then(|| format!("{}.{}00", tenths() / 10, tenths() % 10)))
}

/// A share in percent, to a tenth; never 100 where something is left.
pub(super) fn percent(part: usize, of: usize) -> String {
    let tenths = if part >= of { 1000 } else { part * 1000 / of };
    format!("{}.{}00", tenths / 10, tenths % 10)
}
