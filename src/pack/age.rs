//! How old packs are: which one of a newer version is in force, and how long what they describe remains (R-PACK-2).

use jiff::Timestamp;
use jiff::civil::Date;

use super::read::pack;
use super::shipped::{EMBEDDED, embedded};
use crate::catalog::Catalog;
use crate::model::TaskPack;

/// A pack that answers are given by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackAge {
    /// Its id.
    pub id: String,
    /// The address of its document.
    pub url: String,
    /// The date of its document, `YYYY-MM-DD`.
    pub dated: String,
    /// The newest pack that supersedes it and is in force: its id, and the date of its document.
    pub newer: Option<(String, String)>,
}

/// How old packs are at an instant, in seconds since 1970. Newer ones are looked for among them and among the shipped ones.
pub fn ages(packs: &[TaskPack], at: i64, catalog: &Catalog) -> Vec<PackAge> {
    let today = day_of(at);
    let in_force = |pack: &TaskPack| pack.source.dated.parse::<Date>().ok() <= today;
    let age = |own: &TaskPack| {
        let newest = successors(own, packs, catalog).into_iter().rfind(in_force);
        let newer = newest.map(|pack| (pack.id, pack.source.dated));
        PackAge { id: own.id.clone(), url: own.source.url.clone(), dated: own.source.dated.clone(), newer }
    };
    packs.iter().map(age).collect()
}

/// The packs that supersede a pack, one after the other. Only these are read.
fn successors(own: &TaskPack, packs: &[TaskPack], catalog: &Catalog) -> Vec<TaskPack> {
    let named = |id: &str| packs.iter().find(|pack| pack.id == id).cloned().or_else(|| shipped(id, catalog));
    let mut chain: Vec<TaskPack> = Vec::new();
    while let Some(next) = chain.last().unwrap_or(own).source.superseded_by.as_deref().and_then(named) {
        let is_circle = next.id == own.id || chain.iter().any(|pack| pack.id == next.id);
        if is_circle {
            break;
        }
        chain.push(next);
    }
    chain
}

fn shipped(id: &str, catalog: &Catalog) -> Option<TaskPack> {
    pack(&embedded(id)?, catalog).ok()
}

/// The first shipped pack.
fn first(catalog: &Catalog) -> Option<TaskPack> {
    EMBEDDED.first().and_then(|(id, _)| shipped(id, catalog))
}

/// The first shipped pack and those that supersede it: what is asked where neither a pack nor a task is named.
pub fn first_and_newer(catalog: &Catalog) -> Vec<String> {
    let packs = |first: TaskPack| {
        let newer = successors(&first, &[], catalog);
        std::iter::once(first).chain(newer).map(|pack| pack.id)
    };
    first(catalog).into_iter().flat_map(packs).collect()
}

/// The shipped packs by which readiness is judged where none is named: the one that is in force at an instant, and beside it the first
/// one (R-PACK-2).
pub fn in_force(at: i64, catalog: &Catalog) -> Vec<String> {
    let first = first(catalog);
    let newer = first.iter().flat_map(|own| ages(std::slice::from_ref(own), at, catalog)).filter_map(|age| age.newer);
    let newer: Vec<String> = newer.map(|(id, _)| id).collect();
    newer.into_iter().chain(first.map(|own| own.id)).collect()
}

/// How many days an instant is before a day `YYYY-MM-DD`; negative after it.
pub fn days_until(day: &str, at: i64) -> Option<i32> {
    let (day, today) = (day.parse::<Date>().ok()?, day_of(at)?);
    Some(today.until(day).ok()?.get_days())
}

fn day_of(at: i64) -> Option<Date> {
    Timestamp::from_second(at).ok()?.to_string().get(..10)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-09-09 and 2026-09-10, at noon.
    const BEFORE: i64 = 1_788_955_200;
    const AFTER: i64 = 1_789_041_600;

    #[test]
    fn a_newer_pack_is_in_force_from_the_date_of_its_document() {
        let catalog = Catalog::embedded();
        let own = pack(&embedded("sentinel-defender-2025-01").expect("shipped"), &catalog).expect("sound");
        let newer = |at| ages(std::slice::from_ref(&own), at, &catalog).remove(0).newer.map(|(id, _)| id);
        assert_eq!(newer(BEFORE), None);
        assert_eq!(newer(AFTER).as_deref(), Some("sentinel-defender-2026-09"));
    }

    #[test]
    fn readiness_is_judged_by_the_pack_in_force_and_the_first_one() {
        let judged = |at| in_force(at, &Catalog::embedded());
        assert_eq!(judged(BEFORE), ["sentinel-defender-2025-01"]);
        assert_eq!(judged(AFTER), ["sentinel-defender-2026-09", "sentinel-defender-2025-01"]);
    }

    #[test]
    fn days_are_counted_to_a_day_and_from_it() {
        assert_eq!(days_until("2026-09-10", BEFORE), Some(1));
        assert_eq!(days_until("2026-09-10", AFTER), Some(0));
        assert_eq!(days_until("2027-03-31", AFTER), Some(202));
        assert_eq!(days_until("2026-09-01", AFTER), Some(-9));
        assert_eq!(days_until("spring", AFTER), None);
    }
}
