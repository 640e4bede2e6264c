//! Two lists side by side, row by row: which rows stand in both to the letter, and which in one only.
//!
//! While the lists agree only the old one is taken apart. Where they do not, rows wait for their like in the other list, so that
//! neither an insertion nor a few moved rows put all that follows out of step.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};

use rustc_hash::{FxHashMap, FxHashSet};

use super::about::{About, Edge, Edges, Host, Id, Plain, Says, host_of};
use super::named::Named;
use super::record::Row;
use super::records::{Rows, Unfit};
use super::shape::Shapes;
use super::skippable::{gaps, look};
use crate::export::members;

/// More text than this does not wait for its like: the lists have too little in common.
const WAITING: usize = 16 << 20;
/// More text than this is not kept for being odd.
const ODD: usize = 16 << 20;

/// A row of both lists.
#[derive(Debug)]
pub(super) struct Shared {
    /// What it is about; `None` for a row that is not plain.
    pub(super) about: Option<About>,
    /// Where it stands in the old file.
    pub(super) at: u64,
    /// Its length there.
    pub(super) len: u32,
    /// Is read, whomever it concerns.
    pub(super) stays: bool,
    /// Its numbers in the old and in the new list.
    pub(super) numbers: [u32; 2],
}

/// A plain row of one list.
#[derive(Debug)]
pub(super) struct Single {
    /// What it is about.
    pub(super) about: About,
    /// Its number in its list.
    pub(super) number: u32,
    /// Its text.
    pub(super) text: Box<[u8]>,
}

/// One of the two lists.
#[derive(Debug)]
pub(super) struct Side {
    /// Its file.
    pub(super) path: PathBuf,
    /// What stands before its rows.
    pub(super) head: Vec<u8>,
    /// What stands after them.
    pub(super) tail: Vec<u8>,
    /// How many rows it has.
    pub(super) rows: u32,
    /// Those that the other list does not have.
    pub(super) single: Vec<Single>,
}

/// Two lists, compared.
#[derive(Debug)]
pub(super) struct Compared {
    /// The old list and the new one.
    pub(super) sides: [Side; 2],
    /// Rows of both.
    pub(super) shared: Vec<Shared>,
    /// Plain groups of both.
    pub(super) groups: Vec<Id>,
    /// People of both.
    pub(super) people: Vec<Id>,
    /// Whoever a row is about that stays.
    pub(super) stay: Vec<Id>,
    /// Holders of role assignments in both that may be groups.
    pub(super) holders: Vec<Id>,
    /// Who is in which plain group of either list, by member.
    pub(super) by_member: Vec<Edge>,
    /// The members of each of these groups, as they stand together; by group.
    pub(super) by_group: Vec<(Id, Vec<Id>)>,
    /// Those whose member is a group itself.
    pub(super) nested: Vec<Edge>,
    /// What rows name that are not plain.
    pub(super) named: Named,
    /// Resource groups of workspaces that plain rows name.
    pub(super) hosts: FxHashSet<Host>,
}

/// Compares two lists.
pub(super) fn compare(old: &Path, new: &Path) -> Result<Compared, Unfit> {
    let (mut old_rows, mut new_rows) = (Rows::open(old)?, Rows::open(new)?);
    if members::is_member_list(old_rows.head(), old) || members::is_member_list(new_rows.head(), new) {
        return Err(Unfit::Shape);
    }
    let mut walk = Walk::default();
    walk.run(&mut old_rows, &mut new_rows)?;
    let Walk { shared, edges, named, hosts, waiting: [old_waiting, new_waiting], .. } = walk;
    let sides = [side(old, old_rows, old_waiting)?, side(new, new_rows, new_waiting)?];
    let Edges { all: mut by_member, nested } = edges;
    let stretch = |edges: &[Edge]| Some((edges.first()?.group, edges.iter().map(|edge| edge.member).collect()));
    let mut by_group: Vec<(Id, Vec<Id>)> = by_member.chunk_by(|a, b| a.group == b.group).filter_map(stretch).collect();
    by_group.sort_unstable_by_key(|(group, _)| *group);
    by_member.sort_unstable_by_key(|edge| edge.member);
    let abouts = || shared.iter().filter_map(|row| row.about);
    let said = |says: fn(Says) -> bool| abouts().filter(move |about| says(about.says)).map(|about| about.principal);
    let groups = said(|says| says == Says::IsGroup).collect();
    let people = said(|says| says == Says::IsPerson).collect();
    let stay = shared.iter().filter(|row| row.stays).filter_map(|row| row.about).map(|about| about.principal).collect();
    let mut holders: Vec<Id> = said(Says::may_be_group).collect();
    holders.sort_unstable();
    holders.dedup();
    Ok(Compared { sides, shared, groups, people, stay, holders, by_member, by_group, nested, named, hosts })
}

