//! Compares two lists record by record: which records are byte for byte in both, and which in one only.
//!
//! While the lists agree, only the old one is parsed. Where they differ, records wait for their match in the other list, so an
//! insertion or a few moved records do not put everything after them out of step.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};

use rustc_hash::{FxHashMap, FxHashSet};

use super::about::{Host, Id, MemberEdge, MemberEdges, Says, Skippable, Subject, host_of};
use super::member_lists::is_member_list;
use super::named::NamedIds;
use super::record::RecordTape;
use super::records::{RecordList, Unfit};
use super::shape::RecordShapes;
use super::signs::{ListSigns, RowSigns};
use super::skippable::{look, varying_fields};

/// At most so much text waits for a match; with more, the lists have too little in common.
const WAITING: usize = 16 << 20;
/// More text than this is not kept for being odd.
const ODD: usize = 16 << 20;

/// A record of both lists.
#[derive(Debug)]
pub(super) struct SharedRecord {
    /// What it is about; `None` for a record that is not skippable.
    pub(super) about: Option<Subject>,
    /// Where it is in the old file.
    pub(super) at: u64,
    /// Its length there.
    pub(super) len: u32,
    /// Is read, whomever it concerns.
    pub(super) stays: bool,
    /// Its numbers in the old and in the new list.
    pub(super) numbers: [u32; 2],
}

/// A skippable record of one list.
#[derive(Debug)]
pub(super) struct SingleRecord {
    /// What it is about.
    pub(super) about: Subject,
    /// Its number in its list.
    pub(super) number: u32,
    /// Its text.
    pub(super) text: Box<[u8]>,
}

/// One of the two lists.
#[derive(Debug)]
pub(super) struct ListSide {
    /// Its file.
    pub(super) path: PathBuf,
    /// The text before its records.
    pub(super) head: Vec<u8>,
    /// The text after them.
    pub(super) tail: Vec<u8>,
    /// How many records it has.
    pub(super) records: u32,
    /// Those that the other list does not have.
    pub(super) single: Vec<SingleRecord>,
}

/// Two lists, compared.
#[derive(Debug)]
pub(super) struct ComparedLists {
    /// The old list and the new one.
    pub(super) sides: [ListSide; 2],
    /// The records of both lists.
    pub(super) shared: Vec<SharedRecord>,
    /// Skippable groups of both.
    pub(super) groups: Vec<Id>,
    /// People of both.
    pub(super) people: Vec<Id>,
    /// Whoever a record is about that stays: the first one does, whatever it is.
    pub(super) stay: Vec<Id>,
    /// Holders of role assignments in both that may be groups.
    pub(super) holders: Vec<Id>,
    /// Who is in which skippable group of either list, by member.
    pub(super) by_member: Vec<MemberEdge>,
    /// The members of each of these groups, one after the other; by group.
    pub(super) by_group: Vec<(Id, Vec<Id>)>,
    /// Those whose member is a group itself.
    pub(super) nested: Vec<MemberEdge>,
    /// What records name that are not skippable.
    pub(super) named: NamedIds,
    /// Resource groups of workspaces that skippable records name.
    pub(super) hosts: FxHashSet<Host>,
}

/// Compares two lists.
pub(super) fn compare(old: &Path, new: &Path) -> Result<ComparedLists, Unfit> {
    let (mut old_rows, mut new_rows) = (RecordList::open(old)?, RecordList::open(new)?);
    if is_member_list(old_rows.head(), old) || is_member_list(new_rows.head(), new) {
        return Err(Unfit::Shape);
    }
    let mut walk = SideBySide::default();
    walk.run(&mut old_rows, &mut new_rows)?;
    let SideBySide { shared, edges, named, hosts, waiting: [old_waiting, new_waiting], .. } = walk;
    let sides = [side(old, old_rows, old_waiting)?, side(new, new_rows, new_waiting)?];
    let MemberEdges { all: mut by_member, nested } = edges;
    let stretch = |edges: &[MemberEdge]| Some((edges.first()?.group, edges.iter().map(|edge| edge.member).collect()));
    let mut by_group: Vec<(Id, Vec<Id>)> = by_member.chunk_by(|a, b| a.group == b.group).filter_map(stretch).collect();
    by_group.sort_unstable_by_key(|(group, _)| *group);
    by_member.sort_unstable_by_key(|edge| edge.member);
    let abouts = || shared.iter().filter_map(|record| record.about);
    let said = |says: fn(Says) -> bool| abouts().filter(move |about| says(about.says)).map(|about| about.principal);
    let groups = said(|says| says == Says::IsGroup).collect();
    let people = said(|says| says == Says::IsPerson).collect();
    let stays = shared.iter().enumerate().filter(|(index, record)| *index == 0 || record.stays);
    let stay = stays.filter_map(|(_, record)| record.about).map(|about| about.principal).collect();
    let mut holders: Vec<Id> = said(Says::may_be_group).collect();
    holders.sort_unstable();
    holders.dedup();
    Ok(ComparedLists { sides, shared, groups, people, stay, holders, by_member, by_group, nested, named, hosts })
}