fn side(path: &Path, mut rows: Rows, waiting: Waiting) -> Result<Side, Unfit> {
    let each = waiting.into_iter().flat_map(|(text, waiters)| waiters.into_iter().map(move |waiter| (text.clone(), waiter)));
    let row = |(text, waiter): (Box<[u8]>, Waiter)| {
        // What an odd row changes is not known here, and schedules speak of each other.
        let about = waiter.seen.about.filter(|about| !matches!(about.says, Says::May(_)));
        Ok(Single { about: about.ok_or(Unfit::Shape)?, number: waiter.number, text })
    };
    let mut single = each.map(row).collect::<Result<Vec<Single>, Unfit>>()?;
    single.sort_unstable_by_key(|row| row.number);
    let (head, count, tail) = (rows.head().to_vec(), rows.number(), rows.tail()?);
    Ok(Side { path: path.to_owned(), head, tail, rows: count, single })
}

/// What was seen of a row.
#[derive(Debug)]
struct Seen {
    about: Option<About>,
    telling: bool,
    news: Vec<Box<str>>,
}

/// A row that waits for its like.
#[derive(Debug)]
struct Waiter {
    seen: Seen,
    at: u64,
    number: u32,
}

/// Rows of one list that wait, by text; those of the same text in their order.
type Waiting = FxHashMap<Box<[u8]>, VecDeque<Waiter>>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Of {
    Old,
    New,
}

#[derive(Debug, Default)]
struct Walk {
    shared: Vec<Shared>,
    edges: Edges,
    named: Named,
    hosts: FxHashSet<Host>,
    shapes: Shapes,
    /// Places that some shared row shows to exist, and conditions of shared rows.
    seen: FxHashSet<Box<str>>,
    waiting: [Waiting; 2],
    /// How much text waits.
    weight: usize,
    /// How much text is odd.
    odd: usize,
}