fn side(path: &Path, mut records: RecordList, waiting: Waiting) -> Result<ListSide, Unfit> {
    let each = waiting.into_iter().flat_map(|(text, waiters)| waiters.into_iter().map(move |waiter| (text.clone(), waiter)));
    let record = |(text, waiter): (Box<[u8]>, Waiter)| {
        // What an odd record changes is not known here, and schedules speak of each other.
        let about = waiter.seen.about.filter(|about| !matches!(about.says, Says::May(_)));
        Ok(SingleRecord { about: about.ok_or(Unfit::Shape)?, number: waiter.number, text })
    };
    let mut single = each.map(record).collect::<Result<Vec<SingleRecord>, Unfit>>()?;
    single.sort_unstable_by_key(|record| record.number);
    let (head, count, tail) = (records.head().to_vec(), records.number(), records.tail()?);
    Ok(ListSide { path: path.to_owned(), head, tail, records: count, single })
}

/// What was seen of a record.
#[derive(Debug)]
struct SeenRecord {
    about: Option<Subject>,
    telling: bool,
    news: Vec<Box<str>>,
    signs: Option<RowSigns>,
}

/// A record that waits for its like.
#[derive(Debug)]
struct Waiter {
    seen: SeenRecord,
    at: u64,
    number: u32,
}

/// The records of one list that wait for a match, by text; those of the same text are in their order.
type Waiting = FxHashMap<Box<[u8]>, VecDeque<Waiter>>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Of {
    Old,
    New,
}

#[derive(Debug, Default)]
struct SideBySide {
    shared: Vec<SharedRecord>,
    edges: MemberEdges,
    named: NamedIds,
    hosts: FxHashSet<Host>,
    shapes: RecordShapes,
    /// Scopes that a shared record shows to exist, and the conditions of shared records.
    seen: FxHashSet<Box<str>>,
    signs: ListSigns,
    waiting: [Waiting; 2],
    /// How much text waits.
    weight: usize,
    /// How much text is odd.
    odd: usize,
}

impl SideBySide {
    fn run(&mut self, old: &mut RecordList, new: &mut RecordList) -> Result<(), Unfit> {
        let (mut record, mut other) = (RecordTape::default(), RecordTape::default());
        let (mut more_old, mut more_new) = (old.advance()?, new.advance()?);
        while more_old || more_new {
            if more_old
                && more_new
                && let Some(len) = self.fit(old, new)?
            {
                (more_old, more_new) = (old.pass(len)?, new.pass(len)?);
                continue;
            }
            if more_old {
                old.read(&mut record)?;
            }
            if more_old && more_new && new.is(old.text(&record))? {
                self.both(&record, old, new)?;
                (more_old, more_new) = (old.pass(record.len())?, new.pass(record.len())?);
                continue;
            }
            if more_new {
                new.read(&mut other)?;
            }
            // The list whose record has met its like already is behind: the other one stays where it is.
            if more_old && self.meets(Of::Old, &record, old) {
                more_old = old.pass(record.len())?;
            } else if more_new && self.meets(Of::New, &other, new) {
                more_new = new.pass(other.len())?;
            } else {
                if more_old {
                    self.wait(Of::Old, &record, old)?;
                    more_old = old.pass(record.len())?;
                }
                if more_new {
                    self.wait(Of::New, &other, new)?;
                    more_new = new.pass(other.len())?;
                }
            }
        }
        Ok(())
    }

    /// Shares the records at hand if they are the same and have a known shape; answers how long they are.
    fn fit(&mut self, old: &RecordList, new: &mut RecordList) -> Result<Option<usize>, Unfit> {
        let Some((len, skippable)) = self.shapes.fit(old.rest()) else { return Ok(None) };
        if !new.is(old.rest().get(..len).unwrap_or_default())? {
            return Ok(None);
        }
        let stays = self.is_telling(&skippable);
        let (about, numbers) = (Some(skippable.about), [old.number(), new.number()]);
        self.shared.push(SharedRecord { about, at: old.at(), len: len as u32, stays, numbers });
        Ok(Some(len))
    }

    /// The records at hand are the same.
    fn both(&mut self, record: &RecordTape, old: &RecordList, new: &RecordList) -> Result<(), Unfit> {
        if self.shared.is_empty() {
            self.shared.reserve(old.estimate(record.len()));
        }
        let seen = self.see(record, old)?;
        let (about, stays) = (seen.map(|skippable| skippable.about), seen.is_none_or(|skippable| self.is_telling(&skippable)));
        let numbers = [old.number(), new.number()];
        self.shared.push(SharedRecord { about, at: old.at(), len: record.len() as u32, stays, numbers });
        Ok(())
    }

    /// What a record states, if it is skippable. Later records that are written alike are recognised by their shape.
    fn see<'r>(&mut self, record: &'r RecordTape, records: &'r RecordList) -> Result<Option<Skippable<'r>>, Unfit> {
        let text = std::str::from_utf8(records.text(record)).map_err(|_| Unfit::Shape)?.as_bytes();
        let Some(seen) = look(record, text, &mut self.edges) else {
            self.odd(record, records)?;
            return Ok(None);
        };
        if let Some(record_kind) = seen.record_kind {
            self.shapes.learn(text, record_kind, &varying_fields(record, text, record_kind));
        }
        if seen.skippable.telling {
            // Its scope is not spelled as they are, or says nothing of places: whatever it names counts.
            self.hosts.extend(NamedIds::of(text).ok_or(Unfit::Shape)?.hosts);
        }
        self.hosts.extend(seen.skippable.place.and_then(host_of));
        Ok(Some(seen.skippable))
    }

    /// Whether a record states more than what concerns its principal: that a scope exists, or a condition.
    fn is_telling(&mut self, skippable: &Skippable<'_>) -> bool {
        let place = skippable.place.filter(|place| self.is_new(place));
        self.hosts.extend(place.and_then(host_of));
        let condition = skippable.condition.is_some_and(|condition| self.is_new(condition));
        let sign = skippable.shows.is_some_and(|row| self.signs.is_new_row(skippable.about.principal, row));
        skippable.telling || place.is_some() || condition || sign
    }

    fn is_new(&mut self, text: &str) -> bool {
        !self.seen.contains(text) && self.seen.insert(text.into())
    }

    /// Takes note of a record that is not skippable.
    fn odd(&mut self, record: &RecordTape, records: &RecordList) -> Result<(), Unfit> {
        let text = records.text(record);
        let wraps = |key: &[u8]| key.eq_ignore_ascii_case(b"value") || key.eq_ignore_ascii_case(b"data");
        let list_of_lists = records.is_bare() && record.root(text).children().any(|part| wraps(part.key()));
        self.odd += text.len();
        if list_of_lists || self.odd > ODD {
            return Err(Unfit::Shape);
        }
        self.named.extend(NamedIds::of(text).ok_or(Unfit::Shape)?);
        Ok(())
    }

    /// Whether a waiting record of the other list is the same.
    fn meets(&mut self, of: Of, record: &RecordTape, records: &RecordList) -> bool {
        let text = records.text(record);
        let [old, new] = &mut self.waiting;
        let others = if of == Of::Old { new } else { old };
        let Some(waiters) = others.get_mut(text) else { return false };
        let Some(waiter) = waiters.pop_front() else { return false };
        if waiters.is_empty() {
            others.remove(text);
        }
        self.weight = self.weight.saturating_sub(text.len());
        let Waiter { seen, at, number } = waiter;
        let (at, numbers) =
            if of == Of::Old { (records.at(), [records.number(), number]) } else { (at, [number, records.number()]) };
        let news = seen.news.iter().filter(|text| self.is_new(text)).count();
        let sign = seen.signs.is_some_and(|row| self.signs.is_new(row));
        let stays = seen.telling || news > 0 || sign;
        self.shared.push(SharedRecord { about: seen.about, at, len: record.len() as u32, stays, numbers });
        true
    }