impl Walk {
    fn run(&mut self, old: &mut Rows, new: &mut Rows) -> Result<(), Unfit> {
        let (mut row, mut other) = (Row::default(), Row::default());
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
                old.read(&mut row)?;
            }
            if more_old && more_new && new.is(old.text(&row))? {
                self.both(&row, old, new)?;
                (more_old, more_new) = (old.pass(row.len())?, new.pass(row.len())?);
                continue;
            }
            if more_new {
                new.read(&mut other)?;
            }
            // The list whose row has met its like already is behind: the other one stays where it is.
            if more_old && self.meets(Of::Old, &row, old) {
                more_old = old.pass(row.len())?;
            } else if more_new && self.meets(Of::New, &other, new) {
                more_new = new.pass(other.len())?;
            } else {
                if more_old {
                    self.wait(Of::Old, &row, old)?;
                    more_old = old.pass(row.len())?;
                }
                if more_new {
                    self.wait(Of::New, &other, new)?;
                    more_new = new.pass(other.len())?;
                }
            }
        }
        Ok(())
    }

    /// Shares the rows at hand if they are the same and have a known shape; answers how long they are.
    fn fit(&mut self, old: &Rows, new: &mut Rows) -> Result<Option<usize>, Unfit> {
        let Some((len, plain)) = self.shapes.fit(old.rest()) else { return Ok(None) };
        if !new.is(old.rest().get(..len).unwrap_or_default())? {
            return Ok(None);
        }
        let stays = self.is_telling(&plain);
        self.share(Some(plain.about), stays, (old.at(), len), [old.number(), new.number()]);
        Ok(Some(len))
    }

    /// The rows at hand are the same.
    fn both(&mut self, row: &Row, old: &Rows, new: &Rows) -> Result<(), Unfit> {
        if self.shared.is_empty() {
            self.shared.reserve(old.estimate(row.len()));
        }
        let seen = self.see(row, old)?;
        let (about, stays) = (seen.map(|plain| plain.about), seen.is_none_or(|plain| self.is_telling(&plain)));
        self.share(about, stays, (old.at(), row.len()), [old.number(), new.number()]);
        Ok(())
    }

    /// What a row says, if it is plain; others like it are known by their shape from then on.
    fn see<'r>(&mut self, row: &'r Row, rows: &'r Rows) -> Result<Option<Plain<'r>>, Unfit> {
        let text = std::str::from_utf8(rows.text(row)).map_err(|_| Unfit::Shape)?.as_bytes();
        let Some(seen) = look(row, text, &mut self.edges) else {
            self.odd(row, rows)?;
            return Ok(None);
        };
        if let Some(sort) = seen.sort {
            self.shapes.learn(text, sort, &gaps(row, text, sort));
        }
        if seen.plain.telling {
            // Its scope is not spelled as they are, or says nothing of places: whatever it names counts.
            self.hosts.extend(Named::of(text).ok_or(Unfit::Shape)?.hosts);
        }
        self.hosts.extend(seen.plain.place.and_then(host_of));
        Ok(Some(seen.plain))
    }

    /// Whether a row says more than what concerns its principal: that a place exists, or what a condition is.
    fn is_telling(&mut self, plain: &Plain<'_>) -> bool {
        let place = plain.place.filter(|place| self.is_new(place));
        self.hosts.extend(place.and_then(host_of));
        let condition = plain.condition.is_some_and(|condition| self.is_new(condition));
        plain.telling || place.is_some() || condition
    }

    fn is_new(&mut self, text: &str) -> bool {
        !self.seen.contains(text) && self.seen.insert(text.into())
    }

    fn share(&mut self, about: Option<About>, stays: bool, (at, len): (u64, usize), numbers: [u32; 2]) {
        self.shared.push(Shared { about, at, len: len as u32, stays, numbers });
    }

    /// Takes note of a row that is not plain.
    fn odd(&mut self, row: &Row, rows: &Rows) -> Result<(), Unfit> {
        let text = rows.text(row);
        let wraps = |key: &[u8]| key.eq_ignore_ascii_case(b"value") || key.eq_ignore_ascii_case(b"data");
        let list_of_lists = rows.is_bare() && row.root(text).children().any(|part| wraps(part.key()));
        self.odd += text.len();
        if list_of_lists || self.odd > ODD {
            return Err(Unfit::Shape);
        }
        self.named.extend(Named::of(text).ok_or(Unfit::Shape)?);
        Ok(())
    }

    /// Whether a row of one list has its like among those of the other that wait.
    fn meets(&mut self, of: Of, row: &Row, rows: &Rows) -> bool {
        let text = rows.text(row);
        let [old, new] = &mut self.waiting;
        let others = if of == Of::Old { new } else { old };
        let Some(waiters) = others.get_mut(text) else { return false };
        let Some(waiter) = waiters.pop_front() else { return false };
        if waiters.is_empty() {
            others.remove(text);
        }
        self.weight = self.weight.saturating_sub(text.len());
        let Waiter { seen, at, number } = waiter;
        let (at, numbers) = if of == Of::Old { (rows.at(), [rows.number(), number]) } else { (at, [number, rows.number()]) };
        let news = seen.news.iter().filter(|text| self.is_new(text)).count();
        self.share(seen.about, seen.telling || news > 0, (at, row.len()), numbers);
        true
    }

    fn wait(&mut self, of: Of, row: &Row, rows: &Rows) -> Result<(), Unfit> {
        self.weight += row.len();
        if self.weight > WAITING {
            return Err(Unfit::Shape);
        }
        let seen = match self.see(row, rows)? {
            Some(plain) => {
                let news = [plain.place, plain.condition].into_iter().flatten().map(Into::into).collect();
                Seen { about: Some(plain.about), telling: plain.telling, news }
            }
            None => Seen { about: None, telling: true, news: Vec::new() },
        };
        let [old, new] = &mut self.waiting;
        let own = if of == Of::Old { old } else { new };
        own.entry(rows.text(row).into()).or_default().push_back(Waiter { seen, at: rows.at(), number: rows.number() });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// A list of people with these numbers.
    fn list(name: &str, people: &[u32]) -> PathBuf {
        let row = |number: &u32| {
            format!(
                r#"{{"id":"{number:08x}-0000-4000-8000-000000000000","displayName":"{number}","userPrincipalName":"u@x.example"}}"#
            )
        };
        let rows: Vec<String> = people.iter().map(row).collect();
        let path = std::env::temp_dir().join(format!("rolecall-compare-{}-{name}", std::process::id()));
        fs::write(&path, format!("[{}]", rows.join(",\n"))).expect("a file");
        path
    }

    /// The numbers of shared rows, and of the rows of each list alone.
    fn compared(old: &[u32], new: &[u32]) -> (Vec<[u32; 2]>, Vec<u32>, Vec<u32>) {
        let name = format!("{}-{}", old.len(), new.iter().map(ToString::to_string).collect::<String>());
        let (old, new) = (list(&format!("old-{name}"), old), list(&format!("new-{name}"), new));
        let compared = compare(&old, &new).expect("lists");
        fs::remove_file(old).and(fs::remove_file(new)).expect("files");
        let mut shared: Vec<[u32; 2]> = compared.shared.iter().map(|row| row.numbers).collect();
        shared.sort_unstable();
        let [old, new] = compared.sides.map(|side| side.single.iter().map(|row| row.number).collect());
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
            (&[1, 1, 2], &[1, 2, 2], vec![[0, 0], [2, 2]], vec![1], vec![1], "each row meets one"),
            (&[], &[1], vec![], vec![], vec![0], "an empty list"),
            (&[1, 2], &[], vec![], vec![0, 1], vec![], "an empty list later"),
        ];
        for (old, new, shared, only_old, only_new, why) in cases {
            assert_eq!(compared(old, new), (shared, only_old, only_new), "{why}");
        }
    }
}