    fn wait(&mut self, of: Of, record: &RecordTape, records: &RecordList) -> Result<(), Unfit> {
        self.weight += record.len();
        if self.weight > WAITING {
            return Err(Unfit::Shape);
        }
        let seen = match self.see(record, records)? {
            Some(skippable) => {
                let news = [skippable.place, skippable.condition].into_iter().flatten().map(Into::into).collect();
                let signs = signs_of(&skippable);
                SeenRecord { about: Some(skippable.about), telling: skippable.telling, news, signs }
            }
            None => SeenRecord { about: None, telling: true, news: Vec::new(), signs: None },
        };
        let [old, new] = &mut self.waiting;
        let own = if of == Of::Old { old } else { new };
        own.entry(records.text(record).into()).or_default().push_back(Waiter {
            seen,
            at: records.at(),
            number: records.number(),
        });
        Ok(())
    }
}

/// What a role assignment shows of its list.
fn signs_of(skippable: &Skippable<'_>) -> Option<RowSigns> {
    RowSigns::of(skippable.about.principal, skippable.shows?)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// A list of people with these numbers.
    fn list(name: &str, people: &[u32]) -> PathBuf {
        let record = |number: &u32| {
            format!(
                r#"{{"id":"{number:08x}-0000-4000-8000-000000000000","displayName":"{number}","userPrincipalName":"u@x.example"}}"#
            )
        };
        let records: Vec<String> = people.iter().map(record).collect();
        let path = std::env::temp_dir().join(format!("rolecall-compare-{}-{name}", std::process::id()));
        fs::write(&path, format!("[{}]", records.join(",\n"))).expect("a file");
        path
    }

    /// The numbers of shared records, and of the records of each list alone.
    fn compared(old: &[u32], new: &[u32]) -> (Vec<[u32; 2]>, Vec<u32>, Vec<u32>) {
        let name = format!("{}-{}", old.len(), new.iter().map(ToString::to_string).collect::<String>());
        let (old, new) = (list(&format!("old-{name}"), old), list(&format!("new-{name}"), new));
        let compared = compare(&old, &new).expect("lists");
        fs::remove_file(old).and(fs::remove_file(new)).expect("files");
        let mut shared: Vec<[u32; 2]> = compared.shared.iter().map(|record| record.numbers).collect();
        shared.sort_unstable();
        let [old, new] = compared.sides.map(|side| side.single.iter().map(|record| record.number).collect());
        (shared, old, new)
    }

    #[test]
    fn rows_meet_their_like_wherever_it_stands() {
        let cases: [(&[u32], &[u32], _, _, _, _); 8] = [
            (&[1, 2, 3], &[1, 2, 3], vec![[0, 0], [1, 1], [2, 2]], vec![], vec![], "the same"),
            (&[1, 2, 3], &[1, 9, 2, 3], vec![[0, 0], [1, 2], [2, 3]], vec![], vec![1], "one came"),
            (&[1, 2, 3], &[1, 3], vec![[0, 0], [2, 1]], vec![1], vec![], "one went"),
            (&[1, 2, 3], &[1, 9, 3], vec![[0, 0], [2, 2]], vec![1], vec![1], "one changed"),
            (&[1, 2, 3], &[3, 2, 1], vec![[0, 2], [1, 1], [2, 0]], vec![], vec![], "another order"),
            (&[1, 1, 2], &[1, 2, 2], vec![[0, 0], [2, 2]], vec![1], vec![1], "each record meets one"),
            (&[], &[1], vec![], vec![], vec![0], "an empty list"),
            (&[1, 2], &[], vec![], vec![0, 1], vec![], "an empty list later"),
        ];
        for (old, new, shared, only_old, only_new, why) in cases {
            assert_eq!(compared(old, new), (shared, only_old, only_new), "{why}");
        }
    }
}
